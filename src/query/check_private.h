/* check_private.h - shared by check.c and check_find.c. */
#ifndef XIANJIN_QUERY_CHECK_PRIVATE_H
#define XIANJIN_QUERY_CHECK_PRIVATE_H

#include "check.h"
#include "query_private.h"

struct xj_kept_text {
	struct xj_kept_text *next;
	char text[];
};

struct xj_checking {
	struct xj_check *check;
	const struct xj_check_options *o;
	struct xj_data data;     /* the store in memory; no index */
	struct xj_error first;   /* of an import that could not go on */
};

/* A copy that lives as long as C; p NULL when out of memory. */
struct xj_str xj_check_keep(struct xj_check *c, struct xj_str s);

/* Fills C->check->finding from flags and issues, in order, with fingerprints. */
enum xj_status xj_check_find(struct xj_checking *c, struct xj_error *err) XJ_MUST_USE;

#endif
