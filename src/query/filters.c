/*
 * filters.c - owns the table of filters: their names are the same on the
 * command line, in the text of a query and in an address of the web.
 */
#include <stdio.h>
#include <stdlib.h>

#include "query_private.h"

const char *const xj_view_facet_names[XJ_VIEW_FACETS] = {
	[XJ_BY_RECIPIENT] = "recipient", [XJ_BY_ELECTION] = "election",
	[XJ_BY_AREA] = "area", [XJ_BY_KIND] = "kind", [XJ_BY_SUBJECT] = "subject",
	[XJ_BY_YEAR] = "year", [XJ_BY_PLACE] = "place", [XJ_BY_METHOD] = "method",
	[XJ_BY_DIRECTION] = "direction", [XJ_BY_DONOR] = "donor",
};

typedef enum xj_status set_fn(struct xj_query *q, const char *name,
                              struct xj_str value, struct xj_error *err);

/* =value and "value" mean the whole name. */
static bool take_whole(struct xj_str *v)
{
	if (v->n > 1 && v->p[0] == '=') {
		v->p++;
		v->n--;
		if (v->n > 1 && v->p[0] == '"' && v->p[v->n - 1] == '"') {
			v->p++;
			v->n -= 2;
		}
		return true;
	}
	if (v->n > 2 && v->p[0] == '"' && v->p[v->n - 1] == '"') {
		v->p++;
		v->n -= 2;
		return true;
	}
	return false;
}

enum xj_status xj_query_add_term(struct xj_query *q, enum xj_term_kind kind,
                                 struct xj_str text, bool whole,
                                 struct xj_error *err)
{
	struct xj_term *t = &q->term[q->terms];

	if (q->terms == XJ_MAX_TERMS)
		return xj_fail(err, XJ_LIMIT, _("too many conditions: at most %u"),
		               XJ_MAX_TERMS);
	if (xj_utf8_valid(text) != text.n)
		return xj_fail(err, XJ_USAGE, _("the question is not valid UTF-8"));
	if (xj_utf8_count(text) > XJ_MAX_WORD_CHARS)
		return xj_fail(err, XJ_LIMIT, _("a word of the question is longer than %u "
		               "characters"), XJ_MAX_WORD_CHARS);
	xj_buf_init(&t->folded, 4096);
	if (xj_fold(text, &t->folded))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	t->text = strndup(text.p, text.n);
	if (!t->text) {
		xj_buf_clear(&t->folded);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	t->kind = kind;
	t->whole = whole;
	q->terms++;
	q->chars += xj_utf8_count(xj_buf_str(&t->folded));
	if (q->chars > XJ_MAX_GRAMS)
		return xj_fail(err, XJ_LIMIT, _("the names of the question are longer than "
		               "%u characters together"), XJ_MAX_GRAMS);
	if (t->folded.n == 0)
		return xj_fail(err, XJ_USAGE, _("\"%s\" has no letters to search for"),
		               t->text);
	return XJ_OK;
}

/* A donor is of income, a payee of expense, whatever direction: says; bit 0 is no
 * direction at all, so that a contradiction finds nothing. */
static void only_side(struct xj_query *q, uint32_t direction)
{
	q->sides = 1u | (q->sides ? q->sides & 1u << direction : 1u << direction);
}

static enum xj_status set_text(struct xj_query *q, const char *name,
                               struct xj_str value, struct xj_error *err)
{
	static const struct {
		const char *name;
		enum xj_term_kind kind;
		uint32_t direction;
	} kinds[] = {
		{ "counterparty", XJ_TERM_COUNTERPARTY, 0 },
		{ "donor", XJ_TERM_COUNTERPARTY, XJ_INCOME },
		{ "payee", XJ_TERM_COUNTERPARTY, XJ_EXPENSE },
		{ "purpose", XJ_TERM_PURPOSE, 0 },
		{ "recipient", XJ_TERM_RECIPIENT, 0 },
		{ "election", XJ_TERM_ELECTION, 0 },
		{ "area", XJ_TERM_AREA, 0 },
		{ "party", XJ_TERM_PARTY, 0 },
		{ "source", XJ_TERM_SOURCE, 0 },
		{ "flag", XJ_TERM_FLAG, 0 },
	};
	bool whole = take_whole(&value);

	for (size_t i = 0; i < XJ_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0) {
			if (kinds[i].direction)
				only_side(q, kinds[i].direction);
			return xj_query_add_term(q, kinds[i].kind, value, whole, err);
		}
	return xj_fail(err, XJ_INTERNAL, "filter %s", name);
}

/* A donor is a key, a /pattern/ or a name. */
static enum xj_status set_donor(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	uint64_t key;

	if (xj_donor_parse(value, &key)) {
		if (q->donor && q->donor != key)
			return xj_fail(err, XJ_USAGE, _("only one donor's key in a question"));
		q->donor = key;
		return XJ_OK;
	}
	if (value.n < 2 || value.p[0] != '/' || value.p[value.n - 1] != '/')
		return set_text(q, name, value, err);
	if (q->pattern)
		return xj_fail(err, XJ_USAGE, _("only one pattern /.../ in a question"));
	if (value.n > XJ_MAX_PATTERN_BYTES)
		return xj_fail(err, XJ_LIMIT, _("the pattern is longer than %u bytes"),
		               XJ_MAX_PATTERN_BYTES);
	q->pattern = strndup(value.p + 1, value.n - 2);
	only_side(q, XJ_INCOME);
	return q->pattern ? XJ_OK : xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

static enum xj_status set_id(struct xj_query *q, const char *name,
                             struct xj_str value, struct xj_error *err)
{
	struct xj_id id = xj_id_parse(value);

	(void)name;
	if (!id.text[0])
		return xj_fail(err, XJ_USAGE, _("id: \"%.*s\" is no id"), (int)value.n,
		               value.p);
	if (q->id[0] && strcmp(q->id, id.text))
		return xj_fail(err, XJ_USAGE, _("only one id in a question"));
	memcpy(q->id, id.text, sizeof(q->id));
	return XJ_OK;
}

struct choice {
	const char *word;
	unsigned value;
};

static enum xj_status set_bit(const struct choice *choices, const char *name,
                              struct xj_str value, uint32_t *bits,
                              struct xj_error *err)
{
	struct xj_buf known;
	enum xj_status st;

	xj_buf_init(&known, 400);
	for (const struct choice *c = choices; c->word; c++) {
		if (xj_str_is(value, c->word)) {
			*bits |= 1u << c->value;
			xj_buf_clear(&known);
			return XJ_OK;
		}
		(void)!xj_buf_addf(&known, "%s%s", known.n ? ", " : "", c->word);
	}
	st = xj_fail(err, XJ_USAGE, _("%s: \"%.*s\" is none of: %s"), name,
	             (int)value.n, value.p, known.p ? known.p : "");
	xj_buf_clear(&known);
	return st;
}

static enum xj_status set_choice(struct xj_query *q, const char *name,
                                 struct xj_str value, struct xj_error *err)
{
	static const struct choice kinds[] = {
		{ "individual", XJ_KIND_INDIVIDUAL }, { "business", XJ_KIND_BUSINESS },
		{ "party", XJ_KIND_PARTY }, { "group", XJ_KIND_GROUP },
		{ "anonymous", XJ_KIND_ANONYMOUS }, { "other", XJ_KIND_OTHER },
		{ "個人", XJ_KIND_INDIVIDUAL }, { "營利事業", XJ_KIND_BUSINESS },
		{ "政黨", XJ_KIND_PARTY }, { "人民團體", XJ_KIND_GROUP },
		{ "匿名", XJ_KIND_ANONYMOUS }, { "其他", XJ_KIND_OTHER }, { NULL, 0 }
	};
	static const struct choice directions[] = {
		{ "income", XJ_INCOME }, { "expense", XJ_EXPENSE },
		{ "收入", XJ_INCOME }, { "支出", XJ_EXPENSE }, { NULL, 0 }
	};
	static const struct choice methods[] = {
		{ "cash", XJ_METHOD_CASH }, { "transfer", XJ_METHOD_TRANSFER },
		{ "cheque", XJ_METHOD_CHEQUE }, { "other", XJ_METHOD_OTHER },
		{ "none", XJ_METHOD_NONE }, { "現金", XJ_METHOD_CASH },
		{ "匯款", XJ_METHOD_TRANSFER }, { "票據", XJ_METHOD_CHEQUE }, { NULL, 0 }
	};

	if (strcmp(name, "kind") == 0)
		return set_bit(kinds, name, value, &q->kinds, err);
	if (strcmp(name, "direction") == 0)
		return set_bit(directions, name, value, &q->directions, err);
	return set_bit(methods, name, value, &q->methods, err);
}

/* A code, or part of a subject's name in any kind of account. */
static enum xj_status set_subject(struct xj_query *q, const char *name,
                                  struct xj_str value, struct xj_error *err)
{
	const struct xj_subject *s;
	unsigned code = 0;
	bool found = false;
	size_t n;

	if (value.n == 2 && value.p[0] >= '0' && value.p[0] <= '9' &&
	    value.p[1] >= '0' && value.p[1] <= '9')
		code = (unsigned)(value.p[0] - '0') * 10u + (unsigned)(value.p[1] - '0');
	s = xj_subjects(&n);
	for (size_t i = 0; i < n; i++) {
		bool hit = code ? s[i].code == code
		                : value.n && (memmem(s[i].name, strlen(s[i].name), value.p,
		                                     value.n) ||
		                              xj_str_is(value, s[i].summary_name));
		if (hit)
			q->subjects[s[i].code / 64] |= 1ull << s[i].code % 64;
		found = found || hit;
	}
	if (found)
		return XJ_OK;
	return xj_fail(err, XJ_USAGE, _("%s: \"%.*s\" is no account subject; write a "
	               "code as 11 or part of a name as 宣傳"), name, (int)value.n, value.p);
}

static enum xj_status set_place(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	unsigned place = xj_place_find(value);
	size_t n = place ? strlen(xj_place_name(place)) : 0;

	if (!place)
		return xj_fail(err, XJ_USAGE, _("%s: \"%.*s\" is no county or district; "
		               "write for example 臺中市"), name, (int)value.n, value.p);
	/* a county holds its districts */
	for (unsigned i = 1; xj_place_name(i) && i < 8 * sizeof(q->places); i++)
		if (strncmp(xj_place_name(i), xj_place_name(place), n) == 0)
			q->places[i / 8] |= (uint8_t)(1u << i % 8);
	q->has_places = true;
	return XJ_OK;
}

static void narrow(struct xj_range *range, bool *has, struct xj_range by)
{
	if (!*has || by.min > range->min)
		range->min = by.min;
	if (!*has || by.max < range->max)
		range->max = by.max;
	*has = true;
}

static enum xj_status set_range(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	struct xj_range r;
	enum xj_status st;

	if (strcmp(name, "amount") == 0) {
		st = xj_parse_amounts(value, &r, err);
		if (!st)
			narrow(&q->amount, &q->has_amount, r);
		return st;
	}
	st = strcmp(name, "year") == 0 ? xj_parse_years(value, &r, err)
	                               : xj_parse_days(value, &r, err);
	if (!st)
		narrow(&q->day, &q->has_day, r);
	return st;
}

static enum xj_status set_sort(struct xj_query *q, const char *name,
                               struct xj_str value, struct xj_error *err)
{
	static const struct choice sorts[] = {
		{ "amount", XJ_SORT_AMOUNT }, { "date", XJ_SORT_DATE },
		{ "relevance", XJ_SORT_RELEVANCE }, { "id", XJ_SORT_ID }, { NULL, 0 }
	};
	uint32_t bits = 0;
	enum xj_status st;

	q->descending = value.n && value.p[0] == '-';
	if (q->descending)
		value = xj_str_of(value.p + 1, value.n - 1);
	st = set_bit(sorts, name, value, &bits, err);
	if (!st)
		q->sort = (enum xj_sort)__builtin_ctz(bits);
	q->has_sort = true;
	return st;
}

static enum xj_status set_limit(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	struct xj_money n = xj_money_parse(value);

	if (n.doubt || n.amount < 0 || n.amount > (int64_t)XJ_MAX_PAGE_ROWS)
		return xj_fail(err, XJ_USAGE, _("%s: \"%.*s\": from 0 to %u rows a page; "
		               "for more use --after with the \"next\" of the page, or "
		               "the export"), name, (int)value.n, value.p, XJ_MAX_PAGE_ROWS);
	q->limit = (size_t)n.amount;
	return XJ_OK;
}

/* See view_search.c: the order, then key and id of the last row in hex.  Whether it
 * is the order of this question is known only when all filters are (resolve.c). */
static enum xj_status set_after(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	unsigned long long key, id;
	char text[48], order[2];
	int end = 0;

	if (value.n < sizeof(text)) {
		memcpy(text, value.p, value.n);
		text[value.n] = '\0';
		if (sscanf(text, "%1[a-zA-Z]%16llx.%16llx%n", order, &key, &id, &end) == 3 &&
		    (size_t)end == value.n) {
			q->after = true;
			q->after_order = order[0];
			q->after_key = (int64_t)key;
			q->after_id = (int64_t)id;
			return XJ_OK;
		}
	}
	return xj_fail(err, XJ_USAGE, _("%s: \"%.*s\" was not given by a page as its "
	               "\"next\""), name, (int)(value.n < 60 ? value.n : 60), value.p);
}

static enum xj_status set_facet(struct xj_query *q, const char *name,
                                struct xj_str value, struct xj_error *err)
{
	struct choice choices[XJ_VIEW_FACETS + 1];

	q->has_facets = true;
	if (xj_str_is(value, "none")) {
		q->facets = 0;
		return XJ_OK;
	}
	for (unsigned i = 0; i < XJ_VIEW_FACETS; i++)
		choices[i] = (struct choice){ xj_view_facet_names[i], i };
	choices[XJ_VIEW_FACETS] = (struct choice){ NULL, 0 };
	while (value.n) {
		const char *comma = memchr(value.p, ',', value.n);
		size_t n = comma ? (size_t)(comma - value.p) : value.n;
		enum xj_status st = set_bit(choices, name, xj_str_of(value.p, n),
		                            &q->facets, err);
		if (st)
			return st;
		value.p += n + (comma ? 1 : 0);
		value.n -= n + (comma ? 1 : 0);
	}
	return XJ_OK;
}

static enum xj_status set_versions(struct xj_query *q, const char *name,
                                   struct xj_str value, struct xj_error *err)
{
	static const struct choice which[] = { { "current", 1 }, { "all", 2 }, { NULL, 0 } };
	uint32_t bits = 0;
	enum xj_status st = set_bit(which, name, value, &bits, err);

	if (!st)
		q->superseded = bits == 1u << 2;
	return st;
}

/* One row a filter: name, argument, help, what sets it. */
#define FILTERS(ROW) \
	ROW("counterparty", "NAME", \
	    N_("a counterparty's name (=NAME: the whole name)"), set_text) \
	ROW("donor", "NAME", \
	    N_("a donor's name, key, or /pattern/"), set_donor) \
	ROW("payee", "NAME", N_("the name of who was paid"), set_text) \
	ROW("recipient", "NAME", N_("who filed"), set_text) \
	ROW("id", "ID", \
	    N_("tax id or masked id of the counterparty"), set_id) \
	ROW("election", "NAME", N_("part of an election's name"), set_text) \
	ROW("year", "YEAR", \
	    N_("year of the transaction, AD or ROC, or a span"), set_range) \
	ROW("area", "NAME", N_("area of the election"), set_text) \
	ROW("place", "NAME", \
	    N_("county or district of the counterparty's address"), set_place) \
	ROW("party", "NAME", \
	    N_("party that nominated the recipient"), set_text) \
	ROW("purpose", "WORDS", N_("words of the stated use"), set_text) \
	ROW("subject", "NAME", \
	    N_("account subject: code or part of its name"), set_subject) \
	ROW("kind", "KIND", \
	    N_("individual, business, party, group, anonymous, other"), set_choice) \
	ROW("direction", "SIDE", N_("income or expense"), set_choice) \
	ROW("method", "METHOD", \
	    N_("cash, transfer, cheque, other"), set_choice) \
	ROW("amount", "MIN..MAX", \
	    N_("amount or span of amounts, in dollars"), set_range) \
	ROW("date", "FROM..TO", \
	    N_("day, month or year, AD or ROC, or a span"), set_range) \
	ROW("flag", "RULE", \
	    N_("a rule that holds for the entry: anonymous-limit"), set_text) \
	ROW("source", "FILE", \
	    N_("name or SHA-256 of the file it came from"), set_text) \
	ROW("versions", "WHICH", \
	    N_("current, or all: also superseded filings"), set_versions) \
	ROW("sort", "KEY", \
	    N_("relevance, amount, date, id; -KEY for descending"), set_sort) \
	ROW("limit", "N", N_("rows of the page (20)"), set_limit) \
	ROW("after", "TOKEN", \
	    N_("continue behind a page: its \"next\""), set_after) \
	ROW("facet", "NAMES", \
	    N_("count by: recipient, election, area, kind, subject, year, place, " \
	       "method, direction, donor; or none"), set_facet)

#define FILTER_ROW(name, argument, help, set) { name, argument, help },
#define SETTER_ROW(name, argument, help, set) set,

static const struct xj_filter filters[] = {
	FILTERS(FILTER_ROW)
	{ NULL, NULL, NULL }
};
static set_fn *const setters[] = { FILTERS(SETTER_ROW) };

const struct xj_filter *xj_query_filters(void)
{
	return filters;
}

enum xj_status xj_query_set(struct xj_query *q, const char *name,
                            const char *value, struct xj_error *err)
{
	struct xj_str v = xj_str_c(value);

	if (v.n > XJ_MAX_QUERY_BYTES)
		return xj_fail(err, XJ_LIMIT, _("%s: longer than %u bytes"), name,
		               XJ_MAX_QUERY_BYTES);
	for (size_t i = 0; i < XJ_COUNT(setters); i++)
		if (strcmp(filters[i].name, name) == 0)
			return v.n ? setters[i](q, name, v, err)
			           : xj_fail(err, XJ_USAGE, _("%s: a value is missing"), name);
	return xj_fail(err, XJ_USAGE, _("no filter is called \"%.60s\"; see xianjin "
	               "search --help"), name);
}
