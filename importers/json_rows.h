/*
 * json_rows.h - the objects in JSON that stand for rows, one at a time and
 * whatever wraps them: an array of objects, objects one after another, or
 * documents with an array called "data" or "rows".  Knows nothing of what the
 * keys mean.
 */
#ifndef XIANJIN_JSON_ROWS_H
#define XIANJIN_JSON_ROWS_H

#include "xianjin/importers.h"

enum xj_json_type {
	XJ_JSON_TEXT,
	XJ_JSON_NUMBER, /* its digits as they stand in the file */
	XJ_JSON_TRUE,
	XJ_JSON_FALSE,
	XJ_JSON_NULL,
	XJ_JSON_NESTED  /* an object or an array, as compact JSON */
};

enum { /* flaws of a key or value; what could not be read is U+FFFD now */
	XJ_JSON_SURROGATE = 1, /* half of a character: \ud800 alone */
	XJ_JSON_NUL = 2,       /* \u0000 */
	XJ_JSON_BYTES = 4      /* bytes that are not UTF-8 */
};

struct xj_json_pair {
	struct xj_str key, value; /* valid UTF-8; no value for true, false, null */
	enum xj_json_type type;
	unsigned flaws;
};

struct xj_json_object {
	const struct xj_json_pair *pair; /* in the order of the file */
	size_t n;
	uint64_t line;       /* of its opening brace */
	const char *spoiled; /* NULL, or why it cannot be trusted; English msgid */
};

struct xj_json_rows;

/* IN stays the caller's.  PROGRESS of OPTIONS is used, the rest is not. */
enum xj_status xj_json_rows_new(struct xj_bytes *in,
                                const struct xj_read_options *options,
                                struct xj_json_rows **out,
                                struct xj_error *err) XJ_MUST_USE;
/* XJ_OK with OUT borrowed until the next call, XJ_END, or an error that ends
 * the file. */
enum xj_status xj_json_rows_next(struct xj_json_rows *r,
                                 struct xj_json_object *out,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_json_rows_free(struct xj_json_rows *r);

#endif
