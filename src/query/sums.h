/*
 * sums.h - what the entries in force add up to, from one walk over them, as tables that
 * reconcile.sql can ask.  Shared by the files of the query room only.
 */
#ifndef XIANJIN_QUERY_SUMS_H
#define XIANJIN_QUERY_SUMS_H

#include "query_private.h"

/* Rows of whole numbers. */
struct xj_numbers {
	int64_t *cell;        /* rows * columns; XJ_SUMS_NULL: NULL */
	size_t rows, columns;
};
#define XJ_SUMS_NULL INT64_MIN

/* Their columns, in this order. */
enum xj_sum_column { XJ_SUM_FILING, XJ_SUM_DIRECTION, XJ_SUM_SUBJECT, XJ_SUM_MONETARY,
                     XJ_SUM_DISPOSITION, XJ_SUM_NEWSPAPER, XJ_SUM_AMOUNT, XJ_SUM_COLUMNS };
enum xj_over_column { XJ_OVER_FILING, XJ_OVER_DIRECTION, XJ_OVER_AMOUNT, XJ_OVER_COLUMNS };

struct xj_sums {
	struct xj_numbers sum;
	/* what counterparties above 30,000 come to, by subject; of the reports alone
	 * whose settlement table says that too */
	struct xj_numbers over;
};

/* Of the recipient whose folded name is FOLD; FOLD.p NULL: of all.  To be cleared also
 * when it fails. */
enum xj_status xj_sums_take(struct xj_data *d, struct xj_str fold, struct xj_sums *out,
                            struct xj_error *err) XJ_MUST_USE;
void xj_sums_clear(struct xj_sums *s);

/* Makes the tables entry_sums and entry_over of S, which stays where it is until
 * xj_sums_hide. */
enum xj_status xj_sums_show(struct xj_data *d, struct xj_sums *s,
                            struct xj_error *err) XJ_MUST_USE;
void xj_sums_hide(struct xj_data *d);

#endif
