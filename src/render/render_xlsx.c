/*
 * render_xlsx.c - owns the workbook of an answer: a sheet of facts, then a sheet
 * for each section.  How cells get into a file is book.c's.
 */
#include <errno.h>
#include <stdlib.h>

#include "src/core/i18n.h"
#include "src/render/book.h"
#include "src/render/output.h"
#include "xianjin/values.h"

struct workbook {
	struct xj_wb *book;
	struct xj_ws *facts, *rows;
	struct xj_wb_column *column; /* of the section under way */
};

static enum xj_status open_book(struct workbook *w)
{
	const struct xj_wb_options options = { .day = XJ_NO_DAY, .title = "xianjin" };
	static const struct xj_wb_column columns[] = { { "", 30 }, { "", 40 } };
	enum xj_status st = xj_wb_new(&options, &w->book, NULL);

	return st ? st : xj_wb_sheet(w->book, _("Facts"), columns, 2, &w->facts, NULL);
}

static enum xj_status book_of(struct xj_output *o, struct workbook **out)
{
	struct workbook *w = o->own;

	*out = w;
	if (w)
		return XJ_OK;
	w = calloc(1, sizeof(*w));
	if (!w)
		return XJ_NOMEM;
	o->own = *out = w;
	return open_book(w);
}

/* ---- facts ------------------------------------------------------------------ */

static enum xj_status fact_name(struct xj_output *o, const char *name,
                                const char *title, struct workbook **w)
{
	enum xj_status st = book_of(o, w);

	return st ? st : xj_ws_text((*w)->facts, 0, xj_str_c(title ? _(title) : name),
	                               XJ_WB_PLAIN, NULL);
}

static enum xj_status xlsx_fact_int(struct xj_output *o, const char *name,
                                    const char *title, enum xj_type type, int64_t v)
{
	struct workbook *w;
	enum xj_status st = fact_name(o, name, title, &w);

	if (!st)
		st = xj_ws_int(w->facts, 1, v, type == XJ_T_MONEY ? XJ_WB_MONEY
		                                                     : XJ_WB_INT, NULL);
	return st ? st : xj_ws_next(w->facts, NULL);
}

static enum xj_status xlsx_fact_text(struct xj_output *o, const char *name,
                                     const char *title, const struct xj_str *v)
{
	struct workbook *w;
	enum xj_status st = XJ_OK;

	if (!v)
		return XJ_OK;
	st = fact_name(o, name, title, &w);
	if (!st)
		st = xj_ws_text(w->facts, 1, *v, XJ_WB_PLAIN, NULL);
	return st ? st : xj_ws_next(w->facts, NULL);
}

static enum xj_status xlsx_fact_json(struct xj_output *o, const char *name,
                                     struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

/* ---- sections ----------------------------------------------------------------- */

static const struct {
	enum xj_wb_style style;
	int width;
} by_type[] = {
	[XJ_T_TEXT] = { XJ_WB_PLAIN, 24 },
	[XJ_T_WORD] = { XJ_WB_PLAIN, 12 },
	[XJ_T_ARTICLE] = { XJ_WB_PLAIN, 24 },
	[XJ_T_INT] = { XJ_WB_INT, 10 },
	[XJ_T_MONEY] = { XJ_WB_MONEY, 14 },
	[XJ_T_DATE] = { XJ_WB_DATE, 12 },
	[XJ_T_JSON] = { XJ_WB_PLAIN, 12 },
};

static enum xj_status xlsx_begin(struct xj_output *o, const struct xj_section *s)
{
	struct xj_wb_column *column = calloc(s->columns + 1, sizeof(*column));
	struct workbook *w = NULL;
	enum xj_status st = column ? book_of(o, &w) : XJ_NOMEM;

	for (size_t i = 0; i < s->columns && !st; i++) {
		const struct xj_column *c = &s->column[i];

		column[i].title = c->title ? _(c->title) : c->name;
		column[i].width = by_type[c->type].width;
	}
	free(w ? w->column : NULL);
	if (!w) {
		free(column);
		return st;
	}
	w->column = column;
	if (!st)
		st = xj_wb_sheet(w->book, s->title ? _(s->title) : s->name, column,
		                   s->columns, &w->rows, NULL);
	if (!st && s->main)
		xj_ws_in_front(w->rows);
	return st ? st : xj_ws_head(w->rows, NULL);
}

static enum xj_status put_cell(struct workbook *w, const struct xj_section *s,
                               size_t i, const struct xj_value *v)
{
	enum xj_type type = s->column[i].type;
	struct xj_date d;

	if (v->null)
		return XJ_OK;
	if (type == XJ_T_INT || type == XJ_T_MONEY)
		return xj_ws_int(w->rows, i, v->i, by_type[type].style, NULL);
	if (type != XJ_T_DATE)
		return xj_ws_text(w->rows, i, v->s, XJ_WB_PLAIN, NULL);
	d = xj_date_parse(v->s);
	return d.doubt ? xj_ws_text(w->rows, i, v->s, XJ_WB_PLAIN, NULL)
	               : xj_ws_day(w->rows, i, d.day, NULL);
}

static enum xj_status xlsx_row(struct xj_output *o, const struct xj_value *v)
{
	struct workbook *w = o->own;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < o->section->columns && !st; i++)
		st = put_cell(w, o->section, i, &v[i]);
	return st ? st : xj_ws_next(w->rows, NULL);
}

static enum xj_status xlsx_end(struct xj_output *o)
{
	struct workbook *w = o->own;

	return xj_ws_end(w->rows, NULL);
}

static enum xj_status xlsx_close(struct xj_output *o)
{
	struct workbook *w = o->own;
	enum xj_status st = o->status;

	if (!w && !st)
		st = book_of(o, &w);
	if (!w)
		return st;
	o->own = NULL;
	errno = 0;
	if (!st && w->book)
		st = xj_wb_close(w->book, o->opt.out, NULL);
	else
		xj_wb_abandon(w->book);
	if (st == XJ_IO && !o->status) {
		o->sys = errno ? errno : EIO;
		o->gone = errno == EPIPE;
	}
	free(w->column);
	free(w);
	return st;
}

const struct xj_renderer xj_render_xlsx = {
	.name = "xlsx",
	.mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	.fact_int = xlsx_fact_int,
	.fact_text = xlsx_fact_text,
	.fact_json = xlsx_fact_json,
	.begin = xlsx_begin,
	.row = xlsx_row,
	.end = xlsx_end,
	.close = xlsx_close,
};
