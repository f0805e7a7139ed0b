/*
 * cmd_verify.c - owns the verb verify: whether what is kept is still whole, and
 * whether it is what a file says, cell by cell.
 */
#include <stdlib.h>

#include "src/cli/cli.h"

static const struct cli_option options[] = {
	CLI_ANSWER_OPTIONS,
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin verify",
	"xianjin verify --format json --data /srv/donations",
	"xianjin verify account-111.zip",
	NULL
};

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	return cli_answer_set(ctx, o, value, err);
}

static int check(struct cli *c, const struct cli_answer *a, const char *dir)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o;
	unsigned broken = 0;
	enum xj_status st = xj_output_open(a->renderer, &a->options, &o, &err);
	int code;

	if (st)
		return cli_failed(st, &err);
	code = cli_answer_end(c, o, xj_verify(dir, o, &broken, &err), &err);
	return !code && broken ? 1 : code;
}

/* ---- against the files --------------------------------------------------- */

static const struct xj_column columns[] = {
	{ "file", N_("File"), XJ_T_TEXT, 0, true },
	{ "result", N_("Result"), XJ_T_TEXT, 0, false },
	{ "rows", N_("Rows"), XJ_T_INT, 0, false },
	{ "cells", N_("Cells"), XJ_T_INT, 0, false },
	{ "detail", N_("Detail"), XJ_T_TEXT, 0, true },
};
static const struct xj_section files = {
	.name = "files", .column = columns, .columns = XJ_COUNT(columns), .main = true
};

/* One row; XJ_CORRUPT and XJ_NOT_FOUND are findings, not failures. */
static enum xj_status compare_one(struct xj_store *s, const char *path,
                                  struct xj_output *o, unsigned *broken,
                                  struct xj_error *err)
{
	struct xj_error why = { .status = XJ_OK, .text = "" };
	struct xj_compared n = { .rows = 0 };
	enum xj_status st = xj_ingest_compare(s, path, &n, &why);
	const char *result = st == XJ_OK ? "same" : st == XJ_CORRUPT ? "different" :
	                     "unknown";
	const struct xj_value row[XJ_COUNT(columns)] = {
		{ .s = xj_str_c(path) }, { .s = xj_str_c(result) },
		{ .i = (int64_t)n.rows }, { .i = (int64_t)n.cells },
		{ .null = !st, .s = xj_str_c(why.text) },
	};

	if (st && st != XJ_CORRUPT && st != XJ_NOT_FOUND) {
		*err = why;
		return st;
	}
	*broken += st != XJ_OK;
	return xj_out_row(o, row);
}

static int compare(struct cli *c, const struct cli_answer *a, const char *dir,
                   int argc, char **argv)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct xj_output *o = NULL;
	struct xj_store *s = NULL;
	unsigned broken = 0;
	enum xj_status st = xj_store_open(dir, XJ_STORE_READ, &s, &err);
	int code;

	if (!st)
		st = xj_output_open(a->renderer, &a->options, &o, &err);
	if (st) {
		xj_store_close(s);
		return cli_failed(st, &err);
	}
	st = xj_out_begin(o, &files);
	for (int i = 0; i < argc && !st; i++)
		st = compare_one(s, argv[i], o, &broken, &err);
	if (!st)
		st = xj_out_end(o);
	xj_store_close(s);
	code = cli_answer_end(c, o, st, &err);
	return !code && broken ? 1 : code;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct xj_error err;
	struct cli_answer a;
	char *dir;
	int first, code;
	enum xj_status st;

	cli_answer_init(c, &a);
	st = cli_parse(c, &cli_verify, argc, argv, set, &a, &first);
	if (st)
		return xj_exit_code(st);
	st = cli_data_dir(c, &dir, &err);
	if (st)
		return cli_failed(st, &err);
	code = first == argc ? check(c, &a, dir) :
	       compare(c, &a, dir, argc - first, argv + first);
	free(dir);
	return code;
}

const struct cli_verb cli_verify = {
	.name = "verify",
	.arguments = "[FILE...]",
	.summary = N_("check what is kept and the index, or files against it"),
	.options = options,
	.examples = examples,
	.run = run,
};
