/*
 * fuzz_html.c - the reader of HTML tables against itself.  The first byte
 * chooses the encoding, the rest is the document.  Read whole, in single bytes
 * and in pieces of seven it must give the same rows and notes; cells are valid
 * UTF-8 without blanks at their ends; rows and lines count upwards.  The gate
 * before the parser must let pass what it has let pass before, the same in
 * pieces as at once, and never a NUL, a CR or a comment.
 */
#include <stdlib.h>

#include "importers/html_gate.h"
#include "importers/readers.h"
#include "tests/fuzz/must.h"
#include "tests/pieces.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

/* Everything the reader says, folded into one number. */
struct said {
	uint64_t hash, tables, rows, notes;
};

static void add(struct said *s, const void *p, size_t n)
{
	fold(&s->hash, p, n);
}

static void hear_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct said *s = ctx;

	must(row > 0 && message);
	must(xj_utf8_valid(text) == text.n);
	s->notes++;
	add(s, code, strlen(code));
	add(s, &row, sizeof(row));
	add(s, &column, sizeof(column));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void hear_row(struct said *s, const struct xj_row *row)
{
	must(row->n > 0 && row->n <= XJ_MAX_COLUMNS);
	s->rows++;
	add(s, &row->row, sizeof(row->row));
	add(s, &row->line, sizeof(row->line));
	add(s, row->spoiled ? row->spoiled : "", row->spoiled != NULL);
	for (size_t i = 0; i < row->n; i++) {
		struct xj_str cell = row->cell[i];

		must(cell.n <= XJ_MAX_CELL_BYTES);
		must(xj_utf8_valid(cell) == cell.n);
		must(row->spoiled || cell.n == 0 ||
		     (!is_blank(cell.p[0]) && !is_blank(cell.p[cell.n - 1])));
		add(s, cell.p, cell.n);
	}
}

static void hear_table(struct said *s, void *self)
{
	struct xj_row row;
	uint64_t last = 0, line = 0, filled = 0;
	enum xj_status status;

	s->tables++;
	while ((status = xj_reader_html.next_row(self, &row, NULL)) == XJ_OK) {
		must(row.row > last && (row.line == 0 || row.line >= line));
		last = row.row;
		line = row.line ? row.line : line;
		filled += row.line > 0;
		hear_row(s, &row);
	}
	must(status == XJ_END || status == XJ_LIMIT);
	must(status == XJ_LIMIT || filled >= 2);
	add(s, &status, sizeof(status));
}

static struct said listen(const uint8_t *p, size_t n, size_t step,
                          const char *encoding)
{
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = -1, .name = "fuzz", .size = n
	};
	struct xj_read_options options = {
		.encoding = encoding, .note = hear_note, .note_ctx = &s
	};
	struct xj_table table;
	enum xj_status status;
	void *self;

	must(xj_reader_html.open(&in, &options, &self, NULL) == XJ_OK);
	while ((status = xj_reader_html.next_table(self, &table, NULL)) == XJ_OK) {
		add(&s, table.sheet, strlen(table.sheet));
		add(&s, table.encoding, strlen(table.encoding));
		hear_table(&s, self);
	}
	must(status == XJ_LIMIT || (status == XJ_END && piece.at == n));
	xj_reader_html.close(self);
	return s;
}

/* ---- the gate ------------------------------------------------------------ */

static enum xj_status pass(struct xj_str in, size_t step, struct xj_buf *out)
{
	struct xj_html_gate g;

	xj_html_gate_init(&g);
	for (size_t i = 0; i < in.n; i += step) {
		size_t n = in.n - i < step ? in.n - i : step;
		enum xj_status status = xj_html_gate_pass(&g,
			xj_str_of(in.p + i, n), out, NULL);

		size_t open = xj_html_gate_open(&g);

		must(open <= out->n && (open == 0 || out->p[out->n - open] == '<'));
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}

static void try_gate(const uint8_t *p, size_t n)
{
	struct xj_str in = { (const char *)p, n };
	struct xj_buf once, ones, twice;
	enum xj_status status;

	xj_buf_init(&once, 8 * n + 64);
	xj_buf_init(&ones, 8 * n + 64);
	xj_buf_init(&twice, 8 * n + 64);
	status = pass(in, n ? n : 1, &once);
	must(status == XJ_OK || status == XJ_LIMIT);
	must(pass(in, 1, &ones) == status);
	if (status == XJ_OK) {
		struct xj_str s = xj_buf_str(&once);

		must(xj_str_eq(s, xj_buf_str(&ones)));
		must(!memchr(s.p, '\0', s.n) && !memchr(s.p, '\r', s.n));
		must(pass(s, 3, &twice) == XJ_OK);
		must(xj_str_eq(s, xj_buf_str(&twice)));
	}
	xj_buf_clear(&once);
	xj_buf_clear(&ones);
	xj_buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const encodings[] = {
		NULL, "utf-8", "cp950", "utf-16le", "utf-16be", "gb18030",
		"big5-hkscs", NULL
	};
	struct said whole, ones, sevens;
	const char *encoding;

	if (n == 0)
		return 0;
	encoding = encodings[p[0] % XJ_COUNT(encodings)];
	try_gate(p + 1, n - 1);
	whole = listen(p + 1, n - 1, 0, encoding);
	ones = listen(p + 1, n - 1, 1, encoding);
	sevens = listen(p + 1, n - 1, 7, encoding);
	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	return 0;
}
