/* assets.c - owns what is part of the program itself: style, icon, robots.txt. */
#include "src/web/assets.h"
#include "src/web/pages.h"

static enum xj_status give(struct web_call *c, const char *text, struct xj_error *err)
{
	enum xj_status st = xj_buf_add(&c->response->body, text, strlen(text));

	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

enum xj_status web_style(struct web_call *c, struct xj_error *err)
{
	return give(c, web_asset_style, err);
}

enum xj_status web_icon(struct web_call *c, struct xj_error *err)
{
	return give(c, web_asset_icon, err);
}

/* Search engines are asked to leave alone what is costly or about persons; those
 * that do not listen meet the limits. */
enum xj_status web_robots(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = xj_buf_addf(b, "User-agent: *\n");

	for (const struct web_route *r = web_routes; r->path && !st; r++)
		if (!r->indexed && !r->no_language)
			st = xj_buf_addf(b, "Disallow: %s/*%.*s\n", c->request->mount,
			                 (int)strcspn(r->path, "{"), r->path);
	if (!st)
		st = xj_buf_addf(b, "Sitemap: %s/sitemap.xml\n",
		                 web_options(c->site)->base ? web_options(c->site)->base
		                                            : c->request->mount);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}
