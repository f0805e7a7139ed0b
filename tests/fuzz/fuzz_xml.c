/*
 * fuzz_xml.c - the XML reader against itself: read whole, in single bytes and
 * in pieces of seven it must give the same tables, rows, notes and errors, and
 * no more text than a document without entities can hold.
 */
#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said s = listen_all_ways(&xj_reader_xml, p, n);

	must(s.bytes <= 2 * n);
	return 0;
}
