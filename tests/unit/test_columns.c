/*
 * test_columns.c - tests of the columns file: what is written comes back at
 * every width, and a damaged file is refused or harmless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "index/ask.h"
#include "index/columns.h"
#include "tests/bench/synth.h"
#include "xianjin/values.h"

enum { ROWS = 1000 };

/* How wide the values of a test are. */
struct shape {
	int64_t amount;
	int32_t day_span;
	int64_t filing;
	uint16_t place;
	size_t text;
};

static const struct shape shapes[] = {
	{ 1000, 100, 50, 20, 30 },
	{ INT64_C(1) << 50, 2000000, 100000, 5000, 30 },
	{ 1000, 65533, 65535, 255, 5000 },
	{ INT32_MAX, 65534, 65536, 256, 0 },
};

static char long_text[5001];

static void doc_of(const struct shape *s, uint32_t i, struct xj_doc *doc)
{
	uint64_t state = i * 77u + 5;

	memset(doc, 0, sizeof(*doc));
	doc->id = 7 + i;
	doc->amount = (int64_t)(synth_random(&state) % ((uint64_t)s->amount * 2))
		- s->amount;
	doc->day = i % 9 == 0 ? XJ_NO_DAY : -1000
		+ (int32_t)(synth_random(&state) % ((uint64_t)s->day_span + 1));
	if (i == 1)
		doc->day = -1000;
	if (i == 2)
		doc->day = -1000 + s->day_span;
	doc->filing = 1 + (int64_t)(synth_random(&state) % (uint64_t)s->filing);
	if (i == 3)
		doc->filing = s->filing;
	doc->place = (uint16_t)(synth_random(&state) % (s->place + 1u));
	doc->donor = synth_random(&state);
	doc->subject = (uint8_t)i;
	doc->kind = (uint8_t)(i % 6);
	doc->method = (uint8_t)(i % 5);
	doc->direction = i % 2 ? XJ_EXPENSE : XJ_INCOME;
	doc->name = xj_str_of(long_text, synth_random(&state) % (s->text + 1));
	doc->purpose = xj_str_of(long_text + 1, synth_random(&state) % 7);
}

static void write_file(const char *path, const struct shape *s, uint32_t rows)
{
	struct xj_cols_writer *w;
	struct xj_error err;
	struct xj_doc doc;

	assert_int_equal(xj_cols_writer_open(path, 7, &w, &err), XJ_OK);
	for (uint32_t i = 0; i < rows; i++) {
		doc_of(s, i, &doc);
		assert_int_equal(xj_cols_add(w, &doc, &err), XJ_OK);
	}
	assert_int_equal(xj_cols_writer_finish(w, &err), XJ_OK);
	xj_cols_writer_free(w);
}

static void assert_row(const struct xj_cols *c, uint32_t row,
                       const struct xj_doc *doc)
{
	int64_t amount;
	int32_t day;
	uint32_t filing, place;

	xj_cols_amounts(c, &row, 1, &amount);
	xj_cols_days(c, &row, 1, &day);
	xj_cols_filings(c, &row, 1, &filing);
	xj_cols_places(c, &row, 1, &place);
	assert_int_equal(amount, doc->amount);
	assert_int_equal(day, doc->day);
	assert_int_equal(filing, doc->filing);
	assert_int_equal(place, doc->place);
	assert_true(c->donor[row] == doc->donor);
	assert_int_equal(c->subject[row], doc->subject);
	assert_int_equal(XJ_CODE_KIND(c->code[row]), doc->kind);
	assert_int_equal(XJ_CODE_METHOD(c->code[row]), doc->method);
	assert_int_equal(XJ_CODE_SIDE(c->code[row]), doc->direction - 1);
	assert_true(xj_str_eq(xj_text_at(&c->name, row), doc->name));
	assert_true(xj_str_eq(xj_text_at(&c->purpose, row), doc->purpose));
}

static void test_comes_back(void **state)
{
	char dir[256], path[300];
	struct xj_cols c;
	struct xj_error err;
	struct xj_doc doc;

	(void)state;
	synth_folder(dir);
	for (size_t s = 0; s < XJ_COUNT(shapes); s++) {
		snprintf(path, sizeof(path), "%s/c%zu", dir, s);
		write_file(path, &shapes[s], ROWS);
		assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
		assert_int_equal(c.rows, ROWS);
		assert_int_equal(c.first, 7);
		for (uint32_t i = 0; i < ROWS; i++) {
			doc_of(&shapes[s], i, &doc);
			assert_row(&c, i, &doc);
		}
		assert_int_equal(xj_cols_check(&c, path, &err), XJ_OK);
		xj_cols_close(&c);
	}
	synth_remove(dir);
}

static void test_widths(void **state)
{
	char dir[256], path[300];
	struct xj_cols c;
	struct xj_error err;

	(void)state;
	synth_folder(dir);
	snprintf(path, sizeof(path), "%s/a", dir);
	write_file(path, &shapes[0], ROWS);
	assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
	assert_int_equal(c.amount_width, 4);
	assert_int_equal(c.day_width, 2);
	assert_int_equal(c.filing_width, 2);
	assert_int_equal(c.place_width, 1);
	assert_int_equal(c.name.width, 2);
	xj_cols_close(&c);
	snprintf(path, sizeof(path), "%s/b", dir);
	write_file(path, &shapes[1], ROWS);
	assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
	assert_int_equal(c.amount_width, 8);
	assert_int_equal(c.day_width, 4);
	assert_int_equal(c.filing_width, 4);
	assert_int_equal(c.place_width, 2);
	xj_cols_close(&c);
	snprintf(path, sizeof(path), "%s/c", dir);
	write_file(path, &shapes[2], ROWS);
	assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
	assert_int_equal(c.name.width, 4);
	assert_int_equal(c.day_width, 2);
	xj_cols_close(&c);
	synth_remove(dir);
}

/* Two files joined are the file of all rows, to the byte. */
static void test_append(void **state)
{
	char dir[256], whole[300], part[300], joined[300], command[1000];
	struct xj_cols_writer *w;
	struct xj_cols c;
	struct xj_error err;
	struct xj_doc doc;

	(void)state;
	synth_folder(dir);
	snprintf(whole, sizeof(whole), "%s/whole", dir);
	snprintf(part, sizeof(part), "%s/part", dir);
	snprintf(joined, sizeof(joined), "%s/joined", dir);
	write_file(whole, &shapes[0], ROWS);
	write_file(part, &shapes[0], 333);
	assert_int_equal(xj_cols_writer_open(joined, 7, &w, &err), XJ_OK);
	assert_int_equal(xj_cols_open(part, &c, &err), XJ_OK);
	assert_int_equal(xj_cols_append(w, &c, &err), XJ_OK);
	/* once more does not fit */
	assert_int_equal(xj_cols_append(w, &c, &err), XJ_INTERNAL);
	xj_cols_close(&c);
	for (uint32_t i = 333; i < ROWS; i++) {
		doc_of(&shapes[0], i, &doc);
		assert_int_equal(xj_cols_add(w, &doc, &err), XJ_OK);
	}
	assert_int_equal(xj_cols_writer_finish(w, &err), XJ_OK);
	xj_cols_writer_free(w);
	snprintf(command, sizeof(command), "cmp -s %s %s", whole, joined);
	assert_int_equal(system(command), 0);
	synth_remove(dir);
}

static void test_refuses_wrong_rows(void **state)
{
	char dir[256], path[300];
	struct xj_cols_writer *w;
	struct xj_error err;
	struct xj_doc good, doc;

	(void)state;
	synth_folder(dir);
	snprintf(path, sizeof(path), "%s/c", dir);
	assert_int_equal(xj_cols_writer_open(path, 7, &w, &err), XJ_OK);
	doc_of(&shapes[0], 0, &good);
	doc = good;
	doc.id = 8;
	assert_int_equal(xj_cols_add(w, &doc, &err), XJ_CORRUPT);
	doc = good;
	doc.direction = 0;
	assert_int_equal(xj_cols_add(w, &doc, &err), XJ_CORRUPT);
	doc = good;
	doc.day = 4000000;
	assert_int_equal(xj_cols_add(w, &doc, &err), XJ_CORRUPT);
	doc = good;
	doc.filing = 0;
	assert_int_equal(xj_cols_add(w, &doc, &err), XJ_CORRUPT);
	assert_int_equal(xj_cols_add(w, &good, &err), XJ_OK);
	xj_cols_writer_free(w);
	synth_remove(dir);
}

/* Reads everything a reader may read: the sanitizers watch. */
static void touch_all(const struct xj_cols *c)
{
	uint64_t sum = 0;
	int64_t amount;
	int32_t day;
	uint32_t filing, place;

	for (uint32_t row = 0; row < c->rows; row++) {
		struct xj_str s = xj_text_at(&c->name, row);
		struct xj_str p = xj_text_at(&c->purpose, row);

		for (size_t i = 0; i < s.n; i++)
			sum += (uint8_t)s.p[i];
		for (size_t i = 0; i < p.n; i++)
			sum += (uint8_t)p.p[i];
		xj_cols_amounts(c, &row, 1, &amount);
		xj_cols_days(c, &row, 1, &day);
		xj_cols_filings(c, &row, 1, &filing);
		xj_cols_places(c, &row, 1, &place);
		assert_true(filing <= c->filing_high);
		sum += c->donor[row] + c->subject[row] + (uint64_t)amount
			+ (uint32_t)day + place;
	}
	assert_true(sum != 1);
}

static void test_damage_is_harmless(void **state)
{
	char dir[256], path[300], bytes[1 << 16];
	uint64_t random = 9;
	struct xj_cols c;
	struct xj_error err;
	size_t n;
	FILE *f;

	(void)state;
	synth_folder(dir);
	snprintf(path, sizeof(path), "%s/c", dir);
	write_file(path, &shapes[0], ROWS);
	f = fopen(path, "rb");
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	assert_in_range(n, 20000, sizeof(bytes) - 1);
	for (int i = 0; i < 400; i++) {
		size_t at = synth_random(&random) % n, cut = n;
		char mask = (char)(1 << synth_random(&random) % 8);
		enum xj_status st;

		if (i % 8 == 0)
			cut = synth_random(&random) % n;
		if (i % 3 == 0)
			at %= 300; /* the header */
		bytes[at] = (char)(bytes[at] ^ mask);
		f = fopen(path, "wb");
		assert_int_equal(fwrite(bytes, 1, cut, f), cut);
		fclose(f);
		st = xj_cols_open(path, &c, &err);
		if (st == XJ_OK)
			touch_all(&c);
		else
			assert_true(st == XJ_CORRUPT || st == XJ_STALE);
		assert_false(st == XJ_OK && at < 300);
		xj_cols_close(&c);
		bytes[at] = (char)(bytes[at] ^ mask);
	}
	synth_remove(dir);
}

/* A word found across the seam of two rows is in neither; the last row, and
 * rows without a text, count too. */
static void test_scan(void **state)
{
	static const char *const names[] = { "ab", "cd", "", "abcd", "xxbc", "",
	                                     "dab", "aaaaaaaaaaaaaaaaaaaaabcd",
	                                     "b", "cb", "c" };
	static const char *const words[] = { "bc", "a", "d", "abcd", "ca", "c" };
	struct xj_cols_writer *w;
	char dir[256], path[300];
	struct xj_cols c;
	struct xj_error err;
	struct xj_doc doc;

	(void)state;
	synth_folder(dir);
	snprintf(path, sizeof(path), "%s/c", dir);
	assert_int_equal(xj_cols_writer_open(path, 7, &w, &err), XJ_OK);
	for (uint32_t i = 0; i < 500; i++) {
		doc_of(&shapes[0], i, &doc);
		doc.name = xj_str_c(names[i * i % XJ_COUNT(names)]);
		assert_int_equal(xj_cols_add(w, &doc, &err), XJ_OK);
	}
	assert_int_equal(xj_cols_writer_finish(w, &err), XJ_OK);
	xj_cols_writer_free(w);
	assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
	for (size_t k = 0; k < XJ_COUNT(words); k++) {
		uint64_t bits[500 / 64 + 1] = { 0 };

		xj_texts_scan(&c.name, xj_str_c(words[k]), bits);
		for (uint32_t i = 0; i < 500; i++) {
			const char *name = names[i * i % XJ_COUNT(names)];
			bool has = strstr(name, words[k]) != NULL;

			assert_int_equal(bits[i / 64] >> i % 64 & 1, has);
			assert_int_equal(xj_text_has(xj_str_c(name),
			                             xj_str_c(words[k])), has);
		}
	}
	xj_cols_close(&c);
	synth_remove(dir);
}

static void test_empty(void **state)
{
	char dir[256], path[300];
	struct xj_cols c;
	struct xj_error err;

	(void)state;
	synth_folder(dir);
	snprintf(path, sizeof(path), "%s/c", dir);
	write_file(path, &shapes[0], 0);
	assert_int_equal(xj_cols_open(path, &c, &err), XJ_OK);
	assert_int_equal(c.rows, 0);
	assert_int_equal(xj_cols_check(&c, path, &err), XJ_OK);
	xj_cols_close(&c);
	assert_int_equal(xj_cols_open(dir, &c, &err), XJ_CORRUPT);
	synth_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comes_back),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_refuses_wrong_rows),
		cmocka_unit_test(test_damage_is_harmless),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_empty),
	};

	memset(long_text, 'x', sizeof(long_text) - 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
