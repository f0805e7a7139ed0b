/*
 * fuzz_zip.c - the ZIP reader, which needs a file: the same bytes read twice give
 * the same rows, notes and verdict.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct said read_zip(const uint8_t *p, size_t n)
{
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, 0 };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .size = n,
	                       .name = "fuzz.zip" };
	struct xj_read_options options = { .note = NULL };
	struct xj_error err = { XJ_OK, "" };
	struct xj_table table;
	struct xj_row row;
	void *self;

	in.fd = memfd_create("fuzz", MFD_CLOEXEC);
	must(in.fd >= 0 && write(in.fd, p, n) == (ssize_t)n);
	s.status = xj_reader_zip.open(&in, &options, &self, &err);
	if (s.status == XJ_OK) {
		while ((s.status = xj_reader_zip.next_table(self, &table, &err)) == XJ_OK) {
			add(&s, table.member, strlen(table.member));
			while ((s.status = xj_reader_zip.next_row(self, &row, &err)) == XJ_OK)
				for (size_t i = 0; i < row.n; i++)
					add_cell(&s, row.cell[i]);
			if (s.status != XJ_END)
				break;
		}
		xj_reader_zip.close(self);
	}
	close(in.fd);
	must(s.status == XJ_END || (err.status == s.status && err.text[0]));
	add(&s, err.text, strlen(err.text));
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said once = read_zip(p, n), twice = read_zip(p, n);

	must(memcmp(&once, &twice, sizeof(once)) == 0);
	(void)listen;
	(void)hear_note;
	return 0;
}
