/*
 * book.c - owns the calls to libxlsxwriter: nothing else in the program makes
 * any.  Each return is checked, and the finished file is read again.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/core/library_xlsxwriter.h"
#include "src/core/library_zip.h"
#include "src/core/spool.h"
#include "src/render/book.h"
#include "src/render/book_spool.h"
#include "xianjin/text.h"
#include "xianjin/values.h"

#define EPOCH_1970 25569          /* days from the epoch of spreadsheets */
#define OLD_DAY 10957             /* 2000-01-01 */
#define EXACT ((int64_t)1 << 53)  /* whole numbers that a cell holds exactly */

struct xj_ws {
	struct xj_ws *next; /* made before this one */
	struct xj_wb *book;
	lxw_worksheet *ws;
	char name[128];        /* without the number of a roll */
	const struct xj_wb_column *column;
	size_t columns;
	size_t index;          /* of ws in book->rows */
	uint64_t base;         /* xj_ws_seek: the row that row 0 would be */
	uint32_t row, head;
	unsigned rolls, links;
	bool headed, begun;    /* begun: the row has a cell */
};

struct xj_wb {
	lxw_workbook *wb;
	lxw_format *style[XJ_WB_STYLES];
	struct xj_ws *sheets;
	uint32_t *rows;        /* with cells, by worksheet */
	size_t n;
	struct xj_buf text;
	int fd;                /* the file that the library writes */
	char path[64];
};

/* ---- failures ------------------------------------------------------------- */

static enum xj_status failed(lxw_error e, struct xj_error *err)
{
	switch (e) {
	case LXW_NO_ERROR:
		return XJ_OK;
	case LXW_ERROR_MEMORY_MALLOC_FAILED:
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	case LXW_ERROR_CREATING_XLSX_FILE:
	case LXW_ERROR_CREATING_TMPFILE:
	case LXW_ERROR_READING_TMPFILE:
	case LXW_ERROR_ZIP_FILE_OPERATION:
	case LXW_ERROR_ZIP_FILE_ADD:
	case LXW_ERROR_ZIP_CLOSE:
		return xj_fail(err, XJ_IO, _("the workbook could not be written: %s"),
		               lxw_strerror(e));
	default:
		return xj_fail(err, XJ_INTERNAL, _("the workbook was put together wrongly: "
		               "%s"), lxw_strerror(e));
	}
}

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

/* S as a C string that a cell can hold, in the book's buffer. */
static enum xj_status escape(struct xj_wb *b, struct xj_str s, struct xj_error *err)
{
	enum xj_status st;

	xj_buf_reset(&b->text);
	st = xj_wb_escape(s, &b->text);
	if (st == XJ_LIMIT)
		return xj_fail(err, st, _("a text of more than %u characters does not fit "
		               "into a cell of a workbook: use --format csv or json"),
		               XJ_WB_TEXT);
	if (!st)
		st = xj_buf_add(&b->text, "", 0);
	return st ? no_memory(err) : XJ_OK;
}

/* ---- the book ------------------------------------------------------------- */

static void colour(lxw_format *f, lxw_color_t ground)
{
	format_set_bg_color(f, ground);
	format_set_border(f, LXW_BORDER_THIN);
	format_set_border_color(f, 0x999999);
}

static enum xj_status make_styles(struct xj_wb *b, struct xj_error *err)
{
	lxw_format **s = b->style;

	for (int i = 0; i < XJ_WB_STYLES; i++) {
		s[i] = workbook_add_format(b->wb);
		if (!s[i])
			return no_memory(err);
	}
	format_set_bold(s[XJ_WB_TITLE]);
	format_set_font_size(s[XJ_WB_TITLE], 14);
	format_set_font_color(s[XJ_WB_REMARK], 0x555555);
	format_set_bold(s[XJ_WB_HEAD]);
	format_set_bottom(s[XJ_WB_HEAD], LXW_BORDER_THIN);
	format_set_bg_color(s[XJ_WB_HEAD], 0xdde6ee);
	format_set_num_format(s[XJ_WB_INT], "0");
	format_set_num_format(s[XJ_WB_MONEY], "#,##0");
	format_set_num_format(s[XJ_WB_DATE], "yyyy-mm-dd");
	format_set_font_color(s[XJ_WB_LINK], 0x0563c1);
	format_set_underline(s[XJ_WB_LINK], LXW_UNDERLINE_SINGLE);
	format_set_text_wrap(s[XJ_WB_WRAP]);
	format_set_align(s[XJ_WB_WRAP], LXW_ALIGN_VERTICAL_TOP);
	colour(s[XJ_WB_ERROR], 0xf4b6b6);
	colour(s[XJ_WB_WARNING], 0xfbe3a6);
	colour(s[XJ_WB_NOTE], 0xcfe2f3);
	return XJ_OK;
}

/* The same input shall give the same bytes: no clock is looked at. */
static enum xj_status set_properties(struct xj_wb *b,
                                     const struct xj_wb_options *o,
                                     struct xj_error *err)
{
	char title[128] = "", program[] = "xianjin";
	int64_t day = o->day == XJ_NO_DAY || o->day < 1 ? OLD_DAY : o->day;
	lxw_doc_properties p = { .title = title, .author = program,
	                         .created = (time_t)(day * 86400) };

	if (o->title)
		snprintf(title, sizeof(title), "%.*s", (int)xj_utf8_valid(
			xj_str_of(o->title, strnlen(o->title, sizeof(title) - 1))),
			o->title);
	if (o->seconds > 0)
		p.created = (time_t)o->seconds;
	return failed(workbook_set_properties(b->wb, &p), err);
}

static enum xj_status open_book(struct xj_wb *b, const struct xj_wb_options *o,
                                struct xj_error *err)
{
	char memory[] = XJ_WB_MEMORY;
	lxw_workbook_options wo = { .constant_memory = LXW_TRUE, .tmpdir = memory,
	                            .use_zip64 = LXW_TRUE };
	enum xj_status st;

	if (!o->in_memory)
		wo.tmpdir = NULL;
	else if (!xj_wb_keeps_memory())
		return xj_fail(err, XJ_IO, _("this build cannot make a workbook without "
		               "temporary files: use --format text, json or sarif"));
	st = xj_xlsxwriter_load(err);
	if (!st)
		st = xj_libzip_load(err); /* to read it again */
	if (st)
		return st;
	b->fd = xj_spool_open(o->in_memory);
	if (b->fd < 0)
		return xj_fail(err, XJ_IO, _("a temporary file cannot be made: %s"),
		               strerror(errno));
	snprintf(b->path, sizeof(b->path), "/proc/self/fd/%d", b->fd);
	b->wb = workbook_new_opt(b->path, &wo);
	if (!b->wb)
		return no_memory(err);
	st = make_styles(b, err);
	return st ? st : set_properties(b, o, err);
}

static void free_book(struct xj_wb *b)
{
	while (b->sheets) {
		struct xj_ws *next = b->sheets->next;

		free(b->sheets);
		b->sheets = next;
	}
	if (b->wb)
		lxw_workbook_free(b->wb);
	if (b->fd >= 0)
		close(b->fd);
	xj_buf_clear(&b->text);
	free(b->rows);
	free(b);
}

enum xj_status xj_wb_new(const struct xj_wb_options *options,
                           struct xj_wb **out, struct xj_error *err)
{
	struct xj_wb *b = calloc(1, sizeof(*b));
	enum xj_status st;

	*out = NULL;
	if (!b)
		return no_memory(err);
	b->fd = -1;
	xj_buf_init(&b->text, 8u * XJ_WB_TEXT);
	st = open_book(b, options, err);
	if (st) {
		free_book(b);
		return st;
	}
	*out = b;
	return XJ_OK;
}

void xj_wb_abandon(struct xj_wb *b)
{
	if (b)
		free_book(b);
}

static enum xj_status copy_out(struct xj_wb *b, FILE *out, struct xj_error *err)
{
	char piece[1 << 15];
	ssize_t got;

	if (lseek(b->fd, 0, SEEK_SET) != 0)
		return xj_fail(err, XJ_IO, _("the workbook could not be read again: %s"),
		               strerror(errno));
	while ((got = read(b->fd, piece, sizeof(piece))) > 0) {
		errno = 0;
		if (fwrite(piece, 1, (size_t)got, out) != (size_t)got)
			return xj_fail(err, XJ_IO, _("the workbook could not be written: "
			               "%s"), strerror(errno));
	}
	if (got < 0 || fflush(out))
		return xj_fail(err, XJ_IO, _("the workbook could not be written: %s"),
		               strerror(errno));
	return XJ_OK;
}

enum xj_status xj_wb_close(struct xj_wb *b, FILE *out, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (struct xj_ws *s = b->sheets; s && !st; s = s->next)
		st = xj_ws_end(s, err);
	if (!st && !b->n)
		st = xj_fail(err, XJ_INTERNAL, _("the workbook has no sheet"));
	if (!st) {
		st = failed(workbook_close(b->wb), err);
		b->wb = NULL; /* the library has freed it, whatever it says */
	}
	if (!st)
		st = xj_wb_verify(b->path, b->rows, b->n, err);
	if (!st)
		st = copy_out(b, out, err);
	free_book(b);
	return st;
}

/* ---- sheets --------------------------------------------------------------- */

/* At most CHARS characters of NAME, without what no sheet may be called. */
static void fit_name(const char *name, size_t chars, char out[128])
{
	struct xj_str s = xj_str_c(name);
	size_t at = 0, n = 0, count = 0;

	s.n = xj_utf8_valid(s);
	while (at < s.n && count < chars) {
		uint32_t cp = xj_utf8_next(s, &at);

		if (cp < 0x20 || cp == 0x7f || cp == 0xfffe || cp == 0xffff || cp == '\'' ||
		    (cp < 0x80 && strchr("[]:*?/\\", (int)cp)))
			cp = '_';
		count += cp > 0xffff ? 2 : 1;
		if (count <= chars)
			n += xj_utf8_put(cp, out + n);
	}
	if (!n)
		out[n++] = '_';
	out[n] = '\0';
}

void xj_wb_roll_name(const char *name, unsigned roll, char out[128])
{
	char end[16];
	size_t n;

	if (roll == 0) {
		snprintf(out, 128, "%.127s", name);
		return;
	}
	snprintf(end, sizeof(end), " (%u)", roll + 1);
	fit_name(name, LXW_SHEETNAME_MAX - strlen(end), out);
	n = strlen(out);
	memcpy(out + n, end, strlen(end) + 1);
}

static bool is_taken(const struct xj_wb *b, const char *name)
{
	for (const struct xj_ws *s = b->sheets; s; s = s->next)
		if (strcasecmp(s->name, name) == 0)
			return true;
	return false;
}

static void choose_name(const struct xj_wb *b, const char *name, char out[128])
{
	fit_name(name, LXW_SHEETNAME_MAX, out);
	for (unsigned k = 2; is_taken(b, out); k++) {
		char end[16];
		size_t n;

		snprintf(end, sizeof(end), "~%u", k);
		fit_name(name, LXW_SHEETNAME_MAX - strlen(end), out);
		n = strlen(out);
		memcpy(out + n, end, strlen(end) + 1);
	}
}

/* The worksheet that S goes on in. */
static enum xj_status add_worksheet(struct xj_ws *s, struct xj_error *err)
{
	struct xj_wb *b = s->book;
	uint32_t *rows = realloc(b->rows, (b->n + 1) * sizeof(*rows));
	enum xj_status st = XJ_OK;
	char name[128];

	if (!rows)
		return no_memory(err);
	b->rows = rows;
	if (b->n >= XJ_WB_SHEETS)
		return xj_fail(err, XJ_LIMIT, _("more than %u sheets: the workbook would be "
		               "too large"), XJ_WB_SHEETS);
	xj_wb_roll_name(s->name, s->rolls, name);
	st = failed(workbook_validate_sheet_name(b->wb, name), err);
	if (st)
		return st;
	s->ws = workbook_add_worksheet(b->wb, name);
	if (!s->ws)
		return xj_fail(err, XJ_IO, _("a temporary file for a sheet cannot be made"));
	s->index = b->n++;
	b->rows[s->index] = 0;
	s->row = 0;
	s->begun = false;
	s->links = 0;
	for (size_t i = 0; i < s->columns && !st; i++)
		st = failed(worksheet_set_column(s->ws, (lxw_col_t)i, (lxw_col_t)i,
		                                 s->column[i].width, NULL), err);
	return st;
}

enum xj_status xj_wb_sheet(struct xj_wb *b, const char *name,
                             const struct xj_wb_column *column, size_t columns,
                             struct xj_ws **out, struct xj_error *err)
{
	struct xj_ws *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (!s)
		return no_memory(err);
	s->book = b;
	s->column = column;
	s->columns = columns;
	choose_name(b, name, s->name);
	s->next = b->sheets;
	b->sheets = s;
	*out = s;
	return add_worksheet(s, err);
}

void xj_ws_in_front(struct xj_ws *s)
{
	worksheet_activate(s->ws);
}

const char *xj_ws_name(const struct xj_ws *s)
{
	return s->name;
}

uint32_t xj_ws_row(const struct xj_ws *s)
{
	return s->row;
}

/* Filters over the rows so far: their range must end at the row that the
 * library stands on. */
enum xj_status xj_ws_end(struct xj_ws *s, struct xj_error *err)
{
	uint32_t last = s->row - (s->begun || !s->row ? 0 : 1);
	bool filters = s->headed && s->columns;

	s->headed = false;
	if (!filters)
		return XJ_OK;
	return failed(worksheet_autofilter(s->ws, s->head, 0, last > s->head ? last : s->head,
	                                   (lxw_col_t)(s->columns - 1)), err);
}

enum xj_status xj_ws_head(struct xj_ws *s, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < s->columns && !st; i++)
		st = xj_ws_text(s, i, xj_str_c(s->column[i].title), XJ_WB_HEAD, err);
	worksheet_freeze_panes(s->ws, s->row + 1, 0);
	s->head = s->row;
	s->headed = true;
	return st ? st : xj_ws_next(s, err);
}

/* Goes on in a new worksheet, under the same titles. */
static enum xj_status roll(struct xj_ws *s, struct xj_error *err)
{
	bool headed = s->headed;
	enum xj_status st;

	s->row--; /* the last one that there is */
	s->begun = true;
	st = xj_ws_end(s, err);
	s->rolls++;
	if (!st)
		st = add_worksheet(s, err);
	return st || !headed ? st : xj_ws_head(s, err);
}

enum xj_status xj_ws_next(struct xj_ws *s, struct xj_error *err)
{
	s->row++;
	s->begun = false;
	return s->row < XJ_WB_ROWS ? XJ_OK : roll(s, err);
}

enum xj_status xj_ws_seek(struct xj_ws *s, uint64_t row, struct xj_error *err)
{
	enum xj_status st;

	if (row < s->base || row - s->base < s->row)
		return xj_fail(err, XJ_INTERNAL, _("rows of a workbook go downwards"));
	if (row - s->base >= XJ_WB_ROWS) {
		s->row = XJ_WB_ROWS;
		st = roll(s, err);
		if (st)
			return st;
		s->base = row - s->row;
	}
	if (s->row != row - s->base)
		s->begun = false;
	s->row = (uint32_t)(row - s->base);
	return XJ_OK;
}

/* ---- cells ---------------------------------------------------------------- */

static void count_row(struct xj_ws *s)
{
	if (!s->begun)
		s->book->rows[s->index]++;
	s->begun = true;
}

enum xj_status xj_ws_text(struct xj_ws *s, size_t column, struct xj_str text,
                             enum xj_wb_style style, struct xj_error *err)
{
	lxw_format *f = style == XJ_WB_PLAIN ? NULL : s->book->style[style];
	enum xj_status st;

	if (!text.n && !f)
		return XJ_OK;
	st = escape(s->book, text, err);
	if (st)
		return st;
	count_row(s);
	if (!text.n)
		return failed(worksheet_write_blank(s->ws, s->row, (lxw_col_t)column, f),
		              err);
	return failed(worksheet_write_string(s->ws, s->row, (lxw_col_t)column,
	                                     s->book->text.p, f), err);
}

enum xj_status xj_ws_int(struct xj_ws *s, size_t column, int64_t v,
                            enum xj_wb_style style, struct xj_error *err)
{
	char digits[32];

	if (v > EXACT || v < -EXACT) {
		snprintf(digits, sizeof(digits), "%lld", (long long)v);
		return xj_ws_text(s, column, xj_str_c(digits), XJ_WB_PLAIN, err);
	}
	count_row(s);
	return failed(worksheet_write_number(s->ws, s->row, (lxw_col_t)column, (double)v,
	                                     s->book->style[style]), err);
}

enum xj_status xj_ws_day(struct xj_ws *s, size_t column, int32_t day,
                            struct xj_error *err)
{
	/* before 1900-03-01 spreadsheets count a day that never was */
	if (day == XJ_NO_DAY || day < 61 - EPOCH_1970)
		return XJ_OK;
	return xj_ws_int(s, column, (int64_t)day + EPOCH_1970, XJ_WB_DATE, err);
}

enum xj_status xj_ws_link(struct xj_ws *s, size_t column, const char *sheet,
                             uint32_t row, size_t to_column, struct xj_str text,
                             struct xj_error *err)
{
	char to[256], cell[LXW_MAX_CELL_NAME_LENGTH + 8];
	enum xj_status st;

	if (s->links >= XJ_WB_LINKS || !text.n)
		return xj_ws_text(s, column, text, XJ_WB_PLAIN, err);
	st = escape(s->book, text, err);
	if (st)
		return st;
	lxw_rowcol_to_cell(cell, row, (lxw_col_t)to_column);
	snprintf(to, sizeof(to), "internal:'%s'!%s", sheet, cell);
	s->links++;
	count_row(s);
	return failed(worksheet_write_url_opt(s->ws, s->row, (lxw_col_t)column, to,
	                                      s->book->style[XJ_WB_LINK],
	                                      s->book->text.p, NULL), err);
}

enum xj_status xj_ws_comment(struct xj_ws *s, size_t column, struct xj_str text,
                                struct xj_error *err)
{
	lxw_comment_options o = { .visible = LXW_COMMENT_DISPLAY_HIDDEN,
	                          .width = 360, .height = 60 };
	enum xj_status st = escape(s->book, text, err);

	if (st)
		return st;
	/* a line holds about fifty columns */
	for (size_t i = 0, at = 0; i <= text.n; i++) {
		if (i < text.n && text.p[i] != '\n')
			continue;
		o.height = (uint16_t)(o.height + 18 * (1 + xj_text_width(
			xj_str_of(text.p + at, i - at)) / 50));
		at = i + 1;
		if (o.height > 1000)
			break;
	}
	return failed(worksheet_write_comment_opt(s->ws, s->row, (lxw_col_t)column,
	                                          s->book->text.p, &o), err);
}

/* ---- bars ------------------------------------------------------------------ */

enum xj_status xj_ws_bars(struct xj_ws *s, const struct xj_wb_bars *bars,
                             struct xj_error *err)
{
	lxw_chart *c = workbook_add_chart(s->book->wb, LXW_CHART_COLUMN);
	lxw_chart_options o = { .x_scale = 1.8, .y_scale = 1.5 };
	char name[128];

	if (!c)
		return no_memory(err);
	xj_wb_roll_name(s->name, s->rolls, name);
	for (size_t i = 0; bars->series[i]; i++) {
		lxw_col_t column = (lxw_col_t)(i + 1);
		lxw_chart_series *series = chart_add_series(c, NULL, NULL);

		if (!series)
			return no_memory(err);
		chart_series_set_categories(series, name, bars->first, 0, bars->last, 0);
		chart_series_set_values(series, name, bars->first, column, bars->last,
		                        column);
		chart_series_set_name(series, bars->series[i]);
	}
	chart_title_set_name(c, bars->title);
	chart_axis_set_name(c->x_axis, bars->x);
	chart_axis_set_name(c->y_axis, bars->y);
	return failed(worksheet_insert_chart_opt(s->ws, bars->at_row,
	                                         (lxw_col_t)bars->at_column, c, &o), err);
}
