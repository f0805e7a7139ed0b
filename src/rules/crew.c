/*
 * crew.c - owns running all rules: the writer and, where the store is a file, a
 * second thread with a connection of its own, both over the same entries in
 * memory.  Rules are taken in turn; flags are made by the writer alone and in the
 * order of the rules, so that the result is the same however the work falls.
 */
#include <pthread.h>
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"

struct crew {
	struct xj_rules *rules;
	struct xj_rule_result *result;
	struct xj_entries *entries;
	const char *path;      /* of the store; NULL: in memory */
	enum xj_language language; /* of messages */
	struct xj_found *found; /* by rule, until its flags are made */
	sqlite3 *second;       /* NULL: no second hand */

	pthread_mutex_t lock;  /* of what follows */
	pthread_cond_t changed;
	bool *done;            /* by rule */
	size_t next;           /* rule that nobody has taken */
	enum xj_status failed;
	struct xj_error err;
};

static bool take(struct crew *c, size_t *rule)
{
	bool got;

	pthread_mutex_lock(&c->lock);
	got = c->next < c->rules->rules && !c->failed;
	*rule = c->next;
	c->next += got;
	pthread_mutex_unlock(&c->lock);
	return got;
}

static void put_back(struct crew *c, size_t rule, enum xj_status st,
                     const struct xj_error *err)
{
	pthread_mutex_lock(&c->lock);
	c->done[rule] = true;
	if (st && !c->failed) {
		c->failed = st;
		c->err = *err;
	}
	pthread_cond_signal(&c->changed);
	pthread_mutex_unlock(&c->lock);
}

static void run_one(struct crew *c, sqlite3 *db, size_t rule)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	enum xj_status st = xj_engine_rule(db, c->rules, &c->rules->rule[rule],
	                                   &c->found[rule], &c->result[rule], &err);

	put_back(c, rule, st, &err);
}

/* ---- the second hand ------------------------------------------------- */

/* A connection of its own: what the transaction under way has written it reads from
 * copies, and reference data, which no import of filings changes, from the store.
 * NULL: the first hand does everything. */
static sqlite3 *open_second(struct crew *c, sqlite3 *first)
{
	sqlite3 *db = NULL;

	if (!c->path || !sqlite3_threadsafe())
		return NULL;
	if (sqlite3_open_v2(c->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
	                    NULL) == SQLITE_OK &&
	    !xj_engine_exec(db, "PRAGMA temp_store = FILE; PRAGMA cache_size = -8192;"
	                    "PRAGMA trusted_schema = OFF; BEGIN", NULL) &&
	    !xj_tables_copy(first, db, c->entries, NULL) &&
	    !xj_tables_law(db, c->rules, NULL))
		return db;
	sqlite3_close(db);
	return NULL;
}

static void *second_hand(void *crew)
{
	struct crew *c = crew;
	size_t rule;

	while (take(c, &rule))
		run_one(c, c->second, rule);
	return NULL;
}

/* ---- the first hand -------------------------------------------------- */

static enum xj_status make_flags(struct crew *c, sqlite3 *db, size_t rule,
                                 struct xj_error *err)
{
	enum xj_status st = xj_engine_flags(db, "main", c->rules, c->entries,
	                                    &c->rules->rule[rule], &c->found[rule],
	                                    &c->result[rule], err);

	xj_found_clear(&c->found[rule]);
	return st;
}

/* The flags of RULE, when it is done; until then another rule, or waiting. */
static enum xj_status finish(struct crew *c, sqlite3 *db, size_t rule,
                             struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	bool ready = false;
	size_t other;

	while (!ready && !st) {
		pthread_mutex_lock(&c->lock);
		while (!c->done[rule] && !c->failed && c->next == c->rules->rules)
			pthread_cond_wait(&c->changed, &c->lock);
		ready = c->done[rule];
		st = c->failed;
		if (st && err)
			*err = c->err;
		pthread_mutex_unlock(&c->lock);
		if (!ready && !st && take(c, &other))
			run_one(c, db, other);
	}
	return st ? st : make_flags(c, db, rule, err);
}

static enum xj_status work(struct crew *c, sqlite3 *db, struct xj_progress *progress,
                           struct xj_error *err)
{
	pthread_t hand;
	bool has_hand;
	enum xj_status st = XJ_OK;

	c->second = open_second(c, db);
	has_hand = c->second && pthread_create(&hand, NULL, second_hand, c) == 0;
	for (size_t i = 0; i < c->rules->rules && !st; i++) {
		st = finish(c, db, i, err);
		xj_progress_step(progress, i + 1, 0);
	}
	if (st) { /* the other one stops at its next rule */
		pthread_mutex_lock(&c->lock);
		c->failed = c->failed ? c->failed : st;
		pthread_mutex_unlock(&c->lock);
	}
	if (has_hand)
		pthread_join(hand, NULL);
	if (c->second)
		xj_tables_drop(c->second);
	sqlite3_close(c->second);
	return st;
}

static enum xj_status prepare(struct crew *c, sqlite3 *db, struct xj_error *err)
{
	enum xj_status st = xj_entries_load(db, &c->entries, err);

	if (!st)
		st = xj_tables_make_of(db, c->entries, err);
	if (!st)
		st = xj_tables_law(db, c->rules, err);
	if (!st)
		st = xj_engine_exec(db, "INSERT INTO main.law SELECT * FROM temp.law", err);
	return st;
}

enum xj_status xj_crew_run(struct xj_rules *r, sqlite3 *db,
                           struct xj_rule_result *result,
                           struct xj_progress *progress, struct xj_error *err)
{
	struct crew c = { .rules = r, .result = result, .path =
		sqlite3_db_filename(db, "main"), .language = xj_language(), .lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER };
	enum xj_status st = XJ_OK;

	if (c.path && !*c.path)
		c.path = NULL;
	c.found = calloc(r->rules + 1, sizeof(*c.found));
	c.done = calloc(r->rules + 1, sizeof(*c.done));
	if (!c.found || !c.done)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!st)
		st = prepare(&c, db, err);
	if (!st)
		st = work(&c, db, progress, err);
	for (size_t i = 0; c.found && i < r->rules; i++)
		xj_found_clear(&c.found[i]);
	free(c.found);
	free(c.done);
	xj_tables_drop(db);
	xj_entries_free(c.entries);
	return st;
}
