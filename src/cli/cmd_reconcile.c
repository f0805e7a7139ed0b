/*
 * cmd_reconcile.c - owns the verb reconcile: entries against settlement tables,
 * and the identities inside each table.
 */
#include "src/cli/cli.h"

enum { OWN_ALL = CLI_OWN };

static const struct cli_option options[] = {
	{ "all", 'a', NULL, N_("also print what agrees"), OWN_ALL },
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin reconcile",
	"xianjin reconcile --all --format csv > reconciled.csv",
	NULL
};

struct reconcile {
	struct cli_answer answer;
	bool all;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct reconcile *r = ctx;

	if (o->id == OWN_ALL) {
		r->all = true;
		return XJ_OK;
	}
	return cli_answer_set(&r->answer, o, value, err);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct reconcile r = { .all = false };
	struct xj_output *o = NULL;
	struct xj_data *d = NULL;
	uint64_t differ = 0;
	int first, code;
	enum xj_status st;

	cli_answer_init(c, &r.answer);
	st = cli_parse(c, &cli_reconcile, argc, argv, set, &r, &first);
	if (st)
		return xj_exit_code(st);
	if (first < argc)
		return cli_usage(&cli_reconcile, _("reconcile takes no words: what is %s?"),
		                 argv[first]);
	st = cli_open_data(c, &d, &err);
	if (!st)
		st = xj_output_open(r.answer.renderer, &r.answer.options, &o, &err);
	if (st)
		code = cli_failed(st, &err);
	else
		code = cli_answer_end(c, o, xj_view_reconcile(d, r.all, o, &differ, &err),
		                      &err);
	return !code && differ ? 1 : code;
}

const struct cli_verb cli_reconcile = {
	.name = "reconcile",
	.arguments = "[--all]",
	.summary = N_("settlement tables against the rows, and against themselves"),
	.options = options,
	.examples = examples,
	.run = run,
};
