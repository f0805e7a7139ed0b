/*
 * fetch.c - owns what becomes of an address: under which name it is kept, and how
 * a part becomes a whole file that overwrites nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "importers/fetch_private.h"
#include "src/core/i18n.h"
#include "xianjin/importers.h"
#include "xianjin/text.h"

#define MAX_NAME 200

enum xj_status xj_fetch_cannot(const char *path, struct xj_error *err)
{
	return xj_fail(err, XJ_IO, "%s: %s", path, strerror(errno));
}

/* ---- names ------------------------------------------------------------------------ */

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), e = strlen(end);

	return n >= e && strcasecmp(name + n - e, end) == 0;
}

/* A name that names a file of this folder and none of our own. */
static bool is_good_name(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f || name[i] == '/' ||
		    name[i] == '\\')
			return false;
	return n > 0 && n <= MAX_NAME && name[0] != '.' && name[0] != '-' &&
	       xj_utf8_valid(xj_str_c(name)) == n && !ends_with(name, ".part") &&
	       !ends_with(name, ".part-of") && strcmp(name, XJ_FETCHED_LIST) != 0;
}

static enum xj_status hash_text(const char *text, char hex[65], struct xj_error *err)
{
	struct xj_sha256 *h;
	enum xj_status st = xj_sha256_new(&h, err);

	if (st)
		return st;
	if (xj_sha256_add(h, text, strlen(text))) {
		xj_sha256_free(h);
		return xj_fail(err, XJ_INTERNAL, _("cannot hash"));
	}
	return xj_sha256_end(h, hex);
}

/* "download-0123456789ab" for an address with a question: its files would all be
 * called download. */
static enum xj_status choose_name(const struct xj_address *a, const char *given,
                                  char out[XJ_FETCH_NAME], struct xj_error *err)
{
	char hex[65];
	enum xj_status st = XJ_OK;

	if (!given && a->question)
		st = hash_text(a->url, hex, err);
	if (st)
		return st;
	if (given)
		snprintf(out, XJ_FETCH_NAME, "%s", given);
	else if (a->question)
		snprintf(out, XJ_FETCH_NAME, "%.*s-%.12s", MAX_NAME - 13, a->name, hex);
	else
		snprintf(out, XJ_FETCH_NAME, "%s", a->name);
	if (is_good_name(out))
		return XJ_OK;
	return xj_fail(err, XJ_USAGE, _("%s: \"%s\" is no name for a file here; give one "
	               "in a list: ADDRESS NAME"), a->url, out);
}

/* "file.zip" with a hash: "file-0123456789ab.zip". */
static void name_beside(const char *name, const char *sha256, char out[XJ_FETCH_NAME])
{
	const char *dot = strrchr(name, '.');
	size_t stem = dot ? (size_t)(dot - name) : strlen(name);

	snprintf(out, XJ_FETCH_NAME, "%.*s-%.12s%s", (int)stem, name, sha256,
	         name + stem);
}

/* ---- the whole file ---------------------------------------------------------------- */

static enum xj_status hash_file(const char *path, char sha256[65], uint64_t *bytes,
                                struct xj_error *err)
{
	struct xj_bytes in;
	enum xj_status st = xj_bytes_open(path, &in, sha256, err);

	if (st)
		return st;
	*bytes = in.size;
	xj_bytes_close(&in);
	return XJ_OK;
}

/* Gives the part the name NAME unless that is taken; *TAKEN then, with its hash. */
static enum xj_status rename_part(const struct xj_part *p, const char *name, bool *taken,
                                  char sha256[65], struct xj_error *err)
{
	char path[4096];
	uint64_t bytes;

	*taken = false;
	snprintf(path, sizeof(path), "%s/%s", p->f->options.to, name);
	if (renameat2(AT_FDCWD, p->path, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return XJ_OK;
	if (errno != EEXIST)
		return xj_fetch_cannot(path, err);
	*taken = true;
	return hash_file(path, sha256, &bytes, err);
}

static enum xj_status sync_folder(const char *path, struct xj_error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool bad = fd < 0 || fsync(fd);

	if (fd >= 0)
		close(fd);
	return bad ? xj_fetch_cannot(path, err) : XJ_OK;
}

/* The part becomes NAME; or, where other bytes have that name, lies beside them. */
static enum xj_status place(struct xj_part *p, struct xj_fetch_result *out,
                            struct xj_error *err)
{
	char there[65];
	bool taken;
	enum xj_status st;

	if (fsync(p->fd))
		return xj_fetch_cannot(p->path, err);
	st = hash_file(p->path, out->sha256, &out->bytes, err);
	out->what = XJ_FETCHED_NEW;
	snprintf(out->file, sizeof(out->file), "%s", p->name);
	if (!st)
		st = rename_part(p, out->file, &taken, there, err);
	if (!st && taken && strcmp(there, out->sha256) != 0) {
		out->what = XJ_FETCHED_BESIDE;
		name_beside(p->name, out->sha256, out->file);
		st = rename_part(p, out->file, &taken, there, err);
	}
	if (!st && taken)
		out->what = XJ_FETCHED_UNCHANGED;
	if (!st && taken && strcmp(there, out->sha256) != 0)
		return xj_fail(err, XJ_IO, _("%s: was changed by someone; move it away"),
		               out->file);
	if (!st)
		xj_part_drop(p);
	return st ? st : sync_folder(p->f->options.to, err);
}

static enum xj_status note_down(struct xj_part *p, const struct xj_fetch_result *result,
                                const char *etag, const char *modified,
                                struct xj_error *err)
{
	char when[32];
	time_t now = time(NULL);
	struct tm utc;
	struct xj_fetched_line line = {
		.bytes = result->bytes, .time = when, .etag = etag,
		.modified = modified, .file = result->file, .address = p->address->url,
	};

	gmtime_r(&now, &utc);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	memcpy(line.sha256, result->sha256, sizeof(line.sha256));
	return xj_fetched_add(p->f->list, &line, err);
}

/* Whether the file that LINE tells of is still there as it was. */
static bool is_there(const struct xj_fetch *f, const struct xj_fetched_line *line,
                     struct xj_fetch_result *out)
{
	char path[4096];

	if (!line || !is_good_name(line->file))
		return false;
	snprintf(path, sizeof(path), "%s/%s", f->options.to, line->file);
	snprintf(out->file, sizeof(out->file), "%s", line->file);
	return hash_file(path, out->sha256, &out->bytes, NULL) == XJ_OK &&
	       strcmp(out->sha256, line->sha256) == 0;
}

static enum xj_status fetch_part(struct xj_part *p, struct xj_fetch_result *out,
                                 struct xj_error *err)
{
	const struct xj_fetched_line *known = xj_fetched_find(p->f->list,
	                                                      p->address->url);
	char etag[200], modified[64];
	bool same;
	enum xj_status st;

	if (!is_there(p->f, known, out))
		known = NULL;
	st = xj_part_open(p, err);
	if (!st)
		st = xj_part_get(p, known, &same, err);
	if (!st && same) {
		out->what = XJ_FETCHED_UNCHANGED;
		xj_part_drop(p);
		return XJ_OK;
	}
	memcpy(etag, p->etag, sizeof(etag));
	memcpy(modified, p->modified, sizeof(modified));
	if (!st)
		st = place(p, out, err);
	return st ? st : note_down(p, out, etag, modified, err);
}

enum xj_status xj_fetch_file(struct xj_fetch *f, const char *address, const char *name,
                             struct xj_fetch_result *out, struct xj_error *err)
{
	struct xj_address to;
	char kept[XJ_FETCH_NAME];
	struct xj_part p = { .f = f, .address = &to, .name = kept, .fd = -1 };
	enum xj_status st;

	memset(out, 0, sizeof(*out));
	st = xj_address_parse(address, &to, err);
	if (!st)
		st = choose_name(&to, name, kept, err);
	if (!st)
		st = xj_fetch_allowed(f, &to, err);
	if (st)
		return st;
	p.page_is_fine = ends_with(kept, ".html") || ends_with(kept, ".htm");
	st = fetch_part(&p, out, err);
	if (p.fd >= 0)
		close(p.fd);
	/* what is of no use is not kept; the rest waits to be gone on with */
	if (st == XJ_BAD_INPUT || st == XJ_LIMIT || st == XJ_NOT_FOUND ||
	    (st && p.at == 0))
		xj_part_drop(&p);
	return st;
}

/* ---- the folder ----------------------------------------------------------------------- */

enum xj_status xj_fetch_new(const struct xj_fetch_options *options,
                            struct xj_fetch **out, struct xj_error *err)
{
	struct xj_fetch *f;
	enum xj_status st;

	*out = NULL;
	if (mkdir(options->to, 0755) && errno != EEXIST)
		return xj_fetch_cannot(options->to, err);
	f = calloc(1, sizeof(*f));
	if (!f)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	f->options = *options;
	st = xj_fetched_open(options->to, &f->list, err);
	if (!st)
		st = xj_http_new(&f->options, &f->http, err);
	if (st) {
		xj_fetch_free(f);
		return st;
	}
	*out = f;
	return XJ_OK;
}

void xj_fetch_free(struct xj_fetch *f)
{
	if (!f)
		return;
	while (f->servers) {
		struct xj_server *next = f->servers->next;

		xj_robots_clear(&f->servers->robots);
		free(f->servers);
		f->servers = next;
	}
	xj_http_free(f->http);
	xj_fetched_close(f->list);
	free(f);
}
