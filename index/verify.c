/*
 * verify.c - owns xj_index_verify: everything on disk against the list of
 * segments, and the segments against one another.  Half of all flipped bits
 * escape Xapian's own check, so the checksums come first.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "index/room.h"
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
		st = xj_path(path, folder, "xapian", err);
	if (st == XJ_OK)
		st = check_file(path, &line->xapian, err);
	return st == XJ_OK ? xj_xbase_check(path, err) : st;
}

static enum xj_status check_files(const char *index, const struct xj_manifest *m,
                                  struct xj_error *err)
{
	char folder[XJ_PATH_ROOM], path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(path, index, m->filings_name, err);

	if (st == XJ_OK)
		st = check_file(path, &m->filings, err);
	if (st == XJ_OK)
		st = xj_path(folder, index, m->flags_name, err);
	if (st == XJ_OK)
		st = xj_path(path, folder, "xapian", err);
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

/* As many documents as rows and the last docid right: with ids that only grow
 * there is no gap then, if the first is right too. */
static enum xj_status check_documents(const struct xj_segment *s, const char *name,
                                      struct xj_error *err)
{
	const struct xj_str everything = { "", 0 };
	const struct xj_cols *c = &s->columns;
	struct xj_xwalk *walk;
	uint32_t docs, last, first = 0;
	size_t got = 0;
	enum xj_status st = xj_xbase_size(s->xapian, &docs, &last, err);

	if (st == XJ_OK)
		st = xj_xwalk_open(s->xapian, &everything, 1, &walk, err);
	if (st != XJ_OK)
		return st;
	st = xj_xwalk_next(walk, 0, UINT32_MAX, &first, 1, &got, err);
	xj_xwalk_close(walk);
	if (st == XJ_OK && (got != 1 || first != c->first || docs != c->rows
	                    || last != c->first + c->rows - 1))
		st = xj_fail(err, XJ_CORRUPT, _("%s: its Xapian database has %u "
		                                "documents from %u to %u, its columns "
		                                "%u from %u on"), name, docs, first,
		             last, c->rows, c->first);
	return st;
}

static enum xj_status check_contents(const struct xj_index *ix,
                                     struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; st == XJ_OK && i < ix->segments; i++) {
		const struct xj_segment *s = &ix->segment[i];
		const char *name = ix->manifest.segment[i].name;

		st = xj_cols_check(&s->columns, name, err);
		if (st == XJ_OK)
			st = check_filings(ix, &s->columns, name, err);
		if (st == XJ_OK)
			st = check_documents(s, name, err);
	}
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
	st = check_contents(ix, err);
	xj_index_close(ix);
	return st;
}
