/*
 * zip_source.c - owns libzip's view of a file that is already open.
 */
#include <errno.h>
#include <unistd.h>

#include "importers/zip_source.h"

static zip_int64_t source_read(struct xj_zip_source *s, void *data, zip_uint64_t n)
{
	ssize_t got;

	if (s->at >= s->size)
		return 0;
	if (n > s->size - s->at)
		n = s->size - s->at;
	do
		got = pread(s->fd, data, (size_t)n, (off_t)s->at);
	while (got < 0 && errno == EINTR);
	if (got < 0) {
		zip_error_set(&s->error, ZIP_ER_READ, errno);
		return -1;
	}
	s->at += (uint64_t)got;
	return got;
}

static zip_int64_t source_seek(struct xj_zip_source *s, void *data, zip_uint64_t n)
{
	zip_int64_t at = zip_source_seek_compute_offset(s->at, s->size, data, n,
	                                                &s->error);

	if (at < 0)
		return -1;
	s->at = (uint64_t)at;
	return 0;
}

static zip_int64_t source_stat(struct xj_zip_source *s, void *data, zip_uint64_t n)
{
	zip_stat_t *st = ZIP_SOURCE_GET_ARGS(zip_stat_t, data, n, &s->error);

	if (!st)
		return -1;
	zip_stat_init(st);
	st->size = s->size;
	st->valid = ZIP_STAT_SIZE;
	return sizeof(*st);
}

zip_int64_t xj_zip_source_call(void *ctx, void *data, zip_uint64_t n,
                               zip_source_cmd_t cmd)
{
	struct xj_zip_source *s = ctx;

	switch (cmd) {
	case ZIP_SOURCE_OPEN:
		s->at = 0;
		return 0;
	case ZIP_SOURCE_READ:
		return source_read(s, data, n);
	case ZIP_SOURCE_SEEK:
		return source_seek(s, data, n);
	case ZIP_SOURCE_TELL:
		return (zip_int64_t)s->at;
	case ZIP_SOURCE_STAT:
		return source_stat(s, data, n);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&s->error, data, n);
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN,
			ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
			ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK,
			ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, -1);
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		zip_error_set(&s->error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}
