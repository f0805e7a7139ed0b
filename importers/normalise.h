/* normalise.h - the words of a few columns, shared by spell.c, which writes
 * them, and normalise.c, which reads them. */
#ifndef XIANJIN_NORMALISE_H
#define XIANJIN_NORMALISE_H

#include "xianjin/importers.h"

/* XJ_METHOD_OTHER when it is none of the known words. */
enum xj_method xj_method_of(struct xj_str text);
/* These give the value for "not said" and false when the word is not known. */
bool xj_disposition_of(struct xj_str text, enum xj_disposition *out);
bool xj_monetary_of(struct xj_str text, int *out);
bool xj_disclose_of(struct xj_str text, int *out);

/* The text of a column whose spelling does not depend on the layout. */
struct xj_str xj_plain_cell(int meaning, const struct xj_entry *e);

#endif
