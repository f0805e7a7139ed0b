/* page_profile.c - owns the pages of one donor, of one recipient, and of what passed
 * between the two. */
#include <stdlib.h>

#include "src/web/pages.h"

typedef enum xj_status profile_view(struct xj_data *d, const char *who,
                                    struct xj_output *o, struct xj_error *err);

struct profile {
	const char *who;
	profile_view *view;
	struct xj_query *query;  /* of a pair, in place of both */
};

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	const struct profile *p = ctx;

	return p->query ? xj_view_search(c->data, p->query, o, err)
	                : p->view(c->data, p->who, o, err);
}

static void all_rows(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	if (c->about[0].name)
		web_named_link(c, h, "/search", c->about[0].name, c->about[0].value,
		               _("All rows, to narrow and to sort"));
}

/* "=NAME" as a filter takes a whole name. */
static enum xj_status whole_name(struct xj_buf *b, const char *name)
{
	xj_buf_init(b, WEB_MAX_TARGET);
	return xj_buf_addf(b, "=%s", name);
}

/* ---- a donor ------------------------------------------------------------------------- */

/* Keys of businesses begin with b, others may be those of persons. */
static bool is_business(const char *who)
{
	return who[0] == 'b';
}

static void before_donor(struct web_call *c, struct xj_html *h, void *ctx)
{
	const struct profile *p = ctx;

	(void)c;
	if (is_business(p->who))
		return;
	xj_h_raw(h, "<p class=\"note\">");
	xj_h_say(h, _("Rows of the same name, masked id and county. They are not known to be of "
	              "one person: people share names, and the ids are masked."));
	xj_h_raw(h, "</p>\n");
}

static void after_donor(struct web_call *c, struct xj_html *h, void *ctx)
{
	static const enum xj_figure_kind figures[] = { XJ_FIG_TIME, XJ_FIG_RECIPIENTS };

	if (c->about[0].name)
		web_figures(c, h, figures, XJ_COUNT(figures));
	all_rows(c, h, ctx);
}

static enum xj_status show_donor(struct web_call *c, const char *who, const char *name,
                                 struct xj_error *err)
{
	struct profile p = { .who = who, .view = xj_view_donor };
	struct web_page page = { .before = before_donor, .after = after_donor, .rank = 4,
	                         .file = "donor" };
	struct xj_buf title;
	enum xj_status st = web_data(c, err);

	if (st)
		return st;
	xj_buf_init(&title, 1u << 16);
	st = xj_donor_name(c->data, who, &title, err);
	if (st == XJ_NOT_FOUND) { /* a name that was asked, or a key that nobody has */
		xj_buf_reset(&title);
		st = xj_buf_addf(&title, "%s", *name ? name : who);
		c->about[0].name = *name ? NULL : "donor";
	}
	page.title = xj_buf_str(&title);
	if (!st)
		st = web_show(c, &page, view, &p, err);
	xj_buf_clear(&title);
	return st;
}

/* Nobody's name should be found by a search engine that reads this site. */
enum xj_status web_page_donor(struct web_call *c, struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	char *key = web_copy(c->part.n ? c->part : xj_str_c(name));
	enum xj_status st;

	if (!key)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	c->noindex = !is_business(key);
	c->about[0].name = "donor";
	c->about[0].value = xj_str_c(key);
	if (!*key)
		st = xj_fail(err, XJ_USAGE, _("say which donor: name=..."));
	else
		st = show_donor(c, key, name, err);
	c->about[0].name = NULL;
	free(key);
	return st;
}

/* ---- a recipient --------------------------------------------------------------------- */

static void after_recipient(struct web_call *c, struct xj_html *h, void *ctx)
{
	static const enum xj_figure_kind figures[] = { XJ_FIG_TIME, XJ_FIG_DONORS,
	                                               XJ_FIG_HISTOGRAM };

	web_figures(c, h, figures, XJ_COUNT(figures));
	all_rows(c, h, ctx);
}

static void after_election(struct web_call *c, struct xj_html *h, void *ctx)
{
	static const enum xj_figure_kind figures[] = { XJ_FIG_KINDS, XJ_FIG_FLOWS,
		XJ_FIG_TIME, XJ_FIG_DONORS, XJ_FIG_HISTOGRAM };

	web_figures(c, h, figures, XJ_COUNT(figures));
	all_rows(c, h, ctx);
}

static enum xj_status show_named(struct web_call *c, const char *filter,
                                 profile_view *v, struct web_page *page,
                                 struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	struct profile p = { .who = name, .view = v };
	struct xj_buf exact;
	enum xj_status st = web_data(c, err);

	if (st)
		return st;
	if (whole_name(&exact, name))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	c->about[0].name = filter;
	c->about[0].value = xj_buf_str(&exact);
	if (!st)
		st = web_show(c, page, view, &p, err);
	c->about[0].name = NULL;
	xj_buf_clear(&exact);
	return st;
}

enum xj_status web_page_recipient(struct web_call *c, struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	struct web_page page = { .title = xj_str_c(name), .after = after_recipient,
	                         .rank = 4, .file = "recipient" };

	return *name ? show_named(c, "recipient", xj_view_recipient, &page, err)
	             : xj_fail(err, XJ_USAGE, _("say which recipient: name=..."));
}

/* ---- an election ---------------------------------------------------------------------- */

enum xj_status web_page_election(struct web_call *c, struct xj_error *err)
{
	const char *name = web_value(&c->query, "name");
	struct web_page page = { .title = xj_str_c(name), .after = after_election,
	                         .rank = 4, .file = "election" };

	return *name ? show_named(c, "election", xj_view_election, &page, err)
	             : xj_fail(err, XJ_USAGE, _("say which election: name=..."));
}

static enum xj_status view_elections(struct web_call *c, struct xj_output *o, void *ctx,
                                     struct xj_error *err)
{
	(void)ctx;
	return xj_view_elections(c->data, o, err);
}

static void after_elections(struct web_call *c, struct xj_html *h, void *ctx)
{
	static const enum xj_figure_kind figures[] = { XJ_FIG_MAP, XJ_FIG_RECIPIENTS };

	(void)ctx;
	web_figures(c, h, figures, XJ_COUNT(figures));
}

enum xj_status web_page_elections(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Elections")), .rank = 4,
	                               .after = after_elections, .file = "elections" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_show(c, &page, view_elections, NULL, err);
}

/* ---- a pair ----------------------------------------------------------------------------- */

static bool no_gifts(struct web_call *c, const struct xj_section *s, struct xj_html *h)
{
	(void)c;
	if (s->main) {
		xj_h_raw(h, "<p class=\"note\">");
		xj_h_say(h, _("Nothing passed between these two in the filings that are here. Other "
		              "years, other filings and masked names may still hold something."));
		xj_h_raw(h, "</p>\n");
	}
	return true;
}

static enum xj_status ask_for_pair(struct web_call *c, struct xj_query **out,
                                   struct xj_error *err)
{
	static const char *const passed[] = { "after", "sort", "limit" };
	enum xj_status st = xj_query_new(out, err);

	for (size_t i = 0; i < XJ_COUNT(c->about) && !st; i++)
		st = xj_query_set(*out, c->about[i].name, c->about[i].value.p, err);
	if (!st)
		st = xj_query_set(*out, "sort", "-date", err);
	if (!st && c->format == WEB_HTML)
		st = xj_query_set(*out, "facet", "year,election,direction,subject", err);
	for (size_t i = 0; i < XJ_COUNT(passed) && !st; i++)
		if (*web_value(&c->query, passed[i]))
			st = xj_query_set(*out, passed[i], web_value(&c->query, passed[i]), err);
	return st;
}

static enum xj_status show_pair(struct web_call *c, const char *recipient,
                                struct xj_error *err)
{
	struct profile p = { 0 };
	struct web_page page = { .rank = 4, .file = "pair" };
	struct xj_buf title;
	enum xj_status st = ask_for_pair(c, &p.query, err);

	xj_buf_init(&title, 1u << 16);
	if (!st)
		st = xj_donor_name(c->data, c->about[0].value.p, &title, err);
	if (st == XJ_NOT_FOUND)
		st = xj_fail(err, st, _("no donor has this key"));
	if (!st && xj_buf_addf(&title, " → %s", recipient))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	page.title = xj_buf_str(&title);
	if (!st)
		st = web_show(c, &page, view, &p, err);
	xj_query_free(p.query);
	xj_buf_clear(&title);
	return st;
}

enum xj_status web_page_pair(struct web_call *c, struct xj_error *err)
{
	const struct web_param *donor = web_param(&c->query, "donor");
	const char *recipient = web_value(&c->query, "recipient");
	struct xj_buf exact;
	enum xj_status st;

	if (!donor || !donor->value.n || !*recipient)
		return xj_fail(err, XJ_USAGE, _("say which two: donor=KEY&recipient=NAME"));
	st = web_data(c, err);
	if (st)
		return st;
	if (whole_name(&exact, recipient))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	c->noindex = true;
	c->empty = no_gifts;
	c->about[0].name = "donor";
	c->about[0].value = donor->value;
	c->about[1].name = "recipient";
	c->about[1].value = xj_buf_str(&exact);
	if (!st)
		st = show_pair(c, recipient, err);
	c->about[0].name = c->about[1].name = NULL;
	xj_buf_clear(&exact);
	return st;
}
