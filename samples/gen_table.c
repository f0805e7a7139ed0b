/*
 * gen_table.c - entries, the platform's tables of them, and the settlement
 * tables that agree with them to the dollar.  What is in the entries is the
 * families' business.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	unsigned code;
	const char *name;
} subjects[] = {
	{11, "個人捐贈收入"}, {12, "營利事業捐贈收入"}, {13, "政黨捐贈收入"},
	{14, "人民團體捐贈收入"}, {15, "匿名捐贈"}, {16, "其他收入"},
	{20, "人事費用支出"}, {21, "宣傳支出"}, {22, "租用宣傳車輛支出"},
	{23, "租用競選辦事處支出"}, {24, "集會支出"}, {25, "交通旅運支出"},
	{26, "雜支支出"}, {27, "繳庫支出"}, {28, "返還捐贈支出"},
	{29, "公共關係費用支出"},
	{31, "個人捐贈收入"}, {32, "營利事業捐贈收入"}, {33, "人民團體捐贈收入"},
	{34, "匿名捐贈"}, {35, "其他收入"},
	{41, "人事費用支出"}, {42, "業務費用支出"}, {43, "公共關係費用支出"},
	{44, "選務費用支出"}, {46, "雜支支出"}, {47, "繳庫支出"},
	{48, "捐贈其推薦之公職候選人競選費用支出"}, {49, "返還捐贈支出"},
	{51, "其他收入"}, {61, "支付當選後與其公務有關之費用"},
	{62, "捐贈政治團體或所屬政黨支出"},
	{63, "捐贈教育、文化、公益、慈善機構或團體支出"},
	{64, "參加公職人員選舉使用支出"}, {68, "返還捐贈支出"}, {69, "繳庫支出"},
};

static const char *const details[] = {
	"序號", "擬參選人／政黨", "選舉名稱", "申報序號／年度", "交易日期",
	"收支科目", "捐贈者／支出對象", "身分證／統一編號", "收入金額", "支出金額",
	"捐贈方式", "存入專戶日期", "返還/繳庫", "支出用途", "金錢類", "地址",
	"聯絡電話", "應揭露之支出對象", "支出對象之內部人員姓名",
	"支出對象之內部人員職稱", "政黨之內部人員姓名", "政黨之內部人員職稱",
	"關係", "更正註記", "資料更正日期",
};

static const char *const details_moved[] = {
	"序號", "擬參選人/政黨", "申報序號/年度", "交易日期", "收支科目",
	"捐贈者/支出對象", "身分證/統一編號", "收入金額", "支出金額", "返還/繳庫",
	"支出用途", "金錢類", "地址", "聯絡電話", "應揭露之支出對象",
	"支出對象之內部人員姓名", "支出對象之內部人員職稱", "關聯政黨名稱",
	"關聯政黨職位", "關聯人與政黨關係", "不同版本說明", "資料更正日期",
	"捐贈方式", "存入專戶日期",
};

static const char *const settlement[] = {
	"序號", "擬參選人", "選舉名稱", "申報序號", "個人捐贈收入",
	"營利事業捐贈收入", "政黨捐贈收入", "人民團體捐贈收入", "匿名捐贈收入",
	"其他收入", "收入小計", "累計超過三萬元之收入總額", "金錢收入總額",
	"非金錢收入總額", "人事費用支出", "宣傳支出", "租用宣傳車輛支出",
	"租用競選辦事處支出", "集會支出", "交通旅運支出", "雜支支出",
	"返還捐贈支出", "繳庫支出", "公共關係費用支出", "支出小計",
	"累計超過三萬元之支出總額", "金錢支出總額", "非金錢支出總額",
	"結算日金融機構帳戶存款餘額", "(加)購買金錢以外之財產",
	"(減)變賣金錢以外之財產", "餘額", "收支結存內金錢餘額", "金錢以外之財產",
	"會計師事務所全名", "會計師姓名", "結算日期", "申報日期", "更正日期",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *gen_subject(unsigned code)
{
	for (size_t i = 0; i < COUNT(subjects); i++)
		if (subjects[i].code == code)
			return subjects[i].name;
	gen_die("no subject %u", code);
}

bool gen_is_income(unsigned code)
{
	return code < 20 || (code > 30 && code < 40) || code == 51;
}

/* ---- entries ----------------------------------------------------------- */

struct gen_entry *gen_add(struct gen_filing *f)
{
	struct gen_entry *e;

	if (f->n == f->cap) {
		f->cap = f->cap ? f->cap * 2 : 64;
		f->entry = gen_alloc(f->entry, f->cap, sizeof(*f->entry));
	}
	e = &f->entry[f->n++];
	memset(e, 0, sizeof(*e));
	e->method = e->disposition = e->purpose = e->note = e->noted_on = "";
	return e;
}

struct gen_entry *gen_say(struct gen_filing *f, unsigned code, int day,
                          int64_t amount, const char *name, const char *id)
{
	struct gen_entry *e = gen_add(f);

	e->code = code;
	e->day = day;
	e->amount = amount;
	gen_copy(e->party.name, sizeof(e->party.name), name);
	gen_copy(e->party.id, sizeof(e->party.id), id);
	if (gen_is_income(code)) {
		e->method = "匯款";
		e->deposit = day;
	}
	return e;
}

void gen_filing_free(struct gen_filing *f)
{
	free(f->entry);
	memset(f, 0, sizeof(*f));
}

/* Insertion sort: stable, and filings sorted here are small. */
void gen_sort(struct gen_filing *f)
{
	for (size_t i = 1; i < f->n; i++) {
		struct gen_entry e = f->entry[i];
		size_t at = i;

		for (; at > 0 && f->entry[at - 1].day > e.day; at--)
			f->entry[at] = f->entry[at - 1];
		f->entry[at] = e;
	}
}

/* ---- detail tables ------------------------------------------------------ */

static void names(struct gen_out *o, const char *const *name, size_t n,
                  const char *eol)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			gen_putc(o, ',');
		gen_puts(o, name[i]);
	}
	gen_puts(o, eol);
}

void gen_header(struct gen_out *o, enum gen_columns columns, const char *eol)
{
	if (columns == GEN_OFFICIAL)
		names(o, details, COUNT(details), eol);
	else
		names(o, details_moved, COUNT(details_moved), eol);
}

static void amount(struct gen_out *o, int64_t v)
{
	gen_putint(o, v);
	gen_put(o, ".00,", 4);
}

static void comma_cell(struct gen_out *o, const char *s)
{
	gen_cell(o, s);
	gen_putc(o, ',');
}

static void how_paid(struct gen_out *o, const struct gen_entry *e)
{
	char day[16] = "";

	if (e->deposit)
		gen_roc7(e->deposit, day);
	comma_cell(o, e->method);
	gen_puts(o, day);
}

void gen_row(struct gen_out *o, const struct gen_filing *f,
             const struct gen_entry *e, uint64_t seq, enum gen_columns columns,
             const char *eol)
{
	bool income = gen_is_income(e->code);
	char day[16];

	gen_roc7(e->day, day);
	gen_putint(o, (int64_t)seq);
	gen_putc(o, ',');
	comma_cell(o, f->recipient);
	if (columns == GEN_OFFICIAL)
		comma_cell(o, f->election);
	comma_cell(o, f->serial);
	comma_cell(o, day);
	comma_cell(o, gen_subject(e->code));
	comma_cell(o, e->party.name);
	comma_cell(o, e->party.id);
	amount(o, income ? e->amount : 0);
	amount(o, income ? 0 : e->amount);
	if (columns == GEN_OFFICIAL) {
		how_paid(o, e);
		gen_putc(o, ',');
	}
	comma_cell(o, e->disposition);
	comma_cell(o, e->purpose);
	comma_cell(o, e->in_kind ? "非金錢" : "金錢");
	comma_cell(o, e->party.address);
	comma_cell(o, e->party.phone);
	gen_puts(o, income ? ",,,,,," : "否,,,,,,");
	comma_cell(o, e->note);
	gen_cell(o, e->noted_on);
	if (columns == GEN_MOVED) {
		gen_putc(o, ',');
		how_paid(o, e);
	}
	gen_puts(o, eol);
}

void gen_details(struct gen_out *o, const struct gen_filing *f, bool income,
                 enum gen_columns columns, const char *eol)
{
	uint64_t seq = 0;

	gen_header(o, columns, eol);
	for (size_t i = 0; i < f->n; i++)
		if (gen_is_income(f->entry[i].code) == income)
			gen_row(o, f, &f->entry[i], ++seq, columns, eol);
}

/* ---- sums ---------------------------------------------------------------- */

static uint64_t hash_text(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3ULL;
	return h * 0x100000001b3ULL;
}

void gen_sum(struct gen_sums *s, const struct gen_entry *e)
{
	bool income = gen_is_income(e->code);
	unsigned unit = e->code % 10;
	uint64_t h = hash_text(0xcbf29ce484222325ULL + e->code, e->party.name);

	s->code[e->code] += e->amount;
	*(income ? &s->income : &s->expense) += e->amount;
	if (income)
		*(e->in_kind ? &s->kind_in : &s->money_in) += e->amount;
	else
		*(e->in_kind ? &s->kind_out : &s->money_out) += e->amount;
	if (income && (e->code == 51 || unit > (e->code > 30 ? 3u : 4u)))
		return; /* anonymous and other income are not grouped */
	if (s->keys == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		s->key = gen_alloc(s->key, s->cap, sizeof(*s->key));
	}
	s->key[s->keys++] = (struct gen_key){
		(gen_mix(hash_text(h, e->party.id)) & ~1ULL) | income, e->amount};
}

static int by_key(const void *a, const void *b)
{
	const struct gen_key *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

void gen_sums_done(struct gen_sums *s)
{
	if (s->keys)
		qsort(s->key, s->keys, sizeof(*s->key), by_key);
	for (size_t i = 0; i < s->keys;) {
		uint64_t key = s->key[i].key;
		int64_t sum = 0;

		for (; i < s->keys && s->key[i].key == key; i++)
			sum += s->key[i].amount;
		if (sum > 30000)
			*(key & 1 ? &s->over_in : &s->over_out) += sum;
	}
}

void gen_sums_free(struct gen_sums *s)
{
	free(s->key);
	memset(s, 0, sizeof(*s));
}

void gen_sum_all(struct gen_sums *s, const struct gen_filing *f)
{
	for (size_t i = 0; i < f->n; i++)
		gen_sum(s, &f->entry[i]);
	gen_sums_done(s);
}

/* ---- settlement tables --------------------------------------------------- */

static void codes(struct gen_out *o, const struct gen_sums *s,
                  const unsigned *code)
{
	for (; *code; code++)
		amount(o, s->code[*code]);
}

void gen_settlement_header(struct gen_out *o)
{
	gen_puts(o, "\xef\xbb\xbf");
	names(o, settlement, COUNT(settlement), "\r\n");
}

void gen_settlement_row(struct gen_out *o, const struct gen_filing *f,
                        const struct gen_sums *s, uint64_t seq)
{
	static const unsigned in[] = {11, 12, 13, 14, 15, 16, 0};
	static const unsigned out[] = {20, 21, 22, 23, 24, 25, 26, 28, 27, 29, 0};
	int64_t rest = s->income - s->expense;
	int64_t goods = s->kind_in - s->kind_out;

	gen_printf(o, "%llu,%s,%s,%s,", (unsigned long long)seq, f->recipient,
	           f->election, f->serial);
	codes(o, s, in);
	amount(o, s->income);
	amount(o, s->over_in);
	amount(o, s->money_in);
	amount(o, s->kind_in);
	codes(o, s, out);
	amount(o, s->expense);
	amount(o, s->over_out);
	amount(o, s->money_out);
	amount(o, s->kind_out);
	amount(o, rest - goods > 0 ? rest - goods : 0);
	amount(o, 0);
	amount(o, 0);
	amount(o, rest);
	amount(o, rest - goods);
	amount(o, goods);
	gen_printf(o, "%s,%s,%s,%s,%s\r\n", f->firm, f->accountant, f->settled,
	           f->filed, f->corrected);
}

void gen_settlement(struct gen_out *o, const struct gen_filing *f,
                    const struct gen_sums *s)
{
	gen_settlement_header(o);
	gen_settlement_row(o, f, s, 1);
}

void gen_party_settlement(struct gen_out *o, const struct gen_filing *f,
                          const struct gen_sums *s)
{
	static const unsigned in[] = {31, 32, 33, 34, 35, 0};
	static const unsigned out[] = {41, 42, 43, 44, 48, 46, 49, 47, 0};

	gen_puts(o, "\xef\xbb\xbf" "政黨名稱,申報年度,個人捐贈收入,營利事業捐贈收入,"
	            "人民團體捐贈收入,匿名捐贈收入,其他收入,收入合計,人事費用支出,"
	            "業務費用支出,公共關係費用支出,選務費用支出,"
	            "捐贈其推薦之公職侯選人競選費用支出,雜支支出,返還捐贈支出,"
	            "繳庫支出,支出合計,本期結餘\r\n");
	gen_printf(o, "%s,%s,", f->recipient, f->serial);
	codes(o, s, in);
	amount(o, s->income);
	codes(o, s, out);
	amount(o, s->expense);
	gen_printf(o, "%lld.00\r\n", (long long)(s->income - s->expense));
}

void gen_party_balance(struct gen_out *o, const struct gen_filing *f,
                       const struct gen_sums *s)
{
	int64_t rest = s->income - s->expense, cash = 12000, bills = 50000;

	gen_puts(o, "\xef\xbb\xbf" "政黨名稱,申報年度,專戶存款結存,庫存現金,"
	            "未存入專戶現金,地方黨部銀行存款,應收票據,消耗性財產,"
	            "非消耗性財產,其他資產,資產合計,應付費用,其他負債,累計結餘,"
	            "前期損益調整,本期結餘,負債及結餘合計\r\n");
	gen_printf(o, "%s,%s,", f->recipient, f->serial);
	amount(o, f->opening + rest - cash - bills);
	amount(o, cash);
	amount(o, 0);
	amount(o, 0);
	amount(o, bills);
	for (int i = 0; i < 3; i++)
		amount(o, 0);
	amount(o, f->opening + rest);
	amount(o, 0);
	amount(o, 0);
	amount(o, f->opening);
	amount(o, 0);
	amount(o, rest);
	gen_printf(o, "%lld.00\r\n", (long long)(f->opening + rest));
}

void gen_surplus_settlement(struct gen_out *o, const struct gen_filing *f,
                            const struct gen_sums *s)
{
	static const unsigned out[] = {61, 62, 63, 64, 68, 69, 0};
	int64_t rest = f->opening + s->income - s->expense;

	gen_puts(o, "\xef\xbb\xbf" "序號,擬參選人,選舉名稱,申報序號,前期賸餘,其他收入");
	for (const unsigned *c = out; *c; c++)
		gen_printf(o, ",%s", gen_subject(*c));
	gen_puts(o, ",支出小計,(加)購買金錢以外之財產,(減)變賣金錢以外之財產,"
	            "本期餘額,結算日期,申報日期,更正日期\r\n");
	gen_printf(o, "1,%s,%s,%s,", f->recipient, f->election, f->serial);
	amount(o, f->opening);
	amount(o, s->code[51]);
	codes(o, s, out);
	amount(o, s->expense);
	amount(o, 0);
	amount(o, 0);
	amount(o, rest);
	gen_printf(o, "%s,%s,%s\r\n", f->settled, f->filed, f->corrected);
}

/* ---- the other members of a bundle ---------------------------------------- */

static void schema(struct gen_out *o, const char *head, const char *const *name,
                   size_t n)
{
	gen_puts(o, "\xef\xbb\xbf");
	gen_puts(o, head);
	for (size_t i = 0; i < n; i++)
		gen_printf(o, "%s,%s\r\n", name[i], name[i]);
}

void gen_schema_details(struct gen_out *o)
{
	schema(o, "name, title\r\n", details, COUNT(details));
	gen_puts(o, "\r\n"); /* as the platform has it */
}

void gen_schema_settlement(struct gen_out *o)
{
	schema(o, "name,title\r\n", settlement, COUNT(settlement));
}

void gen_manifest(struct gen_out *o, const struct gen_filing *f)
{
	static const struct {
		const char *member, *what;
	} line[] = {
		{"incomes", "收入明細"}, {"expenditures", "支出明細"},
		{"person_incomes and expenditures_first", "收支結算表"},
	};

	gen_puts(o, "\xef\xbb\xbf" "name,schema,description\r\n");
	for (size_t i = 0; i < COUNT(line); i++)
		gen_printf(o, "%s.csv,schema_%s.csv,%s－%s擬參選人%s%s\r\n",
		           line[i].member, line[i].member, f->race, f->recipient,
		           f->serial, line[i].what);
}
