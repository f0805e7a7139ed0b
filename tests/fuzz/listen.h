/*
 * listen.h - for fuzz targets: what a reader says about bytes that come in
 * pieces, folded into one number, and what every reader owes its callers.
 */
#ifndef LISTEN_H
#define LISTEN_H

#include <stdlib.h>

#include "importers/readers.h"
#include "tests/fuzz/must.h"
#include "tests/pieces.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

struct said {
	uint64_t hash, rows, tables, notes, bytes;
	enum xj_status status;
};

static void add(struct said *s, const void *p, size_t n)
{
	fold(&s->hash, p, n);
}

static void add_cell(struct said *s, struct xj_str cell)
{
	must(xj_utf8_valid(cell) == cell.n);
	must(!memchr(cell.p, '\0', cell.n));
	s->bytes += cell.n;
	add(s, cell.p, cell.n);
}

static void hear_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct said *s = ctx;

	must(row > 0 && message);
	s->notes++;
	add(s, code, strlen(code));
	add(s, &row, sizeof(row));
	add(s, &column, sizeof(column));
	add_cell(s, text);
}

static void hear_rows(const struct xj_reader *reader, void *self, struct said *s,
                      struct xj_error *err)
{
	uint64_t row = 0, line = 0;
	struct xj_row r;

	while ((s->status = reader->next_row(self, &r, err)) == XJ_OK) {
		must(r.row == ++row && r.line >= line && r.n <= XJ_MAX_COLUMNS);
		line = r.line;
		add(s, &line, sizeof(line));
		add(s, "!", r.spoiled != NULL);
		for (size_t i = 0; i < r.n; i++)
			add_cell(s, r.cell[i]);
	}
	s->rows += row;
}

static struct said listen(const struct xj_reader *reader, const uint8_t *p, size_t n,
                          size_t step)
{
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
	                       .name = "fuzz" };
	struct xj_read_options options = { .note = hear_note, .note_ctx = &s };
	struct xj_error err = { XJ_OK, "" };
	struct xj_table table;
	void *self;

	s.status = reader->open(&in, &options, &self, &err);
	if (s.status == XJ_OK) {
		while ((s.status = reader->next_table(self, &table, &err)) == XJ_OK) {
			s.tables++;
			add(&s, table.sheet, strlen(table.sheet));
			hear_rows(reader, self, &s, &err);
			if (s.status != XJ_END)
				break;
		}
		reader->close(self);
	}
	must(s.status == XJ_END || (err.status == s.status && err.text[0]));
	must(s.status != XJ_INTERNAL);
	must(s.status != XJ_END || piece.at == n);
	add(&s, err.text, strlen(err.text));
	return s;
}

/* Whole, in single bytes and in pieces of seven: all the same. */
static inline struct said listen_all_ways(const struct xj_reader *reader,
                                          const uint8_t *p, size_t n)
{
	struct said whole = listen(reader, p, n, 0), ones = listen(reader, p, n, 1);
	struct said sevens = listen(reader, p, n, 7);

	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	return whole;
}

#endif
