/*
 * gen_zip.c - ZIP archives whose bytes depend on their content alone: the
 * times of the members are given, not taken.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

static zip_source_t *source_of(zip_t *z, const struct gen_member *m)
{
	zip_source_t *s = m->f ? zip_source_filep(z, m->f, 0, -1)
		: zip_source_buffer(z, m->p, m->n, 0);

	if (!s)
		gen_die("%s: %s", m->name, zip_strerror(z));
	return s;
}

void gen_zip(const char *path, const struct gen_member *m, size_t n)
{
	int failed = 0;
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &failed);

	if (!z)
		gen_die("%s: cannot be created (libzip %d)", path, failed);
	for (size_t i = 0; i < n; i++, m++) {
		zip_int64_t at = zip_file_add(z, m->name, source_of(z, m),
		                              ZIP_FL_ENC_UTF_8);
		int y, mon, dom;

		if (at < 0)
			gen_die("%s: %s", m->name, zip_strerror(z));
		/* a spooled table is big: speed before size */
		if (m->f && zip_set_file_compression(z, (zip_uint64_t)at,
		                                     ZIP_CM_DEFLATE, 1) != 0)
			gen_die("%s: %s", m->name, zip_strerror(z));
		if (strcmp(m->name, "mimetype") == 0 &&
		    zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0)
			gen_die("%s: %s", m->name, zip_strerror(z));
		gen_date(m->day, &y, &mon, &dom);
		if (zip_file_set_dostime(z, (zip_uint64_t)at,
		                         (zip_uint16_t)(m->hour << 11 | m->minute << 5),
		                         (zip_uint16_t)((y - 1980) << 9 | mon << 5 | dom),
		                         0) != 0)
			gen_die("%s: %s", m->name, zip_strerror(z));
	}
	if (zip_close(z) != 0)
		gen_die("%s: %s", path, zip_strerror(z));
}
