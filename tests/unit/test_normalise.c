/*
 * test_normalise.c - rows to entries: what is read, what is doubted, what is
 * set aside, and that every cell can be given back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "xianjin/importers.h"

#define MAX 32

static size_t cut(const char *text, struct xj_str *cell)
{
	size_t n = 0;

	for (;;) {
		const char *bar = strchr(text, '|');

		cell[n++] = xj_str_of(text, bar ? (size_t)(bar - text) : strlen(text));
		if (!bar)
			return n;
		text = bar + 1;
	}
}

static const char header[] =
	"序號|擬參選人／政黨|選舉名稱|申報序號／年度|交易日期|收支科目|捐贈者／支出對象|"
	"身分證／統一編號|收入金額|支出金額|捐贈方式|存入專戶日期|返還/繳庫|支出用途|金錢類|地址|備註";

struct bench {
	struct xj_columns columns;
	struct xj_context context;
	struct xj_normaliser *z;
	struct xj_normal n;
	struct xj_str cell[MAX];
	struct xj_row row;
};

static void start(struct bench *b)
{
	struct xj_str cell[MAX];
	struct xj_row row = { .cell = cell, .n = cut(header, cell) };
	struct xj_error err = { 0 };

	memset(b, 0, sizeof(*b));
	if (xj_columns_match(&row, &b->columns, &err))
		fail_msg("%s", err.text);
	assert_int_equal(xj_normaliser_new(&b->columns, &b->context, &b->z, NULL), XJ_OK);
}

static void end(struct bench *b)
{
	xj_normaliser_free(b->z);
	xj_columns_clear(&b->columns);
}

static void read_row(struct bench *b, const char *text)
{
	struct xj_error err = { 0 };

	b->row = (struct xj_row){ .cell = b->cell, .n = cut(text, b->cell), .row = 2,
	                          .line = 2 };
	if (xj_normalise(b->z, &b->row, &b->n, &err))
		fail_msg("%s", err.text);
	if (!b->n.aside)
		assert_int_equal(xj_normalise_raw(b->z, &b->row, true, &b->n, NULL), XJ_OK);
}

#define WHO "范例文|111年臺南市市長選舉|首次申報"

static void test_plain_row(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	read_row(&b, "7|" WHO "|1110902|營利事業捐贈收入|空中樓閣(股)公司|04595257|100000.00|0.00|"
	         "匯款|1110905|||金錢|臺南市東區****|");
	assert_null(b.n.aside);
	assert_int_equal(b.n.issues, 0);
	assert_int_equal(b.n.entry.direction, XJ_INCOME);
	assert_int_equal(b.n.entry.subject, 12);
	assert_int_equal(b.n.entry.kind, XJ_KIND_BUSINESS);
	assert_int_equal(b.n.entry.amount, 100000);
	assert_int_equal(b.n.entry.day, xj_day_of(2022, 9, 2));
	assert_int_equal(b.n.entry.deposit_day, xj_day_of(2022, 9, 5));
	assert_int_equal(b.n.entry.method, XJ_METHOD_TRANSFER);
	assert_int_equal(b.n.entry.monetary, 1);
	assert_int_equal(b.n.filing.serial, 1);
	assert_int_equal(b.n.filing.account, XJ_ACCOUNT_CANDIDATE);
	assert_true(xj_str_is(b.n.entry.seq, "7"));
	/* all of it can be given back by the columns */
	assert_true(xj_str_is(b.n.entry.raw, ""));
	end(&b);
}

static const struct {
	const char *row, *code, *raw;
} doubts[] = {
	{ "1|" WHO "|111/9/2|個人捐贈收入|陳甲子||3000.00|0.00|現金|1110902|||金錢||",
	  "", "{\"交易日期\":\"111/9/2\"}" },
	{ "1|" WHO "|1110932|個人捐贈收入|陳甲子||3000.00|0.00|現金||||金錢||",
	  "date-no-such", "{\"交易日期\":\"1110932\"}" },
	{ "1|" WHO "||個人捐贈收入|陳甲子||3000.00|0.00|現金||||金錢||", "date-empty", "" },
	{ "1|" WHO "|1110902|個人捐蹭收入|陳甲子||3,000|0.00|現金||||金錢||",
	  "subject-folded", "{\"收支科目\":\"個人捐蹭收入\",\"收入金額\":\"3,000\"}" },
	{ "1|" WHO "|1110902|九九乘法|陳甲子||3000.00|0.00|現金||||金錢||",
	  "subject-unknown", "{\"收支科目\":\"九九乘法\"}" },
	{ "1|" WHO "|1110902|營利事業捐贈收入|甲|1234569|3000.00|0.00|現金||||金錢||",
	  "", "" },
	{ "1|" WHO "|1110902|營利事業捐贈收入|甲|04595252|3000.00|0.00|現金||||金錢||",
	  "", "" }, /* passes the relaxed rule */
	{ "1|" WHO "|1110902|營利事業捐贈收入|甲|12222539|3000.00|0.00|現金||||金錢||",
	  "tax-id-check", "" },
	{ "1|" WHO "|1110902|營利事業捐贈收入|甲|1.05007266E9|3000.00|0.00|現金||||金錢||",
	  "id-scientific", "" },
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||3000.00|0.00|刷卡||已退||||",
	  "disposition-unknown",
	  "{\"捐贈方式\":\"刷卡\",\"返還/繳庫\":\"已退\"}" },
	{ "1|" WHO "|1110902|宣傳支出|海報行|04595257|0.00|500.00||||傳單|金錢||看板",
	  "", "{\"備註\":\"看板\"}" },
};

static void test_doubts(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(doubts); i++) {
		struct bench b;
		const char *code;

		start(&b);
		/* the first row settles what is constant: an ordinary one */
		read_row(&b, "0|" WHO "|1110902|個人捐贈收入|陳甲子||1.00|0.00|現金|1110902|||金錢||");
		read_row(&b, doubts[i].row);
		if (b.n.aside)
			fail_msg("%zu was set aside: %s", i, b.n.aside);
		code = b.n.issues ? b.n.issue[0].code : "";
		if (strcmp(doubts[i].code, "") || b.n.issues)
			if (strcmp(code, doubts[i].code) && !(i == 5 && strcmp(code,
			                                     "tax-id-short") == 0))
				fail_msg("%zu: %s, not %s", i, code, doubts[i].code);
		if (!xj_str_is(b.n.entry.raw, doubts[i].raw))
			fail_msg("%zu: raw is %.*s", i, (int)b.n.entry.raw.n,
			         b.n.entry.raw.p);
		end(&b);
	}
}

static const struct {
	const char *row, *code;
	int64_t amount;
} asides[] = {
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||3000.00", "ragged", 0 },
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||3000.00|20.00|現金||||金錢||",
	  "two-amounts", 3020 },
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||||現金||||金錢||", "no-amount", 0 },
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||三千|0.00|現金||||金錢||", "amount-shape", 0 },
	{ "1|" WHO "|1110902|個人捐贈收入|陳甲子||30.50|0.00|現金||||金錢||", "amount-shape", 0 },
	{ "1||111年臺南市市長選舉|首次申報|1110902|個人捐贈收入|陳甲子||30.00|0.00|現金||||金錢||",
	  "no-recipient", 30 },
	{ "1|范例文||首次申報|1110902|個人捐贈收入|陳甲子||30.00|0.00|現金||||金錢||",
	  "no-election", 30 },
	{ "1|范例文|111年臺南市市長選舉|第幾次|1110902|個人捐贈收入|陳甲子||30.00|0.00|現金||||金錢||",
	  "serial-shape", 30 },
};

static void test_set_aside(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(asides); i++) {
		struct bench b;

		start(&b);
		read_row(&b, asides[i].row);
		if (!b.n.aside)
			fail_msg("%zu was not set aside", i);
		assert_string_equal(b.n.aside, asides[i].code);
		assert_non_null(b.n.aside_message);
		assert_true(b.n.aside_amount == asides[i].amount);
		end(&b);
	}
}

static void test_accounts(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	read_row(&b, "1|樣本黨||113年度|1130902|營利事業捐贈收入|甲|04595257|5.00|0.00|現金||||金錢||");
	assert_null(b.n.aside);
	assert_int_equal(b.n.filing.account, XJ_ACCOUNT_PARTY);
	assert_int_equal(b.n.entry.subject, 32);
	read_row(&b, "1|范例文|111年臺南市市長選舉|第1次賸餘|1130902|其他收入|銀行||5.00|0.00|||||金錢||");
	assert_null(b.n.aside);
	assert_int_equal(b.n.filing.account, XJ_ACCOUNT_SURPLUS);
	assert_int_equal(b.n.filing.serial, 2);
	assert_int_equal(b.n.entry.subject, 51);
	end(&b);
}

/* A column that never changes is kept once, and a row that differs says so. */
static void test_constants(void **state)
{
	struct bench b;

	(void)state;
	start(&b);
	read_row(&b, "1|" WHO "|1110902|個人捐贈收入|陳甲子||1.00|0.00|現金|1110902|||是||第一冊");
	assert_true(xj_str_is(b.n.entry.raw, ""));
	read_row(&b, "2|" WHO "|1110902|個人捐贈收入|陳甲子||1.00|0.00|現金|1110902|||否||第二冊");
	assert_true(xj_str_is(b.n.entry.raw, "{\"金錢類\":\"否\",\"備註\":\"第二冊\"}"));
	assert_true(xj_str_is(xj_normaliser_constants(b.z),
	                      "{\"金錢類\":\"是\",\"備註\":\"第一冊\"}"));
	end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_row), cmocka_unit_test(test_doubts),
		cmocka_unit_test(test_set_aside), cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
