/*
 * sql.c - owns what every view does with SQLite: functions that questions may call,
 * and rows of a question written as they come.
 */
#include "query_private.h"

/* ---- functions ------------------------------------------------------------------ */

/* fold(text): the fold of text.h, for names that the store keeps only as
 * filed. */
static void sql_fold(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	struct xj_str s = xj_str_of((const char *)sqlite3_value_text(arg[0]),
	                            (size_t)sqlite3_value_bytes(arg[0]));
	struct xj_buf b;

	(void)n;
	xj_buf_init(&b, 1u << 16);
	if (!s.p || xj_fold(s, &b))
		sqlite3_result_null(ctx);
	else
		sqlite3_result_text(ctx, b.p ? b.p : "", (int)b.n, SQLITE_TRANSIENT);
	xj_buf_clear(&b);
}

static void sql_donor_key(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	char key[20];

	(void)n;
	if (sqlite3_value_type(arg[0]) == SQLITE_NULL) {
		sqlite3_result_null(ctx);
		return;
	}
	xj_donor_spell((uint64_t)sqlite3_value_int64(arg[0]), key);
	sqlite3_result_text(ctx, key, -1, SQLITE_TRANSIENT);
}

/* serial_name(n): a filing as people call it. */
static void sql_serial_name(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	char name[40];

	(void)n;
	xj_serial_spell(sqlite3_value_int(arg[0]), name);
	sqlite3_result_text(ctx, name, -1, SQLITE_TRANSIENT);
}

/* place_name(n): a county or district; NULL for none. */
static void sql_place_name(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	int place = sqlite3_value_int(arg[0]);
	const char *name = place > 0 ? xj_place_name((unsigned)place) : NULL;

	(void)n;
	sqlite3_result_text(ctx, name, -1, SQLITE_TRANSIENT);
}

enum xj_status xj_sql_functions(struct xj_data *d, struct xj_error *err)
{
	static const struct {
		const char *name;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {
		{ "fold", sql_fold }, { "donor_key", sql_donor_key },
		{ "serial_name", sql_serial_name }, { "place_name", sql_place_name },
	};

	for (size_t i = 0; i < XJ_COUNT(functions); i++)
		if (sqlite3_create_function(xj_store_db(d->store), functions[i].name, 1,
		                            SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
		                            functions[i].call, NULL, NULL))
			return xj_sql_failed(d, err);
	return XJ_OK;
}

/* ---- questions ------------------------------------------------------------------ */

enum xj_status xj_sql_failed(struct xj_data *d, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(d->store);

	if (sqlite3_errcode(db) == SQLITE_INTERRUPT)
		return xj_fail(err, XJ_LIMIT, _("this question takes too long: narrow it by "
		               "a recipient, an election or a date"));
	return xj_fail(err, sqlite3_errcode(db) == SQLITE_BUSY ? XJ_BUSY : XJ_IO,
	               _("the store could not be read: %s"), sqlite3_errmsg(db));
}

enum xj_status xj_sql(struct xj_data *d, const char *sql, sqlite3_stmt **out,
                      struct xj_error *err)
{
	*out = NULL;
	if (sqlite3_prepare_v2(xj_store_db(d->store), sql, -1, out, NULL))
		return xj_sql_failed(d, err);
	return XJ_OK;
}

/* Preparing takes longer than most of these take to run. */
enum xj_status xj_sql_kept(struct xj_data *d, const char *sql, sqlite3_stmt **out,
                           struct xj_error *err)
{
	size_t i = 0;

	*out = NULL;
	while (i < XJ_COUNT(d->kept) && d->kept[i].sql && d->kept[i].sql != sql)
		i++;
	if (i == XJ_COUNT(d->kept))
		return xj_fail(err, XJ_INTERNAL, "no room for one more kept statement");
	if (!d->kept[i].q &&
	    sqlite3_prepare_v3(xj_store_db(d->store), sql, -1, SQLITE_PREPARE_PERSISTENT,
	                       &d->kept[i].q, NULL))
		return xj_sql_failed(d, err);
	d->kept[i].sql = sql;
	sqlite3_reset(d->kept[i].q);
	*out = d->kept[i].q;
	return XJ_OK;
}

enum xj_status xj_written(enum xj_status st, struct xj_error *err)
{
	if (st)
		return xj_fail(err, st, _("the answer could not be written: %s"),
		               xj_status_name(st));
	return XJ_OK;
}

static enum xj_status ask(struct xj_data *d, const char *sql, struct xj_sql_about about,
                          sqlite3_stmt **out, struct xj_error *err)
{
	enum xj_status st = xj_sql(d, sql, out, err);

	if (st)
		return st;
	sqlite3_bind_text(*out, 1, about.text.p ? about.text.p : "", (int)about.text.n,
	                  SQLITE_STATIC);
	sqlite3_bind_int64(*out, 2, about.number);
	return XJ_OK;
}

/* The cell AT of the row under way; a day is spelled into ISO. */
static struct xj_value value_at(sqlite3_stmt *q, int at, enum xj_type type, char iso[16])
{
	if (sqlite3_column_type(q, at) == SQLITE_NULL)
		return (struct xj_value){ .null = true };
	if (type == XJ_T_INT || type == XJ_T_MONEY)
		return (struct xj_value){ .i = sqlite3_column_int64(q, at) };
	if (type != XJ_T_DATE)
		return (struct xj_value){ .s = xj_sql_text(q, at) };
	xj_day_iso(sqlite3_column_int(q, at), iso);
	return (struct xj_value){ .s = xj_str_c(iso) };
}

enum xj_status xj_sql_section(struct xj_data *d, const struct xj_section *s,
                              const char *sql, struct xj_sql_about about,
                              struct xj_output *o, struct xj_error *err)
{
	struct xj_value v[XJ_SQL_COLUMNS];
	char iso[XJ_SQL_COLUMNS][16];
	sqlite3_stmt *q;
	enum xj_status st = ask(d, sql, about, &q, err);
	int rc = SQLITE_DONE;

	if (!st && (s->columns > XJ_SQL_COLUMNS ||
	            (size_t)sqlite3_column_count(q) != s->columns))
		st = xj_fail(err, XJ_INTERNAL, "section %s", s->name);
	if (!st)
		st = xj_written(xj_out_begin(o, s), err);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (size_t i = 0; i < s->columns; i++)
			v[i] = value_at(q, (int)i, s->column[i].type, iso[i]);
		st = xj_written(xj_out_row(o, v), err);
	}
	if (!st && rc != SQLITE_DONE)
		st = xj_sql_failed(d, err);
	sqlite3_finalize(q);
	return st ? st : xj_written(xj_out_end(o), err);
}

static enum xj_status write_fact(sqlite3_stmt *q, int at, const struct xj_column *c,
                                 struct xj_output *o, struct xj_error *err)
{
	char iso[16];
	struct xj_value v = value_at(q, at, c->type, iso);

	if (!v.null && (c->type == XJ_T_INT || c->type == XJ_T_MONEY))
		return xj_written(xj_out_int(o, c->name, c->title, c->type, v.i), err);
	if (!v.null && c->type == XJ_T_WORD && xj_output_for_people(o))
		v.s = xj_str_c(_(v.s.p));
	return xj_written(xj_out_text(o, c->name, c->title, v.null ? NULL : &v.s), err);
}

enum xj_status xj_sql_facts(struct xj_data *d, const struct xj_column *fact, size_t n,
                            const char *sql, struct xj_sql_about about,
                            struct xj_output *o, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = ask(d, sql, about, &q, err);
	int rc;

	if (st)
		return st;
	rc = sqlite3_step(q);
	if (rc == SQLITE_DONE)
		st = XJ_NOT_FOUND;
	else if (rc != SQLITE_ROW)
		st = xj_sql_failed(d, err);
	for (size_t i = 0; i < n && !st; i++)
		st = write_fact(q, (int)i, &fact[i], o, err);
	sqlite3_finalize(q);
	return st;
}
