/*
 * html_gate.h - what stands before libxml2's HTML parser: passes tags and text
 * and keeps out what a table never needs and what would cost too much.
 */
#ifndef XIANJIN_HTML_GATE_H
#define XIANJIN_HTML_GATE_H

#include "xianjin/core.h"

struct xj_html_gate {
	int state;
	size_t tag;       /* bytes of the tag up to now */
	unsigned attrs;   /* and attributes */
	char name[12];    /* and its name in small letters, held back until known */
	size_t name_n;
	bool closing, slash, drop, cr;
	const char *raw;  /* inside this element, of which nothing passes */
	size_t raw_at;
};

void xj_html_gate_init(struct xj_html_gate *g);
/*
 * Appends to OUT what passes of valid UTF-8: no comments, declarations,
 * instructions, scripts and styles, no tags of html, head and body, but their
 * line ends; CR LF and CR as LF; '<' that begins no tag as &lt;.  XJ_LIMIT for
 * a tag of more than XJ_MAX_TAG_BYTES or XJ_MAX_XML_ATTRIBUTES.
 */
enum xj_status xj_html_gate_pass(struct xj_html_gate *g, struct xj_str in,
                                 struct xj_buf *out,
                                 struct xj_error *err) XJ_MUST_USE;
/* How many of the bytes that passed last are of a tag that is not complete. */
size_t xj_html_gate_open(const struct xj_html_gate *g);
/* Whether the document may end here: not in a comment or the like, which would
 * have eaten the rest. */
bool xj_html_gate_clean(const struct xj_html_gate *g);

#endif
