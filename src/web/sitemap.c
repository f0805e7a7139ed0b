/* sitemap.c - owns the list of pages that search engines may keep: never a person's. */
#include "src/web/pages.h"
#include "xianjin/rules.h"

#define MOST 50000u /* addresses of one sitemap, as the protocol says */

struct sitemap {
	struct xj_html h;
	struct xj_buf base;    /* https://example.org */
	const char *path;      /* of the route under way; up to the name or key */
	bool is_part;          /* the value is a part of the path, not a parameter */
	unsigned n;
};

static enum xj_status add_address(void *ctx, struct xj_str value)
{
	struct sitemap *m = ctx;

	if (m->n == MOST)
		return XJ_END;
	m->n++;
	xj_h_raw(&m->h, "<url><loc>");
	xj_h_attr(&m->h, xj_buf_str(&m->base));
	xj_h_raw(&m->h, "/zh");
	xj_h_say(&m->h, m->path);
	if (value.n && !m->is_part)
		xj_h_raw(&m->h, "?name=");
	xj_h_url(&m->h, value);
	xj_h_raw(&m->h, "</loc></url>\n");
	return m->h.status;
}

static enum xj_status add_rules(struct sitemap *m, struct xj_error *err)
{
	struct xj_rules *rules = NULL;
	enum xj_status st = xj_rules_load(NULL, &rules, NULL, NULL, err);

	for (size_t i = 0; !st && i < xj_rules_count(rules); i++)
		st = add_address(m, xj_str_c(xj_rules_get(rules, i)->id));
	xj_rules_free(rules);
	return st == XJ_END ? XJ_OK : st;
}

static const struct {
	const char *route, *path;
	bool is_part;
	enum { RECIPIENTS, ELECTIONS, COMPANIES, RULES } of;
} lists[] = {
	{ "/recipient", "/recipient", false, RECIPIENTS },
	{ "/election", "/election", false, ELECTIONS },
	{ "/rule/{id}", "/rule/", true, RULES },
	{ "/donor/{key}", "/donor/", true, COMPANIES },
};

static enum xj_status add_list(struct web_call *c, struct sitemap *m, size_t i,
                               struct xj_error *err)
{
	static const enum xj_list which[] = { [RECIPIENTS] = XJ_LIST_RECIPIENTS,
		[ELECTIONS] = XJ_LIST_ELECTIONS, [COMPANIES] = XJ_LIST_COMPANIES };

	m->path = lists[i].path;
	m->is_part = lists[i].is_part;
	return lists[i].of == RULES ? add_rules(m, err)
	       : xj_list(c->data, which[lists[i].of], add_address, m, err);
}

/* A page without a name or key. */
static bool stands_alone(const struct web_route *r)
{
	for (size_t i = 0; i < XJ_COUNT(lists); i++)
		if (strcmp(lists[i].route, r->path) == 0)
			return false;
	return r->indexed && !r->no_language && !strchr(r->path, '{');
}

static bool is_indexed(const char *path)
{
	for (const struct web_route *r = web_routes; r->path; r++)
		if (strcmp(r->path, path) == 0)
			return r->indexed;
	return false;
}

static enum xj_status write_map(struct web_call *c, struct sitemap *m, struct xj_error *err)
{
	enum xj_status st = web_link_base(c, &m->base, err);

	xj_h_raw(&m->h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\""
	         "http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	m->is_part = true;
	for (const struct web_route *r = web_routes; r->path && !st; r++) {
		m->path = strcmp(r->path, "/index") == 0 ? "/" : r->path;
		if (stands_alone(r))
			st = add_address(m, XJ_STR(""));
	}
	for (size_t i = 0; i < XJ_COUNT(lists) && !st; i++)
		if (is_indexed(lists[i].route))
			st = add_list(c, m, i, err);
	xj_h_raw(&m->h, "</urlset>\n");
	return st;
}

enum xj_status web_sitemap(struct web_call *c, struct xj_error *err)
{
	struct sitemap m = { .h = { &c->response->body, XJ_OK } };
	enum xj_status st = web_data(c, err);

	xj_buf_init(&m.base, WEB_MAX_TARGET);
	if (!st)
		st = write_map(c, &m, err);
	xj_buf_clear(&m.base);
	return st || !m.h.status ? st : xj_fail(err, m.h.status, _("not enough memory"));
}
