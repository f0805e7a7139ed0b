/*
 * report_evidence.c - owns the sheet of evidence: one row for each entry that a
 * flag of the report points at, with every column as it was filed.
 */
#include <stdlib.h>

#include "src/store/filed.h"
#include "src/render/report_book.h"

enum { C_ID, C_RULES, C_AMOUNT, C_DATE, C_FILE, C_TABLE, C_ROW, OWN_COLUMNS };
static const struct xj_wb_column own[OWN_COLUMNS] = {
	[C_ID] = { N_("ID"), 10 }, [C_RULES] = { N_("Rules"), 24 },
	[C_AMOUNT] = { N_("Amount"), 14 }, [C_DATE] = { N_("Date"), 12 },
	[C_FILE] = { N_("File"), 24 }, [C_TABLE] = { N_("Table"), 16 },
	[C_ROW] = { N_("Row"), 8 },
};
#define MAX_COLUMNS 4096u

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

/* ---- which entries ------------------------------------------------------------ */

enum xj_status xj_evidence_note(struct xj_report_book *b, int64_t flag,
                                struct xj_error *err)
{
	struct xj_report_entry e;
	enum xj_status st;

	xj_report_evidence(b->report, flag);
	while ((st = xj_report_next_entry(b->report, &e, err)) == XJ_OK) {
		if (b->ids == b->room) {
			size_t room = b->room ? 2 * b->room : 1024;
			int64_t *more = reallocarray(b->id, room, sizeof(*more));

			if (!more)
				return no_memory(err);
			b->id = more;
			b->room = room;
		}
		b->id[b->ids++] = e.id;
	}
	return st == XJ_END ? XJ_OK : st;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void sort_ids(struct xj_report_book *b)
{
	size_t n = 0;

	if (b->ids)
		qsort(b->id, b->ids, sizeof(*b->id), by_number);
	for (size_t i = 0; i < b->ids; i++)
		if (!n || b->id[n - 1] != b->id[i])
			b->id[n++] = b->id[i];
	b->ids = n;
}

void xj_evidence_place(const struct xj_report_book *b, int64_t id, char sheet[128],
                       uint32_t *row)
{
	const int64_t *found = b->ids ? bsearch(&id, b->id, b->ids, sizeof(id), by_number)
	                              : NULL;
	size_t at = found ? (size_t)(found - b->id) : 0;
	const uint32_t rows = XJ_WB_ROWS - 1; /* each sheet has a row of titles */

	xj_wb_roll_name(xj_ws_name(b->evidence), (unsigned)(at / rows), sheet);
	*row = (uint32_t)(at % rows) + 1;
}

/* ---- which columns ------------------------------------------------------------- */

static enum xj_status add_column(struct xj_report_book *b, struct xj_str name,
                                 struct xj_error *err)
{
	struct xj_wb_column *more;
	char *title;

	for (size_t i = OWN_COLUMNS; i < b->columns; i++)
		if (xj_str_is(name, b->column[i].title))
			return XJ_OK;
	if (b->columns == MAX_COLUMNS)
		return xj_fail(err, XJ_LIMIT, _("the tables of the evidence have more than "
		               "%u different columns: narrow the report"), MAX_COLUMNS);
	more = reallocarray(b->column, b->columns + 1, sizeof(*more));
	title = strndup(name.p, name.n);
	if (more)
		b->column = more;
	if (!more || !title) {
		free(title);
		return no_memory(err);
	}
	b->column[b->columns++] = (struct xj_wb_column){ title, 18 };
	return XJ_OK;
}

static enum xj_status add_part(struct xj_report_book *b, const struct xj_columns *c,
                               struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < c->n && !st; i++)
		st = add_column(b, c->key[i], err);
	return st;
}

/* The columns of all tables of the evidence, each once, in the order met. */
static enum xj_status find_columns(struct xj_report_book *b, struct xj_error *err)
{
	const struct xj_columns *columns;
	int64_t part, last = 0;
	struct xj_as_filed *f;
	sqlite3_stmt *q;
	enum xj_status st = XJ_OK;

	b->column = calloc(OWN_COLUMNS, sizeof(*b->column));
	if (!b->column)
		return no_memory(err);
	for (; b->columns < OWN_COLUMNS; b->columns++)
		b->column[b->columns] = (struct xj_wb_column){
			strdup(_(own[b->columns].title)), own[b->columns].width };
	st = xj_sql(b->data, "SELECT part FROM entry WHERE id = ?1", &q, err);
	if (st)
		return st;
	st = xj_as_filed_new(xj_store_db(b->data->store), &f, err);
	for (size_t i = 0; i < b->ids && !st; i++) {
		sqlite3_bind_int64(q, 1, b->id[i]);
		part = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int64(q, 0) : last;
		sqlite3_reset(q);
		if (part == last)
			continue;
		last = part;
		st = xj_as_filed_part(f, part, &columns, err);
		if (!st && columns)
			st = add_part(b, columns, err);
	}
	sqlite3_finalize(q);
	xj_as_filed_free(f);
	return st;
}

enum xj_status xj_evidence_begin(struct xj_report_book *b, struct xj_error *err)
{
	enum xj_status st;

	sort_ids(b);
	st = find_columns(b, err);
	for (size_t i = 0; i < b->columns && !st; i++)
		if (!b->column[i].title)
			st = no_memory(err);
	if (!st)
		st = xj_wb_sheet(b->wb, _("Evidence"), b->column, b->columns, &b->evidence,
		                 err);
	return st ? st : xj_ws_head(b->evidence, err);
}

/* ---- the rows ---------------------------------------------------------------------- */

struct xj_evidence {
	struct xj_report_book *b;
	size_t written;
	struct xj_as_filed *filed;
	sqlite3_stmt *entry, *rules;
	int64_t part;        /* whose columns MAP is for */
	size_t *map;         /* column of the table -> column of the sheet */
};

enum { Q_AMOUNT, Q_DAY, Q_FILE, Q_MEMBER, Q_SHEET, Q_ROW };

static enum xj_status map_part(struct xj_evidence *w, const struct xj_as_filed_row *row,
                               struct xj_error *err)
{
	const struct xj_report_book *b = w->b;
	const struct xj_columns *c = row->columns;
	size_t *more;

	if (w->part == row->part)
		return XJ_OK;
	more = reallocarray(w->map, c->n + 1, sizeof(*more));
	if (!more)
		return no_memory(err);
	w->map = more;
	for (size_t i = 0; i < c->n; i++) {
		size_t k = OWN_COLUMNS;

		while (k + 1 < b->columns && !xj_str_is(c->key[i], b->column[k].title))
			k++;
		w->map[i] = k;
	}
	w->part = row->part;
	return XJ_OK;
}

/* The rules that the entry stands in, with commas. */
static enum xj_status write_rules(struct xj_evidence *w, int64_t id, struct xj_error *err)
{
	struct xj_buf *text = &w->b->text;
	enum xj_status st = XJ_OK;

	xj_buf_reset(text);
	sqlite3_bind_int64(w->rules, 1, id);
	while (!st && sqlite3_step(w->rules) == SQLITE_ROW)
		st = xj_buf_addf(text, "%s%s", text->n ? ", " : "",
		                 xj_sql_text(w->rules, 0).p);
	sqlite3_reset(w->rules);
	if (st)
		return no_memory(err);
	return xj_ws_text(w->b->evidence, C_RULES, xj_buf_str(text), XJ_WB_PLAIN, err);
}

static enum xj_status write_own(struct xj_evidence *w, int64_t id, struct xj_error *err)
{
	struct xj_ws *ws = w->b->evidence;
	sqlite3_stmt *q = w->entry;
	struct xj_buf *text = &w->b->text;
	struct xj_str member, sheet;
	enum xj_status st = xj_ws_int(ws, C_ID, id, XJ_WB_INT, err);

	if (!st)
		st = write_rules(w, id, err);
	sqlite3_bind_int64(q, 1, id);
	if (!st && sqlite3_step(q) != SQLITE_ROW)
		st = xj_sql_failed(w->b->data, err);
	if (!st)
		st = xj_ws_int(ws, C_AMOUNT, sqlite3_column_int64(q, Q_AMOUNT), XJ_WB_MONEY,
		               err);
	if (!st && sqlite3_column_type(q, Q_DAY) != SQLITE_NULL)
		st = xj_ws_day(ws, C_DATE, sqlite3_column_int(q, Q_DAY), err);
	if (!st)
		st = xj_ws_text(ws, C_FILE, xj_sql_text(q, Q_FILE), XJ_WB_PLAIN, err);
	member = xj_sql_text(q, Q_MEMBER);
	sheet = xj_sql_text(q, Q_SHEET);
	xj_buf_reset(text);
	if (!st && xj_buf_addf(text, "%.*s%s%.*s", (int)member.n, member.p,
	                       member.n && sheet.n ? " " : "", (int)sheet.n, sheet.p))
		st = no_memory(err);
	if (!st)
		st = xj_ws_text(ws, C_TABLE, xj_buf_str(text), XJ_WB_PLAIN, err);
	if (!st)
		st = xj_ws_int(ws, C_ROW, sqlite3_column_int64(q, Q_ROW), XJ_WB_INT, err);
	sqlite3_reset(q);
	return st;
}

static enum xj_status write_entry(struct xj_evidence *w, int64_t id, struct xj_error *err)
{
	struct xj_as_filed_row row;
	enum xj_status st = write_own(w, id, err);

	if (!st)
		st = xj_as_filed_entry(w->filed, id, &row, err);
	if (!st)
		st = map_part(w, &row, err);
	for (size_t i = 0; !st && i < row.columns->n; i++)
		st = xj_ws_text(w->b->evidence, w->map[i], row.cell[i], XJ_WB_PLAIN, err);
	return st ? st : xj_ws_next(w->b->evidence, err);
}

static enum xj_status begin_rows(struct xj_report_book *b, struct xj_error *err)
{
	static const char entry_sql[] =
		"SELECT n.amount, n.day, s.name, p.member, p.sheet, n.row FROM entry n"
		" JOIN part p ON p.id = n.part JOIN source s ON s.id = p.source"
		" WHERE n.id = ?1";
	static const char rules_sql[] =
		"SELECT g.rule FROM flag_entry x JOIN flag g ON g.id = x.flag"
		" WHERE x.entry = ?1 GROUP BY g.rule ORDER BY min(g.id)";
	struct xj_evidence *w = calloc(1, sizeof(*w));
	enum xj_status st;

	b->writing = w;
	if (!w)
		return no_memory(err);
	w->b = b;
	st = xj_sql(b->data, entry_sql, &w->entry, err);
	if (!st)
		st = xj_sql(b->data, rules_sql, &w->rules, err);
	return st ? st : xj_as_filed_new(xj_store_db(b->data->store), &w->filed, err);
}

enum xj_status xj_evidence_next(struct xj_report_book *b, struct xj_error *err)
{
	enum xj_status st = b->writing ? XJ_OK : begin_rows(b, err);
	struct xj_evidence *w = b->writing;

	for (unsigned i = 0; i < XJ_REPORT_BOOK_STEP && !st && w->written < b->ids; i++)
		st = write_entry(w, b->id[w->written++], err);
	if (st || w->written < b->ids)
		return st;
	st = xj_ws_end(b->evidence, err);
	return st ? st : XJ_END;
}

void xj_evidence_free(struct xj_evidence *w)
{
	if (!w)
		return;
	sqlite3_finalize(w->entry);
	sqlite3_finalize(w->rules);
	xj_as_filed_free(w->filed);
	free(w->map);
	free(w);
}
