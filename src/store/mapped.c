/*
 * mapped.c - owns reading the store through a mapping of its file, for readers that
 * stay.
 *
 * Who may not write the index of the log cannot be told that nothing was written, so
 * SQLite forgets the pages it has read with each transaction, and PRAGMA mmap_size would
 * have it map the file anew each time.  Here the file itself is asked to stay mapped:
 * what SQLite then reads is copied from memory.  The mapping shows what a checkpoint
 * writes, as reading the file would, and the locks are the same.  The store is never
 * made shorter while it has readers.
 */
#include <sqlite3.h>

#include "store_private.h"

#define MOST_BYTES ((sqlite3_int64)1 << 40) /* SQLite has a lower limit of its own */

void xj_store_keep_mapped(struct xj_store *s)
{
	sqlite3_int64 most = MOST_BYTES;
	sqlite3_file *file = NULL;
	void *page = NULL;

	if (s->page ||
	    sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) ||
	    !file || !file->pMethods || file->pMethods->iVersion < 3 ||
	    sqlite3_file_control(s->db, "main", SQLITE_FCNTL_MMAP_SIZE, &most))
		return;
	/* one page that is never given back keeps all of it */
	if (file->pMethods->xFetch(file, 0, 1, &page) == SQLITE_OK)
		s->page = page;
}

void xj_store_unmap(struct xj_store *s)
{
	sqlite3_file *file = NULL;

	if (s->page &&
	    !sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) && file)
		file->pMethods->xUnfetch(file, 0, s->page);
	s->page = NULL;
}
