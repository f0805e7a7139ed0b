/*
 * engine.c - owns running one rule: what its query may touch, how long it may
 * take, what its rows must look like, and making flags of them.  Nothing that a
 * rule does wrong is a failure of the engine: the result names file and line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rules_private.h"
#include "xianjin/limits.h"

enum column { R_KEY, R_FILING, R_DONOR, R_ENTRY, R_VALUE, R_LIMIT, R_LAW, R_EXEMPT,
              R_DETAIL, COLUMNS };
static const char *const column_names[COLUMNS] = {
	"key", "filing", "donor", "entry", "value", "limit", "law", "exempt", "detail"
};

struct running {
	sqlite3 *db;
	const struct xj_rule *rule;
	struct xj_rule_result *out;
	sqlite3_stmt *query, *insert;
	int at[COLUMNS];    /* where each column stands in the query */
	uint64_t began, rows;
	bool late;
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* ---- saying what is wrong ------------------------------------------------------ */

static enum xj_status broken(struct running *r, unsigned line, const char *what)
{
	r->out->state = XJ_RULE_BROKEN;
	snprintf(r->out->why, sizeof(r->out->why), _("%s: line %u: %s"), r->rule->file,
	         line, what);
	return XJ_END;
}

/* Failures of the machine are ours, all others the rule's. */
static bool is_ours(int code)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM: case SQLITE_IOERR: case SQLITE_FULL: case SQLITE_CORRUPT:
	case SQLITE_NOTADB: case SQLITE_CANTOPEN: case SQLITE_BUSY: case SQLITE_LOCKED:
	case SQLITE_READONLY:
		return true;
	default:
		return false;
	}
}

static enum xj_status query_failed(struct running *r, struct xj_error *err)
{
	int at = sqlite3_error_offset(r->db);
	unsigned line = r->rule->line;
	char what[160];

	if (is_ours(sqlite3_errcode(r->db)))
		return xj_engine_failed(r->db, err);
	for (int i = 0; i < at && r->rule->sql[i]; i++)
		line += r->rule->sql[i] == '\n';
	if (!r->late)
		return broken(r, line, sqlite3_errmsg(r->db));
	snprintf(what, sizeof(what), _("it takes longer than %u seconds"),
	         XJ_RULE_MSEC / 1000u);
	return broken(r, line, what);
}

/* ---- what a query may touch --------------------------------------------------------- */

static bool among(const char *const *list, const char *name)
{
	for (size_t i = 0; list[i]; i++)
		if (strcasecmp(list[i], name) == 0)
			return true;
	return false;
}

/* Those that PostgreSQL has too, and that give the same each time. */
static const char *const functions[] = {
	"abs", "avg", "ceil", "ceiling", "coalesce", "count", "cume_dist", "dense_rank",
	"first_value", "floor", "lag", "last_value", "lead", "length", "like", "lower",
	"ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "percent_rank",
	"power", "rank", "replace", "round", "row_number", "rtrim", "sign", "sqrt",
	"substr", "substring", "sum", "trim", "upper", NULL
};

static int authorize(void *ctx, int action, const char *a, const char *b,
                     const char *database, const char *view)
{
	static const char *const reference[] = {
		"company", "award", "loss", "party_business", "religious_group",
		"candidate", NULL
	};
	bool allowed;

	(void)ctx, (void)view;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return b && among(functions, b) ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_READ:
		/* a name of the store never passes for one of ours */
		allowed = a && database && among(xj_tables_readable, a) &&
		          strcmp(database, among(reference, a) ? "main" : "temp") == 0;
		return allowed ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int on_progress(void *ctx)
{
	struct running *r = ctx;

	r->late = (now_ns() - r->began) / 1000000u > XJ_RULE_MSEC;
	return r->late;
}

/* ---- preparing ------------------------------------------------------------------------ */

/* P behind blanks, comments and semicolons. */
static const char *skip_blanks(const char *p)
{
	while (*p) {
		if (p[0] == '-' && p[1] == '-')
			p += strcspn(p, "\n");
		else if (*p == ';' || (unsigned char)*p <= ' ')
			p++;
		else
			break;
	}
	return p;
}

static enum xj_status find_columns(struct running *r)
{
	int n = sqlite3_column_count(r->query);
	char what[160];

	for (int c = 0; c < COLUMNS; c++)
		r->at[c] = -1;
	for (int i = 0; i < n; i++) {
		const char *name = sqlite3_column_name(r->query, i);
		int c = 0;

		while (c < COLUMNS && strcasecmp(column_names[c], name ? name : ""))
			c++;
		if (c == COLUMNS || r->at[c] >= 0) {
			snprintf(what, sizeof(what), _("the column \"%.40s\" is not expected: "
			         "key, filing, donor, entry, value, limit, law, exempt, detail "
			         "are"), name ? name : "");
			return broken(r, r->rule->line, what);
		}
		r->at[c] = i;
	}
	if (r->at[R_KEY] < 0)
		return broken(r, r->rule->line, _("the query gives no column \"key\""));
	return XJ_OK;
}

static enum xj_status prepare(struct running *r, struct xj_error *err)
{
	const char *tail = NULL;
	unsigned line = r->rule->line;
	int rc;

	sqlite3_set_authorizer(r->db, authorize, NULL);
	rc = sqlite3_prepare_v2(r->db, r->rule->sql, -1, &r->query, &tail);
	sqlite3_set_authorizer(r->db, NULL, NULL);
	if (rc)
		return query_failed(r, err);
	if (!r->query || !sqlite3_stmt_readonly(r->query))
		return broken(r, line, _("no SELECT is there"));
	tail = skip_blanks(tail);
	if (*tail) {
		for (const char *p = r->rule->sql; p < tail; p++)
			line += *p == '\n';
		return broken(r, line, _("a rule is one query; another begins here"));
	}
	if (sqlite3_prepare_v2(r->db, "INSERT INTO temp.result (key, filing, donor,"
	                       " entry, value, \"limit\", law, exempt, detail)"
	                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &r->insert,
	                       NULL))
		return xj_engine_failed(r->db, err);
	return find_columns(r);
}

/* ---- rows --------------------------------------------------------------------------------- */

static enum xj_status bad_cell(struct running *r, int column, const char *what)
{
	char text[200];

	snprintf(text, sizeof(text), "%s: %s", column_names[column], what);
	return broken(r, r->rule->line, text);
}

/* The cell of COLUMN as it will be kept: a whole number, or text. */
static enum xj_status take_cell(struct running *r, int column)
{
	int at = r->at[column], type = at < 0 ? SQLITE_NULL
	                                      : sqlite3_column_type(r->query, at);
	bool text = column == R_EXEMPT || column == R_DETAIL;

	if (type == SQLITE_NULL && column == R_KEY)
		return bad_cell(r, column, _("it is NULL"));
	if (type == SQLITE_NULL) {
		sqlite3_bind_null(r->insert, column + 1);
	} else if (type == SQLITE_TEXT && (text || column == R_KEY)) {
		sqlite3_bind_text(r->insert, column + 1,
		                  (const char *)sqlite3_column_text(r->query, at),
		                  sqlite3_column_bytes(r->query, at), SQLITE_TRANSIENT);
	} else if (type == SQLITE_INTEGER && !text) {
		sqlite3_bind_int64(r->insert, column + 1,
		                   sqlite3_column_int64(r->query, at));
	} else {
		return bad_cell(r, column, text ? _("it is no text")
		                                : _("it is no whole number"));
	}
	return XJ_OK;
}

static enum xj_status take_row(struct running *r, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	char what[100];

	if (++r->rows > XJ_MAX_RULE_ROWS) {
		snprintf(what, sizeof(what), _("it gives more than %u rows"),
		         XJ_MAX_RULE_ROWS);
		return broken(r, r->rule->line, what);
	}
	for (int c = 0; c < COLUMNS && !st; c++)
		st = take_cell(r, c);
	if (st)
		return st;
	if (sqlite3_step(r->insert) != SQLITE_DONE)
		return xj_engine_failed(r->db, err);
	sqlite3_reset(r->insert);
	return XJ_OK;
}

static enum xj_status take_rows(struct running *r, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	int rc = SQLITE_ROW;

	sqlite3_progress_handler(r->db, 100000, on_progress, r);
	while (!st && (rc = sqlite3_step(r->query)) == SQLITE_ROW)
		st = take_row(r, err);
	sqlite3_progress_handler(r->db, 0, NULL, NULL);
	if (!st && rc != SQLITE_DONE)
		st = query_failed(r, err);
	return st;
}

/* What the rows point at must be there: a rule may compute nonsense. */
static enum xj_status check_rows(struct running *r, struct xj_error *err)
{
	static const struct {
		int column;
		const char *sql;
	} checks[] = {
		{ R_ENTRY, "SELECT x.entry FROM temp.result x WHERE x.entry IS NOT NULL AND"
		  " NOT EXISTS (SELECT 1 FROM main.entry n WHERE n.id = x.entry) LIMIT 1" },
		{ R_FILING, "SELECT x.filing FROM temp.result x WHERE x.filing IS NOT NULL"
		  " AND NOT EXISTS (SELECT 1 FROM main.filing f WHERE f.id = x.filing)"
		  " LIMIT 1" },
		{ R_LAW, "SELECT x.law FROM temp.result x WHERE x.law IS NOT NULL AND"
		  " NOT EXISTS (SELECT 1 FROM temp.law l WHERE l.id = x.law) LIMIT 1" },
	};
	enum xj_status st = XJ_OK;
	char what[100];

	for (size_t i = 0; i < XJ_COUNT(checks) && !st; i++) {
		sqlite3_stmt *q;
		int rc;

		if (sqlite3_prepare_v2(r->db, checks[i].sql, -1, &q, NULL))
			return xj_engine_failed(r->db, err);
		rc = sqlite3_step(q);
		snprintf(what, sizeof(what), _("there is none with the id %lld"),
		         (long long)sqlite3_column_int64(q, 0));
		sqlite3_finalize(q);
		if (rc == SQLITE_ROW)
			st = bad_cell(r, checks[i].column, what);
		else if (rc != SQLITE_DONE)
			st = xj_engine_failed(r->db, err);
	}
	return st;
}

/* ---- one rule ------------------------------------------------------------------------------- */

static bool is_empty(sqlite3 *db, const char *table)
{
	char sql[100];
	sqlite3_stmt *q = NULL;
	bool some;

	snprintf(sql, sizeof(sql), "SELECT 1 FROM main.%s LIMIT 1", table);
	some = sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK &&
	       sqlite3_step(q) == SQLITE_ROW;
	sqlite3_finalize(q);
	return !some;
}

/* A rule that lacks what it needs is not tested, which is not the same as that
 * nothing was found. */
bool xj_engine_lacks(sqlite3 *db, const struct xj_rules *r,
                     const struct xj_rule *rule, struct xj_rule_result *out)
{
	char name[64];

	for (size_t i = 0; xj_tables_readable[i]; i++) {
		const char *table = xj_tables_readable[i];
		const char *at = strstr(rule->needs, table);
		size_t n = strlen(table);

		if (!at || (at > rule->needs && at[-1] != ' ' && at[-1] != ',') ||
		    (at[n] && at[n] != ' ' && at[n] != ',') || !is_empty(db, table))
			continue;
		out->state = XJ_RULE_NOT_TESTED;
		snprintf(out->why, sizeof(out->why), _("no registry: nothing in the table "
		         "%s; xianjin import --reference %s FILE fills it"), table, table);
		return true;
	}
	if (!xj_law_missing(r, rule->sql, name, sizeof(name)))
		return false;
	out->state = XJ_RULE_NOT_TESTED;
	snprintf(out->why, sizeof(out->why), _("the law has no row called %s"), name);
	return true;
}

enum xj_status xj_engine_rule(sqlite3 *db, const struct xj_rules *r,
                              const struct xj_rule *rule,
                              struct xj_rule_result *out, struct xj_error *err)
{
	struct running run = { .db = db, .rule = rule, .out = out, .began = now_ns() };
	enum xj_status st = xj_engine_exec(db, "DELETE FROM temp.result", err);

	*out = (struct xj_rule_result){ .rule = rule };
	if (st)
		return st;
	st = prepare(&run, err);
	if (!st && !xj_engine_lacks(db, r, rule, out))
		st = take_rows(&run, err);
	sqlite3_finalize(run.query);
	sqlite3_finalize(run.insert);
	if (!st)
		st = check_rows(&run, err);
	if (st == XJ_END) /* broken: its rows count for nothing */
		st = xj_engine_exec(db, "DELETE FROM temp.result", err);
	out->nanoseconds = now_ns() - run.began;
	return st;
}

enum xj_status xj_engine_check(sqlite3 *db, const struct xj_rule *rule,
                               struct xj_rule_result *out, struct xj_error *err)
{
	struct running run = { .db = db, .rule = rule, .out = out };
	enum xj_status st;

	*out = (struct xj_rule_result){ .rule = rule };
	st = prepare(&run, err);
	sqlite3_finalize(run.query);
	sqlite3_finalize(run.insert);
	return st == XJ_END ? XJ_OK : st;
}

/* ---- flags ------------------------------------------------------------------------------------ */

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
                               struct xj_rule_result *out, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	uint64_t began = now_ns();

	for (size_t i = 0; i < XJ_COUNT(flag_sql) && !st; i++)
		st = run_for(db, flag_sql[i], schema, rule, err);
	if (!st)
		st = count_flags(db, schema, rule, out, err);
	out->nanoseconds += now_ns() - began;
	return st;
}
