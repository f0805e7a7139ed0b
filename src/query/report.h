/*
 * report.h - the flags of a data folder, one after the other: gravest rules
 * first, as the engine made them.  View and workbook both read here.
 */
#ifndef XIANJIN_QUERY_REPORT_H
#define XIANJIN_QUERY_REPORT_H

#include <stdio.h>

#include "xianjin/query.h"
#include "xianjin/rules.h"

#define XJ_REPORT_RULES 32u /* that one report can be narrowed to */

/* Narrows a report.  QUERY may hold recipient, election, area, party, a donor's
 * key and year; NULL none. */
struct xj_report_filter {
	const char *rule[XJ_REPORT_RULES];
	size_t rules;             /* 0: all */
	const char *severities;   /* "CA"; NULL: all */
	const struct xj_query *query;
	int64_t after;            /* only flags behind this one; 0: from the first */
};

struct xj_report_flag {       /* texts borrowed until the next call */
	int64_t id, filing;       /* filing 0 none */
	struct xj_str rule, severity, article, recipient, election, unit, exempt,
	       detail;
	uint64_t donor;           /* 0 none */
	bool has_value, has_limit;
	int64_t value, limit;
	int32_t from, to;         /* of the law, XJ_NO_DAY open */
	uint64_t entries;
	int64_t amount;
};

struct xj_report_entry {      /* texts borrowed until the next call */
	int64_t id, part, amount;
	uint64_t row, line;       /* line 0 none */
	int32_t day;
	enum xj_direction direction;
	struct xj_str seq, counterparty;
};

struct xj_report;

enum xj_status xj_report_open(struct xj_data *d, const struct xj_report_filter *f,
                              struct xj_report **out, struct xj_error *err)
	XJ_MUST_USE;
void xj_report_close(struct xj_report *r);
/* Whether a filing is one of those that the filter names. */
bool xj_report_has_filing(const struct xj_report *r, int64_t filing);
/* Back to the first flag; or to the first of one rule, with XJ_END after its last. */
void xj_report_rewind(struct xj_report *r);
void xj_report_rule(struct xj_report *r, const char *rule);
/* XJ_END after the last one. */
enum xj_status xj_report_next(struct xj_report *r, struct xj_report_flag *out,
                              struct xj_error *err) XJ_MUST_USE;
/* The evidence of a flag: begin, then next until XJ_END. */
void xj_report_evidence(struct xj_report *r, int64_t flag);
enum xj_status xj_report_next_entry(struct xj_report *r, struct xj_report_entry *out,
                                    struct xj_error *err) XJ_MUST_USE;
/* [{"id","seq","source":{...}},...] of a flag appended to OUT. */
enum xj_status xj_report_evidence_json(struct xj_report *r, int64_t flag,
                                       struct xj_buf *out,
                                       struct xj_error *err) XJ_MUST_USE;

/* Counts of one rule within the filter. */
struct xj_report_count {
	char rule[64], severity[4]; /* of the rule, not of an exempt flag */
	uint64_t flags, exempt, entries;
	int64_t amount;
};
/* All rules that hold, in order; *OUT to be freed.  RULES say the severity. */
enum xj_status xj_report_counts(struct xj_report *r, const struct xj_rules *rules,
                                struct xj_report_count **out, size_t *n,
                                struct xj_error *err) XJ_MUST_USE;

/* The law that the flags were made by: SHA-256 as xj_rules_law_hash makes it,
 * and the newest day from which a row of it is in force. */
struct xj_report_law {
	char sha256[65];
	int32_t newest; /* XJ_NO_DAY: no law in the store */
};
enum xj_status xj_report_law(struct xj_data *d, struct xj_report_law *out,
                             struct xj_error *err) XJ_MUST_USE;

/* The sentence of a flag; RULE may be NULL when nobody knows it. */
enum xj_status xj_report_message(const struct xj_rule *rule, const char *language,
                                 const struct xj_report_flag *f,
                                 struct xj_buf *out) XJ_MUST_USE;

/*
 * The view: facts flags, law, law_sha256; section "flags".  For people one
 * section a rule, each with at most LIMIT flags (0: all).  For programs LIMIT
 * counts over all rules.
 */
struct xj_report_options {
	const struct xj_report_filter *filter;
	const struct xj_rules *rules;
	const char *language;     /* "en" or "zh" */
	const char *asked;        /* the filter as it was given, for the cover */
	size_t limit;
};
enum xj_status xj_view_report(struct xj_data *d, const struct xj_report_options *o,
                              struct xj_output *out, struct xj_error *err)
	XJ_MUST_USE;

/*
 * The same for programs, step by step, from one state of the store.  D and what O points
 * to are the walk's alone until it is closed.  Needs the same memory however many flags
 * there are.
 */
struct xj_flag_walk;
enum xj_status xj_flag_walk_open(struct xj_data *d, const struct xj_report_options *o,
                                 struct xj_flag_walk **out,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_flag_walk_close(struct xj_flag_walk *w);
/* How many flags there will be, known before the first. */
enum xj_status xj_flag_walk_count(struct xj_flag_walk *w, uint64_t *flags,
                                  struct xj_error *err) XJ_MUST_USE;
/* Writes the next few hundred; XJ_END: all are written. */
enum xj_status xj_flag_walk_next(struct xj_flag_walk *w, struct xj_output *o,
                                 struct xj_error *err) XJ_MUST_USE;

/*
 * The flags as a page shows them: facts count, exempt, next; sections "by_rule",
 * "by_election", "by_recipient" over all that the filter lets through, and "flags",
 * the next LIMIT of them after the flag AFTER (0: from the first), each with the
 * first rows of its evidence.
 */
enum xj_status xj_view_flags(struct xj_data *d, const struct xj_report_options *o,
                             int64_t after, struct xj_output *out,
                             struct xj_error *err) XJ_MUST_USE;
/* Whether there are flags of RULE, somebody's own perhaps. */
enum xj_status xj_flags_of(struct xj_data *d, const char *rule, bool *any,
                           struct xj_error *err) XJ_MUST_USE;

/* The workbook (src/render/report_xlsx.c) of the same to OUT.  SECONDS, when
 * > 0, is the time that the document says it was made. */
enum xj_status xj_report_workbook(struct xj_data *d,
                                  const struct xj_report_options *o, int64_t seconds,
                                  FILE *out, struct xj_error *err) XJ_MUST_USE;

/* The same step by step.  D and what O points to are the book's alone until it is freed. */
struct xj_report_book;
enum xj_status xj_report_book_new(struct xj_data *d, const struct xj_report_options *o,
                                  int64_t seconds, struct xj_report_book **out,
                                  struct xj_error *err) XJ_MUST_USE;
/* Makes the next few hundred rows; XJ_END: all are made. */
enum xj_status xj_report_book_next(struct xj_report_book *b, struct xj_error *err) XJ_MUST_USE;
/* After that: puts it together and writes it to OUT. */
enum xj_status xj_report_book_end(struct xj_report_book *b, FILE *out,
                                  struct xj_error *err) XJ_MUST_USE;
void xj_report_book_free(struct xj_report_book *b); /* NULL is fine */

#endif
