/*
 * gen_legacy.c - tables as newspapers and volunteers left them: business gifts
 * to legislators of 2008, 2012 and 2016 with the table of totals of each year,
 * and the nine columns of the paper form.
 */
#include "gen.h"

#include <string.h>

#define DAY(y, m, d) gen_day((y), (m), (d))
#define MEMBERS 4 /* candidates a year */
#define EACH 15   /* gifts a candidate */

struct gift {
	const char *firm, *address;
	char id[9];
	int day;
	int64_t amount;
};

struct member {
	const char *name, *area, *party, *votes, *share;
	bool won, sitting;
	int64_t person, business, party_gift, group, anonymous, other, spent;
	struct gift gift[EACH];
};

/* The newspaper table of one year, and how its totals were spoilt. */
struct term {
	int number; /* 第N屆 */
	int first, last;
	unsigned spoilt; /* the candidate whose total differs */
	int64_t by;
	struct member member[MEMBERS];
};

static const char *const people[MEMBERS][4] = {
	/* name, 2008 area, later area, party */
	{"易範本", "臺北市第01選區", "臺北市第01選區", "樣本黨"},
	{"溫故例", "臺中縣第02選區", "臺中市第02選區", "範例聯盟"},
	{"瓦旦．樣本", "山地原住民", "山地原住民", "樣本黨"},
	{"莫須有", "高雄市第03選區", "高雄市第03選區", "無"},
};

static const char *const firms[] = {
	"樣本建設股份有限公司", "範例營造股份有限公司", "示範實業股份有限公司",
	"測試科技股份有限公司", "甲乙丙國際有限公司", "丁戊己開發股份有限公司",
	"烏有先生文化有限公司", "亡是公印刷股份有限公司", "鏡花水月傳播有限公司",
	"無中生有食品有限公司",
};
static const char *const spelt[] = { /* the same firms, otherwise */
	"樣本建設(股)公司", "範例營造（股）公司", "示範實業公司", "測試科技",
	"甲乙丙國際有限公司", "丁戊己開發股份有限公司", "烏有先生文化有限公司",
	"亡是公印刷股份公司", "鏡花水月傳播有限公司", "無中生有食品有限公司",
};
static const char *const streets[] = {
	"台北市中山北", "臺北市中正區", "台中市臥龍街", "新北市新店區", "高雄市左營區",
	"新竹縣竹北市",
};

static void make_term(struct term *t, int number, int first, int last)
{
	struct gen_rng r = {(uint64_t)number * 1000003};

	memset(t, 0, sizeof(*t));
	t->number = number;
	t->first = first;
	t->last = last;
	for (unsigned k = 0; k < MEMBERS; k++) {
		struct member *m = &t->member[k];

		m->name = people[k][0];
		m->area = people[k][number == 7 ? 1 : 2];
		m->party = people[k][3];
		m->votes = "81234";
		m->share = "50.12%";
		m->won = k < 2;
		m->sitting = k % 2 == 0;
		m->person = 1000 * (int64_t)(100 + gen_below(&r, 9000));
		m->party_gift = k == 0 ? 1500000 : 0;
		m->group = 1000 * (int64_t)gen_below(&r, 900);
		m->anonymous = 100 * (int64_t)gen_below(&r, 500);
		m->other = gen_below(&r, 5000);
		m->spent = 3000000 + gen_below(&r, 900000);
		for (unsigned i = 0; i < EACH; i++) {
			struct gift *g = &m->gift[i];
			unsigned firm = gen_below(&r, 10);

			g->firm = number < 9 && i % 4 == 1 ? spelt[firm] : firms[firm];
			gen_taxid(101 + firm, g->id);
			g->address = streets[gen_below(&r, 6)];
			g->day = first + (int)gen_below(&r, (unsigned)(last - first + 1));
			g->amount = gen_gift(&r, 12);
			if (k == 3 && i == 8) /* a row that repeats the one before */
				*g = m->gift[i - 1];
			m->business += g->amount;
		}
	}
}

static int64_t total(const struct member *m)
{
	return m->person + m->business + m->party_gift + m->group +
		m->anonymous + m->other;
}

/* What the table of totals says instead: one candidate's sum differs. */
static void spoil(struct term *t, unsigned who, int64_t by)
{
	t->spoilt = who;
	t->by = by;
	t->member[who].business += by;
}

/* ---- the tables of gifts -------------------------------------------------- */

/* A date in the ways of the year; row I decides the quirk. */
static void crooked(const struct term *t, const struct gift *g, unsigned row,
                    char out[24])
{
	int y, m, d;

	gen_date(g->day, &y, &m, &d);
	gen_dated(g->day, true, '/', out);
	if (t->number == 7 && row == 3)
		snprintf(out, 24, "%d/%d/%d", y - 1911, m, d);
	else if (t->number == 7 && row == 5)
		snprintf(out, 24, "%03d／%02d／%02d", y - 1911, m, d);
	else if (t->number == 7 && row == 9)
		snprintf(out, 24, "%d%02d%02d", y - 1911, m, d);
	else if (t->number == 7 && row == 11)
		gen_copy(out, 24, "096/12/265");
	else if (t->number == 7 && row == 13)
		out[0] = 0;
	else if (t->number == 8 && row == 3)
		gen_copy(out, 24, "00/9/5");
	else if (t->number == 8 && row == 5)
		snprintf(out, 24, "%d/ %02d/%02d", y - 1911, m, d);
	else if (t->number == 8 && row == 11)
		gen_copy(out, 24, "100/100/21");
	else if (t->number == 9 && row == 3)
		gen_copy(out, 24, "105/01/1  I");
}

static void table_2008(struct gen_out *o, const struct term *t)
{
	unsigned row = 0;

	gen_puts(o, "屆數,姓名,捐贈者/支出對象,身份證/統一編,收入金額,交易日期,地址,"
	            "填答數,其他\n");
	for (unsigned k = 0; k < MEMBERS; k++)
		for (unsigned i = 0; i < EACH; i++) {
			const struct gift *g = &t->member[k].gift[i];
			const char *id = g->id, *other = "";
			char date[24], wide[64];

			crooked(t, g, ++row, date);
			if (row == 7)
				id = ""; /* no id */
			else if (row == 15)
				id = "123456789012"; /* twelve digits */
			if (row == 17) {
				snprintf(wide, sizeof(wide),
				         "身份證/統一編：%s=7 １２３=1", g->id);
				other = wide;
			}
			gen_printf(o, "7,%s,%s,%s,%lld,%s,%s,%u,%s\n", t->member[k].name,
			           g->firm, id, (long long)g->amount, date, g->address,
			           2 + i % 6, other);
		}
}

static void table_2012(struct gen_out *o, const struct term *t)
{
	unsigned row = 0;

	gen_puts(o, "姓名,屆數,捐贈者/支出對象,交易日期,收支科目,身份證/統一編,"
	            "收入金額,地址,填答數,其他\n");
	for (unsigned k = 0; k < MEMBERS; k++)
		for (unsigned i = 0; i < EACH; i++) {
			const struct gift *g = &t->member[k].gift[i];
			char date[24];

			crooked(t, g, ++row, date);
			gen_printf(o, "%s,8,%s,%s,%s,%s,%lld,%s,%s,%s\n",
			           t->member[k].name, g->firm, date,
			           row == 20 ? "營利事業捐增收入" : "營利事業捐贈收入",
			           g->id, (long long)g->amount, g->address,
			           row % 7 ? "5" : "",
			           row == 9 ? "收入金額：1000=4 100=1;地址：=2" : "");
		}
}

/* 13 columns, or the 11 of older copies. */
static void table_2016(struct gen_out *o, const struct term *t, bool older)
{
	unsigned row = 0;

	gen_puts(o, older ? "候選人" : "候選人,推薦政黨,當選註記");
	gen_puts(o, ",序號,交易日期,收支科目,統一編號,捐贈者／支出對象,收入金額,"
	            "支出金額,金錢類,地址,P\n");
	for (unsigned k = 0; k < MEMBERS; k++)
		for (unsigned i = 0; i < EACH; i++) {
			const struct member *m = &t->member[k];
			const struct gift *g = &m->gift[i];
			char date[24], seq[16];

			crooked(t, g, ++row, date);
			snprintf(seq, sizeof(seq), "%u", i == 12 ? i : i + 1);
			if (row == 31)
				seq[0] = 0; /* the number is no key: one is there
				               twice, one is missing */
			gen_puts(o, m->name);
			if (!older)
				gen_printf(o, ",%s,%s", m->party, m->won ? "*" : "");
			gen_printf(o, ",%s,%s,營利事業捐贈收入,%s,%s,%lld,,%s,%s,\n", seq,
			           date, g->id, g->firm, (long long)g->amount,
			           row % 13 == 5 ? "否" : "是", g->address);
		}
}

/* ---- the tables of totals -------------------------------------------------- */

static void basic_16(struct gen_out *o, const struct term *t, bool area_first)
{
	gen_printf(o, "%s,性別,出生年次,推薦政黨,得票數,得票率,當選註記,是否現任,"
	           "總收入,個人捐贈收入,營利事業捐贈收入,政黨捐贈收入,"
	           "人民團體捐贈收入,匿名捐贈收入,其他收入\n",
	           area_first ? "地區,姓名" : "姓名,地區");
	for (unsigned k = 0; k < MEMBERS; k++) {
		const struct member *m = &t->member[k];

		gen_printf(o, "%s,%s,男,19%u0,%s,%s,%s,%s,%s,%lld,%lld,%lld,%lld,%lld,"
		           "%lld,%lld%s", area_first ? m->area : m->name,
		           area_first ? m->name : m->area, 5 + k, m->party, m->votes,
		           m->share, m->won ? "*" : "", m->sitting ? "是" : "否",
		           (long long)total(m), (long long)m->person,
		           (long long)m->business, (long long)m->party_gift,
		           (long long)m->group, (long long)m->anonymous,
		           (long long)m->other, k + 1 < MEMBERS ? "\n" : "");
	}
}

static void thousands(struct gen_out *o, int64_t v)
{
	char plain[24], text[32];
	size_t n = (size_t)snprintf(plain, sizeof(plain), "%lld", (long long)v);
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = plain[i];
	}
	text[at] = 0;
	gen_cell(o, text);
}

static void share_of(struct gen_out *o, int64_t part, int64_t whole)
{
	int64_t bp = (part * 10000 + whole / 2) / whole;

	gen_printf(o, ",%lld.%02lld%%,", (long long)(bp / 100), (long long)(bp % 100));
}

static unsigned distinct(const struct member *m)
{
	unsigned n = 0;

	for (unsigned i = 0; i < EACH; i++) {
		unsigned j = 0;

		while (j < i && strcmp(m->gift[j].id, m->gift[i].id) != 0)
			j++;
		n += j == i;
	}
	return n;
}

/* 27 columns; plain and grouped numbers in one row. */
static void basic_27(struct gen_out *o, const struct term *t)
{
	gen_puts(o, "地區,姓名,地區排序,得票數,推薦政黨,得票率,當選註記,是否現任,"
	            "委員會,性別,出生年次,捐贈企業數,總收入,個人捐贈收入,"
	            "個人捐贈比例,營利事業捐贈收入,營利事業捐贈比例,政黨捐贈收入,"
	            "政黨捐贈收入比例,人民團體捐贈收入,人民團體收入比例,匿名捐贈收入,"
	            "匿名捐贈比例,其他收入,其他收入比例,超過三萬元之收入,總支出\n");
	for (unsigned k = 0; k < MEMBERS; k++) {
		const struct member *m = &t->member[k];
		int64_t all = total(m);

		gen_printf(o, "%s,%s,%u,%s,%s,%s,%s,%s,%s,男,19%u0,%u,%lld,", m->area,
		           m->name, k + 1, m->votes, m->party, m->share,
		           m->won ? "*" : "", m->sitting ? "是" : "否",
		           m->sitting ? "樣本委員會" : "", 5 + k, distinct(m),
		           (long long)all);
		thousands(o, m->person);
		share_of(o, m->person, all);
		gen_putint(o, m->business);
		share_of(o, m->business, all);
		thousands(o, m->party_gift);
		share_of(o, m->party_gift, all);
		thousands(o, m->group);
		share_of(o, m->group, all);
		thousands(o, m->anonymous);
		share_of(o, m->anonymous, all);
		thousands(o, m->other);
		share_of(o, m->other, all);
		thousands(o, all - m->anonymous - m->other);
		gen_putc(o, ',');
		thousands(o, m->spent);
		gen_putc(o, '\n');
	}
}

/* ---- the paper form --------------------------------------------------------- */

static void paper(struct gen_out *o)
{
	struct gen_rng r = {103};

	gen_puts(o, "序號,交易日期,收支科目,捐贈者/支出對象,身分證/統一編號,收入金額,"
	            "支出金額,金錢類,地址\n");
	for (unsigned i = 1; i <= 40; i++) {
		bool in = i <= 26;
		unsigned code = !in ? gen_expense_code(&r) : i % 5 == 2 ? 12
			: i % 9 == 8 ? 15 : 11;
		struct gen_party who;
		char date[24], id[9];
		unsigned firm = gen_below(&r, 10);
		int64_t amount = in ? gen_gift(&r, code) : gen_spending(&r, code);

		gen_plain_person(&r, &who);
		gen_taxid(101 + firm, id);
		if (code == 15) {
			gen_copy(who.name, sizeof(who.name), "匿名");
			who.id[0] = who.address[0] = 0;
		} else if (code != 11) {
			gen_copy(who.name, sizeof(who.name), firms[firm]);
			gen_copy(who.id, sizeof(who.id), id);
		}
		gen_dated(DAY(2014, 5, 1) + (int)i * 5, true, '/', date);
		if (i == 12) /* a spreadsheet ate the leading zero */
			gen_copy(who.id, sizeof(who.id), "1234569");
		if (i == 7)
			gen_copy(date, sizeof(date), "103 年 06 月 05 日");
		gen_printf(o, "%u,%s,%s,%s,%s,", i, date, gen_subject(code), who.name,
		           who.id);
		if (!in)
			gen_putc(o, ',');
		if (i == 9)
			gen_puts(o, "３０００"); /* full width */
		else
			thousands(o, amount);
		gen_puts(o, in ? ",," : ",");
		gen_puts(o, i == 10 ? "非金錢," : "金錢,");
		gen_cell(o, who.address);
		gen_putc(o, '\n');
	}
}

void gen_legacy(const char *dir)
{
	struct gen_out o = {0};
	struct term t;
	char path[1024];

	gen_mkdir("%s/legacy", dir);
	gen_path(path, sizeof(path), "%s/legacy", dir);
	make_term(&t, 7, DAY(2007, 4, 1), DAY(2008, 1, 11));
	table_2008(&o, &t);
	gen_save(&o, path, "legislators-2008-donations.csv");
	spoil(&t, 1, -100000);
	basic_16(&o, &t, true);
	gen_save(&o, path, "legislators-2008-totals.csv");
	make_term(&t, 8, DAY(2011, 4, 1), DAY(2012, 1, 13));
	table_2012(&o, &t);
	gen_save(&o, path, "legislators-2012-donations.csv");
	spoil(&t, 2, 500000);
	basic_16(&o, &t, false);
	gen_save(&o, path, "legislators-2012-totals.csv");
	make_term(&t, 9, DAY(2015, 4, 1), DAY(2016, 1, 15));
	table_2016(&o, &t, false);
	gen_save(&o, path, "legislators-2016-donations.csv");
	table_2016(&o, &t, true);
	gen_save(&o, path, "legislators-2016-donations-older.csv");
	spoil(&t, 3, 45000);
	basic_27(&o, &t);
	gen_save(&o, path, "legislators-2016-totals.csv");
	paper(&o);
	gen_save(&o, path, "103年新竹市議員選舉_溫故例.csv");
	gen_free(&o);
}
