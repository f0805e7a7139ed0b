/*
 * terms.h - the term scheme: which terms a document has and what a question
 * looks up.  One table of prefixes.  Private to this room.
 */
#ifndef XJ_INDEX_TERMS_H
#define XJ_INDEX_TERMS_H

#include "xianjin/index.h"

enum xj_prefix {
	XJ_TERM_NAME,    /* two adjacent characters of the folded counterparty */
	XJ_TERM_PURPOSE, /* of the folded purpose */
	XJ_TERM_FILING,  /* id of the filing, decimal */
	XJ_TERM_SUBJECT, /* code, decimal */
	XJ_TERM_YEAR,    /* calendar year of the day, decimal */
	XJ_TERM_ID,      /* folded id of the counterparty, whole */
	XJ_TERM_FLAG,    /* id of a rule; in the database of flags only */
	XJ_PREFIXES
};

struct xj_prefix_row {
	char letter;
	const char *what; /* for docs/index.md and xapian-delve */
};
extern const struct xj_prefix_row xj_prefixes[XJ_PREFIXES];

/* Xapian refuses terms over 245 bytes and counts a NUL twice. */
#define XJ_TERM_ROOM 120

/* A term in place: text of up to XJ_TERM_ROOM bytes. */
struct xj_term {
	char p[XJ_TERM_ROOM];
	size_t n;
};
/* A gram or an id; an id too long for a term becomes its head and its SHA-256. */
enum xj_status xj_term_text(enum xj_prefix prefix, struct xj_str text,
                            struct xj_term *out) XJ_MUST_USE;
void xj_term_number(enum xj_prefix prefix, int64_t number, struct xj_term *out);

/* All terms of a document; may hold doubles. */
struct xj_terms {
	struct xj_str *term; /* borrowed from bytes */
	size_t n, room;
	struct xj_buf bytes;
};
void xj_terms_init(struct xj_terms *t);
void xj_terms_clear(struct xj_terms *t);
/* XJ_LIMIT, XJ_NOMEM. */
enum xj_status xj_terms_of(struct xj_terms *t, const struct xj_doc *doc)
	XJ_MUST_USE;

#endif
