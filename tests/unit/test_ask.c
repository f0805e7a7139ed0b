/*
 * test_ask.c - random questions against a plain evaluation of the same store,
 * row by row: counts, sums, facets, the order of the page, every page.
 */
#include "tests/unit/ask_plain.h"

/* ---- random questions ------------------------------------------------ */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_segment),
		cmocka_unit_test(test_several_segments),
		cmocka_unit_test(test_merged_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
