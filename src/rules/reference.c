/*
 * reference.c - owns the reference data that a user may add: CSV files with
 * documented columns (docs/reference.md) into the tables of schema.sql.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules_private.h"
#include "xianjin/text.h"

enum cell_type {
	CELL_TEXT,
	CELL_TAX_ID,   /* eight digits, or the row is left out */
	CELL_DAY,
	CELL_AMOUNT,
	CELL_YEAR,     /* AD, or of the Republic */
	CELL_YES_NO,
	CELL_STATUS,
	CELL_CLASS,
	CELL_ELECTION, /* one that the store knows, or the row is left out */
	CELL_NAME      /* text, and its fold in the next parameter */
};

#define MOST 8u

struct reference {
	const char *kind, *insert;
	struct xj_csv_column column[MOST];
	enum cell_type type[MOST];
	size_t columns;
};

static const struct reference references[] = {
	{ "company", "INSERT INTO company (tax_id, name, status, since, until, capital,"
	  " head, foreign_owned) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	  { { "tax_id", "統一編號", false }, { "name", "公司名稱", true },
	    { "status", "公司狀況", true }, { "since", "核准設立日期", true },
	    { "until", "解散日期", true }, { "capital", "資本總額", true },
	    { "head", "代表人姓名", true }, { "foreign_owned", "外資", true } },
	  { CELL_TAX_ID, CELL_TEXT, CELL_STATUS, CELL_DAY, CELL_DAY, CELL_AMOUNT,
	    CELL_TEXT, CELL_YES_NO }, 8 },
	{ "award", "INSERT INTO award (tax_id, agency, title, class, amount, award_day,"
	  " end_day) VALUES (?, ?, ?, ?, ?, ?, ?)",
	  { { "tax_id", "廠商統一編號", false }, { "agency", "機關名稱", true },
	    { "title", "標案名稱", true }, { "class", "標的分類", false },
	    { "amount", "決標金額", false }, { "award_day", "決標日期", true },
	    { "end_day", "履約迄日", true } },
	  { CELL_TAX_ID, CELL_TEXT, CELL_TEXT, CELL_CLASS, CELL_AMOUNT, CELL_DAY,
	    CELL_DAY }, 7 },
	{ "loss", "INSERT INTO loss (tax_id, year, amount) VALUES (?, ?, ?)",
	  { { "tax_id", "統一編號", false }, { "year", "年度", false },
	    { "amount", "累積虧損", true } },
	  { CELL_TAX_ID, CELL_YEAR, CELL_AMOUNT }, 3 },
	{ "party_business", "INSERT INTO party_business (tax_id, party) VALUES (?, ?)",
	  { { "tax_id", "統一編號", false }, { "party", "政黨", false } },
	  { CELL_TAX_ID, CELL_TEXT }, 2 },
	{ "religious_group", "INSERT INTO religious_group (tax_id, name) VALUES (?, ?)",
	  { { "tax_id", "統一編號", false }, { "name", "名稱", true } },
	  { CELL_TAX_ID, CELL_TEXT }, 2 },
	{ "candidate", "INSERT INTO candidate (election, name, fold, party, district,"
	  " elected) VALUES (?, ?, ?, ?, ?, ?)",
	  { { "election", "選舉名稱", false }, { "name", "姓名", false },
	    { "party", "推薦政黨", true }, { "district", "選區", true },
	    { "elected", "當選", true } },
	  { CELL_ELECTION, CELL_NAME, CELL_TEXT, CELL_TEXT, CELL_YES_NO }, 5 },
};

struct filling {
	struct xj_store *store;
	const struct reference *ref;
	struct xj_csv *csv;
	sqlite3_stmt *insert, *election;
	struct xj_buf fold, spelled;
	struct xj_reference_counts *count;
};

/* ---- cells ----------------------------------------------------------- */

struct word {
	const char *said, *kept;
};

/* Words of the registries; what is none of them is kept as it is. */
static const struct word statuses[] = {
	{ "核准設立", "active" }, { "核准登記", "active" }, { "解散", "dissolved" },
	{ "撤銷", "revoked" }, { "廢止", "revoked" }, { "停業", "suspended" },
	{ "破產", "dissolved" }, { "合併", "dissolved" },
};
static const struct word classes[] = {
	{ "工程", "works" }, { "財物", "goods" }, { "勞務", "services" },
};

static struct xj_str word_of(const struct word *words, size_t n, struct xj_str cell)
{
	for (size_t i = 0; i < n; i++)
		if (xj_str_starts(cell, xj_str_c(words[i].said)))
			return xj_str_c(words[i].kept);
	return cell;
}

static void bind_text(sqlite3_stmt *q, int at, struct xj_str s)
{
	sqlite3_bind_text(q, at, s.p ? s.p : "", (int)s.n, SQLITE_TRANSIENT);
}

static enum xj_status bind_yes_no(struct filling *f, size_t i, int at,
                                  struct xj_str cell, struct xj_error *err)
{
	static const char *const words[][2] = {
		{ "1", "0" }, { "yes", "no" }, { "true", "false" }, { "是", "否" },
		{ "Y", "N" }, { "*", "" },
	};

	sqlite3_bind_null(f->insert, at);
	for (size_t w = 0; w < XJ_COUNT(words) && cell.n; w++) {
		if (xj_str_is(cell, words[w][0]))
			sqlite3_bind_int(f->insert, at, 1);
		else if (xj_str_is(cell, words[w][1]))
			sqlite3_bind_int(f->insert, at, 0);
		else
			continue;
		return XJ_OK;
	}
	return cell.n ? xj_csv_wrong(f->csv, i, err, _("\"%.*s\" is neither 1 nor 0"),
	                             (int)(cell.n < 60 ? cell.n : 60), cell.p) : XJ_OK;
}

static enum xj_status bind_number(struct filling *f, size_t i, int at,
                                  struct xj_str cell, struct xj_error *err)
{
	bool none, year = f->ref->type[i] == CELL_YEAR;
	int64_t v;
	enum xj_status st = xj_csv_amount(f->csv, i, cell, &v, &none, err);

	if (st)
		return st;
	if (year && (none || v < 1 || v > 9999))
		return xj_csv_wrong(f->csv, i, err, _("\"%.*s\" is no year"),
		                    (int)(cell.n < 60 ? cell.n : 60), cell.p);
	if (none && f->ref->column[i].optional)
		sqlite3_bind_null(f->insert, at);
	else
		sqlite3_bind_int64(f->insert, at, year && v < 1000 ? v + 1911 : v);
	return none && !f->ref->column[i].optional
		? xj_csv_wrong(f->csv, i, err, _("a whole number is missing")) : XJ_OK;
}

/* XJ_NOT_FOUND: the row is left out. */
static enum xj_status bind_election(struct filling *f, int at, struct xj_str cell,
                                    struct xj_error *err)
{
	struct xj_election_name name = { 0 };
	enum xj_status st = XJ_OK;

	xj_buf_reset(&f->spelled);
	if (xj_election_parse(cell, &name))
		st = xj_election_spell(&name, &f->spelled);
	else
		st = xj_buf_add(&f->spelled, cell.p, cell.n);
	if (st)
		return xj_fail(err, st, _("not enough memory"));
	sqlite3_reset(f->election);
	bind_text(f->election, 1, xj_buf_str(&f->spelled));
	if (sqlite3_step(f->election) != SQLITE_ROW)
		return XJ_NOT_FOUND;
	sqlite3_bind_int64(f->insert, at, sqlite3_column_int64(f->election, 0));
	return XJ_OK;
}

static enum xj_status bind_tax_id(struct filling *f, int at, struct xj_str cell)
{
	struct xj_id id = xj_id_parse(cell);

	if (id.kind == XJ_ID_TAX_SHORT)
		bind_text(f->insert, at, xj_str_c(id.offer));
	else if (id.kind == XJ_ID_TAX || id.kind == XJ_ID_TAX_RELAXED ||
	         id.kind == XJ_ID_TAX_WRONG)
		bind_text(f->insert, at, xj_str_c(id.text));
	else
		return XJ_NOT_FOUND;
	return XJ_OK;
}

static enum xj_status bind_day(struct filling *f, size_t i, int at,
                               struct xj_str cell, struct xj_error *err)
{
	int32_t day;
	enum xj_status st = xj_csv_day(f->csv, i, cell, &day, err);

	if (!st && day != XJ_NO_DAY)
		sqlite3_bind_int(f->insert, at, day);
	else
		sqlite3_bind_null(f->insert, at);
	return st;
}

static enum xj_status bind_cell(struct filling *f, size_t i, int at,
                                struct xj_str cell, struct xj_error *err)
{
	switch (f->ref->type[i]) {
	case CELL_TAX_ID:
		return bind_tax_id(f, at, cell);
	case CELL_DAY:
		return bind_day(f, i, at, cell, err);
	case CELL_AMOUNT:
	case CELL_YEAR:
		return bind_number(f, i, at, cell, err);
	case CELL_YES_NO:
		return bind_yes_no(f, i, at, cell, err);
	case CELL_ELECTION:
		return bind_election(f, at, cell, err);
	case CELL_STATUS:
		cell = word_of(statuses, XJ_COUNT(statuses), cell);
		break;
	case CELL_CLASS:
		cell = word_of(classes, XJ_COUNT(classes), cell);
		break;
	case CELL_NAME:
		xj_buf_reset(&f->fold);
		if (xj_fold(cell, &f->fold))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		bind_text(f->insert, at + 1, xj_buf_str(&f->fold));
		break;
	case CELL_TEXT:
		break;
	}
	bind_text(f->insert, at, cell);
	return XJ_OK;
}

/* ---- rows ------------------------------------------------------------ */

static enum xj_status add_row(struct filling *f, const struct xj_str *cell,
                              struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	int at = 1;

	for (size_t i = 0; i < f->ref->columns && !st; i++) {
		st = bind_cell(f, i, at, cell[i], err);
		at += f->ref->type[i] == CELL_NAME ? 2 : 1;
	}
	if (st == XJ_NOT_FOUND) {
		f->count->left_out++;
		return XJ_OK;
	}
	if (!st && sqlite3_step(f->insert) != SQLITE_DONE)
		st = xj_engine_failed(xj_store_db(f->store), err);
	sqlite3_reset(f->insert);
	f->count->rows += !st;
	return st;
}

static enum xj_status add_file(struct filling *f, const char *path,
                               const char *encoding, struct xj_error *err)
{
	struct xj_str cell[MOST];
	enum xj_status st = xj_csv_open(path, NULL, NULL, encoding, f->ref->column,
	                                f->ref->columns, &f->csv, err);

	if (st)
		return st;
	while ((st = xj_csv_row(f->csv, cell, err)) == XJ_OK) {
		st = add_row(f, cell, err);
		if (st)
			break;
	}
	xj_csv_close(f->csv);
	return st == XJ_END ? XJ_OK : st;
}

static const struct reference *find_reference(const char *kind, struct xj_error *err)
{
	struct xj_buf known;

	for (size_t i = 0; i < XJ_COUNT(references); i++)
		if (strcmp(references[i].kind, kind) == 0)
			return &references[i];
	xj_buf_init(&known, 400);
	for (size_t i = 0; i < XJ_COUNT(references); i++)
		(void)!xj_buf_addf(&known, "%s%s", i ? ", " : "", references[i].kind);
	xj_fail(err, XJ_USAGE, _("--reference: \"%.60s\" is none of %s"), kind,
	        known.p ? known.p : "");
	xj_buf_clear(&known);
	return NULL;
}

static enum xj_status fill(struct filling *f, const char *const *path, size_t paths,
                           const char *encoding, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(f->store);
	char sql[256];
	enum xj_status st;

	snprintf(sql, sizeof(sql), "DELETE FROM main.%s;"
	         "UPDATE main.meta SET value = CAST(value AS INTEGER) + 1"
	         " WHERE key = 'revision'", f->ref->kind);
	st = xj_engine_exec(db, sql, err);
	if (!st && (sqlite3_prepare_v2(db, f->ref->insert, -1, &f->insert, NULL) ||
	            sqlite3_prepare_v2(db, "SELECT id FROM election WHERE name = ?1", -1,
	                               &f->election, NULL)))
		st = xj_engine_failed(db, err);
	for (size_t i = 0; i < paths && !st; i++)
		st = add_file(f, path[i], encoding, err);
	sqlite3_finalize(f->insert);
	sqlite3_finalize(f->election);
	return st;
}

enum xj_status xj_reference_import(struct xj_store *s, const char *kind,
                                   const char *const *path, size_t paths,
                                   const char *encoding,
                                   struct xj_reference_counts *out,
                                   struct xj_error *err)
{
	struct filling f = { .store = s, .ref = find_reference(kind, err), .count = out };
	enum xj_status st;

	*out = (struct xj_reference_counts){ 0 };
	if (!f.ref)
		return XJ_USAGE;
	xj_buf_init(&f.fold, 1u << 20);
	xj_buf_init(&f.spelled, 1u << 16);
	st = xj_store_begin(s, err);
	if (!st)
		st = fill(&f, path, paths, encoding, err);
	if (!st)
		st = xj_store_commit(s, err);
	if (st)
		xj_store_rollback(s);
	else
		st = xj_store_checkpoint(s, err);
	xj_buf_clear(&f.fold);
	xj_buf_clear(&f.spelled);
	return st;
}
