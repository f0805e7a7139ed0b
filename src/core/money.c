/*
 * money.c - owns the reading and spelling of amounts: whole New Taiwan
 * dollars, signed.  Never rounds.
 */
#include "xianjin/values.h"
#include "src/core/i18n.h"
#include "src/core/narrow.h"

#define MOST INT64_C(1000000000000000) /* 10^15 */
#define MOST_DIGITS 15                 /* always below MOST */

static struct xj_money doubtful(enum xj_money_doubt doubt)
{
	return (struct xj_money){ 0, doubt, XJ_MONEY_OTHER };
}

/* 162000 and 162000.00, perhaps with a '-'; false if TEXT has another form. */
static bool parse_plain(struct xj_str text, struct xj_money *out)
{
	const char *p = text.p;
	size_t n = text.n, i = 0;
	bool minus = n && p[0] == '-';
	enum xj_money_style style = XJ_MONEY_PLAIN;
	int64_t value = 0;

	if (n >= 4 && p[n - 3] == '.' && p[n - 2] == '0' && p[n - 1] == '0') {
		style = XJ_MONEY_DOT00;
		n -= 3;
	}
	i = minus;
	if (n - i > MOST_DIGITS || n == i)
		return false;
	/* 007 and -0 would not be spelled so */
	if (p[i] == '0' && (n - i > 1 || minus))
		return false;
	for (; i < n; i++) {
		unsigned d = (unsigned char)p[i] - (unsigned)'0';

		if (d > 9)
			return false;
		value = value * 10 + (int)d;
	}
	*out = (struct xj_money){ minus ? -value : value, XJ_MONEY_SURE, style };
	return true;
}

static bool skip(struct xj_str *s, const char *head)
{
	struct xj_str h = xj_str_c(head);

	if (!xj_str_starts(*s, h))
		return false;
	s->p += h.n;
	s->n -= h.n;
	return true;
}

static bool skip_tail(struct xj_str *s, const char *tail)
{
	struct xj_str t = xj_str_c(tail);

	if (s->n < t.n || memcmp(s->p + s->n - t.n, t.p, t.n) != 0)
		return false;
	s->n -= t.n;
	return true;
}

/* The signs and words around the number; a second minus is left for the
 * caller to stumble on. */
static bool strip(struct xj_str *s)
{
	static const char *const heads[] = { "新臺幣", "新台幣", "NT$", "NTD", "TWD",
		                             "nt$", "$" };
	static const char *const tails[] = { "元整", "圓整", "元", "圓" };
	bool minus = skip(s, "-");
	size_t i;

	for (i = 0; i < XJ_COUNT(heads); i++)
		if (skip(s, heads[i]))
			break;
	if (!minus)
		minus = skip(s, "-");
	if (s->n && s->p[0] == '+' && !minus)
		skip(s, "+");
	for (i = 0; i < XJ_COUNT(tails); i++)
		if (skip_tail(s, tails[i]))
			break;
	return minus;
}

/* Groups of three behind the first comma, of one to three before it. */
static bool groups_fit(struct xj_str whole)
{
	size_t i, run = 0;
	bool comma = false;

	for (i = 0; i < whole.n; i++) {
		if (whole.p[i] != ',') {
			run++;
			continue;
		}
		if (run == 0 || run > 3 || (comma && run != 3))
			return false;
		comma = true;
		run = 0;
	}
	return !comma || run == 3;
}

static bool is_digits(struct xj_str s, bool commas)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(commas && s.p[i] == ','))
			return false;
	return s.n > 0;
}

static struct xj_money parse_number(struct xj_str s, bool minus)
{
	const char *dot = memchr(s.p, '.', s.n);
	struct xj_str whole = dot ? xj_str_of(s.p, (size_t)(dot - s.p)) : s;
	struct xj_str part = dot ? xj_str_of(dot + 1, s.n - whole.n - 1) : XJ_STR("0");
	int64_t value = 0;
	size_t i;

	if (!is_digits(whole, true) || !is_digits(part, false) || !groups_fit(whole))
		return doubtful(XJ_MONEY_SHAPE);
	for (i = 0; i < whole.n; i++) {
		if (whole.p[i] == ',')
			continue;
		value = value * 10 + (whole.p[i] - '0');
		if (value > MOST)
			return doubtful(XJ_MONEY_RANGE);
	}
	for (i = 0; i < part.n; i++)
		if (part.p[i] != '0')
			return doubtful(XJ_MONEY_CENTS);
	return (struct xj_money){ minus ? -value : value, XJ_MONEY_SURE,
		                  XJ_MONEY_OTHER };
}

static struct xj_money parse_other(struct xj_str text)
{
	struct xj_narrow t;
	struct xj_str s;
	bool minus;

	/* blanks inside a number would join two numbers */
	if (!xj_narrow(text, true, &t))
		return doubtful(XJ_MONEY_SHAPE);
	s = xj_narrow_str(&t);
	if (s.n == 0 || xj_str_is(s, "None"))
		return doubtful(XJ_MONEY_EMPTY);
	minus = strip(&s);
	while (s.n && s.p[0] == ' ') { /* NT$ 1,000 元 */
		s.p++;
		s.n--;
	}
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s.n ? parse_number(s, minus) : doubtful(XJ_MONEY_SHAPE);
}

struct xj_money xj_money_parse(struct xj_str text)
{
	struct xj_money money;

	if (text.n == 0)
		return doubtful(XJ_MONEY_EMPTY);
	return parse_plain(text, &money) ? money : parse_other(text);
}

size_t xj_money_spell(int64_t amount, enum xj_money_style style, char out[32])
{
	uint64_t left = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
	char digits[20];
	size_t n = 0, o = 0;

	do {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (amount < 0)
		out[o++] = '-';
	while (n)
		out[o++] = digits[--n];
	if (style == XJ_MONEY_DOT00) {
		memcpy(out + o, ".00", 3);
		o += 3;
	}
	out[o] = '\0';
	return o;
}

const char *xj_money_doubt_text(enum xj_money_doubt doubt)
{
	switch (doubt) {
	case XJ_MONEY_SURE:
		return _("an amount");
	case XJ_MONEY_EMPTY:
		return _("no amount is given");
	case XJ_MONEY_SHAPE:
		return _("this is no amount; write it as 162000 or 162,000");
	case XJ_MONEY_CENTS:
		return _("amounts are whole dollars, this one has a part of a dollar");
	case XJ_MONEY_RANGE:
		return _("the amount is larger than any that can be true");
	}
	return "";
}
