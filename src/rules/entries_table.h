/* entries_table.h - shared by the two files of the virtual tables only. */
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
	struct xj_entries *e;
	bool own;
	struct xj_blocks *blocks;
};

/* Words by enum xj_account and enum xj_method; NULL where there is none. */
extern const char *const xj_account_words[3], *const xj_method_words[8];

/* The cell COLUMN of X, which is in RUN. */
void xj_entries_give(sqlite3_context *ctx, struct xj_reading *r,
                     const struct xj_run *run, const struct xj_read_entry *x,
                     int column);

#endif
