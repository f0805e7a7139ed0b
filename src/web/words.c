/* words.c - owns small texts that several pages write. */
#include <stdlib.h>

#include "src/web/pages.h"

const char *web_filter_title(const char *name)
{
	static const struct {
		const char *name, *title;
	} titles[] = {
		{ "amount", N_("Amount") }, { "date", N_("Date") }, { "kind", N_("Kind") },
		{ "direction", N_("Side") }, { "recipient", N_("Recipient") },
		{ "donor", N_("Donor") }, { "payee", N_("Payee") },
		{ "counterparty", N_("Counterparty") }, { "id", N_("Their id") },
		{ "election", N_("Election") }, { "year", N_("Year") },
		{ "area", N_("Area of the election") }, { "place", N_("Place of the address") },
		{ "party", N_("Party") }, { "purpose", N_("Purpose") },
		{ "subject", N_("Subject") }, { "method", N_("Method") },
		{ "flag", N_("Flag") }, { "source", N_("Source") }, { "facet", N_("Count by") },
		{ "versions", N_("Versions") },
	};

	for (size_t i = 0; i < XJ_COUNT(titles); i++)
		if (strcmp(titles[i].name, name) == 0)
			return titles[i].title;
	return name;
}

struct xj_str web_rule_name(struct xj_str id)
{
	struct xj_str title = XJ_STR("");

	if (xj_language() == XJ_CHINESE)
		title = xj_rules_title(id);
	return title.n ? title : id;
}

void web_shell_word(struct xj_html *h, struct xj_str s)
{
	bool plain = s.n > 0;

	for (size_t i = 0; i < s.n; i++)
		if (strchr(" \t\n\"'`$&|;<>()*?[]#~=%!{}\\^", s.p[i]))
			plain = false;
	if (plain) {
		xj_h_text(h, s);
		return;
	}
	xj_h_raw(h, "&#39;");
	while (s.n) {
		const char *quote = memchr(s.p, '\'', s.n);
		size_t n = quote ? (size_t)(quote - s.p) : s.n;

		xj_h_text(h, xj_str_of(s.p, n));
		if (quote)
			xj_h_raw(h, "&#39;\\&#39;&#39;");
		s.p += n + (quote != NULL);
		s.n -= n + (quote != NULL);
	}
	xj_h_raw(h, "&#39;");
}

void web_named_link(struct web_call *c, struct xj_html *h, const char *path,
                    const char *name, struct xj_str value, const char *text)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	if (!h->status)
		h->status = web_link(c, path, &url);
	if (!h->status)
		h->status = web_link_add(&url, name, value);
	xj_h_raw(h, "<p><a href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_say(h, text);
	xj_h_raw(h, "</a></p>\n");
	xj_buf_clear(&url);
}

char *web_copy(struct xj_str s)
{
	char *copy = malloc(s.n + 1);

	if (copy) {
		memcpy(copy, s.p, s.n);
		copy[s.n] = '\0';
	}
	return copy;
}
