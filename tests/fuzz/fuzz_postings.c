/*
 * fuzz_postings.c - whatever a Glass file holds, reading its lists ends, gives docids
 * that grow, and reads nothing outside.
 */
#include <stdlib.h>
#include <string.h>

#include "index/postings.h"
#include "must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_list(const struct xj_postings *p, const struct xj_str *term, size_t n)
{
	struct xj_lists *lists;
	uint32_t id[64], before = 0;
	size_t got = XJ_COUNT(id);
	unsigned long all = 0;

	if (xj_lists_open(p, term, n, &lists, NULL) != XJ_OK)
		return;
	while (got == XJ_COUNT(id) && all < 1000000) {
		if (xj_lists_next(lists, 0, UINT32_MAX, id, XJ_COUNT(id), &got, NULL) != XJ_OK)
			break;
		for (size_t i = 0; i < got; i++) {
			must(id[i] > before);
			before = id[i];
		}
		all += got;
	}
	xj_lists_close(lists);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* of the file in the corpus */
	static const struct xj_str term[] = {
		XJ_STR("Dense"), XJ_STR("Even"), XJ_STR("Nul\0"), XJ_STR("One"), XJ_STR(""),
	};
	struct xj_postings *p;
	uint8_t *copy = malloc(size ? size : 1);

	must(copy != NULL);
	memcpy(copy, data, size);
	if (xj_postings_of(copy, size, &p, NULL) == XJ_OK) {
		for (size_t i = 0; i < XJ_COUNT(term); i++)
			read_list(p, &term[i], 1);
		read_list(p, term, 2);
		xj_postings_close(p);
	}
	free(copy);
	return 0;
}
