/*
 * sax.c - libxml2's push parser behind guards.  Owns what may reach libxml2
 * and when it is stopped; knows nothing of what the elements mean.
 *
 * Its handling of attributes is quadratic in their number, so the bytes of a
 * tag are counted before it sees them.  The count needs no look at each byte:
 * '<' can stand neither in a tag nor in text, and a chunk is smaller than the
 * limit, so only what lies between the last '<' of one chunk and the first of
 * a later one can be too long.
 *
 * The end of a tag that a chunk cuts off is waited for here: libxml2 takes a
 * '>' in an attribute for it and then finds the tag broken.
 */
#include <pthread.h>
#include <stdlib.h>

#include "importers/sax.h"
#include "src/core/i18n.h"
#include "src/core/library_xml2.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

#define HEAD 512u   /* the XML declaration ends in it */
#define CACHE 16u   /* namespaces seen last */

_Static_assert(2 * XJ_SAX_CHUNK <= XJ_MAX_TAG_BYTES,
               "two '<' of one chunk must be near enough to each other");

struct seen_space {
	const xmlChar *uri; /* as libxml2 keeps it: the same text, the same place */
	int number;
};

struct xj_sax {
	const struct xj_sax_events *events;
	void *ctx;
	const char *part;
	xmlParserCtxtPtr parser;
	enum xj_status status; /* once not XJ_OK, nothing more happens */
	struct xj_error error;
	unsigned depth;
	struct seen_space cache[CACHE];

	char head[HEAD]; /* the first bytes, until the encoding is known */
	size_t head_n;
	bool started;

	bool in_tag;        /* the bytes given end inside a tag ... */
	char quote;         /* ... and inside this quote */
	struct xj_buf held; /* that tag up to now */
};

/* ---- libxml2, once ------------------------------------------------------- */

static xmlParserInputPtr refuse_entity(const char *url, const char *id,
                                       xmlParserCtxtPtr parser)
{
	(void)url, (void)id, (void)parser;
	return NULL;
}

static void start_library(void)
{
	xmlInitParser();
	xmlSetExternalEntityLoader(refuse_entity);
}

static enum xj_status ensure_library(struct xj_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	enum xj_status status = xj_xml2_load(err);

	if (status == XJ_OK)
		pthread_once(&once, start_library);
	return status;
}

/* ---- stopping ------------------------------------------------------------ */

static void stop(struct xj_sax *s, enum xj_status status)
{
	if (s->status == XJ_OK)
		s->status = status;
	if (s->parser)
		xmlStopParser(s->parser);
}

struct xj_error *xj_sax_error(struct xj_sax *s)
{
	return &s->error;
}

uint64_t xj_sax_line(const struct xj_sax *s)
{
	int line = xmlSAX2GetLineNumber(s->parser);

	return line > 0 ? (uint64_t)line : 0;
}

/* ---- events -------------------------------------------------------------- */

static int find_space(struct xj_sax *s, const xmlChar *uri)
{
	struct seen_space *seen;
	const struct xj_sax_space *space;

	if (!uri)
		return 0;
	seen = &s->cache[((uintptr_t)uri >> 4) % CACHE];
	if (seen->uri == uri)
		return seen->number;
	*seen = (struct seen_space){ uri, 0 };
	for (space = s->events->spaces; space->uri; space++) {
		if (strcmp((const char *)uri, space->uri) == 0)
			seen->number = space->number;
	}
	return seen->number;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int spaces, const xmlChar **space,
                     int attrs, int defaulted, const xmlChar **attr)
{
	struct xj_sax *s = ctx;
	struct xj_tag tag;
	enum xj_status status;

	(void)prefix, (void)spaces, (void)space, (void)defaulted;
	if (s->status != XJ_OK)
		return;
	if (++s->depth > XJ_MAX_XML_DEPTH) {
		stop(s, xj_over(&s->error, "xml-depth",
			_("its elements are nested deeper than %u; save the "
			  "document again with an office program"), XJ_MAX_XML_DEPTH));
		return;
	}
	if (attrs > (int)XJ_MAX_XML_ATTRIBUTES) {
		stop(s, xj_over(&s->error, "xml-attributes",
			_("a tag has more than %u attributes; save the document "
			  "again with an office program"), XJ_MAX_XML_ATTRIBUTES));
		return;
	}
	tag = (struct xj_tag){
		.sax = s, .name = (const char *)name, .space = find_space(s, uri),
		.depth = s->depth, .attr = attr, .attrs = (unsigned)attrs
	};
	status = s->events->start(s->ctx, &tag);
	if (status != XJ_OK)
		stop(s, status);
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
	struct xj_sax *s = ctx;
	enum xj_status status;

	(void)prefix;
	if (s->status != XJ_OK)
		return;
	status = s->events->end(s->ctx, find_space(s, uri), (const char *)name,
	                        s->depth);
	if (s->depth > 0)
		s->depth--;
	if (status != XJ_OK)
		stop(s, status);
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
	struct xj_sax *s = ctx;
	enum xj_status status;

	if (s->status != XJ_OK || n <= 0)
		return;
	status = s->events->text(s->ctx, (const char *)p, (size_t)n);
	if (status != XJ_OK)
		stop(s, status);
}

/* In CDATA libxml2 lets some bytes through that are no UTF-8. */
static void on_cdata(void *ctx, const xmlChar *p, int n)
{
	struct xj_sax *s = ctx;
	size_t size = n > 0 ? (size_t)n : 0;

	if (s->status == XJ_OK && xj_utf8_valid(xj_str_of((const char *)p, size)) < size)
		stop(s, xj_fail(&s->error, XJ_BAD_INPUT,
			_("line %llu: a cell has bytes that are not UTF-8; save the "
			  "document again"), (unsigned long long)xj_sax_line(s)));
	on_text(ctx, p, n);
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
	struct xj_sax *s = ctx;

	(void)name, (void)public_id, (void)system_id;
	stop(s, xj_fail_code(&s->error, XJ_BAD_INPUT, "xml-doctype",
		_("has a DOCTYPE, which no spreadsheet needs and which may pull in "
		  "other files; save the document again with an office program")));
}

static void on_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx, (void)error; /* looked up when the chunk is done */
}

/* ---- the tag guard ------------------------------------------------------- */

/* Follows the tag through N bytes, at the first of which it may begin and in
 * which no other does; returns how many of them are its. */
static size_t walk_tag(struct xj_sax *s, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n && s->in_tag; i++) {
		char c = p[i];

		if (s->quote)
			s->quote = c == s->quote ? '\0' : s->quote;
		else if (c == '"' || c == '\'')
			s->quote = c;
		else if (c == '>')
			s->in_tag = false;
	}
	return i;
}

static bool hold(struct xj_sax *s, const char *p, size_t n)
{
	enum xj_status status = xj_buf_add(&s->held, p, n);

	if (status == XJ_LIMIT)
		stop(s, xj_over(&s->error, "xml-tag",
			_("a tag is longer than %u bytes; save the document again "
			  "with an office program"), XJ_MAX_TAG_BYTES));
	else if (status != XJ_OK)
		stop(s, xj_fail(&s->error, XJ_NOMEM, _("out of memory")));
	return status == XJ_OK;
}

/* ---- the encoding -------------------------------------------------------- */

static bool same_word(const char *p, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n && word[i]; i++) {
		char c = p[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c != word[i])
			return false;
	}
	return i == n && !word[i];
}

/* The value behind "encoding" in the declaration at P. */
static struct xj_str declared(const char *p, size_t n)
{
	const char *at = memmem(p, n, "encoding", 8), *end = p + n, *from;
	char quote;

	if (!at)
		return XJ_STR("UTF-8");
	at += 8;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' ||
	                    *at == '='))
		at++;
	if (at == end || (*at != '"' && *at != '\''))
		return XJ_STR("");
	quote = *at++;
	from = at;
	while (at < end && *at != quote)
		at++;
	return xj_str_of(from, (size_t)(at - from));
}

static enum xj_status not_utf8(struct xj_sax *s, struct xj_str name)
{
	return xj_fail(&s->error, XJ_BAD_INPUT,
		_("is written in %.*s; only UTF-8 is read: save the document again "
		  "with an office program"), (int)(name.n < 40 ? name.n : 40), name.p);
}

/* Before libxml2 sees a byte: its converters would hide tags from the guard. */
static enum xj_status check_head(struct xj_sax *s)
{
	const char *p = s->head, *end;
	size_t n = s->head_n;
	struct xj_str name;

	if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 ||
	               memcmp(p, "\xfe\xff", 2) == 0 ||
	               memcmp(p, "<\0", 2) == 0 || memcmp(p, "\0<", 2) == 0))
		return not_utf8(s, XJ_STR("UTF-16"));
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		n -= 3;
	}
	if (n == 0 || *p != '<')
		return xj_fail(&s->error, XJ_BAD_INPUT,
			_("is no XML; the document is damaged or protected by a "
			  "password"));
	if (n < 5 || memcmp(p, "<?xml", 5) != 0)
		return XJ_OK;
	end = memchr(p, '>', n);
	name = declared(p, end ? (size_t)(end - p) : n);
	if (!end)
		return xj_fail(&s->error, XJ_BAD_INPUT,
			_("its XML declaration does not end; the document is damaged"));
	if (!same_word(name.p, name.n, "UTF-8") &&
	    !same_word(name.p, name.n, "US-ASCII"))
		return not_utf8(s, name);
	return XJ_OK;
}

/* ---- feeding ------------------------------------------------------------- */

static enum xj_status parser_verdict(struct xj_sax *s)
{
	const xmlError *e = &s->parser->lastError;
	const char *text = e->message ? e->message : "?";
	size_t n = strcspn(text, "\n");

	if (s->parser->errNo == XML_ERR_NO_MEMORY)
		return xj_fail(&s->error, XJ_NOMEM, _("out of memory"));
	if (s->parser->wellFormed)
		return XJ_OK;
	return xj_fail(&s->error, XJ_BAD_INPUT,
		_("is damaged: line %d: %.*s; fetch or save the document again"),
		e->line, (int)(n < 200 ? n : 200), text);
}

static void push(struct xj_sax *s, const char *p, size_t n, bool last)
{
	if (s->status != XJ_OK || (n == 0 && !last))
		return;
	(void)xmlParseChunk(s->parser, p, (int)n, last); /* see the verdict */
	if (s->status == XJ_OK)
		s->status = parser_verdict(s);
}

static void push_held(struct xj_sax *s)
{
	push(s, s->held.p, s->held.n, false);
	xj_buf_reset(&s->held);
}

/* Gives libxml2 what is complete, and holds a tag that N bytes cut off. */
static void parse(struct xj_sax *s, const char *p, size_t n)
{
	const char *first = memchr(p, '<', n), *last;
	size_t used = walk_tag(s, p, first ? (size_t)(first - p) : n);

	if (used > 0 && !hold(s, p, used))
		return;
	if (s->in_tag && !first)
		return;
	push_held(s);
	last = first ? memrchr(p, '<', n) : NULL;
	if (last) {
		s->in_tag = true;
		s->quote = '\0';
		(void)walk_tag(s, last, (size_t)(p + n - last));
	}
	if (!s->in_tag)
		last = p + n;
	push(s, p + used, (size_t)(last - p) - used, false);
	if (s->in_tag && s->status == XJ_OK)
		(void)hold(s, last, (size_t)(p + n - last));
}

/* Keeps the first bytes back until the declaration is complete. */
static void take_head(struct xj_sax *s, const char **p, size_t *n, bool last)
{
	size_t room = HEAD - s->head_n, take = *n < room ? *n : room;

	memcpy(s->head + s->head_n, *p, take);
	s->head_n += take;
	*p += take;
	*n -= take;
	if (s->head_n < HEAD && !last && !memchr(s->head, '>', s->head_n))
		return;
	s->started = true;
	s->status = check_head(s);
	if (s->status == XJ_OK)
		parse(s, s->head, s->head_n);
}

static enum xj_status feed(struct xj_sax *s, const char *p, size_t n, bool last,
                           struct xj_error *err)
{
	if (s->status == XJ_OK && !s->started)
		take_head(s, &p, &n, last);
	if (s->status == XJ_OK && n > 0)
		parse(s, p, n);
	if (s->status == XJ_OK && last) {
		push_held(s);
		push(s, p, 0, true);
	}
	if (s->status == XJ_OK || s->status == XJ_END)
		return s->status;
	if (err) {
		*err = s->error;
		(void)xj_fail_in(err, s->part);
	}
	return s->status;
}

enum xj_status xj_sax_feed(struct xj_sax *s, const char *p, size_t n,
                           struct xj_error *err)
{
	if (n > XJ_SAX_CHUNK)
		return xj_fail(err, XJ_INTERNAL, "%s: %zu bytes at once", s->part, n);
	return feed(s, p, n, false, err);
}

enum xj_status xj_sax_finish(struct xj_sax *s, struct xj_error *err)
{
	return feed(s, "", 0, true, err);
}

enum xj_status xj_sax_new(const struct xj_sax_events *events, void *ctx,
                          const char *part, struct xj_sax **out,
                          struct xj_error *err)
{
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text, /* blanks are cells, too */
		.cdataBlock = on_cdata,
		.serror = on_error,
	};
	struct xj_sax *s;
	enum xj_status status = ensure_library(err);

	*out = NULL;
	if (status != XJ_OK)
		return status;
	s = calloc(1, sizeof(*s));
	if (s)
		s->parser = xmlCreatePushParserCtxt(&handler, s, NULL, 0, NULL);
	if (!s || !s->parser) {
		free(s);
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	}
	(void)xmlCtxtUseOptions(s->parser, XML_PARSE_NONET);
	s->events = events;
	s->ctx = ctx;
	s->part = part;
	xj_buf_init(&s->held, XJ_MAX_TAG_BYTES);
	*out = s;
	return XJ_OK;
}

void xj_sax_free(struct xj_sax *s)
{
	if (!s)
		return;
	if (s->parser->myDoc)
		xmlFreeDoc(s->parser->myDoc);
	xmlFreeParserCtxt(s->parser);
	xj_buf_clear(&s->held);
	free(s);
}

/* ---- attributes ---------------------------------------------------------- */

int xj_tag_space(const struct xj_tag *tag, unsigned i)
{
	return find_space(tag->sax, tag->attr[5 * (size_t)i + 2]);
}

bool xj_tag_find(const struct xj_tag *tag, int space, const char *name,
                 struct xj_str *value)
{
	for (unsigned i = 0; i < tag->attrs; i++) {
		bool none = tag->attr[5 * (size_t)i + 2] == NULL;
		const char *own = xj_tag_name(tag, i);

		/* mostly another: its first letter tells without a call */
		if (*own != *name || strcmp(own, name) != 0)
			continue;
		if (space == 0 ? none : !none && xj_tag_space(tag, i) == space) {
			*value = xj_tag_value(tag, i);
			return true;
		}
	}
	*value = xj_str_of("", 0);
	return false;
}

bool xj_tag_number(struct xj_str s, uint32_t max, uint32_t *value)
{
	uint64_t v = 0;

	*value = 0;
	if (s.n == 0 || s.n > 10)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (unsigned)(s.p[i] - '0');
	}
	if (v > max)
		return false;
	*value = (uint32_t)v;
	return true;
}
