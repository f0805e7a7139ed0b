/* must.h - for fuzz targets: what must hold, and much folded into one number. */
#ifndef MUST_H
#define MUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_START 14695981039346656037u

static inline void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* Bytes and their number. */
static inline void fold(uint64_t *hash, const void *p, size_t n)
{
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i++)
		*hash = (*hash ^ b[i]) * 0x100000001b3u;
	*hash = (*hash ^ n) * 0x100000001b3u;
}

#endif
