/*
 * reader_html.c - rows of the tables of HTML documents: which files are such,
 * and their bytes on the way through decoder, gate and parser.
 */
#include <stdlib.h>

#include "importers/html_charset.h"
#include "importers/html_gate.h"
#include "importers/html_tables.h"
#include "importers/readers.h"
#include "src/core/i18n.h"

#define PIECE (16u << 10) /* bytes of the file at a time */

struct html {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_html_charset charset;
	struct xj_decoder *decoder;
	struct xj_html_gate gate;
	struct xj_book *book;
	struct xj_html_tables *tables;
	struct xj_buf head;     /* was read to find the encoding */
	size_t head_at;
	bool ended, finished;
	uint64_t taken;
	char raw[PIECE];
	size_t raw_n;
	struct xj_buf utf8, clean; /* of one piece */
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* ---- bytes ------------------------------------------------------------------ */

static enum xj_status take_file(struct html *h, char *to, size_t cap, size_t *got,
                                struct xj_error *err)
{
	enum xj_status status = h->in->read(h->in->ctx, to, cap, got, err);

	if (status != XJ_OK)
		return status;
	h->taken += *got;
	if (*got == 0)
		h->ended = true;
	else if (h->options.progress)
		h->options.progress(h->options.progress_ctx, h->taken);
	return XJ_OK;
}

/* Fills the piece: what it holds must not depend on how the file is read. */
static enum xj_status fill(struct html *h, struct xj_error *err)
{
	while (h->raw_n < PIECE) {
		size_t got = h->head.n - h->head_at;

		if (got > PIECE - h->raw_n)
			got = PIECE - h->raw_n;
		if (got > 0) {
			memcpy(h->raw + h->raw_n, h->head.p + h->head_at, got);
			h->head_at += got;
		} else if (h->ended) {
			return XJ_OK;
		} else {
			enum xj_status status = take_file(h, h->raw + h->raw_n,
				PIECE - h->raw_n, &got, err);

			if (status != XJ_OK)
				return status;
		}
		h->raw_n += got;
	}
	return XJ_OK;
}

static bool is_utf16(const struct html *h)
{
	return h->charset.charset == XJ_CHARSET_UTF16LE ||
	       h->charset.charset == XJ_CHARSET_UTF16BE;
}

/* Decodes the whole characters of the piece; the rest waits for the next. */
static enum xj_status decode(struct html *h, bool last, struct xj_error *err)
{
	char units[2 * PIECE];
	struct xj_str in = { h->raw, h->raw_n };
	struct xj_decoded what;
	size_t used;

	if (is_utf16(h)) {
		in.n = xj_utf16_take(h->charset.charset == XJ_CHARSET_UTF16BE,
		                     (const unsigned char *)h->raw, h->raw_n, last,
		                     units, sizeof(units), &used);
		in.p = units;
	} else {
		used = last ? h->raw_n
		            : xj_html_whole(h->charset.charset, h->raw, h->raw_n);
		in.n = used;
	}
	xj_buf_reset(&h->utf8);
	if (xj_decode(h->decoder, in, &h->utf8, &what) != XJ_OK)
		return no_memory(err);
	memmove(h->raw, h->raw + used, h->raw_n - used);
	h->raw_n -= used;
	return XJ_OK;
}

/* The parser of libxml2 2.9 forgets which quote it was in when a tag comes in
 * two parts, and waits for the end: tags are only given whole. */
static enum xj_status parse(struct html *h, bool last, struct xj_error *err)
{
	enum xj_status status = xj_html_gate_pass(&h->gate, xj_buf_str(&h->utf8),
	                                          &h->clean, err);
	size_t open = last ? 0 : xj_html_gate_open(&h->gate), n = h->clean.n - open;

	if (status == XJ_OK)
		status = xj_html_tables_feed(h->tables, h->clean.p, n, err);
	if (open > 0)
		memmove(h->clean.p, h->clean.p + n, open);
	h->clean.n = open;
	return status;
}

static enum xj_status finish(struct html *h, struct xj_error *err)
{
	enum xj_status status = xj_html_tables_finish(h->tables, err);

	h->finished = true;
	if (status != XJ_OK || xj_html_gate_clean(&h->gate))
		return status;
	return xj_book_note(xj_book_queue(h->book), "html-unclosed", 1, 0, XJ_STR(""),
		"the document ends inside a tag, a comment or a script: what stands "
		"in it is not read");
}

/* One more piece into the queue: xj_book_drive's step. */
static enum xj_status step(void *ctx, struct xj_error *err)
{
	struct html *h = ctx;
	enum xj_status status = XJ_OK;
	bool last;

	if (h->finished)
		return XJ_END;
	status = fill(h, err);
	last = h->ended && h->head_at == h->head.n;
	if (status == XJ_OK)
		status = decode(h, last, err);
	if (status == XJ_OK)
		status = parse(h, last, err);
	/* what UTF-16 leaves at the end comes out with the next */
	if (status == XJ_OK && last && h->raw_n == 0)
		status = finish(h, err);
	return status;
}

/* ---- opening ---------------------------------------------------------------- */

static void html_close(void *self)
{
	struct html *h = self;

	if (!h)
		return;
	xj_html_tables_free(h->tables);
	xj_book_free(h->book);
	xj_decoder_free(h->decoder);
	xj_buf_clear(&h->head);
	xj_buf_clear(&h->utf8);
	xj_buf_clear(&h->clean);
	free(h);
}

static enum xj_status read_head(struct html *h, struct xj_error *err)
{
	if (xj_buf_reserve(&h->head, XJ_GUESS_BYTES) != XJ_OK)
		return no_memory(err);
	while (h->head.n < XJ_GUESS_BYTES && !h->ended) {
		size_t got;
		enum xj_status status = take_file(h, h->head.p + h->head.n,
			XJ_GUESS_BYTES - h->head.n, &got, err);

		if (status != XJ_OK)
			return status;
		h->head.n += got;
	}
	return XJ_OK;
}

static enum xj_status prepare(struct html *h, struct xj_error *err)
{
	enum xj_status status = read_head(h, err);

	if (status == XJ_OK)
		status = xj_html_charset_find(xj_buf_str(&h->head), h->ended,
			h->options.encoding, &h->charset, err);
	h->head_at = h->charset.bom;
	if (status == XJ_OK)
		status = xj_decoder_new(h->charset.charset, &h->decoder, err);
	if (status == XJ_OK)
		status = xj_book_new(&h->options, &h->book, err);
	if (status == XJ_OK)
		status = xj_html_tables_new(xj_book_queue(h->book), &h->tables, err);
	if (status == XJ_OK)
		xj_book_drive(h->book, h->in->name, false, step, h);
	return status;
}

/* Every failure leaves with the file's name in front. */
static enum xj_status in_file(const struct html *h, enum xj_status status,
                              struct xj_error *err)
{
	if (err && status != XJ_OK && status != XJ_END)
		(void)xj_fail_in(err, h->in->name);
	return status;
}

static enum xj_status html_open(struct xj_bytes *in,
                                const struct xj_read_options *options,
                                void **self, struct xj_error *err)
{
	struct html *h = calloc(1, sizeof(*h));
	enum xj_status status;

	*self = NULL;
	if (!h)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	h->in = in;
	if (options)
		h->options = *options;
	xj_html_gate_init(&h->gate);
	xj_buf_init(&h->head, XJ_GUESS_BYTES);
	xj_buf_init(&h->utf8, 8 * PIECE); /* a byte may become three */
	xj_buf_init(&h->clean, 64 * PIECE); /* and one '<' four */
	status = prepare(h, err);
	if (status != XJ_OK) {
		status = in_file(h, status, err);
		html_close(h);
		return status;
	}
	*self = h;
	return XJ_OK;
}

/* ---- tables ----------------------------------------------------------------- */

static enum xj_status html_next_table(void *self, struct xj_table *out,
                                      struct xj_error *err)
{
	struct html *h = self;
	const char *name;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	status = xj_book_next_table(h->book, &name, err);
	if (status != XJ_OK)
		return in_file(h, status, err);
	*out = (struct xj_table){
		.member = "", .sheet = name,
		.encoding = xj_charset_name(h->charset.charset),
		.confidence = h->charset.confidence
	};
	return XJ_OK;
}

static enum xj_status html_next_row(void *self, struct xj_row *out,
                                    struct xj_error *err)
{
	struct html *h = self;

	return in_file(h, xj_book_next_row(h->book, out, err), err);
}

/* ---- what is one ------------------------------------------------------------ */

static bool starts_fold(struct xj_str s, const char *with)
{
	size_t n = strlen(with);

	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != with[i])
			return false;
	}
	return true;
}

static struct xj_str from(struct xj_str s, size_t n)
{
	return n < s.n ? xj_str_of(s.p + n, s.n - n) : xj_str_of("", 0);
}

/* Passes what ends with END; nothing is left where that is not in sight. */
static struct xj_str behind(struct xj_str s, const char *end)
{
	const char *p = memmem(s.p, s.n, end, strlen(end));

	return p ? from(s, (size_t)(p - s.p) + strlen(end)) : xj_str_of("", 0);
}

/* Passes blanks, comments and an XML declaration. */
static struct xj_str without_prologue(struct xj_str s)
{
	for (;;) {
		while (s.n > 0 && memchr(" \t\r\n\f", *s.p, 5))
			s = from(s, 1);
		if (starts_fold(s, "<!--"))
			s = behind(s, "-->");
		else if (starts_fold(s, "<?xml"))
			s = behind(s, "?>");
		else
			return s;
	}
}

static int html_bid(struct xj_str head, const char *name)
{
	static const char *const starts[] = {
		"<!doctype html", "<html", "<head", "<meta", "<body", "<table",
		"<style", "<title"
	};
	struct xj_guess guess = xj_charset_guess(head, false);
	char units[2 * 4096];
	struct xj_str s = from(head, guess.bom);
	size_t used;

	(void)name; /* content decides */
	if (guess.charset == XJ_CHARSET_UTF16LE ||
	    guess.charset == XJ_CHARSET_UTF16BE) {
		s.n = xj_utf16_take(guess.charset == XJ_CHARSET_UTF16BE,
		                    (const unsigned char *)s.p, s.n, false, units,
		                    sizeof(units), &used);
		s.p = units;
	}
	s = without_prologue(s);
	for (size_t i = 0; i < XJ_COUNT(starts); i++) {
		if (starts_fold(s, starts[i]))
			return 70;
	}
	return 0;
}

const struct xj_reader xj_reader_html = {
	.name = "html",
	.title = N_("tables of an HTML document"),
	.bid = html_bid,
	.open = html_open,
	.next_table = html_next_table,
	.next_row = html_next_row,
	.close = html_close,
};
