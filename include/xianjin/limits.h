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

/* the process that parses a foreign file other than CSV */
#define XJ_READER_CPU_SECONDS  600u
#define XJ_READER_MEMORY_BYTES (1ULL << 30)

/* all of testing a draft that was sent to a page */
#define XJ_UPLOAD_MSEC         20000u

/* rows and cells */
#define XJ_MAX_ROWS            20000000u    /* of one table */
#define XJ_MAX_ASIDE           100000u      /* set aside, when more than stored */
#define XJ_MAX_COLUMNS         1024u
#define XJ_MAX_TITLE_ROWS      20u          /* above a header */
#define XJ_MAX_CELL_BYTES      (64u << 10)
#define XJ_MAX_RECORD_BYTES    (1u << 20)
#define XJ_MAX_QUOTED_LINES    50u          /* a quoted cell longer is a stray quote */

/* workbooks and the XML inside */
#define XJ_MAX_TAG_BYTES       (64u << 10)  /* between '<' and '>' */
#define XJ_MAX_XML_DEPTH       64u
#define XJ_MAX_XML_ATTRIBUTES  256u         /* of one tag */
#define XJ_MAX_SHEETS          1000u
#define XJ_MAX_SHEET_ROWS      1048576u     /* as far as a sheet reaches */
#define XJ_MAX_SHEET_COLUMNS   16384u
#define XJ_MAX_SHEET_CELLS     50000000u    /* of one sheet, repeats counted */
#define XJ_MAX_EMPTY_ROWS      1000u        /* given between two rows with text */
#define XJ_MAX_STRINGS         16777216u    /* shared strings of a workbook ... */
#define XJ_MAX_STRING_BYTES    (1ULL << 30) /* ... and their bytes together */
#define XJ_STRING_MEMORY       (64u << 20)  /* beyond it they go to a file */
#define XJ_MAX_CELL_STYLES     65536u
#define XJ_MAX_NUMBER_FORMATS  16384u
#define XJ_MAX_OLE_BYTES       (256u << 20) /* a workbook of the type .xls */
#define XJ_MAX_XLS_COLUMNS     256u

/* HTML tables */
#define XJ_MAX_HTML_DEPTH      512u         /* elements in one another */
#define XJ_MAX_HTML_TABLES     16u          /* tables in one another */
#define XJ_MAX_SPAN            1000u        /* rowspan, colspan: more is cut */
#define XJ_MAX_GRID_COLUMNS    16384u

/* JSON and printed forms */
#define XJ_MAX_JSON_DEPTH      64u
#define XJ_MAX_TABLES          1000u        /* of one XML document, PDF or sheet */
#define XJ_MAX_PDF_BYTES       (256u << 20)
#define XJ_MAX_PDF_PAGES       500u
#define XJ_MAX_PDF_TEXT        (64u << 20)  /* that pdftotext may write */
#define XJ_MAX_PAGE_WORDS      20000u
#define XJ_PDF_MEMORY          (512u << 20) /* of pdftotext ... */
#define XJ_PDF_CPU_SECONDS     10u
#define XJ_PDF_SECONDS         30u          /* ... by the clock on the wall */

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

/* rules */
#define XJ_RULE_MSEC           60000u       /* deadline of one rule */
#define XJ_MAX_RULE_ROWS       2000000u     /* that one rule gives */

#endif
