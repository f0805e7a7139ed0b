/*
 * test_hostile_pages.c - filings and questions made to break out of a page: whatever
 * names, addresses and parameters hold, every page is well formed, holds only what we
 * write, and no header starts in them.  CHECK_FULL=1: a hundred thousand pages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <cmocka.h>
#include <libxml/parser.h>

#include "src/web/call.h"
#include "tests/unit/head_sound.h"
#include "tests/unit/hostile_text.h"
#include "tests/unit/page_fault.h"
#include "tests/unit/site_make.h"

enum { ROWS = 240, PAGES = 2000, PAGES_FULL = 100000, LINKS = 2048 };

static char folder[] = "/tmp/xj-hostile-XXXXXX";
static struct web_site *site;
static struct hostile dice = { 0x9e3779b97f4a7c15u };

/* ---- the filing ----------------------------------------------------------------- */

static const char header[] =
	"序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,捐贈者／支出對象,"
	"身分證／統一編號,收入金額,支出金額,捐贈方式,存入專戶日期,返還/繳庫,支出用途,金錢類,地址,"
	"聯絡電話,應揭露之支出對象,支出對象之內部人員姓名,支出對象之內部人員職稱,"
	"政黨之內部人員姓名,政黨之內部人員職稱,關係,更正註記,資料更正日期\r\n";

/* A cell of CSV after a comma. */
static void add_cell(struct xj_buf *out, struct xj_str text)
{
	assert_int_equal(xj_buf_add(out, ",\"", 2), XJ_OK);
	for (size_t i = 0; i < text.n; i++)
		assert_int_equal(xj_buf_add(out, text.p[i] == '"' ? "\"\"" : text.p + i,
		                            text.p[i] == '"' ? 2 : 1), XJ_OK);
	assert_int_equal(xj_buf_add(out, "\"", 1), XJ_OK);
}

static void add_hostile_cell(struct xj_buf *out, const char *before)
{
	struct xj_buf text;

	xj_buf_init(&text, (size_t)1 << 17);
	assert_int_equal(xj_buf_addf(&text, "%s", before), XJ_OK);
	assert_int_equal(hostile_add(&dice, &text), XJ_OK);
	add_cell(out, xj_buf_str(&text));
	xj_buf_clear(&text);
}

static void add_row(struct xj_buf *out, unsigned i, const char *who, const char *election)
{
	static const char *const subject[] = { "個人捐贈收入", "營利事業捐贈收入", "匿名捐贈",
	                                       "人民團體捐贈收入", "宣傳支出", "雜支支出" };
	static const char *const id[] = { "A12*******", "04595257", "12345678", "" };
	unsigned s = hostile_below(&dice, XJ_COUNT(subject));
	unsigned amount = 1000 * (1 + hostile_below(&dice, 300));

	assert_int_equal(xj_buf_addf(out, "%u", i + 1), XJ_OK);
	add_cell(out, xj_str_c(who));
	add_cell(out, xj_str_c(election));
	assert_int_equal(xj_buf_addf(out, ",首次申報,11105%02u,%s", 1 + i % 28, subject[s]),
	                 XJ_OK);
	add_hostile_cell(out, i % 3 ? "" : "王大明");
	if (i % 7)
		assert_int_equal(xj_buf_addf(out, ",%s", id[hostile_below(&dice, 4)]), XJ_OK);
	else
		add_hostile_cell(out, "");
	assert_int_equal(xj_buf_addf(out, ",%u.00,%u.00", s < 4 ? amount : 0,
	                             s < 4 ? 0 : amount), XJ_OK);
	add_hostile_cell(out, "");                              /* method */
	assert_int_equal(xj_buf_addf(out, ",11105%02u", 1 + i % 28), XJ_OK);
	for (unsigned k = 12; k < 25; k++)
		add_hostile_cell(out, "");
	assert_int_equal(xj_buf_addf(out, "\r\n"), XJ_OK);
}

static void save(const struct xj_buf *b, const char *path)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(b->p, 1, b->n, f), b->n);
	assert_int_equal(fclose(f), 0);
}

/* One file a recipient, their names and those of elections as hostile as the rest. */
static void write_filing(unsigned i, char path[200])
{
	static const char *const names[] = {
		"範例<script>" CANARY "</script>", "樣本\"onload=" CANARY, "某黨]]>--><" CANARY ">",
		"javascript:" CANARY, "=" CANARY "()", "//" CANARY ".example",
	};
	static const char *const elections[] = {
		"111年臺南市市長選舉", "111年臺南市市長選舉<" CANARY ">", "109年立法委員選舉\"'" CANARY,
		"111年" CANARY "&lt;縣縣長選舉", "111年臺南市市長選舉", "../" CANARY "選舉",
	};
	struct xj_buf text;

	xj_buf_init(&text, (size_t)64 << 20);
	assert_int_equal(xj_buf_addf(&text, "%s", header), XJ_OK);
	for (unsigned k = 0; k < ROWS / XJ_COUNT(names); k++)
		add_row(&text, k, names[i], elections[i]);
	if (i == 3) /* and bytes that are no text at all */
		assert_int_equal(xj_buf_addf(&text, "999,\xc0\xbc\xff" CANARY "\xfe,,,\xed\xa0\x80"
		                             "\r\n"), XJ_OK);
	snprintf(path, 200, "%s/%u<script>" CANARY "\"&'.csv", folder, i);
	save(&text, path);
	xj_buf_clear(&text);
}

static int make_site(void **state)
{
	struct xj_error err = { .status = XJ_OK };
	struct web_site_options options = { .data = folder };
	char path[6][200];
	const char *file[6];

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (unsigned i = 0; i < 6; i++) {
		write_filing(i, path[i]);
		file[i] = path[i];
	}
	if (site_fill(folder, file, 6, &err))
		fail_msg("%s", err.text);
	return web_site_open(&options, &site, &err);
}

/* Links of pages seen, to be followed; one that comes late replaces any. */
static char *links[LINKS];
static size_t link_count;

static void forget_links(void)
{
	while (link_count) {
		free(links[--link_count]);
		links[link_count] = NULL;
	}
}

static int end_site(void **state)
{
	(void)state;
	forget_links();
	web_site_close(site);
	site_remove(folder);
	return 0;
}

/* ---- addresses ------------------------------------------------------------------ */

static void keep_link(struct xj_str url)
{
	size_t at = link_count < LINKS ? link_count++ : hostile_below(&dice, LINKS);

	free(links[at]);
	links[at] = strndup(url.p, url.n);
	assert_non_null(links[at]);
	for (char *amp = links[at]; (amp = strstr(amp, "&amp;")); amp++)
		memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
}

static void keep_links(struct xj_str html)
{
	static const char mark[] = "href=\"/";
	const char *p = html.p;

	for (; (p = strstr(p, mark)); p++) {
		struct xj_str url = { p + 6, strcspn(p + 6, "\"#") };

		if (hostile_below(&dice, 4) == 0)
			keep_link(url);
	}
}

static void add_value(struct xj_buf *url)
{
	static const char *const fair[] = { "1", "111", "2022", "50000..", "-1", "0", "amount",
	                                    "business", "99999999999999999999", "2022-05-01",
	                                    "anonymous-limit", "time", "flows", "map", "臺南" };
	struct xj_buf text;

	if (hostile_below(&dice, 3) == 0) {
		assert_int_equal(xj_url_add(url, xj_str_c(fair[hostile_below(&dice,
			XJ_COUNT(fair))])), XJ_OK);
		return;
	}
	xj_buf_init(&text, (size_t)1 << 17);
	assert_int_equal(hostile_add(&dice, &text), XJ_OK);
	if (hostile_below(&dice, 30) == 0) /* bytes that are no text */
		assert_int_equal(xj_buf_addf(&text, "\xff\xc0\xbc"), XJ_OK);
	text.n = text.n > 1800 ? 1800 : text.n;
	assert_int_equal(xj_url_add(url, xj_buf_str(&text)), XJ_OK);
	xj_buf_clear(&text);
}

static const char *some_name(const struct web_route *r)
{
	const struct xj_filter *f = xj_query_filters();
	size_t params = 0, filters = 0;

	while (r->params && r->params[params].name)
		params++;
	while (f[filters].name)
		filters++;
	if (hostile_below(&dice, 12) == 0)
		return "%3Cscript%3E" CANARY;
	if (params && (!r->filters || hostile_below(&dice, 2)))
		return r->params[hostile_below(&dice, (unsigned)params)].name;
	return r->filters ? f[hostile_below(&dice, (unsigned)filters)].name : "format";
}

static void add_params(const struct web_route *r, struct xj_buf *url)
{
	char mark = strchr(url->p, '?') ? '&' : '?';

	for (unsigned k = hostile_below(&dice, 3); k; k--, mark = '&') {
		assert_int_equal(xj_buf_addf(url, "%c%s=", mark, some_name(r)), XJ_OK);
		add_value(url);
	}
}

static const struct web_route *some_route(void)
{
	size_t n = 0;

	while (web_routes[n].path)
		n++;
	return &web_routes[hostile_below(&dice, (unsigned)n)];
}

/* An address made of a route, or a link that a page had, as it is or with more. */
static void make_address(struct xj_buf *url)
{
	const struct web_route *r = some_route();
	const char *brace = strchr(r->path, '{');
	size_t fixed = brace ? (size_t)(brace - r->path) : strlen(r->path);

	xj_buf_reset(url);
	if (link_count && hostile_below(&dice, 2)) {
		assert_int_equal(xj_buf_addf(url, "%s", links[hostile_below(&dice,
			(unsigned)link_count)]), XJ_OK);
		if (hostile_below(&dice, 4) == 0)
			add_params(some_route(), url);
		return;
	}
	assert_int_equal(xj_buf_addf(url, "%s%.*s", r->no_language ? "" :
	                             hostile_below(&dice, 2) ? "/zh" : "/en", (int)fixed,
	                             r->path), XJ_OK);
	if (brace)
		add_value(url);
	if (hostile_below(&dice, 6) == 0)
		assert_int_equal(xj_buf_addf(url, ".%s", web_formats[hostile_below(&dice,
			WEB_FORMATS)].suffix), XJ_OK);
	if (hostile_below(&dice, 3))
		add_params(r, url);
}

/* ---- answers --------------------------------------------------------------------- */

/* And nothing of a stranger's but in addresses and names of files. */
static bool is_head_clean(const char *head)
{
	if (!head_is_sound(head))
		return false;
	for (const char *at = head; (at = strstr(at, CANARY)); at++) {
		const char *line = memrchr(head, '\n', (size_t)(at - head));

		line = line ? line + 1 : head;
		if (strncmp(line, "Link: ", 6) && strncmp(line, "Location: ", 10) &&
		    strncmp(line, "Content-Disposition: ", 21))
			return false;
	}
	return true;
}

static bool has_type(const struct web_response *a, const char *type)
{
	char line[80];

	snprintf(line, sizeof(line), "Content-Type: %s", type);
	return strstr(a->head.p, line) != NULL;
}

static bool is_xml(struct xj_str s)
{
	xmlDoc *doc = xmlReadMemory(s.p, (int)s.n, NULL, NULL, XML_PARSE_NONET |
	                            XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
	bool sound = doc && !strstr(s.p, "<script") && !strstr(s.p, "<" CANARY);

	xmlFreeDoc(doc);
	return sound;
}

struct tally {
	unsigned pages, canaries, problems;
};

static void check_answer(const struct web_response *a, const char *url, struct tally *t)
{
	static struct page reader;
	struct xj_str body = xj_buf_str(&a->body);

	if (!is_head_clean(a->head.p))
		fail_msg("%s: headers: %s", url, a->head.p);
	if (a->status == 500)
		fail_msg("%s: 500: %s", url, a->log);
	if (has_type(a, "text/html") && body.n) {
		const char *fault = page_fault(&reader, body);

		if (*fault)
			fail_msg("%s: %s", url, fault);
		t->pages++;
		t->canaries += strstr(body.p, CANARY) != NULL;
		t->problems += a->status >= 400;
		keep_links(body);
	} else if (body.n && (has_type(a, "image/svg+xml") || /* a redirect has none */
	                      has_type(a, "application/atom+xml") ||
	                      has_type(a, "application/xml")) && !is_xml(body)) {
		fail_msg("%s: no XML: %.200s", url, body.p);
	}
}

static void ask(struct web_request *r, struct tally *t)
{
	struct web_response a;

	web_answer(site, r, &a);
	if (site_drain(&a) && a.status == 200)
		fail_msg("%s: the stream broke", r->target.p);
	check_answer(&a, r->target.p, t);
	web_response_clear(&a);
}

static void pages_hold(void **state)
{
	unsigned most = getenv("CHECK_FULL") ? PAGES_FULL : PAGES;
	struct tally t = { 0 };
	struct xj_buf url;

	(void)state;
	xj_buf_init(&url, (size_t)1 << 16);
	while (t.pages < most) {
		struct web_header h[] = {
			{ "Host", hostile_below(&dice, 3) ? "localhost"
			          : hostile_text[hostile_below(&dice, XJ_COUNT(hostile_text))] },
			{ "Accept-Language", hostile_text[hostile_below(&dice, 20)] },
			{ "If-None-Match", hostile_text[hostile_below(&dice, 20)] },
			{ "Accept", "text/html" },
		};
		struct web_request r = { .method = "GET", .mount = "", .header = h,
		                         .headers = XJ_COUNT(h), .now = 1700000000 };

		make_address(&url);
		r.target = xj_buf_str(&url);
		ask(&r, &t);
	}
	xj_buf_clear(&url);
	print_message("%u pages, %u with the canary, %u problems\n", t.pages, t.canaries,
	              t.problems);
	assert_true(t.canaries > most / 4);
	assert_true(t.problems < most * 3 / 4);
}

/* A draft in the same words, under a file name in the same words. */
static void drafts_hold(void **state)
{
	struct tally t = { 0 };

	(void)state;
	for (unsigned i = 0; i < 40; i++) {
		struct web_header h[] = {
			{ "Content-Type", "multipart/form-data; boundary=XX" },
			{ "Host", "localhost" },
		};
		struct web_request r = { .method = "POST", .target = XJ_STR("/zh/check"),
		                         .mount = "", .header = h, .headers = 2 };
		struct xj_buf body;

		xj_buf_init(&body, (size_t)8 << 20);
		assert_int_equal(xj_buf_addf(&body, "--XX\r\nContent-Disposition: form-data; "
			"name=\"file\"; filename=\"<script>" CANARY "%u.csv\"\r\n\r\n%s", i,
			header), XJ_OK);
		for (unsigned k = 0; k < 5; k++)
			add_row(&body, k, hostile_text[(i + k) % 15], "111年臺南市市長選舉<" CANARY);
		assert_int_equal(xj_buf_addf(&body, "\r\n--XX--\r\n"), XJ_OK);
		r.target = i % 2 ? XJ_STR("/zh/check") : XJ_STR("/en/check");
		r.body = xj_buf_str(&body);
		ask(&r, &t);
		xj_buf_clear(&body);
	}
	assert_int_equal(t.pages, 40);
	assert_true(t.canaries > 30);
}

/* ---- the strict reader itself ------------------------------------------------------- */

static void reader_is_strict(void **state)
{
	static const char *const wrong[] = {
		"", "<!DOCTYPE html>\n<html><body><script></script></body></html>",
		"<!DOCTYPE html>\n<html><body><p onclick=\"x\"></p></body></html>",
		"<!DOCTYPE html>\n<html><body><p style=\"x\"></p></body></html>",
		"<!DOCTYPE html>\n<html><body><p class=x></p></body></html>",
		"<!DOCTYPE html>\n<html><body><p class=\"a\" class=\"b\"></p></body></html>",
		"<!DOCTYPE html>\n<html><body><a href=\"javascript:x\"></a></body></html>",
		"<!DOCTYPE html>\n<html><body><a href=\"//evil.example\"></a></body></html>",
		"<!DOCTYPE html>\n<html><body><p><b></p></b></body></html>",
		"<!DOCTYPE html>\n<html><body><p><div></div></p></body></html>",
		"<!DOCTYPE html>\n<html><body><p>a & b</p></body></html>",
		"<!DOCTYPE html>\n<html><body><p>a > b</p></body></html>",
		"<!DOCTYPE html>\n<html><body><!-- x --></body></html>",
		"<!DOCTYPE html>\n<html><body><p>\xe2\x80\xae</p></body></html>",
		"<!DOCTYPE html>\n<html><body><p>\xff</p></body></html>",
		"<!DOCTYPE html>\n<html><body><p>\x1b</p></body></html>",
		"<!DOCTYPE html>\n<html><body><p id=\"a\"></p><p id=\"a\"></p></body></html>",
		"<!DOCTYPE html>\n<html><body><p>",
	};
	static struct page reader;

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(wrong); i++)
		if (!*page_fault(&reader, xj_str_c(wrong[i])))
			fail_msg("no fault in %s", wrong[i]);
	assert_string_equal(page_fault(&reader, XJ_STR("<!DOCTYPE html>\n<html lang=\"en\"><body>"
		"<p class=\"a b\">1 &lt; 2<br></p><a href=\"/x?a=1&amp;b=2\">x</a></body></html>\n")),
		"");
	assert_false(is_head_clean("A: b\r\nX-" CANARY ": 1\r\n"));
	assert_false(is_head_clean("A: b\r\nnothing\r\n"));
	assert_false(is_head_clean("A: \xe7\x8e\x8b\r\n"));
	assert_true(is_head_clean("A: b\r\nLocation: /" CANARY "\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reader_is_strict), cmocka_unit_test(pages_hold),
		cmocka_unit_test(drafts_hold),
	};

	return cmocka_run_group_tests(tests, make_site, end_site);
}
