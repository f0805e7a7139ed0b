/* Pages of rules as HTML: what each mark becomes, and that nothing foreign becomes
 * markup. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "src/web/markdown.h"
#include "xianjin/text.h"

static bool to_page(void *ctx, struct xj_str target, struct xj_buf *url)
{
	(void)ctx;
	return target.n > 3 && !memcmp(target.p + target.n - 3, ".md", 3) &&
	       !xj_buf_addf(url, "/rule/") &&
	       !xj_url_add(url, xj_str_of(target.p, target.n - 3));
}

static void becomes(const char *text, const char *html)
{
	const struct web_markdown o = { .link = to_page };
	struct xj_buf out;
	struct xj_html h = { &out, XJ_OK };

	xj_buf_init(&out, 1u << 24);
	web_markdown_write(&h, xj_str_c(text), &o);
	assert_int_equal(h.status, XJ_OK);
	assert_string_equal(out.p ? out.p : "", html);
	xj_buf_clear(&out);
}

static void blocks(void **state)
{
	(void)state;
	becomes("", "");
	becomes("one\ntwo\n\nthree", "<p>one two</p>\n<p>three</p>\n");
	becomes("## A b\n### C", "<h2>A b</h2>\n<h3>C</h3>\n");
	becomes("#no heading", "<p>#no heading</p>\n");
	becomes("- a\n  more\n- b\n\nc", "<ul>\n<li>a more</li>\n<li>b</li>\n</ul>\n<p>c</p>\n");
	becomes("1. a\n2. b\n- c", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<ul>\n<li>c</li>\n</ul>\n");
	becomes("line\r\nnext\r\n", "<p>line next</p>\n");
}

static void code(void **state)
{
	static const char pre[] = "<pre class=\"scroll\" tabindex=\"0\" role=\"group\" "
	                          "aria-label=\"Example\"><code>";
	char want[400];

	(void)state;
	snprintf(want, sizeof(want), "%sa\t&lt;b&gt;\n\n# c\n</code></pre>\n<p>d</p>\n", pre);
	becomes("```csv\na\t<b>\n\n# c\n```\nd", want);
	snprintf(want, sizeof(want), "%s- x\n</code></pre>\n", pre);
	becomes("```\n- x", want);
	becomes("see `<b>` and `**`", "<p>see <code>&lt;b&gt;</code> and <code>**</code></p>\n");
	becomes("one ` alone", "<p>one ` alone</p>\n");
}

static void tables(void **state)
{
	static const char begin[] = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
	                            "aria-label=\"Table\"><table>";
	char want[600];

	(void)state;
	snprintf(want, sizeof(want), "%s<thead><tr><th scope=\"col\">a</th><th scope=\"col\">b"
	         "</th></tr>\n</thead><tbody><tr><td>1</td><td><code>x|y</code></td></tr>\n"
	         "<tr><td>p|q</td></tr>\n</tbody></table></div>\n", begin);
	becomes("| a | b |\n| --- | --- |\n| 1 | `x|y` |\n| p\\|q |", want);
	snprintf(want, sizeof(want), "%s<tbody><tr><td></td></tr>\n</tbody></table></div>\n",
	         begin);
	becomes("|", want);
}

static void inside_lines(void **state)
{
	(void)state;
	becomes("**b** *e* **a *b* c**",
	        "<p><strong>b</strong> <em>e</em> <strong>a <em>b</em> c</strong></p>\n");
	becomes("2 * 3 * 4 ** 5", "<p>2 * 3 * 4 ** 5</p>\n");
	becomes("\\*no\\* \\`no\\` \\[no\\](x)", "<p>*no* `no` [no](x)</p>\n");
	becomes("[t](https://e.tw/?a=1&b=\"2\")",
	        "<p><a href=\"https://e.tw/?a=1&amp;b=&quot;2&quot;\">t</a></p>\n");
	becomes("[**t** [x](y.md)](a.md)",
	        "<p><a href=\"/rule/y\"><strong>t</strong> [x</a>](a.md)</p>\n");
	becomes("[a] (b) [c](", "<p>[a] (b) [c](</p>\n");
}

/* Nothing that is written can end its place, open a tag or name another scheme. */
static void hostile(void **state)
{
	(void)state;
	becomes("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
	becomes("[x](javascript:alert(1))", "<p>x)</p>\n");
	becomes("[x](data:text/html,<b>)", "<p>x</p>\n");
	becomes("[x](//evil.example)", "<p>x</p>\n");
	becomes("## <img src=x>", "<h2>&lt;img src=x&gt;</h2>\n");
	becomes("| <td> |", "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
	        "aria-label=\"Table\"><table><tbody><tr><td>&lt;td&gt;</td></tr>\n"
	        "</tbody></table></div>\n");
	becomes("**<b>** `</code>` *\"*", "<p><strong>&lt;b&gt;</strong> "
	        "<code>&lt;/code&gt;</code> <em>&quot;</em></p>\n");
}

/* A text of many marks that never close is read in a moment, not in an hour. */
static void no_blow_up(void **state)
{
	static const char *const pieces[] = { "*a", "**a", "[a", "[a](", "`a", "**`a[", "|a",
	                                      "\n- ", "\\", "[**a](x*" };
	const struct web_markdown o = { .link = to_page };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(pieces); i++) {
		struct xj_buf text, out;
		struct xj_html h = { &out, XJ_OK };

		xj_buf_init(&text, 1u << 20);
		xj_buf_init(&out, 1u << 26);
		while (text.n < 200000)
			assert_int_equal(xj_buf_add(&text, pieces[i], strlen(pieces[i])), XJ_OK);
		web_markdown_write(&h, xj_buf_str(&text), &o);
		assert_int_equal(h.status, XJ_OK);
		assert_int_equal(xj_utf8_valid(xj_buf_str(&out)), out.n);
		xj_buf_clear(&text);
		xj_buf_clear(&out);
	}
}

static void sections(void **state)
{
	static const char text[] = "# t\n\n## A\n\na\n```\n## B\n```\n## B\nb\n## C\n";
	struct xj_str s;

	(void)state;
	s = web_markdown_section(xj_str_c(text), "A");
	assert_int_equal(s.n, strlen("\na\n```\n## B\n```\n"));
	s = web_markdown_section(xj_str_c(text), "B");
	assert_int_equal(s.n, 2);
	assert_memory_equal(s.p, "b\n", 2);
	s = web_markdown_section(xj_str_c(text), "C");
	assert_non_null(s.p);
	assert_int_equal(s.n, 0);
	assert_null(web_markdown_section(xj_str_c(text), "D").p);
	assert_null(web_markdown_section(xj_str_c(""), "A").p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks), cmocka_unit_test(code), cmocka_unit_test(tables),
		cmocka_unit_test(inside_lines), cmocka_unit_test(hostile),
		cmocka_unit_test(no_blow_up), cmocka_unit_test(sections),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
