/*
 * layout_newspaper.c - owns the tables of company gifts to legislators that a
 * newsroom published for 2008, 2012 and 2016, and the summaries beside them.
 */
#include "src/core/i18n.h"
#include "layouts.h"

#define GIFT_COLUMNS \
	{ XJ_F_DATE, "交易日期" }, \
	{ XJ_F_COUNTERPARTY, "捐贈者／支出對象" }, \
	{ XJ_F_COUNTERPARTY_ID, "統一編號" }, \
	{ XJ_F_COUNTERPARTY_ID, "身份證/統一編" }, \
	{ XJ_F_INCOME, "收入金額" }, \
	{ XJ_F_ADDRESS, "地址" }

static const struct xj_alias gifts_2016[] = {
	{ XJ_F_RECIPIENT, "候選人" },
	{ XJ_F_PARTY, "推薦政黨" },
	{ XJ_F_KNOWN, "當選註記" },
	{ XJ_F_SEQ, "序號" },
	{ XJ_F_SUBJECT, "收支科目" },
	GIFT_COLUMNS,
	{ XJ_F_EXPENSE, "支出金額" },
	{ XJ_F_MONETARY, "金錢類" },
	{ XJ_F_PAGE, "P" },
	{ 0, NULL }
};
static const int gifts_2016_required[] = {
	XJ_F_RECIPIENT, XJ_F_SEQ, XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY,
	XJ_F_COUNTERPARTY_ID, XJ_F_INCOME, XJ_F_PAGE, 0
};

const struct xj_layout xj_layout_newspaper_2016 = {
	.name = "newspaper-2016",
	.title = N_("company gifts to legislators, 2016"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = gifts_2016,
	.required = gifts_2016_required,
	.date_style = XJ_STYLE_ROC,
	.money_style = XJ_MONEY_PLAIN,
	.other_amount = "",
	.election = "第9屆立法委員選舉",
};

static const struct xj_alias gifts_2012[] = {
	{ XJ_F_RECIPIENT, "姓名" },
	{ XJ_F_TERM, "屆數" },
	{ XJ_F_SUBJECT, "收支科目" },
	GIFT_COLUMNS,
	{ XJ_F_KNOWN, "填答數" },
	{ XJ_F_KNOWN, "其他" },
	{ 0, NULL }
};
static const int gifts_2012_required[] = {
	XJ_F_RECIPIENT, XJ_F_TERM, XJ_F_SUBJECT, XJ_F_DATE, XJ_F_COUNTERPARTY,
	XJ_F_COUNTERPARTY_ID, XJ_F_INCOME, 0
};

const struct xj_layout xj_layout_newspaper_2012 = {
	.name = "newspaper-2012",
	.title = N_("company gifts to legislators, 2012"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = gifts_2012,
	.required = gifts_2012_required,
	.date_style = XJ_STYLE_ROC,
	.money_style = XJ_MONEY_PLAIN,
	.other_amount = "",
};

static const struct xj_alias gifts_2008[] = {
	{ XJ_F_TERM, "屆數" },
	{ XJ_F_RECIPIENT, "姓名" },
	GIFT_COLUMNS,
	{ XJ_F_KNOWN, "填答數" },
	{ XJ_F_KNOWN, "其他" },
	{ 0, NULL }
};
static const int gifts_2008_required[] = {
	XJ_F_TERM, XJ_F_RECIPIENT, XJ_F_DATE, XJ_F_COUNTERPARTY,
	XJ_F_COUNTERPARTY_ID, XJ_F_INCOME, XJ_F_KNOWN, 0
};

/* It has no column of subjects: all its rows are gifts of businesses. */
const struct xj_layout xj_layout_newspaper_2008 = {
	.name = "newspaper-2008",
	.title = N_("company gifts to legislators, 2008"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = gifts_2008,
	.required = gifts_2008_required,
	.date_style = XJ_STYLE_ROC,
	.money_style = XJ_MONEY_PLAIN,
	.other_amount = "",
	.subject = 12,
};

static const struct xj_alias basic[] = {
	{ XJ_F_AREA, "地區" },
	{ XJ_F_RECIPIENT, "姓名" },
	{ XJ_F_PARTY, "推薦政黨" },
	{ XJ_F_KNOWN, "性別" },
	{ XJ_F_KNOWN, "出生年次" },
	{ XJ_F_KNOWN, "得票數" },
	{ XJ_F_KNOWN, "得票率" },
	{ XJ_F_KNOWN, "當選註記" },
	{ XJ_F_KNOWN, "是否現任" },
	{ XJ_F_KNOWN, "地區排序" },
	{ XJ_F_KNOWN, "委員會" },
	{ XJ_ITEM_GIFT_BUSINESSES, "捐贈企業數" },
	{ XJ_ITEM_INCOME_TOTAL, "總收入" },
	{ XJ_ITEM_SUBJECT(11), "個人捐贈收入" },
	{ XJ_F_KNOWN, "個人捐贈比例" },
	{ XJ_ITEM_SUBJECT(12), "營利事業捐贈收入" },
	{ XJ_F_KNOWN, "營利事業捐贈比例" },
	{ XJ_ITEM_SUBJECT(13), "政黨捐贈收入" },
	{ XJ_F_KNOWN, "政黨捐贈收入比例" },
	{ XJ_ITEM_SUBJECT(14), "人民團體捐贈收入" },
	{ XJ_F_KNOWN, "人民團體收入比例" },
	{ XJ_ITEM_SUBJECT(15), "匿名捐贈收入" },
	{ XJ_F_KNOWN, "匿名捐贈比例" },
	{ XJ_ITEM_SUBJECT(16), "其他收入" },
	{ XJ_F_KNOWN, "其他收入比例" },
	{ XJ_ITEM_INCOME_OVER_30000, "超過三萬元之收入" },
	{ XJ_ITEM_EXPENSE_TOTAL, "總支出" },
	{ 0, NULL }
};
static const int basic_required[] = {
	XJ_F_AREA, XJ_F_RECIPIENT, XJ_ITEM_INCOME_TOTAL, XJ_ITEM_SUBJECT(11),
	XJ_ITEM_SUBJECT(12), XJ_F_KNOWN, 0
};

const struct xj_layout xj_layout_newspaper_summary = {
	.name = "newspaper-summary",
	.title = N_("summaries of legislators, 2008 to 2016"),
	.kind = XJ_LAYOUT_SUMMARY,
	.aliases = basic,
	.required = basic_required,
	.money_style = XJ_MONEY_PLAIN,
};
