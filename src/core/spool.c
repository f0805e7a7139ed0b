/*
 * spool.c - owns where unnamed files lie.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/core/spool.h"

int xj_spool_open(bool in_memory)
{
	const char *const folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int fd = -1;

	in_memory = in_memory || getenv(XJ_IN_MEMORY);
	for (size_t i = 0; i < XJ_COUNT(folders) && fd < 0 && !in_memory; i++)
		if (folders[i] && *folders[i])
			fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? memfd_create("xianjin", MFD_CLOEXEC) : fd;
}

enum xj_status xj_spool_write(int fd, const void *data, size_t n,
                              struct xj_error *err)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return xj_fail(err, XJ_IO,
				_("cannot be spooled to a temporary file: %s"),
				strerror(errno));
		p += done;
		n -= (size_t)done;
	}
	return XJ_OK;
}
