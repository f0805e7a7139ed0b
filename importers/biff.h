/*
 * biff.h - the stream of a workbook of Excel 5 to 2003 as records: two bytes
 * of type, two of length, the body; what does not fit goes on in CONTINUE
 * records.  What the records mean is for xls_book.c and xls_sheet.c.
 */
#ifndef XIANJIN_BIFF_H
#define XIANJIN_BIFF_H

#include "xianjin/core.h"

/* The records that are read; everything else is passed. */
enum xj_biff_type {
	XJ_BIFF_FORMULA = 0x0006,
	XJ_BIFF_EOF = 0x000a,
	XJ_BIFF_DATEMODE = 0x0022,
	XJ_BIFF_FILEPASS = 0x002f,
	XJ_BIFF_CONTINUE = 0x003c,
	XJ_BIFF_CODEPAGE = 0x0042,
	XJ_BIFF_COLINFO = 0x007d,
	XJ_BIFF_BOUNDSHEET = 0x0085,
	XJ_BIFF_MULRK = 0x00bd,
	XJ_BIFF_RSTRING = 0x00d6,
	XJ_BIFF_XF = 0x00e0,
	XJ_BIFF_MERGEDCELLS = 0x00e5,
	XJ_BIFF_SST = 0x00fc,
	XJ_BIFF_LABELSST = 0x00fd,
	XJ_BIFF_NUMBER = 0x0203,
	XJ_BIFF_LABEL = 0x0204,
	XJ_BIFF_BOOLERR = 0x0205,
	XJ_BIFF_STRING = 0x0207,
	XJ_BIFF_ROW = 0x0208,
	XJ_BIFF_ARRAY = 0x0221,
	XJ_BIFF_TABLE = 0x0236,
	XJ_BIFF_RK = 0x027e,
	XJ_BIFF_FORMAT = 0x041e,
	XJ_BIFF_SHRFMLA = 0x04bc,
	XJ_BIFF_BOF = 0x0809
};

/* Where the bytes are: READ gives exactly N of them at AT, all inside SIZE, or
 * says false. */
struct xj_biff_input {
	bool (*read)(void *ctx, uint64_t at, void *buf, size_t n);
	void *ctx;
	uint64_t size;
};

struct xj_biff_record {
	unsigned type;
	size_t n;
	const uint8_t *p; /* borrowed until the next call */
	uint64_t at;      /* where the record begins */
};

struct xj_biff {
	struct xj_biff_input in;
	uint8_t *window;
	uint64_t at;   /* of the window's first byte */
	size_t n, pos; /* bytes in the window, where the next record begins */
	size_t piece;  /* bytes to read next: more and more as it goes on */
};

enum xj_status xj_biff_init(struct xj_biff *b, const struct xj_biff_input *in,
                            struct xj_error *err) XJ_MUST_USE;
void xj_biff_clear(struct xj_biff *b);
/* XJ_OK, XJ_END at the end of the stream, XJ_BAD_INPUT if a record reaches
 * beyond it. */
enum xj_status xj_biff_next(struct xj_biff *b, struct xj_biff_record *r,
                            struct xj_error *err) XJ_MUST_USE;
/* R, which was given last, will be given again. */
void xj_biff_unread(struct xj_biff *b, const struct xj_biff_record *r);
void xj_biff_seek(struct xj_biff *b, uint64_t at);
/* "damaged at byte ...", for whoever finds a record that cannot be. */
enum xj_status xj_biff_damaged(uint64_t at, struct xj_error *err);

static inline unsigned xj_u16(const uint8_t *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}
static inline uint32_t xj_u32(const uint8_t *p)
{
	return (uint32_t)xj_u16(p) | (uint32_t)xj_u16(p + 2) << 16;
}

/* ---- what reaches over CONTINUE records ---------------------------------- */

/* The rest of a record and of the CONTINUE records behind it. */
struct xj_biff_span {
	struct xj_biff *b;
	const uint8_t *p;
	size_t n;
	uint64_t at; /* of the record, for messages */
};

struct xj_biff_span xj_biff_span_of(struct xj_biff *b,
                                    const struct xj_biff_record *r, size_t from);
/* Whether a byte is left, here or in the next CONTINUE: XJ_OK or XJ_END. */
enum xj_status xj_biff_left(struct xj_biff_span *s, struct xj_error *err)
	XJ_MUST_USE;
enum xj_status xj_biff_take(struct xj_biff_span *s, void *out, size_t n,
                            struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_biff_skip(struct xj_biff_span *s, uint64_t n,
                            struct xj_error *err) XJ_MUST_USE;
/*
 * Appends a string of BIFF8 to OUT as UTF-8, at most 3 * 65,535 bytes: its
 * length in LENGTH (1 or 2) bytes, its flags, its characters in one or two
 * bytes each, and passes its fonts and phonetic guide.  Where a CONTINUE
 * begins inside the characters, a new byte of flags says how wide the rest is.
 * Half a surrogate pair becomes U+FFFD.
 */
enum xj_status xj_biff_string(struct xj_biff_span *s, size_t length,
                              struct xj_buf *out, struct xj_error *err)
	XJ_MUST_USE;

#endif
