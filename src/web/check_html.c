/* check_html.c - owns how the findings of a draft look on a page. */
#include <inttypes.h>

#include "src/render/check_format.h"
#include "src/web/check_html.h"
#include "src/web/pages.h"
#include "xianjin/values.h"

/* ---- what was done ------------------------------------------------------------------ */

static void number(struct xj_html *h, const char *title, uint64_t n)
{
	xj_h_raw(h, "<div><dt>");
	xj_h_say(h, title);
	xj_h_raw(h, "</dt><dd>");
	xj_h_grouped(h, (int64_t)n);
	xj_h_raw(h, "</dd></div>\n");
}

static void write_totals(struct xj_html *h, const struct xj_check *found)
{
	size_t n = xj_rules_count(found->rules), ran = 0, left = 0;

	for (size_t i = 0; i < n; i++) {
		ran += found->rule[i].state == XJ_RULE_RAN;
		left += found->rule[i].state == XJ_RULE_NOT_TESTED;
	}
	xj_h_raw(h, "<dl class=\"facts\">\n");
	number(h, _("Findings"), found->findings);
	number(h, _("Rows read"), found->rows_read);
	number(h, _("Rows tested"), found->rows_stored);
	number(h, _("Rows set aside"), found->rows_aside);
	number(h, _("Rules tested"), ran);
	number(h, _("Rules not tested"), left);
	xj_h_raw(h, "</dl>\n");
}

static void write_severities(struct xj_html *h, const struct xj_check *found)
{
	static const char letters[] = "CAFSI";

	xj_h_raw(h, "<ul class=\"legend\">\n");
	for (size_t i = 0; letters[i]; i++) {
		uint64_t n = xj_check_count(found, letters[i]);

		if (!n)
			continue;
		xj_h_raw(h, "<li><b>");
		xj_h_text(h, xj_str_of(&letters[i], 1));
		xj_h_raw(h, " × ");
		xj_h_grouped(h, (int64_t)n);
		xj_h_raw(h, "</b> ");
		xj_h_say(h, _(web_severity_title(letters[i])));
		xj_h_raw(h, "</li>\n");
	}
	xj_h_raw(h, "</ul>\n");
}

static void write_refused(struct xj_html *h, const struct xj_check *found)
{
	for (size_t i = 0; i < found->files; i++) {
		if (found->file[i].result != XJ_REFUSED && found->file[i].result != XJ_SKIPPED)
			continue;
		xj_h_raw(h, "<p class=\"problem\" role=\"alert\">");
		xj_h_say(h, _("This file cannot be read:"));
		xj_h_raw(h, " ");
		xj_h_text(h, found->file[i].why);
		xj_h_raw(h, "</p>\n");
	}
}

/* ---- one finding ---------------------------------------------------------------------- */

/* <dt>NAME</dt><dd>, and nothing for an empty text. */
static void field(struct xj_html *h, const char *name, struct xj_str text)
{
	if (!text.n)
		return;
	xj_h_raw(h, "<dt>");
	xj_h_say(h, name);
	xj_h_raw(h, "</dt><dd>");
	xj_h_text(h, text);
	xj_h_raw(h, "</dd>\n");
}

static void write_where(struct xj_html *h, const struct xj_check *found,
                        const struct xj_check_place *at)
{
	struct xj_buf where;

	xj_buf_init(&where, XJ_CHECK_LINE);
	if (!h->status)
		h->status = xj_check_where(found, at, &where);
	xj_h_text(h, xj_buf_str(&where));
	xj_buf_clear(&where);
}

static void write_place(struct xj_html *h, const struct xj_check *found,
                        const struct xj_finding *f)
{
	xj_h_raw(h, "<p class=\"place\">");
	write_where(h, found, &f->at);
	if (f->at.row)
		xj_h_sayf(h, _(": row %" PRIu64), f->at.row);
	if (f->at.line && f->at.line != f->at.row)
		xj_h_sayf(h, _(" (line %" PRIu64 ")"), f->at.line);
	if (f->at.column)
		xj_h_sayf(h, _(", column %u"), f->at.column);
	if (f->column.n) {
		xj_h_raw(h, " ");
		xj_h_text(h, f->column);
	}
	if (f->cell.n) {
		xj_h_raw(h, ": <code>");
		xj_h_text(h, f->cell);
		xj_h_raw(h, "</code>");
	}
	xj_h_raw(h, "</p>\n");
}

static void write_law(struct xj_html *h, const struct xj_finding *f)
{
	char from[16], to[16], room[XJ_ARTICLE_ROOM];

	if (!f->article.n)
		return;
	xj_day_iso(f->from, from);
	xj_day_iso(f->to, to);
	xj_h_raw(h, "<dt>");
	xj_h_say(h, _("Article"));
	xj_h_raw(h, "</dt><dd>");
	xj_h_text(h, xj_article_name(f->article, room));
	if (from[0])
		xj_h_sayf(h, _(", in force from %s"), from);
	if (to[0])
		xj_h_sayf(h, _(" to %s"), to);
	xj_h_raw(h, "</dd>\n");
}

#define MOST_ROWS 20u /* of one finding, named */

static void write_others(struct xj_html *h, const struct xj_check *found,
                         const struct xj_finding *f)
{
	if (!f->mores)
		return;
	xj_h_raw(h, "<dt>");
	xj_h_say(h, _("Also rows"));
	xj_h_raw(h, "</dt><dd>");
	for (size_t i = 0; i < f->mores && i < MOST_ROWS; i++) {
		const struct xj_check_place *at = &found->more[f->more + i];

		if (i)
			xj_h_raw(h, ", ");
		if (at->part != f->at.part) {
			write_where(h, found, at);
			xj_h_raw(h, ": ");
		}
		xj_h_int(h, (int64_t)at->row);
	}
	if (f->mores > MOST_ROWS)
		xj_h_sayf(h, _(" and %zu more"), f->mores - MOST_ROWS);
	xj_h_raw(h, "</dd>\n");
}

/* Findings of rules lead to the page of the rule. */
static void write_code(struct web_call *c, struct xj_html *h, const struct xj_finding *f)
{
	struct xj_buf url;

	if (!f->of_rule) {
		xj_h_text(h, f->code);
		return;
	}
	xj_buf_init(&url, WEB_MAX_TARGET);
	if (!h->status)
		h->status = web_link(c, "/rule/", &url);
	if (!h->status)
		h->status = xj_url_add(&url, f->code);
	xj_h_raw(h, "<a href=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\">");
	xj_h_text(h, f->code);
	xj_h_raw(h, "</a>");
	xj_buf_clear(&url);
}

static void write_finding(struct web_call *c, struct xj_html *h,
                          const struct xj_check *found, const struct xj_finding *f)
{
	xj_h_raw(h, "<li>\n<h3><b>");
	xj_h_text(h, xj_str_of(&f->severity, 1));
	xj_h_raw(h, "</b> ");
	xj_h_text(h, f->title);
	xj_h_raw(h, "</h3>\n");
	write_place(h, found, f);
	xj_h_raw(h, "<dl>\n<dt>");
	xj_h_say(h, _("Rule"));
	xj_h_raw(h, "</dt><dd>");
	write_code(c, h, f);
	xj_h_raw(h, "</dd>\n");
	if (!xj_str_eq(f->why, f->title))
		field(h, _("Why"), f->why);
	field(h, _("Exempt"), f->exempt);
	write_law(h, f);
	write_others(h, found, f);
	field(h, _("How to mend"), f->mend);
	field(h, _("Valid"), f->example);
	xj_h_raw(h, "</dl>\n</li>\n");
}

void web_check_write(struct web_call *c, struct xj_html *h, const struct xj_check *found)
{
	size_t n = found->findings < WEB_MOST_FINDINGS ? found->findings : WEB_MOST_FINDINGS;

	write_refused(h, found);
	write_totals(h, found);
	write_severities(h, found);
	if (!found->findings && !found->refused) {
		xj_h_raw(h, "<p class=\"note\" role=\"status\">");
		xj_h_say(h, _("Nothing was found. That is no promise: what the rules cannot see "
		              "is not tested."));
		xj_h_raw(h, "</p>\n");
	}
	xj_h_raw(h, "<ol class=\"findings\">\n");
	for (size_t i = 0; i < n; i++)
		write_finding(c, h, found, &found->finding[i]);
	xj_h_raw(h, "</ol>\n");
	if (n < found->findings) {
		xj_h_raw(h, "<p class=\"note\">");
		xj_h_sayf(h, _("%zu more are in the workbook."), found->findings - n);
		xj_h_raw(h, "</p>\n");
	}
}
