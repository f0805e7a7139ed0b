/*
 * test_election.c - names of elections and the calendar behind them.
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
	int year, term;
	enum xj_office office;
	bool by;
	const char *area;
	int polling; /* yyyymmdd, 0 if the calendar has none */
	const char *spelled;
} table[] = {
	{ "111年臺中市市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "臺中市", 20221126,
	  "111年臺中市市長選舉" },
	{ "111年台中市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "台中市", 20221126,
	  "111年臺中市市長選舉" },
	{ " 111 年臺中市 市長 選舉", 111, 0, XJ_OFFICE_MAYOR, false, "臺中市", 20221126,
	  "111年臺中市市長選舉" },
	{ "１１１年臺中市市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "臺中市", 20221126,
	  "111年臺中市市長選舉" },
	{ "2022年臺中市市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "臺中市", 20221126,
	  "111年臺中市市長選舉" },
	{ "111年直轄市市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "", 20221126,
	  "111年直轄市市長選舉" },
	{ "111年直轄市長選舉", 111, 0, XJ_OFFICE_MAYOR, false, "", 20221126,
	  "111年直轄市市長選舉" },
	{ "113年總統、副總統選舉", 113, 16, XJ_OFFICE_PRESIDENT, false, "", 20240113,
	  "113年總統、副總統選舉" },
	{ "113年總統副總統選舉", 113, 16, XJ_OFFICE_PRESIDENT, false, "", 20240113,
	  "113年總統、副總統選舉" },
	{ "第16任總統選舉", 113, 16, XJ_OFFICE_PRESIDENT, false, "", 20240113,
	  "113年總統、副總統選舉" },
	{ "第19任總統選舉", 0, 19, XJ_OFFICE_PRESIDENT, false, "", 0,
	  "第19任總統、副總統選舉" },
	{ "第7屆立委", 97, 7, XJ_OFFICE_LEGISLATOR, false, "", 20080112,
	  "第7屆立法委員選舉" },
	{ "第七屆立委", 97, 7, XJ_OFFICE_LEGISLATOR, false, "", 20080112,
	  "第7屆立法委員選舉" },
	{ "第十一屆立法委員選舉", 113, 11, XJ_OFFICE_LEGISLATOR, false, "", 20240113,
	  "第11屆立法委員選舉" },
	{ "第9屆立法委員選舉", 105, 9, XJ_OFFICE_LEGISLATOR, false, "", 20160116,
	  "第9屆立法委員選舉" },
	{ "113年立法委員選舉", 113, 11, XJ_OFFICE_LEGISLATOR, false, "", 20240113,
	  "第11屆立法委員選舉" },
	{ "105年立法委員選舉", 105, 9, XJ_OFFICE_LEGISLATOR, false, "", 20160116,
	  "第9屆立法委員選舉" },
	{ "109年第10屆區域立法委員選舉", 109, 10, XJ_OFFICE_LEGISLATOR, false, "",
	  20200111, "第10屆立法委員選舉" },
	{ "第9屆山地原住民立法委員選舉", 105, 9, XJ_OFFICE_LEGISLATOR, false, "",
	  20160116, "第9屆立法委員選舉" },
	{ "113年第9屆立法委員選舉", 113, 9, XJ_OFFICE_LEGISLATOR, false, "", 0,
	  "第9屆立法委員選舉" },
	{ "112年立法委員選舉", 112, 0, XJ_OFFICE_LEGISLATOR, false, "", 0,
	  "112年立法委員選舉" },
	{ "113年臺北市第02選區立法委員選舉", 113, 11, XJ_OFFICE_LEGISLATOR, false,
	  "臺北市第02選區", 20240113, "第11屆臺北市第2選舉區立法委員選舉" },
	{ "99南投縣仁愛鄉鄉民代表", 99, 0, XJ_OFFICE_REPRESENTATIVE, false,
	  "南投縣仁愛鄉", 20100612, "99年南投縣仁愛鄉鄉民代表選舉" },
	{ "107年嘉義市議員選舉", 107, 0, XJ_OFFICE_COUNCILLOR, false, "嘉義市", 20181124,
	  "107年嘉義市議員選舉" },
	{ "111年臺中市議員選舉", 111, 0, XJ_OFFICE_COUNCILLOR, false, "臺中市", 20221126,
	  "111年臺中市議員選舉" },
	{ "111年臺中市市議員選舉", 111, 0, XJ_OFFICE_COUNCILLOR, false, "臺中市",
	  20221126, "111年臺中市議員選舉" },
	{ "111年南投縣議員第3選舉區選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年南投縣第3選舉區縣議員選舉", 111, 0, XJ_OFFICE_COUNCILLOR, false,
	  "南投縣第3選舉區", 20221126, "111年南投縣第3選舉區議員選舉" },
	{ "111年縣(市)長選舉", 111, 0, XJ_OFFICE_MAGISTRATE, false, "", 20221126,
	  "111年縣(市)長選舉" },
	{ "111年縣（市）議員選舉", 111, 0, XJ_OFFICE_COUNCILLOR, false, "", 20221126,
	  "111年議員選舉" },
	{ "111年直轄市議員選舉", 111, 0, XJ_OFFICE_COUNCILLOR, false, "", 20221126,
	  "111年議員選舉" },
	{ "111年南投縣縣長選舉", 111, 0, XJ_OFFICE_MAGISTRATE, false, "南投縣", 20221126,
	  "111年南投縣縣長選舉" },
	{ "111年南投縣長選舉", 111, 0, XJ_OFFICE_MAGISTRATE, false, "南投縣", 20221126,
	  "111年南投縣縣長選舉" },
	{ "111年新竹市市長選舉", 111, 0, XJ_OFFICE_MAGISTRATE, false, "新竹市", 20221126,
	  "111年新竹市市長選舉" },
	{ "111年南投縣南投市市長選舉", 111, 0, XJ_OFFICE_TOWNSHIP_HEAD, false,
	  "南投縣南投市", 20221126, "111年南投縣南投市市長選舉" },
	{ "111年花蓮市市長選舉", 111, 0, XJ_OFFICE_TOWNSHIP_HEAD, false, "花蓮市",
	  20221126, "111年花蓮市市長選舉" },
	{ "99年草屯鎮某某里里長選舉", 99, 0, XJ_OFFICE_VILLAGE_CHIEF, false,
	  "草屯鎮某某里", 20100612, "99年草屯鎮某某里里長選舉" },
	{ "99年南投縣第2選舉區民代表", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "05年鄉鎮市長補選", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年南投縣草屯鎮鎮長選舉", 111, 0, XJ_OFFICE_TOWNSHIP_HEAD, false,
	  "南投縣草屯鎮", 20221126, "111年南投縣草屯鎮鎮長選舉" },
	{ "111年臺中市和平區區長選舉", 111, 0, XJ_OFFICE_INDIGENOUS_HEAD, false,
	  "臺中市和平區", 20221126, "111年臺中市和平區區長選舉" },
	{ "111年臺中市和平區區民代表選舉", 111, 0, XJ_OFFICE_REPRESENTATIVE, false,
	  "臺中市和平區", 20221126, "111年臺中市和平區區民代表選舉" },
	{ "111年直轄市山地原住民區長選舉", 111, 0, XJ_OFFICE_INDIGENOUS_HEAD, false, "",
	  20221126, "111年直轄市山地原住民區區長選舉" },
	{ "111年新北市板橋區某某里里長選舉", 111, 0, XJ_OFFICE_VILLAGE_CHIEF, false,
	  "新北市板橋區某某里", 20221126, "111年新北市板橋區某某里里長選舉" },
	{ "111年鄉(鎮、市)民代表選舉", 111, 0, XJ_OFFICE_REPRESENTATIVE, false, "",
	  20221126, "111年鄉(鎮、市)民代表選舉" },
	{ "111年鄉鎮市長選舉", 111, 0, XJ_OFFICE_TOWNSHIP_HEAD, false, "", 20221126,
	  "111年鄉(鎮、市)長選舉" },
	{ "111年村里長選舉", 111, 0, XJ_OFFICE_VILLAGE_CHIEF, false, "", 20221126,
	  "111年村(里)長選舉" },
	{ "107年鄉鎮市長選舉", 107, 0, XJ_OFFICE_TOWNSHIP_HEAD, false, "", 20181124,
	  "107年鄉(鎮、市)長選舉" },
	/* who was a special municipality, and when they voted */
	{ "94年臺中市市長選舉", 94, 0, XJ_OFFICE_MAGISTRATE, false, "臺中市", 20051203,
	  "94年臺中市市長選舉" },
	{ "99年臺中市市長選舉", 99, 0, XJ_OFFICE_MAYOR, false, "臺中市", 20101127,
	  "99年臺中市市長選舉" },
	{ "98年桃園縣縣長選舉", 98, 0, XJ_OFFICE_MAGISTRATE, false, "桃園縣", 20091205,
	  "98年桃園縣縣長選舉" },
	{ "103年桃園市市長選舉", 103, 0, XJ_OFFICE_MAYOR, false, "桃園市", 20141129,
	  "103年桃園市市長選舉" },
	{ "95年高雄市議員選舉", 95, 0, XJ_OFFICE_COUNCILLOR, false, "高雄市", 20061209,
	  "95年高雄市議員選舉" },
	{ "94年嘉義市議員選舉", 94, 0, XJ_OFFICE_COUNCILLOR, false, "嘉義市", 20051203,
	  "94年嘉義市議員選舉" },
	{ "99年臺南市某某區某某里里長選舉", 99, 0, XJ_OFFICE_VILLAGE_CHIEF, false,
	  "臺南市某某區某某里", 20101127, "99年臺南市某某區某某里里長選舉" },
	{ "99年南投縣草屯鎮某某里里長選舉", 99, 0, XJ_OFFICE_VILLAGE_CHIEF, false,
	  "南投縣草屯鎮某某里", 20100612, "99年南投縣草屯鎮某某里里長選舉" },
	{ "99年里長選舉", 99, 0, XJ_OFFICE_VILLAGE_CHIEF, false, "", 0,
	  "99年村(里)長選舉" },
	{ "95年臺北市大安區某某里里長選舉", 95, 0, XJ_OFFICE_VILLAGE_CHIEF, false,
	  "臺北市大安區某某里", 0, "95年臺北市大安區某某里里長選舉" },
	/* by-elections */
	{ "109年高雄市市長補選", 109, 0, XJ_OFFICE_MAYOR, true, "高雄市", 20200815,
	  "109年高雄市市長補選" },
	{ "111年嘉義市市長重行選舉", 111, 0, XJ_OFFICE_MAGISTRATE, true, "嘉義市",
	  20221218, "111年嘉義市市長補選" },
	{ "第9屆立法委員臺北市第2選舉區缺額補選", 108, 9, XJ_OFFICE_LEGISLATOR, true,
	  "臺北市第2選舉區", 20190127, "第9屆臺北市第2選舉區立法委員補選" },
	{ "108年金門縣選舉區立法委員補選", 108, 9, XJ_OFFICE_LEGISLATOR, true, "金門縣",
	  20190316, "第9屆金門縣立法委員補選" },
	{ "第7屆立法委員臺東縣補選", 99, 7, XJ_OFFICE_LEGISLATOR, true, "臺東縣",
	  20100109, "第7屆臺東縣立法委員補選" },
	{ "第10屆臺中市第2選區立委補選", 111, 10, XJ_OFFICE_LEGISLATOR, true,
	  "臺中市第2選區", 20220109, "第10屆臺中市第2選舉區立法委員補選" },
	{ "114年草屯鎮長補選", 114, 0, XJ_OFFICE_TOWNSHIP_HEAD, true, "草屯鎮", 20250118,
	  "114年草屯鎮鎮長補選" },
	{ "113年宜蘭縣第4選舉區議員補選", 113, 0, XJ_OFFICE_COUNCILLOR, true,
	  "宜蘭縣第4選舉區", 20240413, "113年宜蘭縣第4選舉區議員補選" },
	{ "113年某某縣議員補選", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "109年臺北市市長補選", 109, 0, XJ_OFFICE_MAYOR, true, "臺北市", 0,
	  "109年臺北市市長補選" },
	{ "105年鄉鎮市長補選", 105, 0, XJ_OFFICE_TOWNSHIP_HEAD, true, "", 0,
	  "105年鄉(鎮、市)長補選" },
	/* no elections */
	{ "", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "立法委員", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年市長選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年火星市市長選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "113年總統及立法委員選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "1800年總統選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "111年董事長選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
	{ "臺中市市長\xFF選舉", 0, 0, XJ_OFFICE_NONE, false, "", 0, NULL },
};

static int ymd(const struct xj_polling *polling)
{
	int y, m, d;

	if (!polling)
		return 0;
	xj_day_split(polling->polling_day, &y, &m, &d);
	return y * 10000 + m * 100 + d;
}

static void spellings(void **state)
{
	struct xj_buf out;
	size_t i;

	(void)state;
	xj_buf_init(&out, 1000);
	for (i = 0; i < XJ_COUNT(table); i++) {
		struct xj_str text = xj_str_c(table[i].text);
		struct xj_election_name e, again;
		bool ok = xj_election_parse(text, &e);

		if (ok != (table[i].spelled != NULL))
			fail_msg("%s: %s", table[i].text, ok ? "taken" : "refused");
		if (e.roc_year != table[i].year || e.term != table[i].term ||
		    e.office != table[i].office || e.by_election != table[i].by ||
		    !xj_str_is(e.area, table[i].area) ||
		    ymd(e.polling) != table[i].polling)
			fail_msg("%s: %d %d %s %d %.*s %d", table[i].text, e.roc_year,
			         e.term, xj_office_name(e.office), e.by_election,
			         (int)e.area.n, e.area.p, ymd(e.polling));
		/* borrowed from the text */
		assert_true(e.area.p >= text.p && e.area.p + e.area.n <= text.p + text.n);
		if (!ok)
			continue;
		xj_buf_reset(&out);
		assert_int_equal(xj_election_spell(&e, &out), XJ_OK);
		if (!xj_str_is(xj_buf_str(&out), table[i].spelled))
			fail_msg("%s: %s", table[i].text, out.p);
		/* the canonical name means the same */
		assert_true(xj_election_parse(xj_buf_str(&out), &again));
		assert_int_equal(again.office, e.office);
		assert_int_equal(again.by_election, e.by_election);
		assert_ptr_equal(again.polling, table[i].year == 113 && table[i].term == 9
		                                ? again.polling : e.polling);
	}
	xj_buf_clear(&out);
}

static void limits(void **state)
{
	struct xj_election_name e;
	struct xj_buf out;

	(void)state;
	assert_true(xj_election_parse(XJ_STR("111年臺中市市長選舉"), &e));
	xj_buf_init(&out, 10);
	assert_int_equal(xj_election_spell(&e, &out), XJ_LIMIT);
	xj_buf_clear(&out);
}

static int32_t plus_months(int32_t day, int months)
{
	int y, m, d;

	xj_day_split(day, &y, &m, &d);
	m += months - 1;
	/* a month may lack the day: then its last one */
	while ((day = xj_day_of(y + m / 12, m % 12 + 1, d)) == XJ_NO_DAY)
		d--;
	return day;
}

/* What the law makes of a polling day holds in every row. */
static void calendar(void **state)
{
	size_t n, i;
	const struct xj_polling *all = xj_pollings(&n);

	(void)state;
	assert_in_range(n, 90, 200);
	for (i = 0; i < n; i++) {
		const struct xj_polling *p = &all[i];
		bool old = p->polling_day < xj_day_of(2008, 8, 15);
		bool first = p->roc_year == 97 && p->term == 12;
		int y, m, d;

		xj_day_split(p->polling_day, &y, &m, &d);
		assert_int_equal(y - 1911, p->roc_year);
		assert_int_equal(p->window_end, p->polling_day - 1);
		assert_int_equal(p->last_spending_day, p->polling_day + 30);
		if (p->cpa_by != XJ_NO_DAY)
			assert_int_equal(p->cpa_by, p->polling_day + 70);
		assert_int_equal(p->cpa_by == XJ_NO_DAY, old);
		if (!old)
			assert_int_equal(p->report_due, plus_months(p->polling_day, 3));
		else if (!first)
			assert_in_range(p->report_due - p->polling_day, 59, 63);
		assert_int_equal(p->publish_by,
		                 plus_months(p->report_due,
		                             p->report_due > xj_day_of(2018, 12, 20)
		                             ? 6 : 3));
		assert_true(p->window_start == XJ_NO_DAY
		            ? p->confidence == '?'
		            : p->window_start < p->window_end);
		assert_non_null(strchr("VND?", p->confidence));
		assert_int_not_equal(p->office, XJ_OFFICE_NONE);
		assert_true((p->office == XJ_OFFICE_PRESIDENT ||
		             p->office == XJ_OFFICE_LEGISLATOR) == (p->term != 0));
	}
}

static void windows(void **state)
{
	struct xj_election_name e;

	(void)state;
	assert_true(xj_election_parse(XJ_STR("107年某某鄉鄉長選舉"), &e) == false);
	assert_true(xj_election_parse(XJ_STR("107年南投縣仁愛鄉鄉長選舉"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2018, 6, 22));
	assert_true(xj_election_parse(XJ_STR("107年南投縣仁愛鄉民代表選舉"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2018, 8, 16));
	assert_true(xj_election_parse(XJ_STR("111年里長選舉"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2022, 8, 18));
	assert_true(xj_election_parse(XJ_STR("98年南投縣仁愛鄉鄉長選舉"), &e));
	assert_int_equal(e.polling->window_start, XJ_NO_DAY);
	assert_true(xj_election_parse(XJ_STR("99年臺北市大安區某里里長選舉"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2010, 9, 1));
	assert_true(xj_election_parse(XJ_STR("99年新北市某區某里里長選舉"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2010, 8, 25));
	assert_true(xj_election_parse(XJ_STR("第9屆立法委員新北市第3選舉區補選"), &e));
	assert_int_equal(e.polling->window_start, xj_day_of(2019, 1, 4));
	assert_int_equal(e.polling->confidence, 'N');
}

static void names_are_stable(void **state)
{
	(void)state;
	assert_string_equal(xj_office_name(XJ_OFFICE_MAYOR), "mayor");
	assert_string_equal(xj_office_name(XJ_OFFICE_LEGISLATOR), "legislator");
	assert_string_equal(xj_office_name((enum xj_office)99), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings),
		cmocka_unit_test(limits),
		cmocka_unit_test(calendar),
		cmocka_unit_test(windows),
		cmocka_unit_test(names_are_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
