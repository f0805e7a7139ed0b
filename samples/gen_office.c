/*
 * gen_office.c - a sheet as offices lay it out: a title, a header in two rows with
 * merged cells, totals, and a second table below it with its columns in another
 * order.
 */
#include "gen.h"

#include <string.h>

static const char *const lines[] = {
	"擬參選人收支明細表",
	"序號|交易日期|收支科目|捐贈者/支出對象|身分證/統一編號|金額||金錢類|地址",
	"|||||收入|支出||",
	"1|1110901|個人捐贈收入|陳甲子|A12*******|1000|0|金錢|",
	"2|1110902|個人捐贈收入|林乙丑|A22*******|2,000|0|金錢|",
	"3|1110903|宣傳支出|黃丙寅|||500|金錢|",
	"合　計|||||3,000|500||",
	"",
	"捐贈者/支出對象|收入金額|支出金額|交易日期|收支科目|身分證/統一編號|地址|金錢類|序號",
	"吳戊辰|9|0|1110909|個人捐贈收入|||金錢|1",
	"合計|9|||||||",
};

static const struct gen_merge merges[] = {
	{ 0, 0, 1, 9 }, { 1, 5, 1, 2 }, /* the title; 金額 over 收入 and 支出 */
	{ 1, 0, 2, 1 }, { 1, 1, 2, 1 }, { 1, 2, 2, 1 }, { 1, 3, 2, 1 }, { 1, 4, 2, 1 },
	{ 1, 7, 2, 1 }, { 1, 8, 2, 1 },
};

static void put_line(struct gen_grid *g, size_t row, const char *line)
{
	for (size_t column = 0; column < GEN_AWKWARD_COLUMNS; column++) {
		size_t n = strcspn(line, "|");
		char *cell = gen_alloc(NULL, n + 1, 1);

		memcpy(cell, line, n);
		cell[n] = '\0';
		g->cell[row * GEN_AWKWARD_COLUMNS + column] = cell;
		line += n;
		line += *line == '|';
	}
}

struct gen_grid gen_office(void)
{
	struct gen_grid g = {
		.rows = sizeof(lines) / sizeof(*lines),
		.merge = merges, .merges = sizeof(merges) / sizeof(*merges)
	};

	g.cell = gen_alloc(NULL, g.rows * GEN_AWKWARD_COLUMNS, sizeof(*g.cell));
	for (size_t row = 0; row < g.rows; row++)
		put_line(&g, row, lines[row]);
	return g;
}
