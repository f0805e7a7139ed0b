/*
 * xls_book.c - what an old workbook says before its sheets: their names and
 * places, number formats, styles, shared texts.  The sheets themselves are
 * xls_sheet.c's.
 */
#include <stdlib.h>

#include "importers/xls.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define FORMATS 65536u

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

/* ---- records ----------------------------------------------------------------- */

/* Bytes that a record must have for its handler to be called. */
struct handler {
	unsigned type;
	size_t least;
	enum xj_status (*take)(struct xj_xls_book *w, const struct xj_biff_record *r,
	                       struct xj_error *err);
};

static enum xj_status refuse_protected(struct xj_xls_book *w,
                                       const struct xj_biff_record *r,
                                       struct xj_error *err)
{
	(void)w, (void)r;
	return xj_fail(err, XJ_BAD_INPUT,
		_("is protected by a password; open it in an office program, remove "
		  "the password and save it"));
}

static enum xj_status take_datemode(struct xj_xls_book *w,
                                    const struct xj_biff_record *r,
                                    struct xj_error *err)
{
	(void)err;
	w->from_1904 = xj_u16(r->p) == 1;
	return XJ_OK;
}

static enum xj_status take_format(struct xj_xls_book *w,
                                  const struct xj_biff_record *r,
                                  struct xj_error *err)
{
	struct xj_biff_span s = xj_biff_span_of(&w->biff, r, 2);
	unsigned id = xj_u16(r->p);
	struct xj_str code;
	enum xj_status status = xj_xls_text(&w->texts, &s, w->texts.wide ? 2 : 1,
	                                    &code, err);

	if (status == XJ_OK)
		w->format[id] = (uint8_t)(1 + xj_format_of(code));
	return status;
}

static enum xj_status take_style(struct xj_xls_book *w,
                                 const struct xj_biff_record *r,
                                 struct xj_error *err)
{
	if (w->styles == XJ_MAX_CELL_STYLES)
		return xj_over(err, "cell-styles",
			_("has more than %u cell styles; save the workbook again"),
			XJ_MAX_CELL_STYLES);
	if (w->styles == w->style_room) {
		size_t room = w->style_room ? 2 * w->style_room : 64;
		uint16_t *p = realloc(w->style, room * sizeof(*p));

		if (!p)
			return no_memory(err);
		w->style = p;
		w->style_room = room;
	}
	w->style[w->styles++] = (uint16_t)xj_u16(r->p + 2);
	return XJ_OK;
}

static enum xj_status more_sheets(struct xj_xls_book *w, struct xj_error *err)
{
	size_t room = w->sheet_room ? 2 * w->sheet_room : 16;
	struct xj_xls_sheet_ref *p;

	if (w->sheets < w->sheet_room)
		return XJ_OK;
	if (w->sheets >= XJ_MAX_SHEETS)
		return xj_over(err, "sheets",
			_("the workbook has more than %u sheets; divide it"),
			XJ_MAX_SHEETS);
	p = realloc(w->sheet, room * sizeof(*p));
	if (!p)
		return no_memory(err);
	w->sheet = p;
	w->sheet_room = room;
	return XJ_OK;
}

static enum xj_status take_sheet(struct xj_xls_book *w,
                                 const struct xj_biff_record *r,
                                 struct xj_error *err)
{
	struct xj_biff_span s = xj_biff_span_of(&w->biff, r, 6);
	struct xj_xls_sheet_ref sheet = {
		.at = xj_u32(r->p), .hidden = (r->p[4] & 3) != 0, .cells = r->p[5] == 0
	};
	struct xj_str name;
	enum xj_status status = xj_xls_text(&w->texts, &s, 1, &name, err);

	if (status == XJ_OK)
		status = more_sheets(w, err);
	if (status != XJ_OK)
		return status;
	sheet.name = strndup(name.p, name.n);
	if (!sheet.name)
		return no_memory(err);
	w->sheet[w->sheets++] = sheet;
	return XJ_OK;
}

static enum xj_status take_shared(struct xj_xls_book *w,
                                  const struct xj_biff_record *r,
                                  struct xj_error *err)
{
	struct xj_biff_span s = xj_biff_span_of(&w->biff, r, 0);

	if (w->texts.n > 0 || !w->texts.wide)
		return xj_biff_damaged(r->at, err);
	return xj_xls_shared_load(&w->texts, &s, err);
}

static const struct handler handlers[] = {
	{ XJ_BIFF_FILEPASS, 0, refuse_protected },
	{ XJ_BIFF_DATEMODE, 2, take_datemode },
	{ XJ_BIFF_FORMAT, 3, take_format },
	{ XJ_BIFF_XF, 4, take_style },
	{ XJ_BIFF_BOUNDSHEET, 7, take_sheet },
	{ XJ_BIFF_SST, 8, take_shared },
};

static enum xj_status take_record(struct xj_xls_book *w,
                                  const struct xj_biff_record *r,
                                  struct xj_error *err)
{
	for (size_t i = 0; i < XJ_COUNT(handlers); i++) {
		if (handlers[i].type != r->type)
			continue;
		if (r->n < handlers[i].least)
			return xj_biff_damaged(r->at, err);
		return handlers[i].take(w, r, err);
	}
	return XJ_OK;
}

/* ---- the globals --------------------------------------------------------------- */

/* The first record says which version; texts of the old one need its code
 * page, which may stand behind the first of them. */
static enum xj_status start(struct xj_xls_book *w, const char *told,
                            struct xj_error *err)
{
	struct xj_biff_record r;
	unsigned version, codepage = 0;
	enum xj_status status = xj_biff_next(&w->biff, &r, err);

	if (status == XJ_END || (status == XJ_OK && r.type != XJ_BIFF_BOF))
		return xj_fail(err, XJ_BAD_INPUT,
			_("is older than Excel 5 or damaged; open it in an office "
			  "program and save it as .xlsx"));
	if (status == XJ_OK && r.n < 4)
		return xj_biff_damaged(r.at, err);
	if (status != XJ_OK)
		return status;
	version = xj_u16(r.p);
	if (version != 0x0600 && version != 0x0500)
		return xj_fail(err, XJ_BAD_INPUT,
			_("has the unknown version %04x; open it in an office program "
			  "and save it as .xlsx"), version);
	if (xj_u16(r.p + 2) != 0x0005)
		return xj_fail(err, XJ_BAD_INPUT,
			_("has no list of its sheets; open it in an office program and "
			  "save it as .xlsx"));
	do {
		status = xj_biff_next(&w->biff, &r, err);
		if (status == XJ_OK && r.type == XJ_BIFF_CODEPAGE && r.n >= 2)
			codepage = xj_u16(r.p);
	} while (status == XJ_OK && r.type != XJ_BIFF_CODEPAGE &&
	         r.type != XJ_BIFF_EOF && r.type != XJ_BIFF_FILEPASS);
	if (status != XJ_OK && status != XJ_END)
		return status;
	xj_biff_seek(&w->biff, 0);
	return xj_xls_texts_init(&w->texts, version == 0x0600, told, codepage, err);
}

static enum xj_status take_globals(struct xj_xls_book *w, struct xj_error *err)
{
	struct xj_biff_record r;

	for (;;) {
		enum xj_status status = xj_biff_next(&w->biff, &r, err);

		if (status == XJ_END)
			return xj_fail(err, XJ_BAD_INPUT,
				_("the workbook is cut short or damaged; fetch it "
				  "again"));
		if (status == XJ_OK)
			status = take_record(w, &r, err);
		if (status != XJ_OK || r.type == XJ_BIFF_EOF)
			return status;
	}
}

enum xj_status xj_xls_book_open(struct xj_xls_book *w,
                                const struct xj_biff_input *in, const char *told,
                                struct xj_error *err)
{
	enum xj_status status;

	*w = (struct xj_xls_book){ .sheet = NULL };
	w->format = calloc(FORMATS, 1);
	if (!w->format)
		return no_memory(err);
	status = xj_biff_init(&w->biff, in, err);
	if (status == XJ_OK)
		status = start(w, told, err);
	return status == XJ_OK ? take_globals(w, err) : status;
}

void xj_xls_book_close(struct xj_xls_book *w)
{
	for (size_t i = 0; i < w->sheets; i++)
		free(w->sheet[i].name);
	free(w->sheet);
	free(w->style);
	free(w->format);
	xj_xls_texts_clear(&w->texts);
	xj_biff_clear(&w->biff);
	*w = (struct xj_xls_book){ .sheet = NULL };
}

enum xj_format xj_xls_format(const struct xj_xls_book *w, unsigned style)
{
	unsigned id;

	if (style >= w->styles)
		return XJ_FORMAT_NUMBER;
	id = w->style[style];
	return w->format[id] ? (enum xj_format)(w->format[id] - 1)
	                     : xj_format_built_in(id);
}
