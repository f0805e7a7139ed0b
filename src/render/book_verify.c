/*
 * book_verify.c - owns reading a finished workbook again: libxlsxwriter does not
 * say when a disk was full, so the rows are counted in the file itself.
 */
#include <stdio.h>

#include "src/core/i18n.h"
#include "src/core/library_zip.h"
#include "src/render/book.h"

#define TAIL 12 /* strlen("</worksheet>") */

struct scan {
	uint32_t rows;
	unsigned matched; /* of "<row " */
	char tail[TAIL];  /* the last bytes, from the left */
};

static void scan_piece(struct scan *s, const char *p, size_t n)
{
	static const char tag[] = "<row ";

	for (size_t i = 0; i < n; i++) {
		s->matched = p[i] == tag[s->matched] ? s->matched + 1 : p[i] == '<';
		if (s->matched == sizeof(tag) - 1) {
			s->rows++;
			s->matched = 0;
		}
	}
	if (n >= TAIL) {
		memcpy(s->tail, p + n - TAIL, TAIL);
	} else {
		memmove(s->tail, s->tail + n, TAIL - n);
		memcpy(s->tail + TAIL - n, p, n);
	}
}

static bool is_whole(zip_t *z, const char *name, uint32_t rows)
{
	struct scan s = { .rows = 0 };
	zip_file_t *f = zip_fopen(z, name, 0);
	char piece[1 << 15];
	zip_int64_t got = -1;

	while (f && (got = zip_fread(f, piece, sizeof(piece))) > 0)
		scan_piece(&s, piece, (size_t)got);
	if (f)
		zip_fclose(f);
	return got == 0 && s.rows == rows && memcmp(s.tail, "</worksheet>", TAIL) == 0;
}

enum xj_status xj_wb_verify(const char *path, const uint32_t *rows, size_t sheets,
                              struct xj_error *err)
{
	zip_t *z = zip_open(path, ZIP_RDONLY, NULL);
	enum xj_status st = XJ_OK;
	char name[64];

	for (size_t i = 0; i < sheets && z && !st; i++) {
		snprintf(name, sizeof(name), "xl/worksheets/sheet%zu.xml", i + 1);
		if (!is_whole(z, name, rows[i]))
			st = XJ_IO;
	}
	if (!z || st)
		st = xj_fail(err, XJ_IO, _("the workbook did not become whole: is the disk "
		             "full where temporary files are kept ($TMPDIR, /tmp)?"));
	if (z)
		zip_discard(z);
	return st;
}
