/*
 * pieces.h - for tests and fuzz targets: bytes in memory that come in pieces, as
 * from a slow pipe.
 */
#ifndef PIECES_H
#define PIECES_H

#include <string.h>

#include "importers/readers.h"

struct piece {
	const void *p;
	size_t n, at, step; /* step 0: as much as asked for */
};

/* xj_bytes.read; CTX is a struct piece. */
static inline enum xj_status piece_read(void *ctx, void *buf, size_t cap, size_t *got,
                                        struct xj_error *err)
{
	struct piece *s = ctx;
	size_t n = s->n - s->at;

	(void)err;
	if (n > cap)
		n = cap;
	if (s->step && n > s->step)
		n = s->step;
	if (n)
		memcpy(buf, (const char *)s->p + s->at, n);
	s->at += n;
	*got = n;
	return XJ_OK;
}

#endif
