/*
 * hostile_text.h - text made to leave its place: markup, ends of comments and
 * sections, formulas, addresses that run, marks that turn the writing.  All of it
 * has the canary in it, so that it is found wherever it comes out.
 */
#ifndef XIANJIN_TESTS_HOSTILE_TEXT_H
#define XIANJIN_TESTS_HOSTILE_TEXT_H

#include "xianjin/core.h"

#define CANARY "xjCANARY"

static const char *const hostile_text[] = {
	"<script>" CANARY "()</script>", "\"><img src=x onerror=" CANARY ">",
	"' onmouseover='" CANARY, "\" onfocus=\"" CANARY "\" autofocus=\"", "]]><" CANARY ">",
	"--><" CANARY ">", "<!--" CANARY, "<![CDATA[" CANARY, "</title><" CANARY ">",
	"</textarea></style></svg><" CANARY ">", "javascript:" CANARY, "data:text/html," CANARY,
	"//" CANARY ".example/", "/\\" CANARY ".example", "=HYPERLINK(\"http://" CANARY "\")",
	"+" CANARY, "-" CANARY, "@" CANARY, "\t=" CANARY, "\xe2\x80\xae" CANARY "\xe2\x80\xac",
	"\xe2\x81\xa6" CANARY "\xe2\x80\x8b\xe2\x80\x8d", "\xf3\xa0\x81\x81" CANARY "\xef\xbb\xbf",
	"&lt;" CANARY "&#x3c;", "&" CANARY, "\r\nSet-Cookie: " CANARY "=1",
	"\r\n\r\n<" CANARY ">", "%0d%0aX-" CANARY ": 1", "%3Cscript%3E" CANARY, "%00" CANARY,
	"{{" CANARY "}}", "${" CANARY "}", "`" CANARY "`", "\\" CANARY "\\", "\x1b[31m" CANARY,
	"\xe2\x80\xa8" CANARY, "\x7f\x08" CANARY, "'; DROP TABLE entry; --" CANARY,
	"\xf0\x9f\x92\xb0" CANARY "\xcc\x81\xcc\x81\xcc\x81", "../../" CANARY, "\"" CANARY "\"",
	"donor:/(" CANARY "+)+/", "a:b:" CANARY, "王大明" CANARY,
};

/* Numbers that come out the same everywhere. */
struct hostile {
	uint64_t seed;
};

static unsigned hostile_below(struct hostile *r, unsigned n)
{
	r->seed ^= r->seed << 13;
	r->seed ^= r->seed >> 7;
	r->seed ^= r->seed << 17;
	return (unsigned)((r->seed >> 16) % n);
}

/* Appends one to three of them; rarely one of ten thousand bytes. */
static enum xj_status hostile_add(struct hostile *r, struct xj_buf *out)
{
	const unsigned n = XJ_COUNT(hostile_text);
	unsigned times = hostile_below(r, 400) ? 1 : 600, pieces = 1 + hostile_below(r, 3) / 2;
	enum xj_status st = XJ_OK;

	for (unsigned k = 0; k < pieces && !st; k++) {
		const char *text = hostile_text[hostile_below(r, n)];

		for (unsigned i = 0; i < times && !st; i++)
			st = xj_buf_addf(out, "%s", text);
	}
	return st;
}

#endif
