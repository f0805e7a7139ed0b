/*
 * entries_sort.c - owns runs, and the orders by donor: pieces that fit into memory
 * are sorted and written, then merged, so that memory does not grow with the data.
 */
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"

#define PIECE 65536u

struct sorting {
	struct xj_blocks *blocks;
	const struct xj_entries *e;
	enum xj_donor_order order;
	struct xj_read_entry *entry; /* of the piece */
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

static enum xj_status check_clock(const struct sorting *s, struct xj_error *err)
{
	return xj_clock_past(s->e->deadline)
	       ? xj_fail(err, XJ_LIMIT, _("running the rules takes too long")) : XJ_OK;
}

/* Copies ENTRY of FROM to OUT. */
static enum xj_status copy(const struct sorting *s, struct xj_run *out,
                           const struct xj_run *from,
                           const struct xj_read_entry *entry, struct xj_error *err)
{
	const char *text;

	if (out->own_text.fd < 0)
		return xj_pages_add(&out->file, entry, sizeof(*entry), err);
	text = xj_blocks_read(s->blocks, from->text, entry->text, entry->text_bytes);
	if (!text)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return xj_run_add(out, entry, text, entry->text_bytes, err);
}

/* All is written; and what was read for it was there. */
static enum xj_status end(const struct sorting *s, struct xj_run *out,
                          struct xj_error *err)
{
	if (xj_blocks_failed(s->blocks))
		return xj_fail(err, XJ_IO, _("what rules read cannot be read again"));
	return xj_run_end(out, err);
}

static enum xj_status write_piece(const struct sorting *s, const uint32_t *place,
                                  uint32_t n, const struct xj_run *from,
                                  struct xj_run *out, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (uint32_t i = 0; i < n && !st; i++)
		st = copy(s, out, from, &s->entry[place[i]], err);
	return st;
}

/* Writes FROM to OUT, each piece of it in order. */
static enum xj_status sort_pieces(struct sorting *s, const struct xj_run *from,
                                  uint32_t n, struct xj_run *out, struct xj_error *err)
{
	uint32_t room = n < PIECE ? n : PIECE;
	uint32_t *place = reallocarray(NULL, room + 1, sizeof(*place));
	enum xj_status st = XJ_OK;

	s->entry = reallocarray(NULL, room + 1, sizeof(*s->entry));
	if (!place || !s->entry)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (uint32_t at = 0; at < n && !st; at += PIECE) {
		uint32_t k = n - at < PIECE ? n - at : PIECE;

		for (uint32_t i = 0; i < k; i++) {
			s->entry[i] = *xj_run_entry(s->blocks, from, at + i);
			place[i] = i;
		}
		st = check_clock(s, err);
		if (st)
			break;
		qsort_r(place, k, sizeof(*place), by_place, s);
		st = write_piece(s, place, k, from, out, err);
	}
	free(place);
	free(s->entry);
	return st ? st : end(s, out, err);
}

/* ---- merging ---------------------------------------------------------- */

struct piece {
	struct xj_read_entry head;
	uint32_t at, end;
};

/* The heap below I is in order but for I itself. */
static void sift(const struct sorting *s, struct piece *heap, size_t n, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		struct piece down;

		if (child + 1 < n && compare(s, &heap[child + 1].head, &heap[child].head) < 0)
			child++;
		if (compare(s, &heap[i].head, &heap[child].head) < 0)
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
	enum xj_status st = heap ? XJ_OK : xj_fail(err, XJ_NOMEM,
	                                           _("not enough memory"));

	for (size_t i = 0; i < k && heap; i++)
		heap[i] = (struct piece){
			.head = *xj_run_entry(s->blocks, pieces, (uint32_t)i * PIECE),
			.at = (uint32_t)i * PIECE,
			.end = i + 1 < k ? (uint32_t)(i + 1) * PIECE : n };
	for (size_t i = k; i-- > 0 && heap;)
		sift(s, heap, k, i);
	for (uint32_t i = 0; k && !st; i++) {
		st = i % PIECE ? XJ_OK : check_clock(s, err);
		if (!st)
			st = copy(s, out, pieces, &heap[0].head, err);
		if (++heap[0].at == heap[0].end)
			heap[0] = heap[--k];
		else
			heap[0].head = *xj_run_entry(s->blocks, pieces, heap[0].at);
		sift(s, heap, k, 0);
	}
	free(heap);
	return st ? st : end(s, out, err);
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
	moved.text_bytes = (uint32_t)n;
	st = xj_pages_add(&r->file, &moved, sizeof(moved), err);
	return st ? st : xj_pages_add(&r->own_text, text, n, err);
}

enum xj_status xj_run_end(struct xj_run *r, struct xj_error *err)
{
	enum xj_status st = xj_pages_end(&r->file, err);

	return st || r->own_text.fd < 0 ? st : xj_pages_end(&r->own_text, err);
}

enum xj_status xj_run_index(struct xj_blocks *r, struct xj_run *run, uint32_t n,
                            bool by_donor, struct xj_error *err)
{
	run->first = reallocarray(NULL, n / XJ_BLOCK_ENTRIES + 1, sizeof(*run->first));
	if (!run->first)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (uint32_t at = 0; at < n; at += XJ_BLOCK_ENTRIES) {
		const struct xj_read_entry *x = xj_run_entry(r, run, at);

		run->first[at / XJ_BLOCK_ENTRIES] = by_donor ? x->donor : x->entry;
	}
	return XJ_OK;
}

enum xj_status xj_run_sort(struct xj_blocks *r, const struct xj_entries *e,
                           const struct xj_run *from, uint32_t n,
                           enum xj_donor_order order, bool own_text,
                           struct xj_run *out, struct xj_error *err)
{
	struct sorting s = { .blocks = r, .e = e, .order = order };
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
	return st ? st : xj_run_index(r, out, n, true, err);
}

void xj_run_close(struct xj_run *r)
{
	xj_pages_close(&r->file);
	xj_pages_close(&r->own_text);
	free(r->first);
	r->first = NULL;
}
