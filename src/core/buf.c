/*
 * buf.c - owns the bounded growable buffer and JSON string escaping.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "xianjin/core.h"
#include "xianjin/text.h"

void xj_buf_init(struct xj_buf *b, size_t max)
{
	*b = (struct xj_buf){ .max = max };
}

void xj_buf_clear(struct xj_buf *b)
{
	size_t max = b->max;

	free(b->p);
	xj_buf_init(b, max);
}

enum xj_status xj_buf_reserve(struct xj_buf *b, size_t extra)
{
	size_t need, room;
	char *p;

	if (extra > b->max || b->n > b->max - extra)
		return XJ_LIMIT;
	need = b->n + extra + 1;
	if (need <= b->room)
		return XJ_OK;
	room = b->room ? b->room : 64;
	while (room < need)
		room = room > SIZE_MAX / 2 ? need : room * 2;
	p = realloc(b->p, room);
	if (!p)
		return XJ_NOMEM;
	b->p = p;
	b->room = room;
	return XJ_OK;
}

enum xj_status xj_buf_add(struct xj_buf *b, const void *p, size_t n)
{
	enum xj_status st = xj_buf_reserve(b, n);

	if (st)
		return st;
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
	return XJ_OK;
}

/* What most texts fit into: they are then spelled once, not measured first. */
enum { USUAL_ROOM = 128 };

enum xj_status xj_buf_addf(struct xj_buf *b, const char *fmt, ...)
{
	size_t left = b->max > b->n ? b->max - b->n : 0, room;
	va_list args;
	enum xj_status st = xj_buf_reserve(b, left < USUAL_ROOM ? left : USUAL_ROOM);
	int n;

	if (st)
		return st;
	room = (left < b->room - b->n - 1 ? left : b->room - b->n - 1) + 1;
	va_start(args, fmt);
	n = vsnprintf(b->p + b->n, room, fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < room) {
		b->n += (size_t)n;
		return XJ_OK;
	}
	b->p[b->n] = '\0';
	if (n < 0)
		return XJ_INTERNAL;
	st = xj_buf_reserve(b, (size_t)n);
	if (st)
		return st;
	va_start(args, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, args);
	va_end(args);
	b->n += (size_t)n;
	return XJ_OK;
}

/* Bytes at S that stand in a JSON string as they are. */
static size_t plain_run(struct xj_str s)
{
	size_t i = 0;

	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == 0x7f)
			break;
		/* U+2028 and U+2029 end a line in old scripts */
		if (c == 0xe2 && s.n - i >= 3 && (unsigned char)s.p[i + 1] == 0x80 &&
		    ((unsigned char)s.p[i + 2] & 0xfe) == 0xa8)
			break;
		i++;
	}
	return i;
}

static enum xj_status add_escape(struct xj_buf *b, struct xj_str s, size_t *used)
{
	unsigned char c = (unsigned char)s.p[0];

	*used = 1;
	switch (c) {
	case '"':
		return xj_buf_add(b, "\\\"", 2);
	case '\\':
		return xj_buf_add(b, "\\\\", 2);
	case '\n':
		return xj_buf_add(b, "\\n", 2);
	case '\r':
		return xj_buf_add(b, "\\r", 2);
	case '\t':
		return xj_buf_add(b, "\\t", 2);
	case 0xe2:
		*used = 3;
		return xj_buf_addf(b, "\\u20%02x", (unsigned char)s.p[2] & 0x3f);
	default:
		return xj_buf_addf(b, "\\u%04x", c);
	}
}

static enum xj_status add_json_valid(struct xj_buf *b, struct xj_str s)
{
	while (s.n) {
		size_t run = plain_run(s), used = 0;
		enum xj_status st = xj_buf_add(b, s.p, run);

		s.p += run;
		s.n -= run;
		if (!st && s.n)
			st = add_escape(b, s, &used);
		if (st)
			return st;
		s.p += used;
		s.n -= used;
	}
	return XJ_OK;
}

enum xj_status xj_buf_add_json(struct xj_buf *b, struct xj_str s)
{
	size_t start = b->n;
	enum xj_status st = xj_buf_add(b, "\"", 1);

	while (!st && s.n) {
		size_t good = xj_utf8_valid(s);

		st = add_json_valid(b, xj_str_of(s.p, good));
		s.p += good;
		s.n -= good;
		if (!st && s.n) {
			st = xj_buf_add(b, "\xef\xbf\xbd", 3);
			s.p++;
			s.n--;
		}
	}
	if (!st)
		st = xj_buf_add(b, "\"", 1);
	if (st && b->p) {
		b->n = start;
		b->p[start] = '\0';
	}
	return st;
}
