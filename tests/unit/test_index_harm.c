/*
 * test_index_harm.c - an index that is asked while it changes, whose makers are killed,
 * whose files are damaged, of another version or of another store.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/index_make.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_asks_while_updating),
		cmocka_unit_test(test_killed_child),
		cmocka_unit_test(test_killed_updates),
		cmocka_unit_test(test_verify_finds_flips),
		cmocka_unit_test(test_asking_damaged),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_store_went_back),
		cmocka_unit_test(test_store_with_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
