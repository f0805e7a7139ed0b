/*
 * view_recipient.c - owns the profile of one recipient: filings with their versions
 * and what they cover, the settlement tables against the rows, how soon gifts were
 * deposited, and what came and went by year, election and counterparty.
 */
#include "profile.h"

/* ?1 is the folded name, ?2 whether it is the whole one. */
static const char filings_sql[] =
	XJ_ENTRIES_OF(XJ_OF_RECIPIENT)
	"SELECT f.recipient_name, e.name, serial_name(f.serial), f.version,"
	" CASE WHEN f.income_in_force AND f.expense_in_force THEN 'yes'"
	" WHEN f.income_in_force THEN 'income' WHEN f.expense_in_force THEN 'expense'"
	" WHEN f.summary_in_force THEN 'summary' ELSE 'no' END,"
	" s.rows, s.income, s.expense, s.first, s.last"
	" FROM f LEFT JOIN election e ON e.id = f.election"
	" LEFT JOIN (SELECT filing, count(*) AS rows,"
	"  sum(CASE direction WHEN 1 THEN amount ELSE 0 END) AS income,"
	"  sum(CASE direction WHEN 1 THEN 0 ELSE amount END) AS expense,"
	"  min(day) AS first, max(day) AS last FROM n GROUP BY filing) s ON s.filing = f.id"
	" ORDER BY f.fold, e.polling_day, e.name, f.serial, f.version LIMIT 1000";

static const struct xj_column filing_columns[] = {
	{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	{ "election", N_("Election"), XJ_T_TEXT, 0, true },
	{ "filing", N_("Filing"), XJ_T_TEXT, 0, false },
	{ "version", N_("Version"), XJ_T_INT, 0, false },
	{ "in_force", N_("In force"), XJ_T_WORD, 0, false },
	{ "rows", N_("Rows"), XJ_T_INT, 2, false },
	{ "income", N_("Income"), XJ_T_MONEY, 1, false },
	{ "expense", N_("Expense"), XJ_T_MONEY, 1, false },
	{ "from", N_("First day"), XJ_T_DATE, 3, false },
	{ "to", N_("Last day"), XJ_T_DATE, 3, false },
};
static const struct xj_section filings = { "filings", N_("Filings"), filing_columns,
                                           XJ_COUNT(filing_columns), false };

static const char flags_sql[] = XJ_FLAGS_OF(
	"SELECT g.id AS flag, g.rule, g.severity, n.id AS entry, n.amount"
	" FROM flag g LEFT JOIN flag_entry e ON e.flag = g.id"
	" LEFT JOIN entry n ON n.id = e.entry"
	" WHERE coalesce(g.filing, n.filing) IN (SELECT f.id FROM filing f"
	"  JOIN recipient r ON r.id = f.recipient WHERE " XJ_OF_RECIPIENT ")");

/* The law's days within which a gift must be deposited are those of the newest row. */
static const char deposits_sql[] =
	XJ_ENTRIES_OF(XJ_OF_RECIPIENT)
	", due AS (SELECT coalesce(max(value), 15) AS days FROM law"
	"  WHERE name = 'deposit.days.max' AND to_day IS NULL),"
	" g AS (SELECT n.amount, CASE WHEN n.day IS NULL OR n.deposit_day IS NULL THEN 5"
	"  WHEN n.deposit_day < n.day THEN 4 WHEN n.deposit_day = n.day THEN 0"
	"  WHEN n.deposit_day - n.day <= 7 THEN 1"
	"  WHEN n.deposit_day - n.day <= due.days THEN 2 ELSE 3 END AS wait"
	"  FROM n, due WHERE n.direction = 1 AND n.kind <> 0)"
	" SELECT CASE wait WHEN 0 THEN 'on the same day' WHEN 1 THEN 'within a week'"
	"  WHEN 2 THEN 'within the lawful days' WHEN 3 THEN 'later'"
	"  WHEN 4 THEN 'before the gift' ELSE 'not known' END, count(*), sum(amount)"
	" FROM g GROUP BY wait ORDER BY wait";

static const struct xj_column deposit_columns[] = {
	{ "wait", N_("Deposited"), XJ_T_WORD, 0, false },
	{ "count", N_("Rows"), XJ_T_INT, 0, false },
	{ "amount", N_("Amount"), XJ_T_MONEY, 0, false },
};
static const struct xj_section deposits = { "deposits", N_("How soon gifts were deposited"),
                                            deposit_columns, XJ_COUNT(deposit_columns),
                                            false };

static const struct xj_profile_part parts[] = {
	{ XJ_BY_RECIPIENT, "by_recipient", N_("By recipient") },
	{ XJ_BY_ELECTION, "by_election", N_("By election") },
	{ XJ_BY_YEAR, "by_year", N_("By year") },
	{ XJ_BY_KIND, "by_kind", N_("By kind of counterparty") },
	{ XJ_BY_SUBJECT, "by_subject", N_("By account subject") },
	{ XJ_BY_DONOR, "by_counterparty", N_("Largest counterparties") },
};

static enum xj_status write_profile(struct xj_data *d, const struct xj_answer *a,
                                    struct xj_sql_about about, struct xj_output *o,
                                    struct xj_error *err)
{
	bool one = about.number; /* a whole name: BY RECIPIENT would say it again */
	enum xj_status st = xj_write_totals(a, o, err);

	if (!st)
		st = xj_sql_section(d, &filings, filings_sql, about, o, err);
	if (!st && one)
		st = xj_reconcile_section(d, about.text, o, err);
	if (!st)
		st = xj_profile_flags(d, flags_sql, about, o, err);
	if (!st)
		st = xj_profile_parts(d, a, parts + one, XJ_COUNT(parts) - one, o, err);
	if (!st)
		st = xj_sql_section(d, &deposits, deposits_sql, about, o, err);
	return st ? st : xj_write_entries(d, a->hit, a->hits, N_("Newest entries"), o,
	                                  err);
}

static enum xj_status recipient_profile(struct xj_data *d, const struct xj_query *query,
                                        struct xj_output *o, struct xj_error *err)
{
	const struct xj_term *t = &query->term[0];
	struct xj_resolved r;
	struct xj_answer a;
	uint32_t facets = 0;
	enum xj_status st = xj_resolve(d, query, &r, err);

	if (st)
		return st;
	for (size_t i = 0; i < XJ_COUNT(parts); i++)
		facets |= 1u << parts[i].facet;
	xj_profile_ask(&r.question, xj_facets_needed(facets));
	st = xj_index_ask(d->index, &r.question, &a, err);
	xj_resolved_clear(&r);
	if (st)
		return st;
	st = write_profile(d, &a, (struct xj_sql_about){ xj_buf_str(&t->folded), t->whole },
	                   o, err);
	xj_answer_clear(&a);
	return st;
}

/* 1: WHO is a recipient's whole name; 0: part of one; -1: neither. */
static int recipient_match(struct xj_data *d, struct xj_str folded)
{
	sqlite3_stmt *q;
	int best = -1;

	if (xj_sql(d, "SELECT max(fold = ?1) FROM recipient WHERE instr(fold, ?1)", &q,
	           NULL))
		return -1;
	sqlite3_bind_text(q, 1, folded.p, (int)folded.n, SQLITE_STATIC);
	if (sqlite3_step(q) == SQLITE_ROW && sqlite3_column_type(q, 0) != SQLITE_NULL)
		best = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	return best;
}

enum xj_status xj_view_recipient(struct xj_data *d, const char *who,
                                 struct xj_output *o, struct xj_error *err)
{
	struct xj_query *q;
	enum xj_status st = xj_query_new(&q, err);
	int match;

	if (st)
		return st;
	st = xj_query_add_term(q, XJ_TERM_RECIPIENT, xj_str_c(who), true, err);
	if (!st) {
		match = recipient_match(d, xj_buf_str(&q->term[0].folded));
		q->term[0].whole = match == 1;
		if (match < 0)
			st = xj_fail(err, XJ_NOT_FOUND, _("no recipient is called \"%.100s\""),
			             who);
	}
	if (!st)
		st = recipient_profile(d, q, o, err);
	xj_query_free(q);
	return st;
}
