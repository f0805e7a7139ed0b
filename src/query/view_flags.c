/*
 * view_flags.c - owns the flags as a page shows them: how many there are by rule,
 * election and recipient, and then a page of them, each with its law and evidence.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "query_private.h"
#include "report.h"

/* ---- counts by name ----------------------------------------------------------- */

struct count {
	char *name;
	size_t length;
	char severity;
	uint64_t flags, exempt, entries;
	int64_t amount;
};

/* Names in the order in which they came, found again by hash. */
struct tally {
	struct count *list;
	size_t n, room;
	uint32_t *slot;       /* place in LIST + 1; 0 free */
	size_t slots;         /* a power of two, more than twice N */
};

static void tally_clear(struct tally *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->list[i].name);
	free(t->list);
	free(t->slot);
}

static uint32_t *find_slot(const struct tally *t, struct xj_str name)
{
	size_t at = xj_hash64(name.p, name.n) & (t->slots - 1);

	while (t->slot[at]) {
		const struct count *c = &t->list[t->slot[at] - 1];

		if (c->length == name.n && memcmp(c->name, name.p, name.n) == 0)
			break;
		at = (at + 1) & (t->slots - 1);
	}
	return &t->slot[at];
}

static bool grow(struct tally *t)
{
	size_t room = t->room ? t->room * 2 : 64;
	struct count *list = reallocarray(t->list, room, sizeof(*list));
	uint32_t *slot = list ? calloc(room * 4, sizeof(*slot)) : NULL;

	if (list)
		t->list = list;
	if (!slot)
		return false;
	free(t->slot);
	t->slot = slot;
	t->slots = room * 4;
	t->room = room;
	for (size_t i = 0; i < t->n; i++)
		*find_slot(t, xj_str_of(t->list[i].name, t->list[i].length)) =
			(uint32_t)i + 1;
	return true;
}

/* The count of NAME, made where there is none; NULL: no memory. */
static struct count *tally_of(struct tally *t, struct xj_str name)
{
	uint32_t *slot;
	char *copy;

	if (t->n == t->room && !grow(t))
		return NULL;
	slot = find_slot(t, name);
	if (*slot)
		return &t->list[*slot - 1];
	copy = malloc(name.n + 1);
	if (!copy)
		return NULL;
	memcpy(copy, name.p ? name.p : "", name.n);
	copy[name.n] = '\0';
	t->list[t->n] = (struct count){ .name = copy, .length = name.n };
	*slot = (uint32_t)++t->n;
	return &t->list[t->n - 1];
}

static bool add_flag(struct tally *t, struct xj_str name,
                     const struct xj_report_flag *f)
{
	struct count *c = tally_of(t, name);

	if (!c)
		return false;
	/* an exempt flag says I, whatever its rule is */
	if (f->severity.n && (!c->severity || !f->exempt.n))
		c->severity = f->severity.p[0];
	c->flags++;
	c->exempt += f->exempt.n > 0;
	c->entries += f->entries;
	if (__builtin_add_overflow(c->amount, f->amount, &c->amount))
		c->amount = INT64_MAX;
	return true;
}

static int by_flags(const void *a, const void *b)
{
	const struct count *x = a, *y = b;
	uint64_t left = x->flags - x->exempt, right = y->flags - y->exempt;

	return left != right ? (left < right) - (left > right) : strcmp(x->name, y->name);
}

/* ---- one pass over all flags ---------------------------------------------------- */

struct view {
	const struct xj_report_options *o;
	struct xj_output *out;
	struct xj_report *report;
	struct tally rule, election, recipient;
	int64_t after;           /* flags up to this one are on earlier pages */
	size_t on_page;
	int64_t last;            /* of this page */
	uint64_t flags, exempt;
	bool more;
	struct xj_buf message, evidence, who;
};

static enum xj_status count_all(struct view *v, struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st;

	while ((st = xj_report_next(v->report, &f, err)) == XJ_OK) {
		v->flags++;
		v->exempt += f.exempt.n > 0;
		if (f.id > v->after && v->on_page < v->o->limit) {
			v->on_page++;
			v->last = f.id;
		} else if (f.id > v->after) {
			v->more = true;
		}
		if (!add_flag(&v->rule, f.rule, &f) ||
		    !add_flag(&v->election, f.election, &f) ||
		    !add_flag(&v->recipient, f.recipient, &f))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	xj_report_rewind(v->report);
	return st == XJ_END ? XJ_OK : st;
}

/* ---- the counts, written ----------------------------------------------------------- */

static const struct xj_rule *rule_of(const struct view *v, const char *id)
{
	return xj_rules_find(v->o->rules, id);
}

static enum xj_status write_rules(struct view *v)
{
	static const struct xj_column columns[] = {
		{ "severity", N_("Severity"), XJ_T_TEXT, 0, false },
		{ "rule", N_("Rule"), XJ_T_TEXT, 0, false },
		{ "title", N_("Title"), XJ_T_TEXT, 1, true },
		{ "flags", N_("Flags"), XJ_T_MONEY, 0, false },
		{ "exempt", N_("of them exempt"), XJ_T_MONEY, 2, false },
		{ "rows", N_("Rows"), XJ_T_MONEY, 0, false },
		{ "amount", N_("Amount"), XJ_T_MONEY, 3, false },
	};
	static const struct xj_section section = {
		"by_rule", N_("By rule"), columns, XJ_COUNT(columns), false
	};
	enum xj_status st = xj_out_begin(v->out, &section);

	for (size_t i = 0; i < v->rule.n && !st; i++) {
		const struct count *c = &v->rule.list[i];
		const struct xj_rule *r = rule_of(v, c->name);
		const char severity[2] = { r ? r->severity[0] : c->severity, '\0' };
		const struct xj_value row[] = {
			{ .s = xj_str_c(severity) }, { .s = xj_str_of(c->name, c->length) },
			{ .null = !r, .s = xj_str_c(r ? xj_rule_title(r) : "") },
			{ .i = (int64_t)c->flags }, { .i = (int64_t)c->exempt },
			{ .i = (int64_t)c->entries }, { .i = c->amount },
		};

		st = xj_out_row(v->out, row);
	}
	return st ? st : xj_out_end(v->out);
}

#define MOST_NAMES 50u /* of elections, of recipients */

static enum xj_status write_names(struct view *v, struct tally *t, const char *name,
                                  const char *title)
{
	static const struct xj_column columns[] = {
		{ "value", N_("Value"), XJ_T_TEXT, 0, true },
		{ "flags", N_("Flags"), XJ_T_MONEY, 0, false },
		{ "exempt", N_("of them exempt"), XJ_T_MONEY, 0, false },
		{ "rows", N_("Rows"), XJ_T_MONEY, 0, false },
		{ "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	};
	const struct xj_section section = { name, title, columns, XJ_COUNT(columns), false };
	enum xj_status st = xj_out_begin(v->out, &section);

	if (t->n)
		qsort(t->list, t->n, sizeof(*t->list), by_flags);
	for (size_t i = 0; i < t->n && i < MOST_NAMES && !st; i++) {
		const struct count *c = &t->list[i];
		const struct xj_value row[] = {
			{ .null = c->length == 0, .s = xj_str_of(c->name, c->length) },
			{ .i = (int64_t)c->flags }, { .i = (int64_t)c->exempt },
			{ .i = (int64_t)c->entries }, { .i = c->amount },
		};

		st = xj_out_row(v->out, row);
	}
	return st ? st : xj_out_end(v->out);
}

static enum xj_status write_facts(struct view *v)
{
	char next[24];
	int n = snprintf(next, sizeof(next), "%" PRId64, v->last);
	struct xj_str s = xj_str_of(next, (size_t)n);
	enum xj_status st = xj_out_int(v->out, "count", N_("flags"), XJ_T_INT,
	                               (int64_t)v->flags);

	if (!st)
		st = xj_out_int(v->out, "exempt", N_("of them exempt"), XJ_T_INT,
		                (int64_t)v->exempt);
	return st ? st : xj_out_text(v->out, "next", N_("next"), v->more ? &s : NULL);
}

/* ---- a page of flags ------------------------------------------------------------------ */

/* What the rules say where a flag does not count. */
static const char *exempt_title(struct xj_str word)
{
	static const struct {
		const char *word, *title;
	} titles[] = {
		{ "returned", N_("returned to the giver") },
		{ "treasury", N_("paid to the treasury") },
		{ "common", N_("common among its peers as well") },
		{ "uncertain", N_("uncertain: the data do not say enough") },
		{ "holiday", N_("the last day was a holiday") },
		{ "namesake", N_("may be somebody of the same name") },
		{ "bequest", N_("left by will") },
		{ "mixed-year", N_("in a year in which the law changed") },
		{ "not-published", N_("the table has no such words to show") },
	};

	for (size_t i = 0; i < XJ_COUNT(titles); i++)
		if (xj_str_is(word, titles[i].word))
			return _(titles[i].title);
	return word.p;
}

#define MOST_EVIDENCE 100u /* rows of one flag, linked one by one */

/* The first rows as a list, and the name that all of them have. */
static enum xj_status read_evidence(struct view *v, const struct xj_report_flag *f,
                                    struct xj_error *err)
{
	struct xj_report_entry e;
	bool one_name = true;
	uint64_t n = 0;
	enum xj_status st, written;

	xj_buf_reset(&v->who);
	xj_buf_reset(&v->evidence);
	written = xj_buf_add(&v->evidence, "[", 1);
	xj_report_evidence(v->report, f->id);
	while ((one_name || n < MOST_EVIDENCE) && !written &&
	       (st = xj_report_next_entry(v->report, &e, err)) == XJ_OK) {
		if (n == 0)
			written = xj_buf_add(&v->who, e.counterparty.p, e.counterparty.n);
		else
			one_name = one_name && xj_str_eq(e.counterparty,
			                                 xj_buf_str(&v->who));
		if (!written && n < MOST_EVIDENCE)
			written = xj_buf_addf(&v->evidence, "%s\"%" PRId64 "\"",
			                      n ? "," : "", e.id);
		n++;
	}
	if (!written)
		written = xj_buf_add(&v->evidence, "]", 1);
	if (!one_name)
		xj_buf_reset(&v->who);
	if (written)
		return xj_fail(err, written, _("not enough memory"));
	return st == XJ_OK || st == XJ_END ? XJ_OK : st;
}

enum { C_MESSAGE, C_SEVERITY, C_RULE, C_RECIPIENT, C_ELECTION, C_WHO, C_ARTICLE, C_FROM,
       C_TO, C_VALUE, C_LIMIT, C_EXEMPT, C_ROWS, C_EVIDENCE, COLUMNS };
static const struct xj_column columns[COLUMNS] = {
	[C_MESSAGE] = { "message", N_("Message"), XJ_T_TEXT, 0, true },
	[C_SEVERITY] = { "severity", N_("Severity"), XJ_T_TEXT, 0, false },
	[C_RULE] = { "rule", N_("Rule"), XJ_T_TEXT, 0, false },
	[C_RECIPIENT] = { "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	[C_ELECTION] = { "election", N_("Election"), XJ_T_TEXT, 0, true },
	[C_WHO] = { "who", N_("Counterparty"), XJ_T_TEXT, 0, true },
	[C_ARTICLE] = { "article", N_("Article"), XJ_T_ARTICLE, 0, true },
	[C_FROM] = { "from", N_("In force from"), XJ_T_DATE, 0, false },
	[C_TO] = { "to", N_("In force to"), XJ_T_DATE, 0, false },
	[C_VALUE] = { "value", N_("Value"), XJ_T_MONEY, 0, false },
	[C_LIMIT] = { "limit", N_("Limit"), XJ_T_MONEY, 0, false },
	[C_EXEMPT] = { "exempt", N_("Exempt"), XJ_T_TEXT, 0, false },
	[C_ROWS] = { "rows", N_("Rows"), XJ_T_MONEY, 0, false },
	[C_EVIDENCE] = { "evidence", N_("Evidence"), XJ_T_JSON, 0, false },
};
static const struct xj_section flags_section = {
	"flags", N_("Worth checking"), columns, COLUMNS, true
};

static struct xj_value text_or_null(struct xj_str s)
{
	return (struct xj_value){ .null = s.n == 0, .s = s };
}

static struct xj_value day_value(int32_t day, char iso[16])
{
	xj_day_iso(day, iso);
	return text_or_null(xj_str_c(iso));
}

static enum xj_status write_flag(struct view *v, const struct xj_report_flag *f,
                                 struct xj_error *err)
{
	const struct xj_rule *rule = rule_of(v, f->rule.p);
	char from[16], to[16];
	enum xj_status st = read_evidence(v, f, err);

	if (st)
		return st;
	xj_buf_reset(&v->message);
	st = xj_report_message(rule, v->o->language, f, &v->message);
	if (st)
		return xj_fail(err, st, _("not enough memory"));
	struct xj_value row[COLUMNS] = {
		[C_MESSAGE] = { .s = xj_buf_str(&v->message) },
		[C_SEVERITY] = { .s = f->severity },
		[C_RULE] = { .s = f->rule },
		[C_RECIPIENT] = text_or_null(f->recipient),
		[C_ELECTION] = text_or_null(f->election),
		[C_WHO] = text_or_null(xj_buf_str(&v->who)),
		[C_ARTICLE] = text_or_null(f->article),
		[C_FROM] = day_value(f->from, from),
		[C_TO] = day_value(f->to, to),
		[C_VALUE] = { .null = !f->has_value, .i = f->value },
		[C_LIMIT] = { .null = !f->has_limit, .i = f->limit },
		[C_EXEMPT] = { .null = !f->exempt.n,
		               .s = xj_str_c(f->exempt.n ? exempt_title(f->exempt) : "") },
		[C_ROWS] = { .i = (int64_t)f->entries },
		[C_EVIDENCE] = { .s = xj_buf_str(&v->evidence) },
	};

	return xj_written(xj_out_row(v->out, row), err);
}

static enum xj_status write_page(struct view *v, struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st = xj_written(xj_out_begin(v->out, &flags_section), err);

	while (!st && v->on_page && (st = xj_report_next(v->report, &f, err)) == XJ_OK) {
		if (f.id <= v->after)
			continue;
		st = write_flag(v, &f, err);
		v->on_page--;
	}
	if (st == XJ_END)
		st = XJ_OK;
	return st ? st : xj_written(xj_out_end(v->out), err);
}

static enum xj_status write_all(struct view *v, struct xj_error *err)
{
	enum xj_status st = count_all(v, err);

	if (st)
		return st;
	st = write_facts(v);
	if (!st)
		st = write_rules(v);
	if (!st)
		st = write_names(v, &v->election, "by_election", N_("By election"));
	if (!st)
		st = write_names(v, &v->recipient, "by_recipient", N_("By recipient"));
	return st ? xj_written(st, err) : write_page(v, err);
}

enum xj_status xj_view_flags(struct xj_data *d, const struct xj_report_options *o,
                             int64_t after, struct xj_output *out, struct xj_error *err)
{
	struct view v = { .o = o, .out = out, .after = after };
	enum xj_status st = xj_report_open(d, o->filter, &v.report, err);

	if (st)
		return st;
	xj_buf_init(&v.message, 1u << 20);
	xj_buf_init(&v.evidence, 1u << 12);
	xj_buf_init(&v.who, 1u << 20);
	st = write_all(&v, err);
	xj_buf_clear(&v.message);
	xj_buf_clear(&v.evidence);
	xj_buf_clear(&v.who);
	tally_clear(&v.rule);
	tally_clear(&v.election);
	tally_clear(&v.recipient);
	xj_report_close(v.report);
	return st;
}

enum xj_status xj_flags_of(struct xj_data *d, const char *rule, bool *any,
                           struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, "SELECT 1 FROM flag WHERE rule = ?1 LIMIT 1", &q, err);
	int rc;

	*any = false;
	if (st)
		return st;
	sqlite3_bind_text(q, 1, rule, -1, SQLITE_STATIC);
	rc = sqlite3_step(q);
	*any = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		st = xj_sql_failed(d, err);
	sqlite3_finalize(q);
	return st;
}
