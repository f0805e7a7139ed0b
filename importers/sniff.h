/*
 * sniff.h - what the first bytes of a file say about it.
 */
#ifndef XIANJIN_SNIFF_H
#define XIANJIN_SNIFF_H

#include "xianjin/core.h"

/* The bid of the reader of plain text: low, and 0 for what starts like another
 * format (PDF, OLE2, ZIP, XML, HTML, JSON ...) or is full of NUL bytes.  NAME
 * does not matter. */
int xj_text_bid(struct xj_str head, const char *name);

#endif
