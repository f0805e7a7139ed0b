/*
 * resolve.c - owns what a query means against this data: names of recipients,
 * elections, areas, parties and files become sets of filings and spans of
 * entries, so that the index sees only numbers and folded words.
 */
#include <stdlib.h>

#include "query_private.h"
#include "xianjin/rules.h"

static size_t bitset_bytes(size_t n)
{
	return (n + 7) / 8 + 1;
}

/* The filing's number in the index, or -1 when the index has not seen it. */
static ptrdiff_t number_of(const struct xj_filing_row *f, size_t n, int64_t id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (f[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && f[low].id == id ? (ptrdiff_t)low : -1;
}

/* Sets the bits of the filings that SQL finds for the folded text ?1 (part of a
 * name, or all of it when ?2). */
static enum xj_status mark(struct xj_data *d, const char *sql, const struct xj_term *t,
                           uint8_t *bits, bool *any, struct xj_error *err)
{
	const struct xj_filing_row *f;
	sqlite3_stmt *q;
	size_t n;
	int rc;
	enum xj_status st = xj_sql_kept(d, sql, &q, err);

	if (st)
		return st;
	f = xj_index_filings(d->index, &n);
	sqlite3_bind_text(q, 1, t->folded.p, (int)t->folded.n, SQLITE_STATIC);
	sqlite3_bind_int(q, 2, t->whole);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		ptrdiff_t at = number_of(f, n, sqlite3_column_int64(q, 0));

		if (at < 0)
			continue;
		bits[at / 8] |= (uint8_t)(1u << at % 8);
		*any = true;
	}
	st = rc == SQLITE_DONE ? XJ_OK : xj_sql_failed(d, err);
	sqlite3_reset(q);
	return st;
}

static const char *const filing_sql[] = {
	[XJ_TERM_RECIPIENT] =
		"SELECT f.id FROM recipient r JOIN filing f ON f.recipient = r.id"
		" WHERE CASE WHEN ?2 THEN r.fold = ?1 ELSE instr(r.fold, ?1) END",
	[XJ_TERM_ELECTION] =
		"SELECT f.id FROM election e JOIN filing f ON f.election = e.id"
		" WHERE CASE WHEN ?2 THEN fold(e.name) = ?1 ELSE instr(fold(e.name), ?1) END",
	[XJ_TERM_AREA] =
		"SELECT f.id FROM election e JOIN filing f ON f.election = e.id"
		" WHERE CASE WHEN ?2 THEN fold(e.area) = ?1 ELSE instr(fold(e.area), ?1) END",
	[XJ_TERM_PARTY] =
		"SELECT f.id FROM filing f"
		" WHERE CASE WHEN ?2 THEN fold(f.party) = ?1 ELSE instr(fold(f.party), ?1) END",
};

static uint8_t *new_bits(struct xj_data *d)
{
	size_t n;

	xj_index_filings(d->index, &n);
	return calloc(1, bitset_bytes(n));
}

/* All terms of KIND together: one of them must match, then narrows FILINGS. */
static enum xj_status narrow_filings(struct xj_data *d, const struct xj_query *q,
                                     enum xj_term_kind kind, uint8_t **filings,
                                     struct xj_error *err)
{
	uint8_t *bits = NULL;
	bool any = false;
	enum xj_status st = XJ_OK;
	size_t n;

	for (size_t i = 0; i < q->terms && !st; i++) {
		if (q->term[i].kind != kind)
			continue;
		if (!bits && !(bits = new_bits(d)))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		st = mark(d, filing_sql[kind], &q->term[i], bits, &any, err);
	}
	if (st || !bits) {
		free(bits);
		return st;
	}
	if (!*filings) {
		*filings = bits;
		return XJ_OK;
	}
	xj_index_filings(d->index, &n);
	for (size_t i = 0; i < bitset_bytes(n); i++)
		(*filings)[i] &= bits[i];
	free(bits);
	return XJ_OK;
}

static enum xj_status resolve_word(struct xj_data *d, const struct xj_term *t,
                                   struct xj_resolved *r, struct xj_error *err)
{
	struct xj_word *w = &r->word[r->question.words];
	bool any = false;
	enum xj_status st = XJ_OK;

	*w = (struct xj_word){ .folded = xj_buf_str(&t->folded), .whole = t->whole };
	w->where = t->kind == XJ_TERM_PURPOSE        ? XJ_IN_PURPOSE
	           : t->kind == XJ_TERM_COUNTERPARTY ? XJ_IN_COUNTERPARTY
	                                             : XJ_IN_NAMES;
	if (w->where == XJ_IN_NAMES) {
		uint8_t *bits = new_bits(d);

		if (!bits)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		r->word_filings[r->question.words] = bits;
		st = mark(d, filing_sql[XJ_TERM_RECIPIENT], t, bits, &any, err);
		if (any)
			w->filings = bits;
	}
	r->question.words++;
	return st;
}

/* ---- sets of entries ------------------------------------------------- */

struct spans {
	struct xj_range *range; /* in order, apart */
	size_t n, room;
};

static enum xj_status add_span(struct spans *s, int64_t first, int64_t last,
                               struct xj_error *err)
{
	struct xj_range *end = s->n ? &s->range[s->n - 1] : NULL;

	if (end && first <= end->max + 1) {
		end->max = last > end->max ? last : end->max;
		return XJ_OK;
	}
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 64;
		struct xj_range *more = reallocarray(s->range, room, sizeof(*more));

		if (!more)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		s->range = more;
		s->room = room;
	}
	s->range[s->n++] = (struct xj_range){ first, last };
	return XJ_OK;
}

/* What is in both, into A. */
static enum xj_status intersect(struct spans *a, const struct spans *b,
                                struct xj_error *err)
{
	struct spans both = { 0 };
	enum xj_status st = XJ_OK;

	for (size_t i = 0, k = 0; i < a->n && k < b->n && !st;) {
		const struct xj_range *x = &a->range[i], *y = &b->range[k];
		int64_t first = x->min > y->min ? x->min : y->min;
		int64_t last = x->max < y->max ? x->max : y->max;

		if (first <= last)
			st = add_span(&both, first, last, err);
		if (x->max < y->max)
			i++;
		else
			k++;
	}
	free(a->range);
	*a = both;
	return st;
}

/* The sources that are asked for by their WHOLE names, or by parts of them, as a JSON
 * array. */
static enum xj_status list_sources(const struct xj_query *q, bool whole,
                                   struct xj_buf *out)
{
	enum xj_status st = xj_buf_add(out, "[", 1);

	for (size_t i = 0; i < q->terms && !st; i++) {
		if (q->term[i].kind != XJ_TERM_SOURCE || q->term[i].whole != whole)
			continue;
		if (out->n > 1)
			st = xj_buf_add(out, ",", 1);
		if (!st)
			st = xj_buf_add_json(out, xj_str_c(q->term[i].text));
	}
	return st ? st : xj_buf_add(out, "]", 1);
}

/* The entries of the sources that are asked for. */
static enum xj_status find_sources(struct xj_data *d, const struct xj_query *q,
                                   struct spans *out, struct xj_error *err)
{
	/* a file is a span of entries for each of its parts */
	static const char sql[] =
		"SELECT p.first_entry, p.last_entry FROM part p JOIN source s"
		" ON s.id = p.source WHERE p.first_entry IS NOT NULL AND"
		" (s.name IN (SELECT value FROM json_each(?2)) OR"
		" s.sha256 IN (SELECT value FROM json_each(?2)) OR"
		" EXISTS (SELECT 1 FROM json_each(?1) j WHERE instr(s.name, j.value) OR"
		" (length(j.value) >= 8 AND s.sha256 LIKE j.value || '%'))) ORDER BY 1";
	sqlite3_stmt *s;
	struct xj_buf terms[2]; /* parts, whole */
	enum xj_status st = xj_sql(d, sql, &s, err);
	int rc = SQLITE_DONE;

	if (st)
		return st;
	for (int i = 0; i < 2; i++) {
		xj_buf_init(&terms[i], 1u << 20);
		if (!st)
			st = list_sources(q, i, &terms[i]);
		if (!st)
			sqlite3_bind_text(s, i + 1, terms[i].p, (int)terms[i].n,
			                  SQLITE_STATIC);
	}
	if (st)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	while (!st && (rc = sqlite3_step(s)) == SQLITE_ROW)
		st = add_span(out, sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1),
		              err);
	sqlite3_finalize(s);
	xj_buf_clear(&terms[0]);
	xj_buf_clear(&terms[1]);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(d, err);
}

static bool has_term(const struct xj_query *q, enum xj_term_kind kind)
{
	for (size_t i = 0; i < q->terms; i++)
		if (q->term[i].kind == kind)
			return true;
	return false;
}

/* A rule without flags is an empty answer; a rule that nobody knows a mistake. */
static enum xj_status check_rules(struct xj_data *d, const struct xj_query *q,
                                  struct xj_error *err)
{
	struct xj_rules *rules = NULL;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < q->terms && !st; i++) {
		sqlite3_stmt *s;
		bool known;

		if (q->term[i].kind != XJ_TERM_FLAG)
			continue;
		st = xj_sql(d, "SELECT 1 FROM flag WHERE rule = ?1 LIMIT 1", &s, err);
		if (st)
			break;
		sqlite3_bind_text(s, 1, q->term[i].text, -1, SQLITE_STATIC);
		known = sqlite3_step(s) == SQLITE_ROW;
		sqlite3_finalize(s);
		if (!known && !rules)
			st = xj_rules_load(NULL, &rules, NULL, NULL, err);
		if (!st && !known && !xj_rules_find(rules, q->term[i].text))
			st = xj_fail(err, XJ_USAGE, _("flag: no rule is called \"%.60s\"; "
			             "xianjin rules lists them"), q->term[i].text);
	}
	xj_rules_free(rules);
	return st;
}

static enum xj_status find_flagged(struct xj_data *d, const struct xj_query *q,
                                   struct spans *out, struct xj_error *err)
{
	struct xj_str rule[XJ_MAX_TERMS];
	size_t n = 0;

	for (size_t i = 0; i < q->terms; i++)
		if (q->term[i].kind == XJ_TERM_FLAG)
			rule[n++] = xj_str_c(q->term[i].text);
	return xj_index_flagged(d->index, rule, n, &out->range, &out->n, err);
}

static enum xj_status resolve_entries(struct xj_data *d, const struct xj_query *q,
                                      struct xj_resolved *r, struct xj_error *err)
{
	struct spans sources = { 0 }, flags = { 0 };
	bool by_source = has_term(q, XJ_TERM_SOURCE), by_flag = has_term(q, XJ_TERM_FLAG);
	enum xj_status st = XJ_OK;

	if (by_source)
		st = find_sources(d, q, &sources, err);
	if (!st && by_flag)
		st = check_rules(d, q, err);
	if (!st && by_flag)
		st = find_flagged(d, q, &flags, err);
	if (!st && by_source && by_flag)
		st = intersect(&sources, &flags, err);
	else if (by_flag) {
		sources = flags;
		flags.range = NULL;
	}
	free(flags.range);
	if (!st && (by_source || by_flag) && !sources.n) /* none at all */
		st = add_span(&sources, 0, 0, err);
	r->ids = sources.range;
	r->question.ids = r->ids;
	r->question.id_ranges = sources.n;
	return st;
}

char xj_order_letter(const struct xj_question *q)
{
	static const char letters[] = { [XJ_SORT_ID] = 'i', [XJ_SORT_AMOUNT] = 'a',
	                                [XJ_SORT_DATE] = 'd', [XJ_SORT_RELEVANCE] = 'r' };
	char c = letters[q->sort];

	return q->descending ? (char)(c - 'a' + 'A') : c;
}

static void copy_plain(const struct xj_query *q, struct xj_resolved *r)
{
	struct xj_question *x = &r->question;
	bool words = q->terms > 0 || q->pattern;

	xj_question_init(x);
	x->word = r->word;
	if (q->pattern) {
		r->pattern.text = xj_str_c(q->pattern);
		x->pattern = &r->pattern;
	}
	memcpy(x->subjects, q->subjects, sizeof(x->subjects));
	x->kinds = q->kinds;
	x->directions = !q->sides       ? q->directions
	                : q->directions ? (q->directions & q->sides) | 1u
	                                : q->sides;
	x->methods = q->methods;
	x->places = q->has_places ? q->places : NULL;
	x->id = xj_str_c(q->id);
	x->donor = q->donor;
	if (q->has_amount)
		x->amount = q->amount;
	if (q->has_day)
		x->day = q->day;
	x->superseded = q->superseded;
	x->sort = q->has_sort ? q->sort : words ? XJ_SORT_RELEVANCE : XJ_SORT_DATE;
	x->descending = q->has_sort ? q->descending : x->sort == XJ_SORT_DATE;
	x->limit = q->limit;
	x->after = q->after;
	x->after_key = q->after_key;
	x->after_id = q->after_id;
	x->msec = XJ_QUERY_MSEC;
}

enum xj_status xj_resolve(struct xj_data *d, const struct xj_query *q,
                          struct xj_resolved *out, struct xj_error *err)
{
	static const enum xj_term_kind by_filing[] = {
		XJ_TERM_RECIPIENT, XJ_TERM_ELECTION, XJ_TERM_AREA, XJ_TERM_PARTY
	};
	enum xj_status st = XJ_OK;

	memset(out, 0, sizeof(*out));
	copy_plain(q, out);
	if (q->after && q->after_order != xj_order_letter(&out->question))
		return xj_fail(err, XJ_USAGE, _("after: this is the \"next\" of a page in another "
		               "order; begin again without it"));
	for (size_t i = 0; i < q->terms && !st; i++)
		if (q->term[i].kind <= XJ_TERM_PURPOSE)
			st = resolve_word(d, &q->term[i], out, err);
	for (size_t i = 0; i < XJ_COUNT(by_filing) && !st; i++)
		st = narrow_filings(d, q, by_filing[i], &out->filings, err);
	out->question.filings = out->filings;
	if (!st)
		st = resolve_entries(d, q, out, err);
	if (st)
		xj_resolved_clear(out);
	return st;
}

void xj_resolved_clear(struct xj_resolved *r)
{
	for (size_t i = 0; i < XJ_MAX_TERMS; i++)
		free(r->word_filings[i]);
	free(r->filings);
	free(r->ids);
	memset(r, 0, sizeof(*r));
}
