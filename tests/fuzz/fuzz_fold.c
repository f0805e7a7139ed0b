/*
 * fuzz_fold.c - validity agrees with the decoder, folding settles at once and
 * leaves nothing that it promised to drop, grams cover the text.
 */
#include <stddef.h>
#include <stdint.h>

#include "xianjin/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) \
	do { \
		if (!(condition)) \
			__builtin_trap(); \
	} while (0)

/* Decoding and encoding again gives the same bytes just where text is valid. */
static void round_trip(struct xj_str s, size_t valid)
{
	struct xj_str good = xj_str_of(s.p, valid);
	size_t i = 0, n = 0;
	char four[4];

	while (i < valid) {
		size_t at = i;
		uint32_t cp = xj_utf8_next(good, &i);

		MUST(cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF));
		MUST(xj_utf8_put(cp, four) == i - at);
		MUST(memcmp(four, s.p + at, i - at) == 0);
		n++;
	}
	MUST(i == valid && n == xj_utf8_count(good));
}

static void add(void *ctx, struct xj_str gram)
{
	size_t *n = ctx;

	MUST(xj_utf8_count(gram) <= 2 && gram.n > 0);
	*n += 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xj_str s = xj_str_of((const char *)data, size);
	size_t valid = xj_utf8_valid(s), n = 0, i;
	struct xj_buf a, b;

	MUST(valid <= size);
	round_trip(s, valid);
	s.n = valid;
	MUST(xj_text_width(s) <= 2 * xj_utf8_count(s));
	xj_buf_init(&a, 1u << 22);
	xj_buf_init(&b, 1u << 22);
	MUST(xj_fold(s, &a) == XJ_OK);
	MUST(xj_utf8_valid(xj_buf_str(&a)) == a.n);
	MUST(xj_fold(xj_buf_str(&a), &b) == XJ_OK);
	MUST(xj_str_eq(xj_buf_str(&a), xj_buf_str(&b)));
	for (i = 0; i < a.n; i++)
		MUST((unsigned char)a.p[i] >= 0x80 || a.p[i] == '*' ||
		     (a.p[i] >= '0' && a.p[i] <= '9') ||
		     (a.p[i] >= 'a' && a.p[i] <= 'z'));
	MUST(xj_grams(xj_buf_str(&a), add, &n) == n);
	MUST(n + (n > 1 || xj_utf8_count(xj_buf_str(&a)) == 2) ==
	     xj_utf8_count(xj_buf_str(&a)));
	MUST(xj_company_stem(xj_buf_str(&a)).n > 0 || a.n == 0);
	xj_buf_clear(&a);
	xj_buf_clear(&b);
	return 0;
}
