/*
 * xlsx_styles.c - which cell styles of a workbook show a number as a day or a
 * time.  Everything else about style is passed.
 */
#include <stdlib.h>

#include "importers/xlsx.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

struct custom {
	uint32_t id;
	enum xj_format format;
};

struct parse {
	struct xj_sax *sax;
	struct custom *custom;
	size_t customs, custom_room;
	uint32_t *id; /* number format by style */
	size_t n, room;
	bool in_formats, in_styles;
};

static enum xj_status grow(void **p, size_t *room, size_t n, size_t size,
                           struct xj_error *err)
{
	size_t more = *room ? 2 * *room : 64;
	void *bigger;

	if (n < *room)
		return XJ_OK;
	bigger = realloc(*p, more * size);
	if (!bigger)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	*p = bigger;
	*room = more;
	return XJ_OK;
}

static enum xj_status add_format(struct parse *x, const struct xj_tag *tag)
{
	struct xj_str code, number;
	uint32_t id;
	enum xj_status status;

	if (!xj_tag_find(tag, 0, "numFmtId", &number) ||
	    !xj_tag_number(number, UINT32_MAX, &id) ||
	    !xj_tag_find(tag, 0, "formatCode", &code))
		return XJ_OK; /* then nothing refers to it, either */
	if (x->customs == XJ_MAX_NUMBER_FORMATS)
		return xj_over(xj_sax_error(x->sax), "number-formats",
			_("has more than %u number formats; save the workbook again"),
			XJ_MAX_NUMBER_FORMATS);
	status = grow((void **)&x->custom, &x->custom_room, x->customs,
	              sizeof(*x->custom), xj_sax_error(x->sax));
	if (status == XJ_OK)
		x->custom[x->customs++] = (struct custom){ id, xj_format_of(code) };
	return status;
}

static enum xj_status add_style(struct parse *x, const struct xj_tag *tag)
{
	struct xj_str number;
	uint32_t id = 0;
	enum xj_status status;

	if (xj_tag_find(tag, 0, "numFmtId", &number))
		(void)xj_tag_number(number, UINT32_MAX, &id);
	if (x->n == XJ_MAX_CELL_STYLES)
		return xj_over(xj_sax_error(x->sax), "cell-styles",
			_("has more than %u cell styles; save the workbook again"),
			XJ_MAX_CELL_STYLES);
	status = grow((void **)&x->id, &x->room, x->n, sizeof(*x->id),
	              xj_sax_error(x->sax));
	if (status == XJ_OK)
		x->id[x->n++] = id;
	return status;
}

static enum xj_status on_start(void *ctx, const struct xj_tag *tag)
{
	struct parse *x = ctx;

	x->sax = tag->sax;
	if (tag->space != XJ_XLSX_MAIN)
		return XJ_OK;
	if (strcmp(tag->name, "numFmts") == 0)
		x->in_formats = true;
	else if (strcmp(tag->name, "cellXfs") == 0)
		x->in_styles = true;
	else if (x->in_formats && strcmp(tag->name, "numFmt") == 0)
		return add_format(x, tag);
	else if (x->in_styles && strcmp(tag->name, "xf") == 0)
		return add_style(x, tag);
	return XJ_OK;
}

static enum xj_status on_end(void *ctx, int space, const char *name, unsigned depth)
{
	struct parse *x = ctx;

	(void)depth;
	if (space != XJ_XLSX_MAIN)
		return XJ_OK;
	if (strcmp(name, "numFmts") == 0)
		x->in_formats = false;
	else if (strcmp(name, "cellXfs") == 0)
		x->in_styles = false;
	return XJ_OK;
}

static enum xj_status on_text(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return XJ_OK;
}

static int by_id(const void *a, const void *b)
{
	const struct custom *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* A code of the workbook's own goes before the built-in one of that number. */
static enum xj_format format_of(const struct parse *x, uint32_t id)
{
	struct custom key = { .id = id };
	const struct custom *found = x->customs == 0 ? NULL :
		bsearch(&key, x->custom, x->customs, sizeof(key), by_id);

	return found ? found->format : xj_format_built_in(id);
}

static enum xj_status resolve(struct parse *x, struct xj_styles *out,
                              struct xj_error *err)
{
	out->format = malloc(x->n + 1);
	if (!out->format)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	if (x->customs > 0)
		qsort(x->custom, x->customs, sizeof(*x->custom), by_id);
	for (size_t i = 0; i < x->n; i++)
		out->format[i] = (uint8_t)format_of(x, x->id[i]);
	out->n = x->n;
	return XJ_OK;
}

enum xj_status xj_styles_load(struct xj_package *p, size_t part,
                              struct xj_styles *out, struct xj_error *err)
{
	static const struct xj_sax_events events = {
		xj_xlsx_spaces, on_start, on_end, on_text
	};
	struct parse x = { .sax = NULL };
	enum xj_status status = xj_package_parse(p, part, &events, &x, err);

	*out = (struct xj_styles){ NULL, 0 };
	if (status == XJ_OK)
		status = resolve(&x, out, err);
	free(x.custom);
	free(x.id);
	return status;
}

void xj_styles_clear(struct xj_styles *s)
{
	free(s->format);
	*s = (struct xj_styles){ NULL, 0 };
}
