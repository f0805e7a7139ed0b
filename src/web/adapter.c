/* adapter.c - owns what every adapter does: CGI's variables in, CGI's words out. */
#include <malloc.h>
#include <stdlib.h>
#include <time.h>

#include "src/core/i18n.h"
#include "src/web/adapter.h"

#define PIECE ((size_t)4 << 20)

enum { KEPT_BYTES = 16 << 20, GROWN_BYTES = 1 << 20, MAPPED_BYTES = 8 << 20 };

void web_keep_memory(void)
{
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_TOP_PAD, GROWN_BYTES);
	(void)mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
}

enum xj_status web_to_file(void *file, const char *p, size_t n)
{
	return fwrite(p, 1, n, file) == n ? XJ_OK : XJ_IO;
}

static enum xj_status send_stream(struct web_stream *s, web_sink *sink, void *ctx,
                                  struct xj_error *err)
{
	struct xj_buf piece;
	enum xj_status st = XJ_OK;

	xj_buf_init(&piece, PIECE);
	while (!st) {
		xj_buf_reset(&piece);
		st = s->next(s->own, &piece, err);
		if (piece.n && (st == XJ_OK || st == XJ_END) && sink(ctx, piece.p, piece.n))
			st = xj_fail(err, XJ_IO, _("whoever asked has gone"));
	}
	xj_buf_clear(&piece);
	return st == XJ_END ? XJ_OK : st;
}

enum xj_status web_send_body(struct web_response *r, web_sink *sink, void *ctx,
                             struct xj_error *err)
{
	if (r->stream.next)
		return send_stream(&r->stream, sink, ctx, err);
	if (r->body.n && sink(ctx, r->body.p, r->body.n))
		return xj_fail(err, XJ_IO, _("whoever asked has gone"));
	return XJ_OK;
}

enum xj_status web_answer_cgi(struct web_site *site, const struct web_request *r,
                              web_sink *sink, void *ctx, struct xj_error *err)
{
	struct web_response a;
	struct xj_buf head;
	bool no_body = strcmp(r->method, "HEAD") == 0;
	enum xj_status st;

	web_answer(site, r, &a);
	no_body = no_body || a.status == 304 || a.status == 204;
	xj_buf_init(&head, (size_t)1 << 17);
	st = xj_buf_addf(&head, "Status: %d %s\r\n%s", a.status, web_status_text(a.status),
	                 a.head.p ? a.head.p : "");
	if (!st && !a.stream.next && a.status != 304 && a.status != 204)
		st = xj_buf_addf(&head, "Content-Length: %zu\r\n", a.body.n);
	if (!st)
		st = xj_buf_add(&head, "\r\n", 2);
	if (!st)
		st = sink(ctx, head.p, head.n);
	if (st)
		(void)xj_fail(err, st, _("whoever asked has gone"));
	else if (!no_body)
		st = web_send_body(&a, sink, ctx, err);
	if (!st && a.log[0])
		(void)xj_fail(err, XJ_OK, "%s", a.log);
	xj_buf_clear(&head);
	web_response_clear(&a);
	return st;
}

/* ---- the request that variables describe ------------------------------------------ */

/* What we read of the headers. */
static const struct {
	const char *variable, *name;
} headers[] = {
	{ "HTTP_ACCEPT", "Accept" }, { "HTTP_ACCEPT_LANGUAGE", "Accept-Language" },
	{ "HTTP_IF_NONE_MATCH", "If-None-Match" }, { "CONTENT_TYPE", "Content-Type" },
	{ "HTTP_HOST", "Host" }, { "HTTP_ORIGIN", "Origin" },
	{ "HTTP_SEC_FETCH_SITE", "Sec-Fetch-Site" },
};

/* PATH_INFO comes decoded: what it may not hold in an address is encoded again. */
static enum xj_status add_path(struct xj_buf *b, const char *path)
{
	enum xj_status st = XJ_OK;

	for (const char *p = path; *p && !st; p++)
		st = (unsigned char)*p <= ' ' || *p == '?' || *p == '%' || *p == '#'
			? xj_buf_addf(b, "%%%02X", (unsigned char)*p) : xj_buf_add(b, p, 1);
	return st;
}

enum xj_status web_request_of_cgi(web_variable *get, void *ctx, struct xj_buf *target,
                                  struct web_header *header, struct web_request *out,
                                  struct xj_error *err)
{
	const char *method = get(ctx, "REQUEST_METHOD"), *path = get(ctx, "PATH_INFO");
	const char *query = get(ctx, "QUERY_STRING"), *mount = get(ctx, "SCRIPT_NAME");
	enum xj_status st = add_path(target, path && *path ? path : "/");

	if (!st && query && *query)
		st = xj_buf_addf(target, "?%s", query);
	if (st)
		return xj_fail(err, st, _("the address is too long"));
	*out = (struct web_request){ .method = method ? method : "GET",
	                             .target = xj_buf_str(target),
	                             .mount = mount ? mount : "", .header = header,
	                             .now = (int64_t)time(NULL) };
	for (size_t i = 0; i < XJ_COUNT(headers); i++) {
		const char *v = get(ctx, headers[i].variable);

		if (v)
			header[out->headers++] = (struct web_header){ headers[i].name, v };
	}
	return XJ_OK;
}
