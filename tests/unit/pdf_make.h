/*
 * pdf_make.h - for tests: pages of words at their places, written down as
 * pdftotext -tsv would see them and as a PDF that it can read.  A Han character
 * is 10 points wide, any other 5.
 */
#ifndef PDF_MAKE_H
#define PDF_MAKE_H

#include "xianjin/core.h"
#include "xianjin/text.h"

struct put { /* TEXT with its left edge at X, or its right edge at -X */
	int x, y; /* points from the top left; page breaks have Y < 0 */
	const char *text;
};

static inline int put_width(struct xj_str s)
{
	int width = 0;

	for (size_t i = 0; i < s.n; )
		width += xj_utf8_next(s, &i) < 0x80 ? 5 : 10;
	return width;
}

static inline int put_left(const struct put *p)
{
	return p->x < 0 ? -p->x - put_width(xj_str_c(p->text)) : p->x;
}

/* ---- as TSV -------------------------------------------------------------------- */

static void tsv_page(struct xj_buf *b, int page)
{
	assert_int_equal(xj_buf_addf(b, "1\t%d\t0\t0\t0\t0\t0.000000\t0.000000\t"
	                             "595.000000\t842.000000\t-1\t###PAGE###\n", page),
	                 XJ_OK);
}

static void tsv_words(struct xj_buf *b, const struct put *p, int page)
{
	struct xj_str s = xj_str_c(p->text);
	int x = put_left(p);

	while (s.n > 0) {
		const char *blank = memchr(s.p, ' ', s.n);
		struct xj_str word = xj_str_of(s.p, blank ? (size_t)(blank - s.p) : s.n);

		if (word.n)
			assert_int_equal(xj_buf_addf(b, "5\t%d\t0\t0\t0\t0\t%d.00\t"
				"%d.40\t%d.00\t10.00\t100\t%.*s\n", page, x, p->y,
				put_width(word), (int)word.n, word.p), XJ_OK);
		x += put_width(word) + 5;
		s.p += word.n + (blank != NULL);
		s.n -= word.n + (blank != NULL);
	}
}

static void make_tsv(struct xj_buf *b, const struct put *p, size_t n)
{
	int page = 1;

	assert_int_equal(xj_buf_addf(b, "level\tpage_num\tpar_num\tblock_num\tline_num\t"
		"word_num\tleft\ttop\twidth\theight\tconf\ttext\n"), XJ_OK);
	tsv_page(b, page);
	for (size_t i = 0; i < n; i++) {
		if (p[i].y < 0)
			tsv_page(b, ++page);
		else
			tsv_words(b, &p[i], page);
	}
}

/* ---- as PDF: one composite font of the Adobe-CNS1 collection, not embedded --------- */

#define MAX_OBJECTS 200

struct pdf {
	struct xj_buf out;
	size_t at[MAX_OBJECTS];
	int objects;
};

static int pdf_object(struct pdf *p, const char *body)
{
	p->at[p->objects++] = p->out.n;
	assert_int_equal(xj_buf_addf(&p->out, "%d 0 obj\n%s\nendobj\n", p->objects, body),
	                 XJ_OK);
	return p->objects;
}

static void pdf_text(struct xj_buf *s, const struct put *p)
{
	struct xj_str t = xj_str_c(p->text);

	assert_int_equal(xj_buf_addf(s, "/F1 10 Tf 1 0 0 1 %d %d Tm <", put_left(p),
	                             842 - p->y - 9), XJ_OK);
	for (size_t i = 0; i < t.n; )
		assert_int_equal(xj_buf_addf(s, "%04x", xj_utf8_next(t, &i)), XJ_OK);
	assert_int_equal(xj_buf_addf(s, "> Tj\n"), XJ_OK);
}

/* The page that begins at I; returns where the next one does. */
static size_t pdf_page(struct pdf *p, const struct put *put, size_t i, size_t n)
{
	struct xj_buf stream, body;

	xj_buf_init(&stream, 1u << 22);
	xj_buf_init(&body, 1u << 23);
	assert_int_equal(xj_buf_addf(&stream, "BT\n"), XJ_OK);
	for (; i < n && put[i].y >= 0; i++)
		pdf_text(&stream, &put[i]);
	assert_int_equal(xj_buf_addf(&stream, "ET"), XJ_OK);
	assert_int_equal(xj_buf_addf(&body, "<</Length %zu>>\nstream\n%s\nendstream",
	                             stream.n, stream.p), XJ_OK);
	pdf_object(p, body.p);
	xj_buf_reset(&body);
	assert_int_equal(xj_buf_addf(&body, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 "
		"842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", p->objects),
		XJ_OK);
	pdf_object(p, body.p);
	xj_buf_clear(&body);
	xj_buf_clear(&stream);
	return i + 1;
}

static void make_pdf(struct xj_buf *out, const struct put *put, size_t n)
{
	struct pdf p = { .objects = 0 };
	char pages[128 + MAX_OBJECTS * 8];
	int many = 1;
	size_t used;

	for (size_t i = 0; i < n; i++)
		many += put[i].y < 0;
	xj_buf_init(&p.out, 1u << 26);
	assert_int_equal(xj_buf_addf(&p.out, "%%PDF-1.4\n"), XJ_OK);
	pdf_object(&p, "<</Type/Catalog/Pages 2 0 R>>");
	used = (size_t)snprintf(pages, sizeof(pages), "<</Type/Pages/Count %d/Kids[",
	                        many);
	for (int i = 0; i < many; i++)
		used += (size_t)snprintf(pages + used, sizeof(pages) - used, "%d 0 R ",
		                         7 + 2 * i);
	snprintf(pages + used, sizeof(pages) - used, "]>>");
	pdf_object(&p, pages);
	pdf_object(&p, "<</Type/Font/Subtype/Type0/BaseFont/MSung-Light-UniCNS-UCS2-H"
	           "/Encoding/UniCNS-UCS2-H/DescendantFonts[4 0 R]>>");
	pdf_object(&p, "<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light"
	           "/CIDSystemInfo<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>"
	           "/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>");
	pdf_object(&p, "<</Type/FontDescriptor/FontName/MSung-Light/Flags 6/FontBBox[0 "
	           "-200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700"
	           "/StemV 80>>");
	for (size_t i = 0; i < n || p.objects == 5; )
		i = pdf_page(&p, put, i, n);
	used = p.out.n;
	assert_int_equal(xj_buf_addf(&p.out, "xref\n0 %d\n0000000000 65535 f \n",
	                             p.objects + 1), XJ_OK);
	for (int i = 0; i < p.objects; i++)
		assert_int_equal(xj_buf_addf(&p.out, "%010zu 00000 n \n", p.at[i]),
		                 XJ_OK);
	assert_int_equal(xj_buf_addf(&p.out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n"
		"%zu\n%%%%EOF\n", p.objects + 1, used), XJ_OK);
	*out = p.out;
}

#endif
