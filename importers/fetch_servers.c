/*
 * fetch_servers.c - owns what we know of the servers asked so far: what their
 * robots.txt lets us do.
 */
#include <stdio.h>
#include <stdlib.h>

#include "importers/fetch_private.h"
#include "src/core/i18n.h"

#define MAX_ROBOTS (512u << 10)

static enum xj_status robots_begin(void *ctx, const struct xj_answer *a,
                                   struct xj_error *err)
{
	(void)a, (void)err;
	xj_buf_reset(ctx); /* another attempt begins anew */
	return XJ_OK;
}

static enum xj_status robots_body(void *ctx, const void *p, size_t n,
                                  struct xj_error *err)
{
	struct xj_buf *b = ctx;
	size_t room = b->max - b->n;

	/* what is beyond the limit need not be obeyed, but may be sent */
	if (xj_buf_add(b, p, n < room ? n : room))
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	return XJ_OK;
}

/* A server that has no robots.txt forbids nothing; one that cannot say forbids
 * all. */
static enum xj_status ask_robots(struct xj_fetch *f, const struct xj_address *to,
                                 struct xj_robots *out, struct xj_error *err)
{
	struct xj_address robots = *to;
	struct xj_buf text;
	struct xj_request r = { .to = &robots, .begin = robots_begin,
	                        .body = robots_body, .ctx = &text };
	struct xj_answer a;
	unsigned tried = 0;
	enum xj_status st;

	snprintf(robots.url, sizeof(robots.url), "%s/robots.txt", to->origin);
	xj_buf_init(&text, MAX_ROBOTS);
	do
		st = xj_http_get(f->http, &r, &a, err);
	while (xj_http_wait(f->http, &a, ++tried));
	if (!st && (a.status >= 500 || a.status == 429))
		st = xj_fail(err, XJ_IO, _("%s: the server answers %ld: come again later"),
		             robots.url, a.status);
	if (!st && a.status != 200)
		xj_buf_reset(&text);
	if (!st && xj_robots_read(out, xj_buf_str(&text)))
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	xj_buf_clear(&text);
	return st;
}

static enum xj_status find_server(struct xj_fetch *f, const struct xj_address *to,
                                  struct xj_server **out, struct xj_error *err)
{
	struct xj_server *s = f->servers;
	enum xj_status st;

	while (s && strcmp(s->origin, to->origin) != 0)
		s = s->next;
	*out = s;
	if (s)
		return XJ_OK;
	s = calloc(1, sizeof(*s));
	if (!s)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = ask_robots(f, to, &s->robots, err);
	if (st) {
		free(s);
		return st;
	}
	memcpy(s->origin, to->origin, sizeof(s->origin));
	s->next = f->servers;
	f->servers = s;
	*out = s;
	return XJ_OK;
}

enum xj_status xj_fetch_allowed(struct xj_fetch *f, const struct xj_address *to,
                              struct xj_error *err)
{
	struct xj_server *s;
	enum xj_status st = find_server(f, to, &s, err);

	if (st)
		return st;
	xj_http_slow_down(f->http, s->robots.delay);
	if (!xj_robots_allow(&s->robots, to->path))
		return xj_fail(err, XJ_BAD_INPUT, _("%s: the server's robots.txt asks "
		               "programs not to fetch this"), to->url);
	return XJ_OK;
}
