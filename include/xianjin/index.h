/*
 * index.h - the search index: Xapian behind a C face, and beside it plain
 * memory-mapped columns with the same numbers.  A function of the store: it
 * can be deleted and is made again.
 *
 * On disk:  DIR/index/current           text: format, fold version, generation,
 *                                       last entry id, store revision, and the
 *                                       segments in order; replaced by rename
 *           DIR/index/SEGMENT/xapian    one compacted single-file database
 *           DIR/index/SEGMENT/columns   numbers and folded texts by docid
 *           DIR/index/filings-G         one record a filing (who, which
 *                                       election, in force)
 *           DIR/index/flags-G/xapian    the flagged entries, a term a rule
 * A segment covers a run of entry ids and never changes once published; a
 * reader that has it open goes on reading it after it is replaced.  More of it
 * in docs/index.md.
 */
#ifndef XIANJIN_INDEX_H
#define XIANJIN_INDEX_H

#include "xianjin/core.h"
#include "xianjin/values.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- building ---------------------------------------------------------- */

struct xj_index_progress {
	void (*step)(void *ctx, uint64_t done, uint64_t all); /* may be NULL */
	void *ctx;
};

/*
 * Brings the index under DIR up to the store under DIR: new segments for the
 * new entries (two processes where there is enough work), merges when there
 * are many, a new list of filings, then one rename.  Rebuilds from nothing
 * when the format or fold version differs.  The caller holds the store's write
 * lock.  Nothing to do is XJ_OK.
 */
enum xj_status xj_index_update(const char *dir,
                               const struct xj_index_progress *progress,
                               struct xj_error *err) XJ_MUST_USE;

/* ---- asking ------------------------------------------------------------ */

struct xj_index;

/* XJ_NOT_FOUND: no index yet.  XJ_STALE: made by another version. */
enum xj_status xj_index_open(const char *dir, struct xj_index **out,
                             struct xj_error *err) XJ_MUST_USE;
void xj_index_close(struct xj_index *ix);

struct xj_index_info {
	uint64_t generation, rows, segments;
	int64_t last_entry, revision; /* of the store it was made from */
	uint64_t bytes;
};
void xj_index_info(const struct xj_index *ix, struct xj_index_info *out);

/* One record a filing, ordered by filing id; arrays indexed 0..n-1 are
 * "filing numbers".  Borrowed from the index. */
struct xj_filing_row {
	int64_t id;            /* of the store */
	uint32_t recipient;    /* id of the store */
	uint32_t election;     /* id of the store, 0 for a party's year */
	uint8_t income_in_force, expense_in_force;
	uint16_t version;
};
const struct xj_filing_row *xj_index_filings(const struct xj_index *ix, size_t *n);

enum xj_word_where { /* which text a word must stand in */
	XJ_IN_NAMES,         /* the counterparty's or the recipient's name */
	XJ_IN_COUNTERPARTY,  /* the counterparty's name */
	XJ_IN_PURPOSE
};

struct xj_word {
	struct xj_str folded;   /* by xj_fold; not empty */
	bool whole;             /* the whole name (or a company's stem), not a part */
	enum xj_word_where where;
	const uint8_t *filings; /* XJ_IN_NAMES: bitset by filing number of the
	                           filings whose recipient matches; NULL none */
};

/* A regular expression over folded counterparty names. */
struct xj_pattern {
	struct xj_str text;     /* PCRE2, UTF-8 */
};

struct xj_range {
	int64_t min, max;       /* both inclusive */
};

/* Matching rows as columns, N of them in the order of their ids. */
struct xj_rows {
	size_t n;
	const int64_t *amount;
	const int32_t *day;       /* XJ_NO_DAY */
	const uint32_t *filing;   /* filing numbers */
	const uint64_t *donor;    /* keys, 0 none */
	const uint8_t *kind;      /* enum xj_kind */
};

/* All conditions must hold; zeroed means "no condition" but for the ranges,
 * which xj_question_init opens wide. */
struct xj_question {
	const struct xj_word *word;
	size_t words;
	const struct xj_pattern *pattern; /* NULL: none */
	const uint8_t *filings;     /* bitset by filing number; NULL: all */
	uint64_t subjects[2];       /* bitset by code; both 0: all */
	uint32_t kinds;             /* bitset by enum xj_kind; 0: all */
	uint32_t directions;        /* bits 1 income, 2 expense; 0: both */
	uint32_t methods;           /* bitset by enum xj_method; 0: all */
	const uint8_t *places;      /* bitset by place; NULL: all */
	struct xj_str id;           /* folded id of the counterparty; "" */
	uint64_t donor;             /* key; 0: any */
	struct xj_range amount;     /* dollars */
	struct xj_range day;        /* INT32_MIN as min lets unknown days through */
	const struct xj_range *ids; /* entry ids (a source); NULL: all */
	size_t id_ranges;
	bool superseded;            /* also filings no longer in force */

	enum xj_sort { XJ_SORT_ID, XJ_SORT_AMOUNT, XJ_SORT_DATE,
	               XJ_SORT_RELEVANCE } sort; /* relevance: whole names first,
	                                            then shorter names, then id */
	bool descending;
	size_t limit;               /* rows of the page; 0: none wanted */
	bool after;                 /* continue behind (after_key, after_id) */
	int64_t after_key;
	int64_t after_id;
	uint32_t facets;            /* bits 1 << enum xj_facet */
	bool unordered;             /* the facets in any order: it is made later */
	/* gets every matching row, a few thousand at a time; NULL: nobody does */
	void (*each)(void *ctx, const struct xj_rows *rows);
	void *ctx;
	uint32_t msec;              /* deadline; 0: none */
};
void xj_question_init(struct xj_question *q);

enum xj_facet { XJ_FACET_FILING, XJ_FACET_KIND, XJ_FACET_SUBJECT,
                XJ_FACET_YEAR, XJ_FACET_PLACE, XJ_FACET_METHOD,
                XJ_FACET_DIRECTION, XJ_FACET_DONOR, XJ_FACETS };

struct xj_facet_value {
	int64_t value;              /* filing number, kind, code, year (0 unknown),
	                               place, method, direction, donor key */
	uint64_t count;
	int64_t income, expense;
};

struct xj_hit {
	int64_t id;
	int64_t key;                /* what it was sorted by, for after_key */
};

/* Exact over the whole result. */
struct xj_answer {
	uint64_t count;
	int64_t income, expense;
	struct xj_hit *hit;         /* the page, in order */
	size_t hits;
	bool more;                  /* rows follow this page */
	struct xj_facet_value *facet[XJ_FACETS]; /* only those asked for; largest
	                               count first, then value; zero counts left out */
	size_t facet_n[XJ_FACETS];
};

/* XJ_LIMIT past the deadline or when a pattern is too expensive; XJ_USAGE for a
 * pattern that does not compile. */
enum xj_status xj_index_ask(struct xj_index *ix, const struct xj_question *q,
                            struct xj_answer *out, struct xj_error *err)
	XJ_MUST_USE;
void xj_answer_clear(struct xj_answer *a);

/* The entries that any of RULES (ids) flags, as ranges in order and apart; *RANGE is
 * the caller's.  A rule that flags none, or that nobody knows, adds nothing. */
enum xj_status xj_index_flagged(struct xj_index *ix, const struct xj_str *rule,
                                size_t rules, struct xj_range **range, size_t *n,
                                struct xj_error *err) XJ_MUST_USE;
/* How many entries RULE flags. */
enum xj_status xj_index_flag_entries(struct xj_index *ix, struct xj_str rule,
                                     uint32_t *entries, struct xj_error *err)
	XJ_MUST_USE;

/* Checks every segment: sizes, checksums, Xapian's own check, row counts, and
 * that docids run from 1 to last_entry without gaps.  XJ_CORRUPT says where. */
enum xj_status xj_index_verify(const char *dir, struct xj_error *err) XJ_MUST_USE;

/* ---- the document scheme, shared with tests ----------------------------- */

/* What the index keeps of one entry. */
struct xj_doc {
	int64_t id;
	struct xj_str name;     /* folded counterparty */
	struct xj_str purpose;  /* folded */
	struct xj_str id_text;  /* folded counterparty id */
	uint64_t donor;
	int64_t amount;
	int32_t day;
	int64_t filing;         /* id of the store */
	uint8_t subject, kind, direction, method;
	uint16_t place;
};

#ifdef __cplusplus
}
#endif
#endif
