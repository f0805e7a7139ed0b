/*
 * test_query.c - the text of a question and its spans; what cannot be asked is
 * refused at once, however long it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/query/query_private.h"

static enum xj_status ask(const char *text, struct xj_query **q, struct xj_error *err)
{
	assert_int_equal(xj_query_new(q, NULL), XJ_OK);
	memset(err, 0, sizeof(*err));
	return xj_query_text(*q, text, err);
}

static void test_words(void **state)
{
	struct xj_query *q;
	struct xj_error err;

	(void)state;
	assert_int_equal(ask("台積 \"王大明\" =李四　五金", &q, &err), XJ_OK);
	assert_int_equal(q->terms, 4);
	assert_false(q->term[0].whole);
	assert_true(q->term[1].whole);
	assert_string_equal(q->term[1].text, "王大明");
	assert_true(q->term[2].whole);
	assert_string_equal(q->term[3].text, "五金");
	xj_query_free(q);
	/* a colon after what is no filter is part of a word; so is a quote inside */
	assert_int_equal(ask("http://a.tw 6\"吊扇", &q, &err), XJ_OK);
	assert_int_equal(q->terms, 2);
	assert_false(q->term[1].whole);
	xj_query_free(q);
}

static void test_filters(void **state)
{
	struct xj_query *q;
	struct xj_error err;

	(void)state;
	assert_int_equal(ask("donor:=\"甲 乙\" payee:丙 kind:business kind:個人 "
	                     "amount:9000..1萬", &q, &err), XJ_USAGE);
	xj_query_free(q);
	assert_int_equal(ask("donor:=\"甲 乙\" kind:business kind:個人 subject:12 "
	                     "amount:9,000..10000 date:112-11..2024-01-12 "
	                     "sort:-amount limit:5 facet:year,kind", &q, &err), XJ_OK);
	assert_int_equal(q->terms, 1);
	assert_true(q->term[0].whole);
	assert_int_equal(q->kinds, 1u << XJ_KIND_BUSINESS | 1u << XJ_KIND_INDIVIDUAL);
	assert_int_equal(q->sides & ~1u, 1u << XJ_INCOME);
	assert_true(q->subjects[0] == 1ull << 12 && q->subjects[1] == 0);
	assert_true(q->amount.min == 9000 && q->amount.max == 10000);
	assert_true(q->day.min == xj_day_of(2023, 11, 1));
	assert_true(q->day.max == xj_day_of(2024, 1, 12));
	assert_true(q->sort == XJ_SORT_AMOUNT && q->descending && q->limit == 5);
	assert_int_equal(q->facets, 1u << XJ_BY_YEAR | 1u << XJ_BY_KIND);
	xj_query_free(q);
	assert_int_equal(ask("donor:/^王.明$/", &q, &err), XJ_OK);
	assert_string_equal(q->pattern, "^王.明$");
	xj_query_free(q);
}

static const struct {
	const char *text, *said;
	enum xj_status status;
} refusals[] = {
	{ "\"王大明", "not closed", XJ_USAGE },
	{ "donor:/王", "not closed", XJ_USAGE },
	{ "amount:many", "no amount", XJ_USAGE },
	{ "amount:5..3", "smaller one first", XJ_USAGE },
	{ "date:2023-13", "no day", XJ_USAGE },
	{ "date:2024..2023", "before it begins", XJ_USAGE },
	{ "year:20x", "no year", XJ_USAGE },
	{ "kind:alien", "individual", XJ_USAGE },
	{ "sort:size", "amount", XJ_USAGE },
	{ "limit:5000", "1000", XJ_USAGE },
	{ "after:zzz", "next", XJ_USAGE },
	{ "facet:shoe", "recipient", XJ_USAGE },
	{ "donor:", "missing", XJ_USAGE },
	{ "。。。", "no letters", XJ_USAGE },
	{ "=", "empty", XJ_USAGE },
	{ "\"\"", "empty", XJ_USAGE },
	{ "\xff\xfe", "UTF-8", XJ_USAGE },
	{ "place:火星", "no county", XJ_USAGE },
	{ "subject:火星", "no account subject", XJ_USAGE },
};

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(refusals); i++) {
		struct xj_query *q;
		struct xj_error err;
		enum xj_status st = ask(refusals[i].text, &q, &err);

		if (st != refusals[i].status || !strstr(err.text, refusals[i].said))
			fail_msg("%s: %s, %s", refusals[i].text, xj_status_name(st), err.text);
		xj_query_free(q);
	}
}

/* A message is UTF-8 whatever was typed. */
static void test_messages(void **state)
{
	struct xj_query *q;
	struct xj_error err;

	(void)state;
	assert_int_equal(ask("kind:\xe7\x8e\xff", &q, &err), XJ_USAGE);
	assert_int_equal(xj_utf8_valid(xj_str_c(err.text)), strlen(err.text));
	assert_non_null(strchr(err.text, '?'));
	xj_query_free(q);
}

static void test_limits(void **state)
{
	struct xj_query *q;
	struct xj_error err;
	struct xj_buf b;

	(void)state;
	xj_buf_init(&b, 1u << 20);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(xj_buf_addf(&b, "w%d ", i), XJ_OK);
	assert_int_equal(ask(b.p, &q, &err), XJ_LIMIT);
	xj_query_free(q);
	/* the same, each word given by itself, as a shell does */
	assert_int_equal(xj_query_new(&q, NULL), XJ_OK);
	for (int i = 0; i < 20000; i++) {
		char word[16];
		enum xj_status st;

		snprintf(word, sizeof(word), "w%d", i);
		st = xj_query_text(q, word, &err);
		if (st) {
			assert_int_equal(st, XJ_LIMIT);
			break;
		}
		assert_true(i < 64);
	}
	xj_query_free(q);
	xj_buf_reset(&b);
	for (int i = 0; i < 100; i++)
		assert_int_equal(xj_buf_add(&b, "王", 3), XJ_OK);
	assert_int_equal(ask(b.p, &q, &err), XJ_LIMIT);
	xj_query_free(q);
	xj_buf_clear(&b);
}

static void test_spans(void **state)
{
	static const struct {
		const char *text;
		int y1, m1, d1, y2, m2, d2;
	} days[] = {
		{ "2022", 2022, 1, 1, 2022, 12, 31 }, { "111", 2022, 1, 1, 2022, 12, 31 },
		{ "111-02", 2022, 2, 1, 2022, 2, 28 }, { "113/02", 2024, 2, 1, 2024, 2, 29 },
		{ "2022-12", 2022, 12, 1, 2022, 12, 31 },
		{ "1110719", 2022, 7, 19, 2022, 7, 19 },
		{ "111/7/19..111/08", 2022, 7, 19, 2022, 8, 31 },
	};
	struct xj_range r;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(days); i++) {
		if (xj_parse_days(xj_str_c(days[i].text), &r, NULL))
			fail_msg("%s", days[i].text);
		assert_true(r.min == xj_day_of(days[i].y1, days[i].m1, days[i].d1));
		assert_true(r.max == xj_day_of(days[i].y2, days[i].m2, days[i].d2));
	}
	assert_int_equal(xj_parse_days(XJ_STR("..2022"), &r, NULL), XJ_OK);
	assert_true(r.min == (int64_t)INT32_MIN + 1); /* unknown days stay out */
	assert_int_equal(xj_parse_amounts(XJ_STR("100000.."), &r, NULL), XJ_OK);
	assert_true(r.min == 100000 && r.max == INT64_MAX);
	assert_int_equal(xj_parse_amounts(XJ_STR("-5..5"), &r, NULL), XJ_OK);
	assert_true(r.min == -5 && r.max == 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_filters),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_messages),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_spans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
