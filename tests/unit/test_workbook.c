/*
 * test_workbook.c - workbooks: what goes into a cell comes out of it, sheets roll
 * over and are called what they may be, and a workbook that is not whole is no
 * success.  The files are read again by the project's own reader.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/render/book.h"
#include "src/render/output.h"
#include "xianjin/importers.h"
#include "xianjin/values.h"

static const struct xj_wb_options options = { .day = XJ_NO_DAY, .title = "test" };

struct reading {
	char path[64];
	struct xj_bytes in;
	const struct xj_reader *reader;
	void *self;
};

static char *new_path(char path[64])
{
	int fd;

	strcpy(path, "/tmp/xj-test-workbook-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	return path;
}

static void finish(struct xj_wb *b, char path[64])
{
	FILE *f = fopen(new_path(path), "wb");

	assert_non_null(f);
	assert_int_equal(xj_wb_close(b, f, NULL), XJ_OK);
	assert_int_equal(fclose(f), 0);
}

static void read_again(struct reading *r, const char *path)
{
	static const struct xj_read_options none = { 0 };
	char sha256[65];

	assert_int_equal(xj_bytes_open(path, &r->in, sha256, NULL), XJ_OK);
	for (size_t i = 0; xj_readers[i]; i++)
		if (strcmp(xj_readers[i]->name, "xlsx") == 0)
			r->reader = xj_readers[i];
	assert_non_null(r->reader);
	assert_int_equal(r->reader->open(&r->in, &none, &r->self, NULL), XJ_OK);
}

static void end_reading(struct reading *r, const char *path)
{
	r->reader->close(r->self);
	xj_bytes_close(&r->in);
	unlink(path);
}

/* ---- texts ------------------------------------------------------------------ */

static void test_escape(void **state)
{
	static const struct {
		const char *from;
		size_t n;
		const char *to;
	} cases[] = {
		{ "=1+1", 4, "=1+1" }, { "_x0041_", 7, "_x005F_x0041_" },
		{ "_x004_", 6, "_x004_" }, { "a\rb", 3, "a_x000D_b" },
		{ "a\0b", 3, "a_x0000_b" }, { "\xff", 1, "\xef\xbf\xbd" },
		{ "\xef\xbf\xbf", 3, "_xFFFF_" }, { "\t\n", 2, "\t\n" },
		{ "__x0041_", 8, "__x005F_x0041_" }, { "𠮷", 4, "𠮷" },
	};
	struct xj_buf b;

	(void)state;
	xj_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		xj_buf_reset(&b);
		assert_int_equal(xj_wb_escape(xj_str_of(cases[i].from, cases[i].n), &b),
		                 XJ_OK);
		assert_string_equal(b.p, cases[i].to);
	}
	xj_buf_clear(&b);
}

static void test_long(void **state)
{
	char *text = malloc(4 * XJ_WB_TEXT + 8);
	struct xj_buf b;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', XJ_WB_TEXT + 1);
	xj_buf_init(&b, 1 << 20);
	assert_int_equal(xj_wb_escape(xj_str_of(text, XJ_WB_TEXT), &b), XJ_OK);
	xj_buf_reset(&b);
	assert_int_equal(xj_wb_escape(xj_str_of(text, XJ_WB_TEXT + 1), &b), XJ_LIMIT);
	/* outside the plane of 16 bits a character counts twice */
	for (size_t i = 0; i <= XJ_WB_TEXT / 2; i++)
		memcpy(text + 4 * i, "𠮷", 4);
	xj_buf_reset(&b);
	assert_int_equal(xj_wb_escape(xj_str_of(text, 4 * (XJ_WB_TEXT / 2)), &b), XJ_OK);
	xj_buf_reset(&b);
	assert_int_equal(xj_wb_escape(xj_str_of(text, 4 * (XJ_WB_TEXT / 2 + 1)), &b),
	                 XJ_LIMIT);
	xj_buf_clear(&b);
	free(text);
}

static const char *const texts[] = {
	"=1+1", "04595257", " 0012 ", "+886", "@x", "-500.00", "1.05007266E9", "甄有恆",
	"a<b&c\"d'", "two\nlines", "=HYPERLINK(\"http://a.tw\")", "TRUE", "2022-07-19",
	"𠮷野", "http://a.tw", "internal:'x'!A1", "{=1}",
};

static void test_round_trip(void **state)
{
	static const struct xj_wb_column columns[] = { { "text", 20 }, { "number", 10 } };
	struct reading r = { .self = NULL };
	struct xj_table table;
	struct xj_row row;
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64], digits[32];

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "texts", columns, 2, &ws, NULL), XJ_OK);
	assert_int_equal(xj_ws_head(ws, NULL), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(texts); i++) {
		assert_int_equal(xj_ws_text(ws, 0, xj_str_c(texts[i]), XJ_WB_PLAIN, NULL),
		                 XJ_OK);
		assert_int_equal(xj_ws_int(ws, 1, (int64_t)1 << 3 * i, XJ_WB_INT, NULL),
		                 XJ_OK);
		assert_int_equal(xj_ws_comment(ws, 0, XJ_STR("why"), NULL), XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	finish(b, path);
	read_again(&r, path);
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "texts");
	assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
	assert_true(xj_str_is(row.cell[0], "text") && xj_str_is(row.cell[1], "number"));
	for (size_t i = 0; i < XJ_COUNT(texts); i++) {
		assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
		assert_true(xj_str_is(row.cell[0], texts[i]));
		snprintf(digits, sizeof(digits), "%lld", 1ll << 3 * i);
		assert_true(xj_str_is(row.cell[1], digits));
	}
	assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_END);
	end_reading(&r, path);
}

/* Above 2^53 a cell of a number would not be the number any more. */
static void test_large_numbers(void **state)
{
	static const int64_t numbers[] = { (int64_t)1 << 53, ((int64_t)1 << 53) + 1,
	                                   INT64_MAX, INT64_MIN, -1 };
	struct reading r = { .self = NULL };
	struct xj_table table;
	struct xj_row row;
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64], digits[32];

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "numbers", NULL, 0, &ws, NULL), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(numbers); i++) {
		assert_int_equal(xj_ws_int(ws, 0, numbers[i], XJ_WB_INT, NULL), XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	finish(b, path);
	read_again(&r, path);
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(numbers); i++) {
		assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
		snprintf(digits, sizeof(digits), "%lld", (long long)numbers[i]);
		assert_true(xj_str_is(row.cell[0], digits));
	}
	end_reading(&r, path);
}

/* ---- sheets ------------------------------------------------------------------- */

static void test_names(void **state)
{
	static const struct {
		const char *asked, *got;
	} cases[] = {
		{ "cash-limit", "cash-limit" }, { "CASH-limit", "CASH-limit~2" },
		{ "a/b:c*d?e[f]g\\h", "a_b_c_d_e_f_g_h" }, { "'quoted'", "_quoted_" },
		{ "", "_" },
		{ "a-name-that-is-longer-than-a-sheet-may-be-called",
		  "a-name-that-is-longer-than-a-sh" },
		{ "a-name-that-is-longer-than-a-sheet-may-be-called-too",
		  "a-name-that-is-longer-than-a~2" },
		{ "\xff\xfe", "_~2" },
	};
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64];

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		assert_int_equal(xj_wb_sheet(b, cases[i].asked, NULL, 0, &ws, NULL), XJ_OK);
		if (strlen(cases[i].got) < 30)
			assert_string_equal(xj_ws_name(ws), cases[i].got);
		assert_true(strlen(xj_ws_name(ws)) <= 31);
		assert_int_equal(xj_ws_text(ws, 0, XJ_STR("x"), XJ_WB_PLAIN, NULL), XJ_OK);
	}
	finish(b, path);
	unlink(path);
}

static void test_too_many_sheets(void **state)
{
	struct xj_error err = { 0 };
	struct xj_ws *ws;
	struct xj_wb *b;
	enum xj_status st = XJ_OK;
	unsigned n = 0;

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	for (; n <= XJ_WB_SHEETS && !st; n++)
		st = xj_wb_sheet(b, "s", NULL, 0, &ws, &err);
	assert_int_equal(st, XJ_LIMIT);
	assert_int_equal(n, XJ_WB_SHEETS + 1);
	xj_wb_abandon(b);
}

#define ROWS (XJ_WB_ROWS + 10)

static void test_roll_over(void **state)
{
	static const struct xj_wb_column columns[] = { { "n", 10 } };
	struct reading r = { .self = NULL };
	struct xj_table table;
	struct xj_row row;
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64], digits[32];
	uint64_t n = 0;

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "many", columns, 1, &ws, NULL), XJ_OK);
	assert_int_equal(xj_ws_head(ws, NULL), XJ_OK);
	for (int64_t i = 0; i < ROWS; i++) {
		assert_int_equal(xj_ws_int(ws, 0, i, XJ_WB_INT, NULL), XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	finish(b, path);
	read_again(&r, path);
	for (unsigned sheet = 0; sheet < 2; sheet++) {
		assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
		assert_string_equal(table.sheet, sheet ? "many (2)" : "many");
		assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
		assert_true(xj_str_is(row.cell[0], "n"));
		while (r.reader->next_row(r.self, &row, NULL) == XJ_OK) {
			snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n++);
			assert_true(xj_str_is(row.cell[0], digits));
		}
	}
	assert_int_equal(n, ROWS);
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_END);
	end_reading(&r, path);
}

static void test_links_run_out(void **state)
{
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64];

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "links", NULL, 0, &ws, NULL), XJ_OK);
	for (uint32_t i = 0; i < XJ_WB_LINKS + 5; i++) {
		assert_int_equal(xj_ws_link(ws, 0, "links", i, 0, XJ_STR("there"), NULL),
		                 XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	finish(b, path);
	unlink(path);
}

static void test_rows_go_down(void **state)
{
	struct xj_ws *ws;
	struct xj_wb *b;

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "s", NULL, 0, &ws, NULL), XJ_OK);
	assert_int_equal(xj_ws_seek(ws, 5, NULL), XJ_OK);
	assert_int_equal(xj_ws_text(ws, 0, XJ_STR("x"), XJ_WB_PLAIN, NULL), XJ_OK);
	assert_int_equal(xj_ws_seek(ws, 4, NULL), XJ_INTERNAL);
	xj_wb_abandon(b);
}

/* ---- whole or nothing ----------------------------------------------------------- */

static void test_verify(void **state)
{
	const uint32_t right[] = { 3 }, wrong[] = { 4 }, two[] = { 3, 1 };
	struct xj_ws *ws;
	struct xj_wb *b;
	char path[64];

	(void)state;
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "s", NULL, 0, &ws, NULL), XJ_OK);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(xj_ws_text(ws, 0, XJ_STR("<row "), XJ_WB_PLAIN, NULL),
		                 XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	finish(b, path);
	assert_int_equal(xj_wb_verify(path, right, 1, NULL), XJ_OK);
	assert_int_equal(xj_wb_verify(path, wrong, 1, NULL), XJ_IO);
	assert_int_equal(xj_wb_verify(path, two, 2, NULL), XJ_IO);
	assert_int_equal(truncate(path, 200), 0);
	assert_int_equal(xj_wb_verify(path, right, 1, NULL), XJ_IO);
	unlink(path);
}

/* A disk that is full while the rows are spooled: libxlsxwriter does not say. */
static void test_disk_full(void **state)
{
	struct rlimit before, small;
	struct xj_error err = { 0 };
	struct xj_ws *ws;
	struct xj_wb *b;
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){ 1 << 16, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "s", NULL, 0, &ws, NULL), XJ_OK);
	for (unsigned i = 0; i < 20000; i++) {
		assert_int_equal(xj_ws_text(ws, 0, XJ_STR("0123456789"), XJ_WB_PLAIN, NULL),
		                 XJ_OK);
		assert_int_equal(xj_ws_next(ws, NULL), XJ_OK);
	}
	assert_int_equal(xj_wb_close(b, f, &err), XJ_IO);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(err.text[0] != '\0');
	assert_int_equal(ftell(f), 0);
	fclose(f);
}

static void test_cannot_write(void **state)
{
	struct xj_error err = { 0 };
	struct xj_ws *ws;
	struct xj_wb *b;
	FILE *f = fopen("/dev/full", "wb");

	(void)state;
	if (!f)
		skip();
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_sheet(b, "s", NULL, 0, &ws, NULL), XJ_OK);
	assert_int_equal(xj_ws_text(ws, 0, XJ_STR("x"), XJ_WB_PLAIN, NULL), XJ_OK);
	assert_int_equal(xj_wb_close(b, f, &err), XJ_IO);
	fclose(f);
	/* a workbook without a sheet is nobody's */
	assert_int_equal(xj_wb_new(&options, &b, NULL), XJ_OK);
	assert_int_equal(xj_wb_close(b, stdout, &err), XJ_INTERNAL);
}

/* ---- the renderer ----------------------------------------------------------------- */

static void test_renderer(void **state)
{
	static const struct xj_column columns[] = {
		{ "name", "Name", XJ_T_TEXT, 0, false },
		{ "amount", "Amount", XJ_T_MONEY, 0, false },
		{ "date", "Date", XJ_T_DATE, 0, false },
	};
	static const struct xj_section rows = { "rows", NULL, columns, 3, true };
	static const struct xj_section side = { "side", NULL, columns, 3, false };
	const struct xj_value v[] = { { .s = XJ_STR("=甲") }, { .i = -5 },
	                              { .s = XJ_STR("2022-07-19") } };
	const struct xj_value none[] = { { .null = true }, { .null = true },
	                                 { .null = true } };
	struct xj_render_options o = { 0 };
	struct reading r = { .self = NULL };
	struct xj_table table;
	struct xj_output *out;
	struct xj_row row;
	char path[64];

	(void)state;
	o.out = fopen(new_path(path), "wb");
	assert_int_equal(xj_output_open(&xj_render_xlsx, &o, &out, NULL), XJ_OK);
	assert_int_equal(xj_out_int(out, "count", "rows", XJ_T_INT, 1), XJ_OK);
	assert_int_equal(xj_out_text(out, "next", "next", NULL), XJ_OK);
	assert_int_equal(xj_out_begin(out, &rows), XJ_OK);
	assert_int_equal(xj_out_row(out, v), XJ_OK);
	assert_int_equal(xj_out_row(out, none), XJ_OK);
	assert_int_equal(xj_out_end(out), XJ_OK);
	assert_int_equal(xj_out_begin(out, &side), XJ_OK);
	assert_int_equal(xj_out_end(out), XJ_OK);
	assert_int_equal(xj_output_close(out, NULL), XJ_OK);
	fclose(o.out);
	read_again(&r, path);
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "rows");
	assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
	assert_int_equal(r.reader->next_row(r.self, &row, NULL), XJ_OK);
	assert_true(xj_str_is(row.cell[0], "=甲"));
	assert_true(xj_str_is(row.cell[1], "-5"));
	assert_int_equal(xj_date_parse(row.cell[2]).day, xj_day_of(2022, 7, 19));
	assert_int_equal(r.reader->next_table(r.self, &table, NULL), XJ_OK);
	assert_string_equal(table.sheet, "side");
	end_reading(&r, path);
}

static void test_abandoned(void **state)
{
	struct xj_render_options o = { .out = tmpfile() };
	struct xj_output *out;

	(void)state;
	assert_non_null(o.out);
	assert_int_equal(xj_output_open(&xj_render_xlsx, &o, &out, NULL), XJ_OK);
	assert_int_equal(xj_out_int(out, "count", "rows", XJ_T_INT, 1), XJ_OK);
	xj_output_abandon(out);
	assert_int_equal(ftell(o.out), 0);
	fclose(o.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_large_numbers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_too_many_sheets),
		cmocka_unit_test(test_roll_over),
		cmocka_unit_test(test_links_run_out),
		cmocka_unit_test(test_rows_go_down),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_disk_full),
		cmocka_unit_test(test_cannot_write),
		cmocka_unit_test(test_renderer),
		cmocka_unit_test(test_abandoned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
