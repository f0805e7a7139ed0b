/*
 * terms.c - owns the prefix table and the making of terms.  Folding and grams
 * are text.h's; Xapian is index.cc's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "index/terms.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

const struct xj_prefix_row xj_prefixes[XJ_PREFIXES] = {
	[XJ_TERM_NAME] = { 'D', "two characters of the counterparty's name" },
	[XJ_TERM_PURPOSE] = { 'P', "two characters of the purpose" },
	[XJ_TERM_FILING] = { 'F', "filing" },
	[XJ_TERM_SUBJECT] = { 'C', "subject code" },
	[XJ_TERM_YEAR] = { 'Y', "calendar year" },
	[XJ_TERM_ID] = { 'I', "id of the counterparty" },
	[XJ_TERM_FLAG] = { 'G', "rule that flags the entry" },
};

/* NULs count twice, so half of what Xapian takes, minus prefix and hash. */
enum { ID_HEAD = 48, HEX = 64 };
_Static_assert(1 + ID_HEAD + HEX < XJ_TERM_ROOM, "a long id fits a term");
_Static_assert(2 * XJ_TERM_ROOM < 245, "what Xapian takes");

static enum xj_status long_text(struct xj_str text, struct xj_term *out)
{
	struct xj_sha256 *h;
	char hex[HEX + 1];
	enum xj_status st = xj_sha256_new(&h, NULL);

	if (st != XJ_OK)
		return st;
	st = xj_sha256_add(h, text.p, text.n);
	if (st != XJ_OK) {
		xj_sha256_free(h);
		return st;
	}
	st = xj_sha256_end(h, hex);
	if (st != XJ_OK)
		return st;
	memcpy(out->p + 1, text.p, ID_HEAD);
	memcpy(out->p + 1 + ID_HEAD, hex, HEX);
	out->n = 1 + ID_HEAD + HEX;
	return XJ_OK;
}

enum xj_status xj_term_text(enum xj_prefix prefix, struct xj_str text,
                            struct xj_term *out)
{
	out->p[0] = xj_prefixes[prefix].letter;
	if (text.n >= ID_HEAD + HEX)
		return long_text(text, out);
	memcpy(out->p + 1, text.p, text.n);
	out->n = 1 + text.n;
	return XJ_OK;
}

void xj_term_number(enum xj_prefix prefix, int64_t number, struct xj_term *out)
{
	int n = snprintf(out->p, sizeof(out->p), "%c%lld",
	                 xj_prefixes[prefix].letter, (long long)number);

	out->n = n > 0 ? (size_t)n : 0;
}

void xj_terms_init(struct xj_terms *t)
{
	*t = (struct xj_terms){ .n = 0 };
	xj_buf_init(&t->bytes, (size_t)1 << 30);
}

void xj_terms_clear(struct xj_terms *t)
{
	free(t->term);
	xj_buf_clear(&t->bytes);
	xj_terms_init(t);
}

/* Room for everything at once, so that borrowed terms stay where they are. */
static enum xj_status make_room(struct xj_terms *t, const struct xj_doc *doc)
{
	/* a gram begins at each character: a letter and 8 bytes at most */
	size_t grams = doc->name.n + doc->purpose.n;
	size_t need = grams + 8;
	struct xj_str *p;

	xj_buf_reset(&t->bytes);
	t->n = 0;
	if (grams > ((size_t)1 << 26))
		return XJ_LIMIT;
	if (need > t->room) {
		p = realloc(t->term, need * sizeof(*p));
		if (!p)
			return XJ_NOMEM;
		t->term = p;
		t->room = need;
	}
	return xj_buf_reserve(&t->bytes, grams * 9 + 8 * XJ_TERM_ROOM);
}

struct gram_ctx {
	struct xj_terms *t;
	char letter;
	enum xj_status st;
};

static void add_bytes(struct gram_ctx *g, const char *p, size_t n)
{
	struct xj_terms *t = g->t;
	size_t at = t->bytes.n;

	if (g->st == XJ_OK && t->n >= t->room)
		g->st = XJ_LIMIT;
	if (g->st == XJ_OK)
		g->st = xj_buf_add(&t->bytes, &g->letter, 1);
	if (g->st == XJ_OK)
		g->st = xj_buf_add(&t->bytes, p, n);
	if (g->st == XJ_OK)
		t->term[t->n++] = xj_str_of(t->bytes.p + at, n + 1);
}

static void each_gram(void *ctx, struct xj_str gram)
{
	add_bytes(ctx, gram.p, gram.n);
}

static void add_term(struct gram_ctx *g, const struct xj_term *term)
{
	g->letter = term->p[0];
	add_bytes(g, term->p + 1, term->n - 1);
}

static void add_number(struct gram_ctx *g, enum xj_prefix prefix, int64_t number)
{
	struct xj_term term;

	xj_term_number(prefix, number, &term);
	add_term(g, &term);
}

enum xj_status xj_terms_of(struct xj_terms *t, const struct xj_doc *doc)
{
	struct gram_ctx g = { .t = t, .st = make_room(t, doc) };
	struct xj_term term;
	int year, month, dom;

	if (g.st != XJ_OK)
		return g.st;
	g.letter = xj_prefixes[XJ_TERM_NAME].letter;
	xj_grams(doc->name, each_gram, &g);
	g.letter = xj_prefixes[XJ_TERM_PURPOSE].letter;
	xj_grams(doc->purpose, each_gram, &g);
	add_number(&g, XJ_TERM_FILING, doc->filing);
	if (doc->subject)
		add_number(&g, XJ_TERM_SUBJECT, doc->subject);
	if (doc->day != XJ_NO_DAY) {
		xj_day_split(doc->day, &year, &month, &dom);
		add_number(&g, XJ_TERM_YEAR, year);
	}
	if (g.st != XJ_OK || doc->id_text.n == 0)
		return g.st;
	g.st = xj_term_text(XJ_TERM_ID, doc->id_text, &term);
	if (g.st == XJ_OK)
		add_term(&g, &term);
	return g.st;
}
