/*
 * cmd_recipient.c - owns the verb recipient.
 */
#include "src/cli/cli.h"

static const char *const examples[] = {
	"xianjin recipient 甄有恆",
	"xianjin recipient 甄有恆 --format json",
	NULL
};

static int run(struct cli *c, int argc, char **argv)
{
	return cli_profile(c, &cli_recipient, argc, argv, xj_view_recipient);
}

const struct cli_verb cli_recipient = {
	.name = "recipient",
	.arguments = "NAME",
	.summary = N_("one candidate or party: totals by year, election and donor"),
	.options = cli_profile_options,
	.examples = examples,
	.run = run,
};
