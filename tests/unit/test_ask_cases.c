/*
 * test_ask_cases.c - questions that are rare: names of rare characters or on many rows,
 * patterns, windows of ids, sums that leave 64 bits.
 */
#include "tests/unit/ask_plain.h"

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
