/*
 * sandbox.c - owns the walls around a parser: what it may use of the machine, and
 * what ends it.
 */
#include <seccomp.h>
#include <sys/resource.h>

#include "importers/sandbox.h"
#include "src/core/confine.h"
#include "src/core/i18n.h"
#include "src/core/sanitized.h"
#include "xianjin/limits.h"

static void set_limit(int which, rlim_t value)
{
	struct rlimit r = { value, value };

	(void)!setrlimit((__rlimit_resource_t)which, &r);
}

static void limit_resources(void)
{
	set_limit(RLIMIT_CPU, XJ_READER_CPU_SECONDS);
	/* not its addresses: what the parent has mapped of a store is among them */
	if (!XJ_SANITIZED)
		set_limit(RLIMIT_DATA, XJ_READER_MEMORY_BYTES);
}

/* What no parser has a reason to try: the end. */
static const int deadly[] = {
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(execve),
	SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(mount),
	SCMP_SYS(bpf), SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd),
};

void xj_sandbox_enter(void)
{
	const struct xj_calls sets[] = {
		xj_calls_to_compute,
		{ deadly, XJ_COUNT(deadly), SCMP_ACT_KILL_PROCESS },
	};

	limit_resources();
	xj_confine_privileges();
	(void)xj_confine_files(NULL);
	(void)xj_confine_calls(sets, XJ_COUNT(sets), NULL, 0);
}

const char *xj_sandbox_missing(void)
{
	if (!xj_confine_has_seccomp())
		return _("this kernel has no seccomp: files are read in a process of their "
		         "own, but it could reach the network");
	if (!xj_confine_has_landlock())
		return _("this kernel has no Landlock: files are read behind seccomp alone");
	return NULL;
}
