/*
 * publish.c - owns xj_index_update: what is missing, who builds it, what is
 * merged, and the one rename that makes it seen.
 *
 * Order: leftovers away; new segments and filings complete and durable under
 * their final names; the list of segments by rename; what the new list does not
 * name away.  A stop at any point leaves the old list or the new one, and
 * leftovers that the next update removes.  Readers open a segment whole (one
 * file each for Xapian and columns), so removal does not disturb them; one
 * that read the old list a moment too late reads the list again (open.c).
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/room.h"
#include "index/xapian.h"
#include "src/core/i18n.h"
#include "xianjin/store.h"

/* From here on a second process is worth its start. */
#define TWO_CHILDREN_ROWS 20000u

struct update {
	const char *dir;
	char index[XJ_PATH_ROOM];
	struct xj_manifest m; /* begins as the old one */
	bool fresh;           /* no old one to build on */
	int64_t last, revision; /* of the store */
	const struct xj_index_progress *progress;
};

/* ---- leftovers ------------------------------------------------------- */

static bool named(const struct xj_manifest *m, const char *name)
{
	if (strcmp(name, m->filings_name) == 0 || strcmp(name, m->flags_name) == 0)
		return true;
	for (size_t i = 0; i < m->segments; i++)
		if (strcmp(name, m->segment[i].name) == 0)
			return true;
	return false;
}

static bool ours(const char *name)
{
	static const char *const heads[] = { "seg-", "tmp-", "filings-",
	                                     "flags-", "current.new" };

	for (size_t i = 0; i < XJ_COUNT(heads); i++)
		if (strncmp(name, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* Removes what we made and M does not name. */
static void sweep(const char *index, const struct xj_manifest *m)
{
	char path[XJ_PATH_ROOM];
	struct dirent *e;
	DIR *d = opendir(index);

	if (!d)
		return;
	while ((e = readdir(d)))
		if (ours(e->d_name) && !named(m, e->d_name)
		    && xj_path(path, index, e->d_name, NULL) == XJ_OK)
			xj_remove(path);
	closedir(d);
}

/* ---- where we stand -------------------------------------------------- */

static bool file_is(const char *folder, const char *name, uint64_t bytes)
{
	char path[XJ_PATH_ROOM];
	struct stat s;

	return xj_path(path, folder, name, NULL) == XJ_OK && lstat(path, &s) == 0
		&& S_ISREG(s.st_mode) && (uint64_t)s.st_size == bytes;
}

static bool complete(const char *index, const struct xj_manifest *m)
{
	char folder[XJ_PATH_ROOM];

	if (!file_is(index, m->filings_name, m->filings.bytes)
	    || xj_path(folder, index, m->flags_name, NULL) != XJ_OK
	    || !file_is(folder, "xapian", m->flags.bytes))
		return false;
	for (size_t i = 0; i < m->segments; i++) {
		const struct xj_segment_line *s = &m->segment[i];

		if (xj_path(folder, index, s->name, NULL) != XJ_OK
		    || !file_is(folder, "xapian", s->xapian.bytes)
		    || !file_is(folder, "columns", s->columns.bytes))
			return false;
	}
	return true;
}

static enum xj_status read_store(struct update *u, struct xj_error *err)
{
	struct xj_store *store;
	enum xj_status st = xj_store_open(u->dir, XJ_STORE_READ, &store, err);

	if (st != XJ_OK)
		return st;
	u->last = xj_store_last_entry(store);
	u->revision = xj_store_revision(store);
	xj_store_close(store);
	if (u->last < 0 || u->last >= UINT32_MAX)
		return xj_fail(err, XJ_LIMIT, _("%s: the store has %lld entries, more "
		                                "than an index can hold"), u->dir,
		               (long long)u->last);
	return XJ_OK;
}

/* Reads the old list, or begins from nothing if it cannot be built on: another
 * version, damaged, incomplete, or of a store that went back in time. */
static enum xj_status read_old(struct update *u, struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st;

	if (mkdir(u->index, 0700) != 0 && errno != EEXIST)
		return xj_fail(err, XJ_IO, _("%s: cannot make this folder: %s"),
		               u->index, strerror(errno));
	st = xj_manifest_read(u->index, &u->m, err);
	if (st == XJ_IO || st == XJ_NOMEM)
		return st;
	u->fresh = st != XJ_OK || u->m.last_entry > u->last
		|| u->m.revision > u->revision || !complete(u->index, &u->m);
	if (u->fresh) {
		memset(&u->m, 0, sizeof(u->m));
		/* no reader may follow it to folders that go now */
		st = xj_path(path, u->index, "current", err);
		if (st != XJ_OK)
			return st;
		xj_remove(path);
	}
	sweep(u->index, &u->m);
	return XJ_OK;
}

/* ---- building -------------------------------------------------------- */

struct job {
	const struct update *u;
	char tmp[XJ_PATH_ROOM];
	uint64_t first, last;
	size_t from, n; /* segments to merge; n 0: build */
	bool flags;     /* build these instead */
};

static enum xj_status do_job(void *ctx, const struct xj_steps *steps,
                             struct xj_segment_line *line, struct xj_error *err)
{
	const struct job *j = ctx;
	const struct update *u = j->u;

	if (j->flags)
		return xj_flags_build(u->dir, j->tmp, &line->xapian, err);
	if (j->n)
		return xj_segment_merge(u->index, &u->m.segment[j->from], j->n,
		                        j->tmp, steps, line, err);
	return xj_segment_build(u->dir, j->tmp, j->first, j->last, steps, line, err);
}

static enum xj_status set_tmp(struct job *j, size_t i, struct xj_error *err)
{
	char name[XJ_NAME_ROOM];

	/* the pid: a child of a killed update may not have ended yet */
	snprintf(name, sizeof(name), "tmp-%ld-%" PRIu64 "-%zu-%zu", (long)getpid(),
	         j->u->m.generation, j->n, i);
	return xj_path(j->tmp, j->u->index, name, err);
}

/* Gives a finished folder its name; LINE is complete then. */
static enum xj_status settle(const struct update *u, const struct job *j,
                             struct xj_segment_line *line, struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st;

	if (j->flags)
		snprintf(line->name, sizeof(line->name), "flags-%" PRIu64,
		         u->m.generation);
	else
		snprintf(line->name, sizeof(line->name), "seg-%" PRIu64 "-%" PRIu64
		         ".%" PRIu64, line->first, line->last, u->m.generation);
	st = xj_path(path, u->index, line->name, err);
	if (st == XJ_OK && rename(j->tmp, path) != 0)
		st = xj_fail(err, XJ_IO, _("%s: cannot rename: %s"), path,
		             strerror(errno));
	return st;
}

/* Runs N jobs at once; their results stay in CHILD. */
static enum xj_status run_jobs(const struct update *u, struct job *j,
                               struct xj_child *child, size_t n,
                               const struct xj_index_progress *progress,
                               struct xj_error *err)
{
	enum xj_status st = XJ_OK, waited;
	uint64_t rows = 0;
	size_t started = 0;

	while (st == XJ_OK && started < n) {
		rows += j[started].last - j[started].first + 1;
		st = set_tmp(&j[started], started, err);
		if (st == XJ_OK)
			st = xj_child_start(&child[started], do_job, &j[started], err);
		if (st == XJ_OK)
			started++;
	}
	waited = xj_children_wait(child, started, progress, rows,
	                          st == XJ_OK ? err : NULL);
	if (st == XJ_OK)
		st = waited;
	for (size_t i = 0; st == XJ_OK && i < n; i++)
		st = settle(u, &j[i], &child[i].line, err);
	return st;
}

static enum xj_status build_new(struct update *u, struct xj_error *err)
{
	uint64_t first = (uint64_t)u->m.last_entry + 1, last = (uint64_t)u->last;
	uint64_t rows = last - first + 1;
	struct xj_child child[3];
	struct job job[3];
	size_t n = rows >= TWO_CHILDREN_ROWS ? 2 : rows > 0;
	enum xj_status st;

	if (u->m.segments + n > XJ_MANIFEST_SEGMENTS)
		return xj_fail(err, XJ_INTERNAL, "%s: %zu segments", u->index,
		               u->m.segments);
	memset(job, 0, sizeof(job));
	for (size_t i = 0; i < n; i++) {
		job[i].u = u;
		job[i].first = first + rows * i / n;
		job[i].last = first + rows * (i + 1) / n - 1;
	}
	job[n] = (struct job){ .u = u, .first = 1, .flags = true };
	st = run_jobs(u, job, child, n + 1, u->progress, err);
	for (size_t i = 0; st == XJ_OK && i < n; i++)
		u->m.segment[u->m.segments++] = child[i].line;
	if (st == XJ_OK) {
		memcpy(u->m.flags_name, child[n].line.name, sizeof(u->m.flags_name));
		u->m.flags = child[n].line.xapian;
	}
	u->m.last_entry = u->last;
	return st;
}

static uint64_t rows_of(const struct xj_segment_line *s)
{
	return s->last - s->first + 1;
}

/*
 * The longest run at the end in which no segment is more than twice as large
 * as all behind it together; at least two.  So a row is copied only when its
 * segment grows by half, and the number of copies stays logarithmic.
 */
static size_t run_to_merge(const struct xj_manifest *m)
{
	size_t from = m->segments - 1;
	uint64_t rows = rows_of(&m->segment[from]);

	while (from > 0 && rows_of(&m->segment[from - 1]) <= 2 * rows)
		rows += rows_of(&m->segment[--from]);
	return from == m->segments - 1 ? from - 1 : from;
}

static enum xj_status merge_segments(struct update *u, struct xj_error *err)
{
	while (u->m.segments > XJ_MAX_SEGMENTS) {
		struct job job = { .u = u };
		struct xj_child child;
		enum xj_status st;

		job.from = run_to_merge(&u->m);
		job.n = u->m.segments - job.from;
		job.first = u->m.segment[job.from].first;
		job.last = (uint64_t)u->last;
		st = run_jobs(u, &job, &child, 1, NULL, err);
		if (st != XJ_OK)
			return st;
		u->m.segment[job.from] = child.line;
		u->m.segments = job.from + 1;
	}
	return XJ_OK;
}

/* ---- the whole ------------------------------------------------------- */

static enum xj_status write_filings(struct update *u, struct xj_error *err)
{
	struct xj_store *store;
	enum xj_status st = xj_store_open(u->dir, XJ_STORE_READ, &store, err);

	if (st != XJ_OK)
		return st;
	st = xj_filings_write(store, u->index, &u->m, err);
	xj_store_close(store);
	return st;
}

static enum xj_status bring_up(struct update *u, struct xj_error *err)
{
	enum xj_status st;

	u->m.generation++;
	u->m.revision = u->revision;
	st = xj_xapian_load(err);
	if (st == XJ_OK)
		st = build_new(u, err);
	if (st == XJ_OK)
		st = merge_segments(u, err);
	if (st == XJ_OK)
		st = write_filings(u, err);
	if (st == XJ_OK)
		st = xj_dir_sync(u->index, err);
	if (st == XJ_OK)
		st = xj_manifest_write(u->index, &u->m, err);
	if (st == XJ_OK)
		sweep(u->index, &u->m);
	return st;
}

enum xj_status xj_index_update(const char *dir,
                               const struct xj_index_progress *progress,
                               struct xj_error *err)
{
	struct update *u = calloc(1, sizeof(*u));
	enum xj_status st;

	if (!u)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	u->dir = dir;
	u->progress = progress;
	st = xj_path(u->index, dir, "index", err);
	if (st == XJ_OK)
		st = read_store(u, err);
	if (st == XJ_OK)
		st = read_old(u, err);
	if (st == XJ_OK && (u->fresh || u->m.last_entry != u->last
	                    || u->m.revision != u->revision))
		st = bring_up(u, err);
	free(u);
	return st;
}
