/*
 * pdf_ways.h - for tests: a settlement form is laid out once and read twice, from TSV,
 * which needs no other program, and from a PDF, which needs pdftotext and poppler-data,
 * in this process and behind the walls.  All must say the same.
 */
#ifndef XIANJIN_TESTS_PDF_WAYS_H
#define XIANJIN_TESTS_PDF_WAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "importers/contained.h"
#include "importers/pdf_forms.h"
#include "tests/unit/reader_transcript.h"
#include "tests/unit/pdf_make.h"
#include "xianjin/limits.h"

#define PAGE { 0, -1, "" }

static inline bool has_pdftotext(void)
{
	return system("pdftotext -v >/dev/null 2>&1") == 0 &&
	       access("/usr/share/poppler/cMap/Adobe-CNS1", R_OK) == 0;
}

/* "KIND PAGE" and a line NAME=CELL for each cell that is not empty. */
static inline void log_form(struct xj_buf *b, const struct xj_form *form)
{
	static const char *const kinds[] = { "candidate", "surplus", "party" };
	size_t n;
	const struct xj_form_column *column = xj_form_columns(form->kind, &n);

	assert_int_equal(n, form->n);
	assert_int_equal(xj_buf_addf(b, "%s %u%s\n", kinds[form->kind], form->page,
	                             form->doubt ? " ?" : ""), XJ_OK);
	if (form->doubt && form->doubt_column)
		assert_int_equal(xj_buf_addf(b, "?%s\n",
		                             column[form->doubt_column - 1].name), XJ_OK);
	for (size_t i = 0; i < n; i++) {
		if (form->cell[i].n)
			assert_int_equal(xj_buf_addf(b, "%s=%.*s\n", column[i].name,
				(int)form->cell[i].n, form->cell[i].p), XJ_OK);
	}
}

static inline enum xj_status read_tsv(const char *p, size_t n, size_t step,
                               struct xj_buf *log, struct xj_error *err)
{
	struct xj_forms *forms;
	struct xj_pdf_words *words;
	struct xj_form form;
	enum xj_status status = XJ_OK;

	xj_buf_init(log, 1u << 22);
	assert_int_equal(xj_buf_reserve(log, 1), XJ_OK);
	log->p[0] = '\0';
	assert_int_equal(xj_forms_new(&forms, err), XJ_OK);
	assert_int_equal(xj_pdf_words_new(xj_forms_line, forms, &words, err), XJ_OK);
	for (size_t i = 0; i < n && status == XJ_OK; i += step)
		status = xj_pdf_words_feed(words, p + i, n - i < step ? n - i : step,
		                           err);
	if (status == XJ_OK)
		status = xj_pdf_words_finish(words, err);
	if (status == XJ_OK)
		status = xj_forms_finish(forms, err);
	while (xj_forms_peek(forms, &form)) {
		log_form(log, &form);
		xj_forms_drop(forms);
	}
	xj_pdf_words_free(words);
	xj_forms_free(forms);
	return status;
}

static inline void expect_log(const char *what, const struct xj_buf *log, const char *want)
{
	if (strcmp(log->p, want) != 0)
		fail_msg("%s: got\n%s\nwanted\n%s", what, log->p, want);
}

static inline int file_of(const struct xj_buf *b)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, b->p, b->n), b->n);
	return fd;
}

/* The rows of a PDF in the words of log_form. */
static inline void log_rows(const struct xj_reader *reader, void *self, struct xj_table *t,
                     struct xj_buf *b, struct seen *s)
{
	struct xj_row header, row;
	char *names[XJ_SLOTS];

	assert_int_equal(reader->next_row(self, &header, &s->err), XJ_OK);
	assert_int_equal(header.row, 1);
	for (size_t i = 0; i < header.n; i++)
		names[i] = strndup(header.cell[i].p, header.cell[i].n);
	while ((s->status = reader->next_row(self, &row, &s->err)) == XJ_OK) {
		assert_int_equal(row.n, header.n);
		assert_int_equal(xj_buf_addf(b, "[%s]\n", t->sheet), XJ_OK);
		for (size_t i = 0; i < row.n; i++) {
			if (row.cell[i].n)
				assert_int_equal(xj_buf_addf(b, "%s=%.*s\n", names[i],
					(int)row.cell[i].n, row.cell[i].p), XJ_OK);
		}
	}
	for (size_t i = 0; i < header.n; i++)
		free(names[i]);
}

/* The reader on what pdftotext says, in this process. */
static inline enum xj_status open_here(struct xj_bytes *in, struct xj_bytes *text,
                                const struct xj_read_options *options, void **self,
                                struct xj_error *err)
{
	enum xj_status status = xj_reader_pdf.prepare(in, text, err);

	*self = NULL;
	return status ? status : xj_reader_pdf.open(text, options, self, err);
}

static inline void read_pdf(const struct put *put, size_t n, bool contained, struct xj_buf *b)
{
	const struct xj_reader *reader = contained ? &xj_contained : &xj_reader_pdf;
	struct xj_buf pdf;
	struct seen s = { .status = XJ_OK };
	struct xj_bytes in, text = { .fd = -1 };
	struct xj_read_options options = { .note = NULL };
	struct xj_table t;
	void *self;

	make_pdf(&pdf, put, n);
	assert_int_equal(xj_bytes_adopt(file_of(&pdf), "test", &in, &s.err), XJ_OK);
	xj_buf_init(b, 1u << 22);
	assert_int_equal(xj_buf_addf(b, "%s", ""), XJ_OK);
	s.status = contained
		? xj_contained_open(&xj_reader_pdf, &in, &options, &self, &s.err)
		: open_here(&in, &text, &options, &self, &s.err);
	assert_int_equal(s.status, XJ_OK);
	while ((s.status = reader->next_table(self, &t, &s.err)) == XJ_OK)
		log_rows(reader, self, &t, b, &s);
	if (s.status != XJ_END)
		assert_int_equal(xj_buf_addf(b, "! %s\n", s.err.text), XJ_OK);
	reader->close(self);
	xj_bytes_close(&text);
	xj_bytes_close(&in);
	xj_buf_clear(&pdf);
}

/* As see() of reader_transcript.h, with what prepares the file. */
static inline void see_pdf(struct seen *s, const char *p, size_t n)
{
	struct xj_buf pdf = { .p = (char *)p, .n = n };
	struct xj_bytes in, text = { .fd = -1 };
	struct xj_read_options options = { .note = log_note, .note_ctx = s };
	void *self;

	memset(s, 0, sizeof(*s));
	xj_buf_init(&s->log, LOG_MAX);
	assert_int_equal(xj_bytes_adopt(file_of(&pdf), "test", &in, &s->err), XJ_OK);
	s->status = open_here(&in, &text, &options, &self, &s->err);
	if (s->status == XJ_OK) {
		log_tables(&xj_reader_pdf, self, s);
		xj_reader_pdf.close(self);
	}
	xj_bytes_close(&text);
	xj_bytes_close(&in);
}

/* The transcript of the forms as the reader's would be: its tables by page. */
static inline void expect_same(const char *what, const struct put *put, size_t n,
                        const char *want)
{
	struct xj_buf direct, contained, plain;
	char copy[8192], *line, *at = copy;

	read_pdf(put, n, false, &direct);
	read_pdf(put, n, true, &contained);
	expect_log(what, &contained, direct.p);
	xj_buf_init(&plain, 1u << 16);
	assert_int_equal(xj_buf_addf(&plain, "%s", ""), XJ_OK);
	assert_true(strlen(want) < sizeof(copy));
	strncpy(copy, want, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = '\0';
	while ((line = strsep(&at, "\n"))) {
		unsigned page;

		if (sscanf(line, "candidate %u", &page) == 1 ||
		    sscanf(line, "surplus %u", &page) == 1 ||
		    sscanf(line, "party %u", &page) == 1)
			assert_int_equal(xj_buf_addf(&plain, "[page %u]\n", page), XJ_OK);
		else if (*line && *line != '?')
			assert_int_equal(xj_buf_addf(&plain, "%s\n", line), XJ_OK);
	}
	expect_log(what, &direct, plain.p);
	xj_buf_clear(&plain);
	xj_buf_clear(&direct);
	xj_buf_clear(&contained);
}

static inline void expect_forms(const char *what, const struct put *put, size_t n,
                         const char *want)
{
	static const size_t steps[] = { 1, 7, 4096, 1u << 22 };
	struct xj_buf tsv, log;
	struct xj_error err = { XJ_OK, "" };

	xj_buf_init(&tsv, 1u << 22);
	make_tsv(&tsv, put, n);
	for (size_t i = 0; i < XJ_COUNT(steps); i++) {
		assert_int_equal(read_tsv(tsv.p, tsv.n, steps[i], &log, &err), XJ_OK);
		expect_log(what, &log, want);
		xj_buf_clear(&log);
	}
	xj_buf_clear(&tsv);
	if (*want && has_pdftotext())
		expect_same(what, put, n, want);
}

#endif
