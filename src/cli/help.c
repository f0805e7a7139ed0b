/*
 * help.c - owns --help and the words for the shell's completion, both made from
 * the tables that the options are read by.
 */
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/core/show.h"

#define LEFT 26  /* columns of the option and its argument */
#define WIDTH 80 /* of the page */

/* Whether a line may begin with what stands at P: not with a closing mark. */
static bool may_begin(const char *p)
{
	static const char *const marks[] = { "、", "。", "，", "；", "：", "）", "」" };

	if (*p == ' ')
		return true;
	if ((unsigned char)*p < 0xe3) /* inside a Latin word or a character */
		return false;
	for (size_t i = 0; i < XJ_COUNT(marks); i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return false;
	return true;
}

/* Bytes of TEXT for one line: to the last place that fits and may be broken. */
static size_t line_of(struct xj_str text, size_t columns)
{
	size_t n = xj_show_cut(text, columns, false), at = n;

	while (n < text.n && at > 0 && !may_begin(text.p + at))
		at--;
	return n == text.n || at == 0 ? n : at;
}

/* The rest of a line that is at column AT, and more lines under its beginning. */
static void print_beside(const char *help, size_t at)
{
	struct xj_str rest = xj_str_c(help);

	while (rest.n) {
		size_t n = line_of(rest, WIDTH - at);

		printf("%.*s\n", (int)n, rest.p);
		rest.p += n;
		rest.n -= n;
		while (rest.n && rest.p[0] == ' ')
			rest.p++, rest.n--;
		if (rest.n)
			printf("%*s", (int)at, "");
	}
}

/* "  -f, --format table|csv" and the help beside or under it. */
static void print_option(const struct cli_option *o)
{
	char room[64], left[200], letter[5] = "    ";
	const char *arg = cli_argument(o, room, sizeof(room));
	size_t w;

	if (o->letter) {
		letter[0] = '-';
		letter[1] = o->letter;
		letter[2] = ',';
	}
	if (!arg)
		snprintf(left, sizeof(left), "  %s--%s", letter, o->name);
	else if (arg[0] == '[') /* [WHEN] is --progress[=WHEN] */
		snprintf(left, sizeof(left), "  %s--%s[=%s", letter, o->name, arg + 1);
	else
		snprintf(left, sizeof(left), "  %s--%s %s", letter, o->name, arg);
	w = xj_show_width(xj_str_c(left), false);
	if (w > LEFT)
		printf("%s\n%*s", left, LEFT + 2, "");
	else
		printf("%s%*s", left, (int)(LEFT + 2 - w), "");
	print_beside(_(o->help), LEFT + 2);
}

static void print_options(const struct cli_option *o, size_t n, const char *title,
                          bool filters)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		bool global = o[i].id < CLI_FORMAT;

		if (global || (o[i].id == CLI_FILTER) != filters)
			continue;
		if (!any)
			printf("\n%s\n", title);
		any = true;
		print_option(&o[i]);
	}
}

static void print_globals(void)
{
	printf("\n%s\n", _("Everywhere:"));
	for (size_t i = 0; cli_global_options[i].name; i++)
		print_option(&cli_global_options[i]);
}

static void print_exit_codes(void)
{
	printf("\n%s\n", _("Exit codes: 0 done, 1 findings, 2 wrong usage, 3 cannot read "
	                   "or write,\n4 input refused, 70 a bug of ours."));
}

void cli_print_help(void)
{
	printf(_("Usage: %s\n"), "xianjin [--data DIR] [--lang zh|en] VERB ...");
	printf("%s\n", _("Political donations as filed with the Control Yuan: kept with "
	                 "their proof,\nand searched with exact counts and sums."));
	printf("\n%s\n", _("Verbs:"));
	for (size_t i = 0; cli_verbs[i]; i++)
		printf("  %-10s %s\n", cli_verbs[i]->name, _(cli_verbs[i]->summary));
	print_globals();
	print_exit_codes();
	printf("%s\n", _("More: xianjin help VERB, man xianjin-VERB."));
}

void cli_print_verb_help(const struct cli_verb *verb)
{
	struct cli_option *all;
	size_t n;

	printf(_("Usage: xianjin %s [OPTION...] %s\n"), verb->name, verb->arguments);
	printf("%s\n", _(verb->summary));
	if (cli_all_options(verb, &all, &n) == XJ_OK) {
		print_options(all, n, _("Options:"), false);
		print_options(all, n, _("Filters (also among the words, as name:value):"),
		              true);
	}
	free(all);
	print_globals();
	if (verb->examples)
		printf("\n%s\n", _("Examples:"));
	for (size_t i = 0; verb->examples && verb->examples[i]; i++)
		printf("  %s\n", verb->examples[i]);
	print_exit_codes();
}

/* ---- completion ------------------------------------------- */

static void words_of_options(const struct cli_option *o, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("--%s%s\n", o[i].name,
		       o[i].argument && o[i].argument[0] != '[' ? "=" : "");
}

/* The values of an argument written as a|b|c. */
static void words_of_argument(const struct cli_option *o)
{
	char room[64];
	const char *p = cli_argument(o, room, sizeof(room));

	if (!p || !strchr(p, '|'))
		return;
	p += *p == '[';
	while (*p && *p != ']') {
		size_t n = strcspn(p, "|]");

		printf("%.*s\n", (int)n, p);
		p += n + (p[n] == '|');
	}
}

int cli_completion_words(int argc, char **argv)
{
	const struct cli_verb *verb = argc > 0 ? cli_find_verb(argv[0]) : NULL;
	struct cli_option *all;
	size_t n;

	for (size_t i = 0; argc == 0 && cli_verbs[i]; i++)
		printf("%s\n", cli_verbs[i]->name);
	if (cli_all_options(verb, &all, &n) != XJ_OK)
		return 70;
	if (argc < 2)
		words_of_options(all, n);
	for (size_t i = 0; i < n && argc >= 2; i++)
		if (strcmp(all[i].name, argv[1]) == 0)
			words_of_argument(&all[i]);
	free(all);
	return 0;
}
