/*
 * facets.c - owns counting and adding up by value: one array of cells a facet,
 * a hash table for donors.
 */
#include <stdlib.h>

#include "index/ask.h"
#include "src/core/i18n.h"

enum { CODES = 256, FIRST_DONORS = 4096 };
/* Days from year 1 to 9999: the columns hold no others. */
#define DAY_SPAN 3652060

/* ---- cells ----------------------------------------------------------- */

static int year_of(int32_t day)
{
	int year, month, dom;

	xj_day_split(day, &year, &month, &dom);
	return year;
}

/* A table from day to year, and how many years there are. */
static enum xj_status set_years(struct xj_facets *f, size_t *years,
                                struct xj_error *err)
{
	int64_t span;
	int32_t day;

	f->day_low = INT32_MAX;
	f->day_high = INT32_MIN;
	for (size_t i = 0; i < f->ix->segments; i++) {
		const struct xj_cols *c = &f->ix->segment[i].columns;

		if (c->day_low < f->day_low)
			f->day_low = c->day_low;
		if (c->day_high > f->day_high)
			f->day_high = c->day_high;
	}
	*years = 0;
	span = (int64_t)f->day_high - f->day_low + 1;
	if (span <= 0)
		return XJ_OK;
	if (span > DAY_SPAN)
		return xj_fail(err, XJ_CORRUPT, _("the days of the index are damaged; "
		               "delete the index folder and it is made again"));
	f->year = malloc((size_t)span * sizeof(*f->year));
	if (!f->year)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	day = f->day_low;
	for (int y = year_of(day); day <= f->day_high; y++) {
		int32_t end = xj_day_of(y + 1, 1, 1);

		for (; day <= f->day_high && (y >= 9999 || day < end); day++)
			f->year[day - f->day_low] = (uint16_t)y;
		*years = (size_t)y;
	}
	return XJ_OK;
}

static enum xj_status size_of_facet(struct xj_facets *f, enum xj_facet which,
                                    size_t *n, struct xj_error *err)
{
	*n = CODES;
	switch (which) {
	case XJ_FACET_FILING:
		*n = f->ix->filings + 1;
		break;
	case XJ_FACET_PLACE:
		*n = (size_t)UINT16_MAX + 1;
		break;
	case XJ_FACET_YEAR: {
		enum xj_status st = set_years(f, n, err);

		*n += 1;
		return st;
	}
	default:
		break;
	}
	return XJ_OK;
}

enum xj_status xj_facets_init(struct xj_facets *f, const struct xj_index *ix,
                              uint32_t wanted, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	*f = (struct xj_facets){ .wanted = wanted, .ix = ix,
	                         .donors = { .seed = ix->seed } };
	for (int i = 0; st == XJ_OK && i < XJ_FACETS; i++) {
		if (!(wanted & 1u << i))
			continue;
		if (i == XJ_FACET_DONOR)
			continue; /* made as they come */
		st = size_of_facet(f, (enum xj_facet)i, &f->cells[i], err);
		if (st != XJ_OK)
			break;
		f->cell[i] = calloc(f->cells[i], sizeof(*f->cell[i]));
		if (!f->cell[i])
			st = XJ_NOMEM;
	}
	if (st == XJ_NOMEM)
		st = xj_fail(err, st, _("out of memory"));
	return st;
}

void xj_facets_clear(struct xj_facets *f)
{
	for (int i = 0; i < XJ_FACETS; i++)
		free(f->cell[i]);
	free(f->year);
	free(f->donors.slot);
	free(f->donors.list);
	*f = (struct xj_facets){ .wanted = 0 };
}

/* ---- donors ---------------------------------------------------------- */

/* Keys come from strangers' texts: the seed keeps them from colliding on
 * purpose. */
static size_t donor_slot(const struct xj_donors *d, uint64_t key)
{
	uint64_t z = (key ^ d->seed) * 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 32 ^ d->seed) * 0xd6e8feb86659fd93u;
	return (size_t)(z ^ z >> 32) & (d->slots - 1);
}

/* The place of the donor in the list, made if new; there is room. */
static struct xj_facet_value *donor_value(struct xj_donors *d, uint64_t key)
{
	size_t at = donor_slot(d, key);

	while (d->slot[at] && (uint64_t)d->list[d->slot[at] - 1].value != key)
		at = (at + 1) & (d->slots - 1);
	if (!d->slot[at]) {
		d->list[d->n] = (struct xj_facet_value){ .value = (int64_t)key };
		d->slot[at] = (uint32_t)++d->n;
	}
	return &d->list[d->slot[at] - 1];
}

/* Makes room for MORE donors. */
static enum xj_status donors_grow(struct xj_donors *d, size_t more)
{
	size_t room = d->room ? d->room : FIRST_DONORS;
	struct xj_facet_value *list;
	uint32_t *slot;

	while (room < d->n + more)
		room *= 2;
	if (room == d->room)
		return XJ_OK;
	list = reallocarray(d->list, room, sizeof(*list));
	if (!list)
		return XJ_NOMEM;
	d->list = list;
	slot = calloc(2 * room, sizeof(*slot));
	if (!slot)
		return XJ_NOMEM;
	free(d->slot);
	d->slot = slot;
	d->slots = 2 * room;
	d->room = room;
	for (size_t i = 0; i < d->n; i++) {
		size_t at = donor_slot(d, (uint64_t)d->list[i].value);

		while (d->slot[at])
			at = (at + 1) & (d->slots - 1);
		d->slot[at] = (uint32_t)i + 1;
	}
	return XJ_OK;
}

static void count_row(struct xj_cell *cell, const struct xj_batch *b, size_t i)
{
	cell->count++;
	cell->sum[XJ_CODE_SIDE(b->code[i])] += (uint64_t)b->amount[i];
}

static enum xj_status add_donors(struct xj_donors *d, const struct xj_cols *c,
                                 const struct xj_batch *b)
{
	enum { AHEAD = 16 };
	enum xj_status st = donors_grow(d, b->n);

	for (size_t i = 0; st == XJ_OK && i < b->n; i++) {
		struct xj_facet_value *v = donor_value(d, c->donor[b->row[i]]);
		int64_t *sum = XJ_CODE_SIDE(b->code[i]) ? &v->expense : &v->income;

		if (i + AHEAD < b->n)
			__builtin_prefetch(&d->slot[donor_slot(d,
			                   c->donor[b->row[i + AHEAD]])]);
		v->count++;
		*sum = (int64_t)((uint64_t)*sum + (uint64_t)b->amount[i]);
	}
	return st;
}

/* ---- counting -------------------------------------------------------- */

/* The cell of each row into b->value. */
static void find_cells(struct xj_facets *f, enum xj_facet which,
                       const struct xj_cols *c, struct xj_batch *b)
{
	size_t n = b->n;

	switch (which) {
	case XJ_FACET_FILING:
		for (size_t i = 0; i < n; i++)
			b->value[i] = f->ix->number[b->filing[i]];
		break;
	case XJ_FACET_KIND:
		for (size_t i = 0; i < n; i++)
			b->value[i] = XJ_CODE_KIND(b->code[i]);
		break;
	case XJ_FACET_SUBJECT:
		for (size_t i = 0; i < n; i++)
			b->value[i] = c->subject[b->row[i]];
		break;
	case XJ_FACET_YEAR:
		xj_cols_days(c, b->row, n, b->day);
		for (size_t i = 0; i < n; i++) {
			int32_t day = b->day[i];

			b->value[i] = day < f->day_low || day > f->day_high ? 0
				: f->year[day - f->day_low];
		}
		break;
	case XJ_FACET_PLACE:
		xj_cols_places(c, b->row, n, b->value);
		break;
	case XJ_FACET_METHOD:
		for (size_t i = 0; i < n; i++)
			b->value[i] = XJ_CODE_METHOD(b->code[i]);
		break;
	default:
		for (size_t i = 0; i < n; i++)
			b->value[i] = XJ_INCOME + XJ_CODE_SIDE(b->code[i]);
		break;
	}
}

enum xj_status xj_facets_add(struct xj_facets *f, const struct xj_cols *c,
                             struct xj_batch *b)
{
	for (int which = 0; which < XJ_FACETS; which++) {
		struct xj_cell *cell = f->cell[which];

		if (!(f->wanted & 1u << which) || which == XJ_FACET_DONOR)
			continue;
		find_cells(f, (enum xj_facet)which, c, b);
		for (size_t i = 0; i < b->n; i++)
			count_row(&cell[b->value[i]], b, i);
	}
	if (f->wanted & 1u << XJ_FACET_DONOR)
		return add_donors(&f->donors, c, b);
	return XJ_OK;
}

/* ---- the result ------------------------------------------------------ */

static int compare(const void *a, const void *b)
{
	const struct xj_facet_value *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static enum xj_status take_cells(const struct xj_cell *cell, size_t n,
                                 struct xj_facet_value **out, size_t *out_n)
{
	struct xj_facet_value *v;
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		used += cell[i].count != 0;
	v = calloc(used + 1, sizeof(*v));
	if (!v)
		return XJ_NOMEM;
	used = 0;
	for (size_t i = 0; i < n; i++)
		if (cell[i].count)
			v[used++] = (struct xj_facet_value){
				.value = (int64_t)i,
				.count = cell[i].count,
				.income = (int64_t)cell[i].sum[0],
				.expense = (int64_t)cell[i].sum[1],
			};
	*out = v;
	*out_n = used;
	return XJ_OK;
}

enum xj_status xj_facets_take(struct xj_facets *f, bool unordered,
                              struct xj_answer *out)
{
	enum xj_status st = XJ_OK;

	for (int i = 0; st == XJ_OK && i < XJ_FACETS; i++) {
		if (!(f->wanted & 1u << i))
			continue;
		if (i == XJ_FACET_DONOR) {
			out->facet[i] = f->donors.list;
			out->facet_n[i] = f->donors.n;
			f->donors.list = NULL;
			f->donors.n = f->donors.room = 0;
		} else {
			st = take_cells(f->cell[i], f->cells[i], &out->facet[i],
			                &out->facet_n[i]);
		}
		if (out->facet_n[i] && !unordered)
			qsort(out->facet[i], out->facet_n[i],
			      sizeof(*out->facet[i]), compare);
	}
	return st;
}
