/* lists.c - owns plain lists of what has a page: for the sitemap. */
#include "query_private.h"

static enum xj_status list_sql(struct xj_data *d, const char *sql, xj_list_fn *each,
                               void *ctx, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, sql, &q, err);
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = each(ctx, xj_sql_text(q, 0));
	sqlite3_finalize(q);
	if (st == XJ_END)
		return XJ_OK;
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(d, err);
}

static bool is_company(const struct xj_facet_value *v, char key[20])
{
	xj_donor_spell((uint64_t)v->value, key);
	return key[0] == 'b';
}

/* Those with most rows first. */
static enum xj_status list_companies(struct xj_data *d, xj_list_fn *each, void *ctx,
                                     struct xj_error *err)
{
	struct xj_question q;
	struct xj_answer a;
	char key[20];
	enum xj_status st;

	xj_question_init(&q);
	q.kinds = 1u << XJ_KIND_BUSINESS;
	q.facets = 1u << XJ_FACET_DONOR;
	q.msec = XJ_QUERY_MSEC;
	st = xj_index_ask(d->index, &q, &a, err);
	if (st)
		return st;
	for (size_t i = 0; i < a.facet_n[XJ_FACET_DONOR] && !st; i++)
		if (is_company(&a.facet[XJ_FACET_DONOR][i], key))
			st = each(ctx, xj_str_c(key));
	xj_answer_clear(&a);
	return st == XJ_END ? XJ_OK : st;
}

enum xj_status xj_list(struct xj_data *d, enum xj_list which, xj_list_fn *each, void *ctx,
                       struct xj_error *err)
{
	switch (which) {
	case XJ_LIST_RECIPIENTS:
		return list_sql(d, "SELECT DISTINCT name FROM recipient ORDER BY 1", each, ctx,
		                err);
	case XJ_LIST_ELECTIONS:
		return list_sql(d, "SELECT name FROM election ORDER BY 1", each, ctx, err);
	default:
		return list_companies(d, each, ctx, err);
	}
}
