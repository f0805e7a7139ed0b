/*
 * fuzz_round.c - what the CSV reader gives, written as CSV, as our XML, as a sheet of
 * XLSX and as an ODS document and read again, is the same: every cell of every row.
 */
#include "importers/ods.h"
#include "importers/xlsx.h"
#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define MAX_ROWS 64u

struct grid {
	struct xj_buf text;
	size_t end[4096], cells;    /* of each cell in text */
	size_t row[MAX_ROWS], rows; /* the cell behind each row */
	uint64_t number[MAX_ROWS];
	bool unfit;                 /* cannot be written in XML, or is too much */
};

/* XML knows no control characters and turns carriage returns into line ends. */
static bool fits_xml(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t' && c != '\n') || (c == 0xef && i + 2 < s.n &&
		    (unsigned char)s.p[i + 1] == 0xbf && (unsigned char)s.p[i + 2] >= 0xbe))
			return false;
	}
	return true;
}

static void keep_row(struct grid *g, const struct xj_row *r)
{
	if (r->spoiled || g->rows == MAX_ROWS ||
	    g->cells + r->n > XJ_COUNT(g->end)) {
		g->unfit = true;
		return;
	}
	for (size_t i = 0; i < r->n; i++) {
		g->unfit = g->unfit || !fits_xml(r->cell[i]);
		must(xj_buf_add(&g->text, r->cell[i].p, r->cell[i].n) == XJ_OK);
		g->end[g->cells++] = g->text.n;
	}
	g->number[g->rows] = r->row;
	g->row[g->rows++] = g->cells;
}

static void begin(struct grid *g)
{
	memset(g, 0, sizeof(*g));
	xj_buf_init(&g->text, 1u << 20);
}

static void read_grid(const struct xj_reader *reader, const void *p, size_t n,
                      const char *encoding, struct grid *g)
{
	struct piece piece = { p, n, 0, 0 };
	struct xj_bytes in = { .read = piece_read, .ctx = &piece, .fd = -1,
	                       .name = "fuzz" };
	struct xj_read_options options = { .encoding = encoding };
	struct xj_table table;
	struct xj_row row;
	void *self;

	begin(g);
	g->unfit = reader->open(&in, &options, &self, NULL) != XJ_OK;
	if (g->unfit)
		return;
	if (reader->next_table(self, &table, NULL) == XJ_OK)
		while (!g->unfit && reader->next_row(self, &row, NULL) == XJ_OK)
			keep_row(g, &row);
	reader->close(self);
}

static void read_csv(const void *p, size_t n, struct grid *g)
{
	read_grid(&xj_reader_csv, p, n, "utf-8", g);
}

static void read_xml(const void *p, size_t n, struct grid *g)
{
	read_grid(&xj_reader_xml, p, n, NULL, g);
}

static void read_rows(struct xj_book *b, struct grid *g)
{
	struct xj_row row;

	while (!g->unfit && xj_book_next_row(b, &row, NULL) == XJ_OK)
		keep_row(g, &row);
	xj_book_free(b);
}

static void read_xlsx(const void *p, size_t n, struct grid *g)
{
	const struct xj_read_options options = { 0 };
	struct piece piece = { p, n, 0, 0 };
	struct xj_sheet sheet;
	struct xj_book *b;

	begin(g);
	must(xj_book_new(&options, &b, NULL) == XJ_OK);
	xj_sheet_init(&sheet, xj_book_queue(b));
	must(xj_book_start(b, "sheet", true, piece_read, &piece, &xj_sheet_events, &sheet,
	                   NULL) == XJ_OK);
	read_rows(b, g);
	xj_sheet_clear(&sheet);
}

static void read_ods(const void *p, size_t n, struct grid *g)
{
	const struct xj_read_options options = { 0 };
	struct piece piece = { p, n, 0, 0 };
	struct xj_ods ods;
	struct xj_book *b;
	const char *name;

	begin(g);
	must(xj_book_new(&options, &b, NULL) == XJ_OK);
	xj_ods_init(&ods, xj_book_queue(b));
	must(xj_book_start(b, "content.xml", false, piece_read, &piece, &xj_ods_events, &ods,
	                   NULL) == XJ_OK);
	must(xj_book_next_table(b, &name, NULL) == XJ_OK);
	read_rows(b, g);
	xj_ods_clear(&ods);
}

static struct xj_str cell_at(const struct grid *g, size_t i)
{
	size_t from = i ? g->end[i - 1] : 0;

	return xj_str_of(g->text.p ? g->text.p + from : "", g->end[i] - from);
}

/* ---- writing ------------------------------------------------------------------------ */

static void put(struct xj_buf *b, const char *text)
{
	must(xj_buf_add(b, text, strlen(text)) == XJ_OK);
}

/* C as INSTEAD says, else as it is. */
struct instead {
	char c;
	const char *text;
};

static void put_cell(struct xj_buf *b, struct xj_str s, const struct instead *instead)
{
	for (size_t i = 0; i < s.n; i++) {
		const struct instead *r = instead;

		while (r->text && r->c != s.p[i])
			r++;
		if (r->text)
			put(b, r->text);
		else
			must(xj_buf_add(b, s.p + i, 1) == XJ_OK);
	}
}

static const struct instead csv_cell[] = { { '"', "\"\"" }, { 0, NULL } };
static const struct instead xml_cell[] = {
	{ '<', "&lt;" }, { '&', "&amp;" }, { '>', "&gt;" }, { 0, NULL } };
static const struct instead xlsx_cell[] = {
	{ '<', "&lt;" }, { '&', "&amp;" }, { '>', "&gt;" }, { '_', "_x005F_" }, { 0, NULL } };
static const struct instead ods_cell[] = {
	{ '<', "&lt;" }, { '&', "&amp;" }, { '>', "&gt;" }, { ' ', "<t:s/>" },
	{ '\t', "<t:tab/>" }, { '\n', "<t:line-break/>" }, { 0, NULL } };

#define ODS "urn:oasis:names:tc:opendocument:xmlns:"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

static const struct container {
	const char *head, *tail;
	struct {
		const char *row, *row_end, *cell, *cell_end;
	} first, other; /* rows */
	const char *between;
	const struct instead *instead;
	void (*read)(const void *p, size_t n, struct grid *g);
	bool is_sheet; /* which has no empty cell at the end of a row, and no empty row */
} containers[] = {
	{ .head = "", .tail = "", .between = ",",
	  .first = { "", "\r\n", "\"", "\"" }, .other = { "", "\r\n", "\"", "\"" },
	  .instead = csv_cell, .read = read_csv },
	{ .head = "<?xml version=\"1.0\"?><filings xmlns=\"urn:xianjin:filings:1\">"
	          "<table kind=\"entries\">", .tail = "</table></filings>", .between = "",
	  .first = { "<columns>", "</columns>", "<column>", "</column>" },
	  .other = { "<row>", "</row>", "<cell>", "</cell>" },
	  .instead = xml_cell, .read = read_xml },
	{ .head = "<worksheet xmlns=\"" MAIN "\"><sheetData>",
	  .tail = "</sheetData></worksheet>", .between = "",
	  .first = { "<row>", "</row>", "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">",
	             "</t></is></c>" },
	  .other = { "<row>", "</row>", "<c t=\"str\"><v>", "</v></c>" },
	  .instead = xlsx_cell, .read = read_xlsx, .is_sheet = true },
	{ .head = "<o:document-content xmlns:o=\"" ODS "office:1.0\" xmlns:a=\"" ODS
	          "table:1.0\" xmlns:t=\"" ODS "text:1.0\"><o:body><o:spreadsheet>"
	          "<a:table a:name=\"x\">",
	  .tail = "</a:table></o:spreadsheet></o:body></o:document-content>", .between = "",
	  .first = { "<a:table-row>", "</a:table-row>",
	             "<a:table-cell o:value-type=\"string\"><t:p>", "</t:p></a:table-cell>" },
	  .other = { "<a:table-row>", "</a:table-row>",
	             "<a:table-cell o:value-type=\"string\"><t:p>", "</t:p></a:table-cell>" },
	  .instead = ods_cell, .read = read_ods, .is_sheet = true },
};

static void write_grid(const struct grid *g, const struct container *c, struct xj_buf *b)
{
	size_t cell = 0;

	xj_buf_init(b, 16u << 20);
	put(b, c->head);
	for (size_t row = 0; row < g->rows; row++) {
		put(b, row ? c->other.row : c->first.row);
		for (size_t first = cell; cell < g->row[row]; cell++) {
			put(b, cell == first ? "" : c->between);
			put(b, row ? c->other.cell : c->first.cell);
			put_cell(b, cell_at(g, cell), c->instead);
			put(b, row ? c->other.cell_end : c->first.cell_end);
		}
		put(b, row ? c->other.row_end : c->first.row_end);
	}
	put(b, c->tail);
}

/* ---- comparing ---------------------------------------------------------------------- */

/* Without the empty cells at the end of rows, and without empty rows. */
static void trim(struct grid *g)
{
	size_t rows = 0, cells = 0, from = 0;

	for (size_t row = 0; row < g->rows; row++) {
		size_t to = g->row[row];

		while (to > from && cell_at(g, to - 1).n == 0)
			to--;
		if (to > from) {
			memmove(g->end + cells, g->end + from, (to - from) * sizeof(*g->end));
			cells += to - from;
			g->number[rows] = g->number[row];
			to = g->row[row];
			g->row[rows++] = cells;
		} else {
			to = g->row[row];
		}
		from = to;
	}
	g->rows = rows;
	g->cells = cells;
}

static bool is_same(const struct grid *a, const struct grid *b)
{
	return a->rows == b->rows && a->cells == b->cells && a->text.n == b->text.n &&
	       memcmp(a->row, b->row, a->rows * sizeof(*a->row)) == 0 &&
	       memcmp(a->number, b->number, a->rows * sizeof(*a->number)) == 0 &&
	       memcmp(a->end, b->end, a->cells * sizeof(*a->end)) == 0 &&
	       (a->text.n == 0 || memcmp(a->text.p, b->text.p, a->text.n) == 0);
}

/* A quoted cell of many lines is a stray quote, and so is a header of them. */
static bool is_written_safely(const struct grid *g)
{
	size_t lines = 0;

	for (size_t i = 0; i < g->text.n; i++)
		lines += g->text.p[i] == '\n';
	return lines < XJ_MAX_QUOTED_LINES;
}

static void check(const struct grid *first, const struct container *c)
{
	static struct grid again, want;
	struct xj_buf b;

	write_grid(first, c, &b);
	c->read(b.p, b.n, &again);
	want = *first;
	if (c->is_sheet) {
		trim(&want);
		trim(&again);
	}
	must(is_same(&want, &again));
	xj_buf_clear(&again.text);
	xj_buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct grid first;

	read_grid(&xj_reader_csv, p, n, NULL, &first);
	if (!first.unfit && first.rows > 1 && is_written_safely(&first))
		for (size_t i = 0; i < XJ_COUNT(containers); i++)
			check(&first, &containers[i]);
	xj_buf_clear(&first.text);
	return 0;
}
