/*
 * table.c - owns reading a CSV file with known columns: the law and the
 * reference data.  The bytes come through the importers' reader, so that any
 * encoding that a filing may have is understood here too.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules_private.h"
#include "xianjin/text.h"

#define MAX_COLUMNS 32u

struct xj_csv {
	const char *name;
	struct xj_bytes in;
	bool opened;          /* IN is a file of ours */
	struct xj_str text;   /* or what is left of a text */
	const struct xj_reader *reader;
	void *reading;
	const struct xj_csv_column *column;
	size_t columns;
	ptrdiff_t at[MAX_COLUMNS]; /* where each column stands, -1 nowhere */
	uint64_t row;
};

static enum xj_status read_text(void *ctx, void *buf, size_t cap, size_t *got,
                                struct xj_error *err)
{
	struct xj_csv *c = ctx;

	(void)err;
	*got = c->text.n < cap ? c->text.n : cap;
	memcpy(buf, c->text.p, *got);
	c->text.p += *got;
	c->text.n -= *got;
	return XJ_OK;
}

static const struct xj_reader *csv_reader(void)
{
	for (size_t i = 0; xj_readers[i]; i++)
		if (strcmp(xj_readers[i]->name, "csv") == 0)
			return xj_readers[i];
	return NULL;
}

enum xj_status xj_csv_wrong(struct xj_csv *c, size_t column, struct xj_error *err,
                            const char *fmt, ...)
{
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return xj_fail(err, XJ_BAD_INPUT, _("%s: row %llu, %s: %s"), c->name,
	               (unsigned long long)c->row, c->column[column].name, text);
}

/* ---- the header ------------------------------------------------------ */

static bool same_name(struct xj_str cell, const char *name)
{
	struct xj_buf a, b;
	bool same = false;

	xj_buf_init(&a, 1024);
	xj_buf_init(&b, 1024);
	if (name && !xj_fold(cell, &a) && !xj_fold(xj_str_c(name), &b))
		same = a.n > 0 && xj_str_eq(xj_buf_str(&a), xj_buf_str(&b));
	xj_buf_clear(&a);
	xj_buf_clear(&b);
	return same;
}

static enum xj_status read_header(struct xj_csv *c, struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st = c->reader->next_row(c->reading, &row, err);

	if (st == XJ_END)
		return xj_fail(err, XJ_BAD_INPUT, _("%s: the file is empty"), c->name);
	if (st)
		return xj_fail_in(err, c->name);
	for (size_t i = 0; i < c->columns; i++) {
		c->at[i] = -1;
		for (size_t k = 0; k < row.n && c->at[i] < 0; k++)
			if (same_name(row.cell[k], c->column[i].name) ||
			    same_name(row.cell[k], c->column[i].other))
				c->at[i] = (ptrdiff_t)k;
		if (c->at[i] < 0 && !c->column[i].optional)
			return xj_fail(err, XJ_BAD_INPUT, _("%s: the column \"%s\" is missing; "
			               "the first row names the columns"), c->name,
			               c->column[i].name);
	}
	return XJ_OK;
}

enum xj_status xj_csv_open(const char *path, const char *name, const char *text,
                           const char *encoding, const struct xj_csv_column *column,
                           size_t columns, struct xj_csv **out, struct xj_error *err)
{
	struct xj_read_options options = { .encoding = encoding };
	struct xj_csv *c = calloc(1, sizeof(*c));
	struct xj_table table;
	char sha256[65];
	enum xj_status st = XJ_OK;

	*out = NULL;
	if (!c || columns > MAX_COLUMNS) {
		free(c);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	c->name = path ? path : name;
	c->column = column;
	c->columns = columns;
	c->in.fd = -1;
	c->reader = csv_reader();
	if (path) {
		st = xj_bytes_open(path, &c->in, sha256, err);
		c->opened = !st;
	} else {
		c->text = xj_str_c(text);
		c->in = (struct xj_bytes){ .read = read_text, .ctx = c, .fd = -1,
		                           .size = c->text.n, .name = name };
	}
	if (!st)
		st = c->reader->open(&c->in, &options, &c->reading, err);
	if (!st)
		st = c->reader->next_table(c->reading, &table, err);
	if (st == XJ_END)
		st = xj_fail(err, XJ_BAD_INPUT, _("%s: the file is empty"), c->name);
	if (!st)
		st = read_header(c, err);
	if (st) {
		xj_csv_close(c);
		return st;
	}
	*out = c;
	return XJ_OK;
}

void xj_csv_close(struct xj_csv *c)
{
	if (!c)
		return;
	if (c->reading)
		c->reader->close(c->reading);
	if (c->opened)
		xj_bytes_close(&c->in);
	free(c);
}

/* ---- rows ------------------------------------------------------------ */

static bool is_empty(const struct xj_row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->cell[i].n)
			return false;
	return true;
}

static struct xj_str trimmed(struct xj_str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = xj_str_of(s.p + 1, s.n - 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

enum xj_status xj_csv_row(struct xj_csv *c, struct xj_str *cell, struct xj_error *err)
{
	struct xj_row row;
	enum xj_status st;

	do {
		st = c->reader->next_row(c->reading, &row, err);
		if (st)
			return st == XJ_END ? st : xj_fail_in(err, c->name);
	} while (is_empty(&row));
	c->row = row.row;
	if (row.spoiled)
		return xj_fail(err, XJ_BAD_INPUT, _("%s: row %llu cannot be read: %s"),
		               c->name, (unsigned long long)row.row, row.spoiled);
	for (size_t i = 0; i < c->columns; i++) {
		bool has = c->at[i] >= 0 && (size_t)c->at[i] < row.n;

		cell[i] = has ? trimmed(row.cell[c->at[i]]) : XJ_STR("");
	}
	return XJ_OK;
}

enum xj_status xj_csv_day(struct xj_csv *c, size_t column, struct xj_str cell,
                          int32_t *day, struct xj_error *err)
{
	struct xj_date d = xj_date_parse(cell);

	*day = d.day;
	if (d.doubt == XJ_DATE_SURE || d.doubt == XJ_DATE_EMPTY)
		return XJ_OK;
	return xj_csv_wrong(c, column, err, _("\"%.*s\" is no day: %s; write 2018-06-22"),
	                    (int)(cell.n < 60 ? cell.n : 60), cell.p,
	                    xj_date_doubt_text(d.doubt));
}

enum xj_status xj_csv_amount(struct xj_csv *c, size_t column, struct xj_str cell,
                             int64_t *amount, bool *none, struct xj_error *err)
{
	struct xj_money m = xj_money_parse(cell);

	*amount = m.doubt ? 0 : m.amount;
	*none = m.doubt == XJ_MONEY_EMPTY;
	if (!m.doubt || *none)
		return XJ_OK;
	return xj_csv_wrong(c, column, err, _("\"%.*s\" is no whole number: %s"),
	                    (int)(cell.n < 60 ? cell.n : 60), cell.p,
	                    xj_money_doubt_text(m.doubt));
}
