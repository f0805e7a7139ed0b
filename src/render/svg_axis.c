/* svg_axis.c - owns the axis of amounts or counts at the left of a picture. */
#include "svg_private.h"
#include "xianjin/text.h"

#define TICKS 5
#define SIZE U(11)
#define DIGIT 62 /* width of a digit, in hundredths of the size */

int64_t xj_axis_top(int64_t most)
{
	int64_t step = xj_nice_step(most > 0 ? most : 1, TICKS);
	int64_t steps = most > 0 ? (most - 1) / step + 1 : 1;

	return steps > INT64_MAX / step ? INT64_MAX : steps * step;
}

int xj_axis_left(const struct xj_pen *p, int64_t most)
{
	const int64_t top = xj_axis_top(most), step = xj_nice_step(most > 0 ? most : 1, TICKS);
	size_t widest = 1;
	char text[48];

	for (int64_t v = step; v > 0 && v <= top; v = v > top - step ? top + 1 : v + step) {
		size_t w;

		xj_short_number(v, p->chinese, text);
		w = xj_text_width(xj_str_c(text));
		widest = w > widest ? w : widest;
	}
	return (int)widest * SIZE * DIGIT / 100 + U(8);
}

void xj_axis_draw(struct xj_pen *p, int64_t most, int left, int y, int h)
{
	const int64_t top = xj_axis_top(most), step = xj_nice_step(most > 0 ? most : 1, TICKS);
	char text[48];

	for (int64_t v = 0; v <= top; v = v > top - step ? top + 1 : v + step) {
		int at = y + h - xj_scaled(v, top, h);

		xj_pen_line(p, v ? "rule" : "axis", left, at, WIDTH - U(4), at);
		xj_short_number(v, p->chinese, text);
		xj_pen_text(p, "muted", XJ_AT_END, left - U(4), at + U(4), SIZE, xj_str_c(text), 0);
		if (top == INT64_MAX && v == top)
			break;
	}
}
