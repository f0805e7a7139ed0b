/*
 * narrow.c - owns narrow spelling and small numbers in digits or Chinese.
 */
#include "xianjin/text.h"
#include "src/core/narrow.h"

#define CP_BLANK ' '
#define CP_NOTHING 0xFFFFFFFFu

static uint32_t narrow_point(uint32_t cp)
{
	if (cp > 0x20 && cp < 0x7F)
		return cp;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (cp <= 0x20 || cp == 0x7F || cp == 0xA0 || cp == 0x3000 ||
	    (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F)
		return CP_BLANK;
	if ((cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF)
		return CP_NOTHING;
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63)
		return '-';
	return cp;
}

bool xj_narrow(struct xj_str s, bool blanks, struct xj_narrow *out)
{
	size_t i = 0, o = 0;
	bool blank = false;

	out->n = 0;
	if (s.n > UINT16_MAX || xj_utf8_valid(s) != s.n)
		return false;
	while (i < s.n) {
		size_t at = i, k;
		uint32_t cp = narrow_point(xj_utf8_next(s, &i));

		if (cp == CP_NOTHING)
			continue;
		if (cp == CP_BLANK) {
			blank = o > 0;
			continue;
		}
		if (o + 5 > XJ_NARROW_MAX)
			return false;
		if (blank && blanks) {
			out->at[o] = (uint16_t)at;
			out->text[o++] = ' ';
		}
		blank = false;
		k = xj_utf8_put(cp, out->text + o);
		while (k--)
			out->at[o++] = (uint16_t)at;
	}
	out->text[o] = '\0';
	out->n = o;
	return true;
}

struct xj_str xj_narrow_origin(const struct xj_narrow *t, struct xj_str s,
                               struct xj_str part)
{
	size_t from, end;

	if (!part.p || part.n == 0)
		return xj_str_of(s.p, 0);
	from = t->at[part.p - t->text];
	end = t->at[part.p - t->text + (ptrdiff_t)part.n - 1];
	xj_utf8_next(s, &end); /* past the last character, blanks behind it not */
	return xj_str_of(s.p + from, end - from);
}

static int chinese_digit(uint32_t cp)
{
	static const uint16_t digits[] = { 0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
		                           0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D };
	int i;

	if (cp >= '0' && cp <= '9')
		return (int)cp - '0';
	if (cp == 0x3007 || cp == 0x25CB)
		return 0;
	for (i = 0; i < 10; i++)
		if (digits[i] == cp)
			return i;
	return -1;
}

int xj_small_number(struct xj_str s)
{
	size_t i = 0;
	int total = 0, digit = -1;

	if (s.n == 0 || s.n > 30 || xj_utf8_valid(s) != s.n)
		return -1;
	while (i < s.n) {
		uint32_t cp = xj_utf8_next(s, &i);
		int d = chinese_digit(cp);

		if (d >= 0)
			digit = digit < 0 ? d : digit * 10 + d;
		else if (cp == 0x5341 || cp == 0x767E) { /* 十 百 */
			total += (digit < 0 ? 1 : digit) * (cp == 0x5341 ? 10 : 100);
			digit = -1;
		} else {
			return -1;
		}
		if (digit >= 1000 || total >= 1000)
			return -1;
	}
	if (digit > 0)
		total += digit;
	else if (digit < 0 && total == 0)
		return -1;
	return total < 1000 ? total : -1;
}
