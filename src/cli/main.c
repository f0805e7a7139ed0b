/*
 * main.c - owns the start of the program: what the system must be set to, the
 * table of verbs, and the way out.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "src/cli/cli.h"
#include "src/core/sanitized.h"

static int run_help(struct cli *c, int argc, char **argv);

static const struct cli_option no_options[] = { { NULL, 0, NULL, NULL, 0 } };

const struct cli_verb cli_help = {
	.name = "help",
	.arguments = "[VERB]",
	.summary = N_("how to use the program, or one verb"),
	.options = no_options,
	.run = run_help,
};

const struct cli_verb *const cli_verbs[] = {
	&cli_fetch,
	&cli_import,
	&cli_search,
	&cli_donor,
	&cli_recipient,
	&cli_export,
	&cli_rules_verb,
	&cli_report,
	&cli_check,
	&cli_reconcile,
	&cli_whatif,
	&cli_lag,
	&cli_verify,
	&cli_serve,
	&cli_cgi_test,
	&cli_help,
	NULL
};

const struct cli_verb *cli_find_verb(const char *name)
{
	for (size_t i = 0; cli_verbs[i]; i++)
		if (strcmp(cli_verbs[i]->name, name) == 0)
			return cli_verbs[i];
	return NULL;
}

static int unknown_verb(const char *name)
{
	return cli_usage(NULL, _("no such verb: %s"), name);
}

static int run_help(struct cli *c, int argc, char **argv)
{
	const struct cli_verb *verb;
	int first;
	enum xj_status st = cli_parse(c, &cli_help, argc, argv, NULL, NULL, &first);

	if (st)
		return xj_exit_code(st);
	if (first == argc) {
		cli_print_help();
		return 0;
	}
	verb = cli_find_verb(argv[first]);
	if (!verb)
		return unknown_verb(argv[first]);
	cli_print_verb_help(verb);
	return 0;
}

/*
 * Where a standard descriptor is closed, the next file that is opened would get
 * its number, and messages would be written into the data.  Closed output stays
 * unwritable, so that it is noticed.
 */
static void guard_descriptors(void)
{
	static const int modes[] = { O_RDONLY, O_RDONLY, O_RDWR };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			_exit(3);
}

/* A reader that leaves, and a file at its largest, are answers of write(). */
static void guard_signals(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

static int dispatch(struct cli *c, int argc, char **argv)
{
	const struct cli_verb *verb;
	int first;
	enum xj_status st;

	if (argc >= 2 && strcmp(argv[1], "--completion-words") == 0)
		return cli_completion_words(argc - 2, argv + 2);
	st = cli_parse(c, NULL, argc, argv, NULL, NULL, &first);
	if (st)
		return xj_exit_code(st);
	if (first >= argc)
		return cli_usage(NULL, _("what to do? A verb is missing"));
	verb = cli_find_verb(argv[first]);
	if (!verb)
		return unknown_verb(argv[first]);
	return verb->run(c, argc - first, argv + first);
}

/* What a process holds, the kernel takes back faster than it could be given back. */
static int leave(struct cli *c, int code)
{
	cli_flush(c);
	code = code == 0 && c->unwritten ? 3 : code;
	if (!XJ_SANITIZED)
		_exit(code);
	xj_data_close(c->opened);
	return code;
}

int main(int argc, char **argv)
{
	struct cli c = { .data = NULL };

	guard_descriptors();
	guard_signals();
	if (!cli_set_language(&c, argc, argv))
		return cli_usage(NULL, _("--lang is zh or en"));
	return leave(&c, dispatch(&c, argc, argv));
}
