/*
 * fuzz_biff.c - the records of old workbooks as a stream in memory, without
 * their container.  Every sheet is read twice: in the order of its records, and
 * by the index that is made for sheets whose rows stand in disorder.  Where the
 * rows are in order both must say the same; cells are valid UTF-8 and no more
 * than the limits allow; rows count upwards.
 */
#include <stdlib.h>

#include "importers/xls.h"
#include "tests/fuzz/must.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

struct memory {
	const uint8_t *p;
	size_t n;
};

static bool memory_read(void *ctx, uint64_t at, void *buf, size_t n)
{
	const struct memory *m = ctx;

	must(at <= m->n && n > 0 && n <= m->n - at);
	memcpy(buf, m->p + at, n);
	return true;
}

/* Everything that is said of a workbook, folded into one number. */
struct said {
	uint64_t hash, rows, notes;
	bool disorder;
};

static void add(struct said *s, const void *p, size_t n)
{
	fold(&s->hash, p, n);
}

static void hear_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct said *s = ctx;

	must(row > 0 && row <= 65536 && message);
	must(xj_utf8_valid(text) == text.n);
	s->notes++;
	add(s, code, strlen(code));
	add(s, &row, sizeof(row));
	add(s, &column, sizeof(column));
	add(s, text.p, text.n);
}

static void hear_row(struct said *s, const struct xj_row *row)
{
	must(row->n > 0 && row->n <= XJ_MAX_COLUMNS);
	s->rows++;
	add(s, &row->row, sizeof(row->row));
	add(s, row->spoiled ? row->spoiled : "", row->spoiled != NULL);
	for (size_t i = 0; i < row->n; i++) {
		must(row->cell[i].n <= XJ_MAX_CELL_BYTES);
		must(xj_utf8_valid(row->cell[i]) == row->cell[i].n);
		must(row->spoiled || !memchr(row->cell[i].p, 0, row->cell[i].n));
		add(s, row->cell[i].p, row->cell[i].n);
	}
}

static enum xj_status hear_sheet(struct said *s, struct xj_xls_book *w, size_t i,
                                 struct xj_book *book, bool by_index)
{
	struct xj_xls_sheet sheet = { .ended = true };
	struct xj_row row;
	uint64_t last = 0;
	enum xj_status status;

	xj_book_drive(book, "sheet", true, xj_xls_sheet_step, &sheet);
	status = xj_xls_sheet_open(&sheet, w, i, xj_book_queue(book), by_index, NULL);
	if (status == XJ_OK && !by_index && sheet.place)
		s->disorder = true;
	while (status == XJ_OK) {
		status = xj_book_next_row(book, &row, NULL);
		if (status != XJ_OK)
			break;
		must(row.row > last && row.row <= 65536);
		last = row.row;
		hear_row(s, &row);
	}
	xj_book_stop(book);
	xj_xls_sheet_close(&sheet);
	add(s, &status, sizeof(status));
	return status;
}

static struct said listen(const uint8_t *p, size_t n, bool by_index)
{
	struct said s = { .hash = FOLD_START };
	struct memory memory = { p, n };
	struct xj_biff_input in = { memory_read, &memory, n };
	struct xj_read_options options = { .note = hear_note, .note_ctx = &s };
	struct xj_xls_book w;
	struct xj_book *book;
	enum xj_status status = xj_xls_book_open(&w, &in, NULL, NULL);

	must(xj_book_new(&options, &book, NULL) == XJ_OK);
	add(&s, &status, sizeof(status));
	for (size_t i = 0; status == XJ_OK && i < w.sheets; i++) {
		status = hear_sheet(&s, &w, i, book, by_index);
		must(status == XJ_END || status == XJ_BAD_INPUT ||
		     status == XJ_LIMIT);
		if (status == XJ_END)
			status = XJ_OK;
	}
	xj_book_free(book);
	xj_xls_book_close(&w);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said once = listen(p, n, false), again = listen(p, n, true);

	must(once.disorder || (once.hash == again.hash && once.rows == again.rows &&
	                       once.notes == again.notes));
	return 0;
}
