/*
 * test_index.c - the life of an index: updates, merges, kills, damage, other
 * versions.  What it answers is test_ask.c's matter.
 */
#include <inttypes.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "index/room.h"
#include "index/xapian.h"
#include "tests/bench/synth.h"
#include "xianjin/index.h"

enum { FILINGS = 30, BIG = 30000 };

#ifdef __SANITIZE_ADDRESS__
/* Xapian 1.4.22 frees a table of its check under the size of its base class. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "new_delete_type_mismatch=0";
}
#endif

static void add_rows(const char *dir, uint64_t rows, uint64_t seed)
{
	struct synth how = { .rows = rows, .seed = seed, .filings = FILINGS,
	                     .superseded = 20, .odd = true };
	struct xj_error err;

	assert_int_equal(synth_fill(dir, &how, &err), XJ_OK);
}

static void update(const char *dir)
{
	struct xj_error err = { .status = XJ_OK };
	enum xj_status st = xj_index_update(dir, NULL, &err);

	if (st != XJ_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, XJ_OK);
}

static void verify(const char *dir)
{
	struct xj_error err = { .status = XJ_OK };
	enum xj_status st = xj_index_verify(dir, &err);

	if (st != XJ_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, XJ_OK);
}

static struct xj_index_info info_of(const char *dir)
{
	struct xj_index_info info;
	struct xj_index *ix;
	struct xj_error err;

	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	xj_index_info(ix, &info);
	xj_index_close(ix);
	return info;
}

static uint64_t count_all(struct xj_index *ix)
{
	struct xj_question q;
	struct xj_answer got;
	struct xj_error err;
	uint64_t count;

	xj_question_init(&q);
	q.superseded = true;
	assert_int_equal(xj_index_ask(ix, &q, &got, &err), XJ_OK);
	count = got.count;
	xj_answer_clear(&got);
	return count;
}

/* Entries of the index folder that are not what the list names. */
static size_t strangers(const char *dir)
{
	struct xj_manifest m;
	char path[XJ_PATH_ROOM];
	struct xj_error err;
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	assert_int_equal(xj_path(path, dir, "index", &err), XJ_OK);
	assert_int_equal(xj_manifest_read(path, &m, &err), XJ_OK);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d))) {
		bool known = e->d_name[0] == '.'
			|| strcmp(e->d_name, "current") == 0
			|| strcmp(e->d_name, m.filings_name) == 0
			|| strcmp(e->d_name, m.flags_name) == 0;

		for (size_t i = 0; i < m.segments; i++)
			known = known || strcmp(e->d_name, m.segment[i].name) == 0;
		n += !known;
	}
	closedir(d);
	return n;
}

/* ---- flags ----------------------------------------------------------- */

/* A rule is a term of the entries it flags, made anew when only flags change. */
static void test_flags(void **state)
{
	static const char sql[] =
		"INSERT INTO flag (id, rule, severity, unit, entries, amount) VALUES"
		" (1, 'one-rule', 'A', 'TWD', 3, 0), (2, 'two-rule', 'S', 'rows', 2, 0),"
		" (3, 'one-rule', 'I', 'TWD', 1, 0);"
		"INSERT INTO flag_entry (flag, entry) VALUES (1, 5), (1, 6), (1, 90),"
		" (2, 6), (2, 7), (3, 100)";
	const struct xj_str rule[] = { XJ_STR("one-rule"), XJ_STR("two-rule"),
	                               XJ_STR("nobody-knows") };
	const struct xj_range expected[] = { { 5, 7 }, { 90, 90 }, { 100, 100 } };
	struct xj_range *range;
	struct xj_index *ix;
	struct xj_error err;
	uint32_t entries;
	char dir[256];
	size_t n;

	(void)state;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	update(dir);
	assert_int_equal(synth_sql(dir, sql, &err), XJ_OK);
	update(dir);
	assert_int_equal(info_of(dir).segments, 1);
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	assert_int_equal(xj_index_flagged(ix, rule, 3, &range, &n, &err), XJ_OK);
	assert_int_equal(n, 3);
	assert_memory_equal(range, expected, sizeof(expected));
	free(range);
	assert_int_equal(xj_index_flag_entries(ix, rule[0], &entries, &err), XJ_OK);
	assert_int_equal(entries, 4);
	assert_int_equal(xj_index_flagged(ix, &rule[2], 1, &range, &n, &err), XJ_OK);
	assert_int_equal(n, 0);
	xj_index_close(ix);
	verify(dir);
	/* a flag that is gone is no term any more */
	assert_int_equal(synth_sql(dir, "DELETE FROM flag_entry; DELETE FROM flag", &err),
	                 XJ_OK);
	update(dir);
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	assert_int_equal(xj_index_flagged(ix, rule, 2, &range, &n, &err), XJ_OK);
	assert_int_equal(n, 0);
	xj_index_close(ix);
	assert_int_equal(strangers(dir), 0);
	synth_remove(dir);
}

/* ---- updates --------------------------------------------------------- */

static void test_nothing_yet(void **state)
{
	struct xj_index *ix;
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_NOT_FOUND);
	assert_null(ix);
	assert_int_equal(xj_index_update(dir, NULL, &err), XJ_NOT_FOUND);
	assert_int_equal(xj_index_verify(dir, &err), XJ_NOT_FOUND);
	/* a store without entries */
	add_rows(dir, 0, 1);
	update(dir);
	assert_int_equal(info_of(dir).rows, 0);
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	assert_int_equal(count_all(ix), 0);
	xj_index_close(ix);
	verify(dir);
	synth_remove(dir);
}

static void test_grows(void **state)
{
	struct xj_index_info info;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, 300, 1);
	update(dir);
	info = info_of(dir);
	assert_int_equal(info.generation, 1);
	assert_int_equal(info.rows, 300);
	assert_int_equal(info.last_entry, 300);
	/* nothing to do is nothing done */
	update(dir);
	assert_int_equal(info_of(dir).generation, 1);
	add_rows(dir, 1, 2);
	update(dir);
	info = info_of(dir);
	assert_int_equal(info.generation, 2);
	assert_int_equal(info.rows, 301);
	assert_int_equal(info.segments, 2);
	verify(dir);
	assert_int_equal(strangers(dir), 0);
	synth_remove(dir);
}

static void count_steps(void *ctx, uint64_t done, uint64_t all)
{
	uint64_t *last = ctx;

	assert_true(done <= all && all == BIG);
	*last = done;
}

static void test_two_children(void **state)
{
	struct xj_index_progress progress = { count_steps, NULL };
	uint64_t last = 0;
	struct xj_error err;
	char dir[256];

	(void)state;
	progress.ctx = &last;
	synth_folder(dir);
	add_rows(dir, BIG, 1);
	assert_int_equal(xj_index_update(dir, &progress, &err), XJ_OK);
	assert_int_equal(last, BIG);
	assert_int_equal(info_of(dir).segments, 2);
	verify(dir);
	synth_remove(dir);
}

/* A filing that another supersedes changes no entry, but the answers. */
static void test_in_force(void **state)
{
	struct xj_index *before, *after;
	struct xj_question q;
	struct xj_answer a, b;
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, 500, 1);
	update(dir);
	assert_int_equal(xj_index_open(dir, &before, &err), XJ_OK);
	assert_int_equal(synth_sql(dir, "UPDATE filing SET income_in_force = 0,"
	                           " expense_in_force = 0 WHERE id <> 7;"
	                           "UPDATE filing SET income_in_force = 1,"
	                           " expense_in_force = 0 WHERE id = 7;", &err),
	                 XJ_OK);
	update(dir);
	assert_int_equal(info_of(dir).segments, 1);
	assert_int_equal(info_of(dir).generation, 2);
	assert_int_equal(xj_index_open(dir, &after, &err), XJ_OK);
	xj_question_init(&q);
	q.facets = 1u << XJ_FACET_FILING | 1u << XJ_FACET_DIRECTION;
	assert_int_equal(xj_index_ask(before, &q, &a, &err), XJ_OK);
	assert_int_equal(xj_index_ask(after, &q, &b, &err), XJ_OK);
	assert_true(a.facet_n[XJ_FACET_FILING] > 10);
	assert_int_equal(b.facet_n[XJ_FACET_FILING], 1);
	assert_int_equal(b.facet[XJ_FACET_FILING][0].value, 6);
	assert_int_equal(b.facet_n[XJ_FACET_DIRECTION], 1);
	assert_int_equal(b.expense, 0);
	assert_true(b.count > 0 && b.count < a.count);
	xj_answer_clear(&a);
	xj_answer_clear(&b);
	assert_int_equal(count_all(before), count_all(after));
	xj_index_close(before);
	xj_index_close(after);
	verify(dir);
	synth_remove(dir);
}

/* ---- merging --------------------------------------------------------- */

struct dump {
	uint64_t sum, terms;
};

static bool add_term(void *ctx, const struct xj_xterm *term)
{
	struct dump *d = ctx;

	d->terms++;
	d->sum = d->sum * 31 + xj_hash64(term->term.p, term->term.n);
	d->sum = d->sum * 31 + term->docs;
	d->sum = d->sum * 31 + term->sum;
	return true;
}

/* The only segment's terms and the sum of its columns file. */
static struct dump dump_of(const char *dir, char columns[65])
{
	struct dump d = { 0, 0 };
	char path[600];
	struct xj_index *ix;
	struct xj_error err;

	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	assert_int_equal(ix->segments, 1);
	assert_int_equal(xj_xapian_load(&err), XJ_OK);
	snprintf(path, sizeof(path), "%s/index/%s/xapian", dir,
	         ix->manifest.segment[0].name);
	assert_int_equal(xj_xbase_dump(path, add_term, &d, &err), XJ_OK);
	memcpy(columns, ix->manifest.segment[0].columns.sha256, 65);
	xj_index_close(ix);
	return d;
}

static void drop_index(const char *dir)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/index", dir);
	synth_remove(path);
}

/* Nine small imports end in one segment, which is the one that a rebuild from
 * nothing makes: same terms, same columns to the byte. */
static void test_merge_equals_rebuild(void **state)
{
	char dir[256], merged_columns[65], built_columns[65];
	struct dump merged, built;

	(void)state;
	synth_folder(dir);
	for (uint64_t i = 0; i < 9; i++) {
		add_rows(dir, 100, i);
		update(dir);
		assert_int_equal(strangers(dir), 0);
		assert_int_equal(info_of(dir).segments, i < 8 ? i + 1 : 1);
	}
	verify(dir);
	merged = dump_of(dir, merged_columns);
	drop_index(dir);
	update(dir);
	verify(dir);
	built = dump_of(dir, built_columns);
	assert_true(built.terms > 100);
	assert_true(merged.terms == built.terms && merged.sum == built.sum);
	assert_string_equal(merged_columns, built_columns);
	drop_index(dir);
	update(dir);
	merged = dump_of(dir, merged_columns);
	assert_true(merged.sum == built.sum);
	assert_string_equal(merged_columns, built_columns);
	synth_remove(dir);
}

static void test_merges_stay_few(void **state)
{
	struct xj_index_info info;
	char dir[256];
	uint64_t rows = 0;

	(void)state;
	synth_folder(dir);
	for (uint64_t i = 0; i < 30; i++) {
		uint64_t n = i % 7 == 0 ? 400 : 5 + i;

		add_rows(dir, n, i);
		update(dir);
		rows += n;
		info = info_of(dir);
		assert_true(info.segments <= XJ_MAX_SEGMENTS);
		assert_true(info.rows == rows);
	}
	verify(dir);
	synth_remove(dir);
}

/* ---- asking while updating ------------------------------------------- */

/* Asks until told to stop by the end of the pipe; 0 when every answer was a
 * whole generation and none went back. */
static int ask_on(const char *dir, int until)
{
	uint64_t last = 0, n = 0;
	struct xj_index *ix;
	struct xj_error err;
	char byte;

	for (;;) {
		uint64_t count;

		if (xj_index_open(dir, &ix, &err) != XJ_OK)
			return 2;
		count = count_all(ix);
		xj_index_close(ix);
		if (count % 50 != 0 || count < last)
			return 3;
		last = count;
		n++;
		if (read(until, &byte, 1) == 0)
			return n > 3 ? 0 : 4;
		if (errno != EAGAIN)
			return 5;
	}
}

static void test_asks_while_updating(void **state)
{
	struct xj_index *old;
	struct xj_error err;
	char dir[256];
	int ends[2], how;
	pid_t pid;

	(void)state;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	update(dir);
	assert_int_equal(xj_index_open(dir, &old, &err), XJ_OK);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		_exit(ask_on(dir, ends[0]));
	}
	close(ends[0]);
	for (uint64_t i = 0; i < 25; i++) {
		add_rows(dir, 50, i);
		update(dir);
	}
	/* without new entries updates are quick: more files go under its hands */
	for (int i = 0; i < 200; i++) {
		assert_int_equal(synth_sql(dir, "SELECT 1;", &err), XJ_OK);
		update(dir);
	}
	close(ends[1]);
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFEXITED(how));
	assert_int_equal(WEXITSTATUS(how), 0);
	/* what was open all the time still answers from its own generation */
	assert_int_equal(count_all(old), 100);
	xj_index_close(old);
	verify(dir);
	synth_remove(dir);
}

/* ---- kills ----------------------------------------------------------- */

/* Kills the first child that is at work. */
static void kill_child(void *ctx, uint64_t done, uint64_t all)
{
	bool *killed = ctx;
	char path[64], text[64] = "";
	FILE *f;

	(void)done;
	(void)all;
	if (*killed)
		return;
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(path, "r");
	if (!f)
		return;
	if (fgets(text, sizeof(text), f) && strtol(text, NULL, 10) > 1)
		*killed = kill((pid_t)strtol(text, NULL, 10), SIGKILL) == 0;
	fclose(f);
}

static void test_killed_child(void **state)
{
	struct xj_index_progress progress = { kill_child, NULL };
	struct xj_error err;
	bool killed = false;
	char dir[256];

	(void)state;
	progress.ctx = &killed;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	update(dir);
	add_rows(dir, BIG, 2);
	assert_int_equal(xj_index_update(dir, &progress, &err), XJ_IO);
	if (!killed)
		skip(); /* no /proc with children here */
	assert_non_null(strstr(err.text, "safe"));
	/* the old generation answers */
	assert_int_equal(info_of(dir).rows, 100);
	assert_true(strangers(dir) > 0);
	update(dir);
	assert_int_equal(info_of(dir).rows, 100 + BIG);
	assert_int_equal(strangers(dir), 0);
	verify(dir);
	synth_remove(dir);
}

static void test_killed_updates(void **state)
{
	uint64_t random = 4, generation = 0;
	char dir[256];

	(void)state;
	synth_folder(dir);
	for (uint64_t i = 0; i < 40; i++) {
		struct timespec nap = { 0, (long)(synth_random(&random) % 60000000) };
		struct xj_index_info info;
		pid_t pid;

		add_rows(dir, 40, i);
		pid = fork();
		if (pid == 0) {
			_exit((int)xj_index_update(dir, NULL, NULL));
		}
		nanosleep(&nap, NULL);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		update(dir);
		assert_int_equal(strangers(dir), 0);
		info = info_of(dir);
		assert_int_equal(info.rows, 40 * (i + 1));
		assert_true(info.generation > generation);
		generation = info.generation;
	}
	verify(dir);
	synth_remove(dir);
}

/* ---- damage ---------------------------------------------------------- */

static void slurp(const char *path, char **out, size_t *n)
{
	assert_int_equal(xj_read_file(path, 1 << 28, out, n, NULL), XJ_OK);
}

static void flip(const char *path, uint64_t *random)
{
	size_t n, at;
	char *p;

	slurp(path, &p, &n);
	at = synth_random(random) % n;
	p[at] = (char)(p[at] ^ 1 << synth_random(random) % 8);
	assert_int_equal(xj_write_file(path, p, n, NULL), XJ_OK);
	free(p);
}

static size_t files_of(const char *dir, char path[8][XJ_PATH_ROOM])
{
	struct xj_manifest m;
	size_t n = 3;

	assert_int_equal(xj_path(path[0], dir, "index", NULL), XJ_OK);
	assert_int_equal(xj_manifest_read(path[0], &m, NULL), XJ_OK);
	snprintf(path[0], XJ_PATH_ROOM, "%s/index/current", dir);
	snprintf(path[1], XJ_PATH_ROOM, "%s/index/%s", dir, m.filings_name);
	snprintf(path[2], XJ_PATH_ROOM, "%s/index/%s/xapian", dir, m.flags_name);
	for (size_t i = 0; i < m.segments && n < 7; i++) {
		snprintf(path[n++], XJ_PATH_ROOM, "%s/index/%s/columns", dir,
		         m.segment[i].name);
		snprintf(path[n++], XJ_PATH_ROOM, "%s/index/%s/xapian", dir,
		         m.segment[i].name);
	}
	return n;
}

static void test_verify_finds_flips(void **state)
{
	char dir[256], path[8][XJ_PATH_ROOM];
	uint64_t random = 7;
	struct xj_error err;
	size_t files, n;

	(void)state;
	synth_folder(dir);
	add_rows(dir, 500, 1);
	update(dir);
	add_rows(dir, 300, 2);
	update(dir);
	files = files_of(dir, path);
	assert_int_equal(files, 7);
	for (size_t i = 0; i < 42; i++) {
		const char *which = path[i % files];
		char *whole;

		slurp(which, &whole, &n);
		flip(which, &random);
		assert_int_equal(xj_index_verify(dir, &err), XJ_CORRUPT);
		assert_true(err.text[0] != '\0');
		assert_int_equal(xj_write_file(which, whole, n, NULL), XJ_OK);
		free(whole);
	}
	verify(dir);
	assert_int_equal(truncate(path[6], 4096), 0);
	assert_int_equal(xj_index_verify(dir, &err), XJ_CORRUPT);
	assert_int_equal(unlink(path[6]), 0);
	assert_int_equal(xj_index_verify(dir, &err), XJ_CORRUPT);
	/* and an update mends it */
	update(dir);
	verify(dir);
	assert_int_equal(info_of(dir).rows, 800);
	synth_remove(dir);
}

/* Damaged files may give wrong answers but never harm: the sanitizers watch. */
static void test_asking_damaged(void **state)
{
	char dir[256], path[8][XJ_PATH_ROOM];
	struct xj_word word = { .folded = XJ_STR("王明") };
	uint64_t random = 8;
	struct xj_question q;
	struct xj_answer got;
	struct xj_index *ix;
	size_t files, n;

	(void)state;
	synth_folder(dir);
	add_rows(dir, 700, 1);
	update(dir);
	files = files_of(dir, path);
	xj_question_init(&q);
	q.facets = (1u << XJ_FACETS) - 1;
	q.limit = 10;
	q.word = &word;
	for (size_t i = 0; i < 200; i++) {
		const char *which = path[i % files];
		char *whole;

		slurp(which, &whole, &n);
		flip(which, &random);
		q.words = i / files % 2;
		q.sort = (enum xj_sort)(i % 4);
		if (xj_index_open(dir, &ix, NULL) == XJ_OK) {
			if (xj_index_ask(ix, &q, &got, NULL) == XJ_OK)
				xj_answer_clear(&got);
			xj_index_close(ix);
		}
		assert_int_equal(xj_write_file(which, whole, n, NULL), XJ_OK);
		free(whole);
	}
	synth_remove(dir);
}

/* ---- other versions -------------------------------------------------- */

/* Replaces the first line of the list and makes its sum right again. */
static void write_head(const char *dir, const char *head)
{
	char path[300], *text, *rest;
	struct xj_buf b;
	size_t n;

	snprintf(path, sizeof(path), "%s/index/current", dir);
	slurp(path, &text, &n);
	rest = strchr(text, '\n');
	*strstr(rest, "end ") = '\0';
	xj_buf_init(&b, 1 << 16);
	assert_int_equal(xj_buf_addf(&b, "%s%s", head, rest), XJ_OK);
	assert_int_equal(xj_buf_addf(&b, "end %016" PRIx64 "\n",
	                             xj_hash64(b.p, b.n)), XJ_OK);
	assert_int_equal(xj_write_file(path, b.p, b.n, NULL), XJ_OK);
	xj_buf_clear(&b);
	free(text);
}

static void test_other_version(void **state)
{
	struct xj_index *ix;
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	update(dir);
	write_head(dir, "xianjin-index 1 999");
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_STALE);
	update(dir);
	verify(dir);
	write_head(dir, "xianjin-index 999 1");
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_STALE);
	update(dir);
	verify(dir);
	assert_int_equal(info_of(dir).rows, 100);
	synth_remove(dir);
}

/* A store put back from an older copy: the index of the newer one goes. */
static void test_store_went_back(void **state)
{
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	add_rows(dir, 100, 2);
	update(dir);
	assert_int_equal(synth_sql(dir, "DELETE FROM entry WHERE id > 50;"
	                           "UPDATE meta SET value = '0'"
	                           " WHERE key = 'revision';", &err), XJ_OK);
	update(dir);
	assert_int_equal(info_of(dir).rows, 50);
	verify(dir);
	synth_remove(dir);
}

static void test_store_with_a_gap(void **state)
{
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, 100, 1);
	assert_int_equal(synth_sql(dir, "DELETE FROM entry WHERE id = 50;", &err),
	                 XJ_OK);
	assert_int_equal(xj_index_update(dir, NULL, &err), XJ_CORRUPT);
	assert_non_null(strstr(err.text, "gap"));
	synth_remove(dir);
}

/* ---- limits ---------------------------------------------------------- */

static void test_deadline(void **state)
{
	struct xj_pattern pattern = { XJ_STR("(.?)(.?)(.?)(.?)(.?)(.?)y\\1") };
	struct xj_question q;
	struct xj_answer got;
	struct xj_index *ix;
	struct xj_error err;
	char dir[256];

	(void)state;
	synth_folder(dir);
	add_rows(dir, BIG, 1);
	update(dir);
	assert_int_equal(xj_index_open(dir, &ix, &err), XJ_OK);
	xj_question_init(&q);
	q.pattern = &pattern;
	assert_int_equal(xj_index_ask(ix, &q, &got, &err), XJ_OK);
	xj_answer_clear(&got);
	q.msec = 1;
	assert_int_equal(xj_index_ask(ix, &q, &got, &err), XJ_LIMIT);
	assert_non_null(strstr(err.text, "1 ms"));
	xj_index_close(ix);
	synth_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_yet),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_two_children),
		cmocka_unit_test(test_in_force),
		cmocka_unit_test(test_merge_equals_rebuild),
		cmocka_unit_test(test_merges_stay_few),
		cmocka_unit_test(test_asks_while_updating),
		cmocka_unit_test(test_killed_child),
		cmocka_unit_test(test_killed_updates),
		cmocka_unit_test(test_verify_finds_flips),
		cmocka_unit_test(test_asking_damaged),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_store_went_back),
		cmocka_unit_test(test_store_with_a_gap),
		cmocka_unit_test(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
