/*
 * contained_private.h - what the child that reads and its parent say to each
 * other; for contained.c and contained_child.c only.
 *
 * A message is its length (4 bytes), a letter, and fields: numbers of 8 bytes,
 * texts with their length (4 bytes) and a NUL.  Child and parent are one program:
 * byte order and sizes agree.
 *   T table   R row   E end of table   Z end of all   N note   P progress
 *   M member that the parent must have prepared   B its bytes   D their end
 *   X failure
 */
#ifndef XIANJIN_CONTAINED_PRIVATE_H
#define XIANJIN_CONTAINED_PRIVATE_H

#include "xianjin/importers.h"
#include "xianjin/limits.h"

#define XJ_MAX_MESSAGE (4u * XJ_MAX_RECORD_BYTES + XJ_MAX_COLUMNS * 16u)

/* The child's life: reads IN with R behind the walls, writes messages to FD. */
_Noreturn void xj_contained_child(int fd, const struct xj_reader *r,
                                  struct xj_bytes *in,
                                  const struct xj_read_options *given);

#endif
