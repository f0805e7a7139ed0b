/*
 * cmd_report.c - owns the verb report: every flag in the data, or of a selection.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/query/report.h"
#include "src/render/output.h"

enum { OWN_RULE = CLI_OWN, OWN_SEVERITY, OWN_LIMIT };

#define PEOPLE_FLAGS 20u /* of each rule, on a terminal */

static const struct cli_option options[] = {
	{ "rule", 0, "ID", N_("only this rule: anonymous-limit; may be said several times"),
	  OWN_RULE },
	{ "severity", 0, "LETTERS",
	  N_("only these: C crime, A fine, F form, S signal, I information"),
	  OWN_SEVERITY },
	{ "recipient", 0, "NAME", N_("who filed"), CLI_FILTER },
	{ "election", 0, "NAME", N_("part of an election's name"), CLI_FILTER },
	{ "area", 0, "NAME", N_("area of the election"), CLI_FILTER },
	{ "party", 0, "NAME", N_("party that nominated the recipient"), CLI_FILTER },
	{ "donor", 0, "KEY", N_("a donor's key, as xianjin donor takes it"), CLI_FILTER },
	{ "year", 0, "YEAR", N_("year of the transaction, AD or ROC, or a span"),
	  CLI_FILTER },
	{ "limit", 0, "N",
	  N_("at most so many flags, in a table of each rule (20); 0 prints all"),
	  OWN_LIMIT },
	{ "rules", 0, "DIR", N_("where your own rules are, for their titles"),
	  CLI_RULES },
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin report",
	"xianjin report --severity CA --election 111年臺中市 --format jsonl > flags.jsonl",
	"xianjin report --rule anonymous-bunching --format xlsx > report.xlsx",
	NULL
};

struct report {
	struct cli_answer answer;
	struct cli_rules rules;
	struct xj_report_filter filter;
	struct xj_query *query;
	struct xj_buf asked;   /* the filters as they were given */
	bool has_limit;
	int limit;
};

static enum xj_status set_severity(struct report *r, const struct cli_option *o,
                                   const char *value, struct xj_error *err)
{
	if (!*value || value[strspn(value, "CAFSI")])
		return xj_fail(err, XJ_USAGE, _("--%s: \"%s\": letters of CAFSI were "
		               "expected"), o->name, value);
	r->filter.severities = value;
	return XJ_OK;
}

static enum xj_status set_filter(struct report *r, const struct cli_option *o,
                                 const char *value, struct xj_error *err)
{
	uint64_t key;

	if (strcmp(o->name, "donor") == 0 && !xj_donor_parse(xj_str_c(value), &key))
		return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is no donor's key; xianjin "
		               "donor NAME shows it"), o->name, value);
	if (xj_buf_addf(&r->asked, "%s%s:%s", r->asked.n ? " " : "", o->name, value))
		return xj_fail(err, XJ_LIMIT, _("the question is too long"));
	return xj_query_set(r->query, o->name, value, err);
}

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct report *r = ctx;

	switch (o->id) {
	case OWN_RULE:
		if (r->filter.rules == XJ_REPORT_RULES)
			return xj_fail(err, XJ_USAGE, _("--%s: at most %u of them"), o->name,
			               XJ_REPORT_RULES);
		r->filter.rule[r->filter.rules++] = value;
		return XJ_OK;
	case OWN_SEVERITY:
		return set_severity(r, o, value, err);
	case OWN_LIMIT:
		r->has_limit = true;
		return cli_number(o, value, 0, 1000000000, &r->limit, err);
	case CLI_FILTER:
		return set_filter(r, o, value, err);
	case CLI_RULES:
		return cli_rules_set(&r->rules, o, value, err);
	default:
		return cli_answer_set(&r->answer, o, value, err);
	}
}

/* When the document was made, for the same bytes at every run. */
static int64_t source_date(void)
{
	const char *v = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	long long n = v && *v ? strtoll(v, &end, 10) : 0;

	return n > 0 && n < 253402300800ll && end && !*end ? n : 0;
}

static int print_workbook(struct cli *c, struct xj_data *d,
                          const struct xj_report_options *o)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	enum xj_status st;

	errno = 0;
	st = xj_report_workbook(d, o, source_date(), stdout, &err);
	if (st == XJ_IO && errno == EPIPE) { /* whoever reads has gone */
		c->gone = true;
		return 0;
	}
	return st ? cli_failed(st, &err) : 0;
}

static int print(struct cli *c, struct report *r, struct xj_data *d)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	bool people = r->answer.renderer == &xj_render_table;
	const struct xj_report_options o = {
		.filter = &r->filter, .rules = r->rules.loaded, .language = xj_language_code(),
		.asked = r->asked.p,
		.limit = r->has_limit ? (size_t)r->limit : people ? PEOPLE_FLAGS : 0,
	};
	struct xj_output *out = NULL;
	enum xj_status st;

	if (strcmp(r->answer.renderer->name, "xlsx") == 0)
		return print_workbook(c, d, &o);
	st = xj_output_open(r->answer.renderer, &r->answer.options, &out, &err);
	if (st)
		return cli_failed(st, &err);
	return cli_answer_end(c, out, xj_view_report(d, &o, out, &err), &err);
}

/* A rule that nobody knows may still stand in the data: somebody's own. */
static void warn_unknown(const struct report *r)
{
	for (size_t i = 0; i < r->filter.rules; i++)
		if (!xj_rules_find(r->rules.loaded, r->filter.rule[i]))
			cli_say(_("no rule here is called %s; xianjin rules lists them"),
			        r->filter.rule[i]);
}

static int answer(struct cli *c, struct report *r)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_data *d = NULL;
	enum xj_status st = cli_rules_load(&r->rules, &err);

	if (!st)
		st = cli_open_data(c, &d, &err);
	if (st)
		return cli_failed(st, &err);
	if (!c->quiet)
		warn_unknown(r);
	return print(c, r, d);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err;
	struct report r = { .query = NULL };
	enum xj_status st = xj_query_new(&r.query, &err);
	int first, code;

	if (st)
		return cli_failed(st, &err);
	r.filter.query = r.query;
	xj_buf_init(&r.asked, 1u << 14);
	cli_answer_init(c, &r.answer);
	st = cli_parse(c, &cli_report, argc, argv, set, &r, &first);
	if (st)
		code = xj_exit_code(st);
	else if (first < argc)
		code = cli_usage(&cli_report, _("report takes no words: what is %s?"),
		                 argv[first]);
	else
		code = answer(c, &r);
	cli_rules_clear(&r.rules);
	xj_buf_clear(&r.asked);
	xj_query_free(r.query);
	return code;
}

const struct cli_verb cli_report = {
	.name = "report",
	.arguments = "[FILTER...]",
	.summary = N_("every flag: the rules that hold, with law and evidence"),
	.options = options,
	.examples = examples,
	.run = run,
};
