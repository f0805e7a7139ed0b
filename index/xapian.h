/*
 * xapian.h - calling shim.h: its functions, with Xapian and the C++ library behind
 * them, are loaded when an index is made or checked.  See src/core/library.h.
 */
#ifndef XJ_INDEX_XAPIAN_H
#define XJ_INDEX_XAPIAN_H

#include "index/shim.h"
#include "src/core/library.h"

#define XJ_XAPIAN(F) \
	F(xj_xend_quietly) F(xj_xwriter_open) F(xj_xwriter_add) F(xj_xwriter_mark) \
	F(xj_xwriter_finish) F(xj_xwriter_free) F(xj_xmerge) F(xj_xbase_check) \
	F(xj_xbase_size) F(xj_xbase_dump)
XJ_LIBRARY(xj_xapian, XJ_XAPIAN);

#define xj_xend_quietly xj_xapian.xj_xend_quietly
#define xj_xwriter_open xj_xapian.xj_xwriter_open
#define xj_xwriter_add xj_xapian.xj_xwriter_add
#define xj_xwriter_mark xj_xapian.xj_xwriter_mark
#define xj_xwriter_finish xj_xapian.xj_xwriter_finish
#define xj_xwriter_free xj_xapian.xj_xwriter_free
#define xj_xmerge xj_xapian.xj_xmerge
#define xj_xbase_check xj_xapian.xj_xbase_check
#define xj_xbase_size xj_xapian.xj_xbase_size
#define xj_xbase_dump xj_xapian.xj_xbase_dump

#endif
