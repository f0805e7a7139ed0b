/*
 * fetch_list.h - fetched.tsv: what a folder of fetched files holds and where
 * each came from.
 */
#ifndef XIANJIN_FETCH_LIST_H
#define XIANJIN_FETCH_LIST_H

#include "xianjin/core.h"

#define XJ_FETCHED_LIST "fetched.tsv"

/* One line.  No text has a tab or a line end in it. */
struct xj_fetched_line {
	char sha256[65];
	uint64_t bytes;
	const char *time;     /* 2024-01-31T10:00:00Z */
	const char *etag, *modified, *file, *address;
};

struct xj_fetched_list;

/* Opens the list of FOLDER for this process alone: XJ_BUSY when another has it. */
enum xj_status xj_fetched_open(const char *folder,
                               struct xj_fetched_list **out,
                               struct xj_error *err) XJ_MUST_USE;
void xj_fetched_close(struct xj_fetched_list *m);
/* The last line of ADDRESS that was there when the list was opened, or NULL;
 * borrowed until it is closed. */
const struct xj_fetched_line *xj_fetched_find(const struct xj_fetched_list *m,
                                              const char *address);
/* Appends a line; it is on the disk when this returns. */
enum xj_status xj_fetched_add(struct xj_fetched_list *m,
                              const struct xj_fetched_line *line,
                              struct xj_error *err) XJ_MUST_USE;

#endif
