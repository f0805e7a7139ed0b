/*
 * view_search.c - owns the answer to a question: counts, sums and facets of
 * the whole result, and one page of its rows.
 */
#include <stdio.h>

#include "query_private.h"

#define DEFAULT_FACETS \
	(1u << XJ_BY_RECIPIENT | 1u << XJ_BY_ELECTION | 1u << XJ_BY_KIND | \
	 1u << XJ_BY_SUBJECT | 1u << XJ_BY_YEAR)
#define PEOPLE_VALUES 10u /* of a facet, on a terminal */

/*
 * The cursor behind the page: the order, and key and id of its last row.  It is bound
 * to no generation of the data: an import in between neither repeats nor skips a row
 * that was there before.
 */
static void spell_next(struct xj_query *q, char order, const struct xj_answer *a)
{
	q->next[0] = '\0';
	if (a->more && a->hits)
		snprintf(q->next, sizeof(q->next), "%c%llx.%llx", order,
		         (unsigned long long)a->hit[a->hits - 1].key,
		         (unsigned long long)a->hit[a->hits - 1].id);
}

const char *xj_query_next(const struct xj_query *q)
{
	return q->next[0] ? q->next : NULL;
}

static enum xj_status write_facts(struct xj_data *d, const struct xj_query *query,
                                  const struct xj_answer *a, uint32_t facets,
                                  struct xj_output *o, struct xj_error *err)
{
	struct xj_str next = xj_str_c(query->next);
	enum xj_status st;

	st = xj_write_totals(a, o, err);
	if (st)
		return st;
	if (!xj_output_for_people(o))
		st = xj_facets_fact(d, a, facets, o, err);
	return st ? st : xj_written(xj_out_text(o, "next", N_("next page: --after"),
	                                        next.n ? &next : NULL), err);
}

/* On a terminal a facet with one value says nothing. */
static enum xj_status write_sections(struct xj_data *d, const struct xj_answer *a,
                                     uint32_t facets, struct xj_output *o,
                                     struct xj_error *err)
{
	static const char *const titles[XJ_VIEW_FACETS] = {
		[XJ_BY_RECIPIENT] = N_("By recipient"),
		[XJ_BY_ELECTION] = N_("By election"), [XJ_BY_AREA] = N_("By area"),
		[XJ_BY_KIND] = N_("By kind of counterparty"),
		[XJ_BY_SUBJECT] = N_("By account subject"),
		[XJ_BY_YEAR] = N_("By year"), [XJ_BY_PLACE] = N_("By place"),
		[XJ_BY_METHOD] = N_("By method"),
		[XJ_BY_DIRECTION] = N_("Income and expense"),
		[XJ_BY_DONOR] = N_("By counterparty"),
	};
	enum xj_status st = XJ_OK;

	for (unsigned f = 0; f < XJ_VIEW_FACETS && !st; f++)
		if (facets & 1u << f)
			st = xj_facet_section(d, a, (enum xj_view_facet)f,
			                      xj_view_facet_names[f], titles[f],
			                      PEOPLE_VALUES, false, o, err);
	return st;
}

enum xj_status xj_view_search(struct xj_data *d, struct xj_query *q,
                              struct xj_output *o, struct xj_error *err)
{
	/* a terminal shows facets only when asked for: the rows come first */
	uint32_t facets = q->has_facets ? q->facets
	                  : xj_output_for_people(o) ? 0 : DEFAULT_FACETS;
	struct xj_resolved r;
	struct xj_answer a;
	char order;
	enum xj_status st = xj_resolve(d, q, &r, err);

	if (st)
		return st;
	r.question.facets = xj_facets_needed(facets);
	order = xj_order_letter(&r.question);
	st = xj_index_ask(d->index, &r.question, &a, err);
	xj_resolved_clear(&r);
	if (st)
		return st;
	spell_next(q, order, &a);
	st = write_facts(d, q, &a, facets, o, err);
	if (!st)
		st = xj_write_entries(d, a.hit, a.hits, NULL, o, err);
	if (!st && xj_output_for_people(o))
		st = write_sections(d, &a, facets, o, err);
	xj_answer_clear(&a);
	return st;
}
