/*
 * cmd_donor.c - owns the verb donor, and what it shares with recipient: one
 * name, one view.
 */
#include <stdlib.h>

#include "src/cli/cli.h"

const struct cli_option cli_profile_options[] = {
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin donor b04595257",
	"xianjin donor 永續海洋股份有限公司 --format json",
	NULL
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	return cli_answer_set(ctx, o, value, err);
}

static int show(struct cli *c, const struct cli_answer *a, const char *who,
                cli_view_fn *view)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_data *d = NULL;
	enum xj_status st = cli_open_data(c, &d, &err);

	if (!st)
		st = xj_output_open(a->renderer, &a->options, &o, &err);
	return st ? cli_failed(st, &err) :
	       cli_answer_end(c, o, view(d, who, o, &err), &err);
}

int cli_profile(struct cli *c, const struct cli_verb *verb, int argc, char **argv,
                cli_view_fn *view)
{
	struct cli_answer a;
	enum xj_status st;
	char *who;
	int first, code;

	cli_answer_init(c, &a);
	st = cli_parse(c, verb, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	if (first == argc)
		return cli_usage(verb, _("whom? %s is missing"), verb->arguments);
	who = cli_join(argc - first, argv + first);
	if (!who)
		return cli_usage(verb, _("the name is too long"));
	code = show(c, &a, who, view);
	free(who);
	return code;
}

static int run(struct cli *c, int argc, char **argv)
{
	return cli_profile(c, &cli_donor, argc, argv, xj_view_donor);
}

const struct cli_verb cli_donor = {
	.name = "donor",
	.arguments = "KEY|NAME",
	.summary = N_("one donor: totals by year, election and recipient, names used"),
	.options = cli_profile_options,
	.examples = examples,
	.run = run,
};
