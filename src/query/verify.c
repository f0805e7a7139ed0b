/*
 * verify.c - owns the check that what is kept is still whole: the store by
 * itself, its own sums, and the index against it.
 */
#include "query_private.h"

struct verify {
	struct xj_data data; /* the store only */
	const char *dir;
	struct xj_output *o;
	unsigned broken;
	struct xj_error *err;
};

static enum xj_status tell(struct verify *v, const char *name, bool good,
                           const char *detail)
{
	/* files say the same in every language */
	const char *shown = xj_output_for_people(v->o) ? _(name) : name;
	struct xj_value row[3] = { { .s = xj_str_c(shown) },
	                           { .s = xj_str_c(good ? "ok" : "broken") },
	                           { .s = xj_str_c(detail) } };

	if (!good)
		v->broken++;
	return xj_written(xj_out_row(v->o, row), v->err);
}

/* A query that gives no row when all is well, else what is wrong. */
struct check {
	const char *name, *sql;
};

static const struct check checks[] = {
	{ N_("pages of the store"),
	  "SELECT integrity_check FROM pragma_integrity_check"
	  " WHERE integrity_check <> 'ok'" },
	{ N_("references"),
	  "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' has no ' || parent"
	  " FROM pragma_foreign_key_check" },
	{ N_("entry ids run without a gap"),
	  "SELECT count(*) || ' entries, last id ' || max(id) FROM entry"
	  " HAVING count(*) <> coalesce(max(id), 0)" },
	{ N_("rows read = stored + set aside"),
	  "SELECT 'part ' || id || ': ' || rows_read || ' read, ' || rows_stored ||"
	  " ' stored, ' || rows_aside || ' set aside' FROM part"
	  " WHERE rows_read <> rows_stored + rows_aside" },
	{ N_("entries of each part as counted at import"),
	  "SELECT 'part ' || p.id || ': ' || p.rows_stored || ' counted, ' ||"
	  " (SELECT count(*) FROM entry n WHERE n.part = p.id) || ' there'"
	  " FROM part p LEFT JOIN (SELECT part, count(*) AS rows,"
	  " sum(CASE direction WHEN 1 THEN amount ELSE 0 END) AS income,"
	  " sum(CASE direction WHEN 2 THEN amount ELSE 0 END) AS expense"
	  " FROM entry GROUP BY part) t ON t.part = p.id"
	  " WHERE p.first_entry IS NOT NULL AND (t.rows IS NOT p.rows_stored"
	  " OR t.income IS NOT p.income OR t.expense IS NOT p.expense"
	  " OR p.last_entry - p.first_entry + 1 <> p.rows_stored)" },
	{ N_("rows set aside are kept"),
	  "SELECT 'part ' || p.id || ': ' || p.rows_aside || ' counted, ' ||"
	  " coalesce(t.rows, 0) || ' there' FROM part p LEFT JOIN"
	  " (SELECT part, sum(aside) AS rows FROM issue GROUP BY part) t"
	  " ON t.part = p.id WHERE coalesce(t.rows, 0) <> p.rows_aside" },
	{ N_("one version of each filing in force"),
	  "SELECT 'recipient ' || recipient || ' serial ' || serial FROM filing"
	  " GROUP BY recipient, coalesce(election, 0), serial"
	  " HAVING sum(income_in_force) > 1 OR sum(expense_in_force) > 1"
	  " OR sum(summary_in_force) > 1" },
};

static enum xj_status run_check(struct verify *v, const struct check *c)
{
	char detail[256] = "";
	sqlite3_stmt *q;
	int rc, wrong = 0;
	enum xj_status st = xj_sql(&v->data, c->sql, &q, v->err);

	if (st) { /* a store too damaged to be asked */
		char text[256];

		snprintf(text, sizeof(text), "%s",
		         sqlite3_errmsg(xj_store_db(v->data.store)));
		return tell(v, c->name, false, text);
	}
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (!wrong)
			snprintf(detail, sizeof(detail), "%s", xj_sql_text(q, 0).p);
		wrong++;
	}
	if (rc != SQLITE_DONE) {
		snprintf(detail, sizeof(detail), "%s",
		         sqlite3_errmsg(xj_store_db(v->data.store)));
		wrong++;
	}
	sqlite3_finalize(q);
	return tell(v, c->name, wrong == 0, detail);
}

/* The index's own checks, and that it counts what the store counts. */
static enum xj_status check_index(struct verify *v)
{
	struct xj_error why = { 0 };
	struct xj_index *ix = NULL;
	struct xj_index_info info = { 0 };
	char detail[256] = "";
	bool good = xj_index_verify(v->dir, &why) == XJ_OK;
	enum xj_status st = tell(v, N_("files of the index"), good, why.text);

	if (st)
		return st;
	good = xj_index_open(v->dir, &ix, &why) == XJ_OK;
	if (good) {
		int64_t last = xj_store_last_entry(v->data.store);

		xj_index_info(ix, &info);
		good = info.last_entry == last && (int64_t)info.rows == last &&
		       info.revision == xj_store_revision(v->data.store);
		snprintf(detail, sizeof(detail), _("%lld entries, %llu in the index"),
		         (long long)last, (unsigned long long)info.rows);
	}
	st = tell(v, N_("the index is up to the store"), good, ix ? detail : why.text);
	xj_index_close(ix);
	return st;
}

/* Sums over everything, once by the index and once by the store. */
static enum xj_status check_sums(struct verify *v)
{
	struct xj_error why = { 0 };
	struct xj_index *ix = NULL;
	struct xj_question q;
	struct xj_answer a = { 0 };
	char detail[256] = "";
	sqlite3_stmt *s = NULL;
	bool good = false;

	xj_question_init(&q);
	q.superseded = true;
	if (xj_index_open(v->dir, &ix, &why) == XJ_OK &&
	    xj_index_ask(ix, &q, &a, &why) == XJ_OK &&
	    xj_sql(&v->data, "SELECT count(*),"
	           " coalesce(sum(CASE direction WHEN 1 THEN amount END), 0),"
	           " coalesce(sum(CASE direction WHEN 2 THEN amount END), 0) FROM entry",
	           &s, NULL) == XJ_OK && sqlite3_step(s) == SQLITE_ROW) {
		good = (int64_t)a.count == sqlite3_column_int64(s, 0) &&
		       a.income == sqlite3_column_int64(s, 1) &&
		       a.expense == sqlite3_column_int64(s, 2);
		snprintf(detail, sizeof(detail), _("income %lld, expense %lld"),
		         (long long)a.income, (long long)a.expense);
	}
	sqlite3_finalize(s);
	xj_answer_clear(&a);
	xj_index_close(ix);
	return tell(v, N_("sums of the index are the store's"), good,
	            good ? detail : why.text);
}

/* The terms of the flags hold the entries that the store says. */
static enum xj_status check_flags(struct verify *v)
{
	struct xj_error why = { 0 };
	struct xj_index *ix = NULL;
	char detail[256] = "";
	sqlite3_stmt *q = NULL;
	uint64_t rules = 0;
	bool good = xj_index_open(v->dir, &ix, &why) == XJ_OK &&
	            xj_sql(&v->data, "SELECT g.rule, count(DISTINCT x.entry) FROM flag g"
	                   " LEFT JOIN flag_entry x ON x.flag = g.id GROUP BY g.rule",
	                   &q, NULL) == XJ_OK;

	while (good && sqlite3_step(q) == SQLITE_ROW) {
		uint32_t n = 0;

		good = xj_index_flag_entries(ix, xj_sql_text(q, 0), &n, &why) == XJ_OK &&
		       n == sqlite3_column_int64(q, 1);
		rules++;
		if (!good)
			snprintf(detail, sizeof(detail), _("%s: %lld entries, %u in the "
			         "index"), xj_sql_text(q, 0).p,
			         (long long)sqlite3_column_int64(q, 1), n);
	}
	if (good)
		snprintf(detail, sizeof(detail), _("%llu rules hold"),
		         (unsigned long long)rules);
	sqlite3_finalize(q);
	xj_index_close(ix);
	return tell(v, N_("flags of the index are the store's"), good,
	            detail[0] ? detail : why.text);
}

enum xj_status xj_verify(const char *dir, struct xj_output *o, unsigned *broken,
                         struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "check", N_("Check"), XJ_T_TEXT, 0, false },
		{ "result", N_("Result"), XJ_T_TEXT, 0, false },
		{ "detail", N_("Detail"), XJ_T_TEXT, 0, true },
	};
	const struct xj_section section = { "checks", NULL, columns, 3, true };
	struct verify v = { .dir = dir, .o = o, .err = err };
	enum xj_status st = xj_store_open(dir, XJ_STORE_READ, &v.data.store, err);

	*broken = 0;
	if (st)
		return st;
	st = xj_written(xj_out_begin(o, &section), err);
	for (size_t i = 0; i < XJ_COUNT(checks) && !st; i++)
		st = run_check(&v, &checks[i]);
	if (!st)
		st = check_index(&v);
	if (!st)
		st = check_sums(&v);
	if (!st)
		st = check_flags(&v);
	if (!st)
		st = xj_written(xj_out_end(o), err);
	*broken = v.broken;
	xj_store_close(v.data.store);
	return st;
}
