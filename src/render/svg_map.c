/*
 * svg_map.c - owns the map of counties: each in one of five shades, and beside
 * it the list of all with their amounts, so that no shade has to be guessed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "svg_private.h"

static const char *const paths[] = {
#include "county_paths.inc"
};

#define COUNTIES 22u
#define SHADES 5u
#define MAP_Y (XJ_HEAD + U(6))
#define MAP_H U(306)
#define LIST_X U(226)
#define LINE_H U(14)
#define LEGEND_Y (MAP_Y + MAP_H + U(12))
#define LEGEND_H U(46)
#define NOTES_Y (LEGEND_Y + LEGEND_H + U(8))

static int height(const struct xj_figure *f)
{
	int h = NOTES_Y - U(6);

	for (size_t i = 0; i < f->marks; i++)
		if (f->mark[i].kind != XJ_MARK_PLAIN)
			h += XJ_FOOTNOTE;
	return h;
}

/* ---- shades ----------------------------------------------------------------------- */

/* The most that each shade stands for: 1, 3, 10, 30 ... since a capital raises a
 * hundred times what an island does. */
struct shades {
	int64_t up_to[SHADES + 1];
};

static void set_shades(const struct xj_figure *f, struct shades *s)
{
	int64_t most = 1, up_to = 1;
	bool one = true; /* 1, 10, 100; else 3, 30, 300 */

	for (size_t i = 0; i < f->marks; i++)
		if (f->mark[i].kind == XJ_MARK_PLAIN && f->mark[i].amount > most)
			most = f->mark[i].amount;
	for (; up_to < most && up_to < INT64_MAX / 10; one = !one)
		up_to = one ? up_to * 3 : up_to / 3 * 10;
	s->up_to[SHADES] = up_to;
	for (unsigned i = SHADES; i-- > 1; one = !one)
		s->up_to[i] = one ? s->up_to[i + 1] / 10 * 3 : s->up_to[i + 1] / 3;
	s->up_to[0] = 0;
}

static unsigned shade_of(const struct xj_mark *m, const struct shades *s)
{
	unsigned shade = 0;

	while (m && shade < SHADES && m->amount > s->up_to[shade])
		shade++;
	return shade;
}

/* ---- map ---------------------------------------------------------------------------- */

static void draw_county(struct xj_pen *p, unsigned place, const struct xj_mark *m,
                        const struct shades *s)
{
	if (m)
		xj_pen_open(p, m);
	xj_pen_add(p, "<path class=\"%scounty c%u\" d=\"", m ? "mark " : "",
	           shade_of(m, s));
	if (!p->st) /* longer than the pen's own line */
		p->st = xj_buf_add(p->out, paths[place - 1], strlen(paths[place - 1]));
	xj_pen_add(p, "\">");
	if (m)
		xj_pen_title(p, m);
	xj_pen_add(p, "</path>\n");
	if (m)
		xj_pen_close(p);
}

static void draw_map(struct xj_pen *p, const struct xj_mark *const *by_place,
                     const struct shades *s)
{
	xj_pen_add(p, "<g transform=\"translate(4 ");
	xj_pen_number(p, MAP_Y);
	xj_pen_add(p, ") scale(0.1)\" stroke-width=\"6\" stroke-linejoin=\"round\">\n");
	for (unsigned place = 1; place <= COUNTIES; place++)
		draw_county(p, place, by_place[place], s);
	xj_pen_add(p, "</g>\n");
}

/* Islands that are drawn nearer than they are. */
static void draw_insets(struct xj_pen *p)
{
	static const struct {
		unsigned place;
		int x, y, w, h;
	} insets[] = { { 22, 0, 18, 58, 48 }, { 21, 0, 84, 58, 32 } };

	for (size_t i = 0; i < XJ_COUNT(insets); i++) {
		int x = U(1 + insets[i].x), y = MAP_Y + U(insets[i].y);

		xj_pen_rect(p, "inset", x, y, U(insets[i].w), U(insets[i].h));
		xj_pen_text(p, "muted", XJ_AT_START, x + U(3), y - U(3), U(10),
		            xj_str_c(xj_place_name(insets[i].place)), 0);
	}
}

/* Largest first; counties with nothing are left out of the list. */
static void draw_list(struct xj_pen *p, const struct shades *s)
{
	int y = MAP_Y + U(4);

	for (size_t i = 0; i < p->f->marks; i++) {
		const struct xj_mark *m = &p->f->mark[i];
		char class[24], money[48];

		if (m->kind != XJ_MARK_PLAIN)
			continue;
		snprintf(class, sizeof(class), "swatch c%u", shade_of(m, s));
		xj_short_number(m->amount, p->chinese, money);
		xj_pen_open(p, m);
		xj_pen_rect(p, class, LIST_X, y, U(9), U(9));
		xj_pen_text(p, "", XJ_AT_START, LIST_X + U(13), y + U(9), U(11),
		            xj_str_c(m->label ? m->label : ""), U(44));
		xj_pen_text(p, "muted", XJ_AT_END, WIDTH - U(4), y + U(9), U(11),
		            xj_str_c(money), 0);
		xj_pen_close(p);
		y += LINE_H;
	}
}

static void draw_legend(struct xj_pen *p, const struct shades *s)
{
	xj_pen_text(p, "muted", XJ_AT_START, U(4), LEGEND_Y, U(11),
	            xj_str_c(_("NT$, up to:")), 0);
	for (unsigned shade = 0; shade <= SHADES; shade++) {
		int x = U(4) + (int)(shade % 3) * U(118);
		int y = LEGEND_Y + U(7) + (int)(shade / 3) * U(17);
		char class[24], text[48];

		snprintf(class, sizeof(class), "swatch c%u", shade);
		xj_short_number(s->up_to[shade], p->chinese, text);
		xj_pen_rect(p, class, x, y, U(11), U(11));
		xj_pen_text(p, "muted", XJ_AT_START, x + U(15), y + U(9), U(11),
		            xj_str_c(text), 0);
	}
}

static void draw(struct xj_pen *p)
{
	const struct xj_mark *by_place[COUNTIES + 1] = { NULL };
	struct shades shades;
	int y = NOTES_Y;

	for (size_t i = 0; i < p->f->marks; i++)
		if (p->f->mark[i].place <= COUNTIES)
			by_place[p->f->mark[i].place] = &p->f->mark[i];
	set_shades(p->f, &shades);
	draw_map(p, by_place, &shades);
	draw_insets(p);
	draw_list(p, &shades);
	draw_legend(p, &shades);
	for (size_t i = 0; i < p->f->marks; i++)
		if (p->f->mark[i].kind != XJ_MARK_PLAIN) {
			xj_pen_footnote(p, &p->f->mark[i], U(4), y);
			y += XJ_FOOTNOTE;
		}
}

const struct xj_picture xj_picture_map = { height, draw };
