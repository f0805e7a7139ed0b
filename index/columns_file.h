/*
 * columns_file.h - the bytes of a columns file, shared by its writer and its
 * reader only.
 */
#ifndef XJ_INDEX_COLUMNS_FILE_H
#define XJ_INDEX_COLUMNS_FILE_H

#include "index/columns.h"

#define XJ_COLUMNS_MAGIC "XJCOLUM1"
#define XJ_COLUMNS_ORDER UINT64_C(0x0102030405060708)

enum xj_section {
	XJ_SEC_AMOUNT, XJ_SEC_DAY, XJ_SEC_FILING, XJ_SEC_PLACE, XJ_SEC_SUBJECT,
	XJ_SEC_CODE, XJ_SEC_DONOR, XJ_SEC_NAME_BLOCK, XJ_SEC_NAME_START,
	XJ_SEC_NAME, XJ_SEC_PURPOSE_BLOCK, XJ_SEC_PURPOSE_START, XJ_SEC_PURPOSE,
	XJ_SECTIONS
};

struct xj_cols_header {
	char magic[8];
	uint64_t order;
	uint32_t format, fold;
	uint64_t first, rows;
	int64_t amount_low, amount_high;
	int32_t day_low, day_high;
	uint32_t filing_high, place_high;
	uint32_t width[XJ_SECTIONS]; /* bytes of an item; 1 for texts */
	uint32_t pad;
	struct {
		uint64_t at, bytes;
	} section[XJ_SECTIONS];
	uint64_t check; /* xj_hash64 of all before */
};

/* A day of width 2 is 0 for unknown, else day - day_low + 1. */
#define XJ_DAY_SPAN_2 65534

#endif
