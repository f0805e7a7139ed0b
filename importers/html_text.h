/*
 * html_text.h - the text of an HTML cell as a browser would set it: runs of
 * blanks are one, none stand at the ends of a line, <br> begins a new one.
 */
#ifndef XIANJIN_HTML_TEXT_H
#define XIANJIN_HTML_TEXT_H

#include "importers/book.h"
#include "importers/book_value.h"

struct xj_html_text {
	struct xj_book_text text;
	bool blank; /* before the next character */
	bool line;  /* or a new line */
};

void xj_html_text_init(struct xj_html_text *t);
void xj_html_text_clear(struct xj_html_text *t);
void xj_html_text_reset(struct xj_html_text *t);
enum xj_status xj_html_text_add(struct xj_html_text *t, const char *p, size_t n,
                                struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_html_text_break(struct xj_html_text *t,
                                  struct xj_error *err) XJ_MUST_USE; /* <br> */
/* The border of a paragraph, or of a cell within the cell. */
void xj_html_text_paragraph(struct xj_html_text *t);
void xj_html_text_gap(struct xj_html_text *t);
struct xj_str xj_html_text_end(struct xj_html_text *t);

/*
 * Spreadsheets keep the number itself beside what they show ("1,234"): writes
 * it to OUT and returns its length if what is SHOWN is a number, too, and 0 if
 * it is a date or the like.
 */
size_t xj_html_exact(struct xj_str shown, struct xj_str number,
                     char out[XJ_VALUE_TEXT]);

#endif
