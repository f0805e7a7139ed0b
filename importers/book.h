/*
 * book.h - the rows of a workbook on their way from the XML, which is pushed, to
 * next_row, which pulls.  A parser puts rows, notes and the starts of tables
 * into a queue while one chunk is parsed; the reader takes them out in order.
 *
 * In memory: what one chunk of XJ_SAX_CHUNK bytes began or ended, and the row
 * that is not complete yet.
 */
#ifndef XIANJIN_BOOK_H
#define XIANJIN_BOOK_H

#include "importers/sax.h"
#include "xianjin/importers.h"

struct xj_book;
struct xj_areas;

/* The text of a cell while it is put together from pieces. */
struct xj_book_text {
	struct xj_buf buf;
	bool cut; /* it was longer than a cell may be; a byte more than that is
	             kept, so that whoever takes the text sees it */
};

void xj_book_text_init(struct xj_book_text *t);
void xj_book_text_clear(struct xj_book_text *t);
void xj_book_text_reset(struct xj_book_text *t);
enum xj_status xj_book_collect(struct xj_book_text *t, const char *p, size_t n,
                               struct xj_error *err) XJ_MUST_USE;

/* Where the texts are that xj_book_shared() refers to.  *OUT lives as long as
 * the strings or ROOM, which is not moved. */
struct xj_book_strings {
	enum xj_status (*get)(void *ctx, uint32_t index, struct xj_buf *room,
	                      struct xj_str *out, struct xj_error *err);
	void *ctx;
};

enum xj_status xj_book_new(const struct xj_read_options *options,
                           struct xj_book **out,
                           struct xj_error *err) XJ_MUST_USE;
void xj_book_free(struct xj_book *b);
void xj_book_strings(struct xj_book *b, const struct xj_book_strings *strings);
/* Where the parser puts what it finds. */
struct xj_book_queue *xj_book_queue(struct xj_book *b);

/* ---- for the reader ------------------------------------------------------ */

/*
 * Starts on a document of which READ gives the bytes and EVENTS makes rows with
 * CTX.  ONE: it is one table; otherwise xj_book_table() starts each.  PART must
 * live as long as it is read.
 */
enum xj_status xj_book_start(struct xj_book *b, const char *part, bool one,
                             enum xj_status (*read)(void *ctx, void *buf,
                                                    size_t cap, size_t *got,
                                                    struct xj_error *err),
                             void *read_ctx, const struct xj_sax_events *events,
                             void *ctx, struct xj_error *err) XJ_MUST_USE;
/* The same for what is no XML: STEP puts some more into the queue and says
 * XJ_OK, XJ_END if there is no more, or what is wrong. */
void xj_book_drive(struct xj_book *b, const char *part, bool one,
                   enum xj_status (*step)(void *ctx, struct xj_error *err),
                   void *ctx);
void xj_book_stop(struct xj_book *b); /* lets go of the document */
/* The next table of a document that is not ONE, its name borrowed until the
 * next call; what is left of the one before is passed. */
enum xj_status xj_book_next_table(struct xj_book *b, const char **name,
                                  struct xj_error *err) XJ_MUST_USE;
/* As xj_reader.next_row. */
enum xj_status xj_book_next_row(struct xj_book *b, struct xj_row *out,
                                struct xj_error *err) XJ_MUST_USE;

/* ---- the queue (book_queue.c) ---------------------------------------------- */

#define XJ_BOOK_SHARED UINT32_MAX /* cell.n: cell.at is a shared text's number */

struct xj_book_cell {
	uint32_t column, repeat, at, n;
};

enum xj_book_kind { XJ_BOOK_ROW, XJ_BOOK_NOTE, XJ_BOOK_TABLE };

struct xj_book_item {
	enum xj_book_kind kind;
	uint32_t row, repeat;   /* of a note: row, column */
	uint32_t cell, cells;   /* of a note and a table: text at, length */
	uint64_t line;          /* of a row: of the text file, 0 if none */
	const char *code;       /* of a row: why it is spoiled */
	const char *message;
};

struct xj_book_queue {
	struct xj_book_item *item;
	size_t items, item_room, next;
	struct xj_book_cell *cell;
	size_t cells, cell_room;
	struct xj_buf text;
	struct xj_book_item open; /* the row being parsed; repeat 0: none */
	size_t open_text;
	const char *noted[16];    /* codes told once in this table */
	size_t noteds;
	uint32_t table;           /* the one being parsed, counted from 1 */
	bool notes;               /* somebody listens */
	struct xj_areas *areas;   /* book_merge.c */
	struct xj_error *err;     /* where a failure is told */
};

extern const char xj_book_cell_too_long[], xj_book_row_too_long[];
extern const char xj_book_same_column[];
extern const char xj_book_merged[], xj_book_merged_why[]; /* a note */

void xj_book_queue_init(struct xj_book_queue *q);
void xj_book_queue_clear(struct xj_book_queue *q);
void xj_book_queue_empty(struct xj_book_queue *q); /* and no row is open */
/* Forgets what was taken; a row that is open is kept. */
void xj_book_queue_recycle(struct xj_book_queue *q);

/* ---- for the parser ------------------------------------------------------ */

enum xj_status xj_book_table(struct xj_book_queue *q, struct xj_str name) XJ_MUST_USE;
/* Row ROW (from 1), which stands there REPEAT times. */
void xj_book_row(struct xj_book_queue *q, uint32_t row, uint32_t repeat);
/* Its cells, from column 0; empty ones need not be given. */
enum xj_status xj_book_cell(struct xj_book_queue *q, uint32_t column, uint32_t repeat,
                            struct xj_str text) XJ_MUST_USE;
enum xj_status xj_book_shared(struct xj_book_queue *q, uint32_t column,
                              uint32_t index) XJ_MUST_USE;
/* The row cannot be trusted: WHY is an English msgid. */
void xj_book_spoil(struct xj_book_queue *q, const char *why);
enum xj_status xj_book_row_end(struct xj_book_queue *q) XJ_MUST_USE;

/* A note, told when its turn comes.  ROW and COLUMN count from 1, 0: none;
 * CODE and MESSAGE are constants. */
enum xj_status xj_book_note(struct xj_book_queue *q, const char *code, uint32_t row,
                            uint32_t column, struct xj_str text,
                            const char *message) XJ_MUST_USE;
/* The same, but only the first time in a table. */
enum xj_status xj_book_note_once(struct xj_book_queue *q, const char *code, uint32_t row,
                                 uint32_t column, const char *message) XJ_MUST_USE;

/* Merged cells of the table that is being parsed: rows from 1, columns from 0,
 * both ends included.  Must come before the rows they touch. */
enum xj_status xj_book_merge(struct xj_book_queue *q, uint32_t row, uint32_t column,
                             uint32_t last_row, uint32_t last_column) XJ_MUST_USE;

/* ---- merged cells of a header (book_merge.c) ------------------------------- */

#define XJ_BAND_ROWS 10u /* merged cells below are left as they are */

struct xj_areas *xj_areas_new(void);
void xj_areas_free(struct xj_areas *a);
/* Forgets all areas of tables before TABLE. */
void xj_areas_keep(struct xj_areas *a, uint32_t table);
/* False: it is not a header's, or there is no room for it. */
bool xj_areas_add(struct xj_areas *a, uint32_t table, uint32_t row, uint32_t column,
                  uint32_t last_row, uint32_t last_column);
/*
 * Gives the text of a merged area to all its cells, as long as the rows are
 * names and not values.  CELL has room for XJ_MAX_COLUMNS, *N is what it has.
 * *LEFT is set to the row of an area that was not filled, if there is one.
 */
void xj_areas_fill(struct xj_areas *a, uint32_t table, uint32_t row,
                   struct xj_str *cell, size_t *n, uint32_t *left);

#endif
