/* sql.c - owns the few things every view does with SQLite. */
#include "query_private.h"

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

struct xj_str xj_sql_text(sqlite3_stmt *q, int column)
{
	const char *p = (const char *)sqlite3_column_text(q, column);

	return xj_str_of(p ? p : "", (size_t)sqlite3_column_bytes(q, column));
}

enum xj_status xj_written(enum xj_status st, struct xj_error *err)
{
	if (st)
		return xj_fail(err, st, _("the answer could not be written: %s"),
		               xj_status_name(st));
	return XJ_OK;
}
