/*
 * xlsx_strings.c - the shared strings of a workbook.  Owns where they are kept:
 * the first XJ_STRING_MEMORY bytes in memory, the rest in a file without a
 * name, read in blocks.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/xlsx.h"
#include "src/core/i18n.h"
#include "src/core/spool.h"
#include "xianjin/limits.h"

#define BLOCK 8192u
#define BLOCKS 512u /* kept of the file */

struct cache {
	uint32_t held[BLOCKS]; /* number of the block + 1; 0: none */
	char bytes[BLOCKS][BLOCK];
};

struct xj_strings {
	uint32_t *end; /* where each string ends, and the next begins */
	uint32_t n, room;
	struct xj_buf text;    /* the first bytes */
	int fd;                /* -1: all are in memory */
	uint32_t all;          /* bytes of all strings */
	struct xj_buf pending; /* not written yet */
	struct cache *cache;

	/* while the part is parsed */
	struct xj_sax *sax;
	struct xj_book_text item;
	size_t from;
	unsigned phonetic; /* depth of the <rPh> being passed, 0: none */
	bool in_item, collecting, preserve;
};

_Static_assert(XJ_MAX_STRING_BYTES < UINT32_MAX, "offsets have 32 bits");

/* ---- keeping ------------------------------------------------------------- */

enum xj_status xj_strings_new(struct xj_strings **out, struct xj_error *err)
{
	struct xj_strings *s = calloc(1, sizeof(*s));

	*out = s;
	if (!s)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	s->fd = -1;
	xj_buf_init(&s->text, XJ_STRING_MEMORY);
	xj_buf_init(&s->pending, 2 * (XJ_MAX_CELL_BYTES + 1));
	xj_book_text_init(&s->item);
	return XJ_OK;
}

void xj_strings_free(struct xj_strings *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	xj_buf_clear(&s->text);
	xj_buf_clear(&s->pending);
	xj_book_text_clear(&s->item);
	free(s->cache);
	free(s->end);
	free(s);
}

static enum xj_status flush(struct xj_strings *s, struct xj_error *err)
{
	enum xj_status status = xj_spool_write(s->fd, s->pending.p, s->pending.n,
	                                       err);

	xj_buf_reset(&s->pending);
	return status;
}

static enum xj_status start_file(struct xj_strings *s, struct xj_error *err)
{
	s->fd = xj_spool_open(false);
	if (s->fd < 0)
		return xj_fail(err, XJ_IO,
			_("its shared strings cannot be spooled to a temporary file: "
			  "%s"), strerror(errno));
	s->cache = calloc(1, sizeof(*s->cache));
	return s->cache ? XJ_OK : xj_fail(err, XJ_NOMEM, _("out of memory"));
}

static enum xj_status keep_bytes(struct xj_strings *s, struct xj_str text,
                                 struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	if (s->fd < 0 && text.n <= XJ_STRING_MEMORY - s->text.n) {
		status = xj_buf_add(&s->text, text.p, text.n);
	} else {
		if (s->fd < 0)
			status = start_file(s, err);
		if (status == XJ_OK && s->pending.n > XJ_MAX_CELL_BYTES)
			status = flush(s, err);
		if (status != XJ_OK)
			return status;
		status = xj_buf_add(&s->pending, text.p, text.n);
	}
	return status == XJ_OK ? XJ_OK : xj_fail(err, XJ_NOMEM, _("out of memory"));
}

static enum xj_status more_room(struct xj_strings *s, struct xj_error *err)
{
	uint32_t room = s->room ? 2 * s->room : 1024;
	uint32_t *p;

	if (s->n == XJ_MAX_STRINGS)
		return xj_over(err, "strings",
			_("the workbook has more than %u shared strings; divide it"),
			XJ_MAX_STRINGS);
	p = realloc(s->end, room * sizeof(*p));
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	s->end = p;
	s->room = room;
	return XJ_OK;
}

enum xj_status xj_strings_add(struct xj_strings *s, struct xj_str text,
                              struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	if (s->n == s->room)
		status = more_room(s, err);
	if (status != XJ_OK)
		return status;
	if (text.n > XJ_MAX_STRING_BYTES - s->all)
		return xj_over(err, "string-bytes",
			_("the shared strings of the workbook are more than %llu bytes; "
			  "divide it"), (unsigned long long)XJ_MAX_STRING_BYTES);
	status = keep_bytes(s, text, err);
	if (status != XJ_OK)
		return status;
	s->all += (uint32_t)text.n;
	s->end[s->n++] = s->all;
	return XJ_OK;
}

/* ---- finding ------------------------------------------------------------- */

static enum xj_status read_block(struct xj_strings *s, uint32_t number,
                                 struct xj_error *err)
{
	char *to = s->cache->bytes[number % BLOCKS];
	size_t have = 0;

	s->cache->held[number % BLOCKS] = 0;
	while (have < BLOCK) {
		ssize_t got = pread(s->fd, to + have, BLOCK - have,
		                    (off_t)number * BLOCK + (off_t)have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return xj_fail(err, XJ_IO,
				_("its shared strings cannot be read back: %s"),
				strerror(errno));
		if (got == 0)
			break; /* the last block */
		have += (size_t)got;
	}
	s->cache->held[number % BLOCKS] = number + 1;
	return XJ_OK;
}

/* N bytes at AT of the file behind those in ROOM, which does not move. */
static enum xj_status read_back(struct xj_strings *s, uint32_t at, size_t n,
                                struct xj_buf *room, struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	if (room->room <= room->max)
		status = xj_buf_reserve(room, room->max - room->n);
	while (n > 0 && status == XJ_OK) {
		uint32_t number = at / BLOCK, from = at % BLOCK;
		size_t take = BLOCK - from < n ? BLOCK - from : n;

		if (s->cache->held[number % BLOCKS] != number + 1)
			status = read_block(s, number, err);
		if (status != XJ_OK)
			return status;
		status = xj_buf_add(room, s->cache->bytes[number % BLOCKS] + from,
		                    take);
		at += (uint32_t)take;
		n -= take;
	}
	return status == XJ_OK ? XJ_OK : xj_fail(err, XJ_NOMEM, _("out of memory"));
}

static enum xj_status get(void *ctx, uint32_t index, struct xj_buf *room,
                          struct xj_str *out, struct xj_error *err)
{
	struct xj_strings *s = ctx;
	uint32_t from = index ? s->end[index - 1] : 0;
	size_t n = s->end[index] - from, at = room->n;
	enum xj_status status = XJ_OK;

	if (s->fd < 0 || s->end[index] <= s->text.n) {
		*out = n ? xj_str_of(s->text.p + from, n) : xj_str_of("", 0);
		return XJ_OK;
	}
	if (s->pending.n > 0)
		status = flush(s, err);
	if (status == XJ_OK)
		status = read_back(s, from - (uint32_t)s->text.n, n, room, err);
	*out = xj_str_of(status == XJ_OK ? room->p + at : "", status == XJ_OK ? n : 0);
	return status;
}

uint32_t xj_strings_count(const struct xj_strings *s)
{
	return s ? s->n : 0;
}

bool xj_strings_empty(const struct xj_strings *s, uint32_t index)
{
	return s->end[index] == (index ? s->end[index - 1] : 0);
}

struct xj_book_strings xj_strings_for_book(struct xj_strings *s)
{
	return (struct xj_book_strings){ get, s };
}

/* ---- parsing ------------------------------------------------------------- */

static enum xj_status on_start(void *ctx, const struct xj_tag *tag)
{
	struct xj_strings *s = ctx;
	struct xj_str space;

	s->sax = tag->sax;
	if (tag->space != XJ_XLSX_MAIN || s->phonetic)
		return XJ_OK;
	if (strcmp(tag->name, "si") == 0) {
		xj_book_text_reset(&s->item);
		s->in_item = true;
	} else if (strcmp(tag->name, "rPh") == 0) {
		s->phonetic = tag->depth; /* how it is pronounced is not the text */
	} else if (s->in_item && strcmp(tag->name, "t") == 0) {
		s->collecting = true;
		s->from = s->item.buf.n;
		s->preserve = xj_tag_find(tag, XJ_XLSX_XML, "space", &space) &&
		              xj_str_is(space, "preserve");
	}
	return XJ_OK;
}

static enum xj_status on_end(void *ctx, int space, const char *name, unsigned depth)
{
	struct xj_strings *s = ctx;

	if (s->phonetic) {
		if (depth == s->phonetic)
			s->phonetic = 0;
		return XJ_OK;
	}
	if (space != XJ_XLSX_MAIN)
		return XJ_OK;
	if (s->collecting && strcmp(name, "t") == 0) {
		xj_xlsx_text_end(&s->item, s->from, s->preserve);
		s->collecting = false;
	} else if (s->in_item && strcmp(name, "si") == 0) {
		s->in_item = false;
		return xj_strings_add(s, xj_buf_str(&s->item.buf),
		                      xj_sax_error(s->sax));
	}
	return XJ_OK;
}

static enum xj_status on_text(void *ctx, const char *p, size_t n)
{
	struct xj_strings *s = ctx;

	if (!s->collecting || s->phonetic)
		return XJ_OK;
	return xj_book_collect(&s->item, p, n, xj_sax_error(s->sax));
}

enum xj_status xj_strings_load(struct xj_package *p, size_t part,
                               struct xj_strings **out, struct xj_error *err)
{
	static const struct xj_sax_events events = {
		xj_xlsx_spaces, on_start, on_end, on_text
	};
	enum xj_status status = xj_strings_new(out, err);

	return status == XJ_OK ? xj_package_parse(p, part, &events, *out, err)
	                       : status;
}
