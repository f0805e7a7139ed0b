/*
 * book_text.c - prints what our own reader gives of a workbook, a row a line, its
 * cells between tabs, a line "# NAME" before each sheet.
 *   book_text FILE
 */
#include <stdio.h>

#include "importers/readers.h"

static void print_cell(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++)
		putchar(s.p[i] == '\t' || s.p[i] == '\n' ? ' ' : s.p[i]);
}

static enum xj_status print_tables(void *self, struct xj_error *err)
{
	struct xj_table table;
	struct xj_row row;
	enum xj_status st;

	while ((st = xj_reader_xlsx.next_table(self, &table, err)) == XJ_OK) {
		printf("# %s\n", table.sheet);
		while ((st = xj_reader_xlsx.next_row(self, &row, err)) == XJ_OK) {
			for (size_t i = 0; i < row.n; i++) {
				if (i)
					putchar('\t');
				print_cell(row.cell[i]);
			}
			putchar('\n');
		}
		if (st != XJ_END)
			return st;
	}
	return st;
}

int main(int argc, char **argv)
{
	struct xj_read_options options = { 0 };
	struct xj_error err = { 0 };
	struct xj_bytes in;
	char sha256[65];
	void *self;
	enum xj_status st;

	if (argc != 2)
		return 2;
	st = xj_bytes_open(argv[1], &in, sha256, &err);
	if (!st)
		st = xj_reader_xlsx.open(&in, &options, &self, &err);
	if (!st) {
		st = print_tables(self, &err);
		xj_reader_xlsx.close(self);
	}
	xj_bytes_close(&in);
	if (st != XJ_END)
		fprintf(stderr, "book_text: %s\n", err.text);
	return st == XJ_END ? 0 : 1;
}
