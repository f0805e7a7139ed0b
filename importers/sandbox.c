/*
 * sandbox.c - owns the walls around a parser: rlimits, Landlock, seccomp.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "importers/sandbox.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1 /* its shadow needs terabytes of addresses */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void set_limit(int which, rlim_t value)
{
	struct rlimit r = { value, value };

	(void)!setrlimit((__rlimit_resource_t)which, &r);
}

static void limit_resources(void)
{
	set_limit(RLIMIT_CORE, 0);
	set_limit(RLIMIT_CPU, XJ_READER_CPU_SECONDS);
#ifndef SANITIZED
	set_limit(RLIMIT_AS, XJ_READER_MEMORY_BYTES);
#endif
}

/* ---- Landlock: no path can be opened, whatever it is ------------------------ */

static int landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	                    LANDLOCK_CREATE_RULESET_VERSION);
}

static void close_file_system(void)
{
	/* every right that the first version knows, and no rule that grants one */
	struct landlock_ruleset_attr all = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	};
	int fd;

	if (landlock_version() < 1)
		return;
	fd = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
	if (fd < 0)
		return;
	(void)!syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
}

/* ---- seccomp ------------------------------------------------------------------ */

/* What reading, computing and answering takes. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write),
	SCMP_SYS(pwrite64), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(ftruncate), SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl),
	SCMP_SYS(fadvise64), SCMP_SYS(memfd_create), SCMP_SYS(mmap),
	SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(munmap), SCMP_SYS(madvise),
	SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(sigaltstack), SCMP_SYS(tgkill),
};

/* What no parser has a reason to try: the end. */
static const int deadly[] = {
	SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(execve),
	SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(clone),
	SCMP_SYS(clone3), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(mount),
	SCMP_SYS(bpf), SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd),
};

/* All else fails with EPERM: libraries take no for an answer. */
static void filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool good = filter != NULL;

	for (size_t i = 0; good && i < XJ_COUNT(allowed); i++)
		good = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; good && i < XJ_COUNT(deadly); i++)
		good = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0) == 0;
	if (good)
		(void)!seccomp_load(filter);
	seccomp_release(filter);
}

void xj_sandbox_enter(void)
{
	limit_resources();
	(void)!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)!prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	close_file_system();
	filter_calls();
}

const char *xj_sandbox_missing(void)
{
	unsigned action = SECCOMP_RET_KILL_PROCESS;
	bool seccomp = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;

	if (!seccomp)
		return _("this kernel has no seccomp: files are read in a process of their "
		         "own, but it could reach the network");
	if (landlock_version() < 1)
		return _("this kernel has no Landlock: files are read behind seccomp alone");
	return NULL;
}
