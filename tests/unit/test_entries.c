/*
 * test_entries.c - the files that rules read: an order made of many pieces holds
 * every entry once with its own texts, and what is looked for in it is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/rules/entries.h"
#include "xianjin/core.h"

#define ENTRIES 150000u /* more than two pieces, and no whole number of them */
#define DONORS 40000u
#define LONG_TEXT 40000u /* longer than a block */

static struct xj_filed filing[3] = { { .id = 1, .recipient = 9 },
                                     { .id = 2, .recipient = 8 },
                                     { .id = 3, .recipient = 7 } };
static const struct xj_entries entries = { .filing = filing, .filings = 3 };

static int64_t donor_of(uint32_t i)
{
	return (int64_t)(i * 2654435761u % DONORS);
}

/* Seven texts: the first says which entry it is, every 9,999th is long. */
static size_t texts_of(uint32_t i, unsigned char *to)
{
	char name[32];
	int n = snprintf(name, sizeof(name), "entry %u", i);
	size_t at = 0, rest = i % 9999 == 0 ? LONG_TEXT : i % 50;

	to[at++] = (unsigned char)n;
	memcpy(to + at, name, (size_t)n);
	at += (size_t)n;
	for (size_t v = rest;; v >>= 7) {
		to[at++] = (unsigned char)((v & 127) | (v > 127 ? 128 : 0));
		if (v <= 127)
			break;
	}
	memset(to + at, 'x', rest);
	at += rest;
	memset(to + at, 0, XJ_TEXTS - 2);
	return at + XJ_TEXTS - 2;
}

static void fill(struct xj_run *run)
{
	static unsigned char text[LONG_TEXT + 100];
	struct xj_error err;

	xj_run_init(run);
	assert_int_equal(xj_run_open(run, true, &err), XJ_OK);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		struct xj_read_entry x;

		memset(&x, 0, sizeof(x));
		x.entry = i + 1;
		x.donor = donor_of(i);
		x.filing = i % 3;
		x.year = (int16_t)(2000 + i % 5);
		assert_int_equal(xj_run_add(run, &x, (char *)text, texts_of(i, text), &err),
		                 XJ_OK);
	}
	assert_int_equal(xj_run_end(run, &err), XJ_OK);
}

static void check_entry(struct xj_blocks *b, const struct xj_run *run,
                        const struct xj_read_entry *x)
{
	char name[32];
	struct xj_str text;
	uint32_t i = x->entry - 1;

	snprintf(name, sizeof(name), "entry %u", i);
	text = xj_run_text(b, run, x, XJ_TEXT_NAME);
	assert_int_equal(text.n, strlen(name));
	assert_memory_equal(text.p, name, text.n);
	text = xj_run_text(b, run, x, XJ_TEXT_ID);
	assert_int_equal(text.n, i % 9999 == 0 ? LONG_TEXT : i % 50);
}

static void check_order(struct xj_blocks *b, const struct xj_run *run,
                        enum xj_donor_order order)
{
	uint8_t *seen = calloc(ENTRIES + 1, 1);
	struct xj_read_entry before, x;

	assert_non_null(seen);
	for (uint32_t i = 0; i < ENTRIES; i++, before = x) {
		x = *xj_run_entry(b, run, i);
		assert_in_range(x.entry, 1, ENTRIES);
		assert_int_equal(seen[x.entry]++, 0);
		assert_int_equal(x.donor, donor_of(x.entry - 1));
		if (i % 37 == 0 || x.entry % 9999 == 1)
			check_entry(b, run, &x);
		if (!i || before.donor < x.donor)
			continue;
		assert_int_equal(before.donor, x.donor);
		assert_true(xj_entries_compare(&entries, order, &before, &x) <= 0);
	}
	free(seen);
}

static void check_finding(struct xj_blocks *b, const struct xj_run *run)
{
	for (int64_t donor = -1; donor <= (int64_t)DONORS; donor += 7) {
		uint32_t at = xj_run_find(b, run, ENTRIES, true, donor);

		if (at < ENTRIES)
			assert_true(xj_run_entry(b, run, at)->donor >= donor);
		if (at)
			assert_true(xj_run_entry(b, run, at - 1)->donor < donor);
	}
	assert_int_equal(xj_run_find(b, run, ENTRIES, true, DONORS), ENTRIES);
}

static void test_sort(void **state)
{
	struct xj_blocks *b = xj_blocks_new();
	struct xj_run run, sorted[XJ_DONOR_ORDERS];
	struct xj_error err;

	(void)state;
	assert_non_null(b);
	fill(&run);
	xj_run_init(&sorted[0]);
	xj_run_init(&sorted[1]);
	assert_int_equal(xj_run_sort(b, &entries, &run, ENTRIES, XJ_BY_DONOR_YEAR, true,
	                             &sorted[0], &err), XJ_OK);
	assert_int_equal(xj_run_sort(b, &entries, &sorted[0], ENTRIES,
	                             XJ_BY_DONOR_RECIPIENT, false, &sorted[1], &err),
	                 XJ_OK);
	for (int order = 0; order < XJ_DONOR_ORDERS; order++) {
		check_order(b, &sorted[order], (enum xj_donor_order)order);
		check_finding(b, &sorted[order]);
	}
	assert_false(xj_blocks_failed(b));
	xj_run_close(&sorted[1]);
	xj_run_close(&sorted[0]);
	xj_run_close(&run);
	xj_blocks_free(b);
}

/* Every id is found at its place, and none that is not there. */
static void test_find_id(void **state)
{
	struct xj_filed row[100];

	(void)state;
	for (int i = 0; i < 100; i++)
		row[i] = (struct xj_filed){ .id = 3 * i - 90 };
	for (size_t n = 0; n <= 100; n++)
		for (int id = -95; id < 215; id++) {
			size_t at = xj_find_id(row, n, sizeof(*row), id);
			bool there = (id + 90) % 3 == 0 && id >= -90 && id < 3 * (int)n - 90;

			assert_true(there == (at != SIZE_MAX));
			if (there)
				assert_int_equal(at, (size_t)(id + 90) / 3);
		}
}

/* A file that is gone is noticed, and nothing of it is made up. */
static void test_failure(void **state)
{
	struct xj_blocks *b = xj_blocks_new();
	struct xj_pages file = { .fd = 1000000, .number = 7 };
	const unsigned char *p;

	(void)state;
	assert_non_null(b);
	p = xj_blocks_read(b, &file, 100, 8);
	assert_true(xj_blocks_failed(b));
	for (int i = 0; i < 8; i++)
		assert_int_equal(p[i], 0);
	xj_blocks_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_find_id),
		cmocka_unit_test(test_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
