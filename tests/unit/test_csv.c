/*
 * test_csv.c - the CSV reader: what it makes of good, odd and hostile text.
 * Every case is read whole, byte by byte and in other pieces, and must give the
 * same rows and notes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/csv_transcript.h"
#include "xianjin/limits.h"

/* ---- small cases -------------------------------------------------------- */

struct sample {
	const char *what;
	struct xj_str in;
	struct xj_str out;
};

#define T(text) { text, sizeof(text) - 1 }

static const struct sample samples[] = {
	{ "nothing", T(""), T("") },
	{ "only a mark", T("\xef\xbb\xbf"), T("") },
	{ "only line ends", T("\r\n\r\n\n"), T("") },
	{ "LF", T("a,b\n1,2\n"), T("1@1 a|b\n2@2 1|2\n") },
	{ "CRLF", T("a,b\r\n1,2\r\n"), T("1@1 a|b\n2@2 1|2\n") },
	{ "CR", T("a,b\r1,2\r"), T("1@1 a|b\n2@2 1|2\n") },
	{ "all line ends", T("a\r\nb\rc\nd"), T("1@1 a\n2@2 b\n3@3 c\n4@4 d\n") },
	{ "no last line end", T("a,b\n1,2"), T("1@1 a|b\n2@2 1|2\n") },
	{ "empty last cell at the end", T("a,b\n1,"), T("1@1 a|b\n2@2 1|\n") },
	{ "mark", T("\xef\xbb\xbf" "a,b\n"), T("1@1 a|b\n") },
	{ "mark and quote", T("\xef\xbb\xbf\"a,x\",b\n"), T("1@1 a,x|b\n") },
	{ "empty cells", T("a,b,c\n,,\n"), T("1@1 a|b|c\n2@2 ||\n") },
	{ "blanks are kept", T(" a , b\n"), T("1@1  a | b\n") },
	{ "ragged", T("a,b\n1\n1,2,3\n"), T("1@1 a|b\n2@2 1\n3@3 1|2|3\n") },
	{ "empty last lines", T("a\n1\n\n\r\n\r"), T("1@1 a\n2@2 1\n") },
	{ "empty lines inside", T("a\n\n\r\n1\n\n"),
	  T("1@1 a\n2@2 \n3@3 \n4@4 1\n") },
	{ "empty first line", T("\na;b\n"), T("1@1 \n2@2 a|b\n") },
	{ "a tie", T("a\tb,c\n1\t2;3\n"), T("1@1 a\tb|c\n2@2 1\t2;3\n") },
	{ "tabs", T("a\tb\tc\n1,2\t3\t\"x\ty\"\n"),
	  T("1@1 a|b|c\n2@2 1,2|3|x\ty\n") },
	{ "semicolon", T("a;b\n1,5;2\n"), T("1@1 a|b\n2@2 1,5|2\n") },
	{ "the header decides", T("a,b\n1;2;3\n"), T("1@1 a|b\n2@2 1;2;3\n") },
	{ "quoted header", T("\"a;;;\",\"b\"\n1,2\n"), T("1@1 a;;;|b\n2@2 1|2\n") },
	{ "quotes", T("\"a\",\"b\"\r\n\"1\",\"2\"\r\n"), T("1@1 a|b\n2@2 1|2\n") },
	{ "empty quotes", T("a,b\n\"\",\"\"\n"), T("1@1 a|b\n2@2 |\n") },
	{ "doubled", T("a\n\"x\"\"y\"\n\"\"\"\"\n\"\"\"\"\"\"\n"),
	  T("1@1 a\n2@2 x\"y\n3@3 \"\n4@4 \"\"\n") },
	{ "quoted comma", T("a,b\n\"1,2\",3\n"), T("1@1 a|b\n2@2 1,2|3\n") },
	{ "quoted line ends", T("a,b\n\"1\n2\r\n3\r4\",5\n6,7\n"),
	  T("1@1 a|b\n2@2 1\n2\r\n3\r4|5\n3@6 6|7\n") },
	{ "quoted at the end", T("a\n\"x\""), T("1@1 a\n2@2 x\n") },
	{ "text behind the quote", T("a,b\n\"x\"y,1\n\"x\"y\"z\",1\n"),
	  T("1@1 a|b\n2@2 xy|1\n3@3 xy\"z\"|1\n") },
	{ "text behind a doubled one", T("a,b\n\"x\"\"\"y,1\n"),
	  T("1@1 a|b\n2@2 x\"y|1\n") },
	{ "blank behind several lines", T("a,b\n\"x\ny\" ,1\n"),
	  T("1@1 a|b\n2@2 x\ny |1\n") },
	{ "quote inside", T("a,b\n6\" x,1\nx\"y\"z,2\n"),
	  T("1@1 a|b\n2@2 6\" x|1\n3@3 x\"y\"z|2\n") },
	{ "never closed", T("a,b\n\"x,1\n2,3\n"),
	  T("1@1 a|b\n~stray-quote 2.1 \"x\n2@2 \"x|1\n3@3 2|3\n") },
	{ "never closed, last cell", T("a,b\n1,\"x"),
	  T("1@1 a|b\n~stray-quote 2.2 \"x\n2@2 1|\"x\n") },
	{ "a lone quote", T("\""), T("~stray-quote 1.1 \"\n1@1 \"\n") },
	{ "closed by the next opening one", T("a,b\n\"x,1\n2,\"y\"\n"),
	  T("1@1 a|b\n~stray-quote 2.1 \"x\n2@2 \"x|1\n3@3 2|y\n") },
	{ "after a stray one, the line", T("a,b,c\n\"x\n\"y\",\"z\",\"w\n1,2,3\n"),
	  T("1@1 a|b|c\n~stray-quote 2.1 \"x\n2@2 \"x\n"
	    "~stray-quote 3.3 \"w\n3@3 y|z|\"w\n4@4 1|2|3\n") },
	{ "NUL", T("a,b\n1,x\0y\n2,z\n"), T("1@1 a|b\n2@2! 1|x\0y\n3@3 2|z\n") },
	{ "NUL in quotes", T("a\n\"\0\"\n"), T("1@1 a\n2@2! \0\n") },
	{ "control characters", T("a,b\n1\x01\x0b,\x0c\n"),
	  T("1@1 a|b\n2@2 1\x01\x0b|\x0c\n") },
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(samples); i++) {
		struct seen s;

		print_message("  %s\n", samples[i].what);
		s = see_all_ways(samples[i].in.p, samples[i].in.n, NULL);
		expect_log(&s, samples[i].out.p, samples[i].out.n);
		assert_string_equal(s.encoding, "UTF-8");
		forget(&s);
		s = see_all_ways(samples[i].in.p, samples[i].in.n, "utf-8");
		expect_log(&s, samples[i].out.p, samples[i].out.n);
		assert_int_equal(s.confidence, XJ_SURE);
		forget(&s);
	}
}

/* ---- stray quotes: 1,001 records with one bad field ---------------------- */

static const struct {
	const char *cell; /* as in the file */
	const char *want; /* as read */
	bool stray;
} strays[] = {
	{ "6\" 吊扇", "6\" 吊扇", false },
	{ "\"吊扇", "\"吊扇", true },
	{ "俗稱\"大扇\"之物", "俗稱\"大扇\"之物", false },
	{ "\"大扇\"二具", "大扇二具", false },
};

static void make_records(struct xj_buf *b, const char *cell, int with_quoted)
{
	xj_buf_init(b, LOG_MAX);
	assert_int_equal(xj_buf_addf(b, "序號,品名,金額\r\n"), XJ_OK);
	for (int i = 1; i <= 1000; i++) {
		const char *name = i == 3 ? cell
			: i == with_quoted ? "\"電扇, 大\"" : "電扇";

		assert_int_equal(xj_buf_addf(b, "%d,%s,%d.00\r\n", i, name, i * 10),
		                 XJ_OK);
	}
}

static void check_stray(size_t k, int with_quoted)
{
	struct xj_buf text, want;
	struct seen s;

	make_records(&text, strays[k].cell, with_quoted);
	s = see_all_ways(text.p, text.n, NULL);
	assert_int_equal(s.rows, 1001);
	assert_int_equal(s.spoiled, 0);
	xj_buf_init(&want, LOG_MAX);
	assert_int_equal(xj_buf_addf(&want, "4@4 3|%s|30.00\n5@5 4|", strays[k].want),
	                 XJ_OK);
	assert_non_null(strstr(s.log.p, want.p));
	assert_int_equal(strstr(s.log.p, "~stray-quote 4.2 \"吊扇\n") != NULL,
	                 strays[k].stray);
	assert_non_null(strstr(s.log.p, "1001@1001 1000|電扇|10000.00\n"));
	xj_buf_clear(&want);
	xj_buf_clear(&text);
	forget(&s);
}

static void test_stray_quotes(void **state)
{
	(void)state;
	for (size_t k = 0; k < XJ_COUNT(strays); k++) {
		check_stray(k, 0);
		check_stray(k, 20);  /* a good quoted cell soon after it */
		check_stray(k, 500); /* ... or far behind */
	}
}

/* A quoted cell may have 50 line ends, not 51. */
static void test_quoted_lines(void **state)
{
	(void)state;
	for (unsigned ends = XJ_MAX_QUOTED_LINES; ends <= XJ_MAX_QUOTED_LINES + 1;
	     ends++) {
		struct xj_buf text;
		struct seen s;

		xj_buf_init(&text, LOG_MAX);
		assert_int_equal(xj_buf_addf(&text, "a,b\n1,\"x"), XJ_OK);
		for (unsigned i = 0; i < ends; i++)
			assert_int_equal(xj_buf_addf(&text, i % 2 ? "\r\n" : "\n"),
			                 XJ_OK);
		assert_int_equal(xj_buf_addf(&text, "\"\n2,y\n"), XJ_OK);
		s = see_all_ways(text.p, text.n, "utf-8");
		if (ends == XJ_MAX_QUOTED_LINES) {
			assert_int_equal(s.rows, 3);
			assert_null(strstr(s.log.p, "stray-quote"));
			assert_non_null(strstr(s.log.p, "3@53 2|y\n"));
		} else {
			assert_int_equal(s.rows, 2 + ends - 1 + 2);
			assert_non_null(strstr(s.log.p, "~stray-quote 2.2 \"x\n"));
			assert_non_null(strstr(s.log.p, "@54 2|y\n"));
		}
		xj_buf_clear(&text);
		forget(&s);
	}
}

/* ---- limits ------------------------------------------------------------- */

static void add_run(struct xj_buf *b, char c, size_t n)
{
	assert_int_equal(xj_buf_reserve(b, n), XJ_OK);
	memset(b->p + b->n, c, n);
	b->n += n;
	b->p[b->n] = '\0';
}

/* HEAD, N times x, TAIL after a header, and then a good row. */
static struct seen see_long(const char *head, size_t n, const char *tail)
{
	struct xj_buf text;
	struct seen s;

	xj_buf_init(&text, LOG_MAX);
	assert_int_equal(xj_buf_addf(&text, "a,b\n%s", head), XJ_OK);
	add_run(&text, 'x', n);
	assert_int_equal(xj_buf_addf(&text, "%s9,good\n", tail), XJ_OK);
	s = see_all_ways(text.p, text.n, "utf-8");
	xj_buf_clear(&text);
	return s;
}

static const struct {
	const char *head;
	size_t n;
	const char *tail, *why, *last;
	bool stray;
} longs[] = {
	{ "1,", XJ_MAX_CELL_BYTES, "\n", NULL, "3@3 9|good\n", false },
	{ "1,", XJ_MAX_CELL_BYTES + 1, "\n", "a cell is", "3@3 9|good\n", false },
	{ "1,", XJ_MAX_CELL_BYTES + 1, ",5\r\n", "a cell is", "3@3 9|good\n", false },
	{ "1,\"", XJ_MAX_CELL_BYTES, "\"\n", NULL, "3@3 9|good\n", false },
	{ "1,\"", XJ_MAX_CELL_BYTES + 1, "\"\n", "a cell is", "3@3 9|good\n", true },
	{ "1,\"q\nr\",", 3000000, "\n", "the row is", "3@4 9|good\n", false },
	{ "1,\"", 3000000, "\"\r", "the row is", "3@3 9|good\n", true },
	{ "1,", XJ_MAX_RECORD_BYTES - 2, "\n", "a cell is", "3@3 9|good\n", false },
	{ "1,", XJ_MAX_RECORD_BYTES - 1, "\n", "the row is", "3@3 9|good\n", false },
	{ "1,", XJ_MAX_RECORD_BYTES - 1, "\r\n", "the row is", "3@3 9|good\n",
	  false },
	{ "1,", XJ_MAX_RECORD_BYTES, "\r\n", "the row is", "3@3 9|good\n", false },
	{ "1,", XJ_MAX_RECORD_BYTES - 3, "\r\n", "a cell is", "3@3 9|good\n", false },
};

static void test_long(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(longs); i++) {
		struct seen s = see_long(longs[i].head, longs[i].n, longs[i].tail);

		print_message("  %zu\n", i);
		assert_int_equal(s.rows, 3);
		assert_int_equal(s.spoiled, longs[i].why ? 1 : 0);
		if (longs[i].why)
			assert_memory_equal(s.why, longs[i].why, strlen(longs[i].why));
		assert_non_null(strstr(s.log.p, longs[i].last));
		assert_int_equal(strstr(s.log.p, "~stray-quote 2.2 ") != NULL,
		                 longs[i].stray);
		forget(&s);
	}
}

/* After a stray quote the record ends with its line, whatever comes. */
static void test_line_of_a_stray_quote(void **state)
{
	struct seen s = see_long("\"", XJ_MAX_CELL_BYTES + 1, ",\"y\nz\"\n");

	(void)state;
	assert_int_equal(s.rows, 4);
	assert_non_null(strstr(s.log.p, "|\"y\n3@3 z\"\n4@4 9|good\n"));
	forget(&s);
}

static void test_columns(void **state)
{
	(void)state;
	for (size_t n = XJ_MAX_COLUMNS; n <= XJ_MAX_COLUMNS + 1; n++) {
		struct xj_buf text;
		struct seen s;

		xj_buf_init(&text, LOG_MAX);
		assert_int_equal(xj_buf_addf(&text, "a,b\n"), XJ_OK);
		add_run(&text, ',', n - 1);
		assert_int_equal(xj_buf_addf(&text, "\n9,good\n"), XJ_OK);
		s = see_all_ways(text.p, text.n, "utf-8");
		assert_int_equal(s.rows, 3);
		assert_int_equal(s.spoiled, n > XJ_MAX_COLUMNS);
		forget(&s);
		xj_buf_clear(&text);
	}
}

/* A gigabyte of one cell, made up as it is read. */
static enum xj_status giant_read(void *ctx, void *buf, size_t cap, size_t *got,
                                 struct xj_error *err)
{
	static const char head[] = "a,b\n1,\"", tail[] = "\n2,y\n";
	uint64_t *at = ctx;
	uint64_t all = 1000u << 20;

	(void)err;
	if (*at == 0) {
		*got = sizeof(head) - 1;
		memcpy(buf, head, *got);
	} else if (*at < all) {
		*got = cap;
		memset(buf, 'x', cap);
	} else {
		*got = *at < 2 * all ? sizeof(tail) - 1 : 0;
		memcpy(buf, tail, *got);
		*at = 2 * all;
	}
	*at += *got;
	return XJ_OK;
}

static void test_giant_cell(void **state)
{
	uint64_t at = 0;
	struct xj_bytes in = { .read = giant_read, .ctx = &at, .fd = -1,
	                       .name = "giant.csv" };
	struct xj_error err;
	struct xj_table table;
	struct xj_row row;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_csv.open(&in, NULL, &self, &err), XJ_OK);
	assert_int_equal(xj_reader_csv.next_table(self, &table, &err), XJ_OK);
	assert_int_equal(xj_reader_csv.next_row(self, &row, &err), XJ_OK);
	assert_int_equal(xj_reader_csv.next_row(self, &row, &err), XJ_OK);
	assert_non_null(row.spoiled);
	assert_int_equal(row.n, 2);
	assert_true(row.cell[1].n <= XJ_MAX_CELL_BYTES);
	assert_int_equal(xj_reader_csv.next_row(self, &row, &err), XJ_OK);
	assert_null(row.spoiled);
	assert_int_equal(row.row, 3);
	assert_int_equal(row.line, 3);
	assert_true(xj_str_is(row.cell[1], "y"));
	assert_int_equal(xj_reader_csv.next_row(self, &row, &err), XJ_END);
	xj_reader_csv.close(self);
}

/* ---- encodings ---------------------------------------------------------- */

static const struct {
	const char *what, *told;
	struct xj_str in;
	struct xj_str out;
	const char *encoding;
	enum xj_confidence confidence;
} encodings[] = {
	{ "UTF-8", NULL, T("姓名,金額\n王某,5\n"),
	  T("1@1 姓名|金額\n2@2 王某|5\n"), "UTF-8", XJ_LIKELY },
	{ "UTF-8 with a mark", NULL, T("\xef\xbb\xbf姓名,金額\n"),
	  T("1@1 姓名|金額\n"), "UTF-8", XJ_SURE },
	{ "a bad byte in UTF-8", NULL,
	  T("姓名,金額,備註\n王\xff某,5,好\n李某,6,好\n"),
	  T("1@1 姓名|金額|備註\n~bad-bytes 2.1 FF\n2@2 王\xef\xbf\xbd某|5|好\n"
	    "3@3 李某|6|好\n"), "UTF-8", XJ_GUESS },
	/* every byte pair of which is a character of CP950 too */
	{ "a cut character in UTF-8", NULL,
	  T("亪亪,亪亪\n亪亪,亪亪\n亪亪,\xe4\xba\n"),
	  T("1@1 亪亪|亪亪\n2@2 亪亪|亪亪\n~bad-bytes 3.2 E4 BA\n"
	    "3@3 亪亪|\xef\xbf\xbd\n"), "UTF-8", XJ_GUESS },
	{ "cut, overlong and surrogate", "utf-8",
	  T("a,b\n\xe7\x8e,1\n\xc0\xaf,2\n\xed\xa0\x80,3\n\xf0\x9f\x98,4\nx\xe7"),
	  T("1@1 a|b\n~bad-bytes 2.1 E7 8E\n2@2 \xef\xbf\xbd|1\n"
	    "~bad-bytes 3.1 C0 AF\n3@3 \xef\xbf\xbd\xef\xbf\xbd|2\n"
	    "~bad-bytes 4.1 ED A0 80\n"
	    "4@4 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|3\n"
	    "~bad-bytes 5.1 F0 9F 98\n5@5 \xef\xbf\xbd|4\n"
	    "~bad-bytes 6.1 E7\n6@6 x\xef\xbf\xbd\n"), "UTF-8", XJ_SURE },
	{ "private use", NULL, T("姓名,金額\n楊\xee\xa5\xa2煌,1（元）\n"
	                         "\xf3\xbf\xbf\x86,\xf4\x80\x80\x80\n"),
	  T("1@1 姓名|金額\n~private-use 2.1 楊\xee\xa5\xa2煌\n"
	    "2@2 楊\xee\xa5\xa2煌|1（元）\n~private-use 3.1 \xf3\xbf\xbf\x86\n"
	    "~private-use 3.2 \xf4\x80\x80\x80\n"
	    "3@3 \xf3\xbf\xbf\x86|\xf4\x80\x80\x80\n"), "UTF-8", XJ_LIKELY },
	{ "CP950", NULL, T("\xa9m\xa6W,\xaa\xf7\xc3\x42\r\n\xa4\xfd\xacY,5\r\n"),
	  T("1@1 姓名|金額\n2@2 王某|5\n"), "CP950", XJ_GUESS },
	{ "CP950 told as Big5", "Big5", T("\xa9m\xa6W,\xa4@\n"),
	  T("1@1 姓名|一\n"), "CP950", XJ_SURE },
	/* trail bytes that are | and \ in ASCII */
	{ "CP950 許功", "cp950", T("\xb3\\\xa5\\,\xa5|\n"), T("1@1 許功|四\n"),
	  "CP950", XJ_SURE },
	{ "CP950 user-defined", "cp950", T("\xfa\x40,\x8e\x40\n"),
	  T("~private-use 1.1 \xee\x80\x80\n~private-use 1.2 \xee\x8c\x91\n"
	    "1@1 \xee\x80\x80|\xee\x8c\x91\n"), "CP950", XJ_SURE },
	{ "CP950 of ETen", "cp950",
	  T("\xc6\xa1\xc6\xe7\xc7\xf2,\xc7\xf3\xc8\x75,\xf9\xd6\n"),
	  T("1@1 ①ぁヶ|Ая|碁\n"), "CP950", XJ_SURE },
	{ "CP950 cut before a comma", "cp950", T("\xa4\xfd\xa4,\xff\x80\n"),
	  T("~bad-bytes 1.1 A4\n~bad-bytes 1.2 FF 80\n"
	    "1@1 王\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd\n"), "CP950", XJ_SURE },
	{ "CP950 in quotes", "cp950", T("\"\xa4\xfd\"\"\",\"\xa4\xfd\n\"\n"),
	  T("1@1 王\"|王\n\n"), "CP950", XJ_SURE },
	{ "the words of Cantonese", NULL,
	  T("\xa9\x6d\xa6\x57,\xb3\xc6\xb5\xf9\n\xa4\xfd\xac\x59,\x9d\xf6\x9d\xf5\x92\x5d\x9d\xef\n"),
	  T("1@1 姓名|備註\n2@2 王某|喺嗰哋嘅\n"), "Big5-HKSCS", XJ_GUESS },
	/* as many, but no three are different: user-defined, kept as they are */
	{ "user-defined characters are not Cantonese", NULL,
	  T("\xa9\x6d\xa6\x57,\xb3\xc6\xb5\xf9\n\xa4\xfd\xac\x59,\x8e\x40\x8e\x40\x8e\x40\x8e\x40\n"),
	  T("1@1 姓名|備註\n~private-use 2.2 \xee\x8c\x91\xee\x8c\x91\xee\x8c\x91\xee\x8c\x91\n"
	    "2@2 王某|\xee\x8c\x91\xee\x8c\x91\xee\x8c\x91\xee\x8c\x91\n"),
	  "CP950", XJ_LIKELY },
	{ "HKSCS beyond the BMP", "big5-hkscs", T("\x87\x45,\xa4@\n"),
	  T("1@1 \xf0\xa7\x89\xa7|一\n"), "Big5-HKSCS", XJ_SURE },
	{ "GB18030", "gb18030", T("\xcd\xf5,\x95\x32\x82\x36\n"),
	  T("1@1 王|\xf0\xa0\x80\x80\n"), "GB18030", XJ_SURE },
	{ "UTF-16LE with a mark", NULL,
	  T("\xff\xfe\xd3\x59,\0\x0d\x54\n\0\"\0\n\0\"\0,\0" "1\0"),
	  T("1@1 姓|名\n2@2 \n|1\n"), "UTF-16LE", XJ_SURE },
	{ "UTF-16BE with a mark", NULL, T("\xfe\xff\x59\xd3\0,\0" "1\0\n"),
	  T("1@1 姓|1\n"), "UTF-16BE", XJ_SURE },
	{ "UTF-16LE without one", NULL,
	  T("\xd3\x59,\0\x0d\x54\r\0\n\0" "1\0,\0" "2\0\r\0\n\0"),
	  T("1@1 姓|名\n2@2 1|2\n"), "UTF-16LE", XJ_LIKELY },
	{ "UTF-16BE without one", NULL, T("\0a\0,\0b\0\n\0" "1\0,\0" "2\0\n"),
	  T("1@1 a|b\n2@2 1|2\n"), "UTF-16BE", XJ_LIKELY },
	{ "UTF-16 damaged", "utf-16le",
	  T("a\0\x00\xd8,\0\x00\xdc\n\0\x40\xd8\x00\xdc\n\0\x40\xd8" "x"),
	  T("~bad-bytes 1.1 00 D8\n~bad-bytes 1.2 00 DC\n"
	    "1@1 a\xef\xbf\xbd|\xef\xbf\xbd\n2@2 \xf0\xa0\x80\x80\n"
	    "~bad-bytes 3.1 40 D8 FF\n3@3 \xef\xbf\xbd\xef\xbf\xbd\n"),
	  "UTF-16LE", XJ_SURE },
	{ "UTF-16 with NUL", "utf-16be", T("\0a\0\n\0\0\0\n"),
	  T("1@1 a\n2@2! \0\n"), "UTF-16BE", XJ_SURE },
	{ "a few NUL bytes are not UTF-16", NULL, T("a,b\n1,\0\n2,\0\n"),
	  T("1@1 a|b\n2@2! 1|\0\n3@3! 2|\0\n"), "UTF-8", XJ_SURE },
};

static void test_encodings(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(encodings); i++) {
		struct seen s;

		print_message("  %s\n", encodings[i].what);
		s = see_all_ways(encodings[i].in.p, encodings[i].in.n,
		                 encodings[i].told);
		expect_log(&s, encodings[i].out.p, encodings[i].out.n);
		assert_string_equal(s.encoding, encodings[i].encoding);
		assert_int_equal(s.confidence, encodings[i].confidence);
		forget(&s);
	}
}

/* Which encoding the first bytes have is not asked again later. */
static void test_late_bad_bytes(void **state)
{
	struct xj_buf text;
	struct seen s;

	(void)state;
	xj_buf_init(&text, LOG_MAX);
	assert_int_equal(xj_buf_addf(&text, "序號,姓名\n"), XJ_OK);
	for (int i = 1; i <= 20000; i++)
		assert_int_equal(xj_buf_addf(&text, "%d,王某\n", i), XJ_OK);
	assert_int_equal(xj_buf_addf(&text, "20001,\xa4\xfd\n20002,王某\n"), XJ_OK);
	s = see_all_ways(text.p, text.n, NULL);
	assert_string_equal(s.encoding, "UTF-8");
	assert_int_equal(s.rows, 20003);
	assert_non_null(strstr(s.log.p, "~bad-bytes 20002.2 A4 FD\n20002@20002 20001|"
	                       "\xef\xbf\xbd\xef\xbf\xbd\n20003@20003 20002|王某\n"));
	xj_buf_clear(&text);
	forget(&s);
}

static void test_unknown_encoding(void **state)
{
	struct piece piece = { "a\n", 2, 0, 0 };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
	                       .name = "x.csv" };
	struct xj_read_options options = { .encoding = "ebcdic" };
	struct xj_error err;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_csv.open(&in, &options, &self, &err), XJ_USAGE);
	assert_null(self);
	assert_non_null(strstr(err.text, "ebcdic"));
	assert_non_null(strstr(err.text, "cp950"));
}

/* ---- a large file of everything ----------------------------------------- */

static void add_mixed_row(struct xj_buf *b, unsigned i)
{
	static const char *const cells[] = {
		"王某", "\"a,b\"", "\"x\"\"y\"", "", "\"兩\n行\"", "plain", "6\" z",
		"（全形）", "\"\"", "\xee\x80\x80", "bad\xff", "\"t\"ail"
	};
	static const char *const ends[] = { "\n", "\r\n", "\r" };

	for (unsigned k = 0; k < 1 + i % 9; k++)
		assert_int_equal(xj_buf_addf(b, "%s%s", k ? "," : "",
			cells[(i * 7 + k * 5 + i / 11) % XJ_COUNT(cells)]), XJ_OK);
	if (i % 997 == 0)
		add_run(b, 'w', 1 + i * 31 % 70000);
	assert_int_equal(xj_buf_addf(b, "%s", ends[i / 5 % 3]), XJ_OK);
}

static void test_pieces_of_a_large_file(void **state)
{
	struct xj_buf text;
	struct seen s;

	(void)state;
	xj_buf_init(&text, LOG_MAX);
	assert_int_equal(xj_buf_addf(&text, "序號,姓名\n"), XJ_OK);
	for (unsigned i = 1; i <= 30000; i++)
		add_mixed_row(&text, i);
	s = see_all_ways(text.p, text.n, "utf-8");
	assert_true(s.rows > 25000 && s.rows <= 30001);
	forget(&s);
	s = see_all_ways(text.p, text.n, "cp950");
	assert_true(s.rows > 25000 && s.rows <= 30001);
	forget(&s);
	xj_buf_clear(&text);
}

/* ---- bidding ------------------------------------------------------------ */

static const struct {
	struct xj_str head;
	const char *reader; /* NULL: none */
	bool leaf_too;
} bids[] = {
	{ T("a,b\n"), "csv", true },
	{ T("\xa9m\xa6W,\xaa\xf7\n"), "csv", true },
	{ T("\xff\xfe" "a\0,\0"), "csv", true },
	{ T("a\0,\0b\0\n\0"), "csv", true },
	{ T("PK\3\4........"), "zip", false },
	{ T("PK\5\6........"), "zip", false },
	{ T("%PDF-1.4"), "pdf", false },
	{ T("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "xls", true },
	{ T("<?xml version='1.0'?>"), NULL, false },
	{ T("\xef\xbb\xbf \r\n<HTML><body>"), "html", true },
	{ T("<!DOCTYPE html>"), "html", true },
	{ T("{\"a\":1}"), "json", true },
	{ T("[1]"), "json", true },
	{ T("\0\1\2\3\0\0\0\0\0\0\0\1\2\3\4\5"), NULL, false },
};

static void test_bids(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(bids); i++) {
		const struct xj_reader *r = xj_reader_for(bids[i].head, "x.csv", NULL, false);

		if (!bids[i].reader) {
			assert_null(r);
			continue;
		}
		assert_non_null(r);
		assert_string_equal(r->name, bids[i].reader);
		r = xj_reader_for(bids[i].head, "x.pdf", NULL, true);
		assert_int_equal(r != NULL, bids[i].leaf_too);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_stray_quotes),
		cmocka_unit_test(test_quoted_lines),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_line_of_a_stray_quote),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_giant_cell),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_late_bad_bytes),
		cmocka_unit_test(test_unknown_encoding),
		cmocka_unit_test(test_pieces_of_a_large_file),
		cmocka_unit_test(test_bids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
