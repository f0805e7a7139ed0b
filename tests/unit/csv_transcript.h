/*
 * csv_transcript.h - for tests: reads bytes in memory with the CSV reader, in
 * pieces of any size, and writes down everything it says.
 */
#ifndef CSV_TRANSCRIPT_H
#define CSV_TRANSCRIPT_H

#include "tests/pieces.h"
#include "tests/unit/transcript.h"

struct seen {
	struct xj_buf log;
	char encoding[32];
	enum xj_confidence confidence;
	uint64_t rows, spoiled, progress;
	char why[80]; /* the last spoiled row */
};

static void see_progress(void *ctx, uint64_t bytes)
{
	*(uint64_t *)ctx = bytes;
}

static void see(struct seen *s, const char *p, size_t n, size_t step,
                const char *encoding)
{
	struct piece piece = { p, n, 0, step };
	struct xj_bytes in = {
		.read = piece_read, .ctx = &piece, .fd = -1, .name = "test.csv"
	};
	struct xj_read_options options = {
		.encoding = encoding, .note = log_note, .note_ctx = &s->log,
		.progress = see_progress, .progress_ctx = &s->progress
	};
	struct xj_error err = { XJ_OK, "" };
	struct xj_table table;
	struct xj_row row;
	void *self;

	memset(s, 0, sizeof(*s));
	xj_buf_init(&s->log, LOG_MAX);
	assert_int_equal(xj_reader_csv.open(&in, &options, &self, &err), XJ_OK);
	assert_int_equal(xj_reader_csv.next_table(self, &table, &err), XJ_OK);
	assert_string_equal(table.member, "");
	assert_string_equal(table.sheet, "");
	snprintf(s->encoding, sizeof(s->encoding), "%s", table.encoding);
	s->confidence = table.confidence;
	while (xj_reader_csv.next_row(self, &row, &err) == XJ_OK) {
		s->rows++;
		if (row.spoiled) {
			s->spoiled++;
			snprintf(s->why, sizeof(s->why), "%s", row.spoiled);
		}
		log_row(&s->log, &row);
	}
	assert_int_equal(xj_reader_csv.next_row(self, &row, &err), XJ_END);
	assert_int_equal(xj_reader_csv.next_table(self, &table, &err), XJ_END);
	assert_int_equal(s->progress, n);
	xj_reader_csv.close(self);
}

static void forget(struct seen *s)
{
	xj_buf_clear(&s->log);
}

static void expect_log(const struct seen *s, const char *want, size_t n)
{
	if (s->log.n != n || memcmp(s->log.p ? s->log.p : "", want, n) != 0)
		fail_msg("got\n%s\nwanted\n%s", s->log.p ? s->log.p : "", want);
}

/* Reads P in several ways and returns what the first saw. */
static struct seen see_all_ways(const char *p, size_t n, const char *encoding)
{
	static const size_t steps[] = { 1, 2, 7, 64, 4093 };
	struct seen whole;

	see(&whole, p, n, 0, encoding);
	for (size_t i = 0; i < XJ_COUNT(steps); i++) {
		struct seen other;

		if (n > 100000 && steps[i] < 64)
			continue;
		see(&other, p, n, steps[i], encoding);
		assert_string_equal(other.encoding, whole.encoding);
		expect_log(&other, whole.log.p ? whole.log.p : "", whole.log.n);
		forget(&other);
	}
	return whole;
}

#endif
