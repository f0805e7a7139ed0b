/* Addresses as strangers send them: percent-encoding, parameters, their limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "src/web/call.h"

/* TEXT decoded; NULL: refused, with a reason. */
static const char *decoded(struct xj_str text, bool plus)
{
	static char kept[200];
	struct xj_error err = { .status = XJ_OK };
	struct xj_buf out;
	struct xj_str got;
	enum xj_status st;

	xj_buf_init(&out, 1000);
	st = web_decode(text, plus, &out, &got, &err);
	if (!st)
		snprintf(kept, sizeof(kept), "%.*s", (int)got.n, got.p);
	else
		assert_true(st == XJ_USAGE && err.text[0]);
	xj_buf_clear(&out);
	return st ? NULL : kept;
}

static void decoding(void **state)
{
	(void)state;
	assert_string_equal(decoded(XJ_STR(""), true), "");
	assert_string_equal(decoded(XJ_STR("a%2Fb%2f%41"), true), "a/b/A");
	assert_string_equal(decoded(XJ_STR("a+b%2B"), true), "a b+");
	assert_string_equal(decoded(XJ_STR("a+b"), false), "a+b");
	assert_string_equal(decoded(XJ_STR("%E7%8E%8B"), false), "王");
	assert_string_equal(decoded(XJ_STR("王"), false), "王");
	assert_string_equal(decoded(XJ_STR("%2541"), false), "%41"); /* once, not twice */
}

static void what_is_no_text(void **state)
{
	(void)state;
	assert_null(decoded(XJ_STR("%"), true));
	assert_null(decoded(XJ_STR("%4"), true));
	assert_null(decoded(XJ_STR("%4g"), true));
	assert_null(decoded(XJ_STR("%u738B"), true));
	assert_null(decoded(XJ_STR("a%00b"), true));
	assert_null(decoded(xj_str_of("a\0b", 3), true));
	assert_null(decoded(XJ_STR("%E7%8E"), true));
	assert_null(decoded(XJ_STR("%C0%BC"), true));     /* "<" spelt too long */
	assert_null(decoded(XJ_STR("%ED%A0%80"), true));  /* half a pair */
	assert_null(decoded(XJ_STR("\xff"), true));
}

static void reading(void **state)
{
	struct xj_error err = { .status = XJ_OK };
	struct web_params p;

	(void)state;
	assert_int_equal(web_params_read(&p, XJ_STR("q=%E7%8E%8B+b&&kind=a&kind=b&bare&e=&=v&x=1=2"),
	                                 &err), XJ_OK);
	assert_int_equal(p.n, 7);
	assert_string_equal(web_value(&p, "q"), "王 b");
	assert_string_equal(web_value(&p, "kind"), "a");
	assert_string_equal(p.v[2].value.p, "b");
	assert_string_equal(web_value(&p, "bare"), "");
	assert_non_null(web_param(&p, "bare"));
	assert_null(web_param(&p, "none"));
	assert_string_equal(web_value(&p, "none"), "");
	assert_string_equal(web_value(&p, ""), "v");
	assert_string_equal(web_value(&p, "x"), "1=2");
	web_params_clear(&p);
	assert_int_equal(web_params_read(&p, XJ_STR(""), &err), XJ_OK);
	assert_int_equal(p.n, 0);
	web_params_clear(&p);
	assert_int_equal(web_params_read(&p, XJ_STR("a=1&b=%zz"), &err), XJ_USAGE);
	web_params_clear(&p);
}

static void at_most_so_many(void **state)
{
	struct xj_error err = { .status = XJ_OK };
	struct web_params p;
	struct xj_buf text;

	(void)state;
	xj_buf_init(&text, 4096);
	for (unsigned i = 0; i < WEB_MAX_PARAMS; i++)
		assert_int_equal(xj_buf_addf(&text, "&a%u=%u", i, i), XJ_OK);
	assert_int_equal(web_params_read(&p, xj_buf_str(&text), &err), XJ_OK);
	assert_int_equal(p.n, WEB_MAX_PARAMS);
	assert_string_equal(web_value(&p, "a63"), "63");
	web_params_clear(&p);
	assert_int_equal(xj_buf_addf(&text, "&one=more"), XJ_OK);
	assert_int_equal(web_params_read(&p, xj_buf_str(&text), &err), XJ_USAGE);
	assert_non_null(strstr(err.text, "64"));
	web_params_clear(&p);
	xj_buf_clear(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding), cmocka_unit_test(what_is_no_text),
		cmocka_unit_test(reading), cmocka_unit_test(at_most_so_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
