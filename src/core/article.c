/*
 * article.c - owns how an article of the law is called.  law-tw.csv and all data have
 * 政治獻金法 (2008) Art. 15 III, 21 I(2): article, paragraphs in Roman numbers, items in
 * brackets.  In Chinese that is 政治獻金法（2008 年）第15條第3項、第21條第1項第2款.
 */
#include <stdio.h>

#include "src/core/i18n.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

#define MARK " Art. "
#define DASH "\xe2\x80\x93"

/* I to XX at the front of P; the bytes it takes, 0 when there is none. */
static size_t read_roman(struct xj_str s, unsigned *value)
{
	unsigned before = 0;
	size_t n = 0;

	for (*value = 0; n < s.n; n++) {
		unsigned digit = s.p[n] == 'I' ? 1 : s.p[n] == 'V' ? 5 : s.p[n] == 'X' ? 10 : 0;

		if (!digit)
			break;
		*value += digit > before ? digit - 2 * before : digit;
		before = digit;
	}
	return n;
}

static size_t read_digits(struct xj_str s, unsigned *value)
{
	size_t n = 0;

	for (*value = 0; n < s.n && n < 4 && s.p[n] >= '0' && s.p[n] <= '9'; n++)
		*value = *value * 10 + (unsigned)(s.p[n] - '0');
	return n;
}

/* One piece of what follows the mark; the bytes it takes, 0 when it is none. */
static size_t read_piece(struct xj_str s, struct xj_buf *out, enum xj_status *st)
{
	unsigned value;
	size_t n;

	if (s.p[0] == ' ')
		return 1;
	if (xj_str_starts(s, XJ_STR(", "))) {
		*st = xj_buf_addf(out, "、");
		return 2;
	}
	if (xj_str_starts(s, XJ_STR(DASH))) {
		*st = xj_buf_addf(out, "至");
		return sizeof(DASH) - 1;
	}
	if ((n = read_roman(s, &value))) {
		*st = xj_buf_addf(out, "第%u項", value);
		return n;
	}
	if ((n = read_digits(s, &value))) {
		*st = xj_buf_addf(out, "第%u條", value);
		return n;
	}
	if (s.p[0] != '(' || !(n = read_digits(xj_str_of(s.p + 1, s.n - 1), &value))
	    || n + 1 >= s.n || s.p[n + 1] != ')')
		return 0;
	*st = xj_buf_addf(out, "第%u款", value);
	return n + 2;
}

/* The name of a law, perhaps with the year of its text: " (2008)" at its end. */
static enum xj_status add_law(struct xj_str law, struct xj_buf *out)
{
	unsigned year;

	if (law.n > 7 && law.p[law.n - 7] == ' ' && law.p[law.n - 6] == '('
	    && law.p[law.n - 1] == ')'
	    && read_digits(xj_str_of(law.p + law.n - 5, 4), &year) == 4)
		return xj_buf_addf(out, "%.*s（%u 年）", (int)law.n - 7, law.p, year);
	return xj_buf_add(out, law.p, law.n);
}

/* One article; as it is when it is not what we know. */
static enum xj_status add_one(struct xj_str one, struct xj_buf *out)
{
	const char *mark = memmem(one.p, one.n, MARK, sizeof(MARK) - 1);
	size_t start = out->n, at, n = 1;
	enum xj_status st;

	if (!mark)
		return xj_buf_add(out, one.p, one.n);
	st = add_law(xj_str_of(one.p, (size_t)(mark - one.p)), out);
	at = (size_t)(mark - one.p) + sizeof(MARK) - 1;
	while (st == XJ_OK && at < one.n && n) {
		n = read_piece(xj_str_of(one.p + at, one.n - at), out, &st);
		at += n;
	}
	if (st != XJ_OK || n)
		return st;
	out->n = start;
	return xj_buf_add(out, one.p, one.n);
}

static enum xj_status add_all(struct xj_str article, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;

	while (st == XJ_OK && article.n) {
		const char *end = memmem(article.p, article.n, "; ", 2);
		size_t n = end ? (size_t)(end - article.p) : article.n;

		st = add_one(xj_str_of(article.p, n), out);
		if (st == XJ_OK && end)
			st = xj_buf_addf(out, "；");
		n += end ? 2 : 0;
		article = xj_str_of(article.p + n, article.n - n);
	}
	return st;
}

struct xj_str xj_article_name(struct xj_str article, char room[XJ_ARTICLE_ROOM])
{
	struct xj_buf made;
	size_t n = 0;

	if (xj_language() != XJ_CHINESE)
		return article;
	xj_buf_init(&made, XJ_ARTICLE_ROOM);
	if (add_all(article, &made) == XJ_OK)
		n = made.n;
	if (n)
		memcpy(room, made.p, n);
	xj_buf_clear(&made);
	return n ? xj_str_of(room, n) : article;
}
