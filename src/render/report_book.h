/* report_book.h - shared by the two files that make the workbook of a report. */
#ifndef XIANJIN_RENDER_REPORT_BOOK_H
#define XIANJIN_RENDER_REPORT_BOOK_H

#include <sqlite3.h>

#include "src/query/query_private.h"
#include "src/query/report.h"
#include "src/render/book.h"

/* One rule that holds: its counts, and the law of its first flag. */
struct xj_rule_sheet {
	const struct xj_rule *rule; /* NULL: nobody knows it */
	const struct xj_report_count *count;
	struct xj_buf article;      /* with its time in force */
	struct xj_ws *ws;
};

#define XJ_REPORT_BOOK_STEP 256u /* rows written by one call */

struct xj_report_book {
	struct xj_data *data;
	const struct xj_report_options *o;
	int64_t seconds;
	struct xj_report *report;
	struct xj_wb *wb;
	struct xj_report_count *count;
	struct xj_rule_sheet *rule;
	size_t rules;
	int64_t *id;                /* of the evidence, ascending, each once */
	size_t ids, room;
	bool flags_done;            /* all in their sheets */
	struct xj_evidence *writing; /* the sheet of evidence under way; NULL not yet */
	struct xj_ws *cover, *evidence, *amounts, *sources;
	struct xj_wb_column rule_column[16], source_column[4]; /* translated */
	struct xj_wb_column *column; /* of the evidence */
	size_t columns;
	struct xj_buf text;
};

/* "Title" of a rule in the language of the report, or its id. */
const char *xj_rule_sheet_title(const struct xj_report_book *b,
                                const struct xj_rule_sheet *s);

/* ---- report_evidence.c: every flagged entry, every column as filed ---------- */

/* Adds the evidence of FLAG to those that the sheet will have. */
enum xj_status xj_evidence_note(struct xj_report_book *b, int64_t flag,
                                struct xj_error *err) XJ_MUST_USE;
/* Once all are noted: orders them and makes the sheet with its columns. */
enum xj_status xj_evidence_begin(struct xj_report_book *b,
                                 struct xj_error *err) XJ_MUST_USE;
/* Where the entry ID will stand. */
void xj_evidence_place(const struct xj_report_book *b, int64_t id, char sheet[128],
                       uint32_t *row);
/* The next XJ_REPORT_BOOK_STEP rows; XJ_END: the sheet has them all. */
enum xj_status xj_evidence_next(struct xj_report_book *b, struct xj_error *err) XJ_MUST_USE;
void xj_evidence_free(struct xj_evidence *w); /* NULL is fine */

/* ---- report_amounts.c: gifts around the anonymous threshold ----------------- */

enum xj_status xj_amounts_begin(struct xj_report_book *b,
                                struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_amounts_write(struct xj_report_book *b,
                                struct xj_error *err) XJ_MUST_USE;

#endif
