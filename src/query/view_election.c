/*
 * view_election.c - owns what is shown of elections: the list of them, and of one who
 * received what from which kind of donor, and when gifts to it were lawful.
 */
#include "profile.h"

/* ---- one ------------------------------------------------------------------------------ */

#define OF_ELECTION "f.election = ?2"

static const char facts_sql[] =
	XJ_ENTRIES_OF(OF_ELECTION)
	"SELECT e.name, nullif(e.area, ''), (SELECT count(DISTINCT recipient) FROM f), count(n.id),"
	" coalesce(sum(CASE n.direction WHEN 1 THEN n.amount END), 0),"
	" coalesce(sum(CASE n.direction WHEN 2 THEN n.amount END), 0)"
	" FROM election e LEFT JOIN n WHERE e.id = ?2 GROUP BY e.id";

static const struct xj_column facts[] = {
	{ "election", N_("election"), XJ_T_TEXT, 0, true },
	{ "area", N_("area"), XJ_T_TEXT, 0, true },
	{ "recipients", N_("recipients"), XJ_T_INT, 0, false },
	{ "count", N_("rows"), XJ_T_INT, 0, false },
	{ "sum_income", N_("income"), XJ_T_MONEY, 0, false },
	{ "sum_expense", N_("expense"), XJ_T_MONEY, 0, false },
};

static const char calendar_sql[] =
	"WITH e AS (SELECT * FROM election WHERE id = ?2)"
	" SELECT * FROM (SELECT 'first day of lawful gifts' AS what, window_start AS day FROM e"
	" UNION ALL SELECT 'last day of lawful gifts', window_end FROM e"
	" UNION ALL SELECT 'polling day', polling_day FROM e"
	" UNION ALL SELECT 'last day of spending', last_spending_day FROM e"
	" UNION ALL SELECT 'reports due', report_due FROM e"
	" UNION ALL SELECT 'public by', publish_by FROM e) WHERE day IS NOT NULL"
	" ORDER BY day";

static const struct xj_column calendar_columns[] = {
	{ "what", N_("What"), XJ_T_WORD, 0, false },
	{ "day", N_("Day"), XJ_T_DATE, 0, false },
};
static const struct xj_section calendar = { "calendar", N_("Days by law"),
                                            calendar_columns, 2, false };

static const char recipients_sql[] =
	XJ_ENTRIES_OF(OF_ELECTION)
	", m AS (SELECT n.filing, count(*) AS rows,"
	"  sum(CASE direction WHEN 1 THEN amount ELSE 0 END) AS income,"
	"  sum(CASE WHEN direction = 1 AND kind = 1 THEN amount ELSE 0 END) AS individual,"
	"  sum(CASE WHEN direction = 1 AND kind = 2 THEN amount ELSE 0 END) AS business,"
	"  sum(CASE WHEN direction = 1 AND kind = 3 THEN amount ELSE 0 END) AS party,"
	"  sum(CASE WHEN direction = 1 AND kind = 4 THEN amount ELSE 0 END) AS \"group\","
	"  sum(CASE WHEN direction = 1 AND kind = 5 THEN amount ELSE 0 END) AS anonymous,"
	"  sum(CASE WHEN direction = 1 AND kind = 0 THEN amount ELSE 0 END) AS other,"
	"  sum(CASE direction WHEN 2 THEN amount ELSE 0 END) AS expense"
	"  FROM n GROUP BY n.filing)"
	" SELECT f.recipient_name, max(f.party), coalesce(sum(m.rows), 0),"
	" coalesce(sum(m.income), 0), coalesce(sum(m.individual), 0),"
	" coalesce(sum(m.business), 0), coalesce(sum(m.party), 0),"
	" coalesce(sum(m.\"group\"), 0), coalesce(sum(m.anonymous), 0),"
	" coalesce(sum(m.other), 0), coalesce(sum(m.expense), 0)"
	" FROM f LEFT JOIN m ON m.filing = f.id"
	" GROUP BY f.recipient ORDER BY 4 DESC, f.recipient_name LIMIT 2000";

static const struct xj_column recipient_columns[] = {
	{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	{ "party", N_("Party"), XJ_T_TEXT, 2, true },
	{ "count", N_("Rows"), XJ_T_INT, 3, false },
	{ "income", N_("Income"), XJ_T_MONEY, 0, false },
	{ "individual", N_("individual"), XJ_T_MONEY, 1, false },
	{ "business", N_("business"), XJ_T_MONEY, 1, false },
	{ "from_party", N_("party"), XJ_T_MONEY, 1, false },
	{ "group", N_("group"), XJ_T_MONEY, 2, false },
	{ "anonymous", N_("anonymous"), XJ_T_MONEY, 2, false },
	{ "other", N_("other"), XJ_T_MONEY, 2, false },
	{ "expense", N_("Expense"), XJ_T_MONEY, 0, false },
};
static const struct xj_section recipients = { "received", N_("Who received what"),
                                              recipient_columns,
                                              XJ_COUNT(recipient_columns), true };

static const char flags_sql[] = XJ_FLAGS_OF(
	"SELECT g.id AS flag, g.rule, g.severity, n.id AS entry, n.amount"
	" FROM flag g LEFT JOIN flag_entry e ON e.flag = g.id"
	" LEFT JOIN entry n ON n.id = e.entry WHERE coalesce(g.filing, n.filing) IN"
	"  (SELECT f.id FROM filing f WHERE f.election = ?2)");

/* The id of the election called WHO; a part of one name will do where only one has it. */
static enum xj_status find_election(struct xj_data *d, const char *who, int64_t *id,
                                    struct xj_error *err)
{
	sqlite3_stmt *q;
	struct xj_buf fold;
	enum xj_status st = xj_sql(d, "SELECT id, fold(name) = ?1 FROM election"
		" WHERE instr(fold(name), ?1) ORDER BY 2 DESC, length(name) LIMIT 2", &q, err);
	int found = 0;

	if (st)
		return st;
	xj_buf_init(&fold, 4096);
	if (!xj_fold(xj_str_c(who), &fold) && fold.n) {
		sqlite3_bind_text(q, 1, fold.p, (int)fold.n, SQLITE_STATIC);
		while (sqlite3_step(q) == SQLITE_ROW) {
			if (!found)
				*id = sqlite3_column_int64(q, 0);
			found = sqlite3_column_int(q, 1) ? 1 : found + 1;
			if (sqlite3_column_int(q, 1))
				break;
		}
	}
	sqlite3_finalize(q);
	xj_buf_clear(&fold);
	return found == 1 ? XJ_OK
		: xj_fail(err, XJ_NOT_FOUND, found ? _("several elections are called like "
		          "\"%.100s\"") : _("no election is called \"%.100s\""), who);
}

enum xj_status xj_view_election(struct xj_data *d, const char *who, struct xj_output *o,
                                struct xj_error *err)
{
	struct xj_sql_about about = { 0 };
	enum xj_status st = find_election(d, who, &about.number, err);

	if (!st)
		st = xj_sql_facts(d, facts, XJ_COUNT(facts), facts_sql, about, o, err);
	if (!st)
		st = xj_sql_section(d, &recipients, recipients_sql, about, o, err);
	if (!st)
		st = xj_profile_flags(d, flags_sql, about, o, err);
	return st ? st : xj_sql_section(d, &calendar, calendar_sql, about, o, err);
}

/* ---- all -------------------------------------------------------------------------------- */

/* ?1 is what the index counted, by filing: [[election, rows, income, expense], ...] */
static const char list_sql[] =
	"SELECT e.name, e.area, e.polling_day,"
	" (SELECT count(DISTINCT f.recipient) FROM filing f WHERE f.election = e.id),"
	" coalesce(s.rows, 0), coalesce(s.income, 0), coalesce(s.expense, 0)"
	" FROM election e LEFT JOIN (SELECT value ->> 0 AS election,"
	"  sum(value ->> 1) AS rows, sum(value ->> 2) AS income, sum(value ->> 3) AS expense"
	"  FROM json_each(?1) GROUP BY 1) s ON s.election = e.id"
	" ORDER BY e.polling_day DESC, e.name";

static const struct xj_column list_columns[] = {
	{ "election", N_("Election"), XJ_T_TEXT, 0, true },
	{ "area", N_("Area"), XJ_T_TEXT, 2, true },
	{ "polling_day", N_("Polling day"), XJ_T_DATE, 1, false },
	{ "recipients", N_("Recipients"), XJ_T_INT, 1, false },
	{ "count", N_("Rows"), XJ_T_INT, 0, false },
	{ "income", N_("Income"), XJ_T_MONEY, 0, false },
	{ "expense", N_("Expense"), XJ_T_MONEY, 0, false },
};
static const struct xj_section list = { "election", N_("Elections"), list_columns,
                                        XJ_COUNT(list_columns), true };

enum xj_status xj_ask_filings(struct xj_data *d, struct xj_answer *a,
                              struct xj_error *err)
{
	struct xj_question q;

	xj_question_init(&q);
	q.facets = 1u << XJ_FACET_FILING;
	q.msec = XJ_QUERY_MSEC;
	return xj_index_ask(d->index, &q, a, err);
}

enum xj_status xj_write_elections(struct xj_data *d, const struct xj_answer *a,
                                  struct xj_output *o, struct xj_error *err)
{
	const struct xj_filing_row *f;
	struct xj_buf counted;
	size_t n;
	enum xj_status st;

	f = xj_index_filings(d->index, &n);
	xj_buf_init(&counted, (size_t)1 << 26);
	st = xj_buf_add(&counted, "[", 1);
	for (size_t i = 0; i < a->facet_n[XJ_FACET_FILING] && !st; i++) {
		const struct xj_facet_value *v = &a->facet[XJ_FACET_FILING][i];

		if (v->value >= 0 && (size_t)v->value < n)
			st = xj_buf_addf(&counted, "%s[%u,%llu,%lld,%lld]",
			                 counted.n > 1 ? "," : "", f[v->value].election,
			                 (unsigned long long)v->count, (long long)v->income,
			                 (long long)v->expense);
	}
	if (!st)
		st = xj_buf_add(&counted, "]", 1);
	if (st)
		st = xj_fail(err, st, _("not enough memory"));
	else
		st = xj_sql_section(d, &list, list_sql,
		                    (struct xj_sql_about){ xj_buf_str(&counted), 0 }, o, err);
	xj_buf_clear(&counted);
	return st;
}

enum xj_status xj_view_elections(struct xj_data *d, struct xj_output *o,
                                 struct xj_error *err)
{
	struct xj_answer a;
	enum xj_status st = xj_ask_filings(d, &a, err);

	if (st)
		return st;
	st = xj_write_elections(d, &a, o, err);
	xj_answer_clear(&a);
	return st;
}
