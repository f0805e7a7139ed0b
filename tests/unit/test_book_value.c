/*
 * test_book_value.c - numbers, days, times, number formats and escapes of
 * workbooks as text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "importers/book_value.h"

static void test_numbers(void **state)
{
	static const char *const cases[][2] = {
		{ "162000", "162000" }, { "0", "0" }, { "-0", "0" }, { "+5", "5" },
		{ "007", "7" }, { "162000.00", "162000" }, { "-12.50", "-12.5" },
		{ "1.05007266E9", "1050072660" }, { "1E+05", "100000" },
		{ "1.5e-3", "0.0015" }, { "0.10000000000000001", "0.1" },
		{ "0.30000000000000004", "0.30000000000000004" },
		{ "12345678901234567", "12345678901234567" },
		{ "1.23456789012346E+16", "12345678901234600" },
		{ "100000000000000000000", "100000000000000000000" },
		{ "1E+300", "1E+300" }, { "-2.5e-20", "-2.5E-20" }, { ".5", "0.5" },
		{ "5.", "5" }, { "0.00", "0" }, { "4.4500000000000002", "4.45" },
		{ "99999999999999.99", "99999999999999.99" },
		{ "1e9999", "1E+9999" }, { "0e5", "0" },
		{ "9007199254740993", "9007199254740993" },
		{ "9007199254740993000", "9007199254740993000" },
		{ "0.1000000000000000055511151231257827", "0.1" },
	};
	static const char *const none[] = {
		"", "-", "+", ".", "e5", "1e", "1e+", "1 ", " 1", "0x10", "nan", "inf",
		"1,000", "1e99999", "--1", "1.2.3", "１",
	};
	char out[XJ_VALUE_TEXT];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		size_t n = xj_number_text(xj_str_c(cases[i][0]), out);

		assert_string_equal(out, cases[i][1]);
		assert_int_equal(n, strlen(out));
	}
	for (size_t i = 0; i < XJ_COUNT(none); i++)
		assert_int_equal(xj_number_text(xj_str_c(none[i]), out), 0);
}

static void test_serials(void **state)
{
	static const struct {
		const char *in;
		enum xj_format format;
		bool from_1904;
		const char *out;
	} cases[] = {
		{ "44761", XJ_FORMAT_DATE, false, "2022-07-19" },
		{ "44761.0", XJ_FORMAT_TIME, false, "2022-07-19" },
		{ "44761.54513888889", XJ_FORMAT_DATE, false, "2022-07-19 13:05:00" },
		{ "44761.999999", XJ_FORMAT_DATE, false, "2022-07-20" },
		{ "44761.99999", XJ_FORMAT_DATE, false, "2022-07-19 23:59:59" },
		{ "43299", XJ_FORMAT_DATE, true, "2022-07-19" },
		{ "0", XJ_FORMAT_DATE, true, "1904-01-01" },
		{ "1", XJ_FORMAT_DATE, false, "1900-01-01" },
		{ "59", XJ_FORMAT_DATE, false, "1900-02-28" },
		{ "60", XJ_FORMAT_DATE, false, "1900-02-29" },
		{ "61", XJ_FORMAT_DATE, false, "1900-03-01" },
		{ "0.5", XJ_FORMAT_TIME, false, "12:00:00" },
		{ "1.5", XJ_FORMAT_ELAPSED, false, "36:00:00" },
		{ "109574", XJ_FORMAT_DATE, false, "2199-12-31" },
		{ "109575", XJ_FORMAT_DATE, false, "" },
		{ "1110719", XJ_FORMAT_DATE, false, "" }, /* a ROC date was typed */
		{ "-1", XJ_FORMAT_DATE, false, "" }, { "0", XJ_FORMAT_DATE, false, "" },
		{ "1e9", XJ_FORMAT_ELAPSED, false, "" },
		{ "x", XJ_FORMAT_DATE, false, "" },
		{ "44761", XJ_FORMAT_NUMBER, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		char out[XJ_VALUE_TEXT] = "";
		size_t n = xj_serial_text(xj_str_c(cases[i].in), cases[i].format,
		                          cases[i].from_1904, out);

		assert_int_equal(n, strlen(cases[i].out));
		if (n > 0)
			assert_string_equal(out, cases[i].out);
	}
}

static void test_formats(void **state)
{
	static const struct {
		const char *code;
		enum xj_format format;
	} cases[] = {
		{ "General", XJ_FORMAT_NUMBER }, { "@", XJ_FORMAT_NUMBER },
		{ "0.00E+00", XJ_FORMAT_NUMBER }, { "#,##0", XJ_FORMAT_NUMBER },
		{ "#,##0\"dollars\"", XJ_FORMAT_NUMBER },
		{ "#,##0;[Red]\\-#,##0", XJ_FORMAT_NUMBER },
		{ "_-\"NT$\"* #,##0_-;\\d", XJ_FORMAT_NUMBER },
		{ "[Red]0", XJ_FORMAT_NUMBER }, { "0\"年\"", XJ_FORMAT_NUMBER },
		{ "G/通用格式", XJ_FORMAT_NUMBER }, { "", XJ_FORMAT_NUMBER },
		{ "\"d", XJ_FORMAT_NUMBER }, { "[h", XJ_FORMAT_ELAPSED },
		{ "yyyy/m/d", XJ_FORMAT_DATE }, { "YYYY-MM-DD", XJ_FORMAT_DATE },
		{ "[$-404]e/m/d;@", XJ_FORMAT_DATE },
		{ "[$-404]e\"年\"m\"月\"d\"日\"", XJ_FORMAT_DATE },
		{ "[$-404]gge\"年\"m\"月\"", XJ_FORMAT_DATE },
		{ "mmm", XJ_FORMAT_DATE }, { "yyyy/m/d h:mm", XJ_FORMAT_DATE },
		{ "h:mm AM/PM", XJ_FORMAT_TIME }, { "mm:ss.0", XJ_FORMAT_TIME },
		{ "[h]:mm:ss", XJ_FORMAT_ELAPSED }, { "[mm]", XJ_FORMAT_ELAPSED },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		if (xj_format_of(xj_str_c(cases[i].code)) != cases[i].format)
			fail_msg("%s", cases[i].code);
	}
	assert_int_equal(xj_format_built_in(0), XJ_FORMAT_NUMBER);
	assert_int_equal(xj_format_built_in(13), XJ_FORMAT_NUMBER);
	assert_int_equal(xj_format_built_in(14), XJ_FORMAT_DATE);
	assert_int_equal(xj_format_built_in(20), XJ_FORMAT_TIME);
	assert_int_equal(xj_format_built_in(22), XJ_FORMAT_DATE);
	assert_int_equal(xj_format_built_in(27), XJ_FORMAT_DATE);
	assert_int_equal(xj_format_built_in(37), XJ_FORMAT_NUMBER);
	assert_int_equal(xj_format_built_in(46), XJ_FORMAT_ELAPSED);
	assert_int_equal(xj_format_built_in(49), XJ_FORMAT_NUMBER);
	assert_int_equal(xj_format_built_in(58), XJ_FORMAT_DATE);
	assert_int_equal(xj_format_built_in(59), XJ_FORMAT_NUMBER);
	assert_int_equal(xj_format_built_in(UINT32_MAX), XJ_FORMAT_NUMBER);
}

static void test_escapes(void **state)
{
	static const char *const cases[][2] = {
		{ "_x0041_", "A" }, { "a_x000A_b", "a\nb" },
		{ "_x005F_x0041_", "_x0041_" },
		{ "_x0000_", "_x0000_" }, { "_xD83D__xDE00_", "😀" },
		{ "_xD83D_x", "_xD83D_x" }, { "_xDE00_", "_xDE00_" },
		{ "_x004_", "_x004_" }, { "_x00G1_", "_x00G1_" }, { "_x5b57_", "字" },
		{ "_x_x0041_", "_xA" }, { "甲_x4E59_丙", "甲乙丙" }, { "_x0041", "_x0041" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		char text[64];
		size_t n = strlen(cases[i][0]);

		memcpy(text, cases[i][0], n);
		text[xj_escapes_decode(text, n)] = '\0';
		assert_string_equal(text, cases[i][1]);
	}
}

static void test_texts_of_values(void **state)
{
	static const char *const iso[][2] = {
		{ "2022-07-19", "2022-07-19" }, { "2022-07-19T00:00:00", "2022-07-19" },
		{ "2022-07-19T13:05", "2022-07-19 13:05:00" },
		{ "2022-07-19T13:05:09.000000000", "2022-07-19 13:05:09" },
		{ "2022-07-19T13:05:09Z", "2022-07-19 13:05:09" },
		{ "2022-07-19T13:05:09.5", "" }, { "2022-7-19", "" }, { "", "" },
		{ "2022-07-19.0", "" }, { "2022-07-19T", "" }, { "-022-07-19", "" },
	};
	static const char *const time[][2] = {
		{ "PT13H05M00S", "13:05:00" }, { "PT36H00M07.000S", "36:00:07" },
		{ "PT5M", "00:05:00" }, { "PT7S", "00:00:07" }, { "PT1H", "01:00:00" },
		{ "PT", "" }, { "P1D", "" }, { "PT13H05M00.5S", "" }, { "PT5M5H", "" },
		{ "PT1H70M", "" }, { "PT9999999H", "" }, { "PT1H5", "" }, { "13:05", "" },
	};
	char out[XJ_VALUE_TEXT];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(iso); i++) {
		size_t n = xj_iso_text(xj_str_c(iso[i][0]), out);

		assert_int_equal(n, strlen(iso[i][1]));
		if (n)
			assert_string_equal(out, iso[i][1]);
	}
	for (size_t i = 0; i < XJ_COUNT(time); i++) {
		size_t n = xj_duration_text(xj_str_c(time[i][0]), out);

		assert_int_equal(n, strlen(time[i][1]));
		if (n)
			assert_string_equal(out, time[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_serials),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_texts_of_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
