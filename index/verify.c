/*
 * verify.c - owns xj_index_verify: everything on disk against the list of
 * segments, and the segments against one another.  Half of all flipped bits
 * escape Xapian's own check, so the checksums come first.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "index/room.h"
#include "index/xapian.h"
#include "src/core/i18n.h"

static enum xj_status check_file(const char *path, const struct xj_file_line *line,
                                 struct xj_error *err)
{
	uint64_t bytes;
	char sha256[65];
	enum xj_status st = xj_file_sum(path, false, &bytes, sha256, err);

	if (st == XJ_NOT_FOUND)
		return xj_fail(err, XJ_CORRUPT, _("%s: this file is missing; delete "
		                                  "the index folder and it is made "
		                                  "again"), path);
	if (st != XJ_OK)
		return st;
	if (bytes != line->bytes)
		return xj_fail(err, XJ_CORRUPT, _("%s has %" PRIu64 " bytes and should "
		                                  "have %" PRIu64 "; delete the index "
		                                  "folder and it is made again"), path,
		               bytes, line->bytes);
	if (memcmp(sha256, line->sha256, sizeof(sha256)) != 0)
		return xj_fail(err, XJ_CORRUPT, _("%s: its SHA-256 is not the one it "
		                                  "was published with; delete the "
		                                  "index folder and it is made "
		                                  "again"), path);
	return XJ_OK;
}

/* Of a segment, or of the flags. */
static enum xj_status xapian_path(char path[XJ_PATH_ROOM], const char *index,
                                  const char *name, struct xj_error *err)
{
	char folder[XJ_PATH_ROOM];
	enum xj_status st = xj_path(folder, index, name, err);

	return st == XJ_OK ? xj_path(path, folder, "xapian", err) : st;
}

static enum xj_status check_segment_files(const char *index,
                                          const struct xj_segment_line *line,
                                          struct xj_error *err)
{
	char folder[XJ_PATH_ROOM], path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(folder, index, line->name, err);

	if (st == XJ_OK)
		st = xj_path(path, folder, "columns", err);
	if (st == XJ_OK)
		st = check_file(path, &line->columns, err);
	if (st == XJ_OK)
		st = xapian_path(path, index, line->name, err);
	if (st == XJ_OK)
		st = check_file(path, &line->xapian, err);
	return st == XJ_OK ? xj_xbase_check(path, err) : st;
}

static enum xj_status check_files(const char *index, const struct xj_manifest *m,
                                  struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(path, index, m->filings_name, err);

	if (st == XJ_OK)
		st = check_file(path, &m->filings, err);
	if (st == XJ_OK)
		st = xapian_path(path, index, m->flags_name, err);
	if (st == XJ_OK)
		st = check_file(path, &m->flags, err);
	if (st == XJ_OK)
		st = xj_xbase_check(path, err);
	for (size_t i = 0; st == XJ_OK && i < m->segments; i++)
		st = check_segment_files(index, &m->segment[i], err);
	return st;
}

/* Every entry names a filing that there is. */
static enum xj_status check_filings(const struct xj_index *ix,
                                    const struct xj_cols *c, const char *name,
                                    struct xj_error *err)
{
	for (uint32_t row = 0; row < c->rows; row++) {
		uint32_t filing;

		xj_cols_filings(c, &row, 1, &filing);
		if (ix->number[filing] >= ix->filings)
			return xj_fail(err, XJ_CORRUPT, _("%s: entry %" PRIu64 " names "
			                                  "filing %u, which is not "
			                                  "there"), name,
			               (uint64_t)c->first + row, filing);
	}
	return XJ_OK;
}

/* As many documents as rows, the first and the last docid right: with ids that only
 * grow there is no gap then. */
static enum xj_status check_documents(const char *path, const struct xj_cols *c,
                                      struct xj_error *err)
{
	uint32_t docs, first, last;
	enum xj_status st = xj_xbase_size(path, &docs, &first, &last, err);

	if (st == XJ_OK && (first != c->first || docs != c->rows
	                    || last != c->first + c->rows - 1))
		st = xj_fail(err, XJ_CORRUPT, _("%s: its Xapian database has %u "
		                                "documents from %u to %u, its columns "
		                                "%u from %u on"), path, docs, first,
		             last, c->rows, c->first);
	return st;
}

/* ---- our reader of posting lists against Xapian's own ----------------- */

struct comparing {
	const struct xj_postings *postings;
	const char *path;
	enum xj_status st;
	struct xj_error *err;
};

static enum xj_status sum_up(const struct xj_postings *p, struct xj_str term,
                             uint32_t *docs, uint64_t *sum, struct xj_error *err)
{
	struct xj_lists *walk;
	uint32_t id[1024];
	size_t got = XJ_COUNT(id);
	enum xj_status st = xj_lists_open(p, &term, 1, &walk, err);

	*docs = 0;
	*sum = 0;
	if (st != XJ_OK)
		return st;
	while (st == XJ_OK && got == XJ_COUNT(id)) {
		st = xj_lists_next(walk, 0, UINT32_MAX, id, XJ_COUNT(id), &got, err);
		for (size_t i = 0; i < got; i++)
			*sum = xj_xsum(*sum, id[i]);
		*docs += (uint32_t)got;
	}
	xj_lists_close(walk);
	return st;
}

static bool compare_term(void *ctx, const struct xj_xterm *term)
{
	struct comparing *c = ctx;
	uint32_t docs, freq;
	uint64_t sum;

	c->st = sum_up(c->postings, term->term, &docs, &sum, c->err);
	if (c->st == XJ_OK)
		c->st = xj_postings_freq(c->postings, term->term, &freq, c->err);
	if (c->st == XJ_OK && (docs != term->docs || freq != docs || sum != term->sum))
		c->st = xj_fail(c->err, XJ_CORRUPT, _("%s: the list of \"%.*s\" is read as "
		                "%u documents, by Xapian as %u or others"), c->path,
		                (int)term->term.n, term->term.p, docs, term->docs);
	return c->st == XJ_OK;
}

static enum xj_status check_lists(const char *path, const struct xj_postings *postings,
                                  struct xj_error *err)
{
	struct comparing c = { postings, path, XJ_OK, err };
	enum xj_status st = xj_xbase_dump(path, compare_term, &c, err);

	return st == XJ_OK ? c.st : st;
}

static enum xj_status check_segment(const struct xj_index *ix, size_t i,
                                    const char *index, struct xj_error *err)
{
	const struct xj_segment *s = &ix->segment[i];
	const char *name = ix->manifest.segment[i].name;
	char path[XJ_PATH_ROOM];
	enum xj_status st = xapian_path(path, index, name, err);

	if (st == XJ_OK)
		st = xj_cols_check(&s->columns, name, err);
	if (st == XJ_OK)
		st = check_filings(ix, &s->columns, name, err);
	if (st == XJ_OK)
		st = check_documents(path, &s->columns, err);
	return st == XJ_OK ? check_lists(path, s->postings, err) : st;
}

static enum xj_status check_contents(const struct xj_index *ix, const char *index,
                                     struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st = xapian_path(path, index, ix->manifest.flags_name, err);

	if (st == XJ_OK)
		st = check_lists(path, ix->flags, err);
	for (size_t i = 0; st == XJ_OK && i < ix->segments; i++)
		st = check_segment(ix, i, index, err);
	return st;
}

enum xj_status xj_index_verify(const char *dir, struct xj_error *err)
{
	struct xj_manifest *m = malloc(sizeof(*m));
	char index[XJ_PATH_ROOM];
	struct xj_index *ix;
	enum xj_status st;

	if (!m)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	st = xj_xapian_load(err);
	if (st == XJ_OK)
		st = xj_path(index, dir, "index", err);
	/* reading the list checks its sum, and that segments follow one another
	 * from 1 to the last entry */
	if (st == XJ_OK)
		st = xj_manifest_read(index, m, err);
	if (st == XJ_OK)
		st = check_files(index, m, err);
	free(m);
	if (st == XJ_OK)
		st = xj_index_open(dir, &ix, err);
	if (st != XJ_OK)
		return st;
	st = check_contents(ix, index, err);
	xj_index_close(ix);
	return st;
}
