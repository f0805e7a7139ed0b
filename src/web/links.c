/*
 * links.c - owns the addresses of the site: every link is made here, so that a page
 * can stand under any mount and in either language.
 */
#include "src/web/call.h"

static const char *language_code(enum xj_language l)
{
	return l == XJ_CHINESE ? "zh" : "en";
}

static enum xj_status add_text(struct xj_buf *b, const char *text)
{
	return xj_buf_add(b, text, strlen(text));
}

static enum xj_status add_root(const struct web_call *c, enum xj_language l,
                               struct xj_buf *url)
{
	enum xj_status st = add_text(url, c->request->mount);

	if (!st)
		st = add_text(url, "/");
	return st ? st : add_text(url, language_code(l));
}

enum xj_status web_link(const struct web_call *c, const char *path, struct xj_buf *url)
{
	enum xj_status st = add_root(c, xj_language(), url);

	return st ? st : add_text(url, path);
}

enum xj_status web_link_add(struct xj_buf *url, const char *name, struct xj_str value)
{
	bool first = !url->n || !memchr(url->p, '?', url->n);
	enum xj_status st = add_text(url, first ? "?" : "&");

	if (!st)
		st = add_text(url, name);
	if (!st)
		st = add_text(url, "=");
	return st ? st : xj_url_add(url, value);
}

/* Letters, digits, dots, hyphens, and a port: nothing else comes back to whoever
 * sent it as a part of an address. */
static bool is_host(const char *host)
{
	size_t name = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                           "0123456789.-");
	const char *port = host + name + 1;

	if (!name || name > 253 || host[0] == '.' || host[0] == '-')
		return false;
	return !host[name] || (host[name] == ':' && *port && strlen(port) <= 5 &&
	                       strspn(port, "0123456789") == strlen(port));
}

enum xj_status web_link_base(const struct web_call *c, struct xj_buf *url,
                             struct xj_error *err)
{
	const char *base = web_options(c->site)->base;
	const char *host = web_request_header(c->request, "Host");
	enum xj_status st;

	if (!base && (!host || !is_host(host)))
		return xj_fail(err, XJ_USAGE, _("the header Host is no name of a host"));
	st = base ? add_text(url, base)
	          : xj_buf_addf(url, "http://%s%s", host, c->request->mount);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

/* ---- this page again, otherwise ----------------------------------------------- */

/* What belongs to the place in a long answer, not to the question. */
static bool is_place(struct xj_str name)
{
	return xj_str_is(name, "after");
}

/* The path of this page, with SUFFIX where one is needed. */
static enum xj_status add_path(const struct web_call *c, enum xj_language l,
                               const char *suffix, struct xj_buf *url)
{
	struct xj_str path = xj_buf_str(&c->path);
	enum xj_status st = c->route->no_language ? add_text(url, c->request->mount)
	                                          : add_root(c, l, url);

	if (xj_str_is(path, "/index") && !*suffix)
		path = XJ_STR("/");
	for (size_t i = 0; i < path.n && !st; i++) /* the slashes stay */
		st = path.p[i] == '/' ? xj_buf_add(url, "/", 1)
		                      : xj_url_add(url, xj_str_of(path.p + i, 1));
	if (!st && *suffix)
		st = xj_buf_addf(url, ".%s", suffix);
	return st;
}

static const char *suffix_of(const struct web_call *c, enum web_format format)
{
	bool usual = !(c->route->formats & (WEB_BIT(format) - 1)); /* the first one */

	return usual ? "" : web_formats[format].suffix;
}

/* The parameters of this page, without those called NAME. */
static enum xj_status add_params(const struct web_call *c, const char *name,
                                 struct xj_buf *url)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < c->query.n && !st; i++) {
		const struct web_param *p = &c->query.v[i];

		if (!is_place(p->name) && !xj_str_is(p->name, name) &&
		    !xj_str_is(p->name, "format"))
			st = web_link_add(url, p->name.p, p->value);
	}
	return st;
}

enum xj_status web_link_with(const struct web_call *c, const char *name,
                             struct xj_str value, bool add, struct xj_buf *url)
{
	enum xj_status st = add_path(c, xj_language(), suffix_of(c, c->format), url);

	if (!st)
		st = add_params(c, add ? "" : name, url);
	return st || !value.p ? st : web_link_add(url, name, value);
}

enum xj_status web_link_format(const struct web_call *c, enum web_format format,
                               struct xj_buf *url)
{
	enum xj_status st = add_path(c, xj_language(), suffix_of(c, format), url);

	return st ? st : add_params(c, "limit", url); /* a file holds every row */
}

enum xj_status web_link_language(const struct web_call *c, enum xj_language language,
                                 struct xj_buf *url)
{
	enum xj_status st = add_path(c, language, suffix_of(c, c->format), url);

	return st ? st : add_params(c, "", url);
}

bool web_has(const char *path)
{
	const struct web_route *r = web_routes;

	while (r->path && strcmp(r->path, path))
		r++;
	return r->path != NULL;
}
