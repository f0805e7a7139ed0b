/* figure_private.h - shared by the makers of figures. */
#ifndef XIANJIN_FIGURE_PRIVATE_H
#define XIANJIN_FIGURE_PRIVATE_H

#include "query_private.h"
#include "xianjin/figures.h"

/* A figure in the making. */
struct xj_figuring {
	struct xj_data *d;
	const struct xj_query *q;
	struct xj_resolved r;      /* of one side, without page */
	struct xj_figure *f;
	const struct xj_figure_options *options;
	unsigned top;
	struct xj_error *err;
};

/* Asks the question with FACETS (of the index), showing each row to EACH (may
 * be NULL), and takes count and amount from the answer. */
enum xj_status xj_figure_ask(struct xj_figuring *g, uint32_t facets,
                             void (*each)(void *ctx, const struct xj_rows *rows),
                             void *ctx, struct xj_answer *a) XJ_MUST_USE;

/* A new mark at the end, with label LABEL (copied; may be NULL); NULL: no
 * memory. */
struct xj_mark *xj_figure_mark(struct xj_figure *f, enum xj_mark_kind kind,
                               const char *label);
/* Adds a filter to a mark; formatted. */
enum xj_status xj_mark_pair(struct xj_mark *m, const char *name,
                            const char *fmt, ...) XJ_PRINTF(3, 4) XJ_MUST_USE;
/* The pair of a donor's key, which is put into M as well. */
enum xj_status xj_mark_donor(struct xj_mark *m, int64_t key) XJ_MUST_USE;
/* The pair that keeps to the side of the figure. */
enum xj_status xj_mark_side(const struct xj_figure *f, struct xj_mark *m) XJ_MUST_USE;
void xj_marks_free(struct xj_mark *mark, size_t n);
enum xj_status xj_figure_no_memory(struct xj_figuring *g);

/* The elections of the filings in an answer that counted by filing, each once,
 * as a JSON array of ids of the store. */
enum xj_status xj_figure_elections(struct xj_figuring *g, const struct xj_answer *a,
                                   struct xj_buf *ids) XJ_MUST_USE;

typedef enum xj_status xj_figure_maker(struct xj_figuring *g);
xj_figure_maker xj_figure_time, xj_figure_donors, xj_figure_recipients,
	xj_figure_histogram, xj_figure_flows, xj_figure_map, xj_figure_kinds;

#endif
