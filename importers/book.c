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

#define SHARED UINT32_MAX /* cell.n: cell.at is the number of a shared text */
#define MAX_KEPT (64u << 20)
#define HEADER_ROWS 32u   /* the header is looked for in so many */

static const char too_long[] = N_("the row is longer than 1 MiB");
static const char cell_too_long[] = N_("a cell is longer than 64 KiB");
static const char too_many[] = N_("the row has more than 1,024 cells");
static const char same_column[] = N_("two cells stand in the same column");

_Static_assert(XJ_MAX_RECORD_BYTES == 1u << 20, "say so in too_long");
_Static_assert(XJ_MAX_CELL_BYTES == 64u << 10, "say so in cell_too_long");
_Static_assert(XJ_MAX_COLUMNS == 1024, "say so in too_many");

struct cell {
	uint32_t column, repeat, at, n;
};

enum item_kind { ITEM_ROW, ITEM_NOTE, ITEM_TABLE };

struct item {
	enum item_kind kind;
	uint32_t row, repeat;   /* of a note: row, column */
	uint32_t cell, cells;   /* of a note and a table: text at, length */
	const char *code;       /* of a row: why it is spoiled */
	const char *message;
};

struct xj_book {
	struct xj_read_options options;
	struct xj_book_strings strings;

	/* the document */
	const char *part;
	enum xj_status (*read)(void *ctx, void *buf, size_t cap, size_t *got,
	                       struct xj_error *err);
	void *read_ctx;
	struct xj_sax *sax;
	bool one;
	enum xj_status ended; /* XJ_OK: there is more to parse */
	struct xj_error why;

	/* the queue */
	struct item *item;
	size_t items, item_room, next;
	struct cell *cell;
	size_t cells, cell_room;
	struct xj_buf text;

	/* the row being parsed */
	struct item open;
	size_t open_text;
	const char *noted[16]; /* codes told once in this table */
	size_t noteds;
	uint32_t parsed_table;

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
	struct xj_areas *areas;
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
	xj_buf_init(&b->text, MAX_KEPT);
	xj_buf_init(&b->name, XJ_MAX_CELL_BYTES);
	xj_buf_init(&b->room, XJ_MAX_RECORD_BYTES + 2 * XJ_MAX_CELL_BYTES);
	b->areas = xj_areas_new();
	if (!b->areas) {
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
	xj_areas_free(b->areas);
	xj_buf_clear(&b->text);
	xj_buf_clear(&b->name);
	xj_buf_clear(&b->room);
	free(b->item);
	free(b->cell);
	free(b);
}

void xj_book_strings(struct xj_book *b, const struct xj_book_strings *strings)
{
	b->strings = *strings;
}

static void begin_given(struct xj_book *b)
{
	b->row = 0;
	b->filled_cells = 0;
	b->seen_rows = 0;
	b->wide = false;
	b->width = b->most = 0;
	xj_areas_keep(b->areas, b->given_table);
}

void xj_book_stop(struct xj_book *b)
{
	xj_sax_free(b->sax);
	b->sax = NULL;
	b->items = b->next = b->cells = 0;
	xj_buf_reset(&b->text);
	b->open = (struct item){ .kind = ITEM_ROW };
	b->open_text = 0;
	b->in_table = false;
}

enum xj_status xj_book_start(struct xj_book *b, const char *part, bool one,
                             enum xj_status (*read)(void *ctx, void *buf,
                                                    size_t cap, size_t *got,
                                                    struct xj_error *err),
                             void *read_ctx, const struct xj_sax_events *events,
                             void *ctx, struct xj_error *err)
{
	xj_book_stop(b);
	b->part = part;
	b->read = read;
	b->read_ctx = read_ctx;
	b->one = one;
	b->ended = XJ_OK;
	b->noteds = 0;
	b->given_table = ++b->parsed_table;
	b->in_table = one;
	begin_given(b);
	return xj_sax_new(events, ctx, part, &b->sax, err);
}

/* ---- the parser's side --------------------------------------------------- */

static enum xj_status out_of_memory(struct xj_book *b)
{
	return no_memory(xj_sax_error(b->sax));
}

static enum xj_status add_item(struct xj_book *b, const struct item *item)
{
	if (b->items == b->item_room) {
		size_t room = b->item_room ? 2 * b->item_room : 256;
		struct item *p = realloc(b->item, room * sizeof(*p));

		if (!p)
			return out_of_memory(b);
		b->item = p;
		b->item_room = room;
	}
	b->item[b->items++] = *item;
	return XJ_OK;
}

static enum xj_status add_text(struct xj_book *b, struct xj_str text, uint32_t *at)
{
	*at = (uint32_t)b->text.n;
	return xj_buf_add(&b->text, text.p, text.n) == XJ_OK ? XJ_OK
	                                                     : out_of_memory(b);
}

void xj_book_row(struct xj_book *b, uint32_t row, uint32_t repeat)
{
	b->open = (struct item){
		.kind = ITEM_ROW, .row = row, .repeat = repeat,
		.cell = (uint32_t)b->cells
	};
	b->open_text = b->text.n;
}

void xj_book_spoil(struct xj_book *b, const char *why)
{
	if (!b->open.code)
		b->open.code = why;
}

static enum xj_status add_cell(struct xj_book *b, uint32_t column, uint32_t repeat,
                               uint32_t at, uint32_t n)
{
	if (column >= XJ_MAX_COLUMNS || repeat > XJ_MAX_COLUMNS - column) {
		xj_book_spoil(b, too_many);
		if (column >= XJ_MAX_COLUMNS)
			return XJ_OK;
		repeat = XJ_MAX_COLUMNS - column;
	}
	if (b->open.cells == XJ_MAX_COLUMNS) {
		xj_book_spoil(b, same_column);
		return XJ_OK;
	}
	if (b->cells == b->cell_room) {
		size_t room = b->cell_room ? 2 * b->cell_room : 2048;
		struct cell *p = realloc(b->cell, room * sizeof(*p));

		if (!p)
			return out_of_memory(b);
		b->cell = p;
		b->cell_room = room;
	}
	b->cell[b->cells++] = (struct cell){ column, repeat, at, n };
	b->open.cells++;
	return XJ_OK;
}

enum xj_status xj_book_cell(struct xj_book *b, uint32_t column, uint32_t repeat,
                            struct xj_str text)
{
	enum xj_status status;
	uint32_t at;

	if (text.n == 0 || repeat == 0)
		return XJ_OK;
	if (text.n > XJ_MAX_CELL_BYTES) {
		xj_book_spoil(b, cell_too_long);
		text.n = XJ_MAX_CELL_BYTES;
		while (text.n > 0 && ((unsigned char)text.p[text.n] & 0xc0) == 0x80)
			text.n--;
	}
	if (b->text.n - b->open_text + text.n > XJ_MAX_RECORD_BYTES) {
		xj_book_spoil(b, too_long);
		return XJ_OK;
	}
	status = add_text(b, text, &at);
	return status == XJ_OK ? add_cell(b, column, repeat, at, (uint32_t)text.n)
	                       : status;
}

enum xj_status xj_book_shared(struct xj_book *b, uint32_t column, uint32_t index)
{
	return add_cell(b, column, 1, index, SHARED);
}

enum xj_status xj_book_row_end(struct xj_book *b)
{
	struct item item = b->open;

	b->open = (struct item){ .kind = ITEM_ROW };
	b->open_text = b->text.n;
	if (item.cells == 0 && !item.code)
		return XJ_OK; /* empty ones are told by the gap they leave */
	return add_item(b, &item);
}

enum xj_status xj_book_note(struct xj_book *b, const char *code, uint32_t row,
                            uint32_t column, struct xj_str text,
                            const char *message)
{
	struct item item = {
		.kind = ITEM_NOTE, .row = row, .repeat = column,
		.cells = (uint32_t)text.n, .code = code, .message = message
	};
	enum xj_status status;

	if (!b->options.note)
		return XJ_OK;
	status = add_text(b, text, &item.cell);
	return status == XJ_OK ? add_item(b, &item) : status;
}

enum xj_status xj_book_note_once(struct xj_book *b, const char *code, uint32_t row,
                                 uint32_t column, const char *message)
{
	for (size_t i = 0; i < b->noteds; i++) {
		if (b->noted[i] == code || strcmp(b->noted[i], code) == 0)
			return XJ_OK;
	}
	if (b->noteds < XJ_COUNT(b->noted))
		b->noted[b->noteds++] = code;
	return xj_book_note(b, code, row, column, XJ_STR(""), message);
}

enum xj_status xj_book_table(struct xj_book *b, struct xj_str name)
{
	struct item item = { .kind = ITEM_TABLE, .cells = (uint32_t)name.n };
	enum xj_status status = add_text(b, name, &item.cell);

	b->parsed_table++;
	b->noteds = 0;
	return status == XJ_OK ? add_item(b, &item) : status;
}

static const char merged[] = "merged-cells";
static const char merged_why[] =
	"cells are merged: only the first of them holds the value";

enum xj_status xj_book_merge(struct xj_book *b, uint32_t row, uint32_t column,
                             uint32_t last_row, uint32_t last_column)
{
	if (last_row < row || last_column < column ||
	    (last_row == row && last_column == column))
		return XJ_OK;
	if (xj_areas_add(b->areas, b->parsed_table, row, column, last_row,
	                 last_column))
		return XJ_OK;
	return xj_book_note_once(b, merged, row, column + 1, merged_why);
}

/* ---- from the document to the queue -------------------------------------- */

/* What was given is forgotten; the row that is not complete moves to the
 * front. */
static void recycle(struct xj_book *b)
{
	size_t from = b->open.repeat ? b->open_text : b->text.n;
	size_t first = b->open.repeat ? b->open.cell : b->cells;
	size_t n = b->text.n - from;

	if (n > 0)
		memmove(b->text.p, b->text.p + from, n);
	b->text.n = n;
	for (size_t i = first; i < b->cells; i++) {
		struct cell *to = &b->cell[i - first];

		*to = b->cell[i];
		if (to->n != SHARED)
			to->at -= (uint32_t)from;
	}
	b->cells -= first;
	b->open.cell = 0;
	b->open_text = 0;
	b->items = b->next = 0;
}

static void parse_some(struct xj_book *b)
{
	char piece[XJ_SAX_CHUNK];
	size_t got;

	recycle(b);
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
static struct item *peek(struct xj_book *b, enum xj_status *status,
                         struct xj_error *err)
{
	while (b->next == b->items) {
		*status = b->ended;
		if (b->ended != XJ_OK && b->ended != XJ_END && err)
			*err = b->why;
		if (b->ended != XJ_OK)
			return NULL;
		parse_some(b);
	}
	*status = XJ_OK;
	return &b->item[b->next];
}

static void tell(struct xj_book *b, const char *code, uint32_t row, size_t column,
                 struct xj_str text, const char *message)
{
	if (b->options.note)
		b->options.note(b->options.note_ctx, code, row, column, text, message);
}

static void tell_item(struct xj_book *b, const struct item *item)
{
	tell(b, item->code, item->row, item->repeat,
	     xj_str_of(b->text.p + item->cell, item->cells), item->message);
}

/* ---- the reader's side --------------------------------------------------- */

enum xj_status xj_book_next_table(struct xj_book *b, const char **name,
                                  struct xj_error *err)
{
	for (;;) {
		enum xj_status status;
		struct item *item = peek(b, &status, err);

		if (!item)
			return status;
		b->next++;
		if (item->kind != ITEM_TABLE)
			continue;
		xj_buf_reset(&b->name);
		if (xj_buf_add(&b->name, b->text.p + item->cell, item->cells) != XJ_OK)
			return no_memory(err);
		*name = b->name.p;
		b->given_table++;
		b->in_table = true;
		begin_given(b);
		return XJ_OK;
	}
}

/* The text of a cell; a shared one may be long, or not exist. */
static enum xj_status cell_text(struct xj_book *b, const struct cell *c,
                                struct xj_str *text, const char **spoiled,
                                struct xj_error *err)
{
	enum xj_status status;

	if (c->n != SHARED) {
		*text = xj_str_of(b->text.p + c->at, c->n);
		return XJ_OK;
	}
	status = b->strings.get(b->strings.ctx, c->at, &b->room, text, err);
	if (status == XJ_OK && text->n > XJ_MAX_CELL_BYTES) {
		*spoiled = cell_too_long;
		*text = xj_str_of("", 0);
	}
	return status;
}

/* Puts the cells of ITEM where they belong, *N is one past the last that is
 * not empty. */
static enum xj_status spread(struct xj_book *b, const struct item *item, size_t *n,
                             const char **spoiled, struct xj_error *err)
{
	size_t bytes = 0;

	*n = 0;
	xj_buf_reset(&b->room);
	for (uint32_t i = 0; i < item->cells; i++) {
		const struct cell *c = &b->cell[item->cell + i];
		struct xj_str text;
		enum xj_status status = cell_text(b, c, &text, spoiled, err);

		if (status != XJ_OK)
			return status;
		if (text.n == 0)
			continue;
		bytes += text.n * c->repeat;
		if (bytes > XJ_MAX_RECORD_BYTES) {
			*spoiled = too_long;
			return XJ_OK;
		}
		for (; *n < c->column + c->repeat; ++*n)
			b->out[*n] = xj_str_of("", 0);
		for (uint32_t k = 0; k < c->repeat; k++) {
			if (b->out[c->column + k].n > 0)
				*spoiled = same_column;
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
		return xj_fail(err, XJ_LIMIT,
			_("%s: with it the workbook has more than %u rows; divide it"),
			b->part, XJ_MAX_ROWS);
	return XJ_OK;
}

static enum xj_status give_item(struct xj_book *b, const struct item *item,
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
	if (b->filled_cells > XJ_MAX_SHEET_CELLS)
		return xj_fail(err, XJ_LIMIT,
			_("%s: row %u: the sheet has more than %u cells; divide it"),
			b->part, row, XJ_MAX_SHEET_CELLS);
	if (!spoiled) {
		note_private(b, row, n);
		xj_areas_fill(b->areas, b->given_table, row, b->out, &n, &left);
		if (left)
			tell(b, merged, left, 0, XJ_STR(""), merged_why);
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
		struct item *item;
		uint32_t row;

		if (!b->in_table)
			return XJ_END;
		item = peek(b, &status, err);
		if (!item)
			return status;
		if (item->kind == ITEM_TABLE)
			return XJ_END; /* stays for xj_book_next_table */
		if (item->kind == ITEM_NOTE) {
			b->next++;
			tell_item(b, item);
			continue;
		}
		if (pass_gap(b, item->row))
			return give(b, out, b->row + 1, 0, NULL, err);
		row = item->row++;
		if (--item->repeat == 0)
			b->next++;
		return give_item(b, item, row, out, err);
	}
}
