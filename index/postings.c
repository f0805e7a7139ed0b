/*
 * postings.c - owns posting lists: their pieces in the B-tree of a Glass file, the
 * numbers in a piece, and several lists walked together.
 *
 * The first piece of a list stands under the term: how many documents, how many
 * occurrences, the first docid less one; then what every piece has: '1' if it is the
 * last, its last docid less its first; then for each document but the first the docid
 * less the one before less one, and for each the occurrences (we store none: 0).
 * Further pieces stand under the term, a NUL and their first docid.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "index/glass.h"
#include "index/postings.h"
#include "index/room.h"
#include "src/core/i18n.h"

enum { KEY_ROOM = 256 };

struct xj_postings {
	struct xj_glass glass;
	const uint8_t *map; /* ours to unmap; or NULL */
	size_t bytes;
	char path[]; /* for messages */
};

/* ---- open and close ------------------------------------------------------ */

static enum xj_status damaged(const struct xj_postings *p, struct xj_error *err)
{
	return xj_fail(err, XJ_CORRUPT, _("%s: this file is damaged; delete the index "
	                                  "folder and it is made again"), p->path);
}

static enum xj_status new_postings(const char *path, struct xj_postings **out,
                                   struct xj_error *err)
{
	size_t n = strlen(path) + 1;
	struct xj_postings *p = calloc(1, sizeof(*p) + n);

	*out = p;
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	memcpy(p->path, path, n);
	return XJ_OK;
}

static enum xj_status read_glass(struct xj_postings *p, const uint8_t *map, size_t bytes,
                                 struct xj_error *err)
{
	enum xj_status st = xj_glass_open(&p->glass, map, bytes);

	p->bytes = bytes;
	if (st == XJ_STALE)
		return xj_fail(err, st, _("%s: made by another version of Xapian; build "
		                          "the index again"), p->path);
	return st == XJ_OK ? XJ_OK : damaged(p, err);
}

/* Closes what did not open. */
static enum xj_status opened(struct xj_postings **p, enum xj_status st)
{
	if (st != XJ_OK) {
		xj_postings_close(*p);
		*p = NULL;
	}
	return st;
}

enum xj_status xj_postings_open(const char *path, struct xj_postings **out,
                                struct xj_error *err)
{
	enum xj_status st = new_postings(path, out, err);
	size_t bytes;

	if (st == XJ_OK)
		st = xj_map_file(path, &(*out)->map, &bytes, err);
	if (st == XJ_OK)
		st = read_glass(*out, (*out)->map, bytes, err);
	return opened(out, st);
}

enum xj_status xj_postings_of(const uint8_t *map, size_t bytes, struct xj_postings **out,
                              struct xj_error *err)
{
	enum xj_status st = new_postings("", out, err);

	if (st == XJ_OK)
		st = read_glass(*out, map, bytes, err);
	return opened(out, st);
}

void xj_postings_close(struct xj_postings *p)
{
	if (!p)
		return;
	if (p->map)
		munmap((void *)(uintptr_t)p->map, p->bytes);
	free(p);
}

/* ---- one list --------------------------------------------------------------- */

struct list {
	struct xj_glass_cursor at;
	struct xj_buf joined; /* a piece that is spread over several items */
	char key[KEY_ROOM];   /* of the first piece */
	size_t key_bytes;
	const uint8_t *p, *end; /* what is left of this piece */
	uint32_t freq;
	uint32_t id, last; /* the docid here, the last one of this piece */
	bool final;        /* no piece behind this one */
	bool ended;
};

/* The key of TERM: a NUL in it is written as two bytes. */
static enum xj_status set_key(struct list *l, struct xj_str term, struct xj_error *err)
{
	for (size_t i = 0; i < term.n; i++) {
		if (l->key_bytes + 2 > sizeof(l->key))
			return xj_fail(err, XJ_INTERNAL, "a term of %zu bytes", term.n);
		l->key[l->key_bytes++] = term.p[i];
		if (term.p[i] == '\0')
			l->key[l->key_bytes++] = '\xff';
	}
	return XJ_OK;
}

/* Sets the piece that begins with ITEM. */
static enum xj_status take_piece(struct list *l, const struct xj_glass_item *item)
{
	struct xj_glass_item more = *item;
	struct xj_str piece = item->part;
	enum xj_status st = XJ_OK;

	if (!item->last) {
		xj_buf_reset(&l->joined);
		st = xj_buf_add(&l->joined, piece.p, piece.n);
	}
	while (st == XJ_OK && !more.last) {
		st = xj_glass_next(&l->at, &more);
		if (st == XJ_OK)
			st = more.first || !xj_str_eq(more.key, item->key)
				? XJ_CORRUPT : xj_buf_add(&l->joined, more.part.p, more.part.n);
		piece = xj_str_of(l->joined.p, l->joined.n);
	}
	l->p = (const uint8_t *)piece.p;
	l->end = l->p + piece.n;
	return st == XJ_END ? XJ_CORRUPT : st;
}

/* The head that every piece has, and the occurrences of its first document, l->id. */
static bool read_head(struct list *l)
{
	uint32_t span, occurrences;

	if (l->p == l->end || (*l->p != '0' && *l->p != '1'))
		return false;
	l->final = *l->p++ == '1';
	if (!xj_glass_number(&l->p, l->end, &span) || span > UINT32_MAX - l->id
	    || !xj_glass_number(&l->p, l->end, &occurrences))
		return false;
	l->last = l->id + span;
	return true;
}

static bool read_first_head(struct list *l)
{
	uint32_t occurrences;

	if (!xj_glass_number(&l->p, l->end, &l->freq)
	    || !xj_glass_number(&l->p, l->end, &occurrences)
	    || !xj_glass_number(&l->p, l->end, &l->id) || l->id == UINT32_MAX)
		return false;
	l->id++;
	return read_head(l);
}

/* The docid behind the term and a NUL in KEY: two bytes, or as many more as its first
 * byte has leading ones. */
static bool docid_of_key(const struct list *l, struct xj_str key, uint32_t *id)
{
	const uint8_t *p = (const uint8_t *)key.p + l->key_bytes + 1;
	size_t n, ones = 0;
	uint64_t value;

	if (key.n < l->key_bytes + 3 || memcmp(key.p, l->key, l->key_bytes) != 0
	    || key.p[l->key_bytes] != '\0')
		return false;
	n = key.n - l->key_bytes - 1;
	while (ones < 4 && p[0] & 0x80 >> ones)
		ones++;
	if (n != ones + 2)
		return false;
	value = p[0] & 0x7f >> ones;
	for (size_t i = 1; i < n; i++)
		value = value << 8 | p[i];
	*id = (uint32_t)value;
	return value <= UINT32_MAX;
}

static enum xj_status next_piece(struct list *l)
{
	struct xj_glass_item item;
	uint32_t before = l->last;
	enum xj_status st;

	if (l->final) {
		l->ended = true;
		return XJ_OK;
	}
	st = xj_glass_next(&l->at, &item);
	if (st == XJ_OK && !(item.first && docid_of_key(l, item.key, &l->id)
	                     && l->id > before))
		st = XJ_CORRUPT;
	if (st == XJ_OK)
		st = take_piece(l, &item);
	if (st == XJ_OK && !read_head(l))
		st = XJ_CORRUPT;
	return st == XJ_END ? XJ_CORRUPT : st;
}

/* The next document. */
static inline enum xj_status step(struct list *l)
{
	uint32_t gap, occurrences;

	if (l->p == l->end)
		return l->id == l->last ? next_piece(l) : XJ_CORRUPT;
	if (!xj_glass_number(&l->p, l->end, &gap) || gap >= l->last - l->id
	    || !xj_glass_number(&l->p, l->end, &occurrences))
		return XJ_CORRUPT;
	l->id += gap + 1;
	return XJ_OK;
}

/* The first document from D on.  Pieces that end before it are not looked through. */
static enum xj_status seek(struct list *l, uint32_t d)
{
	enum xj_status st = XJ_OK;

	while (st == XJ_OK && !l->ended && l->last < d)
		st = next_piece(l);
	while (st == XJ_OK && !l->ended && l->id < d)
		st = step(l);
	return st;
}

static enum xj_status open_list(const struct xj_postings *p, struct xj_str term,
                                struct list *l, struct xj_error *err)
{
	struct xj_glass_item item;
	enum xj_status st;

	memset(l, 0, sizeof(*l));
	xj_buf_init(&l->joined, p->bytes);
	st = set_key(l, term, err);
	if (st != XJ_OK)
		return st;
	st = xj_glass_find(&p->glass, xj_str_of(l->key, l->key_bytes), &l->at, &item);
	if (st == XJ_NOT_FOUND) {
		l->ended = true;
		return XJ_OK;
	}
	if (st == XJ_OK)
		st = take_piece(l, &item);
	if (st == XJ_NOMEM)
		return xj_fail(err, st, _("out of memory"));
	return st == XJ_OK && read_first_head(l) ? XJ_OK : damaged(p, err);
}

enum xj_status xj_postings_freq(const struct xj_postings *p, struct xj_str term,
                                uint32_t *freq, struct xj_error *err)
{
	struct list l;
	enum xj_status st = open_list(p, term, &l, err);

	*freq = l.freq;
	xj_buf_clear(&l.joined);
	return st;
}

/* ---- lists walked together ----------------------------------------------------- */

struct xj_lists {
	const struct xj_postings *postings;
	size_t lists;
	struct list list[]; /* rarest first */
};

static int by_freq(const void *a, const void *b)
{
	uint32_t x = ((const struct list *)a)->freq, y = ((const struct list *)b)->freq;

	return x < y ? -1 : x > y;
}

enum xj_status xj_lists_open(const struct xj_postings *p, const struct xj_str *term,
                             size_t terms, struct xj_lists **out, struct xj_error *err)
{
	struct xj_lists *w = calloc(1, sizeof(*w) + terms * sizeof(w->list[0]));
	enum xj_status st = XJ_OK;

	*out = NULL;
	if (!w)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	w->postings = p;
	while (st == XJ_OK && w->lists < terms) {
		st = open_list(p, term[w->lists], &w->list[w->lists], err);
		w->lists++;
	}
	if (st != XJ_OK) {
		xj_lists_close(w);
		return st;
	}
	qsort(w->list, w->lists, sizeof(w->list[0]), by_freq);
	*out = w;
	return XJ_OK;
}

void xj_lists_close(struct xj_lists *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->lists; i++)
		xj_buf_clear(&w->list[i].joined);
	free(w);
}

/* Moves the other lists to the document of the first; *WANT is it if all hold it,
 * else the first one that is still possible. */
static enum xj_status agree(struct xj_lists *w, uint32_t *want)
{
	*want = w->list[0].id;
	for (size_t i = 1; i < w->lists; i++) {
		struct list *l = &w->list[i];
		enum xj_status st = seek(l, *want);

		if (st != XJ_OK)
			return st;
		if (l->ended) {
			w->list[0].ended = true;
			return XJ_OK;
		}
		if (l->id != *want) {
			*want = l->id;
			return XJ_OK;
		}
	}
	return XJ_OK;
}

static enum xj_status walk(struct xj_lists *w, uint32_t from, uint32_t below,
                           uint32_t *out, size_t cap, size_t *got)
{
	struct list *lead = &w->list[0];
	enum xj_status st = seek(lead, from);

	while (st == XJ_OK && *got < cap && !lead->ended && lead->id < below) {
		uint32_t want;

		st = agree(w, &want);
		if (st != XJ_OK || lead->ended)
			break;
		if (want == lead->id) {
			out[(*got)++] = want;
			st = step(lead);
		} else {
			st = seek(lead, want);
		}
	}
	return st;
}

enum xj_status xj_lists_next(struct xj_lists *w, uint32_t from, uint32_t below,
                             uint32_t *out, size_t cap, size_t *got,
                             struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	*got = 0;
	if (w->lists)
		st = walk(w, from, below, out, cap, got);
	if (st == XJ_NOMEM)
		return xj_fail(err, st, _("out of memory"));
	return st == XJ_OK ? XJ_OK : damaged(w->postings, err);
}
