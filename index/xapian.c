/*
 * xapian.c - owns the table of what is called in the library beside the program, and
 * where that library is: in the folder where the program was built (tests are two
 * folders deeper), on the path of the loader (where the sanitizers look), or where it
 * was installed.
 */
#include "index/xapian.h"

#define FILE_NAME "xianjin-xapian.so"

XJ_LIBRARY_ROW(xj_xapian, XJ_XAPIAN, XJ_LIBRARY_NAME, "$ORIGIN/" FILE_NAME,
               "$ORIGIN/../../" FILE_NAME, FILE_NAME, PKGLIBDIR "/" FILE_NAME)
