/*
 * reader_xlsx.c - rows of workbooks of the type .xlsx: which files are such,
 * and their sheets one after the other.  The parts are xlsx_*.c's, the queue of
 * rows book.c's.
 */
#include <stdlib.h>

#include "importers/readers.h"
#include "importers/xlsx.h"
#include "src/core/i18n.h"

/* Merged cells stand behind the rows.  In a sheet up to this size they are
 * looked for first: it costs a tenth of reading it. */
#define LOOK_AHEAD (64u << 20)

struct xlsx {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_package *package;
	struct xj_workbook workbook;
	struct xj_strings *strings;
	struct xj_styles styles;
	struct xj_book_strings shared;
	struct xj_book *book;
	struct xj_sheet sheet;
	size_t next;
};

/* Every failure leaves with the file's name in front. */
static enum xj_status in_file(const struct xlsx *x, enum xj_status status,
                              struct xj_error *err)
{
	if (err)
		(void)xj_fail_in(err, x->in->name);
	return status;
}

/* ---- opening ------------------------------------------------------------- */

static void xlsx_close(void *self)
{
	struct xlsx *x = self;

	if (!x)
		return;
	xj_sheet_clear(&x->sheet);
	xj_book_free(x->book);
	xj_strings_free(x->strings);
	xj_styles_clear(&x->styles);
	xj_workbook_clear(&x->workbook);
	xj_package_close(x->package);
	free(x);
}

static enum xj_status load(struct xlsx *x, struct xj_error *err)
{
	enum xj_status status = xj_package_open(x->in, &x->options, &x->package, err);

	if (status == XJ_OK)
		status = xj_workbook_load(x->package, &x->workbook, err);
	if (status == XJ_OK && x->workbook.styles != XJ_NO_PART)
		status = xj_styles_load(x->package, x->workbook.styles, &x->styles,
		                        err);
	if (status == XJ_OK && x->workbook.strings != XJ_NO_PART)
		status = xj_strings_load(x->package, x->workbook.strings, &x->strings,
		                         err);
	if (status == XJ_OK)
		status = xj_book_new(&x->options, &x->book, err);
	return status;
}

static enum xj_status xlsx_open(struct xj_bytes *in,
                                const struct xj_read_options *options,
                                void **self, struct xj_error *err)
{
	struct xlsx *x = calloc(1, sizeof(*x));
	enum xj_status status;

	*self = NULL;
	if (!x)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	x->in = in;
	if (options)
		x->options = *options;
	status = load(x, err);
	if (status != XJ_OK) {
		status = in_file(x, status, err);
		xlsx_close(x);
		return status;
	}
	x->shared = xj_strings_for_book(x->strings);
	xj_book_strings(x->book, &x->shared);
	xj_sheet_init(&x->sheet, xj_book_queue(x->book));
	x->sheet.styles = &x->styles;
	x->sheet.strings = x->strings;
	x->sheet.from_1904 = x->workbook.from_1904;
	*self = x;
	return XJ_OK;
}

/* ---- sheets -------------------------------------------------------------- */

static enum xj_status has_merges(struct xlsx *x, size_t part, bool *yes,
                                 struct xj_error *err)
{
	static const char word[] = "mergeCell";
	const size_t keep = sizeof(word) - 2;
	char piece[2 * XJ_SAX_CHUNK];
	size_t kept = 0, got;
	enum xj_status status = xj_package_enter(x->package, part, err);

	*yes = false;
	while (status == XJ_OK && !*yes) {
		status = xj_package_read(x->package, piece + kept,
		                         sizeof(piece) - kept, &got, err);
		if (status != XJ_OK || got == 0)
			break;
		got += kept;
		*yes = memmem(piece, got, word, sizeof(word) - 1) != NULL;
		kept = got < keep ? got : keep;
		memmove(piece, piece + got - kept, kept);
	}
	xj_package_leave(x->package);
	return status;
}

/* Reads what the header needs to know before its rows come. */
static enum xj_status look_ahead(struct xlsx *x, size_t part, struct xj_error *err)
{
	bool yes;
	enum xj_status status;

	if (xj_package_size(x->package, part) > LOOK_AHEAD)
		return XJ_OK;
	status = has_merges(x, part, &yes, err);
	x->sheet.merges_known = status == XJ_OK;
	if (status != XJ_OK || !yes)
		return status;
	return xj_package_parse(x->package, part, &xj_sheet_merges, &x->sheet, err);
}

static enum xj_status start_sheet(struct xlsx *x, const struct xj_xlsx_sheet *sheet,
                                  struct xj_error *err)
{
	enum xj_status status;

	xj_sheet_reset(&x->sheet);
	status = xj_book_start(x->book, xj_package_name(x->package, sheet->part), true,
	                       xj_package_read, x->package, &xj_sheet_events,
	                       &x->sheet, err);
	if (status == XJ_OK && sheet->hidden)
		status = xj_book_note(x->sheet.queue, "hidden-sheet", 0, 0,
			xj_str_c(sheet->name), "the sheet is hidden: it is read");
	if (status == XJ_OK)
		status = look_ahead(x, sheet->part, err);
	if (status == XJ_OK)
		status = xj_package_enter(x->package, sheet->part, err);
	return status;
}

static void note_skipped(struct xlsx *x, const struct xj_xlsx_sheet *sheet)
{
	if (x->options.note)
		x->options.note(x->options.note_ctx, "sheet-skipped", 0, 0,
		                xj_str_c(sheet->name),
		                "a chart or dialogue, which has no rows");
}

static enum xj_status xlsx_next_table(void *self, struct xj_table *out,
                                      struct xj_error *err)
{
	struct xlsx *x = self;
	const struct xj_xlsx_sheet *sheet;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	for (;;) {
		if (x->next == x->workbook.sheets) {
			xj_book_stop(x->book);
			return XJ_END;
		}
		sheet = &x->workbook.sheet[x->next++];
		if (sheet->part != XJ_NO_PART)
			break;
		note_skipped(x, sheet);
	}
	status = start_sheet(x, sheet, err);
	if (status != XJ_OK) {
		xj_book_stop(x->book);
		return in_file(x, status, err);
	}
	*out = (struct xj_table){
		.member = "", .sheet = sheet->name, .encoding = "UTF-8"
	};
	return XJ_OK;
}

static enum xj_status xlsx_next_row(void *self, struct xj_row *out,
                                    struct xj_error *err)
{
	struct xlsx *x = self;
	enum xj_status status = xj_book_next_row(x->book, out, err);

	return status == XJ_OK || status == XJ_END ? status : in_file(x, status, err);
}

/* ---- what is one --------------------------------------------------------- */

static bool ends_with(struct xj_str s, struct xj_str tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

static bool is_other(struct xj_str name)
{
	return xj_str_starts(name, XJ_STR("word/")) ||
	       xj_str_starts(name, XJ_STR("ppt/")) ||
	       xj_str_starts(name, XJ_STR("visio/"));
}

static bool is_ours(struct xj_str name)
{
	if (xj_str_is(name, "[Content_Types].xml") || xj_str_is(name, "_rels/.rels"))
		return true;
	return xj_str_starts(name, XJ_STR("xl/")) &&
	       (ends_with(name, XJ_STR(".xml")) || ends_with(name, XJ_STR(".rels")) ||
	        ends_with(name, XJ_STR(".bin")));
}

static int xlsx_bid(struct xj_str head, const char *file)
{
	static const char protected[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0"
	                                "P\0a\0c\0k\0a\0g\0e";
	struct xj_str name, bytes;
	size_t at = 0;
	int bid = 0;

	(void)file; /* content decides */
	if (xj_str_starts(head, XJ_STR("\xd0\xcf\x11\xe0")))
		return memmem(head.p, head.n, protected, sizeof(protected)) ? 70 : 0;
	if (!xj_str_starts(head, XJ_STR("PK\3\4")))
		return 0;
	while (xj_package_peek(head, &at, &name, &bytes)) {
		if (is_other(name))
			return 0;
		if (is_ours(name))
			bid = 80; /* more than the ZIP it also is */
	}
	return bid;
}

const struct xj_reader xj_reader_xlsx = {
	.name = "xlsx",
	.title = N_("workbook of the type .xlsx"),
	.bid = xlsx_bid,
	.open = xlsx_open,
	.next_table = xlsx_next_table,
	.next_row = xlsx_next_row,
	.close = xlsx_close,
};
