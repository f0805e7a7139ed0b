/*
 * test_contained.c - the walls around a reader: each thing that a parser has no
 * business with ends it, and the import only hears that it failed.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "importers/contained.h"
#include "importers/sandbox.h"

/* A reader that misbehaves as the file's first letter says. */
static enum xj_status bad_open(struct xj_bytes *in, const struct xj_read_options *o,
                               void **self, struct xj_error *err)
{
	char what = 0;
	size_t got;
	int fd = -1;

	(void)o;
	*self = NULL;
	if (in->read(in->ctx, &what, 1, &got, err))
		return err->status;
	switch (what) {
	case 'o': /* a file: refused, not deadly */
		fd = open("/etc/passwd", O_RDONLY);
		return xj_fail(err, XJ_BAD_INPUT, fd < 0 ? "could not open" : "opened");
	case 'w':
		fd = open("/tmp/xj-canary", O_WRONLY | O_CREAT, 0600);
		return xj_fail(err, XJ_BAD_INPUT, fd < 0 ? "could not write" : "written");
	case 's':
		fd = socket(AF_INET, SOCK_STREAM, 0);
		break;
	case 'f':
		fd = fork();
		break;
	case 'e':
		execl("/bin/true", "true", (char *)NULL);
		break;
	case 'p':
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		break;
	case 'c':
		abort();
	case 't': /* comes to no end */
		for (;;)
			what++;
	}
	return xj_fail(err, XJ_BAD_INPUT, "survived %c, %d", what, fd);
}

static enum xj_status no_table(void *self, struct xj_table *t, struct xj_error *err)
{
	(void)self, (void)t, (void)err;
	return XJ_END;
}

static void no_close(void *self)
{
	(void)self;
}

static const struct xj_reader bad = { .name = "bad", .open = bad_open,
                                      .next_table = no_table, .close = no_close };

static enum xj_status read_fd(void *ctx, void *buf, size_t cap, size_t *got,
                              struct xj_error *err)
{
	ssize_t n = read(*(int *)ctx, buf, cap);

	(void)err;
	*got = n > 0 ? (size_t)n : 0;
	return XJ_OK;
}

static enum xj_status misbehave_until(char what, uint64_t deadline, struct xj_error *err)
{
	int fd = memfd_create("input", 0);
	struct xj_bytes in = { .read = read_fd, .ctx = &fd, .fd = fd, .name = "input" };
	struct xj_read_options options = { .deadline = deadline };
	struct xj_table t;
	void *self;
	enum xj_status st;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, &what, 1), 1);
	lseek(fd, 0, SEEK_SET);
	assert_int_equal(xj_contained_open(&bad, &in, &options, &self, err), XJ_OK);
	st = xj_contained.next_table(self, &t, err);
	xj_contained.close(self);
	close(fd);
	return st;
}

static enum xj_status misbehave(char what, struct xj_error *err)
{
	return misbehave_until(what, 0, err);
}

static void test_deadly(void **state)
{
	(void)state;
	if (xj_sandbox_missing())
		skip();
	for (const char *what = "sfep"; *what; what++) {
		struct xj_error err = { 0 };

		assert_int_equal(misbehave(*what, &err), XJ_BAD_INPUT);
		if (!strstr(err.text, "what a reader may not"))
			fail_msg("%c: %s", *what, err.text);
	}
}

static void test_refused(void **state)
{
	struct xj_error err = { 0 };

	(void)state;
	if (xj_sandbox_missing())
		skip();
	assert_int_equal(misbehave('o', &err), XJ_BAD_INPUT);
	assert_string_equal(err.text, "could not open");
	assert_int_equal(misbehave('w', &err), XJ_BAD_INPUT);
	assert_string_equal(err.text, "could not write");
	assert_int_equal(access("/tmp/xj-canary", F_OK), -1);
}

static void test_crash(void **state)
{
	struct xj_error err = { 0 };

	(void)state;
	assert_int_equal(misbehave('c', &err), XJ_BAD_INPUT);
	assert_non_null(strstr(err.text, "crash"));
}

/* What is not ready in time is stopped, and leaves no process behind. */
static void test_late(void **state)
{
	struct xj_error err = { 0 };
	uint64_t begun = xj_clock();

	(void)state;
	assert_int_equal(misbehave_until('t', xj_clock_in(200), &err), XJ_LIMIT);
	assert_non_null(strstr(err.text, "too long"));
	assert_true(xj_clock() - begun >= 200000000u);
	assert_true(xj_clock() - begun < 10000000000u);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	/* one that says something in time is heard */
	assert_int_equal(misbehave_until('o', xj_clock_in(60000), &err), XJ_BAD_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadly), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_crash), cmocka_unit_test(test_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
