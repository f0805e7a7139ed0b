/*
 * columns.c - owns reading a columns file: opens it checked, gathers values by
 * row.  Writing is columns_write.c.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "index/columns_file.h"
#include "index/room.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

_Static_assert(sizeof(struct xj_cols_header)
               == 8 + 8 + 8 + 16 + 16 + 8 + 8 + 4 * XJ_SECTIONS + 4
               + 16 * XJ_SECTIONS + 8, "no hidden padding");

/* Which widths a section may have: a bitset of bytes. */
static const unsigned widths[XJ_SECTIONS] = {
	[XJ_SEC_AMOUNT] = 1u << 4 | 1u << 8,
	[XJ_SEC_DAY] = 1u << 2 | 1u << 4,
	[XJ_SEC_FILING] = 1u << 2 | 1u << 4,
	[XJ_SEC_PLACE] = 1u << 1 | 1u << 2,
	[XJ_SEC_SUBJECT] = 1u << 1,
	[XJ_SEC_CODE] = 1u << 1,
	[XJ_SEC_DONOR] = 1u << 8,
	[XJ_SEC_NAME_BLOCK] = 1u << 8,
	[XJ_SEC_NAME_START] = 1u << 2 | 1u << 4,
	[XJ_SEC_NAME] = 1u << 1,
	[XJ_SEC_PURPOSE_BLOCK] = 1u << 8,
	[XJ_SEC_PURPOSE_START] = 1u << 2 | 1u << 4,
	[XJ_SEC_PURPOSE] = 1u << 1,
};

static uint64_t items_of(enum xj_section s, uint64_t rows)
{
	if (s == XJ_SEC_NAME_BLOCK || s == XJ_SEC_PURPOSE_BLOCK)
		return (rows + XJ_TEXT_BLOCK - 1) / XJ_TEXT_BLOCK;
	return rows;
}

static bool sections_fit(const struct xj_cols_header *h, size_t bytes)
{
	for (size_t s = 0; s < XJ_SECTIONS; s++) {
		uint64_t at = h->section[s].at, n = h->section[s].bytes;
		uint32_t width = h->width[s];
		bool text = s == XJ_SEC_NAME || s == XJ_SEC_PURPOSE;

		if (width > 8 || !(widths[s] & 1u << width) || at % 8 != 0
		    || at > bytes || n > bytes - at)
			return false;
		if (!text && n != items_of((enum xj_section)s, h->rows) * width)
			return false;
	}
	return true;
}

static enum xj_status check_header(const struct xj_cols_header *h, size_t bytes,
                                   const char *path, struct xj_error *err)
{
	if (bytes < sizeof(*h) || memcmp(h->magic, XJ_COLUMNS_MAGIC, 8) != 0)
		return xj_fail(err, XJ_CORRUPT, _("%s: not a columns file"), path);
	if (h->order != XJ_COLUMNS_ORDER || h->format != XJ_INDEX_FORMAT
	    || h->fold != XJ_FOLD_VERSION)
		return xj_fail(err, XJ_STALE, _("%s: made by another version or "
		                                "machine; build the index again"),
		               path);
	if (h->check != xj_hash64(h, offsetof(struct xj_cols_header, check))
	    || h->first == 0 || h->first > UINT32_MAX
	    || h->rows > UINT32_MAX - h->first || !sections_fit(h, bytes))
		return xj_fail(err, XJ_CORRUPT, _("%s: the head of this file is "
		                                  "damaged; delete the index folder "
		                                  "and it is made again"), path);
	return XJ_OK;
}

static void set_texts(struct xj_texts *t, const struct xj_cols_header *h,
                      const uint8_t *map, enum xj_section block)
{
	const void *blocks = map + h->section[block].at;

	t->block = blocks;
	t->start = map + h->section[block + 1].at;
	t->width = h->width[block + 1];
	t->p = (const char *)map + h->section[block + 2].at;
	t->bytes = h->section[block + 2].bytes;
	t->rows = (uint32_t)h->rows;
}

static void set_columns(struct xj_cols *c, const struct xj_cols_header *h)
{
	const uint8_t *map = c->map;
	const void *donors = map + h->section[XJ_SEC_DONOR].at;

	c->first = (uint32_t)h->first;
	c->rows = (uint32_t)h->rows;
	c->amount_width = h->width[XJ_SEC_AMOUNT];
	c->day_width = h->width[XJ_SEC_DAY];
	c->filing_width = h->width[XJ_SEC_FILING];
	c->place_width = h->width[XJ_SEC_PLACE];
	c->amount_low = h->amount_low;
	c->amount_high = h->amount_high;
	c->day_low = h->day_low;
	c->day_high = h->day_high;
	c->filing_high = h->filing_high;
	c->place_high = h->place_high;
	c->amount = map + h->section[XJ_SEC_AMOUNT].at;
	c->day = map + h->section[XJ_SEC_DAY].at;
	c->filing = map + h->section[XJ_SEC_FILING].at;
	c->place = map + h->section[XJ_SEC_PLACE].at;
	c->subject = map + h->section[XJ_SEC_SUBJECT].at;
	c->code = map + h->section[XJ_SEC_CODE].at;
	c->donor = donors;
	set_texts(&c->name, h, map, XJ_SEC_NAME_BLOCK);
	set_texts(&c->purpose, h, map, XJ_SEC_PURPOSE_BLOCK);
}

enum xj_status xj_cols_open(const char *path, struct xj_cols *out,
                            struct xj_error *err)
{
	const struct xj_cols_header *h;
	enum xj_status st;

	*out = (struct xj_cols){ .map = NULL };
	st = xj_map_file(path, &out->map, &out->bytes, err);
	if (st != XJ_OK)
		return st;
	h = (const void *)out->map;
	st = check_header(h, out->bytes, path, err);
	if (st == XJ_OK)
		set_columns(out, h);
	else
		xj_cols_close(out);
	return st;
}

void xj_cols_close(struct xj_cols *c)
{
	if (c->map)
		munmap((void *)(uintptr_t)c->map, c->bytes);
	*c = (struct xj_cols){ .map = NULL };
}

/* ---- gathering ------------------------------------------------------- */

/* One loop a width, so that the compiler sees plain array code. */
#define GATHER(type, column, value)                                            \
	do {                                                                   \
		const type *from = (const void *)(column);                     \
		for (size_t i = 0; i < n; i++) {                               \
			type v = from[row[i]];                                 \
			out[i] = (value);                                      \
		}                                                              \
	} while (0)

void xj_cols_amounts(const struct xj_cols *c, const uint32_t *row, size_t n,
                     int64_t *out)
{
	if (c->amount_width == 4)
		GATHER(int32_t, c->amount, v);
	else
		GATHER(int64_t, c->amount, v);
}

void xj_cols_days(const struct xj_cols *c, const uint32_t *row, size_t n,
                  int32_t *out)
{
	uint32_t base = (uint32_t)c->day_low - 1;

	if (c->day_width == 2)
		GATHER(uint16_t, c->day, v ? (int32_t)(base + v) : XJ_NO_DAY);
	else
		GATHER(int32_t, c->day, v);
}

void xj_cols_filings(const struct xj_cols *c, const uint32_t *row, size_t n,
                     uint32_t *out)
{
	/* it indexes arrays: never above what the header promises */
	uint32_t high = c->filing_high;

	if (c->filing_width == 2)
		GATHER(uint16_t, c->filing, v < high ? v : high);
	else
		GATHER(uint32_t, c->filing, v < high ? v : high);
}

void xj_cols_places(const struct xj_cols *c, const uint32_t *row, size_t n,
                    uint32_t *out)
{
	if (c->place_width == 1)
		GATHER(uint8_t, c->place, v);
	else
		GATHER(uint16_t, c->place, v);
}

/* ---- the slow check -------------------------------------------------- */

static bool texts_sound(const struct xj_texts *t)
{
	uint64_t from = 0, to;

	for (uint32_t row = 0; row <= t->rows; row++) {
		to = xj_text_start(t, row);
		if (to < from || (row == 0 && to != 0))
			return false;
		if (xj_utf8_valid(xj_str_of(t->p + from, (size_t)(to - from)))
		    != to - from)
			return false;
		from = to;
	}
	return true;
}

static bool row_sound(const struct xj_cols *c, uint32_t row)
{
	uint32_t filing, place;
	int64_t amount;
	int32_t day;

	xj_cols_amounts(c, &row, 1, &amount);
	xj_cols_days(c, &row, 1, &day);
	xj_cols_filings(c, &row, 1, &filing);
	xj_cols_places(c, &row, 1, &place);
	return amount >= c->amount_low && amount <= c->amount_high
		&& (day == XJ_NO_DAY || (day >= c->day_low && day <= c->day_high))
		&& filing <= c->filing_high && place <= c->place_high;
}

enum xj_status xj_cols_check(const struct xj_cols *c, const char *path,
                             struct xj_error *err)
{
	for (uint32_t row = 0; row < c->rows; row++)
		if (!row_sound(c, row))
			return xj_fail(err, XJ_CORRUPT, _("%s: entry %llu has a value "
			                                  "out of its bounds"), path,
			               (unsigned long long)c->first + row);
	if (!texts_sound(&c->name) || !texts_sound(&c->purpose))
		return xj_fail(err, XJ_CORRUPT, _("%s: its texts are damaged"), path);
	return XJ_OK;
}
