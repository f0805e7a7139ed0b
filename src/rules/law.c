/*
 * law.c - owns the law as data: law-tw.csv or the user's own table, the check
 * that no two of its rows are in force at once, and --set.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "builtin.h"
#include "rules_private.h"

#define MAX_LAW_ROWS 10000u /* each row is compared with each */

enum { L_NAME, L_KIND, L_OFFICE, L_FROM, L_TO, L_VALUE, L_UNIT, L_ARTICLE, L_SOURCE,
       L_CONFIDENCE, L_RULE, L_COLUMNS };
static const struct xj_csv_column columns[L_COLUMNS] = {
	[L_NAME] = { "name", NULL, false },
	[L_KIND] = { "kind", "donor_kind", false },
	[L_OFFICE] = { "office", NULL, false },
	[L_FROM] = { "from", "from_day", false },
	[L_TO] = { "to", "to_day", false },
	[L_VALUE] = { "value", NULL, false },
	[L_UNIT] = { "unit", NULL, false },
	[L_ARTICLE] = { "article", NULL, false },
	[L_SOURCE] = { "source", NULL, false },
	[L_CONFIDENCE] = { "confidence", NULL, false },
	[L_RULE] = { "rule_base_id", "law", false },
};

/* ---- reading --------------------------------------------------------- */

static bool is_kind(struct xj_str s)
{
	enum xj_kind kind;

	return s.n == 0 || xj_kind_of_name(s, &kind);
}

static bool is_office(struct xj_str s)
{
	for (int i = XJ_OFFICE_NONE + 1; i <= XJ_OFFICE_VILLAGE_CHIEF; i++)
		if (xj_str_is(s, xj_office_name((enum xj_office)i)))
			return true;
	return s.n == 0;
}

static enum xj_status check_cells(struct xj_csv *c, const struct xj_str *cell,
                                  struct xj_error *err)
{
	if (cell[L_NAME].n == 0)
		return xj_csv_wrong(c, L_NAME, err, _("a name such as anonymous.max is "
		                    "missing"));
	if (!is_kind(cell[L_KIND]))
		return xj_csv_wrong(c, L_KIND, err, _("\"%.*s\" is no kind of donor; leave "
		                    "it empty or write individual, business, party, group, "
		                    "anonymous"), (int)cell[L_KIND].n, cell[L_KIND].p);
	if (!is_office(cell[L_OFFICE]))
		return xj_csv_wrong(c, L_OFFICE, err, _("\"%.*s\" is no office; leave it "
		                    "empty or write president, legislator, mayor ..."),
		                    (int)cell[L_OFFICE].n, cell[L_OFFICE].p);
	return XJ_OK;
}

static enum xj_status read_row(struct xj_rules *r, struct xj_csv *c,
                               const struct xj_str *cell, struct xj_law_row *row,
                               struct xj_error *err)
{
	bool none;
	enum xj_status st = check_cells(c, cell, err);

	if (!st)
		st = xj_csv_day(c, L_FROM, cell[L_FROM], &row->from_day, err);
	if (!st)
		st = xj_csv_day(c, L_TO, cell[L_TO], &row->to_day, err);
	if (!st)
		st = xj_csv_amount(c, L_VALUE, cell[L_VALUE], &row->value, &none, err);
	if (st)
		return st;
	if (none)
		return xj_csv_wrong(c, L_VALUE, err, _("a whole number is missing"));
	if (row->from_day != XJ_NO_DAY && row->to_day != XJ_NO_DAY &&
	    row->from_day > row->to_day)
		return xj_csv_wrong(c, L_TO, err, _("it ends before it begins"));
	row->name = xj_rules_keep(r, cell[L_NAME]);
	row->kind = xj_rules_keep(r, cell[L_KIND]);
	row->office = xj_rules_keep(r, cell[L_OFFICE]);
	row->unit = xj_rules_keep(r, cell[L_UNIT]);
	row->article = xj_rules_keep(r, cell[L_ARTICLE]);
	row->source = xj_rules_keep(r, cell[L_SOURCE]);
	row->confidence = xj_rules_keep(r, cell[L_CONFIDENCE]);
	row->rule_base_id = xj_rules_keep(r, cell[L_RULE]);
	if (!row->name || !row->kind || !row->office || !row->unit || !row->article ||
	    !row->source || !row->confidence || !row->rule_base_id)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

static bool overlap(const struct xj_law_row *a, const struct xj_law_row *b)
{
	int32_t a_end = a->to_day == XJ_NO_DAY ? INT32_MAX : a->to_day;
	int32_t b_end = b->to_day == XJ_NO_DAY ? INT32_MAX : b->to_day;

	/* an open beginning is the smallest day there is */
	return strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 &&
	       strcmp(a->office, b->office) == 0 && a->from_day <= b_end &&
	       b->from_day <= a_end;
}

static enum xj_status add_row(struct xj_rules *r, struct xj_csv *c,
                              const struct xj_str *cell, struct xj_error *err)
{
	struct xj_law_row *more, *row;
	enum xj_status st;

	if (r->law_rows >= MAX_LAW_ROWS)
		return xj_csv_wrong(c, L_NAME, err, _("more than %u rows"), MAX_LAW_ROWS);
	if ((r->law_rows & (r->law_rows + 1)) == 0) { /* 0, 1, 3, 7 ...: full */
		more = realloc(r->law, (2 * r->law_rows + 2) * sizeof(*more));
		if (!more)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		r->law = more;
	}
	row = &r->law[r->law_rows];
	*row = (struct xj_law_row){ .id = (int64_t)r->law_rows + 1 };
	st = read_row(r, c, cell, row, err);
	for (size_t i = 0; i < r->law_rows && !st; i++)
		if (overlap(&r->law[i], row))
			st = xj_csv_wrong(c, L_FROM, err, _("%s is in force twice: its row %zu "
			                  "covers some of the same days"), row->name,
			                  i + 1);
	r->law_rows += !st;
	return st;
}

/* ---- changing -------------------------------------------------------- */

static enum xj_status unknown_name(const struct xj_rules *r, struct xj_str name,
                                   struct xj_error *err)
{
	struct xj_buf known;
	enum xj_status st;

	xj_buf_init(&known, 400);
	for (size_t i = 0; i < r->law_rows; i++) {
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++)
			seen = strcmp(r->law[i].name, r->law[k].name) == 0;
		if (!seen && xj_buf_addf(&known, "%s%s", known.n ? ", " : "",
		                         r->law[i].name))
			break;
	}
	st = xj_fail(err, XJ_USAGE, _("--set: the law has no \"%.*s\"; it has %s"),
	             (int)(name.n < 60 ? name.n : 60), name.p, known.p ? known.p : "");
	xj_buf_clear(&known);
	return st;
}

static enum xj_status set_one(struct xj_rules *r, const char *set,
                              struct xj_error *err)
{
	const char *sign = strchr(set, '=');
	struct xj_str name = xj_str_of(set, sign ? (size_t)(sign - set) : 0);
	struct xj_money value = xj_money_parse(xj_str_c(sign ? sign + 1 : ""));
	bool found = false;

	if (name.n == 0 || value.doubt)
		return xj_fail(err, XJ_USAGE, _("--set: \"%.60s\" is not NAME=NUMBER, as "
		               "anonymous.max=5000"), set);
	for (size_t i = 0; i < r->law_rows; i++) {
		if (!xj_str_is(name, r->law[i].name))
			continue;
		r->law[i].value = value.amount;
		found = true;
	}
	return found ? XJ_OK : unknown_name(r, name, err);
}

/* The hash is of what the rows mean, not of how the file spells them. */
static enum xj_status hash_law(struct xj_rules *r, struct xj_error *err)
{
	struct xj_sha256 *h;
	struct xj_buf b;
	enum xj_status st = xj_sha256_new(&h, err);

	if (st)
		return st;
	xj_buf_init(&b, 1u << 20);
	for (size_t i = 0; i < r->law_rows && !st; i++) {
		const struct xj_law_row *l = &r->law[i];

		xj_buf_reset(&b);
		st = xj_buf_addf(&b, "%s\t%s\t%s\t%" PRId32 "\t%" PRId32 "\t%" PRId64
		                 "\t%s\t%s\t%s\t%s\t%s\n", l->name, l->kind, l->office,
		                 l->from_day, l->to_day, l->value, l->unit, l->article,
		                 l->source, l->confidence, l->rule_base_id);
		if (!st)
			st = xj_sha256_add(h, b.p, b.n);
	}
	xj_buf_clear(&b);
	if (st) {
		xj_sha256_free(h);
		return xj_fail(err, st, _("not enough memory"));
	}
	return xj_sha256_end(h, r->law_hash);
}

enum xj_status xj_law_load(struct xj_rules *r, const char *path,
                           const char *const *set, size_t sets, struct xj_error *err)
{
	struct xj_str cell[L_COLUMNS];
	struct xj_csv *c;
	enum xj_status st = xj_csv_open(path, "law-tw.csv", xj_builtin_law,
	                                path ? NULL : "UTF-8", columns, L_COLUMNS, &c,
	                                err);

	if (st)
		return st;
	while ((st = xj_csv_row(c, cell, err)) == XJ_OK) {
		st = add_row(r, c, cell, err);
		if (st)
			break;
	}
	xj_csv_close(c);
	if (st == XJ_END)
		st = XJ_OK;
	for (size_t i = 0; i < sets && !st; i++)
		st = set_one(r, set[i], err);
	return st ? st : hash_law(r, err);
}

/* ---- names of the law in SQL ----------------------------------------- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* 'word.word' at P, which is a quote: its length without the quotes, or 0. */
static size_t dotted(const char *p)
{
	size_t n = 0, dots = 0;

	while (is_name_char(p[1 + n]) ||
	       (p[1 + n] == '.' && n && is_name_char(p[n]) && is_name_char(p[2 + n]))) {
		dots += p[1 + n] == '.';
		n++;
	}
	return dots && p[1] >= 'a' && p[1] <= 'z' && p[1 + n] == '\'' ? n : 0;
}

/* The next string of SQL from *AT that looks like a name of the law; comments are
 * left out.  False at the end. */
static bool next_name(const char *sql, size_t *at, struct xj_str *out)
{
	while (sql[*at]) {
		size_t end;

		if (sql[*at] == '-' && sql[*at + 1] == '-') {
			*at += strcspn(sql + *at, "\n");
			continue;
		}
		if (sql[*at] != '\'') {
			++*at;
			continue;
		}
		*out = xj_str_of(sql + *at + 1, dotted(sql + *at));
		end = *at + 1 + strcspn(sql + *at + 1, "'");
		*at = sql[end] ? end + 1 : end;
		if (out->n)
			return true;
	}
	return false;
}

bool xj_law_missing(const struct xj_rules *r, const char *sql, char *name, size_t n)
{
	struct xj_str s;

	for (size_t at = 0; next_name(sql, &at, &s);) {
		bool found = false;

		for (size_t i = 0; i < r->law_rows && !found; i++)
			found = xj_str_is(s, r->law[i].name);
		if (!found) {
			snprintf(name, n, "%.*s", (int)s.n, s.p);
			return true;
		}
	}
	return false;
}
