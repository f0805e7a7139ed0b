/*
 * book_make.h - for tests: puts parts together to a document in memory, reads
 * it and writes down everything the reader says.
 */
#ifndef BOOK_MAKE_H
#define BOOK_MAKE_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zip.h>

#include "importers/readers.h"

struct part {
	const char *name, *text; /* ended by name NULL */
};

struct document {
	char *p;
	size_t n;
};

/* The first part is stored if it is called "mimetype". */
static struct document pack(const struct part *part)
{
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, NULL);
	struct document d = { NULL, 0 };
	zip_stat_t st;
	zip_t *z;

	assert_non_null(s);
	zip_source_keep(s);
	z = zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	assert_non_null(z);
	for (; part->name; part++) {
		zip_source_t *text;
		zip_int64_t i;

		if (!part->text)
			continue;
		text = zip_source_buffer(z, part->text, strlen(part->text), 0);
		i = zip_file_add(z, part->name, text, ZIP_FL_ENC_UTF_8);
		assert_true(i >= 0);
		if (strcmp(part->name, "mimetype") == 0)
			assert_int_equal(zip_set_file_compression(z, (zip_uint64_t)i,
				ZIP_CM_STORE, 0), 0);
	}
	assert_int_equal(zip_close(z), 0);
	assert_int_equal(zip_source_open(s), 0);
	assert_int_equal(zip_source_stat(s, &st), 0);
	d.n = (size_t)st.size;
	d.p = malloc(d.n + 1);
	assert_non_null(d.p);
	assert_int_equal(zip_source_read(s, d.p, d.n), (zip_int64_t)d.n);
	zip_source_close(s);
	zip_source_free(s);
	return d;
}

/* ---- reading ------------------------------------------------------------- */

#define LOG_ENOUGH (8u << 20) /* then rows are read and not written down */

struct seen {
	enum xj_status status; /* XJ_END, or what went wrong */
	struct xj_error err;
	struct xj_buf log;
	uint64_t progress;
};

static void log_note(void *ctx, const char *code, uint64_t row, size_t column,
                     struct xj_str text, const char *message)
{
	struct seen *s = ctx;

	assert_true(message && *message);
	assert_int_equal(xj_buf_addf(&s->log, "~%s %llu.%zu %.*s\n", code,
		(unsigned long long)row, column, (int)text.n, text.p), XJ_OK);
}

static void see_progress(void *ctx, uint64_t bytes)
{
	struct seen *s = ctx;

	assert_true(bytes >= s->progress);
	s->progress = bytes;
}

/* "ROW[!] cell|cell", a line each; ! for a spoiled row. */
static void log_row(struct seen *s, const struct xj_row *row)
{
	assert_int_equal(row->line, 0);
	assert_true(row->n > 0);
	if (s->log.n > LOG_ENOUGH)
		return;
	assert_int_equal(xj_buf_addf(&s->log, "%llu%s ",
		(unsigned long long)row->row, row->spoiled ? "!" : ""), XJ_OK);
	for (size_t i = 0; i < row->n; i++)
		assert_int_equal(xj_buf_addf(&s->log, "%s%.*s", i ? "|" : "",
			(int)row->cell[i].n, row->cell[i].p), XJ_OK);
	assert_int_equal(xj_buf_add(&s->log, "\n", 1), XJ_OK);
}

static void read_tables(const struct xj_reader *reader, void *self, struct seen *s)
{
	struct xj_table table;
	struct xj_row row;

	while ((s->status = reader->next_table(self, &table, &s->err)) == XJ_OK) {
		assert_string_equal(table.member, "");
		assert_string_equal(table.encoding, "UTF-8");
		assert_int_equal(xj_buf_addf(&s->log, "[%s]\n", table.sheet), XJ_OK);
		while ((s->status = reader->next_row(self, &row, &s->err)) == XJ_OK)
			log_row(s, &row);
		if (s->status != XJ_END)
			return;
		assert_int_equal(reader->next_row(self, &row, &s->err), XJ_END);
	}
}

/* Bytes that are no file, seven at a time. */
struct drip {
	const char *p;
	size_t n, at;
};

static enum xj_status drip_read(void *ctx, void *buf, size_t cap, size_t *got,
                                struct xj_error *err)
{
	struct drip *d = ctx;
	size_t n = d->n - d->at;

	(void)err;
	if (n > 7)
		n = 7;
	if (n > cap)
		n = cap;
	memcpy(buf, d->p + d->at, n);
	d->at += n;
	*got = n;
	return XJ_OK;
}

static struct seen see(const struct xj_reader *reader, const struct document *d,
                       bool stream)
{
	struct seen s = { .status = XJ_OK };
	struct drip drip = { d->p, d->n, 0 };
	struct xj_read_options options = {
		.note = log_note, .note_ctx = &s,
		.progress = see_progress, .progress_ctx = &s
	};
	struct xj_bytes in = { .name = "t.book", .fd = -1, .size = d->n };
	void *self;

	if (stream) {
		in.read = drip_read;
		in.ctx = &drip;
	} else {
		in.fd = memfd_create("book", 0);
		assert_true(in.fd >= 0);
		assert_int_equal(write(in.fd, d->p, d->n), (ssize_t)d->n);
	}
	xj_buf_init(&s.log, 256u << 20);
	s.status = reader->open(&in, &options, &self, &s.err);
	if (s.status == XJ_OK) {
		read_tables(reader, self, &s);
		reader->close(self);
	} else {
		assert_null(self);
	}
	if (s.status != XJ_END) {
		assert_int_equal(s.err.status, s.status);
		assert_memory_equal(s.err.text, "t.book: ", 8);
	}
	assert_true(s.progress <= d->n);
	if (in.fd >= 0)
		close(in.fd);
	return s;
}

/* Frees the document and the transcript. */
static void done(struct document *d, struct seen *s)
{
	xj_buf_clear(&s->log);
	free(d->p);
}

static void expect_rows(const struct xj_reader *reader, const struct part *part,
                        const char *log)
{
	struct document d = pack(part);
	struct seen s = see(reader, &d, false);

	if (s.status != XJ_END)
		fail_msg("%s: %s", xj_status_name(s.status), s.err.text);
	assert_string_equal(s.log.p ? s.log.p : "", log);
	done(&d, &s);
}

static void expect_error(const struct xj_reader *reader, const struct part *part,
                         enum xj_status status, const char *text)
{
	struct document d = pack(part);
	struct seen s = see(reader, &d, false);

	if (s.status != status || !strstr(s.err.text, text))
		fail_msg("got %s: %s", xj_status_name(s.status), s.err.text);
	done(&d, &s);
}

#endif
