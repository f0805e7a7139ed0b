/*
 * svg_private.h - the pen that all pictures are drawn with.  Lengths are in
 * tenths of a unit, so that narrow bars stay even without fractions; U(7) is
 * seven units.  The first failure sticks and ends all drawing.
 */
#ifndef XIANJIN_SVG_PRIVATE_H
#define XIANJIN_SVG_PRIVATE_H

#include "src/core/i18n.h"
#include "xianjin/svg.h"

#define U(units) ((units) * 10)
#define WIDTH U(XJ_SVG_WIDTH)

struct xj_pen {
	const struct xj_figure *f;
	const struct xj_svg_options *o;
	struct xj_buf *out;
	struct xj_buf label, href; /* scratch */
	enum xj_status st;
	bool linked;               /* inside <a> */
	bool chinese;
};

enum xj_anchor { XJ_AT_START, XJ_AT_MIDDLE, XJ_AT_END };

/* ---- svg.c: shapes --------------------------------------------------------- */

/* Markup of ours: FMT and its arguments are never foreign text. */
void xj_pen_add(struct xj_pen *p, const char *fmt, ...) XJ_PRINTF(2, 3);
/* " name=\"12.5\"" */
void xj_pen_length(struct xj_pen *p, const char *name, int tenths);
/* "12.5" */
void xj_pen_number(struct xj_pen *p, int tenths);
void xj_pen_rect(struct xj_pen *p, const char *class, int x, int y, int w, int h);
void xj_pen_line(struct xj_pen *p, const char *class, int x1, int y1, int x2, int y2);
/* Foreign text, cut to WIDTH (0: not cut). */
void xj_pen_text(struct xj_pen *p, const char *class, enum xj_anchor anchor, int x,
                 int y, int size, struct xj_str s, int width);
/* <a> to the rows of M where it leads anywhere, told apart by a whole sentence:
 * label, amount, rows. */
void xj_pen_open(struct xj_pen *p, const struct xj_mark *m);
void xj_pen_close(struct xj_pen *p);
/* A shape that is the mark M itself, with its sentence as <title>. */
void xj_pen_bar(struct xj_pen *p, const struct xj_mark *m, const char *class, int x,
                int y, int w, int h);
void xj_pen_title(struct xj_pen *p, const struct xj_mark *m);
/* One line for a mark that has no place in the picture, or tells more of it. */
void xj_pen_footnote(struct xj_pen *p, const struct xj_mark *m, int x, int y);

/* ---- svg_text.c --------------------------------------------------------------- */

/* Like xj_svg_text, but not escaped yet: for measuring. */
enum xj_status xj_svg_clean(struct xj_str s, size_t most, struct xj_buf *out) XJ_MUST_USE;

/* ---- svg_numbers.c: what numbers look like ----------------------------------- */

/* The number into OUT, short where the language has words for it: 1,234 萬. */
void xj_short_number(int64_t v, bool chinese, char out[48]);
/* The step of at most N nice ticks (1, 2 or 5 times a power of ten, at least 1)
 * from 0 to a MOST above 0. */
int64_t xj_nice_step(int64_t most, int n);
/* V of MOST as a part of LENGTH, rounded; never negative, never over LENGTH. */
int xj_scaled(int64_t v, int64_t most, int length);
/* "label: NT$1,234, 5 rows" for people, plain text. */
enum xj_status xj_mark_sentence(const struct xj_figure *f, const struct xj_mark *m,
                                struct xj_buf *out) XJ_MUST_USE;

/* ---- the pictures: each says its height, then draws --------------------------- */

struct xj_picture {
	int (*height)(const struct xj_figure *f); /* tenths */
	void (*draw)(struct xj_pen *p);
};
extern const struct xj_picture xj_picture_time, xj_picture_rank, xj_picture_kinds,
	xj_picture_histogram, xj_picture_flows, xj_picture_map;

/* ---- svg_axis.c ------------------------------------------------------------------ */

/* Where the plot begins: room for the numbers of an axis from 0 to MOST. */
int xj_axis_left(const struct xj_pen *p, int64_t most);
/* The value at the upper end of an axis that reaches over MOST. */
int64_t xj_axis_top(int64_t most);
/* Lines across from LEFT, and their numbers, in the box from Y to Y + H. */
void xj_axis_draw(struct xj_pen *p, int64_t most, int left, int y, int h);

#define XJ_HEAD U(26)      /* the visible title */
/* What a Latin letter takes in a wide sans-serif face, in hundredths of the size;
 * half a Chinese character takes less. */
#define XJ_COLUMN 60
#define XJ_FOOTNOTE U(17)  /* a line below */

#endif
