/*
 * advice.h - what a person does about a finding: in which order, at which cell,
 * how to mend it, and what a valid cell looks like.  One row a rule of ours or a
 * code of the importer.
 */
#ifndef XIANJIN_QUERY_ADVICE_H
#define XIANJIN_QUERY_ADVICE_H

#include "xianjin/core.h"
#include "xianjin/rules.h"

/* Places of the pre-check list: account and window, donors, limits, deposits,
 * receipts, subjects, returns, spending, sums, deadlines. */
#define XJ_ORDER_UNREAD 0   /* could not be read: nothing else was tested */
#define XJ_ORDER_LAST 11    /* signals and rules that nobody knows */

struct xj_advice {
	const char *code;       /* rule id, or issue code */
	int order;
	char severity;          /* of an issue; 0 for rules, which say it themselves */
	int column;             /* enum xj_field of the cell to look at; 0: the amount */
	const char *example;    /* a valid cell or row; "" none */
	const char *what_en, *what_zh; /* of an issue: its name; NULL for rules */
	const char *mend_en, *mend_zh;
	const char *covered;    /* an issue: a rule that says as much of the row ... */
	const char *covers;     /* ... or less: then the rule is left out */
};

/* NULL when nobody knows CODE. */
const struct xj_advice *xj_advice_find(struct xj_str code);
/* All of them, for tests. */
const struct xj_advice *xj_advice_all(size_t *n);

/* The first paragraph under the line HEADING of a rule's page; "" if none. */
struct xj_str xj_page_section(const char *page, const char *heading);
/* What RULE, which may be NULL, finds, and how to mend it, as its page says: the Chinese
 * one where that is asked for and there is one. */
struct xj_str xj_rule_finds(const struct xj_rule *rule, bool chinese);
struct xj_str xj_rule_mends(const struct xj_rule *rule, bool chinese);

#endif
