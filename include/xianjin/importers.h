/*
 * importers.h - bytes to rows (readers), rows to entries (layouts).
 * A reader knows bytes and nothing of donations; a layout knows the Control
 * Yuan's columns and nothing of the store.
 */
#ifndef XIANJIN_IMPORTERS_H
#define XIANJIN_IMPORTERS_H

#include "xianjin/core.h"
#include "xianjin/entry.h"

/* ---- input: one file as received ------------------------------------- */

/*
 * A source of bytes: a file, standard input, or a member of a ZIP.  Reads go
 * forward; fd is >= 0 where the bytes are an ordinary file that may also be
 * read with pread().
 */
struct xj_bytes {
	/* Fills up to CAP bytes; *GOT 0 with XJ_OK is the end. */
	enum xj_status (*read)(void *ctx, void *buf, size_t cap, size_t *got,
	                       struct xj_error *err);
	void *ctx;
	int fd;        /* -1: forward only */
	uint64_t size; /* bytes in all if known, else 0 */
	const char *name; /* for messages and for what stands in the file name */
};

/*
 * Opens PATH ("-" is standard input, spooled to an unlinked temporary file)
 * without following a last symbolic link, refuses what is no regular file or
 * larger than XJ_MAX_FILE_BYTES, and hashes it: SHA256 gets 64 hex digits.
 * What is hashed is what is read: the same descriptor serves both, and a
 * change of size or time in between is XJ_STALE.
 */
enum xj_status xj_bytes_open(const char *path, struct xj_bytes *out,
                             char sha256[65], struct xj_error *err) XJ_MUST_USE;
/* The same of a file that is open on FD, which stays the caller's; NAME is only what
 * it is called. */
enum xj_status xj_bytes_open_fd(int fd, const char *name, struct xj_bytes *out,
                                char sha256[65], struct xj_error *err) XJ_MUST_USE;
/* FD, an unnamed file, as bytes; it is OUT's from now on, on failure too, and
 * not hashed.  NAME is for messages. */
enum xj_status xj_bytes_adopt(int fd, const char *name, struct xj_bytes *out,
                              struct xj_error *err) XJ_MUST_USE;
/* Once it is written: to be read from its beginning. */
enum xj_status xj_bytes_rewind(struct xj_bytes *in, struct xj_error *err) XJ_MUST_USE;
/* Checks again that the file did not change since it was opened. */
enum xj_status xj_bytes_unchanged(struct xj_bytes *in, struct xj_error *err)
	XJ_MUST_USE;
void xj_bytes_close(struct xj_bytes *in);

/* ---- readers ---------------------------------------------------------- */

/* One record of a table.  Cells are borrowed until the next call. */
struct xj_row {
	const struct xj_str *cell; /* UTF-8 */
	size_t n;
	uint64_t row;  /* 1-based, the header counted, as a spreadsheet shows it */
	uint64_t line; /* 1-based line of the text file where it begins; 0 if none */
	const char *spoiled; /* NULL, or why this row cannot be trusted (NUL bytes,
	                        too long ...): set it aside whole */
};

/* The code of the limit that WHY, of a row that is spoiled, speaks of; "spoiled"
 * for another reason. */
const char *xj_spoiled_code(const char *why);

/* How an encoding is known. */
enum xj_confidence {
	XJ_SURE,   /* told, marked or declared, the format's own, or every byte proves it */
	XJ_LIKELY, /* detected: all that was looked at fits */
	XJ_GUESS   /* detected: there is little to go by, or not all fits */
};
/* "sure", "likely", "guess": msgids and keys of JSON. */
const char *xj_confidence_name(enum xj_confidence c);

/* A table inside a source. */
struct xj_table {
	const char *member;   /* name inside the ZIP; "" for a plain file */
	const char *sheet;    /* sheet of a workbook; "" */
	const char *encoding; /* "UTF-8", "CP950" ... as used */
	enum xj_confidence confidence; /* in the encoding */
};

/* Something wrong that does not spoil the row; kept as an issue. */
typedef void xj_note_fn(void *ctx, const char *code, uint64_t row, size_t column,
                        struct xj_str text, const char *message);

struct xj_read_options {
	const char *encoding; /* NULL: detect */
	xj_note_fn *note;     /* may be NULL */
	void *note_ctx;
	/* called now and then with the bytes taken from the file so far; may be
	 * NULL */
	void (*progress)(void *ctx, uint64_t bytes);
	void *progress_ctx;
	/* Takes a member of a container whose reader must prepare it (below), reads
	 * all of it, and sees to its tables; fails only where reading it fails.
	 * NULL: such members are skipped with a note. */
	enum xj_status (*outside)(void *ctx, struct xj_bytes *member,
	                          struct xj_error *err);
	void *outside_ctx;
	/* when a reader in a process of its own is stopped (core.h); 0 never */
	uint64_t deadline;
};

struct xj_reader {
	const char *name;  /* "csv" */
	const char *title; /* "comma-separated text", for --help */
	/* How sure the reader is that these first bytes (up to 4 KiB) are its
	 * format: 0 no, 100 certain.  NAME is the file's name. */
	int (*bid)(struct xj_str head, const char *name);
	/* NULL, or what only another program can do with IN, an ordinary file:
	 * called where programs can be started, before open, which is given OUT
	 * (of the same name, for xj_bytes_close) instead. */
	enum xj_status (*prepare)(const struct xj_bytes *in, struct xj_bytes *out,
	                          struct xj_error *err);
	/* IN stays the caller's and must outlive the reader. */
	enum xj_status (*open)(struct xj_bytes *in,
	                       const struct xj_read_options *options, void **self,
	                       struct xj_error *err);
	/* XJ_OK with OUT set (borrowed until the next call) or XJ_END.  What is
	 * left of the table before is skipped. */
	enum xj_status (*next_table)(void *self, struct xj_table *out,
	                             struct xj_error *err);
	/* XJ_OK, XJ_END after the last row, or an error that ends the source. */
	enum xj_status (*next_row)(void *self, struct xj_row *out,
	                           struct xj_error *err);
	void (*close)(void *self);
};

/* The table of readers (registry.c), NULL-ended. */
extern const struct xj_reader *const xj_readers[];
/* Whether READER runs in a process of its own (importers/contained.h). */
bool xj_reader_is_contained(const struct xj_reader *reader);
/* The one that bids most for HEAD; NULL if none does.  What nobody knows is text
 * where an ENCODING was told (else NULL).  LEAF leaves out the containers (a ZIP
 * inside a ZIP is refused). */
const struct xj_reader *xj_reader_for(struct xj_str head, const char *name,
                                      const char *encoding, bool leaf);

/* ---- layouts ---------------------------------------------------------- */

enum xj_field { /* what a column of a detail table means */
	XJ_F_NONE = 0,
	XJ_F_SEQ, XJ_F_RECIPIENT, XJ_F_PARTY, XJ_F_ELECTION, XJ_F_TERM,
	XJ_F_SERIAL, XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY,
	XJ_F_COUNTERPARTY_ID, XJ_F_INCOME, XJ_F_EXPENSE, XJ_F_METHOD,
	XJ_F_DEPOSIT_DATE, XJ_F_DISPOSITION, XJ_F_PURPOSE, XJ_F_MONETARY,
	XJ_F_ADDRESS, XJ_F_PHONE, XJ_F_DISCLOSE, XJ_F_INSIDER_NAME,
	XJ_F_INSIDER_TITLE, XJ_F_PARTY_INSIDER_NAME, XJ_F_PARTY_INSIDER_TITLE,
	XJ_F_RELATION, XJ_F_CORRECTION, XJ_F_CORRECTED_ON, XJ_F_AREA, XJ_F_PAGE,
	XJ_F_KNOWN,  /* known and kept, but means nothing to us */
	XJ_F_COUNT
};

/* What a column of a settlement table means: a XJ_F_ field of the row's
 * filing, one of these, or XJ_ITEM_SUBJECT(code). */
enum xj_item {
	XJ_ITEM_FIRST = 100,
	XJ_ITEM_INCOME_TOTAL = XJ_ITEM_FIRST, XJ_ITEM_INCOME_OVER_30000,
	XJ_ITEM_INCOME_MONEY, XJ_ITEM_INCOME_IN_KIND, XJ_ITEM_EXPENSE_TOTAL,
	XJ_ITEM_EXPENSE_OVER_30000, XJ_ITEM_EXPENSE_MONEY, XJ_ITEM_EXPENSE_IN_KIND,
	XJ_ITEM_BANK_BALANCE, XJ_ITEM_PROPERTY_BOUGHT, XJ_ITEM_PROPERTY_SOLD,
	XJ_ITEM_BALANCE, XJ_ITEM_BALANCE_MONEY, XJ_ITEM_PROPERTY,
	XJ_ITEM_PREVIOUS_BALANCE, XJ_ITEM_GIFT_BUSINESSES,
	XJ_ITEM_CPA_FIRM, /* from here on text, not amounts */
	XJ_ITEM_CPA_NAME, XJ_ITEM_SETTLED_ON, XJ_ITEM_FILED_ON,
	XJ_ITEM_CORRECTED_ON,
	XJ_ITEM_END,
	XJ_ITEM_SUBJECT_BASE = 200
};
#define XJ_ITEM_SUBJECT(code) (XJ_ITEM_SUBJECT_BASE + (code))
#define XJ_MEANINGS 300 /* one past every field and item */
/* "income_total" ...; the code in digits for a subject. */
void xj_item_name(int item, char out[32]);

enum xj_layout_kind {
	XJ_LAYOUT_ENTRIES,  /* one row an entry */
	XJ_LAYOUT_SUMMARY,  /* one row a settlement table */
	XJ_LAYOUT_MANIFEST, /* names the members of a bundle */
	XJ_LAYOUT_SCHEMA    /* names the columns of a member */
};

struct xj_alias {
	int meaning;       /* enum xj_field or enum xj_item */
	const char *name;  /* as filed; compared folded (xj_fold), so that ／ and /,
	                      blanks and brackets do not matter */
};

struct xj_layout {
	const char *name;  /* "official" */
	const char *title; /* for messages; English msgid */
	enum xj_layout_kind kind;
	enum xj_account account;        /* where the file itself cannot tell */
	const struct xj_alias *aliases; /* ended by name NULL */
	const int *required;            /* meanings that must be there, 0-ended */
	const int *telling;             /* at least one of these must be there,
	                                   0-ended; NULL: none needed */
	/* How its cells are usually spelled; entry.raw keeps what differs. */
	enum xj_date_style date_style;
	enum xj_money_style money_style;
	const char *other_amount;       /* text of the amount cell not used */
	const char *election;           /* election of all such files, or NULL */
	unsigned subject;               /* subject of all rows, or 0 */
};

extern const struct xj_layout *const xj_layouts[]; /* NULL-ended */
const struct xj_layout *xj_layout_find(const char *name);

/* A header understood: which column means what. */
struct xj_columns {
	const struct xj_layout *layout;
	size_t n;
	struct xj_str *name;          /* as filed */
	struct xj_str *key;           /* name, or "#3" where a name is empty or
	                                 stands twice: how raw calls the column */
	int *meaning;                 /* by column; XJ_F_NONE if unknown */
	int16_t at[XJ_MEANINGS];      /* column by meaning, -1 if absent */
	void *memory;
};

/*
 * Finds the layout of a header.  XJ_BAD_INPUT when none fits: the text names
 * the nearest one and the columns that are missing.
 */
enum xj_status xj_columns_match(const struct xj_row *header,
                                struct xj_columns *out, struct xj_error *err)
	XJ_MUST_USE;
/* The same for a layout already known, as when the header comes back from the
 * store. */
enum xj_status xj_columns_map(const struct xj_layout *layout,
                              const struct xj_str *name, size_t n,
                              struct xj_columns *out, struct xj_error *err)
	XJ_MUST_USE;
void xj_columns_clear(struct xj_columns *c);

/* ---- what a row lacks and its file name or the user says ----------------- */

struct xj_context {
	char recipient[256], election[256], serial[40]; /* "" if not known */
	int version;                                    /* 0 if not known */
};
/*
 * Reads the last two parts of PATH and the member: 109年…選舉_王大明.csv,
 * 王大明_4_v5.zip, 2008/…basicall_7.csv.  Fills only what is still empty.
 */
void xj_context_from_name(const char *path, const char *member,
                          const struct xj_layout *layout, struct xj_context *c);

/* ---- rows to entries ------------------------------------------------------ */

struct xj_cell_issue {
	const char *code;
	const char *message;  /* English msgid */
	int column;           /* -1: the row */
};
#define XJ_ROW_ISSUES 12

/* A row as understood.  Strings are borrowed from the row and the normaliser
 * until its next call. */
struct xj_normal {
	struct xj_entry entry;      /* part, filing not set */
	struct xj_filing filing;    /* who filed it, as the row and context say */
	const char *aside;          /* code when the row must be set aside whole */
	const char *aside_message;
	int64_t aside_amount;       /* what its readable amounts add up to */
	struct xj_cell_issue issue[XJ_ROW_ISSUES];
	size_t issues;
};

struct xj_normaliser;
enum xj_status xj_normaliser_new(const struct xj_columns *columns,
                                 const struct xj_context *context,
                                 struct xj_normaliser **out,
                                 struct xj_error *err) XJ_MUST_USE;
void xj_normaliser_free(struct xj_normaliser *z);
/* Understands one row of details.  Fails only for want of memory. */
enum xj_status xj_normalise(struct xj_normaliser *z, const struct xj_row *row,
                            struct xj_normal *out, struct xj_error *err)
	XJ_MUST_USE;
/*
 * Fills OUT->entry.raw for the row just normalised.  FILING_SPELT says that the
 * store's filing keeps recipient, election and serial as this row spells them.
 */
enum xj_status xj_normalise_raw(struct xj_normaliser *z, const struct xj_row *row,
                                bool filing_spelt, struct xj_normal *out,
                                struct xj_error *err) XJ_MUST_USE;
/* The constants of the part as JSON (schema.sql), borrowed. */
struct xj_str xj_normaliser_constants(struct xj_normaliser *z);

/* The text that a column has without raw or constants to say otherwise: how
 * the store gives a cell back.  LAYOUT's styles apply; OUT is appended to. */
enum xj_status xj_cell_spell(const struct xj_layout *layout, int meaning,
                             const struct xj_entry *e, struct xj_buf *out)
	XJ_MUST_USE;

#endif
