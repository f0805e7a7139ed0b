/*
 * leads.c - owns where the numbers and names of a table lead: each count and sum to its
 * rows, each name to its page, each row to its entry.
 */
#include <stdio.h>

#include "src/web/pages.h"
#include "xianjin/values.h"

/* ---- to the rows of a search ------------------------------------------------------- */

/* Whether the page itself is a search, whose filters the links of its tables keep. */
static bool is_search(const struct web_call *c)
{
	return strcmp(c->route->path, "/search") == 0;
}

/* /search?FILTER=value beside what the page is about; a WHOLE name as =name, which
 * would match as a part of longer ones. */
static enum xj_status to_search(struct web_call *c, const char *filter, bool whole,
                                struct xj_str value, struct xj_buf *url)
{
	struct xj_buf exact;
	enum xj_status st;

	xj_buf_init(&exact, value.n + 8);
	st = whole ? xj_buf_add(&exact, "=", 1) : XJ_OK;
	if (!st)
		st = xj_buf_add(&exact, value.p, value.n);
	if (!st && is_search(c)) {
		st = web_link_with(c, filter, xj_buf_str(&exact), false, url);
	} else if (!st) {
		st = web_link(c, "/search", url);
		for (size_t i = 0; i < XJ_COUNT(c->about) && !st; i++)
			if (c->about[i].name && strcmp(c->about[i].name, filter))
				st = web_link_add(url, c->about[i].name, c->about[i].value);
		if (!st)
			st = web_link_add(url, filter, xj_buf_str(&exact));
	}
	xj_buf_clear(&exact);
	return st;
}

/* "income" and "expense" of a search are those of one side. */
static enum xj_status on_side(const char *name, struct xj_buf *url)
{
	if (strstr(name, "income"))
		return web_link_add(url, "direction", XJ_STR("income"));
	if (strstr(name, "expense"))
		return web_link_add(url, "direction", XJ_STR("expense"));
	return XJ_OK;
}

static const struct {
	const char *section, *filter;
	bool whole;           /* a name */
} facets[] = {
	{ "recipient", "recipient", true }, { "by_recipient", "recipient", true },
	{ "election", "election", true }, { "by_election", "election", true },
	{ "area", "area", true },
	{ "kind", "kind", false }, { "by_kind", "kind", false },
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

/* ---- to pages ------------------------------------------------------------------------- */

struct cell {
	const struct xj_section *s;
	size_t column;
	const struct xj_value *row;
	struct xj_str text;
};

/* The value of the column NAME in the row; NULL none. */
static const struct xj_value *value_of(const struct cell *at, const char *name)
{
	for (size_t i = 0; i < at->s->columns; i++)
		if (strcmp(at->s->column[i].name, name) == 0)
			return at->row[i].null ? NULL : &at->row[i];
	return NULL;
}

static const struct xj_value *donor_of(const struct cell *at)
{
	const struct xj_value *key = value_of(at, "donor");

	key = key ? key : value_of(at, "key");
	return key && key->s.n ? key : NULL;
}

static bool is_section(const struct cell *at, const char *name)
{
	return strcmp(at->s->name, name) == 0;
}

static bool to_donor(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *key = donor_of(at);

	return key && !web_link(c, "/donor/", url) && !xj_url_add(url, key->s);
}

static bool to_named(struct web_call *c, const char *path, struct xj_str name,
                     struct xj_buf *url)
{
	return name.n && !web_link(c, path, url) && !web_link_add(url, "name", name);
}

static bool to_recipient(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return to_named(c, "/recipient", at->text, url);
}

static bool to_election(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return to_named(c, "/election", at->text, url);
}

static bool to_rule(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return web_has("/rule/{id}") && at->text.n && !web_link(c, "/rule/", url) &&
	       !xj_url_add(url, at->text);
}

static bool to_entry(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *id = value_of(at, "id");

	return is_section(at, "rows") && id && !web_link(c, "/entry/", url) &&
	       !xj_buf_addf(url, "%lld", (long long)id->i);
}

static bool to_source(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *hash = value_of(at, "sha256");

	return hash && !web_link(c, "/source/", url) && !xj_url_add(url, hash->s);
}

/* The table of rules names each by its id. */
static bool to_listed_rule(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return is_section(at, "rules") && to_rule(c, at, url);
}

/* The flags with one more filter; names as whole ones. */
static enum xj_status flags_with(struct web_call *c, const char *filter,
                                 struct xj_str value, struct xj_buf *url)
{
	struct xj_buf exact;
	enum xj_status st;

	xj_buf_init(&exact, value.n + 8);
	st = xj_buf_addf(&exact, "%s%.*s", strcmp(filter, "rule") ? "=" : "", (int)value.n,
	                 value.p);
	if (!st && strcmp(c->route->path, "/flags") == 0)
		st = web_link_with(c, filter, xj_buf_str(&exact), false, url);
	else if (!st && !(st = web_link(c, "/flags", url)))
		st = web_link_add(url, filter, xj_buf_str(&exact));
	xj_buf_clear(&exact);
	return st;
}

/* The number of flags, by what they are counted by. */
static bool to_flags(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	static const struct {
		const char *section, *column, *filter;
	} counts[] = {
		{ "rules", "id", "rule" }, { "by_rule", "rule", "rule" },
		{ "by_election", "value", "election" },
		{ "by_recipient", "value", "recipient" },
	};
	const struct xj_value *v;

	for (size_t i = 0; i < XJ_COUNT(counts); i++) {
		if (!is_section(at, counts[i].section))
			continue;
		v = value_of(at, counts[i].column);
		return v && !flags_with(c, counts[i].filter, v->s, url);
	}
	return false;
}

/* The rows behind all flags of a rule. */
static bool to_flagged(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *rule = value_of(at, "rule");

	return is_section(at, "by_rule") && rule && at->row[at->column].i &&
	       c->query.n == 0 && !web_link(c, "/search", url) &&
	       !web_link_add(url, "flag", rule->s);
}

static bool to_evidence(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return at->text.n && !web_link(c, "/entry/", url) && !xj_url_add(url, at->text);
}

/* The name of a donor that a facet counts, or a value that narrows. */
static bool to_facet(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	return at->text.n && (facet_leads(c, at->s, at->text, url) || to_donor(c, at, url));
}

/* From the page of a donor to what passed between the two, and the other way. */
static bool to_pair(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *name = value_of(at, "value"), *key = donor_of(at);
	bool on_donor = c->about[0].name && !strcmp(c->about[0].name, "donor") &&
	                is_section(at, "by_recipient");
	bool on_recipient = c->about[0].name && !strcmp(c->about[0].name, "recipient") &&
	                    is_section(at, "by_counterparty");
	struct xj_str of = c->about[0].value;

	if (on_donor && name && !c->about[1].name)
		return !web_link(c, "/pair", url) && !web_link_add(url, "donor", of) &&
		       !web_link_add(url, "recipient", name->s);
	if (on_recipient && key) /* about says =NAME */
		return !web_link(c, "/pair", url) && !web_link_add(url, "donor", key->s) &&
		       !web_link_add(url, "recipient", xj_str_of(of.p + 1, of.n - 1));
	return false;
}

static bool is_kind(const char *name)
{
	for (int k = XJ_KIND_OTHER; k <= XJ_KIND_ANONYMOUS; k++)
		if (strcmp(xj_kind_name((enum xj_kind)k), name) == 0)
			return true;
	return false;
}

/* Who received what in an election: the rows behind each sum. */
static bool to_received(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *name = value_of(at, "recipient");
	const char *column = at->s->column[at->column].name;
	const char *kind = strcmp(column, "from_party") ? column : "party";

	if (!is_section(at, "received") || !name || !at->row[at->column].i ||
	    to_search(c, "recipient", true, name->s, url) || on_side(column, url))
		return false;
	if (is_kind(kind))
		return !web_link_add(url, "direction", XJ_STR("income")) &&
		       !web_link_add(url, "kind", xj_str_c(kind));
	return true;
}

/* A count or sum in a table of counts: its rows. */
static bool to_counted(struct web_call *c, const struct cell *at, struct xj_buf *url)
{
	const struct xj_value *value = value_of(at, "value");
	const struct xj_value *election = value_of(at, "election");
	size_t start = url->n;

	if (!at->row[at->column].i)
		return false; /* nothing behind it */
	if (to_pair(c, at, url) || to_received(c, at, url))
		return true;
	url->n = start;
	if (is_section(at, "election") && election)
		return !to_search(c, "election", true, election->s, url) &&
		       !on_side(at->s->column[at->column].name, url);
	return value && value->s.n && facet_leads(c, at->s, value->s, url) &&
	       !on_side(at->s->column[at->column].name, url);
}

static bool cell_leads(void *ctx, const struct xj_section *s, size_t column,
                       const struct xj_value *row, struct xj_str text,
                       struct xj_buf *url)
{
	static const struct {
		const char *column;
		bool (*leads)(struct web_call *c, const struct cell *at, struct xj_buf *url);
	} columns[] = {
		{ "recipient", to_recipient }, { "election", to_election },
		{ "counterparty", to_donor }, { "donor", to_donor }, { "key", to_donor },
		{ "flags", to_rule }, { "flags", to_flags }, { "rule", to_rule },
		{ "rows", to_flagged }, { "evidence", to_evidence },
		{ "id", to_listed_rule }, { "id", to_entry },
		{ "amount", to_entry }, { "value", to_facet }, { "file", to_source },
		{ "sha256", to_source }, { "count", to_counted }, { "income", to_counted },
		{ "expense", to_counted }, { "individual", to_received },
		{ "business", to_received }, { "from_party", to_received },
		{ "group", to_received }, { "anonymous", to_received },
		{ "other", to_received },
	};
	struct cell at = { s, column, row, text };
	const char *name = s->column[column].name;
	size_t start = url->n;

	for (size_t i = 0; i < XJ_COUNT(columns); i++) {
		if (columns[i].column[0] == name[0] && !strcmp(columns[i].column, name) &&
		    columns[i].leads(ctx, &at, url))
			return true;
		url->n = start;
	}
	return false;
}

/* ---- where facts lead ---------------------------------------------------------------- */

/* A total of what the page is about; on the front page of everything. */
static bool total_leads(struct web_call *c, const char *name, struct xj_buf *url)
{
	if ((!c->about[0].name && strcmp(c->route->path, "/index")) ||
	    web_link(c, "/search", url))
		return false;
	for (size_t i = 0; i < XJ_COUNT(c->about); i++)
		if (c->about[i].name &&
		    web_link_add(url, c->about[i].name, c->about[i].value))
			return false;
	return on_side(name, url) == XJ_OK;
}

static bool fact_leads(void *ctx, const char *name, struct xj_str value,
                       struct xj_buf *url)
{
	static const char *const totals[] = { "count", "sum_income", "sum_expense" };
	static const struct {
		const char *name, *path;
	} pages[] = {
		{ "donor", "/donor/" }, { "sha256", "/source/" },
		{ "recipient", "/recipient" }, { "election", "/election" },
		{ "recipients", "/elections" }, { "elections", "/elections" },
		{ "sources", "/sources" }, { "aside", "/sources" }, { "flags", "/flags" },
	};
	struct web_call *c = ctx;

	if (strcmp(name, "next") == 0)
		return web_link_with(c, "after", value, false, url) == XJ_OK;
	if (strcmp(name, "first") == 0)
		return web_param(&c->query, "after") &&
		       web_link_with(c, "after", (struct xj_str){ 0 }, false, url) == XJ_OK;
	for (size_t i = 0; i < XJ_COUNT(totals); i++)
		if (strcmp(totals[i], name) == 0)
			return total_leads(c, name, url);
	for (size_t i = 0; i < XJ_COUNT(pages); i++) {
		const char *path = pages[i].path;

		if (strcmp(pages[i].name, name))
			continue;
		if (!value.n) /* a number: of which the page has the list */
			return strcmp(path, c->route->path) && web_has(path) &&
			       !web_link(c, path, url);
		if (path[strlen(path) - 1] == '/')
			return !web_link(c, path, url) && !xj_url_add(url, value);
		return to_named(c, path, value, url);
	}
	return false;
}

/* ---- sorting, and what has no rows ------------------------------------------------------ */

/* Rows of a search are sorted by links: the largest and newest first, then the other
 * way round. */
static bool column_sorts(void *ctx, const struct xj_section *s, size_t column,
                         const char **state, struct xj_buf *url)
{
	struct web_call *c = ctx;
	const char *name = s->column[column].name, *now = web_value(&c->query, "sort");
	bool down = now[0] == '-' && strcmp(now + 1, name) == 0;
	bool up = strcmp(now, name) == 0;
	char turned[16];

	if (!is_search(c) || strcmp(s->name, "rows") ||
	    (strcmp(name, "amount") && strcmp(name, "date")))
		return false;
	*state = down ? "descending" : up ? "ascending" : "none";
	snprintf(turned, sizeof(turned), "%s%s", down ? "" : "-", name);
	return web_link_with(c, "sort", xj_str_c(turned), false, url) == XJ_OK;
}

static bool write_empty(void *ctx, const struct xj_section *s, struct xj_html *h)
{
	struct web_call *c = ctx;

	return c->empty && c->empty(c, s, h);
}

/* ---- words for ids ---------------------------------------------------------------------- */

static bool has_column(const struct xj_section *s, const char *name)
{
	for (size_t i = 0; i < s->columns; i++)
		if (strcmp(s->column[i].name, name) == 0)
			return true;
	return false;
}

/* Rules by their names, where these do not stand beside them. */
static struct xj_str cell_names(void *ctx, const struct xj_section *s, size_t column,
                                struct xj_str text)
{
	const struct xj_column *c = &s->column[column];
	bool rules = !strcmp(c->name, "rule") || (!strcmp(c->name, "flags") && c->type == XJ_T_JSON);

	(void)ctx;
	return rules && !has_column(s, "title") ? web_rule_name(text) : text;
}

void web_links_init(struct web_call *c, struct xj_html_links *out)
{
	*out = (struct xj_html_links){ c, cell_leads, fact_leads, column_sorts, write_empty,
	                               cell_names };
}
