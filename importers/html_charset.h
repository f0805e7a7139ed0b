/*
 * html_charset.h - what an HTML document is written in, and its bytes as UTF-8
 * piece by piece.
 */
#ifndef XIANJIN_HTML_CHARSET_H
#define XIANJIN_HTML_CHARSET_H

#include "importers/encoding.h"

struct xj_html_charset {
	enum xj_charset charset;
	size_t bom;
	enum xj_confidence confidence;
};

/* By TOLD (an encoding or NULL), a byte order mark, <meta charset>, the bytes.
 * A declaration that the bytes belie is not believed. */
enum xj_status xj_html_charset_find(struct xj_str head, bool whole,
                                    const char *told,
                                    struct xj_html_charset *out,
                                    struct xj_error *err) XJ_MUST_USE;
/* How many of the N bytes at P are whole characters; at least one byte where N
 * is 4 or more. */
size_t xj_html_whole(enum xj_charset charset, const char *p, size_t n);

#endif
