/*
 * view_report.c - owns how flags are listed: one line a flag for programs, one
 * table a rule for people.
 */
#include <stdio.h>
#include <stdlib.h>

#include "query_private.h"
#include "report.h"

#define MAX_EVIDENCE (32u << 20) /* bytes of one flag */

/* ---- for programs ------------------------------------------------------------- */

enum column { C_RULE, C_SEVERITY, C_ARTICLE, C_RECIPIENT, C_ELECTION, C_DONOR, C_VALUE,
              C_LIMIT, C_UNIT, C_FROM, C_TO, C_ENTRIES, C_MESSAGE, C_EXEMPT, COLUMNS };
static const struct xj_column columns[COLUMNS] = {
	[C_RULE] = { "rule", N_("Rule"), XJ_T_TEXT, 0, false },
	[C_SEVERITY] = { "severity", N_("Severity"), XJ_T_TEXT, 0, false },
	[C_ARTICLE] = { "article", N_("Article"), XJ_T_ARTICLE, 0, true },
	[C_RECIPIENT] = { "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	[C_ELECTION] = { "election", N_("Election"), XJ_T_TEXT, 0, true },
	[C_DONOR] = { "donor", N_("Donor key"), XJ_T_TEXT, 0, false },
	[C_VALUE] = { "value", N_("Value"), XJ_T_MONEY, 0, false },
	[C_LIMIT] = { "limit", N_("Limit"), XJ_T_MONEY, 0, false },
	[C_UNIT] = { "unit", N_("Unit"), XJ_T_TEXT, 0, false },
	[C_FROM] = { "from", N_("In force from"), XJ_T_DATE, 0, false },
	[C_TO] = { "to", N_("In force to"), XJ_T_DATE, 0, false },
	[C_ENTRIES] = { "entries", N_("Evidence"), XJ_T_JSON, -1, false },
	[C_MESSAGE] = { "message", N_("Message"), XJ_T_TEXT, 0, true },
	[C_EXEMPT] = { "exempt", N_("Exempt"), XJ_T_TEXT, 0, false },
};
static const struct xj_section flags_section = { "flags", NULL, columns, COLUMNS, true };

static struct xj_value text_or_null(struct xj_str s)
{
	return (struct xj_value){ .null = s.n == 0, .s = s };
}

static struct xj_value day_value(int32_t day, char iso[16])
{
	xj_day_iso(day, iso);
	return text_or_null(xj_str_c(iso));
}

struct view {
	struct xj_data *data;
	const struct xj_report_options *o;
	struct xj_output *out;
	struct xj_report *report;
	struct xj_buf evidence, message;
};

static const struct xj_rule *rule_of(const struct view *v, struct xj_str id)
{
	char name[64];

	if (id.n >= sizeof(name))
		return NULL;
	memcpy(name, id.p, id.n);
	name[id.n] = '\0';
	return xj_rules_find(v->o->rules, name);
}

static enum xj_status make_message(struct view *v, const struct xj_report_flag *f,
                                   struct xj_error *err)
{
	xj_buf_reset(&v->message);
	if (xj_report_message(rule_of(v, f->rule), v->o->language, f, &v->message))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

static enum xj_status write_flag(struct view *v, const struct xj_report_flag *f,
                                 struct xj_error *err)
{
	char donor[20], from[16], to[16];
	enum xj_status st = make_message(v, f, err);

	xj_buf_reset(&v->evidence);
	if (!st)
		st = xj_report_evidence_json(v->report, f->id, &v->evidence, err);
	if (st)
		return st;
	xj_donor_spell(f->donor, donor);
	struct xj_value value[COLUMNS] = {
		[C_RULE] = { .s = f->rule },
		[C_SEVERITY] = { .s = f->severity },
		[C_ARTICLE] = text_or_null(f->article),
		[C_RECIPIENT] = text_or_null(f->recipient),
		[C_ELECTION] = text_or_null(f->election),
		[C_DONOR] = text_or_null(xj_str_c(donor)),
		[C_VALUE] = { .null = !f->has_value, .i = f->value },
		[C_LIMIT] = { .null = !f->has_limit, .i = f->limit },
		[C_UNIT] = { .s = f->unit },
		[C_FROM] = day_value(f->from, from),
		[C_TO] = day_value(f->to, to),
		[C_ENTRIES] = { .s = xj_buf_str(&v->evidence) },
		[C_MESSAGE] = { .s = xj_buf_str(&v->message) },
		[C_EXEMPT] = text_or_null(f->exempt),
	};

	return xj_written(xj_out_row(v->out, value), err);
}

static enum xj_status write_law(struct view *v, struct xj_error *err)
{
	struct xj_report_law law;
	enum xj_status st = xj_report_law(v->data, &law, err);
	struct xj_str newest, hash;
	char iso[16];

	if (st)
		return st;
	xj_day_iso(law.newest, iso);
	newest = xj_str_c(iso);
	hash = xj_str_c(law.sha256);
	st = xj_out_text(v->out, "law", N_("newest rule of law in force from"),
	                 newest.n ? &newest : NULL);
	if (!st)
		st = xj_out_text(v->out, "law_sha256", NULL, newest.n ? &hash : NULL);
	return xj_written(st, err);
}

/* ---- step by step --------------------------------------------------------------- */

enum { STEP = 256 /* flags written by one call */ };

struct xj_flag_walk {
	struct view v;
	uint64_t written;
	bool begun;
};

static void view_close(struct view *v)
{
	xj_buf_clear(&v->evidence);
	xj_buf_clear(&v->message);
	xj_report_close(v->report);
}

static enum xj_status view_open(struct view *v, struct xj_data *d,
                                const struct xj_report_options *o, struct xj_error *err)
{
	*v = (struct view){ .data = d, .o = o };
	xj_buf_init(&v->evidence, MAX_EVIDENCE);
	xj_buf_init(&v->message, 1u << 20);
	return xj_report_open(d, o->filter, &v->report, err);
}

enum xj_status xj_flag_walk_open(struct xj_data *d, const struct xj_report_options *o,
                                 struct xj_flag_walk **out, struct xj_error *err)
{
	struct xj_flag_walk *w = calloc(1, sizeof(*w));
	enum xj_status st = w ? view_open(&w->v, d, o, err)
	                      : xj_fail(err, XJ_NOMEM, _("not enough memory"));

	if (st) {
		xj_flag_walk_close(w);
		w = NULL;
	}
	*out = w;
	return st;
}

void xj_flag_walk_close(struct xj_flag_walk *w)
{
	if (w)
		view_close(&w->v);
	free(w);
}

/* Whether N flags are as many as were asked for. */
static bool is_enough(const struct xj_flag_walk *w, uint64_t n)
{
	return w->v.o->limit && n >= w->v.o->limit;
}

enum xj_status xj_flag_walk_count(struct xj_flag_walk *w, uint64_t *flags,
                                  struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st = XJ_OK;

	for (*flags = 0; !st && !is_enough(w, *flags); *flags += !st)
		st = xj_report_next(w->v.report, &f, err);
	xj_report_rewind(w->v.report);
	return st == XJ_END ? XJ_OK : st;
}

static enum xj_status begin(struct xj_flag_walk *w, struct xj_error *err)
{
	enum xj_status st = write_law(&w->v, err);

	w->begun = true;
	return st ? st : xj_written(xj_out_begin(w->v.out, &flags_section), err);
}

static enum xj_status end(struct xj_flag_walk *w, struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_end(w->v.out), err);

	if (!st)
		st = xj_written(xj_out_int(w->v.out, "count", N_("flags"), XJ_T_INT,
		                           (int64_t)w->written), err);
	return st ? st : XJ_END;
}

enum xj_status xj_flag_walk_next(struct xj_flag_walk *w, struct xj_output *o,
                                 struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st;

	w->v.out = o;
	st = w->begun ? XJ_OK : begin(w, err);
	for (int i = 0; i < STEP && !st; i++) {
		st = is_enough(w, w->written) ? XJ_END : xj_report_next(w->v.report, &f, err);
		if (!st)
			st = write_flag(&w->v, &f, err);
		w->written += !st;
	}
	return st == XJ_END ? end(w, err) : st;
}

static enum xj_status write_all(struct xj_data *d, const struct xj_report_options *o,
                                struct xj_output *out, struct xj_error *err)
{
	struct xj_flag_walk *w;
	enum xj_status st = xj_flag_walk_open(d, o, &w, err);

	while (!st)
		st = xj_flag_walk_next(w, out, err);
	xj_flag_walk_close(w);
	return st == XJ_END ? XJ_OK : st;
}

/* ---- for people ----------------------------------------------------------------- */

enum { T_SEVERITY, T_RULE, T_TITLE, T_FLAGS, T_EXEMPT, T_ROWS, T_AMOUNT, TOTALS };
static const struct xj_column total_columns[TOTALS] = {
	[T_SEVERITY] = { "severity", N_("Severity"), XJ_T_TEXT, 0, false },
	[T_RULE] = { "rule", N_("Rule"), XJ_T_TEXT, 0, false },
	[T_TITLE] = { "title", N_("Title"), XJ_T_TEXT, 1, true },
	[T_FLAGS] = { "flags", N_("Flags"), XJ_T_MONEY, 0, false },
	[T_EXEMPT] = { "exempt", N_("of them exempt"), XJ_T_MONEY, 2, false },
	[T_ROWS] = { "rows", N_("Rows"), XJ_T_MONEY, 0, false },
	[T_AMOUNT] = { "amount", N_("Amount"), XJ_T_MONEY, 3, false },
};
static const struct xj_section totals_section = {
	"rules", N_("Rules that hold"), total_columns, TOTALS, true
};

enum { P_SEVERITY, P_RECIPIENT, P_ELECTION, P_WHO, P_VALUE, P_LIMIT, P_ROWS, P_EXEMPT,
       P_MESSAGE, PEOPLE };
static const struct xj_column people_columns[PEOPLE] = {
	[P_SEVERITY] = { "severity", N_("Severity"), XJ_T_TEXT, 5, false },
	[P_RECIPIENT] = { "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	[P_ELECTION] = { "election", N_("Election"), XJ_T_TEXT, 3, true },
	[P_WHO] = { "who", N_("Counterparty"), XJ_T_TEXT, 2, true },
	[P_VALUE] = { "value", N_("Value"), XJ_T_MONEY, 0, false },
	[P_LIMIT] = { "limit", N_("Limit"), XJ_T_MONEY, 0, false },
	[P_ROWS] = { "rows", N_("Rows"), XJ_T_MONEY, 0, false },
	[P_EXEMPT] = { "exempt", N_("Exempt"), XJ_T_TEXT, 4, false },
	[P_MESSAGE] = { "message", N_("Message"), XJ_T_TEXT, 1, true },
};

static const char *title_of(const struct view *v, const struct xj_rule *rule,
                            const char *id)
{
	if (!rule)
		return id;
	return strcmp(v->o->language, "zh") == 0 ? rule->title_zh : rule->title_en;
}

static enum xj_status write_totals(struct view *v, const struct xj_report_count *list,
                                   size_t n, struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_begin(v->out, &totals_section), err);

	for (size_t i = 0; i < n && !st; i++) {
		const struct xj_report_count *c = &list[i];
		const struct xj_rule *rule = xj_rules_find(v->o->rules, c->rule);
		struct xj_value value[TOTALS] = {
			[T_SEVERITY] = { .s = xj_str_c(c->severity) },
			[T_RULE] = { .s = xj_str_c(c->rule) },
			[T_TITLE] = { .s = xj_str_c(title_of(v, rule, c->rule)) },
			[T_FLAGS] = { .i = (int64_t)c->flags },
			[T_EXEMPT] = { .i = (int64_t)c->exempt },
			[T_ROWS] = { .i = (int64_t)c->entries },
			[T_AMOUNT] = { .i = c->amount },
		};

		st = xj_written(xj_out_row(v->out, value), err);
	}
	return st ? st : xj_written(xj_out_end(v->out), err);
}

/* The evidence's name when all of it has the same. */
static enum xj_status find_name(struct view *v, const struct xj_report_flag *f,
                                struct xj_buf *name, struct xj_error *err)
{
	struct xj_report_entry e;
	enum xj_status st;
	bool any = false;

	xj_buf_reset(name);
	xj_report_evidence(v->report, f->id);
	while ((st = xj_report_next_entry(v->report, &e, err)) == XJ_OK) {
		if (!any && xj_buf_add(name, e.counterparty.p, e.counterparty.n))
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		if (any && !xj_str_eq(e.counterparty, xj_buf_str(name))) {
			xj_buf_reset(name);
			(void)!xj_buf_add(name, "…", strlen("…"));
			break;
		}
		any = true;
	}
	return st == XJ_END ? XJ_OK : st;
}

static enum xj_status write_line(struct view *v, const struct xj_report_flag *f,
                                 struct xj_error *err)
{
	enum xj_status st = find_name(v, f, &v->evidence, err);

	if (!st)
		st = make_message(v, f, err);
	if (st)
		return st;
	struct xj_value value[PEOPLE] = {
		[P_SEVERITY] = { .s = f->severity },
		[P_RECIPIENT] = text_or_null(f->recipient),
		[P_ELECTION] = text_or_null(f->election),
		[P_WHO] = text_or_null(xj_buf_str(&v->evidence)),
		[P_VALUE] = { .null = !f->has_value, .i = f->value },
		[P_LIMIT] = { .null = !f->has_limit, .i = f->limit },
		[P_ROWS] = { .i = (int64_t)f->entries },
		[P_EXEMPT] = text_or_null(f->exempt),
		[P_MESSAGE] = { .s = xj_buf_str(&v->message) },
	};

	return xj_written(xj_out_row(v->out, value), err);
}

/* The flags of one rule, as many as are wanted. */
static enum xj_status write_rule(struct view *v, const struct xj_report_count *c,
                                 struct xj_error *err)
{
	struct xj_report_flag f;
	const struct xj_rule *rule = xj_rules_find(v->o->rules, c->rule);
	struct xj_section section = { "flags", NULL, people_columns, PEOPLE, false };
	char title[768], room[XJ_ARTICLE_ROOM];
	struct xj_str article;
	uint64_t n = 0;
	enum xj_status st;

	xj_report_rule(v->report, c->rule);
	st = xj_report_next(v->report, &f, err);
	if (st)
		return st == XJ_END ? XJ_OK : st;
	article = xj_article_name(f.article, room);
	snprintf(title, sizeof(title), "%s %s %s%s%.*s", c->severity, c->rule,
	         title_of(v, rule, ""), article.n ? " · " : "",
	         (int)(article.n < XJ_ARTICLE_ROOM ? article.n : 0), article.p);
	section.title = title;
	st = xj_written(xj_out_begin(v->out, &section), err);
	while (!st) {
		st = write_line(v, &f, err);
		if (!st && v->o->limit && ++n >= v->o->limit)
			break;
		if (!st)
			st = xj_report_next(v->report, &f, err);
	}
	if (st && st != XJ_END)
		return st;
	return xj_written(xj_out_end(v->out), err);
}

/* Whether some flags are not on the screen. */
static bool is_cut(const struct view *v, const struct xj_report_count *list, size_t n)
{
	for (size_t i = 0; i < n && v->o->limit; i++)
		if (list[i].flags > v->o->limit)
			return true;
	return false;
}

static enum xj_status write_remarks(struct view *v, bool cut, int64_t flags,
                                    struct xj_error *err)
{
	struct xj_str less = xj_str_c(_("--limit 0 prints all"));
	struct xj_str what = xj_str_c(_("a reason to look, never an accusation; innocent "
	                                "explanations: xianjin rules RULE"));
	enum xj_status st = xj_out_int(v->out, "count", N_("flags"), XJ_T_INT, flags);

	if (!st && cut)
		st = xj_out_text(v->out, "more", N_("only the first of each rule"), &less);
	if (!st && flags)
		st = xj_out_text(v->out, "meaning", N_("a flag is"), &what);
	return xj_written(st, err);
}

static enum xj_status write_people(struct view *v, struct xj_error *err)
{
	struct xj_report_count *list;
	int64_t flags = 0;
	size_t n;
	enum xj_status st = xj_report_counts(v->report, v->o->rules, &list, &n,
	                                     err);

	if (st)
		return st;
	st = write_totals(v, list, n, err);
	for (size_t i = 0; i < n && !st; i++) {
		st = write_rule(v, &list[i], err);
		flags += (int64_t)list[i].flags;
	}
	if (!st)
		st = write_remarks(v, is_cut(v, list, n), flags, err);
	free(list);
	return st ? st : write_law(v, err);
}

enum xj_status xj_view_report(struct xj_data *d, const struct xj_report_options *o,
                              struct xj_output *out, struct xj_error *err)
{
	struct view v;
	enum xj_status st;

	if (!xj_output_for_people(out))
		return write_all(d, o, out, err);
	st = view_open(&v, d, o, err);
	v.out = out;
	if (!st)
		st = write_people(&v, err);
	view_close(&v);
	return st;
}
