/*
 * tables.c - owns where on a sheet its tables are: which row is a header, what
 * stands above it, and where the next table begins.  What a single line is,
 * tables_line.c knows.
 *
 * In memory: at most XJ_MAX_TITLE_ROWS rows whose meaning the next ones tell.
 */
#include <stdlib.h>

#include "importers/tables.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

#define NAMED_CELLS 8u /* of a row that are looked at for names of columns */

/* A row that is kept while others are read. */
struct held {
	struct xj_row row;
	char *memory;
};

struct tables {
	const struct xj_reader *inner;
	void *reading;
	struct xj_read_options options;
	struct xj_table table;
	unsigned count;        /* of tables in this one of the reader's */

	struct held wait[XJ_MAX_TITLE_ROWS + 1];
	size_t waits, given;   /* in hand; of them, given */
	bool at_header;        /* those in hand end with the next header ... */
	size_t lines;          /* ... which stands in so many */
	bool begun, ended;     /* the header was given; the reader's table is over */

	bool known;            /* COLUMNS are those of a layout */
	struct xj_columns columns;
	struct held header;
	struct xj_sums sums;
	uint64_t last;         /* row read last */
	bool past_totals;

	struct xj_buf *name;   /* folded names of all layouts' columns, sorted */
	size_t names;
	struct xj_buf text, fold;
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

static void tell(struct tables *t, const char *code, uint64_t row, size_t column,
                 struct xj_str text, const char *message)
{
	if (t->options.note)
		t->options.note(t->options.note_ctx, code, row, column, text, message);
}

/* ---- rows in hand --------------------------------------------------------- */

static void let_go(struct held *h)
{
	free(h->memory);
	memset(h, 0, sizeof(*h));
}

static enum xj_status hold(struct held *h, const struct xj_row *row,
                           struct xj_error *err)
{
	size_t bytes = row->n * sizeof(struct xj_str);
	struct xj_str *cell;
	char *p;

	for (size_t i = 0; i < row->n; i++)
		bytes += row->cell[i].n + 1;
	p = malloc(bytes + 1);
	if (!p)
		return no_memory(err);
	cell = (struct xj_str *)p;
	let_go(h);
	h->memory = p;
	h->row = *row;
	h->row.cell = cell;
	p += row->n * sizeof(*cell);
	for (size_t i = 0; i < row->n; i++) {
		struct xj_str s = row->cell[i];

		if (s.n)
			memcpy(p, s.p, s.n);
		p[s.n] = '\0';
		cell[i] = xj_str_of(p, s.n);
		p += s.n + 1;
	}
	return XJ_OK;
}

static void drop_waiting(struct tables *t)
{
	for (size_t i = 0; i < t->waits; i++)
		let_go(&t->wait[i]);
	t->waits = t->given = 0;
}

static enum xj_status wait_for(struct tables *t, const struct xj_row *row,
                               struct xj_error *err)
{
	enum xj_status st = hold(&t->wait[t->waits], row, err);

	t->waits += !st;
	return st;
}

/* The first N rows in hand are no rows of a table. */
static enum xj_status tell_lines(struct tables *t, size_t n, const char *code,
                                 const char *message, struct xj_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct xj_row *row = &t->wait[i].row;

		if (!xj_line_filled(row))
			continue;
		if (xj_line_text(row, &t->text))
			return no_memory(err);
		tell(t, code, row->row, 0, xj_buf_str(&t->text), message);
	}
	return XJ_OK;
}

/* ---- headers ---------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
	const struct xj_buf *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = n ? memcmp(x->p, y->p, n) : 0;

	return order ? order : x->n < y->n ? -1 : x->n > y->n;
}

static enum xj_status collect_names(struct tables *t, struct xj_error *err)
{
	size_t n = 0;

	for (size_t i = 0; xj_layouts[i]; i++)
		for (const struct xj_alias *a = xj_layouts[i]->aliases; a->name; a++)
			n++;
	t->name = calloc(n + 1, sizeof(*t->name));
	if (!t->name)
		return no_memory(err);
	for (size_t i = 0; xj_layouts[i]; i++) {
		for (const struct xj_alias *a = xj_layouts[i]->aliases; a->name; a++) {
			struct xj_buf *name = &t->name[t->names++];

			xj_buf_init(name, 1024);
			if (xj_fold(xj_str_c(a->name), name))
				return no_memory(err);
		}
	}
	qsort(t->name, t->names, sizeof(*t->name), by_bytes);
	return XJ_OK;
}

/* Whether it is worth while to ask the layouts: a row of values has no names. */
static bool looks_like_header(struct tables *t, const struct xj_row *row)
{
	size_t seen = 0, known = 0;

	for (size_t i = 0; i < row->n && seen < NAMED_CELLS; i++) {
		if (!row->cell[i].n)
			continue;
		seen++;
		xj_buf_reset(&t->fold);
		if (row->cell[i].n < 256 && xj_fold(row->cell[i], &t->fold) == XJ_OK &&
		    bsearch(&t->fold, t->name, t->names, sizeof(*t->name), by_bytes))
			known++;
	}
	return known >= 2 && 2 * known >= seen;
}

/* Asks the layouts; on XJ_OK the table in hand has this header. */
static enum xj_status match(struct tables *t, const struct xj_row *row,
                            struct xj_error *err)
{
	struct xj_columns columns;
	enum xj_status st;

	if (row->spoiled)
		return XJ_NOT_FOUND;
	st = xj_columns_match(row, &columns, NULL);
	if (st)
		return st == XJ_NOMEM ? no_memory(err) : XJ_NOT_FOUND;
	if (t->known)
		xj_columns_clear(&t->columns);
	t->columns = columns;
	t->known = true;
	t->past_totals = false;
	xj_sums_begin(&t->sums, &t->columns);
	return XJ_OK;
}

static bool has_number(const struct xj_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cell[i].n && row->cell[i].p[0] >= '0' && row->cell[i].p[0] <= '9')
			return true;
	return false;
}

/*
 * A header in two rows, as merged cells make them: 金額 over 收入 and 支出.  A
 * name is what stands above with what stands below, or the other way round.
 */
static enum xj_status match_two(struct tables *t, const struct xj_row *above,
                                const struct xj_row *below, bool turned,
                                struct xj_error *err)
{
	size_t n = above->n > below->n ? above->n : below->n;
	struct xj_row row = *below;
	struct xj_str *cell;
	enum xj_status st = XJ_OK;
	size_t *end;

	if (above->spoiled || xj_line_filled(above) < 2 || n > XJ_MAX_COLUMNS ||
	    has_number(above) || has_number(below))
		return XJ_NOT_FOUND;
	cell = calloc(n, sizeof(*cell));
	end = calloc(n + 1, sizeof(*end));
	xj_buf_reset(&t->text);
	for (size_t i = 0; i < n && cell && end && !st; i++) {
		struct xj_str a = i < above->n ? above->cell[i] : XJ_STR("");
		struct xj_str b = i < below->n ? below->cell[i] : XJ_STR("");
		struct xj_str first = turned ? b : a, second = turned ? a : b;

		st = xj_buf_add(&t->text, first.p, first.n);
		if (!st && !xj_str_eq(a, b))
			st = xj_buf_add(&t->text, second.p, second.n);
		end[i + 1] = t->text.n;
	}
	for (size_t i = 0; i < n && cell && end && !st; i++)
		cell[i] = xj_str_of(t->text.p + end[i], end[i + 1] - end[i]);
	row.cell = cell;
	row.n = n;
	st = !cell || !end || st == XJ_NOMEM ? no_memory(err)
	     : st                            ? XJ_NOT_FOUND
	                                     : match(t, &row, err);
	if (!st)
		st = hold(&t->header, &row, err);
	free(cell);
	free(end);
	return st;
}

/* Whether the row read last is a header, alone or with the one before it. */
static enum xj_status match_last(struct tables *t, struct xj_error *err)
{
	const struct xj_row *row = &t->wait[t->waits - 1].row;
	enum xj_status st = match(t, row, err);

	t->lines = 1;
	if (!st)
		return hold(&t->header, row, err);
	for (int turned = 0; turned < 2 && st == XJ_NOT_FOUND && t->waits > 1; turned++) {
		t->lines = 2;
		st = match_two(t, &t->wait[t->waits - 2].row, row, turned, err);
	}
	return st;
}

/* ---- the beginning ------------------------------------------------------------ */

static enum xj_status inner_row(struct tables *t, struct xj_row *row,
                                struct xj_error *err)
{
	enum xj_status st = t->inner->next_row(t->reading, row, err);

	t->ended = st == XJ_END;
	return st;
}

/* The rows in hand end with a header: what is above it are titles. */
static enum xj_status begin_here(struct tables *t, struct xj_row *out,
                                 struct xj_error *err)
{
	enum xj_status st = tell_lines(t, t->waits - t->lines, "title-line",
	                               N_("a line above the header; it is no row of the "
	                                  "table"), err);

	if (t->lines == 2)
		tell(t, "header-rows", t->header.row.row, 0, XJ_STR(""),
		     N_("the header stands in two rows: they are read as one"));
	drop_waiting(t);
	t->at_header = false;
	t->begun = true;
	t->last = t->header.row.row;
	*out = t->header.row;
	return st;
}

/* The header of the reader's table, or, where none is found, its first row. */
static enum xj_status find_header(struct tables *t, struct xj_row *out,
                                  struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	struct xj_row row;

	while (t->waits < XJ_MAX_TITLE_ROWS && (st = inner_row(t, &row, err)) == XJ_OK) {
		if (!xj_line_filled(&row) && !row.spoiled)
			continue;
		st = wait_for(t, &row, err);
		if (!st)
			st = match_last(t, err);
		if (!st)
			return begin_here(t, out, err);
		if (st != XJ_NOT_FOUND)
			return st;
	}
	if (st && st != XJ_END && st != XJ_NOT_FOUND)
		return st;
	if (!t->waits)
		return XJ_END;
	t->begun = true;
	*out = t->wait[t->given++].row;
	return XJ_OK;
}

/* ---- rows --------------------------------------------------------------------- */

/* Most rows show at once that they are rows. */
static bool is_plain(const struct tables *t, const struct xj_row *row)
{
	enum xj_layout_kind kind = t->columns.layout->kind;
	int at = t->columns.at[kind == XJ_LAYOUT_ENTRIES ? XJ_F_DATE : XJ_F_SEQ];

	if (kind == XJ_LAYOUT_MANIFEST || kind == XJ_LAYOUT_SCHEMA)
		return true; /* lists of names */
	return row->n == t->columns.n && at >= 0 && row->cell[at].n &&
	       row->cell[at].p[0] >= '0' && row->cell[at].p[0] <= '9' &&
	       row->row == t->last + 1 && !t->past_totals && !t->waits;
}

static bool is_header_again(const struct tables *t, const struct xj_row *row)
{
	const struct xj_row *header = &t->header.row;

	if (row->n != header->n)
		return false;
	for (size_t i = 0; i < row->n; i++)
		if (!xj_str_eq(row->cell[i], header->cell[i]))
			return false;
	return true;
}

/* ROW is not plain: XJ_OK it is one all the same, XJ_NOT_FOUND it is none and was
 * told or is in hand, XJ_END the next table begins. */
static enum xj_status look_at(struct tables *t, const struct xj_row *row,
                              struct xj_error *err)
{
	enum xj_line kind;
	size_t column;
	enum xj_status st;

	if (!xj_line_filled(row) && !row->spoiled)
		return XJ_NOT_FOUND;
	if (is_header_again(t, row)) {
		tell(t, "repeated-header", row->row, 0, XJ_STR(""),
		     N_("the header once more; it is no row of the table"));
		return XJ_NOT_FOUND;
	}
	if (looks_like_header(t, row)) {
		st = wait_for(t, row, err);
		if (!st)
			st = match_last(t, err);
		if (!st) {
			t->at_header = true;
			return XJ_END;
		}
		if (st != XJ_NOT_FOUND)
			return st;
		let_go(&t->wait[--t->waits]);
	}
	if (xj_line_kind(&t->sums, row, t->past_totals, &kind, &t->text, &column))
		return no_memory(err);
	if (kind == XJ_LINE_TOTALS)
		tell(t, "totals-line", row->row, column, xj_buf_str(&t->text),
		     N_("a line of totals; it agrees with the rows above and is no row "
		        "itself"));
	if (kind == XJ_LINE_TOTALS_DIFFER)
		tell(t, "totals-differ", row->row, column, xj_buf_str(&t->text),
		     N_("a line of totals that is not the sum of the rows above, which "
		        "stands behind the stroke"));
	t->past_totals = t->past_totals || kind == XJ_LINE_TOTALS ||
	                 kind == XJ_LINE_TOTALS_DIFFER;
	if (kind == XJ_LINE_LOOSE && t->waits < XJ_MAX_TITLE_ROWS) {
		st = wait_for(t, row, err);
		return st ? st : XJ_NOT_FOUND;
	}
	if (kind != XJ_LINE_ROW && kind != XJ_LINE_LOOSE)
		return XJ_NOT_FOUND;
	t->past_totals = false;
	return XJ_OK;
}

static enum xj_status end_of_table(struct tables *t, struct xj_error *err)
{
	enum xj_status st = tell_lines(t, t->waits, "remark-line",
	                               N_("text below the last row; it is no row of "
	                                  "the table"), err);

	drop_waiting(t);
	return st ? st : XJ_END;
}

static enum xj_status tables_next_row(void *self, struct xj_row *out,
                                      struct xj_error *err)
{
	struct tables *t = self;
	enum xj_status st;

	memset(out, 0, sizeof(*out));
	if (!t->begun && t->at_header)
		return begin_here(t, out, err);
	if (!t->begun)
		return t->ended ? XJ_END : find_header(t, out, err);
	if (t->at_header)
		return XJ_END; /* stays for next_table */
	if (t->given && t->given == t->waits)
		drop_waiting(t); /* the caller has done with the last of them */
	if (t->given) {
		*out = t->wait[t->given++].row;
		return XJ_OK;
	}
	for (;;) {
		st = t->ended ? XJ_END : inner_row(t, out, err);
		if (st == XJ_END && t->known)
			return end_of_table(t, err);
		if (st || !t->known)
			return st;
		st = is_plain(t, out) ? XJ_OK : look_at(t, out, err);
		t->last = out->row;
		if (st != XJ_NOT_FOUND)
			break;
	}
	if (st)
		return st;
	xj_sums_add(&t->sums, out);
	if (!t->waits)
		return XJ_OK;
	st = wait_for(t, out, err); /* those in hand are rows after all */
	if (!st)
		*out = t->wait[t->given++].row;
	return st;
}

static enum xj_status tables_next_table(void *self, struct xj_table *out,
                                        struct xj_error *err)
{
	struct tables *t = self;
	struct xj_row row;
	enum xj_status st = XJ_OK;

	while (t->begun && !t->at_header && t->known && !st) /* what is left of it */
		st = tables_next_row(t, &row, err);
	if (st && st != XJ_END)
		return st;
	if (!t->at_header) {
		drop_waiting(t);
		st = t->inner->next_table(t->reading, &t->table, err);
		if (st)
			return st;
		if (t->known)
			xj_columns_clear(&t->columns);
		t->known = t->ended = false;
		t->count = 0;
	} else if (++t->count >= XJ_MAX_TABLES) {
		return xj_over(err, "tables", _("more than %u tables on one sheet"),
		               XJ_MAX_TABLES);
	}
	t->begun = false;
	*out = t->table;
	return XJ_OK;
}

/* ---- life --------------------------------------------------------------------- */

static void tables_close(void *self)
{
	struct tables *t = self;

	t->inner->close(t->reading);
	drop_waiting(t);
	let_go(&t->header);
	if (t->known)
		xj_columns_clear(&t->columns);
	for (size_t i = 0; i < t->names; i++)
		xj_buf_clear(&t->name[i]);
	free(t->name);
	xj_buf_clear(&t->text);
	xj_buf_clear(&t->fold);
	free(t);
}

enum xj_status xj_tables_open(const struct xj_reader *inner, void *reading,
                              const struct xj_read_options *options, void **self,
                              struct xj_error *err)
{
	struct tables *t = calloc(1, sizeof(*t));
	enum xj_status st;

	*self = NULL;
	if (!t) {
		inner->close(reading);
		return no_memory(err);
	}
	t->inner = inner;
	t->reading = reading;
	if (options)
		t->options = *options;
	xj_buf_init(&t->text, XJ_MAX_RECORD_BYTES);
	xj_buf_init(&t->fold, 4096);
	st = collect_names(t, err);
	if (st) {
		tables_close(t);
		return st;
	}
	*self = t;
	return XJ_OK;
}

const struct xj_reader xj_tables = {
	.name = "tables",
	.title = N_("the tables of what another reader gives"),
	.next_table = tables_next_table,
	.next_row = tables_next_row,
	.close = tables_close,
};
