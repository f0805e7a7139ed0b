/*
 * open.c - owns an open index: the list of segments, their databases and
 * columns, the filings and the way from a filing's id to its number.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "index/manifest.h"
#include "index/room.h"
#include "src/core/i18n.h"

enum { TRIES = 20 };

static enum xj_status filings_damaged(const char *path, struct xj_error *err)
{
	return xj_fail(err, XJ_CORRUPT, _("%s: this file is damaged; delete the index "
	                                  "folder and it is made again"), path);
}

static enum xj_status map_filings(struct xj_index *ix, const char *path,
                                  struct xj_error *err)
{
	const struct xj_filings_header *h;
	const void *rows;
	enum xj_status st;

	st = xj_map_file(path, &ix->filings_map, &ix->filings_bytes, err);
	if (st != XJ_OK)
		return st;
	h = (const void *)ix->filings_map;
	if (ix->filings_bytes < sizeof(*h)
	    || memcmp(h->magic, XJ_FILINGS_MAGIC, sizeof(h->magic)) != 0)
		return filings_damaged(path, err);
	if (h->order != XJ_FILINGS_ORDER || h->size != sizeof(*ix->filing))
		return xj_fail(err, XJ_STALE, _("%s: made by another version or "
		                                "machine; build the index again"),
		               path);
	ix->filings = (ix->filings_bytes - sizeof(*h)) / sizeof(*ix->filing);
	if (ix->filings != ix->manifest.filings_n
	    || ix->filings * sizeof(*ix->filing) + sizeof(*h) != ix->filings_bytes)
		return filings_damaged(path, err);
	rows = ix->filings_map + sizeof(*h);
	ix->filing = rows;
	return XJ_OK;
}

/* Ids are dense in a store, so an array by id serves; a damaged one must not
 * make it huge. */
static enum xj_status number_filings(struct xj_index *ix, const char *path,
                                     struct xj_error *err)
{
	const uint64_t sparse = 16 * (uint64_t)ix->filings + (1u << 20);
	int64_t before = 0;

	for (size_t i = 0; i < ix->filings; i++) {
		if (ix->filing[i].id <= before || ix->filing[i].id > INT32_MAX
		    || (uint64_t)ix->filing[i].id > sparse)
			return filings_damaged(path, err);
		before = ix->filing[i].id;
	}
	ix->numbers = (size_t)before + 1;
	ix->number = malloc(ix->numbers * sizeof(*ix->number));
	if (!ix->number)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	for (size_t i = 0; i < ix->numbers; i++)
		ix->number[i] = (uint32_t)ix->filings;
	for (size_t i = 0; i < ix->filings; i++)
		ix->number[ix->filing[i].id] = (uint32_t)i;
	return XJ_OK;
}

static enum xj_status open_segment(struct xj_index *ix, const char *index,
                                   const struct xj_segment_line *line,
                                   struct xj_error *err)
{
	struct xj_segment *s = &ix->segment[ix->segments];
	char folder[XJ_PATH_ROOM], path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(folder, index, line->name, err);

	if (st == XJ_OK)
		st = xj_path(path, folder, "columns", err);
	if (st == XJ_OK)
		st = xj_cols_open(path, &s->columns, err);
	if (st != XJ_OK)
		return st;
	ix->segments++;
	if (s->columns.first != line->first
	    || s->columns.rows != line->last - line->first + 1
	    || s->columns.bytes != line->columns.bytes
	    || s->columns.filing_high >= ix->numbers)
		return xj_fail(err, XJ_CORRUPT, _("%s: not the file that the list of "
		                                  "segments means; delete the index "
		                                  "folder and it is made again"),
		               path);
	st = xj_path(path, folder, "xapian", err);
	return st == XJ_OK ? xj_postings_open(path, &s->postings, err) : st;
}

static enum xj_status open_flags(struct xj_index *ix, const char *index,
                                 struct xj_error *err)
{
	char folder[XJ_PATH_ROOM], path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(folder, index, ix->manifest.flags_name, err);

	if (st == XJ_OK)
		st = xj_path(path, folder, "xapian", err);
	return st == XJ_OK ? xj_postings_open(path, &ix->flags, err) : st;
}

static enum xj_status open_all(struct xj_index *ix, const char *index,
                               struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st = xj_manifest_read(index, &ix->manifest, err);

	if (st != XJ_OK)
		return st;
	st = xj_path(path, index, ix->manifest.filings_name, err);
	if (st == XJ_OK)
		st = map_filings(ix, path, err);
	if (st == XJ_OK)
		st = number_filings(ix, path, err);
	if (st == XJ_OK)
		st = open_flags(ix, index, err);
	for (size_t i = 0; st == XJ_OK && i < ix->manifest.segments; i++)
		st = open_segment(ix, index, &ix->manifest.segment[i], err);
	/* the list was there, so what it names went while we read it */
	if (st == XJ_NOT_FOUND)
		st = xj_fail(err, XJ_STALE, _("%s: a segment is missing; build the "
		                              "index again"), index);
	return st;
}

/* Whether another list was published since IX read its own. */
static bool moved_on(const struct xj_index *ix, const char *index)
{
	struct xj_manifest *now = malloc(sizeof(*now));
	bool moved = now && xj_manifest_read(index, now, NULL) == XJ_OK
		&& (now->generation != ix->manifest.generation
		    || now->revision != ix->manifest.revision);

	free(now);
	return moved;
}

enum xj_status xj_index_open(const char *dir, struct xj_index **out,
                             struct xj_error *err)
{
	char index[XJ_PATH_ROOM];
	struct xj_index *ix;
	enum xj_status st = xj_path(index, dir, "index", err);

	*out = NULL;
	for (int i = 0; st == XJ_OK && i < TRIES; i++) {
		bool again;

		ix = calloc(1, sizeof(*ix));
		if (!ix)
			return xj_fail(err, XJ_NOMEM, _("out of memory"));
		/* a seed that nobody knows; without one, zero does */
		if (getrandom(&ix->seed, sizeof(ix->seed), GRND_NONBLOCK) < 0)
			ix->seed = 0;
		st = open_all(ix, index, err);
		if (st == XJ_OK) {
			*out = ix;
			return XJ_OK;
		}
		again = moved_on(ix, index);
		xj_index_close(ix);
		if (!again)
			return st;
		st = XJ_OK;
	}
	return st == XJ_OK ? xj_fail(err, XJ_BUSY, _("%s: it changes faster than it "
	                                             "can be opened"), index) : st;
}

void xj_index_close(struct xj_index *ix)
{
	if (!ix)
		return;
	for (size_t i = 0; i < ix->segments; i++) {
		xj_postings_close(ix->segment[i].postings);
		xj_cols_close(&ix->segment[i].columns);
	}
	xj_postings_close(ix->flags);
	if (ix->filings_map)
		munmap((void *)(uintptr_t)ix->filings_map, ix->filings_bytes);
	free(ix->number);
	free(ix);
}

void xj_index_info(const struct xj_index *ix, struct xj_index_info *out)
{
	const struct xj_manifest *m = &ix->manifest;

	*out = (struct xj_index_info){
		.generation = m->generation, .segments = m->segments,
		.last_entry = m->last_entry, .revision = m->revision,
		.rows = (uint64_t)m->last_entry, .bytes = m->filings.bytes + m->flags.bytes,
	};
	for (size_t i = 0; i < m->segments; i++)
		out->bytes += m->segment[i].xapian.bytes
			+ m->segment[i].columns.bytes;
}

const struct xj_filing_row *xj_index_filings(const struct xj_index *ix, size_t *n)
{
	*n = ix->filings;
	return ix->filing;
}
