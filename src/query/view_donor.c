/*
 * view_donor.c - owns the profile of one donor: what they gave by year, election and
 * recipient, beside what the law allows in a year, and every name they were written
 * with.
 */
#include "profile.h"

/* ---- the entries of a donor -------------------------------------------------------- */

/* Appends [id, id ...] of all entries, page by page. */
static enum xj_status list_entries(struct xj_data *d, uint64_t donor, bool superseded,
                                   struct xj_buf *ids, struct xj_error *err)
{
	struct xj_question x;
	enum xj_status st = xj_buf_add(ids, "[", 1);
	bool more = true;

	xj_question_init(&x);
	x.donor = donor;
	x.limit = XJ_MAX_PAGE_ROWS;
	x.superseded = superseded;
	while (!st && more) {
		struct xj_answer a;

		st = xj_index_ask(d->index, &x, &a, err);
		if (st)
			return st;
		for (size_t i = 0; i < a.hits && !st; i++)
			st = xj_buf_addf(ids, "%s%lld", ids->n > 1 ? "," : "",
			                 (long long)a.hit[i].id);
		more = a.more && a.hits;
		x.after = more;
		x.after_key = more ? a.hit[a.hits - 1].key : 0;
		x.after_id = more ? a.hit[a.hits - 1].id : 0;
		xj_answer_clear(&a);
	}
	if (!st)
		st = xj_buf_add(ids, "]", 1);
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

/* What each section asks: ?1 is the list of entries, ?2 the donor's key. */
static const char name_sql[] =
	"SELECT counterparty FROM (SELECT n.counterparty, count(*) AS times"
	" FROM json_each(?1) j JOIN entry n ON n.id = j.value GROUP BY 1)"
	" ORDER BY times DESC, counterparty LIMIT 1";

static const char names_sql[] =
	"SELECT n.counterparty, n.counterparty_id, count(*)"
	" FROM json_each(?1) j JOIN entry n ON n.id = j.value"
	" GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 50";

static const char flags_sql[] = XJ_FLAGS_OF(
	"SELECT g.id AS flag, g.rule, g.severity, n.id AS entry, n.amount"
	" FROM json_each(?1) j JOIN flag_entry e ON e.entry = j.value"
	" JOIN flag g ON g.id = e.flag JOIN entry n ON n.id = e.entry"
	" UNION ALL SELECT g.id, g.rule, g.severity, NULL, 0 FROM flag g"
	" WHERE g.donor = ?2");

/* Dated gifts that were kept, and the highest figure in force in their year.  No
 * judgement: that is the rules', who know the exceptions. */
static const char limits_sql[] =
	"WITH g AS (SELECT CAST(strftime('%Y', n.day * 86400, 'unixepoch') AS INTEGER)"
	"  AS year, f.account, CASE n.kind WHEN 1 THEN 'individual' WHEN 2 THEN 'business'"
	"  WHEN 3 THEN 'party' ELSE 'group' END AS kind, f.recipient, n.amount"
	"  FROM json_each(?1) j JOIN entry n ON n.id = j.value"
	"  JOIN filing f ON f.id = n.filing WHERE n.direction = 1 AND n.disposition = 0"
	"  AND n.kind BETWEEN 1 AND 4 AND n.day IS NOT NULL AND f.account <> 'surplus'),"
	" s AS (SELECT year, account, kind, count(DISTINCT recipient) AS recipients,"
	"  sum(amount) AS amount FROM g GROUP BY year, account, kind)"
	" SELECT s.year, CASE s.account WHEN 'candidate' THEN 'all candidates'"
	"  ELSE 'all parties' END, s.recipients, s.amount, max(l.value), l.article"
	" FROM s JOIN law l ON l.kind = s.kind AND l.name = CASE s.account"
	"  WHEN 'candidate' THEN 'candidates.year.max' ELSE 'parties.year.max' END"
	"  AND coalesce(strftime('%Y', l.from_day * 86400, 'unixepoch'), '0') <="
	"      CAST(s.year AS TEXT)"
	"  AND coalesce(strftime('%Y', l.to_day * 86400, 'unixepoch'), '9999') >="
	"      CAST(s.year AS TEXT)"
	" GROUP BY s.year, s.account, s.kind ORDER BY s.year DESC, s.account";

static const struct xj_column name_columns[] = {
	{ "name", N_("Name as written"), XJ_T_TEXT, 0, true },
	{ "id", N_("Their id"), XJ_T_TEXT, 0, false },
	{ "count", N_("Rows"), XJ_T_INT, 0, false },
};
static const struct xj_section names = { "names", N_("Names used"), name_columns,
                                         XJ_COUNT(name_columns), false };
static const struct xj_column limit_columns[] = {
	{ "year", N_("Year"), XJ_T_TEXT, 0, false },
	{ "to", N_("Given to"), XJ_T_WORD, 0, false },
	{ "recipients", N_("Recipients"), XJ_T_INT, 1, false },
	{ "amount", N_("Kept"), XJ_T_MONEY, 0, false },
	{ "limit", N_("Lawful in a year"), XJ_T_MONEY, 0, false },
	{ "article", N_("Article"), XJ_T_ARTICLE, 2, true },
};
static const struct xj_section limits = { "limits", N_("Beside the limits of each year"),
                                          limit_columns, XJ_COUNT(limit_columns), false };

/* ---- the profile --------------------------------------------------------------------- */

static enum xj_status write_who(struct xj_data *d, uint64_t donor,
                                struct xj_sql_about about, struct xj_output *o,
                                struct xj_error *err)
{
	static const struct xj_column name[] = { { "name", N_("name"), XJ_T_TEXT, 0, true } };
	char spelled[20];
	struct xj_str key;
	enum xj_status st = xj_sql_facts(d, name, 1, name_sql, about, o, err);

	if (st == XJ_NOT_FOUND)
		return xj_fail(err, st, _("no donor has this key"));
	xj_donor_spell(donor, spelled);
	key = xj_str_c(spelled);
	return st ? st : xj_written(xj_out_text(o, "donor", N_("donor"), &key), err);
}

static enum xj_status write_profile(struct xj_data *d, uint64_t donor,
                                    const struct xj_answer *a,
                                    struct xj_sql_about all, struct xj_sql_about in_force,
                                    struct xj_output *o, struct xj_error *err)
{
	static const struct xj_profile_part parts[] = {
		{ XJ_BY_YEAR, "by_year", N_("By year") },
		{ XJ_BY_ELECTION, "by_election", N_("By election") },
		{ XJ_BY_RECIPIENT, "by_recipient", N_("By recipient") },
		{ XJ_BY_SUBJECT, "by_subject", N_("By account subject") },
	};
	enum xj_status st = write_who(d, donor, all, o, err);

	if (!st)
		st = xj_write_totals(a, o, err);
	if (!st)
		st = xj_sql_section(d, &names, names_sql, all, o, err);
	if (!st)
		st = xj_profile_flags(d, flags_sql, in_force, o, err);
	if (!st)
		st = xj_sql_section(d, &limits, limits_sql, in_force, o, err);
	if (!st)
		st = xj_profile_parts(d, a, parts, XJ_COUNT(parts), o, err);
	return st ? st : xj_write_entries(d, a->hit, a->hits, N_("Newest entries"), o,
	                                  err);
}

static enum xj_status donor_profile(struct xj_data *d, uint64_t donor,
                                    struct xj_output *o, struct xj_error *err)
{
	struct xj_question q;
	struct xj_answer a;
	struct xj_buf all, in_force;
	enum xj_status st;

	xj_question_init(&q);
	q.donor = donor;
	xj_profile_ask(&q, xj_facets_needed(1u << XJ_BY_YEAR | 1u << XJ_BY_ELECTION |
	                                    1u << XJ_BY_RECIPIENT | 1u << XJ_BY_SUBJECT));
	st = xj_index_ask(d->index, &q, &a, err);
	if (st)
		return st;
	xj_buf_init(&all, (size_t)1 << 28);
	xj_buf_init(&in_force, (size_t)1 << 28);
	st = list_entries(d, donor, true, &all, err);
	if (!st)
		st = list_entries(d, donor, false, &in_force, err);
	if (!st)
		st = write_profile(d, donor, &a,
			(struct xj_sql_about){ xj_buf_str(&all), (int64_t)donor },
			(struct xj_sql_about){ xj_buf_str(&in_force), (int64_t)donor }, o, err);
	xj_buf_clear(&all);
	xj_buf_clear(&in_force);
	xj_answer_clear(&a);
	return st;
}

/* ---- by name -------------------------------------------------------------------------- */

/* The donors that a name may mean: whole names first, then parts of names. */
static enum xj_status find_donors(struct xj_data *d, struct xj_str folded, bool whole,
                                  struct xj_answer *a, struct xj_error *err)
{
	struct xj_word word = { folded, whole, XJ_IN_COUNTERPARTY, NULL };
	struct xj_question q;

	xj_question_init(&q);
	q.word = &word;
	q.words = 1;
	q.facets = 1u << XJ_FACET_DONOR;
	q.msec = XJ_QUERY_MSEC;
	return xj_index_ask(d->index, &q, a, err);
}

/* Several donors of one name are listed, never added up: nobody knows whether
 * two people of one name are one. */
static enum xj_status list_donors(struct xj_data *d, const struct xj_answer *a,
                                  struct xj_output *o, struct xj_error *err)
{
	enum xj_status st = xj_written(xj_out_int(o, "donors", N_("donors of this name"),
		XJ_T_INT, (int64_t)a->facet_n[XJ_FACET_DONOR]), err);

	return st ? st : xj_facet_section(d, a, XJ_BY_DONOR, "candidates",
	                                  N_("Which one? Ask again with its key"),
	                                  XJ_MAX_FACET_VALUES, true, o, err);
}

static enum xj_status donor_by_name(struct xj_data *d, const char *who,
                                    struct xj_output *o, struct xj_error *err)
{
	struct xj_answer a = { 0 };
	struct xj_buf fold;
	enum xj_status st;

	xj_buf_init(&fold, 4096);
	st = xj_fold(xj_str_c(who), &fold);
	if (st || fold.n == 0) {
		xj_buf_clear(&fold);
		return xj_fail(err, XJ_USAGE, _("\"%.100s\" has no letters to search for"),
		               who);
	}
	for (int whole = 1; whole >= 0; whole--) {
		st = find_donors(d, xj_buf_str(&fold), whole, &a, err);
		if (st || a.count)
			break;
		xj_answer_clear(&a);
	}
	xj_buf_clear(&fold);
	if (st)
		return st;
	if (!a.count)
		st = xj_fail(err, XJ_NOT_FOUND, _("nobody called \"%.100s\" gave or was paid "
		             "anything here"), who);
	else if (a.facet_n[XJ_FACET_DONOR] == 1 && a.facet[XJ_FACET_DONOR][0].value)
		st = donor_profile(d, (uint64_t)a.facet[XJ_FACET_DONOR][0].value, o, err);
	else
		st = list_donors(d, &a, o, err);
	xj_answer_clear(&a);
	return st;
}

/* Whether WHO is a key, or a tax id, which is as good. */
static bool take_key(const char *who, uint64_t *key)
{
	struct xj_id id = xj_id_parse(xj_str_c(who));

	if (xj_donor_parse(xj_str_c(who), key))
		return true;
	if (id.kind != XJ_ID_TAX && id.kind != XJ_ID_TAX_RELAXED &&
	    id.kind != XJ_ID_TAX_WRONG)
		return false;
	*key = xj_donor_key(XJ_KIND_BUSINESS, XJ_STR(""), &id, 0);
	return true;
}

enum xj_status xj_view_donor(struct xj_data *d, const char *who, struct xj_output *o,
                             struct xj_error *err)
{
	uint64_t key;

	if (xj_utf8_valid(xj_str_c(who)) != strlen(who))
		return xj_fail(err, XJ_USAGE, _("the name is not valid UTF-8"));
	return take_key(who, &key) ? donor_profile(d, key, o, err)
	                           : donor_by_name(d, who, o, err);
}

enum xj_status xj_donor_name(struct xj_data *d, const char *who, struct xj_buf *out,
                             struct xj_error *err)
{
	struct xj_buf ids;
	sqlite3_stmt *q;
	uint64_t key;
	enum xj_status st;

	if (!take_key(who, &key))
		return XJ_NOT_FOUND;
	xj_buf_init(&ids, (size_t)1 << 28);
	st = list_entries(d, key, true, &ids, err);
	if (!st)
		st = xj_sql(d, name_sql, &q, err);
	if (!st) {
		sqlite3_bind_text(q, 1, ids.p, (int)ids.n, SQLITE_STATIC);
		st = sqlite3_step(q) != SQLITE_ROW ? XJ_NOT_FOUND
			: xj_buf_add(out, xj_sql_text(q, 0).p, xj_sql_text(q, 0).n);
		sqlite3_finalize(q);
	}
	xj_buf_clear(&ids);
	return st;
}
