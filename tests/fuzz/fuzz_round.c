/*
 * fuzz_round.c - what the CSV reader gives, written as CSV and as our XML and read
 * again, is the same: every cell of every row.
 */
#include "tests/fuzz/listen.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define MAX_ROWS 64u

struct grid {
	struct xj_buf text;
	size_t end[4096], cells;    /* of each cell in text */
	size_t row[MAX_ROWS], rows; /* the cell behind each row */
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
	g->row[g->rows++] = g->cells;
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

	memset(g, 0, sizeof(*g));
	xj_buf_init(&g->text, 1u << 20);
	g->unfit = reader->open(&in, &options, &self, NULL) != XJ_OK;
	if (g->unfit)
		return;
	if (reader->next_table(self, &table, NULL) == XJ_OK)
		while (!g->unfit && reader->next_row(self, &row, NULL) == XJ_OK)
			keep_row(g, &row);
	reader->close(self);
}

static struct xj_str cell_at(const struct grid *g, size_t i)
{
	size_t from = i ? g->end[i - 1] : 0;

	return xj_str_of(g->text.p ? g->text.p + from : "", g->end[i] - from);
}

static void put(struct xj_buf *b, const char *p, size_t n)
{
	must(xj_buf_add(b, p, n) == XJ_OK);
}

static void put_escaped(struct xj_buf *b, struct xj_str s, bool xml)
{
	for (size_t i = 0; i < s.n; i++) {
		if (xml && s.p[i] == '<')
			put(b, "&lt;", 4);
		else if (xml && s.p[i] == '&')
			put(b, "&amp;", 5);
		else if (xml && s.p[i] == '>')
			put(b, "&gt;", 4);
		else if (!xml && s.p[i] == '"')
			put(b, "\"\"", 2);
		else
			put(b, s.p + i, 1);
	}
}

static void write_grid(const struct grid *g, bool xml, struct xj_buf *b)
{
	static const char head[] = "<?xml version=\"1.0\"?><filings xmlns=\"urn:xianjin:"
		"filings:1\"><table kind=\"entries\">";
	size_t cell = 0;

	xj_buf_init(b, 8u << 20);
	put(b, xml ? head : "", xml ? sizeof(head) - 1 : 0);
	for (size_t row = 0; row < g->rows; row++) {
		const char *tag = row ? "cell" : "column";

		must(!xml || xj_buf_addf(b, row ? "<row>" : "<columns>") == XJ_OK);
		for (size_t first = cell; cell < g->row[row]; cell++) {
			if (xml)
				must(xj_buf_addf(b, "<%s>", tag) == XJ_OK);
			else
				must(xj_buf_addf(b, cell == first ? "\"" : ",\"") == XJ_OK);
			put_escaped(b, cell_at(g, cell), xml);
			if (xml)
				must(xj_buf_addf(b, "</%s>", tag) == XJ_OK);
			else
				put(b, "\"", 1);
		}
		must(xj_buf_addf(b, "%s", !xml ? "\r\n" : row ? "</row>" : "</columns>")
		     == XJ_OK);
	}
	must(!xml || xj_buf_addf(b, "</table></filings>") == XJ_OK);
}

static bool is_same(const struct grid *a, const struct grid *b)
{
	return a->rows == b->rows && a->cells == b->cells && a->text.n == b->text.n &&
	       memcmp(a->row, b->row, a->rows * sizeof(*a->row)) == 0 &&
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

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct grid first, again;
	struct xj_buf b;

	read_grid(&xj_reader_csv, p, n, NULL, &first);
	for (int xml = 0; xml < 2 && !first.unfit && first.rows > 1 &&
	     is_written_safely(&first); xml++) {
		write_grid(&first, xml, &b);
		read_grid(xml ? &xj_reader_xml : &xj_reader_csv, b.p, b.n,
		          xml ? NULL : "utf-8", &again);
		must(is_same(&first, &again));
		xj_buf_clear(&again.text);
		xj_buf_clear(&b);
	}
	xj_buf_clear(&first.text);
	return 0;
}
