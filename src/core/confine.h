/*
 * confine.h - how a process gives up what it has no business with, for good:
 * Landlock and seccomp.  What is given up is said by importers/sandbox.c (a parser)
 * and src/web/walls.c (the web front).
 *
 * Each call binds the calling thread and what it starts: call before other threads
 * are.  Each holds without the others, so that a kernel that lacks one part still
 * has the rest.
 */
#ifndef XIANJIN_CONFINE_H
#define XIANJIN_CONFINE_H

#include "xianjin/core.h"

/* No privileges by running another program, no debugger, no core file. */
void xj_confine_privileges(void);

/*
 * Landlock: no file can be opened but, to read, those beneath FOLDER (NULL: none at
 * all); nothing can be made, renamed or removed; no address can be bound or connected
 * to, no other process signalled.  Descriptors that are open stay usable.  False: the
 * kernel has no Landlock, or the folder cannot be opened.
 */
bool xj_confine_files(const char *folder);

/* System calls that share a fate. */
struct xj_calls {
	const int *call;       /* SCMP_SYS(...) */
	size_t n;
	uint32_t action;       /* SCMP_ACT_... */
};

/* A call whose argument ARG, a word of 32 bits, may have none of the bits FORBIDDEN. */
struct xj_call_without {
	int call;
	unsigned arg;
	uint32_t forbidden;
};

/*
 * seccomp: calls meet the fate of their set; those with conditions pass while these
 * hold; all else fails with EPERM, since libraries take no for an answer.  False: the
 * kernel has no seccomp.
 */
bool xj_confine_calls(const struct xj_calls *sets, size_t n,
                      const struct xj_call_without *without, size_t m);

/* What reading, computing and answering on open descriptors takes. */
extern const struct xj_calls xj_calls_to_compute;

bool xj_confine_has_landlock(void);
bool xj_confine_has_seccomp(void);

#endif
