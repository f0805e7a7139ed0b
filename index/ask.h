/*
 * ask.h - what the parts of answering a question share: a batch of candidate
 * rows, the words and the pattern, the page, the facets.  Private to this room.
 *
 * Candidates come in batches of row numbers of one segment; each condition is a
 * loop over the batch that keeps some of them.
 */
#ifndef XJ_INDEX_ASK_H
#define XJ_INDEX_ASK_H

#include <time.h>

#include "index/room.h"
#include "xianjin/limits.h"

#define XJ_BATCH 2048u

struct xj_batch {
	size_t n;
	uint32_t row[XJ_BATCH];
	/* of the rows that are left at the end */
	int64_t amount[XJ_BATCH];
	uint32_t filing[XJ_BATCH]; /* ids of the store */
	uint8_t code[XJ_BATCH];
	/* for the loop under way */
	int64_t wide[XJ_BATCH];
	uint32_t value[XJ_BATCH];
	int32_t day[XJ_BATCH];
	uint64_t donor[XJ_BATCH];
	uint8_t kind[XJ_BATCH];
};

static inline bool xj_bit(const uint8_t *bits, size_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

/* ---- texts (match.c) ------------------------------------------------- */

/* Whether NEEDLE stands in HAY. */
bool xj_text_has(struct xj_str hay, struct xj_str needle);
/* Whether the name, or the company's stem, is WORD. */
bool xj_name_is(struct xj_str name, struct xj_str word);
/* Sets the bit of every row whose text holds NEEDLE, which is not empty. */
void xj_texts_scan(const struct xj_texts *t, struct xj_str needle, uint64_t *bits);

struct xj_matcher;
enum xj_status xj_matcher_new(struct xj_str pattern, struct xj_matcher **out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_matcher_free(struct xj_matcher *m);
/* XJ_LIMIT when it is too expensive. */
enum xj_status xj_matcher_try(struct xj_matcher *m, struct xj_str subject,
                              bool *matches, struct xj_error *err) XJ_MUST_USE;

/* ---- the order of rows (order.c) -------------------------------------- */

/* The key of each row of B, whose amount is filled in, into b->wide. */
void xj_order_keys(const struct xj_question *q, const struct xj_cols *c,
                   struct xj_batch *b);

/* ---- the page (topk.c) ----------------------------------------------- */

struct xj_top {
	struct xj_hit *heap; /* the one to leave first is on top */
	size_t n, room, limit;
	bool descending, after;
	struct xj_hit cursor;
	uint64_t eligible; /* offered and behind the cursor */
};

void xj_top_init(struct xj_top *t, const struct xj_question *q);
void xj_top_clear(struct xj_top *t);
/* Offers the rows ROW of the segment that begins with the id FIRST; the limit is
 * not 0.  XJ_NOMEM. */
enum xj_status xj_top_offer(struct xj_top *t, const int64_t *key,
                            const uint32_t *row, size_t n, int64_t first)
	XJ_MUST_USE;
/* Whether no row that comes later can stand on the page (order.c). */
bool xj_top_is_settled(const struct xj_top *t, const struct xj_question *q);
/* Gives the page away, in order. */
void xj_top_take(struct xj_top *t, struct xj_answer *out);

/* ---- facets (facets.c) ----------------------------------------------- */

struct xj_cell {
	uint64_t count;
	uint64_t sum[2]; /* income, expense; wraps like the sums it is part of */
};

struct xj_donors { /* open addressing, never more than half full */
	uint32_t *slot; /* 1 + the place in list; 0: free */
	size_t slots;
	struct xj_facet_value *list;
	size_t n, room;
	uint64_t seed;
};

struct xj_facets {
	uint32_t wanted;
	struct xj_cell *cell[XJ_FACETS];
	size_t cells[XJ_FACETS];
	const struct xj_index *ix;
	uint16_t *year; /* by day - day_low */
	int32_t day_low, day_high;
	struct xj_donors donors;
};

enum xj_status xj_facets_init(struct xj_facets *f, const struct xj_index *ix,
                              uint32_t wanted, struct xj_error *err) XJ_MUST_USE;
void xj_facets_clear(struct xj_facets *f);
/* Counts the rows of B, whose amount, filing and code are filled in. */
enum xj_status xj_facets_add(struct xj_facets *f, const struct xj_cols *c,
                             struct xj_batch *b) XJ_MUST_USE;
enum xj_status xj_facets_take(struct xj_facets *f, bool unordered,
                              struct xj_answer *out)
	XJ_MUST_USE;

/* ---- where candidates come from (plan.c) ----------------------------- */

/* What is known of a question in all segments. */
struct xj_asking {
	struct xj_index *ix;
	const struct xj_question *q;
	struct xj_str id; /* folded */
	/* by store id of a filing: bit 0 income, bit 1 expense may count */
	uint8_t *allow;
	bool code_ok[256], subject_ok[256];
	bool any_code, any_subject; /* no condition on it */
	unsigned places;            /* bits in q->places */
	struct xj_matcher *matcher;
	struct timespec deadline;
};

/* The cheapest way to the candidates of one segment. */
struct xj_plan {
	enum { XJ_DRIVE_NONE, XJ_DRIVE_ALL, XJ_DRIVE_WALK, XJ_DRIVE_BITS } drive;
	struct xj_lists *walk;
	uint64_t *bits;
	bool proven[XJ_MAX_WORDS]; /* words that need no look at the text */
};

enum xj_status xj_plan_make(const struct xj_asking *a, const struct xj_segment *s,
                            struct xj_plan *out, struct xj_error *err) XJ_MUST_USE;
void xj_plan_clear(struct xj_plan *p);

#endif
