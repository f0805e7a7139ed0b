/*
 * facet_view.c - owns counts by what people name: the index counts by filing
 * and by code, here several of those become one recipient, election, area or
 * county, and get their names.
 */
#include <stdio.h>
#include <stdlib.h>

#include "query_private.h"

void xj_tally_clear(struct xj_tally *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].label);
	free(t->v);
	*t = (struct xj_tally){ 0 };
}

/* ---- from the index's facet to ours ---------------------------------------- */

static const enum xj_facet base[XJ_VIEW_FACETS] = {
	[XJ_BY_RECIPIENT] = XJ_FACET_FILING, [XJ_BY_ELECTION] = XJ_FACET_FILING,
	[XJ_BY_AREA] = XJ_FACET_FILING, [XJ_BY_KIND] = XJ_FACET_KIND,
	[XJ_BY_SUBJECT] = XJ_FACET_SUBJECT, [XJ_BY_YEAR] = XJ_FACET_YEAR,
	[XJ_BY_PLACE] = XJ_FACET_PLACE, [XJ_BY_METHOD] = XJ_FACET_METHOD,
	[XJ_BY_DIRECTION] = XJ_FACET_DIRECTION, [XJ_BY_DONOR] = XJ_FACET_DONOR,
};

uint32_t xj_facets_needed(uint32_t mask)
{
	uint32_t bits = 0;

	for (unsigned f = 0; f < XJ_VIEW_FACETS; f++)
		if (mask & 1u << f)
			bits |= 1u << base[f];
	return bits;
}

/* The first place of the same county: districts count for their county. */
static int64_t county_of(int64_t place)
{
	const char *name = place > 0 ? xj_place_name((unsigned)place) : NULL;

	for (unsigned i = 1; name && (int64_t)i < place; i++) {
		const char *other = xj_place_name(i);

		if (strncmp(name, other, strlen(other)) == 0)
			return i;
	}
	return place;
}

static int64_t key_of(struct xj_data *d, enum xj_view_facet which, int64_t value)
{
	const struct xj_filing_row *f;
	size_t n;

	if (which == XJ_BY_PLACE)
		return county_of(value);
	if (base[which] != XJ_FACET_FILING)
		return value;
	f = xj_index_filings(d->index, &n);
	if (value < 0 || (size_t)value >= n)
		return 0;
	return which == XJ_BY_RECIPIENT ? f[value].recipient : f[value].election;
}

static int by_key(const void *a, const void *b)
{
	int64_t x = ((const struct xj_counted *)a)->key, y = ((const struct xj_counted *)b)->key;

	return x < y ? -1 : x > y;
}

/* Largest first; equal ones by name, so that the order never changes. */
static int by_count(const void *a, const void *b)
{
	const struct xj_counted *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	if (x->label && y->label && strcmp(x->label, y->label))
		return strcmp(x->label, y->label);
	return by_key(a, b);
}

/* Donors are ranked by money: many small gifts do not make a large one. */
static int by_money(const void *a, const void *b)
{
	const struct xj_counted *x = a, *y = b;
	int64_t xm = x->income + x->expense, ym = y->income + y->expense;

	if (xm != ym)
		return xm > ym ? -1 : 1;
	return by_count(a, b);
}

static int by_label(const void *a, const void *b)
{
	return strcmp(((const struct xj_counted *)a)->label,
	              ((const struct xj_counted *)b)->label);
}

/* Adds up neighbours that SAME calls equal. */
static void merge(struct xj_tally *t, int (*same)(const void *, const void *))
{
	size_t out = 0;

	qsort(t->v, t->n, sizeof(*t->v), same);
	for (size_t i = 0; i < t->n; i++) {
		if (out && same(&t->v[out - 1], &t->v[i]) == 0) {
			t->v[out - 1].count += t->v[i].count;
			t->v[out - 1].income += t->v[i].income;
			t->v[out - 1].expense += t->v[i].expense;
			free(t->v[i].label);
		} else {
			t->v[out++] = t->v[i];
		}
	}
	t->n = out;
}

/* ---- names ------------------------------------------------------------------ */

static char *label_from_sql(struct xj_data *d, const char *sql, int64_t id)
{
	sqlite3_stmt *q;
	char *label = NULL;

	if (xj_sql_kept(d, sql, &q, NULL))
		return NULL;
	sqlite3_bind_int64(q, 1, id);
	if (sqlite3_step(q) == SQLITE_ROW)
		label = strdup(xj_sql_text(q, 0).p);
	sqlite3_reset(q);
	return label ? label : strdup("");
}

/* A donor is shown by the name of one of its entries; its page shows all. */
static char *donor_label(struct xj_data *d, int64_t donor)
{
	struct xj_question x;
	struct xj_answer a;
	char *label = NULL;

	if (donor == 0)
		return strdup("");
	xj_question_init(&x);
	x.donor = (uint64_t)donor;
	x.limit = 1;
	x.sort = XJ_SORT_ID;
	if (xj_index_ask(d->index, &x, &a, NULL))
		return strdup("");
	if (a.hits)
		label = label_from_sql(d, "SELECT counterparty FROM entry WHERE id = ?1",
		                       a.hit[0].id);
	xj_answer_clear(&a);
	return label ? label : strdup("");
}

static char *label_of(struct xj_data *d, enum xj_view_facet which, int64_t key)
{
	static const char *const methods[] = { N_("none"), N_("cash"), N_("transfer"),
	                                       N_("cheque"), N_("other") };
	const struct xj_subject *s;
	char year[24];

	switch (which) {
	case XJ_BY_RECIPIENT:
		return label_from_sql(d, "SELECT name FROM recipient WHERE id = ?1", key);
	case XJ_BY_ELECTION:
		return label_from_sql(d, "SELECT name FROM election WHERE id = ?1", key);
	case XJ_BY_AREA:
		return label_from_sql(d, "SELECT area FROM election WHERE id = ?1", key);
	case XJ_BY_KIND:
		return strdup(xj_kind_name((enum xj_kind)key));
	case XJ_BY_SUBJECT:
		s = xj_subject_by_code((unsigned)key);
		return strdup(s ? s->name : "");
	case XJ_BY_YEAR:
		snprintf(year, sizeof(year), "%lld", (long long)key);
		return strdup(key ? year : "");
	case XJ_BY_PLACE:
		return strdup(key > 0 && xj_place_name((unsigned)key)
		              ? xj_place_name((unsigned)key) : "");
	case XJ_BY_METHOD:
		return strdup(key >= 0 && key < 5 ? methods[key] : "");
	case XJ_BY_DIRECTION:
		return strdup(key == XJ_INCOME ? N_("income") : N_("expense"));
	default:
		return donor_label(d, key);
	}
}

/* ---- the facet ---------------------------------------------------------------- */

/* The MOST largest of N donors, who may be a million: none is there twice, and
 * only those that are shown need an order. */
static enum xj_status largest(const struct xj_facet_value *v, size_t n, size_t most,
                              int (*order)(const void *, const void *),
                              struct xj_tally *t)
{
	size_t room = n < most ? n : most;

	*t = (struct xj_tally){ calloc(room + 1, sizeof(*t->v)), 0 };
	if (!t->v)
		return XJ_NOMEM;
	for (size_t i = 0; i < n && room; i++) {
		struct xj_counted c = { v[i].value, NULL, v[i].count, v[i].income,
		                        v[i].expense };
		size_t at = t->n;

		if (t->n == room && order(&c, &t->v[room - 1]) >= 0)
			continue;
		while (at > 0 && order(&c, &t->v[at - 1]) < 0)
			at--;
		t->n += t->n < room;
		memmove(&t->v[at + 1], &t->v[at], (t->n - 1 - at) * sizeof(c));
		t->v[at] = c;
	}
	return XJ_OK;
}

/* All values, several of the index's made one where people see one. */
static enum xj_status gather(struct xj_data *d, const struct xj_facet_value *v, size_t n,
                             enum xj_view_facet which, size_t most,
                             int (*order)(const void *, const void *),
                             struct xj_tally *t)
{
	*t = (struct xj_tally){ calloc(n + 1, sizeof(*t->v)), 0 };
	if (!t->v)
		return XJ_NOMEM;
	for (size_t i = 0; i < n; i++)
		t->v[t->n++] = (struct xj_counted){ key_of(d, which, v[i].value), NULL,
		                                    v[i].count, v[i].income, v[i].expense };
	merge(t, by_key);
	qsort(t->v, t->n, sizeof(*t->v), order);
	/* areas need all their names to be added up, the others only what is shown */
	if (which != XJ_BY_AREA && t->n > most)
		t->n = most;
	return XJ_OK;
}

enum xj_status xj_tally_take(struct xj_data *d, const struct xj_answer *a,
                             enum xj_view_facet which, bool money, size_t most,
                             struct xj_tally *t, struct xj_error *err)
{
	const struct xj_facet_value *v = a->facet[base[which]];
	size_t n = a->facet_n[base[which]];
	int (*order)(const void *, const void *) = money ? by_money : by_count;

	if (which == XJ_BY_DONOR ? largest(v, n, most, order, t)
	                         : gather(d, v, n, which, most, order, t))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < t->n; i++) {
		t->v[i].label = label_of(d, which, t->v[i].key);
		if (!t->v[i].label)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	if (which == XJ_BY_AREA || which == XJ_BY_SUBJECT)
		merge(t, by_label);
	qsort(t->v, t->n, sizeof(*t->v), order);
	while (t->n > most)
		free(t->v[--t->n].label);
	return XJ_OK;
}

static enum xj_status count(struct xj_data *d, const struct xj_answer *a,
                            enum xj_view_facet which, size_t most,
                            struct xj_tally *t, struct xj_error *err)
{
	return xj_tally_take(d, a, which, which == XJ_BY_DONOR, most, t, err);
}

static enum xj_status add_value(struct xj_buf *b, enum xj_view_facet which,
                                const struct xj_counted *c)
{
	char donor[20];
	enum xj_status st = xj_buf_add(b, "{\"value\":", 9);

	if (!st)
		st = xj_buf_add_json(b, xj_str_c(c->label));
	if (!st && which == XJ_BY_DONOR) {
		xj_donor_spell((uint64_t)c->key, donor);
		st = xj_buf_addf(b, ",\"key\":\"%s\"", donor);
	}
	if (!st)
		st = xj_buf_addf(b, ",\"count\":%llu,\"income\":%lld,\"expense\":%lld}",
		                 (unsigned long long)c->count, (long long)c->income,
		                 (long long)c->expense);
	return st;
}

enum xj_status xj_facets_fact(struct xj_data *d, const struct xj_answer *a,
                              uint32_t mask, struct xj_output *o,
                              struct xj_error *err)
{
	struct xj_buf b;
	enum xj_status st;
	bool first = true;

	xj_buf_init(&b, 64u << 20);
	st = xj_buf_add(&b, "{", 1);
	for (unsigned f = 0; f < XJ_VIEW_FACETS && !st; f++) {
		struct xj_tally t = { 0 };

		if (!(mask & 1u << f))
			continue;
		st = count(d, a, (enum xj_view_facet)f,
		           f == XJ_BY_DONOR ? XJ_DEFAULT_ROWS : XJ_MAX_FACET_VALUES, &t, err);
		if (!st)
			st = xj_buf_addf(&b, "%s\"%s\":[", first ? "" : ",",
			                 xj_view_facet_names[f]);
		for (size_t i = 0; i < t.n && !st; i++) {
			if (i)
				st = xj_buf_add(&b, ",", 1);
			if (!st)
				st = add_value(&b, (enum xj_view_facet)f, &t.v[i]);
		}
		if (!st)
			st = xj_buf_add(&b, "]", 1);
		xj_tally_clear(&t);
		first = false;
	}
	if (!st)
		st = xj_buf_add(&b, "}", 1);
	if (!st)
		st = xj_out_json(o, "facets", xj_buf_str(&b));
	xj_buf_clear(&b);
	return xj_written(st, err);
}

enum xj_status xj_write_totals(const struct xj_answer *a, struct xj_output *o,
                               struct xj_error *err)
{
	enum xj_status st;

	st = xj_out_int(o, "count", N_("rows"), XJ_T_INT, (int64_t)a->count);
	if (!st)
		st = xj_out_int(o, "sum_income", N_("income"), XJ_T_MONEY, a->income);
	if (!st)
		st = xj_out_int(o, "sum_expense", N_("expense"), XJ_T_MONEY, a->expense);
	return xj_written(st, err);
}

/* Kinds, methods and sides are words of ours, which people read in their own
 * language. */
static bool is_word(enum xj_view_facet which)
{
	return which == XJ_BY_KIND || which == XJ_BY_METHOD || which == XJ_BY_DIRECTION;
}

enum xj_status xj_facet_section(struct xj_data *d, const struct xj_answer *a,
                                enum xj_view_facet which, const char *name,
                                const char *title, size_t most, bool main,
                                struct xj_output *o, struct xj_error *err)
{
#define FACET_COLUMNS(type) { \
		{ "value", N_("Name"), type, 0, true }, \
		{ "count", N_("Rows"), XJ_T_INT, 0, false }, \
		{ "income", N_("Income"), XJ_T_MONEY, 0, false }, \
		{ "expense", N_("Expense"), XJ_T_MONEY, 0, false }, \
		{ "key", N_("Donor key"), XJ_T_TEXT, 1, false } }
	static const struct xj_column names[] = FACET_COLUMNS(XJ_T_TEXT),
	                              words[] = FACET_COLUMNS(XJ_T_WORD);
	struct xj_section section = { name, title, is_word(which) ? words : names,
	                              which == XJ_BY_DONOR ? 5u : 4u, main };
	struct xj_tally t;
	enum xj_status st = count(d, a, which, most, &t, err);

	if (!st)
		st = xj_written(xj_out_begin(o, &section), err);
	for (size_t i = 0; i < t.n && !st; i++) {
		char donor[20] = "";
		struct xj_value v[5] = {
			{ .s = xj_str_c(t.v[i].label) }, { .i = (int64_t)t.v[i].count },
			{ .i = t.v[i].income }, { .i = t.v[i].expense }, { .null = true }
		};

		v[0].null = v[0].s.n == 0;
		if (which == XJ_BY_DONOR && t.v[i].key) {
			xj_donor_spell((uint64_t)t.v[i].key, donor);
			v[4] = (struct xj_value){ .s = xj_str_c(donor) };
		}
		st = xj_written(xj_out_row(o, v), err);
	}
	if (!st)
		st = xj_written(xj_out_end(o), err);
	xj_tally_clear(&t);
	return st;
}
