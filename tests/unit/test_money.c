/*
 * test_money.c - amounts: read whole or not at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "xianjin/values.h"

static const struct {
	const char *text;
	enum xj_money_doubt doubt;
	int64_t amount;
	enum xj_money_style style;
} table[] = {
	{ "162000.00", XJ_MONEY_SURE, 162000, XJ_MONEY_DOT00 },
	{ "162000", XJ_MONEY_SURE, 162000, XJ_MONEY_PLAIN },
	{ "0", XJ_MONEY_SURE, 0, XJ_MONEY_PLAIN },
	{ "0.00", XJ_MONEY_SURE, 0, XJ_MONEY_DOT00 },
	{ "-20509802.00", XJ_MONEY_SURE, -20509802, XJ_MONEY_DOT00 },
	{ "-5", XJ_MONEY_SURE, -5, XJ_MONEY_PLAIN },
	{ "007", XJ_MONEY_SURE, 7, XJ_MONEY_OTHER },
	{ "-0", XJ_MONEY_SURE, 0, XJ_MONEY_OTHER },
	{ "+12", XJ_MONEY_SURE, 12, XJ_MONEY_OTHER },
	{ "1,234,567", XJ_MONEY_SURE, 1234567, XJ_MONEY_OTHER },
	{ "21,303,733.00", XJ_MONEY_SURE, 21303733, XJ_MONEY_OTHER },
	{ "１２３４", XJ_MONEY_SURE, 1234, XJ_MONEY_OTHER },
	{ "１，２３４", XJ_MONEY_SURE, 1234, XJ_MONEY_OTHER },
	{ "46200.0", XJ_MONEY_SURE, 46200, XJ_MONEY_OTHER },
	{ "−20,509,802", XJ_MONEY_SURE, -20509802, XJ_MONEY_OTHER },
	{ "－3,000", XJ_MONEY_SURE, -3000, XJ_MONEY_OTHER },
	{ "–3000", XJ_MONEY_SURE, -3000, XJ_MONEY_OTHER },
	{ "120,000元", XJ_MONEY_SURE, 120000, XJ_MONEY_OTHER },
	{ "新臺幣 120,000 元整", XJ_MONEY_SURE, 120000, XJ_MONEY_OTHER },
	{ "NT$1,000", XJ_MONEY_SURE, 1000, XJ_MONEY_OTHER },
	{ "-NT$1,000", XJ_MONEY_SURE, -1000, XJ_MONEY_OTHER },
	{ "$ 500", XJ_MONEY_SURE, 500, XJ_MONEY_OTHER },
	{ " 1000\xC2\xA0", XJ_MONEY_SURE, 1000, XJ_MONEY_OTHER },
	{ "1000000000000000", XJ_MONEY_SURE, 1000000000000000, XJ_MONEY_OTHER },
	{ "999999999999999", XJ_MONEY_SURE, 999999999999999, XJ_MONEY_PLAIN },
	{ "", XJ_MONEY_EMPTY, 0, 0 },
	{ "  　", XJ_MONEY_EMPTY, 0, 0 },
	{ "None", XJ_MONEY_EMPTY, 0, 0 },
	{ "12,34", XJ_MONEY_SHAPE, 0, 0 },
	{ "1,2345", XJ_MONEY_SHAPE, 0, 0 },
	{ "1234,567", XJ_MONEY_SHAPE, 0, 0 },
	{ "1,234,56", XJ_MONEY_SHAPE, 0, 0 },
	{ ",123", XJ_MONEY_SHAPE, 0, 0 },
	{ "1,,234", XJ_MONEY_SHAPE, 0, 0 },
	{ "1 000", XJ_MONEY_SHAPE, 0, 0 },
	{ "1e5", XJ_MONEY_SHAPE, 0, 0 },
	{ "1.05E9", XJ_MONEY_SHAPE, 0, 0 },
	{ "1.2.3", XJ_MONEY_SHAPE, 0, 0 },
	{ "1.", XJ_MONEY_SHAPE, 0, 0 },
	{ ".5", XJ_MONEY_SHAPE, 0, 0 },
	{ "--5", XJ_MONEY_SHAPE, 0, 0 },
	{ "-", XJ_MONEY_SHAPE, 0, 0 },
	{ "元", XJ_MONEY_SHAPE, 0, 0 },
	{ "一千元", XJ_MONEY_SHAPE, 0, 0 },
	{ "12\xC3", XJ_MONEY_SHAPE, 0, 0 },
	{ "100.50", XJ_MONEY_CENTS, 0, 0 },
	{ "1,000.01", XJ_MONEY_CENTS, 0, 0 },
	{ "1000000000000001", XJ_MONEY_RANGE, 0, 0 },
	{ "99999999999999999999999999999999", XJ_MONEY_RANGE, 0, 0 },
};

static void spellings(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++) {
		struct xj_money got = xj_money_parse(xj_str_c(table[i].text));

		if (got.doubt != table[i].doubt || got.amount != table[i].amount ||
		    got.style != table[i].style)
			fail_msg("%s: doubt %d, amount %lld, style %d", table[i].text,
			         (int)got.doubt, (long long)got.amount, (int)got.style);
		assert_true(xj_money_doubt_text(got.doubt)[0] != '\0');
	}
}

static void comma_groups(int64_t amount, char out[48])
{
	char plain[32];
	size_t n = xj_money_spell(amount, XJ_MONEY_PLAIN, plain), i, o = 0;

	for (i = 0; i < n; i++) {
		out[o++] = plain[i];
		if (plain[i] != '-' && i + 1 < n && (n - 1 - i) % 3 == 0)
			out[o++] = ',';
	}
	out[o] = '\0';
}

static void spelled_amounts_come_back(void **state)
{
	uint64_t seed = 1;
	int i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		enum xj_money_style style = i & 1 ? XJ_MONEY_PLAIN : XJ_MONEY_DOT00;
		struct xj_money got;
		int64_t want;
		char text[48];

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		want = (int64_t)((seed >> 11) % (UINT64_C(1) << (i % 50)));
		want = want > 999999999999999 ? 7 : want;
		want = i & 2 ? -want : want;
		xj_money_spell(want, style, text);
		got = xj_money_parse(xj_str_c(text));
		assert_int_equal(got.doubt, XJ_MONEY_SURE);
		assert_true(got.amount == want);
		assert_int_equal(got.style, style);
		comma_groups(want, text);
		assert_true(xj_money_parse(xj_str_c(text)).amount == want);
	}
}

static void spelling_limits(void **state)
{
	char text[32];

	(void)state;
	xj_money_spell(INT64_MIN, XJ_MONEY_DOT00, text);
	assert_string_equal(text, "-9223372036854775808.00");
	assert_int_equal(xj_money_spell(0, XJ_MONEY_OTHER, text), 1);
	assert_string_equal(text, "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(spelled_amounts_come_back),
		cmocka_unit_test(spelling_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
