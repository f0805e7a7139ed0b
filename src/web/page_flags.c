/*
 * page_flags.c - owns the page of flags: the form that narrows them, the counts, and a
 * page of them; the report and its workbook for programs.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "src/query/report.h"
#include "src/web/forms.h"
#include "src/web/pages.h"

#define FLAGS_ON_PAGE 50u
#define MAX_CHOICES   256u
#define WORKBOOK_FLAGS 200000u

struct asked {
	struct xj_rules *rules;
	struct xj_query *query;
	struct xj_report_filter filter;
	struct xj_report_options options;
	struct xj_buf words;      /* the filters as they were given */
	char *rule[XJ_REPORT_RULES], *severities; /* what the filter points to */
	int64_t after;
	struct web_choice choice[MAX_CHOICES];
};

/* ---- what is asked ------------------------------------------------------------------ */

static bool is_rule_name(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
		      s.p[i] == '-'))
			return false;
	return s.n > 0 && s.n < 64;
}

static enum xj_status set_rule(struct web_call *c, struct asked *a, struct xj_str value,
                               struct xj_error *err)
{
	bool known = is_rule_name(value);
	enum xj_status st = XJ_OK;

	if (known && !xj_rules_find(a->rules, value.p))
		st = xj_flags_of(c->data, value.p, &known, err);
	if (st)
		return st;
	if (!known)
		return xj_fail(err, XJ_NOT_FOUND, _("No rule is called \"%.60s\"."), value.p);
	if (a->filter.rules == XJ_REPORT_RULES)
		return xj_fail(err, XJ_USAGE, _("at most %u rules at once"), XJ_REPORT_RULES);
	a->rule[a->filter.rules] = web_copy(value);
	if (!a->rule[a->filter.rules])
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	a->filter.rule[a->filter.rules] = a->rule[a->filter.rules];
	a->filter.rules++;
	return XJ_OK;
}

static enum xj_status set_severity(struct asked *a, struct xj_str value,
                                   struct xj_error *err)
{
	if (value.p[strspn(value.p, "CAFSI")])
		return xj_fail(err, XJ_USAGE, _("severity: \"%.40s\": letters of CAFSI were "
		               "expected"), value.p);
	free(a->severities);
	a->severities = web_copy(value);
	a->filter.severities = a->severities;
	return a->severities ? XJ_OK : xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

static enum xj_status read_number(const char *name, struct xj_str value, int64_t most,
                                  int64_t *out, struct xj_error *err)
{
	char *end = NULL;
	long long n;

	errno = 0;
	n = strtoll(value.p, &end, 10);
	if (value.p[0] < '0' || value.p[0] > '9' || *end || errno || n > most)
		return xj_fail(err, XJ_USAGE, _("%s: \"%.40s\" is no number from 0 to %lld"),
		               name, value.p, (long long)most);
	*out = n;
	return XJ_OK;
}

static enum xj_status set_filter(struct asked *a, const struct web_param *p,
                                 struct xj_error *err)
{
	uint64_t key;

	if (xj_str_is(p->name, "donor") && !xj_donor_parse(p->value, &key))
		return xj_fail(err, XJ_USAGE, _("\"%.40s\" is no donor's key; the page of a "
		               "donor has it in its address"), p->value.p);
	return xj_query_set(a->query, p->name.p, p->value.p, err);
}

static enum xj_status set(struct web_call *c, struct asked *a, const struct web_param *p,
                          struct xj_error *err)
{
	int64_t n = 0;
	enum xj_status st;

	if (xj_str_is(p->name, "after"))
		return read_number("after", p->value, INT64_MAX, &a->after, err);
	if (xj_str_is(p->name, "limit")) {
		st = read_number("limit", p->value, c->format == WEB_HTML
		                 ? XJ_MAX_PAGE_ROWS : 1000000000, &n, err);
		a->options.limit = n || c->format != WEB_HTML ? (size_t)n : FLAGS_ON_PAGE;
		return st;
	}
	st = xj_buf_addf(&a->words, "%s%s:%s", a->words.n ? " " : "", p->name.p, p->value.p);
	if (st)
		return xj_fail(err, XJ_LIMIT, _("the question is too long"));
	if (xj_str_is(p->name, "rule"))
		return set_rule(c, a, p->value, err);
	if (xj_str_is(p->name, "severity"))
		return set_severity(a, p->value, err);
	return set_filter(a, p, err);
}

static enum xj_status read_question(struct web_call *c, struct asked *a,
                                    struct xj_error *err)
{
	const struct xj_rules_options ours = { .folder = NULL };
	enum xj_status st = web_data(c, err);

	if (!st)
		st = xj_rules_load(&ours, &a->rules, NULL, NULL, err);
	if (!st)
		st = xj_query_new(&a->query, err);
	a->options = (struct xj_report_options){
		.filter = &a->filter, .rules = a->rules, .language = xj_language_code(),
		.limit = c->format == WEB_HTML ? FLAGS_ON_PAGE : 0,
	};
	a->filter.query = a->query;
	for (size_t i = 0; i < c->query.n && !st; i++)
		if (c->query.v[i].value.n && !web_is_of_page(c->query.v[i].name.p))
			st = set(c, a, &c->query.v[i], err);
	a->options.asked = a->words.p;
	return st;
}

/* ---- the form -------------------------------------------------------------------------- */

static const struct web_choice severities[] = {
	{ "", N_("any") }, { "C", N_("the Act names a criminal penalty") },
	{ "A", N_("the Act names a fine") }, { "F", N_("form of the report") },
	{ "S", N_("statistical signal, no article") }, { "I", N_("for information") },
	{ NULL, NULL }
};

/* The rules by their titles, in the order of their names. */
static void list_rules(struct asked *a)
{
	size_t n = 0;

	a->choice[n++] = (struct web_choice){ "", N_("any") };
	for (size_t i = 0; i < xj_rules_count(a->rules) && n + 1 < MAX_CHOICES; i++) {
		const struct xj_rule *r = xj_rules_get(a->rules, i);

		a->choice[n++] = (struct web_choice){ r->id, xj_rule_title(r) };
	}
	a->choice[n] = (struct web_choice){ NULL, NULL };
}

static void write_form(struct web_call *c, struct xj_html *h, struct asked *a)
{
	list_rules(a);
	web_form_begin(c, h, "filters", "/flags");
	xj_h_raw(h, ">\n<div class=\"grid\">\n");
	web_form_choice(c, h, "rule", _("Rule"), a->choice);
	web_form_choice(c, h, "severity", _("Severity"), severities);
	web_form_input(c, h, "recipient", _("Recipient"), NULL);
	web_form_input(c, h, "election", _("Election"), NULL);
	web_form_input(c, h, "donor", _("Donor key"), NULL);
	web_form_input(c, h, "year", _("Year"), NULL);
	xj_h_raw(h, "</div>\n<button>");
	xj_h_say(h, _("Narrow"));
	xj_h_raw(h, "</button></form>\n");
}

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("Entries and filings that a rule of the law or a signal points at. Each is "
	              "worth checking and nothing more: most have an innocent explanation, "
	              "which the page of its rule names."));
	xj_h_raw(h, " ");
	web_page_link(c, h, "/rules", _("All rules"));
	xj_h_raw(h, "</p>\n");
	web_severities(h);
	write_form(c, h, ctx);
}

/* ---- the answer -------------------------------------------------------------------------- */

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	const struct asked *a = ctx;

	return xj_view_flags(c->data, &a->options, a->after, o, err);
}

/* ---- all of them ------------------------------------------------------------- */

struct whole {
	struct asked *asked;
	struct xj_flag_walk *walk;
	struct xj_report_book *book; /* instead of the walk, for a workbook */
	uint64_t flags;
};

static void forget(struct asked *a)
{
	if (!a)
		return;
	xj_buf_clear(&a->words);
	xj_query_free(a->query);
	xj_rules_free(a->rules);
	for (size_t i = 0; i < a->filter.rules; i++)
		free(a->rule[i]);
	free(a->severities);
	free(a);
}

static void close_whole(void *own)
{
	struct whole *w = own;

	xj_flag_walk_close(w->walk);
	xj_report_book_free(w->book);
	forget(w->asked);
	free(w);
}

static enum xj_status next_flags(void *own, struct xj_output *o, struct xj_error *err)
{
	return xj_flag_walk_next(((struct whole *)own)->walk, o, err);
}

static enum xj_status end_flags(void *own, const char *format, struct xj_buf *out)
{
	const struct whole *w = own;
	uint64_t n = w->flags;

	if (w->asked->options.limit || w->asked->after)
		return XJ_OK; /* a page of them */
	if (strcmp(format, "csv") == 0)
		return xj_buf_addf(out, "# end: %" PRIu64 " flags\n", n);
	if (strcmp(format, "jsonl") == 0)
		return xj_buf_addf(out, "{\"end\":true,\"count\":%" PRIu64 "}\n", n);
	return XJ_OK;
}

static enum xj_status next_sheet_rows(void *own, struct xj_output *o, struct xj_error *err)
{
	(void)o;
	return xj_report_book_next(((struct whole *)own)->book, err);
}

static enum xj_status write_workbook(void *own, FILE *out, struct xj_error *err)
{
	return xj_report_book_end(((struct whole *)own)->book, out, err);
}

/* The workbook that report makes, with its evidence: each flag takes a while. */
static enum xj_status open_workbook(struct xj_data *d, struct whole *w, struct web_whole *out,
                                    struct xj_error *err)
{
	if (w->flags > WORKBOOK_FLAGS)
		return xj_fail(err, XJ_LIMIT, _("%" PRIu64 " flags are too many for a workbook "
		               "here, which has %u: narrow the question, take CSV, or "
		               "xianjin report --format xlsx on the command line"), w->flags,
		               WORKBOOK_FLAGS);
	xj_flag_walk_close(w->walk);
	w->walk = NULL;
	out->next = next_sheet_rows;
	out->document = write_workbook;
	return xj_report_book_new(d, &w->asked->options, 0, &w->book, err);
}

static enum xj_status open_whole(struct web_call *c, struct xj_data *d, void *asked,
                                 struct web_whole *out, struct xj_error *err)
{
	struct asked **a = asked;
	struct whole *w = calloc(1, sizeof(*w));
	enum xj_status st;

	if (!w)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	w->asked = *a;
	w->asked->filter.after = w->asked->after; /* the page counts those before, too */
	*a = NULL;
	*out = (struct web_whole){ .own = w, .next = next_flags, .end_mark = end_flags,
	                           .close = close_whole };
	st = xj_flag_walk_open(d, &w->asked->options, &w->walk, err);
	if (!st)
		st = xj_flag_walk_count(w->walk, &w->flags, err);
	st = web_on_command_line(st, "report", err);
	out->rows = w->flags;
	return st || c->format != WEB_XLSX ? st : open_workbook(d, w, out, err);
}

static enum xj_status answer(struct web_call *c, struct asked **a, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("Worth checking")),
	                               .before = before, .rank = 9, .file = "flags" };
	enum xj_status st = read_question(c, *a, err);

	if (!st && c->format != WEB_HTML)
		return web_send_whole(c, "flags", open_whole, a, err);
	if (!st)
		st = web_show(c, &page, view, *a, err);
	return web_on_command_line(st, "report", err);
}

enum xj_status web_page_flags(struct web_call *c, struct xj_error *err)
{
	struct asked *a = calloc(1, sizeof(*a));
	enum xj_status st;

	if (!a)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	xj_buf_init(&a->words, WEB_MAX_TARGET * 2);
	st = answer(c, &a, err);
	forget(a);
	return st;
}
