/*
 * svg_histogram.c - owns the picture of sizes around a limit: bins closed on
 * the right, the gifts of exactly the limit as a thin bar in their bin, the
 * shape of the peers as an outline.
 */
#include <stdio.h>

#include "src/core/show.h"
#include "svg_private.h"

#define PLOT_Y (XJ_HEAD + U(20))
#define PLOT_H U(140)
#define SIZES_Y (PLOT_Y + PLOT_H + U(15))
#define NOTES_Y (SIZES_Y + U(20))
#define RIGHT (WIDTH - U(22))
#define THIN U(3)

struct plot {
	struct xj_pen *p;
	size_t first, bins;
	int64_t most;    /* rows */
	int left, width;
};

static bool is_bin(const struct xj_mark *m)
{
	return m->kind == XJ_MARK_PLAIN;
}

/* The peers' rows of a bin were they as many as ours, in thousandths. */
static int64_t scaled_peers(const struct xj_figure *f, const struct xj_mark *m)
{
	return f->peers ? (int64_t)((__int128)m->peers * (__int128)f->count * 1000 /
	                            (__int128)f->peers) : 0;
}

static void find_plot(struct xj_pen *p, struct plot *t)
{
	*t = (struct plot){ .p = p };
	for (size_t i = 0; i < p->f->marks; i++) {
		const struct xj_mark *m = &p->f->mark[i];
		int64_t peers;

		if (!is_bin(m))
			continue;
		peers = scaled_peers(p->f, m) / 1000 + 1;
		t->bins++;
		if ((int64_t)m->count > t->most)
			t->most = (int64_t)m->count;
		if (p->f->peers && peers > t->most)
			t->most = peers;
	}
	t->left = xj_axis_left(p, t->most);
	t->width = RIGHT - t->left;
}

static int x_of(const struct plot *t, size_t bin)
{
	return t->left + (int)bin * t->width / (int)t->bins;
}

static int y_of(const struct plot *t, int64_t thousandths)
{
	return PLOT_Y + PLOT_H - xj_scaled(thousandths, xj_axis_top(t->most) * 1000, PLOT_H);
}

static void draw_bins(const struct plot *t)
{
	size_t bin = 0;

	for (size_t i = 0; i < t->p->f->marks; i++) {
		const struct xj_mark *m = &t->p->f->mark[i];
		int y = y_of(t, (int64_t)m->count * 1000);
		int x = x_of(t, bin), w = x_of(t, bin + 1) - x - U(1);

		if (m->count && y > PLOT_Y + PLOT_H - 5)
			y = PLOT_Y + PLOT_H - 5;
		if (m->kind == XJ_MARK_EXACT) { /* at the right end of the bin before */
			x = x_of(t, bin) - U(1) - THIN;
			w = THIN;
		} else if (!is_bin(m)) {
			continue;
		} else {
			bin++;
		}
		if (m->count == 0)
			continue;
		xj_pen_open(t->p, m);
		xj_pen_bar(t->p, m, is_bin(m) ? "mark b1" : "mark b2", x, y, w,
		           PLOT_Y + PLOT_H - y);
		xj_pen_close(t->p);
	}
}

static void draw_peers(const struct plot *t)
{
	size_t bin = 0;

	if (!t->p->f->peers)
		return;
	xj_pen_add(t->p, "<path class=\"peers\" stroke-width=\"1.5\" d=\"M");
	xj_pen_number(t->p, t->left);
	xj_pen_add(t->p, " ");
	xj_pen_number(t->p, PLOT_Y + PLOT_H);
	for (size_t i = 0; i < t->p->f->marks; i++)
		if (is_bin(&t->p->f->mark[i])) {
			xj_pen_add(t->p, "V");
			xj_pen_number(t->p, y_of(t, scaled_peers(t->p->f,
			                                         &t->p->f->mark[i])));
			xj_pen_add(t->p, "H");
			xj_pen_number(t->p, x_of(t, ++bin));
		}
	xj_pen_add(t->p, "V");
	xj_pen_number(t->p, PLOT_Y + PLOT_H);
	xj_pen_add(t->p, "\"/>\n");
}

static void draw_limit(const struct plot *t)
{
	int x = x_of(t, t->bins / 2);
	char money[32], text[96];

	xj_show_grouped(t->p->f->limit, money);
	snprintf(text, sizeof(text), _("limit NT$%s"), money);
	xj_pen_line(t->p, "vote", x - 5, PLOT_Y - U(4), x - 5, PLOT_Y + PLOT_H);
	xj_pen_text(t->p, "accent", XJ_AT_MIDDLE, x, PLOT_Y - U(7), U(11), xj_str_c(text), 0);
}

static void draw_sizes(const struct plot *t)
{
	for (size_t quarter = 0; quarter <= 4; quarter++) {
		int x = x_of(t, t->bins * quarter / 4);
		char text[48];

		xj_short_number(t->p->f->limit / 2 * (int64_t)quarter +
		                t->p->f->limit % 2 * (int64_t)quarter / 2,
		                t->p->chinese, text);
		xj_pen_line(t->p, "axis", x, PLOT_Y + PLOT_H, x, PLOT_Y + PLOT_H + U(3));
		xj_pen_text(t->p, "muted", XJ_AT_MIDDLE, x, SIZES_Y, U(11), xj_str_c(text), 0);
	}
}

/* ---- below -------------------------------------------------------------------------- */

static int height(const struct xj_figure *f)
{
	int notes = 1 + (f->peers != 0);

	for (size_t i = 0; i < f->marks; i++)
		notes += !is_bin(&f->mark[i]);
	return NOTES_Y + notes * XJ_FOOTNOTE - U(6);
}

static void draw_count(struct xj_pen *p, uint64_t n, const char *format, int x, int y)
{
	char grouped[32], text[160];

	xj_show_grouped((int64_t)n, grouped);
	snprintf(text, sizeof(text), format, grouped);
	xj_pen_text(p, "muted", XJ_AT_START, x, y, U(11), xj_str_c(text), WIDTH - U(4) - x);
}

static void draw_notes(struct xj_pen *p)
{
	int y = NOTES_Y + U(4);

	xj_pen_rect(p, "b1", U(4), y - U(9), U(14), U(10));
	draw_count(p, p->f->count, _("n = %s rows"), U(23), y);
	y += XJ_FOOTNOTE;
	if (p->f->peers) {
		xj_pen_line(p, "peers", U(4), y - U(4), U(18), y - U(4));
		draw_count(p, p->f->peers,
		           _("peers, same office and year: n = %s"), U(23), y);
		y += XJ_FOOTNOTE;
	}
	for (size_t i = 0; i < p->f->marks; i++) {
		const struct xj_mark *m = &p->f->mark[i];

		if (is_bin(m))
			continue;
		if (m->kind == XJ_MARK_EXACT)
			xj_pen_rect(p, "b2", U(9), y - U(9), THIN, U(10));
		xj_pen_footnote(p, m, U(m->kind == XJ_MARK_EXACT ? 23 : 4), y);
		y += XJ_FOOTNOTE;
	}
}

static void draw(struct xj_pen *p)
{
	struct plot t;

	find_plot(p, &t);
	if (t.bins) {
		xj_axis_draw(p, t.most, t.left, PLOT_Y, PLOT_H);
		draw_bins(&t);
		draw_peers(&t);
		draw_limit(&t);
		draw_sizes(&t);
	}
	draw_notes(p);
}

const struct xj_picture xj_picture_histogram = { height, draw };
