/*
 * cmd_rules.c - owns the verb rules: the table of rules, or the page of one; and
 * how the verbs read --rules, --law and --set.
 */
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/core/show.h"
#include "xianjin/query.h"
#include "xianjin/store.h"

/* ---- what the verbs share -------------------------------------------- */

enum xj_status cli_rules_set(struct cli_rules *r, const struct cli_option *o,
                             const char *value, struct xj_error *err)
{
	switch (o->id) {
	case CLI_RULES:
		r->options.folder = value;
		return XJ_OK;
	case CLI_LAW:
		r->options.law_file = value;
		return XJ_OK;
	default:
		if (r->options.sets == CLI_MAX_SETS)
			return xj_fail(err, XJ_USAGE, _("--%s: more than %u of them"),
			               o->name, CLI_MAX_SETS);
		r->set[r->options.sets++] = value;
		return XJ_OK;
	}
}

static void warn(void *ctx, const char *text)
{
	(void)ctx;
	cli_say(_("no rule, left out: %s"), text);
}

enum xj_status cli_rules_load(struct cli_rules *r, struct xj_error *err)
{
	r->options.set = r->set;
	return xj_rules_load(&r->options, &r->loaded, warn, NULL, err);
}

void cli_rules_clear(struct cli_rules *r)
{
	xj_rules_free(r->loaded);
	r->loaded = NULL;
}

/* ---- the verb -------------------------------------------------------- */

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	CLI_RULES_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin rules",
	"xianjin rules anonymous-limit",
	"xianjin rules --rules my-rules/ --format json",
	NULL
};

struct asking {
	struct cli *cli;
	struct cli_answer answer;
	struct cli_rules rules;
	struct xj_rule_state *state; /* by rule */
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct asking *a = ctx;

	if (o->id == CLI_RULES || o->id == CLI_LAW || o->id == CLI_SET)
		return cli_rules_set(&a->rules, o, value, err);
	return cli_answer_set(&a->answer, o, value, err);
}

/* How each fares on the data that are there; none is no failure. */
static enum xj_status find_states(struct asking *a, struct xj_error *err)
{
	struct xj_store *s = NULL;
	char *dir;
	enum xj_status st = cli_data_dir(a->cli, &dir, err);

	if (!st)
		st = xj_store_open(dir, XJ_STORE_READ, &s, err);
	free(dir);
	if (st && st != XJ_NOT_FOUND)
		return st;
	a->state = calloc(xj_rules_count(a->rules.loaded) + 1, sizeof(*a->state));
	st = a->state ? xj_rules_states(a->rules.loaded, s, a->state, err)
	              : xj_fail(err, XJ_NOMEM, _("out of memory"));
	xj_store_close(s);
	return st;
}

/* ---- printing ------------------------------------------------------- */

/* Text of many lines, harmless whoever wrote it. */
static void print_text(struct cli *c, const char *p)
{
	struct xj_buf line;

	xj_buf_init(&line, 1u << 20);
	while (*p && !c->gone) {
		size_t n = strcspn(p, "\n");

		xj_buf_reset(&line);
		if (xj_show(xj_str_of(p, n), &line) == XJ_OK)
			printf("%s\n", line.p ? line.p : "");
		p += n + (p[n] == '\n');
	}
	xj_buf_clear(&line);
	cli_flush(c);
}

/* ---- asking ---------------------------------------------------------- */

static int answer(struct asking *a, const char *id)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	const struct xj_rule *r = NULL;
	enum xj_status st = cli_rules_load(&a->rules, &err);
	size_t at = 0;
	int code;

	if (!st && id && !(r = xj_rules_find(a->rules.loaded, id)))
		st = xj_fail(&err, XJ_USAGE, _("no rule is called \"%.60s\"; xianjin rules "
		             "lists them"), id);
	if (!st)
		st = find_states(a, &err);
	if (!st)
		st = xj_output_open(a->answer.renderer, &a->answer.options, &o, &err);
	if (st)
		return st == XJ_USAGE ? cli_usage(&cli_rules_verb, "%s", err.text) :
		       cli_failed(st, &err);
	while (r && xj_rules_get(a->rules.loaded, at) != r)
		at++;
	if (r && r->page && xj_output_for_people(o))
		print_text(a->cli, xj_rule_page(r));
	st = r ? xj_view_rule(a->rules.loaded, r, &a->state[at], o, &err)
	       : xj_view_rules(a->rules.loaded, a->state, o, &err);
	if (r && !st && xj_output_for_people(o)) {
		code = cli_answer_end(a->cli, o, st, &err);
		printf("\n%s\n", _("The query:"));
		print_text(a->cli, r->sql);
		return code;
	}
	return cli_answer_end(a->cli, o, st, &err);
}

static int run(struct cli *c, int argc, char **argv)
{
	struct asking a = { .cli = c };
	enum xj_status st;
	int first, code;

	cli_answer_init(c, &a.answer);
	st = cli_parse(c, &cli_rules_verb, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	if (argc - first > 1)
		return cli_usage(&cli_rules_verb, _("one rule at a time"));
	code = answer(&a, first < argc ? argv[first] : NULL);
	cli_rules_clear(&a.rules);
	free(a.state);
	return code;
}

const struct cli_verb cli_rules_verb = {
	.name = "rules",
	.arguments = "[ID]",
	.summary = N_("the rules, or one: what it tests, by which law, and its query"),
	.options = options,
	.examples = examples,
	.run = run,
};
