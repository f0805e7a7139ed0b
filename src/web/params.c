/* params.c - owns the reading of addresses: percent-encoding and parameters. */
#include "src/web/call.h"
#include "xianjin/text.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that "%41" at S stands for; negative: none. */
static int escaped(struct xj_str s)
{
	int high = s.n > 2 ? hex(s.p[1]) : -1, low = s.n > 2 ? hex(s.p[2]) : -1;

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

enum xj_status web_decode(struct xj_str s, bool plus, struct xj_buf *out,
                          struct xj_str *text, struct xj_error *err)
{
	size_t from = out->n;
	enum xj_status st = xj_buf_reserve(out, s.n + 1);

	for (size_t i = 0; i < s.n && !st; i++) {
		int c = (unsigned char)s.p[i];

		if (c == '%') {
			c = escaped(xj_str_of(s.p + i, s.n - i));
			if (c < 0)
				return xj_fail(err, XJ_USAGE, _("the address has a %% that no "
				               "two hexadecimal digits follow"));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == 0)
			return xj_fail(err, XJ_USAGE, _("the address has a NUL in it"));
		st = xj_buf_add(out, &(char){ (char)c }, 1);
	}
	if (!st)
		st = xj_buf_add(out, "", 1);
	if (st)
		return xj_fail(err, st, _("not enough memory"));
	*text = xj_str_of(out->p + from, out->n - from - 1);
	if (xj_utf8_valid(*text) != text->n)
		return xj_fail(err, XJ_USAGE, _("the address is not valid UTF-8"));
	return XJ_OK;
}

static enum xj_status read_one(struct web_params *p, struct xj_str pair,
                               struct xj_error *err)
{
	const char *equals = memchr(pair.p, '=', pair.n);
	size_t name = equals ? (size_t)(equals - pair.p) : pair.n;
	struct web_param *v = &p->v[p->n];
	enum xj_status st;

	if (p->n == WEB_MAX_PARAMS)
		return xj_fail(err, XJ_USAGE, _("the address has more than %u parameters"),
		               WEB_MAX_PARAMS);
	st = web_decode(xj_str_of(pair.p, name), true, &p->text, &v->name, err);
	if (!st)
		st = web_decode(equals ? xj_str_of(equals + 1, pair.n - name - 1)
		                       : XJ_STR(""), true, &p->text, &v->value, err);
	p->n += !st;
	return st;
}

enum xj_status web_params_read(struct web_params *p, struct xj_str text,
                               struct xj_error *err)
{
	enum xj_status st;

	p->n = 0;
	xj_buf_init(&p->text, 4 * (text.n + WEB_MAX_PARAMS) + 64);
	/* decoded text is never longer, and must not move once pointed at */
	st = xj_buf_reserve(&p->text, 2 * (text.n + WEB_MAX_PARAMS) + 32);
	if (st)
		return xj_fail(err, st, _("not enough memory"));
	while (text.n && !st) {
		const char *end = memchr(text.p, '&', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;

		if (n)
			st = read_one(p, xj_str_of(text.p, n), err);
		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
	}
	return st;
}

void web_params_clear(struct web_params *p)
{
	xj_buf_clear(&p->text);
	p->n = 0;
}

const struct web_param *web_param(const struct web_params *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (xj_str_is(p->v[i].name, name))
			return &p->v[i];
	return NULL;
}

const char *web_value(const struct web_params *p, const char *name)
{
	const struct web_param *v = web_param(p, name);

	return v ? v->value.p : "";
}
