/* page_entry.c - owns the page of one entry, by its number or by its place in a source. */
#include <errno.h>
#include <stdlib.h>

#include "src/web/pages.h"

/* TEXT as a number of 1 and more; 0: none. */
static int64_t number_of(const char *text)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	return *text >= '1' && *text <= '9' && !*end && !errno ? v : 0;
}

/* /entry?sha256=...&part=...&sheet=...&row=... */
static enum xj_status add_place(struct web_call *c, const struct xj_entry_place *place,
                                struct xj_buf *url)
{
	static const char *const name[] = { "sha256", "part", "sheet" };
	enum xj_status st = web_link(c, "/entry", url);
	char row[24];

	for (size_t i = 0; i < XJ_COUNT(name) && !st; i++)
		if (place->text[i].n > 1)
			st = web_link_add(url, name[i], xj_str_c(place->text[i].p));
	snprintf(row, sizeof(row), "%lld", (long long)place->row);
	return st ? st : web_link_add(url, "row", xj_str_c(row));
}

static void after(struct web_call *c, struct xj_html *h, void *ctx)
{
	const int64_t *id = ctx;
	struct xj_entry_place place;
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	if (!xj_entry_place(c->data, *id, &place, NULL) && !h->status)
		h->status = add_place(c, &place, &url);
	xj_entry_place_clear(&place);
	xj_h_raw(h, "<p>");
	xj_h_say(h, _("An address that stays as long as the source is here, whatever else is "
	              "imported:"));
	xj_h_raw(h, " <a rel=\"bookmark\" href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_say(h, _("Permanent address of this row"));
	xj_h_raw(h, "</a></p>\n<p class=\"muted\">");
	xj_h_say(h, _("To see the row where it was published, open the source file, whose "
	              "SHA-256 must be the one above, and go to that row. Stars were put there "
	              "by the Control Yuan."));
	xj_h_raw(h, " ");
	if (web_has("/dispute"))
		web_page_link(c, h, "/dispute", _("Something wrong?"));
	xj_h_raw(h, "</p>\n");
	xj_buf_clear(&url);
}

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	return xj_view_entry(c->data, *(int64_t *)ctx, o, err);
}

static enum xj_status find(struct web_call *c, int64_t *id, struct xj_error *err)
{
	int64_t row = number_of(web_value(&c->query, "row"));

	if (c->part.n) {
		char *text = web_copy(c->part);

		*id = text ? number_of(text) : 0;
		free(text);
		return *id ? XJ_OK : xj_fail(err, XJ_NOT_FOUND,
		                             _("entries are numbered from 1"));
	}
	if (!*web_value(&c->query, "sha256") || !row)
		return xj_fail(err, XJ_USAGE, _("say which row of which source: "
		               "sha256=...&part=...&row=..."));
	return xj_entry_find(c->data, web_value(&c->query, "sha256"),
	                     web_value(&c->query, "part"), web_value(&c->query, "sheet"),
	                     row, id, err);
}

enum xj_status web_page_entry(struct web_call *c, struct xj_error *err)
{
	struct web_page page = { .after = after, .rank = 4, .file = "entry" };
	struct xj_buf title;
	int64_t id = 0;
	enum xj_status st = web_data(c, err);

	if (!st)
		st = find(c, &id, err);
	if (st)
		return st;
	c->noindex = true;
	xj_buf_init(&title, 256);
	st = xj_buf_addf(&title, _("Entry %lld"), (long long)id);
	page.title = xj_buf_str(&title);
	st = st ? xj_fail(err, st, _("not enough memory"))
	        : web_show(c, &page, view, &id, err);
	xj_buf_clear(&title);
	return st;
}
