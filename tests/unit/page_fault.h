/*
 * page_fault.h - what is wrong with a page: a strict reader of the HTML that we write.
 * It knows the elements and attributes that we use and where they may stand; whatever
 * else comes out of hostile text is a fault.
 */
#ifndef XIANJIN_TESTS_PAGE_FAULT_H
#define XIANJIN_TESTS_PAGE_FAULT_H

#include <stdio.h>
#include <string.h>

#include "xianjin/core.h"
#include "xianjin/text.h"

enum page_kind {
	PAGE_EMPTY = 1,   /* has no end tag */
	PAGE_BLOCK = 2,   /* would end a <p> */
	PAGE_PHRASE = 4,  /* holds no block */
	PAGE_ALONE = 8    /* not inside one of its own kind */
};

static const struct page_element {
	const char *name;
	unsigned kind;
	const char *parents; /* " ul ol "; NULL any */
} page_elements[] = {
	{ "html", PAGE_ALONE, " " }, { "head", PAGE_ALONE, " html " },
	{ "body", PAGE_ALONE, " html " },
	{ "meta", PAGE_EMPTY, " head " }, { "link", PAGE_EMPTY, " head " },
	{ "title", PAGE_PHRASE, " head svg g path rect a circle " },
	{ "header", PAGE_BLOCK, NULL }, { "nav", PAGE_BLOCK, NULL },
	{ "main", PAGE_BLOCK | PAGE_ALONE, " body " }, { "footer", PAGE_BLOCK, NULL },
	{ "section", PAGE_BLOCK, NULL }, { "div", PAGE_BLOCK, NULL },
	{ "figure", PAGE_BLOCK, NULL }, { "figcaption", PAGE_BLOCK, " figure " },
	{ "details", PAGE_BLOCK, NULL }, { "summary", 0, " details " },
	{ "form", PAGE_BLOCK | PAGE_ALONE, NULL }, { "fieldset", PAGE_BLOCK, NULL },
	{ "legend", PAGE_PHRASE, " fieldset " },
	{ "h1", PAGE_BLOCK | PAGE_PHRASE, NULL }, { "h2", PAGE_BLOCK | PAGE_PHRASE, NULL },
	{ "h3", PAGE_BLOCK | PAGE_PHRASE, NULL }, { "p", PAGE_BLOCK | PAGE_PHRASE, NULL },
	{ "pre", PAGE_BLOCK | PAGE_PHRASE, NULL },
	{ "ul", PAGE_BLOCK, NULL }, { "ol", PAGE_BLOCK, NULL }, { "li", 0, " ul ol " },
	{ "dl", PAGE_BLOCK, NULL }, { "dt", 0, " dl div " }, { "dd", 0, " dl div " },
	{ "table", PAGE_BLOCK, NULL }, { "caption", 0, " table " },
	{ "thead", 0, " table " }, { "tbody", 0, " table " },
	{ "tr", 0, " thead tbody " }, { "th", 0, " tr " }, { "td", 0, " tr " },
	{ "a", PAGE_ALONE, NULL }, { "b", PAGE_PHRASE, NULL }, { "code", PAGE_PHRASE, NULL },
	{ "em", PAGE_PHRASE, NULL }, { "small", PAGE_PHRASE, NULL },
	{ "span", PAGE_PHRASE, NULL }, { "strong", PAGE_PHRASE, NULL },
	{ "time", PAGE_PHRASE, NULL }, { "br", PAGE_EMPTY, NULL },
	{ "button", PAGE_PHRASE | PAGE_ALONE, NULL },
	{ "datalist", PAGE_PHRASE, NULL }, { "input", PAGE_EMPTY, NULL },
	{ "label", PAGE_PHRASE | PAGE_ALONE, NULL }, { "option", 0, " select datalist " },
	{ "select", PAGE_PHRASE, NULL },
	{ "svg", PAGE_ALONE, NULL }, { "g", 0, " svg g a " }, { "desc", 0, " svg " },
	{ "line", 0, " svg g a " }, { "path", 0, " svg g a " }, { "rect", 0, " svg g a " },
	{ "circle", 0, " svg g a " }, { "text", 0, " svg g a " }, { "tspan", 0, " text " },
};

/* None of them runs, loads or styles anything. */
static const char page_attributes[] =
	" action aria-current aria-hidden aria-label aria-labelledby aria-describedby "
	"aria-sort autocomplete charset class content cx cy d data-label datetime enctype "
	"font-weight for formaction height href hreflang id inputmode lang list max maxlength "
	"method min name open pattern placeholder r rel required role rx scope selected checked "
	"size step stroke-linejoin stroke-width tabindex text-anchor title transform type value "
	"viewBox width x x1 x2 xmlns y y1 y2 dx dy dominant-baseline fill fill-rule font-size ";

#define PAGE_DEPTH 64u
#define PAGE_IDS 512u

struct page {
	const char *p, *end;
	const struct page_element *open[PAGE_DEPTH];
	size_t depth;
	struct xj_str id[PAGE_IDS];
	size_t ids;
	char fault[160]; /* "" none yet */
};

static bool page_wrong(struct page *g, const char *what, const char *at, size_t n)
{
	if (!g->fault[0])
		snprintf(g->fault, sizeof(g->fault), "%s: %.*s", what, (int)(n < 90 ? n : 90), at);
	return false;
}

static bool page_has_word(const char *list, struct xj_str word)
{
	char padded[40];

	if (word.n + 3 > sizeof(padded) || memchr(word.p, ' ', word.n))
		return false;
	snprintf(padded, sizeof(padded), " %.*s ", (int)word.n, word.p);
	return strstr(list, padded) != NULL;
}

/* A reference at P: one of those that our writers make. */
static bool page_reference(struct page *g, const char *p)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	for (size_t i = 0; i < XJ_COUNT(known); i++)
		if ((size_t)(g->end - p) >= strlen(known[i]) &&
		    memcmp(p, known[i], strlen(known[i])) == 0)
			return true;
	return page_wrong(g, "a bare &", p, (size_t)(g->end - p));
}

/* An address leads to this site, or says http or https. */
static bool page_address(struct page *g, struct xj_str v)
{
	size_t scheme = 0;

	if (xj_str_starts(v, XJ_STR("https://")) || xj_str_starts(v, XJ_STR("http://")))
		return true;
	if (xj_str_starts(v, XJ_STR("//")) || xj_str_starts(v, XJ_STR("/\\")))
		return page_wrong(g, "an address of another site", v.p, v.n);
	while (scheme < v.n && !strchr("/?#", v.p[scheme]))
		if (v.p[scheme++] == ':')
			return page_wrong(g, "an address with a scheme", v.p, v.n);
	return true;
}

static bool page_id(struct page *g, struct xj_str v)
{
	for (size_t i = 0; i < g->ids; i++)
		if (g->id[i].n == v.n && memcmp(g->id[i].p, v.p, v.n) == 0)
			return page_wrong(g, "an id twice", v.p, v.n);
	if (g->ids == PAGE_IDS || !v.n || memchr(v.p, ' ', v.n))
		return page_wrong(g, "no id, or too many", v.p, v.n);
	g->id[g->ids++] = v;
	return true;
}

static bool page_value(struct page *g, struct xj_str name, struct xj_str *v)
{
	const char *quote;

	*v = XJ_STR("");
	if (g->p == g->end || *g->p != '=')
		return page_has_word(" open required selected checked ", name) ||
		       page_wrong(g, "an attribute without a value", name.p, name.n);
	if (g->end - g->p < 2 || g->p[1] != '"' ||
	    !(quote = memchr(g->p + 2, '"', (size_t)(g->end - g->p) - 2)))
		return page_wrong(g, "a value without quotes", name.p, name.n);
	*v = xj_str_of(g->p + 2, (size_t)(quote - g->p) - 2);
	g->p = quote + 1;
	for (size_t i = 0; i < v->n; i++)
		if (v->p[i] == '<' || v->p[i] == '>')
			return page_wrong(g, "< or > in a value", v->p, v->n);
		else if (v->p[i] == '&' && !page_reference(g, v->p + i))
			return false;
	return true;
}

/* " name="value"" ... up to the end of the tag. */
static bool page_read_attributes(struct page *g)
{
	struct xj_str seen[24];
	size_t n = 0;

	while (g->p < g->end && *g->p == ' ') {
		struct xj_str name, v;

		name.p = ++g->p;
		while (g->p < g->end && !strchr(" =>/\n", *g->p))
			g->p++;
		name.n = (size_t)(g->p - name.p);
		if (!page_has_word(page_attributes, name))
			return page_wrong(g, "an unknown attribute", name.p, name.n);
		for (size_t i = 0; i < n; i++)
			if (seen[i].n == name.n && memcmp(seen[i].p, name.p, name.n) == 0)
				return page_wrong(g, "an attribute twice", name.p, name.n);
		if (n == XJ_COUNT(seen))
			return page_wrong(g, "too many attributes", name.p, name.n);
		seen[n++] = name;
		if (!page_value(g, name, &v))
			return false;
		if (page_has_word(" href action formaction ", name) && !page_address(g, v))
			return false;
		if (xj_str_is(name, "id") && !page_id(g, v))
			return false;
	}
	return true;
}

static const struct page_element *page_find(struct xj_str name)
{
	for (size_t i = 0; i < XJ_COUNT(page_elements); i++)
		if (xj_str_is(name, page_elements[i].name))
			return &page_elements[i];
	return NULL;
}

/* Whether E may stand where the page is. */
static bool page_place(struct page *g, const struct page_element *e)
{
	const char *parent = g->depth ? g->open[g->depth - 1]->name : "";

	if (e->parents && !(g->depth ? page_has_word(e->parents, xj_str_c(parent))
	                             : strcmp(e->name, "html") == 0))
		return page_wrong(g, parent, e->name, strlen(e->name));
	for (size_t i = 0; i < g->depth; i++) {
		if (e->kind & PAGE_BLOCK && g->open[i]->kind & PAGE_PHRASE)
			return page_wrong(g, g->open[i]->name, e->name, strlen(e->name));
		if (e->kind & PAGE_ALONE && g->open[i] == e)
			return page_wrong(g, "inside itself", e->name, strlen(e->name));
	}
	return g->depth < PAGE_DEPTH || page_wrong(g, "too deep", e->name, strlen(e->name));
}

static struct xj_str page_name(struct page *g)
{
	struct xj_str name = { g->p, 0 };

	while (g->p < g->end && !strchr(" >/\n", *g->p))
		g->p++;
	name.n = (size_t)(g->p - name.p);
	return name;
}

static bool page_end_tag(struct page *g)
{
	struct xj_str name;

	g->p += 2;
	name = page_name(g);
	if (!g->depth || !xj_str_is(name, g->open[g->depth - 1]->name))
		return page_wrong(g, "an end tag of nothing open", name.p, name.n);
	g->depth--;
	return (g->p < g->end && *g->p++ == '>') ||
	       page_wrong(g, "an end tag that does not end", name.p, name.n);
}

static bool page_start_tag(struct page *g)
{
	const struct page_element *e;
	struct xj_str name;
	bool closed;

	g->p++;
	name = page_name(g);
	e = page_find(name);
	if (!e)
		return page_wrong(g, "an unknown element", name.p, name.n);
	if (!page_place(g, e) || !page_read_attributes(g))
		return false;
	closed = g->p < g->end && *g->p == '/';
	g->p += closed;
	if (g->p == g->end || *g->p++ != '>')
		return page_wrong(g, "a tag that does not end", name.p, name.n);
	if (!(e->kind & PAGE_EMPTY) && !closed)
		g->open[g->depth++] = e;
	return true;
}

/* Characters that nobody sees, or that turn the direction of writing. */
static bool page_visible(struct page *g)
{
	struct xj_str s = { g->p, (size_t)(g->end - g->p) };

	if (xj_utf8_valid(s) != s.n)
		return page_wrong(g, "no UTF-8", s.p + xj_utf8_valid(s), 8);
	for (size_t i = 0; i < s.n; i++) {
		const unsigned char *c = (const unsigned char *)s.p + i;

		if ((*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7f)
			return page_wrong(g, "a control character", s.p + i, 20);
		if (*c == 0xe2 && ((c[1] == 0x80 && ((c[2] >= 0x8b && c[2] <= 0x8f) ||
		                                     (c[2] >= 0xa8 && c[2] <= 0xae))) ||
		                   (c[1] == 0x81 && c[2] >= 0xa0 && c[2] <= 0xaf)))
			return page_wrong(g, "an invisible character", s.p + i, 20);
		if ((*c == 0xef && c[1] == 0xbb && c[2] == 0xbf) ||
		    (*c == 0xf3 && c[1] == 0xa0))
			return page_wrong(g, "an invisible character", s.p + i, 20);
	}
	return true;
}

/* "" or what is wrong, good until the next call on G. */
static const char *page_fault(struct page *g, struct xj_str html)
{
	static const char type[] = "<!DOCTYPE html>\n";

	*g = (struct page){ .p = html.p, .end = html.p + html.n };
	if (!xj_str_starts(html, XJ_STR("<!DOCTYPE html>\n"))) {
		page_wrong(g, "no page", html.p, html.n);
		return g->fault;
	}
	g->p += sizeof(type) - 1;
	if (!page_visible(g))
		return g->fault;
	while (g->p < g->end && !g->fault[0]) {
		if (*g->p == '<')
			(void)(g->end - g->p > 1 && g->p[1] == '/' ? page_end_tag(g)
			                                           : page_start_tag(g));
		else if (*g->p == '>')
			page_wrong(g, "a bare >", g->p, (size_t)(g->end - g->p));
		else if (*g->p != '&' || page_reference(g, g->p))
			g->p++;
	}
	if (g->depth && !g->fault[0])
		page_wrong(g, "an end tag is missing", g->open[g->depth - 1]->name, 8);
	return g->fault;
}

#endif
