/*
 * fetch.h - files mirrored from a public web server, politely: one connection, a
 * pause between requests, a bound on the rate, robots.txt obeyed, what is there
 * already asked for only if it changed, and what broke off resumed.
 *
 * A folder of fetched files has beside them
 *   fetched.tsv   a line a file: SHA-256, bytes, time, ETag, Last-Modified, file,
 *                 address; the last line of an address counts
 *   NAME.part     a file that is not whole yet, NAME.part-of what it is a part of
 */
#ifndef XIANJIN_FETCH_H
#define XIANJIN_FETCH_H

#include "xianjin/core.h"

#define XJ_FETCH_NAME 256

struct xj_fetch_options {
	const char *to;      /* the folder; made if it is not there */
	uint64_t rate;       /* bytes a second at most; 0: as fast as it goes */
	uint64_t max;        /* bytes of one file at most */
	unsigned wait_msec;  /* between two requests; at least a second, except to
	                        127.0.0.1 */
	/* DONE of ALL bytes (0: not known) of the file NAME; may be NULL. */
	void (*progress)(void *ctx, const char *name, uint64_t done, uint64_t all);
	/* Something that a person who waits should know; may be NULL. */
	void (*note)(void *ctx, const char *text);
	void *ctx;
};

enum xj_fetched {
	XJ_FETCHED_NEW,       /* a file that was not there */
	XJ_FETCHED_UNCHANGED, /* the very bytes were there */
	XJ_FETCHED_BESIDE     /* other bytes are there under that name and stay; the
	                         new ones lie beside them, their hash in the name */
};

struct xj_fetch_result {
	enum xj_fetched what;
	char file[XJ_FETCH_NAME]; /* in the folder */
	char sha256[65];
	uint64_t bytes;
};

struct xj_fetch;

/* Opens the folder, which one fetch at a time may use: XJ_BUSY, XJ_IO, XJ_NOMEM. */
enum xj_status xj_fetch_new(const struct xj_fetch_options *options,
                            struct xj_fetch **out, struct xj_error *err) XJ_MUST_USE;
void xj_fetch_free(struct xj_fetch *f);

/*
 * Fetches one address into the file NAME; NULL: the last part of the address's
 * path, with the beginning of the address's hash where it has a question in it.
 * https only, but for 127.0.0.1; redirections only within the same server.
 * XJ_USAGE (an address or name that will not do), XJ_NOT_FOUND (the server has
 * no such file or does not give it), XJ_BAD_INPUT (robots.txt forbids it, or a
 * page came instead of a file), XJ_LIMIT, XJ_IO (then a later call resumes).
 */
enum xj_status xj_fetch_file(struct xj_fetch *f, const char *address,
                             const char *name, struct xj_fetch_result *out,
                             struct xj_error *err) XJ_MUST_USE;

#endif
