/*
 * show.c - owns how foreign text looks on a terminal.  What a character is and how
 * wide comes from text.h.
 */
#include <inttypes.h>
#include <stdio.h>

#include "src/core/library_icu.h"
#include "src/core/show.h"
#include "xianjin/text.h"

static enum xj_status show_control(uint32_t cp, struct xj_buf *out)
{
	switch (cp) {
	case '\n':
		return xj_buf_add(out, "\\n", 2);
	case '\r':
		return xj_buf_add(out, "\\r", 2);
	case '\t':
		return xj_buf_add(out, "\\t", 2);
	default:
		return xj_buf_addf(out, "\\x%02x", (unsigned)cp);
	}
}

static enum xj_status show_valid(struct xj_str s, struct xj_buf *out)
{
	size_t pos = 0, kept = 0;
	enum xj_status st = XJ_OK;

	while (pos < s.n && !st) {
		size_t at = pos;
		uint32_t cp = xj_utf8_next(s, &pos);
		bool control = cp < 0x20 || (cp >= 0x7f && cp < 0xa0);

		if (!control && !xj_text_is_hidden(cp))
			continue;
		st = xj_buf_add(out, s.p + kept, at - kept);
		if (!st)
			st = control ? show_control(cp, out) :
			     xj_buf_addf(out, "<U+%04" PRIX32 ">", cp);
		kept = pos;
	}
	return st ? st : xj_buf_add(out, s.p + kept, s.n - kept);
}

enum xj_status xj_show(struct xj_str s, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;

	while (s.n && !st) {
		size_t good = xj_utf8_valid(s);

		st = show_valid(xj_str_of(s.p, good), out);
		if (!st && good < s.n) {
			st = xj_buf_add(out, "\xef\xbf\xbd", 3);
			good++;
		}
		s.p += good;
		s.n -= good;
	}
	return st;
}

static bool is_ambiguous(uint32_t cp)
{
	return cp >= 0xa1 && !xj_icu_load(NULL) &&
	       u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH) == U_EA_AMBIGUOUS;
}

/* The character at *POS; moves past it. */
static size_t one_width(struct xj_str s, size_t *pos, bool wide)
{
	size_t at = *pos;
	uint32_t cp = xj_utf8_next(s, pos);
	size_t w = xj_text_width(xj_str_of(s.p + at, *pos - at));

	return w == 1 && wide && is_ambiguous(cp) ? 2 : w;
}

size_t xj_show_width(struct xj_str s, bool wide)
{
	size_t pos = 0, w = 0;

	if (!wide)
		return xj_text_width(s);
	while (pos < s.n)
		w += one_width(s, &pos, wide);
	return w;
}

size_t xj_show_cut(struct xj_str s, size_t columns, bool wide)
{
	size_t pos = 0, w = 0;

	while (pos < s.n) {
		size_t next = pos;

		w += one_width(s, &next, wide);
		if (w > columns)
			break;
		pos = next;
	}
	return pos;
}

size_t xj_show_grouped(int64_t v, char out[32])
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%" PRId64, v);
	size_t w = 0;

	for (int i = 0; i < n; i++) {
		int left = n - i; /* digits from here on */

		if (i > (digits[0] == '-') && left % 3 == 0)
			out[w++] = ',';
		out[w++] = digits[i];
	}
	out[w] = '\0';
	return w;
}
