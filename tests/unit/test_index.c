/*
 * test_index.c - the life of an index: updates, merges, deadlines.  What it answers is
 * test_ask.c's matter, what is done to it test_index_harm.c's.
 */
#include "tests/unit/index_make.h"

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
		cmocka_unit_test(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
