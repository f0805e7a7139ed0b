/*
 * filing.c - owns who filed what: recipients, elections, filings and which of
 * their versions is in force.
 */
#include <stdio.h>

#include "store_private.h"
#include "xianjin/text.h"

/* The first column of the only row of Q, or 0. */
static enum xj_status find_id(struct xj_store *s, sqlite3_stmt *q, int64_t *id,
                              struct xj_error *err)
{
	int rc = sqlite3_step(q);

	*id = rc == SQLITE_ROW ? sqlite3_column_int64(q, 0) : 0;
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? XJ_OK : xj_store_failed(s, err);
}

static enum xj_status recipient_id(struct xj_store *s, struct xj_str name,
                                   bool party, int64_t *id, struct xj_error *err)
{
	const char *kind = party ? "party" : "candidate";
	struct xj_buf fold;
	enum xj_status st;
	sqlite3_stmt *q;

	xj_buf_init(&fold, 4096);
	st = xj_fold(name, &fold);
	if (st)
		xj_fail(err, st, _("the recipient's name is too long: %.*s"),
		        (int)(name.n < 60 ? name.n : 60), name.p);
	q = st ? NULL : xj_store_stmt(s, XJ_Q_FIND_RECIPIENT, err);
	if (q) {
		xj_bind_str(q, 1, xj_buf_str(&fold));
		sqlite3_bind_text(q, 2, kind, -1, SQLITE_STATIC);
		st = find_id(s, q, id, err);
	}
	if (q && !st && !*id && (q = xj_store_stmt(s, XJ_Q_ADD_RECIPIENT, err))) {
		xj_bind_str(q, 1, name);
		xj_bind_str(q, 2, xj_buf_str(&fold));
		sqlite3_bind_text(q, 3, kind, -1, SQLITE_STATIC);
		st = xj_store_step(s, q, err);
		*id = sqlite3_last_insert_rowid(s->db);
	}
	xj_buf_clear(&fold);
	return st ? st : q ? XJ_OK : XJ_INTERNAL;
}

static void bind_polling(sqlite3_stmt *q, const struct xj_polling *p)
{
	if (p) {
		char confidence[2] = { p->confidence, '\0' };

		xj_bind_day(q, 7, p->polling_day);
		xj_bind_day(q, 8, p->window_start);
		xj_bind_day(q, 9, p->window_end);
		xj_bind_day(q, 10, p->last_spending_day);
		xj_bind_day(q, 11, p->report_due);
		xj_bind_day(q, 12, p->publish_by);
		sqlite3_bind_text(q, 13, confidence, 1, SQLITE_TRANSIENT);
		return;
	}
	for (int at = 7; at <= 12; at++)
		sqlite3_bind_null(q, at);
	sqlite3_bind_text(q, 13, "?", 1, SQLITE_STATIC);
}

static enum xj_status add_election(struct xj_store *s, struct xj_str name,
                                   const struct xj_election_name *e, int64_t *id,
                                   struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_ELECTION, err);
	int year = e->roc_year ? e->roc_year : e->polling ? e->polling->roc_year : 0;
	enum xj_status st;

	if (!q)
		return XJ_INTERNAL;
	xj_bind_str(q, 1, name);
	sqlite3_bind_null(q, 2);
	if (year)
		sqlite3_bind_int(q, 2, year);
	sqlite3_bind_null(q, 3);
	if (e->term)
		sqlite3_bind_int(q, 3, e->term);
	sqlite3_bind_text(q, 4, xj_office_name(e->office), -1, SQLITE_STATIC);
	xj_bind_str(q, 5, e->area);
	sqlite3_bind_int(q, 6, e->by_election);
	bind_polling(q, e->polling);
	st = xj_store_step(s, q, err);
	*id = sqlite3_last_insert_rowid(s->db);
	return st;
}

/* Several spellings of an election are one row: the name is the canonical one
 * where the text was understood, else the text itself. */
static enum xj_status election_id(struct xj_store *s, struct xj_str text,
                                  int64_t *id, struct xj_error *err)
{
	struct xj_election_name e = { 0 };
	struct xj_buf name;
	enum xj_status st;
	sqlite3_stmt *q;

	*id = 0;
	if (text.n == 0)
		return XJ_OK;
	xj_buf_init(&name, 4096);
	if (xj_election_parse(text, &e))
		st = xj_election_spell(&e, &name);
	else
		st = xj_buf_add(&name, text.p, text.n);
	q = st ? NULL : xj_store_stmt(s, XJ_Q_FIND_ELECTION, err);
	if (q) {
		xj_bind_str(q, 1, xj_buf_str(&name));
		st = find_id(s, q, id, err);
		if (!st && !*id)
			st = add_election(s, xj_buf_str(&name), &e, id, err);
	} else {
		st = xj_fail(err, XJ_BAD_INPUT, _("the election's name is too long"));
	}
	xj_buf_clear(&name);
	return st;
}

struct version {
	int64_t id;
	int number;
	int64_t filled_by; /* source of the side asked for, 0 if free */
	bool spelt;        /* it keeps the texts as they are spelled here */
};

static enum xj_status find_version(struct xj_store *s, enum xj_statement which,
                                   const int64_t key[3], int version,
                                   const struct xj_filing *f, enum xj_side side,
                                   struct version *out, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, which, err);
	int rc;

	*out = (struct version){ 0 };
	if (!q)
		return XJ_INTERNAL;
	for (int i = 0; i < 3; i++)
		sqlite3_bind_int64(q, i + 1, key[i]);
	sqlite3_bind_int(q, 4, version);
	sqlite3_bind_int(q, 5, (int)side);
	xj_bind_str(q, 6, f->recipient);
	xj_bind_str(q, 7, f->election);
	xj_bind_str(q, 8, f->serial_text);
	rc = sqlite3_step(q);
	if (rc == SQLITE_ROW)
		*out = (struct version){ sqlite3_column_int64(q, 0),
		                         sqlite3_column_int(q, 1),
		                         sqlite3_column_int64(q, 2),
		                         sqlite3_column_int(q, 3) != 0 };
	sqlite3_reset(q);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? XJ_OK : xj_store_failed(s, err);
}

static enum xj_status add_filing(struct xj_store *s, const int64_t key[3],
                                 int version, const struct xj_filing *f,
                                 struct version *out, struct xj_error *err)
{
	static const char *const account[] = { "candidate", "party", "surplus" };
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_ADD_FILING, err);
	enum xj_status st;

	if (!q)
		return XJ_INTERNAL;
	for (int i = 0; i < 3; i++)
		sqlite3_bind_int64(q, i + 1, key[i]);
	sqlite3_bind_int(q, 4, version);
	sqlite3_bind_text(q, 5, account[f->account], -1, SQLITE_STATIC);
	xj_bind_str(q, 6, f->party);
	xj_bind_str(q, 7, f->recipient);
	xj_bind_str(q, 8, f->election);
	xj_bind_str(q, 9, f->serial_text);
	st = xj_store_step(s, q, err);
	*out = (struct version){ sqlite3_last_insert_rowid(s->db), version, 0, true };
	return st;
}

static enum xj_status fill_side(struct xj_store *s, const int64_t key[3],
                                int64_t filing, enum xj_side side,
                                int64_t source, struct xj_error *err)
{
	sqlite3_stmt *q = xj_store_stmt(s, XJ_Q_FILL_SIDE, err);
	enum xj_status st;

	if (!q)
		return XJ_INTERNAL;
	sqlite3_bind_int64(q, 1, filing);
	sqlite3_bind_int(q, 2, (int)side);
	sqlite3_bind_int64(q, 3, source);
	st = xj_store_step(s, q, err);
	if (st)
		return st;
	q = xj_store_stmt(s, XJ_Q_IN_FORCE, err);
	if (!q)
		return XJ_INTERNAL;
	for (int i = 0; i < 3; i++)
		sqlite3_bind_int64(q, i + 1, key[i]);
	return xj_store_step(s, q, err);
}

/* Two files that both say they are this version: only people can tell. */
static enum xj_status taken(struct xj_store *s, const struct xj_filing *f,
                            const struct version *v, struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	enum xj_status st;

	if (sqlite3_prepare_v2(s->db, "SELECT name FROM source WHERE id = ?1", -1, &q,
	                       NULL))
		return xj_store_failed(s, err);
	sqlite3_bind_int64(q, 1, v->filled_by);
	st = xj_fail(err, XJ_BAD_INPUT, _("version %d of the filing of %.*s is here "
	             "already, from %s; if this one corrects it, say --filing-version %d"),
	             v->number, (int)f->recipient.n, f->recipient.p,
	             sqlite3_step(q) == SQLITE_ROW ? (const char *)sqlite3_column_text(q, 0)
	                                           : "?", v->number + 1);
	sqlite3_finalize(q);
	return st;
}

/* Finds the version to write to: the one said, or the newest; one further when
 * another source has been there and none was said. */
static enum xj_status pick_version(struct xj_store *s, const int64_t key[3],
                                   const struct xj_filing *f, int64_t source,
                                   enum xj_side side, struct version *v,
                                   struct xj_error *err)
{
	struct version top;
	enum xj_status st = XJ_OK;

	*v = (struct version){ 0 };
	if (f->version)
		st = find_version(s, XJ_Q_FIND_FILING, key, f->version, f, side, v, err);
	if (!st && f->version && !v->id)
		return add_filing(s, key, f->version, f, v, err);
	if (!st && v->id && (!v->filled_by || v->filled_by == source))
		return XJ_OK;
	if (!st && v->id)
		return taken(s, f, v, err);
	if (!st)
		st = find_version(s, XJ_Q_LAST_FILING, key, 1, f, side, &top, err);
	if (st)
		return st;
	if (top.id && (!top.filled_by || top.filled_by == source)) {
		*v = top;
		return XJ_OK;
	}
	return add_filing(s, key, top.number + 1, f, v, err);
}

enum xj_status xj_store_filing(struct xj_store *s, const struct xj_filing *f,
                               int64_t source, enum xj_side side,
                               struct xj_filing_ref *out, struct xj_error *err)
{
	int64_t key[3] = { 0, 0, f->serial };
	struct version v;
	enum xj_status st;

	*out = (struct xj_filing_ref){ 0 };
	st = recipient_id(s, f->recipient, f->account == XJ_ACCOUNT_PARTY, &key[0], err);
	if (!st)
		st = election_id(s, f->election, &key[1], err);
	if (!st)
		st = pick_version(s, key, f, source, side, &v, err);
	if (!st && !v.filled_by)
		st = fill_side(s, key, v.id, side, source, err);
	if (st)
		return st;
	s->changed = true;
	*out = (struct xj_filing_ref){ v.id, v.number, v.spelt };
	return XJ_OK;
}
