/*
 * child.c - owns running work in processes of their own: so that a crash or
 * the memory of a build ends there, and two cores are used.  A child says how
 * far it is, and at the end its result or why not, in records over a pipe.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include "index/room.h"
#include "index/xapian.h"
#include "src/core/i18n.h"

enum { MAX_CHILDREN = 8 };

/* One record; short enough that a pipe takes it whole or not at all. */
struct message {
	enum { SAY_STEP, SAY_DONE, SAY_FAILED } what;
	enum xj_status status;
	uint64_t done;
	struct xj_segment_line line;
	char text[sizeof(((struct xj_error *)0)->text)];
};
_Static_assert(sizeof(struct message) <= 4096, "PIPE_BUF");

/* ---- in the child ---------------------------------------------------- */

static void say(int fd, const struct message *m)
{
	ssize_t put;

	do
		put = write(fd, m, sizeof(*m));
	while (put < 0 && errno == EINTR);
	/* nobody listens any more: there is no use in going on */
	if (put != (ssize_t)sizeof(*m))
		_exit(3);
}

static void say_step(void *ctx, uint64_t done)
{
	struct message m;

	memset(&m, 0, sizeof(m));
	m.what = SAY_STEP;
	m.done = done;
	say(*(int *)ctx, &m);
}

static _Noreturn void be_child(int fd, pid_t parent, xj_child_fn *work, void *ctx)
{
	struct xj_steps steps = { say_step, &fd };
	struct xj_error err = { .status = XJ_OK };
	struct message m;

	memset(&m, 0, sizeof(m));
	signal(SIGPIPE, SIG_IGN);
	xj_xend_quietly();
#ifdef __linux__
	/* without its parent its work is leftovers */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	if (getppid() != parent)
		_exit(3);
	m.status = work(ctx, &steps, &m.line, &err);
	m.what = m.status == XJ_OK ? SAY_DONE : SAY_FAILED;
	snprintf(m.text, sizeof(m.text), "%s", err.text);
	say(fd, &m);
	_exit(0);
}

/* ---- in the parent --------------------------------------------------- */

enum xj_status xj_child_start(struct xj_child *c, xj_child_fn *work, void *ctx,
                              struct xj_error *err)
{
	pid_t parent = getpid();
	int ends[2];

	memset(c, 0, sizeof(*c));
	c->fd = -1;
	c->ended = true;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return xj_fail(err, XJ_IO, _("cannot make a pipe: %s"),
		               strerror(errno));
	c->pid = fork();
	if (c->pid == 0) {
		close(ends[0]);
		be_child(ends[1], parent, work, ctx);
	}
	close(ends[1]);
	if (c->pid < 0) {
		close(ends[0]);
		return xj_fail(err, XJ_IO, _("cannot start a process: %s"),
		               strerror(errno));
	}
	c->fd = ends[0];
	c->ended = false;
	c->err.status = XJ_INTERNAL; /* until it says otherwise */
	return XJ_OK;
}

/* It ended without a word: say how. */
static void explain_end(struct xj_child *c, int how)
{
	int sig = WIFSIGNALED(how) ? WTERMSIG(how) : 0;

	if (sig == SIGKILL || sig == SIGTERM || sig == SIGINT || sig == SIGHUP)
		(void)xj_fail(&c->err, XJ_IO, _("the process that builds the index was "
		              "stopped (%s), by somebody or for want of memory; what "
		              "was imported is safe, run the command again"),
		              strsignal(sig));
	else if (sig)
		(void)xj_fail(&c->err, XJ_INTERNAL, _("the process that builds the "
		              "index ended by signal %d (%s); what was imported is "
		              "safe"), sig, strsignal(sig));
	else if (WEXITSTATUS(how) == XJ_EXIT_FULL)
		(void)xj_fail(&c->err, XJ_IO, _("no space left on the disk for the "
		              "index; what was imported is safe, free some space and "
		              "run the command again"));
	else
		(void)xj_fail(&c->err, XJ_INTERNAL, _("the process that builds the "
		              "index ended with code %d; what was imported is safe"),
		              WEXITSTATUS(how));
}

static void end_child(struct xj_child *c)
{
	int how = 0;
	pid_t got;

	if (c->ended)
		return;
	close(c->fd);
	c->fd = -1;
	do
		got = waitpid(c->pid, &how, 0);
	while (got < 0 && errno == EINTR);
	c->ended = true;
	/* INTERNAL without a text: it never told a result */
	if (c->err.status == XJ_INTERNAL && !c->err.text[0])
		explain_end(c, how);
}

static void take_message(struct xj_child *c, const struct message *m)
{
	if (m->what == SAY_STEP) {
		c->done = m->done;
	} else if (m->what == SAY_DONE) {
		c->err.status = XJ_OK;
		c->line = m->line;
		c->done = c->line.last - c->line.first + 1;
	} else {
		(void)xj_fail(&c->err, m->status, "%s", m->text);
	}
}

/* Reads one record or notices the end. */
static void hear(struct xj_child *c)
{
	struct message m;
	size_t have = 0;
	ssize_t got;

	while (have < sizeof(m)) {
		got = read(c->fd, (char *)&m + have, sizeof(m) - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			end_child(c);
			return;
		}
		have += (size_t)got;
	}
	take_message(c, &m);
}

static void tell(const struct xj_child *c, size_t n,
                 const struct xj_index_progress *progress, uint64_t all)
{
	uint64_t done = 0;

	for (size_t i = 0; i < n; i++)
		done += c[i].done;
	if (progress && progress->step)
		progress->step(progress->ctx, done < all ? done : all, all);
}

static bool any_left(const struct xj_child *c, size_t n, struct pollfd *p)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		p[i] = (struct pollfd){ .fd = c[i].ended ? -1 : c[i].fd,
		                        .events = POLLIN };
		any = any || !c[i].ended;
	}
	return any;
}

static void stop_all(struct xj_child *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!c[i].ended)
			kill(c[i].pid, SIGKILL);
	for (size_t i = 0; i < n; i++)
		end_child(&c[i]);
}

enum xj_status xj_children_wait(struct xj_child *c, size_t n,
                                const struct xj_index_progress *progress,
                                uint64_t all, struct xj_error *err)
{
	struct pollfd p[MAX_CHILDREN];

	if (n > MAX_CHILDREN)
		return xj_fail(err, XJ_INTERNAL, "%zu children", n);
	while (any_left(c, n, p)) {
		if (poll(p, n, -1) < 0 && errno != EINTR)
			break;
		for (size_t i = 0; i < n; i++) {
			if (c[i].ended || !(p[i].revents & (POLLIN | POLLHUP)))
				continue;
			hear(&c[i]);
			if (c[i].ended && c[i].err.status != XJ_OK) {
				stop_all(c, n);
				return xj_fail(err, c[i].err.status, "%s",
				               c[i].err.text);
			}
		}
		tell(c, n, progress, all);
	}
	stop_all(c, n);
	for (size_t i = 0; i < n; i++)
		if (c[i].err.status != XJ_OK)
			return xj_fail(err, c[i].err.status, "%s", c[i].err.text);
	return XJ_OK;
}
