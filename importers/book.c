/*
 * book.c - the queue between a parser of sheets and next_row.  Owns what a row
 * of a workbook looks like to the outside: where it ends, which empty rows are
 * given, how wide it is, what is too much.
 */
#include <stdlib.h>

#include "importers/book.h"
#include "importers/encoding.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define HEADER_ROWS 32u   /* the header is looked for in so many */

struct xj_book {
	struct xj_read_options options;
	struct xj_book_strings strings;

	/* the document */
	const char *part;
	enum xj_status (*read)(void *ctx, void *buf, size_t cap, size_t *got,
	                       struct xj_error *err);
	void *read_ctx;
	struct xj_sax *sax;   /* NULL: what STEP reads is no XML */
	enum xj_status (*step)(void *ctx, struct xj_error *err);
	void *step_ctx;
	bool one;
	enum xj_status ended; /* XJ_OK: there is more to parse */
	struct xj_error why;

	struct xj_book_queue queue;

	/* the table being given */
	uint32_t given_table;
	bool in_table;
	struct xj_buf name;
	uint32_t row;          /* given last */
	uint64_t rows;         /* of all tables */
	uint64_t filled_cells; /* of this one */
	uint32_t seen_rows;    /* in which the header was looked for */
	bool wide;             /* it is found */
	size_t width, most;    /* its cells, those not empty */
	struct xj_str out[XJ_MAX_COLUMNS];
	struct xj_buf room;    /* shared texts that are not in memory */
};

/* ---- life ---------------------------------------------------------------- */

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

enum xj_status xj_book_new(const struct xj_read_options *options,
                           struct xj_book **out, struct xj_error *err)
{
	struct xj_book *b = calloc(1, sizeof(*b));

	*out = NULL;
	if (!b)
		return no_memory(err);
	if (options)
		b->options = *options;
	xj_book_queue_init(&b->queue);
	xj_buf_init(&b->name, XJ_MAX_CELL_BYTES);
	xj_buf_init(&b->room, XJ_MAX_RECORD_BYTES + 2 * XJ_MAX_CELL_BYTES);
	b->queue.notes = b->options.note != NULL;
	b->queue.areas = xj_areas_new();
	if (!b->queue.areas) {
		xj_book_free(b);
		return no_memory(err);
	}
	*out = b;
	return XJ_OK;
}

void xj_book_free(struct xj_book *b)
{
	if (!b)
		return;
	xj_sax_free(b->sax);
	xj_areas_free(b->queue.areas);
	xj_book_queue_clear(&b->queue);
	xj_buf_clear(&b->name);
	xj_buf_clear(&b->room);
	free(b);
}

void xj_book_strings(struct xj_book *b, const struct xj_book_strings *strings)
{
	b->strings = *strings;
}

struct xj_book_queue *xj_book_queue(struct xj_book *b)
{
	return &b->queue;
}

static void begin_given(struct xj_book *b)
{
	b->row = 0;
	b->filled_cells = 0;
	b->seen_rows = 0;
	b->wide = false;
	b->width = b->most = 0;
	xj_areas_keep(b->queue.areas, b->given_table);
}

void xj_book_stop(struct xj_book *b)
{
	xj_sax_free(b->sax);
	b->sax = NULL;
	xj_book_queue_empty(&b->queue);
	b->in_table = false;
}

enum xj_status xj_book_start(struct xj_book *b, const char *part, bool one,
                             enum xj_status (*read)(void *ctx, void *buf,
                                                    size_t cap, size_t *got,
                                                    struct xj_error *err),
                             void *read_ctx, const struct xj_sax_events *events,
                             void *ctx, struct xj_error *err)
{
	enum xj_status status;

	xj_book_stop(b);
	b->part = part;
	b->read = read;
	b->read_ctx = read_ctx;
	b->one = one;
	b->ended = XJ_OK;
	b->queue.noteds = 0;
	b->given_table = ++b->queue.table;
	b->in_table = one;
	begin_given(b);
	status = xj_sax_new(events, ctx, part, &b->sax, err);
	b->queue.err = status == XJ_OK ? xj_sax_error(b->sax) : NULL;
	return status;
}

void xj_book_drive(struct xj_book *b, const char *part, bool one,
                   enum xj_status (*step)(void *ctx, struct xj_error *err),
                   void *ctx)
{
	xj_book_stop(b);
	b->part = part;
	b->step = step;
	b->step_ctx = ctx;
	b->one = one;
	b->ended = XJ_OK;
	b->queue.noteds = 0;
	b->queue.err = &b->why;
	b->given_table = ++b->queue.table;
	b->in_table = one;
	begin_given(b);
}

/* ---- from the document to the queue -------------------------------------- */

static void parse_some(struct xj_book *b)
{
	char piece[XJ_SAX_CHUNK];
	size_t got;

	xj_book_queue_recycle(&b->queue);
	if (!b->sax) {
		b->ended = b->step(b->step_ctx, &b->why);
		return;
	}
	b->ended = b->read(b->read_ctx, piece, sizeof(piece), &got, &b->why);
	if (b->ended != XJ_OK)
		return;
	if (got > 0) {
		b->ended = xj_sax_feed(b->sax, piece, got, &b->why);
		return;
	}
	b->ended = xj_sax_finish(b->sax, &b->why);
	if (b->ended == XJ_OK)
		b->ended = XJ_END;
}

/* The next item of the queue, or NULL with the reason in *STATUS. */
static struct xj_book_item *peek(struct xj_book *b, enum xj_status *status,
                         struct xj_error *err)
{
	while (b->queue.next == b->queue.items) {
		*status = b->ended;
		if (b->ended != XJ_OK && b->ended != XJ_END && err)
			*err = b->why;
		if (b->ended != XJ_OK)
			return NULL;
		parse_some(b);
	}
	*status = XJ_OK;
	return &b->queue.item[b->queue.next];
}

static void tell(struct xj_book *b, const char *code, uint32_t row, size_t column,
                 struct xj_str text, const char *message)
{
	if (b->options.note)
		b->options.note(b->options.note_ctx, code, row, column, text, message);
}

static void tell_item(struct xj_book *b, const struct xj_book_item *item)
{
	tell(b, item->code, item->row, item->repeat,
	     xj_str_of(b->queue.text.p + item->cell, item->cells), item->message);
}

/* ---- the reader's side --------------------------------------------------- */

enum xj_status xj_book_next_table(struct xj_book *b, const char **name,
                                  struct xj_error *err)
{
	for (;;) {
		enum xj_status status;
		struct xj_book_item *item = peek(b, &status, err);

		if (!item)
			return status;
		b->queue.next++;
		if (item->kind != XJ_BOOK_TABLE)
			continue;
		xj_buf_reset(&b->name);
		if (xj_buf_add(&b->name, b->queue.text.p + item->cell,
		               item->cells) != XJ_OK)
			return no_memory(err);
		*name = b->name.p;
		b->given_table++;
		b->in_table = true;
		begin_given(b);
		return XJ_OK;
	}
}

/* The text of a cell; a shared one may be long, or not exist. */
static enum xj_status cell_text(struct xj_book *b, const struct xj_book_cell *c,
                                struct xj_str *text, const char **spoiled,
                                struct xj_error *err)
{
	enum xj_status status;

	if (c->n != XJ_BOOK_SHARED) {
		*text = xj_str_of(b->queue.text.p + c->at, c->n);
		return XJ_OK;
	}
	status = b->strings.get(b->strings.ctx, c->at, &b->room, text, err);
	if (status == XJ_OK && text->n > XJ_MAX_CELL_BYTES) {
		*spoiled = xj_book_cell_too_long;
		*text = xj_str_of("", 0);
	}
	return status;
}

/* Puts the cells of ITEM where they belong, *N is one past the last that is
 * not empty. */
static enum xj_status spread(struct xj_book *b, const struct xj_book_item *item,
                             size_t *n, const char **spoiled,
                             struct xj_error *err)
{
	size_t bytes = 0;

	*n = 0;
	xj_buf_reset(&b->room);
	for (uint32_t i = 0; i < item->cells; i++) {
		const struct xj_book_cell *c = &b->queue.cell[item->cell + i];
		struct xj_str text;
		enum xj_status status = cell_text(b, c, &text, spoiled, err);

		if (status != XJ_OK)
			return status;
		if (text.n == 0)
			continue;
		bytes += text.n * c->repeat;
		if (bytes > XJ_MAX_RECORD_BYTES) {
			*spoiled = xj_book_row_too_long;
			return XJ_OK;
		}
		for (; *n < c->column + c->repeat; ++*n)
			b->out[*n] = xj_str_of("", 0);
		for (uint32_t k = 0; k < c->repeat; k++) {
			if (b->out[c->column + k].n > 0)
				*spoiled = xj_book_same_column;
			b->out[c->column + k] = text;
		}
	}
	return XJ_OK;
}

/*
 * Spreadsheets drop empty cells at the end, so a row shorter than the header is
 * filled up to it.  The header is taken to be, of the first rows, the one with
 * the most cells that are not empty: a title has one, a row of the table hardly
 * more than there are names.
 */
static void find_width(struct xj_book *b, size_t n)
{
	size_t filled = 0;

	if (b->wide)
		return;
	for (size_t i = 0; i < n; i++)
		filled += b->out[i].n > 0;
	if (filled > b->most) {
		b->most = filled;
		b->width = n;
	} else {
		b->wide = filled > 1 && 2 * filled >= b->most;
	}
	b->wide = b->wide || ++b->seen_rows >= HEADER_ROWS;
}

static void note_private(struct xj_book *b, uint32_t row, size_t n)
{
	if (!b->options.note)
		return;
	for (size_t i = 0; i < n; i++) {
		if (xj_private_use(b->out[i]))
			tell(b, "private-use", row, i + 1, b->out[i],
			     "a character of the private use area: its shape depends "
			     "on the font of whoever wrote it");
	}
}

static enum xj_status give(struct xj_book *b, struct xj_row *out, uint32_t row,
                           size_t n, const char *spoiled, struct xj_error *err)
{
	while (n < b->width || n == 0)
		b->out[n++] = xj_str_of("", 0);
	*out = (struct xj_row){
		.cell = b->out, .n = n, .row = row, .spoiled = spoiled
	};
	b->row = row;
	if (++b->rows > XJ_MAX_ROWS)
		return xj_over(err, "rows",
			_("%s: with it the workbook has more than %u rows; divide it"),
			b->part, XJ_MAX_ROWS);
	return XJ_OK;
}

static enum xj_status give_item(struct xj_book *b, const struct xj_book_item *item,
                                uint32_t row, struct xj_row *out,
                                struct xj_error *err)
{
	const char *spoiled = item->code;
	uint32_t left;
	size_t n;
	enum xj_status status = spread(b, item, &n, &spoiled, err);

	if (status != XJ_OK)
		return status;
	b->filled_cells += n;
	/* with those that the same row will have when it comes again */
	if (b->filled_cells + (uint64_t)n * item->repeat > XJ_MAX_SHEET_CELLS)
		return xj_over(err, "sheet-cells",
			_("%s: row %u: the sheet has more than %u cells; divide it"),
			b->part, row, XJ_MAX_SHEET_CELLS);
	if (!spoiled) {
		note_private(b, row, n);
		xj_areas_fill(b->queue.areas, b->given_table, row, b->out, &n, &left);
		if (left)
			tell(b, xj_book_merged, left, 0, XJ_STR(""),
			     xj_book_merged_why);
		find_width(b, n);
	}
	return give(b, out, row, n, spoiled, err);
}

/* Rows without text between two with it are given, but not by the million. */
static bool pass_gap(struct xj_book *b, uint32_t row)
{
	if (b->row + 1 >= row)
		return false;
	if (row - b->row - 1 <= XJ_MAX_EMPTY_ROWS)
		return true;
	tell(b, "empty-rows", row, 0, XJ_STR(""),
	     "more than 1,000 empty rows stand above this row: they are left out");
	_Static_assert(XJ_MAX_EMPTY_ROWS == 1000, "say so above");
	b->row = row - 1;
	return false;
}

enum xj_status xj_book_next_row(struct xj_book *b, struct xj_row *out,
                                struct xj_error *err)
{
	memset(out, 0, sizeof(*out));
	for (;;) {
		enum xj_status status;
		struct xj_book_item *item;
		uint32_t row;

		if (!b->in_table)
			return XJ_END;
		item = peek(b, &status, err);
		if (!item)
			return status;
		if (item->kind == XJ_BOOK_TABLE)
			return XJ_END; /* stays for xj_book_next_table */
		if (item->kind == XJ_BOOK_NOTE) {
			b->queue.next++;
			tell_item(b, item);
			continue;
		}
		if (pass_gap(b, item->row))
			return give(b, out, b->row + 1, 0, NULL, err);
		row = item->row++;
		if (--item->repeat == 0)
			b->queue.next++;
		status = give_item(b, item, row, out, err);
		out->line = item->line;
		return status;
	}
}
