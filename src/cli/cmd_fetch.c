/*
 * cmd_fetch.c - owns the verb fetch: files of the public platform into a folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/core/show.h"
#include "xianjin/fetch.h"
#include "xianjin/progress.h"

enum { OWN_TO = CLI_OWN, OWN_LIST, OWN_RATE, OWN_WAIT, OWN_MAX, OWN_PROGRESS };

static const struct cli_option options[] = {
	{ "to", 'o', "DIR", N_("the folder for the files; the current one if not said"),
	  OWN_TO },
	{ "list", 'i', "FILE",
	  N_("addresses to fetch, one a line, each with a tab and a name if it shall "
	     "have one; - is standard input"), OWN_LIST },
	{ "rate", 0, "BYTES", N_("a second at most; 1M if not said"), OWN_RATE },
	{ "wait", 0, "SECONDS", N_("between two requests; 2 if not said"), OWN_WAIT },
	{ "max", 0, "BYTES", N_("of one file at most; 1G if not said"), OWN_MAX },
	{ "progress", 'p', "[auto|always|never]",
	  N_("show progress; auto: where standard error is a terminal"), OWN_PROGRESS },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin fetch --to filings https://ardata.cy.gov.tw/PATH/account-111.zip",
	"xianjin fetch --to filings --list addresses.txt && xianjin import filings",
	NULL
};

struct fetch {
	struct cli *cli;
	struct xj_fetch_options options;
	const char *list;
	enum xj_progress_mode mode;
	struct xj_progress *progress;
	char shown[XJ_FETCH_NAME]; /* whose progress is drawn */
	struct xj_fetch *fetch;
	unsigned files[3];         /* by enum xj_fetched */
	unsigned failed;
	int code;                  /* of the first failure */
};

/* ---- options ------------------------------------------- */

/* "500k", "2M", "1G". */
static enum xj_status take_bytes(const struct cli_option *o, const char *text,
                                 uint64_t *out, struct xj_error *err)
{
	static const char units[] = "kMG";
	uint64_t v = 0;
	size_t i = 0;
	const char *unit;

	for (; text[i] >= '0' && text[i] <= '9' && v < UINT32_MAX; i++)
		v = v * 10 + (uint64_t)(text[i] - '0');
	unit = i && text[i] && !text[i + 1] ? strchr(units, text[i]) : NULL;
	if (i == 0 || v == 0 || v > UINT32_MAX || (text[i] && !unit))
		return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is no number of bytes: "
		               "500000, 500k, 2M or 1G was expected"), o->name, text);
	*out = unit ? v << (10 * (unit - units + 1)) : v;
	return XJ_OK;
}

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	static const char *const modes[] = { "auto", "always", "never", NULL };
	struct fetch *f = ctx;
	enum xj_status st = XJ_OK;
	int n;

	switch (o->id) {
	case OWN_TO:
		f->options.to = value;
		break;
	case OWN_LIST:
		f->list = value;
		break;
	case OWN_RATE:
		st = take_bytes(o, value, &f->options.rate, err);
		break;
	case OWN_WAIT:
		st = cli_number(o, value, 0, 3600, &n, err);
		f->options.wait_msec = (unsigned)n * 1000;
		break;
	case OWN_MAX:
		st = take_bytes(o, value, &f->options.max, err);
		break;
	default:
		st = cli_choice(o, value ? value : "always", modes, &n, err);
		f->mode = st ? f->mode : (enum xj_progress_mode)n;
	}
	return st;
}

/* ---- what is said meanwhile ------------------------------------------- */

static void show_progress(void *ctx, const char *name, uint64_t done, uint64_t all)
{
	struct fetch *f = ctx;

	if (strcmp(f->shown, name) != 0) {
		snprintf(f->shown, sizeof(f->shown), "%s", name);
		xj_progress_stage(f->progress, name, all);
	}
	xj_progress_step(f->progress, done, 0);
}

static void say_note(void *ctx, const char *text)
{
	struct fetch *f = ctx;

	if (f->cli->quiet)
		return;
	xj_progress_hide(f->progress);
	cli_say("%s", text);
}

/* ---- one address ------------------------------------------- */

static void say_result(struct fetch *f, const struct xj_fetch_result *r)
{
	static const char *const texts[] = {
		[XJ_FETCHED_NEW] = N_("fetched"),
		[XJ_FETCHED_UNCHANGED] = N_("unchanged"),
		[XJ_FETCHED_BESIDE] = N_("fetched beside an older one, which stays"),
	};
	char bytes[32];

	f->files[r->what]++;
	xj_progress_hide(f->progress);
	xj_show_grouped((int64_t)r->bytes, bytes);
	printf(_("%s: %s; %s bytes, sha256 %.12s\n"), r->file, _(texts[r->what]), bytes,
	       r->sha256);
	cli_flush(f->cli);
}

static void fetch_one(struct fetch *f, const char *address, const char *name)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_fetch_result result;
	enum xj_status st = xj_fetch_file(f->fetch, address, name, &result, &err);
	int code;

	f->shown[0] = '\0';
	if (!st) {
		say_result(f, &result);
		return;
	}
	xj_progress_hide(f->progress);
	code = cli_failed(st, &err);
	f->failed++;
	f->code = f->code ? f->code : code;
}

/* "ADDRESS", "ADDRESS<tab>NAME"; empty lines and those that begin with # are
 * remarks. */
static void fetch_line(struct fetch *f, char *line)
{
	char *name;

	line[strcspn(line, "\r\n")] = '\0';
	line += strspn(line, " ");
	if (*line == '\0' || *line == '#')
		return;
	name = strchr(line, '\t');
	if (name)
		*name++ = '\0';
	fetch_one(f, line, name);
}

static int fetch_list(struct fetch *f)
{
	FILE *in = strcmp(f->list, "-") == 0 ? stdin : fopen(f->list, "re");
	char *line = NULL;
	size_t room = 0;
	bool bad;

	if (!in)
		return cli_usage(&cli_fetch, "%s: %s", f->list, strerror(errno));
	while (!f->cli->gone && getline(&line, &room, in) >= 0)
		fetch_line(f, line);
	bad = ferror(in);
	free(line);
	if (in != stdin)
		fclose(in);
	if (!bad)
		return 0;
	cli_say("xianjin: %s: %s", f->list, strerror(errno));
	return 3;
}

static void say_sum(const struct fetch *f)
{
	unsigned all = f->files[0] + f->files[1] + f->files[2] + f->failed;

	if (!f->cli->quiet && all > 1)
		cli_say(_("%u addresses: %u fetched, %u unchanged, %u failed"), all,
		        f->files[XJ_FETCHED_NEW] + f->files[XJ_FETCHED_BESIDE],
		        f->files[XJ_FETCHED_UNCHANGED], f->failed);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct fetch f = { .cli = c, .options = {
		.to = ".", .rate = 1u << 20, .max = 1u << 30, .wait_msec = 2000,
		.progress = show_progress, .note = say_note,
	} };
	int first, code = 0;
	enum xj_status st = cli_parse(c, &cli_fetch, argc, argv, set, &f, &first);

	if (st)
		return xj_exit_code(st);
	if (first == argc && !f.list)
		return cli_usage(&cli_fetch, _("what to fetch? An address is missing"));
	f.options.ctx = &f;
	st = xj_fetch_new(&f.options, &f.fetch, &err);
	if (st)
		return cli_failed(st, &err);
	f.progress = xj_progress_new(c->quiet ? XJ_PROGRESS_NEVER : f.mode);
	for (int i = first; i < argc && !c->gone; i++)
		fetch_one(&f, argv[i], NULL);
	if (f.list)
		code = fetch_list(&f);
	xj_progress_free(f.progress);
	xj_fetch_free(f.fetch);
	say_sum(&f);
	return f.code ? f.code : code;
}

const struct cli_verb cli_fetch = {
	.name = "fetch",
	.arguments = "ADDRESS...",
	.summary = N_("mirror files of the public platform, politely"),
	.options = options,
	.examples = examples,
	.run = run,
};
