/*
 * bench_book.c - how fast workbooks are read, and in how much memory.
 *   bench_book FILE                     rows/s, cells, peak memory, a checksum
 *   bench_book --make KIND FILE ROWS    writes an invented workbook of 16 filled
 *                                       cells a row; KIND: xlsx (texts in the
 *                                       sheet), shared (a table of strings), ods
 *   bench_book --of TABLE.csv FILE      writes the table as a workbook (xlsx)
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>
#include <zip.h>

#include "importers/readers.h"

#define COLUMNS 16
static const char *const names[COLUMNS] = { /* of the platform: it can be imported */
	"序號", "擬參選人／政黨", "選舉名稱", "交易日期", "收支科目", "收入金額",
	"捐贈者／支出對象", "身分證／統一編號", "地址", "支出金額", "聯絡電話", "支出用途",
	"關係", "更正註記", "支出對象之內部人員職稱", "支出對象之內部人員姓名"
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- an invented workbook ------------------------------------------------ */

struct value {
	char text[80];
	double number; /* where text is empty */
};

static void make_value(unsigned long row, int column, struct value *v)
{
	static const char *const kind[] = { "個人捐贈收入", "營利事業捐贈收入",
		"匿名捐贈收入", "其他收入" };
	unsigned long k = (row * 2654435761u + (unsigned)column * 97u) % 100003u;

	v->text[0] = '\0';
	v->number = 0;
	switch (column) {
	case 0:
		v->number = (double)row;
		break;
	case 9: /* all are gifts */
		break;
	case 5: case 10: case 14:
		v->number = (double)(k % 997 * 100);
		break;
	case 1: case 2:
		snprintf(v->text, sizeof(v->text), column == 1 ? "測試參選人"
		                                               : "113年總統、副總統選舉");
		break;
	case 3:
		snprintf(v->text, sizeof(v->text), "1130%lu%02lu", k % 9 + 1,
		         k % 28 + 1);
		break;
	case 4:
		snprintf(v->text, sizeof(v->text), "%s", kind[k % 4]);
		break;
	default:
		snprintf(v->text, sizeof(v->text), "甲乙丙%lu第%d欄", k % 50021,
		         column);
		break;
	}
}

static int make_xlsx(const char *path, unsigned long rows, bool shared)
{
	lxw_workbook_options options = { .constant_memory = !shared,
		.tmpdir = "/tmp", .use_zip64 = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "明細");
	struct value v;

	for (int c = 0; c < COLUMNS; c++)
		worksheet_write_string(sheet, 0, (lxw_col_t)c, names[c], NULL);
	for (unsigned long r = 1; r <= rows; r++) {
		for (int c = 0; c < COLUMNS; c++) {
			make_value(r, c, &v);
			if (v.text[0])
				worksheet_write_string(sheet, (lxw_row_t)r,
				                       (lxw_col_t)c, v.text, NULL);
			else
				worksheet_write_number(sheet, (lxw_row_t)r,
				                       (lxw_col_t)c, v.number, NULL);
		}
	}
	return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}

static void print_content(FILE *f, unsigned long rows)
{
	struct value v;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content "
	      "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
	      "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
	      "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
	      "xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:"
	      "xmlns:calcext:1.0\"><office:body><office:spreadsheet>"
	      "<table:table table:name=\"明細\">", f);
	for (unsigned long r = 0; r <= rows; r++) {
		fputs("<table:table-row table:style-name=\"ro1\">", f);
		for (int c = 0; c < COLUMNS; c++) {
			make_value(r, c, &v);
			if (r == 0)
				snprintf(v.text, sizeof(v.text), "%s", names[c]);
			if (v.text[0])
				fprintf(f, "<table:table-cell "
					"office:value-type=\"string\" "
				        "calcext:value-type=\"string\"><text:p>%s"
				        "</text:p>"
				        "</table:table-cell>", v.text);
			else
				fprintf(f, "<table:table-cell "
					"office:value-type=\"float\" "
				        "office:value=\"%.0f\" "
				        "calcext:value-type=\"float\">"
				        "<text:p>%.0f</text:p></table:table-cell>",
				        v.number, v.number);
		}
		fputs("</table:table-row>", f);
	}
	fputs("</table:table></office:spreadsheet></office:body>"
	      "</office:document-content>\n", f);
	rewind(f);
}

static int make_ods(const char *path, unsigned long rows)
{
	static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	FILE *f = tmpfile();

	if (!z || !f)
		return 1;
	print_content(f, rows);
	zip_file_add(z, "mimetype", zip_source_buffer(z, type, sizeof(type) - 1, 0),
	             0);
	zip_set_file_compression(z, 0, ZIP_CM_STORE, 0);
	zip_file_add(z, "content.xml", zip_source_filep(z, f, 0, -1), 0);
	return zip_close(z) == 0 ? 0 : 1;
}

/* ---- reading ------------------------------------------------------------- */

struct total {
	uint64_t rows, cells, filled, bytes, sum, spoiled, notes, tables;
};

static void count_note(void *ctx, const char *code, uint64_t row, size_t column,
                       struct xj_str text, const char *message)
{
	(void)code, (void)row, (void)column, (void)text, (void)message;
	((struct total *)ctx)->notes++;
}

static void add_row(struct total *t, const struct xj_row *row)
{
	t->rows++;
	t->cells += row->n;
	t->spoiled += row->spoiled != NULL;
	for (size_t i = 0; i < row->n; i++) {
		struct xj_str c = row->cell[i];
		uint64_t ends = c.n ? (uint64_t)(unsigned char)c.p[0] << 8 |
		                      (unsigned char)c.p[c.n - 1] : 0;

		t->bytes += c.n;
		t->filled += c.n > 0;
		t->sum = (t->sum ^ (c.n << 16 | ends)) * 0x9e3779b97f4a7c15u;
	}
}

typedef void row_taker(void *ctx, const struct xj_row *row);

static void take_total(void *ctx, const struct xj_row *row)
{
	add_row(ctx, row);
}

/* Each row to TAKE with CTX; notes and tables are counted in T. */
static enum xj_status read_all(const struct xj_reader *reader, struct xj_bytes *in,
                               struct total *t, row_taker *take, void *ctx,
                               struct xj_error *err)
{
	struct xj_read_options options = { .note = count_note, .note_ctx = t };
	struct xj_table table;
	struct xj_row row;
	void *self;
	enum xj_status status = reader->open(in, &options, &self, err);

	if (status != XJ_OK)
		return status;
	while ((status = reader->next_table(self, &table, err)) == XJ_OK) {
		t->tables++;
		while ((status = reader->next_row(self, &row, err)) == XJ_OK)
			take(ctx, &row);
		if (status != XJ_END)
			break;
	}
	reader->close(self);
	return status == XJ_END ? XJ_OK : status;
}

static const struct xj_reader *choose(const struct xj_bytes *in)
{
	static const struct xj_reader *const readers[] = {
		&xj_reader_xlsx, &xj_reader_ods
	};
	char head[4096];
	ssize_t n = pread(in->fd, head, sizeof(head), 0);

	for (size_t i = 0; n > 0 && i < XJ_COUNT(readers); i++) {
		if (readers[i]->bid(xj_str_of(head, (size_t)n), in->name) > 0)
			return readers[i];
	}
	return NULL;
}

static int measure(const char *path)
{
	struct xj_bytes in;
	struct xj_error err = { XJ_OK, "no reader for it" };
	struct total t = { 0 };
	struct rusage use;
	const struct xj_reader *reader;
	char hex[65];
	enum xj_status status = xj_bytes_open(path, &in, hex, &err);
	double start = seconds(), cpu = cpu_seconds();

	if (status == XJ_OK) {
		reader = choose(&in);
		status = reader ? read_all(reader, &in, &t, take_total, &t, &err)
		                : XJ_BAD_INPUT;
		start = seconds() - start;
		cpu = cpu_seconds() - cpu;
		xj_bytes_close(&in);
	}
	if (status != XJ_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	getrusage(RUSAGE_SELF, &use);
	printf("%s: %.0f rows/s (%.2f s), %.0f rows per CPU second, peak %.1f MB\n",
	       reader->name, (double)t.rows / start, start, (double)t.rows / cpu,
	       (double)use.ru_maxrss / 1024);
	printf("tables %llu rows %llu cells %llu filled %llu bytes %llu spoiled %llu "
	       "notes %llu checksum %016llx\n", (unsigned long long)t.tables,
	       (unsigned long long)t.rows, (unsigned long long)t.cells,
	       (unsigned long long)t.filled, (unsigned long long)t.bytes,
	       (unsigned long long)t.spoiled, (unsigned long long)t.notes,
	       (unsigned long long)t.sum);
	return 0;
}

/* ---- a table as a workbook ------------------------------------------------ */

struct sheet {
	lxw_worksheet *sheet;
	lxw_row_t row;
};

/* Numbers as numbers, as a spreadsheet has them: but not what begins with a 0. */
static void write_cell(struct sheet *s, size_t column, struct xj_str cell)
{
	char text[4096], *end;
	double number;

	if (cell.n == 0 || cell.n >= sizeof(text))
		return;
	memcpy(text, cell.p, cell.n);
	text[cell.n] = '\0';
	number = strtod(text, &end);
	if (*end || *text < '1' || *text > '9')
		worksheet_write_string(s->sheet, s->row, (lxw_col_t)column, text, NULL);
	else
		worksheet_write_number(s->sheet, s->row, (lxw_col_t)column, number, NULL);
}

static void write_row(void *ctx, const struct xj_row *row)
{
	struct sheet *s = ctx;

	for (size_t i = 0; i < row->n; i++)
		write_cell(s, i, row->cell[i]);
	s->row++;
}

static int make_of(const char *table, const char *path)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = "/tmp",
	                                 .use_zip64 = LXW_TRUE };
	lxw_workbook *book = workbook_new_opt(path, &options);
	struct sheet s = { .sheet = workbook_add_worksheet(book, "明細") };
	struct total t = { 0 };
	struct xj_bytes in;
	struct xj_error err;
	char hex[65];
	enum xj_status st = xj_bytes_open(table, &in, hex, &err);

	if (!st) {
		st = read_all(&xj_reader_csv, &in, &t, write_row, &s, &err);
		xj_bytes_close(&in);
	}
	if (st)
		fprintf(stderr, "%s\n", err.text);
	return workbook_close(book) == LXW_NO_ERROR && !st ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--make") == 0) {
		unsigned long rows = strtoul(argv[4], NULL, 10);

		if (strcmp(argv[2], "ods") == 0)
			return make_ods(argv[3], rows);
		return make_xlsx(argv[3], rows, strcmp(argv[2], "shared") == 0);
	}
	if (argc == 4 && strcmp(argv[1], "--of") == 0)
		return make_of(argv[2], argv[3]);
	if (argc == 2)
		return measure(argv[1]);
	fputs("usage: bench_book FILE | --make xlsx|shared|ods FILE ROWS | "
	      "--of TABLE.csv FILE\n", stderr);
	return 2;
}
