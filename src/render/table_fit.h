/*
 * table_fit.h - how the columns of a table share the width of a terminal.
 */
#ifndef XIANJIN_RENDER_TABLE_FIT_H
#define XIANJIN_RENDER_TABLE_FIT_H

#include "xianjin/render.h"

#define XJ_TABLE_GAP 2 /* blanks between columns */

struct xj_drawn {
	const struct xj_column *column;
	struct xj_str title; /* translated */
	size_t natural, width;
	bool shown, right;
	bool filled;  /* some cell is not empty */
	bool dropped; /* for want of room */
};

/*
 * Sets the widths of COL[0..COLS-1] from their natural ones.  When WIDTH (not 0)
 * is too small, columns that may be cut are cut; when that would leave too little
 * of them, empty columns and then those with the largest rank are dropped first.
 */
void xj_table_fit(struct xj_drawn *col, size_t cols, size_t width);

#endif
