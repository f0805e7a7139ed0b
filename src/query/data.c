/*
 * data.c - owns an open data folder: the store, and the index brought up to it
 * where that may be done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "query_private.h"
#include "xianjin/rules.h"

/* Brings the flags and then the index up to the store, unless someone else is
 * about to. */
static enum xj_status bring_up(const char *dir, struct xj_error *err)
{
	struct xj_store *writer;
	enum xj_status st = xj_store_open(dir, XJ_STORE_WRITE, &writer, err);

	if (st)
		return st;
	st = xj_rules_bring_up(writer, err);
	if (!st)
		st = xj_index_update(dir, NULL, err);
	xj_store_close(writer);
	return st;
}

static bool is_behind(const struct xj_data *d)
{
	struct xj_index_info info;

	if (!d->index)
		return true;
	xj_index_info(d->index, &info);
	return info.revision != xj_store_revision(d->store);
}

/* An import may have published between the two looks. */
static void look_again(struct xj_data *d, const char *dir)
{
	struct xj_index *newer = NULL;

	if (xj_index_open(dir, &newer, NULL) != XJ_OK)
		return;
	xj_index_close(d->index);
	d->index = newer;
}

/* The first index is being made by somebody else: that rarely takes long. */
static bool wait_for_index(struct xj_data *d, const char *dir)
{
	static const struct timespec pause = { .tv_nsec = 50000000 };

	for (int i = 0; i < 100 && !d->index; i++) {
		nanosleep(&pause, NULL);
		(void)!xj_index_open(dir, &d->index, NULL);
	}
	return d->index != NULL;
}

/* MAY_WRITE: bring the index up where it is behind. */
static enum xj_status open_index(struct xj_data *d, const char *dir, bool may_write,
                                 struct xj_error *err)
{
	struct xj_error why = { 0 };
	enum xj_status st = xj_index_open(dir, &d->index, err);

	if (st && st != XJ_NOT_FOUND && st != XJ_STALE)
		return st;
	if (is_behind(d))
		look_again(d, dir);
	if (!is_behind(d))
		return XJ_OK;
	if (!may_write)
		why.status = XJ_STALE;
	else if (bring_up(dir, &why) == XJ_OK) {
		xj_index_close(d->index);
		d->index = NULL;
		return xj_index_open(dir, &d->index, err);
	}
	if (!d->index && why.status == XJ_BUSY && wait_for_index(d, dir) && !is_behind(d))
		return XJ_OK;
	if (!d->index)
		return xj_fail(err, why.status, _("%s: the index must be made first: %s"),
		               dir, may_write ? why.text : _("run: xianjin search"));
	snprintf(d->note, sizeof(d->note), why.status == XJ_BUSY
	         ? _("an import is under way: this answer is from before it")
	         : _("the newest imports are not in the index yet and are left out"));
	return XJ_OK;
}

/* The list of segments is replaced by a rename: another file, another index. */
static bool look_at_list(const struct xj_data *d, struct stat *out)
{
	char path[XJ_DATA_PATH + 16];

	snprintf(path, sizeof(path), "%s/index/current", d->dir);
	return stat(path, out) == 0;
}

static void remember(struct xj_data *d)
{
	struct xj_index_info info;

	xj_index_info(d->index, &info);
	snprintf(d->stamp, sizeof(d->stamp), "%llu.%lld",
	         (unsigned long long)info.generation,
	         (long long)xj_store_revision(d->store));
}

static enum xj_status open_data(const char *dir, bool may_write, struct xj_data **out,
                                struct xj_error *err)
{
	struct xj_data *d = calloc(1, sizeof(*d));
	enum xj_status st;

	*out = NULL;
	if (!d)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	snprintf(d->dir, sizeof(d->dir), "%s", dir);
	st = xj_store_open(dir, XJ_STORE_READ, &d->store, err);
	/* looked at before it is opened: what is published in between shows */
	if (!st && !may_write)
		(void)look_at_list(d, &d->list);
	if (!st)
		st = open_index(d, dir, may_write, err);
	if (!st)
		st = xj_sql_functions(d, err);
	if (st) {
		xj_data_close(d);
		return st;
	}
	remember(d);
	*out = d;
	return XJ_OK;
}

enum xj_status xj_data_open(const char *dir, struct xj_data **out,
                            struct xj_error *err)
{
	return open_data(dir, true, out, err);
}

enum xj_status xj_data_open_read(const char *dir, struct xj_data **out,
                                 struct xj_error *err)
{
	return open_data(dir, false, out, err);
}

bool xj_data_is_current(const struct xj_data *d)
{
	struct stat now;

	return xj_store_is_current(d->store) && look_at_list(d, &now) &&
	       now.st_ino == d->list.st_ino &&
	       now.st_dev == d->list.st_dev &&
	       now.st_mtim.tv_sec == d->list.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == d->list.st_mtim.tv_nsec;
}

void xj_data_stay(struct xj_data *d)
{
	xj_store_keep_mapped(d->store);
}

void xj_data_hold(struct xj_data *d)
{
	sqlite3_exec(xj_store_db(d->store), "BEGIN", NULL, NULL, NULL);
}

void xj_data_let_go(struct xj_data *d)
{
	sqlite3_exec(xj_store_db(d->store), "COMMIT", NULL, NULL, NULL);
}

const char *xj_data_stamp(const struct xj_data *d)
{
	return d->stamp;
}

/* ---- a deadline for what is asked in SQL ------------------------------------ */

#define STEPS_BETWEEN_LOOKS 10000 /* of SQLite's machine: far under a millisecond */

static int is_past(void *data)
{
	return xj_clock_past(((const struct xj_data *)data)->deadline);
}

void xj_data_deadline(struct xj_data *d, unsigned msec)
{
	struct sqlite3 *db = xj_store_db(d->store);

	d->deadline = xj_clock_in(msec);
	if (!msec) {
		sqlite3_progress_handler(db, 0, NULL, NULL);
		return;
	}
	sqlite3_progress_handler(db, STEPS_BETWEEN_LOOKS, is_past, d);
}

void xj_data_close(struct xj_data *d)
{
	if (!d)
		return;
	xj_index_close(d->index);
	xj_store_close(d->store);
	free(d);
}

const char *xj_data_note(const struct xj_data *d)
{
	return d->note[0] ? d->note : NULL;
}
