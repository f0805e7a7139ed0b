/*
 * order.c - owns the number by which a row is sorted, for each order that can be
 * asked for.
 */
#include "index/ask.h"
#include "xianjin/text.h"

/* Rows ahead of the one looked at whose text is fetched already: they lie far apart. */
enum { AHEAD = 12 };

static void fetch_name(const struct xj_texts *t, const struct xj_batch *b, size_t i)
{
	if (i < b->n)
		__builtin_prefetch(t->p + xj_text_start(t, b->row[i]));
}

/* Whole names first, then shorter ones. */
static int64_t relevance(const struct xj_question *q, struct xj_str name)
{
	int64_t whole = 1;

	for (size_t w = 0; w < q->words && whole; w++)
		if (q->word[w].where != XJ_IN_PURPOSE
		    && xj_name_is(name, q->word[w].folded))
			whole = 0;
	return whole << 32 | (int64_t)xj_utf8_count(name);
}

void xj_order_keys(const struct xj_question *q, const struct xj_cols *c,
                   struct xj_batch *b)
{
	switch (q->sort) {
	case XJ_SORT_AMOUNT:
		memcpy(b->wide, b->amount, b->n * sizeof(b->wide[0]));
		break;
	case XJ_SORT_DATE:
		xj_cols_days(c, b->row, b->n, b->day);
		for (size_t i = 0; i < b->n; i++)
			b->wide[i] = b->day[i];
		break;
	case XJ_SORT_RELEVANCE:
		for (size_t i = 0; i < b->n; i++) {
			fetch_name(&c->name, b, i + AHEAD);
			b->wide[i] = relevance(q, xj_text_at(&c->name, b->row[i]));
		}
		break;
	default:
		for (size_t i = 0; i < b->n; i++)
			b->wide[i] = (int64_t)c->first + b->row[i];
		break;
	}
}

/* The smallest key that a row can have: that of a name that is the one word. */
static bool is_smallest(const struct xj_question *q, int64_t key)
{
	return q->sort == XJ_SORT_RELEVANCE && q->words == 1
		&& q->word->where != XJ_IN_PURPOSE
		&& key == (int64_t)xj_utf8_count(q->word->folded);
}

bool xj_top_is_settled(const struct xj_top *t, const struct xj_question *q)
{
	/* ids only grow: of equal keys those that stand there already come first */
	return t->n == t->limit && !q->descending
		&& (q->sort == XJ_SORT_ID || is_smallest(q, t->heap[0].key));
}
