/*
 * figures.h - the numbers behind a picture.  A figure is made from a question
 * and holds marks: the bars, bins, bands or counties of the picture, each with
 * its count, its sum and the filters that lead to its rows.  It is drawn by
 * svg.h and written as a table by xj_figure_view, so that the table beside a
 * picture, the CSV and the JSON say exactly what is drawn.
 *
 * A figure shows income, or expense where the question asks for expense only.
 * Counts and sums are exact and cover the whole result; what a picture has no
 * room for stands in marks of its own ("others", "earlier", "date unknown"), so
 * that the marks always add up to the whole.
 */
#ifndef XIANJIN_FIGURES_H
#define XIANJIN_FIGURES_H

#include "xianjin/query.h"
#include "xianjin/values.h"

enum xj_figure_kind {
	XJ_FIG_TIME,       /* amounts by day, week, month or year */
	XJ_FIG_CUMULATIVE, /* the same, added up from the left */
	XJ_FIG_DONORS,     /* the largest donors (of expense: payees) */
	XJ_FIG_RECIPIENTS, /* the largest recipients */
	XJ_FIG_HISTOGRAM,  /* how many gifts of which size, around a limit */
	XJ_FIG_FLOWS,      /* from donors to recipients */
	XJ_FIG_MAP,        /* by county of the election's area */
	XJ_FIG_KINDS,      /* by recipient and kind of counterparty */
	XJ_FIGURES
};

struct xj_figure_type {
	const char *name;  /* "time", "cumulative", "donors", "recipients",
	                      "histogram", "flows", "map", "kinds" */
	const char *title; /* of income, English msgid */
	const char *title_expense;
};
/* By enum xj_figure_kind. */
extern const struct xj_figure_type xj_figure_types[XJ_FIGURES];
/* False if no figure is called NAME. */
bool xj_figure_find(const char *name, enum xj_figure_kind *kind);

struct xj_figure_options {
	unsigned top;      /* donors, recipients, nodes a side; 0: 12, most 50 */
	const char *limit; /* histogram: a law's name ("cash.max") or an amount
	                      ("10000"); NULL: anonymous.max */
};

/* A filter of query.h and its value, as in an address: recipient, "=NAME". */
struct xj_pair {
	const char *name;
	char *value;
	bool also;         /* beside the question's own filters of this name, not
	                      in their place: a donor's key */
};

#define XJ_FIGURE_PAIRS 4u
#define XJ_FIGURE_PARTS 6u /* by enum xj_kind */
#define XJ_NO_NODE UINT32_MAX

enum xj_mark_kind {
	XJ_MARK_PLAIN,    /* one bar, bin, band, county */
	XJ_MARK_EARLIER,  /* before the first bar in time */
	XJ_MARK_LATER,
	XJ_MARK_UNDATED,
	XJ_MARK_OTHERS,   /* everything that has no mark of its own */
	XJ_MARK_NAMELESS, /* anonymous gifts and entries without a name */
	XJ_MARK_ABOVE,    /* histogram: larger than the last bin */
	XJ_MARK_BELOW,    /* histogram: zero and less */
	XJ_MARK_EXACT,    /* histogram: exactly the limit; in a bin already */
	XJ_MARK_NATION    /* map: elections of no county */
};

struct xj_mark {
	enum xj_mark_kind kind;
	char *label;       /* name as filed or of a county; NULL where none */
	char *other;       /* flows: the recipient; else NULL */
	char key[20];      /* spelt donor key, "" none */
	uint64_t count;
	int64_t amount;
	int64_t running;   /* cumulative: all amounts up to here */
	int64_t low, high; /* time: first and last day; histogram: smallest and
	                      largest amount, both within */
	uint64_t peers;    /* histogram: gifts of this size to the peers */
	int64_t part[XJ_FIGURE_PARTS]; /* kinds: amount by enum xj_kind */
	uint32_t from, to; /* flows: numbers of nodes */
	unsigned place;    /* map: 1..22 of xj_place_name */
	/* Put into the question, in place of its own filters of the same name but
	 * for those that say "also", these find the rows behind the mark, all of
	 * them and no others.  None where filters cannot say it. */
	struct xj_pair pair[XJ_FIGURE_PAIRS];
	unsigned pairs;
};

enum xj_step { XJ_STEP_DAY, XJ_STEP_WEEK, XJ_STEP_MONTH, XJ_STEP_YEAR };

struct xj_figure {
	enum xj_figure_kind kind;
	bool expense;
	uint64_t count;        /* of the whole result on this side */
	int64_t amount;
	struct xj_mark *mark;  /* in the order of drawing */
	size_t marks;

	/* time: XJ_NO_DAY where the elections differ or have none */
	enum xj_step step;
	int32_t window_start, window_end, polling_day;

	/* histogram */
	int64_t limit;
	char *law, *article;   /* NULL for a plain amount */
	uint64_t peers;        /* gifts to the other recipients of the same
	                          offices and years; 0: nothing to compare */

	/* flows: donors, then recipients; amounts drawn on each side */
	struct xj_mark *node;
	size_t nodes, donors;
};

/*
 * Makes the figure KIND of what Q finds in D (its page, sort and facets do not
 * matter).  OPTIONS may be NULL.  OUT is to be freed by xj_figure_free, also
 * after a failure.  XJ_USAGE: a limit that is none; XJ_LIMIT past the deadline
 * of questions.
 */
enum xj_status xj_figure_make(struct xj_data *d, const struct xj_query *q,
                              enum xj_figure_kind kind,
                              const struct xj_figure_options *options,
                              struct xj_figure **out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_figure_free(struct xj_figure *f);

/* What a mark is called, for people: its name, "2022-10-01 – 2022-10-07",
 * "9,001 – 10,000", "others", ... appended to OUT as plain text. */
enum xj_status xj_mark_label(const struct xj_figure *f, const struct xj_mark *m,
                             struct xj_buf *out) XJ_MUST_USE;
/* The pairs of a mark as the text of a question: recipient:="王 明"
 * direction:income.  Nothing is added where a mark has none, or where a name
 * holds a quote, which that text cannot say. */
enum xj_status xj_mark_query(const struct xj_mark *m,
                             struct xj_buf *out) XJ_MUST_USE;

/* Facts figure, count, amount and what else the picture says (limit, n,
 * window, polling_day); section "rows", one row a mark. */
enum xj_status xj_figure_view(const struct xj_figure *f, struct xj_output *o,
                              struct xj_error *err) XJ_MUST_USE;

/* Make and view in one: NAME as in xj_figure_types.  XJ_USAGE names them. */
enum xj_status xj_view_figure(struct xj_data *d, const struct xj_query *q,
                              const char *name,
                              const struct xj_figure_options *options,
                              struct xj_output *o, struct xj_error *err) XJ_MUST_USE;

#endif
