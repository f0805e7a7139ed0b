/*
 * html_charset.c - the encoding of an HTML document.  Owns whom to believe; the
 * tables and the guess are encoding.c's.
 */
#include <strings.h>

#include "importers/html_charset.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

/* Names that browsers know and encoding.c does not. */
static const struct {
	const char *name;
	enum xj_charset charset;
} spellings[] = {
	{ "x-x-big5", XJ_CHARSET_CP950 }, { "ms950", XJ_CHARSET_CP950 },
	{ "windows-950", XJ_CHARSET_CP950 }, { "cn-big5", XJ_CHARSET_CP950 },
	{ "gb2312", XJ_CHARSET_GB18030 }, { "gbk", XJ_CHARSET_GB18030 },
	{ "gb_2312-80", XJ_CHARSET_GB18030 }, { "x-gbk", XJ_CHARSET_GB18030 },
	/* whoever could read so far read no UTF-16 */
	{ "utf-16", XJ_CHARSET_UTF8 }, { "utf-16le", XJ_CHARSET_UTF8 },
	{ "utf-16be", XJ_CHARSET_UTF8 }, { "unicode", XJ_CHARSET_UTF8 },
};

static bool find_name(struct xj_str s, enum xj_charset *charset)
{
	char name[32];

	if (s.n == 0 || s.n >= sizeof(name))
		return false;
	memcpy(name, s.p, s.n);
	name[s.n] = '\0';
	for (size_t i = 0; i < XJ_COUNT(spellings); i++) {
		if (strcasecmp(name, spellings[i].name) == 0) {
			*charset = spellings[i].charset;
			return true;
		}
	}
	return xj_charset_find(name, charset);
}

static bool is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/* The name behind "charset" and '=' at P. */
static struct xj_str name_at(const char *p, const char *end)
{
	const char *from;

	while (p < end && (*p == ' ' || *p == '='))
		p++;
	if (p < end && (*p == '"' || *p == '\''))
		p++;
	for (from = p; p < end && is_name(*p); p++)
		;
	return xj_str_of(from, (size_t)(p - from));
}

/* Looks for charset= inside a <meta> tag. */
static bool find_declared(struct xj_str head, enum xj_charset *charset)
{
	static const char meta[] = "<meta", word[] = "charset";
	const char *p = head.p, *end = head.p + head.n;

	while ((p = memchr(p, '<', (size_t)(end - p)))) {
		const char *close = memchr(p, '>', (size_t)(end - p));

		if (!close)
			return false;
		if ((size_t)(close - p) < sizeof(meta) ||
		    strncasecmp(p, meta, sizeof(meta) - 1) != 0) {
			p++;
			continue;
		}
		for (; p + sizeof(word) < close; p++) {
			if (strncasecmp(p, word, sizeof(word) - 1) == 0 &&
			    find_name(name_at(p + sizeof(word) - 1, close),
			              charset))
				return true;
		}
		p = close;
	}
	return false;
}

/* Valid UTF-8 that holds more than ASCII is hardly anything else. */
static bool is_utf8(struct xj_str s)
{
	size_t valid = xj_utf8_valid(s), i = 0;

	while (i < valid && (unsigned char)s.p[i] < 0x80)
		i++;
	return i < valid && s.n - valid < 4; /* the last one may be cut */
}

enum xj_status xj_html_charset_find(struct xj_str head, bool whole,
                                    const char *told,
                                    struct xj_html_charset *out,
                                    struct xj_error *err)
{
	struct xj_guess guess = xj_charset_guess(head, whole);
	enum xj_charset declared;

	*out = (struct xj_html_charset){ guess.charset, guess.bom, guess.confidence };
	if (told) {
		if (!xj_charset_find(told, &out->charset))
			return xj_fail(err, XJ_USAGE,
				_("the encoding \"%s\" is not known; use one of %s"),
				told, XJ_CHARSET_NAMES);
		if (out->charset != guess.charset)
			out->bom = 0; /* those bytes mean something else then */
		out->confidence = XJ_SURE;
		return XJ_OK;
	}
	if (guess.bom || guess.charset == XJ_CHARSET_UTF16LE ||
	    guess.charset == XJ_CHARSET_UTF16BE || !find_declared(head, &declared))
		return XJ_OK;
	/* pages are converted, and their declaration is forgotten */
	if (declared == XJ_CHARSET_UTF8 ? guess.charset != XJ_CHARSET_UTF8
	                                : is_utf8(head))
		return XJ_OK;
	out->charset = declared;
	out->confidence = XJ_SURE;
	return XJ_OK;
}

/* ---- whole characters ---------------------------------------------------- */

/* UTF-8: what is not whole at the end is at most three bytes. */
static size_t whole_utf8(const unsigned char *p, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char c = p[n - back];

		if (c < 0x80)
			break;
		if (c >= 0xc0)
			return back < (c >= 0xf0 ? 4u : c >= 0xe0 ? 3u : 2u)
				? n - back : n;
	}
	return n;
}

static size_t whole_double(bool four, const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (i < n) {
		size_t size = 1;

		if (p[i] >= 0x81) {
			if (i + 1 == n)
				break;
			if (p[i + 1] >= 0x40)
				size = 2;
			else if (four && p[i + 1] >= 0x30 && p[i + 1] <= 0x39)
				size = 4;
		}
		if (size > n - i)
			break;
		i += size;
	}
	return i;
}

size_t xj_html_whole(enum xj_charset charset, const char *p, size_t n)
{
	const unsigned char *b = (const unsigned char *)p;

	switch (charset) {
	case XJ_CHARSET_UTF8:
	case XJ_CHARSET_UTF16LE: /* as xj_utf16_take left it */
	case XJ_CHARSET_UTF16BE:
		return whole_utf8(b, n);
	default:
		return whole_double(charset == XJ_CHARSET_GB18030, b, n);
	}
}
