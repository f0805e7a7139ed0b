/*
 * ods_content.c - content.xml of an ODS document as tables and rows.  Owns what
 * its elements mean: repeats, covered cells, paragraphs, types of values.
 *
 * Repeats are the danger: the rows and columns without content at the end of
 * every sheet are counted, never written out.
 */
#include "importers/book_value.h"
#include "importers/ods.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define MAX_HIDDEN_STYLES (256u << 10)

enum { TABLE = 1, OFFICE, TEXT, STYLE, CALC, DRAW };

const struct xj_sax_space xj_ods_spaces[] = {
	{ "urn:oasis:names:tc:opendocument:xmlns:table:1.0", TABLE },
	{ "urn:oasis:names:tc:opendocument:xmlns:office:1.0", OFFICE },
	{ "urn:oasis:names:tc:opendocument:xmlns:text:1.0", TEXT },
	{ "urn:oasis:names:tc:opendocument:xmlns:style:1.0", STYLE },
	{ "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
	  CALC },
	{ "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", DRAW },
	{ NULL, 0 }
};

/* The types of a value. */
enum {
	NONE = 0, NUMBER = 'n', STRING = 's', DATE = 'd', TIME = 't', BOOLEAN = 'b'
};

static const struct {
	const char *name;
	char type;
} types[] = {
	{ "float", NUMBER }, { "currency", NUMBER }, { "percentage", NUMBER },
	{ "string", STRING }, { "date", DATE }, { "time", TIME },
	{ "boolean", BOOLEAN },
};

void xj_ods_init(struct xj_ods *o, struct xj_book_queue *queue)
{
	memset(o, 0, sizeof(*o));
	o->queue = queue;
	xj_buf_init(&o->hidden_styles, MAX_HIDDEN_STYLES);
	xj_buf_init(&o->style, XJ_MAX_TAG_BYTES);
	xj_buf_init(&o->value, XJ_MAX_TAG_BYTES);
	xj_book_text_init(&o->text);
}

void xj_ods_clear(struct xj_ods *o)
{
	xj_buf_clear(&o->hidden_styles);
	xj_buf_clear(&o->style);
	xj_buf_clear(&o->value);
	xj_book_text_clear(&o->text);
}

static enum xj_status no_memory(struct xj_ods *o)
{
	return xj_fail(xj_sax_error(o->sax), XJ_NOMEM, _("out of memory"));
}

static enum xj_status keep(struct xj_ods *o, struct xj_buf *b, struct xj_str s)
{
	xj_buf_reset(b);
	return xj_buf_add(b, s.p, s.n) == XJ_OK ? XJ_OK : no_memory(o);
}

/* ---- hidden sheets ------------------------------------------------------- */

static enum xj_status on_style(struct xj_ods *o, const struct xj_tag *tag)
{
	struct xj_str value;

	if (strcmp(tag->name, "style") == 0) {
		(void)xj_tag_find(tag, STYLE, "name", &value);
		return keep(o, &o->style, value);
	}
	if (strcmp(tag->name, "table-properties") != 0 ||
	    !xj_tag_find(tag, TABLE, "display", &value) || !xj_str_is(value, "false"))
		return XJ_OK;
	/* more of them than fit are shown as if they were not hidden */
	(void)!xj_buf_add(&o->hidden_styles, o->style.p ? o->style.p : "",
	                  o->style.n + 1);
	return XJ_OK;
}

static bool is_hidden(const struct xj_ods *o, struct xj_str style)
{
	size_t i = 0;

	while (i < o->hidden_styles.n) {
		const char *name = o->hidden_styles.p + i;

		if (xj_str_is(style, name))
			return true;
		i += strlen(name) + 1;
	}
	return false;
}

/* ---- tables and rows ----------------------------------------------------- */

static uint32_t repeat_of(const struct xj_tag *tag, const char *name)
{
	struct xj_str value;
	uint32_t n;

	if (!xj_tag_find(tag, TABLE, name, &value))
		return 1;
	if (!xj_tag_number(value, UINT32_MAX, &n))
		return UINT32_MAX; /* too many, if anything stands there */
	return n ? n : 1;
}

/* A + B, or UINT32_MAX. */
static uint32_t add(uint32_t a, uint32_t b)
{
	return b > UINT32_MAX - a ? UINT32_MAX : a + b;
}

static enum xj_status start_table(struct xj_ods *o, const struct xj_tag *tag)
{
	struct xj_str name, style;
	enum xj_status status;

	(void)xj_tag_find(tag, TABLE, "name", &name);
	o->table = tag->depth;
	o->number = 0;
	status = xj_book_table(o->queue, name);
	if (status == XJ_OK && xj_tag_find(tag, TABLE, "style-name", &style) &&
	    is_hidden(o, style))
		status = xj_book_note(o->queue, "hidden-sheet", 0, 0, name,
			"the sheet is hidden: it is read");
	return status;
}

static void start_row(struct xj_ods *o, const struct xj_tag *tag)
{
	struct xj_str value;

	o->row = tag->depth;
	o->number = add(o->number, 1);
	o->rows = repeat_of(tag, "number-rows-repeated");
	o->column = 0;
	o->hidden_row = xj_tag_find(tag, TABLE, "visibility", &value) &&
	                !xj_str_is(value, "visible");
	xj_book_row(o->queue, o->number, o->rows);
}

/* A row beyond the end of the sheet counts only if something stands in it. */
static enum xj_status end_row(struct xj_ods *o)
{
	const struct xj_book_item *open = &o->queue->open;
	bool empty = open->cells == 0 && !open->code;
	uint32_t last = add(o->number, o->rows - 1), first = o->number;
	enum xj_status status = XJ_OK;

	o->row = 0;
	o->number = last;
	if (!empty && last > XJ_MAX_SHEET_ROWS)
		return xj_over(xj_sax_error(o->sax), "sheet-rows",
			_("row %u is repeated beyond row %u, the last a sheet may have; "
			  "delete the rows below the table"), first,
			XJ_MAX_SHEET_ROWS);
	if (!empty && o->hidden_row)
		status = xj_book_note_once(o->queue, "hidden-rows", first, 0,
			"rows are hidden in the sheet, this is the first: all are read");
	return status == XJ_OK ? xj_book_row_end(o->queue) : status;
}

/* ---- cells --------------------------------------------------------------- */

static char type_of(struct xj_str s)
{
	for (size_t i = 0; i < XJ_COUNT(types); i++) {
		if (xj_str_is(s, types[i].name))
			return types[i].type;
	}
	return NONE;
}

/* The attribute that holds the value of each type. */
static bool is_value_of(char type, const char *name)
{
	return (type == NUMBER && strcmp(name, "value") == 0) ||
	       (type == DATE && strcmp(name, "date-value") == 0) ||
	       (type == TIME && strcmp(name, "time-value") == 0) ||
	       (type == BOOLEAN && strcmp(name, "boolean-value") == 0) ||
	       (type == STRING && strcmp(name, "string-value") == 0);
}

static enum xj_status merge_cells(struct xj_ods *o, const struct xj_tag *tag)
{
	uint32_t rows = repeat_of(tag, "number-rows-spanned");
	uint32_t columns = repeat_of(tag, "number-columns-spanned");

	if (rows == 1 && columns == 1)
		return XJ_OK;
	return xj_book_merge(o->queue, o->number, o->column,
	                     add(o->number, rows - 1), add(o->column, columns - 1));
}

static enum xj_status start_cell(struct xj_ods *o, const struct xj_tag *tag)
{
	struct xj_str value;
	enum xj_status status = XJ_OK;

	o->cell = tag->depth;
	o->columns = repeat_of(tag, "number-columns-repeated");
	o->type = xj_tag_find(tag, OFFICE, "value-type", &value) ? type_of(value)
	                                                         : NONE;
	o->has_formula = xj_tag_find(tag, TABLE, "formula", &value);
	o->has_paragraph = false;
	xj_book_text_reset(&o->text);
	xj_buf_reset(&o->value);
	for (unsigned i = 0; o->type != NONE && i < tag->attrs; i++) {
		if (is_value_of(o->type, xj_tag_name(tag, i)) &&
		    xj_tag_space(tag, i) == OFFICE)
			status = keep(o, &o->value, xj_tag_value(tag, i));
	}
	if (status == XJ_OK && xj_tag_find(tag, CALC, "value-type", &value) &&
	    xj_str_is(value, "error"))
		status = xj_book_note(o->queue, "formula-error", o->number,
			add(o->column, 1), XJ_STR(""),
			"the formula of the cell gave an error instead of a value");
	return status == XJ_OK ? merge_cells(o, tag) : status;
}

/* The value of the cell as text; what cannot be understood stays as shown. */
static struct xj_str value_text(const struct xj_ods *o, char out[XJ_VALUE_TEXT])
{
	struct xj_str in = xj_buf_str(&o->value), shown = xj_buf_str(&o->text.buf);
	size_t n = 0;

	switch (o->type) {
	case NUMBER:
		n = xj_number_text(in, out);
		break;
	case DATE:
		n = xj_iso_text(in, out);
		break;
	case TIME:
		n = xj_duration_text(in, out);
		break;
	case BOOLEAN:
		if (in.n > 0)
			return xj_str_is(in, "true") ? XJ_STR("TRUE")
			                             : XJ_STR("FALSE");
		break;
	default:
		return o->has_paragraph ? shown : in;
	}
	if (n > 0)
		return xj_str_of(out, n);
	return shown.n > 0 ? shown : in;
}

static enum xj_status end_cell(struct xj_ods *o)
{
	char out[XJ_VALUE_TEXT];
	struct xj_str text = value_text(o, out);
	uint32_t column = o->column;

	o->cell = 0;
	o->column = add(column, o->columns);
	if (text.n > 0)
		return xj_book_cell(o->queue, column, o->columns, text);
	if (o->has_formula && o->type == NONE)
		return xj_book_note(o->queue, "formula-uncached", o->number,
			add(column, 1), XJ_STR(""),
			"the cell has a formula but no value: open the workbook and "
			"save it again");
	return XJ_OK;
}

/* ---- paragraphs ---------------------------------------------------------- */

static enum xj_status collect(struct xj_ods *o, const char *p, size_t n)
{
	return xj_book_collect(&o->text, p, n, xj_sax_error(o->sax));
}

static enum xj_status start_paragraph(struct xj_ods *o, unsigned depth)
{
	bool another = o->has_paragraph;

	o->paragraph = depth;
	o->has_paragraph = true;
	o->blank_last = true; /* blanks at its beginning are layout */
	return another ? collect(o, "\n", 1) : XJ_OK;
}

static enum xj_status add_blanks(struct xj_ods *o, const struct xj_tag *tag)
{
	static const char blanks[] = "                                ";
	struct xj_str value;
	uint32_t n = 1;
	enum xj_status status = XJ_OK;

	if (xj_tag_find(tag, TEXT, "c", &value) &&
	    !xj_tag_number(value, UINT32_MAX, &n))
		n = UINT32_MAX;
	o->blank_last = false;
	while (n > 0 && status == XJ_OK && !o->text.cut) {
		size_t some = n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1;

		status = collect(o, blanks, some);
		n -= (uint32_t)some;
	}
	return status;
}

static enum xj_status start_in_paragraph(struct xj_ods *o, const struct xj_tag *tag)
{
	if (tag->space != TEXT)
		return XJ_OK;
	if (strcmp(tag->name, "s") == 0)
		return add_blanks(o, tag);
	if (strcmp(tag->name, "tab") == 0 || strcmp(tag->name, "line-break") == 0) {
		o->blank_last = tag->name[0] == 'l';
		return collect(o, tag->name[0] == 't' ? "\t" : "\n", 1);
	}
	return XJ_OK;
}

/* Blanks in a row are one; the others are spelled text:s. */
static enum xj_status on_text(void *ctx, const char *p, size_t n)
{
	struct xj_ods *o = ctx;
	size_t from = 0;
	enum xj_status status = XJ_OK;

	if (!o->paragraph || o->passed)
		return XJ_OK;
	for (size_t i = 0; i < n && status == XJ_OK; i++) {
		bool blank = p[i] == ' ' || p[i] == '\t' || p[i] == '\n' ||
		             p[i] == '\r';

		if (!blank || (p[i] == ' ' && !o->blank_last)) {
			o->blank_last = blank;
			continue;
		}
		status = collect(o, p + from, i - from);
		if (status == XJ_OK && !o->blank_last)
			status = collect(o, " ", 1);
		o->blank_last = true;
		from = i + 1;
	}
	return status == XJ_OK ? collect(o, p + from, n - from) : status;
}

/* ---- events -------------------------------------------------------------- */

/* What belongs to a cell or table but is not its text: comments, notes, how a
 * word is pronounced, drawings, tables inside cells, what was deleted. */
static bool is_passed(const struct xj_ods *o, const struct xj_tag *tag)
{
	switch (tag->space) {
	case DRAW:
		return true;
	case OFFICE:
		return strncmp(tag->name, "annotation", 10) == 0 ||
		       strcmp(tag->name, "forms") == 0;
	case TEXT:
		return strcmp(tag->name, "note") == 0 ||
		       strcmp(tag->name, "ruby-text") == 0;
	case TABLE:
		return (o->cell && strcmp(tag->name, "table") == 0) ||
		       strcmp(tag->name, "tracked-changes") == 0 ||
		       strcmp(tag->name, "shapes") == 0;
	default:
		return false;
	}
}

static bool is_cell(const struct xj_tag *tag)
{
	return strcmp(tag->name, "table-cell") == 0 ||
	       strcmp(tag->name, "covered-table-cell") == 0;
}

static enum xj_status on_start(void *ctx, const struct xj_tag *tag)
{
	struct xj_ods *o = ctx;

	o->sax = tag->sax;
	if (o->passed)
		return XJ_OK;
	if (is_passed(o, tag)) {
		o->passed = tag->depth;
		return XJ_OK;
	}
	if (o->paragraph)
		return start_in_paragraph(o, tag);
	if (o->cell)
		return tag->depth == o->cell + 1 && tag->space == TEXT &&
		       strcmp(tag->name, "p") == 0
			? start_paragraph(o, tag->depth) : XJ_OK;
	if (tag->space == STYLE && !o->table)
		return on_style(o, tag);
	if (tag->space != TABLE)
		return XJ_OK;
	if (o->row)
		return is_cell(tag) ? start_cell(o, tag) : XJ_OK;
	if (o->table && strcmp(tag->name, "table-row") == 0)
		start_row(o, tag);
	else if (!o->table && strcmp(tag->name, "table") == 0)
		return start_table(o, tag);
	return XJ_OK;
}

static enum xj_status on_end(void *ctx, int space, const char *name, unsigned depth)
{
	struct xj_ods *o = ctx;

	(void)space, (void)name; /* its depth tells which it is */
	if (depth == o->passed)
		o->passed = 0;
	else if (o->passed)
		return XJ_OK;
	else if (depth == o->paragraph)
		o->paragraph = 0;
	else if (depth == o->cell)
		return end_cell(o);
	else if (depth == o->row)
		return end_row(o);
	else if (depth == o->table)
		o->table = 0;
	return XJ_OK;
}

const struct xj_sax_events xj_ods_events = {
	xj_ods_spaces, on_start, on_end, on_text
};
