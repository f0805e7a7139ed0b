/*
 * test_fold.c - the fold of names and the stem of company names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unicode/uchar.h>

#include "xianjin/text.h"
#include "src/core/fold_table.h"

static void fold_to(struct xj_str s, struct xj_buf *out)
{
	xj_buf_reset(out);
	assert_int_equal(xj_fold(s, out), XJ_OK);
	assert_int_equal(out->p[out->n], '\0');
	assert_int_equal(xj_utf8_valid(xj_buf_str(out)), out->n);
}

static void is_settled(const struct xj_buf *folded)
{
	struct xj_buf again;

	xj_buf_init(&again, 1u << 20);
	fold_to(xj_buf_str(folded), &again);
	if (!xj_str_eq(xj_buf_str(folded), xj_buf_str(&again)))
		fail_msg("%s folds again to %s", folded->p, again.p);
	xj_buf_clear(&again);
}

static const struct {
	const char *text, *folded;
} table[] = {
	{ "", "" },
	{ "王小明", "王小明" },
	{ "臺灣", "台灣" },
	{ "高峯", "高峰" },
	{ "羣眾", "群眾" },
	{ "證券", "證券" },
	{ "証券", "證券" },
	{ "豊田", "豐田" },
	{ "溫温龎龐裏裡銹鏽", "溫溫龐龐裡裡鏽鏽" },
	/* surnames and given names that are not the same stay apart */
	{ "范範余餘于於姜薑岳嶽里裡游遊", "范範余餘于於姜薑岳嶽里裡游遊" },
	{ "昇升佑祐堃坤喆哲勛勳党黨涂凃", "昇升佑祐堃坤喆哲勛勳党黨涂凃" },
	/* width, case, blanks, dots and other punctuation */
	{ "ＡＢＣ　Co., Ltd.", "abccoltd" },
	{ " 王 小　明\xE2\x80\x8B\xC2\xA0", "王小明" },
	{ "甲乙．丙丁戊", "甲乙丙丁戊" },
	{ "某瓦某‧某某", "某瓦某某某" },
	{ "某瓦某·某某", "某瓦某某某" },
	{ "某瓦某・某某", "某瓦某某某" },
	{ "某瓦某・某某Aba．Caca", "某瓦某某某abacaca" },
	{ "「某某」（一）、二", "某某一二" },
	{ "㊣某①", "正某1" },
	{ "Straße", "strasse" },
	{ "ﾃｽﾄ", "テスト" },
	{ "e\xCC\x81", "\xC3\xA9" },
	{ "e·\xCC\x81", "\xC3\xA9" }, /* composes once the dot is gone */
	{ "\xEF\xA4\xA9", "\xE6\x9C\x97" }, /* compatibility U+F929 */
	{ "朖", "朗" },
	/* what cannot be known stays */
	{ "\xEE\xA5\xA2", "\xEE\xA5\xA2" },                 /* U+E962 */
	{ "某\xF3\xBF\xBF\x86", "某\xF3\xBF\xBF\x86" }, /* U+FFFC6 */
	{ "王\xEF\xBF\xBD明", "王\xEF\xBF\xBD明" },
	{ "𠮷田", "𠮷田" },
	/* masks */
	{ "王○明", "王*明" },
	{ "王〇〇", "王**" },
	{ "王＊明", "王*明" },
	{ "王*", "王*" },
	{ "王Ｏ明", "王*明" },
	{ "王xx明", "王**明" },
	{ "王×明", "王*明" },
	{ "王X", "王x" },
	{ "OX公司", "ox公司" },
	{ "王oa明", "王oa明" },
	{ "王 O 明", "王*明" },
	/* company forms */
	{ "某某股份有限公司", "某某股份有限公司" },
	{ "某某(股)公司", "某某股份有限公司" },
	{ "某某（股）公司", "某某股份有限公司" },
	{ "某某( 股 ) 公司", "某某股份有限公司" },
	{ "某某【股】公司", "某某股份有限公司" },
	{ "某某(股)有限公司", "某某股份有限公司" },
	{ "某某(股)份有限公司", "某某股份有限公司" },
	{ "某某(股)", "某某股份有限公司" },
	{ "某某(股)公司台中分公司", "某某股份有限公司台中分公司" },
	{ "某某股份公司", "某某股份有限公司" },
	{ "某某股-份公司", "某某股份有限公司" },
	{ "某某股份(公司)", "某某股份有限公司" },
	{ "某某股分有限公司", "某某股份有限公司" },
	{ "某某股份有限公司（臺中）", "某某股份有限公司台中" },
	{ "某某(有)公司", "某某有限公司" },
	{ "某某（有）公司", "某某有限公司" },
	{ "某某㈲", "某某有限公司" },
	{ "某某有公司", "某某有公司" },
	{ "某某(股)(有)公司", "某某股份有限公司" },
	{ "某某股分(有)公司", "某某股份有限公司" },
	{ "㈱某某", "株某某" },
	{ "某某股", "某某股" },
	{ "(有)志", "有志" },
	{ "股東會", "股東會" },
};

static void names(void **state)
{
	struct xj_buf out;
	size_t i;

	(void)state;
	xj_buf_init(&out, 1000);
	for (i = 0; i < XJ_COUNT(table); i++) {
		fold_to(xj_str_c(table[i].text), &out);
		if (!xj_str_is(xj_buf_str(&out), table[i].folded))
			fail_msg("%s: %s, not %s", table[i].text, out.p, table[i].folded);
		is_settled(&out);
	}
	xj_buf_clear(&out);
}

static void table_is_sorted_and_flat(void **state)
{
	size_t i, j;

	(void)state;
	assert_true(XJ_COUNT(xj_variants) > 300);
	for (i = 0; i < XJ_COUNT(xj_variants); i++) {
		assert_in_range(xj_variants[i].from, 0x4E00, 0x9FFF);
		assert_in_range(xj_variants[i].to, 0x4E00, 0x9FFF);
		assert_true(i == 0 || xj_variants[i - 1].from < xj_variants[i].from);
		for (j = 0; j < XJ_COUNT(xj_variants); j++)
			assert_int_not_equal(xj_variants[i].to, xj_variants[j].from);
	}
}

static void each_variant_folds(void **state)
{
	struct xj_buf out;
	size_t i;

	(void)state;
	xj_buf_init(&out, 1000);
	for (i = 0; i < XJ_COUNT(xj_variants); i++) {
		char from[8], to[8];
		size_t n = xj_utf8_put(xj_variants[i].from, from);
		size_t m = xj_utf8_put(xj_variants[i].to, to);

		fold_to(xj_str_of(from, n), &out);
		assert_true(xj_str_eq(xj_buf_str(&out), xj_str_of(to, m)));
		memcpy(from + n, "\xEF\xBC\x81", 3); /* the long way: "！" behind it */
		fold_to(xj_str_of(from, n + 3), &out);
		assert_true(xj_str_eq(xj_buf_str(&out), xj_str_of(to, m)));
	}
	xj_buf_clear(&out);
}

/* Each code point alone, and between others: settled, and the fast way gives
 * what the long way gives. */
static void every_code_point(void **state)
{
	struct xj_buf one, two;
	uint32_t cp;

	(void)state;
	xj_buf_init(&one, 1000);
	xj_buf_init(&two, 1000);
	for (cp = 0; cp <= 0x10FFFF; cp += cp < 0x20000 ? 1 : 61) {
		char text[64];
		size_t n;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		memcpy(text, "王", 3);
		n = 3 + xj_utf8_put(cp, text + 3);
		memcpy(text + n, "o明e", 5);
		n += 5;
		fold_to(xj_str_of(text, n), &one);
		is_settled(&one);
		/* U+3400 is outside of the fast path and simple */
		memcpy(text + n, "\xE3\x90\x80", 3);
		fold_to(xj_str_of(text, n + 3), &two);
		assert_true(two.n == one.n + 3 && memcmp(one.p, two.p, one.n) == 0);
		is_settled(&two);
	}
	xj_buf_clear(&one);
	xj_buf_clear(&two);
}

static void limits(void **state)
{
	struct xj_buf out;

	(void)state;
	xj_buf_init(&out, 6);
	assert_int_equal(xj_fold(XJ_STR("王小明"), &out), XJ_LIMIT);
	assert_int_equal(out.n, 0);
	/* what is dropped takes no room */
	assert_int_equal(xj_fold(XJ_STR("(王)--小"), &out), XJ_OK);
	assert_string_equal(out.p, "王小");
	assert_int_equal(xj_fold(XJ_STR("a"), &out), XJ_LIMIT);
	assert_string_equal(out.p, "王小");
	xj_buf_clear(&out);
	xj_buf_init(&out, 100);
	assert_int_equal(xj_fold(XJ_STR("王"), &out), XJ_OK);
	assert_int_equal(xj_fold(XJ_STR("！明"), &out), XJ_OK); /* appends */
	assert_string_equal(out.p, "王明");
	xj_buf_clear(&out);
}

static void long_names(void **state)
{
	struct xj_buf text, out;
	int i;

	(void)state;
	xj_buf_init(&text, 1u << 20);
	xj_buf_init(&out, 1u << 20);
	for (i = 0; i < 3000; i++)
		assert_false(xj_buf_add(&text, i % 3 ? "臺" : "(股)㍻", i % 3 ? 3 : 8));
	fold_to(xj_buf_str(&text), &out);
	assert_int_equal(out.n, 2000 * 3 + 1000 * (18 + 6));
	is_settled(&out);
	xj_buf_clear(&text);
	xj_buf_clear(&out);
}

/* Marks that are told apart without ICU: dropped or kept as their types say. */
static void plain_marks(void **state)
{
	const uint32_t dropped = U_GC_P_MASK | U_GC_S_MASK | U_GC_Z_MASK | U_GC_CC_MASK;
	struct xj_buf text, out;

	(void)state;
	xj_buf_init(&text, 100);
	xj_buf_init(&out, 100);
	for (uint32_t cp = 1; cp < 0x3400; cp++) {
		bool drops = U_MASK(u_charType((UChar32)cp)) & dropped;
		char four[4];
		size_t n = xj_utf8_put(cp, four);

		/* * and its like are masks */
		if (!xj_fold_is_plain(xj_str_of(four, n)) || cp == '*' || cp == 0x3007 ||
		    (cp >= 0x25CB && cp <= 0x25EF))
			continue;
		xj_buf_reset(&text);
		xj_buf_reset(&out);
		assert_int_equal(xj_buf_addf(&text, "某%.*s某", (int)n, four), XJ_OK);
		assert_int_equal(xj_fold(xj_buf_str(&text), &out), XJ_OK);
		if (xj_str_is(xj_buf_str(&out), "某某") != drops)
			fail_msg("U+%04X: %s", cp, out.p);
	}
	for (uint32_t cp = '('; cp < 0x301B; cp++) {
		uint32_t close = (uint32_t)u_getBidiPairedBracket((UChar32)cp);
		char open[4], end[4];

		if (close <= cp || !xj_fold_is_plain(xj_str_of(open, xj_utf8_put(cp, open))))
			continue;
		xj_buf_reset(&text);
		xj_buf_reset(&out);
		assert_int_equal(xj_buf_addf(&text, "某%.*s股%.*s", (int)xj_utf8_put(cp, open),
			open, (int)xj_utf8_put(close, end), end), XJ_OK);
		assert_int_equal(xj_fold(xj_buf_str(&text), &out), XJ_OK);
		if (!xj_str_is(xj_buf_str(&out), "某股份有限公司"))
			fail_msg("U+%04X: %s", cp, out.p);
	}
	xj_buf_clear(&text);
	xj_buf_clear(&out);
}

static void stems(void **state)
{
	static const char *const stem[][2] = {
		{ "某某股份有限公司", "某某" }, { "某某有限公司", "某某" },
		{ "某某公司", "某某" },         { "某某", "某某" },
		{ "股份有限公司", "股份有限公司" }, { "有限公司", "有限公司" },
		{ "公司", "公司" },             { "", "" },
		{ "某某股份有限公司台中分公司", "某某股份有限公司台中分" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(stem); i++) {
		struct xj_str got = xj_company_stem(xj_str_c(stem[i][0]));

		assert_true(xj_str_is(got, stem[i][1]));
		assert_ptr_equal(got.p, stem[i][0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(table_is_sorted_and_flat),
		cmocka_unit_test(each_variant_folds),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(limits),
		cmocka_unit_test(long_names),
		cmocka_unit_test(plain_marks),
		cmocka_unit_test(stems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
