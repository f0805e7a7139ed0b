/* sums_table.c - owns rows of whole numbers as tables that SQL can read. */
#include <stdlib.h>

#include "sums.h"

struct table {
	sqlite3_vtab base;
	const struct xj_numbers *numbers;
};

struct cursor {
	sqlite3_vtab_cursor base;
	size_t at;
};

static const struct xj_numbers *numbers_of(sqlite3_vtab_cursor *c)
{
	return ((struct table *)c->pVtab)->numbers;
}

static int connect_numbers(sqlite3 *db, void *numbers, const char *columns,
                           sqlite3_vtab **out)
{
	struct table *t;
	int rc = sqlite3_declare_vtab(db, columns);

	if (rc)
		return rc;
	t = calloc(1, sizeof(*t));
	if (!t)
		return SQLITE_NOMEM;
	sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
	t->numbers = numbers;
	*out = &t->base;
	return SQLITE_OK;
}

static int connect_sums(sqlite3 *db, void *numbers, int argc, const char *const *argv,
                        sqlite3_vtab **out, char **error)
{
	(void)argc, (void)argv, (void)error;
	return connect_numbers(db, numbers, "CREATE TABLE x (filing INTEGER,"
	                       " direction INTEGER, subject INTEGER, monetary INTEGER,"
	                       " disposition INTEGER, newspaper INTEGER, amount INTEGER)",
	                       out);
}

static int connect_over(sqlite3 *db, void *numbers, int argc, const char *const *argv,
                        sqlite3_vtab **out, char **error)
{
	(void)argc, (void)argv, (void)error;
	return connect_numbers(db, numbers, "CREATE TABLE x (filing INTEGER,"
	                       " direction INTEGER, amount INTEGER)", out);
}

static int disconnect(sqlite3_vtab *t)
{
	free(t);
	return SQLITE_OK;
}

static int best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	info->estimatedRows = (sqlite3_int64)((struct table *)t)->numbers->rows + 1;
	info->estimatedCost = (double)info->estimatedRows;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
	struct cursor *c = calloc(1, sizeof(*c));

	(void)t;
	if (!c)
		return SQLITE_NOMEM;
	*out = &c->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c)
{
	free(c);
	return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *c, int number, const char *text, int argc,
                  sqlite3_value **argv)
{
	(void)number, (void)text, (void)argc, (void)argv;
	((struct cursor *)c)->at = 0;
	return SQLITE_OK;
}

static int next_row(sqlite3_vtab_cursor *c)
{
	((struct cursor *)c)->at++;
	return SQLITE_OK;
}

static int is_end(sqlite3_vtab_cursor *c)
{
	return ((struct cursor *)c)->at >= numbers_of(c)->rows;
}

static int give_cell(sqlite3_vtab_cursor *c, sqlite3_context *ctx, int column)
{
	const struct xj_numbers *n = numbers_of(c);
	int64_t v = n->cell[((struct cursor *)c)->at * n->columns + (size_t)column];

	if (v != XJ_SUMS_NULL)
		sqlite3_result_int64(ctx, v);
	return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *c, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((struct cursor *)c)->at;
	return SQLITE_OK;
}

/* Without xCreate: the table is there by its name alone, and nothing is written. */
#define MODULE(connect) { \
	.xConnect = connect, .xBestIndex = best_index, .xDisconnect = disconnect, \
	.xOpen = open_cursor, .xClose = close_cursor, .xFilter = filter, \
	.xNext = next_row, .xEof = is_end, .xColumn = give_cell, .xRowid = row_id }
static const sqlite3_module sums_module = MODULE(connect_sums);
static const sqlite3_module over_module = MODULE(connect_over);

enum xj_status xj_sums_show(struct xj_data *d, struct xj_sums *s, struct xj_error *err)
{
	sqlite3 *db = xj_store_db(d->store);

	if (sqlite3_create_module(db, "entry_sums", &sums_module, &s->sum) ||
	    sqlite3_create_module(db, "entry_over", &over_module, &s->over))
		return xj_sql_failed(d, err);
	return XJ_OK;
}

void xj_sums_hide(struct xj_data *d)
{
	sqlite3 *db = xj_store_db(d->store);

	sqlite3_create_module(db, "entry_sums", NULL, NULL);
	sqlite3_create_module(db, "entry_over", NULL, NULL);
}
