/*
 * writer.c - owns what an import adds row by row: sources, parts, entries,
 * settlement items, issues.
 */
#include "store_private.h"

enum xj_status xj_store_find_source(struct xj_store *s, const char *sha256,
                                    int64_t *id, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_FIND_SOURCE, err);
	int rc;

	*id = 0;
	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_text(q, 1, sha256, -1, SQLITE_STATIC);
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		*id = sqlite3_column_int64(q, 0);
	sqlite3_reset(q);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return xj_store_failed(s, err);
	return rc == SQLITE_ROW ? XJ_OK : XJ_NOT_FOUND;
}

/* Runs an INSERT and gives its row id. */
static enum xj_status insert(struct xj_store *s, sqlite3_stmt *q, int64_t *id,
                             struct xj_error *err)
{
	enum xj_status st = xj_store_step(s, q, err);

	if (!st && id)
		*id = sqlite3_last_insert_rowid(s->db);
	s->changed = true;
	return st;
}

enum xj_status xj_store_add_source(struct xj_store *s, const struct xj_source *src,
                                   int64_t *id, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_SOURCE, err);

	*id = 0;
	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_text(q, 1, src->sha256, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 2, src->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 3, (int64_t)src->bytes);
	return insert(s, q, id, err);
}

enum xj_status xj_store_add_part(struct xj_store *s, const struct xj_part *part,
                                 int64_t *id, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_PART, err);

	*id = 0;
	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, part->source);
	sqlite3_bind_text(q, 2, part->member, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 3, part->sheet, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 4, part->layout, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 5, part->encoding, -1, SQLITE_STATIC);
	xj_bind_str(q, 6, part->header);
	s->first_entry = s->last_entry = 0;
	return insert(s, q, id, err);
}

enum xj_status xj_store_end_part(struct xj_store *s, int64_t id,
                                 const struct xj_part_counts *c,
                                 struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_END_PART, err);

	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, id);
	sqlite3_bind_int64(q, 2, (int64_t)c->rows_read);
	sqlite3_bind_int64(q, 3, (int64_t)c->rows_stored);
	sqlite3_bind_int64(q, 4, (int64_t)c->rows_aside);
	sqlite3_bind_int64(q, 5, (int64_t)c->issues);
	sqlite3_bind_int64(q, 6, c->income);
	sqlite3_bind_int64(q, 7, c->expense);
	sqlite3_bind_int64(q, 8, c->aside_amount);
	xj_bind_str(q, 9, c->constants.n ? c->constants : XJ_STR("{}"));
	if (s->first_entry) {
		sqlite3_bind_int64(q, 10, s->first_entry);
		sqlite3_bind_int64(q, 11, s->last_entry);
	} else {
		sqlite3_bind_null(q, 10);
		sqlite3_bind_null(q, 11);
	}
	return insert(s, q, NULL, err);
}

static void bind_tristate(sqlite3_stmt *q, int at, int value)
{
	if (value < 0)
		sqlite3_bind_null(q, at);
	else
		sqlite3_bind_int(q, at, value);
}

enum xj_status xj_store_add_entry(struct xj_store *s, const struct xj_entry *e,
                                  struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_ENTRY, err);
	enum xj_status st;

	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, e->part);
	sqlite3_bind_int64(q, 2, (int64_t)e->row);
	if (e->line == e->row || e->line == 0)
		sqlite3_bind_null(q, 3);
	else
		sqlite3_bind_int64(q, 3, (int64_t)e->line);
	sqlite3_bind_int64(q, 4, e->filing);
	xj_bind_str(q, 5, e->seq);
	sqlite3_bind_int(q, 6, (int)e->direction);
	if (e->subject)
		sqlite3_bind_int(q, 7, (int)e->subject);
	else
		sqlite3_bind_null(q, 7);
	sqlite3_bind_int(q, 8, (int)e->kind);
	xj_bind_str(q, 9, e->counterparty);
	xj_bind_str(q, 10, e->counterparty_id);
	sqlite3_bind_int(q, 11, (int)e->id_kind);
	if (e->donor)
		sqlite3_bind_int64(q, 12, (int64_t)e->donor);
	else
		sqlite3_bind_null(q, 12);
	sqlite3_bind_int64(q, 13, e->amount);
	xj_bind_day(q, 14, e->day);
	sqlite3_bind_int(q, 15, (int)e->method);
	xj_bind_day(q, 16, e->deposit_day);
	sqlite3_bind_int(q, 17, (int)e->disposition);
	bind_tristate(q, 18, e->monetary);
	xj_bind_str(q, 19, e->purpose);
	xj_bind_str(q, 20, e->address);
	xj_bind_str(q, 21, e->phone);
	sqlite3_bind_int(q, 22, (int)e->place);
	bind_tristate(q, 23, e->disclose);
	if (e->raw.n)
		xj_bind_str(q, 24, e->raw);
	else
		sqlite3_bind_null(q, 24);
	st = insert(s, q, &s->last_entry, err);
	if (!s->first_entry)
		s->first_entry = s->last_entry;
	return st;
}

static enum xj_status add_item(struct xj_store *s, const struct xj_summary_item *i,
                               const struct xj_str *text, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_SUMMARY, err);

	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, i->filing);
	sqlite3_bind_text(q, 2, i->item, -1, SQLITE_STATIC);
	if (text) {
		sqlite3_bind_null(q, 3);
		xj_bind_str(q, 4, *text);
	} else {
		sqlite3_bind_int64(q, 3, i->amount);
		sqlite3_bind_null(q, 4);
	}
	sqlite3_bind_int64(q, 5, i->part);
	sqlite3_bind_int64(q, 6, (int64_t)i->row);
	return insert(s, q, NULL, err);
}

enum xj_status xj_store_add_summary(struct xj_store *s,
                                    const struct xj_summary_item *item,
                                    struct xj_error *err)
{
	return add_item(s, item, NULL, err);
}

enum xj_status xj_store_add_summary_text(struct xj_store *s, int64_t part,
                                         int64_t filing, uint64_t row,
                                         const char *item, struct xj_str text,
                                         struct xj_error *err)
{
	struct xj_summary_item i = { .part = part, .filing = filing, .row = row,
	                             .item = item };

	return add_item(s, &i, &text, err);
}

enum xj_status xj_store_add_issue(struct xj_store *s, const struct xj_issue *i,
                                  struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_ISSUE, err);

	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, i->part);
	sqlite3_bind_int64(q, 2, (int64_t)i->row);
	if (i->line)
		sqlite3_bind_int64(q, 3, (int64_t)i->line);
	else
		sqlite3_bind_null(q, 3);
	sqlite3_bind_int(q, 4, i->aside);
	xj_bind_str(q, 5, i->column);
	xj_bind_str(q, 6, i->text);
	sqlite3_bind_text(q, 7, i->code, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 8, i->message, -1, SQLITE_STATIC);
	return insert(s, q, NULL, err);
}
