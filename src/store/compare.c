/*
 * compare.c - owns the proof that nothing was lost: a source read again and
 * compared, cell by cell, with what filed.c gives back of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "filed.h"
#include "ingest_private.h"
#include "store_private.h"
#include "xianjin/limits.h"

struct compare {
	struct xj_store *store;
	const struct xj_reader *reader;
	void *reading;
	const char *path;
	int64_t source;
	struct xj_compared *count;

	struct xj_as_filed *filed;
	sqlite3_stmt *entries, *aside;

	int64_t part;       /* under way */
	const char *member; /* its */
};

static enum xj_status damaged(const struct compare *c, const struct xj_row *row,
                              const struct xj_as_filed_row *filed, size_t at,
                              struct xj_error *err)
{
	struct xj_str key = filed->columns->key[at], stored = filed->cell[at];

	return xj_fail(err, XJ_CORRUPT, _("%s%s%s row %llu, %.*s: the file says \"%.*s\", "
	               "the store \"%.*s\""), c->path, c->member[0] ? ": " : "",
	               c->member, (unsigned long long)row->row, (int)key.n, key.p,
	               (int)row->cell[at].n, row->cell[at].p, (int)stored.n, stored.p);
}

enum { E_ID, E_ROW };
static const char entry_sql[] =
	"SELECT id, row FROM entry WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

static enum xj_status compare_entry(struct compare *c, const struct xj_row *row,
                                    struct xj_error *err)
{
	struct xj_as_filed_row filed;
	enum xj_status st = xj_as_filed_entry(c->filed, sqlite3_column_int64(c->entries,
	                                      E_ID), &filed, err);

	for (size_t i = 0; !st && i < row->n && i < filed.columns->n; i++) {
		if (!xj_str_eq(filed.cell[i], row->cell[i]))
			st = damaged(c, row, &filed, i, err);
		c->count->cells++;
	}
	return st;
}

/* A row set aside is kept whole as a JSON array. */
static enum xj_status compare_aside(struct compare *c, const struct xj_row *row,
                                    struct xj_error *err)
{
	struct xj_job *whole = calloc(1, sizeof(*whole)); /* for its JSON writer */
	enum xj_status st;
	bool same;

	if (!whole)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	xj_buf_init(&whole->json, 8 * XJ_MAX_RECORD_BYTES);
	st = xj_job_json_row(whole, row);
	sqlite3_reset(c->aside);
	sqlite3_bind_int64(c->aside, 1, c->part);
	sqlite3_bind_int64(c->aside, 2, (int64_t)row->row);
	same = !st && sqlite3_step(c->aside) == SQLITE_ROW &&
	       xj_str_eq(xj_sql_text(c->aside, 0), xj_buf_str(&whole->json));
	sqlite3_reset(c->aside);
	xj_buf_clear(&whole->json);
	free(whole);
	c->count->cells += row->n;
	return same ? XJ_OK
	            : xj_fail(err, XJ_CORRUPT, _("%s: row %llu is neither an entry nor "
	                      "set aside in the store"), c->path,
	                      (unsigned long long)row->row);
}

static enum xj_status compare_rows(struct compare *c, struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;
	bool more = sqlite3_step(c->entries) == SQLITE_ROW;

	while ((st = c->reader->next_row(c->reading, &row, err)) == XJ_OK) {
		if (more && (uint64_t)sqlite3_column_int64(c->entries, E_ROW) == row.row) {
			st = compare_entry(c, &row, err);
			more = sqlite3_step(c->entries) == SQLITE_ROW;
		} else {
			st = compare_aside(c, &row, err);
		}
		if (st)
			return st;
		c->count->rows++;
	}
	if (st == XJ_END && more)
		return xj_fail(err, XJ_CORRUPT, _("%s: the store has rows that the file has "
		               "not"), c->path);
	return st == XJ_END ? XJ_OK : st;
}

/* ---- one part ---------------------------------------------------------------- */

static enum xj_status compare_part(struct compare *c, sqlite3_stmt *part,
                                   struct xj_error *err)
{
	const char *layout = (const char *)sqlite3_column_text(part, 1);
	const struct xj_layout *known = xj_layout_find(layout);
	enum xj_status st;

	c->part = sqlite3_column_int64(part, 0);
	if (!known || known->kind != XJ_LAYOUT_ENTRIES)
		return XJ_OK; /* settlement tables are compared by reconcile's sums */
	sqlite3_reset(c->entries);
	sqlite3_bind_int64(c->entries, 1, sqlite3_column_int64(part, 2));
	sqlite3_bind_int64(c->entries, 2, sqlite3_column_int64(part, 3));
	st = compare_rows(c, err);
	sqlite3_reset(c->entries);
	return st;
}

static enum xj_status compare_tables(struct compare *c, sqlite3_stmt *part,
                                     struct xj_error *err)
{
	struct xj_table t;
	struct xj_row header;
	enum xj_status st;

	while ((st = c->reader->next_table(c->reading, &t, err)) == XJ_OK) {
		st = c->reader->next_row(c->reading, &header, err);
		if (st == XJ_END)
			continue;
		if (st)
			return st;
		c->member = t.member;
		sqlite3_reset(part);
		sqlite3_bind_int64(part, 1, c->source);
		sqlite3_bind_text(part, 2, t.member, -1, SQLITE_STATIC);
		sqlite3_bind_text(part, 3, t.sheet, -1, SQLITE_STATIC);
		sqlite3_bind_int64(part, 4, c->part);
		if (sqlite3_step(part) != SQLITE_ROW)
			return xj_fail(err, XJ_CORRUPT, _("%s: the store has no part for the "
			               "table %s%s"), c->path, t.member, t.sheet);
		st = compare_part(c, part, err);
		if (st)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}

/* How the text of the source was read; it may have been told. */
static enum xj_status find_encoding(const struct compare *c, char out[32],
                                    struct xj_error *err)
{
	sqlite3_stmt *q;

	out[0] = '\0';
	if (sqlite3_prepare_v2(c->store->db, "SELECT encoding FROM part WHERE source = ?1"
	                       " AND member = '' AND sheet = '' LIMIT 1", -1, &q, NULL))
		return xj_store_failed(c->store, err);
	sqlite3_bind_int64(q, 1, c->source);
	if (sqlite3_step(q) == SQLITE_ROW)
		snprintf(out, 32, "%s", (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return XJ_OK;
}

static enum xj_status compare_source(struct compare *c, struct xj_bytes *in,
                                     const char *encoding, struct xj_error *err)
{
	static const char part_sql[] =
		"SELECT id, layout, first_entry, last_entry FROM part"
		" WHERE source = ?1 AND member = ?2 AND sheet = ?3 AND id > ?4"
		" AND layout <> 'skipped' ORDER BY id LIMIT 1"; /* a sheet may have several */
	static const char aside_sql[] =
		"SELECT text FROM issue WHERE part = ?1 AND row = ?2 AND aside";
	struct xj_read_options options = { .encoding = encoding };
	sqlite3_stmt *part = NULL;
	enum xj_status st = XJ_OK;

	if (sqlite3_prepare_v2(c->store->db, part_sql, -1, &part, NULL) ||
	    sqlite3_prepare_v2(c->store->db, entry_sql, -1, &c->entries, NULL) ||
	    sqlite3_prepare_v2(c->store->db, aside_sql, -1, &c->aside, NULL))
		st = xj_store_failed(c->store, err);
	if (!st)
		st = xj_as_filed_new(c->store->db, &c->filed, err);
	if (!st)
		st = xj_open_reader(&c->reader, in, &options, &c->reading, err);
	if (!st) {
		st = compare_tables(c, part, err);
		c->reader->close(c->reading);
	}
	sqlite3_finalize(part);
	sqlite3_finalize(c->entries);
	sqlite3_finalize(c->aside);
	xj_as_filed_free(c->filed);
	return st;
}

enum xj_status xj_ingest_compare(struct xj_store *s, const char *path,
                                 struct xj_compared *out, struct xj_error *err)
{
	struct compare c = { .store = s, .path = path, .count = out };
	struct xj_bytes in;
	char sha256[65], encoding[32] = "";
	bool text;
	enum xj_status st;

	*out = (struct xj_compared){ 0 };
	st = xj_bytes_open(path, &in, sha256, err);
	if (st)
		return st;
	st = xj_store_find_source(s, sha256, &c.source, err);
	if (st == XJ_NOT_FOUND)
		xj_fail(err, st, _("%s: this file was not imported here (SHA-256 %.12s…)"),
		        path, sha256);
	if (!st)
		st = find_encoding(&c, encoding, err);
	if (!st)
		st = xj_find_reader(&in, encoding[0] ? encoding : NULL, &c.reader, err);
	text = !st && !xj_reader_is_contained(c.reader) && encoding[0];
	if (!st)
		st = compare_source(&c, &in, text ? encoding : NULL, err);
	xj_bytes_close(&in);
	return st;
}
