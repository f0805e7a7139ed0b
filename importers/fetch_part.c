/*
 * fetch_part.c - owns a file on its way: the part that is there, going on with it,
 * and asking until it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "importers/fetch_private.h"
#include "src/core/i18n.h"

#define MAX_REDIRECTIONS 3

/* What the part that is there belongs to: address, ETag, Last-Modified, a line
 * each. */
static void read_origin(struct xj_part *p)
{
	char text[XJ_ADDRESS_BYTES + 300], *line[3], *at = text;
	FILE *f = fopen(p->of, "re");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	for (size_t i = 0; i < XJ_COUNT(line); i++) {
		line[i] = at;
		at = strchr(at, '\n');
		if (!at)
			return;
		*at++ = '\0';
	}
	if (strcmp(line[0], p->address->url) != 0)
		return;
	snprintf(p->etag, sizeof(p->etag), "%s", line[1]);
	snprintf(p->modified, sizeof(p->modified), "%s", line[2]);
}

static enum xj_status write_origin(const struct xj_part *p, struct xj_error *err)
{
	FILE *f = fopen(p->of, "we");
	bool bad;

	if (!f)
		return xj_fetch_cannot(p->of, err);
	bad = fprintf(f, "%s\n%s\n%s\n", p->address->url, p->etag, p->modified) < 0 ||
	      fflush(f) || fdatasync(fileno(f));
	if (fclose(f) || bad)
		return xj_fetch_cannot(p->of, err);
	return XJ_OK;
}

/* Whether there is a mark by which the server can tell that it is still the same;
 * a weak ETag is none (RFC 9110, 8.8.1). */
static bool can_go_on(const struct xj_part *p)
{
	return p->modified[0] || (p->etag[0] && strncmp(p->etag, "W/", 2) != 0);
}

void xj_part_drop(struct xj_part *p)
{
	unlink(p->path);
	unlink(p->of);
	p->at = 0;
	p->etag[0] = p->modified[0] = '\0';
}

enum xj_status xj_part_open(struct xj_part *p, struct xj_error *err)
{
	struct stat s;

	snprintf(p->path, sizeof(p->path), "%s/%s.part", p->f->options.to, p->name);
	snprintf(p->of, sizeof(p->of), "%s-of", p->path);
	p->fd = open(p->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (p->fd < 0 || fstat(p->fd, &s))
		return xj_fetch_cannot(p->path, err);
	read_origin(p);
	p->at = can_go_on(p) ? (uint64_t)s.st_size : 0;
	return XJ_OK;
}

static bool is_page_type(const char *type)
{
	return strncasecmp(type, "text/html", 9) == 0 ||
	       strncasecmp(type, "application/xhtml", 17) == 0;
}

static enum xj_status refuse_page(const struct xj_part *p, struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT, _("%s: a page came instead of a file: a notice "
	               "to agree to, a question for people, or an error. Open the "
	               "address in a browser, save the file and import that"),
	               p->address->url);
}

static bool looks_like_page(const char *p, size_t n)
{
	static const char *const heads[] = { "<!doctype html", "<html" };

	while (n && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n' ||
	             (unsigned char)*p >= 0x80)) /* a byte order mark */
		p++, n--;
	for (size_t i = 0; i < XJ_COUNT(heads); i++)
		if (n >= strlen(heads[i]) && strncasecmp(p, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

static enum xj_status too_big(const struct xj_part *p, struct xj_error *err)
{
	return xj_fail(err, XJ_LIMIT, _("%s: is larger than %llu bytes; --max allows more"),
	               p->address->url, (unsigned long long)p->f->options.max);
}

static void show_progress(const struct xj_part *p)
{
	if (p->f->options.progress)
		p->f->options.progress(p->f->options.ctx, p->name, p->at, p->all);
}

/* The head is there: go on behind what we have, or begin anew. */
static enum xj_status part_begin(void *ctx, const struct xj_answer *a,
                                 struct xj_error *err)
{
	struct xj_part *p = ctx;

	if (!p->page_is_fine && is_page_type(a->type))
		return refuse_page(p, err);
	if (a->all > p->f->options.max)
		return too_big(p, err);
	if (a->status == 206 && a->from != p->at)
		return xj_fail(err, XJ_IO, _("%s: the server sent another part than was "
		               "asked for"), p->address->url);
	if (a->status == 200)
		p->at = 0;
	if (ftruncate(p->fd, (off_t)p->at) ||
	    lseek(p->fd, (off_t)p->at, SEEK_SET) != (off_t)p->at)
		return xj_fetch_cannot(p->path, err);
	snprintf(p->etag, sizeof(p->etag), "%s", a->etag);
	snprintf(p->modified, sizeof(p->modified), "%s", a->modified);
	p->all = a->all;
	show_progress(p);
	return write_origin(p, err);
}

static enum xj_status part_body(void *ctx, const void *data, size_t n,
                                struct xj_error *err)
{
	struct xj_part *p = ctx;
	const char *at = data;

	if (n > p->f->options.max - p->at)
		return too_big(p, err);
	if (p->at == 0 && !p->page_is_fine && looks_like_page(data, n))
		return refuse_page(p, err);
	while (n) {
		ssize_t done = write(p->fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return xj_fetch_cannot(p->path, err);
		at += done;
		n -= (size_t)done;
		p->at += (uint64_t)done;
	}
	show_progress(p);
	return XJ_OK;
}

/* ---- a request and its redirections ---------------------------------------------- */

static enum xj_status refused(const struct xj_address *to, long status,
                              struct xj_error *err)
{
	if (status == 429 || status >= 500)
		return xj_fail(err, XJ_IO, _("%s: the server answers %ld: come again later"),
		               to->url, status);
	return xj_fail(err, XJ_NOT_FOUND, _("%s: the server does not give it (answer %ld)"),
	               to->url, status);
}

/* Where an answer sends us, if that is the same server. */
static enum xj_status follow(struct xj_fetch *f, struct xj_address *to,
                             const char *location, struct xj_error *err)
{
	struct xj_address next;

	if (xj_address_parse(location, &next, NULL) ||
	    strcmp(next.origin, to->origin) != 0)
		return xj_fail(err, XJ_BAD_INPUT, _("%s: leads to another server: %s; give "
		               "that address itself if you trust it"), to->url, location);
	*to = next;
	return xj_fetch_allowed(f, to, err);
}

/* Asks until there is a last word: the part is whole (200, 206), or *SAME. */
enum xj_status xj_part_get(struct xj_part *p, const struct xj_fetched_line *known,
                               bool *same, struct xj_error *err)
{
	struct xj_address to = *p->address;
	struct xj_request r = { .to = &to, .begin = part_begin, .body = part_body,
	                        .ctx = p };
	struct xj_answer a;
	unsigned tried = 0, led = 0;
	enum xj_status st;

	*same = false;
	for (;;) {
		if (!can_go_on(p))
			p->at = 0;
		r.from = p->at;
		r.etag = p->at ? p->etag : known ? known->etag : NULL;
		r.modified = p->at ? p->modified : known ? known->modified : NULL;
		st = xj_http_get(p->f->http, &r, &a, err);
		if (!st && (a.status == 200 || a.status == 206))
			return XJ_OK;
		if (!st && a.status == 304 && known && !r.from) {
			*same = true;
			return XJ_OK;
		}
		if (!st && a.status == 416 && p->at) { /* it is not what it was */
			xj_part_drop(p);
			close(p->fd);
			st = xj_part_open(p, err);
			if (st)
				return st;
			continue;
		}
		if (!st && a.location[0] && a.status >= 300 && a.status < 400 &&
		    led++ < MAX_REDIRECTIONS) {
			st = follow(p->f, &to, a.location, err);
			if (st)
				return st;
			continue;
		}
		if (!xj_http_wait(p->f->http, &a, ++tried))
			return st ? st : refused(&to, a.status, err);
	}
}
