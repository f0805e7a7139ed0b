/*
 * pdf_labels.h - what is printed on the settlement forms (收支結算表) and which
 * column it stands for.
 */
#ifndef XIANJIN_PDF_LABELS_H
#define XIANJIN_PDF_LABELS_H

#include "importers/pdf_words.h"

enum xj_form_kind {
	XJ_FORM_CANDIDATE, XJ_FORM_SURPLUS, XJ_FORM_PARTY, XJ_FORM_KINDS
};

enum xj_slot { /* a place on a form */
	XJ_SLOT_NONE, /* printed, but no column of ours */
	/* income, in the order in which they add up */
	XJ_SLOT_INDIVIDUAL, XJ_SLOT_BUSINESS, XJ_SLOT_GIFT_PARTY, XJ_SLOT_GROUP,
	XJ_SLOT_ANONYMOUS, XJ_SLOT_OTHER,
	XJ_SLOT_INCOME,
	/* expenses, likewise */
	XJ_SLOT_STAFF, XJ_SLOT_PUBLICITY, XJ_SLOT_VEHICLES, XJ_SLOT_OFFICES,
	XJ_SLOT_RALLIES, XJ_SLOT_TRAVEL, XJ_SLOT_SUNDRIES, XJ_SLOT_RETURNED,
	XJ_SLOT_TREASURY, XJ_SLOT_RELATIONS, XJ_SLOT_BUSINESS_COSTS,
	XJ_SLOT_ELECTION_COSTS, XJ_SLOT_NOMINEES, XJ_SLOT_DUTIES,
	XJ_SLOT_OWN_PARTY, XJ_SLOT_CHARITY, XJ_SLOT_RUNNING,
	XJ_SLOT_EXPENSE,
	XJ_SLOT_INCOME_OVER, XJ_SLOT_INCOME_MONEY, XJ_SLOT_INCOME_KIND,
	XJ_SLOT_EXPENSE_OVER, XJ_SLOT_EXPENSE_MONEY, XJ_SLOT_EXPENSE_KIND,
	XJ_SLOT_BANK, XJ_SLOT_BOUGHT, XJ_SLOT_SOLD, XJ_SLOT_BALANCE,
	XJ_SLOT_BALANCE_MONEY, XJ_SLOT_PROPERTY, XJ_SLOT_PREVIOUS,
	/* the balance sheet of a party */
	XJ_SLOT_SHEET, XJ_SLOT_SHEET_END = XJ_SLOT_SHEET + 15,
	/* text */
	XJ_SLOT_NAME, XJ_SLOT_ELECTION, XJ_SLOT_SERIAL, XJ_SLOT_CPA_FIRM,
	XJ_SLOT_CPA_NAME, XJ_SLOT_SETTLED, XJ_SLOT_FILED, XJ_SLOT_CORRECTED,
	XJ_SLOTS
};

struct xj_form_column {
	enum xj_slot slot;
	const char *name; /* as the settlement table in CSV calls it */
};
const struct xj_form_column *xj_form_columns(enum xj_form_kind kind, size_t *n);

/* CP in its plain form: digits, signs and brackets as ASCII, the marks that
 * stand for a colon as one. */
uint32_t xj_plain(uint32_t cp);
bool xj_is_han(uint32_t cp);

struct xj_label {
	enum xj_slot slot;
	size_t n;    /* glyphs */
	bool beside; /* counts only with an amount beside it, in the same line */
};

/* The label that begins at glyph AT of LINE, whole or cut off by the end of its
 * cell.  SHEET: of the balance sheet. */
bool xj_label_at(const struct xj_pdf_line *line, size_t at, bool sheet,
                 struct xj_label *out);

#endif
