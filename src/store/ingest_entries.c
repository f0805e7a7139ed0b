/*
 * ingest_entries.c - owns the import of a detail table: each row becomes an
 * entry or is set aside whole, and its doubts become issues.
 */
#include "ingest_private.h"
#include "src/core/i18n.h"

static enum xj_status add_issue(struct xj_job *j, const struct xj_row *row,
                                const struct xj_cell_issue *i, struct xj_error *err)
{
	bool cell = i->column >= 0 && (size_t)i->column < row->n;
	struct xj_issue issue = {
		.part = j->part_id, .row = row->row, .line = row->line,
		.column = cell ? j->columns.name[i->column] : XJ_STR(""),
		.text = cell ? row->cell[i->column] : XJ_STR(""),
		.code = i->code, .message = i->message,
	};

	j->counts.issues++;
	return xj_store_add_issue(j->store, &issue, err);
}

static enum xj_status keep(struct xj_job *j, struct xj_normaliser *z,
                           const struct xj_row *row, struct xj_normal *n,
                           struct xj_error *err)
{
	struct xj_entry *e = &n->entry;
	enum xj_side side = (enum xj_side)e->direction;
	struct xj_slot *slot;
	enum xj_status st = xj_job_filing(j, &n->filing, side, &slot, err);

	if (!st)
		st = xj_normalise_raw(z, row, slot->ref.spelt, n, err);
	if (st)
		return st;
	if (j->options->timings)
		xj_job_lap(j, &j->options->timings->normalise_ns);
	e->part = j->part_id;
	e->filing = slot->ref.id;
	st = xj_store_add_entry(j->store, e, err);
	for (size_t i = 0; i < n->issues && !st; i++)
		st = add_issue(j, row, &n->issue[i], err);
	slot->has_rows[e->direction] = true;
	slot->total[e->direction] += e->amount;
	slot->rows[e->subject < XJ_CODES ? e->subject : 0] += e->amount;
	*(e->direction == XJ_INCOME ? &j->counts.income : &j->counts.expense) +=
		e->amount;
	j->counts.rows_stored++;
	if (j->options->timings)
		xj_job_lap(j, &j->options->timings->store_ns);
	return st;
}

/* What no row can say for itself must be known before the first one. */
static enum xj_status check_context(const struct xj_job *j,
                                    const struct xj_context *c, struct xj_error *err)
{
	const int16_t *at = j->columns.at;

	if (at[XJ_F_RECIPIENT] < 0 && !c->recipient[0])
		return xj_fail(err, XJ_BAD_INPUT, _("the table does not say who filed it: "
		               "add --recipient NAME"));
	if (at[XJ_F_ELECTION] < 0 && at[XJ_F_TERM] < 0 && !c->election[0] &&
	    !j->columns.layout->election && xj_serial_parse(xj_str_c(c->serial)) < 90 &&
	    at[XJ_F_SERIAL] < 0)
		return xj_fail(err, XJ_BAD_INPUT, _("the table does not say which election "
		               "it is for: add --election NAME, for example "
		               "--election 111年臺北市議員選舉"));
	return XJ_OK;
}

enum xj_status xj_job_entries(struct xj_job *j, const struct xj_context *context,
                              struct xj_error *err)
{
	struct xj_normaliser *z;
	struct xj_normal normal;
	struct xj_row row;
	enum xj_status st = check_context(j, context, err);

	if (st)
		return st;
	st = xj_normaliser_new(&j->columns, context, &z, err);
	if (st)
		return st;
	while ((st = xj_job_row(j, &row, err)) == XJ_OK) {
		st = xj_normalise(z, &row, &normal, err);
		if (st)
			break;
		st = normal.aside ? xj_job_aside(j, &row, normal.aside,
		                                 normal.aside_message,
		                                 normal.aside_amount, err)
		                  : keep(j, z, &row, &normal, err);
		if (st)
			break;
	}
	j->counts.constants = xj_normaliser_constants(z);
	if (st == XJ_END)
		st = xj_store_end_part(j->store, j->part_id, &j->counts, err);
	j->counts.constants = (struct xj_str){ 0 };
	xj_normaliser_free(z);
	return st;
}
