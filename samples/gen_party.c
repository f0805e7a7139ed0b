/*
 * gen_party.c - a party's year and its correction, and a candidate's first
 * surplus report.  The member names and columns of the surplus report and of
 * the balance sheet follow the printed forms: no public file shows them.
 */
#include "gen.h"

#include <string.h>

#define DAY(y, m, d) gen_day((y), (m), (d))
#define PARTS 5

static const struct {
	unsigned code;
	int month, dom;
	int64_t amount;
	const char *name, *purpose, *disposition;
} party_rows[] = {
	{31, 2, 1, 300000, "陳甲子", "", ""},
	{31, 5, 2, 100000, "陳甲子", "", "已返還"},
	{31, 5, 6, 20000, "達樣‧範例", "", ""},
	{32, 3, 1, 3000000, "樣本建設股份有限公司", "", ""},
	{32, 4, 1, 500000, "空中樓閣建設(股)公司", "", ""},
	{33, 4, 2, 200000, "中華民國示範促進會", "", ""},
	{34, 4, 3, 10000, "匿名", "", ""},
	{34, 4, 3, 10000, "匿名", "", ""},
	{34, 4, 4, 3000, "匿名", "", "已繳庫"},
	{35, 1, 15, 8765432, "政黨補助金", "", ""},
	{35, 12, 21, 4321, "利息收入", "", ""},
	{41, 1, 31, 620000, "員工薪資", "工資或薪津", ""},
	{41, 2, 29, 620000, "員工薪資", "工資或薪津", ""},
	{42, 3, 15, 88000, "測試科技股份有限公司", "資訊系統維護費", ""},
	{43, 4, 20, 6600, "鏡花水月傳播有限公司", "花圈花籃", ""},
	{44, 8, 8, 150000, "亡是公印刷股份有限公司", "印製文宣", ""},
	{46, 9, 9, 1234, "樣本電信", "電信費用", ""},
	{47, 5, 2, 3000, "監察院", "繳庫", ""},
	{48, 10, 1, 200000, "范例文", "捐贈其推薦之公職候選人競選費用", ""},
	{49, 6, 1, 100000, "陳甲子", "返還", ""},
};

static const struct {
	unsigned code;
	int month, dom;
	int64_t amount;
	const char *name, *purpose;
} surplus_rows[] = {
	{51, 6, 21, 345, "利息收入", ""},
	{51, 12, 21, 321, "利息收入", ""},
	{61, 1, 10, 12000, "測試科技股份有限公司", "服務處設備"},
	{61, 2, 10, 25000, "張己巳", "服務處租金"},
	{61, 3, 10, 25000, "張己巳", "服務處租金"},
	{61, 4, 10, 25000, "張己巳", "服務處租金"},
	{61, 5, 2, 3600, "鏡花水月傳播有限公司", "花圈花籃"},
	{61, 5, 2, 3600, "鏡花水月傳播有限公司", "花圈花籃"},
	{62, 6, 6, 100000, "樣本黨", "捐贈所屬政黨"},
	{63, 7, 7, 30000, "社團法人臺南市樣本協會", "捐贈公益團體"},
	{63, 8, 8, 20000, "臺南市範例同業公會", "捐贈教育機構"},
	{64, 9, 9, 50000, "樣本銀行", "參加公職人員選舉保證金"},
	{68, 3, 3, 5000, "李戊辰", "返還"},
	{69, 3, 4, 1000, "監察院", "繳庫"},
};

static void places(struct gen_filing *f, struct gen_rng *r)
{
	for (size_t i = 0; i < f->n; i++) {
		struct gen_entry *e = &f->entry[i];
		unsigned unit = e->code % 10;

		if (e->code == 35 || e->code == 34 || e->code == 51)
			continue;
		gen_place(r, &e->party);
		if (!gen_is_income(e->code)) {
			e->party.phone[0] = 0;
		} else if (unit == 2) {
			char id[9];

			gen_taxid(101 + (unsigned)strlen(e->party.name), id);
			gen_copy(e->party.id, sizeof(e->party.id), id);
		} else if (unit == 1 && !e->party.id[0]) {
			gen_copy(e->party.id, sizeof(e->party.id), "A12*******");
		}
	}
}

static void party_filing(struct gen_filing *f, bool corrected)
{
	struct gen_rng r = {20241231};
	struct gen_entry *e;

	memset(f, 0, sizeof(*f));
	f->recipient = "樣本黨";
	f->election = "";
	f->serial = "113年度";
	f->opening = 1500000;
	for (size_t i = 0; i < sizeof(party_rows) / sizeof(party_rows[0]); i++) {
		e = gen_say(f, party_rows[i].code,
		            DAY(2024, party_rows[i].month, party_rows[i].dom),
		            party_rows[i].amount, party_rows[i].name, "");
		e->purpose = party_rows[i].purpose;
		e->disposition = party_rows[i].disposition;
	}
	for (int i = 0; i < 30; i++) {
		e = gen_say(f, 31, DAY(2024, 1, 5) + (int)gen_below(&r, 350),
		            1000 * (1 + (int64_t)gen_below(&r, 20)), "", "");
		gen_plain_person(&r, &e->party);
		e->method = gen_method(&r);
	}
	places(f, &r);
	e = gen_say(f, 32, DAY(2024, 11, 5), corrected ? 60000 : 600000,
	            "甲乙丙國際有限公司", "");
	gen_taxid(105, e->party.id);
	if (corrected) {
		e->note = "更正金額";
		e->noted_on = "114/11/03 上午 10:00:00";
	}
	gen_sort(f);
}

static void party_zip(const char *path, const struct gen_filing *f,
                      enum gen_columns columns, int day)
{
	static const char *const name[PARTS] = {
		"expenditures.csv", "incomes.csv", "manifest.csv",
		"political party_balance.csv",
		"political party_incomes and expenditures.csv",
	};
	struct gen_out o[PARTS] = {0};
	struct gen_member m[PARTS];
	struct gen_sums sums = {0};

	gen_sum_all(&sums, f);
	for (int side = 0; side < 2; side++) {
		gen_puts(&o[side], "\xef\xbb\xbf");
		gen_details(&o[side], f, side == 1, columns, "\r\n");
	}
	gen_puts(&o[2], "\xef\xbb\xbf" "name,schema,description\r\n");
	gen_printf(&o[2], "incomes.csv,,113年度－%s收入明細\r\n", f->recipient);
	gen_printf(&o[2], "expenditures.csv,,113年度－%s支出明細\r\n", f->recipient);
	gen_printf(&o[2], "%s,,113年度－%s平衡表\r\n", name[3], f->recipient);
	gen_printf(&o[2], "%s,,113年度－%s收支結算表\r\n", name[4], f->recipient);
	gen_party_balance(&o[3], f, &sums);
	gen_party_settlement(&o[4], f, &sums);
	for (int i = 0; i < PARTS; i++)
		m[i] = (struct gen_member){name[i], o[i].p, o[i].n, NULL, day, 10, 30};
	gen_zip(path, m, PARTS);
	gen_sums_free(&sums);
	for (int i = 0; i < PARTS; i++)
		gen_free(&o[i]);
}

void gen_party_year(const char *dir)
{
	struct gen_filing f;
	char path[1024];

	gen_mkdir("%s/party", dir);
	party_filing(&f, false);
	gen_path(path, sizeof(path),
	         "%s/party/political party-114080401-1131809801-all.zip", dir);
	party_zip(path, &f, GEN_OFFICIAL, DAY(2025, 8, 4));
	gen_filing_free(&f);
	party_filing(&f, true);
	gen_path(path, sizeof(path),
	         "%s/party/political party-114110501-1131809801-all_v2.zip", dir);
	party_zip(path, &f, GEN_MOVED, DAY(2025, 11, 5));
	gen_filing_free(&f);
}

/* ---- surplus -------------------------------------------------------------- */

/* What the corrected first report of the candidate left over. */
static int64_t left_over(void)
{
	struct gen_filing f;
	struct gen_sums s = {0};
	int64_t rest;

	gen_candidate_a(&f, true);
	gen_sum_all(&s, &f);
	rest = s.income - s.expense;
	gen_sums_free(&s);
	gen_filing_free(&f);
	return rest;
}

static void surplus_filing(struct gen_filing *f)
{
	struct gen_rng r = {20231231};

	memset(f, 0, sizeof(*f));
	f->recipient = "范例文";
	f->election = "111年臺南市市長選舉";
	f->serial = "第1次賸餘";
	f->settled = "1121231";
	f->filed = "1130325";
	f->corrected = "";
	f->opening = left_over();
	for (size_t i = 0; i < sizeof(surplus_rows) / sizeof(surplus_rows[0]); i++) {
		struct gen_entry *e;

		e = gen_say(f, surplus_rows[i].code,
		            DAY(2023, surplus_rows[i].month, surplus_rows[i].dom),
		            surplus_rows[i].amount, surplus_rows[i].name, "");
		e->purpose = surplus_rows[i].purpose;
	}
	for (int i = 0; i < 16; i++) {
		struct gen_entry *e = gen_say(f, 61, DAY(2023, 1, 5) +
		                              (int)gen_below(&r, 350),
		                              100 + (int64_t)gen_below(&r, 5000),
		                              "示範實業股份有限公司", "");
		gen_taxid(103, e->party.id);
		e->purpose = "服務處雜項";
	}
	places(f, &r);
	gen_sort(f);
}

void gen_surplus(const char *dir)
{
	static const char *const name[3] = {
		"expenditures.csv", "incomes.csv",
		"person_incomes and expenditures_surplus.csv",
	};
	struct gen_filing f;
	struct gen_out o[3] = {0};
	struct gen_member m[3];
	struct gen_sums sums = {0};
	char path[1024];

	gen_mkdir("%s/surplus", dir);
	surplus_filing(&f);
	gen_sum_all(&sums, &f);
	for (int side = 0; side < 2; side++) {
		gen_puts(&o[side], "\xef\xbb\xbf");
		gen_details(&o[side], &f, side == 1, GEN_OFFICIAL, "\r\n");
	}
	gen_surplus_settlement(&o[2], &f, &sums);
	for (int i = 0; i < 3; i++)
		m[i] = (struct gen_member){name[i], o[i].p, o[i].n, NULL,
		                           DAY(2024, 6, 3), 9, 15};
	gen_path(path, sizeof(path), "%s/surplus/account-113060301-1111809901_2.zip",
	         dir);
	gen_zip(path, m, 3);
	for (int i = 0; i < 3; i++)
		gen_free(&o[i]);
	gen_sums_free(&sums);
	gen_filing_free(&f);
}
