/*
 * fuzz_query.c - the text of a question: whatever is typed ends at once, within
 * the limits, and what is understood is within bounds.
 */
#include <stdlib.h>

#include "src/query/query_private.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct xj_error err = { 0 };
	struct xj_query *q = NULL;
	char *text = malloc(n + 1);
	enum xj_status st;

	if (!text || xj_query_new(&q, &err)) {
		free(text);
		return 0;
	}
	memcpy(text, data, n);
	text[n] = '\0';
	st = xj_query_text(q, text, &err);
	must(st == XJ_OK || st == XJ_USAGE || st == XJ_LIMIT);
	if (st)
		must(err.text[0] && xj_utf8_valid(xj_str_c(err.text)) == strlen(err.text));
	must(q->terms <= XJ_MAX_TERMS);
	must(q->limit <= XJ_MAX_PAGE_ROWS);
	if (!st) {
		must(q->chars <= XJ_MAX_GRAMS);
		for (size_t i = 0; i < q->terms; i++)
			must(q->term[i].folded.n > 0 && q->term[i].text[0]);
	}
	xj_query_free(q);
	free(text);
	return 0;
}
