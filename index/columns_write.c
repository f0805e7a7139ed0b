/*
 * columns_write.c - owns writing a columns file.  Rows are spooled in one wide
 * shape to unnamed files; at the end, when the widths are known, each section
 * is written in one pass over the spool.  Memory does not grow with the rows.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/columns_file.h"
#include "index/room.h"
#include "src/core/i18n.h"
#include "xianjin/text.h"

/* A row in the spool. */
struct wide {
	int64_t amount;
	uint64_t donor;
	int32_t day;
	uint32_t filing;
	uint32_t name, purpose; /* bytes */
	uint16_t place;
	uint8_t subject, code;
	uint32_t pad;
};

struct xj_cols_writer {
	char path[XJ_PATH_ROOM];
	FILE *rows, *names, *purposes; /* unnamed */
	FILE *out;
	struct xj_cols_header h;
	uint64_t name_bytes, purpose_bytes;
	uint32_t name_run, purpose_run;   /* bytes of the block under way ... */
	uint32_t name_high, purpose_high; /* ... where its last row begins, at most */
};

static enum xj_status fail_write(struct xj_cols_writer *w, struct xj_error *err)
{
	return xj_fail(err, XJ_IO, _("%s: cannot write: %s"), w->path,
	               strerror(errno));
}

/* A file without a name beside PATH. */
static enum xj_status spool(struct xj_cols_writer *w, const char *tail,
                            FILE **out, struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	int n = snprintf(path, sizeof(path), "%s.%s", w->path, tail);

	if (n < 0 || (size_t)n >= sizeof(path))
		return xj_fail(err, XJ_LIMIT, _("%s: this path is too long"),
		               w->path);
	*out = fopen(path, "w+xe");
	if (!*out)
		return xj_fail(err, XJ_IO, _("%s: cannot make this file: %s"), path,
		               strerror(errno));
	unlink(path);
	setvbuf(*out, NULL, _IOFBF, 1 << 16);
	return XJ_OK;
}

enum xj_status xj_cols_writer_open(const char *path, uint32_t first,
                                   struct xj_cols_writer **out,
                                   struct xj_error *err)
{
	struct xj_cols_writer *w = calloc(1, sizeof(*w));
	enum xj_status st;

	*out = NULL;
	if (!w)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), path);
	snprintf(w->path, sizeof(w->path), "%s", path);
	w->h = (struct xj_cols_header){
		.order = XJ_COLUMNS_ORDER, .format = XJ_INDEX_FORMAT,
		.fold = XJ_FOLD_VERSION, .first = first,
		.amount_low = INT64_MAX, .amount_high = INT64_MIN,
		.day_low = INT32_MAX, .day_high = INT32_MIN,
	};
	memcpy(w->h.magic, XJ_COLUMNS_MAGIC, sizeof(w->h.magic));
	st = spool(w, "rows", &w->rows, err);
	if (st == XJ_OK)
		st = spool(w, "names", &w->names, err);
	if (st == XJ_OK)
		st = spool(w, "purposes", &w->purposes, err);
	if (st != XJ_OK) {
		xj_cols_writer_free(w);
		return st;
	}
	*out = w;
	return XJ_OK;
}

void xj_cols_writer_free(struct xj_cols_writer *w)
{
	if (!w)
		return;
	if (w->rows)
		fclose(w->rows);
	if (w->names)
		fclose(w->names);
	if (w->purposes)
		fclose(w->purposes);
	if (w->out)
		fclose(w->out);
	free(w);
}

/* ---- adding ---------------------------------------------------------- */

static enum xj_status add_text(struct xj_cols_writer *w, FILE *f,
                               struct xj_str s, uint64_t *bytes, uint32_t *run,
                               uint32_t *high, struct xj_error *err)
{
	if (w->h.rows % XJ_TEXT_BLOCK == 0)
		*run = 0;
	if (*run > *high)
		*high = *run;
	if (s.n > UINT32_MAX - *run)
		return xj_fail(err, XJ_LIMIT, _("%s: a text is too long"), w->path);
	*run += (uint32_t)s.n;
	*bytes += s.n;
	if (s.n && fwrite_unlocked(s.p, 1, s.n, f) != s.n)
		return fail_write(w, err);
	return XJ_OK;
}

static void widen(struct xj_cols_header *h, const struct wide *r)
{
	if (r->amount < h->amount_low)
		h->amount_low = r->amount;
	if (r->amount > h->amount_high)
		h->amount_high = r->amount;
	if (r->day != XJ_NO_DAY && r->day < h->day_low)
		h->day_low = r->day;
	if (r->day != XJ_NO_DAY && r->day > h->day_high)
		h->day_high = r->day;
	if (r->filing > h->filing_high)
		h->filing_high = r->filing;
	if (r->place > h->place_high)
		h->place_high = r->place;
}

static enum xj_status add_wide(struct xj_cols_writer *w, struct wide *r,
                               struct xj_str name, struct xj_str purpose,
                               struct xj_error *err)
{
	enum xj_status st;

	if (w->h.rows >= UINT32_MAX - w->h.first)
		return xj_fail(err, XJ_LIMIT, _("%s: too many entries for an index"),
		               w->path);
	st = add_text(w, w->names, name, &w->name_bytes, &w->name_run, &w->name_high,
	              err);
	if (st == XJ_OK)
		st = add_text(w, w->purposes, purpose, &w->purpose_bytes,
		              &w->purpose_run, &w->purpose_high, err);
	if (st != XJ_OK)
		return st;
	r->name = (uint32_t)name.n;
	r->purpose = (uint32_t)purpose.n;
	if (fwrite_unlocked(r, sizeof(*r), 1, w->rows) != 1)
		return fail_write(w, err);
	widen(&w->h, r);
	w->h.rows++;
	return XJ_OK;
}

/* The years that a day may fall in: beyond them the store is damaged. */
static bool day_possible(int32_t day)
{
	return day == XJ_NO_DAY
		|| (day >= xj_day_of(1, 1, 1) && day <= xj_day_of(9999, 12, 31));
}

enum xj_status xj_cols_add(struct xj_cols_writer *w, const struct xj_doc *doc,
                           struct xj_error *err)
{
	struct wide r = {
		.amount = doc->amount, .donor = doc->donor, .day = doc->day,
		.place = doc->place, .subject = doc->subject,
		.code = (uint8_t)(doc->kind | (doc->direction == XJ_EXPENSE) << 3
		                  | doc->method << 4),
	};

	if (doc->id < 0 || (uint64_t)doc->id != w->h.first + w->h.rows)
		return xj_fail(err, XJ_CORRUPT, _("entry %lld follows entry %llu: the "
		                                  "ids of the store have a gap"),
		               (long long)doc->id,
		               (unsigned long long)(w->h.first + w->h.rows - 1));
	if (doc->kind > 7 || doc->method > 7 || !day_possible(doc->day)
	    || doc->filing < 1 || doc->filing > INT32_MAX
	    || (doc->direction != XJ_INCOME && doc->direction != XJ_EXPENSE))
		return xj_fail(err, XJ_CORRUPT, _("entry %lld of the store has a value "
		                                  "that none can have"),
		               (long long)doc->id);
	r.filing = (uint32_t)doc->filing;
	return add_wide(w, &r, doc->name, doc->purpose, err);
}

enum xj_status xj_cols_append(struct xj_cols_writer *w,
                              const struct xj_cols *c, struct xj_error *err)
{
	enum xj_status st = XJ_OK;
	uint32_t place;

	if (c->first != w->h.first + w->h.rows)
		return xj_fail(err, XJ_INTERNAL, "%s: not neighbours", w->path);
	for (uint32_t row = 0; st == XJ_OK && row < c->rows; row++) {
		struct wide r = {
			.donor = c->donor[row], .subject = c->subject[row],
			.code = c->code[row],
		};

		xj_cols_amounts(c, &row, 1, &r.amount);
		xj_cols_days(c, &row, 1, &r.day);
		xj_cols_filings(c, &row, 1, &r.filing);
		xj_cols_places(c, &row, 1, &place);
		r.place = (uint16_t)place;
		st = add_wide(w, &r, xj_text_at(&c->name, row),
		              xj_text_at(&c->purpose, row), err);
	}
	return st;
}

/* ---- the sections ---------------------------------------------------- */

static void choose_widths(struct xj_cols_writer *w)
{
	struct xj_cols_header *h = &w->h;
	uint32_t *width = h->width;
	bool no_day = h->day_low > h->day_high;

	if (h->rows == 0)
		h->amount_low = h->amount_high = 0;
	for (size_t s = 0; s < XJ_SECTIONS; s++)
		width[s] = 1;
	width[XJ_SEC_AMOUNT] = h->amount_low < INT32_MIN
		|| h->amount_high > INT32_MAX ? 8 : 4;
	width[XJ_SEC_DAY] = no_day
		|| (int64_t)h->day_high - h->day_low < XJ_DAY_SPAN_2 ? 2 : 4;
	width[XJ_SEC_FILING] = h->filing_high > UINT16_MAX ? 4 : 2;
	width[XJ_SEC_PLACE] = h->place_high > UINT8_MAX ? 2 : 1;
	width[XJ_SEC_DONOR] = 8;
	width[XJ_SEC_NAME_BLOCK] = width[XJ_SEC_PURPOSE_BLOCK] = 8;
	width[XJ_SEC_NAME_START] = w->name_high > UINT16_MAX ? 4 : 2;
	width[XJ_SEC_PURPOSE_START] = w->purpose_high > UINT16_MAX ? 4 : 2;
}

/* What goes from one row to the next while a section is written. */
struct pass {
	uint64_t row, at, block; /* bytes of text before the row, the block */
};

/* The value of a row in SECTION; false if the row has none there. */
static bool value_of(const struct xj_cols_writer *w, enum xj_section section,
                     const struct wide *r, struct pass *p, uint64_t *v)
{
	bool name = section == XJ_SEC_NAME_BLOCK || section == XJ_SEC_NAME_START;
	bool first = p->row++ % XJ_TEXT_BLOCK == 0;
	uint64_t at = p->at;

	p->at += name ? r->name : r->purpose;
	if (first)
		p->block = at;
	switch (section) {
	case XJ_SEC_AMOUNT:
		*v = (uint64_t)r->amount;
		return true;
	case XJ_SEC_DAY:
		if (w->h.width[XJ_SEC_DAY] == 4)
			*v = (uint32_t)r->day;
		else
			*v = r->day == XJ_NO_DAY ? 0
				: (uint64_t)((int64_t)r->day - w->h.day_low + 1);
		return true;
	case XJ_SEC_FILING:
		*v = r->filing;
		return true;
	case XJ_SEC_PLACE:
		*v = r->place;
		return true;
	case XJ_SEC_SUBJECT:
		*v = r->subject;
		return true;
	case XJ_SEC_CODE:
		*v = r->code;
		return true;
	case XJ_SEC_DONOR:
		*v = r->donor;
		return true;
	case XJ_SEC_NAME_BLOCK:
	case XJ_SEC_PURPOSE_BLOCK:
		*v = at;
		return first;
	default: /* where the row begins in its block */
		*v = at - p->block;
		return true;
	}
}

/* The low WIDTH bytes of V as the machine orders them. */
static bool put_value(FILE *out, uint64_t v, uint32_t width)
{
	uint8_t v1 = (uint8_t)v;
	uint16_t v2 = (uint16_t)v;
	uint32_t v4 = (uint32_t)v;
	const void *p = width == 1 ? (const void *)&v1
		: width == 2 ? (const void *)&v2
		: width == 4 ? (const void *)&v4 : (const void *)&v;

	return fwrite_unlocked(p, width, 1, out) == 1;
}

static enum xj_status write_numbers(struct xj_cols_writer *w,
                                    enum xj_section section, struct xj_error *err)
{
	uint32_t width = w->h.width[section];
	struct pass pass = { 0 };
	uint64_t v, n = 0;
	struct wide r;

	rewind(w->rows);
	for (uint64_t i = 0; i < w->h.rows; i++) {
		if (fread_unlocked(&r, sizeof(r), 1, w->rows) != 1)
			return xj_fail(err, XJ_IO, _("%s: cannot read back what was "
			                             "collected"), w->path);
		if (!value_of(w, section, &r, &pass, &v))
			continue;
		if (!put_value(w->out, v, width))
			return fail_write(w, err);
		n += width;
	}
	w->h.section[section].bytes = n;
	return XJ_OK;
}

static enum xj_status write_text(struct xj_cols_writer *w, FILE *from,
                                 uint64_t bytes, enum xj_section section,
                                 struct xj_error *err)
{
	char chunk[1 << 14];
	uint64_t left = bytes;

	rewind(from);
	while (left) {
		size_t n = left < sizeof(chunk) ? (size_t)left : sizeof(chunk);

		if (fread(chunk, 1, n, from) != n)
			return xj_fail(err, XJ_IO, _("%s: cannot read back what was "
			                             "collected"), w->path);
		if (fwrite_unlocked(chunk, 1, n, w->out) != n)
			return fail_write(w, err);
		left -= n;
	}
	w->h.section[section].bytes = bytes;
	return XJ_OK;
}

static enum xj_status write_section(struct xj_cols_writer *w,
                                    enum xj_section section, uint64_t *at,
                                    struct xj_error *err)
{
	static const char zeros[8];
	enum xj_status st;
	size_t pad;

	w->h.section[section].at = *at;
	if (section == XJ_SEC_NAME)
		st = write_text(w, w->names, w->name_bytes, section, err);
	else if (section == XJ_SEC_PURPOSE)
		st = write_text(w, w->purposes, w->purpose_bytes, section, err);
	else
		st = write_numbers(w, section, err);
	if (st != XJ_OK)
		return st;
	*at += w->h.section[section].bytes;
	pad = (size_t)(-*at % 8);
	*at += pad;
	if (pad && fwrite(zeros, 1, pad, w->out) != pad)
		return fail_write(w, err);
	return XJ_OK;
}

static enum xj_status end_file(struct xj_cols_writer *w, struct xj_error *err)
{
	FILE *out = w->out;
	bool good;

	w->h.check = xj_hash64(&w->h, offsetof(struct xj_cols_header, check));
	rewind(out);
	good = fwrite(&w->h, sizeof(w->h), 1, out) == 1 && fflush(out) == 0;
	w->out = NULL;
	if (fclose(out) != 0 || !good)
		return fail_write(w, err);
	return XJ_OK;
}

enum xj_status xj_cols_writer_finish(struct xj_cols_writer *w,
                                     struct xj_error *err)
{
	uint64_t at = sizeof(w->h);
	enum xj_status st = XJ_OK;

	_Static_assert(sizeof(w->h) % 8 == 0, "sections begin at multiples of 8");
	choose_widths(w);
	w->out = fopen(w->path, "wxe");
	if (!w->out)
		return xj_fail(err, XJ_IO, _("%s: cannot make this file: %s"),
		               w->path, strerror(errno));
	setvbuf(w->out, NULL, _IOFBF, 1 << 16);
	if (fwrite(&w->h, sizeof(w->h), 1, w->out) != 1)
		return fail_write(w, err);
	for (int s = 0; st == XJ_OK && s < XJ_SECTIONS; s++)
		st = write_section(w, (enum xj_section)s, &at, err);
	return st == XJ_OK ? end_file(w, err) : st;
}
