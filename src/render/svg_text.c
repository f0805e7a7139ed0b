/*
 * svg_text.c - owns foreign text inside a picture: what may not be seen is left
 * out, what could end the text is escaped, what is too long is cut.
 */
#include "src/render/html.h"
#include "svg_private.h"
#include "xianjin/text.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

/* Characters that XML forbids, that cannot be seen, or that turn the direction
 * of what is around them. */
static bool is_left_out(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp & 0xfffe) == 0xfffe ||
	       xj_text_is_hidden(cp);
}

static enum xj_status add_one(struct xj_buf *out, const char *p, size_t n, uint32_t cp,
                              bool escaped)
{
	const char *reference = escaped ? xj_h_reference(*p) : NULL;

	if (reference)
		return xj_buf_add(out, reference, strlen(reference));
	if (cp == '\t' || cp == '\n' || cp == '\r')
		return xj_buf_add(out, " ", 1);
	return is_left_out(cp) ? XJ_OK : xj_buf_add(out, p, n);
}

static enum xj_status add_text(struct xj_str s, size_t most, bool escaped,
                               struct xj_buf *out)
{
	size_t valid = xj_utf8_valid(s), pos = 0, start = out->n;
	enum xj_status st = XJ_OK;

	for (size_t n = 0; pos < s.n && !st; n++) {
		size_t at = pos;

		if (n == most) {
			st = xj_buf_add(out, ELLIPSIS, 3);
			break;
		}
		if (at < valid) {
			uint32_t cp = xj_utf8_next(s, &pos);

			st = add_one(out, s.p + at, pos - at, cp, escaped);
		} else {
			st = xj_buf_add(out, REPLACEMENT, 3);
			pos++;
			valid = pos + xj_utf8_valid(xj_str_of(s.p + pos, s.n - pos));
		}
	}
	if (st && out->p) {
		out->n = start;
		out->p[start] = '\0';
	}
	return st;
}

enum xj_status xj_svg_text(struct xj_str s, size_t most, struct xj_buf *out)
{
	return add_text(s, most, true, out);
}

enum xj_status xj_svg_clean(struct xj_str s, size_t most, struct xj_buf *out)
{
	return add_text(s, most, false, out);
}
