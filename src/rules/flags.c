/*
 * flags.c - owns making flags of the rows that a rule gave: which rows are one
 * flag, what it says, and its evidence.
 *
 * Where the rows of a flag differ: filing and donor only when all say the same,
 * exempt only when all are, the rest as the row with the greatest value says.
 */
#include <stdio.h>
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"

struct flag {
	size_t first, rows;    /* of the sorted rows */
	int64_t filing, donor;
	bool has_filing, has_donor;
	const char *exempt;
	int64_t entries, amount;
};

struct evidence {
	int64_t entry, flag;
};

struct amount {
	int64_t entry, amount;
};

struct making {
	const struct xj_entries *e;
	const struct xj_rules *rules;
	const struct xj_rule *rule;
	const struct xj_found *found;
	struct xj_rule_result *out;
	const struct xj_found_row **row; /* by key, the one that speaks first */
	struct flag *flag;
	size_t flags;
	struct evidence *evidence;
	size_t evidences;
	struct amount *amount;           /* of each entry that is pointed at, by id */
	size_t amounts;
};

/* ---- what rows point at -------------------------------------------------- */

static bool knows(const struct xj_found_row *r, int column)
{
	return r->known >> column & 1;
}

static const char *text_of(const struct xj_found *f, const struct xj_found_row *r,
                           int column)
{
	return r->text >> column & 1 ? f->texts.p + r->cell[column] : NULL;
}

static enum xj_status missing(struct making *m, const char *column, int64_t id)
{
	m->out->state = XJ_RULE_BROKEN;
	snprintf(m->out->why, sizeof(m->out->why), _("%s: line %u: %s: there is none with "
	         "the id %lld"), m->rule->file, m->rule->line, column, (long long)id);
	return XJ_END;
}

/* It must be there: a rule may compute nonsense. */
static enum xj_status check_rows(struct making *m)
{
	for (size_t i = 0; i < m->found->rows; i++) {
		const struct xj_found_row *r = &m->found->row[i];
		const int64_t *cell = r->cell;

		if (knows(r, XJ_R_FILING) && !xj_entries_filing(m->e, cell[XJ_R_FILING]))
			return missing(m, "filing", cell[XJ_R_FILING]);
		if (knows(r, XJ_R_LAW) && (cell[XJ_R_LAW] < 1 ||
		    cell[XJ_R_LAW] > (int64_t)m->rules->law_rows))
			return missing(m, "law", cell[XJ_R_LAW]);
	}
	return XJ_OK;
}

static int by_id(const void *a, const void *b)
{
	const struct amount *x = a, *y = b;

	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The entries, in the order in which they lie in the file. */
static enum xj_status read_amounts(struct making *m, struct xj_error *err)
{
	struct xj_blocks *r = xj_blocks_new();
	size_t n = 0;
	enum xj_status st = XJ_OK;

	m->amount = reallocarray(NULL, m->found->rows, sizeof(*m->amount));
	if (!r || !m->amount)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < m->found->rows && !st; i++)
		if (knows(&m->found->row[i], XJ_R_ENTRY))
			m->amount[n++].entry = m->found->row[i].cell[XJ_R_ENTRY];
	if (n)
		qsort(m->amount, n, sizeof(*m->amount), by_id);
	for (size_t i = 0; i < n && !st; i++) {
		int64_t id = m->amount[i].entry;
		const struct xj_read_entry *x;

		if (m->amounts && m->amount[m->amounts - 1].entry == id)
			continue;
		x = xj_entries_find(r, m->e, id);
		if (x)
			m->amount[m->amounts++] = (struct amount){ id, x->amount };
		else
			st = missing(m, "entry", id);
	}
	if (r && xj_blocks_failed(r))
		st = xj_fail(err, XJ_IO, _("what rules read cannot be read again"));
	xj_blocks_free(r);
	return st;
}

static int64_t amount_of(const struct making *m, int64_t entry)
{
	struct amount key = { .entry = entry };
	const struct amount *a = bsearch(&key, m->amount, m->amounts, sizeof(key), by_id);

	return a ? a->amount : 0;
}

/* ---- orders ---------------------------------------------------------------- */

#define COMPARE(a, b) \
	do { \
		if ((a) != (b)) \
			return (a) < (b) ? -1 : 1; \
	} while (0)

/* NULL, numbers, texts. */
static int compare_cells(const struct xj_found *f, const struct xj_found_row *a,
                         const struct xj_found_row *b, int column)
{
	const char *x = text_of(f, a, column), *y = text_of(f, b, column);

	COMPARE(knows(a, column), knows(b, column));
	COMPARE(x != NULL, y != NULL);
	if (x)
		return strcmp(x, y);
	if (knows(a, column))
		COMPARE(a->cell[column], b->cell[column]);
	return 0;
}

/* By key; the greatest value first, then the first entry. */
static int by_key(const void *a, const void *b, void *found)
{
	static const int rest[] = { XJ_R_ENTRY, XJ_R_LAW, XJ_R_LIMIT, XJ_R_DETAIL };
	const struct xj_found_row *x = *(const struct xj_found_row *const *)a;
	const struct xj_found_row *y = *(const struct xj_found_row *const *)b;
	int order = compare_cells(found, x, y, XJ_R_KEY);

	if (!order)
		order = compare_cells(found, y, x, XJ_R_VALUE);
	for (size_t i = 0; i < XJ_COUNT(rest) && !order; i++)
		order = compare_cells(found, x, y, rest[i]);
	return order;
}

/* By filing, donor, key: the order of ids. */
static int by_filing(const void *a, const void *b)
{
	const struct flag *x = a, *y = b;

	COMPARE(x->has_filing, y->has_filing);
	COMPARE(x->filing, y->filing);
	COMPARE(x->has_donor, y->has_donor);
	COMPARE(x->donor, y->donor);
	COMPARE(x->first, y->first);
	return 0;
}

static int by_entry(const void *a, const void *b)
{
	const struct evidence *x = a, *y = b;

	COMPARE(x->entry, y->entry);
	COMPARE(x->flag, y->flag);
	return 0;
}

/* ---- flags ------------------------------------------------------------------- */

/* What all rows from FIRST say in COLUMN, if they all say the same. */
static bool common(const struct making *m, size_t first, size_t rows, int column,
                   int64_t *out)
{
	const struct xj_found_row *r = m->row[first];

	*out = knows(r, column) ? r->cell[column] : 0;
	for (size_t i = first; i < first + rows; i++)
		if (!knows(m->row[i], column) || m->row[i]->cell[column] != *out) {
			*out = 0;
			return false;
		}
	return true;
}

static const char *exemption(const struct making *m, size_t first, size_t rows)
{
	const char *least = NULL;

	for (size_t i = first; i < first + rows; i++) {
		const char *text = text_of(m->found, m->row[i], XJ_R_EXEMPT);

		if (!text)
			return NULL;
		if (!least || strcmp(text, least) < 0)
			least = text;
	}
	return least;
}

static enum xj_status find_flags(struct making *m, struct xj_error *err)
{
	size_t n = m->found->rows;

	m->row = reallocarray(NULL, n, sizeof(*m->row));
	m->flag = reallocarray(NULL, n, sizeof(*m->flag));
	m->evidence = reallocarray(NULL, n, sizeof(*m->evidence));
	if (!m->row || !m->flag || !m->evidence)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < n; i++)
		m->row[i] = &m->found->row[i];
	qsort_r(m->row, n, sizeof(*m->row), by_key, (void *)(uintptr_t)m->found);
	for (size_t from = 0, to; from < n; from = to) {
		struct flag *f = &m->flag[m->flags++];

		for (to = from + 1; to < n; to++)
			if (compare_cells(m->found, m->row[from], m->row[to], XJ_R_KEY))
				break;
		*f = (struct flag){ .first = from, .rows = to - from };
		f->has_filing = common(m, from, f->rows, XJ_R_FILING, &f->filing);
		f->has_donor = common(m, from, f->rows, XJ_R_DONOR, &f->donor);
		f->exempt = exemption(m, from, f->rows);
	}
	qsort(m->flag, m->flags, sizeof(*m->flag), by_filing);
	return XJ_OK;
}

/* The entries of F, each once, with what they come to together. */
static void find_evidence(struct making *m, struct flag *f, int64_t id)
{
	struct evidence *first = &m->evidence[m->evidences];
	size_t n = 0, kept = 0;

	for (size_t i = f->first; i < f->first + f->rows; i++)
		if (knows(m->row[i], XJ_R_ENTRY))
			first[n++] = (struct evidence){ m->row[i]->cell[XJ_R_ENTRY], id };
	qsort(first, n, sizeof(*first), by_entry);
	for (size_t i = 0; i < n; i++) {
		int64_t amount = amount_of(m, first[i].entry);

		if (kept && first[kept - 1].entry == first[i].entry)
			continue;
		first[kept++] = first[i];
		if (__builtin_add_overflow(f->amount, amount, &f->amount))
			f->amount = amount < 0 ? INT64_MIN : INT64_MAX;
	}
	f->entries = (int64_t)kept;
	m->evidences += kept;
}

/* ---- into the store -------------------------------------------------------------- */

static enum xj_status prepare(sqlite3 *db, const char *head, const char *schema,
                              const char *tail, sqlite3_stmt **out,
                              struct xj_error *err)
{
	struct xj_buf sql;
	enum xj_status st = XJ_OK;

	*out = NULL;
	xj_buf_init(&sql, 2000);
	if (xj_buf_addf(&sql, "%s%s%s", head, schema, tail))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	else if (sqlite3_prepare_v2(db, sql.p, -1, out, NULL))
		st = xj_engine_failed(db, err);
	xj_buf_clear(&sql);
	return st;
}

static enum xj_status last_id(sqlite3 *db, const char *schema, int64_t *id,
                              struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = prepare(db, "SELECT coalesce(max(id), 0) FROM ", schema,
	                            ".flag", &q, err);

	if (!st && sqlite3_step(q) != SQLITE_ROW)
		st = xj_engine_failed(db, err);
	if (!st)
		*id = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return st;
}

static void bind_number(sqlite3_stmt *q, int at, bool known, int64_t v)
{
	if (known)
		sqlite3_bind_int64(q, at, v);
	else
		sqlite3_bind_null(q, at);
}

static void bind_flag(const struct making *m, const struct flag *f, int64_t id,
                      sqlite3_stmt *q)
{
	const struct xj_found_row *r = m->row[f->first];

	sqlite3_bind_int64(q, 1, id);
	sqlite3_bind_text(q, 2, m->rule->id, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 3, f->exempt ? "I" : m->rule->severity, -1, SQLITE_STATIC);
	bind_number(q, 4, f->has_filing, f->filing);
	bind_number(q, 5, f->has_donor, f->donor);
	bind_number(q, 6, knows(r, XJ_R_VALUE), r->cell[XJ_R_VALUE]);
	bind_number(q, 7, knows(r, XJ_R_LIMIT), r->cell[XJ_R_LIMIT]);
	sqlite3_bind_text(q, 8, m->rule->unit, -1, SQLITE_STATIC);
	bind_number(q, 9, knows(r, XJ_R_LAW), r->cell[XJ_R_LAW]);
	sqlite3_bind_text(q, 10, f->exempt, -1, SQLITE_STATIC);
	sqlite3_bind_text(q, 11, text_of(m->found, r, XJ_R_DETAIL), -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 12, f->entries);
	sqlite3_bind_int64(q, 13, f->amount);
}

enum { LOOK = 2048 }; /* rows between two looks at the clock */

static enum xj_status check_clock(const struct making *m, struct xj_error *err)
{
	return xj_rules_late(m->rules)
	       ? xj_fail(err, XJ_LIMIT, _("running the rules takes too long")) : XJ_OK;
}

static enum xj_status write_flags(struct making *m, sqlite3 *db, const char *schema,
                                  struct xj_error *err)
{
	sqlite3_stmt *q = NULL;
	int64_t id = 0;
	enum xj_status st = last_id(db, schema, &id, err);

	if (!st)
		st = prepare(db, "INSERT INTO ", schema, ".flag (id, rule, severity, filing,"
		             " donor, value, \"limit\", unit, law, exempt, detail, entries,"
		             " amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &q,
		             err);
	for (size_t i = 0; i < m->flags && !st; i++) {
		if (i % LOOK == 0 && (st = check_clock(m, err)))
			break;
		find_evidence(m, &m->flag[i], ++id);
		bind_flag(m, &m->flag[i], id, q);
		if (sqlite3_step(q) != SQLITE_DONE)
			st = xj_engine_failed(db, err);
		sqlite3_reset(q);
		m->out->exempt += m->flag[i].exempt != NULL;
	}
	sqlite3_finalize(q);
	m->out->flags = m->flags;
	m->out->entries = m->evidences;
	return st;
}

static enum xj_status write_evidence(struct making *m, sqlite3 *db, const char *schema,
                                     struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = prepare(db, "INSERT INTO ", schema, ".flag_entry (entry, flag)"
	                            " VALUES (?, ?)", &q, err);

	if (m->evidences)
		qsort(m->evidence, m->evidences, sizeof(*m->evidence), by_entry);
	for (size_t i = 0; i < m->evidences && !st; i++) {
		if (i % LOOK == 0 && (st = check_clock(m, err)))
			break;
		sqlite3_bind_int64(q, 1, m->evidence[i].entry);
		sqlite3_bind_int64(q, 2, m->evidence[i].flag);
		if (sqlite3_step(q) != SQLITE_DONE)
			st = xj_engine_failed(db, err);
		sqlite3_reset(q);
	}
	sqlite3_finalize(q);
	return st;
}

enum xj_status xj_engine_flags(sqlite3 *db, const char *schema,
                               const struct xj_rules *rules,
                               const struct xj_entries *e, const struct xj_rule *rule,
                               const struct xj_found *found,
                               struct xj_rule_result *out, struct xj_error *err)
{
	struct making m = { .e = e, .rules = rules, .rule = rule, .found = found,
	                    .out = out };
	uint64_t began = xj_clock();
	enum xj_status st;

	if (out->state != XJ_RULE_RAN || !found->rows)
		return XJ_OK;
	st = check_rows(&m);
	if (!st)
		st = read_amounts(&m, err);
	if (!st)
		st = find_flags(&m, err);
	if (!st)
		st = write_flags(&m, db, schema, err);
	if (!st)
		st = write_evidence(&m, db, schema, err);
	free(m.row);
	free(m.flag);
	free(m.evidence);
	free(m.amount);
	out->nanoseconds += xj_clock() - began;
	return st == XJ_END ? XJ_OK : st;
}
