/* company.c - owns what of a folded company name is its legal form. */
#include "xianjin/text.h"

static bool ends(struct xj_str s, struct xj_str tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

struct xj_str xj_company_stem(struct xj_str folded)
{
	static const char *const forms[] = { "股份有限公司", "有限公司", "公司" };
	size_t i;

	for (i = 0; i < XJ_COUNT(forms); i++) {
		struct xj_str form = xj_str_c(forms[i]);

		if (ends(folded, form))
			return folded.n == form.n
			       ? folded
			       : xj_str_of(folded.p, folded.n - form.n);
	}
	return folded;
}
