/*
 * fuzz_markdown.c - Markdown to HTML: the only tags that come out are those of the
 * converter, and every one that opens is closed.
 */
#include <stdlib.h>

#include "src/web/markdown.h"
#include "tests/fuzz/must.h"
#include "xianjin/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const tags[] = {
	"h2", "h3", "p", "ul", "ol", "li", "pre", "code", "div", "table", "thead", "tbody",
	"tr", "th", "td", "a", "strong", "em"
};

/* The tag whose name begins at P. */
static size_t tag_at(const char *p)
{
	size_t length = strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789");

	for (size_t i = 0; i < XJ_COUNT(tags); i++)
		if (strlen(tags[i]) == length && memcmp(tags[i], p, length) == 0)
			return i;
	must(false);
	return 0;
}

static void look_at_tags(const char *html)
{
	size_t open[64], depth = 0;

	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		if (p[1] == '/') {
			must(depth > 0 && open[--depth] == tag_at(p + 2));
			continue;
		}
		must(depth < XJ_COUNT(open));
		open[depth++] = tag_at(p + 1);
	}
	must(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct web_markdown o = { .link = NULL };
	struct xj_buf out;
	struct xj_html h = { &out, XJ_OK };
	char *text = malloc(n + 1);

	if (!text)
		return 0;
	memcpy(text, data, n);
	xj_buf_init(&out, (size_t)1 << 26);
	web_markdown_write(&h, xj_str_of(text, n), &o);
	must(!h.status);
	must(xj_utf8_valid(xj_buf_str(&out)) == out.n);
	look_at_tags(out.p ? out.p : "");
	(void)web_markdown_section(xj_str_of(text, n), "A");
	xj_buf_clear(&out);
	free(text);
	return 0;
}
