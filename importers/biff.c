/*
 * biff.c - records and strings of a workbook stream.  Owns the window on the
 * stream and the bounds of every record; knows nothing of sheets.
 */
#include <stdlib.h>

#include "importers/biff.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

#define HEAD 4u
#define MAX_BODY 65535u
#define FIRST_PIECE (4u << 10) /* after a jump little more may be wanted */
#define LAST_PIECE (64u << 10)
#define ROOM (HEAD + MAX_BODY + LAST_PIECE)

/* ---- records ------------------------------------------------------------- */

enum xj_status xj_biff_init(struct xj_biff *b, const struct xj_biff_input *in,
                            struct xj_error *err)
{
	*b = (struct xj_biff){ .in = *in, .piece = FIRST_PIECE };
	b->window = malloc(ROOM);
	return b->window ? XJ_OK : xj_fail(err, XJ_NOMEM, _("out of memory"));
}

void xj_biff_clear(struct xj_biff *b)
{
	free(b->window);
	*b = (struct xj_biff){ .at = 0 };
}

enum xj_status xj_biff_damaged(uint64_t at, struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("the workbook is damaged at byte %llu of its stream; open it in an "
		  "office program and save it again"), (unsigned long long)at);
}

static enum xj_status cut_short(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("the workbook is cut short or damaged; fetch it again"));
}

void xj_biff_seek(struct xj_biff *b, uint64_t at)
{
	if (at >= b->at && at - b->at <= b->n) {
		b->pos = (size_t)(at - b->at);
		return;
	}
	b->at = at;
	b->n = b->pos = 0;
	b->piece = FIRST_PIECE;
}

/* Brings bytes into the window until NEED of them are behind pos. */
static enum xj_status ensure(struct xj_biff *b, size_t need, struct xj_error *err)
{
	while (b->n - b->pos < need) {
		uint64_t end = b->at + b->n;
		size_t take = b->piece;

		if (end >= b->in.size)
			return XJ_END;
		memmove(b->window, b->window + b->pos, b->n - b->pos);
		b->n -= b->pos;
		b->at += b->pos;
		b->pos = 0;
		if (take > ROOM - b->n)
			take = ROOM - b->n;
		if (take > b->in.size - end)
			take = (size_t)(b->in.size - end);
		if (!b->in.read(b->in.ctx, end, b->window + b->n, take))
			return cut_short(err);
		b->n += take;
		if (b->piece < LAST_PIECE)
			b->piece *= 2;
	}
	return XJ_OK;
}

enum xj_status xj_biff_next(struct xj_biff *b, struct xj_biff_record *r,
                            struct xj_error *err)
{
	enum xj_status status = ensure(b, HEAD, err);
	const uint8_t *p;
	size_t n;

	*r = (struct xj_biff_record){ .type = 0 };
	if (status != XJ_OK) /* a few bytes behind the last record do no harm */
		return status;
	n = xj_u16(b->window + b->pos + 2);
	status = ensure(b, HEAD + n, err);
	if (status != XJ_OK)
		return status == XJ_END ? cut_short(err) : status;
	p = b->window + b->pos;
	*r = (struct xj_biff_record){
		.type = xj_u16(p), .n = n, .p = p + HEAD, .at = b->at + b->pos
	};
	b->pos += HEAD + n;
	return XJ_OK;
}

void xj_biff_unread(struct xj_biff *b, const struct xj_biff_record *r)
{
	b->pos -= HEAD + r->n;
}

/* ---- spans --------------------------------------------------------------- */

struct xj_biff_span xj_biff_span_of(struct xj_biff *b,
                                    const struct xj_biff_record *r, size_t from)
{
	if (from > r->n)
		from = r->n;
	return (struct xj_biff_span){ b, r->p + from, r->n - from, r->at };
}

/* Goes on in the next record if that is a CONTINUE, else XJ_END. */
static enum xj_status go_on(struct xj_biff_span *s, struct xj_error *err)
{
	struct xj_biff_record r;
	enum xj_status status = xj_biff_next(s->b, &r, err);

	if (status != XJ_OK)
		return status;
	if (r.type != XJ_BIFF_CONTINUE) {
		xj_biff_unread(s->b, &r);
		return XJ_END;
	}
	s->p = r.p;
	s->n = r.n;
	return XJ_OK;
}

static enum xj_status must_go_on(struct xj_biff_span *s, struct xj_error *err)
{
	enum xj_status status = go_on(s, err);

	return status == XJ_END ? xj_biff_damaged(s->at, err) : status;
}

enum xj_status xj_biff_left(struct xj_biff_span *s, struct xj_error *err)
{
	enum xj_status status = XJ_OK;

	while (status == XJ_OK && s->n == 0)
		status = go_on(s, err);
	return status;
}

static void pass(struct xj_biff_span *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

enum xj_status xj_biff_take(struct xj_biff_span *s, void *out, size_t n,
                            struct xj_error *err)
{
	uint8_t *to = out;

	while (n > 0) {
		size_t k = s->n < n ? s->n : n;

		if (k == 0) {
			enum xj_status status = must_go_on(s, err);

			if (status != XJ_OK)
				return status;
			continue;
		}
		memcpy(to, s->p, k);
		pass(s, k);
		to += k;
		n -= k;
	}
	return XJ_OK;
}

enum xj_status xj_biff_skip(struct xj_biff_span *s, uint64_t n,
                            struct xj_error *err)
{
	while (n > s->n) {
		enum xj_status status;

		n -= s->n;
		status = must_go_on(s, err);
		if (status != XJ_OK)
			return status;
	}
	pass(s, (size_t)n);
	return XJ_OK;
}

/* ---- strings of BIFF8 ---------------------------------------------------- */

enum { WIDE = 1, PHONETIC = 4, RICH = 8 };

/* UTF-16 on its way to UTF-8; HIGH waits for the other half of its pair. */
struct units {
	char *to;
	unsigned high;
};

static void put(struct units *u, uint32_t code)
{
	u->to += xj_utf8_put(code, u->to);
}

static void put_lone(struct units *u)
{
	if (u->high)
		put(u, 0xfffd);
	u->high = 0;
}

static void put_unit(struct units *u, unsigned unit)
{
	if (unit >= 0xdc00 && unit <= 0xdfff && u->high) {
		put(u, 0x10000 + ((u->high - 0xd800u) << 10) + (unit - 0xdc00u));
		u->high = 0;
		return;
	}
	put_lone(u);
	if (unit >= 0xd800 && unit <= 0xdbff)
		u->high = unit;
	else
		put(u, unit >= 0xdc00 && unit <= 0xdfff ? 0xfffd : unit);
}

static void put_units(struct units *u, const uint8_t *p, size_t n, bool wide)
{
	for (size_t i = 0; i < n; i++)
		put_unit(u, wide ? xj_u16(p + 2 * i) : p[i]);
}

/* COUNT characters; OUT has room for them. */
static enum xj_status take_chars(struct xj_biff_span *s, size_t count, bool wide,
                                 struct xj_buf *out, struct xj_error *err)
{
	struct units u = { out->p + out->n, 0 };

	while (count > 0) {
		size_t size = wide ? 2 : 1, k = s->n / size;

		if (k == 0) { /* half a unit at the border means nothing */
			enum xj_status status = must_go_on(s, err);

			if (status != XJ_OK)
				return status;
			if (s->n > 0) {
				wide = s->p[0] & WIDE;
				pass(s, 1);
			}
			continue;
		}
		if (k > count)
			k = count;
		put_units(&u, s->p, k, wide);
		pass(s, k * size);
		count -= k;
	}
	put_lone(&u);
	out->n = (size_t)(u.to - out->p);
	out->p[out->n] = '\0';
	return XJ_OK;
}

enum xj_status xj_biff_string(struct xj_biff_span *s, size_t length,
                              struct xj_buf *out, struct xj_error *err)
{
	uint8_t head[3] = { 0 }, runs[2] = { 0 }, guide[4] = { 0 };
	unsigned flags;
	size_t count;
	enum xj_status status = xj_biff_take(s, head, length + 1, err);

	if (status != XJ_OK)
		return status;
	count = length == 1 ? head[0] : xj_u16(head);
	flags = head[length];
	if (flags & RICH)
		status = xj_biff_take(s, runs, 2, err);
	if (status == XJ_OK && (flags & PHONETIC))
		status = xj_biff_take(s, guide, 4, err);
	if (status == XJ_OK && xj_buf_reserve(out, 3 * count + 4) != XJ_OK)
		status = xj_fail(err, XJ_NOMEM, _("out of memory"));
	if (status == XJ_OK)
		status = take_chars(s, count, flags & WIDE, out, err);
	if (status == XJ_OK)
		status = xj_biff_skip(s, 4 * (uint64_t)xj_u16(runs) + xj_u32(guide),
		                      err);
	return status;
}
