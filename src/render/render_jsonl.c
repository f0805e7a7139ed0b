/*
 * render_jsonl.c - owns JSON Lines: one object a row of the main section, and
 * nothing else.
 */
#include "src/render/output.h"

static enum xj_status jsonl_fact_int(struct xj_output *o, const char *name,
                                     const char *title, enum xj_type type, int64_t v)
{
	(void)o, (void)name, (void)title, (void)type, (void)v;
	return XJ_OK;
}

static enum xj_status jsonl_fact_text(struct xj_output *o, const char *name,
                                      const char *title, const struct xj_str *v)
{
	(void)o, (void)name, (void)title, (void)v;
	return XJ_OK;
}

static enum xj_status jsonl_fact_json(struct xj_output *o, const char *name,
                                      struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

static enum xj_status jsonl_begin(struct xj_output *o, const struct xj_section *s)
{
	(void)o, (void)s;
	return XJ_OK;
}

static enum xj_status jsonl_row(struct xj_output *o, const struct xj_value *v)
{
	enum xj_status st;

	if (!o->section->main)
		return XJ_OK;
	st = xj_output_add_object(&o->line, o->section, v);
	if (!st)
		st = xj_buf_add(&o->line, "\n", 1);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status jsonl_end(struct xj_output *o)
{
	(void)o;
	return XJ_OK;
}

const struct xj_renderer xj_render_jsonl = {
	.name = "jsonl",
	.mime = "application/jsonl; charset=utf-8",
	.fact_int = jsonl_fact_int,
	.fact_text = jsonl_fact_text,
	.fact_json = jsonl_fact_json,
	.begin = jsonl_begin,
	.row = jsonl_row,
	.end = jsonl_end,
	.close = jsonl_end,
};
