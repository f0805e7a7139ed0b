/* transcript.h - for tests: what a reader says, written down line by line. */
#ifndef TRANSCRIPT_H
#define TRANSCRIPT_H

#include "importers/readers.h"

#define LOG_MAX (64u << 20)

/* "~CODE ROW.COLUMN text"; CTX is a struct xj_buf. */
static inline void log_note(void *ctx, const char *code, uint64_t row, size_t column,
                            struct xj_str text, const char *message)
{
	struct xj_buf *out = ctx;

	assert_true(message && *message);
	assert_int_equal(xj_buf_addf(out, "~%s %llu.%zu ", code,
	                             (unsigned long long)row, column), XJ_OK);
	assert_int_equal(xj_buf_add(out, text.p, text.n), XJ_OK);
	assert_int_equal(xj_buf_add(out, "\n", 1), XJ_OK);
}

/* "ROW@LINE[!] cell|cell"; ! for a spoiled row. */
static inline void log_row(struct xj_buf *out, const struct xj_row *row)
{
	assert_int_equal(xj_buf_addf(out, "%llu@%llu%s ",
	                             (unsigned long long)row->row,
	                             (unsigned long long)row->line,
	                             row->spoiled ? "!" : ""), XJ_OK);
	for (size_t i = 0; i < row->n; i++) {
		if (i)
			assert_int_equal(xj_buf_add(out, "|", 1), XJ_OK);
		assert_int_equal(xj_buf_add(out, row->cell[i].p, row->cell[i].n),
		                 XJ_OK);
	}
	assert_int_equal(xj_buf_add(out, "\n", 1), XJ_OK);
}

#endif
