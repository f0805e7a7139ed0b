/*
 * sax.h - XML as a stream of events, behind guards that stop what a filing
 * never needs: a DOCTYPE, a tag of more than XJ_MAX_TAG_BYTES, nesting deeper
 * than XJ_MAX_XML_DEPTH, a tag with more than XJ_MAX_XML_ATTRIBUTES, an
 * encoding other than UTF-8, anything from outside the bytes given.  Each has
 * its own message.  Text is not limited here: who collects it does that.
 */
#ifndef XIANJIN_SAX_H
#define XIANJIN_SAX_H

#include "xianjin/core.h"

#define XJ_SAX_CHUNK (16u << 10) /* the most to feed at once */

struct xj_sax;

/* A namespace by the number that the caller gives it; several may share one. */
struct xj_sax_space {
	const char *uri;
	int number; /* from 1 */
};

/* An opening tag, borrowed until the event returns. */
struct xj_tag {
	struct xj_sax *sax;
	const char *name; /* without its prefix */
	int space;        /* 0: none, or one not asked for */
	unsigned depth;   /* 1: the root */
	const unsigned char **attr; /* five pointers each, as libxml2 gives them */
	unsigned attrs;
};

/* What the caller wants to hear.  Anything but XJ_OK stops the parser: XJ_END
 * without an error, the rest with what xj_sax_error() was given. */
struct xj_sax_events {
	const struct xj_sax_space *spaces; /* ended by uri NULL */
	enum xj_status (*start)(void *ctx, const struct xj_tag *tag);
	enum xj_status (*end)(void *ctx, int space, const char *name,
	                      unsigned depth);
	enum xj_status (*text)(void *ctx, const char *p, size_t n); /* in pieces */
};

/* PART names the document in messages and must outlive the parser. */
enum xj_status xj_sax_new(const struct xj_sax_events *events, void *ctx,
                          const char *part, struct xj_sax **out,
                          struct xj_error *err) XJ_MUST_USE;
/*
 * Parses N more bytes, at most XJ_SAX_CHUNK.  XJ_OK, XJ_END (an event said so),
 * XJ_BAD_INPUT, XJ_LIMIT, XJ_NOMEM or what an event returned.
 */
enum xj_status xj_sax_feed(struct xj_sax *s, const char *p, size_t n,
                           struct xj_error *err) XJ_MUST_USE;
/* No more bytes: the document must be complete. */
enum xj_status xj_sax_finish(struct xj_sax *s, struct xj_error *err) XJ_MUST_USE;
void xj_sax_free(struct xj_sax *s);

/* The line, from 1, at the end of the tag or text that an event is about. */
uint64_t xj_sax_line(const struct xj_sax *s);

/* Where an event that fails puts its text; the part's name is added. */
struct xj_error *xj_sax_error(struct xj_sax *s);

/* The value of TAG's attribute I and whether its name is NAME in no namespace. */
static inline struct xj_str xj_tag_value(const struct xj_tag *tag, unsigned i)
{
	const unsigned char **a = tag->attr + 5 * (size_t)i;

	return xj_str_of((const char *)a[3], (size_t)(a[4] - a[3]));
}
static inline const char *xj_tag_name(const struct xj_tag *tag, unsigned i)
{
	return (const char *)tag->attr[5 * (size_t)i];
}
/* The number of the attribute's namespace, 0 for none or another. */
int xj_tag_space(const struct xj_tag *tag, unsigned i);
/* Finds the attribute NAME of namespace SPACE (0: it has none). */
bool xj_tag_find(const struct xj_tag *tag, int space, const char *name,
                 struct xj_str *value);
/* A whole number in decimal digits, at most MAX; false if S is none. */
bool xj_tag_number(struct xj_str s, uint32_t max, uint32_t *value);

#endif
