/*
 * pdf_words.h - the lines that a reader of the printed page sees, from the
 * positions of its words as pdftotext -tsv writes them.
 */
#ifndef XIANJIN_PDF_WORDS_H
#define XIANJIN_PDF_WORDS_H

#include "xianjin/core.h"

/* A character with its place, in hundredths of a point from the left. */
struct xj_glyph {
	uint32_t cp;
	int32_t x0, x1;
	int32_t gap; /* blank space before it; 0 inside a word, at least 1 else */
};

struct xj_pdf_line {
	const struct xj_glyph *glyph; /* from left to right */
	size_t n;                     /* at least 1 */
	int32_t top, bottom;          /* of its first word, from the top */
	unsigned page;                /* from 1 */
};

typedef enum xj_status xj_pdf_line_fn(void *ctx, const struct xj_pdf_line *line,
                                      struct xj_error *err);

struct xj_pdf_words;

/* LINE is told each line of a page, from top to bottom, page by page. */
enum xj_status xj_pdf_words_new(xj_pdf_line_fn *line, void *ctx,
                                struct xj_pdf_words **out,
                                struct xj_error *err) XJ_MUST_USE;
void xj_pdf_words_free(struct xj_pdf_words *w);

/* Takes N more bytes of the TSV.  XJ_BAD_INPUT, XJ_LIMIT, XJ_NOMEM or what
 * LINE returned. */
enum xj_status xj_pdf_words_feed(struct xj_pdf_words *w, const char *p, size_t n,
                                 struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_pdf_words_finish(struct xj_pdf_words *w,
                                   struct xj_error *err) XJ_MUST_USE;
unsigned xj_pdf_words_pages(const struct xj_pdf_words *w);
uint64_t xj_pdf_words_count(const struct xj_pdf_words *w);

#endif
