/* confine.c - owns the kernel's side of giving up: Landlock and seccomp. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/core/confine.h"

void xj_confine_privileges(void)
{
	const struct rlimit none = { 0, 0 };

	(void)!setrlimit(RLIMIT_CORE, &none);
	(void)!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)!prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* ---- Landlock ------------------------------------------------------------------ */

/* As version 6 knows it: the headers we are built with may be older than the kernel
 * that we meet. */
struct ruleset {
	uint64_t files, net, scope;
};

enum {
	ALL_OF_VERSION_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	MOVE = 1 << 13, TRUNCATE = 1 << 14, IOCTL_DEVICE = 1 << 15,
	BIND = 1 << 0, CONNECT = 1 << 1,
	ABSTRACT_SOCKET = 1 << 0, SIGNAL = 1 << 1
};

static const struct {
	int version;
	struct ruleset adds;
} known[] = {
	{ 1, { .files = ALL_OF_VERSION_1 } }, { 2, { .files = MOVE } },
	{ 3, { .files = TRUNCATE } }, { 4, { .net = BIND | CONNECT } },
	{ 5, { .files = IOCTL_DEVICE } }, { 6, { .scope = ABSTRACT_SOCKET | SIGNAL } },
};

static int landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	                    LANDLOCK_CREATE_RULESET_VERSION);
}

bool xj_confine_has_landlock(void)
{
	return landlock_version() >= 1;
}

static int make_ruleset(void)
{
	struct ruleset all = { 0 };
	int version = landlock_version();
	size_t size = version >= 6 ? sizeof(all) : version >= 4 ? 2 * sizeof(uint64_t)
	                                                        : sizeof(uint64_t);

	if (version < 1)
		return -1;
	for (size_t i = 0; i < XJ_COUNT(known); i++)
		if (known[i].version <= version) {
			all.files |= known[i].adds.files;
			all.net |= known[i].adds.net;
			all.scope |= known[i].adds.scope;
		}
	return (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
}

static bool allow_reading(int ruleset, const char *folder)
{
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
	};
	bool good = beneath.parent_fd >= 0 &&
		syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		        &beneath, 0) == 0;

	if (beneath.parent_fd >= 0)
		close(beneath.parent_fd);
	return good;
}

bool xj_confine_files(const char *folder)
{
	int fd = make_ruleset();
	bool good = fd >= 0 && (!folder || allow_reading(fd, folder));

	/* a folder that is not there leaves nothing to be read */
	if (fd >= 0 && syscall(SYS_landlock_restrict_self, fd, 0))
		good = false;
	if (fd >= 0)
		close(fd);
	return good;
}

/* ---- seccomp ------------------------------------------------------------------- */

static const int compute[] = {
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
const struct xj_calls xj_calls_to_compute = { compute, XJ_COUNT(compute),
                                              SCMP_ACT_ALLOW };

static bool add_set(scmp_filter_ctx filter, const struct xj_calls *set)
{
	bool good = true;

	for (size_t i = 0; good && i < set->n; i++)
		good = seccomp_rule_add(filter, set->action, set->call[i], 0) == 0;
	return good;
}

/* ---- the sanitizers ---------------------------------------------------------- */

/* A search for leaks stops the process from a second one and looks through it, which
 * is what the filter is there to prevent: it would wait for ever at the exit. */
#if defined(__SANITIZE_ADDRESS__)
static bool filtered;

int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return filtered;
}
#endif

bool xj_confine_calls(const struct xj_calls *sets, size_t n,
                      const struct xj_call_without *without, size_t m)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool good = filter != NULL;

	for (size_t i = 0; good && i < n; i++)
		good = add_set(filter, &sets[i]);
	for (size_t i = 0; good && i < m; i++)
		good = seccomp_rule_add(filter, SCMP_ACT_ALLOW, without[i].call, 1,
			SCMP_CMP(without[i].arg, SCMP_CMP_MASKED_EQ,
			         without[i].forbidden, 0)) == 0;
	good = good && seccomp_load(filter) == 0;
	seccomp_release(filter);
#if defined(__SANITIZE_ADDRESS__)
	filtered = filtered || good;
#endif
	return good;
}

bool xj_confine_has_seccomp(void)
{
	unsigned action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}
