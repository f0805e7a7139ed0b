/*
 * fuzz_date.c - a date is sure and in its years, or unknown; what has a style
 * is spelled back to the byte.
 */
#include <stddef.h>
#include <stdint.h>

#include "xianjin/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) \
	do { \
		if (!(condition)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xj_str text = xj_str_of((const char *)data, size);
	struct xj_date date = xj_date_parse(text);
	int year, month, dom;
	char back[16];
	size_t n;

	MUST((date.doubt == XJ_DATE_SURE) == (date.day != XJ_NO_DAY));
	MUST(xj_date_doubt_text(date.doubt)[0]);
	n = xj_date_spell(date.day, date.style, back);
	MUST(n < sizeof(back) && back[n] == '\0');
	if (date.doubt != XJ_DATE_SURE) {
		MUST(date.style == XJ_STYLE_OTHER && n == 0);
		return 0;
	}
	xj_day_split(date.day, &year, &month, &dom);
	MUST(year >= 1990 && year <= 2100);
	MUST(xj_day_of(year, month, dom) == date.day);
	if (date.style != XJ_STYLE_OTHER)
		MUST(xj_str_eq(text, xj_str_of(back, n)));
	/* the same day in canonical spelling */
	n = xj_date_spell(date.day, XJ_STYLE_ROC7, back);
	MUST(n == 7 && xj_date_parse(xj_str_of(back, n)).day == date.day);
	return 0;
}
