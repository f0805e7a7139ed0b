/*
 * book_spool.c - owns where a workbook lies while it is made.  libxlsxwriter keeps
 * the rows of a sheet and every part of the package in temporary files that it
 * opens by lxw_tmpfile.  The function of that name below takes its place, so
 * that they have no names, nothing is left after a kill, and they are memory
 * where that is asked for.  The program must export it for that (Makefile.am);
 * xj_wb_keeps_memory says whether it does.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter/utility.h>

#include "src/render/book_spool.h"

static int open_memory(void)
{
	return memfd_create("xianjin-book", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int xj_wb_spool(bool in_memory)
{
	const char *dir = getenv("TMPDIR");
	int fd = -1;

	if (in_memory)
		return open_memory();
	if (dir && *dir)
		fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? open_memory() : fd;
}

/* In the place of the library's own. */
FILE *lxw_tmpfile(char *tmpdir)
{
	int fd = xj_wb_spool(tmpdir && strcmp(tmpdir, XJ_WB_MEMORY) == 0);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w+b");

	if (!f && fd >= 0)
		close(fd);
	return f;
}

bool xj_wb_keeps_memory(void)
{
	FILE *(*ours)(char *) = lxw_tmpfile;
	void *seen = dlsym(RTLD_DEFAULT, "lxw_tmpfile");

	return memcmp(&seen, &ours, sizeof(seen)) == 0;
}
