/*
 * export.c - owns the export: every normalised table as one file, and a
 * datapackage.json (Frictionless) that describes and proves them.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "query_private.h"

/* types: i integer, m money, t text, d date, j JSON; one letter a column. */
struct table {
	const char *name, *title, *types, *sql;
};

#define DAY(column) "date(" column " * 86400, 'unixepoch')"

static const struct table tables[] = {
	{ "sources", "files as received", "itti",
	  "SELECT id, sha256, name, bytes FROM source ORDER BY id" },
	{ "parts", "tables inside them, with the proof of each import", "iittttiiiimmm",
	  "SELECT id, source, member, sheet, layout, encoding, rows_read, rows_stored,"
	  " rows_aside, issues, income, expense, aside_amount FROM part ORDER BY id" },
	{ "recipients", "who files", "itt",
	  "SELECT id, name, kind FROM recipient ORDER BY id" },
	{ "elections", "elections with their polling days and donation windows",
	  "itiittiddddddt",
	  "SELECT id, name, roc_year, term, office, area, by_election,"
	  " " DAY("polling_day") " AS polling_day, " DAY("window_start") " AS window_start,"
	  " " DAY("window_end") " AS window_end, "
	  DAY("last_spending_day") " AS last_spending_day,"
	  " " DAY("report_due") " AS report_due, " DAY("publish_by") " AS publish_by,"
	  " confidence FROM election ORDER BY id" },
	{ "filings", "reports of a recipient, with their versions", "iiiiittiii",
	  "SELECT id, recipient, election, serial, version, account, party,"
	  " income_in_force, expense_in_force, summary_in_force FROM filing ORDER BY id" },
	{ "subjects", "account subjects", "ittttt",
	  "SELECT code, account, direction, kind, name, summary_name FROM subject"
	  " ORDER BY code" },
	{ "entries", "income and expense, row by row", "iiiittitttitmdtdtittitij",
	  NULL },
	{ "summaries", "settlement tables, item by item", "itmtii",
	  "SELECT filing, item, amount, text, part, row FROM summary"
	  " ORDER BY filing, item, part, row" },
	{ "issues", "what was wrong with cells and rows", "iiiiitttt",
	  "SELECT id, part, row, line, aside, \"column\", text, code, message"
	  " FROM issue ORDER BY id" },
};

/* Donor keys are spelled by donor.c: the SQL gives the number. */
static const char entries_sql[] =
	"SELECT n.id, n.part, n.row, n.filing, n.seq,"
	" CASE n.direction WHEN 1 THEN 'income' ELSE 'expense' END AS direction,"
	" n.subject AS subject_code, CASE n.kind WHEN 1 THEN 'individual'"
	" WHEN 2 THEN 'business' WHEN 3 THEN 'party' WHEN 4 THEN 'group'"
	" WHEN 5 THEN 'anonymous' ELSE 'other' END AS kind, n.counterparty,"
	" n.counterparty_id, n.id_kind, donor_key(n.donor) AS donor, n.amount,"
	" " DAY("n.day") " AS date, CASE n.method WHEN 1 THEN 'cash' WHEN 2 THEN"
	" 'transfer' WHEN 3 THEN 'cheque' WHEN 4 THEN 'other' END AS method,"
	" " DAY("n.deposit_day") " AS deposit_date, CASE n.disposition WHEN 1 THEN"
	" 'returned' WHEN 2 THEN 'treasury' END AS disposition, n.monetary,"
	" n.purpose, n.address, n.place, n.phone, n.disclose, n.raw"
	" FROM entry n ORDER BY n.id";

#define MAX_COLUMNS 32

static enum xj_type type_of(char letter)
{
	switch (letter) {
	case 'i':
		return XJ_T_INT;
	case 'm':
		return XJ_T_MONEY;
	case 'd':
		return XJ_T_DATE;
	case 'j':
		return XJ_T_JSON;
	default:
		return XJ_T_TEXT;
	}
}

static enum xj_status write_rows(struct xj_data *d, const struct table *t,
                                 struct xj_output *o, uint64_t *rows,
                                 struct xj_error *err)
{
	struct xj_column column[MAX_COLUMNS];
	struct xj_section section = { t->name, NULL, column, strlen(t->types), true };
	sqlite3_stmt *q;
	int rc = SQLITE_DONE;
	enum xj_status st = xj_sql(d, t->sql ? t->sql : entries_sql, &q, err);

	if (st)
		return st;
	for (size_t i = 0; i < section.columns; i++)
		column[i] = (struct xj_column){ sqlite3_column_name(q, (int)i), NULL,
		                                type_of(t->types[i]), 0, false };
	st = xj_written(xj_out_begin(o, &section), err);
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		struct xj_value v[MAX_COLUMNS];

		for (size_t i = 0; i < section.columns; i++)
			v[i] = (struct xj_value){
				sqlite3_column_type(q, (int)i) == SQLITE_NULL,
				sqlite3_column_int64(q, (int)i), xj_sql_text(q, (int)i) };
		st = xj_written(xj_out_row(o, v), err);
		++*rows;
	}
	if (!st && rc != SQLITE_DONE)
		st = xj_sql_failed(d, err);
	if (!st)
		st = xj_written(xj_out_end(o), err);
	sqlite3_finalize(q);
	return st;
}

/* ---- files ----------------------------------------------------------------- */

static enum xj_status hash_file(const char *path, char sha256[65], uint64_t *bytes,
                                struct xj_error *err)
{
	struct xj_sha256 *h;
	enum xj_status st = xj_sha256_new(&h, err);
	FILE *f = st ? NULL : fopen(path, "re");
	char piece[65536];
	size_t n;

	if (!f) {
		if (!st)
			xj_sha256_free(h);
		return st ? st : xj_fail(err, XJ_IO, "%s: %s", path, strerror(errno));
	}
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0 && !st) {
		st = xj_sha256_add(h, piece, n);
		*bytes += n;
	}
	if (!st && ferror(f))
		st = xj_fail(err, XJ_IO, "%s: %s", path, strerror(errno));
	fclose(f);
	if (st) {
		xj_sha256_free(h);
		return st;
	}
	return xj_sha256_end(h, sha256);
}

/* The file's bytes are on the disk before its description is written. */
static enum xj_status close_file(FILE *f, const char *path, struct xj_error *err)
{
	bool bad = fflush(f) || ferror(f) || fsync(fileno(f));
	int why = errno;

	if (fclose(f) || bad)
		return xj_fail(err, XJ_IO, _("%s: cannot write: %s"), path,
		               strerror(why));
	return XJ_OK;
}

static enum xj_status open_new(const char *path, FILE **out, struct xj_error *err)
{
	*out = fopen(path, "wxe");
	return *out ? XJ_OK : xj_fail(err, XJ_IO, _("%s: cannot make the file: %s"),
	                              path, strerror(errno));
}

static enum xj_status write_table(struct xj_data *d, const struct table *t,
                                  const char *path, const struct xj_renderer *r,
                                  uint64_t *rows, struct xj_error *err)
{
	struct xj_render_options options = { 0 };
	struct xj_output *o;
	enum xj_status st = open_new(path, &options.out, err), closed;

	if (st)
		return st;
	st = xj_output_open(r, &options, &o, err);
	if (!st) {
		st = write_rows(d, t, o, rows, err);
		/* a failed write is told here, with the system's reason */
		closed = xj_output_close(o, err);
		st = st ? st : closed;
		if (closed)
			xj_fail_in(err, path);
	}
	closed = close_file(options.out, path, st ? NULL : err);
	return st ? st : closed;
}

/* ---- datapackage.json --------------------------------------------------------- */

static const char *schema_type(char letter)
{
	return letter == 'i' || letter == 'm' ? "integer"
	       : letter == 'd'                ? "date"
	       : letter == 'j'                ? "object"
	                                      : "string";
}

static enum xj_status describe_fields(struct xj_data *d, const struct table *t,
                                      struct xj_buf *b, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, t->sql ? t->sql : entries_sql, &q, err);

	for (size_t i = 0; !st && t->types[i]; i++)
		st = xj_buf_addf(b, "%s{\"name\":\"%s\",\"type\":\"%s\"}", i ? "," : "",
		                 sqlite3_column_name(q, (int)i), schema_type(t->types[i]));
	sqlite3_finalize(q);
	return st;
}

static enum xj_status describe(struct xj_data *d, const struct table *t,
                               const char *path, const char *format, uint64_t rows,
                               bool first, struct xj_buf *b, struct xj_error *err)
{
	char sha256[65];
	uint64_t bytes = 0;
	enum xj_status st = hash_file(path, sha256, &bytes, err);

	if (!st)
		st = xj_buf_addf(b, "%s\n{\"name\":\"%s\",\"title\":\"%s\",\"path\":\"%s.%s\","
		                 "\"format\":\"%s\",\"encoding\":\"utf-8\",\"bytes\":%llu,"
		                 "\"hash\":\"sha256:%s\",\"rows\":%llu,\"schema\":{\"fields\":[",
		                 first ? "" : ",", t->name, t->title, t->name, format, format,
		                 (unsigned long long)bytes, sha256, (unsigned long long)rows);
	if (!st)
		st = describe_fields(d, t, b, err);
	return st ? st : xj_buf_addf(b, "]}}");
}

static enum xj_status write_package(const char *to, const struct xj_buf *b,
                                    struct xj_error *err)
{
	struct xj_buf path;
	FILE *f = NULL;
	enum xj_status st;

	xj_buf_init(&path, 8192);
	st = xj_buf_addf(&path, "%s/datapackage.json", to);
	if (!st)
		st = open_new(path.p, &f, err);
	if (!st) {
		fwrite(b->p, 1, b->n, f);
		st = close_file(f, path.p, err);
	}
	xj_buf_clear(&path);
	return st;
}

static enum xj_status make_folder(const char *to, bool *made, struct xj_error *err)
{
	struct dirent **list;
	int n;

	*made = mkdir(to, 0777) == 0;
	if (*made)
		return XJ_OK;
	if (errno != EEXIST)
		return xj_fail(err, XJ_IO, _("%s: cannot make the folder: %s"), to,
		               strerror(errno));
	n = scandir(to, &list, NULL, NULL);
	if (n < 0)
		return xj_fail(err, XJ_IO, "%s: %s", to, strerror(errno));
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return n <= 2 ? XJ_OK : xj_fail(err, XJ_USAGE, _("%s is not empty: name a new "
	                                "folder for the export"), to);
}

/* Half an export is none: what was written of it goes. */
static void remove_tables(const char *to, const char *format, bool made)
{
	struct xj_buf path;

	xj_buf_init(&path, 8192);
	for (size_t i = 0; i <= XJ_COUNT(tables); i++) {
		xj_buf_reset(&path);
		if (i < XJ_COUNT(tables)
		    ? xj_buf_addf(&path, "%s/%s.%s", to, tables[i].name, format)
		    : xj_buf_addf(&path, "%s/datapackage.json", to))
			break;
		unlink(path.p);
	}
	if (made)
		rmdir(to);
	xj_buf_clear(&path);
}

static enum xj_status export_table(struct xj_data *d, const struct table *t,
                                   const char *to, const char *format,
                                   struct xj_buf *package, struct xj_error *err)
{
	struct xj_buf path;
	uint64_t rows = 0;
	enum xj_status st;

	xj_buf_init(&path, 8192);
	st = xj_buf_addf(&path, "%s/%s.%s", to, t->name, format);
	if (!st)
		st = write_table(d, t, path.p, xj_renderer_find(format), &rows, err);
	if (!st)
		st = describe(d, t, path.p, format, rows, t == tables, package, err);
	xj_buf_clear(&path);
	return st;
}

enum xj_status xj_export(struct xj_data *d, const char *to, const char *format,
                         struct xj_error *err)
{
	struct xj_buf package;
	enum xj_status st;
	bool made, begun;

	if (strcmp(format, "csv") && strcmp(format, "jsonl"))
		return xj_fail(err, XJ_USAGE, _("an export is csv or jsonl, not %s"), format);
	xj_buf_init(&package, 1u << 20);
	st = make_folder(to, &made, err);
	begun = !st;
	/* one snapshot for all tables, whatever is imported meanwhile */
	if (!st && sqlite3_exec(xj_store_db(d->store), "BEGIN", NULL, NULL, NULL))
		st = xj_sql_failed(d, err);
	if (!st)
		st = xj_buf_addf(&package, "{\"name\":\"xianjin-export\",\"profile\":"
		                 "\"data-package\",\"revision\":%lld,\"resources\":[",
		                 (long long)xj_store_revision(d->store));
	for (size_t i = 0; i < XJ_COUNT(tables) && !st; i++)
		st = export_table(d, &tables[i], to, format, &package, err);
	sqlite3_exec(xj_store_db(d->store), "COMMIT", NULL, NULL, NULL);
	if (!st)
		st = xj_buf_addf(&package, "\n]}\n");
	if (!st)
		st = write_package(to, &package, err);
	if (st && begun)
		remove_tables(to, format, made);
	xj_buf_clear(&package);
	return st;
}
