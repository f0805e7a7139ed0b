/*
 * entries_table.c - owns gift, income, expense and gifts_by_year as virtual
 * tables over entries.h: which rows a query needs to see at all, in which order,
 * and their columns.
 *
 * What a plan promises is checked again by SQLite (omit is never set), so that
 * a filter here may let too much through but never too little.
 */
#include <stdlib.h>

#include "entries.h"
#include "rules_private.h"

enum table { T_INCOME, T_GIFT, T_EXPENSE, T_BY_YEAR };

/* ---- columns ------------------------------------------------------------------ */

enum entry_column {
	C_ENTRY, C_FILING, C_RECIPIENT, C_ELECTION, C_ACCOUNT, C_OFFICE, C_SERIAL, C_KIND,
	C_SUBJECT, C_DONOR, C_ID_KIND, C_AMOUNT, C_DAY, C_YEAR, C_DEPOSIT_DAY, C_METHOD,
	C_DISPOSITION, C_MONETARY, C_PLACE, C_DISCLOSE, C_PART, C_ROW, C_NAME,
	C_COUNTERPARTY, C_ID, C_PURPOSE, C_ADDRESS, C_PHONE, C_SEQ, ENTRY_COLUMNS
};
static const char entry_table[] =
	"CREATE TABLE x (entry INTEGER, filing INTEGER, recipient INTEGER,"
	" election INTEGER, account TEXT, office TEXT, serial INTEGER, kind TEXT,"
	" subject INTEGER, donor INTEGER, id_kind TEXT, amount INTEGER, day INTEGER,"
	" year INTEGER, deposit_day INTEGER, method TEXT, disposition TEXT,"
	" monetary INTEGER, place INTEGER, disclose INTEGER, part INTEGER, row INTEGER,"
	" name TEXT, counterparty TEXT, id TEXT, purpose TEXT, address TEXT, phone TEXT,"
	" seq TEXT)";

enum year_column { Y_DONOR, Y_KIND, Y_RECIPIENT, Y_ELECTION, Y_ACCOUNT, Y_YEAR,
                   Y_AMOUNT, Y_GIFTS, Y_EXEMPT, YEAR_COLUMNS };
static const char year_table[] =
	"CREATE TABLE x (donor INTEGER, kind TEXT, recipient INTEGER, election INTEGER,"
	" account TEXT, year INTEGER, amount INTEGER, gifts INTEGER, exempt INTEGER)";

static const char *const accounts[] = { "candidate", "party", "surplus" };
static const char *const methods[8] = { NULL, "cash", "transfer", "cheque", "other" };
static const char *const dispositions[4] = { NULL, "returned", "treasury" };

/* ---- conditions a table understands --------------------------------------------- */

/* What a column is to the plan, whichever table it stands in. */
enum condition {
	/* ways to the rows, the best first */
	IS_ENTRY, IS_DONOR, IS_FILING, WAYS,
	/* of each row */
	IS_KIND = WAYS, IS_NOT_KIND, IS_ACCOUNT, IS_METHOD, IS_RECIPIENT, IS_YEAR,
	FROM_AMOUNT, CONDITIONS, NONE = CONDITIONS
};

static enum condition condition_of(enum table t, int column, int op)
{
	static const struct {
		int entry, year;
		enum condition eq;
	} known[] = {
		{ C_ENTRY, -2, IS_ENTRY }, { C_DONOR, Y_DONOR, IS_DONOR },
		{ C_FILING, -2, IS_FILING }, { C_KIND, Y_KIND, IS_KIND },
		{ C_ACCOUNT, Y_ACCOUNT, IS_ACCOUNT }, { C_METHOD, -2, IS_METHOD },
		{ C_RECIPIENT, Y_RECIPIENT, IS_RECIPIENT }, { C_YEAR, Y_YEAR, IS_YEAR },
	};
	bool by_year = t == T_BY_YEAR;

	if ((op == SQLITE_INDEX_CONSTRAINT_GT || op == SQLITE_INDEX_CONSTRAINT_GE) &&
	    !by_year && column == C_AMOUNT)
		return FROM_AMOUNT;
	for (size_t i = 0; i < XJ_COUNT(known); i++) {
		if (column != (by_year ? known[i].year : known[i].entry))
			continue;
		if (op == SQLITE_INDEX_CONSTRAINT_EQ)
			return known[i].eq;
		if (op == SQLITE_INDEX_CONSTRAINT_NE && known[i].eq == IS_KIND)
			return IS_NOT_KIND;
	}
	return NONE;
}

/* ---- a table ------------------------------------------------------------------------ */

/* What a connection has of the entries. */
struct reading {
	struct xj_entries *e;
	bool own;
	sqlite3 *db;
	sqlite3_stmt *as_filed; /* the texts that are not kept; made when asked for */
};

struct table_of {
	sqlite3_vtab base;
	struct reading *reading;
	const struct xj_entries *e;
	const struct xj_side_entries *side;
	enum table table;
};

struct cursor {
	sqlite3_vtab_cursor base;
	const struct table_of *t;
	const uint32_t *order;     /* NULL: as they are */
	uint32_t at, end;
	/* conditions */
	uint8_t kinds;             /* bits of those wanted */
	uint8_t methods, accounts;
	bool has_recipient, has_year;
	int64_t recipient, year, from;
	/* gifts_by_year: the group under way ends here */
	uint32_t group_end;
	int64_t amount, exempt;
	int64_t rowid;
};

static const struct {
	const char *name;
	enum table table;
	enum xj_direction side;
} tables[] = {
	{ "income", T_INCOME, XJ_INCOME }, { "gift", T_GIFT, XJ_INCOME },
	{ "expense", T_EXPENSE, XJ_EXPENSE }, { "gifts_by_year", T_BY_YEAR, XJ_INCOME },
};

static int connect_table(sqlite3 *db, void *reading, int argc, const char *const *argv,
                         sqlite3_vtab **out, char **error)
{
	struct table_of *t;
	size_t i = 0;
	int rc;

	(void)argc, (void)error;
	while (i < XJ_COUNT(tables) && strcmp(tables[i].name, argv[2]) != 0)
		i++;
	if (i == XJ_COUNT(tables))
		return SQLITE_ERROR;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	rc = sqlite3_declare_vtab(db, tables[i].table == T_BY_YEAR ? year_table
	                                                          : entry_table);
	if (rc)
		return rc;
	t = calloc(1, sizeof(*t));
	if (!t)
		return SQLITE_NOMEM;
	t->reading = reading;
	t->e = t->reading->e;
	t->side = &t->e->side[tables[i].side];
	t->table = tables[i].table;
	*out = &t->base;
	return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *t)
{
	free(t);
	return SQLITE_OK;
}

/* ---- plans ------------------------------------------------------------------------------ */

/* Rows of a way, roughly. */
static double rows_of(const struct table_of *t, enum condition way)
{
	double all = t->side->n;

	switch (way) {
	case IS_ENTRY:
		return 1;
	case IS_DONOR:
		return 3;
	case IS_FILING:
		return all / (t->e->filings + 1) + 1;
	default:
		return all + 1;
	}
}

/*
 * The order of donors that has the wanted columns in turn at its front, or -1.
 * That they stand together in any turn would do for many a GROUP BY, but SQLite
 * 3.40 does not say (sqlite3_vtab_distinct) when it relies on the order too.
 */
static int order_of(const struct table_of *t, const sqlite3_index_info *info)
{
	static const int entry[XJ_DONOR_ORDERS][6] = {
		{ C_DONOR, C_YEAR, C_RECIPIENT, C_ELECTION, C_ACCOUNT, C_KIND },
		{ C_DONOR, C_RECIPIENT, C_ELECTION, C_YEAR, C_ACCOUNT, C_KIND },
	};
	static const int year[XJ_DONOR_ORDERS][6] = {
		{ Y_DONOR, Y_YEAR, Y_RECIPIENT, Y_ELECTION, Y_ACCOUNT, Y_KIND },
		{ Y_DONOR, Y_RECIPIENT, Y_ELECTION, Y_YEAR, Y_ACCOUNT, Y_KIND },
	};

	if (info->nOrderBy < 1 || info->nOrderBy > 6)
		return -1;
	for (int order = 0; order < XJ_DONOR_ORDERS; order++) {
		const int *own = t->table == T_BY_YEAR ? year[order] : entry[order];
		int i = 0;

		while (i < info->nOrderBy && own[i] == info->aOrderBy[i].iColumn &&
		       !info->aOrderBy[i].desc)
			i++;
		if (i == info->nOrderBy)
			return order;
	}
	return -1;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info)
{
	struct table_of *t = (struct table_of *)base;
	int at[CONDITIONS], args = 0, order;
	enum condition way = NONE;
	char plan[CONDITIONS + 2];
	double rows;

	for (int c = 0; c < CONDITIONS; c++)
		at[c] = -1;
	for (int i = 0; i < info->nConstraint; i++) {
		enum condition c = NONE;

		if (info->aConstraint[i].usable)
			c = condition_of(t->table, info->aConstraint[i].iColumn,
			                 info->aConstraint[i].op);
		if (c != NONE && at[c] < 0)
			at[c] = i;
	}
	for (int c = 0; c < WAYS && way == NONE; c++)
		if (at[c] >= 0)
			way = (enum condition)c;
	rows = rows_of(t, way);
	info->estimatedCost = rows + 10;
	for (int c = 0; c < CONDITIONS; c++) {
		if (at[c] < 0 || (c < WAYS && c != (int)way))
			continue;
		info->aConstraintUsage[at[c]].argvIndex = args + 1;
		plan[args++] = (char)('a' + c);
		if (c >= WAYS)
			rows = rows / 3 + 1;
	}
	plan[args] = '\0';
	info->estimatedRows = (sqlite3_int64)rows + (way != IS_ENTRY);
	if (way == IS_ENTRY)
		info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
	order = way == NONE || way == IS_DONOR ? order_of(t, info) : -1;
	info->orderByConsumed = order >= 0;
	if (order < 0 && (way == IS_DONOR || t->table == T_BY_YEAR))
		order = XJ_BY_DONOR_YEAR;
	info->idxNum = order; /* -1: as they are */
	info->idxStr = sqlite3_mprintf("%s", plan);
	info->needToFreeIdxStr = 1;
	return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

#define AHEAD 16u

/* ---- walking ------------------------------------------------------------------------------ */

static const struct xj_read_entry *entry_at(const struct cursor *c, uint32_t at)
{
	const struct xj_side_entries *s = c->t->side;

	if (!c->order)
		return &s->entry[at];
	/* in this order each one is somewhere else in memory */
	if (at + AHEAD < c->end)
		__builtin_prefetch(&s->entry[c->order[at + AHEAD]]);
	return &s->entry[c->order[at]];
}

static bool wanted(const struct cursor *c, const struct xj_read_entry *x)
{
	const struct xj_filed *f;

	if (!(c->kinds >> x->kind & 1) || !(c->methods >> x->method & 1) ||
	    x->amount < c->from)
		return false;
	if (c->has_year && x->year != c->year)
		return false;
	if (c->accounts == 0xff && !c->has_recipient)
		return true;
	f = &c->t->e->filing[x->filing];
	return c->accounts >> f->account & 1 &&
	       (!c->has_recipient || f->recipient == c->recipient);
}

static void skip(struct cursor *c)
{
	while (c->at < c->end && !wanted(c, entry_at(c, c->at)))
		c->at++;
}

static int64_t add(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
}

/* The group that begins at the cursor; groups that are not wanted are left out. */
static void find_group(struct cursor *c)
{
	const struct xj_read_entry *first, *x;

	for (;; c->at++) {
		skip(c);
		if (c->at >= c->end)
			return;
		first = entry_at(c, c->at);
		if (first->donor)
			break;
	}
	c->amount = c->exempt = 0;
	for (c->group_end = c->at; c->group_end < c->end; c->group_end++) {
		x = entry_at(c, c->group_end);
		if (x->donor != first->donor ||
		    xj_entries_compare(c->t->e, XJ_BY_DONOR_YEAR, x, first))
			break;
		c->amount = add(c->amount, x->amount);
		if (x->disposition)
			c->exempt = add(c->exempt, x->amount);
	}
}

static int next_row(sqlite3_vtab_cursor *base)
{
	struct cursor *c = (struct cursor *)base;

	c->rowid++;
	if (c->t->table == T_BY_YEAR) {
		c->at = c->group_end;
		find_group(c);
	} else {
		c->at++;
		skip(c);
	}
	return SQLITE_OK;
}

static int is_end(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;

	return c->at >= c->end;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	const struct cursor *c = (const struct cursor *)base;

	*out = c->t->table == T_BY_YEAR ? c->rowid : entry_at(c, c->at)->entry;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	struct cursor *c = calloc(1, sizeof(*c));

	if (!c)
		return SQLITE_NOMEM;
	c->t = (const struct table_of *)base;
	*out = &c->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c)
{
	free(c);
	return SQLITE_OK;
}

/* ---- beginning a walk ------------------------------------------------------------------------ */

/* The first place in by_donor whose donor is not below DONOR. */
static uint32_t donor_place(const struct xj_side_entries *s, int64_t donor)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (s->entry[s->by_donor[0][mid]].donor < donor)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static uint32_t entry_place(const struct xj_side_entries *s, int64_t entry)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (s->entry[mid].entry < entry)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void go_entry(struct cursor *c, int64_t v)
{
	const struct xj_side_entries *s = c->t->side;

	c->at = entry_place(s, v);
	c->end = c->at < s->n && s->entry[c->at].entry == v ? c->at + 1 : c->at;
}

static void go_donor(struct cursor *c, int64_t v)
{
	c->at = donor_place(c->t->side, v);
	c->end = v == INT64_MAX || v == 0 ? c->at : donor_place(c->t->side, v + 1);
}

static void go_filing(struct cursor *c, int64_t v)
{
	const struct xj_entries *e = c->t->e;
	const struct xj_filed *f = xj_entries_filing(e, v);

	c->at = c->end = 0;
	if (!f)
		return;
	c->order = c->t->side->by_filing;
	c->at = c->t->side->filing_first[f - e->filing];
	c->end = c->t->side->filing_first[f - e->filing + 1];
}

/* The place of V in N words; N when it is none of them; -1 when V is no text. */
static int word_of(sqlite3_value *v, const char *const *words, int n)
{
	const char *text = (const char *)sqlite3_value_text(v);
	int i = 0;

	if (sqlite3_value_type(v) != SQLITE_TEXT || !text)
		return -1;
	while (i < n && (!words[i] || strcmp(words[i], text) != 0))
		i++;
	return i;
}

static uint8_t bit_of(int place, int n)
{
	return place < 0 ? 0xff : place < n ? (uint8_t)(1u << place) : 0;
}

static uint8_t kind_bits(sqlite3_value *v)
{
	const char *text = (const char *)sqlite3_value_text(v);
	enum xj_kind kind;

	if (sqlite3_value_type(v) != SQLITE_TEXT || !text)
		return 0xff;
	/* only the names themselves: xj_kind_of_name understands others too */
	if (!xj_kind_of_name(xj_str_c(text), &kind) || strcmp(text, xj_kind_name(kind)))
		return 0;
	return (uint8_t)(1u << kind);
}

static void narrow(struct cursor *c, enum condition what, sqlite3_value *v)
{
	bool whole = sqlite3_value_type(v) == SQLITE_INTEGER;
	int64_t number = sqlite3_value_int64(v);
	uint8_t bits;

	switch (what) {
	case IS_ENTRY:
		if (whole)
			go_entry(c, number);
		break;
	case IS_DONOR:
		if (whole)
			go_donor(c, number);
		break;
	case IS_FILING:
		if (whole)
			go_filing(c, number);
		break;
	case IS_KIND:
		c->kinds &= kind_bits(v);
		break;
	case IS_NOT_KIND:
		bits = kind_bits(v);
		c->kinds &= bits == 0xff ? 0xff : (uint8_t)~bits;
		break;
	case IS_ACCOUNT:
		c->accounts &= bit_of(word_of(v, accounts, 3), 3);
		break;
	case IS_METHOD:
		c->methods &= bit_of(word_of(v, methods, 8), 8);
		break;
	case IS_RECIPIENT:
		c->has_recipient = whole;
		c->recipient = number;
		break;
	case IS_YEAR:
		c->has_year = whole;
		c->year = number;
		break;
	case FROM_AMOUNT:
		c->from = whole ? number : INT64_MIN;
		break;
	default:
		break;
	}
}

static int filter(sqlite3_vtab_cursor *base, int order, const char *plan, int argc,
                  sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;
	const struct table_of *t = c->t;
	bool none = false;

	*c = (struct cursor){ .base = c->base, .t = t, .end = t->side->n, .kinds = 0xff,
	                      .methods = 0xff, .accounts = 0xff, .from = INT64_MIN };
	if (t->table == T_GIFT || t->table == T_BY_YEAR)
		c->kinds = (uint8_t)~(1u << XJ_KIND_OTHER);
	if (order >= 0)
		c->order = t->side->by_donor[order];
	for (int i = 0; i < argc; i++) {
		narrow(c, (enum condition)(plan[i] - 'a'), argv[i]);
		/* nothing compares with NULL */
		none = none || sqlite3_value_type(argv[i]) == SQLITE_NULL;
	}
	if (none)
		c->at = c->end;
	if (t->table == T_BY_YEAR)
		find_group(c);
	else
		skip(c);
	return SQLITE_OK;
}

/* ---- cells -------------------------------------------------------------------------------------- */

static void give_word(sqlite3_context *ctx, const char *word)
{
	if (word)
		sqlite3_result_text(ctx, word, -1, SQLITE_STATIC);
}

static void give_day(sqlite3_context *ctx, int32_t day)
{
	if (day != XJ_NO_DAY)
		sqlite3_result_int(ctx, day);
}

static void give_known(sqlite3_context *ctx, int64_t v)
{
	if (v)
		sqlite3_result_int64(ctx, v);
}

static void give_tristate(sqlite3_context *ctx, int v)
{
	if (v >= 0)
		sqlite3_result_int(ctx, v);
}

static void give_text(sqlite3_context *ctx, const struct xj_entries *e,
                      const struct xj_read_entry *x, enum xj_read_text which)
{
	struct xj_str s = xj_entries_text(e, x, which);

	sqlite3_result_text(ctx, s.p, (int)s.n, SQLITE_STATIC);
}

static void give_as_filed(sqlite3_context *ctx, struct reading *r,
                          const struct xj_read_entry *x, int column)
{
	if (!r->as_filed && sqlite3_prepare_v2(r->db, "SELECT counterparty, seq FROM"
	                                       " main.entry WHERE id = ?1", -1,
	                                       &r->as_filed, NULL)) {
		sqlite3_result_error(ctx, sqlite3_errmsg(r->db), -1);
		return;
	}
	sqlite3_bind_int64(r->as_filed, 1, x->entry);
	if (sqlite3_step(r->as_filed) == SQLITE_ROW)
		sqlite3_result_value(ctx, sqlite3_column_value(r->as_filed, column));
	sqlite3_reset(r->as_filed);
}

static void give_filed(sqlite3_context *ctx, const struct xj_filed *f, int column)
{
	switch (column) {
	case C_FILING:
		sqlite3_result_int64(ctx, f->id);
		break;
	case C_RECIPIENT:
		sqlite3_result_int64(ctx, f->recipient);
		break;
	case C_ELECTION:
		give_known(ctx, f->election);
		break;
	case C_ACCOUNT:
		give_word(ctx, accounts[f->account]);
		break;
	case C_OFFICE:
		if (f->election)
			give_word(ctx, xj_office_name((enum xj_office)f->office));
		break;
	default:
		sqlite3_result_int(ctx, f->serial);
	}
}

static void give_number(sqlite3_context *ctx, const struct xj_read_entry *x, int column)
{
	switch (column) {
	case C_ENTRY:
		sqlite3_result_int64(ctx, x->entry);
		break;
	case C_SUBJECT:
		give_known(ctx, x->subject);
		break;
	case C_DONOR:
		give_known(ctx, x->donor);
		break;
	case C_AMOUNT:
		sqlite3_result_int64(ctx, x->amount);
		break;
	case C_DAY:
		give_day(ctx, x->day);
		break;
	case C_YEAR:
		if (x->year != XJ_NO_YEAR)
			sqlite3_result_int(ctx, x->year);
		break;
	case C_DEPOSIT_DAY:
		give_day(ctx, x->deposit_day);
		break;
	case C_MONETARY:
		give_tristate(ctx, x->monetary);
		break;
	case C_PLACE:
		sqlite3_result_int(ctx, x->place);
		break;
	case C_DISCLOSE:
		give_tristate(ctx, x->disclose);
		break;
	case C_PART:
		sqlite3_result_int64(ctx, x->part);
		break;
	default:
		sqlite3_result_int64(ctx, x->row);
	}
}

static void give_entry(sqlite3_context *ctx, struct reading *r,
                       const struct xj_read_entry *x, int column)
{
	const struct xj_entries *e = r->e;

	switch (column) {
	case C_FILING: case C_RECIPIENT: case C_ELECTION: case C_ACCOUNT: case C_OFFICE:
	case C_SERIAL:
		give_filed(ctx, &e->filing[x->filing], column);
		break;
	case C_KIND:
		give_word(ctx, xj_kind_name((enum xj_kind)x->kind));
		break;
	case C_ID_KIND:
		give_word(ctx, xj_id_kind_name((enum xj_id_kind)x->id_kind));
		break;
	case C_METHOD:
		give_word(ctx, methods[x->method]);
		break;
	case C_DISPOSITION:
		give_word(ctx, dispositions[x->disposition]);
		break;
	case C_NAME:
		give_text(ctx, e, x, XJ_TEXT_NAME);
		break;
	case C_ID: case C_PURPOSE: case C_ADDRESS: case C_PHONE:
		give_text(ctx, e, x, (enum xj_read_text)(XJ_TEXT_ID + column - C_ID));
		break;
	case C_COUNTERPARTY: case C_SEQ:
		give_as_filed(ctx, r, x, column == C_SEQ);
		break;
	default:
		give_number(ctx, x, column);
	}
}

static void give_year(sqlite3_context *ctx, const struct cursor *c, int column)
{
	static const int same[] = { [Y_DONOR] = C_DONOR, [Y_KIND] = C_KIND,
		[Y_RECIPIENT] = C_RECIPIENT, [Y_ELECTION] = C_ELECTION,
		[Y_ACCOUNT] = C_ACCOUNT, [Y_YEAR] = C_YEAR };

	if (column <= Y_YEAR)
		give_entry(ctx, c->t->reading, entry_at(c, c->at), same[column]);
	else
		sqlite3_result_int64(ctx, column == Y_AMOUNT ? c->amount
		                     : column == Y_GIFTS ? (int64_t)(c->group_end - c->at)
		                     : c->exempt);
}

static int give_cell(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int column)
{
	const struct cursor *c = (const struct cursor *)base;

	if (c->t->table == T_BY_YEAR)
		give_year(ctx, c, column);
	else
		give_entry(ctx, c->t->reading, entry_at(c, c->at), column);
	return SQLITE_OK;
}

/* ---- the module -------------------------------------------------------------------------------- */

static const sqlite3_module module = {
	.xCreate = connect_table, .xConnect = connect_table, .xBestIndex = best_index,
	.xDisconnect = disconnect_table, .xDestroy = disconnect_table,
	.xOpen = open_cursor, .xClose = close_cursor, .xFilter = filter,
	.xNext = next_row, .xEof = is_end, .xColumn = give_cell, .xRowid = row_id,
};

static void free_reading(void *reading)
{
	struct reading *r = reading;

	sqlite3_finalize(r->as_filed);
	if (r->own)
		xj_entries_free(r->e);
	free(r);
}

enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err)
{
	struct reading *r = calloc(1, sizeof(*r));

	if (!r) {
		if (own)
			xj_entries_free(e);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	*r = (struct reading){ .e = e, .own = own, .db = db };
	/* frees R itself, also when it fails */
	if (sqlite3_create_module_v2(db, "xj_entries", &module, r, free_reading))
		return xj_engine_failed(db, err);
	return XJ_OK;
}
