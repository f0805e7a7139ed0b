/* Heads of responses, and the writers of pages: each refuses or escapes what would end
 * the place that it writes into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "src/web/call.h"

/* ---- headers ---------------------------------------------------------------------- */

static void refused(const char *value)
{
	struct web_response r;

	web_response_init(&r);
	assert_int_equal(web_header(&r, "X", "%s", value), XJ_INTERNAL);
	assert_int_equal(r.head.n, 0);
	web_response_clear(&r);
}

static void no_line_of_a_stranger(void **state)
{
	static char longer[WEB_MAX_TARGET * 2 + 2];

	(void)state;
	refused("a\r\nSet-Cookie: b");
	refused("a\nb");
	refused("a\rb");
	refused("a\tb");
	refused("a\x7f");
	refused("a\x1b[0m");
	refused("王");
	refused("\xa0");
	memset(longer, 'a', sizeof(longer) - 1);
	refused(longer);
}

static void headers(void **state)
{
	struct web_response r;

	(void)state;
	web_response_init(&r);
	assert_int_equal(r.status, 200);
	assert_int_equal(web_header(&r, "A", "%d %s", 5, "~ x"), XJ_OK);
	assert_int_equal(web_header(&r, "B", "%s", ""), XJ_OK);
	assert_string_equal(r.head.p, "A: 5 ~ x\r\nB: \r\n");
	web_response_clear(&r);
}

static void of_the_request(void **state)
{
	const struct web_header h[] = { { "accept", "a" }, { "Host", "b" }, { "Host", "c" } };
	const struct web_request r = { .header = h, .headers = 3 };

	(void)state;
	assert_string_equal(web_request_header(&r, "Accept"), "a");
	assert_string_equal(web_request_header(&r, "HOST"), "b");
	assert_null(web_request_header(&r, "Hos"));
}

static void attachment(struct xj_str name, const char *want)
{
	struct web_response r;

	web_response_init(&r);
	assert_int_equal(web_attachment(&r, name), XJ_OK);
	assert_string_equal(r.head.p, want);
	web_response_clear(&r);
}

static void names_of_files(void **state)
{
	(void)state;
	attachment(XJ_STR("王.csv"), "Content-Disposition: attachment; "
	           "filename=\"xianjin.csv\"; filename*=UTF-8''%E7%8E%8B.csv\r\n");
	attachment(XJ_STR("a\"\r\nX: b.csv"), "Content-Disposition: attachment; "
	           "filename=\"xianjin.csv\"; filename*=UTF-8''a%22%0D%0AX%3A%20b.csv\r\n");
	attachment(XJ_STR("none"), "Content-Disposition: attachment; "
	           "filename=\"xianjin\"; filename*=UTF-8''none\r\n");
}

static void statuses(void **state)
{
	(void)state;
	assert_string_equal(web_status_text(200), "OK");
	assert_string_equal(web_status_text(404), "Not Found");
	assert_string_equal(web_status_text(414), "URI Too Long");
	assert_string_equal(web_status_text(799), "Unknown");
}

/* ---- writers ----------------------------------------------------------------------- */

typedef void writer(struct xj_html *h, struct xj_str s);

static void writes(writer *w, struct xj_str s, const char *want)
{
	struct xj_buf out;
	struct xj_html h = { &out, XJ_OK };

	xj_buf_init(&out, 1000);
	w(&h, s);
	assert_int_equal(h.status, XJ_OK);
	assert_string_equal(out.p ? out.p : "", want);
	xj_buf_clear(&out);
}

static void escaping(void **state)
{
	(void)state;
	writes(xj_h_text, XJ_STR("<a href='x'>\"&amp;"),
	       "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;");
	writes(xj_h_attr, XJ_STR("\" onload='x' <b>&"),
	       "&quot; onload=&#39;x&#39; &lt;b&gt;&amp;");
	writes(xj_h_text, XJ_STR("]]>--><!--"), "]]&gt;--&gt;&lt;!--");
	writes(xj_h_text, XJ_STR(""), "");
	writes(xj_h_url, XJ_STR("a b/?&=%\"'<王-._~"),
	       "a%20b%2F%3F%26%3D%25%22%27%3C%E7%8E%8B-._~");
}

static void made_visible(void **state)
{
	writer *const both[] = { xj_h_text, xj_h_attr };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(both); i++) {
		writes(both[i], XJ_STR("\xe2\x80\xae" "a"), "&lt;U+202E&gt;a");
		writes(both[i], XJ_STR("a\nb\x1b"), "a\\nb\\x1b");
		writes(both[i], XJ_STR("\xff<"), "\xef\xbf\xbd&lt;");
		writes(both[i], xj_str_of("a\0b", 3), "a\\x00b");
		writes(both[i], XJ_STR("王大明"), "王大明");
	}
}

static void messages_and_numbers(void **state)
{
	struct xj_buf out;
	struct xj_html h = { &out, XJ_OK };
	char longer[2500];

	(void)state;
	xj_buf_init(&out, 10000);
	xj_h_sayf(&h, "%s %d ", "<b>\xe2\x80\xae", 7);
	xj_h_int(&h, INT64_MIN);
	xj_h_raw(&h, " ");
	xj_h_grouped(&h, -1234567);
	assert_string_equal(out.p, "&lt;b&gt;&lt;U+202E&gt; 7 -9223372036854775808 -1,234,567");
	xj_buf_reset(&out);
	memset(longer, 'a', sizeof(longer) - 1);
	memcpy(longer + 1998, "王", 3); /* would be cut in its middle */
	longer[sizeof(longer) - 1] = '\0';
	xj_h_sayf(&h, "%s", longer);
	assert_int_equal(out.n, 1998 + 3);
	assert_string_equal(out.p + 1998, "…");
	xj_buf_clear(&out);
}

static void first_failure_stays(void **state)
{
	struct xj_buf out;
	struct xj_html h = { &out, XJ_OK };

	(void)state;
	xj_buf_init(&out, 16);
	xj_h_say(&h, "0123456789");
	xj_h_say(&h, "0123456789");
	assert_int_equal(h.status, XJ_LIMIT);
	xj_h_say(&h, "x");
	assert_int_equal(h.status, XJ_LIMIT);
	assert_memory_equal(out.p, "0123456789", 10);
	assert_null(memchr(out.p, 'x', out.n));
	xj_buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_line_of_a_stranger), cmocka_unit_test(headers),
		cmocka_unit_test(of_the_request), cmocka_unit_test(names_of_files),
		cmocka_unit_test(statuses), cmocka_unit_test(escaping),
		cmocka_unit_test(made_visible), cmocka_unit_test(messages_and_numbers),
		cmocka_unit_test(first_failure_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
