/*
 * cmd_lag.c - owns the verb lag: how long gifts stay out of sight.
 */
#include "src/cli/cli.h"

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin lag",
	"xianjin lag --format json",
	NULL
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	return cli_answer_set(ctx, o, value, err);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_data *d = NULL;
	struct cli_answer a;
	enum xj_status st;
	int first;

	cli_answer_init(c, &a);
	st = cli_parse(c, &cli_lag, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	if (first < argc)
		return cli_usage(&cli_lag, _("\"%s\" is not understood"), argv[first]);
	st = cli_open_data(c, &d, &err);
	if (!st)
		st = xj_output_open(a.renderer, &a.options, &o, &err);
	return st ? cli_failed(st, &err) :
	       cli_answer_end(c, o, xj_view_lag(d, o, &err), &err);
}

const struct cli_verb cli_lag = {
	.name = "lag",
	.arguments = "",
	.summary = N_("days from gift to deposit, polling day, filing and publication"),
	.options = options,
	.examples = examples,
	.run = run,
};
