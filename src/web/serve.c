/*
 * serve.c - owns HTTP for one person's browser: libmicrohttpd on 127.0.0.1, and
 * nothing else.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/core/library_microhttpd.h"
#include "src/web/adapter.h"
#include "src/web/walls.h"

enum { THREADS = 4, PIECE_ROOM = 1 << 16, CONNECTIONS = 1000, IDLE_SECONDS = 30,
       LAST_MSEC = 5000 /* for what is being answered when the end is asked for */ };

struct server {
	struct web_site *site;
	atomic_uint asked;  /* requests that are not yet answered */
};

/* ---- one request ------------------------------------------------------------------ */

struct asked {
	struct xj_buf target, body;
	struct web_header header[WEB_MAX_HEADERS];
	size_t headers;
	bool begun;
	bool too_long;
};

static void *on_target(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct server *s = cls;
	struct asked *a = calloc(1, sizeof(*a));

	(void)connection;
	if (!a)
		return NULL;
	s->asked++;
	xj_buf_init(&a->target, 4 * WEB_MAX_TARGET);
	xj_buf_init(&a->body, WEB_MAX_UPLOAD);
	if (xj_buf_add(&a->target, uri, strlen(uri)))
		(void)!xj_buf_add(&a->target, "/", 1); /* longer than any address of ours */
	return a;
}

static enum MHD_Result keep_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
	struct asked *a = ctx;

	(void)kind;
	if (a->headers < WEB_MAX_HEADERS && value)
		a->header[a->headers++] = (struct web_header){ name, value };
	return MHD_YES;
}

static void on_done(void *cls, struct MHD_Connection *connection, void **own,
                    enum MHD_RequestTerminationCode how)
{
	struct server *s = cls;
	struct asked *a = *own;

	(void)connection, (void)how;
	if (!a)
		return;
	s->asked--;
	xj_buf_clear(&a->target);
	xj_buf_clear(&a->body);
	free(a);
}

static struct xj_str path_of(const struct asked *a)
{
	struct xj_str path = xj_buf_str(&a->target);
	const char *mark = memchr(path.p, '?', path.n);

	return xj_str_of(path.p, mark ? (size_t)(mark - path.p) : path.n);
}

/* What the client says that it will send: that much need not be waited for. */
static bool announces_too_much(const struct asked *a)
{
	for (size_t i = 0; i < a->headers; i++)
		if (strcasecmp(a->header[i].name, "Content-Length") == 0)
			return strtoull(a->header[i].value, NULL, 10) >
			       web_body_limit(path_of(a));
	return false;
}

static void take_body(struct asked *a, const char *p, size_t *n)
{
	if (a->body.n + *n > web_body_limit(path_of(a)) || xj_buf_add(&a->body, p, *n))
		a->too_long = true;
	*n = 0;
}

/* ---- the answer ---------------------------------------------------------------------- */

/* A streamed body: what the last piece has left is given before the next is made. */
struct flow {
	struct web_stream stream;
	struct xj_buf piece;
	size_t at;
	bool ended;
};

static ssize_t give(void *own, uint64_t pos, char *out, size_t room)
{
	struct flow *f = own;
	struct xj_error err;
	size_t n;

	(void)pos;
	while (f->at == f->piece.n && !f->ended) {
		enum xj_status st;

		xj_buf_reset(&f->piece);
		f->at = 0;
		st = f->stream.next(f->stream.own, &f->piece, &err);
		if (st && st != XJ_END)
			return MHD_CONTENT_READER_END_WITH_ERROR;
		f->ended = st == XJ_END;
	}
	n = f->piece.n - f->at < room ? f->piece.n - f->at : room;
	if (!n)
		return MHD_CONTENT_READER_END_OF_STREAM;
	memcpy(out, f->piece.p + f->at, n);
	f->at += n;
	return (ssize_t)n;
}

static void end_flow(void *own)
{
	struct flow *f = own;

	if (f->stream.close)
		f->stream.close(f->stream.own);
	xj_buf_clear(&f->piece);
	free(f);
}

static struct MHD_Response *with_stream(struct web_response *r)
{
	struct flow *f = calloc(1, sizeof(*f));
	struct MHD_Response *m;

	if (!f)
		return NULL;
	f->stream = r->stream;
	r->stream = (struct web_stream){ 0 };
	xj_buf_init(&f->piece, (size_t)4 << 20);
	m = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_ROOM, give, f, end_flow);
	if (!m)
		end_flow(f);
	return m;
}

/* "Name: value\r\n" lines as web_header has made them. */
static void add_headers(struct MHD_Response *m, struct xj_buf *head)
{
	char *line = head->p, *end;

	for (; line && *line; line = end + 2) {
		char *colon = strchr(line, ':');

		end = strstr(line, "\r\n");
		if (!end || !colon || colon > end)
			return;
		*colon = *end = '\0';
		(void)MHD_add_response_header(m, line, colon + 2);
	}
}

static enum MHD_Result queue(struct MHD_Connection *connection, struct web_response *r)
{
	struct MHD_Response *m = r->stream.next ? with_stream(r)
		: MHD_create_response_from_buffer(r->body.n, r->body.p ? r->body.p : "",
		                                  MHD_RESPMEM_MUST_COPY);
	enum MHD_Result got;

	if (!m)
		return MHD_NO;
	add_headers(m, &r->head);
	got = MHD_queue_response(connection, (unsigned)r->status, m);
	MHD_destroy_response(m);
	return got;
}

static enum MHD_Result answer(struct web_site *site, struct MHD_Connection *connection,
                              const char *method, const struct asked *a)
{
	const struct web_request q = {
		.method = method, .target = xj_buf_str(&a->target), .mount = "",
		.header = a->header, .headers = a->headers,
		.body = a->too_long ? XJ_STR("") : xj_buf_str(&a->body),
		.too_long = a->too_long, .now = (int64_t)time(NULL),
	};
	struct web_response r;
	enum MHD_Result got;

	web_answer(site, &q, &r);
	if (r.log[0])
		fprintf(stderr, "xianjin: %s\n", r.log);
	got = queue(connection, &r);
	web_response_clear(&r);
	return got;
}

/* Called when the head has come, for each piece of the body, and at its end.  An
 * answer to the first call is instead of "100 Continue". */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_size, void **own)
{
	struct server *s = cls;
	struct asked *a = *own;

	(void)url, (void)version;
	if (!a)
		return MHD_NO;
	if (!a->begun) {
		a->begun = true;
		MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header, a);
		a->too_long = announces_too_much(a);
		return a->too_long ? answer(s->site, connection, method, a) : MHD_YES;
	}
	if (*upload_size) {
		take_body(a, upload, upload_size);
		return MHD_YES;
	}
	return answer(s->site, connection, method, a);
}

/* ---- the server -------------------------------------------------------------------------- */

static enum xj_status cannot_listen(unsigned port, int why, struct xj_error *err)
{
	if (why == EADDRINUSE)
		return xj_fail(err, XJ_IO, _("127.0.0.1, port %u: another program listens "
		               "there; choose another port by --port, or any free one by "
		               "--port 0"), port);
	return xj_fail(err, XJ_IO, _("127.0.0.1, port %u: cannot listen: %s"), port,
	               strerror(why));
}

static enum xj_status listen_here(unsigned port, int *out, unsigned *bound,
                                  struct xj_error *err)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(here);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;

	*out = fd;
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&here, sizeof(here)) || listen(fd, 511) ||
	    getsockname(fd, (struct sockaddr *)&here, &n)) {
		int why = errno;

		if (fd >= 0)
			close(fd);
		return cannot_listen(port, why, err);
	}
	*bound = ntohs(here.sin_port);
	return XJ_OK;
}

static void wait_for_signal(void)
{
	sigset_t set;
	int got;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &got);
}

static void block_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* No new request; those that are being answered get their answer. */
static void end(struct MHD_Daemon *d, struct server *s)
{
	static const struct timespec pause = { .tv_nsec = 10000000 };
	int fd = MHD_quiesce_daemon(d);

	for (int i = 0; i < LAST_MSEC / 10 && s->asked; i++)
		nanosleep(&pause, NULL);
	MHD_stop_daemon(d);
	if (fd >= 0)
		close(fd);
}

static enum xj_status run(struct web_site *site, int fd, unsigned port,
                          struct xj_error *err)
{
	struct server s = { .site = site };
	struct MHD_Daemon *d;

	web_keep_memory();
	block_signals();
	d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL,
	                     on_request, &s,
	                     MHD_OPTION_LISTEN_SOCKET, fd,
	                     MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
	                     MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
	                     MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	                     MHD_OPTION_URI_LOG_CALLBACK, on_target, &s,
	                     MHD_OPTION_NOTIFY_COMPLETED, on_done, &s,
	                     MHD_OPTION_END);
	if (!d) {
		close(fd);
		return xj_fail(err, XJ_IO, _("the server could not be started"));
	}
	printf("http://127.0.0.1:%u/\n", port);
	fflush(stdout);
	fprintf(stderr, "%s\n", _("For this machine alone.  Ctrl-C ends it."));
	wait_for_signal();
	end(d, &s);
	return XJ_OK;
}

enum xj_status web_serve(const struct web_serve_options *options, struct xj_error *err)
{
	struct web_site *site = NULL;
	unsigned port = 0;
	int fd;
	const char *missing = NULL;
	enum xj_status st = listen_here(options->port, &fd, &port, err);

	if (!st)
		st = xj_microhttpd_load(err);
	if (!st)
		st = xj_libraries_for_answers(err);
	if (st)
		return st;
	if (!options->no_walls)
		missing = web_walls_enter(options->site.data);
	if (missing)
		fprintf(stderr, "xianjin: %s\n", _(missing));
	st = web_site_open(&options->site, &site, err);
	if (!st)
		st = run(site, fd, port, err);
	web_site_close(site);
	return st;
}
