/*
 * entry.h - what a layout makes of a row, and what the store keeps: a filing
 * and its entries.  The words are those of DESIGN 2 and docs/formats.md.
 */
#ifndef XIANJIN_ENTRY_H
#define XIANJIN_ENTRY_H

#include "xianjin/core.h"
#include "xianjin/values.h"

/* One report of one recipient. */
struct xj_filing {
	struct xj_str recipient;   /* as filed */
	struct xj_str election;    /* as filed; "" for a party's year */
	struct xj_str party;       /* who nominated, "" if not said */
	enum xj_account account;
	int serial;                /* 1 first, n+1 nth surplus; a party's year */
	int version;               /* 0: not said; the store decides */
	struct xj_str serial_text; /* serial as filed */
};

enum xj_method { XJ_METHOD_NONE = 0, XJ_METHOD_CASH, XJ_METHOD_TRANSFER,
                 XJ_METHOD_CHEQUE, XJ_METHOD_OTHER };
enum xj_disposition { XJ_KEPT = 0, XJ_RETURNED, XJ_TO_TREASURY };

/* One row of a filing.  Strings are borrowed: see who hands it out. */
struct xj_entry {
	int64_t part;                   /* of the store, 0 before it is there */
	uint64_t row, line;
	int64_t filing;                 /* of the store */
	struct xj_str seq;              /* 序號 as filed */
	enum xj_direction direction;
	unsigned subject;               /* code, 0 unknown */
	enum xj_kind kind;
	struct xj_str counterparty;     /* as filed */
	struct xj_str counterparty_id;  /* as filed */
	enum xj_id_kind id_kind;
	uint64_t donor;                 /* xj_donor_key */
	int64_t amount;
	int32_t day;                    /* XJ_NO_DAY */
	enum xj_method method;
	int32_t deposit_day;
	enum xj_disposition disposition;
	int monetary;                   /* 1 money, 0 not, -1 not said */
	struct xj_str purpose, address, phone;
	unsigned place;
	int disclose;                   /* 應揭露之支出對象: 1, 0, -1 not said */
	struct xj_str raw;              /* JSON object of the cells that the columns
	                                   cannot give back, or "" */
};

/* ---- donor keys (DESIGN 2) --------------------------------------------- */

/*
 * One company per tax id; one person per (folded name, masked id, place).
 * Anonymous gifts and empty names have key 0.  FOLDED is xj_fold(name).
 */
uint64_t xj_donor_key(enum xj_kind kind, struct xj_str folded,
                      const struct xj_id *id, unsigned place);
/* "b04595257" for a company, "p" and 15 hex digits otherwise; "" for 0. */
void xj_donor_spell(uint64_t key, char out[20]);
bool xj_donor_parse(struct xj_str text, uint64_t *key);

#endif
