/*
 * bench_normalise.c - bytes to entries without a store: how fast a table is
 * read, parsed and understood.  Prints what bench.sh collects.
 *   bench_normalise FILE.csv
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "xianjin/importers.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fail(const struct xj_error *err)
{
	fprintf(stderr, "bench_normalise: %s\n", err->text);
	return 1;
}

/* Normalises all rows; the sums keep the compiler honest. */
static enum xj_status run(const struct xj_reader *r, void *reading,
                          const struct xj_columns *columns, uint64_t *rows,
                          int64_t *amount, uint64_t *donors, struct xj_error *err)
{
	struct xj_context context = { .version = 0 };
	struct xj_normaliser *z;
	struct xj_normal n;
	struct xj_row row;
	enum xj_status st = xj_normaliser_new(columns, &context, &z, err);

	if (st)
		return st;
	while ((st = r->next_row(reading, &row, err)) == XJ_OK) {
		st = xj_normalise(z, &row, &n, err);
		if (!st && !n.aside)
			st = xj_normalise_raw(z, &row, true, &n, err);
		if (st)
			break;
		++*rows;
		*amount += n.entry.amount;
		*donors ^= n.entry.donor;
	}
	xj_normaliser_free(z);
	return st == XJ_END ? XJ_OK : st;
}

int main(int argc, char **argv)
{
	struct xj_read_options options = { 0 };
	const struct xj_reader *r;
	struct xj_columns columns;
	struct xj_bytes in;
	struct xj_table table;
	struct xj_row header;
	struct xj_error err = { 0 };
	char sha256[65], head[4096];
	void *reading;
	uint64_t rows = 0, donors = 0;
	int64_t amount = 0;
	double start;
	size_t got;

	if (argc != 2) {
		fprintf(stderr, "usage: bench_normalise FILE.csv\n");
		return 2;
	}
	if (xj_bytes_open(argv[1], &in, sha256, &err))
		return fail(&err);
	got = 0;
	for (FILE *f = fopen(argv[1], "re"); f; f = NULL) {
		got = fread(head, 1, sizeof(head), f);
		fclose(f);
	}
	r = xj_reader_for(xj_str_of(head, got), argv[1], NULL, false);
	start = now();
	if (!r || r->open(&in, &options, &reading, &err) ||
	    r->next_table(reading, &table, &err) ||
	    r->next_row(reading, &header, &err) ||
	    xj_columns_match(&header, &columns, &err) ||
	    run(r, reading, &columns, &rows, &amount, &donors, &err))
		return fail(&err);
	start = now() - start;
	printf("normalise seconds=%.3f rows=%" PRIu64 " bytes=%" PRIu64
	       " mb_s=%.1f rows_s=%.0f sum=%" PRId64 " donors=%" PRIx64 "\n",
	       start, rows, in.size, (double)in.size / 1e6 / start,
	       (double)rows / start, amount, donors);
	r->close(reading);
	xj_columns_clear(&columns);
	xj_bytes_close(&in);
	return 0;
}
