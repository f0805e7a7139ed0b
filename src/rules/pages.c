/*
 * pages.c - owns files without a name: written from front to back, then read.  A
 * check of a draft writes nothing anywhere, so there they are memory.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "entries.h"
#include "rules_private.h"
#include "src/core/spool.h"

#define WRITE_AT ((size_t)1 << 20)

enum xj_status xj_pages_open(struct xj_pages *s, struct xj_error *err)
{
	static atomic_uint files;

	*s = (struct xj_pages){ .fd = xj_spool_open(false), .number = ++files };
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

enum xj_status xj_pages_end(struct xj_pages *s, struct xj_error *err)
{
	enum xj_status st = write_out(s, err);

	xj_buf_clear(&s->out);
	return st;
}

void xj_pages_close(struct xj_pages *s)
{
	if (s->fd >= 0)
		close(s->fd);
	xj_buf_clear(&s->out);
	*s = (struct xj_pages){ .fd = -1 };
}
