/*
 * manifest.c - owns the list of segments (DIR/index/current) and the file of
 * filings.  The list is text, ends with its own SHA-256, and is replaced by
 * rename.
 */
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "index/manifest.h"
#include "index/room.h"
#include "src/core/i18n.h"
#include "xianjin/store.h"
#include "xianjin/text.h"

enum { MANIFEST_MAX = 1 << 16 };

static const char *const names_ok =
	"abcdefghijklmnopqrstuvwxyz0123456789-.";

/* ---- reading --------------------------------------------------------- */

static enum xj_status damaged(const char *path, struct xj_error *err)
{
	return xj_fail(err, XJ_CORRUPT, _("%s: this list is damaged; delete the index "
	                                  "folder and it is made again"), path);
}

/* The words of one line. */
struct words {
	char *word[10];
	size_t n;
};

static bool split_line(char **at, struct words *out)
{
	char *line = *at, *end = strchr(line, '\n'), *save = NULL;

	out->n = 0;
	if (!end)
		return false;
	*end = '\0';
	*at = end + 1;
	for (char *w = strtok_r(line, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		if (out->n == XJ_COUNT(out->word))
			return false;
		out->word[out->n++] = w;
	}
	return out->n > 0;
}

static bool number_of(const char *word, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (!*word || strlen(word) > 19)
		return false;
	for (; *word; word++) {
		if (*word < '0' || *word > '9')
			return false;
		v = v * 10 + (uint64_t)(*word - '0');
	}
	*out = v;
	return v <= max;
}

static bool name_of(const char *word, char out[XJ_NAME_ROOM])
{
	size_t n = strlen(word);

	if (n == 0 || n >= XJ_NAME_ROOM || strspn(word, names_ok) != n
	    || word[0] == '.')
		return false;
	memcpy(out, word, n + 1);
	return true;
}

static bool file_of(char *const word[2], struct xj_file_line *out)
{
	size_t n = strlen(word[1]);

	if (n != 64 || !number_of(word[0], INT64_MAX, &out->bytes))
		return false;
	memcpy(out->sha256, word[1], n + 1);
	return true;
}

static bool segment_of(const struct words *w, struct xj_manifest *m)
{
	struct xj_segment_line *s = &m->segment[m->segments];
	uint64_t next = m->segments ? s[-1].last + 1 : 1;

	if (w->n != 8 || m->segments == XJ_MANIFEST_SEGMENTS
	    || !name_of(w->word[1], s->name)
	    || !number_of(w->word[2], UINT32_MAX - 1, &s->first)
	    || !number_of(w->word[3], UINT32_MAX - 1, &s->last)
	    || s->first != next || s->last < s->first
	    || !file_of(w->word + 4, &s->xapian)
	    || !file_of(w->word + 6, &s->columns))
		return false;
	m->segments++;
	return true;
}

static bool count_of(const struct words *w, void *out)
{
	return w->n == 2 && number_of(w->word[1], INT64_MAX, out);
}

static bool line_of(const struct words *w, struct xj_manifest *m)
{
	const char *what = w->word[0];

	if (strcmp(what, "generation") == 0)
		return count_of(w, &m->generation);
	if (strcmp(what, "entries") == 0)
		return count_of(w, &m->last_entry);
	if (strcmp(what, "revision") == 0)
		return count_of(w, &m->revision);
	if (strcmp(what, "filings") == 0)
		return w->n == 5 && name_of(w->word[1], m->filings_name)
			&& number_of(w->word[2], UINT32_MAX, &m->filings_n)
			&& file_of(w->word + 3, &m->filings);
	if (strcmp(what, "flags") == 0)
		return w->n == 4 && name_of(w->word[1], m->flags_name)
			&& file_of(w->word + 2, &m->flags);
	return strcmp(what, "segment") == 0 && segment_of(w, m);
}

/* "xianjin-index FORMAT FOLD" */
static enum xj_status check_version(char **at, const char *path,
                                    struct xj_error *err)
{
	uint64_t format, fold;
	struct words w;

	if (!split_line(at, &w) || w.n != 3
	    || strcmp(w.word[0], "xianjin-index") != 0
	    || !number_of(w.word[1], UINT32_MAX, &format)
	    || !number_of(w.word[2], UINT32_MAX, &fold))
		return damaged(path, err);
	if (format != XJ_INDEX_FORMAT || fold != XJ_FOLD_VERSION)
		return xj_fail(err, XJ_STALE, _("%s: made by another version; it is "
		                                "made again by the next import"), path);
	return XJ_OK;
}

/* The last line, of the text before it.  Each question checks it: the small hash
 * serves, for accidents are what it must find, and libcrypto takes longer to load
 * than the question to answer. */
#define END_LINE "end %016" PRIx64 "\n"
#define END_BYTES (4 + 16 + 1)

static bool sum_matches(const char *text, size_t n)
{
	char line[END_BYTES + 1];

	if (n < END_BYTES)
		return false;
	n -= END_BYTES;
	snprintf(line, sizeof(line), END_LINE, xj_hash64(text, n));
	return memcmp(text + n, line, END_BYTES) == 0;
}

static bool read_lines(char *at, struct xj_manifest *out)
{
	struct words w;

	while (split_line(&at, &w)) {
		if (strcmp(w.word[0], "end") == 0)
			return *at == '\0' && out->filings_name[0]
				&& out->flags_name[0]
				&& (uint64_t)out->last_entry == (out->segments
				    ? out->segment[out->segments - 1].last : 0);
		if (!line_of(&w, out))
			return false;
	}
	return false;
}

enum xj_status xj_manifest_read(const char *index, struct xj_manifest *out,
                                struct xj_error *err)
{
	char path[XJ_PATH_ROOM], *text = NULL, *at;
	enum xj_status st;
	size_t n = 0;
	bool whole;

	memset(out, 0, sizeof(*out));
	st = xj_path(path, index, "current", err);
	if (st == XJ_OK)
		st = xj_read_file(path, MANIFEST_MAX, &text, &n, err);
	if (st != XJ_OK)
		return st;
	at = text;
	if (memchr(text, '\0', n))
		st = damaged(path, err);
	whole = sum_matches(text, n); /* before the lines are cut */
	if (st == XJ_OK)
		st = check_version(&at, path, err);
	if (st == XJ_OK && (!whole || !read_lines(at, out)))
		st = damaged(path, err);
	free(text);
	if (st != XJ_OK)
		memset(out, 0, sizeof(*out));
	return st;
}

/* ---- writing --------------------------------------------------------- */

static enum xj_status spell_segment(const struct xj_segment_line *s,
                                    struct xj_buf *b)
{
	return xj_buf_addf(b, "segment %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %s %"
	                   PRIu64 " %s\n", s->name, s->first, s->last,
	                   s->xapian.bytes, s->xapian.sha256, s->columns.bytes,
	                   s->columns.sha256);
}

static enum xj_status spell(const struct xj_manifest *m, struct xj_buf *b,
                            struct xj_error *err)
{
	enum xj_status st;

	st = xj_buf_addf(b, "xianjin-index %d %d\ngeneration %" PRIu64 "\nentries %"
	                 PRId64 "\nrevision %" PRId64 "\nfilings %s %" PRIu64 " %"
	                 PRIu64 " %s\nflags %s %" PRIu64 " %s\n", XJ_INDEX_FORMAT, XJ_FOLD_VERSION,
	                 m->generation, m->last_entry, m->revision, m->filings_name,
	                 m->filings_n, m->filings.bytes, m->filings.sha256,
	                 m->flags_name, m->flags.bytes, m->flags.sha256);
	for (size_t i = 0; st == XJ_OK && i < m->segments; i++)
		st = spell_segment(&m->segment[i], b);
	if (st != XJ_OK)
		return xj_fail(err, st, _("the list of segments is too long"));
	st = xj_buf_addf(b, END_LINE, xj_hash64(b->p, b->n));
	return st == XJ_OK ? st : xj_fail(err, st, _("not enough memory"));
}

enum xj_status xj_manifest_write(const char *index, const struct xj_manifest *m,
                                 struct xj_error *err)
{
	char path[XJ_PATH_ROOM], new_path[XJ_PATH_ROOM];
	struct xj_buf text;
	enum xj_status st;

	xj_buf_init(&text, MANIFEST_MAX);
	st = spell(m, &text, err);
	if (st == XJ_OK)
		st = xj_path(path, index, "current", err);
	if (st == XJ_OK)
		st = xj_path(new_path, index, "current.new", err);
	if (st == XJ_OK)
		st = xj_write_file(new_path, text.p, text.n, err);
	xj_buf_clear(&text);
	if (st == XJ_OK && rename(new_path, path) != 0)
		st = xj_fail(err, XJ_IO, "%s: %s", path, strerror(errno));
	return st == XJ_OK ? xj_dir_sync(index, err) : st;
}

/* ---- filings --------------------------------------------------------- */

static enum xj_status add_filing(sqlite3_stmt *row, struct xj_buf *b,
                                 struct xj_error *err)
{
	struct xj_filing_row f;
	int64_t recipient = sqlite3_column_int64(row, 1);
	int64_t election = sqlite3_column_int64(row, 2);

	memset(&f, 0, sizeof(f)); /* the padding too: same store, same bytes */
	f.id = sqlite3_column_int64(row, 0);
	f.recipient = (uint32_t)recipient;
	f.election = (uint32_t)election;
	f.income_in_force = sqlite3_column_int(row, 3) != 0;
	f.expense_in_force = sqlite3_column_int(row, 4) != 0;
	f.version = (uint16_t)sqlite3_column_int(row, 5);
	if (f.id < 1 || f.id > INT32_MAX || recipient < 1 || recipient > UINT32_MAX
	    || election < 0 || election > UINT32_MAX)
		return xj_fail(err, XJ_CORRUPT, _("filing %lld of the store has a "
		                                  "number that none can have"),
		               (long long)f.id);
	if (xj_buf_add(b, &f, sizeof(f)) != XJ_OK)
		return xj_fail(err, XJ_NOMEM, _("out of memory"));
	return XJ_OK;
}

static enum xj_status collect_filings(sqlite3 *db, struct xj_buf *b,
                                      struct xj_error *err)
{
	static const char sql[] =
		"SELECT id, recipient, election, income_in_force, expense_in_force,"
		" version FROM filing ORDER BY id";
	struct xj_filings_header head = {
		.order = XJ_FILINGS_ORDER, .size = sizeof(struct xj_filing_row),
	};
	enum xj_status st = XJ_OK;
	sqlite3_stmt *row = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &row, NULL);

	memcpy(head.magic, XJ_FILINGS_MAGIC, sizeof(head.magic));
	if (rc == SQLITE_OK && xj_buf_add(b, &head, sizeof(head)) != XJ_OK)
		st = xj_fail(err, XJ_NOMEM, _("out of memory"));
	while (rc == SQLITE_OK && st == XJ_OK
	       && (rc = sqlite3_step(row)) == SQLITE_ROW) {
		st = add_filing(row, b, err);
		rc = SQLITE_OK;
	}
	if (st == XJ_OK && rc != SQLITE_DONE)
		st = xj_fail(err, XJ_IO, _("the store cannot be read: %s"),
		             sqlite3_errmsg(db));
	sqlite3_finalize(row);
	return st;
}

enum xj_status xj_filings_write(struct xj_store *store, const char *index,
                                struct xj_manifest *m, struct xj_error *err)
{
	char path[XJ_PATH_ROOM];
	struct xj_buf b;
	enum xj_status st;

	snprintf(m->filings_name, sizeof(m->filings_name), "filings-%" PRIu64,
	         m->generation);
	st = xj_path(path, index, m->filings_name, err);
	if (st != XJ_OK)
		return st;
	xj_buf_init(&b, (size_t)1 << 31);
	st = collect_filings(xj_store_db(store), &b, err);
	if (st == XJ_OK) {
		m->filings_n = (b.n - sizeof(struct xj_filings_header))
			/ sizeof(struct xj_filing_row);
		st = xj_write_file(path, b.p, b.n, err);
	}
	xj_buf_clear(&b);
	if (st == XJ_OK)
		st = xj_file_sum(path, false, &m->filings.bytes, m->filings.sha256,
		                 err);
	return st;
}
