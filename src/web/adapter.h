/* adapter.h - what the ways from the outside to web_answer share. */
#ifndef XIANJIN_WEB_ADAPTER_H
#define XIANJIN_WEB_ADAPTER_H

#include <stdio.h>

#include "src/web/web.h"

/* Takes bytes of a response; XJ_IO: whoever asked has gone. */
typedef enum xj_status web_sink(void *ctx, const char *p, size_t n);

/* Sends the body of R piece by piece. */
enum xj_status web_send_body(struct web_response *r, web_sink *sink, void *ctx,
                             struct xj_error *err) XJ_MUST_USE;
/*
 * Answers R in the words of CGI (RFC 3875): "Status:", the headers, the body.
 * A body that fails half-way ends without its end: XJ_IO or what failed.
 */
enum xj_status web_answer_cgi(struct web_site *site, const struct web_request *r,
                              web_sink *sink, void *ctx, struct xj_error *err)
	XJ_MUST_USE;
/* Memory that answers have used is kept for the next ones: for a process that stays.
 * To fetch it from the kernel again takes longer than most answers. */
void web_keep_memory(void);
/* A sink whose CTX is a FILE. */
enum xj_status web_to_file(void *file, const char *p, size_t n);

/*
 * The request that the variables of CGI describe.  GET gives a variable's value or
 * NULL.  HEADER has room for WEB_MAX_HEADERS; texts are borrowed from the variables
 * and from TARGET.
 */
typedef const char *web_variable(void *ctx, const char *name);
enum xj_status web_request_of_cgi(web_variable *get, void *ctx, struct xj_buf *target,
                                  struct web_header *header, struct web_request *out,
                                  struct xj_error *err) XJ_MUST_USE;

/* `xianjin serve`: HTTP on 127.0.0.1 until a signal.  PORT 0: any; the address is
 * printed to standard output.  */
struct web_serve_options {
	struct web_site_options site;
	unsigned port;
	bool no_walls;
};
enum xj_status web_serve(const struct web_serve_options *options,
                         struct xj_error *err) XJ_MUST_USE;

#endif
