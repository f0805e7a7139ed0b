/*
 * filed.c - owns giving an entry's cells back by column.  A cell is, in this
 * order: what entry.raw says, what part.constants says, the filing's own
 * spelling of who filed it, or what the layout makes of the entry.
 */
#include <stdlib.h>

#include "filed.h"
#include "store_private.h"
#include "xianjin/limits.h"

struct cell {
	bool fixed, raw;     /* by part.constants; by entry.raw */
	struct xj_buf constant, text;
};

struct xj_as_filed {
	sqlite3 *db;
	sqlite3_stmt *entry, *part, *names, *pairs;
	int64_t at;          /* the part whose columns these are; 0 none */
	bool known;          /* it has columns */
	struct xj_columns columns;
	struct cell *cell;
	struct xj_str *out;
};

enum { E_PART, E_ROW, E_LINE, E_SEQ, E_DIRECTION, E_SUBJECT, E_NAME, E_ID, E_AMOUNT,
       E_DAY, E_METHOD, E_DEPOSIT, E_DISPOSITION, E_MONETARY, E_PURPOSE, E_ADDRESS,
       E_PHONE, E_DISCLOSE, E_RAW, E_RECIPIENT, E_ELECTION, E_SERIAL };
static const char entry_sql[] =
	"SELECT n.part, n.row, n.line, n.seq, n.direction, n.subject, n.counterparty,"
	" n.counterparty_id, n.amount, n.day, n.method, n.deposit_day, n.disposition,"
	" n.monetary, n.purpose, n.address, n.phone, n.disclose, n.raw,"
	" f.recipient_text, f.election_text, f.serial_text"
	" FROM entry n JOIN filing f ON f.id = n.filing WHERE n.id = ?1";

static enum xj_status sql_failed(struct xj_as_filed *f, struct xj_error *err)
{
	return xj_fail(err, XJ_IO, _("the store could not be read: %s"),
	               sqlite3_errmsg(f->db));
}

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

enum xj_status xj_as_filed_new(sqlite3 *db, struct xj_as_filed **out,
                               struct xj_error *err)
{
	struct xj_as_filed *f = calloc(1, sizeof(*f));
	enum xj_status st;

	*out = NULL;
	if (!f)
		return no_memory(err);
	f->db = db;
	if (sqlite3_prepare_v2(db, entry_sql, -1, &f->entry, NULL) ||
	    sqlite3_prepare_v2(db, "SELECT layout, header, constants FROM part"
	                       " WHERE id = ?1", -1, &f->part, NULL) ||
	    sqlite3_prepare_v2(db, "SELECT value FROM json_each(?1)", -1, &f->names,
	                       NULL) ||
	    sqlite3_prepare_v2(db, "SELECT key, value FROM json_each(?1)", -1, &f->pairs,
	                       NULL)) {
		st = sql_failed(f, err);
		xj_as_filed_free(f);
		return st;
	}
	*out = f;
	return XJ_OK;
}

static void leave_part(struct xj_as_filed *f)
{
	for (size_t i = 0; f->cell && i < f->columns.n; i++) {
		xj_buf_clear(&f->cell[i].constant);
		xj_buf_clear(&f->cell[i].text);
	}
	free(f->cell);
	free(f->out);
	f->cell = NULL;
	f->out = NULL;
	if (f->known)
		xj_columns_clear(&f->columns);
	f->known = false;
	f->at = 0;
}

void xj_as_filed_free(struct xj_as_filed *f)
{
	if (!f)
		return;
	leave_part(f);
	sqlite3_finalize(f->entry);
	sqlite3_finalize(f->part);
	sqlite3_finalize(f->names);
	sqlite3_finalize(f->pairs);
	free(f);
}

/* ---- a part ----------------------------------------------------------------- */

/* The columns of a header, which is a JSON array. */
static enum xj_status map_header(struct xj_as_filed *f, const struct xj_layout *layout,
                                 struct xj_str json, struct xj_error *err)
{
	struct xj_str *name = calloc(XJ_MAX_COLUMNS, sizeof(*name));
	enum xj_status st = name ? XJ_OK : no_memory(err);
	size_t n = 0;

	sqlite3_bind_text(f->names, 1, json.p, (int)json.n, SQLITE_STATIC);
	while (!st && n < XJ_MAX_COLUMNS && sqlite3_step(f->names) == SQLITE_ROW) {
		struct xj_str s = xj_sql_text(f->names, 0);
		char *copy = malloc(s.n + 1);

		if (!copy) {
			st = no_memory(err);
			break;
		}
		if (s.n)
			memcpy(copy, s.p, s.n);
		name[n++] = xj_str_of(copy, s.n);
	}
	sqlite3_reset(f->names);
	if (!st)
		st = xj_columns_map(layout, name, n, &f->columns, err);
	f->known = !st;
	for (size_t i = 0; i < n; i++)
		free((char *)name[i].p);
	free(name);
	return st;
}

/* Puts the values of a JSON object into the columns that it names. */
static enum xj_status spread(struct xj_as_filed *f, struct xj_str json, bool constant,
                             struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	if (!json.n)
		return XJ_OK;
	sqlite3_bind_text(f->pairs, 1, json.p, (int)json.n, SQLITE_STATIC);
	while (!st && sqlite3_step(f->pairs) == SQLITE_ROW) {
		struct xj_str key = xj_sql_text(f->pairs, 0);
		struct xj_str text = xj_sql_text(f->pairs, 1);
		size_t i = 0;

		while (i < f->columns.n && !xj_str_eq(f->columns.key[i], key))
			i++;
		if (i == f->columns.n)
			continue;
		*(constant ? &f->cell[i].fixed : &f->cell[i].raw) = true;
		st = xj_buf_add(constant ? &f->cell[i].constant : &f->cell[i].text,
		                text.p, text.n);
	}
	sqlite3_reset(f->pairs);
	return st ? no_memory(err) : XJ_OK;
}

static enum xj_status read_part(struct xj_as_filed *f, struct xj_error *err)
{
	const char *name = (const char *)sqlite3_column_text(f->part, 0);
	const struct xj_layout *layout = xj_layout_find(name);
	enum xj_status st;

	if (!layout)
		return XJ_OK;
	st = map_header(f, layout, xj_sql_text(f->part, 1), err);
	if (st)
		return st;
	f->cell = calloc(f->columns.n + 1, sizeof(*f->cell));
	f->out = calloc(f->columns.n + 1, sizeof(*f->out));
	if (!f->cell || !f->out)
		return no_memory(err);
	for (size_t i = 0; i < f->columns.n; i++) {
		xj_buf_init(&f->cell[i].constant, XJ_MAX_RECORD_BYTES);
		xj_buf_init(&f->cell[i].text, XJ_MAX_RECORD_BYTES);
	}
	return spread(f, xj_sql_text(f->part, 2), true, err);
}

enum xj_status xj_as_filed_part(struct xj_as_filed *f, int64_t part,
                             const struct xj_columns **out, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	*out = NULL;
	if (f->at != part) {
		leave_part(f);
		sqlite3_bind_int64(f->part, 1, part);
		if (sqlite3_step(f->part) == SQLITE_ROW)
			st = read_part(f, err);
		else
			st = sql_failed(f, err);
		sqlite3_reset(f->part);
		f->at = st ? 0 : part;
	}
	if (!st && f->known)
		*out = &f->columns;
	return st;
}

/* ---- an entry --------------------------------------------------------------- */

static int32_t day_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? XJ_NO_DAY
	                                                 : sqlite3_column_int(q, at);
}

static int maybe_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? -1 : sqlite3_column_int(q, at);
}

static void read_entry(sqlite3_stmt *q, struct xj_entry *e)
{
	*e = (struct xj_entry){
		.seq = xj_sql_text(q, E_SEQ),
		.direction = (enum xj_direction)sqlite3_column_int(q, E_DIRECTION),
		.subject = (unsigned)sqlite3_column_int(q, E_SUBJECT),
		.counterparty = xj_sql_text(q, E_NAME),
		.counterparty_id = xj_sql_text(q, E_ID),
		.amount = sqlite3_column_int64(q, E_AMOUNT),
		.day = day_at(q, E_DAY),
		.method = (enum xj_method)sqlite3_column_int(q, E_METHOD),
		.deposit_day = day_at(q, E_DEPOSIT),
		.disposition = (enum xj_disposition)sqlite3_column_int(q, E_DISPOSITION),
		.monetary = maybe_at(q, E_MONETARY),
		.purpose = xj_sql_text(q, E_PURPOSE),
		.address = xj_sql_text(q, E_ADDRESS),
		.phone = xj_sql_text(q, E_PHONE),
		.disclose = maybe_at(q, E_DISCLOSE),
	};
}

static int filing_text(int meaning)
{
	switch (meaning) {
	case XJ_F_RECIPIENT:
		return E_RECIPIENT;
	case XJ_F_ELECTION:
		return E_ELECTION;
	case XJ_F_SERIAL:
		return E_SERIAL;
	default:
		return -1;
	}
}

static enum xj_status spell_cell(struct xj_as_filed *f, const struct xj_entry *e,
                                 size_t i, struct xj_error *err)
{
	struct cell *c = &f->cell[i];
	int meaning = f->columns.meaning[i], text = filing_text(meaning);

	if (c->raw) {
		f->out[i] = xj_buf_str(&c->text);
	} else if (c->fixed) {
		f->out[i] = xj_buf_str(&c->constant);
	} else if (text >= 0) {
		f->out[i] = xj_sql_text(f->entry, text);
	} else {
		if (xj_cell_spell(f->columns.layout, meaning, e, &c->text))
			return no_memory(err);
		f->out[i] = xj_buf_str(&c->text);
	}
	return XJ_OK;
}

static enum xj_status read_found(struct xj_as_filed *f, struct xj_as_filed_row *out,
                                 struct xj_error *err)
{
	const struct xj_columns *columns;
	struct xj_entry e;
	enum xj_status st;

	out->part = sqlite3_column_int64(f->entry, E_PART);
	out->row = (uint64_t)sqlite3_column_int64(f->entry, E_ROW);
	out->line = (uint64_t)sqlite3_column_int64(f->entry, E_LINE);
	st = xj_as_filed_part(f, out->part, &columns, err);
	if (!st && !columns)
		st = xj_fail(err, XJ_CORRUPT, _("the store has an entry of a table that it "
		             "does not know: run xianjin verify"));
	for (size_t i = 0; !st && i < columns->n; i++) {
		f->cell[i].raw = false;
		xj_buf_reset(&f->cell[i].text);
	}
	if (!st)
		st = spread(f, xj_sql_text(f->entry, E_RAW), false, err);
	if (!st)
		read_entry(f->entry, &e);
	for (size_t i = 0; !st && i < columns->n; i++)
		st = spell_cell(f, &e, i, err);
	out->columns = columns;
	out->cell = f->out;
	return st;
}

enum xj_status xj_as_filed_entry(struct xj_as_filed *f, int64_t id,
                              struct xj_as_filed_row *out, struct xj_error *err)
{
	memset(out, 0, sizeof(*out));
	sqlite3_reset(f->entry); /* the texts of the last one are borrowed from it */
	sqlite3_bind_int64(f->entry, 1, id);
	if (sqlite3_step(f->entry) != SQLITE_ROW)
		return sql_failed(f, err);
	return read_found(f, out, err);
}
