/* problem.c - owns what a request gets that cannot be met, and the pages that explain it. */
#include "src/web/pages.h"

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

/* Each kind has a page of its own (/problem/{slug}), which "type" leads to. */
static const struct kind {
	int status;
	const char *slug, *title, *help; /* English msgids */
} kinds[] = {
	{ 400, "bad-request", N_("This question cannot be answered"),
	  N_("A parameter, its value, a cursor or the address itself is not what it must be. "
	     "\"errors\" names the parameter. Asking the same again will not help.") },
	{ 403, "not-from-here", N_("Not from here"),
	  N_("xianjin serve answers to this machine's own name alone: 127.0.0.1 or "
	     "localhost.") },
	{ 404, "not-found", N_("Not found"),
	  N_("There is no such address, or nothing of that name or key in the data.") },
	{ 405, "method-not-allowed", N_("This page cannot be asked that way"),
	  N_("The header Allow says which methods the address takes.") },
	{ 406, "not-acceptable", N_("Not offered in that format"),
	  N_("The page is offered in none of the formats that Accept names.") },
	{ 413, "too-large", N_("Too large"),
	  N_("The body of the request is longer than this address takes, or has too many "
	     "questions in it.") },
	{ 414, "too-long", N_("The address is too long"),
	  N_("An address may have 8,192 bytes.") },
	{ 415, "unsupported-media-type", N_("The body is of another type than expected"),
	  N_("The help of the API says what the address takes.") },
	{ 422, "too-much", N_("Too much at once"),
	  N_("The question is understood but goes beyond a limit: it takes too long, or its "
	     "answer does not fit the format. Narrow it.") },
	{ 503, "not-ready", N_("Not ready"),
	  N_("An import is being published, or too much is asked at once. The header "
	     "Retry-After says when to try again.") },
	{ 500, "internal", N_("An error of ours"),
	  N_("Something failed here and has been noted for the operator.") },
};

static const struct kind *kind_of(int status)
{
	size_t i = 0;

	while (i + 1 < XJ_COUNT(kinds) && kinds[i].status != status)
		i++;
	return &kinds[i];
}

/* What went wrong inside is for the operator's log, not for strangers: it may name
 * files of the machine. */
static const char *told(int status, const struct xj_error *err)
{
	if (status == 503 && err && err->status == XJ_BUSY)
		return _("Many ask at once. Please try again in a moment.");
	if (status >= 500)
		return status == 503 ? _("The data are not ready. Please try again in a moment.")
		                     : _("Something went wrong here. It has been noted.");
	return err && err->text[0] ? err->text : _(kind_of(status)->help);
}

static enum xj_status add_member(struct xj_buf *b, const char *name, struct xj_str value)
{
	enum xj_status st = xj_buf_addf(b, "%s\"%s\":", b->n > 1 ? "," : "", name);

	return st ? st : xj_buf_add_json(b, value);
}

/* Which parameter was wrong, where one was. */
static enum xj_status add_errors(struct web_call *c, const char *detail)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st;

	if (!c->wrong)
		return XJ_OK;
	st = xj_buf_addf(b, ",\"errors\":[{\"parameter\":");
	if (!st)
		st = xj_buf_add_json(b, xj_str_c(c->wrong));
	if (!st)
		st = add_member(b, "detail", xj_str_c(detail));
	return st ? st : xj_buf_add(b, "}]", 2);
}

static enum xj_status write_json(struct web_call *c, int status, const char *detail)
{
	struct xj_buf *b = &c->response->body;
	struct xj_buf type;
	enum xj_status st = web_header(c->response, "Content-Type",
	                               "application/problem+json");

	xj_buf_init(&type, WEB_MAX_TARGET);
	if (!st)
		st = web_link(c, "/problem/", &type);
	if (!st)
		st = xj_buf_addf(&type, "%s", kind_of(status)->slug);
	if (!st)
		st = xj_buf_addf(b, "{");
	if (!st)
		st = add_member(b, "type", xj_buf_str(&type));
	if (!st)
		st = add_member(b, "title", xj_str_c(_(kind_of(status)->title)));
	if (!st)
		st = xj_buf_addf(b, ",\"status\":%d", status);
	if (!st)
		st = add_member(b, "detail", xj_str_c(detail));
	if (!st)
		st = add_member(b, "instance", c->request->target);
	if (!st)
		st = add_errors(c, detail);
	xj_buf_clear(&type);
	return st ? st : xj_buf_add(b, "}\n", 2);
}

/* /problem/{slug}: what "type" stands for. */
static void write_help(struct web_call *c, struct xj_html *h, const struct kind *k)
{
	web_page_begin(c, h, xj_str_c(_(k->title)));
	xj_h_raw(h, "<p>");
	xj_h_say(h, _(k->help));
	xj_h_raw(h, "</p>\n<p>HTTP ");
	xj_h_int(h, k->status);
	xj_h_raw(h, " · ");
	web_page_link(c, h, "/api", _("About the API"));
	xj_h_raw(h, "</p>\n");
	web_page_end(c, h);
}

enum xj_status web_page_problem(struct web_call *c, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };

	for (size_t i = 0; i < XJ_COUNT(kinds); i++)
		if (xj_str_is(c->part, kinds[i].slug)) {
			write_help(c, &h, &kinds[i]);
			return h.status ? xj_fail(err, h.status, _("the page is too large"))
			                : XJ_OK;
		}
	return xj_fail(err, XJ_NOT_FOUND, "%s", _("There is nothing at this address."));
}

static enum xj_status write_page(struct web_call *c, int status, const char *detail)
{
	struct xj_html h = { &c->response->body, XJ_OK };

	web_page_begin(c, &h, xj_str_c(_(kind_of(status)->title)));
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
