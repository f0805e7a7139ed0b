/*
 * cmd_import.c - owns the verb import: files to the store, the proof of each to
 * standard output, then the rules and the index; and reference data.  And how the verbs
 * read what a file does not say of itself.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "importers/sandbox.h"
#include "src/cli/cli.h"
#include "xianjin/index.h"
#include "xianjin/rules.h"

enum { OWN_VERSION = CLI_OWN, OWN_PROGRESS, OWN_FORMAT, OWN_TIMINGS, OWN_REFERENCE };

static const struct cli_option options[] = {
	CLI_FILING_OPTIONS,
	{ "filing-version", 0, "N", N_("its version, where corrected ones are known"),
	  OWN_VERSION },
	{ "format", 'f', "text|json|jsonl",
	  N_("of the proof; json and jsonl give one object a source"), OWN_FORMAT },
	{ "progress", 'p', "[auto|always|never]",
	  N_("show progress; auto: where standard error is a terminal"), OWN_PROGRESS },
	{ "timings", 0, NULL, N_("say on standard error where the time went"),
	  OWN_TIMINGS },
	{ "reference", 0, "KIND",
	  N_("reference data instead of filings: company, award, loss, party_business, "
	     "religious_group, candidate"), OWN_REFERENCE },
	CLI_RULES_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin import account-111.zip",
	"xianjin import --recipient 甄有恆 --election 111年臺中市市長選舉 draft.csv",
	"xianjin import --format jsonl filings/ > proof.jsonl",
	"xianjin import --reference company registry.csv",
	NULL
};

struct import {
	struct cli *cli;
	struct xj_ingest_options options;
	enum xj_progress_mode mode;
	struct proof proof;
	uint64_t indexed; /* work of the index under way; 0: not begun */
	struct xj_timings timings;
	uint64_t began, rules_ns, index_ns;
	struct cli_rules rules;
	struct xj_rule_result *result; /* of the rules */
	bool judged;                   /* within the last source's transaction */
	const char *reference;
};

enum xj_status cli_filing_set(struct xj_ingest_options *to, const struct cli_option *o,
                              const char *value, struct xj_error *err)
{
	switch (o->id) {
	case CLI_RECIPIENT:
		to->recipient = value;
		return XJ_OK;
	case CLI_ELECTION:
		to->election = value;
		return XJ_OK;
	case CLI_ENCODING:
		to->encoding = value;
		return XJ_OK;
	default:
		to->serial = value;
		if (xj_serial_parse(xj_str_c(value)))
			return XJ_OK;
		return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is no filing: 首次, "
		               "第1次賸餘 or 113年度 was expected"), o->name, value);
	}
}

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	static const char *const modes[] = { "auto", "always", "never", NULL };
	static const char *const formats[] = { "text", "json", "jsonl", NULL };
	struct import *m = ctx;
	enum xj_status st = XJ_OK;
	int i;

	switch (o->id) {
	case CLI_RECIPIENT:
	case CLI_ELECTION:
	case CLI_SERIAL:
	case CLI_ENCODING:
		st = cli_filing_set(&m->options, o, value, err);
		break;
	case OWN_VERSION:
		st = cli_number(o, value, 1, 9999, &m->options.version, err);
		break;
	case OWN_TIMINGS:
		m->options.timings = &m->timings;
		break;
	case OWN_REFERENCE:
		m->reference = value;
		break;
	case CLI_RULES:
	case CLI_LAW:
	case CLI_SET:
		st = cli_rules_set(&m->rules, o, value, err);
		break;
	case OWN_PROGRESS:
		st = cli_choice(o, value ? value : "always", modes, &i, err);
		m->mode = st ? m->mode : (enum xj_progress_mode)i;
		break;
	default:
		st = cli_choice(o, value, formats, &i, err);
		m->proof.json = i > 0;
	}
	return st;
}

/* ---- the folder ------------------------------------------------------ */

/* Before anything is made: a slip of the pen changes nothing. */
static enum xj_status check_paths(int argc, char **argv)
{
	enum xj_status st = XJ_OK;
	struct xj_error err;
	struct stat info;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0 || lstat(argv[i], &info) == 0)
			continue;
		st = xj_fail(&err, XJ_IO, _("%s: cannot be read: %s"), argv[i],
		             strerror(errno));
		cli_failed(st, &err);
	}
	if (st)
		cli_say(_("nothing was imported"));
	return st;
}

/* The folders above DIR; the store makes DIR itself. */
static enum xj_status make_parents(const char *dir, struct xj_error *err)
{
	char *path = strdup(dir);
	enum xj_status st = XJ_OK;

	if (!path)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	for (char *p = path; *p && !st; p++) {
		if (*p != '/' || p == path)
			continue;
		*p = '\0';
		if (mkdir(path, 0700) && errno != EEXIST)
			st = xj_fail(err, XJ_IO, _("%s: cannot make the folder: %s"),
			             path, strerror(errno));
		*p = '/';
	}
	free(path);
	return st;
}

/* ---- the work -------------------------------------------------------- */

static void report(void *ctx, const struct xj_ingest_report *r)
{
	struct import *m = ctx;

	xj_progress_hide(m->options.progress);
	proof_print(&m->proof, r);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* timing STAGE SECONDS ROWS BYTES */
static void print_timings(const struct import *m)
{
	const struct xj_timings *t = &m->timings;
	const struct {
		const char *stage;
		uint64_t ns;
	} stages[] = {
		{ "read", t->read_ns }, { "parse", t->parse_ns },
		{ "normalise", t->normalise_ns }, { "store", t->store_ns },
		{ "rules", m->rules_ns }, { "index", m->index_ns }, { "all", now_ns() - m->began },
	};

	for (size_t i = 0; i < XJ_COUNT(stages) && m->options.timings; i++)
		fprintf(stderr, "timing %s %" PRIu64 ".%06" PRIu64 " %" PRIu64 " %" PRIu64
		        "\n", stages[i].stage, stages[i].ns / 1000000000u,
		        stages[i].ns % 1000000000u / 1000u, t->rows, t->bytes);
}

/* ---- rules ----------------------------------------------------------- */

/* flags: 12 of 34 rules hold, 57 flags, 3 rules not tested: a, b, c */
static void print_flags(const struct import *m, const struct xj_rule_result *r,
                        size_t n)
{
	uint64_t flags = 0, hold = 0, untested = 0, broken = 0;
	struct xj_buf names;

	xj_buf_init(&names, 1u << 16);
	for (size_t i = 0; i < n; i++) {
		flags += r[i].flags;
		hold += r[i].flags > 0;
		broken += r[i].state == XJ_RULE_BROKEN;
		if (r[i].state != XJ_RULE_NOT_TESTED)
			continue;
		(void)!xj_buf_addf(&names, "%s%s", untested++ ? ", " : "",
		                   r[i].rule->id);
	}
	for (size_t i = 0; i < n; i++)
		if (r[i].state == XJ_RULE_BROKEN)
			cli_say(_("a rule is broken and was left out: %s"), r[i].why);
	if (!m->proof.json) {
		printf(_("flags: %llu of %zu rules hold, %llu flags"),
		       (unsigned long long)hold, n, (unsigned long long)flags);
		if (untested)
			printf(_(", %llu rules not tested: %s"),
			       (unsigned long long)untested, names.p ? names.p : "");
		if (broken)
			printf(_(", %llu broken"), (unsigned long long)broken);
		printf("\n");
		cli_flush(m->cli);
	}
	xj_buf_clear(&names);
}

/* Flags for the last source, in its transaction.  When that cannot be they stay
 * pending and run_rules tries again, and says why. */
static void judge(void *ctx, struct xj_store *s)
{
	struct import *m = ctx;
	uint64_t began = now_ns();

	m->judged = !xj_rules_judge(m->rules.loaded, s, m->result, m->options.progress,
	                            NULL);
	m->rules_ns += now_ns() - began;
}

/* What the sources left pending. */
static enum xj_status run_rules(struct import *m, struct xj_store *s,
                                struct xj_error *err)
{
	uint64_t began = now_ns();
	bool ran = false;
	enum xj_status st = xj_rules_update(m->rules.loaded, s, m->result, &ran,
	                                    m->options.progress, err);

	m->rules_ns += now_ns() - began;
	if (st)
		cli_say(_("what was stored is safe; the next import or search tests the "
		          "rules again"));
	else if (ran || m->judged)
		print_flags(m, m->result, xj_rules_count(m->rules.loaded));
	return st;
}

static void index_step(void *ctx, uint64_t done, uint64_t all)
{
	struct import *m = ctx;

	if (m->indexed != all || !all)
		xj_progress_stage(m->options.progress, _("making the index"), all);
	m->indexed = all;
	xj_progress_step(m->options.progress, done, done);
}

static enum xj_status update_index(struct import *m, const char *dir,
                                   struct xj_error *err)
{
	struct xj_index_progress p = { .step = index_step, .ctx = m };
	enum xj_status st;

	uint64_t began = now_ns();

	if (!m->options.progress)
		p.step = NULL;
	st = xj_index_update(dir, &p, err);
	m->index_ns = now_ns() - began;
	xj_progress_hide(m->options.progress);
	if (st)
		cli_say(_("what was stored is safe; the next import or search makes the "
		          "index again"));
	return st;
}

/* Whether the other paths are still worth trying. */
static bool goes_on(enum xj_status st)
{
	return st == XJ_OK || st == XJ_BAD_INPUT || st == XJ_LIMIT ||
	       st == XJ_NOT_FOUND || st == XJ_STALE;
}

static enum xj_status worse(enum xj_status a, enum xj_status b)
{
	static const int order[] = { 0, 4, 2, 3, 70 };
	size_t i = 0, k = 0;

	while (i < XJ_COUNT(order) && order[i] != xj_exit_code(a))
		i++;
	while (k < XJ_COUNT(order) && order[k] != xj_exit_code(b))
		k++;
	return k > i ? b : a;
}

static enum xj_status import_paths(struct import *m, struct xj_store *s, int argc,
                                   char **argv)
{
	enum xj_status worst = XJ_OK, st = XJ_OK;

	for (int i = 0; i < argc && goes_on(st); i++) {
		struct xj_error err = { .status = XJ_OK, .text = "" };
		uint64_t refused = m->proof.refused;

		m->options.judge = i + 1 == argc ? judge : NULL;
		st = xj_ingest(s, argv[i], &m->options, report, m, &err);
		xj_progress_hide(m->options.progress);
		/* the proof has named what was refused, with its reason */
		if (st && m->proof.refused == refused)
			cli_failed(st, &err);
		worst = worse(worst, st);
	}
	return worst;
}

static enum xj_status import_reference(struct import *m, struct xj_store *s,
                                       int argc, char **argv)
{
	struct xj_reference_counts n;
	struct xj_error err = { .status = XJ_OK, .text = "" };
	enum xj_status st = xj_reference_import(s, m->reference,
		(const char *const *)argv, (size_t)argc, m->options.encoding, &n, &err);

	if (st) {
		cli_failed(st, &err);
		return st;
	}
	if (!m->proof.json)
		printf(_("%s: %llu rows stored, %llu left out\n"), m->reference,
		       (unsigned long long)n.rows, (unsigned long long)n.left_out);
	else
		printf("{\"reference\":\"%s\",\"rows\":%" PRIu64 ",\"left_out\":%" PRIu64
		       "}\n", m->reference, n.rows, n.left_out);
	cli_flush(m->cli);
	if (n.left_out && !m->cli->quiet)
		cli_say(_("left out: rows without a tax id of eight digits, or of an "
		          "election of which no filing is here"));
	return XJ_OK;
}

/* A search may be finishing the index of the import before: soon over.  Another
 * import is not. */
static enum xj_status open_store(const char *dir, struct xj_store **out,
                                 struct xj_error *err)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };
	enum xj_status st = xj_store_open(dir, XJ_STORE_WRITE, out, err);

	for (int i = 0; i < 6 && st == XJ_BUSY; i++) {
		nanosleep(&pause, NULL);
		st = xj_store_open(dir, XJ_STORE_WRITE, out, err);
	}
	return st;
}

static int import(struct import *m, const char *dir, int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_store *s = NULL;
	enum xj_status st = cli_rules_load(&m->rules, &err), indexed = XJ_OK;

	if (!st)
		st = make_parents(dir, &err);
	if (!st)
		st = open_store(dir, &s, &err);
	if (!st)
		st = xj_rules_ready(s, &err);
	if (!st) {
		m->options.judge_ctx = m;
		m->result = calloc(xj_rules_count(m->rules.loaded) + 1,
		                   sizeof(*m->result));
		if (!m->result)
			st = xj_fail(&err, XJ_NOMEM, _("out of memory"));
	}
	if (st) {
		xj_store_close(s);
		return st == XJ_USAGE ? cli_usage(&cli_import, "%s", err.text) :
		       cli_failed(st, &err);
	}
	if (xj_sandbox_missing() && !m->cli->quiet)
		cli_say("%s", xj_sandbox_missing());
	st = m->reference ? import_reference(m, s, argc, argv) :
	     import_paths(m, s, argc, argv);
	if (goes_on(st) || m->proof.stored) {
		indexed = run_rules(m, s, &err);
		if (!indexed)
			indexed = update_index(m, dir, &err);
	}
	if (indexed)
		cli_failed(indexed, &err);
	xj_store_close(s);
	proof_end(&m->proof);
	if (m->proof.refused && !m->cli->quiet)
		cli_say(_("sources refused: %llu; the reasons stand in the proof"),
		        (unsigned long long)m->proof.refused);
	return xj_exit_code(worse(st, indexed));
}

static int run(struct cli *c, int argc, char **argv)
{
	struct import m = { .cli = c, .mode = XJ_PROGRESS_AUTO, .began = now_ns() };
	struct xj_error err;
	char *dir;
	int first, code;
	enum xj_status st = cli_parse(c, &cli_import, argc, argv, set, &m, &first);

	if (st)
		return xj_exit_code(st);
	if (first == argc)
		return cli_usage(&cli_import, _("what? A file or folder is missing"));
	st = cli_data_dir(c, &dir, &err);
	if (st)
		return cli_failed(st, &err);
	st = check_paths(argc - first, argv + first);
	if (st) {
		free(dir);
		return xj_exit_code(st);
	}
	m.proof.cli = c;
	xj_buf_init(&m.proof.line, (size_t)64 << 20);
	m.options.progress = xj_progress_new(c->quiet ? XJ_PROGRESS_NEVER : m.mode);
	code = import(&m, dir, argc - first, argv + first);
	xj_progress_free(m.options.progress);
	print_timings(&m);
	xj_buf_clear(&m.proof.line);
	cli_rules_clear(&m.rules);
	free(m.result);
	free(dir);
	return code;
}

const struct cli_verb cli_import = {
	.name = "import",
	.arguments = "PATH...",
	.summary = N_("read files, ZIPs and folders; store, index, and show the proof"),
	.options = options,
	.examples = examples,
	.run = run,
};
