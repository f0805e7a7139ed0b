/*
 * book_fuzz.h - for fuzz targets: what a parser of sheets says about bytes in
 * memory that come in pieces, folded into one number, and what must hold for
 * every row.
 */
#ifndef BOOK_FUZZ_H
#define BOOK_FUZZ_H

#include <stdlib.h>

#include "importers/book.h"
#include "tests/fuzz/must.h"
#include "tests/pieces.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

#define MOST_ROWS 5000u /* repeats may give a million; the first tell enough */

struct said {
	uint64_t hash, rows, notes, tables;
	enum xj_status status;
};

static void add(struct said *s, const void *p, size_t n)
{
	fold(&s->hash, p, n);
}

static void hear_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct said *s = ctx;

	must(message && *message);
	must(xj_utf8_valid(text) == text.n);
	s->notes++;
	add(s, code, strlen(code));
	add(s, &row, sizeof(row));
	add(s, &column, sizeof(column));
	add(s, text.p, text.n);
}

static void hear_row(struct said *s, const struct xj_row *row, uint64_t before)
{
	size_t bytes = 0;

	must(row->row == before + 1 || row->row > before + XJ_MAX_EMPTY_ROWS);
	must(row->row <= XJ_MAX_SHEET_ROWS && row->line == 0);
	must(row->n > 0 && row->n <= XJ_MAX_COLUMNS);
	add(s, &row->row, sizeof(row->row));
	add(s, row->spoiled ? row->spoiled : "", row->spoiled != NULL);
	for (size_t i = 0; i < row->n; i++) {
		struct xj_str cell = row->cell[i];

		must(cell.n <= XJ_MAX_CELL_BYTES);
		must(xj_utf8_valid(cell) == cell.n && !memchr(cell.p, '\0', cell.n));
		bytes += cell.n;
		add(s, cell.p, cell.n);
	}
	must(bytes <= 2 * XJ_MAX_RECORD_BYTES); /* names of merged cells added */
}

static void hear_rows(struct xj_book *b, struct said *s)
{
	struct xj_error err = { XJ_OK, "" };
	struct xj_row row;
	uint64_t before = 0;

	while (s->rows < MOST_ROWS &&
	       (s->status = xj_book_next_row(b, &row, &err)) == XJ_OK) {
		hear_row(s, &row, before);
		before = row.row;
		s->rows++;
	}
	if (s->status != XJ_OK && s->status != XJ_END) {
		must(err.status == s->status && err.text[0]);
		must(s->status == XJ_BAD_INPUT || s->status == XJ_LIMIT);
	}
}

#endif
