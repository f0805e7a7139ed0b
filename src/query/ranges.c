/*
 * ranges.c - owns how people write a span of amounts, days or years: one
 * value, MIN..MAX, or either end left open.
 */
#include "query_private.h"

static void trim(struct xj_str *s)
{
	while (s->n && s->p[0] == ' ')
		s->p++, s->n--;
	while (s->n && s->p[s->n - 1] == ' ')
		s->n--;
}

/* Cuts TEXT at ".."; false if there is none. */
static bool cut(struct xj_str text, struct xj_str *low, struct xj_str *high)
{
	for (size_t i = 0; i + 1 < text.n; i++)
		if (text.p[i] == '.' && text.p[i + 1] == '.') {
			*low = xj_str_of(text.p, i);
			*high = xj_str_of(text.p + i + 2, text.n - i - 2);
			trim(low);
			trim(high);
			return true;
		}
	*low = *high = text;
	trim(low);
	trim(high);
	return false;
}

enum xj_status xj_parse_amounts(struct xj_str text, struct xj_range *out,
                                struct xj_error *err)
{
	struct xj_str low, high;
	struct xj_money a, b;

	cut(text, &low, &high);
	a = xj_money_parse(low);
	b = xj_money_parse(high);
	if ((low.n && a.doubt) || (high.n && b.doubt) || (!low.n && !high.n))
		return xj_fail(err, XJ_USAGE, _("amount: \"%.*s\" is no amount of dollars; "
		               "write 10000, 9000..10000, 100000.. or ..500"),
		               (int)text.n, text.p);
	out->min = low.n ? a.amount : INT64_MIN;
	out->max = high.n ? b.amount : INT64_MAX;
	if (out->min > out->max)
		return xj_fail(err, XJ_USAGE, _("amount: %lld is more than %lld: write the "
		               "smaller one first"), (long long)out->min,
		               (long long)out->max);
	return XJ_OK;
}

/* Up to three numbers with - or / between; how many, 0 if it is anything else. */
static unsigned numbers(struct xj_str s, int part[3])
{
	unsigned n = 0;
	bool digit = false;

	part[0] = part[1] = part[2] = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9') {
			part[n] = part[n] * 10 + (c - '0');
			if (part[n] > 99999999)
				return 0;
			digit = true;
		} else if ((c == '-' || c == '/') && digit && n < 2) {
			n++;
			digit = false;
		} else {
			return 0;
		}
	}
	return digit ? n + 1 : 0;
}

/* 112 is a year of the Republic, 2023 one of the common era. */
static int ad_year(int year)
{
	return year < 1000 ? year + 1911 : year;
}

/* The first and last day that TEXT means: a day, a month or a year. */
static bool span_of(struct xj_str text, int32_t *first, int32_t *last)
{
	struct xj_date whole;
	int part[3];
	unsigned n = numbers(text, part);

	if (n == 1 && part[0] > 0 && part[0] <= 9999) {
		*first = xj_day_of(ad_year(part[0]), 1, 1);
		*last = xj_day_of(ad_year(part[0]), 12, 31);
	} else if (n == 2) {
		int y = ad_year(part[0]), m = part[1];

		*first = xj_day_of(y, m, 1);
		*last = m == 12 ? xj_day_of(y, 12, 31) : xj_day_of(y, m + 1, 1);
		if (m != 12 && *last != XJ_NO_DAY)
			--*last;
	} else {
		whole = xj_date_parse(text);
		*first = *last = whole.day;
	}
	return *first != XJ_NO_DAY && *last != XJ_NO_DAY;
}

enum xj_status xj_parse_days(struct xj_str text, struct xj_range *out,
                             struct xj_error *err)
{
	struct xj_str low, high;
	int32_t first = XJ_NO_DAY + 1, last = INT32_MAX, other;
	bool good;

	cut(text, &low, &high);
	good = low.n || high.n;
	if (good && low.n)
		good = span_of(low, &first, &other);
	if (good && high.n)
		good = span_of(high, &other, &last);
	if (!good)
		return xj_fail(err, XJ_USAGE, _("date: \"%.*s\" is no day, month or year; "
		               "write 2023-11-05, 112/11/05, 2023-11, 112, or a span as "
		               "2023-11..2024-01-12"), (int)text.n, text.p);
	if (first > last)
		return xj_fail(err, XJ_USAGE, _("date: \"%.*s\" ends before it begins"),
		               (int)text.n, text.p);
	out->min = first;
	out->max = last;
	return XJ_OK;
}

enum xj_status xj_parse_years(struct xj_str text, struct xj_range *out,
                              struct xj_error *err)
{
	struct xj_str low, high, side[2];
	int part[3];

	cut(text, &low, &high);
	side[0] = low;
	side[1] = high;
	for (size_t i = 0; i < 2; i++)
		if (side[i].n && (numbers(side[i], part) != 1 || part[0] > 9999))
			return xj_fail(err, XJ_USAGE, _("year: \"%.*s\" is no year; write "
			               "2022, 111 or 2020..2022"), (int)text.n, text.p);
	return xj_parse_days(text, out, err);
}
