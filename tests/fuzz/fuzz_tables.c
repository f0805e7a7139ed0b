/*
 * fuzz_tables.c - the search for tables on a sheet, over CSV: every row that is not
 * empty is given, is a header, or is told in a note: nothing vanishes.
 */
#include "importers/tables.h"
#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
	uint64_t rows, lines, doubled; /* given, told; headers in two rows */
	uint64_t last;
};

static void hear_line(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	static const char *const lines[] = { "title-line", "repeated-header",
		"totals-line", "totals-differ", "remark-line" };
	struct seen *s = ctx;

	(void)row, (void)column;
	must(message && xj_utf8_valid(text) == text.n);
	s->doubled += strcmp(code, "header-rows") == 0;
	for (size_t i = 0; i < XJ_COUNT(lines); i++)
		s->lines += strcmp(code, lines[i]) == 0;
}

static bool is_something(const struct xj_row *row)
{
	return row->spoiled || xj_line_filled(row) > 0;
}

static enum xj_status read_all(const struct xj_reader *reader, void *self,
                               struct seen *s)
{
	struct xj_table table;
	struct xj_row row;
	enum xj_status st;

	while ((st = reader->next_table(self, &table, NULL)) == XJ_OK) {
		while ((st = reader->next_row(self, &row, NULL)) == XJ_OK) {
			must(row.row > s->last);
			s->last = row.row;
			s->rows += is_something(&row);
		}
		if (st != XJ_END)
			break;
	}
	return st;
}

static enum xj_status read_csv(const uint8_t *p, size_t n, bool tables, struct seen *s)
{
	struct piece piece = { p, n, 0, 0 };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
	                       .name = "fuzz" };
	struct xj_read_options options = { .note = hear_line, .note_ctx = s };
	const struct xj_reader *reader = &xj_reader_csv;
	void *inside, *self;
	enum xj_status st = reader->open(&in, &options, &inside, NULL);

	if (st)
		return st;
	self = inside;
	if (tables) {
		must(xj_tables_open(reader, inside, &options, &self, NULL) == XJ_OK);
		reader = &xj_tables;
	}
	st = read_all(reader, self, s);
	reader->close(self);
	return st;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct seen plain = { 0 }, found = { 0 };
	enum xj_status st = read_csv(p, n, false, &plain);

	if (read_csv(p, n, true, &found) == XJ_LIMIT)
		return 0; /* too many tables */
	must(st != XJ_END || plain.rows == found.rows + found.lines + found.doubled);
	return 0;
}
