/* check_format.h - how the findings of a draft are printed: one table. */
#ifndef XIANJIN_RENDER_CHECK_FORMAT_H
#define XIANJIN_RENDER_CHECK_FORMAT_H

#include <stdio.h>

#include "src/query/check.h"

struct xj_check_format {
	const char *name;
	bool binary;          /* no text for a terminal */
	enum xj_status (*write)(const struct xj_check *c, FILE *out,
	                        struct xj_error *err);
};
extern const struct xj_check_format *const xj_check_formats[]; /* NULL-ended */

extern const struct xj_check_format xj_check_text, xj_check_json, xj_check_sarif,
	xj_check_xlsx;

/* "file", "file: member", "file: member: sheet" of a place appended to OUT; false
 * when it is in no file. */
enum xj_status xj_check_where(const struct xj_check *c, const struct xj_check_place *at,
                              struct xj_buf *out) XJ_MUST_USE;
/* Writes B and empties it. */
enum xj_status xj_check_put(struct xj_buf *b, FILE *out, struct xj_error *err)
	XJ_MUST_USE;

#define XJ_CHECK_LINE ((size_t)16 << 20) /* bytes of one finding */

#endif
