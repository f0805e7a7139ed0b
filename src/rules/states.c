/*
 * states.c - owns how the rules stand in a data folder: what the last run left,
 * and why a rule is not part of it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules_private.h"

/* The whole name in quotes; or its first word, where a rule puts names together. */
bool xj_rule_names(const struct xj_rule *rule, const char *name)
{
	char quoted[128], head[128];
	bool joins = strstr(rule->sql, "||") || strcasestr(rule->sql, ".name like ");

	snprintf(quoted, sizeof(quoted), "'%s'", name);
	snprintf(head, sizeof(head), "'%.*s.", (int)strcspn(name, "."), name);
	return strstr(rule->sql, quoted) || (joins && strstr(rule->sql, head));
}

/* Queries are sound or not whatever the data are: on an empty store. */
static enum xj_status find_broken(struct xj_rules *r, struct xj_rule_state *state,
                                  struct xj_error *err)
{
	struct xj_store *s;
	sqlite3 *db;
	enum xj_status st = xj_store_open("", XJ_STORE_MEMORY, &s, err);

	if (st)
		return st;
	db = xj_store_db(s);
	st = xj_tables_make(db, err);
	for (size_t i = 0; i < r->rules && !st; i++) {
		struct xj_rule_result one;

		st = xj_engine_check(db, &r->rule[i], &one, err);
		if (st || one.state != XJ_RULE_BROKEN)
			continue;
		state[i].state = N_("broken");
		memcpy(state[i].why, one.why, sizeof(state[i].why));
	}
	xj_store_close(s);
	return st;
}

bool xj_rules_has_run(sqlite3 *db, const char *id)
{
	sqlite3_stmt *q = NULL;
	bool yes = false;

	if (sqlite3_prepare_v2(db, "SELECT 1 FROM main.meta WHERE key = 'flags_ran'"
	                       " AND instr(value, ' ' || ?1 || ' ')", -1, &q, NULL) ==
	    SQLITE_OK) {
		sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
		yes = sqlite3_step(q) == SQLITE_ROW;
	}
	sqlite3_finalize(q);
	return yes;
}

static enum xj_status count(sqlite3 *db, const char *id, uint64_t *flags,
                            struct xj_error *err)
{
	sqlite3_stmt *q = NULL;

	if (sqlite3_prepare_v2(db, "SELECT count(*) FROM main.flag WHERE rule = ?1"
	                       " AND exempt IS NULL", -1, &q, NULL))
		return xj_engine_failed(db, err);
	sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
	*flags = sqlite3_step(q) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(q, 0) : 0;
	sqlite3_finalize(q);
	return XJ_OK;
}

static enum xj_status find_state(struct xj_rules *r, sqlite3 *db, size_t i,
                                 struct xj_rule_state *state, struct xj_error *err)
{
	struct xj_rule_result one = { .rule = &r->rule[i] };
	enum xj_status st = XJ_OK;

	if (xj_rules_has_run(db, r->rule[i].id)) {
		st = count(db, r->rule[i].id, &state->flags, err);
		state->tested = true;
		state->state = state->flags ? N_("holds") : N_("nothing found");
	} else if (xj_engine_lacks(db, r, &r->rule[i], &one)) {
		state->state = N_("not tested");
		memcpy(state->why, one.why, sizeof(state->why));
	}
	return st;
}

enum xj_status xj_rules_states(struct xj_rules *r, struct xj_store *s,
                               struct xj_rule_state *state, struct xj_error *err)
{
	enum xj_status st;

	for (size_t i = 0; i < r->rules; i++)
		state[i] = (struct xj_rule_state){ .state = N_("not run") };
	st = find_broken(r, state, err);
	for (size_t i = 0; i < r->rules && s && !st; i++)
		if (strcmp(state[i].state, "broken") != 0)
			st = find_state(r, xj_store_db(s), i, &state[i], err);
	return st;
}
