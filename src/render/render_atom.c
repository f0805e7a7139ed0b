/*
 * render_atom.c - owns the feed (Atom, RFC 4287) of a section of rows of entries.  What
 * an item is called never changes: its id is made from the bytes it came from (SHA-256 of
 * the source, member, sheet, row), so that a reader knows again what it has seen.  The
 * store knows no time of import: "updated" is the day of the transaction.
 */
#include <inttypes.h>

#include "src/core/library_yajl.h"
#include "src/render/html.h"
#include "src/render/output.h"
#include "xianjin/text.h"

#define NO_DAY "1970-01-01" /* an entry without a date still needs one */

static const struct xj_value *column(const struct xj_output *o, const struct xj_value *row,
                                     const char *name, size_t *at)
{
	for (size_t i = 0; i < o->section->columns; i++)
		if (strcmp(o->section->column[i].name, name) == 0) {
			*at = i;
			return &row[i];
		}
	return NULL;
}

static struct xj_str text_at(const struct xj_output *o, const struct xj_value *row,
                             const char *name)
{
	size_t at;
	const struct xj_value *v = column(o, row, name, &at);

	return v && !v->null ? v->s : XJ_STR("");
}

static enum xj_status put(struct xj_output *o, struct xj_html *h)
{
	return h->status ? h->status : xj_output_put_line(o);
}

static void link_to(struct xj_html *h, const struct xj_feed *f, const char *rel,
                    struct xj_str path)
{
	xj_h_raw(h, "<link rel=\"");
	xj_h_say(h, rel);
	xj_h_raw(h, "\" href=\"");
	xj_h_attr(h, xj_str_c(f->origin));
	xj_h_attr(h, path);
	xj_h_raw(h, "\"/>\n");
}

static enum xj_status atom_begin(struct xj_output *o, const struct xj_section *s)
{
	struct xj_html h = { &o->line, XJ_OK };
	const struct xj_feed *f = o->opt.feed;

	if (!s->main)
		return XJ_OK;
	xj_h_raw(&h, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	         "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>");
	xj_h_text(&h, f->title);
	xj_h_raw(&h, "</title>\n<id>");
	xj_h_attr(&h, xj_str_c(f->origin));
	xj_h_attr(&h, f->self);
	xj_h_raw(&h, "</id>\n<author><name>xianjin</name></author>\n");
	link_to(&h, f, "self", f->self);
	link_to(&h, f, "alternate", f->alternate);
	return put(o, &h);
}

static void add_member(struct xj_html *h, yajl_val source, const char *name)
{
	yajl_val v = yajl_tree_get(source, (const char *[]){ name, NULL }, yajl_t_any);

	xj_h_raw(h, ":");
	if (YAJL_IS_STRING(v))
		xj_h_url(h, xj_str_c(YAJL_GET_STRING(v)));
	else if (YAJL_IS_INTEGER(v))
		xj_h_int(h, YAJL_GET_INTEGER(v));
}

static enum xj_status write_id(struct xj_html *h, struct xj_str source)
{
	struct xj_buf text;
	yajl_val v = NULL;
	enum xj_status st = xj_yajl_load(NULL);

	if (st)
		return st;
	xj_buf_init(&text, XJ_MAX_LINE_BYTES);
	if (!xj_buf_add(&text, source.p, source.n))
		v = yajl_tree_parse(text.p, NULL, 0);
	xj_buf_clear(&text);
	if (!v)
		return XJ_INTERNAL;
	xj_h_raw(h, "<id>urn:x-xianjin:entry");
	add_member(h, v, "sha256");
	add_member(h, v, "member");
	add_member(h, v, "sheet");
	add_member(h, v, "row");
	xj_h_raw(h, "</id>\n");
	yajl_tree_free(v);
	return h->status;
}

static void write_updated(struct xj_html *h, struct xj_str day)
{
	xj_h_raw(h, "<updated>");
	xj_h_attr(h, day.n ? day : XJ_STR(NO_DAY));
	xj_h_raw(h, "T00:00:00Z</updated>\n");
}

static void write_page_link(struct xj_output *o, struct xj_html *h,
                            const struct xj_value *v)
{
	const struct xj_html_links *links = o->opt.links;
	struct xj_buf url;
	size_t at;

	xj_buf_init(&url, 1u << 16);
	if (links && column(o, v, "id", &at) &&
	    links->cell(links->ctx, o->section, at, v, XJ_STR(""), &url))
		link_to(h, o->opt.feed, "alternate", xj_buf_str(&url));
	xj_buf_clear(&url);
}

static void write_texts(struct xj_output *o, struct xj_html *h, const struct xj_value *v)
{
	static const char *const told[] = { "election", "subject", "date", "purpose" };
	size_t at;
	const struct xj_value *amount = column(o, v, "amount", &at);

	xj_h_raw(h, "<title>");
	xj_h_text(h, text_at(o, v, "counterparty"));
	xj_h_say(h, xj_str_is(text_at(o, v, "direction"), "income") ? " → " : " ← ");
	xj_h_text(h, text_at(o, v, "recipient"));
	xj_h_raw(h, " NT$");
	xj_h_grouped(h, amount ? amount->i : 0);
	xj_h_raw(h, "</title>\n<summary>");
	for (size_t i = 0; i < XJ_COUNT(told); i++) {
		struct xj_str s = text_at(o, v, told[i]);

		if (s.n && i)
			xj_h_raw(h, " · ");
		xj_h_text(h, s);
	}
	xj_h_raw(h, "</summary>\n");
}

static enum xj_status atom_row(struct xj_output *o, const struct xj_value *v)
{
	struct xj_html h = { &o->line, XJ_OK };
	enum xj_status st;

	if (!o->section->main)
		return XJ_OK;
	if (!o->rows)
		write_updated(&h, text_at(o, v, "date"));
	xj_h_raw(&h, "<entry>\n");
	st = write_id(&h, text_at(o, v, "source"));
	write_updated(&h, text_at(o, v, "date"));
	write_page_link(o, &h, v);
	write_texts(o, &h, v);
	xj_h_raw(&h, "</entry>\n");
	return st ? st : put(o, &h);
}

static enum xj_status atom_end(struct xj_output *o)
{
	struct xj_html h = { &o->line, XJ_OK };

	if (!o->section->main)
		return XJ_OK;
	if (!o->rows)
		write_updated(&h, XJ_STR(""));
	xj_h_raw(&h, "</feed>\n");
	return put(o, &h);
}

static enum xj_status no_int(struct xj_output *o, const char *name, const char *title,
                             enum xj_type type, int64_t v)
{
	(void)o, (void)name, (void)title, (void)type, (void)v;
	return XJ_OK;
}

static enum xj_status no_text(struct xj_output *o, const char *name, const char *title,
                              const struct xj_str *v)
{
	(void)o, (void)name, (void)title, (void)v;
	return XJ_OK;
}

static enum xj_status no_json(struct xj_output *o, const char *name, struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

static enum xj_status atom_close(struct xj_output *o)
{
	return o->status;
}

const struct xj_renderer xj_render_atom = {
	.name = "atom",
	.mime = "application/atom+xml",
	.fact_int = no_int,
	.fact_text = no_text,
	.fact_json = no_json,
	.begin = atom_begin,
	.row = atom_row,
	.end = atom_end,
	.close = atom_close,
};
