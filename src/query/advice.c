/*
 * advice.c - owns the table of advice.  Rules have pages, which say what they find and
 * how to mend it; what is here is the rest: the order of the pre-check, the cell to
 * look at, a valid example, the mending in few words of Chinese, and all of it for what
 * the importer could not read.
 */
#include "advice.h"
#include "xianjin/importers.h"

enum { UNREAD = XJ_ORDER_UNREAD, WINDOW, DONOR, LIMITS, DEPOSIT, RECEIPTS, SUBJECTS,
       RETURNS, SPENDING, SUMS, DEADLINE, SIGNAL = XJ_ORDER_LAST };

#define RULE(code, order, column, example, mend_zh) \
	{ code, order, 0, column, example, NULL, NULL, NULL, mend_zh, NULL, NULL }
#define SIGNAL_OF(code, column) \
	RULE(code, SIGNAL, column, "", \
	     "核對憑證；有合理說明者無須更動。此為值得查證之訊號，並非違規之認定")
#define LIMIT_ZH "超過部分於申報期限前返還或繳庫並在該列註記；同名不同人者以完整證號說明；" \
	"證號或日期有誤者更正申報"

static const struct xj_advice advice[] = {
	/* 1 account and window */
	RULE("outside-window", WINDOW, XJ_F_DATE, "1110815",
	     "依入帳紀錄或付款通知更正日期；確在期間外收受者，於申報期限前返還或繳庫並註記"),
	RULE("impossible-date", WINDOW, XJ_F_DATE, "1110815", "依憑證更正日期"),
	/* 2 donors */
	RULE("foreign-donor", DONOR, XJ_F_COUNTERPARTY_ID, "A123456789",
	     "出示捐贈者國籍證明；來源為外國、大陸或港澳者應繳庫，不得返還"),
	RULE("foreign-owned-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示捐贈當日之股東及董事名冊；不符者於申報期限前繳庫"),
	RULE("foreign-returned", DONOR, XJ_F_DISPOSITION, "已繳庫",
	     "出示國庫收據並更正註記，或出示捐贈者國籍證明"),
	RULE("barred-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示捐贈者立案證書或營業登記；不得收受者於申報期限前返還或繳庫並註記"),
	RULE("party-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示政黨推薦書；非推薦政黨者於申報期限前返還並註記"),
	RULE("rival-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "以證號說明是否同一人；確為其他擬參選人者於申報期限前返還"),
	RULE("religious-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示捐贈者登記資料；屬宗教團體者於申報期限前返還或繳庫"),
	RULE("party-business-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示捐贈當日之股東名冊"),
	RULE("loss-making-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示捐贈者財務報表及彌補虧損之決議"),
	RULE("contractor-donor", DONOR, XJ_F_COUNTERPARTY, "",
	     "出示契約驗收或終止紀錄"),
	RULE("tax-id", DONOR, XJ_F_COUNTERPARTY_ID, "12345675",
	     "依憑證更正統一編號或身分證號；開頭的 0 不可省略"),
	RULE("missing-id", DONOR, XJ_F_COUNTERPARTY_ID, "A123456789",
	     "補載證號及地址；無法查明者於申報期限前返還或繳庫"),
	RULE("missing-contact", DONOR, XJ_F_ADDRESS, "臺中市西屯區樣本路1號",
	     "補載證號、地址或電話"),
	/* 3 limits */
	RULE("candidate-year-limit", LIMITS, 0, "100000.00", LIMIT_ZH),
	RULE("party-year-limit", LIMITS, 0, "300000.00", LIMIT_ZH),
	RULE("all-candidates-year-limit", LIMITS, 0, "",
	     "單一申報人之帳冊並無錯誤；由捐贈者說明何筆非其捐贈或已返還"),
	RULE("all-parties-year-limit", LIMITS, 0, "",
	     "單一政黨之帳冊並無錯誤；由捐贈者說明何筆非其捐贈或已返還"),
	RULE("nominee-limit", LIMITS, 0, "",
	     "超過部分於申報期限前返還並註記；若為物品，更正「金錢類」"),
	RULE("surplus-gift-limit", LIMITS, 0, "", "出示匯款紀錄及收據；日期或對象有誤者更正申報"),
	RULE("cash-limit", LIMITS, XJ_F_METHOD, "匯款",
	     "實為匯款或票據者依銀行紀錄更正捐贈方式；確為現金者於申報期限前返還或繳庫並註記"),
	RULE("anonymous-limit", LIMITS, 0, "10000.00",
	     "於申報期限前繳庫並註記「已繳庫」；知悉捐贈者姓名者，改列其科目並載明姓名及證號"),
	RULE("anonymous-share", LIMITS, 0, "", "超過比例之部分於申報時繳庫，並在該列註記"),
	/* 4 deposits */
	RULE("late-deposit", DEPOSIT, XJ_F_DEPOSIT_DATE, "1110816",
	     "出示專戶存摺並更正日期；票據以發票日、平臺以可動用日為準"),
	/* 5 receipts and rows */
	RULE("in-kind-value", RECEIPTS, XJ_F_PURPOSE, "影印機一臺，依發票 12,000 元",
	     "載明物品名稱、數量與估價依據"),
	/* 6 subjects */
	RULE("wrong-subject", SUBJECTS, XJ_F_SUBJECT, "營利事業捐贈收入",
	     "依捐贈者身分改列正確之收入科目"),
	RULE("sole-proprietor-as-business", SUBJECTS, XJ_F_SUBJECT, "個人捐贈收入",
	     "查詢商業登記；獨資、合夥、事務所改列個人捐贈收入，並與負責人之捐贈合併計算"),
	RULE("detail-over-30000", SUBJECTS, XJ_F_COUNTERPARTY_ID, "12345675",
	     "累計逾三萬元者補載證號及地址"),
	/* 7 returns */
	RULE("late-return", RETURNS, XJ_F_DISPOSITION, "已返還", "出示匯款憑證及其日期"),
	/* 8 spending */
	RULE("spending-period", SPENDING, XJ_F_DATE, "1111126",
	     "依憑證更正日期；期間外之支出不得列入"),
	RULE("insider-undisclosed", SPENDING, XJ_F_DISCLOSE, "是",
	     "支出對象與擬參選人有一定關係者，改列應揭露並載明姓名、職稱與關係"),
	/* 9 sums */
	RULE("summary-mismatch", SUMS, 0, "", "逐科目核對明細與收支結算表；缺頁或重複者補正"),
	RULE("cpa-missing", SUMS, 0, "", "補附會計師查核簽證報告及其公會印鑑證明"),
	/* 10 deadline */
	RULE("filing-late", DEADLINE, 0, "", "出示申報系統之收件紀錄"),

	/* signals: nothing is wrong until somebody has looked */
	SIGNAL_OF("anonymous-bunching", 0), SIGNAL_OF("anonymous-same-day", XJ_F_DATE),
	SIGNAL_OF("anonymous-share-high", 0), SIGNAL_OF("at-the-cap", 0),
	SIGNAL_OF("audit-threshold", 0), SIGNAL_OF("big-payee", 0),
	SIGNAL_OF("both-sides", XJ_F_COUNTERPARTY), SIGNAL_OF("cash-bunching", 0),
	SIGNAL_OF("corrections", XJ_F_CORRECTION),
	SIGNAL_OF("deposit-lag-pile", XJ_F_DEPOSIT_DATE),
	SIGNAL_OF("donor-and-payee", XJ_F_COUNTERPARTY),
	SIGNAL_OF("duplicates-across-filings", 0),
	SIGNAL_OF("inactive-company", XJ_F_COUNTERPARTY_ID),
	SIGNAL_OF("large-business", 0), SIGNAL_OF("last-digit", 0),
	SIGNAL_OF("new-year-doubling", XJ_F_DATE),
	SIGNAL_OF("newborn-company", XJ_F_COUNTERPARTY_ID),
	SIGNAL_OF("post-election", XJ_F_DATE),
	SIGNAL_OF("same-id-many-names", XJ_F_COUNTERPARTY),
	SIGNAL_OF("same-name-many-ids", XJ_F_COUNTERPARTY_ID),
	SIGNAL_OF("split-gift", 0), SIGNAL_OF("straw-burst", 0),

	/* ---- what could not be read: whole rows ---- */
	{ "amount-shape", UNREAD, 'F', XJ_F_INCOME, "100000.00", "the amount is no number",
	  "金額不是數字",
	  "Write whole dollars in digits, the income or the expense and nothing else.",
	  "以數字填寫整數元，收入與支出擇一填寫", NULL, NULL },
	{ "no-amount", UNREAD, 'F', XJ_F_INCOME, "100000.00", "no amount", "沒有金額",
	  "Fill in the income or the expense.", "填寫收入金額或支出金額", NULL, NULL },
	{ "two-amounts", UNREAD, 'F', XJ_F_INCOME, "100000.00",
	  "income and expense in one row", "同一列有收入也有支出",
	  "Make two rows of it, or write 0 for the one that does not apply.",
	  "分成兩列，或將不適用者填 0", NULL, NULL },
	{ "ragged", UNREAD, 'F', 0, "", "the row has not as many cells as the header",
	  "儲存格數與標題列不同",
	  "Put quotes around texts with commas or line ends in them; delete cells behind "
	  "the last column.",
	  "含逗號或換行的文字以雙引號括住；刪除最後一欄以後的內容", NULL, NULL },
	{ "spoiled", UNREAD, 'F', 0, "", "the row cannot be read", "此列無法讀取",
	  "Save the table again from the program that it was made with.",
	  "由原程式重新儲存此表", NULL, NULL },
	{ "cell-bytes", UNREAD, 'F', 0, "", "a cell is longer than 64 KiB", "儲存格超過 64 KiB",
	  "Shorten the cell; a quote may be missing that ends it.",
	  "縮短內容；可能缺少結尾的雙引號", NULL, NULL },
	{ "row-bytes", UNREAD, 'F', 0, "", "the row is longer than 1 MiB", "一列超過 1 MiB",
	  "Shorten its cells; a line end may be missing.", "縮短內容；可能缺少換行", NULL, NULL },
	{ "row-cells", UNREAD, 'F', 0, "", "the row has more than 1,024 cells",
	  "一列超過 1,024 個儲存格", "Delete what stands behind the last column.",
	  "刪除最後一欄以後的內容", NULL, NULL },
	{ "no-recipient", UNREAD, 'F', XJ_F_RECIPIENT, "甄有恆",
	  "nobody is named who files this row", "未載明申報人",
	  "Fill in 擬參選人／政黨, or say --recipient NAME.",
	  "填寫擬參選人／政黨，或使用 --recipient 姓名", NULL, NULL },
	{ "no-election", UNREAD, 'F', XJ_F_ELECTION, "111年臺中市市長選舉",
	  "no election is named", "未載明選舉",
	  "Fill in 選舉名稱, or say --election NAME.",
	  "填寫選舉名稱，或使用 --election 名稱", NULL, NULL },
	{ "serial-shape", UNREAD, 'F', XJ_F_SERIAL, "首次申報",
	  "the serial of the filing is not understood", "申報序號／年度無法辨識",
	  "Write 首次申報, 第1次賸餘 or a year such as 113年度.",
	  "填寫「首次申報」、「第1次賸餘」或「113年度」", NULL, NULL },
	{ "unknown-table", UNREAD, 'F', 0, "", "a table that is none of those known",
	  "無法辨識的表格",
	  "Keep the column names of the official form in the first row.",
	  "第一列保留官方格式之欄名", NULL, NULL },
	/* ---- cells ---- */
	{ "date-empty", WINDOW, 'F', XJ_F_DATE, "1110815", "no date", "沒有日期",
	  "Fill in the day of the gift or payment.", "填寫收支日期", NULL, "impossible-date" },
	{ "date-shape", WINDOW, 'F', XJ_F_DATE, "1110815", "no known form of a date",
	  "日期格式無法辨識", "Write 1110815 or 111/08/15.",
	  "寫成 1110815 或 111/08/15", NULL, "impossible-date" },
	{ "date-no-such", WINDOW, 'F', XJ_F_DATE, "1110831", "there is no such day",
	  "沒有這一天", "Correct the day by the voucher.", "依憑證更正日期",
	  NULL, "impossible-date" },
	{ "date-two-digit", WINDOW, 'F', XJ_F_DATE, "1000905", "a year of two digits",
	  "年份只有兩位數", "Write the whole year of the Republic: 1000905.",
	  "寫出完整民國年：1000905", NULL, "impossible-date" },
	{ "date-trailing", WINDOW, 'F', XJ_F_DATE, "1050101",
	  "something stands behind the date", "日期後有其他文字",
	  "Leave only the date in the cell.", "儲存格只留日期", NULL, "impossible-date" },
	{ "date-year", WINDOW, 'F', XJ_F_DATE, "1110815", "a year that cannot be",
	  "年份不合理", "Correct the year by the voucher.", "依憑證更正年份",
	  NULL, "impossible-date" },
	{ "tax-id-check", DONOR, 'F', XJ_F_COUNTERPARTY_ID, "12345675",
	  "the check digit of the tax id does not fit", "統一編號檢查碼不符",
	  "Correct the number by the invoice or the business registry.",
	  "依發票或商業登記更正", "tax-id", NULL },
	{ "tax-id-short", DONOR, 'F', XJ_F_COUNTERPARTY_ID, "04595257",
	  "a tax id that has lost its leading zeros", "統一編號缺開頭的 0",
	  "Write all eight digits, in a cell of text.", "儲存格設為文字，寫滿八位數",
	  "tax-id", NULL },
	{ "id-scientific", DONOR, 'F', XJ_F_COUNTERPARTY_ID, "12345675",
	  "an id that a spreadsheet has turned into a number",
	  "證號被試算表改成科學記號", "Type the id again, in a cell of text.",
	  "儲存格設為文字後重新輸入", "tax-id", NULL },
	{ "id-glued", DONOR, 'F', XJ_F_COUNTERPARTY_ID, "12345675",
	  "two ids in one cell", "一格有兩個證號", "Leave one id, that of the donor.",
	  "只留捐贈者之證號", "tax-id", NULL },
	{ "person-id-check", DONOR, 'F', XJ_F_COUNTERPARTY_ID, "A123456789",
	  "the check digit of the personal id does not fit", "身分證號檢查碼不符",
	  "Correct the id by the receipt.", "依收據存根更正", "tax-id", NULL },
	{ "subject-unknown", SUBJECTS, 'F', XJ_F_SUBJECT, "個人捐贈收入",
	  "no account subject of this kind of account", "不是此類帳戶的會計科目",
	  "Write one of the subjects of the form.", "填寫表單所列之科目", NULL, NULL },
	{ "subject-folded", SUBJECTS, 'I', XJ_F_SUBJECT, "個人捐贈收入",
	  "a misspelt account subject", "會計科目用字不同",
	  "Write the subject as the form does.", "依表單用字填寫科目", NULL, NULL },
	{ "disposition-unknown", RETURNS, 'F', XJ_F_DISPOSITION, "已返還",
	  "a word that this column does not know", "此欄無法辨識的文字",
	  "Write 已返還 or 已繳庫, or leave it empty.", "填寫「已返還」、「已繳庫」或留空",
	  NULL, NULL },
	{ "monetary-unknown", RECEIPTS, 'F', XJ_F_MONETARY, "金錢",
	  "a word that this column does not know", "此欄無法辨識的文字",
	  "Write 金錢 or 非金錢.", "填寫「金錢」或「非金錢」", NULL, NULL },
	{ "disclose-unknown", SPENDING, 'F', XJ_F_DISCLOSE, "是",
	  "a word that this column does not know", "此欄無法辨識的文字",
	  "Write 是 or 否.", "填寫「是」或「否」", NULL, NULL },
	{ "bad-bytes", RECEIPTS, 'F', 0, "", "bytes that are no character",
	  "無法解碼的位元組",
	  "Save the table as UTF-8, or say its encoding with --encoding.",
	  "以 UTF-8 儲存，或用 --encoding 指定編碼", NULL, NULL },
	{ "stray-quote", RECEIPTS, 'F', 0, "", "a quote that is never closed",
	  "未成對的雙引號", "Write a quote inside a text twice: \"\".",
	  "文字內的雙引號寫兩次：\"\"", NULL, NULL },
	{ "formula-error", RECEIPTS, 'F', 0, "", "a formula that gives an error",
	  "公式結果為錯誤", "Put the value in the place of the formula.",
	  "以數值取代公式", NULL, NULL },
	{ "formula-uncached", RECEIPTS, 'F', 0, "", "a formula without its result",
	  "公式沒有結果", "Open and save the workbook, or put the value there.",
	  "開啟後重新儲存，或以數值取代公式", NULL, NULL },
	/* ---- lines that are no rows ---- */
	{ "totals-differ", SUMS, 'F', 0, "", "a line of totals that is not the sum of the rows",
	  "合計列與各列之和不符",
	  "Correct the rows or the totals; a total is best a formula over all rows.",
	  "更正明細或合計；合計宜以公式涵蓋全部各列", NULL, NULL },
	{ "totals-line", SIGNAL, 'I', 0, "", "a line of totals, which agrees",
	  "合計列，與各列之和相符", "Nothing to do.", "不需處理", NULL, NULL },
	{ "title-line", SIGNAL, 'I', 0, "", "a line above the header", "標題列上方的文字",
	  "Nothing to do; what it says of recipient and election is not read.",
	  "不需處理；其中的申報人與選舉名稱不會讀取", NULL, NULL },
	{ "header-rows", SIGNAL, 'I', 0, "", "a header in two rows", "標題跨兩列",
	  "Nothing to do.", "不需處理", NULL, NULL },
	{ "repeated-header", SIGNAL, 'I', 0, "", "the header once more", "重複的標題列",
	  "Nothing to do.", "不需處理", NULL, NULL },
	{ "remark-line", SIGNAL, 'I', 0, "", "text below the last row", "表格下方的文字",
	  "Nothing to do.", "不需處理", NULL, NULL },
	{ "private-use", SIGNAL, 'I', 0, "", "a character that is in no standard",
	  "造字", "Nothing to do; other machines may not show it.",
	  "不需處理；其他電腦可能無法顯示", NULL, NULL },
};
#undef RULE
#undef SIGNAL_OF

const struct xj_advice *xj_advice_all(size_t *n)
{
	*n = XJ_COUNT(advice);
	return advice;
}

const struct xj_advice *xj_advice_find(struct xj_str code)
{
	for (size_t i = 0; i < XJ_COUNT(advice); i++)
		if (xj_str_is(code, advice[i].code))
			return &advice[i];
	return NULL;
}

struct xj_str xj_page_section(const char *page, const char *heading)
{
	size_t n = strlen(heading);
	const char *p = page ? page : "", *end;

	while ((p = strstr(p, heading)) && ((p > page && p[-1] != '\n') || p[n] != '\n'))
		p++;
	if (!p)
		return XJ_STR("");
	p += n;
	while (*p == '\n')
		p++;
	end = strstr(p, "\n\n");
	if (*p == '#')
		return XJ_STR("");
	return xj_str_of(p, end ? (size_t)(end - p) : strlen(p) - (p[strlen(p) - 1] == '\n'));
}

static struct xj_str section(const struct xj_rule *rule, bool chinese,
                             const char *heading, const char *heading_zh)
{
	struct xj_str text = XJ_STR("");

	if (rule && chinese)
		text = xj_page_section(rule->page_zh, heading_zh);
	return text.n || !rule ? text : xj_page_section(rule->page, heading);
}

struct xj_str xj_rule_finds(const struct xj_rule *rule, bool chinese)
{
	return section(rule, chinese, "## What it finds", "## 這條規則找什麼");
}

struct xj_str xj_rule_mends(const struct xj_rule *rule, bool chinese)
{
	return section(rule, chinese, "## How to dispute or mend", "## 如何說明或更正");
}
