/*
 * sniff.c - whether bytes are text in rows.  Owns the list of what is not;
 * content decides, never the file's name.
 */
#include "importers/sniff.h"

#include "importers/encoding.h"

static const char *const not_text[] = {
	"%PDF", "\xd0\xcf\x11\xe0", "PK\3\4", "PK\5\6", "PK\7\10", "{", "[",
	"<?xml", "<html", "<table", "<meta", "<!doctype", "\x1f\x8b", "\x89PNG",
	"\xff\xd8\xff", "GIF8", "7z\xbc\xaf", "Rar!",
};

static bool starts_fold(struct xj_str s, const char *with)
{
	size_t n = strlen(with);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z' && with[i] >= 'a')
			c = (char)(c - 'A' + 'a');
		if (c != with[i])
			return false;
	}
	return true;
}

/* Whether the first line is whole and has no NUL. */
static bool has_header(struct xj_str s)
{
	for (size_t i = 0; i < s.n && s.p[i] != '\0'; i++)
		if (s.p[i] == '\n' || s.p[i] == '\r')
			return i > 0;
	return false;
}

/* Text is what nobody else knows and what has hardly any NUL bytes, or none in
 * its first line: rows with NUL are set aside. */
int xj_text_bid(struct xj_str head, const char *name)
{
	struct xj_guess guess = xj_charset_guess(head, false);
	struct xj_str s = head;
	size_t nuls = 0;

	(void)name;
	if (guess.charset == XJ_CHARSET_UTF16LE ||
	    guess.charset == XJ_CHARSET_UTF16BE)
		return 10;
	s.p += guess.bom;
	s.n -= guess.bom;
	while (s.n > 0 && (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' ||
	                   *s.p == '\n')) {
		s.p++;
		s.n--;
	}
	for (size_t i = 0; i < XJ_COUNT(not_text); i++) {
		if (starts_fold(s, not_text[i]))
			return 0;
	}
	for (size_t i = 0; i < s.n; i++)
		nuls += s.p[i] == '\0';
	if (nuls == 0)
		return 10;
	return nuls * 32 <= s.n || has_header(s) ? 5 : 0;
}
