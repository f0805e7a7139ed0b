/*
 * entries_table.c - owns gift, income, expense and gifts_by_year as virtual
 * tables over entries.h: how a query walks over them.  How it plans that:
 * entries_plan.c; what stands in their cells: entries_cells.c.
 */
#include <stdlib.h>

#include "entries_table.h"
#include "rules_private.h"

/* ---- columns --------------------------------------------------------- */

static const char entry_table[] =
	"CREATE TABLE x (entry INTEGER, filing INTEGER, recipient INTEGER,"
	" election INTEGER, account TEXT, office TEXT, serial INTEGER, kind TEXT,"
	" subject INTEGER, donor INTEGER, id_kind TEXT, amount INTEGER, day INTEGER,"
	" year INTEGER, deposit_day INTEGER, method TEXT, disposition TEXT,"
	" monetary INTEGER, place INTEGER, disclose INTEGER, part INTEGER, row INTEGER,"
	" name TEXT, counterparty TEXT, id TEXT, purpose TEXT, address TEXT, phone TEXT,"
	" seq TEXT)";

static const char year_table[] =
	"CREATE TABLE x (donor INTEGER, kind TEXT, recipient INTEGER, election INTEGER,"
	" account TEXT, year INTEGER, amount INTEGER, gifts INTEGER, exempt INTEGER)";


/* ---- a table --------------------------------------------------------- */

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
	t->side = &t->reading->e->side[tables[i].side];
	t->table = tables[i].table;
	*out = &t->base;
	return SQLITE_OK;
}

static int disconnect_table(sqlite3_vtab *t)
{
	free(t);
	return SQLITE_OK;
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
		c->kinds = (uint8_t)(c->kinds & xj_kind_bits(v));
		break;
	case IS_NOT_KIND:
		bits = xj_kind_bits(v);
		c->kinds = (uint8_t)(bits == 0xff ? c->kinds : c->kinds & ~bits);
		break;
	case IS_ACCOUNT:
		c->accounts = (uint8_t)(c->accounts &
		                        xj_word_bits(v, xj_account_words, 3));
		break;
	case IS_METHOD:
		c->methods = (uint8_t)(c->methods &
		                       xj_word_bits(v, xj_method_words, 8));
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
	if (order >= 0 && xj_entries_order(t->reading->blocks, t->e, t->side,
	                                   (enum xj_donor_order)order, NULL))
		return SQLITE_IOERR;
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
	.xCreate = connect_table, .xConnect = connect_table, .xBestIndex = xj_entries_best_index,
	.xDisconnect = disconnect_table, .xDestroy = disconnect_table,
	.xOpen = open_cursor, .xClose = close_cursor, .xFilter = filter,
	.xNext = next_row, .xEof = is_end, .xColumn = give_cell, .xRowid = row_id,
};

static void free_reading(void *reading)
{
	struct xj_reading *r = reading;

	if (r->own)
		xj_entries_free(r->e);
	sqlite3_finalize(r->texts);
	xj_buf_clear(&r->fold);
	xj_blocks_free(r->blocks);
	free(r);
}

static struct xj_reading *new_reading(sqlite3 *db, struct xj_entries *e, bool own)
{
	struct xj_reading *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	*r = (struct xj_reading){ .db = db, .e = e, .own = own,
	                          .blocks = xj_blocks_new() };
	xj_buf_init(&r->fold, 4u << 20);
	if (r->blocks)
		return r;
	free(r);
	return NULL;
}

enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err)
{
	struct xj_reading *r = new_reading(db, e, own);

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
