/*
 * json_columns.h - which column a key of a row object stands for.  Owns the
 * keys of the public platform, of our own output and of the older summaries;
 * other keys are columns under their own names.
 */
#ifndef XIANJIN_JSON_COLUMNS_H
#define XIANJIN_JSON_COLUMNS_H

#include "importers/json_rows.h"

struct xj_json_columns;

/* The columns of a table that begins with FIRST. */
enum xj_status xj_json_columns_new(const struct xj_json_object *first,
                                   struct xj_json_columns **out,
                                   struct xj_error *err) XJ_MUST_USE;
void xj_json_columns_free(struct xj_json_columns *c);

/* The header: names that last as long as C. */
const struct xj_str *xj_json_columns_names(const struct xj_json_columns *c,
                                           size_t *n);

/* What a row's pair came to, for notes. */
struct xj_json_place {
	size_t column;  /* 1-based; 0: none */
	bool unknown;   /* the key is new and this is the first time it is met */
};

/*
 * Turns ROW into the cells of a row, borrowed until the next call and from
 * ROW's text.  PLACE has room for ROW->n.  *SPOILED is ROW's or why the
 * object's keys cannot be trusted.
 */
enum xj_status xj_json_columns_fill(struct xj_json_columns *c,
                                    const struct xj_json_object *row,
                                    struct xj_json_place *place,
                                    const struct xj_str **cell,
                                    const char **spoiled,
                                    struct xj_error *err) XJ_MUST_USE;

#endif
