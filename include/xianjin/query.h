/*
 * query.h - questions and views.  One table names the filters; the command
 * line (--name value), the query text (name:value) and the web (?name=value)
 * all go through it.  A view asks index and store and writes what it found into
 * an output (render.h): counts and sums are exact and cover the whole result.
 */
#ifndef XIANJIN_QUERY_H
#define XIANJIN_QUERY_H

#include "xianjin/core.h"
#include "xianjin/render.h"

/* ---- an open data folder ------------------------------------------------ */

struct xj_data;

/*
 * Opens store and index under DIR for reading.  If the index is behind the
 * store it is brought up first when the folder may be written and nobody else
 * writes; else searches answer from the older generation and xj_data_note says
 * so.  XJ_NOT_FOUND: nothing imported yet.
 */
enum xj_status xj_data_open(const char *dir, struct xj_data **out,
                            struct xj_error *err) XJ_MUST_USE;
/* The same for those who only look: nothing is written whatever is behind. */
enum xj_status xj_data_open_read(const char *dir, struct xj_data **out,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_data_close(struct xj_data *d);
/* Whether no newer index was published since D was opened by xj_data_open_read. */
bool xj_data_is_current(const struct xj_data *d);
/* D stays open and will be asked again and again: what it reads is kept at hand. */
void xj_data_stay(struct xj_data *d);
/* From hold to let_go all questions see the store in one state, that of the first of
 * them; the log and its locks are looked at once instead of for each. */
void xj_data_hold(struct xj_data *d);
void xj_data_let_go(struct xj_data *d);
/* "generation.revision": two readers of one stamp give the same answers. */
const char *xj_data_stamp(const struct xj_data *d);
/* From now on questions in SQL end after MSEC with XJ_LIMIT; 0: no deadline. */
void xj_data_deadline(struct xj_data *d, unsigned msec);
/* NULL, or one line for people about the state of the index. */
const char *xj_data_note(const struct xj_data *d);

/* ---- questions ---------------------------------------------------------- */

struct xj_query;

enum xj_status xj_query_new(struct xj_query **out, struct xj_error *err) XJ_MUST_USE;
void xj_query_free(struct xj_query *q);

struct xj_filter {
	const char *name;     /* "amount" */
	const char *argument; /* "MIN..MAX", for help */
	const char *help;     /* English msgid, one line */
};
/* Ended by name NULL, in the order of the help page. */
const struct xj_filter *xj_query_filters(void);

/* Sets one filter by name; repeating a filter adds alternatives (or), different
 * filters narrow (and).  XJ_USAGE says what was expected. */
enum xj_status xj_query_set(struct xj_query *q, const char *name,
                            const char *value, struct xj_error *err) XJ_MUST_USE;

/*
 * Adds the words of TEXT: all must match; 台積 matches inside a name, "王大明"
 * or =王大明 only the whole name; name:value (also name:"a b", name:=whole) is
 * a filter; donor:/.../ a regular expression.  Quotes must close.
 */
enum xj_status xj_query_text(struct xj_query *q, const char *text,
                             struct xj_error *err) XJ_MUST_USE;

/* ---- views --------------------------------------------------------------- */

/* What is here: facts count, sum_income, sum_expense, recipients, elections ...;
 * section "election". */
enum xj_status xj_view_overview(struct xj_data *d, struct xj_output *o,
                                struct xj_error *err) XJ_MUST_USE;
/* facts count, sum_income, sum_expense, facets (JSON), next; section "rows";
 * for people also one section a facet. */
enum xj_status xj_view_search(struct xj_data *d, struct xj_query *q,
                              struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
/* After xj_view_search: the cursor ("after") of the page behind the one that was
 * written; NULL where there is none.  Lives as long as Q. */
const char *xj_query_next(const struct xj_query *q);
/* WHO is a donor key or a name; several donors of one name: XJ_NOT_FOUND never,
 * the section "donors" lists them and nothing is added up. */
enum xj_status xj_view_donor(struct xj_data *d, const char *who,
                             struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_view_recipient(struct xj_data *d, const char *who,
                                 struct xj_output *o, struct xj_error *err) XJ_MUST_USE;

/* Appends the name that the donor WHO (a key or tax id) is most often written with.
 * XJ_NOT_FOUND, without a text: WHO is neither, or nobody's. */
enum xj_status xj_donor_name(struct xj_data *d, const char *who, struct xj_buf *out,
                             struct xj_error *err) XJ_MUST_USE;

/* All elections, newest polling day first: section "election". */
enum xj_status xj_view_elections(struct xj_data *d, struct xj_output *o,
                                 struct xj_error *err) XJ_MUST_USE;
/* The election called WHO, or the only one with WHO in its name: facts; sections
 * "received" (who received what, by kind of donor), "flags", "calendar". */
enum xj_status xj_view_election(struct xj_data *d, const char *who,
                                struct xj_output *o, struct xj_error *err) XJ_MUST_USE;

/* One entry: facts; sections "rows" (programs only), "filed" (every cell as filed and as
 * understood), "flags", "issues", "versions".  XJ_NOT_FOUND. */
enum xj_status xj_view_entry(struct xj_data *d, int64_t id, struct xj_output *o,
                             struct xj_error *err) XJ_MUST_USE;
/* Where an entry stands in its source: good as long as the source is, where an id is
 * good as long as the store. */
struct xj_entry_place {
	struct xj_buf text[3]; /* SHA-256, member, sheet, each with its NUL */
	int64_t row;
};
/* To be cleared even after a failure. */
enum xj_status xj_entry_place(struct xj_data *d, int64_t id, struct xj_entry_place *out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_entry_place_clear(struct xj_entry_place *p);
/* The entry at that place; MEMBER and SHEET "" where there is none. */
enum xj_status xj_entry_find(struct xj_data *d, const char *sha256, const char *member,
                             const char *sheet, int64_t row, int64_t *id,
                             struct xj_error *err) XJ_MUST_USE;

/* The files as received, with the proof of each import: section "sources". */
enum xj_status xj_view_sources(struct xj_data *d, struct xj_output *o,
                               struct xj_error *err) XJ_MUST_USE;
/* One of them: sections "parts", and "problems" (the first 5,000 issues). */
enum xj_status xj_view_source(struct xj_data *d, const char *sha256,
                              struct xj_output *o, struct xj_error *err) XJ_MUST_USE;

/*
 * Settlement tables against rows and against themselves (LAW 3.4), all filings
 * in force: facts compared, agree, differ; section "rows" with the differences,
 * or every comparison with ALSO_AGREEING.  *DIFFER counts the differences.
 */
enum xj_status xj_view_reconcile(struct xj_data *d, bool also_agreeing,
                                 struct xj_output *o, uint64_t *differ,
                                 struct xj_error *err) XJ_MUST_USE;

/* How long gifts stay out of sight: facts, sections "intervals" and "rows" (by
 * election and recipient). */
enum xj_status xj_view_lag(struct xj_data *d, struct xj_output *o,
                           struct xj_error *err) XJ_MUST_USE;

/* ---- lists -------------------------------------------------------------------- */

/* What has a page of its own; companies by key, the others by name. */
enum xj_list { XJ_LIST_RECIPIENTS, XJ_LIST_ELECTIONS, XJ_LIST_COMPANIES };
/* Called with each; XJ_END: enough. */
typedef enum xj_status xj_list_fn(void *ctx, struct xj_str value);
enum xj_status xj_list(struct xj_data *d, enum xj_list which, xj_list_fn *each, void *ctx,
                       struct xj_error *err) XJ_MUST_USE;

/* ---- all rows of a question -------------------------------------------------- */

struct xj_totals {
	uint64_t count;
	int64_t income, expense;
};

/*
 * A walk over every row that Q finds, in the order of Q, as one snapshot of index and
 * store.  D and Q are the walk's alone until it is closed; limit, after and facet of Q
 * do not count.  Needs the same memory however many rows there are.
 */
struct xj_walk;
enum xj_status xj_walk_open(struct xj_data *d, const struct xj_query *q,
                            struct xj_walk **out, struct xj_error *err) XJ_MUST_USE;
void xj_walk_close(struct xj_walk *w);
/* Exact, known before the first row. */
struct xj_totals xj_walk_totals(const struct xj_walk *w);
/* Writes the next few hundred rows: first the facts count, sum_income, sum_expense and
 * the beginning of section "rows".  XJ_END: all are written, as many as were counted. */
enum xj_status xj_walk_next(struct xj_walk *w, struct xj_output *o,
                            struct xj_error *err) XJ_MUST_USE;
/* Appends the line that proves to a reader of FORMAT ("csv", "jsonl") that nothing is
 * missing; nothing for formats that have an end of their own. */
enum xj_status xj_totals_end_mark(struct xj_totals t, const char *format,
                                  struct xj_buf *out) XJ_MUST_USE;

/* ---- the rules (rules.h) as answers --------------------------------------- */

struct xj_rules;
struct xj_rule;
struct xj_rule_state;

/* The title in the language of the thread; borrowed from the rule. */
const char *xj_rule_title(const struct xj_rule *r);
/* The page in the language of the thread, else the English one; NULL: none. */
const char *xj_rule_page(const struct xj_rule *r);
/* How each of RULES stands in D (NULL: no data, none has run): xj_rules_count of them,
 * to be freed. */
enum xj_status xj_data_rule_states(struct xj_data *d, struct xj_rules *rules,
                                   struct xj_rule_state **out,
                                   struct xj_error *err) XJ_MUST_USE;
/* Section "rules": each with its state and the number of its flags. */
enum xj_status xj_view_rules(const struct xj_rules *rules,
                             const struct xj_rule_state *state, struct xj_output *o,
                             struct xj_error *err) XJ_MUST_USE;
/* xj_rules_whatif over D, within MSEC: XJ_LIMIT beyond. */
enum xj_status xj_view_whatif(struct xj_data *d, struct xj_rules *now,
                              struct xj_rules *then, unsigned msec, struct xj_output *o,
                              struct xj_error *err) XJ_MUST_USE;
/* One rule: facts id, law, severity ... page, sql; section "thresholds", its figures
 * by date.  People who are shown its page get no facts beside it. */
enum xj_status xj_view_rule(const struct xj_rules *rules, const struct xj_rule *r,
                            const struct xj_rule_state *s, struct xj_output *o,
                            struct xj_error *err) XJ_MUST_USE;

/* Count and sums of all that Q finds. */
enum xj_status xj_totals_of(struct xj_data *d, const struct xj_query *q,
                            struct xj_totals *out, struct xj_error *err) XJ_MUST_USE;

/* ---- who may be meant ------------------------------------------------------------ */

enum xj_match_type { XJ_MATCH_COMPANY, XJ_MATCH_PERSON, XJ_MATCH_RECIPIENT,
                     XJ_MATCH_PARTY, XJ_MATCH_TYPES };
const char *xj_match_type_name(enum xj_match_type t); /* "company", "person-name" ... */
#define XJ_MATCH_RECIPIENT_ID "recipient:" /* then the name; others: a donor's key */

struct xj_match {
	struct xj_str id, name;  /* borrowed for the call */
	enum xj_match_type type;
	int score;               /* 0..100, see match.c */
	bool certain;            /* never for a natural person */
};
typedef enum xj_status xj_match_fn(void *ctx, const struct xj_match *m);
/* Calls EACH with at most LIMIT candidates of a type (TYPE < 0: of each one) for the name
 * or tax id TEXT, best first within a type.  TAX_ID may be "". */
enum xj_status xj_match(struct xj_data *d, struct xj_str text, struct xj_str tax_id,
                        int type, size_t limit, xj_match_fn *each, void *ctx,
                        struct xj_error *err) XJ_MUST_USE;

/* Calls EACH with every party that nominated the recipient NAME, as filed; a party is its
 * own. */
typedef enum xj_status xj_text_fn(void *ctx, struct xj_str text);
enum xj_status xj_recipient_parties(struct xj_data *d, struct xj_str name, xj_text_fn *each,
                                    void *ctx, struct xj_error *err) XJ_MUST_USE;

/* ---- export and verify ---------------------------------------------------- */

/* Writes every normalised table as CSV ("csv") or JSON Lines ("jsonl") and a
 * datapackage.json into the new folder TO (made; must be empty). */
enum xj_status xj_export(struct xj_data *d, const char *to, const char *format,
                         struct xj_error *err) XJ_MUST_USE;

/* Checks store (integrity, foreign keys, counts and sums against part), and the
 * index against it.  Section "checks": name, result, detail.  *BROKEN counts
 * what failed. */
enum xj_status xj_verify(const char *dir, struct xj_output *o, unsigned *broken,
                         struct xj_error *err) XJ_MUST_USE;

#endif
