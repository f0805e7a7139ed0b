/*
 * test_xml.c - the XML reader: tables, rows and positions, what it refuses, and
 * that the published schema says the same.  Every case is read whole, byte by
 * byte and in other pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <libxml/xmlschemas.h>

#include "tests/unit/reader_transcript.h"
#include "xianjin/limits.h"

#define OPEN "<filings xmlns=\"urn:xianjin:filings:1\">"
#define HEAD OPEN "<table kind=\"entries\"><columns><column>a</column>" \
	"<column>b</column></columns>"
#define TAIL "</table></filings>"

struct sample {
	const char *what, *in, *out, *error;
};

/* What the schema and the reader both take. */
static const struct sample good[] = {
	{ "no table", OPEN "</filings>", "", NULL },
	{ "no row", HEAD TAIL, "1@1 a|b\n", NULL },
	{ "rows", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" HEAD "\n<row><cell>1"
	  "</cell><cell/></row>\n\n<row>\n<cell> x\ny </cell><cell>&lt;&#65;&amp;"
	  "<![CDATA[<b>]]></cell></row>" TAIL,
	  "1@2 a|b\n2@3 1|\n3@5  x\ny |<A&<b>\n", NULL },
	{ "a mark", "\xef\xbb\xbf" HEAD TAIL, "1@1 a|b\n", NULL },
	{ "prefixes, comments", "<x:filings xmlns:x=\"urn:xianjin:filings:1\"><!-- > -->"
	  "<x:table kind=\"summary\"><x:columns><x:column>a<!-- - -->b</x:column>"
	  "</x:columns><?pi x?><x:row><x:cell>中文</x:cell></x:row></x:table>"
	  "</x:filings>", "1@1 ab\n2@1 中文\n", NULL },
	{ "tables", HEAD "<row><cell>1</cell><cell>2</cell></row></table>\n"
	  "<table kind=\"summary\"><columns><column>c</column></columns></table>"
	  "<table name=\"收入\" kind=\"entries\"><columns><column>d</column></columns>\n"
	  "<row><cell>3</cell></row>" TAIL,
	  "1@1 a|b\n2@1 1|2\n[2]\n1@2 c\n[收入]\n1@2 d\n2@3 3\n", NULL },
	{ "ragged", HEAD "<row><cell>1</cell></row>" TAIL, "1@1 a|b\n2@1 1\n", NULL },
	{ "private use", HEAD "<row><cell>\xee\xa5\xa2</cell><cell/></row>" TAIL,
	  "1@1 a|b\n~private-use 2.1 \xee\xa5\xa2\n2@1 \xee\xa5\xa2|\n", NULL },
};

/* What both refuse, and what the reader says. */
static const struct sample bad[] = {
	{ "empty", "", "", "test: " },
	{ "another root", "<table xmlns=\"urn:xianjin:filings:1\"/>", "",
	  "expected: filings" },
	{ "no namespace", "<filings/>", "", "expected: filings" },
	{ "another namespace", "<filings xmlns=\"urn:xianjin:filings:2\"/>", "",
	  "expected: filings" },
	{ "another element", OPEN "\n<tables/></filings>", "", "line 2: the element" },
	{ "rows first", OPEN "<table kind=\"entries\"><row><cell/></row>" TAIL, "",
	  "columns" },
	{ "columns twice", HEAD "<columns><column/></columns>" TAIL, "", "columns" },
	{ "a cell in the columns", OPEN "<table kind=\"entries\"><columns><cell/>"
	  "</columns>" TAIL, "", "cell" },
	{ "a column in a row", HEAD "<row><column/></row>" TAIL, "", "column" },
	{ "an element in a cell", HEAD "<row><cell><b/></cell></row>" TAIL, "",
	  "\"b\"" },
	{ "another kind", OPEN "<table kind=\"x\"><columns><column/></columns>" TAIL, "",
	  "entries or" },
	{ "one name for two", OPEN "<table kind=\"entries\" name=\"x\"><columns><column/>"
	  "</columns></table><table kind=\"entries\" name=\"x\"><columns><column/>"
	  "</columns>" TAIL, "", "two tables" },
	{ "text outside", HEAD "<row>x<cell/></row>" TAIL, "", "outside" },
	{ "cut off", HEAD "<row><cell>1</cell>", "", "damaged" },
	{ "a wrong end", HEAD "<row><cell>1</row>" TAIL, "", "damaged" },
	{ "a doctype", "<!DOCTYPE filings>" HEAD TAIL, "", "DOCTYPE" },
	{ "an entity", "<!DOCTYPE filings [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
	  HEAD "<row><cell>&x;</cell><cell/></row>" TAIL, "", "DOCTYPE" },
	{ "bytes that are no UTF-8", HEAD "<row><cell><![CDATA[\xc1\x9d]]></cell><cell/>"
	  "</row>" TAIL, "", "not UTF-8" },
	{ "the same outside CDATA", HEAD "<row><cell>\xa4\xa4</cell><cell/></row>" TAIL,
	  "", "damaged" },
	{ "overlong", HEAD "<row><cell>\xc1\x9d</cell><cell/></row>" TAIL, "", "damaged" },
	{ "overlong in three", HEAD "<row><cell>\xe0\x80\xaf</cell><cell/></row>" TAIL, "",
	  "damaged" },
	{ "overlong in a name", OPEN "<table kind=\"entries\" name=\"\xc1\x9d\"><columns>"
	  "<column/></columns>" TAIL, "", "damaged" },
	{ "an unknown entity", HEAD "<row><cell>&nbsp;</cell><cell/></row>" TAIL, "",
	  "damaged" },
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(good); i++)
		expect_text(&xj_reader_xml, good[i].what, good[i].in, good[i].out, NULL);
}

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(bad); i++)
		expect_text(&xj_reader_xml, bad[i].what, bad[i].in, bad[i].out,
		            bad[i].error);
}

/* ---- the schema says the same ------------------------------------------------- */

static void be_quiet(void *ctx, const char *text, ...)
{
	(void)ctx, (void)text;
}

static int validate(xmlSchemaPtr schema, const char *text)
{
	xmlDocPtr doc = xmlReadMemory(text, (int)strlen(text), "x.xml", NULL,
	                              XML_PARSE_NONET | XML_PARSE_NOERROR |
	                              XML_PARSE_NOWARNING);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	int verdict;

	xmlSchemaSetValidErrors(valid, be_quiet, be_quiet, NULL);
	verdict = doc ? xmlSchemaValidateDoc(valid, doc) : -1;
	xmlSchemaFreeValidCtxt(valid);
	xmlFreeDoc(doc);
	return verdict;
}

static void test_schema(void **state)
{
	const char *top = getenv("TOP_SRCDIR");
	char path[4096];
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema;

	(void)state;
	snprintf(path, sizeof(path), "%s/docs/xianjin.xsd", top ? top : ".");
	/* the schema is read before the reader forbids libxml2 all files */
	parser = xmlSchemaNewParserCtxt(path);
	assert_non_null(parser);
	schema = xmlSchemaParse(parser);
	assert_non_null(schema);
	for (size_t i = 0; i < XJ_COUNT(good); i++) {
		if (validate(schema, good[i].in) != 0)
			fail_msg("the schema refuses: %s", good[i].what);
	}
	for (size_t i = 0; i < XJ_COUNT(bad); i++) {
		bool doctype = strstr(bad[i].in, "<!DOCTYPE") != NULL;

		if (!doctype && validate(schema, bad[i].in) == 0)
			fail_msg("the schema takes: %s", bad[i].what);
	}
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
}

/* ---- limits ------------------------------------------------------------------ */

static struct seen see_repeated(const char *head, const char *what, size_t times,
                                const char *tail)
{
	size_t n = strlen(what);
	char *text = malloc(strlen(head) + n * times + strlen(tail) + 1), *at = text;
	struct seen s;

	assert_non_null(text);
	at = stpcpy(at, head);
	for (size_t i = 0; i < times; i++)
		at = stpcpy(at, what);
	stpcpy(at, tail);
	s = see_all_ways(&xj_reader_xml, text, strlen(text));
	free(text);
	return s;
}

static void test_rows(void **state)
{
	struct seen s = see_repeated(HEAD, "\n<row><cell>x</cell><cell>中</cell></row>",
	                             20000, TAIL);

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "\n20001@20001 x|中\n"));
	assert_null(strchr(s.log.p, '!'));
	forget(&s);
}

static void test_long(void **state)
{
	struct seen s = see_repeated(HEAD "<row><cell>", "x", XJ_MAX_CELL_BYTES,
	                             "</cell><cell/></row>" TAIL);

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_null(strchr(s.log.p, '!'));
	forget(&s);
	s = see_repeated(HEAD "<row><cell>", "x", XJ_MAX_CELL_BYTES + 1,
	                 "</cell><cell>y</cell></row><row><cell/></row>" TAIL);
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "\n2@1! x"));
	assert_non_null(strstr(s.log.p, "|y\n3@1 \n"));
	forget(&s);
	s = see_repeated(HEAD "<row>", "<cell>x</cell>", XJ_MAX_COLUMNS + 1,
	                 "</row><row><cell/></row>" TAIL);
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "\n2@1! x|x"));
	assert_non_null(strstr(s.log.p, "\n3@1 \n"));
	forget(&s);
	s = see_repeated(HEAD "<row a=\"", "x", XJ_MAX_TAG_BYTES, "\"/>" TAIL);
	assert_int_equal(s.status, XJ_LIMIT);
	forget(&s);
	s = see_repeated(OPEN, "<table kind=\"entries\"><columns><column>a</column>"
	                 "</columns></table>", XJ_MAX_TABLES + 1, "</filings>");
	assert_int_equal(s.status, XJ_LIMIT);
	forget(&s);
}

static int bid(const char *text)
{
	return xj_reader_xml.bid(xj_str_c(text), "x");
}

static void test_bid(void **state)
{
	(void)state;
	assert_true(bid("\xef\xbb\xbf\n" OPEN) > 90);
	assert_true(bid("<?xml version=\"1.0\"?>\n<!-- x -->\n" OPEN) > 90);
	assert_int_equal(bid("<?xml version=\"1.0\"?><html/>"), 0);
	assert_int_equal(bid("urn:xianjin:filings:1"), 0);
	assert_int_equal(bid(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema), /* first: it needs a file */
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_bid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
