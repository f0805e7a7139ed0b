/*
 * json_rows.c - yajl's push parser turned into one row object at a time.  Owns
 * the window on the file and what of it yajl is given; json_state.c hears what it
 * says.
 *
 * yajl cannot stop in the middle of what it is given, but an object ends with
 * '}': it is fed up to the next one, so that at most one row is complete after
 * each feeding.  Escapes that yajl would turn into '?' or NUL without a word
 * are rewritten in the window first, and their text is fed alone: the next
 * one to be complete is theirs.
 */
#include <stdlib.h>

#include "importers/json_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define WINDOW (64u << 10)
#define LOOK 12u /* bytes of two \uD83D-like escapes */

/* ---- escapes that yajl would lose ---------------------------------------------- */

/* The four hexadecimal digits at P, or -1. */
static int hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int c = p[i];

		if (c >= '0' && c <= '9')
			c -= '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			c = (c | 32) - 'a' + 10;
		else
			return -1;
		v = v * 16 + c;
	}
	return v;
}

static int escaped(const char *p, const char *end)
{
	return end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : -1;
}

/* How many bytes the escape at P takes; *FLAW if it says no character. */
static size_t look_at_escape(const char *p, const char *end, unsigned *flaw)
{
	int cp = escaped(p, end), low;

	*flaw = 0;
	if (cp < 0)
		return end - p >= 2 ? 2 : 1;
	if (cp == 0)
		*flaw = XJ_JSON_NUL;
	if (cp >= 0xdc00 && cp <= 0xdfff)
		*flaw = XJ_JSON_SURROGATE;
	if (cp < 0xd800 || cp > 0xdbff)
		return 6;
	low = escaped(p + 6, end);
	if (low >= 0xdc00 && low <= 0xdfff)
		return 12;
	*flaw = XJ_JSON_SURROGATE;
	return 6;
}

/* Passes the escape at *AT of the string that begins at QUOTE; false: it has a
 * flaw, and the piece must end before the string. */
static bool pass_escape(struct xj_json_rows *r, char **at, const char *quote)
{
	unsigned flaw;
	size_t n = look_at_escape(*at, r->buf + r->n, &flaw);

	if (flaw && quote && quote > r->buf + r->pos)
		return false;
	if (flaw)
		memcpy(*at + 2, "fffd", 4);
	r->flaws |= flaw;
	*at += n;
	return true;
}

/*
 * How much of the window to feed now; 0: read more first.  A text without
 * flaws is not divided but by the window's end: yajl reads what it has of one
 * anew each time.
 */
static size_t next_piece(struct xj_json_rows *r)
{
	char *from = r->buf + r->pos, *end = r->buf + r->n, *at = from;
	const char *quote = NULL; /* NULL in a string: it began before */

	while (at < end) {
		if (!r->in_string) {
			r->in_string = *at == '"';
			quote = at;
			if (*at++ == '}')
				break;
		} else if (*at == '\\') {
			if (!r->eof && (size_t)(end - at) < LOOK)
				break;
			if (pass_escape(r, &at, quote))
				continue;
			r->in_string = false;
			return (size_t)(quote - from);
		} else if (*at++ == '"') {
			r->in_string = false;
			if (r->flaws)
				break;
		}
	}
	return (size_t)(at - from);
}

/* ---- feeding ------------------------------------------------------------- */

/* Fills the window to the brim, so that how the file was read in pieces does
 * not show. */
static enum xj_status fill(struct xj_json_rows *r, struct xj_error *err)
{
	memmove(r->buf, r->buf + r->pos, r->n - r->pos);
	r->n -= r->pos;
	r->pos = 0;
	while (!r->eof && r->n < WINDOW) {
		size_t got;
		enum xj_status status = r->in->read(r->in->ctx, r->buf + r->n,
		                                    WINDOW - r->n, &got, err);

		if (status != XJ_OK)
			return status;
		r->eof = got == 0;
		r->n += got;
		r->taken += got;
		if (r->options.progress)
			r->options.progress(r->options.progress_ctx, r->taken);
	}
	return XJ_OK;
}

static enum xj_status yajl_verdict(struct xj_json_rows *r, yajl_status verdict)
{
	unsigned char *text;

	if (r->status != XJ_OK || verdict == yajl_status_ok)
		return r->status;
	text = yajl_get_error(r->yajl, 0, NULL, 0);
	xj_json_refuse(r, XJ_BAD_INPUT, text ? (const char *)text : "?");
	if (text)
		yajl_free_error(r->yajl, text);
	return r->status;
}

static enum xj_status feed(struct xj_json_rows *r)
{
	size_t n = next_piece(r);
	enum xj_status status;

	if (n == 0)
		return XJ_OK;
	r->piece = r->buf + r->pos;
	r->silence += n;
	for (size_t i = 0; i < n && !r->ink; i++)
		r->ink = !strchr(" \t\r\n", r->piece[i]) || !r->piece[i];
	status = yajl_verdict(r, yajl_parse(r->yajl, (const unsigned char *)r->piece,
	                                    n));
	if (status != XJ_OK)
		return status;
	r->line = xj_json_here(r);
	r->pos += n;
	r->piece = NULL;
	if (r->silence > XJ_MAX_RECORD_BYTES) {
		xj_json_over(r, "json-text",
			_("a text, a number or a gap is longer than 1 MiB, the most "
			  "that is read"));
		return r->status;
	}
	return XJ_OK;
}

static enum xj_status finish(struct xj_json_rows *r)
{
	if (!r->ink)
		return XJ_END; /* an empty file: yajl would call it damaged */
	if (yajl_verdict(r, yajl_complete_parse(r->yajl)) != XJ_OK)
		return r->status;
	if (r->depth > 0) {
		xj_json_refuse(r, XJ_BAD_INPUT,
			_("the file ends in the middle of an object; fetch or save it "
			  "again"));
		return r->status;
	}
	return XJ_END;
}

static void give(struct xj_json_rows *r, struct xj_json_object *out)
{
	for (size_t i = 0; i < r->pairs; i++) {
		const struct xj_json_raw_pair *p = &r->pair[i];
		const char *text = r->text.p ? r->text.p : "";

		r->given[i] = (struct xj_json_pair){
			.key = xj_str_of(text + p->key, p->key_n),
			.value = xj_str_of(text + p->value, p->value_n),
			.type = p->type, .flaws = p->flaws
		};
	}
	*out = (struct xj_json_object){
		.pair = r->given, .n = r->pairs, .line = r->row_line,
		.spoiled = r->spoiled
	};
	r->ready = false;
}

enum xj_status xj_json_rows_next(struct xj_json_rows *r,
                                 struct xj_json_object *out, struct xj_error *err)
{
	enum xj_status status = r->status;

	memset(out, 0, sizeof(*out));
	while (status == XJ_OK && !r->ready) {
		size_t before = r->pos;

		status = feed(r);
		if (status != XJ_OK || r->pos > before)
			continue;
		if (r->eof)
			r->status = status = finish(r);
		else
			status = fill(r, err);
		if (status != XJ_OK && status != XJ_END && r->status == XJ_OK)
			return r->status = status; /* the file could not be read */
	}
	if (status == XJ_OK)
		give(r, out);
	else if (status != XJ_END && err)
		*err = r->error;
	return status;
}

/* ---- opening ------------------------------------------------------------- */

void xj_json_rows_free(struct xj_json_rows *r)
{
	if (!r)
		return;
	if (r->yajl)
		yajl_free(r->yajl);
	xj_decoder_free(r->decoder);
	xj_buf_clear(&r->text);
	free(r->pair);
	free(r->given);
	free(r->buf);
	free(r);
}

/* Only UTF-8 is JSON, with a mark in front or without. */
static enum xj_status pass_mark(struct xj_json_rows *r, struct xj_error *err)
{
	enum xj_status status = fill(r, err);

	if (status != XJ_OK)
		return status;
	if (r->n >= 3 && memcmp(r->buf, "\xef\xbb\xbf", 3) == 0)
		r->pos = 3;
	else if (r->n >= 2 && (r->buf[0] == '\0' || r->buf[1] == '\0' ||
	                       memcmp(r->buf, "\xff\xfe", 2) == 0 ||
	                       memcmp(r->buf, "\xfe\xff", 2) == 0))
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: is JSON in UTF-16; only UTF-8 is read: save it again"),
			r->in->name);
	return XJ_OK;
}

static bool set_up(struct xj_json_rows *r)
{
	r->buf = malloc(WINDOW);
	r->pair = malloc(XJ_MAX_COLUMNS * sizeof(*r->pair));
	r->given = malloc(XJ_MAX_COLUMNS * sizeof(*r->given));
	r->yajl = yajl_alloc(&xj_json_callbacks, NULL, r);
	/* bad bytes are ours to name: yajl would stop at the first */
	return r->buf && r->pair && r->given && r->yajl &&
	       yajl_config(r->yajl, yajl_allow_multiple_values, 1) &&
	       yajl_config(r->yajl, yajl_dont_validate_strings, 1);
}

enum xj_status xj_json_rows_new(struct xj_bytes *in,
                                const struct xj_read_options *options,
                                struct xj_json_rows **out, struct xj_error *err)
{
	struct xj_json_rows *r;
	enum xj_status status = xj_yajl_load(err);

	*out = NULL;
	if (status != XJ_OK)
		return status;
	r = calloc(1, sizeof(*r));
	if (!r)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	r->in = in;
	if (options)
		r->options = *options;
	r->line = 1;
	xj_buf_init(&r->text, 8 * (size_t)XJ_MAX_RECORD_BYTES);
	status = set_up(r) ? xj_decoder_new(XJ_CHARSET_UTF8, &r->decoder, err)
	                   : xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	if (status == XJ_OK)
		status = pass_mark(r, err);
	if (status != XJ_OK) {
		xj_json_rows_free(r);
		return status;
	}
	*out = r;
	return XJ_OK;
}
