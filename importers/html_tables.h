/*
 * html_tables.h - the tags of an HTML document as tables in the queue of
 * book.h.
 *
 * Which tables are given: those with two rows of text or more, "table 1" and so
 * on as they come.  A table inside another one's cell
 *   - is text of that cell if it has fewer rows,
 *   - is one of its own if the outer one was no table yet: then that one only
 *     laid out the page, and its other text is passed,
 *   - else is text of the cell, with a note.
 */
#ifndef XIANJIN_HTML_TABLES_H
#define XIANJIN_HTML_TABLES_H

#include "importers/book.h"

struct xj_html_tables;

enum xj_status xj_html_tables_new(struct xj_book_queue *queue,
                                  struct xj_html_tables **out,
                                  struct xj_error *err) XJ_MUST_USE;
void xj_html_tables_free(struct xj_html_tables *t);
/* Parses N more bytes of UTF-8 that passed html_gate.h, in whole characters and
 * tags. */
enum xj_status xj_html_tables_feed(struct xj_html_tables *t, const char *p,
                                   size_t n, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_html_tables_finish(struct xj_html_tables *t,
                                     struct xj_error *err) XJ_MUST_USE;

#endif
