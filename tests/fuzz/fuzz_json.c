/*
 * fuzz_json.c - the JSON reader against itself: read whole, in single bytes and
 * in pieces of seven it must give the same rows, notes and errors.  What it
 * reads without an error it must read again, row by row the same, after a blank
 * line, after a mark, and twice over as two documents.
 */
#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said once = listen_all_ways(&xj_reader_json, p, n), other;
	uint8_t *twice;

	if (once.status != XJ_END)
		return 0;
	twice = malloc(2 * n + 4);
	must(twice != NULL);
	memcpy(twice, "\xef\xbb\xbf", 3);
	memcpy(twice + 3, p, n);
	other = listen(&xj_reader_json, twice, n + 3, 0);
	/* a mark in front is part of the text when there is one already */
	if (n < 3 || memcmp(p, "\xef\xbb\xbf", 3) != 0)
		must(memcmp(&once, &other, sizeof(once)) == 0);
	memcpy(twice, p, n);
	twice[n] = '\n';
	memcpy(twice + n + 1, p, n);
	other = listen(&xj_reader_json, twice, 2 * n + 1, 0);
	if (once.rows > 0 && other.status == XJ_END)
		must(other.rows == 2 * once.rows - 1);
	free(twice);
	return 0;
}
