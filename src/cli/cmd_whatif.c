/*
 * cmd_whatif.c - owns the verb whatif: flags and sums if the law said otherwise.
 */
#include <stdlib.h>

#include "src/cli/cli.h"
#include "xianjin/store.h"

enum { OWN_RULE = CLI_OWN };

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	CLI_RULES_OPTIONS,
	{ "rule", 0, "ID", N_("only this rule"), OWN_RULE },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin whatif --set anonymous.max=5000",
	"xianjin whatif --set cash.max=50000 --rule cash-limit --format csv",
	NULL
};

struct asking {
	struct cli_answer answer;
	struct cli_rules now, then;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct asking *a = ctx;
	enum xj_status st;

	switch (o->id) {
	case OWN_RULE:
		a->now.options.only = a->then.options.only = value;
		return XJ_OK;
	case CLI_SET:
		return cli_rules_set(&a->then, o, value, err);
	case CLI_RULES:
	case CLI_LAW:
		st = cli_rules_set(&a->now, o, value, err);
		return st ? st : cli_rules_set(&a->then, o, value, err);
	default:
		return cli_answer_set(&a->answer, o, value, err);
	}
}

static int answer(struct cli *c, struct asking *a)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_store *s = NULL;
	char *dir = NULL;
	enum xj_status st = cli_rules_load(&a->then, &err);
	int code;

	/* what is no rule was named just now */
	if (!st)
		st = xj_rules_load(&a->now.options, &a->now.loaded, NULL, NULL, &err);
	if (!st)
		st = cli_data_dir(c, &dir, &err);
	if (!st)
		st = xj_store_open(dir, XJ_STORE_READ, &s, &err);
	free(dir);
	if (!st)
		st = xj_output_open(a->answer.renderer, &a->answer.options, &o, &err);
	if (st)
		code = st == XJ_USAGE ? cli_usage(&cli_whatif, "%s", err.text) :
		       cli_failed(st, &err);
	else
		code = cli_answer_end(c, o, xj_rules_whatif(a->now.loaded, a->then.loaded,
		                                            s, o, &err), &err);
	xj_store_close(s);
	return code;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct asking a = { .now = { .loaded = NULL } };
	enum xj_status st;
	int first, code;

	cli_answer_init(c, &a.answer);
	st = cli_parse(c, &cli_whatif, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	if (first < argc)
		return cli_usage(&cli_whatif, _("\"%s\" is not understood; say --set "
		                 "NAME=VALUE"), argv[first]);
	if (!a.then.options.sets)
		return cli_usage(&cli_whatif, _("what if? --set NAME=VALUE is missing"));
	code = answer(c, &a);
	cli_rules_clear(&a.now);
	cli_rules_clear(&a.then);
	return code;
}

const struct cli_verb cli_whatif = {
	.name = "whatif",
	.arguments = "--set NAME=VALUE...",
	.summary = N_("flags and sums now, and if the law said otherwise"),
	.options = options,
	.examples = examples,
	.run = run,
};
