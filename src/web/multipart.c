/* multipart.c - owns the taking apart of multipart/form-data. */
#include <string.h>
#include <strings.h>

#include "src/core/i18n.h"
#include "src/web/multipart.h"

#define MAX_BOUNDARY 70u   /* RFC 2046 */
#define MAX_PART_HEAD 2048u

static enum xj_status no_form(struct xj_error *err)
{
	return xj_fail(err, XJ_USAGE, "%s", _("this is no form with a file "
	               "(multipart/form-data), or it was cut short"));
}

static bool starts_word(struct xj_str s, const char *word)
{
	size_t n = strlen(word);

	return s.n >= n && strncasecmp(s.p, word, n) == 0;
}

static struct xj_str from(struct xj_str s, size_t at)
{
	return xj_str_of(s.p + at, s.n - at);
}

/* ---- parameters of a header: ; name="a b"; filename=c ------------------------------- */

/* Up to the quote that ends it; SIZE_MAX: it never ends. */
static size_t quoted_end(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '"')
			return i;
	return SIZE_MAX;
}

/*
 * The value of the parameter NAME in the header value S.  Browsers write a quote
 * inside a name as %22, so the first quote ends it.  False: there is none.
 */
static bool parameter(struct xj_str s, const char *name, struct xj_str *out)
{
	const char *semicolon;
	size_t n = strlen(name);

	while ((semicolon = memchr(s.p, ';', s.n))) {
		struct xj_str value;
		size_t end;

		s = from(s, (size_t)(semicolon - s.p) + 1);
		while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
			s = from(s, 1);
		if (!starts_word(s, name) || s.n <= n || s.p[n] != '=') {
			const char *quote = memchr(s.p, '"', s.n);
			const char *next = memchr(s.p, ';', s.n);

			/* another one: over its quoted text, which may hold anything */
			if (quote && (!next || quote < next)) {
				s = from(s, (size_t)(quote - s.p) + 1);
				end = quoted_end(s);
				if (end == SIZE_MAX)
					return false;
				s = from(s, end);
			}
			continue;
		}
		value = from(s, n + 1);
		if (value.n && value.p[0] == '"') {
			value = from(value, 1);
			end = quoted_end(value);
			if (end == SIZE_MAX)
				return false;
		} else {
			for (end = 0; end < value.n && !memchr("; \t\r\n", value.p[end], 5);)
				end++;
		}
		*out = xj_str_of(value.p, end);
		return true;
	}
	return false;
}

/* ---- a part --------------------------------------------------------------------------- */

/* The headers of the part at S, which end at an empty line; the bytes used, 0: no
 * part of a form. */
static size_t read_head(struct xj_str s, struct web_part *out)
{
	static const char disposition[] = "content-disposition:";
	const char *end = s.n ? memmem(s.p, s.n < MAX_PART_HEAD ? s.n : MAX_PART_HEAD,
	                               "\r\n\r\n", 4) : NULL;
	struct xj_str head;

	*out = (struct web_part){ .name = { NULL, 0 } };
	if (!end)
		return 0;
	head = xj_str_of(s.p, (size_t)(end - s.p) + 2);
	while (head.n) {
		const char *newline = memmem(head.p, head.n, "\r\n", 2);
		struct xj_str line = xj_str_of(head.p, (size_t)(newline - head.p));

		if (starts_word(line, disposition)) {
			if (!parameter(line, "name", &out->name))
				return 0;
			(void)parameter(line, "filename", &out->file);
		}
		head = from(head, line.n + 2);
	}
	return out->name.n ? (size_t)(end - s.p) + 4 : 0;
}

/* Reads "--boundary": CLOSED: with "--" behind it.  The bytes used, 0: it is not
 * there. */
static size_t read_delimiter(struct xj_str s, struct xj_str boundary, bool *closed)
{
	size_t n = 2 + boundary.n;

	if (s.n < n + 2 || memcmp(s.p, "--", 2) != 0 ||
	    memcmp(s.p + 2, boundary.p, boundary.n) != 0)
		return 0;
	*closed = memcmp(s.p + n, "--", 2) == 0;
	while (!*closed && n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	return *closed || (s.n >= n + 2 && memcmp(s.p + n, "\r\n", 2) == 0) ? n + 2 : 0;
}

/* Where the part that begins S ends: at a line break with the delimiter behind it;
 * SIZE_MAX: never. */
static size_t find_end(struct xj_str s, struct xj_str boundary)
{
	char line[4 + MAX_BOUNDARY];
	const char *at;

	memcpy(line, "\r\n--", 4);
	memcpy(line + 4, boundary.p, boundary.n);
	at = s.n ? memmem(s.p, s.n, line, 4 + boundary.n) : NULL;
	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static bool find_boundary(const char *content_type, struct xj_str *out)
{
	return content_type && strncasecmp(content_type, "multipart/form-data", 19) == 0 &&
	       parameter(xj_str_c(content_type), "boundary", out) && out->n &&
	       out->n <= MAX_BOUNDARY;
}

enum xj_status web_multipart_read(const char *content_type, struct xj_str body,
                                  struct web_parts *out, struct xj_error *err)
{
	struct xj_str boundary;
	bool closed = false;
	size_t n;

	out->n = 0;
	if (!find_boundary(content_type, &boundary))
		return no_form(err);
	n = read_delimiter(body, boundary, &closed);
	while (n && !closed) {
		struct web_part part;
		size_t end;

		body = from(body, n);
		n = read_head(body, &part);
		if (!n)
			return no_form(err);
		body = from(body, n);
		end = find_end(body, boundary);
		if (end == SIZE_MAX)
			return no_form(err);
		if (out->n == WEB_MAX_PARTS)
			return xj_fail(err, XJ_LIMIT, _("more than %u fields in one form"),
			               WEB_MAX_PARTS);
		part.body = xj_str_of(body.p, end);
		out->v[out->n++] = part;
		body = from(body, end + 2);
		n = read_delimiter(body, boundary, &closed);
	}
	return closed ? XJ_OK : no_form(err);
}

const struct web_part *web_part(const struct web_parts *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (xj_str_is(p->v[i].name, name))
			return &p->v[i];
	return NULL;
}
