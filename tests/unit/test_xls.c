/*
 * test_xls.c - the reader of old workbooks: every kind of cell, texts cut in
 * every way, rows in and out of order.  Workbooks as a whole: test_xls_books.c.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "importers/xls.h"
#include "tests/unit/xls_make.h"
#include "xianjin/limits.h"

/* ---- values ---------------------------------------------------------------- */

static void test_numbers(void **state)
{
	static const struct {
		double v;
		enum xj_format format;
		const char *text;
	} t[] = {
		{ 0, XJ_FORMAT_NUMBER, "0" }, { -0.0, XJ_FORMAT_NUMBER, "0" },
		{ 162000, XJ_FORMAT_NUMBER, "162000" },
		{ -1050, XJ_FORMAT_NUMBER, "-1050" },
		{ 1.05007266e9, XJ_FORMAT_NUMBER, "1050072660" },
		{ 0.1, XJ_FORMAT_NUMBER, "0.1" },
		{ 0.1 + 0.2, XJ_FORMAT_NUMBER, "0.30000000000000004" },
		{ 1234567.89, XJ_FORMAT_NUMBER, "1234567.89" },
		{ 1e15, XJ_FORMAT_NUMBER, "1000000000000000" },
		{ 9007199254740993.0, XJ_FORMAT_NUMBER, "9007199254740992" },
		{ 1e300, XJ_FORMAT_NUMBER, "1E+300" },
		{ 44761, XJ_FORMAT_DATE, "2022-07-19" },
		{ 44761.5, XJ_FORMAT_DATE, "2022-07-19 12:00:00" },
		{ 0.75, XJ_FORMAT_TIME, "18:00:00" },
		{ 1110719, XJ_FORMAT_DATE, "1110719" },
		{ -3, XJ_FORMAT_DATE, "-3" },
	};
	char out[XJ_VALUE_TEXT];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++) {
		assert_true(xj_xls_number_text(t[i].v, t[i].format, false, out) > 0);
		assert_string_equal(out, t[i].text);
	}
	assert_int_equal(xj_xls_number_text(INFINITY, 0, false, out), 0);
	assert_int_equal(xj_xls_number_text(NAN, 0, false, out), 0);
	assert_true(xj_xls_number_text(43299, XJ_FORMAT_DATE, true, out) > 0);
	assert_string_equal(out, "2022-07-19");
}

static void test_short_numbers(void **state)
{
	static const struct {
		uint32_t rk;
		const char *text;
	} t[] = {
		{ 2, "0" }, { 3, "0" }, { 0x3ff00000, "1" }, { 0x3ff00001, "0.01" },
		{ 0x40590000, "100" }, { 0xc0590000, "-100" },
		{ 0x40900000, "1024" }, { 0xfffffffe, "-1" },
		{ 0xffffffff, "-0.01" },
	};
	static const int32_t whole[] = { 1, -1, 99, 100, -250, 536870911, -536870912 };
	static const char *const text[] = {
		"1", "-1", "99", "100", "-250", "536870911", "-536870912"
	};
	static const char *const part[] = {
		"0.01", "-0.01", "0.99", "1", "-2.5", "5368709.11", "-5368709.12"
	};
	char out[XJ_VALUE_TEXT];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++) {
		assert_true(xj_xls_rk_text(t[i].rk, 0, false, out) > 0);
		assert_string_equal(out, t[i].text);
	}
	for (size_t i = 0; i < XJ_COUNT(whole); i++) {
		assert_true(xj_xls_rk_text(rk_of(whole[i], false), 0, false, out) > 0);
		assert_string_equal(out, text[i]);
		assert_true(xj_xls_rk_text(rk_of(whole[i], true), 0, false, out) > 0);
		assert_string_equal(out, part[i]);
	}
	assert_true(xj_xls_rk_text(rk_of(44761, false), XJ_FORMAT_DATE, false, out));
	assert_string_equal(out, "2022-07-19");
	assert_int_equal(xj_xls_rk_text(0x7ff00000, 0, false, out), 0);
}

static void test_cells(void **state)
{
	static const uint8_t true_result[8] = { 1, 0, 1, 0, 0, 0, 0xff, 0xff };
	static const uint8_t error_result[8] = { 2, 0, 7, 0, 0, 0, 0xff, 0xff };
	static const uint8_t empty_result[8] = { 3, 0, 0, 0, 0, 0, 0xff, 0xff };
	double total = 200001;
	struct xj_buf b;
	size_t r;

	(void)state;
	start_one(&b);
	for (unsigned i = 0; i < 5; i++)
		label(&b, 0, i, (const char *[]){ "a", "b", "c", "d", "e" }[i]);
	number(&b, 1, 0, DAY, 44761);
	number(&b, 1, 1, CHINESE_DAY, 44761);
	number(&b, 1, 2, MOMENT, 44761.5625);
	number(&b, 1, 3, TIME, 0.5);
	number(&b, 1, 4, AMOUNT, 1234.5);
	r = begin(&b, XJ_BIFF_MULRK);
	put16(&b, 2);
	put16(&b, 1);
	for (int i = 0; i < 3; i++) {
		put16(&b, GENERAL);
		put32(&b, rk_of(100 + i, false));
	}
	put16(&b, 3);
	end(&b, r);
	r = begin(&b, 0x00be); /* MULBLANK */
	at(&b, 2, 4, 0);
	put32(&b, 0);
	end(&b, r);
	rk(&b, 3, 0, GENERAL, rk_of(12345, true));
	boolerr(&b, 3, 1, 1, false);
	boolerr(&b, 3, 2, 0, false);
	boolerr(&b, 3, 3, 0x2a, true);
	label(&b, 3, 4, "");
	formula(&b, 4, 0, GENERAL, &total, 0);
	formula(&b, 4, 1, GENERAL, true_result, 0);
	formula(&b, 4, 2, GENERAL, error_result, 0);
	formula(&b, 4, 3, GENERAL, empty_result, 0);
	formula(&b, 4, 4, DAY, (double[]){ 44761 }, 0);
	number(&b, 5, 0, 99, 7);
	number(&b, 5, 1, GENERAL, INFINITY);
	eof(&b);
	expect(&b, SHEET "1 a|b|c|d|e\n"
	       "2 2022-07-19|2022-07-19|2022-07-19 13:30:00|12:00:00|1234.5\n"
	       "3 |100|101|102|\n"
	       "~formula-error 4.4 #N/A\n4 123.45|TRUE|FALSE|#N/A|\n"
	       "~formula-error 5.3 #DIV/0!\n5 200001|TRUE|#DIV/0!||2022-07-19\n"
	       "~formula-error 6.2 #NUM!\n6 7|#NUM!|||\n");
}

static void test_formula_texts(void **state)
{
	static const uint8_t text[8] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	static const uint8_t empty[8] = { 3, 0, 0, 0, 0, 0, 0xff, 0xff };
	static const unsigned between[] = {
		XJ_BIFF_SHRFMLA, XJ_BIFF_ARRAY, XJ_BIFF_TABLE
	};
	struct xj_buf b;

	(void)state;
	start_one(&b);
	label(&b, 0, 0, "x");
	label(&b, 0, 1, "y");
	formula(&b, 1, 0, GENERAL, text, 0);
	put_result(&b, "\u738b\u5927\u660e");
	formula(&b, 1, 1, GENERAL, text, 0);
	put_result(&b, "");
	for (unsigned i = 0; i < XJ_COUNT(between); i++) {
		formula(&b, 2 + i, 0, GENERAL, text, 0);
		end(&b, begin(&b, between[i]));
		put_result(&b, "ok");
	}
	formula(&b, 6, 0, GENERAL, text, 0); /* and its text is missing */
	label(&b, 6, 1, "z");
	formula(&b, 7, 0, GENERAL, empty, 2);
	formula(&b, 7, 1, GENERAL, (double[]){ 0 }, 3);
	formula(&b, 8, 0, GENERAL, (double[]){ 0 }, 1);
	formula(&b, 8, 1, GENERAL, (double[]){ 5 }, 3);
	formula(&b, 9, 0, GENERAL, text, 0);
	eof(&b);
	expect(&b, SHEET "1 x|y\n2 \u738b\u5927\u660e|\n3 ok|\n4 ok|\n5 ok|\n"
	       "~formula-uncached 7.1 \n6 |\n7 |z\n"
	       "~formula-uncached 8.1 \n~formula-uncached 8.2 \n"
	       "8 |\n9 0|5\n~formula-uncached 10.1 \n");
}

/* ---- shared strings -------------------------------------------------------- */

static void check_cutting(const struct cutting *how)
{
	struct xj_buf b, want;
	size_t name;

	start_book(&b, BIFF8);
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	sst(&b, awkward, XJ_COUNT(awkward), how);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	xj_buf_init(&want, 1 << 20);
	for (unsigned i = 0; i < XJ_COUNT(awkward); i++)
		shared(&b, 0, i, i);
	eof(&b);
	assert_int_equal(xj_buf_addf(&want, "# s\n1 "), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(awkward); i++)
		assert_int_equal(xj_buf_addf(&want, "%s%s", i ? "|" : "",
		                             awkward[i]), XJ_OK);
	assert_int_equal(xj_buf_addf(&want, "\n"), XJ_OK);
	expect(&b, want.p);
	xj_buf_clear(&want);
}

static void test_cut_strings(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 32; bits++) {
		struct cutting how = {
			.narrow = bits & 1, .heads = bits & 2, .rich = bits & 4,
			.guide = bits & 8, .empty = bits & 16
		};

		for (how.limit = how.heads ? 8 : 12; how.limit < 48; how.limit++)
			check_cutting(&how);
		how.limit = 8224;
		check_cutting(&how);
	}
}

static void test_bad_strings(void **state)
{
	static const char *const text[] = { "one", "two" };
	static const struct cutting how = { .limit = 8224 };
	struct xj_buf b;
	size_t name, r;

	(void)state;
	start_book(&b, BIFF8);
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	sst(&b, text, 2, &how);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	shared(&b, 0, 0, 1);
	shared(&b, 1, 0, 2);
	shared(&b, 2, 0, UINT32_MAX);
	r = begin(&b, XJ_BIFF_LABEL); /* halves of pairs */
	at(&b, 3, 0, 0);
	put16(&b, 4);
	put8(&b, 1);
	put16(&b, 'a');
	put16(&b, 0xd842);
	put16(&b, 'b');
	put16(&b, 0xdfb7);
	end(&b, r);
	r = begin(&b, XJ_BIFF_LABEL);
	at(&b, 4, 0, 0);
	put16(&b, 3);
	put8(&b, 0);
	put(&b, "a\0b", 3);
	end(&b, r);
	label(&b, 5, 0, "\ue000");
	eof(&b);
	/* the NUL ends what the comparison sees */
	expect(&b, "# s\n1 two\n2! \n3! \n"
	       "~bad-bytes 4.1 a\ufffdb\ufffd\n4 a\ufffdb\ufffd\n5! a");
}

/* A table of shared strings that says more than it has. */
static void test_short_table(void **state)
{
	struct xj_buf b;
	size_t name, r;

	(void)state;
	start_book(&b, BIFF8);
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	r = begin(&b, XJ_BIFF_SST);
	put32(&b, UINT32_MAX);
	put32(&b, UINT32_MAX);
	put_text(&b, 2, "only");
	end(&b, r);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	shared(&b, 0, 0, 0);
	shared(&b, 1, 0, 1);
	eof(&b);
	expect(&b, "# s\n1 only\n2! \n");

	start_book(&b, BIFF8);
	r = begin(&b, XJ_BIFF_SST);
	put32(&b, 1);
	put32(&b, 1);
	put16(&b, 60000); /* characters, and none follow */
	put8(&b, 1);
	end(&b, r);
	eof(&b);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "damaged at byte");
}

/* ---- rows ------------------------------------------------------------------ */

static void test_gaps_and_widths(void **state)
{
	struct xj_buf b;

	(void)state;
	start_one(&b);
	label(&b, 2, 0, "title");
	label(&b, 4, 0, "a");
	label(&b, 4, 1, "b");
	label(&b, 4, 2, "c");
	label(&b, 5, 1, "x");
	number(&b, 2000, 0, GENERAL, 1);
	number(&b, 65535, 255, GENERAL, 9);
	eof(&b);
	{
		struct said s = hear_stream(&b, "Workbook", NULL);
		const char *log = log_of(&s);

		assert_int_equal(s.status, XJ_END);
		assert_ptr_equal(strstr(log, SHEET "1 \n2 \n3 title\n4 \n5 a|b|c\n"
		                        "6 |x|\n~empty-rows 2001.0 \n"
		                        "2001 1||\n~empty-rows 65536.0 \n65536 "),
		                 log);
		forget(&s);
	}
	xj_buf_clear(&b);
}

static void test_no_such_column(void **state)
{
	struct xj_buf b;

	(void)state;
	start_one(&b);
	label(&b, 0, 0, "a");
	label(&b, 1, 0, "b");
	label(&b, 1, 256, "c");
	label(&b, 2, 0, "d");
	label(&b, 2, 0, "e");
	number(&b, 3, 65535, GENERAL, 1);
	eof(&b);
	expect(&b, SHEET "1 a\n2! b\n3! e\n4! \n");
}

static void test_long_cell(void **state)
{
	static const struct cutting how = { .limit = 8224 };
	static char text[3 * 32767 + 1];
	static const char *const texts[] = { text, "b" };
	struct said s;
	struct xj_buf b;
	size_t name;

	(void)state;
	for (size_t i = 0; i < 32767; i++)
		memcpy(text + 3 * i, "\u738b", 3);
	start_book(&b, BIFF8);
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	sst(&b, texts, 2, &how);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	shared(&b, 0, 0, 1);
	shared(&b, 1, 0, 0);
	shared(&b, 2, 0, 1);
	eof(&b);
	s = hear_stream(&b, "Workbook", NULL);
	assert_int_equal(s.status, XJ_END);
	assert_int_equal(s.rows, 3);
	assert_int_equal(s.spoiled, 1);
	assert_non_null(strstr(log_of(&s), "# s\n1 b\n2! \u738b"));
	assert_non_null(strstr(log_of(&s), "\u738b\n3 b\n"));
	forget(&s);
	xj_buf_clear(&b);
}

/* Cells column by column, and rows backwards. */
static void test_disorder(void **state)
{
	static const uint8_t text[8] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct xj_buf b;

	(void)state;
	start_one(&b);
	for (unsigned row = 40; row-- > 0;)
		number(&b, row, 0, GENERAL, row + 1);
	for (unsigned row = 0; row < 40; row++) {
		formula(&b, row, 2, GENERAL, text, 0);
		put_result(&b, "r");
	}
	for (unsigned row = 0; row < 40; row += 20)
		label(&b, row, 1, "m");
	eof(&b);
	{
		struct said s = hear_stream(&b, "Workbook", NULL);

		assert_int_equal(s.status, XJ_END);
		assert_int_equal(s.rows, 40);
		assert_non_null(strstr(log_of(&s), SHEET "1 1|m|r\n2 2||r\n3 3||r\n"));
		assert_non_null(strstr(log_of(&s), "21 21|m|r\n22 22||r\n"));
		assert_non_null(strstr(log_of(&s), "\n40 40||r\n"));
		forget(&s);
	}
	xj_buf_clear(&b);
}

static void test_merged_and_hidden(void **state)
{
	struct xj_buf b;
	size_t r;

	(void)state;
	start_one(&b);
	r = begin(&b, XJ_BIFF_COLINFO);
	put16(&b, 1);
	put16(&b, 2);
	put16(&b, 2560);
	put16(&b, 15);
	put16(&b, 1);
	put16(&b, 0);
	end(&b, r);
	for (unsigned i = 0; i < 5; i++)
		row_record(&b, i, i == 3);
	label(&b, 0, 0, "n");
	label(&b, 0, 1, "group");
	label(&b, 1, 1, "p");
	label(&b, 1, 2, "q");
	number(&b, 2, 0, GENERAL, 1);
	number(&b, 3, 0, GENERAL, 2);
	number(&b, 4, 0, GENERAL, 3);
	number(&b, 30, 0, GENERAL, 4);
	merge(&b, 0, 0, 1, 2);
	merge(&b, 0, 1, 0, 0);
	merge(&b, 30, 31, 0, 0);
	eof(&b);
	{
		struct said s = hear_stream(&b, "Workbook", NULL);
		const char *log = log_of(&s);

		assert_int_equal(s.status, XJ_END);
		assert_non_null(strstr(log, "~hidden-columns 1.2 \n"));
		assert_non_null(strstr(log, "~hidden-rows 4.0 \n"));
		assert_non_null(strstr(log, "~merged-cells 31.1 \n"));
		assert_non_null(strstr(log, "\n1 n|group|group\n2 n|p|q\n3 1||\n"
		                       "4 2||\n5 3||\n"));
		forget(&s);
	}
	xj_buf_clear(&b);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_short_numbers),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_formula_texts),
		cmocka_unit_test(test_cut_strings),
		cmocka_unit_test(test_bad_strings),
		cmocka_unit_test(test_short_table),
		cmocka_unit_test(test_gaps_and_widths),
		cmocka_unit_test(test_no_such_column),
		cmocka_unit_test(test_long_cell),
		cmocka_unit_test(test_disorder),
		cmocka_unit_test(test_merged_and_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
