/*
 * markdown.h - the small Markdown that the pages of rules are written in, as HTML:
 * headings, paragraphs, lists, tables, code, bold, emphasis, links.  Everything is
 * escaped; markup inside the text is text.
 */
#ifndef XIANJIN_WEB_MARKDOWN_H
#define XIANJIN_WEB_MARKDOWN_H

#include "src/render/html.h"

struct web_markdown {
	bool translate;  /* headings are English msgids */
	/* The address of a link to another page ("cash-limit.md") into URL; false: it
	 * leads nowhere and is written as text.  NULL: none do.  Addresses of http and
	 * https need no asking. */
	bool (*link)(void *ctx, struct xj_str target, struct xj_buf *url);
	void *ctx;
};

void web_markdown_write(struct xj_html *h, struct xj_str text,
                        const struct web_markdown *o);
/* What stands under the heading "## NAME" of TEXT, without it; p NULL: none. */
struct xj_str web_markdown_section(struct xj_str text, const char *name);
/* Text of many lines as a block that scrolls by itself; LABEL is said of it. */
void web_code_block(struct xj_html *h, struct xj_str text, const char *label);

#endif
