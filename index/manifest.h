/*
 * manifest.h - the head of the file of filings; the rest of it is an array of
 * struct xj_filing_row.  Private to this room.
 */
#ifndef XJ_INDEX_MANIFEST_H
#define XJ_INDEX_MANIFEST_H

#include <stdint.h>

#define XJ_FILINGS_MAGIC "XJFILNG1"
#define XJ_FILINGS_ORDER UINT64_C(0x0102030405060708)

struct xj_filings_header {
	char magic[8];
	uint64_t order;
	uint64_t size; /* of one record */
};

#endif
