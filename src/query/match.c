/*
 * match.c - owns who may be meant by a name or a tax id: candidates with a score.
 *
 * Scores, of 100:  100 the tax id is equal;  95 the whole name, folded, is equal;  85 it is
 * equal but for the words for a kind of company;  below 70 the name holds what was asked,
 * by its share of the name.
 * Certain is only an equal tax id, or the whole name of a company or a party that nobody
 * else here has: never a natural person, whatever is equal.
 */
#include <stdlib.h>

#include "query_private.h"

struct finding {
	struct xj_data *data;
	struct xj_str folded;
	size_t limit;
	xj_match_fn *each;
	void *ctx;
	struct xj_error *err;
};

static const struct {
	const char *name;
	uint32_t kinds;      /* of donors; 0: recipients */
} types[XJ_MATCH_TYPES] = {
	[XJ_MATCH_COMPANY] = { "company", 1u << XJ_KIND_BUSINESS },
	[XJ_MATCH_PERSON] = { "person-name", 1u << XJ_KIND_INDIVIDUAL },
	[XJ_MATCH_RECIPIENT] = { "recipient", 0 },
	[XJ_MATCH_PARTY] = { "party", 1u << XJ_KIND_PARTY },
};

const char *xj_match_type_name(enum xj_match_type t)
{
	return types[t].name;
}

static int score_of(const struct finding *f, struct xj_str name, bool whole)
{
	struct xj_buf fold;
	size_t all, part = xj_utf8_count(f->folded);
	int score = 85;

	xj_buf_init(&fold, 1u << 16);
	if (xj_fold(name, &fold) == XJ_OK && xj_str_eq(xj_buf_str(&fold), f->folded))
		score = 95;
	all = xj_utf8_count(xj_buf_str(&fold));
	if (!whole && score < 95)
		score = all > part ? (int)(69 * part / all) : 69;
	xj_buf_clear(&fold);
	return score;
}

/* ---- donors ------------------------------------------------------------------------ */

static enum xj_status tell_donors(struct finding *f, enum xj_match_type type, bool whole,
                                  const struct xj_answer *a)
{
	bool only = whole && a->facet_n[XJ_FACET_DONOR] == 1;
	struct xj_tally t;
	enum xj_status st = xj_tally_take(f->data, a, XJ_BY_DONOR, true, f->limit, &t, f->err);

	for (size_t i = 0; i < t.n && !st; i++) {
		struct xj_str name = xj_str_c(t.v[i].label);
		char key[20];
		struct xj_match m = { .name = name, .type = type,
		                      .score = score_of(f, name, whole) };

		xj_donor_spell((uint64_t)t.v[i].key, key);
		m.id = xj_str_c(key);
		m.certain = only && type != XJ_MATCH_PERSON && m.score == 95;
		if (m.id.n)
			st = f->each(f->ctx, &m);
	}
	xj_tally_clear(&t);
	return st;
}

/* Whole names first; parts of names only where there is none. */
static enum xj_status find_donors(struct finding *f, enum xj_match_type type)
{
	bool found = false;
	enum xj_status st = XJ_OK;

	for (int whole = 1; whole >= 0 && !st && !found; whole--) {
		struct xj_word word = { f->folded, whole, XJ_IN_COUNTERPARTY, NULL };
		struct xj_question q;
		struct xj_answer a;

		xj_question_init(&q);
		q.word = &word;
		q.words = 1;
		q.kinds = types[type].kinds;
		q.facets = 1u << XJ_FACET_DONOR;
		q.msec = XJ_QUERY_MSEC;
		st = xj_index_ask(f->data->index, &q, &a, f->err);
		if (st)
			break;
		found = a.count > 0;
		st = tell_donors(f, type, whole, &a);
		xj_answer_clear(&a);
	}
	return st;
}

/* *FOUND: somebody has this tax id. */
static enum xj_status find_tax_id(struct finding *f, struct xj_str text, bool *found)
{
	struct xj_id id = xj_id_parse(text);
	struct xj_question q;
	struct xj_answer a;
	struct xj_tally t;
	enum xj_status st;

	*found = false;
	if (id.kind != XJ_ID_TAX && id.kind != XJ_ID_TAX_RELAXED && id.kind != XJ_ID_TAX_WRONG)
		return XJ_OK;
	xj_question_init(&q);
	q.donor = xj_donor_key(XJ_KIND_BUSINESS, XJ_STR(""), &id, 0);
	q.facets = 1u << XJ_FACET_DONOR;
	q.msec = XJ_QUERY_MSEC;
	st = xj_index_ask(f->data->index, &q, &a, f->err);
	if (st)
		return st;
	*found = a.count > 0;
	st = xj_tally_take(f->data, &a, XJ_BY_DONOR, true, 1, &t, f->err);
	if (!st && t.n) {
		char key[20];

		xj_donor_spell(q.donor, key);
		st = f->each(f->ctx, &(struct xj_match){ xj_str_c(key), xj_str_c(t.v[0].label),
		             XJ_MATCH_COMPANY, 100, id.kind != XJ_ID_TAX_WRONG });
	}
	xj_tally_clear(&t);
	xj_answer_clear(&a);
	return st;
}

/* ---- recipients ------------------------------------------------------------------------ */

static enum xj_status tell_recipient(struct finding *f, sqlite3_stmt *q)
{
	struct xj_str name = xj_sql_text(q, 0);
	bool whole = sqlite3_column_int(q, 1), is_party = sqlite3_column_int(q, 2);
	struct xj_match m = { .name = name, .type = XJ_MATCH_RECIPIENT,
	                      .score = score_of(f, name, whole),
	                      .certain = whole && is_party };
	struct xj_buf id;
	enum xj_status st;

	xj_buf_init(&id, 1u << 16);
	st = xj_buf_addf(&id, "%s", XJ_MATCH_RECIPIENT_ID);
	if (!st)
		st = xj_buf_add(&id, name.p, name.n);
	m.id = xj_buf_str(&id);
	if (!st)
		st = f->each(f->ctx, &m);
	xj_buf_clear(&id);
	return st;
}

static enum xj_status find_recipients(struct finding *f)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(f->data, "SELECT name, fold = ?1, kind = 'party' FROM"
		" recipient WHERE instr(fold, ?1) ORDER BY fold = ?1 DESC, length(fold), fold"
		" LIMIT ?2", &q, f->err);
	int rc = SQLITE_DONE;

	if (st)
		return st;
	sqlite3_bind_text(q, 1, f->folded.p, (int)f->folded.n, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, (int64_t)f->limit);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = tell_recipient(f, q);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(f->data, f->err);
}

/* NAME folded, unless it is longer than any is. */
static enum xj_status fold_name(struct xj_str name, struct xj_buf *out, struct xj_error *err)
{
	enum xj_status st;

	xj_buf_init(out, 1u << 16);
	st = xj_fold(name, out);
	return st || xj_utf8_count(xj_buf_str(out)) > XJ_MAX_WORD_CHARS
	       ? xj_fail(err, XJ_LIMIT, _("a name longer than %u characters"), XJ_MAX_WORD_CHARS)
	       : XJ_OK;
}

enum xj_status xj_recipient_parties(struct xj_data *d, struct xj_str name, xj_text_fn *each,
                                    void *ctx, struct xj_error *err)
{
	struct xj_buf folded;
	sqlite3_stmt *q = NULL;
	int rc = SQLITE_DONE;
	enum xj_status st = fold_name(name, &folded, err);

	if (!st)
		st = xj_sql(d, "SELECT DISTINCT CASE r.kind WHEN 'party' THEN r.name ELSE f.party"
			" END AS named FROM recipient r JOIN filing f ON f.recipient = r.id"
			" WHERE r.fold = ?1 AND named <> '' ORDER BY named", &q, err);
	if (!st)
		sqlite3_bind_text(q, 1, folded.p, (int)folded.n, SQLITE_STATIC);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = each(ctx, xj_sql_text(q, 0));
	sqlite3_finalize(q);
	xj_buf_clear(&folded);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(d, err);
}

enum xj_status xj_match(struct xj_data *d, struct xj_str text, struct xj_str tax_id,
                        int type, size_t limit, xj_match_fn *each, void *ctx,
                        struct xj_error *err)
{
	struct finding f = { d, { "", 0 }, limit, each, ctx, err };
	struct xj_buf folded;
	bool found = false;
	enum xj_status st = fold_name(text, &folded, err);

	f.folded = xj_buf_str(&folded);
	if (!st && (type < 0 || type == XJ_MATCH_COMPANY))
		st = find_tax_id(&f, tax_id.n ? tax_id : text, &found);
	for (int t = 0; t < XJ_MATCH_TYPES && !st && !found && f.folded.n; t++)
		if (type < 0 || type == t)
			st = types[t].kinds ? find_donors(&f, (enum xj_match_type)t)
			                    : find_recipients(&f);
	xj_buf_clear(&folded);
	return st;
}

enum xj_status xj_totals_of(struct xj_data *d, const struct xj_query *q,
                            struct xj_totals *out, struct xj_error *err)
{
	struct xj_resolved r;
	struct xj_answer a;
	enum xj_status st = xj_resolve(d, q, &r, err);

	*out = (struct xj_totals){ 0 };
	if (st)
		return st;
	r.question.limit = 0;
	st = xj_index_ask(d->index, &r.question, &a, err);
	xj_resolved_clear(&r);
	if (st)
		return st;
	*out = (struct xj_totals){ a.count, a.income, a.expense };
	xj_answer_clear(&a);
	return XJ_OK;
}
