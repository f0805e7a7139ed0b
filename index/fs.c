/*
 * fs.c - owns the few file operations of this room: paths, durable writes,
 * checksums, maps.  Knows nothing of what is in the files.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/room.h"
#include "src/core/i18n.h"

enum xj_status xj_path(char out[XJ_PATH_ROOM], const char *dir, const char *name,
                       struct xj_error *err)
{
	int n = snprintf(out, XJ_PATH_ROOM, "%s/%s", dir, name);

	if (n < 0 || n >= XJ_PATH_ROOM)
		return xj_fail(err, XJ_LIMIT, _("%s: this path is too long"), dir);
	return XJ_OK;
}

static enum xj_status fail_file(struct xj_error *err, const char *path,
                                const char *what)
{
	int e = errno;

	return xj_fail(err, e == ENOENT ? XJ_NOT_FOUND : XJ_IO, "%s: %s: %s", path,
	               what, strerror(e));
}

static enum xj_status open_file(const char *path, int *fd, struct xj_error *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return *fd < 0 ? fail_file(err, path, _("cannot open")) : XJ_OK;
}

/* Reads once, whatever signals come. */
static ssize_t read_some(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static enum xj_status sum_fd(int fd, const char *path, uint64_t *bytes,
                             char sha256[65], struct xj_error *err)
{
	enum { CHUNK = 1 << 18 };
	char *chunk = malloc(CHUNK);
	struct xj_sha256 *h = NULL;
	enum xj_status st = chunk ? xj_sha256_new(&h, err)
		: xj_fail(err, XJ_NOMEM, _("%s: out of memory"), path);
	ssize_t got = 0;

	while (st == XJ_OK && (got = read_some(fd, chunk, CHUNK)) > 0) {
		*bytes += (uint64_t)got;
		st = xj_sha256_add(h, chunk, (size_t)got);
	}
	free(chunk);
	if (st == XJ_OK && got < 0)
		st = fail_file(err, path, _("cannot read"));
	if (st != XJ_OK) {
		xj_sha256_free(h);
		return st;
	}
	return xj_sha256_end(h, sha256);
}

enum xj_status xj_file_sum(const char *path, bool sync, uint64_t *bytes,
                           char sha256[65], struct xj_error *err)
{
	enum xj_status st;
	int fd;

	*bytes = 0;
	sha256[0] = '\0';
	st = open_file(path, &fd, err);
	if (st != XJ_OK)
		return st;
	if (sync && fsync(fd) != 0)
		st = fail_file(err, path, _("cannot write to the disk"));
	if (st == XJ_OK)
		st = sum_fd(fd, path, bytes, sha256, err);
	close(fd);
	return st;
}

enum xj_status xj_dir_sync(const char *path, struct xj_error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum xj_status st = XJ_OK;

	if (fd < 0)
		return fail_file(err, path, _("cannot open"));
	if (fsync(fd) != 0)
		st = fail_file(err, path, _("cannot write to the disk"));
	close(fd);
	return st;
}

enum xj_status xj_write_file(const char *path, const void *p, size_t n,
                             struct xj_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	              0600);
	enum xj_status st = XJ_OK;
	const char *at = p;
	ssize_t put;

	if (fd < 0)
		return fail_file(err, path, _("cannot make this file"));
	while (st == XJ_OK && n > 0) {
		put = write(fd, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0) {
			st = fail_file(err, path, _("cannot write"));
		} else {
			at += put;
			n -= (size_t)put;
		}
	}
	if (st == XJ_OK && fsync(fd) != 0)
		st = fail_file(err, path, _("cannot write to the disk"));
	if (close(fd) != 0 && st == XJ_OK)
		st = fail_file(err, path, _("cannot write"));
	return st;
}

static enum xj_status size_of(int fd, const char *path, uint64_t max, size_t *n,
                              struct xj_error *err)
{
	struct stat s;

	if (fstat(fd, &s) != 0)
		return fail_file(err, path, _("cannot read"));
	if (!S_ISREG(s.st_mode) || s.st_size < 0 || (uint64_t)s.st_size > max)
		return xj_fail(err, XJ_CORRUPT, _("%s: not a file of the index, or "
		                                  "far too long"), path);
	*n = (size_t)s.st_size;
	return XJ_OK;
}

static enum xj_status read_all(int fd, const char *path, char *p, size_t *n,
                               struct xj_error *err)
{
	size_t have = 0;
	ssize_t got = 0;

	while (have < *n && (got = read_some(fd, p + have, *n - have)) > 0)
		have += (size_t)got;
	if (got < 0)
		return fail_file(err, path, _("cannot read"));
	p[have] = '\0';
	*n = have;
	return XJ_OK;
}

enum xj_status xj_read_file(const char *path, size_t max, char **out, size_t *n,
                            struct xj_error *err)
{
	enum xj_status st;
	int fd;

	*out = NULL;
	*n = 0;
	st = open_file(path, &fd, err);
	if (st != XJ_OK)
		return st;
	st = size_of(fd, path, max, n, err);
	if (st == XJ_OK) {
		*out = malloc(*n + 1);
		if (*out)
			st = read_all(fd, path, *out, n, err);
		else
			st = xj_fail(err, XJ_NOMEM, _("%s: out of memory"), path);
	}
	close(fd);
	if (st != XJ_OK) {
		free(*out);
		*out = NULL;
		*n = 0;
	}
	return st;
}

enum xj_status xj_map_file(const char *path, const uint8_t **map, size_t *bytes,
                           struct xj_error *err)
{
	enum xj_status st;
	void *p;
	int fd;

	*map = NULL;
	*bytes = 0;
	st = open_file(path, &fd, err);
	if (st != XJ_OK)
		return st;
	st = size_of(fd, path, SIZE_MAX / 2, bytes, err);
	if (st == XJ_OK && *bytes == 0)
		st = xj_fail(err, XJ_CORRUPT, _("%s: this file is empty"), path);
	if (st == XJ_OK) {
		p = mmap(NULL, *bytes, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			st = fail_file(err, path, _("cannot map"));
		else
			*map = p;
	}
	close(fd);
	if (st != XJ_OK)
		*bytes = 0;
	return st;
}

void xj_remove(const char *path)
{
	char inner[XJ_PATH_ROOM];
	struct dirent *e;
	DIR *d;

	if (unlink(path) == 0 || errno == ENOENT)
		return;
	d = opendir(path);
	if (!d)
		return;
	while ((e = readdir(d)))
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0
		    && xj_path(inner, path, e->d_name, NULL) == XJ_OK)
			xj_remove(inner);
	closedir(d);
	rmdir(path);
}
