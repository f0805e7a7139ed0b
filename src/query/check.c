/*
 * check.c - owns the run of a draft: import into a store in memory, rules, the
 * findings of both, and what an earlier run has shown already.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_private.h"

#define MAX_BASELINE ((size_t)256 << 20)

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

struct xj_str xj_check_keep(struct xj_check *c, struct xj_str s)
{
	struct xj_kept_text *k = malloc(sizeof(*k) + s.n + 1);

	if (!k)
		return xj_str_of(NULL, 0);
	if (s.n)
		memcpy(k->text, s.p, s.n);
	k->text[s.n] = '\0';
	k->next = c->own;
	c->own = k;
	return xj_str_of(k->text, s.n);
}

void xj_check_free(struct xj_check *c)
{
	if (!c)
		return;
	while (c->own) {
		struct xj_kept_text *k = c->own;

		c->own = k->next;
		free(k);
	}
	free(c->file);
	free(c->part);
	free(c->finding);
	free(c->more);
	free(c->rule);
	free(c);
}

uint64_t xj_check_count(const struct xj_check *c, char severity)
{
	uint64_t n = 0;

	for (size_t i = 0; i < c->findings; i++)
		n += c->finding[i].severity == severity;
	return n;
}

bool xj_check_finds(const struct xj_check *c)
{
	return xj_check_count(c, 'I') < c->findings;
}

/* ---- the import -------------------------------- */

static void note_file(void *ctx, const struct xj_ingest_report *r)
{
	struct xj_checking *k = ctx;
	struct xj_check *c = k->check;
	struct xj_check_file *more = reallocarray(c->file, c->files + 1, sizeof(*more));

	if (!more) {
		(void)xj_fail(&k->first, XJ_NOMEM, _("not enough memory"));
		return;
	}
	c->file = more;
	more += c->files++;
	*more = (struct xj_check_file){
		.path = xj_check_keep(c, xj_str_c(r->path)), .result = r->result,
		.why = xj_check_keep(c, xj_str_c(r->why.text)),
		.source = r->result == XJ_STORED ? r->source : 0,
	};
	memcpy(more->sha256, r->sha256, sizeof(more->sha256));
	c->refused += r->result == XJ_REFUSED;
	if (!more->path.p || !more->why.p)
		(void)xj_fail(&k->first, XJ_NOMEM, _("not enough memory"));
}

static enum xj_status too_late(struct xj_error *err)
{
	return xj_fail(err, XJ_LIMIT, _("the draft takes too long to be checked here: use "
	               "xianjin check on your own machine"));
}

/* What is asked in SQL from now on ends in time. */
static enum xj_status watch_clock(struct xj_checking *k, struct xj_error *err)
{
	uint64_t deadline = k->check->deadline;

	if (xj_clock_past(deadline))
		return too_late(err);
	if (deadline)
		xj_data_deadline(&k->data, xj_clock_left(deadline));
	return XJ_OK;
}

/* Imports one path; what the report has said already is no failure here. */
static enum xj_status import_path(struct xj_checking *k, const char *path,
                                  struct xj_error *err)
{
	struct xj_ingest_options ingest = k->o->ingest;
	uint64_t refused = k->check->refused;
	enum xj_status st;

	if (!k->o->ingest.given && strcmp(path, "-") == 0 && lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
		return xj_fail(err, XJ_IO, _("-: cannot be rewound: %s"), strerror(errno));
	ingest.deadline = k->check->deadline;
	st = xj_ingest(k->data.store, path, &ingest, note_file, k, err);
	if (k->first.status) {
		if (err)
			*err = k->first;
		return k->first.status;
	}
	return k->check->refused > refused ? XJ_OK : st;
}

/* The index of the file that SOURCE came from. */
static size_t file_of(const struct xj_check *c, int64_t source)
{
	size_t i = 0;

	while (i + 1 < c->files && c->file[i].source != source)
		i++;
	return i;
}

static enum xj_status read_parts(struct xj_checking *k, struct xj_error *err)
{
	struct xj_check *c = k->check;
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(&k->data, "SELECT id, source, member, sheet, layout,"
	                           " rows_read, rows_stored, rows_aside FROM part"
	                           " ORDER BY id", &q, err);

	while (!st && sqlite3_step(q) == SQLITE_ROW) {
		struct xj_check_part *p = reallocarray(c->part, c->parts + 1, sizeof(*p));

		if (!p) {
			st = no_memory(err);
			break;
		}
		c->part = p;
		p += c->parts++;
		*p = (struct xj_check_part){
			.id = sqlite3_column_int64(q, 0),
			.file = file_of(c, sqlite3_column_int64(q, 1)),
			.member = xj_check_keep(c, xj_sql_text(q, 2)),
			.sheet = xj_check_keep(c, xj_sql_text(q, 3)),
			.layout = xj_check_keep(c, xj_sql_text(q, 4)),
			.rows_read = (uint64_t)sqlite3_column_int64(q, 5),
			.rows_stored = (uint64_t)sqlite3_column_int64(q, 6),
			.rows_aside = (uint64_t)sqlite3_column_int64(q, 7),
		};
		c->rows_read += p->rows_read;
		c->rows_stored += p->rows_stored;
		c->rows_aside += p->rows_aside;
		if (!p->member.p || !p->sheet.p || !p->layout.p)
			st = no_memory(err);
	}
	sqlite3_finalize(q);
	return st;
}

/* ---- the rules -------------------------------- */

static enum xj_status run_rules(struct xj_checking *k, struct xj_error *err)
{
	struct xj_check *c = k->check;
	enum xj_status st;

	c->rules = k->o->rules;
	c->rule = calloc(xj_rules_count(k->o->rules) + 1, sizeof(*c->rule));
	if (!c->rule)
		return no_memory(err);
	st = xj_store_begin(k->data.store, err);
	if (k->check->deadline)
		xj_rules_deadline(k->o->rules, xj_clock_left(k->check->deadline));
	if (!st)
		st = xj_rules_run(k->o->rules, k->data.store, c->rule, err);
	return st ? st : xj_store_commit(k->data.store, err);
}

/* ---- the baseline -------------------------------- */

static enum xj_status read_baseline(const char *path, struct xj_buf *out,
                                    struct xj_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum xj_status st = XJ_OK;
	char piece[1 << 14];
	ssize_t got = 1;

	if (fd < 0)
		return xj_fail(err, XJ_IO, _("%s: cannot be opened: %s"), path,
		               strerror(errno));
	while (!st && (got = read(fd, piece, sizeof(piece))) > 0)
		if (xj_buf_add(out, piece, (size_t)got))
			st = xj_fail(err, XJ_LIMIT, _("%s: too large for a baseline"), path);
	if (got < 0)
		st = xj_fail(err, XJ_IO, _("%s: cannot be read: %s"), path,
		             strerror(errno));
	close(fd);
	return st;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum xj_status add_known(struct xj_check *c, sqlite3_stmt *q, const char ***list,
                                size_t *n, struct xj_error *err)
{
	struct xj_str s = xj_check_keep(c, xj_sql_text(q, 0));
	const char **more = reallocarray(*list, *n + 1, sizeof(*more));

	if (more)
		*list = more;
	if (!more || !s.p)
		return no_memory(err);
	more[(*n)++] = s.p;
	return XJ_OK;
}

/* The fingerprints of an earlier output. */
static enum xj_status read_known(struct xj_checking *k, struct xj_str json,
                                 const char ***list, size_t *n, struct xj_error *err)
{
	sqlite3_stmt *q;
	int rc = SQLITE_DONE;
	enum xj_status st = xj_sql(&k->data, "SELECT value ->> '$.fingerprint' FROM"
	                           " json_each(?1, '$.findings')", &q, err);

	if (st)
		return st;
	sqlite3_bind_text(q, 1, json.p, (int)json.n, SQLITE_STATIC);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW)
		st = add_known(k->check, q, list, n, err);
	sqlite3_finalize(q);
	if (!st && rc != SQLITE_DONE)
		st = xj_fail(err, XJ_BAD_INPUT, _("%s: is not what check --format json "
		             "prints"), k->o->baseline);
	if (!st && *n)
		qsort(*list, *n, sizeof(**list), by_text);
	return st;
}

static enum xj_status leave_known_out(struct xj_checking *k, struct xj_error *err)
{
	struct xj_check *c = k->check;
	const char **known = NULL;
	size_t n = 0, kept = 0;
	struct xj_buf json;
	enum xj_status st;

	if (!k->o->baseline)
		return XJ_OK;
	xj_buf_init(&json, MAX_BASELINE);
	st = read_baseline(k->o->baseline, &json, err);
	if (!st)
		st = read_known(k, xj_buf_str(&json), &known, &n, err);
	xj_buf_clear(&json);
	for (size_t i = 0; i < c->findings && !st; i++) {
		const char *fingerprint = c->finding[i].fingerprint;

		if (n && bsearch(&fingerprint, known, n, sizeof(*known), by_text))
			c->known++;
		else
			c->finding[kept++] = c->finding[i];
	}
	if (!st)
		c->findings = kept;
	free(known);
	return st;
}

/* ---- the whole -------------------------------- */

#define PAGE_BYTES 4096u /* of SQLite, as it is made */

static enum xj_status open_store(struct xj_checking *k, struct xj_error *err)
{
	char sql[64];
	enum xj_status st = xj_store_open("", XJ_STORE_MEMORY, &k->data.store, err);

	if (st || !k->o->most_store)
		return st;
	snprintf(sql, sizeof(sql), "PRAGMA max_page_count = %llu",
	         (unsigned long long)(k->o->most_store / PAGE_BYTES));
	return sqlite3_exec(xj_store_db(k->data.store), sql, NULL, NULL, NULL)
		? xj_sql_failed(&k->data, err) : XJ_OK;
}

static enum xj_status import_all(struct xj_checking *k, const char *const *path,
                                 size_t paths, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < paths && !st; i++)
		st = import_path(k, path[i], err);
	return st && xj_store_was_full(k->data.store)
		? xj_fail(err, XJ_LIMIT, _("the draft is too large to be checked here: use "
		          "xianjin check on your own machine")) : st;
}

static enum xj_status run(struct xj_checking *k, const char *const *path, size_t paths,
                          struct xj_error *err)
{
	static enum xj_status (*const steps[])(struct xj_checking *, struct xj_error *) = {
		read_parts, run_rules, xj_check_find, leave_known_out
	};
	enum xj_status st = open_store(k, err);

	if (!st)
		st = watch_clock(k, err);
	if (!st)
		st = import_all(k, path, paths, err);
	for (size_t i = 0; i < XJ_COUNT(steps) && !st; i++) {
		st = watch_clock(k, err);
		if (!st)
			st = steps[i](k, err);
	}
	xj_store_close(k->data.store);
	return st == XJ_LIMIT && xj_clock_past(k->check->deadline) ? too_late(err) : st;
}

enum xj_status xj_check_run(const struct xj_check_options *options,
                            const char *const *path, size_t paths,
                            struct xj_check **out, struct xj_error *err)
{
	struct xj_checking k = { .o = options };
	enum xj_status st;

	*out = NULL;
	k.check = calloc(1, sizeof(*k.check));
	if (!k.check)
		return no_memory(err);
	k.check->encoding = options->ingest.encoding;
	k.check->given = options->ingest.given;
	k.check->fd = options->ingest.fd;
	k.check->deadline = xj_clock_in(options->msec);
	st = run(&k, path, paths, err);
	if (st) {
		xj_check_free(k.check);
		return st;
	}
	*out = k.check;
	return XJ_OK;
}
