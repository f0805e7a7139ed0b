/*
 * ods.h - how content.xml of an ODS document becomes rows.  Nobody includes it
 * but the reader and the tests.
 */
#ifndef XIANJIN_ODS_H
#define XIANJIN_ODS_H

#include "importers/book.h"

/* The state of the parser. */
struct xj_ods {
	struct xj_book_queue *queue;
	struct xj_sax *sax;

	struct xj_buf hidden_styles; /* names, each ended by NUL */
	struct xj_buf style;         /* the style being read */

	unsigned table;    /* depth of the open table, row, cell, paragraph ... */
	unsigned row;
	unsigned cell;
	unsigned paragraph;
	unsigned passed;   /* ... and of what is being passed; 0: none */
	uint32_t number;   /* of the row, from 1; 0: none yet */
	uint32_t rows;     /* how often it stands there */
	uint32_t column, columns;
	bool hidden_row;

	char type;         /* of the cell's value: see ods_content.c */
	bool has_formula, has_paragraph, blank_last;
	bool cut;          /* VALUE was longer than a cell may be */
	struct xj_buf value; /* office:value, office:date-value ... */
	struct xj_book_text text;
};

extern const struct xj_sax_events xj_ods_events; /* ctx: struct xj_ods */
extern const struct xj_sax_space xj_ods_spaces[];

void xj_ods_init(struct xj_ods *o, struct xj_book_queue *queue);
void xj_ods_clear(struct xj_ods *o);

#endif
