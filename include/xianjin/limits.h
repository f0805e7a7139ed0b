/*
 * limits.h - every limit on foreign input and on questions, in one place.
 * docs/limits.md lists them for users; each has its own message.
 */
#ifndef XIANJIN_LIMITS_H
#define XIANJIN_LIMITS_H

/* files and containers */
#define XJ_MAX_FILE_BYTES      (4ULL << 30) /* one file as received */
#define XJ_MAX_MEMBERS         1000u        /* entries of one ZIP */
#define XJ_MAX_INFLATED_BYTES  (8ULL << 30) /* all members of one ZIP together */
#define XJ_MAX_RATIO           200u         /* inflated : compressed ... */
#define XJ_RATIO_FREE_BYTES    (10u << 20)  /* ... beyond this many bytes */

/* rows and cells */
#define XJ_MAX_ROWS            20000000u    /* of one table */
#define XJ_MAX_COLUMNS         1024u
#define XJ_MAX_CELL_BYTES      (64u << 10)
#define XJ_MAX_RECORD_BYTES    (1u << 20)
#define XJ_MAX_QUOTED_LINES    50u          /* a quoted cell longer is a stray quote */

/* questions */
#define XJ_MAX_QUERY_BYTES     1024u
#define XJ_MAX_WORDS           16u
#define XJ_MAX_WORD_CHARS      64u
#define XJ_MAX_GRAMS           128u         /* characters of all names of a question */
#define XJ_MAX_PATTERN_BYTES   1024u        /* donor:/.../ */
#define XJ_MATCH_LIMIT         100000u      /* PCRE2, for one subject */
#define XJ_MAX_PAGE_ROWS       1000u        /* --limit */
#define XJ_QUERY_MSEC          2000u        /* deadline of one question */
#define XJ_MAX_FACET_VALUES    1000u

#endif
