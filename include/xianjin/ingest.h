/*
 * ingest.h - the import: paths to readers to layouts to the store, with the
 * proof that nothing was lost.  Each source is one transaction.
 */
#ifndef XIANJIN_INGEST_H
#define XIANJIN_INGEST_H

#include "xianjin/core.h"
#include "xianjin/progress.h"
#include "xianjin/store.h"

/* Where the time went, in nanoseconds; only filled when asked for, since asking
 * costs two looks at the clock a row. */
struct xj_timings {
	uint64_t read_ns, parse_ns, normalise_ns, store_ns;
	uint64_t rows, bytes;
};

/* What a file does not say itself. */
struct xj_ingest_options {
	const char *encoding;   /* NULL: detect */
	const char *recipient;  /* NULL: from the file */
	const char *election;   /* NULL: from the file, its name or its folder */
	const char *serial;     /* NULL: from the file, its name, else the first */
	bool given;             /* the bytes are on FD; the path is only a name */
	int fd;
	int version;            /* 0: from the file name, else decided by the store */
	uint64_t deadline;      /* of the reading (core.h); 0 none */
	struct xj_progress *progress;
	struct xj_timings *timings; /* added to; NULL: do not measure */
	/* NULL, or called when all rows of the last source of the path are stored but
	 * not committed: what it writes is part of that transaction */
	void (*judge)(void *ctx, struct xj_store *s);
	void *judge_ctx;
};

/* One table of the source, for the proof. */
struct xj_ingest_part {
	const char *member, *sheet, *layout;
	const char *encoding, *confidence; /* "CP950"; "sure", "likely" or "guess" */
	struct xj_part_counts counts;
	/* lines that are no rows (importers/tables.h); totals that are not the sum
	 * of the rows count in both */
	uint64_t titles, totals, totals_differ;
};

enum xj_ingest_result { XJ_STORED, XJ_KNOWN /* this very file was here */,
                        XJ_SKIPPED /* no table of ours: a PDF beside the data */,
                        XJ_REFUSED };

/* A subject whose rows and settlement table were both in the source. */
struct xj_ingest_total {
	const char *recipient;
	const char *item;       /* subject name or total, as settlement tables spell it */
	int64_t rows, table;    /* sum of the rows; what the table says */
};

struct xj_ingest_report {
	const char *path;
	char sha256[65];
	enum xj_ingest_result result;
	int64_t source;                  /* id in the store, if stored or known */
	const struct xj_ingest_part *part;
	size_t parts;
	const struct xj_ingest_total *total;
	size_t totals;
	struct xj_error why;             /* refused or skipped */
};

/* Called once a source, after its transaction is durable (or refused). */
typedef void xj_ingest_fn(void *ctx, const struct xj_ingest_report *report);

/*
 * Imports PATH (a file, a folder with everything in it in name order, or "-").
 * A source that is refused changes nothing and does not stop the others; the
 * worst status is returned.  Statuses: XJ_BAD_INPUT, XJ_LIMIT refused;
 * XJ_IO, XJ_NOMEM stop at once.
 */
enum xj_status xj_ingest(struct xj_store *s, const char *path,
                         const struct xj_ingest_options *options,
                         xj_ingest_fn *report, void *ctx,
                         struct xj_error *err) XJ_MUST_USE;

/*
 * Reads PATH again, a source that is in the store, and compares every cell of
 * every row with what the store gives back.  XJ_NOT_FOUND when the store has no
 * such file, XJ_CORRUPT at the first difference (the text says which cell).
 */
struct xj_compared {
	uint64_t rows, cells;
};
enum xj_status xj_ingest_compare(struct xj_store *s, const char *path,
                                 struct xj_compared *out, struct xj_error *err)
	XJ_MUST_USE;

#endif
