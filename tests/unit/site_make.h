/*
 * site_make.h - a site without a server for tests: a data folder filled through the
 * library, and requests answered in this very process.
 */
#ifndef XIANJIN_TESTS_SITE_MAKE_H
#define XIANJIN_TESTS_SITE_MAKE_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/web/web.h"
#include "xianjin/index.h"
#include "xianjin/ingest.h"
#include "xianjin/rules.h"
#include "xianjin/store.h"

static void site_ignore(void *ctx, const struct xj_ingest_report *r)
{
	(void)ctx;
	(void)r;
}

/* Imports FILE (N of them) into the folder DIR, with flags and index, as the verb
 * import does.  Files that are refused stop nothing. */
static inline enum xj_status site_fill(const char *dir, const char *const *file, size_t n,
                                struct xj_error *err)
{
	const struct xj_ingest_options options = { .encoding = NULL };
	struct xj_rules *rules = NULL;
	struct xj_store *s = NULL;
	bool ran;
	enum xj_status st = xj_store_open(dir, XJ_STORE_WRITE, &s, err);

	for (size_t i = 0; i < n && !st; i++) {
		st = xj_ingest(s, file[i], &options, site_ignore, NULL, err);
		st = st == XJ_BAD_INPUT || st == XJ_LIMIT ? XJ_OK : st;
	}
	if (!st)
		st = xj_rules_load(NULL, &rules, NULL, NULL, err);
	if (!st)
		st = xj_rules_update(rules, s, NULL, &ran, NULL, err);
	if (!st)
		st = xj_index_update(dir, NULL, err);
	xj_rules_free(rules);
	xj_store_close(s);
	return st;
}

static int site_remove_one(const char *path, const struct stat *s, int kind, struct FTW *f)
{
	(void)s;
	(void)kind;
	(void)f;
	return remove(path);
}

static void site_remove(const char *dir)
{
	(void)nftw(dir, site_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The whole body into A->body, also where it is made while it is sent. */
static inline enum xj_status site_drain(struct web_response *a)
{
	struct xj_error err;
	struct xj_buf piece;
	enum xj_status st = XJ_OK;

	xj_buf_init(&piece, (size_t)4 << 20);
	while (a->stream.next && !st) {
		xj_buf_reset(&piece);
		st = a->stream.next(a->stream.own, &piece, &err);
		if ((st == XJ_OK || st == XJ_END) && xj_buf_add(&a->body, piece.p, piece.n))
			st = XJ_LIMIT;
	}
	xj_buf_clear(&piece);
	return st == XJ_END ? XJ_OK : st;
}

#endif
