/*
 * fuzz_money.c - an amount has exactly the digits of its text, or is doubtful.
 */
#include <stddef.h>
#include <stdint.h>

#include "xianjin/text.h"
#include "xianjin/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) \
	do { \
		if (!(condition)) \
			__builtin_trap(); \
	} while (0)

/* The digits of TEXT, in whatever width, before the first point. */
static int64_t digits_of(struct xj_str text)
{
	int64_t value = 0;
	size_t i = 0;

	while (i < text.n) {
		uint32_t cp = xj_utf8_next(text, &i);

		if (cp >= 0xFF01 && cp <= 0xFF5E)
			cp -= 0xFEE0;
		if (cp == '.')
			break;
		if (cp >= '0' && cp <= '9')
			value = value * 10 + (int64_t)(cp - '0');
	}
	return value;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xj_str text = xj_str_of((const char *)data, size);
	struct xj_money money = xj_money_parse(text);
	int64_t amount = money.amount;
	char back[32];
	size_t n;

	MUST(xj_money_doubt_text(money.doubt)[0]);
	if (money.doubt != XJ_MONEY_SURE) {
		MUST(amount == 0 && money.style == XJ_MONEY_OTHER);
		return 0;
	}
	MUST(amount >= -INT64_C(1000000000000000) &&
	     amount <= INT64_C(1000000000000000));
	MUST(digits_of(text) == (amount < 0 ? -amount : amount));
	n = xj_money_spell(amount, money.style, back);
	MUST(n < sizeof(back) && back[n] == '\0');
	if (money.style != XJ_MONEY_OTHER)
		MUST(xj_str_eq(text, xj_str_of(back, n)));
	MUST(xj_money_parse(xj_str_of(back, n)).amount == amount);
	return 0;
}
