/*
 * view_sources.c - owns what is shown of the files as received: the proof of each
 * import, and what was wrong with cells and rows.
 */
#include "query_private.h"

#define SUMS \
	" sum(p.rows_read), sum(p.rows_stored), sum(p.rows_aside), sum(p.issues)," \
	" sum(p.income), sum(p.expense)"

static const struct xj_column list_columns[] = {
	{ "file", N_("Source file"), XJ_T_TEXT, 0, true },
	{ "tables", N_("Tables"), XJ_T_INT, 2, false },
	{ "rows_read", N_("Rows read"), XJ_T_INT, 1, false },
	{ "rows_stored", N_("Stored"), XJ_T_INT, 0, false },
	{ "rows_aside", N_("Set aside"), XJ_T_INT, 0, false },
	{ "issues", N_("Issues"), XJ_T_INT, 0, false },
	{ "income", N_("Income"), XJ_T_MONEY, 1, false },
	{ "expense", N_("Expense"), XJ_T_MONEY, 1, false },
	{ "bytes", N_("Bytes"), XJ_T_INT, 3, false },
	{ "sha256", N_("SHA-256"), XJ_T_TEXT, 3, false },
};
static const struct xj_section list = { "sources", NULL, list_columns,
                                        XJ_COUNT(list_columns), true };

enum xj_status xj_view_sources(struct xj_data *d, struct xj_output *o,
                               struct xj_error *err)
{
	static const struct xj_column facts[] = {
		{ "count", N_("source files"), XJ_T_INT, 0, false },
		{ "rows_read", N_("rows read"), XJ_T_INT, 0, false },
		{ "rows_stored", N_("rows stored"), XJ_T_INT, 0, false },
		{ "rows_aside", N_("rows set aside"), XJ_T_INT, 0, false },
		{ "issues", N_("issues"), XJ_T_INT, 0, false },
	};
	struct xj_sql_about all = { 0 };
	enum xj_status st = xj_sql_facts(d, facts, XJ_COUNT(facts),
		"SELECT count(DISTINCT p.source), sum(p.rows_read), sum(p.rows_stored),"
		" sum(p.rows_aside), sum(p.issues) FROM part p", all, o, err);

	return st ? st : xj_sql_section(d, &list,
		"SELECT s.name, count(*)," SUMS ", s.bytes, s.sha256"
		" FROM source s JOIN part p ON p.source = s.id GROUP BY s.id ORDER BY s.id",
		all, o, err);
}

/* ---- one --------------------------------------------------------------------------------- */

static const char facts_sql[] =
	"SELECT s.name, s.sha256, s.bytes," SUMS
	" FROM source s JOIN part p ON p.source = s.id WHERE s.sha256 = ?1 GROUP BY s.id";
static const struct xj_column facts[] = {
	{ "file", N_("source file"), XJ_T_TEXT, 0, true },
	{ "sha256", N_("SHA-256 of the source"), XJ_T_TEXT, 0, false },
	{ "bytes", N_("bytes"), XJ_T_INT, 0, false },
	{ "rows_read", N_("rows read"), XJ_T_INT, 0, false },
	{ "rows_stored", N_("rows stored"), XJ_T_INT, 0, false },
	{ "rows_aside", N_("rows set aside"), XJ_T_INT, 0, false },
	{ "issues", N_("issues"), XJ_T_INT, 0, false },
	{ "sum_income", N_("income"), XJ_T_MONEY, 0, false },
	{ "sum_expense", N_("expense"), XJ_T_MONEY, 0, false },
};

static const char parts_sql[] =
	"SELECT nullif(p.member, ''), nullif(p.sheet, ''), p.layout, p.encoding,"
	" p.rows_read, p.rows_stored, p.rows_aside, p.issues, p.income, p.expense"
	" FROM source s JOIN part p ON p.source = s.id WHERE s.sha256 = ?1 ORDER BY p.id";
static const struct xj_column part_columns[] = {
	{ "member", N_("File inside it"), XJ_T_TEXT, 0, true },
	{ "sheet", N_("Sheet"), XJ_T_TEXT, 2, true },
	{ "layout", N_("Layout"), XJ_T_TEXT, 3, false },
	{ "encoding", N_("Encoding"), XJ_T_TEXT, 4, false },
	{ "rows_read", N_("Rows read"), XJ_T_INT, 0, false },
	{ "rows_stored", N_("Stored"), XJ_T_INT, 0, false },
	{ "rows_aside", N_("Set aside"), XJ_T_INT, 0, false },
	{ "issues", N_("Issues"), XJ_T_INT, 0, false },
	{ "income", N_("Income"), XJ_T_MONEY, 1, false },
	{ "expense", N_("Expense"), XJ_T_MONEY, 1, false },
};
static const struct xj_section parts = { "parts", N_("Tables in it"), part_columns,
                                         XJ_COUNT(part_columns), false };

static const char issues_sql[] =
	"SELECT nullif(p.member, ''), nullif(p.sheet, ''), i.row, i.line,"
	" CASE i.aside WHEN 1 THEN 'yes' ELSE 'no' END, nullif(i.\"column\", ''), i.text,"
	" i.message FROM source s JOIN part p ON p.source = s.id"
	" JOIN issue i ON i.part = p.id WHERE s.sha256 = ?1 ORDER BY i.id LIMIT 5000";
static const struct xj_column issue_columns[] = {
	{ "member", N_("File inside it"), XJ_T_TEXT, 2, true },
	{ "sheet", N_("Sheet"), XJ_T_TEXT, 2, true },
	{ "row", N_("Row"), XJ_T_INT, 0, false },
	{ "line", N_("Line"), XJ_T_INT, 3, false },
	{ "aside", N_("Set aside"), XJ_T_WORD, 1, false },
	{ "column", N_("Column"), XJ_T_TEXT, 0, false },
	{ "cell", N_("As filed"), XJ_T_TEXT, 0, true },
	{ "message", N_("What is wrong"), XJ_T_WORD, 0, true },
};
static const struct xj_section problems = { "problems", N_("What was wrong in it"),
                                          issue_columns, XJ_COUNT(issue_columns), true };

enum xj_status xj_view_source(struct xj_data *d, const char *sha256, struct xj_output *o,
                              struct xj_error *err)
{
	struct xj_sql_about about = { xj_str_c(sha256), 0 };
	enum xj_status st = xj_sql_facts(d, facts, XJ_COUNT(facts), facts_sql, about, o, err);

	if (st == XJ_NOT_FOUND)
		return xj_fail(err, st, _("no source has the SHA-256 \"%.64s\""), sha256);
	if (!st)
		st = xj_sql_section(d, &parts, parts_sql, about, o, err);
	return st ? st : xj_sql_section(d, &problems, issues_sql, about, o, err);
}
