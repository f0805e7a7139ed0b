/*
 * render.h - one model of an answer, many outputs.  A document is a list of
 * facts followed by sections; a section is a table with typed columns.  The
 * same calls make a terminal table, CSV, JSON Lines or one JSON object.
 */
#ifndef XIANJIN_RENDER_H
#define XIANJIN_RENDER_H

#include <stdio.h>

#include "xianjin/core.h"

enum xj_type {
	XJ_T_TEXT,
	XJ_T_INT,   /* a plain integer */
	XJ_T_MONEY, /* whole dollars: grouped by thousands for people, plain else */
	XJ_T_DATE,  /* ISO text */
	XJ_T_WORD,  /* a word of ours (NUL-terminated): translated for people */
	XJ_T_ARTICLE, /* of the law, likewise: xj_article_name */
	XJ_T_JSON   /* ready-made JSON (an object or array) */
};

struct xj_column {
	const char *name;   /* key in JSON and CSV: "counterparty" */
	const char *title;  /* for people; English msgid, translated when drawn */
	enum xj_type type;
	int rank;           /* 0 always drawn in a terminal table; the larger, the
	                       earlier dropped when the terminal is narrow; < 0 never */
	bool shrinks;       /* may be cut to fit the terminal */
};

struct xj_value {
	bool null;
	int64_t i;          /* INT, MONEY */
	struct xj_str s;    /* TEXT, DATE, JSON; UTF-8 */
};

struct xj_section {
	const char *name;   /* key in JSON: "rows" */
	const char *title;  /* heading for people, English msgid; NULL: none */
	const struct xj_column *column;
	size_t columns;
	bool main;          /* the section that CSV and JSON Lines print; others are
	                       left out there */
};

struct xj_html; /* src/render/html.h */

/* Where a page leads from what it shows, and what it shows otherwise; each may be NULL.  Those
 * with an URL append an address to it and say whether there is one. */
struct xj_html_links {
	void *ctx;
	/* A cell of ROW; TEXT is the cell, or one item of a list in it. */
	bool (*cell)(void *ctx, const struct xj_section *s, size_t column,
	             const struct xj_value *row, struct xj_str text, struct xj_buf *url);
	/* A fact; VALUE is its text, "" for a number.  "first": the page before all
	 * others of a long answer, from a later one. */
	bool (*fact)(void *ctx, const char *name, struct xj_str value,
	             struct xj_buf *url);
	/* The head of a column: the same rows sorted by it.  *STATE is how they are now:
	 * "ascending", "descending", "none". */
	bool (*sort)(void *ctx, const struct xj_section *s, size_t column,
	             const char **state, struct xj_buf *url);
	/* Writes what stands in place of a section without rows, heading and all (it may
	 * be nothing); false: a heading and "nothing here". */
	bool (*empty)(void *ctx, const struct xj_section *s, struct xj_html *h);
	/* What people read in place of TEXT; another one has TEXT as its title. */
	struct xj_str (*name)(void *ctx, const struct xj_section *s, size_t column,
	                      struct xj_str text);
};

/* What a feed says of itself: addresses are ORIGIN with a path behind. */
struct xj_feed {
	const char *origin;   /* "https://example.org" */
	struct xj_str title, self, alternate;
};

struct xj_render_options {
	FILE *out;
	int width;          /* terminal columns; 0: not a terminal, do not cut */
	bool color;
	bool bom;           /* CSV: write one */
	bool spreadsheet_safe; /* CSV: ' before = + - @ TAB CR in text cells */
	bool ascii;         /* draw rules in ASCII */
	bool wide;          /* the terminal draws ambiguous characters two wide */
	int rank;           /* html: columns of a higher rank are left out */
	const struct xj_html_links *links; /* html, atom: NULL none */
	const struct xj_feed *feed; /* atom */
};

/* An output under way.  Every call reports write errors as XJ_IO. */
struct xj_output;

struct xj_renderer {
	const char *name;   /* "table" */
	const char *mime;
	bool people;        /* read by people: see xj_output_for_people */
	bool lists;         /* draws JSON lists itself, item by item */
	enum xj_status (*fact_int)(struct xj_output *o, const char *name,
	                           const char *title, enum xj_type type, int64_t v);
	enum xj_status (*fact_text)(struct xj_output *o, const char *name,
	                            const char *title, const struct xj_str *v);
	/* A nested JSON value: into the object for json, left out elsewhere. */
	enum xj_status (*fact_json)(struct xj_output *o, const char *name,
	                            struct xj_str v);
	enum xj_status (*begin)(struct xj_output *o, const struct xj_section *s);
	enum xj_status (*row)(struct xj_output *o, const struct xj_value *v);
	enum xj_status (*end)(struct xj_output *o);
	enum xj_status (*close)(struct xj_output *o);
};

extern const struct xj_renderer *const xj_renderers[]; /* NULL-ended: what can be
                                                          asked for by name */
extern const struct xj_renderer xj_render_html; /* a part of a page */
extern const struct xj_renderer xj_render_atom; /* a feed of entries */
const struct xj_renderer *xj_renderer_find(const char *name);

/* Opens an output; xj_output_close flushes, checks and frees.  On XJ_IO the
 * text says what could not be written. */
enum xj_status xj_output_open(const struct xj_renderer *r,
                              const struct xj_render_options *options,
                              struct xj_output **out, struct xj_error *err)
	XJ_MUST_USE;
enum xj_status xj_out_int(struct xj_output *o, const char *name,
                          const char *title, enum xj_type type, int64_t v) XJ_MUST_USE;
/* V NULL is JSON null. */
enum xj_status xj_out_text(struct xj_output *o, const char *name,
                           const char *title, const struct xj_str *v) XJ_MUST_USE;
enum xj_status xj_out_json(struct xj_output *o, const char *name,
                           struct xj_str v) XJ_MUST_USE;
enum xj_status xj_out_begin(struct xj_output *o, const struct xj_section *s) XJ_MUST_USE;
enum xj_status xj_out_row(struct xj_output *o, const struct xj_value *v) XJ_MUST_USE;
enum xj_status xj_out_end(struct xj_output *o) XJ_MUST_USE;
enum xj_status xj_output_close(struct xj_output *o, struct xj_error *err) XJ_MUST_USE;
/* Frees without finishing, when the view itself failed: what was printed stays
 * cut short so that nobody takes it for whole. */
void xj_output_abandon(struct xj_output *o);

/* Whether the output is read by people (a terminal table, a page): then a view also
 * gives what a program finds in the JSON facts, one section a facet. */
bool xj_output_for_people(const struct xj_output *o);
/* Whether a list may be given to it as JSON although people read it. */
bool xj_output_takes_lists(const struct xj_output *o);
/* The first failure of writing or putting together; XJ_OK so far. */
enum xj_status xj_output_status(const struct xj_output *o);
/* The reader of a pipe went away: calls give XJ_IO and no more rows are wanted,
 * but that is nobody's failure (xj_output_close says XJ_OK). */
bool xj_output_gone(const struct xj_output *o);

#endif
