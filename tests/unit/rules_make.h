/*
 * rules_make.h - what the tests of rules share: a folder for rules and laws of their
 * own, and a store in memory that is filled row by row.
 */
#ifndef XIANJIN_TESTS_RULES_MAKE_H
#define XIANJIN_TESTS_RULES_MAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/rules/rules_private.h"
#include "tests/unit/store_make.h"

static char folder[] = "/tmp/xj-rules-XXXXXX";
static char warned[4096];

static inline void warn(void *ctx, const char *text)
{
	size_t n = strlen(warned);

	(void)ctx;
	snprintf(warned + n, sizeof(warned) - n, "%s\n", text);
}

static inline const char *path_of(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static inline void put_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

/* A rule with the header of a rule and the query SQL. */
static inline void put_rule(const char *id, const char *severity, const char *needs,
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

static inline int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static inline int clear_folder(void **state)
{
	char command[300];

	(void)state;
	warned[0] = '\0';
	snprintf(command, sizeof(command), "rm -rf %s/*", folder);
	return system(command);
}

static inline int drop_folder(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static inline struct xj_rules *load(const struct xj_rules_options *options)
{
	struct xj_error err = { 0 };
	struct xj_rules *r;

	if (xj_rules_load(options, &r, warn, NULL, &err))
		fail_msg("%s", err.text);
	return r;
}

/* ---- a store --------------------------------------------------------- */

static inline int64_t new_part(struct xj_store *s, int number)
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

static inline int64_t new_filing(struct xj_store *s, const char *who, const char *election,
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

static inline struct xj_entry gift(int64_t part, uint64_t row, int64_t filing,
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

static inline void add(struct xj_store *s, struct xj_entry e)
{
	struct xj_error err = { 0 };

	if (xj_store_add_entry(s, &e, &err))
		fail_msg("%s", err.text);
}

/* All that SQL gives, as one text. */
static inline char *dump(struct xj_store *s, const char *sql)
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

#endif
