/*
 * blocks.c - owns the blocks that one thread has read of the files of entries.
 *
 * Mapping the files would be simpler, but then each page that is looked at counts
 * as memory of the process, and letting go of it costs more than reading it again.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "entries.h"
#include "rules_private.h"

#define WAYS 4u      /* places where a block may lie */
#define SETS 128u    /* a power of two */

struct block {
	uint64_t tag;    /* file and number of the block; 0 none */
	unsigned char *bytes;
};

struct xj_blocks {
	struct block block[SETS * WAYS];
	struct block *last;     /* used last */
	uint8_t next[SETS];     /* the place that is given up next */
	struct xj_buf across;   /* what does not lie in one block */
	unsigned char *memory;
	bool failed;
};

_Static_assert(XJ_BLOCK % sizeof(struct xj_read_entry) == 0,
               "no entry lies across two blocks");

struct xj_blocks *xj_blocks_new(void)
{
	struct xj_blocks *r = calloc(1, sizeof(*r));

	if (r)
		r->memory = malloc(SETS * WAYS * XJ_BLOCK);
	if (!r || !r->memory) {
		free(r);
		return NULL;
	}
	for (size_t i = 0; i < SETS * WAYS; i++)
		r->block[i].bytes = r->memory + i * XJ_BLOCK;
	r->last = r->block;
	xj_buf_init(&r->across, (size_t)1 << 30);
	return r;
}

void xj_blocks_free(struct xj_blocks *r)
{
	if (!r)
		return;
	xj_buf_clear(&r->across);
	free(r->memory);
	free(r);
}

bool xj_blocks_failed(const struct xj_blocks *r)
{
	return r->failed;
}

/* Where the file ends, or cannot be read, zeros follow. */
static void read_at(struct xj_blocks *r, int fd, uint64_t at, unsigned char *to,
                    size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, to + done, n - done, (off_t)(at + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			r->failed = r->failed || got < 0;
			break;
		}
		done += (size_t)got;
	}
	memset(to + done, 0, n - done);
}

static struct block *find_block(struct xj_blocks *r, const struct xj_pages *file,
                                uint64_t number)
{
	uint64_t tag = (uint64_t)file->number << 40 | number;
	unsigned set = (unsigned)((tag ^ tag >> 40) * 0x9e3779b97f4a7c15u >> 57) % SETS;
	struct block *b = &r->block[set * WAYS];

	if (r->last->tag == tag)
		return r->last;
	for (unsigned i = 0; i < WAYS; i++)
		if (b[i].tag == tag)
			return r->last = &b[i];
	b += r->next[set]++ % WAYS;
	b->tag = tag;
	read_at(r, file->fd, number * XJ_BLOCK, b->bytes, XJ_BLOCK);
	return r->last = b;
}

const void *xj_blocks_read(struct xj_blocks *r, const struct xj_pages *file,
                            uint64_t at, size_t n)
{
	size_t in = at % XJ_BLOCK;

	if (n <= XJ_BLOCK - in)
		return find_block(r, file, at / XJ_BLOCK)->bytes + in;
	xj_buf_reset(&r->across);
	if (xj_buf_reserve(&r->across, n)) {
		r->failed = true;
		return NULL;
	}
	read_at(r, file->fd, at, (unsigned char *)r->across.p, n);
	return r->across.p;
}

/* ---- runs ----------------------------------------------------------------- */

struct xj_str xj_run_text(struct xj_blocks *r, const struct xj_run *run,
                          const struct xj_read_entry *entry, enum xj_read_text which)
{
	const unsigned char *p = NULL;
	size_t n = 0;

	if (entry->text_bytes)
		p = xj_blocks_read(r, run->text, entry->text, entry->text_bytes);
	if (!p || r->failed)
		return xj_str_c("");
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

static int64_t key_of(const struct xj_read_entry *x, bool by_donor)
{
	return by_donor ? x->donor : (int64_t)x->entry;
}

uint32_t xj_run_find(struct xj_blocks *r, const struct xj_run *run, uint32_t n,
                     bool by_donor, int64_t key)
{
	uint32_t low = 0, high = (uint32_t)(n / XJ_BLOCK_ENTRIES + (n % XJ_BLOCK_ENTRIES != 0));

	/* the last block that begins below KEY */
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (run->first[mid] < key)
			low = mid + 1;
		else
			high = mid;
	}
	high = low * XJ_BLOCK_ENTRIES < n ? low * (uint32_t)XJ_BLOCK_ENTRIES : n;
	low = low ? (low - 1) * (uint32_t)XJ_BLOCK_ENTRIES : 0;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (key_of(xj_run_entry(r, run, mid), by_donor) < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct xj_read_entry *xj_entries_find(struct xj_blocks *r,
                                            const struct xj_entries *e, int64_t id)
{
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++) {
		const struct xj_side_entries *s = &e->side[side];
		uint32_t at = xj_run_find(r, &s->by_id, s->n, false, id);
		const struct xj_read_entry *x;

		if (at < s->n && (x = xj_run_entry(r, &s->by_id, at))->entry == id)
			return x;
	}
	return NULL;
}
