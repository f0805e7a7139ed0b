/*
 * show.h - foreign text made fit for a terminal: nothing in it can move the
 * cursor, turn the direction of writing or hide itself.  Used by the tables,
 * the progress line and the command line's messages.
 */
#ifndef XIANJIN_SHOW_H
#define XIANJIN_SHOW_H

#include "xianjin/core.h"

/*
 * Appends S to OUT with control bytes as \n, \t, \x1b ..., invisible format
 * characters (bidi controls, zero-width, tags) as <U+200B>, and bytes that are
 * not UTF-8 as U+FFFD.
 */
enum xj_status xj_show(struct xj_str s, struct xj_buf *out) XJ_MUST_USE;

/* Terminal columns of valid S; WIDE counts the ambiguous characters as two, as
 * many Chinese terminals draw them. */
size_t xj_show_width(struct xj_str s, bool wide);

/* Bytes of valid S that fit into COLUMNS, with the marks that belong to the last
 * character. */
size_t xj_show_cut(struct xj_str s, size_t columns, bool wide);

/* 1,234,567 into OUT; returns its length. */
size_t xj_show_grouped(int64_t v, char out[32]);

#endif
