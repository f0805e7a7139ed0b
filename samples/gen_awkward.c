/*
 * gen_awkward.c - one table of rows as they go wrong in offices: every spelling of
 * a date and an amount, quotes, line ends, lost zeros, ids in one cell, equal rows.
 * All of it can be said in Big5, so that every container holds the same bytes.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[GEN_AWKWARD_COLUMNS] = {
	"序號", "擬參選人／政黨", "選舉名稱", "申報序號／年度", "交易日期", "收支科目",
	"捐贈者／支出對象", "身分證／統一編號", "收入金額", "支出金額", "捐贈方式",
	"存入專戶日期", "返還/繳庫", "支出用途", "金錢類", "地址", "聯絡電話",
	"應揭露之支出對象", "支出對象之內部人員姓名", "支出對象之內部人員職稱",
	"政黨之內部人員姓名", "政黨之內部人員職稱", "關係", "更正註記", "資料更正日期"
};
enum { SEQ, WHO, ELECTION, SERIAL, DATE, SUBJECT, NAME, ID, INCOME, EXPENSE, METHOD,
       DEPOSIT, DISPOSITION, PURPOSE, MONETARY, ADDRESS, PHONE, DISCLOSE, INSIDER,
       TITLE, PARTY_INSIDER, PARTY_TITLE, RELATION, NOTE, NOTED_ON };

static const char *const subjects[] = {
	"個人捐贈收入", "個人捐贈收入", "營利事業捐贈收入", "政黨捐贈收入", "人民團體捐贈收入",
	"匿名捐贈", "匿名捐贈收入", "其他收入", "個人捐蹭收入", "宣傳支出", "人事費用支出", "集會支出",
	"雜支支出", "返還捐贈支出", "沒有這個科目", ""
};
/* The first ones are sure, the rest doubtful. */
static const char *const dates[] = {
	"1110719", "111/07/19", "111／7／19", "111-07-19", "111.7.19", "民國111年7月19日",
	"111 年 07 月 19 日", "2022-07-19", "2022-07-19 00:00:00", "２０２２０７１９",
	"1110230", "100/100/21", "11/9/5", "105/01/1　　I", "44761", "七月十九日", ""
};
static const char *const names[] = {
	"陳甲子", "林乙丑", "黃丙寅", "達樣‧範例", "Kacaw Sample", "王\n大明", "6\" 吊扇行",
	"\"引號\"商行", "逗號,商行", "分號;與'單引號'", "<b>粗體</b>&amp;有限公司",
	"=1+1", "+886 號", "-測試", "@SUM(A1)", "空中樓閣建設(股)公司", "空中樓閣建設股份有限公司",
	"台灣海市蜃樓開發有限公司", "臺灣海市蜃樓開發有限公司", "ＡＢＣ１２３企業社", "　前後空白　",
	"造字\xee\x80\x80煌", "碁銹裏墻恒粧嫺", "許功蓋", "_x0041_商號", "null", "NaN", "0012", "合計",
	"匿名", "C:\\路徑\\檔案", "a/b|c", ""
};
static const char *const ids[] = {
	"A12*******", "12345675", "12345678", "8853749", "1.05007266E9", "政黨證字第16號",
	"１２３４５６７５", "12345675 A123456789", "A123456789", "39.12.15北府社團換字第1012846044號",
	"00000000", ""
};
static const char *const amounts[] = {
	"1000", "1000.00", "1,000", "1,234,567", "１２３４", "NT$3,000", "120,000元", "46200.0",
	"-500.00", "－2,000", "0012", "999999999999", "30000", "30000.00", "100000", "5,000",
	"5000.00", "800", "800.00", "2,500", "２，５００", "12,000元", "90000.00", "60000",
	/* not understood: the row is set aside */
	"1.5", "1,23,4", "1E+05", "壹仟元", "1 000", "12o0"
};
static const char *const zeros[] = { "0.00", "0", "", "0.00", "０" };
static const char *const methods[] = { "現金", "匯款", "票據", "", "支票", "轉帳" };
static const char *const addresses[] = {
	"臺南市東區****", "台中市西屯區****", "臺北市\n中正區****", "No，Ja****", "", "桃園縣****",
	"「書名」路１２３號,二樓", "高雄市,\"前鎮區\"****"
};
static const char *const phones[] = { "06-2*****", "09xx*****", "(02)*****", "", "0800000000" };
static const char *const purposes[] = {
	"", "印製文宣", "餐費；車資", "第1行\n第2行\n第3行", "退回", "－", "&nbsp;", "]]>", "100%"
};
static const char *const returns[] = { "", "", "", "已返還", "已繳庫", "返還中" };
static const char *const kinds[] = { "金錢", "金錢", "非金錢", "", "是" };

#define ANY(list) (list)[gen_below(r, (unsigned)(sizeof(list) / sizeof(*(list))))]

static void put(struct gen_grid *g, size_t row, size_t column, const char *text)
{
	size_t n = strlen(text) + 1;
	char *copy = gen_alloc(NULL, n, 1);

	memcpy(copy, text, n);
	free(g->cell[row * GEN_AWKWARD_COLUMNS + column]);
	g->cell[row * GEN_AWKWARD_COLUMNS + column] = copy;
}

static void fill_row(struct gen_grid *g, size_t row, struct gen_rng *r)
{
	const char *subject = ANY(subjects), *amount = ANY(amounts);
	bool expense = strstr(subject, "支出") != NULL;
	char seq[24];

	snprintf(seq, sizeof(seq), "%zu", row);
	put(g, row, SEQ, seq);
	put(g, row, WHO, "范例文");
	put(g, row, ELECTION, "111年臺南市市長選舉");
	put(g, row, SERIAL, "首次申報");
	put(g, row, DATE, ANY(dates));
	put(g, row, SUBJECT, subject);
	put(g, row, NAME, ANY(names));
	put(g, row, ID, ANY(ids));
	put(g, row, INCOME, expense ? ANY(zeros) : amount);
	put(g, row, EXPENSE, expense ? amount : ANY(zeros));
	put(g, row, METHOD, ANY(methods));
	put(g, row, DEPOSIT, ANY(dates));
	put(g, row, DISPOSITION, ANY(returns));
	put(g, row, PURPOSE, ANY(purposes));
	put(g, row, MONETARY, ANY(kinds));
	put(g, row, ADDRESS, ANY(addresses));
	put(g, row, PHONE, ANY(phones));
	put(g, row, DISCLOSE, expense ? "否" : "");
	for (size_t column = INSIDER; column <= NOTED_ON; column++)
		put(g, row, column, gen_one_in(r, 20) ? ANY(names) : "");
}

struct gen_grid gen_awkward(size_t rows)
{
	struct gen_grid g = { .rows = rows + 1 };
	struct gen_rng rng = { 20221126 };

	g.cell = gen_alloc(NULL, g.rows * GEN_AWKWARD_COLUMNS, sizeof(*g.cell));
	memset(g.cell, 0, g.rows * GEN_AWKWARD_COLUMNS * sizeof(*g.cell));
	for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++)
		put(&g, 0, i, columns[i]);
	for (size_t row = 1; row < g.rows; row++) {
		fill_row(&g, row, &rng);
		/* now and then the row before once more: equal rows all count */
		for (size_t i = 1; row > 1 && row % 17 == 0 && i < GEN_AWKWARD_COLUMNS; i++)
			put(&g, row, i, gen_at(&g, row - 1, i));
	}
	return g;
}

const char *gen_at(const struct gen_grid *g, size_t row, size_t column)
{
	return g->cell[row * GEN_AWKWARD_COLUMNS + column];
}

void gen_grid_free(struct gen_grid *g)
{
	for (size_t i = 0; i < g->rows * GEN_AWKWARD_COLUMNS; i++)
		free(g->cell[i]);
	free(g->cell);
}
