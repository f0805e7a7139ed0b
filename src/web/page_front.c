/* page_front.c - owns the front page: what is here, as of when, one box to ask, and a
 * door for each of the three who come. */
#include "src/web/pages.h"

static const struct {
	const char *path, *title, *text;
} doors[] = {
	{ "/search", N_("Who gave to whom?"),
	  N_("Search by company, person, tax id or candidate. Every count and sum is exact, "
	     "every row leads to the official file, and the whole answer comes as Excel.") },
	{ "/flags", N_("What is worth checking?"),
	  N_("Every rule of the law tested against every row: which article, from when, and "
	     "the innocent explanations beside it. A flag is never an accusation.") },
	{ "/check", N_("Will this draft be sent back?"),
	  N_("Check a filing before it is handed in: file, sheet, row, cell, what is wrong "
	     "and how to mend it. Nothing of the draft is kept.") },
};

static void write_doors(struct web_call *c, struct xj_html *h)
{
	xj_h_raw(h, "<ul class=\"doors\">\n");
	for (size_t i = 0; i < XJ_COUNT(doors); i++) {
		if (!web_has(doors[i].path))
			continue;
		xj_h_raw(h, "<li><h2>");
		web_page_link(c, h, doors[i].path, _(doors[i].title));
		xj_h_raw(h, "</h2><p>");
		xj_h_say(h, _(doors[i].text));
		xj_h_raw(h, "</p></li>\n");
	}
	xj_h_raw(h, "</ul>\n");
}

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("Who gave to whom in Taiwan's elections, exactly: each row with its proof, "
	              "each sum over the whole answer, each finding with its article of the law."));
	xj_h_raw(h, "</p>\n");
	web_search_form(c, h);
	write_doors(c, h);
	xj_h_raw(h, "<h2>");
	xj_h_say(h, _("What is here"));
	xj_h_raw(h, "</h2>\n");
}

static void after(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	xj_h_raw(h, "<p class=\"muted\">");
	xj_h_say(h, _("The yearly reports of parties belong to no election; they count in the "
	              "totals above."));
	xj_h_raw(h, " ");
	web_page_link(c, h, "/sources", _("Where all this comes from"));
	xj_h_raw(h, "</p>\n");
}

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	(void)ctx;
	return xj_view_overview(c->data, o, err);
}

/* Nothing was imported yet: no error of the visitor's, and soon over. */
static enum xj_status show_empty(struct web_call *c, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };
	enum xj_status st = web_header(c->response, "Retry-After", "60");

	c->response->status = 503;
	c->noindex = c->failed = true;
	web_page_begin(c, &h, xj_str_c(_("No data yet")));
	xj_h_raw(&h, "<p class=\"lead\">");
	xj_h_say(&h, _("This site works, but nothing has been imported yet."));
	xj_h_raw(&h, "</p>\n<p>");
	xj_h_say(&h, _("Whoever runs it can import the files of the Control Yuan, as they were "
	               "downloaded:"));
	xj_h_raw(&h, "</p>\n<p><code>xianjin import PATH…</code></p>\n<p>");
	xj_h_say(&h, _("The pages appear as soon as the first import is done; nothing has to be "
	               "started again."));
	xj_h_raw(&h, "</p>\n<ul>\n");
	for (size_t i = 0; i < XJ_COUNT(doors); i++) {
		if (strcmp(doors[i].path, "/check") || !web_has(doors[i].path))
			continue;
		xj_h_raw(&h, "<li>");
		web_page_link(c, &h, doors[i].path, _(doors[i].title));
		xj_h_raw(&h, "</li>\n");
	}
	xj_h_raw(&h, "<li>");
	web_page_link(c, &h, "/about", _("About"));
	xj_h_raw(&h, "</li>\n</ul>\n");
	web_page_end(c, &h);
	return st || h.status ? xj_fail(err, XJ_INTERNAL, "front page") : XJ_OK;
}

enum xj_status web_page_front(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Political donations")),
	                               .before = before, .after = after, .rank = 9,
	                               .file = "overview" };
	enum xj_status st = web_data(c, err);

	if (st == XJ_STALE && c->format == WEB_HTML)
		return show_empty(c, err);
	return st ? st : web_show(c, &page, view, NULL, err);
}
