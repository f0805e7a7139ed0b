/*
 * rules.h - the law as data.  A rule is one SQL file over documented tables;
 * a threshold is a dated row of law-tw.csv; a flag is one rule that holds for
 * some entries or a filing: a reason to look, never an accusation.
 * docs/rules.md is the guide for people who write rules.
 *
 * A rule file
 *   begins with a header of comment lines "-- name: value":
 *     id        words with hyphens, stable for ever: anonymous-limit
 *     law       its id in the rule base: AN-02
 *     severity  C crime, A administrative fine, F form, S signal, I information
 *     unit      of value and limit: TWD, days, percent, rows ...; or none
 *     needs     reference tables it cannot do without (company, award ...), or
 *               none: when one is empty the rule is "not tested", not passed
 *     title     one line, English | 中文
 *     message   one line, English | 中文; {value}, {limit}, {name}, {count}
 *               are filled in; it never accuses
 *   and is one SELECT that gives a row for each entry of each flag:
 *     key       what makes rows one flag (integer or text; equal = same flag)
 *     filing    id of the filing, or NULL when it goes across filings
 *     donor     donor key, or NULL
 *     entry     id of an evidence entry, or NULL (the filing as a whole)
 *     value     what was found, in the unit
 *     "limit"   what the law says, or NULL
 *     law       id of the law row it was judged by, or NULL
 *     exempt    NULL, or why it does not count ('returned', 'treasury' ...): the
 *               flag is then listed with severity I
 *     detail    NULL, or a short text for {name} in the message
 *   The SQL must also run on PostgreSQL: no SQLite-only functions.
 *
 * What a rule may read (made anew for each run, all in force, docs/rules.md):
 *   gift      income of kinds individual, business, party, group, anonymous
 *   income    every income entry, gifts and interest alike
 *   expense   every expense entry
 *     columns of the three: entry, filing, recipient, election, account, office,
 *     serial, kind, subject, donor, name (folded), counterparty, id, id_kind,
 *     amount, day, year, deposit_day, method, disposition, monetary, purpose,
 *     address, phone, place, disclose, seq, part, row
 *   filing_info  filing, recipient, recipient_name, party, election, office,
 *     area, account, serial, version, year, polling_day, window_start,
 *     window_end, last_spending_day, report_due, filed_day, received
 *   gifts_by_year  donor, kind, recipient, election, account, year, amount,
 *     gifts (count), exempt (amount returned or paid to the treasury)
 *   summary_item  filing, item, amount
 *   law       id, name, kind, office, from_day, to_day, value, article
 *   company, award, loss, party_business, religious_group, candidate: reference
 *     data that a user added
 */
#ifndef XIANJIN_RULES_H
#define XIANJIN_RULES_H

#include "xianjin/core.h"
#include "xianjin/store.h"

struct xj_rule {
	const char *id, *law, *severity, *unit, *needs;
	const char *title_en, *title_zh, *message_en, *message_zh;
	const char *sql;
	const char *file;  /* name of the file, for messages */
	unsigned line;     /* where its SQL begins in the file */
	const char *page;  /* docs/rules/ID.md, NULL for a user's own */
	const char *page_zh; /* docs/rules/zh/ID.md, likewise */
};

struct xj_rules;

struct xj_rules_options {
	const char *folder;     /* more rules, NULL none; one id replaces ours */
	const char *law_file;   /* instead of law-tw.csv, NULL ours */
	const char *const *set; /* "anonymous.max=5000", changes every row of a name */
	size_t sets;
	const char *only;       /* one rule id, NULL all */
};

/* Reads rules and law.  A file that is no rule is named with its line and left
 * out; WARN gets one line for each (may be NULL). */
enum xj_status xj_rules_load(const struct xj_rules_options *options,
                             struct xj_rules **out,
                             void (*warn)(void *ctx, const char *text), void *ctx,
                             struct xj_error *err) XJ_MUST_USE;
void xj_rules_free(struct xj_rules *r);
size_t xj_rules_count(const struct xj_rules *r);
const struct xj_rule *xj_rules_get(const struct xj_rules *r, size_t i);
const struct xj_rule *xj_rules_find(const struct xj_rules *r, const char *id);
/* The title of our own rule ID in the language of the thread, for who has no rules
 * loaded: empty where there is none.  It lives as long as the program. */
struct xj_str xj_rules_title(struct xj_str id);
/* SHA-256 of the law table as loaded, and its newest "from" as ISO text. */
const char *xj_rules_law_hash(const struct xj_rules *r);

/* A dated threshold. */
struct xj_law_row {
	int64_t id;
	const char *name, *kind, *office; /* kind, office "" where all */
	int32_t from_day, to_day;         /* XJ_NO_DAY open */
	int64_t value;
	const char *unit, *article, *source, *confidence, *rule_base_id;
};
size_t xj_law_rows(const struct xj_rules *r, const struct xj_law_row **rows);

/* How one rule fared. */
struct xj_rule_result {
	const struct xj_rule *rule;
	enum { XJ_RULE_RAN, XJ_RULE_NOT_TESTED, XJ_RULE_BROKEN } state;
	uint64_t flags, exempt, entries;
	uint64_t nanoseconds;
	char why[256]; /* broken: file, line, what; not tested: what is missing */
};

/*
 * Tests everything in force in S and replaces the tables flag and flag_entry
 * (schema.sql).  Must be called inside a transaction of the writer, or on a
 * memory store.  A broken rule stops nothing else.  RESULT (xj_rules_count of
 * them) may be NULL.
 */
enum xj_status xj_rules_run(struct xj_rules *r, struct xj_store *s,
                            struct xj_rule_result *result,
                            struct xj_error *err) XJ_MUST_USE;

/*
 * The same with the mark by which xj_rules_behind can tell, in the transaction of
 * the writer S that is under way: what a source brings and its flags are then one
 * commit.  When it fails the rows are as before, unless the transaction is lost.
 * S was made ready before the transaction began.
 */
struct xj_progress;
enum xj_status xj_rules_ready(struct xj_store *s, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_rules_judge(struct xj_rules *r, struct xj_store *s,
                              struct xj_rule_result *result,
                              struct xj_progress *progress,
                              struct xj_error *err) XJ_MUST_USE;

/*
 * The same in a transaction of its own, when the flags of S are behind its
 * entries or were made by other rules or another law: *RAN says whether.  S is
 * the writer, outside a transaction.
 */
enum xj_status xj_rules_update(struct xj_rules *r, struct xj_store *s,
                               struct xj_rule_result *result, bool *ran,
                               struct xj_progress *progress,
                               struct xj_error *err) XJ_MUST_USE;
/* How each rule stands in a data folder. */
struct xj_rule_state {
	const char *state; /* "holds", "nothing found", "not tested", "not run",
	                      "broken" */
	bool tested;       /* one of the first two */
	uint64_t flags;    /* that count: without the exempt ones */
	char why[256];     /* not tested, broken */
};
/* S is NULL where there are no data.  STATE has room for xj_rules_count of them. */
enum xj_status xj_rules_states(struct xj_rules *r, struct xj_store *s,
                               struct xj_rule_state *state,
                               struct xj_error *err) XJ_MUST_USE;
/* Whether the query of RULE asks for the law NAME. */
bool xj_rule_names(const struct xj_rule *rule, const char *name);

/* Whether entries came in after the flags were made. */
bool xj_rules_behind(struct xj_store *s);
/* Runs our own rules where that is so: what a killed import has left. */
enum xj_status xj_rules_bring_up(struct xj_store *s,
                                 struct xj_error *err) XJ_MUST_USE;

/* What R runs from now on ends after MSEC with XJ_LIMIT; 0: no deadline. */
void xj_rules_deadline(struct xj_rules *r, unsigned msec);

/*
 * What if the law said otherwise: the rules that name a law that NOW and THEN
 * give different values, run by both laws, compared by election and recipient.
 * Section "rows"; nothing is written.  S may be read-only.
 */
struct xj_output;
enum xj_status xj_rules_whatif(struct xj_rules *now, struct xj_rules *then,
                               struct xj_store *s, struct xj_output *o,
                               struct xj_error *err) XJ_MUST_USE;

/*
 * Reference data (docs/reference.md): what the table of KIND (company, award
 * ...) holds is replaced by the rows of the CSV files, in one transaction; the
 * flags are behind then.  XJ_USAGE names the kinds.
 */
struct xj_reference_counts {
	uint64_t rows, left_out; /* stored; without a tax id or election we know */
};
enum xj_status xj_reference_import(struct xj_store *s, const char *kind,
                                   const char *const *path, size_t paths,
                                   const char *encoding,
                                   struct xj_reference_counts *out,
                                   struct xj_error *err) XJ_MUST_USE;

/* The message of a flag in LANGUAGE "en" or "zh" appended to OUT; VALUE and
 * LIMIT are written with their unit. */
enum xj_status xj_flag_message(const struct xj_rule *rule, const char *language,
                               bool has_value, int64_t value, bool has_limit,
                               int64_t limit, struct xj_str detail,
                               uint64_t count, struct xj_buf *out) XJ_MUST_USE;

#endif
