/* book_spool.h - the files that a workbook is made in: none has a name. */
#ifndef XIANJIN_RENDER_BOOK_SPOOL_H
#define XIANJIN_RENDER_BOOK_SPOOL_H

#include <stdbool.h>

/* What libxlsxwriter is told as the folder for temporary files of a book that
 * may not touch a disk. */
#define XJ_WB_MEMORY "xianjin:memory"

/* Whether libxlsxwriter opens its temporary files by our function. */
bool xj_wb_keeps_memory(void);

#endif
