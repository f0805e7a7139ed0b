/*
 * fetch_http.h - one polite request at a time.  Knows HTTP, nothing of files.
 */
#ifndef XIANJIN_FETCH_HTTP_H
#define XIANJIN_FETCH_HTTP_H

#include "xianjin/fetch.h"

#define XJ_ADDRESS_BYTES 4096

/* An address taken apart. */
struct xj_address {
	char url[XJ_ADDRESS_BYTES];    /* whole, percent-encoded, no fragment */
	char origin[320];              /* https://host, https://host:port */
	char path[XJ_ADDRESS_BYTES];   /* with its question, percent-encoded */
	char name[XJ_FETCH_NAME];      /* the last part of the path, decoded */
	bool question;                 /* there is a ? in it */
	bool loopback;                 /* 127.0.0.1: our own machine */
};

struct xj_answer {
	long status;               /* 200, 206, 304, ...; 0: none came */
	char etag[200], modified[64], type[80];
	char location[XJ_ADDRESS_BYTES]; /* of a redirection */
	uint64_t from, all;        /* the body's first byte; size of the whole, or 0 */
	unsigned retry_after;      /* seconds; 0: not said */
	bool again;                /* it failed in a way that may pass */
};

struct xj_request {
	const struct xj_address *to;
	uint64_t from;             /* resume here ... */
	const char *etag, *modified; /* ... if it is still this; or, with from 0, send
	                              it only if it is not.  "" or NULL: not known */
	/* The head of an answer with a body is there (200 or 206); then its bytes.
	 * A failure of either ends the request with it. */
	enum xj_status (*begin)(void *ctx, const struct xj_answer *a,
	                        struct xj_error *err);
	enum xj_status (*body)(void *ctx, const void *p, size_t n, struct xj_error *err);
	void *ctx;
};

struct xj_http;

/* XJ_USAGE: not an address that may be fetched; the text says why. */
enum xj_status xj_address_parse(const char *text, struct xj_address *out,
                                struct xj_error *err) XJ_MUST_USE;

/* OPTIONS must stay. */
enum xj_status xj_http_new(const struct xj_fetch_options *options,
                           struct xj_http **out, struct xj_error *err) XJ_MUST_USE;
void xj_http_free(struct xj_http *h);
/* Seconds that the server wants between two requests. */
void xj_http_slow_down(struct xj_http *h, unsigned seconds);

/* One attempt, after the pause that is due.  XJ_OK: an answer came, whatever it
 * says.  Otherwise a->again says whether to try again. */
enum xj_status xj_http_get(struct xj_http *h, const struct xj_request *r,
                           struct xj_answer *a, struct xj_error *err) XJ_MUST_USE;
/* Whether the attempt that ended so is worth another one, TRIED having been made:
 * then waits as long as is polite, or as the server said. */
bool xj_http_wait(struct xj_http *h, const struct xj_answer *a, unsigned tried);

#endif
