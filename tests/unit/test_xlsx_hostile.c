/*
 * test_xlsx_hostile.c - the XLSX reader on what is damaged, too much, forged or
 * no workbook at all: each is refused, or its rows set aside, by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "importers/xlsx.h"
#include "tests/unit/xlsx_make.h"
#include "xianjin/limits.h"

static void refused(const char *sheet, enum xj_status status, const char *text)
{
	struct simple s = simple(sheet, NULL, NULL);

	expect_error(&xj_reader_xlsx, s.part, status, text);
}

/* ---- guards -------------------------------------------------------------- */

static char *repeat(const char *head, const char *piece, size_t times,
                    const char *tail)
{
	struct xj_buf b;

	xj_buf_init(&b, 64u << 20);
	assert_int_equal(xj_buf_add(&b, head, strlen(head)), XJ_OK);
	for (size_t i = 0; i < times; i++)
		assert_int_equal(xj_buf_addf(&b, piece, (unsigned)i), XJ_OK);
	assert_int_equal(xj_buf_add(&b, tail, strlen(tail)), XJ_OK);
	return b.p;
}

#define OPEN XML "<worksheet xmlns=\"" MAIN "\"><sheetData>"
#define CLOSE "</sheetData></worksheet>"

static void test_guards(void **state)
{
	char *long_tag = repeat(OPEN "<row><c ", "a%u=\"\" ", 8000, "/></row>" CLOSE);
	char *hiding = repeat(OPEN "<row><c ", "a%u=\">\" ", 8000, "/></row>" CLOSE);
	char *many = repeat(OPEN "<row><c ", "a%u=\"\" ", 300, "/></row>" CLOSE);
	char *deep = repeat(OPEN, "<row>", 70, CLOSE);
	char *bomb = repeat("<!DOCTYPE x [<!ENTITY a \"", "aaaaaaaaaa", 2000,
	                    "\">]><x>&a;&a;&a;</x>");

	(void)state;
	refused(long_tag, XJ_LIMIT, "xl/worksheets/sheet1.xml: a tag is longer than "
		"65536");
	refused(hiding, XJ_LIMIT, "a tag is longer than 65536");
	refused(many, XJ_LIMIT, "sheet1.xml: a tag has more than 256 attributes");
	refused(deep, XJ_LIMIT, "sheet1.xml: its elements are nested deeper than 64");
	refused(bomb, XJ_BAD_INPUT, "sheet1.xml: has a DOCTYPE");
	refused("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>", XJ_BAD_INPUT,
	        "has a DOCTYPE");
	refused(DATA("<row><c t=\"str\"><v>&x;</v></c>"
		"</row>"), XJ_BAD_INPUT, "is damaged");
	refused("<?xml version=\"1.0\" encoding=\"big5\"?><x/>", XJ_BAD_INPUT,
	        "is written in big5");
	refused("<?xml version=\"1.0\" encoding='UTF-7'?><x/>", XJ_BAD_INPUT,
	        "is written in UTF-7");
	refused("\xff\xfe<\1", XJ_BAD_INPUT, "is written in UTF-16");
	refused("PK", XJ_BAD_INPUT, "is no XML");
	refused("", XJ_BAD_INPUT, "is no XML");
	refused(OPEN "<row><c><v>1</v></c></row>", XJ_BAD_INPUT, "is damaged");
	refused(DATA("<row><c t=\"str\"><v>\xff</v></c></row>"), XJ_BAD_INPUT,
	        "is damaged");
	refused(DATA("<row><c t=\"str\"><v>\xc1\x9d</v></c></row>"), XJ_BAD_INPUT,
	        "is damaged");
	refused(DATA("<row><c t=\"inlineStr\"><is><t>\xe0\x80\xaf</t></is></c></row>"),
	        XJ_BAD_INPUT, "is damaged");
	refused(DATA("<row><c t=\"\xc1\x9d\"><v>1</v></c></row>"), XJ_BAD_INPUT,
	        "is damaged");
	/* overlong: libxml2 looks less closely there */
	refused(DATA("<row><c t=\"str\"><v><![CDATA[\xc1\x9d]]></v></c></row>"),
	        XJ_BAD_INPUT, "not UTF-8");
	free(long_tag);
	free(hiding);
	free(many);
	free(deep);
	free(bomb);
}

/* Text, too, may be long without a tag; and a byte order mark is fine. */
static void test_not_guarded(void **state)
{
	char *text = repeat("\xef\xbb\xbf" OPEN "<row><c><f>", "1234567890", 20000,
	                    "</f><v>7</v></c></row><!-- it's \" -->" CLOSE);

	(void)state;
	rows(text, NULL, NULL, "[甲]\n1 7\n");
	rows("<?xml version='1.0' encoding = \"utf-8\"?><worksheet xmlns='" MAIN "'>"
	     "<sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", NULL, NULL,
	     "[甲]\n1 1\n");
	free(text);
}

/* '>' may stand in an attribute, wherever the pieces are cut. */
static void test_cut_tags(void **state)
{
	char *text = repeat(OPEN, "<row><c x='a>\"b>c' y=\"'>%u\"><v>1</v></c></row>"
	                    "<!-- a > 'b --><?p x='?>", 3000, CLOSE);
	struct simple s = simple(text, NULL, NULL);
	struct document d = pack(s.part);
	struct seen seen = see(&xj_reader_xlsx, &d, false);

	(void)state;
	assert_int_equal(seen.status, XJ_END);
	assert_string_equal(seen.log.p + seen.log.n - 14, "2999 1\n3000 1\n");
	done(&d, &seen);
	free(text);
}

static void test_row_limits(void **state)
{
	char *long_cell = repeat(OPEN "<row>" T("a") "</row><row><c t=\"str\"><v>", "字",
	                         22000, "</v></c></row><row>" T("z") "</row>" CLOSE);
	char *wide = repeat(OPEN "<row>", "<c><v>%u</v></c>", 1025, "</row>" CLOSE);
	char *heavy = repeat(OPEN "<row>", "<c t=\"s\"><v>0</v></c>", 30, "</row>" CLOSE);
	char *text = repeat("<sst xmlns=\"" MAIN "\"><si><t>", "0123456789", 6000,
	                    "</t></si></sst>");
	struct simple s = simple(long_cell, NULL, NULL);
	struct document d = pack(s.part);
	struct seen seen = see(&xj_reader_xlsx, &d, false);

	(void)state;
	assert_int_equal(seen.status, XJ_END);
	assert_memory_equal(seen.log.p, "[甲]\n1 a\n2! 字字", 19);
	assert_string_equal(seen.log.p + seen.log.n - 4, "3 z\n");
	assert_true(seen.log.n < XJ_MAX_CELL_BYTES + 100);
	done(&d, &seen);
	s = simple(wide, NULL, NULL);
	d = pack(s.part);
	seen = see(&xj_reader_xlsx, &d, false);
	assert_int_equal(seen.status, XJ_END);
	assert_memory_equal(seen.log.p, "[甲]\n1! 0|1|2|", 15);
	done(&d, &seen);
	s = simple(heavy, text, NULL);
	d = pack(s.part);
	seen = see(&xj_reader_xlsx, &d, false);
	assert_int_equal(seen.status, XJ_END);
	assert_memory_equal(seen.log.p, "[甲]\n1! 0123", 13);
	assert_true(seen.log.n <= XJ_MAX_RECORD_BYTES + 100);
	done(&d, &seen);
	free(long_cell);
	free(wide);
	free(heavy);
	free(text);
}

static void test_bad_rows(void **state)
{
	(void)state;
	rows(DATA("<row><c t=\"s\"><v>1</v></c><c><v>5</v></c></row>"
	          "<row><c t=\"s\"><v>-1</v></c></row>"
	          "<row><c r=\"A3\"><v>1</v></c><c r=\"A3\"><v>2</v></c></row>"
	          "<row><c r=\"XFE4\"><v>1</v></c></row><row><c r=\"7\"><v>1</v></c>"
	          "</row>"
	          "<row><c r=\"XFD6\"><v>1</v></c></row>"
	          "<row><c t=\"new\"><v>x</v></c></row>"), STRINGS("<si><t>a</t></si>"),
	     NULL, "[甲]\n1! |5\n2! \n3! 2\n4! 1\n5! 1\n6! \n7 x\n");
	refused(DATA("<row r=\"5\"/><row r=\"5\"/>"), XJ_BAD_INPUT,
	        "row 5 stands behind row 5");
	refused(DATA("<row r=\"0\"/>"), XJ_BAD_INPUT, "row 0 stands behind");
	refused(DATA("<row r=\"x\"/>"), XJ_BAD_INPUT, "no number that can be read");
	refused(DATA("<row r=\"1048577\"/>"), XJ_LIMIT, "row 1048577 lies beyond");
}

/* ---- what is no workbook that can be read -------------------------------- */

static void test_protected(void **state)
{
	char ole[4096] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	struct document d = { ole, sizeof(ole) };
	struct seen s;

	(void)state;
	assert_int_equal(xj_reader_xlsx.bid(xj_str_of(ole, sizeof(ole)), "x"), 0);
	memcpy(ole + 1152, name, sizeof(name));
	assert_true(xj_reader_xlsx.bid(xj_str_of(ole, sizeof(ole)), "x") > 0);
	for (int stream = 0; stream < 2; stream++) {
		s = see(&xj_reader_xlsx, &d, stream);
		assert_int_equal(s.status, XJ_BAD_INPUT);
		assert_non_null(strstr(s.err.text, "password"));
		xj_buf_clear(&s.log);
	}
}

static void test_cut_short(void **state)
{
	struct simple s = simple(DATA("<row><c><v>1</v></c></row>"), NULL, NULL);
	struct document d = pack(s.part), cut = d;

	(void)state;
	for (cut.n = 0; cut.n < d.n; cut.n += 7) {
		struct seen seen = see(&xj_reader_xlsx, &cut, false);

		assert_int_equal(seen.status, XJ_BAD_INPUT);
		xj_buf_clear(&seen.log);
	}
	free(d.p);
}

static int bid(const struct part *part)
{
	struct document d = pack(part);
	int b = xj_reader_xlsx.bid(xj_str_of(d.p, d.n < 4096 ? d.n : 4096), "x.zip");

	free(d.p);
	return b;
}

static void test_bid(void **state)
{
	struct simple s = simple(DATA(""), NULL, NULL);
	const struct part csv[] = { { "a.csv", "a,b\n" }, { "xl/b.csv", "c" },
	                            { NULL, NULL } };
	const struct part word[] = { { "[Content_Types].xml", "x" },
	                             { "word/document.xml", "x" }, { NULL, NULL } };
	const struct part odd[] = { { "docProps/app.xml", "x" },
	                            { "xl/theme/theme1.xml", "x" }, { NULL, NULL } };
	char cut[30] = "PK\3\4";

	(void)state;
	assert_int_equal(bid(s.part), 80);
	assert_int_equal(bid(odd), 80);
	assert_int_equal(bid(csv), 0);
	assert_int_equal(bid(word), 0);
	for (size_t n = 0; n <= sizeof(cut); n++)
		assert_int_equal(xj_reader_xlsx.bid(xj_str_of(cut, n), "x"), 0);
	assert_int_equal(xj_reader_xlsx.bid(XJ_STR("a,b\n"), "x.xlsx"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guards),
		cmocka_unit_test(test_not_guarded),
		cmocka_unit_test(test_cut_tags),
		cmocka_unit_test(test_row_limits),
		cmocka_unit_test(test_bad_rows),
		cmocka_unit_test(test_protected),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_bid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
