/*
 * cli.h - what the verbs of the command line share: one context, one table of
 * options a verb (parsing, --help and completion all read it), and how answers
 * and failures leave the program.
 */
#ifndef XIANJIN_CLI_H
#define XIANJIN_CLI_H

#include "src/core/i18n.h"
#include "xianjin/ingest.h"
#include "xianjin/query.h"
#include "xianjin/rules.h"

/* What main makes once and every verb gets. */
struct cli {
	const char *data; /* --data, or NULL */
	bool quiet;
	bool utf8;        /* the locale's characters are UTF-8 */
	bool gone;        /* whoever read standard output went away */
	bool unwritten;   /* ... or it could not be written, and that was said */
	struct xj_data *opened; /* the data asked, until the end of the process */
};

/* ---- options ------------------------------------------- */

struct cli_option {
	const char *name;
	char letter;          /* 0: none */
	const char *argument; /* NULL: a switch; "[WHEN]": may be left out */
	const char *help;     /* English msgid */
	int id;               /* the verb's own, or one of the below */
};

enum { /* ids that several verbs share; the verbs' own begin at CLI_OWN */
	CLI_HELP = 1, CLI_VERSION, CLI_DATA, CLI_LANG, CLI_QUIET,
	CLI_FORMAT, CLI_WIDTH, CLI_WIDE, CLI_BOM, CLI_SPREADSHEET,
	CLI_RULES, CLI_LAW, CLI_SET,
	CLI_RECIPIENT, CLI_ELECTION, CLI_SERIAL, CLI_ENCODING,
	CLI_FILTER, /* a filter of query.h, by name */
	CLI_OWN
};

struct cli_verb {
	const char *name;
	const char *arguments; /* as the usage line shows them */
	const char *summary;   /* English msgid, one line */
	const struct cli_option *options; /* ended by name NULL */
	bool filters;          /* takes the filters of query.h too */
	const char *const *examples; /* NULL-ended */
	int (*run)(struct cli *c, int argc, char **argv);
};

extern const struct cli_verb cli_import, cli_search, cli_donor, cli_recipient,
	cli_export, cli_fetch, cli_report, cli_check, cli_reconcile, cli_verify, cli_help, cli_rules_verb, cli_whatif,
	cli_lag, cli_serve, cli_cgi_test;
extern const struct cli_verb *const cli_verbs[]; /* NULL-ended, as help lists them */
const struct cli_verb *cli_find_verb(const char *name);

extern const struct cli_option cli_global_options[];

/* Called for each option that is not global. */
typedef enum xj_status cli_set_fn(void *ctx, const struct cli_option *o,
                                  const char *value, struct xj_error *err);

/*
 * Reads the options of VERB (NULL: the global ones before the verb) and moves
 * the words behind them: ARGV[*FIRST..] are what is left.  XJ_END: --help or
 * --version was answered.  XJ_USAGE: said why on standard error.
 */
enum xj_status cli_parse(struct cli *c, const struct cli_verb *verb, int argc,
                         char **argv, cli_set_fn *set, void *ctx,
                         int *first) XJ_MUST_USE;

/* The options of VERB, its filters among them, into OUT (to be freed), ended by
 * name NULL; *N of them. */
enum xj_status cli_all_options(const struct cli_verb *verb,
                               struct cli_option **out, size_t *n) XJ_MUST_USE;
/* What the help shows as the argument of O: "table|csv"; may be NULL. */
const char *cli_argument(const struct cli_option *o, char *room, size_t n);

/* A whole number from MIN to MAX. */
enum xj_status cli_number(const struct cli_option *o, const char *text, int min,
                          int max, int *out, struct xj_error *err) XJ_MUST_USE;
/* The index of TEXT in WORDS (NULL-ended). */
enum xj_status cli_choice(const struct cli_option *o, const char *text,
                          const char *const *words, int *out,
                          struct xj_error *err) XJ_MUST_USE;

/* ---- help ------------------------------------------- */

void cli_print_help(void);
void cli_print_verb_help(const struct cli_verb *verb);
void cli_print_version(void);
/* Words for the shell's completion: verbs and global options, or the options of
 * a verb, or the values of one of them. */
int cli_completion_words(int argc, char **argv);

/* ---- language ------------------------------------------- */

/* Sets the locale and the language of messages; false when --lang is wrong. */
bool cli_set_language(struct cli *c, int argc, char **argv);

/* ---- answers ------------------------------------------- */

struct cli_answer {
	const struct xj_renderer *renderer;
	struct xj_render_options options;
};

#define CLI_ANSWER_OPTIONS \
	{ "format", 'f', "FORMAT", N_("how to print the answer; table if not said"), \
	  CLI_FORMAT }, \
	{ "width", 0, "COLUMNS", N_("fit tables into this width; 0 cuts nothing"), \
	  CLI_WIDTH }, \
	{ "ambiguous-width", 0, NULL, \
	  N_("the terminal draws characters like ★ and … two columns wide"), \
	  CLI_WIDE }, \
	{ "bom", 0, NULL, N_("csv: begin with a byte order mark"), CLI_BOM }, \
	{ "spreadsheet", 0, NULL, \
	  N_("csv: for spreadsheets: a byte order mark, and nothing runs as a formula"), \
	  CLI_SPREADSHEET }

void cli_answer_init(const struct cli *c, struct cli_answer *a);
/* Sets one of CLI_ANSWER_OPTIONS. */
enum xj_status cli_answer_set(struct cli_answer *a, const struct cli_option *o,
                              const char *value, struct xj_error *err) XJ_MUST_USE;
/* Closes O and says what failed, the view (ST, ERR) or the writing; the exit code. */
int cli_answer_end(struct cli *c, struct xj_output *o, enum xj_status st,
                   struct xj_error *err);

/* The data folder, to be freed: --data, $XIANJIN_DATA, $XDG_DATA_HOME/xianjin,
 * ~/.local/share/xianjin. */
enum xj_status cli_data_dir(const struct cli *c, char **out,
                            struct xj_error *err) XJ_MUST_USE;
/* For one question: the data folder open for reading, its note printed.  main() closes
 * it. */
enum xj_status cli_open_data(struct cli *c, struct xj_data **out,
                             struct xj_error *err) XJ_MUST_USE;
/* The verbs that show one donor or recipient differ only in the view. */
typedef enum xj_status cli_view_fn(struct xj_data *d, const char *who,
                                   struct xj_output *o, struct xj_error *err);
extern const struct cli_option cli_profile_options[];
int cli_profile(struct cli *c, const struct cli_verb *verb, int argc, char **argv,
                cli_view_fn *view);

/* The words joined by blanks, to be freed; NULL when out of memory. */
char *cli_join(int argc, char **argv);

/* Prints "xianjin: TEXT" on standard error; returns the exit code of ST. */
int cli_failed(enum xj_status st, const struct xj_error *err);
int cli_usage(const struct cli_verb *verb, const char *fmt, ...) XJ_PRINTF(2, 3);
void cli_say(const char *fmt, ...) XJ_PRINTF(1, 2);
/* Flushes standard output and remembers how that went. */
void cli_flush(struct cli *c);

/* ---- the rules that a verb works with ------------------------------------- */

#define CLI_MAX_SETS 64u

struct cli_rules {
	struct xj_rules_options options;
	const char *set[CLI_MAX_SETS];
	struct xj_rules *loaded;
};

#define CLI_RULES_OPTIONS \
	{ "rules", 0, "DIR", N_("more rules; one of the same id replaces ours"), \
	  CLI_RULES }, \
	{ "law", 0, "FILE", N_("another table of the law, as law-tw.csv"), CLI_LAW }, \
	{ "set", 0, "NAME=VALUE", \
	  N_("a value of the law: anonymous.max=5000; may be said several times"), \
	  CLI_SET }

/* Takes one of CLI_RULES_OPTIONS. */
enum xj_status cli_rules_set(struct cli_rules *r, const struct cli_option *o,
                             const char *value, struct xj_error *err) XJ_MUST_USE;
/* Loads them; rule files that are none are named on standard error. */
enum xj_status cli_rules_load(struct cli_rules *r, struct xj_error *err) XJ_MUST_USE;
void cli_rules_clear(struct cli_rules *r);

/* ---- what a file may not say of itself ------------------------------------- */

#define CLI_FILING_OPTIONS \
	{ "recipient", 'r', "NAME", N_("who files, where the file does not say"), \
	  CLI_RECIPIENT }, \
	{ "election", 'e', "NAME", N_("which election: 111年臺中市市長選舉"), CLI_ELECTION }, \
	{ "serial", 's', "SERIAL", N_("which filing: 首次, 第1次賸餘, 113年度"), CLI_SERIAL }, \
	{ "encoding", 0, "NAME", N_("of text files, where the guess is wrong: CP950"), \
	  CLI_ENCODING }

/* Takes one of CLI_FILING_OPTIONS. */
enum xj_status cli_filing_set(struct xj_ingest_options *to, const struct cli_option *o,
                              const char *value, struct xj_error *err) XJ_MUST_USE;

/* ---- the proof of an import ------------------------------------------- */

struct proof {
	struct cli *cli;
	bool json;
	uint64_t stored, known, skipped, refused; /* sources */
	uint64_t rows, aside, issues, differ;     /* of those stored */
	struct xj_buf line;
};

/* Prints what happened to one source and flushes: the acknowledgement. */
void proof_print(struct proof *p, const struct xj_ingest_report *r);
/* The last line. */
void proof_end(struct proof *p);

#endif
