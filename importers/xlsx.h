/*
 * xlsx.h - what the files of the XLSX reader know of each other: the parts of
 * a workbook and how its sheets become rows.  Nobody else includes it but the
 * tests.
 */
#ifndef XIANJIN_XLSX_H
#define XIANJIN_XLSX_H

#include "importers/book.h"
#include "importers/book_value.h"
#include "importers/package.h"

enum { XJ_XLSX_MAIN = 1, XJ_XLSX_RELATION, XJ_XLSX_PACKAGE, XJ_XLSX_XML };
/* Both namespaces of each kind, the transitional and the strict one. */
extern const struct xj_sax_space xj_xlsx_spaces[];

/* ---- shared strings (xlsx_strings.c) ------------------------------------- */

struct xj_strings;

enum xj_status xj_strings_new(struct xj_strings **out,
                              struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_strings_add(struct xj_strings *s, struct xj_str text,
                              struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_strings_load(struct xj_package *p, size_t part,
                               struct xj_strings **out,
                               struct xj_error *err) XJ_MUST_USE;
uint32_t xj_strings_count(const struct xj_strings *s); /* S may be NULL */
bool xj_strings_empty(const struct xj_strings *s, uint32_t index);
/* For the book; shares S, which may be NULL for a workbook without any. */
struct xj_book_strings xj_strings_for_book(struct xj_strings *s);
void xj_strings_free(struct xj_strings *s);

/* ---- number formats (xlsx_styles.c) -------------------------------------- */

struct xj_styles {
	uint8_t *format; /* enum xj_format by the cell's style */
	size_t n;
};

enum xj_status xj_styles_load(struct xj_package *p, size_t part,
                              struct xj_styles *out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_styles_clear(struct xj_styles *s);

/* ---- the parts (xlsx_parts.c) --------------------------------------------- */

struct xj_xlsx_sheet {
	char *name;
	size_t part;      /* XJ_NO_PART: not a sheet of cells */
	bool hidden;
};

struct xj_workbook {
	struct xj_xlsx_sheet *sheet;
	size_t sheets;
	size_t strings, styles; /* parts, or XJ_NO_PART */
	bool from_1904;
};

enum xj_status xj_workbook_load(struct xj_package *p, struct xj_workbook *out,
                                struct xj_error *err) XJ_MUST_USE;
void xj_workbook_clear(struct xj_workbook *w);

/* ---- a sheet (xlsx_sheet.c) ------------------------------------------------ */

/* The state of the parser of one sheet. */
struct xj_sheet {
	struct xj_book_queue *queue;
	const struct xj_styles *styles;
	const struct xj_strings *strings;
	bool from_1904;
	bool merges_known; /* read before the rows */

	struct xj_sax *sax;
	bool in_data, in_row, in_cell, in_inline, collecting;
	unsigned phonetic; /* depth of the <rPh> being passed, 0: none */
	bool preserve;     /* blanks at the ends of the text */
	bool has_value, has_formula;
	char type;         /* of the cell: see xlsx_sheet.c */
	uint32_t row, column, next_column, style;
	size_t from;       /* of the <t> being read */
	struct xj_book_text text;
};

extern const struct xj_sax_events xj_sheet_events; /* ctx: struct xj_sheet */
/* Of the same document, but hears only of merged cells. */
extern const struct xj_sax_events xj_sheet_merges;

void xj_sheet_init(struct xj_sheet *s, struct xj_book_queue *queue);
void xj_sheet_clear(struct xj_sheet *s);
/* Makes S ready for another sheet; what the workbook gave is kept. */
void xj_sheet_reset(struct xj_sheet *s);

/* What is collected of a <t>, N bytes from FROM on, as the cell has it: blanks
 * at its ends gone unless PRESERVE, escapes decoded. */
void xj_xlsx_text_end(struct xj_book_text *t, size_t from, bool preserve);

#endif
