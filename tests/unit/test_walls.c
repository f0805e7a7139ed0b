/*
 * test_walls.c - behind the walls of the web front: the data folder can be read,
 * threads and children started, and nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "src/core/confine.h"
#include "src/web/walls.h"

static char folder[] = "/tmp/xj-walls-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* ---- what is tried; true: it could be done --------------------------------------- */

static bool opened(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool read_data(void) { return opened(in_folder("data"), O_RDONLY); }
static bool read_elsewhere(void) { return opened("/etc/passwd", O_RDONLY); }
static bool list_elsewhere(void) { return opened("/etc", O_RDONLY | O_DIRECTORY); }
static bool write_data(void) { return opened(in_folder("data"), O_RDWR); }
static bool make_file(void) { return opened(in_folder("new"), O_WRONLY | O_CREAT); }
static bool make_nameless(void) { return opened("/tmp", O_TMPFILE | O_RDWR); }
static bool make_folder(void) { return mkdir(in_folder("folder"), 0700) == 0; }
static bool move(void) { return rename(in_folder("data"), "/tmp/xj-walls-moved") == 0; }
static bool delete(void) { return unlink(in_folder("data")) == 0; }
static bool link_it(void) { return symlink("/etc", in_folder("link")) == 0; }
static bool network(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static bool local(void) { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }
static bool trace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0; }
static bool leave(void) { return unshare(CLONE_NEWUSER) == 0; }
static bool signal_other(void) { return kill(getppid(), 0) == 0; }

static bool run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return false; /* had it run, its 0 would be no code of ours */
}

static void *nothing(void *p)
{
	return p;
}

static bool start_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 && pthread_join(t, NULL) == 0;
}

static bool start_child(void)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

/* ---- what must come of it ---------------------------------------------------------- */

enum { REFUSED = 10, DONE = 11 };

static int behind_walls(bool (*try)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (web_walls_enter(folder))
			_exit(12);
		_exit(try() ? DONE : REFUSED);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static const struct {
	const char *name;
	bool (*try)(void);
	int expected;
} cases[] = {
	{ "read the data", read_data, DONE },
	{ "start a thread", start_thread, DONE },
	{ "start a child", start_child, DONE },
	{ "read another file", read_elsewhere, REFUSED },
	{ "list another folder", list_elsewhere, REFUSED },
	{ "write the data", write_data, REFUSED },
	{ "make a file", make_file, REFUSED },
	{ "make a file without a name", make_nameless, REFUSED },
	{ "make a folder", make_folder, REFUSED },
	{ "move a file", move, REFUSED },
	{ "delete a file", delete, REFUSED },
	{ "make a link", link_it, REFUSED },
	{ "reach the network", network, REFUSED },
	{ "reach a local service", local, REFUSED },
	{ "be traced", trace, REFUSED },
	{ "leave its namespaces", leave, REFUSED },
	{ "run a program", run_program, REFUSED },
};

static void test_each(void **state)
{
	(void)state;
	if (!xj_confine_has_landlock() || !xj_confine_has_seccomp())
		skip();
	for (size_t i = 0; i < XJ_COUNT(cases); i++) {
		int got = behind_walls(cases[i].try);

		if (got != cases[i].expected)
			fail_msg("%s: %s", cases[i].name, got == DONE ? "could be done"
			         : got == REFUSED ? "was refused" : "no walls");
	}
}

/* The tries are real: most can be done where no walls are. */
static void test_without(void **state)
{
	(void)state;
	assert_true(read_elsewhere());
	assert_true(write_data());
	assert_true(make_file());
	assert_true(network());
	assert_true(signal_other());
}

static void test_no_folder(void **state)
{
	int status = -1;
	pid_t pid = fork();

	(void)state;
	if (!xj_confine_has_landlock() || !xj_confine_has_seccomp())
		skip();
	if (pid == 0) /* it says so, and reads nothing at all */
		_exit(web_walls_enter("/tmp/xj-walls-nowhere") && !read_data() ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	return opened(in_folder("data"), O_WRONLY | O_CREAT) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	unlink(in_folder("data"));
	unlink(in_folder("new"));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each), cmocka_unit_test(test_no_folder),
		cmocka_unit_test(test_without),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
