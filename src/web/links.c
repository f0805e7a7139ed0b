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

	return st ? st : xj_buf_addf(url, "/%s", language_code(l));
}

enum xj_status web_link(const struct web_call *c, const char *path, struct xj_buf *url)
{
	enum xj_status st = add_root(c, xj_language(), url);

	return st ? st : add_text(url, path);
}

enum xj_status web_link_add(struct xj_buf *url, const char *name, struct xj_str value)
{
	bool first = !url->n || !memchr(url->p, '?', url->n);
	enum xj_status st = xj_buf_addf(url, "%s%s=", first ? "?" : "&", name);

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

/* ---- where the cells of tables lead -------------------------------------------- */

/* The value of the column NAME in ROW; NULL none. */
static const struct xj_value *column(const struct xj_section *s,
                                     const struct xj_value *row, const char *name)
{
	for (size_t i = 0; i < s->columns; i++)
		if (strcmp(s->column[i].name, name) == 0)
			return row[i].null ? NULL : &row[i];
	return NULL;
}

/* /search?FILTER=value, the value as a whole name where names are parts. */
static enum xj_status to_search(struct web_call *c, const char *filter, bool whole,
                                struct xj_str value, struct xj_buf *url)
{
	struct xj_buf exact;
	enum xj_status st;

	xj_buf_init(&exact, value.n + 8);
	st = whole ? xj_buf_add(&exact, "=", 1) : XJ_OK;
	if (!st)
		st = xj_buf_add(&exact, value.p, value.n);
	if (!st && strcmp(c->route->path, "/search") == 0)
		st = web_link_with(c, filter, xj_buf_str(&exact), false, url);
	else if (!st) {
		st = web_link(c, "/search", url);
		if (!st && c->about_name)
			st = web_link_add(url, c->about_name, c->about_value);
		if (!st)
			st = web_link_add(url, filter, xj_buf_str(&exact));
	}
	xj_buf_clear(&exact);
	return st;
}

static const struct {
	const char *section, *filter;
	bool whole;           /* a name, which would match as a part of longer ones */
} facets[] = {
	{ "recipient", "recipient", true }, { "by_recipient", "recipient", true },
	{ "election", "election", true }, { "by_election", "election", true },
	{ "area", "area", true }, { "kind", "kind", false },
	{ "subject", "subject", false }, { "by_subject", "subject", false },
	{ "year", "year", false }, { "by_year", "year", false },
	{ "place", "place", false }, { "method", "method", false },
	{ "direction", "direction", false },
};

static bool facet_leads(struct web_call *c, const struct xj_section *s,
                        struct xj_str text, struct xj_buf *url)
{
	for (size_t i = 0; i < XJ_COUNT(facets); i++)
		if (strcmp(facets[i].section, s->name) == 0)
			return to_search(c, facets[i].filter, facets[i].whole, text,
			                 url) == XJ_OK;
	return false;
}

static bool to_donor(struct web_call *c, const struct xj_section *s,
                     const struct xj_value *row, struct xj_str text, struct xj_buf *url)
{
	const struct xj_value *key = column(s, row, "donor");

	(void)text;
	key = key ? key : column(s, row, "key");
	return key && key->s.n && !web_link(c, "/donor/", url) && !xj_url_add(url, key->s);
}

static bool to_named(struct web_call *c, const char *path, struct xj_str name,
                     struct xj_buf *url)
{
	return name.n && !web_link(c, path, url) && !web_link_add(url, "name", name);
}

static bool to_recipient(struct web_call *c, const struct xj_section *s,
                         const struct xj_value *row, struct xj_str text,
                         struct xj_buf *url)
{
	(void)s, (void)row;
	return to_named(c, "/recipient", text, url);
}

static bool to_election(struct web_call *c, const struct xj_section *s,
                        const struct xj_value *row, struct xj_str text,
                        struct xj_buf *url)
{
	(void)s, (void)row;
	return to_named(c, "/election", text, url);
}

static bool to_rule(struct web_call *c, const struct xj_section *s,
                    const struct xj_value *row, struct xj_str text, struct xj_buf *url)
{
	(void)s, (void)row;
	return text.n && !web_link(c, "/rule/", url) && !xj_url_add(url, text);
}

static bool to_entry(struct web_call *c, const struct xj_section *s,
                     const struct xj_value *row, struct xj_str text, struct xj_buf *url)
{
	const struct xj_value *id = column(s, row, "id");

	(void)text;
	return strcmp(s->name, "rows") == 0 && id && !web_link(c, "/entry/", url) &&
	       !xj_buf_addf(url, "%lld", (long long)id->i);
}

static bool to_facet(struct web_call *c, const struct xj_section *s,
                     const struct xj_value *row, struct xj_str text, struct xj_buf *url)
{
	return text.n && (facet_leads(c, s, text, url) || to_donor(c, s, row, text, url));
}

static bool cell_leads(void *ctx, const struct xj_section *s, size_t at,
                       const struct xj_value *row, struct xj_str text,
                       struct xj_buf *url)
{
	static const struct {
		const char *column;
		bool (*leads)(struct web_call *c, const struct xj_section *s,
		              const struct xj_value *row, struct xj_str text,
		              struct xj_buf *url);
	} columns[] = {
		{ "recipient", to_recipient }, { "election", to_election },
		{ "counterparty", to_donor }, { "donor", to_donor }, { "key", to_donor },
		{ "flags", to_rule }, { "rule", to_rule }, { "id", to_entry },
		{ "amount", to_entry }, { "value", to_facet },
	};
	size_t start = url->n;

	for (size_t i = 0; i < XJ_COUNT(columns); i++)
		if (strcmp(columns[i].column, s->column[at].name) == 0 &&
		    columns[i].leads(ctx, s, row, text, url))
			return true;
	url->n = start;
	return false;
}

static bool fact_leads(void *ctx, const char *name, struct xj_str value,
                       struct xj_buf *url)
{
	struct web_call *c = ctx;

	return strcmp(name, "next") == 0 &&
	       web_link_with(c, "after", value, false, url) == XJ_OK;
}

void web_links_init(struct web_call *c, struct xj_html_links *out)
{
	*out = (struct xj_html_links){ c, cell_leads, fact_leads };
}
