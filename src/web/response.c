/* response.c - owns the head of a response: every header goes through here. */
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#include "src/web/call.h"

#define MAX_HEAD ((size_t)64 << 10)

const char *web_status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = {
		{ 200, "OK" }, { 204, "No Content" }, { 301, "Moved Permanently" },
		{ 303, "See Other" }, { 304, "Not Modified" }, { 400, "Bad Request" },
		{ 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 406, "Not Acceptable" }, { 413, "Content Too Large" },
		{ 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < XJ_COUNT(texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "Unknown";
}

void web_response_clear(struct web_response *r)
{
	if (r->stream.close)
		r->stream.close(r->stream.own);
	r->stream = (struct web_stream){ 0 };
	xj_buf_clear(&r->head);
	xj_buf_clear(&r->body);
}

static bool is_printable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
			return false;
	return true;
}

enum xj_status web_header(struct web_response *r, const char *name,
                          const char *fmt, ...)
{
	char value[WEB_MAX_TARGET * 2];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(value) || !is_printable(value))
		return XJ_INTERNAL;
	return xj_buf_addf(&r->head, "%s: %s\r\n", name, value);
}

const char *web_request_header(const struct web_request *r, const char *name)
{
	for (size_t i = 0; i < r->headers; i++)
		if (strcasecmp(r->header[i].name, name) == 0)
			return r->header[i].value;
	return NULL;
}

/*
 * No script, nothing from other places.  The little preview that OpenRefine shows in
 * a frame is the one page that others may put into theirs.
 */
static const char policy[] =
	"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
	"base-uri 'none'; frame-ancestors ";

static enum xj_status keep_header(struct web_call *c)
{
	switch (c->failed ? WEB_KEEP_NEVER : c->route->keep) {
	case WEB_KEEP_LONG:
		return web_header(c->response, "Cache-Control", "public, max-age=86400");
	case WEB_KEEP_NEVER:
		return web_header(c->response, "Cache-Control", "no-store");
	default:
		return web_header(c->response, "Cache-Control",
		                  "public, max-age=300, stale-while-revalidate=86400");
	}
}

enum xj_status web_constant_headers(struct web_call *c)
{
	static const struct web_header always[] = {
		{ "X-Content-Type-Options", "nosniff" },
		{ "Referrer-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
	};
	struct web_response *r = c->response;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(always) && !st; i++)
		st = web_header(r, always[i].name, "%s", always[i].value);
	if (!st)
		st = web_header(r, "Content-Security-Policy", "%s%s", policy,
		                c->route && c->route->framed ? "*" : "'none'");
	if (!st && c->route && !c->route->no_language)
		st = web_header(r, "Content-Language", "%s",
		                xj_language() == XJ_CHINESE ? "zh-Hant-TW" : "en");
	if (!st && c->route && c->route->shared)
		st = web_header(r, "Access-Control-Allow-Origin", "*");
	if (!st && c->route && (!c->route->indexed || c->noindex))
		st = web_header(r, "X-Robots-Tag", "noindex, nofollow");
	return st || !c->route ? st : keep_header(c);
}

enum xj_status web_redirect(struct web_call *c, int status, struct xj_str to)
{
	struct xj_html h = { &c->response->body, XJ_OK };
	enum xj_status st;

	c->response->status = status;
	xj_buf_reset(&c->response->body);
	xj_h_raw(&h, "<!DOCTYPE html>\n<html>\n<head><title>");
	xj_h_text(&h, to);
	xj_h_raw(&h, "</title></head>\n<body><p><a href=\"");
	xj_h_attr(&h, to);
	xj_h_raw(&h, "\">");
	xj_h_text(&h, to);
	xj_h_raw(&h, "</a></p></body>\n</html>\n");
	st = web_header(c->response, "Location", "%.*s", (int)to.n, to.p);
	if (!st)
		st = web_header(c->response, "Content-Type", "%s", web_formats[WEB_HTML].mime);
	return st ? st : h.status;
}

/* RFC 6266: a plain name for old programs, the real one for the others. */
enum xj_status web_attachment(struct web_response *r, struct xj_str name)
{
	struct xj_buf encoded;
	const char *dot = memrchr(name.p, '.', name.n);
	enum xj_status st;

	xj_buf_init(&encoded, WEB_MAX_TARGET);
	st = xj_url_add(&encoded, name);
	if (!st)
		st = web_header(r, "Content-Disposition",
		                "attachment; filename=\"xianjin%.*s\"; filename*=UTF-8''%s",
		                dot ? (int)(name.p + name.n - dot) : 0, dot ? dot : "",
		                encoded.p);
	xj_buf_clear(&encoded);
	return st;
}

void web_response_init(struct web_response *r)
{
	*r = (struct web_response){ .status = 200 };
	xj_buf_init(&r->head, MAX_HEAD);
	xj_buf_init(&r->body, WEB_MAX_PAGE);
}
