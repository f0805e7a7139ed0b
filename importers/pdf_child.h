/*
 * pdf_child.h - pdftotext as a child with limits.  A crash in it, or a bomb,
 * costs one file.
 */
#ifndef XIANJIN_PDF_CHILD_H
#define XIANJIN_PDF_CHILD_H

#include "xianjin/importers.h"

/*
 * Runs pdftotext -tsv to its end over the file behind FD, from its beginning
 * whatever the position of FD; what it writes is OUT, an unnamed file at its
 * beginning.  NAME is for messages.  XJ_BAD_INPUT when pdftotext is not installed
 * or cannot read the file; XJ_LIMIT: too much text, memory or time.
 */
enum xj_status xj_pdf_text(int fd, const char *name, struct xj_bytes *out,
                           struct xj_error *err) XJ_MUST_USE;

#endif
