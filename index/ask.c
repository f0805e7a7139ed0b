/*
 * ask.c - owns answering a question: segment by segment, batch by batch, every
 * condition a loop that keeps rows, then sums, facets and the page.  Where
 * candidates come from is plan.c's matter.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>

#include "index/ask.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

/* Rows between two looks at the clock while patterns run. */
enum { PATTERN_ROWS = 16 };

struct running {
	struct xj_asking a;
	const struct xj_segment *s;
	struct xj_plan plan;
	struct xj_top top;
	struct xj_facets facets;
	uint64_t count;
	__int128 sum[2];
	unsigned __int128 weight; /* of all amounts without their signs */
	struct xj_range *window;  /* entry ids, in order, apart */
	size_t windows;
	struct xj_buf id;
	struct xj_error *err;
	struct xj_batch b;        /* last: it is large and need not begin as zeros */
};

void xj_question_init(struct xj_question *q)
{
	*q = (struct xj_question){
		.amount = { INT64_MIN, INT64_MAX },
		.day = { INT32_MIN, INT32_MAX },
	};
}

/* ---- conditions ------------------------------------------------------ */

/* The loop of every condition: keeps the rows for which TEST holds. */
#define KEEP(b, test)                                                          \
	do {                                                                   \
		size_t kept = 0;                                               \
		for (size_t i = 0; i < (b)->n; i++) {                          \
			bool keep = (test);                                    \
			(b)->row[kept] = (b)->row[i];                          \
			kept += keep;                                          \
		}                                                              \
		(b)->n = kept;                                                 \
	} while (0)

/* The filing counts, on the side of the row. */
static void keep_filings(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	struct xj_batch *b = &r->b;

	xj_cols_filings(c, b->row, b->n, b->value);
	KEEP(b, r->a.allow[b->value[i]] >> XJ_CODE_SIDE(c->code[b->row[i]]) & 1);
}

static void keep_codes(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	struct xj_batch *b = &r->b;

	if (!r->a.any_code)
		KEEP(b, r->a.code_ok[c->code[b->row[i]]]);
	if (!r->a.any_subject)
		KEEP(b, r->a.subject_ok[c->subject[b->row[i]]]);
}

static void keep_amounts(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	const struct xj_range range = r->a.q->amount;
	struct xj_batch *b = &r->b;

	if (range.min <= c->amount_low && range.max >= c->amount_high)
		return;
	xj_cols_amounts(c, b->row, b->n, b->wide);
	KEEP(b, (b->wide[i] >= range.min) & (b->wide[i] <= range.max));
}

static void keep_days(struct running *r)
{
	const struct xj_range range = r->a.q->day;
	struct xj_batch *b = &r->b;

	if (range.min <= INT32_MIN && range.max >= INT32_MAX)
		return;
	xj_cols_days(&r->s->columns, b->row, b->n, b->day);
	KEEP(b, (b->day[i] >= range.min) & (b->day[i] <= range.max));
}

static void keep_places(struct running *r)
{
	const uint8_t *places = r->a.q->places;
	uint32_t known = r->a.places;
	struct xj_batch *b = &r->b;

	if (!places)
		return;
	xj_cols_places(&r->s->columns, b->row, b->n, b->value);
	KEEP(b, b->value[i] < known && xj_bit(places, b->value[i]));
}

static void keep_donor(struct running *r)
{
	const uint64_t *donor = r->s->columns.donor, wanted = r->a.q->donor;
	struct xj_batch *b = &r->b;

	if (wanted)
		KEEP(b, donor[b->row[i]] == wanted);
}

static bool word_holds(const struct running *r, const struct xj_word *w,
                       uint32_t row, uint32_t filing)
{
	const struct xj_cols *c = &r->s->columns;
	bool purpose = w->where == XJ_IN_PURPOSE;
	struct xj_str text;

	if (w->where == XJ_IN_NAMES && w->filings) {
		uint32_t number = r->a.ix->number[filing];

		if (number < r->a.ix->filings && xj_bit(w->filings, number))
			return true;
	}
	text = xj_text_at(purpose ? &c->purpose : &c->name, row);
	if (!w->whole)
		return xj_text_has(text, w->folded);
	return purpose ? xj_str_eq(text, w->folded) : xj_name_is(text, w->folded);
}

static void keep_words(struct running *r)
{
	const struct xj_question *q = r->a.q;
	struct xj_batch *b = &r->b;

	for (size_t w = 0; w < q->words && b->n; w++) {
		if (r->plan.proven[w])
			continue;
		xj_cols_filings(&r->s->columns, b->row, b->n, b->value);
		KEEP(b, word_holds(r, &q->word[w], b->row[i], b->value[i]));
	}
}

static enum xj_status check_clock(const struct running *r)
{
	const struct timespec *end = &r->a.deadline;
	struct timespec now;

	if (!r->a.q->msec)
		return XJ_OK;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec < end->tv_sec
	    || (now.tv_sec == end->tv_sec && now.tv_nsec < end->tv_nsec))
		return XJ_OK;
	return xj_fail(r->err, XJ_LIMIT, _("this question takes longer than %u ms; "
	                                   "narrow it by a name, an election or a "
	                                   "date"), r->a.q->msec);
}

static enum xj_status keep_pattern(struct running *r)
{
	struct xj_batch *b = &r->b;
	size_t kept = 0;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; st == XJ_OK && i < b->n; i++) {
		bool keep = false;

		if (i % PATTERN_ROWS == 0)
			st = check_clock(r);
		if (st == XJ_OK)
			st = xj_matcher_try(r->a.matcher,
			                    xj_text_at(&r->s->columns.name, b->row[i]),
			                    &keep, r->err);
		b->row[kept] = b->row[i];
		kept += keep;
	}
	b->n = kept;
	return st;
}

/* The cheap ones that leave few rows first. */
static void (*const conditions[])(struct running *) = {
	keep_amounts, keep_days, keep_filings, keep_codes, keep_places, keep_donor,
	keep_words,
};

/* ---- what counts ----------------------------------------------------- */

static void add_up(struct running *r)
{
	struct xj_batch *b = &r->b;
	__int128 sum[2] = { 0, 0 };
	unsigned __int128 weight = 0;

	for (size_t i = 0; i < b->n; i++) {
		int64_t amount = b->amount[i];

		sum[XJ_CODE_SIDE(b->code[i])] += amount;
		weight += amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
	}
	r->sum[0] += sum[0];
	r->sum[1] += sum[1];
	r->weight += weight;
	r->count += b->n;
}

/* The rows that are left, for who asked to see each. */
static void show_rows(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	struct xj_batch *b = &r->b;

	xj_cols_days(c, b->row, b->n, b->day);
	xj_cols_filings(c, b->row, b->n, b->value);
	for (size_t i = 0; i < b->n; i++) {
		b->value[i] = r->a.ix->number[b->value[i]];
		b->donor[i] = c->donor[b->row[i]];
		b->kind[i] = XJ_CODE_KIND(b->code[i]);
	}
	r->a.q->each(r->a.q->ctx, &(struct xj_rows){
		b->n, b->amount, b->day, b->value, b->donor, b->kind });
}

/* Once nothing that comes can stand on the page, it need not be looked at. */
static enum xj_status offer_batch(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	struct xj_batch *b = &r->b;

	if (xj_top_is_settled(&r->top, r->a.q)) {
		r->top.eligible += b->n;
		return XJ_OK;
	}
	xj_order_keys(r->a.q, c, b);
	return xj_top_offer(&r->top, b->wide, b->row, b->n, c->first);
}

static enum xj_status count_batch(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	struct xj_batch *b = &r->b;
	enum xj_status st = XJ_OK;

	xj_cols_amounts(c, b->row, b->n, b->amount);
	for (size_t i = 0; i < b->n; i++)
		b->code[i] = c->code[b->row[i]];
	add_up(r);
	if (r->a.q->facets) {
		xj_cols_filings(c, b->row, b->n, b->filing);
		st = xj_facets_add(&r->facets, c, b);
	}
	if (r->a.q->each)
		show_rows(r);
	if (st == XJ_OK && r->a.q->limit)
		st = offer_batch(r);
	return st == XJ_OK ? st : xj_fail(r->err, st, _("out of memory"));
}

static enum xj_status take_batch(struct running *r)
{
	enum xj_status st = check_clock(r);

	for (size_t i = 0; st == XJ_OK && i < XJ_COUNT(conditions) && r->b.n; i++)
		conditions[i](r);
	if (st == XJ_OK && r->a.matcher && r->b.n)
		st = keep_pattern(r);
	return st == XJ_OK && r->b.n ? count_batch(r) : st;
}

/* ---- candidates ------------------------------------------------------ */

static enum xj_status drive_all(struct running *r, uint32_t from, uint32_t to)
{
	enum xj_status st = XJ_OK;

	while (st == XJ_OK && from < to) {
		size_t n = to - from < XJ_BATCH ? to - from : XJ_BATCH;

		for (size_t i = 0; i < n; i++)
			r->b.row[i] = from + (uint32_t)i;
		r->b.n = n;
		from += (uint32_t)n;
		st = take_batch(r);
	}
	return st;
}

static enum xj_status drive_walk(struct running *r, uint32_t from, uint32_t to)
{
	uint32_t first = r->s->columns.first;
	size_t got = XJ_BATCH;
	enum xj_status st = XJ_OK;

	while (st == XJ_OK && got == XJ_BATCH) {
		st = xj_lists_next(r->plan.walk, first + from, first + to, r->b.row,
		                   XJ_BATCH, &got, r->err);
		for (size_t i = 0; i < got; i++)
			r->b.row[i] -= first;
		r->b.n = got;
		if (st == XJ_OK && got)
			st = take_batch(r);
	}
	return st;
}

static enum xj_status drive_bits(struct running *r, uint32_t from, uint32_t to)
{
	const uint64_t *bits = r->plan.bits;
	enum xj_status st = XJ_OK;

	r->b.n = 0;
	for (uint32_t word = from / 64; st == XJ_OK && word * 64 < to; word++) {
		uint64_t left = bits[word];

		if (word == from / 64)
			left &= UINT64_MAX << from % 64;
		if (to - word * 64 < 64)
			left &= (UINT64_C(1) << (to - word * 64)) - 1;
		for (; left; left &= left - 1)
			r->b.row[r->b.n++] = word * 64
				+ (uint32_t)__builtin_ctzll(left);
		if (r->b.n > XJ_BATCH - 64) {
			st = take_batch(r);
			r->b.n = 0;
		}
	}
	return st == XJ_OK && r->b.n ? take_batch(r) : st;
}

static enum xj_status drive(struct running *r, uint32_t from, uint32_t to)
{
	switch (r->plan.drive) {
	case XJ_DRIVE_ALL:
		return drive_all(r, from, to);
	case XJ_DRIVE_WALK:
		return drive_walk(r, from, to);
	case XJ_DRIVE_BITS:
		return drive_bits(r, from, to);
	default:
		return XJ_OK;
	}
}

static bool segment_out_of_range(const struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	const struct xj_question *q = r->a.q;

	return c->rows == 0 || q->amount.min > c->amount_high
		|| q->amount.max < c->amount_low
		|| (q->day.min > INT32_MIN
		    && (q->day.min > c->day_high || q->day.max < c->day_low));
}

static enum xj_status ask_segment(struct running *r)
{
	const struct xj_cols *c = &r->s->columns;
	const int64_t first = c->first, last = first + c->rows - 1;
	enum xj_status st;

	if (segment_out_of_range(r))
		return XJ_OK;
	st = xj_plan_make(&r->a, r->s, &r->plan, r->err);
	for (size_t i = 0; st == XJ_OK && i < r->windows; i++) {
		int64_t min = r->window[i].min, max = r->window[i].max;

		if (max < first || min > last)
			continue;
		st = drive(r, min <= first ? 0 : (uint32_t)(min - first),
		           max >= last ? c->rows : (uint32_t)(max - first + 1));
	}
	xj_plan_clear(&r->plan);
	return st;
}

/* ---- getting ready --------------------------------------------------- */

static int by_min(const void *a, const void *b)
{
	const struct xj_range *x = a, *y = b;

	return x->min < y->min ? -1 : x->min > y->min;
}

/* The id ranges in order and apart, so that no row counts twice. */
static enum xj_status set_windows(struct running *r)
{
	static const struct xj_range everything = { 0, INT64_MAX };
	const struct xj_question *q = r->a.q;
	size_t n = q->ids ? q->id_ranges : 1, kept = 0;
	struct xj_range *w = reallocarray(NULL, n + 1, sizeof(*w));

	if (!w)
		return xj_fail(r->err, XJ_NOMEM, _("out of memory"));
	memcpy(w, q->ids ? q->ids : &everything, n * sizeof(*w));
	qsort(w, n, sizeof(*w), by_min);
	for (size_t i = 0; i < n; i++) {
		if (w[i].min > w[i].max)
			continue;
		if (kept && w[i].min <= w[kept - 1].max) {
			if (w[i].max > w[kept - 1].max)
				w[kept - 1].max = w[i].max;
		} else {
			w[kept++] = w[i];
		}
	}
	r->window = w;
	r->windows = kept;
	return XJ_OK;
}

static enum xj_status set_allow(struct running *r)
{
	const struct xj_question *q = r->a.q;
	const struct xj_index *ix = r->a.ix;
	uint8_t sides = q->directions ? (uint8_t)(q->directions >> 1 & 3) : 3;

	r->a.allow = calloc(ix->numbers, 1);
	if (!r->a.allow)
		return xj_fail(r->err, XJ_NOMEM, _("out of memory"));
	for (size_t i = 0; i < ix->filings; i++) {
		const struct xj_filing_row *f = &ix->filing[i];
		unsigned force = (f->income_in_force != 0)
			| (unsigned)(f->expense_in_force != 0) << 1;

		if (q->superseded)
			force = 3;
		if (!q->filings || xj_bit(q->filings, i))
			r->a.allow[f->id] = (uint8_t)(force & sides);
	}
	return XJ_OK;
}

static void set_tables(struct running *r)
{
	const struct xj_question *q = r->a.q;
	struct xj_asking *a = &r->a;

	/* the bits of the question end with the last place that has a name */
	a->places = 1;
	while (q->places && a->places <= UINT16_MAX && xj_place_name(a->places))
		a->places++;
	a->any_code = !q->kinds && !q->methods;
	a->any_subject = !q->subjects[0] && !q->subjects[1];
	for (unsigned i = 0; i < 256; i++) {
		a->code_ok[i] = (!q->kinds || q->kinds >> XJ_CODE_KIND(i) & 1)
			&& (!q->methods || q->methods >> XJ_CODE_METHOD(i) & 1);
		a->subject_ok[i] = i < 128 && q->subjects[i / 64] >> i % 64 & 1;
	}
}

static void set_deadline(struct xj_asking *a)
{
	clock_gettime(CLOCK_MONOTONIC, &a->deadline);
	a->deadline.tv_sec += a->q->msec / 1000;
	a->deadline.tv_nsec += (long)(a->q->msec % 1000) * 1000000;
	if (a->deadline.tv_nsec >= 1000000000) {
		a->deadline.tv_nsec -= 1000000000;
		a->deadline.tv_sec++;
	}
}

static enum xj_status check_question(const struct xj_question *q,
                                     struct xj_error *err)
{
	if (q->words > XJ_MAX_WORDS)
		return xj_fail(err, XJ_LIMIT, _("the question has %zu words; %u are "
		                                "allowed"), q->words, XJ_MAX_WORDS);
	for (size_t i = 0; i < q->words; i++)
		if (q->word[i].folded.n == 0)
			return xj_fail(err, XJ_USAGE, _("a word of the question is "
			                                "empty"));
	return XJ_OK;
}

static enum xj_status get_ready(struct running *r)
{
	const struct xj_question *q = r->a.q;
	enum xj_status st = check_question(q, r->err);

	set_deadline(&r->a);
	set_tables(r);
	xj_top_init(&r->top, q);
	if (st == XJ_OK && q->id.n) {
		/* folding twice is folding once, so any spelling will do */
		st = xj_fold(q->id, &r->id);
		if (st != XJ_OK)
			st = xj_fail(r->err, st, _("the id is too long"));
		r->a.id = xj_buf_str(&r->id);
	}
	if (st == XJ_OK && q->pattern)
		st = xj_matcher_new(q->pattern->text, &r->a.matcher, r->err);
	if (st == XJ_OK)
		st = set_windows(r);
	if (st == XJ_OK)
		st = set_allow(r);
	if (st == XJ_OK)
		st = xj_facets_init(&r->facets, r->a.ix, q->facets, r->err);
	return st;
}

static enum xj_status take_answer(struct running *r, struct xj_answer *out)
{
	enum xj_status st;

	if (r->weight > INT64_MAX)
		return xj_fail(r->err, XJ_LIMIT, _("the amounts add up to more than "
		                                   "can be counted; narrow the "
		                                   "question"));
	out->count = r->count;
	out->income = (int64_t)r->sum[0];
	out->expense = (int64_t)r->sum[1];
	xj_top_take(&r->top, out);
	st = xj_facets_take(&r->facets, r->a.q->unordered, out);
	return st == XJ_OK ? st : xj_fail(r->err, st, _("out of memory"));
}

static void running_free(struct running *r)
{
	xj_top_clear(&r->top);
	xj_facets_clear(&r->facets);
	xj_matcher_free(r->a.matcher);
	xj_buf_clear(&r->id);
	free(r->a.allow);
	free(r->window);
	free(r);
}

enum xj_status xj_index_ask(struct xj_index *ix, const struct xj_question *q,
                            struct xj_answer *out, struct xj_error *err)
{
	struct running *r = malloc(sizeof(*r));
	enum xj_status st;

	*out = (struct xj_answer){ .count = 0 };
	if (!r)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	memset(r, 0, offsetof(struct running, b));
	r->b.n = 0;
	r->a.ix = ix;
	r->a.q = q;
	r->err = err;
	xj_buf_init(&r->id, (size_t)18 * XJ_MAX_CELL_BYTES);
	st = get_ready(r);
	/* an id that folds to nothing is on no entry */
	for (size_t i = 0; st == XJ_OK && i < ix->segments
	     && !(q->id.n && !r->a.id.n); i++) {
		r->s = &ix->segment[i];
		st = ask_segment(r);
	}
	if (st == XJ_OK)
		st = take_answer(r, out);
	running_free(r);
	if (st != XJ_OK)
		xj_answer_clear(out);
	return st;
}

void xj_answer_clear(struct xj_answer *a)
{
	free(a->hit);
	for (int i = 0; i < XJ_FACETS; i++)
		free(a->facet[i]);
	*a = (struct xj_answer){ .count = 0 };
}
