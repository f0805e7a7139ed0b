/*
 * check_text.c - owns the findings as people read them, and what the other formats
 * share.  Control characters of a draft do not reach the terminal.
 */
#include <errno.h>
#include <inttypes.h>

#include "src/core/i18n.h"
#include "src/core/show.h"
#include "src/render/check_format.h"
#include "xianjin/values.h"

const struct xj_check_format *const xj_check_formats[] = {
	&xj_check_text, &xj_check_json, &xj_check_sarif, &xj_check_xlsx, NULL
};

/* ---- shared ------------------------------------------------------------------- */

enum xj_status xj_check_where(const struct xj_check *c, const struct xj_check_place *at,
                              struct xj_buf *out)
{
	const struct xj_check_part *p;
	enum xj_status st;

	if (at->part >= c->parts)
		return XJ_OK;
	p = &c->part[at->part];
	st = xj_show(c->file[p->file].path, out);
	if (!st && p->member.n)
		st = xj_buf_add(out, ": ", 2);
	if (!st)
		st = xj_show(p->member, out);
	if (!st && p->sheet.n)
		st = xj_buf_add(out, ": ", 2);
	return st ? st : xj_show(p->sheet, out);
}

enum xj_status xj_check_put(struct xj_buf *b, FILE *out, struct xj_error *err)
{
	errno = 0;
	if (b->n && fwrite(b->p, 1, b->n, out) != b->n)
		return xj_fail(err, XJ_IO, _("the findings could not be written: %s"),
		               strerror(errno));
	xj_buf_reset(b);
	return XJ_OK;
}

/* ---- one finding ----------------------------------------------------------------- */

/* "  Law: ..." and nothing for an empty text. */
static enum xj_status add_field(struct xj_buf *b, const char *name, struct xj_str text)
{
	enum xj_status st;

	if (!text.n)
		return XJ_OK;
	st = xj_buf_addf(b, "    %s ", name);
	if (!st)
		st = xj_show(text, b);
	return st ? st : xj_buf_add(b, "\n", 1);
}

static enum xj_status add_place(const struct xj_check *c, const struct xj_finding *f,
                                struct xj_buf *b)
{
	enum xj_status st = xj_check_where(c, &f->at, b);

	if (!st && f->at.row)
		st = xj_buf_addf(b, _(": row %" PRIu64), f->at.row);
	if (!st && f->at.line && f->at.line != f->at.row)
		st = xj_buf_addf(b, _(" (line %" PRIu64 ")"), f->at.line);
	if (!st && f->at.column)
		st = xj_buf_addf(b, _(", column %u"), f->at.column);
	if (!st && f->column.n)
		st = xj_buf_add(b, " ", 1);
	if (!st)
		st = xj_show(f->column, b);
	if (!st && f->cell.n)
		st = xj_buf_addf(b, " \"");
	if (!st)
		st = xj_show(f->cell, b);
	if (!st && f->cell.n)
		st = xj_buf_addf(b, "\"");
	return st ? st : xj_buf_add(b, "\n", 1);
}

static enum xj_status add_law(const struct xj_finding *f, struct xj_buf *b)
{
	char from[16], to[16], room[XJ_ARTICLE_ROOM];
	enum xj_status st;

	if (!f->article.n)
		return XJ_OK;
	xj_day_iso(f->from, from);
	xj_day_iso(f->to, to);
	st = xj_buf_addf(b, "    %s ", _("Law:"));
	if (!st)
		st = xj_show(xj_article_name(f->article, room), b);
	if (!st && from[0])
		st = xj_buf_addf(b, _(", in force from %s"), from);
	if (!st && to[0])
		st = xj_buf_addf(b, _(" to %s"), to);
	return st ? st : xj_buf_add(b, "\n", 1);
}

#define MOST_ROWS 20u /* of one finding, named */

static enum xj_status add_others(const struct xj_check *c, const struct xj_finding *f,
                                 struct xj_buf *b)
{
	enum xj_status st = XJ_OK;

	if (!f->mores)
		return XJ_OK;
	st = xj_buf_addf(b, "    %s", _("Also rows:"));
	for (size_t i = 0; i < f->mores && i < MOST_ROWS && !st; i++) {
		const struct xj_check_place *at = &c->more[f->more + i];

		st = xj_buf_addf(b, "%s ", i ? "," : "");
		if (!st && at->part != f->at.part) {
			st = xj_check_where(c, at, b);
			if (!st)
				st = xj_buf_add(b, ": ", 2);
		}
		if (!st)
			st = xj_buf_addf(b, "%" PRIu64, at->row);
	}
	if (!st && f->mores > MOST_ROWS)
		st = xj_buf_addf(b, _(" and %zu more"), f->mores - MOST_ROWS);
	return st ? st : xj_buf_add(b, "\n", 1);
}

static enum xj_status add_finding(const struct xj_check *c, const struct xj_finding *f,
                                  struct xj_buf *b)
{
	enum xj_status st = add_place(c, f, b);

	if (!st)
		st = xj_buf_addf(b, "  %c ", f->severity);
	if (!st)
		st = xj_show(f->code, b);
	if (!st)
		st = xj_buf_addf(b, ": ");
	if (!st)
		st = xj_show(f->title, b);
	if (!st)
		st = xj_buf_add(b, "\n", 1);
	if (!st && !xj_str_eq(f->why, f->title))
		st = add_field(b, _("Why:"), f->why);
	if (!st)
		st = add_field(b, _("Exempt:"), f->exempt);
	if (!st)
		st = add_law(f, b);
	if (!st)
		st = add_others(c, f, b);
	if (!st)
		st = add_field(b, _("Mend:"), f->mend);
	if (!st)
		st = add_field(b, _("Valid:"), f->example);
	return st ? st : xj_buf_add(b, "\n", 1);
}

/* ---- what was done --------------------------------------------------------------- */

static enum xj_status add_files(const struct xj_check *c, struct xj_buf *b)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < c->files && !st; i++) {
		if (c->file[i].result != XJ_REFUSED && c->file[i].result != XJ_SKIPPED)
			continue;
		st = xj_buf_addf(b, "%s ", c->file[i].result == XJ_REFUSED
		                 ? _("Refused:") : _("Skipped:"));
		if (!st)
			st = xj_show(c->file[i].why, b);
		if (!st)
			st = xj_buf_add(b, "\n", 1);
	}
	return st;
}

static enum xj_status add_rules(const struct xj_check *c, struct xj_buf *b)
{
	size_t n = xj_rules_count(c->rules), ran = 0, left = 0, broken = 0;
	enum xj_status st;

	for (size_t i = 0; i < n; i++) {
		ran += c->rule[i].state == XJ_RULE_RAN;
		left += c->rule[i].state == XJ_RULE_NOT_TESTED;
		broken += c->rule[i].state == XJ_RULE_BROKEN;
	}
	st = xj_buf_addf(b, _("%zu rules tested, %zu not tested, %zu broken"), ran, left,
	                 broken);
	for (size_t i = 0, k = 0; i < n && !st; i++)
		if (c->rule[i].state == XJ_RULE_NOT_TESTED)
			st = xj_buf_addf(b, "%s%s", k++ ? ", " : _("; not tested: "),
			                 xj_rules_get(c->rules, i)->id);
	if (!st)
		st = xj_buf_add(b, "\n", 1);
	for (size_t i = 0; i < n && !st; i++) {
		if (c->rule[i].state != XJ_RULE_BROKEN)
			continue;
		st = xj_buf_addf(b, "%s ", _("Broken:"));
		if (!st)
			st = xj_show(xj_str_c(c->rule[i].why), b);
		if (!st)
			st = xj_buf_add(b, "\n", 1);
	}
	return st;
}

static enum xj_status add_totals(const struct xj_check *c, struct xj_buf *b)
{
	static const char letters[] = "CAFSI";
	enum xj_status st = add_files(c, b);

	if (!st)
		st = xj_buf_addf(b, _("%" PRIu64 " rows read = %" PRIu64 " tested + %" PRIu64
		                      " set aside"), c->rows_read, c->rows_stored,
		                 c->rows_aside);
	if (!st)
		st = xj_buf_addf(b, _("; findings: %zu"), c->findings);
	for (size_t i = 0; letters[i] && !st; i++)
		st = xj_buf_addf(b, " %c %c %" PRIu64, i ? '+' : '=', letters[i],
		                 xj_check_count(c, letters[i]));
	if (!st && c->known)
		st = xj_buf_addf(b, _("; %" PRIu64 " known from the baseline are left out"),
		                 c->known);
	if (!st)
		st = xj_buf_add(b, "\n", 1);
	if (!st)
		st = add_rules(c, b);
	return st ? st : xj_buf_addf(b, "%s\n", _("A finding is a reason to look, never an "
	                                          "accusation. Rows count the header."));
}

static enum xj_status write_text(const struct xj_check *c, FILE *out,
                                 struct xj_error *err)
{
	struct xj_buf b;
	enum xj_status st = XJ_OK;

	xj_buf_init(&b, XJ_CHECK_LINE);
	for (size_t i = 0; i < c->findings && !st; i++) {
		if (add_finding(c, &c->finding[i], &b))
			st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
		if (!st)
			st = xj_check_put(&b, out, err);
	}
	if (!st && add_totals(c, &b))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!st)
		st = xj_check_put(&b, out, err);
	xj_buf_clear(&b);
	return st;
}

const struct xj_check_format xj_check_text = { "text", false, write_text };
