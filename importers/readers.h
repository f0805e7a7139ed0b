/*
 * readers.h - the readers by name.  Only the registry lists them; everyone
 * else asks xj_reader_for.
 */
#ifndef XIANJIN_READERS_H
#define XIANJIN_READERS_H

#include "xianjin/importers.h"

extern const struct xj_reader xj_reader_csv;
extern const struct xj_reader xj_reader_ods;
extern const struct xj_reader xj_reader_xlsx;
extern const struct xj_reader xj_reader_zip;
extern const struct xj_reader xj_reader_json;
extern const struct xj_reader xj_reader_xml;
extern const struct xj_reader xj_reader_pdf;
extern const struct xj_reader xj_reader_xls;
extern const struct xj_reader xj_reader_html;

#endif
