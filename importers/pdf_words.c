/*
 * pdf_words.c - owns the TSV of pdftotext and which words stand in one line.
 * The text on a page is no table: only the places of its words tell what
 * belongs together.  Knows nothing of what the words mean.
 */
#include <stdlib.h>

#include "importers/pdf_words.h"
#include "src/core/i18n.h"
#include "src/core/library_icu.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

#define MAX_LINE (64u << 10)     /* of the TSV */
#define MAX_PAGE_TEXT (4u << 20)
#define FIELDS 12u               /* the last is the text */

struct word {
	int32_t left, right, top, bottom;
	size_t text, n;
	size_t order; /* in the TSV */
};

struct xj_pdf_words {
	xj_pdf_line_fn *line;
	void *ctx;
	struct xj_buf row;  /* a line of the TSV until it is whole */
	bool header_seen;
	unsigned pages;
	uint64_t count;

	struct word *word;  /* of the page in hand */
	size_t words, word_room;
	struct xj_buf text;
	struct xj_glyph *glyph;
	size_t glyph_room;
};

/* ---- characters ------------------------------------------------------ */

/* Radicals that fonts print for the characters they look like, and that NFKC
 * leaves alone. */
static const struct {
	uint16_t radical, character;
} radicals[] = {
	{ 0x2e85, 0x4ebb }, { 0x2e92, 0x5df3 }, { 0x2e9f, 0x6bcd },
	{ 0x2ea0, 0x6c11 }, { 0x2ec4, 0x897f }, { 0x2ec5, 0x89c1 },
	{ 0x2ec6, 0x89d2 }, { 0x2ecb, 0x8f66 }, { 0x2ed1, 0x9577 },
	{ 0x2ed3, 0x957f }, { 0x2ed4, 0x95e8 }, { 0x2ed8, 0x9752 },
	{ 0x2eda, 0x9875 }, { 0x2edd, 0x98df }, { 0x2ee2, 0x9a6c },
	{ 0x2ee8, 0x9ea6 }, { 0x2ee9, 0x9ec4 }, { 0x2eec, 0x9f50 },
	{ 0x2eed, 0x6b6f }, { 0x2eef, 0x9f99 }, { 0x2ef0, 0x9f9c },
};

/* The character that a radical stands for; any other is given back, unless it
 * is none that text has. */
static uint32_t repair(uint32_t cp)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *nfkc;
	UChar to[4];

	if (cp < ' ' || cp == 0x7f)
		return 0xfffd;
	if (cp < 0x2e80 || cp > 0x2fdf)
		return cp;
	for (size_t i = 0; i < XJ_COUNT(radicals); i++) {
		if (radicals[i].radical == cp)
			return radicals[i].character;
	}
	if (xj_icu_load(NULL))
		return cp;
	nfkc = unorm2_getNFKCInstance(&code);
	if (U_FAILURE(code) ||
	    unorm2_getDecomposition(nfkc, (UChar32)cp, to, 4, &code) != 1 ||
	    U_FAILURE(code))
		return cp;
	return to[0];
}

/* ---- lines ----------------------------------------------------------- */

static int32_t middle(const struct word *w)
{
	return w->top / 2 + w->bottom / 2;
}

static int by_height(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (middle(x) != middle(y))
		return middle(x) < middle(y) ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_place(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Whether W stands beside FIRST: they share half of the lower one's height. */
static bool beside(const struct word *first, const struct word *w)
{
	int32_t top = first->top > w->top ? first->top : w->top;
	int32_t bottom = first->bottom < w->bottom ? first->bottom : w->bottom;
	int32_t a = first->bottom - first->top, b = w->bottom - w->top;

	return bottom > top && 2 * (int64_t)(bottom - top) >= (a < b ? a : b);
}

static unsigned weight(uint32_t cp)
{
	return cp < 0x80 ? 1 : 2;
}

/* Appends a word's characters; each takes its share of the width. */
static size_t add_glyphs(const struct xj_pdf_words *w, const struct word *word,
                         int32_t end, size_t n)
{
	struct xj_str s = xj_str_of(w->text.p + word->text, word->n);
	int64_t width = word->right - word->left, all = 0, done = 0;
	size_t first = n;

	for (size_t i = 0; i < s.n; )
		all += weight(xj_utf8_next(s, &i));
	for (size_t i = 0; i < s.n; ) {
		uint32_t cp = xj_utf8_next(s, &i);
		struct xj_glyph *g = &w->glyph[n++];

		g->cp = repair(cp);
		g->x0 = word->left + (int32_t)(width * done / all);
		done += weight(cp);
		g->x1 = word->left + (int32_t)(width * done / all);
		g->gap = 0;
	}
	if (n > first)
		w->glyph[first].gap = word->left > end ? word->left - end : 1;
	return n;
}

static enum xj_status need_glyphs(struct xj_pdf_words *w, size_t need,
                                  struct xj_error *err)
{
	struct xj_glyph *p;

	if (need <= w->glyph_room)
		return XJ_OK;
	p = realloc(w->glyph, 2 * need * sizeof(*p));
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	w->glyph = p;
	w->glyph_room = 2 * need;
	return XJ_OK;
}

static enum xj_status tell_line(struct xj_pdf_words *w, struct word *first,
                                size_t words, struct xj_error *err)
{
	struct xj_pdf_line line = {
		.top = first->top, .bottom = first->bottom, .page = w->pages
	};
	size_t bytes = 0;
	int32_t end = 0;
	enum xj_status status;

	for (size_t i = 0; i < words; i++)
		bytes += first[i].n;
	status = need_glyphs(w, bytes, err);
	if (status != XJ_OK)
		return status;
	qsort(first, words, sizeof(*first), by_place);
	for (size_t i = 0; i < words; i++) {
		line.n = add_glyphs(w, &first[i], end, line.n);
		if (first[i].right > end)
			end = first[i].right;
	}
	line.glyph = w->glyph;
	return line.n > 0 ? w->line(w->ctx, &line, err) : XJ_OK;
}

static enum xj_status end_page(struct xj_pdf_words *w, struct xj_error *err)
{
	enum xj_status status = XJ_OK;
	size_t from = 0;

	if (w->words > 1)
		qsort(w->word, w->words, sizeof(*w->word), by_height);
	while (from < w->words && status == XJ_OK) {
		size_t to = from + 1;

		while (to < w->words && beside(&w->word[from], &w->word[to]))
			to++;
		status = tell_line(w, &w->word[from], to - from, err);
		from = to;
	}
	w->words = 0;
	xj_buf_reset(&w->text);
	return status;
}

/* ---- the TSV --------------------------------------------------------- */

static enum xj_status not_tsv(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT, _("what pdftotext wrote is not understood; "
	               "version 22 or newer of poppler-utils is needed"));
}

/* "-12.345" in hundredths, at most 20,000 points from the corner. */
static bool parse_place(struct xj_str s, int32_t *out)
{
	bool minus = s.n > 0 && *s.p == '-';
	int32_t v = 0, decimals = -1;

	for (size_t i = minus; i < s.n; i++) {
		if (s.p[i] == '.' && decimals < 0) {
			decimals = 0;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (decimals == 2)
			continue;
		decimals += decimals >= 0;
		if (v > 200000)
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 2; decimals++) {
		if (v > 200000)
			return false;
		v *= 10;
	}
	*out = minus ? -v : v;
	return s.n > (size_t)minus;
}

/* Cuts ROW at its first eleven tabs. */
static bool split(struct xj_str row, struct xj_str field[FIELDS])
{
	for (size_t i = 0; i < FIELDS - 1; i++) {
		const char *tab = memchr(row.p, '\t', row.n);

		if (!tab)
			return false;
		field[i] = xj_str_of(row.p, (size_t)(tab - row.p));
		row.n -= field[i].n + 1;
		row.p = tab + 1;
	}
	field[FIELDS - 1] = row;
	return true;
}

static enum xj_status add_text(struct xj_pdf_words *w, struct xj_str s,
                               struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	while (s.n > 0 && status == XJ_OK) {
		size_t good = xj_utf8_valid(s);

		status = xj_buf_add(&w->text, s.p, good);
		if (status == XJ_OK && good < s.n) {
			status = xj_buf_add(&w->text, "\xef\xbf\xbd", 3);
			good++;
		}
		s.p += good;
		s.n -= good;
	}
	if (status == XJ_LIMIT)
		return xj_over(err, "pdf-page", _("page %u holds more than 4 MiB of text"),
		               w->pages);
	return status == XJ_OK ? XJ_OK : xj_fail(err, status, _("out of memory"));
}

static enum xj_status need_words(struct xj_pdf_words *w, struct xj_error *err)
{
	size_t room = w->word_room ? 2 * w->word_room : 256;
	struct word *p;

	if (w->words < w->word_room)
		return XJ_OK;
	if (w->words >= XJ_MAX_PAGE_WORDS)
		return xj_over(err, "pdf-words", _("page %u holds more than %u words"),
		               w->pages, XJ_MAX_PAGE_WORDS);
	p = realloc(w->word, room * sizeof(*p));
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	w->word = p;
	w->word_room = room;
	return XJ_OK;
}

static enum xj_status add_word(struct xj_pdf_words *w,
                               const struct xj_str field[FIELDS],
                               struct xj_error *err)
{
	struct word word = { .text = w->text.n, .order = w->words };
	int32_t width, height;
	enum xj_status status;

	if (w->pages == 0 || !parse_place(field[6], &word.left) ||
	    !parse_place(field[7], &word.top) || !parse_place(field[8], &width) ||
	    !parse_place(field[9], &height) || width < 0 || height < 0)
		return not_tsv(err);
	if (field[FIELDS - 1].n == 0)
		return XJ_OK;
	word.right = word.left + width;
	word.bottom = word.top + height;
	status = need_words(w, err);
	if (status == XJ_OK)
		status = add_text(w, field[FIELDS - 1], err);
	if (status != XJ_OK)
		return status;
	word.n = w->text.n - word.text;
	w->word[w->words++] = word;
	w->count++;
	return XJ_OK;
}

static enum xj_status start_page(struct xj_pdf_words *w, struct xj_error *err)
{
	enum xj_status status = end_page(w, err);

	w->pages++;
	if (status == XJ_OK && w->pages > XJ_MAX_PDF_PAGES)
		return xj_over(err, "pdf-pages", _("has more than %u pages; print the pages "
		               "that matter to a new PDF"), XJ_MAX_PDF_PAGES);
	return status;
}

static enum xj_status take_row(struct xj_pdf_words *w, struct xj_str row,
                               struct xj_error *err)
{
	struct xj_str field[FIELDS];

	if (row.n > 0 && row.p[row.n - 1] == '\r')
		row.n--;
	if (row.n == 0)
		return XJ_OK;
	if (!split(row, field))
		return not_tsv(err);
	if (!w->header_seen) {
		w->header_seen = true;
		return xj_str_is(field[0], "level") ? XJ_OK : not_tsv(err);
	}
	if (xj_str_is(field[0], "1"))
		return start_page(w, err);
	if (xj_str_is(field[0], "5"))
		return add_word(w, field, err);
	return XJ_OK; /* blocks and lines as pdftotext sees them */
}

enum xj_status xj_pdf_words_feed(struct xj_pdf_words *w, const char *p, size_t n,
                                 struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	while (n > 0 && status == XJ_OK) {
		const char *end = memchr(p, '\n', n);
		size_t part = end ? (size_t)(end - p) : n;

		status = xj_buf_add(&w->row, p, part);
		if (status == XJ_LIMIT)
			return not_tsv(err);
		if (status != XJ_OK)
			return xj_fail(err, status, _("out of memory"));
		if (end) {
			status = take_row(w, xj_buf_str(&w->row), err);
			xj_buf_reset(&w->row);
			part++;
		}
		p += part;
		n -= part;
	}
	return status;
}

enum xj_status xj_pdf_words_finish(struct xj_pdf_words *w, struct xj_error *err)
{
	enum xj_status status = take_row(w, xj_buf_str(&w->row), err);

	xj_buf_reset(&w->row);
	return status == XJ_OK ? end_page(w, err) : status;
}

/* ---- beginning and end ----------------------------------------------- */

enum xj_status xj_pdf_words_new(xj_pdf_line_fn *line, void *ctx,
                                struct xj_pdf_words **out, struct xj_error *err)
{
	struct xj_pdf_words *w = calloc(1, sizeof(*w));

	*out = NULL;
	if (!w)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	w->line = line;
	w->ctx = ctx;
	xj_buf_init(&w->row, MAX_LINE);
	xj_buf_init(&w->text, MAX_PAGE_TEXT);
	*out = w;
	return XJ_OK;
}

void xj_pdf_words_free(struct xj_pdf_words *w)
{
	if (!w)
		return;
	xj_buf_clear(&w->row);
	xj_buf_clear(&w->text);
	free(w->word);
	free(w->glyph);
	free(w);
}

unsigned xj_pdf_words_pages(const struct xj_pdf_words *w)
{
	return w->pages;
}

uint64_t xj_pdf_words_count(const struct xj_pdf_words *w)
{
	return w->count;
}
