/*
 * pdf_child.h - pdftotext as a child with limits.  A crash in it, or a bomb,
 * costs one file.
 */
#ifndef XIANJIN_PDF_CHILD_H
#define XIANJIN_PDF_CHILD_H

#include "xianjin/core.h"

struct xj_pdf_child;

/*
 * Runs pdftotext -tsv over the file behind FD, from its beginning whatever the
 * position of FD.  NAME is for messages.  XJ_BAD_INPUT when pdftotext is not
 * installed.
 */
enum xj_status xj_pdf_child_start(int fd, const char *name,
                                  struct xj_pdf_child **out,
                                  struct xj_error *err) XJ_MUST_USE;
/* What it writes; *GOT 0 with XJ_OK: it ended well.  XJ_LIMIT: too much text,
 * memory or time; XJ_BAD_INPUT: it could not read the file. */
enum xj_status xj_pdf_child_read(struct xj_pdf_child *c, void *buf, size_t cap,
                                 size_t *got, struct xj_error *err) XJ_MUST_USE;
/* Ends it if it still runs. */
void xj_pdf_child_stop(struct xj_pdf_child *c);

#endif
