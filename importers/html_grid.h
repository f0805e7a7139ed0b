/*
 * html_grid.h - the cells of one HTML table in their columns, where rowspan and
 * colspan put them, row by row on their way into the queue of book.h.
 */
#ifndef XIANJIN_HTML_GRID_H
#define XIANJIN_HTML_GRID_H

#include "importers/book.h"

struct xj_html_cell {
	uint32_t column, columns, rows, at, n;
};

struct xj_html_row {
	uint32_t number;
	uint64_t line;
	size_t cell, cells, text; /* the first of them, how many, text before */
	const char *spoiled;
	bool hidden;
	uint32_t cut, nested, damaged; /* columns from 1 of what is noted, or 0 */
};

struct xj_html_grid {
	uint32_t *until;  /* by column: free again from this row on */
	uint32_t columns; /* of which it says something */
	uint32_t last;    /* row to which the longest span reaches */

	/* rows not in the queue yet */
	struct xj_html_row row[32];
	size_t rows;
	struct xj_html_cell *cell;
	size_t cells, room;
	struct xj_buf text;
	bool wide;        /* one of them has two cells with text */

	/* the row and the cell that are being read */
	uint32_t number;
	bool in_row, in_cell;
	struct xj_html_row open;
	struct xj_html_cell here;
	uint32_t column;
};

void xj_html_grid_init(struct xj_html_grid *g);
void xj_html_grid_clear(struct xj_html_grid *g);

void xj_html_grid_row(struct xj_html_grid *g, uint64_t line, bool hidden);
/* A cell over so many columns and rows; opens a row if none is.  XJ_LIMIT
 * beyond XJ_MAX_GRID_COLUMNS. */
enum xj_status xj_html_grid_cell(struct xj_html_grid *g, uint64_t line,
                                 uint32_t columns, uint32_t rows,
                                 struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_html_grid_cell_end(struct xj_html_grid *g, struct xj_str text,
                                     struct xj_error *err) XJ_MUST_USE;
void xj_html_grid_row_end(struct xj_html_grid *g);
/* thead, tbody or tfoot begins or ends: no cell reaches over it. */
void xj_html_grid_group(struct xj_html_grid *g);

/* Whether there is no room for more rows, or enough of them, to wait. */
bool xj_html_grid_full(const struct xj_html_grid *g);
/* Puts the complete rows into the queue; the table has begun there. */
enum xj_status xj_html_grid_emit(struct xj_html_grid *g,
                                 struct xj_book_queue *q) XJ_MUST_USE;

#endif
