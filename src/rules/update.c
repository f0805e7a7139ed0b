/*
 * update.c - owns when the rules run: everything in force tested at once, in
 * one transaction, and the mark by which the next command sees that a killed
 * one has left its flags behind.
 *
 * A rule may look across all filings, so new rows can change any flag: flags are
 * made for the whole store or not at all.  The last source of an import carries
 * them in its own transaction.  Sources before it leave them pending, so that a
 * thousand do not pay a thousand times: their rows and the mark are one commit,
 * no index shows such rows, and whoever opens the folder next completes them.
 *
 * meta 'flags' is the revision that the flags were made for: another revision of
 * the store means pending.  'flags_hash' is of the rules and the law, 'flags_ran'
 * the ids of the rules that were tested, each with a blank before and behind.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules_private.h"

/* ---- running --------------------------------------------------------- */

static enum xj_status run_rules(struct xj_rules *r, struct xj_store *s,
                                struct xj_rule_result *result,
                                struct xj_progress *progress, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(s);
	struct xj_rule_result *own = NULL;
	enum xj_status st;

	if (!result)
		result = own = calloc(r->rules + 1, sizeof(*own));
	if (!result)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = xj_engine_exec(db, "DELETE FROM main.flag_entry; DELETE FROM main.flag;"
	                    "DELETE FROM main.law", err);
	if (!st)
		st = xj_crew_run(r, db, result, progress, err);
	free(own);
	return st;
}

enum xj_status xj_rules_run(struct xj_rules *r, struct xj_store *s,
                            struct xj_rule_result *result, struct xj_error *err)
{
	return run_rules(r, s, result, NULL, err);
}

/* ---- the mark -------------------------------------------------------- */

/* What the flags depend on besides the store. */
static enum xj_status hash_rules(const struct xj_rules *r, char hex[65],
                                 struct xj_error *err)
{
	struct xj_sha256 *h;
	enum xj_status st = xj_sha256_new(&h, err);

	if (!st)
		st = xj_sha256_add(h, r->law_hash, strlen(r->law_hash));
	for (size_t i = 0; i < r->rules && !st; i++) {
		const char *const part[] = { r->rule[i].id, r->rule[i].severity,
		                             r->rule[i].unit, r->rule[i].needs,
		                             r->rule[i].sql };

		for (size_t k = 0; k < XJ_COUNT(part) && !st; k++)
			st = xj_sha256_add(h, part[k], strlen(part[k]) + 1);
	}
	if (!st)
		return xj_sha256_end(h, hex);
	xj_sha256_free(h);
	return xj_fail(err, st, _("not enough memory"));
}

static bool meta_is(struct xj_store *s, const char *key, const char *value)
{
	sqlite3_stmt *q = NULL;
	bool same = false;

	if (sqlite3_prepare_v2(xj_store_db(s), "SELECT value FROM meta WHERE key = ?1",
	                       -1, &q, NULL) == SQLITE_OK) {
		sqlite3_bind_text(q, 1, key, -1, SQLITE_STATIC);
		same = sqlite3_step(q) == SQLITE_ROW &&
		       strcmp((const char *)sqlite3_column_text(q, 0), value) == 0;
	}
	sqlite3_finalize(q);
	return same;
}

bool xj_rules_behind(struct xj_store *s)
{
	char revision[32];

	snprintf(revision, sizeof(revision), "%lld", (long long)xj_store_revision(s));
	return !meta_is(s, "flags", revision);
}

enum xj_status xj_rules_stored(const struct xj_rules *r, struct xj_store *s, bool *stored,
                               struct xj_error *err)
{
	char hash[65];
	enum xj_status st = hash_rules(r, hash, err);

	*stored = !st && !xj_rules_behind(s) && meta_is(s, "flags_hash", hash);
	return st;
}

/* The ids are words with hyphens: they need no quoting. */
static enum xj_status set_mark(sqlite3 *db, const char *hash,
                               const struct xj_rule_result *result, size_t n,
                               struct xj_error *err)
{
	struct xj_buf sql;
	enum xj_status st;

	xj_buf_init(&sql, 1u << 20);
	/* the commit lets the revision grow */
	st = xj_buf_addf(&sql, "INSERT OR REPLACE INTO main.meta SELECT 'flags',"
	                 " CAST(value AS INTEGER) + 1"
	                 " FROM main.meta WHERE key = 'revision';"
	                 "INSERT OR REPLACE INTO main.meta VALUES ('flags_hash', '%s'),"
	                 " ('flags_ran', ' ", hash);
	for (size_t i = 0; i < n && !st; i++)
		if (result[i].state == XJ_RULE_RAN)
			st = xj_buf_addf(&sql, "%s ", result[i].rule->id);
	if (!st)
		st = xj_buf_add(&sql, "')", 2);
	st = st ? xj_fail(err, XJ_NOMEM, _("not enough memory"))
	        : xj_engine_exec(db, sql.p, err);
	xj_buf_clear(&sql);
	return st;
}

enum xj_status xj_rules_ready(struct xj_store *s, struct xj_error *err)
{
	/* what a million entries need does not stay in memory; the files have no
	 * name and go with the process */
	return xj_engine_exec(xj_store_db(s), "PRAGMA temp_store = FILE", err);
}

/* All of it or nothing, in the transaction that is under way. */
static enum xj_status judge(struct xj_rules *r, struct xj_store *s, const char *hash,
                            struct xj_rule_result *result,
                            struct xj_progress *progress, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(s);
	enum xj_status st = xj_engine_exec(db, "PRAGMA main.cache_size = -8192;"
	                                   "SAVEPOINT flags", err);

	if (!st)
		st = run_rules(r, s, result, progress, err);
	if (!st)
		st = set_mark(db, hash, result, r->rules, err);
	if (!st)
		xj_store_touch(s);
	else if (!sqlite3_get_autocommit(db)) /* a full disk ends all of it */
		sqlite3_exec(db, "ROLLBACK TO flags", NULL, NULL, NULL);
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "RELEASE flags", NULL, NULL, NULL);
	sqlite3_exec(db, "PRAGMA main.cache_size = -49152", NULL, NULL, NULL);
	return st;
}

enum xj_status xj_rules_judge(struct xj_rules *r, struct xj_store *s,
                              struct xj_rule_result *result,
                              struct xj_progress *progress, struct xj_error *err)
{
	char hash[65];
	enum xj_status st = hash_rules(r, hash, err);

	xj_progress_stage(progress, _("testing the rules"), r->rules);
	if (!st)
		st = judge(r, s, hash, result, progress, err);
	xj_progress_hide(progress);
	return st;
}

static enum xj_status update(struct xj_rules *r, struct xj_store *s,
                             struct xj_rule_result *result,
                             struct xj_progress *progress, struct xj_error *err)
{
	enum xj_status st = xj_rules_ready(s, err);

	if (!st)
		st = xj_store_begin(s, err);
	if (!st)
		st = xj_rules_judge(r, s, result, progress, err);
	if (!st)
		st = xj_store_commit(s, err);
	if (st)
		xj_store_rollback(s);
	return st ? st : xj_store_checkpoint(s, err);
}

enum xj_status xj_rules_update(struct xj_rules *r, struct xj_store *s,
                               struct xj_rule_result *result, bool *ran,
                               struct xj_progress *progress, struct xj_error *err)
{
	struct xj_rule_result *own = NULL; /* the mark asks it */
	char hash[65];
	enum xj_status st = hash_rules(r, hash, err);

	*ran = false;
	if (st || (!xj_rules_behind(s) && meta_is(s, "flags_hash", hash)))
		return st;
	*ran = true;
	if (!result)
		result = own = calloc(r->rules + 1, sizeof(*own));
	if (!result)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = update(r, s, result, progress, err);
	free(own);
	return st;
}

enum xj_status xj_rules_bring_up(struct xj_store *s, struct xj_error *err)
{
	struct xj_rules *r;
	bool ran;
	enum xj_status st;

	if (!xj_rules_behind(s))
		return XJ_OK;
	st = xj_rules_load(NULL, &r, NULL, NULL, err);
	if (!st)
		st = xj_rules_update(r, s, NULL, &ran, NULL, err);
	xj_rules_free(r);
	return st;
}
