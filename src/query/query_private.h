/* query_private.h - shared by the files of the query room only. */
#ifndef XIANJIN_QUERY_PRIVATE_H
#define XIANJIN_QUERY_PRIVATE_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "src/core/i18n.h"
#include "xianjin/index.h"
#include "xianjin/limits.h"
#include "xianjin/query.h"
#include "xianjin/store.h"
#include "xianjin/text.h"

#define XJ_DATA_PATH 4200 /* bytes of the folder's name */

struct xj_data {
	struct xj_store *store;
	struct xj_index *index;
	char note[256];
	char stamp[48];           /* generation.revision */
	char dir[XJ_DATA_PATH];
	struct stat list;         /* the list of segments, when it was opened */
	uint64_t deadline;
	struct xj_kept {          /* statements that each question needs: sql.c */
		const char *sql;
		struct sqlite3_stmt *q;
	} kept[16];
};

/* What the text of a word may match. */
enum xj_term_kind {
	XJ_TERM_NAME,         /* counterparty or recipient */
	XJ_TERM_COUNTERPARTY,
	XJ_TERM_PURPOSE,
	/* these choose filings: alternatives of one kind are joined by or */
	XJ_TERM_RECIPIENT, XJ_TERM_ELECTION, XJ_TERM_AREA, XJ_TERM_PARTY,
	/* these choose entries */
	XJ_TERM_SOURCE, XJ_TERM_FLAG
};

struct xj_term {
	enum xj_term_kind kind;
	bool whole;
	char *text;           /* as given */
	struct xj_buf folded;
};

#define XJ_MAX_TERMS 64

struct xj_query {
	struct xj_term term[XJ_MAX_TERMS];
	size_t terms;
	size_t chars;              /* of all terms, folded */
	char *pattern;             /* donor:/.../, NULL none */
	char id[24];
	uint64_t donor;
	uint64_t subjects[2];
	uint32_t kinds, directions, methods;
	uint32_t sides;            /* of donor and payee; 0 both */
	uint8_t places[128];       /* bitset by place */
	bool has_places, has_amount, has_day;
	struct xj_range amount, day;
	bool has_sort;
	enum xj_sort sort;
	bool descending;
	size_t limit;
	bool after;
	char after_order;          /* xj_order_letter of the page it came from */
	int64_t after_key, after_id;
	char next[48];             /* see xj_query_next; "" none */
	uint32_t facets;           /* 1 << enum xj_view_facet */
	bool has_facets;
	bool superseded;
};

/* What people count by; some fold several filings or places into one. */
enum xj_view_facet {
	XJ_BY_RECIPIENT, XJ_BY_ELECTION, XJ_BY_AREA, XJ_BY_KIND, XJ_BY_SUBJECT,
	XJ_BY_YEAR, XJ_BY_PLACE, XJ_BY_METHOD, XJ_BY_DIRECTION, XJ_BY_DONOR,
	XJ_VIEW_FACETS
};
extern const char *const xj_view_facet_names[XJ_VIEW_FACETS];

#define XJ_DEFAULT_ROWS 20u

/* ---- filters.c ---- */
enum xj_status xj_query_add_term(struct xj_query *q, enum xj_term_kind kind,
                                 struct xj_str text, bool whole,
                                 struct xj_error *err) XJ_MUST_USE;

/* ---- ranges.c: "9000..10000", "2023-11..2024-01-12" ---- */
enum xj_status xj_parse_amounts(struct xj_str text, struct xj_range *out,
                                struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_parse_days(struct xj_str text, struct xj_range *out,
                             struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_parse_years(struct xj_str text, struct xj_range *out,
                              struct xj_error *err) XJ_MUST_USE;

/* ---- resolve.c: a query against this data ---- */
struct xj_resolved {
	struct xj_question question;
	struct xj_word word[XJ_MAX_TERMS];
	struct xj_pattern pattern;
	uint8_t *filings;               /* bitset or NULL */
	uint8_t *word_filings[XJ_MAX_TERMS];
	struct xj_range *ids;
};
enum xj_status xj_resolve(struct xj_data *d, const struct xj_query *q,
                          struct xj_resolved *out, struct xj_error *err) XJ_MUST_USE;
void xj_resolved_clear(struct xj_resolved *r);

/* The order of rows as one letter: a small one ascends. */
char xj_order_letter(const struct xj_question *q);

/* ---- rows.c: entries as the world sees them ---- */
extern const struct xj_column xj_row_columns[];
extern const size_t xj_row_column_count;
struct xj_row_reader;
enum xj_status xj_row_reader_new(struct xj_data *d, struct xj_row_reader **out,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_row_reader_free(struct xj_row_reader *r);
/* Writes the entry ID as one row of the section under way. */
enum xj_status xj_row_write(struct xj_row_reader *r, int64_t id,
                            struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
/* The entries of N hits as the section "rows"; TITLE may be NULL. */
enum xj_status xj_write_entries(struct xj_data *d, const struct xj_hit *hit, size_t n,
                                const char *title, struct xj_output *o,
                                struct xj_error *err) XJ_MUST_USE;

/* ---- facet_view.c: counts by what people name ---- */
/* The index facets that the view facets in MASK need. */
uint32_t xj_facets_needed(uint32_t mask);
/* All facets of MASK as one JSON fact, at most XJ_MAX_FACET_VALUES each. */
enum xj_status xj_facets_fact(struct xj_data *d, const struct xj_answer *a,
                              uint32_t mask, struct xj_output *o,
                              struct xj_error *err) XJ_MUST_USE;
/* The facts count, sum_income, sum_expense. */
enum xj_status xj_write_totals(const struct xj_answer *a, struct xj_output *o,
                               struct xj_error *err) XJ_MUST_USE;
/* The facet WHICH as a section (MAIN: the one that CSV prints), at most MOST values. */
enum xj_status xj_facet_section(struct xj_data *d, const struct xj_answer *a,
                                enum xj_view_facet which, const char *name,
                                const char *title, size_t most, bool main,
                                struct xj_output *o, struct xj_error *err)
	XJ_MUST_USE;

/* A value of a view facet with what was added up for it. */
struct xj_counted {
	int64_t key;   /* an id, a code, a donor's key */
	char *label;   /* "" where it has no name */
	uint64_t count;
	int64_t income, expense;
};
struct xj_tally {
	struct xj_counted *v;
	size_t n;
};
/* The values of the facet WHICH, at most MOST of them, the largest first: by
 * money or by rows.  To be cleared also when it fails. */
enum xj_status xj_tally_take(struct xj_data *d, const struct xj_answer *a,
                             enum xj_view_facet which, bool money, size_t most,
                             struct xj_tally *t, struct xj_error *err) XJ_MUST_USE;
void xj_tally_clear(struct xj_tally *t);

/* ---- view_reconcile.c, view_election.c: sections for other views ---- */
/* The settlement tables of the recipient whose folded name is FOLD against the rows:
 * section "settlement", every comparison. */
enum xj_status xj_reconcile_section(struct xj_data *d, struct xj_str fold,
                                    struct xj_output *o,
                                    struct xj_error *err) XJ_MUST_USE;
/* All entries, counted by the filing facet; to be cleared when it succeeds. */
enum xj_status xj_ask_filings(struct xj_data *d, struct xj_answer *a,
                              struct xj_error *err) XJ_MUST_USE;
/* Section "election" of such an answer. */
enum xj_status xj_write_elections(struct xj_data *d, const struct xj_answer *a,
                                  struct xj_output *o, struct xj_error *err) XJ_MUST_USE;

/* ---- sql.c: what every view does with SQLite ---- */
/* What the SQL of views may call: fold(text), donor_key(n), serial_name(n),
 * place_name(n). */
enum xj_status xj_sql_functions(struct xj_data *d, struct xj_error *err) XJ_MUST_USE;
/* What a question is about: ?1 and ?2. */
struct xj_sql_about {
	struct xj_str text;
	int64_t number;
};
#define XJ_SQL_COLUMNS 24u
/* Writes the rows that SQL finds as the section S: its columns in their order, a date
 * as a day. */
enum xj_status xj_sql_section(struct xj_data *d, const struct xj_section *s,
                              const char *sql, struct xj_sql_about about,
                              struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
/* The one row that SQL finds as N facts.  XJ_NOT_FOUND, without a text: no row. */
enum xj_status xj_sql_facts(struct xj_data *d, const struct xj_column *fact, size_t n,
                            const char *sql, struct xj_sql_about about,
                            struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_sql(struct xj_data *d, const char *sql, sqlite3_stmt **out,
                      struct xj_error *err) XJ_MUST_USE;
/* The same, kept until the data are closed: reset it after use, do not finalize it.
 * SQL is a constant of the program. */
enum xj_status xj_sql_kept(struct xj_data *d, const char *sql, sqlite3_stmt **out,
                           struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_sql_failed(struct xj_data *d, struct xj_error *err);
/* What an output call returned, as an error with a text. */
enum xj_status xj_written(enum xj_status st, struct xj_error *err);

#endif
