/* problem.c - owns what a request gets that cannot be met. */
#include "src/web/call.h"

int web_status_of(enum xj_status st)
{
	switch (st) {
	case XJ_OK:
		return 200;
	case XJ_USAGE:
	case XJ_BAD_INPUT:
		return 400;
	case XJ_NOT_FOUND:
		return 404;
	case XJ_LIMIT:
		return 422;
	case XJ_BUSY:
	case XJ_STALE:
		return 503;
	default:
		return 500;
	}
}

/* What went wrong inside is for the operator's log, not for strangers: it may name
 * files of the machine. */
static const char *told(int status, const struct xj_error *err)
{
	if (status >= 500)
		return status == 503 ? _("The data are not ready. Please try again in a moment.")
		                     : _("Something went wrong here. It has been noted.");
	return err && err->text[0] ? err->text : _("There is nothing at this address.");
}

static const char *heading(int status)
{
	switch (status) {
	case 404:
		return _("Not found");
	case 405:
		return _("This page cannot be asked that way");
	case 413:
		return _("Too large");
	case 422:
		return _("Too much at once");
	case 500:
		return _("An error of ours");
	case 503:
		return _("Not ready");
	default:
		return _("This question cannot be answered");
	}
}

static enum xj_status write_json(struct web_call *c, int status, const char *detail)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = web_header(c->response, "Content-Type",
	                               "application/problem+json");

	if (!st)
		st = xj_buf_addf(b, "{\"type\":\"about:blank\",\"status\":%d,\"title\":", status);
	if (!st)
		st = xj_buf_add_json(b, xj_str_c(web_status_text(status)));
	if (!st)
		st = xj_buf_add(b, ",\"detail\":", 10);
	if (!st)
		st = xj_buf_add_json(b, xj_str_c(detail));
	if (!st)
		st = xj_buf_add(b, ",\"instance\":", 12);
	if (!st)
		st = xj_buf_add_json(b, c->request->target);
	return st ? st : xj_buf_add(b, "}\n", 2);
}

static enum xj_status write_page(struct web_call *c, int status, const char *detail)
{
	struct xj_html h = { &c->response->body, XJ_OK };

	web_page_begin(c, &h, xj_str_c(heading(status)));
	xj_h_raw(&h, "<p class=\"problem\">");
	xj_h_text(&h, xj_str_c(detail));
	xj_h_raw(&h, "</p>\n<p>");
	web_page_link(c, &h, "/", _("To the front page"));
	xj_h_raw(&h, "</p>\n");
	web_page_end(c, &h);
	return h.status ? h.status
	       : web_header(c->response, "Content-Type", "text/html; charset=utf-8");
}

static enum xj_status allow(struct web_call *c)
{
	return web_header(c->response, "Allow", "%s%s",
	                  c->route->methods & WEB_GET ? "GET, HEAD, OPTIONS" : "OPTIONS",
	                  c->route->methods & WEB_POST ? ", POST" : "");
}

void web_problem(struct web_call *c, int status, const struct xj_error *err)
{
	/* found nothing: the pages of the menu still belong to some route */
	static const struct web_route nowhere = { .path = "/", .formats = WEB_BIT(WEB_HTML),
	                                          .keep = WEB_KEEP_NEVER };
	struct web_response *r = c->response;
	const struct web_route *route = c->route;
	enum xj_status st;

	/* what a stranger asked wrongly may hold a name: that is not logged */
	if (err && status >= 500)
		memcpy(r->log, err->text, sizeof(r->log));
	if (r->stream.close)
		r->stream.close(r->stream.own);
	r->stream = (struct web_stream){ 0 };
	xj_buf_reset(&r->head);
	xj_buf_reset(&r->body);
	r->status = status;
	st = status == 405 && route ? allow(c) : XJ_OK;
	c->route = route ? route : &nowhere;
	c->noindex = c->failed = true;
	if (!st && status == 503)
		st = web_header(r, "Retry-After", "5");
	if (!st && c->format == WEB_HTML)
		st = write_page(c, status, told(status, err));
	else if (!st)
		st = write_json(c, status, told(status, err));
	if (st) {
		xj_buf_reset(&r->body);
		(void)!xj_buf_addf(&r->body, "%d %s\n", status, web_status_text(status));
	}
}
