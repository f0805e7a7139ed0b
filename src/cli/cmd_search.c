/*
 * cmd_search.c - owns the verb search: words and filters to a question, and the
 * answer to standard output.
 */
#include "src/cli/cli.h"

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin search 建設 --kind business --amount 100000..",
	"xianjin search '\"永續海洋股份有限公司\"' --sort -amount --format csv",
	"xianjin search --recipient 甄有恆 --date 111-09..111-11 --facet kind",
	NULL
};

struct search {
	struct cli_answer answer;
	struct xj_query *query;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct search *s = ctx;

	if (o->id == CLI_FILTER)
		return xj_query_set(s->query, o->name, value ? value : "", err);
	return cli_answer_set(&s->answer, o, value, err);
}

static int answer(struct cli *c, struct search *s)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_data *d = NULL;
	enum xj_status st = cli_open_data(c, &d, &err);
	int code;

	if (!st)
		st = xj_output_open(s->answer.renderer, &s->answer.options, &o, &err);
	if (st) {
		code = cli_failed(st, &err);
	} else {
		st = xj_view_search(d, s->query, o, &err);
		code = st == XJ_USAGE ? cli_usage(&cli_search, "%s", err.text) : -1;
		if (code < 0)
			code = cli_answer_end(c, o, st, &err);
		else
			xj_output_abandon(o);
	}
	xj_data_close(d);
	return code;
}

static int ask(struct cli *c, struct search *s, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	int first;
	enum xj_status st = cli_parse(c, &cli_search, argc, argv, set, s, &first);

	if (st)
		return xj_exit_code(st);
	for (int i = first; i < argc && !st; i++)
		st = xj_query_text(s->query, argv[i], &err);
	if (st == XJ_USAGE)
		return cli_usage(&cli_search, "%s", err.text);
	return st ? cli_failed(st, &err) : answer(c, s);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err;
	struct search s = { .query = NULL };
	enum xj_status st = xj_query_new(&s.query, &err);
	int code;

	if (st)
		return cli_failed(st, &err);
	cli_answer_init(c, &s.answer);
	code = ask(c, &s, argc, argv);
	xj_query_free(s.query);
	return code;
}

const struct cli_verb cli_search = {
	.name = "search",
	.arguments = "[FILTER...] [WORD...]",
	.summary = N_("rows that match, with the exact count and sums of them all"),
	.options = options,
	.filters = true,
	.examples = examples,
	.run = run,
};
