/*
 * html_tables.c - libxml2's HTML parser and what its events mean for tables.
 * Owns which tables are given and what belongs to a cell; where a cell stands
 * is html_grid.c's, what it says html_text.c's.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "importers/html_grid.h"
#include "importers/html_tables.h"
#include "importers/html_text.h"
#include "src/core/i18n.h"
#include "src/core/library_xml2.h"
#include "xianjin/limits.h"

enum kind {
	CANDIDATE, /* it has not two rows yet */
	GIVEN,
	LAYOUT     /* it only laid out the page */
};

struct level {
	enum kind kind;
	struct xj_html_grid grid;
	struct xj_html_text text; /* of the open cell */
	char number[XJ_VALUE_TEXT]; /* behind it, as the tag says, or "" */
};

struct xj_html_tables {
	struct xj_book_queue *queue;
	htmlParserCtxtPtr parser;
	enum xj_status status;
	struct xj_error error;
	unsigned depth;  /* of elements */
	unsigned given;  /* tables */
	unsigned inside; /* tables that are text of a cell */
	unsigned levels;
	struct level *level[XJ_MAX_HTML_TABLES];
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* ---- tables -------------------------------------------------------------- */

static struct level *top(const struct xj_html_tables *t)
{
	return t->levels ? t->level[t->levels - 1] : NULL;
}

static struct level *new_level(void)
{
	struct level *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	xj_html_grid_init(&l->grid);
	xj_html_text_init(&l->text);
	return l;
}

static void free_level(struct level *l)
{
	xj_html_grid_clear(&l->grid);
	xj_html_text_clear(&l->text);
	free(l);
}

/* It is a table: begins it in the queue.  Those around it are none. */
static enum xj_status give_table(struct xj_html_tables *t, struct level *l)
{
	bool text = false;
	char name[32];
	int n = snprintf(name, sizeof(name), "table %u", ++t->given);
	enum xj_status status;

	for (unsigned i = 0; i + 1 < t->levels; i++) {
		text = text || (t->level[i]->kind == CANDIDATE &&
		                t->level[i]->grid.rows > 0);
		t->level[i]->kind = LAYOUT;
		xj_html_grid_clear(&t->level[i]->grid);
	}
	l->kind = GIVEN;
	status = xj_book_table(t->queue, xj_str_of(name, (size_t)n));
	if (status == XJ_OK && text)
		status = xj_book_note_once(t->queue, "layout-table", 1, 0,
			"the table stands inside another one that lays out the page: "
			"the text of that one is not read");
	return status;
}

/* Rows are complete: they wait, make the table one, or go into the queue. */
static enum xj_status settle(struct xj_html_tables *t, struct level *l, bool end)
{
	struct xj_html_grid *g = &l->grid;
	enum xj_status status = XJ_OK;

	if (l->kind == CANDIDATE && g->rows >= 2 &&
	    (end || g->wide || xj_html_grid_full(g)))
		status = give_table(t, l);
	if (status == XJ_OK && l->kind == GIVEN)
		status = xj_html_grid_emit(g, t->queue);
	return status;
}

static enum xj_status end_cell(struct level *l, struct xj_error *err)
{
	char out[XJ_VALUE_TEXT];
	struct xj_str text;
	size_t n;

	if (!l->grid.in_cell)
		return XJ_OK;
	text = xj_html_text_end(&l->text);
	n = l->number[0] ? xj_html_exact(text, xj_str_c(l->number), out) : 0;
	return xj_html_grid_cell_end(&l->grid, n ? xj_str_of(out, n) : text, err);
}

static enum xj_status end_row(struct xj_html_tables *t, struct level *l)
{
	enum xj_status status = end_cell(l, &t->error);

	if (status != XJ_OK || !l->grid.in_row)
		return status;
	xj_html_grid_row_end(&l->grid);
	return settle(t, l, false);
}

static enum xj_status start_table(struct xj_html_tables *t)
{
	struct level *l = top(t);

	if (l && l->kind == GIVEN) {
		t->inside++;
		xj_html_text_paragraph(&l->text);
		if (l->grid.in_cell && !l->grid.open.nested)
			l->grid.open.nested = l->grid.here.column + 1;
		return XJ_OK;
	}
	if (t->levels == XJ_MAX_HTML_TABLES)
		return xj_over(&t->error, "html-tables",
			_("more than %u tables stand inside each other"),
			XJ_MAX_HTML_TABLES);
	l = new_level();
	if (!l)
		return no_memory(&t->error);
	t->level[t->levels++] = l;
	return XJ_OK;
}

/* What waits in L, which is no table, becomes text of the cell around it. */
static enum xj_status hand_up(struct xj_html_tables *t, struct level *l)
{
	struct level *outer = t->levels > 1 ? t->level[t->levels - 2] : NULL;
	enum xj_status status = XJ_OK;

	if (!outer || outer->kind != CANDIDATE || !outer->grid.in_cell)
		return XJ_OK;
	xj_html_text_paragraph(&outer->text);
	for (size_t i = 0; i < l->grid.cells && status == XJ_OK; i++) {
		const struct xj_html_cell *c = &l->grid.cell[i];

		xj_html_text_gap(&outer->text);
		status = xj_html_text_add(&outer->text, l->grid.text.p + c->at, c->n,
		                          &t->error);
	}
	xj_html_text_paragraph(&outer->text);
	return status;
}

static enum xj_status end_table(struct xj_html_tables *t)
{
	struct level *l = top(t);
	enum xj_status status;

	if (!l)
		return XJ_OK;
	if (t->inside) {
		t->inside--;
		xj_html_text_paragraph(&l->text);
		return XJ_OK;
	}
	status = end_row(t, l);
	if (status == XJ_OK)
		status = settle(t, l, true);
	if (status == XJ_OK && l->kind == CANDIDATE)
		status = hand_up(t, l);
	t->levels--;
	free_level(l);
	return status;
}

/* ---- attributes ---------------------------------------------------------- */

/* The value of the first of NAMES, or NULL. */
static const char *attribute(const xmlChar **attr, const char *const *names)
{
	for (; *names; names++) {
		for (const xmlChar **a = attr; a && a[0]; a += 2) {
			if (strcasecmp((const char *)a[0], *names) == 0)
				return a[1] ? (const char *)a[1] : "";
		}
	}
	return NULL;
}

/* A span: digits, and whatever stands behind them. */
static uint32_t span(const xmlChar **attr, const char *name)
{
	const char *p = attribute(attr, (const char *[]){ name, NULL });
	uint32_t n = 0;

	while (p && (*p == ' ' || *p == '+'))
		p++;
	for (; p && *p >= '0' && *p <= '9'; p++)
		n = n > XJ_MAX_SPAN ? n : n * 10 + (uint32_t)(*p - '0');
	return n;
}

static bool is_hidden(const xmlChar **attr)
{
	static const char *const hidden[] = { "hidden", NULL };
	static const char *const style[] = { "style", NULL };
	static const char none[] = "display:none";
	const char *p = attribute(attr, style);
	size_t n = 0;

	if (attribute(attr, hidden))
		return true;
	for (; p && *p && none[n]; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;

		if (c != ' ')
			n = c == none[n] ? n + 1 : c == none[0];
	}
	return !none[n];
}

/* ---- events -------------------------------------------------------------- */

static uint64_t line_of(const struct xj_html_tables *t)
{
	const xmlParserInput *in = t->parser->input;

	return in && in->line > 0 ? (uint64_t)in->line : 0;
}

static enum xj_status start_row(struct xj_html_tables *t, struct level *l,
                                const xmlChar **attr)
{
	enum xj_status status = end_row(t, l);

	if (status == XJ_OK)
		xj_html_grid_row(&l->grid, line_of(t), is_hidden(attr));
	return status;
}

static enum xj_status start_cell(struct xj_html_tables *t, struct level *l,
                                 const xmlChar **attr)
{
	static const char *const numbers[] = { "x:num", "sdval", NULL };
	const char *number = attribute(attr, numbers);
	enum xj_status status = end_cell(l, &t->error);

	if (status != XJ_OK)
		return status;
	xj_html_text_reset(&l->text);
	l->number[0] = '\0';
	if (number && strlen(number) < sizeof(l->number))
		memcpy(l->number, number, strlen(number) + 1);
	return xj_html_grid_cell(&l->grid, line_of(t), span(attr, "colspan"),
	                         span(attr, "rowspan"), &t->error);
}

static enum xj_status group(struct xj_html_tables *t, struct level *l)
{
	enum xj_status status = end_row(t, l);

	xj_html_grid_group(&l->grid);
	return status;
}

enum tag {
	OTHER, TABLE, ROW, CELL, GROUP, BREAK, PARAGRAPH
};

static enum tag tag_of(const char *name)
{
	static const struct {
		const char *name;
		enum tag tag;
	} tags[] = {
		{ "td", CELL }, { "tr", ROW }, { "th", CELL }, { "br", BREAK },
		{ "table", TABLE }, { "tbody", GROUP }, { "thead", GROUP },
		{ "tfoot", GROUP }, { "p", PARAGRAPH }, { "div", PARAGRAPH },
		{ "li", PARAGRAPH }, { "ul", PARAGRAPH }, { "ol", PARAGRAPH },
		{ "h1", PARAGRAPH }, { "h2", PARAGRAPH }, { "h3", PARAGRAPH },
		{ "h4", PARAGRAPH }, { "h5", PARAGRAPH }, { "h6", PARAGRAPH },
		{ "pre", PARAGRAPH }, { "dl", PARAGRAPH }, { "dt", PARAGRAPH },
		{ "dd", PARAGRAPH }, { "blockquote", PARAGRAPH },
		{ "center", PARAGRAPH }, { "hr", PARAGRAPH },
		{ "address", PARAGRAPH }, { "option", PARAGRAPH },
	};

	for (size_t i = 0; i < XJ_COUNT(tags); i++) {
		if (strcmp(name, tags[i].name) == 0)
			return tags[i].tag;
	}
	return OTHER;
}

/* In a table that is text of a cell. */
static enum xj_status start_inside(struct xj_html_tables *t, struct level *l,
                                   enum tag tag)
{
	if (tag == BREAK)
		return xj_html_text_break(&l->text, &t->error);
	if (tag == CELL)
		xj_html_text_gap(&l->text);
	else if (tag != OTHER)
		xj_html_text_paragraph(&l->text);
	return XJ_OK;
}

static enum xj_status start_element(struct xj_html_tables *t, enum tag tag,
                                    const xmlChar **attr)
{
	struct level *l = top(t);

	if (tag == TABLE)
		return start_table(t);
	if (!l || l->kind == LAYOUT)
		return XJ_OK;
	if (t->inside)
		return start_inside(t, l, tag);
	switch (tag) {
	case ROW: return start_row(t, l, attr);
	case CELL: return start_cell(t, l, attr);
	case GROUP: return group(t, l);
	case BREAK: return xj_html_text_break(&l->text, &t->error);
	case PARAGRAPH: xj_html_text_paragraph(&l->text); return XJ_OK;
	default: return XJ_OK;
	}
}

static enum xj_status end_element(struct xj_html_tables *t, enum tag tag)
{
	struct level *l = top(t);

	if (tag == TABLE)
		return end_table(t);
	if (!l || l->kind == LAYOUT)
		return XJ_OK;
	if (tag == PARAGRAPH)
		xj_html_text_paragraph(&l->text);
	if (t->inside)
		return XJ_OK;
	switch (tag) {
	case ROW: return end_row(t, l);
	case CELL: return end_cell(l, &t->error);
	case GROUP: return group(t, l);
	default: return XJ_OK;
	}
}

static void stop(struct xj_html_tables *t, enum xj_status status)
{
	if (status == XJ_OK || t->status != XJ_OK)
		return;
	t->status = status;
	xmlStopParser(t->parser);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **attr)
{
	struct xj_html_tables *t = ctx;

	if (t->status != XJ_OK)
		return;
	if (++t->depth > XJ_MAX_HTML_DEPTH) {
		stop(t, xj_over(&t->error, "html-depth",
			_("its elements are nested deeper than %u; save the document "
			  "again with an office program"), XJ_MAX_HTML_DEPTH));
		return;
	}
	stop(t, start_element(t, tag_of((const char *)name), attr));
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct xj_html_tables *t = ctx;

	if (t->status != XJ_OK)
		return;
	if (t->depth > 0)
		t->depth--;
	stop(t, end_element(t, tag_of((const char *)name)));
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
	struct xj_html_tables *t = ctx;
	struct level *l = top(t);

	if (t->status != XJ_OK || n <= 0 || !l || l->kind == LAYOUT ||
	    !l->grid.in_cell)
		return;
	stop(t, xj_html_text_add(&l->text, (const char *)p, (size_t)n, &t->error));
}

static void on_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx, (void)error; /* no HTML is without them */
}

/* ---- the parser ---------------------------------------------------------- */

static void start_library(void)
{
	xmlInitParser();
}

void xj_html_tables_free(struct xj_html_tables *t)
{
	if (!t)
		return;
	while (t->levels > 0)
		free_level(t->level[--t->levels]);
	if (t->parser) {
		if (t->parser->myDoc)
			xmlFreeDoc(t->parser->myDoc);
		htmlFreeParserCtxt(t->parser);
	}
	free(t);
}

enum xj_status xj_html_tables_new(struct xj_book_queue *queue,
                                  struct xj_html_tables **out,
                                  struct xj_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static const char root[] = "<html><body>";
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.serror = on_error,
	};
	struct xj_html_tables *t;
	enum xj_status status = xj_xml2_load(err);

	*out = NULL;
	if (status != XJ_OK)
		return status;
	t = calloc(1, sizeof(*t));
	pthread_once(&once, start_library);
	if (t)
		t->parser = htmlCreatePushParserCtxt(&handler, t, NULL, 0, NULL,
		                                     XML_CHAR_ENCODING_UTF8);
	if (!t || !t->parser) {
		free(t);
		return no_memory(err);
	}
	/* not NOIMPLIED: then the first table's end would be the document's */
	(void)htmlCtxtUseOptions(t->parser, HTML_PARSE_NONET |
		HTML_PARSE_IGNORE_ENC | HTML_PARSE_RECOVER);
	/* the gate takes theirs away; a document that begins with an end tag
	 * would be over */
	(void)htmlParseChunk(t->parser, root, (int)sizeof(root) - 1, 0);
	t->queue = queue;
	*out = t;
	return XJ_OK;
}

static enum xj_status verdict(struct xj_html_tables *t, struct xj_error *err)
{
	if (t->status == XJ_OK && t->parser->errNo == XML_ERR_NO_MEMORY)
		t->status = no_memory(&t->error);
	if (t->status != XJ_OK && err)
		*err = t->error;
	return t->status;
}

enum xj_status xj_html_tables_feed(struct xj_html_tables *t, const char *p,
                                   size_t n, struct xj_error *err)
{
	t->queue->err = &t->error;
	if (t->status == XJ_OK && n > 0)
		(void)htmlParseChunk(t->parser, p, (int)n, 0);
	return verdict(t, err);
}

enum xj_status xj_html_tables_finish(struct xj_html_tables *t, struct xj_error *err)
{
	t->queue->err = &t->error;
	if (t->status == XJ_OK)
		(void)htmlParseChunk(t->parser, "", 0, 1);
	while (t->status == XJ_OK && t->levels > 0) {
		t->inside = 0;
		stop(t, end_table(t));
	}
	return verdict(t, err);
}
