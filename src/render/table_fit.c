/*
 * table_fit.c - owns what is cut or left out of a table when there is no room.
 */
#include "src/render/table_fit.h"

#define CUT_FIRST 24 /* shrinking goes down to this before a column is dropped */
#define CUT_LAST 6   /* ... and to this when nothing is left to drop */

static size_t narrowest(const struct xj_drawn *d, size_t least)
{
	return d->column->shrinks && d->natural > least ? least : d->natural;
}

/* Columns that the table takes; with LEAST, when everything is cut to it. */
static size_t total_width(const struct xj_drawn *col, size_t cols, size_t least)
{
	size_t sum = 0, n = 0;

	for (size_t i = 0; i < cols; i++) {
		const struct xj_drawn *d = &col[i];

		if (!d->shown)
			continue;
		sum += least ? narrowest(d, least) : d->width;
		n++;
	}
	return sum + (n ? (n - 1) * XJ_TABLE_GAP : 0);
}

/* What holds nothing is not missed. */
static void drop_empty(struct xj_drawn *col, size_t cols)
{
	for (size_t i = 0; i < cols; i++)
		if (!col[i].filled && col[i].column->rank > 0)
			col[i].shown = false;
}

static bool drop_one(struct xj_drawn *col, size_t cols)
{
	struct xj_drawn *worst = NULL;

	for (size_t i = 0; i < cols; i++) {
		struct xj_drawn *d = &col[i];

		if (d->shown && d->column->rank > 0 &&
		    (!worst || d->column->rank >= worst->column->rank))
			worst = d;
	}
	if (!worst)
		return false;
	worst->shown = false;
	worst->dropped = true;
	return true;
}

/* Takes one column from the widest that may still be cut. */
static bool shrink_one(struct xj_drawn *col, size_t cols, size_t least)
{
	struct xj_drawn *widest = NULL;

	for (size_t i = 0; i < cols; i++) {
		struct xj_drawn *d = &col[i];

		if (d->shown && d->width > narrowest(d, least) &&
		    (!widest || d->width > widest->width))
			widest = d;
	}
	if (widest)
		widest->width--;
	return widest != NULL;
}

void xj_table_fit(struct xj_drawn *col, size_t cols, size_t width)
{
	size_t least = CUT_FIRST;

	for (size_t i = 0; i < cols; i++)
		col[i].width = col[i].natural;
	if (!width)
		return;
	if (total_width(col, cols, least) > width)
		drop_empty(col, cols);
	while (total_width(col, cols, least) > width && drop_one(col, cols))
		;
	if (total_width(col, cols, least) > width)
		least = CUT_LAST;
	for (size_t i = 0; i < cols; i++) /* nothing is wider than the terminal */
		if (col[i].column->shrinks && col[i].width > width + least)
			col[i].width = width + least;
	while (total_width(col, cols, 0) > width && shrink_one(col, cols, least))
		;
}
