/*
 * html_hear.h - for tests: what the reader of HTML tables says of a document,
 * read whole and in pieces.
 */
#ifndef HTML_HEAR_H
#define HTML_HEAR_H

#include "tests/unit/table_transcript.h"

#define ONE "# table 1\n"

static inline struct said hear_as(const char *p, size_t n, const char *encoding,
                                  bool lines)
{
	static const size_t steps[] = { 1, 7, 4093 };
	struct said s = hear_with(&xj_reader_html, p, n, 0, encoding, lines);

	for (size_t i = 0; i < XJ_COUNT(steps) && n < 200000; i++) {
		struct said other = hear_with(&xj_reader_html, p, n, steps[i],
		                              encoding, lines);

		assert_int_equal(other.status, s.status);
		assert_string_equal(log_of(&other), log_of(&s));
		assert_string_equal(other.err.text, s.err.text);
		forget(&other);
	}
	return s;
}

static inline struct said hear(const char *html)
{
	return hear_as(html, strlen(html), NULL, false);
}

static inline void expect(const char *html, const char *want)
{
	struct said s = hear(html);

	if (s.status != XJ_END)
		fail_msg("%s", s.err.text);
	assert_string_equal(log_of(&s), want);
	forget(&s);
}

#endif
