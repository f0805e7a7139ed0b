/*
 * output.c - owns how a view becomes a response: the page around it for people, or
 * one of the renderers for programs.
 */
#include <stdio.h>

#include "src/web/pages.h"

const struct web_format_row web_formats[WEB_FORMATS] = {
	[WEB_HTML] = { "html", "text/html; charset=utf-8", "html" },
	[WEB_JSON] = { "json", "application/json", "json" },
	[WEB_CSV] = { "csv", "text/csv; charset=utf-8; header=present", "csv" },
	[WEB_JSONL] = { "jsonl", "application/x-ndjson", "jsonl" },
	[WEB_XLSX] = { "xlsx",
	               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	               "xlsx" },
	[WEB_ATOM] = { "atom", "application/atom+xml", NULL },
	[WEB_SVG] = { "svg", "image/svg+xml", NULL },
	[WEB_SARIF] = { "sarif", "application/sarif+json", NULL },
	[WEB_TEXT] = { "txt", "text/plain; charset=utf-8", NULL },
	[WEB_XML] = { "xml", "application/xml", NULL },
	[WEB_CSS] = { "css", "text/css; charset=utf-8", NULL },
};

/* ---- a FILE whose bytes land in a buffer --------------------------------------- */

static ssize_t keep(void *buf, const char *p, size_t n)
{
	return xj_buf_add(buf, p, n) ? 0 : (ssize_t)n;
}

FILE *web_file_of(struct xj_buf *b)
{
	return fopencookie(b, "w", (cookie_io_functions_t){ .write = keep });
}

enum xj_status web_file_close(FILE *f, enum xj_status st, struct xj_error *err)
{
	bool whole = !ferror(f);

	if (fclose(f) || !whole)
		return xj_fail(err, XJ_LIMIT, _("the answer is too large"));
	return st;
}

/* ---- views ------------------------------------------------------------------------ */

/* The addresses of a feed; ROOM holds the three of them. */
static enum xj_status place_feed(struct web_call *c, struct xj_feed *feed,
                                 struct xj_buf room[3], struct xj_error *err)
{
	size_t mount = strlen(c->request->mount);
	enum xj_status st = web_link_base(c, room, err);

	if (st)
		return st;
	/* paths have the mount in front already */
	if (room->n >= mount && !strcmp(room->p + room->n - mount, c->request->mount))
		room->p[room->n -= mount] = '\0';
	st = web_link_format(c, WEB_ATOM, &room[1]);
	if (!st)
		st = web_link_format(c, WEB_HTML, &room[2]);
	feed->origin = room->p;
	feed->self = xj_buf_str(&room[1]);
	feed->alternate = xj_buf_str(&room[2]);
	return st ? xj_fail(err, st, _("the address is too long")) : XJ_OK;
}

static enum xj_status render(struct web_call *c, const struct xj_renderer *r,
                             const struct web_page *page, web_view *view, void *ctx,
                             struct xj_error *err)
{
	struct xj_html_links links;
	struct xj_feed feed = { .title = page->title };
	struct xj_buf place[3];
	struct xj_render_options options = {
		.out = web_file_of(&c->response->body),
		.rank = page->rank,
		.links = &links,
		.feed = &feed,
		.spreadsheet_safe = *web_value(&c->query, "excel") != '\0',
	};
	struct xj_output *o = NULL;
	enum xj_status st;

	if (!options.out)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	web_links_init(c, &links);
	for (size_t i = 0; i < XJ_COUNT(place); i++)
		xj_buf_init(&place[i], WEB_MAX_TARGET * 3);
	st = r == &xj_render_atom ? place_feed(c, &feed, place, err) : XJ_OK;
	if (!st)
		st = xj_output_open(r, &options, &o, err);
	if (!st) {
		st = view(c, o, ctx, err);
		if (st && !xj_output_status(o))
			xj_output_abandon(o);
		else
			st = xj_output_close(o, err);
	}
	st = web_file_close(options.out, st, err);
	for (size_t i = 0; i < XJ_COUNT(place); i++)
		xj_buf_clear(&place[i]);
	return st;
}

static enum xj_status show_page(struct web_call *c, const struct web_page *page,
                                web_view *view, void *ctx, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };
	enum xj_status st;

	web_page_begin(c, &h, page->title);
	if (page->before)
		page->before(c, &h, ctx);
	st = render(c, &xj_render_html, page, view, ctx, err);
	if (st)
		return st;
	if (page->after)
		page->after(c, &h, ctx);
	if (c->route->formats != WEB_BIT(WEB_HTML) && !page->no_files)
		web_page_downloads(c, &h);
	web_page_end(c, &h);
	return h.status ? xj_fail(err, h.status, _("the page is too large")) : XJ_OK;
}

enum xj_status web_on_command_line(enum xj_status st, const char *verb, struct xj_error *err)
{
	return st != XJ_LIMIT ? st
	       : xj_fail(err, st, _("this takes too long here, or is too large: xianjin %s does "
	                            "it on the command line"), verb);
}

enum xj_status web_name_download(struct web_call *c, const char *file)
{
	struct xj_buf name;
	enum xj_status st;

	xj_buf_init(&name, 1024);
	st = xj_buf_addf(&name, "%s.%s", file, web_formats[c->format].suffix);
	if (!st)
		st = web_attachment(c->response, xj_buf_str(&name));
	xj_buf_clear(&name);
	return st;
}

enum xj_status web_show(struct web_call *c, const struct web_page *page, web_view *view,
                        void *ctx, struct xj_error *err)
{
	const struct web_format_row *format = &web_formats[c->format];
	enum xj_status st;

	if (c->format == WEB_HTML)
		return show_page(c, page, view, ctx, err);
	if (c->format != WEB_JSON && c->format != WEB_ATOM &&
	    web_name_download(c, page->file ? page->file : "xianjin"))
		return xj_fail(err, XJ_INTERNAL, _("the name of the download is no name"));
	st = render(c, c->format == WEB_ATOM ? &xj_render_atom
	                                     : xj_renderer_find(format->renderer), page, view,
	            ctx, err);
	return st;
}
