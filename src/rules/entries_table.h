/* entries_table.h - shared by the files of the virtual tables only. */
#ifndef XIANJIN_RULES_ENTRIES_TABLE_H
#define XIANJIN_RULES_ENTRIES_TABLE_H

#include "entries.h"

/* Columns of gift, income and expense. */
enum entry_column {
	C_ENTRY, C_FILING, C_RECIPIENT, C_ELECTION, C_ACCOUNT, C_OFFICE, C_SERIAL, C_KIND,
	C_SUBJECT, C_DONOR, C_ID_KIND, C_AMOUNT, C_DAY, C_YEAR, C_DEPOSIT_DAY, C_METHOD,
	C_DISPOSITION, C_MONETARY, C_PLACE, C_DISCLOSE, C_PART, C_ROW, C_NAME,
	C_COUNTERPARTY, C_ID, C_PURPOSE, C_ADDRESS, C_PHONE, C_SEQ, ENTRY_COLUMNS
};

/* What a connection has of the entries. */
struct xj_reading {
	sqlite3 *db;
	struct xj_entries *e;
	bool own;
	struct xj_blocks *blocks;
	sqlite3_stmt *texts;             /* of an entry, where E has none; NULL until then */
	uint32_t of;                     /* the entry that it stands at; 0 none */
	struct xj_buf fold;
};

enum table { T_INCOME, T_GIFT, T_EXPENSE, T_BY_YEAR };

enum year_column { Y_DONOR, Y_KIND, Y_RECIPIENT, Y_ELECTION, Y_ACCOUNT, Y_YEAR,
                   Y_AMOUNT, Y_GIFTS, Y_EXEMPT, YEAR_COLUMNS };

/* What a column is to the plan, whichever table it stands in. */
enum condition {
	/* ways to the rows, the best first */
	IS_ENTRY, IS_DONOR, IS_FILING, WAYS,
	/* of each row */
	IS_KIND = WAYS, IS_NOT_KIND, IS_ACCOUNT, IS_METHOD, IS_RECIPIENT, IS_YEAR,
	FROM_AMOUNT, FROM_DONOR, TO_DONOR, CONDITIONS, NONE = CONDITIONS
};

struct table_of {
	sqlite3_vtab base;
	struct xj_reading *reading;
	const struct xj_entries *e;
	struct xj_side_entries *side;
	enum table table;
};

/* xBestIndex: the plan is a letter for each argument, 'a' + its condition, in idxStr, and
 * the order of donors or -1 in idxNum.  While entries are learnt, what it needs of them
 * is noted. */
int xj_entries_best_index(sqlite3_vtab *base, sqlite3_index_info *info);
/* Bits of the kinds, or of the places in WORDS, that V names: none for a word that is not
 * among them, all where V is no word. */
uint8_t xj_kind_bits(sqlite3_value *v);
uint8_t xj_word_bits(sqlite3_value *v, const char *const *words, int n);

/* Words by enum xj_account and enum xj_method; NULL where there is none. */
extern const char *const xj_account_words[3], *const xj_method_words[8];

/* The cell COLUMN of X, which is in RUN. */
void xj_entries_give(sqlite3_context *ctx, struct xj_reading *r,
                     const struct xj_run *run, const struct xj_read_entry *x,
                     int column);

#endif
