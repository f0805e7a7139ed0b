/*
 * options.c - owns how options are read: one table a verb, in any order with the
 * words, by getopt_long.  What the options mean is the verbs' business.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"

#define FIRST_VAL 1000 /* getopt's value of the first option of a table */

const struct cli_option cli_global_options[] = {
	{ "data", 'd', "DIR", N_("the data folder; else $XIANJIN_DATA"), CLI_DATA },
	{ "lang", 0, "zh|en", N_("the language of messages"), CLI_LANG },
	{ "quiet", 'q', NULL, N_("no progress and no remarks"), CLI_QUIET },
	{ "help", 'h', NULL, N_("show this help"), CLI_HELP },
	{ "version", 'V', NULL, N_("show the versions of program and libraries"),
	  CLI_VERSION },
	{ NULL, 0, NULL, NULL, 0 }
};

static size_t count(const struct cli_option *o)
{
	size_t n = 0;

	while (o && o[n].name)
		n++;
	return n;
}

static bool among(const struct cli_option *o, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(o[i].name, name) == 0)
			return true;
	return false;
}

static size_t copy(struct cli_option *to, size_t n, const struct cli_option *from)
{
	size_t more = count(from);

	if (more)
		memcpy(to + n, from, more * sizeof(*to));
	return n + more;
}

enum xj_status cli_all_options(const struct cli_verb *verb,
                               struct cli_option **out, size_t *n)
{
	const struct xj_filter *f = verb && verb->filters ? xj_query_filters() : NULL;
	size_t room = count(verb ? verb->options : NULL) + count(cli_global_options) + 1;
	struct cli_option *all;

	for (size_t i = 0; f && f[i].name; i++)
		room++;
	*n = 0;
	*out = all = calloc(room, sizeof(*all));
	if (!all)
		return XJ_NOMEM;
	*n = copy(all, 0, verb ? verb->options : NULL);
	for (size_t own = *n; f && f->name; f++)
		if (!among(all, own, f->name)) /* the verb's own handling goes first */
			all[(*n)++] = (struct cli_option){ f->name, 0, f->argument,
				                           f->help, CLI_FILTER };
	*n = copy(all, *n, cli_global_options);
	return XJ_OK;
}

const char *cli_argument(const struct cli_option *o, char *room, size_t n)
{
	size_t at = 0;

	if (o->id != CLI_FORMAT)
		return o->argument;
	for (size_t i = 0; xj_renderers[i]; i++) {
		int k = snprintf(room + at, n - at, "%s%s", i ? "|" : "",
		                 xj_renderers[i]->name);

		if (k < 0 || (size_t)k >= n - at)
			break;
		at += (size_t)k;
	}
	return room;
}

/* ---- for getopt ------------------------------------------- */

struct spelled {
	struct cli_option *all;
	size_t n;
	struct option *longs;
	char *letters;
};

static void spelled_clear(struct spelled *s)
{
	free(s->all);
	free(s->longs);
	free(s->letters);
}

static int needs(const struct cli_option *o)
{
	if (!o->argument)
		return no_argument;
	return o->argument[0] == '[' ? optional_argument : required_argument;
}

static enum xj_status spell(const struct cli_verb *verb, struct spelled *s)
{
	enum xj_status st = cli_all_options(verb, &s->all, &s->n);
	char *l;

	if (st)
		return st;
	s->longs = calloc(s->n + 1, sizeof(*s->longs));
	s->letters = l = calloc(2 * s->n + 3, 1);
	if (!s->longs || !l)
		return XJ_NOMEM;
	if (!verb)
		*l++ = '+'; /* before the verb: stop at it */
	*l++ = ':';
	for (size_t i = 0; i < s->n; i++) {
		s->longs[i] = (struct option){ .name = s->all[i].name,
		                               .has_arg = needs(&s->all[i]),
		                               .val = FIRST_VAL + (int)i };
		if (s->all[i].letter)
			*l++ = s->all[i].letter;
		if (s->all[i].letter && s->all[i].argument)
			*l++ = ':';
	}
	return XJ_OK;
}

static const struct cli_option *option_of(const struct spelled *s, int val)
{
	if (val >= FIRST_VAL && (size_t)(val - FIRST_VAL) < s->n)
		return &s->all[val - FIRST_VAL];
	for (size_t i = 0; i < s->n; i++)
		if (s->all[i].letter && s->all[i].letter == val)
			return &s->all[i];
	return NULL;
}

/* ---- what is wrong with a command line ------------------------------------------- */

int cli_usage(const struct cli_verb *verb, const char *fmt, ...)
{
	struct xj_error err;
	char text[sizeof(err.text)];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (verb)
		xj_fail(&err, XJ_USAGE, _("%s (xianjin %s --help shows how)"), text,
		        verb->name);
	else
		xj_fail(&err, XJ_USAGE, _("%s (xianjin --help shows how)"), text);
	return cli_failed(XJ_USAGE, &err);
}

/* WORD is the last one getopt took, which is the wrong one when it is long. */
static void complain(const struct cli_verb *verb, const struct spelled *s, int what,
                     const char *word)
{
	const struct cli_option *o = option_of(s, optopt);
	char letter[3] = { '-', (char)optopt, '\0' }, room[64];
	const char *shown = optopt && optopt < FIRST_VAL ? letter : word;

	if (what == ':' && o)
		cli_usage(verb, _("--%s needs a value: %s"), o->name,
		          cli_argument(o, room, sizeof(room)));
	else if (o && optopt >= FIRST_VAL)
		cli_usage(verb, _("--%s takes no value"), o->name);
	else
		cli_usage(verb, _("no such option, or more than one begins so: %s"),
		          shown);
}

static enum xj_status set_global(struct cli *c, const struct cli_verb *verb,
                                 int id, const char *value)
{
	switch (id) {
	case CLI_DATA:
		if (!*value) {
			cli_usage(verb, _("--data needs the name of a folder"));
			return XJ_USAGE;
		}
		c->data = value;
		return XJ_OK;
	case CLI_QUIET:
		c->quiet = true;
		return XJ_OK;
	case CLI_HELP:
		if (verb)
			cli_print_verb_help(verb);
		else
			cli_print_help();
		return XJ_END;
	case CLI_VERSION:
		cli_print_version();
		return XJ_END;
	default:
		return XJ_OK; /* --lang was read first of all */
	}
}

static enum xj_status set_one(struct cli *c, const struct cli_verb *verb,
                              const struct cli_option *o, cli_set_fn *set, void *ctx)
{
	struct xj_error err = { .status = XJ_USAGE, .text = "" };
	enum xj_status st;

	if (o->id < CLI_FORMAT)
		return set_global(c, verb, o->id, optarg);
	st = set(ctx, o, optarg, &err);
	if (st == XJ_USAGE)
		cli_usage(verb, "%s", err.text);
	else if (st)
		cli_failed(st, &err);
	return st;
}

static enum xj_status read_all(struct cli *c, const struct cli_verb *verb,
                               const struct spelled *s, int argc, char **argv,
                               cli_set_fn *set, void *ctx)
{
	enum xj_status st = XJ_OK;

	optind = 0; /* glibc: begin anew */
	opterr = 0;
	while (!st) {
		int val = getopt_long(argc, argv, s->letters, s->longs, NULL);

		if (val == -1)
			break;
		if (val == '?' || val == ':') {
			complain(verb, s, val, argv[optind > 0 ? optind - 1 : 0]);
			return XJ_USAGE;
		}
		st = set_one(c, verb, option_of(s, val), set, ctx);
	}
	return st;
}

enum xj_status cli_parse(struct cli *c, const struct cli_verb *verb, int argc,
                         char **argv, cli_set_fn *set, void *ctx, int *first)
{
	struct spelled s = { .n = 0 };
	struct xj_error err;
	enum xj_status st = spell(verb, &s);

	if (st)
		cli_failed(st, (xj_fail(&err, st, _("out of memory")), &err));
	else
		st = read_all(c, verb, &s, argc, argv, set, ctx);
	*first = optind;
	spelled_clear(&s);
	return st;
}

/* ---- values ------------------------------------------- */

enum xj_status cli_number(const struct cli_option *o, const char *text, int min,
                          int max, int *out, struct xj_error *err)
{
	int64_t v = 0;
	size_t i = 0;

	*out = 0;
	for (; text[i] >= '0' && text[i] <= '9' && v <= max; i++)
		v = v * 10 + (text[i] - '0');
	if (i == 0 || text[i] || v < min || v > max)
		return xj_fail(err, XJ_USAGE,
		               _("--%s: \"%s\" is not a whole number from %d to %d"),
		               o->name, text, min, max);
	*out = (int)v;
	return XJ_OK;
}

enum xj_status cli_choice(const struct cli_option *o, const char *text,
                          const char *const *words, int *out, struct xj_error *err)
{
	char room[64];

	for (*out = 0; words[*out]; (*out)++)
		if (strcmp(words[*out], text) == 0)
			return XJ_OK;
	*out = 0;
	return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is none of %s"), o->name, text,
	               cli_argument(o, room, sizeof(room)));
}
