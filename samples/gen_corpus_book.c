/*
 * gen_corpus_book.c - the packages of the hostile corpus: XLSX, ODS and ZIP files
 * whose members, directories and records say what they should not, and XLS files
 * with single fields overwritten.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define XLSX "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/" \
	"relationships\">"
#define LINK(id, type, target) "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" type \
	"\" Target=\"" target "\"/>"
#define SHEET "<worksheet xmlns=\"" XLSX "\"><sheetData>"
#define SHEET_END "</sheetData></worksheet>"
#define STRINGS "<sst xmlns=\"" XLSX "\">"
#define INLINE "<row><c t=\"inlineStr\"><is><t>"

/* ---- XLSX ----------------------------------------------------------------------- */

enum part { TYPES, TOP, BOOK, LINKS, PAGE, TEXTS, STYLES, PARTS };
static const char *const part_name[PARTS] = {
	"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml",
	"xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
	"xl/styles.xml"
};
static const char *const good[PARTS] = {
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
	RELATIONS LINK("a", "officeDocument", "xl/workbook.xml") "</Relationships>",
	"<workbook xmlns=\"" XLSX "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"s\" "
	"sheetId=\"1\" r:id=\"a\"/></sheets></workbook>",
	RELATIONS LINK("a", "worksheet", "worksheets/sheet1.xml")
	LINK("b", "sharedStrings", "sharedStrings.xml") LINK("c", "styles", "styles.xml")
	"</Relationships>",
	SHEET "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>" SHEET_END,
	STRINGS "<si><t>收入金額</t></si></sst>",
	"<styleSheet xmlns=\"" XLSX "\"/>"
};

/* One part differs: HEAD, N times MIDDLE, TAIL. */
static const struct {
	const char *name;
	enum part part;
	const char *head;
	size_t n;
	const char *middle, *tail;
} workbooks[] = {
	{ "no-book", BOOK, "", 0, "", "" },
	{ "laughs", PAGE, "<!DOCTYPE w [<!ENTITY a \"haaaaaaa\">]>" SHEET INLINE, 10000, "&a;",
	  "</t></is></c></row>" SHEET_END },
	{ "outside", TEXTS, "<!DOCTYPE s [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" STRINGS
	  "<si><t>&a;</t></si></sst>", 0, "", "" },
	{ "doctype-book", BOOK, "<!DOCTYPE w>", 0, "", "<workbook/>" },
	{ "link-loop", LINKS, RELATIONS LINK("a", "worksheet", "workbook.xml") "</Relationships>",
	  0, "", "" },
	{ "link-self", TOP, RELATIONS LINK("a", "officeDocument", "_rels/.rels")
	  "</Relationships>", 0, "", "" },
	{ "link-up", LINKS, RELATIONS LINK("a", "worksheet", "../../../../etc/passwd")
	  "</Relationships>", 0, "", "" },
	{ "link-outside", LINKS, RELATIONS "<Relationship Id=\"a\" TargetMode=\"External\" Type=\""
	  OFFICE "/worksheet\" Target=\"http://127.0.0.1:9/\"/></Relationships>", 0, "", "" },
	{ "links", LINKS, RELATIONS, 30000, LINK("z", "theme", "t.xml"), "</Relationships>" },
	{ "sheets", BOOK, "<workbook xmlns=\"" XLSX "\" xmlns:r=\"" OFFICE "\"><sheets>", 5000,
	  "<sheet name=\"s\" sheetId=\"1\" r:id=\"a\"/>", "</sheets></workbook>" },
	{ "index-far", PAGE, SHEET "<row><c t=\"s\"><v>4000000000</v></c></row>", 0, "", SHEET_END },
	{ "index-negative", PAGE, SHEET "<row><c t=\"s\"><v>-1</v></c></row>", 0, "", SHEET_END },
	{ "index-text", PAGE, SHEET "<row><c t=\"s\"><v>x</v></c></row>", 0, "", SHEET_END },
	{ "row-far", PAGE, SHEET "<row r=\"1048577\"><c><v>1</v></c></row>", 0, "", SHEET_END },
	{ "row-huge", PAGE, SHEET "<row r=\"99999999999\"><c><v>1</v></c></row>", 0, "", SHEET_END },
	{ "row-zero", PAGE, SHEET "<row r=\"0\"><c><v>1</v></c></row>", 0, "", SHEET_END },
	{ "row-back", PAGE, SHEET "<row r=\"9\"><c><v>1</v></c></row>", 9, "<row r=\"2\"><c><v>1</v>"
	  "</c></row>", SHEET_END },
	{ "row-last", PAGE, SHEET "<row r=\"1\"><c><v>1</v></c></row>"
	  "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", 0, "", SHEET_END },
	{ "column-far", PAGE, SHEET "<row><c r=\"XFE1\"><v>1</v></c></row>", 0, "", SHEET_END },
	{ "column-none", PAGE, SHEET "<row><c r=\"1\"><v>1</v></c><c r=\"A\"/><c r=\"\"/></row>", 0, "",
	  SHEET_END },
	{ "column-twice", PAGE, SHEET "<row>", 3000, "<c r=\"A1\"><v>1</v></c>", "</row>" SHEET_END },
	{ "cells", PAGE, SHEET "<row>", 40000, "<c><v>1</v></c>", "</row>" SHEET_END },
	{ "style-far", PAGE, SHEET "<row><c s=\"4294967295\"><v>1</v></c></row>", 0, "", SHEET_END },
	{ "numbers", PAGE, SHEET "<row><c><v>1e999</v></c><c><v>NaN</v></c><c><v>-0</v></c><c><v>0x1p9"
	  "</v></c><c t=\"d\"><v>9999-99-99</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"?\"><v>1</v></c></row>",
	  0, "", SHEET_END },
	{ "number-long", PAGE, SHEET "<row><c><v>", 100000, "9", "</v></c></row>" SHEET_END },
	{ "formula", PAGE, SHEET "<row><c><f>", 30000, "A1+", "1</f></c></row>" SHEET_END },
	{ "rich", PAGE, SHEET "<row><c t=\"inlineStr\"><is>", 50000, "<r><t>a</t></r>",
	  "</is></c></row>" SHEET_END },
	{ "deep", PAGE, SHEET, 100000, "<row>", "" },
	{ "merges", PAGE, SHEET "</sheetData><mergeCells>", 20000,
	  "<mergeCell ref=\"A1:XFD1048576\"/>", "</mergeCells></worksheet>" },
	{ "merge-odd", PAGE, SHEET "</sheetData><mergeCells><mergeCell ref=\"B2:A1\"/><mergeCell "
	  "ref=\"\"/><mergeCell ref=\"A1:\"/><mergeCell/></mergeCells></worksheet>", 0, "", "" },
	{ "text-long", PAGE, SHEET INLINE, 600000, "長", "</t></is></c></row>" SHEET_END },
	{ "text-overlong", PAGE, SHEET INLINE "<![CDATA[\xc0\xaf\xed\xa0\x80", 0, "",
	  "]]></t></is></c></row>" SHEET_END },
	{ "escapes", PAGE, SHEET INLINE, 20000, "_xD800__x0000__xFFFF_",
	  "</t></is></c></row>" SHEET_END },
	{ "attributes", PAGE, "<worksheet ", 60000, "a=\"\" ", "/>" },
	{ "strings", TEXTS, STRINGS, 300000, "<si/>", "</sst>" },
	{ "strings-count", TEXTS, "<sst xmlns=\"" XLSX "\" count=\"4294967295\" uniqueCount="
	  "\"4294967295\"><si><t>收入金額</t></si></sst>", 0, "", "" },
	{ "string-long", TEXTS, STRINGS "<si><t>", 600000, "長", "</t></si></sst>" },
	{ "strings-overlong", TEXTS, STRINGS "<si><t><![CDATA[\xe0\x80\xaf", 0, "",
	  "]]></t></si></sst>" },
	{ "formats", STYLES, "<styleSheet xmlns=\"" XLSX "\"><numFmts>", 30000, "<numFmt numFmtId="
	  "\"164\" formatCode=\"yyyy\"/>", "</numFmts></styleSheet>" },
	{ "format-long", STYLES, "<styleSheet xmlns=\"" XLSX "\"><numFmts><numFmt numFmtId=\"164\" "
	  "formatCode=\"", 60000, "[", "\"/></numFmts></styleSheet>" },
	{ "styles", STYLES, "<styleSheet xmlns=\"" XLSX "\"><cellXfs>", 100000, "<xf/>",
	  "</cellXfs></styleSheet>" },
};

static void save_xlsx(const char *dir, size_t which)
{
	struct gen_member member[PARTS];
	struct gen_out o = { 0 };
	char path[1024];

	gen_puts(&o, workbooks[which].head);
	gen_times(&o, workbooks[which].n, workbooks[which].middle);
	gen_puts(&o, workbooks[which].tail);
	for (size_t i = 0; i < PARTS; i++)
		member[i] = (struct gen_member){ .name = part_name[i], .p = good[i],
			.n = strlen(good[i]), .day = gen_day(2022, 11, 26) };
	member[workbooks[which].part].p = o.p ? o.p : "";
	member[workbooks[which].part].n = o.n;
	gen_path(path, sizeof(path), "%s/%s.xlsx", dir, workbooks[which].name);
	gen_zip(path, member, PARTS);
	gen_free(&o);
}

/* ---- ODS -------------------------------------------------------------------------- */

#define URN "urn:oasis:names:tc:opendocument:xmlns:"
#define ODS "<office:document-content xmlns:office=\"" URN "office:1.0\" xmlns:table=\"" URN \
	"table:1.0\" xmlns:text=\"" URN "text:1.0\"><office:body><office:spreadsheet>" \
	"<table:table table:name=\"s\">"
#define ODS_END "</table:table></office:spreadsheet></office:body></office:document-content>"
#define TEXT(s) "<table:table-cell office:value-type=\"string\"><text:p>" s \
	"</text:p></table:table-cell>"

static const struct {
	const char *name, *head;
	size_t n;
	const char *middle, *tail;
} sheets[] = {
	{ "rows", ODS "<table:table-row table:number-rows-repeated=\"1000000000\">" TEXT("a")
	  "</table:table-row>", 0, "", ODS_END },
	{ "rows-many", ODS, 2000, "<table:table-row table:number-rows-repeated=\"1048576\">"
	  TEXT("a") "</table:table-row>", ODS_END },
	{ "rows-empty", ODS, 2000, "<table:table-row table:number-rows-repeated=\"1048576\"/>",
	  ODS_END },
	{ "rows-text", ODS "<table:table-row table:number-rows-repeated=\"x\">" TEXT("a")
	  "</table:table-row>", 0, "", ODS_END },
	{ "columns", ODS "<table:table-row><table:table-cell table:number-columns-repeated="
	  "\"1000000000\" office:value-type=\"string\"><text:p>a</text:p></table:table-cell>"
	  "</table:table-row>", 0, "", ODS_END },
	{ "columns-rows", ODS "<table:table-row table:number-rows-repeated=\"1048576\"><table:"
	  "table-cell table:number-columns-repeated=\"1024\" office:value-type=\"string\"><text:p>"
	  "aaaaaaaa</text:p></table:table-cell></table:table-row>", 0, "", ODS_END },
	{ "blanks", ODS "<table:table-row>" TEXT("a<text:s text:c=\"1000000000\"/>b")
	  "</table:table-row>", 0, "", ODS_END },
	{ "paragraphs", ODS "<table:table-row><table:table-cell>", 100000, "<text:p>a</text:p>",
	  "</table:table-cell></table:table-row>" ODS_END },
	{ "deep", ODS, 100000, "<table:table>", "" },
	{ "spans", ODS, 3000, "<table:table-row><table:table-cell table:number-rows-spanned="
	  "\"9999999\" table:number-columns-spanned=\"9999999\"/></table:table-row>", ODS_END },
	{ "numbers", ODS "<table:table-row><table:table-cell office:value-type=\"float\" "
	  "office:value=\"1e999\"/><table:table-cell office:value-type=\"date\" office:date-value="
	  "\"99999-99-99\"/><table:table-cell office:value-type=\"time\" office:time-value=\"PT9e9H\"/>"
	  "</table:table-row>", 0, "", ODS_END },
	{ "doctype", "<!DOCTYPE o [<!ENTITY a \"b\">]>" ODS, 0, "", ODS_END },
	{ "outside", "<!DOCTYPE o SYSTEM \"file:///etc/passwd\">" ODS, 0, "", ODS_END },
	{ "overlong", ODS "<table:table-row>" TEXT("<![CDATA[\xc0\xaf\xed\xa0\x80]]>")
	  "</table:table-row>", 0, "", ODS_END },
	{ "attributes", "<office:document-content ", 60000, "a=\"\" ", "/>" },
	{ "tables", ODS, 3000, "</table:table><table:table>", ODS_END },
	{ "text", ODS "<table:table-row><table:table-cell><text:p>", 600000, "長",
	  "</text:p></table:table-cell></table:table-row>" ODS_END },
	{ "nothing", "", 0, "", "" },
};

static void save_ods(const char *dir, size_t which)
{
	static const char kind[] = "application/vnd.oasis.opendocument.spreadsheet";
	struct gen_out o = { 0 };
	struct gen_member member[] = {
		{ .name = "mimetype", .p = kind, .n = sizeof(kind) - 1,
		  .day = gen_day(2022, 11, 26) },
		{ .name = "content.xml", .day = gen_day(2022, 11, 26) }
	};
	char path[1024];

	gen_puts(&o, sheets[which].head);
	gen_times(&o, sheets[which].n, sheets[which].middle);
	gen_puts(&o, sheets[which].tail);
	member[1].p = o.p ? o.p : "";
	member[1].n = o.n;
	gen_path(path, sizeof(path), "%s/%s.ods", dir, sheets[which].name);
	gen_zip(path, member, 2);
	gen_free(&o);
}

/* ---- fields overwritten --------------------------------------------------------------- */

/* BYTES at offset AT, from the end if negative, of a good file. */
struct patch {
	const char *name;
	long at;
	const char *bytes;
	size_t n;
};

#define BYTES(s) s, sizeof(s) - 1

static const struct patch old_books[] = {
	{ "sector-size.xls", 30, BYTES("\x28") }, { "sector-zero.xls", 30, BYTES("\0") },
	{ "fat-count.xls", 44, BYTES("\xff\xff\xff\xff") },
	{ "directory-far.xls", 48, BYTES("\xfe\xff\xff\x7f") },
	{ "fat-far.xls", 76, BYTES("\xf0\xff\xff\x0f") },
	{ "fat-self.xls", 76, BYTES("\0\0\0\0") },
	{ "difat-loop.xls", 68, BYTES("\0\0\0\0\xff\xff\xff\xff") },
	{ "record-long.xls", 514, BYTES("\xff\xff") }, { "record-none.xls", 514, BYTES("\0\0") },
	{ "biff-old.xls", 516, BYTES("\0\2") }, { "biff-new.xls", 516, BYTES("\xff\x0f") },
	{ "encrypted.xls", 532, BYTES("\x2f\0") },
	{ "sheet-far.xls", 542, BYTES("\xff\xff\xff\x7f") },
	{ "sheet-self.xls", 542, BYTES("\0\0\0\0") },
	{ "texts-many.xls", 564, BYTES("\xff\xff\xff\xff\xff\xff\xff\xff") },
	{ "text-long.xls", 572, BYTES("\xff\xff\x0f") },
	{ "fat-loop.xls", -512, BYTES("\0\0\0\0\1\0\0\0") },
	{ "fat-end.xls", -512, BYTES("\xfe\xff\xff\xff") },
};

static const struct patch bundles[] = {
	{ "comment.zip", -2, BYTES("\xff\xff") }, { "entries.zip", -12, BYTES("\xff\xff") },
	{ "directory.zip", -6, BYTES("\xff\xff\xff\xff") },
	{ "directory-zero.zip", -6, BYTES("\0\0\0\0") },
	{ "size.zip", -10, BYTES("\0\0\0\0") }, { "disk.zip", -18, BYTES("\1\0\1\0") },
	{ "method.zip", 8, BYTES("\x09\0") }, { "flags.zip", 6, BYTES("\1\0") },
	{ "name-long.zip", 26, BYTES("\xff\xff") }, { "local.zip", 0, BYTES("XX") },
};

static void patched(const char *dir, const char *from, const struct patch *p, size_t n)
{
	struct gen_out whole = { 0 };

	gen_slurp(&whole, from);
	for (; n--; p++) {
		struct gen_out o = { 0 };
		size_t at = p->at < 0 ? whole.n - (size_t)-p->at : (size_t)p->at;

		gen_put(&o, whole.p, whole.n);
		if (at + p->n <= o.n)
			memcpy(o.p + at, p->bytes, p->n);
		gen_keep(dir, p->name, &o);
	}
	gen_free(&whole);
}

/* ---- members with names that lead elsewhere ---------------------------------------------- */

static void bad_names(const char *dir)
{
	static const char row[] = "交易日期,收支科目,捐贈者／支出對象,收入金額,支出金額,捐贈方式\n";
	static const char *const names[] = {
		"../up.csv", "/etc/abs.csv", "a/../../b.csv", "c:\\d.csv", "a\\b.csv",
		"C:e.csv", ".", "./.", "a//b.csv", "con.csv\r\nx"
	};
	char path[1024];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct gen_member m = { .name = names[i], .p = row, .n = sizeof(row) - 1,
		                        .day = gen_day(2022, 11, 26) };

		gen_path(path, sizeof(path), "%s/name-%zu.zip", dir, i);
		gen_zip(path, &m, 1);
	}
}

void gen_corpus_books(const char *dir)
{
	char path[1024];

	for (size_t i = 0; i < sizeof(workbooks) / sizeof(*workbooks); i++)
		save_xlsx(dir, i);
	for (size_t i = 0; i < sizeof(sheets) / sizeof(*sheets); i++)
		save_ods(dir, i);
	gen_path(path, sizeof(path), "%s/t.xls", dir);
	patched(dir, path, old_books, sizeof(old_books) / sizeof(*old_books));
	gen_path(path, sizeof(path), "%s/bundle.zip", dir);
	patched(dir, path, bundles, sizeof(bundles) / sizeof(*bundles));
	bad_names(dir);
	gen_path(path, sizeof(path), "%s/overlap.zip", dir);
	gen_hostile("overlap", path);
	gen_path(path, sizeof(path), "%s/many.zip", dir);
	gen_hostile("many-members", path);
	gen_path(path, sizeof(path), "%s/nested.zip", dir);
	gen_hostile("bomb-nested", path);
}
