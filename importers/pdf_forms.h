/*
 * pdf_forms.h - settlement forms from the lines of printed pages: one form, one
 * row.
 */
#ifndef XIANJIN_PDF_FORMS_H
#define XIANJIN_PDF_FORMS_H

#include "importers/pdf_labels.h"

/* A form as printed: cells in the order of xj_form_columns(kind). */
struct xj_form {
	enum xj_form_kind kind;
	unsigned page; /* where it begins */
	struct xj_str cell[XJ_SLOTS];
	size_t n;
	/* NULL or why its numbers do not prove themselves; English msgid ... */
	const char *doubt;
	size_t doubt_column; /* ... and the 1-based column that it is about */
};

struct xj_forms;

enum xj_status xj_forms_new(struct xj_forms **out, struct xj_error *err) XJ_MUST_USE;
void xj_forms_free(struct xj_forms *f);

/* Of the type xj_pdf_line_fn; FORMS is a struct xj_forms. */
enum xj_status xj_forms_line(void *forms, const struct xj_pdf_line *line,
                             struct xj_error *err) XJ_MUST_USE;
/* No more lines: what is open is complete. */
enum xj_status xj_forms_finish(struct xj_forms *f, struct xj_error *err) XJ_MUST_USE;

/* The oldest complete form, borrowed until it is dropped; false: none. */
bool xj_forms_peek(struct xj_forms *f, struct xj_form *out);
void xj_forms_drop(struct xj_forms *f);

/* Adds the numbers up and says in DOUBT what does not agree; pdf_sums.c. */
void xj_form_prove(struct xj_form *form);

#endif
