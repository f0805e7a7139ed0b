/*
 * plan.c - owns the way to the candidates of one segment: a walk over the
 * postings of terms that all candidates have, a bitmap for one word that may
 * stand in either of two places, or all rows.  What a way does not prove, ask.c
 * checks in the columns; so a plan may be poor but never wrong.
 *
 * Costs are in postings read (measured: 15 ns each, a text looked at 25 ns, a
 * row of a scanned text 4 ns).
 */
#include <stddef.h>
#include <stdlib.h>

#include "index/ask.h"
#include "index/terms.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

enum { MAX_TERMS = XJ_MAX_GRAMS + 1, MAX_LISTS = 4, MAX_FILING_TERMS = 64 };
/* With a gram as rare as this no other is looked for: the few texts cost less to look
 * at, each with its own pages of the columns. */
enum { RARE_ENOUGH = 4, FEW_CANDIDATES = 1024 };

struct gram {
	struct xj_term term;
	uint32_t freq;
};

/* A word in this segment. */
struct wording {
	const struct xj_word *word;
	size_t from, n;  /* its grams in the plan's list */
	bool either;     /* may stand in the recipient's name instead */
	bool exact;      /* two characters: one gram proves it */
	uint32_t rarest; /* of its grams */
};

struct planning {
	const struct xj_asking *a;
	const struct xj_segment *s;
	size_t grams;
	struct wording word[XJ_MAX_WORDS];
	enum xj_prefix prefix; /* of the word being cut */
	uint32_t rarest;       /* of its grams so far */
	enum xj_status st;
	struct xj_error *err;
	struct gram gram[MAX_TERMS]; /* last: large, and filled as far as it is used */
};

/* ---- words to grams -------------------------------------------------- */

static bool filing_in(const struct xj_asking *a, const uint8_t *bits, uint32_t id)
{
	uint32_t number = a->ix->number[id];

	return number < a->ix->filings && xj_bit(bits, number);
}

static void add_gram(void *ctx, struct xj_str gram)
{
	struct planning *p = ctx;
	struct gram *g;

	/* what does not fit is proven in the text */
	if (p->st != XJ_OK || p->grams >= XJ_MAX_GRAMS || p->rarest <= RARE_ENOUGH)
		return;
	g = &p->gram[p->grams];
	p->st = xj_term_text(p->prefix, gram, &g->term);
	if (p->st == XJ_OK)
		p->st = xj_postings_freq(p->s->postings, xj_str_of(g->term.p, g->term.n),
		                      &g->freq, p->err);
	if (p->st == XJ_OK && g->freq < p->rarest)
		p->rarest = g->freq;
	p->grams++;
}

static bool any_filing(const struct xj_asking *a, const uint8_t *bits)
{
	if (bits)
		for (size_t i = 0; i < (a->ix->filings + 7) / 8; i++)
			if (bits[i])
				return true;
	return false;
}

static void cut_word(struct planning *p, size_t i)
{
	const struct xj_word *word = &p->a->q->word[i];
	struct wording *w = &p->word[i];
	size_t chars = xj_utf8_count(word->folded);

	*w = (struct wording){ .word = word, .from = p->grams, .rarest = UINT32_MAX };
	w->either = word->where == XJ_IN_NAMES && any_filing(p->a, word->filings);
	w->exact = chars == 2 && !word->whole;
	/* the gram of a single character stands only for a name that is just it */
	if (chars < 2)
		return;
	p->prefix = word->where == XJ_IN_PURPOSE ? XJ_TERM_PURPOSE : XJ_TERM_NAME;
	p->rarest = UINT32_MAX;
	xj_grams(word->folded, add_gram, p);
	w->n = p->grams - w->from;
	w->rarest = p->rarest;
}

/* ---- the walk -------------------------------------------------------- */

static int by_freq(const void *a, const void *b)
{
	const struct gram *x = *(const struct gram *const *)a;
	const struct gram *y = *(const struct gram *const *)b;

	if (x->freq != y->freq)
		return x->freq < y->freq ? -1 : 1;
	return x < y ? -1 : x > y;
}

/*
 * Which of N lists to walk together, rarest first.  A list much longer than the
 * rarest one rules out less than it costs; and where the rarest is long, a look
 * at the text is cheaper than a second list.  Where it is short the texts lie in
 * as many pages, which a process that has just begun must first get.
 */
static size_t choose_lists(const struct gram **list, size_t n, uint32_t rows)
{
	size_t use = 1;
	uint32_t longer;

	qsort(list, n, sizeof(*list), by_freq);
	if (list[0]->freq > rows / 32)
		return 1;
	longer = list[0]->freq < FEW_CANDIDATES ? 64 : 4;
	while (use < n && use < MAX_LISTS && list[use]->freq / longer <= list[0]->freq)
		use++;
	return use;
}

static enum xj_status open_walk(struct planning *p, const struct gram *const *list,
                                size_t n, const struct gram *id,
                                struct xj_lists **out)
{
	struct xj_str term[MAX_LISTS + 1];
	size_t terms = 0;

	for (size_t i = 0; i < n; i++)
		term[terms++] = xj_str_of(list[i]->term.p, list[i]->term.n);
	if (id)
		term[terms++] = xj_str_of(id->term.p, id->term.n);
	return xj_lists_open(p->s->postings, term, terms, out, p->err);
}

static bool in_lists(const struct planning *p, const struct wording *w,
                     const struct gram *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == &p->gram[w->from])
			return true;
	return false;
}

/* The lists that every candidate must be in; *ID the one of the id, if asked. */
static size_t musts(struct planning *p, const struct gram **list)
{
	size_t n = 0;

	for (size_t i = 0; i < p->a->q->words; i++)
		for (size_t g = 0; g < p->word[i].n && !p->word[i].either; g++)
			list[n++] = &p->gram[p->word[i].from + g];
	return n;
}

static enum xj_status walk_plan(struct planning *p, const struct gram **list,
                                size_t n, const struct gram *id,
                                struct xj_plan *out)
{
	n = n ? choose_lists(list, n, p->s->columns.rows) : 0;
	out->drive = XJ_DRIVE_WALK;
	for (size_t i = 0; i < p->a->q->words; i++)
		out->proven[i] = p->word[i].exact && p->word[i].n
			&& in_lists(p, &p->word[i], list, n);
	return open_walk(p, list, n, id, &out->walk);
}

/* ---- bitmaps --------------------------------------------------------- */

static enum xj_status new_bits(const struct planning *p, uint64_t **bits)
{
	*bits = calloc((size_t)p->s->columns.rows / 64 + 1, sizeof(**bits));
	return *bits ? XJ_OK : xj_fail(p->err, XJ_NOMEM, _("out of memory"));
}

static void set_bit(uint64_t *bits, uint32_t row)
{
	bits[row / 64] |= UINT64_C(1) << row % 64;
}

static enum xj_status walk_to_bits(struct planning *p, struct xj_lists *walk,
                                   uint64_t *bits)
{
	const struct xj_cols *c = &p->s->columns;
	uint32_t id[1024];
	size_t got = XJ_COUNT(id);
	enum xj_status st = XJ_OK;

	while (st == XJ_OK && got == XJ_COUNT(id)) {
		st = xj_lists_next(walk, c->first, c->first + c->rows, id,
		                   XJ_COUNT(id), &got, p->err);
		for (size_t i = 0; i < got; i++)
			set_bit(bits, id[i] - c->first);
	}
	return st;
}

/* The rows of one filing. */
static enum xj_status filing_to_bits(struct planning *p, uint32_t number,
                                     uint64_t *bits)
{
	struct xj_term term;
	struct xj_str name;
	struct xj_lists *walk;
	enum xj_status st;

	xj_term_number(XJ_TERM_FILING, p->a->ix->filing[number].id, &term);
	name = xj_str_of(term.p, term.n);
	st = xj_lists_open(p->s->postings, &name, 1, &walk, p->err);
	if (st != XJ_OK)
		return st;
	st = walk_to_bits(p, walk, bits);
	xj_lists_close(walk);
	return st;
}

static size_t count_filings(const struct xj_asking *a, const uint8_t *set)
{
	size_t n = 0;

	for (size_t i = 0; i < a->ix->filings; i++)
		n += xj_bit(set, i);
	return n;
}

/* The rows of many filings: by their column. */
static void column_to_bits(struct planning *p, const uint8_t *set, uint64_t *bits)
{
	const struct xj_cols *c = &p->s->columns;
	uint32_t row[512], filing[512];

	for (uint32_t at = 0; at < c->rows; at += XJ_COUNT(row)) {
		uint32_t n = c->rows - at;

		if (n > XJ_COUNT(row))
			n = XJ_COUNT(row);
		for (uint32_t i = 0; i < n; i++)
			row[i] = at + i;
		xj_cols_filings(c, row, n, filing);
		for (uint32_t i = 0; i < n; i++)
			if (filing_in(p->a, set, filing[i]))
				set_bit(bits, at + i);
	}
}

static enum xj_status filings_to_bits(struct planning *p, const uint8_t *set,
                                      uint64_t *bits)
{
	enum xj_status st = XJ_OK;

	if (count_filings(p->a, set) > MAX_FILING_TERMS) {
		column_to_bits(p, set, bits);
		return XJ_OK;
	}
	for (size_t i = 0; st == XJ_OK && i < p->a->ix->filings; i++)
		if (xj_bit(set, i))
			st = filing_to_bits(p, (uint32_t)i, bits);
	return st;
}

/* The rows whose own text may hold the word. */
static enum xj_status word_to_bits(struct planning *p, const struct wording *w,
                                   uint64_t *bits)
{
	const struct gram *list[XJ_MAX_GRAMS];
	const struct xj_cols *c = &p->s->columns;
	struct xj_lists *walk;
	enum xj_status st;
	size_t n;

	if (w->n == 0) {
		xj_texts_scan(w->word->where == XJ_IN_PURPOSE ? &c->purpose : &c->name,
		              w->word->folded, bits);
		return XJ_OK;
	}
	if (w->rarest == 0)
		return XJ_OK;
	for (n = 0; n < w->n; n++)
		list[n] = &p->gram[w->from + n];
	n = choose_lists(list, n, c->rows);
	st = open_walk(p, list, n, NULL, &walk);
	if (st != XJ_OK)
		return st;
	st = walk_to_bits(p, walk, bits);
	xj_lists_close(walk);
	return st;
}

static enum xj_status word_plan(struct planning *p, size_t i, struct xj_plan *out)
{
	const struct wording *w = &p->word[i];
	enum xj_status st = new_bits(p, &out->bits);

	out->drive = XJ_DRIVE_BITS;
	if (st == XJ_OK)
		st = word_to_bits(p, w, out->bits);
	if (st == XJ_OK && w->either)
		st = filings_to_bits(p, w->word->filings, out->bits);
	/* a scan finds the very text */
	out->proven[i] = w->exact || (w->n == 0 && !w->word->whole);
	return st;
}

/* ---- choosing -------------------------------------------------------- */

/* Rows of the filings of SET, as far as they are spread evenly. */
static uint64_t filings_cost(const struct planning *p, const uint8_t *set)
{
	size_t n = count_filings(p->a, set), all = p->a->ix->filings;

	return all ? (uint64_t)p->s->columns.rows * n / all + n * 64 : 0;
}

static uint64_t word_cost(const struct planning *p, const struct wording *w)
{
	uint64_t cost = w->n ? w->rarest : p->s->columns.rows / 4;

	if (w->either)
		cost += filings_cost(p, w->word->filings);
	return cost;
}

/* The word to begin with; words of which every candidate is in a walk come by
 * that.  XJ_MAX_WORDS if there is none. */
static size_t cheapest_word(const struct planning *p, uint64_t *cost)
{
	size_t best = XJ_MAX_WORDS;

	*cost = UINT64_MAX;
	for (size_t i = 0; i < p->a->q->words; i++) {
		const struct wording *w = &p->word[i];
		uint64_t c = word_cost(p, w);

		if ((w->either || w->n == 0) && c < *cost) {
			*cost = c;
			best = i;
		}
	}
	return best;
}

static enum xj_status filings_plan(struct planning *p, struct xj_plan *out)
{
	enum xj_status st = new_bits(p, &out->bits);

	out->drive = XJ_DRIVE_BITS;
	return st == XJ_OK ? filings_to_bits(p, p->a->q->filings, out->bits) : st;
}

static enum xj_status choose(struct planning *p, const struct gram *id,
                             struct xj_plan *out)
{
	const struct gram *list[MAX_TERMS];
	const struct xj_question *q = p->a->q;
	size_t n = musts(p, list), word;
	uint64_t walk = UINT64_MAX, cost, filings = UINT64_MAX;

	for (size_t i = 0; i < n; i++)
		if (list[i]->freq < walk)
			walk = list[i]->freq;
	if (id && id->freq < walk)
		walk = id->freq;
	if (walk == 0)
		return XJ_OK; /* a term that nothing here has: no candidates */
	word = cheapest_word(p, &cost);
	if (q->filings && count_filings(p->a, q->filings) <= MAX_FILING_TERMS)
		filings = filings_cost(p, q->filings);
	/* only the walk knows the id */
	if (id || (walk != UINT64_MAX && walk / 4 <= cost && walk / 4 <= filings))
		return walk_plan(p, list, n, id, out);
	if (filings < cost && filings < p->s->columns.rows / 4)
		return filings_plan(p, out);
	if (word < XJ_MAX_WORDS)
		return word_plan(p, word, out);
	if (walk != UINT64_MAX)
		return walk_plan(p, list, n, id, out);
	out->drive = XJ_DRIVE_ALL;
	return XJ_OK;
}

enum xj_status xj_plan_make(const struct xj_asking *a, const struct xj_segment *s,
                            struct xj_plan *out, struct xj_error *err)
{
	struct planning *p = malloc(sizeof(*p));
	struct gram *id = NULL;
	enum xj_status st;

	*out = (struct xj_plan){ .drive = XJ_DRIVE_NONE };
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	memset(p, 0, offsetof(struct planning, gram));
	p->a = a;
	p->s = s;
	p->err = err;
	for (size_t i = 0; i < a->q->words; i++)
		cut_word(p, i);
	if (p->st == XJ_OK && a->id.n) {
		id = &p->gram[MAX_TERMS - 1];
		p->st = xj_term_text(XJ_TERM_ID, a->id, &id->term);
		if (p->st == XJ_OK)
			p->st = xj_postings_freq(s->postings,
			                      xj_str_of(id->term.p, id->term.n),
			                      &id->freq, err);
	}
	st = p->st == XJ_OK ? choose(p, id, out) : p->st;
	free(p);
	if (st != XJ_OK)
		xj_plan_clear(out);
	return st;
}

void xj_plan_clear(struct xj_plan *p)
{
	xj_lists_close(p->walk);
	free(p->bits);
	*p = (struct xj_plan){ .drive = XJ_DRIVE_NONE };
}
