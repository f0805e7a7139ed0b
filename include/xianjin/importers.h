/*
 * importers.h - bytes to rows (readers), rows to entries (layouts).
 * A reader knows bytes and nothing of donations; a layout knows the Control
 * Yuan's columns and nothing of the store.
 */
#ifndef XIANJIN_IMPORTERS_H
#define XIANJIN_IMPORTERS_H

#include "xianjin/core.h"
#include "xianjin/values.h"

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

/* A table inside a source. */
struct xj_table {
	const char *member;   /* name inside the ZIP; "" for a plain file */
	const char *sheet;    /* sheet of a workbook; "" */
	const char *encoding; /* "UTF-8", "CP950" ... as used */
	bool guessed;         /* the encoding was detected, not declared or told */
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
};

struct xj_reader {
	const char *name;  /* "csv" */
	const char *title; /* "comma-separated text", for --help */
	/* How sure the reader is that these first bytes (up to 4 KiB) are its
	 * format: 0 no, 100 certain.  NAME is the file's name. */
	int (*bid)(struct xj_str head, const char *name);
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
/* The one that bids most for HEAD; NULL if none does.  LEAF leaves out the
 * containers (a ZIP inside a ZIP is refused). */
const struct xj_reader *xj_reader_for(struct xj_str head, const char *name,
                                      bool leaf);

/* ---- layouts ---------------------------------------------------------- */

enum xj_field { /* what a column of a detail table means */
	XJ_F_NONE = 0,
	XJ_F_SEQ, XJ_F_RECIPIENT, XJ_F_PARTY, XJ_F_ELECTION, XJ_F_TERM,
	XJ_F_SERIAL, XJ_F_DATE, XJ_F_SUBJECT, XJ_F_COUNTERPARTY,
	XJ_F_COUNTERPARTY_ID, XJ_F_INCOME, XJ_F_EXPENSE, XJ_F_METHOD,
	XJ_F_DEPOSIT_DATE, XJ_F_DISPOSITION, XJ_F_PURPOSE, XJ_F_MONETARY,
	XJ_F_ADDRESS, XJ_F_PHONE, XJ_F_DISCLOSE, XJ_F_INSIDER_NAME,
	XJ_F_INSIDER_TITLE, XJ_F_PARTY_INSIDER_NAME, XJ_F_PARTY_INSIDER_TITLE,
	XJ_F_RELATION, XJ_F_CORRECTION, XJ_F_CORRECTED_ON, XJ_F_AREA,
	XJ_F_IGNORE, /* known, kept in raw, means nothing to us */
	XJ_F_COUNT
};

enum xj_layout_kind {
	XJ_LAYOUT_ENTRIES,  /* one row an entry */
	XJ_LAYOUT_SUMMARY,  /* one row a settlement table */
	XJ_LAYOUT_MANIFEST, /* names the members of a bundle */
	XJ_LAYOUT_SCHEMA    /* names the columns of a member */
};

struct xj_alias {
	int field;         /* enum xj_field; for summaries a subject code or one of
	                      XJ_ITEM_* */
	const char *name;  /* folded by xj_header_fold */
};

struct xj_layout {
	const char *name;  /* "official" */
	const char *title; /* for messages and --help, translated where shown */
	enum xj_layout_kind kind;
	const struct xj_alias *aliases; /* ended by name NULL */
	const char *const *required;    /* folded names that must all be there,
	                                   NULL-ended; any alias of the same field
	                                   will do */
	const char *const *telling;     /* at least one of these must be there; NULL:
	                                   none needed */
	enum xj_date_style date_style;  /* how its cells are usually spelled: what */
	enum xj_money_style money_style;/* differs is kept in raw */
	const char *other_amount;       /* usual text of the empty amount cell */
	const char *election;           /* election of all such files, or NULL */
	unsigned subject;               /* subject of all rows, or 0 */
};

extern const struct xj_layout *const xj_layouts[]; /* registry.c, NULL-ended */

#endif
