/*
 * fetch_private.h - what the files of fetch share: the folder and its servers, and
 * a file on its way.
 */
#ifndef XIANJIN_FETCH_PRIVATE_H
#define XIANJIN_FETCH_PRIVATE_H

#include "importers/fetch_http.h"
#include "importers/fetch_list.h"
#include "importers/fetch_robots.h"

#define XJ_PATH_BYTES 4096

struct xj_server {              /* what we know of one */
	struct xj_server *next;
	char origin[320];
	struct xj_robots robots;
};

struct xj_fetch {
	struct xj_fetch_options options;
	struct xj_http *http;
	struct xj_fetched_list *list;
	struct xj_server *servers;
};

/* A file on its way. */
struct xj_part {
	struct xj_fetch *f;
	const struct xj_address *address; /* as asked for, before redirections */
	const char *name;
	bool page_is_fine;                /* a page was asked for */
	int fd;
	uint64_t at, all;                 /* bytes that are there; of them, or 0 */
	char path[XJ_PATH_BYTES], of[XJ_PATH_BYTES + 4]; /* NAME.part, NAME.part-of */
	char etag[200], modified[64];     /* of what they are a part of */
};

/* PATH and the reason that errno has; XJ_IO. */
enum xj_status xj_fetch_cannot(const char *path, struct xj_error *err);

/* Whether the server's robots.txt lets us ask for it; asks for that first where it
 * is not known yet.  XJ_BAD_INPUT: no. */
enum xj_status xj_fetch_allowed(struct xj_fetch *f, const struct xj_address *to,
                                struct xj_error *err) XJ_MUST_USE;

/* Opens the part, with what an earlier call left of it. */
enum xj_status xj_part_open(struct xj_part *p, struct xj_error *err) XJ_MUST_USE;
/* Asks until the part is whole, or *SAME: the file that KNOWN (may be NULL) tells
 * of is what the server has. */
enum xj_status xj_part_get(struct xj_part *p, const struct xj_fetched_line *known,
                           bool *same, struct xj_error *err) XJ_MUST_USE;
/* Removes what there is of it. */
void xj_part_drop(struct xj_part *p);

#endif
