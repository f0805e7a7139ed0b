/*
 * text.c - UTF-8, columns on a terminal, grams.  Owns no table and no notion
 * of names: folding is in fold.c.
 */
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "src/core/library_icu.h"
#include "xianjin/text.h"

/* Bytes of the valid sequence at P, which has N > 0 bytes; 0 if invalid. */
static size_t sequence(const unsigned char *p, size_t n)
{
	unsigned c = p[0];

	if (c < 0x80)
		return 1;
	if (c < 0xC2 || n < 2 || (p[1] & 0xC0) != 0x80)
		return 0;
	if (c < 0xE0)
		return 2;
	if (n < 3 || (p[2] & 0xC0) != 0x80)
		return 0;
	if (c < 0xF0) {
		if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F))
			return 0;
		return 3;
	}
	if (c > 0xF4 || n < 4 || (p[3] & 0xC0) != 0x80)
		return 0;
	if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F))
		return 0;
	return 4;
}

#ifdef __SSE2__

/* Bytes of plain ASCII at P, in steps of 16. */
static size_t ascii_run(const unsigned char *p, size_t n)
{
	size_t i = 0;

	for (; n - i >= 64; i += 64) {
		__m128i a = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i b = _mm_loadu_si128((const __m128i *)(p + i + 16));
		__m128i c = _mm_loadu_si128((const __m128i *)(p + i + 32));
		__m128i d = _mm_loadu_si128((const __m128i *)(p + i + 48));

		a = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
		if (_mm_movemask_epi8(a))
			break;
	}
	for (; n - i >= 16; i += 16) {
		__m128i a = _mm_loadu_si128((const __m128i *)(p + i));

		if (_mm_movemask_epi8(a))
			break;
	}
	return i;
}

/*
 * Bytes at P, in steps of 15, that are five three-byte sequences each.  Leads
 * E0 and ED need a look at the second byte, so they end the run; as neither
 * can be a second or third byte, one comparison finds them.
 */
static size_t han_run(const unsigned char *p, size_t n)
{
	const __m128i keep = _mm_setr_epi8((char)0xF0, (char)0xC0, (char)0xC0,
		(char)0xF0, (char)0xC0, (char)0xC0, (char)0xF0, (char)0xC0,
		(char)0xC0, (char)0xF0, (char)0xC0, (char)0xC0, (char)0xF0,
		(char)0xC0, (char)0xC0, 0);
	const __m128i want = _mm_setr_epi8((char)0xE0, (char)0x80, (char)0x80,
		(char)0xE0, (char)0x80, (char)0x80, (char)0xE0, (char)0x80,
		(char)0x80, (char)0xE0, (char)0x80, (char)0x80, (char)0xE0,
		(char)0x80, (char)0x80, 0);
	const __m128i e0 = _mm_set1_epi8((char)0xE0);
	const __m128i ed = _mm_set1_epi8((char)0xED);
	size_t i = 0;

	for (; n - i >= 16; i += 15) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i edge = _mm_or_si128(_mm_cmpeq_epi8(v, e0),
		                            _mm_cmpeq_epi8(v, ed));
		__m128i fits = _mm_cmpeq_epi8(_mm_and_si128(v, keep), want);

		if (_mm_movemask_epi8(fits) != 0xFFFF ||
		    (_mm_movemask_epi8(edge) & 0x7FFF))
			break;
	}
	return i;
}

#else

static size_t ascii_run(const unsigned char *p, size_t n)
{
	size_t i = 0;
	uint64_t w;

	for (; n - i >= 8; i += 8) {
		memcpy(&w, p + i, 8);
		if (w & 0x8080808080808080u)
			break;
	}
	return i;
}

static size_t han_run(const unsigned char *p, size_t n)
{
	(void)p;
	(void)n;
	return 0;
}

#endif

size_t xj_utf8_valid(struct xj_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	while (i < s.n) {
		size_t k;

		if (p[i] < 0x80) {
			i += ascii_run(p + i, s.n - i);
			while (i < s.n && p[i] < 0x80)
				i++;
			continue;
		}
		if ((p[i] & 0xF0) == 0xE0) {
			i += han_run(p + i, s.n - i);
			/* leads E1..EC need no look at the range */
			while (s.n - i >= 3 && p[i] > 0xE0 && p[i] < 0xED &&
			       (p[i + 1] & 0xC0) == 0x80 &&
			       (p[i + 2] & 0xC0) == 0x80)
				i += 3;
			if (i == s.n)
				break;
		}
		k = sequence(p + i, s.n - i);
		if (!k)
			return i;
		i += k;
	}
	return s.n;
}

uint32_t xj_utf8_next(struct xj_str s, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)s.p + *pos;
	uint32_t c = p[0];

	if (c < 0x80) {
		*pos += 1;
		return c;
	}
	if (c < 0xE0) {
		*pos += 2;
		return (c & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if (c < 0xF0) {
		*pos += 3;
		return (c & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*pos += 4;
	return (c & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 |
	       (p[3] & 0x3Fu);
}

size_t xj_utf8_put(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t xj_utf8_count(struct xj_str s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

bool xj_text_is_hidden(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{ 0xAD, 0xAD }, { 0x600, 0x605 }, { 0x61C, 0x61C }, { 0x6DD, 0x6DD },
		{ 0x70F, 0x70F }, { 0x890, 0x891 }, { 0x8E2, 0x8E2 }, { 0x180E, 0x180E },
		{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x2064 },
		{ 0x2066, 0x206F }, { 0xFEFF, 0xFEFF }, { 0xFFF9, 0xFFFB },
		{ 0x110BD, 0x110BD }, { 0x110CD, 0x110CD }, { 0x13430, 0x1343F },
		{ 0x1BCA0, 0x1BCA3 }, { 0x1D173, 0x1D17A }, { 0xE0001, 0xE0001 },
		{ 0xE0020, 0xE007F },
	};

	if (cp < 0xAD || (cp > 0x206F && cp < 0xFEFF)) /* nearly all text */
		return false;
	for (size_t i = 0; i < XJ_COUNT(hidden); i++)
		if (cp >= hidden[i].first && cp <= hidden[i].last)
			return true;
	return false;
}

/* Of usual characters, whose width is known without ICU; 0 for all others. */
static size_t plain_width(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
		size_t width;
	} plain[] = {
		{ 0x20, 0x7E, 1 }, { 0x4E00, 0x9FFF, 2 }, { 0x3000, 0x3029, 2 },
		{ 0xFF01, 0xFF60, 2 }, { 0xA0, 0xFF, 1 }, /* a soft hyphen is drawn */
		{ 0x2010, 0x2027, 1 }, { 0x2500, 0x25FC, 1 }, { 0x2605, 0x2613, 1 },
	};

	for (size_t i = 0; i < XJ_COUNT(plain); i++)
		if (cp >= plain[i].first && cp <= plain[i].last)
			return plain[i].width;
	return 0;
}

static size_t width_of(uint32_t cp)
{
	int wide;

	if (xj_icu_load(NULL))
		return 1;
	switch (u_charType((UChar32)cp)) {
	case U_CONTROL_CHAR:
	case U_FORMAT_CHAR:
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return 0;
	default:
		break;
	}
	if (cp >= 0x1160 && cp <= 0x11FF) /* vowels inside a Hangul syllable */
		return 0;
	wide = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
	return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

size_t xj_text_width(struct xj_str s)
{
	size_t i = 0, n = 0;

	while (i < s.n) {
		uint32_t cp = xj_utf8_next(s, &i);

		size_t plain = plain_width(cp);

		n += plain ? plain : width_of(cp);
	}
	return n;
}

size_t xj_grams(struct xj_str folded,
                void (*each)(void *ctx, struct xj_str gram), void *ctx)
{
	size_t first = 0, second = 0, end, n = 0;

	if (folded.n == 0)
		return 0;
	xj_utf8_next(folded, &second);
	if (second == folded.n) {
		each(ctx, folded);
		return 1;
	}
	while (second < folded.n) {
		end = second;
		xj_utf8_next(folded, &end);
		each(ctx, xj_str_of(folded.p + first, end - first));
		first = second;
		second = end;
		n++;
	}
	return n;
}
