/*
 * fuzz_ods_content.c - content.xml of an ODS document.  Read whole, in single
 * bytes and in pieces of seven it must give the same tables, rows, notes and
 * verdict.
 */
#include "importers/ods.h"
#include "tests/fuzz/book_fuzz.h"

static struct said listen(const uint8_t *p, size_t n, size_t step)
{
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, step };
	struct xj_read_options options = { .note = hear_note, .note_ctx = &s };
	struct xj_error err;
	struct xj_ods ods;
	struct xj_book *b;
	const char *name;

	must(xj_book_new(&options, &b, NULL) == XJ_OK);
	xj_ods_init(&ods, xj_book_queue(b));
	must(xj_book_start(b, "content.xml", false, piece_read, &piece,
	                   &xj_ods_events, &ods, NULL) == XJ_OK);
	while (s.rows < MOST_ROWS &&
	       (s.status = xj_book_next_table(b, &name, &err)) == XJ_OK) {
		must(xj_utf8_valid(xj_str_c(name)) == strlen(name));
		add(&s, name, strlen(name));
		s.tables++;
		hear_rows(b, &s);
		if (s.status != XJ_END)
			break;
	}
	xj_ods_clear(&ods);
	xj_book_free(b);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said whole = listen(p, n, 0), ones = listen(p, n, 1);
	struct said sevens = listen(p, n, 7);

	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	return 0;
}
