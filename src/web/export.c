/*
 * export.c - owns the download of a whole answer, made while it is sent, from a reader of
 * its own: every row of a question, or every flag.  What ends without its end mark was
 * cut.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/core/spool.h"
#include "src/web/pages.h"

#define PIECE ((size_t)1 << 18)
#define SHEET_ROWS 1048575u /* of a worksheet, without the head */

struct export {
	struct web_site *site;
	struct xj_data *data;
	struct web_whole whole;
	struct xj_output *output;
	FILE *file;              /* what the output writes to ... */
	struct xj_buf *piece;    /* ... and where that lands, while one is made */
	const char *format;
	enum xj_language language;
	bool spooled;            /* a workbook is read from its end: it lies in memory
	                            until it is whole */
	bool no_end, made;
};

static ssize_t keep(void *own, const char *p, size_t n)
{
	struct export *e = own;

	return !e->piece || xj_buf_add(e->piece, p, n) ? 0 : (ssize_t)n;
}

static FILE *open_file(struct export *e)
{
	int fd;
	FILE *f;

	if (!e->spooled)
		return fopencookie(e, "w", (cookie_io_functions_t){ .write = keep });
	fd = xj_spool_open(true);
	f = fd < 0 ? NULL : fdopen(fd, "w+b");
	if (!f && fd >= 0)
		close(fd);
	return f;
}

static void close_export(void *own)
{
	struct export *e = own;
	struct xj_buf rest;

	xj_buf_init(&rest, PIECE * 4);
	e->piece = &rest; /* what a cut answer still had to say is said to nobody */
	xj_output_abandon(e->output);
	if (e->file)
		fclose(e->file);
	xj_buf_clear(&rest);
	if (e->whole.own)
		e->whole.close(e->whole.own);
	web_site_return(e->site, e->data, true);
	web_site_leave(e->site, WEB_ROOM_EXPORT);
	free(e);
}

/* ---- pieces --------------------------------------------------------------------- */

static enum xj_status finish(struct export *e, struct xj_error *err)
{
	enum xj_status st = e->whole.document
		? e->whole.document(e->whole.own, e->file, err) : xj_output_close(e->output, err);

	e->output = NULL;
	e->made = true;
	if (!st && !e->no_end)
		st = e->whole.end_mark(e->whole.own, e->format, e->piece);
	if (!st && e->spooled && fseek(e->file, 0, SEEK_SET))
		st = XJ_IO;
	return st ? xj_fail(err, st, _("the answer could not be written")) : XJ_OK;
}

static enum xj_status make_rows(struct export *e, struct xj_error *err)
{
	enum xj_status st = e->whole.next(e->whole.own, e->output, err);

	if (st == XJ_END)
		return finish(e, err);
	if (!st && fflush(e->file))
		st = xj_fail(err, XJ_IO, _("the answer could not be written"));
	return st;
}

static enum xj_status read_spool(struct export *e, struct xj_error *err)
{
	enum xj_status st = xj_buf_reserve(e->piece, PIECE);
	size_t got;

	if (st)
		return xj_fail(err, st, _("not enough memory"));
	got = fread(e->piece->p, 1, PIECE, e->file);
	e->piece->n = got;
	if (ferror(e->file))
		return xj_fail(err, XJ_IO, _("the answer could not be written"));
	return got ? XJ_OK : XJ_END;
}

static enum xj_status next_piece(void *own, struct xj_buf *out, struct xj_error *err)
{
	struct export *e = own;
	enum xj_language before = xj_language();
	enum xj_status st = XJ_OK;

	e->piece = out;
	xj_language_set(e->language);
	if (!e->made)
		st = make_rows(e, err);
	else
		st = e->spooled ? read_spool(e, err) : XJ_END;
	xj_language_set(before);
	e->piece = NULL;
	return st;
}

/* ---- beginning ------------------------------------------------------------------ */

/* The headers by which a reader knows how much comes, and what a script of another site
 * may see of them. */
static enum xj_status write_head(struct web_call *c, const char *file, uint64_t rows)
{
	enum xj_status st = c->format == WEB_JSON ? XJ_OK : web_name_download(c, file);

	if (!st)
		st = web_header(c->response, "X-Row-Count", "%" PRIu64, rows);
	return st || !c->route->shared ? st
	       : web_header(c->response, "Access-Control-Expose-Headers",
	                    "X-Row-Count, X-Sum-Income, X-Sum-Expense, Content-Disposition");
}

static enum xj_status begin(struct web_call *c, struct export *e, const char *file,
                            web_whole_opener *open, void *asked, struct xj_error *err)
{
	const struct xj_render_options options = {
		.out = e->file,
		.spreadsheet_safe = *web_value(&c->query, "excel") != '\0',
	};
	enum xj_status st = open(c, e->data, asked, &e->whole, err);

	if (st)
		return st;
	if (e->spooled && e->whole.rows > SHEET_ROWS)
		return xj_fail(err, XJ_LIMIT, _("%" PRIu64 " rows do not fit into a worksheet, "
		               "which has %u: narrow the question, or take CSV"),
		               e->whole.rows, SHEET_ROWS);
	if (write_head(c, file, e->whole.rows))
		return xj_fail(err, XJ_INTERNAL, _("a header could not be written"));
	xj_data_deadline(e->data, 0); /* each step is short; all of them need not be */
	return e->whole.document ? XJ_OK
	       : xj_output_open(xj_renderer_find(e->format), &options, &e->output, err);
}

enum xj_status web_send_whole(struct web_call *c, const char *file,
                              web_whole_opener *open, void *asked, struct xj_error *err)
{
	struct export *e;
	enum xj_status st;

	if (!web_site_enter(c->site, WEB_ROOM_EXPORT))
		return xj_fail(err, XJ_BUSY, _("%u downloads are under way already"),
		               WEB_MAX_EXPORTS);
	e = calloc(1, sizeof(*e));
	if (!e) {
		web_site_leave(c->site, WEB_ROOM_EXPORT);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	*e = (struct export){
		.site = c->site, .data = c->data,
		.format = web_formats[c->format].renderer,
		.language = xj_language(), .spooled = c->format == WEB_XLSX,
		.no_end = strcmp(web_value(&c->query, "end"), "no") == 0,
	};
	c->data = NULL; /* the export's now, until it is closed */
	e->file = open_file(e);
	st = e->file ? begin(c, e, file, open, asked, err)
	             : xj_fail(err, XJ_IO, _("a temporary file cannot be made"));
	if (st)
		close_export(e);
	else
		c->response->stream = (struct web_stream){ next_piece, close_export, e };
	return st;
}

/* ---- every row of a question ------------------------------------------------------ */

struct rows {
	struct xj_query *query;
	struct xj_walk *walk;
};

static void close_rows(void *own)
{
	struct rows *r = own;

	xj_walk_close(r->walk);
	xj_query_free(r->query);
	free(r);
}

static enum xj_status next_rows(void *own, struct xj_output *o, struct xj_error *err)
{
	return xj_walk_next(((struct rows *)own)->walk, o, err);
}

static enum xj_status end_rows(void *own, const char *format, struct xj_buf *out)
{
	return xj_totals_end_mark(xj_walk_totals(((struct rows *)own)->walk), format, out);
}

/* ASKED: where the query is, which is taken. */
static enum xj_status open_rows(struct web_call *c, struct xj_data *d, void *asked,
                                struct web_whole *out, struct xj_error *err)
{
	struct xj_query **q = asked;
	struct rows *r = calloc(1, sizeof(*r));
	struct xj_totals t;
	enum xj_status st;

	if (!r)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	r->query = *q;
	*q = NULL;
	*out = (struct web_whole){ .own = r, .next = next_rows, .end_mark = end_rows,
	                           .close = close_rows };
	st = xj_walk_open(d, r->query, &r->walk, err);
	if (st)
		return st;
	t = xj_walk_totals(r->walk);
	out->rows = t.count;
	if (web_header(c->response, "X-Sum-Income", "%" PRId64, t.income) ||
	    web_header(c->response, "X-Sum-Expense", "%" PRId64, t.expense))
		return xj_fail(err, XJ_INTERNAL, _("a header could not be written"));
	return XJ_OK;
}

enum xj_status web_export(struct web_call *c, struct xj_query **q, struct xj_error *err)
{
	return web_send_whole(c, "search", open_rows, q, err);
}
