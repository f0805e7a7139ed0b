/*
 * zip_make.h - for tests: makes a ZIP in memory and finds its records, so that
 * they can be patched.
 */
#ifndef ZIP_MAKE_H
#define ZIP_MAKE_H

#include <zip.h>

/* ---- making archives ---------------------------------------------------- */

struct member {
	const char *name;
	const char *p;
	size_t n;
	bool stored;
	zip_uint32_t mode; /* Unix mode, 0: none given */
};

#define M(name, text) { name, text, sizeof(text) - 1, false, 0 }
#define STORED(name, text) { name, text, sizeof(text) - 1, true, 0 }

struct archive {
	unsigned char *p;
	size_t n;
};

static void add_member(zip_t *z, const struct member *m)
{
	zip_source_t *s = zip_source_buffer(z, m->p, m->n, 0);
	zip_int64_t i = m->p ? zip_file_add(z, m->name, s, ZIP_FL_ENC_GUESS)
	                     : zip_dir_add(z, m->name, ZIP_FL_ENC_GUESS);

	if (!m->p)
		zip_source_free(s);
	assert_true(i >= 0);
	if (m->p)
		assert_int_equal(zip_set_file_compression(z, (zip_uint64_t)i,
			m->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 9), 0);
	assert_int_equal(zip_file_set_mtime(z, (zip_uint64_t)i, 1700000000, 0), 0);
	if (m->mode)
		assert_int_equal(zip_file_set_external_attributes(z, (zip_uint64_t)i,
			0, ZIP_OPSYS_UNIX, m->mode << 16), 0);
}

static struct archive make(const struct member *m, size_t n)
{
	struct archive a = { NULL, 0 };
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z;
	zip_stat_t st;

	assert_non_null(s);
	zip_source_keep(s);
	z = zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	assert_non_null(z);
	for (size_t i = 0; i < n; i++)
		add_member(z, &m[i]);
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_open(s), 0);
	assert_int_equal(zip_source_stat(s, &st), 0);
	a.n = (size_t)st.size;
	a.p = malloc(a.n + 1);
	assert_non_null(a.p);
	assert_int_equal(zip_source_read(s, a.p, a.n), (zip_int64_t)a.n);
	zip_source_close(s);
	zip_source_free(s);
	return a;
}

static void put32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

static uint32_t get32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* The WHICH-th record that begins with "PK" KIND. */
static unsigned char *record(struct archive *a, const char *kind, size_t which)
{
	for (size_t i = 0; i + 4 <= a->n; i++) {
		if (memcmp(a->p + i, "PK", 2) == 0 &&
		    memcmp(a->p + i + 2, kind, 2) == 0 && which-- == 0)
			return a->p + i;
	}
	fail_msg("no such record");
	return NULL;
}

#define LOCAL "\3\4"
#define CENTRAL "\1\2"

#endif
