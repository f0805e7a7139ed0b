/*
 * reader_ods.c - rows of OpenDocument spreadsheets: which files are such, and
 * their tables one after the other.  ods_content.c knows what the XML means,
 * book.c keeps the rows.
 */
#include <stdlib.h>

#include "importers/ods.h"
#include "importers/package.h"
#include "importers/readers.h"
#include "src/core/i18n.h"

struct ods {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_package *package;
	struct xj_book *book;
	struct xj_ods content;
};

/* Every failure leaves with the file's name in front. */
static enum xj_status in_file(const struct ods *x, enum xj_status status,
                              struct xj_error *err)
{
	if (err)
		(void)xj_fail_in(err, x->in->name);
	return status;
}

/* ---- passwords ----------------------------------------------------------- */

enum { MANIFEST = 1 };

static const struct xj_sax_space manifest_spaces[] = {
	{ "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", MANIFEST },
	{ NULL, 0 }
};

static enum xj_status on_entry(void *ctx, const struct xj_tag *tag)
{
	(void)ctx;
	if (tag->space != MANIFEST || strcmp(tag->name, "encryption-data") != 0)
		return XJ_OK;
	return xj_fail(xj_sax_error(tag->sax), XJ_BAD_INPUT,
		_("the document is protected by a password; open it in an office "
		  "program, take the password off and save it"));
}

static enum xj_status no_end(void *ctx, int space, const char *name, unsigned depth)
{
	(void)ctx, (void)space, (void)name, (void)depth;
	return XJ_OK;
}

static enum xj_status no_text(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return XJ_OK;
}

static enum xj_status check_password(struct xj_package *p, struct xj_error *err)
{
	static const struct xj_sax_events events = {
		manifest_spaces, on_entry, no_end, no_text
	};
	size_t part = xj_package_find(p, XJ_STR("META-INF/manifest.xml"));

	return part == XJ_NO_PART ? XJ_OK
	                          : xj_package_parse(p, part, &events, NULL, err);
}

/* ---- the reader ---------------------------------------------------------- */

static void ods_close(void *self)
{
	struct ods *x = self;

	if (!x)
		return;
	xj_ods_clear(&x->content);
	xj_book_free(x->book);
	xj_package_close(x->package);
	free(x);
}

static enum xj_status load(struct ods *x, struct xj_error *err)
{
	enum xj_status status = xj_package_open(x->in, &x->options, &x->package, err);
	size_t part;

	if (status == XJ_OK)
		status = check_password(x->package, err);
	if (status != XJ_OK)
		return status;
	part = xj_package_find(x->package, XJ_STR("content.xml"));
	if (part == XJ_NO_PART)
		return xj_fail(err, XJ_BAD_INPUT,
			_("has no content.xml; the document is damaged"));
	status = xj_book_new(&x->options, &x->book, err);
	if (status != XJ_OK)
		return status;
	xj_ods_init(&x->content, xj_book_queue(x->book));
	status = xj_book_start(x->book, xj_package_name(x->package, part), false,
	                       xj_package_read, x->package, &xj_ods_events,
	                       &x->content, err);
	return status == XJ_OK ? xj_package_enter(x->package, part, err) : status;
}

static enum xj_status ods_open(struct xj_bytes *in,
                               const struct xj_read_options *options, void **self,
                               struct xj_error *err)
{
	struct ods *x = calloc(1, sizeof(*x));
	enum xj_status status;

	*self = NULL;
	if (!x)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	x->in = in;
	if (options)
		x->options = *options;
	status = load(x, err);
	if (status != XJ_OK) {
		status = in_file(x, status, err);
		ods_close(x);
		return status;
	}
	*self = x;
	return XJ_OK;
}

static enum xj_status ods_next_table(void *self, struct xj_table *out,
                                     struct xj_error *err)
{
	struct ods *x = self;
	const char *name;
	enum xj_status status = xj_book_next_table(x->book, &name, err);

	memset(out, 0, sizeof(*out));
	if (status == XJ_END)
		return XJ_END;
	if (status != XJ_OK)
		return in_file(x, status, err);
	*out = (struct xj_table){ .member = "", .sheet = name, .encoding = "UTF-8" };
	return XJ_OK;
}

static enum xj_status ods_next_row(void *self, struct xj_row *out,
                                   struct xj_error *err)
{
	struct ods *x = self;
	enum xj_status status = xj_book_next_row(x->book, out, err);

	return status == XJ_OK || status == XJ_END ? status : in_file(x, status, err);
}

/* The first member says what the document is, in clear. */
static int ods_bid(struct xj_str head, const char *file)
{
	static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";
	struct xj_str name, bytes;
	size_t at = 0;

	(void)file; /* content decides */
	if (!xj_str_starts(head, XJ_STR("PK\3\4")) ||
	    !xj_package_peek(head, &at, &name, &bytes))
		return 0;
	return xj_str_is(name, "mimetype") && xj_str_starts(bytes, xj_str_c(type))
		? 90 : 0; /* a template is as good */
}

const struct xj_reader xj_reader_ods = {
	.name = "ods",
	.title = N_("OpenDocument spreadsheet (.ods)"),
	.bid = ods_bid,
	.open = ods_open,
	.next_table = ods_next_table,
	.next_row = ods_next_row,
	.close = ods_close,
};
