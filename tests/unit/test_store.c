/*
 * test_store.c - the store keeps versions apart, refuses a second writer, and
 * donor keys tell donors apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/store_make.h"

static int64_t source(struct xj_store *s, char letter)
{
	char sha[65];
	struct xj_source src = { sha, "file.csv", 1 };
	int64_t id;

	memset(sha, letter, 64);
	sha[64] = '\0';
	assert_int_equal(xj_store_add_source(s, &src, &id, NULL), XJ_OK);
	return id;
}

static struct xj_filing_ref fill(struct xj_store *s, int64_t src, enum xj_side side,
                                 int version)
{
	struct xj_filing f = {
		.recipient = XJ_STR("范例文"), .election = XJ_STR("111年臺南市市長選舉"),
		.serial = 1, .version = version, .serial_text = XJ_STR("首次申報"),
	};
	struct xj_filing_ref ref;
	struct xj_error err = { 0 };

	if (xj_store_filing(s, &f, src, side, &ref, &err))
		fail_msg("%s", err.text);
	return ref;
}

static void refuse(struct xj_store *s, int64_t src, enum xj_side side, int version)
{
	struct xj_filing f = {
		.recipient = XJ_STR("范例文"), .election = XJ_STR("111年臺南市市長選舉"),
		.serial = 1, .version = version, .serial_text = XJ_STR("首次申報"),
	};
	struct xj_filing_ref ref;
	struct xj_error err = { 0 };

	assert_int_equal(xj_store_filing(s, &f, src, side, &ref, &err), XJ_BAD_INPUT);
	assert_non_null(strstr(err.text, "file.csv"));
	assert_non_null(strstr(err.text, "--filing-version 6"));
}

static void test_versions(void **state)
{
	struct xj_store *s = memory();
	struct xj_filing_ref a, b;

	(void)state;
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	a = fill(s, source(s, 'a'), XJ_SIDE_INCOME, 0);
	assert_int_equal(a.version, 1);
	/* the other side of the same filing, from another file */
	b = fill(s, source(s, 'b'), XJ_SIDE_EXPENSE, 0);
	assert_int_equal(b.id, a.id);
	/* the same side again: a correction */
	b = fill(s, source(s, 'c'), XJ_SIDE_INCOME, 0);
	assert_int_equal(b.version, 2);
	assert_int_equal(number(s, "SELECT income_in_force FROM filing WHERE version = 1"), 0);
	assert_int_equal(number(s, "SELECT income_in_force FROM filing WHERE version = 2"), 1);
	/* the expenses of version 1 are still the newest there are */
	assert_int_equal(number(s, "SELECT expense_in_force FROM filing WHERE version = 1"), 1);
	/* an older one that comes late does not take over */
	b = fill(s, source(s, 'd'), XJ_SIDE_INCOME, 9);
	b = fill(s, source(s, 'e'), XJ_SIDE_INCOME, 5);
	assert_int_equal(b.version, 5);
	assert_int_equal(number(s, "SELECT version FROM filing WHERE income_in_force"), 9);
	/* a number that another file has taken: only people can tell which is right */
	refuse(s, source(s, 'f'), XJ_SIDE_INCOME, 5);
	/* nobody said which: the next one */
	b = fill(s, source(s, '0'), XJ_SIDE_INCOME, 0);
	assert_int_equal(b.version, 10);
	assert_int_equal(number(s, "SELECT count(*) FROM recipient"), 1);
	assert_int_equal(number(s, "SELECT count(*) FROM election"), 1);
	assert_true(number(s, "SELECT polling_day FROM election") ==
	            xj_day_of(2022, 11, 26));
	xj_store_rollback(s);
	xj_store_close(s);
}

static void test_one_writer(void **state)
{
	char dir[] = "/tmp/xj-store-XXXXXX", command[64];
	struct xj_store *first, *second, *reader;
	struct xj_error err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(xj_store_open(dir, XJ_STORE_READ, &reader, &err), XJ_NOT_FOUND);
	assert_int_equal(xj_store_open(dir, XJ_STORE_WRITE, &first, &err), XJ_OK);
	assert_int_equal(xj_store_open(dir, XJ_STORE_WRITE, &second, &err), XJ_BUSY);
	assert_null(second);
	assert_non_null(strstr(err.text, "another import"));
	/* readers see nothing of an import under way */
	assert_int_equal(xj_store_begin(first, NULL), XJ_OK);
	source(first, 'a');
	assert_int_equal(xj_store_open(dir, XJ_STORE_READ, &reader, &err), XJ_OK);
	assert_int_equal(number(reader, "SELECT count(*) FROM source"), 0);
	assert_int_equal(xj_store_revision(reader), 0);
	assert_int_equal(xj_store_commit(first, NULL), XJ_OK);
	assert_int_equal(number(reader, "SELECT count(*) FROM source"), 1);
	assert_int_equal(xj_store_revision(reader), 1);
	xj_store_close(reader);
	xj_store_close(first);
	assert_int_equal(xj_store_open(dir, XJ_STORE_WRITE, &second, &err), XJ_OK);
	xj_store_close(second);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
}

/* A reader whose file stays mapped sees what is written and moved behind its back, also
 * what lies beyond the end that the file had. */
static void test_mapped_reader(void **state)
{
	char dir[] = "/tmp/xj-store-XXXXXX", command[64];
	struct xj_store *writer, *reader;
	struct xj_error err = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(xj_store_open(dir, XJ_STORE_WRITE, &writer, &err), XJ_OK);
	assert_int_equal(xj_store_open(dir, XJ_STORE_READ, &reader, &err), XJ_OK);
	xj_store_keep_mapped(reader);
	xj_store_keep_mapped(reader);
	assert_int_equal(number(reader, "SELECT count(*) FROM source"), 0);
	for (char c = 'a'; c <= 'f'; c++) {
		assert_int_equal(xj_store_begin(writer, NULL), XJ_OK);
		source(writer, c);
		assert_int_equal(sqlite3_exec(xj_store_db(writer), "WITH RECURSIVE n(i) AS"
			" (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) INSERT INTO"
			" recipient (name, fold, kind) SELECT hex(randomblob(100)),"
			" hex(randomblob(100)), 'candidate' FROM n", NULL, NULL, NULL),
			SQLITE_OK);
		xj_store_touch(writer);
		assert_int_equal(xj_store_commit(writer, &err), XJ_OK);
		assert_int_equal(number(reader, "SELECT count(*) FROM source"), c - 'a' + 1);
		assert_int_equal(xj_store_checkpoint(writer, &err), XJ_OK);
		assert_int_equal(number(reader, "SELECT count(*) FROM source"), c - 'a' + 1);
		assert_int_equal(number(reader, "SELECT sum(length(fold) = 200) FROM recipient"),
		                 900 * (c - 'a' + 1));
	}
	assert_int_equal(sqlite3_exec(xj_store_db(reader), "PRAGMA integrity_check", NULL,
	                              NULL, NULL), SQLITE_OK);
	xj_store_close(reader);
	xj_store_close(writer);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
}

static void test_rollback(void **state)
{
	struct xj_store *s = memory();

	(void)state;
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	source(s, 'a');
	xj_store_rollback(s);
	assert_int_equal(number(s, "SELECT count(*) FROM source"), 0);
	/* nothing written, nothing grows */
	assert_int_equal(xj_store_begin(s, NULL), XJ_OK);
	assert_int_equal(xj_store_commit(s, NULL), XJ_OK);
	assert_int_equal(xj_store_revision(s), 0);
	xj_store_close(s);
}

static uint64_t key(enum xj_kind kind, const char *name, const char *id, unsigned place)
{
	struct xj_id parsed = xj_id_parse(xj_str_c(id));

	return xj_donor_key(kind, xj_str_c(name), &parsed, place);
}

static void test_donors(void **state)
{
	uint64_t k = key(XJ_KIND_BUSINESS, "甲", "04595257", 3), back;
	char text[20];

	(void)state;
	/* one company whatever it is called and wherever it sits */
	assert_true(k == key(XJ_KIND_BUSINESS, "乙", "04595257", 9));
	xj_donor_spell(k, text);
	assert_string_equal(text, "b04595257");
	assert_true(xj_donor_parse(xj_str_c(text), &back) && back == k);
	/* people: name, mask and place together */
	k = key(XJ_KIND_INDIVIDUAL, "陳甲子", "A12*******", 3);
	assert_true(k == key(XJ_KIND_INDIVIDUAL, "陳甲子", "A12*******", 3));
	assert_true(k != key(XJ_KIND_INDIVIDUAL, "陳甲子", "A12*******", 4));
	assert_true(k != key(XJ_KIND_INDIVIDUAL, "陳甲子", "B12*******", 3));
	assert_true(k != key(XJ_KIND_INDIVIDUAL, "陳乙丑", "A12*******", 3));
	xj_donor_spell(k, text);
	assert_int_equal(strlen(text), 16);
	assert_true(xj_donor_parse(xj_str_c(text), &back) && back == k);
	assert_true(key(XJ_KIND_ANONYMOUS, "匿名", "", 0) == 0);
	assert_true(key(XJ_KIND_INDIVIDUAL, "", "", 0) == 0);
	assert_false(xj_donor_parse(XJ_STR("b0459525"), &back));
	assert_false(xj_donor_parse(XJ_STR("p0459525xyz012345"), &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions), cmocka_unit_test(test_one_writer),
		cmocka_unit_test(test_rollback), cmocka_unit_test(test_mapped_reader), cmocka_unit_test(test_donors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
