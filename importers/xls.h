/*
 * xls.h - what the files of the XLS reader know of each other: a workbook's
 * globals and how its sheets become rows.  The container of the stream is
 * reader_xls.c's alone, so that everything here works on plain memory, too.
 */
#ifndef XIANJIN_XLS_H
#define XIANJIN_XLS_H

#include "importers/biff.h"
#include "importers/book.h"
#include "importers/book_value.h"
#include "importers/encoding.h"

/* ---- texts (xls_text.c) ---------------------------------------------------- */

enum { XJ_XLS_NUL = 1, XJ_XLS_LOST = 2 }; /* flags of a text: what is in it */

struct xj_xls_texts {
	bool wide;                 /* BIFF8: Unicode; else bytes of a code page */
	enum xj_charset charset;
	enum xj_confidence confidence;
	struct xj_decoder *decoder;
	struct xj_buf raw, out;    /* of one text */

	struct xj_buf shared;      /* the shared ones behind each other */
	uint32_t *end;             /* where each ends */
	uint8_t *flags;
	uint32_t n, room;
};

enum xj_status xj_xls_texts_init(struct xj_xls_texts *t, bool wide,
                                 const char *told, unsigned codepage,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_xls_texts_clear(struct xj_xls_texts *t);
/* Takes a text whose length has LENGTH bytes; *TEXT lives until the next. */
enum xj_status xj_xls_text(struct xj_xls_texts *t, struct xj_biff_span *s,
                           size_t length, struct xj_str *text,
                           struct xj_error *err) XJ_MUST_USE;
unsigned xj_xls_text_flags(struct xj_str text);
/* The shared texts; those that the record claims and does not have are
 * missing. */
enum xj_status xj_xls_shared_load(struct xj_xls_texts *t, struct xj_biff_span *s,
                                  struct xj_error *err) XJ_MUST_USE;
static inline struct xj_str xj_xls_shared(const struct xj_xls_texts *t, uint32_t i)
{
	uint32_t from = i ? t->end[i - 1] : 0;

	return xj_str_of(t->shared.p ? t->shared.p + from : "", t->end[i] - from);
}

/* ---- the workbook (xls_book.c) --------------------------------------------- */

struct xj_xls_sheet_ref {
	char *name;
	uint64_t at, end; /* END 0: not looked at yet */
	bool hidden, cells; /* it is a sheet of cells */
};

struct xj_xls_book {
	struct xj_biff biff;
	struct xj_xls_texts texts;
	struct xj_xls_sheet_ref *sheet;
	size_t sheets, sheet_room;
	uint8_t *format;  /* by number of the format: 0 unknown, else 1 + xj_format */
	uint16_t *style;  /* number of the format by style */
	size_t styles, style_room;
	bool from_1904;
};

/* Reads what stands before the sheets.  TOLD: the encoding, or NULL. */
enum xj_status xj_xls_book_open(struct xj_xls_book *w,
                                const struct xj_biff_input *in, const char *told,
                                struct xj_error *err) XJ_MUST_USE;
void xj_xls_book_close(struct xj_xls_book *w);
enum xj_format xj_xls_format(const struct xj_xls_book *w, unsigned style);

/* ---- a sheet (xls_sheet.c) -------------------------------------------------- */

struct xj_xls_place { /* a record with cells */
	uint32_t row, at;
};

struct xj_xls_sheet {
	struct xj_xls_book *book;
	struct xj_book_queue *queue;
	struct xj_xls_sheet_ref *ref;
	bool ordered;      /* the rows stand in order */
	bool ended;
	struct xj_xls_place *place; /* if not: in the order of rows */
	size_t places, next;
	bool open;         /* a row is */
	uint32_t row;
};

/*
 * Looks through sheet I of W for what must be known before its rows: merged
 * cells, hidden rows, whether rows stand in order.  BY_INDEX takes them as if
 * they did not, for tests.
 */
enum xj_status xj_xls_sheet_open(struct xj_xls_sheet *s, struct xj_xls_book *w,
                                 size_t i, struct xj_book_queue *queue,
                                 bool by_index, struct xj_error *err) XJ_MUST_USE;
void xj_xls_sheet_close(struct xj_xls_sheet *s);
/* Puts some more rows into the queue: xj_book_drive's step. */
enum xj_status xj_xls_sheet_step(void *sheet, struct xj_error *err);

/* A number as the cell shows it; 0 if V is no number (infinite). */
size_t xj_xls_number_text(double v, enum xj_format format, bool from_1904,
                          char out[XJ_VALUE_TEXT]);
/* The same of the short form in which most numbers are kept. */
size_t xj_xls_rk_text(uint32_t rk, enum xj_format format, bool from_1904,
                      char out[XJ_VALUE_TEXT]);

#endif
