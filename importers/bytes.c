/*
 * bytes.c - one file as received: opened once, hashed, and read through the
 * same descriptor.  Owns the descriptor and the rules about what may be
 * opened; knows nothing of what the bytes mean.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/core/spool.h"
#include "xianjin/importers.h"
#include "xianjin/limits.h"

#define PIECE (256u << 10)

struct file {
	int fd;
	struct stat at_open;
	char name[]; /* a copy: the caller's path may go away */
};

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* As read(2), without the interruptions. */
static ssize_t read_some(int fd, void *buf, size_t cap)
{
	ssize_t got;

	do
		got = read(fd, buf, cap);
	while (got < 0 && errno == EINTR);
	return got;
}

static enum xj_status cannot(struct xj_error *err, const char *name,
                             const char *what)
{
	return xj_fail(err, XJ_IO, "%s: %s: %s", name, what, strerror(errno));
}

static enum xj_status file_read(void *ctx, void *buf, size_t cap, size_t *got,
                                struct xj_error *err)
{
	struct file *f = ctx;
	ssize_t n = read_some(f->fd, buf, cap);

	*got = 0;
	if (n < 0)
		return cannot(err, f->name, _("cannot be read"));
	*got = (size_t)n;
	return XJ_OK;
}

/* ---- opening ----------------------------------------------------------- */

static int open_path(const char *path, struct xj_error *err,
                     enum xj_status *status)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
	              O_NOCTTY);

	*status = XJ_OK;
	if (fd >= 0)
		return fd;
	if (errno == ELOOP)
		*status = xj_fail(err, XJ_BAD_INPUT,
			_("%s: is a symbolic link; name the file itself"), path);
	else if (errno == ENXIO)
		*status = xj_fail(err, XJ_BAD_INPUT,
			_("%s: is not an ordinary file"), path);
	else
		*status = cannot(err, path, _("cannot be opened"));
	return -1;
}

static enum xj_status too_big(struct xj_error *err, const char *name)
{
	return xj_over(err, "file-bytes",
		_("%s: is larger than %llu bytes, the most one file may have"),
		name, (unsigned long long)XJ_MAX_FILE_BYTES);
}

static enum xj_status spool(int from, int to, char *piece, struct xj_error *err)
{
	uint64_t all = 0;

	for (;;) {
		ssize_t got = read_some(from, piece, PIECE);
		enum xj_status status;

		if (got < 0)
			return cannot(err, "-", _("cannot be read"));
		if (got == 0)
			return XJ_OK;
		all += (uint64_t)got;
		if (all > XJ_MAX_FILE_BYTES)
			return too_big(err, "-");
		status = xj_spool_write(to, piece, (size_t)got, err);
		if (status != XJ_OK)
			return err ? xj_fail_in(err, "-") : status;
	}
}

static int open_stdin(struct xj_error *err, enum xj_status *status)
{
	char *piece = malloc(PIECE);
	int fd = xj_spool_open(false);

	if (!piece)
		*status = xj_fail(err, XJ_NOMEM, _("-: out of memory"));
	else if (fd < 0)
		*status = cannot(err, "-", _("cannot be spooled to a temporary file"));
	else
		*status = spool(STDIN_FILENO, fd, piece, err);
	free(piece);
	if (*status == XJ_OK && lseek(fd, 0, SEEK_SET) != 0)
		*status = cannot(err, "-", _("cannot be rewound"));
	if (*status != XJ_OK && fd >= 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* ---- what is hashed is what is read ------------------------------------ */

static enum xj_status check_kind(struct file *f, struct xj_error *err)
{
	if (fstat(f->fd, &f->at_open) != 0)
		return cannot(err, f->name, _("cannot be looked at"));
	if (S_ISDIR(f->at_open.st_mode))
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: is a folder; a file is needed here"), f->name);
	if (!S_ISREG(f->at_open.st_mode))
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: is not an ordinary file"), f->name);
	if ((uint64_t)f->at_open.st_size > XJ_MAX_FILE_BYTES)
		return too_big(err, f->name);
	return XJ_OK;
}

static enum xj_status file_unchanged(struct file *f, struct xj_error *err)
{
	struct stat now;

	if (fstat(f->fd, &now) != 0)
		return cannot(err, f->name, _("cannot be looked at"));
	if (now.st_size != f->at_open.st_size ||
	    !same_time(now.st_mtim, f->at_open.st_mtim) ||
	    !same_time(now.st_ctim, f->at_open.st_ctim))
		return xj_fail(err, XJ_STALE,
			_("%s: changed while it was being read; try again when "
			  "nobody is writing it"), f->name);
	return XJ_OK;
}

static enum xj_status hash_pieces(struct file *f, struct xj_sha256 *h,
                                  char *piece, struct xj_error *err)
{
	uint64_t all = 0;

	for (;;) {
		ssize_t got = read_some(f->fd, piece, PIECE);
		enum xj_status status;

		if (got < 0)
			return cannot(err, f->name, _("cannot be read"));
		if (got == 0)
			break;
		all += (uint64_t)got;
		if (all > (uint64_t)f->at_open.st_size)
			break;
		status = xj_sha256_add(h, piece, (size_t)got);
		if (status != XJ_OK)
			return xj_fail(err, status, _("%s: cannot hash"), f->name);
	}
	if (all != (uint64_t)f->at_open.st_size)
		return xj_fail(err, XJ_STALE,
			_("%s: changed while it was being read; try again when "
			  "nobody is writing it"), f->name);
	return file_unchanged(f, err);
}

static enum xj_status hash_file(struct file *f, char hex[65],
                                struct xj_error *err)
{
	struct xj_sha256 *h = NULL;
	char *piece = malloc(PIECE);
	enum xj_status status;

	if (!piece)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), f->name);
	status = xj_sha256_new(&h, err);
	if (status == XJ_OK)
		status = hash_pieces(f, h, piece, err);
	free(piece);
	if (status != XJ_OK) {
		xj_sha256_free(h);
		return status;
	}
	status = xj_sha256_end(h, hex);
	if (status != XJ_OK)
		return xj_fail(err, status, _("%s: cannot hash"), f->name);
	if (lseek(f->fd, 0, SEEK_SET) != 0)
		return cannot(err, f->name, _("cannot be rewound"));
	return XJ_OK;
}

/* A descriptor of our own on the bytes of FD, from the first one on. */
static int open_again(int fd, const char *name, struct xj_error *err,
                      enum xj_status *status)
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	*status = XJ_OK;
	if (own < 0 || lseek(own, 0, SEEK_SET) != 0)
		*status = cannot(err, name, _("cannot be rewound"));
	return own;
}

/* FD negative: the file is PATH; else its bytes are there and PATH is its name. */
static enum xj_status open_bytes(const char *path, int fd, struct xj_bytes *out,
                                 char sha256[65], struct xj_error *err)
{
	size_t n = strlen(path) + 1;
	struct file *f = malloc(sizeof(*f) + n);
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	memset(sha256, 0, 65);
	if (!f)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), path);
	memcpy(f->name, path, n);
	if (fd >= 0)
		f->fd = open_again(fd, path, err, &status);
	else
		f->fd = strcmp(path, "-") == 0 ? open_stdin(err, &status)
		                               : open_path(path, err, &status);
	if (status == XJ_OK)
		status = check_kind(f, err);
	if (status == XJ_OK) {
		/* advice only: a refusal costs nothing but speed */
		(void)posix_fadvise(f->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
		status = hash_file(f, sha256, err);
	}
	if (status != XJ_OK) {
		memset(sha256, 0, 65);
		if (f->fd >= 0)
			close(f->fd);
		free(f);
		return status;
	}
	out->read = file_read;
	out->ctx = f;
	out->fd = f->fd;
	out->size = (uint64_t)f->at_open.st_size;
	out->name = f->name;
	return XJ_OK;
}

enum xj_status xj_bytes_open(const char *path, struct xj_bytes *out,
                             char sha256[65], struct xj_error *err)
{
	return open_bytes(path, -1, out, sha256, err);
}

enum xj_status xj_bytes_open_fd(int fd, const char *name, struct xj_bytes *out,
                                char sha256[65], struct xj_error *err)
{
	return open_bytes(name, fd, out, sha256, err);
}

enum xj_status xj_bytes_rewind(struct xj_bytes *in, struct xj_error *err)
{
	struct file *f = in->ctx;

	if (fstat(f->fd, &f->at_open) != 0 || lseek(f->fd, 0, SEEK_SET) != 0)
		return cannot(err, f->name, _("cannot be rewound"));
	in->size = (uint64_t)f->at_open.st_size;
	return XJ_OK;
}

enum xj_status xj_bytes_adopt(int fd, const char *name, struct xj_bytes *out,
                              struct xj_error *err)
{
	size_t n = strlen(name) + 1;
	struct file *f = malloc(sizeof(*f) + n);

	memset(out, 0, sizeof(*out));
	out->fd = -1;
	if (!f) {
		close(fd);
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), name);
	}
	memcpy(f->name, name, n);
	f->fd = fd;
	*out = (struct xj_bytes){ .read = file_read, .ctx = f, .fd = fd,
	                          .name = f->name };
	return xj_bytes_rewind(out, err);
}

enum xj_status xj_bytes_unchanged(struct xj_bytes *in, struct xj_error *err)
{
	/* only bytes that came from a path can change */
	return in->read == file_read ? file_unchanged(in->ctx, err) : XJ_OK;
}

void xj_bytes_close(struct xj_bytes *in)
{
	if (in->read == file_read) {
		struct file *f = in->ctx;

		close(f->fd);
		free(f);
	}
	memset(in, 0, sizeof(*in));
	in->fd = -1;
}
