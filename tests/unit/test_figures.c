/*
 * test_figures.c - the numbers of figures against searches: whatever was asked,
 * the marks add up to the whole, and the filters of each mark find exactly the
 * rows that it counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "src/query/query_private.h"
#include "tests/bench/synth.h"
#include "xianjin/figures.h"

enum { ROWS = 6000, FILINGS = 24 };

struct world {
	char dir[256];
	struct xj_data *d;
};

/* Four elections in three counties, one of them under its old name, one of the
 * whole country; anonymous gifts around the limit; keys as real ones are. */
static const char elections[] =
	"INSERT INTO election (id, name, roc_year, office, area, by_election, polling_day,"
	" window_start, window_end, confidence) VALUES"
	" (2, '111年臺中市市長選舉', 111, 'mayor', '臺中市', 0, 19322, 19107, 19321, 'V'),"
	" (3, '111年高雄市市長選舉', 111, 'mayor', '高雄市', 0, 19322, 19107, 19321, 'V'),"
	" (4, '98年臺北縣議員選舉', 98, 'councillor', '臺北縣第1選區', 0, 17000, 16800,"
	"  16999, 'V');"
	"UPDATE filing SET election = 1 + id % 4;"
	"UPDATE entry SET amount = 500 * (1 + id % 45) WHERE kind = 5;"
	"UPDATE entry SET amount = 10000 WHERE kind = 5 AND id % 3 = 0;"
	"UPDATE entry SET donor = (donor & 1152921504606846975) | 2305843009213693952"
	" WHERE donor IS NOT NULL;"
	/* a donor of two names, of whom a question may mean one */
	"UPDATE entry SET donor = (SELECT donor FROM entry WHERE counterparty = '王明明'"
	" AND donor IS NOT NULL LIMIT 1) WHERE counterparty IN ('王明明', '王公司');";

static int open_world(void **state)
{
	const struct synth how = { .rows = ROWS, .seed = 7, .filings = FILINGS,
	                           .superseded = 20, .odd = true };
	struct world *w = calloc(1, sizeof(*w));
	struct xj_error err = { 0 };

	if (!w)
		return -1;
	synth_folder(w->dir);
	if (synth_fill(w->dir, &how, &err) || synth_sql(w->dir, elections, &err) ||
	    xj_data_open(w->dir, &w->d, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	*state = w;
	return 0;
}

static int close_world(void **state)
{
	struct world *w = *state;

	xj_data_close(w->d);
	synth_remove(w->dir);
	free(w);
	return 0;
}

/* ---- questions ------------------------------------------------------------- */

/* Filters by name and value, as in an address. */
static const char *const bases[][5] = {
	{ NULL },
	{ "direction", "expense", NULL },
	{ "recipient", "recipient 1", NULL },
	{ "recipient", "=recipient 3", NULL },
	{ "election", "臺中市", "kind", "individual" },
	{ "amount", "1500..9800", NULL },
	{ "date", "2018-03-05..2020-07-01", NULL },
	{ "year", "2019", "counterparty", "王" },
	{ "donor", "明", NULL },
	{ "area", "臺", NULL },
	{ "recipient", "nobody", NULL },
};

static void set(struct xj_query *q, const char *name, const char *value)
{
	struct xj_error err = { 0 };

	if (xj_query_set(q, name, value, &err))
		fail_msg("%s:%s: %s", name, value, err.text);
}

static struct xj_query *ask(const char *const base[5], const struct xj_mark *m)
{
	struct xj_query *q;

	assert_int_equal(xj_query_new(&q, NULL), XJ_OK);
	for (int i = 0; i < 4 && base[i]; i += 2) {
		bool mine = true;

		for (unsigned k = 0; m && k < m->pairs; k++)
			if (!m->pair[k].also && strcmp(m->pair[k].name, base[i]) == 0)
				mine = false;
		if (mine)
			set(q, base[i], base[i + 1]);
	}
	for (unsigned k = 0; m && k < m->pairs; k++)
		set(q, m->pair[k].name, m->pair[k].value);
	return q;
}

/* What a search finds: rows, and the sum of the side. */
static void search(struct world *w, struct xj_query *q, bool expense, uint64_t *count,
                   int64_t *amount)
{
	struct xj_error err = { 0 };
	struct xj_resolved r;
	struct xj_answer a;

	if (xj_resolve(w->d, q, &r, &err) || xj_index_ask(w->d->index, &r.question, &a, &err))
		fail_msg("%s", err.text);
	*count = a.count;
	*amount = expense ? a.expense : a.income;
	xj_answer_clear(&a);
	xj_resolved_clear(&r);
}

static struct xj_figure *make(struct world *w, const char *const base[5],
                              enum xj_figure_kind kind, const char *limit)
{
	struct xj_figure_options options = { .top = 5, .limit = limit };
	struct xj_query *q = ask(base, NULL);
	struct xj_error err = { 0 };
	struct xj_figure *f;

	if (xj_figure_make(w->d, q, kind, &options, &f, &err))
		fail_msg("%s", err.text);
	xj_query_free(q);
	return f;
}

static void check_mark(struct world *w, const char *const base[5],
                       const struct xj_figure *f, const struct xj_mark *m)
{
	struct xj_query *q;
	uint64_t count;
	int64_t amount;

	if (m->pairs == 0)
		return;
	q = ask(base, m);
	search(w, q, f->expense, &count, &amount);
	if (count != m->count || amount != m->amount)
		fail_msg("%s, mark %s %s=%s: %llu rows, %lld, search finds %llu, %lld",
		         xj_figure_types[f->kind].name, m->label ? m->label : "",
		         m->pair[0].name, m->pair[0].value, (unsigned long long)m->count,
		         (long long)m->amount, (unsigned long long)count,
		         (long long)amount);
	xj_query_free(q);
}

/* ---- the numbers -------------------------------------------------------------- */

static void test_every_mark(void **state)
{
	struct world *w = *state;
	unsigned linked[XJ_FIGURES] = { 0 };

	for (size_t b = 0; b < XJ_COUNT(bases); b++)
		for (unsigned k = 0; k < XJ_FIGURES; k++) {
			struct xj_figure *f = make(w, bases[b], (enum xj_figure_kind)k, NULL);
			uint64_t count = 0;
			int64_t amount = 0;

			for (size_t i = 0; i < f->marks; i++) {
				const struct xj_mark *m = &f->mark[i];

				check_mark(w, bases[b], f, m);
				linked[k] += m->pairs != 0;
				if (m->kind == XJ_MARK_EXACT)
					continue;
				count += m->count;
				amount = (int64_t)((uint64_t)amount + (uint64_t)m->amount);
			}
			for (size_t i = 0; i < f->nodes; i++)
				check_mark(w, bases[b], f, &f->node[i]);
			assert_int_equal(count, f->count);
			assert_int_equal(amount, f->amount);
			xj_figure_free(f);
		}
	for (unsigned k = 0; k < XJ_FIGURES; k++)
		if (linked[k] < 5)
			fail_msg("%s has %u links", xj_figure_types[k].name, linked[k]);
}

/* The whole of a figure is the whole of the search, on one side. */
static void test_whole(void **state)
{
	struct world *w = *state;

	for (size_t b = 0; b < XJ_COUNT(bases); b++) {
		struct xj_figure *f = make(w, bases[b], XJ_FIG_DONORS, NULL);
		struct xj_query *q = ask(bases[b], NULL);
		uint64_t count;
		int64_t amount;

		if (!f->expense)
			set(q, "direction", "income");
		search(w, q, f->expense, &count, &amount);
		assert_int_equal(count, f->count);
		assert_int_equal(amount, f->amount);
		assert_true(f->expense == (b == 1));
		xj_query_free(q);
		xj_figure_free(f);
	}
}

static void test_time(void **state)
{
	static const char *const base[] = { "election", "市長", NULL, NULL, NULL };
	static const char *const country[] = { NULL, NULL, NULL, NULL, NULL };
	struct xj_figure *f = make(*state, base, XJ_FIG_TIME, NULL);
	int64_t running = 0;
	bool vote = false;

	/* both elections are on one day: weeks end with it */
	assert_int_equal(f->polling_day, 19322);
	assert_int_equal(f->window_start, 19107);
	assert_int_equal(f->step, XJ_STEP_WEEK);
	for (size_t i = 0; i < f->marks; i++) {
		const struct xj_mark *m = &f->mark[i];

		vote = vote || (m->kind == XJ_MARK_PLAIN && m->high == 19322);
		running = (int64_t)((uint64_t)running + (uint64_t)m->amount);
		assert_int_equal(m->running, running);
		if (i && m->kind != XJ_MARK_UNDATED)
			assert_int_equal(m->low, f->mark[i - 1].high + 1);
	}
	assert_true(vote);
	assert_int_equal(f->mark[0].kind, XJ_MARK_EARLIER);
	assert_int_equal(f->mark[f->marks - 1].kind, XJ_MARK_UNDATED);
	xj_figure_free(f);
	/* elections of several days share nothing */
	f = make(*state, country, XJ_FIG_TIME, NULL);
	assert_int_equal(f->polling_day, XJ_NO_DAY);
	assert_int_equal(f->window_start, XJ_NO_DAY);
	assert_int_equal(f->step, XJ_STEP_MONTH);
	xj_figure_free(f);
}

/* The anonymous gifts to those who stood against recipient 1, by plain SQL. */
static uint64_t others_in_store(struct world *w)
{
	struct xj_error err = { 0 };
	sqlite3_stmt *q;
	uint64_t n;

	assert_int_equal(xj_sql(w->d, "SELECT count(*) FROM entry n JOIN filing f"
	                 " ON f.id = n.filing WHERE n.kind = 5 AND n.direction = 1"
	                 " AND f.income_in_force AND f.election IN (2, 3)"
	                 " AND f.recipient <> 1", &q, &err), XJ_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	n = (uint64_t)sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	assert_true(n > 0);
	return n;
}

/* Bins are closed on the right; the limit itself is in the last one below it. */
static void test_histogram(void **state)
{
	static const char *const base[] = { "recipient", "=recipient 1", NULL, NULL, NULL };
	struct xj_figure *f = make(*state, base, XJ_FIG_HISTOGRAM, NULL);
	const struct xj_mark *exact = NULL;
	uint64_t peers = 0;

	assert_int_equal(f->limit, 10000);
	assert_string_equal(f->law, "anonymous.max");
	assert_non_null(strstr(f->article, "Art. 14"));
	for (size_t i = 0; i < f->marks; i++) {
		const struct xj_mark *m = &f->mark[i];

		if (m->kind == XJ_MARK_EXACT)
			exact = m;
		else
			peers += m->peers;
		if (m->kind == XJ_MARK_PLAIN)
			assert_int_equal(m->high % 1000, 0);
	}
	assert_non_null(exact);
	assert_int_equal(exact[-1].low, 9001);
	assert_int_equal(exact[-1].high, 10000);
	assert_true(exact->count > 0 && exact->count <= exact[-1].count);
	assert_int_equal(peers, f->peers);
	assert_int_equal(peers, others_in_store(*state));
	xj_figure_free(f);
	/* an uneven limit: its bins have whole dollars and end on it */
	f = make(*state, base, XJ_FIG_HISTOGRAM, "1,003");
	assert_null(f->law);
	for (size_t i = 1; i < f->marks; i++)
		if (f->mark[i].kind == XJ_MARK_PLAIN && f->mark[i - 1].kind == XJ_MARK_PLAIN)
			assert_int_equal(f->mark[i].low, f->mark[i - 1].high + 1);
	for (size_t i = 0; i < f->marks; i++)
		check_mark(*state, base, f, &f->mark[i]);
	xj_figure_free(f);
}

static void test_limits(void **state)
{
	static const char *const wrong[] = { "nothing.max", "9", "-5", "window.months",
	                                     "999999999999999" };
	struct world *w = *state;
	struct xj_query *q;
	struct xj_figure *f;

	assert_int_equal(xj_query_new(&q, NULL), XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(wrong); i++) {
		struct xj_figure_options options = { .limit = wrong[i] };
		struct xj_error err = { 0 };
		enum xj_status st = xj_figure_make(w->d, q, XJ_FIG_HISTOGRAM, &options, &f,
		                                   &err);

		assert_int_equal(st, i < 4 ? XJ_USAGE : XJ_OK);
		assert_true(st == XJ_OK || strstr(err.text, "limit"));
		xj_figure_free(f);
	}
	xj_query_free(q);
}

/* The largest are those that a plain sum over the store puts first. */
static void test_rank(void **state)
{
	static const char *const base[] = { NULL, NULL, NULL, NULL, NULL };
	static const char sql[] =
		"SELECT sum(amount) FROM entry n JOIN filing f ON f.id = n.filing"
		" WHERE n.direction = 1 AND f.income_in_force AND n.donor IS NOT NULL"
		" GROUP BY n.donor ORDER BY 1 DESC LIMIT 5";
	struct world *w = *state;
	struct xj_figure *f = make(w, base, XJ_FIG_DONORS, NULL);
	struct xj_error err = { 0 };
	sqlite3_stmt *q;

	assert_int_equal(xj_sql(w->d, sql, &q, &err), XJ_OK);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(sqlite3_step(q), SQLITE_ROW);
		assert_int_equal(f->mark[i].kind, XJ_MARK_PLAIN);
		assert_int_equal(f->mark[i].amount, sqlite3_column_int64(q, 0));
	}
	sqlite3_finalize(q);
	assert_int_equal(f->mark[5].kind, XJ_MARK_NAMELESS);
	assert_int_equal(f->mark[6].kind, XJ_MARK_OTHERS);
	xj_figure_free(f);
}

/* Areas are today's counties; what lies in none stands for itself. */
static void test_map(void **state)
{
	static const char *const base[] = { NULL, NULL, NULL, NULL, NULL };
	struct xj_figure *f = make(*state, base, XJ_FIG_MAP, NULL);
	unsigned seen = 0;

	for (size_t i = 0; i < f->marks; i++) {
		const struct xj_mark *m = &f->mark[i];

		if (m->kind == XJ_MARK_NATION)
			seen |= 1;
		else if (strcmp(m->label, "新北市") == 0 && m->pairs == 0)
			seen |= 2; /* filed as 臺北縣: no one filter finds it */
		else if (strcmp(m->label, "臺中市") == 0 && m->pairs == 2)
			seen |= 4;
	}
	assert_int_equal(seen, 7);
	assert_int_equal(f->mark[f->marks - 1].kind, XJ_MARK_NATION);
	xj_figure_free(f);
}

/* ---- as a table ------------------------------------------------------------------ */

static void test_view(void **state)
{
	struct world *w = *state;
	struct xj_error err = { 0 };

	for (unsigned k = 0; k <= XJ_FIGURES; k++) {
		const char *name = k < XJ_FIGURES ? xj_figure_types[k].name : "pie";
		struct xj_render_options options = { 0 };
		struct xj_output *o;
		struct xj_query *q;
		char *text = NULL;
		size_t n;
		enum xj_status st;

		options.out = open_memstream(&text, &n);
		assert_non_null(options.out);
		assert_int_equal(xj_output_open(xj_renderer_find("json"), &options, &o, &err),
		                 XJ_OK);
		assert_int_equal(xj_query_new(&q, NULL), XJ_OK);
		st = xj_view_figure(w->d, q, name, NULL, o, &err);
		assert_int_equal(st, k < XJ_FIGURES ? XJ_OK : XJ_USAGE);
		if (st) {
			xj_output_abandon(o);
			assert_non_null(strstr(err.text, "histogram"));
		} else {
			assert_int_equal(xj_output_close(o, &err), XJ_OK);
		}
		fclose(options.out);
		if (!st) {
			char wanted[64];

			snprintf(wanted, sizeof(wanted), "\"figure\":\"%s\"", name);
			assert_non_null(strstr(text, wanted));
			assert_non_null(strstr(text, "\"rows\":[\n{"));
			assert_non_null(strstr(text, "direction:income"));
		}
		xj_query_free(q);
		free(text);
	}
}

static void test_query_text(void **state)
{
	char values[3][32] = { "=王 明", "income", "=a\"b" };
	struct xj_mark m = { .pair = { { "recipient", values[0], false },
	                               { "direction", values[1], false } }, .pairs = 2 };
	struct xj_buf b;

	(void)state;
	xj_buf_init(&b, 1000);
	assert_int_equal(xj_mark_query(&m, &b), XJ_OK);
	assert_string_equal(b.p, "recipient:=\"王 明\" direction:income");
	xj_buf_reset(&b);
	m.pair[0].value = values[2];
	assert_int_equal(xj_mark_query(&m, &b), XJ_OK);
	assert_int_equal(b.n, 0);
	xj_buf_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_mark), cmocka_unit_test(test_whole),
		cmocka_unit_test(test_time), cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_limits), cmocka_unit_test(test_rank),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_view), cmocka_unit_test(test_query_text),
	};

	return cmocka_run_group_tests_name("figures", tests, open_world, close_world);
}
