/*
 * postings.h - the posting lists of a Xapian database, read where they lie.
 * Private to this room.
 *
 * Xapian writes, merges and checks its databases (shim.h).  To read a list takes
 * none of that, and loading the library takes longer than all else that a question
 * on the command line or a CGI process does; so the lists are walked in the mapped
 * file.  It is a Glass database in a single file, of the one format that every
 * Xapian 1.4 writes.  What it looks like: docs/index.md.
 */
#ifndef XJ_INDEX_POSTINGS_H
#define XJ_INDEX_POSTINGS_H

#include "xianjin/core.h"

struct xj_postings;

/* Maps the file PATH.  XJ_NOT_FOUND, XJ_IO, XJ_CORRUPT; XJ_STALE: of a format that is
 * not known here.  Any thread may read what is open. */
enum xj_status xj_postings_open(const char *path, struct xj_postings **out,
                                struct xj_error *err) XJ_MUST_USE;
/* The same of BYTES bytes that lie in memory and outlive it. */
enum xj_status xj_postings_of(const uint8_t *map, size_t bytes, struct xj_postings **out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_postings_close(struct xj_postings *p);
/* Documents that hold TERM; 0 if none does. */
enum xj_status xj_postings_freq(const struct xj_postings *p, struct xj_str term,
                                uint32_t *freq, struct xj_error *err) XJ_MUST_USE;

/* A walk over the documents that hold all of some terms. */
struct xj_lists;

/* P must outlive the walk; the terms need not.  Without a term, or with one that is
 * nowhere, it has no documents. */
enum xj_status xj_lists_open(const struct xj_postings *p, const struct xj_str *term,
                             size_t terms, struct xj_lists **out, struct xj_error *err)
	XJ_MUST_USE;
/*
 * Writes to OUT up to CAP docids d with from <= d < below that were not given
 * before, in growing order; *GOT less than CAP means there are no more of them.
 * FROM and BELOW must not shrink between calls.
 */
enum xj_status xj_lists_next(struct xj_lists *w, uint32_t from, uint32_t below,
                             uint32_t *out, size_t cap, size_t *got,
                             struct xj_error *err) XJ_MUST_USE;
void xj_lists_close(struct xj_lists *w);

#endif
