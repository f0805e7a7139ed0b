/*
 * as_filed.c - owns giving cells back as they were filed, and the proof of it:
 * a source read again and compared cell by cell.
 *
 * A cell is, in this order: what entry.raw says, what part.constants says, the
 * filing's own spelling of who filed it, or what spell.c makes of the entry.
 */
#include <stdio.h>
#include <stdlib.h>

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

	/* the part under way */
	int64_t part;
	const char *member;
	struct xj_columns columns;
	struct xj_buf *fixed;      /* constants by column; p NULL: none */
	struct xj_buf *cell;       /* raw cells of the row by column */
	bool *is_raw;
	struct xj_buf scratch;
	sqlite3_stmt *entries, *aside, *pairs;
};

static enum xj_status damaged(struct compare *c, const struct xj_row *row, size_t at,
                              struct xj_str stored, struct xj_error *err)
{
	return xj_fail(err, XJ_CORRUPT, _("%s%s%s row %llu, %.*s: the file says \"%.*s\", "
	               "the store \"%.*s\""), c->path, c->member[0] ? ": " : "",
	               c->member, (unsigned long long)row->row,
	               (int)c->columns.key[at].n, c->columns.key[at].p,
	               (int)row->cell[at].n, row->cell[at].p, (int)stored.n, stored.p);
}

static ptrdiff_t column_of(const struct xj_columns *columns, struct xj_str key)
{
	for (size_t i = 0; i < columns->n; i++)
		if (xj_str_eq(columns->key[i], key))
			return (ptrdiff_t)i;
	return -1;
}

static struct xj_str text_at(sqlite3_stmt *q, int at)
{
	const char *p = (const char *)sqlite3_column_text(q, at);

	return xj_str_of(p ? p : "", (size_t)sqlite3_column_bytes(q, at));
}

/* Spreads a JSON object over the columns it names. */
static enum xj_status spread(struct compare *c, struct xj_str json, struct xj_buf *to,
                             bool *set, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	if (json.n == 0)
		return XJ_OK;
	sqlite3_reset(c->pairs);
	sqlite3_bind_text(c->pairs, 1, json.p, (int)json.n, SQLITE_STATIC);
	while (!st && sqlite3_step(c->pairs) == SQLITE_ROW) {
		struct xj_str text = text_at(c->pairs, 1);
		ptrdiff_t at = column_of(&c->columns, text_at(c->pairs, 0));

		if (at < 0)
			continue;
		xj_buf_reset(&to[at]);
		st = xj_buf_add(&to[at], text.p, text.n);
		set[at] = true;
	}
	sqlite3_reset(c->pairs);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

enum { E_ROW, E_SEQ, E_DIRECTION, E_SUBJECT, E_COUNTERPARTY, E_ID, E_AMOUNT, E_DAY,
       E_METHOD, E_DEPOSIT, E_DISPOSITION, E_MONETARY, E_PURPOSE, E_ADDRESS, E_PHONE,
       E_DISCLOSE, E_RAW, E_RECIPIENT_TEXT, E_ELECTION_TEXT, E_SERIAL_TEXT };
static const char entry_sql[] =
	"SELECT n.row, n.seq, n.direction, n.subject, n.counterparty,"
	" n.counterparty_id, n.amount, n.day, n.method, n.deposit_day, n.disposition,"
	" n.monetary, n.purpose, n.address, n.phone, n.disclose, n.raw,"
	" f.recipient_text, f.election_text, f.serial_text"
	" FROM entry n JOIN filing f ON f.id = n.filing"
	" WHERE n.id BETWEEN ?1 AND ?2 ORDER BY n.id";

static int32_t day_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? XJ_NO_DAY
	                                                 : sqlite3_column_int(q, at);
}

static int tristate_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? -1 : sqlite3_column_int(q, at);
}

static void read_entry(sqlite3_stmt *q, struct xj_entry *e)
{
	*e = (struct xj_entry){
		.row = (uint64_t)sqlite3_column_int64(q, E_ROW),
		.seq = text_at(q, E_SEQ),
		.direction = (enum xj_direction)sqlite3_column_int(q, E_DIRECTION),
		.subject = (unsigned)sqlite3_column_int(q, E_SUBJECT),
		.counterparty = text_at(q, E_COUNTERPARTY),
		.counterparty_id = text_at(q, E_ID),
		.amount = sqlite3_column_int64(q, E_AMOUNT),
		.day = day_at(q, E_DAY),
		.method = (enum xj_method)sqlite3_column_int(q, E_METHOD),
		.deposit_day = day_at(q, E_DEPOSIT),
		.disposition = (enum xj_disposition)sqlite3_column_int(q, E_DISPOSITION),
		.monetary = tristate_at(q, E_MONETARY),
		.purpose = text_at(q, E_PURPOSE),
		.address = text_at(q, E_ADDRESS),
		.phone = text_at(q, E_PHONE),
		.disclose = tristate_at(q, E_DISCLOSE),
		.raw = text_at(q, E_RAW),
	};
}

/* The cell of column AT; borrowed until the next call. */
static enum xj_status give_back(struct compare *c, const struct xj_entry *e, size_t at,
                                struct xj_str *out, struct xj_error *err)
{
	int meaning = c->columns.meaning[at];

	if (c->is_raw[at]) {
		*out = xj_buf_str(&c->cell[at]);
	} else if (c->fixed[at].p) {
		*out = xj_buf_str(&c->fixed[at]);
	} else if (meaning == XJ_F_RECIPIENT || meaning == XJ_F_ELECTION ||
	           meaning == XJ_F_SERIAL) {
		*out = text_at(c->entries, meaning == XJ_F_RECIPIENT  ? E_RECIPIENT_TEXT
		                           : meaning == XJ_F_ELECTION ? E_ELECTION_TEXT
		                                                      : E_SERIAL_TEXT);
	} else {
		xj_buf_reset(&c->scratch);
		if (xj_cell_spell(c->columns.layout, meaning, e, &c->scratch))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		*out = xj_buf_str(&c->scratch);
	}
	return XJ_OK;
}

static enum xj_status compare_entry(struct compare *c, const struct xj_row *row,
                                    struct xj_error *err)
{
	struct xj_entry e;
	struct xj_str stored = { "", 0 };
	enum xj_status st;

	read_entry(c->entries, &e);
	memset(c->is_raw, 0, c->columns.n * sizeof(*c->is_raw));
	st = spread(c, e.raw, c->cell, c->is_raw, err);
	for (size_t i = 0; i < row->n && !st; i++) {
		st = give_back(c, &e, i, &stored, err);
		if (!st && !xj_str_eq(stored, row->cell[i]))
			st = damaged(c, row, i, stored, err);
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
	       xj_str_eq(text_at(c->aside, 0), xj_buf_str(&whole->json));
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

static void part_clear(struct compare *c)
{
	for (size_t i = 0; i < c->columns.n; i++) {
		if (c->fixed)
			xj_buf_clear(&c->fixed[i]);
		if (c->cell)
			xj_buf_clear(&c->cell[i]);
	}
	free(c->fixed);
	free(c->cell);
	free(c->is_raw);
	c->fixed = c->cell = NULL;
	c->is_raw = NULL;
	xj_columns_clear(&c->columns);
}

static enum xj_status part_init(struct compare *c, const struct xj_row *header,
                                const char *layout, struct xj_str constants,
                                struct xj_error *err)
{
	size_t n = header->n + 1;
	enum xj_status st = xj_columns_map(xj_layout_find(layout), header->cell,
	                                   header->n, &c->columns, err);

	if (st)
		return st;
	c->fixed = calloc(n, sizeof(*c->fixed));
	c->cell = calloc(n, sizeof(*c->cell));
	c->is_raw = calloc(n, sizeof(*c->is_raw));
	if (!c->fixed || !c->cell || !c->is_raw)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < header->n; i++) {
		xj_buf_init(&c->fixed[i], XJ_MAX_RECORD_BYTES);
		xj_buf_init(&c->cell[i], XJ_MAX_RECORD_BYTES);
	}
	return spread(c, constants, c->fixed, c->is_raw, err);
}

static enum xj_status compare_part(struct compare *c, const struct xj_row *header,
                                   sqlite3_stmt *part, struct xj_error *err)
{
	const char *layout = (const char *)sqlite3_column_text(part, 1);
	const struct xj_layout *known = xj_layout_find(layout);
	enum xj_status st;

	c->part = sqlite3_column_int64(part, 0);
	if (!known || known->kind != XJ_LAYOUT_ENTRIES)
		return XJ_OK; /* settlement tables are compared by reconcile's sums */
	st = part_init(c, header, layout, text_at(part, 2), err);
	if (!st) {
		sqlite3_reset(c->entries);
		sqlite3_bind_int64(c->entries, 1, sqlite3_column_int64(part, 3));
		sqlite3_bind_int64(c->entries, 2, sqlite3_column_int64(part, 4));
		st = compare_rows(c, err);
		sqlite3_reset(c->entries);
	}
	part_clear(c);
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
		st = compare_part(c, &header, part, err);
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
		"SELECT id, layout, constants, first_entry, last_entry FROM part"
		" WHERE source = ?1 AND member = ?2 AND sheet = ?3 AND id > ?4"
		" AND layout <> 'skipped' ORDER BY id LIMIT 1"; /* a sheet may have several */
	static const char aside_sql[] =
		"SELECT text FROM issue WHERE part = ?1 AND row = ?2 AND aside";
	struct xj_read_options options = { .encoding = encoding };
	sqlite3_stmt *part = NULL;
	enum xj_status st = XJ_OK;

	if (sqlite3_prepare_v2(c->store->db, part_sql, -1, &part, NULL) ||
	    sqlite3_prepare_v2(c->store->db, entry_sql, -1, &c->entries, NULL) ||
	    sqlite3_prepare_v2(c->store->db, aside_sql, -1, &c->aside, NULL) ||
	    sqlite3_prepare_v2(c->store->db, "SELECT key, value FROM json_each(?1)", -1,
	                       &c->pairs, NULL))
		st = xj_store_failed(c->store, err);
	if (!st)
		st = xj_open_reader(&c->reader, in, &options, &c->reading, err);
	if (!st) {
		st = compare_tables(c, part, err);
		c->reader->close(c->reading);
	}
	sqlite3_finalize(part);
	sqlite3_finalize(c->entries);
	sqlite3_finalize(c->aside);
	sqlite3_finalize(c->pairs);
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
	xj_buf_init(&c.scratch, XJ_MAX_RECORD_BYTES);
	if (!st)
		st = compare_source(&c, &in, text ? encoding : NULL, err);
	xj_buf_clear(&c.scratch);
	xj_bytes_close(&in);
	return st;
}
