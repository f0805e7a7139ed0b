/*
 * answer.c - owns what the asking verbs share: the data folder, how an answer is
 * printed, and how failures are said.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "src/cli/cli.h"
#include "src/core/environment.h"
#include "src/core/heap.h"
#include "src/core/show.h"

/* ---- saying ------------------------------------------- */

static void say_safely(const char *head, const char *text)
{
	struct xj_buf shown;

	xj_buf_init(&shown, 1 << 16);
	if (xj_show(xj_str_c(text), &shown) == XJ_OK)
		fprintf(stderr, "%s%s\n", head, shown.p ? shown.p : "");
	xj_buf_clear(&shown);
}

int cli_failed(enum xj_status st, const struct xj_error *err)
{
	say_safely("xianjin: ", err->text[0] ? err->text : xj_status_name(st));
	return xj_exit_code(st);
}

void cli_say(const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	say_safely("", text);
}

/* A write that failed earlier has left no errno: a pipe still tells. */
static bool nobody_reads(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return errno == EPIPE || (poll(&out, 1, 0) == 1 && out.revents & POLLERR);
}

void cli_flush(struct cli *c)
{
	errno = 0;
	if (c->gone || c->unwritten || (fflush(stdout) == 0 && !ferror(stdout)))
		return;
	if (nobody_reads()) {
		c->gone = true;
		return;
	}
	c->unwritten = true;
	cli_say(_("xianjin: cannot write to standard output: %s"),
	        strerror(errno ? errno : EIO));
}

char *cli_join(int argc, char **argv)
{
	struct xj_buf b;

	xj_buf_init(&b, 1 << 20);
	for (int i = 0; i < argc; i++) {
		if ((i && xj_buf_add(&b, " ", 1)) ||
		    xj_buf_add(&b, argv[i], strlen(argv[i]))) {
			xj_buf_clear(&b);
			return NULL;
		}
	}
	return b.p;
}

/* ---- the data folder ------------------------------------------- */

enum xj_status cli_data_dir(const struct cli *c, char **out, struct xj_error *err)
{
	const char *xdg = xj_environment("XDG_DATA_HOME"), *home = xj_environment("HOME");
	const char *dir = c->data ? c->data : xj_environment("XIANJIN_DATA");
	int n = -1;

	*out = NULL;
	if (dir)
		n = asprintf(out, "%s", dir);
	else if (xdg && *xdg == '/') /* the rule says to ignore others */
		n = asprintf(out, "%s/xianjin", xdg);
	else if (home)
		n = asprintf(out, "%s/.local/share/xianjin", home);
	else
		return xj_fail(err, XJ_USAGE, _("no home folder: say --data DIR"));
	if (n >= 0)
		return XJ_OK;
	*out = NULL;
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

enum xj_status cli_open_data(struct cli *c, struct xj_data **out,
                             struct xj_error *err)
{
	char *dir;
	enum xj_status st = cli_data_dir(c, &dir, err);

	*out = NULL;
	xj_heap_of_large_page();
	if (!st)
		st = xj_data_open(dir, out, err);
	free(dir);
	c->opened = *out;
	if (!st && !c->quiet && xj_data_note(*out))
		cli_say("%s", xj_data_note(*out));
	return st;
}

/* ---- answers ------------------------------------------- */

static int terminal_width(void)
{
	const char *columns = xj_environment("COLUMNS");
	struct winsize size;
	long v = columns ? strtol(columns, NULL, 10) : 0;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (v > 0 && v <= 10000)
		return (int)v;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

void cli_answer_init(const struct cli *c, struct cli_answer *a)
{
	const char *term = xj_environment("TERM");

	a->renderer = xj_renderers[0];
	a->options = (struct xj_render_options){
		.out = stdout,
		.width = terminal_width(),
		.color = isatty(STDOUT_FILENO) && !xj_environment("NO_COLOR") &&
		         term && strcmp(term, "dumb") != 0,
		.ascii = !c->utf8,
	};
}

enum xj_status cli_answer_set(struct cli_answer *a, const struct cli_option *o,
                              const char *value, struct xj_error *err)
{
	char room[64];

	switch (o->id) {
	case CLI_FORMAT:
		a->renderer = xj_renderer_find(value);
		if (!a->renderer)
			return xj_fail(err, XJ_USAGE, _("--%s: \"%s\" is none of %s"),
			               o->name, value,
			               cli_argument(o, room, sizeof(room)));
		if (strcmp(a->renderer->name, "xlsx") == 0 && isatty(STDOUT_FILENO))
			return xj_fail(err, XJ_USAGE, _("a workbook is no text for a "
			               "terminal: send it to a file, > answer.xlsx"));
		return XJ_OK;
	case CLI_WIDTH:
		return cli_number(o, value, 0, 10000, &a->options.width, err);
	case CLI_WIDE:
		a->options.wide = true;
		return XJ_OK;
	case CLI_BOM:
		a->options.bom = true;
		return XJ_OK;
	case CLI_SPREADSHEET:
		a->options.spreadsheet_safe = true;
		return XJ_OK;
	default:
		return xj_fail(err, XJ_INTERNAL, _("--%s is read nowhere"), o->name);
	}
}

int cli_answer_end(struct cli *c, struct xj_output *o, enum xj_status st,
                   struct xj_error *err)
{
	struct xj_error writing = { .status = XJ_OK, .text = "" };

	if (st && !xj_output_status(o)) { /* the view failed, not the writing */
		xj_output_abandon(o);
		return cli_failed(st, err);
	}
	st = xj_output_close(o, &writing);
	c->gone = !st && ferror(stdout); /* the only failure that is none */
	c->unwritten = st == XJ_IO;
	return st ? cli_failed(st, &writing) : 0;
}
