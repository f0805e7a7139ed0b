/*
 * cmd_verify.c - owns the verb verify: whether what is kept is still whole.
 */
#include <stdlib.h>

#include "src/cli/cli.h"

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin verify",
	"xianjin verify --format json --data /srv/donations",
	NULL
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	return cli_answer_set(ctx, o, value, err);
}

static int check(struct cli *c, const struct cli_answer *a, const char *dir)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o;
	unsigned broken = 0;
	enum xj_status st = xj_output_open(a->renderer, &a->options, &o, &err);
	int code;

	if (st)
		return cli_failed(st, &err);
	code = cli_answer_end(c, o, xj_verify(dir, o, &broken, &err), &err);
	return !code && broken ? 1 : code;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err;
	struct cli_answer a;
	char *dir;
	int first, code;
	enum xj_status st;

	cli_answer_init(c, &a);
	st = cli_parse(c, &cli_verify, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	if (first < argc)
		return cli_usage(&cli_verify, _("verify takes no words: what is %s?"),
		                 argv[first]);
	st = cli_data_dir(c, &dir, &err);
	if (st)
		return cli_failed(st, &err);
	code = check(c, &a, dir);
	free(dir);
	return code;
}

const struct cli_verb cli_verify = {
	.name = "verify",
	.arguments = "",
	.summary = N_("check hashes, counts and sums of what is kept, and the index"),
	.options = options,
	.examples = examples,
	.run = run,
};
