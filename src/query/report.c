/*
 * report.c - owns reading flags: which ones a filter lets through, and the
 * evidence of each.  Nothing is gathered: a report of any length takes the same
 * memory.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "query_private.h"
#include "report.h"

/* What every entry of a part says of its source, ready-made. */
struct origin {
	int64_t part;
	char *head, *tail;
};
#define ORIGINS 256u

struct xj_report {
	struct xj_data *data;
	struct xj_report_filter filter;
	struct xj_resolved resolved;
	bool by_filing, by_donor, by_day;
	sqlite3_stmt *flags; /* the walk under way: one of the two that follow */
	sqlite3_stmt *all, *of_rule;
	sqlite3_stmt *entries, *part;
	struct origin origin[ORIGINS]; /* by part modulo ORIGINS */
};

enum { F_ID, F_RULE, F_SEVERITY, F_FILING, F_DONOR, F_VALUE, F_LIMIT, F_UNIT, F_EXEMPT,
       F_DETAIL, F_ENTRIES, F_AMOUNT, F_RECIPIENT, F_ELECTION, F_ARTICLE, F_FROM,
       F_TO, F_YEAR };
#define FLAGS_SQL \
	"SELECT g.id, g.rule, g.severity, g.filing, g.donor, g.value, g.\"limit\"," \
	" g.unit, g.exempt, g.detail, g.entries, g.amount, r.name, e.name, l.article," \
	" l.from_day, l.to_day, coalesce(e.roc_year, f.serial) + 1911" \
	" FROM flag g LEFT JOIN filing f ON f.id = g.filing" \
	" LEFT JOIN recipient r ON r.id = f.recipient" \
	" LEFT JOIN election e ON e.id = f.election" \
	" LEFT JOIN law l ON l.id = g.law"
static const char flags_sql[] = FLAGS_SQL " ORDER BY g.id";
static const char rule_sql[] = FLAGS_SQL " WHERE g.rule = ?1 ORDER BY g.id";

enum { N_ID, N_PART, N_ROW, N_SEQ, N_NAME, N_FILING, N_DONOR, N_DAY,
       N_AMOUNT, N_LINE, N_DIRECTION };
static const char entries_sql[] =
	"SELECT n.id, n.part, n.row, n.seq, n.counterparty, n.filing, n.donor, n.day,"
	" n.amount, n.line, n.direction"
	" FROM flag_entry x JOIN entry n ON n.id = x.entry WHERE x.flag = ?1"
	" ORDER BY x.entry";

static const char part_sql[] =
	"SELECT s.name, p.member, p.sheet, s.sha256 FROM part p"
	" JOIN source s ON s.id = p.source WHERE p.id = ?1";

static enum xj_status prepare(struct xj_report *r, struct xj_error *err)
{
	struct xj_data *d = r->data;
	enum xj_status st;

	/* evidence lies all over the store: each row would be a read of its own */
	xj_store_keep_mapped(d->store);
	st = xj_sql(d, flags_sql, &r->all, err);
	r->flags = r->all;
	if (!st)
		st = xj_sql(d, rule_sql, &r->of_rule, err);
	if (!st)
		st = xj_sql(d, entries_sql, &r->entries, err);
	return st ? st : xj_sql(d, part_sql, &r->part, err);
}

enum xj_status xj_report_open(struct xj_data *d, const struct xj_report_filter *f,
                              struct xj_report **out, struct xj_error *err)
{
	struct xj_report *r = calloc(1, sizeof(*r));
	enum xj_status st;

	*out = NULL;
	if (!r)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	r->data = d;
	r->filter = *f;
	st = prepare(r, err);
	if (!st && f->query)
		st = xj_resolve(d, f->query, &r->resolved, err);
	if (st) {
		xj_report_close(r);
		return st;
	}
	if (f->query) {
		r->by_filing = r->resolved.filings;
		r->by_donor = f->query->donor;
		r->by_day = f->query->has_day;
	}
	*out = r;
	return XJ_OK;
}

void xj_report_close(struct xj_report *r)
{
	if (!r)
		return;
	sqlite3_finalize(r->all);
	sqlite3_finalize(r->of_rule);
	sqlite3_finalize(r->entries);
	sqlite3_finalize(r->part);
	xj_resolved_clear(&r->resolved);
	for (size_t i = 0; i < ORIGINS; i++) {
		free(r->origin[i].head);
		free(r->origin[i].tail);
	}
	free(r);
}

void xj_report_rewind(struct xj_report *r)
{
	sqlite3_reset(r->flags);
	r->flags = r->all;
	sqlite3_reset(r->flags);
}

void xj_report_rule(struct xj_report *r, const char *rule)
{
	sqlite3_reset(r->flags);
	r->flags = r->of_rule;
	sqlite3_reset(r->flags);
	sqlite3_bind_text(r->flags, 1, rule, -1, SQLITE_TRANSIENT);
}

/* ---- what a filter lets through ---------------------------------------------- */

static bool has_filing(const struct xj_report *r, int64_t id)
{
	size_t n, low = 0, high;
	const struct xj_filing_row *f = xj_index_filings(r->data->index, &n);

	for (high = n; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (f[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && f[low].id == id && r->resolved.filings[low / 8] >> low % 8 & 1;
}

bool xj_report_has_filing(const struct xj_report *r, int64_t filing)
{
	return !r->by_filing || has_filing(r, filing);
}

static bool has_day(const struct xj_report *r, int64_t from, int64_t to)
{
	const struct xj_range *day = &r->filter.query->day;

	return to >= day->min && from <= day->max;
}

/* Whether one entry of the flag under way meets all conditions together. */
static bool has_entry(struct xj_report *r)
{
	sqlite3_stmt *q = r->entries;
	bool found = false;

	xj_report_evidence(r, sqlite3_column_int64(r->flags, F_ID));
	while (!found && sqlite3_step(q) == SQLITE_ROW) {
		int64_t day = sqlite3_column_int64(q, N_DAY);

		found = xj_report_has_filing(r, sqlite3_column_int64(q, N_FILING)) &&
		        (!r->by_donor || (uint64_t)sqlite3_column_int64(q, N_DONOR) ==
		                         r->filter.query->donor) &&
		        (!r->by_day || (sqlite3_column_type(q, N_DAY) != SQLITE_NULL &&
		                        has_day(r, day, day)));
	}
	sqlite3_reset(q);
	return found;
}

/* A flag without entries is judged by what it says itself. */
static bool is_wanted_itself(struct xj_report *r)
{
	sqlite3_stmt *q = r->flags;
	int year = sqlite3_column_int(q, F_YEAR);

	if (!xj_report_has_filing(r, sqlite3_column_int64(q, F_FILING)))
		return false;
	if (r->by_donor && (uint64_t)sqlite3_column_int64(q, F_DONOR) !=
	                   r->filter.query->donor)
		return false;
	return !r->by_day || has_day(r, xj_day_of(year, 1, 1), xj_day_of(year, 12, 31));
}

static bool is_wanted(struct xj_report *r)
{
	const struct xj_report_filter *f = &r->filter;
	struct xj_str rule = xj_sql_text(r->flags, F_RULE);
	struct xj_str severity = xj_sql_text(r->flags, F_SEVERITY);
	bool wanted = f->rules == 0;

	if (sqlite3_column_int64(r->flags, F_ID) <= f->after)
		return false;
	for (size_t i = 0; i < f->rules && !wanted; i++)
		wanted = xj_str_is(rule, f->rule[i]);
	if (!wanted || (f->severities && (!severity.n ||
	                                  !strchr(f->severities, severity.p[0]))))
		return false;
	if (!r->by_filing && !r->by_donor && !r->by_day)
		return true;
	return sqlite3_column_int64(r->flags, F_ENTRIES) ? has_entry(r)
	                                                 : is_wanted_itself(r);
}

/* ---- flags ------------------------------------------------------------------- */

static int32_t day_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? XJ_NO_DAY
	                                                 : sqlite3_column_int(q, at);
}

static void read_flag(sqlite3_stmt *q, struct xj_report_flag *out)
{
	*out = (struct xj_report_flag){
		.id = sqlite3_column_int64(q, F_ID),
		.filing = sqlite3_column_int64(q, F_FILING),
		.rule = xj_sql_text(q, F_RULE),
		.severity = xj_sql_text(q, F_SEVERITY),
		.article = xj_sql_text(q, F_ARTICLE),
		.recipient = xj_sql_text(q, F_RECIPIENT),
		.election = xj_sql_text(q, F_ELECTION),
		.unit = xj_sql_text(q, F_UNIT),
		.exempt = xj_sql_text(q, F_EXEMPT),
		.detail = xj_sql_text(q, F_DETAIL),
		.donor = (uint64_t)sqlite3_column_int64(q, F_DONOR),
		.has_value = sqlite3_column_type(q, F_VALUE) != SQLITE_NULL,
		.value = sqlite3_column_int64(q, F_VALUE),
		.has_limit = sqlite3_column_type(q, F_LIMIT) != SQLITE_NULL,
		.limit = sqlite3_column_int64(q, F_LIMIT),
		.from = day_at(q, F_FROM),
		.to = day_at(q, F_TO),
		.entries = (uint64_t)sqlite3_column_int64(q, F_ENTRIES),
		.amount = sqlite3_column_int64(q, F_AMOUNT),
	};
}

enum xj_status xj_report_next(struct xj_report *r, struct xj_report_flag *out,
                              struct xj_error *err)
{
	int rc;

	while ((rc = sqlite3_step(r->flags)) == SQLITE_ROW) {
		if (!is_wanted(r))
			continue;
		read_flag(r->flags, out);
		return XJ_OK;
	}
	if (rc != SQLITE_DONE)
		return xj_sql_failed(r->data, err);
	sqlite3_reset(r->flags);
	return XJ_END;
}

/* ---- evidence ----------------------------------------------------------------- */

void xj_report_evidence(struct xj_report *r, int64_t flag)
{
	sqlite3_reset(r->entries);
	sqlite3_bind_int64(r->entries, 1, flag);
}

enum xj_status xj_report_next_entry(struct xj_report *r, struct xj_report_entry *out,
                                    struct xj_error *err)
{
	int rc = sqlite3_step(r->entries);

	if (rc != SQLITE_ROW) {
		sqlite3_reset(r->entries);
		return rc == SQLITE_DONE ? XJ_END : xj_sql_failed(r->data, err);
	}
	*out = (struct xj_report_entry){
		.id = sqlite3_column_int64(r->entries, N_ID),
		.part = sqlite3_column_int64(r->entries, N_PART),
		.row = (uint64_t)sqlite3_column_int64(r->entries, N_ROW),
		.line = (uint64_t)sqlite3_column_int64(r->entries, N_LINE),
		.amount = sqlite3_column_int64(r->entries, N_AMOUNT),
		.day = day_at(r->entries, N_DAY),
		.direction = (enum xj_direction)sqlite3_column_int(r->entries,
		                                                   N_DIRECTION),
		.seq = xj_sql_text(r->entries, N_SEQ),
		.counterparty = xj_sql_text(r->entries, N_NAME),
	};
	return XJ_OK;
}

static enum xj_status spell_origin(struct xj_report *r, struct xj_buf *head,
                                   struct xj_buf *tail)
{
	enum xj_status st = xj_buf_addf(head, "\"source\":{\"file\":");

	if (!st)
		st = xj_buf_add_json(head, xj_sql_text(r->part, 0));
	if (!st)
		st = xj_buf_addf(head, ",\"member\":");
	if (!st)
		st = xj_buf_add_json(head, xj_sql_text(r->part, 1));
	if (!st && sqlite3_column_bytes(r->part, 2)) {
		st = xj_buf_addf(head, ",\"sheet\":");
		if (!st)
			st = xj_buf_add_json(head, xj_sql_text(r->part, 2));
	}
	if (!st)
		st = xj_buf_addf(head, ",\"row\":");
	if (!st)
		st = xj_buf_addf(tail, ",\"sha256\":");
	if (!st)
		st = xj_buf_add_json(tail, xj_sql_text(r->part, 3));
	return st ? st : xj_buf_addf(tail, "}");
}

static enum xj_status find_origin(struct xj_report *r, int64_t part,
                                  const struct origin **out, struct xj_error *err)
{
	struct origin *o = &r->origin[(uint64_t)part % ORIGINS];
	struct xj_buf head, tail;
	enum xj_status st = XJ_OK;

	*out = o;
	if (o->part == part)
		return XJ_OK;
	free(o->head);
	free(o->tail);
	*o = (struct origin){ 0 };
	xj_buf_init(&head, 1u << 20);
	xj_buf_init(&tail, 1u << 10);
	sqlite3_reset(r->part);
	sqlite3_bind_int64(r->part, 1, part);
	if (sqlite3_step(r->part) != SQLITE_ROW)
		st = xj_sql_failed(r->data, err);
	else if (spell_origin(r, &head, &tail))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	sqlite3_reset(r->part);
	if (st) {
		xj_buf_clear(&head);
		xj_buf_clear(&tail);
		return st;
	}
	*o = (struct origin){ part, head.p, tail.p };
	return XJ_OK;
}

static enum xj_status add_entry(struct xj_report *r, const struct xj_report_entry *e,
                                struct xj_buf *out, struct xj_error *err)
{
	const struct origin *o;
	enum xj_status st = find_origin(r, e->part, &o, err);

	if (st)
		return st;
	st = xj_buf_addf(out, "{\"id\":%" PRId64 ",\"seq\":", e->id);
	if (!st)
		st = xj_buf_add_json(out, e->seq);
	if (!st)
		st = xj_buf_addf(out, ",%s%" PRIu64 "%s}", o->head, e->row, o->tail);
	return st ? xj_fail(err, st, _("a flag has too much evidence for one line"))
	          : XJ_OK;
}

enum xj_status xj_report_evidence_json(struct xj_report *r, int64_t flag,
                                       struct xj_buf *out, struct xj_error *err)
{
	struct xj_report_entry e;
	enum xj_status st, written = xj_buf_add(out, "[", 1);
	bool any = false;

	xj_report_evidence(r, flag);
	while ((st = xj_report_next_entry(r, &e, err)) == XJ_OK) {
		if (!written && any)
			written = xj_buf_add(out, ",", 1);
		any = true;
		st = add_entry(r, &e, out, err);
		if (st)
			return st;
	}
	if (st != XJ_END)
		return st;
	if (!written)
		written = xj_buf_add(out, "]", 1);
	return written ? xj_fail(err, written, _("not enough memory")) : XJ_OK;
}

/* ---- counts -------------------------------------------------------------------- */

static enum xj_status count_one(struct xj_report_count **list, size_t *n,
                                const struct xj_report_flag *f, struct xj_error *err)
{
	struct xj_report_count *c = *n ? &(*list)[*n - 1] : NULL;

	if (!c || !xj_str_is(f->rule, c->rule)) {
		c = realloc(*list, (*n + 1) * sizeof(*c));
		if (!c)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		*list = c;
		c += (*n)++;
		memset(c, 0, sizeof(*c));
		memcpy(c->rule, f->rule.p, f->rule.n < sizeof(c->rule) - 1
		                           ? f->rule.n : sizeof(c->rule) - 1);
	}
	/* an exempt flag says I, whatever its rule is */
	if (f->severity.n && (!c->severity[0] || !f->exempt.n))
		c->severity[0] = f->severity.p[0];
	c->flags++;
	c->exempt += f->exempt.n > 0;
	c->entries += f->entries;
	c->amount += f->amount;
	return XJ_OK;
}

/* By looking at each flag: some may not be wanted. */
static enum xj_status count_wanted(struct xj_report *r, struct xj_report_count **out,
                                   size_t *n, struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st;

	xj_report_rewind(r);
	while ((st = xj_report_next(r, &f, err)) == XJ_OK) {
		st = count_one(out, n, &f, err);
		if (st)
			break;
	}
	xj_report_rewind(r);
	return st == XJ_END ? XJ_OK : st;
}

/* By the store's own counting: a rule is one line here. */
static enum xj_status count_all(struct xj_report *r, struct xj_report_count **out,
                                size_t *n, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(r->data, "SELECT rule, min(severity), count(*),"
	                           " count(exempt), sum(entries), sum(amount) FROM flag"
	                           " GROUP BY rule ORDER BY min(id)", &q, err);
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct xj_report_flag one = { .rule = xj_sql_text(q, 0),
		                              .severity = xj_sql_text(q, 1) };
		struct xj_report_count *c;

		st = count_one(out, n, &one, err);
		if (st)
			break;
		c = &(*out)[*n - 1];
		c->flags = (uint64_t)sqlite3_column_int64(q, 2);
		c->exempt = (uint64_t)sqlite3_column_int64(q, 3);
		c->entries = (uint64_t)sqlite3_column_int64(q, 4);
		c->amount = sqlite3_column_int64(q, 5);
	}
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(r->data, err);
}

enum xj_status xj_report_counts(struct xj_report *r, const struct xj_rules *rules,
                                struct xj_report_count **out, size_t *n,
                                struct xj_error *err)
{
	const struct xj_report_filter *f = &r->filter;
	bool all = !f->rules && !f->severities && !r->by_filing && !r->by_donor &&
	           !r->by_day;
	enum xj_status st;

	*out = NULL;
	*n = 0;
	st = all ? count_all(r, out, n, err) : count_wanted(r, out, n, err);
	for (size_t i = 0; i < *n; i++) {
		const struct xj_rule *rule = xj_rules_find(rules, (*out)[i].rule);

		if (rule)
			(*out)[i].severity[0] = rule->severity[0];
	}
	if (!st)
		return XJ_OK;
	free(*out);
	*out = NULL;
	*n = 0;
	return st;
}

/* ---- the law -------------------------------------------------------------------- */

/* The same bytes as the hash of a law table that was read from a file. */
static enum xj_status hash_law(sqlite3_stmt *q, struct xj_report_law *out,
                               struct xj_sha256 *h, struct xj_buf *line)
{
	enum xj_status st = XJ_OK;

	while (!st && sqlite3_step(q) == SQLITE_ROW) {
		int32_t from = day_at(q, 3);

		xj_buf_reset(line);
		for (int i = 0; i < 11 && !st; i++) {
			if (i == 3 || i == 4)
				st = xj_buf_addf(line, "%" PRId32, day_at(q, i));
			else
				st = xj_buf_addf(line, "%s", xj_sql_text(q, i).p);
			if (!st)
				st = xj_buf_add(line, i == 10 ? "\n" : "\t", 1);
		}
		if (!st)
			st = xj_sha256_add(h, line->p, line->n);
		if (from != XJ_NO_DAY && from > out->newest)
			out->newest = from;
	}
	return st;
}

enum xj_status xj_report_law(struct xj_data *d, struct xj_report_law *out,
                             struct xj_error *err)
{
	struct xj_sha256 *h;
	struct xj_buf line;
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, "SELECT name, kind, office, from_day, to_day, value,"
	                           " unit, article, source, confidence, rule_base_id"
	                           " FROM law ORDER BY id", &q, err);

	*out = (struct xj_report_law){ .newest = XJ_NO_DAY };
	if (st)
		return st;
	st = xj_sha256_new(&h, err);
	if (!st) {
		xj_buf_init(&line, 1u << 20);
		st = hash_law(q, out, h, &line);
		if (st)
			xj_sha256_free(h);
		else
			st = xj_sha256_end(h, out->sha256);
		if (st)
			xj_fail(err, st, _("not enough memory"));
		xj_buf_clear(&line);
	}
	sqlite3_finalize(q);
	return st;
}

enum xj_status xj_report_message(const struct xj_rule *rule, const char *language,
                                 const struct xj_report_flag *f, struct xj_buf *out)
{
	enum xj_status st = XJ_OK;

	if (rule)
		return xj_flag_message(rule, language, f->has_value, f->value, f->has_limit,
		                       f->limit, f->detail, f->entries, out);
	/* a rule of somebody else's: the figures speak */
	if (f->has_value)
		st = xj_buf_addf(out, "%" PRId64 " %.*s", f->value, (int)f->unit.n,
		                 f->unit.p);
	if (!st && f->has_limit)
		st = xj_buf_addf(out, " / %" PRId64, f->limit);
	return st || !f->detail.n ? st : xj_buf_addf(out, " %.*s", (int)f->detail.n,
	                                             f->detail.p);
}
