/*
 * fuzz_csv.c - the CSV reader against itself.  The first byte chooses the
 * encoding, the rest is the file.  Read whole, in single bytes and in pieces of
 * seven it must give the same rows and notes; cells are valid UTF-8 and no
 * more than the file can hold; rows and lines count upwards.  And the two
 * scanners, asked for the same record, must find the same.
 */
#include <stdlib.h>

#include "importers/csv_scan.h"
#include "importers/readers.h"
#include "tests/fuzz/must.h"
#include "tests/pieces.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

/* Everything the reader says, folded into one number, with its length. */
struct said {
	uint64_t hash, rows, notes, bytes;
};

static void add(struct said *s, const void *p, size_t n)
{
	fold(&s->hash, p, n);
}

static void hear_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct said *s = ctx;

	must(row > 0 && column > 0 && message);
	must(xj_utf8_valid(text) == text.n);
	s->notes++;
	add(s, code, strlen(code));
	add(s, &row, sizeof(row));
	add(s, &column, sizeof(column));
	add(s, text.p, text.n);
	add(s, message, strlen(message));
}

static void hear_row(struct said *s, const struct xj_row *row, uint64_t line)
{
	must(row->row == ++s->rows && row->line > line);
	must(row->n > 0 && row->n <= XJ_MAX_COLUMNS);
	add(s, &row->line, sizeof(row->line));
	add(s, row->spoiled ? row->spoiled : "", row->spoiled != NULL);
	for (size_t i = 0; i < row->n; i++) {
		struct xj_str cell = row->cell[i];

		must(cell.n <= 3 * XJ_MAX_CELL_BYTES);
		must(xj_utf8_valid(cell) == cell.n);
		must(row->spoiled || !memchr(cell.p, '\0', cell.n));
		s->bytes += cell.n;
		add(s, cell.p, cell.n);
	}
}

static struct said listen(const uint8_t *p, size_t n, size_t step,
                          const char *encoding)
{
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = -1, .name = "fuzz",
		.size = step == 7 ? n / 2 : n /* a hint that may be wrong */
	};
	struct xj_read_options options = {
		.encoding = encoding, .note = hear_note, .note_ctx = &s
	};
	struct xj_table table;
	struct xj_row row;
	uint64_t line = 0;
	enum xj_status status;
	void *self;

	must(xj_reader_csv.open(&in, &options, &self, NULL) == XJ_OK);
	must(xj_reader_csv.next_table(self, &table, NULL) == XJ_OK);
	add(&s, table.encoding, strlen(table.encoding));
	while ((status = xj_reader_csv.next_row(self, &row, NULL)) == XJ_OK) {
		hear_row(&s, &row, line);
		line = row.line;
	}
	must(status == XJ_END && piece.at == n);
	xj_reader_csv.close(self);
	return s;
}

/* ---- fast against exact -------------------------------------------------- */

static void compare_record(const struct xj_csv_record *fast,
                           const struct xj_csv_record *exact, size_t pos,
                           const struct xj_str *a, const struct xj_str *b)
{
	must(fast->end == pos + exact->end && fast->n == exact->n);
	must(fast->lines == exact->lines && !exact->spoiled && !exact->cut);
	must(!fast->spoiled && !fast->cut);
	must(fast->stray_column == 0 && exact->stray_column == 0);
	for (size_t i = 0; i < fast->n; i++)
		must(a[i].p == b[i].p && a[i].n == b[i].n);
}

static void compare_scanners(const uint8_t *p, size_t n)
{
	static struct xj_str a[XJ_MAX_COLUMNS], b[XJ_MAX_COLUMNS];
	char *buf = calloc(1, n + XJ_CSV_PAD), *scratch = malloc(n + 1);
	struct xj_csv_scan fast = { .delimiter = ',', .look_from = 0xee, .cell = a };
	struct xj_csv_scan exact = fast;
	size_t pos = 0;

	must(buf && scratch);
	exact.cell = b;
	exact.scratch = scratch;
	memcpy(buf, p, n);
	while (pos < n) {
		struct xj_csv_record f, e;
		enum xj_csv_found found = xj_csv_fast(&fast, buf, pos, n, &f);

		must(xj_csv_exact(&exact, buf + pos, n - pos, true, &e) ==
		     XJ_CSV_RECORD);
		must(e.end > 0);
		if (found == XJ_CSV_RECORD) {
			must(f.look || !xj_csv_has_from(buf + pos, e.end, 0xee));
			compare_record(&f, &e, pos, a, b);
		} else {
			fast.primed = false;
		}
		pos += e.end;
	}
	free(scratch);
	free(buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const encodings[] = {
		NULL, "utf-8", "cp950", "utf-16le", "utf-16be", "gb18030",
		"big5-hkscs", "utf-8"
	};
	const char *encoding;
	struct said whole, ones, sevens;

	if (n == 0)
		return 0;
	compare_scanners(p + 1, n - 1);
	encoding = encodings[p[0] % XJ_COUNT(encodings)];
	whole = listen(p + 1, n - 1, 0, encoding);
	ones = listen(p + 1, n - 1, 1, encoding);
	sevens = listen(p + 1, n - 1, 7, encoding);
	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	must(whole.bytes <= 3 * n);
	return 0;
}
