/*
 * store_make.h - a store in memory for tests, and what SQL says of one.
 */
#ifndef XIANJIN_TESTS_STORE_MAKE_H
#define XIANJIN_TESTS_STORE_MAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "xianjin/store.h"

static inline struct xj_store *memory(void)
{
	struct xj_error err = { 0 };
	struct xj_store *s;

	if (xj_store_open("", XJ_STORE_MEMORY, &s, &err))
		fail_msg("%s", err.text);
	return s;
}

/* The number that SQL gives; INT64_MIN: no row. */
static inline int64_t number(struct xj_store *s, const char *sql)
{
	sqlite3_stmt *q;
	int64_t n = INT64_MIN;

	if (sqlite3_prepare_v2(xj_store_db(s), sql, -1, &q, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(xj_store_db(s)));
	if (sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

#endif
