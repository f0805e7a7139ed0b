/*
 * view_rows.c - owns the walk over every row of a question.  The index gives the ids
 * stretch by stretch behind a cursor, the store the rows: memory does not grow with
 * the answer, and whatever is imported meanwhile is not in it.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "query_private.h"

enum {
	STRETCH = 1 << 16, /* ids from the index at once: a million rows are 16 questions */
	STEP = 256         /* rows written by one call */
};

struct xj_walk {
	struct xj_data *data;
	struct xj_resolved resolved;
	struct xj_answer answer;      /* the stretch under way */
	struct xj_row_reader *reader;
	struct xj_totals totals;
	struct xj_section section;
	uint64_t written;
	size_t at;                    /* in the stretch */
	bool snapshot, begun;
};

static enum xj_status hold_snapshot(struct xj_walk *w, struct xj_error *err)
{
	/* whoever asked may hold the store already: xj_data_hold */
	if (!sqlite3_get_autocommit(xj_store_db(w->data->store)))
		return XJ_OK;
	/* a read transaction begins with the first read */
	if (sqlite3_exec(xj_store_db(w->data->store), "BEGIN; SELECT count(*) FROM meta",
	                 NULL, NULL, NULL))
		return xj_sql_failed(w->data, err);
	w->snapshot = true;
	return XJ_OK;
}

static enum xj_status ask(struct xj_walk *w, struct xj_error *err)
{
	struct xj_question *q = &w->resolved.question;

	if (w->answer.hits) {
		q->after = true;
		q->after_key = w->answer.hit[w->answer.hits - 1].key;
		q->after_id = w->answer.hit[w->answer.hits - 1].id;
	}
	xj_answer_clear(&w->answer);
	w->at = 0;
	return xj_index_ask(w->data->index, q, &w->answer, err);
}

enum xj_status xj_walk_open(struct xj_data *d, const struct xj_query *q,
                            struct xj_walk **out, struct xj_error *err)
{
	struct xj_walk *w = calloc(1, sizeof(*w));
	enum xj_status st;

	*out = NULL;
	if (!w)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	w->data = d;
	st = hold_snapshot(w, err);
	if (!st)
		st = xj_resolve(d, q, &w->resolved, err);
	w->resolved.question.limit = STRETCH;
	w->resolved.question.after = false;
	if (!st)
		st = ask(w, err);
	if (!st)
		st = xj_row_reader_new(d, &w->reader, err);
	if (st) {
		xj_walk_close(w);
		return st;
	}
	w->totals = (struct xj_totals){ w->answer.count, w->answer.income,
	                                w->answer.expense };
	*out = w;
	return XJ_OK;
}

void xj_walk_close(struct xj_walk *w)
{
	if (!w)
		return;
	xj_row_reader_free(w->reader);
	xj_answer_clear(&w->answer);
	xj_resolved_clear(&w->resolved);
	if (w->snapshot)
		sqlite3_exec(xj_store_db(w->data->store), "COMMIT", NULL, NULL, NULL);
	free(w);
}

struct xj_totals xj_walk_totals(const struct xj_walk *w)
{
	return w->totals;
}

static enum xj_status begin(struct xj_walk *w, struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = xj_write_totals(&w->answer, o, err);

	w->begun = true;
	w->section = (struct xj_section){ "rows", NULL, xj_row_columns, xj_row_column_count,
	                                  true };
	return st ? st : xj_written(xj_out_begin(o, &w->section), err);
}

/* XJ_END behind the last row. */
static enum xj_status write_row(struct xj_walk *w, struct xj_output *o,
                                struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	if (w->at == w->answer.hits && w->answer.more)
		st = ask(w, err);
	if (!st && w->at == w->answer.hits)
		return XJ_END;
	if (!st)
		st = xj_row_write(w->reader, w->answer.hit[w->at].id, o, err);
	if (!st) {
		w->at++;
		w->written++;
	}
	return st;
}

static enum xj_status end(struct xj_walk *w, struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_end(o), err);

	if (!st && w->written != w->totals.count)
		return xj_fail(err, XJ_CORRUPT, _("%" PRIu64 " rows were counted and %" PRIu64
		               " found: run xianjin verify"), w->totals.count, w->written);
	return st ? st : XJ_END;
}

enum xj_status xj_walk_next(struct xj_walk *w, struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = w->begun ? XJ_OK : begin(w, o, err);

	for (int i = 0; i < STEP && !st; i++)
		st = write_row(w, o, err);
	return st == XJ_END ? end(w, o, err) : st;
}

enum xj_status xj_totals_end_mark(struct xj_totals t, const char *format,
                                  struct xj_buf *out)
{
	if (strcmp(format, "csv") == 0)
		return xj_buf_addf(out, "# end: %" PRIu64 " rows, income %" PRId64
		                   ", expense %" PRId64 "\n", t.count, t.income, t.expense);
	if (strcmp(format, "jsonl") == 0)
		return xj_buf_addf(out, "{\"end\":true,\"count\":%" PRIu64 ",\"sum_income\":%"
		                   PRId64 ",\"sum_expense\":%" PRId64 "}\n", t.count, t.income,
		                   t.expense);
	return XJ_OK;
}
