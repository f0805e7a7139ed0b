/*
 * test_html.c - the reader of HTML tables: spans, texts, numbers, tables in
 * tables.  Every case is read whole and in pieces and must give the same.
 * Encodings and limits: test_html_limits.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "importers/html_charset.h"
#include "importers/html_text.h"
#include "tests/unit/html_hear.h"

static void expect_all(const char *const (*t)[2], size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(t[i][0], t[i][1]);
}

/* ---- tables ---------------------------------------------------------------- */

static void test_tables(void **state)
{
	static const char *const t[][2] = {
		{ "", "" },
		{ "<html><body>no table</body></html>", "" },
		{ "<table><tr><td>a</td></tr></table>", "" },
		{ "<table><tr><td>a</td></tr><tr><td> </td></tr></table>", "" },
		{ "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr>"
		  "</table>", ONE "1 a|b\n2 1|2\n" },
		{ "<TABLE><TR><TH>a<TH>b<TR><TD>1<TD>2</TABLE>", ONE "1 a|b\n2 1|2\n" },
		{ "<table><td>a<td>b<tr><td>1<td>2", ONE "1 a|b\n2 1|2\n" },
		{ "<table>x<tr>y<td>a</td>z<td>b</td></tr><tr><td>1</td></tr></table>",
		  ONE "1 a|b\n2 1|\n" },
		{ "<table><caption>c</caption><thead><tr><th>a<th>b</thead><tbody>"
		  "<tr><td>1<td>2</tbody><tfoot><tr><td>3<td>4</table>",
		  ONE "1 a|b\n2 1|2\n3 3|4\n" },
		{ "<table><tr></tr><tr><td>a<td>b</tr><tr><td></tr><tr></tr><tr><td>1"
		  "<td>2<tr><td></table>", ONE "1 \n2 a|b\n3 |\n4 |\n5 1|2\n" },
		{ "<table><tr><td>a<tr><td>1<tr><td>2</table><p>x"
		  "<table><tr><td>no</table><table><tr><td>b<td>c<tr><td>3<td>4</table>",
		  ONE "1 a\n2 1\n3 2\n# table 2\n1 b|c\n2 3|4\n" },
		/* pages behind each other, and ends that are none */
		{ "<html><body><table><tr><td>a<td>b<tr><td>1<td>2</table></body></html>"
		  "<!doctype html><HTML x=y><Head><title>t</title></head><body a='>'>"
		  "<table><tr><td>c</body></html><td>d<head/><tr><td>3<td>4</table>",
		  ONE "1 a|b\n2 1|2\n# table 2\n1 c|d\n2 3|4\n" },
		{ "</table></td></tr><table><tr><td>a<td>b</td></td></tr></tr><tr><td>1"
		  "<td>2</table></table></table>", ONE "1 a|b\n2 1|2\n" },
	};

	(void)state;
	expect_all(t, XJ_COUNT(t));
}

static void test_spans(void **state)
{
	static const char wide[] = "<table><tr><td>a<td>b<tr><td>1<td>2<tr>"
		"<td colspan=100000000>3<td>4</table>";
	static const char *const t[][2] = {
		/* names of a header are given to all their columns */
		{ "<table><tr><td rowspan=2>n<td colspan=2>g<tr><td>p<td>q"
		  "<tr><td>1<td>2<td>3</table>",
		  ONE "1 n|g|g\n2 n|p|q\n3 1|2|3\n" },
		/* amounts are not */
		{ "<table><tr><td>a<td>b<td>c<tr><td rowspan=2>1<td colspan=2>2"
		  "<tr><td>3<td>4<tr><td>5<td>6<td>7</table>",
		  ONE "1 a|b|c\n~merged-cells 2.0 \n2 1|2|\n3 |3|4\n4 5|6|7\n" },
		{ "<table><tr><td colspan=3>title<tr><td>a<td>b<td>c<tr><td>1<td>2<td>3"
		  "</table>", ONE "1 title\n2 a|b|c\n3 1|2|3\n" },
		/* a cell steps over what comes down from above */
		{ "<table><tr><td>a<td rowspan=3>b<td>c<tr><td>d<td>e<tr><td colspan=2>f"
		  "<td>g</table>",
		  ONE "1 a|b|c\n2 d|b|e\n3 f|b|g\n" },
		/* and not over the border of a group */
		{ "<table><tbody><tr><td rowspan=9>x<td>y</tbody><tbody><tr><td>z<td>w"
		  "</table>", ONE "1 x|y\n2 z|w\n" },
		{ "<table><tr><td colspan=0>a<td colspan=-3>b<td colspan=x rowspan=>c"
		  "<tr><td colspan=' 2 '>d<td>e</table>",
		  ONE "1 a|b|c\n2 d|d|e\n" },
	};
	struct said s;

	(void)state;
	expect_all(t, XJ_COUNT(t));
	s = hear(wide);
	assert_int_equal(s.status, XJ_END);
	assert_int_equal(s.rows, 3);
	assert_non_null(strstr(log_of(&s), "~span-cut 3.1 \n3 3|"));
	assert_non_null(strstr(log_of(&s), "||4\n"));
	forget(&s);
}

static void test_texts(void **state)
{
	static const struct {
		const char *in, *out;
	} t[] = {
		{ "  a \n\t b  ", "a b" },
		{ "&nbsp;a&nbsp;", "a" },
		{ "a&nbsp;&nbsp;b \xc2\xa0", "a  b" },
		{ "a &nbsp; b", "a   b" },
		{ "&nbsp;", "" },
		{ "a<br>b", "a\nb" },
		{ "a <br/> <br /> b<br>", "a\n\nb" },
		{ "<br>a", "a" },
		{ "<p>a</p><p>b</p>", "a\nb" },
		{ "<div><p> a <span>b</span>c</p></div>", "a bc" },
		{ "x<ul><li>a<li>b</ul>y", "x\na\nb\ny" },
		{ "&lt;b&gt; &amp; &quot;", "<b> & \"" },
		{ "&#29579;&#x5927;&copy;", "\u738b\u5927\u00a9" },
		{ "\u738b\n\u5927", "\u738b \u5927" },
		{ "\u3000\u738b\u3000", "\u3000\u738b\u3000" },
		{ "a<!-- > <td> -->b", "ab" },
		{ "a<!-->b", "ab" },
		{ "a<!--->b", "ab" },
		{ "a<!-- x --!>b", "ab" },
		{ "a<!-- x -- > y ---->b", "ab" },
		{ "a<![if x]>b<![endif]>c<?php > d", "abc d" },
		{ "a</>b</ x>c", "abc" },
		{ "1 < 2 <3", "1 < 2 <3" },
		{ "a<<b>c</b>", "a<c" },
		{ "a<script>if (x<y) '<td>' </scrip> </script>b", "ab" },
		{ "a<STYLE type=x> td > a </sTyLe >b", "ab" },
		{ "a<script/>b", "ab" },
		{ "<font title='>'>a</font><i title=\"'>\">b</i>", "ab" },
		{ "<o:p>a</o:p><st1:x w:st=\"on\">b</st1:x>", "ab" },
		{ "<a href=x?a=1&b=2>a</a>", "a" },
		{ "<headline>a</headline><bodyandsoulandmore x>b</bodyandsoulandmore>",
		  "ab" },
		{ "=cmd|'x'!A0", "=cmd|'x'!A0" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++) {
		char html[400], want[400];

		snprintf(html, sizeof(html), "<table><tr><td>h<td>.<tr><td>%s<td>."
		         "</table>", t[i].in);
		snprintf(want, sizeof(want), ONE "1 h|.\n2 %s|.\n", t[i].out);
		expect(html, want);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		const char *shown, *number, *want; /* NULL: as shown */
	} t[] = {
		{ "1,234", "1234", "1234" }, { "1,234.50", "1234.5", "1234.5" },
		{ "1.05E+09", "1050072660", "1050072660" },
		{ "(1,234)", "-1234", "-1234" }, { "$ 5", "5", "5" },
		{ "NT$1,000", "1000.0000000000001", "1000.0000000000001" },
		{ "12%", "0.12", "0.12" }, { "-", "0", "0" }, { "-5", "-5", "-5" },
		{ "####", "44761", "44761" }, { "2022-07-19", "44761", NULL },
		{ "2022/7/19", "44761", NULL }, { "12:30", "0.5", NULL },
		{ "111\u5e747\u6708", "44761", NULL }, { "abc", "1", NULL },
		{ "", "5", NULL }, { "5", "", NULL }, { "5", "x", NULL },
		{ "7-19", "44761", NULL }, { "1E-5", "0.00001", "0.00001" },
	};
	char out[XJ_VALUE_TEXT];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++) {
		size_t n = xj_html_exact(xj_str_c(t[i].shown), xj_str_c(t[i].number),
		                         out);

		assert_int_equal(n > 0, t[i].want != NULL);
		if (n > 0)
			assert_string_equal(out, t[i].want);
	}
	expect("<table><tr><td>a<td>b<td>c<td>d<tr><td x:num=\"12345.6789\">12,346"
	       "<td X:NUM>1,234<td sdval='7.5' sdnum='1033;'>7.50"
	       "<td x:num='11111111111111111111111111111111111111111111111111111111111"
	       "11111111111'>5</table>",
	       ONE "1 a|b|c|d\n2 12345.6789|1,234|7.5|5\n");
}

static void test_hidden(void **state)
{
	(void)state;
	expect("<table><tr><td>a<td>b<tr style='height:0; DISPLAY : none'><td>1<td>2"
	       "<tr hidden><td>3<td>4</table>",
	       ONE "1 a|b\n~hidden-rows 2.0 \n2 1|2\n3 3|4\n");
	expect("<table><tr><td>a<td>b<tr style='displaynone;display:inline'><td>1"
	       "<td>2</table>", ONE "1 a|b\n2 1|2\n");
}

static void test_nested(void **state)
{
	static const char *const t[][2] = {
		/* a page laid out by a table */
		{ "<table><tr><td>menu<td><table><tr><td>a<td>b<tr><td>1<td>2</table>"
		  "<tr><td>foot<td>x</table>", ONE "1 a|b\n2 1|2\n" },
		{ "<table><tr><td>menu<td><table><tr><td>a<td>b<tr><td>1<td>2</table>"
		  "<tr><td>foot<td>x<tr><td>foot<td>y</table>",
		  ONE "1 a|b\n2 1|2\n" },
		{ "<table><tr><td>banner<td>x<tr><td><table><tr><td>a<td>b<tr><td>1<td>2"
		  "</table><table><tr><td>c<td>d<tr><td>3<td>4</table></table>",
		  ONE "~layout-table 1.0 \n1 a|b\n2 1|2\n# table 2\n1 c|d\n2 3|4\n" },
		/* a small table in a cell is its text */
		{ "<table><tr><td>a<td>b<tr><td>1<td>x<table><tr><td>y<td>z</table>w"
		  "<tr><td>2<td>v</table>", ONE "1 a|b\n2 1|x\ny z\nw\n3 2|v\n" },
		/* and so is a bigger one in a table that is known to be one */
		{ "<table><tr><td>a<td>b<tr><td>1<td>2<tr><td>3<td><table><tr><td>y<td>z"
		  "<tr><td>u<td>v<br>w</table><tr><td>4<td>5</table>",
		  ONE "1 a|b\n2 1|2\n~nested-table 3.2 \n3 3|y z\nu v\nw\n4 4|5\n" },
		/* titles above the header do not make it one yet */
		{ "<table><tr><td>banner<tr><td>menu<tr><td><table><tr><td>a<td>b"
		  "<tr><td>1<td>2</table></table>",
		  ONE "~layout-table 1.0 \n1 a|b\n2 1|2\n" },
	};

	(void)state;
	expect_all(t, XJ_COUNT(t));
}

static void test_lines(void **state)
{
	static const char html[] =
		"<html>\r\n<!-- a\r\nb -->\r<table>\n<tr><td>a<td>b\r\n"
		"<tr>\n<td>1<td>2\n<script>\n\n</script>\n<tr><td>3<td>4</table>";
	struct said s = hear_as(html, sizeof(html) - 1, NULL, true);

	(void)state;
	assert_string_equal(log_of(&s), ONE "1@5 a|b\n2@6 1|2\n3@11 3|4\n");
	forget(&s);
}

static void test_unclosed(void **state)
{
	static const char *const t[][2] = {
		{ "<table><tr><td>a<td>b<tr><td>1<td>2<!-- <tr><td>3<td>4</table>",
		  ONE "1 a|b\n2 1|2\n" },
		{ "<table><tr><td>a<td>b<tr><td>1<td>2</table><script>x",
		  ONE "1 a|b\n2 1|2\n" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++) {
		struct said s = hear(t[i][0]);

		assert_int_equal(s.status, XJ_END);
		assert_int_equal(s.notes, 1);
		assert_int_equal(s.rows, 2);
		assert_non_null(strstr(log_of(&s), "~html-unclosed 1.0"));
		forget(&s);
	}
}

/* ---- bids and helpers ------------------------------------------------------ */

static void test_bid(void **state)
{
	static const struct {
		const char *head;
		int bid;
	} t[] = {
		{ "<html>", 70 }, { "<!DOCTYPE HTML PUBLIC", 70 },
		{ "<Table border=1", 70 },
		{ "\xef\xbb\xbf\r\n <meta charset=x>", 70 },
		{ "<!-- a --> <!-- b -->\n<html>", 70 },
		{ "<?xml version=\"1.0\"?>\n<!DOCTYPE html>", 70 },
		{ "<?xml version=\"1.0\"?><Workbook>", 0 }, { "<?xml", 0 },
		{ "<!-- never ends", 0 }, { "", 0 }, { "a,b\n<html>", 0 },
		{ "<svg>", 0 }, { "PK\3\4", 0 }, { "\xd0\xcf\x11\xe0", 0 },
		{ "a\tb\n", 0 },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++)
		assert_int_equal(xj_reader_html.bid(xj_str_c(t[i].head), "x.xls"),
		                 t[i].bid);
}

static void test_whole(void **state)
{
	static const struct {
		enum xj_charset charset;
		const char *p;
		size_t whole;
	} t[] = {
		{ XJ_CHARSET_UTF8, "abc", 3 }, { XJ_CHARSET_UTF8, "ab\xe7", 2 },
		{ XJ_CHARSET_UTF8, "ab\xe7\x8e", 2 },
		{ XJ_CHARSET_UTF8, "ab\xe7\x8e\x8b", 5 },
		{ XJ_CHARSET_UTF8, "\xf0\xa0\xae", 0 },
		{ XJ_CHARSET_UTF8, "a\x80\x80\x80\x80", 5 },
		{ XJ_CHARSET_UTF8, "a\xff", 1 },
		{ XJ_CHARSET_CP950, "a\xa4", 1 }, { XJ_CHARSET_CP950, "a\xa4\xa4", 3 },
		{ XJ_CHARSET_CP950, "\xa4<b", 3 },
		{ XJ_CHARSET_CP950, "\xa4\xa4\xa4", 2 },
		{ XJ_CHARSET_GB18030, "a\x81\x30\x89", 1 },
		{ XJ_CHARSET_GB18030, "a\x81\x30\x89\x37", 5 },
		{ XJ_CHARSET_GB18030, "a\x81\x40", 3 },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(t); i++)
		assert_int_equal(xj_html_whole(t[i].charset, t[i].p, strlen(t[i].p)),
		                 t[i].whole);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_unclosed),
		cmocka_unit_test(test_bid),
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
