/*
 * test_text.c - UTF-8 against a plain decoder, columns, grams.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/uchar.h>

#include "xianjin/text.h"

/* RFC 3629, table 3-7, with nothing clever. */
static size_t plain_valid(const unsigned char *p, size_t n)
{
	static const struct {
		unsigned char lead[2], second[2];
		size_t length;
	} rows[] = {
		{ { 0x00, 0x7F }, { 0x00, 0x00 }, 1 },
		{ { 0xC2, 0xDF }, { 0x80, 0xBF }, 2 },
		{ { 0xE0, 0xE0 }, { 0xA0, 0xBF }, 3 },
		{ { 0xE1, 0xEC }, { 0x80, 0xBF }, 3 },
		{ { 0xED, 0xED }, { 0x80, 0x9F }, 3 },
		{ { 0xEE, 0xEF }, { 0x80, 0xBF }, 3 },
		{ { 0xF0, 0xF0 }, { 0x90, 0xBF }, 4 },
		{ { 0xF1, 0xF3 }, { 0x80, 0xBF }, 4 },
		{ { 0xF4, 0xF4 }, { 0x80, 0x8F }, 4 },
	};
	size_t i = 0, r, k;

	while (i < n) {
		for (r = 0; r < XJ_COUNT(rows); r++)
			if (p[i] >= rows[r].lead[0] && p[i] <= rows[r].lead[1])
				break;
		if (r == XJ_COUNT(rows) || n - i < rows[r].length)
			return i;
		if (rows[r].length > 1 &&
		    (p[i + 1] < rows[r].second[0] || p[i + 1] > rows[r].second[1]))
			return i;
		for (k = 2; k < rows[r].length; k++)
			if (p[i + k] < 0x80 || p[i + k] > 0xBF)
				return i;
		i += rows[r].length;
	}
	return n;
}

static void check(const unsigned char *p, size_t n)
{
	struct xj_str s = xj_str_of((const char *)p, n);

	assert_int_equal(xj_utf8_valid(s), plain_valid(p, n));
}

static void valid_agrees_with_the_table(void **state)
{
	unsigned char b[96];
	uint32_t w;
	size_t at, i;

	(void)state;
	/* every three bytes, behind Han and before Han, where the fast path runs */
	for (w = 0; w < 1u << 24; w += 7) {
		memcpy(b, "獻金獻金獻金獻金獻金獻金", 36);
		at = (w / 7) % 13;
		b[at] = (unsigned char)(w >> 16);
		b[at + 1] = (unsigned char)(w >> 8);
		b[at + 2] = (unsigned char)w;
		check(b, 36);
		check(b + at, 3);
	}
	/* one byte changed or cut off at every place of texts of every length */
	for (i = 0; i < 90; i++) {
		unsigned c;

		for (c = 0; c < 256; c++) {
			size_t k;

			for (k = 0; k < 90; k++)
				b[k] = (unsigned char)"ab金c龘x"[k % 9];
			check(b, i);
			b[i] = (unsigned char)c;
			check(b, 90);
		}
	}
}

static void random_bytes(void **state)
{
	static const unsigned char likely[] = { 0x41, 0x80, 0xBF, 0xC2, 0xE0, 0xE4, 0xE5,
		                                0xED, 0xEF, 0xF0, 0xF4, 0xA0, 0x9F };
	unsigned char b[64];
	uint64_t seed = 42;
	int round;
	size_t i;

	(void)state;
	for (round = 0; round < 300000; round++) {
		for (i = 0; i < sizeof(b); i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			b[i] = round & 1 ? "\xE7\x8D\xBB"[i % 3]
			                 : likely[(seed >> 40) % sizeof(likely)];
		}
		if (round & 1)
			b[(seed >> 33) % 64] = likely[(seed >> 50) % sizeof(likely)];
		check(b, 1 + (seed >> 20) % 64);
	}
}

static void every_code_point(void **state)
{
	uint32_t cp;
	char four[4];

	(void)state;
	for (cp = 0; cp <= 0x10FFFF; cp++) {
		struct xj_str s;
		size_t pos = 0;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		s = xj_str_of(four, xj_utf8_put(cp, four));
		assert_int_equal(xj_utf8_valid(s), s.n);
		assert_int_equal(xj_utf8_next(s, &pos), cp);
		assert_int_equal(pos, s.n);
		assert_int_equal(xj_utf8_count(s), 1);
	}
	assert_int_equal(xj_utf8_count(XJ_STR("a獻é𠮷")), 4);
	assert_int_equal(xj_utf8_count(XJ_STR("")), 0);
}

static void columns(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} table[] = {
		{ "", 0 },           { "abc", 3 },          { "獻金", 4 },
		{ "（股）", 6 },     { "e\xCC\x81", 1 },    { "a\xE2\x80\x8B" "b", 2 },
		{ "\t\n\x1B\x7F", 0 }, { "𠮷", 2 },         { "ｱ", 1 },
		{ "ア", 2 },         { "é", 1 },            { "1,234元", 7 },
		{ "가", 2 },         { "\xEF\xBB\xBF", 0 }, { "\xEE\xA5\xA2", 1 },
		{ "·", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++)
		if (xj_text_width(xj_str_c(table[i].text)) != table[i].width)
			fail_msg("%s: %zu", table[i].text,
			         xj_text_width(xj_str_c(table[i].text)));
}

/* What is known without ICU is what ICU says. */
static size_t width_by_icu(uint32_t cp)
{
	int wide = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);

	switch (u_charType((UChar32)cp)) {
	case U_CONTROL_CHAR: case U_FORMAT_CHAR: case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK: case U_LINE_SEPARATOR: case U_PARAGRAPH_SEPARATOR:
		return cp == 0xAD;
	default:
		break;
	}
	if (cp >= 0x1160 && cp <= 0x11FF)
		return 0;
	return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

static void every_character_is_as_icu_says(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		int type = u_charType((UChar32)cp);
		bool hidden = type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR ||
		              type == U_PARAGRAPH_SEPARATOR;
		char four[4];
		size_t n;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		if (xj_text_is_hidden(cp) != hidden)
			fail_msg("U+%04X: %s", cp, hidden ? "not hidden" : "hidden");
		n = xj_text_width(xj_str_of(four, xj_utf8_put(cp, four)));
		if (n != width_by_icu(cp))
			fail_msg("U+%04X: %zu wide", cp, n);
	}
}

static void collect(void *ctx, struct xj_str gram)
{
	struct xj_buf *out = ctx;

	assert_int_equal(xj_buf_add(out, gram.p, gram.n), XJ_OK);
	assert_int_equal(xj_buf_add(out, "|", 1), XJ_OK);
}

static void grams(void **state)
{
	static const struct {
		const char *text, *grams;
		size_t n;
	} table[] = {
		{ "", "", 0 },
		{ "王", "王|", 1 },
		{ "王明", "王明|", 1 },
		{ "王小明", "王小|小明|", 2 },
		{ "a𠮷b", "a𠮷|𠮷b|", 2 },
		{ "王王王", "王王|王王|", 2 },
	};
	struct xj_buf out;
	size_t i;

	(void)state;
	xj_buf_init(&out, 1000);
	for (i = 0; i < XJ_COUNT(table); i++) {
		xj_buf_reset(&out);
		assert_int_equal(xj_grams(xj_str_c(table[i].text), collect, &out),
		                 table[i].n);
		assert_true(xj_str_is(xj_buf_str(&out), table[i].grams));
	}
	xj_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_agrees_with_the_table),
		cmocka_unit_test(random_bytes),
		cmocka_unit_test(every_code_point),
		cmocka_unit_test(columns),
		cmocka_unit_test(every_character_is_as_icu_says),
		cmocka_unit_test(grams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
