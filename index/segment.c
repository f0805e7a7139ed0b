/*
 * segment.c - owns making one segment, from the store or from neighbours, in
 * the process it is called in.  Which segments to make is publish.c's matter.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "index/room.h"
#include "index/terms.h"
#include "index/xapian.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/store.h"
#include "xianjin/text.h"

/* Folding may lengthen a cell: no known character grows more than this. */
#define FOLD_ROOM ((size_t)18 * XJ_MAX_CELL_BYTES)
#define STEP_ROWS 4096u

enum column { AT_ID, AT_FILING, AT_DIRECTION, AT_SUBJECT, AT_KIND, AT_NAME,
              AT_ID_TEXT, AT_DONOR, AT_AMOUNT, AT_DAY, AT_METHOD, AT_PURPOSE,
              AT_PLACE };

static const char entries_sql[] =
	"SELECT id, filing, direction, subject, kind, counterparty, counterparty_id,"
	" donor, amount, day, method, purpose, place FROM entry"
	" WHERE id BETWEEN ?1 AND ?2 ORDER BY id";

struct build {
	struct xj_xwriter *xapian;
	struct xj_cols_writer *columns;
	struct xj_terms terms;
	struct xj_buf name, id_text, purpose;
	uint64_t done;
	const struct xj_steps *steps;
};

static void build_clear(struct build *b)
{
	xj_xwriter_free(b->xapian);
	xj_cols_writer_free(b->columns);
	xj_terms_clear(&b->terms);
	xj_buf_clear(&b->name);
	xj_buf_clear(&b->id_text);
	xj_buf_clear(&b->purpose);
}

static enum xj_status build_open(struct build *b, const char *into, uint64_t first,
                                 struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st;

	xj_terms_init(&b->terms);
	xj_buf_init(&b->name, FOLD_ROOM);
	xj_buf_init(&b->id_text, FOLD_ROOM);
	xj_buf_init(&b->purpose, FOLD_ROOM);
	st = xj_path(path, into, "work", err);
	if (st == XJ_OK)
		st = xj_xwriter_open(path, &b->xapian, err);
	if (st == XJ_OK)
		st = xj_path(path, into, "columns", err);
	if (st == XJ_OK)
		st = xj_cols_writer_open(path, (uint32_t)first, &b->columns, err);
	return st;
}

static enum xj_status fold_cell(sqlite3_stmt *row, enum column at,
                                struct xj_buf *out, struct xj_str *folded,
                                struct xj_error *err)
{
	struct xj_str s;
	enum xj_status st = XJ_OK;

	/* text first, then bytes: the other order may convert in between */
	s.p = (const char *)sqlite3_column_text(row, at);
	s.n = (size_t)sqlite3_column_bytes(row, at);
	xj_buf_reset(out);
	*folded = XJ_STR("");
	if (s.n == 0)
		return XJ_OK;
	if (!s.p || xj_utf8_valid(s) != s.n)
		return xj_fail(err, XJ_CORRUPT, _("entry %lld of the store has a text "
		                                  "that is not UTF-8"),
		               (long long)sqlite3_column_int64(row, AT_ID));
	st = xj_fold(s, out);
	if (st != XJ_OK)
		return xj_fail(err, st, _("entry %lld of the store: its text cannot be "
		                          "folded"),
		               (long long)sqlite3_column_int64(row, AT_ID));
	*folded = xj_buf_str(out);
	return XJ_OK;
}

static enum xj_status small_number(sqlite3_stmt *row, enum column at, int max,
                                   int *out, struct xj_error *err)
{
	int64_t v = sqlite3_column_int64(row, at);

	*out = (int)v;
	if (v >= 0 && v <= max)
		return XJ_OK;
	return xj_fail(err, XJ_CORRUPT, _("entry %lld of the store: %s is %lld, more "
	                                  "than it can be"),
	               (long long)sqlite3_column_int64(row, AT_ID),
	               sqlite3_column_name(row, at), (long long)v);
}

static enum xj_status read_numbers(sqlite3_stmt *row, struct xj_doc *doc,
                                   struct xj_error *err)
{
	int subject, kind, direction, method, place;
	enum xj_status st;

	doc->id = sqlite3_column_int64(row, AT_ID);
	doc->filing = sqlite3_column_int64(row, AT_FILING);
	doc->donor = (uint64_t)sqlite3_column_int64(row, AT_DONOR);
	doc->amount = sqlite3_column_int64(row, AT_AMOUNT);
	doc->day = XJ_NO_DAY;
	if (sqlite3_column_type(row, AT_DAY) != SQLITE_NULL) {
		int64_t day = sqlite3_column_int64(row, AT_DAY);

		if (day > INT32_MIN && day <= INT32_MAX)
			doc->day = (int32_t)day;
	}
	st = small_number(row, AT_SUBJECT, UINT8_MAX, &subject, err);
	if (st == XJ_OK)
		st = small_number(row, AT_KIND, 7, &kind, err);
	if (st == XJ_OK)
		st = small_number(row, AT_DIRECTION, 2, &direction, err);
	if (st == XJ_OK)
		st = small_number(row, AT_METHOD, 7, &method, err);
	if (st == XJ_OK)
		st = small_number(row, AT_PLACE, UINT16_MAX, &place, err);
	if (st != XJ_OK)
		return st;
	doc->subject = (uint8_t)subject;
	doc->kind = (uint8_t)kind;
	doc->direction = (uint8_t)direction;
	doc->method = (uint8_t)method;
	doc->place = (uint16_t)place;
	return XJ_OK;
}

static enum xj_status read_doc(struct build *b, sqlite3_stmt *row,
                               struct xj_doc *doc, struct xj_error *err)
{
	enum xj_status st = read_numbers(row, doc, err);

	if (st == XJ_OK)
		st = fold_cell(row, AT_NAME, &b->name, &doc->name, err);
	if (st == XJ_OK)
		st = fold_cell(row, AT_ID_TEXT, &b->id_text, &doc->id_text, err);
	if (st == XJ_OK)
		st = fold_cell(row, AT_PURPOSE, &b->purpose, &doc->purpose, err);
	return st;
}

static enum xj_status add_doc(struct build *b, const struct xj_doc *doc,
                              struct xj_error *err)
{
	enum xj_status st = xj_cols_add(b->columns, doc, err);

	if (st != XJ_OK)
		return st;
	st = xj_terms_of(&b->terms, doc);
	if (st != XJ_OK)
		return xj_fail(err, st, _("entry %lld: no memory for its terms"),
		               (long long)doc->id);
	st = xj_xwriter_add(b->xapian, (uint32_t)doc->id, b->terms.term, b->terms.n,
	                    doc->amount, doc->day, err);
	if (st == XJ_OK && ++b->done % STEP_ROWS == 0)
		b->steps->step(b->steps->ctx, b->done);
	return st;
}

static enum xj_status add_rows(struct build *b, sqlite3 *db, uint64_t first,
                               uint64_t last, struct xj_error *err)
{
	sqlite3_stmt *row = NULL;
	struct xj_doc doc;
	enum xj_status st = XJ_OK;
	int rc = sqlite3_prepare_v2(db, entries_sql, -1, &row, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(row, 1, (int64_t)first);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_int64(row, 2, (int64_t)last);
	while (rc == SQLITE_OK && st == XJ_OK
	       && (rc = sqlite3_step(row)) == SQLITE_ROW) {
		rc = SQLITE_OK;
		st = read_doc(b, row, &doc, err);
		if (st == XJ_OK)
			st = add_doc(b, &doc, err);
	}
	if (st == XJ_OK && rc != SQLITE_DONE)
		st = xj_fail(err, XJ_IO, _("the store cannot be read: %s"),
		             sqlite3_errmsg(db));
	else if (st == XJ_OK && b->done != last - first + 1)
		st = xj_fail(err, XJ_CORRUPT, _("the store has %llu entries between "
		                                "%llu and %llu: its ids have a gap"),
		             (unsigned long long)b->done, (unsigned long long)first,
		             (unsigned long long)last);
	sqlite3_finalize(row);
	return st;
}

/* ---- both ways ------------------------------------------------------- */

static enum xj_status make_folder(const char *into, struct xj_error *err)
{
	if (mkdir(into, 0700) == 0)
		return XJ_OK;
	return xj_fail(err, XJ_IO, _("%s: cannot make this folder: %s"), into,
	               strerror(errno));
}

/* Both files and their folder onto the disk, and their sums into LINE. */
static enum xj_status make_durable(const char *into, struct xj_segment_line *line,
                                   struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	enum xj_status st = xj_path(path, into, "xapian", err);

	if (st == XJ_OK)
		st = xj_file_sum(path, true, &line->xapian.bytes, line->xapian.sha256,
		                 err);
	if (st == XJ_OK)
		st = xj_path(path, into, "columns", err);
	if (st == XJ_OK)
		st = xj_file_sum(path, true, &line->columns.bytes,
		                 line->columns.sha256, err);
	return st == XJ_OK ? xj_dir_sync(into, err) : st;
}

static enum xj_status build_all(struct build *b, const char *dir, const char *into,
                                uint64_t first, uint64_t last,
                                struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	struct xj_store *store;
	enum xj_status st = xj_store_open(dir, XJ_STORE_READ, &store, err);

	if (st != XJ_OK)
		return st;
	st = build_open(b, into, first, err);
	if (st == XJ_OK)
		st = add_rows(b, xj_store_db(store), first, last, err);
	xj_store_close(store);
	if (st == XJ_OK)
		st = xj_cols_writer_finish(b->columns, err);
	if (st == XJ_OK)
		st = xj_path(path, into, "xapian", err);
	return st == XJ_OK ? xj_xwriter_finish(b->xapian, path, err) : st;
}

enum xj_status xj_segment_build(const char *dir, const char *into, uint64_t first,
                                uint64_t last, const struct xj_steps *steps,
                                struct xj_segment_line *line, struct xj_error *err)
{
	struct build b = { .steps = steps };
	enum xj_status st = make_folder(into, err);

	/* memory and speed are ours to choose; this is a process of its own */
	unsetenv("XAPIAN_FLUSH_THRESHOLD");
	line->first = first;
	line->last = last;
	if (st == XJ_OK) {
		st = build_all(&b, dir, into, first, last, err);
		build_clear(&b);
	}
	return st == XJ_OK ? make_durable(into, line, err) : st;
}

/* ---- merging --------------------------------------------------------- */

static enum xj_status append_columns(struct xj_cols_writer *w, const char *index,
                                     const struct xj_segment_line *from,
                                     struct xj_error *err)
{
	char folder[XJ_PATH_ROOM], path[XJ_PATH_ROOM];
	struct xj_cols c;
	enum xj_status st = xj_path(folder, index, from->name, err);

	if (st == XJ_OK)
		st = xj_path(path, folder, "columns", err);
	if (st == XJ_OK)
		st = xj_cols_open(path, &c, err);
	if (st != XJ_OK)
		return st;
	st = xj_cols_append(w, &c, err);
	xj_cols_close(&c);
	return st;
}

static enum xj_status merge_columns(const char *index,
                                    const struct xj_segment_line *from, size_t n,
                                    const char *into, const struct xj_steps *steps,
                                    struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	struct xj_cols_writer *w;
	enum xj_status st = xj_path(path, into, "columns", err);

	if (st == XJ_OK)
		st = xj_cols_writer_open(path, (uint32_t)from[0].first, &w, err);
	if (st != XJ_OK)
		return st;
	for (size_t i = 0; st == XJ_OK && i < n; i++) {
		st = append_columns(w, index, &from[i], err);
		steps->step(steps->ctx, from[i].last - from[0].first + 1);
	}
	if (st == XJ_OK)
		st = xj_cols_writer_finish(w, err);
	xj_cols_writer_free(w);
	return st;
}

static enum xj_status merge_xapian(const char *index,
                                   const struct xj_segment_line *from, size_t n,
                                   const char *into, struct xj_error *err)
{
	char (*path)[XJ_PATH_ROOM] = calloc(n + 1, sizeof(*path));
	const char *list[XJ_MANIFEST_SEGMENTS];
	char folder[XJ_PATH_ROOM];
	enum xj_status st = path ? XJ_OK : xj_fail(err, XJ_NOMEM,
	                                           _("out of memory"));

	for (size_t i = 0; st == XJ_OK && i < n; i++) {
		st = xj_path(folder, index, from[i].name, err);
		if (st == XJ_OK)
			st = xj_path(path[i], folder, "xapian", err);
		list[i] = path[i];
	}
	if (st == XJ_OK)
		st = xj_path(path[n], into, "xapian", err);
	if (st == XJ_OK)
		st = xj_xmerge(list, n, path[n], err);
	free(path);
	return st;
}

enum xj_status xj_segment_merge(const char *index,
                                const struct xj_segment_line *from, size_t n,
                                const char *into, const struct xj_steps *steps,
                                struct xj_segment_line *line, struct xj_error *err)
{
	enum xj_status st;

	if (n < 2 || n > XJ_MANIFEST_SEGMENTS)
		return xj_fail(err, XJ_INTERNAL, "%s: %zu segments", into, n);
	line->first = from[0].first;
	line->last = from[n - 1].last;
	st = make_folder(into, err);
	if (st == XJ_OK)
		st = merge_columns(index, from, n, into, steps, err);
	if (st == XJ_OK)
		st = merge_xapian(index, from, n, into, err);
	return st == XJ_OK ? make_durable(into, line, err) : st;
}
