/*
 * sums.c - owns what the entries in force add up to, by filing and by what settlement
 * tables tell apart.  SQLite would sort a million rows for each way of grouping them;
 * here they are walked over once.
 */
#include <stdlib.h>
#include <sys/random.h>

#include "sums.h"

#define OVER 30000
enum { FIRST_ROOM = 128, FIRST_SLOTS = 256 };

/* ---- groups: a table of sums by key and, where there is one, a text --------------- */

struct group {
	uint64_t key, hash;
	int64_t amount;
	uint32_t text, bytes;    /* in the texts of the table */
};

/* Groups in the order in which they came, and a table of where they are: what is seldom
 * full and read at random is small. */
struct groups {
	struct group *v;
	size_t n, room;
	uint32_t *slot;          /* 1 + the place in v; 0: free */
	size_t slots;            /* never more than half full */
	struct xj_buf texts;
	uint64_t seed;           /* texts are what strangers file */
};

static enum xj_status groups_open(struct groups *g)
{
	*g = (struct groups){ .slots = FIRST_SLOTS };
	xj_buf_init(&g->texts, (size_t)1 << 30);
	if (getrandom(&g->seed, sizeof(g->seed), GRND_NONBLOCK) < 0)
		g->seed = (uint64_t)(uintptr_t)g;
	g->slot = calloc(g->slots, sizeof(*g->slot));
	return g->slot ? XJ_OK : XJ_NOMEM;
}

static void groups_close(struct groups *g)
{
	free(g->v);
	free(g->slot);
	xj_buf_clear(&g->texts);
}

static uint64_t hash_of(const struct groups *g, uint64_t key, struct xj_str text)
{
	uint64_t h = (g->seed ^ key) * 0x9e3779b97f4a7c15u;

	for (size_t i = 0; i < text.n; i += 8) {
		uint64_t word = 0;

		memcpy(&word, text.p + i, text.n - i < 8 ? text.n - i : 8);
		h = (h ^ h >> 32 ^ word) * 0xd6e8feb86659fd93u;
	}
	h = (h ^ h >> 32 ^ text.n) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static bool is_group(const struct groups *g, const struct group *v, uint64_t key,
                     uint64_t hash, struct xj_str text)
{
	return v->key == key && v->hash == hash && v->bytes == text.n &&
	       (!text.n || memcmp(g->texts.p + v->text, text.p, text.n) == 0);
}

static enum xj_status more_slots(struct groups *g)
{
	size_t slots = 2 * g->slots;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return XJ_NOMEM;
	for (size_t i = 0; i < g->n; i++) {
		size_t at = g->v[i].hash & (slots - 1);

		while (slot[at])
			at = (at + 1) & (slots - 1);
		slot[at] = (uint32_t)i + 1;
	}
	free(g->slot);
	g->slot = slot;
	g->slots = slots;
	return XJ_OK;
}

static enum xj_status new_group(struct groups *g, uint64_t key, uint64_t hash,
                                struct xj_str text)
{
	if (g->n == UINT32_MAX || g->texts.n > UINT32_MAX - text.n)
		return XJ_NOMEM;
	if (g->n == g->room) {
		size_t room = g->room ? 2 * g->room : FIRST_ROOM;
		struct group *more = reallocarray(g->v, room, sizeof(*more));

		if (!more)
			return XJ_NOMEM;
		g->v = more;
		g->room = room;
	}
	g->v[g->n++] = (struct group){ key, hash, 0, (uint32_t)g->texts.n,
	                               (uint32_t)text.n };
	return xj_buf_add(&g->texts, text.p, text.n) ? XJ_NOMEM : XJ_OK;
}

static enum xj_status add(struct groups *g, uint64_t key, struct xj_str text,
                          int64_t amount)
{
	uint64_t hash = hash_of(g, key, text);
	size_t at = hash & (g->slots - 1);
	enum xj_status st = XJ_OK;
	struct group *v;

	while (g->slot[at] && !is_group(g, &g->v[g->slot[at] - 1], key, hash, text))
		at = (at + 1) & (g->slots - 1);
	if (!g->slot[at]) {
		st = new_group(g, key, hash, text);
		if (st)
			return st;
		g->slot[at] = (uint32_t)g->n;
	}
	v = &g->v[g->slot[at] - 1];
	if (__builtin_add_overflow(v->amount, amount, &v->amount))
		return XJ_LIMIT;
	return g->n > g->slots / 2 ? more_slots(g) : XJ_OK;
}

/* ---- which filings, which parts ------------------------------------------------------ */

struct filing {
	int64_t id;
	bool in_force[3], over[3];   /* by direction */
};

struct walking {
	struct xj_data *data;
	struct xj_str fold;
	struct filing *filing;       /* by id */
	size_t filings, last;
	int64_t first_entry, last_entry;
	bool any_over;
	bool *newspaper;             /* by part */
	size_t parts;
	struct groups sums, over;
	struct xj_buf who;
	struct xj_error *err;
};

static enum xj_status no_memory(struct walking *w)
{
	return xj_fail(w->err, XJ_NOMEM, _("not enough memory"));
}

#define SAYS(item) \
	"EXISTS (SELECT 1 FROM filing g JOIN summary s ON s.filing = g.id" \
	" WHERE g.recipient = f.recipient AND coalesce(g.election, 0) =" \
	" coalesce(f.election, 0) AND g.serial = f.serial AND g.summary_in_force" \
	" AND s.item = '" item "' AND s.amount IS NOT NULL)"
static const char filing_sql[] =
	"SELECT f.id, f.income_in_force, f.expense_in_force,"
	" f.income_in_force AND " SAYS("income_over_30000") ","
	" f.expense_in_force AND " SAYS("expense_over_30000") ","
	" (SELECT min(p.first_entry) FROM part p"
	"  WHERE p.source IN (f.income_source, f.expense_source)),"
	" (SELECT max(p.last_entry) FROM part p"
	"  WHERE p.source IN (f.income_source, f.expense_source))"
	" FROM filing f JOIN recipient r ON r.id = f.recipient"
	" WHERE (?1 IS NULL OR r.fold = ?1) AND (f.income_in_force OR f.expense_in_force)"
	" ORDER BY f.id";

static enum xj_status add_filing(struct walking *w, sqlite3_stmt *q, size_t *room)
{
	int64_t first = sqlite3_column_int64(q, 5), last = sqlite3_column_int64(q, 6);
	struct filing *f;

	if (w->filings == *room) {
		*room = *room ? 2 * *room : 64;
		f = reallocarray(w->filing, *room, sizeof(*f));
		if (!f)
			return no_memory(w);
		w->filing = f;
	}
	f = &w->filing[w->filings++];
	*f = (struct filing){ .id = sqlite3_column_int64(q, 0) };
	for (int side = XJ_INCOME; side <= XJ_EXPENSE; side++) {
		f->in_force[side] = sqlite3_column_int(q, side);
		f->over[side] = sqlite3_column_int(q, 2 + side);
		w->any_over |= f->over[side];
	}
	if (last) {
		w->first_entry = first < w->first_entry ? first : w->first_entry;
		w->last_entry = last > w->last_entry ? last : w->last_entry;
	}
	return XJ_OK;
}

static enum xj_status read_filings(struct walking *w)
{
	sqlite3_stmt *q;
	size_t room = 0;
	enum xj_status st = xj_sql(w->data, filing_sql, &q, w->err);
	int rc = SQLITE_DONE;

	if (st)
		return st;
	if (w->fold.p)
		sqlite3_bind_text(q, 1, w->fold.p, (int)w->fold.n, SQLITE_STATIC);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = add_filing(w, q, &room);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(w->data, w->err);
}

static enum xj_status read_parts(struct walking *w)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(w->data, "SELECT id, layout LIKE 'newspaper%',"
	                           " (SELECT max(id) FROM part) FROM part", &q, w->err);
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		if (!w->newspaper) {
			w->parts = (size_t)sqlite3_column_int64(q, 2) + 1;
			w->newspaper = calloc(w->parts, sizeof(*w->newspaper));
			if (!w->newspaper)
				st = no_memory(w);
		}
		if (!st)
			w->newspaper[sqlite3_column_int64(q, 0)] = sqlite3_column_int(q, 1);
	}
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(w->data, w->err);
}

/* ---- the walk ---------------------------------------------------------------------------- */

enum { E_FILING, E_DIRECTION, E_SUBJECT, E_AMOUNT, E_MONETARY, E_DISPOSITION, E_PART,
       E_WHO, E_ID };
#define NUMBERS "SELECT filing, direction, subject, amount, monetary, disposition, part"
#define TEXTS ", counterparty, counterparty_id"
#define ENTRIES " FROM entry WHERE id BETWEEN ?1 AND ?2"

/* A key of the sums: what is NULL is one more than the largest. */
enum { SUBJECTS = 256, MONETARIES = 3, DISPOSITIONS = 4 };

static struct filing *filing_of(struct walking *w, int64_t id)
{
	size_t at;

	if (w->last < w->filings && w->filing[w->last].id == id)
		return &w->filing[w->last];
	at = xj_find_id(w->filing, w->filings, sizeof(*w->filing), id);
	if (at == SIZE_MAX)
		return NULL;
	w->last = at;
	return &w->filing[at];
}

static unsigned code_at(sqlite3_stmt *q, int at, unsigned none)
{
	int64_t v = sqlite3_column_int64(q, at);

	return sqlite3_column_type(q, at) == SQLITE_NULL || v < 0 || v > none
	       ? none : (unsigned)v;
}

static bool counts_over(const struct filing *f, int side, unsigned subject)
{
	bool named = side == XJ_EXPENSE || (subject >= 11 && subject <= 14) ||
	             (subject >= 31 && subject <= 33);

	return f->over[side] && named;
}

static enum xj_status add_over(struct walking *w, sqlite3_stmt *q, uint64_t key)
{
	struct xj_str who = xj_sql_text(q, E_WHO), id = xj_sql_text(q, E_ID);

	xj_buf_reset(&w->who);
	if (xj_buf_add(&w->who, who.p, who.n) || xj_buf_add(&w->who, "", 1) ||
	    xj_buf_add(&w->who, id.p, id.n))
		return XJ_NOMEM;
	return add(&w->over, key, xj_buf_str(&w->who), sqlite3_column_int64(q, E_AMOUNT));
}

static enum xj_status add_entry(struct walking *w, sqlite3_stmt *q)
{
	struct filing *f = filing_of(w, sqlite3_column_int64(q, E_FILING));
	int side = sqlite3_column_int(q, E_DIRECTION);
	size_t part = (size_t)sqlite3_column_int64(q, E_PART);
	unsigned subject = code_at(q, E_SUBJECT, SUBJECTS - 1);
	uint64_t key;
	enum xj_status st;

	if (!f || side < XJ_INCOME || side > XJ_EXPENSE || !f->in_force[side])
		return XJ_OK;
	key = (((uint64_t)(f - w->filing) * 2 + (uint64_t)(side - 1)) * SUBJECTS + subject) *
	      MONETARIES + code_at(q, E_MONETARY, MONETARIES - 1);
	key = (key * DISPOSITIONS + code_at(q, E_DISPOSITION, DISPOSITIONS - 1)) * 2 +
	      (part < w->parts && w->newspaper[part]);
	st = add(&w->sums, key, XJ_STR(""), sqlite3_column_int64(q, E_AMOUNT));
	if (!st && w->any_over && counts_over(f, side, subject))
		st = add_over(w, q, ((uint64_t)(f - w->filing) * 2 + (uint64_t)(side - 1)) *
		              SUBJECTS + subject);
	return st != XJ_LIMIT ? st
	       : xj_fail(w->err, st, _("the amounts add up to more than can be counted"));
}

static enum xj_status walk(struct walking *w)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(w->data, w->any_over ? NUMBERS TEXTS ENTRIES
	                                                : NUMBERS ENTRIES, &q, w->err);
	int rc = SQLITE_DONE;

	if (st)
		return st;
	sqlite3_bind_int64(q, 1, w->first_entry);
	sqlite3_bind_int64(q, 2, w->last_entry);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = add_entry(w, q);
	if (st == XJ_NOMEM)
		st = no_memory(w);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(w->data, w->err);
}

/* ---- the result --------------------------------------------------------------------------- */

static int64_t *new_row(struct xj_numbers *n)
{
	return n->cell + n->rows++ * n->columns;
}

static int64_t or_null(uint64_t code, uint64_t none)
{
	return code == none ? XJ_SUMS_NULL : (int64_t)code;
}

static void take_sums(const struct walking *w, struct xj_numbers *out)
{
	for (size_t i = 0; i < w->sums.n; i++) {
		uint64_t key = w->sums.v[i].key;
		int64_t *row = new_row(out);

		row[XJ_SUM_AMOUNT] = w->sums.v[i].amount;
		row[XJ_SUM_NEWSPAPER] = (int64_t)(key % 2);
		key /= 2;
		row[XJ_SUM_DISPOSITION] = (int64_t)(key % DISPOSITIONS);
		key /= DISPOSITIONS;
		row[XJ_SUM_MONETARY] = or_null(key % MONETARIES, MONETARIES - 1);
		key /= MONETARIES;
		row[XJ_SUM_SUBJECT] = or_null(key % SUBJECTS, SUBJECTS - 1);
		key /= SUBJECTS;
		row[XJ_SUM_DIRECTION] = XJ_INCOME + (int64_t)(key % 2);
		row[XJ_SUM_FILING] = w->filing[key / 2].id;
	}
}

/* One row for each side of a filing. */
static enum xj_status take_over(struct walking *w, struct xj_numbers *out)
{
	int64_t *sum = calloc(2 * w->filings + 1, sizeof(*sum));

	if (!sum)
		return no_memory(w);
	for (size_t i = 0; i < w->over.n; i++) {
		const struct group *g = &w->over.v[i];
		int64_t *to = &sum[g->key / SUBJECTS];

		if (g->amount > OVER && __builtin_add_overflow(*to, g->amount, to)) {
			free(sum);
			return xj_fail(w->err, XJ_LIMIT, _("the amounts add up to more than "
			               "can be counted"));
		}
	}
	for (size_t i = 0; i < 2 * w->filings; i++)
		if (sum[i]) {
			int64_t *row = new_row(out);

			row[XJ_OVER_FILING] = w->filing[i / 2].id;
			row[XJ_OVER_DIRECTION] = XJ_INCOME + (int64_t)(i % 2);
			row[XJ_OVER_AMOUNT] = sum[i];
		}
	free(sum);
	return XJ_OK;
}

static enum xj_status take(struct walking *w, struct xj_sums *out)
{
	out->sum = (struct xj_numbers){ reallocarray(NULL, w->sums.n + 1,
		XJ_SUM_COLUMNS * sizeof(int64_t)), 0, XJ_SUM_COLUMNS };
	out->over = (struct xj_numbers){ reallocarray(NULL, 2 * w->filings + 1,
		XJ_OVER_COLUMNS * sizeof(int64_t)), 0, XJ_OVER_COLUMNS };
	if (!out->sum.cell || !out->over.cell)
		return no_memory(w);
	take_sums(w, &out->sum);
	return take_over(w, &out->over);
}

enum xj_status xj_sums_take(struct xj_data *d, struct xj_str fold, struct xj_sums *out,
                            struct xj_error *err)
{
	struct walking w = { .data = d, .fold = fold, .first_entry = INT64_MAX, .err = err };
	enum xj_status st = XJ_OK;

	*out = (struct xj_sums){ { NULL, 0, 0 }, { NULL, 0, 0 } };
	xj_buf_init(&w.who, 4u << 20);
	if (groups_open(&w.sums) | groups_open(&w.over))
		st = no_memory(&w);
	if (!st)
		st = read_filings(&w);
	if (!st)
		st = read_parts(&w);
	if (!st)
		st = walk(&w);
	if (!st)
		st = take(&w, out);
	groups_close(&w.sums);
	groups_close(&w.over);
	xj_buf_clear(&w.who);
	free(w.filing);
	free(w.newspaper);
	return st;
}

void xj_sums_clear(struct xj_sums *s)
{
	free(s->sum.cell);
	free(s->over.cell);
	*s = (struct xj_sums){ { NULL, 0, 0 }, { NULL, 0, 0 } };
}
