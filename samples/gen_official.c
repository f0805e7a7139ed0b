/*
 * gen_official.c - two candidates of one mayoral race as the public platform
 * serves them: bundles, a corrected bundle, a folder, a CP950 table.  Each
 * planted quirk is listed in README.md.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#define DAY(y, m, d) gen_day((y), (m), (d))

/* Firms from nowhere, as literature calls them. */
static const char *const firms[] = {
	"樣本建設股份有限公司", "範例營造股份有限公司", "示範實業股份有限公司",
	"測試科技股份有限公司", "甲乙丙國際有限公司", "丁戊己開發股份有限公司",
	"烏有先生文化有限公司", "亡是公印刷股份有限公司", "鏡花水月傳播有限公司",
	"無中生有食品有限公司",
};
static const char *const unions[] = {
	"社團法人臺南市樣本協會", "臺南市範例同業公會", "中華民國示範促進會",
};

/* An entry with its quirk; id 0: none, 1..: the tax id of that number. */
struct quirk {
	unsigned code;
	int month, dom;
	int64_t amount;
	const char *name;
	unsigned tax;
	const char *id; /* when no tax id */
	const char *address, *method, *disposition, *purpose;
	int lag; /* days to the account; -1: in kind */
};

#define EAST "臺南市東區裕****"
#define YONGKANG "臺南市永康區****"
#define XINYING "臺南市新營區****"
#define ANNAN "臺南市安南區****"
#define ZHONGSHAN "臺北市中山區****"
#define ZHONGSHAN2 "台北市中山區****"
#define ZUOYING "高雄市左營區****"
#define WEST "臺南市中西區****"
#define TAITUNG "臺東縣臺東市****"
#define ZHONGXIAO "臺北市忠孝東****"
#define ZHONGZHENG "臺北市中正區****"
#define BANK "匯款"
#define CASH "現金"
#define BILL "票據"

static const struct quirk quirks_a[] = {
	{11, 5, 3, 100000, "陳甲子", 0, "D12*******", EAST, BANK, "", "", 0},
	{12, 5, 9, 200000, "子虛烏有企業有限公司", 901, "", YONGKANG, BILL, "", "", 3},
	{12, 6, 9, 100000, "\xe2\x80\x8b子虛烏有企業有限公司", 901, "", YONGKANG,
	 BANK, "", "", 0},
	{12, 6, 15, 300000, "空中樓閣建設股份有限公司", 902, "", ZHONGSHAN, BANK,
	 "", "", 0},
	{12, 8, 15, 300000, "空中樓閣建設(股)公司", 902, "", ZHONGSHAN2, BANK, "", "", 0},
	{12, 7, 4, 50000, "台灣海市蜃樓開發股份有限公司", 903, "", ZUOYING, BANK,
	 "", "", 0},
	{12, 9, 4, 50000, "臺灣海市蜃樓開發股份有限公司", 903, "", ZUOYING, BANK,
	 "", "", 0},
	{11, 7, 8, 3000, "陳\xf3\xbf\xbf\x86甲", 0, "R12*******", XINYING, CASH,
	 "", "", 2},
	{11, 7, 9, 3000, "楊\xee\xa5\xa2乙", 0, "", XINYING, CASH, "", "", 1},
	{11, 7, 10, 5000, "吳\xf0\xa0\xae\xb7丙", 0, "D12*******", ANNAN, CASH, "",
	 "", 1},
	{11, 7, 11, 2000, "達樣‧範例", 0, "V12*******", TAITUNG, BANK, "", "", 0},
	{11, 7, 12, 2000, "Kacaw Sample", 0, "", "No，Ex****", BANK, "", "", 0},
	{11, 7, 13, 1000, "林乙丑", 0, "D22*******", "臺南市\xc2\xa0東區****",
	 CASH, "", "", 0},
	{11, 7, 14, 1000, "黃丙寅", 0, "D12*******", "臺南市永康\n區****", CASH,
	 "", "", 0},
	{11, 8, 1, 60000, "王丁卯", 0, "D12*******", EAST, BANK, "", "", 0},
	{11, 8, 20, 60000, "王丁卯", 0, "D12*******", EAST, BANK, "已返還", "", 0},
	{28, 8, 30, 60000, "王丁卯", 0, "D12*******", EAST, "", "", "返還", 0},
	{15, 8, 5, 12000, "匿名", 0, "", "", CASH, "已繳庫", "", 1},
	{27, 9, 5, 12000, "監察院", 0, "", ZHONGXIAO, "", "", "繳庫", 0},
	{15, 8, 8, 1000, "匿名", 0, "", "", CASH, "", "", 0},
	{15, 8, 8, 1000, "匿名", 0, "", "", CASH, "", "", 0},
	{15, 8, 8, 1000, "匿名", 0, "", "", CASH, "", "", 0},
	{11, 8, 9, 5000, "李戊辰", 0, "R22*******", XINYING, BANK, "", "", 0},
	{11, 8, 9, 5000, "李戊辰", 0, "R22*******", XINYING, BANK, "", "", 0},
	{13, 9, 1, 1000000, "樣本黨", 0, "政黨證字第999號", ZHONGZHENG, BANK, "", "", 0},
	{14, 9, 2, 80000, "臺南市範例同業公會", 0, "", ANNAN, BILL, "", "", 5},
	{12, 9, 10, 50000, "無中生有食品有限公司", 110, "", YONGKANG, "", "", "", -1},
	{21, 9, 20, 30000, "無中生有食品有限公司", 110, "", YONGKANG, "", "",
	 "製作競選物品或宣傳廣告費用（口罩）", -1},
	{24, 9, 21, 8800, "鏡花水月傳播有限公司２號店", 109, "", WEST, "", "",
	 "租用設備費用", 0},
	{26, 9, 22, 30, "樣本銀行", 990, "", "", "", "", "匯款手續費", 0},
	{26, 9, 22, 30, "樣本銀行", 990, "", "", "", "", "匯款手續費", 0},
	{23, 5, 20, 240000, "張己巳", 0, "D12*******", EAST, "", "",
	 "租用競選辦事處費用", 0},
	{16, 12, 21, 1234, "利息收入", 0, "", "", BANK, "", "", 0},
};

static const struct quirk quirks_b[] = {
	{12, 6, 20, 700000, "空中樓閣建設股份有限公司", 902, "", ZHONGSHAN, BANK,
	 "", "", 0},
	{12, 9, 20, 500000, "空中樓閣建設(股)公司", 902, "", ZHONGSHAN2, BANK, "", "", 0},
	{11, 6, 21, 100000, "陳甲子", 0, "D12*******", EAST, BILL, "", "", 7},
	{11, 7, 1, 70000, "許庚午", 0, "R12*******", XINYING, BANK, "", "", 0},
	{11, 7, 21, 50000, "許庚午", 0, "R12*******", XINYING, BANK, "", "", 0},
	{15, 7, 22, 15000, "匿名", 0, "", "", CASH, "", "", 0},
	{12, 8, 1, 150000, "範例營造股份有限公司", 102, "", YONGKANG, CASH, "", "", 0},
	{11, 8, 2, 30000, "劉辛未", 0, "D22*******", EAST, CASH, "", "", 20},
	{11, 8, 8, 9900, "謝壬申", 0, "D12*******", ANNAN, CASH, "", "", 0},
	{11, 8, 9, 9900, "謝壬申", 0, "D12*******", ANNAN, CASH, "", "", 0},
	{11, 8, 10, 9900, "謝壬申", 0, "D12*******", ANNAN, CASH, "", "", 0},
	{11, 8, 11, 9900, "謝壬申", 0, "D12*******", ANNAN, CASH, "", "", 0},
	{11, 8, 12, 9900, "謝壬申", 0, "D12*******", ANNAN, CASH, "", "", 0},
	{11, 11, 26, 6000, "洪癸酉", 0, "R22*******", XINYING, BANK, "", "", 0},
	{12, 9, 3, 20000, "一字之差商行", 0, "24681353", YONGKANG, CASH, "", "", 2},
	{11, 9, 4, 2000, "達樣‧範例", 0, "V12*******", TAITUNG, BANK, "", "", 0},
	{11, 9, 5, 1000, "林乙丑", 0, "D22*******", "台南市東區裕****", CASH, "", "", 0},
	{11, 9, 5, 1000, "林乙丑", 0, "D22*******", "台南市東區裕****", CASH, "", "", 0},
	{14, 9, 6, 60000, "社團法人臺南市樣本協會", 0, "", EAST, BANK, "", "", 0},
	{24, 10, 3, 36000, "烏有先生文化有限公司", 107, "", WEST, "", "",
	 "演講或表演費用", 0},
	{24, 10, 3, 36000, "烏有先生文化有限公司", 107, "", WEST, "", "",
	 "演講或表演費用", 0},
	{26, 12, 28, 5000, "示範實業股份有限公司", 103, "", YONGKANG, "", "",
	 "雜項購置", 0},
	{16, 12, 21, 987, "利息收入", 0, "", "", BANK, "", "", 0},
};

static void plant(struct gen_filing *f, const struct quirk *q, size_t n)
{
	for (size_t i = 0; i < n; i++, q++) {
		char id[9] = "";
		struct gen_entry *e;

		if (q->tax)
			gen_taxid(q->tax, id);
		e = gen_say(f, q->code, DAY(2022, q->month, q->dom), q->amount,
		            q->name, q->tax ? id : q->id);
		gen_copy(e->party.address, sizeof(e->party.address), q->address);
		e->method = q->method;
		e->disposition = q->disposition;
		e->purpose = q->purpose;
		e->in_kind = q->lag < 0;
		e->deposit = gen_is_income(q->code) && q->lag >= 0
			? e->day + q->lag : 0;
		if (gen_is_income(q->code) && q->code < 15)
			gen_copy(e->party.phone, sizeof(e->party.phone),
			         q->dom % 2 ? "06-2*****" : "0900*****");
	}
}

static void add_firm(struct gen_filing *f, struct gen_rng *r, unsigned code,
                     int day, int64_t amount)
{
	unsigned i = gen_below(r, sizeof(firms) / sizeof(firms[0]));
	char id[9];
	struct gen_entry *e;

	gen_taxid(101 + i, id);
	e = gen_say(f, code, day, amount, firms[i], id);
	gen_place(r, &e->party);
}

static void fill_income(struct gen_filing *f, struct gen_rng *r, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		int day = DAY(2022, 5, 1) + (int)gen_below(r, 200);
		struct gen_entry *e;

		if (i % 6 == 5) {
			add_firm(f, r, 12, day, 10000 * (1 + (int64_t)gen_below(r, 5)));
		} else if (i % 16 == 7) {
			gen_say(f, 15, day, 500, "匿名", "");
		} else if (i % 25 == 24) {
			gen_say(f, 14, day, 20000, unions[gen_below(r, 3)], "");
		} else {
			e = gen_say(f, 11, day, 1000 * (1 + (int64_t)gen_below(r, 10)),
			            "", "");
			gen_plain_person(r, &e->party);
		}
		e = &f->entry[f->n - 1];
		e->method = gen_method(r);
		e->deposit = day + (int)gen_below(r, 4);
	}
}

static void fill_expense(struct gen_filing *f, struct gen_rng *r, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		int day = DAY(2022, 5, 10) + (int)gen_below(r, 225);
		unsigned code = gen_expense_code(r);
		struct gen_entry *e;

		if (code == 20) {
			e = gen_say(f, code, day, 36000, "", "");
			gen_plain_person(r, &e->party);
		} else {
			add_firm(f, r, code, day, 100 + (int64_t)gen_below(r, 42000));
			e = &f->entry[f->n - 1];
		}
		e->purpose = gen_purpose(r, code);
		e->party.phone[0] = 0;
	}
}

static void heading(struct gen_filing *f, const char *recipient)
{
	memset(f, 0, sizeof(*f));
	f->recipient = recipient;
	f->election = "111年臺南市市長選舉";
	f->race = "111年直轄市市長選舉";
	f->serial = "首次申報";
	f->firm = "樣本聯合會計師事務所";
	f->accountant = "鄭甲戌";
	f->settled = "1111226";
	f->filed = "1120220";
	f->corrected = "";
}

/* What the correction changes: a name, an amount, and a row forgotten. */
static void correct(struct gen_filing *f, bool corrected)
{
	struct gen_entry *e;

	e = gen_say(f, 11, DAY(2022, 10, 5), 8000,
	            corrected ? "周乙亥" : "周乙玄", "D12*******");
	if (corrected) {
		e->note = "更正捐贈者姓名";
		e->noted_on = "112/11/01 上午 09:30:15";
	}
	e = gen_say(f, 11, DAY(2022, 10, 6), corrected ? 2000 : 20000, "葉丙子",
	            "R22*******");
	if (corrected) {
		e->note = "更正金額";
		e->noted_on = "112/11/01 下午 02:05:00";
		e = gen_say(f, 11, DAY(2022, 10, 7), 10000, "蘇丁丑", "D22*******");
		e->note = "新增";
		e->noted_on = "112/11/01 下午 12:00:00";
		f->corrected = "1121101";
	}
}

void gen_candidate_a(struct gen_filing *f, bool corrected)
{
	struct gen_rng r = {20221126};

	heading(f, "范例文");
	plant(f, quirks_a, sizeof(quirks_a) / sizeof(quirks_a[0]));
	fill_income(f, &r, 60);
	fill_expense(f, &r, 50);
	correct(f, corrected);
	gen_sort(f);
}

void gen_candidate_b(struct gen_filing *f)
{
	struct gen_rng r = {20221127};

	heading(f, "柳樣本");
	plant(f, quirks_b, sizeof(quirks_b) / sizeof(quirks_b[0]));
	fill_income(f, &r, 50);
	fill_expense(f, &r, 40);
	gen_sort(f);
}

/* ---- containers ---------------------------------------------------------- */

#define MEMBERS 7

struct bundle {
	struct gen_out part[MEMBERS];
	struct gen_member member[MEMBERS];
};

/* The seven members in the platform's order. */
static void bundle_make(struct bundle *b, const struct gen_filing *f, int day)
{
	static const char *const name[MEMBERS] = {
		"expenditures.csv", "incomes.csv", "manifest.csv",
		"person_incomes and expenditures_first.csv",
		"schema_expenditures.csv", "schema_incomes.csv",
		"schema_person_incomes and expenditures_first.csv",
	};
	struct gen_sums sums = {0};
	struct gen_out *o = b->part;

	memset(b, 0, sizeof(*b));
	gen_sum_all(&sums, f);
	gen_puts(&o[0], "\xef\xbb\xbf");
	gen_details(&o[0], f, false, GEN_OFFICIAL, "\r\n");
	gen_puts(&o[1], "\xef\xbb\xbf");
	gen_details(&o[1], f, true, GEN_OFFICIAL, "\r\n");
	gen_manifest(&o[2], f);
	gen_settlement(&o[3], f, &sums);
	gen_schema_details(&o[4]);
	gen_schema_details(&o[5]);
	gen_schema_settlement(&o[6]);
	gen_sums_free(&sums);
	for (int i = 0; i < MEMBERS; i++)
		b->member[i] = (struct gen_member){
			name[i], o[i].p, o[i].n, NULL,
			i < 4 ? day : DAY(2022, 8, 2), i < 4 ? 16 : 13,
			i < 4 ? 42 : 57};
}

static void bundle_free(struct bundle *b)
{
	for (int i = 0; i < MEMBERS; i++)
		gen_free(&b->part[i]);
}

static void as_zip(const char *dir, const char *name, const struct gen_filing *f,
                   int day)
{
	struct bundle b;
	char path[1024];

	bundle_make(&b, f, day);
	gen_path(path, sizeof(path), "%s/official/%s", dir, name);
	gen_zip(path, b.member, MEMBERS);
	bundle_free(&b);
}

static void as_folder(const char *dir, const char *name,
                      const struct gen_filing *f)
{
	struct bundle b;
	char path[1024];

	gen_mkdir("%s/folder/%s", dir, name);
	gen_path(path, sizeof(path), "%s/folder/%s", dir, name);
	bundle_make(&b, f, 0);
	for (int i = 0; i < MEMBERS; i++)
		gen_save(&b.part[i], path, b.member[i].name);
	bundle_free(&b);
}

void gen_to_cp950(struct gen_out *o)
{
	UErrorCode code = U_ZERO_ERROR;
	UConverter *c = ucnv_open("windows-950", &code);
	UChar *wide = gen_alloc(NULL, o->n + 1, sizeof(*wide));
	char *to = gen_alloc(NULL, o->n * 2 + 1, 1);
	int32_t n;

	ucnv_setFromUCallBack(c, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
	u_strFromUTF8(wide, (int32_t)o->n + 1, &n, o->p, (int32_t)o->n, &code);
	n = ucnv_fromUChars(c, to, (int32_t)o->n * 2 + 1, wide, n, &code);
	if (U_FAILURE(code))
		gen_die("CP950: %s", u_errorName(code));
	ucnv_close(c);
	free(wide);
	o->n = 0;
	gen_put(o, to, (size_t)n);
	free(to);
}

static void as_cp950(const char *dir, const char *name,
                     const struct gen_filing *f)
{
	struct gen_out o = {0};
	char path[1024];

	gen_path(path, sizeof(path), "%s/cp950", dir);
	gen_details(&o, f, true, GEN_OFFICIAL, "\n");
	gen_to_cp950(&o);
	gen_save(&o, path, name);
	gen_free(&o);
}

void gen_official(const char *dir)
{
	struct gen_filing f;

	gen_mkdir("%s/official", dir);
	gen_mkdir("%s/folder", dir);
	gen_mkdir("%s/cp950", dir);
	gen_candidate_a(&f, false);
	as_zip(dir, "account-112050403-1111809901.zip", &f, DAY(2023, 5, 4));
	as_folder(dir, "account-112050403-1111809901", &f);
	gen_filing_free(&f);
	gen_candidate_a(&f, true);
	as_zip(dir, "account-112110601-1111809901_v2.zip", &f, DAY(2023, 11, 6));
	gen_filing_free(&f);
	gen_candidate_b(&f);
	as_zip(dir, "account-112050403-1111809902.zip", &f, DAY(2023, 5, 4));
	as_cp950(dir, "account-112050403-1111809902-incomes.csv", &f);
	gen_filing_free(&f);
}
