/*
 * rows.c - owns how an entry looks to the world: the columns of a row and
 * where each comes from.  The same in every format.
 */
#include <stdlib.h>

#include "query_private.h"

enum column {
	C_ID, C_RECIPIENT, C_ELECTION, C_SERIAL, C_VERSION, C_SEQ, C_DIRECTION,
	C_SUBJECT, C_SUBJECT_CODE, C_KIND, C_COUNTERPARTY, C_COUNTERPARTY_ID,
	C_DONOR, C_AMOUNT, C_DATE, C_METHOD, C_DEPOSIT_DATE, C_DISPOSITION,
	C_MONETARY, C_PURPOSE, C_ADDRESS, C_PHONE, C_FLAGS, C_SOURCE, COLUMNS
};

/* In a narrow terminal the columns of highest rank go first. */
const struct xj_column xj_row_columns[] = {
	[C_ID] = { "id", N_("ID"), XJ_T_INT, 6, false },
	[C_RECIPIENT] = { "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	[C_ELECTION] = { "election", N_("Election"), XJ_T_TEXT, 3, true },
	[C_SERIAL] = { "serial", N_("Filing"), XJ_T_TEXT, 7, false },
	[C_VERSION] = { "version", N_("Version"), XJ_T_INT, -1, false },
	[C_SEQ] = { "seq", N_("No."), XJ_T_TEXT, 8, false },
	[C_DIRECTION] = { "direction", N_("Side"), XJ_T_WORD, -1, false },
	[C_SUBJECT] = { "subject", N_("Subject"), XJ_T_TEXT, 1, true },
	[C_SUBJECT_CODE] = { "subject_code", N_("Code"), XJ_T_INT, -1, false },
	[C_KIND] = { "kind", N_("Kind"), XJ_T_WORD, -1, false },
	[C_COUNTERPARTY] = { "counterparty", N_("Counterparty"), XJ_T_TEXT, 0, true },
	[C_COUNTERPARTY_ID] = { "counterparty_id", N_("Their id"), XJ_T_TEXT, 4, false },
	[C_DONOR] = { "donor", N_("Donor key"), XJ_T_TEXT, 5, false },
	[C_AMOUNT] = { "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	[C_DATE] = { "date", N_("Date"), XJ_T_DATE, 0, false },
	[C_METHOD] = { "method", N_("Method"), XJ_T_WORD, 9, false },
	[C_DEPOSIT_DATE] = { "deposit_date", N_("Deposited"), XJ_T_DATE, -1, false },
	[C_DISPOSITION] = { "disposition", N_("Returned"), XJ_T_WORD, 10, false },
	[C_MONETARY] = { "monetary", N_("Money"), XJ_T_JSON, -1, false },
	[C_PURPOSE] = { "purpose", N_("Purpose"), XJ_T_TEXT, 2, true },
	[C_ADDRESS] = { "address", N_("Address"), XJ_T_TEXT, 11, true },
	[C_PHONE] = { "phone", N_("Phone"), XJ_T_TEXT, -1, false },
	[C_FLAGS] = { "flags", N_("Flags"), XJ_T_JSON, 4, true },
	[C_SOURCE] = { "source", N_("Source"), XJ_T_JSON, -1, false },
};
const size_t xj_row_column_count = COLUMNS;

/* The first COLUMNS - 1 columns are those above, in order. */
static const char row_sql[] =
	"SELECT n.id, r.name, e.name, f.serial, f.version, n.seq,"
	" CASE n.direction WHEN 1 THEN 'income' ELSE 'expense' END,"
	" coalesce(s.name, json_extract(n.raw, '$.\"收支科目\"')), n.subject, n.kind,"
	" n.counterparty, n.counterparty_id, n.donor, n.amount, n.day, n.method,"
	" n.deposit_day, n.disposition, n.monetary, n.purpose, n.address, n.phone,"
	" (SELECT json_group_array(rule) FROM (SELECT g.rule FROM flag_entry x"
	"  JOIN flag g ON g.id = x.flag WHERE x.entry = n.id GROUP BY g.rule"
	"  ORDER BY min(g.id))),"
	" so.name, p.member, p.sheet, n.row, so.sha256"
	" FROM entry n JOIN filing f ON f.id = n.filing"
	" JOIN recipient r ON r.id = f.recipient"
	" LEFT JOIN election e ON e.id = f.election"
	" LEFT JOIN subject s ON s.code = n.subject"
	" JOIN part p ON p.id = n.part JOIN source so ON so.id = p.source"
	" WHERE n.id = ?1";
enum { Q_FILE = C_SOURCE, Q_MEMBER, Q_SHEET, Q_ROW, Q_SHA256 };

struct xj_row_reader {
	struct xj_data *data;
	sqlite3_stmt *q;
	struct xj_buf source, flags;
};

enum xj_status xj_row_reader_new(struct xj_data *d, struct xj_row_reader **out,
                                 struct xj_error *err)
{
	struct xj_row_reader *r = calloc(1, sizeof(*r));
	enum xj_status st;

	*out = NULL;
	if (!r)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	r->data = d;
	xj_buf_init(&r->source, 1u << 16);
	xj_buf_init(&r->flags, 1u << 16);
	st = xj_sql_kept(d, row_sql, &r->q, err);
	if (st) {
		xj_row_reader_free(r);
		return st;
	}
	*out = r;
	return XJ_OK;
}

void xj_row_reader_free(struct xj_row_reader *r)
{
	if (!r)
		return;
	xj_buf_clear(&r->source);
	xj_buf_clear(&r->flags);
	free(r);
}

static struct xj_value text_or_null(struct xj_str s)
{
	return (struct xj_value){ .null = s.n == 0, .s = s };
}

static struct xj_value text_value(sqlite3_stmt *q, int at)
{
	return (struct xj_value){ .null = sqlite3_column_type(q, at) == SQLITE_NULL,
	                          .s = xj_sql_text(q, at) };
}

static struct xj_value int_value(sqlite3_stmt *q, int at)
{
	return (struct xj_value){ .null = sqlite3_column_type(q, at) == SQLITE_NULL,
	                          .i = sqlite3_column_int64(q, at) };
}

static bool is_text(enum xj_type type)
{
	return type == XJ_T_TEXT || type == XJ_T_WORD;
}

static struct xj_value day_value(sqlite3_stmt *q, int at, char iso[16])
{
	if (sqlite3_column_type(q, at) == SQLITE_NULL)
		return (struct xj_value){ .null = true };
	xj_day_iso(sqlite3_column_int(q, at), iso);
	return (struct xj_value){ .s = xj_str_c(iso) };
}

static struct xj_value word_value(const char *const *words, size_t n, int at)
{
	const char *w = at >= 0 && (size_t)at < n ? words[at] : NULL;

	return (struct xj_value){ .null = !w, .s = xj_str_c(w ? w : "") };
}

static enum xj_status spell_source(struct xj_row_reader *r)
{
	static const char *const name[] = { "{\"file\":", ",\"member\":",
	                                    ",\"sheet\":", ",\"row\":", ",\"sha256\":" };
	struct xj_buf *b = &r->source;
	enum xj_status st = XJ_OK;

	xj_buf_reset(b);
	for (int i = 0; i < 5 && !st; i++) {
		int at = Q_FILE + i;

		if (at == Q_SHEET && sqlite3_column_bytes(r->q, at) == 0)
			continue;
		st = xj_buf_add(b, name[i], strlen(name[i]));
		if (!st && at == Q_ROW)
			st = xj_buf_addf(b, "%lld", (long long)sqlite3_column_int64(r->q, at));
		else if (!st)
			st = xj_buf_add_json(b, xj_sql_text(r->q, at));
	}
	return st ? st : xj_buf_add(b, "}", 1);
}

/* For people the ids alone: late-deposit, cash-limit; nothing where there is
 * none. */
static enum xj_status spell_flags(struct xj_row_reader *r, const struct xj_output *o,
                                  struct xj_value *out)
{
	struct xj_str json = xj_sql_text(r->q, C_FLAGS);
	enum xj_status st = XJ_OK;

	*out = (struct xj_value){ .s = json };
	if (xj_output_takes_lists(o))
		return XJ_OK;
	xj_buf_reset(&r->flags);
	for (size_t i = 0; i < json.n && !st; i++)
		if (json.p[i] == ',')
			st = xj_buf_add(&r->flags, ", ", 2);
		else if (!strchr("[]\"", json.p[i]))
			st = xj_buf_add(&r->flags, json.p + i, 1);
	*out = text_or_null(xj_buf_str(&r->flags));
	return st;
}

static enum xj_status write_found(struct xj_row_reader *r, struct xj_output *o,
                                  struct xj_error *err)
{
	static const char *const methods[] = { NULL, "cash", "transfer", "cheque", "other" };
	static const char *const dispositions[] = { NULL, "returned", "treasury" };
	static const char *const booleans[] = { "false", "true" };
	struct xj_value v[COLUMNS];
	char serial[40], donor[20], day[16], deposit[16];
	sqlite3_stmt *q = r->q;

	if (spell_source(r) || spell_flags(r, o, &v[C_FLAGS]))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (int i = 0; i < C_FLAGS; i++)
		v[i] = is_text(xj_row_columns[i].type) ? text_value(q, i) : int_value(q, i);
	v[C_SERIAL] = (struct xj_value){ .s = { serial, xj_serial_spell(
		sqlite3_column_int(q, C_SERIAL), serial) } };
	v[C_KIND] = (struct xj_value){ .s = xj_str_c(
		xj_kind_name((enum xj_kind)sqlite3_column_int(q, C_KIND))) };
	xj_donor_spell((uint64_t)sqlite3_column_int64(q, C_DONOR), donor);
	v[C_DONOR] = text_or_null(xj_str_c(donor));
	v[C_DATE] = day_value(q, C_DATE, day);
	v[C_METHOD] = word_value(methods, XJ_COUNT(methods),
	                         sqlite3_column_int(q, C_METHOD));
	v[C_DEPOSIT_DATE] = day_value(q, C_DEPOSIT_DATE, deposit);
	v[C_DISPOSITION] = word_value(dispositions, XJ_COUNT(dispositions),
	                              sqlite3_column_int(q, C_DISPOSITION));
	v[C_MONETARY] = sqlite3_column_type(q, C_MONETARY) == SQLITE_NULL
		? (struct xj_value){ .null = true }
		: word_value(booleans, 2, sqlite3_column_int(q, C_MONETARY));
	v[C_SOURCE] = (struct xj_value){ .s = xj_buf_str(&r->source) };
	return xj_written(xj_out_row(o, v), err);
}

enum xj_status xj_row_write(struct xj_row_reader *r, int64_t id,
                            struct xj_output *o, struct xj_error *err)
{
	enum xj_status st;
	int rc;

	sqlite3_reset(r->q);
	sqlite3_bind_int64(r->q, 1, id);
	rc = sqlite3_step(r->q);
	if (rc == SQLITE_ROW)
		st = write_found(r, o, err);
	else if (rc == SQLITE_DONE)
		st = xj_fail(err, XJ_CORRUPT, _("entry %lld is in the index and not in the "
		             "store: run xianjin verify"), (long long)id);
	else
		st = xj_sql_failed(r->data, err);
	sqlite3_reset(r->q);
	return st;
}

enum xj_status xj_write_entries(struct xj_data *d, const struct xj_hit *hit, size_t n,
                                const char *title, struct xj_output *o,
                                struct xj_error *err)
{
	const struct xj_section section = { "rows", title, xj_row_columns, COLUMNS, true };
	struct xj_row_reader *r;
	enum xj_status st = xj_row_reader_new(d, &r, err);

	if (st)
		return st;
	st = xj_written(xj_out_begin(o, &section), err);
	for (size_t i = 0; i < n && !st; i++)
		st = xj_row_write(r, hit[i].id, o, err);
	if (!st)
		st = xj_written(xj_out_end(o), err);
	xj_row_reader_free(r);
	return st;
}
