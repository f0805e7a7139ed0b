/*
 * figure_flows.c - owns who gave to whom, and what kinds of donors each
 * recipient had: first the largest are found, then every row is put where it
 * belongs.
 */
#include <stdlib.h>

#include "figure_private.h"
#include "xianjin/entry.h"

/* The node that everyone without one of their own goes to is the last one. */
struct cell {
	uint64_t count;
	uint64_t amount; /* wraps like the sum it is part of */
};

struct grid {
	uint64_t *donor;       /* key of each donor's node */
	uint8_t *column;       /* node of the recipient, by filing number */
	unsigned rows, columns;
	struct cell *cell;     /* rows + 1 by columns + 1 */
	bool by_kind;          /* rows are kinds, not donors */
};

static void count_cells(void *ctx, const struct xj_rows *r)
{
	struct grid *t = ctx;

	for (size_t i = 0; i < r->n; i++) {
		unsigned row = 0;
		struct cell *c;

		if (t->by_kind)
			row = r->kind[i] < XJ_FIGURE_PARTS ? r->kind[i] : XJ_KIND_OTHER;
		else
			while (row < t->rows && t->donor[row] != r->donor[i])
				row++;
		c = &t->cell[row * (t->columns + 1) + t->column[r->filing[i]]];
		c->count++;
		c->amount += (uint64_t)r->amount[i];
	}
}

static void grid_clear(struct grid *t)
{
	free(t->donor);
	free(t->column);
	free(t->cell);
}

/* Gives every filing the column of its recipient. */
static enum xj_status grid_make(struct xj_figuring *g, const struct xj_tally *recipients,
                                unsigned rows, struct grid *t)
{
	size_t n;
	const struct xj_filing_row *f = xj_index_filings(g->d->index, &n);

	t->rows = rows;
	t->columns = (unsigned)recipients->n;
	t->donor = calloc(rows + 1, sizeof(*t->donor));
	t->column = malloc(n + 1);
	t->cell = calloc((size_t)(rows + 1) * (t->columns + 1), sizeof(*t->cell));
	if (!t->donor || !t->column || !t->cell)
		return xj_figure_no_memory(g);
	for (size_t i = 0; i <= n; i++) {
		unsigned k = 0;

		while (k < t->columns && (i == n || recipients->v[k].key != f[i].recipient))
			k++;
		t->column[i] = (uint8_t)k;
	}
	return XJ_OK;
}

static const struct cell *at(const struct grid *t, unsigned row, unsigned column)
{
	return &t->cell[row * (t->columns + 1) + column];
}

/* ---- flows --------------------------------------------------------------------- */

static enum xj_status add_node(struct xj_figuring *g, enum xj_view_facet which,
                               const struct xj_counted *c, const struct cell *sum)
{
	struct xj_figure *f = g->f;
	struct xj_mark *m = &f->node[f->nodes++];
	enum xj_status st;

	*m = (struct xj_mark){ .count = sum->count, .amount = (int64_t)sum->amount,
	                       .from = XJ_NO_NODE, .to = XJ_NO_NODE };
	if (!c || (which == XJ_BY_DONOR && c->key == 0)) {
		m->kind = c ? XJ_MARK_NAMELESS : XJ_MARK_OTHERS;
		return XJ_OK;
	}
	m->label = strdup(c->label);
	if (!m->label)
		return XJ_NOMEM;
	if (which == XJ_BY_DONOR) {
		st = xj_mark_donor(m, c->key);
	} else {
		st = xj_mark_pair(m, "recipient", "=%s", c->label);
	}
	return st ? st : xj_mark_side(f, m);
}

static enum xj_status add_nodes(struct xj_figuring *g, const struct grid *t,
                                const struct xj_tally *donors,
                                const struct xj_tally *recipients)
{
	struct xj_figure *f = g->f;
	enum xj_status st = XJ_OK;

	f->node = calloc(t->rows + t->columns + 2u, sizeof(*f->node));
	if (!f->node)
		return XJ_NOMEM;
	for (unsigned r = 0; r <= t->rows && !st; r++) {
		struct cell sum = { 0 };

		for (unsigned c = 0; c <= t->columns; c++) {
			sum.count += at(t, r, c)->count;
			sum.amount += at(t, r, c)->amount;
		}
		st = add_node(g, XJ_BY_DONOR, r < t->rows ? &donors->v[r] : NULL, &sum);
	}
	f->donors = f->nodes;
	for (unsigned c = 0; c <= t->columns && !st; c++) {
		struct cell sum = { 0 };

		for (unsigned r = 0; r <= t->rows; r++) {
			sum.count += at(t, r, c)->count;
			sum.amount += at(t, r, c)->amount;
		}
		st = add_node(g, XJ_BY_RECIPIENT,
		              c < t->columns ? &recipients->v[c] : NULL, &sum);
	}
	return st;
}

/* KEY is the donor's, 0 where the flow is of no one donor. */
static enum xj_status add_flow(struct xj_figuring *g, unsigned from, unsigned to,
                               int64_t key, const struct cell *c)
{
	const struct xj_mark *a = &g->f->node[from], *b = &g->f->node[to];
	struct xj_mark *m = xj_figure_mark(g->f, a->kind ? a->kind : b->kind, a->label);
	enum xj_status st = XJ_OK;

	if (!m)
		return XJ_NOMEM;
	m->from = from;
	m->to = to;
	m->count = c->count;
	m->amount = (int64_t)c->amount;
	if (b->label && !(m->other = strdup(b->label)))
		return XJ_NOMEM;
	if (m->kind != XJ_MARK_PLAIN)
		return XJ_OK;
	st = xj_mark_donor(m, key);
	if (!st)
		st = xj_mark_pair(m, "recipient", "=%s", b->label);
	return st ? st : xj_mark_side(g->f, m);
}

static enum xj_status add_flows(struct xj_figuring *g, const struct grid *t)
{
	enum xj_status st = XJ_OK;

	for (unsigned r = 0; r <= t->rows && !st; r++)
		for (unsigned c = 0; c <= t->columns && !st; c++)
			if (at(t, r, c)->count)
				st = add_flow(g, r, (unsigned)g->f->donors + c,
				              (int64_t)t->donor[r], at(t, r, c));
	return st;
}

/* The largest of both sides, then the rows between them. */
static enum xj_status flows(struct xj_figuring *g, const struct xj_answer *a,
                            struct xj_tally *donors, struct xj_tally *recipients,
                            struct grid *t)
{
	struct xj_answer again;
	enum xj_status st = xj_tally_take(g->d, a, XJ_BY_DONOR, true, g->top, donors,
	                                  g->err);

	if (!st)
		st = xj_tally_take(g->d, a, XJ_BY_RECIPIENT, true, g->top, recipients,
		                   g->err);
	if (!st)
		st = grid_make(g, recipients, (unsigned)donors->n, t);
	if (st)
		return st;
	for (unsigned i = 0; i < t->rows; i++)
		t->donor[i] = (uint64_t)donors->v[i].key;
	st = xj_figure_ask(g, 0, count_cells, t, &again);
	if (st)
		return st;
	xj_answer_clear(&again);
	if (add_nodes(g, t, donors, recipients) || add_flows(g, t))
		return xj_figure_no_memory(g);
	return XJ_OK;
}

enum xj_status xj_figure_flows(struct xj_figuring *g)
{
	struct xj_tally donors = { 0 }, recipients = { 0 };
	struct grid t = { 0 };
	struct xj_answer a;
	enum xj_status st = xj_figure_ask(g, 1u << XJ_FACET_DONOR | 1u << XJ_FACET_FILING,
	                                  NULL, NULL, &a);

	if (st)
		return st;
	if (a.count)
		st = flows(g, &a, &donors, &recipients, &t);
	grid_clear(&t);
	xj_tally_clear(&donors);
	xj_tally_clear(&recipients);
	xj_answer_clear(&a);
	return st;
}

/* ---- kinds ------------------------------------------------------------------------ */

static enum xj_status add_recipient(struct xj_figuring *g, const struct grid *t,
                                    const struct xj_tally *recipients, unsigned column)
{
	const struct xj_counted *c = column < recipients->n ? &recipients->v[column] : NULL;
	struct cell sum = { 0 };
	struct xj_mark *m;
	enum xj_status st;

	for (unsigned k = 0; k < XJ_FIGURE_PARTS; k++) {
		sum.count += at(t, k, column)->count;
		sum.amount += at(t, k, column)->amount;
	}
	if (sum.count == 0)
		return XJ_OK;
	m = xj_figure_mark(g->f, c ? XJ_MARK_PLAIN : XJ_MARK_OTHERS, c ? c->label : NULL);
	if (!m)
		return XJ_NOMEM;
	m->count = sum.count;
	m->amount = (int64_t)sum.amount;
	for (unsigned k = 0; k < XJ_FIGURE_PARTS; k++)
		m->part[k] = (int64_t)at(t, k, column)->amount;
	if (!c)
		return XJ_OK;
	st = xj_mark_pair(m, "recipient", "=%s", c->label);
	return st ? st : xj_mark_side(g->f, m);
}

enum xj_status xj_figure_kinds(struct xj_figuring *g)
{
	struct xj_tally recipients = { 0 };
	struct grid t = { .by_kind = true };
	struct xj_answer a, again;
	enum xj_status st = xj_figure_ask(g, 1u << XJ_FACET_FILING, NULL, NULL, &a);

	if (st)
		return st;
	st = xj_tally_take(g->d, &a, XJ_BY_RECIPIENT, true, g->top, &recipients, g->err);
	if (!st)
		st = grid_make(g, &recipients, XJ_FIGURE_PARTS - 1, &t);
	if (!st)
		st = xj_figure_ask(g, 0, count_cells, &t, &again);
	if (!st) {
		xj_answer_clear(&again);
		for (unsigned i = 0; i <= recipients.n && !st; i++)
			if (add_recipient(g, &t, &recipients, i))
				st = xj_figure_no_memory(g);
	}
	grid_clear(&t);
	xj_tally_clear(&recipients);
	xj_answer_clear(&a);
	return st;
}
