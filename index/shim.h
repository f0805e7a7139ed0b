/*
 * shim.h - the C face of Xapian, private to this room.  Nothing else in the
 * project sees a Xapian type.  Docids are entry ids; terms come ready-made from
 * terms.c; there are no positions, no document data and no term lists.
 *
 * What stands here makes, merges and checks databases; it is a library of its own
 * that is loaded for that (xapian.h).  Questions read the posting lists without it
 * (postings.h).
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

/* ---- checking ---------------------------------------------------------- */

/* Xapian's own check of the file. */
enum xj_status xj_xbase_check(const char *path, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;
/* Documents in it, the first and the last docid; 0 when there are none. */
enum xj_status xj_xbase_size(const char *path, uint32_t *docs, uint32_t *first,
                             uint32_t *last, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;

/* What two readers, or two builds, must agree on. */
struct xj_xterm {
	struct xj_str term;
	uint32_t docs;
	uint64_t sum; /* of the docids, by xj_xsum */
};
static inline uint64_t xj_xsum(uint64_t sum, uint32_t id)
{
	return sum * 0x100000001b3u + id;
}
/* Calls EACH with every term, in byte order, until it gives false. */
enum xj_status xj_xbase_dump(const char *path,
                             bool (*each)(void *ctx, const struct xj_xterm *term),
                             void *ctx, struct xj_error *err)
	XJ_NOEXCEPT XJ_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
