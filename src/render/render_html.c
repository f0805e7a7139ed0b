/*
 * render_html.c - owns how an answer looks inside a page: facts as a list of
 * terms, each section as a table under its heading.  The page around it, and
 * where a cell leads, belong to the web front (xj_html_links).
 */
#include <stdlib.h>

#include "src/core/i18n.h"
#include "src/render/html.h"
#include "src/render/output.h"
#include "xianjin/values.h"

struct page {
	struct xj_html h;    /* into o->line */
	bool in_facts, in_table;
	bool shown[128];     /* columns of the section under way */
	const char *title[128]; /* and what they are called */
	struct xj_buf url;   /* of the cell being written */
	struct xj_buf next;  /* address of the next page; empty: none */
};

#define MAX_URL_BYTES ((size_t)1 << 16)

static struct page *page_of(struct xj_output *o)
{
	struct page *p = o->own;

	if (!p) {
		p = calloc(1, sizeof(*p));
		if (!p)
			return NULL;
		p->h.out = &o->line;
		xj_buf_init(&p->url, MAX_URL_BYTES);
		xj_buf_init(&p->next, MAX_URL_BYTES);
		o->own = p;
	}
	return p;
}

static enum xj_status put(struct xj_output *o, struct page *p)
{
	return p->h.status ? p->h.status : xj_output_put_line(o);
}

/* ---- facts ------------------------------------------------------------------- */

static void leave_facts(struct page *p)
{
	if (p->in_facts)
		xj_h_raw(&p->h, "</dl>\n");
	p->in_facts = false;
}

static void begin_fact(struct page *p, const char *name, const char *title)
{
	struct xj_html *h = &p->h;

	if (!p->in_facts)
		xj_h_raw(h, "<dl class=\"facts\">\n");
	p->in_facts = true;
	xj_h_raw(h, "<div class=\"fact-");
	xj_h_attr(h, xj_str_c(name));
	xj_h_raw(h, "\"><dt>");
	xj_h_say(h, _(title));
	xj_h_raw(h, "</dt><dd>");
}

/* A link to p->url around what is written next. */
static void open_link(struct page *p, bool leads)
{
	if (!leads)
		return;
	xj_h_raw(&p->h, "<a href=\"");
	xj_h_attr(&p->h, xj_buf_str(&p->url));
	xj_h_raw(&p->h, "\">");
}

static void close_link(struct page *p, bool leads)
{
	if (leads)
		xj_h_raw(&p->h, "</a>");
}

static bool is_iso_day(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i == 4 || i == 7 ? s.p[i] != '-' : s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n == 10;
}

/* A day, with the year of the Republic beside it: that is how it was filed. */
static void write_day(struct xj_html *h, struct xj_str iso)
{
	int year = 0;

	xj_h_raw(h, "<time datetime=\"");
	xj_h_attr(h, iso);
	xj_h_raw(h, "\">");
	xj_h_text(h, iso);
	xj_h_raw(h, "</time>");
	for (size_t i = 0; i < 4 && is_iso_day(iso); i++)
		year = 10 * year + (iso.p[i] - '0');
	if (year <= 1911)
		return;
	xj_h_raw(h, " <small class=\"roc\">");
	xj_h_sayf(h, _("ROC %d"), year - 1911);
	xj_h_raw(h, "</small>");
}

/* The address of a fact into p->url; false: it leads nowhere. */
static bool fact_leads(struct xj_output *o, struct page *p, const char *name,
                       struct xj_str value)
{
	const struct xj_html_links *l = o->opt.links;

	xj_buf_reset(&p->url);
	return l && l->fact && l->fact(l->ctx, name, value, &p->url);
}

static enum xj_status html_fact_int(struct xj_output *o, const char *name,
                                    const char *title, enum xj_type type, int64_t v)
{
	struct page *p = page_of(o);
	bool leads;

	(void)type;
	if (!p)
		return XJ_NOMEM;
	if (!title)
		return XJ_OK;
	leads = fact_leads(o, p, name, XJ_STR(""));
	begin_fact(p, name, title);
	open_link(p, leads);
	xj_h_grouped(&p->h, v);
	close_link(p, leads);
	xj_h_raw(&p->h, "</dd></div>\n");
	return put(o, p);
}

static enum xj_status html_fact_text(struct xj_output *o, const char *name,
                                     const char *title, const struct xj_str *v)
{
	struct page *p = page_of(o);
	bool leads;

	if (!p)
		return XJ_NOMEM;
	if (!title || !v)
		return XJ_OK;
	leads = fact_leads(o, p, name, *v);
	if (strcmp(name, "next") == 0) /* stands under the rows that it continues */
		return leads ? xj_buf_add(&p->next, p->url.p, p->url.n) : XJ_OK;
	begin_fact(p, name, title);
	open_link(p, leads);
	if (is_iso_day(*v))
		write_day(&p->h, *v);
	else
		xj_h_text(&p->h, *v);
	close_link(p, leads);
	xj_h_raw(&p->h, "</dd></div>\n");
	return put(o, p);
}

static enum xj_status html_fact_json(struct xj_output *o, const char *name,
                                     struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

/* ---- sections ---------------------------------------------------------------- */

static bool is_number(const struct xj_column *c)
{
	return c->type == XJ_T_INT || c->type == XJ_T_MONEY;
}

static enum xj_status html_begin(struct xj_output *o, const struct xj_section *s)
{
	struct page *p = page_of(o);

	if (!p)
		return XJ_NOMEM;
	if (s->columns > XJ_COUNT(p->shown))
		return XJ_INTERNAL;
	leave_facts(p);
	p->in_table = false;
	for (size_t i = 0; i < s->columns; i++) {
		const struct xj_column *c = &s->column[i];

		p->shown[i] = c->rank >= 0 && c->rank <= o->opt.rank;
		p->title[i] = c->title ? _(c->title) : c->name;
	}
	return put(o, p);
}

static void begin_section(struct page *p, const struct xj_section *s)
{
	struct xj_html *h = &p->h;

	xj_h_raw(h, "<section class=\"part part-");
	xj_h_attr(h, xj_str_c(s->name));
	xj_h_raw(h, "\" id=\"");
	xj_h_attr(h, xj_str_c(s->name));
	xj_h_raw(h, "\">\n");
	if (s->title) {
		xj_h_raw(h, "<h2>");
		xj_h_say(h, _(s->title));
		xj_h_raw(h, "</h2>\n");
	}
}

static void write_head(struct xj_output *o, struct page *p, size_t column)
{
	const struct xj_html_links *l = o->opt.links;
	const struct xj_column *c = &o->section->column[column];
	const char *state = NULL;
	struct xj_html *h = &p->h;
	bool sorts;

	xj_buf_reset(&p->url);
	sorts = l && l->sort && l->sort(l->ctx, o->section, column, &state, &p->url);
	xj_h_raw(h, "<th scope=\"col\"");
	if (is_number(c))
		xj_h_raw(h, " class=\"num\"");
	if (sorts) {
		xj_h_raw(h, " aria-sort=\"");
		xj_h_say(h, state);
		xj_h_raw(h, "\"");
	}
	xj_h_raw(h, ">");
	open_link(p, sorts);
	xj_h_say(h, p->title[column]);
	close_link(p, sorts);
	xj_h_raw(h, "</th>");
}

/* Section and table begin with the first row. */
static void begin_table(struct xj_output *o, struct page *p)
{
	const struct xj_section *s = o->section;
	struct xj_html *h = &p->h;

	begin_section(p, s);
	xj_h_raw(h, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
	xj_h_say(h, s->title ? _(s->title) : _("Rows"));
	xj_h_raw(h, "\"><table><thead><tr>");
	for (size_t i = 0; i < s->columns; i++)
		if (p->shown[i])
			write_head(o, p, i);
	xj_h_raw(h, "</tr></thead><tbody>\n");
	p->in_table = true;
}

/* NAME, which stands for TEXT. */
static void write_named(struct page *p, bool leads, struct xj_str name, struct xj_str text)
{
	struct xj_html *h = &p->h;

	if (leads) {
		xj_h_raw(h, "<a href=\"");
		xj_h_attr(h, xj_buf_str(&p->url));
		xj_h_raw(h, "\" title=\"");
	} else {
		xj_h_raw(h, "<span title=\"");
	}
	xj_h_attr(h, text);
	xj_h_raw(h, "\">");
	xj_h_text(h, name);
	if (leads)
		xj_h_raw(h, "</a>");
	else
		xj_h_raw(h, "</span>");
}

/* One text of a cell, as a link where it leads somewhere. */
static void write_linked(struct xj_output *o, struct page *p, size_t column,
                         const struct xj_value *row, struct xj_str text)
{
	const struct xj_html_links *l = o->opt.links;
	const struct xj_column *c = &o->section->column[column];
	struct xj_html *h = &p->h;
	struct xj_str name = text;
	char room[XJ_ARTICLE_ROOM];
	bool leads;

	xj_buf_reset(&p->url);
	leads = l && l->cell && l->cell(l->ctx, o->section, column, row, text, &p->url);
	if (l && l->name)
		name = l->name(l->ctx, o->section, column, text);
	if (!xj_str_eq(name, text)) {
		write_named(p, leads, name, text);
		return;
	}
	open_link(p, leads);
	if (is_number(c))
		xj_h_grouped(h, row[column].i);
	else if (c->type == XJ_T_DATE)
		write_day(h, text);
	else if (c->type == XJ_T_WORD)
		xj_h_text(h, xj_str_c(text.n ? _(text.p) : ""));
	else if (c->type == XJ_T_ARTICLE)
		xj_h_text(h, xj_article_name(text, room));
	else
		xj_h_text(h, text);
	close_link(p, leads);
}

/* ["a","b"]: words of ours in quotes, which need no unescaping; other JSON is
 * shown as it is. */
static void write_list(struct xj_output *o, struct page *p, size_t column,
                       const struct xj_value *row)
{
	struct xj_str s = row[column].s;
	size_t at = 1;

	if (s.n < 2 || s.p[0] != '[' || (s.n > 2 && s.p[1] != '"')) {
		write_linked(o, p, column, row, s);
		return;
	}
	while (at < s.n && s.p[at] == '"') {
		const char *end = memchr(s.p + at + 1, '"', s.n - at - 1);

		if (!end)
			return;
		if (at > 1)
			xj_h_raw(&p->h, " ");
		write_linked(o, p, column, row,
		             xj_str_of(s.p + at + 1, (size_t)(end - s.p) - at - 1));
		at = (size_t)(end - s.p) + 2;
	}
}

static void write_cell(struct xj_output *o, struct page *p, size_t column,
                       const struct xj_value *row)
{
	const struct xj_column *c = &o->section->column[column];
	struct xj_html *h = &p->h;

	if (is_number(c))
		xj_h_raw(h, "<td class=\"num c-");
	else
		xj_h_raw(h, "<td class=\"c-");
	xj_h_attr(h, xj_str_c(c->name));
	xj_h_raw(h, "\" data-label=\"");
	xj_h_say(h, p->title[column]);
	xj_h_raw(h, "\">");
	if (!row[column].null && c->type == XJ_T_JSON)
		write_list(o, p, column, row);
	else if (!row[column].null)
		write_linked(o, p, column, row, row[column].s);
	xj_h_raw(h, "</td>");
}

static enum xj_status html_row(struct xj_output *o, const struct xj_value *v)
{
	struct page *p = page_of(o);

	if (!p->in_table)
		begin_table(o, p);
	xj_h_raw(&p->h, "<tr>");
	for (size_t i = 0; i < o->section->columns; i++)
		if (p->shown[i])
			write_cell(o, p, i, v);
	xj_h_raw(&p->h, "</tr>\n");
	return put(o, p);
}

/* The way to the other pages of a long answer. */
static void write_places(struct xj_output *o, struct page *p)
{
	struct xj_html *h = &p->h;
	bool first = fact_leads(o, p, "first", XJ_STR(""));

	if (!first && !p->next.n)
		return;
	xj_h_raw(h, "<nav class=\"more\">");
	if (first) {
		xj_h_raw(h, "<a rel=\"first\" href=\"");
		xj_h_attr(h, xj_buf_str(&p->url));
		xj_h_raw(h, "\">");
		xj_h_say(h, _("First page"));
		xj_h_raw(h, "</a> ");
	}
	if (p->next.n) {
		xj_h_raw(h, "<a rel=\"next\" href=\"");
		xj_h_attr(h, xj_buf_str(&p->next));
		xj_h_raw(h, "\">");
		xj_h_say(h, _("Next page"));
		xj_h_raw(h, "</a>");
	}
	xj_h_raw(h, "</nav>\n");
}

static enum xj_status html_end(struct xj_output *o)
{
	const struct xj_html_links *l = o->opt.links;
	struct page *p = page_of(o);
	struct xj_html *h = &p->h;

	if (p->in_table)
		xj_h_raw(h, "</tbody></table></div>\n");
	else if (l && l->empty && l->empty(l->ctx, o->section, h))
		return put(o, p);
	else {
		begin_section(p, o->section);
		xj_h_raw(h, "<p class=\"none\">");
		xj_h_say(h, _("Nothing here."));
		xj_h_raw(h, "</p>\n");
	}
	if (o->section->main)
		write_places(o, p);
	xj_h_raw(h, "</section>\n");
	return put(o, p);
}

static enum xj_status html_close(struct xj_output *o)
{
	struct page *p = page_of(o);
	enum xj_status st = p ? XJ_OK : XJ_NOMEM;

	if (p) {
		leave_facts(p);
		st = put(o, p);
		xj_buf_clear(&p->url);
		xj_buf_clear(&p->next);
		free(p);
	}
	o->own = NULL;
	return st;
}

const struct xj_renderer xj_render_html = {
	.name = "html",
	.mime = "text/html; charset=utf-8",
	.people = true,
	.lists = true,
	.fact_int = html_fact_int,
	.fact_text = html_fact_text,
	.fact_json = html_fact_json,
	.begin = html_begin,
	.row = html_row,
	.end = html_end,
	.close = html_close,
};
