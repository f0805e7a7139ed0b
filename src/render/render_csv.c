/*
 * render_csv.c - owns comma-separated text (RFC 4180, LF).  Two profiles: data,
 * which gives every byte back, and spreadsheet-safe, whose text cells cannot
 * run as formulas.  Facts and side sections are left out.
 */
#include <inttypes.h>

#include "src/render/output.h"

#define BOM "\xef\xbb\xbf"

static enum xj_status csv_fact_int(struct xj_output *o, const char *name,
                                   const char *title, enum xj_type type, int64_t v)
{
	(void)o, (void)name, (void)title, (void)type, (void)v;
	return XJ_OK;
}

static enum xj_status csv_fact_text(struct xj_output *o, const char *name,
                                    const char *title, const struct xj_str *v)
{
	(void)o, (void)name, (void)title, (void)v;
	return XJ_OK;
}

static enum xj_status csv_fact_json(struct xj_output *o, const char *name,
                                    struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

static bool starts_any(struct xj_str s, const char *const *heads, size_t *n)
{
	for (size_t i = 0; heads[i]; i++) {
		if (xj_str_starts(s, xj_str_c(heads[i]))) {
			*n = strlen(heads[i]);
			return true;
		}
	}
	return false;
}

/*
 * Whether a spreadsheet might take S for a formula: programs skip blanks,
 * quotes and invisible characters before they look.
 */
static bool is_formula(struct xj_str s)
{
	static const char *const skipped[] = {
		" ", "'", "\"", "\xc2\xa0" /* no-break space */,
		"\xe3\x80\x80" /* ideographic space */, "\xe2\x80\x8b", "\xe2\x80\x8c",
		"\xe2\x80\x8d", "\xe2\x81\xa0" /* zero-width */, BOM, NULL
	};
	static const char *const signs[] = {
		"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
		"\xe2\x88\x92" /* minus sign */, NULL
	};
	size_t n;

	if (s.n && s.p[0] == '\0')
		return true;
	while (starts_any(s, skipped, &n)) {
		s.p += n;
		s.n -= n;
	}
	return starts_any(s, signs, &n);
}

static bool needs_quotes(struct xj_str s)
{
	if (s.n == 0)
		return false;
	if (s.p[0] == ' ' || s.p[s.n - 1] == ' ' || s.p[0] == '\t' ||
	    s.p[s.n - 1] == '\t' || xj_str_starts(s, XJ_STR(BOM)))
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	return false;
}

/* S and the closing quote. */
static enum xj_status add_quoted(struct xj_buf *b, struct xj_str s)
{
	enum xj_status st = XJ_OK;

	while (s.n && !st) {
		const char *quote = memchr(s.p, '"', s.n);
		size_t n = quote ? (size_t)(quote - s.p) + 1 : s.n;

		st = xj_output_add_utf8(b, xj_str_of(s.p, n));
		if (!st && quote)
			st = xj_buf_add(b, "\"", 1);
		s.p += n;
		s.n -= n;
	}
	return st ? st : xj_buf_add(b, "\"", 1);
}

/* ALONE: the only cell of its line, which must not look like an empty line. */
static enum xj_status add_text(struct xj_output *o, struct xj_str s, bool alone)
{
	bool quotes = needs_quotes(s) || (alone && !s.n);
	struct xj_buf *b = &o->line;
	enum xj_status st = XJ_OK;

	if (quotes)
		st = xj_buf_add(b, "\"", 1);
	if (!st && o->opt.spreadsheet_safe && is_formula(s))
		st = xj_buf_add(b, "'", 1);
	if (st)
		return st;
	return quotes ? add_quoted(b, s) : xj_output_add_utf8(b, s);
}

static enum xj_status csv_begin(struct xj_output *o, const struct xj_section *s)
{
	enum xj_status st = XJ_OK;

	if (!s->main)
		return XJ_OK;
	if (o->opt.bom || o->opt.spreadsheet_safe)
		st = xj_buf_add(&o->line, BOM, 3);
	for (size_t i = 0; i < s->columns && !st; i++) {
		if (i)
			st = xj_buf_add(&o->line, ",", 1);
		if (!st)
			st = add_text(o, xj_str_c(s->column[i].name), false);
	}
	if (!st)
		st = xj_buf_add(&o->line, "\n", 1);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status csv_row(struct xj_output *o, const struct xj_value *v)
{
	const struct xj_section *s = o->section;
	enum xj_status st = XJ_OK;

	if (!s->main)
		return XJ_OK;
	for (size_t i = 0; i < s->columns && !st; i++) {
		enum xj_type type = s->column[i].type;
		bool number = type == XJ_T_INT || type == XJ_T_MONEY;

		if (i)
			st = xj_buf_add(&o->line, ",", 1);
		if (!st && number && !v[i].null)
			st = xj_buf_addf(&o->line, "%" PRId64, v[i].i);
		else if (!st)
			st = add_text(o, number || v[i].null ? XJ_STR("") : v[i].s,
			              s->columns == 1);
	}
	if (!st)
		st = xj_buf_add(&o->line, "\n", 1);
	return st ? st : xj_output_put_line(o);
}

static enum xj_status csv_end(struct xj_output *o)
{
	(void)o;
	return XJ_OK;
}

const struct xj_renderer xj_render_csv = {
	.name = "csv",
	.mime = "text/csv; charset=utf-8; header=present",
	.fact_int = csv_fact_int,
	.fact_text = csv_fact_text,
	.fact_json = csv_fact_json,
	.begin = csv_begin,
	.row = csv_row,
	.end = csv_end,
	.close = csv_end,
};
