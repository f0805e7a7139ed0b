/*
 * view_reconcile.c - owns the comparison of settlement tables with rows and
 * with themselves: what is compared stands in reconcile.sql, what the rows come to is
 * added up by sums.c, what a difference may come from is said here.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sums.h"

extern const char xj_reconcile_sql[]; /* reconcile.sql, made at build time */

enum { Q_CHECK, Q_RECIPIENT, Q_ELECTION, Q_SERIAL, Q_ITEM, Q_SUBJECT, Q_ROWS, Q_TABLE,
       Q_ALLOWED };

static const struct xj_column columns[] = {
	{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	{ "election", N_("Election"), XJ_T_TEXT, 2, true },
	{ "filing", N_("Filing"), XJ_T_TEXT, 3, false },
	{ "check", N_("Check"), XJ_T_TEXT, 0, false },
	{ "item", N_("Item"), XJ_T_TEXT, 0, true },
	{ "rows", N_("Computed"), XJ_T_MONEY, 0, false },
	{ "table", N_("Settlement table"), XJ_T_MONEY, 0, false },
	{ "difference", N_("Difference"), XJ_T_MONEY, 0, false },
	{ "result", N_("Result"), XJ_T_WORD, 1, false },
	{ "note", N_("Note"), XJ_T_TEXT, 1, true },
};

/* What each check compares, and items of the table that are no subjects, for people. */
static const struct told {
	const char *name, *title;
} checks[] = {
	{ "subject", N_("rows of a subject") },
	{ "total", N_("all rows") },
	{ "money", N_("rows in money or in kind") },
	{ "parts", N_("parts of the table itself") },
	{ "balance", N_("income less expense") },
	{ "over-30000", N_("counterparties above 30,000") },
	{ "returned", N_("income marked returned or paid in") },
	{ "opening", N_("balance of the report before") },
}, items[] = {
	{ "income_total", N_("total of income") },
	{ "income_over_30000", N_("income from those above 30,000") },
	{ "income_money", N_("income in money") },
	{ "income_in_kind", N_("income in kind") },
	{ "expense_total", N_("total of expenses") },
	{ "expense_over_30000", N_("expenses to those above 30,000") },
	{ "expense_money", N_("expenses in money") },
	{ "expense_in_kind", N_("expenses in kind") },
	{ "balance", N_("balance") }, { "previous_balance", N_("balance before") },
};

static struct xj_str title_of(const struct told *told, size_t n, struct xj_str name)
{
	for (size_t i = 0; i < n; i++)
		if (xj_str_is(name, told[i].name))
			return xj_str_c(_(told[i].title));
	return name;
}

/* Where a difference may come from; no more than a place to look first. */
static const char *note_of(const char *check, int64_t rows, int64_t table,
                           int64_t allowed)
{
	if (rows == table)
		return "";
	if (rows - table <= allowed && table - rows <= allowed)
		return N_("within what public masks blur");
	if (strcmp(check, "subject") == 0 && rows == 0)
		return N_("no row of this subject: are pages missing?");
	if (strcmp(check, "subject") == 0 && table > 0 && rows > table &&
	    rows % table == 0)
		return N_("the rows are a multiple of the table: are pages in twice?");
	if (strcmp(check, "returned") == 0)
		return N_("paid at another time, or only a part of the gift");
	if (strcmp(check, "parts") == 0 || strcmp(check, "balance") == 0)
		return N_("the settlement table contradicts itself");
	return N_("a row is missing, doubled or mistyped");
}

/* The first SKIP columns are left out. */
static enum xj_status write_one(struct xj_output *o, sqlite3_stmt *q, size_t skip,
                                bool agrees, const char *note)
{
	int64_t rows = sqlite3_column_int64(q, Q_ROWS);
	int64_t table = sqlite3_column_int64(q, Q_TABLE);
	struct xj_str check = xj_sql_text(q, Q_CHECK), item = xj_sql_text(q, Q_SUBJECT);
	char serial[40];
	bool people = xj_output_for_people(o);

	if (item.n == 0)
		item = xj_sql_text(q, Q_ITEM);
	if (people) {
		check = title_of(checks, XJ_COUNT(checks), check);
		item = title_of(items, XJ_COUNT(items), item);
	}
	struct xj_value v[] = {
		{ .s = xj_sql_text(q, Q_RECIPIENT) },
		{ .null = sqlite3_column_type(q, Q_ELECTION) == SQLITE_NULL,
		  .s = xj_sql_text(q, Q_ELECTION) },
		{ .s = { serial, xj_serial_spell(sqlite3_column_int(q, Q_SERIAL), serial) } },
		{ .s = check }, { .s = item }, { .i = rows }, { .i = table },
		{ .i = rows - table },
		{ .s = xj_str_c(agrees ? "agrees" : "differs") },
		{ .null = !note[0], .s = xj_str_c(people && note[0] ? _(note) : note) },
	};

	return xj_out_row(o, v + skip);
}

static enum xj_status count_all(sqlite3_stmt *q, int64_t count[2])
{
	int rc;

	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t off = sqlite3_column_int64(q, Q_ROWS) -
		              sqlite3_column_int64(q, Q_TABLE);
		int64_t allowed = sqlite3_column_int64(q, Q_ALLOWED);

		count[off > allowed || -off > allowed]++;
	}
	sqlite3_reset(q);
	return rc == SQLITE_DONE ? XJ_OK : XJ_IO;
}

static enum xj_status write_all(sqlite3_stmt *q, const struct xj_section *section,
                                bool also_agreeing, struct xj_output *o,
                                struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_begin(o, section), err);

	while (!st && sqlite3_step(q) == SQLITE_ROW) {
		int64_t rows = sqlite3_column_int64(q, Q_ROWS);
		int64_t table = sqlite3_column_int64(q, Q_TABLE);
		int64_t allowed = sqlite3_column_int64(q, Q_ALLOWED);
		bool agrees = rows - table <= allowed && table - rows <= allowed;

		if (agrees && !also_agreeing)
			continue;
		st = xj_written(write_one(o, q, XJ_COUNT(columns) - section->columns, agrees,
			note_of(xj_sql_text(q, Q_CHECK).p, rows, table, allowed)), err);
	}
	return st ? st : xj_written(xj_out_end(o), err);
}

static enum xj_status write_whole(struct xj_data *d, sqlite3_stmt *q, bool also_agreeing,
                                  struct xj_output *o, uint64_t *differ,
                                  struct xj_error *err)
{
	const struct xj_section section = { "rows", NULL, columns, XJ_COUNT(columns), true };
	int64_t count[2] = { 0, 0 };
	enum xj_status st = count_all(q, count) ? xj_sql_failed(d, err) : XJ_OK;

	if (!st)
		st = xj_written(xj_out_int(o, "compared", N_("comparisons"), XJ_T_INT,
		                           count[0] + count[1]), err);
	if (!st)
		st = xj_written(xj_out_int(o, "agree", N_("agree"), XJ_T_INT, count[0]), err);
	if (!st)
		st = xj_written(xj_out_int(o, "differ", N_("differ"), XJ_T_INT, count[1]), err);
	if (!st)
		st = write_all(q, &section, also_agreeing, o, err);
	*differ = (uint64_t)count[1];
	return st;
}

/* The comparisons of the recipient with the folded name FOLD, or of all. */
static enum xj_status compare(struct xj_data *d, struct xj_str fold, struct xj_sums *sums,
                              sqlite3_stmt **q, struct xj_error *err)
{
	enum xj_status st = xj_sums_take(d, fold, sums, err);

	*q = NULL;
	if (!st)
		st = xj_sums_show(d, sums, err);
	if (!st)
		st = xj_sql(d, xj_reconcile_sql, q, err);
	if (!st && fold.p)
		sqlite3_bind_text(*q, 1, fold.p, (int)fold.n, SQLITE_STATIC);
	return st;
}

static void end_compare(struct xj_data *d, struct xj_sums *sums, sqlite3_stmt *q)
{
	sqlite3_finalize(q);
	xj_sums_hide(d);
	xj_sums_clear(sums);
}

enum xj_status xj_view_reconcile(struct xj_data *d, bool also_agreeing,
                                 struct xj_output *o, uint64_t *differ,
                                 struct xj_error *err)
{
	struct xj_sums sums;
	sqlite3_stmt *q;
	enum xj_status st = compare(d, (struct xj_str){ NULL, 0 }, &sums, &q, err);

	*differ = 0;
	if (!st)
		st = write_whole(d, q, also_agreeing, o, differ, err);
	end_compare(d, &sums, q);
	return st;
}

enum xj_status xj_reconcile_section(struct xj_data *d, struct xj_str fold,
                                    struct xj_output *o, struct xj_error *err)
{
	/* without the column of the recipient, who is one */
	const struct xj_section section = { "settlement",
		N_("Our sums against the settlement tables"), columns + 1,
		XJ_COUNT(columns) - 1, false };
	struct xj_sums sums;
	sqlite3_stmt *q;
	enum xj_status st = compare(d, xj_str_of(fold.n ? fold.p : "", fold.n), &sums, &q,
	                            err);

	if (!st)
		st = write_all(q, &section, true, o, err);
	end_compare(d, &sums, q);
	return st;
}
