/*
 * test_law.c - the law has no two rows for one day and no silent gap; files of laws and
 * of rules say what is wrong with them.
 */
#include "tests/unit/rules_make.h"

/* ---- the law --------------------------------------------------------- */

static int by_what(const void *a, const void *b)
{
	const struct xj_law_row *x = *(const struct xj_law_row *const *)a;
	const struct xj_law_row *y = *(const struct xj_law_row *const *)b;
	int order = strcmp(x->name, y->name);

	if (!order)
		order = strcmp(x->kind, y->kind);
	if (!order)
		order = strcmp(x->office, y->office);
	return order ? order : x->from_day < y->from_day ? -1 : x->from_day > y->from_day;
}

static bool same_rule(const struct xj_law_row *a, const struct xj_law_row *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->office, b->office) == 0;
}

/* Days between two rows of one rule on which the law really says nothing. */
static const char *const known_gaps[] = { NULL };

static bool is_known_gap(const char *name)
{
	for (size_t i = 0; known_gaps[i]; i++)
		if (strcmp(known_gaps[i], name) == 0)
			return true;
	return false;
}

static void test_law(void **state)
{
	struct xj_rules *r = load(NULL);
	const struct xj_law_row *row, **by;
	size_t n = xj_law_rows(r, &row);

	(void)state;
	assert_true(n > 100);
	assert_int_equal(strlen(xj_rules_law_hash(r)), 64);
	by = calloc(n, sizeof(*by));
	assert_non_null(by);
	for (size_t i = 0; i < n; i++) {
		by[i] = &row[i];
		assert_true(row[i].id == (int64_t)i + 1);
		/* what is only recalled is not shipped */
		assert_true(strchr("VNDM", row[i].confidence[0]) && row[i].confidence[0]);
		assert_true(row[i].article[0] && row[i].source[0] && row[i].unit[0]);
	}
	qsort(by, n, sizeof(*by), by_what);
	for (size_t i = 1; i < n; i++) {
		if (!same_rule(by[i - 1], by[i]))
			continue;
		if (by[i - 1]->to_day == XJ_NO_DAY || by[i]->from_day <= by[i - 1]->to_day)
			fail_msg("%s: rows %d and %d overlap", by[i]->name,
			         (int)by[i - 1]->id, (int)by[i]->id);
		if (by[i]->from_day != by[i - 1]->to_day + 1 && !is_known_gap(by[i]->name))
			fail_msg("%s: nothing in force between rows %d and %d", by[i]->name,
			         (int)by[i - 1]->id, (int)by[i]->id);
	}
	free(by);
	xj_rules_free(r);
}

static void refuse_law(const char *rows, const char *said)
{
	struct xj_rules_options o = { .law_file = NULL };
	struct xj_error err = { 0 };
	struct xj_rules *r;
	char text[2000], path[200];

	snprintf(text, sizeof(text), "name,kind,office,from,to,value,unit,article,source,"
	         "confidence,rule_base_id\n%s", rows);
	put_file("law.csv", text);
	snprintf(path, sizeof(path), "%s", path_of("law.csv"));
	o.law_file = path;
	if (xj_rules_load(&o, &r, NULL, NULL, &err) != XJ_BAD_INPUT ||
	    !strstr(err.text, said) || !strstr(err.text, "law.csv"))
		fail_msg("%s: %s", said, err.text);
	assert_null(r);
}

static void test_wrong_law(void **state)
{
	(void)state;
	refuse_law("a.b,,,2008-01-01,2009-12-31,1,TWD,1,s,V,X\n"
	           "a.b,,,2009-12-31,,2,TWD,1,s,V,X\n", "row 3");
	refuse_law("a.b,,,,,1,TWD,1,s,V,X\na.b,,,2009-12-31,,2,TWD,1,s,V,X\n", "twice");
	refuse_law("a.b,martian,,,,1,TWD,1,s,V,X\n", "martian");
	refuse_law("a.b,,emperor,,,1,TWD,1,s,V,X\n", "emperor");
	refuse_law("a.b,,,2008-13-01,,1,TWD,1,s,V,X\n", "2008-13-01");
	refuse_law("a.b,,,2009-01-01,2008-01-01,1,TWD,1,s,V,X\n", "before");
	refuse_law("a.b,,,,,many,TWD,1,s,V,X\n", "many");
	refuse_law("a.b,,,,,,TWD,1,s,V,X\n", "missing");
	/* another kind, another office, another time: no overlap */
	put_file("law.csv", "name,kind,office,from,to,value,unit,article,source,"
	         "confidence,rule_base_id\n"
	         "a.b,,,,2008-12-31,1,TWD,1,s,V,X\na.b,,,2009-01-01,,2,TWD,1,s,V,X\n"
	         "a.b,group,,,,3,TWD,1,s,V,X\na.b,,mayor,,,4,TWD,1,s,V,X\n");
	{
		struct xj_rules_options o = { .law_file = path_of("law.csv") };
		struct xj_rules *r = load(&o);
		const struct xj_law_row *row;

		assert_int_equal(xj_law_rows(r, &row), 4);
		assert_true(row[0].from_day == XJ_NO_DAY);
		xj_rules_free(r);
	}
}

static void test_set(void **state)
{
	const char *const set[] = { "anonymous.max=5,000" };
	const char *const wrong[] = { "anonymous.max", "=5", "anonymous.max=x",
	                              "anonymous.min=5" };
	struct xj_rules_options o = { .set = set, .sets = 1 };
	struct xj_rules *plain = load(NULL), *r = load(&o);
	const struct xj_law_row *row;
	size_t n = xj_law_rows(r, &row);
	int changed = 0;

	(void)state;
	for (size_t i = 0; i < n; i++)
		if (strcmp(row[i].name, "anonymous.max") == 0) {
			assert_int_equal(row[i].value, 5000);
			changed++;
		}
	assert_true(changed > 0);
	assert_string_not_equal(xj_rules_law_hash(r), xj_rules_law_hash(plain));
	xj_rules_free(plain);
	xj_rules_free(r);
	for (size_t i = 0; i < XJ_COUNT(wrong); i++) {
		struct xj_error err = { 0 };

		o.set = &wrong[i];
		assert_int_equal(xj_rules_load(&o, &r, NULL, NULL, &err), XJ_USAGE);
		assert_non_null(strstr(err.text, "--set"));
	}
}

/* ---- rule files ------------------------------------------------------ */

static void test_headers(void **state)
{
	struct xj_rules_options o = { .folder = folder };
	const struct xj_rule *rule;
	struct xj_rules *r;

	(void)state;
	put_rule("good-rule", "S", "none", "SELECT 1 AS key");
	put_rule("bad severity", "S", "none", "SELECT 1 AS key");
	put_rule("no-such-severity", "X", "none", "SELECT 1 AS key");
	put_rule("no-such-table", "S", "weather", "SELECT 1 AS key");
	put_rule("no-query", "S", "none", "-- nothing");
	put_file("empty.sql", "");
	put_file("one-language.sql", "-- id: one-language\n-- law: X\n-- severity: S\n"
	         "-- unit: TWD\n-- needs: none\n-- title: only English\n"
	         "-- message: a | b\nSELECT 1 AS key\n");
	put_file("not-utf8.sql", "-- id: not-utf8\n\xff\xfe\n");
	put_file("notes.txt", "no rule at all");
	/* ours is replaced by the user's; a second one of the user is not taken */
	put_rule("anonymous-limit", "I", "none", "SELECT 2 AS key");
	put_file("zz.sql", "-- id: good-rule\n-- law: X\n-- severity: S\n-- unit: none\n"
	         "-- needs: none\n-- title: a | b\n-- message: a | b\nSELECT 3 AS key\n");
	r = load(&o);
	rule = xj_rules_find(r, "good-rule");
	assert_non_null(rule);
	assert_string_equal(rule->title_en, "A test");
	assert_string_equal(rule->title_zh, "測試");
	assert_int_equal(rule->line, 9);
	assert_non_null(strstr(rule->sql, "SELECT 1"));
	rule = xj_rules_find(r, "anonymous-limit");
	assert_non_null(rule);
	assert_string_equal(rule->severity, "I");
	assert_null(rule->page);
	assert_non_null(strstr(warned, "no-such-severity.sql: line 3: "));
	assert_non_null(strstr(warned, "no-such-table.sql: line 5: "));
	assert_non_null(strstr(warned, "no-query.sql: line "));
	assert_non_null(strstr(warned, "empty.sql: line 1: "));
	assert_non_null(strstr(warned, "one-language.sql: line 6: "));
	assert_non_null(strstr(warned, "not-utf8.sql"));
	assert_non_null(strstr(warned, "bad severity.sql: line 1: "));
	assert_non_null(strstr(warned, "zz.sql"));
	assert_null(strstr(warned, "notes.txt"));
	assert_null(xj_rules_find(r, "no-such-severity"));
	/* the gravest first */
	for (size_t i = 1; i < xj_rules_count(r); i++) {
		const char *a = xj_rules_get(r, i - 1)->severity;
		const char *b = xj_rules_get(r, i)->severity;

		assert_true(strchr("CAFSI", *a) <= strchr("CAFSI", *b));
	}
	xj_rules_free(r);
	o.only = "no-rule";
	assert_int_equal(xj_rules_load(&o, &r, NULL, NULL, NULL), XJ_USAGE);
	o = (struct xj_rules_options){ .folder = "/nonexistent" };
	assert_int_equal(xj_rules_load(&o, &r, NULL, NULL, NULL), XJ_IO);
}

/* Ours are sound, and what they ask of the law is there. */
static void test_ours(void **state)
{
	struct xj_rules *r = load(NULL);
	size_t n = xj_rules_count(r);
	struct xj_rule_state *s = calloc(n + 1, sizeof(*s));
	char name[64];

	(void)state;
	assert_string_equal(warned, "");
	assert_non_null(s);
	assert_int_equal(xj_rules_states(r, NULL, s, NULL), XJ_OK);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(s[i].state, "not run") != 0)
			fail_msg("%s: %s", s[i].state, s[i].why);
		if (xj_law_missing(r, xj_rules_get(r, i)->sql, name, sizeof(name)))
			fail_msg("%s: no law is called %s", xj_rules_get(r, i)->id, name);
	}
	free(s);
	xj_rules_free(r);
}

/* Who has no rules loaded knows what they are called. */
static void test_titles(void **state)
{
	enum xj_language before = xj_language();
	struct xj_rules *r = load(NULL);

	(void)state;
	for (size_t i = 0; i < xj_rules_count(r); i++) {
		const struct xj_rule *rule = xj_rules_get(r, i);

		xj_language_set(XJ_CHINESE);
		assert_true(xj_str_is(xj_rules_title(xj_str_c(rule->id)), rule->title_zh));
		xj_language_set(XJ_ENGLISH);
		assert_true(xj_str_is(xj_rules_title(xj_str_c(rule->id)), rule->title_en));
	}
	assert_int_equal(xj_rules_title(XJ_STR("of-my-own")).n, 0);
	assert_int_equal(xj_rules_title(XJ_STR("")).n, 0);
	xj_language_set(before);
	xj_rules_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_law, clear_folder),
		cmocka_unit_test_setup(test_wrong_law, clear_folder),
		cmocka_unit_test_setup(test_set, clear_folder),
		cmocka_unit_test_setup(test_headers, clear_folder),
		cmocka_unit_test_setup(test_ours, clear_folder),
		cmocka_unit_test_setup(test_titles, clear_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
