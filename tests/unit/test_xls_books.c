/*
 * test_xls_books.c - the reader of old workbooks: sheets of every kind, code
 * pages, what is refused, the same table as text, and damaged files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "importers/xls.h"
#include "tests/unit/xls_make.h"
#include "xianjin/limits.h"
#include "xianjin/values.h"

/* ---- workbooks ------------------------------------------------------------- */

static void test_sheets(void **state)
{
	struct xj_buf b;
	size_t name[5];

	(void)state;
	start_book(&b, BIFF8);
	add_styles(&b);
	name[0] = name_sheet(&b, BIFF8, "\u4e00", 0, 0);
	name[1] = name_sheet(&b, BIFF8, "chart", 0, 2);
	name[2] = name_sheet(&b, BIFF8, "hid", 1, 0);
	name[3] = name_sheet(&b, BIFF8, "empty", 0, 0);
	name[4] = name_sheet(&b, BIFF8, "liar", 0, 0);
	rec16(&b, XJ_BIFF_DATEMODE, 1);
	eof(&b);
	begin_sheet(&b, BIFF8, name[4], 0x0020); /* a chart after all */
	eof(&b);
	begin_sheet(&b, BIFF8, name[0], 0x0010);
	label(&b, 0, 0, "x");
	bof(&b, BIFF8, 0x0020); /* a chart lies on the sheet */
	number(&b, 7, 7, GENERAL, 7);
	bof(&b, BIFF8, 0x0020);
	eof(&b);
	eof(&b);
	number(&b, 1, 0, DAY, 43299);
	eof(&b);
	begin_sheet(&b, BIFF8, name[1], 0x0020);
	eof(&b);
	begin_sheet(&b, BIFF8, name[3], 0x0010);
	eof(&b);
	begin_sheet(&b, BIFF8, name[2], 0x0010);
	label(&b, 0, 0, "h");
	eof(&b);
	put(&b, "\0\0\0\0\0\0", 6); /* padding */
	expect(&b, "# \u4e00\n1 x\n2 2022-07-19\n~sheet-skipped 0.0 chart\n# hid\n"
	       "~hidden-sheet 1.0 hid\n1 h\n# empty\n# liar\n");
}

static void label5(struct xj_buf *b, unsigned row, unsigned column,
                   const char *bytes)
{
	size_t r = begin(b, column == 1 ? XJ_BIFF_RSTRING : XJ_BIFF_LABEL);

	at(b, row, column, 0);
	put16(b, (unsigned)strlen(bytes));
	put(b, bytes, strlen(bytes));
	if (column == 1)
		put(b, "\1\0\0\0", 3);
	end(b, r);
}

static struct xj_buf old_book(unsigned codepage)
{
	static const uint8_t text[8] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	struct xj_buf b;
	size_t name, r;

	start_book(&b, BIFF5);
	r = begin(&b, XJ_BIFF_FORMAT);
	put16(&b, 170);
	put8(&b, 8);
	put(&b, "yyyy/m/d", 8);
	end(&b, r);
	style(&b, 0);
	style(&b, 170);
	name = name_sheet(&b, BIFF5, "\xa4\x75\xa7\x40", 0, 0);
	if (codepage)
		rec16(&b, XJ_BIFF_CODEPAGE, codepage);
	eof(&b);
	begin_sheet(&b, BIFF5, name, 0x0010);
	label5(&b, 0, 0, "\xa4\xfd\xa4\x6a\xa9\xfa");
	label5(&b, 0, 1, "\xb3\x5c\xa5\x5c\xbb\x5c"); /* trail bytes 5C */
	number(&b, 1, 0, 1, 44761);
	formula(&b, 1, 1, 0, text, 0);
	r = begin(&b, XJ_BIFF_STRING);
	put16(&b, 2);
	put(&b, "\xa4\xa4", 2);
	end(&b, r);
	label5(&b, 2, 0, "\xfa\x40"); /* user-defined */
	label5(&b, 3, 0, "x\xff");
	eof(&b);
	return b;
}

static void test_code_pages(void **state)
{
	static const char want[] =
		"# \u5de5\u4f5c\n1 \u738b\u5927\u660e|\u8a31\u529f\u84cb\n"
		"2 2022-07-19|\u4e2d\n~private-use 3.1 \ue000\n3 \ue000|\n"
		"~bad-bytes 4.1 x\ufffd\n4 x\ufffd|\n";
	static const unsigned pages[] = { 950, 1252, 0, 10002 };
	struct xj_buf b;
	struct said s;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(pages); i++) {
		b = old_book(pages[i]);
		s = hear_stream(&b, "Book", NULL);
		assert_string_equal(s.encoding, "CP950");
		forget(&s);
		expect_as(&b, "Book", want);
	}
	b = old_book(936); /* told better */
	s = hear_stream(&b, "BOOK", "cp950");
	assert_string_equal(log_of(&s), want);
	forget(&s);
	s = hear_stream(&b, "Book", NULL);
	assert_string_equal(s.encoding, "GB18030");
	assert_string_not_equal(log_of(&s), want);
	forget(&s);
	s = hear_stream(&b, "Book", "klingon");
	assert_int_equal(s.status, XJ_USAGE);
	forget(&s);
	xj_buf_clear(&b);
}

static void test_refused(void **state)
{
	struct xj_buf b;
	size_t name;

	(void)state;
	start_book(&b, BIFF8);
	rec16(&b, XJ_BIFF_FILEPASS, 1);
	eof(&b);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "password");
	start_book(&b, BIFF8);
	refuse(&b, "EncryptedPackage", XJ_BAD_INPUT, "password");
	start_book(&b, BIFF8);
	refuse(&b, "WordDocument", XJ_BAD_INPUT, "Word");
	start_book(&b, BIFF8);
	refuse(&b, "Contents", XJ_BAD_INPUT, "holds no workbook");
	xj_buf_init(&b, 1000);
	put(&b, "\x09\x04\x06\0\0\0\x10\0\0\0", 10);
	refuse(&b, "Book", XJ_BAD_INPUT, "older than Excel 5");
	start_book(&b, 0x0700);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "0700");
	xj_buf_init(&b, 1000);
	bof(&b, BIFF8, 0x0010);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "no list of its sheets");
	start_book(&b, BIFF8);
	rec16(&b, XJ_BIFF_SST, 1);
	eof(&b);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "damaged at byte 20");
	start_book(&b, BIFF8); /* a sheet that is nowhere */
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	patch32(&b, name, 1u << 30);
	eof(&b);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "damaged at byte 1073741824");
	start_book(&b, BIFF8); /* two in one place */
	name = name_sheet(&b, BIFF8, "s", 0, 0);
	size_t second = name_sheet(&b, BIFF8, "t", 0, 0);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	patch32(&b, second, (uint32_t)b.n);
	bof(&b, BIFF8, 0x0010);
	eof(&b);
	eof(&b);
	refuse(&b, "Workbook", XJ_BAD_INPUT, "damaged at byte");
}

/* The globals may be missed by no cut; a sheet's rows come before the error. */
static void test_cut_short(void **state)
{
	struct xj_buf b = old_book(950);
	size_t whole = b.n;

	(void)state;
	for (size_t n = 0; n < whole; n++) {
		struct said s;

		b.n = n;
		s = hear_stream(&b, "Book", NULL);
		assert_int_equal(s.status, XJ_BAD_INPUT);
		forget(&s);
	}
	xj_buf_clear(&b);
}

static void test_bid(void **state)
{
	static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest";

	(void)state;
	assert_int_equal(xj_reader_xls.bid(XJ_STR(ole), "x.csv"), 60);
	assert_int_equal(xj_reader_xls.bid(xj_str_of(ole, 7), "x.xls"), 0);
	assert_int_equal(xj_reader_xls.bid(XJ_STR("<html>"), "x.xls"), 0);
	assert_int_equal(xj_reader_xls.bid(XJ_STR("a\tb\n"), "x.xls"), 0);
	assert_int_equal(xj_reader_xls.bid(XJ_STR("PK\3\4"), "x.xls"), 0);
}

/* ---- the same table as text ------------------------------------------------ */

static const char *const names[] = {
	"\u5e8f\u865f", "\u4ea4\u6613\u65e5\u671f", "\u5c0d\u8c61",
	"\u7d71\u4e00\u7de8\u865f", "\u6536\u5165\u91d1\u984d", "\u5730\u5740"
};

static void add_both(struct xj_buf *b, struct xj_buf *csv, unsigned row)
{
	static const char *const people[] = {
		"\u6e2c\u8a66\u7532", "\u6e2c\u8a66\xf0\xa0\xae\xb7\u4e59", "Test (C)",
		"\u6e2c\u8a66\u80a1\u4efd\u6709\u9650\u516c\u53f8"
	};
	unsigned day = 44700 + row % 300;
	int32_t iso = xj_day_of(1899, 12, 30) + (int32_t)day;
	char date[16];

	xj_day_iso(iso, date);
	number(b, row, 0, GENERAL, row);
	number(b, row, 1, row & 1 ? DAY : CHINESE_DAY, day);
	shared(b, row, 2, row % 4);
	label(b, row, 3, "00123456");
	if (row % 3)
		rk(b, row, 4, AMOUNT, rk_of((int32_t)row * 1000, false));
	else
		number(b, row, 4, AMOUNT, row * 1000.25);
	if (row % 5)
		label(b, row, 5, "\u81fa\u5317\u5e02, \"\u4e2d\"\n1");
	assert_int_equal(xj_buf_addf(csv, "%u,%s,%s,00123456,", row, date,
	                             people[row % 4]), XJ_OK);
	if (row % 3)
		assert_int_equal(xj_buf_addf(csv, "%u", row * 1000), XJ_OK);
	else
		assert_int_equal(xj_buf_addf(csv, "%u%s", row * 100025 / 100,
			(const char *[]){ "", ".25", ".5", ".75" }[row % 4]), XJ_OK);
	assert_int_equal(xj_buf_addf(csv, ",%s\n", row % 5
		? "\"\u81fa\u5317\u5e02, \"\"\u4e2d\"\"\n1\"" : ""), XJ_OK);
}

static void test_same_as_text(void **state)
{
	static const char *const people[] = {
		"\u6e2c\u8a66\u7532", "\u6e2c\u8a66\xf0\xa0\xae\xb7\u4e59", "Test (C)",
		"\u6e2c\u8a66\u80a1\u4efd\u6709\u9650\u516c\u53f8"
	};
	static const struct cutting how = { .limit = 20, .narrow = true };
	struct xj_buf b, csv;
	struct said xls, text;
	size_t name;

	(void)state;
	xj_buf_init(&csv, 1 << 20);
	start_book(&b, BIFF8);
	add_styles(&b);
	name = name_sheet(&b, BIFF8, "", 0, 0);
	sst(&b, people, 4, &how);
	eof(&b);
	begin_sheet(&b, BIFF8, name, 0x0010);
	for (unsigned i = 0; i < XJ_COUNT(names); i++) {
		label(&b, 0, i, names[i]);
		assert_int_equal(xj_buf_addf(&csv, "%s%s", names[i],
			i + 1 == XJ_COUNT(names) ? "\n" : ","), XJ_OK);
	}
	for (unsigned row = 1; row <= 1000; row++)
		add_both(&b, &csv, row);
	eof(&b);
	xls = hear_stream(&b, "Workbook", NULL);
	text = hear_with(&xj_reader_csv, csv.p, csv.n, 0, NULL, false);
	assert_int_equal(text.status, XJ_END);
	assert_int_equal(text.rows, 1001);
	assert_string_equal(log_of(&xls), log_of(&text));
	forget(&xls);
	forget(&text);
	xj_buf_clear(&b);
	xj_buf_clear(&csv);
}

/* ---- damage ---------------------------------------------------------------- */

static uint32_t dice(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static void damage(char *p, size_t n, uint64_t *seed)
{
	static const uint8_t loud[] = { 0, 1, 0x7f, 0x80, 0xfe, 0xff };
	unsigned times = 1 + dice(seed) % 6;

	while (times-- > 0) {
		size_t i = dice(seed) % n;

		switch (dice(seed) % 4) {
		case 0: /* the container's own records */
			i = dice(seed) % (n < 1536 ? n : 1536);
			p[i] = (char)dice(seed);
			break;
		case 1:
			p[i] = (char)(p[i] ^ 1 << dice(seed) % 8);
			break;
		case 2:
			p[i] = (char)loud[dice(seed) % sizeof(loud)];
			break;
		default:
			for (size_t k = i; k < n && k < i + 8; k++)
				p[k] = (char)dice(seed);
		}
	}
}

static struct xj_buf everything(void)
{
	static const uint8_t text[8] = { 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	static const struct cutting how = { .limit = 40, .narrow = true,
	                                    .rich = true, .guide = true };
	struct xj_buf b;
	size_t name[2];

	start_book(&b, BIFF8);
	add_styles(&b);
	name[0] = name_sheet(&b, BIFF8, "one", 0, 0);
	name[1] = name_sheet(&b, BIFF8, "two", 1, 0);
	sst(&b, awkward, XJ_COUNT(awkward), &how);
	eof(&b);
	for (unsigned k = 0; k < 2; k++) {
		begin_sheet(&b, BIFF8, name[k], 0x0010);
		for (unsigned i = 0; i < 40; i++) {
			unsigned row = k ? 39 - i : i;

			row_record(&b, row, i == 9);
			shared(&b, row, 0, i % 11);
			number(&b, row, 1, i % 6, 44761.25 + i);
			rk(&b, row, 2, i % 6, rk_of((int32_t)i, i & 1));
			formula(&b, row, 3, 0, text, 0);
			put_result(&b, awkward[i % 11]);
			boolerr(&b, row, 4, i % 4, i & 1);
			label(&b, row, 5, awkward[i % 11]);
		}
		merge(&b, 0, 1, 0, 1);
		eof(&b);
	}
	return b;
}

static void test_damaged(void **state)
{
	struct xj_buf stream = everything(), file = contain(&stream, "Workbook");
	char *copy = malloc(file.n);
	size_t read = 0, refused = 0;
	uint64_t seed = 20220719;
	time_t from = time(NULL);

	(void)state;
	assert_non_null(copy);
	alarm(300); /* a hang */
	for (size_t i = 0; i < 2000; i++) {
		struct said s;
		size_t n = file.n;

		memcpy(copy, file.p, file.n);
		damage(copy, n, &seed);
		if (i % 10 == 0)
			n = dice(&seed) % n;
		s = hear_with(&xj_reader_xls, copy, n, 0, NULL, false);
		read += s.status == XJ_END;
		refused += s.status != XJ_END;
		assert_true(s.status == XJ_END || s.status == XJ_BAD_INPUT ||
		            s.status == XJ_LIMIT);
		forget(&s);
	}
	alarm(0);
	assert_int_equal(read + refused, 2000);
	assert_true(read > 100 && refused > 100);
	assert_true(time(NULL) - from < 120);
	free(copy);
	xj_buf_clear(&file);
	xj_buf_clear(&stream);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sheets),
		cmocka_unit_test(test_code_pages),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_bid),
		cmocka_unit_test(test_same_as_text),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
