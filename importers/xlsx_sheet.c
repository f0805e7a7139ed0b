/*
 * xlsx_sheet.c - the XML of one sheet as rows.  Owns what a cell's type, style
 * and place mean; where the texts, styles and parts come from is not known
 * here.
 */
#include "importers/xlsx.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

/* The types of a cell, by the attribute t. */
enum {
	NUMBER = 'n', SHARED = 's', INLINE = 'i', TEXT = 't', BOOLEAN = 'b',
	ERROR = 'e', DATE = 'd', UNKNOWN = '?'
};

static const struct {
	const char *t;
	char type;
} types[] = {
	{ "s", SHARED }, { "n", NUMBER }, { "str", TEXT }, { "inlineStr", INLINE },
	{ "b", BOOLEAN }, { "e", ERROR }, { "d", DATE },
};

/* ---- life ---------------------------------------------------------------- */

void xj_sheet_init(struct xj_sheet *s, struct xj_book_queue *queue)
{
	memset(s, 0, sizeof(*s));
	s->queue = queue;
	xj_book_text_init(&s->text);
}

void xj_sheet_clear(struct xj_sheet *s)
{
	xj_book_text_clear(&s->text);
}

void xj_sheet_reset(struct xj_sheet *s)
{
	struct xj_sheet fresh = {
		.queue = s->queue, .styles = s->styles, .strings = s->strings,
		.from_1904 = s->from_1904, .text = s->text
	};

	xj_book_text_reset(&fresh.text);
	*s = fresh;
}

/* ---- text ---------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void xj_xlsx_text_end(struct xj_book_text *t, size_t from, bool preserve)
{
	struct xj_buf *b = &t->buf;
	size_t start = from, end = b->n;

	if (t->cut || start >= end)
		return;
	if (!preserve) {
		while (end > start && is_blank(b->p[end - 1]))
			end--;
		while (start < end && is_blank(b->p[start]))
			start++;
		if (start > from)
			memmove(b->p + from, b->p + start, end - start);
	}
	b->n = from + xj_escapes_decode(b->p + from, end - start);
	b->p[b->n] = '\0';
}

/* ---- places -------------------------------------------------------------- */

/* "AB12" from *I on: the column from 0 and, if there are digits, the row. */
static bool read_place(struct xj_str s, size_t *i, uint32_t *column, uint32_t *row)
{
	size_t from = *i;
	uint32_t c = 0;
	uint64_t r = 0;

	for (; *i < s.n && *i - from < 4; ++*i) {
		char letter = s.p[*i];

		if (letter >= 'a' && letter <= 'z')
			letter = (char)(letter - 'a' + 'A');
		if (letter < 'A' || letter > 'Z')
			break;
		c = c * 26 + (uint32_t)(letter - 'A') + 1;
	}
	if (c == 0 || c > XJ_MAX_SHEET_COLUMNS)
		return false;
	for (from = *i; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i) {
		r = r * 10 + (unsigned)(s.p[*i] - '0');
		if (r > XJ_MAX_SHEET_ROWS)
			return false;
	}
	*column = c - 1;
	*row = (uint32_t)r;
	return r > 0 && *i > from;
}

static enum xj_status add_merge(struct xj_sheet *s, const struct xj_tag *tag)
{
	struct xj_str ref;
	uint32_t column, row, last_column, last_row;
	size_t i = 0;

	if (!xj_tag_find(tag, 0, "ref", &ref) ||
	    !read_place(ref, &i, &column, &row) || i >= ref.n || ref.p[i++] != ':' ||
	    !read_place(ref, &i, &last_column, &last_row))
		return XJ_OK;
	return xj_book_merge(s->queue, row, column, last_row, last_column);
}

/* ---- rows ---------------------------------------------------------------- */

static bool is_true(struct xj_str s)
{
	return xj_str_is(s, "1") || xj_str_is(s, "true");
}

static enum xj_status start_row(struct xj_sheet *s, const struct xj_tag *tag)
{
	struct xj_error *err = xj_sax_error(s->sax);
	uint32_t row = s->row + 1;
	struct xj_str value;
	enum xj_status status = XJ_OK;

	if (xj_tag_find(tag, 0, "r", &value) &&
	    !xj_tag_number(value, UINT32_MAX, &row))
		return xj_fail(err, XJ_BAD_INPUT,
			_("the row after row %u has no number that can be read; the "
			  "workbook is damaged"), s->row);
	if (row > XJ_MAX_SHEET_ROWS)
		return xj_over(err, "sheet-rows",
			_("row %u lies beyond row %u, the last a sheet may have"), row,
			XJ_MAX_SHEET_ROWS);
	if (row <= s->row)
		return xj_fail(err, XJ_BAD_INPUT,
			_("row %u stands behind row %u; the workbook is damaged"), row,
			s->row);
	if (xj_tag_find(tag, 0, "hidden", &value) && is_true(value))
		status = xj_book_note_once(s->queue, "hidden-rows", row, 0,
			"rows are hidden in the sheet, this is the first: all are read");
	s->row = row;
	s->in_row = true;
	s->next_column = 0;
	xj_book_row(s->queue, row, 1);
	return status;
}

static char type_of(struct xj_str t)
{
	for (size_t i = 0; i < XJ_COUNT(types); i++) {
		if (xj_str_is(t, types[i].t))
			return types[i].type;
	}
	return UNKNOWN;
}

static void start_cell(struct xj_sheet *s, const struct xj_tag *tag)
{
	s->column = s->next_column;
	s->type = NUMBER;
	s->style = 0;
	for (unsigned i = 0; i < tag->attrs; i++) {
		const char *name = xj_tag_name(tag, i);
		uint32_t row;
		size_t at = 0;

		if (name[0] == '\0' || name[1] != '\0')
			continue;
		if (name[0] == 'r' && !read_place(xj_tag_value(tag, i), &at,
		                                  &s->column, &row))
			xj_book_spoil(s->queue,
				N_("a cell names a place that no sheet has"));
		else if (name[0] == 't')
			s->type = type_of(xj_tag_value(tag, i));
		else if (name[0] == 's')
			(void)xj_tag_number(xj_tag_value(tag, i), UINT32_MAX,
			                    &s->style);
	}
	s->next_column = s->column + 1;
	s->in_cell = true;
	s->in_inline = s->has_value = s->has_formula = s->collecting = false;
	xj_book_text_reset(&s->text);
}

/* ---- values -------------------------------------------------------------- */

static enum xj_status put(struct xj_sheet *s, struct xj_str text)
{
	return xj_book_cell(s->queue, s->column, 1, text);
}

static enum xj_status put_note(struct xj_sheet *s, const char *code,
                               const char *message)
{
	struct xj_str text = xj_buf_str(&s->text.buf);
	enum xj_status status = put(s, text);

	if (text.n > 200)
		text.n = 0;
	return status == XJ_OK ? xj_book_note(s->queue, code, s->row, s->column + 1,
	                                      text, message) : status;
}

static enum xj_status put_shared(struct xj_sheet *s)
{
	uint32_t index;

	if (!xj_tag_number(xj_buf_str(&s->text.buf), UINT32_MAX, &index) ||
	    index >= xj_strings_count(s->strings)) {
		xj_book_spoil(s->queue,
			N_("a cell refers to a text that the workbook does not have"));
		return XJ_OK;
	}
	if (xj_strings_empty(s->strings, index))
		return XJ_OK;
	return xj_book_shared(s->queue, s->column, index);
}

static enum xj_status put_number(struct xj_sheet *s)
{
	struct xj_str in = xj_buf_str(&s->text.buf);
	enum xj_format format = XJ_FORMAT_NUMBER;
	char out[XJ_VALUE_TEXT];
	size_t n = 0;

	if (s->styles && s->style < s->styles->n)
		format = (enum xj_format)s->styles->format[s->style];
	if (format != XJ_FORMAT_NUMBER)
		n = xj_serial_text(in, format, s->from_1904, out);
	if (n == 0)
		n = xj_number_text(in, out);
	if (n == 0)
		return put_note(s, "odd-number",
			"the cell is said to be a number and is none: kept as it is");
	return put(s, xj_str_of(out, n));
}

static enum xj_status put_date(struct xj_sheet *s)
{
	struct xj_str in = xj_buf_str(&s->text.buf);
	char out[XJ_VALUE_TEXT];
	size_t n = xj_iso_text(in, out);

	return put(s, n ? xj_str_of(out, n) : in);
}

static enum xj_status put_value(struct xj_sheet *s)
{
	struct xj_str in = xj_buf_str(&s->text.buf);

	switch (s->type) {
	case NUMBER:
		return put_number(s);
	case SHARED:
		return put_shared(s);
	case BOOLEAN:
		return put(s, is_true(in) ? XJ_STR("TRUE") : XJ_STR("FALSE"));
	case DATE:
		return put_date(s);
	case ERROR:
		return put_note(s, "formula-error",
			"the formula of the cell gave an error instead of a value");
	default:
		return put(s, in);
	}
}

static enum xj_status end_cell(struct xj_sheet *s)
{
	s->in_cell = false;
	if (s->text.buf.n > 0)
		return put_value(s);
	if (s->has_formula && !s->has_value)
		return xj_book_note(s->queue, "formula-uncached", s->row,
			s->column + 1, XJ_STR(""),
			"the cell has a formula but no value: open the workbook and "
			"save it again");
	return XJ_OK;
}

/* ---- events -------------------------------------------------------------- */

static void collect_from_here(struct xj_sheet *s)
{
	s->collecting = true;
	s->from = s->text.buf.n;
}

static void start_in_cell(struct xj_sheet *s, const struct xj_tag *tag)
{
	struct xj_str space;

	if (s->phonetic)
		return;
	if (strcmp(tag->name, "v") == 0 && s->type != INLINE) {
		s->has_value = true;
		collect_from_here(s);
	} else if (strcmp(tag->name, "f") == 0) {
		s->has_formula = true;
	} else if (strcmp(tag->name, "is") == 0) {
		s->in_inline = s->type == INLINE;
	} else if (strcmp(tag->name, "rPh") == 0) {
		s->phonetic = tag->depth; /* how it is pronounced is not the text */
	} else if (s->in_inline && strcmp(tag->name, "t") == 0) {
		s->has_value = true;
		s->preserve = xj_tag_find(tag, XJ_XLSX_XML, "space", &space) &&
		              xj_str_is(space, "preserve");
		collect_from_here(s);
	}
}

static enum xj_status note_hidden_column(struct xj_sheet *s,
                                         const struct xj_tag *tag)
{
	struct xj_str value;
	uint32_t column = 0;

	if (!xj_tag_find(tag, 0, "hidden", &value) || !is_true(value))
		return XJ_OK;
	if (xj_tag_find(tag, 0, "min", &value))
		(void)xj_tag_number(value, XJ_MAX_SHEET_COLUMNS, &column);
	return xj_book_note_once(s->queue, "hidden-columns", 0, column,
		"columns are hidden in the sheet, this is the first: all are read");
}

static enum xj_status on_start(void *ctx, const struct xj_tag *tag)
{
	struct xj_sheet *s = ctx;

	if (tag->space != XJ_XLSX_MAIN)
		return XJ_OK;
	s->sax = tag->sax;
	if (s->in_cell)
		start_in_cell(s, tag);
	else if (s->in_row && strcmp(tag->name, "c") == 0)
		start_cell(s, tag);
	else if (s->in_data && !s->in_row && strcmp(tag->name, "row") == 0)
		return start_row(s, tag);
	else if (strcmp(tag->name, "sheetData") == 0)
		s->in_data = true;
	else if (!s->in_data && strcmp(tag->name, "mergeCell") == 0 &&
	         !s->merges_known)
		return xj_book_note_once(s->queue, xj_book_merged, 0, 0,
		                         xj_book_merged_why);
	else if (!s->in_data && strcmp(tag->name, "col") == 0)
		return note_hidden_column(s, tag);
	return XJ_OK;
}

static enum xj_status end_in_cell(struct xj_sheet *s, const char *name,
                                  unsigned depth)
{
	if (s->phonetic) {
		if (depth == s->phonetic)
			s->phonetic = 0;
		return XJ_OK;
	}
	if (strcmp(name, "c") == 0)
		return end_cell(s);
	if (s->collecting && (strcmp(name, "t") == 0 || strcmp(name, "v") == 0)) {
		s->collecting = false;
		/* numbers and indices, too, may be laid out with blanks */
		xj_xlsx_text_end(&s->text, s->from,
		                 s->type == TEXT || (s->in_inline && s->preserve));
	}
	return XJ_OK;
}

static enum xj_status on_end(void *ctx, int space, const char *name, unsigned depth)
{
	struct xj_sheet *s = ctx;

	if (space != XJ_XLSX_MAIN)
		return XJ_OK;
	if (s->in_cell)
		return end_in_cell(s, name, depth);
	if (s->in_row && strcmp(name, "row") == 0) {
		s->in_row = false;
		return xj_book_row_end(s->queue);
	}
	if (s->in_data && strcmp(name, "sheetData") == 0)
		s->in_data = false;
	return XJ_OK;
}

static enum xj_status on_text(void *ctx, const char *p, size_t n)
{
	struct xj_sheet *s = ctx;

	if (!s->collecting || s->phonetic)
		return XJ_OK;
	return xj_book_collect(&s->text, p, n, xj_sax_error(s->sax));
}

const struct xj_sax_events xj_sheet_events = {
	xj_xlsx_spaces, on_start, on_end, on_text
};

/* ---- merged cells, before the rows --------------------------------------- */

static enum xj_status on_merge(void *ctx, const struct xj_tag *tag)
{
	if (tag->space != XJ_XLSX_MAIN || strcmp(tag->name, "mergeCell") != 0)
		return XJ_OK;
	return add_merge(ctx, tag);
}

static enum xj_status no_end(void *ctx, int space, const char *name, unsigned depth)
{
	(void)ctx, (void)space, (void)name, (void)depth;
	return XJ_OK;
}

static enum xj_status no_text(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return XJ_OK;
}

const struct xj_sax_events xj_sheet_merges = {
	xj_xlsx_spaces, on_merge, no_end, no_text
};
