/*
 * page_figure.c - owns pictures: inside the pages that they belong to, each on a page of
 * its own with its table, and alone as a file of SVG.
 */
#include <stdlib.h>

#include "src/web/pages.h"
#include "xianjin/entry.h"
#include "xianjin/svg.h"

/* ---- the question that a picture is about --------------------------------------------- */

/* Of this page only: how it is drawn, not what it is about. */
static bool is_of_page(const char *name)
{
	static const char *const names[] = { "format", "v", "excel", "sort", "limit", "after",
	                                     "facet", "law", "name" };

	for (size_t i = 0; i < XJ_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* A donor's key stands beside a donor's name; other filters give way to a mark's. */
static bool gives_way(const struct xj_mark *m, const char *name, struct xj_str value)
{
	uint64_t key;

	for (unsigned i = 0; m && i < m->pairs; i++)
		if (strcmp(m->pair[i].name, name) == 0)
			return strcmp(name, "donor") || !xj_donor_parse(value, &key);
	return false;
}

/* Adds the filters that this page is about to URL, but for those that M replaces. */
static enum xj_status add_filters(const struct web_call *c, const struct xj_mark *m,
                                  struct xj_buf *url)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(c->about) && !st; i++)
		if (c->about[i].name && !gives_way(m, c->about[i].name, c->about[i].value))
			st = web_link_add(url, c->about[i].name, c->about[i].value);
	for (size_t i = 0; i < c->query.n && !st && !c->about[0].name; i++) {
		const struct web_param *p = &c->query.v[i];

		if (!is_of_page(p->name.p) && !gives_way(m, p->name.p, p->value))
			st = web_link_add(url, p->name.p, p->value);
	}
	return st;
}

static enum xj_status mark_leads(void *ctx, const struct xj_mark *m, struct xj_buf *out)
{
	const struct web_call *c = ctx;
	enum xj_status st;

	if (!m->pairs)
		return XJ_OK;
	st = web_link(c, "/search", out);
	if (!st)
		st = add_filters(c, m, out);
	for (unsigned i = 0; i < m->pairs && !st; i++)
		st = web_link_add(out, m->pair[i].name, xj_str_c(m->pair[i].value));
	return st;
}

static enum xj_status ask(struct web_call *c, struct xj_query **out, struct xj_error *err)
{
	enum xj_status st = xj_query_new(out, err);

	for (size_t i = 0; i < XJ_COUNT(c->about) && !st; i++)
		if (c->about[i].name)
			st = xj_query_set(*out, c->about[i].name, c->about[i].value.p, err);
	for (size_t i = 0; i < c->query.n && !st && !c->about[0].name; i++) {
		const struct web_param *p = &c->query.v[i];

		if (is_of_page(p->name.p) || !p->value.n)
			continue;
		st = strcmp(p->name.p, "q") ? xj_query_set(*out, p->name.p, p->value.p, err)
		                            : xj_query_text(*out, p->value.p, err);
	}
	return st;
}

static enum xj_status make(struct web_call *c, enum xj_figure_kind kind,
                           struct xj_figure **out, struct xj_error *err)
{
	const char *law = web_value(&c->query, "law");
	const struct xj_figure_options options = { .limit = *law ? law : NULL };
	struct xj_query *q = NULL;
	enum xj_status st = ask(c, &q, err);

	*out = NULL;
	if (!st)
		st = xj_figure_make(c->data, q, kind, &options, out, err);
	xj_query_free(q);
	return st;
}

/* ---- what it says ------------------------------------------------------------------------ */

static const char *title_of(const struct xj_figure *f)
{
	return f->expense ? xj_figure_types[f->kind].title_expense
	                  : xj_figure_types[f->kind].title;
}

static const struct xj_mark *largest(const struct xj_figure *f)
{
	const struct xj_mark *best = NULL;

	for (size_t i = 0; i < f->marks; i++) {
		const struct xj_mark *m = &f->mark[i];
		bool by_count = f->kind == XJ_FIG_HISTOGRAM;

		if (m->kind == XJ_MARK_PLAIN &&
		    (!best || (by_count ? m->count > best->count : m->amount > best->amount)))
			best = m;
	}
	return best;
}

static const struct xj_mark *exact_of(const struct xj_figure *f)
{
	for (size_t i = 0; i < f->marks; i++)
		if (f->mark[i].kind == XJ_MARK_EXACT)
			return &f->mark[i];
	return NULL;
}

/* The finding in one sentence. */
static void write_finding(struct xj_html *h, const struct xj_figure *f)
{
	const struct xj_mark *m = largest(f), *exact = exact_of(f);
	struct xj_buf label;

	xj_buf_init(&label, 4096);
	if (m && !h->status)
		h->status = xj_mark_label(f, m, &label);
	if (!h->status)
		h->status = xj_buf_add(&label, "", 1);
	if (!m || h->status) {
		xj_h_say(h, _(title_of(f)));
	} else if (f->kind == XJ_FIG_HISTOGRAM) {
		xj_h_sayf(h, _("Gifts by size: %llu of %llu are exactly "),
		          (unsigned long long)(exact ? exact->count : 0),
		          (unsigned long long)f->count);
		xj_h_grouped(h, f->limit);
		xj_h_sayf(h, _("; most are within %s."), label.p);
	} else {
		xj_h_say(h, _(title_of(f)));
		xj_h_sayf(h, _(": most is %s, "), label.p);
		xj_h_grouped(h, m->amount);
		xj_h_sayf(h, _(" of "));
		xj_h_grouped(h, f->amount);
		xj_h_say(h, _("."));
	}
	xj_buf_clear(&label);
}

void web_figure_link(struct web_call *c, struct xj_html *h, enum xj_figure_kind kind,
                     const char *suffix, const char *text)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	if (!h->status)
		h->status = web_link(c, "/figure/", &url);
	if (!h->status)
		h->status = xj_buf_addf(&url, "%s%s", xj_figure_types[kind].name, suffix);
	if (!h->status)
		h->status = add_filters(c, NULL, &url);
	if (!h->status && *web_value(&c->query, "law"))
		h->status = web_link_add(&url, "law", xj_str_c(web_value(&c->query, "law")));
	xj_h_raw(h, " <a rel=\"nofollow\" href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_say(h, text);
	xj_h_raw(h, "</a>");
	xj_buf_clear(&url);
}

static enum xj_status draw(struct web_call *c, const struct xj_figure *f, bool links,
                           struct xj_buf *out)
{
	const struct xj_svg_options options = {
		.href = links ? mark_leads : NULL, .ctx = c,
	};

	return xj_svg_figure(f, &options, out);
}

static void write_figure(struct web_call *c, struct xj_html *h, const struct xj_figure *f,
                         bool alone)
{
	struct xj_buf svg;

	xj_buf_init(&svg, (size_t)4 << 20);
	if (!h->status)
		h->status = draw(c, f, true, &svg);
	xj_h_raw(h, "<figure>\n");
	xj_h_bytes(h, svg.p, svg.n);
	xj_h_raw(h, "<figcaption>");
	write_finding(h, f);
	if (!alone)
		web_figure_link(c, h, f->kind, "", _("As a table"));
	web_figure_link(c, h, f->kind, ".svg", _("Save the picture"));
	xj_h_raw(h, "</figcaption></figure>\n");
	xj_buf_clear(&svg);
}

void web_figures(struct web_call *c, struct xj_html *h, const enum xj_figure_kind *kind,
                 size_t n)
{
	xj_h_raw(h, "<div class=\"figures\">\n");
	for (size_t i = 0; i < n; i++) {
		struct xj_figure *f;

		/* a page without a picture is still a page */
		if (!make(c, kind[i], &f, NULL) && f->count)
			write_figure(c, h, f, false);
		xj_figure_free(f);
	}
	xj_h_raw(h, "</div>\n");
}

/* ---- a picture on its own ----------------------------------------------------------------- */

static void before(struct web_call *c, struct xj_html *h, void *figure)
{
	write_figure(c, h, figure, true);
}

static enum xj_status view(struct web_call *c, struct xj_output *o, void *figure,
                           struct xj_error *err)
{
	(void)c;
	return xj_figure_view(figure, o, err);
}

static enum xj_status show_alone(struct web_call *c, const struct xj_figure *f,
                                 struct xj_error *err)
{
	struct xj_buf svg;
	enum xj_status st;

	xj_buf_init(&svg, (size_t)4 << 20);
	st = draw(c, f, false, &svg);
	if (!st)
		st = xj_svg_standalone(xj_buf_str(&svg), false, &c->response->body);
	xj_buf_clear(&svg);
	return st ? xj_fail(err, st, _("the page is too large")) : XJ_OK;
}

enum xj_status web_page_figure(struct web_call *c, struct xj_error *err)
{
	char *name = web_copy(c->part);
	enum xj_figure_kind kind;
	bool known = name && xj_figure_find(name, &kind);
	struct xj_figure *f = NULL;
	enum xj_status st;

	free(name);
	if (!known)
		return xj_fail(err, XJ_NOT_FOUND, _("there is no picture of that name"));
	st = web_data(c, err);
	if (!st)
		st = make(c, kind, &f, err);
	if (!st && c->format == WEB_SVG)
		st = show_alone(c, f, err);
	else if (!st)
		st = web_show(c, &(struct web_page){ .title = xj_str_c(_(title_of(f))),
		              .before = before, .rank = 4,
		              .file = xj_figure_types[kind].name }, view, f, err);
	xj_figure_free(f);
	return st;
}
