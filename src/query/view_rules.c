/*
 * view_rules.c - owns the rules as answers: the table of them all, and one of them
 * with its figures by date.
 */
#include <stdlib.h>

#include "query_private.h"
#include "xianjin/rules.h"

static struct xj_value text(const char *s)
{
	return (struct xj_value){ .null = !s, .s = xj_str_c(s) };
}

static const char *some(const char *s)
{
	return s && *s ? s : NULL;
}

const char *xj_rule_title(const struct xj_rule *r)
{
	return xj_language() == XJ_CHINESE ? r->title_zh : r->title_en;
}

const char *xj_rule_page(const struct xj_rule *r)
{
	return xj_language() == XJ_CHINESE && r->page_zh ? r->page_zh : r->page;
}

enum xj_status xj_data_rule_states(struct xj_data *d, struct xj_rules *rules,
                                   struct xj_rule_state **out, struct xj_error *err)
{
	enum xj_status st;

	*out = calloc(xj_rules_count(rules) + 1, sizeof(**out));
	if (!*out)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = xj_rules_states(rules, d ? d->store : NULL, *out, err);
	if (st) {
		free(*out);
		*out = NULL;
	}
	return st;
}

/* ---- all rules ------------------------------------------------------- */

enum xj_status xj_view_rules(const struct xj_rules *rules,
                             const struct xj_rule_state *state, struct xj_output *o,
                             struct xj_error *err)
{
	static const struct xj_column columns[] = {
		{ "id", N_("Rule"), XJ_T_TEXT, 0, false },
		{ "law", N_("Law"), XJ_T_TEXT, 2, false },
		{ "severity", N_("Severity"), XJ_T_TEXT, 1, false },
		{ "title", N_("Title"), XJ_T_TEXT, 0, true },
		{ "state", N_("State"), XJ_T_WORD, 0, false },
		{ "flags", N_("Flags"), XJ_T_INT, 1, false },
		{ "why", N_("Why"), XJ_T_TEXT, 3, true },
	};
	static const struct xj_section section = {
		"rules", NULL, columns, XJ_COUNT(columns), true
	};
	enum xj_status st = xj_out_begin(o, &section);

	for (size_t i = 0; i < xj_rules_count(rules) && !st; i++) {
		const struct xj_rule *r = xj_rules_get(rules, i);
		const struct xj_rule_state *s = &state[i];
		const struct xj_value row[XJ_COUNT(columns)] = {
			text(r->id), text(r->law), text(r->severity),
			text(xj_rule_title(r)), text(s->state),
			{ .null = !s->tested, .i = (int64_t)s->flags }, text(some(s->why)),
		};

		st = xj_out_row(o, row);
	}
	return xj_written(st ? st : xj_out_end(o), err);
}

enum xj_status xj_view_whatif(struct xj_data *d, struct xj_rules *now,
                              struct xj_rules *then, unsigned msec, struct xj_output *o,
                              struct xj_error *err)
{
	/* of its own: the reader may be in the middle of a snapshot */
	struct xj_store *s = NULL;
	enum xj_status st = xj_store_open(d->dir, XJ_STORE_READ, &s, err);

	xj_rules_deadline(now, msec);
	xj_rules_deadline(then, msec);
	if (!st) /* texts are looked up one by one */
		xj_store_keep_mapped(s);
	if (!st)
		st = xj_rules_whatif(now, then, s, o, err);
	xj_store_close(s);
	return st;
}

/* ---- one rule -------------------------------------------------------- */

static enum xj_status thresholds(const struct xj_rules *rules, const struct xj_rule *r,
                                 struct xj_output *o)
{
	static const struct xj_column columns[] = {
		{ "name", N_("Law"), XJ_T_TEXT, 0, false },
		{ "kind", N_("Kind"), XJ_T_WORD, 0, false },
		{ "office", N_("Office"), XJ_T_WORD, 0, false },
		{ "from", N_("From"), XJ_T_DATE, 0, false },
		{ "to", N_("To"), XJ_T_DATE, 0, false },
		{ "value", N_("Value"), XJ_T_INT, 0, false },
		{ "unit", N_("Unit"), XJ_T_WORD, 0, false },
		{ "article", N_("Article"), XJ_T_ARTICLE, 0, true },
		{ "confidence", N_("Sure"), XJ_T_TEXT, 1, false },
	};
	static const struct xj_section section = {
		"thresholds", N_("What the law says, by date"), columns, XJ_COUNT(columns),
		true
	};
	const struct xj_law_row *l;
	size_t n = xj_law_rows(rules, &l);
	enum xj_status st = xj_out_begin(o, &section);

	for (size_t i = 0; i < n && !st; i++) {
		char from[16], to[16];

		if (!xj_rule_names(r, l[i].name))
			continue;
		xj_day_iso(l[i].from_day, from);
		xj_day_iso(l[i].to_day, to);
		const struct xj_value row[XJ_COUNT(columns)] = {
			text(l[i].name), text(some(l[i].kind)), text(some(l[i].office)),
			text(some(from)), text(some(to)), { .i = l[i].value },
			text(l[i].unit), text(l[i].article), text(l[i].confidence),
		};

		st = xj_out_row(o, row);
	}
	return st ? st : xj_out_end(o);
}

static enum xj_status fact(struct xj_output *o, const char *name, const char *heading,
                           const char *value)
{
	struct xj_str s = xj_str_c(value);

	return xj_out_text(o, name, heading, value ? &s : NULL);
}

static enum xj_status header_facts(const struct xj_rule *r,
                                   const struct xj_rule_state *s, struct xj_output *o)
{
	const struct {
		const char *name, *title, *value;
	} facts[] = {
		{ "id", N_("rule"), r->id }, { "law", N_("law"), r->law },
		{ "severity", N_("severity"), r->severity },
		{ "unit", N_("unit"), r->unit }, { "needs", N_("needs"), r->needs },
		{ "title_en", N_("title"), r->title_en },
		{ "title_zh", N_("title in Chinese"), r->title_zh },
		{ "message_en", N_("message"), r->message_en },
		{ "message_zh", N_("message in Chinese"), r->message_zh },
		{ "state", N_("state"), s->state },
		{ "why", N_("why"), some(s->why) },
		{ "file", N_("file"), r->file },
	};
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(facts) && !st; i++)
		st = fact(o, facts[i].name, facts[i].title, facts[i].value);
	return st;
}

enum xj_status xj_view_rule(const struct xj_rules *rules, const struct xj_rule *r,
                            const struct xj_rule_state *s, struct xj_output *o,
                            struct xj_error *err)
{
	bool people = xj_output_for_people(o);
	enum xj_status st = XJ_OK;

	if (!people || !r->page)
		st = header_facts(r, s, o);
	if (!st && !people && s->tested)
		st = xj_out_int(o, "flags", NULL, XJ_T_INT, (int64_t)s->flags);
	if (!st && !people)
		st = fact(o, "page", NULL, r->page);
	if (!st && !people)
		st = fact(o, "page_zh", NULL, r->page_zh);
	if (!st && !people)
		st = fact(o, "sql", NULL, r->sql);
	return xj_written(st ? st : thresholds(rules, r, o), err);
}
