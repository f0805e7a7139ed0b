/*
 * page_rules.c - owns the list of rules and the page of one: what it finds, by which
 * article, how to answer it, and how many flags it made here.
 */
#include <stdlib.h>

#include "src/web/markdown.h"
#include "src/web/pages.h"
#include "xianjin/rules.h"

struct asked {
	struct xj_rules *rules;
	struct xj_rule_state *state;  /* by rule */
	const struct xj_rule *rule;   /* the page's; NULL: the list */
	size_t at;
};

static enum xj_status load(struct web_call *c, struct asked *a, struct xj_error *err)
{
	const struct xj_rules_options ours = { .folder = NULL };
	enum xj_status st = xj_rules_load(&ours, &a->rules, NULL, NULL, err);

	if (!st)
		st = web_data(c, err);
	if (st == XJ_STALE) /* the rules are there before any data are */
		st = XJ_OK;
	return st ? st : xj_data_rule_states(c->data, a->rules, &a->state, err);
}

static void clear(struct asked *a)
{
	free(a->state);
	xj_rules_free(a->rules);
}

/* ---- the words for a rule ------------------------------------------------------- */

const char *web_severity_title(char letter)
{
	static const struct {
		char letter;
		const char *title;
	} titles[] = {
		{ 'C', N_("the Act names a criminal penalty") },
		{ 'A', N_("the Act names a fine") },
		{ 'F', N_("form of the report") },
		{ 'S', N_("statistical signal, no article") },
		{ 'I', N_("for information") },
	};

	for (size_t i = 0; i < XJ_COUNT(titles); i++)
		if (titles[i].letter == letter)
			return titles[i].title;
	return N_("for information");
}

void web_severities(struct xj_html *h)
{
	static const char letters[] = "CAFSI";

	xj_h_raw(h, "<ul class=\"legend\">\n");
	for (size_t i = 0; letters[i]; i++) {
		xj_h_raw(h, "<li><b>");
		xj_h_text(h, xj_str_of(&letters[i], 1));
		xj_h_raw(h, "</b> ");
		xj_h_say(h, _(web_severity_title(letters[i])));
		xj_h_raw(h, "</li>\n");
	}
	xj_h_raw(h, "</ul>\n");
}

/* ---- the list -------------------------------------------------------------------- */

static void before_list(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)c, (void)ctx;
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("What is tested here, by which law, and what was found. A flag is a "
	              "reason to look, never an accusation."));
	xj_h_raw(h, "</p>\n");
	web_severities(h);
}

static enum xj_status view_list(struct web_call *c, struct xj_output *o, void *ctx,
                                struct xj_error *err)
{
	const struct asked *a = ctx;

	(void)c;
	return xj_view_rules(a->rules, a->state, o, err);
}

enum xj_status web_page_rules(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Rules")), .before = before_list,
	                               .rank = 9, .file = "rules" };
	struct asked a = { .rule = NULL };
	enum xj_status st = load(c, &a, err);

	if (!st)
		st = web_show(c, &page, view_list, &a, err);
	clear(&a);
	return st;
}

/* ---- one rule -------------------------------------------------------------------- */

static bool other_rule(void *ctx, struct xj_str target, struct xj_buf *url)
{
	static const struct xj_str tail = { ".md", 3 };

	if (target.n <= tail.n || memcmp(target.p + target.n - tail.n, tail.p, tail.n))
		return false;
	target.n -= tail.n;
	return !web_link(ctx, "/rule/", url) && !xj_url_add(url, target);
}

/* A part of the rule's own page, in the language it is written in: the headings of
 * a Chinese page are those that the catalogue gives for the English ones. */
static void write_part(struct web_call *c, struct xj_html *h, const struct asked *a,
                       const char *name, bool heading)
{
	const struct web_markdown o = { .translate = true, .link = other_rule, .ctx = c };
	const char *page = xj_rule_page(a->rule);
	bool chinese = page && page == a->rule->page_zh;
	struct xj_str part = web_markdown_section(xj_str_c(page), chinese ? _(name) : name);

	if (!part.p)
		return;
	if (heading) {
		xj_h_raw(h, "<h2>");
		xj_h_say(h, _(name));
		xj_h_raw(h, "</h2>\n");
	}
	xj_h_raw(h, "<div class=\"prose\"");
	if (!chinese)
		xj_h_raw(h, " lang=\"en\"");
	xj_h_raw(h, ">\n");
	web_markdown_write(h, part, &o);
	xj_h_raw(h, "</div>\n");
}

static void begin_fact(struct xj_html *h, const char *title)
{
	xj_h_raw(h, "<div><dt>");
	xj_h_say(h, title);
	xj_h_raw(h, "</dt><dd>");
}

static void end_fact(struct xj_html *h)
{
	xj_h_raw(h, "</dd></div>\n");
}

/* How many flags, with the way to them. */
static void write_flags(struct web_call *c, struct xj_html *h, const struct asked *a)
{
	const struct xj_rule_state *s = &a->state[a->at];
	struct xj_buf url;

	if (!s->tested)
		return;
	begin_fact(h, _("Flags here"));
	xj_buf_init(&url, WEB_MAX_TARGET);
	if (!h->status)
		h->status = web_link(c, "/flags", &url);
	if (!h->status)
		h->status = web_link_add(&url, "rule", xj_str_c(a->rule->id));
	xj_h_raw(h, "<a href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_grouped(h, (int64_t)s->flags);
	xj_h_raw(h, "</a>");
	end_fact(h);
	xj_buf_clear(&url);
}

static void write_facts(struct web_call *c, struct xj_html *h, const struct asked *a)
{
	const struct xj_rule *r = a->rule;
	const struct xj_rule_state *s = &a->state[a->at];

	xj_h_raw(h, "<dl class=\"facts words\">\n");
	begin_fact(h, _("Rule"));
	xj_h_text(h, xj_str_c(r->id));
	end_fact(h);
	begin_fact(h, _("Severity"));
	xj_h_text(h, xj_str_of(r->severity, 1));
	xj_h_raw(h, " · ");
	xj_h_say(h, _(web_severity_title(r->severity[0])));
	end_fact(h);
	begin_fact(h, _("State"));
	xj_h_say(h, _(s->state));
	if (s->why[0]) {
		xj_h_raw(h, ": ");
		xj_h_text(h, xj_str_c(s->why));
	}
	end_fact(h);
	write_flags(c, h, a);
	xj_h_raw(h, "</dl>\n");
}

static void before_rule(struct web_call *c, struct xj_html *h, void *ctx)
{
	const struct asked *a = ctx;

	write_part(c, h, a, "What it finds", false);
	write_facts(c, h, a);
	xj_h_raw(h, "<p class=\"note\">");
	xj_h_say(h, _("A flag is a reason to look, never an accusation. Read the innocent "
	              "explanations first."));
	xj_h_raw(h, "</p>\n");
}

static void write_query(struct xj_html *h, const struct xj_rule *r)
{
	xj_h_raw(h, "<details><summary>");
	xj_h_say(h, _("The query, as it is run"));
	xj_h_raw(h, "</summary>\n");
	web_code_block(h, xj_str_c(r->sql), "SQL");
	xj_h_raw(h, "</details>\n");
}

static void after_rule(struct web_call *c, struct xj_html *h, void *ctx)
{
	static const char *const parts[] = {
		N_("Innocent explanations"), N_("How to dispute or mend"),
		N_("How it is computed"), N_("Example"), N_("Settings"),
	};
	const struct asked *a = ctx;

	xj_h_raw(h, "<p class=\"muted\">");
	xj_h_say(h, _("Sure: V read in the law, N an official notice or news, D derived or a "
	              "proposal of ours."));
	xj_h_raw(h, "</p>\n");
	for (size_t i = 0; i < XJ_COUNT(parts); i++)
		write_part(c, h, a, parts[i], true);
	write_query(h, a->rule);
	xj_h_raw(h, "<p>");
	web_page_link(c, h, "/rules", _("All rules"));
	xj_h_raw(h, "</p>\n");
}

static enum xj_status view_rule(struct web_call *c, struct xj_output *o, void *ctx,
                                struct xj_error *err)
{
	const struct asked *a = ctx;

	(void)c;
	return xj_view_rule(a->rules, a->rule, &a->state[a->at], o, err);
}

enum xj_status web_page_rule(struct web_call *c, struct xj_error *err)
{
	struct web_page page = { .before = before_rule, .after = after_rule, .rank = 9,
	                         .file = "rule" };
	struct asked a = { .rule = NULL };
	enum xj_status st = load(c, &a, err);
	char *id = web_copy(c->part);

	if (!st && !id)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!st && !(a.rule = xj_rules_find(a.rules, id)))
		st = xj_fail(err, XJ_NOT_FOUND, _("No rule is called \"%.60s\"."), id);
	if (!st) {
		while (xj_rules_get(a.rules, a.at) != a.rule)
			a.at++;
		page.title = xj_str_c(xj_rule_title(a.rule));
		st = web_show(c, &page, view_rule, &a, err);
	}
	free(id);
	clear(&a);
	return st;
}
