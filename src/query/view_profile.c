/*
 * view_profile.c - owns the profile of one donor and of one recipient: what
 * they gave or got by year, election and counterparty, and every name they
 * were written with.
 */
#include <stdlib.h>

#include "query_private.h"

#define MOST 20u

/* ---- what both share ------------------------------------------------- */

struct part_of_profile {
	enum xj_view_facet facet;
	const char *name, *title;
};

static enum xj_status write_parts(struct xj_data *d, const struct xj_answer *a,
                                  const struct part_of_profile *part, size_t n,
                                  struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < n && !st; i++)
		st = xj_facet_section(d, a, part[i].facet, part[i].name, part[i].title,
		                      MOST, false, o, err);
	return st;
}

/* The rows of a profile: newest first. */
static enum xj_status write_entries(struct xj_data *d, const struct xj_answer *a,
                                    struct xj_output *o, struct xj_error *err)
{
	const struct xj_section section = { "rows", N_("Newest entries"), xj_row_columns,
	                                    xj_row_column_count, true };
	struct xj_row_reader *r;
	enum xj_status st = xj_row_reader_new(d, &r, err);

	if (st)
		return st;
	st = xj_written(xj_out_begin(o, &section), err);
	for (size_t i = 0; i < a->hits && !st; i++)
		st = xj_row_write(r, a->hit[i].id, o, err);
	if (!st)
		st = xj_written(xj_out_end(o), err);
	xj_row_reader_free(r);
	return st;
}

/* ---- flags ----------------------------------------------------------- */

/* X is flag, rule, severity, entry, amount; an entry counts once a rule. */
#define FLAGS_OF(x) \
	"WITH x AS MATERIALIZED (" x ") SELECT x.rule, x.severity," \
	" count(DISTINCT x.flag), (SELECT coalesce(sum(amount), 0) FROM (SELECT DISTINCT" \
	"  y.entry, y.amount FROM x y WHERE y.rule = x.rule AND y.severity = x.severity))" \
	" FROM x GROUP BY x.rule, x.severity" \
	" ORDER BY instr('CAFSI', x.severity), x.rule"

static enum xj_status write_flags(struct xj_data *d, const char *sql,
                                  struct xj_str text, int64_t number,
                                  struct xj_output *o, struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "rule", N_("Rule"), XJ_T_TEXT, 0, false },
		{ "severity", N_("Severity"), XJ_T_TEXT, 0, false },
		{ "count", N_("Flags"), XJ_T_INT, 0, false },
		{ "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	};
	const struct xj_section section = { "flags", N_("Worth checking: rules that hold"),
	                                    columns, 4, false };
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, sql, &q, err);
	int rc = SQLITE_DONE;

	if (st)
		return st;
	sqlite3_bind_text(q, 1, text.p, (int)text.n, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, number);
	st = xj_written(xj_out_begin(o, &section), err);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct xj_value v[4] = { { .s = xj_sql_text(q, 0) },
		                         { .s = xj_sql_text(q, 1) },
		                         { .i = sqlite3_column_int64(q, 2) },
		                         { .i = sqlite3_column_int64(q, 3) } };

		st = xj_written(xj_out_row(o, v), err);
	}
	sqlite3_finalize(q);
	if (!st && rc != SQLITE_DONE)
		return xj_sql_failed(d, err);
	return st ? st : xj_written(xj_out_end(o), err);
}

/* [id, id ...] of all entries of a donor, page by page. */
static enum xj_status list_entries(struct xj_data *d, uint64_t donor,
                                   struct xj_buf *ids, struct xj_error *err)
{
	struct xj_question x;
	enum xj_status st = xj_buf_add(ids, "[", 1);
	bool more = true;

	xj_question_init(&x);
	x.donor = donor;
	x.limit = XJ_MAX_PAGE_ROWS;
	while (!st && more) {
		struct xj_answer a;

		st = xj_index_ask(d->index, &x, &a, err);
		if (st)
			return st;
		for (size_t i = 0; i < a.hits && !st; i++)
			st = xj_buf_addf(ids, "%s%lld", ids->n > 1 ? "," : "",
			                 (long long)a.hit[i].id);
		more = a.more && a.hits;
		x.after = more;
		x.after_key = more ? a.hit[a.hits - 1].key : 0;
		x.after_id = more ? a.hit[a.hits - 1].id : 0;
		xj_answer_clear(&a);
	}
	if (!st)
		st = xj_buf_add(ids, "]", 1);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

static enum xj_status write_donor_flags(struct xj_data *d, uint64_t donor,
                                        struct xj_output *o, struct xj_error *err)
{
	static const char sql[] = FLAGS_OF(
		"SELECT g.id AS flag, g.rule, g.severity, n.id AS entry, n.amount"
		" FROM json_each(?1) j JOIN flag_entry e ON e.entry = j.value"
		" JOIN flag g ON g.id = e.flag JOIN entry n ON n.id = e.entry"
		" UNION ALL SELECT g.id, g.rule, g.severity, NULL, 0 FROM flag g"
		" WHERE g.donor = ?2");
	struct xj_buf ids;
	enum xj_status st;

	xj_buf_init(&ids, (size_t)1 << 28);
	st = list_entries(d, donor, &ids, err);
	if (!st)
		st = write_flags(d, sql, xj_buf_str(&ids), (int64_t)donor, o, err);
	xj_buf_clear(&ids);
	return st;
}

static enum xj_status write_recipient_flags(struct xj_data *d, struct xj_str folded,
                                            bool whole, struct xj_output *o,
                                            struct xj_error *err)
{
	static const char sql[] = FLAGS_OF(
		"SELECT g.id AS flag, g.rule, g.severity, n.id AS entry, n.amount"
		" FROM flag g LEFT JOIN flag_entry e ON e.flag = g.id"
		" LEFT JOIN entry n ON n.id = e.entry"
		" WHERE coalesce(g.filing, n.filing) IN (SELECT f.id FROM filing f"
		"  JOIN recipient r ON r.id = f.recipient WHERE"
		"  CASE WHEN ?2 THEN r.fold = ?1 ELSE instr(r.fold, ?1) END)");

	return write_flags(d, sql, folded, whole, o, err);
}

static void ask_for_profile(struct xj_question *q, uint32_t facets)
{
	q->sort = XJ_SORT_DATE;
	q->descending = true;
	/* files get every row that a page may hold, a terminal a first look */
	q->limit = XJ_DEFAULT_ROWS;
	q->facets = facets;
	q->msec = XJ_QUERY_MSEC;
}

/* ---- donor ----------------------------------------------------------- */

/* The names a donor was written with, most frequent first. */
static enum xj_status write_names(struct xj_data *d, uint64_t donor,
                                  struct xj_output *o, struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "name", N_("Name as written"), XJ_T_TEXT, 0, true },
		{ "id", N_("Their id"), XJ_T_TEXT, 0, false },
		{ "count", N_("Rows"), XJ_T_INT, 0, false },
	};
	const struct xj_section section = { "names", N_("Names used"), columns, 3, false };
	struct xj_question x;
	struct xj_answer a;
	struct xj_buf ids;
	sqlite3_stmt *q = NULL;
	enum xj_status st;

	xj_question_init(&x);
	x.donor = donor;
	x.limit = XJ_MAX_PAGE_ROWS;
	x.superseded = true;
	st = xj_index_ask(d->index, &x, &a, err);
	if (st)
		return st;
	xj_buf_init(&ids, 1u << 16);
	st = xj_buf_add(&ids, "[", 1);
	for (size_t i = 0; i < a.hits && !st; i++)
		st = xj_buf_addf(&ids, "%s%lld", i ? "," : "", (long long)a.hit[i].id);
	if (!st)
		st = xj_buf_add(&ids, "]", 1);
	xj_answer_clear(&a);
	if (!st)
		st = xj_sql(d, "SELECT n.counterparty, n.counterparty_id, count(*)"
		            " FROM json_each(?1) j JOIN entry n ON n.id = j.value"
		            " GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 50", &q, err);
	if (!st)
		st = xj_written(xj_out_begin(o, &section), err);
	if (!st)
		sqlite3_bind_text(q, 1, ids.p, (int)ids.n, SQLITE_STATIC);
	while (!st && sqlite3_step(q) == SQLITE_ROW) {
		struct xj_value v[3] = { { .s = xj_sql_text(q, 0) },
		                         { .s = xj_sql_text(q, 1) },
		                         { .i = sqlite3_column_int64(q, 2) } };
		st = xj_written(xj_out_row(o, v), err);
	}
	if (!st)
		st = xj_written(xj_out_end(o), err);
	sqlite3_finalize(q);
	xj_buf_clear(&ids);
	return st;
}

static enum xj_status donor_profile(struct xj_data *d, uint64_t donor,
                                    struct xj_output *o, struct xj_error *err)
{
	static const struct part_of_profile parts[] = {
		{ XJ_BY_YEAR, "by_year", N_("By year") },
		{ XJ_BY_ELECTION, "by_election", N_("By election") },
		{ XJ_BY_RECIPIENT, "by_recipient", N_("By recipient") },
		{ XJ_BY_SUBJECT, "by_subject", N_("By account subject") },
	};
	struct xj_question q;
	struct xj_answer a;
	struct xj_str key;
	char spelled[20];
	enum xj_status st;

	xj_question_init(&q);
	q.donor = donor;
	ask_for_profile(&q, xj_facets_needed(1u << XJ_BY_YEAR | 1u << XJ_BY_ELECTION |
	                                     1u << XJ_BY_RECIPIENT | 1u << XJ_BY_SUBJECT));
	st = xj_index_ask(d->index, &q, &a, err);
	if (st)
		return st;
	xj_donor_spell(donor, spelled);
	key = xj_str_c(spelled);
	st = xj_written(xj_out_text(o, "donor", N_("donor"), &key), err);
	if (!st)
		st = xj_write_totals(&a, o, err);
	if (!st)
		st = write_names(d, donor, o, err);
	if (!st)
		st = write_donor_flags(d, donor, o, err);
	if (!st)
		st = write_parts(d, &a, parts, XJ_COUNT(parts), o, err);
	if (!st)
		st = write_entries(d, &a, o, err);
	xj_answer_clear(&a);
	return st;
}

/* The donors that a name may mean: whole names first, then parts of names. */
static enum xj_status find_donors(struct xj_data *d, struct xj_str folded, bool whole,
                                  struct xj_answer *a, struct xj_error *err)
{
	struct xj_word word = { folded, whole, XJ_IN_COUNTERPARTY, NULL };
	struct xj_question q;

	xj_question_init(&q);
	q.word = &word;
	q.words = 1;
	q.facets = 1u << XJ_FACET_DONOR;
	q.msec = XJ_QUERY_MSEC;
	return xj_index_ask(d->index, &q, a, err);
}

/* Several donors of one name are listed, never added up: nobody knows whether
 * two people of one name are one. */
static enum xj_status list_donors(struct xj_data *d, const struct xj_answer *a,
                                  struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_int(o, "donors", N_("donors of this name"),
		XJ_T_INT, (int64_t)a->facet_n[XJ_FACET_DONOR]), err);

	return st ? st : xj_facet_section(d, a, XJ_BY_DONOR, "candidates",
	                                  N_("Which one? Ask again with its key"),
	                                  XJ_MAX_FACET_VALUES, true, o, err);
}

static enum xj_status donor_by_name(struct xj_data *d, const char *who,
                                    struct xj_output *o, struct xj_error *err)
{
	struct xj_answer a = { 0 };
	struct xj_buf fold;
	enum xj_status st;

	xj_buf_init(&fold, 4096);
	st = xj_fold(xj_str_c(who), &fold);
	if (st || fold.n == 0) {
		xj_buf_clear(&fold);
		return xj_fail(err, XJ_USAGE, _("\"%.100s\" has no letters to search for"),
		               who);
	}
	for (int whole = 1; whole >= 0; whole--) {
		st = find_donors(d, xj_buf_str(&fold), whole, &a, err);
		if (st || a.count)
			break;
		xj_answer_clear(&a);
	}
	xj_buf_clear(&fold);
	if (st)
		return st;
	if (!a.count)
		st = xj_fail(err, XJ_NOT_FOUND, _("nobody called \"%.100s\" gave or was paid "
		             "anything here"), who);
	else if (a.facet_n[XJ_FACET_DONOR] == 1 && a.facet[XJ_FACET_DONOR][0].value)
		st = donor_profile(d, (uint64_t)a.facet[XJ_FACET_DONOR][0].value, o, err);
	else
		st = list_donors(d, &a, o, err);
	xj_answer_clear(&a);
	return st;
}

enum xj_status xj_view_donor(struct xj_data *d, const char *who, struct xj_output *o,
                             struct xj_error *err)
{
	struct xj_id id = xj_id_parse(xj_str_c(who));
	uint64_t key;

	if (xj_utf8_valid(xj_str_c(who)) != strlen(who))
		return xj_fail(err, XJ_USAGE, _("the name is not valid UTF-8"));
	if (xj_donor_parse(xj_str_c(who), &key))
		return donor_profile(d, key, o, err);
	if (id.kind == XJ_ID_TAX || id.kind == XJ_ID_TAX_RELAXED ||
	    id.kind == XJ_ID_TAX_WRONG)
		return donor_profile(d, xj_donor_key(XJ_KIND_BUSINESS, XJ_STR(""), &id, 0),
		                     o, err);
	return donor_by_name(d, who, o, err);
}

/* ---- recipient ------------------------------------------------------- */

/* The filings of a recipient, each with its versions. */
static enum xj_status write_filings(struct xj_data *d, struct xj_str folded,
                                    bool whole, struct xj_output *o,
                                    struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
		{ "election", N_("Election"), XJ_T_TEXT, 0, true },
		{ "filing", N_("Filing"), XJ_T_TEXT, 0, false },
		{ "version", N_("Version"), XJ_T_INT, 0, false },
		{ "in_force", N_("In force"), XJ_T_TEXT, 0, false },
	};
	const struct xj_section section = { "filings", N_("Filings"), columns, 5, false };
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d,
		"SELECT r.name, e.name, f.serial, f.version,"
		" CASE WHEN f.income_in_force AND f.expense_in_force THEN 'yes'"
		" WHEN f.income_in_force THEN 'income' WHEN f.expense_in_force THEN 'expense'"
		" WHEN f.summary_in_force THEN 'summary' ELSE 'no' END"
		" FROM recipient r JOIN filing f ON f.recipient = r.id"
		" LEFT JOIN election e ON e.id = f.election"
		" WHERE CASE WHEN ?2 THEN r.fold = ?1 ELSE instr(r.fold, ?1) END"
		" ORDER BY r.fold, e.polling_day, e.name, f.serial, f.version LIMIT 1000",
		&q, err);

	if (st)
		return st;
	sqlite3_bind_text(q, 1, folded.p, (int)folded.n, SQLITE_STATIC);
	sqlite3_bind_int(q, 2, whole);
	st = xj_written(xj_out_begin(o, &section), err);
	while (!st && sqlite3_step(q) == SQLITE_ROW) {
		char serial[40];
		struct xj_value v[5] = {
			{ .s = xj_sql_text(q, 0) },
			{ .null = sqlite3_column_type(q, 1) == SQLITE_NULL,
			  .s = xj_sql_text(q, 1) },
			{ .s = { serial, xj_serial_spell(sqlite3_column_int(q, 2), serial) } },
			{ .i = sqlite3_column_int64(q, 3) },
			{ .s = xj_sql_text(q, 4) },
		};

		st = xj_written(xj_out_row(o, v), err);
	}
	if (!st)
		st = xj_written(xj_out_end(o), err);
	sqlite3_finalize(q);
	return st;
}

static enum xj_status recipient_profile(struct xj_data *d, const struct xj_query *query,
                                        struct xj_output *o, struct xj_error *err)
{
	static const struct part_of_profile parts[] = {
		{ XJ_BY_RECIPIENT, "by_recipient", N_("By recipient") },
		{ XJ_BY_ELECTION, "by_election", N_("By election") },
		{ XJ_BY_YEAR, "by_year", N_("By year") },
		{ XJ_BY_SUBJECT, "by_subject", N_("By account subject") },
		{ XJ_BY_DONOR, "by_counterparty", N_("Largest counterparties") },
	};
	const struct xj_term *t = &query->term[0];
	struct xj_resolved r;
	struct xj_answer a;
	enum xj_status st = xj_resolve(d, query, &r, err);

	if (st)
		return st;
	ask_for_profile(&r.question, xj_facets_needed(1u << XJ_BY_RECIPIENT |
		1u << XJ_BY_YEAR | 1u << XJ_BY_SUBJECT | 1u << XJ_BY_DONOR));
	st = xj_index_ask(d->index, &r.question, &a, err);
	xj_resolved_clear(&r);
	if (st)
		return st;
	st = xj_write_totals(&a, o, err);
	if (!st)
		st = write_filings(d, xj_buf_str(&t->folded), t->whole, o, err);
	if (!st)
		st = write_recipient_flags(d, xj_buf_str(&t->folded), t->whole, o, err);
	if (!st)
		st = write_parts(d, &a, parts, XJ_COUNT(parts), o, err);
	if (!st)
		st = write_entries(d, &a, o, err);
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
