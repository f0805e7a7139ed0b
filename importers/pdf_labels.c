/*
 * pdf_labels.c - owns the words of the four printed forms and the columns of
 * the tables they become.
 */
#include "importers/pdf_labels.h"

#include "xianjin/text.h"

enum {
	BESIDE = 1, /* heads a block, too: alone it has no amount */
	TAIL = 2    /* may be followed by more text */
};

struct printed {
	const char *text;
	int slot;
	int flags;
};

static const struct printed items[] = {
	{ "個人捐贈收入", XJ_SLOT_INDIVIDUAL, 0 },
	{ "營利事業捐贈收入", XJ_SLOT_BUSINESS, 0 },
	{ "政黨捐贈收入", XJ_SLOT_GIFT_PARTY, 0 },
	{ "人民團體捐贈收入", XJ_SLOT_GROUP, 0 },
	{ "匿名捐贈收入", XJ_SLOT_ANONYMOUS, 0 },
	{ "其他收入", XJ_SLOT_OTHER, 0 },
	{ "收入小計", XJ_SLOT_INCOME, 0 },
	{ "收入合計", XJ_SLOT_INCOME, 0 },
	{ "本期收入", XJ_SLOT_INCOME, BESIDE },
	{ "本期收入小計", XJ_SLOT_INCOME, 0 },
	{ "本期收入合計", XJ_SLOT_INCOME, 0 },
	{ "人事費用支出", XJ_SLOT_STAFF, 0 },
	{ "宣傳支出", XJ_SLOT_PUBLICITY, 0 },
	{ "租用宣傳車輛支出", XJ_SLOT_VEHICLES, 0 },
	{ "租用競選辦事處支出", XJ_SLOT_OFFICES, 0 },
	{ "集會支出", XJ_SLOT_RALLIES, 0 },
	{ "交通旅運支出", XJ_SLOT_TRAVEL, 0 },
	{ "雜支支出", XJ_SLOT_SUNDRIES, 0 },
	{ "返還捐贈支出", XJ_SLOT_RETURNED, 0 },
	{ "繳庫支出", XJ_SLOT_TREASURY, 0 },
	{ "公共關係費用支出", XJ_SLOT_RELATIONS, 0 },
	{ "業務費用支出", XJ_SLOT_BUSINESS_COSTS, 0 },
	{ "選務費用支出", XJ_SLOT_ELECTION_COSTS, 0 },
	{ "捐贈其推薦之公職候選人競選費用支出", XJ_SLOT_NOMINEES, 0 },
	{ "捐贈其推薦之公職侯選人競選費用支出", XJ_SLOT_NOMINEES, 0 },
	{ "支付當選後與其公務有關之費用", XJ_SLOT_DUTIES, TAIL },
	{ "捐贈政治團體或所屬政黨支出", XJ_SLOT_OWN_PARTY, 0 },
	{ "捐贈教育、文化、公益、慈善機構或團體支出", XJ_SLOT_CHARITY, 0 },
	{ "參加公職人員選舉使用支出", XJ_SLOT_RUNNING, 0 },
	{ "支出小計", XJ_SLOT_EXPENSE, 0 },
	{ "支出合計", XJ_SLOT_EXPENSE, 0 },
	{ "本期支出", XJ_SLOT_EXPENSE, BESIDE },
	{ "本期支出小計", XJ_SLOT_EXPENSE, 0 },
	{ "本期支出合計", XJ_SLOT_EXPENSE, 0 },
	/* the expense side prints this one, too: see pdf_forms.c */
	{ "超過三萬元之收入合計", XJ_SLOT_INCOME_OVER, 0 },
	{ "累計超過三萬元之收入總額", XJ_SLOT_INCOME_OVER, 0 },
	{ "金錢收入總額", XJ_SLOT_INCOME_MONEY, 0 },
	{ "非金錢收入總額", XJ_SLOT_INCOME_KIND, 0 },
	{ "超過三萬元之支出合計", XJ_SLOT_EXPENSE_OVER, 0 },
	{ "累計超過三萬元之支出總額", XJ_SLOT_EXPENSE_OVER, 0 },
	{ "金錢支出總額", XJ_SLOT_EXPENSE_MONEY, 0 },
	{ "非金錢支出總額", XJ_SLOT_EXPENSE_KIND, 0 },
	{ "結算日專戶存款餘額", XJ_SLOT_BANK, 0 },
	{ "專戶存款結存金額", XJ_SLOT_BANK, 0 },
	{ "結算日金融機構帳戶存款餘額", XJ_SLOT_BANK, 0 },
	{ "購買金錢以外之財產", XJ_SLOT_BOUGHT, 0 },
	{ "變賣金錢以外之財產", XJ_SLOT_SOLD, 0 },
	{ "餘額", XJ_SLOT_BALANCE, 0 },
	{ "本期餘額", XJ_SLOT_BALANCE, 0 },
	{ "本期結餘", XJ_SLOT_BALANCE, 0 },
	{ "收支結存金額", XJ_SLOT_BALANCE, 0 },
	{ "收支結存內金錢餘額", XJ_SLOT_BALANCE_MONEY, 0 },
	{ "金錢以外之財產", XJ_SLOT_PROPERTY, 0 },
	{ "金錢以外之賸餘財產", XJ_SLOT_PROPERTY, 0 },
	{ "前期賸餘", XJ_SLOT_PREVIOUS, TAIL },
	{ "上期賸餘", XJ_SLOT_PREVIOUS, TAIL },
	/* remarks whose amounts must not go to a neighbour */
	{ "購買財產", XJ_SLOT_NONE, 0 },
	{ "變賣財產", XJ_SLOT_NONE, 0 },
	{ "利息收入", XJ_SLOT_NONE, 0 },
	{ NULL, 0, 0 }
};

#define SHEET_NAMES(X) \
	X(0, "專戶存款結存") X(1, "庫存現金") X(2, "未存入專戶現金") \
	X(3, "地方黨部銀行存款") X(4, "應收票據") X(5, "消耗性財產") \
	X(6, "非消耗性財產") X(7, "其他資產") X(8, "資產合計") X(9, "應付費用") \
	X(10, "其他負債") X(11, "累計結餘") X(12, "前期損益調整") \
	X(13, "負債及結餘合計") X(14, "現金")

static const struct printed sheet_items[] = {
#define ITEM(i, text) { text, XJ_SLOT_SHEET + (i), 0 },
	SHEET_NAMES(ITEM)
#undef ITEM
	{ "本期結餘", XJ_SLOT_NONE, 0 }, /* stands on the form itself */
	{ NULL, 0, 0 }
};

/* ---- columns --------------------------------------------------------- */

#define REMARKS \
	{ XJ_SLOT_INCOME_OVER, "累計超過三萬元之收入總額" }, \
	{ XJ_SLOT_INCOME_MONEY, "金錢收入總額" }, \
	{ XJ_SLOT_INCOME_KIND, "非金錢收入總額" }, \
	{ XJ_SLOT_EXPENSE_OVER, "累計超過三萬元之支出總額" }, \
	{ XJ_SLOT_EXPENSE_MONEY, "金錢支出總額" }, \
	{ XJ_SLOT_EXPENSE_KIND, "非金錢支出總額" }, \
	{ XJ_SLOT_BANK, "結算日金融機構帳戶存款餘額" }, \
	{ XJ_SLOT_BOUGHT, "(加)購買金錢以外之財產" }, \
	{ XJ_SLOT_SOLD, "(減)變賣金錢以外之財產" }, \
	{ XJ_SLOT_BALANCE_MONEY, "收支結存內金錢餘額" }, \
	{ XJ_SLOT_PROPERTY, "金錢以外之財產" }, \
	{ XJ_SLOT_CPA_FIRM, "會計師事務所全名" }, \
	{ XJ_SLOT_CPA_NAME, "會計師姓名" }, \
	{ XJ_SLOT_SETTLED, "結算日期" }, \
	{ XJ_SLOT_FILED, "申報日期" }, \
	{ XJ_SLOT_CORRECTED, "更正日期" }

static const struct xj_form_column candidate[] = {
	{ XJ_SLOT_NAME, "擬參選人" },
	{ XJ_SLOT_ELECTION, "選舉名稱" },
	{ XJ_SLOT_SERIAL, "申報序號" },
	{ XJ_SLOT_INDIVIDUAL, "個人捐贈收入" },
	{ XJ_SLOT_BUSINESS, "營利事業捐贈收入" },
	{ XJ_SLOT_GIFT_PARTY, "政黨捐贈收入" },
	{ XJ_SLOT_GROUP, "人民團體捐贈收入" },
	{ XJ_SLOT_ANONYMOUS, "匿名捐贈收入" },
	{ XJ_SLOT_OTHER, "其他收入" },
	{ XJ_SLOT_INCOME, "收入小計" },
	{ XJ_SLOT_STAFF, "人事費用支出" },
	{ XJ_SLOT_PUBLICITY, "宣傳支出" },
	{ XJ_SLOT_VEHICLES, "租用宣傳車輛支出" },
	{ XJ_SLOT_OFFICES, "租用競選辦事處支出" },
	{ XJ_SLOT_RALLIES, "集會支出" },
	{ XJ_SLOT_TRAVEL, "交通旅運支出" },
	{ XJ_SLOT_SUNDRIES, "雜支支出" },
	{ XJ_SLOT_RETURNED, "返還捐贈支出" },
	{ XJ_SLOT_TREASURY, "繳庫支出" },
	{ XJ_SLOT_RELATIONS, "公共關係費用支出" },
	{ XJ_SLOT_EXPENSE, "支出小計" },
	{ XJ_SLOT_BALANCE, "餘額" },
	REMARKS
};

static const struct xj_form_column surplus[] = {
	{ XJ_SLOT_NAME, "擬參選人" },
	{ XJ_SLOT_ELECTION, "選舉名稱" },
	{ XJ_SLOT_SERIAL, "申報序號" },
	{ XJ_SLOT_PREVIOUS, "前期賸餘" },
	{ XJ_SLOT_OTHER, "其他收入" },
	{ XJ_SLOT_INCOME, "本期收入" },
	{ XJ_SLOT_DUTIES, "支付當選後與其公務有關之費用" },
	{ XJ_SLOT_OWN_PARTY, "捐贈政治團體或所屬政黨支出" },
	{ XJ_SLOT_CHARITY, "捐贈教育、文化、公益、慈善機構或團體支出" },
	{ XJ_SLOT_RUNNING, "參加公職人員選舉使用支出" },
	{ XJ_SLOT_RETURNED, "返還捐贈支出" },
	{ XJ_SLOT_TREASURY, "繳庫支出" },
	{ XJ_SLOT_EXPENSE, "本期支出" },
	{ XJ_SLOT_BALANCE, "本期餘額" },
	REMARKS
};

static const struct xj_form_column party[] = {
	{ XJ_SLOT_NAME, "政黨名稱" },
	{ XJ_SLOT_SERIAL, "申報年度" },
	{ XJ_SLOT_INDIVIDUAL, "個人捐贈收入" },
	{ XJ_SLOT_BUSINESS, "營利事業捐贈收入" },
	{ XJ_SLOT_GROUP, "人民團體捐贈收入" },
	{ XJ_SLOT_ANONYMOUS, "匿名捐贈收入" },
	{ XJ_SLOT_OTHER, "其他收入" },
	{ XJ_SLOT_INCOME, "收入合計" },
	{ XJ_SLOT_STAFF, "人事費用支出" },
	{ XJ_SLOT_BUSINESS_COSTS, "業務費用支出" },
	{ XJ_SLOT_RELATIONS, "公共關係費用支出" },
	{ XJ_SLOT_ELECTION_COSTS, "選務費用支出" },
	{ XJ_SLOT_NOMINEES, "捐贈其推薦之公職候選人競選費用支出" },
	{ XJ_SLOT_SUNDRIES, "雜支支出" },
	{ XJ_SLOT_RETURNED, "返還捐贈支出" },
	{ XJ_SLOT_TREASURY, "繳庫支出" },
	{ XJ_SLOT_EXPENSE, "支出合計" },
	{ XJ_SLOT_BALANCE, "本期結餘" },
	REMARKS,
#define COLUMN(i, text) { XJ_SLOT_SHEET + (i), text },
	SHEET_NAMES(COLUMN)
#undef COLUMN
};

const struct xj_form_column *xj_form_columns(enum xj_form_kind kind, size_t *n)
{
	switch (kind) {
	case XJ_FORM_SURPLUS:
		*n = XJ_COUNT(surplus);
		return surplus;
	case XJ_FORM_PARTY:
		*n = XJ_COUNT(party);
		return party;
	default:
		*n = XJ_COUNT(candidate);
		return candidate;
	}
}

/* ---- characters ------------------------------------------------------ */

uint32_t xj_plain(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)
		return cp - 0xff01 + '!';
	switch (cp) {
	case 0x3006: /* 〆, which old fonts print as a colon */
	case 0xfe30:
	case 0x2236:
	case 0xfe55:
		return ':';
	case 0x2212:
	case 0x2010:
	case 0x2011:
	case 0x2013:
	case 0xfe63:
		return '-';
	case 0xfe51:
	case 0xff64:
		return 0x3001;
	case 0xfe50:
		return ',';
	case 0xfe59:
		return '(';
	case 0xfe5a:
		return ')';
	default:
		return cp;
	}
}

bool xj_is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0x20000 && cp <= 0x3ffff);
}

/* ---- labels ---------------------------------------------------------- */

#define SHORTEST_PART 4u /* of a label cut off by the end of its cell */

/* The characters of a merged cell, which come out in front of an item. */
static bool is_block_mark(uint32_t cp)
{
	static const char marks[] = "收入支出餘絀調整加減註本期";
	struct xj_str s = { marks, sizeof(marks) - 1 };

	for (size_t i = 0; i < s.n; ) {
		if (xj_utf8_next(s, &i) == cp)
			return true;
	}
	return false;
}

static int32_t height(const struct xj_pdf_line *line)
{
	return line->bottom > line->top ? line->bottom - line->top : 1;
}

/* Whether the glyph AT begins a new cell, or the line ended before it. */
static bool cell_ends(const struct xj_pdf_line *line, size_t at)
{
	uint32_t cp;

	if (at >= line->n || line->glyph[at].gap > height(line))
		return true;
	cp = xj_plain(line->glyph[at].cp);
	return cp == '-' || (cp >= '0' && cp <= '9');
}

/* How many glyphs from AT agree with TEXT; *WHOLE: all of TEXT. */
static size_t agree(const struct xj_pdf_line *line, size_t at, const char *text,
                    bool *whole)
{
	struct xj_str s = xj_str_c(text);
	size_t i = 0, n = 0;

	while (i < s.n && at + n < line->n) {
		const struct xj_glyph *g = &line->glyph[at + n];
		size_t next = i;

		if (xj_utf8_next(s, &next) != xj_plain(g->cp) ||
		    (n > 0 && g->gap > 4 * (int64_t)height(line)))
			break;
		i = next;
		n++;
	}
	*whole = i == s.n;
	return n;
}

/* Whether a whole label of N glyphs is not only a part of a longer word. */
static bool stands_alone(const struct xj_pdf_line *line, size_t at, size_t n,
                         int flags)
{
	const struct xj_glyph *next = &line->glyph[at + n];

	return n > 4 || (flags & TAIL) || at + n >= line->n || next->gap > 0 ||
	       !xj_is_han(next->cp);
}

bool xj_label_at(const struct xj_pdf_line *line, size_t at, bool sheet,
                 struct xj_label *out)
{
	const struct printed *p = sheet ? sheet_items : items;
	const struct xj_glyph *g = &line->glyph[at];
	bool found = false, ambiguous = false;
	size_t part = 0;

	if (at > 0 && g->gap == 0 && xj_is_han(g[-1].cp) && !is_block_mark(g[-1].cp))
		return false;
	*out = (struct xj_label){ .n = 0 };
	for (; p->text; p++) {
		bool whole;
		size_t n = agree(line, at, p->text, &whole);

		if (whole && n > (found ? out->n : 0) &&
		    stands_alone(line, at, n, p->flags)) {
			*out = (struct xj_label){ (enum xj_slot)p->slot, n,
			                          p->flags & BESIDE };
			found = true;
		} else if (!found && !whole && n >= SHORTEST_PART && n >= part &&
		           cell_ends(line, at + n)) {
			ambiguous = n == part && out->slot != (enum xj_slot)p->slot;
			part = n;
			*out = (struct xj_label){ (enum xj_slot)p->slot, n, false };
		}
	}
	return found || (part > 0 && !ambiguous);
}
