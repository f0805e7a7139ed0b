/*
 * check.h - a draft tested before it is filed: imported into memory, tested by the
 * rules there, and forgotten.  What comes out is a list of findings; how they
 * are printed is src/render/check_*.c.
 */
#ifndef XIANJIN_QUERY_CHECK_H
#define XIANJIN_QUERY_CHECK_H

#include "xianjin/ingest.h"
#include "xianjin/rules.h"

struct xj_check_options {
	struct xj_ingest_options ingest; /* no progress, no timings */
	struct xj_rules *rules;
	const char *language;            /* "en" or "zh" */
	const char *baseline;            /* an earlier JSON output, or NULL */
	uint64_t most_store;             /* bytes that the draft may take in memory; 0
	                                    any number */
	unsigned msec;                   /* for all of it; 0 any time */
};

struct xj_check_file {
	struct xj_str path;      /* as given */
	char sha256[65];
	enum xj_ingest_result result;
	struct xj_str why;       /* refused or skipped */
	int64_t source;          /* 0 unless stored */
};

struct xj_check_part {
	int64_t id;
	size_t file;             /* index of its file */
	struct xj_str member, sheet, layout;
	uint64_t rows_read, rows_stored, rows_aside;
};

struct xj_check_place {
	size_t part;             /* index; SIZE_MAX: nowhere in the files */
	uint64_t row, line;      /* row 0: the whole table; line 0: not of a text */
	unsigned column;         /* 1 the first; 0: the whole row */
};

struct xj_finding {
	int order;               /* of the pre-check list */
	char severity;           /* C A F S I */
	bool of_rule;            /* else of the importer */
	struct xj_str code;      /* the rule, or what the importer calls it */
	struct xj_check_place at;
	struct xj_str column, cell; /* name of the column, text as filed */
	struct xj_str title, why, mend, example;
	struct xj_str article;   /* "" none */
	int32_t from, to;        /* it is in force, XJ_NO_DAY open */
	struct xj_str exempt;    /* "" none */
	bool has_value, has_limit;
	int64_t value, limit;
	struct xj_str unit;
	size_t more, mores;      /* other rows of it: check->more[more ...] */
	uint64_t hash;           /* rule and rows, whatever the file is called */
	char fingerprint[32];    /* the same, and which of equal ones it is */
};

struct xj_check {
	struct xj_check_file *file;
	size_t files;
	struct xj_check_part *part;
	size_t parts;
	struct xj_finding *finding;
	size_t findings;
	struct xj_check_place *more;
	size_t mores;
	struct xj_rule_result *rule; /* xj_rules_count of them */
	const struct xj_rules *rules;
	uint64_t rows_read, rows_stored, rows_aside;
	uint64_t known;          /* left out: the baseline has them */
	uint64_t refused;        /* files */
	const char *encoding;    /* as told, for who reads the files again */
	bool given;              /* the file is on FD, not at its path */
	int fd;
	uint64_t deadline;       /* core.h: also for who reads the files again */
	void *own;
};

/*
 * Tests the files and folders of PATH.  A refused file does not stop the others:
 * C->refused counts them; XJ_LIMIT when there was not enough memory or time.  Writes no file.  Standard input must stand on
 * something that can be rewound.
 */
enum xj_status xj_check_run(const struct xj_check_options *options,
                            const char *const *path, size_t paths,
                            struct xj_check **out, struct xj_error *err) XJ_MUST_USE;
void xj_check_free(struct xj_check *c);

/* How many findings are of SEVERITY. */
uint64_t xj_check_count(const struct xj_check *c, char severity);
/* Whether something is left to do: a finding that is no mere information. */
bool xj_check_finds(const struct xj_check *c);

#endif
