/*
 * reader_csv.c - rows of comma-, tab- or semicolon-separated text, read in
 * pieces.  Owns the window on the file, its encoding and what is said about
 * damaged cells; where a record ends is csv_scan.c's business, what the bytes
 * mean encoding.c's.
 *
 * In memory at any time: one piece, and the longest record allowed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "importers/csv_scan.h"
#include "importers/encoding.h"
#include "importers/readers.h"
#include "importers/sniff.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

#define PIECE (256u << 10)                 /* read at once */
#define RAW (PIECE / 2)                    /* UTF-16 read at once */
#define MAX_ROOM (XJ_CSV_ENOUGH + PIECE)   /* of the window */
#define MAX_TEXT (3 * (size_t)XJ_CSV_ENOUGH + 64)
#define SHOWN 120                          /* bytes of a cell in a note */

struct csv {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_guess guess;
	struct xj_decoder *decoder;

	/* the window: what of the text is in memory, UTF-16 as UTF-8 already */
	char *buf;
	size_t room;      /* without XJ_CSV_PAD */
	size_t piece;     /* what to read at once: PIECE, less for a small file */
	size_t pos, n;    /* the next record; the end of the data */
	size_t clean;     /* up to here the text is known to be valid UTF-8 */
	bool eof;
	uint64_t taken;   /* bytes of the file */
	unsigned char *raw; /* UTF-16 on its way */
	size_t raw_n;

	bool started;     /* the delimiter is known */
	bool table_given;
	bool skipping;    /* inside a record that was cut */
	uint64_t empties; /* empty lines passed and not given */
	uint64_t row, line;
	struct xj_csv_scan scan;
	size_t scratch_room;
	struct xj_csv_record record;
	struct xj_str cell[XJ_MAX_COLUMNS];
	struct xj_buf text; /* cells that had to be written anew */
};

/* ---- the window -------------------------------------------------------- */

static enum xj_status no_memory(const struct csv *c, struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), c->in->name);
}

static bool is_utf16(const struct csv *c)
{
	return c->guess.charset == XJ_CHARSET_UTF16LE ||
	       c->guess.charset == XJ_CHARSET_UTF16BE;
}

static bool is_unicode(const struct csv *c)
{
	return c->guess.charset == XJ_CHARSET_UTF8 || is_utf16(c);
}

/* One read of the file into TO. */
static enum xj_status take(struct csv *c, void *to, size_t cap, size_t *got,
                           struct xj_error *err)
{
	enum xj_status status = c->in->read(c->in->ctx, to, cap, got, err);

	if (status != XJ_OK)
		return status;
	c->taken += *got;
	if (c->options.progress)
		c->options.progress(c->options.progress_ctx, c->taken);
	return XJ_OK;
}

static enum xj_status take_utf16(struct csv *c, struct xj_error *err)
{
	bool big = c->guess.charset == XJ_CHARSET_UTF16BE, ended;
	size_t got = 0, used;
	enum xj_status status = XJ_OK;

	if (c->raw_n < RAW)
		status = take(c, c->raw + c->raw_n, RAW - c->raw_n, &got, err);
	if (status != XJ_OK)
		return status;
	ended = got == 0 && c->raw_n < RAW;
	c->raw_n += got;
	c->n += xj_utf16_take(big, c->raw, c->raw_n, ended, c->buf + c->n,
	                      c->room - c->n, &used);
	c->raw_n -= used;
	memmove(c->raw, c->raw + used, c->raw_n);
	c->eof = ended && c->raw_n == 0;
	return XJ_OK;
}

static enum xj_status take_bytes(struct csv *c, size_t most, struct xj_error *err)
{
	size_t cap = c->room - c->n, got;
	enum xj_status status = take(c, c->buf + c->n, cap < most ? cap : most,
	                             &got, err);

	if (status != XJ_OK)
		return status;
	c->n += got;
	c->eof = got == 0;
	return XJ_OK;
}

/* Room for EXTRA bytes behind the data, by moving them or by growing. */
static enum xj_status make_room(struct csv *c, size_t extra, struct xj_error *err)
{
	size_t held = c->n - c->pos, room = c->room;
	char *p;

	if (c->room - c->n >= extra)
		return XJ_OK;
	if (c->pos > 0) {
		memmove(c->buf, c->buf + c->pos, held);
		c->clean = c->clean > c->pos ? c->clean - c->pos : 0;
		c->n = held;
		c->pos = 0;
	}
	while (room - held < extra && room < MAX_ROOM)
		room = room < MAX_ROOM / 2 ? room * 2 : MAX_ROOM;
	if (room == c->room)
		return XJ_OK;
	p = realloc(c->buf, room + XJ_CSV_PAD);
	if (!p)
		return no_memory(c, err);
	memset(p + c->room, 0, room + XJ_CSV_PAD - c->room);
	c->buf = p;
	c->room = room;
	return XJ_OK;
}

/* How far the data are valid UTF-8; a character cut off at their end waits. */
static void validate(struct csv *c)
{
	if (is_unicode(c))
		c->clean += xj_utf8_valid(xj_str_of(c->buf + c->clean,
		                                    c->n - c->clean));
}

/* More data: a quarter more of the record than is in hand, at least a byte. */
static enum xj_status fill(struct csv *c, struct xj_error *err)
{
	size_t held = c->n - c->pos;
	size_t want = held + (held < 4096 ? 1 : held / 4);
	enum xj_status status = make_room(c, c->piece, err);

	c->scan.primed = false;
	while (status == XJ_OK && !c->eof && c->n - c->pos < want &&
	       c->room - c->n >= 4)
		status = is_utf16(c) ? take_utf16(c, err)
		                     : take_bytes(c, c->piece, err);
	if (status == XJ_OK)
		validate(c);
	return status;
}

/* ---- opening ----------------------------------------------------------- */

static void csv_close(void *self)
{
	struct csv *c = self;

	if (!c)
		return;
	xj_decoder_free(c->decoder);
	xj_buf_clear(&c->text);
	free(c->scan.scratch);
	free(c->raw);
	free(c->buf);
	free(c);
}

/* The first bytes decide; with an encoding told only a mark is looked for. */
static enum xj_status find_charset(struct csv *c, struct xj_error *err)
{
	const char *told = c->options.encoding;
	size_t want = told ? 3 : XJ_GUESS_BYTES;
	enum xj_charset charset = XJ_CHARSET_UTF8;

	if (told && !xj_charset_find(told, &charset))
		return xj_fail(err, XJ_USAGE,
			_("the encoding \"%s\" is not known; use one of %s"),
			told, XJ_CHARSET_NAMES);
	while (c->n < want && !c->eof) {
		enum xj_status status = make_room(c, 64, err);

		if (status == XJ_OK)
			status = take_bytes(c, want - c->n, err);
		if (status != XJ_OK)
			return status;
	}
	c->guess = xj_charset_guess(xj_str_of(c->buf, c->n), c->eof);
	if (told && charset != c->guess.charset)
		c->guess.bom = 0; /* those bytes mean something else then */
	if (told) {
		c->guess.charset = charset;
		c->guess.confidence = XJ_SURE;
	}
	return XJ_OK;
}

/* What was read to find the encoding goes through the decoder after all. */
static enum xj_status start_utf16(struct csv *c, struct xj_error *err)
{
	size_t n = c->n - c->guess.bom, used;
	unsigned char *first = malloc(n + 1);

	c->raw = malloc(RAW);
	if (!c->raw || !first) {
		free(first);
		return no_memory(c, err);
	}
	memcpy(first, c->buf + c->guess.bom, n);
	c->n = xj_utf16_take(c->guess.charset == XJ_CHARSET_UTF16BE, first, n, false,
	                     c->buf, c->room, &used);
	c->raw_n = n - used; /* at most half a character */
	memcpy(c->raw, first + used, c->raw_n);
	free(first);
	c->eof = c->eof && c->raw_n == 0;
	return XJ_OK;
}

static enum xj_status prepare(struct csv *c, struct xj_error *err)
{
	enum xj_status status;

	/* the size is only a hint: the window grows where it is wrong */
	c->piece = c->in->size > 0 && c->in->size < PIECE ? (size_t)c->in->size + 4
	                                                 : PIECE;
	c->room = c->piece + c->piece / 4 + 64;
	c->buf = calloc(1, c->room + XJ_CSV_PAD);
	if (!c->buf)
		return no_memory(c, err);
	status = find_charset(c, err);
	if (status != XJ_OK)
		return status;
	status = xj_decoder_new(c->guess.charset, &c->decoder, err);
	if (status != XJ_OK)
		return status;
	if (is_utf16(c)) {
		status = start_utf16(c, err);
		if (status != XJ_OK)
			return status;
	} else {
		c->pos = c->clean = c->guess.bom;
	}
	c->scan.look_from = is_unicode(c) ? 0xee : 0x80;
	validate(c);
	return XJ_OK;
}

static enum xj_status csv_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               void **self, struct xj_error *err)
{
	struct csv *c = calloc(1, sizeof(*c));
	enum xj_status status;

	*self = NULL;
	if (!c)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	c->in = in;
	if (options)
		c->options = *options;
	c->line = 1;
	c->scan.cell = c->cell;
	xj_buf_init(&c->text, MAX_TEXT);
	status = prepare(c, err);
	if (status != XJ_OK) {
		csv_close(c);
		return status;
	}
	*self = c;
	return XJ_OK;
}

static enum xj_status csv_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct csv *c = self;

	(void)err;
	memset(out, 0, sizeof(*out));
	if (c->table_given)
		return XJ_END;
	c->table_given = true;
	out->member = "";
	out->sheet = "";
	out->encoding = xj_charset_name(c->guess.charset);
	out->confidence = c->guess.confidence;
	return XJ_OK;
}

/* ---- characters -------------------------------------------------------- */

static void note(struct csv *c, const char *code, size_t column,
                 struct xj_str text, const char *message)
{
	if (c->options.note)
		c->options.note(c->options.note_ctx, code, c->row, column, text,
		                message);
}

static void note_decoded(struct csv *c, size_t column, struct xj_str cell,
                         const struct xj_decoded *what)
{
	char message[160];

	if (c->record.spoiled)
		return; /* set aside whole, and its cells may be cut */
	if (what->bad) {
		snprintf(message, sizeof(message),
		         "%zu places are not %s; each is shown as U+FFFD",
		         what->bad, xj_charset_name(c->guess.charset));
		note(c, "bad-bytes", column, xj_str_c(what->hex), message);
	}
	if (what->private_use)
		note(c, "private-use", column, cell,
		     "a character of the private use area: its shape depends on "
		     "the font of whoever wrote it");
}

/* Writes the cell anew in c->text, which has room for it. */
static enum xj_status decode_cell(struct csv *c, size_t i, struct xj_error *err)
{
	struct xj_decoded what;
	size_t from = c->text.n;
	enum xj_status status = xj_decode(c->decoder, c->cell[i], &c->text, &what);

	if (status != XJ_OK)
		return xj_fail(err, status,
			_("%s: line %llu: the row does not fit in memory"),
			c->in->name, (unsigned long long)c->line);
	c->cell[i] = xj_str_of(c->text.p + from, c->text.n - from);
	note_decoded(c, i + 1, c->cell[i], &what);
	return XJ_OK;
}

static bool must_decode(const struct csv *c, struct xj_str cell)
{
	return is_unicode(c) ? xj_utf8_valid(cell) < cell.n
	                     : xj_csv_has_from(cell.p, cell.n, 0x80);
}

/* The record is valid UTF-8 and may have such characters. */
static void note_private(struct csv *c)
{
	static const struct xj_decoded what = { .private_use = true };

	for (size_t i = 0; i < c->record.n; i++) {
		if (xj_private_use(c->cell[i]))
			note_decoded(c, i + 1, c->cell[i], &what);
	}
}

/* The record is not known to be valid UTF-8: some cells are written anew. */
static enum xj_status decode_cells(struct csv *c, struct xj_error *err)
{
	size_t bytes = 0;
	enum xj_status status;

	for (size_t i = 0; i < c->record.n; i++)
		bytes += c->cell[i].n;
	xj_buf_reset(&c->text);
	/* at once: cells point into it */
	status = xj_buf_reserve(&c->text, 3 * bytes + 16);
	if (status != XJ_OK)
		return no_memory(c, err);
	for (size_t i = 0; i < c->record.n; i++) {
		if (must_decode(c, c->cell[i]))
			status = decode_cell(c, i, err);
		else if (is_unicode(c) && xj_private_use(c->cell[i]))
			note_decoded(c, i + 1, c->cell[i], &(struct xj_decoded){
				.private_use = true
			});
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}

/* ---- rows -------------------------------------------------------------- */

static void note_stray(struct csv *c)
{
	const struct xj_csv_record *r = &c->record;
	struct xj_str text = { "", 0 };
	char message[160];

	snprintf(message, sizeof(message),
	         "the quote that opens this cell in line %llu is never closed: it "
	         "is kept and the row ends with its line",
	         (unsigned long long)(c->line + r->stray_line));
	if (r->stray_column <= r->n) {
		text = c->cell[r->stray_column - 1];
		if (text.n > SHOWN)
			text.n = SHOWN;
		text.n = xj_utf8_valid(text);
	}
	note(c, "stray-quote", r->stray_column, text, message);
}

/* Passes line ends at the head of the window; *END: the text ends. */
static enum xj_status pass_empty_lines(struct csv *c, bool *end,
                                       struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	while (status == XJ_OK) {
		size_t past;

		if (c->pos < c->n && c->buf[c->pos] != '\n' && c->buf[c->pos] != '\r')
			break;
		if (xj_csv_line_end(c->buf + c->pos, c->n - c->pos < 2 ? c->n - c->pos
		                    : 2, c->eof, &past)) {
			c->pos += past;
			c->scan.primed = false;
			c->empties++;
			continue;
		}
		*end = c->eof;
		if (c->eof)
			break;
		status = fill(c, err);
	}
	return status;
}

/* Passes what is left of a record that was cut, with its line end. */
static enum xj_status pass_cut(struct csv *c, struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	c->scan.primed = false;
	while (status == XJ_OK && c->skipping) {
		size_t past;
		bool found = xj_csv_line_end(c->buf + c->pos, c->n - c->pos, c->eof,
		                             &past);

		c->pos += past;
		if (c->clean < c->pos)
			c->clean = c->pos;
		if (found || c->eof)
			c->skipping = false;
		else
			status = fill(c, err);
	}
	c->line++;
	return status;
}

static enum xj_status find_delimiter(struct csv *c, struct xj_error *err)
{
	while (!xj_csv_delimiter(c->buf + c->pos, c->n - c->pos, c->eof,
	                         &c->scan.delimiter)) {
		enum xj_status status = fill(c, err);

		if (status != XJ_OK)
			return status;
	}
	c->started = true;
	return XJ_OK;
}

/* The scanner's scratch holds as much as the window, up to a record. */
static enum xj_status ready_scratch(struct csv *c, struct xj_error *err)
{
	size_t need = c->room < XJ_CSV_ENOUGH ? c->room : XJ_CSV_ENOUGH;

	if (c->scratch_room >= need)
		return XJ_OK;
	free(c->scan.scratch);
	c->scan.scratch = malloc(need);
	c->scratch_room = c->scan.scratch ? need : 0;
	return c->scan.scratch ? XJ_OK : no_memory(c, err);
}

static enum xj_status find_record(struct csv *c, struct xj_error *err)
{
	struct xj_csv_record *r = &c->record;

	for (;;) {
		enum xj_csv_found found = xj_csv_fast(&c->scan, c->buf, c->pos, c->n, r);
		enum xj_status status;

		if (found == XJ_CSV_RECORD) {
			r->end -= c->pos;
			return XJ_OK;
		}
		status = ready_scratch(c, err);
		if (status != XJ_OK)
			return status;
		if (found == XJ_CSV_EXACT || c->eof ||
		    c->n - c->pos > XJ_MAX_CELL_BYTES)
			found = xj_csv_exact(&c->scan, c->buf + c->pos, c->n - c->pos,
			                     c->eof, r);
		if (found == XJ_CSV_RECORD)
			return XJ_OK;
		status = fill(c, err);
		if (status != XJ_OK)
			return status;
	}
}

/* An empty line that turned out not to be at the end of the text. */
static enum xj_status give_empty(struct csv *c, struct xj_row *out)
{
	c->empties--;
	c->row++;
	c->cell[0] = xj_str_of("", 0);
	*out = (struct xj_row){
		.cell = c->cell, .n = 1, .row = c->row, .line = c->line++
	};
	return XJ_OK;
}

static enum xj_status give_record(struct csv *c, struct xj_row *out,
                                  struct xj_error *err)
{
	struct xj_csv_record *r = &c->record;
	size_t end = c->pos + r->end;
	enum xj_status status = XJ_OK;

	c->row++;
	if (is_unicode(c) && end <= c->clean && !r->cut) {
		if (r->look)
			note_private(c);
	} else if (is_unicode(c) || r->look) {
		status = decode_cells(c, err);
	}
	if (status != XJ_OK)
		return status;
	if (r->stray_column)
		note_stray(c);
	*out = (struct xj_row){
		.cell = c->cell, .n = r->n, .row = c->row, .line = c->line,
		.spoiled = r->spoiled
	};
	c->line += r->lines;
	c->skipping = r->cut;
	c->pos = end;
	if (end > c->clean) {
		c->clean = end;
		validate(c);
	}
	return XJ_OK;
}

static enum xj_status csv_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct csv *c = self;
	enum xj_status status = XJ_OK;
	bool end = false;

	memset(out, 0, sizeof(*out));
	if (!c->started)
		status = find_delimiter(c, err);
	if (status == XJ_OK && c->skipping)
		status = pass_cut(c, err);
	if (status == XJ_OK)
		status = pass_empty_lines(c, &end, err);
	if (status != XJ_OK)
		return status;
	if (end)
		return XJ_END;
	if (c->row >= XJ_MAX_ROWS)
		return xj_over(err, "rows",
			_("%s: has more than %u rows, the most a table may have"),
			c->in->name, XJ_MAX_ROWS);
	if (c->empties > 0)
		return give_empty(c, out);
	status = find_record(c, err);
	return status == XJ_OK ? give_record(c, out, err) : status;
}

const struct xj_reader xj_reader_csv = {
	.name = "csv",
	.title = N_("comma-separated text"),
	.bid = xj_text_bid,
	.open = csv_open,
	.next_table = csv_next_table,
	.next_row = csv_next_row,
	.close = csv_close,
};
