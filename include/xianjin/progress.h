/*
 * progress.h - a progress line for long work: what, how far, rate, time left.
 * On standard error only, and only where that is a terminal (or asked for).
 */
#ifndef XIANJIN_PROGRESS_H
#define XIANJIN_PROGRESS_H

#include "xianjin/core.h"

enum xj_progress_mode { XJ_PROGRESS_AUTO, XJ_PROGRESS_ALWAYS, XJ_PROGRESS_NEVER };

struct xj_progress;

/* NULL when nothing is to be shown; all calls accept NULL. */
struct xj_progress *xj_progress_new(enum xj_progress_mode mode);
void xj_progress_free(struct xj_progress *p); /* clears the line */
/* A new stage; ALL is the work in UNITS ("bytes", "rows"), 0 if not known. */
void xj_progress_stage(struct xj_progress *p, const char *what, uint64_t all);
/* DONE of it; ROWS so far for the rate.  Cheap: draws at most ten times a
 * second. */
void xj_progress_step(struct xj_progress *p, uint64_t done, uint64_t rows);
/* Clears the line so that a message can be printed; the next step redraws. */
void xj_progress_hide(struct xj_progress *p);

#endif
