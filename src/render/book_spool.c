/*
 * book_spool.c - owns where a workbook lies while it is made.  libxlsxwriter keeps
 * the rows of a sheet and every part of the package in temporary files that it
 * opens by lxw_tmpfile.  The function of that name below takes its place, so
 * that they have no names, nothing is left after a kill, and they are memory
 * where that is asked for.  The program must export it for that (Makefile.am);
 * xj_wb_keeps_memory says whether it does.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter/utility.h>

#include "src/core/spool.h"
#include "src/render/book_spool.h"

/* In the place of the library's own. */
FILE *lxw_tmpfile(char *tmpdir)
{
	int fd = xj_spool_open(tmpdir && strcmp(tmpdir, XJ_WB_MEMORY) == 0);
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
