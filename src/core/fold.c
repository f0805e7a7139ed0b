/*
 * fold.c - the one fold of names, shared by index, query and donor keys.
 * Owns how the steps follow each other; which characters are variants is in
 * fold_table.h.
 *
 * Plain names (ASCII, U+4E00..9FFF) are folded in one pass from bytes to
 * bytes.  All else goes through an array of code points: normalise, drop and
 * mark, masks, company forms; what needs ICU is folded until it stays the
 * same, because dropping a mark between two characters may let them compose.
 */
#include <pthread.h>
#include <stdlib.h>

#include "xianjin/text.h"
#include "src/core/fold_table.h"
#include "src/core/library_icu.h"

#define HAN_FIRST 0x4E00u
#define HAN_LAST 0x9FFFu
#define HAN_WORDS ((HAN_LAST - HAN_FIRST + 1) / 64)

#define CP_SHARE 0x80A1u /* 股 */
#define CP_HAVE 0x6709u  /* 有 */

/* ---- variants ----------------------------------------------------------- */

/* One bit a character and, a word, how many bits come before it: the place of
 * a variant in the list without a search. */
static struct {
	uint64_t bits[HAN_WORDS];
	uint16_t before[HAN_WORDS];
} variant;
static pthread_once_t variant_once = PTHREAD_ONCE_INIT;

static void variant_build(void)
{
	size_t i;
	uint16_t n = 0;

	for (i = 0; i < XJ_COUNT(xj_variants); i++) {
		unsigned at = xj_variants[i].from - HAN_FIRST;

		variant.bits[at / 64] |= 1ull << (at % 64);
	}
	for (i = 0; i < HAN_WORDS; i++) {
		variant.before[i] = n;
		n = (uint16_t)(n + __builtin_popcountll(variant.bits[i]));
	}
}

/* CP is between HAN_FIRST and HAN_LAST. */
static inline uint32_t variant_of(uint32_t cp)
{
	unsigned at = cp - HAN_FIRST;
	uint64_t word = variant.bits[at / 64];
	uint64_t bit = 1ull << (at % 64);

	if (__builtin_expect(!(word & bit), 1))
		return cp;
	return xj_variants[variant.before[at / 64] +
	                   (unsigned)__builtin_popcountll(word & (bit - 1))].to;
}

/* ---- the fast path ------------------------------------------------------ */

enum ascii { DROP, KEEP, MAYBE_MASK, LEAVE };

static const uint8_t ascii_class[128] = {
	['0' ... '9'] = KEEP,
	['A' ... 'N'] = KEEP, ['O'] = MAYBE_MASK, ['P' ... 'W'] = KEEP,
	['X'] = MAYBE_MASK, ['Y' ... 'Z'] = KEEP,
	['a' ... 'n'] = KEEP, ['o'] = MAYBE_MASK, ['p' ... 'w'] = KEEP,
	['x'] = MAYBE_MASK, ['y' ... 'z'] = KEEP,
	/* brackets may belong to a company form, a star is a mask */
	['('] = LEAVE, ['['] = LEAVE, ['{'] = LEAVE, ['*'] = LEAVE,
};

static inline char ascii_lower(unsigned char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/*
 * Folds N bytes at P to OUT, which has room for N: nothing here grows.
 * False where the text needs the long way.
 */
static bool fold_fast(const unsigned char *p, size_t n, char *out, size_t *out_n)
{
	static const char rest[] = "份有限公司";
	size_t i = 0, o = 0;

	while (i < n) {
		unsigned c = p[i];
		uint32_t cp, to;

		if (c < 0x80) {
			unsigned class = ascii_class[c];

			if (class == LEAVE || (class == MAYBE_MASK && o > 0 &&
			                       (unsigned char)out[o - 1] >= 0x80))
				return false;
			if (class != DROP)
				out[o++] = ascii_lower(p[i]);
			i++;
			continue;
		}
		if (c < 0xE4 || c > 0xE9)
			return false;
		cp = (c & 0x0Fu) << 12 | (p[i + 1] & 0x3Fu) << 6 | (p[i + 2] & 0x3Fu);
		if (cp < HAN_FIRST)
			return false;
		to = variant_of(cp);
		if (to != cp) {
			xj_utf8_put(to, out + o);
		} else {
			out[o] = (char)c;
			out[o + 1] = (char)p[i + 1];
			out[o + 2] = (char)p[i + 2];
		}
		i += 3;
		o += 3;
		if (cp == CP_SHARE) {
			size_t k = sizeof(rest) - 1;

			if (n - i < k || memcmp(p + i, rest, k) != 0)
				return false;
			memcpy(out + o, rest, k);
			i += k;
			o += k;
		}
	}
	*out_n = o;
	return true;
}

/* ---- arrays of code points ---------------------------------------------- */

struct points {
	uint32_t *v;
	size_t n, room;
	uint32_t local[128];
};

static void points_init(struct points *a)
{
	a->v = a->local;
	a->n = 0;
	a->room = XJ_COUNT(a->local);
}

static void points_clear(struct points *a)
{
	if (a->v != a->local)
		free(a->v);
	points_init(a);
}

static bool points_add(struct points *a, uint32_t cp)
{
	uint32_t *v;

	if (a->n == a->room) {
		if (a->room > SIZE_MAX / 8)
			return false;
		v = malloc(a->room * 2 * sizeof(*v));
		if (!v)
			return false;
		memcpy(v, a->v, a->n * sizeof(*v));
		if (a->v != a->local)
			free(a->v);
		a->v = v;
		a->room *= 2;
	}
	a->v[a->n++] = cp;
	return true;
}

/* ---- normalising -------------------------------------------------------- */

/* Private-use characters stand for rare Han. */
static bool is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x4DBF) || (cp >= HAN_FIRST && cp <= HAN_LAST) ||
	       (cp >= 0x20000 && cp <= 0x3FFFD) || (cp >= 0xE000 && cp <= 0xF8FF) ||
	       cp >= 0xF0000;
}

/*
 * Characters that NFKC_Casefold leaves alone or that CASED below answers for,
 * whatever stands beside them.
 */
static bool is_simple(uint32_t cp)
{
	switch (cp) {
	case 0xA0: case 0xB7: case 0x2027: case 0x25CB: case 0x25CF: case 0x25EF:
	case 0x30FB: case 0xFFFD:
		return true;
	default:
		break;
	}
	return cp < 0x80 || (cp >= 0x3000 && cp <= 0x3003) ||
	       (cp >= 0x3007 && cp <= 0x301B) || (cp >= 0xFF01 && cp <= 0xFF5E) ||
	       (is_han(cp) && !(cp >= 0x2F800 && cp <= 0x2FA1F));
}

static uint32_t cased(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	return cp < 0x80 ? (unsigned char)ascii_lower((unsigned char)cp) : cp;
}

/* Normalises with ICU from FROM to TO, a malloc'd array of *N units. */
static enum xj_status normalise(const UChar *from, int32_t from_n, UChar **to,
                                int32_t *n)
{
	UErrorCode ec = U_ZERO_ERROR;
	const UNormalizer2 *norm = unorm2_getNFKCCasefoldInstance(&ec);
	int32_t room = from_n + 32;
	int tries;

	*to = NULL;
	*n = 0;
	if (U_FAILURE(ec))
		return XJ_INTERNAL;
	for (tries = 0; tries < 2; tries++) {
		free(*to);
		*to = malloc((size_t)room * sizeof(**to));
		if (!*to)
			return XJ_NOMEM;
		ec = U_ZERO_ERROR;
		*n = unorm2_normalize(norm, from, from_n, *to, room, &ec);
		if (ec != U_BUFFER_OVERFLOW_ERROR)
			break;
		room = *n;
	}
	if (U_SUCCESS(ec))
		return XJ_OK;
	free(*to);
	*to = NULL;
	return ec == U_MEMORY_ALLOCATION_ERROR ? XJ_NOMEM : XJ_INTERNAL;
}

static enum xj_status load_icu(struct xj_str s, struct points *a)
{
	enum xj_status st;
	UErrorCode ec = U_ZERO_ERROR;
	UChar *from, *to;
	int32_t n = 0, i = 0;

	if (s.n > INT32_MAX / 32)
		return XJ_LIMIT;
	st = xj_icu_load(NULL);
	if (st)
		return st;
	from = malloc((s.n + 1) * sizeof(*from));
	if (!from)
		return XJ_NOMEM;
	u_strFromUTF8(from, (int32_t)s.n + 1, &n, s.p, (int32_t)s.n, &ec);
	st = U_FAILURE(ec) ? XJ_INTERNAL : normalise(from, n, &to, &n);
	free(from);
	if (st)
		return st;
	a->n = 0;
	while (i < n && !st) {
		UChar32 cp;

		U16_NEXT(to, i, n, cp);
		if (!points_add(a, (uint32_t)cp))
			st = XJ_NOMEM;
	}
	free(to);
	return st;
}

bool xj_fold_is_plain(struct xj_str s)
{
	size_t i = 0;

	while (i < s.n)
		if (!is_simple(xj_utf8_next(s, &i)))
			return false;
	return true;
}

/* The normalised code points of S into A, which is empty. */
static enum xj_status load(struct xj_str s, bool simple, struct points *a)
{
	size_t i = 0;

	if (!simple)
		return load_icu(s, a);
	while (i < s.n)
		if (!points_add(a, cased(xj_utf8_next(s, &i))))
			return XJ_NOMEM;
	return XJ_OK;
}

/* ---- what is kept ------------------------------------------------------- */

#define OPENED 0x80000000u    /* stands right behind an opening bracket */
#define BRACKETED 0x40000000u /* alone in brackets */
#define POINT 0x001FFFFFu

enum fate { FATE_DROP, FATE_BLANK, FATE_KEEP, FATE_OPEN, FATE_CLOSE };

/* Of what is_simple() lets pass and is no Han: ICU is not asked, nor loaded. */
static enum fate fate_of_simple(uint32_t cp)
{
	if (cp >= 0x3008 && cp <= 0x301B && cp != 0x3012 && cp != 0x3013)
		return cp & 1 ? FATE_CLOSE : FATE_OPEN; /* 〈 〉 ... 〚 〛 */
	switch (cp) {
	case '(': case '[': case '{':
		return FATE_OPEN;
	case ')': case ']': case '}':
		return FATE_CLOSE;
	case ' ': case 0x7F: case 0xA0: case 0x3000:
		return FATE_BLANK;
	case '0' ... '9': case 'A' ... 'Z': case 'a' ... 'z':
		return FATE_KEEP;
	default:
		return cp < ' ' ? FATE_BLANK : FATE_DROP;
	}
}

static enum fate fate_by_type(uint32_t cp)
{
	uint32_t type;

	if (cp < 0xFF01 && is_simple(cp))
		return fate_of_simple(cp);
	type = U_MASK(u_charType((UChar32)cp));
	if (type & U_GC_PS_MASK)
		return FATE_OPEN;
	if (type & U_GC_PE_MASK)
		return FATE_CLOSE;
	if (type & (U_GC_Z_MASK | U_GC_CC_MASK | U_GC_CF_MASK))
		return FATE_BLANK;
	return type & (U_GC_P_MASK | U_GC_S_MASK) ? FATE_DROP : FATE_KEEP;
}

/* What becomes of *CP, which may be changed. */
static enum fate fate_of(uint32_t *cp)
{
	if (*cp >= HAN_FIRST && *cp <= HAN_LAST) {
		*cp = variant_of(*cp);
		return FATE_KEEP;
	}
	switch (*cp) {
	case 0x25CB: case 0x25CF: case 0x25EF: case 0x3007: /* ○ ● ◯ 〇 */
	case 0x25A0: case 0x25A1:                           /* ■ □ */
		*cp = '*';
		return FATE_KEEP;
	case 0xD7: /* × */
		*cp = 'x';
		return FATE_KEEP;
	case '*':
	case 0xFFFD: /* an unknown character is not no character */
		return FATE_KEEP;
	default:
		return is_han(*cp) ? FATE_KEEP : fate_by_type(*cp);
	}
}

/* In place: drops punctuation, folds variants, notes brackets. */
static void filter(struct points *a)
{
	size_t i, n = 0;
	bool open = false, sole = false;

	for (i = 0; i < a->n; i++) {
		uint32_t cp = a->v[i];

		switch (fate_of(&cp)) {
		case FATE_BLANK:
			break;
		case FATE_OPEN:
			open = true;
			sole = false;
			break;
		case FATE_CLOSE:
			if (sole)
				a->v[n - 1] |= BRACKETED;
			open = sole = false;
			break;
		case FATE_DROP:
			open = sole = false;
			break;
		case FATE_KEEP:
			a->v[n++] = cp;
			sole = open;
			open = false;
			break;
		}
	}
	a->n = n;
}

static bool is_mask(uint32_t v)
{
	uint32_t cp = v & POINT;

	return cp == '*' || cp == 'o' || cp == 'x';
}

/* A run of marks between two Han characters is a mask. */
static void masks(struct points *a)
{
	size_t i = 0;

	while (i < a->n) {
		size_t end = i;

		while (end < a->n && is_mask(a->v[end]))
			end++;
		if (end > i && i > 0 && end < a->n && is_han(a->v[i - 1] & POINT) &&
		    is_han(a->v[end] & POINT)) {
			for (; i < end; i++)
				a->v[i] = '*';
		}
		i = end + 1;
	}
}

/* ---- company forms ------------------------------------------------------ */

/* 股份有限公司 */
static const uint32_t form_share[] = { CP_SHARE, 0x4EFD, CP_HAVE, 0x9650,
	                               0x516C, 0x53F8 };
#define FORM_LIMITED (form_share + 2) /* 有限公司 */
#define FORM_COMPANY (form_share + 4) /* 公司 */

/* Do the N points of WANT stand at AT, in brackets or not? */
static bool stands(const struct points *a, size_t at, const uint32_t *want,
                   size_t n)
{
	size_t i;

	if (at > a->n || a->n - at < n)
		return false;
	for (i = 0; i < n && (a->v[at + i] & POINT) == want[i]; i++)
		;
	return i == n;
}

static bool add_all(struct points *a, const uint32_t *v, size_t n)
{
	while (n && points_add(a, *v++))
		n--;
	return n == 0;
}

/* (股) with or without the words behind it, (有)公司, (有) at the end. */
static bool expand_brackets(const struct points *a, struct points *out)
{
	size_t i = 0;

	while (i < a->n) {
		bool in = a->v[i] & BRACKETED;
		uint32_t cp = a->v[i++] & POINT;

		if (in && cp == CP_SHARE) {
			if (stands(a, i, form_share + 1, 1))
				i += 1;
			if (stands(a, i, FORM_LIMITED, 2))
				i += 2;
			else if (stands(a, i, FORM_LIMITED, 1) &&
			         stands(a, i + 1, FORM_COMPANY, 2))
				i += 1; /* (股)(有)公司 */
			if (stands(a, i, FORM_COMPANY, 2))
				i += 2;
			if (!add_all(out, form_share, 6))
				return false;
		} else if (in && cp == CP_HAVE &&
		           (i == a->n || stands(a, i, FORM_COMPANY, 2))) {
			i += i == a->n ? 0 : 2;
			if (!add_all(out, FORM_LIMITED, 4))
				return false;
		} else if (!points_add(out, cp)) {
			return false;
		}
	}
	return true;
}

/* 股份公司, 股分公司, 股分有限公司 -> 股份有限公司.  A has no flags left. */
static bool expand_plain(const struct points *a, struct points *out)
{
	size_t i = 0;

	while (i < a->n) {
		uint32_t next = i + 1 < a->n ? a->v[i + 1] : 0;
		size_t k = 0;

		if (a->v[i] == CP_SHARE && (next == 0x4EFD || next == 0x5206)) {
			if (stands(a, i + 2, FORM_COMPANY, 2))
				k = 4;
			else if (stands(a, i + 2, FORM_LIMITED, 4))
				k = 6;
		}
		if (k ? !add_all(out, form_share, 6) : !points_add(out, a->v[i]))
			return false;
		i += k ? k : 1;
	}
	return true;
}

/* ---- together ----------------------------------------------------------- */

static enum xj_status emit(const struct points *a, struct xj_buf *out)
{
	enum xj_status st;
	size_t i, n = 0;
	char four[4];

	for (i = 0; i < a->n; i++)
		n += xj_utf8_put(a->v[i], four);
	st = xj_buf_reserve(out, n);
	if (st)
		return st;
	for (i = 0; i < a->n; i++) {
		n = xj_utf8_put(a->v[i], four);
		memcpy(out->p + out->n, four, n);
		out->n += n;
	}
	if (out->p)
		out->p[out->n] = '\0';
	return XJ_OK;
}

/* Appends the fold of S the long way. */
static enum xj_status fold_slow(struct xj_str s, bool simple, struct xj_buf *out)
{
	struct points a, b;
	enum xj_status st;

	points_init(&a);
	points_init(&b);
	st = load(s, simple, &a);
	if (!st) {
		filter(&a);
		masks(&a);
		if (!expand_brackets(&a, &b))
			st = XJ_NOMEM;
	}
	if (!st) {
		a.n = 0;
		st = expand_plain(&b, &a) ? emit(&a, out) : XJ_NOMEM;
	}
	points_clear(&a);
	points_clear(&b);
	return st;
}

/* Folds S until it stays the same: two rounds, rarely three. */
static enum xj_status fold_settled(struct xj_str s, struct xj_buf *out)
{
	struct xj_buf two[2];
	enum xj_status st;
	unsigned round;

	xj_buf_init(&two[0], SIZE_MAX / 4);
	xj_buf_init(&two[1], SIZE_MAX / 4);
	st = fold_slow(s, false, &two[0]);
	for (round = 0; round < 16 && !st; round++) {
		struct xj_str now = xj_buf_str(&two[round % 2]);

		s = now;
		if (xj_fold_is_plain(now))
			break;
		xj_buf_reset(&two[(round + 1) % 2]);
		st = fold_slow(now, false, &two[(round + 1) % 2]);
		if (!st && xj_str_eq(now, xj_buf_str(&two[(round + 1) % 2])))
			break;
	}
	if (!st)
		st = xj_buf_add(out, s.p, s.n);
	xj_buf_clear(&two[0]);
	xj_buf_clear(&two[1]);
	return st;
}

enum xj_status xj_fold(struct xj_str s, struct xj_buf *out)
{
	enum xj_status st;
	size_t n;

	pthread_once(&variant_once, variant_build);
	st = xj_buf_reserve(out, s.n);
	if (st == XJ_NOMEM)
		return st;
	if (!st && fold_fast((const unsigned char *)s.p, s.n, out->p + out->n, &n)) {
		out->n += n;
		out->p[out->n] = '\0';
		return XJ_OK;
	}
	if (out->p)
		out->p[out->n] = '\0'; /* the fast path may have written there */
	return xj_fold_is_plain(s) ? fold_slow(s, true, out) : fold_settled(s, out);
}
