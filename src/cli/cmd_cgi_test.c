/*
 * cmd_cgi_test.c - owns the verb cgi-test: what the web front answers to a request,
 * without any server.
 */
#include <stdio.h>
#include <stdlib.h>

#include "src/cli/cli.h"
#include "src/web/adapter.h"

enum { OWN_HEADER = CLI_OWN, OWN_MOUNT, OWN_BODY };

static const struct cli_option options[] = {
	{ "header", 0, "NAME: VALUE", N_("a header of the request; may be said several times"),
	  OWN_HEADER },
	{ "mount", 0, "PATH", N_("where the program is mounted: /app"), OWN_MOUNT },
	{ "body", 0, "-", N_("send standard input as the body"), OWN_BODY },
	{ NULL, 0, NULL, NULL, 0 }
};

static const char *const examples[] = {
	"xianjin cgi-test 'GET /zh/search?q=建設'",
	"xianjin cgi-test 'GET /en/search.csv?kind=business&amount=500000..'",
	NULL
};

struct test {
	struct web_request request;
	struct web_header header[WEB_MAX_HEADERS];
	char *names[WEB_MAX_HEADERS];
	bool reads;
};

static enum xj_status add_header(struct test *t, const char *text, struct xj_error *err)
{
	const char *colon = strchr(text, ':');
	size_t i = t->request.headers;

	if (!colon || i == WEB_MAX_HEADERS)
		return xj_fail(err, XJ_USAGE, _("--header: \"NAME: VALUE\" was expected"));
	t->names[i] = strndup(text, (size_t)(colon - text));
	if (!t->names[i])
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	t->header[i] = (struct web_header){ t->names[i], colon + 1 + strspn(colon + 1, " ") };
	t->request.headers++;
	return XJ_OK;
}

static enum xj_status set(void *ctx, const struct cli_option *o, const char *value,
                          struct xj_error *err)
{
	struct test *t = ctx;

	switch (o->id) {
	case OWN_HEADER:
		return add_header(t, value, err);
	case OWN_MOUNT:
		t->request.mount = value;
		return XJ_OK;
	default:
		t->reads = true;
		return XJ_OK;
	}
}

static enum xj_status read_body(struct test *t, struct xj_buf *body, struct xj_error *err)
{
	const char *end = memchr(t->request.target.p, '?', t->request.target.n);
	size_t path = end ? (size_t)(end - t->request.target.p) : t->request.target.n;
	size_t most = web_body_limit(xj_str_of(t->request.target.p, path));
	char piece[1 << 14];
	size_t got;
	enum xj_status st = XJ_OK;

	xj_buf_init(body, most + 1);
	while (!st && t->reads && (got = fread(piece, 1, sizeof(piece), stdin)) > 0) {
		st = xj_buf_add(body, piece, got);
		t->request.too_long = st == XJ_LIMIT || body->n > most;
		st = st == XJ_LIMIT ? XJ_END : st;
	}
	t->request.body = t->request.too_long ? XJ_STR("") : xj_buf_str(body);
	return st == XJ_NOMEM ? xj_fail(err, st, _("out of memory")) : XJ_OK;
}

/* "GET /zh/search" or "/zh/search". */
static void split(struct test *t, char *words)
{
	char *blank = strchr(words, ' ');

	t->request.method = blank ? words : "GET";
	t->request.target = xj_str_c(blank ? blank + 1 : words);
	if (blank)
		*blank = '\0';
}

static int answer(struct cli *c, struct test *t, char *words)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct web_site_options site = { 0 };
	struct web_site *s = NULL;
	struct xj_buf body;
	char *dir;
	enum xj_status st = cli_data_dir(c, &dir, &err);

	xj_language_open();
	xj_buf_init(&body, 1);
	split(t, words);
	site.data = dir;
	if (!st)
		st = web_site_open(&site, &s, &err);
	if (!st)
		st = read_body(t, &body, &err);
	if (!st)
		st = web_answer_cgi(s, &t->request, web_to_file, stdout, &err);
	web_site_close(s);
	xj_buf_clear(&body);
	free(dir);
	if (!st && err.text[0])
		cli_say("%s", err.text);
	return st ? cli_failed(st, &err) : 0;
}

static int run(struct cli *c, int argc, char **argv)
{
	struct test t = { .request = { .mount = "" } };
	int first, code;
	enum xj_status st;

	t.request.header = t.header;
	st = cli_parse(c, &cli_cgi_test, argc, argv, set, &t, &first);
	if (st)
		code = xj_exit_code(st);
	else if (first + 1 != argc)
		code = cli_usage(&cli_cgi_test, _("one request was expected: 'GET /zh/search'"));
	else
		code = answer(c, &t, argv[first]);
	for (size_t i = 0; i < t.request.headers; i++)
		free(t.names[i]);
	return code;
}

const struct cli_verb cli_cgi_test = {
	.name = "cgi-test",
	.arguments = "'METHOD PATH'",
	.summary = N_("what the web front answers to a request, without a server"),
	.options = options,
	.examples = examples,
	.run = run,
};
