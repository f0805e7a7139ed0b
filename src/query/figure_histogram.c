/*
 * figure_histogram.c - owns the sizes of gifts around a limit.  Bins are closed
 * on the right, because the limit itself is lawful: 10,000 belongs to (9,000,
 * 10,000].  Beside them stands the shape of the peers, the other recipients of
 * the same offices and years.
 */
#include <stdio.h>
#include <stdlib.h>

#include "figure_private.h"
#include "xianjin/entry.h"

#define BELOW_LIMIT 10u /* bins up to the limit ... */
#define BINS 20u        /* ... and as many behind it */
#define DEFAULT_LIMIT "anonymous.max"

/* ---- counting ------------------------------------------------------------- */

struct sizes {
	int64_t limit, edge[BINS + 1]; /* bin i is (edge[i], edge[i + 1]] */
	uint64_t count[BINS], below, above, exact;
	uint64_t amount[BINS], below_amount, above_amount; /* wrap */
};

static void count_sizes(void *ctx, const struct xj_rows *rows)
{
	struct sizes *s = ctx;

	for (size_t i = 0; i < rows->n; i++) {
		int64_t amount = rows->amount[i];
		unsigned bin;

		if (amount <= 0) {
			s->below++;
			s->below_amount += (uint64_t)amount;
			continue;
		}
		if (amount > s->edge[BINS]) {
			s->above++;
			s->above_amount += (uint64_t)amount;
			continue;
		}
		/* the guess is at most one bin away: edges are rounded down */
		bin = (unsigned)((amount - 1) / (s->limit / (int64_t)BELOW_LIMIT));
		bin = bin < BINS ? bin : BINS - 1;
		while (bin && amount <= s->edge[bin])
			bin--;
		while (bin < BINS - 1 && amount > s->edge[bin + 1])
			bin++;
		s->count[bin]++;
		s->amount[bin] += (uint64_t)amount;
		s->exact += amount == s->limit;
	}
}

static void set_edges(struct sizes *s, int64_t limit)
{
	*s = (struct sizes){ .limit = limit };
	for (unsigned i = 0; i <= BINS; i++)
		s->edge[i] = limit / (int64_t)BELOW_LIMIT * i +
		             limit % (int64_t)BELOW_LIMIT * i / (int64_t)BELOW_LIMIT;
}

/* ---- the limit --------------------------------------------------------------- */

/* The kind asked for, if it is one: "anonymous". */
static const char *only_kind(const struct xj_figuring *g)
{
	uint32_t kinds = g->r.question.kinds;

	return kinds && (kinds & (kinds - 1)) == 0
	       ? xj_kind_name((enum xj_kind)__builtin_ctz(kinds)) : "";
}

/* The law in force at the newest polling day of the result, else the newest. */
static enum xj_status find_law(struct xj_figuring *g, const char *name,
                               struct xj_str elections)
{
	static const char sql[] =
		"WITH day AS (SELECT coalesce(max(polling_day), 2147483647) AS day"
		"  FROM election WHERE id IN (SELECT value FROM json_each(?3)))"
		" SELECT value, article, kind FROM law, day WHERE name = ?1 AND unit = 'TWD'"
		" AND (from_day IS NULL OR from_day <= day)"
		" AND (to_day IS NULL OR to_day >= day)"
		" ORDER BY kind = ?2 DESC, kind = '' DESC, office = '' DESC, id LIMIT 1";
	struct xj_figure *f = g->f;
	enum xj_kind kind;
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(g->d, sql, &q, g->err);

	if (st)
		return st;
	sqlite3_bind_text(q, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 2, only_kind(g), -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 3, elections.p, (int)elections.n, SQLITE_STATIC);
	if (sqlite3_step(q) != SQLITE_ROW) {
		st = xj_fail(g->err, XJ_USAGE, _("limit: \"%.60s\" is no amount and no limit "
		             "of the law in dollars; write 10000 or anonymous.max"), name);
	} else {
		f->limit = sqlite3_column_int64(q, 0);
		f->law = strdup(name);
		f->article = strdup(xj_sql_text(q, 1).p);
		if (!f->law || !f->article)
			st = xj_figure_no_memory(g);
		/* a limit on anonymous gifts is about anonymous gifts */
		if (!g->r.question.kinds && xj_kind_of_name(xj_sql_text(q, 2), &kind))
			g->r.question.kinds = 1u << kind;
	}
	sqlite3_finalize(q);
	return st;
}

static enum xj_status find_limit(struct xj_figuring *g, struct xj_str elections)
{
	const char *said = g->options->limit ? g->options->limit : DEFAULT_LIMIT;
	struct xj_money m = xj_money_parse(xj_str_c(said));
	enum xj_status st = XJ_OK;

	if (m.doubt)
		st = find_law(g, said, elections);
	else
		g->f->limit = m.amount;
	/* BINS bins must be counted without overflow, and be a dollar wide */
	if (!st && (g->f->limit < (int64_t)BELOW_LIMIT ||
	            g->f->limit > INT64_MAX / (int64_t)BINS))
		st = xj_fail(g->err, XJ_USAGE, _("limit: %lld is too small or too large for "
		             "a histogram"), (long long)g->f->limit);
	return st;
}

/* ---- peers --------------------------------------------------------------------- */

/* Nobody is their own peer, in none of their filings. */
static enum xj_status without_own(struct xj_figuring *g, const struct xj_answer *a,
                                  uint8_t *bits)
{
	const struct xj_facet_value *mine = a->facet[XJ_FACET_FILING];
	size_t n, most = 0;
	const struct xj_filing_row *f = xj_index_filings(g->d->index, &n);
	uint8_t *own; /* by recipient */

	for (size_t i = 0; i < n; i++)
		most = f[i].recipient > most ? f[i].recipient : most;
	own = calloc(1, most / 8 + 1);
	if (!own)
		return xj_figure_no_memory(g);
	for (size_t i = 0; i < a->facet_n[XJ_FACET_FILING]; i++) {
		uint32_t r = f[mine[i].value].recipient;

		own[r / 8] |= (uint8_t)(1u << r % 8);
	}
	for (size_t i = 0; i < n; i++)
		if (own[f[i].recipient / 8] >> f[i].recipient % 8 & 1)
			bits[i / 8] &= (uint8_t)~(1u << i % 8);
	free(own);
	return XJ_OK;
}

/* The filings of others who stood for the same offices in the same years. */
static enum xj_status mark_peers(struct xj_figuring *g, const struct xj_answer *a,
                                 struct xj_str elections, uint8_t *bits)
{
	static const char sql[] =
		"SELECT f.id, f.recipient FROM filing f JOIN election e ON e.id = f.election"
		" WHERE EXISTS (SELECT 1 FROM election x WHERE x.id IN"
		"  (SELECT value FROM json_each(?1))"
		"  AND x.office = e.office AND x.roc_year IS e.roc_year) ORDER BY f.id";
	size_t n, at = 0;
	const struct xj_filing_row *f = xj_index_filings(g->d->index, &n);
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(g->d, sql, &q, g->err);
	int rc;

	if (st)
		return st;
	sqlite3_bind_text(q, 1, elections.p, (int)elections.n, SQLITE_STATIC);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) { /* both lists are in order */
		int64_t id = sqlite3_column_int64(q, 0);

		while (at < n && f[at].id < id)
			at++;
		if (at < n && f[at].id == id)
			bits[at / 8] |= (uint8_t)(1u << at % 8);
	}
	sqlite3_finalize(q);
	if (rc != SQLITE_DONE)
		return xj_sql_failed(g->d, g->err);
	return without_own(g, a, bits);
}

static enum xj_status count_peers(struct xj_figuring *g, const struct xj_answer *a,
                                  struct xj_str elections, struct sizes *s)
{
	struct xj_question q = g->r.question;
	struct xj_answer peers;
	size_t n;
	uint8_t *bits;
	enum xj_status st;

	xj_index_filings(g->d->index, &n);
	bits = calloc(1, n / 8 + 1);
	if (!bits)
		return xj_figure_no_memory(g);
	st = mark_peers(g, a, elections, bits);
	q.filings = bits;
	q.words = 0;
	q.pattern = NULL;
	q.id = XJ_STR("");
	q.donor = 0;
	q.ids = NULL;
	q.id_ranges = 0;
	q.each = count_sizes;
	q.ctx = s;
	q.facets = 0;
	if (!st)
		st = xj_index_ask(g->d->index, &q, &peers, g->err);
	if (!st) {
		g->f->peers = peers.count;
		xj_answer_clear(&peers);
	}
	free(bits);
	return st;
}

/* ---- marks ------------------------------------------------------------------------ */

static enum xj_status add_size(struct xj_figuring *g, enum xj_mark_kind kind,
                               int64_t low, int64_t high, uint64_t count,
                               uint64_t amount, uint64_t peers)
{
	const struct xj_range asked = g->r.question.amount;
	uint32_t kinds = g->r.question.kinds;
	struct xj_mark *m = xj_figure_mark(g->f, kind, NULL);
	enum xj_status st;

	if (!m)
		return XJ_NOMEM;
	m->low = low;
	m->high = high;
	m->count = count;
	m->amount = (int64_t)amount;
	m->peers = peers;
	/* a bin is the part of it that was asked for */
	low = low < asked.min ? asked.min : low;
	high = high > asked.max ? asked.max : high;
	if (low > high)
		return XJ_OK;
	st = high == INT64_MAX ? xj_mark_pair(m, "amount", "%lld..", (long long)low)
	     : low == INT64_MIN ? xj_mark_pair(m, "amount", "..%lld", (long long)high)
	     : xj_mark_pair(m, "amount", "%lld..%lld", (long long)low, (long long)high);
	if (!st && kinds && (kinds & (kinds - 1)) == 0)
		st = xj_mark_pair(m, "kind", "%s", only_kind(g));
	return st ? st : xj_mark_side(g->f, m);
}

static enum xj_status add_sizes(struct xj_figuring *g, const struct sizes *own,
                                const struct sizes *peers)
{
	const int64_t limit = own->limit;
	enum xj_status st = XJ_OK;

	if (own->below || peers->below)
		st = add_size(g, XJ_MARK_BELOW, INT64_MIN, 0, own->below, own->below_amount,
		              peers->below);
	for (unsigned i = 0; i < BINS && !st; i++) {
		st = add_size(g, XJ_MARK_PLAIN, own->edge[i] + 1, own->edge[i + 1],
		              own->count[i], own->amount[i], peers->count[i]);
		if (!st && i + 1 == BELOW_LIMIT)
			st = add_size(g, XJ_MARK_EXACT, limit, limit, own->exact,
			              own->exact * (uint64_t)limit, peers->exact);
	}
	if (!st && (own->above || peers->above))
		st = add_size(g, XJ_MARK_ABOVE, own->edge[BINS] + 1, INT64_MAX, own->above,
		              own->above_amount, peers->above);
	return st ? xj_figure_no_memory(g) : XJ_OK;
}

enum xj_status xj_figure_histogram(struct xj_figuring *g)
{
	struct sizes own, peers;
	struct xj_answer a = { 0 }, counted;
	struct xj_buf elections;
	enum xj_status st = xj_figure_ask(g, 1u << XJ_FACET_FILING, NULL, NULL, &a);

	xj_buf_init(&elections, 1u << 24);
	if (!st)
		st = xj_figure_elections(g, &a, &elections);
	if (!st)
		st = find_limit(g, xj_buf_str(&elections));
	set_edges(&own, g->f->limit);
	set_edges(&peers, g->f->limit);
	if (!st)
		st = xj_figure_ask(g, 0, count_sizes, &own, &counted);
	if (!st) {
		xj_answer_clear(&counted);
		st = count_peers(g, &a, xj_buf_str(&elections), &peers);
	}
	if (!st && g->f->count)
		st = add_sizes(g, &own, &peers);
	xj_buf_clear(&elections);
	xj_answer_clear(&a);
	return st;
}
