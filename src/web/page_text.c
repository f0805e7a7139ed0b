/*
 * page_text.c - owns the pages that only say something: about, terms, disputes,
 * downloads.  Their texts are src/web/text/NAME.zh.html and NAME.en.html, in which
 * {root} is the address of the site in that language and {contact} who answers.
 */
#include "src/web/assets.h"
#include "src/web/pages.h"

static const struct {
	const char *path, *chinese, *english;
} texts[] = {
	{ "/about", web_text_about_zh, web_text_about_en },
	{ "/terms", web_text_terms_zh, web_text_terms_en },
	{ "/dispute", web_text_dispute_zh, web_text_dispute_en },
	{ "/downloads", web_text_downloads_zh, web_text_downloads_en },
};

static void write_root(struct web_call *c, struct xj_html *h)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET);
	if (!h->status)
		h->status = web_link(c, "", &url);
	xj_h_attr(h, xj_buf_str(&url));
	xj_buf_clear(&url);
}

static void write_contact(struct web_call *c, struct xj_html *h)
{
	const char *contact = web_options(c->site)->contact;

	xj_h_say(h, contact && *contact ? contact
	         : _("whoever runs this site (they have not said how to be reached)"));
}

/* Our own markup, with what stands in its braces. */
static void write_text(struct web_call *c, struct xj_html *h, const char *text)
{
	static const struct {
		const char *mark;
		void (*write)(struct web_call *c, struct xj_html *h);
	} marks[] = { { "{root}", write_root }, { "{contact}", write_contact } };

	while (*text) {
		size_t n = strcspn(text, "{"), i = 0;

		xj_h_bytes(h, text, n);
		text += n;
		while (i < XJ_COUNT(marks) && strncmp(text, marks[i].mark, strlen(marks[i].mark)))
			i++;
		if (i < XJ_COUNT(marks)) {
			marks[i].write(c, h);
			text += strlen(marks[i].mark);
		} else if (*text) {
			xj_h_bytes(h, text++, 1);
		}
	}
}

enum xj_status web_page_text(struct web_call *c, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };
	size_t i = 0;

	while (i + 1 < XJ_COUNT(texts) && strcmp(texts[i].path, c->route->path))
		i++;
	web_page_begin(c, &h, xj_str_c(_(c->route->title)));
	xj_h_raw(&h, "<div class=\"prose\">\n");
	write_text(c, &h, xj_language() == XJ_CHINESE ? texts[i].chinese : texts[i].english);
	xj_h_raw(&h, "</div>\n");
	web_page_end(c, &h);
	return h.status ? xj_fail(err, h.status, _("the page is too large")) : XJ_OK;
}
