/*
 * output.h - what the renderers share among themselves: the state of an output
 * under way and how bytes leave it.
 */
#ifndef XIANJIN_RENDER_OUTPUT_H
#define XIANJIN_RENDER_OUTPUT_H

#include "xianjin/render.h"

/* One row, or one fact, as bytes. */
#define XJ_MAX_LINE_BYTES ((size_t)64 << 20)

struct xj_output {
	const struct xj_renderer *r;
	struct xj_render_options opt;
	const struct xj_section *section; /* between begin and end */
	uint64_t rows;                    /* of the section under way */
	uint64_t items;                   /* facts and sections so far */
	struct xj_buf line;               /* the row being made */
	enum xj_status status;            /* the first failure; it stays */
	int sys;                          /* errno of a failed write */
	bool gone;                        /* the reader of the pipe went away */
	void *own;                        /* the renderer's state; its close frees */
};

/* Writes N bytes; remembers a failure. */
enum xj_status xj_output_put(struct xj_output *o, const void *p, size_t n) XJ_MUST_USE;
/* Writes o->line and empties it. */
enum xj_status xj_output_put_line(struct xj_output *o) XJ_MUST_USE;
/* Remembers a failure that is not of writing; returns it. */
enum xj_status xj_output_fail(struct xj_output *o, enum xj_status status);
/* Appends S with U+FFFD for what is not UTF-8. */
enum xj_status xj_output_add_utf8(struct xj_buf *b, struct xj_str s) XJ_MUST_USE;
/* Appends {"name":value,...} for a row of SECTION. */
enum xj_status xj_output_add_object(struct xj_buf *b, const struct xj_section *s,
                                    const struct xj_value *v) XJ_MUST_USE;
/* Appends ready-made JSON on one line; "null" for nothing. */
enum xj_status xj_output_add_raw_json(struct xj_buf *b, struct xj_str json)
	XJ_MUST_USE;

extern const struct xj_renderer xj_render_table, xj_render_csv, xj_render_jsonl,
	xj_render_json, xj_render_xlsx;

#endif
