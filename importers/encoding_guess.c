/*
 * encoding_guess.c - owns which character set a text is taken for, and how sure
 * that is.
 */
#include "importers/encoding.h"
#include "src/core/i18n.h"
#include "src/core/library_icu.h"
#include "xianjin/text.h"

/* Characters of more than one byte that make a guess ... */
#define SURE_UTF8 16u  /* sure: no other text is UTF-8 by chance so often */
#define LIKELY_UTF8 3u
#define LIKELY_CP950 8u

const char *xj_confidence_name(enum xj_confidence c)
{
	static const char *const names[] = {
		[XJ_SURE] = N_("sure"), [XJ_LIKELY] = N_("likely"), [XJ_GUESS] = N_("guess")
	};

	return names[c];
}

static const struct {
	struct xj_str bytes;
	enum xj_charset charset;
} marks[] = {
	{ { "\xef\xbb\xbf", 3 }, XJ_CHARSET_UTF8 },
	{ { "\xff\xfe", 2 }, XJ_CHARSET_UTF16LE },
	{ { "\xfe\xff", 2 }, XJ_CHARSET_UTF16BE },
};

struct tally {
	size_t good; /* characters of more than one byte */
	size_t bad;  /* places that begin none */
};

static struct tally tally_utf8(struct xj_str s, bool whole)
{
	struct tally t = { 0, 0 };
	size_t i = 0;

	while (i < s.n) {
		const unsigned char *p = (const unsigned char *)s.p + i;
		size_t n = xj_utf8_length(p[0]), run;

		if (n == 1) {
			i++;
			continue;
		}
		if (n > 1 && n <= s.n - i && xj_utf8_valid(xj_str_of(s.p + i, n)) == n) {
			t.good++;
			i += n;
			continue;
		}
		run = xj_utf8_damage(p, s.n - i);
		if (!whole && i + run == s.n && run < n)
			break; /* only cut off */
		t.bad++;
		i += run;
	}
	return t;
}

/* By the shape of the bytes: windows-950-2000 fills nearly all of it. */
static struct tally tally_cp950(struct xj_str s, bool whole)
{
	struct tally t = { 0, 0 };
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c;

		if (p[i] < 0x80)
			continue;
		if (i + 1 == s.n) {
			t.bad += whole || p[i] == 0x80 || p[i] == 0xff;
			break;
		}
		c = p[i + 1];
		if (p[i] != 0x80 && p[i] != 0xff &&
		    ((c >= 0x40 && c <= 0x7e) || (c >= 0xa1 && c <= 0xfe))) {
			t.good++;
			i++;
		} else {
			t.bad++;
		}
	}
	return t;
}

/*
 * UTF-16 without a mark shows as NUL in one half of every unit that is ASCII.
 * Text that happens to hold a few NUL bytes is valid UTF-8 otherwise, and
 * they are far fewer than in UTF-16 that is ASCII only.
 */
static bool looks_utf16(struct xj_str s, bool utf8, enum xj_charset *charset)
{
	size_t nul[2] = { 0, 0 }, all;

	for (size_t i = 0; i < s.n; i++)
		nul[i & 1] += s.p[i] == '\0';
	all = nul[0] + nul[1];
	/* some characters have a NUL in the other half: U+4E00 is one */
	if (all < 2 || all * 20 < s.n || (nul[0] > nul[1] / 8 && nul[1] > nul[0] / 8))
		return false;
	if (utf8 && all * 8 < s.n * 3)
		return false;
	*charset = nul[1] > nul[0] ? XJ_CHARSET_UTF16LE : XJ_CHARSET_UTF16BE;
	return true;
}

/* ---- Big5-HKSCS -------------------------------------------------------------- */

/*
 * Windows gives user-defined characters the codes from FA40 on, then from 8E40 and
 * 8140: a file of Taiwan has those only after 785 others.  In HKSCS the common words
 * of Cantonese lie there, so that no text of it does without.
 */
#define HKSCS_FIRST 0x87u
#define HKSCS_LAST 0xa0u
#define HKSCS_KINDS 4u  /* different ones, and ... */
#define HKSCS_SHARE 20u /* ... one in so many of all characters */

static bool in_hkscs(UConverter *table, const char *pair)
{
	UChar got[4];
	UErrorCode error = U_ZERO_ERROR;

	ucnv_toUChars(table, got, XJ_COUNT(got), pair, 2, &error);
	return U_SUCCESS(error) && got[0] != 0xfffd && (got[0] < 0xe000 || got[0] > 0xf8ff);
}

/* Of text whose shape is that of CP950 without a fault. */
static bool looks_hkscs(struct xj_str s, size_t characters)
{
	bool seen[HKSCS_LAST - HKSCS_FIRST + 1][256] = { { false } };
	UConverter *table = xj_charset_converter(XJ_CHARSET_HKSCS);
	size_t kinds = 0, all = 0;
	bool fits = table != NULL;

	for (size_t i = 0; fits && i + 1 < s.n; i++) {
		unsigned char lead = (unsigned char)s.p[i], trail;

		if (lead < 0x80)
			continue;
		trail = (unsigned char)s.p[++i];
		if (lead > HKSCS_LAST && lead < 0xfa)
			continue;
		fits = lead >= HKSCS_FIRST && in_hkscs(table, s.p + i - 1);
		if (!fits || lead > HKSCS_LAST)
			continue;
		all++;
		kinds += !seen[lead - HKSCS_FIRST][trail];
		seen[lead - HKSCS_FIRST][trail] = true;
	}
	if (table)
		ucnv_close(table);
	return fits && kinds >= HKSCS_KINDS && all >= characters / HKSCS_SHARE;
}

/* ---- the guess ----------------------------------------------------------------- */

static enum xj_confidence utf8_confidence(struct tally t, bool whole)
{
	if (t.bad)
		return XJ_GUESS;
	if (t.good >= SURE_UTF8 || (t.good == 0 && whole)) /* all of it is ASCII */
		return XJ_SURE;
	return t.good >= LIKELY_UTF8 || t.good == 0 ? XJ_LIKELY : XJ_GUESS;
}

static struct xj_guess guess_double(struct xj_str head, struct tally t)
{
	if (t.bad == 0 && looks_hkscs(head, t.good))
		return (struct xj_guess){ .charset = XJ_CHARSET_HKSCS,
		                          .confidence = XJ_GUESS };
	return (struct xj_guess){
		.charset = XJ_CHARSET_CP950,
		.confidence = t.bad == 0 && t.good >= LIKELY_CP950 ? XJ_LIKELY : XJ_GUESS
	};
}

struct xj_guess xj_charset_guess(struct xj_str head, bool whole)
{
	struct xj_guess guess = { .charset = XJ_CHARSET_UTF8 };
	struct tally utf8, cp950;

	for (size_t i = 0; i < XJ_COUNT(marks); i++)
		if (xj_str_starts(head, marks[i].bytes))
			return (struct xj_guess){ .charset = marks[i].charset,
			                          .bom = marks[i].bytes.n };
	utf8 = tally_utf8(head, whole);
	guess.confidence = XJ_LIKELY;
	if (looks_utf16(head, utf8.bad == 0, &guess.charset))
		return guess;
	guess.confidence = utf8_confidence(utf8, whole);
	/* a few bad bytes do not turn UTF-8 into something else */
	if (utf8.bad == 0 || utf8.good / 4 > utf8.bad)
		return guess;
	cp950 = tally_cp950(head, whole);
	if (cp950.bad == 0 || (cp950.good / 20 > cp950.bad &&
	                       utf8.bad > utf8.good))
		return guess_double(head, cp950);
	return guess;
}
