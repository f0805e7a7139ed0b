/*
 * whatif.c - owns "what if the law said otherwise": the rules that a change
 * touches, run by the law as it is and as it might be, side by side.  All of it
 * happens in temporary tables.
 */
#include <stdio.h>
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"
#include "src/core/spool.h"
#include "xianjin/render.h"

struct asking {
	struct xj_rules *law[2]; /* as it is, as it might be */
	sqlite3 *db;
	struct xj_entries *entries;
	struct xj_output *o;
	bool *touched;           /* by rule of law[1] */
	bool stored;             /* the flags of the store are those of law[0] */
	int64_t rules, untested;
};

/* ---- which rules ----------------------------------------------------- */

static bool differs(const struct asking *a, size_t i)
{
	return a->law[0]->law[i].value != a->law[1]->law[i].value;
}

static enum xj_status find_touched(struct asking *a, struct xj_error *err)
{
	const struct xj_rules *then = a->law[1];

	if (a->law[0]->law_rows != then->law_rows)
		return xj_fail(err, XJ_INTERNAL, "whatif: two different tables");
	a->touched = calloc(then->rules + 1, sizeof(*a->touched));
	if (!a->touched)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < then->rules; i++) {
		for (size_t k = 0; k < then->law_rows && !a->touched[i]; k++)
			a->touched[i] = differs(a, k) &&
			                xj_rule_names(&then->rule[i],
			                              then->law[k].name);
		a->rules += a->touched[i];
	}
	return XJ_OK;
}

/* ---- both runs ------------------------------------------------------- */

static const char tables_sql[] =
	"CREATE TEMP TABLE flag (id INTEGER PRIMARY KEY, rule TEXT, severity TEXT,"
	" filing INTEGER, donor INTEGER, value INTEGER, \"limit\" INTEGER, unit TEXT,"
	" law INTEGER, exempt TEXT, detail TEXT, entries INTEGER, amount INTEGER);"
	"CREATE INDEX temp.flag_rule ON flag (rule);"
	"CREATE TEMP TABLE flag_entry (entry INTEGER, flag INTEGER,"
	" PRIMARY KEY (entry, flag)) WITHOUT ROWID;"
	"CREATE INDEX temp.flag_entry_flag ON flag_entry (flag);"
	"CREATE TEMP TABLE seen (side INTEGER, place INTEGER, rule TEXT,"
	" election INTEGER, recipient INTEGER, flags INTEGER, entries INTEGER,"
	" amount INTEGER);"
	"CREATE TEMP TABLE evidence (flag INTEGER, entry INTEGER, election INTEGER,"
	" recipient INTEGER, amount INTEGER)";

/* Flags that count, by who got the money; one without entries by its filing. */
#define EVIDENCE(schema) \
	"INSERT INTO temp.evidence SELECT g.id, e.entry, f.election, f.recipient, n.amount" \
	" FROM " schema ".flag g LEFT JOIN " schema ".flag_entry e ON e.flag = g.id" \
	" LEFT JOIN main.entry n ON n.id = e.entry" \
	" LEFT JOIN main.filing f ON f.id = coalesce(n.filing, g.filing)" \
	" WHERE g.exempt IS NULL AND g.rule = ?3"

static const char seen_sql[] =
	"INSERT INTO temp.seen SELECT ?1, ?2, ?3, x.election, x.recipient,"
	" count(DISTINCT x.flag), count(DISTINCT x.entry),"
	" (SELECT xj_sum(y.amount) FROM (SELECT DISTINCT entry, amount FROM temp.evidence"
	"  z WHERE z.election IS x.election AND z.recipient IS x.recipient"
	"  AND z.entry IS NOT NULL) y)"
	" FROM temp.evidence x GROUP BY x.election, x.recipient";

static enum xj_status run_for(struct asking *a, const char *sql, int side, size_t place,
                              struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = XJ_OK;

	if (sqlite3_prepare_v2(a->db, sql, -1, &q, NULL))
		return xj_engine_failed(a->db, err);
	sqlite3_bind_int(q, 1, side);
	sqlite3_bind_int64(q, 2, (int64_t)place);
	sqlite3_bind_text(q, 3, a->law[1]->rule[place].id, -1, SQLITE_STATIC);
	if (sqlite3_step(q) != SQLITE_DONE)
		st = xj_engine_failed(a->db, err);
	sqlite3_finalize(q);
	return st;
}

/* FROM: EVIDENCE of the schema whose flags they are. */
static enum xj_status keep_seen(struct asking *a, const char *from, int side, size_t place,
                                struct xj_error *err)
{
	enum xj_status st = run_for(a, from, side, place, err);

	if (!st)
		st = run_for(a, seen_sql, side, place, err);
	return st ? st : xj_engine_exec(a->db, "DELETE FROM temp.evidence;"
	                                "DELETE FROM temp.flag_entry; DELETE FROM temp.flag",
	                                err);
}

static int is_late(void *rules)
{
	return xj_rules_late(rules);
}

/* Running a rule takes the handler for its own. */
static void watch_clock(struct asking *a)
{
	if (a->law[1]->deadline)
		sqlite3_progress_handler(a->db, 10000, is_late, a->law[1]);
}

static enum xj_status run_rule(struct asking *a, int side, size_t i, struct xj_error *err)
{
	const struct xj_rule *rule = &a->law[1]->rule[i];
	struct xj_rule_result one;
	struct xj_found found;
	enum xj_status st = xj_engine_rule(a->db, a->law[side], rule, &found, &one, err);

	watch_clock(a);
	if (!st)
		st = xj_engine_flags(a->db, "temp", a->law[side], a->entries, rule, &found,
		                     &one, err);
	xj_found_clear(&found);
	if (!st && one.state == XJ_RULE_BROKEN)
		st = xj_fail(err, XJ_BAD_INPUT, "%s", one.why);
	if (!st && one.state == XJ_RULE_NOT_TESTED)
		a->untested += side;
	return st ? st : keep_seen(a, EVIDENCE("temp"), side, i, err);
}

static enum xj_status run_side(struct asking *a, int side, struct xj_error *err)
{
	const struct xj_rules *then = a->law[1];
	enum xj_status st = xj_tables_law(a->db, a->law[side], err);

	for (size_t i = 0; i < then->rules && !st; i++) {
		if (!a->touched[i])
			continue;
		if (xj_rules_late(then))
			return xj_fail(err, XJ_LIMIT, _("running the rules takes too long"));
		if (side == 0 && a->stored && xj_rules_has_run(a->db, then->rule[i].id))
			st = keep_seen(a, EVIDENCE("main"), side, i, err);
		else
			st = run_rule(a, side, i, err);
	}
	return st;
}

/* Few rules are touched, and most look at few of the entries: the others are not kept. */
static enum xj_status learn_needs(struct asking *a, struct xj_error *err)
{
	const struct xj_rules *then = a->law[1];
	enum xj_status st = xj_tables_law(a->db, then, err);

	for (size_t i = 0; i < then->rules && !st; i++) {
		struct xj_rule_result one; /* what is broken is said when it runs */

		if (!a->touched[i])
			continue;
		st = xj_engine_check(a->db, &then->rule[i], &one, err);
		/* filing_info.received */
		a->entries->sums |= strcasestr(then->rule[i].sql, "received") != NULL;
	}
	return st;
}

static enum xj_status run_both(struct asking *a, struct xj_error *err)
{
	enum xj_status st = xj_entries_learn(a->db, a->law[1]->deadline, &a->entries, err);

	if (!st)
		st = xj_tables_declare(a->db, a->entries, err);
	if (!st)
		st = learn_needs(a, err);
	if (!st)
		st = xj_entries_read(a->db, a->entries, err);
	if (!st)
		st = xj_tables_fill(a->db, err);
	if (!st)
		st = xj_engine_exec(a->db, tables_sql, err);
	for (int side = 0; side < 2 && !st; side++)
		st = run_side(a, side, err);
	return st;
}

/* ---- the answer ------------------------------------------------------ */

static const struct xj_column columns[] = {
	{ "rule", N_("Rule"), XJ_T_TEXT, 0, false },
	{ "election", N_("Election"), XJ_T_TEXT, 1, true },
	{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	{ "flags_now", N_("Flags now"), XJ_T_INT, 0, false },
	{ "flags_then", N_("Flags then"), XJ_T_INT, 0, false },
	{ "entries_now", N_("Rows now"), XJ_T_INT, 3, false },
	{ "entries_then", N_("Rows then"), XJ_T_INT, 3, false },
	{ "amount_now", N_("Amount now"), XJ_T_MONEY, 2, false },
	{ "amount_then", N_("Amount then"), XJ_T_MONEY, 2, false },
};
static const struct xj_section rows = {
	"rows", N_("By rule, election and recipient"), columns, XJ_COUNT(columns), true
};

static enum xj_status write_rows(struct asking *a, struct xj_error *err)
{
	static const char sql[] =
		"SELECT s.rule, e.name, r.name,"
		" sum(CASE s.side WHEN 0 THEN s.flags ELSE 0 END),"
		" sum(CASE s.side WHEN 1 THEN s.flags ELSE 0 END),"
		" sum(CASE s.side WHEN 0 THEN s.entries ELSE 0 END),"
		" sum(CASE s.side WHEN 1 THEN s.entries ELSE 0 END),"
		" sum(CASE s.side WHEN 0 THEN s.amount ELSE 0 END),"
		" sum(CASE s.side WHEN 1 THEN s.amount ELSE 0 END)"
		" FROM temp.seen s LEFT JOIN main.election e ON e.id = s.election"
		" LEFT JOIN main.recipient r ON r.id = s.recipient"
		" GROUP BY s.place, s.election, s.recipient"
		" ORDER BY s.place, e.polling_day, e.name, r.name, s.recipient";
	sqlite3_stmt *q;
	enum xj_status st;
	int rc = SQLITE_DONE;

	if (sqlite3_prepare_v2(a->db, sql, -1, &q, NULL))
		return xj_engine_failed(a->db, err);
	st = xj_out_begin(a->o, &rows);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct xj_value v[XJ_COUNT(columns)];

		for (int i = 0; i < 3; i++)
			v[i] = (struct xj_value){ .null = sqlite3_column_type(q, i) == SQLITE_NULL,
			                          .s = xj_sql_text(q, i) };
		for (int i = 3; i < (int)XJ_COUNT(columns); i++)
			v[i] = (struct xj_value){ .i = sqlite3_column_int64(q, i) };
		st = xj_out_row(a->o, v);
	}
	sqlite3_finalize(q);
	if (!st && rc != SQLITE_DONE)
		return xj_engine_failed(a->db, err);
	return st ? st : xj_out_end(a->o);
}

/* The rows of the law that change. */
static enum xj_status write_changes(struct asking *a)
{
	static const struct xj_column change[] = {
		{ "name", N_("Law"), XJ_T_TEXT, 0, false },
		{ "kind", N_("Kind"), XJ_T_WORD, 0, false },
		{ "office", N_("Office"), XJ_T_WORD, 0, false },
		{ "from", N_("From"), XJ_T_DATE, 0, false },
		{ "to", N_("To"), XJ_T_DATE, 0, false },
		{ "now", N_("Now"), XJ_T_INT, 0, false },
		{ "then", N_("Then"), XJ_T_INT, 0, false },
		{ "unit", N_("Unit"), XJ_T_WORD, 0, false },
	};
	static const struct xj_section section = {
		"changes", N_("What changes"), change, XJ_COUNT(change), false
	};
	enum xj_status st = xj_out_begin(a->o, &section);

	for (size_t i = 0; i < a->law[1]->law_rows && !st; i++) {
		const struct xj_law_row *l = &a->law[1]->law[i];
		char from[16], to[16];
		struct xj_value v[XJ_COUNT(change)];

		if (!differs(a, i))
			continue;
		xj_day_iso(l->from_day, from);
		xj_day_iso(l->to_day, to);
		v[0] = (struct xj_value){ .s = xj_str_c(l->name) };
		v[1] = (struct xj_value){ .null = !*l->kind, .s = xj_str_c(l->kind) };
		v[2] = (struct xj_value){ .null = !*l->office, .s = xj_str_c(l->office) };
		v[3] = (struct xj_value){ .null = !*from, .s = xj_str_c(from) };
		v[4] = (struct xj_value){ .null = !*to, .s = xj_str_c(to) };
		v[5] = (struct xj_value){ .i = a->law[0]->law[i].value };
		v[6] = (struct xj_value){ .i = l->value };
		v[7] = (struct xj_value){ .s = xj_str_c(l->unit) };
		st = xj_out_row(a->o, v);
	}
	return st ? st : xj_out_end(a->o);
}

static enum xj_status write_answer(struct asking *a, struct xj_error *err)
{
	enum xj_status st = xj_out_int(a->o, "rules", N_("rules that the change touches"),
	                               XJ_T_INT, a->rules);

	if (!st)
		st = xj_out_int(a->o, "not_tested", N_("of them not tested: see xianjin "
		                "rules"), XJ_T_INT, a->untested);
	if (!st)
		st = write_changes(a);
	return st ? st : write_rows(a, err);
}

enum xj_status xj_rules_whatif(struct xj_rules *now, struct xj_rules *then,
                               struct xj_store *s, struct xj_output *o,
                               struct xj_error *err)
{
	struct asking a = { .law = { now, then }, .db = xj_store_db(s), .o = o };
	enum xj_status st = find_touched(&a, err);

	/* the connection may stay read-only: what is made is temporary */
	if (!st)
		st = xj_engine_exec(a.db, getenv(XJ_IN_MEMORY)
		                    ? "PRAGMA query_only = OFF; PRAGMA temp_store = MEMORY; BEGIN"
		                    : "PRAGMA query_only = OFF; PRAGMA temp_store = FILE; BEGIN",
		                    err);
	watch_clock(&a);
	if (!st)
		st = xj_rules_stored(now, s, &a.stored, err);
	if (!st && a.rules)
		st = run_both(&a, err);
	else if (!st)
		st = xj_engine_exec(a.db, tables_sql, err);
	if (!st)
		st = write_answer(&a, err);
	sqlite3_progress_handler(a.db, 0, NULL, NULL); /* clearing up is not cut short */
	xj_tables_drop(a.db);
	xj_entries_free(a.entries);
	if (!sqlite3_get_autocommit(a.db)) /* takes the other tables with it */
		sqlite3_exec(a.db, "ROLLBACK", NULL, NULL, NULL);
	if (sqlite3_db_readonly(a.db, "main") == 1)
		sqlite3_exec(a.db, "PRAGMA query_only = ON", NULL, NULL, NULL);
	free(a.touched);
	return st;
}
