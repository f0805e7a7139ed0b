/*
 * store.h - the record store on SQLite: the truth.  One writer, which is also
 * the only one that checkpoints; any number of readers.  It knows nothing of
 * files, layouts or the index.  Schema and views: src/store/schema.sql.
 */
#ifndef XIANJIN_STORE_H
#define XIANJIN_STORE_H

#include "xianjin/core.h"
#include "xianjin/values.h"

struct sqlite3;
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

/* The connection, for the rooms that ask in SQL (query, rules). Borrowed. */
struct sqlite3 *xj_store_db(struct xj_store *store);

/* The newest entry id, 0 if none: what the index must reach. */
int64_t xj_store_last_entry(struct xj_store *store);
/* Grows by one with every commit that changed something. */
int64_t xj_store_revision(struct xj_store *store);

/* ---- writing: everything between begin and commit is one transaction --- */

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
};
enum xj_status xj_store_add_part(struct xj_store *s, const struct xj_part *part,
                                 int64_t *id, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_store_end_part(struct xj_store *s, int64_t id,
                                 const struct xj_part_counts *counts,
                                 struct xj_error *err) XJ_MUST_USE;

struct xj_filing {
	struct xj_str recipient;   /* as filed */
	struct xj_str election;    /* as filed; "" for a party's year */
	struct xj_str party;       /* who nominated, "" if not said */
	enum xj_account account;
	int serial;                /* 1 first, n+1 nth surplus; a party's year */
	int version;               /* 0: not said; the store decides (schema.sql) */
};
/*
 * The filing this part writes to, made if new.  Without a version, a filing
 * whose DIRECTION another source has filled already gets the next version,
 * which supersedes the older one.  *VERSION is what was decided.
 */
enum xj_status xj_store_filing(struct xj_store *s, const struct xj_filing *f,
                               int64_t source, int direction, int64_t *id,
                               int *version, struct xj_error *err) XJ_MUST_USE;

enum xj_method { XJ_METHOD_NONE = 0, XJ_METHOD_CASH, XJ_METHOD_TRANSFER,
                 XJ_METHOD_CHEQUE, XJ_METHOD_OTHER };
enum xj_disposition { XJ_KEPT = 0, XJ_RETURNED, XJ_TO_TREASURY };

/* One row of a filing.  Strings are borrowed for the call. */
struct xj_entry {
	int64_t part;
	uint64_t row, line;
	int64_t filing;
	struct xj_str seq;              /* 序號 as filed */
	enum xj_direction direction;
	unsigned subject;               /* code, 0 unknown */
	enum xj_kind kind;
	struct xj_str counterparty;     /* as filed */
	struct xj_str counterparty_id;  /* as filed */
	enum xj_id_kind id_kind;
	uint64_t donor;                 /* xj_donor_key */
	int64_t amount;
	int32_t day;                    /* XJ_NO_DAY */
	enum xj_method method;
	int32_t deposit_day;
	enum xj_disposition disposition;
	int monetary;                   /* 1 money, 0 not, -1 not said */
	struct xj_str purpose, address, phone;
	unsigned place;
	int disclose;                   /* 應揭露之支出對象: 1, 0, -1 not said */
	struct xj_str raw;              /* JSON object of the cells that the columns
	                                   cannot give back, or "" */
};
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

/* ---- donor keys (DESIGN 2) --------------------------------------------- */

/*
 * One company per tax id; one person per (folded name, masked id, place).
 * Anonymous gifts and empty names have key 0.  FOLDED is xj_fold(name).
 */
uint64_t xj_donor_key(enum xj_kind kind, struct xj_str folded,
                      const struct xj_id *id, unsigned place);
/* "b04595257" for a company, "p" and 15 hex digits otherwise; "" for 0. */
void xj_donor_spell(uint64_t key, char out[20]);
bool xj_donor_parse(struct xj_str text, uint64_t *key);

#endif
