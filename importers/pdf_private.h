/*
 * pdf_private.h - a settlement form in the making, shared by the three who make
 * it: pdf_forms.c (where one begins and ends), pdf_heads.c (whose it is) and
 * pdf_amounts.c (what its numbers mean).
 */
#ifndef XIANJIN_PDF_PRIVATE_H
#define XIANJIN_PDF_PRIVATE_H

#include "importers/pdf_forms.h"

#define XJ_FORM_TEXT 2048u  /* bytes of a line that are looked at as text */
#define XJ_FORM_LABELS 64u  /* that may wait for their amount */

enum xj_form_phase {
	XJ_PHASE_OUTSIDE, /* before the first form */
	XJ_PHASE_HEAD,    /* a title was seen, no item yet */
	XJ_PHASE_BODY,
	XJ_PHASE_SHEET,   /* the balance sheet */
	XJ_PHASE_FOOT     /* signatures and dates; then what heads the next form */
};

struct xj_waiting { /* a label and its place on the page */
	enum xj_slot slot;
	int32_t x0, x1, bottom;
	bool beside, done;
};

struct xj_form_cell {
	size_t at, n;
	bool set;
};

struct xj_made { /* a form, open or complete */
	struct xj_buf text;
	struct xj_form_cell cell[XJ_SLOTS];
	enum xj_form_kind kind;
	unsigned page;
	char name[256]; /* as it stands above */
	struct xj_made *next;
};

struct xj_form_line { /* the one in hand */
	const struct xj_pdf_line *in;
	int32_t height;
	struct xj_str text; /* without blanks, in plain characters */
};

struct xj_forms {
	enum xj_form_phase phase;
	struct xj_made *open, *first, *last;
	struct xj_waiting wait[XJ_FORM_LABELS];
	size_t waits;
	unsigned page;
	struct xj_buf text, before; /* the line in hand and the one before it */
	/* what stands above a form */
	char election[256], area[64], name[256], year[8];
};

enum xj_status xj_forms_no_memory(struct xj_error *err);
/* Appends a character; false: no room. */
bool xj_forms_add_cp(struct xj_buf *b, uint32_t cp);
/* Fills a place of the open form unless it is filled. */
enum xj_status xj_form_set(struct xj_forms *f, enum xj_slot slot, struct xj_str s,
                           struct xj_error *err) XJ_MUST_USE;
/* Completes the open form and begins another one. */
enum xj_status xj_form_open(struct xj_forms *f, struct xj_error *err) XJ_MUST_USE;
bool xj_form_is_party(const struct xj_made *m);

/* pdf_heads.c: lines above the items of a form and below them. */
void xj_form_heading(struct xj_forms *f, struct xj_str text);
void xj_form_year(struct xj_forms *f, struct xj_str text);
enum xj_status xj_form_title(struct xj_forms *f, struct xj_str text,
                             struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_form_foot(struct xj_forms *f, const struct xj_form_line *l,
                            struct xj_error *err) XJ_MUST_USE;
/* pdf_amounts.c: labels and amounts of a line. */
enum xj_status xj_form_items(struct xj_forms *f, const struct xj_form_line *l,
                             struct xj_error *err) XJ_MUST_USE;

/* Where WHAT stands in S, or S.n; the other helpers stand in pdf_heads.c. */
size_t xj_line_find(struct xj_str s, const char *what);
bool xj_line_has(struct xj_str s, const char *what);

#endif
