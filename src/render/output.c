/*
 * output.c - owns the calls every view makes, their order, the first failure,
 * and the table of renderers.  How a format looks is in render_*.c.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "src/core/i18n.h"
#include "src/render/output.h"
#include "xianjin/text.h"

const struct xj_renderer *const xj_renderers[] = {
	&xj_render_table,
	&xj_render_csv,
	&xj_render_jsonl,
	&xj_render_json,
	&xj_render_xlsx,
	NULL
};

const struct xj_renderer *xj_renderer_find(const char *name)
{
	for (size_t i = 0; xj_renderers[i]; i++)
		if (strcmp(xj_renderers[i]->name, name) == 0)
			return xj_renderers[i];
	return NULL;
}

/* ---- what the renderers use ------------------------------------------- */

enum xj_status xj_output_fail(struct xj_output *o, enum xj_status status)
{
	if (!o->status)
		o->status = status;
	return o->status;
}

static enum xj_status write_failed(struct xj_output *o)
{
	if (!o->status) {
		o->sys = errno;
		o->gone = errno == EPIPE;
	}
	return xj_output_fail(o, XJ_IO);
}

enum xj_status xj_output_put(struct xj_output *o, const void *p, size_t n)
{
	errno = 0;
	if (!o->status && n && fwrite(p, 1, n, o->opt.out) != n)
		return write_failed(o);
	return o->status;
}

enum xj_status xj_output_put_line(struct xj_output *o)
{
	enum xj_status st = xj_output_put(o, o->line.p, o->line.n);

	xj_buf_reset(&o->line);
	return st;
}

enum xj_status xj_output_add_utf8(struct xj_buf *b, struct xj_str s)
{
	enum xj_status st = XJ_OK;

	while (s.n && !st) {
		size_t good = xj_utf8_valid(s);

		st = xj_buf_add(b, s.p, good);
		if (!st && good < s.n) {
			st = xj_buf_add(b, "\xef\xbf\xbd", 3);
			good++;
		}
		s.p += good;
		s.n -= good;
	}
	return st;
}

enum xj_status xj_output_add_raw_json(struct xj_buf *b, struct xj_str json)
{
	size_t from = b->n;
	enum xj_status st;

	if (!json.n)
		return xj_buf_add(b, "null", 4);
	st = xj_output_add_utf8(b, json);
	/* inside JSON strings line ends are escaped: these stand between tokens */
	for (size_t i = from; !st && i < b->n; i++)
		if (b->p[i] == '\n' || b->p[i] == '\r')
			b->p[i] = ' ';
	return st;
}

static enum xj_status add_value(struct xj_buf *b, enum xj_type type,
                                const struct xj_value *v)
{
	if (v->null)
		return xj_buf_add(b, "null", 4);
	switch (type) {
	case XJ_T_INT:
	case XJ_T_MONEY:
		return xj_buf_addf(b, "%" PRId64, v->i);
	case XJ_T_JSON:
		return xj_output_add_raw_json(b, v->s);
	default:
		return xj_buf_add_json(b, v->s);
	}
}

enum xj_status xj_output_add_object(struct xj_buf *b, const struct xj_section *s,
                                    const struct xj_value *v)
{
	enum xj_status st = xj_buf_add(b, "{", 1);

	for (size_t i = 0; i < s->columns && !st; i++) {
		if (i)
			st = xj_buf_add(b, ",", 1);
		if (!st)
			st = xj_buf_add_json(b, xj_str_c(s->column[i].name));
		if (!st)
			st = xj_buf_add(b, ":", 1);
		if (!st)
			st = add_value(b, s->column[i].type, &v[i]);
	}
	return st ? st : xj_buf_add(b, "}", 1);
}

/* ---- what the views call ------------------------------------------- */

enum xj_status xj_output_open(const struct xj_renderer *r,
                              const struct xj_render_options *options,
                              struct xj_output **out, struct xj_error *err)
{
	struct xj_output *o = calloc(1, sizeof(*o));

	*out = NULL;
	if (!o)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	o->r = r;
	o->opt = *options;
	xj_buf_init(&o->line, XJ_MAX_LINE_BYTES);
	*out = o;
	return XJ_OK;
}

enum xj_status xj_out_int(struct xj_output *o, const char *name,
                          const char *title, enum xj_type type, int64_t v)
{
	if (o->status)
		return o->status;
	if (o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	return xj_output_fail(o, o->r->fact_int(o, name, title, type, v));
}

enum xj_status xj_out_text(struct xj_output *o, const char *name,
                           const char *title, const struct xj_str *v)
{
	if (o->status)
		return o->status;
	if (o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	return xj_output_fail(o, o->r->fact_text(o, name, title, v));
}

enum xj_status xj_out_json(struct xj_output *o, const char *name, struct xj_str v)
{
	if (o->status)
		return o->status;
	if (o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	return xj_output_fail(o, o->r->fact_json(o, name, v));
}

enum xj_status xj_out_begin(struct xj_output *o, const struct xj_section *s)
{
	if (o->status)
		return o->status;
	if (o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	o->section = s;
	o->rows = 0;
	return xj_output_fail(o, o->r->begin(o, s));
}

enum xj_status xj_out_row(struct xj_output *o, const struct xj_value *v)
{
	enum xj_status st;

	if (o->status)
		return o->status;
	if (!o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	st = o->r->row(o, v);
	o->rows++;
	return xj_output_fail(o, st);
}

enum xj_status xj_out_end(struct xj_output *o)
{
	enum xj_status st;

	if (o->status)
		return o->status;
	if (!o->section)
		return xj_output_fail(o, XJ_INTERNAL);
	st = o->r->end(o);
	o->section = NULL;
	return xj_output_fail(o, st);
}

static enum xj_status say(const struct xj_output *o, struct xj_error *err)
{
	switch (o->status) {
	case XJ_OK:
		return XJ_OK;
	case XJ_IO:
		if (o->gone)
			return XJ_OK;
		return xj_fail(err, XJ_IO, _("cannot write the answer: %s"),
		               strerror(o->sys));
	case XJ_NOMEM:
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	case XJ_LIMIT:
		return xj_fail(err, XJ_LIMIT, _("the answer has a row that is too long"));
	default:
		return xj_fail(err, XJ_INTERNAL, 
		               _("the answer was put together wrongly"));
	}
}

/* The renderer's own end; after a failure it writes nothing and only frees. */
static void end_document(struct xj_output *o)
{
	if (o->section)
		(void)xj_output_fail(o, XJ_INTERNAL);
	(void)xj_output_fail(o, o->r->close(o));
	errno = 0;
	if (!o->status && (fflush(o->opt.out) || ferror(o->opt.out)))
		(void)write_failed(o);
}

static void free_output(struct xj_output *o)
{
	xj_buf_clear(&o->line);
	free(o);
}

enum xj_status xj_output_close(struct xj_output *o, struct xj_error *err)
{
	enum xj_status st;

	if (!o)
		return XJ_OK;
	end_document(o);
	st = say(o, err);
	free_output(o);
	return st;
}

void xj_output_abandon(struct xj_output *o)
{
	if (!o)
		return;
	(void)xj_output_fail(o, XJ_INTERNAL);
	end_document(o);
	free_output(o);
}

bool xj_output_for_people(const struct xj_output *o)
{
	return o->r->people;
}

bool xj_output_takes_lists(const struct xj_output *o)
{
	return !o->r->people || o->r->lists;
}

enum xj_status xj_output_status(const struct xj_output *o)
{
	return o->status;
}

bool xj_output_gone(const struct xj_output *o)
{
	return o->gone;
}
