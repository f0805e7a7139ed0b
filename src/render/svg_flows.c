/*
 * svg_flows.c - owns the picture of who gave to whom: donors at the left,
 * recipients at the right, a band for each pair as thick as its amount.
 */
#include <stdlib.h>

#include "svg_private.h"

#define TOP_Y (XJ_HEAD + U(18))
#define NODE_W U(7)
#define LABEL_W U(112)
#define LEFT_X (U(4) + LABEL_W)        /* of the nodes */
#define RIGHT_X (WIDTH - U(4) - LABEL_W - NODE_W)
#define SLOT_H U(29)   /* two lines of text and air */
#define THICK U(200)   /* of the whole amount of one side */

/* Where a node stands and how much of it is taken by bands. */
struct slot {
	int y, h, used;
};

static int64_t side_sum(const struct xj_figure *f, size_t from, size_t to)
{
	int64_t sum = 0;

	for (size_t i = from; i < to; i++)
		if (f->node[i].amount > 0)
			sum += f->node[i].amount;
	return sum;
}

static int64_t whole(const struct xj_figure *f)
{
	int64_t a = side_sum(f, 0, f->donors), b = side_sum(f, f->donors, f->nodes);

	return a > b ? a : b;
}

static int thickness(int64_t v, int64_t all)
{
	int h = xj_scaled(v, all, THICK);

	return v > 0 && h < 5 ? 5 : h;
}

/* Sets the slots from FROM to TO, the first one at Y; returns where they end. */
static int set_slots(const struct xj_figure *f, size_t from, size_t to, int y,
                     struct slot *s)
{
	const int64_t all = whole(f);

	for (size_t i = from; i < to; i++) {
		int h = thickness(f->node[i].amount, all);

		if (f->node[i].count == 0)
			continue;
		if (s)
			s[i] = (struct slot){ y, h, 0 };
		y += h + U(4) > SLOT_H ? h + U(4) : SLOT_H;
	}
	return y;
}

static int height(const struct xj_figure *f)
{
	int a = set_slots(f, 0, f->donors, TOP_Y, NULL);
	int b = set_slots(f, f->donors, f->nodes, TOP_Y, NULL);

	return (a > b ? a : b) + U(4);
}

/* The shorter column stands before the middle of the longer one. */
static void set_columns(const struct xj_figure *f, struct slot *s, int *left, int *right)
{
	int a = set_slots(f, 0, f->donors, TOP_Y, NULL);
	int b = set_slots(f, f->donors, f->nodes, TOP_Y, NULL);

	*left = TOP_Y + (b > a ? (b - a) / 2 : 0);
	*right = TOP_Y + (a > b ? (a - b) / 2 : 0);
	set_slots(f, 0, f->donors, *left, s);
	set_slots(f, f->donors, f->nodes, *right, s);
}

/* ---- bands --------------------------------------------------------------------------- */

static void band_path(struct xj_pen *p, int y1, int y2, int h)
{
	const int x1 = LEFT_X + NODE_W, x2 = RIGHT_X, middle = (x1 + x2) / 2;
	const int point[] = { x1, y1, middle, y1, middle, y2, x2, y2,
	                      x2, y2 + h, middle, y2 + h, middle, y1 + h, x1, y1 + h };
	static const char *const before[] = { "M", "C", " ", " ", "L", "C", " ", " " };

	for (size_t i = 0; i < XJ_COUNT(point); i += 2) {
		xj_pen_add(p, "%s", before[i / 2]);
		xj_pen_number(p, point[i]);
		xj_pen_add(p, " ");
		xj_pen_number(p, point[i + 1]);
	}
}

static const char *class_of(const struct xj_mark *node, size_t i)
{
	static const char *const classes[] = { "b1", "b2", "b3", "b4", "b6" };

	return node->kind == XJ_MARK_PLAIN ? classes[i % XJ_COUNT(classes)] : "b5";
}

static void draw_band(struct xj_pen *p, const struct xj_mark *m, struct slot *slot)
{
	const int64_t all = whole(p->f);
	struct slot *a = &slot[m->from], *b = &slot[m->to];
	int h = xj_scaled(m->amount, all, THICK);

	if (m->amount <= 0)
		return;
	xj_pen_open(p, m);
	xj_pen_add(p, "<path class=\"mark flow %s\" d=\"",
	           class_of(&p->f->node[m->from], m->from));
	band_path(p, a->y + a->used, b->y + b->used, h > 1 ? h : 1);
	xj_pen_add(p, "Z\">");
	xj_pen_title(p, m);
	xj_pen_add(p, "</path>\n");
	xj_pen_close(p);
	a->used += h;
	b->used += h;
}

/* ---- nodes ---------------------------------------------------------------------------- */

static void draw_node(struct xj_pen *p, size_t i, const struct slot *s)
{
	const struct xj_mark *m = &p->f->node[i];
	const bool left = i < p->f->donors;
	const int x = left ? LEFT_X : RIGHT_X;
	const int text_x = left ? LEFT_X - U(4) : RIGHT_X + NODE_W + U(4);
	const enum xj_anchor anchor = left ? XJ_AT_END : XJ_AT_START;
	/* beside the middle of a thick node, else level with its top */
	const int text_y = s->y + (s->h > SLOT_H ? (s->h - U(26)) / 2 : 0);
	char money[48];

	if (m->count == 0)
		return;
	xj_pen_open(p, m);
	xj_pen_bar(p, m, left ? class_of(m, i) : "b5", x, s->y, NODE_W, s->h);
	xj_buf_reset(&p->label);
	if (!p->st)
		p->st = xj_mark_label(p->f, m, &p->label);
	xj_pen_text(p, "", anchor, text_x, text_y + U(10), U(12), xj_buf_str(&p->label),
	            LABEL_W - U(6));
	xj_short_number(m->amount, p->chinese, money);
	xj_pen_text(p, "muted", anchor, text_x, text_y + U(22), U(11), xj_str_c(money), 0);
	xj_pen_close(p);
}

static void draw(struct xj_pen *p)
{
	struct slot *slot = calloc(p->f->nodes + 1, sizeof(*slot));
	int left, right;

	if (!slot) {
		p->st = XJ_NOMEM;
		return;
	}
	set_columns(p->f, slot, &left, &right);
	xj_pen_text(p, "muted", XJ_AT_END, LEFT_X + NODE_W, left - U(6), U(11),
	            xj_str_c(p->f->expense ? _("payees") : _("donors")), 0);
	xj_pen_text(p, "muted", XJ_AT_START, RIGHT_X, right - U(6), U(11),
	            xj_str_c(_("recipients")), 0);
	for (size_t i = 0; i < p->f->marks; i++)
		draw_band(p, &p->f->mark[i], slot);
	for (size_t i = 0; i < p->f->nodes; i++)
		draw_node(p, i, &slot[i]);
	free(slot);
}

const struct xj_picture xj_picture_flows = { height, draw };
