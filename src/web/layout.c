/* layout.c - owns the page around an answer: head, menu, downloads, foot. */
#include "src/web/call.h"

/* An address of ours into an attribute. */
static void href(struct xj_html *h, const struct xj_buf *url)
{
	xj_h_raw(h, " href=\"");
	xj_h_attr(h, xj_buf_str(url));
	xj_h_raw(h, "\"");
}

static void add(struct xj_html *h, enum xj_status st)
{
	if (!h->status)
		h->status = st;
}

static void open_link(struct web_call *c, struct xj_html *h, const char *path)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET);
	add(h, web_link(c, path, &url));
	xj_h_raw(h, "<a");
	href(h, &url);
	xj_h_raw(h, ">");
	xj_buf_clear(&url);
}

void web_page_link(struct web_call *c, struct xj_html *h, const char *path,
                   const char *text)
{
	open_link(c, h, path);
	xj_h_say(h, text);
	xj_h_raw(h, "</a>");
}

static void write_asset(struct web_call *c, struct xj_html *h, const char *name)
{
	xj_h_raw(h, " href=\"");
	xj_h_attr(h, xj_str_c(c->request->mount));
	xj_h_raw(h, "/");
	xj_h_say(h, name);
	xj_h_raw(h, "?v=");
	xj_h_say(h, web_build_id());
	xj_h_raw(h, "\">\n");
}

static void write_alternates(struct web_call *c, struct xj_html *h)
{
	static const struct {
		enum xj_language language;
		const char *code;
	} languages[] = { { XJ_CHINESE, "zh-Hant-TW" }, { XJ_ENGLISH, "en" } };

	for (size_t i = 0; i < XJ_COUNT(languages); i++) {
		struct xj_buf url;

		xj_buf_init(&url, WEB_MAX_TARGET * 3);
		add(h, web_link_language(c, languages[i].language, &url));
		xj_h_raw(h, "<link rel=\"alternate\" hreflang=\"");
		xj_h_say(h, languages[i].code);
		xj_h_raw(h, "\"");
		href(h, &url);
		xj_h_raw(h, ">\n");
		xj_buf_clear(&url);
	}
}

static void write_menu(struct web_call *c, struct xj_html *h)
{
	struct xj_buf url;

	xj_h_raw(h, "<header class=\"site\"><a class=\"brand\"");
	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	add(h, web_link(c, "/", &url));
	href(h, &url);
	xj_h_raw(h, "><b lang=\"zh-Hant\">獻金</b> Xianjin</a>\n<nav aria-label=\"");
	xj_h_say(h, _("Menu"));
	xj_h_raw(h, "\"><ul>\n");
	for (const struct web_route *r = web_routes; r->path; r++) {
		if (!r->menu)
			continue;
		xj_buf_reset(&url);
		add(h, web_link(c, r->path, &url));
		xj_h_raw(h, "<li><a");
		href(h, &url);
		if (r == c->route)
			xj_h_raw(h, " aria-current=\"page\"");
		xj_h_raw(h, ">");
		xj_h_say(h, _(r->title));
		xj_h_raw(h, "</a></li>\n");
	}
	xj_h_raw(h, "</ul></nav>\n<a class=\"language\" rel=\"alternate\"");
	xj_buf_reset(&url);
	if (xj_language() == XJ_CHINESE) {
		add(h, web_link_language(c, XJ_ENGLISH, &url));
		href(h, &url);
		xj_h_raw(h, " lang=\"en\" hreflang=\"en\">English</a>");
	} else {
		add(h, web_link_language(c, XJ_CHINESE, &url));
		href(h, &url);
		xj_h_raw(h, " lang=\"zh-Hant-TW\" hreflang=\"zh-Hant-TW\">中文</a>");
	}
	xj_h_raw(h, "</header>\n");
	xj_buf_clear(&url);
}

void web_page_begin(struct web_call *c, struct xj_html *h, struct xj_str title)
{
	xj_h_raw(h, "<!DOCTYPE html>\n<html lang=\"");
	xj_h_say(h, xj_language() == XJ_CHINESE ? "zh-Hant-TW" : "en");
	xj_h_raw(h, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
	xj_h_text(h, title);
	xj_h_raw(h, " · 獻金 Xianjin</title>\n"
	         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	         "<meta name=\"color-scheme\" content=\"light dark\">\n");
	if (!c->route->indexed || c->noindex)
		xj_h_raw(h, "<meta name=\"robots\" content=\"noindex, nofollow\">\n");
	xj_h_raw(h, "<link rel=\"stylesheet\"");
	write_asset(c, h, "style.css");
	xj_h_raw(h, "<link rel=\"icon\" type=\"image/svg+xml\"");
	write_asset(c, h, "icon.svg");
	if (!c->failed)
		write_alternates(c, h);
	xj_h_raw(h, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
	xj_h_say(h, _("To the content"));
	xj_h_raw(h, "</a>\n");
	write_menu(c, h);
	xj_h_raw(h, "<main id=\"main\">\n<h1>");
	xj_h_text(h, title);
	xj_h_raw(h, "</h1>\n");
	if (c->data && xj_data_note(c->data)) {
		xj_h_raw(h, "<p class=\"note\" role=\"status\">");
		xj_h_say(h, xj_data_note(c->data));
		xj_h_raw(h, "</p>\n");
	}
}

void web_page_downloads(struct web_call *c, struct xj_html *h)
{
	static const struct {
		enum web_format format;
		const char *text;
	} all[] = {
		{ WEB_XLSX, N_("Excel") }, { WEB_CSV, N_("CSV") }, { WEB_JSON, N_("JSON") },
		{ WEB_JSONL, N_("JSON Lines") }, { WEB_ATOM, N_("Atom") },
	};

	xj_h_raw(h, "<p class=\"downloads\">");
	xj_h_say(h, _("This answer as:"));
	for (size_t i = 0; i < XJ_COUNT(all); i++) {
		struct xj_buf url;

		if (!(c->route->formats & WEB_BIT(all[i].format)))
			continue;
		xj_buf_init(&url, WEB_MAX_TARGET * 3);
		add(h, web_link_format(c, all[i].format, &url));
		xj_h_raw(h, " <a rel=\"nofollow\"");
		href(h, &url);
		xj_h_raw(h, ">");
		xj_h_say(h, _(all[i].text));
		xj_h_raw(h, "</a>");
		xj_buf_clear(&url);
	}
	xj_h_raw(h, "</p>\n");
}

void web_page_end(struct web_call *c, struct xj_html *h)
{
	xj_h_raw(h, "</main>\n<footer>\n<p>");
	xj_h_say(h, _("Source: the Control Yuan's platform of political donations. A flag is a "
	              "reason to look, never an accusation."));
	xj_h_raw(h, "</p>\n<ul>");
	for (const struct web_route *r = web_routes; r->path; r++) {
		if (!r->foot)
			continue;
		xj_h_raw(h, "<li>");
		web_page_link(c, h, r->path, _(r->title));
		xj_h_raw(h, "</li>");
	}
	xj_h_raw(h, "</ul>\n");
	if (c->data) {
		xj_h_raw(h, "<p class=\"stamp\">");
		xj_h_sayf(h, _("Data generation %s"), xj_data_stamp(c->data));
		xj_h_raw(h, "</p>\n");
	}
	xj_h_raw(h, "</footer>\n</body>\n</html>\n");
}
