/*
 * synth.h - invented stores of any size for tests and benchmarks of the index.
 * The same options give the same rows.  Every name is made of random
 * characters; no row is taken from anywhere.
 */
#ifndef SYNTH_H
#define SYNTH_H

#include "xianjin/core.h"

struct synth {
	uint64_t rows;        /* to add */
	uint64_t seed;
	unsigned filings;     /* of the whole store; made on the first call */
	unsigned superseded;  /* of 100 filings, how many are not in force */
	bool odd;             /* small alphabet, Ext-B, private-use and Latin names,
	                         unknown days, odd amounts: for oracles */
};

/* Adds rows to the store under DIR, made if absent, as one import. */
enum xj_status synth_fill(const char *dir, const struct synth *how,
                          struct xj_error *err) XJ_MUST_USE;
/* Runs SQL in the store under DIR and lets the revision grow. */
enum xj_status synth_sql(const char *dir, const char *sql, struct xj_error *err)
	XJ_MUST_USE;

/* A new folder under $TMPDIR or /tmp; and away with it. */
void synth_folder(char out[256]);
void synth_remove(const char *path);

/* A small generator with a visible state (splitmix64). */
uint64_t synth_random(uint64_t *state);
/* Below N, lower numbers more often: the square of a uniform draw. */
size_t synth_skewed(uint64_t *state, size_t n);

#endif
