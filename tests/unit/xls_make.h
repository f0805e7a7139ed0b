/*
 * xls_make.h - for tests: writes workbooks of the type .xls record by record,
 * good ones and such as no program would write.
 */
#ifndef XLS_MAKE_H
#define XLS_MAKE_H

#include <gsf/gsf-infile.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-outfile.h>
#include <gsf/gsf-output-memory.h>

#include "importers/biff.h"
#include "tests/unit/table_transcript.h"
#include "xianjin/text.h"

#define STREAM_MAX (512u << 20)

/* ---- records --------------------------------------------------------------- */

static inline void put(struct xj_buf *b, const void *p, size_t n)
{
	assert_int_equal(xj_buf_add(b, p, n), XJ_OK);
}

static inline void put8(struct xj_buf *b, unsigned v)
{
	put(b, &(uint8_t){ (uint8_t)v }, 1);
}

static inline void put16(struct xj_buf *b, unsigned v)
{
	uint8_t p[2] = { (uint8_t)v, (uint8_t)(v >> 8) };

	put(b, p, 2);
}

static inline void put32(struct xj_buf *b, uint32_t v)
{
	put16(b, v & 0xffff);
	put16(b, v >> 16);
}

static inline void put_double(struct xj_buf *b, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put32(b, (uint32_t)bits);
	put32(b, (uint32_t)(bits >> 32));
}

static inline void patch16(struct xj_buf *b, size_t at, unsigned v)
{
	b->p[at] = (char)v;
	b->p[at + 1] = (char)(v >> 8);
}

static inline void patch32(struct xj_buf *b, size_t at, uint32_t v)
{
	patch16(b, at, v & 0xffff);
	patch16(b, at + 2, v >> 16);
}

/* Begins a record; end() sets its length. */
static inline size_t begin(struct xj_buf *b, unsigned type)
{
	put16(b, type);
	put16(b, 0);
	return b->n;
}

static inline void end(struct xj_buf *b, size_t from)
{
	assert_true(b->n - from <= 65535);
	patch16(b, from - 2, (unsigned)(b->n - from));
}

static inline void bof(struct xj_buf *b, unsigned version, unsigned kind)
{
	size_t r = begin(b, XJ_BIFF_BOF);

	put16(b, version);
	put16(b, kind);
	put32(b, 0);
	put32(b, 0);
	put32(b, 0);
	end(b, r);
}

static inline void eof(struct xj_buf *b)
{
	end(b, begin(b, XJ_BIFF_EOF));
}

static inline void rec16(struct xj_buf *b, unsigned type, unsigned v)
{
	size_t r = begin(b, type);

	put16(b, v);
	end(b, r);
}

/* ---- texts ----------------------------------------------------------------- */

struct utf16 {
	uint16_t unit[70000];
	size_t n;
	bool wide; /* does not fit in single bytes */
};

static inline void to_utf16(const char *text, struct utf16 *u)
{
	struct xj_str s = xj_str_c(text);

	u->n = 0;
	u->wide = false;
	for (size_t i = 0; i < s.n;) {
		uint32_t c = xj_utf8_next(s, &i);

		if (c > 0xffff) {
			u->unit[u->n++] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
			u->unit[u->n++] = (uint16_t)(0xdc00 + (c & 0x3ff));
		} else {
			u->unit[u->n++] = (uint16_t)c;
		}
		u->wide = u->wide || c > 0xff;
	}
}

/* A Unicode string in one piece, its length in LENGTH bytes. */
static inline void put_text(struct xj_buf *b, size_t length, const char *text)
{
	static struct utf16 u;

	to_utf16(text, &u);
	if (length == 1)
		put8(b, (unsigned)u.n);
	else
		put16(b, (unsigned)u.n);
	put8(b, u.wide);
	for (size_t i = 0; i < u.n; i++) {
		if (u.wide)
			put16(b, u.unit[i]);
		else
			put8(b, u.unit[i]);
	}
}

/* How the table of shared strings is cut into records. */
struct cutting {
	size_t limit;   /* bytes of a record, at least 8 */
	bool narrow;    /* single bytes from a border on where they suffice */
	bool heads;     /* the head of a string may be cut, too */
	bool rich, guide;
	bool empty;     /* an empty CONTINUE at every border */
};

struct cutter {
	struct xj_buf *b;
	const struct cutting *how;
	size_t record; /* where its body begins */
};

static inline size_t room(const struct cutter *c)
{
	return c->how->limit - (c->b->n - c->record);
}

static inline void border(struct cutter *c)
{
	end(c->b, c->record);
	if (c->how->empty)
		end(c->b, begin(c->b, XJ_BIFF_CONTINUE));
	c->record = begin(c->b, XJ_BIFF_CONTINUE);
}

static inline void cut_bytes(struct cutter *c, const void *p, size_t n)
{
	const uint8_t *from = p;

	for (size_t i = 0; i < n; i++) {
		if (room(c) == 0)
			border(c);
		put(c->b, from + i, 1);
	}
}

static inline bool fits_bytes(const struct utf16 *u, size_t from)
{
	for (size_t i = from; i < u->n; i++) {
		if (u->unit[i] > 0xff)
			return false;
	}
	return true;
}

static inline void cut_chars(struct cutter *c, const struct utf16 *u, bool wide)
{
	for (size_t i = 0; i < u->n; i++) {
		if (room(c) < (wide ? 2u : 1u)) {
			border(c);
			wide = !(c->how->narrow && fits_bytes(u, i));
			put8(c->b, wide);
		}
		if (wide)
			put16(c->b, u->unit[i]);
		else
			put8(c->b, u->unit[i]);
	}
}

static inline void cut_text(struct cutter *c, const char *text)
{
	static const uint8_t runs[8] = { 1, 0, 5, 0, 2, 0, 6, 0 };
	static const uint8_t guide[11] = "phonetic..";
	static struct utf16 u;
	uint8_t head[9];
	size_t n = 3;

	to_utf16(text, &u);
	head[0] = (uint8_t)u.n;
	head[1] = (uint8_t)(u.n >> 8);
	head[2] = (uint8_t)((u.wide ? 1 : 0) | (c->how->guide ? 4 : 0) |
	                    (c->how->rich ? 8 : 0));
	if (c->how->rich) {
		head[n++] = 2;
		head[n++] = 0;
	}
	if (c->how->guide) {
		memcpy(head + n, (uint8_t[]){ sizeof(guide), 0, 0, 0 }, 4);
		n += 4;
	}
	if (!c->how->heads && room(c) < n)
		border(c);
	cut_bytes(c, head, n);
	cut_chars(c, &u, u.wide);
	if (c->how->rich)
		cut_bytes(c, runs, sizeof(runs));
	if (c->how->guide)
		cut_bytes(c, guide, sizeof(guide));
}

static inline void sst(struct xj_buf *b, const char *const *text, size_t n,
                       const struct cutting *how)
{
	struct cutter c = { b, how, begin(b, XJ_BIFF_SST) };

	put32(b, (uint32_t)n);
	put32(b, (uint32_t)n);
	for (size_t i = 0; i < n; i++)
		cut_text(&c, text[i]);
	end(b, c.record);
}

/* ---- cells ----------------------------------------------------------------- */

static inline void at(struct xj_buf *b, unsigned row, unsigned column, unsigned style)
{
	put16(b, row);
	put16(b, column);
	put16(b, style);
}

static inline void number(struct xj_buf *b, unsigned row, unsigned column, unsigned style,
                          double v)
{
	size_t r = begin(b, XJ_BIFF_NUMBER);

	at(b, row, column, style);
	put_double(b, v);
	end(b, r);
}

static inline void rk(struct xj_buf *b, unsigned row, unsigned column, unsigned style,
                      uint32_t v)
{
	size_t r = begin(b, XJ_BIFF_RK);

	at(b, row, column, style);
	put32(b, v);
	end(b, r);
}

static inline void label(struct xj_buf *b, unsigned row, unsigned column,
                         const char *text)
{
	size_t r = begin(b, XJ_BIFF_LABEL);

	at(b, row, column, 0);
	put_text(b, 2, text);
	end(b, r);
}

static inline void shared(struct xj_buf *b, unsigned row, unsigned column, uint32_t i)
{
	size_t r = begin(b, XJ_BIFF_LABELSST);

	at(b, row, column, 0);
	put32(b, i);
	end(b, r);
}

static inline void boolerr(struct xj_buf *b, unsigned row, unsigned column, unsigned v,
                           bool error)
{
	size_t r = begin(b, XJ_BIFF_BOOLERR);

	at(b, row, column, 0);
	put8(b, v);
	put8(b, error);
	end(b, r);
}

/* A formula with RESULT as its eight bytes; its own bytes say nothing. */
static inline void formula(struct xj_buf *b, unsigned row, unsigned column,
                           unsigned style, const void *result, unsigned flags)
{
	size_t r = begin(b, XJ_BIFF_FORMULA);

	at(b, row, column, style);
	put(b, result, 8);
	put16(b, flags);
	put32(b, 0);
	put16(b, 3);
	put(b, "\x1e\x01\x00", 3);
	end(b, r);
}

static inline void merge(struct xj_buf *b, unsigned row, unsigned last_row,
                         unsigned column, unsigned last_column)
{
	size_t r = begin(b, XJ_BIFF_MERGEDCELLS);

	put16(b, 1);
	put16(b, row);
	put16(b, last_row);
	put16(b, column);
	put16(b, last_column);
	end(b, r);
}

static inline void row_record(struct xj_buf *b, unsigned row, bool hidden)
{
	size_t r = begin(b, XJ_BIFF_ROW);

	put16(b, row);
	put16(b, 0);
	put16(b, 256);
	put16(b, 255);
	put32(b, 0);
	put16(b, hidden ? 0x120 : 0x100);
	put16(b, 15);
	end(b, r);
}

/* ---- the workbook ---------------------------------------------------------- */

#define BIFF5 0x0500
#define BIFF8 0x0600

/* Names a sheet; what it returns is for begin_sheet. */
static inline size_t name_sheet(struct xj_buf *b, unsigned version, const char *name,
                                unsigned hidden, unsigned kind)
{
	size_t r = begin(b, XJ_BIFF_BOUNDSHEET);

	put32(b, 0);
	put8(b, hidden);
	put8(b, kind);
	if (version == BIFF8) {
		put_text(b, 1, name);
	} else {
		put8(b, (unsigned)strlen(name));
		put(b, name, strlen(name));
	}
	end(b, r);
	return r;
}

static inline void begin_sheet(struct xj_buf *b, unsigned version, size_t name,
                               unsigned kind)
{
	patch32(b, name, (uint32_t)b->n);
	bof(b, version, kind);
}

static inline void format(struct xj_buf *b, unsigned id, const char *code)
{
	size_t r = begin(b, XJ_BIFF_FORMAT);

	put16(b, id);
	put_text(b, 2, code);
	end(b, r);
}

static inline void style(struct xj_buf *b, unsigned id)
{
	size_t r = begin(b, XJ_BIFF_XF);

	put16(b, 0);
	put16(b, id);
	for (size_t i = 0; i < 4; i++)
		put32(b, 0);
	end(b, r);
}

/* Puts the stream into a container under NAME. */
static inline struct xj_buf contain(const struct xj_buf *stream, const char *name)
{
	GsfOutput *memory = gsf_output_memory_new();
	GsfOutfile *container = gsf_outfile_msole_new(memory);
	GsfOutput *child = gsf_outfile_new_child(container, name, FALSE);
	struct xj_buf out;

	xj_buf_init(&out, STREAM_MAX);
	assert_true(gsf_output_write(child, stream->n, (const guint8 *)stream->p));
	assert_true(gsf_output_close(child));
	assert_true(gsf_output_close(GSF_OUTPUT(container)));
	put(&out, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)),
	    (size_t)gsf_output_size(memory));
	g_object_unref(child);
	g_object_unref(container);
	g_object_unref(memory);
	return out;
}

/* ---- reading them ---------------------------------------------------------- */

enum { GENERAL, DAY, CHINESE_DAY, MOMENT, TIME, AMOUNT }; /* styles */

static inline void start_book(struct xj_buf *b, unsigned version)
{
	xj_buf_init(b, STREAM_MAX);
	bof(b, version, 0x0005);
}

static inline void add_styles(struct xj_buf *b)
{
	format(b, 164, "[$-404]e\"\u5e74\"m\"\u6708\"d\"\u65e5\"");
	format(b, 165, "yyyy/m/d\\ h:mm");
	format(b, 166, "#,##0.00_);[Red](#,##0.00)");
	style(b, 0);
	style(b, 14);
	style(b, 164);
	style(b, 165);
	style(b, 21);
	style(b, 166);
}

static inline struct said hear_stream(const struct xj_buf *stream, const char *name,
                                      const char *encoding)
{
	static const size_t steps[] = { 1, 7, 4093 };
	struct xj_buf file = contain(stream, name);
	struct said s = hear_with(&xj_reader_xls, file.p, file.n, 0, encoding, false);

	for (size_t i = 0; i < XJ_COUNT(steps) && file.n < 100000; i++) {
		struct said other = hear_with(&xj_reader_xls, file.p, file.n,
		                              steps[i], encoding, false);

		assert_int_equal(other.status, s.status);
		assert_string_equal(log_of(&other), log_of(&s));
		assert_string_equal(other.err.text, s.err.text);
		forget(&other);
	}
	xj_buf_clear(&file);
	return s;
}

/* Reads the stream, which it frees, and compares. */
static inline void expect_as(struct xj_buf *stream, const char *name, const char *want)
{
	struct said s = hear_stream(stream, name, NULL);

	if (s.status != XJ_END)
		fail_msg("%s", s.err.text);
	assert_string_equal(log_of(&s), want);
	forget(&s);
	xj_buf_clear(stream);
}

static inline void expect(struct xj_buf *stream, const char *want)
{
	expect_as(stream, "Workbook", want);
}

static inline void refuse(struct xj_buf *stream, const char *name, enum xj_status status,
                          const char *word)
{
	struct said s = hear_stream(stream, name, NULL);

	assert_int_equal(s.status, status);
	if (!strstr(s.err.text, word) || strncmp(s.err.text, "test: ", 6) != 0)
		fail_msg("%s", s.err.text);
	forget(&s);
	xj_buf_clear(stream);
}

/* A workbook of one sheet; whatever is put before finish() is in it. */
static inline void start_one(struct xj_buf *b)
{
	size_t name;

	start_book(b, BIFF8);
	add_styles(b);
	name = name_sheet(b, BIFF8, "\u5de5\u4f5c\u8868", 0, 0);
	eof(b);
	begin_sheet(b, BIFF8, name, 0x0010);
}

#define SHEET "# \u5de5\u4f5c\u8868\n"

/* Texts that are hard to cut. */
#define AWKWARD 11
static const char *const awkward[AWKWARD] = {
	"plain", "", "\u738b\u5927\u660e", "\xc3\xa9\xc3\xa8", "x",
	"\u674e\xf0\xa0\xae\xb7\u91ce\xf0\xaf\xa0\x80", "\u5c0d\u8c61 then ascii only",
	"ascii then \u4e2d\u6587 then ascii", "\xf0\xa0\xae\xb7", "a\nb\tc",
	"0123456789012345678901234567890123456789012345678901234567890123456789",
};

static inline uint32_t rk_of(int32_t v, bool hundredths)
{
	return (uint32_t)v << 2 | 2u | hundredths;
}

static inline void put_result(struct xj_buf *b, const char *text)
{
	size_t r = begin(b, XJ_BIFF_STRING);

	put_text(b, 2, text);
	end(b, r);
}

#endif
