/*
 * sandbox.h - what a process that parses foreign bytes gives up: network, files,
 * other programs, and more memory and time than a file can need.
 */
#ifndef XIANJIN_SANDBOX_H
#define XIANJIN_SANDBOX_H

#include "xianjin/core.h"

/*
 * Gives all that up for this process, for good.  Descriptors that are open stay
 * usable.  Opening a file fails with an error; sockets, new processes, other
 * programs and tracing end the process.  Where the kernel lacks a part the
 * others still hold.
 */
void xj_sandbox_enter(void);

/* NULL, or what this kernel cannot guard against, one line for people. */
const char *xj_sandbox_missing(void);

#endif
