/* filed.h - the cells of an entry as they were filed, from the store alone. */
#ifndef XIANJIN_STORE_FILED_H
#define XIANJIN_STORE_FILED_H

#include "xianjin/importers.h"

struct sqlite3;
struct xj_as_filed;

/* All of it is borrowed until the next call. */
struct xj_as_filed_row {
	int64_t part;
	uint64_t row, line;                /* line 0 where there is none */
	const struct xj_columns *columns;
	const struct xj_str *cell;         /* columns->n of them */
};

enum xj_status xj_as_filed_new(struct sqlite3 *db, struct xj_as_filed **out,
                            struct xj_error *err) XJ_MUST_USE;
void xj_as_filed_free(struct xj_as_filed *f);
/* Cheap as long as the entries asked for are of one part. */
enum xj_status xj_as_filed_entry(struct xj_as_filed *f, int64_t id,
                              struct xj_as_filed_row *out, struct xj_error *err)
	XJ_MUST_USE;
/* The columns of a part, NULL when it holds no table of ours. */
enum xj_status xj_as_filed_part(struct xj_as_filed *f, int64_t part,
                             const struct xj_columns **out,
                             struct xj_error *err) XJ_MUST_USE;

#endif
