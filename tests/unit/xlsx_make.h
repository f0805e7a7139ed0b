/*
 * xlsx_make.h - for tests: the parts of a workbook, written by hand.
 */
#ifndef XLSX_MAKE_H
#define XLSX_MAKE_H

#include "tests/unit/book_make.h"

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_RELS "http://schemas.openxmlformats.org/package/2006/relationships"

#define RELS(body) XML "<Relationships xmlns=\"" PACKAGE_RELS "\">" body "</Relationships>"
#define REL(id, type, target) "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" type \
	"\" Target=\"" target "\"/>"
#define WORKBOOK(body) XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\">" body \
	"</workbook>"
#define SHEET(body) XML "<worksheet xmlns=\"" MAIN "\">" body "</worksheet>"
#define DATA(body) SHEET("<sheetData>" body "</sheetData>")
#define STRINGS(body) XML "<sst xmlns=\"" MAIN "\">" body "</sst>"
#define STYLES(body) XML "<styleSheet xmlns=\"" MAIN "\">" body "</styleSheet>"

static const char content_types[] = XML "<Types/>";
static const char top_rels[] = RELS(REL("r1", "officeDocument", "xl/workbook.xml"));
static const char one_sheet[] =
	WORKBOOK("<sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"a\"/></sheets>");
static const char all_rels[] = RELS(
	REL("a", "worksheet", "worksheets/sheet1.xml")
	REL("st", "styles", "styles.xml")
	REL("ss", "sharedStrings", "/xl/sharedStrings.xml"));

/* A workbook of one sheet; what is NULL is not there. */
struct simple {
	struct part part[8];
};

static struct simple simple(const char *sheet, const char *strings,
                            const char *styles)
{
	return (struct simple){ {
		{ "[Content_Types].xml", content_types }, { "_rels/.rels", top_rels },
		{ "xl/workbook.xml", one_sheet },
		{ "xl/_rels/workbook.xml.rels", all_rels },
		{ "xl/worksheets/sheet1.xml", sheet },
		{ "xl/sharedStrings.xml", strings }, /* behind the sheet, as may be */
		{ "xl/styles.xml", styles }, { NULL, NULL }
	} };
}

static void rows(const char *sheet, const char *strings, const char *styles,
                 const char *log)
{
	struct simple s = simple(sheet, strings, styles);

	expect_rows(&xj_reader_xlsx, s.part, log);
}

#define T(text) "<c t=\"str\"><v>" text "</v></c>"

#endif
