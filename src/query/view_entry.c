/*
 * view_entry.c - owns what is shown of one entry: every cell as filed beside what was
 * understood, the place in its source, its flags, its issues, and the versions of its
 * filing.
 */
#include "src/store/filed.h"
#include "query_private.h"

/* ?1 is not empty for people, who read 1,000; ?2 the entry. */
#define OF_ENTRY \
	" FROM entry n JOIN filing f ON f.id = n.filing" \
	" JOIN recipient r ON r.id = f.recipient" \
	" LEFT JOIN election e ON e.id = f.election" \
	" LEFT JOIN subject s ON s.code = n.subject" \
	" JOIN part p ON p.id = n.part JOIN source so ON so.id = p.source WHERE n.id = ?2"
#define SIDE_IN_FORCE \
	"CASE n.direction WHEN 1 THEN f.income_in_force ELSE f.expense_in_force END"

static const char facts_sql[] =
	"SELECT n.counterparty, donor_key(nullif(n.donor, 0)), r.name, n.amount,"
	" CASE n.direction WHEN 1 THEN 'income' ELSE 'expense' END, n.day,"
	" coalesce(s.name, json_extract(n.raw, '$.\"收支科目\"')), e.name,"
	" serial_name(f.serial), f.version,"
	" CASE WHEN " SIDE_IN_FORCE " THEN 'yes' ELSE 'no' END,"
	" so.name, nullif(p.member, ''), nullif(p.sheet, ''), n.row, n.line, so.sha256"
	OF_ENTRY;

static const struct xj_column facts[] = {
	{ "counterparty", N_("counterparty"), XJ_T_TEXT, 0, true },
	{ "donor", N_("donor"), XJ_T_TEXT, 0, false },
	{ "recipient", N_("recipient"), XJ_T_TEXT, 0, true },
	{ "amount", N_("amount"), XJ_T_MONEY, 0, false },
	{ "direction", N_("side"), XJ_T_WORD, 0, false },
	{ "date", N_("date"), XJ_T_DATE, 0, false },
	{ "subject", N_("subject"), XJ_T_TEXT, 0, true },
	{ "election", N_("election"), XJ_T_TEXT, 0, true },
	{ "filing", N_("filing"), XJ_T_TEXT, 0, false },
	{ "version", N_("version"), XJ_T_INT, 0, false },
	{ "in_force", N_("in force"), XJ_T_WORD, 0, false },
	{ "file", N_("source file"), XJ_T_TEXT, 0, true },
	{ "member", N_("file inside it"), XJ_T_TEXT, 0, true },
	{ "sheet", N_("sheet"), XJ_T_TEXT, 0, true },
	{ "row", N_("row"), XJ_T_INT, 0, false },
	{ "line", N_("line"), XJ_T_INT, 0, false },
	{ "sha256", N_("SHA-256 of the source"), XJ_T_TEXT, 0, false },
};

/* ---- cell by cell ------------------------------------------------------------------- */

#define MONEY(direction) \
	" CASE n.direction WHEN " direction " THEN CASE WHEN ?1 <> '' THEN" \
	"  printf('%,d', n.amount) ELSE n.amount END END,"

/* What was understood of a column, in the order of meanings below. */
static const char understood_sql[] =
	"SELECT r.name, e.name, serial_name(f.serial),"
	" date(n.day * 86400, 'unixepoch'), s.name || ' (' || s.code || ')',"
	" donor_key(nullif(n.donor, 0))," MONEY("1") MONEY("2")
	" CASE n.method WHEN 1 THEN 'cash' WHEN 2 THEN 'transfer' WHEN 3 THEN 'cheque'"
	"  WHEN 4 THEN 'other' END,"
	" date(n.deposit_day * 86400, 'unixepoch'),"
	" CASE n.disposition WHEN 1 THEN 'returned' WHEN 2 THEN 'treasury' END,"
	" CASE n.monetary WHEN 1 THEN 'money' WHEN 0 THEN 'in kind' END,"
	" place_name(n.place), CASE n.disclose WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"
	OF_ENTRY;
static const int meanings[] = {
	XJ_F_RECIPIENT, XJ_F_ELECTION, XJ_F_SERIAL, XJ_F_DATE, XJ_F_SUBJECT,
	XJ_F_COUNTERPARTY, XJ_F_INCOME, XJ_F_EXPENSE, XJ_F_METHOD, XJ_F_DEPOSIT_DATE,
	XJ_F_DISPOSITION, XJ_F_MONETARY, XJ_F_ADDRESS, XJ_F_DISCLOSE,
};

static bool is_word(int meaning)
{
	return meaning == XJ_F_METHOD || meaning == XJ_F_DISPOSITION ||
	       meaning == XJ_F_MONETARY || meaning == XJ_F_DISCLOSE;
}

static const struct xj_column filed_columns[] = {
	{ "column", N_("Column"), XJ_T_TEXT, 0, false },
	{ "cell", N_("As filed"), XJ_T_TEXT, 0, true },
	{ "value", N_("Understood as"), XJ_T_TEXT, 0, true },
};
static const struct xj_section filed = { "filed", N_("Cell by cell"), filed_columns,
                                         XJ_COUNT(filed_columns), false };

static struct xj_value understood(sqlite3_stmt *q, int meaning, bool people)
{
	struct xj_value v = { .null = true };

	for (size_t i = 0; i < XJ_COUNT(meanings); i++)
		if (meanings[i] == meaning && sqlite3_column_type(q, (int)i) != SQLITE_NULL)
			v = (struct xj_value){ .s = xj_sql_text(q, (int)i) };
	if (!v.null && people && is_word(meaning))
		v.s = xj_str_c(_(v.s.p));
	v.null = v.null || v.s.n == 0;
	return v;
}

static enum xj_status write_cells(const struct xj_as_filed_row *row, sqlite3_stmt *q,
                                  struct xj_output *o, struct xj_error *err)
{
	bool people = xj_output_for_people(o);
	enum xj_status st = xj_written(xj_out_begin(o, &filed), err);

	for (size_t i = 0; i < row->columns->n && !st; i++) {
		struct xj_value v[] = {
			{ .s = row->columns->key[i] },
			{ .null = row->cell[i].n == 0, .s = row->cell[i] },
			understood(q, row->columns->meaning[i], people),
		};

		st = xj_written(xj_out_row(o, v), err);
	}
	return st ? st : xj_written(xj_out_end(o), err);
}

static enum xj_status write_filed(struct xj_data *d, struct xj_sql_about about,
                                  struct xj_output *o, struct xj_error *err)
{
	struct xj_as_filed *reader = NULL;
	struct xj_as_filed_row row;
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, understood_sql, &q, err);

	if (st)
		return st;
	sqlite3_bind_text(q, 1, about.text.p, (int)about.text.n, SQLITE_STATIC);
	sqlite3_bind_int64(q, 2, about.number);
	if (sqlite3_step(q) != SQLITE_ROW)
		st = xj_sql_failed(d, err);
	if (!st)
		st = xj_as_filed_new(xj_store_db(d->store), &reader, err);
	if (!st)
		st = xj_as_filed_entry(reader, about.number, &row, err);
	if (!st)
		st = write_cells(&row, q, o, err);
	xj_as_filed_free(reader);
	sqlite3_finalize(q);
	return st;
}

/* ---- what else is known of it --------------------------------------------------------- */

static const char flags_sql[] =
	"SELECT g.rule, g.severity, g.value, g.\"limit\", g.unit, l.article, g.exempt,"
	" g.entries FROM flag_entry x JOIN flag g ON g.id = x.flag"
	" LEFT JOIN law l ON l.id = g.law WHERE x.entry = ?2"
	" ORDER BY instr('CAFSI', g.severity), g.rule, g.id";

static const struct xj_column flag_columns[] = {
	{ "rule", N_("Rule"), XJ_T_TEXT, 0, false },
	{ "severity", N_("Severity"), XJ_T_TEXT, 0, false },
	{ "value", N_("Found"), XJ_T_MONEY, 0, false },
	{ "limit", N_("Limit"), XJ_T_MONEY, 0, false },
	{ "unit", N_("Unit"), XJ_T_WORD, 1, false },
	{ "article", N_("Article"), XJ_T_ARTICLE, 1, true },
	{ "exempt", N_("Does not count because"), XJ_T_TEXT, 2, false },
	{ "entries", N_("Rows"), XJ_T_INT, 2, false },
};
static const struct xj_section flags = { "flags", N_("Worth checking: rules that hold"),
                                         flag_columns, XJ_COUNT(flag_columns), false };

static const char issues_sql[] =
	"SELECT nullif(i.\"column\", ''), i.text, i.message"
	" FROM entry n JOIN issue i ON i.part = n.part AND i.row = n.row"
	" WHERE n.id = ?2 ORDER BY i.id";

static const struct xj_column issue_columns[] = {
	{ "column", N_("Column"), XJ_T_TEXT, 0, false },
	{ "cell", N_("As filed"), XJ_T_TEXT, 0, true },
	{ "message", N_("What is wrong"), XJ_T_WORD, 0, true },
};
static const struct xj_section issues = { "issues", N_("Doubts about this row"),
                                          issue_columns, XJ_COUNT(issue_columns), false };

static const char versions_sql[] =
	"SELECT g.version, CASE WHEN CASE n.direction WHEN 1 THEN g.income_in_force"
	"  ELSE g.expense_in_force END THEN 'yes' ELSE 'no' END, so.name, so.sha256"
	" FROM entry n JOIN filing f ON f.id = n.filing"
	" JOIN filing g ON g.recipient = f.recipient AND g.election IS f.election"
	"  AND g.serial = f.serial"
	" LEFT JOIN source so ON so.id = CASE n.direction WHEN 1 THEN g.income_source"
	"  ELSE g.expense_source END WHERE n.id = ?2 ORDER BY g.version";

static const struct xj_column version_columns[] = {
	{ "version", N_("Version"), XJ_T_INT, 0, false },
	{ "in_force", N_("In force"), XJ_T_WORD, 0, false },
	{ "file", N_("Source file"), XJ_T_TEXT, 0, true },
	{ "sha256", N_("SHA-256 of the source"), XJ_T_TEXT, 9, false },
};
static const struct xj_section versions = { "versions", N_("Versions of this filing"),
                                            version_columns, XJ_COUNT(version_columns),
                                            false };

enum xj_status xj_view_entry(struct xj_data *d, int64_t id, struct xj_output *o,
                             struct xj_error *err)
{
	struct xj_sql_about about = { xj_str_c(xj_output_for_people(o) ? "people" : ""), id };
	enum xj_status st = xj_sql_facts(d, facts, XJ_COUNT(facts), facts_sql, about, o, err);

	if (st == XJ_NOT_FOUND)
		return xj_fail(err, st, _("there is no entry %lld"), (long long)id);
	if (!st && !xj_output_for_people(o)) /* people have it in the facts */
		st = xj_write_entries(d, &(struct xj_hit){ .id = id }, 1, NULL, o, err);
	if (!st)
		st = write_filed(d, about, o, err);
	if (!st)
		st = xj_sql_section(d, &flags, flags_sql, about, o, err);
	if (!st)
		st = xj_sql_section(d, &issues, issues_sql, about, o, err);
	return st ? st : xj_sql_section(d, &versions, versions_sql, about, o, err);
}

/* ---- addresses that outlive the store ---------------------------------------------------- */

enum xj_status xj_entry_place(struct xj_data *d, int64_t id, struct xj_entry_place *out,
                              struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, "SELECT so.sha256, p.member, p.sheet, n.row FROM entry n"
		" JOIN part p ON p.id = n.part JOIN source so ON so.id = p.source"
		" WHERE n.id = ?1", &q, err);

	memset(out, 0, sizeof(*out));
	if (st)
		return st;
	sqlite3_bind_int64(q, 1, id);
	if (sqlite3_step(q) != SQLITE_ROW)
		st = xj_fail(err, XJ_NOT_FOUND, _("there is no entry %lld"), (long long)id);
	for (int i = 0; i < 3 && !st; i++) {
		struct xj_str s = xj_sql_text(q, i);

		xj_buf_init(&out->text[i], 1u << 16);
		if (xj_buf_add(&out->text[i], s.p, s.n) || xj_buf_add(&out->text[i], "", 1))
			st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	out->row = st ? 0 : sqlite3_column_int64(q, 3);
	sqlite3_finalize(q);
	return st;
}

void xj_entry_place_clear(struct xj_entry_place *p)
{
	for (size_t i = 0; i < XJ_COUNT(p->text); i++)
		xj_buf_clear(&p->text[i]);
}

enum xj_status xj_entry_find(struct xj_data *d, const char *sha256, const char *member,
                             const char *sheet, int64_t row, int64_t *id,
                             struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(d, "SELECT n.id FROM source so"
		" JOIN part p ON p.source = so.id AND p.member = ?2 AND p.sheet = ?3"
		" JOIN entry n ON n.id BETWEEN p.first_entry AND p.last_entry"
		"  AND n.part = p.id AND n.row = ?4 WHERE so.sha256 = ?1", &q, err);
	const char *const text[] = { sha256, member, sheet };

	*id = 0;
	if (st)
		return st;
	for (int i = 0; i < 3; i++)
		sqlite3_bind_text(q, i + 1, text[i], -1, SQLITE_STATIC);
	sqlite3_bind_int64(q, 4, row);
	if (sqlite3_step(q) == SQLITE_ROW)
		*id = sqlite3_column_int64(q, 0);
	else
		st = xj_fail(err, XJ_NOT_FOUND, _("no entry stands there: the source may not be "
		             "imported here, or its row was set aside"));
	sqlite3_finalize(q);
	return st;
}
