/*
 * view_lag.c - owns how long a gift stays out of sight: days from the gift to
 * its deposit, to polling day, to the filing and to publication, weighted by
 * money, and how much of the money was there, and public, before people voted.
 *
 * What nobody knows is said: the day on which a report really went online is
 * not in the data.  "public" is the last lawful day (publish_by), or the day of
 * the correction where that is later.
 */
#include <stdio.h>
#include <stdlib.h>

#include "query_private.h"

enum interval { TO_DEPOSIT, TO_POLLING, TO_FILED, TO_DUE, TO_PUBLIC, INTERVALS };
static const char *const interval_names[INTERVALS] = {
	"deposit", "polling", "filed", "due", "public"
};
#define UNKNOWN INT32_MIN

/* Gifts of a filing with the same days. */
struct item {
	int32_t day, deposit;
	int64_t gifts, amount;
};

struct filing {
	int64_t id, election, recipient;
	struct xj_buf election_name, recipient_name;
	int32_t polling, due, filed, open; /* open: public from here on */
	size_t first, items;
};

struct lags {
	struct xj_data *data;
	struct filing *filing; /* in the order of the answer */
	size_t filings;
	size_t *by_id;         /* places of filings, by id */
	struct item *item;
	size_t items, room;
};

/* A lag and the money that waited so long. */
struct weight {
	int32_t days;
	int64_t gifts, amount;
};

struct spread {
	int64_t gifts, amount, unknown_gifts, unknown_amount;
	int32_t at[5], least, most; /* where 10, 25, 50, 75, 90 % of the money was */
};

static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* Hundredths of a percent. */
static int64_t share(int64_t part, int64_t all)
{
	return all ? (int64_t)((__int128)part * 10000 / all) : 0;
}

/* ---- reading --------------------------------------------------------- */

static int32_t day_at(sqlite3_stmt *q, int at)
{
	return sqlite3_column_type(q, at) == SQLITE_NULL ? UNKNOWN
	                                                 : sqlite3_column_int(q, at);
}

static int32_t parsed_at(sqlite3_stmt *q, int at)
{
	struct xj_date d = xj_date_parse(xj_sql_text(q, at));

	return d.day == XJ_NO_DAY ? UNKNOWN : d.day;
}

static enum xj_status keep_filing(struct lags *l, sqlite3_stmt *q,
                                  struct xj_error *err)
{
	struct filing *more = reallocarray(l->filing, l->filings + 1, sizeof(*more)), *f;
	struct xj_str name = xj_sql_text(q, 3), who = xj_sql_text(q, 4);
	int32_t corrected = parsed_at(q, 9);

	if (!more)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	l->filing = more;
	f = &more[l->filings++];
	*f = (struct filing){
		.id = sqlite3_column_int64(q, 0), .election = sqlite3_column_int64(q, 1),
		.recipient = sqlite3_column_int64(q, 2), .polling = day_at(q, 5),
		.due = day_at(q, 6), .open = day_at(q, 7), .filed = parsed_at(q, 8),
	};
	if (f->open != UNKNOWN && corrected > f->open)
		f->open = corrected;
	xj_buf_init(&f->election_name, 1u << 20);
	xj_buf_init(&f->recipient_name, 1u << 20);
	if (xj_buf_add(&f->election_name, name.p, name.n) ||
	    xj_buf_add(&f->recipient_name, who.p, who.n))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

static enum xj_status read_filings(struct lags *l, struct xj_error *err)
{
	static const char sql[] =
		"SELECT f.id, coalesce(f.election, 0), f.recipient, e.name, r.name,"
		" e.polling_day, e.report_due, e.publish_by,"
		" (SELECT y.text FROM summary y WHERE y.filing = f.id AND"
		"  y.item = 'filed_on' ORDER BY y.part DESC, y.row DESC LIMIT 1),"
		" (SELECT y.text FROM summary y WHERE y.filing = f.id AND"
		"  y.item = 'corrected_on' ORDER BY y.part DESC, y.row DESC LIMIT 1)"
		" FROM filing f JOIN recipient r ON r.id = f.recipient"
		" LEFT JOIN election e ON e.id = f.election WHERE f.income_in_force"
		" ORDER BY e.polling_day, e.name, r.name, r.id, f.serial";
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(l->data, sql, &q, err);
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = keep_filing(l, q, err);
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(l->data, err);
}

static int by_id(const void *a, const void *b, void *lags)
{
	const struct lags *l = lags;
	int64_t x = l->filing[*(const size_t *)a].id, y = l->filing[*(const size_t *)b].id;

	return x < y ? -1 : x > y;
}

static enum xj_status sort_filings(struct lags *l, struct xj_error *err)
{
	l->by_id = calloc(l->filings + 1, sizeof(*l->by_id));
	if (!l->by_id)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	for (size_t i = 0; i < l->filings; i++)
		l->by_id[i] = i;
	if (l->filings)
		qsort_r(l->by_id, l->filings, sizeof(*l->by_id), by_id, l);
	return XJ_OK;
}

static enum xj_status keep_item(struct lags *l, struct filing *f, sqlite3_stmt *q,
                                struct xj_error *err)
{
	if (l->items == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct item *more = reallocarray(l->item, room, sizeof(*more));

		if (!more)
			return xj_fail(err, XJ_NOMEM, _("not enough memory"));
		l->item = more;
		l->room = room;
	}
	if (!f->items)
		f->first = l->items;
	f->items++;
	l->item[l->items++] = (struct item){ day_at(q, 1), day_at(q, 2),
		sqlite3_column_int64(q, 3), sqlite3_column_int64(q, 4) };
	return XJ_OK;
}

/* Both are in the order of filings. */
static enum xj_status read_items(struct lags *l, struct xj_error *err)
{
	static const char sql[] =
		"SELECT n.filing, n.day, n.deposit_day, count(*), sum(n.amount)"
		" FROM entry n WHERE n.direction = 1 AND n.kind <> 0 AND n.amount > 0"
		" GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(l->data, sql, &q, err);
	size_t at = 0;
	int rc = SQLITE_DONE;

	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(q, 0);

		while (at < l->filings && l->filing[l->by_id[at]].id < id)
			at++;
		if (at < l->filings && l->filing[l->by_id[at]].id == id)
			st = keep_item(l, &l->filing[l->by_id[at]], q, err);
	}
	sqlite3_finalize(q);
	return st || rc == SQLITE_DONE ? st : xj_sql_failed(l->data, err);
}

/* ---- counting -------------------------------------------------------- */

static int32_t lag(const struct filing *f, const struct item *i, enum interval which)
{
	const int32_t end[INTERVALS] = { i->deposit, f->polling, f->filed, f->due,
	                                 f->open };

	return i->day == UNKNOWN || end[which] == UNKNOWN ? UNKNOWN
	                                                  : end[which] - i->day;
}

static int by_days(const void *a, const void *b)
{
	const struct weight *x = a, *y = b;

	return x->days < y->days ? -1 : x->days > y->days;
}

/* The lag at which PERCENT of the money is reached. */
static int32_t quantile(const struct weight *w, size_t n, int64_t all, int percent)
{
	__int128 sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += w[i].amount;
		if (sum * 100 >= (__int128)all * percent)
			return w[i].days;
	}
	return n ? w[n - 1].days : UNKNOWN;
}

/* Over the filings FROM..TO-1; W has room for all their items. */
static struct spread measure(const struct lags *l, size_t from, size_t to,
                             enum interval which, struct weight *w)
{
	static const int percent[] = { 10, 25, 50, 75, 90 };
	struct spread s = { .least = UNKNOWN, .most = UNKNOWN };
	size_t n = 0;

	for (size_t f = from; f < to; f++)
		for (size_t k = 0; k < l->filing[f].items; k++) {
			const struct item *i = &l->item[l->filing[f].first + k];
			int32_t days = lag(&l->filing[f], i, which);

			if (days == UNKNOWN) {
				s.unknown_gifts += i->gifts;
				s.unknown_amount = add(s.unknown_amount, i->amount);
				continue;
			}
			s.gifts += i->gifts;
			s.amount = add(s.amount, i->amount);
			w[n++] = (struct weight){ days, i->gifts, i->amount };
		}
	qsort(w, n, sizeof(*w), by_days);
	if (n) {
		s.least = w[0].days;
		s.most = w[n - 1].days;
	}
	for (size_t i = 0; i < XJ_COUNT(percent); i++)
		s.at[i] = quantile(w, n, s.amount, percent[i]);
	return s;
}

/* ---- writing --------------------------------------------------------- */

static struct xj_value number(int64_t v)
{
	return (struct xj_value){ .i = v };
}

static struct xj_value days_value(int32_t days)
{
	return (struct xj_value){ .null = days == UNKNOWN, .i = days };
}

static enum xj_status write_intervals(const struct lags *l, struct weight *w,
                                      struct xj_output *o)
{
	static const struct xj_column columns[] = {
		{ "to", N_("From the gift to"), XJ_T_WORD, 0, false },
		{ "gifts", N_("Gifts"), XJ_T_INT, 1, false },
		{ "amount", N_("Amount"), XJ_T_MONEY, 1, false },
		{ "p10", N_("10 %"), XJ_T_INT, 2, false },
		{ "p25", N_("25 %"), XJ_T_INT, 2, false },
		{ "p50", N_("50 %"), XJ_T_INT, 0, false },
		{ "p75", N_("75 %"), XJ_T_INT, 2, false },
		{ "p90", N_("90 %"), XJ_T_INT, 0, false },
		{ "least", N_("Least"), XJ_T_INT, 3, false },
		{ "most", N_("Most"), XJ_T_INT, 3, false },
		{ "unknown_gifts", N_("Unknown gifts"), XJ_T_INT, 3, false },
		{ "unknown_amount", N_("Unknown amount"), XJ_T_MONEY, 2, false },
	};
	static const struct xj_section section = { "intervals",
		N_("Days from the gift, by how much of the money had waited"), columns,
		XJ_COUNT(columns), false };
	enum xj_status st = xj_out_begin(o, &section);

	for (int i = 0; i < INTERVALS && !st; i++) {
		struct spread s = measure(l, 0, l->filings, (enum interval)i, w);
		struct xj_value v[XJ_COUNT(columns)];

		v[0] = (struct xj_value){ .s = xj_str_c(interval_names[i]) };
		v[1] = number(s.gifts);
		v[2] = number(s.amount);
		for (int k = 0; k < 5; k++)
			v[3 + k] = days_value(s.gifts ? s.at[k] : UNKNOWN);
		v[8] = days_value(s.least);
		v[9] = days_value(s.most);
		v[10] = number(s.unknown_gifts);
		v[11] = number(s.unknown_amount);
		st = xj_out_row(o, v);
	}
	return st ? st : xj_out_end(o);
}

static const struct xj_column row_columns[] = {
	{ "election", N_("Election"), XJ_T_TEXT, 1, true },
	{ "recipient", N_("Recipient"), XJ_T_TEXT, 0, true },
	{ "gifts", N_("Gifts"), XJ_T_INT, 3, false },
	{ "amount", N_("Amount"), XJ_T_MONEY, 0, false },
	{ "before_polling", N_("Given before polling"), XJ_T_MONEY, 2, false },
	{ "before_polling_bp", N_("Given before, 1/100 %"), XJ_T_INT, -1, false },
	{ "public_before_polling", N_("Public before polling"), XJ_T_MONEY, 2, false },
	{ "public_before_polling_bp", N_("Public before, 1/100 %"), XJ_T_INT,
	  -1, false },
	{ "unknown", N_("Unknown"), XJ_T_MONEY, 3, false },
	{ "days_to_deposit", N_("Days to deposit"), XJ_T_INT, 2, false },
	{ "days_to_public", N_("Days to public"), XJ_T_INT, 0, false },
	{ "public_from", N_("Public from"), XJ_T_DATE, 1, false },
};

struct before {
	int64_t gifts, amount, given, open, unknown;
};

static struct before count_before(const struct lags *l, size_t from, size_t to)
{
	struct before b = { 0 };

	for (size_t f = from; f < to; f++)
		for (size_t k = 0; k < l->filing[f].items; k++) {
			const struct filing *x = &l->filing[f];
			const struct item *i = &l->item[x->first + k];
			int32_t left = lag(x, i, TO_POLLING);

			b.gifts += i->gifts;
			b.amount = add(b.amount, i->amount);
			if (left == UNKNOWN)
				b.unknown = add(b.unknown, i->amount);
			else if (left > 0)
				b.given = add(b.given, i->amount);
			if (left != UNKNOWN && x->open != UNKNOWN && x->open < x->polling)
				b.open = add(b.open, i->amount);
		}
	return b;
}

static enum xj_status write_row(const struct lags *l, size_t from, size_t to,
                                struct weight *w, struct xj_output *o)
{
	const struct filing *f = &l->filing[from];
	struct before b = count_before(l, from, to);
	int64_t known = b.amount - b.unknown;
	struct xj_str election = xj_buf_str(&f->election_name);
	char day[16];
	struct xj_value v[XJ_COUNT(row_columns)];

	if (!b.gifts)
		return XJ_OK;
	xj_day_iso(f->open, day); /* UNKNOWN is XJ_NO_DAY */
	v[0] = (struct xj_value){ .null = election.n == 0, .s = election };
	v[1] = (struct xj_value){ .s = xj_buf_str(&f->recipient_name) };
	v[2] = number(b.gifts);
	v[3] = number(b.amount);
	v[4] = number(b.given);
	v[5] = number(share(b.given, known));
	v[6] = number(b.open);
	v[7] = number(share(b.open, known));
	v[8] = number(b.unknown);
	v[9] = days_value(measure(l, from, to, TO_DEPOSIT, w).at[2]);
	v[10] = days_value(measure(l, from, to, TO_PUBLIC, w).at[2]);
	v[11] = (struct xj_value){ .null = !*day, .s = xj_str_c(day) };
	if (f->polling == UNKNOWN)
		for (int i = 4; i <= 7; i++)
			v[i].null = true;
	return xj_out_row(o, v);
}

static enum xj_status write_rows(const struct lags *l, struct weight *w,
                                 struct xj_output *o)
{
	static const struct xj_section section = { "rows", N_("By election and recipient"),
		row_columns, XJ_COUNT(row_columns), true };
	enum xj_status st = xj_out_begin(o, &section);

	for (size_t from = 0, to; from < l->filings && !st; from = to) {
		const struct filing *f = &l->filing[from];

		for (to = from + 1; to < l->filings; to++)
			if (l->filing[to].election != f->election ||
			    l->filing[to].recipient != f->recipient)
				break;
		st = write_row(l, from, to, w, o);
	}
	return st ? st : xj_out_end(o);
}

/* People read 99.88 %. */
static enum xj_status write_share(struct xj_output *o, const char *name,
                                  const char *title, int64_t bp)
{
	char text[32];
	struct xj_str s;

	if (!xj_output_for_people(o))
		return xj_out_int(o, name, title, XJ_T_INT, bp);
	s = xj_str_of(text, (size_t)snprintf(text, sizeof(text), "%d.%02d %%",
	                                     (int)(bp / 100), (int)(bp % 100)));
	return xj_out_text(o, name, title, &s);
}

static enum xj_status write_answer(const struct lags *l, struct xj_output *o,
                                   struct xj_error *err)
{
	struct weight *w = calloc(l->items + 1, sizeof(*w));
	struct before all = count_before(l, 0, l->filings);
	int64_t known = all.amount - all.unknown;
	enum xj_status st;

	if (!w)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = xj_out_int(o, "gifts", N_("gifts"), XJ_T_INT, all.gifts);
	if (!st)
		st = xj_out_int(o, "amount", N_("amount"), XJ_T_MONEY, all.amount);
	if (!st)
		st = write_share(o, "before_polling_bp", N_("given before polling day"),
		                 share(all.given, known));
	if (!st)
		st = write_share(o, "public_before_polling_bp",
		                 N_("public before polling day"), share(all.open, known));
	if (!st)
		st = xj_out_int(o, "unknown", N_("gifts without a day or an election, not "
		                "in these shares"), XJ_T_MONEY, all.unknown);
	if (!st)
		st = write_intervals(l, w, o);
	if (!st)
		st = write_rows(l, w, o);
	free(w);
	return xj_written(st, err);
}

enum xj_status xj_view_lag(struct xj_data *d, struct xj_output *o,
                           struct xj_error *err)
{
	struct lags l = { .data = d };
	enum xj_status st = read_filings(&l, err);

	if (!st)
		st = sort_filings(&l, err);
	if (!st)
		st = read_items(&l, err);
	if (!st)
		st = write_answer(&l, o, err);
	for (size_t i = 0; i < l.filings; i++) {
		xj_buf_clear(&l.filing[i].election_name);
		xj_buf_clear(&l.filing[i].recipient_name);
	}
	free(l.filing);
	free(l.by_id);
	free(l.item);
	return st;
}
