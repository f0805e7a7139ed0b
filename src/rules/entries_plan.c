/*
 * entries_plan.c - owns what the virtual tables of entries promise SQLite when it makes
 * a plan: which conditions they look after, what that costs, which order they have, and
 * so what of the entries a query needs at all.
 *
 * What a plan promises is checked again by SQLite, but for words written in the
 * query, so that a filter here may let too much through but never too little.
 */
#include "entries_table.h"
#include "rules_private.h"

/* ---- words ------------------------------------------------------------ */

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

uint8_t xj_word_bits(sqlite3_value *v, const char *const *words, int n)
{
	int place = word_of(v, words, n);

	if (place < 0)
		return 0xff;
	return (uint8_t)(place < n ? 1u << place : 0u);
}

uint8_t xj_kind_bits(sqlite3_value *v)
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

/* ---- conditions a table understands ---------------------------------- */

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

/* ---- what a plan needs ------------------------------------------------ */

/* The word that the condition AT compares with, when it is written in the query. */
static sqlite3_value *written(sqlite3_index_info *info, int at)
{
	sqlite3_value *v;

	return at >= 0 && sqlite3_vtab_rhs_value(info, at, &v) == SQLITE_OK &&
	       sqlite3_value_type(v) == SQLITE_TEXT &&
	       strcmp(sqlite3_vtab_collation(info, at), "BINARY") == 0 ? v : NULL;
}

static struct xj_side_need need_of(const struct table_of *t, sqlite3_index_info *info,
                                   const int at[CONDITIONS])
{
	struct xj_side_need need = { 0xff, 0xff };
	sqlite3_value *kind = written(info, at[IS_KIND]);
	sqlite3_value *other = written(info, at[IS_NOT_KIND]);
	sqlite3_value *method = written(info, at[IS_METHOD]);

	if (t->table == T_GIFT || t->table == T_BY_YEAR)
		need.kinds = (uint8_t)~(1u << XJ_KIND_OTHER);
	if (kind)
		need.kinds &= xj_kind_bits(kind);
	if (other)
		need.kinds &= (uint8_t)~xj_kind_bits(other);
	if (method)
		need.methods = xj_word_bits(method, xj_method_words, 8);
	return need;
}

/* Notes what is needed.  Once the entries are read it must be there. */
static int note_need(struct table_of *t, struct xj_side_need need)
{
	struct xj_side_need *has = &t->side->need;

	if (t->e->way == XJ_ENTRIES_LEARN) {
		has->kinds |= need.kinds;
		has->methods |= need.methods;
	}
	if (!(need.kinds & ~has->kinds) && !(need.methods & ~has->methods))
		return SQLITE_OK;
	t->base.zErrMsg = sqlite3_mprintf("entries that were not read are needed");
	return SQLITE_ERROR;
}

/* ---- plans ----------------------------------------------------------- */


/* Rows of a way, roughly. */
static double rows_of(const struct table_of *t, enum condition way)
{
	double all = t->side->expected ? t->side->expected : t->side->n;

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
	return (condition == IS_KIND || condition == IS_NOT_KIND ||
	        condition == IS_ACCOUNT || condition == IS_METHOD) && written(info, at);
}

int xj_entries_best_index(sqlite3_vtab *base, sqlite3_index_info *info)
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
	if (note_need(t, need_of(t, info, at)))
		return SQLITE_ERROR;
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
