/*
 * spool.h - files without a name, for what does not fit in memory or can be read
 * only once: nothing is left of them after a kill.
 */
#ifndef XIANJIN_SPOOL_H
#define XIANJIN_SPOOL_H

#include "xianjin/core.h"

/* Set in the environment, nothing is spooled to a disk: for drafts. */
#define XJ_IN_MEMORY "XIANJIN_IN_MEMORY"

/* Opens one where $TMPDIR says, in /var/tmp, in /tmp, or else in memory; IN_MEMORY:
 * there at once.  -1 and errno. */
int xj_spool_open(bool in_memory);

/* Writes all of it.  XJ_IO. */
enum xj_status xj_spool_write(int fd, const void *p, size_t n,
                              struct xj_error *err) XJ_MUST_USE;

#endif
