/*
 * reader_transcript.h - for tests: reads bytes in memory with any reader, in
 * pieces of any size, and writes down everything it says.
 */
#ifndef READER_TRANSCRIPT_H
#define READER_TRANSCRIPT_H

#include <stdio.h>

#include "tests/pieces.h"
#include "tests/unit/transcript.h"

struct seen {
	struct xj_buf log;
	struct xj_error err;
	enum xj_status status; /* XJ_END when all was read */
};

static void log_tables(const struct xj_reader *reader, void *self, struct seen *s)
{
	struct xj_table table;
	struct xj_row row;

	while ((s->status = reader->next_table(self, &table, &s->err)) == XJ_OK) {
		assert_string_equal(table.member, "");
		if (table.sheet[0])
			assert_int_equal(xj_buf_addf(&s->log, "[%s]\n", table.sheet),
			                 XJ_OK);
		while ((s->status = reader->next_row(self, &row, &s->err)) == XJ_OK)
			log_row(&s->log, &row);
		if (s->status != XJ_END)
			return;
	}
}

/* A file of the descriptor FD (-1: none) read in pieces of STEP. */
static void see_file(const struct xj_reader *reader, struct seen *s, const char *p,
                     size_t n, size_t step, int fd)
{
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = fd, .name = "test"
	};
	struct xj_read_options options = { .note = log_note, .note_ctx = &s->log };
	void *self;

	memset(s, 0, sizeof(*s));
	xj_buf_init(&s->log, LOG_MAX);
	assert_int_equal(xj_buf_reserve(&s->log, 1), XJ_OK);
	s->log.p[0] = '\0';
	s->status = reader->open(&in, &options, &self, &s->err);
	if (s->status == XJ_OK) {
		log_tables(reader, self, s);
		reader->close(self);
	}
	assert_true(s->status == XJ_END || s->err.text[0]);
}

static void see(const struct xj_reader *reader, struct seen *s, const char *p,
                size_t n, size_t step)
{
	see_file(reader, s, p, n, step, -1);
}

static void forget(struct seen *s)
{
	xj_buf_clear(&s->log);
}

/* Reads P in several ways; all must say the same.  Returns it. */
static struct seen see_all_ways(const struct xj_reader *reader, const char *p,
                                size_t n)
{
	static const size_t steps[] = { 1, 2, 7, 64, 4093 };
	struct seen whole;

	see(reader, &whole, p, n, 0);
	for (size_t i = 0; i < XJ_COUNT(steps); i++) {
		struct seen other;

		if (n > 200000 && steps[i] < 64)
			continue;
		see(reader, &other, p, n, steps[i]);
		assert_int_equal(other.status, whole.status);
		assert_string_equal(other.log.p, whole.log.p);
		assert_string_equal(other.err.text, whole.err.text);
		forget(&other);
	}
	return whole;
}

/* What a file of text must come to; ERROR is part of the message, or NULL. */
static inline void expect_text(const struct xj_reader *reader, const char *what,
                               const char *text, const char *want,
                               const char *error)
{
	struct seen s = see_all_ways(reader, text, strlen(text));

	if (strcmp(s.log.p, want) != 0)
		fail_msg("%s: got\n%s\nwanted\n%s\n(%s)", what, s.log.p, want,
		         s.err.text);
	if (error) {
		assert_int_not_equal(s.status, XJ_END);
		if (!strstr(s.err.text, error))
			fail_msg("%s: said: %s", what, s.err.text);
	} else if (s.status != XJ_END) {
		fail_msg("%s: refused: %s", what, s.err.text);
	}
	forget(&s);
}

#endif
