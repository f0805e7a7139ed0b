/*
 * zip_directory.c - walks the central directory of a ZIP and applies the
 * policy.  Owns what a ZIP may look like; inflates nothing.
 *
 * Our own walk, because the library shows neither where a member's bytes lie
 * (so overlapping ones pass) nor a name beyond its first NUL byte.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/encoding.h"
#include "importers/zip_directory.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

#define END_SIZE 22u       /* end of central directory, without its comment */
#define LOCATOR_SIZE 20u
#define END64_SIZE 56u
#define CENTRAL_SIZE 46u   /* an entry, without name, extra field, comment */
#define LOCAL_SIZE 30u
#define MAX_DIRECTORY (16u << 20)
#define MAX_NAME 4096u

#define FLAG_ENCRYPTED 0x0001u
#define FLAG_STRONG 0x0040u
#define FLAG_MASKED 0x2000u

/* ---- bytes ------------------------------------------------------------- */

static unsigned get16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static uint32_t get32(const unsigned char *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static uint64_t get64(const unsigned char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static enum xj_status damaged(struct xj_error *err)
{
	return xj_fail(err, XJ_BAD_INPUT,
		_("the ZIP is cut short or damaged; fetch it again"));
}

static enum xj_status read_at(const struct xj_bytes *in, void *buf, size_t n,
                              uint64_t offset, struct xj_error *err)
{
	char *p = buf;

	if (offset > in->size || n > in->size - offset)
		return damaged(err);
	while (n > 0) {
		ssize_t got = pread(in->fd, p, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return xj_fail(err, XJ_IO, _("cannot be read: %s"),
			               strerror(errno));
		if (got == 0)
			return damaged(err);
		p += got;
		n -= (size_t)got;
		offset += (uint64_t)got;
	}
	return XJ_OK;
}

/* ---- where the directory is -------------------------------------------- */

struct place {
	uint64_t entries, size, offset;
	uint64_t end; /* where the record that tells it begins */
};

static enum xj_status find_place64(const struct xj_bytes *in, struct place *at,
                                   struct xj_error *err)
{
	unsigned char b[END64_SIZE];
	uint64_t end64;
	enum xj_status status;

	if (at->end < LOCATOR_SIZE)
		return damaged(err);
	status = read_at(in, b, LOCATOR_SIZE, at->end - LOCATOR_SIZE, err);
	if (status != XJ_OK)
		return status;
	end64 = get64(b + 8);
	if (memcmp(b, "PK\6\7", 4) != 0 || end64 > at->end)
		return damaged(err);
	status = read_at(in, b, END64_SIZE, end64, err);
	if (status != XJ_OK)
		return status;
	if (memcmp(b, "PK\6\6", 4) != 0)
		return damaged(err);
	at->entries = get64(b + 32);
	at->size = get64(b + 40);
	at->offset = get64(b + 48);
	at->end = end64;
	return XJ_OK;
}

/* The last record of the file, which is found from behind: its comment must
 * reach to the last byte. */
static enum xj_status find_place(const struct xj_bytes *in, struct place *at,
                                 struct xj_error *err)
{
	size_t n = in->size < END_SIZE + 65535u ? (size_t)in->size
	                                        : END_SIZE + 65535u;
	unsigned char *tail = malloc(n + 1), *p = NULL;
	enum xj_status status;

	if (!tail)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	status = read_at(in, tail, n, in->size - n, err);
	for (size_t i = n; status == XJ_OK && !p && i >= END_SIZE; i--) {
		unsigned char *q = tail + (i - END_SIZE);

		if (memcmp(q, "PK\5\6", 4) == 0 && get16(q + 20) == n - i)
			p = q;
	}
	if (status == XJ_OK && (!p || get16(p + 4) || get16(p + 6)))
		status = damaged(err);
	if (status == XJ_OK) {
		at->end = in->size - n + (uint64_t)(p - tail);
		at->entries = get16(p + 10);
		at->size = get32(p + 12);
		at->offset = get32(p + 16);
		if (at->entries == 0xffff || at->size == 0xffffffff ||
		    at->offset == 0xffffffff)
			status = find_place64(in, at, err);
	}
	free(tail);
	return status;
}

/* ---- entries ----------------------------------------------------------- */

/* The ZIP64 field gives, in this order, those values that did not fit. */
static bool wide_values(struct xj_zip_entry *e, const unsigned char *p, size_t n)
{
	uint64_t *const values[] = { &e->size, &e->packed, &e->offset };

	while (n >= 4) {
		size_t field = get16(p + 2), i = 4;

		if (field > n - 4)
			return false;
		if (get16(p) == 1) {
			for (size_t k = 0; k < XJ_COUNT(values); k++) {
				if (*values[k] != 0xffffffff)
					continue;
				if (i + 8 > field + 4)
					return false;
				*values[k] = get64(p + i);
				i += 8;
			}
			return true;
		}
		p += 4 + field;
		n -= 4 + field;
	}
	return true;
}

/* Names are shown to people, so a link's kind is all that is asked of the
 * Unix mode. */
static bool is_link(const unsigned char *p)
{
	unsigned mode = get16(p + 40);

	return p[5] == 3 && (mode & 0170000) == 0120000;
}

static enum xj_status refuse(struct xj_error *err, const char *code,
                             const struct xj_zip_entry *e, const char *why)
{
	return xj_fail_code(err, XJ_BAD_INPUT, code, "%s: %s", e->name, why);
}

static bool bad_path(struct xj_str name)
{
	size_t from = 0;

	if (name.n == 0 || name.p[0] == '/' || memchr(name.p, '\\', name.n))
		return true;
	if (name.n > 1 && name.p[1] == ':')
		return true;
	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '/')
			continue;
		if (i - from == 2 && name.p[from] == '.' && name.p[from + 1] == '.')
			return true;
		from = i + 1;
	}
	return false;
}

static enum xj_status check_entry(const struct xj_zip_entry *e,
                                  const unsigned char *p, struct xj_error *err)
{
	if (memchr(e->raw.p, '\0', e->raw.n))
		return refuse(err, "zip-name-nul", e, _("a NUL byte in its name"));
	if (bad_path(xj_str_c(e->name)))
		return refuse(err, "zip-path", e,
			_("its name is no plain path inside the ZIP"));
	if (e->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED))
		return refuse(err, "zip-encrypted", e,
			_("is encrypted; unpack the ZIP with its password first"));
	if (e->method != 0 && e->method != 8)
		return xj_fail_code(err, XJ_BAD_INPUT, "zip-method",
			_("%s: is packed by method %u; only stored and deflated "
			  "members can be read"), e->name, e->method);
	if (is_link(p))
		return refuse(err, "zip-link", e, _("is a link"));
	if (e->method == 0 && e->packed != e->size)
		return refuse(err, "zip-sizes", e, _("its sizes contradict"));
	if (e->size > XJ_RATIO_FREE_BYTES && e->size / XJ_MAX_RATIO > e->packed)
		return xj_over(err, "zip-ratio",
			_("%s: would unpack to more than %u times its size"),
			e->name, XJ_MAX_RATIO);
	return XJ_OK;
}

/* Adds the member's name in UTF-8; *AT is where it begins among the names. */
static enum xj_status add_name(struct xj_zip_directory *dir, struct xj_str raw,
                               struct xj_decoder *cp950, size_t *at,
                               struct xj_error *err)
{
	struct xj_decoded what;
	enum xj_status status;

	*at = dir->names.n;
	if (xj_utf8_valid(raw) == raw.n)
		status = xj_buf_add(&dir->names, raw.p, raw.n);
	else
		status = xj_decode(cp950, raw, &dir->names, &what);
	if (status == XJ_OK)
		status = xj_buf_add(&dir->names, "", 1);
	return status == XJ_OK ? XJ_OK
		: xj_fail(err, status, _("the names of its members do not fit"));
}

static enum xj_status read_entry(struct xj_zip_directory *dir,
                                 const unsigned char *p, size_t n, size_t *used,
                                 struct xj_decoder *cp950, struct xj_error *err)
{
	struct xj_zip_entry *e = &dir->entry[dir->n];
	size_t name, extra, comment, at;
	enum xj_status status;

	if (n < CENTRAL_SIZE || memcmp(p, "PK\1\2", 4) != 0)
		return damaged(err);
	name = get16(p + 28);
	extra = get16(p + 30);
	comment = get16(p + 32);
	*used = CENTRAL_SIZE + name + extra + comment;
	if (*used > n)
		return damaged(err);
	*e = (struct xj_zip_entry){
		.raw = { (const char *)p + CENTRAL_SIZE, name },
		.flags = get16(p + 8),
		.method = get16(p + 10),
		.packed = get32(p + 20),
		.size = get32(p + 24),
		.offset = get32(p + 42),
	};
	if (name > MAX_NAME)
		return xj_over(err, "zip-name",
			_("a member's name is longer than %u bytes"), MAX_NAME);
	if (!wide_values(e, p + CENTRAL_SIZE + name, extra))
		return damaged(err);
	status = add_name(dir, e->raw, cp950, &at, err);
	if (status != XJ_OK)
		return status;
	e->name = dir->names.p + at;
	e->folder = name > 0 && e->raw.p[name - 1] == '/';
	status = check_entry(e, p, err);
	dir->n += status == XJ_OK;
	return status;
}

static enum xj_status read_entries(struct xj_zip_directory *dir,
                                   const struct place *at, struct xj_error *err)
{
	const unsigned char *p = (const unsigned char *)dir->bytes;
	size_t left = (size_t)at->size, used = 0;
	struct xj_decoder *cp950;
	enum xj_status status = xj_decoder_new(XJ_CHARSET_CP950, &cp950, err);

	if (status != XJ_OK)
		return status;
	for (uint64_t i = 0; status == XJ_OK && i < at->entries; i++) {
		status = read_entry(dir, p, left, &used, cp950, err);
		p += used;
		left -= status == XJ_OK ? used : 0;
	}
	xj_decoder_free(cp950);
	if (status == XJ_OK && left != 0)
		return damaged(err);
	return status;
}

/* ---- the whole --------------------------------------------------------- */

static enum xj_status check_names(const struct xj_zip_directory *dir,
                                  struct xj_error *err)
{
	for (size_t i = 0; i < dir->n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(dir->entry[i].name, dir->entry[k].name) == 0)
				return refuse(err, "zip-twice", &dir->entry[i],
					_("stands in the ZIP twice"));
		}
	}
	return XJ_OK;
}

static enum xj_status check_sum(const struct xj_zip_directory *dir,
                                const struct xj_bytes *in, struct xj_error *err)
{
	uint64_t size = 0;

	for (size_t i = 0; i < dir->n; i++) {
		/* one may claim 2^64 bytes: compare before adding */
		if (dir->entry[i].size > XJ_MAX_INFLATED_BYTES - size)
			return xj_over(err, "zip-total",
				_("%s: with it the ZIP would unpack to more than %llu "
				  "bytes"), dir->entry[i].name,
				(unsigned long long)XJ_MAX_INFLATED_BYTES);
		size += dir->entry[i].size;
	}
	if (size > XJ_RATIO_FREE_BYTES && size / XJ_MAX_RATIO > in->size)
		return xj_over(err, "zip-ratio",
			_("the ZIP would unpack to more than %u times its size"),
			XJ_MAX_RATIO);
	return XJ_OK;
}

/* The header in front of the member's bytes must be one and tell the same
 * name; it says where the bytes begin. */
static enum xj_status check_local(struct xj_zip_entry *e,
                                  const struct xj_bytes *in, struct xj_error *err)
{
	unsigned char b[LOCAL_SIZE + MAX_NAME];
	enum xj_status status = read_at(in, b, LOCAL_SIZE, e->offset, err);
	size_t name;

	if (status != XJ_OK)
		return status;
	name = get16(b + 26);
	if (memcmp(b, "PK\3\4", 4) != 0)
		return damaged(err);
	if (name == e->raw.n)
		status = read_at(in, b + LOCAL_SIZE, name, e->offset + LOCAL_SIZE,
		                 err);
	if (status != XJ_OK)
		return status;
	if (name != e->raw.n || memcmp(b + LOCAL_SIZE, e->raw.p, name) != 0)
		return refuse(err, "zip-local-name", e,
			_("has another name in front of its bytes"));
	e->data = e->offset + LOCAL_SIZE + name + get16(b + 28);
	return XJ_OK;
}

static int by_offset(const void *a, const void *b)
{
	const struct xj_zip_entry *const *x = a, *const *y = b;

	return (*x)->offset < (*y)->offset ? -1 : (*x)->offset > (*y)->offset;
}

static enum xj_status check_spans(struct xj_zip_directory *dir,
                                  const struct xj_bytes *in, uint64_t limit,
                                  struct xj_error *err)
{
	struct xj_zip_entry **order = calloc(dir->n + 1, sizeof(*order));
	enum xj_status status = XJ_OK;

	if (!order)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	for (size_t i = 0; i < dir->n && status == XJ_OK; i++) {
		order[i] = &dir->entry[i];
		status = check_local(order[i], in, err);
	}
	if (status == XJ_OK)
		qsort(order, dir->n, sizeof(*order), by_offset);
	for (size_t i = 0; i < dir->n && status == XJ_OK; i++) {
		const struct xj_zip_entry *e = order[i];
		uint64_t next = i + 1 < dir->n ? order[i + 1]->offset : limit;

		if (e->data > next || e->packed > next - e->data)
			status = refuse(err, "zip-overlap", e,
				_("overlaps another part of the ZIP"));
	}
	free(order);
	return status;
}

static enum xj_status read_directory(const struct xj_bytes *in,
                                     struct xj_zip_directory *dir,
                                     struct xj_error *err)
{
	struct place at = { 0 };
	enum xj_status status = find_place(in, &at, err);

	if (status != XJ_OK)
		return status;
	if (at.offset > at.end || at.size > at.end - at.offset)
		return damaged(err);
	if (at.entries > XJ_MAX_MEMBERS)
		return xj_over(err, "zip-members",
			_("the ZIP has %llu members; %u are the most"),
			(unsigned long long)at.entries, XJ_MAX_MEMBERS);
	if (at.size > MAX_DIRECTORY)
		return xj_over(err, "zip-directory",
			_("the list of its members is longer than %u bytes"),
			MAX_DIRECTORY);
	dir->bytes = malloc((size_t)at.size + 1);
	dir->entry = calloc((size_t)at.entries + 1, sizeof(*dir->entry));
	/* all at once: the entries point into it */
	status = xj_buf_reserve(&dir->names, 3 * (size_t)at.size + 64);
	if (!dir->bytes || !dir->entry || status != XJ_OK)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	status = read_at(in, dir->bytes, (size_t)at.size, at.offset, err);
	if (status == XJ_OK)
		status = read_entries(dir, &at, err);
	if (status == XJ_OK)
		status = check_names(dir, err);
	if (status == XJ_OK)
		status = check_sum(dir, in, err);
	if (status == XJ_OK)
		status = check_spans(dir, in, at.offset, err);
	return status;
}

enum xj_status xj_zip_directory_read(const struct xj_bytes *in,
                                     struct xj_zip_directory *out,
                                     struct xj_error *err)
{
	enum xj_status status;

	memset(out, 0, sizeof(*out));
	xj_buf_init(&out->names, 3 * (size_t)MAX_DIRECTORY + 64);
	status = read_directory(in, out, err);
	if (status != XJ_OK)
		xj_zip_directory_clear(out);
	return status;
}

void xj_zip_directory_clear(struct xj_zip_directory *dir)
{
	free(dir->entry);
	free(dir->bytes);
	xj_buf_clear(&dir->names);
	memset(dir, 0, sizeof(*dir));
}
