/*
 * gen.h - what the families of the sample generator share: random numbers,
 * output, days and ids, invented names, the official tables, ZIP archives.
 * It shares no code with the library on purpose: samples made by the code
 * under test would agree with its mistakes.
 */
#ifndef XIANJIN_SAMPLES_GEN_H
#define XIANJIN_SAMPLES_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- gen_core.c: failure, random numbers, output, days, ids ----------- */

/* Prints the message and ends the program with status 3. */
void gen_die(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));
void *gen_alloc(void *old, size_t n, size_t size);

struct gen_rng {
	uint64_t s;
};
uint64_t gen_next(struct gen_rng *r);
unsigned gen_below(struct gen_rng *r, unsigned n); /* 0..n-1 */
bool gen_one_in(struct gen_rng *r, unsigned n);
uint64_t gen_mix(uint64_t x); /* a fixed scramble of X */

/* Bytes going to a file, or kept in memory when f is NULL. */
struct gen_out {
	FILE *f;
	char *p;
	size_t n, cap;
};
void gen_put(struct gen_out *o, const void *p, size_t n);
void gen_puts(struct gen_out *o, const char *s);
void gen_putc(struct gen_out *o, char c);
void gen_putint(struct gen_out *o, int64_t v);
/* S as a CSV cell, in quotes where RFC 4180 wants them. */
void gen_cell(struct gen_out *o, const char *s);
void gen_printf(struct gen_out *o, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void gen_flush(struct gen_out *o);
void gen_free(struct gen_out *o);
/* O from UTF-8 to CP950; dies at a character that is not in it. */
void gen_to_cp950(struct gen_out *o);

void gen_path(char *out, size_t cap, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void gen_mkdir(const char *format, ...) __attribute__((format(printf, 1, 2)));
FILE *gen_create(const char *path);
void gen_close(FILE *f, const char *path);
/* What is in O to DIR/NAME; O is emptied. */
void gen_save(struct gen_out *o, const char *dir, const char *name);

int gen_day(int year, int month, int dom); /* days since 1970-01-01 */
void gen_date(int day, int *year, int *month, int *dom);
void gen_roc7(int day, char out[16]); /* 1110719 */
/* With a separator: 111/07/19; ROC or AD. */
void gen_dated(int day, bool roc, char sep, char out[24]);

/* The N-th of the 10^7 tax ids with a right (strict) check digit; different
 * N give different ids. */
void gen_taxid(uint32_t n, char out[9]);
/* Copies with a NUL; dies if it does not fit. */
void gen_copy(char *to, size_t cap, const char *s);

/* ---- gen_names.c: invented people, companies, places ------------------ */

struct gen_names {
	uint64_t seed;
	unsigned companies; /* size of the pool */
	unsigned groups;
};

#define GEN_NAME 192

struct gen_party { /* a counterparty */
	char name[GEN_NAME];
	char id[40];
	char address[64];
	char phone[16];
};

void gen_person(const struct gen_names *g, struct gen_rng *r,
                struct gen_party *out);
/* Someone of the plainly synthetic people of the committed samples: a surname
 * and a year of the sixty-year cycle. */
void gen_plain_person(struct gen_rng *r, struct gen_party *out);
void gen_company(const struct gen_names *g, struct gen_rng *r,
                 struct gen_party *out);
void gen_group(const struct gen_names *g, struct gen_rng *r,
               struct gen_party *out);
/* A place for an address and a phone that fits it. */
void gen_place(struct gen_rng *r, struct gen_party *out);
int64_t gen_gift(struct gen_rng *r, unsigned code);
int64_t gen_spending(struct gen_rng *r, unsigned code);
const char *gen_purpose(struct gen_rng *r, unsigned code);
unsigned gen_expense_code(struct gen_rng *r);
const char *gen_method(struct gen_rng *r);

/* ---- gen_table.c: entries, the official tables, settlement tables ----- */

struct gen_entry {
	unsigned code; /* subject code of the platform */
	int64_t amount;
	int day, deposit; /* deposit 0: none */
	const char *method, *disposition, *purpose; /* "" for none */
	bool in_kind;
	struct gen_party party;
	const char *note, *noted_on; /* 更正註記, 資料更正日期; "" for none */
};

struct gen_filing {
	const char *recipient, *election, *race, *serial;
	const char *firm, *accountant;
	const char *settled, *filed, *corrected; /* 1111226; "" */
	int64_t opening; /* of a surplus filing */
	struct gen_entry *entry;
	size_t n, cap;
};

const char *gen_subject(unsigned code); /* as detail rows spell it */
bool gen_is_income(unsigned code);
struct gen_entry *gen_add(struct gen_filing *f);
/* Adds an entry with everything said but place and method. */
struct gen_entry *gen_say(struct gen_filing *f, unsigned code, int day,
                          int64_t amount, const char *name, const char *id);
void gen_filing_free(struct gen_filing *f);
void gen_sort(struct gen_filing *f); /* by day, stable */

enum gen_columns {
	GEN_OFFICIAL,   /* the 25 columns in the platform's order */
	GEN_MOVED       /* 捐贈方式, 存入專戶日期 at the end, half-width strokes */
};
void gen_header(struct gen_out *o, enum gen_columns columns, const char *eol);
void gen_row(struct gen_out *o, const struct gen_filing *f,
             const struct gen_entry *e, uint64_t seq, enum gen_columns columns,
             const char *eol);
/* All incomes or all expenses of F, numbered from 1. */
void gen_details(struct gen_out *o, const struct gen_filing *f, bool income,
                 enum gen_columns columns, const char *eol);

/* Sums of entries, by subject code and otherwise. */
struct gen_sums {
	int64_t code[70];
	int64_t income, expense, money_in, kind_in, money_out, kind_out;
	int64_t over_in, over_out; /* of counterparties above 30,000 */
	struct gen_key {
		uint64_t key;
		int64_t amount;
	} *key;
	size_t keys, cap;
};
void gen_sum(struct gen_sums *s, const struct gen_entry *e);
void gen_sums_done(struct gen_sums *s); /* over_in, over_out */
void gen_sums_free(struct gen_sums *s);
void gen_sum_all(struct gen_sums *s, const struct gen_filing *f);

/* A whole table of one filing; or its header and the row of each. */
void gen_settlement(struct gen_out *o, const struct gen_filing *f,
                    const struct gen_sums *s);
void gen_settlement_header(struct gen_out *o);
void gen_settlement_row(struct gen_out *o, const struct gen_filing *f,
                        const struct gen_sums *s, uint64_t seq);
void gen_party_settlement(struct gen_out *o, const struct gen_filing *f,
                          const struct gen_sums *s);
void gen_party_balance(struct gen_out *o, const struct gen_filing *f,
                       const struct gen_sums *s);
void gen_surplus_settlement(struct gen_out *o, const struct gen_filing *f,
                            const struct gen_sums *s);
void gen_schema_details(struct gen_out *o);
void gen_schema_settlement(struct gen_out *o);
void gen_manifest(struct gen_out *o, const struct gen_filing *f);

/* ---- gen_zip.c: archives with fixed times ----------------------------- */

struct gen_member {
	const char *name;
	const char *p; /* bytes, or ... */
	size_t n;
	FILE *f; /* ... a file, closed when written */
	int day, hour, minute;
};
/* "mimetype" is stored as it is, the others are deflated. */
void gen_zip(const char *path, const struct gen_member *m, size_t n);

/* ---- gen_pdf.c: a printed settlement table ------------------------------- */

/* A PDF of one page; where PATH ends in .zip, a ZIP with it and two others. */
void gen_printed(const char *path);

/* ---- gen_awkward.c, gen_office.c, gen_sheet.c, gen_xls.c: one grid, all containers */

#define GEN_AWKWARD_COLUMNS 25u
struct gen_merge {
	unsigned row, column, rows, columns;
};
struct gen_grid {
	size_t rows;
	char **cell;
	const struct gen_merge *merge; /* in XLSX, ODS and XLS only */
	size_t merges;
};
struct gen_grid gen_awkward(size_t rows); /* the header is the first */
struct gen_grid gen_office(void);
const char *gen_at(const struct gen_grid *g, size_t row, size_t column);
void gen_grid_free(struct gen_grid *g);
void gen_xls(const struct gen_grid *g, const char *path);
/* G, which is freed, as csv, big5, xlsx, ods, xls, html, json or xml. */
void gen_container(const char *name, struct gen_grid g, const char *path);

/* ---- gen_corpus.c, gen_corpus_book.c: files that no reader should trust ---- */

void gen_corpus(const char *dir); /* 200 and more, the same bytes every time */
void gen_corpus_books(const char *dir);
void gen_keep(const char *dir, const char *name, struct gen_out *o); /* empties O */
void gen_times(struct gen_out *o, size_t n, const char *text);
void gen_slurp(struct gen_out *o, const char *path); /* gen_hostile.c */

/* ---- the families ------------------------------------------------------ */

void gen_rows(const char *path, uint64_t rows, uint64_t seed);
void gen_bundle(const char *path, uint64_t rows, uint64_t seed);
/* ROWS or more, and FAULTS times every fault, into the folder DIR. */
void gen_planted(const char *dir, uint64_t rows, unsigned faults, uint64_t seed);
void gen_official(const char *dir);
void gen_party_year(const char *dir);
void gen_surplus(const char *dir);
void gen_legacy(const char *dir);
void gen_crowd(const char *dir);
void gen_broken(const char *dir);
void gen_hostile(const char *kind, const char *path);
void gen_scriptindex(const char *csv, const char *dump);

/* The first filing that the folder, the CP950 table and the surplus share. */
void gen_candidate_a(struct gen_filing *f, bool corrected);
void gen_candidate_b(struct gen_filing *f);

#endif
