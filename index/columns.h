/*
 * columns.h - the numbers and folded texts of one segment as arrays by row,
 * row = entry id - first.  Written once as a stream, then memory-mapped.
 * Private to this room.
 *
 * The file: a header, then sections of equal-sized items, each beginning at a
 * multiple of 8.  Numbers are as the machine has them; a mark in the header
 * tells a machine with another order to rebuild.  The narrowest width that
 * holds a segment's values is used for amounts, days, filings and places.
 */
#ifndef XJ_INDEX_COLUMNS_H
#define XJ_INDEX_COLUMNS_H

#include "xianjin/core.h"
#include "xianjin/index.h"

/* What the packed byte of a row holds. */
#define XJ_CODE_KIND(code)   ((code) & 7u)
#define XJ_CODE_SIDE(code)   ((code) >> 3 & 1u) /* 0 income, 1 expense */
#define XJ_CODE_METHOD(code) ((code) >> 4 & 7u)

/* Texts of all rows, one behind the other. */
struct xj_texts {
	const char *p;
	uint64_t bytes;
	const uint64_t *block; /* where each run of XJ_TEXT_BLOCK rows begins */
	const uint8_t *start;  /* of each row within its block */
	unsigned width;        /* of a start: 2 or 4 */
	uint32_t rows;
};
#define XJ_TEXT_BLOCK 32u

struct xj_cols {
	const uint8_t *map;
	size_t bytes;
	uint32_t first, rows;
	unsigned amount_width, day_width, filing_width, place_width;
	int64_t amount_low, amount_high;
	int32_t day_low, day_high; /* of known days; low > high when none is */
	uint32_t filing_high, place_high;
	const uint8_t *amount, *day, *filing, *place, *subject, *code;
	const uint64_t *donor;
	struct xj_texts name, purpose;
};

/* XJ_STALE: another format, fold or byte order; XJ_CORRUPT. */
enum xj_status xj_cols_open(const char *path, struct xj_cols *out,
                            struct xj_error *err) XJ_MUST_USE;
void xj_cols_close(struct xj_cols *c);
/* Checks what open does not: every text and every number in its bounds. */
enum xj_status xj_cols_check(const struct xj_cols *c, const char *path,
                             struct xj_error *err) XJ_MUST_USE;

/* The values of N rows, each below c->rows. */
void xj_cols_amounts(const struct xj_cols *c, const uint32_t *row, size_t n,
                     int64_t *out);
void xj_cols_days(const struct xj_cols *c, const uint32_t *row, size_t n,
                  int32_t *out);
void xj_cols_filings(const struct xj_cols *c, const uint32_t *row, size_t n,
                     uint32_t *out);
void xj_cols_places(const struct xj_cols *c, const uint32_t *row, size_t n,
                    uint32_t *out);

/* Where the text of ROW begins (ROW may be t->rows: the end), never past the
 * end of the texts whatever the file says. */
static inline uint64_t xj_text_start(const struct xj_texts *t, uint32_t row)
{
	uint64_t at;

	if (row >= t->rows)
		return t->bytes;
	at = t->block[row / XJ_TEXT_BLOCK];
	if (t->width == 2)
		at += ((const uint16_t *)(const void *)t->start)[row];
	else
		at += ((const uint32_t *)(const void *)t->start)[row];
	return at < t->bytes ? at : t->bytes;
}

static inline struct xj_str xj_text_at(const struct xj_texts *t, uint32_t row)
{
	uint64_t from = xj_text_start(t, row), to = xj_text_start(t, row + 1);

	return (struct xj_str){ t->p + from, to > from ? (size_t)(to - from) : 0 };
}

/* ---- writing --------------------------------------------------------- */

struct xj_cols_writer;

/* PATH is the file to write; what is collected goes to unnamed files beside
 * it, so that memory stays small. */
enum xj_status xj_cols_writer_open(const char *path, uint32_t first,
                                   struct xj_cols_writer **out,
                                   struct xj_error *err) XJ_MUST_USE;
/* Ids must follow one another from FIRST.  XJ_CORRUPT says which value is out
 * of range. */
enum xj_status xj_cols_add(struct xj_cols_writer *w, const struct xj_doc *doc,
                           struct xj_error *err) XJ_MUST_USE;
/* Adds all rows of C, the neighbour that begins where W ends. */
enum xj_status xj_cols_append(struct xj_cols_writer *w,
                              const struct xj_cols *c,
                              struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_cols_writer_finish(struct xj_cols_writer *w,
                                     struct xj_error *err) XJ_MUST_USE;
void xj_cols_writer_free(struct xj_cols_writer *w);

#endif
