/* view_overview.c - owns what is here: how much, of how many, by election. */
#include "query_private.h"

static enum xj_status write_number(struct xj_data *d, const char *name,
                                   const char *title, const char *sql,
                                   struct xj_output *o, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, sql, &q, err);

	if (st)
		return st;
	if (sqlite3_step(q) == SQLITE_ROW)
		st = xj_written(xj_out_int(o, name, title, XJ_T_INT,
		                           sqlite3_column_int64(q, 0)), err);
	else
		st = xj_sql_failed(d, err);
	sqlite3_finalize(q);
	return st;
}

static enum xj_status write_counts(struct xj_data *d, struct xj_output *o,
                                   struct xj_error *err)
{
	static const struct {
		const char *name, *title, *sql;
	} counts[] = {
		{ "recipients", N_("recipients"), "SELECT count(*) FROM recipient" },
		{ "elections", N_("elections"), "SELECT count(*) FROM election" },
		{ "filings", N_("filings"), "SELECT count(*) FROM filing" },
		{ "sources", N_("source files"), "SELECT count(*) FROM source" },
		{ "flags", N_("flags: worth checking"),
		  "SELECT count(*) FROM flag WHERE exempt IS NULL" },
		{ "aside", N_("rows set aside"), "SELECT coalesce(sum(rows_aside), 0) FROM part" },
	};
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(counts) && !st; i++)
		st = write_number(d, counts[i].name, counts[i].title, counts[i].sql, o, err);
	return st;
}

/* The first or last day of all entries that have one. */
static enum xj_status write_day(struct xj_data *d, const char *name, const char *title,
                                bool last, struct xj_output *o, struct xj_error *err)
{
	struct xj_question q;
	struct xj_answer a;
	char iso[16];
	struct xj_str day;
	enum xj_status st;

	xj_question_init(&q);
	q.day.min = XJ_NO_DAY + 1;
	q.sort = XJ_SORT_DATE;
	q.descending = last;
	q.limit = 1;
	q.msec = XJ_QUERY_MSEC;
	st = xj_index_ask(d->index, &q, &a, err);
	if (st)
		return st;
	if (a.hits)
		xj_day_iso((int32_t)a.hit[0].key, iso);
	day = xj_str_c(a.hits ? iso : "");
	st = xj_written(xj_out_text(o, name, title, a.hits ? &day : NULL), err);
	xj_answer_clear(&a);
	return st;
}

static enum xj_status write_span(struct xj_data *d, struct xj_output *o,
                                 struct xj_error *err)
{
	enum xj_status st = write_day(d, "first_day", N_("first day"), false, o, err);

	return st ? st : write_day(d, "last_day", N_("newest day"), true, o, err);
}

enum xj_status xj_view_overview(struct xj_data *d, struct xj_output *o,
                                struct xj_error *err)
{
	struct xj_answer a;
	enum xj_status st = xj_ask_filings(d, &a, err);

	if (st)
		return st;
	st = xj_write_totals(&a, o, err);
	if (!st)
		st = write_span(d, o, err);
	if (!st)
		st = write_counts(d, o, err);
	if (!st)
		st = xj_write_elections(d, &a, o, err);
	xj_answer_clear(&a);
	return st;
}
