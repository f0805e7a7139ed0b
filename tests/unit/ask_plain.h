/*
 * ask_plain.h - a made store with its index, and a plain evaluation of questions, row by
 * row, that answers are compared with.
 */
#ifndef XIANJIN_TESTS_ASK_PLAIN_H
#define XIANJIN_TESTS_ASK_PLAIN_H

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/bench/synth.h"
#include "xianjin/index.h"
#include "xianjin/limits.h"
#include "xianjin/store.h"
#include "xianjin/text.h"

enum { ROWS = 2000, FILINGS = 40, QUESTIONS = 600, MAX_ROWS = 4096, TEXT = 256 };

struct plain {
	struct xj_doc doc;
	char name[TEXT], purpose[TEXT], id_text[TEXT];
};

struct world {
	char dir[256];
	struct plain *row; /* row[i].doc.id == i + 1 */
	size_t rows;
	struct xj_index *ix;
	const struct xj_filing_row *filing;
	size_t filings;
	size_t places; /* that have a name */
};

/* ---- the store, read plainly ----------------------------------------- */

static inline struct xj_str fold_to(sqlite3_stmt *q, int at, char out[TEXT])
{
	struct xj_buf b;
	struct xj_str s;

	s.p = (const char *)sqlite3_column_text(q, at);
	s.n = (size_t)sqlite3_column_bytes(q, at);
	xj_buf_init(&b, TEXT - 1);
	assert_int_equal(xj_fold(s, &b), XJ_OK);
	s.n = b.n;
	if (b.n)
		memcpy(out, b.p, b.n);
	s.p = out;
	xj_buf_clear(&b);
	return s;
}

static inline void read_store(struct world *w)
{
	struct xj_store *store;
	struct xj_error err;
	sqlite3_stmt *q;

	assert_int_equal(xj_store_open(w->dir, XJ_STORE_READ, &store, &err), XJ_OK);
	assert_int_equal(sqlite3_prepare_v2(xj_store_db(store),
		"SELECT id, filing, direction, coalesce(subject, 0), kind,"
		" counterparty, counterparty_id, coalesce(donor, 0), amount,"
		" coalesce(day, -2147483648), method, purpose, place FROM entry"
		" ORDER BY id", -1, &q, NULL), SQLITE_OK);
	w->row = calloc(MAX_ROWS, sizeof(*w->row));
	while (sqlite3_step(q) == SQLITE_ROW) {
		struct plain *p = &w->row[w->rows++];

		assert_true(w->rows < MAX_ROWS);
		p->doc = (struct xj_doc){
			.id = sqlite3_column_int64(q, 0),
			.filing = sqlite3_column_int64(q, 1),
			.direction = (uint8_t)sqlite3_column_int(q, 2),
			.subject = (uint8_t)sqlite3_column_int(q, 3),
			.kind = (uint8_t)sqlite3_column_int(q, 4),
			.name = fold_to(q, 5, p->name),
			.id_text = fold_to(q, 6, p->id_text),
			.donor = (uint64_t)sqlite3_column_int64(q, 7),
			.amount = sqlite3_column_int64(q, 8),
			.day = sqlite3_column_int(q, 9),
			.method = (uint8_t)sqlite3_column_int(q, 10),
			.purpose = fold_to(q, 11, p->purpose),
			.place = (uint16_t)sqlite3_column_int(q, 12),
		};
		assert_int_equal(p->doc.id, w->rows);
	}
	sqlite3_finalize(q);
	xj_store_close(store);
}

static inline void open_world(struct world *w)
{
	struct xj_error err;

	assert_int_equal(xj_index_open(w->dir, &w->ix, &err), XJ_OK);
	w->filing = xj_index_filings(w->ix, &w->filings);
	assert_int_equal(w->filings, FILINGS);
	w->places = 1;
	while (xj_place_name((unsigned)w->places))
		w->places++;
}

/* A store made by several imports, each followed by an update. */
static inline void make_world(struct world *w, unsigned imports)
{
	struct xj_error err;

	memset(w, 0, sizeof(*w));
	synth_folder(w->dir);
	for (unsigned i = 0; i < imports; i++) {
		struct synth how = { .rows = ROWS / imports, .seed = 100 + i,
		                     .filings = FILINGS, .superseded = 25,
		                     .odd = true };

		assert_int_equal(synth_fill(w->dir, &how, &err), XJ_OK);
		assert_int_equal(xj_index_update(w->dir, NULL, &err), XJ_OK);
	}
	read_store(w);
	open_world(w);
}

static inline void end_world(struct world *w)
{
	xj_index_close(w->ix);
	synth_remove(w->dir);
	free(w->row);
}

/* ---- the plain evaluation -------------------------------------------- */

static inline bool bit(const uint8_t *bits, size_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

static inline bool plain_has(struct xj_str hay, struct xj_str needle)
{
	return memmem(hay.p, hay.n, needle.p, needle.n) != NULL;
}

static inline bool plain_is(struct xj_str name, struct xj_str word)
{
	return xj_str_eq(name, word) || xj_str_eq(xj_company_stem(name), word);
}

static inline bool plain_word(const struct xj_word *w, const struct xj_doc *d, size_t filing)
{
	if (w->where == XJ_IN_PURPOSE)
		return w->whole ? xj_str_eq(d->purpose, w->folded)
		                : plain_has(d->purpose, w->folded);
	if (w->where == XJ_IN_NAMES && w->filings && bit(w->filings, filing))
		return true;
	return w->whole ? plain_is(d->name, w->folded) : plain_has(d->name, w->folded);
}

static inline bool within(const struct xj_range *r, int64_t v)
{
	return v >= r->min && v <= r->max;
}

static inline bool plain_ids(const struct xj_question *q, int64_t id)
{
	for (size_t i = 0; i < q->id_ranges; i++)
		if (within(&q->ids[i], id))
			return true;
	return q->ids == NULL;
}

/* PREFIX: what the pattern "^PREFIX" asks for. */
static inline bool plain_match(const struct world *w, const struct xj_question *q,
                        const struct xj_doc *d, struct xj_str prefix)
{
	size_t filing = (size_t)d->filing - 1;
	const struct xj_filing_row *f = &w->filing[filing];

	if (!q->superseded && !(d->direction == XJ_INCOME ? f->income_in_force
	                                                  : f->expense_in_force))
		return false;
	if ((q->filings && !bit(q->filings, filing))
	    || ((q->subjects[0] || q->subjects[1])
	        && !(d->subject < 128
	             && q->subjects[d->subject / 64] >> d->subject % 64 & 1))
	    || (q->kinds && !(q->kinds >> d->kind & 1))
	    || (q->directions && !(q->directions >> d->direction & 1))
	    || (q->methods && !(q->methods >> d->method & 1))
	    || (q->places && (d->place >= w->places || !bit(q->places, d->place)))
	    || (q->id.n && !xj_str_eq(q->id, d->id_text))
	    || (q->donor && q->donor != d->donor)
	    || !within(&q->amount, d->amount) || !within(&q->day, d->day)
	    || !plain_ids(q, d->id)
	    || (q->pattern && !xj_str_starts(d->name, prefix)))
		return false;
	for (size_t i = 0; i < q->words; i++)
		if (!plain_word(&q->word[i], d, filing))
			return false;
	return true;
}

static inline int64_t plain_key(const struct xj_question *q, const struct xj_doc *d)
{
	int64_t whole = 1;

	switch (q->sort) {
	case XJ_SORT_AMOUNT:
		return d->amount;
	case XJ_SORT_DATE:
		return d->day;
	case XJ_SORT_RELEVANCE:
		for (size_t i = 0; i < q->words; i++)
			if (q->word[i].where != XJ_IN_PURPOSE
			    && plain_is(d->name, q->word[i].folded))
				whole = 0;
		return (whole << 32) + (int64_t)xj_utf8_count(d->name);
	default:
		return d->id;
	}
}

static inline int64_t plain_value(const struct world *w, int facet, const struct xj_doc *d)
{
	int year, month, dom;

	(void)w;
	switch (facet) {
	case XJ_FACET_FILING:
		return d->filing - 1;
	case XJ_FACET_KIND:
		return d->kind;
	case XJ_FACET_SUBJECT:
		return d->subject;
	case XJ_FACET_YEAR:
		if (d->day == XJ_NO_DAY)
			return 0;
		xj_day_split(d->day, &year, &month, &dom);
		return year;
	case XJ_FACET_PLACE:
		return d->place;
	case XJ_FACET_METHOD:
		return d->method;
	case XJ_FACET_DIRECTION:
		return d->direction;
	default:
		return (int64_t)d->donor;
	}
}

struct plain_answer {
	uint64_t count;
	int64_t income, expense;
	const struct xj_doc *hit[MAX_ROWS];
	struct xj_hit order[MAX_ROWS];
};

static inline int by_key(const void *a, const void *b, void *question)
{
	const struct xj_hit *x = a, *y = b;
	const struct xj_question *q = question;

	if (x->key != y->key)
		return (x->key < y->key) == q->descending ? 1 : -1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static inline void plain_ask(const struct world *w, const struct xj_question *q,
                      struct xj_str prefix, struct plain_answer *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < w->rows; i++) {
		const struct xj_doc *d = &w->row[i].doc;

		if (!plain_match(w, q, d, prefix))
			continue;
		if (d->direction == XJ_INCOME)
			out->income += d->amount;
		else
			out->expense += d->amount;
		out->order[out->count] = (struct xj_hit){ d->id, plain_key(q, d) };
		out->hit[out->count++] = d;
	}
	qsort_r(out->order, out->count, sizeof(out->order[0]), by_key,
	        (void *)(uintptr_t)q);
}

/* ---- comparing ------------------------------------------------------- */

/* A question and what it points to. */
struct random_question {
	struct xj_question q;
	struct xj_word word[3];
	uint8_t word_filings[3][FILINGS / 8 + 1];
	uint8_t filings[FILINGS / 8 + 1];
	uint8_t *places;
	struct xj_range ids[4];
	struct xj_pattern pattern;
	struct xj_str prefix;
	char pattern_text[TEXT + 1];
};

static inline void compare_facet(const struct world *w, const struct plain_answer *want,
                          const struct xj_facet_value *v, size_t n, int facet)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t count = 0;
		int64_t sum[2] = { 0, 0 };

		for (size_t h = 0; h < want->count; h++)
			if (plain_value(w, facet, want->hit[h]) == v[i].value) {
				count++;
				sum[want->hit[h]->direction - 1] +=
					want->hit[h]->amount;
			}
		assert_true(v[i].count > 0 && v[i].count == count);
		assert_int_equal(v[i].income, sum[0]);
		assert_int_equal(v[i].expense, sum[1]);
		all += count;
		if (i)
			assert_true(v[i - 1].count > v[i].count
			            || (v[i - 1].count == v[i].count
			                && v[i - 1].value < v[i].value));
	}
	assert_true(all == want->count);
}

static inline void compare_page(const struct xj_question *q, const struct xj_answer *got,
                         const struct xj_hit *want, size_t left)
{
	assert_int_equal(got->hits, left < q->limit ? left : q->limit);
	assert_int_equal(got->more, q->limit && left > q->limit);
	for (size_t i = 0; i < got->hits; i++) {
		assert_int_equal(got->hit[i].id, want[i].id);
		assert_int_equal(got->hit[i].key, want[i].key);
	}
}

static inline void compare_pages(const struct world *w, struct xj_question *q,
                          const struct plain_answer *want)
{
	struct xj_answer got;
	struct xj_error err;
	size_t seen = 0;

	do {
		assert_int_equal(xj_index_ask(w->ix, q, &got, &err), XJ_OK);
		assert_true(got.count == want->count);
		compare_page(q, &got, want->order + seen, want->count - seen);
		seen += got.hits;
		q->after = true;
		if (got.hits) {
			q->after_id = got.hit[got.hits - 1].id;
			q->after_key = got.hit[got.hits - 1].key;
		}
		q->facets = 0;
		if (!got.more)
			assert_true(q->limit == 0 || seen == want->count);
		xj_answer_clear(&got);
	} while (q->limit && seen < want->count);
}

static inline void compare(const struct world *w, struct random_question *r,
                    struct plain_answer *want)
{
	struct xj_question *q = &r->q;
	struct xj_answer got;
	struct xj_error err;

	plain_ask(w, q, r->prefix, want);
	assert_int_equal(xj_index_ask(w->ix, q, &got, &err), XJ_OK);
	assert_true(got.count == want->count);
	assert_int_equal(got.income, want->income);
	assert_int_equal(got.expense, want->expense);
	for (int f = 0; f < XJ_FACETS; f++) {
		if (q->facets >> f & 1)
			compare_facet(w, want, got.facet[f], got.facet_n[f], f);
		else
			assert_null(got.facet[f]);
	}
	xj_answer_clear(&got);
	compare_pages(w, q, want);
}

#endif
