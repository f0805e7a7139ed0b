/*
 * ingest_filings.c - owns which filing a row belongs to, found again quickly,
 * and the comparison of settlement tables with the rows of the same source.
 */
#include <stdlib.h>

#include "ingest_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

static enum xj_status join_texts(struct xj_buf *b, const struct xj_filing *f)
{
	const struct xj_str text[3] = { f->recipient, f->election, f->serial_text };
	enum xj_status st = XJ_OK;

	xj_buf_reset(b);
	for (size_t i = 0; i < 3 && !st; i++) {
		st = xj_buf_add(b, text[i].p, text[i].n);
		if (!st)
			st = xj_buf_add(b, "", 1);
	}
	return st;
}

static struct xj_slot *find(struct xj_slot *s, struct xj_str texts, enum xj_side side)
{
	for (; s; s = s->next)
		if (s->side == side && s->texts_n == texts.n &&
		    memcmp(s->texts, texts.p, texts.n) == 0)
			return s;
	return NULL;
}

static struct xj_slot *slot_new(struct xj_str texts, enum xj_side side)
{
	struct xj_slot *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->texts = malloc(texts.n + 1);
	if (!s->texts) {
		free(s);
		return NULL;
	}
	memcpy(s->texts, texts.p, texts.n);
	s->texts[texts.n] = '\0';
	s->texts_n = texts.n;
	s->recipient = s->texts;
	s->side = side;
	return s;
}

static enum xj_status add(struct xj_job *j, const struct xj_filing *f,
                          enum xj_side side, struct xj_slot **head,
                          struct xj_slot **out, struct xj_error *err)
{
	struct xj_slot *s = slot_new(xj_buf_str(&j->json), side);
	enum xj_status st;

	if (!s)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = xj_store_filing(j->store, f, j->source, side, &s->ref, err);
	if (st) {
		free(s->texts);
		free(s);
		return st;
	}
	s->next = *head;
	*head = s;
	*out = s;
	return XJ_OK;
}

enum xj_status xj_job_filing(struct xj_job *j, const struct xj_filing *f,
                             enum xj_side side, struct xj_slot **out,
                             struct xj_error *err)
{
	struct xj_slot **head;

	*out = NULL;
	if (join_texts(&j->json, f))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	head = &j->bucket[xj_hash64(j->json.p, j->json.n) % XJ_BUCKETS];
	*out = find(*head, xj_buf_str(&j->json), side);
	return *out ? XJ_OK : add(j, f, side, head, out, err);
}

/* ---- settlement tables against rows --------------------------------------- */

/* Rows of a filing come under several spellings and two sides: add them up. */
static void rows_of(const struct xj_job *j, int64_t filing, struct xj_slot *sum)
{
	memset(sum->rows, 0, sizeof(sum->rows));
	memset(sum->total, 0, sizeof(sum->total));
	memset(sum->has_rows, 0, sizeof(sum->has_rows));
	for (size_t b = 0; b < XJ_BUCKETS; b++)
		for (const struct xj_slot *s = j->bucket[b]; s; s = s->next) {
			if (s->ref.id != filing || s->side == XJ_SIDE_SUMMARY)
				continue;
			for (size_t c = 0; c < XJ_CODES; c++)
				sum->rows[c] += s->rows[c];
			for (size_t d = 1; d < 3; d++) {
				sum->total[d] += s->total[d];
				sum->has_rows[d] = sum->has_rows[d] || s->has_rows[d];
			}
		}
}

static enum xj_status push(struct xj_ingest_total **total, size_t *n,
                           struct xj_ingest_total t, struct xj_error *err)
{
	if (*n % 64 == 0) {
		struct xj_ingest_total *more = realloc(*total, (*n + 64) * sizeof(**total));

		if (!more)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		*total = more;
	}
	(*total)[(*n)++] = t;
	return XJ_OK;
}

static enum xj_status compare(const struct xj_slot *s, struct xj_ingest_total **total,
                              size_t *n, struct xj_error *err)
{
	static const char *const totals[] = { NULL, "income_total", "expense_total" };
	enum xj_status st = XJ_OK;

	for (unsigned c = 0; c < XJ_CODES && !st; c++) {
		const struct xj_subject *subject = xj_subject_by_code(c);

		if (subject && s->has_table[c] && s->has_rows[subject->direction])
			st = push(total, n, (struct xj_ingest_total){ s->recipient,
			          subject->summary_name, s->rows[c], s->table[c] }, err);
	}
	for (unsigned d = 1; d < 3 && !st; d++)
		if (s->has_table_total[d] && s->has_rows[d])
			st = push(total, n, (struct xj_ingest_total){ s->recipient, totals[d],
			          s->total[d], s->table_total[d] }, err);
	return st;
}

enum xj_status xj_job_totals(struct xj_job *j, struct xj_ingest_total **total,
                             size_t *n, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	*total = NULL;
	*n = 0;
	for (size_t b = 0; b < XJ_BUCKETS && !st; b++)
		for (struct xj_slot *s = j->bucket[b]; s && !st; s = s->next)
			if (s->side == XJ_SIDE_SUMMARY) {
				rows_of(j, s->ref.id, s);
				st = compare(s, total, n, err);
			}
	return st;
}

void xj_job_filings_clear(struct xj_job *j)
{
	for (size_t b = 0; b < XJ_BUCKETS; b++)
		while (j->bucket[b]) {
			struct xj_slot *s = j->bucket[b];

			j->bucket[b] = s->next;
			free(s->texts);
			free(s);
		}
}
