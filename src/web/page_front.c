/* page_front.c - owns the front page: what is here, as of when, and one box to ask. */
#include "src/web/pages.h"

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("Who gave to whom in Taiwan's elections, exactly: each row with its proof, "
	              "each sum over the whole answer, each finding with its article of the law."));
	xj_h_raw(h, "</p>\n");
	web_search_box(c, h);
	xj_h_raw(h, "</form>\n");
}

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	(void)ctx;
	return xj_view_overview(c->data, o, err);
}

enum xj_status web_page_front(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Political donations")),
	                               .before = before, .rank = 9, .file = "overview" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_show(c, &page, view, NULL, err);
}
