/*
 * flags.c - owns making flags of the rows that a rule gave: which rows are one
 * flag, what it says, and its evidence.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rules_private.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- rows into temp.result ------------------------------------------- */

static enum xj_status insert_rows(sqlite3 *db, const struct xj_found *f,
                                  struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	enum xj_status st = xj_engine_exec(db, "DELETE FROM temp.result", err);

	if (!st && sqlite3_prepare_v2(db, "INSERT INTO temp.result (key, filing, donor,"
	                              " entry, value, \"limit\", law, exempt, detail)"
	                              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &q, NULL))
		st = xj_engine_failed(db, err);
	for (size_t i = 0; i < f->rows && !st; i++) {
		const struct xj_found_row *row = &f->row[i];

		for (int c = 0; c < XJ_FOUND_COLUMNS; c++)
			if (!(row->known >> c & 1))
				sqlite3_bind_null(q, c + 1);
			else if (row->text >> c & 1)
				sqlite3_bind_text(q, c + 1, f->texts.p + row->cell[c], -1,
				                  SQLITE_STATIC);
			else
				sqlite3_bind_int64(q, c + 1, row->cell[c]);
		if (sqlite3_step(q) != SQLITE_DONE)
			st = xj_engine_failed(db, err);
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return st;
}

/* What the rows point at must be there: a rule may compute nonsense. */
static enum xj_status check_rows(sqlite3 *db, const struct xj_rule *rule,
                                 struct xj_rule_result *out, struct xj_error *err)
{
	static const struct {
		const char *column, *sql;
	} checks[] = {
		{ "entry", "SELECT x.entry FROM temp.result x WHERE x.entry IS NOT NULL AND"
		  " NOT EXISTS (SELECT 1 FROM main.entry n WHERE n.id = x.entry) LIMIT 1" },
		{ "filing", "SELECT x.filing FROM temp.result x WHERE x.filing IS NOT NULL"
		  " AND NOT EXISTS (SELECT 1 FROM main.filing f WHERE f.id = x.filing)"
		  " LIMIT 1" },
		{ "law", "SELECT x.law FROM temp.result x WHERE x.law IS NOT NULL AND"
		  " NOT EXISTS (SELECT 1 FROM temp.law l WHERE l.id = x.law) LIMIT 1" },
	};

	for (size_t i = 0; i < XJ_COUNT(checks); i++) {
		sqlite3_stmt *q;
		int rc;

		if (sqlite3_prepare_v2(db, checks[i].sql, -1, &q, NULL))
			return xj_engine_failed(db, err);
		rc = sqlite3_step(q);
		if (rc == SQLITE_ROW) {
			out->state = XJ_RULE_BROKEN;
			snprintf(out->why, sizeof(out->why), _("%s: line %u: %s: there is "
			         "none with the id %lld"), rule->file, rule->line,
			         checks[i].column, (long long)sqlite3_column_int64(q, 0));
		}
		sqlite3_finalize(q);
		if (rc == SQLITE_ROW)
			return XJ_END;
		if (rc != SQLITE_DONE)
			return xj_engine_failed(db, err);
	}
	return XJ_OK;
}

/* ---- flags ----------------------------------------------------------- */

enum xj_status xj_engine_begin(sqlite3 *db, struct xj_error *err)
{
	return xj_engine_exec(db,
		"CREATE TEMP TABLE result (key, filing INTEGER, donor INTEGER,"
		" entry INTEGER, value INTEGER, \"limit\" INTEGER, law INTEGER,"
		" exempt TEXT, detail TEXT);"
		"CREATE TEMP TABLE result_flag (key, id INTEGER, filing INTEGER,"
		" donor INTEGER, exempt TEXT);"
		"CREATE INDEX temp.result_flag_key ON result_flag (key)", err);
}

void xj_engine_end(sqlite3 *db)
{
	sqlite3_exec(db, "DROP TABLE IF EXISTS temp.result", NULL, NULL, NULL);
	sqlite3_exec(db, "DROP TABLE IF EXISTS temp.result_flag", NULL, NULL, NULL);
}

/*
 * Where the rows of a flag differ: filing and donor only when all say the same,
 * exempt only when all are, the rest as the row with the greatest value says.
 */
static const char *const flag_sql[] = {
	"DELETE FROM temp.result_flag",
	"INSERT INTO temp.result_flag SELECT key, (SELECT coalesce(max(id), 0) FROM"
	" %1$s.flag) + row_number() OVER (ORDER BY filing, donor, key), filing, donor,"
	" exempt FROM (SELECT key,"
	" CASE WHEN count(filing) = count(*) AND min(filing) = max(filing)"
	" THEN min(filing) END AS filing,"
	" CASE WHEN count(donor) = count(*) AND min(donor) = max(donor)"
	" THEN min(donor) END AS donor,"
	" CASE WHEN count(exempt) = count(*) THEN min(exempt) END AS exempt"
	" FROM temp.result GROUP BY key)",
	"INSERT INTO %1$s.flag (id, rule, severity, filing, donor, value, \"limit\","
	" unit, law, exempt, detail, entries, amount)"
	" SELECT k.id, ?1, CASE WHEN k.exempt IS NULL THEN ?2 ELSE 'I' END, k.filing,"
	" k.donor, x.value, x.\"limit\", ?3, x.law, k.exempt, x.detail, 0, 0"
	" FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY value DESC,"
	" entry, law, detail) AS place FROM temp.result) x"
	" JOIN temp.result_flag k ON k.key = x.key WHERE x.place = 1 ORDER BY k.id",
	"INSERT INTO %1$s.flag_entry (entry, flag) SELECT DISTINCT x.entry, k.id"
	" FROM temp.result x JOIN temp.result_flag k ON k.key = x.key"
	" WHERE x.entry IS NOT NULL ORDER BY 1, 2",
	"UPDATE %1$s.flag SET (entries, amount) = (SELECT count(*),"
	" xj_sum(n.amount) FROM %1$s.flag_entry e JOIN main.entry n"
	" ON n.id = e.entry WHERE e.flag = flag.id) WHERE rule = ?1",
};

static enum xj_status run_for(sqlite3 *db, const char *template, const char *schema,
                              const struct xj_rule *rule, struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	enum xj_status st = XJ_OK;
	struct xj_buf sql;

	xj_buf_init(&sql, 1u << 14);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (xj_buf_addf(&sql, template, schema))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
#pragma GCC diagnostic pop
	if (!st && sqlite3_prepare_v2(db, sql.p, -1, &q, NULL))
		st = xj_engine_failed(db, err);
	xj_buf_clear(&sql);
	if (st)
		return st;
	if (sqlite3_bind_parameter_count(q) > 0)
		sqlite3_bind_text(q, 1, rule->id, -1, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(q) > 1) {
		sqlite3_bind_text(q, 2, rule->severity, -1, SQLITE_STATIC);
		sqlite3_bind_text(q, 3, rule->unit, -1, SQLITE_STATIC);
	}
	if (sqlite3_step(q) != SQLITE_DONE)
		st = xj_engine_failed(db, err);
	sqlite3_finalize(q);
	return st;
}

static enum xj_status count_flags(sqlite3 *db, const char *schema,
                                  const struct xj_rule *rule,
                                  struct xj_rule_result *out, struct xj_error *err)
{
	struct xj_buf sql;
	sqlite3_stmt *q = NULL;
	enum xj_status st = XJ_OK;

	xj_buf_init(&sql, 400);
	if (xj_buf_addf(&sql, "SELECT count(*), count(exempt), coalesce(sum(entries), 0)"
	                " FROM %s.flag WHERE rule = ?1", schema))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	else if (sqlite3_prepare_v2(db, sql.p, -1, &q, NULL))
		st = xj_engine_failed(db, err);
	xj_buf_clear(&sql);
	if (st)
		return st;
	sqlite3_bind_text(q, 1, rule->id, -1, SQLITE_STATIC);
	if (sqlite3_step(q) == SQLITE_ROW) {
		out->flags = (uint64_t)sqlite3_column_int64(q, 0);
		out->exempt = (uint64_t)sqlite3_column_int64(q, 1);
		out->entries = (uint64_t)sqlite3_column_int64(q, 2);
	} else {
		st = xj_engine_failed(db, err);
	}
	sqlite3_finalize(q);
	return st;
}

enum xj_status xj_engine_flags(sqlite3 *db, const char *schema,
                               const struct xj_rule *rule,
                               const struct xj_found *found,
                               struct xj_rule_result *out, struct xj_error *err)
{
	uint64_t began = now_ns();
	enum xj_status st;

	if (out->state != XJ_RULE_RAN || !found->rows)
		return XJ_OK;
	st = insert_rows(db, found, err);
	if (!st)
		st = check_rows(db, rule, out, err);
	for (size_t i = 0; i < XJ_COUNT(flag_sql) && !st; i++)
		st = run_for(db, flag_sql[i], schema, rule, err);
	if (!st)
		st = count_flags(db, schema, rule, out, err);
	out->nanoseconds += now_ns() - began;
	return st == XJ_END ? XJ_OK : st;
}
