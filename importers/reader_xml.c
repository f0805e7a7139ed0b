/*
 * reader_xml.c - tables in XML of our own schema, urn:xianjin:filings:1
 * (docs/formats-xml.md, docs/xianjin.xsd).  Owns what the elements mean; sax.c
 * guards the parser.
 *
 * The parser is fed a chunk at a time and may finish many rows of it: they wait
 * in a queue, which is never longer than what one chunk holds.
 */
#include <stdio.h>
#include <stdlib.h>

#include "importers/encoding.h"
#include "importers/readers.h"
#include "importers/sax.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define SPACE_URI "urn:xianjin:filings:1"
#define MAX_NAME 200u /* bytes of a table's name */

enum { OURS = 1 };

struct waiting { /* a row, or the beginning of a table */
	bool table;
	size_t first, n; /* its cells; a table's only one is its name */
	uint64_t line;
	const char *spoiled;
};

struct xml {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_sax *sax;
	char *chunk;
	bool ended;
	uint64_t taken;

	/* the row in the making */
	struct xj_buf text;
	size_t cell_end[XJ_MAX_COLUMNS];
	size_t cells;
	bool in_cell;
	uint64_t line;
	const char *spoiled;

	/* what waits */
	struct xj_buf queued;
	size_t *end;        /* of each waiting cell in QUEUED */
	size_t ends, end_room;
	struct waiting *wait;
	size_t waits, wait_room, next;

	size_t tables;
	bool has_columns;   /* of the table in hand */
	uint64_t name_hash[XJ_MAX_TABLES];

	/* what the caller sees */
	uint64_t row;
	struct xj_str cell[XJ_MAX_COLUMNS];
	char name[MAX_NAME + 1];
};

static const char cell_too_long[] = N_("a cell is longer than 64 KiB");
static const char too_long[] = N_("the row is longer than 1 MiB");
static const char too_many[] = N_("the row has more than 1,024 cells");
_Static_assert(XJ_MAX_CELL_BYTES == 64u << 10, "say so in cell_too_long");
_Static_assert(XJ_MAX_RECORD_BYTES == 1u << 20, "say so in too_long");
_Static_assert(XJ_MAX_COLUMNS == 1024u, "say so in too_many");

/* ---- the queue ------------------------------------------------------- */

static enum xj_status no_memory(struct xml *x)
{
	return xj_fail(xj_sax_error(x->sax), XJ_NOMEM, _("out of memory"));
}

static bool grow(void **p, size_t *room, size_t need, size_t size)
{
	size_t more = *room ? *room : 256;
	void *q;

	while (more < need)
		more *= 2;
	if (more == *room)
		return true;
	q = realloc(*p, more * size);
	if (!q)
		return false;
	*p = q;
	*room = more;
	return true;
}

/* Puts what is in the making at the end of the queue. */
static enum xj_status enqueue(struct xml *x, bool table)
{
	size_t base = x->queued.n;

	if (!grow((void **)&x->end, &x->end_room, x->ends + x->cells, sizeof(*x->end)) ||
	    !grow((void **)&x->wait, &x->wait_room, x->waits + 1, sizeof(*x->wait)) ||
	    xj_buf_add(&x->queued, x->text.p ? x->text.p : "", x->text.n))
		return no_memory(x);
	x->wait[x->waits++] = (struct waiting){
		.table = table, .first = x->ends, .n = x->cells, .line = x->line,
		.spoiled = x->spoiled
	};
	for (size_t i = 0; i < x->cells; i++)
		x->end[x->ends++] = base + x->cell_end[i];
	return XJ_OK;
}

static struct xj_str queued_cell(const struct xml *x, size_t i)
{
	size_t from = i ? x->end[i - 1] : 0;

	return xj_str_of((x->queued.p ? x->queued.p : "") + from, x->end[i] - from);
}

/* ---- the row in the making ------------------------------------------- */

static void begin_row(struct xml *x)
{
	xj_buf_reset(&x->text);
	x->cells = 0;
	x->spoiled = NULL;
	x->line = xj_sax_line(x->sax);
}

static void spoil(struct xml *x, const char *why)
{
	if (!x->spoiled)
		x->spoiled = why;
}

static void begin_cell(struct xml *x)
{
	x->in_cell = true;
	if (x->cells == XJ_MAX_COLUMNS)
		spoil(x, too_many);
}

static void end_cell(struct xml *x)
{
	x->in_cell = false;
	if (x->cells < XJ_MAX_COLUMNS)
		x->cell_end[x->cells++] = x->text.n;
	else
		x->text.n = x->cell_end[x->cells - 1];
}

static enum xj_status cell_text(struct xml *x, const char *p, size_t n)
{
	size_t from = x->cells ? x->cell_end[x->cells - 1] : 0;

	if (x->text.n - from + n > XJ_MAX_CELL_BYTES) {
		spoil(x, cell_too_long);
		return XJ_OK;
	}
	if (x->text.n + n > XJ_MAX_RECORD_BYTES) {
		spoil(x, too_long);
		return XJ_OK;
	}
	return xj_buf_add(&x->text, p, n) == XJ_OK ? XJ_OK : no_memory(x);
}

/* ---- elements -------------------------------------------------------- */

/* What may stand at each depth, and inside what. */
static const struct {
	const char *name, *inside;
	unsigned depth;
} elements[] = {
	{ "filings", "", 1 },
	{ "table", "filings", 2 },
	{ "columns", "table", 3 },
	{ "row", "table", 3 },
	{ "column", "columns", 4 },
	{ "cell", "row", 4 },
};

static enum xj_status unexpected(struct xml *x, const char *name, unsigned depth)
{
	const char *list = depth == 1 ? "filings" : depth == 2 ? "table"
	                 : depth == 3 ? "columns, row" : "column, cell";

	return xj_fail(xj_sax_error(x->sax), XJ_BAD_INPUT,
		_("line %llu: the element \"%.60s\" does not belong here; expected: %s "
		  "(of %s); see docs/xianjin.xsd"),
		(unsigned long long)xj_sax_line(x->sax), name, list, SPACE_URI);
}

static bool may_stand(const struct xml *x, const struct xj_tag *tag)
{
	bool header = tag->depth == 4 && !x->has_columns;

	for (size_t i = 0; tag->space == OURS && i < XJ_COUNT(elements); i++) {
		if (elements[i].depth == tag->depth &&
		    strcmp(elements[i].name, tag->name) == 0)
			return tag->depth < 4 ||
			       header == (strcmp(tag->name, "column") == 0);
	}
	return false;
}

static enum xj_status check_kind(struct xml *x, const struct xj_tag *tag)
{
	struct xj_str kind;

	if (!xj_tag_find(tag, 0, "kind", &kind) || xj_str_is(kind, "entries") ||
	    xj_str_is(kind, "summary"))
		return XJ_OK;
	return xj_fail(xj_sax_error(x->sax), XJ_BAD_INPUT,
		_("line %llu: the kind of a table is \"%.*s\"; it must be entries or "
		  "summary"), (unsigned long long)xj_sax_line(x->sax),
		(int)(kind.n < 60 ? kind.n : 60), kind.p);
}

/* A table goes by its name, or by its number from the second on; a name that
 * stands twice would make two of them one. */
static enum xj_status start_table(struct xml *x, const struct xj_tag *tag)
{
	struct xj_str name;
	char number[24];
	enum xj_status status = check_kind(x, tag);

	if (status != XJ_OK)
		return status;
	if (x->tables == XJ_MAX_TABLES)
		return xj_over(xj_sax_error(x->sax), "tables",
			_("holds more than %u tables"), XJ_MAX_TABLES);
	if (!xj_tag_find(tag, 0, "name", &name) || name.n == 0) {
		snprintf(number, sizeof(number), "%zu", x->tables + 1);
		name = x->tables ? xj_str_c(number) : XJ_STR("");
	}
	if (name.n > MAX_NAME)
		return xj_over(xj_sax_error(x->sax), "table-name",
			_("line %llu: the name of a table is longer than %u bytes"),
			(unsigned long long)xj_sax_line(x->sax), MAX_NAME);
	x->name_hash[x->tables] = xj_hash64(name.p, name.n);
	for (size_t i = 0; i < x->tables; i++) {
		if (x->name_hash[i] == x->name_hash[x->tables])
			return xj_fail(xj_sax_error(x->sax), XJ_BAD_INPUT,
				_("line %llu: two tables are called \"%.*s\""),
				(unsigned long long)xj_sax_line(x->sax), (int)name.n,
				name.p);
	}
	x->tables++;
	x->has_columns = false;
	begin_row(x);
	status = cell_text(x, name.p, name.n);
	if (status != XJ_OK)
		return status;
	end_cell(x);
	return enqueue(x, true);
}

static enum xj_status misplaced(struct xml *x, const char *why)
{
	return xj_fail(xj_sax_error(x->sax), XJ_BAD_INPUT, _("line %llu: %s"),
	               (unsigned long long)xj_sax_line(x->sax), why);
}

static enum xj_status on_start(void *ctx, const struct xj_tag *tag)
{
	struct xml *x = ctx;

	if (!may_stand(x, tag))
		return unexpected(x, tag->name, tag->depth);
	if (tag->depth == 2)
		return start_table(x, tag);
	if (tag->depth == 4) {
		begin_cell(x);
		return XJ_OK;
	}
	if (tag->depth < 3)
		return XJ_OK;
	if (strcmp(tag->name, "columns") == 0 && x->has_columns)
		return misplaced(x, _("a table has one element \"columns\", at its "
		                      "beginning"));
	if (strcmp(tag->name, "row") == 0 && !x->has_columns)
		return misplaced(x, _("a table begins with its \"columns\""));
	begin_row(x);
	return XJ_OK;
}

static enum xj_status on_end(void *ctx, int space, const char *name, unsigned depth)
{
	struct xml *x = ctx;

	(void)space, (void)name;
	if (depth == 4)
		end_cell(x);
	if (depth != 3)
		return XJ_OK;
	x->has_columns = true;
	return enqueue(x, false);
}

static enum xj_status on_text(void *ctx, const char *p, size_t n)
{
	struct xml *x = ctx;

	if (x->in_cell)
		return cell_text(x, p, n);
	for (size_t i = 0; i < n; i++) {
		if (!memchr(" \t\r\n", p[i], 4))
			return misplaced(x, _("text stands outside of a cell"));
	}
	return XJ_OK;
}

/* ---- feeding --------------------------------------------------------- */

/* One chunk, always as full as can be, so that how the file was read in pieces
 * does not show. */
static enum xj_status take_chunk(struct xml *x, size_t *n, struct xj_error *err)
{
	*n = 0;
	while (!x->ended && *n < XJ_SAX_CHUNK) {
		size_t got;
		enum xj_status status = x->in->read(x->in->ctx, x->chunk + *n,
		                                    XJ_SAX_CHUNK - *n, &got, err);

		if (status != XJ_OK)
			return status;
		x->ended = got == 0;
		*n += got;
		x->taken += got;
		if (x->options.progress)
			x->options.progress(x->options.progress_ctx, x->taken);
	}
	return XJ_OK;
}

/* Fills the empty queue; XJ_END when nothing more comes. */
static enum xj_status fill(struct xml *x, struct xj_error *err)
{
	xj_buf_reset(&x->queued);
	x->ends = x->waits = x->next = 0;
	while (x->waits == 0) {
		size_t n;
		enum xj_status status;

		if (x->ended)
			return XJ_END;
		status = take_chunk(x, &n, err);
		if (status == XJ_OK && n > 0)
			status = xj_sax_feed(x->sax, x->chunk, n, err);
		if (status == XJ_OK && x->ended)
			status = xj_sax_finish(x->sax, err);
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}

/* The next that waits; stays in the queue. */
static enum xj_status peek(struct xml *x, const struct waiting **out,
                           struct xj_error *err)
{
	enum xj_status status = x->next < x->waits ? XJ_OK : fill(x, err);

	*out = status == XJ_OK ? &x->wait[x->next] : NULL;
	return status;
}

/* ---- the reader ------------------------------------------------------ */

static int xml_bid(struct xj_str head, const char *name)
{
	struct xj_str s = head;

	(void)name;
	if (xj_str_starts(s, XJ_STR("\xef\xbb\xbf"))) {
		s.p += 3;
		s.n -= 3;
	}
	while (s.n > 0 && (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' ||
	                   *s.p == '\n')) {
		s.p++;
		s.n--;
	}
	if (s.n == 0 || *s.p != '<')
		return 0;
	return memmem(s.p, s.n, SPACE_URI, strlen(SPACE_URI)) ? 95 : 0;
}

static void xml_close(void *self)
{
	struct xml *x = self;

	if (!x)
		return;
	xj_sax_free(x->sax);
	xj_buf_clear(&x->text);
	xj_buf_clear(&x->queued);
	free(x->wait);
	free(x->end);
	free(x->chunk);
	free(x);
}

static enum xj_status xml_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               void **self, struct xj_error *err)
{
	static const struct xj_sax_space spaces[] = {
		{ SPACE_URI, OURS }, { NULL, 0 }
	};
	static const struct xj_sax_events events = {
		.spaces = spaces, .start = on_start, .end = on_end, .text = on_text
	};
	struct xml *x = calloc(1, sizeof(*x));
	enum xj_status status;

	*self = NULL;
	if (!x)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	x->in = in;
	if (options)
		x->options = *options;
	xj_buf_init(&x->text, XJ_MAX_RECORD_BYTES);
	xj_buf_init(&x->queued, XJ_MAX_RECORD_BYTES + 2 * (size_t)XJ_MAX_TAG_BYTES);
	x->chunk = malloc(XJ_SAX_CHUNK);
	status = x->chunk ? xj_sax_new(&events, x, in->name, &x->sax, err)
	                  : xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	if (status != XJ_OK) {
		xml_close(x);
		return status;
	}
	*self = x;
	return XJ_OK;
}

static enum xj_status xml_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct xml *x = self;
	const struct waiting *w;
	struct xj_str name;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	while ((status = peek(x, &w, err)) == XJ_OK && !w->table)
		x->next++;
	if (status != XJ_OK)
		return status;
	name = queued_cell(x, w->first);
	memcpy(x->name, name.p, name.n); /* start_table saw to its length */
	x->name[name.n] = '\0';
	x->next++;
	x->row = 0;
	out->member = "";
	out->sheet = x->name;
	out->encoding = "UTF-8";
	return XJ_OK;
}

static void note_private(struct xml *x, const struct xj_row *row)
{
	for (size_t i = 0; x->options.note && !row->spoiled && i < row->n; i++) {
		if (xj_private_use(row->cell[i]))
			x->options.note(x->options.note_ctx, "private-use", row->row,
				i + 1, row->cell[i],
				N_("a character of the private use area: its shape "
				   "depends on the font of whoever wrote it"));
	}
}

static enum xj_status xml_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct xml *x = self;
	const struct waiting *w;
	enum xj_status status = peek(x, &w, err);

	memset(out, 0, sizeof(*out));
	if (status != XJ_OK)
		return status;
	if (w->table)
		return XJ_END;
	if (x->row >= XJ_MAX_ROWS)
		return xj_over(err, "rows",
			_("%s: has more than %u rows, the most a table may have"),
			x->in->name, XJ_MAX_ROWS);
	x->next++;
	for (size_t i = 0; i < w->n; i++)
		x->cell[i] = queued_cell(x, w->first + i);
	*out = (struct xj_row){
		.cell = x->cell, .n = w->n, .row = ++x->row, .line = w->line,
		.spoiled = w->spoiled
	};
	note_private(x, out);
	return XJ_OK;
}

const struct xj_reader xj_reader_xml = {
	.name = "xml",
	.title = N_("XML of the schema urn:xianjin:filings:1"),
	.bid = xml_bid,
	.open = xml_open,
	.next_table = xml_next_table,
	.next_row = xml_next_row,
	.close = xml_close,
};
