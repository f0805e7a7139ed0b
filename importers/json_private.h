/*
 * json_private.h - what the two halves of the JSON row parser share: json_rows.c
 * feeds yajl, json_state.c hears what it says.
 */
#ifndef XIANJIN_JSON_PRIVATE_H
#define XIANJIN_JSON_PRIVATE_H

#include "importers/encoding.h"
#include "importers/json_rows.h"
#include "src/core/library_yajl.h"
#include "xianjin/limits.h"

enum xj_json_stand { /* where in the document the next value stands */
	ROOT,
	ROWS,     /* in an array whose elements are rows */
	ROW,      /* in a row */
	NESTED,   /* deeper in a row */
	ENVELOPE, /* in an object, behind its array of rows */
	SKIP      /* deeper in it */
};

struct xj_json_raw_pair { /* as in the header, but the text may still move */
	size_t key, key_n, value, value_n;
	enum xj_json_type type;
	unsigned flaws;
};

struct xj_json_rows {
	struct xj_bytes *in;
	struct xj_read_options options;
	yajl_handle yajl;
	struct xj_decoder *decoder;

	char *buf;         /* the window */
	size_t pos, n;     /* fed up to here; the end of the data */
	bool eof;
	uint64_t taken;    /* bytes of the file */
	const char *piece; /* what yajl is being given */
	uint64_t line;     /* at the start of the piece */
	uint64_t silence;  /* bytes without a word from yajl */
	bool in_string;    /* what is fed next begins inside a text */

	enum xj_status status; /* once not XJ_OK, nothing more happens */
	struct xj_error error;

	enum xj_json_stand place, back; /* BACK: where the row's object stands */
	enum xj_json_stand envelope_back;
	bool enveloped;
	bool ink;                    /* the file holds more than blanks */
	unsigned depth, row_depth, envelope_depth;
	bool more[XJ_MAX_JSON_DEPTH + 2]; /* of a nested value: a comma is due */
	bool rows_key;               /* the last key was "data" or "rows" */
	unsigned flaws;              /* of the next string */
	bool duplicate_rows;

	struct xj_buf text;
	struct xj_json_raw_pair *pair;
	struct xj_json_pair *given;
	size_t pairs;
	uint64_t row_line;
	const char *spoiled;
	bool ready;
};

/* For yajl; the context is a struct xj_json_rows. */
extern const yajl_callbacks xj_json_callbacks;

/* The line of the byte that yajl has come to. */
uint64_t xj_json_here(const struct xj_json_rows *r);
/* Ends the file with a message that names the line; 0, which stops yajl. */
int xj_json_refuse(struct xj_json_rows *r, enum xj_status status, const char *why);
/* The same for the limit CODE. */
int xj_json_over(struct xj_json_rows *r, const char *code, const char *why);

#endif
