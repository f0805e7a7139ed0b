/*
 * narrow.h - a short cell in narrow spelling for the value parsers: full-width
 * ASCII as ASCII, every dash as '-', every blank as ' '.  Keeps where each
 * byte came from.  Private to src/core.
 */
#ifndef XIANJIN_CORE_NARROW_H
#define XIANJIN_CORE_NARROW_H

#include "xianjin/core.h"

#define XJ_NARROW_MAX 240

struct xj_narrow {
	size_t n;
	char text[XJ_NARROW_MAX + 8];
	uint16_t at[XJ_NARROW_MAX + 8]; /* where its character begins in the cell */
};

/*
 * Narrows S without the blanks at its ends and, unless BLANKS, inside.
 * Zero-width characters are dropped.  False when S is not valid UTF-8 or has
 * more than XJ_NARROW_MAX bytes once narrowed.
 */
bool xj_narrow(struct xj_str s, bool blanks, struct xj_narrow *out);

static inline struct xj_str xj_narrow_str(const struct xj_narrow *t)
{
	return xj_str_of(t->text, t->n);
}
/* The part of the cell S that PART, a part of T->text, came from. */
struct xj_str xj_narrow_origin(const struct xj_narrow *t, struct xj_str s,
                               struct xj_str part);

/* 12, 十二, 二十, 百; -1 if S is no number below 1000. */
int xj_small_number(struct xj_str s);

#endif
