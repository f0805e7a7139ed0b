/*
 * table_transcript.h - for tests: reads bytes in memory with any reader, in
 * pieces of any size, and writes down everything it says.
 */
#ifndef TABLE_TRANSCRIPT_H
#define TABLE_TRANSCRIPT_H

#include "tests/pieces.h"
#include "xianjin/text.h"

#define LOG_MAX (256u << 20)

struct said {
	struct xj_buf log;
	struct xj_error err;
	enum xj_status status; /* XJ_END: all was read */
	size_t tables, rows, spoiled, notes;
	char encoding[32];
	bool lines;            /* write the lines of the text file, too */
};

static inline void add_text(struct said *s, const char *p, size_t n)
{
	assert_int_equal(xj_buf_add(&s->log, p, n), XJ_OK);
}

static inline void log_note(void *ctx, const char *code, uint64_t row, size_t column,
                            struct xj_str text, const char *message)
{
	struct said *s = ctx;

	assert_true(message && *message);
	assert_int_equal(xj_utf8_valid(text), text.n);
	s->notes++;
	assert_int_equal(xj_buf_addf(&s->log, "~%s %llu.%zu ", code,
	                             (unsigned long long)row, column), XJ_OK);
	add_text(s, text.p, text.n);
	add_text(s, "\n", 1);
}

/* "ROW[@LINE][!] cell|cell", a line each; ! for a spoiled row. */
static inline void log_row(struct said *s, const struct xj_row *row)
{
	s->rows++;
	s->spoiled += row->spoiled != NULL;
	assert_int_equal(xj_buf_addf(&s->log, "%llu", (unsigned long long)row->row),
	                 XJ_OK);
	if (s->lines)
		assert_int_equal(xj_buf_addf(&s->log, "@%llu",
		                             (unsigned long long)row->line), XJ_OK);
	add_text(s, row->spoiled ? "! " : " ", row->spoiled ? 2 : 1);
	for (size_t i = 0; i < row->n; i++) {
		assert_int_equal(xj_utf8_valid(row->cell[i]), row->cell[i].n);
		add_text(s, "|", i > 0);
		add_text(s, row->cell[i].p, row->cell[i].n);
	}
	add_text(s, "\n", 1);
}

static inline void read_tables(struct said *s, const struct xj_reader *reader, void *self)
{
	struct xj_table table;
	struct xj_row row;

	while ((s->status = reader->next_table(self, &table, &s->err)) == XJ_OK) {
		uint64_t last = 0;

		s->tables++;
		snprintf(s->encoding, sizeof(s->encoding), "%s", table.encoding);
		assert_string_equal(table.member, "");
		add_text(s, "# ", 2);
		add_text(s, table.sheet, strlen(table.sheet));
		add_text(s, "\n", 1);
		while ((s->status = reader->next_row(self, &row, &s->err)) == XJ_OK) {
			assert_true(row.row > last);
			last = row.row;
			log_row(s, &row);
		}
		if (s->status != XJ_END)
			return;
		assert_int_equal(reader->next_row(self, &row, &s->err), XJ_END);
	}
}

static inline struct said hear_with(const struct xj_reader *reader, const char *p,
                                    size_t n, size_t step, const char *encoding,
                                    bool lines)
{
	struct said s = { .status = XJ_OK, .lines = lines };
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = -1, .name = "test",
		.size = step == 7 ? 0 : n
	};
	struct xj_read_options options = {
		.encoding = encoding, .note = log_note, .note_ctx = &s
	};
	void *self;

	xj_buf_init(&s.log, LOG_MAX);
	s.status = reader->open(&in, &options, &self, &s.err);
	if (s.status == XJ_OK) {
		read_tables(&s, reader, self);
		reader->close(self);
	}
	assert_true(s.status == XJ_END || s.err.text[0]);
	return s;
}

static inline void forget(struct said *s)
{
	xj_buf_clear(&s->log);
}

static const char *log_of(const struct said *s)
{
	return s->log.p ? s->log.p : "";
}

#endif
