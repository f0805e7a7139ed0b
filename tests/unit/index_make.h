/*
 * index_make.h - indexes for tests: made stores, updates that must do, what is there.
 */
#ifndef XIANJIN_TESTS_INDEX_MAKE_H
#define XIANJIN_TESTS_INDEX_MAKE_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "index/room.h"
#include "index/xapian.h"
#include "tests/bench/synth.h"
#include "xianjin/index.h"

enum { FILINGS = 30, BIG = 30000 };

#ifdef __SANITIZE_ADDRESS__
/* Xapian 1.4.22 frees a table of its check under the size of its base class. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}
#endif

static inline void add_rows(const char *dir, uint64_t rows, uint64_t seed)
{
	struct synth how = { .rows = rows, .seed = seed, .filings = FILINGS,
	                     .superseded = 20, .odd = true };
	struct xj_error err;

	assert_int_equal(synth_fill(dir, &how, &err), XJ_OK);
}

static inline void update(const char *dir)
{
	struct xj_error err = { .status = XJ_OK };
	enum xj_status st = xj_index_update(dir, NULL, &err);

	if (st != XJ_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, XJ_OK);
}

static inline void verify(const char *dir)
{
	struct xj_error err = { .status = XJ_OK };
	enum xj_status st = xj_index_verify(dir, &err);

	if (st != XJ_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, XJ_OK);
}

static inline struct xj_index_info info_of(const char *dir)
{
	struct xj_index_info info;
	struct xj_index *ix;
	struct xj_error err;

	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	xj_index_info(ix, &info);
	xj_index_close(ix);
	return info;
}

static inline uint64_t count_all(struct xj_index *ix)
{
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	uint64_t count;

	xj_question_init(&q);
	q.superseded = true;
	assert_int_equal(xj_index_ask(ix, &q, &got, &err), XJ_OK);
	count = got.count;
	xj_answer_clear(&got);
	return count;
}

/* Entries of the index folder that are not what the list names. */
static inline size_t strangers(const char *dir)
{
	struct xj_manifest m;
	char path[XJ_PATH_ROOM];
	struct xj_error err;
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	assert_int_equal(xj_path(path, dir, "index", &err), XJ_OK);
	assert_int_equal(xj_manifest_read(path, &m, &err), XJ_OK);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d))) {
		bool known = e->d_name[0] == '.'
			|| strcmp(e->d_name, "current") == 0
			|| strcmp(e->d_name, m.filings_name) == 0
			|| strcmp(e->d_name, m.flags_name) == 0;

		for (size_t i = 0; i < m.segments; i++)
			known = known || strcmp(e->d_name, m.segment[i].name) == 0;
		n += !known;
	}
	closedir(d);
	return n;
}

#endif
