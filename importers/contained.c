/*
 * contained.c - owns the child that reads and the pipe it answers on.
 *
 * A message is its length (4 bytes), a letter, and fields: numbers of 8 bytes,
 * texts with their length (4 bytes) and a NUL.  Child and parent are one program:
 * byte order and sizes agree.
 *   T table   R row   E end of table   Z end of all   N note   P progress
 *   X failure
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "importers/contained.h"
#include "importers/sandbox.h"
#include "src/core/i18n.h"
#include "src/core/library_gsf.h"
#include "src/core/library_zip.h"
#include "xianjin/limits.h"

#define MAX_MESSAGE (4u * XJ_MAX_RECORD_BYTES + XJ_MAX_COLUMNS * 16u)
#define FLUSH_AT (64u << 10)

/* ---- the child: reads, and writes messages ----------------------------------- */

struct child {
	int fd;
	struct xj_buf out; /* messages not yet written */
	size_t start;      /* of the message being made */
	uint64_t told;     /* bytes of the last progress message */
};

static void flush(struct child *c)
{
	size_t at = 0;

	while (at < c->out.n) {
		ssize_t n = write(c->fd, c->out.p + at, c->out.n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(0); /* the parent went away: nobody to tell */
		at += (size_t)n;
	}
	xj_buf_reset(&c->out);
}

static void put(struct child *c, const void *p, size_t n)
{
	if (xj_buf_add(&c->out, p, n))
		_exit(77);
}

static void put_number(struct child *c, uint64_t v)
{
	put(c, &v, sizeof(v));
}

static void put_text(struct child *c, struct xj_str s)
{
	uint32_t n = (uint32_t)s.n;

	put(c, &n, sizeof(n));
	put(c, s.p, s.n);
	put(c, "", 1);
}

static void begin(struct child *c, char letter)
{
	uint32_t length = 0;

	c->start = c->out.n;
	put(c, &length, sizeof(length));
	put(c, &letter, 1);
}

static void end(struct child *c)
{
	uint32_t length = (uint32_t)(c->out.n - c->start - sizeof(length));

	memcpy(c->out.p + c->start, &length, sizeof(length));
	if (c->out.n >= FLUSH_AT)
		flush(c);
}

static void send_note(void *ctx, const char *code, uint64_t row, size_t column,
                      struct xj_str text, const char *message)
{
	struct child *c = ctx;

	begin(c, 'N');
	put_text(c, xj_str_c(code));
	put_number(c, row);
	put_number(c, column);
	put_text(c, text);
	put_text(c, xj_str_c(message));
	end(c);
}

static void send_progress(void *ctx, uint64_t bytes)
{
	struct child *c = ctx;

	if (bytes < c->told + (256u << 10))
		return;
	c->told = bytes;
	begin(c, 'P');
	put_number(c, bytes);
	end(c);
}

static void send_row(struct child *c, const struct xj_row *row)
{
	begin(c, 'R');
	put_number(c, row->row);
	put_number(c, row->line);
	put_number(c, row->spoiled != NULL);
	put_text(c, xj_str_c(row->spoiled));
	put_number(c, row->n);
	for (size_t i = 0; i < row->n; i++)
		put_text(c, row->cell[i]);
	end(c);
}

static void send_failure(struct child *c, enum xj_status st, const struct xj_error *err)
{
	begin(c, 'X');
	put_number(c, (uint64_t)st);
	put_text(c, xj_str_c(err->text));
	end(c);
}

static enum xj_status send_table(struct child *c, const struct xj_reader *r, void *self,
                                 const struct xj_table *t, struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;

	begin(c, 'T');
	put_text(c, xj_str_c(t->member));
	put_text(c, xj_str_c(t->sheet));
	put_text(c, xj_str_c(t->encoding));
	put_number(c, t->guessed);
	end(c);
	while ((st = r->next_row(self, &row, err)) == XJ_OK)
		send_row(c, &row);
	if (st != XJ_END)
		return st;
	begin(c, 'E');
	end(c);
	return XJ_OK;
}

static void run_child(int fd, const struct xj_reader *r, struct xj_bytes *in,
                      const struct xj_read_options *given)
{
	struct child c = { .fd = fd };
	struct xj_read_options options = {
		.encoding = given->encoding, .note = send_note, .note_ctx = &c,
		.progress = send_progress, .progress_ctx = &c,
	};
	struct xj_error err = { 0 };
	struct xj_table t;
	void *self = NULL;
	enum xj_status st;

	xj_buf_init(&c.out, MAX_MESSAGE + FLUSH_AT);
	(void)_("not enough memory"); /* opens the catalogue while that can be done */
	xj_sandbox_enter();
	st = r->open(in, &options, &self, &err);
	while (!st && (st = r->next_table(self, &t, &err)) == XJ_OK)
		st = send_table(&c, r, self, &t, &err);
	if (st == XJ_END) {
		begin(&c, 'Z');
		end(&c);
	} else {
		send_failure(&c, st, &err);
	}
	flush(&c);
	_exit(0);
}

/* ---- the parent: reads messages ------------------------------------------------ */

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
};

static enum xj_status broken(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT, _("the reader's answer was cut short"));
}

/* Why the child went away without a last word. */
static enum xj_status autopsy(struct contained *c, struct xj_error *err)
{
	int status = 0;

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

static bool read_all(struct contained *c, void *p, size_t n)
{
	char *to = p;

	while (n) {
		ssize_t got = read(c->fd, to, n);

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
	if (length == 0 || length > MAX_MESSAGE)
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

/* The next message that is for the caller: T, R, E or Z. */
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

static enum xj_status contained_next_table(void *self, struct xj_table *out,
                                           struct xj_error *err)
{
	struct contained *c = self;
	struct xj_str member, sheet, encoding;
	uint64_t guessed;
	char letter = '\0';
	enum xj_status st;

	do { /* what is left of the table before is passed over */
		st = next_answer(c, &letter, err);
		if (st)
			return st;
	} while (letter == 'R' || letter == 'E');
	if (letter == 'Z')
		return XJ_END;
	if (letter != 'T' || !take_text(c, &member) || !take_text(c, &sheet) ||
	    !take_text(c, &encoding) || !take(c, &guessed, sizeof(guessed)))
		return broken(err);
	/* the names must outlive the next message */
	xj_buf_reset(&c->names);
	if (xj_buf_add(&c->names, c->message.p, c->message.n))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	out->member = c->names.p + (member.p - c->message.p);
	out->sheet = c->names.p + (sheet.p - c->message.p);
	out->encoding = c->names.p + (encoding.p - c->message.p);
	out->guessed = guessed != 0;
	c->in_table = true;
	return XJ_OK;
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

	close(c->fd);
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	xj_buf_clear(&c->message);
	xj_buf_clear(&c->names);
	free(c->cell);
	free(c);
}

/* Behind the walls nothing can be loaded any more; a ZIP may hold an XLS. */
static enum xj_status load_libraries(struct xj_error *err)
{
	enum xj_status st = xj_libzip_load(err);

	return st ? st : xj_gsf_load(err);
}

enum xj_status xj_contained_open(const struct xj_reader *inner, struct xj_bytes *in,
                                 const struct xj_read_options *options, void **self,
                                 struct xj_error *err)
{
	enum xj_status st = load_libraries(err);
	struct contained *c;
	int pipe_fd[2];

	*self = NULL;
	if (st)
		return st;
	c = calloc(1, sizeof(*c));
	if (!c)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (pipe2(pipe_fd, O_CLOEXEC)) {
		free(c);
		return xj_fail(err, XJ_IO, _("no pipe: %s"), strerror(errno));
	}
	c->kept = *options;
	c->options = &c->kept;
	c->fd = pipe_fd[0];
	xj_buf_init(&c->message, MAX_MESSAGE);
	xj_buf_init(&c->names, MAX_MESSAGE);
	c->pid = fork();
	if (c->pid == 0) {
		close(pipe_fd[0]);
		/* it holds the import's lock open: it must not outlive the import */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run_child(pipe_fd[1], inner, in, options);
	}
	close(pipe_fd[1]);
	if (c->pid < 0) {
		contained_close(c);
		return xj_fail(err, XJ_IO, _("no new process: %s"), strerror(errno));
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
