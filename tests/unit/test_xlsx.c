/*
 * test_xlsx.c - the XLSX reader: workbooks as a program writes them, and by
 * hand whatever else the format allows.  All are made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "importers/xlsx.h"
#include "tests/unit/xlsx_make.h"
#include "xianjin/limits.h"

/* ---- against the same table as text -------------------------------------- */

#define WIDE 6
#define LONG 400

static void table_cell(int row, int column, char out[64], double *number)
{
	*number = 0;
	out[0] = '\0';
	if (row == 0)
		snprintf(out, 64, "欄位%d", column);
	else if (column == 0)
		*number = row;
	else if (column == 1)
		*number = row * 1000 - 17;
	else if (column == 2)
		snprintf(out, 64, "  甲,乙\"%d\" & <丙>\n ", row % 37);
	else if (column == 3)
		*number = row / 8.0;
	else if (column == 4)
		snprintf(out, 64, "%07d", 1110700 + row % 31);
	else if (row % 3)
		snprintf(out, 64, "=1+%d", row);
}

static struct document table_as_xlsx(bool constant)
{
	char path[] = "/tmp/xj-test-XXXXXX";
	struct document d = { NULL, 0 };
	lxw_workbook_options options = { .constant_memory = constant };
	lxw_workbook *book;
	lxw_worksheet *sheet;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	book = workbook_new_opt(path, &options);
	sheet = workbook_add_worksheet(book, "表");
	for (int r = 0; r < LONG; r++) {
		for (int c = 0; c < WIDE; c++) {
			char text[64];
			double number;

			table_cell(r, c, text, &number);
			assert_int_equal(text[0] || c == 5
				? worksheet_write_string(sheet, (lxw_row_t)r,
				                         (lxw_col_t)c, text, NULL)
				: worksheet_write_number(sheet, (lxw_row_t)r,
				                         (lxw_col_t)c, number, NULL),
				0);
		}
	}
	assert_int_equal(workbook_close(book), 0);
	d.p = malloc(1u << 20);
	assert_non_null(d.p);
	close(fd);
	fd = open(path, O_RDONLY);
	d.n = (size_t)read(fd, d.p, 1u << 20);
	close(fd);
	unlink(path);
	return d;
}

static void add_quoted(struct xj_buf *b, const char *text)
{
	assert_int_equal(xj_buf_add(b, "\"", 1), XJ_OK);
	for (; *text; text++)
		assert_int_equal(xj_buf_add(b, "\"\"", *text == '"' ? 2 : 0) ||
			(*text != '"' && xj_buf_add(b, text, 1)), XJ_OK);
	assert_int_equal(xj_buf_add(b, "\"", 1), XJ_OK);
}

static struct xj_buf table_as_csv(void)
{
	struct xj_buf b;

	xj_buf_init(&b, 1u << 20);
	for (int r = 0; r < LONG; r++) {
		for (int c = 0; c < WIDE; c++) {
			char text[64];
			double number;

			table_cell(r, c, text, &number);
			if (text[0] || c == 5)
				add_quoted(&b, text);
			else
				assert_int_equal(xj_buf_addf(&b, "%.10g", number), XJ_OK);
			assert_int_equal(xj_buf_add(&b, c < WIDE - 1 ? "," : "\r\n",
			                            c < WIDE - 1 ? 1 : 2), XJ_OK);
		}
	}
	return b;
}

static void compare(const struct document *d, const struct xj_buf *csv, bool stream)
{
	struct drip a = { csv->p, csv->n, 0 }, b = { d->p, d->n, 0 };
	struct xj_bytes as_csv = { .read = drip_read, .ctx = &a, .fd = -1,
	                           .name = "csv" };
	struct xj_bytes as_xlsx = { .read = drip_read, .ctx = &b, .fd = -1,
	                            .name = "xlsx", .size = d->n };
	const struct xj_reader *const reader[] = { &xj_reader_csv, &xj_reader_xlsx };
	struct xj_table table;
	struct xj_row x, y;
	void *self[2];

	if (!stream) {
		as_xlsx.fd = memfd_create("x", 0);
		assert_int_equal(write(as_xlsx.fd, d->p, d->n), (ssize_t)d->n);
	}
	assert_int_equal(reader[0]->open(&as_csv, NULL, &self[0], NULL), XJ_OK);
	assert_int_equal(reader[1]->open(&as_xlsx, NULL, &self[1], NULL), XJ_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(reader[i]->next_table(self[i], &table, NULL), XJ_OK);
	for (int r = 1; r <= LONG; r++) {
		assert_int_equal(reader[0]->next_row(self[0], &x, NULL), XJ_OK);
		assert_int_equal(reader[1]->next_row(self[1], &y, NULL), XJ_OK);
		assert_int_equal(y.row, r);
		assert_int_equal(x.row, y.row);
		assert_int_equal(x.n, y.n);
		for (size_t c = 0; c < x.n; c++) {
			assert_int_equal(x.cell[c].n, y.cell[c].n);
			assert_memory_equal(x.cell[c].p, y.cell[c].p, x.cell[c].n);
		}
	}
	assert_int_equal(reader[0]->next_row(self[0], &x, NULL), XJ_END);
	assert_int_equal(reader[1]->next_row(self[1], &y, NULL), XJ_END);
	for (int i = 0; i < 2; i++)
		reader[i]->close(self[i]);
	if (!stream)
		close(as_xlsx.fd);
}

static void test_same_as_csv(void **state)
{
	struct xj_buf csv = table_as_csv();

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct document d = table_as_xlsx(i & 1);

		compare(&d, &csv, i & 2);
		free(d.p);
	}
	xj_buf_clear(&csv);
}

/* ---- cells --------------------------------------------------------------- */

static void test_types(void **state)
{
	(void)state;
	rows(DATA("<row r=\"1\">"
	          "<c r=\"A1\" t=\"s\"><v>1</v></c>"
	          "<c r=\"B1\" t=\"inlineStr\"><is><t>內文</t></is></c>"
	          "<c r=\"C1\" t=\"str\"><f>A1&amp;\"x\"</f><v> 結果 </v></c>"
	          "<c r=\"D1\" t=\"b\"><v>1</v></c><c r=\"E1\" t=\"b\"><v>0</v></c>"
	          "<c r=\"F1\" t=\"e\"><v>#N/A</v></c>"
	          "<c r=\"G1\" t=\"d\"><v>2022-07-19T00:00:00</v></c>"
	          "<c r=\"H1\" t=\"d\"><v>2022-07-19T13:05:00.000Z</v></c>"
	          "<c r=\"I1\" t=\"d\"><v>13:05</v></c>"
	          "<c r=\"J1\"><v>162000.0</v></c><c r=\"K1\" t=\"n\"><v> 5 </v></c>"
	          "<c r=\"L1\"><v>五</v></c></row>"),
	     STRINGS("<si/><si><t>共用</t></si>"), NULL,
	     "[甲]\n~formula-error 1.6 #N/A\n~odd-number 1.12 五\n"
	     "1 共用|內文| 結果 |TRUE|FALSE|#N/A|2022-07-19|2022-07-19 13:05:00|13:05|"
	     "162000|5|五\n");
}

static void test_text(void **state)
{
	(void)state;
	rows(DATA("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>"
	          "<c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c>"
	          "<c t=\"inlineStr\"><is><r><t>王</t></r><rPh sb=\"0\" eb=\"1\"><t>ㄨㄤ"
	          "</t></rPh><r><t xml:space=\"preserve\"> 明 </t></r></is></c>"
	          "<c t=\"s\"><v>5</v></c></row>"),
	     STRINGS("<si><r><rPr/><t>陳</t></r><r><t>小_x4E59_</t></r>"
	             "<rPh sb=\"0\" eb=\"1\"><t>ㄔㄣ</t></rPh><phoneticPr/></si>"
	             "<si><t>\n  甲  </t></si><si><t xml:space=\"preserve\"> 乙 </t></si>"
	             "<si></si><si><t>_x000D_a&amp;b&#x4E00;</t></si>"
	             "<si><t><![CDATA[<c>]]></t></si>"), NULL,
	     "[甲]\n1 陳小乙|甲| 乙 ||\ra&b一|王 明 |<c>\n");
}

static void test_places(void **state)
{
	(void)state;
	/* a header of four; cells without a place follow the one before */
	rows(DATA("<row r=\"2\"><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4"
	          "</v></c><c r=\"F2\" s=\"1\"/></row>"
	          "<row r=\"3\"><c r=\"B3\"><v>7</v></c><c><v>8</v></c></row>"
	          "<row r=\"4\"/><row r=\"5\"><c r=\"A5\"/></row>"
	          "<row><c r=\"c9\"><v>9</v></c><c r=\"A9\"><v>6</v></c></row>"
	          "<row r=\"7\"><c r=\"E7\"><v>5</v></c></row>"
	          "<row r=\"8\"><c t=\"s\"><v>0</v></c></row><row r=\"900\"/>"),
	     STRINGS("<si><t/></si>"), NULL,
	     "[甲]\n1 \n2 1|2|3|4\n3 |7|8|\n4 |||\n5 |||\n6 6||9|\n7 ||||5\n");
}

static void test_gap(void **state)
{
	(void)state;
	rows(DATA("<row r=\"1\"><c><v>1</v></c></row><row r=\"1048576\"><c><v>2</v></c>"
	          "</row>"), NULL, NULL,
	     "[甲]\n1 1\n~empty-rows 1048576.0 \n1048576 2\n");
}

/* A title of one cell does not make the table narrow, a remark beside it does
 * not make it wide. */
static void test_width(void **state)
{
	(void)state;
	rows(DATA("<row><c t=\"str\"><v>收入明細</v></c></row>"
	          "<row><c t=\"str\"><v>序號</v></c><c t=\"str\"><v>姓名</v></c>"
	          "<c t=\"str\"><v>金額</v></c></row>"
	          "<row><c><v>1</v></c></row>"
	          "<row><c><v>2</v></c><c r=\"H4\" t=\"str\"><v>附註</v></c></row>"
	          "<row><c><v>3</v></c></row>"), NULL, NULL,
	     "[甲]\n1 收入明細\n2 序號|姓名|金額\n3 1||\n4 2|||||||附註\n5 3||\n");
	rows(DATA("<row>" T("姓名") T("金額") "</row><row>" T("甲") "<c><v>1</v></c></row>"
	          "<row>" T("乙") "<c><v>2</v></c><c/>" T("附註") "</row>"
	          "<row>" T("丙") "</row>"), NULL, NULL,
	     "[甲]\n1 姓名|金額\n2 甲|1\n3 乙|2||附註\n4 丙|\n");
}

static void test_dates(void **state)
{
	static const char sheet[] = DATA(
		"<row><c s=\"0\"><v>44761</v></c><c s=\"1\"><v>44761</v></c>"
		"<c s=\"2\"><v>44761.5</v></c><c s=\"3\"><v>1110719</v></c>"
		"<c s=\"4\"><v>0.25</v></c><c s=\"5\"><v>44761</v></c>"
		"<c s=\"9\"><v>44761</v></c><c s=\"1\" t=\"str\"><v>111/7/19</v></c>"
		"</row>");
	static const char styles[] = STYLES(
		"<numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-404]e/m/d;@\"/>"
		"<numFmt numFmtId=\"165\" formatCode=\"0&quot;元&quot;\"/></numFmts>"
		"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
		"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
		"<xf numFmtId=\"164\"/><xf numFmtId=\"21\"/><xf numFmtId=\"165\"/>"
		"</cellXfs>"
		"<dxfs><dxf><numFmt numFmtId=\"165\" formatCode=\"yyyy\"/></dxf></dxfs>");
	struct simple s = simple(sheet, NULL, styles);

	(void)state;
	rows(sheet, NULL, styles, "[甲]\n1 44761|2022-07-19|2022-07-19 12:00:00|1110719|"
	     "06:00:00|44761|44761|111/7/19\n");
	s.part[2].text = WORKBOOK("<workbookPr date1904=\"1\"/><sheets><sheet name=\"乙\" "
	                          "sheetId=\"1\" r:id=\"a\"/></sheets>");
	expect_rows(&xj_reader_xlsx, s.part, "[乙]\n1 44761|2026-07-20|2026-07-20 "
		"12:00:00|"
	            "1110719|06:00:00|44761|44761|111/7/19\n");
}

static void test_formulas(void **state)
{
	(void)state;
	rows(DATA("<row><c><f>SUM(B1:C1)</f><v>200001</v></c><c><f>A1</f></c>"
	          "<c t=\"str\"><f>A1</f><v></v></c><c><f/><v>3</v></c>"
	          "</row>"), NULL, NULL,
	     "[甲]\n~formula-uncached 1.2 \n1 200001|||3\n");
}

static void test_hidden(void **state)
{
	(void)state;
	rows(SHEET("<cols><col min=\"2\" max=\"3\" hidden=\"1\"/>"
		"<col min=\"5\" max=\"5\" "
	           "hidden=\"1\"/></cols><sheetData><row><c><v>1</v></c></row>"
	           "<row hidden=\"1\"><c><v>2</v></c></row><row hidden=\"true\"><c><v>3"
	           "</v>"
	           "</c></row></sheetData>"), NULL, NULL,
	     "[甲]\n~hidden-columns 0.2 \n1 1\n~hidden-rows 2.0 \n2 2\n3 3\n");
}

static void test_private_use(void **state)
{
	(void)state;
	rows(DATA("<row><c t=\"str\"><v>王\xee\x80\x81</v></c></row>"), NULL, NULL,
	     "[甲]\n~private-use 1.1 王\xee\x80\x81\n1 王\xee\x80\x81\n");
}

/* ---- merged cells -------------------------------------------------------- */

#define MERGES(body) "<mergeCells>" body "</mergeCells>"
#define MERGE(ref) "<mergeCell ref=\"" ref "\"/>"

static void test_merged_header(void **state)
{
	(void)state;
	rows(SHEET("<sheetData><row>" T("113年度收入") "</row><row>" T("序號") T("收入")
	           "<c/>" T("備註") "</row><row><c/>" T("金額") T("方式") "</row>"
	           "<row><c><v>1</v></c><c><v>500</v></c>" T("現金") "</row>"
	           "<row><c/><c><v>600</v></c></row></sheetData>"
	           MERGES(MERGE("A1:D1") MERGE("A2:A3") MERGE("B2:C2") MERGE("D2:D3"))),
	     NULL, NULL,
	     "[甲]\n1 113年度收入\n2 序號|收入|收入|備註\n3 序號|金額|方式|備註\n"
	     "4 1|500|現金|\n5 |600||\n");
}

/* Below the names nothing is filled: an amount would count twice. */
static void test_merged_values(void **state)
{
	(void)state;
	rows(SHEET("<sheetData><row>" T("姓名") T("金額") "</row><row>" T("甲某")
	           "<c><v>500</v></c></row><row>" T("乙某") "</row></sheetData>"
	           MERGES(MERGE("B2:B3"))), NULL, NULL,
	     "[甲]\n1 姓名|金額\n~merged-cells 2.0 \n2 甲某|500\n3 乙某|\n");
	rows(SHEET("<sheetData><row>" T("姓名") "</row></sheetData>"
	           MERGES(MERGE("A20:A21") MERGE("A30:B40") MERGE("X") MERGE("A1:A1"))),
	     NULL, NULL, "[甲]\n~merged-cells 20.1 \n1 姓名\n");
}

/* ---- parts --------------------------------------------------------------- */

static void test_sheets(void **state)
{
	const struct part part[] = {
		{ "_rels/.rels", RELS(REL("x", "officeDocument", "/Book/main.xml")) },
		{ "book/main.xml", WORKBOOK("<sheets>"
			"<sheet name=\"一\" sheetId=\"7\" r:id=\"b\"/>"
			"<sheet name=\"圖\" sheetId=\"3\" r:id=\"chart\"/>"
			"<sheet name=\"二\" sheetId=\"1\" state=\"veryHidden\" "
			"r:id=\"a\"/>"
			"<sheet name=\"三\" sheetId=\"2\" state=\"visible\" r:id=\"c\"/>"
			"</sheets>") },
		{ "book/_rels/main.xml.rels", RELS(
			REL("a", "worksheet", "../Sheets/./a.xml")
			REL("chart", "chartsheet", "c.xml")
			REL("b", "worksheet", "../sheets/b.xml")
			REL("c", "worksheet", "../sheets/c.xml")) },
		{ "sheets/a.xml", DATA("<row><c><v>1</v></c></row>") },
		{ "sheets/b.xml", DATA("<row><c><v>2</v></c></row>") },
		{ "sheets/c.xml", DATA("") },
		{ NULL, NULL }
	};

	(void)state;
	expect_rows(&xj_reader_xlsx, part,
	            "[一]\n1 2\n~sheet-skipped 0.0 圖\n[二]\n~hidden-sheet 0.0 二\n1 1\n"
	            "[三]\n");
}

/* The strict namespaces, and prefixes where others have none. */
static void test_strict(void **state)
{
#define S "http://purl.oclc.org/ooxml/"
	const struct part part[] = {
		{ "_rels/.rels", XML "<p:Relationships xmlns:p=\"" PACKAGE_RELS "\">"
			"<p:Relationship Id=\"r\" "
			"Type=\"" S "officeDocument/relationships/"
			"officeDocument\" Target=\"w.xml\"/></p:Relationships>" },
		{ "w.xml", XML "<x:workbook xmlns:x=\"" S "spreadsheetml/main\" "
			"xmlns:q=\"" S
			"officeDocument/relationships\"><x:sheets><x:sheet name=\"嚴\" "
			"sheetId=\"1\" q:id=\"a\"/></x:sheets></x:workbook>" },
		{ "_rels/w.xml.rels", XML "<Relationships xmlns=\"" PACKAGE_RELS "\">"
			"<Relationship Id=\"a\" Type=\"" S "officeDocument/relationships/"
			"worksheet\" Target=\"s.xml\"/></Relationships>" },
		{ "s.xml", XML "<x:worksheet xmlns:x=\"" S "spreadsheetml/main\" "
			"xmlns:o=\"urn:other\"><x:sheetData><x:row r=\"1\"><o:c><x:v>9"
			"</x:v>"
			"</o:c><x:c t=\"d\"><x:v>2022-07-19</x:v></x:c></x:row>"
			"</x:sheetData>"
			"</x:worksheet>" },
		{ NULL, NULL }
	};

	(void)state;
	expect_rows(&xj_reader_xlsx, part, "[嚴]\n1 2022-07-19\n");
}

static void test_other_documents(void **state)
{
	struct part word[] = {
		{ "[Content_Types].xml", content_types },
		{ "_rels/.rels", RELS(REL("r", "officeDocument", "word/document.xml")) },
		{ "word/document.xml", XML "<w:document xmlns:w=\"urn:w\"/>" },
		{ NULL, NULL }
	};
	struct part none[] = { { "xl/x.xml", XML "<x/>" }, { NULL, NULL } };
	struct simple s = simple(NULL, NULL, NULL);

	(void)state;
	expect_error(&xj_reader_xlsx, word, XJ_BAD_INPUT, "lists no sheet");
	expect_error(&xj_reader_xlsx, none, XJ_BAD_INPUT, "is no workbook");
	expect_error(&xj_reader_xlsx, s.part, XJ_BAD_INPUT,
	             "the sheet \"甲\" is not in the file");
	word[1].text = RELS(REL("r", "officeDocument", "xl/workbook.bin"));
	word[2].name = "xl/workbook.bin";
	expect_error(&xj_reader_xlsx, word, XJ_BAD_INPUT, "binary workbook (.xlsb)");
	s = simple(DATA(""), NULL, NULL);
	s.part[2].text = WORKBOOK("<sheets><sheet name=\"a\" r:id=\"a\"/><sheet "
	                          "name=\"b\" r:id=\"a\"/></sheets>");
	expect_error(&xj_reader_xlsx, s.part, XJ_BAD_INPUT, "one and the same part");
	s.part[2].text = WORKBOOK("<sheets><sheet name=\"a\" r:id=\"x\"/></sheets>");
	s.part[3].text = RELS("<Relationship Id=\"x\" Type=\"" OFFICE "/worksheet\" "
	                      "Target=\"http://example.org/s.xml\" "
	                      "TargetMode=\"External\"/>");
	expect_error(&xj_reader_xlsx, s.part, XJ_BAD_INPUT, "is not in the file");
}

static void test_stream(void **state)
{
	struct simple s = simple(DATA("<row><c t=\"s\"><v>0</v></c></row>"),
	                         STRINGS("<si><t>甲</t></si>"), NULL);
	struct document d = pack(s.part);
	struct seen seen = see(&xj_reader_xlsx, &d, true);

	(void)state;
	assert_int_equal(seen.status, XJ_END);
	assert_string_equal(seen.log.p, "[甲]\n1 甲\n");
	done(&d, &seen);
}

static void test_rest_of_sheet_is_skipped(void **state)
{
	const struct part part[] = {
		{ "_rels/.rels", top_rels },
		{ "xl/workbook.xml", WORKBOOK("<sheets><sheet name=\"a\" r:id=\"a\"/>"
			"<sheet "
			"name=\"b\" r:id=\"b\"/></sheets>") },
		{ "xl/_rels/workbook.xml.rels", RELS(REL("a", "worksheet", "a.xml")
			REL("b", "worksheet", "b.xml")) },
		{ "xl/a.xml", DATA("<row><c><v>1</v></c></row><row><c><v>2</v></c>"
			"</row>") },
		{ "xl/b.xml", DATA("<row><c><v>3</v></c></row>") }, { NULL, NULL }
	};
	struct document d = pack(part);
	struct xj_bytes in = { .fd = memfd_create("x", 0), .size = d.n, .name = "x" };
	struct xj_table table;
	struct xj_row row;
	void *self;

	(void)state;
	assert_int_equal(write(in.fd, d.p, d.n), (ssize_t)d.n);
	assert_int_equal(xj_reader_xlsx.open(&in, NULL, &self, NULL), XJ_OK);
	assert_int_equal(xj_reader_xlsx.next_row(self, &row, NULL), XJ_END);
	assert_int_equal(xj_reader_xlsx.next_table(self, &table, NULL), XJ_OK);
	assert_int_equal(xj_reader_xlsx.next_row(self, &row, NULL), XJ_OK);
	assert_int_equal(xj_reader_xlsx.next_table(self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "b");
	assert_int_equal(xj_reader_xlsx.next_row(self, &row, NULL), XJ_OK);
	assert_true(xj_str_is(row.cell[0], "3"));
	assert_int_equal(row.row, 1);
	assert_int_equal(xj_reader_xlsx.next_row(self, &row, NULL), XJ_END);
	assert_int_equal(xj_reader_xlsx.next_table(self, &table, NULL), XJ_END);
	assert_int_equal(xj_reader_xlsx.next_row(self, &row, NULL), XJ_END);
	xj_reader_xlsx.close(self);
	close(in.fd);
	free(d.p);
}

/* ---- shared strings beyond memory ---------------------------------------- */

#define LONG_STRINGS 40000u

static size_t long_string(uint32_t i, char out[4096])
{
	size_t n = i % 7 == 0 ? i % 100 : 1000 + i % 3000;

	for (size_t k = 0; k < n; k++)
		out[k] = (char)('a' + (i * 7 + k * (i % 5 + 1)) % 26);
	return n;
}

static void test_spilled_strings(void **state)
{
	struct xj_strings *s;
	struct xj_book_strings for_book;
	struct xj_buf room;
	char want[4096];

	(void)state;
	assert_int_equal(xj_strings_new(&s, NULL), XJ_OK);
	for (uint32_t i = 0; i < LONG_STRINGS; i++)
		assert_int_equal(xj_strings_add(s, xj_str_of(want, long_string(i, want)),
		                                NULL), XJ_OK);
	for_book = xj_strings_for_book(s);
	xj_buf_init(&room, XJ_MAX_RECORD_BYTES);
	assert_int_equal(xj_strings_count(s), LONG_STRINGS);
	for (uint32_t k = 0; k < 2 * LONG_STRINGS; k++) {
		uint32_t i = k < LONG_STRINGS ? k : k * 2654435761u % LONG_STRINGS;
		size_t n = long_string(i, want);
		struct xj_str got, first;
		char *at;

		xj_buf_reset(&room);
		assert_int_equal(for_book.get(s, 39999, &room, &first, NULL), XJ_OK);
		at = room.p;
		assert_int_equal(for_book.get(s, i, &room, &got, NULL), XJ_OK);
		assert_ptr_equal(at, room.p); /* it did not move */
		assert_int_equal(got.n, n);
		assert_memory_equal(got.p, want, n);
		assert_int_equal(xj_strings_empty(s, i), n == 0);
	}
	xj_buf_clear(&room);
	xj_strings_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_csv),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_private_use),
		cmocka_unit_test(test_merged_header),
		cmocka_unit_test(test_merged_values),
		cmocka_unit_test(test_sheets),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_other_documents),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_rest_of_sheet_is_skipped),
		cmocka_unit_test(test_spilled_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
