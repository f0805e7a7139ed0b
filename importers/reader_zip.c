/*
 * reader_zip.c - the tables inside a ZIP: each member that some reader knows,
 * in the order of the directory.  Owns inflating within limits; the policy on
 * names and sizes is zip_directory.c's, the rows are the members' readers'.
 *
 * Nothing is ever written to disk, and no size in the file is believed: what
 * is counted is the bytes that come out.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/readers.h"
#include "importers/zip_directory.h"
#include "importers/zip_source.h"
#include "src/core/i18n.h"
#include "src/core/library_zip.h"
#include "xianjin/limits.h"

#define HEAD 4096u /* what a reader is shown to bid on */

struct zip {
	struct xj_bytes *in;
	struct xj_read_options options; /* for the members' readers */
	void (*progress)(void *ctx, uint64_t bytes);
	struct xj_zip_source source;
	zip_t *archive;
	struct xj_zip_directory dir;
	size_t next;          /* member to open next */
	uint64_t unpacked;    /* bytes that came out of all members */
	uint64_t packed_done; /* bytes of the members that are behind us */

	const struct xj_zip_entry *entry; /* the open member */
	zip_file_t *file;
	uint64_t given;       /* bytes that came out of it */
	char head[HEAD];
	size_t head_n, head_at;
	struct xj_bytes bytes;
	const struct xj_reader *reader;
	void *self;
};

/* ---- errors ------------------------------------------------------------ */

/* Every failure leaves with the file's name in front. */
static enum xj_status in_file(const struct zip *z, enum xj_status status,
                              struct xj_error *err)
{
	if (err)
		(void)xj_fail_in(err, z->in->name);
	return status;
}

static enum xj_status damaged(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("the ZIP is cut short or damaged; fetch it again"));
}

static enum xj_status member_damaged(const struct zip *z, struct xj_error *err)
{
	zip_error_t *e = zip_file_get_error(z->file);

	if (zip_error_code_zip(e) == ZIP_ER_READ)
		return xj_fail(err, XJ_IO, _("%s: cannot be read: %s"),
		               z->entry->name, zip_error_strerror(e));
	return xj_fail(err, XJ_BAD_INPUT,
		_("%s: does not unpack (%s): the ZIP is cut short or damaged"),
		z->entry->name, zip_error_strerror(e));
}

/* ---- one member -------------------------------------------------------- */

/* Compressed bytes behind us, by the share of the member that is out. */
static void tell_progress(const struct zip *z)
{
	const struct xj_zip_entry *e = z->entry;
	uint64_t done = z->packed_done;

	if (!z->progress)
		return;
	if (z->given >= e->size)
		done += e->packed;
	else /* in KiB: the product must fit */
		done += (z->given >> 10) * e->packed / ((e->size >> 10) + 1);
	z->progress(z->options.progress_ctx, done);
}

static enum xj_status check_given(const struct zip *z, struct xj_error *err)
{
	const struct xj_zip_entry *e = z->entry;

	if (z->given > e->size)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: holds more bytes than the ZIP says; it is damaged or "
			  "forged"), e->name);
	if (z->given > XJ_RATIO_FREE_BYTES && z->given / XJ_MAX_RATIO > e->packed)
		return xj_over(err, "zip-ratio",
			_("%s: unpacks to more than %u times its size"), e->name,
			XJ_MAX_RATIO);
	if (z->unpacked > XJ_MAX_INFLATED_BYTES)
		return xj_over(err, "zip-total",
			_("%s: with it the ZIP unpacks to more than %llu bytes"),
			e->name, (unsigned long long)XJ_MAX_INFLATED_BYTES);
	return XJ_OK;
}

static enum xj_status inflate_some(struct zip *z, void *buf, size_t cap,
                                   size_t *got, struct xj_error *err)
{
	zip_int64_t n = zip_fread(z->file, buf, cap);

	*got = 0;
	if (n < 0)
		return member_damaged(z, err);
	if (n == 0) {
		if (z->given < z->entry->size)
			return xj_fail(err, XJ_BAD_INPUT,
				_("%s: holds fewer bytes than the ZIP says; it is cut "
				  "short or damaged"), z->entry->name);
		return XJ_OK;
	}
	z->given += (uint64_t)n;
	z->unpacked += (uint64_t)n;
	tell_progress(z);
	*got = (size_t)n;
	return check_given(z, err);
}

/* struct xj_bytes of the open member: the head first, which was read to find
 * the reader. */
static enum xj_status member_read(void *ctx, void *buf, size_t cap, size_t *got,
                                  struct xj_error *err)
{
	struct zip *z = ctx;
	size_t n = z->head_n - z->head_at;

	if (n == 0)
		return inflate_some(z, buf, cap, got, err);
	if (n > cap)
		n = cap;
	memcpy(buf, z->head + z->head_at, n);
	z->head_at += n;
	*got = n;
	return XJ_OK;
}

static enum xj_status read_head(struct zip *z, struct xj_error *err)
{
	z->head_n = z->head_at = 0;
	while (z->head_n < HEAD) {
		size_t got;
		enum xj_status status = inflate_some(z, z->head + z->head_n,
			HEAD - z->head_n, &got, err);

		if (status != XJ_OK)
			return status;
		if (got == 0)
			break;
		z->head_n += got;
	}
	return XJ_OK;
}

static void close_member(struct zip *z)
{
	if (z->reader)
		z->reader->close(z->self);
	if (z->file)
		(void)zip_fclose(z->file); /* was read to where it was wanted */
	if (z->entry)
		z->packed_done += z->entry->packed;
	z->reader = NULL;
	z->self = NULL;
	z->file = NULL;
	z->entry = NULL;
}

static void note_skipped(const struct zip *z, const char *why)
{
	if (z->options.note)
		z->options.note(z->options.note_ctx, "member-skipped", 0, 0,
		                xj_str_c(z->entry->name), why);
}

/* A member that no reader takes as it lies there. */
static enum xj_status pass_over(struct zip *z, const struct xj_reader *reader,
                                struct xj_error *err)
{
	if (reader == &xj_reader_zip)
		return xj_over(err, "zip-nesting",
			_("%s: is a ZIP inside a ZIP; unpack the outer one first"),
			z->entry->name);
	if (reader && reader->prepare && z->options.outside)
		return z->options.outside(z->options.outside_ctx, &z->bytes, err);
	note_skipped(z, "no reader knows this kind of file: it was not read");
	return XJ_OK;
}

static enum xj_status start_reader(struct zip *z, struct xj_error *err)
{
	struct xj_str head = xj_str_of(z->head, z->head_n);
	const struct xj_reader *reader = xj_reader_for(head, z->entry->name, NULL,
	                                               true);
	enum xj_status status;

	z->bytes = (struct xj_bytes){
		.read = member_read, .ctx = z, .fd = -1, .size = z->entry->size,
		.name = z->entry->name
	};
	if (!reader)
		return pass_over(z, xj_reader_for(head, z->entry->name, NULL, false), err);
	status = reader->open(&z->bytes, &z->options, &z->self, err);
	if (status == XJ_OK)
		z->reader = reader;
	return status;
}

/* Opens the next member; z->reader stays NULL when nobody reads it. */
static enum xj_status open_member(struct zip *z, struct xj_error *err)
{
	size_t i = z->next++;
	enum xj_status status;

	z->entry = &z->dir.entry[i];
	z->given = 0;
	if (z->entry->folder) {
		if (z->entry->size > 0)
			note_skipped(z, "a folder with bytes in it: they were not read");
		return XJ_OK;
	}
	z->file = zip_fopen_index(z->archive, i, 0);
	if (!z->file)
		return xj_fail(err, XJ_BAD_INPUT,
			_("%s: does not open (%s): the ZIP is cut short or damaged"),
			z->entry->name, zip_strerror(z->archive));
	status = read_head(z, err);
	return status == XJ_OK ? start_reader(z, err) : status;
}

/* ---- the archive ------------------------------------------------------- */

/* What libzip sees must be what we checked. */
static enum xj_status compare_views(const struct zip *z, struct xj_error *err)
{
	zip_int64_t n = zip_get_num_entries(z->archive, ZIP_FL_UNCHANGED);

	if (n < 0 || (uint64_t)n != z->dir.n)
		return damaged(err);
	for (size_t i = 0; i < z->dir.n; i++) {
		const struct xj_zip_entry *e = &z->dir.entry[i];
		const char *name = zip_get_name(z->archive, i, ZIP_FL_ENC_RAW);
		zip_stat_t st;

		if (!name || strlen(name) != e->raw.n ||
		    memcmp(name, e->raw.p, e->raw.n) != 0)
			return damaged(err);
		if (zip_stat_index(z->archive, i, 0, &st) != 0 ||
		    st.size != e->size || st.comp_size != e->packed ||
		    st.comp_method != e->method)
			return damaged(err);
	}
	return XJ_OK;
}

static enum xj_status open_archive(struct zip *z, struct xj_error *err)
{
	zip_error_t error;
	zip_source_t *source;
	enum xj_status status;

	if (z->in->fd < 0)
		return xj_fail(err, XJ_BAD_INPUT,
			_("a ZIP must be an ordinary file to be read"));
	status = xj_zip_directory_read(z->in, &z->dir, err);
	if (status != XJ_OK)
		return status;
	zip_error_init(&error);
	source = zip_source_function_create(xj_zip_source_call, &z->source, &error);
	z->archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (!z->archive) {
		status = zip_error_code_zip(&error) == ZIP_ER_MEMORY
			? xj_fail(err, XJ_NOMEM, _("out of memory")) : damaged(err);
		if (source)
			zip_source_free(source);
	}
	zip_error_fini(&error);
	return status == XJ_OK ? compare_views(z, err) : status;
}

static void zip_reader_close(void *self)
{
	struct zip *z = self;

	if (!z)
		return;
	close_member(z);
	if (z->archive)
		zip_discard(z->archive);
	xj_zip_directory_clear(&z->dir);
	zip_error_fini(&z->source.error);
	free(z);
}

static enum xj_status zip_reader_open(struct xj_bytes *in,
                                      const struct xj_read_options *options,
                                      void **self, struct xj_error *err)
{
	enum xj_status status = xj_libzip_load(err);
	struct zip *z;

	*self = NULL;
	if (status != XJ_OK)
		return status;
	z = calloc(1, sizeof(*z));
	if (!z)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	z->in = in;
	if (options)
		z->options = *options;
	z->progress = z->options.progress; /* told here, not by the members */
	z->options.progress = NULL;
	z->source.fd = in->fd;
	z->source.size = in->size;
	zip_error_init(&z->source.error);
	status = open_archive(z, err);
	if (status != XJ_OK) {
		status = in_file(z, status, err);
		zip_reader_close(z);
		return status;
	}
	*self = z;
	return XJ_OK;
}

static enum xj_status zip_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct zip *z = self;

	for (;;) {
		enum xj_status status = XJ_END;

		if (z->reader)
			status = z->reader->next_table(z->self, out, err);
		if (status == XJ_OK) {
			out->member = z->entry->name;
			return XJ_OK;
		}
		if (status != XJ_END)
			return in_file(z, status, err);
		close_member(z);
		if (z->next == z->dir.n)
			return XJ_END;
		status = open_member(z, err);
		if (status != XJ_OK)
			return in_file(z, status, err);
	}
}

static enum xj_status zip_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct zip *z = self;
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	if (!z->reader)
		return XJ_END;
	status = z->reader->next_row(z->self, out, err);
	return status == XJ_OK || status == XJ_END ? status : in_file(z, status, err);
}

static int zip_bid(struct xj_str head, const char *name)
{
	(void)name; /* content decides */
	if (head.n >= 4 && (memcmp(head.p, "PK\3\4", 4) == 0 ||
	                    memcmp(head.p, "PK\5\6", 4) == 0))
		return 60; /* a reader of workbooks may know better */
	return 0;
}

const struct xj_reader xj_reader_zip = {
	.name = "zip",
	.title = N_("ZIP with tables in it"),
	.bid = zip_bid,
	.open = zip_reader_open,
	.next_table = zip_next_table,
	.next_row = zip_next_row,
	.close = zip_reader_close,
};
