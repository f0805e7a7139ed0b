/*
 * fetch_http.c - owns libcurl: addresses, one request at a time, the pauses
 * between them, and what an answer says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "importers/fetch_http.h"
#include "src/core/i18n.h"
#include "src/core/library_curl.h"
#include "xianjin/text.h"

#ifndef VERSION_TEXT /* the build says it */
#define VERSION_TEXT "0"
#endif
#define AGENT "xianjin/" VERSION_TEXT " (mirror of public political-donation filings)"
#define MIN_WAIT_MSEC 1000
#define MAX_TRIES 6u
#define MAX_WAIT_SECONDS 300u  /* a server that asks for more is left alone */
#define CONNECT_SECONDS 30L
#define STALL_SECONDS 60L      /* without a byte */
#define MAX_PAGE (64u << 10)   /* of an answer that is not the file */

struct xj_http {
	const struct xj_fetch_options *options;
	CURL *easy;
	unsigned slow_msec;
	int64_t ended;   /* the last request, in milliseconds; 0: none yet */

	/* the request under way */
	const struct xj_request *request;
	struct xj_answer *answer;
	bool begun;
	uint64_t ignored;
	enum xj_status st; /* of begin and body */
	struct xj_error *err;
};

/* ---- addresses ------------------------------------------------------------ */

static enum xj_status take_part(CURLU *u, CURLUPart part, unsigned flags, char *out,
                                size_t room)
{
	char *text = NULL;
	CURLUcode code = curl_url_get(u, part, &text, flags);
	size_t n = text ? strlen(text) : 0;

	out[0] = '\0';
	if (code == CURLUE_OK && n < room)
		memcpy(out, text, n + 1);
	curl_free(text);
	if (code == CURLUE_NO_QUERY || code == CURLUE_NO_PORT || code == CURLUE_NO_USER)
		return XJ_OK;
	return code == CURLUE_OK && n < room ? XJ_OK : XJ_USAGE;
}

static enum xj_status fill(CURLU *u, const char *text, struct xj_address *out,
                           struct xj_error *err)
{
	char scheme[16], host[260], port[8], user[8], question[XJ_ADDRESS_BYTES];
	char path[XJ_ADDRESS_BYTES];
	const char *last;
	size_t n;

	if (take_part(u, CURLUPART_SCHEME, 0, scheme, sizeof(scheme)) ||
	    take_part(u, CURLUPART_HOST, 0, host, sizeof(host)) ||
	    take_part(u, CURLUPART_PORT, 0, port, sizeof(port)) ||
	    take_part(u, CURLUPART_URL, 0, out->url, sizeof(out->url)) ||
	    take_part(u, CURLUPART_PATH, 0, out->path, sizeof(out->path)) ||
	    take_part(u, CURLUPART_QUERY, 0, question, sizeof(question)) ||
	    take_part(u, CURLUPART_PATH, CURLU_URLDECODE, path, sizeof(path)) ||
	    strlen(out->path) + strlen(question) + 2 > sizeof(out->path))
		return xj_fail(err, XJ_USAGE, _("%s: not an address that can be fetched"),
		               text);
	if (take_part(u, CURLUPART_USER, 0, user, sizeof(user)) || user[0])
		return xj_fail(err, XJ_USAGE, _("%s: an address with a user's name in it "
		               "is not fetched"), text);
	out->loopback = strcmp(host, "127.0.0.1") == 0;
	if (strcmp(scheme, "https") != 0 &&
	    !(out->loopback && strcmp(scheme, "http") == 0))
		return xj_fail(err, XJ_USAGE, _("%s: only https is fetched"), text);
	snprintf(out->origin, sizeof(out->origin), "%s://%s%s%s", scheme, host,
	         port[0] ? ":" : "", port);
	out->question = question[0] != '\0';
	n = strlen(out->path);
	if (out->question)
		snprintf(out->path + n, sizeof(out->path) - n, "?%s", question);
	last = strrchr(path, '/');
	last = last ? last + 1 : path;
	if (strlen(last) < sizeof(out->name))
		snprintf(out->name, sizeof(out->name), "%s", last);
	return XJ_OK;
}

enum xj_status xj_address_parse(const char *text, struct xj_address *out,
                                struct xj_error *err)
{
	enum xj_status st = xj_curl_load(err);
	CURLU *u;

	memset(out, 0, sizeof(*out));
	if (st)
		return st;
	u = curl_url();
	if (!u)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	/* the platform's links have Chinese and blanks in them as they are */
	if (curl_url_set(u, CURLUPART_URL, text, CURLU_URLENCODE | CURLU_ALLOW_SPACE) ||
	    curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0))
		st = xj_fail(err, XJ_USAGE, _("%s: not an address that can be fetched"),
		             text);
	if (!st)
		st = fill(u, text, out, err);
	curl_url_cleanup(u);
	return st;
}

/* ---- time ------------------------------------------------------------------- */

static int64_t now_msec(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void sleep_until(int64_t msec)
{
	struct timespec t = { .tv_sec = msec / 1000, .tv_nsec = msec % 1000 * 1000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) != 0)
		;
}

static unsigned pause_of(const struct xj_http *h, const struct xj_address *to)
{
	unsigned msec = h->options->wait_msec;

	if (msec < MIN_WAIT_MSEC && !to->loopback)
		msec = MIN_WAIT_MSEC;
	return msec > h->slow_msec ? msec : h->slow_msec;
}

void xj_http_slow_down(struct xj_http *h, unsigned seconds)
{
	h->slow_msec = seconds * 1000;
}

bool xj_http_wait(struct xj_http *h, const struct xj_answer *a, unsigned tried)
{
	unsigned seconds = a->retry_after ? a->retry_after : 1u << (tried - 1);
	char text[160];

	if (!a->again || tried >= MAX_TRIES || seconds > MAX_WAIT_SECONDS)
		return false;
	if (h->options->note) {
		snprintf(text, sizeof(text), a->retry_after
		         ? _("the server asks to wait %u s")
		         : _("trying again in %u s"), seconds);
		h->options->note(h->options->ctx, text);
	}
	sleep_until(now_msec() + (int64_t)seconds * 1000);
	return true;
}

/* ---- an answer ----------------------------------------------------------------- */

/* A header's value as far as it is plain ASCII and fits; else "". */
static void take_header(struct xj_http *h, const char *name, char *out, size_t room)
{
	struct curl_header *v;
	size_t n;

	out[0] = '\0';
	if (curl_easy_header(h->easy, name, 0, CURLH_HEADER, -1, &v) != CURLHE_OK)
		return;
	n = strlen(v->value);
	for (size_t i = 0; i < n; i++)
		if (v->value[i] < ' ' || v->value[i] > '~')
			return;
	if (n < room)
		memcpy(out, v->value, n + 1);
}

/* Content-Range: bytes 100-199/200 */
static void take_range(struct xj_http *h, struct xj_answer *a)
{
	static const char unit[] = "bytes ";
	char text[80], *end = text;
	const char *all;

	a->from = UINT64_MAX; /* a part, but of where? */
	take_header(h, "content-range", text, sizeof(text));
	if (strncmp(text, unit, sizeof(unit) - 1) == 0)
		a->from = strtoull(text + sizeof(unit) - 1, &end, 10);
	all = strchr(text, '/');
	a->all = all ? strtoull(all + 1, NULL, 10) : 0;
	if (*end != '-')
		a->from = UINT64_MAX;
}

static void read_head(struct xj_http *h)
{
	struct xj_answer *a = h->answer;
	curl_off_t length = -1, wait = 0;

	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(h->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	curl_easy_getinfo(h->easy, CURLINFO_RETRY_AFTER, &wait);
	a->retry_after = wait > 0 ? (unsigned)(wait < 86400 ? wait : 86400) : 0;
	take_header(h, "etag", a->etag, sizeof(a->etag));
	take_header(h, "last-modified", a->modified, sizeof(a->modified));
	take_header(h, "content-type", a->type, sizeof(a->type));
	if (a->status == 206)
		take_range(h, a);
	else
		a->all = length > 0 ? (uint64_t)length : 0;
}

static bool has_body(const struct xj_answer *a)
{
	return a->status == 200 || a->status == 206;
}

static enum xj_status begin(struct xj_http *h)
{
	h->begun = true;
	read_head(h);
	return has_body(h->answer) ? h->request->begin(h->request->ctx, h->answer, h->err)
	                           : XJ_OK;
}

/* Of libcurl's shape.  Less than was given ends the transfer. */
static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct xj_http *h = ctx;

	n *= size;
	if (!h->begun)
		h->st = begin(h);
	if (!h->st && has_body(h->answer))
		h->st = h->request->body(h->request->ctx, p, n, h->err);
	else
		h->ignored += n;
	return h->st || h->ignored > MAX_PAGE ? 0 : n;
}

/* ---- a request ------------------------------------------------------------------- */

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
	char line[320];
	struct curl_slist *more;

	if (!value || !*value)
		return true;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	more = curl_slist_append(*list, line);
	if (more)
		*list = more;
	return more != NULL;
}

/* Resuming: only if it is still the same.  Else: only if it is another. */
static bool add_conditions(struct curl_slist **list, const struct xj_request *r)
{
	bool weak = r->etag && strncmp(r->etag, "W/", 2) == 0;

	if (r->from && r->etag && *r->etag && !weak)
		return add_header(list, "If-Range", r->etag);
	if (r->from)
		return add_header(list, "If-Range", r->modified);
	if (r->etag && *r->etag)
		return add_header(list, "If-None-Match", r->etag);
	return add_header(list, "If-Modified-Since", r->modified);
}

static void set_options(struct xj_http *h, const struct xj_request *r,
                        struct curl_slist *headers)
{
	CURL *c = h->easy;
	char range[32];

	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, r->to->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, r->to->loopback ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, ""); /* not whatever the environment says */
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_USERAGENT, AGENT);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	curl_easy_setopt(c, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)h->options->rate);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	if (r->from) {
		snprintf(range, sizeof(range), "%llu-", (unsigned long long)r->from);
		curl_easy_setopt(c, CURLOPT_RANGE, range);
	}
}

/* What may pass: the network, a server that is busy or broken for now. */
static bool may_pass(CURLcode code, long status)
{
	static const CURLcode codes[] = {
		CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE,
		CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
		CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM,
	};

	for (size_t i = 0; i < XJ_COUNT(codes); i++)
		if (code == codes[i])
			return true;
	return code == CURLE_OK && (status == 429 || status >= 500);
}

static enum xj_status perform(struct xj_http *h, const struct xj_request *r,
                              struct xj_error *err)
{
	struct xj_answer *a = h->answer;
	CURLcode code = curl_easy_perform(h->easy);
	char *location = NULL;

	if (!h->st && !h->begun)
		h->st = begin(h);
	if (h->st)
		return h->st;
	if (h->ignored > MAX_PAGE && code == CURLE_WRITE_ERROR)
		code = CURLE_OK; /* its status is all that matters of it */
	a->again = may_pass(code, a->status);
	if (code)
		return xj_fail(err, XJ_IO, "%s: %s", r->to->url, curl_easy_strerror(code));
	curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &location);
	if (location && strlen(location) < sizeof(a->location))
		snprintf(a->location, sizeof(a->location), "%s", location);
	return XJ_OK;
}

enum xj_status xj_http_get(struct xj_http *h, const struct xj_request *r,
                           struct xj_answer *a, struct xj_error *err)
{
	struct curl_slist *headers = NULL;
	enum xj_status st;

	memset(a, 0, sizeof(*a));
	h->request = r;
	h->answer = a;
	h->begun = false;
	h->ignored = 0;
	h->st = XJ_OK;
	h->err = err;
	if (!add_conditions(&headers, r)) {
		curl_slist_free_all(headers);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	set_options(h, r, headers);
	if (h->ended)
		sleep_until(h->ended + pause_of(h, r->to));
	st = perform(h, r, err);
	h->ended = now_msec();
	curl_slist_free_all(headers);
	return st;
}

enum xj_status xj_http_new(const struct xj_fetch_options *options,
                           struct xj_http **out, struct xj_error *err)
{
	struct xj_http *h;
	enum xj_status st = xj_curl_load(err);

	*out = NULL;
	if (st)
		return st;
	h = calloc(1, sizeof(*h));
	if (h && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		h->easy = curl_easy_init();
	if (!h || !h->easy) {
		xj_http_free(h);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	h->options = options;
	*out = h;
	return XJ_OK;
}

void xj_http_free(struct xj_http *h)
{
	if (!h)
		return;
	if (h->easy)
		curl_easy_cleanup(h->easy);
	free(h);
}
