/*
 * test_json.c - the JSON reader: what wraps the rows, what the keys become, and
 * what it makes of odd and hostile text.  Every case is read whole, byte by byte
 * and in other pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/reader_transcript.h"
#include "xianjin/limits.h"

static void expect(const char *what, const char *text, const char *want,
                   const char *error)
{
	expect_text(&xj_reader_json, what, text, want, error);
}

/* ---- what wraps the rows --------------------------------------------------------- */

struct sample {
	const char *what, *in, *out, *error;
};

static const struct sample wrappings[] = {
	{ "nothing", "", "", NULL },
	{ "blanks", " \n\t", "", NULL },
	{ "no rows", "[]", "", NULL },
	{ "no rows on a page", "{\"data\":[],\"paging\":{\"pageCount\":0}}", "", NULL },
	{ "array", "[{\"a\":1,\"b\":\"x\"},\n{\"a\":2}]",
	  "1@1 a|b\n2@1 1|x\n3@2 2|\n", NULL },
	{ "mark", "\xef\xbb\xbf[{\"a\":1}]", "1@1 a\n2@1 1\n", NULL },
	{ "lines", "{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}", "1@1 a\n2@1 1\n3@2 2\n4@4 3\n",
	  NULL },
	{ "no line ends", "{\"a\":1}{\"a\":2}", "1@1 a\n2@1 1\n3@1 2\n", NULL },
	{ "a page", "{\"paging\":{\"pageCount\":2,\"x\":[1,{}]},\n\"data\":[{\"a\":1},\n"
	  "{\"a\":2}],\"more\":[[1],{\"a\":9}]}", "1@2 a\n2@2 1\n3@3 2\n", NULL },
	{ "pages one after another", "{\"data\":[{\"a\":1}]}\n{\"data\":[]}\n"
	  "{\"data\":[{\"a\":2}],\"paging\":{}}\n", "1@1 a\n2@1 1\n3@3 2\n", NULL },
	{ "pages in an array", "[{\"data\":[{\"a\":1}],\"p\":1},{\"p\":2,\"data\":["
	  "{\"a\":2}]}]", "1@1 a\n2@1 1\n3@1 2\n", NULL },
	{ "our own answer", "{\"count\":1,\"facets\":{},\"next\":null,\"rows\":["
	  "{\"a\":1}]}", "1@1 a\n2@1 1\n", NULL },
	{ "data that is no array", "{\"data\":{\"a\":[1]}}",
	  "1@1 data\n2@1 {\"a\":[1]}\n", NULL },
	{ "data in a row of data", "{\"data\":[{\"a\":1,\"data\":[2,{\"b\":3}]}]}",
	  "1@1 a|data\n2@1 1|[2,{\"b\":3}]\n", NULL },
	{ "nested", "{\"a\":{\"x\":[],\"y\":[1,\"z\",{\"k\":null}],\"t\":true},"
	  "\"b\":[{}]}",
	  "1@1 a|b\n2@1 {\"x\":[],\"y\":[1,\"z\",{\"k\":null}],\"t\":true}|[{}]\n",
	  NULL },
	{ "words", "{\"a\":true,\"b\":false,\"c\":null,\"d\":\"\"}",
	  "1@1 a|b|c|d\n2@1 true|false||\n", NULL },
	{ "numbers as given", "{\"a\":1.0,\"b\":-1E+05,\"c\":123456789012345678901}",
	  "1@1 a|b|c\n2@1 1.0|-1E+05|123456789012345678901\n", NULL },
	{ "no row", "[{\"a\":1},2]", "1@1 a\n2@1 1\n", "line 1: an object" },
	{ "an array for a row", "[\n[1]]", "", "line 2: an object" },
	{ "a word", "true", "", "an object" },
	{ "a number at the end", "12", "", "an object" },
	{ "no keys", "[{}]", "", "no keys" },
	{ "no keys further down", "[{\"a\":1},{}]", "1@1 a\n2@1 1\n3@1 \n", NULL },
	{ "data twice", "{\"data\":[{\"a\":1}],\"data\":[{\"a\":2}]}",
	  "1@1 a\n2@1 1\n", "twice" },
	{ "data twice at first", "{\"data\":1,\"data\":[{\"a\":2}]}", "", "twice" },
	{ "cut off", "[{\"a\":1},{\"a\":", "1@1 a\n2@1 1\n", "test: line 1" },
	{ "cut off behind a row", "[{\"a\":1},", "1@1 a\n2@1 1\n", "line 1" },
	{ "damaged", "[{\"a\":1}\n{\"a\":2}]", "1@1 a\n2@1 1\n", "line 2: parse error" },
	{ "a key twice", "[{\"a\":1},{\"a\":2,\"a\":3},{\"a\":4}]",
	  "1@1 a\n2@1 1\n3@1! 2\n4@1 4\n", NULL },
	{ "a key twice at first", "[{\"a\":1,\"b\":2,\"a\":3},{\"a\":4}]",
	  "1@1 a|b\n2@1! 1|2\n3@1 4|\n", NULL },
	{ "new keys", "[{\"a\":1},{\"b\":2,\"a\":3},{\"b\":4},{\"c\":5}]",
	  "1@1 a\n2@1 1\n~json-key-new 3.0 b\n3@1 3\n4@1 \n~json-key-new 5.0 c\n"
	  "5@1 \n", NULL },
	{ "an unknown key twice", "[{\"a\":1},{\"b\":2,\"b\":3}]",
	  "1@1 a\n2@1 1\n3@1! \n", NULL },
};

static void test_wrappings(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(wrappings); i++)
		expect(wrappings[i].what, wrappings[i].in, wrappings[i].out,
		       wrappings[i].error);
}

/* ---- characters ---------------------------------------------------------------- */

#define LOST "\xef\xbf\xbd"

static const struct sample characters[] = {
	{ "escapes", "{\"a\":\"\\u4e2d\\n\\\"\\\\\\/\\ud83d\\ude00}\"}",
	  "1@1 a\n2@1 中\n\"\\/\xf0\x9f\x98\x80}\n", NULL },
	{ "half a character", "[{\"a\":\"x\\ud800y\",\"b\":\"z\"}]",
	  "1@1 a|b\n~json-surrogate 2.1 x" LOST "y\n2@1 x" LOST "y|z\n", NULL },
	{ "the other half", "[{\"a\":\"x\",\"b\":\"\\uDC00\"}]",
	  "1@1 a|b\n~json-surrogate 2.2 " LOST "\n2@1 x|" LOST "\n", NULL },
	{ "two first halves", "[{\"a\":\"\\ud800\\ud800\\udc00\"}]",
	  "1@1 a\n~json-surrogate 2.1 " LOST "\xf0\x90\x80\x80\n2@1 " LOST
	  "\xf0\x90\x80\x80\n", NULL },
	{ "at the end of the text", "[{\"a\":\"\\udbff\"}]",
	  "1@1 a\n~json-surrogate 2.1 " LOST "\n2@1 " LOST "\n", NULL },
	{ "NUL", "[{\"a\":\"x\\u0000y\"},{\"a\":\"z\"}]",
	  "1@1 a\n~json-nul 2.1 x" LOST "y\n2@1 x" LOST "y\n3@1 z\n", NULL },
	{ "a backslash is none", "[{\"a\":\"\\\\u0000\"}]", "1@1 a\n2@1 \\u0000\n",
	  NULL },
	{ "in a nested value", "[{\"a\":[\"\\ud800\"],\"b\":\"x\"}]",
	  "1@1 a|b\n~json-surrogate 2.1 [\"" LOST "\"]\n2@1 [\"" LOST "\"]|x\n", NULL },
	{ "bad bytes", "[{\"a\":\"x\xff\",\"b\":\"\xa4\xa4\"}]",
	  "1@1 a|b\n~bad-bytes 2.1 x" LOST "\n~bad-bytes 2.2 " LOST LOST "\n2@1 x" LOST
	  "|" LOST LOST "\n", NULL },
	{ "private use", "[{\"a\":\"\xee\xa5\xa2\"}]",
	  "1@1 a\n~private-use 2.1 \xee\xa5\xa2\n2@1 \xee\xa5\xa2\n", NULL },
	{ "what wraps is not noted", "{\"p\":\"\\ud800\",\"data\":[{\"a\":1}]}",
	  "1@1 a\n2@1 1\n", NULL },
};

static void test_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(characters); i++)
		expect(characters[i].what, characters[i].in, characters[i].out,
		       characters[i].error);
}

/* ---- families ------------------------------------------------------------------ */

#define OFFICIAL "序號|擬參選人／政黨|選舉名稱|申報序號／年度|交易日期|收支科目|" \
	"捐贈者／支出對象|身分證／統一編號|收入金額|支出金額|捐贈方式|存入專戶日期|" \
	"返還/繳庫|支出用途|金錢類|地址|聯絡電話|應揭露之支出對象|" \
	"支出對象之內部人員姓名|支出對象之內部人員職稱|政黨之內部人員姓名|" \
	"政黨之內部人員職稱|關係|更正註記|資料更正日期"

static void test_platform(void **state)
{
	(void)state;
	expect("a page of the platform",
	       "{\"paging\":{\"pageCount\":1,\"recordCount\":3},\"data\":[\n"
	       "{\"id\":1,\"name\":\"王小明\",\"electionName\":\"111年某市市長選舉\","
	       "\"yearOrSerial\":1.0,\"transactionDate\":\"1110719\",\"typeCode\":11,"
	       "\"donor\":\"陳大文\",\"donorIdentifier\":\"A12*******\","
	       "\"receivedAmount\":30000.00,\"donationAmount\":0.00,"
	       "\"isMoney\":true,\"batch\":7},\n"
	       "{\"batch\":8,\"isMoney\":false,\"typeCode\":\"15\",\"id\":2,"
	       "\"tel\":null},\n"
	       "{\"id\":3,\"typeCode\":21.0,\"tel\":\"02-1****\","
	       "\"rpIntraName\":\"x\"},\n"
	       "{\"id\":4,\"typeCode\":99,\"isMoney\":null}]}",
	       "1@2 " OFFICIAL "|batch\n"
	       "2@2 1|王小明|111年某市市長選舉|1.0|1110719|個人捐贈收入|陳大文|"
	       "A12*******|30000.00|0.00|||||金錢|||||||||||7\n"
	       "3@3 2|||||匿名捐贈|||||||||非金錢|||||||||||8\n"
	       "4@4 3|||||宣傳支出|||||||||||02-1****||x|||||||\n"
	       "5@5 4|||||99||||||||||||||||||||\n", NULL);
}

static void test_own_rows(void **state)
{
	(void)state;
	expect("JSON Lines of our own",
	       "{\"id\":7,\"recipient\":\"王小明\",\"election\":\"111年某市市長選舉\","
	       "\"serial\":\"首次\",\"version\":1,\"seq\":\"12\",\"direction\":\"income\","
	       "\"subject\":\"個人捐贈收入\",\"subject_code\":11,\"kind\":\"individual\","
	       "\"counterparty\":\"陳大文\",\"counterparty_id\":\"A12*******\","
	       "\"donor\":\"k1\",\"amount\":5000,\"date\":\"2022-07-19\","
	       "\"method\":\"transfer\",\"deposit_date\":\"2022-07-20\","
	       "\"disposition\":\"returned\",\"monetary\":true,\"purpose\":null,"
	       "\"address\":\"某市某區\",\"phone\":null,\"flags\":[\"x\"],"
	       "\"source\":{\"file\":\"f\",\"member\":\"\",\"row\":2,\"sha256\":\"0\"}}\n"
	       "{\"direction\":\"expense\",\"amount\":-300,\"recipient\":\"某黨\","
	       "\"election\":null,\"serial\":\"111年度\",\"subject\":null,"
	       "\"subject_code\":41,\"counterparty\":\"某行\",\"method\":\"cash\","
	       "\"disposition\":\"treasury\",\"monetary\":false}\n",
	       "1@1 序號|擬參選人／政黨|選舉名稱|申報序號／年度|交易日期|收支科目|"
	       "捐贈者／支出對象|身分證／統一編號|收入金額|支出金額|捐贈方式|"
	       "存入專戶日期|返還/繳庫|支出用途|金錢類|地址|聯絡電話\n"
	       "2@1 12|王小明|111年某市市長選舉|首次|2022-07-19|個人捐贈收入|陳大文|"
	       "A12*******|5000||匯款|2022-07-20|已返還||金錢|某市某區|\n"
	       "3@2 |某黨||111年度||人事費用支出|某行|||-300|現金||已繳庫||非金錢||\n",
	       NULL);
}

static void test_summaries(void **state)
{
	(void)state;
	expect("older summaries",
	       "[{\"balance\":-5,\"county\":\"某縣\",\"election_name\":\"某縣議員選舉\","
	       "\"election_year\":\"2014\",\"in_individual\":10,\"in_total\":15,"
	       "\"name\":\"王小明\",\"out_total\":20,\"title\":\"councilors\"},\n"
	       "{\"election_name\":\"第7屆立法委員選舉\",\"election_year\":\"2008\","
	       "\"out_personnel\":3},\n{\"election_name\":\"101年總統選舉\","
	       "\"election_year\":\"2012\"},{\"election_name\":\"x\"}]",
	       "1@1 擬參選人|選舉名稱|個人捐贈收入|營利事業捐贈收入|政黨捐贈收入|"
	       "人民團體捐贈收入|匿名捐贈收入|其他收入|收入小計|人事費用支出|宣傳支出|"
	       "租用宣傳車輛支出|租用競選辦事處支出|集會支出|交通旅運支出|雜支支出|"
	       "返還捐贈支出|繳庫支出|公共關係費用支出|支出小計|餘額|county|"
	       "election_year|title\n"
	       "2@1 王小明|103年某縣議員選舉|10||||||15|||||||||||20|-5|某縣|2014|"
	       "councilors\n"
	       "3@2 |第7屆立法委員選舉||||||||3|||||||||||||2008|\n"
	       "4@3 |101年總統選舉|||||||||||||||||||||2012|\n"
	       "5@3 |x||||||||||||||||||||||\n", NULL);
}

/* The layouts know the tables by their headers. */
static void test_layouts(void **state)
{
	static const struct {
		const char *text, *layout;
	} tables[] = {
		{ "{\"typeCode\":11,\"donationAmount\":1}", "official" },
		{ "{\"recipient\":\"x\",\"counterparty\":\"y\"}", "official" },
		{ "{\"in_total\":1,\"out_total\":2}", "summary" },
		{ "{\"交易日期\":1,\"收支科目\":2,\"捐贈者／支出對象\":3,\"收入金額\":4,"
		  "\"支出金額\":5,\"捐贈方式\":6}", "official" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(tables); i++) {
		struct piece piece = { tables[i].text, strlen(tables[i].text), 0, 0 };
		struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
		                       .name = "test" };
		struct xj_columns c;
		struct xj_table t;
		struct xj_row header;
		struct xj_error err;
		void *self;

		assert_int_equal(xj_reader_json.open(&in, NULL, &self, &err), XJ_OK);
		assert_int_equal(xj_reader_json.next_table(self, &t, &err), XJ_OK);
		assert_int_equal(xj_reader_json.next_row(self, &header, &err), XJ_OK);
		assert_int_equal(xj_columns_match(&header, &c, &err), XJ_OK);
		assert_string_equal(c.layout->name, tables[i].layout);
		xj_columns_clear(&c);
		xj_reader_json.close(self);
	}
}

/* ---- limits ------------------------------------------------------------------ */

static char *repeat(const char *head, const char *what, size_t times,
                    const char *tail)
{
	size_t n = strlen(what);
	char *p = malloc(strlen(head) + n * times + strlen(tail) + 1), *at = p;

	assert_non_null(p);
	at = stpcpy(at, head);
	for (size_t i = 0; i < times; i++)
		at = stpcpy(at, what);
	stpcpy(at, tail);
	return p;
}

static struct seen see_repeated(const char *head, const char *what, size_t times,
                                const char *tail)
{
	char *text = repeat(head, what, times, tail);
	struct seen s = see_all_ways(&xj_reader_json, text, strlen(text));

	free(text);
	return s;
}

static void test_depth(void **state)
{
	struct seen s = see_repeated("{\"a\":", "[", 63, "");

	(void)state;
	assert_int_equal(s.status, XJ_BAD_INPUT); /* cut off, but not too deep */
	forget(&s);
	s = see_repeated("{\"a\":", "[", 64, "");
	assert_int_equal(s.status, XJ_LIMIT);
	assert_non_null(strstr(s.err.text, "64"));
	forget(&s);
	s = see_repeated("", "[", 2000000, "");
	assert_int_equal(s.status, XJ_BAD_INPUT);
	forget(&s);
}

static void test_long(void **state)
{
	struct seen s = see_repeated("[{\"a\":\"", "x", XJ_MAX_CELL_BYTES,
	                             "\"},{\"a\":1}]");

	(void)state;
	assert_int_equal(s.status, XJ_END);
	assert_null(strchr(s.log.p, '!'));
	forget(&s);
	s = see_repeated("[{\"a\":\"", "中", XJ_MAX_CELL_BYTES / 3 + 1,
	                 "\"},{\"a\":1}]");
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "2@1! 中"));
	assert_non_null(strstr(s.log.p, "3@1 1\n"));
	assert_true(s.log.n < XJ_MAX_CELL_BYTES + 40);
	forget(&s);
	s = see_repeated("[{\"a\":\"", "}", XJ_MAX_RECORD_BYTES + (128u << 10),
	                 "\"}]");
	assert_int_equal(s.status, XJ_LIMIT);
	forget(&s);
	s = see_repeated("[{\"a\":[", "\"中文字中文字\",", 60000, "1]}]");
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "2@1! ["));
	forget(&s);
}

static void test_many_keys(void **state)
{
	struct xj_buf b;
	struct seen s;

	(void)state;
	xj_buf_init(&b, 1u << 20);
	for (unsigned i = 0; i <= XJ_MAX_COLUMNS; i++)
		assert_int_equal(xj_buf_addf(&b, "%s\"k%u\":%u", i ? "," : "[{", i, i),
		                 XJ_OK);
	assert_int_equal(xj_buf_addf(&b, "},{\"k5\":\"x\"}]"), XJ_OK);
	s = see_all_ways(&xj_reader_json, b.p, b.n);
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "2@1! 0|1|2"));
	assert_non_null(strstr(s.log.p, "3@1 |||||x|||"));
	forget(&s);
	xj_buf_clear(&b);
}

static void test_encodings(void **state)
{
	struct xj_read_options options = { .encoding = "big5" };
	struct piece piece = { "{}", 2, 0, 0 };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
	                       .name = "test" };
	struct xj_error err;
	struct seen s;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_json.open(&in, &options, &self, &err), XJ_USAGE);
	assert_null(self);
	see(&xj_reader_json, &s, "\xff\xfe{\0", 4, 0);
	assert_int_equal(s.status, XJ_BAD_INPUT);
	assert_non_null(strstr(s.err.text, "UTF-16"));
	forget(&s);
}

static int bid(const char *text)
{
	return xj_reader_json.bid(xj_str_c(text), "x");
}

static void test_bid(void **state)
{
	(void)state;
	assert_int_equal(bid("a,b\n"), 0);
	assert_int_equal(bid(""), 0);
	assert_int_equal(bid("%PDF-1.4"), 0);
	assert_int_equal(bid("<a>{"), 0);
	assert_true(bid("{\"a\":1}") > 50);
	assert_true(bid("\xef\xbb\xbf\r\n [ {") > 50);
	assert_true(bid("[]") > 50);
	assert_true(bid("[備註]\n") > 0);
	assert_true(bid("[備註]\n") < 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrappings),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_platform),
		cmocka_unit_test(test_own_rows),
		cmocka_unit_test(test_summaries),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_bid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
