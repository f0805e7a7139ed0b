/*
 * svg_standalone.c - owns a picture as a file of its own: the stylesheet's
 * rules with the colours written out, on paper of its own.
 */
#include <stdio.h>

#include "svg_private.h"

#define SKIP(s, k) xj_str_of((s).p + (k), (s).n - (k))

static struct xj_str behind(struct xj_str s, const char *what)
{
	const char *at = memmem(s.p, s.n, what, strlen(what));

	return at ? SKIP(s, (size_t)(at - s.p) + strlen(what)) : XJ_STR("");
}

struct xj_str xj_svg_token(const char *name, bool dark)
{
	struct xj_str s = xj_str_c(xj_figures_css);
	char wanted[40];
	const char *end;
	int n = snprintf(wanted, sizeof(wanted), "--%s: ", name);

	if (n < 0 || (size_t)n >= sizeof(wanted))
		return XJ_STR("");
	/* the sheet begins with the light ones; the dark ones follow */
	if (dark)
		s = behind(s, "prefers-color-scheme: dark");
	s = behind(s, wanted);
	end = memchr(s.p, ';', s.n);
	return end ? xj_str_of(s.p, (size_t)(end - s.p)) : XJ_STR("");
}

/* RULES with each var(--name) replaced by its value. */
static enum xj_status add_rules(struct xj_str rules, bool dark, struct xj_buf *out)
{
	static const char var[] = "var(--";
	enum xj_status st = XJ_OK;

	while (!st) {
		struct xj_str rest = behind(rules, var);
		const char *close = memchr(rest.p, ')', rest.n);
		char name[32];

		if (!close || (size_t)(close - rest.p) >= sizeof(name))
			return xj_buf_add(out, rules.p, rules.n);
		memcpy(name, rest.p, (size_t)(close - rest.p));
		name[close - rest.p] = '\0';
		st = xj_buf_add(out, rules.p, (size_t)(rest.p - rules.p) - strlen(var));
		if (!st) {
			struct xj_str value = xj_svg_token(name, dark);

			st = xj_buf_add(out, value.p, value.n);
		}
		rules = SKIP(rest, (size_t)(close - rest.p) + 1);
	}
	return st;
}

enum xj_status xj_svg_standalone(struct xj_str svg, bool dark, struct xj_buf *out)
{
	static const char head[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" ";
	static const char style[] = "<style>";
	static const char paper[] =
		"</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
	struct xj_str rules = behind(xj_str_c(xj_figures_css), "/* rules */");
	struct xj_str desc = behind(svg, "</desc>\n");
	size_t start = out->n;
	enum xj_status st;

	if (!xj_str_starts(svg, XJ_STR("<svg ")) || !desc.n)
		return XJ_USAGE;
	svg = SKIP(svg, 5);
	st = xj_buf_add(out, head, sizeof(head) - 1);
	if (!st)
		st = xj_buf_add(out, svg.p, (size_t)(desc.p - svg.p));
	if (!st)
		st = xj_buf_add(out, style, sizeof(style) - 1);
	if (!st)
		st = add_rules(rules, dark, out);
	if (!st)
		st = xj_buf_add(out, paper, sizeof(paper) - 1);
	if (!st)
		st = xj_buf_add(out, desc.p, desc.n);
	if (st && out->p) {
		out->n = start;
		out->p[start] = '\0';
	}
	return st;
}
