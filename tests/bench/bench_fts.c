/*
 * bench_fts.c - the rival's queries: SQLite with three indexes and an FTS5
 * trigram table, made by bench.sh.  Each question wants what ours gives: the
 * exact count, the sums, and the first twenty rows.
 *   bench_fts DATABASE [QUERIES]   prints kind,rows,hits,p50_us,p99_us
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_QUERIES 2000

/* What stands behind WHERE; ? is the parameter. */
static const struct kind {
	const char *name;
	const char *join;   /* the FTS5 table, or nothing */
	const char *where;
	const char *order;
	const char *sample; /* subject of the rows the parameter is taken from */
	int chars;          /* cut so many from inside the name; 0: all of it */
	int quoted;         /* 1: an FTS5 string; 2: a LIKE pattern */
	int share;          /* ask only 1/share as many questions: slow ones */
	const char *fixed;  /* parameter when it is always the same */
} kinds[] = {
	{"exact", "", "t.name = ?", "", "個人", 0, 0, 1, NULL},
	{"name3", "JOIN f ON f.rowid = t.rowid", "f MATCH ?", "", "個人", 3, 1, 1,
	 NULL},
	/* two characters make no trigram: the whole column is read (LIKE on f
	 * itself finds nothing at all for two Han characters, SQLite 3.40) */
	{"name2", "", "t.name LIKE ?", "", "個人", 2, 2, 20, NULL},
	{"company4", "JOIN f ON f.rowid = t.rowid", "f MATCH ?", "", "營利", 4, 1, 1,
	 NULL},
	{"company6", "JOIN f ON f.rowid = t.rowid", "f MATCH ?", "", "營利", 6, 1, 1,
	 NULL},
	{"common", "JOIN f ON f.rowid = t.rowid", "f MATCH ?", "", NULL, 0, 1, 20,
	 "股份有限公司"},
	{"purpose", "JOIN f ON f.rowid = t.rowid", "f MATCH ?", "", NULL, 0, 1, 20,
	 "競選物品"},
	{"amount", "", "t.income BETWEEN 9000 AND CAST(? AS INTEGER)", "", NULL, 0, 0,
	 20, "10000"},
	{"date", "", "t.date BETWEEN '1110801' AND ?", "", NULL, 0, 0, 20, "1110831"},
	{"name3_amount", "JOIN f ON f.rowid = t.rowid",
	 "f MATCH ? AND t.income >= 10000", "", "個人", 3, 1, 1, NULL},
	{"top_amount", "JOIN f ON f.rowid = t.rowid", "f MATCH ?",
	 "ORDER BY t.income DESC", NULL, 0, 1, 20, "股份有限公司"},
};

static void die(sqlite3 *db, const char *what)
{
	fprintf(stderr, "bench_fts: %s: %s\n", what, sqlite3_errmsg(db));
	exit(3);
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(db, sql);
	return s;
}

static int64_t one_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = prepare(db, sql);
	int64_t v = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;

	sqlite3_finalize(s);
	return v;
}

/* CHARS characters of S from a place that WHERE decides, as KIND wants them. */
static void cut(const struct kind *k, const char *s, unsigned where, char *out,
                size_t cap)
{
	size_t start[256], n = 0, from, to;

	for (size_t i = 0; s[i] && n < 255; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			start[n++] = i;
	start[n] = strlen(s);
	from = 0;
	to = n;
	if (k->chars && (size_t)k->chars < n) {
		size_t room = n - (size_t)k->chars + 1;

		from = where % (room > 3 ? 3 : room); /* not the company's form */
		to = from + (size_t)k->chars;
	}
	snprintf(out, cap, "%s%.*s%s", k->quoted == 1 ? "\"" : k->quoted ? "%" : "",
	         (int)(start[to] - start[from]), s + start[from],
	         k->quoted == 1 ? "\"" : k->quoted ? "%" : "");
}

/* The parameters of one kind, from rows spread over the table. */
static void choose(sqlite3 *db, const struct kind *k, int64_t rows, int n,
                   char (*param)[256])
{
	sqlite3_stmt *s = prepare(db, "SELECT name FROM t WHERE rowid >= ?1 AND "
	                          "subject LIKE ?2 || '%' AND "
	                          "length(name) >= ?3 LIMIT 1");

	for (int i = 0; i < n; i++) {
		const char *name = k->fixed;

		if (!k->fixed) {
			sqlite3_bind_int64(s, 1, rows / 2 / n * i + 1);
			sqlite3_bind_text(s, 2, k->sample, -1, SQLITE_STATIC);
			sqlite3_bind_int(s, 3, k->chars);
			if (sqlite3_step(s) != SQLITE_ROW)
				die(db, "no row to take a name from");
			name = (const char *)sqlite3_column_text(s, 0);
		}
		cut(k, name, (unsigned)i * 7, param[i], sizeof(param[i]));
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
}

static int64_t ask(sqlite3 *db, sqlite3_stmt *sum, sqlite3_stmt *page,
                   const char *param)
{
	int64_t hits = 0;
	int state;

	sqlite3_bind_text(sum, 1, param, -1, SQLITE_STATIC);
	sqlite3_bind_text(page, 1, param, -1, SQLITE_STATIC);
	if (sqlite3_step(sum) == SQLITE_ROW)
		hits = sqlite3_column_int64(sum, 0);
	while ((state = sqlite3_step(page)) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(page); i++)
			(void)sqlite3_column_text(page, i);
	if (state != SQLITE_DONE)
		die(db, param);
	sqlite3_reset(sum);
	sqlite3_reset(page);
	return hits;
}

static int smaller(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(sqlite3 *db, const struct kind *k, int64_t rows, int n)
{
	static char param[MAX_QUERIES][256];
	static double took[MAX_QUERIES];
	char sql[1024];
	sqlite3_stmt *sum, *page;
	int64_t hits = 0;

	n = n / k->share > 5 ? n / k->share : 5;
	choose(db, k, rows, n, param);
	snprintf(sql, sizeof(sql), "SELECT count(*), sum(income), sum(expense) "
	         "FROM t %s WHERE %s", k->join, k->where);
	sum = prepare(db, sql);
	snprintf(sql, sizeof(sql), "SELECT t.* FROM t %s WHERE %s %s LIMIT 20",
	         k->join, k->where, k->order);
	page = prepare(db, sql);
	ask(db, sum, page, param[0]); /* warm */
	for (int i = 0; i < n; i++) {
		double start = now_us();

		hits += ask(db, sum, page, param[i]);
		took[i] = now_us() - start;
	}
	sqlite3_finalize(sum);
	sqlite3_finalize(page);
	qsort(took, (size_t)n, sizeof(*took), smaller);
	printf("%s,%lld,%lld,%.0f,%.0f\n", k->name, (long long)rows,
	       (long long)(hits / n), took[n / 2], took[(n * 99 + 99) / 100 - 1]);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	sqlite3 *db;
	int n = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
	int64_t rows;

	if (argc < 2 || n < 1 || n > MAX_QUERIES) {
		fputs("usage: bench_fts DATABASE [QUERIES]\n", stderr);
		return 2;
	}
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
		die(db, argv[1]);
	sqlite3_exec(db, "PRAGMA mmap_size=4294967296; PRAGMA cache_size=-262144",
	             NULL, NULL, NULL);
	rows = one_number(db, "SELECT max(rowid) FROM t");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		measure(db, &kinds[i], rows, n);
	sqlite3_close(db);
	return 0;
}
