/*
 * layout_official.c - owns the detail tables as the public platform serves
 * them (25 columns) with their subsets and spellings, and the small tables that
 * travel with them in a bundle.
 */
#include "src/core/i18n.h"
#include "layouts.h"

/* Names are compared folded: ／ = /, blanks and brackets do not count. */
static const struct xj_alias detail[] = {
	{ XJ_F_SEQ, "序號" },
	{ XJ_F_RECIPIENT, "擬參選人／政黨" },
	{ XJ_F_RECIPIENT, "擬參選人" },
	{ XJ_F_RECIPIENT, "擬參選人／政黨／政治團體" },
	{ XJ_F_RECIPIENT, "政黨" },
	{ XJ_F_RECIPIENT, "政黨名稱" },
	{ XJ_F_ELECTION, "選舉名稱" },
	{ XJ_F_ELECTION, "參選公職名稱" },
	{ XJ_F_SERIAL, "申報序號／年度" },
	{ XJ_F_SERIAL, "申報序號" },
	{ XJ_F_SERIAL, "申報年度" },
	{ XJ_F_DATE, "交易日期" },
	{ XJ_F_SUBJECT, "收支科目" },
	{ XJ_F_COUNTERPARTY, "捐贈者／支出對象" },
	{ XJ_F_COUNTERPARTY_ID, "身分證／統一編號" },
	{ XJ_F_COUNTERPARTY_ID, "身份證／統一編號" },
	{ XJ_F_INCOME, "收入金額" },
	{ XJ_F_EXPENSE, "支出金額" },
	{ XJ_F_METHOD, "捐贈方式" },
	{ XJ_F_DEPOSIT_DATE, "存入專戶日期" },
	{ XJ_F_DISPOSITION, "返還/繳庫" },
	{ XJ_F_PURPOSE, "支出用途" },
	{ XJ_F_MONETARY, "金錢類" },
	{ XJ_F_ADDRESS, "地址" },
	{ XJ_F_PHONE, "聯絡電話" },
	{ XJ_F_DISCLOSE, "應揭露之支出對象" },
	{ XJ_F_INSIDER_NAME, "支出對象之內部人員姓名" },
	{ XJ_F_INSIDER_TITLE, "支出對象之內部人員職稱" },
	{ XJ_F_PARTY_INSIDER_NAME, "政黨之內部人員姓名" },
	{ XJ_F_PARTY_INSIDER_NAME, "關聯政黨名稱" },
	{ XJ_F_PARTY_INSIDER_TITLE, "政黨之內部人員職稱" },
	{ XJ_F_PARTY_INSIDER_TITLE, "關聯政黨職位" },
	{ XJ_F_RELATION, "關係" },
	{ XJ_F_RELATION, "關聯人與政黨關係" },
	{ XJ_F_CORRECTION, "更正註記" },
	{ XJ_F_CORRECTION, "不同版本說明" },
	{ XJ_F_CORRECTED_ON, "資料更正日期" },
	{ XJ_F_AREA, "縣市" },
	{ 0, NULL }
};

static const int detail_required[] = {
	XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY, XJ_F_INCOME, XJ_F_EXPENSE, 0
};
static const int detail_telling[] = {
	XJ_F_RECIPIENT, XJ_F_SERIAL, XJ_F_METHOD, XJ_F_DEPOSIT_DATE,
	XJ_F_DISPOSITION, XJ_F_PURPOSE, 0
};

const struct xj_layout xj_layout_official = {
	.name = "official",
	.title = N_("detail rows of the public platform"),
	.kind = XJ_LAYOUT_ENTRIES,
	.aliases = detail,
	.required = detail_required,
	.telling = detail_telling,
	.date_style = XJ_STYLE_ROC7,
	.money_style = XJ_MONEY_DOT00,
	.other_amount = "0.00",
};

static const struct xj_alias manifest[] = {
	{ XJ_F_SEQ, "name" },
	{ XJ_F_RECIPIENT, "schema" },
	{ XJ_F_PURPOSE, "description" },
	{ 0, NULL }
};
static const int manifest_required[] = {
	XJ_F_SEQ, XJ_F_RECIPIENT, XJ_F_PURPOSE, 0
};

const struct xj_layout xj_layout_manifest = {
	.name = "manifest",
	.title = N_("list of a bundle's members"),
	.kind = XJ_LAYOUT_MANIFEST,
	.aliases = manifest,
	.required = manifest_required,
};

static const struct xj_alias schema[] = {
	{ XJ_F_SEQ, "name" },
	{ XJ_F_RECIPIENT, "title" },
	{ 0, NULL }
};
static const int schema_required[] = { XJ_F_SEQ, XJ_F_RECIPIENT, 0 };

const struct xj_layout xj_layout_schema = {
	.name = "schema",
	.title = N_("list of a table's columns"),
	.kind = XJ_LAYOUT_SCHEMA,
	.aliases = schema,
	.required = schema_required,
};
