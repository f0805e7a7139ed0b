/*
 * bench_csv.c - how fast the CSV reader reads.
 *   bench_csv FILE [ENCODING]   MB/s, rows/s and a checksum of all cells
 *   bench_csv --make FILE MB    writes an invented file shaped like the
 *                               official income details (25 columns)
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "importers/readers.h"

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- an invented file -------------------------------------------------- */

static const char header[] =
	"\xef\xbb\xbf序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,"
	"捐贈者／支出對象,身分證／統一編號,收入金額,支出金額,捐贈方式,"
	"存入專戶日期,返還/繳庫,支出用途,金錢類,地址,聯絡電話,"
	"應揭露之支出對象,支出對象之內部人員姓名,支出對象之內部人員職稱,"
	"政黨之內部人員姓名,政黨之內部人員職稱,關係,更正註記,資料更正日期\r\n";

static int make(const char *path, unsigned long megabytes)
{
	FILE *f = fopen(path, "wb");
	unsigned long row = 0;
	uint64_t bytes = sizeof(header) - 1;
	int ok;

	if (!f)
		return perror(path), 1;
	fputs(header, f);
	while (bytes < megabytes * 1000000u) {
		unsigned long k = ++row * 2654435761u % 100000u;
		bool quoted = k % 500 == 0;
		int n = fprintf(f,
			"%lu,測試參選人,113年總統、副總統選舉,首次申報,1120%lu%02lu,"
			"%s,%s%lu,%s,%lu.00,0.00,匯款,1120%lu%02lu,,,金錢,"
			"%s測試市測試區%s****%s,0912*****,,,,,,,,\r\n",
			row, k % 9 + 1, k % 28 + 1,
			k % 5 ? "個人捐贈收入" : "匿名捐贈",
			k % 7 ? "甲乙丙" : "無名氏", k % 977,
			k % 4 ? "" : "A12*******", k % 997 * 100, k % 9 + 1,
			k % 28 + 1, quoted ? "\"" : "", k % 40 ? "" : "（一），",
			quoted ? ", 2 樓\"" : "");

		if (n < 0)
			break;
		bytes += (uint64_t)n;
	}
	ok = !ferror(f);
	return fclose(f) == 0 && ok ? 0 : 1;
}

/* ---- reading ----------------------------------------------------------- */

struct total {
	uint64_t rows, cells, bytes, sum, spoiled, notes;
};

static void count_note(void *ctx, const char *code, uint64_t row, size_t column,
                       struct xj_str text, const char *message)
{
	(void)code, (void)row, (void)column, (void)text, (void)message;
	((struct total *)ctx)->notes++;
}

/* Length and ends of each cell: enough to notice any difference, little enough
 * not to be what is measured. */
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
		t->sum = (t->sum ^ (c.n << 16 | ends)) * 0x9e3779b97f4a7c15u;
	}
}

static enum xj_status read_all(const struct xj_reader *reader, struct xj_bytes *in,
                               const struct xj_read_options *options,
                               struct total *t, struct xj_error *err)
{
	struct xj_table table;
	struct xj_row row;
	void *self;
	enum xj_status status = reader->open(in, options, &self, err);

	if (status != XJ_OK)
		return status;
	while ((status = reader->next_table(self, &table, err)) == XJ_OK) {
		while ((status = reader->next_row(self, &row, err)) == XJ_OK)
			add_row(t, &row);
		if (status != XJ_END)
			break;
	}
	reader->close(self);
	return status == XJ_END ? XJ_OK : status;
}

static const struct xj_reader *choose(const char *path)
{
	char head[4096];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(head, 1, sizeof(head), f) : 0;

	if (f)
		fclose(f);
	return xj_reader_for(xj_str_of(head, n), path, NULL, false);
}

static int measure(const char *path, const char *encoding)
{
	struct xj_bytes in;
	struct xj_error err = { XJ_OK, "" };
	struct total t = { 0 };
	struct xj_read_options options = {
		.encoding = encoding, .note = count_note, .note_ctx = &t
	};
	const struct xj_reader *reader = choose(path);
	char hex[65];
	double start = seconds(), opened, ended, mb;
	enum xj_status status = xj_bytes_open(path, &in, hex, &err);

	opened = seconds();
	if (status == XJ_OK && reader) {
		status = read_all(reader, &in, &options, &t, &err);
		ended = seconds();
		mb = (double)in.size / 1e6;
		printf("%.1f MB: hash %.0f MB/s, read %.0f MB/s, %.2f M rows/s\n",
		       mb, mb / (opened - start), mb / (ended - opened),
		       (double)t.rows / 1e6 / (ended - opened));
		printf("rows %llu cells %llu bytes %llu spoiled %llu notes %llu "
		       "checksum %016llx\n", (unsigned long long)t.rows,
		       (unsigned long long)t.cells, (unsigned long long)t.bytes,
		       (unsigned long long)t.spoiled, (unsigned long long)t.notes,
		       (unsigned long long)t.sum);
		xj_bytes_close(&in);
	}
	if (status != XJ_OK || !reader)
		fprintf(stderr, "%s\n", reader ? err.text : "no reader for it");
	return status == XJ_OK && reader ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--make") == 0)
		return make(argv[2], strtoul(argv[3], NULL, 10));
	if (argc == 2 || argc == 3)
		return measure(argv[1], argc == 3 ? argv[2] : NULL);
	fputs("usage: bench_csv FILE [ENCODING] | --make FILE MB\n", stderr);
	return 2;
}
