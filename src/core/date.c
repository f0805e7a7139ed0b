/*
 * date.c - owns days, their spellings and the reading of dates.  Knows no
 * holidays and no windows: those are rules.
 */
#include <stdio.h>

#include "xianjin/values.h"
#include "src/core/i18n.h"
#include "src/core/narrow.h"
#include "src/core/pattern.h"

#define FIRST_YEAR 1990
#define LAST_YEAR 2100
#define ROC 1911
#define TWO_DIGITS_FROM 79 /* 79 is 1990; below it a year was cut short */

static const uint8_t month_days[13] = { 0, 31, 28, 31, 30, 31, 30,
	                                31, 31, 30, 31, 30, 31 };

static inline bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t xj_day_of(int year, int month, int day)
{
	int y, m;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    (day > month_days[month] && !(month == 2 && day == 29 && is_leap(year))))
		return XJ_NO_DAY;
	y = month > 2 ? year : year - 1; /* a year from March: the leap day is last */
	m = month > 2 ? month - 3 : month + 9;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 -
	       719468;
}

void xj_day_split(int32_t day, int *year, int *month, int *dom)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era, doe, yoe, doy, mp;

	*year = *month = *dom = 0;
	if (day == XJ_NO_DAY)
		return;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	*dom = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static void put_digits(char *out, int value, int digits)
{
	while (digits--) {
		out[digits] = (char)('0' + value % 10);
		value /= 10;
	}
}

void xj_day_iso(int32_t day, char out[16])
{
	(void)xj_date_spell(day, XJ_STYLE_ISO, out);
}

size_t xj_date_spell(int32_t day, enum xj_date_style style, char out[16])
{
	bool roc = style == XJ_STYLE_ROC || style == XJ_STYLE_ROC7;
	int year, month, dom, width = roc ? 3 : 4;
	char sep = style == XJ_STYLE_ROC ? '/' : '-';
	char *p = out;

	out[0] = '\0';
	if (day == XJ_NO_DAY || style == XJ_STYLE_OTHER)
		return 0;
	xj_day_split(day, &year, &month, &dom);
	year -= roc ? ROC : 0;
	if (year < 1 || year > (roc ? 999 : 9999))
		return 0;
	put_digits(p, year, width);
	p += width;
	if (style != XJ_STYLE_ROC7)
		*p++ = sep;
	put_digits(p, month, 2);
	p += 2;
	if (style != XJ_STYLE_ROC7)
		*p++ = sep;
	put_digits(p, dom, 2);
	p[2] = '\0';
	return (size_t)(p + 2 - out);
}

static struct xj_date doubtful(enum xj_date_doubt doubt)
{
	return (struct xj_date){ XJ_NO_DAY, doubt, XJ_STYLE_OTHER };
}

/* YEAR is a year of our Lord. */
static struct xj_date date_of(int year, int month, int dom,
                              enum xj_date_style style)
{
	int32_t day = xj_day_of(year, month, dom);

	if (day == XJ_NO_DAY)
		return doubtful(year > 9999 ? XJ_DATE_YEAR : XJ_DATE_NO_SUCH);
	if (year < FIRST_YEAR || year > LAST_YEAR)
		return doubtful(XJ_DATE_YEAR);
	return (struct xj_date){ day, XJ_DATE_SURE, style };
}

/* ---- the canonical forms ------------------------------------------------ */

/* The number that the N digits at P are; *BAD gets bits if they are none. */
static inline int digits_at(const char *p, int n, unsigned *bad)
{
	int value = 0, i;

	for (i = 0; i < n; i++) {
		unsigned d = (unsigned char)p[i] - (unsigned)'0';

		*bad |= d > 9;
		value = value * 10 + (int)d;
	}
	return value;
}

/* 1130507, 113/05/07, 2024-05-07; false if TEXT has another form. */
static bool parse_plain(struct xj_str text, struct xj_date *out)
{
	const char *p = text.p;
	unsigned bad = 0;
	int y, m, d;

	switch (text.n) {
	case 7:
		y = digits_at(p, 3, &bad);
		m = digits_at(p + 3, 2, &bad);
		d = digits_at(p + 5, 2, &bad);
		if (bad)
			return false;
		*out = date_of(y + ROC, m, d, XJ_STYLE_ROC7);
		return true;
	case 9:
		y = digits_at(p, 3, &bad);
		m = digits_at(p + 4, 2, &bad);
		d = digits_at(p + 7, 2, &bad);
		if (bad || p[3] != '/' || p[6] != '/')
			return false;
		*out = date_of(y + ROC, m, d, XJ_STYLE_ROC);
		return true;
	case 10:
		y = digits_at(p, 4, &bad);
		m = digits_at(p + 5, 2, &bad);
		d = digits_at(p + 8, 2, &bad);
		if (bad || p[4] != '-' || p[7] != '-' || y <= ROC)
			return false;
		*out = date_of(y, m, d, XJ_STYLE_ISO);
		return true;
	default:
		return false;
	}
}

/* ---- the other forms ---------------------------------------------------- */

#define ERA "^(?:((?:中華)?民國)|(西元))? ?"

/* 113/5/7, 113-05-07, 113.5.7, 113 年 05 月 07 日 and what follows */
static struct xj_pattern split_form = {
	ERA "(\\d{1,5}) ?(?:([-/.]) ?(\\d{1,5}) ?\\4 ?(\\d+)"
	    "|年 ?(\\d{1,5}) ?月 ?(\\d+) ?[日號]?)(.*)$", NULL };
/* 961024, 1130507, 113 05 07, 20101126 and what follows */
static struct xj_pattern joined_form = {
	ERA "(\\d{2,4}) ?(\\d\\d) ?(\\d\\d)(?!\\d)(.*)$", NULL };
/* what may follow a date: the time of day */
static struct xj_pattern time_form = {
	"^[ T]?(?:[上下]午 ?)?\\d{1,2}:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z?$", NULL };

static int number(struct xj_str s)
{
	int value = 0;
	size_t i;

	if (s.n > 6)
		return 999999;
	for (i = 0; i < s.n; i++)
		value = value * 10 + (s.p[i] - '0');
	return value;
}

/* The date of parts as they stand in the text; ERA is one that was named. */
static struct xj_date judge(struct xj_str year, int month, struct xj_str dom,
                            struct xj_str tail, const struct xj_str era[2])
{
	struct xj_str whole;
	struct xj_date date;
	int y = number(year);

	if (dom.n > 2)
		return doubtful(month > 12 ? XJ_DATE_NO_SUCH : XJ_DATE_TRAILING);
	if ((era[0].p && y > ROC) || (era[1].p && y <= ROC))
		return doubtful(XJ_DATE_YEAR);
	if (year.n <= 2 && y < TWO_DIGITS_FROM && !era[0].p)
		return doubtful(XJ_DATE_TWO_DIGIT);
	date = date_of(y > ROC ? y : y + ROC, month, number(dom), XJ_STYLE_OTHER);
	if (date.doubt == XJ_DATE_SURE && tail.n &&
	    !xj_pattern_match(&time_form, tail, &whole, 1))
		return doubtful(XJ_DATE_TRAILING);
	return date;
}

static struct xj_date parse_other(struct xj_str text)
{
	struct xj_str g[10];
	struct xj_narrow t;

	if (!xj_narrow(text, true, &t))
		return doubtful(XJ_DATE_SHAPE);
	if (t.n == 0)
		return doubtful(XJ_DATE_EMPTY);
	if (xj_pattern_match(&split_form, xj_narrow_str(&t), g, 10))
		return judge(g[3], number(g[5].p ? g[5] : g[7]), g[6].p ? g[6] : g[8],
		             g[9], g + 1);
	if (xj_pattern_match(&joined_form, xj_narrow_str(&t), g, 7))
		return judge(g[3], number(g[4]), g[5], g[6], g + 1);
	return doubtful(XJ_DATE_SHAPE);
}

struct xj_date xj_date_parse(struct xj_str text)
{
	struct xj_date date;

	if (text.n == 0)
		return doubtful(XJ_DATE_EMPTY);
	return parse_plain(text, &date) ? date : parse_other(text);
}

const char *xj_date_doubt_text(enum xj_date_doubt doubt)
{
	switch (doubt) {
	case XJ_DATE_SURE:
		return _("a date");
	case XJ_DATE_EMPTY:
		return _("no date is given");
	case XJ_DATE_SHAPE:
		return _("this is no date; write it as 1130507 or 113/05/07");
	case XJ_DATE_NO_SUCH:
		return _("there is no such day in the calendar");
	case XJ_DATE_TWO_DIGIT:
		return _("the year has two digits or fewer and may have been cut; write "
		         "three, as in 100/09/05");
	case XJ_DATE_TRAILING:
		return _("there is more text behind the date; keep the date alone");
	case XJ_DATE_YEAR:
		return _("the year lies outside 1990 to 2100 (ROC 79 to 189)");
	}
	return "";
}
