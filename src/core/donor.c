/*
 * donor.c - owns the donor key: what makes two counterparties one donor.
 * The key is part of stored data: changing it means a new schema version.
 */
#include <stdio.h>
#include <stdlib.h>

#include "xianjin/entry.h"

/* The top four bits tell the sort of key; the rest is the number or a hash. */
#define SORT_SHIFT 60
#define SORT_TAX   1u /* eight digits */
#define SORT_NAME  2u /* hash of what is known of a person or body */
#define MASK       ((1ull << SORT_SHIFT) - 1)

static bool is_tax_id(const struct xj_id *id)
{
	return id->kind == XJ_ID_TAX || id->kind == XJ_ID_TAX_RELAXED ||
	       id->kind == XJ_ID_TAX_WRONG;
}

static uint64_t mix(uint64_t h, struct xj_str s)
{
	return (h ^ xj_hash64(s.p, s.n)) * 0x9e3779b97f4a7c15u;
}

uint64_t xj_donor_key(enum xj_kind kind, struct xj_str folded,
                      const struct xj_id *id, unsigned place)
{
	uint64_t h;

	if (kind == XJ_KIND_ANONYMOUS)
		return 0;
	if (is_tax_id(id))
		return (uint64_t)SORT_TAX << SORT_SHIFT | strtoull(id->text, NULL, 10);
	if (folded.n == 0)
		return 0;
	h = mix(0, folded);
	h = mix(h, xj_str_c(id->text));
	/* a body is the same wherever it writes from; namesakes are kept apart */
	if (kind == XJ_KIND_INDIVIDUAL || kind == XJ_KIND_OTHER)
		h = (h ^ place) * 0x9e3779b97f4a7c15u;
	h ^= h >> 29;
	return (uint64_t)SORT_NAME << SORT_SHIFT | (h & MASK);
}

void xj_donor_spell(uint64_t key, char out[20])
{
	if (key >> SORT_SHIFT == SORT_TAX)
		snprintf(out, 20, "b%08llu", (unsigned long long)(key & MASK) % 100000000u);
	else if (key >> SORT_SHIFT == SORT_NAME)
		snprintf(out, 20, "p%015llx", (unsigned long long)(key & MASK));
	else
		out[0] = '\0';
}

bool xj_donor_parse(struct xj_str text, uint64_t *key)
{
	bool tax = text.n == 9 && text.p[0] == 'b';
	uint64_t v = 0;

	*key = 0;
	if (!tax && !(text.n == 16 && text.p[0] == 'p'))
		return false;
	for (size_t i = 1; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		unsigned digit = c - '0';

		if (digit > 9)
			digit = !tax && c >= 'a' && c <= 'f' ? c - 'a' + 10u : 99;
		if (digit == 99)
			return false;
		v = v * (tax ? 10 : 16) + digit;
	}
	*key = (uint64_t)(tax ? SORT_TAX : SORT_NAME) << SORT_SHIFT | v;
	return true;
}
