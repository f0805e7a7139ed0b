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

/* Whether an address below R's may be kept: /donor may not, /donor/b12345675 may. */
static bool has_indexed_below(const struct web_route *r)
{
	size_t n = strlen(r->path);

	for (const struct web_route *b = web_routes; b->path; b++)
		if (b->indexed && strncmp(b->path, r->path, n) == 0 && b->path[n] == '/')
			return true;
	return false;
}

static enum xj_status disallow(struct web_call *c, const struct web_route *r)
{
	static const char *const ends[] = { "", "$", "?", "." };
	bool apart = has_indexed_below(r);
	enum xj_status st = XJ_OK;

	for (size_t i = apart; i < (apart ? XJ_COUNT(ends) : 1) && !st; i++)
		st = xj_buf_addf(&c->response->body, "Disallow: %s/*%.*s%s\n", c->request->mount,
		                 (int)strcspn(r->path, "{"), r->path, ends[i]);
	return st;
}

/* Search engines are asked to leave alone what is costly or about persons; those
 * that do not listen meet the limits. */
enum xj_status web_robots(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body, base;
	enum xj_status st = xj_buf_addf(b, "User-agent: *\n");

	for (const struct web_route *r = web_routes; r->path && !st; r++)
		if (!r->indexed && !r->no_language)
			st = disallow(c, r);
	xj_buf_init(&base, WEB_MAX_TARGET);
	if (!st && !web_link_base(c, &base, NULL)) /* it must be absolute */
		st = xj_buf_addf(b, "Sitemap: %s/sitemap.xml\n", base.p);
	xj_buf_clear(&base);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}
