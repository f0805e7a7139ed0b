/*
 * test_render.c - every format from the same calls: what programs read is exact,
 * what people read stays aligned, and nothing in a name can run or hide.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "src/core/show.h"
#include "xianjin/render.h"
#include "xianjin/text.h"

static const struct xj_column columns[] = {
	{ "id", "id", XJ_T_INT, -1, false },
	{ "date", "date", XJ_T_DATE, 0, false },
	{ "name", "name", XJ_T_TEXT, 0, true },
	{ "amount", "amount", XJ_T_MONEY, 0, false },
	{ "purpose", "purpose", XJ_T_TEXT, 2, true },
	{ "flags", "flags", XJ_T_JSON, 3, false },
};
#define COLUMNS XJ_COUNT(columns)

static const struct xj_section rows_section = {
	.name = "rows", .column = columns, .columns = COLUMNS, .main = true
};
static const struct xj_section side_section = {
	.name = "side", .title = "By kind", .column = columns, .columns = 4
};

/* A document printed to memory. */
struct paper {
	struct xj_output *o;
	struct xj_render_options options;
	char *text;
	size_t n;
};

static struct xj_str whole(const char *text)
{
	return xj_str_c(text);
}

static void begin(struct paper *p, const char *format)
{
	struct xj_error err;

	p->options.out = open_memstream(&p->text, &p->n);
	assert_non_null(p->options.out);
	assert_int_equal(xj_output_open(xj_renderer_find(format), &p->options, &p->o,
	                                &err), XJ_OK);
}

static void put_row(struct paper *p, int64_t id, const char *date, struct xj_str name,
                    int64_t amount, const char *purpose, const char *flags)
{
	const struct xj_value v[COLUMNS] = {
		{ .i = id },
		{ .null = !date, .s = xj_str_c(date) },
		{ .s = name },
		{ .i = amount },
		{ .s = xj_str_c(purpose) },
		{ .null = !flags, .s = xj_str_c(flags) },
	};

	assert_int_equal(xj_out_row(p->o, v), XJ_OK);
}

static void put_facts(struct paper *p)
{
	struct xj_str next = XJ_STR("x7");

	assert_int_equal(xj_out_int(p->o, "count", "rows", XJ_T_INT, 1234), XJ_OK);
	assert_int_equal(xj_out_int(p->o, "sum_income", "income", XJ_T_MONEY, -12345678),
	                 XJ_OK);
	assert_int_equal(xj_out_json(p->o, "facets", XJ_STR("{\"kind\":\n[1]}")), XJ_OK);
	assert_int_equal(xj_out_text(p->o, "next", "next", &next), XJ_OK);
	assert_int_equal(xj_out_text(p->o, "none", "none", NULL), XJ_OK);
}

static void end(struct paper *p)
{
	struct xj_error err;

	assert_int_equal(xj_output_close(p->o, &err), XJ_OK);
	fclose(p->options.out);
}

static void expect(struct paper *p, const char *text)
{
	end(p);
	assert_string_equal(p->text, text);
	free(p->text);
}

/* ---- the text formats ------------------------------------------- */

static void test_json(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "json");
	put_facts(&p);
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_OK);
	put_row(&p, 1, "2022-07-19", whole("甲\"乙\xff"), -5, "", "[\"a\",\n\"b\"]");
	put_row(&p, 2, NULL, whole("丙\n丁"), 7, "x", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	assert_int_equal(xj_out_begin(p.o, &side_section), XJ_OK);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	expect(&p, "{\"count\":1234,\"sum_income\":-12345678,\"facets\":{\"kind\": [1]},"
	       "\"next\":\"x7\",\"none\":null,\"rows\":[\n"
	       "{\"id\":1,\"date\":\"2022-07-19\",\"name\":\"甲\\\"乙�\",\"amount\":-5,"
	       "\"purpose\":\"\",\"flags\":[\"a\", \"b\"]},\n"
	       "{\"id\":2,\"date\":null,\"name\":\"丙\\n丁\",\"amount\":7,"
	       "\"purpose\":\"x\",\"flags\":null}\n"
	       "],\"side\":[]}\n");
}

static void test_json_of_nothing(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "json");
	expect(&p, "{}\n");
}

/* A view that failed leaves no document that could pass for a whole one. */
static void test_abandoned(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "json");
	assert_int_equal(xj_out_int(p.o, "count", "rows", XJ_T_INT, 1), XJ_OK);
	xj_output_abandon(p.o);
	fclose(p.options.out);
	assert_string_equal(p.text, "{\"count\":1");
	free(p.text);
	xj_output_abandon(NULL);
}

static void test_jsonl(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "jsonl");
	put_facts(&p);
	assert_int_equal(xj_out_begin(p.o, &side_section), XJ_OK);
	put_row(&p, 9, NULL, whole("side"), 0, "", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_OK);
	put_row(&p, 1, NULL, whole("甲\r\n"), INT64_MIN, "", "{\"a\":\r\n1}");
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	expect(&p, "{\"id\":1,\"date\":null,\"name\":\"甲\\r\\n\","
	       "\"amount\":-9223372036854775808,\"purpose\":\"\","
	       "\"flags\":{\"a\":  1}}\n");
}

#define HEADER "id,date,name,amount,purpose,flags\n"

static void test_csv(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "csv");
	put_facts(&p);
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_OK);
	put_row(&p, 1, "2022-07-19", whole("甲,\"乙\""), -5, "a\nb", "[1,2]");
	put_row(&p, 2, NULL, whole(" 丙"), 7, "=1+1", NULL);
	put_row(&p, 3, NULL, whole("\xef\xbb\xbf丁"), 0, "\xf0\x9f", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	assert_int_equal(xj_out_begin(p.o, &side_section), XJ_OK);
	put_row(&p, 9, NULL, whole("side"), 0, "", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	expect(&p, HEADER
	       "1,2022-07-19,\"甲,\"\"乙\"\"\",-5,\"a\nb\",\"[1,2]\"\n"
	       "2,,\" 丙\",7,=1+1,\n"
	       "3,,\"\xef\xbb\xbf丁\",0,��,\n");
}

static void test_csv_one_empty_cell(void **state)
{
	static const struct xj_section narrow = {
		.name = "rows", .column = columns + 2, .columns = 1, .main = true
	};
	const struct xj_value v = { .s = { "", 0 } };
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "csv");
	assert_int_equal(xj_out_begin(p.o, &narrow), XJ_OK);
	assert_int_equal(xj_out_row(p.o, &v), XJ_OK);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	expect(&p, "name\n\"\"\n");
}

/* What a spreadsheet reads from the name cell of a safe CSV with NAME in it. */
static char *safe_cell(struct xj_str name)
{
	struct paper p = { .options = { .spreadsheet_safe = true } };
	const char *from;
	char *out;

	begin(&p, "csv");
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_OK);
	put_row(&p, 1, NULL, name, -5, "", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	end(&p);
	assert_memory_equal(p.text, "\xef\xbb\xbf" HEADER, 3 + strlen(HEADER));
	from = p.text + 3 + strlen(HEADER) + strlen("1,,");
	assert_true(p.n > strlen(",-5,,\n"));
	assert_string_equal(p.text + p.n - strlen(",-5,,\n"), ",-5,,\n");
	out = strndup(from, (size_t)(p.text + p.n - from) - strlen(",-5,,\n"));
	free(p.text);
	return out;
}

static void test_csv_formulas(void **state)
{
	static const struct {
		const char *name, *cell;
	} cases[] = {
		{ "=1+1", "'=1+1" },
		{ "+886", "'+886" },
		{ "-1", "'-1" },
		{ "@SUM", "'@SUM" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "＝1", "'＝1" },
		{ "＋1", "'＋1" },
		{ "－1", "'－1" },
		{ "＠a", "'＠a" },
		{ " =1", "\"' =1\"" },
		{ "\"=1", "\"'\"\"=1\"" },
		{ "'=1", "''=1" },
		{ "\xe3\x80\x80=1", "'\xe3\x80\x80=1" },
		{ "\xe2\x80\x8b=1", "'\xe2\x80\x8b=1" },
		{ "\xef\xbb\xbf=1", "\"'\xef\xbb\xbf=1\"" },
		{ "=a,b", "\"'=a,b\"" },
		{ "甲=1", "甲=1" },
		{ "'甲", "'甲" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		char *cell = safe_cell(xj_str_c(cases[i].name));

		assert_string_equal(cell, cases[i].cell);
		free(cell);
	}
}

/* However a name begins, no safe cell begins like a formula. */
static void test_csv_formulas_any(void **state)
{
	static const char *const bits[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝",
		"＋", "－", "＠", "'", "\"", " ", "\xe2\x80\x8b", "\xc2\xa0", "甲", "a",
		"1", "," };
	uint32_t seed = 20240113;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char name[64] = "", *cell;
		const char *c;

		for (int k = 0; k < 4; k++) {
			seed = seed * 1664525 + 1013904223;
			strncat(name, bits[(seed >> 16) % XJ_COUNT(bits)],
			        sizeof(name) - strlen(name) - 1);
		}
		cell = safe_cell(xj_str_c(name));
		c = cell + (*cell == '"');
		while (*c == ' ' || *c == '"')
			c++;
		if (strchr("=+-@\t\r\n", *c) && *c)
			fail_msg("\"%s\" became %s", name, cell);
		free(cell);
	}
}

/* ---- the table ------------------------------------------- */

static void print_table(struct paper *p, int width)
{
	p->options.width = width;
	begin(p, "table");
	put_facts(p);
	assert_int_equal(xj_out_begin(p->o, &rows_section), XJ_OK);
	put_row(p, 1, "2022-07-19", whole("永續海洋科技股份有限公司臺中分公司"), 1234567,
	        "宣傳品與旗幟", "[1]");
	put_row(p, 2, NULL, whole("Ocean Ltd. 海洋"), -300, "", NULL);
	put_row(p, 3, "2022-08-01", whole("e\xcc\x81 甲"), 0, "x", NULL);
	assert_int_equal(xj_out_end(p->o), XJ_OK);
	end(p);
}

static void test_table(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	print_table(&p, 0);
	assert_string_equal(p.text,
	"date        name                                   amount  purpose       flags\n"
	"──────────  ──────────────────────────────────  ─────────  ────────────  ─────\n"
	"2022-07-19  永續海洋科技股份有限公司臺中分公司  1,234,567  宣傳品與旗幟  [1]\n"
	"            Ocean Ltd. 海洋                          -300\n"
	"2022-08-01  e\xcc\x81 甲                                        0  x\n"
	"\n"
	"1,234 rows · income -12,345,678\n"
	"next: x7\n");
	free(p.text);
}

static void test_table_narrow(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	print_table(&p, 50);
	assert_string_equal(p.text,
		"date        name                            amount\n"
		"──────────  ───────────────────────────  ─────────\n"
		"2022-07-19  永續海洋科技股份有限公司臺…  1,234,567\n"
		"            Ocean Ltd. 海洋                   -300\n"
		"2022-08-01  e\xcc\x81 甲                                 0\n"
		"no room for: purpose, flags\n"
		"\n"
		"1,234 rows · income -12,345,678\n"
		"next: x7\n");
	free(p.text);
}

/* No line of a table with double-width names is wider than the terminal, down to
 * where the columns that cannot be cut no longer fit. */
static void test_table_never_too_wide(void **state)
{
	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		for (int width = 36; width < 130; width++) {
			struct paper p = { .options = { .wide = wide } };

			print_table(&p, width);
			for (const char *line = p.text, *lf; (lf = strchr(line, '\n'));
			     line = lf + 1) {
				struct xj_str s = xj_str_of(line, (size_t)(lf - line));

				if (!xj_str_starts(s, XJ_STR("no room")))
					assert_in_range(xj_show_width(s, wide), 0,
					                (size_t)width);
			}
			free(p.text);
		}
	}
}

static void test_table_ascii(void **state)
{
	struct paper p = { .options = { .ascii = true } };

	(void)state;
	print_table(&p, 50);
	assert_non_null(strstr(p.text, "\n----------  ---"));
	assert_non_null(strstr(p.text, "公司..."));
	assert_non_null(strstr(p.text, "1,234 rows, income"));
	assert_null(strstr(p.text, "─"));
	free(p.text);
}

/* Text facts before numbers are a heading; a side section gets them all first. */
static void test_table_facts(void **state)
{
	struct xj_str name = XJ_STR("甄\x1b[2J有恆"), key = XJ_STR("p1");
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "table");
	assert_int_equal(xj_out_text(p.o, "name", "name", &name), XJ_OK);
	assert_int_equal(xj_out_text(p.o, "k", "donor key", &key), XJ_OK);
	assert_int_equal(xj_out_text(p.o, "hidden", NULL, &key), XJ_OK);
	assert_int_equal(xj_out_int(p.o, "count", "rows", XJ_T_INT, 2), XJ_OK);
	assert_int_equal(xj_out_begin(p.o, &side_section), XJ_OK);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	expect(&p, "name:      甄\\x1b[2J有恆\ndonor key: p1\n2 rows\n"
	       "\nBy kind\n(no rows)\n");
}

static void test_table_hostile(void **state)
{
	struct paper p = { .o = NULL };

	(void)state;
	begin(&p, "table");
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_OK);
	put_row(&p, 1, NULL, xj_str_of("a\0b\x1b[31m\x9b\xc2\x9b\n", 12), 0,
	        "\xe2\x80\xae" "x\xe2\x80\x8b\xf3\xa0\x81\x81", NULL);
	assert_int_equal(xj_out_end(p.o), XJ_OK);
	end(&p);
	assert_non_null(strstr(p.text, "a\\x00b\\x1b[31m�\\x9b\\n"));
	assert_non_null(strstr(p.text, "<U+202E>x<U+200B><U+E0041>"));
	for (size_t i = 0; i < p.n; i++)
		assert_true((unsigned char)p.text[i] >= 0x20 || p.text[i] == '\n');
	free(p.text);
}

/* ---- order and failure ------------------------------------------- */

static void test_order(void **state)
{
	struct xj_error err;
	struct paper p = { .o = NULL };
	const struct xj_value v[COLUMNS] = { { .i = 0 } };

	(void)state;
	begin(&p, "csv");
	assert_int_equal(xj_out_row(p.o, v), XJ_INTERNAL);
	assert_int_equal(xj_out_begin(p.o, &rows_section), XJ_INTERNAL);
	assert_int_equal(xj_output_close(p.o, &err), XJ_INTERNAL);
	fclose(p.options.out);
	free(p.text);
}

static enum xj_status fill(struct xj_output *o)
{
	enum xj_status st = xj_out_begin(o, &rows_section);

	for (int i = 0; i < 5000 && !st; i++) {
		const struct xj_value v[COLUMNS] = { { .i = i } };

		st = xj_out_row(o, v);
	}
	return st ? st : xj_out_end(o);
}

/* Each format notices that nothing more can be written. */
static void test_full_disk(void **state)
{
	(void)state;
	for (size_t i = 0; xj_renderers[i]; i++) {
		struct xj_render_options options = { .out = fopen("/dev/full", "w") };
		struct xj_output *o;
		struct xj_error err = { .text = "" };

		if (!options.out)
			skip();
		assert_int_equal(xj_output_open(xj_renderers[i], &options, &o, &err),
		                 XJ_OK);
		/* a workbook is written when it is closed */
		bool at_end = strcmp(xj_renderers[i]->name, "xlsx") == 0;

		assert_int_equal(fill(o), at_end ? XJ_OK : XJ_IO);
		assert_int_equal(xj_output_status(o), at_end ? XJ_OK : XJ_IO);
		assert_false(xj_output_gone(o));
		assert_int_equal(xj_output_close(o, &err), XJ_IO);
		assert_non_null(strstr(err.text, "No space"));
		fclose(options.out);
	}
}

static void test_renderers(void **state)
{
	(void)state;
	for (size_t i = 0; xj_renderers[i]; i++) {
		assert_ptr_equal(xj_renderer_find(xj_renderers[i]->name),
		                 xj_renderers[i]);
		assert_non_null(xj_renderers[i]->mime);
	}
	assert_null(xj_renderer_find("xml"));
}

/* ---- text for terminals ------------------------------------------- */

static void test_grouped(void **state)
{
	static const struct {
		int64_t v;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 999, "999" }, { -999, "-999" }, { 1000, "1,000" },
		{ -1000, "-1,000" }, { 123456, "123,456" }, { -123456, "-123,456" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};
	char out[32];

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		assert_int_equal(xj_show_grouped(cases[i].v, out), strlen(cases[i].text));
		assert_string_equal(out, cases[i].text);
	}
}

static void test_cut(void **state)
{
	struct xj_str s = XJ_STR("a臺e\xcc\x81★z");

	(void)state;
	assert_int_equal(xj_show_cut(s, 0, false), 0);
	assert_int_equal(xj_show_cut(s, 2, false), 1);
	assert_int_equal(xj_show_cut(s, 3, false), 4);
	assert_int_equal(xj_show_cut(s, 4, false), 7); /* with its accent */
	assert_int_equal(xj_show_cut(s, 5, false), 10);
	assert_int_equal(xj_show_cut(s, 5, true), 7);
	assert_int_equal(xj_show_cut(s, 99, false), s.n);
	assert_int_equal(xj_show_width(s, false), 6);
	assert_int_equal(xj_show_width(s, true), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_of_nothing),
		cmocka_unit_test(test_abandoned),
		cmocka_unit_test(test_jsonl),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_csv_one_empty_cell),
		cmocka_unit_test(test_csv_formulas),
		cmocka_unit_test(test_csv_formulas_any),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_table_narrow),
		cmocka_unit_test(test_table_never_too_wide),
		cmocka_unit_test(test_table_ascii),
		cmocka_unit_test(test_table_facts),
		cmocka_unit_test(test_table_hostile),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_renderers),
		cmocka_unit_test(test_grouped),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
