/*
 * cgi.c - the program xianjin.cgi: CGI, or FastCGI when it was started with a socket.
 * fcgiapp.h only: the printf of fcgi_stdio.h knows no %zu.
 *
 * Environment: XIANJIN_DATA (the data folder), XIANJIN_BASE (public address),
 * XIANJIN_CONTACT (who answers disputes), XIANJIN_UPLOADS=off, XIANJIN_SANDBOX=off (no
 * walls, on odd systems), XIANJIN_LOCALEDIR.
 */
#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "src/core/environment.h"
#include "src/core/heap.h"
#include "src/core/i18n.h"
#include "src/core/library.h"
#include "src/core/library_pcre2.h"
#include "src/core/sanitized.h"
#include "src/web/adapter.h"
#include "src/web/walls.h"

enum { REQUEST_SECONDS = 30 };

static bool is_off(const char *name)
{
	const char *v = getenv(name);

	return v && strcmp(v, "off") == 0;
}

static const char *from_environment(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name);
}

static const char *from_fastcgi(void *ctx, const char *name)
{
	return FCGX_GetParam(name, ctx);
}

/* ---- records -------------------------------------------------------------------- */

/*
 * What goes out, as large as a record of the protocol may be: most pages leave in one.
 * The library's own stream sends pieces of 8 KiB, each of which wakes the server.
 */
struct record {
	const FCGX_Request *to;
	size_t n;                     /* bytes of what follows the head */
	char byte[8 + 0xfff8];
};

static enum xj_status send_record(struct record *r)
{
	const char *p = r->byte;
	size_t left = 8 + r->n;
	const unsigned char head[8] = { 1, FCGI_STDOUT, (unsigned char)(r->to->requestId >> 8),
	                                (unsigned char)r->to->requestId,
	                                (unsigned char)(r->n >> 8), (unsigned char)r->n };

	if (!r->n)
		return XJ_OK; /* an empty one would be the end */
	memcpy(r->byte, head, sizeof(head));
	r->n = 0;
	while (left) {
		ssize_t sent = write(r->to->ipcFd, p, left);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return XJ_IO;
		p += sent;
		left -= (size_t)sent;
	}
	return XJ_OK;
}

static enum xj_status to_fastcgi(void *ctx, const char *p, size_t n)
{
	struct record *r = ctx;
	enum xj_status st = XJ_OK;

	while (n && !st) {
		size_t room = sizeof(r->byte) - 8 - r->n, part = n < room ? n : room;

		memcpy(r->byte + 8 + r->n, p, part);
		r->n += part;
		p += part;
		n -= part;
		if (part == room)
			st = send_record(r);
	}
	return st;
}

/* ---- bodies -------------------------------------------------------------------- */

typedef size_t body_reader(void *ctx, char *p, size_t n);

static size_t from_stdin(void *ctx, char *p, size_t n)
{
	return fread(p, 1, n, ctx);
}

static size_t from_stream(void *ctx, char *p, size_t n)
{
	int got = FCGX_GetStr(p, n > 1 << 20 ? 1 << 20 : (int)n, ctx);

	return got > 0 ? (size_t)got : 0;
}

/* Exactly as many bytes as the client announced, unless they are too many. */
static void read_body(const char *length, body_reader *get, void *ctx,
                      struct xj_buf *body, struct web_request *r)
{
	struct xj_str path = r->target;
	const char *mark = memchr(path.p, '?', path.n);
	unsigned long long all = length ? strtoull(length, NULL, 10) : 0;
	char piece[1 << 14];

	path.n = mark ? (size_t)(mark - path.p) : path.n;
	r->too_long = all > web_body_limit(path);
	while (!r->too_long && all) {
		size_t got = get(ctx, piece, all < sizeof(piece) ? (size_t)all : sizeof(piece));

		if (!got || xj_buf_add(body, piece, got))
			break;
		all -= got;
	}
	r->body = xj_buf_str(body);
}

/* ---- one request ------------------------------------------------------------------ */

static void log_line(const char *text)
{
	fprintf(stderr, "xianjin.cgi: %s\n", text);
}

/* Questions have deadlines of their own: what still computes after this is a fault, and
 * the signal ends the process.  Who waits for the next request uses none of it. */
static void limit_time(void)
{
	const struct itimerval t = { .it_value.tv_sec = REQUEST_SECONDS };

	(void)!setitimer(ITIMER_PROF, &t, NULL);
}

static enum xj_status answer(struct web_site *site, web_variable *get, void *variables,
                             body_reader *body_get, void *body_ctx, web_sink *sink,
                             void *sink_ctx)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	struct web_header header[WEB_MAX_HEADERS];
	struct web_request r;
	struct xj_buf target, body;
	enum xj_status st;

	limit_time();
	xj_buf_init(&target, 4 * WEB_MAX_TARGET);
	xj_buf_init(&body, WEB_MAX_UPLOAD);
	st = web_request_of_cgi(get, variables, &target, header, &r, &err);
	if (!st) {
		read_body(get(variables, "CONTENT_LENGTH"), body_get, body_ctx, &body, &r);
		st = web_answer_cgi(site, &r, sink, sink_ctx, &err);
	}
	if (err.text[0])
		log_line(err.text);
	xj_buf_clear(&body);
	xj_buf_clear(&target);
	return st;
}

/* The request under way is answered; the next is not taken. */
static void on_end(int signal)
{
	(void)signal;
	FCGX_ShutdownPending();
}

static int serve_fastcgi(struct web_site *site)
{
	const struct sigaction end = { .sa_handler = on_end };
	FCGX_Request request;
	static struct record out;

	web_keep_memory();
	sigaction(SIGTERM, &end, NULL);
	sigaction(SIGINT, &end, NULL);
	if (FCGX_Init() || FCGX_InitRequest(&request, 0, 0))
		return 70;
	while (FCGX_Accept_r(&request) == 0) {
		out.to = &request;
		out.n = 0;
		if (answer(site, from_fastcgi, request.envp, from_stream, request.in,
		           to_fastcgi, &out) || send_record(&out))
			FCGX_SetExitStatus(1, request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}

static enum xj_status load_libraries(bool one, struct xj_error *err)
{
	struct web_header header[WEB_MAX_HEADERS];
	struct web_request r;
	struct xj_buf target;
	enum web_needs needs = WEB_NEEDS_ALL;

	xj_buf_init(&target, 4 * WEB_MAX_TARGET);
	if (one && !web_request_of_cgi(from_environment, NULL, &target, header, &r, NULL))
		needs = web_needs_of(&r);
	xj_buf_clear(&target);
	if (needs == WEB_NEEDS_ALL)
		return xj_libraries_for_answers(err);
	return needs == WEB_NEEDS_PATTERNS ? xj_pcre2_load(err) : XJ_OK;
}

int main(void)
{
	struct xj_error err = { .status = XJ_OK, .text = "" };
	const struct web_site_options options = {
		.data = xj_environment("XIANJIN_DATA"),
		.base = xj_environment("XIANJIN_BASE"),
		.contact = xj_environment("XIANJIN_CONTACT"),
		.no_uploads = is_off("XIANJIN_UPLOADS"),
	};
	struct web_site *site = NULL;
	const char *missing = NULL;
	bool one = FCGX_IsCGI(); /* question, and the end */
	int code;

	if (one)
		xj_heap_of_large_page();
	signal(SIGPIPE, SIG_IGN);
	xj_language_open();
	if (!options.data) {
		log_line("XIANJIN_DATA must name the data folder");
		fputs("Status: 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\n"
		      "XIANJIN_DATA is not set.\n", stdout);
		return 3;
	}
	if (load_libraries(one, &err)) {
		log_line(err.text);
		return 70;
	}
	if (!is_off("XIANJIN_SANDBOX"))
		missing = web_walls_enter(options.data);
	if (missing)
		log_line(missing);
	if (web_site_open(&options, &site, &err)) {
		log_line(err.text);
		return 70;
	}
	if (!one)
		code = serve_fastcgi(site);
	else
		code = answer(site, from_environment, NULL, from_stdin, stdin, web_to_file,
		              stdout) || fflush(stdout) ? 3 : 0;
	if (one && !XJ_SANITIZED) /* the kernel takes back faster what is held */
		_exit(code);
	web_site_close(site);
	return code;
}
