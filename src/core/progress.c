/*
 * progress.c - owns the progress line on standard error.  On a terminal it is
 * one line drawn over and over; elsewhere (when asked for) a plain line every
 * ten seconds and one at the end of each stage.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/core/show.h"
#include "xianjin/progress.h"

#define DRAW_MSEC 100
#define LOG_MSEC 10000
#define GUESS_MSEC 2000 /* too early before this to say how long it takes */
#define BAR 20
#define MAX_WHAT 4096

struct xj_progress {
	bool terminal;
	bool drawn;              /* the line is on the screen */
	bool running;            /* a stage is under way */
	struct xj_buf what;      /* made visible */
	uint64_t all, done, rows;
	int64_t began, last;     /* milliseconds */
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool can_draw(void)
{
	const char *term = getenv("TERM"), *plain = getenv("NO_COLOR");

	return isatty(STDERR_FILENO) && !(plain && *plain) &&
	       !(term && strcmp(term, "dumb") == 0);
}

struct xj_progress *xj_progress_new(enum xj_progress_mode mode)
{
	bool terminal = can_draw();
	struct xj_progress *p;

	if (mode == XJ_PROGRESS_NEVER || (mode == XJ_PROGRESS_AUTO && !terminal))
		return NULL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return NULL; /* the work goes on without */
	p->terminal = terminal;
	xj_buf_init(&p->what, MAX_WHAT);
	return p;
}

/* ---- the parts of a line ------------------------------------------- */

/* A * B / C without overflow, a little coarser for huge A; B is not 0. */
static uint64_t scaled(uint64_t a, uint64_t b, uint64_t c)
{
	while (a > UINT64_MAX / b) {
		a /= 2;
		c /= 2;
	}
	return c ? a * b / c : 0;
}

static enum xj_status add_time(struct xj_buf *b, const char *fmt, uint64_t msec)
{
	uint64_t s = msec / 1000;
	char text[40];

	if (s >= 3600)
		snprintf(text, sizeof(text), "%" PRIu64 ":%02d:%02d", s / 3600,
		         (int)(s / 60 % 60), (int)(s % 60));
	else
		snprintf(text, sizeof(text), "%d:%02d", (int)(s / 60), (int)(s % 60));
	return xj_buf_addf(b, fmt, text);
}

static enum xj_status add_count(struct xj_buf *b, const char *fmt, uint64_t n)
{
	char text[32];

	xj_show_grouped(n > INT64_MAX ? INT64_MAX : (int64_t)n, text);
	return xj_buf_addf(b, fmt, text);
}

/* "  63%  165,432 rows  231,000/s  0:05 left" */
static enum xj_status add_numbers(const struct xj_progress *p, uint64_t spent,
                                  struct xj_buf *b)
{
	enum xj_status st = XJ_OK;

	if (p->all)
		st = xj_buf_addf(b, "  %3d%%", p->done >= p->all ? 100 :
		                 (int)scaled(p->done, 100, p->all));
	if (!st && p->rows)
		st = add_count(b, _("  %s rows"), p->rows);
	if (!st && p->rows && spent >= GUESS_MSEC / 4)
		st = add_count(b, _("  %s/s"), scaled(p->rows, 1000, spent));
	if (!st && p->done && p->done < p->all && spent >= GUESS_MSEC)
		st = add_time(b, _("  %s left"),
		              scaled(p->all - p->done, spent, p->done));
	return st;
}

static enum xj_status add_bar(const struct xj_progress *p, struct xj_buf *b)
{
	size_t full = p->done >= p->all ? BAR : (size_t)scaled(p->done, BAR, p->all);
	char bar[BAR + 1];

	memset(bar, '=', full);
	memset(bar + full, ' ', BAR - full);
	if (full < BAR)
		bar[full] = '>';
	bar[BAR] = '\0';
	return xj_buf_addf(b, "  [%s]", bar);
}

/* ---- drawing ------------------------------------------- */

static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col;
	return 80;
}

/* What is said when there is no room for all of it: the numbers, then the name,
 * then the bar. */
static enum xj_status compose(const struct xj_progress *p, uint64_t spent,
                              struct xj_buf *line)
{
	size_t width = terminal_width() - 1, name = 0, rest;
	struct xj_str what = xj_buf_str(&p->what);
	struct xj_buf numbers;
	enum xj_status st;

	xj_buf_init(&numbers, 1024);
	st = add_numbers(p, spent, &numbers);
	rest = xj_show_width(xj_buf_str(&numbers), false);
	name = xj_show_width(what, false);
	if (!st && name + rest > width) {
		size_t room = width > rest + 3 ? width - rest - 3 : 0;

		st = xj_buf_add(line, what.p, xj_show_cut(what, room, false));
		if (!st && room)
			st = xj_buf_add(line, "...", 3);
	} else if (!st) {
		st = xj_buf_add(line, what.p, what.n);
		if (!st && p->all && name + rest + BAR + 4 <= width)
			st = add_bar(p, line);
	}
	if (!st)
		st = xj_buf_add(line, numbers.p, numbers.n);
	xj_buf_clear(&numbers);
	return st;
}

/* A progress line that cannot be written is no reason to stop the work. */
static void say(const char *p, size_t n)
{
	while (n) {
		ssize_t w = write(STDERR_FILENO, p, n);

		if (w <= 0)
			return;
		p += w;
		n -= (size_t)w;
	}
}

static void draw(struct xj_progress *p, int64_t at)
{
	struct xj_buf line;
	enum xj_status st;

	xj_buf_init(&line, 2 * MAX_WHAT);
	st = xj_buf_add(&line, "\r", 1);
	if (!st)
		st = compose(p, (uint64_t)(at - p->began), &line);
	if (!st)
		st = xj_buf_add(&line, "\033[K", 3);
	if (!st)
		say(line.p, line.n);
	p->drawn = true;
	xj_buf_clear(&line);
}

/* The plain line, for a log. */
static void log_line(struct xj_progress *p, int64_t at, bool end)
{
	uint64_t spent = (uint64_t)(at - p->began);
	struct xj_buf line;
	enum xj_status st;

	xj_buf_init(&line, 2 * MAX_WHAT);
	st = xj_buf_add(&line, p->what.p, p->what.n);
	if (!st)
		st = add_numbers(p, spent, &line);
	if (!st && end)
		st = add_time(&line, _("  in %s"), spent);
	if (!st)
		st = xj_buf_add(&line, "\n", 1);
	if (!st)
		say(line.p, line.n);
	xj_buf_clear(&line);
}

static void end_stage(struct xj_progress *p)
{
	if (p->running && !p->terminal)
		log_line(p, now(), true);
	xj_progress_hide(p);
	p->running = false;
}

/* ---- what callers use ------------------------------------------- */

void xj_progress_stage(struct xj_progress *p, const char *what, uint64_t all)
{
	if (!p)
		return;
	end_stage(p);
	xj_buf_reset(&p->what);
	if (xj_show(xj_str_c(what), &p->what) != XJ_OK)
		xj_buf_reset(&p->what); /* a name beyond all measure is not shown */
	p->all = all;
	p->done = p->rows = 0;
	p->began = p->last = now();
	p->running = true;
	if (p->terminal)
		draw(p, p->began);
}

void xj_progress_step(struct xj_progress *p, uint64_t done, uint64_t rows)
{
	int64_t at;

	if (!p || !p->running)
		return;
	p->done = done;
	p->rows = rows;
	at = now();
	if (at - p->last < (p->terminal ? DRAW_MSEC : LOG_MSEC))
		return;
	p->last = at;
	if (p->terminal)
		draw(p, at);
	else
		log_line(p, at, false);
}

void xj_progress_hide(struct xj_progress *p)
{
	if (!p || !p->drawn)
		return;
	say("\r\033[K", 4);
	p->drawn = false;
}

void xj_progress_free(struct xj_progress *p)
{
	if (!p)
		return;
	end_stage(p);
	xj_buf_clear(&p->what);
	free(p);
}
