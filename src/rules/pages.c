/*
 * pages.c - owns files without a name: written from front to back, then mapped.
 * A check of a draft writes nothing anywhere, so there they are memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "entries.h"
#include "rules_private.h"
#include "src/core/spool.h"

#define WRITE_AT ((size_t)1 << 20)

enum xj_status xj_pages_open(struct xj_pages *s, struct xj_error *err)
{
	*s = (struct xj_pages){ .fd = xj_spool_open(false) };
	xj_buf_init(&s->out, 64u << 20);
	if (s->fd < 0)
		return xj_fail(err, XJ_IO, _("no temporary file can be made: %s"),
		               strerror(errno));
	return XJ_OK;
}

static enum xj_status write_out(struct xj_pages *s, struct xj_error *err)
{
	size_t done = 0;

	while (done < s->out.n) {
		ssize_t n = write(s->fd, s->out.p + done, s->out.n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return xj_fail(err, XJ_IO, _("what rules read does not fit into a "
			               "temporary file: %s; $TMPDIR says where it is "
			               "made"), strerror(errno));
		done += (size_t)n;
	}
	xj_buf_reset(&s->out);
	return XJ_OK;
}

enum xj_status xj_pages_add(struct xj_pages *s, const void *p, size_t n,
                            struct xj_error *err)
{
	if (xj_buf_add(&s->out, p, n))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	s->bytes += n;
	return s->out.n < WRITE_AT ? XJ_OK : write_out(s, err);
}

static enum xj_status map(struct xj_pages *s, int protection, struct xj_error *err)
{
	void *p = mmap(NULL, s->bytes, protection, MAP_SHARED, s->fd, 0);

	if (p == MAP_FAILED)
		return xj_fail(err, XJ_IO, _("what rules read cannot be mapped: %s"),
		               strerror(errno));
	s->map = p;
	close(s->fd);
	s->fd = -1;
	return XJ_OK;
}

enum xj_status xj_pages_map(struct xj_pages *s, struct xj_error *err)
{
	enum xj_status st = write_out(s, err);

	xj_buf_clear(&s->out);
	return st || !s->bytes ? st : map(s, PROT_READ, err);
}

enum xj_status xj_pages_fill(struct xj_pages *s, uint64_t bytes, void **out,
                             struct xj_error *err)
{
	int failed = bytes ? posix_fallocate(s->fd, 0, (off_t)bytes) : 0;
	enum xj_status st = failed ? xj_fail(err, XJ_IO, _("what rules read does not fit "
	                    "into a temporary file: %s; $TMPDIR says where it is made"),
	                    strerror(failed)) : XJ_OK;

	s->bytes = bytes;
	if (!st && bytes)
		st = map(s, PROT_READ | PROT_WRITE, err);
	*out = (void *)(uintptr_t)s->map;
	return st;
}

void xj_pages_let_go(const struct xj_pages *s)
{
	/* the pages stay in the file, only this process lets go of them */
	if (s->map)
		(void)!madvise((void *)(uintptr_t)s->map, s->bytes, MADV_DONTNEED);
}

void xj_pages_close(struct xj_pages *s)
{
	if (s->map)
		munmap((void *)(uintptr_t)s->map, s->bytes);
	if (s->fd >= 0)
		close(s->fd);
	xj_buf_clear(&s->out);
	*s = (struct xj_pages){ .fd = -1 };
}
