/*
 * readers.h - the readers by name.  Only the registry lists them; everyone
 * else asks xj_reader_for.
 */
#ifndef XIANJIN_READERS_H
#define XIANJIN_READERS_H

#include "xianjin/importers.h"

extern const struct xj_reader xj_reader_csv;
extern const struct xj_reader xj_reader_zip;

#endif
