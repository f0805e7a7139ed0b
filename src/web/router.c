/*
 * router.c - owns the way of a request: address to route, language and format,
 * what is refused before a handler runs, and what an unchanged page saves.
 */
#include <stdlib.h>
#include <strings.h>

#include "src/web/call.h"
#include "xianjin/text.h"

/* ---- languages ------------------------------------------------------------------ */

/* The first of "zh" and "en" in Accept-Language; Chinese where neither is asked. */
static enum xj_language asked_language(const struct web_request *r)
{
	const char *said = web_request_header(r, "Accept-Language");
	const char *zh = said ? strstr(said, "zh") : NULL;
	const char *en = said ? strstr(said, "en") : NULL;

	return en && (!zh || en < zh) ? XJ_ENGLISH : XJ_CHINESE;
}

/* Takes "/zh" or "/en" off the front of PATH and sets the language. */
static bool take_language(struct xj_str *path)
{
	bool zh = xj_str_starts(*path, XJ_STR("/zh"));
	bool any = (zh || xj_str_starts(*path, XJ_STR("/en"))) &&
	           (path->n == 3 || path->p[3] == '/');

	if (any) {
		xj_language_set(zh ? XJ_CHINESE : XJ_ENGLISH);
		path->p += 3;
		path->n -= 3;
	}
	return any;
}

/* ---- routes --------------------------------------------------------------------- */

/* Whether PATH is one of ROUTE's; PART becomes what {x} stands for. */
static bool matches(const struct web_route *route, struct xj_str path,
                    struct xj_str *part)
{
	const char *brace = strchr(route->path, '{');
	size_t fixed = brace ? (size_t)(brace - route->path) : strlen(route->path);

	*part = XJ_STR("");
	if (!brace)
		return xj_str_is(path, route->path);
	if (path.n <= fixed || memcmp(path.p, route->path, fixed) != 0)
		return false;
	*part = xj_str_of(path.p + fixed, path.n - fixed);
	return !memchr(part->p, '/', part->n);
}

static const struct web_route *find(struct xj_str path, bool root, struct xj_str *part)
{
	for (const struct web_route *r = web_routes; r->path; r++)
		if (r->no_language == root && matches(r, path, part))
			return r;
	return NULL;
}

/* ".csv" at the end of PATH and behind a name, where it is a format of some route. */
static bool take_suffix(struct xj_str *path, enum web_format *format)
{
	const char *dot = memrchr(path->p, '.', path->n);
	struct xj_str suffix;

	if (!dot || dot == path->p || dot[-1] == '/' ||
	    memchr(dot, '/', path->n - (size_t)(dot - path->p)))
		return false;
	suffix = xj_str_of(dot + 1, path->n - (size_t)(dot - path->p) - 1);
	for (unsigned f = 0; f < WEB_FORMATS; f++)
		if (xj_str_is(suffix, web_formats[f].suffix)) {
			*format = (enum web_format)f;
			path->n = (size_t)(dot - path->p);
			return true;
		}
	return false;
}

static enum web_format usual_format(const struct web_route *r)
{
	unsigned f = 0;

	while (f + 1 < WEB_FORMATS && !(r->formats & WEB_BIT(f)))
		f++;
	return (enum web_format)f;
}

/* format=csv, else Accept: a browser, or anything, gets the usual one. */
static enum xj_status choose_format(struct web_call *c, struct xj_error *err)
{
	const struct web_param *said = web_param(&c->query, "format");
	const char *accept = web_request_header(c->request, "Accept");

	c->format = usual_format(c->route);
	for (unsigned f = 0; said && f < WEB_FORMATS; f++)
		if (xj_str_is(said->value, web_formats[f].suffix)) {
			c->format = (enum web_format)f;
			return XJ_OK;
		}
	if (said && said->value.n) {
		c->wrong = "format";
		return xj_fail(err, XJ_USAGE, _("\"%.40s\" is no format of this page"),
		               said->value.p);
	}
	if (!accept || strstr(accept, "text/html") || strstr(accept, "*/*"))
		return XJ_OK;
	for (unsigned f = 0; f < WEB_FORMATS; f++) {
		struct xj_str mime = xj_str_c(web_formats[f].mime);
		const char *end = memchr(mime.p, ';', mime.n);

		mime.n = end ? (size_t)(end - mime.p) : mime.n;
		if (c->route->formats & WEB_BIT(f) &&
		    memmem(accept, strlen(accept), mime.p, mime.n)) {
			c->format = (enum web_format)f;
			return XJ_OK;
		}
	}
	if (c->route->no_language || !*accept)
		return XJ_OK;
	c->format = WEB_JSON;
	c->refused = 406;
	return xj_fail(err, XJ_USAGE, "%s", "");
}

/* A program that asks for JSON hears of its mistakes in JSON. */
static bool wants_json(const struct web_call *c)
{
	const char *accept = web_request_header(c->request, "Accept");

	return accept && strstr(accept, "json") && !strstr(accept, "text/html");
}

/* ---- the address ---------------------------------------------------------------- */

/* As it was asked, but for bytes that no header may hold. */
static enum xj_status carry_query(struct xj_buf *url, struct xj_str query)
{
	enum xj_status st = query.n ? xj_buf_add(url, "?", 1) : XJ_OK;

	for (size_t i = 0; i < query.n && !st; i++) {
		unsigned char c = (unsigned char)query.p[i];

		st = c > ' ' && c < 0x7f ? xj_buf_add(url, &query.p[i], 1)
		                         : xj_buf_addf(url, "%%%02X", c);
	}
	return st;
}

/* 303 to the same address under a language. */
static enum xj_status go_to_language(struct web_call *c, struct xj_str path,
                                     struct xj_str query)
{
	struct xj_buf url;
	enum xj_status st;

	xj_language_set(asked_language(c->request));
	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	st = web_link(c, "", &url);
	for (size_t i = 0; i < path.n && !st; i++)
		st = path.p[i] == '/' ? xj_buf_add(&url, "/", 1)
		                      : xj_url_add(&url, xj_str_of(path.p + i, 1));
	if (!st)
		st = carry_query(&url, query);
	if (!st)
		st = web_header(c->response, "Vary", "Accept-Language");
	if (!st)
		st = web_redirect(c, 303, xj_buf_str(&url));
	xj_buf_clear(&url);
	return st;
}

/* Finds the route of the address; XJ_END: the response is a redirect already. */
static enum xj_status find_route(struct web_call *c, struct xj_str path,
                                 struct xj_str query, struct xj_error *err)
{
	struct xj_str whole = path;
	enum web_format format = WEB_HTML;
	bool suffix;

	c->route = find(path, true, &c->part);
	if (!c->route && !take_language(&path)) {
		(void)take_suffix(&path, &format);
		if (!xj_str_is(path, "/") && !find(path, false, &c->part))
			return xj_fail(err, XJ_NOT_FOUND, "%s",
			               _("There is nothing at this address."));
		return go_to_language(c, whole, query) ? XJ_INTERNAL : XJ_END;
	}
	if (c->route)
		return xj_buf_add(&c->path, path.p, path.n);
	if (!path.n)
		path = XJ_STR("/");
	suffix = take_suffix(&path, &format);
	c->format = format; /* for the problem, should there be no such page */
	if (xj_str_is(path, "/"))
		path = XJ_STR("/index");
	c->route = find(path, false, &c->part);
	if (!c->route || (suffix && !(c->route->formats & WEB_BIT(format))))
		return xj_fail(err, XJ_NOT_FOUND, "%s", _("There is nothing at this address."));
	if (suffix)
		c->suffixed = true;
	return xj_buf_add(&c->path, path.p, path.n);
}

static enum xj_status read_target(struct web_call *c, struct xj_buf *room,
                                  struct xj_error *err)
{
	struct xj_str target = c->request->target, path, query = XJ_STR(""), decoded;
	const char *mark = memchr(target.p, '?', target.n);
	enum xj_status st;

	path = xj_str_of(target.p, mark ? (size_t)(mark - target.p) : target.n);
	if (mark)
		query = xj_str_of(mark + 1, target.n - path.n - 1);
	if (!path.n || path.p[0] != '/')
		return xj_fail(err, XJ_USAGE, _("an address begins with /"));
	st = web_decode(path, false, room, &decoded, err);
	if (!st)
		st = find_route(c, decoded, query, err);
	if (!st)
		st = web_params_read(&c->query, query, err);
	if (!st && !c->suffixed)
		st = choose_format(c, err);
	if (!st && !(c->route->formats & WEB_BIT(c->format)))
		st = xj_fail(err, XJ_USAGE, _("\"%.40s\" is no format of this page"),
		             web_formats[c->format].suffix);
	return st;
}

/* ---- parameters ------------------------------------------------------------------- */

static bool is_known(const struct web_route *r, const char *name)
{
	const struct xj_filter *f = r->filters ? xj_query_filters() : NULL;
	const struct web_param_help *p = r->params;

	for (; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			return true;
	for (; f && f->name; f++)
		if (strcmp(f->name, name) == 0)
			return true;
	return strcmp(name, "format") == 0 || strcmp(name, "v") == 0 ||
	       strcmp(name, "excel") == 0;
}

/* A program that misspells a parameter must hear of it: the answer would be to
 * another question.  What other sites hang on links to people is left out. */
static enum xj_status check_params(struct web_call *c, struct xj_error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->query.n && !c->route->any_params; i++) {
		const char *name = c->query.v[i].name.p;

		if (is_known(c->route, name))
			c->query.v[kept++] = c->query.v[i];
		else if (strncmp(name, "utm_", 4) && strcmp(name, "fbclid") &&
		         strcmp(name, "gclid")) {
			c->wrong = name;
			return xj_fail(err, XJ_USAGE, _("\"%.40s\" is no parameter of this page"),
			               name);
		}
	}
	if (!c->route->any_params)
		c->query.n = kept;
	return XJ_OK;
}

/* ---- what has not changed ------------------------------------------------------------ */

/* The tag of this answer; "" where none is kept. */
static void spell_tag(struct web_call *c, char tag[96])
{
	const char *stamp = c->route->keep == WEB_KEEP_DATA ? web_data_stamp(c) : "";
	uint64_t address = xj_hash64(c->request->target.p, c->request->target.n);

	tag[0] = '\0';
	if (c->route->keep == WEB_KEEP_NEVER)
		return;
	snprintf(tag, 96, "\"%s-%s-%s-%s-%llx\"", web_build_id(), stamp,
	         web_formats[c->format].suffix, xj_language() == XJ_CHINESE ? "zh" : "en",
	         (unsigned long long)address);
}

static bool is_unchanged(struct web_call *c, const char *tag)
{
	const char *has = web_request_header(c->request, "If-None-Match");

	return has && *tag && (strstr(has, tag) || strcmp(has, "*") == 0);
}

/* ---- a request ------------------------------------------------------------------------ */

static bool is_method(const struct web_call *c, const char *name)
{
	return strcmp(c->request->method, name) == 0;
}

static int check_method(const struct web_call *c)
{
	bool get = is_method(c, "GET") || is_method(c, "HEAD");

	if (get)
		return c->route->methods & WEB_GET ? 0 : 405;
	if (is_method(c, "POST"))
		return c->route->methods & WEB_POST ? 0 : 405;
	return 405;
}

/* What a browser asks before a script of another site may read. */
static enum xj_status answer_options(struct web_call *c)
{
	enum xj_status st = web_header(c->response, "Allow", "%s",
		c->route->methods & WEB_POST ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS");

	c->response->status = 204;
	if (!st && c->route->shared)
		st = web_header(c->response, "Access-Control-Allow-Methods",
		                c->route->methods & WEB_POST ? "GET, HEAD, POST" : "GET, HEAD");
	return st || !c->route->shared ? st
	       : web_header(c->response, "Access-Control-Allow-Headers", "Content-Type");
}

/* Runs the handler, a heavy one only where there is room for it. */
static enum xj_status handle(struct web_call *c, struct xj_error *err)
{
	bool heavy = c->route->cost == WEB_HEAVY;
	enum xj_status st;

	if (heavy && !web_site_enter(c->site, WEB_ROOM_HEAVY))
		return xj_fail(err, XJ_BUSY, _("%s: too many at once"), c->route->path);
	st = c->route->answer(c, err);
	if (heavy)
		web_site_leave(c->site, WEB_ROOM_HEAVY);
	return st;
}

/* What the address leaves open, a header of the request has decided. */
static enum xj_status say_what_varies(struct web_call *c)
{
	bool one_format = !(c->route->formats & (c->route->formats - 1));

	if (c->route->no_language)
		return c->format == WEB_HTML
		       ? web_header(c->response, "Vary", "Accept-Language") : XJ_OK;
	return c->suffixed || one_format || web_param(&c->query, "format")
	       ? XJ_OK : web_header(c->response, "Vary", "Accept");
}

static enum xj_status answer(struct web_call *c, struct xj_error *err)
{
	char tag[96];
	enum xj_status st;

	spell_tag(c, tag);
	if (is_unchanged(c, tag))
		c->response->status = 304;
	st = say_what_varies(c);
	if (!st && c->response->status != 304)
		st = handle(c, err);
	if (!st && c->response->status / 100 != 3)
		st = web_header(c->response, "Content-Type", "%s", web_formats[c->format].mime);
	if (!st && *tag && (c->response->status == 200 || c->response->status == 304))
		st = web_header(c->response, "ETag", "%s", tag);
	return st;
}

/* ---- by whose name ------------------------------------------------------------------- */

/* The host of "https://host:port/path", or of "host:port". */
static struct xj_str host_of(const char *address)
{
	const char *slashes = strstr(address, "://");
	const char *p = slashes ? slashes + 3 : address;

	return xj_str_of(p, *p == '[' ? strcspn(p, "]") : strcspn(p, ":/"));
}

static bool is_host(struct xj_str host, struct xj_str name)
{
	return host.n == name.n && strncasecmp(host.p, name.p, host.n) == 0;
}

/* A browser always says the name that it followed; what says none is none. */
static bool is_own_name(const struct web_call *c)
{
	const struct web_site_options *o = web_options(c->site);
	const char *said = web_request_header(c->request, "Host");
	struct xj_str host = host_of(said ? said : "");

	return !o->own_names || !host.n || is_host(host, XJ_STR("127.0.0.1")) ||
	       is_host(host, XJ_STR("localhost")) ||
	       (o->base && is_host(host, host_of(o->base)));
}

static void dispatch(struct web_call *c, struct xj_buf *room)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	enum xj_status st;
	int status = 0;

	if (!is_own_name(c)) {
		web_problem(c, 403, &err);
		return;
	}
	if (c->request->target.n > WEB_MAX_TARGET) {
		web_problem(c, 414, &err);
		return;
	}
	st = read_target(c, room, &err);
	if (st == XJ_END)
		return;
	if (!st && is_method(c, "OPTIONS")) {
		st = answer_options(c);
	} else if (!st) {
		status = c->request->too_long ? 413 : check_method(c);
		if (!status)
			st = check_params(c, &err);
		if (!status && !st)
			st = answer(c, &err);
	}
	if (c->format == WEB_HTML && wants_json(c))
		c->format = WEB_JSON;
	if (!status && st)
		status = c->refused ? c->refused : web_status_of(st);
	if (status)
		web_problem(c, status, &err);
}

void web_answer(struct web_site *site, const struct web_request *request,
                struct web_response *out)
{
	struct web_call c = { .site = site, .request = request, .response = out };
	enum xj_language before = xj_language();
	struct xj_buf room;

	web_response_init(out);
	xj_buf_init(&room, 2 * WEB_MAX_TARGET);
	xj_buf_init(&c.path, WEB_MAX_TARGET);
	xj_language_set(asked_language(request));
	dispatch(&c, &room);
	if (web_constant_headers(&c))
		out->status = 500;
	web_params_clear(&c.query);
	/* after an error of ours the reader itself is suspect */
	web_site_return(site, c.data, out->status != 500);
	xj_buf_clear(&room);
	xj_buf_clear(&c.path);
	xj_language_set(before);
}

const struct web_route *web_route_of(struct xj_str path)
{
	enum xj_language before = xj_language();
	enum web_format format;
	struct xj_str part;
	const struct web_route *r = find(path, true, &part);

	(void)take_language(&path);
	xj_language_set(before);
	(void)take_suffix(&path, &format);
	return r ? r : find(path, false, &part);
}

size_t web_body_limit(struct xj_str path)
{
	const struct web_route *r = web_route_of(path);

	return r && r->methods & WEB_POST ? r->upload ? WEB_MAX_UPLOAD : WEB_MAX_FORM : 0;
}
