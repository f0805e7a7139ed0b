/* page_search.c - owns the search page: the form, the question it asks, and what is
 * around the answer. */
#include <stdio.h>

#include "src/web/call.h"
#include "src/web/forms.h"
#include "src/web/pages.h"

/* ---- from parameters to a question ------------------------------------------------ */

/* Two boxes of the form are one span of the query: min=1&max=9 is amount=1..9. */
static const struct {
	const char *low, *high, *filter;
} spans[] = {
	{ "min", "max", "amount" },
	{ "from", "to", "date" },
};

static bool is_part_of_span(const char *name)
{
	for (size_t i = 0; i < XJ_COUNT(spans); i++)
		if (!strcmp(name, spans[i].low) || !strcmp(name, spans[i].high))
			return true;
	return false;
}

/* Not for the query: how the page is drawn. */
bool web_is_of_page(const char *name)
{
	static const char *const names[] = { "format", "v", "excel", "end" };

	for (size_t i = 0; i < XJ_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

enum xj_status web_query_of(struct web_call *c, struct xj_query **out,
                            struct xj_error *err)
{
	enum xj_status st = xj_query_new(out, err);

	for (size_t i = 0; i < c->query.n && !st; i++) {
		const struct web_param *p = &c->query.v[i];

		if (!p->value.n || web_is_of_page(p->name.p))
			continue;
		if (strcmp(p->name.p, "q") == 0)
			st = xj_query_text(*out, p->value.p, err);
		else
			st = xj_query_set(*out, p->name.p, p->value.p, err);
		if (st)
			c->wrong = p->name.p;
	}
	if (st) {
		xj_query_free(*out);
		*out = NULL;
	}
	return st;
}

static enum xj_status add_span(struct web_call *c, size_t i, struct xj_buf *url)
{
	const char *low = web_value(&c->query, spans[i].low);
	const char *high = web_value(&c->query, spans[i].high);
	char text[96];

	if (!*low && !*high)
		return XJ_OK;
	snprintf(text, sizeof(text), "%.40s..%.40s", low, high);
	return web_link_add(url, spans[i].filter, xj_str_c(text));
}

/*
 * A form sends its empty boxes along; one address for one question is better to keep,
 * to cite and to cache.  XJ_END: the response is a redirect to it.
 */
static enum xj_status make_canonical(struct web_call *c)
{
	struct xj_buf url;
	bool same = true;
	enum xj_status st;

	for (size_t i = 0; i < c->query.n; i++)
		if (!c->query.v[i].value.n || is_part_of_span(c->query.v[i].name.p))
			same = false;
	if (same)
		return XJ_OK;
	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	st = web_link(c, "/search", &url);
	if (!st && c->format != WEB_HTML)
		st = xj_buf_addf(&url, ".%s", web_formats[c->format].suffix);
	for (size_t i = 0; i < c->query.n && !st; i++) {
		const struct web_param *p = &c->query.v[i];

		if (p->value.n && !is_part_of_span(p->name.p) &&
		    strcmp(p->name.p, "format") != 0)
			st = web_link_add(&url, p->name.p, p->value);
	}
	for (size_t i = 0; i < XJ_COUNT(spans) && !st; i++)
		st = add_span(c, i, &url);
	if (!st)
		st = web_redirect(c, 303, xj_buf_str(&url));
	xj_buf_clear(&url);
	return st ? st : XJ_END;
}

/* ---- the form ------------------------------------------------------------------------ */

static void write_span(struct xj_html *h, const char *type, const char *low,
                       const char *high, const char *legend, const char *value)
{
	const char *dots = strstr(value, "..");

	xj_h_raw(h, "<fieldset class=\"span\"><legend>");
	xj_h_say(h, legend);
	xj_h_raw(h, "</legend>");
	for (int i = 0; i < 2; i++) {
		struct xj_str half = i ? xj_str_c(dots ? dots + 2 : "")
			: xj_str_of(value, dots ? (size_t)(dots - value) : 0);

		xj_h_raw(h, "<input type=\"");
		xj_h_say(h, type);
		xj_h_raw(h, "\" aria-label=\"");
		xj_h_say(h, legend);
		xj_h_raw(h, " ");
		xj_h_say(h, i ? _("to") : _("from"));
		xj_h_raw(h, "\" name=\"");
		xj_h_say(h, i ? high : low);
		xj_h_raw(h, "\" value=\"");
		xj_h_attr(h, half);
		if (i)
			xj_h_raw(h, "\">");
		else
			xj_h_raw(h, "\"> – ");
	}
	xj_h_raw(h, "</fieldset>\n");
}

static const struct web_choice kinds[] = {
	{ "", N_("any") }, { "individual", N_("individual") }, { "business", N_("business") },
	{ "party", N_("party") }, { "group", N_("group") }, { "anonymous", N_("anonymous") },
	{ "other", N_("other") }, { NULL, NULL },
};
static const struct web_choice directions[] = {
	{ "", N_("both") }, { "income", N_("income") }, { "expense", N_("expense") },
	{ NULL, NULL },
};
static const struct web_choice sorts[] = {
	{ "", N_("as filed") }, { "-amount", N_("largest amount first") },
	{ "amount", N_("smallest amount first") }, { "-date", N_("newest first") },
	{ "date", N_("oldest first") }, { "relevance", N_("whole names first") },
	{ NULL, NULL },
};

/* Filters that have no box of their own above: straight from the table. */
static bool has_own_box(const char *name)
{
	static const char *const names[] = { "amount", "date", "kind", "direction", "sort",
	                                     "limit", "after", "facet", "counterparty" };

	for (size_t i = 0; i < XJ_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void write_box(struct web_call *c, struct xj_html *h)
{
	web_form_begin(c, h, "search", "/search");
	xj_h_raw(h, " role=\"search\">\n<div class=\"box\"><label for=\"q\">");
	xj_h_say(h, _("Name, tax id, recipient"));
	xj_h_raw(h, "</label>\n<input type=\"search\" id=\"q\"");
	web_form_value(c, h, "q");
	xj_h_raw(h, "><button>");
	xj_h_say(h, _("Search"));
	xj_h_raw(h, "</button></div>\n");
}

/* Has a place of its own on the page, or is no condition. */
static bool is_untagged(const char *name)
{
	static const char *const names[] = { "q", "after", "sort", "limit", "facet" };

	for (size_t i = 0; i < XJ_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

void web_search_form(struct web_call *c, struct xj_html *h)
{
	write_box(c, h);
	/* folded away: the tags say what is in force, and on a phone the rows come first */
	xj_h_raw(h, "<details class=\"filters\"><summary>");
	xj_h_say(h, _("Filters"));
	xj_h_raw(h, "</summary>\n<div class=\"grid\">\n");
	write_span(h, "number", "min", "max", _("Amount"), web_value(&c->query, "amount"));
	write_span(h, "date", "from", "to", _("Date"), web_value(&c->query, "date"));
	web_form_choice(c, h, "kind", _("Kind"), kinds);
	web_form_choice(c, h, "direction", _("Side"), directions);
	web_form_choice(c, h, "sort", _("Order"), sorts);
	for (const struct xj_filter *f = xj_query_filters(); f->name; f++)
		if (!has_own_box(f->name))
			web_form_input(c, h, f->name, _(web_filter_title(f->name)),
			            f->argument ? _(f->argument) : NULL);
	xj_h_raw(h, "</div>\n<button>");
	xj_h_say(h, _("Search"));
	xj_h_raw(h, "</button>\n</details></form>\n");
}

/* The filters in force, each with the way to be rid of it. */
static void write_tags(struct web_call *c, struct xj_html *h)
{
	bool any = false;

	for (size_t i = 0; i < c->query.n; i++) {
		const struct web_param *p = &c->query.v[i];
		struct xj_buf url;

		if (web_is_of_page(p->name.p) || is_untagged(p->name.p))
			continue;
		if (!any)
			xj_h_raw(h, "<ul class=\"tags\">\n");
		any = true;
		xj_buf_init(&url, WEB_MAX_TARGET * 3);
		if (!h->status)
			h->status = web_link_with(c, p->name.p, (struct xj_str){ 0 }, false,
			                          &url);
		xj_h_raw(h, "<li>");
		xj_h_say(h, _(web_filter_title(p->name.p)));
		xj_h_raw(h, " <b>");
		xj_h_text(h, strcmp(p->name.p, "flag") ? p->value : web_rule_name(p->value));
		xj_h_raw(h, "</b> <a rel=\"nofollow\" href=\"");
		xj_h_attr(h, xj_buf_str(&url));
		xj_h_raw(h, "\" aria-label=\"");
		xj_h_sayf(h, _("Without %s"), p->value.p);
		xj_h_raw(h, "\">×</a></li>\n");
		xj_buf_clear(&url);
	}
	if (any)
		xj_h_raw(h, "</ul>\n");
}

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	web_search_form(c, h);
	write_tags(c, h);
	xj_h_raw(h, "<div class=\"answer\">\n"); /* rows, and beside them what narrows */
}

/* Nothing found: what was tried, and what nobody can find here. */
static bool no_hits(struct web_call *c, const struct xj_section *s, struct xj_html *h)
{
	static const char *const tried[] = {
		N_("臺 and 台, full and half width, capitals and small letters count as the same; "
		   "a part of a name is enough."),
		N_("A company is also found by its tax id, and without 股份有限公司."),
		N_("Names and ids of persons are shown as the Control Yuan masked them: nobody can "
		   "find here what the stars hide."),
	};

	if (!s->main)
		return true; /* there is nothing to narrow */
	xj_h_raw(h, "<section class=\"part part-rows none\"><h2>");
	xj_h_say(h, _("No row matches"));
	xj_h_raw(h, "</h2>\n<p>");
	xj_h_say(h, _("All conditions above must hold together: take one away, or write less of "
	              "a name."));
	xj_h_raw(h, "</p>\n<ul>\n");
	for (size_t i = 0; i < XJ_COUNT(tried); i++) {
		xj_h_raw(h, "<li>");
		xj_h_say(h, _(tried[i]));
		xj_h_raw(h, "</li>\n");
	}
	xj_h_raw(h, "<li>");
	xj_h_say(h, _("Only what was published and imported is here:"));
	xj_h_raw(h, " ");
	web_page_link(c, h, "/elections", _("these elections"));
	xj_h_raw(h, " · ");
	web_page_link(c, h, "/sources", _("these files"));
	xj_h_raw(h, "</li>\n</ul></section>\n");
	return true;
}

/* Pictures cost a question each: here they are one click away. */
static void write_figure_links(struct web_call *c, struct xj_html *h)
{
	static const enum xj_figure_kind figures[] = { XJ_FIG_TIME, XJ_FIG_DONORS,
		XJ_FIG_RECIPIENTS, XJ_FIG_HISTOGRAM, XJ_FIG_MAP };

	xj_h_raw(h, "<p class=\"downloads\">");
	xj_h_say(h, _("As a picture:"));
	for (size_t i = 0; i < XJ_COUNT(figures); i++)
		web_figure_link(c, h, figures[i], "", _(xj_figure_types[figures[i]].title));
	xj_h_raw(h, "</p>\n");
}

/* The same question for a terminal. */
static void after(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	xj_h_raw(h, "</div>\n");
	write_figure_links(c, h);
	xj_h_raw(h, "<p class=\"command\">");
	xj_h_say(h, _("On the command line:"));
	xj_h_raw(h, " <code>xianjin search");
	for (size_t i = 0; i < c->query.n; i++) {
		const struct web_param *p = &c->query.v[i];

		if (web_is_of_page(p->name.p) || !strcmp(p->name.p, "after"))
			continue;
		xj_h_raw(h, " ");
		if (strcmp(p->name.p, "q")) {
			xj_h_raw(h, "--");
			xj_h_text(h, p->name);
			xj_h_raw(h, " ");
		}
		web_shell_word(h, p->value);
	}
	xj_h_raw(h, "</code></p>\n");
}

/* ---- the answer -------------------------------------------------------------------------- */

static enum xj_status view(struct web_call *c, struct xj_output *o, void *query,
                           struct xj_error *err)
{
	return xj_view_search(c->data, query, o, err);
}

/* A program that takes page after page finds the next one in the head. */
static enum xj_status add_next_link(struct web_call *c, const struct xj_query *q)
{
	const char *next = xj_query_next(q);
	struct xj_buf url;
	enum xj_status st;

	if (!next)
		return XJ_OK;
	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	st = web_link_with(c, "after", xj_str_c(next), false, &url);
	if (!st)
		st = web_header(c->response, "Link", "<%s>; rel=\"next\"", url.p);
	xj_buf_clear(&url);
	return st;
}

/* A file holds every row, unless a page of it is asked for. */
static bool wants_all(const struct web_call *c)
{
	bool rows = WEB_BIT(c->format) &
	            (WEB_BIT(WEB_CSV) | WEB_BIT(WEB_JSONL) | WEB_BIT(WEB_XLSX));

	return rows && !web_param(&c->query, "limit") && !web_param(&c->query, "after");
}

enum xj_status web_page_search(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Search")), .before = before,
	                               .after = after, .rank = 4, .file = "search" };
	struct xj_query *q = NULL;
	enum xj_status st = make_canonical(c);

	if (st)
		return st == XJ_END ? XJ_OK : xj_fail(err, st, _("the address is too long"));
	st = web_data(c, err);
	if (!st)
		st = web_query_of(c, &q, err);
	if (!st && c->format == WEB_HTML && !web_param(&c->query, "facet"))
		st = xj_query_set(q, "facet", "recipient,election,kind,subject,year", err);
	c->empty = no_hits;
	if (!st && c->format == WEB_ATOM) /* what was imported last comes first */
		st = xj_query_set(q, "sort", "-id", err);
	if (!st && wants_all(c))
		st = web_export(c, &q, err);
	else if (!st)
		st = web_show(c, &page, view, q, err);
	if (!st && q && add_next_link(c, q))
		st = xj_fail(err, XJ_INTERNAL, _("a header could not be written"));
	xj_query_free(q);
	return st;
}
