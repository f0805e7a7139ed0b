/*
 * query.c - owns the text of a question: words, quotes, name:value.  The
 * grammar is small on purpose: no wildcards, no operators, nothing that can
 * burn time.  docs/query.md describes it for users.
 */
#include <stdlib.h>

#include "query_private.h"

enum xj_status xj_query_new(struct xj_query **out, struct xj_error *err)
{
	struct xj_query *q = calloc(1, sizeof(*q));

	*out = q;
	if (!q)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	q->limit = XJ_DEFAULT_ROWS;
	return XJ_OK;
}

void xj_query_free(struct xj_query *q)
{
	if (!q)
		return;
	for (size_t i = 0; i < q->terms; i++) {
		free(q->term[i].text);
		xj_buf_clear(&q->term[i].folded);
	}
	free(q->pattern);
	free(q);
}

static bool is_blank(struct xj_str s, size_t i, size_t *len)
{
	/* an ideographic blank, as Chinese input methods type it */
	if (s.n - i >= 3 && memcmp(s.p + i, "\xe3\x80\x80", 3) == 0) {
		*len = 3;
		return true;
	}
	*len = 1;
	return s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
}

/*
 * The next token from *POS: up to a blank outside quotes.  A quote counts only
 * at the start of a token or after : or =, so that 6" stays a word.  /.../
 * after a colon runs to the closing slash.
 */
static enum xj_status next_token(struct xj_str s, size_t *pos, struct xj_str *out,
                                 struct xj_error *err)
{
	size_t i = *pos, start, len;
	char closing = 0;

	while (i < s.n && is_blank(s, i, &len))
		i += len;
	start = i;
	for (; i < s.n; i++) {
		char before = i > start ? s.p[i - 1] : ':';

		if (closing) {
			if (s.p[i] == closing)
				closing = 0;
		} else if (s.p[i] == '"' && (before == ':' || before == '=')) {
			closing = '"';
		} else if (s.p[i] == '/' && before == ':' && i > start) {
			closing = '/';
		} else if (is_blank(s, i, &len)) {
			break;
		}
	}
	*out = xj_str_of(s.p + start, i - start);
	*pos = i;
	if (closing)
		return xj_fail(err, XJ_USAGE, _("a %c is opened and not closed in: %.*s"),
		               closing, (int)(out->n < 60 ? out->n : 60), out->p);
	return out->n ? XJ_OK : XJ_END;
}

static bool is_filter(struct xj_str name)
{
	for (const struct xj_filter *f = xj_query_filters(); f->name; f++)
		if (xj_str_is(name, f->name))
			return true;
	return false;
}

static enum xj_status add_token(struct xj_query *q, struct xj_str token,
                                struct xj_error *err)
{
	const char *colon = memchr(token.p, ':', token.n);
	struct xj_str name = xj_str_of(token.p, colon ? (size_t)(colon - token.p) : 0);
	bool whole = false;

	if (name.n && name.n < 32 && is_filter(name)) {
		char key[32], *value;
		enum xj_status st;

		memcpy(key, name.p, name.n);
		key[name.n] = '\0';
		value = strndup(colon + 1, token.n - name.n - 1);
		if (!value)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		st = xj_query_set(q, key, value, err);
		free(value);
		return st;
	}
	if (token.p[0] == '=') {
		whole = true;
		token = xj_str_of(token.p + 1, token.n - 1);
	}
	if (token.n >= 2 && token.p[0] == '"') {
		whole = true;
		token = xj_str_of(token.p + 1, token.n - 2);
	}
	if (token.n == 0)
		return xj_fail(err, XJ_USAGE, _("an empty word: write \"王大明\" or =王大明"));
	return xj_query_add_term(q, XJ_TERM_NAME, token, whole, err);
}

enum xj_status xj_query_text(struct xj_query *q, const char *text,
                             struct xj_error *err)
{
	struct xj_str s = xj_str_c(text), token;
	enum xj_status st;
	size_t pos = 0, words = 0;

	if (s.n > XJ_MAX_QUERY_BYTES)
		return xj_fail(err, XJ_LIMIT, _("the question is longer than %u bytes"),
		               XJ_MAX_QUERY_BYTES);
	while ((st = next_token(s, &pos, &token, err)) == XJ_OK) {
		if (++words > XJ_MAX_WORDS)
			return xj_fail(err, XJ_LIMIT, _("more than %u words in the question"),
			               XJ_MAX_WORDS);
		st = add_token(q, token, err);
		if (st)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}
