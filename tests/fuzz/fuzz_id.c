/*
 * fuzz_id.c - an id is folded to short text that means the same again; also
 * serials, subjects and places, which take any cell as well.
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

static void id(struct xj_str text)
{
	struct xj_id a = xj_id_parse(text), b;
	size_t n = strlen(a.text), i;

	MUST(n < sizeof(a.text) && strlen(a.offer) < sizeof(a.offer));
	MUST(xj_utf8_valid(xj_str_c(a.text)) == n);
	MUST((a.offer[0] != '\0') == (a.kind == XJ_ID_TAX_SHORT));
	if (a.offer[0])
		MUST(xj_id_parse(xj_str_c(a.offer)).kind == XJ_ID_TAX);
	for (i = 0; i < n; i++)
		MUST(a.text[i] != ' ' && !(a.text[i] >= 'a' && a.text[i] <= 'z'));
	if (n == 0)
		return;
	b = xj_id_parse(xj_str_c(a.text));
	MUST(b.kind == a.kind && strcmp(a.text, b.text) == 0);
}

static void subject(struct xj_str text)
{
	int account, direction;
	bool exact;

	for (account = 0; account <= (int)XJ_ACCOUNT_SURPLUS; account++)
		for (direction = 0; direction <= 2; direction++) {
			const struct xj_subject *s = xj_subject_find(
				text, (enum xj_account)account, direction, &exact);

			MUST(s || !exact);
			if (!s)
				continue;
			MUST((int)s->account == account);
			MUST(direction == 0 || direction == (int)s->direction);
			MUST(exact == (xj_str_is(text, s->name) ||
			               xj_str_is(text, s->summary_name)));
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xj_str text = xj_str_of((const char *)data, size);
	unsigned place = xj_place_of(text);
	int serial = xj_serial_parse(text);
	char back[40];

	id(text);
	subject(text);
	MUST(!place || xj_place_of(xj_str_c(xj_place_name(place))) == place);
	place = xj_place_find(text);
	MUST(!place || xj_place_name(place));
	MUST(serial >= 0 && serial <= 999);
	if (serial)
		MUST(xj_serial_parse(xj_str_of(back, xj_serial_spell(serial, back))) ==
		     serial);
	return 0;
}
