/*
 * reader_xls.c - rows of workbooks of Excel 5 to 2003: finds the stream of
 * records in the OLE2 container and gives its sheets one after the other.  The
 * container is libgsf's, the records xls_*.c's, the rows book.c's.
 */
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

#include "importers/readers.h"
#include "importers/xls.h"
#include "src/core/i18n.h"
#include "src/core/library_gsf.h"
#include "xianjin/limits.h"

#define PIECE (256u << 10)
#define MAX_CHILDREN 10000

static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

struct xls {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_buf bytes;     /* the file: libgsf jumps about in it */
	GsfInput *file;
	GsfInfile *container;
	GsfInput *stream;
	struct xj_xls_book workbook;
	struct xj_book *book;
	struct xj_xls_sheet sheet;
	size_t next;
};

/* ---- libgsf, once ---------------------------------------------------------------- */

static void say_nothing(const gchar *domain, GLogLevelFlags level,
                        const gchar *message, gpointer ctx)
{
	(void)domain, (void)level, (void)message, (void)ctx;
}

/* It warns on standard error about every damaged file; what is wrong is said by
 * us. */
static void start_library(void)
{
	static const char *const domains[] = { NULL, "libgsf", "libgsf:msole" };

	gsf_init();
	for (size_t i = 0; i < XJ_COUNT(domains); i++)
		(void)g_log_set_handler(domains[i], G_LOG_LEVEL_WARNING |
			G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_MESSAGE, say_nothing, NULL);
}

static void ensure_library(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start_library);
}

/* ---- the file ---------------------------------------------------------------------- */

/* Every failure leaves with the file's name in front. */
static enum xj_status in_file(const struct xls *x, enum xj_status status,
                              struct xj_error *err)
{
	if (err)
		(void)xj_fail_in(err, x->in->name);
	return status;
}

static enum xj_status too_big(struct xj_error *err)
{
	return xj_over(err, "ole-bytes",
		_("is larger than %u bytes, the most a workbook of the type .xls may "
		  "have"), XJ_MAX_OLE_BYTES);
}

static enum xj_status read_file(struct xls *x, struct xj_error *err)
{
	struct xj_buf *b = &x->bytes;

	xj_buf_init(b, XJ_MAX_OLE_BYTES + PIECE);
	if (x->in->size > XJ_MAX_OLE_BYTES)
		return too_big(err);
	/* the size is only a hint; one piece more tells the end */
	if (xj_buf_reserve(b, (size_t)x->in->size + PIECE) != XJ_OK)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	for (;;) {
		size_t got;
		enum xj_status status = XJ_OK;

		if (xj_buf_reserve(b, PIECE) != XJ_OK)
			return xj_fail(err, XJ_NOMEM, _("out of memory"));
		status = x->in->read(x->in->ctx, b->p + b->n, PIECE, &got, err);
		if (status != XJ_OK || got == 0)
			return status;
		b->n += got;
		if (b->n > XJ_MAX_OLE_BYTES)
			return too_big(err);
		if (x->options.progress)
			x->options.progress(x->options.progress_ctx, b->n);
	}
}

/* ---- the container ----------------------------------------------------------------- */

/* The stream NAME, whatever its capitals; NULL if there is none. */
static GsfInput *find_stream(GsfInfile *container, const char *name)
{
	int n = gsf_infile_num_children(container);

	for (int i = 0; i < n && i < MAX_CHILDREN; i++) {
		const char *child = gsf_infile_name_by_index(container, i);

		if (child && strcasecmp(child, name) == 0)
			return gsf_infile_child_by_index(container, i);
	}
	return NULL;
}

/* What else such containers hold. */
static enum xj_status not_a_workbook(GsfInfile *container, struct xj_error *err)
{
	static const struct {
		const char *stream, *message;
	} others[] = {
		{ "EncryptedPackage",
		  N_("is protected by a password; open it in an office program, "
		     "remove the password and save it") },
		{ "WordDocument",
		  N_("is a Word document, not a workbook; save its table as a "
		     "workbook") },
		{ "PowerPoint Document", N_("is a presentation, not a workbook") },
	};
	const char *message = N_("holds no workbook, or the list of its parts is "
	                         "damaged; open it in an office program and save it "
	                         "again");

	for (size_t i = 0; i < XJ_COUNT(others); i++) {
		GsfInput *stream = find_stream(container, others[i].stream);

		if (!stream)
			continue;
		g_object_unref(stream);
		message = others[i].message;
		break;
	}
	return xj_fail(err, XJ_BAD_INPUT, "%s", _(message));
}

static enum xj_status open_container(struct xls *x, struct xj_error *err)
{
	static const char *const names[] = { "Workbook", "Book" };
	enum xj_status st = xj_gsf_load(err);

	if (st)
		return st;
	ensure_library();
	x->file = gsf_input_memory_new((const guint8 *)x->bytes.p,
	                               (gsf_off_t)x->bytes.n, FALSE);
	x->container = x->file ? gsf_infile_msole_new(x->file, NULL) : NULL;
	if (!x->container)
		return xj_fail(err, XJ_BAD_INPUT,
			_("the workbook is cut short or damaged; fetch it again"));
	/* a file for two versions holds the newer one under the first name */
	for (size_t i = 0; i < XJ_COUNT(names) && !x->stream; i++)
		x->stream = find_stream(x->container, names[i]);
	return x->stream ? XJ_OK : not_a_workbook(x->container, err);
}

static bool stream_read(void *ctx, uint64_t at, void *buf, size_t n)
{
	GsfInput *stream = ctx;

	return !gsf_input_seek(stream, (gsf_off_t)at, G_SEEK_SET) &&
	       gsf_input_read(stream, n, buf) != NULL;
}

static enum xj_status open_workbook(struct xls *x, struct xj_error *err)
{
	gsf_off_t size = gsf_input_size(x->stream);
	struct xj_biff_input input = { stream_read, x->stream, 0 };

	if (size < 0 || (uint64_t)size > x->bytes.n)
		return xj_fail(err, XJ_BAD_INPUT,
			_("the workbook is cut short or damaged; fetch it again"));
	input.size = (uint64_t)size;
	return xj_xls_book_open(&x->workbook, &input, x->options.encoding, err);
}

/* ---- opening ----------------------------------------------------------------------- */

static void unref(void *object)
{
	if (object)
		g_object_unref(object);
}

static void xls_close(void *self)
{
	struct xls *x = self;

	if (!x)
		return;
	xj_xls_sheet_close(&x->sheet);
	xj_book_free(x->book);
	xj_xls_book_close(&x->workbook);
	unref(x->stream);
	unref(x->container);
	unref(x->file);
	xj_buf_clear(&x->bytes);
	free(x);
}

static enum xj_status xls_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               void **self, struct xj_error *err)
{
	struct xls *x = calloc(1, sizeof(*x));
	enum xj_status status;

	*self = NULL;
	if (!x)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	x->in = in;
	x->sheet.ended = true;
	if (options)
		x->options = *options;
	status = read_file(x, err);
	if (status == XJ_OK)
		status = open_container(x, err);
	if (status == XJ_OK)
		status = open_workbook(x, err);
	if (status == XJ_OK)
		status = xj_book_new(&x->options, &x->book, err);
	if (status != XJ_OK) {
		status = in_file(x, status, err);
		xls_close(x);
		return status;
	}
	*self = x;
	return XJ_OK;
}

/* ---- sheets ------------------------------------------------------------------------ */

static enum xj_status start_sheet(struct xls *x, size_t i, struct xj_error *err)
{
	struct xj_xls_sheet_ref *ref = &x->workbook.sheet[i];
	enum xj_status status = XJ_OK;

	xj_xls_sheet_close(&x->sheet);
	xj_book_drive(x->book, ref->name, true, xj_xls_sheet_step, &x->sheet);
	if (ref->hidden)
		status = xj_book_note(xj_book_queue(x->book), "hidden-sheet", 1, 0,
			xj_str_c(ref->name), "the sheet is hidden: it is read");
	if (status != XJ_OK)
		return status;
	return xj_xls_sheet_open(&x->sheet, &x->workbook, i, xj_book_queue(x->book),
	                         false, err);
}

static void note_skipped(const struct xls *x, const char *name)
{
	if (x->options.note)
		x->options.note(x->options.note_ctx, "sheet-skipped", 0, 0,
		                xj_str_c(name),
		                "a chart or dialogue, which has no rows");
}

static enum xj_status xls_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct xls *x = self;
	struct xj_xls_book *w = &x->workbook;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	while (x->next < w->sheets && !w->sheet[x->next].cells)
		note_skipped(x, w->sheet[x->next++].name);
	if (x->next == w->sheets) {
		xj_book_stop(x->book);
		return XJ_END;
	}
	status = start_sheet(x, x->next, err);
	if (status != XJ_OK) {
		xj_book_stop(x->book);
		return in_file(x, status, err);
	}
	*out = (struct xj_table){
		.member = "", .sheet = w->sheet[x->next++].name,
		.encoding = xj_charset_name(w->texts.charset),
		.confidence = w->texts.confidence
	};
	return XJ_OK;
}

static enum xj_status xls_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct xls *x = self;
	enum xj_status status = xj_book_next_row(x->book, out, err);

	return status == XJ_OK || status == XJ_END ? status : in_file(x, status, err);
}

/* Below what a reader bids that knows the container by more than its name. */
static int xls_bid(struct xj_str head, const char *name)
{
	(void)name; /* content decides */
	return xj_str_starts(head, xj_str_of(magic, 8)) ? 60 : 0;
}

const struct xj_reader xj_reader_xls = {
	.name = "xls",
	.title = N_("workbook of the type .xls"),
	.bid = xls_bid,
	.open = xls_open,
	.next_table = xls_next_table,
	.next_row = xls_next_row,
	.close = xls_close,
};
