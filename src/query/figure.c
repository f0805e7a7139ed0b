/*
 * figure.c - owns what all figures share: their names, the question they ask
 * and the marks that they are made of.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure_private.h"
#include "xianjin/entry.h"

#define TOP 12u
#define MOST_TOP 50u

const struct xj_figure_type xj_figure_types[XJ_FIGURES] = {
	[XJ_FIG_TIME] = { "time", N_("Income over time"), N_("Expense over time") },
	[XJ_FIG_CUMULATIVE] = { "cumulative", N_("Income added up over time"),
	                        N_("Expense added up over time") },
	[XJ_FIG_DONORS] = { "donors", N_("Largest donors"), N_("Largest payees") },
	[XJ_FIG_RECIPIENTS] = { "recipients", N_("Largest recipients"),
	                        N_("Recipients who spent most") },
	[XJ_FIG_HISTOGRAM] = { "histogram", N_("Sizes of gifts around a limit"),
	                       N_("Sizes of payments around a limit") },
	[XJ_FIG_FLOWS] = { "flows", N_("From donors to recipients"),
	                   N_("From payees to recipients") },
	[XJ_FIG_MAP] = { "map", N_("Income by county of the election"),
	                 N_("Expense by county of the election") },
	[XJ_FIG_KINDS] = { "kinds", N_("Income of recipients by kind of donor"),
	                   N_("Expense of recipients by kind of payee") },
};

static xj_figure_maker *const makers[XJ_FIGURES] = {
	[XJ_FIG_TIME] = xj_figure_time, [XJ_FIG_CUMULATIVE] = xj_figure_time,
	[XJ_FIG_DONORS] = xj_figure_donors, [XJ_FIG_RECIPIENTS] = xj_figure_recipients,
	[XJ_FIG_HISTOGRAM] = xj_figure_histogram, [XJ_FIG_FLOWS] = xj_figure_flows,
	[XJ_FIG_MAP] = xj_figure_map, [XJ_FIG_KINDS] = xj_figure_kinds,
};

bool xj_figure_find(const char *name, enum xj_figure_kind *kind)
{
	for (unsigned i = 0; i < XJ_FIGURES; i++)
		if (strcmp(xj_figure_types[i].name, name) == 0) {
			*kind = (enum xj_figure_kind)i;
			return true;
		}
	return false;
}

/* ---- marks ------------------------------------------------------------- */

struct xj_mark *xj_figure_mark(struct xj_figure *f, enum xj_mark_kind kind,
                               const char *label)
{
	struct xj_mark *m;

	if ((f->marks & (f->marks + 1)) == 0) { /* 0, 1, 3, 7 ...: full */
		m = reallocarray(f->mark, 2 * f->marks + 1, sizeof(*m));
		if (!m)
			return NULL;
		f->mark = m;
	}
	m = &f->mark[f->marks];
	*m = (struct xj_mark){ .kind = kind, .from = XJ_NO_NODE, .to = XJ_NO_NODE };
	if (label && !(m->label = strdup(label)))
		return NULL;
	f->marks++;
	return m;
}

enum xj_status xj_mark_pair(struct xj_mark *m, const char *name, const char *fmt, ...)
{
	va_list args;
	char *value;
	int n;

	if (m->pairs == XJ_FIGURE_PAIRS)
		return XJ_INTERNAL;
	va_start(args, fmt);
	n = vasprintf(&value, fmt, args);
	va_end(args);
	if (n < 0)
		return XJ_NOMEM;
	m->pair[m->pairs++] = (struct xj_pair){ name, value, false };
	return XJ_OK;
}

enum xj_status xj_mark_donor(struct xj_mark *m, int64_t key)
{
	enum xj_status st;

	xj_donor_spell((uint64_t)key, m->key);
	if (!m->key[0])
		return XJ_OK;
	st = xj_mark_pair(m, "donor", "%s", m->key);
	if (!st)
		m->pair[m->pairs - 1].also = true;
	return st;
}

enum xj_status xj_mark_side(const struct xj_figure *f, struct xj_mark *m)
{
	return xj_mark_pair(m, "direction", "%s", f->expense ? "expense" : "income");
}

void xj_marks_free(struct xj_mark *mark, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(mark[i].label);
		free(mark[i].other);
		for (unsigned k = 0; k < mark[i].pairs; k++)
			free(mark[i].pair[k].value);
	}
	free(mark);
}

void xj_figure_free(struct xj_figure *f)
{
	if (!f)
		return;
	xj_marks_free(f->mark, f->marks);
	xj_marks_free(f->node, f->nodes);
	free(f->law);
	free(f->article);
	free(f);
}

enum xj_status xj_figure_no_memory(struct xj_figuring *g)
{
	return xj_fail(g->err, XJ_NOMEM, _("not enough memory"));
}

/* ---- the question --------------------------------------------------------- */

enum xj_status xj_figure_ask(struct xj_figuring *g, uint32_t facets,
                             void (*each)(void *ctx, const struct xj_rows *rows),
                             void *ctx, struct xj_answer *a)
{
	struct xj_question *q = &g->r.question;
	enum xj_status st;

	q->facets = facets;
	q->unordered = true; /* marks are ranked by money */
	q->each = each;
	q->ctx = ctx;
	st = xj_index_ask(g->d->index, q, a, g->err);
	if (st)
		return st;
	g->f->count = a->count;
	g->f->amount = g->f->expense ? a->expense : a->income;
	return XJ_OK;
}

/* One side only, all of it, no page. */
static void keep_one_side(struct xj_figuring *g)
{
	const uint32_t income = 1u << XJ_INCOME, expense = 1u << XJ_EXPENSE;
	struct xj_question *q = &g->r.question;

	if (q->directions == 0 || q->directions & income)
		q->directions = income;
	g->f->expense = (q->directions & expense) != 0;
	q->limit = 0;
	q->after = false;
	q->sort = XJ_SORT_ID;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

enum xj_status xj_figure_elections(struct xj_figuring *g, const struct xj_answer *a,
                                   struct xj_buf *ids)
{
	const struct xj_facet_value *v = a->facet[XJ_FACET_FILING];
	size_t n = a->facet_n[XJ_FACET_FILING], filings;
	const struct xj_filing_row *f = xj_index_filings(g->d->index, &filings);
	uint32_t *id = calloc(n + 1, sizeof(*id));
	enum xj_status st = id ? xj_buf_add(ids, "[", 1) : XJ_NOMEM;

	for (size_t i = 0; i < n && id; i++)
		if (v[i].value >= 0 && (size_t)v[i].value < filings)
			id[i] = f[v[i].value].election;
	if (id)
		qsort(id, n, sizeof(*id), by_number);
	for (size_t i = 0; i < n && !st; i++)
		if (id[i] && (i == 0 || id[i] != id[i - 1]))
			st = xj_buf_addf(ids, "%s%u", ids->n > 1 ? "," : "", id[i]);
	if (!st)
		st = xj_buf_add(ids, "]", 1);
	free(id);
	return st ? xj_figure_no_memory(g) : XJ_OK;
}

enum xj_status xj_figure_make(struct xj_data *d, const struct xj_query *q,
                              enum xj_figure_kind kind,
                              const struct xj_figure_options *options,
                              struct xj_figure **out, struct xj_error *err)
{
	static const struct xj_figure_options none = { 0 };
	struct xj_figuring g = { .d = d, .q = q, .options = options ? options : &none,
	                         .err = err };
	enum xj_status st;

	g.f = *out = calloc(1, sizeof(**out));
	if (!g.f)
		return xj_figure_no_memory(&g);
	*g.f = (struct xj_figure){ .kind = kind, .window_start = XJ_NO_DAY,
	                           .window_end = XJ_NO_DAY, .polling_day = XJ_NO_DAY };
	g.top = g.options->top ? g.options->top : TOP;
	if (g.top > MOST_TOP)
		g.top = MOST_TOP;
	st = xj_resolve(d, q, &g.r, err);
	if (st)
		return st;
	keep_one_side(&g);
	st = makers[kind](&g);
	xj_resolved_clear(&g.r);
	return st;
}
