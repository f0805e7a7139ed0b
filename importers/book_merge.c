/*
 * book_merge.c - merged cells above a table.  Only the first cell of a merged
 * area holds its text; in a header the others mean the same, so they get it.
 * Below the header nothing is filled: an amount would count twice.
 */
#include <stdlib.h>

#include "importers/book.h"
#include "xianjin/limits.h"

#define MAX_AREAS 256u

struct area {
	uint32_t table, row, column, last_row, last_column;
	bool open; /* its text is known */
	struct xj_buf text;
};

struct xj_areas {
	struct area area[MAX_AREAS];
	size_t n;
	uint32_t ended; /* table whose names are over */
};

struct xj_areas *xj_areas_new(void)
{
	return calloc(1, sizeof(struct xj_areas));
}

void xj_areas_keep(struct xj_areas *a, uint32_t table)
{
	size_t kept = 0;

	for (size_t i = 0; i < a->n; i++) {
		if (a->area[i].table < table)
			xj_buf_clear(&a->area[i].text);
		else
			a->area[kept++] = a->area[i];
	}
	a->n = kept;
}

void xj_areas_free(struct xj_areas *a)
{
	if (a)
		xj_areas_keep(a, UINT32_MAX);
	free(a);
}

bool xj_areas_add(struct xj_areas *a, uint32_t table, uint32_t row, uint32_t column,
                  uint32_t last_row, uint32_t last_column)
{
	struct area *area = &a->area[a->n];

	if (last_row > XJ_BAND_ROWS || last_column >= XJ_MAX_COLUMNS ||
	    a->n == MAX_AREAS || a->ended == table)
		return false;
	*area = (struct area){
		.table = table, .row = row, .column = column, .last_row = last_row,
		.last_column = last_column
	};
	xj_buf_init(&area->text, XJ_MAX_CELL_BYTES);
	a->n++;
	return true;
}

/* Digits and what stands between the digits of numbers and days. */
static bool is_value(struct xj_str s)
{
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digit = true;
		else if (!strchr("+-.,/: ", s.p[i]) || !s.p[i])
			return false;
	}
	return digit;
}

/* Whether the row holds values; *FILLED counts its cells that are not empty. */
static bool has_values(const struct xj_str *cell, size_t n, size_t *filled)
{
	*filled = 0;
	for (size_t i = 0; i < n; i++) {
		*filled += cell[i].n > 0;
		if (is_value(cell[i]))
			return true;
	}
	return false;
}

static void fill_area(struct area *area, uint32_t row, bool title,
                      struct xj_str *cell, size_t *n)
{
	if (row == area->row) {
		/* a line of one cell is a title, and no column is called so */
		area->open = !title && area->column < *n &&
			xj_buf_add(&area->text, cell[area->column].p,
			           cell[area->column].n) == XJ_OK &&
			area->text.n > 0;
	}
	if (!area->open)
		return;
	for (; *n <= area->last_column; ++*n)
		cell[*n] = xj_str_of("", 0);
	for (size_t i = area->column; i <= area->last_column; i++) {
		if (cell[i].n == 0)
			cell[i] = xj_buf_str(&area->text);
	}
}

void xj_areas_fill(struct xj_areas *a, uint32_t table, uint32_t row,
                   struct xj_str *cell, size_t *n, uint32_t *left)
{
	size_t filled;

	*left = 0;
	if (a->n == 0 || a->ended == table)
		return;
	if (row > XJ_BAND_ROWS || has_values(cell, *n, &filled)) {
		a->ended = table;
		for (size_t i = a->n; i-- > 0;) {
			if (a->area[i].table == table && a->area[i].last_row >= row)
				*left = a->area[i].row;
		}
		return;
	}
	for (size_t i = 0; i < a->n; i++) {
		struct area *area = &a->area[i];

		if (area->table == table && row >= area->row && row <= area->last_row)
			fill_area(area, row, filled == 1, cell, n);
	}
}
