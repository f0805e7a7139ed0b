/* ingest_private.h - shared by the files of the import only. */
#ifndef XIANJIN_INGEST_PRIVATE_H
#define XIANJIN_INGEST_PRIVATE_H

#include "xianjin/importers.h"
#include "xianjin/ingest.h"

#define XJ_CODES 100 /* one past the largest subject code */

/* A filing that this source has written to, found again by the texts of a row. */
struct xj_slot {
	struct xj_slot *next;        /* same hash bucket */
	char *texts;                 /* recipient, election, serial, NUL between */
	size_t texts_n;
	enum xj_side side;
	struct xj_filing_ref ref;
	char *recipient;             /* inside texts, for the report */
	int64_t rows[XJ_CODES];      /* sums of entries by subject, 0 unknown */
	int64_t table[XJ_CODES];     /* what the settlement table says */
	int64_t total[3], table_total[3]; /* by direction */
	bool has_table[XJ_CODES], has_table_total[3], has_rows[3];
};
#define XJ_BUCKETS 4096u

/* A note that came while the header was being read. */
struct xj_pending {
	char code[32], message[128];
	uint64_t row;
	size_t column;
	struct xj_buf text;
};
#define XJ_PENDING 32u

/* One source being imported. */
struct xj_job {
	struct xj_store *store;
	const struct xj_ingest_options *options;
	const char *path;
	bool last;               /* source of the path that was named */
	struct xj_bytes in;
	char sha256[65];
	int64_t source;
	const struct xj_reader *reader;
	void *reading;
	uint64_t bytes;              /* taken from the file so far */
	uint64_t rows;
	bool committed;              /* from here on it is stored, whatever follows */

	struct xj_slot *bucket[XJ_BUCKETS];
	struct xj_ingest_part *part; /* names are owned */
	size_t parts, parts_room;
	size_t understood;           /* parts with a layout of ours */
	struct xj_error first_error; /* of a part that had none */

	/* the part under way */
	int64_t part_id;
	struct xj_pending *pending;  /* notes from before it had a row in the store */
	size_t pendings;
	struct xj_columns columns;
	bool has_columns;
	struct xj_part_counts counts;
	uint64_t titles, totals, totals_differ;
	struct xj_buf json;          /* scratch */
	uint64_t clock;              /* last look, when timings are wanted */
	uint64_t in_read;            /* part of it spent in read() */
};

/* ---- ingest.c --------------------------------------------------------------- */

/* The reader for the first bytes of a file; ENCODING as told, or NULL. */
enum xj_status xj_find_reader(const struct xj_bytes *in, const char *encoding,
                              const struct xj_reader **out,
                              struct xj_error *err) XJ_MUST_USE;

/* Opens *READER on IN, in a child where it must be: *READER is then whom to ask. */
enum xj_status xj_open_reader(const struct xj_reader **reader, struct xj_bytes *in,
                              const struct xj_read_options *options, void **reading,
                              struct xj_error *err) XJ_MUST_USE;

/* ---- ingest_part.c: one table ------------------------------------------- */

/* Imports the table that the reader stands before. */
enum xj_status xj_job_table(struct xj_job *j, const struct xj_table *t,
                            struct xj_error *err) XJ_MUST_USE;
/* An issue of the part under way, from the reader; made to fit xj_note_fn. */
void xj_job_note(void *job, const char *code, uint64_t row, size_t column,
                 struct xj_str text, const char *message);
/* Forgets the notes that are waiting for a part. */
void xj_job_drop_pending(struct xj_job *j);
/* [ "cell", ... ] into j->json. */
enum xj_status xj_job_json_row(struct xj_job *j, const struct xj_row *row) XJ_MUST_USE;
/* Adds to COUNTER what has passed since the last call. */
void xj_job_lap(struct xj_job *j, uint64_t *counter);

/* ---- ingest_entries.c, ingest_summary.c: its rows ------------------------ */

enum xj_status xj_job_entries(struct xj_job *j, const struct xj_context *context,
                              struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_job_summaries(struct xj_job *j, const struct xj_context *context,
                                struct xj_error *err) XJ_MUST_USE;
/* The next row, with the clock and the progress line looked after. */
enum xj_status xj_job_row(struct xj_job *j, struct xj_row *row,
                          struct xj_error *err) XJ_MUST_USE;
/* Sets a row aside whole. */
enum xj_status xj_job_aside(struct xj_job *j, const struct xj_row *row,
                            const char *code, const char *message,
                            int64_t amount, struct xj_error *err) XJ_MUST_USE;

/* ---- ingest_filings.c ----------------------------------------------------- */

/* The slot of the filing F on SIDE, made in the store when new. */
enum xj_status xj_job_filing(struct xj_job *j, const struct xj_filing *f,
                             enum xj_side side, struct xj_slot **out,
                             struct xj_error *err) XJ_MUST_USE;
/* Settlement tables against rows, subject by subject; *TOTAL is owned by the
 * caller, its texts by the job. */
enum xj_status xj_job_totals(struct xj_job *j, struct xj_ingest_total **total,
                             size_t *n, struct xj_error *err) XJ_MUST_USE;
void xj_job_filings_clear(struct xj_job *j);

#endif
