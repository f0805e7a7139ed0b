/* markdown.c - owns Markdown to HTML.  Each byte is looked at a bounded number of
 * times, whatever the text is. */
#include "src/core/i18n.h"
#include "src/web/markdown.h"

#define MAX_BLOCK ((size_t)1 << 20) /* bytes of one paragraph or item */
#define MAX_DEPTH 4u                /* marks inside one another */

struct page {
	struct xj_html *h;
	const struct web_markdown *o;
	struct xj_str rest;   /* lines that are still to come */
	struct xj_buf block;  /* of the paragraph or item under way */
};

/* ---- lines ------------------------------------------------------------------------ */

static struct xj_str first_line(struct xj_str s)
{
	const char *end = memchr(s.p, '\n', s.n);
	size_t n = end ? (size_t)(end - s.p) : s.n;

	return xj_str_of(s.p, n && s.p[n - 1] == '\r' ? n - 1 : n);
}

static void skip_line(struct xj_str *s)
{
	const char *end = memchr(s->p, '\n', s->n);
	size_t n = end ? (size_t)(end - s->p) + 1 : s->n;

	s->p += n;
	s->n -= n;
}

static struct xj_str trim(struct xj_str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = xj_str_of(s.p + 1, s.n - 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static bool starts(struct xj_str s, const char *with)
{
	size_t n = strlen(with);

	return s.n >= n && memcmp(s.p, with, n) == 0;
}

static struct xj_str from(struct xj_str s, size_t at)
{
	return xj_str_of(s.p + at, s.n - at);
}

/* ---- inside a line ------------------------------------------------------------------ */

/* What one look along a line has found to be missing is not looked for again. */
struct marks {
	unsigned depth;
	bool linked;
	bool no_code, no_strong, no_emphasis, no_link;
};

static void write_inline(struct page *p, struct xj_str s, struct marks m);

static size_t find(struct xj_str s, const char *what)
{
	const char *at = s.n ? memmem(s.p, s.n, what, strlen(what)) : NULL;

	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

/* Text between MARK at the start of S and the next MARK; the bytes used, 0: none. */
static size_t marked(struct xj_str s, const char *mark, bool *none,
                     struct xj_str *inside)
{
	size_t n = strlen(mark), end;

	if (*none || !starts(s, mark))
		return 0;
	end = find(from(s, n), mark);
	*none = end == SIZE_MAX;
	if (*none || end == 0)
		return 0;
	*inside = xj_str_of(s.p + n, end);
	return n + end + n;
}

static bool is_web_address(struct xj_str s)
{
	return starts(s, "https://") || starts(s, "http://");
}

/* [words](target) at the start of S; the bytes used, 0: none. */
static size_t write_link(struct page *p, struct xj_str s, struct marks *m)
{
	size_t words, target;
	struct xj_str to;
	struct xj_buf url;
	struct marks inner = *m;

	if (m->linked || m->no_link || !starts(s, "["))
		return 0;
	words = find(s, "](");
	target = words == SIZE_MAX ? SIZE_MAX : find(from(s, words + 2), ")");
	m->no_link = target == SIZE_MAX;
	if (m->no_link)
		return 0;
	to = xj_str_of(s.p + words + 2, target);
	inner.linked = true;
	xj_buf_init(&url, (size_t)1 << 16);
	if (is_web_address(to) ? !xj_buf_add(&url, to.p, to.n)
	                       : p->o->link && p->o->link(p->o->ctx, to, &url)) {
		xj_h_raw(p->h, "<a href=\"");
		xj_h_attr(p->h, xj_buf_str(&url));
		xj_h_raw(p->h, "\">");
		write_inline(p, xj_str_of(s.p + 1, words - 1), inner);
		xj_h_raw(p->h, "</a>");
	} else {
		write_inline(p, xj_str_of(s.p + 1, words - 1), inner);
	}
	xj_buf_clear(&url);
	return words + 2 + target + 1;
}

/* A mark at the start of S with what it encloses; the bytes used, 0: no mark. */
static size_t write_mark(struct page *p, struct xj_str s, struct marks *m)
{
	struct marks inner = { .depth = m->depth + 1, .linked = m->linked };
	struct xj_str in;
	size_t n;

	if ((n = marked(s, "`", &m->no_code, &in))) {
		xj_h_raw(p->h, "<code>");
		xj_h_text(p->h, in);
		xj_h_raw(p->h, "</code>");
		return n;
	}
	if (m->depth >= MAX_DEPTH)
		return 0;
	if ((n = marked(s, "**", &m->no_strong, &in))) {
		xj_h_raw(p->h, "<strong>");
		write_inline(p, in, inner);
		xj_h_raw(p->h, "</strong>");
		return n;
	}
	/* a star with a blank behind it is a star */
	if (s.n > 1 && s.p[1] != ' ' && s.p[1] != '*' &&
	    (n = marked(s, "*", &m->no_emphasis, &in))) {
		xj_h_raw(p->h, "<em>");
		write_inline(p, in, inner);
		xj_h_raw(p->h, "</em>");
		return n;
	}
	inner = *m;
	inner.depth++;
	n = write_link(p, s, &inner);
	m->no_link = inner.no_link;
	return n;
}

static void write_inline(struct page *p, struct xj_str s, struct marks m)
{
	size_t kept = 0, at = 0;

	m.no_code = m.no_strong = m.no_emphasis = m.no_link = false;
	while (at < s.n) {
		size_t used;

		if (!strchr("`*[\\", s.p[at]) || !s.p[at]) {
			at++;
			continue;
		}
		xj_h_text(p->h, xj_str_of(s.p + kept, at - kept));
		kept = at;
		if (s.p[at] == '\\' && at + 1 < s.n && strchr("\\`*[]|#-", s.p[at + 1])) {
			kept = at + 1;
			at += 2;
			continue;
		}
		used = write_mark(p, from(s, at), &m);
		at += used ? used : 1;
		kept += used;
	}
	xj_h_text(p->h, xj_str_of(s.p + kept, s.n - kept));
}

static void write_text(struct page *p, struct xj_str s)
{
	write_inline(p, s, (struct marks){ .depth = 0 });
}

/* ---- blocks ---------------------------------------------------------------------------- */

static void write_code_line(struct xj_html *h, struct xj_str line)
{
	while (line.n) {
		const char *tab = memchr(line.p, '\t', line.n);
		size_t n = tab ? (size_t)(tab - line.p) : line.n;

		xj_h_text(h, xj_str_of(line.p, n));
		if (tab)
			xj_h_raw(h, "\t");
		line = from(line, n + (tab != NULL));
	}
	xj_h_raw(h, "\n");
}

static void begin_code(struct xj_html *h, const char *label)
{
	xj_h_raw(h, "<pre class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	xj_h_say(h, label);
	xj_h_raw(h, "\"><code>");
}

void web_code_block(struct xj_html *h, struct xj_str text, const char *label)
{
	begin_code(h, label);
	for (; text.n; skip_line(&text))
		write_code_line(h, first_line(text));
	xj_h_raw(h, "</code></pre>\n");
}

static void write_fence(struct page *p)
{
	begin_code(p->h, _("Example"));
	for (skip_line(&p->rest); p->rest.n; skip_line(&p->rest)) {
		if (starts(first_line(p->rest), "```")) {
			skip_line(&p->rest);
			break;
		}
		write_code_line(p->h, first_line(p->rest));
	}
	xj_h_raw(p->h, "</code></pre>\n");
}

/* The number of # before a blank; 0: no heading. */
static size_t heading_level(struct xj_str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '#')
		n++;
	return n && n <= 6 && n < line.n && line.p[n] == ' ' ? n : 0;
}

static void write_heading(struct page *p, struct xj_str line)
{
	size_t level = heading_level(line);
	struct xj_str text = trim(from(line, level));
	char name[128];

	if (level <= 2)
		xj_h_raw(p->h, "<h2>");
	else
		xj_h_raw(p->h, "<h3>");
	if (p->o->translate && text.n && text.n < sizeof(name)) {
		memcpy(name, text.p, text.n);
		name[text.n] = '\0';
		text = xj_str_c(_(name));
	}
	write_text(p, text);
	if (level <= 2)
		xj_h_raw(p->h, "</h2>\n");
	else
		xj_h_raw(p->h, "</h3>\n");
	skip_line(&p->rest);
}

/* | a | b | up to the bar that ends a cell; ROW moves behind it. */
static struct xj_str take_cell(struct xj_str *row)
{
	size_t at = 0;
	bool code = false;
	struct xj_str cell;

	for (; at < row->n && (code || row->p[at] != '|'); at++) {
		if (row->p[at] == '`')
			code = !code;
		else if (row->p[at] == '\\' && at + 1 < row->n)
			at++;
	}
	if (at > row->n)
		at = row->n;
	cell = trim(xj_str_of(row->p, at));
	*row = from(*row, at < row->n ? at + 1 : at);
	return cell;
}

static void write_row(struct page *p, struct xj_str line, bool head)
{
	line = trim(line);
	line = from(line, 1);
	if (line.n && line.p[line.n - 1] == '|')
		line.n--;
	xj_h_raw(p->h, "<tr>");
	do {
		struct xj_str cell = take_cell(&line);

		if (head)
			xj_h_raw(p->h, "<th scope=\"col\">");
		else
			xj_h_raw(p->h, "<td>");
		write_text(p, cell);
		if (head)
			xj_h_raw(p->h, "</th>");
		else
			xj_h_raw(p->h, "</td>");
	} while (line.n);
	xj_h_raw(p->h, "</tr>\n");
}

static bool is_ruler(struct xj_str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strchr("|-: ", line.p[i]) || !line.p[i])
			return false;
	return starts(line, "|") && find(line, "-") != SIZE_MAX;
}

static void write_table(struct page *p)
{
	struct xj_str head = first_line(p->rest);

	skip_line(&p->rest);
	xj_h_raw(p->h, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
	xj_h_say(p->h, _("Table"));
	xj_h_raw(p->h, "\"><table>");
	if (is_ruler(first_line(p->rest))) {
		xj_h_raw(p->h, "<thead>");
		write_row(p, head, true);
		xj_h_raw(p->h, "</thead><tbody>");
		skip_line(&p->rest);
	} else {
		xj_h_raw(p->h, "<tbody>");
		write_row(p, head, false);
	}
	for (; starts(first_line(p->rest), "|"); skip_line(&p->rest))
		write_row(p, first_line(p->rest), false);
	xj_h_raw(p->h, "</tbody></table></div>\n");
}

/* Bytes before the text of a list's item, numbered or not; 0: no item. */
static size_t item_mark(struct xj_str line, bool *numbered)
{
	size_t at = 0, digits;

	while (at < line.n && line.p[at] == ' ')
		at++;
	digits = at;
	*numbered = false;
	if (at + 1 < line.n && (line.p[at] == '-' || line.p[at] == '*') &&
	    line.p[at + 1] == ' ')
		return at + 2;
	while (at < line.n && line.p[at] >= '0' && line.p[at] <= '9')
		at++;
	*numbered = at > digits && at - digits < 4 && at + 1 < line.n &&
	            line.p[at] == '.' && line.p[at + 1] == ' ';
	return *numbered ? at + 2 : 0;
}

static bool begins_block(struct xj_str line)
{
	bool numbered;

	return !trim(line).n || heading_level(line) || starts(line, "```") ||
	       starts(line, "|") || item_mark(line, &numbered);
}

/* The lines from FIRST on that belong together, joined by blanks, as text. */
static void write_lines(struct page *p, struct xj_str first)
{
	struct xj_str line = trim(first);

	xj_buf_reset(&p->block);
	do {
		if (!p->h->status && p->block.n)
			p->h->status = xj_buf_add(&p->block, " ", 1);
		if (!p->h->status)
			p->h->status = xj_buf_add(&p->block, line.p, line.n);
		skip_line(&p->rest);
		line = trim(first_line(p->rest));
	} while (p->rest.n && !begins_block(first_line(p->rest)) && !p->h->status);
	write_text(p, xj_buf_str(&p->block));
}

static void write_list(struct page *p, bool numbered)
{
	bool same = numbered;
	size_t mark;

	if (numbered)
		xj_h_raw(p->h, "<ol>\n");
	else
		xj_h_raw(p->h, "<ul>\n");
	while (p->rest.n && (mark = item_mark(first_line(p->rest), &same)) &&
	       same == numbered && !p->h->status) {
		xj_h_raw(p->h, "<li>");
		write_lines(p, from(first_line(p->rest), mark));
		xj_h_raw(p->h, "</li>\n");
	}
	if (numbered)
		xj_h_raw(p->h, "</ol>\n");
	else
		xj_h_raw(p->h, "</ul>\n");
}

static void write_block(struct page *p, struct xj_str line)
{
	bool numbered;

	if (heading_level(line)) {
		write_heading(p, line);
	} else if (starts(line, "```")) {
		write_fence(p);
	} else if (starts(line, "|")) {
		write_table(p);
	} else if (item_mark(line, &numbered)) {
		write_list(p, numbered);
	} else {
		xj_h_raw(p->h, "<p>");
		write_lines(p, line);
		xj_h_raw(p->h, "</p>\n");
	}
}

void web_markdown_write(struct xj_html *h, struct xj_str text,
                        const struct web_markdown *o)
{
	struct page p = { .h = h, .o = o, .rest = text };

	xj_buf_init(&p.block, MAX_BLOCK);
	while (p.rest.n && !h->status) {
		struct xj_str line = first_line(p.rest);

		if (trim(line).n)
			write_block(&p, line);
		else
			skip_line(&p.rest);
	}
	xj_buf_clear(&p.block);
}

struct xj_str web_markdown_section(struct xj_str text, const char *name)
{
	struct xj_str found = { 0 };
	bool code = false;

	for (; text.n; skip_line(&text)) {
		struct xj_str line = first_line(text);

		code ^= starts(line, "```");
		if (code || !starts(line, "## "))
			continue;
		if (found.p)
			return xj_str_of(found.p, (size_t)(text.p - found.p));
		if (!xj_str_is(trim(from(line, 3)), name))
			continue;
		found = text;
		skip_line(&found);
	}
	return found.p ? xj_str_of(found.p, (size_t)(text.p - found.p)) : found;
}
