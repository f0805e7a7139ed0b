/*
 * figure_rank.c - owns who is largest: donors, recipients, and counties on the
 * map, from the facets of one answer.
 */
#include <stdlib.h>

#include "figure_private.h"
#include "src/core/place_table.h"

static int64_t money_of(const struct xj_figure *f, const struct xj_counted *c)
{
	return f->expense ? c->expense : c->income;
}

/* The filters of a recipient or donor that has a bar. */
static enum xj_status name_pair(struct xj_mark *m, enum xj_view_facet which,
                                const struct xj_counted *c)
{
	if (which == XJ_BY_RECIPIENT)
		return xj_mark_pair(m, "recipient", "=%s", c->label);
	return xj_mark_donor(m, c->key);
}

static enum xj_status add_counted(struct xj_figuring *g, enum xj_view_facet which,
                                  const struct xj_counted *c)
{
	struct xj_mark *m = xj_figure_mark(g->f, XJ_MARK_PLAIN, c->label);
	enum xj_status st;

	if (!m)
		return XJ_NOMEM;
	m->count = c->count;
	m->amount = money_of(g->f, c);
	st = name_pair(m, which, c);
	return st ? st : xj_mark_side(g->f, m);
}

/* What is left of the whole once the marks are taken from it. */
static enum xj_status add_rest(struct xj_figuring *g)
{
	uint64_t count = g->f->count, amount = (uint64_t)g->f->amount;
	struct xj_mark *m;

	for (size_t i = 0; i < g->f->marks; i++) {
		count -= g->f->mark[i].count;
		amount -= (uint64_t)g->f->mark[i].amount;
	}
	if (count == 0)
		return XJ_OK;
	m = xj_figure_mark(g->f, XJ_MARK_OTHERS, NULL);
	if (!m)
		return XJ_NOMEM;
	m->count = count;
	m->amount = (int64_t)amount;
	return XJ_OK;
}

/* Nobody is behind the key 0: it is told apart from the others, not ranked. */
static enum xj_status add_nameless(struct xj_figuring *g, const struct xj_answer *a)
{
	struct xj_mark *m;

	for (size_t i = 0; i < a->facet_n[XJ_FACET_DONOR]; i++) {
		const struct xj_facet_value *v = &a->facet[XJ_FACET_DONOR][i];

		if (v->value)
			continue;
		m = xj_figure_mark(g->f, XJ_MARK_NAMELESS, NULL);
		if (!m)
			return XJ_NOMEM;
		m->count = v->count;
		m->amount = g->f->expense ? v->expense : v->income;
	}
	return XJ_OK;
}

static enum xj_status rank(struct xj_figuring *g, enum xj_view_facet which)
{
	struct xj_answer a;
	struct xj_tally t = { 0 };
	unsigned shown = 0;
	enum xj_status st = xj_figure_ask(g, xj_facets_needed(1u << which), NULL, NULL, &a);

	if (st)
		return st;
	st = xj_tally_take(g->d, &a, which, true, g->top + 1u, &t, g->err);
	for (size_t i = 0; i < t.n && shown < g->top && !st; i++) {
		if (which == XJ_BY_DONOR && t.v[i].key == 0)
			continue;
		if (add_counted(g, which, &t.v[i]))
			st = xj_figure_no_memory(g);
		shown++;
	}
	if (!st && which == XJ_BY_DONOR && add_nameless(g, &a))
		st = xj_figure_no_memory(g);
	if (!st && add_rest(g))
		st = xj_figure_no_memory(g);
	xj_tally_clear(&t);
	xj_answer_clear(&a);
	return st;
}

enum xj_status xj_figure_donors(struct xj_figuring *g)
{
	return rank(g, XJ_BY_DONOR);
}

enum xj_status xj_figure_recipients(struct xj_figuring *g)
{
	return rank(g, XJ_BY_RECIPIENT);
}

/* ---- the map ------------------------------------------------------------------ */

/* Today's county of an election's area; 0 for the whole country. */
static unsigned county_of(const char *area)
{
	/* merged in 2010 and 2014, in the order of the table */
	static const char *const today[XJ_COUNTIES - XJ_COUNTIES_NOW] = {
		"新北市", "桃園市", "臺中市", "臺南市", "高雄市"
	};
	struct xj_str s = xj_str_c(area);
	unsigned place;

	if (s.n > 9) /* 臺中市 of 臺中市第01選區: three characters */
		s.n = 9;
	place = xj_place_find(s);
	if (place > XJ_COUNTIES_NOW && place <= XJ_COUNTIES)
		place = xj_place_find(xj_str_c(today[place - XJ_COUNTIES_NOW - 1]));
	return place <= XJ_COUNTIES_NOW ? place : 0;
}

static int by_amount(const void *a, const void *b)
{
	const struct xj_mark *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind == XJ_MARK_NATION ? 1 : -1;
	if (x->amount != y->amount)
		return x->amount > y->amount ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static enum xj_status add_county(struct xj_figuring *g, unsigned place,
                                 const struct xj_counted *c)
{
	struct xj_mark *m = xj_figure_mark(g->f, place ? XJ_MARK_PLAIN : XJ_MARK_NATION,
	                                   place ? xj_place_name(place) : NULL);
	enum xj_status st = m ? XJ_OK : XJ_NOMEM;

	if (m) {
		m->place = place;
		m->count = c->count;
		m->amount = money_of(g->f, c);
	}
	return st;
}

/* Counties merged since then are found under two names, and a question about an
 * area may mean less than its county: no one filter says that. */
static enum xj_status pair_counties(struct xj_figuring *g, const bool *old)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < g->q->terms; i++)
		if (g->q->term[i].kind == XJ_TERM_AREA)
			return XJ_OK;
	for (size_t i = 0; i < g->f->marks && !st; i++) {
		struct xj_mark *m = &g->f->mark[i];

		if (m->kind != XJ_MARK_PLAIN || old[m->place])
			continue;
		st = xj_mark_pair(m, "area", "%s", m->label);
		if (!st)
			st = xj_mark_side(g->f, m);
	}
	return st;
}

enum xj_status xj_figure_map(struct xj_figuring *g)
{
	struct xj_counted sum[XJ_COUNTIES_NOW + 1] = { { 0 } };
	bool old[XJ_COUNTIES_NOW + 1] = { false };
	struct xj_answer a;
	struct xj_tally t = { 0 };
	enum xj_status st = xj_figure_ask(g, xj_facets_needed(1u << XJ_BY_AREA), NULL,
	                                  NULL, &a);

	if (st)
		return st;
	st = xj_tally_take(g->d, &a, XJ_BY_AREA, true, SIZE_MAX, &t, g->err);
	for (size_t i = 0; i < t.n && !st; i++) {
		unsigned place = county_of(t.v[i].label);

		sum[place].count += t.v[i].count;
		sum[place].income += t.v[i].income;
		sum[place].expense += t.v[i].expense;
		if (place && strncmp(t.v[i].label, xj_place_name(place), 9))
			old[place] = true;
	}
	for (unsigned i = 0; i <= XJ_COUNTIES_NOW && !st; i++)
		if (sum[i].count && add_county(g, i, &sum[i]))
			st = xj_figure_no_memory(g);
	if (!st && g->f->marks)
		qsort(g->f->mark, g->f->marks, sizeof(*g->f->mark), by_amount);
	if (!st && pair_counties(g, old))
		st = xj_figure_no_memory(g);
	xj_tally_clear(&t);
	xj_answer_clear(&a);
	return st;
}
