/*
 * xls_value.c - numbers of old workbooks as text.  A cell keeps an IEEE double
 * or a short form of one; what it means as text is book_value.c's, which reads
 * decimals, so here they become some that tell the double exactly.
 */
#include <math.h>
#include <stdio.h>

#include "importers/xls.h"

#define WHOLE 1e15 /* below it every whole number is written plainly */

/* The 17 digits that tell V, whatever point the locale writes. */
static size_t exact(double v, char out[48])
{
	char printed[48];
	size_t n = 0;
	bool behind = false;

	snprintf(printed, sizeof(printed), "%.16e", v);
	for (const char *p = printed; *p; p++) {
		if ((*p >= '0' && *p <= '9') || *p == '-' || *p == '+') {
			out[n++] = *p;
		} else if (*p == 'e') {
			out[n++] = 'e';
			behind = true;
		} else if (!behind && n > 0 && out[n - 1] != '.') {
			out[n++] = '.';
		}
	}
	out[n] = '\0';
	return n;
}

static size_t show(struct xj_str decimal, enum xj_format format, bool from_1904,
                   char out[XJ_VALUE_TEXT])
{
	size_t n = 0;

	if (format != XJ_FORMAT_NUMBER)
		n = xj_serial_text(decimal, format, from_1904, out);
	return n ? n : xj_number_text(decimal, out);
}

size_t xj_xls_number_text(double v, enum xj_format format, bool from_1904,
                          char out[XJ_VALUE_TEXT])
{
	char decimal[48];
	int n;

	if (!isfinite(v))
		return 0;
	if (v > -WHOLE && v < WHOLE && v == (double)(int64_t)v)
		n = snprintf(decimal, sizeof(decimal), "%lld", (long long)v);
	else
		n = (int)exact(v, decimal);
	return show(xj_str_of(decimal, (size_t)n), format, from_1904, out);
}

/* Bit 0: in hundredths; bit 1: the rest is a whole number, else the upper half
 * of a double. */
size_t xj_xls_rk_text(uint32_t rk, enum xj_format format, bool from_1904,
                      char out[XJ_VALUE_TEXT])
{
	uint64_t bits = (uint64_t)(rk & ~3u) << 32;
	char decimal[24];
	double v;
	int32_t whole = (int32_t)(rk & ~3u) / 4;
	int n;

	if (!(rk & 2)) {
		memcpy(&v, &bits, sizeof(v));
		return xj_xls_number_text(rk & 1 ? v / 100 : v, format, from_1904,
		                          out);
	}
	if (rk & 1)
		n = snprintf(decimal, sizeof(decimal), "%s%d.%02d",
		             whole < 0 ? "-" : "", (whole < 0 ? -whole : whole) / 100,
		             (whole < 0 ? -whole : whole) % 100);
	else
		n = snprintf(decimal, sizeof(decimal), "%d", whole);
	return show(xj_str_of(decimal, (size_t)n), format, from_1904, out);
}
