/*
 * match.c - owns looking at folded texts: substring, whole name, regular
 * expression.  Which rows to look at is ask.c's and plan.c's matter.
 */
#include <stdlib.h>

#include "index/ask.h"
#include "src/core/i18n.h"
#include "src/core/library_pcre2.h"
#include "xianjin/text.h"

bool xj_name_is(struct xj_str name, struct xj_str word)
{
	if (name.n < word.n || memcmp(name.p, word.p, word.n) != 0)
		return false;
	return name.n == word.n || xj_str_eq(xj_company_stem(name), word);
}

/* ---- finding a word in a text ---------------------------------------- */

typedef uint8_t lanes __attribute__((vector_size(16)));

static lanes load(const char *p)
{
	lanes v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The place of NEEDLE in the 16 that begin at P; 16 if at none.  The last two
 * bytes of a character tell most, so they are compared first, all at once. */
static inline size_t find_here(const char *p, struct xj_str needle, lanes last,
                               lanes before)
{
	size_t one = needle.n - 1, two = needle.n > 1 ? needle.n - 2 : 0;
	lanes hit = (lanes)((load(p + one) == last) & (load(p + two) == before));
	uint8_t byte[sizeof(hit)];
	uint64_t half[2];

	memcpy(half, &hit, sizeof(half));
	if (!(half[0] | half[1]))
		return sizeof(hit);
	memcpy(byte, &hit, sizeof(byte));
	for (size_t i = half[0] ? 0 : 8; i < sizeof(hit); i++)
		if (byte[i] && memcmp(p + i, needle.p, needle.n) == 0)
			return i;
	return sizeof(hit);
}

/* The first place at or after AT where NEEDLE, which is not empty, stands in
 * TEXT; text.n if none. */
static inline size_t find(struct xj_str text, struct xj_str needle, size_t at)
{
	size_t places, one = needle.n - 1, two = needle.n > 1 ? needle.n - 2 : 0;
	lanes last = (lanes){ 0 } + (uint8_t)needle.p[one];
	lanes before = (lanes){ 0 } + (uint8_t)needle.p[two];

	if (needle.n > text.n)
		return text.n;
	places = text.n - needle.n + 1;
	while (at < places && places - at >= sizeof(last)) {
		size_t i = find_here(text.p + at, needle, last, before);

		if (i < sizeof(last))
			return at + i;
		at += sizeof(last);
	}
	for (; at < places; at++)
		if (text.p[at + one] == needle.p[one]
		    && memcmp(text.p + at, needle.p, one) == 0)
			return at;
	return text.n;
}

bool xj_text_has(struct xj_str hay, struct xj_str needle)
{
	return needle.n == 0 || find(hay, needle, 0) < hay.n;
}

/* ---- scanning all texts ---------------------------------------------- */

/* The row that the byte AT belongs to, at or behind ROW. */
static uint32_t row_of(const struct xj_texts *t, uint32_t row, uint64_t at)
{
	uint32_t block = row / XJ_TEXT_BLOCK, blocks, end;

	blocks = t->rows ? (t->rows - 1) / XJ_TEXT_BLOCK : 0;
	if (block < blocks && t->block[block + 1] <= at) {
		while (block < blocks && t->block[block + 1] <= at)
			block++;
		row = block * XJ_TEXT_BLOCK;
	}
	end = (row / XJ_TEXT_BLOCK + 1) * XJ_TEXT_BLOCK;
	if (end > t->rows)
		end = t->rows;
	/* the last row that does not begin behind it */
	while (end - row > 1) {
		uint32_t middle = row + (end - row) / 2;

		if (xj_text_start(t, middle) <= at)
			row = middle;
		else
			end = middle;
	}
	return row;
}

void xj_texts_scan(const struct xj_texts *t, struct xj_str needle, uint64_t *bits)
{
	struct xj_str all = { t->p, (size_t)t->bytes };
	uint32_t row = 0;
	size_t at = 0;

	if (t->rows == 0 || needle.n > all.n)
		return;
	for (;;) {
		uint64_t end;

		at = find(all, needle, at);
		if (at >= all.n)
			return;
		row = row_of(t, row, at);
		end = xj_text_start(t, row + 1);
		if (at + needle.n <= end) {
			bits[row / 64] |= UINT64_C(1) << row % 64;
			at = (size_t)end;
		} else {
			at++; /* across two rows */
		}
	}
}

/* ---- regular expressions --------------------------------------------- */

struct xj_matcher {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

static enum xj_status compile(struct xj_matcher *m, struct xj_str pattern,
                              struct xj_error *err)
{
	const uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS
		| PCRE2_NEVER_BACKSLASH_C;
	pcre2_compile_context *limits = pcre2_compile_context_create(NULL);
	PCRE2_UCHAR why[160];
	PCRE2_SIZE at = 0;
	int code = 0;

	if (!limits)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	pcre2_set_parens_nest_limit(limits, 50);
	m->code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, flags, &code, &at,
	                        limits);
	pcre2_compile_context_free(limits);
	if (m->code)
		return XJ_OK;
	if (pcre2_get_error_message(code, why, sizeof(why)) < 0)
		why[0] = '\0';
	return xj_fail(err, XJ_USAGE, _("the pattern is wrong at its byte %zu: %s"),
	               (size_t)at + 1, (const char *)why);
}

enum xj_status xj_matcher_new(struct xj_str pattern, struct xj_matcher **out,
                              struct xj_error *err)
{
	struct xj_matcher *m;
	enum xj_status st;

	*out = NULL;
	if (pattern.n > XJ_MAX_PATTERN_BYTES)
		return xj_fail(err, XJ_LIMIT, _("the pattern has %zu bytes; %u are "
		                                "allowed"), pattern.n,
		               XJ_MAX_PATTERN_BYTES);
	st = xj_pcre2_load(err);
	if (st != XJ_OK)
		return st;
	m = calloc(1, sizeof(*m));
	if (!m)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	st = compile(m, pattern, err);
	if (st == XJ_OK) {
		/* without the compiler to machine code it is only slower */
		(void)pcre2_jit_compile(m->code, PCRE2_JIT_COMPLETE);
		m->data = pcre2_match_data_create_from_pattern(m->code, NULL);
		m->context = pcre2_match_context_create(NULL);
		if (!m->data || !m->context)
			st = xj_fail(err, XJ_NOMEM, _("out of memory"));
	}
	if (st != XJ_OK) {
		xj_matcher_free(m);
		return st;
	}
	pcre2_set_match_limit(m->context, XJ_MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, XJ_MATCH_LIMIT);
	pcre2_set_heap_limit(m->context, 4096);
	*out = m;
	return XJ_OK;
}

void xj_matcher_free(struct xj_matcher *m)
{
	if (!m)
		return;
	pcre2_match_context_free(m->context);
	pcre2_match_data_free(m->data);
	pcre2_code_free(m->code);
	free(m);
}

enum xj_status xj_matcher_try(struct xj_matcher *m, struct xj_str subject,
                              bool *matches, struct xj_error *err)
{
	int rc = pcre2_match(m->code, (PCRE2_SPTR)subject.p, subject.n, 0, 0, m->data,
	                     m->context);

	*matches = rc >= 0;
	if (rc >= 0 || rc == PCRE2_ERROR_NOMATCH)
		return XJ_OK;
	switch (rc) {
	case PCRE2_ERROR_JIT_STACKLIMIT:
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
		return xj_fail(err, XJ_LIMIT, _("the pattern is too expensive; make it "
		                                "simpler"));
	case PCRE2_ERROR_NOMEMORY:
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	default:
		if (rc <= PCRE2_ERROR_UTF8_ERR1 && rc >= PCRE2_ERROR_UTF8_ERR21)
			return xj_fail(err, XJ_CORRUPT, _("a name in the index is "
			               "damaged; delete the index folder and it is made "
			               "again"));
		return xj_fail(err, XJ_INTERNAL, "pcre2 %d", rc);
	}
}
