/* html.c - owns the escaping of every place that text can stand in. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "src/core/show.h"
#include "src/render/html.h"
#include "xianjin/text.h"

#define SHOWN_BYTES ((size_t)16 << 20) /* of one text */

void xj_h_bytes(struct xj_html *h, const char *p, size_t n)
{
	if (!h->status)
		h->status = xj_buf_add(h->out, p, n);
}

static const char *const reference[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

const char *xj_h_reference(char c)
{
	return reference[(unsigned char)c];
}

static void escape(struct xj_html *h, struct xj_str s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *as = xj_h_reference(s.p[i]);

		if (!as)
			continue;
		xj_h_bytes(h, s.p + kept, i - kept);
		xj_h_bytes(h, as, strlen(as));
		kept = i + 1;
	}
	xj_h_bytes(h, s.p + kept, s.n - kept);
}

static bool is_plain(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7f)
			return false;
	return true;
}

void xj_h_text(struct xj_html *h, struct xj_str s)
{
	struct xj_buf shown;

	if (h->status || is_plain(s)) {
		escape(h, s);
		return;
	}
	xj_buf_init(&shown, SHOWN_BYTES);
	h->status = xj_show(s, &shown);
	escape(h, xj_buf_str(&shown));
	xj_buf_clear(&shown);
}

void xj_h_say(struct xj_html *h, const char *text)
{
	escape(h, xj_str_c(text));
}

void xj_h_sayf(struct xj_html *h, const char *fmt, ...)
{
	char text[2000];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (n < 0)
		return;
	xj_h_text(h, xj_str_of(text, xj_utf8_valid(xj_str_c(text))));
	if ((size_t)n >= sizeof(text))
		xj_h_say(h, "…");
}

void xj_h_attr(struct xj_html *h, struct xj_str s)
{
	xj_h_text(h, s);
}

/* Stands in an address as it is. */
static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

enum xj_status xj_url_add(struct xj_buf *b, struct xj_str part)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = part.n;
	enum xj_status st;
	char *out;

	for (size_t i = 0; i < part.n; i++)
		n += is_unreserved(part.p[i]) ? 0 : 2;
	st = xj_buf_reserve(b, n);
	if (st)
		return st;
	out = b->p + b->n;
	for (size_t i = 0; i < part.n; i++) {
		unsigned char c = (unsigned char)part.p[i];

		if (is_unreserved(part.p[i])) {
			*out++ = part.p[i];
		} else {
			*out++ = '%';
			*out++ = hex[c >> 4];
			*out++ = hex[c & 15];
		}
	}
	*out = '\0';
	b->n += n;
	return XJ_OK;
}

void xj_h_url(struct xj_html *h, struct xj_str s)
{
	if (!h->status)
		h->status = xj_url_add(h->out, s);
}

void xj_h_int(struct xj_html *h, int64_t v)
{
	if (!h->status)
		h->status = xj_buf_addf(h->out, "%" PRId64, v);
}

void xj_h_grouped(struct xj_html *h, int64_t v)
{
	char digits[32];

	xj_h_bytes(h, digits, xj_show_grouped(v, digits));
}
