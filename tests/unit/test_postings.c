/*
 * test_postings.c - posting lists of every shape that Xapian writes, read as Xapian
 * reads them; and damaged ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "index/room.h"
#include "index/xapian.h"
#include "tests/bench/synth.h"

/* A set of documents: each STEP ids from FIRST to LAST holds the term. */
struct shape {
	struct xj_str term;
	uint32_t first, step, last;
};

static char long_name[XJ_COUNT("Nlong") + 110];
static struct shape shapes[] = {
	{ XJ_STR("A"), 1, 1, 40000 },            /* dense: many pieces */
	{ XJ_STR("A\0B"), 2, 2, 200 },            /* a NUL; begins like another */
	{ XJ_STR("AB"), 3, 3, 40000 },
	{ XJ_STR("B"), 7, 5000000, 4294900000u },    /* far apart: wide numbers */
	{ XJ_STR("C"), 4294960000u, 1, 4294967290u }, /* keys of five bytes */
	{ XJ_STR("D"), 40000, 1, 40000 },         /* one document */
	{ XJ_STR("E"), 30000, 3, 39999 },         /* docids of two and three bytes */
	{ { long_name, 0 }, 5, 1, 39000 },        /* pieces longer than an item */
};

static bool holds(const struct shape *s, uint64_t id)
{
	return id >= s->first && id <= s->last && (id - s->first) % s->step == 0;
}

static uint64_t after(const struct shape *s, uint64_t id)
{
	if (id < s->first)
		return s->first;
	id += s->step - (id - s->first) % s->step;
	return id <= s->last ? id : UINT64_MAX;
}

static void make(const char *dir, char path[300])
{
	char work[300];
	struct xj_xwriter *w;
	struct xj_error err;
	uint64_t id = 0;

	memset(long_name, 'n', sizeof(long_name) - 1);
	shapes[XJ_COUNT(shapes) - 1].term.n = sizeof(long_name) - 1;
	if (xj_xapian_load(&err) != XJ_OK)
		fail_msg("%s", err.text);
	snprintf(work, sizeof(work), "%s/work", dir);
	snprintf(path, 300, "%s/xapian", dir);
	assert_int_equal(xj_xwriter_open(work, &w, &err), XJ_OK);
	for (;;) {
		struct xj_str term[XJ_COUNT(shapes)];
		uint64_t next = UINT64_MAX;
		size_t n = 0;

		for (size_t i = 0; i < XJ_COUNT(shapes); i++)
			if (after(&shapes[i], id) < next)
				next = after(&shapes[i], id);
		if (next == UINT64_MAX)
			break;
		id = next;
		for (size_t i = 0; i < XJ_COUNT(shapes); i++)
			if (holds(&shapes[i], id))
				term[n++] = shapes[i].term;
		assert_int_equal(xj_xwriter_mark(w, (uint32_t)id, term, n, &err), XJ_OK);
	}
	assert_int_equal(xj_xwriter_finish(w, path, &err), XJ_OK);
	xj_xwriter_free(w);
}

static int set_up(void **state)
{
	static char dir[256], path[300];

	synth_folder(dir);
	make(dir, path);
	*state = path;
	return 0;
}

static int tear_down(void **state)
{
	char *slash = *state ? strrchr(*state, '/') : NULL;

	if (slash) {
		*slash = '\0';
		synth_remove(*state);
	}
	return 0;
}

static struct xj_postings *open_ours(const char *path)
{
	struct xj_error err = { .status = XJ_OK };
	struct xj_postings *p;

	if (xj_postings_open(path, &p, &err) != XJ_OK)
		fail_msg("%s", err.text);
	return p;
}

/* All of one list, by and by. */
static void check_list(const struct xj_postings *p, const struct shape *s, size_t cap)
{
	uint32_t id[100], freq;
	struct xj_lists *lists;
	size_t got = cap;
	uint64_t want = 0, n = 0;

	assert_int_equal(xj_lists_open(p, &s->term, 1, &lists, NULL), XJ_OK);
	while (got == cap) {
		assert_int_equal(xj_lists_next(lists, 0, UINT32_MAX, id, cap, &got, NULL),
		                 XJ_OK);
		for (size_t i = 0; i < got; i++) {
			want = after(s, want);
			assert_int_equal(id[i], want);
			n++;
		}
	}
	assert_int_equal(after(s, want), UINT64_MAX);
	xj_lists_close(lists);
	assert_int_equal(xj_postings_freq(p, s->term, &freq, NULL), XJ_OK);
	assert_int_equal(freq, n);
}

static void test_every_list(void **state)
{
	struct xj_postings *p = open_ours(*state);

	for (size_t i = 0; i < XJ_COUNT(shapes); i++) {
		check_list(p, &shapes[i], 100);
		check_list(p, &shapes[i], 7);
	}
	xj_postings_close(p);
}

/* What each pair of terms has in common, from places all over the ids. */
static void check_pair(const struct xj_postings *p, const struct shape *a,
                       const struct shape *b, uint32_t from, uint32_t below)
{
	struct xj_str term[] = { a->term, b->term };
	uint32_t id[64];
	struct xj_lists *lists;
	uint64_t at = from ? from - 1 : 0;
	size_t got;

	assert_int_equal(xj_lists_open(p, term, 2, &lists, NULL), XJ_OK);
	assert_int_equal(xj_lists_next(lists, from, below, id, XJ_COUNT(id), &got, NULL),
	                 XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(id); i++) {
		do
			at = after(a, at);
		while (at < below && !holds(b, at));
		if (at >= below) {
			assert_int_equal(got, i);
			break;
		}
		assert_true(i < got);
		assert_int_equal(id[i], at);
	}
	xj_lists_close(lists);
}

static void test_every_pair(void **state)
{
	static const uint32_t from[] = { 0, 1, 17, 32767, 32768, 39990, 40001, 4194303u,
	                                 4194304u, 536870912u, 4294959999u, 4294967290u };
	struct xj_postings *p = open_ours(*state);

	for (size_t i = 0; i < XJ_COUNT(shapes); i++)
		for (size_t j = 0; j < XJ_COUNT(shapes); j++)
			for (size_t f = 0; f < XJ_COUNT(from); f++) {
				check_pair(p, &shapes[i], &shapes[j], from[f], UINT32_MAX);
				check_pair(p, &shapes[i], &shapes[j], from[f],
				           from[f] + 50 < from[f] ? UINT32_MAX
				                                  : from[f] + 50);
			}
	xj_postings_close(p);
}

static void test_what_is_not_there(void **state)
{
	static const struct xj_str absent[] = {
		XJ_STR("@"), XJ_STR("A\0"), XJ_STR("A\0\1"), XJ_STR("AA"), XJ_STR("Dx"),
		XJ_STR("nnn"), XJ_STR("z"),
	};
	struct xj_postings *p = open_ours(*state);

	for (size_t i = 0; i < XJ_COUNT(absent); i++) {
		struct xj_str term[] = { shapes[0].term, absent[i] };
		struct xj_lists *lists;
		uint32_t freq = 1, id;
		size_t got = 1;

		assert_int_equal(xj_postings_freq(p, absent[i], &freq, NULL), XJ_OK);
		assert_int_equal(freq, 0);
		assert_int_equal(xj_lists_open(p, term, 2, &lists, NULL), XJ_OK);
		assert_int_equal(xj_lists_next(lists, 0, UINT32_MAX, &id, 1, &got, NULL),
		                 XJ_OK);
		assert_int_equal(got, 0);
		xj_lists_close(lists);
	}
	xj_postings_close(p);
}

static bool same_as_ours(void *ctx, const struct xj_xterm *term)
{
	struct shape s = { term->term, 0, 1, 0 };
	uint32_t freq;

	for (size_t i = 0; i < XJ_COUNT(shapes); i++)
		if (xj_str_eq(shapes[i].term, s.term))
			s = shapes[i];
	assert_true(s.last > 0);
	assert_int_equal(xj_postings_freq(ctx, term->term, &freq, NULL), XJ_OK);
	assert_int_equal(freq, term->docs);
	return true;
}

/* Xapian itself sees the terms that were written, so the shapes are what is tested. */
static void test_as_xapian(void **state)
{
	struct xj_postings *p = open_ours(*state);
	struct xj_error err;

	assert_int_equal(xj_xbase_check(*state, &err), XJ_OK);
	assert_int_equal(xj_xbase_dump(*state, same_as_ours, p, &err), XJ_OK);
	xj_postings_close(p);
}

static void test_empty(void **state)
{
	char dir[256], work[300], path[300];
	struct xj_xwriter *w;
	struct xj_postings *p;
	uint32_t freq = 1;

	(void)state;
	synth_folder(dir);
	snprintf(work, sizeof(work), "%s/work", dir);
	snprintf(path, sizeof(path), "%s/xapian", dir);
	assert_int_equal(xj_xwriter_open(work, &w, NULL), XJ_OK);
	assert_int_equal(xj_xwriter_finish(w, path, NULL), XJ_OK);
	xj_xwriter_free(w);
	p = open_ours(path);
	assert_int_equal(xj_postings_freq(p, XJ_STR("A"), &freq, NULL), XJ_OK);
	assert_int_equal(freq, 0);
	xj_postings_close(p);
	synth_remove(dir);
}

/* ---- damage ---------------------------------------------------------------- */

/* Reads all lists of bytes in memory, where the sanitizers watch the ends. */
static enum xj_status read_all(const char *bytes, size_t n)
{
	struct xj_postings *p;
	enum xj_status st = xj_postings_of((const uint8_t *)bytes, n, &p, NULL);

	if (st != XJ_OK)
		return st;
	for (size_t i = 0; i < XJ_COUNT(shapes) && st == XJ_OK; i++) {
		struct xj_lists *lists;
		uint32_t id[1000], before = 0;
		size_t got = XJ_COUNT(id);

		st = xj_lists_open(p, &shapes[i].term, 1, &lists, NULL);
		if (st != XJ_OK)
			break;
		while (st == XJ_OK && got == XJ_COUNT(id)) {
			st = xj_lists_next(lists, 0, UINT32_MAX, id, XJ_COUNT(id), &got,
			                   NULL);
			for (size_t k = 0; k < got; k++) {
				assert_true(id[k] > before);
				before = id[k];
			}
		}
		xj_lists_close(lists);
	}
	xj_postings_close(p);
	return st;
}

static void test_damage(void **state)
{
	uint64_t random = 3;
	unsigned found = 0;
	size_t n;
	char *p;

	assert_int_equal(xj_read_file(*state, 1 << 28, &p, &n, NULL), XJ_OK);
	assert_int_equal(read_all(p, n), XJ_OK);
	for (unsigned i = 0; i < 3000; i++) {
		size_t at = synth_random(&random) % (i % 3 ? n : 8192 + 300);
		char was = p[at];
		enum xj_status st;

		p[at] = (char)synth_random(&random);
		st = read_all(p, n);
		assert_true(st == XJ_OK || st == XJ_CORRUPT || st == XJ_STALE);
		found += st != XJ_OK;
		p[at] = was;
	}
	assert_true(found > 100);
	for (size_t cut = 0; cut < 3 * 8192; cut += 1021) {
		char *part = malloc(cut + 1);

		memcpy(part, p, cut);
		assert_int_not_equal(read_all(part, cut), XJ_OK);
		free(part);
	}
	free(p);
}

/* The next format of Xapian is not read as this one. */
static void test_another_format(void **state)
{
	struct xj_postings *ours;
	struct xj_error err;
	size_t n;
	char *p;

	assert_int_equal(xj_read_file(*state, 1 << 28, &p, &n, NULL), XJ_OK);
	p[15]++;
	assert_int_equal(xj_postings_of((const uint8_t *)p, n, &ours, &err), XJ_STALE);
	assert_non_null(strstr(err.text, "Xapian"));
	assert_null(ours);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_list),
		cmocka_unit_test(test_every_pair),
		cmocka_unit_test(test_what_is_not_there),
		cmocka_unit_test(test_as_xapian),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_another_format),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
