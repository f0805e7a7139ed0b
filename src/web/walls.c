/*
 * walls.c - owns what the web front may still ask of the kernel.
 *
 * SQLite would like to write the index of its log (store.db-shm).  It may not: who can
 * write there can spoil what the next import reads.  It reads the log without one.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>

#include "src/core/confine.h"
#include "src/core/i18n.h"
#include "src/web/walls.h"

/* Beyond what a parser needs: files of the data folder, the socket, threads, and
 * children that confine themselves further. */
static const int allowed[] = {
	/* files, to look at */
	SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(fstatfs),
	SCMP_SYS(statfs), SCMP_SYS(geteuid), SCMP_SYS(getuid), SCMP_SYS(getegid),
	SCMP_SYS(getgid), SCMP_SYS(uname),
	/* memory in which a draft is told apart into tables */
	SCMP_SYS(fallocate),
	/* the socket that is open, and those it accepts */
	SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(recvfrom), SCMP_SYS(sendto),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(shutdown), SCMP_SYS(sendfile),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
	SCMP_SYS(epoll_create), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2),
	/* threads and time */
	SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(arch_prctl),
	SCMP_SYS(set_tid_address), SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(setitimer),
	SCMP_SYS(sysinfo),
	/* a child, and what it does to give up more */
	SCMP_SYS(pipe2), SCMP_SYS(wait4), SCMP_SYS(kill), SCMP_SYS(prctl),
	SCMP_SYS(seccomp), SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_restrict_self), SCMP_SYS(setrlimit), SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64),
};

/* The C library falls back to clone, whose flags can be seen. */
static const int absent[] = { SCMP_SYS(clone3) };

enum { TO_WRITE = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };
#define NAMESPACES (CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | \
                    CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

static const struct xj_call_without beside_landlock[] = {
	{ SCMP_SYS(openat), 2, 0 }, { SCMP_SYS(open), 1, 0 },
	{ SCMP_SYS(clone), 0, NAMESPACES },
};
/* Where Landlock does not say which files, none can be opened to be written: not even
 * the memory in which a workbook is made. */
static const struct xj_call_without alone[] = {
	{ SCMP_SYS(openat), 2, TO_WRITE }, { SCMP_SYS(open), 1, TO_WRITE },
	{ SCMP_SYS(clone), 0, NAMESPACES },
};

/* Catalogues are opened at the first message, which then cannot be. */
static void load_messages(void)
{
	enum xj_language before = xj_language();

	xj_language_set(XJ_CHINESE);
	(void)_("not enough memory");
	xj_language_set(before);
}

const char *web_walls_enter(const char *data)
{
	const struct xj_calls sets[] = {
		xj_calls_to_compute,
		{ allowed, XJ_COUNT(allowed), SCMP_ACT_ALLOW },
		{ absent, XJ_COUNT(absent), SCMP_ACT_ERRNO(ENOSYS) },
	};
	bool files, calls;

	load_messages();
	xj_confine_privileges();
	files = xj_confine_files(data);
	calls = xj_confine_calls(sets, XJ_COUNT(sets), files ? beside_landlock : alone,
	                         XJ_COUNT(alone));
	if (!files && !calls)
		return N_("this kernel has neither Landlock nor seccomp, or the data folder "
		          "is not there: the front is not confined");
	if (!files)
		return N_("this kernel has no Landlock, or the data folder is not there: "
		          "seccomp alone keeps the front from writing, and it makes no "
		          "workbooks");
	return calls ? NULL : N_("this kernel has no seccomp: Landlock alone keeps the "
	                         "front from other files");
}
