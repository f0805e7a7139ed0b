/*
 * fetch_list.c - owns fetched.tsv: read once, appended to, a lock while open.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "importers/fetch_list.h"
#include "src/core/i18n.h"

#define MAX_LIST_BYTES (64u << 20)
#define FIELDS 7

struct xj_fetched_list {
	int fd;
	char *text;                   /* the file as read; lines point into it */
	struct xj_fetched_line *line;
	size_t n, room;
	char path[4096];
};

static enum xj_status cannot(const struct xj_fetched_list *m, struct xj_error *err)
{
	return xj_fail(err, XJ_IO, "%s: %s", m->path, strerror(errno));
}

/* A line's fields, cut apart in place; false when it is none of ours. */
static bool take_line(char *text, struct xj_fetched_line *out)
{
	char *field[FIELDS];

	for (size_t i = 0; i < FIELDS; i++) {
		field[i] = text;
		text = strchr(text, '\t');
		if ((text == NULL) != (i == FIELDS - 1))
			return false;
		if (text)
			*text++ = '\0';
	}
	if (strlen(field[0]) != 64)
		return false;
	memcpy(out->sha256, field[0], 65);
	out->bytes = strtoull(field[1], NULL, 10);
	out->time = field[2];
	out->etag = field[3];
	out->modified = field[4];
	out->file = field[5];
	out->address = field[6];
	return true;
}

static enum xj_status keep(struct xj_fetched_list *m, const struct xj_fetched_line *l)
{
	if (m->n == m->room) {
		size_t room = m->room ? 2 * m->room : 64;
		struct xj_fetched_line *more = realloc(m->line, room * sizeof(*more));

		if (!more)
			return XJ_NOMEM;
		m->line = more;
		m->room = room;
	}
	m->line[m->n++] = *l;
	return XJ_OK;
}

static enum xj_status read_text(struct xj_fetched_list *m, size_t *size,
                                struct xj_error *err)
{
	struct stat s;
	size_t n = 0;

	if (fstat(m->fd, &s))
		return cannot(m, err);
	if (s.st_size > (off_t)MAX_LIST_BYTES)
		return xj_fail(err, XJ_LIMIT, _("%s: is too long; move it away"), m->path);
	m->text = malloc((size_t)s.st_size + 1);
	if (!m->text)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	while (n < (size_t)s.st_size) {
		ssize_t got = pread(m->fd, m->text + n, (size_t)s.st_size - n, (off_t)n);

		if (got < 0)
			return cannot(m, err);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	m->text[n] = '\0';
	*size = n;
	return XJ_OK;
}

/* A last line without its end was cut by a kill: it is taken off, so that the next
 * one begins a line. */
static enum xj_status read_list(struct xj_fetched_list *m, struct xj_error *err)
{
	size_t n = 0;
	char *at, *end;
	enum xj_status st = read_text(m, &n, err);

	for (at = m->text; !st && (end = memchr(at, '\n', n - (size_t)(at - m->text)));
	     at = end + 1) {
		struct xj_fetched_line l;

		*end = '\0';
		if (take_line(at, &l))
			st = keep(m, &l);
	}
	if (!st && (size_t)(at - m->text) < n && ftruncate(m->fd, at - m->text))
		return cannot(m, err);
	return st == XJ_NOMEM ? xj_fail(err, st, _("not enough memory")) : st;
}

enum xj_status xj_fetched_open(const char *folder, struct xj_fetched_list **out,
                               struct xj_error *err)
{
	struct xj_fetched_list *m = calloc(1, sizeof(*m));
	enum xj_status st = XJ_OK;

	*out = NULL;
	if (!m)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	snprintf(m->path, sizeof(m->path), "%s/%s", folder, XJ_FETCHED_LIST);
	m->fd = open(m->path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (m->fd < 0)
		st = cannot(m, err);
	else if (flock(m->fd, LOCK_EX | LOCK_NB))
		st = xj_fail(err, XJ_BUSY, _("%s: another fetch is filling this folder; "
		             "wait for its end"), folder);
	if (!st)
		st = read_list(m, err);
	if (st) {
		xj_fetched_close(m);
		return st;
	}
	*out = m;
	return XJ_OK;
}

void xj_fetched_close(struct xj_fetched_list *m)
{
	if (!m)
		return;
	if (m->fd >= 0)
		close(m->fd);
	free(m->text);
	free(m->line);
	free(m);
}

const struct xj_fetched_line *xj_fetched_find(const struct xj_fetched_list *m,
                                              const char *address)
{
	for (size_t i = m->n; i > 0; i--)
		if (strcmp(m->line[i - 1].address, address) == 0)
			return &m->line[i - 1];
	return NULL;
}

enum xj_status xj_fetched_add(struct xj_fetched_list *m,
                              const struct xj_fetched_line *l, struct xj_error *err)
{
	static const char head[] =
		"sha256\tbytes\ttime\tetag\tlast_modified\tfile\taddress\n";
	struct xj_buf b;
	struct stat s;
	enum xj_status st = XJ_OK;

	xj_buf_init(&b, 1u << 16);
	if (fstat(m->fd, &s) == 0 && s.st_size == 0)
		st = xj_buf_add(&b, head, sizeof(head) - 1);
	if (!st)
		st = xj_buf_addf(&b, "%s\t%" PRIu64 "\t%s\t%s\t%s\t%s\t%s\n", l->sha256,
		                 l->bytes, l->time, l->etag, l->modified, l->file,
		                 l->address);
	if (st)
		xj_fail(err, st, _("not enough memory"));
	else if (write(m->fd, b.p, b.n) != (ssize_t)b.n || fdatasync(m->fd))
		st = cannot(m, err);
	xj_buf_clear(&b);
	return st;
}
