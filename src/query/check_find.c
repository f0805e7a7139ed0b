/*
 * check_find.c - owns what a finding says: a flag or a cell that could not be read
 * becomes a place, a reason, the law, a way to mend it and a mark by which a
 * later run knows it again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "advice.h"
#include "check_private.h"
#include "report.h"
#include "src/store/filed.h"

struct finder {
	struct xj_checking *k;
	struct xj_check *c;
	struct xj_report *report;
	struct xj_as_filed *filed;
	sqlite3_stmt *issues, *row, *whole, *cell;
	struct xj_buf text;
	bool zh;
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

static size_t part_of(const struct xj_check *c, int64_t id)
{
	return xj_find_id(c->part, c->parts, sizeof(*c->part), id);
}

static enum xj_status new_finding(struct finder *f, struct xj_finding **out,
                                  struct xj_error *err)
{
	struct xj_check *c = f->c;

	if (c->findings % 64 == 0) {
		struct xj_finding *more = reallocarray(c->finding, c->findings + 64,
		                                       sizeof(*more));

		if (!more)
			return no_memory(err);
		c->finding = more;
	}
	*out = &c->finding[c->findings++];
	**out = (struct xj_finding){ .at = { .part = SIZE_MAX }, .from = XJ_NO_DAY,
	                             .to = XJ_NO_DAY };
	return XJ_OK;
}

/* Keeps a text of the finding; FAILED remembers that one could not be. */
static struct xj_str keep(struct finder *f, struct xj_str s, bool *failed)
{
	struct xj_str kept = xj_check_keep(f->c, s);

	*failed = *failed || !kept.p;
	return kept;
}

/* ---- which rows, however the file is called and sorted ------------------ */

static uint64_t hash_row(struct xj_str seq, struct xj_str name, int32_t day,
                         int64_t amount, struct xj_buf *b)
{
	xj_buf_reset(b);
	if (xj_buf_add(b, seq.p, seq.n) || xj_buf_add(b, "\t", 1) ||
	    xj_buf_add(b, name.p, name.n) ||
	    xj_buf_addf(b, "\t%" PRId32 "\t%" PRId64, day, amount))
		return 0; /* a text longer than any cell may be */
	return xj_hash64(b->p, b->n);
}

static uint64_t hash_text(struct xj_str s)
{
	return xj_hash64(s.p, s.n);
}

/* ---- flags -------------------------------- */

/* The cell of an entry that the rule is about. */
static enum xj_status find_cell(struct finder *f, const struct xj_report_entry *e,
                                int meaning, struct xj_finding *out,
                                struct xj_error *err)
{
	struct xj_as_filed_row row;
	bool failed = false;
	int at;
	enum xj_status st = xj_as_filed_entry(f->filed, e->id, &row, err);

	if (st)
		return st;
	at = meaning ? row.columns->at[meaning] : -1;
	if (at < 0)
		at = row.columns->at[e->direction == XJ_INCOME ? XJ_F_INCOME
		                                               : XJ_F_EXPENSE];
	if (at < 0)
		return XJ_OK;
	out->at.column = (unsigned)at + 1;
	out->column = keep(f, row.columns->name[at], &failed);
	out->cell = keep(f, row.cell[at], &failed);
	return failed ? no_memory(err) : XJ_OK;
}

static enum xj_status add_more(struct finder *f, const struct xj_report_entry *e,
                               unsigned column, struct xj_finding *out,
                               struct xj_error *err)
{
	struct xj_check *c = f->c;

	if (c->mores % 64 == 0) {
		struct xj_check_place *more = reallocarray(c->more, c->mores + 64,
		                                           sizeof(*more));

		if (!more)
			return no_memory(err);
		c->more = more;
	}
	/* the same table, the same column; another one is only pointed at */
	c->more[c->mores] = (struct xj_check_place){ part_of(c, e->part), e->row, e->line,
	                                             0 };
	if (c->more[c->mores].part == out->at.part)
		c->more[c->mores].column = column;
	if (out->mores++ == 0)
		out->more = c->mores;
	c->mores++;
	return XJ_OK;
}

static enum xj_status find_evidence(struct finder *f, const struct xj_report_flag *g,
                                    int meaning, struct xj_finding *out,
                                    struct xj_error *err)
{
	struct xj_report_entry e;
	enum xj_status st;
	uint64_t n = 0;

	out->hash = hash_text(g->rule);
	xj_report_evidence(f->report, g->id);
	while ((st = xj_report_next_entry(f->report, &e, err)) == XJ_OK) {
		out->hash += hash_row(e.seq, e.counterparty, e.day, e.amount, &f->text);
		if (n++) {
			st = add_more(f, &e, out->at.column, out, err);
		} else {
			out->at = (struct xj_check_place){ part_of(f->c, e.part), e.row,
			                                   e.line, 0 };
			st = find_cell(f, &e, meaning, out, err);
		}
		if (st)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}

/* A filing as a whole stands where its settlement table does, or its rows. */
static enum xj_status find_filing(struct finder *f, const struct xj_report_flag *g,
                                  struct xj_finding *out, struct xj_error *err)
{
	int rc;

	out->hash += hash_text(g->recipient) * 3 + hash_text(g->election) * 5 +
	             hash_text(g->detail);
	sqlite3_bind_int64(f->whole, 1, g->filing);
	rc = sqlite3_step(f->whole);
	if (rc == SQLITE_ROW) {
		out->at.part = part_of(f->c, sqlite3_column_int64(f->whole, 0));
		out->at.row = (uint64_t)sqlite3_column_int64(f->whole, 1);
	}
	sqlite3_reset(f->whole);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? XJ_OK
	                                             : xj_sql_failed(&f->k->data, err);
}

static struct xj_str mend_of(const struct finder *f, const struct xj_rule *rule,
                             const struct xj_advice *a)
{
	if (f->zh && a && a->mend_zh)
		return xj_str_c(a->mend_zh);
	if (a && a->mend_en)
		return xj_str_c(a->mend_en);
	return xj_rule_mends(rule, f->zh);
}

static enum xj_status describe_flag(struct finder *f, const struct xj_report_flag *g,
                                    const struct xj_advice *a, struct xj_finding *out,
                                    struct xj_error *err)
{
	const struct xj_rule *rule = xj_rules_find(f->k->o->rules, out->code.p);
	bool failed = false;

	xj_buf_reset(&f->text);
	if (xj_report_message(rule, f->k->o->language, g, &f->text))
		return no_memory(err);
	out->why = keep(f, xj_buf_str(&f->text), &failed);
	out->title = xj_str_c(!rule ? out->code.p : f->zh ? rule->title_zh
	                                                  : rule->title_en);
	out->mend = keep(f, mend_of(f, rule, a), &failed);
	out->example = xj_str_c(a ? a->example : "");
	out->article = keep(f, g->article, &failed);
	out->exempt = keep(f, g->exempt, &failed);
	out->unit = keep(f, g->unit, &failed);
	out->from = g->from;
	out->to = g->to;
	out->has_value = g->has_value;
	out->value = g->value;
	out->has_limit = g->has_limit;
	out->limit = g->limit;
	return failed ? no_memory(err) : XJ_OK;
}

static enum xj_status add_flag(struct finder *f, const struct xj_report_flag *g,
                               struct xj_error *err)
{
	const struct xj_advice *a = xj_advice_find(g->rule);
	struct xj_finding *out;
	bool failed = false;
	enum xj_status st = new_finding(f, &out, err);

	if (st)
		return st;
	out->of_rule = true;
	out->severity = g->severity.n ? g->severity.p[0] : 'I';
	out->order = a ? a->order : XJ_ORDER_LAST;
	out->code = keep(f, g->rule, &failed);
	if (failed)
		return no_memory(err);
	st = find_evidence(f, g, a ? a->column : 0, out, err);
	if (!st && !g->entries)
		st = find_filing(f, g, out, err);
	return st ? st : describe_flag(f, g, a, out, err);
}

static enum xj_status add_flags(struct finder *f, struct xj_error *err)
{
	struct xj_report_flag g;
	enum xj_status st;

	while ((st = xj_report_next(f->report, &g, err)) == XJ_OK) {
		st = add_flag(f, &g, err);
		if (st)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}

/* ---- what could not be read -------------------------------- */

enum { I_PART, I_ROW, I_LINE, I_ASIDE, I_COLUMN, I_TEXT, I_CODE, I_MESSAGE };
static const char issues_sql[] =
	"SELECT part, row, line, aside, \"column\", text, code, message FROM issue"
	" ORDER BY id";

/* Cell COLUMN (from 0) of a row that was set aside whole. */
static enum xj_status cell_aside(struct finder *f, unsigned column, struct xj_str *out,
                                 struct xj_error *err)
{
	bool failed = false;

	sqlite3_reset(f->cell);
	sqlite3_bind_value(f->cell, 1, sqlite3_column_value(f->issues, I_TEXT));
	sqlite3_bind_int(f->cell, 2, (int)column);
	if (sqlite3_step(f->cell) == SQLITE_ROW)
		*out = keep(f, xj_sql_text(f->cell, 0), &failed);
	sqlite3_reset(f->cell);
	return failed ? no_memory(err) : XJ_OK;
}

/* Which cell it was that a row was set aside for; of two amounts the wrong one. */
static enum xj_status place_aside(struct finder *f, const struct xj_columns *columns,
                                  int meaning, struct xj_finding *out,
                                  struct xj_error *err)
{
	int at = columns->at[meaning], other = columns->at[XJ_F_EXPENSE];
	struct xj_str cell = out->cell;
	enum xj_status st;

	if (at < 0)
		return XJ_OK;
	st = cell_aside(f, (unsigned)at, &cell, err);
	if (!st && meaning == XJ_F_INCOME && other >= 0 &&
	    xj_money_parse(cell).doubt != XJ_MONEY_SHAPE &&
	    xj_money_parse(cell).doubt != XJ_MONEY_CENTS) {
		at = other;
		st = cell_aside(f, (unsigned)at, &cell, err);
	}
	if (st)
		return st;
	out->at.column = (unsigned)at + 1;
	out->column = xj_check_keep(f->c, columns->name[at]);
	out->cell = cell;
	return out->column.p ? XJ_OK : no_memory(err);
}

static enum xj_status place_issue(struct finder *f, int meaning,
                                  struct xj_finding *out, struct xj_error *err)
{
	const struct xj_columns *columns;
	int64_t part = sqlite3_column_int64(f->issues, I_PART);
	enum xj_status st = xj_as_filed_part(f->filed, part, &columns, err);

	out->at = (struct xj_check_place){
		part_of(f->c, part), (uint64_t)sqlite3_column_int64(f->issues, I_ROW),
		(uint64_t)sqlite3_column_int64(f->issues, I_LINE), 0
	};
	for (size_t i = 0; !st && columns && out->column.n && i < columns->n; i++)
		if (!out->at.column && xj_str_eq(columns->name[i], out->column))
			out->at.column = (unsigned)i + 1;
	if (st || !columns || !meaning || !sqlite3_column_int(f->issues, I_ASIDE))
		return st;
	return place_aside(f, columns, meaning, out, err);
}

static enum xj_status hash_issue(struct finder *f, struct xj_finding *out,
                                 struct xj_error *err)
{
	int rc;

	out->hash = hash_text(out->code) + hash_text(xj_sql_text(f->issues, I_COLUMN)) * 3;
	sqlite3_bind_int64(f->row, 1, sqlite3_column_int64(f->issues, I_PART));
	sqlite3_bind_int64(f->row, 2, sqlite3_column_int64(f->issues, I_ROW));
	rc = sqlite3_step(f->row);
	if (rc == SQLITE_ROW)
		out->hash += hash_row(xj_sql_text(f->row, 0), xj_sql_text(f->row, 1),
		                      sqlite3_column_type(f->row, 2) == SQLITE_NULL
		                      ? XJ_NO_DAY : sqlite3_column_int(f->row, 2),
		                      sqlite3_column_int64(f->row, 3), &f->text);
	else
		out->hash += hash_text(xj_sql_text(f->issues, I_TEXT));
	sqlite3_reset(f->row);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? XJ_OK
	                                             : xj_sql_failed(&f->k->data, err);
}

static enum xj_status add_issue(struct finder *f, struct xj_error *err)
{
	sqlite3_stmt *q = f->issues;
	const struct xj_advice *a = xj_advice_find(xj_sql_text(q, I_CODE));
	bool aside = sqlite3_column_int(q, I_ASIDE), failed = false;
	struct xj_str message = xj_sql_text(q, I_MESSAGE);
	struct xj_finding *out;
	enum xj_status st = new_finding(f, &out, err);

	if (st)
		return st;
	out->code = keep(f, xj_sql_text(q, I_CODE), &failed);
	out->column = keep(f, xj_sql_text(q, I_COLUMN), &failed);
	out->cell = keep(f, xj_sql_text(q, I_TEXT), &failed);
	out->why = keep(f, message.n ? xj_str_c(_(message.p)) : message, &failed);
	out->severity = a ? a->severity : aside || out->column.n ? 'F' : 'I';
	out->order = aside ? XJ_ORDER_UNREAD : a ? a->order : XJ_ORDER_LAST;
	out->title = a ? xj_str_c(f->zh ? a->what_zh : a->what_en) : out->why;
	out->mend = keep(f, mend_of(f, NULL, a), &failed);
	out->example = xj_str_c(a ? a->example : "");
	out->article = out->exempt = out->unit = XJ_STR("");
	if (failed)
		return no_memory(err);
	st = place_issue(f, a ? a->column : 0, out, err);
	return st ? st : hash_issue(f, out, err);
}

static enum xj_status add_issues(struct finder *f, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(f->issues)) == SQLITE_ROW)
		st = add_issue(f, err);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(&f->k->data, err);
}

/* ---- each thing once -------------------------------- */

/* A row where CODE is said. */
struct said {
	size_t part;
	uint64_t row;
	const char *code;
};

static int by_place(const void *a, const void *b)
{
	const struct said *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return strcmp(x->code, y->code);
}

/* All rows of all rules, and what issues say better than a rule. */
static size_t list_said(const struct xj_check *c, struct said *list)
{
	size_t n = 0;

	for (size_t i = 0; i < c->findings; i++) {
		const struct xj_finding *f = &c->finding[i];
		const struct xj_advice *a = f->of_rule ? NULL : xj_advice_find(f->code);

		if (f->of_rule)
			list[n++] = (struct said){ f->at.part, f->at.row, f->code.p };
		else if (a && a->covers)
			/* under its own code */
			list[n++] = (struct said){ f->at.part, f->at.row, a->code };
		for (size_t k = 0; k < f->mores; k++)
			list[n++] = (struct said){ c->more[f->more + k].part,
			                           c->more[f->more + k].row, f->code.p };
	}
	if (n)
		qsort(list, n, sizeof(*list), by_place);
	return n;
}

static bool is_said(const struct said *list, size_t n, const struct xj_finding *f,
                    const char *code)
{
	struct said key = { f->at.part, f->at.row, code };

	return n && bsearch(&key, list, n, sizeof(*list), by_place);
}

/* Whether an issue of the same row says it better than the rule F. */
static bool is_covered(const struct said *list, size_t n, const struct xj_finding *f)
{
	const struct xj_advice *a;
	size_t all;

	if (f->mores)
		return false;
	a = xj_advice_all(&all);
	for (size_t i = 0; i < all; i++)
		if (a[i].covers && xj_str_is(f->code, a[i].covers) &&
		    is_said(list, n, f, a[i].code))
			return true;
	return false;
}

static enum xj_status say_once(struct xj_check *c, struct xj_error *err)
{
	struct said *list = calloc(c->findings + c->mores + 1, sizeof(*list));
	size_t n, kept = 0;

	if (!list)
		return no_memory(err);
	n = list_said(c, list);
	for (size_t i = 0; i < c->findings; i++) {
		const struct xj_finding *f = &c->finding[i];
		const struct xj_advice *a = xj_advice_find(f->code);
		bool twice = f->of_rule ? is_covered(list, n, f)
		                        : a && a->covered && is_said(list, n, f, a->covered);

		if (!twice)
			c->finding[kept++] = *f;
	}
	c->findings = kept;
	free(list);
	return XJ_OK;
}

/* ---- order and marks -------------------------------- */

static int severity_rank(char severity)
{
	static const char order[] = "CAFSI";
	const char *at = strchr(order, severity);

	return at ? (int)(at - order) : (int)sizeof(order);
}

static int by_weight(const void *a, const void *b)
{
	const struct xj_finding *x = a, *y = b;
	const uint64_t key[][2] = {
		{ (uint64_t)x->order, (uint64_t)y->order },
		{ (uint64_t)severity_rank(x->severity), (uint64_t)severity_rank(y->severity) },
		{ x->at.part, y->at.part }, { x->at.row, y->at.row },
		{ x->at.column, y->at.column },
	};

	for (size_t i = 0; i < XJ_COUNT(key); i++)
		if (key[i][0] != key[i][1])
			return key[i][0] < key[i][1] ? -1 : 1;
	if (strcmp(x->code.p, y->code.p))
		return strcmp(x->code.p, y->code.p);
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static int by_hash(const void *a, const void *b)
{
	const struct xj_finding *x = *(struct xj_finding *const *)a;
	const struct xj_finding *y = *(struct xj_finding *const *)b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Equal findings are numbered, so that one more of them is a new one. */
static enum xj_status mark(struct xj_check *c, struct xj_error *err)
{
	struct xj_finding **list = calloc(c->findings + 1, sizeof(struct xj_finding *));
	unsigned equal = 1;

	if (!list)
		return no_memory(err);
	for (size_t i = 0; i < c->findings; i++)
		list[i] = &c->finding[i];
	if (c->findings)
		qsort(list, c->findings, sizeof(*list), by_hash);
	for (size_t i = 0; i < c->findings; i++) {
		equal = i && list[i - 1]->hash == list[i]->hash ? equal + 1 : 1;
		if (equal == 1)
			snprintf(list[i]->fingerprint, sizeof(list[i]->fingerprint),
			         "%016" PRIx64, list[i]->hash);
		else
			snprintf(list[i]->fingerprint, sizeof(list[i]->fingerprint),
			         "%016" PRIx64 "-%u", list[i]->hash, equal);
	}
	free(list);
	return XJ_OK;
}

/* ---- the whole -------------------------------- */

static enum xj_status begin(struct finder *f, struct xj_error *err)
{
	static const struct xj_report_filter all = { .rules = 0 };
	struct xj_data *d = &f->k->data;
	sqlite3 *db = xj_store_db(d->store);
	enum xj_status st;

	if (sqlite3_exec(db, "CREATE INDEX entry_place ON entry (part, row)", NULL, NULL,
	                 NULL))
		return xj_sql_failed(d, err);
	st = xj_report_open(d, &all, &f->report, err);
	if (!st)
		st = xj_as_filed_new(db, &f->filed, err);
	if (!st)
		st = xj_sql(d, issues_sql, &f->issues, err);
	if (!st)
		st = xj_sql(d, "SELECT seq, counterparty, day, amount FROM entry WHERE"
		            " part = ?1 AND row = ?2", &f->row, err);
	if (!st)
		st = xj_sql(d, "SELECT value FROM json_each(?1) WHERE key = ?2", &f->cell, err);
	if (!st)
		st = xj_sql(d, "SELECT part, row FROM (SELECT part, row FROM summary WHERE"
		            " filing = ?1 ORDER BY part, row LIMIT 1) UNION ALL"
		            " SELECT * FROM (SELECT part, 0 FROM entry WHERE filing = ?1"
		            " ORDER BY id LIMIT 1) LIMIT 1", &f->whole, err);
	return st;
}

enum xj_status xj_check_find(struct xj_checking *k, struct xj_error *err)
{
	struct finder f = { .k = k, .c = k->check,
	                    .zh = strcmp(k->o->language, "zh") == 0 };
	enum xj_status st = begin(&f, err);

	xj_buf_init(&f.text, 1u << 20);
	if (!st)
		st = add_flags(&f, err);
	if (!st)
		st = add_issues(&f, err);
	if (!st)
		st = say_once(f.c, err);
	if (!st && f.c->findings) {
		qsort(f.c->finding, f.c->findings, sizeof(*f.c->finding), by_weight);
		st = mark(f.c, err);
	}
	sqlite3_finalize(f.issues);
	sqlite3_finalize(f.row);
	sqlite3_finalize(f.whole);
	sqlite3_finalize(f.cell);
	xj_as_filed_free(f.filed);
	xj_report_close(f.report);
	xj_buf_clear(&f.text);
	return st;
}
