/*
 * pdf_child.c - owns the process that reads foreign PDFs: what it may use, how
 * long it may take, and what its end means.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "importers/pdf_child.h"
#include "src/core/i18n.h"
#include "src/core/spool.h"
#include "xianjin/limits.h"

#define PROGRAM "pdftotext"
#define MAX_PATH 1024u
#define PIECE (64u << 10)
#define LAST_PAGE "501" /* one more than is read, to see that there is one */
#define NO_EXEC 127 /* exit code of a child that could not become pdftotext */

_Static_assert(XJ_MAX_PDF_PAGES == 500u, "say so in LAST_PAGE");

struct pdf_child {
	const char *name;
	pid_t pid; /* 0: it is gone */
	int pipe;
	uint64_t bytes;
	uint64_t deadline; /* CLOCK_MONOTONIC, in milliseconds */
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- finding it ------------------------------------------------------ */

/* Only absolute folders of PATH: never a program that lies beside the file. */
static bool find_program(char path[MAX_PATH])
{
	const char *p = getenv("PATH");

	if (!p || !*p)
		p = "/usr/local/bin:/usr/bin:/bin";
	while (*p) {
		size_t n = strcspn(p, ":");
		int wrote = snprintf(path, MAX_PATH, "%.*s/%s", (int)n, p, PROGRAM);

		if (*p == '/' && n < MAX_PATH && wrote > 0 && (size_t)wrote < MAX_PATH &&
		    access(path, X_OK) == 0)
			return true;
		p += n;
		p += *p == ':';
	}
	return false;
}

/* ---- in the child: nothing here may allocate ------------------------- */

static void limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit r = { most, most };

	if (setrlimit(what, &r) != 0)
		_exit(NO_EXEC);
}

static _Noreturn void become(const char *path, int in, int out)
{
	char *const environment[] = { (char[]){ "LC_ALL=C" }, NULL };
	char *const args[] = {
		(char[]){ PROGRAM }, (char[]){ "-q" }, (char[]){ "-tsv" },
		(char[]){ "-l" }, (char[]){ LAST_PAGE },
		(char[]){ "/proc/self/fd/0" }, (char[]){ "-" }, NULL
	};
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(NO_EXEC);
	close_range(3, ~0u, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	limit(RLIMIT_CPU, XJ_PDF_CPU_SECONDS);
	limit(RLIMIT_AS, XJ_PDF_MEMORY);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 32);
	limit(RLIMIT_CORE, 0);
	execve(path, args, environment);
	_exit(NO_EXEC);
}

/* ---- in the parent --------------------------------------------------- */

static enum xj_status not_there(struct xj_error *err, const char *name)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("%s: a PDF is read with pdftotext, which is not there: install the "
		  "packages poppler-utils and poppler-data"), name);
}

static int reap(struct pdf_child *c)
{
	int how = 0;
	pid_t got;

	do
		got = waitpid(c->pid, &how, 0);
	while (got < 0 && errno == EINTR);
	c->pid = 0;
	return got < 0 ? -1 : how;
}

/* Ends it if it still runs. */
static void child_stop(struct pdf_child *c)
{
	if (!c)
		return;
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		(void)reap(c);
	}
	close(c->pipe);
	free(c);
}

static enum xj_status child_start(int fd, const char *name, struct pdf_child **out,
                                  struct xj_error *err)
{
	struct pdf_child *c;
	char path[MAX_PATH];
	int ends[2];

	*out = NULL;
	if (!find_program(path))
		return not_there(err, name);
	c = calloc(1, sizeof(*c));
	if (!c)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), name);
	c->name = name;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		free(c);
		return xj_fail(err, XJ_IO, _("%s: cannot make a pipe: %s"), name,
		               strerror(errno));
	}
	c->pid = fork();
	if (c->pid == 0)
		become(path, fd, ends[1]);
	close(ends[1]);
	c->pipe = ends[0];
	c->deadline = now_ms() + XJ_PDF_SECONDS * 1000u;
	if (c->pid < 0) {
		c->pid = 0;
		child_stop(c);
		return xj_fail(err, XJ_IO, _("%s: cannot start pdftotext: %s"), name,
		               strerror(errno));
	}
	*out = c;
	return XJ_OK;
}

static enum xj_status too_long(const struct pdf_child *c, struct xj_error *err)
{
	return xj_over(err, "pdf-time",
		_("%s: pdftotext took longer than it may (%u s of computing, %u s in "
		  "all); print the pages that matter to a new PDF"), c->name,
		XJ_PDF_CPU_SECONDS, XJ_PDF_SECONDS);
}

/* Nothing more comes: how did it end? */
static enum xj_status verdict(struct pdf_child *c, struct xj_error *err)
{
	int how = c->pid > 0 ? reap(c) : 0;

	if (how == 0)
		return XJ_OK;
	if (how > 0 && WIFEXITED(how) && WEXITSTATUS(how) == NO_EXEC)
		return not_there(err, c->name);
	if (how > 0 && WIFSIGNALED(how) &&
	    (WTERMSIG(how) == SIGXCPU || WTERMSIG(how) == SIGKILL))
		return too_long(c, err);
	return xj_fail(err, XJ_BAD_INPUT,
		_("%s: pdftotext cannot read it: it is damaged, locked with a password "
		  "or needs more than %u MiB of memory"), c->name,
		XJ_PDF_MEMORY >> 20);
}

/* Waits until there is something to read. */
static enum xj_status wait_for_it(struct pdf_child *c, struct xj_error *err)
{
	for (;;) {
		struct pollfd p = { .fd = c->pipe, .events = POLLIN };
		uint64_t now = now_ms();
		int left = now < c->deadline ? (int)(c->deadline - now) : 0;
		int n = poll(&p, 1, left);

		if (n > 0)
			return XJ_OK;
		if (n == 0)
			return too_long(c, err);
		if (errno != EINTR)
			return xj_fail(err, XJ_IO, _("%s: cannot wait for pdftotext: %s"),
			               c->name, strerror(errno));
	}
}

/* What it writes; *GOT 0 with XJ_OK: it ended well. */
static enum xj_status child_read(struct pdf_child *c, void *buf, size_t cap,
                                 size_t *got, struct xj_error *err)
{
	enum xj_status status = wait_for_it(c, err);
	ssize_t n;

	*got = 0;
	if (status != XJ_OK)
		return status;
	do
		n = read(c->pipe, buf, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot read from pdftotext: %s"),
		               c->name, strerror(errno));
	if (n == 0)
		return verdict(c, err);
	c->bytes += (uint64_t)n;
	if (c->bytes > XJ_MAX_PDF_TEXT)
		return xj_over(err, "pdf-text", _("%s: holds more than %u MiB of text"),
		               c->name, XJ_MAX_PDF_TEXT >> 20);
	*got = (size_t)n;
	return XJ_OK;
}

static enum xj_status spool_text(struct pdf_child *c, int to, struct xj_error *err)
{
	char piece[PIECE];

	for (;;) {
		size_t got;
		enum xj_status status = child_read(c, piece, sizeof(piece), &got, err);

		if (status != XJ_OK || got == 0)
			return status;
		status = xj_spool_write(to, piece, got, err);
		if (status != XJ_OK)
			return status;
	}
}

enum xj_status xj_pdf_text(int fd, const char *name, struct xj_bytes *out,
                           struct xj_error *err)
{
	struct pdf_child *c = NULL;
	int to = xj_spool_open(false);
	enum xj_status status;

	if (to < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot be spooled to a temporary file"),
		               name);
	status = xj_bytes_adopt(to, name, out, err);
	if (status == XJ_OK)
		status = child_start(fd, name, &c, err);
	if (status == XJ_OK)
		status = spool_text(c, to, err);
	child_stop(c);
	if (status == XJ_OK)
		status = xj_bytes_rewind(out, err);
	if (status != XJ_OK)
		xj_bytes_close(out);
	return status;
}
