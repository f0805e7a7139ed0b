/*
 * cmd_search.c - owns the verb search: words and filters to a question, and the
 * answer to standard output.
 */
#include <stdio.h>

#include "src/cli/cli.h"

enum { OWN_ALL = CLI_OWN, OWN_NO_END };

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	{ "all", 0, NULL, N_("every row, not one page; csv and jsonl end with a line that "
	                     "says how many"), OWN_ALL },
	{ "no-end", 0, NULL, N_("with --all: without that line"), OWN_NO_END },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin search 建設 --kind business --amount 100000..",
	"xianjin search '\"永續海洋股份有限公司\"' --sort -amount --format csv",
	"xianjin search --recipient 甄有恆 --date 111-09..111-11 --facet kind",
	"xianjin search --kind business --year 2022 --all --format csv",
	NULL
};

struct search {
	struct cli_answer answer;
	struct xj_query *query;
	bool all, no_end;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct search *s = ctx;

	if (o->id == CLI_FILTER)
		return xj_query_set(s->query, o->name, value ? value : "", err);
	if (o->id == OWN_ALL || o->id == OWN_NO_END) {
		*(o->id == OWN_ALL ? &s->all : &s->no_end) = true;
		return XJ_OK;
	}
	return cli_answer_set(&s->answer, o, value, err);
}

static enum xj_status write_all(struct search *s, struct xj_data *d, struct xj_output *o,
                                struct xj_totals *totals, struct xj_error *err)
{
	struct xj_walk *w;
	enum xj_status st = xj_walk_open(d, s->query, &w, err);

	if (st)
		return st;
	*totals = xj_walk_totals(w);
	while (!st)
		st = xj_walk_next(w, o, err);
	xj_walk_close(w);
	return st == XJ_END ? XJ_OK : st;
}

/* Behind everything else, so that whatever was cut short lacks it. */
static void print_end(struct search *s, struct xj_totals totals)
{
	struct xj_buf line;

	xj_buf_init(&line, 256);
	if (!xj_totals_end_mark(totals, s->answer.renderer->name, &line) && line.n)
		fputs(line.p, stdout);
	xj_buf_clear(&line);
}

static int answer(struct cli *c, struct search *s)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_data *d = NULL;
	struct xj_totals totals = { 0 };
	enum xj_status st = cli_open_data(c, &d, &err);
	int code;

	if (!st)
		st = xj_output_open(s->answer.renderer, &s->answer.options, &o, &err);
	if (st) {
		code = cli_failed(st, &err);
	} else {
		st = s->all ? write_all(s, d, o, &totals, &err)
		            : xj_view_search(d, s->query, o, &err);
		code = st == XJ_USAGE ? cli_usage(&cli_search, "%s", err.text) : -1;
		if (code < 0)
			code = cli_answer_end(c, o, st, &err);
		else
			xj_output_abandon(o);
		if (s->all && !s->no_end && code == 0 && !c->gone)
			print_end(s, totals);
	}
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
