/* page_source.c - owns the pages of the files as received. */
#include <stdlib.h>

#include "src/web/pages.h"

/* ---- all ------------------------------------------------------------------------------ */

static void before_all(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)c, (void)ctx;
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("Every file as it was received, known by its SHA-256. Rows read are rows "
	              "stored and rows set aside: nothing is lost without a word."));
	xj_h_raw(h, "</p>\n");
}

static enum xj_status view_all(struct web_call *c, struct xj_output *o, void *ctx,
                               struct xj_error *err)
{
	(void)ctx;
	return xj_view_sources(c->data, o, err);
}

enum xj_status web_page_sources(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Sources")), .before = before_all,
	                               .rank = 3, .file = "sources" };
	enum xj_status st = web_data(c, err);

	return st ? st : web_show(c, &page, view_all, NULL, err);
}

/* ---- one ------------------------------------------------------------------------------- */

static bool no_issues(struct web_call *c, const struct xj_section *s, struct xj_html *h)
{
	(void)c;
	if (strcmp(s->name, "problems"))
		return false;
	xj_h_raw(h, "<p>");
	xj_h_say(h, _("Every row and every cell of it was understood."));
	xj_h_raw(h, "</p>\n");
	return true;
}

static enum xj_status view_one(struct web_call *c, struct xj_output *o, void *hash,
                               struct xj_error *err)
{
	return xj_view_source(c->data, hash, o, err);
}

static void after_one(struct web_call *c, struct xj_html *h, void *hash)
{
	(void)hash;
	xj_h_raw(h, "<p>");
	web_page_link(c, h, "/sources", _("All sources"));
	xj_h_raw(h, "</p>\n");
}

enum xj_status web_page_source(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Source file")), .after = after_one,
	                               .rank = 4, .file = "source" };
	char *hash = web_copy(c->part);
	enum xj_status st = hash ? web_data(c, err) : XJ_NOMEM;

	c->empty = no_issues;
	if (!st)
		st = web_show(c, &page, view_one, hash, err);
	free(hash);
	return st;
}
