/*
 * svg_time.c - owns the picture of amounts over time: a column a step, the span
 * in which gifts are allowed shaded, polling day marked.
 */
#include <stdio.h>

#include "svg_private.h"

#define PLOT_Y (XJ_HEAD + U(18))
#define PLOT_H U(130)
#define DATES_Y (PLOT_Y + PLOT_H + U(15))
#define NOTES_Y (DATES_Y + U(18))
#define RIGHT (WIDTH - U(4))

/* Where time is in the plot: days on a line. */
struct plot {
	struct xj_pen *p;
	size_t first, bars;   /* marks that are columns */
	int32_t low, high;    /* days drawn, HIGH within */
	int64_t most;
	int left, width;
};

static int64_t value_of(const struct xj_figure *f, const struct xj_mark *m)
{
	return f->kind == XJ_FIG_CUMULATIVE ? m->running : m->amount;
}

static void find_plot(struct xj_pen *p, struct plot *t)
{
	const struct xj_figure *f = p->f;

	*t = (struct plot){ .p = p };
	while (t->first < f->marks && f->mark[t->first].kind != XJ_MARK_PLAIN)
		t->first++;
	while (t->first + t->bars < f->marks &&
	       f->mark[t->first + t->bars].kind == XJ_MARK_PLAIN)
		t->bars++;
	for (size_t i = t->first; i < t->first + t->bars; i++)
		if (value_of(f, &f->mark[i]) > t->most)
			t->most = value_of(f, &f->mark[i]);
	if (t->bars) {
		t->low = (int32_t)f->mark[t->first].low;
		t->high = (int32_t)f->mark[t->first + t->bars - 1].high;
	}
	t->left = xj_axis_left(p, t->most);
	t->width = RIGHT - t->left;
}

/* Where DAY begins, kept inside the plot. */
static int x_of(const struct plot *t, int64_t day)
{
	return t->left + xj_scaled(day - t->low, (int64_t)t->high - t->low + 1, t->width);
}

static void draw_window(const struct plot *t)
{
	const struct xj_figure *f = t->p->f;
	int from, to;

	if (f->window_start == XJ_NO_DAY || f->window_end == XJ_NO_DAY)
		return;
	from = x_of(t, f->window_start);
	to = x_of(t, (int64_t)f->window_end + 1);
	if (to > from)
		xj_pen_rect(t->p, "window", from, PLOT_Y, to - from, PLOT_H);
}

static void draw_columns(const struct plot *t)
{
	const int64_t top = xj_axis_top(t->most);
	struct xj_pen *p = t->p;

	for (size_t i = t->first; i < t->first + t->bars; i++) {
		const struct xj_mark *m = &p->f->mark[i];
		int x = x_of(t, m->low), end = x_of(t, m->high + 1);
		int h = xj_scaled(value_of(p->f, m), top, PLOT_H);
		int gap = end - x > U(4) ? U(1) : end - x > U(2) ? 5 : 0;

		if (m->count == 0 && p->f->kind == XJ_FIG_TIME)
			continue;
		if (h < 5 && m->count) /* a little must be seen too */
			h = 5;
		xj_pen_open(p, m);
		xj_pen_bar(p, m, "mark b1", x, PLOT_Y + PLOT_H - h,
		           end - x - gap > 0 ? end - x - gap : 1, h);
		xj_pen_close(p);
	}
}

static void draw_vote(const struct plot *t)
{
	const int32_t day = t->p->f->polling_day;
	char iso[16], text[80];
	int x;

	if (day == XJ_NO_DAY || day < t->low || day > t->high)
		return;
	xj_day_iso(day, iso);
	snprintf(text, sizeof(text), _("polling day %s"), iso);
	x = x_of(t, (int64_t)day + 1);
	xj_pen_line(t->p, "vote", x, PLOT_Y - U(4), x, PLOT_Y + PLOT_H);
	/* beside the line, on the side that has more room */
	xj_pen_text(t->p, "accent", x - t->left > t->width / 2 ? XJ_AT_END : XJ_AT_START, x,
	            PLOT_Y - U(7), U(11), xj_str_c(text), 0);
}

/* The text below the column that begins at LOW and ends at HIGH: a month where
 * one begins; empty where nothing does. */
static void date_label(const struct xj_figure *f, const struct xj_mark *m, char out[16])
{
	int y, month, dom, later;

	xj_day_iso((int32_t)m->low, out);
	xj_day_split((int32_t)m->low, &y, &month, &dom);
	switch (f->step) {
	case XJ_STEP_DAY:
		memmove(out, out + 5, 6); /* 11-26 */
		break;
	case XJ_STEP_WEEK:
		xj_day_split((int32_t)m->high, &y, &later, &dom);
		xj_day_iso((int32_t)m->high, out);
		out[dom <= 7 ? 7 : 0] = '\0';
		break;
	case XJ_STEP_MONTH:
		out[7] = '\0';
		break;
	default:
		out[4] = '\0';
		break;
	}
}

static void draw_dates(const struct plot *t)
{
	int free_from = 0;

	for (size_t i = t->first; i < t->first + t->bars; i++) {
		const struct xj_mark *m = &t->p->f->mark[i];
		int x = x_of(t, m->low);
		char text[16];
		int half;

		date_label(t->p->f, m, text);
		half = (int)strlen(text) * U(11) * 30 / 100;
		if (!*text || x - half < free_from || x + half > RIGHT + U(2))
			continue;
		xj_pen_line(t->p, "axis", x, PLOT_Y + PLOT_H, x, PLOT_Y + PLOT_H + U(3));
		xj_pen_text(t->p, "muted", XJ_AT_MIDDLE, x, DATES_Y, U(11), xj_str_c(text), 0);
		free_from = x + half + U(8);
	}
}

/* ---- below ---------------------------------------------------------------------- */

static bool has_window(const struct xj_figure *f)
{
	return f->window_start != XJ_NO_DAY && f->window_end != XJ_NO_DAY;
}

static int height(const struct xj_figure *f)
{
	int notes = has_window(f) ? 1 : 0;

	for (size_t i = 0; i < f->marks; i++)
		notes += f->mark[i].kind != XJ_MARK_PLAIN;
	return NOTES_Y + notes * XJ_FOOTNOTE - U(6);
}

static void draw_notes(struct xj_pen *p)
{
	const struct xj_figure *f = p->f;
	char from[16], to[16], text[160];
	int y = NOTES_Y + U(4);

	if (has_window(f)) {
		xj_day_iso(f->window_start, from);
		xj_day_iso(f->window_end, to);
		snprintf(text, sizeof(text), _("gifts allowed %s – %s"), from, to);
		xj_pen_rect(p, "window swatch", U(4), y - U(9), U(14), U(10));
		xj_pen_text(p, "muted", XJ_AT_START, U(23), y, U(11), xj_str_c(text),
		            WIDTH - U(27));
		y += XJ_FOOTNOTE;
	}
	for (size_t i = 0; i < f->marks; i++)
		if (f->mark[i].kind != XJ_MARK_PLAIN) {
			xj_pen_footnote(p, &f->mark[i], U(4), y);
			y += XJ_FOOTNOTE;
		}
}

static void draw(struct xj_pen *p)
{
	struct plot t;

	find_plot(p, &t);
	if (t.bars) {
		draw_window(&t);
		xj_axis_draw(p, t.most, t.left, PLOT_Y, PLOT_H);
		draw_columns(&t);
		draw_vote(&t);
		draw_dates(&t);
	}
	draw_notes(p);
}

const struct xj_picture xj_picture_time = { height, draw };
