/*
 * room.h - what the files of this room share and nobody else sees: the list of
 * segments, the open index, files made durable.
 */
#ifndef XJ_INDEX_ROOM_H
#define XJ_INDEX_ROOM_H

#include <sys/types.h>

#include "index/columns.h"
#include "index/postings.h"
#include "xianjin/index.h"

/* Another format is rebuilt from nothing. */
#define XJ_INDEX_FORMAT 2
#define XJ_PATH_ROOM 4096
/* More than this many segments are merged. */
#define XJ_MAX_SEGMENTS 8
/* A list of segments longer than this is damaged. */
#define XJ_MANIFEST_SEGMENTS 64
#define XJ_NAME_ROOM 64

/* ---- files (fs.c) ---------------------------------------------------- */

/* DIR/NAME, or XJ_LIMIT when too long. */
enum xj_status xj_path(char out[XJ_PATH_ROOM], const char *dir, const char *name,
                       struct xj_error *err) XJ_MUST_USE;
/* Size and SHA-256 of a file, which is first made durable when SYNC. */
enum xj_status xj_file_sum(const char *path, bool sync, uint64_t *bytes,
                           char sha256[65], struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_dir_sync(const char *path, struct xj_error *err) XJ_MUST_USE;
enum xj_status xj_write_file(const char *path, const void *p, size_t n,
                             struct xj_error *err) XJ_MUST_USE;
/* Reads a whole file of at most MAX bytes; the caller frees *OUT, which ends
 * with a NUL. */
enum xj_status xj_read_file(const char *path, size_t max, char **out, size_t *n,
                            struct xj_error *err) XJ_MUST_USE;
/* Maps a file for reading. */
enum xj_status xj_map_file(const char *path, const uint8_t **map, size_t *bytes,
                           struct xj_error *err) XJ_MUST_USE;
/* Removes a file or a folder with the files in it; what is not there is fine. */
void xj_remove(const char *path);

/* ---- the list of segments (manifest.c) ------------------------------- */

struct xj_file_line {
	uint64_t bytes;
	char sha256[65];
};

struct xj_segment_line {
	char name[XJ_NAME_ROOM];
	uint64_t first, last; /* entry ids */
	struct xj_file_line xapian, columns;
};

struct xj_manifest {
	uint64_t generation;
	int64_t last_entry, revision;
	char filings_name[XJ_NAME_ROOM];
	uint64_t filings_n;
	struct xj_file_line filings;
	char flags_name[XJ_NAME_ROOM]; /* a folder */
	struct xj_file_line flags;
	struct xj_segment_line segment[XJ_MANIFEST_SEGMENTS];
	size_t segments;
};

/* INDEX is DIR/index.  XJ_NOT_FOUND, XJ_STALE (another version), XJ_CORRUPT. */
enum xj_status xj_manifest_read(const char *index, struct xj_manifest *out,
                                struct xj_error *err) XJ_MUST_USE;
/* Replaces the list by rename; durable when it returns. */
enum xj_status xj_manifest_write(const char *index, const struct xj_manifest *m,
                                 struct xj_error *err) XJ_MUST_USE;

struct xj_store;
/* Writes the record of every filing; fills in the filings_* members. */
enum xj_status xj_filings_write(struct xj_store *store, const char *index,
                                struct xj_manifest *m, struct xj_error *err)
	XJ_MUST_USE;

/* ---- building one segment (segment.c) -------------------------------- */

/* Where a child tells its parent how far it is. */
struct xj_steps {
	void (*step)(void *ctx, uint64_t done);
	void *ctx;
};

/* Builds the entries FIRST..LAST of the store under DIR into the folder INTO,
 * which is made, and makes it durable. LINE gets all but its name. */
enum xj_status xj_segment_build(const char *dir, const char *into, uint64_t first,
                                uint64_t last, const struct xj_steps *steps,
                                struct xj_segment_line *line,
                                struct xj_error *err) XJ_MUST_USE;
/* Joins N neighbours under INDEX into the folder INTO. */
enum xj_status xj_segment_merge(const char *index,
                                const struct xj_segment_line *from, size_t n,
                                const char *into, const struct xj_steps *steps,
                                struct xj_segment_line *line,
                                struct xj_error *err) XJ_MUST_USE;

/* ---- the flags (flags.c) ---------------------------------------------- */

/* Writes the flags of the store under DIR into the folder INTO, which is made, and
 * makes it durable. */
enum xj_status xj_flags_build(const char *dir, const char *into,
                              struct xj_file_line *line, struct xj_error *err)
	XJ_MUST_USE;

/* ---- work in a process of its own (child.c) -------------------------- */

struct xj_child {
	pid_t pid;
	int fd;        /* its messages */
	uint64_t done; /* entries */
	bool ended;
	struct xj_segment_line line; /* its result */
	struct xj_error err;
};

/* Runs in the child; must not touch what the parent has open. */
typedef enum xj_status xj_child_fn(void *ctx, const struct xj_steps *steps,
                                   struct xj_segment_line *line,
                                   struct xj_error *err);

enum xj_status xj_child_start(struct xj_child *c, xj_child_fn *work, void *ctx,
                              struct xj_error *err) XJ_MUST_USE;
/* Waits for all; the first failure stops the others. */
enum xj_status xj_children_wait(struct xj_child *c, size_t n,
                                const struct xj_index_progress *progress,
                                uint64_t all, struct xj_error *err) XJ_MUST_USE;

/* ---- the open index (open.c) ----------------------------------------- */

struct xj_segment {
	struct xj_cols columns;
	struct xj_postings *postings;
};

struct xj_index {
	struct xj_manifest manifest;
	struct xj_segment segment[XJ_MANIFEST_SEGMENTS];
	size_t segments;
	struct xj_postings *flags;
	const uint8_t *filings_map;
	size_t filings_bytes;
	const struct xj_filing_row *filing;
	size_t filings;
	/* store id -> filing number; what no filing has maps to filings */
	uint32_t *number;
	size_t numbers;
	uint64_t seed; /* of hash tables */
};

#endif
