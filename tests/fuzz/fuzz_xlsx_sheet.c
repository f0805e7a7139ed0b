/*
 * fuzz_xlsx_sheet.c - the XML of a sheet, with texts and styles as given here.
 * The first byte says where days begin and whether merged cells are looked for
 * first.  Read whole, in single bytes and in pieces of seven it must give the
 * same rows, notes and verdict.
 */
#include "importers/xlsx.h"
#include "tests/fuzz/book_fuzz.h"

/* Made once: they only are read. */
static struct xj_strings *some_strings(void)
{
	static const char *const text[] = { "姓名", "", "王某", " 5 ", "=1+1" };
	static char most[XJ_MAX_CELL_BYTES + 1];
	static struct xj_strings *s;

	if (s)
		return s;
	must(xj_strings_new(&s, NULL) == XJ_OK);
	for (size_t i = 0; i < XJ_COUNT(text); i++)
		must(xj_strings_add(s, xj_str_c(text[i]), NULL) == XJ_OK);
	memset(most, 'x', sizeof(most));
	must(xj_strings_add(s, xj_str_of(most, sizeof(most)), NULL) == XJ_OK);
	must(xj_strings_add(s, xj_str_of(most, sizeof(most) - 1), NULL) == XJ_OK);
	return s;
}

static enum xj_status look_ahead(struct xj_sheet *sheet, struct piece piece)
{
	struct xj_sax *sax;
	char buf[XJ_SAX_CHUNK];
	size_t got;
	enum xj_status status;

	must(xj_sax_new(&xj_sheet_merges, sheet, "sheet", &sax, NULL) == XJ_OK);
	do {
		must(piece_read(&piece, buf, sizeof(buf), &got, NULL) == XJ_OK);
		status = got ? xj_sax_feed(sax, buf, got, NULL)
		             : xj_sax_finish(sax, NULL);
	} while (status == XJ_OK && got > 0);
	xj_sax_free(sax);
	sheet->merges_known = true;
	return status;
}

static struct said listen(const uint8_t *p, size_t n, size_t step, unsigned how)
{
	static uint8_t format[] = {
		XJ_FORMAT_NUMBER, XJ_FORMAT_DATE, XJ_FORMAT_TIME, XJ_FORMAT_ELAPSED
	};
	struct said s = { .hash = FOLD_START };
	struct piece piece = { p, n, 0, step };
	struct xj_read_options options = { .note = hear_note, .note_ctx = &s };
	struct xj_styles styles = { format, sizeof(format) };
	struct xj_strings *strings = some_strings();
	struct xj_book_strings for_book = xj_strings_for_book(strings);
	struct xj_sheet sheet;
	struct xj_book *b;

	must(xj_book_new(&options, &b, NULL) == XJ_OK);
	xj_book_strings(b, &for_book);
	xj_sheet_init(&sheet, xj_book_queue(b));
	sheet.styles = &styles;
	sheet.strings = strings;
	sheet.from_1904 = how & 1;
	must(xj_book_start(b, "sheet", true, piece_read, &piece, &xj_sheet_events,
	                   &sheet, NULL) == XJ_OK);
	if (how & 2)
		s.status = look_ahead(&sheet, piece);
	if (s.status == XJ_OK)
		hear_rows(b, &s);
	xj_sheet_clear(&sheet);
	xj_book_free(b);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct said whole, ones, sevens;

	if (n == 0)
		return 0;
	whole = listen(p + 1, n - 1, 0, p[0]);
	ones = listen(p + 1, n - 1, 1, p[0]);
	sevens = listen(p + 1, n - 1, 7, p[0]);
	must(memcmp(&whole, &ones, sizeof(whole)) == 0);
	must(memcmp(&whole, &sevens, sizeof(whole)) == 0);
	return 0;
}
