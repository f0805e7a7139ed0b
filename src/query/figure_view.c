/*
 * figure_view.c - owns a figure as a table: one row a mark, the columns that
 * its kind has, and the words for what stands outside the picture.
 */
#include <stdio.h>

#include "figure_private.h"
#include "src/core/show.h"
#include "xianjin/entry.h"

/* ---- what a mark is called ----------------------------------------------- */

static const char *const words[] = {
	[XJ_MARK_PLAIN] = NULL,
	[XJ_MARK_EARLIER] = N_("earlier"),
	[XJ_MARK_LATER] = N_("later"),
	[XJ_MARK_UNDATED] = N_("date unknown"),
	[XJ_MARK_OTHERS] = N_("all others"),
	[XJ_MARK_NAMELESS] = N_("anonymous or without a name"),
	[XJ_MARK_ABOVE] = N_("more"),
	[XJ_MARK_BELOW] = N_("0 or less"),
	[XJ_MARK_EXACT] = N_("exactly"),
	[XJ_MARK_NATION] = N_("of no county"),
};

static enum xj_status add_span(const struct xj_figure *f, const struct xj_mark *m,
                               struct xj_buf *out)
{
	char low[32], high[32];

	if (f->kind == XJ_FIG_HISTOGRAM) {
		xj_show_grouped(m->low, low);
		xj_show_grouped(m->high, high);
		if (m->kind == XJ_MARK_EXACT)
			return xj_buf_addf(out, _("exactly %s"), high);
		if (m->kind == XJ_MARK_ABOVE)
			return xj_buf_addf(out, _("%s or more"), low);
	} else {
		xj_day_iso((int32_t)m->low, low);
		xj_day_iso((int32_t)m->high, high);
		if (m->kind != XJ_MARK_PLAIN) /* earlier, later */
			return xj_buf_addf(out, "%s (%s – %s)", _(words[m->kind]), low, high);
	}
	return xj_buf_addf(out, m->low == m->high ? "%s" : "%s – %s", low, high);
}

static enum xj_status add_word(const struct xj_mark *m, struct xj_buf *out)
{
	const char *word = m->label ? m->label : words[m->kind] ? _(words[m->kind]) : "";

	return xj_buf_add(out, word, strlen(word));
}

enum xj_status xj_mark_label(const struct xj_figure *f, const struct xj_mark *m,
                             struct xj_buf *out)
{
	enum xj_status st;

	if (f->kind == XJ_FIG_FLOWS && m->from != XJ_NO_NODE) {
		st = add_word(&f->node[m->from], out);
		if (!st)
			st = xj_buf_add(out, " → ", 5);
		return st ? st : add_word(&f->node[m->to], out);
	}
	if (m->kind == XJ_MARK_UNDATED || m->kind == XJ_MARK_BELOW)
		return add_word(m, out);
	if (f->kind == XJ_FIG_TIME || f->kind == XJ_FIG_CUMULATIVE ||
	    f->kind == XJ_FIG_HISTOGRAM)
		return add_span(f, m, out);
	return add_word(m, out);
}

enum xj_status xj_mark_query(const struct xj_mark *m, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;

	for (unsigned i = 0; i < m->pairs; i++)
		if (strchr(m->pair[i].value, '"'))
			return XJ_OK;
	for (unsigned i = 0; i < m->pairs && !st; i++) {
		const char *value = m->pair[i].value;
		bool whole = value[0] == '=';

		st = xj_buf_addf(out, whole ? "%s%s:=\"%s\"" : "%s%s:%s", i ? " " : "",
		                 m->pair[i].name, value + whole);
	}
	return st;
}

/* ---- columns --------------------------------------------------------------- */

enum field { F_LABEL, F_FROM_DAY, F_TO_DAY, F_LOW, F_HIGH, F_DONOR, F_RECIPIENT, F_KEY,
             F_COUNT, F_AMOUNT, F_RUNNING, F_PEERS, F_WITHIN, F_QUERY,
             F_PART /* + enum xj_kind */ };

static const struct xj_column all[] = {
	[F_LABEL] = { "name", N_("Name"), XJ_T_TEXT, 0, true },
	[F_FROM_DAY] = { "from", N_("From"), XJ_T_DATE, 0, false },
	[F_TO_DAY] = { "to", N_("To"), XJ_T_DATE, 0, false },
	[F_LOW] = { "from", N_("From"), XJ_T_MONEY, 0, false },
	[F_HIGH] = { "to", N_("To"), XJ_T_MONEY, 0, false },
	[F_DONOR] = { "donor", N_("Donor"), XJ_T_TEXT, 0, true },
	[F_RECIPIENT] = { "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	[F_KEY] = { "key", N_("Donor key"), XJ_T_TEXT, 1, false },
	[F_COUNT] = { "count", N_("Rows"), XJ_T_INT, 0, false },
	[F_AMOUNT] = { "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	[F_RUNNING] = { "running", N_("Added up"), XJ_T_MONEY, 0, false },
	[F_PEERS] = { "peers", N_("Rows of peers"), XJ_T_INT, 1, false },
	[F_WITHIN] = { "within", N_("Counted already"), XJ_T_TEXT, 1, false },
	[F_QUERY] = { "query", N_("Find the rows"), XJ_T_TEXT, 2, true },
	[F_PART + XJ_KIND_OTHER] = { "other", N_("Other"), XJ_T_MONEY, 1, false },
	[F_PART + XJ_KIND_INDIVIDUAL] = { "individual", N_("Individuals"), XJ_T_MONEY, 1,
	                                  false },
	[F_PART + XJ_KIND_BUSINESS] = { "business", N_("Businesses"), XJ_T_MONEY, 1, false },
	[F_PART + XJ_KIND_PARTY] = { "party", N_("Parties"), XJ_T_MONEY, 1, false },
	[F_PART + XJ_KIND_GROUP] = { "group", N_("Groups"), XJ_T_MONEY, 1, false },
	[F_PART + XJ_KIND_ANONYMOUS] = { "anonymous", N_("Anonymous"), XJ_T_MONEY, 1, false },
};

#define MOST_COLUMNS 12
#define LAST F_PART + XJ_FIGURE_PARTS

static const uint8_t fields[XJ_FIGURES][MOST_COLUMNS] = {
	[XJ_FIG_TIME] = { F_LABEL, F_FROM_DAY, F_TO_DAY, F_COUNT, F_AMOUNT, F_RUNNING,
	                  F_QUERY, LAST },
	[XJ_FIG_CUMULATIVE] = { F_LABEL, F_FROM_DAY, F_TO_DAY, F_COUNT, F_AMOUNT, F_RUNNING,
	                        F_QUERY, LAST },
	[XJ_FIG_DONORS] = { F_LABEL, F_KEY, F_COUNT, F_AMOUNT, F_QUERY, LAST },
	[XJ_FIG_RECIPIENTS] = { F_LABEL, F_COUNT, F_AMOUNT, F_QUERY, LAST },
	[XJ_FIG_HISTOGRAM] = { F_LABEL, F_LOW, F_HIGH, F_COUNT, F_AMOUNT, F_PEERS, F_WITHIN,
	                       F_QUERY, LAST },
	[XJ_FIG_FLOWS] = { F_DONOR, F_RECIPIENT, F_KEY, F_COUNT, F_AMOUNT, F_QUERY, LAST },
	[XJ_FIG_MAP] = { F_LABEL, F_COUNT, F_AMOUNT, F_QUERY, LAST },
	[XJ_FIG_KINDS] = { F_LABEL, F_COUNT, F_AMOUNT, F_PART + XJ_KIND_INDIVIDUAL,
	                   F_PART + XJ_KIND_BUSINESS, F_PART + XJ_KIND_PARTY,
	                   F_PART + XJ_KIND_GROUP, F_PART + XJ_KIND_ANONYMOUS,
	                   F_PART + XJ_KIND_OTHER, F_QUERY, LAST },
};

/* ---- rows -------------------------------------------------------------------- */

struct writing {
	const struct xj_figure *f;
	struct xj_buf label, query, other;
	char day[2][16];
};

static struct xj_value text_value(struct xj_str s)
{
	return (struct xj_value){ .null = s.n == 0, .s = s };
}

static struct xj_value number(int64_t v)
{
	return (struct xj_value){ .i = v };
}

/* An end of the world is left open. */
static struct xj_value bound(int64_t v)
{
	return (struct xj_value){ .null = v == INT64_MIN || v == INT64_MAX, .i = v };
}

/* Bars in time and by size are told by their ends, others by a word. */
static bool is_span(const struct xj_figure *f, const struct xj_mark *m)
{
	return m->kind == XJ_MARK_PLAIN && (f->kind == XJ_FIG_TIME ||
	       f->kind == XJ_FIG_CUMULATIVE || f->kind == XJ_FIG_HISTOGRAM);
}

static struct xj_value value_of(struct writing *w, const struct xj_mark *m,
                                unsigned field)
{
	switch (field) {
	case F_LABEL:
	case F_DONOR:
		return text_value(xj_buf_str(&w->label));
	case F_RECIPIENT:
		return text_value(xj_buf_str(&w->other));
	case F_FROM_DAY:
	case F_TO_DAY:
		xj_day_iso((int32_t)(field == F_FROM_DAY ? m->low : m->high),
		           w->day[field - F_FROM_DAY]);
		return text_value(xj_str_c(w->day[field - F_FROM_DAY]));
	case F_LOW:
		return bound(m->low);
	case F_HIGH:
		return bound(m->high);
	case F_KEY:
		return text_value(xj_str_c(m->key));
	case F_COUNT:
		return number((int64_t)m->count);
	case F_AMOUNT:
		return number(m->amount);
	case F_RUNNING:
		return number(m->running);
	case F_PEERS:
		return (struct xj_value){ .null = w->f->peers == 0, .i = (int64_t)m->peers };
	case F_WITHIN:
		return text_value(m->kind == XJ_MARK_EXACT ? XJ_STR("yes") : XJ_STR(""));
	case F_QUERY:
		return text_value(xj_buf_str(&w->query));
	default:
		return number(m->part[field - F_PART]);
	}
}

static enum xj_status write_mark(struct writing *w, const struct xj_mark *m,
                                 struct xj_output *o)
{
	const uint8_t *field = fields[w->f->kind];
	struct xj_value v[MOST_COLUMNS];
	enum xj_status st;

	xj_buf_reset(&w->label);
	xj_buf_reset(&w->other);
	xj_buf_reset(&w->query);
	if (w->f->kind == XJ_FIG_FLOWS) {
		st = add_word(&w->f->node[m->from], &w->label);
		if (!st)
			st = add_word(&w->f->node[m->to], &w->other);
	} else {
		st = is_span(w->f, m) ? XJ_OK : add_word(m, &w->label);
	}
	if (!st)
		st = xj_mark_query(m, &w->query);
	if (st)
		return st;
	for (size_t i = 0; field[i] != LAST; i++)
		v[i] = value_of(w, m, field[i]);
	return xj_out_row(o, v);
}

static enum xj_status write_rows(const struct xj_figure *f, struct xj_output *o)
{
	struct xj_column column[MOST_COLUMNS];
	struct xj_section section = { "rows", NULL, column, 0, true };
	struct writing w = { .f = f };
	enum xj_status st;

	while (fields[f->kind][section.columns] != LAST) {
		column[section.columns] = all[fields[f->kind][section.columns]];
		section.columns++;
	}
	xj_buf_init(&w.label, 1u << 20);
	xj_buf_init(&w.other, 1u << 20);
	xj_buf_init(&w.query, 1u << 20);
	st = xj_out_begin(o, &section);
	for (size_t i = 0; i < f->marks && !st; i++)
		st = write_mark(&w, &f->mark[i], o);
	if (!st)
		st = xj_out_end(o);
	xj_buf_clear(&w.label);
	xj_buf_clear(&w.other);
	xj_buf_clear(&w.query);
	return st;
}

/* ---- facts ------------------------------------------------------------------- */

static enum xj_status day_fact(struct xj_output *o, const char *name, const char *title,
                               int32_t day)
{
	char iso[16];
	struct xj_str s;

	xj_day_iso(day, iso);
	s = xj_str_c(iso);
	return xj_out_text(o, name, title, day == XJ_NO_DAY ? NULL : &s);
}

static enum xj_status time_facts(const struct xj_figure *f, struct xj_output *o)
{
	enum xj_status st = day_fact(o, "window_start", N_("gifts allowed from"),
	                             f->window_start);

	if (!st)
		st = day_fact(o, "window_end", N_("gifts allowed until"), f->window_end);
	return st ? st : day_fact(o, "polling_day", N_("polling day"), f->polling_day);
}

static enum xj_status limit_facts(const struct xj_figure *f, struct xj_output *o)
{
	struct xj_str law = xj_str_c(f->law), article = xj_str_c(f->article);
	enum xj_status st = xj_out_int(o, "limit", N_("limit"), XJ_T_MONEY, f->limit);

	if (!st)
		st = xj_out_text(o, "law", N_("law"), f->law ? &law : NULL);
	if (!st)
		st = xj_out_text(o, "article", N_("article"), f->article ? &article : NULL);
	return st ? st : xj_out_int(o, "peers", N_("rows of peers"), XJ_T_INT,
	                            (int64_t)f->peers);
}

enum xj_status xj_figure_view(const struct xj_figure *f, struct xj_output *o,
                              struct xj_error *err)
{
	struct xj_str name = xj_str_c(xj_figure_types[f->kind].name);
	enum xj_status st = xj_out_text(o, "figure", N_("figure"), &name);

	if (!st)
		st = xj_out_int(o, "count", N_("rows"), XJ_T_INT, (int64_t)f->count);
	if (!st)
		st = xj_out_int(o, f->expense ? "sum_expense" : "sum_income",
		                f->expense ? N_("expense") : N_("income"), XJ_T_MONEY,
		                f->amount);
	if (!st && (f->kind == XJ_FIG_TIME || f->kind == XJ_FIG_CUMULATIVE))
		st = time_facts(f, o);
	if (!st && f->kind == XJ_FIG_HISTOGRAM)
		st = limit_facts(f, o);
	return xj_written(st ? st : write_rows(f, o), err);
}

enum xj_status xj_view_figure(struct xj_data *d, const struct xj_query *q,
                              const char *name,
                              const struct xj_figure_options *options,
                              struct xj_output *o, struct xj_error *err)
{
	enum xj_figure_kind kind;
	struct xj_figure *f;
	enum xj_status st;

	if (!xj_figure_find(name, &kind))
		return xj_fail(err, XJ_USAGE, _("no figure is called \"%.60s\"; there are "
		               "time, cumulative, donors, recipients, histogram, flows, map "
		               "and kinds"), name);
	st = xj_figure_make(d, q, kind, options, &f, err);
	if (!st)
		st = xj_figure_view(f, o, err);
	xj_figure_free(f);
	return st;
}
