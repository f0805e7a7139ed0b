/*
 * multipart.h - the body of a form with a file (RFC 7578), taken apart in place: nothing
 * is copied, whatever is sent.
 */
#ifndef XIANJIN_WEB_MULTIPART_H
#define XIANJIN_WEB_MULTIPART_H

#include "xianjin/core.h"

#define WEB_MAX_PARTS 16u

struct web_part {
	struct xj_str name;      /* of the field; without quotes, never empty */
	struct xj_str file;      /* the client's name for it; p NULL: no file */
	struct xj_str body;      /* bytes as sent */
};

struct web_parts {
	struct web_part v[WEB_MAX_PARTS];
	size_t n;
};

/*
 * Takes BODY apart by the boundary that CONTENT_TYPE ("multipart/form-data;
 * boundary=...") names.  Texts point into BODY.  XJ_USAGE: it is no such form, or it
 * ends before its end; XJ_LIMIT: more than WEB_MAX_PARTS fields.
 */
enum xj_status web_multipart_read(const char *content_type, struct xj_str body,
                                  struct web_parts *out, struct xj_error *err)
	XJ_MUST_USE;
/* The field NAME; NULL none. */
const struct web_part *web_part(const struct web_parts *p, const char *name);

#endif
