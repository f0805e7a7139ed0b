/*
 * zip_directory.h - the list of members of a ZIP, read by our own code and
 * refused by name where it breaks a rule, before anything is inflated.
 */
#ifndef XIANJIN_ZIP_DIRECTORY_H
#define XIANJIN_ZIP_DIRECTORY_H

#include "xianjin/importers.h"

struct xj_zip_entry {
	const char *name;    /* UTF-8 */
	struct xj_str raw;   /* as it stands in the file */
	uint64_t packed, size, offset, data;
	unsigned flags, method;
	bool folder;
};

struct xj_zip_directory {
	struct xj_zip_entry *entry; /* in the order of the central directory */
	size_t n;
	char *bytes;                /* the central directory itself */
	struct xj_buf names;
};

/*
 * Reads the directory of the ZIP in IN and checks it: no encryption, methods
 * stored and deflated only, names that are plain relative paths and all
 * different, the same in both places where they stand, no links, members that
 * do not overlap, and the limits of limits.h by what the directory claims.
 * XJ_BAD_INPUT, XJ_LIMIT, XJ_IO, XJ_NOMEM; the text names the member.
 */
enum xj_status xj_zip_directory_read(const struct xj_bytes *in,
                                     struct xj_zip_directory *out,
                                     struct xj_error *err) XJ_MUST_USE;
void xj_zip_directory_clear(struct xj_zip_directory *dir);

#endif
