/* confine.c - owns the kernel's side of giving up: Landlock and seccomp. */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "src/core/confine.h"
#include "src/core/sanitized.h"

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

/* The kernel is given the filter as a program.  libseccomp would write the same one, but
 * is one more library at each start of a web process: only its names are used here. */
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MACHINE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define MACHINE AUDIT_ARCH_S390X
#elif defined(__i386__)
#define MACHINE AUDIT_ARCH_I386
#elif defined(__arm__)
#define MACHINE AUDIT_ARCH_ARM
#else
#define MACHINE 0u /* no filter is better than a wrong one */
#endif

enum {
	MAX_FILTER = 512, MAX_JUMP = 255,
	NUMBER = offsetof(struct seccomp_data, nr),
	MACHINE_AT = offsetof(struct seccomp_data, arch),
	ARGUMENTS = offsetof(struct seccomp_data, args) +
	            (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0) /* the low half */
};

struct filter {
	struct sock_filter step[MAX_FILTER];
	unsigned short n;
	bool whole; /* all of it found room */
};

static void add_step(struct filter *f, uint16_t code, uint32_t k, size_t yes, size_t no)
{
	f->whole = f->whole && f->n < MAX_FILTER && yes <= MAX_JUMP && no <= MAX_JUMP;
	if (f->whole)
		f->step[f->n++] = (struct sock_filter){ code, (uint8_t)yes, (uint8_t)no, k };
}

static void load_word(struct filter *f, size_t at)
{
	add_step(f, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

static void give(struct filter *f, uint32_t action)
{
	add_step(f, BPF_RET | BPF_K, action, 0, 0);
}

/* A call that this machine does not have is a negative number. */
static size_t count(const struct xj_calls *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += set->call[i] >= 0;
	return n;
}

/* Each of them leads to the action behind them all. */
static void add_set(struct filter *f, const struct xj_calls *set)
{
	size_t left = count(set);

	for (size_t i = 0; i < set->n; i++)
		if (set->call[i] >= 0)
			add_step(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)set->call[i], left--, 0);
	add_step(f, BPF_JMP | BPF_JA, 1, 0, 0);
	give(f, set->action);
}

static void add_call_without(struct filter *f, const struct xj_call_without *w)
{
	if (w->call < 0)
		return;
	add_step(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)w->call, 0, 4);
	load_word(f, ARGUMENTS + 8 * w->arg);
	add_step(f, BPF_JMP | BPF_JSET | BPF_K, w->forbidden, 0, 1);
	give(f, SCMP_ACT_ERRNO(EPERM));
	give(f, SCMP_ACT_ALLOW);
}

static bool install(struct filter *f)
{
	const struct sock_fprog program = { f->n, f->step };

	return MACHINE && f->whole && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* ---- the sanitizers ---------------------------------------------------------- */

/* A search for leaks stops the process from a second one and looks through it, which
 * is what the filter is there to prevent: it would wait for ever at the exit. */
#if XJ_SANITIZED
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
	struct filter f = { .whole = true };
	bool good;

	load_word(&f, MACHINE_AT);
	add_step(&f, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
	give(&f, SCMP_ACT_KILL_PROCESS);
	load_word(&f, NUMBER);
	for (size_t i = 0; i < n; i++)
		add_set(&f, &sets[i]);
	for (size_t i = 0; i < m; i++)
		add_call_without(&f, &without[i]);
	give(&f, SCMP_ACT_ERRNO(EPERM));
	good = install(&f);
#if XJ_SANITIZED
	filtered = filtered || good;
#endif
	return good;
}

bool xj_confine_has_seccomp(void)
{
	unsigned action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}
