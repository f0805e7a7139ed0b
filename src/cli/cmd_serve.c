/* cmd_serve.c - owns the verb serve: the web front for one person's browser. */
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/web/adapter.h"

enum { OWN_PORT = CLI_OWN, OWN_CONTACT, OWN_BASE, OWN_NO_UPLOADS, OWN_NO_WALLS };

static const struct cli_option options[] = {
	{ "port", 'p', "N", N_("listen there; 8080 if not said, 0 any free one"), OWN_PORT },
	{ "base", 0, "URL", N_("the public address, where a proxy stands before it"), OWN_BASE },
	{ "contact", 0, "TEXT", N_("who answers those who dispute a finding"), OWN_CONTACT },
	{ "no-uploads", 0, NULL, N_("without the page that checks drafts"), OWN_NO_UPLOADS },
	{ "no-sandbox", 0, NULL, N_("keep the right to open other files, on odd systems"),
	  OWN_NO_WALLS },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin serve",
	"xianjin --data elections/ serve --port 9000",
	NULL
};

struct serve {
	struct web_serve_options options;
	int port;
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct serve *s = ctx;

	switch (o->id) {
	case OWN_PORT:
		return cli_number(o, value, 0, 65535, &s->port, err);
	case OWN_BASE:
		s->options.site.base = value;
		return XJ_OK;
	case OWN_CONTACT:
		s->options.site.contact = value;
		return XJ_OK;
	case OWN_NO_UPLOADS:
		s->options.site.no_uploads = true;
		return XJ_OK;
	default:
		s->options.no_walls = true;
		return XJ_OK;
	}
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct serve s = { .port = 8080, .options.site.own_names = true };
	struct xj_data *d = NULL;
	char *dir = NULL;
	int first;
	enum xj_status st = cli_parse(c, &cli_serve, argc, argv, set, &s, &first);

	if (st)
		return xj_exit_code(st);
	if (first < argc)
		return cli_usage(&cli_serve, _("\"%s\" is not understood"), argv[first]);
	xj_language_open();
	st = cli_data_dir(c, &dir, &err);
	if (!st) /* brings the index up while that may still be written */
		st = xj_data_open(dir, &d, &err);
	if (!st && !c->quiet && xj_data_note(d))
		cli_say("%s", xj_data_note(d));
	xj_data_close(d);
	if (!st) {
		s.options.site.data = dir;
		s.options.port = (unsigned)s.port;
		st = web_serve(&s.options, &err);
	}
	free(dir);
	return st ? cli_failed(st, &err) : 0;
}

const struct cli_verb cli_serve = {
	.name = "serve",
	.arguments = "",
	.summary = N_("pages for your own browser, on this machine alone"),
	.options = options,
	.examples = examples,
	.run = run,
};
