/*
 * layout_legacy.c - owns the detail tables made from the paper filings before
 * 2018: the nine-column form, and its crowd transcription whose election and
 * candidate stand only in the file's name.
 */
#include "src/core/i18n.h"
#include "layouts.h"

#define FORM_COLUMNS \
	{ XJ_F_DATE, "交易日期" }, \
	{ XJ_F_SUBJECT, "收支科目" }, \
	{ XJ_F_COUNTERPARTY, "捐贈者/支出對象" }, \
	{ XJ_F_COUNTERPARTY_ID, "身分證/統一編號" }, \
	{ XJ_F_COUNTERPARTY_ID, "身份證/統一編" }, \
	{ XJ_F_COUNTERPARTY_ID, "身份證/統一編號" }, \
	{ XJ_F_INCOME, "收入金額" }, \
	{ XJ_F_EXPENSE, "支出金額" }, \
	{ XJ_F_MONETARY, "金錢類" }, \
	{ XJ_F_ADDRESS, "地址" }

static const struct xj_alias paper[] = {
	{ XJ_F_SEQ, "序號" },
	FORM_COLUMNS,
	{ 0, NULL }
};
static const int paper_required[] = {
	XJ_F_SEQ, XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY, XJ_F_INCOME,
	XJ_F_EXPENSE, 0
};

const struct xj_layout xj_layout_paper = {
	.name = "paper",
	.title = N_("the nine-column paper form"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = paper,
	.required = paper_required,
	.date_style = XJ_STYLE_ROC,
	.money_style = XJ_MONEY_PLAIN,
	.other_amount = "",
};

static const struct xj_alias crowd[] = {
	FORM_COLUMNS,
	{ XJ_F_PAGE, "原始文件頁碼" },
	{ XJ_F_SEQ, "原始文件行號" },
	{ 0, NULL }
};
static const int crowd_required[] = {
	XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY, XJ_F_INCOME, XJ_F_EXPENSE,
	XJ_F_PAGE, XJ_F_SEQ, 0
};

const struct xj_layout xj_layout_crowd = {
	.name = "crowd",
	.title = N_("crowd transcription of paper filings"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = crowd,
	.required = crowd_required,
	.date_style = XJ_STYLE_ISO,
	.money_style = XJ_MONEY_PLAIN,
	.other_amount = "",
};
