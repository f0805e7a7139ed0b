/*
 * xls_sheet.c - the records of one sheet as rows.  Owns what the kinds of cells
 * hold and the order of rows; where rows go is book_queue.c's.
 */
#include <stdlib.h>

#include "importers/xls.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define STEP 256u /* records at a time */

/* ---- looking through it first -------------------------------------------------- */

static bool has_cells(const struct xj_biff_record *r)
{
	switch (r->type) {
	case XJ_BIFF_FORMULA: case XJ_BIFF_MULRK: case XJ_BIFF_RSTRING:
	case XJ_BIFF_LABELSST: case XJ_BIFF_NUMBER: case XJ_BIFF_LABEL:
	case XJ_BIFF_BOOLERR: case XJ_BIFF_RK:
		return true;
	default:
		return false;
	}
}

/* What one look at all records of a sheet finds. */
struct look {
	uint32_t last;   /* row of the cell before */
	size_t cells;
	bool ordered;
	struct xj_xls_place *place; /* NULL: they are only counted */
};

static enum xj_status take_merges(struct xj_xls_sheet *s,
                                  const struct xj_biff_record *r)
{
	size_t n = r->n >= 2 ? xj_u16(r->p) : 0;
	enum xj_status status = XJ_OK;

	if (r->n < 2 || n > (r->n - 2) / 8)
		n = r->n < 2 ? 0 : (r->n - 2) / 8;
	for (size_t i = 0; i < n && status == XJ_OK; i++) {
		const uint8_t *p = r->p + 2 + 8 * i;

		status = xj_book_merge(s->queue, xj_u16(p) + 1, xj_u16(p + 4),
		                       xj_u16(p + 2) + 1, xj_u16(p + 6));
	}
	return status;
}

static enum xj_status take_row(struct xj_xls_sheet *s,
                               const struct xj_biff_record *r)
{
	enum { HIDDEN = 0x20 };

	if (r->n < 14 || !(r->p[12] & HIDDEN))
		return XJ_OK;
	return xj_book_note_once(s->queue, "hidden-rows", xj_u16(r->p) + 1, 0,
		"rows are hidden in the sheet, this is the first: all are read");
}

static enum xj_status take_columns(struct xj_xls_sheet *s,
                                   const struct xj_biff_record *r)
{
	enum { HIDDEN = 1 };

	if (r->n < 10 || !(r->p[8] & HIDDEN))
		return XJ_OK;
	return xj_book_note_once(s->queue, "hidden-columns", 1, xj_u16(r->p) + 1,
		"columns are hidden in the sheet, this is the first: all are read");
}

static enum xj_status look_at(struct xj_xls_sheet *s, struct look *l,
                              const struct xj_biff_record *r,
                              struct xj_error *err)
{
	uint32_t row;

	if (has_cells(r)) {
		if (r->n < 6)
			return xj_biff_damaged(r->at, err);
		row = xj_u16(r->p);
		if (l->place)
			l->place[l->cells] = (struct xj_xls_place){ row,
			                                            (uint32_t)r->at };
		l->ordered = l->ordered && row >= l->last;
		l->last = row;
		l->cells++;
		return XJ_OK;
	}
	if (l->place)
		return XJ_OK;
	switch (r->type) {
	case XJ_BIFF_ROW: return take_row(s, r);
	case XJ_BIFF_COLINFO: return take_columns(s, r);
	case XJ_BIFF_MERGEDCELLS: return take_merges(s, r);
	default: return XJ_OK;
	}
}

/* The next record of the sheet itself; charts inside it are passed.  XJ_END is
 * the sheet's end. */
static enum xj_status next_record(struct xj_biff *b, struct xj_biff_record *r,
                                  struct xj_error *err)
{
	size_t inside = 0;

	for (;;) {
		enum xj_status status = xj_biff_next(b, r, err);

		if (status == XJ_END)
			return xj_fail(err, XJ_BAD_INPUT,
				_("the workbook is cut short or damaged; fetch it "
				  "again"));
		if (status != XJ_OK)
			return status;
		if (r->type == XJ_BIFF_BOF)
			inside++;
		else if (inside == 0)
			return r->type == XJ_BIFF_EOF ? XJ_END : XJ_OK;
		else if (r->type == XJ_BIFF_EOF)
			inside--;
	}
}

/* Goes to the first record behind the sheet's BOF. */
static enum xj_status enter(struct xj_xls_sheet *s, struct xj_error *err)
{
	enum { CELLS = 0x0010 };
	struct xj_biff *b = &s->book->biff;
	struct xj_biff_record r;
	enum xj_status status;

	xj_biff_seek(b, s->ref->at);
	status = xj_biff_next(b, &r, err);
	if (status == XJ_END ||
	    (status == XJ_OK && (r.type != XJ_BIFF_BOF || r.n < 4)))
		return xj_biff_damaged(s->ref->at, err);
	if (status == XJ_OK && xj_u16(r.p + 2) != CELLS)
		s->ref->cells = false;
	return status;
}

static enum xj_status look(struct xj_xls_sheet *s, struct look *l,
                           struct xj_error *err)
{
	struct xj_biff *b = &s->book->biff;
	enum xj_status status = enter(s, err);

	while (status == XJ_OK && s->ref->cells) {
		struct xj_biff_record r;

		status = next_record(b, &r, err);
		if (status == XJ_OK)
			status = look_at(s, l, &r, err);
	}
	s->ref->end = b->at + b->pos;
	return status == XJ_END ? XJ_OK : status;
}

/* A stream in which sheets lie over each other would be read many times. */
static enum xj_status check_apart(const struct xj_xls_sheet *s,
                                  struct xj_error *err)
{
	const struct xj_xls_book *w = s->book;

	for (size_t i = 0; i < w->sheets; i++) {
		const struct xj_xls_sheet_ref *o = &w->sheet[i];

		if (o != s->ref && o->end > 0 && s->ref->at < o->end &&
		    (s->ref->end ? s->ref->end > o->at : s->ref->at >= o->at))
			return xj_biff_damaged(s->ref->at, err);
	}
	return XJ_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct xj_xls_place *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Some programs write cells in the order in which they were filled. */
static enum xj_status find_places(struct xj_xls_sheet *s, size_t cells,
                                  struct xj_error *err)
{
	struct look l = { .ordered = true };
	enum xj_status status;

	s->place = calloc(cells + 1, sizeof(*s->place));
	if (!s->place)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	l.place = s->place;
	status = look(s, &l, err);
	s->places = l.cells;
	qsort(s->place, s->places, sizeof(*s->place), by_place);
	return status;
}

_Static_assert(XJ_MAX_OLE_BYTES <= UINT32_MAX, "places have 32 bits");

enum xj_status xj_xls_sheet_open(struct xj_xls_sheet *s, struct xj_xls_book *w,
                                 size_t i, struct xj_book_queue *queue,
                                 bool by_index, struct xj_error *err)
{
	struct look l = { .ordered = true };
	enum xj_status status;

	*s = (struct xj_xls_sheet){ .book = w, .queue = queue, .ref = &w->sheet[i] };
	status = check_apart(s, err);
	if (status == XJ_OK)
		status = look(s, &l, err);
	if (status == XJ_OK)
		status = check_apart(s, err);
	if (status != XJ_OK)
		return status;
	s->ordered = l.ordered && !by_index;
	s->ended = !s->ref->cells;
	if (s->ended)
		return XJ_OK;
	return s->ordered ? enter(s, err) : find_places(s, l.cells, err);
}

void xj_xls_sheet_close(struct xj_xls_sheet *s)
{
	free(s->place);
	*s = (struct xj_xls_sheet){ .ended = true };
}

/* ---- cells ------------------------------------------------------------------------ */

/* Where a cell stands. */
struct at {
	uint32_t row, column;
	unsigned style;
};

static bool no_such_place(struct xj_xls_sheet *s, const struct at *at)
{
	if (at->column < XJ_MAX_XLS_COLUMNS)
		return false;
	xj_book_spoil(s->queue, N_("a cell names a place that no sheet has"));
	return true;
}

static enum xj_status put(struct xj_xls_sheet *s, const struct at *at,
                          struct xj_str text)
{
	return no_such_place(s, at) ? XJ_OK
	                            : xj_book_cell(s->queue, at->column, 1, text);
}

static enum xj_status put_noted(struct xj_xls_sheet *s, const struct at *at,
                                struct xj_str text, const char *code,
                                const char *message)
{
	enum xj_status status = put(s, at, text);

	return status == XJ_OK ? xj_book_note(s->queue, code, at->row + 1,
		at->column + 1, text, message) : status;
}

static enum xj_status put_text(struct xj_xls_sheet *s, const struct at *at,
                               struct xj_str text, unsigned flags)
{
	enum xj_status status = put(s, at, text);

	if (flags & XJ_XLS_NUL)
		xj_book_spoil(s->queue, N_("the row contains NUL bytes"));
	if (text.n > 200)
		text.n = 0;
	if (status == XJ_OK && (flags & XJ_XLS_LOST))
		status = xj_book_note(s->queue, "bad-bytes", at->row + 1,
			at->column + 1, text,
			"characters of the cell are damaged; each is shown as U+FFFD");
	return status;
}

static enum xj_status put_error(struct xj_xls_sheet *s, const struct at *at,
                                unsigned code)
{
	static const struct {
		unsigned code;
		const char *text;
	} errors[] = {
		{ 0x00, "#NULL!" }, { 0x07, "#DIV/0!" }, { 0x0f, "#VALUE!" },
		{ 0x17, "#REF!" }, { 0x1d, "#NAME?" }, { 0x24, "#NUM!" },
		{ 0x2a, "#N/A" },
	};
	const char *text = "#ERROR!";

	for (size_t i = 0; i < XJ_COUNT(errors); i++) {
		if (errors[i].code == code)
			text = errors[i].text;
	}
	return put_noted(s, at, xj_str_c(text), "formula-error",
		"the formula of the cell gave an error instead of a value");
}

static enum xj_status put_double(struct xj_xls_sheet *s, const struct at *at,
                                 const uint8_t *p)
{
	uint64_t bits = (uint64_t)xj_u32(p + 4) << 32 | xj_u32(p);
	char out[XJ_VALUE_TEXT];
	double v;
	size_t n;

	memcpy(&v, &bits, sizeof(v));
	n = xj_xls_number_text(v, xj_xls_format(s->book, at->style),
	                       s->book->from_1904, out);
	return n ? put(s, at, xj_str_of(out, n)) : put_error(s, at, 0x24);
}

static enum xj_status put_rk(struct xj_xls_sheet *s, const struct at *at,
                             uint32_t rk)
{
	char out[XJ_VALUE_TEXT];
	size_t n = xj_xls_rk_text(rk, xj_xls_format(s->book, at->style),
	                          s->book->from_1904, out);

	return n ? put(s, at, xj_str_of(out, n)) : put_error(s, at, 0x24);
}

static enum xj_status put_bool(struct xj_xls_sheet *s, const struct at *at, bool v)
{
	return put(s, at, v ? XJ_STR("TRUE") : XJ_STR("FALSE"));
}

static enum xj_status put_uncached(struct xj_xls_sheet *s, const struct at *at)
{
	return xj_book_note(s->queue, "formula-uncached", at->row + 1, at->column + 1,
		XJ_STR(""),
		"the cell has a formula but no value: open the workbook and save it "
		"again");
}

/* ---- kinds of records ---------------------------------------------------------- */

static enum xj_status take_number(struct xj_xls_sheet *s, struct at *at,
                                  const struct xj_biff_record *r,
                                  struct xj_error *err)
{
	(void)err;
	return put_double(s, at, r->p + 6);
}

static enum xj_status take_rk(struct xj_xls_sheet *s, struct at *at,
                              const struct xj_biff_record *r, struct xj_error *err)
{
	(void)err;
	return put_rk(s, at, xj_u32(r->p + 6));
}

/* Style and number by column, from the first one on; at the end the last. */
static enum xj_status take_mulrk(struct xj_xls_sheet *s, struct at *at,
                                 const struct xj_biff_record *r,
                                 struct xj_error *err)
{
	size_t n = (r->n - 6) / 6;
	enum xj_status status = XJ_OK;

	(void)err;
	for (size_t i = 0; i < n && status == XJ_OK; i++) {
		const uint8_t *p = r->p + 4 + 6 * i;

		at->style = xj_u16(p);
		status = put_rk(s, at, xj_u32(p + 2));
		at->column++;
	}
	return status;
}

static enum xj_status take_label(struct xj_xls_sheet *s, struct at *at,
                                 const struct xj_biff_record *r,
                                 struct xj_error *err)
{
	struct xj_biff_span span = xj_biff_span_of(&s->book->biff, r, 6);
	struct xj_str text;
	enum xj_status status = xj_xls_text(&s->book->texts, &span, 2, &text, err);

	return status == XJ_OK ? put_text(s, at, text, xj_xls_text_flags(text))
	                       : status;
}

static enum xj_status take_shared(struct xj_xls_sheet *s, struct at *at,
                                  const struct xj_biff_record *r,
                                  struct xj_error *err)
{
	const struct xj_xls_texts *t = &s->book->texts;
	uint32_t i = xj_u32(r->p + 6);

	(void)err;
	if (i < t->n)
		return put_text(s, at, xj_xls_shared(t, i), t->flags[i]);
	xj_book_spoil(s->queue,
		N_("a cell refers to a text that the workbook does not have"));
	return XJ_OK;
}

static enum xj_status take_boolerr(struct xj_xls_sheet *s, struct at *at,
                                   const struct xj_biff_record *r,
                                   struct xj_error *err)
{
	(void)err;
	return r->p[7] ? put_error(s, at, r->p[6]) : put_bool(s, at, r->p[6]);
}

/* The text that a formula gave stands in a record of its own behind it. */
static enum xj_status take_result(struct xj_xls_sheet *s, struct at *at,
                                  struct xj_error *err)
{
	struct xj_biff *b = &s->book->biff;
	struct xj_biff_record r;
	struct xj_biff_span span;
	struct xj_str text;
	enum xj_status status;

	do
		status = xj_biff_next(b, &r, err);
	while (status == XJ_OK &&
	       (r.type == XJ_BIFF_SHRFMLA || r.type == XJ_BIFF_ARRAY ||
	        r.type == XJ_BIFF_TABLE || r.type == XJ_BIFF_CONTINUE));
	if (status == XJ_END)
		return put_uncached(s, at);
	if (status != XJ_OK)
		return status;
	if (r.type != XJ_BIFF_STRING) {
		xj_biff_unread(b, &r);
		return put_uncached(s, at);
	}
	span = xj_biff_span_of(b, &r, 0);
	status = xj_xls_text(&s->book->texts, &span, 2, &text, err);
	return status == XJ_OK ? put_text(s, at, text, xj_xls_text_flags(text))
	                       : status;
}

/* Programs that cannot calculate leave 0 or nothing and ask whoever opens the
 * workbook to do it. */
static enum xj_status take_formula(struct xj_xls_sheet *s, struct at *at,
                                   const struct xj_biff_record *r,
                                   struct xj_error *err)
{
	enum { TEXT, BOOLEAN, ERROR, EMPTY };
	enum { CALCULATE = 2 };
	static const uint8_t zero[8];
	const uint8_t *p = r->p + 6;
	bool wanted = r->p[14] & CALCULATE;

	if (xj_u16(p + 6) != 0xffff) {
		if (wanted && memcmp(p, zero, sizeof(zero)) == 0)
			return put_uncached(s, at);
		return put_double(s, at, p);
	}
	switch (p[0]) {
	case TEXT: return take_result(s, at, err);
	case BOOLEAN: return put_bool(s, at, p[2]);
	case ERROR: return put_error(s, at, p[2]);
	default: return wanted ? put_uncached(s, at) : XJ_OK;
	}
}

static const struct {
	unsigned type;
	size_t least;
	enum xj_status (*take)(struct xj_xls_sheet *s, struct at *at,
	                       const struct xj_biff_record *r, struct xj_error *err);
} kinds[] = {
	{ XJ_BIFF_LABELSST, 10, take_shared }, { XJ_BIFF_RK, 10, take_rk },
	{ XJ_BIFF_NUMBER, 14, take_number }, { XJ_BIFF_MULRK, 6, take_mulrk },
	{ XJ_BIFF_FORMULA, 16, take_formula }, { XJ_BIFF_LABEL, 8, take_label },
	{ XJ_BIFF_RSTRING, 8, take_label }, { XJ_BIFF_BOOLERR, 8, take_boolerr },
};

static enum xj_status end_row(struct xj_xls_sheet *s)
{
	if (!s->open)
		return XJ_OK;
	s->open = false;
	return xj_book_row_end(s->queue);
}

static enum xj_status take_cells(struct xj_xls_sheet *s,
                                 const struct xj_biff_record *r,
                                 struct xj_error *err)
{
	struct at at = { xj_u16(r->p), xj_u16(r->p + 2), xj_u16(r->p + 4) };
	enum xj_status status = XJ_OK;
	size_t i = 0;

	if (s->open && at.row != s->row)
		status = end_row(s);
	if (status != XJ_OK)
		return status;
	if (!s->open) {
		s->open = true;
		s->row = at.row;
		xj_book_row(s->queue, at.row + 1, 1);
	}
	while (kinds[i].type != r->type)
		i++;
	if (r->n < kinds[i].least)
		return xj_biff_damaged(r->at, err);
	return kinds[i].take(s, &at, r, err);
}

/* The next record with cells. */
static enum xj_status next_cells(struct xj_xls_sheet *s, struct xj_biff_record *r,
                                 struct xj_error *err)
{
	enum xj_status status;

	if (s->ordered) {
		do
			status = next_record(&s->book->biff, r, err);
		while (status == XJ_OK && !has_cells(r));
		return status;
	}
	if (s->next == s->places)
		return XJ_END;
	xj_biff_seek(&s->book->biff, s->place[s->next++].at);
	status = xj_biff_next(&s->book->biff, r, err);
	return status == XJ_END ? xj_biff_damaged(s->ref->at, err) : status;
}

enum xj_status xj_xls_sheet_step(void *sheet, struct xj_error *err)
{
	struct xj_xls_sheet *s = sheet;

	if (s->ended)
		return XJ_END;
	for (size_t i = 0; i < STEP; i++) {
		struct xj_biff_record r;
		enum xj_status status = next_cells(s, &r, err);

		if (status == XJ_END) {
			s->ended = true;
			return end_row(s); /* XJ_END when asked again */
		}
		if (status == XJ_OK)
			status = take_cells(s, &r, err);
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}
