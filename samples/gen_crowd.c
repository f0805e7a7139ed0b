/*
 * gen_crowd.c - a filing typed from scans by volunteers: ten columns, the
 * account only in the file's name, the mistakes of many hands.
 */
#include "gen.h"

#include <stdio.h>

#define ROWS 64

/* Cells that replace the right ones in one row. */
static const struct {
	unsigned row;
	const char *date, *subject, *name, *id, *income, *expense, *address;
} slips[] = {
	{3, NULL, "個人捐蹭收入", NULL, NULL, NULL, NULL, NULL},
	{5, NULL, "熱人捐贈收入", NULL, NULL, NULL, NULL, NULL},
	{7, "2921-06-13 00:00:00", NULL, NULL, NULL, NULL, NULL, NULL},
	{8, "1911-07-01 00:00:00", NULL, NULL, NULL, NULL, NULL, NULL},
	{9, "3012-07-02 00:00:00", NULL, NULL, NULL, NULL, NULL, NULL},
	{10, NULL, NULL, NULL, "1234569", NULL, NULL, NULL},
	{13, NULL, NULL, NULL, "A1*******", NULL, NULL, NULL},
	{15, NULL, "", NULL, NULL, NULL, NULL, NULL},
	{17, NULL, NULL, NULL, NULL, "3000", "3000", NULL},
	{19, NULL, NULL, NULL, NULL, "", "", NULL},
	{21, NULL, "匿名捐贈", "匿名人", "", NULL, NULL, ""},
	{22, NULL, "匿名捐贈", "無名氏", "", NULL, NULL, ""},
	{23, NULL, "匿名捐贈", "匿名捐贈", "", NULL, NULL, ""},
	{25, NULL, NULL, NULL, NULL, NULL, NULL, "臺北市中正＊"},
	{50, NULL, "教通旅運支出", NULL, NULL, NULL, NULL, NULL},
	{51, NULL, "返還支出.pdf", NULL, NULL, NULL, NULL, NULL},
	{52, NULL, "1200", NULL, NULL, NULL, NULL, NULL},
};

struct line {
	char date[40], name[GEN_NAME], id[40], income[24], expense[24];
	char address[64];
	const char *subject;
};

static void put_or(char *to, size_t cap, const char *slip)
{
	if (slip)
		gen_copy(to, cap, slip);
}

static void slip_into(struct line *l, unsigned row)
{
	for (size_t i = 0; i < sizeof(slips) / sizeof(slips[0]); i++) {
		if (slips[i].row != row)
			continue;
		put_or(l->date, sizeof(l->date), slips[i].date);
		put_or(l->name, sizeof(l->name), slips[i].name);
		put_or(l->id, sizeof(l->id), slips[i].id);
		put_or(l->income, sizeof(l->income), slips[i].income);
		put_or(l->expense, sizeof(l->expense), slips[i].expense);
		put_or(l->address, sizeof(l->address), slips[i].address);
		if (slips[i].subject)
			l->subject = slips[i].subject;
	}
}

static void fill(struct line *l, struct gen_rng *r, unsigned row)
{
	bool in = row <= 40;
	unsigned code = in ? (row % 5 == 0 ? 12 : 11) : gen_expense_code(r);
	int day = gen_day(2014, 5, 1) + (int)(in ? row * 5 : (row - 40) * 9);
	struct gen_party who;
	char date[24];

	gen_plain_person(r, &who);
	if (code == 12) {
		gen_copy(who.name, sizeof(who.name), "示範實業股份有限公司");
		gen_taxid(103, who.id);
	} else if (!in) {
		gen_copy(who.name, sizeof(who.name), "亡是公印刷股份有限公司");
		gen_taxid(108, who.id);
	}
	gen_dated(day, false, '-', date);
	snprintf(l->date, sizeof(l->date), "%s 00:00:00", date);
	l->subject = gen_subject(code);
	gen_copy(l->name, sizeof(l->name), who.name);
	gen_copy(l->id, sizeof(l->id), row % 3 ? who.id : "");
	snprintf(l->income, sizeof(l->income), "%s", "");
	snprintf(l->expense, sizeof(l->expense), "%s", "");
	snprintf(in ? l->income : l->expense, sizeof(l->income), "%lld",
	         (long long)(in ? gen_gift(r, code) : gen_spending(r, code)));
	l->address[0] = 0;
	if (row % 2 && who.address[0])
		snprintf(l->address, sizeof(l->address), "%.18s", who.address);
}

void gen_crowd(const char *dir)
{
	struct gen_rng r = {20141129};
	struct gen_out o = {0};
	struct line l;
	char path[1024];

	gen_mkdir("%s/crowd", dir);
	gen_path(path, sizeof(path), "%s/crowd", dir);
	gen_puts(&o, "交易日期,收支科目,捐贈者/支出對象,身份證/統一編,收入金額,支出金額,"
	             "金錢類,地址,原始文件頁碼,原始文件行號\n");
	for (unsigned row = 1; row <= ROWS; row++) {
		static const char *const money[] = {"是", "", "是", "是"};

		if (row != 31) /* row 31 repeats row 30 */
			fill(&l, &r, row);
		slip_into(&l, row);
		gen_printf(&o, "%s,%s,%s,%s,%s,%s,%s,", l.date, l.subject, l.name,
		           l.id, l.income, l.expense,
		           row == 33 ? "否" : money[row % 4]);
		gen_cell(&o, l.address);
		gen_printf(&o, ",%u,%u\n", 1 + row / 20, 1 + row % 20);
	}
	gen_save(&o, path, "103年臺北市議員選舉_易範本.csv");
	gen_free(&o);
}
