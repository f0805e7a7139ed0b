/*
 * test_svg.c - pictures drawn from invented figures: compared with golden files
 * that people have looked at, parsed as XML, fed with hostile names; and the
 * contrast of their colours.  UPDATE_GOLDEN=1 writes the golden files anew.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/render/svg_private.h"

/* ---- invented figures ------------------------------------------------------ */

static struct xj_mark *add(struct xj_figure *f, const char *label, uint64_t count,
                           int64_t amount)
{
	struct xj_mark *m = &f->mark[f->marks++];

	*m = (struct xj_mark){ .count = count, .amount = amount, .from = XJ_NO_NODE,
	                       .to = XJ_NO_NODE };
	m->label = label ? strdup(label) : NULL;
	f->count += count;
	f->amount += amount;
	return m;
}

static struct xj_figure *new_figure(enum xj_figure_kind kind)
{
	struct xj_figure *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->kind = kind;
	f->window_start = f->window_end = f->polling_day = XJ_NO_DAY;
	f->mark = calloc(200, sizeof(*f->mark));
	f->node = calloc(60, sizeof(*f->node));
	return f;
}

static void pair(struct xj_mark *m, const char *name, const char *value)
{
	m->pair[m->pairs++] = (struct xj_pair){ name, strdup(value), false };
}

/* Weeks up to a vote, more of them towards its day, and the three outside. */
static struct xj_figure *weeks(enum xj_figure_kind kind)
{
	struct xj_figure *f = new_figure(kind);
	int32_t vote = xj_day_of(2022, 11, 26), day = vote - 7 * 30 + 1;
	int64_t running = 0;
	struct xj_mark *m = add(f, NULL, 2, 45000);

	f->step = XJ_STEP_WEEK;
	f->polling_day = vote;
	f->window_start = xj_day_of(2022, 4, 25);
	f->window_end = vote - 1;
	m->kind = XJ_MARK_EARLIER;
	m->low = xj_day_of(2021, 3, 1);
	m->high = day - 1;
	m->running = running = 45000;
	for (int i = 0; i < 34; i++, day += 7) {
		int64_t amount = i < 30 ? (int64_t)(i * i * i % 97 + i) * i * 3700 : 0;

		m = add(f, NULL, (uint64_t)i, amount);
		m->low = day;
		m->high = day + 6;
		m->running = running += amount;
	}
	m = add(f, NULL, 3, 12000);
	m->kind = XJ_MARK_UNDATED;
	m->running = running + 12000;
	return f;
}

static struct xj_figure *time_figure(void)
{
	return weeks(XJ_FIG_TIME);
}

static struct xj_figure *cumulative_figure(void)
{
	return weeks(XJ_FIG_CUMULATIVE);
}

static const char *const names[] = {
	"甲乙丙丁建設開發股份有限公司", "宇宙無敵超級長名稱國際投資控股顧問管理股份有限公司臺灣分公司",
	"子丑寅卯", "Example Holdings of Nowhere (Taiwan) Limited Company", "丙",
	"虛構工業有限公司", "某某實業",
};

static struct xj_figure *donors_figure(void)
{
	struct xj_figure *f = new_figure(XJ_FIG_DONORS);

	for (size_t i = 0; i < XJ_COUNT(names); i++)
		pair(add(f, names[i], 9 - i, 2000000 / (int64_t)(i + 1)), "donor", "b00000000");
	add(f, NULL, 90, 260799)->kind = XJ_MARK_NAMELESS;
	add(f, NULL, 1970, 136491010)->kind = XJ_MARK_OTHERS;
	return f;
}

static struct xj_figure *histogram_figure(void)
{
	static const unsigned own[20] = { 400, 120, 90, 60, 150, 30, 22, 25, 31, 210, 3,
	                                  0, 1, 0, 2, 0, 0, 0, 0, 4 };
	struct xj_figure *f = new_figure(XJ_FIG_HISTOGRAM);
	struct xj_mark *m;

	f->limit = 10000;
	f->peers = 5000;
	for (int i = 0; i < 20; i++) {
		m = add(f, NULL, own[i], (int64_t)own[i] * (i * 1000 + 700));
		m->low = i * 1000 + 1;
		m->high = (i + 1) * 1000;
		m->peers = own[i] * 3 + (unsigned)(i * i) % 40u;
		if (i == 9) {
			m = add(f, NULL, 180, 1800000);
			f->count -= 180;
			m->kind = XJ_MARK_EXACT;
			m->low = m->high = 10000;
			m->peers = 300;
		}
	}
	m = add(f, NULL, 5, 300000);
	m->kind = XJ_MARK_ABOVE;
	m->low = 20001;
	m->high = INT64_MAX;
	return f;
}

static struct xj_figure *flows_figure(void)
{
	static const int64_t amount[5][3] = { { 900000, 0, 100000 }, { 0, 800000, 0 },
	                                      { 300000, 200000, 0 }, { 5000, 2000, 1000 },
	                                      { 700000, 300000, 400000 } };
	struct xj_figure *f = new_figure(XJ_FIG_FLOWS);

	f->donors = 5;
	f->nodes = 8;
	for (uint32_t i = 0; i < 8; i++)
		f->node[i] = (struct xj_mark){ .from = XJ_NO_NODE, .to = XJ_NO_NODE };
	for (size_t i = 0; i < 3; i++)
		f->node[i].label = strdup(names[i]);
	f->node[3].kind = XJ_MARK_NAMELESS;
	f->node[4].kind = f->node[7].kind = XJ_MARK_OTHERS;
	f->node[5].label = strdup("甲候選人");
	f->node[6].label = strdup("乙候選人");
	for (uint32_t i = 0; i < 5; i++)
		for (uint32_t k = 0; k < 3; k++) {
			struct xj_mark *m;

			if (!amount[i][k])
				continue;
			m = add(f, NULL, i + k + 1, amount[i][k]);
			m->from = i;
			m->to = 5 + k;
			f->node[i].amount += amount[i][k];
			f->node[i].count += m->count;
			f->node[5 + k].amount += amount[i][k];
			f->node[5 + k].count += m->count;
		}
	return f;
}

static struct xj_figure *map_figure(void)
{
	struct xj_figure *f = new_figure(XJ_FIG_MAP);

	for (unsigned i = 1; i <= 22; i++) {
		struct xj_mark *m = add(f, xj_place_name(i), i, 4200000000 / (i * i));

		m->place = i;
		pair(m, "area", m->label);
	}
	add(f, NULL, 12, 99000000)->kind = XJ_MARK_NATION;
	return f;
}

static struct xj_figure *kinds_figure(void)
{
	struct xj_figure *f = new_figure(XJ_FIG_KINDS);

	for (int i = 0; i < 5; i++) {
		struct xj_mark *m = add(f, names[i], 100, 0);

		for (int k = 0; k < (int)XJ_FIGURE_PARTS; k++) {
			m->part[k] = (int64_t)((k * 7 + i * 3) % 11) * 150000 * (5 - i);
			m->amount += m->part[k];
		}
		f->amount += m->amount;
	}
	add(f, NULL, 40, 12345678)->kind = XJ_MARK_OTHERS;
	return f;
}

static struct xj_figure *nothing_figure(void)
{
	return new_figure(XJ_FIG_TIME);
}

static const struct {
	const char *name;
	struct xj_figure *(*make)(void);
} figures[] = {
	{ "time", time_figure }, { "cumulative", cumulative_figure },
	{ "donors", donors_figure }, { "histogram", histogram_figure },
	{ "flows", flows_figure }, { "map", map_figure }, { "kinds", kinds_figure },
	{ "nothing", nothing_figure },
};

/* ---- drawing ------------------------------------------------------------------- */

static enum xj_status search_page(void *ctx, const struct xj_mark *m, struct xj_buf *out)
{
	(void)ctx;
	if (m->pairs == 0)
		return XJ_OK;
	return xj_buf_addf(out, "/search?%s=%s&x=\"<>\"", m->pair[0].name, m->pair[0].value);
}

/* The picture and its file; both must be XML with one root and no style that a
 * page would refuse. */
static void parse(struct xj_str svg)
{
	xmlDoc *doc = xmlReadMemory(svg.p, (int)svg.n, "figure.svg", "UTF-8",
	                            XML_PARSE_NONET | XML_PARSE_NOERROR);

	if (!doc)
		fail_msg("not XML: %.300s", svg.p);
	assert_string_equal((const char *)xmlDocGetRootElement(doc)->name, "svg");
	xmlFreeDoc(doc);
}

static void draw(const struct xj_figure *f, bool links, struct xj_buf *svg)
{
	struct xj_svg_options options = { .id = "f1", .href = links ? search_page : NULL };

	xj_buf_init(svg, 1u << 22);
	assert_int_equal(xj_svg_figure(f, &options, svg), XJ_OK);
	parse(xj_buf_str(svg));
	assert_null(strstr(svg->p, "style="));
	assert_null(strstr(svg->p, "<style"));
	assert_null(strstr(svg->p, "<script"));
	assert_non_null(strstr(svg->p, "<title id=\"f1-t\">"));
	assert_non_null(strstr(svg->p, "<desc id=\"f1-d\">"));
	assert_non_null(strstr(svg->p, links ? "role=\"group\"" : "role=\"img\""));
}

static void compare(const char *name, const struct xj_buf *svg)
{
	char path[1024], *golden = calloc(1, svg->n + 4096);
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/golden/svg/%s.svg",
	         getenv("TOP_SRCDIR") ? getenv("TOP_SRCDIR") : ".", name);
	file = fopen(path, getenv("UPDATE_GOLDEN") ? "w" : "r");
	if (!file || !golden)
		fail_msg("%s cannot be opened", path);
	if (getenv("UPDATE_GOLDEN")) {
		n = fwrite(svg->p, 1, svg->n, file);
		assert_int_equal(n, svg->n);
	} else {
		n = fread(golden, 1, svg->n + 4000, file);
		if (n != svg->n || memcmp(golden, svg->p, n))
			fail_msg("%s: drawn otherwise than in the golden file", name);
	}
	fclose(file);
	free(golden);
}

static void test_golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(figures); i++) {
		struct xj_figure *f = figures[i].make();
		struct xj_buf svg, again, alone;

		draw(f, false, &svg);
		draw(f, false, &again);
		assert_string_equal(svg.p, again.p);
		xj_buf_init(&alone, 1u << 22);
		assert_int_equal(xj_svg_standalone(xj_buf_str(&svg), false, &alone), XJ_OK);
		parse(xj_buf_str(&alone));
		assert_null(strstr(alone.p, "var("));
		assert_non_null(strstr(alone.p, "xmlns=\"http://www.w3.org/2000/svg\""));
		compare(figures[i].name, &alone);
		xj_buf_clear(&svg);
		xj_buf_clear(&again);
		xj_buf_clear(&alone);
		xj_figure_free(f);
	}
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

/* In Chinese the axis counts by ten thousands, and the font is Taiwan's. */
static void test_chinese(void **state)
{
	struct xj_figure *f = time_figure();
	struct xj_buf svg;

	(void)state;
	xj_language_set(XJ_CHINESE);
	draw(f, false, &svg);
	xj_language_set(XJ_ENGLISH);
	assert_non_null(strstr(svg.p, ">500萬<"));
	assert_non_null(strstr(svg.p, " lang=\"zh-Hant-TW\""));
	xj_buf_clear(&svg);
	draw(f, false, &svg);
	assert_non_null(strstr(svg.p, ">5,000,000<"));
	xj_buf_clear(&svg);
	xj_figure_free(f);
}

/* A mark with filters is a link with a name of its own, one without is none. */
static void test_links(void **state)
{
	struct xj_figure *f = donors_figure();
	struct xj_buf svg;

	(void)state;
	draw(f, true, &svg);
	assert_int_equal(times(svg.p, "<a href=\"/search?donor=b00000000&amp;"
	                              "x=&quot;&lt;&gt;&quot;\"><title>"),
	                 XJ_COUNT(names));
	assert_int_equal(times(svg.p, "<a "), times(svg.p, "</a>"));
	assert_int_equal(times(svg.p, "<a "), XJ_COUNT(names));
	xj_buf_clear(&svg);
	xj_figure_free(f);
}

/* Nothing is drawn outside the 360 units, however long a name is. */
static void test_width(void **state)
{
	(void)state;
	for (size_t i = 0; i < XJ_COUNT(figures); i++) {
		struct xj_figure *f = figures[i].make();
		struct xj_buf svg;
		const char *at;

		draw(f, false, &svg);
		assert_non_null(strstr(svg.p, "viewBox=\"0 0 360 "));
		for (at = svg.p; (at = strstr(at, " x=\"")); at++)
			assert_in_range(strtol(at + 4, NULL, 10), 0, 360);
		xj_buf_clear(&svg);
		xj_figure_free(f);
	}
}

/* ---- hostile names ----------------------------------------------------------------- */

static void test_hostile(void **state)
{
	static const char *const hostile[] = {
		"<script>alert(1)</script>", "\"><svg onload=x>", "&lt;&amp;&#0;]]>",
		"a\x01\x1b[31mb\x7f", "\xe2\x80\xae" "gpj\xe2\x81\xa6.exe", "\xef\xbf\xbe\xef\xbf\xbf",
		"\xff\xfe\xc0\x80", "\xed\xa0\x80", "\r\n\t", "", "'\"`",
		"\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "%s%n%d", "--></svg><!--"
	};
	char *longest = malloc(30001);

	(void)state;
	assert_non_null(longest);
	for (size_t i = 0; i < 10000; i++)
		memcpy(longest + 3 * i, "獻", 3);
	longest[30000] = '\0';
	for (size_t i = 0; i <= XJ_COUNT(hostile); i++) {
		const char *name = i < XJ_COUNT(hostile) ? hostile[i] : longest;

		for (size_t k = 0; k < XJ_COUNT(figures); k++) {
			struct xj_figure *f = figures[k].make();
			struct xj_buf svg;

			for (size_t m = 0; m < f->marks; m++) {
				free(f->mark[m].label);
				f->mark[m].label = strdup(name);
			}
			for (size_t m = 0; m < f->nodes; m++) {
				free(f->node[m].label);
				f->node[m].label = strdup(name);
			}
			draw(f, true, &svg);
			assert_null(strstr(svg.p, "onload=x>"));
			assert_null(strstr(svg.p, "\xe2\x80\xae"));
			assert_null(strstr(svg.p, "\x1b"));
			assert_true(svg.n < 300000);
			xj_buf_clear(&svg);
			xj_figure_free(f);
		}
	}
	free(longest);
}

static void test_escaping(void **state)
{
	struct xj_buf b;

	(void)state;
	xj_buf_init(&b, 100);
	assert_int_equal(xj_svg_text(XJ_STR("a<b>&\"\x02\t\xff|"), 100, &b), XJ_OK);
	assert_string_equal(b.p, "a&lt;b&gt;&amp;&quot; \xef\xbf\xbd|");
	xj_buf_reset(&b);
	assert_int_equal(xj_svg_text(XJ_STR("\"甲乙丙"), 3, &b), XJ_OK);
	assert_string_equal(b.p, "&quot;甲乙\xe2\x80\xa6");
	/* full: as it was */
	xj_buf_clear(&b);
	xj_buf_init(&b, 8);
	assert_int_equal(xj_svg_text(XJ_STR("<<<"), 100, &b), XJ_LIMIT);
	assert_int_equal(b.n, 0);
	xj_buf_clear(&b);
}

static void test_full_buffer(void **state)
{
	struct xj_figure *f = map_figure();
	struct xj_buf b;

	(void)state;
	xj_buf_init(&b, 2000);
	assert_int_equal(xj_buf_add(&b, "page", 4), XJ_OK);
	assert_int_equal(xj_svg_figure(f, NULL, &b), XJ_LIMIT);
	assert_string_equal(b.p, "page");
	assert_int_equal(xj_svg_standalone(XJ_STR("<html>"), false, &b), XJ_USAGE);
	assert_int_equal(xj_svg_figure(f, &(struct xj_svg_options){ .id = "a\"b" }, &b),
	                 XJ_USAGE);
	xj_buf_clear(&b);
	xj_figure_free(f);
}

/* ---- numbers -------------------------------------------------------------------------- */

static void test_numbers(void **state)
{
	static const struct {
		int64_t v;
		const char *zh, *en;
	} rows[] = {
		{ 0, "0", "0" }, { 9999, "9,999", "9,999" }, { 10000, "1萬", "10,000" },
		{ 15000, "1.5萬", "15,000" }, { 12345678, "1,234萬", "12,345,678" },
		{ 100000000, "1億", "100,000,000" }, { 1250000000, "12.5億", "1,250,000,000" },
	};
	char text[48];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(rows); i++) {
		xj_short_number(rows[i].v, true, text);
		assert_string_equal(text, rows[i].zh);
		xj_short_number(rows[i].v, false, text);
		assert_string_equal(text, rows[i].en);
	}
	assert_int_equal(xj_nice_step(1, 5), 1);
	assert_int_equal(xj_nice_step(40, 5), 10);
	assert_int_equal(xj_nice_step(101, 5), 50);
	assert_int_equal(xj_nice_step(19390750, 5), 5000000);
	assert_int_equal(xj_axis_top(40), 40);
	assert_int_equal(xj_axis_top(0), 1);
	assert_true(xj_axis_top(INT64_MAX) > 0);
	assert_int_equal(xj_scaled(-5, 10, 100), 0);
	assert_int_equal(xj_scaled(INT64_MAX, INT64_MAX, 100), 100);
	assert_int_equal(xj_scaled(INT64_MAX / 2, INT64_MAX, 1000), 500);
}

/* ---- contrast --------------------------------------------------------------------------- */

/* Relative luminance of #rrggbb (WCAG 2): only a test may count in fractions. */
static double channel(struct xj_str color, size_t at)
{
	char hex[3] = { color.p[at], color.p[at + 1], '\0' };
	double c = (double)strtol(hex, NULL, 16) / 255, root = c;

	if (c <= 0.04045)
		return c / 12.92;
	c = (c + 0.055) / 1.055;
	/* c to the power 2.4 = c * c * fifth root of c squared */
	root = c;
	for (int i = 0; i < 60; i++)
		root -= (root * root * root * root * root - c * c) /
		        (5 * root * root * root * root);
	return c * c * root;
}

static double luminance(const char *token, bool dark)
{
	struct xj_str c = xj_svg_token(token, dark);

	if (c.n != 7 || c.p[0] != '#')
		fail_msg("%s is no #rrggbb", token);
	return 0.2126 * channel(c, 1) + 0.7152 * channel(c, 3) + 0.0722 * channel(c, 5);
}

static void test_contrast(void **state)
{
	static const char *const pairs[][2] = {
		{ "ink", "paper" }, { "muted", "paper" }, { "accent", "paper" },
		{ "on-bar", "bar-1" }, { "on-bar", "bar-2" }, { "on-bar", "bar-3" },
		{ "on-bar", "bar-4" }, { "on-bar", "bar-5" }, { "on-bar", "bar-6" },
		{ "bar-1", "paper" }, { "bar-2", "paper" }, { "bar-3", "paper" },
		{ "bar-4", "paper" }, { "bar-5", "paper" }, { "bar-6", "paper" },
		{ "bar-1", "window" }, { "accent", "window" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * XJ_COUNT(pairs); i++) {
		const char *const *pair = pairs[i / 2];
		double a = luminance(pair[0], i % 2), b = luminance(pair[1], i % 2);
		double ratio = a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);

		if (ratio < 4.5)
			fail_msg("%s on %s, %s: %.2f", pair[0], pair[1],
			         i % 2 ? "dark" : "light", ratio);
	}
	assert_int_equal(xj_svg_token("nothing", false).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden), cmocka_unit_test(test_chinese),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_width), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_escaping), cmocka_unit_test(test_full_buffer),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_contrast),
	};

	return cmocka_run_group_tests_name("svg", tests, NULL, NULL);
}
