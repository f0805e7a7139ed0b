/* rules_private.h - shared by the files of the rules room only. */
#ifndef XIANJIN_RULES_PRIVATE_H
#define XIANJIN_RULES_PRIVATE_H

#include <sqlite3.h>

#include "src/core/i18n.h"
#include "xianjin/importers.h"
#include "xianjin/progress.h"
#include "xianjin/rules.h"

/* Texts that live as long as the rules. */
struct xj_kept {
	struct xj_kept *next;
	char text[];
};

struct xj_rules {
	struct xj_rule *rule; /* by severity, then id */
	size_t rules;
	struct xj_law_row *law; /* in the order of the file; id is 1..n */
	size_t law_rows;
	char law_hash[65];
	uint64_t deadline;    /* of the clock that only goes forward, in ns; 0 none */
	struct xj_kept *kept;
};

/* Whether the flags of S are those that R would make of it now. */
enum xj_status xj_rules_stored(const struct xj_rules *r, struct xj_store *s, bool *stored,
                               struct xj_error *err) XJ_MUST_USE;
/* Whether the flags of DB were made by the rule ID too. */
bool xj_rules_has_run(sqlite3 *db, const char *id);
/* Whether its deadline is behind us. */
bool xj_rules_late(const struct xj_rules *r);
/* A copy that lives as long as R; NULL when out of memory. */
const char *xj_rules_keep(struct xj_rules *r, struct xj_str text);

/* ---- header.c: the comments at the head of a rule --------------------- */

enum xj_header { XJ_H_ID, XJ_H_LAW, XJ_H_SEVERITY, XJ_H_UNIT, XJ_H_NEEDS, XJ_H_TITLE,
                 XJ_H_MESSAGE, XJ_HEADERS };
struct xj_rule_head {
	struct xj_str value[XJ_HEADERS];
	unsigned line[XJ_HEADERS];     /* 0: not said */
	struct xj_str sql;             /* what follows the comments */
	unsigned sql_line;
};

/* What H has points into TEXT. */
void xj_rule_head_read(struct xj_str text, struct xj_rule_head *h);
/* XJ_BAD_INPUT names FILE, the line, and what is wrong there. */
enum xj_status xj_rule_head_check(const char *file, const struct xj_rule_head *h,
                                  struct xj_error *err) XJ_MUST_USE;
/* That failure: TEXT says what. */
enum xj_status xj_rule_head_wrong(const char *file, unsigned line, struct xj_error *err,
                                  const char *text);
/* "English | 中文" in two; false: it is not. */
bool xj_rule_head_halves(struct xj_str s, struct xj_str *en, struct xj_str *zh);

/* ---- table.c: a CSV file as rows of named columns -------------------- */

struct xj_csv_column {
	const char *name;    /* as documented */
	const char *other;   /* another name it goes by, or NULL */
	bool optional;
};

struct xj_csv;

/* Opens PATH, or TEXT when PATH is NULL and calls it NAME.  ENCODING NULL
 * guesses.  Every column that is not optional must be there. */
enum xj_status xj_csv_open(const char *path, const char *name, const char *text,
                           const char *encoding, const struct xj_csv_column *column,
                           size_t columns, struct xj_csv **out,
                           struct xj_error *err) XJ_MUST_USE;
void xj_csv_close(struct xj_csv *c);
/* XJ_END after the last.  CELL gets one text a column, "" where the file has no
 * such column; borrowed until the next call. */
enum xj_status xj_csv_row(struct xj_csv *c, struct xj_str *cell,
                          struct xj_error *err) XJ_MUST_USE;
/* "FILE: row 7, COLUMN" before the rest, for what is wrong with the last row. */
enum xj_status xj_csv_wrong(struct xj_csv *c, size_t column, struct xj_error *err,
                            const char *fmt, ...) XJ_PRINTF(4, 5);
/* Cells as values: empty is XJ_NO_DAY, or NUMBER with *NONE set. */
enum xj_status xj_csv_day(struct xj_csv *c, size_t column, struct xj_str cell,
                          int32_t *day, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_csv_amount(struct xj_csv *c, size_t column, struct xj_str cell,
                             int64_t *amount, bool *none, struct xj_error *err)
	XJ_MUST_USE;

/* ---- law.c ----------------------------------------------------------- */

/* Reads the law into R: PATH, or ours when NULL; then what was SET. */
enum xj_status xj_law_load(struct xj_rules *r, const char *path,
                           const char *const *set, size_t sets,
                           struct xj_error *err) XJ_MUST_USE;
/* The first law row that SQL names as 'a.b' and the table has not, or false. */
bool xj_law_missing(const struct xj_rules *r, const char *sql, char *name, size_t n);

/* ---- engine_tables.c: what rules read -------------------------------- */

/* Makes the temporary tables of tables.sql, and temp.law from R's law. */
enum xj_status xj_tables_make(sqlite3 *db, struct xj_error *err) XJ_MUST_USE;
/* The same with entries that are there already and stay the caller's. */
struct xj_entries;
enum xj_status xj_tables_make_of(sqlite3 *db, struct xj_entries *e,
                                 struct xj_error *err) XJ_MUST_USE;
/* The same in two steps: the tables, which queries can be prepared for, and what is
 * in those that are no entries. */
enum xj_status xj_tables_declare(sqlite3 *db, struct xj_entries *e,
                                 struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_tables_fill(sqlite3 *db, struct xj_error *err) XJ_MUST_USE;
/* The same tables in the connection TO, with the rows that FROM has: what a
 * transaction has not committed, only its own connection can read. */
enum xj_status xj_tables_copy(sqlite3 *from, sqlite3 *to, struct xj_entries *e,
                              struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_tables_law(sqlite3 *db, const struct xj_rules *r,
                             struct xj_error *err) XJ_MUST_USE;
void xj_tables_drop(sqlite3 *db);
/* Names of all that a rule may read, NULL-ended. */
extern const char *const xj_tables_readable[];

/* ---- crew.c: all rules ----------------------------------------------- */

/* Runs the rules of R over the store of DB, two at a time where the store is a
 * file, and makes their flags in main, in the order of the rules. */
enum xj_status xj_crew_run(struct xj_rules *r, sqlite3 *db,
                           struct xj_rule_result *result,
                           struct xj_progress *progress,
                           struct xj_error *err) XJ_MUST_USE;

/* ---- engine.c: one rule ---------------------------------------------- */

/* The rows that a rule gave, with the columns of rules.h. */
enum xj_found_column { XJ_R_KEY, XJ_R_FILING, XJ_R_DONOR, XJ_R_ENTRY, XJ_R_VALUE,
                       XJ_R_LIMIT, XJ_R_LAW, XJ_R_EXEMPT, XJ_R_DETAIL,
                       XJ_FOUND_COLUMNS };
struct xj_found_row {
	int64_t cell[XJ_FOUND_COLUMNS]; /* a number, or a place in texts */
	uint16_t known, text;           /* bits of the columns: not NULL, a text */
};
struct xj_found {
	struct xj_found_row *row;
	size_t rows, room;
	struct xj_buf texts;             /* each with a NUL behind */
};
void xj_found_clear(struct xj_found *f);

/* Runs RULE; a broken rule is no failure: OUT says so, and nothing is FOUND. */
enum xj_status xj_engine_rule(sqlite3 *db, const struct xj_rules *r,
                              const struct xj_rule *rule, struct xj_found *found,
                              struct xj_rule_result *out,
                              struct xj_error *err) XJ_MUST_USE;
/* Only whether RULE could run: its query is sound, what it needs is there. */
enum xj_status xj_engine_check(sqlite3 *db, const struct xj_rule *rule,
                               struct xj_rule_result *out,
                               struct xj_error *err) XJ_MUST_USE;
bool xj_engine_lacks(sqlite3 *db, const struct xj_rules *r,
                     const struct xj_rule *rule, struct xj_rule_result *out);

/* ---- flags.c: rows to flags ------------------------------------------ */

/* Makes flags of FOUND in the tables SCHEMA.flag and SCHEMA.flag_entry.  What
 * points at nothing makes the rule broken. */
enum xj_status xj_engine_flags(sqlite3 *db, const char *schema,
                               const struct xj_rules *rules,
                               const struct xj_entries *e, const struct xj_rule *rule,
                               const struct xj_found *found,
                               struct xj_rule_result *out,
                               struct xj_error *err) XJ_MUST_USE;
/* The last failure of SQLite, as a status. */
enum xj_status xj_engine_failed(sqlite3 *db, struct xj_error *err);
enum xj_status xj_engine_exec(sqlite3 *db, const char *sql, struct xj_error *err)
	XJ_MUST_USE;

#endif
