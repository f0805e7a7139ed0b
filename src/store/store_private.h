/* store_private.h - shared by the files of the store room only. */
#ifndef XIANJIN_STORE_PRIVATE_H
#define XIANJIN_STORE_PRIVATE_H

#include <sqlite3.h>

#include "src/core/i18n.h"
#include "xianjin/store.h"

/* Statements that are prepared once and kept. */
enum xj_statement {
	XJ_Q_FIND_SOURCE, XJ_Q_ADD_SOURCE, XJ_Q_ADD_PART, XJ_Q_END_PART,
	XJ_Q_ADD_ENTRY, XJ_Q_ADD_SUMMARY, XJ_Q_ADD_ISSUE, XJ_Q_BUMP,
	XJ_Q_FIND_RECIPIENT, XJ_Q_ADD_RECIPIENT, XJ_Q_FIND_ELECTION,
	XJ_Q_ADD_ELECTION, XJ_Q_FIND_FILING, XJ_Q_LAST_FILING, XJ_Q_ADD_FILING,
	XJ_Q_FILL_SIDE, XJ_Q_IN_FORCE, XJ_STATEMENTS
};

struct xj_store {
	sqlite3 *db;
	sqlite3_stmt *stmt[XJ_STATEMENTS];
	int lock;      /* descriptor of DIR/lock, -1 when not the writer */
	void *page;    /* what keeps the file mapped, NULL nothing: mapped.c */
	bool full;     /* something did not fit */
	bool changed;  /* something was written since begin */
	bool unchanging; /* read as a file that nobody writes: without the log */
	int64_t first_entry, last_entry; /* of the part under way, 0 none */
	char dir[4096];
};

extern const char xj_schema_sql[]; /* schema.sql, made at build time */
#define XJ_SCHEMA_VERSION "1"

/* The kept statement WHICH, reset and ready to bind; NULL sets ERR. */
sqlite3_stmt *xj_store_stmt(struct xj_store *s, enum xj_statement which,
                            struct xj_error *err);
/* Turns the last SQLite error into a status with a message. */
enum xj_status xj_store_failed(struct xj_store *s, struct xj_error *err);
/* Gives back what xj_store_keep_mapped took. */
void xj_store_unmap(struct xj_store *s);
/* Runs a statement that gives no rows and resets it. */
enum xj_status xj_store_step(struct xj_store *s, sqlite3_stmt *q,
                             struct xj_error *err) XJ_MUST_USE;

/* Borrowed for the step: the strings outlive it. */
static inline void xj_bind_str(sqlite3_stmt *q, int at, struct xj_str s)
{
	sqlite3_bind_text(q, at, s.p ? s.p : "", (int)s.n, SQLITE_STATIC);
}
static inline void xj_bind_day(sqlite3_stmt *q, int at, int32_t day)
{
	if (day == XJ_NO_DAY)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_int(q, at, day);
}

#endif
