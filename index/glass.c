/*
 * glass.c - owns the B-tree inside a Glass file.
 *
 * A block begins with its revision (4 bytes), its level (1), two counts of free bytes
 * (2 each) and the end of its directory (2); then the directory: the offset of each
 * item (2), in the order of their keys.  Numbers are big-endian.
 */
#include "index/glass.h"

#define MAGIC "\x0f\rXapian Glass\x04\x6e" /* with the format: 2016-03-14 */
enum {
	MAGIC_BYTES = sizeof(MAGIC) - 1, UUID_BYTES = 16,
	MIN_BLOCK = 2048, MAX_BLOCK = 65536,
	LEVEL_AT = 4, DIRECTORY_END_AT = 9, DIRECTORY_AT = 11,
	IS_COMPRESSED = 0x8000, IS_LAST = 0x4000, IS_FIRST = 0x2000, SIZE_BITS = 0x1fff,
};

static unsigned get2(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t get4(const uint8_t *p)
{
	return (uint32_t)get2(p) << 16 | get2(p + 2);
}

/* ---- the head of the file --------------------------------------------- */

enum xj_status xj_glass_open(struct xj_glass *g, const uint8_t *map, size_t bytes)
{
	const uint8_t *p = map + MAGIC_BYTES + UUID_BYTES, *end;
	uint32_t revision, shape, entries, kib;

	if (bytes < MIN_BLOCK || memcmp(map, MAGIC, MAGIC_BYTES - 2) != 0)
		return XJ_CORRUPT;
	if (memcmp(map, MAGIC, MAGIC_BYTES) != 0)
		return XJ_STALE;
	end = map + MIN_BLOCK;
	/* the first of six tables is the one of posting lists */
	if (!xj_glass_number(&p, end, &revision) || !xj_glass_number(&p, end, &g->root)
	    || !xj_glass_number(&p, end, &shape) || !xj_glass_number(&p, end, &entries)
	    || !xj_glass_number(&p, end, &kib) || kib > MAX_BLOCK / MIN_BLOCK)
		return XJ_CORRUPT;
	g->map = map;
	g->block_bytes = kib * MIN_BLOCK;
	g->level = shape >> 2;
	g->empty = shape & 1; /* no root block */
	if (g->block_bytes < MIN_BLOCK || bytes % g->block_bytes
	    || bytes / g->block_bytes > UINT32_MAX || g->level >= XJ_GLASS_LEVELS)
		return XJ_CORRUPT;
	g->blocks = (uint32_t)(bytes / g->block_bytes);
	return XJ_OK;
}

/* ---- blocks and items -------------------------------------------------- */

static unsigned directory_end(const uint8_t *block)
{
	return get2(block + DIRECTORY_END_AT);
}

/* Block N, which must be of LEVEL; NULL when it is not, or its directory is wrong. */
static const uint8_t *block_at(const struct xj_glass *g, uint32_t n, unsigned level)
{
	const uint8_t *block = g->map + (size_t)n * g->block_bytes;
	unsigned end;

	if (n >= g->blocks || block[LEVEL_AT] != level)
		return NULL;
	end = directory_end(block);
	return end > DIRECTORY_AT && end <= g->block_bytes && (end - DIRECTORY_AT) % 2 == 0
		? block : NULL;
}

/* An item of a branch: the block with the keys from this one on, the length of the
 * key, the key, which part of its tag. */
static bool branch_item(const struct xj_glass *g, const uint8_t *block, unsigned at,
                        uint32_t *below, struct xj_str *key, unsigned *part)
{
	const uint8_t *p = block + get2(block + at), *end = block + g->block_bytes;

	if (end - p < 7 || end - p < 7 + p[4])
		return false;
	*below = get4(p);
	*key = xj_str_of((const char *)p + 5, p[4]);
	*part = get2(p + 5 + p[4]);
	return true;
}

/* An item of a leaf: its size and what it is, the length of the key, the key, which
 * part it is unless it is the first, the part. */
static bool leaf_item(const struct xj_glass *g, const uint8_t *block, unsigned at,
                      struct xj_glass_item *out)
{
	const uint8_t *p = block + get2(block + at), *end = block + g->block_bytes;
	unsigned what, bytes, head;

	if (end - p < 3)
		return false;
	what = get2(p);
	bytes = (what & SIZE_BITS) + 3;
	out->first = what & IS_FIRST;
	out->last = what & IS_LAST;
	head = 3u + p[2] + (out->first ? 0 : 2);
	if ((what & IS_COMPRESSED) || end - p < (ptrdiff_t)bytes || head > bytes)
		return false;
	out->key = xj_str_of((const char *)p + 3, p[2]);
	out->part = xj_str_of((const char *)p + head, bytes - head);
	return true;
}

/* ---- finding ------------------------------------------------------------- */

static int compare(struct xj_str a, struct xj_str b)
{
	int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order ? order : a.n < b.n ? -1 : a.n > b.n;
}

/* How the item at AT stands to the first part under KEY. */
static bool item_order(const struct xj_glass *g, const uint8_t *block, unsigned level,
                       unsigned at, struct xj_str key, int *order)
{
	struct xj_glass_item leaf;
	struct xj_str its;
	uint32_t below;
	unsigned part = 1;

	if (level ? !branch_item(g, block, at, &below, &its, &part)
	          : !leaf_item(g, block, at, &leaf))
		return false;
	if (!level) {
		its = leaf.key;
		part = leaf.first ? 1 : 2;
	}
	*order = compare(its, key);
	if (*order == 0)
		*order = part > 1;
	return true;
}

/* The place in the directory of the last item that is not behind KEY; the first item
 * when all are. */
static bool search(const struct xj_glass *g, const uint8_t *block, unsigned level,
                   struct xj_str key, unsigned *at)
{
	unsigned low = 0, high = (directory_end(block) - DIRECTORY_AT) / 2;

	while (high - low > 1) {
		unsigned middle = low + (high - low) / 2;
		int order;

		if (!item_order(g, block, level, DIRECTORY_AT + 2 * middle, key, &order))
			return false;
		if (order <= 0)
			low = middle;
		else
			high = middle;
	}
	*at = DIRECTORY_AT + 2 * low;
	return true;
}

/* From the place on LEVEL, which is not 0, to the block below. */
static bool go_down(struct xj_glass_cursor *c, unsigned level)
{
	struct xj_str key;
	uint32_t below;
	unsigned part;

	if (!branch_item(c->g, c->block[level], c->at[level], &below, &key, &part))
		return false;
	c->block[level - 1] = block_at(c->g, below, level - 1);
	return c->block[level - 1] != NULL;
}

enum xj_status xj_glass_find(const struct xj_glass *g, struct xj_str key,
                             struct xj_glass_cursor *c, struct xj_glass_item *out)
{
	if (g->empty)
		return XJ_NOT_FOUND;
	c->g = g;
	c->block[g->level] = block_at(g, g->root, g->level);
	if (!c->block[g->level])
		return XJ_CORRUPT;
	for (unsigned level = g->level;; level--) {
		if (!search(g, c->block[level], level, key, &c->at[level]))
			return XJ_CORRUPT;
		if (level == 0)
			break;
		if (!go_down(c, level))
			return XJ_CORRUPT;
	}
	if (!leaf_item(g, c->block[0], c->at[0], out))
		return XJ_CORRUPT;
	return out->first && compare(out->key, key) == 0 ? XJ_OK : XJ_NOT_FOUND;
}

enum xj_status xj_glass_next(struct xj_glass_cursor *c, struct xj_glass_item *out)
{
	unsigned level = 0;

	while ((c->at[level] += 2) >= directory_end(c->block[level]))
		if (++level > c->g->level)
			return XJ_END;
	for (; level; level--) {
		if (!go_down(c, level))
			return XJ_CORRUPT;
		c->at[level - 1] = DIRECTORY_AT;
	}
	return leaf_item(c->g, c->block[0], c->at[0], out) ? XJ_OK : XJ_CORRUPT;
}
