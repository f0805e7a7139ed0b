/*
 * svg_rank.c - owns pictures that are lists: a name, an amount and a bar for
 * each of the largest; for recipients also divided by kind of counterparty.
 */
#include <stdio.h>

#include "src/core/show.h"
#include "svg_private.h"
#include "xianjin/entry.h"

#define ROW_H U(38)
#define BAR_H U(12)
#define LEFT U(4)
#define BAR_W (WIDTH - U(8))

static bool is_ranked(const struct xj_mark *m)
{
	return m->kind == XJ_MARK_PLAIN;
}

static int64_t most_of(const struct xj_figure *f)
{
	int64_t most = 0;

	for (size_t i = 0; i < f->marks; i++)
		if (is_ranked(&f->mark[i]) && f->mark[i].amount > most)
			most = f->mark[i].amount;
	return most;
}

static int list_height(const struct xj_figure *f, int top)
{
	int h = top;

	for (size_t i = 0; i < f->marks; i++)
		h += is_ranked(&f->mark[i]) ? ROW_H : XJ_FOOTNOTE;
	return h + U(6);
}

static void draw_head(struct xj_pen *p, const struct xj_mark *m, int y)
{
	char money[32];
	int room;

	xj_show_grouped(m->amount, money);
	room = BAR_W - U(10) - (int)strlen(money) * U(12) * 62 / 100;
	xj_pen_text(p, "", XJ_AT_START, LEFT, y + U(14), U(13),
	            xj_str_c(m->label ? m->label : ""), room);
	xj_pen_text(p, "", XJ_AT_END, LEFT + BAR_W, y + U(14), U(12), xj_str_c(money), 0);
}

/* Every mark in order: ranked ones with their bar by BAR, the others below. */
static void draw_list(struct xj_pen *p, int y,
                      void (*bar)(struct xj_pen *p, const struct xj_mark *m, int y,
                                  int64_t most))
{
	const int64_t most = most_of(p->f);

	for (size_t i = 0; i < p->f->marks; i++) {
		const struct xj_mark *m = &p->f->mark[i];

		if (!is_ranked(m))
			continue;
		xj_pen_open(p, m);
		draw_head(p, m, y);
		bar(p, m, y + U(19), most);
		xj_pen_close(p);
		y += ROW_H;
	}
	y += U(8);
	for (size_t i = 0; i < p->f->marks; i++)
		if (!is_ranked(&p->f->mark[i])) {
			xj_pen_footnote(p, &p->f->mark[i], LEFT, y + U(4));
			y += XJ_FOOTNOTE;
		}
}

/* ---- one bar ----------------------------------------------------------------------- */

static int rank_height(const struct xj_figure *f)
{
	return list_height(f, XJ_HEAD);
}

static void draw_bar(struct xj_pen *p, const struct xj_mark *m, int y, int64_t most)
{
	int w = xj_scaled(m->amount, most, BAR_W);

	xj_pen_bar(p, m, "mark b1", LEFT, y, w > 5 ? w : 5, BAR_H);
}

static void draw_rank(struct xj_pen *p)
{
	draw_list(p, XJ_HEAD, draw_bar);
}

const struct xj_picture xj_picture_rank = { rank_height, draw_rank };

/* ---- divided by kind ----------------------------------------------------------------- */

static const struct {
	enum xj_kind kind;
	const char *class, *name;
} parts[] = {
	{ XJ_KIND_INDIVIDUAL, "b1", N_("Individuals") },
	{ XJ_KIND_BUSINESS, "b2", N_("Businesses") },
	{ XJ_KIND_PARTY, "b3", N_("Parties") },
	{ XJ_KIND_GROUP, "b4", N_("Groups") },
	{ XJ_KIND_ANONYMOUS, "b5", N_("Anonymous") },
	{ XJ_KIND_OTHER, "b6", N_("Other") },
};

#define LEGEND_H U(36) /* two lines of three */

static int kinds_height(const struct xj_figure *f)
{
	return list_height(f, XJ_HEAD + LEGEND_H);
}

/* The name of a part inside it, where there is room: colours are never alone. */
static void label_part(struct xj_pen *p, size_t i, int x, int y, int w)
{
	const char *name = _(parts[i].name);
	int needs = (int)xj_show_width(xj_str_c(name), false) * U(10) * XJ_COLUMN / 100 + U(6);

	if (w >= needs)
		xj_pen_text(p, "on-bar", XJ_AT_START, x + U(3), y + U(9) + 5, U(10),
		            xj_str_c(name), 0);
}

static void draw_parts(struct xj_pen *p, const struct xj_mark *m, int y, int64_t most)
{
	int64_t so_far = 0;
	int x = 0;

	xj_pen_add(p, "<g class=\"mark\">");
	xj_pen_title(p, m);
	xj_pen_add(p, "\n");
	for (size_t i = 0; i < XJ_COUNT(parts); i++) {
		int64_t v = m->part[parts[i].kind];
		int end;

		if (v <= 0)
			continue;
		so_far += v;
		end = xj_scaled(so_far, most, BAR_W);
		if (end > x) {
			int w = end - x > U(2) ? end - x - 5 : end - x;

			xj_pen_rect(p, parts[i].class, LEFT + x, y, w, BAR_H);
			label_part(p, i, LEFT + x, y, w);
		}
		x = end;
	}
	xj_pen_add(p, "</g>\n");
}

static void draw_kinds(struct xj_pen *p)
{
	for (size_t i = 0; i < XJ_COUNT(parts); i++) {
		int x = LEFT + (int)(i % 3) * U(118), y = XJ_HEAD + (int)(i / 3) * U(17);
		char class[16];

		snprintf(class, sizeof(class), "%s", parts[i].class);
		xj_pen_rect(p, class, x, y, U(11), U(11));
		xj_pen_text(p, "muted", XJ_AT_START, x + U(16), y + U(10), U(11),
		            xj_str_c(_(parts[i].name)), U(98));
	}
	draw_list(p, XJ_HEAD + LEGEND_H, draw_parts);
}

const struct xj_picture xj_picture_kinds = { kinds_height, draw_kinds };
