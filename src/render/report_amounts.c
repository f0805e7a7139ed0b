/*
 * report_amounts.c - owns the picture of gifts around the threshold for anonymous
 * ones.  Bins hold their upper end: a gift of exactly the threshold is lawful and
 * stands with those below it.
 */
#include <stdio.h>

#include "src/core/show.h"
#include "src/render/report_book.h"

#define BINS 20u      /* up to twice the threshold */
#define BELOW 10u     /* of them up to the threshold */
#define USUAL 10000   /* where the store has no law */

enum { C_BIN, C_ANONYMOUS, C_NAMED, COLUMNS };

struct amounts {
	int64_t threshold, width;
	int64_t count[2][BINS + 1]; /* anonymous, named; the last: above */
};

static enum xj_status find_threshold(struct xj_report_book *b, struct amounts *a,
                                     struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(b->data, "SELECT value FROM law WHERE name ="
	                           " 'anonymous.max' ORDER BY from_day DESC LIMIT 1", &q,
	                           err);

	if (st)
		return st;
	a->threshold = sqlite3_step(q) == SQLITE_ROW ? sqlite3_column_int64(q, 0) : USUAL;
	sqlite3_finalize(q);
	a->width = a->threshold > BELOW ? a->threshold / BELOW : 1;
	return XJ_OK;
}

static enum xj_status count_gifts(struct xj_report_book *b, struct amounts *a,
                                  struct xj_error *err)
{
	static const char sql[] =
		"SELECT n.filing, n.kind = 5, min((n.amount + ?1 - 1) / ?1, ?2), count(*)"
		" FROM entry n JOIN filing f ON f.id = n.filing"
		" WHERE n.direction = 1 AND n.kind BETWEEN 1 AND 5 AND n.amount > 0"
		" AND f.income_in_force GROUP BY 1, 2, 3";
	sqlite3_stmt *q;
	int rc;
	enum xj_status st = xj_sql(b->data, sql, &q, err);

	if (st)
		return st;
	sqlite3_bind_int64(q, 1, a->width);
	sqlite3_bind_int64(q, 2, BINS + 1);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t bin = sqlite3_column_int64(q, 2);

		if (bin >= 1 && bin <= (int64_t)BINS + 1 &&
		    xj_report_has_filing(b->report, sqlite3_column_int64(q, 0)))
			a->count[!sqlite3_column_int(q, 1)][bin - 1] +=
				sqlite3_column_int64(q, 3);
	}
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? XJ_OK : xj_sql_failed(b->data, err);
}

enum xj_status xj_amounts_begin(struct xj_report_book *b, struct xj_error *err)
{
	static const struct xj_wb_column columns[COLUMNS] = {
		{ "", 20 }, { "", 14 }, { "", 14 }
	};

	return xj_wb_sheet(b->wb, _("Amounts"), columns, COLUMNS, &b->amounts, err);
}

static enum xj_status write_bin(struct xj_report_book *b, const struct amounts *a,
                                unsigned k, struct xj_error *err)
{
	char from[32], to[32], label[80];
	enum xj_status st;

	xj_show_grouped(a->width * k + 1, from);
	xj_show_grouped(a->width * (k + 1), to);
	if (k < BINS)
		snprintf(label, sizeof(label), "%s–%s", from, to);
	else
		snprintf(label, sizeof(label), "%s–", from);
	st = xj_ws_text(b->amounts, C_BIN, xj_str_c(label), XJ_WB_PLAIN, err);
	if (!st)
		st = xj_ws_int(b->amounts, C_ANONYMOUS, a->count[0][k], XJ_WB_MONEY, err);
	if (!st)
		st = xj_ws_int(b->amounts, C_NAMED, a->count[1][k], XJ_WB_MONEY, err);
	return st ? st : xj_ws_next(b->amounts, err);
}

static enum xj_status write_line(struct xj_report_book *b, const char *text,
                                 enum xj_wb_style style, struct xj_error *err)
{
	enum xj_status st = xj_ws_text(b->amounts, 0, xj_str_c(text), style, err);

	return st ? st : xj_ws_next(b->amounts, err);
}

static enum xj_status write_heads(struct xj_report_book *b, const char *const *series,
                                  struct xj_error *err)
{
	enum xj_status st = xj_ws_text(b->amounts, C_BIN, xj_str_c(_("Amount, NT$")),
	                               XJ_WB_HEAD, err);

	for (size_t i = 0; series[i] && !st; i++)
		st = xj_ws_text(b->amounts, i + 1, xj_str_c(series[i]), XJ_WB_HEAD, err);
	return st ? st : xj_ws_next(b->amounts, err);
}

enum xj_status xj_amounts_write(struct xj_report_book *b, struct xj_error *err)
{
	const char *series[] = { _("Anonymous gifts"), _("Other gifts"), NULL };
	struct xj_wb_bars bars = { .series = series, .x = _("Amount, NT$"),
	                           .y = _("Gifts"), .at_row = 3, .at_column = 4 };
	struct amounts a = { .threshold = 0 };
	char title[160], threshold[32];
	enum xj_status st = find_threshold(b, &a, err);

	if (!st)
		st = count_gifts(b, &a, err);
	xj_show_grouped(a.threshold, threshold);
	snprintf(title, sizeof(title), _("Gifts by amount around NT$%s"), threshold);
	bars.title = title;
	if (!st)
		st = write_line(b, title, XJ_WB_TITLE, err);
	if (!st)
		st = write_line(b, _("Each bin holds its upper end: a gift of exactly the "
		                     "threshold is lawful."), XJ_WB_REMARK, err);
	if (!st)
		st = xj_ws_seek(b->amounts, 3, err);
	if (!st)
		st = write_heads(b, series, err);
	bars.first = xj_ws_row(b->amounts);
	bars.last = bars.first + BINS;
	for (unsigned k = 0; k <= BINS && !st; k++)
		st = write_bin(b, &a, k, err);
	return st ? st : xj_ws_bars(b->amounts, &bars, err);
}
