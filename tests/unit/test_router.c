/*
 * test_router.c - addresses to answers: which route, language and format; what is
 * refused and with which status; what an unchanged page saves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "src/query/query_private.h"
#include "src/web/call.h"
#include "tests/unit/site_make.h"
#include "tests/unit/store_make.h"

static char folder[] = "/tmp/xj-router-XXXXXX";
static struct web_site *site, *empty;

/* How often the data were opened: the linker leads the site's calls through here. */
static unsigned opened;
enum xj_status __real_xj_data_open_read(const char *dir, struct xj_data **out,
                                        struct xj_error *err);
enum xj_status __wrap_xj_data_open_read(const char *dir, struct xj_data **out,
                                        struct xj_error *err);

enum xj_status __wrap_xj_data_open_read(const char *dir, struct xj_data **out,
                                        struct xj_error *err)
{
	opened++;
	return __real_xj_data_open_read(dir, out, err);
}

static int make_sites(void **state)
{
	struct xj_error err = { .status = XJ_OK };
	struct web_site_options options = { .data = folder };
	const char *samples = getenv("SAMPLES");
	char path[4096];
	const char *file[] = { path };
	int failed;

	(void)state;
	if (!samples || !mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/folder", samples);
	if (site_fill(folder, file, 1, &err))
		fail_msg("%s", err.text);
	failed = web_site_open(&options, &site, &err);
	options.data = "/nonexistent";
	return failed || web_site_open(&options, &empty, &err);
}

static struct web_response last;

static int end_sites(void **state)
{
	(void)state;
	web_response_clear(&last); /* an export holds its site */
	web_site_close(site);
	web_site_close(empty);
	site_remove(folder);
	return 0;
}

/* ---- asking --------------------------------------------------------------------- */

static int ask(const char *method, const char *target, const char *name, const char *value)
{
	const struct web_header h = { name, value };
	const struct web_request r = { .method = method, .target = xj_str_c(target),
	                               .mount = "", .header = &h, .headers = name ? 1 : 0 };

	web_response_clear(&last);
	web_answer(site, &r, &last);
	return last.status;
}

static int get(const char *target)
{
	return ask("GET", target, NULL, NULL);
}

/* The value of a header of the last answer; "" none. */
static const char *head(const char *name)
{
	static char value[600];
	char mark[80];
	const char *p;

	snprintf(mark, sizeof(mark), "\r\n%s: ", name);
	p = strncmp(last.head.p, mark + 2, strlen(mark) - 2) ? strstr(last.head.p, mark)
	                                                     : last.head.p - 2;
	if (!p)
		return "";
	p += strlen(mark);
	snprintf(value, sizeof(value), "%.*s", (int)strcspn(p, "\r"), p);
	return value;
}

static bool is_type(const char *type)
{
	return strncmp(head("Content-Type"), type, strlen(type)) == 0;
}

static bool says(const char *text)
{
	return last.body.n && strstr(last.body.p, text);
}

/* ---- routes and languages ----------------------------------------------------------- */

static void every_route_answers(void **state)
{
	(void)state;
	for (const struct web_route *r = web_routes; r->path; r++) {
		char target[200];
		int status;

		if (strchr(r->path, '{'))
			continue;
		snprintf(target, sizeof(target), "%s%s", r->no_language ? "" : "/en", r->path);
		status = get(target);
		if (status != 200 && status != 400 && status != 404)
			fail_msg("%s: %d %s", target, status, last.log);
		assert_string_equal(head("X-Content-Type-Options"), "nosniff");
		assert_non_null(strstr(head("Content-Security-Policy"), "default-src 'none'"));
		assert_string_not_equal(head("Cache-Control"), "");
	}
}

static void languages(void **state)
{
	(void)state;
	assert_int_equal(get("/zh/"), 200);
	assert_string_equal(head("Content-Language"), "zh-Hant-TW");
	assert_true(says("<html lang=\"zh-Hant-TW\">"));
	assert_int_equal(get("/en"), 200);
	assert_string_equal(head("Content-Language"), "en");
	assert_int_equal(get("/zhx/"), 404);
	assert_int_equal(get("/fr/search"), 404);
	assert_int_equal(ask("GET", "/", "Accept-Language", "en-GB,zh;q=0.5"), 303);
	assert_string_equal(head("Location"), "/en/");
	assert_string_equal(head("Vary"), "Accept-Language");
	assert_string_equal(head("Content-Type"), "text/html; charset=utf-8");
	assert_true(says("<a href=\"/en/\">/en/</a>"));
	assert_int_equal(ask("GET", "/search?q=%E7%8E%8B", "Accept-Language", "de"), 303);
	assert_string_equal(head("Location"), "/zh/search?q=%E7%8E%8B");
	/* raw bytes of an address go into no header */
	assert_int_equal(get("/search?q=\xe7\x8e\x8b\xff"), 303);
	assert_string_equal(head("Location"), "/zh/search?q=%E7%8E%8B%FF");
	/* what leads on is a line of HTML, whatever was asked for, and says so once */
	assert_int_equal(get("/zh/search.csv?q=&kind=business"), 303);
	assert_string_equal(head("Content-Type"), "text/html; charset=utf-8");
	assert_null(strstr(strstr(last.head.p, "Content-Type: ") + 1, "Content-Type: "));
	assert_int_equal(get("/search.csv"), 303);
	assert_string_equal(head("Location"), "/zh/search.csv");
	assert_int_equal(get("/nothing"), 404);
	assert_int_equal(get("/zh/robots.txt"), 404);
}

static void what_is_not_here(void **state)
{
	static const char *const none[] = {
		"/zh/searches", "/zh/search/", "/zh/donor/", "/zh/donor/a/b", "/zh/donor/a%2Fb",
		"/zh/.json", "/.json", "/zh/donor/.csv", "/zh/../etc/passwd", "/zh//search", "/zh/search.docx", "/zh/about.csv",
		"/zh/search.svg", "/zh/entry/999999999", "/zh/rule/none",
		"/zh/figure/none", "/en/problem/none", "/style.csv", "/%0d%0aX:1",
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(none); i++)
		if (get(none[i]) != 404)
			fail_msg("%s: %d", none[i], last.status);
	assert_int_equal(get("/zh/search.json.x"), 404);
	assert_int_equal(get("/zh/donor/none.json"), 404);
	assert_true(is_type("application/problem+json"));
	assert_string_equal(head("Cache-Control"), "no-store");
}

/* ---- formats ------------------------------------------------------------------------ */

static void suffixes(void **state)
{
	static const struct {
		const char *target, *type;
	} all[] = {
		{ "/en/search", "text/html" }, { "/en/search.html", "text/html" },
		{ "/en/search.json", "application/json" }, { "/en/search.csv", "text/csv" },
		{ "/en/search.jsonl", "application/x-ndjson" },
		{ "/en/search.xlsx", "application/vnd.openxmlformats" },
		{ "/en/search.atom", "application/atom+xml" },
		{ "/en/search?format=csv", "text/csv" }, { "/en/lag?format=", "text/html" },
		{ "/en/figure/time.svg", "image/svg+xml" }, { "/sitemap.xml", "application/xml" },
		{ "/robots.txt", "text/plain" }, { "/style.css", "text/css" },
		{ "/openapi.json", "application/json" }, { "/en/index.json", "application/json" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(all); i++) {
		if (ask("GET", all[i].target, "Host", "localhost") != 200)
			fail_msg("%s: %d", all[i].target, last.status);
		if (!is_type(all[i].type))
			fail_msg("%s: %s", all[i].target, head("Content-Type"));
	}
	assert_int_equal(get("/en/search?format=docx"), 400);
	assert_int_equal(get("/en/about?format=csv"), 400);
}

static void accepted(void **state)
{
	(void)state;
	assert_int_equal(ask("GET", "/en/search", "Accept", "application/json"), 200);
	assert_true(is_type("application/json"));
	assert_string_equal(head("Vary"), "Accept");
	assert_int_equal(ask("GET", "/en/search", "Accept", "text/csv"), 200);
	assert_true(is_type("text/csv"));
	assert_int_equal(ask("GET", "/en/search", "Accept", "text/html,application/json"), 200);
	assert_true(is_type("text/html"));
	assert_int_equal(ask("GET", "/en/search", "Accept", "image/png"), 406);
	assert_int_equal(ask("GET", "/en/search", "Accept", "image/png,*/*;q=0.1"), 200);
	assert_int_equal(ask("GET", "/en/search.csv", "Accept", "image/png"), 200);
	assert_string_equal(head("Vary"), "");
	assert_int_equal(ask("GET", "/en/none", "Accept", "application/json"), 404);
	assert_true(is_type("application/problem+json"));
}

/* ---- methods and limits ------------------------------------------------------------- */

static void methods(void **state)
{
	static const char *const others[] = { "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "" };
	size_t length;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(others); i++) {
		assert_int_equal(ask(others[i], "/en/search", NULL, NULL), 405);
		assert_string_equal(head("Allow"), "GET, HEAD, OPTIONS");
	}
	assert_int_equal(ask("PUT", "/en/check", NULL, NULL), 405);
	assert_string_equal(head("Allow"), "GET, HEAD, OPTIONS, POST");
	assert_int_equal(ask("DELETE", "/en/none", NULL, NULL), 404);
	assert_int_equal(get("/en/search"), 200);
	length = last.body.n;
	assert_int_equal(ask("HEAD", "/en/search", NULL, NULL), 200);
	assert_int_equal(last.body.n, length); /* the adapter leaves it out */
	assert_string_not_equal(head("ETag"), "");
}

static void options(void **state)
{
	(void)state;
	assert_int_equal(ask("OPTIONS", "/en/search", NULL, NULL), 204);
	assert_string_equal(head("Allow"), "GET, HEAD, OPTIONS");
	assert_string_equal(head("Access-Control-Allow-Origin"), "*");
	assert_string_equal(head("Access-Control-Allow-Methods"), "GET, HEAD");
	assert_int_equal(ask("OPTIONS", "/en/check", NULL, NULL), 204);
	assert_string_equal(head("Access-Control-Allow-Origin"), "");
	assert_string_equal(head("Access-Control-Allow-Methods"), "");
	assert_int_equal(last.body.n, 0);
}

static void limits(void **state)
{
	static char target[WEB_MAX_TARGET + 2] = "/en/search?q=";
	struct web_request r = { .method = "POST", .target = XJ_STR("/en/check"),
	                         .mount = "", .too_long = true };

	(void)state;
	memset(target + strlen(target), 'a', sizeof(target) - 1 - strlen(target));
	assert_int_equal(get(target), 414);
	web_response_clear(&last);
	web_answer(site, &r, &last);
	assert_int_equal(last.status, 413);
	assert_int_equal(web_body_limit(XJ_STR("/en/check")), WEB_MAX_UPLOAD);
	assert_int_equal(web_body_limit(XJ_STR("/zh/check.json")), WEB_MAX_UPLOAD);
	assert_int_equal(web_body_limit(XJ_STR("/api/reconcile")), WEB_MAX_FORM);
	assert_int_equal(web_body_limit(XJ_STR("/en/search")), 0);
	assert_int_equal(web_body_limit(XJ_STR("")), 0);
	assert_int_equal(get("search"), 400);
	assert_int_equal(get(""), 400);
}

static void parameters(void **state)
{
	static const char *const wrong[] = {
		"/en/search?amonut=5", "/en/search?amount=much", "/en/search?q=%zz",
		"/en/search?q=%ff", "/en/search?q=a%00", "/en/%ff", "/en/search?after=nonsense",
		"/en/about?x=1", "/en/search?<script>=1",
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(wrong); i++)
		if (get(wrong[i]) != 400)
			fail_msg("%s: %d", wrong[i], last.status);
	assert_int_equal(get("/en/search.json?amonut=5"), 400);
	assert_true(says("\"parameter\":\"amonut\""));
	assert_int_equal(get("/en/search?utm_source=x&fbclid=y&gclid=z"), 200);
	assert_false(says("utm_source"));
}

/* ---- what has not changed ------------------------------------------------------------ */

static void unchanged(void **state)
{
	char tag[200], list[500];

	(void)state;
	assert_int_equal(get("/en/search"), 200);
	snprintf(tag, sizeof(tag), "%s", head("ETag"));
	assert_true(tag[0] == '"');
	opened = 0;
	assert_int_equal(ask("GET", "/en/search", "If-None-Match", tag), 304);
	assert_int_equal(last.body.n, 0);
	assert_string_equal(head("ETag"), tag);
	assert_string_equal(head("Content-Type"), "");
	snprintf(list, sizeof(list), "\"other\", W/%s, \"more\"", tag);
	assert_int_equal(ask("GET", "/en/search", "If-None-Match", list), 304);
	assert_int_equal(ask("HEAD", "/en/search", "If-None-Match", tag), 304);
	assert_int_equal(ask("GET", "/en/search", "If-None-Match", "*"), 304);
	assert_int_equal(ask("GET", "/en/search", "If-None-Match", "\"other\""), 200);
	assert_int_equal(ask("GET", "/zh/search", "If-None-Match", tag), 200);
	assert_int_equal(ask("GET", "/en/search.json", "If-None-Match", tag), 200);
	assert_int_equal(ask("GET", "/en/search?q=a", "If-None-Match", tag), 200);
	assert_int_equal(opened, 0); /* one reader serves them all */
	assert_int_equal(ask("GET", "/en/check", "If-None-Match", "*"), 200);
	assert_string_equal(head("ETag"), "");
	assert_string_equal(head("Cache-Control"), "no-store");
}

static void no_data_yet(void **state)
{
	struct web_site *full = site;

	(void)state;
	site = empty;
	assert_int_equal(get("/en/search"), 503);
	assert_string_equal(head("Retry-After"), "5");
	assert_string_equal(head("ETag"), "");
	assert_false(says("/nonexistent"));
	assert_int_equal(get("/en/about"), 200);
	site = full;
}

static void no_room(void **state)
{
	(void)state;
	for (unsigned i = 0; i < web_room_limit[WEB_ROOM_HEAVY]; i++)
		assert_true(web_site_enter(site, WEB_ROOM_HEAVY));
	assert_int_equal(get("/en/flags"), 503);
	assert_string_equal(head("Retry-After"), "5");
	assert_int_equal(get("/en/search"), 200);
	for (unsigned i = 0; i < web_room_limit[WEB_ROOM_HEAVY]; i++)
		web_site_leave(site, WEB_ROOM_HEAVY);
	assert_int_equal(get("/en/flags"), 200);
}

static void ninth_export(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WEB_MAX_EXPORTS; i++)
		assert_true(web_site_enter(site, WEB_ROOM_EXPORT));
	assert_int_equal(get("/en/search.csv"), 503);
	assert_string_equal(head("Retry-After"), "5");
	for (unsigned i = 0; i < WEB_MAX_EXPORTS; i++)
		web_site_leave(site, WEB_ROOM_EXPORT);
	assert_int_equal(get("/en/search.csv"), 200);
}

/* ---- what a process for one page loads -------------------------------------------- */

static void needs(void **state)
{
	static const char browser[] = "text/html,application/xhtml+xml,*/*;q=0.8";
	static const struct {
		enum web_needs needs;
		const char *method, *target, *accept;
	} table[] = {
		{ WEB_NEEDS_NOTHING, "GET", "/zh/search?q=%E5%BB%BA%E8%A8%AD", browser },
		{ WEB_NEEDS_NOTHING, "HEAD", "/zh/search?q=%E6%9F%90%28%E8%82%A1%29", NULL },
		{ WEB_NEEDS_NOTHING, "GET", "/style.css", NULL },
		{ WEB_NEEDS_PATTERNS, "GET", "/zh/search?q=a&sort=-amount", NULL },
		{ WEB_NEEDS_PATTERNS, "GET", "/en/search.json?amount=1000..", NULL },
		{ WEB_NEEDS_PATTERNS, "GET", "/en/donor/b12345678", NULL },
		/* a character that ICU must fold, and names of the data that may have one */
		{ WEB_NEEDS_ALL, "GET", "/zh/search?q=caf%C3%A9", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?party=a", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?q=area%3Aa", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?flag=a", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search.xlsx?q=a", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?q=a&format=atom", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?q=a", "application/atom+xml" },
		{ WEB_NEEDS_ALL, "GET", "/zh/search?q=%", NULL },
		{ WEB_NEEDS_ALL, "POST", "/zh/search?q=a", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/check", NULL },
		{ WEB_NEEDS_ALL, "GET", "/zh/nowhere", NULL },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(table); i++) {
		const struct web_header h = { "Accept", table[i].accept };
		const struct web_request r = {
			.method = table[i].method, .target = xj_str_c(table[i].target),
			.mount = "", .header = &h, .headers = table[i].accept ? 1 : 0
		};

		if (web_needs_of(&r) != table[i].needs)
			fail_msg("%s %s", table[i].method, table[i].target);
	}
}

/* Whatever is imported while one page is made, all of it is of one state. */
static void one_state_a_page(void **state)
{
	char dir[] = "/tmp/xj-router-XXXXXX", first[4096], second[4096];
	const char *file[] = { first, second };
	struct web_site_options options = { .data = dir };
	struct web_site *growing;
	struct xj_error err;
	struct xj_data *d;
	int64_t before;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(first, sizeof(first), "%s/folder", getenv("SAMPLES"));
	snprintf(second, sizeof(second), "%s/surplus", getenv("SAMPLES"));
	assert_int_equal(site_fill(dir, file, 1, &err), XJ_OK);
	assert_int_equal(web_site_open(&options, &growing, &err), XJ_OK);
	assert_int_equal(web_site_borrow(growing, &d, &err), XJ_OK);
	before = number(d->store, "SELECT count(*) FROM entry");
	assert_int_equal(site_fill(dir, file + 1, 1, &err), XJ_OK);
	assert_int_equal(number(d->store, "SELECT count(*) FROM entry"), before);
	web_site_return(growing, d, true);
	assert_int_equal(web_site_borrow(growing, &d, &err), XJ_OK);
	assert_true(number(d->store, "SELECT count(*) FROM entry") > before);
	web_site_return(growing, d, true);
	web_site_close(growing);
	site_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_answers), cmocka_unit_test(languages),
		cmocka_unit_test(what_is_not_here), cmocka_unit_test(suffixes),
		cmocka_unit_test(accepted), cmocka_unit_test(methods), cmocka_unit_test(options),
		cmocka_unit_test(limits), cmocka_unit_test(parameters),
		cmocka_unit_test(unchanged), cmocka_unit_test(no_data_yet),
		cmocka_unit_test(no_room), cmocka_unit_test(ninth_export),
		cmocka_unit_test(needs),
		cmocka_unit_test(one_state_a_page),
	};

	return cmocka_run_group_tests(tests, make_sites, end_sites);
}
