/*
 * test_pdf.c - settlement forms from the places of words.  Each form is laid out
 * once and read twice: from TSV, which needs no other program, and from a PDF,
 * which needs pdftotext and poppler-data, in this process and behind the walls.
 * All must say the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "importers/contained.h"
#include "importers/pdf_forms.h"
#include "tests/unit/reader_transcript.h"
#include "tests/unit/pdf_make.h"
#include "xianjin/limits.h"

#define PAGE { 0, -1, "" }

/* ---- the two ways ---------------------------------------------------- */

static bool has_pdftotext(void)
{
	return system("pdftotext -v >/dev/null 2>&1") == 0 &&
	       access("/usr/share/poppler/cMap/Adobe-CNS1", R_OK) == 0;
}

/* "KIND PAGE" and a line NAME=CELL for each cell that is not empty. */
static void log_form(struct xj_buf *b, const struct xj_form *form)
{
	static const char *const kinds[] = { "candidate", "surplus", "party" };
	size_t n;
	const struct xj_form_column *column = xj_form_columns(form->kind, &n);

	assert_int_equal(n, form->n);
	assert_int_equal(xj_buf_addf(b, "%s %u%s\n", kinds[form->kind], form->page,
	                             form->doubt ? " ?" : ""), XJ_OK);
	if (form->doubt && form->doubt_column)
		assert_int_equal(xj_buf_addf(b, "?%s\n",
		                             column[form->doubt_column - 1].name), XJ_OK);
	for (size_t i = 0; i < n; i++) {
		if (form->cell[i].n)
			assert_int_equal(xj_buf_addf(b, "%s=%.*s\n", column[i].name,
				(int)form->cell[i].n, form->cell[i].p), XJ_OK);
	}
}

static enum xj_status read_tsv(const char *p, size_t n, size_t step,
                               struct xj_buf *log, struct xj_error *err)
{
	struct xj_forms *forms;
	struct xj_pdf_words *words;
	struct xj_form form;
	enum xj_status status = XJ_OK;

	xj_buf_init(log, 1u << 22);
	assert_int_equal(xj_buf_reserve(log, 1), XJ_OK);
	log->p[0] = '\0';
	assert_int_equal(xj_forms_new(&forms, err), XJ_OK);
	assert_int_equal(xj_pdf_words_new(xj_forms_line, forms, &words, err), XJ_OK);
	for (size_t i = 0; i < n && status == XJ_OK; i += step)
		status = xj_pdf_words_feed(words, p + i, n - i < step ? n - i : step,
		                           err);
	if (status == XJ_OK)
		status = xj_pdf_words_finish(words, err);
	if (status == XJ_OK)
		status = xj_forms_finish(forms, err);
	while (xj_forms_peek(forms, &form)) {
		log_form(log, &form);
		xj_forms_drop(forms);
	}
	xj_pdf_words_free(words);
	xj_forms_free(forms);
	return status;
}

static void expect_log(const char *what, const struct xj_buf *log, const char *want)
{
	if (strcmp(log->p, want) != 0)
		fail_msg("%s: got\n%s\nwanted\n%s", what, log->p, want);
}

static int file_of(const struct xj_buf *b)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->p, b->n), b->n);
	return fd;
}

/* The rows of a PDF in the words of log_form. */
static void log_rows(const struct xj_reader *reader, void *self, struct xj_table *t,
                     struct xj_buf *b, struct seen *s)
{
	struct xj_row header, row;
	char *names[XJ_SLOTS];

	assert_int_equal(reader->next_row(self, &header, &s->err), XJ_OK);
	assert_int_equal(header.row, 1);
	for (size_t i = 0; i < header.n; i++)
		names[i] = strndup(header.cell[i].p, header.cell[i].n);
	while ((s->status = reader->next_row(self, &row, &s->err)) == XJ_OK) {
		assert_int_equal(row.n, header.n);
		assert_int_equal(xj_buf_addf(b, "[%s]\n", t->sheet), XJ_OK);
		for (size_t i = 0; i < row.n; i++) {
			if (row.cell[i].n)
				assert_int_equal(xj_buf_addf(b, "%s=%.*s\n", names[i],
					(int)row.cell[i].n, row.cell[i].p), XJ_OK);
		}
	}
	for (size_t i = 0; i < header.n; i++)
		free(names[i]);
}

/* The reader on what pdftotext says, in this process. */
static enum xj_status open_here(struct xj_bytes *in, struct xj_bytes *text,
                                const struct xj_read_options *options, void **self,
                                struct xj_error *err)
{
	enum xj_status status = xj_reader_pdf.prepare(in, text, err);

	*self = NULL;
	return status ? status : xj_reader_pdf.open(text, options, self, err);
}

static void read_pdf(const struct put *put, size_t n, bool contained, struct xj_buf *b)
{
	const struct xj_reader *reader = contained ? &xj_contained : &xj_reader_pdf;
	struct xj_buf pdf;
	struct seen s = { .status = XJ_OK };
	struct xj_bytes in, text = { .fd = -1 };
	struct xj_read_options options = { .note = NULL };
	struct xj_table t;
	void *self;

	make_pdf(&pdf, put, n);
	assert_int_equal(xj_bytes_adopt(file_of(&pdf), "test", &in, &s.err), XJ_OK);
	xj_buf_init(b, 1u << 22);
	assert_int_equal(xj_buf_addf(b, "%s", ""), XJ_OK);
	s.status = contained
		? xj_contained_open(&xj_reader_pdf, &in, &options, &self, &s.err)
		: open_here(&in, &text, &options, &self, &s.err);
	assert_int_equal(s.status, XJ_OK);
	while ((s.status = reader->next_table(self, &t, &s.err)) == XJ_OK)
		log_rows(reader, self, &t, b, &s);
	if (s.status != XJ_END)
		assert_int_equal(xj_buf_addf(b, "! %s\n", s.err.text), XJ_OK);
	reader->close(self);
	xj_bytes_close(&text);
	xj_bytes_close(&in);
	xj_buf_clear(&pdf);
}

/* As see() of reader_transcript.h, with what prepares the file. */
static void see_pdf(struct seen *s, const char *p, size_t n)
{
	struct xj_buf pdf = { .p = (char *)p, .n = n };
	struct xj_bytes in, text = { .fd = -1 };
	struct xj_read_options options = { .note = log_note, .note_ctx = s };
	void *self;

	memset(s, 0, sizeof(*s));
	xj_buf_init(&s->log, LOG_MAX);
	assert_int_equal(xj_bytes_adopt(file_of(&pdf), "test", &in, &s->err), XJ_OK);
	s->status = open_here(&in, &text, &options, &self, &s->err);
	if (s->status == XJ_OK) {
		log_tables(&xj_reader_pdf, self, s);
		xj_reader_pdf.close(self);
	}
	xj_bytes_close(&text);
	xj_bytes_close(&in);
}

/* The transcript of the forms as the reader's would be: its tables by page. */
static void expect_same(const char *what, const struct put *put, size_t n,
                        const char *want)
{
	struct xj_buf direct, contained, plain;
	char copy[8192], *line, *at = copy;

	read_pdf(put, n, false, &direct);
	read_pdf(put, n, true, &contained);
	expect_log(what, &contained, direct.p);
	xj_buf_init(&plain, 1u << 16);
	assert_int_equal(xj_buf_addf(&plain, "%s", ""), XJ_OK);
	assert_true(strlen(want) < sizeof(copy));
	strncpy(copy, want, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = '\0';
	while ((line = strsep(&at, "\n"))) {
		unsigned page;

		if (sscanf(line, "candidate %u", &page) == 1 ||
		    sscanf(line, "surplus %u", &page) == 1 ||
		    sscanf(line, "party %u", &page) == 1)
			assert_int_equal(xj_buf_addf(&plain, "[page %u]\n", page), XJ_OK);
		else if (*line && *line != '?')
			assert_int_equal(xj_buf_addf(&plain, "%s\n", line), XJ_OK);
	}
	expect_log(what, &direct, plain.p);
	xj_buf_clear(&plain);
	xj_buf_clear(&direct);
	xj_buf_clear(&contained);
}

static void expect_forms(const char *what, const struct put *put, size_t n,
                         const char *want)
{
	static const size_t steps[] = { 1, 7, 4096, 1u << 22 };
	struct xj_buf tsv, log;
	struct xj_error err = { XJ_OK, "" };

	xj_buf_init(&tsv, 1u << 22);
	make_tsv(&tsv, put, n);
	for (size_t i = 0; i < XJ_COUNT(steps); i++) {
		assert_int_equal(read_tsv(tsv.p, tsv.n, steps[i], &log, &err), XJ_OK);
		expect_log(what, &log, want);
		xj_buf_clear(&log);
	}
	xj_buf_clear(&tsv);
	if (*want && has_pdftotext())
		expect_same(what, put, n, want);
}

/* ---- candidates, the newer form -------------------------------------- */

static const struct put newer[] = {
	{ 60, 40, "103 年直轄市議員選舉 桃園市" },
	{ 60, 60, "王小明" },
	{ 200, 80, "政治獻金收支結算表" },
	{ 100, 100, "103 年 09 月 09 日至 103 年 12 月 29 日" },
	{ 420, 100, "單位：新臺幣元" },
	{ 80, 120, "收支科目" }, { 240, 120, "金額或價額" }, { 440, 120, "備註" },
	{ 80, 140, "個人捐贈收入" }, { -250, 140, "860,500" },
	{ 80, 156, "營利事業捐贈收入" }, { -250, 156, "1,703,000" },
	{ 80, 172, "政黨捐贈收入" }, { -250, 172, "50,000" },
	{ 60, 180, "收" },
	{ 80, 188, "人民團體捐贈收入" }, { -250, 188, "0" },
	{ 60, 196, "入" },
	{ 80, 204, "匿名捐贈收入" }, { -250, 204, "0" },
	{ 80, 220, "其他收入" }, { -250, 220, "0" },
	/* the cells beside them span all six lines and are not level with any */
	{ 270, 164, "收入小計:" }, { 290, 184, "2,613,500" },
	{ 380, 150, "超過三萬元之收入合計：" }, { 380, 168, "2,016,000" },
	{ 380, 186, "金錢收入總額：2,613,500" }, { 380, 204, "非金錢收入總額：0" },
	{ 60, 250, "支 出" },
	{ 80, 240, "人事費用支出" }, { -250, 240, "549,000" },
	{ 80, 256, "宣傳支出" }, { -250, 256, "2,000,000" },
	{ 80, 272, "租用宣傳車輛支出" }, { -250, 272, "0" },
	{ 80, 288, "租用競選辦事處支出" }, { -250, 288, "33,931" },
	{ 80, 304, "集會支出" }, { -250, 304, "804,400" },
	{ 80, 320, "交通旅運支出" }, { -250, 320, "65,075" },
	{ 80, 336, "雜支支出" }, { -250, 336, "253,290" },
	{ 80, 352, "返還捐贈支出" }, { -250, 352, "70,000" },
	{ 80, 368, "繳庫支出" }, { -250, 368, "100,000" },
	{ 80, 384, "公共關係費用支出" }, { -250, 384, "124,694" },
	{ 270, 312, "支出小計: 4,000,390" },
	{ 380, 280, "超過三萬元之收入合計：1,544,910" }, /* so printed, for 支出 */
	{ 380, 298, "金錢支出總額：4,000,390" }, { 380, 316, "非金錢支出總額：0" },
	{ 380, 334, "結算日專戶存款餘額：0" },
	{ 60, 408, "調" }, { 80, 404, "加 購買金錢以外之財產" }, { -340, 404, "0" },
	{ 60, 424, "整" }, { 80, 420, "減 變賣金錢以外之財產" }, { -340, 420, "0" },
	{ 80, 444, "餘額" }, { -340, 448, "-1,386,890" },
	{ 380, 440, "收支結存內金錢餘額：" }, { 380, 458, "-1,386,890" },
	{ 380, 476, "金錢以外之財產：0" },
	{ 80, 500, "上表係依政治獻金法之規定辦理結算申報。此致" },
	{ 60, 520, "監察院" },
	{ 60, 540, "註：本件經公正會計師事務所陳大文會計師查核簽證" },
	{ 60, 560, "製表人 ：林小華" },
	{ 60, 580, "擬參選人：王小明" },
	{ 60, 600, "上表逕依申報人所載資料公告" },
	{ 60, 620, "結算日期：103 年 12 月 24 日" },
	{ 60, 640, "申報日期：104 年 01 月 27 日" },
	{ 60, 660, "更正日期：105 年 11 月 11 日" },
	{ 300, 800, "12" },
};

#define NEWER \
	"擬參選人=王小明\n選舉名稱=103年桃園市議員選舉\n個人捐贈收入=860,500\n" \
	"營利事業捐贈收入=1,703,000\n政黨捐贈收入=50,000\n人民團體捐贈收入=0\n" \
	"匿名捐贈收入=0\n其他收入=0\n收入小計=2,613,500\n人事費用支出=549,000\n" \
	"宣傳支出=2,000,000\n租用宣傳車輛支出=0\n租用競選辦事處支出=33,931\n" \
	"集會支出=804,400\n交通旅運支出=65,075\n雜支支出=253,290\n" \
	"返還捐贈支出=70,000\n繳庫支出=100,000\n公共關係費用支出=124,694\n" \
	"支出小計=4,000,390\n餘額=-1,386,890\n累計超過三萬元之收入總額=2,016,000\n" \
	"金錢收入總額=2,613,500\n非金錢收入總額=0\n" \
	"累計超過三萬元之支出總額=1,544,910\n金錢支出總額=4,000,390\n" \
	"非金錢支出總額=0\n結算日金融機構帳戶存款餘額=0\n" \
	"(加)購買金錢以外之財產=0\n(減)變賣金錢以外之財產=0\n" \
	"收支結存內金錢餘額=-1,386,890\n金錢以外之財產=0\n" \
	"會計師事務所全名=公正會計師事務所\n會計師姓名=陳大文\n" \
	"結算日期=103年12月24日\n申報日期=104年01月27日\n更正日期=105年11月11日\n"

static void test_newer(void **state)
{
	(void)state;
	expect_forms("newer form", newer, XJ_COUNT(newer), "candidate 1\n" NEWER);
}

/* ---- candidates, the older form, with what extraction does to it ----- */

static const struct put older[] = {
	{ 200, 30, "目錄" },
	{ 60, 44, "政治獻金收支結算表..................3" },
	PAGE,
	{ 60, 40, "99 年直轄市市長選舉擬參選人" },
	{ 60, 60, "臺中市" },
	{ 60, 80, "林 大 山" },
	{ 200, 100, "政治獻金收支結算表" },
	{ 100, 120, "99 年 09 月 20 日至 99 年 12 月 28 日" },
	{ 80, 140, "個人捐贈收入" }, { -250, 140, "0" },
	{ 80, 156, "營利事業捐贈收入 0" },
	{ 80, 172, "政黨捐贈收入 0" },
	{ 70, 188, "收 人民團體捐贈收入 0" },
	{ 70, 204, "入匿名捐贈收入 5,000" },
	{ 80, 220, "其他收入 12" }, { 330, 220, "超過三萬元之收入合計〆0" },
	{ 330, 236, "金錢收入總額〆" }, { 330, 252, "5,012" },
	{ 80, 260, "收入合計" }, { -250, 260, "5,012" },
	{ 330, 268, "非金錢收入總額〆0" },
	{ 80, 290, "人事費用支出 0" }, { 80, 306, "宣傳支出 1,000" },
	{ 80, 322, "租用宣傳車輛支出 0" }, { 80, 338, "租用競選辦事處支出 0" },
	{ 80, 354, "集會支出 0" }, { 70, 370, "出 交通旅運支出 支0" },
	{ 80, 386, "雜支支出 12" }, { 80, 402, "返還捐贈支出 0" },
	{ 80, 418, "繳庫支出 0" }, { 330, 418, "專戶存款結存金額〆4,000" },
	{ 80, 434, "公共關係費用支出 0" },
	{ 80, 450, "支出合計 1,012" }, { 330, 450, "超過三萬元之支出合計〆0" },
	{ 70, 470, "餘 收支結存金額 4,000" },
	{ 70, 490, "絀 金錢以外之賸餘財產 0" },
	{ 60, 520, "結算日期〆099 年 12 月 28 日" },
	{ 60, 540, "申報日期〆100 年 02 月 10 日" },
};

static void test_older(void **state)
{
	(void)state;
	expect_forms("older form", older, XJ_COUNT(older),
	             "candidate 2\n擬參選人=林大山\n選舉名稱=99年臺中市市長選舉\n"
	             "個人捐贈收入=0\n營利事業捐贈收入=0\n政黨捐贈收入=0\n"
	             "人民團體捐贈收入=0\n匿名捐贈收入=5,000\n其他收入=12\n"
	             "收入小計=5,012\n人事費用支出=0\n宣傳支出=1,000\n"
	             "租用宣傳車輛支出=0\n租用競選辦事處支出=0\n集會支出=0\n"
	             "交通旅運支出=0\n雜支支出=12\n返還捐贈支出=0\n繳庫支出=0\n"
	             "公共關係費用支出=0\n支出小計=1,012\n餘額=4,000\n"
	             "累計超過三萬元之收入總額=0\n金錢收入總額=5,012\n"
	             "非金錢收入總額=0\n累計超過三萬元之支出總額=0\n"
	             "結算日金融機構帳戶存款餘額=4,000\n金錢以外之財產=0\n"
	             "結算日期=099年12月28日\n申報日期=100年02月10日\n");
}

/* ---- surplus and party ----------------------------------------------- */

static const struct put surplus[] = {
	{ 60, 40, "103 年直轄市議員選舉 桃園市" },
	{ 60, 60, "王小明 第 1 次賸餘政治獻金收支結算表" },
	{ 100, 80, "104 年 01 月 28 日至 104 年 12 月 31 日" },
	{ 80, 100, "前期賸餘(1)" }, { -300, 100, "198,734" },
	{ 60, 120, "本期收入" }, { 120, 120, "其他收入" }, { -300, 120, "266" },
	{ 380, 120, "利息收入：266" },
	{ 60, 150, "本期支出" },
	{ 120, 140, "支付當選後與其公務有關" }, { -300, 147, "80,000" },
	{ 120, 154, "之費用" },
	{ 120, 170, "捐贈政治團體或所屬政黨支出" }, { -300, 170, "0" },
	{ 120, 186, "捐贈教育、文化、公益、慈" }, { -300, 193, "10,000" },
	{ 120, 200, "善機構或團體支出" },
	{ 120, 216, "參加公職人員選舉使用支出" }, { -320, 216, "9,000" },
	{ 120, 232, "返還捐贈支出" }, { -300, 232, "0" },
	{ 120, 248, "繳庫支出" }, { -300, 248, "0" },
	{ 120, 264, "購買金錢以外之財產 0" }, { 120, 280, "變賣金錢以外之財產 0" },
	{ 60, 300, "本期餘額(4)=(1)+(2)-(3)" }, { -300, 300, "100,000" },
	{ 60, 340, "擬參選人：王小明" },
	{ 60, 360, "申報日期：105 年 03 月 16 日" },
	PAGE,
	/* the next one has no heading of its own */
	{ 60, 40, "陳大文 、 林小華" },
	{ 60, 60, "第 4 次賸餘" }, { 60, 80, "政治獻金收支結算表" },
	{ 80, 100, "前期賸餘(1) 5" }, { 120, 120, "其他收入 0" },
	{ 120, 140, "支付當選後與其公務有關之費用 5" },
	{ 60, 300, "本期餘額 0" },
};

static void test_surplus(void **state)
{
	(void)state;
	expect_forms("surplus", surplus, XJ_COUNT(surplus),
	             "surplus 1\n擬參選人=王小明\n選舉名稱=103年桃園市議員選舉\n"
	             "申報序號=第1次賸餘\n前期賸餘=198,734\n其他收入=266\n"
	             "支付當選後與其公務有關之費用=80,000\n"
	             "捐贈政治團體或所屬政黨支出=0\n"
	             "捐贈教育、文化、公益、慈善機構或團體支出=10,000\n"
	             "參加公職人員選舉使用支出=9,000\n返還捐贈支出=0\n繳庫支出=0\n"
	             "本期餘額=100,000\n(加)購買金錢以外之財產=0\n"
	             "(減)變賣金錢以外之財產=0\n申報日期=105年03月16日\n"
	             "surplus 2\n擬參選人=陳大文、林小華\n"
	             "選舉名稱=103年桃園市議員選舉\n申報序號=第4次賸餘\n"
	             "前期賸餘=5\n其他收入=0\n支付當選後與其公務有關之費用=5\n"
	             "本期餘額=0\n");
}

static const struct put party[] = {
	{ 60, 20, "光明正大黨" },
	{ 200, 40, "政治獻金收支結算表暨平衡表" },
	{ 100, 60, "104 年 01 月 01 日至 104 年 12 月 31 日" },
	{ 80, 80, "個人捐贈收入 3,000,000" }, { 80, 96, "營利事業捐贈收入 300,000" },
	{ 80, 112, "人民團體捐贈收入 0" }, { 80, 128, "匿名捐贈收入 0" },
	{ 80, 144, "其他收入 248" }, { 80, 160, "收入合計 3,300,248" },
	{ 80, 176, "人事費用支出 0" }, { 80, 192, "業務費用支出 0" },
	{ 80, 208, "公共關係費用支出 0" }, { 80, 224, "選務費用支出 2,944,005" },
	{ 350, 224, "超過三萬元之支出合計：2,884,211" },
	{ 80, 240, "捐贈其推薦之公職候選人競選費用" }, { -320, 247, "0" },
	{ 350, 240, "金錢支出總額：2,944,515 購買財產" }, { 350, 254, "(0)" },
	{ 80, 254, "支出" }, { 80, 270, "雜支支出 510" },
	{ 350, 270, "非金錢支出總額：0" },
	{ 80, 286, "返還捐贈支出 0" }, { 80, 302, "繳庫支出 0" },
	{ 350, 286, "結算日專戶存款餘額：880,525" },
	{ 80, 318, "支出合計 2,944,515" }, { 80, 334, "本期結餘 355,733" },
	{ 150, 360, "104 年 12 月 31 日 平衡表 單位：新臺幣元" },
	{ 60, 380, "資 產 科 目" }, { 170, 380, "104 年 12 月 31" },
	{ 170, 394, "日(本年度)" }, { 250, 380, "上年度" },
	{ 60, 410, "專戶存款結存" }, { 170, 410, "880,525" }, { 250, 410, "24,338" },
	{ 330, 410, "應付費用" }, { 430, 410, "100" }, { 500, 410, "200" },
	{ 60, 426, "庫存現金" }, { 170, 426, "0" }, { 250, 426, "7" },
	{ 330, 426, "本期結餘" }, { 430, 426, "355,733" }, { 500, 426, "1" },
	{ 60, 442, "資產合計" }, { 170, 442, "880,525" }, { 250, 442, "24,345" },
	{ 330, 442, "負債及結餘合計" }, { 430, 442, "880,525" }, { 500, 442, "9" },
};

#define PARTY \
	"政黨名稱=光明正大黨\n申報年度=104\n個人捐贈收入=3,000,000\n" \
	"營利事業捐贈收入=300,000\n人民團體捐贈收入=0\n匿名捐贈收入=0\n" \
	"其他收入=248\n收入合計=3,300,248\n人事費用支出=0\n業務費用支出=0\n" \
	"公共關係費用支出=0\n選務費用支出=2,944,005\n" \
	"捐贈其推薦之公職候選人競選費用支出=0\n雜支支出=510\n返還捐贈支出=0\n" \
	"繳庫支出=0\n支出合計=2,944,515\n本期結餘=355,733\n" \
	"累計超過三萬元之支出總額=2,884,211\n金錢支出總額=2,944,515\n" \
	"非金錢支出總額=0\n結算日金融機構帳戶存款餘額=880,525\n" \
	"專戶存款結存=880,525\n庫存現金=0\n資產合計=880,525\n應付費用=100\n" \
	"負債及結餘合計=880,525\n"

static void test_party(void **state)
{
	(void)state;
	expect_forms("party", party, XJ_COUNT(party), "party 1\n" PARTY);
}

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
	struct xj_buf tsv, log;
	struct xj_error err = { XJ_OK, "" };

	(void)state;
	xj_buf_init(&tsv, 1u << 22);
	make_tsv(&tsv, newer, 1);
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
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_older),
		cmocka_unit_test(test_surplus),
		cmocka_unit_test(test_party),
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
