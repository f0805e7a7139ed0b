/*
 * test_bytes.c - opening files: what is refused, the hash, changes while a file
 * is read, standard input.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "xianjin/importers.h"
#include "xianjin/limits.h"

static const char abc_hash[] =
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char empty_hash[] =
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static char dir[] = "/tmp/xj-bytes-XXXXXX";

static const char *at(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "f", "g", "link", "fifo", "socket",
	                                     "big", "in" };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(names); i++)
		(void)unlink(at(names[i]));
	return rmdir(dir);
}

static size_t read_whole(struct xj_bytes *in, char *buf, size_t cap)
{
	size_t n = 0, got;

	do {
		assert_int_equal(in->read(in->ctx, buf + n, cap - n, &got, NULL),
		                 XJ_OK);
		n += got;
	} while (got > 0);
	return n;
}

static void test_reads_what_it_hashed(void **state)
{
	struct xj_bytes in;
	struct xj_error err;
	char hex[65], buf[16], path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s", at("f"));
	write_file(path, "abc");
	assert_int_equal(xj_bytes_open(path, &in, hex, &err), XJ_OK);
	memset(path, 'x', sizeof(path) - 1); /* the name is a copy */
	assert_string_equal(hex, abc_hash);
	assert_int_equal(in.size, 3);
	assert_true(in.fd >= 0);
	assert_string_equal(in.name, at("f"));
	assert_int_equal(fcntl(in.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(read_whole(&in, buf, sizeof(buf)), 3);
	assert_memory_equal(buf, "abc", 3);
	assert_int_equal(pread(in.fd, buf, 2, 1), 2);
	assert_int_equal(xj_bytes_unchanged(&in, &err), XJ_OK);
	xj_bytes_close(&in);
	assert_int_equal(in.fd, -1);
	assert_null(in.read);
}

static void test_empty_file(void **state)
{
	struct xj_bytes in;
	char hex[65], buf[4];

	(void)state;
	write_file(at("f"), "");
	assert_int_equal(xj_bytes_open(at("f"), &in, hex, NULL), XJ_OK);
	assert_string_equal(hex, empty_hash);
	assert_int_equal(read_whole(&in, buf, sizeof(buf)), 0);
	xj_bytes_close(&in);
}

static void test_changed(void **state)
{
	static const char *const later[] = { "abcd", "abd", "" };

	(void)state;
	for (size_t i = 0; i < XJ_COUNT(later); i++) {
		struct xj_bytes in;
		struct xj_error err;
		char hex[65];

		write_file(at("f"), "abc");
		assert_int_equal(xj_bytes_open(at("f"), &in, hex, &err), XJ_OK);
		usleep(20000); /* more than one tick of the file system's clock */
		write_file(at("f"), later[i]);
		assert_int_equal(xj_bytes_unchanged(&in, &err), XJ_STALE);
		assert_non_null(strstr(err.text, "changed"));
		xj_bytes_close(&in);
	}
}

/* A file put in place of ours is another file: we go on with ours. */
static void test_replaced(void **state)
{
	struct xj_bytes in;
	char hex[65], buf[8], from[128];

	(void)state;
	write_file(at("f"), "abc");
	write_file(at("g"), "other");
	snprintf(from, sizeof(from), "%s", at("g"));
	assert_int_equal(xj_bytes_open(at("f"), &in, hex, NULL), XJ_OK);
	assert_int_equal(rename(from, at("f")), 0);
	assert_int_equal(read_whole(&in, buf, sizeof(buf)), 3);
	assert_memory_equal(buf, "abc", 3);
	xj_bytes_close(&in);
}

static void expect_refused(const char *path, enum xj_status status,
                           const char *text)
{
	struct xj_bytes in;
	struct xj_error err = { XJ_OK, "" };
	char hex[65];

	assert_int_equal(xj_bytes_open(path, &in, hex, &err), status);
	assert_int_equal(err.status, status);
	assert_string_equal(hex, "");
	assert_int_equal(in.fd, -1);
	assert_null(in.read);
	if (!strstr(err.text, text) || !strstr(err.text, path))
		fail_msg("%s", err.text);
}

static void test_refused(void **state)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	write_file(at("f"), "abc");
	assert_int_equal(symlink("f", at("link")), 0);
	assert_int_equal(mkfifo(at("fifo"), 0600), 0);
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", at("socket"));
	assert_int_equal(bind(s, (struct sockaddr *)&name, sizeof(name)), 0);
	expect_refused(at("none"), XJ_IO, "No such file");
	expect_refused(dir, XJ_BAD_INPUT, "is a folder");
	expect_refused(at("link"), XJ_BAD_INPUT, "symbolic link");
	expect_refused(at("fifo"), XJ_BAD_INPUT, "not an ordinary file");
	expect_refused(at("socket"), XJ_BAD_INPUT, "not an ordinary file");
	expect_refused("/dev/zero", XJ_BAD_INPUT, "not an ordinary file");
	close(s);
}

static void test_too_large(void **state)
{
	int fd = open(at("big"), O_CREAT | O_WRONLY, 0600);

	(void)state;
	assert_true(fd >= 0);
	if (ftruncate(fd, (off_t)XJ_MAX_FILE_BYTES + 1) != 0) {
		close(fd);
		skip(); /* a file system without large sparse files */
	}
	close(fd);
	expect_refused(at("big"), XJ_LIMIT, "larger than");
}

/* Standard input from TEXT by a pipe. */
static void test_standard_input(void **state)
{
	struct xj_bytes in;
	struct xj_error err;
	char hex[65], buf[8];
	int pipes[2], old = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(write(pipes[1], "abc", 3), 3);
	close(pipes[1]);
	assert_int_equal(dup2(pipes[0], STDIN_FILENO), STDIN_FILENO);
	close(pipes[0]);
	assert_int_equal(xj_bytes_open("-", &in, hex, &err), XJ_OK);
	assert_string_equal(hex, abc_hash);
	assert_string_equal(in.name, "-");
	assert_int_equal(in.size, 3);
	assert_int_equal(read_whole(&in, buf, sizeof(buf)), 3);
	assert_int_equal(pread(in.fd, buf, 1, 2), 1);
	assert_int_equal(buf[0], 'c');
	assert_int_equal(xj_bytes_unchanged(&in, &err), XJ_OK);
	xj_bytes_close(&in);
	if (old >= 0) {
		assert_int_equal(dup2(old, STDIN_FILENO), STDIN_FILENO);
		close(old);
	}
}

/* Where there is no folder for the spool, memory serves. */
static void test_spool_leaves_no_name(void **state)
{
	(void)state;
	assert_int_equal(setenv("TMPDIR", dir, 1), 0);
	test_standard_input(state);
	assert_int_equal(setenv("TMPDIR", at("none"), 1), 0);
	test_standard_input(state);
	unsetenv("TMPDIR");
	(void)unlink(at("f"));
	(void)unlink(at("g"));
}

static enum xj_status no_read(void *ctx, void *buf, size_t cap, size_t *got,
                              struct xj_error *err)
{
	(void)ctx, (void)buf, (void)cap, (void)err;
	*got = 0;
	return XJ_OK;
}

static void test_foreign_bytes(void **state)
{
	struct xj_bytes in = { .read = no_read, .fd = -1, .name = "member" };

	(void)state;
	assert_int_equal(xj_bytes_unchanged(&in, NULL), XJ_OK);
	xj_bytes_close(&in);
	assert_null(in.read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_what_it_hashed),
		cmocka_unit_test(test_empty_file),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_spool_leaves_no_name),
		cmocka_unit_test(test_foreign_bytes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
