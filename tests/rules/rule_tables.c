/*
 * rule_tables.c - writes what rules read, and what each of them gives, as CSV files:
 * so that another database can be asked the same.
 *   rule_tables DATA INTO
 */
#include <stdio.h>
#include <stdlib.h>

#include "src/rules/rules_private.h"

static void put_cell(FILE *f, sqlite3_stmt *q, int i)
{
	const char *p = (const char *)sqlite3_column_text(q, i);

	if (sqlite3_column_type(q, i) == SQLITE_TEXT) {
		putc('"', f);
		for (; *p; p++) {
			if (*p == '"')
				putc('"', f);
			putc(*p, f);
		}
		putc('"', f);
	} else if (p) {
		fputs(p, f);
	}
}

static void dump(sqlite3 *db, const char *into, const char *name, const char *sql)
{
	sqlite3_stmt *q = NULL;
	char path[4096];
	FILE *f;
	int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);

	snprintf(path, sizeof(path), "%s/%s.csv", into, name);
	f = fopen(path, "w");
	if (!f || rc) {
		fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(db));
		exit(1);
	}
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			if (i)
				putc(',', f);
			put_cell(f, q, i);
		}
		putc('\n', f);
	}
	if (rc != SQLITE_DONE || fclose(f)) {
		fprintf(stderr, "%s: %s\n", name, sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_finalize(q);
}

int main(int argc, char **argv)
{
	struct xj_rules *rules = NULL;
	struct xj_store *s = NULL;
	struct xj_error err;
	char sql[200];
	sqlite3 *db;

	if (argc != 3)
		return 2;
	if (xj_rules_load(NULL, &rules, NULL, NULL, &err) ||
	    xj_store_open(argv[1], XJ_STORE_WRITE, &s, &err) ||
	    xj_tables_make(db = xj_store_db(s), &err) || xj_tables_law(db, rules, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (size_t i = 0; xj_tables_readable[i]; i++) {
		snprintf(sql, sizeof(sql), "SELECT * FROM %s", xj_tables_readable[i]);
		dump(db, argv[2], xj_tables_readable[i], sql);
	}
	for (size_t i = 0; i < rules->rules; i++) {
		char name[80];

		snprintf(name, sizeof(name), "rule-%s", rules->rule[i].id);
		dump(db, argv[2], name, rules->rule[i].sql);
	}
	xj_tables_drop(db);
	xj_store_close(s);
	xj_rules_free(rules);
	return 0;
}
