/*
 * store.h - the record store on SQLite: the truth.  One writer, which is also
 * the only one that checkpoints; any number of readers.  It knows nothing of
 * files, layouts or the index.  Schema and views: src/store/schema.sql.
 */
#ifndef XIANJIN_STORE_H
#define XIANJIN_STORE_H

#include "xianjin/core.h"
#include "xianjin/entry.h"

struct sqlite3;
struct sqlite3_stmt;
struct xj_store;

enum xj_store_mode {
	XJ_STORE_READ,   /* an existing store, read-only */
	XJ_STORE_WRITE,  /* made if absent; XJ_BUSY at once if another one writes */
	XJ_STORE_MEMORY  /* private, in memory, gone at close: for check */
};

/* DIR is the data folder (ignored for MEMORY); made with mode 0700 by WRITE.
 * XJ_NOT_FOUND when there is nothing to read. */
enum xj_status xj_store_open(const char *dir, enum xj_store_mode mode,
                             struct xj_store **out, struct xj_error *err)
	XJ_MUST_USE;
void xj_store_close(struct xj_store *store);

/* Whether something did not fit on the disk, or into the memory it may have. */
bool xj_store_was_full(const struct xj_store *store);

/* For a reader that stays open and is asked again: the file is read through memory, where
 * the machine can do that. */
void xj_store_keep_mapped(struct xj_store *store);

/* The connection, for the rooms that ask in SQL (query, rules). Borrowed. */
struct sqlite3 *xj_store_db(struct xj_store *store);
/* The text of a column of the row that Q is at; "" for NULL.  Q's own until it goes on. */
struct xj_str xj_sql_text(struct sqlite3_stmt *q, int column);

/* False when a store that was opened as one that nobody writes is written after all:
 * it must be opened again. */
bool xj_store_is_current(const struct xj_store *store);

/* The newest entry id, 0 if none: what the index must reach. */
int64_t xj_store_last_entry(struct xj_store *store);
/* Grows by one with every commit that changed something. */
int64_t xj_store_revision(struct xj_store *store);

/* ---- writing: everything between begin and commit is one transaction --- */

/* Lets the revision grow with the commit of the transaction under way. */
void xj_store_touch(struct xj_store *store);
enum xj_status xj_store_begin(struct xj_store *s, struct xj_error *err) XJ_MUST_USE;
/* Durable when it returns XJ_OK. */
enum xj_status xj_store_commit(struct xj_store *s, struct xj_error *err) XJ_MUST_USE;
void xj_store_rollback(struct xj_store *s);
/* Moves the write-ahead log into the store; after commit, outside one. */
enum xj_status xj_store_checkpoint(struct xj_store *s, struct xj_error *err) XJ_MUST_USE;

struct xj_source {
	const char *sha256; /* 64 hex digits */
	const char *name;   /* as the user gave it, last part only */
	uint64_t bytes;
};
/* XJ_OK and its ID, or XJ_NOT_FOUND when no source has this hash. */
enum xj_status xj_store_find_source(struct xj_store *s, const char *sha256,
                                    int64_t *id, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_store_add_source(struct xj_store *s, const struct xj_source *src,
                                   int64_t *id, struct xj_error *err) XJ_MUST_USE;

/* A table of a source: a member of a ZIP, a sheet, or the whole file. */
struct xj_part {
	int64_t source;
	const char *member;   /* "" for a plain file */
	const char *sheet;    /* "" */
	const char *layout;   /* "official" ... */
	const char *encoding;
	struct xj_str header; /* JSON array of the column names as filed */
};
struct xj_part_counts {
	uint64_t rows_read, rows_stored, rows_aside, issues;
	int64_t income, expense; /* sums stored */
	int64_t aside_amount;    /* what the set-aside rows say, where readable */
	struct xj_str constants; /* schema.sql part.constants; "{}" */
};
enum xj_status xj_store_add_part(struct xj_store *s, const struct xj_part *part,
                                 int64_t *id, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_store_end_part(struct xj_store *s, int64_t id,
                                 const struct xj_part_counts *counts,
                                 struct xj_error *err) XJ_MUST_USE;

/* The sides of a filing, each filled by one source. */
enum xj_side { XJ_SIDE_INCOME = 1, XJ_SIDE_EXPENSE = 2, XJ_SIDE_SUMMARY = 3 };

/*
 * The filing this part writes to, made if new.  When another source has filled
 * that SIDE of the version already, or of the newest one where no version is
 * said, the next version is made, which supersedes the older ones on the sides
 * that it has.
 */
struct xj_filing_ref {
	int64_t id;
	int version; /* as decided */
	bool spelt;  /* it keeps recipient, election and serial as F spells them */
};
enum xj_status xj_store_filing(struct xj_store *s, const struct xj_filing *f,
                               int64_t source, enum xj_side side,
                               struct xj_filing_ref *out, struct xj_error *err)
	XJ_MUST_USE;

enum xj_status xj_store_add_entry(struct xj_store *s, const struct xj_entry *e,
                                  struct xj_error *err) XJ_MUST_USE;

/* One item of a settlement table: a subject code, or a total by name. */
struct xj_summary_item {
	int64_t part, filing;
	uint64_t row;
	const char *item;  /* "11" or "income_total", "balance" ... */
	int64_t amount;
};
enum xj_status xj_store_add_summary(struct xj_store *s,
                                    const struct xj_summary_item *item,
                                    struct xj_error *err) XJ_MUST_USE;
/* A fact of a settlement table that is text: dates, accountant. */
enum xj_status xj_store_add_summary_text(struct xj_store *s, int64_t part,
                                         int64_t filing, uint64_t row,
                                         const char *item, struct xj_str text,
                                         struct xj_error *err) XJ_MUST_USE;

struct xj_issue {
	int64_t part;
	uint64_t row, line;
	bool aside;             /* the whole row was set aside */
	struct xj_str column;   /* name of the column as filed, "" for the row */
	struct xj_str text;     /* the cell, or the whole row as a JSON array */
	const char *code;       /* "date-shape", "two-amounts" ... stable */
	const char *message;    /* English; fronts translate by code */
};
enum xj_status xj_store_add_issue(struct xj_store *s, const struct xj_issue *i,
                                  struct xj_error *err) XJ_MUST_USE;

#endif
