/*
 * bench_query.c - times questions in a warm process.
 *   bench_query make DIR ROWS        writes an invented store and its index
 *   bench_query DIR [REPEAT [KIND]]  one line of CSV a kind of question whose
 *                                    name holds KIND: kind,hits,p50_us,p99_us,
 *                                    max_us
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "synth.h"
#include "xianjin/index.h"

enum { DIFFERENT = 64 }; /* names tried in turn */

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static _Noreturn void die(const struct xj_error *err)
{
	fprintf(stderr, "bench_query: %s\n", err->text);
	exit(1);
}

/* A kind of question; WORDS NULL: none. */
struct kind {
	const char *name;
	const char *words[3];
	uint32_t facets;
	enum xj_sort sort;
	size_t limit;
	int64_t min, max;
	const char *pattern;
	unsigned recipients; /* filings whose recipient matches the first word */
	bool whole, purpose;
};

#define TWO (1u << XJ_FACET_FILING | 1u << XJ_FACET_YEAR)

static const struct kind kinds[] = {
	{ "name 2 facets range", { "陳一" }, TWO, XJ_SORT_AMOUNT, 20,
	  10000, 100000, NULL, 0, false, false },
	{ "name whole", { "林一丝" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, true, false },
	{ "company part", { "建設股份" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "two words", { "科技", "有限" }, TWO, XJ_SORT_DATE, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "frequent word", { "公司" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "frequent long word", { "股份有限公司" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "one character", { "陳" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "name or few recipients", { "陳一" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 3, false, false },
	{ "name or many recipients", { "陳一" }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 300, false, false },
	{ "purpose", { "便當" }, TWO, XJ_SORT_ID, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, true },
	{ "relevance", { "建設" }, 0, XJ_SORT_RELEVANCE, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "everything count", { NULL }, 0, XJ_SORT_ID, 0,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "everything 2 facets", { NULL }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "everything 7 facets", { NULL }, 0x7f, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "everything donors", { NULL }, 1u << XJ_FACET_DONOR, XJ_SORT_ID, 0,
	  INT64_MIN, INT64_MAX, NULL, 0, false, false },
	{ "amounts only", { NULL }, TWO, XJ_SORT_AMOUNT, 20,
	  90000, 100000, NULL, 0, false, false },
	{ "pattern", { NULL }, TWO, XJ_SORT_AMOUNT, 20,
	  INT64_MIN, INT64_MAX, "^[陳林].*[一丝]$", 0, false, false },
};

static void set_question(struct xj_question *q, const struct kind *k,
                         struct xj_word *words, struct xj_pattern *pattern,
                         uint8_t *filings)
{
	xj_question_init(q);
	for (size_t i = 0; i < XJ_COUNT(k->words) && k->words[i]; i++) {
		words[i] = (struct xj_word){
			.folded = xj_str_c(k->words[i]), .whole = k->whole,
			.where = k->purpose ? XJ_IN_PURPOSE : XJ_IN_NAMES,
			.filings = i == 0 && k->recipients ? filings : NULL,
		};
		q->words = i + 1;
	}
	q->word = words;
	for (unsigned i = 0; i < k->recipients; i++)
		filings[(i * 7) / 8] |= (uint8_t)(1u << (i * 7) % 8);
	if (k->pattern) {
		pattern->text = xj_str_c(k->pattern);
		q->pattern = pattern;
	}
	q->facets = k->facets;
	q->sort = k->sort;
	q->descending = k->sort == XJ_SORT_AMOUNT || k->sort == XJ_SORT_DATE;
	q->limit = k->limit;
	q->amount = (struct xj_range){ k->min, k->max };
}

static int by_time(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void report(const char *name, uint64_t hits, uint64_t *ns, size_t n)
{
	qsort(ns, n, sizeof(*ns), by_time);
	printf("%s,%llu,%llu,%llu,%llu\n", name, (unsigned long long)hits,
	       (unsigned long long)ns[n / 2] / 1000,
	       (unsigned long long)ns[n - 1 - n / 100] / 1000,
	       (unsigned long long)ns[n - 1] / 1000);
}

static void bench_kind(struct xj_index *ix, const struct kind *k, uint64_t *ns,
                       size_t repeat)
{
	size_t filings;
	struct xj_pattern pattern;
	struct xj_word words[XJ_COUNT(k->words)];
	struct xj_question q;
	struct xj_answer answer;
	struct xj_error err;
	uint64_t hits = 0;
	uint8_t *bits;

	xj_index_filings(ix, &filings);
	bits = calloc(filings / 8 + 1 + k->recipients, 1);
	if (!bits)
		abort();
	set_question(&q, k, words, &pattern, bits);
	for (size_t i = 0; i < repeat; i++) {
		uint64_t start = now_ns();

		if (xj_index_ask(ix, &q, &answer, &err) != XJ_OK)
			die(&err);
		ns[i] = now_ns() - start;
		hits = answer.count;
		xj_answer_clear(&answer);
	}
	report(k->name, hits, ns, repeat);
	free(bits);
}

static void bench_open(const char *dir, uint64_t *ns, size_t repeat)
{
	struct xj_index *ix;
	struct xj_error err;

	for (size_t i = 0; i < repeat; i++) {
		uint64_t start = now_ns();

		if (xj_index_open(dir, &ix, &err) != XJ_OK)
			die(&err);
		ns[i] = now_ns() - start;
		xj_index_close(ix);
	}
	report("open", 0, ns, repeat);
}

/* Names that are there: three characters, as synth.c makes them. */
static void bench_names(struct xj_index *ix, uint64_t *ns, size_t repeat)
{
	static const char *const first[] = { "陳", "林", "黃", "張" };
	struct xj_question q;
	struct xj_answer answer;
	struct xj_error err;
	struct xj_word word = { .where = XJ_IN_NAMES };
	uint64_t hits = 0;
	char text[16];

	for (size_t i = 0; i < repeat; i++) {
		uint64_t start;
		unsigned rank = (unsigned)(i % DIFFERENT);
		int n = snprintf(text, sizeof(text), "%s", first[i % 4]);

		/* U+4E00 + 29 * rank, as UTF-8 */
		unsigned cp = 0x4e00 + 29 * rank;
		text[n++] = (char)(0xe0 | cp >> 12);
		text[n++] = (char)(0x80 | (cp >> 6 & 63));
		text[n++] = (char)(0x80 | (cp & 63));
		word.folded = xj_str_of(text, (size_t)n);
		xj_question_init(&q);
		q.word = &word;
		q.words = 1;
		q.facets = TWO;
		q.sort = XJ_SORT_AMOUNT;
		q.limit = 20;
		q.amount = (struct xj_range){ 5000, 400000 };
		start = now_ns();
		if (xj_index_ask(ix, &q, &answer, &err) != XJ_OK)
			die(&err);
		ns[i] = now_ns() - start;
		hits += answer.count;
		xj_answer_clear(&answer);
	}
	report("names in turn", hits / repeat, ns, repeat);
}

static void step(void *ctx, uint64_t done, uint64_t all)
{
	(void)ctx;
	if (done / 4096 % 32 == 0 || done == all)
		fprintf(stderr, "\r%llu of %llu", (unsigned long long)done,
	        (unsigned long long)all);
}

static void make(const char *dir, uint64_t rows)
{
	struct synth how = { .rows = rows, .seed = 1, .filings = 3000,
	                     .superseded = 5 };
	struct xj_index_progress progress = { step, NULL };
	struct xj_error err;
	uint64_t start;

	if (rows && synth_fill(dir, &how, &err) != XJ_OK)
		die(&err);
	start = now_ns();
	if (xj_index_update(dir, &progress, &err) != XJ_OK)
		die(&err);
	fprintf(stderr, "\nindex: %.2f s\n", (double)(now_ns() - start) / 1e9);
}

int main(int argc, char **argv)
{
	struct xj_index_info info;
	struct xj_index *ix;
	struct xj_error err;
	size_t repeat = 100;
	uint64_t *ns;

	if (argc == 4 && strcmp(argv[1], "make") == 0) {
		make(argv[2], strtoull(argv[3], NULL, 10));
		return 0;
	}
	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: bench_query DIR [REPEAT [KIND]]\n"
		                "       bench_query make DIR ROWS\n");
		return 2;
	}
	if (argc >= 3)
		repeat = strtoul(argv[2], NULL, 10);
	ns = calloc(repeat ? repeat : 1, sizeof(*ns));
	if (!repeat || !ns)
		return 2;
	if (xj_index_open(argv[1], &ix, &err) != XJ_OK)
		die(&err);
	xj_index_info(ix, &info);
	fprintf(stderr, "%llu rows, %llu segments, %llu bytes, %.1f a row\n",
	        (unsigned long long)info.rows, (unsigned long long)info.segments,
	        (unsigned long long)info.bytes,
	        (double)info.bytes / (double)(info.rows ? info.rows : 1));
	printf("kind,hits,p50_us,p99_us,max_us\n");
	bench_open(argv[1], ns, repeat);
	bench_names(ix, ns, repeat);
	for (size_t i = 0; i < XJ_COUNT(kinds); i++)
		if (argc < 4 || strstr(kinds[i].name, argv[3]))
			bench_kind(ix, &kinds[i], ns, repeat);
	xj_index_close(ix);
	free(ns);
	return 0;
}
