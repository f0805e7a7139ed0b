/*
 * test_ask.c - random questions against a plain evaluation of the same store,
 * row by row: counts, sums, facets, the order of the page, every page.
 */
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

static struct xj_str fold_to(sqlite3_stmt *q, int at, char out[TEXT])
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

static void read_store(struct world *w)
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

static void open_world(struct world *w)
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
static void make_world(struct world *w, unsigned imports)
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

static void end_world(struct world *w)
{
	xj_index_close(w->ix);
	synth_remove(w->dir);
	free(w->row);
}

/* ---- the plain evaluation -------------------------------------------- */

static bool bit(const uint8_t *bits, size_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

static bool plain_has(struct xj_str hay, struct xj_str needle)
{
	return memmem(hay.p, hay.n, needle.p, needle.n) != NULL;
}

static bool plain_is(struct xj_str name, struct xj_str word)
{
	return xj_str_eq(name, word) || xj_str_eq(xj_company_stem(name), word);
}

static bool plain_word(const struct xj_word *w, const struct xj_doc *d, size_t filing)
{
	if (w->where == XJ_IN_PURPOSE)
		return w->whole ? xj_str_eq(d->purpose, w->folded)
		                : plain_has(d->purpose, w->folded);
	if (w->where == XJ_IN_NAMES && w->filings && bit(w->filings, filing))
		return true;
	return w->whole ? plain_is(d->name, w->folded) : plain_has(d->name, w->folded);
}

static bool within(const struct xj_range *r, int64_t v)
{
	return v >= r->min && v <= r->max;
}

static bool plain_ids(const struct xj_question *q, int64_t id)
{
	for (size_t i = 0; i < q->id_ranges; i++)
		if (within(&q->ids[i], id))
			return true;
	return q->ids == NULL;
}

/* PREFIX: what the pattern "^PREFIX" asks for. */
static bool plain_match(const struct world *w, const struct xj_question *q,
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

static int64_t plain_key(const struct xj_question *q, const struct xj_doc *d)
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

static int64_t plain_value(const struct world *w, int facet, const struct xj_doc *d)
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

static int by_key(const void *a, const void *b, void *question)
{
	const struct xj_hit *x = a, *y = b;
	const struct xj_question *q = question;

	if (x->key != y->key)
		return (x->key < y->key) == q->descending ? 1 : -1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static void plain_ask(const struct world *w, const struct xj_question *q,
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

/* ---- random questions ------------------------------------------------ */

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

static size_t below(uint64_t *random, size_t n)
{
	return (size_t)(synth_random(random) % n);
}

/* A run of characters of TEXT. */
static struct xj_str piece(uint64_t *random, struct xj_str text)
{
	size_t chars = xj_utf8_count(text), from, n, at = 0, start;

	if (chars == 0)
		return XJ_STR("王");
	from = below(random, chars);
	n = 1 + below(random, chars - from < 4 ? chars - from : 4);
	while (from--)
		xj_utf8_next(text, &at);
	start = at;
	while (n--)
		xj_utf8_next(text, &at);
	return xj_str_of(text.p + start, at - start);
}

static void random_bits(uint64_t *random, uint8_t *bits, size_t n, unsigned percent)
{
	memset(bits, 0, n / 8 + 1);
	for (size_t i = 0; i < n; i++)
		if (synth_random(random) % 100 < percent)
			bits[i / 8] |= (uint8_t)(1 << i % 8);
}

static void random_word(const struct world *w, uint64_t *random,
                        struct random_question *r, size_t i)
{
	const struct xj_doc *d = &w->row[below(random, w->rows)].doc;
	struct xj_word *word = &r->word[i];

	memset(word, 0, sizeof(*word));
	word->where = (enum xj_word_where)below(random, 3);
	word->whole = below(random, 4) == 0;
	if (word->where == XJ_IN_PURPOSE)
		word->folded = piece(random, d->purpose);
	else if (word->whole && d->name.n)
		word->folded = below(random, 2) ? d->name : xj_company_stem(d->name);
	else
		word->folded = piece(random, d->name);
	if (word->where == XJ_IN_NAMES && below(random, 2)) {
		random_bits(random, r->word_filings[i], FILINGS,
		            below(random, 3) ? 5 : 0);
		word->filings = r->word_filings[i];
	}
}

static void random_ranges(const struct world *w, uint64_t *random,
                          struct random_question *r)
{
	const struct xj_doc *d = &w->row[below(random, w->rows)].doc;
	struct xj_question *q = &r->q;

	if (below(random, 4) == 0)
		q->amount = (struct xj_range){ d->amount - 20000, d->amount + 20000 };
	if (below(random, 6) == 0)
		q->amount.max = d->amount;
	if (below(random, 5) == 0)
		q->day = (struct xj_range){ 17500, 18300 };
	if (below(random, 8) == 0)
		q->day.max = 18000; /* unknown days pass too */
	if (below(random, 12) == 0)
		q->day = (struct xj_range){ XJ_NO_DAY, XJ_NO_DAY };
	if (below(random, 6) != 0)
		return;
	q->ids = r->ids;
	q->id_ranges = below(random, 5);
	for (size_t i = 0; i < q->id_ranges; i++) {
		r->ids[i].min = (int64_t)below(random, w->rows + 20) - 10;
		r->ids[i].max = r->ids[i].min + (int64_t)below(random, 700) - 5;
	}
}

static void random_filters(const struct world *w, uint64_t *random,
                           struct random_question *r)
{
	const struct xj_doc *d = &w->row[below(random, w->rows)].doc;
	struct xj_question *q = &r->q;

	if (below(random, 4) == 0) {
		random_bits(random, r->filings, FILINGS, below(random, 2) ? 10 : 60);
		q->filings = r->filings;
	}
	if (below(random, 5) == 0)
		q->subjects[0] = synth_random(random) & 0x0fc1f800;
	if (below(random, 5) == 0)
		q->kinds = (uint32_t)below(random, 64);
	if (below(random, 4) == 0)
		q->directions = below(random, 2) ? 2 : 4;
	if (below(random, 5) == 0)
		q->methods = (uint32_t)below(random, 32);
	if (below(random, 5) == 0) {
		random_bits(random, r->places, w->places, 50);
		q->places = r->places;
	}
	if (below(random, 8) == 0)
		q->id = d->id_text;
	if (below(random, 10) == 0)
		q->donor = d->donor;
	q->superseded = below(random, 3) == 0;
}

static void random_pattern(const struct world *w, uint64_t *random,
                           struct random_question *r)
{
	struct xj_str name = w->row[below(random, w->rows)].doc.name;
	size_t at = 0;

	if (below(random, 8) != 0 || name.n == 0 || name.p[0] == '*')
		return;
	xj_utf8_next(name, &at);
	r->prefix = xj_str_of(name.p, at);
	r->pattern_text[0] = '^';
	memcpy(r->pattern_text + 1, name.p, at);
	r->pattern.text = xj_str_of(r->pattern_text, at + 1);
	r->q.pattern = &r->pattern;
}

static void random_question(const struct world *w, uint64_t *random,
                            struct random_question *r)
{
	static const size_t limits[] = { 0, 1, 7, 20, 20, 100, 5000 };
	uint8_t *places = r->places;

	memset(r, 0, sizeof(*r));
	r->places = places;
	xj_question_init(&r->q);
	r->q.words = below(random, 4) ? below(random, 3) : below(random, 4);
	r->q.word = r->word;
	for (size_t i = 0; i < r->q.words; i++)
		random_word(w, random, r, i);
	random_filters(w, random, r);
	random_ranges(w, random, r);
	random_pattern(w, random, r);
	r->q.sort = (enum xj_sort)below(random, 4);
	r->q.descending = below(random, 2);
	r->q.limit = limits[below(random, XJ_COUNT(limits))];
	r->q.facets = (uint32_t)below(random, 1u << XJ_FACETS);
}

/* ---- comparing ------------------------------------------------------- */

static void compare_facet(const struct world *w, const struct plain_answer *want,
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

static void compare_page(const struct xj_question *q, const struct xj_answer *got,
                         const struct xj_hit *want, size_t left)
{
	assert_int_equal(got->hits, left < q->limit ? left : q->limit);
	assert_int_equal(got->more, q->limit && left > q->limit);
	for (size_t i = 0; i < got->hits; i++) {
		assert_int_equal(got->hit[i].id, want[i].id);
		assert_int_equal(got->hit[i].key, want[i].key);
	}
}

static void compare_pages(const struct world *w, struct xj_question *q,
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

static void compare(const struct world *w, struct random_question *r,
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

static void compare_many(struct world *w, uint64_t seed)
{
	struct random_question r = { .places = calloc(w->places / 8 + 1, 1) };
	struct plain_answer *want = malloc(sizeof(*want));
	size_t found = 0;

	for (int i = 0; i < QUESTIONS; i++) {
		random_question(w, &seed, &r);
		compare(w, &r, want);
		found += want->count > 0;
	}
	/* questions that find nothing test nothing */
	assert_true(found > QUESTIONS / 4);
	free(want);
	free(r.places);
}

static void test_one_segment(void **state)
{
	struct world w;

	(void)state;
	make_world(&w, 1);
	compare_many(&w, 1);
	end_world(&w);
}

static void test_several_segments(void **state)
{
	struct xj_index_info info;
	struct world w;

	(void)state;
	make_world(&w, 5);
	xj_index_info(w.ix, &info);
	assert_int_equal(info.segments, 5);
	compare_many(&w, 2);
	end_world(&w);
}

static void test_merged_segments(void **state)
{
	struct xj_index_info info;
	struct world w;

	(void)state;
	make_world(&w, 12);
	xj_index_info(w.ix, &info);
	assert_true(info.segments <= 8);
	compare_many(&w, 3);
	end_world(&w);
}

/* ---- single cases ---------------------------------------------------- */

/* Whole names, of which some stand on many rows: the page is full of the best there can
 * be long before all rows were looked at, and all count still. */
static void test_same_name(void **state)
{
	struct random_question r = { .places = NULL };
	struct plain_answer *want = malloc(sizeof(*want));
	uint64_t most = 0;
	struct world w;

	(void)state;
	make_world(&w, 3);
	xj_question_init(&r.q);
	r.q.word = r.word;
	r.q.words = 1;
	r.q.sort = XJ_SORT_RELEVANCE;
	r.q.superseded = true;
	for (size_t i = 0; i < w.rows; i += 7) {
		if (!w.row[i].doc.name.n)
			continue;
		r.word[0] = (struct xj_word){ .where = XJ_IN_COUNTERPARTY,
			.folded = i % 2 ? w.row[i].doc.name
			                : xj_company_stem(w.row[i].doc.name) };
		r.q.limit = 1 + i % 3;
		r.q.after = false;
		compare(&w, &r, want);
		most = want->count > most ? want->count : most;
	}
	assert_true(most > 100);
	free(want);
	end_world(&w);
}

static uint64_t count_word(struct world *w, const char *text, bool whole,
                           enum xj_word_where where)
{
	struct xj_word word = { .folded = xj_str_c(text), .whole = whole,
	                        .where = where };
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	uint64_t count;

	xj_question_init(&q);
	q.superseded = true;
	q.word = &word;
	q.words = 1;
	assert_int_equal(xj_index_ask(w->ix, &q, &got, &err), XJ_OK);
	count = got.count;
	xj_answer_clear(&got);
	return count;
}

/* Names beyond the first plane and in the private area are found like others. */
static void test_rare_characters(void **state)
{
	static const char *const texts[] = { "𠮷", "𠮷野", "\xee\x80\x80",
	                                     "\xee\x80\x80明", "tsmc", "a", "ab" };
	struct world w;

	(void)state;
	make_world(&w, 2);
	for (size_t i = 0; i < XJ_COUNT(texts); i++) {
		struct xj_str text = xj_str_c(texts[i]);
		uint64_t want = 0;

		for (size_t r = 0; r < w.rows; r++)
			want += plain_has(w.row[r].doc.name, text);
		assert_true(want > 0);
		assert_true(count_word(&w, texts[i], false, XJ_IN_COUNTERPARTY)
		            == want);
	}
	assert_true(count_word(&w, "公司", true, XJ_IN_NAMES) > 0);
	assert_true(count_word(&w, "無人此名", false, XJ_IN_NAMES) == 0);
	end_world(&w);
}

static enum xj_status ask_pattern(struct world *w, const char *text, uint32_t msec)
{
	struct xj_pattern pattern = { xj_str_c(text) };
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	enum xj_status st;

	xj_question_init(&q);
	q.pattern = &pattern;
	q.msec = msec;
	st = xj_index_ask(w->ix, &q, &got, &err);
	if (st != XJ_OK) {
		assert_int_equal(got.count, 0);
		assert_true(err.text[0] != '\0');
	}
	xj_answer_clear(&got);
	return st;
}

static void test_patterns(void **state)
{
	char longest[XJ_MAX_PATTERN_BYTES + 2];
	struct world w;

	(void)state;
	make_world(&w, 1);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(ask_pattern(&w, "^王(明|公)+$", 0), XJ_OK);
	assert_int_equal(ask_pattern(&w, "(王", 0), XJ_USAGE);
	assert_int_equal(ask_pattern(&w, "\\C", 0), XJ_USAGE);
	assert_int_equal(ask_pattern(&w, "(?:.*)*(?:.*)*(?:.*)*(?:.*)*(?:.*)*x\\1|"
	                             "((?:.?.?.?.?)*)*y", 0), XJ_LIMIT);
	assert_int_equal(ask_pattern(&w, longest, 0), XJ_LIMIT);
	end_world(&w);
}

static void test_refuses(void **state)
{
	struct xj_word words[XJ_MAX_WORDS + 1];
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	struct world w;

	(void)state;
	make_world(&w, 1);
	for (size_t i = 0; i < XJ_COUNT(words); i++)
		words[i] = (struct xj_word){ .folded = XJ_STR("明") };
	xj_question_init(&q);
	q.word = words;
	q.words = XJ_MAX_WORDS;
	assert_int_equal(xj_index_ask(w.ix, &q, &got, &err), XJ_OK);
	assert_true(got.count > 0);
	xj_answer_clear(&got);
	q.words = XJ_MAX_WORDS + 1;
	assert_int_equal(xj_index_ask(w.ix, &q, &got, &err), XJ_LIMIT);
	q.words = 1;
	words[0].folded = XJ_STR("");
	assert_int_equal(xj_index_ask(w.ix, &q, &got, &err), XJ_USAGE);
	end_world(&w);
}

/* Every window of ten ids, for each way to the candidates: none gives a row
 * beyond its ends or twice. */
static void test_id_windows(void **state)
{
	static const char *const texts[] = { "王明", "明", NULL };
	struct xj_range ids[2];
	struct xj_word word = { .where = XJ_IN_NAMES };
	struct random_question r = { .word = { word } };
	struct plain_answer *want = malloc(sizeof(*want));
	uint64_t found = 0;
	struct world w;

	(void)state;
	make_world(&w, 4);
	for (size_t t = 0; t < XJ_COUNT(texts); t++) {
		word.folded = xj_str_c(texts[t]);
		for (int64_t k = 0; k < 700; k++) {
			xj_question_init(&r.q);
			r.q.word = &word;
			r.q.words = texts[t] != NULL;
			ids[0] = (struct xj_range){ k + 200, k + 209 };
			ids[1] = (struct xj_range){ k, k + 9 };
			r.q.ids = ids;
			r.q.id_ranges = 2;
			r.q.limit = 9;
			r.q.facets = 1u << XJ_FACET_KIND;
			compare(&w, &r, want);
			found += want->count;
		}
	}
	assert_true(found > 5000);
	free(want);
	end_world(&w);
}

/* An id is found in any spelling that folds to it. */
static void test_id_spelling(void **state)
{
	struct xj_question q;
	struct xj_answer a, b;
	struct xj_error err;
	struct world w;

	(void)state;
	make_world(&w, 2);
	xj_question_init(&q);
	q.id = XJ_STR("A01*******");
	assert_int_equal(xj_index_ask(w.ix, &q, &a, &err), XJ_OK);
	q.id = XJ_STR("Ａ０１*******");
	assert_int_equal(xj_index_ask(w.ix, &q, &b, &err), XJ_OK);
	assert_true(a.count > 0 && a.count == b.count);
	xj_answer_clear(&a);
	xj_answer_clear(&b);
	q.id = XJ_STR(" ");
	assert_int_equal(xj_index_ask(w.ix, &q, &a, &err), XJ_OK);
	assert_int_equal(a.count, 0);
	xj_answer_clear(&a);
	end_world(&w);
}

/* Sums that leave 64 bits are refused, never wrapped. */
static void test_sums_overflow(void **state)
{
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	struct world w;

	(void)state;
	make_world(&w, 1);
	xj_index_close(w.ix);
	assert_int_equal(synth_sql(w.dir, "UPDATE entry SET amount ="
	                           " 9000000000000000000 WHERE id IN (5, 6);"
	                           "UPDATE filing SET income_in_force = 1,"
	                           " expense_in_force = 1;", &err), XJ_OK);
	snprintf(err.text, sizeof(err.text), "%s/index", w.dir);
	synth_remove(err.text);
	assert_int_equal(xj_index_update(w.dir, NULL, &err), XJ_OK);
	open_world(&w);
	xj_question_init(&q);
	assert_int_equal(xj_index_ask(w.ix, &q, &got, &err), XJ_LIMIT);
	q.amount.max = 1000000000000;
	assert_int_equal(xj_index_ask(w.ix, &q, &got, &err), XJ_OK);
	assert_int_equal(got.count, ROWS - 2);
	xj_answer_clear(&got);
	end_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_segment),
		cmocka_unit_test(test_several_segments),
		cmocka_unit_test(test_merged_segments),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_rare_characters),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_id_windows),
		cmocka_unit_test(test_id_spelling),
		cmocka_unit_test(test_sums_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
