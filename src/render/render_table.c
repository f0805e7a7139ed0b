/*
 * render_table.c - owns the table that people read on a terminal, and the lines
 * of facts around it.  What is cut when there is no room: table_fit.c.
 *
 * Facts: those that are text and come first stand over the first section; from
 * the first number on they stand under the main section, so that they are still
 * on the screen when a long page has gone by, or over any other section.
 *
 * libsmartcols is not used: it measures by wcwidth() in the process's locale,
 * which knows no wide ambiguous characters, takes new ideographs for bytes to
 * escape, and lets zero-width and bidi characters through unseen.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/core/i18n.h"
#include "src/core/show.h"
#include "src/render/output.h"
#include "src/render/table_fit.h"
#include "xianjin/values.h"

#define MAX_TEXT_BYTES ((size_t)1 << 30)

struct cell {
	size_t at, n; /* in text */
	size_t width;
};

struct fact {
	bool number;
	size_t title_n; /* bytes of "title" at the front of text */
	struct xj_buf text;
};

struct table {
	struct xj_drawn *col;
	size_t cols;
	struct xj_buf text; /* all cells, made visible */
	struct cell *cell;
	size_t cells, room;
	struct fact *fact;
	size_t facts;
	bool begun;   /* something was printed: a blank line before the next */
};

static struct table *table_of(struct xj_output *o)
{
	struct table *t = o->own;

	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	xj_buf_init(&t->text, MAX_TEXT_BYTES);
	o->own = t;
	return t;
}

/* ---- pieces of a line ------------------------------------------- */

static enum xj_status add_blanks(struct xj_buf *b, size_t n)
{
	static const char blanks[] = "                                ";
	enum xj_status st = XJ_OK;

	while (n && !st) {
		size_t k = n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1;

		st = xj_buf_add(b, blanks, k);
		n -= k;
	}
	return st;
}

static enum xj_status add_style(struct xj_output *o, const char *escape)
{
	return o->opt.color ? xj_buf_add(&o->line, escape, strlen(escape)) : XJ_OK;
}

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static struct xj_str ellipsis(const struct xj_output *o)
{
	return o->opt.ascii ? XJ_STR("...") : XJ_STR("…");
}

/* S in WIDTH columns, cut if it must be; no blanks behind it when LAST. */
static enum xj_status add_fitted(struct xj_output *o, struct xj_str s, size_t natural,
                                 size_t width, bool right, bool last)
{
	struct xj_buf *b = &o->line;
	enum xj_status st = XJ_OK;
	struct xj_str dots = XJ_STR("");

	if (natural > width) {
		size_t room;

		dots = ellipsis(o);
		room = xj_show_width(dots, o->opt.wide);
		s.n = xj_show_cut(s, width > room ? width - room : 0, o->opt.wide);
		natural = xj_show_width(s, o->opt.wide) + room;
	}
	if (right && natural < width)
		st = add_blanks(b, width - natural);
	if (!st)
		st = xj_buf_add(b, s.p, s.n);
	if (!st)
		st = xj_buf_add(b, dots.p, dots.n);
	if (!st && !right && !last && natural < width)
		st = add_blanks(b, width - natural);
	return st;
}

static enum xj_status end_line(struct xj_output *o)
{
	enum xj_status st = xj_buf_add(&o->line, "\n", 1);

	return st ? st : xj_output_put_line(o);
}

/* A blank line between blocks. */
static enum xj_status begin_block(struct xj_output *o, struct table *t)
{
	bool blank = t->begun;

	t->begun = true;
	return blank ? xj_output_put(o, "\n", 1) : XJ_OK;
}

/* ---- facts ------------------------------------------- */

static enum xj_status new_fact(struct xj_output *o, struct fact **out)
{
	struct table *t = table_of(o);
	struct fact *more;

	*out = NULL;
	if (!t)
		return XJ_NOMEM;
	more = reallocarray(t->fact, t->facts + 1, sizeof(*more));
	if (!more)
		return XJ_NOMEM;
	t->fact = more;
	*out = &more[t->facts++];
	**out = (struct fact){ .number = false };
	xj_buf_init(&(*out)->text, XJ_MAX_LINE_BYTES);
	return XJ_OK;
}

/* Counts stand before what they count, sums behind their name. */
static enum xj_status table_fact_int(struct xj_output *o, const char *name,
                                     const char *title, enum xj_type type, int64_t v)
{
	struct fact *f;
	char digits[32];
	enum xj_status st;

	(void)name;
	if (!title)
		return XJ_OK;
	st = new_fact(o, &f);
	if (st)
		return st;
	f->number = true;
	xj_show_grouped(v, digits);
	if (type == XJ_T_MONEY)
		return xj_buf_addf(&f->text, "%s %s", _(title), digits);
	return xj_buf_addf(&f->text, "%s %s", digits, _(title));
}

static enum xj_status table_fact_text(struct xj_output *o, const char *name,
                                      const char *title, const struct xj_str *v)
{
	struct fact *f;
	enum xj_status st;

	(void)name;
	if (!title || !v)
		return XJ_OK;
	st = new_fact(o, &f);
	if (st)
		return st;
	/* "next page: --after" brings its own colon */
	st = xj_buf_addf(&f->text, strchr(_(title), ':') ? "%s" : "%s:", _(title));
	f->title_n = f->text.n;
	return st ? st : xj_show(*v, &f->text);
}

static enum xj_status table_fact_json(struct xj_output *o, const char *name,
                                      struct xj_str v)
{
	(void)o, (void)name, (void)v;
	return XJ_OK;
}

/* A run of numbers on as few lines as they need. */
static enum xj_status put_numbers(struct xj_output *o, const struct fact *f, size_t n)
{
	const char *between = o->opt.ascii ? ", " : " · ";
	size_t gap = xj_show_width(xj_str_c(between), o->opt.wide), at = 0;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < n && !st; i++) {
		struct xj_str s = xj_buf_str(&f[i].text);
		size_t w = xj_show_width(s, o->opt.wide);

		if (i && o->opt.width > 0 && at + gap + w > (size_t)o->opt.width) {
			st = end_line(o);
			at = 0;
		} else if (i) {
			st = xj_buf_add(&o->line, between, strlen(between));
			at += gap;
		}
		if (!st)
			st = xj_buf_add(&o->line, s.p, s.n);
		at += w;
	}
	return st ? st : end_line(o);
}

/* A run of texts, their values one under the other. */
static enum xj_status put_texts(struct xj_output *o, const struct fact *f, size_t n)
{
	enum xj_status st = XJ_OK;
	size_t widest = 0;

	for (size_t i = 0; i < n; i++) {
		size_t w = xj_show_width(xj_str_of(f[i].text.p, f[i].title_n),
		                         o->opt.wide);

		widest = w > widest ? w : widest;
	}
	for (size_t i = 0; i < n && !st; i++) {
		struct xj_str title = xj_str_of(f[i].text.p, f[i].title_n);

		st = add_style(o, DIM);
		if (!st)
			st = add_fitted(o, title, xj_show_width(title, o->opt.wide),
			                widest, false, false);
		if (!st)
			st = add_style(o, PLAIN);
		if (!st)
			st = xj_buf_addf(&o->line, " %s", f[i].text.p + f[i].title_n);
		if (!st)
			st = end_line(o);
	}
	return st;
}

/* Prints the first N facts and forgets them. */
static enum xj_status flush_facts(struct xj_output *o, struct table *t, size_t n)
{
	enum xj_status st = n ? begin_block(o, t) : XJ_OK;
	size_t from = 0;

	while (from < n && !st) {
		size_t to = from + 1;

		while (to < n && t->fact[to].number == t->fact[from].number)
			to++;
		st = t->fact[from].number ? put_numbers(o, t->fact + from, to - from) :
		     put_texts(o, t->fact + from, to - from);
		from = to;
	}
	for (size_t i = 0; i < n; i++)
		xj_buf_clear(&t->fact[i].text);
	if (n && n < t->facts)
		memmove(t->fact, t->fact + n, (t->facts - n) * sizeof(*t->fact));
	t->facts -= n;
	return st;
}

/* ---- a section ------------------------------------------- */

static enum xj_status table_begin(struct xj_output *o, const struct xj_section *s)
{
	struct table *t = table_of(o);
	size_t heading = 0;

	if (!t)
		return XJ_NOMEM;
	while (heading < t->facts && !t->fact[heading].number)
		heading++;
	xj_buf_reset(&t->text);
	t->cells = 0;
	t->cols = 0;
	free(t->col);
	t->col = calloc(s->columns ? s->columns : 1, sizeof(*t->col));
	if (!t->col)
		return XJ_NOMEM;
	t->cols = s->columns;
	for (size_t i = 0; i < s->columns; i++) {
		const struct xj_column *c = &s->column[i];
		struct xj_drawn *d = &t->col[i];

		d->column = c;
		d->title = xj_str_c(c->title ? _(c->title) : c->name);
		d->natural = xj_show_width(d->title, o->opt.wide);
		d->shown = c->rank >= 0;
		d->right = c->type == XJ_T_INT || c->type == XJ_T_MONEY;
	}
	return flush_facts(o, t, s->main ? heading : t->facts);
}

static enum xj_status add_cell(struct xj_output *o, struct table *t,
                               struct xj_drawn *d, const struct xj_value *v)
{
	struct cell *c;
	char digits[32], article[XJ_ARTICLE_ROOM];
	struct xj_str s = v->s;
	enum xj_status st;

	if (t->cells == t->room) {
		size_t room = t->room ? t->room * 2 : 256;

		c = reallocarray(t->cell, room, sizeof(*c));
		if (!c)
			return XJ_NOMEM;
		t->cell = c;
		t->room = room;
	}
	if (d->column->type == XJ_T_MONEY)
		s = xj_str_of(digits, xj_show_grouped(v->i, digits));
	else if (d->column->type == XJ_T_WORD && !v->null)
		s = xj_str_c(_(s.p));
	else if (d->column->type == XJ_T_ARTICLE && !v->null)
		s = xj_article_name(s, article);
	else if (d->column->type == XJ_T_INT)
		s = xj_str_of(digits, (size_t)snprintf(digits, sizeof(digits),
		                                       "%" PRId64, v->i));
	c = &t->cell[t->cells++];
	c->at = t->text.n;
	st = v->null || !d->shown ? XJ_OK : xj_show(s, &t->text);
	c->n = t->text.n - c->at;
	c->width = c->n ? xj_show_width(xj_str_of(t->text.p + c->at, c->n),
	                                o->opt.wide) : 0;
	d->natural = c->width > d->natural ? c->width : d->natural;
	d->filled = d->filled || c->n;
	return st;
}

static enum xj_status table_row(struct xj_output *o, const struct xj_value *v)
{
	struct table *t = o->own;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < t->cols && !st; i++)
		st = add_cell(o, t, &t->col[i], &v[i]);
	return st;
}

/* ---- drawing ------------------------------------------- */

static size_t last_shown(const struct table *t)
{
	size_t last = 0;

	for (size_t i = 0; i < t->cols; i++)
		if (t->col[i].shown)
			last = i;
	return last;
}

/* One line: the cells of a row, or the titles when CELLS is NULL. */
static enum xj_status put_cells(struct xj_output *o, struct table *t,
                                const struct cell *cells)
{
	size_t last = last_shown(t);
	enum xj_status st = XJ_OK;
	bool first = true;

	for (size_t i = 0; i < t->cols && !st; i++) {
		const struct xj_drawn *d = &t->col[i];
		struct xj_str s = d->title;
		size_t natural;

		if (!d->shown)
			continue;
		if (cells && t->text.p)
			s = xj_str_of(t->text.p + cells[i].at, cells[i].n);
		else if (cells)
			s = XJ_STR("");
		natural = cells ? cells[i].width : xj_show_width(s, o->opt.wide);
		if (!first)
			st = add_blanks(&o->line, XJ_TABLE_GAP);
		first = false;
		if (!st)
			st = add_fitted(o, s, natural, d->width, d->right, i == last);
	}
	while (!st && cells && o->line.n && o->line.p[o->line.n - 1] == ' ')
		o->line.p[--o->line.n] = '\0';
	return st;
}

static enum xj_status put_rule(struct xj_output *o, struct table *t)
{
	const char *dash = o->opt.ascii || o->opt.wide ? "-" : "─";
	enum xj_status st = add_style(o, DIM);
	bool first = true;

	for (size_t i = 0; i < t->cols && !st; i++) {
		if (!t->col[i].shown)
			continue;
		if (!first)
			st = add_blanks(&o->line, XJ_TABLE_GAP);
		first = false;
		for (size_t k = 0; k < t->col[i].width && !st; k++)
			st = xj_buf_add(&o->line, dash, strlen(dash));
	}
	if (!st)
		st = add_style(o, PLAIN);
	return st ? st : end_line(o);
}

static enum xj_status put_heads(struct xj_output *o, struct table *t)
{
	enum xj_status st = add_style(o, BOLD);

	if (!st)
		st = put_cells(o, t, NULL);
	if (!st)
		st = add_style(o, PLAIN);
	if (!st)
		st = end_line(o);
	return st ? st : put_rule(o, t);
}

/* Says what was left out, so that nobody thinks it is not there. */
static enum xj_status put_dropped(struct xj_output *o, struct table *t)
{
	enum xj_status st = XJ_OK;
	bool any = false;

	for (size_t i = 0; i < t->cols && !st; i++) {
		if (!t->col[i].dropped)
			continue;
		if (!any)
			st = add_style(o, DIM);
		if (!st)
			st = xj_buf_addf(&o->line, "%s%s", any ? ", " :
			                 _("no room for: "), t->col[i].title.p);
		any = true;
	}
	if (!any || st)
		return st;
	st = add_style(o, PLAIN);
	return st ? st : end_line(o);
}

static enum xj_status put_title(struct xj_output *o, const char *title)
{
	enum xj_status st = add_style(o, BOLD);

	if (!st)
		st = xj_buf_addf(&o->line, "%s", _(title));
	if (!st)
		st = add_style(o, PLAIN);
	return st ? st : end_line(o);
}

static enum xj_status put_rows(struct xj_output *o, struct table *t)
{
	enum xj_status st;

	if (!o->rows) {
		st = xj_buf_addf(&o->line, "%s", _("(no rows)"));
		return st ? st : end_line(o);
	}
	xj_table_fit(t->col, t->cols,
	             o->opt.width > 0 ? (size_t)o->opt.width : 0);
	st = put_heads(o, t);
	for (size_t at = 0; at + t->cols <= t->cells && t->cols && !st; at += t->cols) {
		st = put_cells(o, t, t->cell + at);
		if (!st)
			st = end_line(o);
	}
	return st ? st : put_dropped(o, t);
}

static enum xj_status table_end(struct xj_output *o)
{
	struct table *t = o->own;
	enum xj_status st = begin_block(o, t);

	if (!st && o->section->title)
		st = put_title(o, o->section->title);
	if (!st)
		st = put_rows(o, t);
	if (!st && o->section->main)
		st = flush_facts(o, t, t->facts);
	return st;
}

static enum xj_status table_close(struct xj_output *o)
{
	struct table *t = o->own;
	enum xj_status st = o->status;

	if (!t)
		return st;
	if (!st)
		st = flush_facts(o, t, t->facts);
	for (size_t i = 0; i < t->facts; i++)
		xj_buf_clear(&t->fact[i].text);
	xj_buf_clear(&t->text);
	free(t->fact);
	free(t->cell);
	free(t->col);
	free(t);
	o->own = NULL;
	return st;
}

const struct xj_renderer xj_render_table = {
	.name = "table",
	.people = true,
	.mime = "text/plain; charset=utf-8",
	.fact_int = table_fact_int,
	.fact_text = table_fact_text,
	.fact_json = table_fact_json,
	.begin = table_begin,
	.row = table_row,
	.end = table_end,
	.close = table_close,
};
