/*
 * render_json.c - owns the one JSON object: facts as members, sections as arrays
 * of objects, in the order of the calls, one row a line.
 */
#include <inttypes.h>

#include "src/render/output.h"

/* {"name":  or  ,"name":  */
static enum xj_status add_key(struct xj_output *o, const char *name)
{
	enum xj_status st = xj_buf_add(&o->line, o->items++ ? "," : "{", 1);

	if (!st)
		st = xj_buf_add_json(&o->line, xj_str_c(name));
	return st ? st : xj_buf_add(&o->line, ":", 1);
}

static enum xj_status json_fact_int(struct xj_output *o, const char *name,
                                    const char *title, enum xj_type type, int64_t v)
{
	enum xj_status st = add_key(o, name);

	(void)title, (void)type;
	if (!st)
		st = xj_buf_addf(&o->line, "%" PRId64, v);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status json_fact_text(struct xj_output *o, const char *name,
                                     const char *title, const struct xj_str *v)
{
	enum xj_status st = add_key(o, name);

	(void)title;
	if (!st)
		st = v ? xj_buf_add_json(&o->line, *v) : xj_buf_add(&o->line, "null", 4);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status json_fact_json(struct xj_output *o, const char *name,
                                     struct xj_str v)
{
	enum xj_status st = add_key(o, name);

	if (!st)
		st = xj_output_add_raw_json(&o->line, v);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status json_begin(struct xj_output *o, const struct xj_section *s)
{
	enum xj_status st = add_key(o, s->name);

	if (!st)
		st = xj_buf_add(&o->line, "[", 1);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status json_row(struct xj_output *o, const struct xj_value *v)
{
	const char *before = o->rows ? ",\n" : "\n";
	enum xj_status st = xj_buf_add(&o->line, before, strlen(before));

	if (!st)
		st = xj_output_add_object(&o->line, o->section, v);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status json_end(struct xj_output *o)
{
	return o->rows ? xj_output_put(o, "\n]", 2) : xj_output_put(o, "]", 1);
}

/* A document cut short by a failure stays without its brace: whoever reads it
 * sees that it is not whole. */
static enum xj_status json_close(struct xj_output *o)
{
	if (o->status)
		return o->status;
	return o->items ? xj_output_put(o, "}\n", 2) : xj_output_put(o, "{}\n", 3);
}

const struct xj_renderer xj_render_json = {
	.name = "json",
	.mime = "application/json",
	.fact_int = json_fact_int,
	.fact_text = json_fact_text,
	.fact_json = json_fact_json,
	.begin = json_begin,
	.row = json_row,
	.end = json_end,
	.close = json_close,
};
