/*
 * layout_summary.c - owns the settlement tables (收支結算表) of candidates,
 * of their surplus reports, and of parties.
 */
#include <stdio.h>

#include "src/core/i18n.h"
#include "layouts.h"

static const char *const item_names[XJ_ITEM_END - XJ_ITEM_FIRST] = {
#define NAME(item) [(item) - XJ_ITEM_FIRST]
	NAME(XJ_ITEM_INCOME_TOTAL) = "income_total",
	NAME(XJ_ITEM_INCOME_OVER_30000) = "income_over_30000",
	NAME(XJ_ITEM_INCOME_MONEY) = "income_money",
	NAME(XJ_ITEM_INCOME_IN_KIND) = "income_in_kind",
	NAME(XJ_ITEM_EXPENSE_TOTAL) = "expense_total",
	NAME(XJ_ITEM_EXPENSE_OVER_30000) = "expense_over_30000",
	NAME(XJ_ITEM_EXPENSE_MONEY) = "expense_money",
	NAME(XJ_ITEM_EXPENSE_IN_KIND) = "expense_in_kind",
	NAME(XJ_ITEM_BANK_BALANCE) = "bank_balance",
	NAME(XJ_ITEM_PROPERTY_BOUGHT) = "property_bought",
	NAME(XJ_ITEM_PROPERTY_SOLD) = "property_sold",
	NAME(XJ_ITEM_BALANCE) = "balance",
	NAME(XJ_ITEM_BALANCE_MONEY) = "balance_money",
	NAME(XJ_ITEM_PROPERTY) = "property",
	NAME(XJ_ITEM_PREVIOUS_BALANCE) = "previous_balance",
	NAME(XJ_ITEM_GIFT_BUSINESSES) = "gift_businesses",
	NAME(XJ_ITEM_CPA_FIRM) = "cpa_firm",
	NAME(XJ_ITEM_CPA_NAME) = "cpa_name",
	NAME(XJ_ITEM_SETTLED_ON) = "settled_on",
	NAME(XJ_ITEM_FILED_ON) = "filed_on",
	NAME(XJ_ITEM_CORRECTED_ON) = "corrected_on",
#undef NAME
};

void xj_item_name(int item, char out[32])
{
	if (item >= XJ_ITEM_SUBJECT_BASE)
		snprintf(out, 32, "%d", item - XJ_ITEM_SUBJECT_BASE);
	else if (item >= XJ_ITEM_FIRST && item < XJ_ITEM_END)
		snprintf(out, 32, "%s", item_names[item - XJ_ITEM_FIRST]);
	else
		out[0] = '\0';
}

#define TOTALS \
	{ XJ_ITEM_INCOME_TOTAL, "收入小計" }, \
	{ XJ_ITEM_INCOME_TOTAL, "收入合計" }, \
	{ XJ_ITEM_INCOME_OVER_30000, "累計超過三萬元之收入總額" }, \
	{ XJ_ITEM_INCOME_OVER_30000, "超過三萬元之收入合計" }, \
	{ XJ_ITEM_INCOME_MONEY, "金錢收入總額" }, \
	{ XJ_ITEM_INCOME_IN_KIND, "非金錢收入總額" }, \
	{ XJ_ITEM_EXPENSE_TOTAL, "支出小計" }, \
	{ XJ_ITEM_EXPENSE_TOTAL, "支出合計" }, \
	{ XJ_ITEM_EXPENSE_OVER_30000, "累計超過三萬元之支出總額" }, \
	{ XJ_ITEM_EXPENSE_MONEY, "金錢支出總額" }, \
	{ XJ_ITEM_EXPENSE_IN_KIND, "非金錢支出總額" }, \
	{ XJ_ITEM_BANK_BALANCE, "結算日金融機構帳戶存款餘額" }, \
	{ XJ_ITEM_BANK_BALANCE, "結算日專戶存款餘額" }, \
	{ XJ_ITEM_PROPERTY_BOUGHT, "(加)購買金錢以外之財產" }, \
	{ XJ_ITEM_PROPERTY_SOLD, "(減)變賣金錢以外之財產" }, \
	{ XJ_ITEM_BALANCE_MONEY, "收支結存內金錢餘額" }, \
	{ XJ_ITEM_PROPERTY, "金錢以外之財產" }, \
	{ XJ_ITEM_CPA_FIRM, "會計師事務所全名" }, \
	{ XJ_ITEM_CPA_NAME, "會計師姓名" }, \
	{ XJ_ITEM_SETTLED_ON, "結算日期" }, \
	{ XJ_ITEM_FILED_ON, "申報日期" }, \
	{ XJ_ITEM_CORRECTED_ON, "更正日期" }

static const struct xj_alias candidate[] = {
	{ XJ_F_SEQ, "序號" },
	{ XJ_F_RECIPIENT, "擬參選人" },
	{ XJ_F_RECIPIENT, "擬參選人／政黨" },
	{ XJ_F_ELECTION, "選舉名稱" },
	{ XJ_F_SERIAL, "申報序號" },
	{ XJ_F_SERIAL, "申報序號／年度" },
	{ XJ_ITEM_SUBJECT(11), "個人捐贈收入" },
	{ XJ_ITEM_SUBJECT(12), "營利事業捐贈收入" },
	{ XJ_ITEM_SUBJECT(13), "政黨捐贈收入" },
	{ XJ_ITEM_SUBJECT(14), "人民團體捐贈收入" },
	{ XJ_ITEM_SUBJECT(15), "匿名捐贈收入" },
	{ XJ_ITEM_SUBJECT(15), "匿名捐贈" },
	{ XJ_ITEM_SUBJECT(16), "其他收入" },
	{ XJ_ITEM_SUBJECT(20), "人事費用支出" },
	{ XJ_ITEM_SUBJECT(21), "宣傳支出" },
	{ XJ_ITEM_SUBJECT(22), "租用宣傳車輛支出" },
	{ XJ_ITEM_SUBJECT(23), "租用競選辦事處支出" },
	{ XJ_ITEM_SUBJECT(24), "集會支出" },
	{ XJ_ITEM_SUBJECT(25), "交通旅運支出" },
	{ XJ_ITEM_SUBJECT(26), "雜支支出" },
	{ XJ_ITEM_SUBJECT(28), "返還捐贈支出" },
	{ XJ_ITEM_SUBJECT(27), "繳庫支出" },
	{ XJ_ITEM_SUBJECT(29), "公共關係費用支出" },
	{ XJ_ITEM_BALANCE, "餘額" },
	TOTALS,
	{ 0, NULL }
};
static const int candidate_required[] = {
	XJ_F_RECIPIENT, XJ_ITEM_SUBJECT(11), XJ_ITEM_SUBJECT(12),
	XJ_ITEM_SUBJECT(13), XJ_ITEM_INCOME_TOTAL, XJ_ITEM_EXPENSE_TOTAL, 0
};

const struct xj_layout xj_layout_summary = {
	.name = "summary",
	.title = N_("settlement tables of candidates"),
	.kind = XJ_LAYOUT_SUMMARY,
	.aliases = candidate,
	.required = candidate_required,
	.date_style = XJ_STYLE_ROC7,
	.money_style = XJ_MONEY_DOT00,
};

/* The printed form of the nth surplus report; its CSV names are derived from
 * the form. */
static const struct xj_alias surplus[] = {
	{ XJ_F_SEQ, "序號" },
	{ XJ_F_RECIPIENT, "擬參選人" },
	{ XJ_F_ELECTION, "選舉名稱" },
	{ XJ_F_SERIAL, "申報序號" },
	{ XJ_ITEM_PREVIOUS_BALANCE, "前期賸餘" },
	{ XJ_ITEM_PREVIOUS_BALANCE, "上期賸餘" },
	{ XJ_ITEM_SUBJECT(51), "其他收入" },
	{ XJ_ITEM_SUBJECT(61), "支付當選後與其公務有關之費用" },
	{ XJ_ITEM_SUBJECT(62), "捐贈政治團體或所屬政黨支出" },
	{ XJ_ITEM_SUBJECT(63), "捐贈教育、文化、公益、慈善機構或團體支出" },
	{ XJ_ITEM_SUBJECT(64), "參加公職人員選舉使用支出" },
	{ XJ_ITEM_SUBJECT(68), "返還捐贈支出" },
	{ XJ_ITEM_SUBJECT(69), "繳庫支出" },
	{ XJ_ITEM_INCOME_TOTAL, "本期收入" },
	{ XJ_ITEM_EXPENSE_TOTAL, "本期支出" },
	{ XJ_ITEM_BALANCE, "本期餘額" },
	{ XJ_ITEM_BALANCE, "餘額" },
	TOTALS,
	{ 0, NULL }
};
static const int surplus_required[] = {
	XJ_F_RECIPIENT, XJ_ITEM_PREVIOUS_BALANCE, XJ_ITEM_SUBJECT(51),
	XJ_ITEM_SUBJECT(61), XJ_ITEM_BALANCE, 0
};

const struct xj_layout xj_layout_surplus = {
	.name = "summary-surplus",
	.title = N_("settlement tables of surplus reports"),
	.kind = XJ_LAYOUT_SUMMARY,
	.account = XJ_ACCOUNT_SURPLUS,
	.aliases = surplus,
	.required = surplus_required,
	.date_style = XJ_STYLE_ROC7,
	.money_style = XJ_MONEY_DOT00,
};

static const struct xj_alias party[] = {
	{ XJ_F_SEQ, "序號" },
	{ XJ_F_RECIPIENT, "政黨名稱" },
	{ XJ_F_RECIPIENT, "擬參選人／政黨" },
	{ XJ_F_RECIPIENT, "政黨" },
	{ XJ_F_SERIAL, "申報年度" },
	{ XJ_F_SERIAL, "申報序號／年度" },
	{ XJ_ITEM_SUBJECT(31), "個人捐贈收入" },
	{ XJ_ITEM_SUBJECT(32), "營利事業捐贈收入" },
	{ XJ_ITEM_SUBJECT(33), "人民團體捐贈收入" },
	{ XJ_ITEM_SUBJECT(34), "匿名捐贈收入" },
	{ XJ_ITEM_SUBJECT(35), "其他收入" },
	{ XJ_ITEM_SUBJECT(41), "人事費用支出" },
	{ XJ_ITEM_SUBJECT(42), "業務費用支出" },
	{ XJ_ITEM_SUBJECT(43), "公共關係費用支出" },
	{ XJ_ITEM_SUBJECT(44), "選務費用支出" },
	{ XJ_ITEM_SUBJECT(48), "捐贈其推薦之公職候選人競選費用支出" },
	{ XJ_ITEM_SUBJECT(48), "捐贈其推薦之公職侯選人競選費用支出" },
	{ XJ_ITEM_SUBJECT(46), "雜支支出" },
	{ XJ_ITEM_SUBJECT(49), "返還捐贈支出" },
	{ XJ_ITEM_SUBJECT(47), "繳庫支出" },
	{ XJ_ITEM_BALANCE, "本期結餘" },
	TOTALS,
	{ 0, NULL }
};
static const int party_required[] = {
	XJ_F_RECIPIENT, XJ_F_SERIAL, XJ_ITEM_SUBJECT(31), XJ_ITEM_SUBJECT(32),
	XJ_ITEM_SUBJECT(42), XJ_ITEM_INCOME_TOTAL, XJ_ITEM_BALANCE, 0
};

const struct xj_layout xj_layout_party_summary = {
	.name = "summary-party",
	.title = N_("settlement tables of parties"),
	.kind = XJ_LAYOUT_SUMMARY,
	.account = XJ_ACCOUNT_PARTY,
	.aliases = party,
	.required = party_required,
	.date_style = XJ_STYLE_ROC7,
	.money_style = XJ_MONEY_DOT00,
};
