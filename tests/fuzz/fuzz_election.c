/*
 * fuzz_election.c - an election that is understood is spelled canonically, and
 * the canonical name means itself.
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
	struct xj_election_name a, b;
	struct xj_buf once, twice;

	if (!xj_election_parse(text, &a)) {
		MUST(!a.office && !a.polling && !a.area.n);
		return 0;
	}
	MUST(a.office != XJ_OFFICE_NONE && a.roc_year >= 0 && a.term >= 0);
	MUST(a.area.n == 0 || (a.area.p >= text.p &&
	                       a.area.p + a.area.n <= text.p + text.n));
	if (a.polling)
		MUST(a.polling->office == a.office && a.polling->term == a.term &&
		     a.polling->roc_year == a.roc_year &&
		     a.polling->by_election == a.by_election);
	xj_buf_init(&once, 4096);
	xj_buf_init(&twice, 4096);
	MUST(xj_election_spell(&a, &once) == XJ_OK);
	MUST(xj_election_parse(xj_buf_str(&once), &b));
	MUST(b.office == a.office && b.by_election == a.by_election);
	MUST(xj_election_spell(&b, &twice) == XJ_OK);
	MUST(xj_str_eq(xj_buf_str(&once), xj_buf_str(&twice)));
	xj_buf_clear(&once);
	xj_buf_clear(&twice);
	return 0;
}
