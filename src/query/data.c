/*
 * data.c - owns an open data folder: the store, and the index brought up to it
 * where that may be done.
 */
#include <stdio.h>
#include <stdlib.h>
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

static enum xj_status open_index(struct xj_data *d, const char *dir,
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
	if (bring_up(dir, &why) == XJ_OK) {
		xj_index_close(d->index);
		d->index = NULL;
		return xj_index_open(dir, &d->index, err);
	}
	if (!d->index && why.status == XJ_BUSY && wait_for_index(d, dir) && !is_behind(d))
		return XJ_OK;
	if (!d->index)
		return xj_fail(err, why.status, _("%s: the index must be made first: %s"),
		               dir, why.text);
	snprintf(d->note, sizeof(d->note), why.status == XJ_BUSY
	         ? _("an import is under way: this answer is from before it")
	         : _("the newest imports are not in the index yet and are left out"));
	return XJ_OK;
}

enum xj_status xj_data_open(const char *dir, struct xj_data **out,
                            struct xj_error *err)
{
	struct xj_data *d = calloc(1, sizeof(*d));
	enum xj_status st;

	*out = NULL;
	if (!d)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = xj_store_open(dir, XJ_STORE_READ, &d->store, err);
	if (!st)
		st = open_index(d, dir, err);
	if (st) {
		xj_data_close(d);
		return st;
	}
	*out = d;
	return XJ_OK;
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
