/*
 * entries_cells.c - owns what stands in the cells of gift, income and expense:
 * words instead of codes, NULL where something is not known.
 */
#include "entries_table.h"
#include "rules_private.h"
#include "xianjin/text.h"

const char *const xj_account_words[3] = { "candidate", "party", "surplus" };
const char *const xj_method_words[8] = { NULL, "cash", "transfer", "cheque", "other" };
static const char *const dispositions[4] = { NULL, "returned", "treasury" };

static void give_word(sqlite3_context *ctx, const char *word)
{
	if (word)
		sqlite3_result_text(ctx, word, -1, SQLITE_STATIC);
}

static void give_day(sqlite3_context *ctx, int32_t day)
{
	if (day != XJ_NO_DAY)
		sqlite3_result_int(ctx, day);
}

static void give_known(sqlite3_context *ctx, int64_t v)
{
	if (v)
		sqlite3_result_int64(ctx, v);
}

static void give_tristate(sqlite3_context *ctx, int v)
{
	if (v >= 0)
		sqlite3_result_int(ctx, v);
}

/* In the order of enum xj_read_text; the first is folded. */
static const char text_sql[] =
	"SELECT counterparty, counterparty_id, purpose, address, phone, counterparty, seq"
	" FROM main.entry WHERE id = ?1";

/* Whether r->texts stands at X: often more than one text of an entry is asked for. */
static bool find_texts(struct xj_reading *r, const struct xj_read_entry *x)
{
	if (r->of == x->entry)
		return true;
	if (!r->texts)
		sqlite3_prepare_v2(r->db, text_sql, -1, &r->texts, NULL);
	sqlite3_reset(r->texts);
	sqlite3_bind_int64(r->texts, 1, x->entry);
	r->of = sqlite3_step(r->texts) == SQLITE_ROW ? x->entry : 0;
	return r->of != 0;
}

static void give_stored(sqlite3_context *ctx, struct xj_reading *r,
                        const struct xj_read_entry *x, enum xj_read_text which)
{
	struct xj_str s = { NULL, 0 };

	if (find_texts(r, x))
		s = xj_str_of((const char *)sqlite3_column_text(r->texts, (int)which),
		              (size_t)sqlite3_column_bytes(r->texts, (int)which));
	xj_buf_reset(&r->fold);
	if (s.p && which == XJ_TEXT_NAME)
		s = xj_fold(s, &r->fold) ? (struct xj_str){ NULL, 0 }
		    : r->fold.n ? xj_buf_str(&r->fold) : XJ_STR("");
	if (s.p)
		sqlite3_result_text(ctx, s.p, (int)s.n, SQLITE_TRANSIENT);
	else
		sqlite3_result_error_code(ctx, SQLITE_IOERR);
}

static void give_text(sqlite3_context *ctx, struct xj_reading *r,
                      const struct xj_run *run, const struct xj_read_entry *x,
                      enum xj_read_text which)
{
	struct xj_str s;

	if (r->e->way != XJ_ENTRIES_ALL) {
		give_stored(ctx, r, x, which);
		return;
	}
	s = xj_run_text(r->blocks, run, x, which);
	sqlite3_result_text(ctx, s.p, (int)s.n, SQLITE_TRANSIENT);
}

static void give_filed(sqlite3_context *ctx, const struct xj_filed *f, int column)
{
	switch (column) {
	case C_FILING:
		sqlite3_result_int64(ctx, f->id);
		break;
	case C_RECIPIENT:
		sqlite3_result_int64(ctx, f->recipient);
		break;
	case C_ELECTION:
		give_known(ctx, f->election);
		break;
	case C_ACCOUNT:
		give_word(ctx, xj_account_words[f->account]);
		break;
	case C_OFFICE:
		if (f->election)
			give_word(ctx, xj_office_name((enum xj_office)f->office));
		break;
	default:
		sqlite3_result_int(ctx, f->serial);
	}
}

static void give_number(sqlite3_context *ctx, const struct xj_read_entry *x, int column)
{
	switch (column) {
	case C_ENTRY:
		sqlite3_result_int64(ctx, x->entry);
		break;
	case C_SUBJECT:
		give_known(ctx, x->subject);
		break;
	case C_DONOR:
		give_known(ctx, x->donor);
		break;
	case C_AMOUNT:
		sqlite3_result_int64(ctx, x->amount);
		break;
	case C_DAY:
		give_day(ctx, x->day);
		break;
	case C_YEAR:
		if (x->year != XJ_NO_YEAR)
			sqlite3_result_int(ctx, x->year);
		break;
	case C_DEPOSIT_DAY:
		give_day(ctx, x->deposit_day);
		break;
	case C_MONETARY:
		give_tristate(ctx, x->monetary);
		break;
	case C_PLACE:
		sqlite3_result_int(ctx, x->place);
		break;
	case C_DISCLOSE:
		give_tristate(ctx, x->disclose);
		break;
	case C_PART:
		sqlite3_result_int64(ctx, x->part);
		break;
	default:
		sqlite3_result_int64(ctx, x->row);
	}
}

void xj_entries_give(sqlite3_context *ctx, struct xj_reading *r,
                     const struct xj_run *run, const struct xj_read_entry *x,
                     int column)
{
	const struct xj_entries *e = r->e;

	switch (column) {
	case C_FILING: case C_RECIPIENT: case C_ELECTION: case C_ACCOUNT: case C_OFFICE:
	case C_SERIAL:
		give_filed(ctx, &e->filing[x->filing], column);
		break;
	case C_KIND:
		give_word(ctx, xj_kind_name((enum xj_kind)x->kind));
		break;
	case C_ID_KIND:
		give_word(ctx, xj_id_kind_name((enum xj_id_kind)x->id_kind));
		break;
	case C_METHOD:
		give_word(ctx, xj_method_words[x->method]);
		break;
	case C_DISPOSITION:
		give_word(ctx, dispositions[x->disposition]);
		break;
	case C_NAME:
		give_text(ctx, r, run, x, XJ_TEXT_NAME);
		break;
	case C_ID: case C_PURPOSE: case C_ADDRESS: case C_PHONE:
		give_text(ctx, r, run, x, (enum xj_read_text)(XJ_TEXT_ID + column - C_ID));
		break;
	case C_COUNTERPARTY:
		give_text(ctx, r, run, x, XJ_TEXT_COUNTERPARTY);
		break;
	case C_SEQ:
		give_text(ctx, r, run, x, XJ_TEXT_SEQ);
		break;
	default:
		give_number(ctx, x, column);
	}
}
