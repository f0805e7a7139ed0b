/*
 * book_queue.c - what a parser of sheets says, kept in order until next_row asks
 * for it.  Owns the memory of the queue and the limits on one row.
 */
#include <stdlib.h>

#include "importers/book.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define MAX_KEPT (64u << 20)

const char xj_book_row_too_long[] = N_("the row is longer than 1 MiB");
const char xj_book_cell_too_long[] = N_("a cell is longer than 64 KiB");
const char xj_book_same_column[] = N_("two cells stand in the same column");
static const char too_many[] = N_("the row has more than 1,024 cells");

_Static_assert(XJ_MAX_RECORD_BYTES == 1u << 20, "say so above");
_Static_assert(XJ_MAX_CELL_BYTES == 64u << 10, "say so above");
_Static_assert(XJ_MAX_COLUMNS == 1024, "say so above");

/* ---- the text of a cell -------------------------------------------------- */

void xj_book_text_init(struct xj_book_text *t)
{
	xj_buf_init(&t->buf, XJ_MAX_CELL_BYTES + 1);
	t->cut = false;
}

void xj_book_text_clear(struct xj_book_text *t)
{
	xj_buf_clear(&t->buf);
	t->cut = false;
}

void xj_book_text_reset(struct xj_book_text *t)
{
	xj_buf_reset(&t->buf);
	t->cut = false;
}

enum xj_status xj_book_collect(struct xj_book_text *t, const char *p, size_t n,
                               struct xj_error *err)
{
	size_t room = t->buf.max - t->buf.n;

	if (n >= room) {
		t->cut = true;
		n = room;
	}
	return xj_buf_add(&t->buf, p, n) == XJ_OK ? XJ_OK
		: xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* ---- life ---------------------------------------------------------------- */

void xj_book_queue_init(struct xj_book_queue *q)
{
	*q = (struct xj_book_queue){ .item = NULL };
	xj_buf_init(&q->text, MAX_KEPT);
}

void xj_book_queue_clear(struct xj_book_queue *q)
{
	xj_buf_clear(&q->text);
	free(q->item);
	free(q->cell);
	xj_book_queue_init(q);
}

void xj_book_queue_empty(struct xj_book_queue *q)
{
	q->items = q->next = q->cells = 0;
	xj_buf_reset(&q->text);
	q->open = (struct xj_book_item){ .kind = XJ_BOOK_ROW };
	q->open_text = 0;
}

/* ---- rows and notes ------------------------------------------------------ */

static enum xj_status out_of_memory(struct xj_book_queue *q)
{
	return xj_fail(q->err, XJ_NOMEM, _("out of memory"));
}

static enum xj_status add_item(struct xj_book_queue *q,
                               const struct xj_book_item *item)
{
	if (q->items == q->item_room) {
		size_t room = q->item_room ? 2 * q->item_room : 256;
		struct xj_book_item *p = realloc(q->item, room * sizeof(*p));

		if (!p)
			return out_of_memory(q);
		q->item = p;
		q->item_room = room;
	}
	q->item[q->items++] = *item;
	return XJ_OK;
}

static enum xj_status add_text(struct xj_book_queue *q, struct xj_str text,
                               uint32_t *at)
{
	*at = (uint32_t)q->text.n;
	return xj_buf_add(&q->text, text.p, text.n) == XJ_OK ? XJ_OK
	                                                     : out_of_memory(q);
}

void xj_book_row(struct xj_book_queue *q, uint32_t row, uint32_t repeat)
{
	q->open = (struct xj_book_item){
		.kind = XJ_BOOK_ROW, .row = row, .repeat = repeat,
		.cell = (uint32_t)q->cells
	};
	q->open_text = q->text.n;
}

void xj_book_spoil(struct xj_book_queue *q, const char *why)
{
	if (!q->open.code)
		q->open.code = why;
}

static enum xj_status add_cell(struct xj_book_queue *q, uint32_t column,
                               uint32_t repeat, uint32_t at, uint32_t n)
{
	if (column >= XJ_MAX_COLUMNS || repeat > XJ_MAX_COLUMNS - column) {
		xj_book_spoil(q, too_many);
		if (column >= XJ_MAX_COLUMNS)
			return XJ_OK;
		repeat = XJ_MAX_COLUMNS - column;
	}
	if (q->open.cells == XJ_MAX_COLUMNS) {
		xj_book_spoil(q, xj_book_same_column);
		return XJ_OK;
	}
	if (q->cells == q->cell_room) {
		size_t room = q->cell_room ? 2 * q->cell_room : 2048;
		struct xj_book_cell *p = realloc(q->cell, room * sizeof(*p));

		if (!p)
			return out_of_memory(q);
		q->cell = p;
		q->cell_room = room;
	}
	q->cell[q->cells++] = (struct xj_book_cell){ column, repeat, at, n };
	q->open.cells++;
	return XJ_OK;
}

enum xj_status xj_book_cell(struct xj_book_queue *q, uint32_t column, uint32_t repeat,
                            struct xj_str text)
{
	enum xj_status status;
	uint32_t at;

	if (text.n == 0 || repeat == 0)
		return XJ_OK;
	if (text.n > XJ_MAX_CELL_BYTES) {
		xj_book_spoil(q, xj_book_cell_too_long);
		text.n = XJ_MAX_CELL_BYTES;
		while (text.n > 0 && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
			text.n--;
	}
	if (q->text.n - q->open_text + text.n > XJ_MAX_RECORD_BYTES) {
		xj_book_spoil(q, xj_book_row_too_long);
		return XJ_OK;
	}
	status = add_text(q, text, &at);
	return status == XJ_OK ? add_cell(q, column, repeat, at, (uint32_t)text.n)
	                       : status;
}

enum xj_status xj_book_shared(struct xj_book_queue *q, uint32_t column, uint32_t index)
{
	return add_cell(q, column, 1, index, XJ_BOOK_SHARED);
}

enum xj_status xj_book_row_end(struct xj_book_queue *q)
{
	struct xj_book_item item = q->open;

	q->open = (struct xj_book_item){ .kind = XJ_BOOK_ROW };
	q->open_text = q->text.n;
	if (item.cells == 0 && !item.code)
		return XJ_OK; /* empty ones are told by the gap they leave */
	return add_item(q, &item);
}

enum xj_status xj_book_note(struct xj_book_queue *q, const char *code, uint32_t row,
                            uint32_t column, struct xj_str text,
                            const char *message)
{
	struct xj_book_item item = {
		.kind = XJ_BOOK_NOTE, .row = row, .repeat = column,
		.cells = (uint32_t)text.n, .code = code, .message = message
	};
	enum xj_status status;

	if (!q->notes)
		return XJ_OK;
	status = add_text(q, text, &item.cell);
	return status == XJ_OK ? add_item(q, &item) : status;
}

enum xj_status xj_book_note_once(struct xj_book_queue *q, const char *code, uint32_t row,
                                 uint32_t column, const char *message)
{
	for (size_t i = 0; i < q->noteds; i++) {
		if (q->noted[i] == code || strcmp(q->noted[i], code) == 0)
			return XJ_OK;
	}
	if (q->noteds < XJ_COUNT(q->noted))
		q->noted[q->noteds++] = code;
	return xj_book_note(q, code, row, column, XJ_STR(""), message);
}

enum xj_status xj_book_table(struct xj_book_queue *q, struct xj_str name)
{
	struct xj_book_item item = { .kind = XJ_BOOK_TABLE, .cells = (uint32_t)name.n };
	enum xj_status status = add_text(q, name, &item.cell);

	q->table++;
	q->noteds = 0;
	return status == XJ_OK ? add_item(q, &item) : status;
}

const char xj_book_merged[] = "merged-cells";
const char xj_book_merged_why[] =
	"cells are merged: only the first of them holds the value";

enum xj_status xj_book_merge(struct xj_book_queue *q, uint32_t row, uint32_t column,
                             uint32_t last_row, uint32_t last_column)
{
	if (last_row < row || last_column < column ||
	    (last_row == row && last_column == column))
		return XJ_OK;
	if (xj_areas_add(q->areas, q->table, row, column, last_row,
	                 last_column))
		return XJ_OK;
	return xj_book_note_once(q, xj_book_merged, row, column + 1,
	                         xj_book_merged_why);
}

/* What was given is forgotten; the row that is not complete moves to the
 * front. */
void xj_book_queue_recycle(struct xj_book_queue *q)
{
	size_t from = q->open.repeat ? q->open_text : q->text.n;
	size_t first = q->open.repeat ? q->open.cell : q->cells;
	size_t n = q->text.n - from;

	if (n > 0)
		memmove(q->text.p, q->text.p + from, n);
	q->text.n = n;
	for (size_t i = first; i < q->cells; i++) {
		struct xj_book_cell *to = &q->cell[i - first];

		*to = q->cell[i];
		if (to->n != XJ_BOOK_SHARED)
			to->at -= (uint32_t)from;
	}
	q->cells -= first;
	q->open.cell = 0;
	q->open_text = 0;
	q->items = q->next = 0;
}

