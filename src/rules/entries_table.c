/*
 * entries_table.c - owns gift, income, expense and gifts_by_year as virtual
 * tables over entries.h: which rows a query needs to see at all, and in which
 * order.  What stands in their cells: entries_cells.c.
 *
 * What a plan promises is checked again by SQLite, but for words written in the
 * query, so that a filter here may let too much through but never too little.
 */
#include <stdlib.h>

#include "entries_table.h"
#include "rules_private.h"

enum table { T_INCOME, T_GIFT, T_EXPENSE, T_BY_YEAR };

/* ---- columns --------------------------------------------------------- */

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


/* ---- conditions a table understands ---------------------------------- */

/* What a column is to the plan, whichever table it stands in. */
enum condition {
	/* ways to the rows, the best first */
	IS_ENTRY, IS_DONOR, IS_FILING, WAYS,
	/* of each row */
	IS_KIND = WAYS, IS_NOT_KIND, IS_ACCOUNT, IS_METHOD, IS_RECIPIENT, IS_YEAR,
	FROM_AMOUNT, FROM_DONOR, TO_DONOR, CONDITIONS, NONE = CONDITIONS
};

static enum condition condition_of(enum table t, int column, int op)
{
	static const struct {
		int entry, year;
		enum condition eq, not, from, to;
	} known[] = {
		{ C_ENTRY, -2, IS_ENTRY, NONE, NONE, NONE },
		{ C_DONOR, Y_DONOR, IS_DONOR, NONE, FROM_DONOR, TO_DONOR },
		{ C_FILING, -2, IS_FILING, NONE, NONE, NONE },
		{ C_KIND, Y_KIND, IS_KIND, IS_NOT_KIND, NONE, NONE },
		{ C_ACCOUNT, Y_ACCOUNT, IS_ACCOUNT, NONE, NONE, NONE },
		{ C_METHOD, -2, IS_METHOD, NONE, NONE, NONE },
		{ C_RECIPIENT, Y_RECIPIENT, IS_RECIPIENT, NONE, NONE, NONE },
		{ C_YEAR, Y_YEAR, IS_YEAR, NONE, NONE, NONE },
		{ C_AMOUNT, -2, NONE, NONE, FROM_AMOUNT, NONE },
	};

	for (size_t i = 0; i < XJ_COUNT(known); i++) {
		if (column != (t == T_BY_YEAR ? known[i].year : known[i].entry))
			continue;
		switch (op) {
		case SQLITE_INDEX_CONSTRAINT_EQ:
			return known[i].eq;
		case SQLITE_INDEX_CONSTRAINT_NE:
			return known[i].not;
		case SQLITE_INDEX_CONSTRAINT_GT:
		case SQLITE_INDEX_CONSTRAINT_GE:
			return known[i].from;
		case SQLITE_INDEX_CONSTRAINT_LT:
		case SQLITE_INDEX_CONSTRAINT_LE:
			return known[i].to;
		default:
			return NONE;
		}
	}
	return NONE;
}

/* ---- a table --------------------------------------------------------- */

struct table_of {
	sqlite3_vtab base;
	struct xj_reading *reading;
	const struct xj_entries *e;
	const struct xj_side_entries *side;
	enum table table;
};

struct cursor {
	sqlite3_vtab_cursor base;
	const struct table_of *t;
	const struct xj_run *run;
	const struct xj_pages *order; /* places in the run; NULL: as they are */
	uint32_t at, end;
	/* conditions */
	uint8_t kinds;             /* bits of those wanted */
	uint8_t methods, accounts;
	bool has_recipient, has_year;
	int64_t recipient, year, from;
	int64_t first_donor, last_donor;
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

/* ---- plans ----------------------------------------------------------- */

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

/* A word written in the query is compared here once and for all. */
static bool is_settled(sqlite3_index_info *info, int at, int condition)
{
	sqlite3_value *v;

	return (condition == IS_KIND || condition == IS_NOT_KIND ||
	        condition == IS_ACCOUNT || condition == IS_METHOD) &&
	       sqlite3_vtab_rhs_value(info, at, &v) == SQLITE_OK &&
	       sqlite3_value_type(v) == SQLITE_TEXT &&
	       strcmp(sqlite3_vtab_collation(info, at), "BINARY") == 0;
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
		info->aConstraintUsage[at[c]].omit = is_settled(info, at[c], c);
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

/* ---- walking --------------------------------------------------------- */

static const struct xj_read_entry *entry_at(struct cursor *c, uint32_t at)
{
	struct xj_blocks *r = c->t->reading->blocks;

	if (c->order)
		at = *(const uint32_t *)xj_blocks_read(r, c->order, at * 4ull, 4);
	return xj_run_entry(r, c->run, at);
}

static bool wanted(const struct cursor *c, const struct xj_read_entry *x)
{
	const struct xj_filed *f;

	if (!(c->kinds >> x->kind & 1) || !(c->methods >> x->method & 1) ||
	    x->amount < c->from || x->donor < c->first_donor || x->donor > c->last_donor)
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
	const struct xj_read_entry *x;
	struct xj_read_entry first;

	for (;; c->at++) {
		skip(c);
		if (c->at >= c->end)
			return;
		first = *entry_at(c, c->at);
		if (first.donor)
			break;
	}
	c->amount = c->exempt = 0;
	for (c->group_end = c->at; c->group_end < c->end; c->group_end++) {
		x = entry_at(c, c->group_end);
		if (x->donor != first.donor ||
		    xj_entries_compare(c->t->e, XJ_BY_DONOR_YEAR, x, &first))
			break;
		c->amount = add(c->amount, x->amount);
		if (x->disposition)
			c->exempt = add(c->exempt, x->amount);
	}
}

/* Files that cannot be read end the query. */
static int fared(const struct cursor *c)
{
	return xj_blocks_failed(c->t->reading->blocks) ? SQLITE_IOERR : SQLITE_OK;
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
	return fared(c);
}

static int is_end(sqlite3_vtab_cursor *base)
{
	const struct cursor *c = (const struct cursor *)base;

	return c->at >= c->end;
}

static int row_id(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
	struct cursor *c = (struct cursor *)base;

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

/* ---- beginning a walk ------------------------------------------------ */

static void go_entry(struct cursor *c, int64_t v)
{
	const struct xj_side_entries *s = c->t->side;

	c->at = xj_run_find(c->t->reading->blocks, &s->by_id, s->n, false, v);
	c->end = c->at < s->n && entry_at(c, c->at)->entry == v ? c->at + 1 : c->at;
}

static void go_donor(struct cursor *c, int64_t v)
{
	const struct xj_side_entries *s = c->t->side;

	c->at = c->end = xj_run_find(c->t->reading->blocks, &s->by_donor[0], s->n,
	                              true, v);
	while (v && c->end < s->n && entry_at(c, c->end)->donor == v)
		c->end++;
}

static void go_filing(struct cursor *c, int64_t v)
{
	const struct xj_entries *e = c->t->e;
	const struct xj_filed *f = xj_entries_filing(e, v);

	c->at = c->end = 0;
	if (!f)
		return;
	c->order = &c->t->side->by_filing;
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
	if (place < 0)
		return 0xff;
	return (uint8_t)(place < n ? 1u << place : 0u);
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
		c->kinds = (uint8_t)(c->kinds & kind_bits(v));
		break;
	case IS_NOT_KIND:
		bits = kind_bits(v);
		c->kinds = (uint8_t)(bits == 0xff ? c->kinds : c->kinds & ~bits);
		break;
	case IS_ACCOUNT:
		c->accounts = (uint8_t)(c->accounts &
		                        bit_of(word_of(v, xj_account_words, 3), 3));
		break;
	case IS_METHOD:
		c->methods = (uint8_t)(c->methods &
		                       bit_of(word_of(v, xj_method_words, 8), 8));
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
	case FROM_DONOR:
		c->first_donor = whole ? number : INT64_MIN;
		break;
	case TO_DONOR:
		c->last_donor = whole ? number : INT64_MAX;
		break;
	default:
		break;
	}
}

/* Those below and above the wanted ones, in a run that is in their order. */
static void leave_out_donors(struct cursor *c)
{
	uint32_t n = c->t->side->n, at;

	if (c->first_donor > INT64_MIN) {
		at = xj_run_find(c->t->reading->blocks, c->run, n, true, c->first_donor);
		c->at = at > c->at ? at : c->at;
	}
	if (c->last_donor < INT64_MAX) {
		at = xj_run_find(c->t->reading->blocks, c->run, n, true, c->last_donor + 1);
		c->end = at < c->end ? at : c->end;
	}
}

static int filter(sqlite3_vtab_cursor *base, int order, const char *plan, int argc,
                  sqlite3_value **argv)
{
	struct cursor *c = (struct cursor *)base;
	const struct table_of *t = c->t;
	bool none = false;

	*c = (struct cursor){ .base = c->base, .t = t, .end = t->side->n, .kinds = 0xff,
	                      .methods = 0xff, .accounts = 0xff, .from = INT64_MIN,
	                      .first_donor = INT64_MIN, .last_donor = INT64_MAX };
	if (t->table == T_GIFT || t->table == T_BY_YEAR)
		c->kinds = (uint8_t)~(1u << XJ_KIND_OTHER);
	c->run = order >= 0 ? &t->side->by_donor[order] : &t->side->by_id;
	for (int i = 0; i < argc; i++) {
		narrow(c, (enum condition)(plan[i] - 'a'), argv[i]);
		/* nothing compares with NULL */
		none = none || sqlite3_value_type(argv[i]) == SQLITE_NULL;
	}
	if (none)
		c->at = c->end;
	else if (order >= 0)
		leave_out_donors(c);
	if (t->table == T_BY_YEAR)
		find_group(c);
	else
		skip(c);
	return fared(c);
}

/* ---- cells ----------------------------------------------------------- */

static void give_year(sqlite3_context *ctx, struct cursor *c, int column)
{
	static const int same[] = { [Y_DONOR] = C_DONOR, [Y_KIND] = C_KIND,
		[Y_RECIPIENT] = C_RECIPIENT, [Y_ELECTION] = C_ELECTION,
		[Y_ACCOUNT] = C_ACCOUNT, [Y_YEAR] = C_YEAR };

	if (column <= Y_YEAR)
		xj_entries_give(ctx, c->t->reading, c->run, entry_at(c, c->at),
		                same[column]);
	else
		sqlite3_result_int64(ctx, column == Y_AMOUNT ? c->amount
		                     : column == Y_GIFTS ? (int64_t)(c->group_end - c->at)
		                     : c->exempt);
}

static int give_cell(sqlite3_vtab_cursor *base, sqlite3_context *ctx, int column)
{
	struct cursor *c = (struct cursor *)base;

	if (c->t->table == T_BY_YEAR)
		give_year(ctx, c, column);
	else
		xj_entries_give(ctx, c->t->reading, c->run, entry_at(c, c->at), column);
	return fared(c);
}

/* ---- the module ------------------------------------------------------ */

static const sqlite3_module module = {
	.xCreate = connect_table, .xConnect = connect_table, .xBestIndex = best_index,
	.xDisconnect = disconnect_table, .xDestroy = disconnect_table,
	.xOpen = open_cursor, .xClose = close_cursor, .xFilter = filter,
	.xNext = next_row, .xEof = is_end, .xColumn = give_cell, .xRowid = row_id,
};

static void free_reading(void *reading)
{
	struct xj_reading *r = reading;

	if (r->own)
		xj_entries_free(r->e);
	xj_blocks_free(r->blocks);
	free(r);
}

static struct xj_reading *new_reading(struct xj_entries *e, bool own)
{
	struct xj_reading *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	*r = (struct xj_reading){ .e = e, .own = own, .blocks = xj_blocks_new() };
	if (r->blocks)
		return r;
	free(r);
	return NULL;
}

enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err)
{
	struct xj_reading *r = new_reading(e, own);

	if (!r) {
		if (own)
			xj_entries_free(e);
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	/* frees R itself, also when it fails */
	if (sqlite3_create_module_v2(db, "xj_entries", &module, r, free_reading))
		return xj_engine_failed(db, err);
	return XJ_OK;
}
