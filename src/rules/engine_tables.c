/*
 * engine_tables.c - owns what the rules read: the tables of tables.sql, filled
 * from the store, and the law.  They are temporary and private to the
 * connection.  Entries are not copied into tables: see entries.h.
 */
#include <stdlib.h>

#include "builtin.h"
#include "entries.h"
#include "rules_private.h"

const char *const xj_tables_readable[] = {
	"gift", "gift_named", "income", "expense", "filing_info", "gifts_by_year",
	"summary_item", "law", "company", "award", "loss", "party_business",
	"religious_group", "candidate", NULL
};

enum xj_status xj_engine_failed(sqlite3 *db, struct xj_error *err)
{
	const char *what = sqlite3_errmsg(db);

	switch (sqlite3_errcode(db)) {
	case SQLITE_NOMEM:
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return xj_fail(err, XJ_BUSY, _("the store is busy: %s; try again"), what);
	case SQLITE_INTERRUPT:
		return xj_fail(err, XJ_LIMIT, _("running the rules takes too long"));
	case SQLITE_FULL:
		return xj_fail(err, XJ_IO, _("no space left on the disk for the tables "
		               "that rules read, or for the flags"));
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return xj_fail(err, XJ_IO, _("running the rules: %s"), what);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return xj_fail(err, XJ_CORRUPT, _("running the rules: %s"), what);
	default:
		return xj_fail(err, XJ_INTERNAL, _("running the rules: %s"), what);
	}
}

enum xj_status xj_engine_exec(sqlite3 *db, const char *sql, struct xj_error *err)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) ? xj_engine_failed(db, err)
	                                               : XJ_OK;
}

/* ---- functions the filling needs; no rule may call them -------------- */

static struct xj_str text_of(sqlite3_value *v)
{
	const char *p = (const char *)sqlite3_value_text(v);

	return xj_str_of(p ? p : "", (size_t)sqlite3_value_bytes(v));
}

static void sql_day(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	struct xj_date d = xj_date_parse(text_of(arg[0]));

	(void)n;
	if (d.day != XJ_NO_DAY)
		sqlite3_result_int(ctx, d.day);
}

/* What the gifts of a filing come to. */
static void sql_received(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	const struct xj_filed *f = xj_entries_filing(sqlite3_user_data(ctx),
	                                             sqlite3_value_int64(arg[0]));

	(void)n;
	sqlite3_result_int64(ctx, f ? f->received : 0);
}

/* A sum that stays at the largest number instead of failing: amounts are
 * whatever a file says. */
static void sql_sum_step(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	int64_t *sum = sqlite3_aggregate_context(ctx, sizeof(*sum));
	int64_t v = sqlite3_value_int64(arg[0]);

	(void)n;
	if (sum && __builtin_add_overflow(*sum, v, sum))
		*sum = v < 0 ? INT64_MIN : INT64_MAX;
}

static void sql_sum_end(sqlite3_context *ctx)
{
	int64_t *sum = sqlite3_aggregate_context(ctx, 0);

	sqlite3_result_int64(ctx, sum ? *sum : 0);
}

static enum xj_status add_functions(sqlite3 *db, struct xj_entries *e,
                                    struct xj_error *err)
{
	const int flags = SQLITE_UTF8;

	if (sqlite3_create_function(db, "xj_day", 1, flags, NULL, sql_day, NULL, NULL) ||
	    sqlite3_create_function(db, "xj_received", 1, flags, e, sql_received, NULL,
	                            NULL) ||
	    sqlite3_create_function(db, "xj_sum", 1, flags, NULL, NULL, sql_sum_step,
	                            sql_sum_end))
		return xj_engine_failed(db, err);
	return XJ_OK;
}

/* ---- filling --------------------------------------------------------- */

static const char *const fill_sql[] = {
	/* a table that gives an item twice: its last row holds */
	"INSERT INTO temp.summary_item"
	" SELECT y.filing, y.item, y.amount FROM main.summary y"
	" JOIN main.filing f ON f.id = y.filing"
	" WHERE f.summary_in_force AND y.amount IS NOT NULL AND NOT EXISTS"
	" (SELECT 1 FROM main.summary z WHERE z.filing = y.filing AND z.item = y.item"
	" AND z.amount IS NOT NULL AND (z.part, z.row) > (y.part, y.row))",
	"INSERT INTO temp.filing_info"
	" SELECT f.id, f.recipient, r.name, f.party, f.election, e.office, e.area,"
	" f.account, f.serial, f.version, CASE f.account WHEN 'party' THEN f.serial + 1911"
	" ELSE e.roc_year + 1911 END, e.polling_day, e.window_start, e.window_end,"
	" e.last_spending_day, e.report_due,"
	" (SELECT xj_day(y.text) FROM main.summary y WHERE y.filing = f.id"
	" AND y.item = 'filed_on' ORDER BY y.part DESC, y.row DESC LIMIT 1),"
	" (SELECT max(y.item IN ('cpa_firm', 'cpa_name')) FROM main.summary y"
	" JOIN main.part p ON p.id = y.part WHERE y.filing = f.id"
	" AND p.header LIKE '%會計師%'),"
	" xj_received(f.id)"
	" FROM main.filing f JOIN main.recipient r ON r.id = f.recipient"
	" LEFT JOIN main.election e ON e.id = f.election"
	" WHERE f.income_in_force OR f.expense_in_force OR f.summary_in_force",
};
static const char law_sql[] =
	"CREATE TEMP TABLE law (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	" kind TEXT NOT NULL, office TEXT NOT NULL, from_day INTEGER, to_day INTEGER,"
	" value INTEGER NOT NULL, unit TEXT NOT NULL, article TEXT NOT NULL,"
	" source TEXT NOT NULL, confidence TEXT NOT NULL, rule_base_id TEXT NOT NULL);"
	"CREATE INDEX temp.law_name ON law (name)";

static enum xj_status make_tables(sqlite3 *db, struct xj_entries *e, bool own,
                                  struct xj_error *err)
{
	enum xj_status st = xj_entries_module(db, e, own, err);

	if (!st)
		st = add_functions(db, e, err);
	if (!st)
		st = xj_engine_exec(db, xj_builtin_tables, err);
	return st ? st : xj_engine_exec(db, law_sql, err);
}

enum xj_status xj_tables_fill(sqlite3 *db, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(fill_sql) && !st; i++)
		st = xj_engine_exec(db, fill_sql[i], err);
	return st;
}

enum xj_status xj_tables_declare(sqlite3 *db, struct xj_entries *e,
                                 struct xj_error *err)
{
	return make_tables(db, e, false, err);
}

enum xj_status xj_tables_make_of(sqlite3 *db, struct xj_entries *e,
                                 struct xj_error *err)
{
	enum xj_status st = make_tables(db, e, false, err);

	return st ? st : xj_tables_fill(db, err);
}

/* ---- the same in another connection ----------------------------------- */

static enum xj_status copy_rows(sqlite3_stmt *from, sqlite3_stmt *to, sqlite3 *db,
                                struct xj_error *err)
{
	int rc;

	while ((rc = sqlite3_step(from)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(from); i++)
			sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
		if (sqlite3_step(to) != SQLITE_DONE)
			return xj_engine_failed(db, err);
		sqlite3_reset(to);
	}
	return rc == SQLITE_DONE ? XJ_OK : xj_engine_failed(sqlite3_db_handle(from), err);
}

static enum xj_status copy_table(sqlite3 *from, sqlite3 *to, const char *read,
                                 const char *write, struct xj_error *err)
{
	sqlite3_stmt *rows = NULL, *add = NULL;
	enum xj_status st;

	if (sqlite3_prepare_v2(from, read, -1, &rows, NULL))
		st = xj_engine_failed(from, err);
	else if (sqlite3_prepare_v2(to, write, -1, &add, NULL))
		st = xj_engine_failed(to, err);
	else
		st = copy_rows(rows, add, to, err);
	sqlite3_finalize(rows);
	sqlite3_finalize(add);
	return st;
}

enum xj_status xj_tables_copy(sqlite3 *from, sqlite3 *to, struct xj_entries *e,
                              struct xj_error *err)
{
	enum xj_status st = make_tables(to, e, false, err);

	if (!st)
		st = copy_table(from, to, "SELECT * FROM temp.filing_info",
		                "INSERT INTO temp.filing_info VALUES (?, ?, ?, ?, ?, ?, ?,"
		                " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
	return st ? st : copy_table(from, to, "SELECT * FROM temp.summary_item",
	                            "INSERT INTO temp.summary_item VALUES (?, ?, ?)",
	                            err);
}

enum xj_status xj_tables_make(sqlite3 *db, struct xj_error *err)
{
	struct xj_entries *e;
	enum xj_status st = xj_entries_load(db, &e, err);

	if (!st)
		st = make_tables(db, e, true, err);
	return st ? st : xj_tables_fill(db, err);
}

void xj_tables_drop(sqlite3 *db)
{
	static const char *const drop[] = {
		"DROP VIEW IF EXISTS temp.gift_named", "DROP TABLE IF EXISTS temp.gift", "DROP TABLE IF EXISTS temp.income",
		"DROP TABLE IF EXISTS temp.expense",
		"DROP TABLE IF EXISTS temp.filing_info",
		"DROP TABLE IF EXISTS temp.gifts_by_year",
		"DROP TABLE IF EXISTS temp.summary_item", "DROP TABLE IF EXISTS temp.law",
	};

	for (size_t i = 0; i < XJ_COUNT(drop); i++)
		sqlite3_exec(db, drop[i], NULL, NULL, NULL);
	sqlite3_create_function(db, "xj_received", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL);
	sqlite3_create_module_v2(db, "xj_entries", NULL, NULL, NULL); /* frees them */
}

/* ---- the law --------------------------------------------------------- */

static void bind_day(sqlite3_stmt *q, int at, int32_t day)
{
	if (day == XJ_NO_DAY)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_int(q, at, day);
}

enum xj_status xj_tables_law(sqlite3 *db, const struct xj_rules *r,
                             struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	enum xj_status st = xj_engine_exec(db, "DELETE FROM temp.law", err);

	if (!st && sqlite3_prepare_v2(db, "INSERT INTO temp.law VALUES (?, ?, ?, ?, ?, ?,"
	                              " ?, ?, ?, ?, ?, ?)", -1, &q, NULL))
		st = xj_engine_failed(db, err);
	for (size_t i = 0; i < r->law_rows && !st; i++) {
		const struct xj_law_row *l = &r->law[i];
		const char *const text[] = { l->unit, l->article, l->source, l->confidence,
		                             l->rule_base_id };

		sqlite3_bind_int64(q, 1, l->id);
		sqlite3_bind_text(q, 2, l->name, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 3, l->kind, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 4, l->office, -1, SQLITE_STATIC);
		bind_day(q, 5, l->from_day);
		bind_day(q, 6, l->to_day);
		sqlite3_bind_int64(q, 7, l->value);
		for (int k = 0; k < (int)XJ_COUNT(text); k++)
			sqlite3_bind_text(q, 8 + k, text[k], -1, SQLITE_STATIC);
		if (sqlite3_step(q) != SQLITE_DONE)
			st = xj_engine_failed(db, err);
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return st;
}
