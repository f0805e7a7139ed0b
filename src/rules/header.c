/*
 * header.c - owns the comments at the head of a rule: how they are read, and what they
 * must say.
 */
#include <stdio.h>

#include "builtin.h"
#include "rules_private.h"

static const char *const header_names[XJ_HEADERS] = {
	[XJ_H_ID] = "id", [XJ_H_LAW] = "law", [XJ_H_SEVERITY] = "severity",
	[XJ_H_UNIT] = "unit", [XJ_H_NEEDS] = "needs", [XJ_H_TITLE] = "title",
	[XJ_H_MESSAGE] = "message",
};

static struct xj_str trimmed(struct xj_str s)
{
	while (s.n && (unsigned char)s.p[0] <= ' ')
		s = xj_str_of(s.p + 1, s.n - 1);
	while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
}

static void read_line(struct xj_rule_head *h, struct xj_str line, unsigned number)
{
	const char *colon = memchr(line.p, ':', line.n);
	struct xj_str name = trimmed(xj_str_of(line.p, colon ? (size_t)(colon - line.p)
	                                                     : 0));

	for (size_t i = 0; i < XJ_HEADERS; i++)
		if (xj_str_is(name, header_names[i]) && !h->line[i]) {
			h->value[i] = trimmed(xj_str_of(colon + 1, line.n - 1 -
			                                (size_t)(colon - line.p)));
			h->line[i] = number;
		}
}

/* Comment lines up to the first that is none; the SQL is the rest. */
void xj_rule_head_read(struct xj_str text, struct xj_rule_head *h)
{
	size_t at = 0;
	unsigned number = 1;

	memset(h, 0, sizeof(*h));
	while (at < text.n) {
		const char *end = memchr(text.p + at, '\n', text.n - at);
		size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
		struct xj_str line = trimmed(xj_str_of(text.p + at, n));

		if (line.n && !xj_str_starts(line, XJ_STR("--")))
			break;
		if (line.n)
			read_line(h, xj_str_of(line.p + 2, line.n - 2), number);
		at += n + 1;
		number++;
	}
	if (at > text.n)
		at = text.n;
	h->sql = xj_str_of(text.p + at, text.n - at);
	h->sql_line = number;
}

/* ---- what a header must say ------------------------------------------ */

static bool is_id(struct xj_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool word = (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		            (s.p[i] >= '0' && s.p[i] <= '9');

		if (!word && (s.p[i] != '-' || i == 0 || i + 1 == s.n))
			return false;
	}
	return s.n > 0 && s.n <= 60;
}

static bool is_needs(struct xj_str s)
{
	static const char *const tables[] = { "none", "company", "award", "loss",
		"party_business", "religious_group", "candidate" };

	while (s.n) {
		size_t n = 0;
		bool known = false;

		while (n < s.n && s.p[n] != ',' && s.p[n] != ' ')
			n++;
		for (size_t i = 0; i < XJ_COUNT(tables) && n; i++)
			known = known || xj_str_is(xj_str_of(s.p, n), tables[i]);
		if (n && !known)
			return false;
		n += n < s.n;
		s = xj_str_of(s.p + n, s.n - n);
	}
	return true;
}

/* "English | 中文" in two. */
bool xj_rule_head_halves(struct xj_str s, struct xj_str *en, struct xj_str *zh)
{
	const char *bar = memmem(s.p, s.n, " | ", 3);

	if (!bar)
		return false;
	*en = trimmed(xj_str_of(s.p, (size_t)(bar - s.p)));
	*zh = trimmed(xj_str_of(bar + 3, s.n - 3 - (size_t)(bar - s.p)));
	return en->n && zh->n;
}

enum xj_status xj_rule_head_wrong(const char *file, unsigned line, struct xj_error *err,
                            const char *text)
{
	return xj_fail(err, XJ_BAD_INPUT, _("%s: line %u: %s"), file, line ? line : 1,
	               text);
}

enum xj_status xj_rule_head_check(const char *file, const struct xj_rule_head *h,
                                   struct xj_error *err)
{
	struct xj_str en, zh;
	char text[100];

	for (size_t i = 0; i < XJ_HEADERS; i++) {
		if (h->value[i].n)
			continue;
		snprintf(text, sizeof(text), _("the header says no \"%s\""),
		         header_names[i]);
		return xj_rule_head_wrong(file, h->line[i], err, text);
	}
	if (!is_id(h->value[XJ_H_ID]))
		return xj_rule_head_wrong(file, h->line[XJ_H_ID], err, _("an id is small letters, digits and "
		             "hyphens: anonymous-limit"));
	if (h->value[XJ_H_SEVERITY].n != 1 || !strchr("CAFSI", h->value[XJ_H_SEVERITY].p[0]))
		return xj_rule_head_wrong(file, h->line[XJ_H_SEVERITY], err, _("severity is one of C, A, F, "
		             "S, I"));
	if (!is_needs(h->value[XJ_H_NEEDS]))
		return xj_rule_head_wrong(file, h->line[XJ_H_NEEDS], err, _("needs is none, or of company, "
		             "award, loss, party_business, religious_group, candidate"));
	for (size_t i = XJ_H_TITLE; i <= XJ_H_MESSAGE; i++)
		if (!xj_rule_head_halves(h->value[i], &en, &zh))
			return xj_rule_head_wrong(file, h->line[i], err, _("write it in two languages: "
			             "English | 中文"));
	if (trimmed(h->sql).n == 0)
		return xj_rule_head_wrong(file, h->sql_line, err, _("no query follows the header"));
	return XJ_OK;
}

/* ---- ours, without the law --------------------------------------------- */

struct xj_str xj_rules_title(struct xj_str id)
{
	struct xj_str en = XJ_STR(""), zh = XJ_STR("");
	struct xj_rule_head h;

	for (const struct xj_builtin *b = xj_builtin_rules; b->name; b++) {
		if (!xj_str_is(id, b->name))
			continue;
		xj_rule_head_read(xj_str_c(b->text), &h);
		xj_rule_head_halves(h.value[XJ_H_TITLE], &en, &zh);
	}
	return xj_language() == XJ_CHINESE ? zh : en;
}
