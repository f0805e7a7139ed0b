/*
 * contained.c - owns the parent's side of a contained reader: the child, its
 * answers, and the members of a container that are prepared out here.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "importers/contained.h"
#include "importers/contained_private.h"
#include "src/core/i18n.h"
#include "src/core/library.h"
#include "src/core/spool.h"

/* ---- messages ------------------------------------------------------------------ */

struct contained {
	int fd;
	pid_t pid;
	const struct xj_read_options *options;
	struct xj_read_options kept;
	struct xj_buf message, names;
	size_t at;             /* read so far of the message */
	bool in_table;
	struct xj_str *cell;
	size_t cells;

	struct xj_bytes prepared; /* what INNER reads instead of the file */
	struct xj_bytes member;   /* of a container, under way out here */
	void *reading;            /* another of these, on the member; NULL: none */
	bool gave;                /* a table of the member */
	bool late;                /* the deadline has passed */
	time_t spent;             /* by our children before this one, in seconds */
};

static enum xj_status broken(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT, _("the reader's answer was cut short"));
}

/* Why the child went away without a last word. */
static enum xj_status autopsy(struct contained *c, struct xj_error *err)
{
	int status = 0;

	if (c->late) /* it is ended by close */
		return xj_over(err, "reader-time", _("reading the file takes too long here"));
	if (c->pid > 0 && waitpid(c->pid, &status, 0) < 0)
		status = 0;
	c->pid = 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return xj_over(err, "reader-cpu", _("reading the file took more than %u seconds "
		               "of processor time; it was stopped"), XJ_READER_CPU_SECONDS);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return xj_fail(err, XJ_BAD_INPUT, _("the file made its reader try what a "
		               "reader may not; it was stopped"));
	if (WIFSIGNALED(status))
		return xj_fail(err, XJ_BAD_INPUT, _("the file made its reader crash (signal "
		               "%d); nothing of it was stored"), WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		return xj_over(err, "reader-memory", _("the file needs more memory than a reader "
		               "may use"));
	return broken(err);
}

/* Whether the child says something before it is too late. */
static bool wait_for_child(struct contained *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int got;

	if (!c->options->deadline)
		return true;
	do
		got = poll(&p, 1, (int)xj_clock_left(c->options->deadline));
	while (got < 0 && errno == EINTR);
	c->late = got == 0;
	return !c->late;
}

static bool read_all(struct contained *c, void *p, size_t n)
{
	char *to = p;

	while (n) {
		ssize_t got = wait_for_child(c) ? read(c->fd, to, n) : 0;

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

static bool take(struct contained *c, void *p, size_t n)
{
	if (n > c->message.n - c->at)
		return false;
	memcpy(p, c->message.p + c->at, n);
	c->at += n;
	return true;
}

static bool take_text(struct contained *c, struct xj_str *s)
{
	uint32_t n;

	if (!take(c, &n, sizeof(n)) || n >= c->message.n - c->at)
		return false;
	*s = xj_str_of(c->message.p + c->at, n);
	c->at += n + 1u;
	return true;
}

static enum xj_status next_message(struct contained *c, char *letter,
                                   struct xj_error *err)
{
	uint32_t length;

	if (!read_all(c, &length, sizeof(length)))
		return autopsy(c, err);
	if (length == 0 || length > XJ_MAX_MESSAGE)
		return broken(err);
	xj_buf_reset(&c->message);
	if (xj_buf_reserve(&c->message, length))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!read_all(c, c->message.p, length))
		return autopsy(c, err);
	c->message.n = length;
	c->at = 0;
	return take(c, letter, 1) ? XJ_OK : broken(err);
}

static enum xj_status pass_note(struct contained *c, struct xj_error *err)
{
	struct xj_str code, text, message;
	uint64_t row, column;

	if (!take_text(c, &code) || !take(c, &row, sizeof(row)) ||
	    !take(c, &column, sizeof(column)) || !take_text(c, &text) ||
	    !take_text(c, &message))
		return broken(err);
	if (c->options->note)
		c->options->note(c->options->note_ctx, code.p, row, (size_t)column, text,
		                 message.p);
	return XJ_OK;
}

static enum xj_status pass_failure(struct contained *c, struct xj_error *err)
{
	struct xj_str text;
	uint64_t status;

	if (!take(c, &status, sizeof(status)) || !take_text(c, &text) ||
	    status == XJ_OK || status > XJ_INTERNAL)
		return broken(err);
	return xj_fail(err, (enum xj_status)status, "%s", text.p);
}

/* The next message that is not only passed on: T, R, E, Z, M, B or D. */
static enum xj_status next_answer(struct contained *c, char *letter,
                                  struct xj_error *err)
{
	uint64_t bytes;

	for (;;) {
		enum xj_status st = next_message(c, letter, err);

		if (!st && *letter == 'N')
			st = pass_note(c, err);
		else if (!st && *letter == 'X')
			st = pass_failure(c, err);
		else if (!st && *letter == 'P' && take(c, &bytes, sizeof(bytes)) &&
		         c->options->progress)
			c->options->progress(c->options->progress_ctx, bytes);
		if (st || !strchr("NXP", *letter))
			return st;
	}
}

/* ---- members that are prepared out here ------------------------------------------ */

static time_t children_spent(void)
{
	struct rusage r = { 0 };

	(void)!getrusage(RUSAGE_CHILDREN, &r);
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec;
}

/* The bytes of the member into FD. */
static enum xj_status spool_member(struct contained *c, int fd, struct xj_error *err)
{
	uint64_t all = 0;

	for (;;) {
		struct xj_str bytes;
		char letter;
		enum xj_status st = next_answer(c, &letter, err);

		if (st)
			return st;
		if (letter == 'D')
			return XJ_OK;
		if (letter != 'B' || !take_text(c, &bytes))
			return broken(err);
		all += bytes.n;
		if (all > XJ_MAX_FILE_BYTES)
			return broken(err);
		st = xj_spool_write(fd, bytes.p, bytes.n, err);
		if (st)
			return st;
	}
}

static void close_member(struct contained *c)
{
	if (c->reading)
		xj_contained.close(c->reading);
	c->reading = NULL;
	xj_bytes_close(&c->member);
}

/* A member that cannot be read costs the others nothing, unless rows of it have
 * been given. */
static enum xj_status skip_member(struct contained *c, enum xj_status st,
                                  const struct xj_error *err)
{
	if (c->gave || (st != XJ_BAD_INPUT && st != XJ_LIMIT))
		return st;
	if (c->options->note)
		c->options->note(c->options->note_ctx, "member-skipped", 0, 0,
		                 xj_str_c(c->member.name), err->text);
	close_member(c);
	return XJ_OK;
}

static enum xj_status open_member(struct contained *c, struct xj_error *err)
{
	struct xj_read_options options = *c->options;
	const struct xj_reader *reader;
	char head[4096];
	ssize_t n = pread(c->member.fd, head, sizeof(head), 0);
	enum xj_status st;

	reader = n > 0 ? xj_reader_for(xj_str_of(head, (size_t)n), c->member.name, NULL,
	                               false) : NULL;
	if (!reader || !reader->prepare)
		return broken(err);
	if (children_spent() - c->spent > XJ_READER_CPU_SECONDS)
		return xj_over(err, "reader-cpu", _("%s: with it reading the file takes more "
		               "than %u seconds of processor time"), c->member.name,
		               XJ_READER_CPU_SECONDS);
	options.progress = NULL; /* told by the container's reader */
	c->gave = false;
	st = xj_contained_open(reader, &c->member, &options, &c->reading, err);
	return st ? skip_member(c, st, err) : XJ_OK;
}

static enum xj_status take_member(struct contained *c, struct xj_error *err)
{
	struct xj_str name;
	enum xj_status st;
	int fd;

	if (!take_text(c, &name))
		return broken(err);
	fd = xj_spool_open(false);
	if (fd < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot be spooled to a temporary file"),
		               name.p);
	st = xj_bytes_adopt(fd, name.p, &c->member, err);
	if (!st)
		st = spool_member(c, fd, err);
	if (!st)
		st = xj_bytes_rewind(&c->member, err);
	return st ? st : open_member(c, err);
}

/* The member's next table; XJ_END: it has no more, or is skipped. */
static enum xj_status member_table(struct contained *c, struct xj_table *out,
                                   struct xj_error *err)
{
	enum xj_status st = xj_contained.next_table(c->reading, out, err);

	if (st == XJ_END)
		close_member(c);
	if (st && st != XJ_END) {
		st = skip_member(c, st, err);
		return st ? st : XJ_END;
	}
	out->member = c->member.name;
	c->gave = true;
	return st;
}

/* ---- the reader's face ----------------------------------------------------------- */

static enum xj_status take_table(struct contained *c, struct xj_table *out,
                                 struct xj_error *err)
{
	struct xj_str member, sheet, encoding;
	uint64_t confidence;

	if (!take_text(c, &member) || !take_text(c, &sheet) ||
	    !take_text(c, &encoding) || !take(c, &confidence, sizeof(confidence)) ||
	    confidence > XJ_GUESS)
		return broken(err);
	/* the names must outlive the next message */
	xj_buf_reset(&c->names);
	if (xj_buf_add(&c->names, c->message.p, c->message.n))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	out->member = c->names.p + (member.p - c->message.p);
	out->sheet = c->names.p + (sheet.p - c->message.p);
	out->encoding = c->names.p + (encoding.p - c->message.p);
	out->confidence = (enum xj_confidence)confidence;
	c->in_table = true;
	return XJ_OK;
}

static enum xj_status contained_next_table(void *self, struct xj_table *out,
                                           struct xj_error *err)
{
	struct contained *c = self;

	for (;;) {
		char letter = '\0';
		enum xj_status st = c->reading ? member_table(c, out, err) : XJ_END;

		if (st != XJ_END)
			return st;
		st = next_answer(c, &letter, err);
		if (!st && letter == 'M')
			st = take_member(c, err);
		if (st)
			return st;
		switch (letter) {
		case 'R': /* what is left of the table before is passed over */
		case 'E':
		case 'M':
			break;
		case 'T':
			return take_table(c, out, err);
		case 'Z':
			return XJ_END;
		default:
			return broken(err);
		}
	}
}

static enum xj_status take_row(struct contained *c, struct xj_row *out,
                               struct xj_error *err)
{
	struct xj_str spoiled;
	uint64_t is_spoiled, n;

	if (!take(c, &out->row, sizeof(out->row)) ||
	    !take(c, &out->line, sizeof(out->line)) ||
	    !take(c, &is_spoiled, sizeof(is_spoiled)) || !take_text(c, &spoiled) ||
	    !take(c, &n, sizeof(n)) || n > c->message.n)
		return broken(err);
	if (n > c->cells) {
		struct xj_str *more = realloc(c->cell, (size_t)n * sizeof(*more));

		if (!more)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		c->cell = more;
		c->cells = (size_t)n;
	}
	for (size_t i = 0; i < n; i++)
		if (!take_text(c, &c->cell[i]))
			return broken(err);
	out->cell = c->cell;
	out->n = (size_t)n;
	out->spoiled = is_spoiled ? spoiled.p : NULL;
	return XJ_OK;
}

static enum xj_status contained_next_row(void *self, struct xj_row *out,
                                         struct xj_error *err)
{
	struct contained *c = self;
	char letter;
	enum xj_status st;

	if (c->reading)
		return xj_contained.next_row(c->reading, out, err);
	if (!c->in_table)
		return XJ_END;
	st = next_answer(c, &letter, err);
	if (st)
		return st;
	if (letter == 'R')
		return take_row(c, out, err);
	c->in_table = false;
	return letter == 'E' ? XJ_END : broken(err);
}

static void contained_close(void *self)
{
	struct contained *c = self;

	close_member(c);
	if (c->fd >= 0)
		close(c->fd);
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	xj_buf_clear(&c->message);
	xj_buf_clear(&c->names);
	xj_bytes_close(&c->prepared);
	free(c->cell);
	free(c);
}

static enum xj_status start_child(struct contained *c, const struct xj_reader *inner,
                                  struct xj_bytes *in, struct xj_error *err)
{
	int pipe_fd[2];

	if (pipe2(pipe_fd, O_CLOEXEC))
		return xj_fail(err, XJ_IO, _("no pipe: %s"), strerror(errno));
	c->fd = pipe_fd[0];
	c->pid = fork();
	if (c->pid == 0) {
		close(pipe_fd[0]);
		/* it holds the import's lock open: it must not outlive the import */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		xj_contained_child(pipe_fd[1], inner, in, c->options);
	}
	close(pipe_fd[1]);
	return c->pid < 0 ? xj_fail(err, XJ_IO, _("no new process: %s"), strerror(errno))
	                  : XJ_OK;
}

/* What needs another program is done while one can be started. */
static enum xj_status prepare(struct contained *c, const struct xj_reader *inner,
                              struct xj_bytes **in, struct xj_error *err)
{
	enum xj_status st;

	if (!inner->prepare)
		return XJ_OK;
	st = inner->prepare(*in, &c->prepared, err);
	if (!st && c->options->progress)
		c->options->progress(c->options->progress_ctx, (*in)->size);
	*in = &c->prepared;
	return st;
}

enum xj_status xj_contained_open(const struct xj_reader *inner, struct xj_bytes *in,
                                 const struct xj_read_options *options, void **self,
                                 struct xj_error *err)
{
	/* a ZIP may hold any format, and behind the walls nothing can be loaded */
	enum xj_status st = xj_libraries_to_read(err);
	struct contained *c;

	*self = NULL;
	if (st)
		return st;
	c = calloc(1, sizeof(*c));
	if (!c)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	c->kept = *options;
	c->options = &c->kept;
	c->fd = c->prepared.fd = c->member.fd = -1;
	c->spent = children_spent();
	xj_buf_init(&c->message, XJ_MAX_MESSAGE);
	xj_buf_init(&c->names, XJ_MAX_MESSAGE);
	st = prepare(c, inner, &in, err);
	if (!st)
		st = start_child(c, inner, in, err);
	if (st) {
		contained_close(c);
		return st;
	}
	*self = c;
	return XJ_OK;
}

const struct xj_reader xj_contained = {
	.name = "contained",
	.title = N_("another reader in a process of its own"),
	.next_table = contained_next_table,
	.next_row = contained_next_row,
	.close = contained_close,
};
