/*
 * entries_sort.c - owns runs, and the orders by donor: pieces that fit into memory
 * are sorted and written, then merged, so that memory does not grow with the data.
 */
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"

#define PIECE 65536u

struct sorting {
	const struct xj_entries *e;
	enum xj_donor_order order;
	const struct xj_read_entry *entry; /* of the piece */
};

static int compare(const struct sorting *s, const struct xj_read_entry *a,
                   const struct xj_read_entry *b)
{
	int order;

	if (a->donor != b->donor)
		return a->donor < b->donor ? -1 : 1;
	order = xj_entries_compare(s->e, s->order, a, b);
	return order ? order : a->entry < b->entry ? -1 : a->entry > b->entry;
}

static int by_place(const void *a, const void *b, void *ctx)
{
	const struct sorting *s = ctx;

	return compare(s, &s->entry[*(const uint32_t *)a],
	               &s->entry[*(const uint32_t *)b]);
}

/* Copies ENTRY of FROM to OUT. */
static enum xj_status copy(struct xj_run *out, const struct xj_run *from,
                           const struct xj_read_entry *entry, struct xj_error *err)
{
	struct xj_str first, last;

	if (out->own_text.fd < 0)
		return xj_pages_add(&out->file, entry, sizeof(*entry), err);
	first = xj_run_text(from, entry, 0);
	last = xj_run_text(from, entry, XJ_TEXTS - 1);
	first.p = (const char *)from->text->map + entry->text;
	return xj_run_add(out, entry, first.p, (size_t)(last.p + last.n - first.p), err);
}

/* Writes FROM to OUT, each piece of it in order. */
static enum xj_status sort_pieces(struct sorting *s, const struct xj_run *from,
                                  uint32_t n, struct xj_run *out, struct xj_error *err)
{
	uint32_t *place = reallocarray(NULL, PIECE, sizeof(*place));
	enum xj_status st = place ? XJ_OK : xj_fail(err, XJ_NOMEM,
	                                            _("not enough memory"));

	for (uint32_t at = 0; at < n && !st; at += PIECE) {
		uint32_t k = n - at < PIECE ? n - at : PIECE;

		s->entry = xj_run_entries(from) + at;
		for (uint32_t i = 0; i < k; i++)
			place[i] = i;
		qsort_r(place, k, sizeof(*place), by_place, s);
		for (uint32_t i = 0; i < k && !st; i++)
			st = copy(out, from, &s->entry[place[i]], err);
		xj_run_let_go(from);
	}
	free(place);
	return st ? st : xj_run_map(out, err);
}

/* ---- merging ---------------------------------------------------------- */

struct piece {
	const struct xj_read_entry *at, *end;
};

/* The heap below I is in order but for I itself. */
static void sift(const struct sorting *s, struct piece *heap, size_t n, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		struct piece down;

		if (child + 1 < n && compare(s, heap[child + 1].at, heap[child].at) < 0)
			child++;
		if (compare(s, heap[i].at, heap[child].at) < 0)
			return;
		down = heap[i];
		heap[i] = heap[child];
		heap[child] = down;
	}
}

static enum xj_status merge(const struct sorting *s, const struct xj_run *pieces,
                            uint32_t n, struct xj_run *out, struct xj_error *err)
{
	size_t k = n / PIECE + (n % PIECE != 0);
	struct piece *heap = calloc(k + 1, sizeof(*heap));
	const struct xj_read_entry *entry = xj_run_entries(pieces);
	enum xj_status st = heap ? XJ_OK : xj_fail(err, XJ_NOMEM,
	                                           _("not enough memory"));

	for (size_t i = 0; i < k && heap; i++)
		heap[i] = (struct piece){ entry + i * PIECE, i + 1 < k
		                          ? entry + (i + 1) * PIECE : entry + n };
	for (size_t i = k; i-- > 0 && heap;)
		sift(s, heap, k, i);
	for (uint32_t done = 0; k && !st; done++) {
		st = copy(out, pieces, heap[0].at, err);
		if (++heap[0].at == heap[0].end)
			heap[0] = heap[--k];
		sift(s, heap, k, 0);
		if (done % PIECE == PIECE - 1)
			xj_run_let_go(pieces);
	}
	free(heap);
	return st ? st : xj_run_map(out, err);
}

/* ---- runs -------------------------------------------------------------- */

void xj_run_init(struct xj_run *r)
{
	*r = (struct xj_run){ .file = { .fd = -1 }, .own_text = { .fd = -1 } };
}

enum xj_status xj_run_open(struct xj_run *r, bool own_text, struct xj_error *err)
{
	enum xj_status st = xj_pages_open(&r->file, err);

	if (!st && own_text) {
		st = xj_pages_open(&r->own_text, err);
		r->text = &r->own_text;
	}
	return st;
}

enum xj_status xj_run_add(struct xj_run *r, const struct xj_read_entry *entry,
                          const char *text, size_t n, struct xj_error *err)
{
	struct xj_read_entry moved;
	enum xj_status st;

	memcpy(&moved, entry, sizeof(moved)); /* a file gets no stray bytes */
	moved.text = r->own_text.bytes;
	st = xj_pages_add(&r->file, &moved, sizeof(moved), err);
	return st ? st : xj_pages_add(&r->own_text, text, n, err);
}

enum xj_status xj_run_map(struct xj_run *r, struct xj_error *err)
{
	enum xj_status st = xj_pages_map(&r->file, err);

	return st || r->own_text.fd < 0 ? st : xj_pages_map(&r->own_text, err);
}

struct xj_str xj_run_text(const struct xj_run *r, const struct xj_read_entry *entry,
                          enum xj_read_text which)
{
	const unsigned char *p = (const unsigned char *)r->text->map + entry->text;
	size_t n = 0;

	for (int i = 0;; i++) {
		unsigned shift = 0;

		n = 0;
		do {
			n |= (size_t)(*p & 127) << shift;
			shift += 7;
		} while (*p++ & 128);
		if (i == (int)which)
			return xj_str_of((const char *)p, n);
		p += n;
	}
}

void xj_run_let_go(const struct xj_run *r)
{
	xj_pages_let_go(&r->file);
	xj_pages_let_go(&r->own_text);
}

enum xj_status xj_run_index(struct xj_run *r, uint32_t n, bool by_donor,
                            struct xj_error *err)
{
	const struct xj_read_entry *entry = xj_run_entries(r);
	size_t blocks = n / XJ_RUN_BLOCK + 1;

	r->first = reallocarray(NULL, blocks, sizeof(*r->first));
	if (!r->first)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (uint32_t at = 0; at < n; at += XJ_RUN_BLOCK)
		r->first[at / XJ_RUN_BLOCK] = by_donor ? entry[at].donor : entry[at].entry;
	xj_run_let_go(r);
	return XJ_OK;
}

static int64_t key_of(const struct xj_read_entry *x, bool by_donor)
{
	return by_donor ? x->donor : (int64_t)x->entry;
}

uint32_t xj_run_find(const struct xj_run *r, uint32_t n, bool by_donor, int64_t key)
{
	const struct xj_read_entry *entry = xj_run_entries(r);
	uint32_t low = 0, high = n / XJ_RUN_BLOCK + (n % XJ_RUN_BLOCK != 0);

	/* the last block that begins below KEY */
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (r->first[mid] < key)
			low = mid + 1;
		else
			high = mid;
	}
	high = low * XJ_RUN_BLOCK < n ? low * XJ_RUN_BLOCK : n;
	low = low ? (low - 1) * XJ_RUN_BLOCK : 0;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (key_of(&entry[mid], by_donor) < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

enum xj_status xj_run_sort(const struct xj_entries *e, const struct xj_run *from,
                           uint32_t n, enum xj_donor_order order, bool own_text,
                           struct xj_run *out, struct xj_error *err)
{
	struct sorting s = { .e = e, .order = order };
	struct xj_run pieces, *first = n > PIECE ? &pieces : out;
	enum xj_status st;

	xj_run_init(&pieces);
	pieces.text = out->text = from->text;
	st = xj_run_open(first, own_text, err);
	if (!st)
		st = sort_pieces(&s, from, n, first, err);
	if (!st && n > PIECE)
		st = xj_run_open(out, own_text, err);
	if (!st && n > PIECE)
		st = merge(&s, &pieces, n, out, err);
	xj_run_close(&pieces);
	return st ? st : xj_run_index(out, n, true, err);
}

void xj_run_close(struct xj_run *r)
{
	xj_pages_close(&r->file);
	xj_pages_close(&r->own_text);
	free(r->first);
	r->first = NULL;
}
