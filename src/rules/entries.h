/*
 * entries.h - the entries in force as rules read them: numbers and texts in files
 * without a name, mapped, in each order that rules walk in.  A rule that looks at
 * a million entries so costs little more than the looking, and memory stays the
 * same however many there are: pages looked at are let go again (xj_look).
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
	uint64_t text;                   /* where its texts begin in those of its run */
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

/* A file without a name: written from front to back, then mapped. */
struct xj_pages {
	int fd;                          /* -1: none */
	struct xj_buf out;               /* on its way to the file */
	uint64_t bytes;                  /* with what is on its way */
	const void *map;                 /* NULL until mapped, and when empty */
};

/* Entries in one order, and their texts in nearly the same. */
#define XJ_RUN_BLOCK 256u
struct xj_run {
	struct xj_pages file;            /* of struct xj_read_entry */
	struct xj_pages own_text;        /* empty where another run's texts serve */
	const struct xj_pages *text;
	int64_t *first;                  /* id, or donor, of the first of each block */
};

/* Income or expense. */
struct xj_side_entries {
	uint32_t n;
	struct xj_run by_id;
	/* by donor, and then by year, recipient, election, account, kind; or by
	 * recipient, election, year, account, kind */
	struct xj_run by_donor[XJ_DONOR_ORDERS];
	struct xj_pages by_filing;       /* places in by_id, uint32_t */
	uint32_t *filing_first;          /* where a filing begins in it; filings + 1 */
};

struct xj_entries {
	struct xj_filed *filing;         /* by id */
	uint32_t filings;
	struct xj_side_entries side[3];  /* by direction */
};

/* Reads what is in force in the store of DB. */
enum xj_status xj_entries_load(sqlite3 *db, struct xj_entries **out,
                               struct xj_error *err) XJ_MUST_USE;
void xj_entries_free(struct xj_entries *e);
/* A text of ENTRY, which is in R. */
struct xj_str xj_run_text(const struct xj_run *r, const struct xj_read_entry *entry,
                          enum xj_read_text which);
static inline const struct xj_read_entry *xj_run_entries(const struct xj_run *r)
{
	return r->file.map;
}
/* The first place in R, which has N entries, whose id or donor is not below KEY. */
uint32_t xj_run_find(const struct xj_run *r, uint32_t n, bool by_donor, int64_t key);
/* The entry with this id, of either side, or NULL. */
const struct xj_read_entry *xj_entries_find(const struct xj_entries *e, int64_t id);
/* The filing with this id, or NULL. */
const struct xj_filed *xj_entries_filing(const struct xj_entries *e, int64_t id);
/* Compares by what by_donor is ordered by, but for the donor. */
int xj_entries_compare(const struct xj_entries *e, enum xj_donor_order order,
                       const struct xj_read_entry *a, const struct xj_read_entry *b);

/* ---- letting go: how much one thread has looked at --------------------- */

/* The kernel maps 64 kB at once around what is looked at.  A thread that has looked
 * at this many such pieces lets go of all: memory stays below that. */
#define XJ_LOOK_BITS 16
#define XJ_LOOK_PIECES 512u
#define XJ_LOOK_SEEN 2048u

struct xj_looking {
	const struct xj_entries *e;
	unsigned pieces;
	uintptr_t seen[XJ_LOOK_SEEN];    /* by piece; may forget one, which counts twice */
};
/* Lets go of all that is mapped; what pointers point at stays readable. */
void xj_entries_let_go(const struct xj_entries *e);
void xj_look_anew(struct xj_looking *l);

/* P is looked at. */
static inline void xj_look(struct xj_looking *l, const void *p)
{
	uintptr_t piece = (uintptr_t)p >> XJ_LOOK_BITS;
	uintptr_t *seen = &l->seen[piece % XJ_LOOK_SEEN];

	if (*seen == piece)
		return;
	*seen = piece;
	if (++l->pieces > XJ_LOOK_PIECES)
		xj_look_anew(l);
}

/* ---- pages.c: files without a name -------------------------------------- */

enum xj_status xj_pages_open(struct xj_pages *s, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_pages_add(struct xj_pages *s, const void *p, size_t n,
                            struct xj_error *err) XJ_MUST_USE;
/* All is written: from now on it is read through MAP. */
enum xj_status xj_pages_map(struct xj_pages *s, struct xj_error *err) XJ_MUST_USE;
/* BYTES of zeros to be written in any order through *OUT, which is MAP. */
enum xj_status xj_pages_fill(struct xj_pages *s, uint64_t bytes, void **out,
                             struct xj_error *err) XJ_MUST_USE;
void xj_pages_let_go(const struct xj_pages *s);
void xj_pages_close(struct xj_pages *s);

/* ---- entries_sort.c ------------------------------------------------------ */

/* Fills OUT with the N entries of FROM, by donor and ORDER, with little memory; and
 * with texts of its own in that order, or those of FROM. */
enum xj_status xj_run_sort(const struct xj_entries *e, const struct xj_run *from,
                           uint32_t n, enum xj_donor_order order, bool own_text,
                           struct xj_run *out, struct xj_error *err) XJ_MUST_USE;
/* Fills in the first of each block of R, which has N entries. */
enum xj_status xj_run_index(struct xj_run *r, uint32_t n, bool by_donor,
                            struct xj_error *err) XJ_MUST_USE;
void xj_run_init(struct xj_run *r);
enum xj_status xj_run_open(struct xj_run *r, bool own_text,
                           struct xj_error *err) XJ_MUST_USE;
/* Adds a copy of ENTRY, and of its texts, which are N bytes at TEXT. */
enum xj_status xj_run_add(struct xj_run *r, const struct xj_read_entry *entry,
                          const char *text, size_t n, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_run_map(struct xj_run *r, struct xj_error *err) XJ_MUST_USE;
void xj_run_let_go(const struct xj_run *r);
void xj_run_close(struct xj_run *r);

/* ---- entries_table.c: as virtual tables gift, income, expense, gifts_by_year --- */

/* Adds the module xj_entries to DB, which then frees E with it if it OWNs it, also
 * when this fails.  Several connections may read one E at once. */
enum xj_status xj_entries_module(sqlite3 *db, struct xj_entries *e, bool own,
                                 struct xj_error *err) XJ_MUST_USE;

#endif
