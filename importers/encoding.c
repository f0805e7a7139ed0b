/*
 * encoding.c - decodes the character sets of text files.  Owns their names and the
 * decoding of one cell; the tables are ICU's, the guess is encoding_guess.c's.
 *
 * ICU's windows-950-2000 is CP950 with its three user-defined areas, where
 * agencies put the characters of names; glibc's has none of them.
 */
#include <stdlib.h>
#include <strings.h>

#include "importers/encoding.h"
#include "src/core/i18n.h"
#include "src/core/library_icu.h"
#include "xianjin/text.h"

static const struct {
	const char *name;
	const char *icu; /* NULL: our own code */
} charsets[] = {
	[XJ_CHARSET_UTF8] = { "UTF-8", NULL },
	[XJ_CHARSET_UTF16LE] = { "UTF-16LE", NULL },
	[XJ_CHARSET_UTF16BE] = { "UTF-16BE", NULL },
	[XJ_CHARSET_CP950] = { "CP950", "windows-950-2000" },
	[XJ_CHARSET_HKSCS] = { "Big5-HKSCS", "ibm-1375_P100-2008" },
	[XJ_CHARSET_GB18030] = { "GB18030", "gb18030" },
};

static const struct {
	const char *name;
	enum xj_charset charset;
} spellings[] = {
	{ "utf-8", XJ_CHARSET_UTF8 },
	{ "utf8", XJ_CHARSET_UTF8 },
	{ "utf-16le", XJ_CHARSET_UTF16LE },
	{ "utf-16be", XJ_CHARSET_UTF16BE },
	{ "cp950", XJ_CHARSET_CP950 },
	{ "big5", XJ_CHARSET_CP950 },
	{ "big5-hkscs", XJ_CHARSET_HKSCS },
	{ "gb18030", XJ_CHARSET_GB18030 },
};

bool xj_charset_find(const char *name, enum xj_charset *charset)
{
	for (size_t i = 0; i < XJ_COUNT(spellings); i++) {
		if (strcasecmp(name, spellings[i].name) == 0) {
			*charset = spellings[i].charset;
			return true;
		}
	}
	return false;
}

const char *xj_charset_name(enum xj_charset charset)
{
	return charsets[charset].name;
}

/* ---- damaged UTF-8 ----------------------------------------------------- */

/* Whether C may follow LEAD as its first continuation byte. */
static bool second_fits(unsigned char lead, unsigned char c)
{
	switch (lead) {
	case 0xe0: return c >= 0xa0 && c <= 0xbf;
	case 0xed: return c >= 0x80 && c <= 0x9f;
	case 0xf0: return c >= 0x90 && c <= 0xbf;
	case 0xf4: return c >= 0x80 && c <= 0x8f;
	default: return c >= 0x80 && c <= 0xbf;
	}
}

size_t xj_utf8_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

size_t xj_utf8_damage(const unsigned char *p, size_t n)
{
	size_t all = xj_utf8_length(p[0]), i = 1;

	if (all < 2 || n < 2 || !second_fits(p[0], p[1]))
		return 1;
	for (i = 2; i < n && i < all && (p[i] & 0xc0) == 0x80; i++)
		;
	return i;
}

/* ---- decoding ---------------------------------------------------------- */

struct xj_decoder {
	enum xj_charset charset;
	UConverter *icu;  /* NULL: UTF-8 and UTF-16 */
	UConverter *eten; /* CP950: see eten_char */
};

static UConverter *open_converter(const char *name)
{
	UErrorCode code = U_ZERO_ERROR;
	UConverter *c;

	if (xj_icu_load(NULL))
		return NULL;
	c = ucnv_open(name, &code);
	if (U_FAILURE(code))
		return NULL;
	ucnv_setToUCallBack(c, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
	if (U_FAILURE(code)) {
		ucnv_close(c);
		return NULL;
	}
	return c;
}

struct UConverter *xj_charset_converter(enum xj_charset charset)
{
	return charsets[charset].icu ? open_converter(charsets[charset].icu) : NULL;
}

enum xj_status xj_decoder_new(enum xj_charset charset, struct xj_decoder **out,
                              struct xj_error *err)
{
	const char *icu = charsets[charset].icu;
	struct xj_decoder *d = calloc(1, sizeof(*d));

	*out = NULL;
	if (!d)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	d->charset = charset;
	d->icu = xj_charset_converter(charset);
	d->eten = charset == XJ_CHARSET_CP950 ? open_converter("ibm-950_P110-1999")
	                                      : NULL;
	if ((icu && !d->icu) || (charset == XJ_CHARSET_CP950 && !d->eten)) {
		xj_decoder_free(d);
		return xj_fail(err, XJ_INTERNAL,
			_("the ICU library has no table for %s"),
			charsets[charset].name);
	}
	*out = d;
	return XJ_OK;
}

void xj_decoder_free(struct xj_decoder *d)
{
	if (!d)
		return;
	if (d->icu)
		ucnv_close(d->icu);
	if (d->eten)
		ucnv_close(d->eten);
	free(d);
}

/* Adds N bytes to the hex text of WHAT, as many as fit. */
static void name_bytes(struct xj_decoded *what, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t at = strlen(what->hex);

	for (size_t i = 0; i < n && at + 4 <= sizeof(what->hex); i++) {
		if (at)
			what->hex[at++] = ' ';
		what->hex[at++] = digits[p[i] >> 4];
		what->hex[at++] = digits[p[i] & 15];
	}
	what->hex[at] = '\0';
}

static enum xj_status replace(struct xj_buf *out, struct xj_decoded *what,
                              const unsigned char *p, size_t n)
{
	what->bad++;
	name_bytes(what, p, n);
	return xj_buf_add(out, "\xef\xbf\xbd", 3);
}

bool xj_private_use(struct xj_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i + 2 < s.n; i++) {
		if (p[i] < 0xee)
			continue;
		/* U+E000..F8FF, U+F0000..10FFFF */
		if (p[i] == 0xee || (p[i] == 0xef && p[i + 1] < 0xa4) ||
		    (p[i] == 0xf3 && p[i + 1] >= 0xb0) || p[i] == 0xf4)
			return true;
	}
	return false;
}

/* A lone surrogate as xj_utf16_take wrote it: back to its two bytes. */
static void surrogate_unit(enum xj_charset charset, const unsigned char *p,
                           unsigned char unit[2])
{
	unsigned u = 0xd000u | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	bool big = charset == XJ_CHARSET_UTF16BE;

	unit[big ? 0 : 1] = (unsigned char)(u >> 8);
	unit[big ? 1 : 0] = (unsigned char)(u & 0xff);
}

static enum xj_status mend_utf8(struct xj_decoder *d, struct xj_str s,
                                struct xj_buf *out, struct xj_decoded *what)
{
	while (s.n > 0) {
		const unsigned char *p;
		size_t good = xj_utf8_valid(s), run;
		enum xj_status status = xj_buf_add(out, s.p, good);

		if (status != XJ_OK || good == s.n)
			return status;
		p = (const unsigned char *)s.p + good;
		run = xj_utf8_damage(p, s.n - good);
		if (d->charset != XJ_CHARSET_UTF8 && p[0] == 0xed && s.n - good > 2) {
			unsigned char unit[2];

			run = 3;
			surrogate_unit(d->charset, p, unit);
			status = replace(out, what, unit, 2);
		} else {
			status = replace(out, what, p, run);
		}
		if (status != XJ_OK)
			return status;
		s.p += good + run;
		s.n -= good + run;
	}
	return XJ_OK;
}

/*
 * CP950 leaves C6A1..C875 to the private use area (U+F6B1 on); ETen, whose
 * fonts everybody had, put circled digits, kana and Cyrillic there, and IBM's
 * table of Big5 agrees.  CODE itself where it does not.
 */
#define ETEN_FIRST 0xf6b1
#define ETEN_COUNT 305 /* to C875 */

static UChar32 eten_char(struct xj_decoder *d, UChar32 code)
{
	/* trail bytes 40..7E and A1..FE: 157 a lead byte, the first begins
	 * with A1, which is the 64th */
	unsigned k = (unsigned)(code - ETEN_FIRST) + 63;
	unsigned trail = k % 157;
	char bytes[2] = {
		(char)(0xc6 + k / 157),
		(char)(trail < 63 ? 0x40 + trail : 0xa1 + trail - 63)
	};
	UChar got[2];
	UErrorCode error = U_ZERO_ERROR;
	int32_t n = ucnv_toUChars(d->eten, got, 2, bytes, 2, &error);

	if (U_FAILURE(error) || n != 1 || got[0] == 0xfffd)
		return code;
	return got[0];
}

static enum xj_status put(struct xj_decoder *d, UChar32 code, struct xj_buf *out,
                          struct xj_decoded *what)
{
	char utf8[4];

	if (d->charset == XJ_CHARSET_CP950) {
		if (code == 0x80 || code == 0xf8f8) {
			/* bytes that begin no character there */
			unsigned char byte = code == 0x80 ? 0x80 : 0xff;

			return replace(out, what, &byte, 1);
		}
		if (code >= ETEN_FIRST && code < ETEN_FIRST + ETEN_COUNT)
			code = eten_char(d, code);
	}
	if ((code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000)
		what->private_use = true;
	return xj_buf_add(out, utf8, xj_utf8_put((uint32_t)code, utf8));
}

static enum xj_status put_units(struct xj_decoder *d, const UChar *u, int32_t n,
                                struct xj_buf *out, struct xj_decoded *what)
{
	int32_t i = 0;

	while (i < n) {
		UChar32 code;
		enum xj_status status;

		U16_NEXT(u, i, n, code);
		if (U_IS_SURROGATE(code))
			code = 0xfffd;
		status = put(d, code, out, what);
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}

/* What ICU stopped at. */
static enum xj_status put_bad(struct xj_decoder *d, struct xj_buf *out,
                              struct xj_decoded *what)
{
	char bytes[32]; /* what ICU holds back at most */
	int8_t n = sizeof(bytes);
	UErrorCode error = U_ZERO_ERROR;

	ucnv_getInvalidChars(d->icu, bytes, &n, &error);
	return replace(out, what, (const unsigned char *)bytes,
	               U_SUCCESS(error) && n > 0 ? (size_t)n : 0);
}

#define UNITS 256

static enum xj_status decode_icu(struct xj_decoder *d, struct xj_str raw,
                                 struct xj_buf *out, struct xj_decoded *what)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	UChar units[UNITS];
	UChar *keep = units; /* a first surrogate at the end waits for the second */
	enum xj_status status;
	UErrorCode error;

	ucnv_resetToUnicode(d->icu);
	do {
		UChar *to = keep;

		error = U_ZERO_ERROR;
		ucnv_toUnicode(d->icu, &to, units + UNITS, &p, end, NULL, true, &error);
		keep = units;
		if (error == U_BUFFER_OVERFLOW_ERROR && to > units &&
		    U16_IS_LEAD(to[-1]))
			to--;
		status = put_units(d, units, (int32_t)(to - units), out, what);
		if (error == U_BUFFER_OVERFLOW_ERROR && to < units + UNITS)
			*keep++ = *to;
		if (status == XJ_OK && U_FAILURE(error) &&
		    error != U_BUFFER_OVERFLOW_ERROR)
			status = put_bad(d, out, what);
	} while (status == XJ_OK && U_FAILURE(error));
	return status;
}

enum xj_status xj_decode(struct xj_decoder *d, struct xj_str raw,
                         struct xj_buf *out, struct xj_decoded *what)
{
	size_t from = out->n;
	enum xj_status status;

	*what = (struct xj_decoded){ 0 };
	if (d->icu)
		return decode_icu(d, raw, out, what);
	status = mend_utf8(d, raw, out, what);
	if (status == XJ_OK && out->n > from)
		what->private_use = xj_private_use(xj_str_of(out->p + from,
		                                             out->n - from));
	return status;
}

/* ---- UTF-16 ------------------------------------------------------------ */

static uint32_t unit_at(bool big, const unsigned char *p)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* As xj_utf8_put, for surrogates too. */
static size_t put_code(uint32_t code, char *out)
{
	if (code < 0xd800 || code > 0xdfff)
		return xj_utf8_put(code, out);
	out[0] = (char)0xed;
	out[1] = (char)(0x80 | ((code >> 6) & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

size_t xj_utf16_take(bool big, const unsigned char *p, size_t n, bool eof,
                     char *out, size_t room, size_t *taken)
{
	size_t i = 0, wrote = 0;

	while (i + 2 <= n && room - wrote >= 4) {
		uint32_t code = unit_at(big, p + i);
		size_t used = 2;

		if (code >= 0xd800 && code <= 0xdbff) {
			if (i + 4 > n && !eof)
				break;
			if (i + 4 <= n) {
				uint32_t next = unit_at(big, p + i + 2);

				if (next >= 0xdc00 && next <= 0xdfff) {
					code = 0x10000 + ((code - 0xd800) << 10) +
					       (next - 0xdc00);
					used = 4;
				}
			}
		}
		wrote += put_code(code, out + wrote);
		i += used;
	}
	if (eof && i + 1 == n && room - wrote >= 4) {
		out[wrote++] = (char)0xff;
		i = n;
	}
	*taken = i;
	return wrote;
}
