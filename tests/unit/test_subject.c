/*
 * test_subject.c - account subjects, exact and misspelled; serials of filings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "xianjin/text.h"
#include "xianjin/values.h"

static unsigned code_of(const char *text, enum xj_account account, int direction,
                        bool *exact)
{
	const struct xj_subject *s = xj_subject_find(xj_str_c(text), account, direction,
	                                             exact);

	return s ? s->code : 0;
}

static void the_table(void **state)
{
	size_t n, i;
	const struct xj_subject *all = xj_subjects(&n);

	(void)state;
	assert_int_equal(n, 36);
	for (i = 0; i < n; i++) {
		const struct xj_subject *s = &all[i];
		bool exact = false;

		assert_true(i == 0 || all[i - 1].code < s->code);
		assert_ptr_equal(xj_subject_by_code(s->code), s);
		assert_int_equal(code_of(s->name, s->account, 0, &exact), s->code);
		assert_true(exact);
		assert_ptr_equal(xj_subject_find(xj_str_c(s->summary_name), s->account,
		                                 (int)s->direction, &exact), s);
		assert_true(exact);
		assert_null(xj_subject_find(xj_str_c(s->name), s->account,
		                            3 - (int)s->direction, &exact));
		assert_false(exact);
	}
	assert_null(xj_subject_by_code(0));
	assert_null(xj_subject_by_code(45));
	assert_null(xj_subject_by_code(70));
	assert_int_equal(xj_subject_by_code(15)->kind, XJ_KIND_ANONYMOUS);
	assert_int_equal(xj_subject_by_code(32)->kind, XJ_KIND_BUSINESS);
	assert_string_equal(xj_subject_by_code(15)->name, "匿名捐贈");
	assert_string_equal(xj_subject_by_code(15)->summary_name, "匿名捐贈收入");
}

static void misspelled(void **state)
{
	static const struct {
		const char *text;
		enum xj_account account;
		int direction;
		unsigned code;
	} table[] = {
		{ "個人捐蹭收入", XJ_ACCOUNT_CANDIDATE, 0, 11 },
		{ "熱人捐贈收入", XJ_ACCOUNT_CANDIDATE, 0, 11 },
		{ "營利事業捐增收入", XJ_ACCOUNT_CANDIDATE, 0, 12 },
		{ "營利事業捐贈", XJ_ACCOUNT_CANDIDATE, 0, 12 },
		{ "教通旅運支出", XJ_ACCOUNT_CANDIDATE, 0, 25 },
		{ "返還支出.pdf", XJ_ACCOUNT_CANDIDATE, 0, 28 },
		{ "返還支出.PDF", XJ_ACCOUNT_CANDIDATE, XJ_EXPENSE, 28 },
		{ "人事費用", XJ_ACCOUNT_CANDIDATE, 0, 20 },
		{ "宣傳", XJ_ACCOUNT_CANDIDATE, 0, 21 },
		{ " 人 事 費 用 支 出\xE2\x80\x8B", XJ_ACCOUNT_CANDIDATE, 0, 20 },
		{ "人民團體損贈收入", XJ_ACCOUNT_CANDIDATE, XJ_INCOME, 14 },
		{ "匿名損贈", XJ_ACCOUNT_CANDIDATE, 0, 15 },
		{ "匿名捐贈", XJ_ACCOUNT_PARTY, 0, 34 },
		{ "捐贈其推薦之公職侯選人競選費用支出", XJ_ACCOUNT_PARTY, 0, 48 },
		{ "返還捐贈", XJ_ACCOUNT_SURPLUS, 0, 68 },
		{ "", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "  ", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "10000", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "１００００", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ ".pdf", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "支出", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "收入", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "捐贈收入", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "個人捐贈支出", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "營利事業捐贈支出", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "其他支出", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "交通旅運支出", XJ_ACCOUNT_PARTY, 0, 0 },
		{ "政黨捐贈收入", XJ_ACCOUNT_PARTY, 0, 0 },
		{ "某務費用支出", XJ_ACCOUNT_PARTY, 0, 0 },
		{ "個人捐贈收入\xFF", XJ_ACCOUNT_CANDIDATE, 0, 0 },
		{ "個人捐贈收入", (enum xj_account)7, 0, 0 },
	};
	bool exact = true;
	size_t i;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++) {
		unsigned got = code_of(table[i].text, table[i].account,
		                       table[i].direction, &exact);

		if (got != table[i].code)
			fail_msg("%s: %u, not %u", table[i].text, got, table[i].code);
		assert_false(exact);
	}
}

/* NAME with the code point number AT replaced by WITH, or left out if WITH is
 * 0, or with WITH in front of it if INSERT. */
static void damage(const char *name, size_t at, uint32_t with, bool insert,
                   char out[128])
{
	struct xj_str s = xj_str_c(name);
	size_t pos = 0, i = 0, o = 0;

	while (pos < s.n) {
		uint32_t cp = xj_utf8_next(s, &pos);

		if (i == at && with)
			o += xj_utf8_put(with, out + o);
		if (i != at || insert)
			o += xj_utf8_put(cp, out + o);
		i++;
	}
	out[o] = '\0';
}

/* Other characters of the subjects are the likeliest to lead astray. */
static const char alphabet[] =
	"個人捐贈收入營利事業政黨民團體匿名其他費用支出宣傳租車輛競選辦處集會交通旅運"
	"雜繳庫返還公共關係務推薦之職候當後與有治所屬教育文化益慈善機構或參加員使某X1";

/* Is SUBJECT found in spite of the damage?  Another one must not be. */
static bool leads_home(const struct xj_subject *subject, size_t at, uint32_t with,
                       bool insert)
{
	char text[128];
	bool exact;
	unsigned got;

	damage(subject->name, at, with, insert, text);
	got = code_of(text, subject->account, 0, &exact);
	if (exact) /* 業務 with 選 is the name 選務 */
		return false;
	if (got != 0 && got != subject->code)
		fail_msg("%s: %u, not %u", text, got, subject->code);
	return got != 0;
}

/* One wrong character never leads to another subject. */
static void one_wrong_character(void **state)
{
	size_t n, i, at, own = 0;
	const struct xj_subject *all = xj_subjects(&n);

	(void)state;
	for (i = 0; i < n; i++)
		for (at = 0; at < xj_utf8_count(xj_str_c(all[i].name)); at++) {
			size_t pos = 0;

			while (pos < sizeof(alphabet) - 1) {
				uint32_t with = xj_utf8_next(XJ_STR(alphabet), &pos);

				own += leads_home(&all[i], at, with, false);
				own += leads_home(&all[i], at, with, true);
				own += leads_home(&all[i], at, 0, false);
			}
		}
	assert_true(own > 20000); /* and most are found */
}

static void kinds(void **state)
{
	enum xj_kind kind;

	(void)state;
	for (int i = XJ_KIND_OTHER; i <= (int)XJ_KIND_ANONYMOUS; i++) {
		assert_true(xj_kind_of_name(xj_str_c(xj_kind_name((enum xj_kind)i)),
		                            &kind));
		assert_int_equal(kind, i);
	}
	assert_false(xj_kind_of_name(XJ_STR("person"), &kind));
	assert_string_equal(xj_kind_name((enum xj_kind)77), "other");
}

static void serials(void **state)
{
	static const struct {
		const char *text;
		int serial;
	} table[] = {
		{ "首次", 1 }, { "首次申報", 1 }, { " 首次 申報 ", 1 }, { "1", 1 },
		{ "1.0", 1 }, { "2.0", 2 }, { "第一次賸餘", 2 }, { "第 1 次賸餘", 2 },
		{ "第1次賸餘申報", 2 }, { "第１次賸餘", 2 }, { "第1次剩餘", 2 },
		{ "第十二次賸餘", 13 }, { "6", 6 }, { "113", 113 }, { "113年度", 113 },
		{ "113.0", 113 }, { "108年", 108 }, { "", 0 }, { "0", 0 }, { "0.0", 0 },
		{ "1.5", 0 }, { "-1", 0 }, { "1000", 0 }, { "5年度", 0 },
		{ "第0次賸餘", 0 }, { "第次賸餘", 0 }, { "第99次賸餘", 0 }, { "二次", 0 },
		{ "首次申報書", 0 }, { "\xFF", 0 },
	};
	char text[40];
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < XJ_COUNT(table); i++)
		if (xj_serial_parse(xj_str_c(table[i].text)) != table[i].serial)
			fail_msg("%s: %d", table[i].text,
			         xj_serial_parse(xj_str_c(table[i].text)));
	for (n = 1; n <= 999; n++) {
		size_t length = xj_serial_spell(n, text);

		assert_int_equal(xj_serial_parse(xj_str_of(text, length)), n);
	}
	assert_int_equal(xj_serial_spell(0, text), 0);
	assert_int_equal(xj_serial_spell(1000, text), 0);
	xj_serial_spell(3, text);
	assert_string_equal(text, "第2次賸餘");
	xj_serial_spell(113, text);
	assert_string_equal(text, "113年度");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table),
		cmocka_unit_test(misspelled),
		cmocka_unit_test(one_wrong_character),
		cmocka_unit_test(kinds),
		cmocka_unit_test(serials),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
