/*
 * layouts.c - owns the table of layouts and how a header finds its own: by the
 * names of its columns, never by their position.
 */
#include <stdio.h>
#include <stdlib.h>

#include "layouts.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

/* Where two fit equally well the first one wins. */
const struct xj_layout *const xj_layouts[] = {
	&xj_layout_official,
	&xj_layout_summary,
	&xj_layout_party_summary,
	&xj_layout_surplus,
	&xj_layout_manifest,
	&xj_layout_schema,
	&xj_layout_crowd,
	&xj_layout_newspaper_2016,
	&xj_layout_newspaper_2012,
	&xj_layout_newspaper_2008,
	&xj_layout_newspaper_summary,
	&xj_layout_paper,
	NULL
};

const struct xj_layout *xj_layout_find(const char *name)
{
	for (size_t i = 0; xj_layouts[i]; i++)
		if (strcmp(xj_layouts[i]->name, name) == 0)
			return xj_layouts[i];
	return NULL;
}

/* The folded names of a header. */
struct folded {
	struct xj_buf text;
	size_t *end; /* of each name in text */
	size_t n;
};

static struct xj_str folded_name(const struct folded *f, size_t i)
{
	size_t start = i ? f->end[i - 1] : 0;

	return xj_str_of(f->text.p + start, f->end[i] - start);
}

static enum xj_status fold_header(const struct xj_str *name, size_t n,
                                  struct folded *out)
{
	enum xj_status st = XJ_OK;

	xj_buf_init(&out->text, XJ_MAX_RECORD_BYTES);
	out->n = n;
	out->end = calloc(n + 1, sizeof(*out->end));
	if (!out->end)
		return XJ_NOMEM;
	st = xj_buf_reserve(&out->text, 1);
	for (size_t i = 0; i < n && !st; i++) {
		st = xj_fold(name[i], &out->text);
		out->end[i] = out->text.n;
	}
	return st;
}

static void folded_clear(struct folded *f)
{
	xj_buf_clear(&f->text);
	free(f->end);
}

/* Whether each column that the layout needs is there twice, under one name: two
 * tables stand side by side, and of one of them the amounts would be lost. */
static bool is_doubled(const struct xj_layout *l, const struct folded *header,
                       const int16_t *at)
{
	for (const int *m = l->required; *m; m++) {
		size_t n = 0;

		for (size_t i = 0; i < header->n; i++)
			n += xj_str_eq(folded_name(header, i),
			               folded_name(header, (size_t)at[*m]));
		if (n < 2)
			return false;
	}
	return true;
}

/* Writes the meaning of each column; returns how many are understood.  The
 * first column of a meaning takes it. */
static size_t apply(const struct xj_layout *l, const struct folded *header,
                    int *meaning, int16_t *at)
{
	struct xj_buf fold;
	size_t known = 0;

	for (size_t i = 0; i < XJ_MEANINGS; i++)
		at[i] = -1;
	for (size_t i = 0; i < header->n; i++)
		meaning[i] = XJ_F_NONE;
	xj_buf_init(&fold, 1024);
	for (const struct xj_alias *a = l->aliases; a->name; a++) {
		xj_buf_reset(&fold);
		if (xj_fold(xj_str_c(a->name), &fold))
			break;
		for (size_t i = 0; i < header->n; i++) {
			bool taken = a->meaning != XJ_F_KNOWN && at[a->meaning] >= 0;

			if (meaning[i] || taken ||
			    !xj_str_eq(folded_name(header, i), xj_buf_str(&fold)))
				continue;
			meaning[i] = a->meaning;
			at[a->meaning] = (int16_t)i;
			known++;
		}
	}
	xj_buf_clear(&fold);
	return known;
}

static const char *alias_of(const struct xj_layout *l, int meaning)
{
	for (const struct xj_alias *a = l->aliases; a->name; a++)
		if (a->meaning == meaning)
			return a->name;
	return "?";
}

static size_t missing(const struct xj_layout *l, const int16_t *at,
                      struct xj_buf *names)
{
	size_t n = 0;

	for (const int *m = l->required; *m; m++) {
		if (at[*m] >= 0)
			continue;
		if (names && xj_buf_addf(names, "%s%s", n ? ", " : "", alias_of(l, *m)))
			break;
		n++;
	}
	return n;
}

static bool tells(const struct xj_layout *l, const int16_t *at)
{
	if (!l->telling)
		return true;
	for (const int *m = l->telling; *m; m++)
		if (at[*m] >= 0)
			return true;
	return false;
}

static enum xj_status refuse(const struct xj_layout *nearest,
                             const struct folded *header, int *meaning,
                             int16_t *at, struct xj_error *err)
{
	struct xj_buf names;
	enum xj_status st;

	if (!nearest)
		return xj_fail(err, XJ_BAD_INPUT, _("the header has no column of any "
		               "known table; expected for example 交易日期, 收支科目, "
		               "捐贈者／支出對象, 收入金額, 支出金額"));
	xj_buf_init(&names, 400);
	apply(nearest, header, meaning, at);
	if (missing(nearest, at, &names) == 0 && xj_buf_add(&names, "擬參選人／政黨",
	                                                   strlen("擬參選人／政黨")))
		xj_buf_reset(&names);
	st = xj_fail(err, XJ_BAD_INPUT, _("no known table: nearest is \"%s\" (%s), "
	             "which also needs the columns: %s"), nearest->name,
	             _(nearest->title), names.p ? names.p : "");
	xj_buf_clear(&names);
	return st;
}

/* The layout that has all it needs and understands most columns. */
static const struct xj_layout *best_layout(const struct folded *header,
                                           int *meaning, int16_t *at,
                                           const struct xj_layout **nearest)
{
	const struct xj_layout *best = NULL;
	size_t best_known = 0, near_known = 0;

	*nearest = NULL;
	for (size_t i = 0; xj_layouts[i]; i++) {
		const struct xj_layout *l = xj_layouts[i];
		size_t known = apply(l, header, meaning, at);

		if (known > best_known && !missing(l, at, NULL) && tells(l, at)) {
			best = l;
			best_known = known;
		}
		if (known > near_known) {
			*nearest = l;
			near_known = known;
		}
	}
	return best;
}

static enum xj_status copy_names(const struct xj_str *name, size_t n,
                                 struct xj_columns *out)
{
	size_t bytes = 0;
	char *p;

	for (size_t i = 0; i < n; i++)
		bytes += name[i].n + 16; /* room for "#1024" as well */
	out->memory = p = malloc(bytes + 1);
	out->name = calloc(n + 1, sizeof(*out->name));
	out->key = calloc(n + 1, sizeof(*out->key));
	out->meaning = calloc(n + 1, sizeof(*out->meaning));
	if (!p || !out->name || !out->key || !out->meaning)
		return XJ_NOMEM;
	for (size_t i = 0; i < n; i++) {
		bool own = name[i].n != 0;

		if (name[i].n)
			memcpy(p, name[i].p, name[i].n);
		p[name[i].n] = '\0';
		out->name[i] = out->key[i] = xj_str_of(p, name[i].n);
		p += name[i].n + 1;
		for (size_t j = 0; j < i && own; j++)
			own = !xj_str_eq(out->name[j], out->name[i]);
		if (!own) {
			out->key[i] = xj_str_of(p, (size_t)snprintf(p, 16, "#%zu", i + 1));
			p += out->key[i].n;
		}
	}
	out->n = n;
	return XJ_OK;
}

static enum xj_status map(const struct xj_layout *layout, const struct xj_str *name,
                          size_t n, struct xj_columns *out, struct xj_error *err)
{
	const struct xj_layout *nearest = NULL;
	struct folded header = { 0 };
	enum xj_status st;

	memset(out, 0, sizeof(*out));
	if (n > XJ_MAX_COLUMNS)
		return xj_over(err, "columns", _("%zu columns, at most %u are read"), n,
		               XJ_MAX_COLUMNS);
	st = copy_names(name, n, out);
	if (!st)
		st = fold_header(name, n, &header);
	if (st == XJ_LIMIT)
		st = xj_over(err, "header-bytes", _("the header is too long"));
	else if (st)
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	if (!st && !layout) {
		layout = best_layout(&header, out->meaning, out->at, &nearest);
		if (!layout)
			st = refuse(nearest, &header, out->meaning, out->at, err);
	}
	if (!st) {
		out->layout = layout;
		apply(layout, &header, out->meaning, out->at);
		if (is_doubled(layout, &header, out->at))
			st = xj_fail(err, XJ_BAD_INPUT, _("two tables stand beside each "
			             "other; put one below the other, or each on a sheet of "
			             "its own"));
	}
	folded_clear(&header);
	if (st)
		xj_columns_clear(out);
	return st;
}

enum xj_status xj_columns_match(const struct xj_row *header,
                                struct xj_columns *out, struct xj_error *err)
{
	return map(NULL, header->cell, header->n, out, err);
}

enum xj_status xj_columns_map(const struct xj_layout *layout,
                              const struct xj_str *name, size_t n,
                              struct xj_columns *out, struct xj_error *err)
{
	return map(layout, name, n, out, err);
}

void xj_columns_clear(struct xj_columns *c)
{
	free(c->memory);
	free(c->name);
	free(c->key);
	free(c->meaning);
	memset(c, 0, sizeof(*c));
}
