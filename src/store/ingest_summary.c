/*
 * ingest_summary.c - owns the import of a settlement table: one row a filing,
 * each column an item.
 */
#include <stdio.h>

#include "ingest_private.h"
#include "src/core/i18n.h"

static struct xj_str cell_of(const struct xj_job *j, const struct xj_row *row,
                             int meaning)
{
	int at = j->columns.at[meaning];

	return at >= 0 ? row->cell[at] : XJ_STR("");
}

static void read_filing(const struct xj_job *j, const struct xj_row *row,
                        const struct xj_context *c, struct xj_filing *f)
{
	const struct xj_layout *l = j->columns.layout;
	struct xj_str serial = cell_of(j, row, XJ_F_SERIAL);

	*f = (struct xj_filing){ .account = l->account, .version = c->version };
	f->recipient = cell_of(j, row, XJ_F_RECIPIENT);
	f->party = cell_of(j, row, XJ_F_PARTY);
	f->election = cell_of(j, row, XJ_F_ELECTION);
	f->serial_text = serial;
	if (f->recipient.n == 0)
		f->recipient = xj_str_c(c->recipient);
	if (f->election.n == 0 && l->account != XJ_ACCOUNT_PARTY)
		f->election = xj_str_c(c->election[0] || !l->election ? c->election
		                                                      : l->election);
	if (serial.n == 0)
		serial = xj_str_c(c->serial);
	f->serial = serial.n ? xj_serial_parse(serial)
	            : l->account == XJ_ACCOUNT_SURPLUS ? 2 : 1;
	if (f->account == XJ_ACCOUNT_CANDIDATE && f->serial > 1)
		f->account = XJ_ACCOUNT_SURPLUS;
}

static const char *filing_problem(const struct xj_filing *f, const char **message)
{
	if (f->recipient.n == 0) {
		*message = N_("nobody is named who filed this row; say so with "
		              "--recipient");
		return "no-recipient";
	}
	if (f->serial == 0) {
		*message = N_("the serial of the filing is neither 首次, 第n次賸餘 nor a "
		              "year; say so with --serial");
		return "serial-shape";
	}
	if (f->election.n == 0 && f->account != XJ_ACCOUNT_PARTY) {
		*message = N_("no election is named for this row; say so with --election");
		return "no-election";
	}
	return NULL;
}

static void remember(struct xj_slot *slot, int item, int64_t amount)
{
	int code = item - XJ_ITEM_SUBJECT_BASE;

	if (code > 0 && code < XJ_CODES) {
		slot->table[code] = amount;
		slot->has_table[code] = true;
	} else if (item == XJ_ITEM_INCOME_TOTAL || item == XJ_ITEM_EXPENSE_TOTAL) {
		int d = item == XJ_ITEM_INCOME_TOTAL ? XJ_INCOME : XJ_EXPENSE;

		slot->table_total[d] = amount;
		slot->has_table_total[d] = true;
	}
}

static enum xj_status bad_amount(struct xj_job *j, const struct xj_row *row,
                                 size_t column, struct xj_error *err)
{
	struct xj_issue issue = {
		.part = j->part_id, .row = row->row, .line = row->line,
		.column = j->columns.name[column], .text = row->cell[column],
		.code = "amount-shape",
		.message = N_("an amount that is not a whole number of dollars"),
	};

	j->counts.issues++;
	return xj_store_add_issue(j->store, &issue, err);
}

static enum xj_status add_item(struct xj_job *j, const struct xj_row *row,
                               size_t column, struct xj_slot *slot,
                               struct xj_error *err)
{
	int meaning = j->columns.meaning[column];
	struct xj_str text = row->cell[column];
	struct xj_summary_item item = { .part = j->part_id, .filing = slot->ref.id,
	                                .row = row->row };
	struct xj_money m;
	char name[32];

	if (meaning < XJ_ITEM_FIRST || text.n == 0)
		return XJ_OK;
	xj_item_name(meaning, name);
	item.item = name;
	if (meaning >= XJ_ITEM_CPA_FIRM && meaning < XJ_ITEM_END)
		return xj_store_add_summary_text(j->store, j->part_id, slot->ref.id,
		                                 row->row, name, text, err);
	m = xj_money_parse(text);
	if (m.doubt == XJ_MONEY_EMPTY)
		return XJ_OK;
	if (m.doubt)
		return bad_amount(j, row, column, err);
	item.amount = m.amount;
	remember(slot, meaning, m.amount);
	return xj_store_add_summary(j->store, &item, err);
}

static enum xj_status add_row(struct xj_job *j, const struct xj_row *row,
                              const struct xj_context *c, struct xj_error *err)
{
	const char *message = NULL, *problem;
	struct xj_filing f;
	struct xj_slot *slot;
	enum xj_status st;

	if (row->spoiled)
		return xj_job_aside(j, row, xj_spoiled_code(row->spoiled), row->spoiled, 0,
		                    err);
	if (row->n != j->columns.n)
		return xj_job_aside(j, row, "ragged", N_("the row has not as many cells "
		                    "as the header"), 0, err);
	read_filing(j, row, c, &f);
	problem = filing_problem(&f, &message);
	if (problem)
		return xj_job_aside(j, row, problem, message, 0, err);
	st = xj_job_filing(j, &f, XJ_SIDE_SUMMARY, &slot, err);
	for (size_t i = 0; i < row->n && !st; i++)
		st = add_item(j, row, i, slot, err);
	j->counts.rows_stored++;
	return st;
}

enum xj_status xj_job_summaries(struct xj_job *j, const struct xj_context *context,
                                struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;

	while ((st = xj_job_row(j, &row, err)) == XJ_OK) {
		st = add_row(j, &row, context, err);
		if (st)
			return st;
	}
	return st == XJ_END ? xj_store_end_part(j->store, j->part_id, &j->counts, err)
	                    : st;
}
