/*
 * bench_query.c - our side of the questions that bench_fts.c asks the rival, in
 * one warm process: each with its exact count, both sums, two facets and the
 * first twenty rows, from parameters spread over the table.
 *   bench_query DATA-FOLDER [QUESTIONS-A-KIND]
 * Prints kind,rows,hits,p50_us,p99_us.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "src/query/query_private.h"

static const struct kind {
	const char *name;
	const char *before, *after; /* of the parameter */
	int sample;   /* kind of counterparty the parameter is taken from */
	size_t chars; /* cut so many from its name; 0: all of it */
} kinds[] = {
	{ "exact", "counterparty:=\"", "\"", XJ_KIND_INDIVIDUAL, 0 },
	{ "name3", "counterparty:\"", "\"", XJ_KIND_INDIVIDUAL, 3 },
	{ "name2", "", "", XJ_KIND_INDIVIDUAL, 2 },
	{ "name1", "", "", XJ_KIND_INDIVIDUAL, 1 },
	{ "company4", "", "", XJ_KIND_BUSINESS, 4 },
	{ "company6", "", "", XJ_KIND_BUSINESS, 6 },
	{ "common", "股份有限公司 sort:id", "", 0, 0 },
	{ "purpose", "purpose:競選物品 sort:id", "", 0, 0 },
	{ "amount", "amount:9000..10000 sort:id", "", 0, 0 },
	{ "date", "date:111-08 sort:id", "", 0, 0 },
	{ "name3_amount", "", " amount:10000..", XJ_KIND_INDIVIDUAL, 3 },
	{ "top_amount", "股份有限公司 sort:-amount", "", 0, 0 },
	{ "everything", "sort:-amount", "", 0, 0 },
	{ "pattern", "donor:/^王.明$/", "", 0, 0 },
};

static void die(const char *what)
{
	fprintf(stderr, "bench_query: %s\n", what);
	exit(3);
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* The first CHARS characters of NAME; our names begin with the surname. */
static void cut(struct xj_str name, size_t chars, char out[256])
{
	size_t pos = 0;

	for (size_t i = 0; pos < name.n && (chars == 0 || i < chars); i++)
		xj_utf8_next(name, &pos);
	snprintf(out, 256, "%.*s", (int)(pos < 200 ? pos : 200), name.p);
}

/* The name of an entry of the wanted kind, at or after the Nth of MANY places. */
static void parameter(struct xj_data *d, const struct kind *k, int n, int many,
                      char out[256])
{
	sqlite3_stmt *q;

	out[0] = '\0';
	if (!k->sample)
		return;
	if (xj_sql(d, "SELECT counterparty FROM entry WHERE id > (SELECT max(id) FROM"
	           " entry WHERE direction = 1) * ?1 / ?2 AND kind = ?3 AND direction = 1 LIMIT 1", &q, NULL))
		die("the store does not answer");
	sqlite3_bind_int(q, 1, n);
	sqlite3_bind_int(q, 2, many + 20); /* short of the last rows */
	sqlite3_bind_int(q, 3, k->sample);
	if (sqlite3_step(q) == SQLITE_ROW)
		cut(xj_sql_text(q, 0), k->chars, out);
	sqlite3_finalize(q);
}

/* One question, answered as a page would be. */
static uint64_t ask(struct xj_data *d, const char *text, FILE *null)
{
	const struct xj_section rows = { "rows", NULL, xj_row_columns,
	                                 xj_row_column_count, true };
	struct xj_render_options options = { .out = null };
	struct xj_error err = { 0 };
	struct xj_row_reader *r;
	struct xj_resolved question;
	struct xj_answer a;
	struct xj_output *o;
	struct xj_query *q;
	uint64_t count;

	if (xj_query_new(&q, &err) || xj_query_text(q, text, &err) ||
	    xj_resolve(d, q, &question, &err))
		die(err.text);
	question.question.facets = 1u << XJ_FACET_FILING | 1u << XJ_FACET_YEAR;
	if (xj_index_ask(d->index, &question.question, &a, &err) ||
	    xj_row_reader_new(d, &r, &err) ||
	    xj_output_open(xj_renderer_find("json"), &options, &o, &err) ||
	    xj_out_begin(o, &rows))
		die(err.text);
	for (size_t i = 0; i < a.hits; i++)
		if (xj_row_write(r, a.hit[i].id, o, &err))
			die(err.text);
	if (xj_out_end(o) || xj_output_close(o, &err))
		die(err.text);
	count = a.count;
	xj_row_reader_free(r);
	xj_answer_clear(&a);
	xj_resolved_clear(&question);
	xj_query_free(q);
	return count;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void run_kind(struct xj_data *d, const struct kind *k, int times, int64_t rows,
                     FILE *null)
{
	double *us = calloc((size_t)times, sizeof(*us));
	uint64_t hits = 0;

	if (!us)
		die("out of memory");
	for (int i = -1; i < times; i++) { /* the first one warms up */
		char name[256], text[512];
		double start;

		parameter(d, k, i < 0 ? 0 : i, times, name);
		snprintf(text, sizeof(text), "%s%s%s", k->before, name, k->after);
		start = now_us();
		hits += i < 0 ? 0 : ask(d, text, null);
		if (i >= 0)
			us[i] = now_us() - start;
		else
			(void)ask(d, text, null);
	}
	qsort(us, (size_t)times, sizeof(*us), by_value);
	printf("%s,%lld,%llu,%.0f,%.0f\n", k->name, (long long)rows,
	       (unsigned long long)(hits / (unsigned)times), us[times / 2],
	       us[(times * 99) / 100]);
	fflush(stdout);
	free(us);
}

int main(int argc, char **argv)
{
	int times = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
	FILE *null = fopen("/dev/null", "w");
	struct xj_index_info info;
	struct xj_error err = { 0 };
	struct xj_data *d;

	if (argc < 2 || times < 1 || !null) {
		fprintf(stderr, "usage: bench_query DATA-FOLDER [QUESTIONS-A-KIND]\n");
		return 2;
	}
	if (xj_data_open(argv[1], &d, &err))
		die(err.text);
	xj_index_info(d->index, &info);
	for (size_t i = 0; i < XJ_COUNT(kinds); i++)
		run_kind(d, &kinds[i], times, (int64_t)info.rows, null);
	xj_data_close(d);
	fclose(null);
	return 0;
}
