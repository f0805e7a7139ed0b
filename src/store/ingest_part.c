/*
 * ingest_part.c - owns one table of a source: its header, its layout, and what
 * every kind of row has in common.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ingest_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

void xj_job_lap(struct xj_job *j, uint64_t *counter)
{
	uint64_t now = xj_clock();

	*counter += now - j->clock;
	j->clock = now;
}

enum xj_status xj_job_row(struct xj_job *j, struct xj_row *row, struct xj_error *err)
{
	struct xj_timings *t = j->options->timings;
	enum xj_status st;

	if (t) {
		j->clock = xj_clock();
		j->in_read = 0;
	}
	st = j->reader->next_row(j->reading, row, err);
	if (t) {
		uint64_t spent = 0;

		xj_job_lap(j, &spent);
		t->read_ns += j->in_read;
		t->parse_ns += spent > j->in_read ? spent - j->in_read : 0;
	}
	if (st)
		return st;
	j->counts.rows_read++;
	if ((++j->rows & 255) != 0)
		return XJ_OK;
	xj_progress_step(j->options->progress, j->bytes, j->rows);
	return xj_clock_past(j->options->deadline)
	       ? xj_over(err, "reader-time", _("reading the file takes too long here")) : XJ_OK;
}

enum xj_status xj_job_json_row(struct xj_job *j, const struct xj_row *row)
{
	enum xj_status st;

	xj_buf_reset(&j->json);
	st = xj_buf_add(&j->json, "[", 1);
	for (size_t i = 0; i < row->n && !st; i++) {
		if (i)
			st = xj_buf_add(&j->json, ",", 1);
		if (!st)
			st = xj_buf_add_json(&j->json, row->cell[i]);
	}
	return st ? st : xj_buf_add(&j->json, "]", 1);
}

enum xj_status xj_job_aside(struct xj_job *j, const struct xj_row *row,
                            const char *code, const char *message,
                            int64_t amount, struct xj_error *err)
{
	struct xj_issue issue = { .part = j->part_id, .row = row->row,
	                          .line = row->line, .aside = true, .code = code,
	                          .message = message };

	if (xj_job_json_row(j, row))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (j->counts.rows_aside >= XJ_MAX_ASIDE &&
	    j->counts.rows_aside > j->counts.rows_stored)
		return xj_over(err, "rows-aside", _("more than %u rows cannot be understood, and "
		               "fewer can: this is no table of ours"), XJ_MAX_ASIDE);
	issue.text = xj_buf_str(&j->json);
	j->counts.rows_aside++;
	j->counts.issues++;
	j->counts.aside_amount += amount;
	return xj_store_add_issue(j->store, &issue, err);
}

/* A member that nobody reads stands in the store as an empty part. */
static void note_member(struct xj_job *j, struct xj_issue *issue)
{
	struct xj_part part = { .source = j->source, .sheet = "", .layout = "skipped",
	                        .encoding = "", .header = XJ_STR("[]") };
	char *member = strndup(issue->text.p, issue->text.n);

	part.member = member ? member : "";
	if (xj_store_add_part(j->store, &part, &issue->part, NULL) == XJ_OK)
		(void)!xj_store_add_issue(j->store, issue, NULL);
	free(member);
}

static void keep_for_later(struct xj_job *j, const struct xj_issue *issue,
                           size_t column)
{
	struct xj_pending *p;

	if (!j->pending)
		j->pending = calloc(XJ_PENDING, sizeof(*j->pending));
	if (!j->pending || j->pendings == XJ_PENDING)
		return;
	p = &j->pending[j->pendings++];
	snprintf(p->code, sizeof(p->code), "%s", issue->code);
	snprintf(p->message, sizeof(p->message), "%s", issue->message);
	p->row = issue->row;
	p->column = column;
	xj_buf_init(&p->text, XJ_MAX_CELL_BYTES);
	(void)!xj_buf_add(&p->text, issue->text.p, issue->text.n);
}

void xj_job_drop_pending(struct xj_job *j)
{
	for (size_t i = 0; i < j->pendings; i++)
		xj_buf_clear(&j->pending[i].text);
	j->pendings = 0;
}

/* The part is there now: what was said of its header can be kept. */
static void note_pending(struct xj_job *j)
{
	for (size_t i = 0; i < j->pendings; i++)
		xj_job_note(j, j->pending[i].code, j->pending[i].row,
		            j->pending[i].column, xj_buf_str(&j->pending[i].text),
		            j->pending[i].message);
	xj_job_drop_pending(j);
}

/* What tables.c says of lines that are no rows is part of the proof. */
static void count_line(struct xj_job *j, const char *code)
{
	bool differs = strcmp(code, "totals-differ") == 0;

	j->titles += strcmp(code, "title-line") == 0;
	j->totals += differs || strcmp(code, "totals-line") == 0;
	j->totals_differ += differs;
}

void xj_job_note(void *job, const char *code, uint64_t row, size_t column,
                 struct xj_str text, const char *message)
{
	struct xj_job *j = job;
	struct xj_issue issue = { .part = j->part_id, .row = row, .text = text,
	                          .code = code, .message = message };

	if (strcmp(code, "member-skipped") == 0) {
		note_member(j, &issue);
		return;
	}
	if (!j->part_id) {
		keep_for_later(j, &issue, column);
		return;
	}
	if (j->has_columns && column && column <= j->columns.n)
		issue.column = j->columns.name[column - 1];
	j->counts.issues++;
	count_line(j, code);
	/* a store that cannot write says so again at the next row */
	(void)!xj_store_add_issue(j->store, &issue, NULL);
}

/* ---- the table as a whole -------------------------------------------------- */

static enum xj_status add_part(struct xj_job *j, const struct xj_table *t,
                               const char *layout, struct xj_error *err)
{
	struct xj_part part = { .source = j->source, .member = t->member,
	                        .sheet = t->sheet, .layout = layout,
	                        .encoding = t->encoding,
	                        .header = xj_buf_str(&j->json) };

	j->counts = (struct xj_part_counts){ 0 };
	j->titles = j->totals = j->totals_differ = 0;
	return xj_store_add_part(j->store, &part, &j->part_id, err);
}

static enum xj_status remember_part(struct xj_job *j, const struct xj_table *t,
                                    const char *layout, struct xj_error *err)
{
	struct xj_ingest_part *p;

	if (j->parts == j->parts_room) {
		size_t room = j->parts_room ? 2 * j->parts_room : 16;

		p = realloc(j->part, room * sizeof(*p));
		if (!p)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		j->part = p;
		j->parts_room = room;
	}
	p = &j->part[j->parts];
	p->member = strdup(t->member);
	p->sheet = strdup(t->sheet);
	p->encoding = strdup(t->encoding);
	p->confidence = xj_confidence_name(t->confidence);
	p->layout = layout;
	p->counts = j->counts;
	p->titles = j->titles;
	p->totals = j->totals;
	p->totals_differ = j->totals_differ;
	j->parts++;
	if (!p->member || !p->sheet || !p->encoding)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

/* A table that is none of ours, in a bundle with others: kept row by row. */
static enum xj_status set_all_aside(struct xj_job *j, const struct xj_error *why,
                                    struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;

	while ((st = xj_job_row(j, &row, err)) == XJ_OK) {
		st = xj_job_aside(j, &row, "unknown-table", why->text, 0, err);
		if (st)
			return st;
	}
	return st == XJ_END ? xj_store_end_part(j->store, j->part_id, &j->counts, err)
	                    : st;
}

/* Manifests and schemas say nothing that the rows do not: read and counted. */
static enum xj_status count_rows(struct xj_job *j, struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;

	while ((st = xj_job_row(j, &row, err)) == XJ_OK)
		j->counts.rows_stored++;
	return st == XJ_END ? xj_store_end_part(j->store, j->part_id, &j->counts, err)
	                    : st;
}

static void fill_context(const struct xj_job *j, const struct xj_table *t,
                         struct xj_context *c)
{
	const struct xj_ingest_options *o = j->options;

	memset(c, 0, sizeof(*c));
	if (o->recipient)
		strncpy(c->recipient, o->recipient, sizeof(c->recipient) - 1);
	if (o->election)
		strncpy(c->election, o->election, sizeof(c->election) - 1);
	if (o->serial)
		strncpy(c->serial, o->serial, sizeof(c->serial) - 1);
	c->version = o->version;
	xj_context_from_name(j->path, t->member, j->columns.layout, c);
}

static enum xj_status import_rows(struct xj_job *j, const struct xj_table *t,
                                  struct xj_error *err)
{
	struct xj_context context;

	fill_context(j, t, &context);
	switch (j->columns.layout->kind) {
	case XJ_LAYOUT_ENTRIES:
		return xj_job_entries(j, &context, err);
	case XJ_LAYOUT_SUMMARY:
		return xj_job_summaries(j, &context, err);
	default:
		return count_rows(j, err);
	}
}

enum xj_status xj_job_table(struct xj_job *j, const struct xj_table *t,
                            struct xj_error *err)
{
	const char *layout = "unknown";
	struct xj_error why = { 0 };
	struct xj_row header;
	enum xj_status st;

	st = j->reader->next_row(j->reading, &header, err);
	if (st)
		return st == XJ_END ? XJ_OK : st;
	if (xj_job_json_row(j, &header))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (header.spoiled)
		xj_fail(&why, XJ_BAD_INPUT, _("the header cannot be read: %s"),
		        _(header.spoiled));
	else if (xj_columns_match(&header, &j->columns, &why) == XJ_OK) {
		j->has_columns = true;
		layout = j->columns.layout->name;
		j->understood++;
	}
	st = add_part(j, t, layout, err);
	if (!st)
		note_pending(j);
	if (!st)
		st = j->has_columns ? import_rows(j, t, err) : set_all_aside(j, &why, err);
	if (!st)
		st = remember_part(j, t, layout, err);
	if (!j->has_columns && !j->first_error.status)
		j->first_error = why;
	if (j->has_columns)
		xj_columns_clear(&j->columns);
	j->has_columns = false;
	j->part_id = 0; /* what is noted next is of the next table */
	if (st && t->member[0])
		xj_fail_in(err, t->member);
	return st;
}
