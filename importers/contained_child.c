/*
 * contained_child.c - owns the child's side of a contained reader: it reads behind
 * the walls, and writes messages.
 */
#include <errno.h>
#include <unistd.h>

#include "importers/contained_private.h"
#include "importers/sandbox.h"
#include "src/core/i18n.h"

#define FLUSH_AT (64u << 10)
#define PIECE (64u << 10)

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
	put_number(c, t->confidence);
	end(c);
	while ((st = r->next_row(self, &row, err)) == XJ_OK)
		send_row(c, &row);
	if (st != XJ_END)
		return st;
	begin(c, 'E');
	end(c);
	return XJ_OK;
}

/* Behind the walls no program can be started: the bytes go to the parent. */
static enum xj_status send_member(void *ctx, struct xj_bytes *in, struct xj_error *err)
{
	struct child *c = ctx;
	char piece[PIECE];

	begin(c, 'M');
	put_text(c, xj_str_c(in->name));
	end(c);
	for (;;) {
		size_t got;
		enum xj_status st = in->read(in->ctx, piece, sizeof(piece), &got, err);

		if (st)
			return st;
		begin(c, got ? 'B' : 'D');
		put_text(c, xj_str_of(piece, got));
		end(c);
		if (!got)
			return XJ_OK;
	}
}

_Noreturn void xj_contained_child(int fd, const struct xj_reader *r,
                                  struct xj_bytes *in,
                                  const struct xj_read_options *given)
{
	struct child c = { .fd = fd };
	struct xj_read_options options = {
		.encoding = given->encoding, .note = send_note, .note_ctx = &c,
		.progress = send_progress, .progress_ctx = &c,
		.outside = send_member, .outside_ctx = &c,
	};
	struct xj_error err = { 0 };
	struct xj_table t;
	void *self = NULL;
	enum xj_status st;

	xj_buf_init(&c.out, XJ_MAX_MESSAGE + FLUSH_AT);
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
