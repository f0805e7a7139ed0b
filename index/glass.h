/*
 * glass.h - the B-tree of posting lists inside a Glass file: finding a key, and going
 * on from there.  Private to postings.c; the format is described in docs/index.md.
 * Whatever the file holds, nothing outside it is read.
 */
#ifndef XJ_INDEX_GLASS_H
#define XJ_INDEX_GLASS_H

#include "xianjin/core.h"

enum { XJ_GLASS_LEVELS = 10 }; /* as Xapian has it */

struct xj_glass {
	const uint8_t *map;
	uint32_t blocks, block_bytes;
	uint32_t root;
	unsigned level; /* of the root; leaves are 0 */
	bool empty;
};

/* Reads the head of the file.  XJ_CORRUPT; XJ_STALE: another format. */
enum xj_status xj_glass_open(struct xj_glass *g, const uint8_t *map, size_t bytes)
	XJ_MUST_USE;

/* A place in the leaves: for each level a block and the offset in its directory. */
struct xj_glass_cursor {
	const struct xj_glass *g;
	const uint8_t *block[XJ_GLASS_LEVELS];
	unsigned at[XJ_GLASS_LEVELS];
};

/* What stands at a place: a tag longer than an item goes on in the next ones, under
 * the same key. */
struct xj_glass_item {
	struct xj_str key, part; /* in the map */
	bool first, last;        /* part of the tag */
};

/* Goes to KEY.  XJ_NOT_FOUND, XJ_CORRUPT. */
enum xj_status xj_glass_find(const struct xj_glass *g, struct xj_str key,
                             struct xj_glass_cursor *c, struct xj_glass_item *out)
	XJ_MUST_USE;
/* Goes on to the next item.  XJ_END, XJ_CORRUPT. */
enum xj_status xj_glass_next(struct xj_glass_cursor *c, struct xj_glass_item *out)
	XJ_MUST_USE;

/* A number of 7 bits a byte, the lowest first, from *P on; false when there is none
 * before END or it is larger than 32 bits. */
static inline bool xj_glass_number(const uint8_t **p, const uint8_t *end, uint32_t *out)
{
	uint64_t n = 0;

	for (unsigned shift = 0; *p < end && shift < 35; shift += 7) {
		uint8_t byte = *(*p)++;

		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*out = (uint32_t)n;
			return n <= UINT32_MAX;
		}
	}
	return false;
}

#endif
