/*
 * serial.c - owns the serial numbers of filings: first report, nth surplus
 * report, a party's year.
 */
#include <stdio.h>

#include "xianjin/values.h"
#include "src/core/narrow.h"
#include "src/core/pattern.h"

#define MOST 999
#define FIRST_PARTY_YEAR 90 /* a serial this high is a year of the Republic */

static struct xj_pattern number_form = {
	"^0{0,3}(\\d{1,3})(?:\\.0+)?(年度?)?$", NULL };
static struct xj_pattern surplus_form = {
	"^第([0-9一二三四五六七八九十百零〇]+)次[賸剩]餘(?:申報)?$", NULL };

int xj_serial_parse(struct xj_str text)
{
	struct xj_str g[3];
	struct xj_narrow t;
	int n;

	if (xj_str_is(text, "首次申報") || xj_str_is(text, "首次"))
		return 1;
	if (!xj_narrow(text, false, &t))
		return 0;
	if (xj_pattern_match(&number_form, xj_narrow_str(&t), g, 3)) {
		n = xj_small_number(g[1]);
		return n > 0 && (!g[2].p || n >= FIRST_PARTY_YEAR) ? n : 0;
	}
	if (xj_pattern_match(&surplus_form, xj_narrow_str(&t), g, 2)) {
		n = xj_small_number(g[1]);
		return n > 0 && n + 1 < FIRST_PARTY_YEAR ? n + 1 : 0;
	}
	return xj_str_is(xj_narrow_str(&t), "首次申報") ||
	       xj_str_is(xj_narrow_str(&t), "首次");
}

size_t xj_serial_spell(int serial, char out[40])
{
	int n;

	if (serial <= 0 || serial > MOST)
		n = snprintf(out, 40, "%s", "");
	else if (serial == 1)
		n = snprintf(out, 40, "首次");
	else if (serial < FIRST_PARTY_YEAR)
		n = snprintf(out, 40, "第%d次賸餘", serial - 1);
	else
		n = snprintf(out, 40, "%d年度", serial);
	return n > 0 ? (size_t)n : 0;
}
