/*
 * fuzz_multipart.c - the body of a form: whatever is sent, no byte outside it is read,
 * and what comes out lies inside it, in order.
 */
#include <stdlib.h>

#include "src/web/multipart.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct web_parts parts;
	char *body = malloc(n + 1); /* its own, so that a step too far is seen */
	const char *at = body;
	enum xj_status st;

	if (!body)
		return 0;
	memcpy(body, data, n);
	st = web_multipart_read("multipart/form-data; boundary=XX", xj_str_of(body, n), &parts,
	                        &err);
	must(st == XJ_OK || ((st == XJ_USAGE || st == XJ_LIMIT) && err.text[0]));
	must(parts.n <= WEB_MAX_PARTS);
	for (size_t i = 0; i < parts.n && !st; i++) {
		must(parts.v[i].name.n > 0 && parts.v[i].body.p >= at);
		at = parts.v[i].body.p + parts.v[i].body.n;
		must(at <= body + n);
	}
	free(body);
	return 0;
}
