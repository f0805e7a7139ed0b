/*
 * svg_numbers.c - owns what numbers look like in a picture: short forms, nice
 * ticks, lengths; integers only.
 */
#include <inttypes.h>
#include <stdio.h>

#include "src/core/show.h"
#include "svg_private.h"

/* 12345678 by a unit of 10^4: "1,234" or, below a hundred units, "12.3". */
static void in_units(int64_t v, int64_t unit, const char *word, char out[48])
{
	int64_t whole = v / unit, tenth = v % unit / (unit / 10);
	char grouped[32];

	xj_show_grouped(whole, grouped);
	if (whole < 100 && tenth)
		snprintf(out, 48, "%s.%d%s", grouped, (int)tenth, word);
	else
		snprintf(out, 48, "%s%s", grouped, word);
}

void xj_short_number(int64_t v, bool chinese, char out[48])
{
	if (chinese && v >= 100000000)
		in_units(v, 100000000, "億", out);
	else if (chinese && v >= 10000)
		in_units(v, 10000, "萬", out);
	else
		xj_show_grouped(v, out);
}

int64_t xj_nice_step(int64_t most, int n)
{
	static const int factor[] = { 1, 2, 5 };
	int64_t power = 1;

	for (;; power *= 10)
		for (size_t i = 0; i < XJ_COUNT(factor); i++) {
			int64_t step = power * factor[i];

			if (step >= most / n + (most % n != 0))
				return step;
			if (power > INT64_MAX / 100)
				return step;
		}
}

int xj_scaled(int64_t v, int64_t most, int length)
{
	if (v <= 0 || most <= 0)
		return 0;
	if (v >= most)
		return length;
	return (int)(((__int128)v * length + most / 2) / most);
}

enum xj_status xj_mark_sentence(const struct xj_figure *f, const struct xj_mark *m,
                                struct xj_buf *out)
{
	char money[32], rows[32];
	enum xj_status st = xj_mark_label(f, m, out);

	xj_show_grouped(m->amount, money);
	xj_show_grouped((int64_t)m->count, rows);
	if (!st && f->kind == XJ_FIG_HISTOGRAM) /* it shows how many, not how much */
		st = xj_buf_addf(out, _(": %s rows"), rows);
	else if (!st)
		st = xj_buf_addf(out, _(": NT$%s, %s rows"), money, rows);
	if (!st && f->kind == XJ_FIG_CUMULATIVE && m->kind == XJ_MARK_PLAIN) {
		xj_show_grouped(m->running, money);
		st = xj_buf_addf(out, _("; NT$%s so far"), money);
	}
	if (!st && f->kind == XJ_FIG_HISTOGRAM && f->peers) {
		xj_show_grouped((int64_t)m->peers, rows);
		st = xj_buf_addf(out, _("; peers: %s rows"), rows);
	}
	return st;
}
