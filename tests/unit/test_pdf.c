/*
 * test_pdf.c - what is odd about settlement forms, or wrong; what is none; what the
 * reader needs, and how much it takes.
 */
#include "tests/unit/pdf_ways.h"

/* ---- sums, several forms, nothing ------------------------------------ */

static void test_sums(void **state)
{
	static const struct put wrong[] = {
		{ 60, 20, "王小明 政治獻金收支結算表" },
		{ 80, 40, "個人捐贈收入 10" }, { 80, 56, "其他收入 1" },
		{ 80, 72, "收入小計 12" }, { 80, 88, "宣傳支出 2" },
		{ 80, 104, "支出小計 2" }, { 80, 120, "餘額 10" },
	};
	static const struct put missing[] = {
		{ 60, 20, "王小明 政治獻金收支結算表" },
		{ 80, 40, "個人捐贈收入 10" }, { 80, 56, "收入小計" },
	};
	static const struct put odd[] = {
		{ 60, 20, "王小明 政治獻金收支結算表" },
		{ 80, 40, "個人捐贈收入 １，０００" }, { 80, 56, "收入小計 1,000" },
		{ 80, 72, "宣傳支出 2.5" }, { 80, 88, "支出小計 0" },
		{ 80, 104, "餘額 1,000" },
	};

	(void)state;
	expect_forms("wrong sum", wrong, XJ_COUNT(wrong),
	             "candidate 1 ?\n?收入小計\n擬參選人=王小明\n個人捐贈收入=10\n"
	             "其他收入=1\n收入小計=12\n宣傳支出=2\n支出小計=2\n餘額=10\n");
	expect_forms("no sum", missing, XJ_COUNT(missing),
	             "candidate 1 ?\n?收入小計\n擬參選人=王小明\n個人捐贈收入=10\n");
	expect_forms("no amount", odd, XJ_COUNT(odd),
	             "candidate 1 ?\n?宣傳支出\n擬參選人=王小明\n個人捐贈收入=1,000\n"
	             "收入小計=1,000\n宣傳支出=2.5\n支出小計=0\n餘額=1,000\n");
}

static void test_several(void **state)
{
	static const struct put two[] = {
		{ 60, 20, "113年立法委員選舉" },
		{ 60, 34, "王小明 政治獻金收支結算表" },
		{ 80, 48, "個人捐贈收入 1" }, { 80, 62, "收入小計 1" },
		{ 80, 76, "支出小計 0" }, { 80, 90, "餘額 1" },
		/* the title of this one is a picture */
		{ 80, 120, "個人捐贈收入 2" }, { 80, 134, "收入小計 2" },
		{ 80, 148, "支出小計 0" }, { 80, 162, "餘額 2" },
		{ 80, 176, "擬參選人：Sra Kacaw" },
	};

	(void)state;
	expect_forms("two on a page", two, XJ_COUNT(two),
	             "candidate 1\n擬參選人=王小明\n選舉名稱=113年立法委員選舉\n"
	             "個人捐贈收入=1\n收入小計=1\n支出小計=0\n餘額=1\n"
	             "candidate 1\n擬參選人=Sra Kacaw\n"
	             "選舉名稱=113年立法委員選舉\n個人捐贈收入=2\n收入小計=2\n"
	             "支出小計=0\n餘額=2\n");
}

static void expect_refusal(const struct put *put, size_t n, const char *message)
{
	struct xj_buf b;

	if (!has_pdftotext())
		skip();
	read_pdf(put, n, false, &b);
	if (!strstr(b.p, message))
		fail_msg("said: %s", b.p);
	xj_buf_clear(&b);
}

static void test_nothing(void **state)
{
	static const struct put empty[] = { PAGE };
	static const struct put letter[] = { { 60, 20, "親愛的王小明 100" } };

	(void)state;
	expect_forms("a letter", letter, XJ_COUNT(letter), "");
	expect_refusal(empty, 1, "! test: has no text layer");
	expect_refusal(letter, 1, "! test: no settlement form");
}

static void test_notes(void **state)
{
	static const struct put wrong[] = {
		{ 60, 20, "王小明 政治獻金收支結算表" },
		{ 80, 40, "個人捐贈收入 10" }, { 80, 72, "收入小計 12" },
	};
	struct xj_buf pdf;
	struct seen s;

	(void)state;
	if (!has_pdftotext())
		skip();
	make_pdf(&pdf, wrong, XJ_COUNT(wrong));
	see_pdf(&s, pdf.p, pdf.n);
	assert_int_equal(s.status, XJ_END);
	assert_non_null(strstr(s.log.p, "[page 1]\n1@0 擬參選人|選舉名稱|"));
	assert_non_null(strstr(s.log.p, "\n~pdf-sum 2.10 12\n2@0 王小明||"));
	forget(&s);
	see_pdf(&s, "%PDF-1.4 broken", 15);
	assert_int_equal(s.status, XJ_BAD_INPUT);
	assert_non_null(strstr(s.err.text, "pdftotext cannot read it"));
	forget(&s);
	xj_buf_clear(&pdf);
}

static void test_no_pdftotext(void **state)
{
	char *path = strdup(getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	struct seen s;

	(void)state;
	setenv("PATH", "/nowhere:relative:", 1);
	see_pdf(&s, "%PDF-1.4", 8);
	setenv("PATH", path, 1);
	free(path);
	assert_int_equal(s.status, XJ_BAD_INPUT);
	assert_non_null(strstr(s.err.text, "poppler-utils"));
	forget(&s);
}

static void test_pages(void **state)
{
	static const struct put first = { 60, 40, "103 年直轄市議員選舉 桃園市" };
	struct xj_buf tsv, log;
	struct xj_error err = { XJ_OK, "" };

	(void)state;
	xj_buf_init(&tsv, 1u << 22);
	make_tsv(&tsv, &first, 1);
	for (unsigned i = 2; i <= XJ_MAX_PDF_PAGES; i++)
		tsv_page(&tsv, (int)i);
	assert_int_equal(read_tsv(tsv.p, tsv.n, 4096, &log, &err), XJ_OK);
	xj_buf_clear(&log);
	tsv_page(&tsv, 501);
	assert_int_equal(read_tsv(tsv.p, tsv.n, 4096, &log, &err), XJ_LIMIT);
	xj_buf_clear(&log);
	assert_int_equal(read_tsv("x\ty\n", 4, 1, &log, &err), XJ_BAD_INPUT);
	xj_buf_clear(&log);
	xj_buf_clear(&tsv);
}

static void test_radicals(void **state)
{
	static const struct put put[] = {
		{ 60, 20, "王⼩明 政治獻⾦收⽀結算表" },
		{ 80, 40, "個⼈捐贈收⼊ 7" }, { 80, 56, "收⼊⼩計 7" },
		{ 80, 72, "⼈⺠團體捐贈收⼊ 0" },
		{ 80, 88, "⽀出⼩計 0" }, { 80, 104, "餘額 7" },
	};
	struct xj_buf tsv, log;
	struct xj_error err = { XJ_OK, "" };

	(void)state;
	xj_buf_init(&tsv, 1u << 16);
	make_tsv(&tsv, put, XJ_COUNT(put));
	assert_int_equal(read_tsv(tsv.p, tsv.n, 4096, &log, &err), XJ_OK);
	expect_log("radicals", &log, "candidate 1\n擬參選人=王小明\n個人捐贈收入=7\n"
	           "人民團體捐贈收入=0\n收入小計=7\n支出小計=0\n餘額=7\n");
	xj_buf_clear(&log);
	xj_buf_clear(&tsv);
}

/* The layouts know the tables by their headers. */
static void test_layouts(void **state)
{
	static const char *const layouts[XJ_FORM_KINDS] = {
		"summary", "summary-surplus", "summary-party"
	};

	(void)state;
	for (int kind = 0; kind < XJ_FORM_KINDS; kind++) {
		struct xj_str name[XJ_SLOTS];
		struct xj_row header = { .cell = name };
		const struct xj_form_column *column =
			xj_form_columns((enum xj_form_kind)kind, &header.n);
		struct xj_columns c;
		struct xj_error err;

		for (size_t i = 0; i < header.n; i++)
			name[i] = xj_str_c(column[i].name);
		assert_int_equal(xj_columns_match(&header, &c, &err), XJ_OK);
		assert_string_equal(c.layout->name, layouts[kind]);
		for (size_t i = 0; i < header.n; i++) {
			bool sheet = column[i].slot >= XJ_SLOT_SHEET &&
			             column[i].slot < XJ_SLOT_SHEET_END;

			if (!sheet && c.meaning[i] == XJ_F_NONE)
				fail_msg("%s is not known to %s", column[i].name,
				         layouts[kind]);
		}
		xj_columns_clear(&c);
	}
}

static void test_bid(void **state)
{
	(void)state;
	assert_true(xj_reader_pdf.bid(XJ_STR("%PDF-1.7\n"), "x") > 90);
	assert_int_equal(xj_reader_pdf.bid(XJ_STR("%PDF"), "x.pdf"), 0);
	assert_int_equal(xj_reader_pdf.bid(XJ_STR(" %PDF-1.7"), "x.pdf"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_no_pdftotext),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_radicals),
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_bid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
