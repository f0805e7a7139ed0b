/*
 * gen_corpus.c - some hundreds of small files that no reader should trust, over
 * all formats: good ones cut and damaged at fixed places, and, of text formats,
 * such as someone would write to hurt.  The packages are in gen_corpus_book.c.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define CUTS 7u
#define FLIPS 7u

void gen_keep(const char *dir, const char *name, struct gen_out *o)
{
	char path[1024];
	FILE *f;

	gen_path(path, sizeof(path), "%s/%s", dir, name);
	f = gen_create(path);
	if (o->n && fwrite(o->p, 1, o->n, f) != o->n)
		gen_die("%s: cannot write", path);
	gen_close(f, path);
	gen_free(o);
}

void gen_times(struct gen_out *o, size_t n, const char *text)
{
	size_t length = strlen(text);

	while (n--)
		gen_put(o, text, length);
}

/* ---- good files, damaged ---------------------------------------------------- */

static void damage(const char *dir, const char *from, const char *name)
{
	struct gen_rng rng = { 7 };
	struct gen_out whole = { 0 };
	char file[128];

	gen_slurp(&whole, from);
	for (unsigned i = 1; i <= CUTS; i++) {
		struct gen_out o = { 0 };

		gen_put(&o, whole.p, whole.n * i / (CUTS + 1));
		gen_path(file, sizeof(file), "cut-%u-%s", i, name);
		gen_keep(dir, file, &o);
	}
	for (unsigned i = 1; i <= FLIPS; i++) {
		struct gen_out o = { 0 };

		gen_put(&o, whole.p, whole.n);
		for (unsigned k = 0; k < i; k++)
			o.p[gen_next(&rng) % o.n] ^= (char)(1u << gen_below(&rng, 8));
		gen_path(file, sizeof(file), "flip-%u-%s", i, name);
		gen_keep(dir, file, &o);
	}
	gen_free(&whole);
}

static void damaged(const char *dir)
{
	static const struct {
		const char *container, *name;
	} good[] = {
		{ "csv", "t.csv" }, { "big5", "big5.csv" }, { "xlsx", "t.xlsx" },
		{ "ods", "t.ods" }, { "xls", "t.xls" }, { "html", "t.html" },
		{ "json", "t.json" }, { "xml", "t.xml" }
	};
	char path[1024];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		gen_path(path, sizeof(path), "%s/%s", dir, good[i].name);
		gen_container(good[i].container, gen_awkward(40), path);
		damage(dir, path, good[i].name);
	}
	gen_path(path, sizeof(path), "%s/bundle.zip", dir);
	gen_bundle(path, 40, 1);
	damage(dir, path, "bundle.zip");
}

/* ---- what is written here: HEAD, N times MIDDLE, TAIL -------------------------- */

#define ROW "1,莫須有,111年臺南市市長選舉,首次申報,1110601,匿名捐贈,匿名,,1000.00,0.00,現金," \
	"1110601,,,金錢,,,,,,,,,,\r\n"
#define PROLOG "<?xml version=\"1.0\"?>\n"
#define XML "<filings xmlns=\"urn:xianjin:filings:1\"><table kind=\"entries\">"
#define XML_END "</table></filings>"
#define CELL "<columns><column>收入金額</column></columns><row><cell>"
#define CELL_END "</cell></row>"
#define PAPER "<tr><td>序號<td>交易日期<td>收支科目<td>捐贈者/支出對象<td>身分證/統一編號<td>收入金額" \
	"<td>支出金額<td>金錢類<td>地址"
#define ENTITY(declaration) PROLOG "<!DOCTYPE f [" declaration "]>" XML CELL "&a;" CELL_END XML_END

static const struct {
	const char *name, *head;
	size_t n;
	const char *middle, *tail;
	bool header; /* the official header stands in front */
} plain[] = {
	{ "empty.csv", "", 0, "", "", false },
	{ "mark-only.csv", "\xef\xbb\xbf", 0, "", "", false },
	{ "header-only.csv", "", 0, "", "", true },
	{ "quote-open.csv", "1,\"莫", 20000, ROW, "", true },
	{ "quote-odd.csv", "1,6\" 扇,", 3000, ROW, "", true },
	{ "columns.csv", "", 100000, "a,", "\n", false },
	{ "cells-empty.csv", "", 500000, ",", "\n", true },
	{ "cell-long.csv", "1,", 700000, "長", "\n", true },
	{ "nul.csv", "1,\0", 100, ROW, "", true },
	{ "controls.csv", "1,\x1b[2J\x07\x01,\x7f", 100, ROW, "", true },
	{ "cr-only.csv", "", 5000, "1,2,3\r", "", true },
	{ "blank-lines.csv", "", 300000, "\n", ROW, true },
	{ "delimiters.csv", "1;2;3\t4\t5\n", 300, "1;2;3\n4\t5\n", "", true },
	{ "overlong.csv", "1,\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf,", 10, ROW, "", true },
	{ "surrogates.csv", "1,\xed\xa0\x80\xed\xbf\xbf,", 10, ROW, "", true },
	{ "beyond.csv", "1,\xf4\x90\x80\x80\xf8\x88\x80\x80\x80,", 10, ROW, "", true },
	{ "mixed.csv", "1,\xb3\xaf\xa5\xd2,莫須有\n", 50, ROW, "1,\xb3\xaf\n", true },
	{ "utf16-unmarked.csv", "1\0,\0", 200, "\x4e\x00", "", false },
	{ "utf16-half.csv", "\xff\xfe", 101, "\x31", "", false },
	{ "formulas.csv", "=cmd|' /C calc'!A0,@SUM(1),+1,-1\n", 100, ROW, "", true },
	{ "bidi.csv", "1,\xe2\x80\xae\xe2\x81\xa6名\xe2\x80\x8b,\n", 10, ROW, "", true },
	{ "amounts.csv", "", 1, "1,莫須有,111年臺南市市長選舉,首次申報,1110601,匿名捐贈,匿名,,"
	  "99999999999999999999,0,,,,,,,,,,,,,,,\r\n1,莫須有,111年臺南市市長選舉,首次申報,1110230,"
	  "匿名捐贈,匿名,,\"1.234,56\",-0,,,,,,,,,,,,,,,\r\n1,莫須有,111年臺南市市長選舉,首次申報,"
	  "0010101,匿名捐贈,匿名,,NaN,1e999,,,,,,,,,,,,,,,\r\n", "", true },
	{ "sum-overflow.csv", "", 4000, "1,莫須有,111年臺南市市長選舉,首次申報,1110601,匿名捐贈,匿名,,"
	  "999999999999999,0.00,現金,,,,,,,,,,,,,,\r\n", "合計,,,,,,,,1,2,,,,,,,,,,,,,,,\n", true },
	{ "titles.csv", "", 30, "一行標題\n", ROW, false },
	{ "headers.csv", "", 1200, "交易日期,收支科目,捐贈者／支出對象,收入金額,支出金額,捐贈方式\n"
	  "收支科目,交易日期,捐贈者／支出對象,收入金額,支出金額,捐贈方式\n", "", false },

	{ "laughs.xml", PROLOG "<!DOCTYPE f [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
	  "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>"
	  XML CELL, 100, "&d;", CELL_END XML_END, false },
	{ "outside.xml", ENTITY("<!ENTITY a SYSTEM \"file:///etc/passwd\">"), 0, "", "", false },
	{ "network.xml", ENTITY("<!ENTITY a SYSTEM \"http://127.0.0.1:9/\">"), 0, "", "", false },
	{ "parameter.xml", ENTITY("<!ENTITY % p SYSTEM \"file:///etc/hosts\"> %p;"), 0, "", "",
	  false },
	{ "doctype-late.xml", PROLOG "<!-- a -->\n<?b c?>\n<!DOCTYPE f>", 0, "", XML XML_END, false },
	{ "include.xml", PROLOG XML "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
	  "href=\"file:///etc/passwd\" parse=\"text\"/>", 0, "", XML_END, false },
	{ "deep.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\">", 200000, "<table>", "", false },
	{ "attributes.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\" ", 100000, "a=\"\" ", "/>", false },
	{ "attributes-differ.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\" ", 250, "b", "=\"\"/>",
	  false },
	{ "attribute-long.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\" a=\"", 1000000, "a", "\"/>", false },
	{ "name-long.xml", PROLOG "<", 1000000, "a", "/>", false },
	{ "namespaces.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\" ", 20000, "xmlns:a=\"b\" ", "/>", false },
	{ "text-long.xml", PROLOG XML CELL, 2000000, "長", CELL_END XML_END, false },
	{ "comment.xml", PROLOG XML "<!--", 2000000, "a ", "-->" XML_END, false },
	{ "cdata.xml", PROLOG XML CELL "<![CDATA[", 300000, "]", "]]>" CELL_END XML_END, false },
	{ "cdata-overlong.xml", PROLOG XML CELL "<![CDATA[\xc0\xaf", 10, "\xed\xa0\x80",
	  "]]>" CELL_END XML_END, false },
	{ "instructions.xml", PROLOG XML, 100000, "<?a b?>", XML_END, false },
	{ "tables.xml", PROLOG "<filings xmlns=\"urn:xianjin:filings:1\">", 3000,
	  "<table kind=\"entries\"><columns><column>a</column></columns></table>",
	  "</filings>", false },
	{ "cells.xml", PROLOG XML "<columns>", 50000, "<column/>", "</columns>" XML_END, false },
	{ "ebcdic.xml", "<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?>" XML, 0, "", XML_END, false },
	{ "utf16-lie.xml", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" XML, 0, "", XML_END, false },
	{ "references.xml", PROLOG XML CELL, 200000, "&#x0;", CELL_END XML_END, false },

	{ "deep.json", "", 1000000, "[", "", false },
	{ "deep-object.json", "", 300000, "{\"data\":", "", false },
	{ "number.json", "[{\"receivedAmount\":1e999999999,\"typeCode\":11}", 0, "", "]", false },
	{ "number-long.json", "[{\"receivedAmount\":", 2000000, "9", "}]", false },
	{ "twice.json", "[{\"id\":1,\"id\":2,\"typeCode\":11,\"receivedAmount\":1}", 0, "", "]", false },
	{ "surrogate.json", "[{\"donor\":\"\\ud800\",\"typeCode\":11,\"receivedAmount\":\"\\udfff\"}", 0,
	  "", "]", false },
	{ "nul.json", "[{\"donor\":\"\\u0000\",\"typeCode\":11,\"receivedAmount\":\"\\u0000\"}", 0, "",
	  "]", false },
	{ "keys.json", "[{\"a\":1", 5000, ",\"b\":1", "}]", false },
	{ "text.json", "[{\"donor\":\"", 2000000, "a", "\"}]", false },
	{ "objects.json", "[", 200000, "{},", "{}]", false },
	{ "array.json", "[", 200000, "1,", "1]", false },
	{ "open.json", "[{\"donor\":\"", 0, "", "", false },
	{ "nan.json", "[{\"typeCode\":NaN,\"receivedAmount\":-Infinity}]", 0, "", "", false },
	{ "data-lies.json", "{\"data\":7,\"rows\":\"x\"", 0, "", "}", false },
	{ "escapes.json", "[{\"donor\":\"", 100000, "\\u4e00", "\"}]", false },

	{ "deep.html", "<table>" PAPER, 300000, "<div>", "", false },
	{ "deep-tables.html", "", 20000, "<table><tr><td>", "", false },
	{ "ampersands.html", "<table>" PAPER "<tr><td>", 2000000, "&", "</table>", false },
	{ "references.html", "<table>" PAPER "<tr><td>", 300000, "&#99999999;", "</table>", false },
	{ "colspan.html", "<table>" PAPER "<tr><td colspan=100000000>", 500,
	  "<td colspan=99999>", "</table>", false },
	{ "rowspan.html", "<table>" PAPER, 500, "<tr><td rowspan=100000000>1", "</table>", false },
	{ "attributes.html", "<table>" PAPER "<tr><td ", 100000, "a=b ", ">", false },
	{ "attribute-long.html", "<table ", 1000000, "a", ">" PAPER, false },
	{ "tag-open.html", "<table>" PAPER "<tr><td", 500000, " ", "", false },
	{ "comment-open.html", "<table>" PAPER "<!--", 500000, "- ", "", false },
	{ "script.html", "<table>" PAPER "<tr><td><script>", 10000, "<table><tr><td>", "", false },
	{ "plaintext.html", "<table>" PAPER "<plaintext>", 10000, "<tr><td>", "", false },
	{ "charset.html", "<meta charset=big5><table>" PAPER, 100, "<tr><td>\xff\xfe", "", false },
	{ "cells.html", "<table>" PAPER "<tr>", 100000, "<td>1", "", false },
	{ "nul.html", "<table>" PAPER "<tr><td>\0", 100, "<td>\xed\xa0\x80", "", false },

	{ "no.pdf", "%PDF-1.7\n", 1000, "garbage ", "", false },
	{ "loop.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages"
	  "/Count 9/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF", 0, "",
	  "", false },
	{ "huge.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript"
	  "/JS(app.alert(1))>>>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj"
	  "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9e9 9e9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
	  0, "", "", false },
	{ "deep.pdf", "%PDF-1.4\n1 0 obj", 300000, "[", "", false },
	{ "fake.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 3000, "\xff", "", false },
	{ "zeros.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", 3000, "\x01", "", false },
	{ "fake.zip", "PK\x03\x04", 3000, "\xff", "", false },
	{ "ends.zip", "PK\x05\x06", 30, "\x01", "", false },
	{ "noise.bin", "", 3000, "\x8f\x12\xfe\x90\x01", "", false },
};

/* A NUL may be the last byte of a head; C ends the text there. */
static void put_head(struct gen_out *o, const char *name, const char *head)
{
	gen_puts(o, head);
	if (strncmp(name, "nul.", 4) == 0 || strcmp(name, "zeros.xls") == 0)
		gen_putc(o, '\0');
}

static void written(const char *dir)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		struct gen_out o = { 0 };

		if (plain[i].header)
			gen_header(&o, GEN_OFFICIAL, "\r\n");
		put_head(&o, plain[i].name, plain[i].head);
		gen_times(&o, plain[i].n, plain[i].middle);
		gen_puts(&o, plain[i].tail);
		gen_keep(dir, plain[i].name, &o);
	}
}

void gen_corpus(const char *dir)
{
	gen_mkdir("%s", dir);
	damaged(dir);
	written(dir);
	gen_corpus_books(dir);
}
