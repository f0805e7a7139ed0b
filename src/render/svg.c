/*
 * svg.c - owns the frame of a picture and the shapes in it.  What is drawn
 * where is the matter of svg_time.c, svg_rank.c and the others.
 */
#include <stdarg.h>
#include <stdio.h>

#include "src/core/show.h"
#include "svg_private.h"
#include "xianjin/text.h"

#define MOST_TITLE 300u /* code points of a foreign text that is not drawn */
#define LABEL_BYTES (1u << 17)
#define HREF_BYTES (1u << 14)


/* ---- markup ----------------------------------------------------------------- */

void xj_pen_add(struct xj_pen *p, const char *fmt, ...)
{
	char text[512];
	va_list args;
	int n;

	if (p->st)
		return;
	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	p->st = n < 0 || (size_t)n >= sizeof(text) ? XJ_INTERNAL
	                                          : xj_buf_add(p->out, text, (size_t)n);
}

void xj_pen_number(struct xj_pen *p, int tenths)
{
	int size = tenths < 0 ? -tenths : tenths;

	if (size % 10)
		xj_pen_add(p, "%s%d.%d", tenths < 0 ? "-" : "", size / 10, size % 10);
	else
		xj_pen_add(p, "%d", tenths / 10);
}

void xj_pen_length(struct xj_pen *p, const char *name, int tenths)
{
	xj_pen_add(p, " %s=\"", name);
	xj_pen_number(p, tenths);
	xj_pen_add(p, "\"");
}

static void add_text(struct xj_pen *p, struct xj_str s, size_t most)
{
	if (!p->st)
		p->st = xj_svg_text(s, most, p->out);
}

static void open_rect(struct xj_pen *p, const char *class, int x, int y, int w, int h)
{
	xj_pen_add(p, "<rect class=\"%s\"", class);
	xj_pen_length(p, "x", x);
	xj_pen_length(p, "y", y);
	xj_pen_length(p, "width", w);
	xj_pen_length(p, "height", h);
}

void xj_pen_rect(struct xj_pen *p, const char *class, int x, int y, int w, int h)
{
	open_rect(p, class, x, y, w, h);
	xj_pen_add(p, "/>\n");
}

void xj_pen_line(struct xj_pen *p, const char *class, int x1, int y1, int x2, int y2)
{
	xj_pen_add(p, "<line class=\"%s\"", class);
	xj_pen_length(p, "x1", x1);
	xj_pen_length(p, "y1", y1);
	xj_pen_length(p, "x2", x2);
	xj_pen_length(p, "y2", y2);
	xj_pen_add(p, "/>\n");
}

/* ---- text ------------------------------------------------------------------- */

/* Adds S, cut to WIDTH. */
static void add_cut(struct xj_pen *p, struct xj_str s, int size, int width)
{
	size_t columns = (size_t)width * 100 / (size_t)(size * XJ_COLUMN);
	struct xj_str clean;
	bool cut;

	xj_buf_reset(&p->href);
	/* a character takes a column or more, but for combining marks: a cut by
	 * count comes first, so that a long text costs nothing */
	if (!p->st)
		p->st = xj_svg_clean(s, 4 * columns + 4, &p->href);
	clean = xj_buf_str(&p->href);
	cut = xj_show_cut(clean, columns, false) < clean.n;
	if (cut)
		clean.n = xj_show_cut(clean, columns ? columns - 1 : 0, false);
	add_text(p, clean, MOST_TITLE);
	if (cut)
		add_text(p, XJ_STR("\xe2\x80\xa6"), 1);
}

void xj_pen_text(struct xj_pen *p, const char *class, enum xj_anchor anchor, int x,
                 int y, int size, struct xj_str s, int width)
{
	static const char *const anchors[] = { "", " text-anchor=\"middle\"",
	                                       " text-anchor=\"end\"" };

	xj_pen_add(p, "<text%s%s%s", *class ? " class=\"" : "", class,
	           *class ? "\"" : "");
	xj_pen_length(p, "x", x);
	xj_pen_length(p, "y", y);
	xj_pen_length(p, "font-size", size);
	xj_pen_add(p, "%s>", anchors[anchor]);
	if (width > 0)
		add_cut(p, s, size, width);
	else
		add_text(p, s, MOST_TITLE);
	xj_pen_add(p, "</text>\n");
}

/* ---- marks ------------------------------------------------------------------- */

static struct xj_str sentence(struct xj_pen *p, const struct xj_mark *m)
{
	xj_buf_reset(&p->label);
	if (!p->st)
		p->st = xj_mark_sentence(p->f, m, &p->label);
	return xj_buf_str(&p->label);
}

void xj_pen_title(struct xj_pen *p, const struct xj_mark *m)
{
	xj_pen_add(p, "<title>");
	add_text(p, sentence(p, m), MOST_TITLE);
	xj_pen_add(p, "</title>");
}

void xj_pen_open(struct xj_pen *p, const struct xj_mark *m)
{
	p->linked = false;
	if (p->st || !p->o->href)
		return;
	xj_buf_reset(&p->href);
	p->st = p->o->href(p->o->ctx, m, &p->href);
	if (p->st || p->href.n == 0)
		return;
	p->linked = true;
	xj_pen_add(p, "<a href=\"");
	if (!p->st)
		p->st = xj_svg_text(xj_buf_str(&p->href), HREF_BYTES, p->out);
	/* a title, not an aria-label: what is drawn inside stays part of the name */
	xj_pen_add(p, "\">");
	xj_pen_title(p, m);
}

void xj_pen_close(struct xj_pen *p)
{
	if (p->linked)
		xj_pen_add(p, "</a>\n");
	p->linked = false;
}

void xj_pen_bar(struct xj_pen *p, const struct xj_mark *m, const char *class, int x,
                int y, int w, int h)
{
	open_rect(p, class, x, y, w, h);
	xj_pen_add(p, ">");
	xj_pen_title(p, m);
	xj_pen_add(p, "</rect>\n");
}

void xj_pen_footnote(struct xj_pen *p, const struct xj_mark *m, int x, int y)
{
	xj_pen_open(p, m);
	xj_pen_text(p, "muted", XJ_AT_START, x, y, U(11), sentence(p, m), WIDTH - U(4) - x);
	xj_pen_close(p);
}

/* ---- the frame ----------------------------------------------------------------- */

static const struct xj_picture *const pictures[XJ_FIGURES] = {
	[XJ_FIG_TIME] = &xj_picture_time, [XJ_FIG_CUMULATIVE] = &xj_picture_time,
	[XJ_FIG_DONORS] = &xj_picture_rank, [XJ_FIG_RECIPIENTS] = &xj_picture_rank,
	[XJ_FIG_HISTOGRAM] = &xj_picture_histogram, [XJ_FIG_FLOWS] = &xj_picture_flows,
	[XJ_FIG_MAP] = &xj_picture_map, [XJ_FIG_KINDS] = &xj_picture_kinds,
};

static const char *title_of(const struct xj_figure *f)
{
	const struct xj_figure_type *t = &xj_figure_types[f->kind];

	return _(f->expense ? t->title_expense : t->title);
}

static const struct xj_mark *largest(const struct xj_figure *f)
{
	const struct xj_mark *best = NULL;
	bool rows = f->kind == XJ_FIG_HISTOGRAM;

	for (size_t i = 0; i < f->marks; i++) {
		const struct xj_mark *m = &f->mark[i];

		if (m->kind == XJ_MARK_PLAIN &&
		    (!best || (rows ? m->count > best->count : m->amount > best->amount)))
			best = m;
	}
	return best;
}

/* What there is to see, in a sentence. */
static void add_description(struct xj_pen *p)
{
	const struct xj_mark *best = largest(p->f);
	char money[32], rows[32];

	xj_show_grouped(p->f->amount, money);
	xj_show_grouped((int64_t)p->f->count, rows);
	xj_buf_reset(&p->label);
	if (!p->st)
		p->st = xj_buf_addf(&p->label, _("NT$%s in %s rows."), money, rows);
	if (!p->st && best) {
		p->st = xj_buf_addf(&p->label, "%s", _(" Largest: "));
		if (!p->st)
			p->st = xj_mark_sentence(p->f, best, &p->label);
	}
	add_text(p, xj_buf_str(&p->label), MOST_TITLE);
}

static void open_frame(struct xj_pen *p, int height)
{
	const char *name = xj_figure_types[p->f->kind].name;
	const char *id = p->o->id ? p->o->id : name;

	xj_pen_add(p, "<svg class=\"xj-fig xj-%s\" viewBox=\"0 0 %d ", name, XJ_SVG_WIDTH);
	xj_pen_number(p, height);
	xj_pen_add(p, "\" width=\"%d\"", XJ_SVG_WIDTH);
	xj_pen_length(p, "height", height);
	xj_pen_add(p, "%s role=\"%s\" aria-labelledby=\"%.60s-t %.60s-d\">\n",
	           p->chinese ? " lang=\"zh-Hant-TW\"" : "", p->o->href ? "group" : "img", id, id);
	xj_pen_add(p, "<title id=\"%.60s-t\">", id);
	add_text(p, xj_str_c(title_of(p->f)), MOST_TITLE);
	xj_pen_add(p, "</title>\n<desc id=\"%.60s-d\">", id);
	add_description(p);
	xj_pen_add(p, "</desc>\n");
	xj_pen_add(p, "<g font-weight=\"600\">");
	xj_pen_text(p, "", XJ_AT_START, U(4), U(16), U(14), xj_str_c(title_of(p->f)),
	            WIDTH - U(8));
	xj_pen_add(p, "</g>\n");
}

static void draw_nothing(struct xj_pen *p)
{
	open_frame(p, U(60));
	xj_pen_text(p, "muted", XJ_AT_START, U(4), U(42), U(13),
	            xj_str_c(_("Nothing was found, so there is nothing to draw.")),
	            WIDTH - U(8));
}

static bool is_safe_id(const char *id)
{
	for (; id && *id; id++)
		if (!((*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z') ||
		      (*id >= '0' && *id <= '9') || *id == '-'))
			return false;
	return true;
}

enum xj_status xj_svg_figure(const struct xj_figure *f,
                             const struct xj_svg_options *options, struct xj_buf *out)
{
	static const struct xj_svg_options none = { 0 };
	struct xj_pen p = { .f = f, .o = options ? options : &none, .out = out,
	                    .chinese = xj_language() == XJ_CHINESE };
	size_t start = out->n;

	if (!is_safe_id(p.o->id))
		return XJ_USAGE;
	xj_buf_init(&p.label, LABEL_BYTES);
	xj_buf_init(&p.href, HREF_BYTES);
	if (f->count == 0 || f->marks == 0) {
		draw_nothing(&p);
	} else {
		open_frame(&p, pictures[f->kind]->height(f));
		pictures[f->kind]->draw(&p);
	}
	xj_pen_add(&p, "</svg>\n");
	xj_buf_clear(&p.label);
	xj_buf_clear(&p.href);
	if (p.st && out->p) {
		out->n = start;
		out->p[start] = '\0';
	}
	return p.st;
}
