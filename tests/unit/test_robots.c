/*
 * test_robots.c - robots.txt as RFC 9309 has it: which group is ours, which pattern
 * decides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "importers/fetch_robots.h"

static bool may(const char *text, const char *path)
{
	struct xj_robots r;
	bool yes;

	assert_int_equal(xj_robots_read(&r, xj_str_c(text)), XJ_OK);
	yes = xj_robots_allow(&r, path);
	xj_robots_clear(&r);
	return yes;
}

static unsigned delay(const char *text)
{
	struct xj_robots r;

	assert_int_equal(xj_robots_read(&r, xj_str_c(text)), XJ_OK);
	xj_robots_clear(&r);
	return r.delay;
}

static void test_no_rules(void **state)
{
	(void)state;
	assert_true(may("", "/x"));
	assert_true(may("<!doctype html><p>none here", "/x"));
	assert_true(may("User-agent: *\nDisallow:\n", "/x"));
	assert_true(may("Disallow: /\n", "/x")); /* of no group */
}

static void test_groups(void **state)
{
	static const char text[] =
		"\xef\xbb\xbfuser-agent: other\r\nDisallow: /\r\n\r\n"
		"User-Agent: * # everybody\nDisallow: /all\n\n"
		"User-agent: third\nUser-agent: XIANJIN\nDisallow: /ours\n"
		"User-agent: fourth\nDisallow: /\n"
		"User-agent: xianjin\nDisallow: /more";

	(void)state;
	assert_false(may(text, "/ours"));
	assert_false(may(text, "/more/1"));
	assert_true(may(text, "/all")); /* our groups take the place of that for all */
	assert_true(may(text, "/"));
	assert_false(may("User-agent: *\nDisallow: /all\n", "/all"));
	assert_false(may("User-agent: x\nUser-agent: *\nDisallow: /a\n", "/a"));
	assert_true(may("User-agent: *\nAllow: /\nUser-agent: x\nDisallow: /\n", "/a"));
}

static void test_longest_decides(void **state)
{
	static const char text[] = "User-agent: *\nDisallow: /a\nAllow: /a/b\n"
	                           "Disallow: /a/b/c\nDisallow: /same\nAllow: /same\n";

	(void)state;
	assert_false(may(text, "/a"));
	assert_false(may(text, "/ax"));
	assert_true(may(text, "/a/b"));
	assert_false(may(text, "/a/b/c?d"));
	assert_true(may(text, "/same"));
	assert_true(may(text, "/b"));
}

static void test_patterns(void **state)
{
	static const char text[] = "User-agent: *\nDisallow: /*.zip$\nDisallow: /api/*/x\n"
	                           "Disallow: /政黨\nDisallow: /%e4%b8%80\n";

	(void)state;
	assert_false(may(text, "/a/b.zip"));
	assert_true(may(text, "/a/b.zip?v=1"));
	assert_true(may(text, "/a/b.zipper"));
	assert_false(may(text, "/a.zip/b.zip"));
	assert_false(may(text, "/api/v1/search/x/y"));
	assert_true(may(text, "/api/x"));
	assert_false(may(text, "/%E6%94%BF%E9%BB%A8/1"));
	assert_false(may(text, "/%e6%94%bf%e9%bb%a8"));
	assert_false(may(text, "/%E4%B8%80"));
}

/* A pattern made to be slow is only quadratic. */
static void test_many_stars(void **state)
{
	char text[2048], path[2048];
	int n = snprintf(text, sizeof(text), "User-agent: *\nDisallow: /");

	(void)state;
	while (n < 1800)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "*a");
	snprintf(text + n, sizeof(text) - (size_t)n, "b\n");
	memset(path, 'a', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_true(may(text, path));
}

static void test_delay(void **state)
{
	(void)state;
	assert_int_equal(delay("User-agent: *\nCrawl-delay: 7\n"), 7);
	assert_int_equal(delay("User-agent: *\ncrawl-delay:12.5\n"), 12);
	assert_int_equal(delay("User-agent: *\nCrawl-delay: 99999999999\n"), 600);
	assert_int_equal(delay("User-agent: *\nCrawl-delay: soon\n"), 0);
	assert_int_equal(delay("User-agent: other\nCrawl-delay: 7\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_rules),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_longest_decides),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_many_stars),
		cmocka_unit_test(test_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
