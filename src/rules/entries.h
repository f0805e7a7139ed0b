/*
 * entries.h - the entries in force as rules read them: numbers and texts in files
 * without a name, in each order that rules walk in, read through a few blocks.  A
 * rule that looks at a million entries so costs little more than the looking, and
 * memory stays the same however many there are.
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

struct xj_blocks;

enum xj_donor_order { XJ_BY_DONOR_YEAR, XJ_BY_DONOR_RECIPIENT, XJ_DONOR_ORDERS };

struct xj_read_entry {
	int64_t donor;                   /* 0 unknown */
	int64_t amount;
	uint64_t text;                   /* where its texts begin in those of its run */
	uint32_t text_bytes;
	uint32_t entry, filing;          /* filing: place among the filings */
	int32_t day, deposit_day;
	uint32_t part, row;
	uint16_t place;
	int16_t year;
	uint8_t kind, subject, id_kind, method, disposition;
	int8_t monetary, disclose;       /* -1 not said */
};

enum xj_read_text { XJ_TEXT_NAME, XJ_TEXT_ID, XJ_TEXT_PURPOSE, XJ_TEXT_ADDRESS,
                    XJ_TEXT_PHONE, XJ_TEXT_COUNTERPARTY, XJ_TEXT_SEQ, XJ_TEXTS };

/* A file without a name: written from front to back, then read anywhere. */
struct xj_pages {
	int fd;                          /* -1: none */
	uint32_t number;                 /* its own among those that are open */
	struct xj_buf out;               /* on its way to the file */
	uint64_t bytes;                  /* with what is on its way */
};

/* What is read at once; whole entries. */
#define XJ_BLOCK ((size_t)1 << 14)
#define XJ_BLOCK_ENTRIES (XJ_BLOCK / sizeof(struct xj_read_entry))

/* Entries in one order, and their texts in nearly the same. */
struct xj_run {
	struct xj_pages file;            /* of struct xj_read_entry */
	struct xj_pages own_text;        /* empty where another run's texts serve */
	const struct xj_pages *text;
	int64_t *first;                  /* id, or donor, of the first of each block */
};

/* What queries read of a side: a mask is the union of what each scan may see. */
struct xj_side_need {
	uint8_t kinds, methods;          /* bits; kinds 0: nothing */
};

/* Income or expense. */
struct xj_side_entries {
	uint32_t n;
	uint32_t expected;               /* what plans reckon with; 0: n */
	struct xj_side_need need;        /* see enum xj_entries_way */
	struct xj_run by_id;
	/* by donor, and then by year, recipient, election, account, kind; or by
	 * recipient, election, year, account, kind */
	struct xj_run by_donor[XJ_DONOR_ORDERS];
	struct xj_pages by_filing;       /* places in by_id, uint32_t, a block whole */
	uint32_t *filing_first;          /* where a filing begins in it; filings + 1 */
};

/* All, with their texts and in each order; or what queries need that are prepared first,
 * an order when the first of them walks in it, and a text from the store when it is asked
 * for: for one thread, and for who waits. */
enum xj_entries_way { XJ_ENTRIES_ALL, XJ_ENTRIES_LEARN, XJ_ENTRIES_NEEDED };

struct xj_entries {
	enum xj_entries_way way;
	uint64_t deadline;               /* of what is read and sorted; see rules.h */
	bool sums;                       /* whoever learns: what filings received is asked for */
	struct xj_filed *filing;         /* by id */
	uint32_t filings;
	struct xj_side_entries side[3];  /* by direction */
};

/* Reads what is in force in the store of DB. */
enum xj_status xj_entries_load(sqlite3 *db, struct xj_entries **out,
                               struct xj_error *err) XJ_MUST_USE;
/* The same in two steps: between them the queries that will be asked are prepared, and
 * what they need is learnt.  No other query may be asked afterwards. */
enum xj_status xj_entries_learn(sqlite3 *db, uint64_t deadline, struct xj_entries **out,
                                struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_entries_read(sqlite3 *db, struct xj_entries *e,
                               struct xj_error *err) XJ_MUST_USE;
/* Makes the run of S by ORDER, if it is not there. */
enum xj_status xj_entries_order(struct xj_blocks *r, const struct xj_entries *e,
                                struct xj_side_entries *s, enum xj_donor_order order,
                                struct xj_error *err) XJ_MUST_USE;
void xj_entries_free(struct xj_entries *e);
/* The filing with this id, or NULL. */
const struct xj_filed *xj_entries_filing(const struct xj_entries *e, int64_t id);
/* Compares by what by_donor is ordered by, but for the donor. */
int xj_entries_compare(const struct xj_entries *e, enum xj_donor_order order,
                       const struct xj_read_entry *a, const struct xj_read_entry *b);

/* ---- blocks.c: blocks of files, for one thread ---------------------------- */

/* What it gives is valid until its next use.  After a failure of the machine it
 * gives zeros, and FAILED stays set. */
struct xj_blocks;
struct xj_blocks *xj_blocks_new(void); /* NULL: out of memory */
void xj_blocks_free(struct xj_blocks *r);
bool xj_blocks_failed(const struct xj_blocks *r);
/* N bytes from AT on; they may be more than a block: then NULL when out of memory. */
const void *xj_blocks_read(struct xj_blocks *r, const struct xj_pages *file,
                            uint64_t at, size_t n);
/* The entry at a place of RUN. */
static inline const struct xj_read_entry *xj_run_entry(struct xj_blocks *r,
                                                       const struct xj_run *run,
                                                       uint32_t place)
{
	return xj_blocks_read(r, &run->file, place * (uint64_t)sizeof(struct xj_read_entry),
	                       sizeof(struct xj_read_entry));
}
/* A text of ENTRY, which is in RUN. */
struct xj_str xj_run_text(struct xj_blocks *r, const struct xj_run *run,
                          const struct xj_read_entry *entry, enum xj_read_text which);
/* The first place in RUN, which has N entries, whose id or donor is not below KEY. */
uint32_t xj_run_find(struct xj_blocks *r, const struct xj_run *run, uint32_t n,
                     bool by_donor, int64_t key);
/* The entry with this id, of either side, or NULL. */
const struct xj_read_entry *xj_entries_find(struct xj_blocks *r,
                                            const struct xj_entries *e, int64_t id);

/* ---- pages.c: files without a name -------------------------------------- */

enum xj_status xj_pages_open(struct xj_pages *s, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_pages_add(struct xj_pages *s, const void *p, size_t n,
                            struct xj_error *err) XJ_MUST_USE;
/* All is written: from now on it is read. */
enum xj_status xj_pages_end(struct xj_pages *s, struct xj_error *err) XJ_MUST_USE;
void xj_pages_close(struct xj_pages *s);

/* ---- entries_sort.c ------------------------------------------------------ */

/* Fills OUT with the N entries of FROM, by donor and ORDER, with little memory; and
 * with texts of its own in that order, or those of FROM. */
enum xj_status xj_run_sort(struct xj_blocks *r, const struct xj_entries *e,
                           const struct xj_run *from, uint32_t n, enum xj_donor_order order, bool own_text,
                           struct xj_run *out, struct xj_error *err) XJ_MUST_USE;
/* Fills in the first of each block of RUN, which has N entries. */
enum xj_status xj_run_index(struct xj_blocks *r, struct xj_run *run, uint32_t n,
                            bool by_donor, struct xj_error *err) XJ_MUST_USE;
void xj_run_init(struct xj_run *r);
enum xj_status xj_run_open(struct xj_run *r, bool own_text,
                           struct xj_error *err) XJ_MUST_USE;
/* Adds a copy of ENTRY, and of its texts, which are N bytes at TEXT. */
enum xj_status xj_run_add(struct xj_run *r, const struct xj_read_entry *entry,
                          const char *text, size_t n, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_run_end(struct xj_run *r, struct xj_error *err) XJ_MUST_USE;
void xj_run_close(struct xj_run *r);

/* ---- entries_table.c: as virtual tables gift, income, expense, gifts_by_year --- */

/* Adds the module xj_entries to DB, which then frees E with it if it OWNs it, also
 * when this fails.  Several connections may read one E at once. */
enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err) XJ_MUST_USE;

#endif
