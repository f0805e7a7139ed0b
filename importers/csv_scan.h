/*
 * csv_scan.h - one record of comma-separated text in memory: where it ends and
 * what its cells are.  Reads no file and decodes nothing.
 *
 * Two ways to the same answer: xj_csv_fast for whole, short records in which
 * quotes, if any, do nothing odd (nearly all), xj_csv_exact for everything.
 */
#ifndef XIANJIN_CSV_SCAN_H
#define XIANJIN_CSV_SCAN_H

#include "xianjin/core.h"
#include "xianjin/limits.h"

/* Bytes after the data that the scanner may read (and ignores). */
#define XJ_CSV_PAD 64
/* With so many bytes in hand xj_csv_exact never asks for more. */
#define XJ_CSV_ENOUGH (XJ_MAX_RECORD_BYTES + 2)

enum xj_csv_found {
	XJ_CSV_RECORD, /* here it is */
	XJ_CSV_MORE,   /* it goes on past the data */
	XJ_CSV_EXACT   /* from xj_csv_fast: ask xj_csv_exact */
};

struct xj_csv_scan {
	char delimiter;
	/* A record with a byte from here on, or one that xj_csv_exact read, is
	 * marked for a closer look at its characters. */
	unsigned char look_from;
	struct xj_str *cell;  /* room for XJ_MAX_COLUMNS */
	/* xj_csv_exact: cells without their quotes; room for N bytes, and
	 * never more than XJ_CSV_ENOUGH */
	char *scratch;
	/* xj_csv_fast: the block of 64 bytes looked at, and which of its bytes
	 * still to come are special; void when the data move or grow */
	bool primed;
	bool block_look;      /* the block has a byte from LOOK_FROM on */
	size_t block;
	uint64_t mask;
};

struct xj_csv_record {
	size_t end;          /* the next record begins here */
	size_t n;            /* cells */
	uint64_t lines;      /* line ends in it */
	const char *spoiled; /* NULL, or why it is to be set aside (N_()) */
	bool cut;            /* too long: what follows END up to the next line end
	                        is still part of it */
	bool look;
	size_t stray_column; /* 1-based; 0: no stray quote */
	uint64_t stray_line; /* counted from the record's first line, 0 */
};

enum xj_csv_found xj_csv_fast(struct xj_csv_scan *s, const char *buf, size_t pos,
                              size_t end, struct xj_csv_record *r);
/* P is the record's first byte, N what is there, EOF: nothing comes after.
 * The offsets in R count from P. */
enum xj_csv_found xj_csv_exact(struct xj_csv_scan *s, const char *p, size_t n,
                               bool eof, struct xj_csv_record *r);

/* Whether P has a line end whose length is certain; *PAST is behind it, else
 * behind all that is surely no part of one. */
bool xj_csv_line_end(const char *p, size_t n, bool eof, size_t *past);

/* The comma, tab or semicolon that the first line at P with any of them uses most,
 * which is the header or a title above it; the comma when none has.  False: more bytes are needed. */
bool xj_csv_delimiter(const char *p, size_t n, bool eof, char *delimiter);

/* Whether a byte of P is FROM or greater. */
bool xj_csv_has_from(const char *p, size_t n, unsigned char from);

#endif
