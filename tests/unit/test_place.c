/*
 * test_place.c - counties and districts in addresses, masked or not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "xianjin/values.h"

static const char *of(const char *address)
{
	const char *name = xj_place_name(xj_place_of(xj_str_c(address)));

	return name ? name : "";
}

static const char *find(const char *text)
{
	const char *name = xj_place_name(xj_place_find(xj_str_c(text)));

	return name ? name : "";
}

static void addresses(void **state)
{
	static const char *const table[][2] = {
		{ "臺中市西屯區****", "臺中市西屯區" },
		{ "台中市西屯區某路1號", "臺中市西屯區" },
		{ "臺中市中區民****", "臺中市中區" },
		{ "臺中市東區", "臺中市東區" },
		{ "臺中市北屯****", "臺中市" },
		{ "臺南市中西區****", "臺南市中西區" },
		{ "台東縣台東市****", "臺東縣臺東市" },
		{ "台東縣太麻里鄉某村", "臺東縣太麻里鄉" },
		{ "屏東縣三地門****", "屏東縣" },
		{ "屏東縣三地門鄉", "屏東縣三地門鄉" },
		{ "高雄市那瑪夏區", "高雄市那瑪夏區" },
		{ "屏東縣霧台鄉", "屏東縣霧臺鄉" },
		{ "臺北縣板橋市****", "臺北縣板橋市" },
		{ "台中縣豐原市", "臺中縣豐原市" },
		{ "桃園縣中壢市", "桃園縣中壢市" },
		{ "桃園市中壢區", "桃園市中壢區" },
		{ "新竹市", "新竹市" },
		{ "新竹縣竹北", "新竹縣" },
		{ "407臺中市西屯區", "臺中市西屯區" },
		{ " (40701) 臺中市", "臺中市" },
		{ "　臺灣省南投縣草屯鎮", "南投縣草屯鎮" },
		{ "\xE2\x80\x8B臺北市大安區", "臺北市大安區" },
		{ "臺中", "" },
		{ "", "" },
		{ "No，Ja****", "" },
		{ "西屯區****", "臺中市西屯區" },
		{ "花蓮市某路1號", "花蓮縣花蓮市" },
		{ "板橋市某路", "臺北縣板橋市" },
		{ "大安區某路", "" }, /* of Taipei or of Taichung */
		{ "東區某路", "" },
		{ "桃園巿蘆竹區", "桃園市蘆竹區" },
		{ "臺中市\xFF\xFE", "臺中市" },
		{ "臺中\xE5", "" },
		{ "407", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++)
		if (strcmp(of(table[i][0]), table[i][1]) != 0)
			fail_msg("%s: %s", table[i][0], of(table[i][0]));
}

static void names(void **state)
{
	static const char *const table[][2] = {
		{ "台中", "臺中市" },         { "臺中市", "臺中市" },
		{ "台中縣", "臺中縣" },       { "台中市西屯區", "臺中市西屯區" },
		{ "西屯區", "臺中市西屯區" }, { "西屯", "臺中市西屯區" },
		{ "草屯鎮", "南投縣草屯鎮" }, { "板橋", "新北市板橋區" },
		{ "板橋市", "臺北縣板橋市" }, { "屏東", "屏東縣" },
		{ "新竹", "" },               { "嘉義", "" }, /* a city and a county */
		{ "中正區", "" },             { "大安區", "" },
		{ "東區", "" },               { "桃園", "桃園市" },
		{ "台", "" },                 { "", "" },
		{ "火星市", "" },             { "臺中市西屯", "" },
		{ " 臺 中 市 ", "臺中市" },   { "臺中市x", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++)
		if (strcmp(find(table[i][0]), table[i][1]) != 0)
			fail_msg("%s: %s", table[i][0], find(table[i][0]));
}

/* Every place is found by its own name, alone and with a street behind it, and
 * from a cut mask at least its county. */
static void every_place(void **state)
{
	unsigned i, now = 0;

	(void)state;
	for (i = 1; xj_place_name(i); i++) {
		struct xj_str name = xj_str_c(xj_place_name(i));
		char text[64];

		assert_int_equal(xj_place_of(name), i);
		assert_int_equal(xj_place_find(name), i);
		memcpy(text, name.p, name.n);
		memcpy(text + name.n, "民生路", 9);
		assert_int_equal(xj_place_of(xj_str_of(text, name.n + 9)), i);
		if (name.n > 9)
			assert_memory_equal(of(strncpy(text, name.p, 63)), name.p, 9);
		now += i > 27 && i <= 27 + 368;
	}
	assert_int_equal(now, 368);
	assert_int_equal(i - 1, 521);
	assert_null(xj_place_name(0));
	assert_null(xj_place_name(i));
	assert_null(xj_place_name(UINT32_MAX));
	/* numbers stand in data folders */
	assert_string_equal(xj_place_name(1), "臺北市");
	assert_string_equal(xj_place_name(27), "高雄縣");
	assert_string_equal(xj_place_name(28), "臺北市中正區");
}

/* Nothing is read past the end, wherever the address is cut. */
static void every_cut(void **state)
{
	static const char whole[] = "臺灣省屏東縣三地門鄉某村";
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(whole); n++) {
		char *cut = malloc(n + !n);
		unsigned place;

		memcpy(cut, whole, n);
		place = xj_place_of(xj_str_of(cut, n));
		assert_int_equal(place != 0, n >= 18);
		assert_true(n < 30 ||
		            strcmp(xj_place_name(place), "屏東縣三地門鄉") == 0);
		free(cut);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(names),
		cmocka_unit_test(every_place),
		cmocka_unit_test(every_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
