/*
 * store.c - owns the life of the store: folder, lock, connection, schema,
 * transactions.  What is written inside a transaction is in writer.c and
 * filing.c.
 *
 * One connection writes, and only that one checkpoints: SQLite before 3.51.3
 * can damage a log that two connections reset at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store_private.h"

static const char *const statement_sql[XJ_STATEMENTS] = {
	[XJ_Q_FIND_SOURCE] = "SELECT id FROM source WHERE sha256 = ?1",
	[XJ_Q_ADD_SOURCE] = "INSERT INTO source (sha256, name, bytes) VALUES (?1, ?2, ?3)",
	[XJ_Q_ADD_PART] =
		"INSERT INTO part (source, member, sheet, layout, encoding, header)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[XJ_Q_END_PART] =
		"UPDATE part SET rows_read = ?2, rows_stored = ?3, rows_aside = ?4,"
		" issues = ?5, income = ?6, expense = ?7, aside_amount = ?8,"
		" constants = ?9, first_entry = ?10, last_entry = ?11 WHERE id = ?1",
	[XJ_Q_ADD_ENTRY] =
		"INSERT INTO entry (part, row, line, filing, seq, direction, subject,"
		" kind, counterparty, counterparty_id, id_kind, donor, amount, day,"
		" method, deposit_day, disposition, monetary, purpose, address, phone,"
		" place, disclose, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
		" ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,"
		" ?23, ?24)",
	[XJ_Q_ADD_SUMMARY] =
		"INSERT INTO summary (filing, item, amount, text, part, row)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	[XJ_Q_ADD_ISSUE] =
		"INSERT INTO issue (part, row, line, aside, \"column\", text, code,"
		" message) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[XJ_Q_BUMP] =
		"UPDATE meta SET value = CAST(value AS INTEGER) + 1"
		" WHERE key = 'revision'",
	[XJ_Q_FIND_RECIPIENT] = "SELECT id FROM recipient WHERE fold = ?1 AND kind = ?2",
	[XJ_Q_ADD_RECIPIENT] =
		"INSERT INTO recipient (name, fold, kind) VALUES (?1, ?2, ?3)",
	[XJ_Q_FIND_ELECTION] = "SELECT id FROM election WHERE name = ?1",
	[XJ_Q_ADD_ELECTION] =
		"INSERT INTO election (name, roc_year, term, office, area, by_election,"
		" polling_day, window_start, window_end, last_spending_day, report_due,"
		" publish_by, confidence)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
	/* ?5 is the side: what is asked is who filled it */
	[XJ_Q_FIND_FILING] =
		"SELECT id, version, CASE ?5 WHEN 1 THEN income_source"
		" WHEN 2 THEN expense_source ELSE summary_source END,"
		" recipient_text = ?6 AND election_text = ?7 AND serial_text = ?8"
		" FROM filing"
		" WHERE recipient = ?1 AND coalesce(election, 0) = ?2 AND serial = ?3"
		" AND version = ?4",
	[XJ_Q_LAST_FILING] =
		"SELECT id, version, CASE ?5 WHEN 1 THEN income_source"
		" WHEN 2 THEN expense_source ELSE summary_source END,"
		" recipient_text = ?6 AND election_text = ?7 AND serial_text = ?8"
		" FROM filing"
		" WHERE recipient = ?1 AND coalesce(election, 0) = ?2 AND serial = ?3"
		" AND version >= ?4 ORDER BY version DESC LIMIT 1",
	[XJ_Q_ADD_FILING] =
		"INSERT INTO filing (recipient, election, serial, version, account,"
		" party, recipient_text, election_text, serial_text)"
		" VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
	[XJ_Q_FILL_SIDE] =
		"UPDATE filing SET"
		" income_source = CASE ?2 WHEN 1 THEN ?3 ELSE income_source END,"
		" expense_source = CASE ?2 WHEN 2 THEN ?3 ELSE expense_source END,"
		" summary_source = CASE ?2 WHEN 3 THEN ?3 ELSE summary_source END"
		" WHERE id = ?1",
	[XJ_Q_IN_FORCE] =
		"WITH top AS (SELECT"
		" max(CASE WHEN income_source IS NOT NULL THEN version END) AS i,"
		" max(CASE WHEN expense_source IS NOT NULL THEN version END) AS e,"
		" max(CASE WHEN summary_source IS NOT NULL THEN version END) AS s"
		" FROM filing WHERE recipient = ?1 AND coalesce(election, 0) = ?2"
		" AND serial = ?3)"
		" UPDATE filing SET income_in_force = version IS (SELECT i FROM top),"
		" expense_in_force = version IS (SELECT e FROM top),"
		" summary_in_force = version IS (SELECT s FROM top)"
		" WHERE recipient = ?1 AND coalesce(election, 0) = ?2 AND serial = ?3",
};

sqlite3_stmt *xj_store_stmt(struct xj_store *s, enum xj_statement which,
                            struct xj_error *err)
{
	sqlite3_stmt *q = s->stmt[which];

	if (!q) {
		if (sqlite3_prepare_v3(s->db, statement_sql[which], -1,
		                       SQLITE_PREPARE_PERSISTENT, &q, NULL)) {
			xj_store_failed(s, err);
			return NULL;
		}
		s->stmt[which] = q;
	}
	sqlite3_reset(q);
	return q;
}

/* SQLite calls it an I/O error when its small files find no room. */
static bool disk_is_full(const struct xj_store *s)
{
	struct statvfs v;

	return s->dir[0] && statvfs(s->dir, &v) == 0 && v.f_blocks &&
	       (v.f_bavail < 65536 / v.f_frsize + 1 || (v.f_files && !v.f_favail));
}

bool xj_store_was_full(const struct xj_store *s)
{
	return s->full;
}

enum xj_status xj_store_failed(struct xj_store *s, struct xj_error *err)
{
	const char *what = sqlite3_errmsg(s->db);
	int code = sqlite3_errcode(s->db);

	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && disk_is_full(s))
		code = SQLITE_FULL;
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return xj_fail(err, XJ_BUSY, _("%s: the store is busy: %s; try again"),
		               s->dir, what);
	case SQLITE_FULL:
		s->full = true;
		return xj_fail(err, XJ_IO, _("%s: no space left on the disk; nothing of "
		               "this source was stored, free some space and run the "
		               "import again"), s->dir);
	case SQLITE_NOMEM:
		return xj_fail(err, XJ_NOMEM, _("%s: not enough memory"), s->dir);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return xj_fail(err, XJ_CORRUPT, _("%s/store.db is damaged (%s): restore "
		               "it from a copy or import the sources again"), s->dir, what);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return xj_fail(err, XJ_IO, _("%s/store.db: %s"), s->dir, what);
	default:
		return xj_fail(err, XJ_INTERNAL, _("%s/store.db: %s"), s->dir, what);
	}
}

enum xj_status xj_store_step(struct xj_store *s, sqlite3_stmt *q,
                             struct xj_error *err)
{
	int rc = sqlite3_step(q);
	enum xj_status st = XJ_OK;

	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		st = xj_store_failed(s, err);
	sqlite3_reset(q);
	return st;
}

static enum xj_status run(struct xj_store *s, const char *sql, struct xj_error *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) ? xj_store_failed(s, err)
	                                                  : XJ_OK;
}

/* ---- opening ---------------------------------------------------------- */

static enum xj_status make_folder(const char *dir, struct xj_error *err)
{
	char path[4096];
	size_t n = strlen(dir);

	if (n == 0 || n >= sizeof(path) - 16)
		return xj_fail(err, XJ_USAGE, _("the name of the data folder is empty or "
		               "too long: %s"), dir);
	memcpy(path, dir, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		char keep = path[i];
		path[i] = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			return xj_fail(err, XJ_IO, _("%s: cannot make the data folder: %s"),
			               path, strerror(errno));
		path[i] = keep;
	}
	return XJ_OK;
}

/* The lock file outlives its holder; the kernel drops the lock with it. */
static enum xj_status take_lock(struct xj_store *s, struct xj_error *err)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/lock", s->dir);
	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot open: %s"), path, strerror(errno));
	if (flock(s->lock, LOCK_EX | LOCK_NB) == 0)
		return XJ_OK;
	if (errno != EWOULDBLOCK)
		return xj_fail(err, XJ_IO, _("%s: cannot lock: %s"), path, strerror(errno));
	return xj_fail(err, XJ_BUSY, _("%s: another import is writing here; wait until "
	               "it has ended and run this one again"), s->dir);
}

/* SQLite counts the memory of all its connections behind one lock, which two threads
 * of work would wait for; nobody asks for the sum. */
static void set_up_sqlite(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum xj_status open_file(struct xj_store *s, const char *name, int flags,
                                struct xj_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_up_sqlite);
	if (sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
		if (!s->db)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		return xj_store_failed(s, err);
	}
	sqlite3_extended_result_codes(s->db, 0);
	sqlite3_busy_timeout(s->db, 10000);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return run(s, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
	           "PRAGMA temp_store = MEMORY", err);
}

static enum xj_status check_schema(struct xj_store *s, struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	enum xj_status st = XJ_OK;

	if (sqlite3_prepare_v2(s->db, "SELECT value FROM meta WHERE key = 'schema'",
	                       -1, &q, NULL))
		return xj_store_failed(s, err);
	if (sqlite3_step(q) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(q, 0), XJ_SCHEMA_VERSION) != 0)
		st = xj_fail(err, XJ_STALE, _("%s was made by another version of xianjin: "
		             "import the sources into a new data folder"), s->dir);
	sqlite3_finalize(q);
	return st;
}

static enum xj_status add_subjects(struct xj_store *s, struct xj_error *err)
{
	static const char *const account[] = { "candidate", "party", "surplus" };
	const struct xj_subject *subject;
	sqlite3_stmt *q = NULL;
	enum xj_status st = XJ_OK;
	size_t n;

	if (sqlite3_prepare_v2(s->db, "INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?)",
	                       -1, &q, NULL))
		return xj_store_failed(s, err);
	subject = xj_subjects(&n);
	for (size_t i = 0; i < n && !st; i++, subject++) {
		bool income = subject->direction == XJ_INCOME;

		sqlite3_bind_int(q, 1, subject->code);
		sqlite3_bind_text(q, 2, account[subject->account], -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 3, income ? "income" : "expense", -1, SQLITE_STATIC);
		if (income)
			sqlite3_bind_text(q, 4, xj_kind_name(subject->kind), -1,
			                  SQLITE_STATIC);
		else
			sqlite3_bind_null(q, 4);
		sqlite3_bind_text(q, 5, subject->name, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 6, subject->summary_name, -1, SQLITE_STATIC);
		st = xj_store_step(s, q, err);
	}
	sqlite3_finalize(q);
	return st;
}

/* Makes the tables of a new store; a kill in between leaves none of them. */
static enum xj_status make_schema(struct xj_store *s, struct xj_error *err)
{
	enum xj_status st = run(s, "BEGIN IMMEDIATE", err);

	if (!st)
		st = run(s, xj_schema_sql, err);
	if (!st)
		st = run(s, "INSERT INTO meta VALUES ('schema', '" XJ_SCHEMA_VERSION "'),"
		         " ('revision', '0')", err);
	if (!st)
		st = add_subjects(s, err);
	if (!st)
		st = run(s, "COMMIT", err);
	return st;
}

static bool has_schema(struct xj_store *s)
{
	sqlite3_stmt *q = NULL;
	bool yes = sqlite3_prepare_v2(s->db, "SELECT 1 FROM sqlite_schema WHERE"
	                              " name = 'meta'", -1, &q, NULL) == SQLITE_OK &&
	           sqlite3_step(q) == SQLITE_ROW;

	sqlite3_finalize(q);
	return yes;
}

static enum xj_status nothing_yet(const struct xj_store *s, struct xj_error *err)
{
	return xj_fail(err, XJ_NOT_FOUND, _("%s: nothing was imported here yet; "
	               "run: xianjin import PATH"), s->dir);
}

static enum xj_status open_write(struct xj_store *s, struct xj_error *err)
{
	char path[4200];
	int stays = 1;
	enum xj_status st = make_folder(s->dir, err);

	if (!st)
		st = take_lock(s, err);
	if (st)
		return st;
	snprintf(path, sizeof(path), "%s/store.db", s->dir);
	st = open_file(s, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	/* the log and its index stay, empty: who may not make them can still read */
	if (!st)
		sqlite3_file_control(s->db, NULL, SQLITE_FCNTL_PERSIST_WAL, &stays);
	if (!st)
		st = run(s, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
		         "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
		         "PRAGMA cache_size = -49152", err);
	if (!st && !has_schema(s))
		st = make_schema(s, err);
	if (!st)
		st = check_schema(s, err);
	/* what a killed import left in the log */
	if (!st)
		st = xj_store_checkpoint(s, err);
	return st;
}

/* Neither a log nor the right to make one. */
static bool has_no_log(const struct xj_store *s)
{
	int code = sqlite3_errcode(s->db);

	return code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
}

/* A copy without its log, in a folder that may not be written: SQLite then reads it as
 * the unchanging file it is. */
static enum xj_status open_read(struct xj_store *s, struct xj_error *err)
{
	char path[4300];
	enum xj_status st;

	snprintf(path, sizeof(path), "%s/store.db", s->dir);
	if (access(path, F_OK))
		return nothing_yet(s, err);
	st = open_file(s, path, SQLITE_OPEN_READONLY, err);
	if (!st && !has_schema(s) && has_no_log(s)) {
		sqlite3_close(s->db);
		s->db = NULL;
		s->unchanging = true;
		snprintf(path, sizeof(path), "file:%s/store.db?immutable=1", s->dir);
		st = open_file(s, path, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	}
	/* an import that ended before its first transaction */
	if (!st && !has_schema(s) && sqlite3_errcode(s->db) == SQLITE_OK)
		return nothing_yet(s, err);
	if (!st)
		st = run(s, "PRAGMA cache_size = -8192; PRAGMA query_only = ON", err);
	return st ? st : check_schema(s, err);
}

static enum xj_status open_memory(struct xj_store *s, struct xj_error *err)
{
	enum xj_status st = open_file(s, ":memory:",
	                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);

	return st ? st : make_schema(s, err);
}

enum xj_status xj_store_open(const char *dir, enum xj_store_mode mode,
                             struct xj_store **out, struct xj_error *err)
{
	struct xj_store *s = calloc(1, sizeof(*s));
	enum xj_status st;

	*out = NULL;
	if (!s)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	s->lock = -1;
	if (mode != XJ_STORE_MEMORY && strlen(dir) >= sizeof(s->dir)) {
		free(s);
		return xj_fail(err, XJ_USAGE, _("the name of the data folder is too long"));
	}
	snprintf(s->dir, sizeof(s->dir), "%s",
	         mode == XJ_STORE_MEMORY ? ":memory:" : dir);
	st = mode == XJ_STORE_WRITE ? open_write(s, err)
	     : mode == XJ_STORE_READ ? open_read(s, err)
	                             : open_memory(s, err);
	if (st) {
		xj_store_close(s);
		return st;
	}
	*out = s;
	return XJ_OK;
}

void xj_store_close(struct xj_store *s)
{
	sqlite3_stmt *q;

	if (!s)
		return;
	/* ours, and those that the rooms that ask in SQL have kept */
	while (s->db && (q = sqlite3_next_stmt(s->db, NULL)))
		sqlite3_finalize(q);
	xj_store_unmap(s);
	sqlite3_close(s->db);
	if (s->lock >= 0)
		close(s->lock);
	free(s);
}

struct sqlite3 *xj_store_db(struct xj_store *s)
{
	return s->db;
}

struct xj_str xj_sql_text(sqlite3_stmt *q, int column)
{
	const char *p = (const char *)sqlite3_column_text(q, column);

	return xj_str_of(p ? p : "", (size_t)sqlite3_column_bytes(q, column));
}

bool xj_store_is_current(const struct xj_store *s)
{
	char path[4200];

	if (!s->unchanging)
		return true;
	snprintf(path, sizeof(path), "%s/store.db-wal", s->dir);
	return access(path, F_OK) != 0;
}

static int64_t one_number(struct xj_store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int64_t n = 0;

	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

int64_t xj_store_last_entry(struct xj_store *s)
{
	return one_number(s, "SELECT coalesce(max(id), 0) FROM entry");
}

int64_t xj_store_revision(struct xj_store *s)
{
	return one_number(s, "SELECT value FROM meta WHERE key = 'revision'");
}

/* ---- transactions ----------------------------------------------------- */

enum xj_status xj_store_begin(struct xj_store *s, struct xj_error *err)
{
	s->changed = false;
	return run(s, "BEGIN IMMEDIATE", err);
}

void xj_store_touch(struct xj_store *s)
{
	s->changed = true;
}

enum xj_status xj_store_commit(struct xj_store *s, struct xj_error *err)
{
	if (s->changed) {
		sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_BUMP, err);
		enum xj_status st = q ? xj_store_step(s, q, err) : XJ_INTERNAL;

		if (st)
			return st;
	}
	return run(s, "COMMIT", err);
}

void xj_store_rollback(struct xj_store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

enum xj_status xj_store_checkpoint(struct xj_store *s, struct xj_error *err)
{
	/* Readers may hold the log back: then it is moved next time. */
	int rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE,
	                                   NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE,
		                               NULL, NULL);
	/* what comes next, the rules and the index, has no use for these pages */
	sqlite3_db_release_memory(s->db);
	malloc_trim(0);
	if (rc == SQLITE_OK || rc == SQLITE_BUSY)
		return XJ_OK;
	if (rc != SQLITE_FULL && rc != SQLITE_IOERR)
		return xj_store_failed(s, err);
	return xj_fail(err, XJ_IO, _("%s: %s; what was stored is safe in store.db-wal, the "
	               "next import moves it into store.db"), s->dir,
	               rc == SQLITE_FULL || disk_is_full(s) ? _("no space left on the disk")
	                                                    : sqlite3_errmsg(s->db));
}
