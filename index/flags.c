/*
 * flags.c - owns the flags in the index: a Xapian database of their own whose
 * documents are the flagged entries, under the same docids, and whose terms are
 * the rules.  New rows can change the flags of any old one, while segments never
 * change: so this one is small and is made anew for each generation.
 */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "index/room.h"
#include "index/terms.h"
#include "index/xapian.h"
#include "src/core/i18n.h"
#include "xianjin/store.h"

/* ---- building -------------------------------------------------------- */

enum { MAX_RULES_OF_ENTRY = 1024 }; /* more than there can be */

/* The rules of one entry on their way into the database. */
struct marking {
	struct xj_xwriter *xapian;
	struct xj_term term[MAX_RULES_OF_ENTRY];
	struct xj_str name[MAX_RULES_OF_ENTRY];
	size_t n;
	int64_t entry;
};

static enum xj_status end_entry(struct marking *m, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	if (m->n)
		st = xj_xwriter_mark(m->xapian, (uint32_t)m->entry, m->name, m->n, err);
	m->n = 0;
	return st;
}

static enum xj_status add_rule(struct marking *m, sqlite3_stmt *row,
                               struct xj_error *err)
{
	const char *rule = (const char *)sqlite3_column_text(row, 1);
	int64_t entry = sqlite3_column_int64(row, 0);
	enum xj_status st = XJ_OK;

	if (entry < 1 || entry >= UINT32_MAX || !rule)
		return xj_fail(err, XJ_CORRUPT, _("the store flags entry %lld, which "
		                                  "cannot be"), (long long)entry);
	if (entry != m->entry)
		st = end_entry(m, err);
	m->entry = entry;
	if (st != XJ_OK || m->n == MAX_RULES_OF_ENTRY)
		return st;
	st = xj_term_text(XJ_TERM_FLAG, xj_str_c(rule), &m->term[m->n]);
	m->name[m->n] = xj_str_of(m->term[m->n].p, m->term[m->n].n);
	m->n++;
	return st;
}

static enum xj_status add_all(struct marking *m, sqlite3 *db, struct xj_error *err)
{
	static const char sql[] =
		"SELECT x.entry, g.rule FROM flag_entry x CROSS JOIN flag g"
		" WHERE g.id = x.flag ORDER BY x.entry";
	sqlite3_stmt *row = NULL;
	enum xj_status st = XJ_OK;
	int rc = sqlite3_prepare_v2(db, sql, -1, &row, NULL);

	while (rc == SQLITE_OK && st == XJ_OK
	       && (rc = sqlite3_step(row)) == SQLITE_ROW) {
		st = add_rule(m, row, err);
		rc = SQLITE_OK;
	}
	if (st == XJ_OK && rc != SQLITE_DONE)
		st = xj_fail(err, XJ_IO, _("the store cannot be read: %s"),
		             sqlite3_errmsg(db));
	sqlite3_finalize(row);
	return st == XJ_OK ? end_entry(m, err) : st;
}

static enum xj_status write_database(const char *dir, const char *into,
                                     struct marking *m, struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	struct xj_store *store;
	enum xj_status st = xj_path(path, into, "work", err);

	if (st == XJ_OK)
		st = xj_store_open(dir, XJ_STORE_READ, &store, err);
	if (st != XJ_OK)
		return st;
	st = xj_xwriter_open(path, &m->xapian, err);
	if (st == XJ_OK)
		st = add_all(m, xj_store_db(store), err);
	xj_store_close(store);
	if (st == XJ_OK)
		st = xj_path(path, into, "xapian", err);
	return st == XJ_OK ? xj_xwriter_finish(m->xapian, path, err) : st;
}

enum xj_status xj_flags_build(const char *dir, const char *into,
                              struct xj_file_line *line, struct xj_error *err)
{
	struct marking *m = calloc(1, sizeof(*m));
	char path[XJ_PATH_ROOM];
	enum xj_status st = XJ_OK;

	if (!m)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	if (mkdir(into, 0700) != 0)
		st = xj_fail(err, XJ_IO, _("%s: cannot make this folder: %s"), into,
		             strerror(errno));
	if (st == XJ_OK)
		st = write_database(dir, into, m, err);
	xj_xwriter_free(m->xapian);
	free(m);
	if (st == XJ_OK)
		st = xj_path(path, into, "xapian", err);
	if (st == XJ_OK)
		st = xj_file_sum(path, true, &line->bytes, line->sha256, err);
	return st == XJ_OK ? xj_dir_sync(into, err) : st;
}

/* ---- asking ---------------------------------------------------------- */

/* Sets the bits of the entries that RULE flags. */
static enum xj_status mark_rule(struct xj_index *ix, struct xj_str rule, uint8_t *bits,
                                uint32_t below, struct xj_error *err)
{
	struct xj_term term;
	struct xj_str name;
	struct xj_lists *walk;
	uint32_t id[1024];
	size_t got = XJ_COUNT(id);
	enum xj_status st = xj_term_text(XJ_TERM_FLAG, rule, &term);

	name = xj_str_of(term.p, term.n);
	if (st == XJ_OK)
		st = xj_lists_open(ix->flags, &name, 1, &walk, err);
	if (st != XJ_OK)
		return st;
	while (st == XJ_OK && got == XJ_COUNT(id)) {
		st = xj_lists_next(walk, 0, below, id, XJ_COUNT(id), &got, err);
		for (size_t i = 0; i < got; i++)
			bits[id[i] / 8] |= (uint8_t)(1u << id[i] % 8);
	}
	xj_lists_close(walk);
	return st;
}

static bool bit(const uint8_t *bits, uint32_t i)
{
	return bits[i / 8] >> i % 8 & 1;
}

/* The runs of set bits as ranges. */
static enum xj_status gather(const uint8_t *bits, uint32_t below,
                             struct xj_range **range, size_t *n, struct xj_error *err)
{
	size_t room = 0;

	for (uint32_t i = 0; i < below;) {
		uint32_t from = i;

		if (i % 8 == 0 && !bits[i / 8]) {
			i += 8;
			continue;
		}
		while (i < below && bit(bits, i))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		if (*n == room) {
			struct xj_range *more;

			room = room ? 2 * room : 64;
			more = reallocarray(*range, room, sizeof(*more));
			if (!more)
				return xj_fail(err, XJ_NOMEM, _("out of memory"));
			*range = more;
		}
		(*range)[(*n)++] = (struct xj_range){ from, (int64_t)i - 1 };
	}
	return XJ_OK;
}

enum xj_status xj_index_flagged(struct xj_index *ix, const struct xj_str *rule,
                                size_t rules, struct xj_range **range, size_t *n,
                                struct xj_error *err)
{
	uint32_t below = (uint32_t)ix->manifest.last_entry + 1;
	uint8_t *bits = calloc((size_t)below / 8 + 1, 1);
	enum xj_status st = bits ? XJ_OK : xj_fail(err, XJ_NOMEM, _("out of memory"));

	*range = NULL;
	*n = 0;
	for (size_t i = 0; st == XJ_OK && i < rules; i++)
		st = mark_rule(ix, rule[i], bits, below, err);
	if (st == XJ_OK)
		st = gather(bits, below, range, n, err);
	free(bits);
	if (st != XJ_OK) {
		free(*range);
		*range = NULL;
	}
	return st;
}

enum xj_status xj_index_flag_entries(struct xj_index *ix, struct xj_str rule,
                                     uint32_t *entries, struct xj_error *err)
{
	struct xj_term term;
	enum xj_status st = xj_term_text(XJ_TERM_FLAG, rule, &term);

	return st ? st : xj_postings_freq(ix->flags, xj_str_of(term.p, term.n), entries, err);
}
