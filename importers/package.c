/*
 * package.c - the parts of a document that is a ZIP.  Owns opening and
 * inflating within limits; the policy on names and sizes is zip_directory.c's,
 * what the parts mean is for the readers.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/package.h"
#include "importers/zip_directory.h"
#include "importers/zip_source.h"
#include "src/core/i18n.h"
#include "src/core/library_zip.h"
#include "src/core/spool.h"
#include "xianjin/limits.h"

struct xj_package {
	struct xj_bytes file; /* what is read: descriptor, size, name */
	int spool;            /* our own descriptor, or -1 */
	void (*progress)(void *ctx, uint64_t bytes);
	void *progress_ctx;
	struct xj_zip_source source;
	zip_t *archive;
	struct xj_zip_directory dir;
	uint64_t unpacked;    /* bytes that came out of all parts */
	uint64_t told;        /* progress never goes back */
	uint64_t packed_done; /* bytes of the parts that are behind us */

	const struct xj_zip_entry *entry; /* the open part */
	zip_file_t *stream;
	uint64_t given;       /* bytes that came out of it */
};

/* A stream becomes a file; IN's own reader counts what comes out of it. */
static enum xj_status spool(struct xj_package *p, struct xj_bytes *in,
                            struct xj_error *err)
{
	char piece[XJ_SAX_CHUNK];
	size_t got;

	p->spool = xj_spool_open(false);
	if (p->spool < 0)
		return xj_fail(err, XJ_IO,
			_("cannot be spooled to a temporary file: %s"),
			strerror(errno));
	p->file = (struct xj_bytes){ .fd = p->spool, .name = in->name };
	for (;;) {
		enum xj_status status = in->read(in->ctx, piece, sizeof(piece), &got,
		                                 err);

		if (status != XJ_OK || got == 0)
			return status;
		p->file.size += got;
		if (p->file.size > XJ_MAX_FILE_BYTES)
			return xj_over(err, "file-bytes",
				_("is larger than %llu bytes, the most one file may "
				  "have"), (unsigned long long)XJ_MAX_FILE_BYTES);
		status = xj_spool_write(p->spool, piece, got, err);
		if (status != XJ_OK)
			return status;
	}
}

/* ---- the archive --------------------------------------------------------- */

static enum xj_status damaged(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("the document is cut short or damaged; fetch it again"));
}

/* What libzip sees must be what we checked. */
static enum xj_status compare_views(const struct xj_package *p,
                                    struct xj_error *err)
{
	zip_int64_t n = zip_get_num_entries(p->archive, ZIP_FL_UNCHANGED);

	if (n < 0 || (uint64_t)n != p->dir.n)
		return damaged(err);
	for (size_t i = 0; i < p->dir.n; i++) {
		const struct xj_zip_entry *e = &p->dir.entry[i];
		const char *name = zip_get_name(p->archive, i, ZIP_FL_ENC_RAW);
		zip_stat_t st;

		if (!name || strlen(name) != e->raw.n ||
		    memcmp(name, e->raw.p, e->raw.n) != 0 ||
		    zip_stat_index(p->archive, i, 0, &st) != 0 ||
		    st.size != e->size || st.comp_size != e->packed ||
		    st.comp_method != e->method)
			return damaged(err);
	}
	return XJ_OK;
}

/* With a password an office document is no ZIP but an old container, in which
 * the ZIP lies encrypted. */
static enum xj_status refuse_protected(const struct xj_package *p,
                                       struct xj_error *err)
{
	char head[4];

	if (pread(p->file.fd, head, sizeof(head), 0) != sizeof(head) ||
	    memcmp(head, "\xd0\xcf\x11\xe0", sizeof(head)) != 0)
		return XJ_OK; /* what it is the directory will tell */
	return xj_fail(err, XJ_BAD_INPUT,
		_("is protected by a password; open it in an office program, take the "
		  "password off and save it"));
}

static enum xj_status open_archive(struct xj_package *p, struct xj_error *err)
{
	zip_source_t *source;
	zip_error_t error;
	enum xj_status status = refuse_protected(p, err);

	if (status == XJ_OK)
		status = xj_zip_directory_read(&p->file, &p->dir, err);
	if (status != XJ_OK)
		return status;
	p->source.fd = p->file.fd;
	p->source.size = p->file.size;
	zip_error_init(&error);
	source = zip_source_function_create(xj_zip_source_call, &p->source, &error);
	p->archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!p->archive) {
		status = zip_error_code_zip(&error) == ZIP_ER_MEMORY
			? xj_fail(err, XJ_NOMEM, _("out of memory")) : damaged(err);
		if (source)
			zip_source_free(source);
	}
	zip_error_fini(&error);
	return status == XJ_OK ? compare_views(p, err) : status;
}

enum xj_status xj_package_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               struct xj_package **out, struct xj_error *err)
{
	enum xj_status status = xj_libzip_load(err);
	struct xj_package *p;

	*out = NULL;
	if (status != XJ_OK)
		return status;
	p = calloc(1, sizeof(*p));
	if (!p)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	p->spool = -1;
	zip_error_init(&p->source.error);
	if (options) {
		p->progress = options->progress;
		p->progress_ctx = options->progress_ctx;
	}
	if (in->fd >= 0)
		p->file = (struct xj_bytes){
			.fd = in->fd, .size = in->size, .name = in->name
		};
	else
		status = spool(p, in, err);
	if (status == XJ_OK)
		status = open_archive(p, err);
	if (status != XJ_OK) {
		xj_package_close(p);
		return status;
	}
	*out = p;
	return XJ_OK;
}

void xj_package_close(struct xj_package *p)
{
	if (!p)
		return;
	xj_package_leave(p);
	if (p->archive)
		zip_discard(p->archive);
	xj_zip_directory_clear(&p->dir);
	zip_error_fini(&p->source.error);
	if (p->spool >= 0)
		close(p->spool);
	free(p);
}

bool xj_package_peek(struct xj_str head, size_t *at, struct xj_str *name,
                     struct xj_str *bytes)
{
	while (*at < head.n) {
		const char *found = memmem(head.p + *at, head.n - *at, "PK\3\4", 4);
		const unsigned char *p = (const unsigned char *)found;
		size_t left, n, extra;

		if (!found)
			return false;
		left = head.n - (size_t)(found - head.p);
		*at = head.n - left + 4;
		if (left < 30)
			return false;
		n = p[26] | (size_t)p[27] << 8;
		extra = p[28] | (size_t)p[29] << 8;
		if (n > left - 30)
			continue;
		*name = xj_str_of(found + 30, n);
		left -= 30 + n;
		*bytes = extra > left ? xj_str_of("", 0)
			: xj_str_of(found + 30 + n + extra, left - extra);
		return true;
	}
	return false;
}

/* ---- its parts ----------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(const char *name, struct xj_str wanted)
{
	for (size_t i = 0; i < wanted.n; i++) {
		if (!name[i] || lower(name[i]) != lower(wanted.p[i]))
			return false;
	}
	return !name[wanted.n];
}

size_t xj_package_find(const struct xj_package *p, struct xj_str name)
{
	for (size_t i = 0; i < p->dir.n; i++) {
		if (same_name(p->dir.entry[i].name, name))
			return i;
	}
	return XJ_NO_PART;
}

const char *xj_package_name(const struct xj_package *p, size_t part)
{
	return p->dir.entry[part].name;
}

uint64_t xj_package_size(const struct xj_package *p, size_t part)
{
	return p->dir.entry[part].size;
}

enum xj_status xj_package_enter(struct xj_package *p, size_t part,
                                struct xj_error *err)
{
	xj_package_leave(p);
	p->entry = &p->dir.entry[part];
	p->given = 0;
	p->stream = zip_fopen_index(p->archive, part, 0);
	if (!p->stream)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: does not open (%s): the document is cut short or "
			  "damaged"), p->entry->name, zip_strerror(p->archive));
	return XJ_OK;
}

void xj_package_leave(struct xj_package *p)
{
	if (p->stream)
		(void)zip_fclose(p->stream); /* was read to where it was wanted */
	if (p->entry)
		p->packed_done += p->entry->packed;
	p->stream = NULL;
	p->entry = NULL;
}

/* Compressed bytes behind us, by the share of the part that is out; a part
 * that is read twice must not count beyond the file. */
static void tell_progress(struct xj_package *p)
{
	const struct xj_zip_entry *e = p->entry;
	uint64_t done = p->packed_done;

	if (!p->progress)
		return;
	if (p->given >= e->size)
		done += e->packed;
	else /* in KiB: the product must fit */
		done += (p->given >> 10) * e->packed / ((e->size >> 10) + 1);
	if (done > p->file.size)
		done = p->file.size;
	if (done < p->told)
		return;
	p->told = done;
	p->progress(p->progress_ctx, done);
}

static enum xj_status check_given(const struct xj_package *p, struct xj_error *err)
{
	const struct xj_zip_entry *e = p->entry;

	if (p->given > e->size)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: holds more bytes than the ZIP says; it is damaged or "
			  "forged"), e->name);
	if (p->given > XJ_RATIO_FREE_BYTES && p->given / XJ_MAX_RATIO > e->packed)
		return xj_over(err, "zip-ratio",
			_("%s: unpacks to more than %u times its size"), e->name,
			XJ_MAX_RATIO);
	if (p->unpacked > XJ_MAX_INFLATED_BYTES)
		return xj_over(err, "zip-total",
			_("%s: with it the document unpacks to more than %llu bytes"),
			e->name, (unsigned long long)XJ_MAX_INFLATED_BYTES);
	return XJ_OK;
}

enum xj_status xj_package_read(void *package, void *buf, size_t cap, size_t *got,
                               struct xj_error *err)
{
	struct xj_package *p = package;
	zip_int64_t n = zip_fread(p->stream, buf, cap);

	*got = 0;
	if (n < 0) {
		zip_error_t *e = zip_file_get_error(p->stream);

		return xj_fail(err, zip_error_code_zip(e) == ZIP_ER_READ
			? XJ_IO : XJ_BAD_INPUT,
			_("%s: does not unpack (%s): the document is cut short or "
			  "damaged"), p->entry->name, zip_error_strerror(e));
	}
	if (n == 0 && p->given < p->entry->size)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: holds fewer bytes than the ZIP says; it is cut short or "
			  "damaged"), p->entry->name);
	p->given += (uint64_t)n;
	p->unpacked += (uint64_t)n;
	tell_progress(p);
	*got = (size_t)n;
	return check_given(p, err);
}

static enum xj_status feed_part(struct xj_package *p, struct xj_sax *sax,
                                struct xj_error *err)
{
	char piece[XJ_SAX_CHUNK];

	for (;;) {
		size_t got;
		enum xj_status status = xj_package_read(p, piece, sizeof(piece), &got,
		                                        err);

		if (status != XJ_OK)
			return status;
		if (got == 0)
			return xj_sax_finish(sax, err);
		status = xj_sax_feed(sax, piece, got, err);
		if (status != XJ_OK)
			return status;
	}
}

enum xj_status xj_package_parse(struct xj_package *p, size_t part,
                                const struct xj_sax_events *events, void *ctx,
                                struct xj_error *err)
{
	struct xj_sax *sax;
	enum xj_status status = xj_package_enter(p, part, err);

	if (status != XJ_OK)
		return status;
	status = xj_sax_new(events, ctx, xj_package_name(p, part), &sax, err);
	if (status != XJ_OK)
		return status;
	status = feed_part(p, sax, err);
	xj_sax_free(sax);
	xj_package_leave(p);
	return status == XJ_END ? XJ_OK : status;
}
