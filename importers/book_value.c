/*
 * book_value.c - numbers, days and times of workbooks as text.  Owns what a
 * number format says and how a serial number becomes a day.
 *
 * A cell's number is an IEEE double written in decimal.  Up to 15 digits such
 * a text is already the shortest that tells it, so doubles appear here only
 * for longer ones, to find out how many of their digits mean anything.
 */
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "importers/book_value.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

#define SURE_DIGITS 15
#define MAX_DIGITS 40
#define MAX_EXPONENT 9999
#define PLAIN_FROM (-6) /* 0.000000123 is written out, smaller ones are not */
#define PLAIN_TO 21

/* ---- decimals ------------------------------------------------------------ */

/* 0.DIGITS * 10^point; no zeros at either end of the digits. */
struct decimal {
	bool negative;
	int point, n;
	char digit[MAX_DIGITS];
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads digits at *I, which stand before the point or behind it. */
static void take_digits(struct decimal *d, struct xj_str s, size_t *i, bool behind)
{
	for (; *i < s.n && is_digit(s.p[*i]); ++*i) {
		bool leading = d->n == 0 && s.p[*i] == '0';

		if (!leading && d->n < MAX_DIGITS)
			d->digit[d->n++] = s.p[*i];
		if (behind ? leading : !leading)
			d->point += behind ? -1 : 1;
	}
}

static bool take_exponent(struct decimal *d, struct xj_str s, size_t *i)
{
	bool negative;
	int e = 0;

	if (*i == s.n)
		return true;
	if (s.p[*i] != 'e' && s.p[*i] != 'E')
		return false;
	++*i;
	negative = *i < s.n && s.p[*i] == '-';
	if (*i < s.n && (negative || s.p[*i] == '+'))
		++*i;
	if (*i == s.n)
		return false;
	for (; *i < s.n; ++*i) {
		if (!is_digit(s.p[*i]))
			return false;
		e = e * 10 + (s.p[*i] - '0');
		if (e > MAX_EXPONENT)
			return false;
	}
	d->point += negative ? -e : e;
	return true;
}

static bool read_decimal(struct xj_str s, struct decimal *d)
{
	size_t i = 0, from;

	d->negative = false;
	d->point = d->n = 0;
	if (s.n > 400)
		return false;
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		d->negative = s.p[i++] == '-';
	from = i;
	take_digits(d, s, &i, false);
	if (i < s.n && s.p[i] == '.') {
		i++;
		take_digits(d, s, &i, true);
		if (i == from + 1)
			return false; /* a point alone */
	}
	if (i == from || !take_exponent(d, s, &i))
		return false;
	while (d->n > 0 && d->digit[d->n - 1] == '0')
		d->n--;
	if (d->n == 0) {
		d->negative = false;
		d->point = 0;
	}
	return true;
}

static locale_t c_locale;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* The digits of "%.*e" in V, whatever the locale's point. */
static void take_printed(struct decimal *d, const char *v)
{
	d->n = 0;
	for (; *v && *v != 'e'; v++) {
		if (is_digit(*v) && d->n < MAX_DIGITS)
			d->digit[d->n++] = *v;
	}
	d->point = (int)strtol(*v ? v + 1 : "0", NULL, 10) + 1;
	while (d->n > 0 && d->digit[d->n - 1] == '0')
		d->n--;
}

/* As few digits as give the same double. */
static void shorten(struct decimal *d)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char text[MAX_DIGITS + 32], printed[64], back[MAX_DIGITS + 32];
	double value;

	pthread_once(&once, make_c_locale);
	if (!c_locale)
		return;
	snprintf(text, sizeof(text), "0.%.*se%d", d->n, d->digit, d->point);
	value = strtod_l(text, NULL, c_locale);
	if (value <= 0 || value > 1e308)
		return; /* beyond what a double can tell: the digits stay */
	for (int digits = SURE_DIGITS; digits <= 17; digits++) {
		struct decimal shorter = { .negative = d->negative };

		snprintf(printed, sizeof(printed), "%.*e", digits - 1, value);
		take_printed(&shorter, printed);
		snprintf(back, sizeof(back), "0.%.*se%d", shorter.n,
		         shorter.digit, shorter.point);
		if (strtod_l(back, NULL, c_locale) == value) {
			if (shorter.n < d->n) /* else as it was written */
				*d = shorter;
			return;
		}
	}
}

static char *put(char *out, const char *p, int n)
{
	memcpy(out, p, (size_t)n);
	return out + n;
}

static char *put_zeros(char *out, int n)
{
	memset(out, '0', (size_t)n);
	return out + n;
}

static size_t write_decimal(const struct decimal *d, char out[XJ_VALUE_TEXT])
{
	char *p = out;

	if (d->negative)
		*p++ = '-';
	if (d->n == 0) {
		*p++ = '0';
	} else if (d->point > PLAIN_TO || d->point <= PLAIN_FROM) {
		*p++ = d->digit[0];
		if (d->n > 1)
			*p++ = '.';
		p = put(p, d->digit + 1, d->n - 1);
		p += snprintf(p, 8, "E%+d", d->point - 1);
	} else if (d->point >= d->n) {
		p = put(p, d->digit, d->n);
		p = put_zeros(p, d->point - d->n);
	} else if (d->point > 0) {
		p = put(p, d->digit, d->point);
		*p++ = '.';
		p = put(p, d->digit + d->point, d->n - d->point);
	} else {
		*p++ = '0';
		*p++ = '.';
		p = put_zeros(p, -d->point);
		p = put(p, d->digit, d->n);
	}
	*p = '\0';
	return (size_t)(p - out);
}

size_t xj_number_text(struct xj_str in, char out[XJ_VALUE_TEXT])
{
	struct decimal d;
	size_t i = 0;

	/* nearly all: a few digits, no zero in front */
	while (i < in.n && i < SURE_DIGITS && is_digit(in.p[i]))
		i++;
	if (i > 0 && i == in.n && (in.p[0] != '0' || in.n == 1)) {
		memcpy(out, in.p, in.n);
		out[in.n] = '\0';
		return in.n;
	}
	if (!read_decimal(in, &d))
		return 0;
	if (d.n > SURE_DIGITS)
		shorten(&d);
	return write_decimal(&d, out);
}

/* ---- days and times ------------------------------------------------------ */

#define DAY_SECONDS 86400u
#define SERIAL_1904 1462u /* from one day 0 to the other */
#define FIRST_KNOWN 61u   /* before it stands 29 February 1900, which never was */

/* D, which is not negative, as days and rounded seconds of a day. */
static bool split_serial(const struct decimal *d, uint32_t *day, uint32_t *second)
{
	uint64_t part = 0, all;
	int i;

	*day = 0;
	if (d->point > 7)
		return false;
	for (i = 0; i < d->point; i++)
		*day = *day * 10 + (i < d->n ? (unsigned)(d->digit[i] - '0') : 0u);
	for (i = 0; i < 12; i++) {
		int at = d->point + i;

		part *= 10;
		if (at >= 0 && at < d->n)
			part += (unsigned)(d->digit[at] - '0');
	}
	all = (part * DAY_SECONDS + 500000000000u) / 1000000000000u;
	*day += (uint32_t)(all / DAY_SECONDS);
	*second = (uint32_t)(all % DAY_SECONDS);
	return true;
}

static size_t write_time(uint32_t hours, uint32_t second, char *out, size_t room)
{
	int n = snprintf(out, room, "%02u:%02u:%02u", hours, second / 60 % 60,
	                 second % 60);

	return n > 0 && (size_t)n < room ? (size_t)n : 0;
}

/* The first day of the year 2200: what lies beyond was not meant as a day. */
static size_t write_day(uint32_t serial, char out[XJ_VALUE_TEXT])
{
	int32_t day = xj_day_of(1899, 12, 30) + (int32_t)serial;

	if (serial == 0 || day >= xj_day_of(2200, 1, 1))
		return 0;
	if (serial == FIRST_KNOWN - 1) {
		memcpy(out, "1900-02-29", 11);
		return 10;
	}
	xj_day_iso(serial < FIRST_KNOWN ? day + 1 : day, out);
	return strlen(out);
}

size_t xj_serial_text(struct xj_str in, enum xj_format format, bool from_1904,
                      char out[XJ_VALUE_TEXT])
{
	struct decimal d;
	uint32_t day, second;
	size_t n;

	if (format == XJ_FORMAT_NUMBER || !read_decimal(in, &d) || d.negative ||
	    !split_serial(&d, &day, &second))
		return 0;
	if (format == XJ_FORMAT_ELAPSED)
		return write_time(day * 24 + second / 3600, second, out,
		                  XJ_VALUE_TEXT);
	if (format == XJ_FORMAT_TIME && day == 0)
		return write_time(second / 3600, second, out, XJ_VALUE_TEXT);
	n = write_day(day + (from_1904 ? SERIAL_1904 : 0), out);
	if (n == 0 || second == 0)
		return n;
	out[n] = ' ';
	return n + 1 + write_time(second / 3600, second, out + n + 1,
	                          XJ_VALUE_TEXT - n - 1);
}

/* Whether S has the shape of SHAPE, where 0 stands for any digit. */
static bool has_shape(struct xj_str s, const char *shape)
{
	if (s.n != strlen(shape))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (shape[i] == '0' ? !is_digit(s.p[i]) : s.p[i] != shape[i])
			return false;
	}
	return true;
}

/* Takes ".000" and "Z" off the end: they say nothing. */
static struct xj_str without_fraction(struct xj_str s)
{
	struct xj_str t = s;

	if (t.n > 0 && t.p[t.n - 1] == 'Z')
		t.n--;
	s = t;
	while (t.n > 0 && t.p[t.n - 1] == '0')
		t.n--;
	if (t.n > 0 && t.p[t.n - 1] == '.')
		return xj_str_of(t.p, t.n - 1);
	return s;
}

size_t xj_iso_text(struct xj_str in, char out[XJ_VALUE_TEXT])
{
	struct xj_str s = without_fraction(in);

	if (has_shape(s, "0000-00-00T00:00"))
		memcpy(out + 16, ":00", 3);
	else if (has_shape(s, "0000-00-00T00:00:00"))
		memcpy(out + 16, s.p + 16, 3);
	else if (!has_shape(in, "0000-00-00"))
		return 0;
	memcpy(out, in.p, in.n < 16 ? 10 : 16);
	if (in.n == 10 || memcmp(out + 11, "00:00:00", 8) == 0) {
		out[10] = '\0';
		return 10;
	}
	out[10] = ' ';
	out[19] = '\0';
	return 19;
}

size_t xj_duration_text(struct xj_str in, char out[XJ_VALUE_TEXT])
{
	static const char unit[] = "HMS";
	uint32_t value[3] = { 0, 0, 0 };
	size_t i = 2, k = 0;

	if (in.n < 4 || in.p[0] != 'P' || in.p[1] != 'T')
		return 0;
	while (i < in.n) {
		size_t from = i;
		uint32_t v;

		for (v = 0; i < in.n && is_digit(in.p[i]) && v < 100000; i++)
			v = v * 10 + (uint32_t)(in.p[i] - '0');
		if (i == from)
			return 0;
		if (i < in.n && in.p[i] == '.') /* a part of a second: only none */
			for (i++; i < in.n && in.p[i] == '0'; i++)
				;
		while (i < in.n && k < 3 && unit[k] != in.p[i])
			k++;
		if (i == in.n || k == 3 || v >= 100000 || (k > 0 && v > 59))
			return 0;
		value[k++] = v;
		i++;
	}
	return write_time(value[0], value[1] * 60 + value[2], out, XJ_VALUE_TEXT);
}

/* ---- number formats ------------------------------------------------------ */

enum xj_format xj_format_built_in(uint32_t id)
{
	static const struct {
		uint8_t first, last, format;
	} ranges[] = {
		{ 14, 17, XJ_FORMAT_DATE }, { 18, 21, XJ_FORMAT_TIME },
		{ 22, 22, XJ_FORMAT_DATE }, { 27, 31, XJ_FORMAT_DATE },
		{ 32, 35, XJ_FORMAT_TIME }, { 36, 36, XJ_FORMAT_DATE },
		{ 45, 45, XJ_FORMAT_TIME }, { 46, 46, XJ_FORMAT_ELAPSED },
		{ 47, 47, XJ_FORMAT_TIME }, { 50, 51, XJ_FORMAT_DATE },
		{ 52, 53, XJ_FORMAT_TIME }, { 54, 54, XJ_FORMAT_DATE },
		{ 55, 56, XJ_FORMAT_TIME }, { 57, 58, XJ_FORMAT_DATE },
	};

	for (size_t i = 0; i < XJ_COUNT(ranges); i++) {
		if (id >= ranges[i].first && id <= ranges[i].last)
			return (enum xj_format)ranges[i].format;
	}
	return XJ_FORMAT_NUMBER;
}

/* What the letters of a code say. */
struct letters {
	bool day, time, month_or_minute, elapsed, number;
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool word_at(struct xj_str s, size_t i, const char *word)
{
	size_t n = strlen(word);

	if (s.n - i < n)
		return false;
	for (size_t k = 0; k < n; k++) {
		if (lower(s.p[i + k]) != word[k])
			return false;
	}
	return true;
}

/* [h], [mm], [ss] count on; a colour, condition or language says nothing. */
static size_t take_bracket(struct xj_str s, size_t i, struct letters *l)
{
	char first = i + 1 < s.n ? lower(s.p[i + 1]) : '\0';
	bool same = first == 'h' || first == 'm' || first == 's';

	for (i++; i < s.n && s.p[i] != ']'; i++)
		same = same && lower(s.p[i]) == first;
	l->elapsed = l->elapsed || same;
	return i + 1;
}

static void take_letter(char c, struct letters *l)
{
	switch (lower(c)) {
	case 'y': case 'd': case 'e': case 'b':
		l->day = true;
		break;
	case 'h': case 's':
		l->time = true;
		break;
	case 'm':
		l->month_or_minute = true;
		break;
	case '#': case '?':
		l->number = true;
		break;
	default:
		break;
	}
}

/* Takes what stands at I; returns where the next thing stands. */
static size_t take_code(struct xj_str s, size_t i, struct letters *l)
{
	static const char *const silent[] = {
		"general", "g/", "e+", "e-", /* 0.00E+00 */
	};

	for (size_t k = 0; k < XJ_COUNT(silent); k++) {
		if (word_at(s, i, silent[k]))
			return i + strlen(silent[k]);
	}
	if (word_at(s, i, "am/pm") || word_at(s, i, "a/p")) {
		l->time = true;
		return i + (lower(s.p[i + 1]) == 'm' ? 5 : 3);
	}
	switch (s.p[i]) {
	case '"':
		for (i++; i < s.n && s.p[i] != '"'; i++)
			;
		return i + 1;
	case '\\': case '_': case '*':
		return i + 2;
	case '[':
		return take_bracket(s, i, l);
	default:
		take_letter(s.p[i], l);
		return i + 1;
	}
}

enum xj_format xj_format_of(struct xj_str code)
{
	struct letters l = { .day = false };

	for (size_t i = 0; i < code.n;)
		i = take_code(code, i, &l);
	if (l.number)
		return XJ_FORMAT_NUMBER;
	if (l.day)
		return XJ_FORMAT_DATE;
	if (l.elapsed)
		return XJ_FORMAT_ELAPSED;
	if (l.time)
		return XJ_FORMAT_TIME;
	return l.month_or_minute ? XJ_FORMAT_DATE : XJ_FORMAT_NUMBER;
}

/* ---- _xHHHH_ ------------------------------------------------------------- */

#define ESCAPE 7u /* bytes of _xHHHH_ */

static bool escape_at(const char *p, size_t n, uint32_t *code)
{
	*code = 0;
	if (n < ESCAPE || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++) {
		char c = lower(p[i]);

		if (!is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		*code = *code * 16 + (uint32_t)(is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return true;
}

/* The character at P and the bytes that spell it; false: leave them alone. */
static bool escaped_char(const char *p, size_t n, uint32_t *code, size_t *used)
{
	uint32_t low;

	*used = ESCAPE;
	if (!escape_at(p, n, code) || *code == 0)
		return false;
	if (*code < 0xd800 || *code > 0xdfff)
		return true;
	if (*code > 0xdbff || !escape_at(p + ESCAPE, n - ESCAPE, &low) ||
	    low < 0xdc00 || low > 0xdfff)
		return false;
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	*used = 2 * ESCAPE;
	return true;
}

size_t xj_escapes_decode(char *p, size_t n)
{
	char *first = memmem(p, n, "_x", 2);
	size_t i, out;

	if (!first)
		return n;
	i = out = (size_t)(first - p);
	while (i < n) {
		uint32_t code;
		size_t used;

		if (p[i] == '_' && escaped_char(p + i, n - i, &code, &used)) {
			out += xj_utf8_put(code, p + out);
			i += used;
		} else {
			p[out++] = p[i++];
		}
	}
	return out;
}
