/*
 * engine.c - owns running one rule: what its query may touch, how long it may
 * take, and what its rows must look like.  Nothing that a rule does wrong is a
 * failure of the engine: the result names file and line.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules_private.h"
#include "xianjin/limits.h"

static const char *const column_names[XJ_FOUND_COLUMNS] = {
	"key", "filing", "donor", "entry", "value", "limit", "law", "exempt", "detail"
};

struct running {
	sqlite3 *db;
	const struct xj_rule *rule;
	struct xj_rule_result *out;
	struct xj_found *found;
	sqlite3_stmt *query;
	int at[XJ_FOUND_COLUMNS];    /* where each column stands in the query */
	uint64_t began, deadline;    /* deadline 0: none but the rule's own */
	bool late, past;
};

/* ---- saying what is wrong -------------------------------------------- */

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

	/* the tables of entries also end when it is late, where they must sort first */
	if (r->past || xj_clock_past(r->deadline))
		return xj_fail(err, XJ_LIMIT, _("running the rules takes too long"));
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

/* ---- what a query may touch ------------------------------------------ */

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
		/* a name of the store never passes for one of ours; where no column is
		 * read the database is as written: none, and ours come first */
		allowed = a && among(xj_tables_readable, a) && (!database ||
		          strcmp(database, among(reference, a) ? "main" : "temp") == 0);
		return allowed ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int on_progress(void *ctx)
{
	struct running *r = ctx;

	uint64_t now = xj_clock();

	r->late = (now - r->began) / 1000000u > XJ_RULE_MSEC;
	r->past = r->deadline && now > r->deadline;
	return r->late || r->past;
}

void xj_rules_deadline(struct xj_rules *r, unsigned msec)
{
	r->deadline = xj_clock_in(msec);
}

bool xj_rules_late(const struct xj_rules *r)
{
	return xj_clock_past(r->deadline);
}

/* ---- preparing ------------------------------------------------------- */

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

	for (int c = 0; c < XJ_FOUND_COLUMNS; c++)
		r->at[c] = -1;
	for (int i = 0; i < n; i++) {
		const char *name = sqlite3_column_name(r->query, i);
		int c = 0;

		while (c < XJ_FOUND_COLUMNS && strcasecmp(column_names[c], name ? name : ""))
			c++;
		if (c == XJ_FOUND_COLUMNS || r->at[c] >= 0) {
			snprintf(what, sizeof(what), _("the column \"%.40s\" is not expected: "
			         "key, filing, donor, entry, value, limit, law, exempt, detail "
			         "are"), name ? name : "");
			return broken(r, r->rule->line, what);
		}
		r->at[c] = i;
	}
	if (r->at[XJ_R_KEY] < 0)
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
	return find_columns(r);
}

/* ---- rows ------------------------------------------------------------ */

static enum xj_status bad_cell(struct running *r, int column, const char *what)
{
	char text[200];

	snprintf(text, sizeof(text), "%s: %s", column_names[column], what);
	return broken(r, r->rule->line, text);
}

void xj_found_clear(struct xj_found *f)
{
	free(f->row);
	xj_buf_clear(&f->texts);
	*f = (struct xj_found){ .row = NULL };
}

static struct xj_found_row *new_row(struct xj_found *f)
{
	if (f->rows == f->room) {
		size_t room = f->room ? 2 * f->room : 256;
		struct xj_found_row *more = reallocarray(f->row, room, sizeof(*more));

		if (!more)
			return NULL;
		f->row = more;
		f->room = room;
	}
	f->row[f->rows] = (struct xj_found_row){ .known = 0 };
	return &f->row[f->rows++];
}

/* Keeps TEXT, once when the row before had the same in this column. */
static bool keep_text(struct xj_found *f, int column, struct xj_str text)
{
	struct xj_found_row *row = &f->row[f->rows - 1];
	uint16_t bit = (uint16_t)(1u << column);

	row->known |= bit;
	row->text |= bit;
	if (f->rows > 1 && row[-1].text & bit) {
		const char *before = f->texts.p + row[-1].cell[column];

		row->cell[column] = row[-1].cell[column];
		if (strncmp(before, text.p, text.n) == 0 && before[text.n] == '\0')
			return true;
	}
	row->cell[column] = (int64_t)f->texts.n;
	return !xj_buf_add(&f->texts, text.p, text.n) && !xj_buf_add(&f->texts, "", 1);
}

/* The cell of COLUMN as it will be kept: a whole number, or text. */
static enum xj_status take_cell(struct running *r, struct xj_found_row *row, int column,
                                struct xj_error *err)
{
	int at = r->at[column], type = at < 0 ? SQLITE_NULL
	                                      : sqlite3_column_type(r->query, at);
	bool text = column == XJ_R_EXEMPT || column == XJ_R_DETAIL;

	if (type == SQLITE_NULL)
		return column == XJ_R_KEY ? bad_cell(r, column, _("it is NULL")) : XJ_OK;
	if (type == SQLITE_TEXT && (text || column == XJ_R_KEY)) {
		const char *p = (const char *)sqlite3_column_text(r->query, at);

		/* not further than a NUL, if a file had one */
		if (!p || !keep_text(r->found, column, xj_str_c(p)))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	} else if (type == SQLITE_INTEGER && !text) {
		row->known |= (uint16_t)(1u << column);
		row->cell[column] = sqlite3_column_int64(r->query, at);
	} else {
		return bad_cell(r, column, text ? _("it is no text")
		                                : _("it is no whole number"));
	}
	return XJ_OK;
}

static enum xj_status take_row(struct running *r, struct xj_error *err)
{
	struct xj_found_row *row = new_row(r->found);
	enum xj_status st = XJ_OK;
	char what[100];

	if (!row)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (r->found->rows > XJ_MAX_RULE_ROWS) {
		snprintf(what, sizeof(what), _("it gives more than %u rows"),
		         XJ_MAX_RULE_ROWS);
		return broken(r, r->rule->line, what);
	}
	for (int c = 0; c < XJ_FOUND_COLUMNS && !st; c++)
		st = take_cell(r, row, c, err);
	return st;
}

static enum xj_status take_rows(struct running *r, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	int rc = SQLITE_ROW;

	/* often enough for who waits for a page */
	sqlite3_progress_handler(r->db, r->deadline ? 10000 : 100000, on_progress, r);
	while (!st && (rc = sqlite3_step(r->query)) == SQLITE_ROW)
		st = take_row(r, err);
	sqlite3_progress_handler(r->db, 0, NULL, NULL);
	if (!st && rc != SQLITE_DONE)
		st = query_failed(r, err);
	return st;
}

/* ---- one rule -------------------------------------------------------- */

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
                              const struct xj_rule *rule, struct xj_found *found,
                              struct xj_rule_result *out, struct xj_error *err)
{
	struct running run = { .db = db, .rule = rule, .out = out, .found = found,
	                       .began = xj_clock(), .deadline = r->deadline };
	enum xj_status st;

	*out = (struct xj_rule_result){ .rule = rule };
	*found = (struct xj_found){ .row = NULL };
	xj_buf_init(&found->texts, (size_t)1 << 30);
	st = prepare(&run, err);
	if (!st && !xj_engine_lacks(db, r, rule, out))
		st = take_rows(&run, err);
	sqlite3_finalize(run.query);
	if (st) /* broken: its rows count for nothing */
		xj_found_clear(found);
	out->nanoseconds = xj_clock() - run.began;
	return st == XJ_END ? XJ_OK : st;
}

enum xj_status xj_engine_check(sqlite3 *db, const struct xj_rule *rule,
                               struct xj_rule_result *out, struct xj_error *err)
{
	struct running run = { .db = db, .rule = rule, .out = out };
	enum xj_status st;

	*out = (struct xj_rule_result){ .rule = rule };
	st = prepare(&run, err);
	sqlite3_finalize(run.query);
	return st == XJ_END ? XJ_OK : st;
}
