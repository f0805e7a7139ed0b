/*
 * test_rules.c - the law has no two rows for one day and no silent gap; rule
 * files say what is wrong with them; what rules read is what the store holds;
 * flags are the same each time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/rules/rules_private.h"
#include "xianjin/render.h"

static char folder[] = "/tmp/xj-rules-XXXXXX";
static char warned[4096];

static void warn(void *ctx, const char *text)
{
	size_t n = strlen(warned);

	(void)ctx;
	snprintf(warned + n, sizeof(warned) - n, "%s\n", text);
}

static const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

/* A rule with the header of a rule and the query SQL. */
static void put_rule(const char *id, const char *severity, const char *needs,
                     const char *sql)
{
	char text[4096], name[100];

	snprintf(text, sizeof(text), "-- id: %s\n-- law: X-01\n-- severity: %s\n"
	         "-- unit: TWD\n-- needs: %s\n-- title: A test | 測試\n"
	         "-- message: {value} over {limit}, {name}, {count} | "
	         "{value} 超過 {limit}，{name}，{count}\n\n%s\n", id, severity, needs, sql);
	snprintf(name, sizeof(name), "%s.sql", id);
	put_file(name, text);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
	char command[300];

	(void)state;
	warned[0] = '\0';
	snprintf(command, sizeof(command), "rm -rf %s/*", folder);
	return system(command);
}

static int drop_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static struct xj_rules *load(const struct xj_rules_options *options)
{
	struct xj_error err = { 0 };
	struct xj_rules *r;

	if (xj_rules_load(options, &r, warn, NULL, &err))
		fail_msg("%s", err.text);
	return r;
}

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

/* ---- a store --------------------------------------------------------- */

static struct xj_store *memory(void)
{
	struct xj_error err = { 0 };
	struct xj_store *s;

	if (xj_store_open("", XJ_STORE_MEMORY, &s, &err))
		fail_msg("%s", err.text);
	return s;
}

static int64_t new_part(struct xj_store *s, int number)
{
	char sha[65];
	struct xj_source source = { sha, "file.csv", 1 };
	struct xj_part part = { .member = "", .sheet = "", .layout = "official",
	                        .encoding = "UTF-8", .header = XJ_STR("[]") };
	struct xj_part_counts counts = { 0 };
	int64_t id;

	snprintf(sha, sizeof(sha), "%064d", number);
	assert_int_equal(xj_store_add_source(s, &source, &part.source, NULL), XJ_OK);
	assert_int_equal(xj_store_add_part(s, &part, &id, NULL), XJ_OK);
	assert_int_equal(xj_store_end_part(s, id, &counts, NULL), XJ_OK);
	return id;
}

static int64_t new_filing(struct xj_store *s, const char *who, const char *election,
                          enum xj_account account, int source, enum xj_side side)
{
	struct xj_filing f = { .recipient = xj_str_c(who), .election = xj_str_c(election),
	                       .account = account, .serial = 1,
	                       .serial_text = XJ_STR("首次") };
	struct xj_filing_ref ref;
	struct xj_error err = { 0 };

	if (xj_store_filing(s, &f, source, side, &ref, &err))
		fail_msg("%s", err.text);
	return ref.id;
}

static struct xj_entry gift(int64_t part, uint64_t row, int64_t filing,
                            enum xj_kind kind, uint64_t donor, int64_t amount)
{
	return (struct xj_entry){
		.part = part, .row = row, .filing = filing, .seq = XJ_STR("1"),
		.direction = XJ_INCOME, .subject = 11, .kind = kind, .donor = donor,
		.counterparty = XJ_STR("測試"), .counterparty_id = XJ_STR("A12*******"),
		.id_kind = XJ_ID_MASKED, .amount = amount,
		.day = xj_day_of(2022, 9, 1), .method = XJ_METHOD_CASH,
		.deposit_day = xj_day_of(2022, 9, 2), .monetary = 1, .disclose = -1,
		.purpose = XJ_STR(""), .address = XJ_STR("臺中市"), .phone = XJ_STR(""),
	};
}

static void add(struct xj_store *s, struct xj_entry e)
{
	struct xj_error err = { 0 };

	if (xj_store_add_entry(s, &e, &err))
		fail_msg("%s", err.text);
}

static int64_t number(struct xj_store *s, const char *sql)
{
	sqlite3_stmt *q;
	int64_t n = INT64_MIN;

	if (sqlite3_prepare_v2(xj_store_db(s), sql, -1, &q, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(xj_store_db(s)));
	if (sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

/* All that SQL gives, as one text. */
static char *dump(struct xj_store *s, const char *sql)
{
	struct xj_buf b;
	sqlite3_stmt *q;

	xj_buf_init(&b, 1u << 26);
	if (sqlite3_prepare_v2(xj_store_db(s), sql, -1, &q, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(xj_store_db(s)));
	while (sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const char *text = (const char *)sqlite3_column_text(q, i);

			assert_int_equal(xj_buf_addf(&b, "%s%c", text ? text : "NULL",
				i + 1 < sqlite3_column_count(q) ? '|' : '\n'), XJ_OK);
		}
	sqlite3_finalize(q);
	return b.p ? b.p : strdup("");
}

/* Three anonymous gifts over 10,000 (one returned), a small one, interest. */
static struct xj_store *small_store(void)
{
	struct xj_store *s = memory();
	int64_t part = new_part(s, 1);
	int64_t f = new_filing(s, "甄有恆", "111年臺中市市長選舉", XJ_ACCOUNT_CANDIDATE, 1,
	                       XJ_SIDE_INCOME);
	struct xj_entry e;

	add(s, gift(part, 2, f, XJ_KIND_ANONYMOUS, 0, 12000));
	e = gift(part, 3, f, XJ_KIND_ANONYMOUS, 0, 15000);
	e.disposition = XJ_RETURNED;
	add(s, e);
	add(s, gift(part, 4, f, XJ_KIND_ANONYMOUS, 0, 10000));
	add(s, gift(part, 5, f, XJ_KIND_ANONYMOUS, 0, 20000));
	add(s, gift(part, 6, f, XJ_KIND_OTHER, 0, 99000));
	return s;
}

static struct xj_rule_result run_one(struct xj_store *s, const char *id)
{
	struct xj_rules_options o = { .folder = folder, .only = id };
	struct xj_rules *r = load(&o);
	struct xj_rule_result result;
	struct xj_error err = { 0 };

	if (xj_rules_run(r, s, &result, &err))
		fail_msg("%s", err.text);
	result.rule = NULL;
	xj_rules_free(r);
	return result;
}

#define OVER \
	"SELECT g.entry AS key, g.filing, g.donor, g.entry, g.amount AS value," \
	" l.value AS \"limit\", l.id AS law, g.disposition AS exempt, 'x' AS detail\n" \
	"FROM gift g JOIN law l ON l.name = 'anonymous.max' AND l.kind = g.kind\n" \
	" AND g.day BETWEEN coalesce(l.from_day, -999999) AND coalesce(l.to_day, 999999)\n" \
	"WHERE g.amount > l.value"

static void test_flags(void **state)
{
	struct xj_store *s = small_store();
	struct xj_rule_result r;
	char *first, *second;

	(void)state;
	put_rule("t-over", "A", "none", OVER);
	r = run_one(s, "t-over");
	assert_int_equal(r.state, XJ_RULE_RAN);
	assert_int_equal(r.flags, 3);
	assert_int_equal(r.exempt, 1);
	assert_int_equal(r.entries, 3);
	first = dump(s, "SELECT * FROM flag; ");
	assert_int_equal(number(s, "SELECT count(*) FROM flag WHERE severity = 'I' AND"
	                        " exempt = 'returned' AND value = 15000"), 1);
	assert_int_equal(number(s, "SELECT sum(amount) FROM flag WHERE severity = 'A'"),
	                 32000);
	/* by the law of the day, which the store keeps */
	assert_int_equal(number(s, "SELECT count(*) FROM flag g JOIN law l ON l.id = g.law"
	                        " WHERE l.name = 'anonymous.max' AND l.value = g.\"limit\""),
	                 3);
	assert_int_equal(number(s, "SELECT count(*) FROM flag_entry"), 3);
	run_one(s, "t-over");
	second = dump(s, "SELECT * FROM flag; ");
	assert_string_equal(first, second);
	free(first);
	free(second);
	/* nothing stays behind */
	assert_int_equal(number(s, "SELECT count(*) FROM temp.sqlite_schema"), 0);
	xj_store_close(s);
}

/* One flag of several rows, across two filings. */
static void test_grouping(void **state)
{
	struct xj_store *s = small_store();
	int64_t part = new_part(s, 2);
	int64_t f = new_filing(s, "柳樣本", "111年臺南市市長選舉", XJ_ACCOUNT_CANDIDATE, 2,
	                       XJ_SIDE_INCOME);
	struct xj_rule_result r;
	char *text;

	(void)state;
	add(s, gift(part, 2, f, XJ_KIND_ANONYMOUS, 0, 30000));
	put_rule("t-group", "S", "none",
	         "SELECT 'all' AS key, filing, donor, entry, amount AS value,"
	         " NULL AS \"limit\", NULL AS law, disposition AS exempt, NULL AS detail"
	         " FROM gift UNION ALL SELECT 'filing', filing, NULL, NULL, received, NULL,"
	         " NULL, NULL, recipient_name FROM filing_info");
	r = run_one(s, "t-group");
	assert_int_equal(r.state, XJ_RULE_RAN);
	assert_int_equal(r.flags, 2);
	text = dump(s, "SELECT filing, value, exempt, detail, entries, amount, severity"
	            " FROM flag ORDER BY entries");
	/* the row with the greatest value speaks; an exemption only if of all */
	assert_string_equal(text, "NULL|57000|NULL|甄有恆|0|0|S\n"
	                          "NULL|30000|NULL|NULL|5|87000|S\n");
	free(text);
	xj_store_close(s);
}

static const struct {
	const char *sql, *said;
} broken[] = {
	{ "SELECT 1 AS key\nFROM gift g\nWHERE g.colour = 1", "t-broken.sql: line 11: " },
	{ "SELECT 1 AS key FROM gift WHERE", "t-broken.sql: line 9: " },
	{ "SELECT 1 AS key FROM entry", "not authorized" },
	{ "SELECT id AS key FROM entry", "access to entry.id is prohibited" },
	{ "SELECT value AS key FROM main.law", "prohibited" },
	{ "SELECT name AS key FROM sqlite_schema", "prohibited" },
	{ "SELECT 1 AS key FROM pragma_table_info('flag')", "line 9" },
	{ "SELECT 1 AS key FROM json_each('[1]')", "line 9" },
	{ "DELETE FROM law", "not authorized" },
	{ "PRAGMA query_only = OFF", "not authorized" },
	{ "ATTACH 'x.db' AS x", "not authorized" },
	{ "INSERT INTO law SELECT * FROM law", "not authorized" },
	{ "SELECT load_extension('x') AS key", "not authorized" },
	{ "SELECT random() AS key FROM gift", "not authorized" },
	{ "SELECT xj_fold('x') AS key", "line 9" },
	{ "SELECT 1 AS key;\nSELECT 2 AS key", "t-broken.sql: line 10: " },
	{ "SELECT 1 AS colour, 2 AS key", "colour" },
	{ "SELECT 1 AS key, 2 AS key", "key" },
	{ "SELECT 1 AS value", "\"key\"" },
	{ "SELECT NULL AS key FROM gift", "key: " },
	{ "SELECT 1 AS key, 0.5 AS value FROM gift", "value: " },
	{ "SELECT 1 AS key, 'a' AS entry FROM gift", "entry: " },
	{ "SELECT 1 AS key, 77 AS entry", "entry: " },
	{ "SELECT 1 AS key, 77 AS filing", "filing: " },
	{ "SELECT 1 AS key, 7777 AS law", "law: " },
	{ "SELECT 1 AS key, sum(9000000000000000000) AS value FROM gift", "overflow" },
};

static void test_broken(void **state)
{
	struct xj_store *s = small_store();
	struct xj_rules_options o = { .folder = folder };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(broken); i++) {
		struct xj_rule_result r;

		put_rule("t-broken", "S", "none", broken[i].sql);
		r = run_one(s, "t-broken");
		if (r.state != XJ_RULE_BROKEN || !strstr(r.why, broken[i].said) ||
		    !strstr(r.why, "t-broken.sql: line "))
			fail_msg("%s: %d %s", broken[i].sql, (int)r.state, r.why);
		assert_int_equal(number(s, "SELECT count(*) FROM flag"), 0);
	}
	/* it stops nothing else */
	put_rule("t-over", "A", "none", OVER);
	{
		struct xj_rules *r = load(&o);
		struct xj_error err = { 0 };

		if (xj_rules_run(r, s, NULL, &err))
			fail_msg("%s", err.text);
		xj_rules_free(r);
	}
	assert_int_equal(number(s, "SELECT count(*) FROM flag WHERE rule = 't-over'"), 3);
	/* the rules have changed nothing */
	assert_int_equal(number(s, "SELECT count(*) FROM entry"), 5);
	xj_store_close(s);
}

static void test_not_tested(void **state)
{
	struct xj_store *s = small_store();
	struct xj_rule_result r;

	(void)state;
	put_rule("t-needs", "S", "company", "SELECT entry AS key, entry FROM gift");
	r = run_one(s, "t-needs");
	assert_int_equal(r.state, XJ_RULE_NOT_TESTED);
	assert_non_null(strstr(r.why, "company"));
	assert_int_equal(sqlite3_exec(xj_store_db(s), "INSERT INTO company VALUES"
		" ('12345675', '甲', 'active', NULL, NULL, NULL, '', NULL)", NULL, NULL, NULL),
		SQLITE_OK);
	r = run_one(s, "t-needs");
	assert_int_equal(r.state, XJ_RULE_RAN);
	assert_int_equal(r.flags, 4);
	/* a law that the table has not: nothing would ever be found */
	put_rule("t-law", "S", "none", "SELECT g.entry AS key FROM gift g JOIN law l"
	         " ON l.name = 'no.such'");
	r = run_one(s, "t-law");
	assert_int_equal(r.state, XJ_RULE_NOT_TESTED);
	assert_non_null(strstr(r.why, "no.such"));
	xj_store_close(s);
}

/* ---- what rules read is what the store holds ------------------------- */

static uint64_t draw(uint64_t *seed, uint64_t n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % n;
}

static struct xj_store *large_store(void)
{
	static const char *const elections[] = { "111年臺中市市長選舉",
	                                         "111年臺南市市長選舉", "" };
	struct xj_store *s = memory();
	uint64_t seed = 7;

	for (int i = 0; i < 6; i++) {
		char who[40];
		int64_t part = new_part(s, i + 1), f[2];

		snprintf(who, sizeof(who), "樣本%d", i);
		for (int side = 0; side < 2; side++)
			f[side] = new_filing(s, who, elections[i % 3], i % 3 == 2
				? XJ_ACCOUNT_PARTY : XJ_ACCOUNT_CANDIDATE, i + 1,
				side ? XJ_SIDE_EXPENSE : XJ_SIDE_INCOME);
		for (uint64_t row = 2; row < 600; row++) {
			struct xj_entry e = gift(part, row, f[0],
				(enum xj_kind)draw(&seed, 6), draw(&seed, 40),
				(int64_t)draw(&seed, 50) * 1000);

			if (e.kind == XJ_KIND_ANONYMOUS)
				e.donor = 0;
			if (draw(&seed, 4) == 0) {
				e.direction = XJ_EXPENSE;
				e.filing = f[1];
			}
			e.day = draw(&seed, 9) ? xj_day_of(2021, 1, 1) +
				(int32_t)draw(&seed, 900) : XJ_NO_DAY;
			e.deposit_day = draw(&seed, 5) ? e.day : XJ_NO_DAY;
			e.method = (enum xj_method)draw(&seed, 5);
			e.disposition = (enum xj_disposition)(draw(&seed, 12) % 3);
			e.monetary = (int)draw(&seed, 3) - 1;
			e.disclose = (int)draw(&seed, 3) - 1;
			e.place = (unsigned)draw(&seed, 20);
			e.subject = draw(&seed, 9) ? 11 : 0;
			e.counterparty = draw(&seed, 2) ? XJ_STR("臺積 公司") : XJ_STR("");
			e.phone = draw(&seed, 2) ? XJ_STR("04-2*****") : XJ_STR("");
			e.purpose = draw(&seed, 3) ? XJ_STR("") : XJ_STR("看板");
			add(s, e);
		}
	}
	/* a newer version puts the older one out of force */
	new_filing(s, "樣本0", elections[0], XJ_ACCOUNT_CANDIDATE, 6, XJ_SIDE_INCOME);
	return s;
}

/* The same columns, from the store's own tables. */
#define PLAIN(direction, in_force) \
	"SELECT n.id AS entry, n.filing, f.recipient, f.election, f.account, e.office," \
	" f.serial, CASE n.kind WHEN 1 THEN 'individual' WHEN 2 THEN 'business'" \
	" WHEN 3 THEN 'party' WHEN 4 THEN 'group' WHEN 5 THEN 'anonymous' ELSE 'other' END" \
	" AS kind, n.subject, n.donor, n.amount, n.day," \
	" CAST(strftime('%Y', n.day * 86400, 'unixepoch') AS INTEGER) AS year," \
	" n.deposit_day, CASE n.method WHEN 1 THEN 'cash' WHEN 2 THEN 'transfer'" \
	" WHEN 3 THEN 'cheque' WHEN 4 THEN 'other' END AS method," \
	" CASE n.disposition WHEN 1 THEN 'returned' WHEN 2 THEN 'treasury' END" \
	" AS disposition, n.monetary, n.place, n.disclose, n.part, n.row, n.counterparty," \
	" n.counterparty_id AS id, n.purpose, n.address, n.phone, n.seq" \
	" FROM main.entry n JOIN main.filing f ON f.id = n.filing LEFT JOIN main.election e" \
	" ON e.id = f.election WHERE n.direction = " direction " AND f." in_force

#define COLUMNS "entry, filing, recipient, election, account, office, serial, kind," \
	" subject, donor, amount, day, year, deposit_day, method, disposition, monetary," \
	" place, disclose, part, row, counterparty, id, purpose, address, phone, seq"

static const struct {
	const char *ours, *plain;
} same[] = {
	{ "income", "(" PLAIN("1", "income_in_force") ")" },
	{ "gift", "(SELECT * FROM (" PLAIN("1", "income_in_force") ")"
	  " WHERE kind <> 'other')" },
	{ "expense", "(" PLAIN("2", "expense_in_force") ")" },
};

/* Conditions that a plan knows, and some that it does not. */
static const char *const conditions[] = {
	"1", "entry = 700", "entry = 99999", "entry IN (3, 700, 701)", "donor = 7",
	"donor = 999", "donor IS NULL", "donor = NULL", "filing = 1", "filing = 77",
	"filing IN (2, 3)", "kind = 'business'", "kind <> 'business'", "kind = 'alien'",
	"kind IN ('party', 'group')", "kind = '個人'", "kind = 3", "account = 'party'",
	"account IN ('candidate', 'surplus')", "method = 'cash'", "method IS NULL",
	"method = 'barter'", "recipient = 2", "recipient = 2 AND kind = 'group'",
	"year = 2022", "year IS NULL", "amount > 20000", "amount >= 20000",
	"amount > 20000.5", "amount < 20000", "amount > NULL",
	"donor = 7 AND year = 2022 AND kind = 'group' AND amount > 1000",
	"donor = 7.0", "donor = '7'", "entry = 700.5", "disposition = 'returned'",
	"monetary = 0", "phone = ''", "purpose LIKE '%看%'",
	"donor IN (SELECT donor FROM main.entry WHERE donor < 5)",
};

static void same_rows(struct xj_store *s, const char *ours, const char *plain)
{
	char *a = dump(s, ours), *b = dump(s, plain);

	if (strcmp(a, b) != 0)
		fail_msg("%s\n%.2000s\n--- and not\n%.2000s", ours, a, b);
	free(a);
	free(b);
}

static void test_tables(void **state)
{
	struct xj_store *s = large_store();
	struct xj_error err = { 0 };
	char *names;

	(void)state;
	if (xj_tables_make(xj_store_db(s), &err))
		fail_msg("%s", err.text);
	for (size_t t = 0; t < XJ_COUNT(same); t++)
		for (size_t c = 0; c < XJ_COUNT(conditions); c++) {
			char ours[2000], plain[8000];

			snprintf(ours, sizeof(ours), "SELECT " COLUMNS " FROM %s WHERE %s"
			         " ORDER BY entry", same[t].ours, conditions[c]);
			snprintf(plain, sizeof(plain), "SELECT " COLUMNS " FROM %s WHERE %s"
			         " ORDER BY entry", same[t].plain, conditions[c]);
			same_rows(s, ours, plain);
		}
	names = dump(s, "SELECT DISTINCT name FROM income ORDER BY 1");
	assert_string_equal(names, "\n台積公司\n");
	free(names);
	names = dump(s, "SELECT DISTINCT id_kind FROM income");
	assert_string_equal(names, "masked\n");
	free(names);
	xj_tables_drop(xj_store_db(s));
	xj_store_close(s);
}

#define BY_YEAR \
	"(SELECT donor, kind, recipient, election, account, year, sum(amount) AS amount," \
	" count(*) AS gifts, sum(CASE WHEN disposition IS NULL THEN 0 ELSE amount END)" \
	" AS exempt FROM (" PLAIN("1", "income_in_force") ") WHERE kind <> 'other'" \
	" AND donor IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6)"

static const char *const by_year[] = {
	"SELECT * FROM %s ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT * FROM %s ORDER BY donor, year, recipient, election, account, kind",
	"SELECT * FROM %s WHERE donor = 7 ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT * FROM %s WHERE kind = 'group' AND year = 2022 AND account = 'party'"
	" AND recipient = 3 ORDER BY 1, 2, 3, 4, 5, 6",
	"SELECT donor, year, sum(amount) FROM %s GROUP BY donor, year ORDER BY 1, 2",
	"SELECT year, donor, sum(amount) FROM %s GROUP BY year, donor ORDER BY 1, 2",
	"SELECT recipient, donor, year, max(amount) FROM %s GROUP BY 1, 2, 3"
	" ORDER BY 1, 2, 3",
	"SELECT donor, recipient, count(*) FROM %s GROUP BY 1, 2 ORDER BY 1, 2",
	"SELECT donor, recipient, election, year, sum(gifts) FROM %s GROUP BY 1, 2, 3, 4"
	" ORDER BY 1, 2, 3, 4",
	"SELECT DISTINCT donor FROM %s ORDER BY donor DESC",
	"SELECT DISTINCT donor, year FROM %s ORDER BY donor, year",
	"SELECT sum(amount), sum(gifts), sum(exempt) FROM %s",
	"SELECT a.donor, a.year, b.year FROM %1$s a JOIN %1$s b ON b.donor = a.donor"
	" AND b.recipient = a.recipient AND b.year = a.year + 1 ORDER BY 1, 2, 3",
};

static void test_by_year(void **state)
{
	struct xj_store *s = large_store();
	struct xj_error err = { 0 };

	(void)state;
	if (xj_tables_make(xj_store_db(s), &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < XJ_COUNT(by_year); i++) {
		struct xj_buf ours, plain;

		xj_buf_init(&ours, 1u << 16);
		xj_buf_init(&plain, 1u << 16);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		assert_int_equal(xj_buf_addf(&ours, by_year[i], "gifts_by_year"), XJ_OK);
		assert_int_equal(xj_buf_addf(&plain, by_year[i], BY_YEAR), XJ_OK);
#pragma GCC diagnostic pop
		same_rows(s, ours.p, plain.p);
		xj_buf_clear(&ours);
		xj_buf_clear(&plain);
	}
	/* gifts in the order of donors too */
	same_rows(s, "SELECT donor, year, count(*), sum(amount) FROM gift GROUP BY 1, 2"
	          " ORDER BY 1, 2", "SELECT donor, year, count(*), sum(amount) FROM ("
	          PLAIN("1", "income_in_force") ") WHERE kind <> 'other' GROUP BY 1, 2"
	          " ORDER BY 1, 2");
	assert_int_equal(number(s, "SELECT sum(received) FROM filing_info"),
	                 number(s, "SELECT sum(amount) FROM gift"));
	xj_tables_drop(xj_store_db(s));
	xj_store_close(s);
}

/* ---- when they run --------------------------------------------------- */

static void test_update(void **state)
{
	struct xj_error err = { 0 };
	struct xj_rules *r = load(NULL);
	struct xj_store *s;
	int64_t part, revision;
	bool ran;

	(void)state;
	if (xj_store_open(path_of("data"), XJ_STORE_WRITE, &s, &err))
		fail_msg("%s", err.text);
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	part = new_part(s, 1);
	add(s, gift(part, 2, new_filing(s, "甄有恆", "111年臺中市市長選舉",
	                                XJ_ACCOUNT_CANDIDATE, 1, XJ_SIDE_INCOME),
	            XJ_KIND_ANONYMOUS, 0, 12000));
	assert_int_equal(xj_store_commit(s, NULL), XJ_OK);
	assert_true(xj_rules_behind(s));
	revision = xj_store_revision(s);
	if (xj_rules_update(r, s, NULL, &ran, NULL, &err))
		fail_msg("%s", err.text);
	assert_true(ran);
	assert_false(xj_rules_behind(s));
	assert_true(xj_store_revision(s) == revision + 1);
	assert_true(number(s, "SELECT count(*) FROM flag") > 0);
	/* nothing new: nothing done */
	assert_int_equal(xj_rules_update(r, s, NULL, &ran, NULL, NULL), XJ_OK);
	assert_false(ran);
	assert_true(xj_store_revision(s) == revision + 1);
	/* what a killed import has left */
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	new_part(s, 2);
	assert_int_equal(xj_store_commit(s, NULL), XJ_OK);
	assert_true(xj_rules_behind(s));
	assert_int_equal(xj_rules_bring_up(s, &err), XJ_OK);
	assert_false(xj_rules_behind(s));
	/* another law makes them anew */
	xj_rules_free(r);
	{
		const char *const set[] = { "anonymous.max=50000" };
		struct xj_rules_options o = { .set = set, .sets = 1 };

		r = load(&o);
	}
	assert_int_equal(xj_rules_update(r, s, NULL, &ran, NULL, NULL), XJ_OK);
	assert_true(ran);
	assert_int_equal(number(s, "SELECT count(*) FROM flag WHERE rule ="
	                        " 'anonymous-limit'"), 0);
	xj_rules_free(r);
	xj_store_close(s);
}

/* ---- messages -------------------------------------------------------- */

static void message(const char *unit, const char *language, int64_t value,
                    int64_t limit, const char *expected)
{
	struct xj_rule rule = { .unit = unit, .message_en = "{value} over {limit} {name} "
	                        "{count} {else}", .message_zh = "{value}超過{limit}" };
	struct xj_buf b;

	xj_buf_init(&b, 1000);
	assert_int_equal(xj_flag_message(&rule, language, true, value, limit >= 0, limit,
	                                 XJ_STR("甲"), 3, &b), XJ_OK);
	assert_string_equal(b.p, expected);
	xj_buf_clear(&b);
}

static void test_messages(void **state)
{
	(void)state;
	message("TWD", "en", 12000, 10000, "NT$12,000 over NT$10,000 甲 3 {else}");
	message("TWD", "zh", 12000, 10000, "12,000 元超過10,000 元");
	message("days", "en", 1, 15, "1 day over 15 days 甲 3 {else}");
	message("bp", "en", 3512, 3000, "35.12 % over 30 % 甲 3 {else}");
	message("bp", "zh", 3050, -1, "30.5%超過?");
	message("apples", "en", 3, -1, "3 apples over ? 甲 3 {else}");
}

/* ---- reference data -------------------------------------------------- */

static void test_reference(void **state)
{
	struct xj_reference_counts n;
	struct xj_error err = { 0 };
	struct xj_store *s;
	char a[200], b[200];
	const char *path[] = { a, b };

	(void)state;
	if (xj_store_open(path_of("data"), XJ_STORE_WRITE, &s, &err))
		fail_msg("%s", err.text);
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	new_part(s, 1);
	new_filing(s, "甄有恆", "111年臺中市市長選舉", XJ_ACCOUNT_CANDIDATE, 1,
	           XJ_SIDE_INCOME);
	assert_int_equal(xj_store_commit(s, NULL), XJ_OK);
	put_file("a.csv", "tax_id,name,status,since,capital,foreign_owned\n"
	         "12345675,子虛烏有,核准設立,100/1/5,\"1,000,000\",0\n"
	         "unknown,甲,,,,\n");
	/* in CP950, with the names of the columns in Chinese */
	put_file("b.csv", "\xb2\xce\xa4\x40\xbd\x73\xb8\xb9,\xa4\xbd\xa5\x71\xaa\xac\xaa\x70\n"
	         "04595257,\xb8\xd1\xb4\xb2\n");
	snprintf(a, sizeof(a), "%s/a.csv", folder);
	snprintf(b, sizeof(b), "%s/b.csv", folder);
	if (xj_reference_import(s, "company", path, 2, NULL, &n, &err))
		fail_msg("%s", err.text);
	assert_int_equal(n.rows, 2);
	assert_int_equal(n.left_out, 1);
	assert_int_equal(number(s, "SELECT since FROM company WHERE tax_id = '12345675'"
	                        " AND status = 'active' AND capital = 1000000 AND"
	                        " foreign_owned = 0"), xj_day_of(2011, 1, 5));
	assert_int_equal(number(s, "SELECT count(*) FROM company WHERE status ="
	                        " 'dissolved' AND since IS NULL"), 1);
	/* again: replaced, not added */
	assert_int_equal(xj_reference_import(s, "company", path, 1, NULL, &n, &err), XJ_OK);
	assert_int_equal(number(s, "SELECT count(*) FROM company"), 1);
	/* a wrong cell changes nothing */
	put_file("a.csv", "tax_id,since\n12345675,sometime\n");
	assert_int_equal(xj_reference_import(s, "company", path, 1, NULL, &n, &err),
	                 XJ_BAD_INPUT);
	assert_non_null(strstr(err.text, "row 2, since"));
	assert_int_equal(number(s, "SELECT count(*) FROM company"), 1);
	put_file("a.csv", "election,name,party,elected\n"
	         "111年台中市市長選舉,甄 有恆,樣本黨,1\n105年火星球長選舉,甲,,\n");
	assert_int_equal(xj_reference_import(s, "candidate", path, 1, NULL, &n, &err),
	                 XJ_OK);
	assert_int_equal(n.left_out, 1);
	assert_int_equal(number(s, "SELECT count(*) FROM candidate WHERE fold = '甄有恆'"
	                        " AND elected = 1 AND district = ''"), 1);
	assert_int_equal(xj_reference_import(s, "weather", path, 1, NULL, &n, &err),
	                 XJ_USAGE);
	assert_non_null(strstr(err.text, "party_business"));
	xj_store_close(s);
}

/* ---- what if --------------------------------------------------------- */

static void test_whatif(void **state)
{
	const char *const set[] = { "anonymous.max=12000" };
	struct xj_rules_options o = { .folder = folder, .only = "t-over" };
	struct xj_rules *now, *then;
	struct xj_store *s = small_store();
	struct xj_render_options options = { .out = NULL };
	struct xj_error err = { 0 };
	struct xj_output *out;
	char *text = NULL;
	size_t n = 0;

	(void)state;
	put_rule("t-over", "A", "none", OVER);
	now = load(&o);
	o.set = set;
	o.sets = 1;
	then = load(&o);
	options.out = open_memstream(&text, &n);
	assert_non_null(options.out);
	assert_int_equal(xj_output_open(xj_renderer_find("jsonl"), &options, &out, &err),
	                 XJ_OK);
	if (xj_rules_whatif(now, then, s, out, &err))
		fail_msg("%s", err.text);
	assert_int_equal(xj_output_close(out, &err), XJ_OK);
	fclose(options.out);
	assert_string_equal(text, "{\"rule\":\"t-over\",\"election\":\"111年臺中市市長選舉\","
		"\"recipient\":\"甄有恆\",\"flags_now\":2,\"flags_then\":1,\"entries_now\":2,"
		"\"entries_then\":1,\"amount_now\":32000,\"amount_then\":20000}\n");
	free(text);
	assert_int_equal(number(s, "SELECT count(*) FROM flag"), 0);
	assert_int_equal(number(s, "SELECT count(*) FROM temp.sqlite_schema"), 0);
	xj_rules_free(now);
	xj_rules_free(then);
	xj_store_close(s);
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
		cmocka_unit_test_setup(test_flags, clear_folder),
		cmocka_unit_test_setup(test_grouping, clear_folder),
		cmocka_unit_test_setup(test_broken, clear_folder),
		cmocka_unit_test_setup(test_not_tested, clear_folder),
		cmocka_unit_test_setup(test_tables, clear_folder),
		cmocka_unit_test_setup(test_by_year, clear_folder),
		cmocka_unit_test_setup(test_update, clear_folder),
		cmocka_unit_test_setup(test_messages, clear_folder),
		cmocka_unit_test_setup(test_reference, clear_folder),
		cmocka_unit_test_setup(test_whatif, clear_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
