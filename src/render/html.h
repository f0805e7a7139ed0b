/*
 * html.h - writing HTML and SVG: one function a place that text can stand in, so
 * that what a writer escapes is said by its name.  Foreign text is made visible
 * first (show.h): nothing in it can hide, turn the direction of writing or end
 * the place it stands in.
 */
#ifndef XIANJIN_RENDER_HTML_H
#define XIANJIN_RENDER_HTML_H

#include "xianjin/core.h"

/* A page being written.  The first failure stays and nothing follows it, so
 * that a page is checked once, at its end. */
struct xj_html {
	struct xj_buf *out;
	enum xj_status status;
};

/* Markup of ours; takes string literals only. */
#define xj_h_raw(h, literal) xj_h_bytes((h), "" literal, sizeof(literal) - 1)
/* Bytes that were escaped already, or a whole picture. */
void xj_h_bytes(struct xj_html *h, const char *p, size_t n);

/* What stands for a character that would end a text or an attribute; NULL: itself. */
const char *xj_h_reference(char c);
/* Text between tags. */
void xj_h_text(struct xj_html *h, struct xj_str s);
/* The same for a message of ours. */
void xj_h_say(struct xj_html *h, const char *text);
/* A message with values; 2,000 bytes at most, cut with … beyond. */
void xj_h_sayf(struct xj_html *h, const char *fmt, ...) XJ_PRINTF(2, 3);
/* Inside the double quotes of an attribute. */
void xj_h_attr(struct xj_html *h, struct xj_str s);
/* One part of an address, percent-encoded but for letters, digits and -._~ */
void xj_h_url(struct xj_html *h, struct xj_str s);
/* 1234567, and 1,234,567. */
void xj_h_int(struct xj_html *h, int64_t v);
void xj_h_grouped(struct xj_html *h, int64_t v);

/* The same percent-encoding into a buffer that holds an address. */
enum xj_status xj_url_add(struct xj_buf *b, struct xj_str part) XJ_MUST_USE;

#endif
