/*
 * html_text.c - the text of one HTML cell.  Owns its blanks and line ends, and
 * when the number behind it is taken instead.
 */
#include "importers/html_text.h"

void xj_html_text_init(struct xj_html_text *t)
{
	xj_book_text_init(&t->text);
	t->blank = t->line = false;
}

void xj_html_text_clear(struct xj_html_text *t)
{
	xj_book_text_clear(&t->text);
}

void xj_html_text_reset(struct xj_html_text *t)
{
	xj_book_text_reset(&t->text);
	t->blank = t->line = false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool at_start(const struct xj_html_text *t)
{
	const struct xj_buf *b = &t->text.buf;

	return b->n == 0 || b->p[b->n - 1] == '\n';
}

static void trim(struct xj_buf *b)
{
	while (b->n > 0 && b->p[b->n - 1] == ' ')
		b->n--;
	if (b->p)
		b->p[b->n] = '\0';
}

static enum xj_status flush(struct xj_html_text *t, struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	if (t->line && !at_start(t)) {
		trim(&t->text.buf);
		status = xj_book_collect(&t->text, "\n", 1, err);
	} else if (t->blank && !at_start(t)) {
		status = xj_book_collect(&t->text, " ", 1, err);
	}
	t->blank = t->line = false;
	return status;
}

/* &nbsp; as UTF-8 */
static bool is_hard_blank(const char *p, size_t n)
{
	return n >= 2 && memcmp(p, "\xc2\xa0", 2) == 0;
}

/* Bytes at P without a blank of any kind. */
static size_t word(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && !is_blank(p[i]) &&
	       !(p[i] == '\xc2' && is_hard_blank(p + i, n - i)))
		i++;
	return i;
}

enum xj_status xj_html_text_add(struct xj_html_text *t, const char *p, size_t n,
                                struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	while (n > 0 && status == XJ_OK) {
		size_t k = word(p, n);

		if (k > 0) {
			status = flush(t, err);
			if (status == XJ_OK)
				status = xj_book_collect(&t->text, p, k, err);
		} else if (is_blank(*p)) {
			t->blank = true;
			k = 1;
		} else { /* it is kept between words, as many as there are */
			if (!at_start(t) && !t->line) {
				status = flush(t, err);
				if (status == XJ_OK)
					status = xj_book_collect(&t->text, " ", 1,
					                         err);
			}
			k = 2;
		}
		p += k;
		n -= k;
	}
	return status;
}

enum xj_status xj_html_text_break(struct xj_html_text *t, struct xj_error *err)
{
	trim(&t->text.buf);
	t->blank = t->line = false;
	return t->text.buf.n > 0 ? xj_book_collect(&t->text, "\n", 1, err) : XJ_OK;
}

void xj_html_text_paragraph(struct xj_html_text *t)
{
	t->line = true;
}

void xj_html_text_gap(struct xj_html_text *t)
{
	t->blank = true;
}

struct xj_str xj_html_text_end(struct xj_html_text *t)
{
	struct xj_buf *b = &t->text.buf;

	while (b->n > 0 && (b->p[b->n - 1] == ' ' || b->p[b->n - 1] == '\n'))
		b->n--;
	return xj_buf_str(b);
}

/* ---- numbers ------------------------------------------------------------- */

/* "1,234.50", "(1,234)", "NT$ 5", "12%", "1.05E+09", "-", "####"; not
 * "2022-07-19" or "7/19". */
static bool shows_number(struct xj_str s)
{
	bool any = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], before = i ? s.p[i - 1] : '\0';

		if ((c >= '0' && c <= '9') || c == '#')
			any = true;
		else if (c == '-' || c == '+')
			any = any || i + 1 == s.n;
		else if (c == '\0' || !strchr(" ,.$%()NTEe", c))
			return false;
		if ((c == '-' || c == '+') && before >= '0' && before <= '9')
			return false;
	}
	return any;
}

size_t xj_html_exact(struct xj_str shown, struct xj_str number,
                     char out[XJ_VALUE_TEXT])
{
	return shows_number(shown) ? xj_number_text(number, out) : 0;
}
