/* profile.c - owns the sections that several profiles have. */
#include "profile.h"

#define MOST 20u

enum xj_status xj_profile_parts(struct xj_data *d, const struct xj_answer *a,
                                const struct xj_profile_part *part, size_t n,
                                struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < n && !st; i++)
		st = xj_facet_section(d, a, part[i].facet, part[i].name, part[i].title,
		                      MOST, false, o, err);
	return st;
}

void xj_profile_ask(struct xj_question *q, uint32_t facets)
{
	q->sort = XJ_SORT_DATE;
	q->descending = true;
	/* files get every row that a page may hold, a terminal a first look */
	q->limit = XJ_DEFAULT_ROWS;
	q->facets = facets;
	q->msec = XJ_QUERY_MSEC;
}

enum xj_status xj_profile_flags(struct xj_data *d, const char *sql,
                                struct xj_sql_about about, struct xj_output *o,
                                struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "rule", N_("Rule"), XJ_T_TEXT, 0, false },
		{ "severity", N_("Severity"), XJ_T_TEXT, 0, false },
		{ "count", N_("Flags"), XJ_T_INT, 0, false },
		{ "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	};
	const struct xj_section section = { "flags", N_("Worth checking: rules that hold"),
	                                    columns, XJ_COUNT(columns), false };

	return xj_sql_section(d, &section, sql, about, o, err);
}
