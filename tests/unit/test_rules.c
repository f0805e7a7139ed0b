/*
 * test_rules.c - flags are the same each time, made when they must be, and say why;
 * what is no rule, and what another law would flag, changes nothing.
 */
#include "tests/unit/rules_make.h"
#include "xianjin/render.h"

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
		cmocka_unit_test_setup(test_flags, clear_folder),
		cmocka_unit_test_setup(test_grouping, clear_folder),
		cmocka_unit_test_setup(test_broken, clear_folder),
		cmocka_unit_test_setup(test_not_tested, clear_folder),
		cmocka_unit_test_setup(test_update, clear_folder),
		cmocka_unit_test_setup(test_messages, clear_folder),
		cmocka_unit_test_setup(test_reference, clear_folder),
		cmocka_unit_test_setup(test_whatif, clear_folder),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
