/*
 * site.c - owns the readers of the data folder: kept open between requests, lent to
 * one request at a time, and replaced when an import has published.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "src/web/call.h"
#include "src/core/spool.h"

#define IDLE 4u /* readers kept; more are opened when more ask at once */

const unsigned web_room_limit[WEB_ROOMS] = {
	[WEB_ROOM_HEAVY] = 2, [WEB_ROOM_EXPORT] = WEB_MAX_EXPORTS
};

struct web_site {
	struct web_site_options options;
	pthread_mutex_t lock;       /* of what follows */
	struct xj_data *idle[IDLE];
	size_t idles;
	unsigned busy[WEB_ROOMS];
	struct xj_rules *rules;     /* NULL until somebody asks */
};

/* Drafts are sent to us: what must wait waits in memory, and should we fall over one
 * no core file is left. */
static void leave_no_trace(void)
{
	const struct rlimit none = { 0, 0 };

	(void)!setrlimit(RLIMIT_CORE, &none);
	setenv(XJ_IN_MEMORY, "1", 1);
}

enum xj_status web_site_open(const struct web_site_options *options,
                             struct web_site **out, struct xj_error *err)
{
	struct web_site *s = calloc(1, sizeof(*s));

	*out = s;
	if (!s)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	leave_no_trace();
	s->options = *options;
	pthread_mutex_init(&s->lock, NULL);
	return XJ_OK;
}

void web_site_close(struct web_site *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->idles; i++)
		xj_data_close(s->idle[i]);
	xj_rules_free(s->rules);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

const struct web_site_options *web_options(const struct web_site *s)
{
	return &s->options;
}

const struct xj_rules *web_rules(struct web_site *s)
{
	const struct xj_rules_options ours = { .folder = NULL };
	const struct xj_rules *rules;

	pthread_mutex_lock(&s->lock);
	if (!s->rules)
		(void)!xj_rules_load(&ours, &s->rules, NULL, NULL, NULL);
	rules = s->rules;
	pthread_mutex_unlock(&s->lock);
	return rules;
}

static struct xj_data *take_idle(struct web_site *s)
{
	struct xj_data *d = NULL;

	pthread_mutex_lock(&s->lock);
	if (s->idles)
		d = s->idle[--s->idles];
	pthread_mutex_unlock(&s->lock);
	return d;
}

enum xj_status web_site_borrow(struct web_site *s, struct xj_data **out,
                               struct xj_error *err)
{
	struct xj_data *d;
	enum xj_status st = XJ_OK;

	while ((d = take_idle(s)) && !xj_data_is_current(d))
		xj_data_close(d);
	if (!d)
		st = xj_data_open_read(s->options.data, &d, err);
	else
		xj_data_stay(d); /* asked a second time: it is no process for one page */
	if (!st)
		xj_data_hold(d);
	*out = d;
	return st;
}

void web_site_return(struct web_site *s, struct xj_data *d, bool good)
{
	if (!d)
		return;
	xj_data_let_go(d);
	pthread_mutex_lock(&s->lock);
	if (good && s->idles < IDLE) {
		s->idle[s->idles++] = d;
		d = NULL;
	}
	pthread_mutex_unlock(&s->lock);
	xj_data_close(d);
}

bool web_site_enter(struct web_site *s, enum web_room room)
{
	bool may;

	pthread_mutex_lock(&s->lock);
	may = s->busy[room] < web_room_limit[room];
	s->busy[room] += may;
	pthread_mutex_unlock(&s->lock);
	return may;
}

void web_site_leave(struct web_site *s, enum web_room room)
{
	pthread_mutex_lock(&s->lock);
	s->busy[room]--;
	pthread_mutex_unlock(&s->lock);
}

enum xj_status web_data(struct web_call *c, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	if (!c->data)
		st = web_site_borrow(c->site, &c->data, err);
	if (st == XJ_NOT_FOUND && err) /* not the page: the data, which may yet come */
		st = err->status = XJ_STALE;
	if (!st)
		xj_data_deadline(c->data, XJ_QUERY_MSEC);
	return st;
}

const char *web_data_stamp(struct web_call *c)
{
	return web_data(c, NULL) ? "" : xj_data_stamp(c->data);
}
