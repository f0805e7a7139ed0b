/*
 * ingest.c - owns the import of a path: folders walked in name order, each
 * file one transaction, and the report that acknowledges it once it is durable.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "importers/contained.h"
#include "importers/tables.h"
#include "ingest_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

struct walk {
	struct xj_store *store;
	const struct xj_ingest_options *options;
	xj_ingest_fn *report;
	void *ctx;
};

/* ---- one file ------------------------------------------------------------- */

static void seen_bytes(void *job, uint64_t bytes)
{
	((struct xj_job *)job)->bytes = bytes;
}

/* Reads through to the file, with the time it takes. */
static enum xj_status timed_read(void *job, void *buf, size_t cap, size_t *got,
                                 struct xj_error *err)
{
	struct xj_job *j = job;
	struct timespec a, b;
	enum xj_status st;

	clock_gettime(CLOCK_MONOTONIC, &a);
	st = j->in.read(j->in.ctx, buf, cap, got, err);
	clock_gettime(CLOCK_MONOTONIC, &b);
	j->in_read += (uint64_t)((b.tv_sec - a.tv_sec) * 1000000000 +
	                         (b.tv_nsec - a.tv_nsec));
	j->options->timings->bytes += *got;
	return st;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(path, "-") == 0 ? "(stdin)" : slash ? slash + 1 : path;
}

enum xj_status xj_find_reader(const struct xj_bytes *in, const char *encoding,
                              const struct xj_reader **out, struct xj_error *err)
{
	char head[4096];
	ssize_t n = pread(in->fd, head, sizeof(head), 0);

	*out = NULL;
	if (n < 0)
		return xj_fail(err, XJ_IO, _("cannot read: %s"), strerror(errno));
	if (n == 0)
		return xj_fail(err, XJ_BAD_INPUT, _("the file is empty"));
	*out = xj_reader_for(xj_str_of(head, (size_t)n), in->name, encoding, false);
	if (!*out)
		return xj_fail(err, XJ_BAD_INPUT, _("no format that can be read; CSV "
		               "tables and the platform's ZIP bundles can"));
	return XJ_OK;
}

/* Foreign formats are parsed in a process of their own; on what they give the
 * tables are looked for. */
enum xj_status xj_open_reader(const struct xj_reader **reader, struct xj_bytes *in,
                              const struct xj_read_options *options, void **reading,
                              struct xj_error *err)
{
	const struct xj_reader *inner = *reader;
	void *inside;
	enum xj_status st;

	if (xj_reader_is_contained(inner)) {
		st = xj_contained_open(inner, in, options, &inside, err);
		inner = &xj_contained;
	} else {
		st = inner->open(in, options, &inside, err);
	}
	if (!st)
		st = xj_tables_open(inner, inside, options, reading, err);
	if (!st)
		*reader = &xj_tables;
	return st;
}

static enum xj_status import_tables(struct xj_job *j, struct xj_bytes *in,
                                    struct xj_error *err)
{
	struct xj_read_options options = {
		.encoding = j->options->encoding, .note = xj_job_note, .note_ctx = j,
		.progress = seen_bytes, .progress_ctx = j,
		.deadline = j->options->deadline,
	};
	struct xj_table table;
	enum xj_status st = xj_open_reader(&j->reader, in, &options, &j->reading, err);

	if (st)
		return st;
	while ((st = j->reader->next_table(j->reading, &table, err)) == XJ_OK) {
		st = xj_job_table(j, &table, err);
		if (st)
			break;
	}
	j->reader->close(j->reading);
	if (st != XJ_END)
		return st;
	if (j->understood)
		return XJ_OK;
	if (j->first_error.status) {
		if (err)
			*err = j->first_error;
		return j->first_error.status;
	}
	return xj_fail(err, XJ_BAD_INPUT, _("the file holds no table"));
}

/* Everything of a source between begin and commit. */
static enum xj_status import_source(struct xj_job *j, struct xj_error *err)
{
	struct xj_source source = { j->sha256, last_part(j->path), j->in.size };
	struct xj_bytes in = j->in;
	enum xj_status st = xj_find_reader(&j->in, j->options->encoding, &j->reader, err);

	if (j->options->timings) {
		in.read = timed_read;
		in.ctx = j;
	}
	if (!st)
		st = xj_store_begin(j->store, err);
	if (!st)
		st = xj_store_add_source(j->store, &source, &j->source, err);
	if (!st)
		st = import_tables(j, &in, err);
	if (!st)
		st = xj_bytes_unchanged(&j->in, err);
	if (!st && j->last && j->options->judge)
		j->options->judge(j->options->judge_ctx, j->store);
	if (!st) {
		struct timespec a, b;

		clock_gettime(CLOCK_MONOTONIC, &a);
		st = xj_store_commit(j->store, err);
		j->committed = !st;
		if (!st)
			st = xj_store_checkpoint(j->store, err);
		clock_gettime(CLOCK_MONOTONIC, &b);
		if (j->options->timings) {
			j->options->timings->store_ns +=
				(uint64_t)((b.tv_sec - a.tv_sec) * 1000000000 +
				           (b.tv_nsec - a.tv_nsec));
			j->options->timings->rows += j->rows;
		}
	}
	if (st)
		xj_store_rollback(j->store);
	return st;
}

static void job_clear(struct xj_job *j)
{
	xj_job_filings_clear(j);
	for (size_t i = 0; i < j->parts; i++) {
		free((char *)j->part[i].member);
		free((char *)j->part[i].sheet);
		free((char *)j->part[i].encoding);
	}
	free(j->part);
	xj_job_drop_pending(j);
	free(j->pending);
	xj_buf_clear(&j->json);
	xj_bytes_close(&j->in);
	free(j);
}

/* Whether the others can go on after this. */
static bool is_refusal(enum xj_status st)
{
	return st == XJ_BAD_INPUT || st == XJ_LIMIT || st == XJ_STALE;
}

static enum xj_status tell(const struct walk *w, struct xj_job *j,
                           enum xj_ingest_result result, const struct xj_error *why,
                           struct xj_error *err)
{
	struct xj_ingest_report r = { .path = j->path, .result = result,
	                              .source = j->source };
	struct xj_ingest_total *total = NULL;
	enum xj_status st = XJ_OK;

	memcpy(r.sha256, j->sha256, sizeof(r.sha256));
	if (why)
		r.why = *why;
	if (result == XJ_STORED) {
		r.part = j->part;
		r.parts = j->parts;
		st = xj_job_totals(j, &total, &r.totals, err);
		r.total = total;
	}
	xj_progress_hide(w->options->progress);
	w->report(w->ctx, &r);
	free(total);
	return st;
}

static enum xj_status import_open(const struct walk *w, struct xj_job *j,
                                  struct xj_error *err)
{
	struct xj_error why = { 0 };
	enum xj_status st = xj_store_find_source(j->store, j->sha256, &j->source, err);

	if (st == XJ_OK)
		return tell(w, j, XJ_KNOWN, NULL, err);
	if (st != XJ_NOT_FOUND)
		return st;
	xj_progress_stage(w->options->progress, last_part(j->path), j->in.size);
	st = import_source(j, &why);
	if (j->committed) {
		enum xj_status told = tell(w, j, XJ_STORED, NULL, err);

		if (st && err)
			*err = why;
		return st ? st : told;
	}
	xj_fail_in(&why, j->path);
	if (!is_refusal(st)) {
		if (err)
			*err = why;
		return st;
	}
	j->source = 0;
	(void)!tell(w, j, XJ_REFUSED, &why, err);
	if (err)
		*err = why;
	return st;
}

static enum xj_status import_file(const struct walk *w, const char *path, bool last,
                                  struct xj_error *err)
{
	struct xj_job *j = calloc(1, sizeof(*j));
	enum xj_status st;

	if (!j)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	j->store = w->store;
	j->options = w->options;
	j->path = path;
	j->last = last;
	j->in.fd = -1;
	xj_buf_init(&j->json, 8 * XJ_MAX_RECORD_BYTES);
	st = w->options->given
		? xj_bytes_open_fd(w->options->fd, path, &j->in, j->sha256, err)
		: xj_bytes_open(path, &j->in, j->sha256, err);
	if (!st) {
		st = import_open(w, j, err);
	} else if (is_refusal(st) && err) {
		struct xj_error why = *err;

		(void)!tell(w, j, XJ_REFUSED, &why, NULL);
	}
	job_clear(j);
	return st;
}

/* ---- folders --------------------------------------------------------------- */

/* In a folder only what looks like a table is read; beside the data lie notes
 * and pictures.  A file that the user names is always tried. */
static bool looks_like_table(const char *name)
{
	static const char *const endings[] = {
		".csv", ".tsv", ".txt", ".zip", ".xlsx", ".ods", ".xls", ".html",
		".htm", ".json", ".xml", ".pdf"
	};
	size_t n = strlen(name);

	for (size_t i = 0; i < XJ_COUNT(endings); i++) {
		size_t e = strlen(endings[i]);

		if (n > e && strcasecmp(name + n - e, endings[i]) == 0)
			return true;
	}
	return false;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* Which of N names will be the last that is read, as far as a name can tell. */
static int last_table(struct dirent *const *list, int n)
{
	while (n > 0 && !looks_like_table(list[n - 1]->d_name) &&
	       strchr(list[n - 1]->d_name, '.'))
		n--;
	return n - 1;
}

static enum xj_status import_path(const struct walk *w, const char *path, bool named,
                                  bool last, unsigned depth, struct xj_error *err);

/* A refused file does not stop its neighbours: the worst is kept. */
static enum xj_status worst(enum xj_status a, enum xj_status b)
{
	return a ? a : b;
}

static enum xj_status import_folder(const struct walk *w, const char *path, bool last,
                                    unsigned depth, struct xj_error *err)
{
	struct dirent **list;
	enum xj_status st = XJ_OK;
	int n, end;

	if (depth > 16)
		return xj_over(err, "folders", _("%s: folders nested too deep"), path);
	n = scandir(path, &list, not_hidden, by_bytes);
	if (n < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot open the folder: %s"), path,
		               strerror(errno));
	end = last ? last_table(list, n) : -1;
	for (int i = 0; i < n; i++) {
		struct xj_buf sub;

		xj_buf_init(&sub, 8192);
		if (st && !is_refusal(st)) {
			free(list[i]);
			continue;
		}
		if (xj_buf_addf(&sub, "%s/%s", path, list[i]->d_name))
			st = xj_over(err, "path-bytes", _("%s: a path is too long"), path);
		else
			st = worst(st, import_path(w, sub.p, false, i == end, depth + 1,
			                           err));
		xj_buf_clear(&sub);
		free(list[i]);
	}
	free(list);
	return st;
}

static void tell_skipped(const struct walk *w, const char *path)
{
	struct xj_ingest_report r = { .path = path, .result = XJ_SKIPPED };

	xj_fail(&r.why, XJ_BAD_INPUT, _("%s: not the name of a table; name the file "
	        "itself to have it tried"), path);
	w->report(w->ctx, &r);
}

static enum xj_status import_path(const struct walk *w, const char *path, bool named,
                                  bool last, unsigned depth, struct xj_error *err)
{
	struct stat sb;

	if (strcmp(path, "-") == 0 || w->options->given)
		return import_file(w, path, last, err);
	if (lstat(path, &sb))
		return xj_fail(err, XJ_IO, _("%s: %s"), path, strerror(errno));
	if (S_ISDIR(sb.st_mode))
		return import_folder(w, path, last, depth, err);
	if (!named && (!S_ISREG(sb.st_mode) || !looks_like_table(path))) {
		tell_skipped(w, path);
		return XJ_OK;
	}
	return import_file(w, path, last, err);
}

enum xj_status xj_ingest(struct xj_store *s, const char *path,
                         const struct xj_ingest_options *options,
                         xj_ingest_fn *report, void *ctx, struct xj_error *err)
{
	struct walk w = { s, options, report, ctx };

	return import_path(&w, path, true, true, 0, err);
}
