/*
 * test_ods.c - the ODS reader: documents as an office program writes them, and
 * what else the format allows.  All are made here, by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "importers/ods.h"
#include "tests/unit/book_make.h"
#include "xianjin/limits.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMES " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"" \
	" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"" \
	" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"" \
	" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"" \
	" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\"" \
	" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:" \
	"calcext:1.0\""
#define HEAD XML "<office:document-content" NAMES ">"
#define TAIL "</office:document-content>"
#define BOOK(body) HEAD "<office:body><office:spreadsheet>" body \
	"</office:spreadsheet></office:body>" TAIL
#define TABLE(name, body) "<table:table table:name=\"" name "\">" body "</table:table>"
#define R(body) "<table:table-row>" body "</table:table-row>"
#define RN(n, body) "<table:table-row table:number-rows-repeated=\"" n "\">" body \
	"</table:table-row>"
#define S(text) "<table:table-cell office:value-type=\"string\"><text:p>" text \
	"</text:p></table:table-cell>"
#define N(n) "<table:table-cell office:value-type=\"float\" office:value=\"" n \
	"\"><text:p>shown</text:p></table:table-cell>"
#define E "<table:table-cell/>"
#define EN(n) "<table:table-cell table:number-columns-repeated=\"" n "\"/>"

#define MIME "application/vnd.oasis.opendocument.spreadsheet"

struct ods {
	struct part part[4];
};

static struct ods ods(const char *content, const char *manifest)
{
	return (struct ods){ {
		{ "mimetype", MIME }, { "META-INF/manifest.xml", manifest },
		{ "content.xml", content }, { NULL, NULL }
	} };
}

static void rows(const char *content, const char *log)
{
	struct ods o = ods(content, NULL);

	expect_rows(&xj_reader_ods, o.part, log);
}

static void refused(const char *content, enum xj_status status, const char *text)
{
	struct ods o = ods(content, NULL);

	expect_error(&xj_reader_ods, o.part, status, text);
}

/* ---- values -------------------------------------------------------------- */

#define V(type, value, shown) "<table:table-cell office:value-type=\"" type "\" " value \
	"><text:p>" shown "</text:p></table:table-cell>"

static void test_types(void **state)
{
	(void)state;
	rows(BOOK(TABLE("甲", R(
		S("文字") N("162000") N("0.10000000000000001") N("1E+05")
		V("currency", "office:value=\"1200.5\" "
			"office:currency=\"TWD\"", "NT$1,200.5")
		V("percentage", "office:value=\"0.05\"", "5%")
		V("date", "office:date-value=\"2022-07-19\"", "111/7/19")
		V("date", "office:date-value=\"2022-07-19T13:05:00\"", "x")
		V("time", "office:time-value=\"PT13H05M00S\"", "x")
		V("boolean", "office:boolean-value=\"true\"", "真")
		V("boolean", "office:boolean-value=\"false\"", "假")
		V("date", "office:date-value=\"soon\"", "不久")
		V("float", "", "空") "<table:table-cell><text:p>無</text:p>"
			"</table:table-cell>"
		"<table:table-cell office:value-type=\"string\" "
		"office:string-value=\"甲乙\"/>"
		"<table:table-cell office:value-type=\"string\" "
		"office:string-value=\"甲乙\">"
		"<text:p>丙</text:p></table:table-cell>"))),
	     "[甲]\n1 文字|162000|0.1|100000|1200.5|0.05|2022-07-19|2022-07-19 13:05:00|"
	     "13:05:00|TRUE|FALSE|不久|空|無|甲乙|丙\n");
}

static void test_text(void **state)
{
	(void)state;
	rows(BOOK(TABLE("甲", R(
		S("王<text:span>小</text:span><text:a>明</text:a>")
		S("一</text:p><text:p>二</text:p><text:p/><text:p>三")
		S("a<text:s/>b<text:s text:c=\"3\"/>c<text:tab/>d<text:line-break/>e")
		S("\n   a \n\t b<text:span> </text:span> c ")
		S("<text:ruby><text:ruby-base>陳</text:ruby-base><text:ruby-text>ㄔㄣ"
		  "</text:ruby-text></text:ruby>")
		S("甲<text:note><text:note-body><text:p>註</text:p></text:note-body>"
			"</text:note>")
		"<table:table-cell office:value-type=\"string\"><office:annotation>"
		"<text:p>"
		"批註</text:p></office:annotation><text:p>乙</text:p><draw:frame>"
		"<draw:text-box>"
		"<text:p>圖</text:p></draw:text-box></draw:frame></table:table-cell>"
		"<table:table-cell>散<table:table><table:table-row>" S("內")
		"</table:table-row></table:table><text:p>丙</text:p></table:table-cell>"
		S("&amp;&lt;&#x4E00;")))),
	     "[甲]\n1 王小明|一\n二\n\n三|a b   c\td\ne|a b c |陳|甲|乙|丙|&<一\n");
}

/* ---- repeats ------------------------------------------------------------- */

static void test_repeats(void **state)
{
	(void)state;
	/* what stands below and beside every sheet of an office program */
	rows(BOOK(TABLE("甲", R(S("a") S("b") S("c") EN("16381"))
		RN("2", S("x") EN("2") EN("16381")) RN("3", EN("16384"))
		R("<table:table-cell table:number-columns-repeated=\"3\" "
		  "office:value-type=\"float\" office:value=\"7\"/>")
		RN("1048563", EN("16384"))) TABLE("乙", RN("1048576", EN("16384")))
		TABLE("", "")),
	     "[甲]\n1 a|b|c\n2 x||\n3 x||\n4 ||\n5 ||\n6 ||\n7 7|7|7\n[乙]\n[]\n");
	rows(BOOK(TABLE("甲", RN("1048575", E) R(S("z")) R(E))),
	     "[甲]\n~empty-rows 1048576.0 \n1048576 z\n");
	rows(BOOK(TABLE("甲", RN("4294967295", E) RN("99999999999999", EN("99999999999"))
	                R(E))), "[甲]\n");
}

static void test_repeat_limits(void **state)
{
	(void)state;
	refused(BOOK(TABLE("甲", RN("1048577", S("x")))), XJ_LIMIT,
	        "content.xml: row 1 is repeated beyond row 1048576");
	refused(BOOK(TABLE("甲", RN("1048576", E) R(S("x")))), XJ_LIMIT,
	        "row 1048577 is repeated beyond");
	refused(BOOK(TABLE("甲", RN("x", S("x")))), XJ_LIMIT, "beyond row 1048576");
	refused(BOOK(TABLE("甲", RN("99999999999", E) RN("99999999999", S("x")))),
	        XJ_LIMIT,        "beyond row 1048576");
	/* a cell in each of 1,024 columns and 1,048,576 rows */
	refused(BOOK(TABLE("甲", RN("1048576", "<table:table-cell table:number-columns-"
		"repeated=\"1024\"><text:p>x</text:p></table:table-cell>"))), XJ_LIMIT,
	        "content.xml: row 1: the sheet has more than 50000000 cells");
	rows(BOOK(TABLE("甲", R("<table:table-cell table:number-columns-repeated=\"2000\">"
		"<text:p/></table:table-cell>") R(S("a") EN("1023") S("b")) R(S("c")))),
	     "[甲]\n1 \n2! a\n3 c\n");
}

static void test_long_cells(void **state)
{
	struct ods o = ods(BOOK(TABLE("甲", R(S("<text:s text:c=\"4000000000\"/>"))
		R("<table:table-cell table:number-columns-repeated=\"1000\"><text:p>x"
			"<text:s "
		  "text:c=\"60000\"/></text:p></table:table-cell>") R(S("z")))), NULL);
	struct document d = pack(o.part);
	struct seen s = see(&xj_reader_ods, &d, false);

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_memory_equal(s.log.p, "[甲]\n1!  ", 10);
	assert_true(s.log.n < XJ_MAX_RECORD_BYTES + XJ_MAX_CELL_BYTES + 100);
	assert_string_equal(s.log.p + s.log.n - 4, "3 z\n");
	done(&d, &s);
}

/* ---- tables -------------------------------------------------------------- */

static void test_merged(void **state)
{
#define SPAN(rows, columns, text) "<table:table-cell table:number-rows-spanned=\"" rows \
	"\" table:number-columns-spanned=\"" columns "\"><text:p>" text \
	"</text:p></table:table-cell>"
#define C "<table:covered-table-cell/>"
	(void)state;
	rows(BOOK(TABLE("甲", R(SPAN("1", "4", "113年度收入") C C C)
		R(SPAN("2", "1", "序號") SPAN("1", "2", "收入") C SPAN("2", "1", "備註"))
		R(C S("金額") S("方式") C)
		R(N("1") SPAN("2", "1", "500") S("現金")) R(N("2") C S("匯款")))
		TABLE("乙", R(SPAN("1", "2", "a") C S("b")))),
	     "[甲]\n1 113年度收入\n2 序號|收入|收入|備註\n3 序號|金額|方式|備註\n"
	     "~merged-cells 4.0 \n4 1|500|現金|\n5 2||匯款|\n[乙]\n1 a|a|b\n");
}

static void test_tables(void **state)
{
	(void)state;
	rows(HEAD "<office:automatic-styles><style:style style:name=\"ta1\" style:family="
	     "\"table\"><style:table-properties table:display=\"true\"/></style:style>"
	     "<style:style style:name=\"ta2\" style:family=\"table\">"
	     "<style:table-properties "
	     "table:display=\"false\"/></style:style></office:automatic-styles>"
	     "<office:body>"
	     "<office:spreadsheet><table:tracked-changes><table:table table:name=\"x\">"
	     R(S("gone")) "</table:table></table:tracked-changes>"
	     "<table:table table:name=\"一\" table:style-name=\"ta1\"><office:forms/>"
	     "<table:shapes><draw:frame><text:p>x</text:p></draw:frame></table:shapes>"
	     "<table:table-column/><table:table-header-rows>" R(S("a") S("b"))
	     "</table:table-header-rows><table:table-row-group><table:table-row-group>"
	     R(S("c")) "</table:table-row-group></table:table-row-group>"
	     "<table:table-row table:visibility=\"filter\">" S("d") "</table:table-row>"
	     "<table:table-row table:visibility=\"collapse\">" S("e") "</table:table-row>"
	     "<table:table-row table:visibility=\"collapse\"/></table:table>"
	     "<table:table table:name=\"二\" table:style-name=\"ta2\">" R(S("f"))
	     "</table:table></office:spreadsheet></office:body>" TAIL,
	     "[一]\n1 a|b\n2 c|\n~hidden-rows 3.0 \n3 d|\n4 e|\n[二]\n~hidden-sheet 0.0 二\n"
	     "1 f\n");
}

static void test_formulas(void **state)
{
	(void)state;
	rows(BOOK(TABLE("甲", R("<table:table-cell table:formula=\"of:=SUM([.B1:.C1])\" "
		"office:value-type=\"float\" office:value=\"200001\"/>"
		"<table:table-cell table:formula=\"of:=[.A1]>5\"/>"
		"<table:table-cell table:formula=\"of:=1/0\" "
		"office:value-type=\"string\" "
		"office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!"
		"</text:p>"
		"</table:table-cell>"))),
	     "[甲]\n~formula-uncached 1.2 \n~formula-error 1.3 \n1 200001||#DIV/0!\n");
}

static void test_rest_of_table_is_skipped(void **state)
{
	struct ods o = ods(BOOK(TABLE("a", R(S("1")) R(S("2")))
	                        TABLE("b", R(S("3")))), NULL);
	struct document d = pack(o.part);
	struct drip drip = { d.p, d.n, 0 };
	struct xj_bytes in = { .read = drip_read, .ctx = &drip, .fd = -1, .name = "x" };
	struct xj_table table;
	struct xj_row row;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_ods.open(&in, NULL, &self, NULL), XJ_OK);
	assert_int_equal(xj_reader_ods.next_row(self, &row, NULL), XJ_END);
	assert_int_equal(xj_reader_ods.next_table(self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "a");
	assert_int_equal(xj_reader_ods.next_row(self, &row, NULL), XJ_OK);
	assert_int_equal(xj_reader_ods.next_table(self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "b");
	assert_int_equal(xj_reader_ods.next_row(self, &row, NULL), XJ_OK);
	assert_true(xj_str_is(row.cell[0], "3"));
	assert_int_equal(row.row, 1);
	assert_int_equal(xj_reader_ods.next_row(self, &row, NULL), XJ_END);
	assert_int_equal(xj_reader_ods.next_table(self, &table, NULL), XJ_END);
	xj_reader_ods.close(self);
	free(d.p);
}

/* ---- against the same table as text -------------------------------------- */

static void test_same_as_csv(void **state)
{
	struct xj_buf xml, csv;
	struct ods o;
	struct document d;
	struct xj_bytes in[2] = { { .fd = -1, .name = "csv" },
	                          { .fd = -1, .name = "ods" } };
	const struct xj_reader *const reader[] = { &xj_reader_csv, &xj_reader_ods };
	struct drip drip[2];
	struct xj_table table;
	struct xj_row x, y;
	void *self[2];

	(void)state;
	xj_buf_init(&xml, 4u << 20);
	xj_buf_init(&csv, 4u << 20);
	assert_int_equal(xj_buf_addf(&xml, "%s", HEAD "<office:body><office:spreadsheet>"
		"<table:table table:name=\"表\">" R(S("序號") S("姓名") S("金額"))), XJ_OK);
	assert_int_equal(xj_buf_addf(&csv, "序號,姓名,金額\n"), XJ_OK);
	for (unsigned i = 1; i < 2000; i++) {
		assert_int_equal(xj_buf_addf(&xml, R(N("%u") S("甲,乙<text:s/>\"%u\""
			"</text:p>"
			"<text:p>丙") N("%u.50")), i, i % 7, i * 3), XJ_OK);
		assert_int_equal(xj_buf_addf(&csv, "%u,\"甲,乙 \"\"%u\"\"\n丙\",%u.5\n", i,
		                             i % 7, i * 3), XJ_OK);
	}
	assert_int_equal(xj_buf_addf(&xml, "%s", "</table:table></office:spreadsheet>"
		"</office:body>" TAIL), XJ_OK);
	o = ods(xml.p, NULL);
	d = pack(o.part);
	drip[0] = (struct drip){ csv.p, csv.n, 0 };
	drip[1] = (struct drip){ d.p, d.n, 0 };
	for (int i = 0; i < 2; i++) {
		in[i].read = drip_read;
		in[i].ctx = &drip[i];
		assert_int_equal(reader[i]->open(&in[i], NULL, &self[i], NULL), XJ_OK);
		assert_int_equal(reader[i]->next_table(self[i], &table, NULL), XJ_OK);
	}
	for (unsigned i = 1; i <= 2000; i++) {
		assert_int_equal(reader[0]->next_row(self[0], &x, NULL), XJ_OK);
		assert_int_equal(reader[1]->next_row(self[1], &y, NULL), XJ_OK);
		assert_int_equal(x.row, y.row);
		assert_int_equal(x.n, y.n);
		for (size_t c = 0; c < x.n; c++)
			assert_true(xj_str_eq(x.cell[c], y.cell[c]));
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(reader[i]->next_row(self[i], &x, NULL), XJ_END);
		reader[i]->close(self[i]);
	}
	free(d.p);
	xj_buf_clear(&xml);
	xj_buf_clear(&csv);
}

/* ---- what cannot be read ------------------------------------------------- */

static void test_refused(void **state)
{
	struct ods o = ods("\x80garbage", XML "<manifest:manifest "
		"xmlns:manifest=\"urn:oasis:"
		"names:tc:opendocument:xmlns:manifest:1.0\">"
		"<manifest:file-entry manifest:"
		"full-path=\"content.xml\"><manifest:encryption-data/>"
		"</manifest:file-entry>"
		"</manifest:manifest>");
	struct part none[] = { { "mimetype", MIME }, { NULL, NULL } };

	(void)state;
	expect_error(&xj_reader_ods, o.part, XJ_BAD_INPUT,
	             "META-INF/manifest.xml: the document is protected by a password");
	expect_error(&xj_reader_ods, none, XJ_BAD_INPUT, "has no content.xml");
	refused("\x80garbage", XJ_BAD_INPUT, "content.xml: is no XML");
	refused("<!DOCTYPE x><x/>", XJ_BAD_INPUT, "content.xml: has a DOCTYPE");
	refused(HEAD "<office:body><office:spreadsheet><table:table table:name=\"a\">"
	        R(S("x")), XJ_BAD_INPUT, "content.xml: is damaged");
	refused(BOOK(TABLE("a", R(S("\xc1\x9d")))), XJ_BAD_INPUT, "is damaged");
	refused(BOOK(TABLE("a", R(S("\xe0\x80\xaf")))), XJ_BAD_INPUT, "is damaged");
	refused(BOOK(TABLE("\xc1\x9d", R(S("x")))), XJ_BAD_INPUT, "is damaged");
	/* overlong: libxml2 looks less closely there */
	refused(BOOK(TABLE("a", R(S("<![CDATA[\xc1\x9d]]>")))), XJ_BAD_INPUT,
	        "not UTF-8");
}

static void test_bid(void **state)
{
	static const struct part template[] = { { "mimetype", MIME "-template" },
	                                        { NULL, NULL } };
	static const struct part text[] = {
		{ "mimetype", "application/vnd.oasis.opendocument.text" },
		{ NULL, NULL } };
	static const struct part later[] = { { "a.csv", "a" }, { "mimetype", MIME },
	                                     { NULL, NULL } };
	static const struct {
		const struct part *part;
		int bid;
	} cases[] = { { template, 90 }, { text, 0 }, { later, 0 } };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		struct document d = pack(cases[i].part);

		assert_int_equal(xj_reader_ods.bid(xj_str_of(d.p, d.n), "x"),
		                 cases[i].bid);
		for (size_t n = 0; n < 60; n++)
			assert_int_equal(xj_reader_ods.bid(xj_str_of(d.p, n), "x"), 0);
		free(d.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_repeat_limits),
		cmocka_unit_test(test_long_cells),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_rest_of_table_is_skipped),
		cmocka_unit_test(test_same_as_csv),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
