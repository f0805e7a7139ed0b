/*
 * topk.c - owns the page of an answer: the best rows behind the cursor, in a
 * bounded heap.  Order: key, then id ascending, so that it is the same every
 * time.
 */
#include <stdlib.h>

#include "index/ask.h"

/* Whether A stands before B. */
static inline bool before(const struct xj_top *t, const struct xj_hit *a,
                   const struct xj_hit *b)
{
	if (a->key != b->key)
		return t->descending ? a->key > b->key : a->key < b->key;
	return a->id < b->id;
}

void xj_top_init(struct xj_top *t, const struct xj_question *q)
{
	*t = (struct xj_top){
		.limit = q->limit, .descending = q->descending, .after = q->after,
		.cursor = { .id = q->after_id, .key = q->after_key },
	};
}

void xj_top_clear(struct xj_top *t)
{
	free(t->heap);
	t->heap = NULL;
}

static void sink(struct xj_top *t, size_t at)
{
	struct xj_hit moved = t->heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= t->n)
			break;
		if (child + 1 < t->n
		    && before(t, &t->heap[child], &t->heap[child + 1]))
			child++;
		if (!before(t, &moved, &t->heap[child]))
			break;
		t->heap[at] = t->heap[child];
		at = child;
	}
	t->heap[at] = moved;
}

static enum xj_status push(struct xj_top *t, const struct xj_hit *hit)
{
	size_t at = t->n;

	if (t->n == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		struct xj_hit *p;

		if (room > t->limit)
			room = t->limit;
		p = reallocarray(t->heap, room, sizeof(*p));
		if (!p)
			return XJ_NOMEM;
		t->heap = p;
		t->room = room;
	}
	t->n++;
	while (at > 0 && before(t, &t->heap[(at - 1) / 2], hit)) {
		t->heap[at] = t->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	t->heap[at] = *hit;
	return XJ_OK;
}

static enum xj_status offer(struct xj_top *t, const struct xj_hit *hit)
{
	if (t->after && !before(t, &t->cursor, hit))
		return XJ_OK;
	t->eligible++;
	if (t->n < t->limit)
		return push(t, hit);
	if (before(t, hit, &t->heap[0])) {
		t->heap[0] = *hit;
		sink(t, 0);
	}
	return XJ_OK;
}

enum xj_status xj_top_offer(struct xj_top *t, const int64_t *key,
                            const uint32_t *row, size_t n, int64_t first)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; st == XJ_OK && i < n; i++) {
		struct xj_hit hit = { .id = first + row[i], .key = key[i] };

		st = offer(t, &hit);
	}
	return st;
}

/* Takes the last in order off the top, again and again. */
void xj_top_take(struct xj_top *t, struct xj_answer *out)
{
	size_t n = t->n;

	while (t->n > 1) {
		struct xj_hit last = t->heap[0];

		t->n--;
		t->heap[0] = t->heap[t->n];
		sink(t, 0);
		t->heap[t->n] = last;
	}
	out->hit = t->heap;
	out->hits = n;
	out->more = t->limit > 0 && t->eligible > t->limit;
	t->heap = NULL;
	t->n = t->room = 0;
}
