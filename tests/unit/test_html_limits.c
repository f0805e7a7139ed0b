/*
 * test_html_limits.c - the reader of HTML tables: encodings, limits, documents
 * that nobody should write, and the same table as text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "tests/unit/html_hear.h"
#include "xianjin/limits.h"

/* ---- encodings ------------------------------------------------------------- */

static void expect_bytes(const char *p, size_t n, const char *told,
                         const char *encoding, const char *want)
{
	struct said s = hear_as(p, n, told, false);

	if (s.status != XJ_END)
		fail_msg("%s", s.err.text);
	assert_string_equal(log_of(&s), want);
	assert_string_equal(s.encoding, encoding);
	forget(&s);
}

#define BIG5_ROWS "<table><tr><td>\xa4\xfd<td>\xb3\x5c\xa5\x5c\xbb\x5c" \
	"<tr><td>\xfa\x40<td>x</table>"
#define BIG5_TEXT ONE "1 \u738b|\u8a31\u529f\u84cb\n~private-use 2.1 \ue000\n" \
	"2 \ue000|x\n"
#define UTF8_ROWS "<table><tr><td>\u738b<td>\u8a31\u529f\u84cb" \
	"<tr><td>\ue000<td>x</table>"

static void test_encodings(void **state)
{
	static const char plain[] =
		"<meta charset=big5><table><tr><td>a<tr><td>b</table>";
	static const char gbk[] = "<meta charset=gbk><table><tr><td>\xcd\xf5<tr><td>"
	                          "\x81\x30\x84\x36x</table>";
	static const struct {
		const char *p, *told, *encoding;
	} t[] = {
		{ "<meta charset=big5>" BIG5_ROWS, NULL, "CP950" },
		{ "<META http-equiv='Content-Type' content='text/html; charset=Big5'>"
		  BIG5_ROWS, NULL, "CP950" },
		{ "<meta name=x><meta charset = \"ms950\" >" BIG5_ROWS, NULL, "CP950" },
		{ BIG5_ROWS, NULL, "CP950" },
		{ "<meta charset=utf-8>" BIG5_ROWS, NULL, "CP950" },
		{ "<meta charset=windows-1252>" BIG5_ROWS, NULL, "CP950" },
		{ "<meta charset=utf-8>" BIG5_ROWS, "big5", "CP950" },
		{ UTF8_ROWS, NULL, "UTF-8" },
		{ "<meta charset=utf-8>" UTF8_ROWS, NULL, "UTF-8" },
		{ "<meta charset=big5>" UTF8_ROWS, NULL, "UTF-8" },
		{ "<meta charset=utf-16>" UTF8_ROWS, NULL, "UTF-8" },
		{ "\xef\xbb\xbf<meta charset=big5>" UTF8_ROWS, NULL, "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++)
		expect_bytes(t[i].p, strlen(t[i].p), t[i].told, t[i].encoding,
		             BIG5_TEXT);
	expect_bytes(plain, sizeof(plain) - 1, NULL, "CP950", ONE "1 a\n2 b\n");
	expect_bytes(gbk, sizeof(gbk) - 1, NULL, "GB18030",
	             ONE "1 \u738b\n2 \u00a5x\n");
}

static void test_utf16(void **state)
{
	static const char html[] = "<table><tr><td>\u738b\xf0\xa0\xae\xb7<td>b<tr>"
	                           "<td>1<td>2</table>";
	static const char want[] = ONE "1 \u738b\xf0\xa0\xae\xb7|b\n2 1|2\n";

	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		bool big = k & 1, mark = k & 2;
		char out[400];
		size_t n = 0, i = 0;

		if (mark) {
			out[n++] = big ? '\xfe' : '\xff';
			out[n++] = big ? '\xff' : '\xfe';
		}
		while (i < sizeof(html) - 1) {
			uint32_t c = xj_utf8_next(XJ_STR(html), &i);
			uint16_t unit[2] = { (uint16_t)c, 0 };
			size_t units = 1;

			if (c > 0xffff) {
				unit[0] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
				unit[1] = (uint16_t)(0xdc00 + (c & 0x3ff));
				units = 2;
			}
			for (size_t u = 0; u < units; u++) {
				out[n++] = (char)(big ? unit[u] >> 8 : unit[u] & 0xff);
				out[n++] = (char)(big ? unit[u] & 0xff : unit[u] >> 8);
			}
		}
		assert_int_equal(xj_reader_html.bid(xj_str_of(out, n), "x"), 70);
		expect_bytes(out, n, NULL, big ? "UTF-16BE" : "UTF-16LE", want);
	}
}

static void test_bad_bytes(void **state)
{
	static const char nul[] = "<table><tr><td>a<td>b<tr><td>1\0002<td\0x=1>3</table>";

	(void)state;
	expect("<table><tr><td>\u738b\u738b\u738b\u738b\u738b\u738b<td>b<tr><td>1\xff"
	       "2<td>3</table>",
	       ONE "1 \u738b\u738b\u738b\u738b\u738b\u738b|b\n~bad-bytes 2.1 \n"
	       "2 1\ufffd2|3\n");
	expect_bytes(nul, sizeof(nul) - 1, "utf-8", "UTF-8",
	             ONE "1 a|b\n~bad-bytes 2.1 \n2 1\ufffd2|3\n");
}

/* A character at every place of the border between two pieces. */
static void test_borders(void **state)
{
	static char html[40000];
	static const char *const charsets[] = { "utf-8", "big5", "gb18030" };
	static const char *const chars[] = {
		"\xf0\xa0\xae\xb7", "\xb3\x5c", "\x95\x34\xb2\x35"
	};

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		for (size_t shift = 0; shift < 8; shift++) {
			size_t n = (size_t)snprintf(html, sizeof(html),
				"<meta charset=%s><table><tr><td>a<td>b<tr><td>%.*s",
				charsets[k], (int)shift, "1234567");
			struct said s;
			size_t from;

			while (n < 33000)
				n += (size_t)snprintf(html + n, sizeof(html) - n,
				                      "%s", chars[k]);
			n += (size_t)snprintf(html + n, sizeof(html) - n,
			                      "<td>2</table>");
			s = hear_as(html, n, NULL, false);
			assert_int_equal(s.status, XJ_END);
			assert_int_equal(s.notes, 0);
			assert_int_equal(s.rows, 2);
			assert_null(strstr(log_of(&s), "\xef\xbf\xbd"));
			from = strlen(ONE "1 a|b\n2 ") + shift;
			for (size_t i = from; s.log.p[i] != '|'; i += k == 1 ? 3 : 4)
				assert_memory_equal(s.log.p + i, k == 1
					? "\u8a31" : "\xf0\xa0\xae\xb7", k == 1 ? 3 : 4);
			forget(&s);
		}
	}
}

/* ---- limits ---------------------------------------------------------------- */

static void refuse(struct xj_buf *b, const char *word)
{
	time_t from = time(NULL);
	struct said s = hear_with(&xj_reader_html, b->p, b->n, 0, NULL, false);

	assert_int_equal(s.status, XJ_LIMIT);
	if (!strstr(s.err.text, word) || strncmp(s.err.text, "test: ", 6) != 0)
		fail_msg("%s", s.err.text);
	assert_true(time(NULL) - from < 5);
	forget(&s);
	xj_buf_clear(b);
}

static struct xj_buf many(const char *head, const char *each, size_t n,
                          const char *tail)
{
	struct xj_buf b;

	xj_buf_init(&b, 64 << 20);
	assert_int_equal(xj_buf_add(&b, head, strlen(head)), XJ_OK);
	while (n-- > 0)
		assert_int_equal(xj_buf_add(&b, each, strlen(each)), XJ_OK);
	assert_int_equal(xj_buf_add(&b, tail, strlen(tail)), XJ_OK);
	return b;
}

#define HEAD "<table><tr><td>a<td>b<tr><td>"

static void test_limits(void **state)
{
	struct xj_buf b;

	(void)state;
	b = many(HEAD "<i title='", "x", 70000, "'></table>");
	refuse(&b, "longer than 65536 bytes");
	b = many(HEAD "<i ", "x ", 300, "></table>");
	refuse(&b, "more than 256 attributes");
	b = many(HEAD "<i ", "x='1'", 300, "></table>");
	refuse(&b, "more than 256 attributes");
	b = many(HEAD "<i ", "x", 5000000, "");
	refuse(&b, "longer than 65536 bytes");
	b = many("<html>", "<div>", 300000, "");
	refuse(&b, "nested deeper than 512");
	b = many("", "<table><tr><td>", 30, "");
	refuse(&b, "more than 16 tables");
	b = many(HEAD "", "<td colspan=1000>x", 20, "</table>");
	refuse(&b, "more than 16384 columns");
	b = many(HEAD "1<tr>", "<td rowspan=1000>", 20000, "</table>");
	refuse(&b, "more than 16384 columns");
}

static void check_spoiled(struct xj_buf *b, size_t rows)
{
	struct said s = hear_with(&xj_reader_html, b->p, b->n, 0, NULL, false);

	if (s.status != XJ_END)
		fail_msg("%s", s.err.text);
	assert_int_equal(s.rows, rows);
	assert_int_equal(s.spoiled, 1);
	assert_non_null(strstr(log_of(&s), "1 a|b\n2! "));
	assert_non_null(strstr(log_of(&s), "\n3 1|2"));
	forget(&s);
	xj_buf_clear(b);
}

static void test_spoiled_rows(void **state)
{
	struct xj_buf b;

	(void)state;
	b = many(HEAD "", "x", 70000, "<tr><td>1<td>2</table>");
	check_spoiled(&b, 3);
	b = many(HEAD "", "&amp;", 5000000, "<tr><td>1<td>2</table>");
	check_spoiled(&b, 3);
	b = many(HEAD "", "<td>x", 1100, "<tr><td>1<td>2</table>");
	check_spoiled(&b, 3);
	b = many("<table><tr><td>a<td>b<tr>",
	         "<td>0123456789012345678901234567890123456789012345678901234567890123"
	         "012345678901234567890123456789012345678901234567890123456789012345678"
	         "012345678901234567890123456789012345678901234567890123456789012345678",
	         14000, "<tr><td>1<td>2</table>");
	check_spoiled(&b, 3);
}

/* Long things that pass, and fast. */
static void test_long_documents(void **state)
{
	time_t from = time(NULL);
	struct xj_buf b;
	struct said s;

	(void)state;
	b = many("<!--", " x ", 3000000, "--><table><tr><td>a<td>b<tr><td>1<td>2");
	s = hear_with(&xj_reader_html, b.p, b.n, 0, NULL, false);
	assert_int_equal(s.status, XJ_END);
	assert_string_equal(log_of(&s), ONE "1 a|b\n2 1|2\n");
	forget(&s);
	xj_buf_clear(&b);
	b = many("<table><tr><td>a<td>b<tr><td>1<td>2</table>", "&", 5000000, "");
	s = hear_with(&xj_reader_html, b.p, b.n, 0, NULL, false);
	assert_int_equal(s.status, XJ_END);
	assert_int_equal(s.rows, 2);
	forget(&s);
	xj_buf_clear(&b);
	b = many("<table>", "<tr><td>1<td>2<td>3", 200000, "</table>");
	s = hear_with(&xj_reader_html, b.p, b.n, 0, NULL, false);
	assert_int_equal(s.rows, 200000);
	forget(&s);
	xj_buf_clear(&b);
	assert_true(time(NULL) - from < (getenv("XJ_SANITIZED") ? 120 : 20));
}

/* Rows come while the document is read, whatever a piece is cut in. */
static void test_streaming(void **state)
{
	static const char each[] = "<tr><td class=\"xl65\">1</td><td x:num='1234.5'>"
		"1,234.50</td><td style=\"a:'b'\" title='\"' nowrap>&nbsp;x</td></tr>\n";
	struct xj_buf b = many("<table><tr><td>a<td>b<td>c", each, 60000, "</table>");
	struct piece piece = { b.p, b.n, 0, 0 };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = -1, .name = "test"
	};
	struct xj_table table;
	struct xj_row row;
	size_t rows = 0;
	void *self;

	(void)state;
	assert_int_equal(xj_reader_html.open(&in, NULL, &self, NULL), XJ_OK);
	assert_int_equal(xj_reader_html.next_table(self, &table, NULL), XJ_OK);
	while (xj_reader_html.next_row(self, &row, NULL) == XJ_OK) {
		assert_true(piece.at <= rows++ * (sizeof(each) - 1) + 200000);
		assert_int_equal(row.n, 3);
		if (rows > 1)
			assert_memory_equal(row.cell[1].p, "1234.5", 6);
	}
	assert_int_equal(rows, 60001);
	xj_reader_html.close(self);
	xj_buf_clear(&b);
}

/* ---- the same table as text ------------------------------------------------ */

static void add_cell(struct xj_buf *b, const char *text)
{
	assert_int_equal(xj_buf_addf(b, "<td>"), XJ_OK);
	for (; *text; text++)
		assert_int_equal(*text == '<' ? xj_buf_addf(b, "&lt;")
			: *text == '&' ? xj_buf_addf(b, "&amp;")
			: *text == '\n' ? xj_buf_addf(b, "<br>\n  ")
			: xj_buf_addf(b, "%c", *text), XJ_OK);
	assert_int_equal(xj_buf_addf(b, "</td>\n"), XJ_OK);
}

static void test_same_as_text(void **state)
{
	static const char *const texts[] = {
		"\u6e2c\u8a66\u7532", "\u6e2c\xf0\xa0\xae\xb7\u4e59", "A & B <c> \"d\"",
		"two\nlines", "", "0012345678", "1,234", "=1+1", "a,b"
	};
	struct xj_buf html, csv;
	struct said a, b;

	(void)state;
	xj_buf_init(&html, 8 << 20);
	xj_buf_init(&csv, 8 << 20);
	assert_int_equal(xj_buf_addf(&html, "<html><table><tr><th>x<th>y<th>z"), XJ_OK);
	assert_int_equal(xj_buf_addf(&csv, "x,y,z\n"), XJ_OK);
	for (unsigned i = 1; i <= 2000; i++) {
		assert_int_equal(xj_buf_addf(&html, "<tr>"), XJ_OK);
		for (unsigned k = 0; k < 3; k++) {
			const char *text = texts[(i * (k + 1) + k) % XJ_COUNT(texts)];

			if (k == 0 && !*text)
				text = ".";
			add_cell(&html, text);
			assert_int_equal(xj_buf_addf(&csv, "%s\"", k ? "," : ""),
			                 XJ_OK);
			for (; *text; text++)
				assert_int_equal(xj_buf_addf(&csv, *text == '"'
					? "\"\"" : "%c", *text), XJ_OK);
			assert_int_equal(xj_buf_addf(&csv, "\""), XJ_OK);
		}
		assert_int_equal(xj_buf_addf(&csv, "\n"), XJ_OK);
	}
	a = hear_as(html.p, html.n, NULL, false);
	b = hear_with(&xj_reader_csv, csv.p, csv.n, 0, NULL, false);
	assert_int_equal(b.rows, 2001);
	assert_string_equal(strchr(log_of(&a), '\n'), strchr(log_of(&b), '\n'));
	forget(&a);
	forget(&b);
	xj_buf_clear(&html);
	xj_buf_clear(&csv);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_bad_bytes),
		cmocka_unit_test(test_borders),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_spoiled_rows),
		cmocka_unit_test(test_long_documents),
		cmocka_unit_test(test_streaming),
		cmocka_unit_test(test_same_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
