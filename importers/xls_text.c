/*
 * xls_text.c - the texts of an old workbook: Unicode or in a code page, in
 * their cells or shared.  Owns their decoding and where the shared ones are.
 */
#include <stdlib.h>

#include "importers/xls.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define TEXT_CHARS 65535u

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* ---- code pages ------------------------------------------------------------ */

static const struct {
	unsigned codepage;
	enum xj_charset charset;
} codepages[] = {
	{ 950, XJ_CHARSET_CP950 }, { 951, XJ_CHARSET_HKSCS },
	{ 10002, XJ_CHARSET_CP950 }, /* of the Macintosh */
	{ 936, XJ_CHARSET_GB18030 }, { 54936, XJ_CHARSET_GB18030 },
	{ 10008, XJ_CHARSET_GB18030 },
	{ 65001, XJ_CHARSET_UTF8 },
};

/* Programs that ran on a western system named its code page whatever they
 * wrote: only the Chinese ones are believed, else it is what agencies use. */
static void believe(struct xj_xls_texts *t, unsigned codepage)
{
	t->charset = XJ_CHARSET_CP950;
	t->confidence = XJ_GUESS;
	for (size_t i = 0; i < XJ_COUNT(codepages); i++) {
		if (codepages[i].codepage == codepage) {
			t->charset = codepages[i].charset;
			t->confidence = XJ_SURE;
		}
	}
}

enum xj_status xj_xls_texts_init(struct xj_xls_texts *t, bool wide,
                                 const char *told, unsigned codepage,
                                 struct xj_error *err)
{
	t->wide = wide;
	t->charset = XJ_CHARSET_UTF16LE;
	if (wide)
		return XJ_OK;
	if (!told)
		believe(t, codepage);
	else if (!xj_charset_find(told, &t->charset))
		return xj_fail(err, XJ_USAGE,
			_("the encoding \"%s\" is not known; use one of %s"),
			told, XJ_CHARSET_NAMES);
	return xj_decoder_new(t->charset, &t->decoder, err);
}

void xj_xls_texts_clear(struct xj_xls_texts *t)
{
	xj_decoder_free(t->decoder);
	t->decoder = NULL;
	xj_buf_clear(&t->raw);
	xj_buf_clear(&t->out);
	xj_buf_clear(&t->shared);
	free(t->end);
	free(t->flags);
	t->end = NULL;
	t->flags = NULL;
	t->n = t->room = 0;
}

/* ---- one text -------------------------------------------------------------- */

static enum xj_status take_bytes(struct xj_xls_texts *t, struct xj_biff_span *s,
                                 size_t length, struct xj_error *err)
{
	struct xj_decoded what;
	uint8_t head[2] = { 0 };
	size_t n;
	enum xj_status status = xj_biff_take(s, head, length, err);

	if (status != XJ_OK)
		return status;
	n = length == 1 ? head[0] : xj_u16(head);
	xj_buf_reset(&t->raw);
	if (xj_buf_reserve(&t->raw, n) != XJ_OK)
		return no_memory(err);
	status = xj_biff_take(s, t->raw.p, n, err);
	if (status == XJ_OK &&
	    xj_decode(t->decoder, xj_str_of(t->raw.p, n), &t->out, &what) != XJ_OK)
		return no_memory(err);
	return status;
}

enum xj_status xj_xls_text(struct xj_xls_texts *t, struct xj_biff_span *s,
                           size_t length, struct xj_str *text,
                           struct xj_error *err)
{
	enum xj_status status;

	t->raw.max = TEXT_CHARS + 1;
	t->out.max = 3 * TEXT_CHARS + 4;
	xj_buf_reset(&t->out);
	status = t->wide ? xj_biff_string(s, length, &t->out, err)
	                 : take_bytes(t, s, length, err);
	*text = status == XJ_OK ? xj_buf_str(&t->out) : xj_str_of("", 0);
	return status;
}

unsigned xj_xls_text_flags(struct xj_str text)
{
	unsigned flags = 0;

	if (memchr(text.p, '\0', text.n))
		flags |= XJ_XLS_NUL;
	if (memmem(text.p, text.n, "\xef\xbf\xbd", 3))
		flags |= XJ_XLS_LOST;
	return flags;
}

/* ---- shared texts ------------------------------------------------------------ */

static enum xj_status more_room(struct xj_xls_texts *t, struct xj_error *err)
{
	uint32_t room = t->room ? 2 * t->room : 1024;
	uint32_t *end;
	uint8_t *flags;

	if (t->n < t->room)
		return XJ_OK;
	if (t->n >= XJ_MAX_STRINGS)
		return xj_over(err, "strings",
			_("the workbook has more than %u shared strings; divide it"),
			XJ_MAX_STRINGS);
	end = realloc(t->end, room * sizeof(*end));
	if (!end)
		return no_memory(err);
	t->end = end;
	flags = realloc(t->flags, room);
	if (!flags)
		return no_memory(err);
	t->flags = flags;
	t->room = room;
	return XJ_OK;
}

static enum xj_status keep(struct xj_xls_texts *t, struct xj_str text,
                           struct xj_error *err)
{
	enum xj_status status = more_room(t, err);

	if (status != XJ_OK)
		return status;
	status = xj_buf_add(&t->shared, text.p, text.n);
	if (status == XJ_LIMIT)
		return xj_over(err, "string-bytes",
			_("the shared strings of the workbook are more than %llu bytes; "
			  "divide it"), (unsigned long long)XJ_MAX_STRING_BYTES);
	if (status != XJ_OK)
		return no_memory(err);
	t->flags[t->n] = (uint8_t)xj_xls_text_flags(text);
	t->end[t->n++] = (uint32_t)t->shared.n;
	return XJ_OK;
}

_Static_assert(XJ_MAX_STRING_BYTES < UINT32_MAX, "offsets have 32 bits");

enum xj_status xj_xls_shared_load(struct xj_xls_texts *t, struct xj_biff_span *s,
                                  struct xj_error *err)
{
	uint8_t head[8];
	uint32_t count;
	enum xj_status status = xj_biff_take(s, head, sizeof(head), err);

	if (status != XJ_OK)
		return status;
	t->shared.max = XJ_MAX_STRING_BYTES;
	count = xj_u32(head + 4);
	while (t->n < count) {
		struct xj_str text;

		status = xj_biff_left(s, err);
		if (status == XJ_OK)
			status = xj_xls_text(t, s, 2, &text, err);
		if (status == XJ_OK)
			status = keep(t, text, err);
		if (status != XJ_OK)
			return status == XJ_END ? XJ_OK : status;
	}
	return XJ_OK;
}
