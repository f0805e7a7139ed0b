/*
 * pattern.h - a regular expression (PCRE2) that is written down once, compiled
 * on first use by whichever thread comes first, and matched under a limit.
 * For the slow paths of the value parsers; private to src/core.
 */
#ifndef XIANJIN_CORE_PATTERN_H
#define XIANJIN_CORE_PATTERN_H

#include "xianjin/core.h"

struct xj_pattern {
	const char *text; /* UTF-8; the only field to fill in */
	void *_Atomic code;
};

#define XJ_PATTERN_GROUPS 12

/*
 * Does the pattern match in S?  Then GROUPS[0..N-1] are the whole match and
 * the groups, borrowed from S; a group that took no part has p == NULL.
 * N is at most XJ_PATTERN_GROUPS.  False also on invalid UTF-8, past the match
 * limit, without memory and without the library.
 */
bool xj_pattern_match(struct xj_pattern *pattern, struct xj_str s,
                      struct xj_str *groups, size_t n);

#endif
