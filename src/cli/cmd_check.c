/*
 * cmd_check.c - owns the verb check: a draft is tested in memory, and nothing is
 * written but the output that was asked for.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/cli/cli.h"
#include "src/core/spool.h"
#include "src/query/check.h"
#include "src/render/check_format.h"
#include "xianjin/importers.h"
#include "xianjin/limits.h"

enum { OWN_FORMAT = CLI_OWN, OWN_OUTPUT, OWN_BASELINE };

static const struct cli_option options[] = {
	{ "format", 'f', "text|json|sarif|xlsx",
	  N_("text for people; xlsx is your own table with the cells marked"), OWN_FORMAT },
	{ "output", 'o', "FILE", N_("write there instead of standard output"),
	  OWN_OUTPUT },
	{ "baseline", 0, "OLD.json",
	  N_("show only what an earlier --format json has not"), OWN_BASELINE },
	CLI_FILING_OPTIONS,
	CLI_RULES_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin check --recipient 甄有恆 --election 111年臺中市市長選舉 draft.csv",
	"xianjin check --format xlsx -o marked.xlsx draft.xlsx",
	"xianjin check --format json --baseline yesterday.json draft.csv > today.json",
	NULL
};

struct check {
	struct xj_check_options options;
	struct cli_rules rules;
	const struct xj_check_format *format;
	const char *output;
};

static enum xj_status set_format(struct check *k, const struct cli_option *o,
                                 const char *value, struct xj_error *err)
{
	for (size_t i = 0; xj_check_formats[i]; i++)
		if (strcmp(xj_check_formats[i]->name, value) == 0) {
			k->format = xj_check_formats[i];
			return XJ_OK;
		}
	return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is none of %s"), o->name, value,
	               o->argument);
}

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct check *k = ctx;

	switch (o->id) {
	case OWN_FORMAT:
		return set_format(k, o, value, err);
	case OWN_OUTPUT:
		k->output = value;
		return XJ_OK;
	case OWN_BASELINE:
		k->options.baseline = value;
		return XJ_OK;
	case CLI_RULES:
	case CLI_LAW:
	case CLI_SET:
		return cli_rules_set(&k->rules, o, value, err);
	default:
		return cli_filing_set(&k->options.ingest, o, value, err);
	}
}

/* ---- nothing is left behind -------------------------------------------------- */

/* No core file either, should we fall over the draft. */
static void leave_no_trace(void)
{
	const struct rlimit none = { 0, 0 };

	(void)!setrlimit(RLIMIT_CORE, &none);
	setenv(XJ_IN_MEMORY, "1", 1);
}

/* Standard input can be read only once: into memory, and that in its place. */
static enum xj_status keep_stdin(struct xj_error *err)
{
	int fd = memfd_create("xianjin-draft", MFD_CLOEXEC);
	enum xj_status st = XJ_OK;
	char piece[1 << 15];
	uint64_t all = 0;
	ssize_t got = 1;

	while (fd >= 0 && !st && (got = read(STDIN_FILENO, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		all += got > 0 ? (uint64_t)got : 0;
		if (all > XJ_MAX_FILE_BYTES)
			st = xj_fail(err, XJ_LIMIT, _("-: is larger than %llu bytes, the most "
			             "one file may have"), XJ_MAX_FILE_BYTES);
		else if (got < 0 || write(fd, piece, (size_t)got) != got)
			st = xj_fail(err, XJ_IO, _("-: cannot be read: %s"), strerror(errno));
	}
	if (!st && (fd < 0 || dup2(fd, STDIN_FILENO) < 0))
		st = xj_fail(err, XJ_IO, _("-: cannot be read: %s"), strerror(errno));
	if (fd >= 0)
		close(fd);
	return st;
}

static enum xj_status look_at_paths(int argc, char **argv, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	bool kept = false;
	struct stat info;

	for (int i = 0; i < argc && !st; i++) {
		if (strcmp(argv[i], "-") == 0) {
			st = kept ? XJ_OK : keep_stdin(err);
			kept = true;
		} else if (lstat(argv[i], &info)) {
			st = xj_fail(err, XJ_IO, _("%s: cannot be read: %s"), argv[i],
			             strerror(errno));
		}
	}
	return st;
}

/* ---- the output ---------------------------------------------------------------- */

/* The draft is nobody else's business, nor is what is wrong with it. */
static enum xj_status open_output(const struct check *k, FILE **out,
                                  struct xj_error *err)
{
	int fd;

	*out = stdout;
	if (!k->output || strcmp(k->output, "-") == 0)
		return XJ_OK;
	fd = open(k->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
	*out = fd < 0 ? NULL : fdopen(fd, "w");
	if (*out)
		return XJ_OK;
	if (fd >= 0)
		close(fd);
	return xj_fail(err, XJ_IO, _("%s: cannot be written: %s"), k->output,
	               strerror(errno));
}

static enum xj_status close_output(const struct check *k, FILE *out, enum xj_status st,
                                   struct xj_error *err)
{
	int failed = 0;

	if (out != stdout) {
		failed = ferror(out);
		failed |= fclose(out);
	}
	if (!st && failed)
		return xj_fail(err, XJ_IO, _("%s: cannot be written: %s"), k->output,
		               strerror(errno));
	return st;
}

/* Where whoever reads standard output has gone, that is nobody's failure. */
static enum xj_status print(struct cli *c, const struct check *k,
                            const struct xj_check *found, struct xj_error *err)
{
	FILE *out;
	enum xj_status st = open_output(k, &out, err);

	if (st)
		return st;
	st = k->format->write(found, out, err);
	if (st == XJ_IO && out == stdout && errno == EPIPE) {
		c->gone = true;
		return XJ_OK;
	}
	return close_output(k, out, st, err);
}

/* ---- the work ------------------------------------------------------------------ */

static void name_refused(const struct xj_check *found)
{
	for (size_t i = 0; i < found->files; i++)
		if (found->file[i].result == XJ_REFUSED)
			cli_say("xianjin: %s", found->file[i].why.p);
}

static int work(struct cli *c, struct check *k, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_check *found = NULL;
	enum xj_status st = look_at_paths(argc, argv, &err);
	int code;

	if (!st)
		st = cli_rules_load(&k->rules, &err);
	if (st == XJ_USAGE)
		return cli_usage(&cli_check, "%s", err.text);
	k->options.rules = k->rules.loaded;
	k->options.language = xj_language_code();
	if (!st)
		st = xj_check_run(&k->options, (const char *const *)argv, (size_t)argc, &found,
		                  &err);
	if (!st) {
		name_refused(found);
		st = print(c, k, found, &err);
	}
	if (st)
		code = cli_failed(st, &err);
	else if (found->refused)
		code = xj_exit_code(XJ_BAD_INPUT);
	else
		code = xj_check_finds(found);
	xj_check_free(found);
	return code;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct check k = { .format = &xj_check_text };
	int first, code;
	enum xj_status st = cli_parse(c, &cli_check, argc, argv, set, &k, &first);
	bool here;

	if (st)
		return xj_exit_code(st);
	if (first == argc)
		return cli_usage(&cli_check, _("what? A file or folder is missing"));
	here = !k.output || strcmp(k.output, "-") == 0;
	if (k.format->binary && here && isatty(STDOUT_FILENO))
		return cli_usage(&cli_check, _("a workbook is no text for a terminal: say "
		                               "-o FILE"));
	leave_no_trace();
	code = work(c, &k, argc - first, argv + first);
	cli_rules_clear(&k.rules);
	return code;
}

const struct cli_verb cli_check = {
	.name = "check",
	.arguments = "FILE...",
	.summary = N_("test a draft before it is filed; nothing is stored"),
	.options = options,
	.examples = examples,
	.run = run,
};
