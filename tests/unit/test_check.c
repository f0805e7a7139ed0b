/*
 * test_check.c - drafts: every rule has its place in the list and its advice, no
 * word of it accuses, a finding is said once, and its mark does not depend on
 * what the file is called or how its rows are sorted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/query/advice.h"
#include "src/query/check.h"
#include "src/render/check_format.h"
#include "xianjin/importers.h"

/* ---- advice ------------------------------------------------------------------- */

static void test_every_rule(void **state)
{
	struct xj_rules *r;
	size_t n, rules = 0;
	const struct xj_advice *a = xj_advice_all(&n);

	(void)state;
	assert_int_equal(xj_rules_load(NULL, &r, NULL, NULL, NULL), XJ_OK);
	assert_true(xj_rules_count(r) > 20);
	for (size_t i = 0; i < xj_rules_count(r); i++) {
		const struct xj_rule *rule = xj_rules_get(r, i);
		const struct xj_advice *one = xj_advice_find(xj_str_c(rule->id));

		if (!one)
			fail_msg("%s has no advice", rule->id);
		assert_non_null(one->mend_zh);
		assert_true(one->order >= 1 && one->order <= XJ_ORDER_LAST);
		assert_int_equal(one->severity, 0);
	}
	for (size_t i = 0; i < n; i++) {
		rules += !a[i].what_en;
		if (!a[i].what_en && !xj_rules_find(r, a[i].code))
			fail_msg("there is no rule %s", a[i].code);
		if (a[i].covered)
			assert_non_null(xj_rules_find(r, a[i].covered));
		if (a[i].covers)
			assert_non_null(xj_rules_find(r, a[i].covers));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(a[i].code, a[k].code);
	}
	assert_int_equal(rules, xj_rules_count(r));
	xj_rules_free(r);
}

static void test_no_accusation(void **state)
{
	static const char *const words[] = {
		"guilty", "criminal", "fraud", "crook", "illegal", "corrupt", "launder",
		"犯罪", "詐欺", "賄", "洗錢", "不法", "貪", "違法"
	};
	size_t n;
	const struct xj_advice *a = xj_advice_all(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const char *const text[] = { a[i].what_en, a[i].what_zh, a[i].mend_en,
		                             a[i].mend_zh, a[i].example };

		for (size_t t = 0; t < XJ_COUNT(text); t++)
			for (size_t w = 0; w < XJ_COUNT(words) && text[t]; w++)
				if (strstr(text[t], words[w]))
					fail_msg("%s: \"%s\"", a[i].code, words[w]);
	}
}

static void test_page_section(void **state)
{
	static const char page[] = "# x\n\n## What it finds\n\nOne\ntwo.\n\nThree.\n\n"
	                           "## How to dispute or mend\n\nPay.\n";

	(void)state;
	assert_true(xj_str_is(xj_page_section(page, "## What it finds"), "One\ntwo."));
	assert_true(xj_str_is(xj_page_section(page, "## How to dispute or mend"), "Pay."));
	assert_true(xj_str_is(xj_page_section(page, "## What"), ""));
	assert_true(xj_str_is(xj_page_section(NULL, "## What it finds"), ""));
	assert_true(xj_str_is(xj_page_section("## A\n\n## B\n\nx", "## A"), ""));
	assert_true(xj_str_is(xj_page_section("## A", "## A"), ""));
}

/* ---- runs ----------------------------------------------------------------------- */

#define HEADER \
	"序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目," \
	"捐贈者／支出對象,身分證／統一編號,收入金額,支出金額,捐贈方式,存入專戶日期," \
	"返還/繳庫,支出用途,金錢類,地址\n"
#define WHO "甄有恆,111年臺中市市長選舉,首次申報,"
#define ANONYMOUS(seq, amount) \
	seq "," WHO "1110815,匿名捐贈,匿名,," amount ",0.00,匯款,1110816,,,金錢,\n"

/* A table of many rows, tested in no time: reading it ends, and it is said why. */
static void test_too_late(void **state)
{
	char path[] = "/tmp/xj-test-check-XXXXXX";
	const char *paths[] = { path };
	struct xj_check_options o = { .language = "en", .msec = 1 };
	struct xj_error err = { 0 };
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");
	struct xj_check *c;

	(void)state;
	assert_non_null(f);
	fputs(HEADER, f);
	for (int i = 0; i < 100000; i++)
		fputs(ANONYMOUS("1", "100"), f);
	fclose(f);
	assert_int_equal(xj_rules_load(NULL, &o.rules, NULL, NULL, NULL), XJ_OK);
	assert_int_equal(xj_check_run(&o, paths, 1, &c, &err), XJ_LIMIT);
	assert_null(c);
	assert_non_null(strstr(err.text, "on your own machine"));
	unlink(path);
	xj_rules_free(o.rules);
}

static struct xj_check *check(struct xj_rules *r, const char *text)
{
	struct xj_check_options o = { .rules = r, .language = "en" };
	char path[] = "/tmp/xj-test-check-XXXXXX";
	const char *paths[] = { path };
	int fd = mkstemp(path);
	struct xj_error err = { 0 };
	struct xj_check *c;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	if (xj_check_run(&o, paths, 1, &c, &err))
		fail_msg("%s", err.text);
	unlink(path);
	assert_int_equal(c->refused, 0);
	return c;
}

static const struct xj_finding *find(const struct xj_check *c, const char *code,
                                     uint64_t row)
{
	for (size_t i = 0; i < c->findings; i++)
		if (xj_str_is(c->finding[i].code, code) && c->finding[i].at.row == row)
			return &c->finding[i];
	return NULL;
}

static size_t count(const struct xj_check *c, const char *code)
{
	size_t n = 0;

	for (size_t i = 0; i < c->findings; i++)
		n += xj_str_is(c->finding[i].code, code);
	return n;
}

static int load(void **state)
{
	return xj_rules_load(NULL, (struct xj_rules **)state, NULL, NULL, NULL);
}

static int unload(void **state)
{
	xj_rules_free(*state);
	return 0;
}

static void test_fingerprints(void **state)
{
	struct xj_check *a = check(*state, HEADER ANONYMOUS("1", "12000.00")
	                           ANONYMOUS("2", "13000.00"));
	struct xj_check *b = check(*state, HEADER ANONYMOUS("2", "13000.00")
	                           ANONYMOUS("1", "12000.00"));
	struct xj_check *c = check(*state, HEADER ANONYMOUS("1", "12000.00")
	                           ANONYMOUS("1", "12000.00"));

	assert_string_equal(find(a, "anonymous-limit", 2)->fingerprint,
	                    find(b, "anonymous-limit", 3)->fingerprint);
	assert_string_equal(find(a, "anonymous-limit", 3)->fingerprint,
	                    find(b, "anonymous-limit", 2)->fingerprint);
	assert_string_not_equal(find(a, "anonymous-limit", 2)->fingerprint,
	                        find(a, "anonymous-limit", 3)->fingerprint);
	/* equal rows are told apart by number */
	assert_int_equal(count(c, "anonymous-limit"), 2);
	assert_string_equal(find(a, "anonymous-limit", 2)->fingerprint,
	                    find(c, "anonymous-limit", 2)->fingerprint);
	assert_string_not_equal(find(c, "anonymous-limit", 2)->fingerprint,
	                        find(c, "anonymous-limit", 3)->fingerprint);
	xj_check_free(a);
	xj_check_free(b);
	xj_check_free(c);
}

/* The importer knows better what is wrong with a date, the rule with an id. */
static void test_said_once(void **state)
{
	struct xj_check *c = check(*state, HEADER
		"1," WHO "111/13/45,個人捐贈收入,陳甲子,A123456789,100.00,0.00,匯款,,,,金錢,x\n"
		"2," WHO "1110815,營利事業捐贈收入,永續海洋股份有限公司,12345678,100.00,0.00,"
		"匯款,1110816,,,金錢,x\n");

	assert_non_null(find(c, "date-no-such", 2));
	assert_null(find(c, "impossible-date", 2));
	assert_int_equal(count(c, "tax-id") + count(c, "tax-id-check"), 1);
	assert_non_null(find(c, "tax-id", 3));
	xj_check_free(c);
}

static void test_order(void **state)
{
	struct xj_check *c = check(*state, HEADER ANONYMOUS("1", "12000.00")
		"2," WHO "1110815,營利事業捐贈收入,永續海洋股份有限公司,12345675,150000.00,"
		"0.00,現金,1110930,,,金錢,x\n"
		"3," WHO "1100101,個人捐贈收入,陳甲子,A123456789,100.00,0.00,匯款,1100102,,,"
		"金錢,x\n" "4,短\n");

	for (size_t i = 1; i < c->findings; i++)
		assert_true(c->finding[i - 1].order <= c->finding[i].order);
	assert_true(find(c, "ragged", 5) < find(c, "outside-window", 4));
	assert_true(find(c, "outside-window", 4) < find(c, "cash-limit", 3));
	assert_true(find(c, "cash-limit", 3) < find(c, "late-deposit", 3));
	assert_int_equal(c->rows_read, 4);
	assert_int_equal(c->rows_aside, 1);
	xj_check_free(c);
}

/* Any text of a draft comes out of every format, and none of them fails. */
static void test_formats(void **state)
{
	struct xj_check *c = check(*state, HEADER
		"1," WHO "1110815,匿名捐贈,\"=1+1 \x1b[31m\",,12000.00,0.00,匯款,1110816,,,"
		"金錢,\n" "2,\"\xe2\x80\xae\",_x0041_\n");

	for (size_t i = 0; xj_check_formats[i]; i++) {
		struct xj_error err = { 0 };
		FILE *f = tmpfile();

		assert_non_null(f);
		/* the file is gone: only the workbook reads it again */
		assert_int_equal(xj_check_formats[i]->write(c, f, &err),
		                 xj_check_formats[i]->binary ? XJ_IO : XJ_OK);
		assert_true(ftell(f) > 0 || xj_check_formats[i]->binary);
		fclose(f);
	}
	xj_check_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_too_late),
		cmocka_unit_test(test_every_rule),
		cmocka_unit_test(test_no_accusation),
		cmocka_unit_test(test_page_section),
		cmocka_unit_test_setup_teardown(test_fingerprints, load, unload),
		cmocka_unit_test_setup_teardown(test_said_once, load, unload),
		cmocka_unit_test_setup_teardown(test_order, load, unload),
		cmocka_unit_test_setup_teardown(test_formats, load, unload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
