/*
 * book_text.c - owns what a text must look like to come out of a cell as it went
 * in: XML has no control characters, and readers take _x000D_ for one.
 */
#include "src/render/book.h"
#include "xianjin/text.h"

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "_x000D_" at the front of S. */
static bool looks_escaped(struct xj_str s)
{
	if (s.n < 7 || s.p[0] != '_' || s.p[1] != 'x' || s.p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!is_hex(s.p[i]))
			return false;
	return true;
}

static bool has_no_place(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xfffe || cp == 0xffff;
}

/* The valid text S; *UNITS grows by the UTF-16 units it takes. */
static enum xj_status add_valid(struct xj_str s, struct xj_buf *out, size_t *units)
{
	enum xj_status st = XJ_OK;
	size_t at = 0, done = 0;

	while (at < s.n && !st) {
		size_t from = at;
		uint32_t cp = xj_utf8_next(s, &at);
		bool marked = cp == '_' &&
		              looks_escaped(xj_str_of(s.p + from, s.n - from));

		*units += cp > 0xffff ? 2 : 1;
		if (!marked && !has_no_place(cp))
			continue;
		*units += 6;
		st = xj_buf_add(out, s.p + done, from - done);
		if (!st)
			st = xj_buf_addf(out, "_x%04X_", (unsigned)cp);
		done = at;
	}
	return st ? st : xj_buf_add(out, s.p + done, s.n - done);
}

enum xj_status xj_wb_escape(struct xj_str s, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;
	size_t units = 0;

	while (s.n && !st && units <= XJ_WB_TEXT) {
		size_t good = xj_utf8_valid(s);

		st = add_valid(xj_str_of(s.p, good), out, &units);
		if (!st && good < s.n) {
			st = xj_buf_add(out, "\xef\xbf\xbd", 3);
			units++;
			good++;
		}
		s.p += good;
		s.n -= good;
	}
	return st ? st : units > XJ_WB_TEXT ? XJ_LIMIT : XJ_OK;
}
