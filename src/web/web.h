/*
 * web.h - the web front as one function: web_answer makes a response from a
 * request and an open site, and nothing else: no environment, no clock, no
 * printing.  Adapters (cgi.c, serve.c, the verb cgi-test) move bytes between it
 * and the outside.
 */
#ifndef XIANJIN_WEB_H
#define XIANJIN_WEB_H

#include "xianjin/core.h"

/* ---- limits on what a stranger may send ---------------------------------- */

#define WEB_MAX_TARGET   8192u          /* path and query, as sent */
#define WEB_MAX_PARAMS   64u
#define WEB_MAX_HEADERS  64u
#define WEB_MAX_PAGE     ((size_t)32 << 20)
#define WEB_MAX_UPLOAD   ((size_t)20 << 20)
#define WEB_MAX_FORM     ((size_t)1 << 20)  /* a body that is no upload */
#define WEB_MAX_EXPORTS  8u             /* whole answers sent at once, by a process */

/* ---- the site -------------------------------------------------------------- */

struct web_site_options {
	const char *data;      /* the data folder; NULL: none is needed yet */
	const char *base;      /* public address, "https://example.org/xianjin", for
	                          what must be absolute; NULL: from the request */
	const char *contact;   /* who answers disputes: an address; NULL none */
	bool no_uploads;       /* the page that checks drafts is off */
	bool own_names;        /* asked by this machine's names, or that of BASE, alone:
	                          a page elsewhere that lets its name lead here (DNS
	                          rebinding) reads nothing */
};

/* Readers of one data folder, kept open between requests and opened again when
 * an import has published; safe for several threads. */
struct web_site;

/* Nothing is read yet: that happens behind the walls (walls.h). */
enum xj_status web_site_open(const struct web_site_options *options,
                             struct web_site **out, struct xj_error *err) XJ_MUST_USE;
void web_site_close(struct web_site *s);
/* The most that a body may have for a request to PATH: what is longer is answered
 * 413 and need not be read. */
size_t web_body_limit(struct xj_str path);

/* ---- request and response ------------------------------------------------- */

struct web_header {
	const char *name, *value;
};

struct web_request {
	const char *method;        /* "GET" */
	struct xj_str target;      /* "/zh/search?q=..." as sent, percent-encoded */
	const char *mount;         /* where the program is mounted: "" or "/app" */
	const struct web_header *header; /* those that came; names in any case */
	size_t headers;
	struct xj_str body;
	bool too_long;             /* the body was longer than web_body_limit and was
	                              not read */
	int64_t now;               /* seconds since 1970 */
};

/* Which of the libraries that are loaded later (src/core/library.h) an answer may take. */
enum web_needs { WEB_NEEDS_ALL, WEB_NEEDS_PATTERNS /* PCRE2 alone */, WEB_NEEDS_NOTHING };
enum web_needs web_needs_of(const struct web_request *r);

/* A body that is made piece by piece while it is sent. */
struct web_stream {
	/* Appends the next piece to OUT (which is empty); XJ_END after the last.
	 * A failure must cut the connection, so that nobody takes the part for
	 * the whole. */
	enum xj_status (*next)(void *own, struct xj_buf *out, struct xj_error *err);
	void (*close)(void *own);
	void *own;
};

struct web_response {
	int status;                /* 200 */
	struct xj_buf head;        /* "Name: value\r\n" lines */
	struct xj_buf body;
	struct web_stream stream;  /* when next is set: instead of the body */
	char log[640];             /* for the operator: what went wrong; "" nothing */
};

/*
 * Answers.  Always makes a response, a page or problem of 4xx or 5xx when the
 * request cannot be met; OUT is cleared by web_response_clear.  A HEAD has the
 * head of the GET; the adapter leaves out the body.
 */
void web_answer(struct web_site *site, const struct web_request *request,
                struct web_response *out);
void web_response_clear(struct web_response *r);

/* "OK", "Not Found": the words after a status. */
const char *web_status_text(int status);

#endif
