/*
 * figure_time.c - owns amounts over time: the step that gives a readable number
 * of bars, weeks that end with polling day, and what lies outside.
 */
#include <stdlib.h>

#include "figure_private.h"

/* The days that dates of filings can have (values.h). */
#define FIRST_YEAR 1990
#define LAST_YEAR 2100

#define MOST_BARS 80
/* Around a polling day: gifts begin a year before, spending ends soon after. */
#define DAYS_BEFORE 400
#define DAYS_AFTER 120

struct day_sum {
	uint64_t count;
	uint64_t amount; /* wraps like the sum it is part of */
};

struct days {
	int32_t first, last;    /* of the array */
	struct day_sum *day;
	struct day_sum undated; /* and days no filing can have */
	int32_t low, high;      /* days seen; low > high: none */
};

static void count_days(void *ctx, const struct xj_rows *rows)
{
	struct days *t = ctx;

	for (size_t i = 0; i < rows->n; i++) {
		int32_t day = rows->day[i];
		bool known = day >= t->first && day <= t->last;
		struct day_sum *s = known ? &t->day[day - t->first] : &t->undated;

		s->count++;
		s->amount += (uint64_t)rows->amount[i];
		if (known && day < t->low)
			t->low = day;
		if (known && day > t->high)
			t->high = day;
	}
}

/* Polling day and window where all elections of the result share them. */
static enum xj_status find_window(struct xj_figuring *g, const struct xj_answer *a)
{
	static const char sql[] =
		"SELECT min(polling_day), max(polling_day), min(window_start),"
		" max(window_start), min(window_end), max(window_end), count(*),"
		" count(polling_day), count(window_start)"
		" FROM election WHERE id IN (SELECT value FROM json_each(?1))";
	struct xj_figure *f = g->f;
	sqlite3_stmt *q = NULL;
	struct xj_buf ids;
	enum xj_status st;

	xj_buf_init(&ids, 1u << 24);
	st = xj_figure_elections(g, a, &ids);
	if (!st)
		st = xj_sql(g->d, sql, &q, g->err);
	if (!st) {
		sqlite3_bind_text(q, 1, ids.p, (int)ids.n, SQLITE_STATIC);
		if (sqlite3_step(q) != SQLITE_ROW)
			st = xj_sql_failed(g->d, g->err);
	}
	if (!st && sqlite3_column_int(q, 6) > 0 &&
	    sqlite3_column_int(q, 7) == sqlite3_column_int(q, 6) &&
	    sqlite3_column_int(q, 0) == sqlite3_column_int(q, 1)) {
		f->polling_day = sqlite3_column_int(q, 0);
		if (sqlite3_column_int(q, 8) == sqlite3_column_int(q, 6) &&
		    sqlite3_column_int(q, 2) == sqlite3_column_int(q, 3) &&
		    sqlite3_column_int(q, 4) == sqlite3_column_int(q, 5)) {
			f->window_start = sqlite3_column_int(q, 2);
			f->window_end = sqlite3_column_int(q, 4);
		}
	}
	sqlite3_finalize(q);
	xj_buf_clear(&ids);
	return st;
}

/* ---- steps ---------------------------------------------------------------- */

/* The first day of the bar that DAY is in. */
static int32_t bar_start(const struct xj_figure *f, int32_t day)
{
	/* 1970-01-05 was a Monday; before an election, weeks end with the vote */
	int32_t anchor = f->polling_day == XJ_NO_DAY ? 4 : f->polling_day + 1;
	int y, m, d;

	xj_day_split(day, &y, &m, &d);
	switch (f->step) {
	case XJ_STEP_DAY:
		return day;
	case XJ_STEP_WEEK:
		return day - ((day - anchor) % 7 + 7) % 7;
	case XJ_STEP_MONTH:
		return xj_day_of(y, m, 1);
	default:
		return xj_day_of(y, 1, 1);
	}
}

static int32_t bar_end(const struct xj_figure *f, int32_t start)
{
	int y, m, d;

	xj_day_split(start, &y, &m, &d);
	switch (f->step) {
	case XJ_STEP_DAY:
		return start;
	case XJ_STEP_WEEK:
		return start + 6;
	case XJ_STEP_MONTH:
		return (m == 12 ? xj_day_of(y + 1, 1, 1) : xj_day_of(y, m + 1, 1)) - 1;
	default:
		return xj_day_of(y, 12, 31);
	}
}

static enum xj_step step_for(int32_t days)
{
	return days <= MOST_BARS ? XJ_STEP_DAY
	       : days <= MOST_BARS * 7 ? XJ_STEP_WEEK
	       : days <= MOST_BARS * 30 ? XJ_STEP_MONTH : XJ_STEP_YEAR;
}

/* The span that is drawn: one typing mistake must not flatten the rest. */
static void drawn_span(const struct xj_figure *f, const struct days *t,
                       int32_t *low, int32_t *high)
{
	*low = t->low;
	*high = t->high;
	if (f->polling_day == XJ_NO_DAY)
		return;
	if (*low < f->polling_day - DAYS_BEFORE)
		*low = f->polling_day - DAYS_BEFORE;
	if (*high > f->polling_day + DAYS_AFTER)
		*high = f->polling_day + DAYS_AFTER;
	if (*high < f->polling_day)
		*high = f->polling_day;
	if (*low > f->polling_day)
		*low = f->polling_day;
	/* weeks without gifts are part of the window, too */
	if (f->window_start != XJ_NO_DAY && *low > f->window_start &&
	    f->window_start >= f->polling_day - DAYS_BEFORE)
		*low = f->window_start;
}

/* ---- marks ------------------------------------------------------------------ */

/* LOW and HIGH may lie outside the array. */
static enum xj_status add_bar(struct xj_figuring *g, const struct days *t,
                              enum xj_mark_kind kind, int32_t low, int32_t high,
                              int64_t *running)
{
	struct xj_mark *m = xj_figure_mark(g->f, kind, NULL);
	const struct xj_range asked = g->r.question.day;
	char from[16], to[16];
	uint64_t amount = 0;
	enum xj_status st;

	if (!m)
		return XJ_NOMEM;
	m->low = low;
	m->high = high;
	for (int32_t day = low < t->first ? t->first : low;
	     day <= high && day <= t->last; day++) {
		m->count += t->day[day - t->first].count;
		amount += t->day[day - t->first].amount;
	}
	m->amount = (int64_t)amount;
	*running += m->amount;
	m->running = *running;
	/* a week is the part of it that was asked for */
	if (low > asked.max || high < asked.min)
		return XJ_OK;
	xj_day_iso(low < asked.min ? (int32_t)asked.min : low, from);
	xj_day_iso(high > asked.max ? (int32_t)asked.max : high, to);
	st = xj_mark_pair(m, "date", "%s..%s", from, to);
	return st ? st : xj_mark_side(g->f, m);
}

static enum xj_status add_undated(struct xj_figuring *g, const struct days *t,
                                  int64_t *running)
{
	struct xj_mark *m = xj_figure_mark(g->f, XJ_MARK_UNDATED, NULL);

	if (!m)
		return XJ_NOMEM;
	m->low = m->high = XJ_NO_DAY;
	m->count = t->undated.count;
	m->amount = (int64_t)t->undated.amount;
	*running += m->amount;
	m->running = *running;
	return XJ_OK;
}

static enum xj_status add_bars(struct xj_figuring *g, const struct days *t)
{
	int64_t running = 0;
	int32_t low, high, start;
	enum xj_status st = XJ_OK;

	if (t->low <= t->high) {
		drawn_span(g->f, t, &low, &high);
		g->f->step = step_for(high - low + 1);
		start = bar_start(g->f, low);
		if (t->low < start)
			st = add_bar(g, t, XJ_MARK_EARLIER, t->low, start - 1, &running);
		while (start <= high && !st) {
			int32_t end = bar_end(g->f, start);

			st = add_bar(g, t, XJ_MARK_PLAIN, start, end, &running);
			start = end + 1;
		}
		if (t->high >= start && !st)
			st = add_bar(g, t, XJ_MARK_LATER, start, t->high, &running);
	}
	if (t->undated.count && !st)
		st = add_undated(g, t, &running);
	return st ? xj_figure_no_memory(g) : XJ_OK;
}

enum xj_status xj_figure_time(struct xj_figuring *g)
{
	struct days t = { .first = xj_day_of(FIRST_YEAR, 1, 1),
	                  .last = xj_day_of(LAST_YEAR, 12, 31),
	                  .low = INT32_MAX, .high = INT32_MIN };
	struct xj_answer a;
	enum xj_status st;

	t.day = calloc((size_t)(t.last - t.first) + 1, sizeof(*t.day));
	if (!t.day)
		return xj_figure_no_memory(g);
	st = xj_figure_ask(g, 1u << XJ_FACET_FILING, count_days, &t, &a);
	if (!st) {
		st = find_window(g, &a);
		if (!st)
			st = add_bars(g, &t);
		xj_answer_clear(&a);
	}
	free(t.day);
	return st;
}
