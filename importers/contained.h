/*
 * contained.h - a reader in a process of its own, behind the walls of sandbox.h:
 * a file can make it fail, nothing else.  Rows come over a pipe.
 */
#ifndef XIANJIN_CONTAINED_H
#define XIANJIN_CONTAINED_H

#include "xianjin/importers.h"

/* Starts INNER on IN (which must have a descriptor) in a child; *SELF is for
 * the calls of xj_contained. */
enum xj_status xj_contained_open(const struct xj_reader *inner, struct xj_bytes *in,
                                 const struct xj_read_options *options, void **self,
                                 struct xj_error *err) XJ_MUST_USE;
/* next_table, next_row and close; open and bid are NULL. */
extern const struct xj_reader xj_contained;

#endif
