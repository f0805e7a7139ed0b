/*
 * cmd_export.c - owns the verb export: every normalised table into a new folder.
 */
#include "src/cli/cli.h"

enum { OWN_FORMAT = CLI_OWN, OWN_TO };

static const struct cli_option options[] = {
	{ "format", 'f', "csv|jsonl",
	  N_("what the tables are written as; csv if not said"), OWN_FORMAT },
	{ "to", 'o', "DIR", N_("the folder to make; must be empty if it is there"),
	  OWN_TO },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin export --to donations-2024",
	"xianjin export --format jsonl --to donations-2024",
	NULL
};

struct export {
	const char *format, *to;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	static const char *const formats[] = { "csv", "jsonl", NULL };
	struct export *e = ctx;
	int i;
	enum xj_status st;

	if (o->id == OWN_TO) {
		e->to = value;
		return XJ_OK;
	}
	st = cli_choice(o, value, formats, &i, err);
	e->format = formats[i];
	return st;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct export e = { .format = "csv" };
	struct xj_data *d = NULL;
	int first;
	enum xj_status st = cli_parse(c, &cli_export, argc, argv, set, &e, &first);

	if (st)
		return xj_exit_code(st);
	if (!e.to && first < argc)
		e.to = argv[first++];
	if (!e.to || !*e.to)
		return cli_usage(&cli_export, _("where to? --to DIR is missing"));
	if (first < argc)
		return cli_usage(&cli_export, _("one folder only: what is %s?"),
		                 argv[first]);
	st = cli_open_data(c, &d, &err);
	if (!st)
		st = xj_export(d, e.to, e.format, &err);
	if (st)
		return cli_failed(st, &err);
	if (!c->quiet)
		cli_say(_("written: %s"), e.to);
	return 0;
}

const struct cli_verb cli_export = {
	.name = "export",
	.arguments = "--to DIR",
	.summary = N_("all tables as CSV or JSON Lines with a datapackage.json"),
	.options = options,
	.examples = examples,
	.run = run,
};
