/*
 * test_date.c - days, the spellings of dates, and doubt instead of guesses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "xianjin/values.h"

static int32_t day(int y, int m, int d)
{
	int32_t day = xj_day_of(y, m, d);

	assert_int_not_equal(day, XJ_NO_DAY);
	return day;
}

static void days_and_calendar(void **state)
{
	int32_t want = -719162; /* 0001-01-01 */
	int y, m, d, yy, mm, dd;

	(void)state;
	assert_int_equal(xj_day_of(1970, 1, 1), 0);
	assert_int_equal(xj_day_of(2000, 2, 29), 11016);
	for (y = 1; y <= 9999; y++)
		for (m = 1; m <= 12; m++)
			for (d = 1; d <= 31; d++) {
				int32_t got = xj_day_of(y, m, d);

				if (got == XJ_NO_DAY) {
					assert_true(d > 28);
					continue;
				}
				assert_int_equal(got, want);
				xj_day_split(got, &yy, &mm, &dd);
				assert_true(yy == y && mm == m && dd == d);
				want++;
			}
	assert_int_equal(want - 1, 2932896); /* 9999-12-31, none left out */
}

static void no_such_days(void **state)
{
	static const int bad[][3] = { { 2023, 2, 29 }, { 1900, 2, 29 }, { 2024, 13, 1 },
		                      { 2024, 0, 1 }, { 2024, 1, 0 }, { 2024, 4, 31 },
		                      { 0, 1, 1 }, { 10000, 1, 1 }, { -5, 1, 1 },
		                      { 2024, 1, 32 }, { INT32_MAX, 1, 1 },
		                      { 2024, INT32_MIN, 1 } };
	size_t i;
	int y, m, d;

	(void)state;
	for (i = 0; i < XJ_COUNT(bad); i++)
		assert_int_equal(xj_day_of(bad[i][0], bad[i][1], bad[i][2]), XJ_NO_DAY);
	xj_day_split(XJ_NO_DAY, &y, &m, &d);
	assert_true(y == 0 && m == 0 && d == 0);
}

static const struct {
	const char *text;
	enum xj_date_doubt doubt;
	int y, m, d;
	enum xj_date_style style;
} table[] = {
	{ "1130507", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_ROC7 },
	{ "0961226", XJ_DATE_SURE, 2007, 12, 26, XJ_STYLE_ROC7 },
	{ "961024", XJ_DATE_SURE, 2007, 10, 24, XJ_STYLE_OTHER },
	{ "113/05/07", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_ROC },
	{ "096/12/26", XJ_DATE_SURE, 2007, 12, 26, XJ_STYLE_ROC },
	{ "113／5／7", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "096／12／25", XJ_DATE_SURE, 2007, 12, 25, XJ_STYLE_OTHER },
	{ "113-05-07", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "113.5.7", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "111.7.19", XJ_DATE_SURE, 2022, 7, 19, XJ_STYLE_OTHER },
	{ "113 年 05 月 07 日", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "113年5月7日", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "民國113年5月7日", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "中華民國 113 年 5 月 7 日", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "西元2024年5月7日", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "96/1/5", XJ_DATE_SURE, 2007, 1, 5, XJ_STYLE_OTHER },
	{ "20101126", XJ_DATE_SURE, 2010, 11, 26, XJ_STYLE_OTHER },
	{ "2012-01-13", XJ_DATE_SURE, 2012, 1, 13, XJ_STYLE_ISO },
	{ "2012/1/13", XJ_DATE_SURE, 2012, 1, 13, XJ_STYLE_OTHER },
	{ "2012-01-13 00:00:00", XJ_DATE_SURE, 2012, 1, 13, XJ_STYLE_OTHER },
	{ "2012-01-13T10:20:30Z", XJ_DATE_SURE, 2012, 1, 13, XJ_STYLE_OTHER },
	{ "112/05/04 上午 09:15", XJ_DATE_SURE, 2023, 5, 4, XJ_STYLE_OTHER },
	{ "100/ 12/05", XJ_DATE_SURE, 2011, 12, 5, XJ_STYLE_OTHER },
	{ "　１１３０５０７ ", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "113 05 07", XJ_DATE_SURE, 2024, 5, 7, XJ_STYLE_OTHER },
	{ "113/02/29", XJ_DATE_SURE, 2024, 2, 29, XJ_STYLE_ROC },
	{ "0790101", XJ_DATE_SURE, 1990, 1, 1, XJ_STYLE_ROC7 },
	{ "1891231", XJ_DATE_SURE, 2100, 12, 31, XJ_STYLE_ROC7 },
	{ "", XJ_DATE_EMPTY, 0, 0, 0, 0 },
	{ " 　 ", XJ_DATE_EMPTY, 0, 0, 0, 0 },
	{ "abc", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "113", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "113/05", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "113/05-07", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "45000", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "113050712", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "１１３０５０７\xFF", XJ_DATE_SHAPE, 0, 0, 0, 0 },
	{ "100/100/21", XJ_DATE_NO_SUCH, 0, 0, 0, 0 },
	{ "112/02/30", XJ_DATE_NO_SUCH, 0, 0, 0, 0 },
	{ "1120229", XJ_DATE_NO_SUCH, 0, 0, 0, 0 },
	{ "1130000", XJ_DATE_NO_SUCH, 0, 0, 0, 0 },
	{ "2023-13-01", XJ_DATE_NO_SUCH, 0, 0, 0, 0 },
	{ "00/9/5", XJ_DATE_TWO_DIGIT, 0, 0, 0, 0 },
	{ "01/1/3", XJ_DATE_TWO_DIGIT, 0, 0, 0, 0 },
	{ "13/05/07", XJ_DATE_TWO_DIGIT, 0, 0, 0, 0 },
	{ "010103", XJ_DATE_TWO_DIGIT, 0, 0, 0, 0 },
	{ "105/01/1  I", XJ_DATE_TRAILING, 0, 0, 0, 0 },
	{ "096/12/265", XJ_DATE_TRAILING, 0, 0, 0, 0 },
	{ "1130507.0", XJ_DATE_TRAILING, 0, 0, 0, 0 },
	{ "102/01/23院台申肆字第1號", XJ_DATE_TRAILING, 0, 0, 0, 0 },
	{ "2921-01-05", XJ_DATE_YEAR, 0, 0, 0, 0 },
	{ "1989-12-31", XJ_DATE_YEAR, 0, 0, 0, 0 },
	{ "2101-01-01", XJ_DATE_YEAR, 0, 0, 0, 0 },
	{ "1900101", XJ_DATE_YEAR, 0, 0, 0, 0 },
	{ "99999/1/1", XJ_DATE_YEAR, 0, 0, 0, 0 },
	{ "民國2024年5月7日", XJ_DATE_YEAR, 0, 0, 0, 0 },
};

static void spellings(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++) {
		struct xj_date got = xj_date_parse(xj_str_c(table[i].text));
		int32_t want = table[i].doubt ? XJ_NO_DAY
		                              : day(table[i].y, table[i].m, table[i].d);

		if (got.doubt != table[i].doubt || got.day != want ||
		    got.style != table[i].style)
			fail_msg("%s: doubt %d, day %d, style %d", table[i].text,
			         (int)got.doubt, got.day, (int)got.style);
		assert_true(xj_date_doubt_text(got.doubt)[0] != '\0');
	}
}

/* Every day from 1911 to 2100 in every spelling comes back as itself, or as
 * "outside the years" before 1990. */
static void every_day_every_spelling(void **state)
{
	static const char *const loose[] = { "%d/%d/%d", "%d.%d.%d", "%d-%02d-%02d",
		                             "民國 %d 年 %d 月 %d 日", "%d／%d／%d" };
	int32_t from = day(1911, 1, 1), to = day(2100, 12, 31), at;

	(void)state;
	for (at = from; at <= to; at++) {
		bool in = at >= xj_day_of(1990, 1, 1);
		enum xj_date_style style;
		int y, m, d;
		char text[64];
		size_t i;

		xj_day_split(at, &y, &m, &d);
		for (style = XJ_STYLE_ROC7; style <= XJ_STYLE_ISO; style++) {
			size_t n = xj_date_spell(at, style, text);
			struct xj_date got = xj_date_parse(xj_str_of(text, n));

			if (n == 0) { /* 1911 is year 0 of the Republic */
				assert_true(y == 1911 && style != XJ_STYLE_ISO);
				continue;
			}
			if (style == XJ_STYLE_ISO && y <= 1911)
				continue; /* such a year part is read as ROC */
			assert_int_equal(got.doubt, in ? XJ_DATE_SURE : XJ_DATE_YEAR);
			assert_int_equal(got.day, in ? at : XJ_NO_DAY);
			assert_int_equal(got.style, in ? style : XJ_STYLE_OTHER);
		}
		for (i = 0; i < XJ_COUNT(loose) && in && at % 7 == 0; i++) {
			snprintf(text, sizeof(text), loose[i], y - 1911, m, d);
			assert_int_equal(xj_date_parse(xj_str_c(text)).day, at);
		}
	}
}

static void spelling_limits(void **state)
{
	char text[16];

	(void)state;
	assert_int_equal(xj_date_spell(XJ_NO_DAY, XJ_STYLE_ISO, text), 0);
	assert_string_equal(text, "");
	assert_int_equal(xj_date_spell(0, XJ_STYLE_OTHER, text), 0);
	assert_int_equal(xj_date_spell(INT32_MAX, XJ_STYLE_ISO, text), 0);
	assert_int_equal(xj_date_spell(INT32_MIN + 1, XJ_STYLE_ROC, text), 0);
	xj_day_iso(xj_day_of(2022, 7, 19), text);
	assert_string_equal(text, "2022-07-19");
	xj_day_iso(XJ_NO_DAY, text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_calendar),
		cmocka_unit_test(no_such_days),
		cmocka_unit_test(spellings),
		cmocka_unit_test(every_day_every_spelling),
		cmocka_unit_test(spelling_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
