/*
 * test_layouts.c - headers find their layout by the names of their columns, and
 * what they refuse is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "xianjin/importers.h"

#define MAX 64

/* A header from names with commas between. */
static size_t cut(const char *names, struct xj_str *cell)
{
	size_t n = 0;

	for (;;) {
		const char *comma = strchr(names, ',');

		cell[n++] = xj_str_of(names, comma ? (size_t)(comma - names) : strlen(names));
		if (!comma)
			return n;
		names = comma + 1;
	}
}

static const struct {
	const char *header, *layout;
} cases[] = {
	{ "序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,捐贈者／支出對象,"
	  "身分證／統一編號,收入金額,支出金額,捐贈方式,存入專戶日期,返還/繳庫,支出用途,金錢類,地址,"
	  "聯絡電話,應揭露之支出對象,支出對象之內部人員姓名,支出對象之內部人員職稱,"
	  "政黨之內部人員姓名,政黨之內部人員職稱,關係,更正註記,資料更正日期", "official" },
	/* half-width strokes, fewer columns, another order */
	{ "縣市,交易日期,擬參選人/政黨,收支科目,捐贈者/支出對象,身分證/統一編號,支出金額,收入金額,"
	  "參選公職名稱,申報序號/年度", "official" },
	{ "序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,收入金額,支出金額,金錢類,地址",
	  "paper" },
	{ "交易日期,收支科目,捐贈者/支出對象,身份證/統一編,收入金額,支出金額,金錢類,地址,"
	  "原始文件頁碼,原始文件行號", "crowd" },
	{ "候選人,推薦政黨,當選註記,序號,交易日期,收支科目,統一編號,捐贈者／支出對象,收入金額,"
	  "支出金額,金錢類,地址,P", "newspaper-2016" },
	{ "候選人,序號,交易日期,收支科目,統一編號,捐贈者／支出對象,收入金額,支出金額,金錢類,地址,P",
	  "newspaper-2016" },
	{ "姓名,屆數,捐贈者/支出對象,交易日期,收支科目,身份證/統一編,收入金額,地址,填答數,其他",
	  "newspaper-2012" },
	{ "屆數,姓名,捐贈者/支出對象,身份證/統一編,收入金額,交易日期,地址,填答數,其他",
	  "newspaper-2008" },
	{ "地區,姓名,性別,出生年次,推薦政黨,得票數,得票率,當選註記,是否現任,總收入,個人捐贈收入,"
	  "營利事業捐贈收入,政黨捐贈收入,人民團體捐贈收入,匿名捐贈收入,其他收入",
	  "newspaper-summary" },
	{ "政黨名稱,申報年度,個人捐贈收入,營利事業捐贈收入,人民團體捐贈收入,匿名捐贈收入,其他收入,"
	  "收入合計,人事費用支出,業務費用支出,公共關係費用支出,選務費用支出,"
	  "捐贈其推薦之公職侯選人競選費用支出,雜支支出,返還捐贈支出,繳庫支出,支出合計,本期結餘",
	  "summary-party" },
	{ "name,schema,description", "manifest" },
	{ "name, title", "schema" },
};

static void test_finds(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		struct xj_str cell[MAX];
		struct xj_row row = { .cell = cell, .n = cut(cases[i].header, cell) };
		struct xj_columns columns;
		struct xj_error err = { 0 };

		if (xj_columns_match(&row, &columns, &err))
			fail_msg("%s: %s", cases[i].layout, err.text);
		assert_string_equal(columns.layout->name, cases[i].layout);
		xj_columns_clear(&columns);
	}
}

static void test_every_layout_has_a_case(void **state)
{
	(void)state;
	for (size_t l = 0; xj_layouts[l]; l++) {
		const char *name = xj_layouts[l]->name;
		bool found = strcmp(name, "summary") == 0 ||
		             strcmp(name, "summary-surplus") == 0; /* by samples */

		for (size_t i = 0; i < XJ_COUNT(cases); i++)
			found = found || strcmp(cases[i].layout, name) == 0;
		if (!found)
			fail_msg("no header tests the layout %s", name);
	}
}

static void refused(const char *header, const char *said)
{
	struct xj_str cell[MAX];
	struct xj_row row = { .cell = cell, .n = cut(header, cell) };
	struct xj_columns columns;
	struct xj_error err = { 0 };

	assert_int_equal(xj_columns_match(&row, &columns, &err), XJ_BAD_INPUT);
	if (!strstr(err.text, said))
		fail_msg("\"%s\" does not say \"%s\"", err.text, said);
}

static void test_refuses(void **state)
{
	(void)state;
	refused("交易日期,收支科目,捐贈者／支出對象,支出金額,支出用途,申報序號／年度", "收入金額");
	refused("交易日期,收支科目,捐贈者／支出對象,支出金額,支出用途,申報序號／年度", "official");
	refused("甲,乙,丙", "no column of any known table");
	refused("", "no column of any known table");
}

static void test_equal_names_have_keys(void **state)
{
	struct xj_str cell[MAX];
	struct xj_row row = { .cell = cell, .n = cut("交易日期,收支科目,捐贈者/支出對象,"
		"收入金額,支出金額,支出用途,備註,備註,", cell) };
	struct xj_columns columns;

	(void)state;
	assert_int_equal(xj_columns_match(&row, &columns, NULL), XJ_OK);
	assert_true(xj_str_is(columns.key[6], "備註"));
	assert_true(xj_str_is(columns.key[7], "#8"));
	assert_true(xj_str_is(columns.key[8], "#9"));
	xj_columns_clear(&columns);
}

static void context(const char *path, const char *layout, const char *recipient,
                    const char *election, const char *serial, int version)
{
	struct xj_context c = { 0 };

	xj_context_from_name(path, "", xj_layout_find(layout), &c);
	assert_string_equal(c.recipient, recipient);
	assert_string_equal(c.election, election);
	assert_string_equal(c.serial, serial);
	assert_int_equal(c.version, version);
}

static void test_context(void **state)
{
	(void)state;
	context("a/王大明_4_v5.zip", "official", "王大明", "", "4", 5);
	context("account-112050403-1111809901_v2.zip", "official", "", "", "", 2);
	context("account-112050403-1111809901.zip", "official", "", "", "", 1);
	context("x/103年臺北市議員選舉_易範本.csv", "crowd", "易範本", "103年臺北市議員選舉",
	        "", 0);
	context("x/103年新竹市議員選舉_溫故例.csv", "paper", "溫故例", "103年新竹市議員選舉",
	        "", 0);
	context("y/2012/totals.csv", "newspaper-summary", "", "101年立法委員選舉", "", 0);
	context("y/basic_all_7.csv", "newspaper-summary", "", "第7屆立法委員選舉", "", 0);
	context("\xff\xfe_1.csv", "official", "", "", "", 0); /* not UTF-8 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_every_layout_has_a_case),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_equal_names_have_keys),
		cmocka_unit_test(test_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
