/*
 * gen_pdf.c - a printed settlement table as a PDF with a text layer, and a ZIP as
 * a candidate's office would send it: the table, a letter, a list of gifts.
 */
#include "gen.h"

#include <string.h>

static const struct line {
	int x, y; /* points from the top left */
	const char *text;
} form[] = {
	{ 60, 40, "111 年直轄市議員選舉 臺中市" },
	{ 60, 60, "甄有恆" }, { 200, 80, "政治獻金收支結算表" },
	{ 80, 120, "收支科目" }, { 240, 120, "金額或價額" },
	{ 80, 140, "個人捐贈收入" }, { 240, 140, "3,000" },
	{ 80, 160, "營利事業捐贈收入" }, { 240, 160, "200,000" },
	{ 270, 180, "收入小計: 203,000" },
	{ 80, 200, "宣傳支出" }, { 240, 200, "150,000" },
	{ 270, 220, "支出小計: 150,000" },
	{ 80, 240, "餘額" }, { 240, 240, "53,000" },
	{ 60, 280, "擬參選人：甄有恆" },
	{ 60, 300, "結算日期：111 年 12 月 24 日" },
}, letter[] = {
	{ 60, 40, "隨函附上收支結算表，敬請查照。" },
};

static void utf16_hex(struct gen_out *o, const char *s)
{
	for (const unsigned char *p = (const unsigned char *)s; *p;) {
		unsigned c = *p < 0x80 ? *p : (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 |
		                              (p[2] & 0x3fu); /* ASCII or three bytes */

		p += *p < 0x80 ? 1 : 3;
		gen_printf(o, "%04x", c);
	}
}

static void object(struct gen_out *o, size_t *at, int *n, const char *body)
{
	at[(*n)++] = o->n;
	gen_printf(o, "%d 0 obj\n%s\nendobj\n", *n, body);
}

/* One page in a font of the Adobe-CNS1 collection that is not embedded. */
static void page(struct gen_out *o, const struct line *l, size_t lines)
{
	static const char *const fixed[] = {
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[6 0 R]>>",
		"<</Type/Font/Subtype/Type0/BaseFont/MSung-Light-UniCNS-UCS2-H"
		"/Encoding/UniCNS-UCS2-H/DescendantFonts[4 0 R]>>",
		"<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light/CIDSystemInfo"
		"<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>/DW 1000/W[1 95 500]"
		"/FontDescriptor 5 0 R>>",
		"<</Type/FontDescriptor/FontName/MSung-Light/Flags 4/FontBBox[0 -200 1000 "
		"900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 800/StemV 80>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R"
		">>>>/Contents 7 0 R>>",
	};
	struct gen_out text = { 0 }, body = { 0 };
	size_t at[8], xref;
	int n = 0;

	gen_puts(o, "%PDF-1.4\n");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++)
		object(o, at, &n, fixed[i]);
	for (size_t i = 0; i < lines; i++) {
		gen_printf(&text, "/F1 10 Tf 1 0 0 1 %d %d Tm <", l[i].x, 842 - l[i].y - 9);
		utf16_hex(&text, l[i].text);
		gen_puts(&text, "> Tj\n");
	}
	gen_printf(&body, "<</Length %zu>>\nstream\nBT\n%.*sET\nendstream",
	           text.n + 5, (int)text.n, text.p);
	gen_putc(&body, '\0');
	object(o, at, &n, body.p);
	xref = o->n;
	gen_printf(o, "xref\n0 %d\n0000000000 65535 f \n", n + 1);
	for (int i = 0; i < n; i++)
		gen_printf(o, "%010zu 00000 n \n", at[i]);
	gen_printf(o, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1,
	           xref);
	gen_free(&text);
	gen_free(&body);
}

#define LINES(a) a, sizeof(a) / sizeof(*a)

void gen_printed(const char *path)
{
	static const char gifts[] = "序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,"
		"收入金額,支出金額,金錢類,地址,擬參選人／政黨,選舉名稱\r\n"
		"1,1110902,個人捐贈收入,陳甲子,A12*******,3000,0,金錢,,甄有恆,111年臺中市議員選舉\r\n";
	struct gen_out table = { 0 }, note = { 0 };
	size_t n = strlen(path);

	page(&table, LINES(form));
	page(&note, LINES(letter));
	if (n > 4 && strcmp(path + n - 4, ".zip") == 0) {
		const int day = gen_day(2023, 3, 1);
		const struct gen_member m[] = {
			{ "letter.pdf", note.p, note.n, NULL, day, 9, 0 },
			{ "settlement.pdf", table.p, table.n, NULL, day, 9, 0 },
			{ "gifts.csv", gifts, sizeof(gifts) - 1, NULL, day, 9, 0 },
		};

		gen_zip(path, m, sizeof(m) / sizeof(*m));
	} else {
		FILE *f = gen_create(path);

		fwrite(table.p, 1, table.n, f);
		gen_close(f, path);
	}
	gen_free(&table);
	gen_free(&note);
}
