/*
 * page_audit.c - owns two pages over the whole store: settlement tables against rows,
 * and how long gifts stay out of sight.
 */
#include "src/web/pages.h"

static void lead(struct xj_html *h, const char *text)
{
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, text);
	xj_h_raw(h, "</p>\n");
}

/* ---- reconcile --------------------------------------------------------------------- */

static bool asks_for_all(const struct web_call *c)
{
	const char *all = web_value(&c->query, "all");

	return *all && strcmp(all, "0") != 0;
}

static void before_reconcile(struct web_call *c, struct xj_html *h, void *ctx)
{
	bool all = asks_for_all(c);
	struct xj_buf url;

	(void)ctx;
	lead(h, _("Every total of a settlement table beside the sum of the rows that were filed "
	          "with it, and the sums inside each table. A difference is worth checking: "
	          "a correction may have come later."));
	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	if (!h->status)
		h->status = web_link_with(c, "all", all ? (struct xj_str){ 0 } : XJ_STR("1"),
		                          false, &url);
	xj_h_raw(h, "<p><a rel=\"nofollow\" href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_say(h, all ? _("Only the differences") : _("Also what agrees"));
	xj_h_raw(h, "</a></p>\n");
	xj_buf_clear(&url);
}

static enum xj_status view_reconcile(struct web_call *c, struct xj_output *o, void *ctx,
                                     struct xj_error *err)
{
	uint64_t differ;

	(void)ctx;
	return xj_view_reconcile(c->data, asks_for_all(c), o, &differ, err);
}

enum xj_status web_page_reconcile(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Settlement tables against rows")),
	                               .before = before_reconcile, .rank = 9,
	                               .file = "reconcile" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_on_command_line(web_show(c, &page, view_reconcile, NULL, err),
	                                     "reconcile", err);
}

/* ---- lag ---------------------------------------------------------------------------- */

static void before_lag(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)c, (void)ctx;
	lead(h, _("How many days pass from a gift to its deposit, to polling day, to the filing "
	          "and to publication, weighted by money; and how much of the money was "
	          "public before people voted."));
	xj_h_raw(h, "<p class=\"muted\">");
	xj_h_say(h, _("The day on which a report really went online is not in the data: the last "
	              "lawful day stands in for it, or the day of a later correction."));
	xj_h_raw(h, "</p>\n");
}

static enum xj_status view_lag(struct web_call *c, struct xj_output *o, void *ctx,
                               struct xj_error *err)
{
	(void)ctx;
	return xj_view_lag(c->data, o, err);
}

enum xj_status web_page_lag(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("From gift to publication")),
	                               .before = before_lag, .rank = 9, .file = "lag" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_on_command_line(web_show(c, &page, view_lag, NULL, err), "lag", err);
}
