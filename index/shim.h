/*
 * shim.h - the C face of Xapian, private to this room.  Nothing else in the
 * project sees a Xapian type.  Docids are entry ids; terms come ready-made from
 * terms.c; there are no positions, no document data and no term lists.
 */
#ifndef XJ_INDEX_SHIM_H
#define XJ_INDEX_SHIM_H

#include "xianjin/core.h"

#ifdef __cplusplus
extern "C" {
#define XJ_NOEXCEPT noexcept
#else
#define XJ_NOEXCEPT
#endif

/*
 * Xapian throws out of destructors when a write fails while it already throws,
 * and C++ then ends the process.  From here on that is a quiet exit: with
 * XJ_EXIT_FULL where the disk was full, else with XJ_EXIT_THROWN.  For processes
 * that only build.
 */
enum { XJ_EXIT_FULL = 4, XJ_EXIT_THROWN = 5 };
void xj_xend_quietly(void) XJ_NOEXCEPT;

/* ---- writing one database -------------------------------------------- */

struct xj_xwriter;

/* WORK is a folder that must not exist; it takes the database while it grows.
 * It flushes every 10,000 documents (Xapian's own default; measured: more or
 * fewer are slower), so memory stays near 20 MB. */
enum xj_status xj_xwriter_open(const char *work, struct xj_xwriter **out,
                               struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
/*
 * Adds one document; ids must grow.  TERM may repeat.  AMOUNT goes to value
 * slot 0 (serialised number), DAY to slot 1 (three bytes, days since 1900-01-01,
 * left out when unknown).
 */
enum xj_status xj_xwriter_add(struct xj_xwriter *w, uint32_t id,
                              const struct xj_str *term, size_t terms,
                              int64_t amount, int32_t day,
                              struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
/* The same without values. */
enum xj_status xj_xwriter_mark(struct xj_xwriter *w, uint32_t id,
                               const struct xj_str *term, size_t terms,
                               struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
/* Writes everything to the single file TARGET and removes WORK. */
enum xj_status xj_xwriter_finish(struct xj_xwriter *w, const char *target,
                                 struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
void xj_xwriter_free(struct xj_xwriter *w) XJ_NOEXCEPT;

/* Joins databases with disjoint, growing docids into the single file TARGET. */
enum xj_status xj_xmerge(const char *const *path, size_t n, const char *target,
                         struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;

/* ---- reading --------------------------------------------------------- */

struct xj_xbase;

enum xj_status xj_xbase_open(const char *path, struct xj_xbase **out,
                             struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
void xj_xbase_close(struct xj_xbase *x) XJ_NOEXCEPT;
/* Documents in it, and the last docid. */
enum xj_status xj_xbase_size(struct xj_xbase *x, uint32_t *docs, uint32_t *last,
                             struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
/* Documents that hold TERM; 0 if none does. */
enum xj_status xj_xbase_freq(struct xj_xbase *x, struct xj_str term,
                             uint32_t *freq, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;
/* Xapian's own check of the file. */
enum xj_status xj_xbase_check(const char *path, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;
/* Calls EACH with every term, its documents and the sum of a hash of them, in
 * byte order: what two builds must agree on. */
enum xj_status xj_xbase_dump(struct xj_xbase *x,
                             void (*each)(void *ctx, struct xj_str term,
                                          uint32_t freq, uint64_t sum),
                             void *ctx, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;

/* A walk over the documents that hold all of some terms. */
struct xj_xwalk;

/* BASE must outlive the walk. */
enum xj_status xj_xwalk_open(struct xj_xbase *base, const struct xj_str *term,
                             size_t terms, struct xj_xwalk **out,
                             struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
/*
 * Writes to OUT up to CAP docids d with from <= d < below that were not given
 * before, in growing order; *GOT less than CAP means there are no more of them.
 * FROM and BELOW must not shrink between calls.
 */
enum xj_status xj_xwalk_next(struct xj_xwalk *w, uint32_t from, uint32_t below,
                             uint32_t *out, size_t cap, size_t *got,
                             struct xj_error *err) XJ_NOEXCEPT XJ_MUST_USE;
void xj_xwalk_close(struct xj_xwalk *w) XJ_NOEXCEPT;

#ifdef __cplusplus
}
#endif
#endif
