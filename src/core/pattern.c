/*
 * pattern.c - owns compiling and matching for the value parsers; which
 * patterns there are is theirs.
 */
#include <stdatomic.h>

#include "xianjin/limits.h"
#include "src/core/library_pcre2.h"
#include "src/core/pattern.h"

/* Two threads may both compile; the second throws its work away. */
static pcre2_code *compiled(struct xj_pattern *pattern)
{
	pcre2_code *code = atomic_load_explicit(&pattern->code,
	                                        memory_order_acquire);
	void *none = NULL;
	PCRE2_SIZE at;
	int ec;

	if (code || xj_pcre2_load(NULL))
		return code;
	code = pcre2_compile((PCRE2_SPTR)pattern->text, PCRE2_ZERO_TERMINATED,
	                     PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &ec, &at, NULL);
	if (!code)
		return NULL;
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* slower without, that is all */
	if (atomic_compare_exchange_strong(&pattern->code, &none, code))
		return code;
	pcre2_code_free(code);
	return none;
}

static int match(const pcre2_code *code, struct xj_str s, pcre2_match_data *data)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	int rc;

	if (!limits)
		return PCRE2_ERROR_NOMEMORY;
	pcre2_set_match_limit(limits, XJ_MATCH_LIMIT);
	rc = pcre2_match(code, (PCRE2_SPTR)(s.n ? s.p : ""), s.n, 0, 0, data, limits);
	pcre2_match_context_free(limits);
	return rc;
}

bool xj_pattern_match(struct xj_pattern *pattern, struct xj_str s,
                      struct xj_str *groups, size_t n)
{
	const pcre2_code *code = compiled(pattern);
	pcre2_match_data *data;
	const PCRE2_SIZE *at;
	size_t i;
	int rc;

	if (!code)
		return false;
	data = pcre2_match_data_create(XJ_PATTERN_GROUPS, NULL);
	if (!data)
		return false;
	rc = match(code, s, data);
	at = pcre2_get_ovector_pointer(data);
	for (i = 0; i < n; i++) {
		groups[i] = (struct xj_str){ NULL, 0 };
		if ((int)i < rc && at[2 * i] != PCRE2_UNSET)
			groups[i] = xj_str_of(s.p + at[2 * i], at[2 * i + 1] - at[2 * i]);
	}
	pcre2_match_data_free(data);
	return rc > 0;
}
