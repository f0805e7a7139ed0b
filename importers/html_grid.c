/*
 * html_grid.c - rowspan and colspan.  Owns which column a cell stands in and
 * the rows that wait until it is known whether they are a table's.
 */
#include <stdlib.h>

#include "importers/html_grid.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define MAX_WAITING (64u << 10) /* bytes of rows that wait */

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

void xj_html_grid_init(struct xj_html_grid *g)
{
	*g = (struct xj_html_grid){ .until = NULL };
	xj_buf_init(&g->text, MAX_WAITING + XJ_MAX_RECORD_BYTES +
	            2 * XJ_MAX_CELL_BYTES);
}

void xj_html_grid_clear(struct xj_html_grid *g)
{
	free(g->until);
	free(g->cell);
	xj_buf_clear(&g->text);
	xj_html_grid_init(g);
}

/* ---- rows ---------------------------------------------------------------- */

void xj_html_grid_row(struct xj_html_grid *g, uint64_t line, bool hidden)
{
	xj_html_grid_row_end(g);
	g->in_row = true;
	g->column = 0;
	g->open = (struct xj_html_row){
		.number = ++g->number, .line = line, .cell = g->cells,
		.text = g->text.n, .hidden = hidden
	};
}

/* A row without text is told by the gap it leaves. */
void xj_html_grid_row_end(struct xj_html_grid *g)
{
	struct xj_html_row *row = &g->open;

	if (!g->in_row)
		return;
	g->in_row = g->in_cell = false;
	row->cells = g->cells - row->cell;
	if (row->cells == 0 && !row->spoiled)
		return;
	g->wide = g->wide || row->cells > 1;
	g->row[g->rows++] = *row;
}

void xj_html_grid_group(struct xj_html_grid *g)
{
	xj_html_grid_row_end(g);
	if (g->last > g->number && g->until)
		memset(g->until, 0, g->columns * sizeof(*g->until));
	g->last = 0;
}

/* ---- cells --------------------------------------------------------------- */

static uint32_t at_most(uint32_t n, uint32_t *cut, uint32_t column)
{
	if (n > XJ_MAX_SPAN && *cut == 0)
		*cut = column + 1;
	return n < 1 ? 1 : n > XJ_MAX_SPAN ? XJ_MAX_SPAN : n;
}

/* Room for what is known of columns up to END. */
static enum xj_status reach(struct xj_html_grid *g, uint32_t end,
                            struct xj_error *err)
{
	uint32_t columns = g->columns ? g->columns : 64;
	uint32_t *p;

	if (end > XJ_MAX_GRID_COLUMNS)
		return xj_over(err, "grid-columns",
			_("row %u of a table has more than %u columns"), g->number,
			XJ_MAX_GRID_COLUMNS);
	if (end <= g->columns)
		return XJ_OK;
	while (columns < end)
		columns *= 2;
	p = realloc(g->until, columns * sizeof(*p));
	if (!p)
		return no_memory(err);
	memset(p + g->columns, 0, (columns - g->columns) * sizeof(*p));
	g->until = p;
	g->columns = columns;
	return XJ_OK;
}

enum xj_status xj_html_grid_cell(struct xj_html_grid *g, uint64_t line,
                                 uint32_t columns, uint32_t rows,
                                 struct xj_error *err)
{
	uint32_t free_from;
	enum xj_status status;

	if (!g->in_row)
		xj_html_grid_row(g, line, false);
	while (g->column < g->columns && g->until[g->column] > g->number)
		g->column++;
	columns = at_most(columns, &g->open.cut, g->column);
	rows = at_most(rows, &g->open.cut, g->column);
	status = reach(g, g->column + columns, err);
	if (status != XJ_OK)
		return status;
	free_from = g->number + rows;
	for (uint32_t i = 0; i < columns && rows > 1; i++) {
		if (g->until[g->column + i] < free_from)
			g->until[g->column + i] = free_from;
	}
	if (rows > 1 && g->last < free_from)
		g->last = free_from;
	g->here = (struct xj_html_cell){ g->column, columns, rows, 0, 0 };
	g->column += columns;
	g->in_cell = true;
	return XJ_OK;
}

static enum xj_status keep(struct xj_html_grid *g, struct xj_error *err)
{
	if (g->cells == g->room) {
		size_t room = g->room ? 2 * g->room : 256;
		struct xj_html_cell *p = realloc(g->cell, room * sizeof(*p));

		if (!p)
			return no_memory(err);
		g->cell = p;
		g->room = room;
	}
	g->cell[g->cells++] = g->here;
	return XJ_OK;
}

enum xj_status xj_html_grid_cell_end(struct xj_html_grid *g, struct xj_str text,
                                     struct xj_error *err)
{
	if (!g->in_cell)
		return XJ_OK;
	g->in_cell = false;
	if (text.n == 0)
		return XJ_OK;
	if (g->text.n - g->open.text + text.n > XJ_MAX_RECORD_BYTES) {
		g->open.spoiled = xj_book_row_too_long;
		return XJ_OK;
	}
	g->here.at = (uint32_t)g->text.n;
	g->here.n = (uint32_t)text.n;
	if (memmem(text.p, text.n, "\xef\xbf\xbd", 3) && !g->open.damaged)
		g->open.damaged = g->here.column + 1;
	if (xj_buf_add(&g->text, text.p, text.n) != XJ_OK)
		return no_memory(err);
	return keep(g, err);
}

/* ---- into the queue ------------------------------------------------------ */

bool xj_html_grid_full(const struct xj_html_grid *g)
{
	return g->rows >= XJ_COUNT(g->row) / 2 || g->text.n > MAX_WAITING;
}

static enum xj_status emit_notes(const struct xj_html_row *row,
                                 struct xj_book_queue *q)
{
	enum xj_status status = XJ_OK;

	if (row->hidden)
		status = xj_book_note_once(q, "hidden-rows", row->number, 0,
			"rows are hidden in the table, this is the first: all are "
			"read");
	if (status == XJ_OK && row->cut)
		status = xj_book_note_once(q, "span-cut", row->number, row->cut,
			"a cell claims more than 1,000 rows or columns: it gets so "
			"many");
	_Static_assert(XJ_MAX_SPAN == 1000, "say so above");
	if (status == XJ_OK && row->nested)
		status = xj_book_note_once(q, "nested-table", row->number,
			row->nested, "a table stands inside a cell: what it says is "
			"the text of the cell");
	if (status == XJ_OK && row->damaged)
		status = xj_book_note(q, "bad-bytes", row->number, row->damaged,
			XJ_STR(""), "characters of the row are damaged; each is "
			"shown as U+FFFD");
	return status;
}

static enum xj_status emit_row(const struct xj_html_grid *g,
                               const struct xj_html_row *row,
                               struct xj_book_queue *q)
{
	enum xj_status status = emit_notes(row, q);

	xj_book_row(q, row->number, 1);
	q->open.line = row->line;
	if (row->spoiled)
		xj_book_spoil(q, row->spoiled);
	for (size_t i = 0; i < row->cells && status == XJ_OK; i++) {
		const struct xj_html_cell *c = &g->cell[row->cell + i];

		status = xj_book_merge(q, row->number, c->column,
		                       row->number + c->rows - 1,
		                       c->column + c->columns - 1);
		if (status == XJ_OK)
			status = xj_book_cell(q, c->column, 1,
				xj_str_of(g->text.p + c->at, c->n));
	}
	return status == XJ_OK ? xj_book_row_end(q) : status;
}

enum xj_status xj_html_grid_emit(struct xj_html_grid *g, struct xj_book_queue *q)
{
	enum xj_status status = XJ_OK;

	for (size_t i = 0; i < g->rows && status == XJ_OK; i++)
		status = emit_row(g, &g->row[i], q);
	g->rows = g->cells = 0;
	xj_buf_reset(&g->text);
	return status;
}
