/*
 * reader_pdf.c - settlement forms out of PDFs that have text.  Owns the
 * reader's face: pdf_child.c has it turned to words, pdf_words.c finds its lines,
 * pdf_forms.c the forms.
 *
 * Forms of one kind that begin on one page are one table; its sheet is called
 * by the page, so that a person finds it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/pdf_child.h"
#include "importers/pdf_forms.h"
#include "importers/readers.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define PIECE (64u << 10)

struct pdf {
	struct xj_bytes *in;     /* what pdftotext wrote */
	struct xj_read_options options;
	struct xj_pdf_words *words;
	struct xj_forms *forms;
	char *piece;
	bool ended;
	bool any, given;         /* forms: one was dropped; the first is in use */

	struct xj_form form;     /* of the table in hand */
	enum xj_form_kind kind;
	unsigned page, on_page;  /* ON_PAGE: tables of this page */
	bool in_table;
	uint64_t row;
	char sheet[32];
	struct xj_str cell[XJ_SLOTS];
};

/* ---- from the file to its words ----------------------------------------- */

static enum xj_status pdf_prepare(const struct xj_bytes *in, struct xj_bytes *out,
                                  struct xj_error *err)
{
	if (in->size > XJ_MAX_PDF_BYTES)
		return xj_over(err, "pdf-bytes", _("%s: is larger than %u MiB, the most a "
		               "PDF may have"), in->name, XJ_MAX_PDF_BYTES >> 20);
	return xj_pdf_text(in->fd, in->name, out, err);
}

static void pdf_close(void *self)
{
	struct pdf *p = self;

	if (!p)
		return;
	xj_pdf_words_free(p->words);
	xj_forms_free(p->forms);
	free(p->piece);
	free(p);
}

static enum xj_status start(struct pdf *p, struct xj_error *err)
{
	enum xj_status status;

	p->piece = malloc(PIECE);
	if (!p->piece)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), p->in->name);
	status = xj_forms_new(&p->forms, err);
	if (status == XJ_OK)
		status = xj_pdf_words_new(xj_forms_line, p->forms, &p->words, err);
	return status;
}

static enum xj_status pdf_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               void **self, struct xj_error *err)
{
	struct pdf *p = calloc(1, sizeof(*p));
	enum xj_status status;

	*self = NULL;
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	p->in = in;
	if (options)
		p->options = *options;
	status = start(p, err);
	if (status != XJ_OK) {
		pdf_close(p);
		return status;
	}
	*self = p;
	return XJ_OK;
}

/* ---- forms ----------------------------------------------------------- */

static enum xj_status no_forms(const struct pdf *p, struct xj_error *err)
{
	if (xj_pdf_words_count(p->words) == 0)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: has no text layer: its pages are pictures, or the "
			  "package poppler-data, which fonts of Chinese need, is not "
			  "installed"), p->in->name);
	return xj_fail(err, XJ_BAD_INPUT, _("%s: no settlement form (收支結算表) was found "
	               "in its text; if the page shows one, install the package "
	               "poppler-data or give the table as CSV or XLSX"), p->in->name);
}

/* Everything has been read: what was open is complete. */
static enum xj_status finish(struct pdf *p, struct xj_error *err)
{
	enum xj_status status;

	p->ended = true;
	status = xj_pdf_words_finish(p->words, err);
	return status == XJ_OK ? xj_forms_finish(p->forms, err) : status;
}

/* Fills p->form with the oldest form; XJ_END when there is none left. */
static enum xj_status peek(struct pdf *p, struct xj_error *err)
{
	while (!xj_forms_peek(p->forms, &p->form)) {
		size_t got;
		enum xj_status status;

		if (p->ended)
			return p->any ? XJ_END : no_forms(p, err);
		status = p->in->read(p->in->ctx, p->piece, PIECE, &got, err);
		if (status != XJ_OK)
			return status;
		status = got ? xj_pdf_words_feed(p->words, p->piece, got, err)
		             : finish(p, err);
		if (status != XJ_OK)
			return err ? xj_fail_in(err, p->in->name) : status;
	}
	return XJ_OK;
}

static void drop(struct pdf *p)
{
	xj_forms_drop(p->forms);
	p->any = true;
}

/* The form that the caller has had since the last call. */
static void drop_given(struct pdf *p)
{
	if (p->given)
		drop(p);
	p->given = false;
}

/* ---- the reader ------------------------------------------------------ */

static int pdf_bid(struct xj_str head, const char *name)
{
	(void)name;
	return xj_str_starts(head, XJ_STR("%PDF-")) ? 95 : 0;
}

static bool belongs(const struct pdf *p)
{
	return p->form.kind == p->kind && p->form.page == p->page;
}

static enum xj_status pdf_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct pdf *p = self;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	drop_given(p);
	while ((status = peek(p, err)) == XJ_OK && p->in_table && belongs(p))
		drop(p);
	if (status != XJ_OK)
		return status;
	p->on_page = p->in_table && p->form.page == p->page ? p->on_page + 1 : 1;
	p->page = p->form.page;
	p->kind = p->form.kind;
	p->in_table = true;
	p->row = 0;
	if (p->on_page == 1)
		snprintf(p->sheet, sizeof(p->sheet), "page %u", p->page);
	else
		snprintf(p->sheet, sizeof(p->sheet), "page %u (%u)", p->page,
		         p->on_page);
	out->member = "";
	out->sheet = p->sheet;
	out->encoding = "UTF-8";
	return XJ_OK;
}

static void give_header(struct pdf *p, struct xj_row *out)
{
	const struct xj_form_column *column = xj_form_columns(p->kind, &out->n);

	for (size_t i = 0; i < out->n; i++)
		p->cell[i] = xj_str_c(column[i].name);
	out->cell = p->cell;
	out->row = ++p->row;
}

static void note_doubt(struct pdf *p)
{
	size_t column = p->form.doubt_column;

	if (p->options.note && p->form.doubt)
		p->options.note(p->options.note_ctx, "pdf-sum", p->row, column,
		                column ? p->form.cell[column - 1] : XJ_STR(""),
		                p->form.doubt);
}

static enum xj_status pdf_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct pdf *p = self;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	if (p->row == 0) {
		give_header(p, out);
		return XJ_OK;
	}
	drop_given(p);
	status = peek(p, err);
	if (status == XJ_OK && !belongs(p))
		status = XJ_END;
	if (status != XJ_OK)
		return status;
	p->given = true;
	out->cell = p->form.cell;
	out->n = p->form.n;
	out->row = ++p->row;
	note_doubt(p);
	return XJ_OK;
}

const struct xj_reader xj_reader_pdf = {
	.name = "pdf",
	.title = N_("PDF of settlement forms, with text"),
	.bid = pdf_bid,
	.prepare = pdf_prepare,
	.open = pdf_open,
	.next_table = pdf_next_table,
	.next_row = pdf_next_row,
	.close = pdf_close,
};
