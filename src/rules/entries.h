/*
 * entries.h - the entries in force as rules read them: every number in memory,
 * every text in a file without a name.  A rule that looks at a million entries
 * so costs little more than the looking.
 */
#ifndef XIANJIN_RULES_ENTRIES_H
#define XIANJIN_RULES_ENTRIES_H

#include <sqlite3.h>

#include "xianjin/values.h"

/* What an entry has from its filing. */
struct xj_filed {
	int64_t id, recipient, election; /* election 0: none */
	int64_t received;                /* its gifts in all */
	int serial;
	uint8_t account;                 /* enum xj_account */
	uint8_t office;                  /* enum xj_office */
	bool in_force[3];                /* by direction */
};

#define XJ_NO_YEAR INT16_MIN

enum xj_donor_order { XJ_BY_DONOR_YEAR, XJ_BY_DONOR_RECIPIENT, XJ_DONOR_ORDERS };

struct xj_read_entry {
	int64_t donor;                   /* 0 unknown */
	int64_t amount;
	uint64_t text;                   /* where its texts begin */
	uint32_t entry, filing;          /* filing: place among the filings */
	int32_t day, deposit_day;
	uint32_t part, row;
	uint16_t place;
	int16_t year;
	uint8_t kind, subject, id_kind, method, disposition;
	int8_t monetary, disclose;       /* -1 not said */
};

enum xj_read_text { XJ_TEXT_NAME, XJ_TEXT_ID, XJ_TEXT_PURPOSE, XJ_TEXT_ADDRESS,
                    XJ_TEXT_PHONE, XJ_TEXTS };

/* Income or expense, in the order of entry ids. */
struct xj_side_entries {
	struct xj_read_entry *entry;
	uint32_t n, room;
	/* places of entries by donor, and then by year, recipient, election,
	 * account, kind; or by recipient, election, year, account, kind */
	uint32_t *by_donor[XJ_DONOR_ORDERS];
	uint32_t *by_filing;
	uint32_t *filing_first;          /* where a filing begins in it; filings + 1 */
};

struct xj_entries {
	struct xj_filed *filing;         /* by id */
	uint32_t filings;
	struct xj_side_entries side[3];  /* by direction */
	const char *text;                /* mapped */
	uint64_t text_bytes;
};

/* Reads what is in force in the store of DB. */
enum xj_status xj_entries_load(sqlite3 *db, struct xj_entries **out,
                               struct xj_error *err) XJ_MUST_USE;
void xj_entries_free(struct xj_entries *e);
struct xj_str xj_entries_text(const struct xj_entries *e,
                              const struct xj_read_entry *entry,
                              enum xj_read_text which);
/* The entry with this id, of either side, or NULL. */
const struct xj_read_entry *xj_entries_find(const struct xj_entries *e, int64_t id);
/* The filing with this id, or NULL. */
const struct xj_filed *xj_entries_filing(const struct xj_entries *e, int64_t id);
/* Compares by what by_donor is ordered by, but for the donor. */
int xj_entries_compare(const struct xj_entries *e, enum xj_donor_order order,
                       const struct xj_read_entry *a, const struct xj_read_entry *b);

/* ---- entries_table.c: as virtual tables gift, income, expense, gifts_by_year --- */

/* Adds the module xj_entries to DB, which then frees E with it if it OWNs it, also
 * when this fails.  Several connections may read one E at once. */
enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err) XJ_MUST_USE;

#endif
