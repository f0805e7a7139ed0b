/*
 * profile.h - what the pages about one donor, one recipient and one election share.
 * For the files of the query room only.
 */
#ifndef XIANJIN_QUERY_PROFILE_H
#define XIANJIN_QUERY_PROFILE_H

#include "query_private.h"

struct xj_profile_part {
	enum xj_view_facet facet;
	const char *name, *title;
};

/* One section for each part: the answer counted by that facet. */
enum xj_status xj_profile_parts(struct xj_data *d, const struct xj_answer *a,
                                const struct xj_profile_part *part, size_t n,
                                struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
/* A question whose newest rows a profile shows, counted by FACETS. */
void xj_profile_ask(struct xj_question *q, uint32_t facets);

/* X selects flag, rule, severity, entry, amount; an entry counts once a rule. */
#define XJ_FLAGS_OF(x) \
	"WITH x AS MATERIALIZED (" x ") SELECT x.rule, x.severity," \
	" count(DISTINCT x.flag), (SELECT coalesce(sum(amount), 0) FROM (SELECT DISTINCT" \
	"  y.entry, y.amount FROM x y WHERE y.rule = x.rule AND y.severity = x.severity))" \
	" FROM x GROUP BY x.rule, x.severity" \
	" ORDER BY instr('CAFSI', x.severity), x.rule"
/* The section "flags" of such a question. */
enum xj_status xj_profile_flags(struct xj_data *d, const char *sql,
                                struct xj_sql_about about, struct xj_output *o,
                                struct xj_error *err) XJ_MUST_USE;

/*
 * Beginning of a question about the entries of some filings: f are the filings that
 * WHERE names (of filing f JOIN recipient r), n their entries in force.  An entry has
 * no index by filing; a filing's entries lie together in the parts of its sources.
 */
#define XJ_ENTRIES_OF(where) \
	"WITH f AS MATERIALIZED (SELECT f.*, r.name AS recipient_name, r.fold" \
	"  FROM filing f JOIN recipient r ON r.id = f.recipient WHERE " where ")," \
	" span AS MATERIALIZED (SELECT DISTINCT p.id, p.first_entry, p.last_entry FROM f" \
	"  JOIN part p ON p.source IN (f.income_source, f.expense_source)" \
	"  WHERE p.first_entry IS NOT NULL)," \
	" n AS MATERIALIZED (SELECT n.* FROM span CROSS JOIN entry n" \
	"  ON n.id BETWEEN span.first_entry AND span.last_entry JOIN f ON f.id = n.filing" \
	"  WHERE CASE n.direction WHEN 1 THEN f.income_in_force" \
	"        ELSE f.expense_in_force END) "

/* ?1 is the folded name of a recipient, ?2 whether it is the whole name. */
#define XJ_OF_RECIPIENT "CASE WHEN ?2 THEN r.fold = ?1 ELSE instr(r.fold, ?1) END"

#endif
