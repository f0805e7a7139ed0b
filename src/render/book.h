/*
 * book.h - a workbook under way: a thin layer over libxlsxwriter that checks
 * every call, every text and the finished file.  It knows sheets, cells and
 * styles, and nothing of donations.
 *
 * Rows go downwards only.  Text is text whatever it looks like: nothing here
 * writes a formula.  A sheet that is full goes on in another one.
 */
#ifndef XIANJIN_RENDER_BOOK_H
#define XIANJIN_RENDER_BOOK_H

#include <stdio.h>

#include "xianjin/core.h"

#define XJ_WB_ROWS 1048576u
#define XJ_WB_TEXT 32767u  /* UTF-16 units of a cell */
#define XJ_WB_LINKS 65530u /* of a sheet */
#define XJ_WB_SHEETS 250u  /* each keeps a descriptor open */

enum xj_wb_style {
	XJ_WB_PLAIN, XJ_WB_TITLE, XJ_WB_REMARK, XJ_WB_HEAD, XJ_WB_INT,
	XJ_WB_MONEY, XJ_WB_DATE, XJ_WB_LINK, XJ_WB_WRAP,
	/* a cell of the user's table with something wrong in it */
	XJ_WB_ERROR, XJ_WB_WARNING, XJ_WB_NOTE,
	XJ_WB_STYLES
};

struct xj_wb;
struct xj_ws;

struct xj_wb_options {
	bool in_memory;     /* nothing of it touches a disk */
	const char *title;  /* document property */
	int32_t day;        /* when it was made; XJ_NO_DAY: an old fixed day */
	int64_t seconds;    /* the same to the second, when > 0 */
};

enum xj_status xj_wb_new(const struct xj_wb_options *options,
                           struct xj_wb **out, struct xj_error *err) XJ_MUST_USE;
/* Finishes the workbook, reads it again to see that every row is there, copies
 * it to OUT and frees B, also on failure. */
enum xj_status xj_wb_close(struct xj_wb *b, FILE *out,
                             struct xj_error *err) XJ_MUST_USE;
void xj_wb_abandon(struct xj_wb *b); /* NULL is fine */

struct xj_wb_column {
	const char *title; /* as it shall stand there */
	int width;         /* characters */
};

/* A sheet; its columns are borrowed until the book is closed.  The sheet is the
 * book's.  NAME is made to fit: length, characters, no two alike. */
enum xj_status xj_wb_sheet(struct xj_wb *b, const char *name,
                             const struct xj_wb_column *column, size_t columns,
                             struct xj_ws **out, struct xj_error *err)
	XJ_MUST_USE;
/* The sheet that is in front when the file is opened; else the first. */
void xj_ws_in_front(struct xj_ws *s);
/* Its name as the book has it, borrowed from the sheet. */
const char *xj_ws_name(const struct xj_ws *s);
/* The name of the sheet that NAME goes on in: ROLL 0 is itself. */
void xj_wb_roll_name(const char *name, unsigned roll, char out[128]);

/* The row of titles, frozen, with filters once the sheet ends. */
enum xj_status xj_ws_head(struct xj_ws *s, struct xj_error *err) XJ_MUST_USE;
/* Ends the row; the next cells go below. */
enum xj_status xj_ws_next(struct xj_ws *s, struct xj_error *err) XJ_MUST_USE;
/* Goes on at ROW (0 the first), where the sheet stands before it or at it. */
enum xj_status xj_ws_seek(struct xj_ws *s, uint64_t row,
                             struct xj_error *err) XJ_MUST_USE;
/* No more rows come. */
enum xj_status xj_ws_end(struct xj_ws *s, struct xj_error *err) XJ_MUST_USE;
/* Row under way in the present sheet, 0 the first. */
uint32_t xj_ws_row(const struct xj_ws *s);

/* Cells of the row under way.  XJ_LIMIT for a text that no cell can hold. */
enum xj_status xj_ws_text(struct xj_ws *s, size_t column, struct xj_str text,
                             enum xj_wb_style style, struct xj_error *err)
	XJ_MUST_USE;
enum xj_status xj_ws_int(struct xj_ws *s, size_t column, int64_t v,
                            enum xj_wb_style style, struct xj_error *err)
	XJ_MUST_USE;
/* DAY since 1970-01-01, or nothing for XJ_NO_DAY. */
enum xj_status xj_ws_day(struct xj_ws *s, size_t column, int32_t day,
                            struct xj_error *err) XJ_MUST_USE;
/* A link to a cell of this book; plain text once there are too many. */
enum xj_status xj_ws_link(struct xj_ws *s, size_t column, const char *sheet,
                             uint32_t row, size_t to_column, struct xj_str text,
                             struct xj_error *err) XJ_MUST_USE;
/* A comment on a cell of the row under way; one a cell. */
enum xj_status xj_ws_comment(struct xj_ws *s, size_t column,
                                struct xj_str text, struct xj_error *err) XJ_MUST_USE;

/* Bars beside a table of this sheet: categories in its first column, one series
 * for each column of SERIES, rows FIRST to LAST. */
struct xj_wb_bars {
	const char *title, *x, *y;
	const char *const *series; /* names, NULL-ended; columns 1, 2 ... */
	uint32_t first, last;      /* rows, 0 the first of the sheet */
	uint32_t at_row;
	size_t at_column;
};
enum xj_status xj_ws_bars(struct xj_ws *s, const struct xj_wb_bars *bars,
                             struct xj_error *err) XJ_MUST_USE;

/* ---- book_text.c ---------------------------------------------------------- */

/* Appends S as a cell can hold it: U+FFFD for what is not UTF-8, _xHHHH_ for
 * what XML cannot hold and for texts that would be taken for that.  XJ_LIMIT
 * when it is too long. */
enum xj_status xj_wb_escape(struct xj_str s, struct xj_buf *out) XJ_MUST_USE;

/* ---- book_verify.c ---------------------------------------------------------- */

/* Reads the workbook at PATH again: ROWS[i] rows must be in sheet i + 1. */
enum xj_status xj_wb_verify(const char *path, const uint32_t *rows, size_t sheets,
                              struct xj_error *err) XJ_MUST_USE;

#endif
