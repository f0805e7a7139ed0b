/*
 * tables.h - the tables of a sheet.  What an office saves has lines above the
 * header and totals below the rows, and often a second table under the first.
 * A reader gives the rows of a sheet; this gives the rows of its tables, header
 * first, and says in notes what it left out: nothing is hidden.
 *
 *   title-line       above a header
 *   header-rows      the header stands in two rows, read as one
 *   repeated-header  the header again, as on each page of a print
 *   totals-line      sums, and they are those of the rows above
 *   totals-differ    sums, but not those of the rows above
 *   remark-line      text behind the last row
 */
#ifndef XIANJIN_TABLES_H
#define XIANJIN_TABLES_H

#include "xianjin/importers.h"
#include "xianjin/limits.h"

/*
 * Looks for tables in what READING, opened by INNER, gives.  INNER and OPTIONS
 * are borrowed; READING is closed with *SELF, or here when this fails.
 */
enum xj_status xj_tables_open(const struct xj_reader *inner, void *reading,
                              const struct xj_read_options *options, void **self,
                              struct xj_error *err) XJ_MUST_USE;
/* next_table, next_row and close; open and bid are NULL. */
extern const struct xj_reader xj_tables;

/* ---- one line (tables_line.c) ------------------------------------------- */

/* The sums of the amounts under a header, by column. */
struct xj_sums {
	const struct xj_columns *columns;
	uint64_t rows;
	int64_t all[XJ_MAX_COLUMNS];   /* since the header */
	int64_t since[XJ_MAX_COLUMNS]; /* since the last line of totals */
};

enum xj_line { XJ_LINE_ROW, XJ_LINE_TOTALS, XJ_LINE_TOTALS_DIFFER, XJ_LINE_LOOSE };

void xj_sums_begin(struct xj_sums *s, const struct xj_columns *columns);
void xj_sums_add(struct xj_sums *s, const struct xj_row *row);
/*
 * What ROW is.  Of totals TEXT gets what the line says, and behind a stroke what
 * the rows add up to where that differs; *COLUMN (from 1) is where it differs,
 * else that of the first sum.  XJ_LINE_LOOSE is text without an amount: a title,
 * a remark, a signature; PAST_TOTALS lets it have several cells.
 */
enum xj_status xj_line_kind(struct xj_sums *s, const struct xj_row *row,
                            bool past_totals, enum xj_line *kind,
                            struct xj_buf *text, size_t *column) XJ_MUST_USE;
/* How many cells are not empty. */
size_t xj_line_filled(const struct xj_row *row);
/* The texts of a line, a blank between them, cut to a cell's length. */
enum xj_status xj_line_text(const struct xj_row *row, struct xj_buf *out) XJ_MUST_USE;

#endif
