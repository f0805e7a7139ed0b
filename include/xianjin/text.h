/*
 * text.h - UTF-8, and the one fold and the one gram function that the index,
 * the query parser and the donor keys share.  Folded text is for keys and
 * search only; what is shown is always the text as filed.
 */
#ifndef XIANJIN_TEXT_H
#define XIANJIN_TEXT_H

#include "xianjin/core.h"

/* Bytes of S before the first one that is not valid UTF-8 (RFC 3629: no
 * overlong forms, no surrogates); S.n when all of it is valid. */
size_t xj_utf8_valid(struct xj_str s);

/* Decodes the code point at *POS of valid UTF-8 and moves *POS past it. */
uint32_t xj_utf8_next(struct xj_str s, size_t *pos);
/* Writes CP as 1..4 bytes to OUT; returns how many. */
size_t xj_utf8_put(uint32_t cp, char out[4]);
/* Code points in valid UTF-8. */
size_t xj_utf8_count(struct xj_str s);
/* Can CP be there without being seen, or move what is around it?  (Unicode's format
 * characters, the line and the paragraph separator.) */
bool xj_text_is_hidden(uint32_t cp);
/* Terminal columns that S takes (East Asian wide = 2, combining = 0); control
 * characters count as 0. */
size_t xj_text_width(struct xj_str s);

/* The version of fold and grams; a stored index with another one is rebuilt. */
#define XJ_FOLD_VERSION 1

/*
 * Appends the folded form of the name S to OUT:
 *   NFKC_Casefold (full width, ㈱, compatibility ideographs), the variants of
 *   fold_table.h to one representative (臺→台, 峯→峰 ...), mask marks
 *   (○ 〇 ＊ Ｏ/X between Han) to '*', company forms to one spelling
 *   ((股)公司, （股）公司, 股份公司 → 股份有限公司; (有)公司 → 有限公司),
 *   and without blanks, zero-width characters, middle dots (· ‧ ． ・) and
 *   other punctuation.  Private-use characters stay.
 * Folding twice gives the same as once.  S must be valid UTF-8.  Needs no set-up, is
 * safe in threads, and allocates only in OUT when S is plain Han and ASCII.
 * XJ_OK, XJ_LIMIT (OUT full), XJ_NOMEM, XJ_IO (ICU cannot be loaded).
 */
enum xj_status xj_fold(struct xj_str s, struct xj_buf *out) XJ_MUST_USE;

/* Is S folded without ICU, which is not loaded before it is needed?  Han, ASCII, full
 * width and the usual marks are.  S must be valid UTF-8. */
bool xj_fold_is_plain(struct xj_str s);

/* The folded company name without its form (股份有限公司, 有限公司, 公司) at
 * the end; FOLDED itself when it has none or is nothing but a form.  Borrowed
 * from FOLDED. */
struct xj_str xj_company_stem(struct xj_str folded);

/*
 * Calls EACH with every distinct position's gram of FOLDED: each two adjacent
 * code points, or the only one when there is just one.  Returns how many.
 * The gram is borrowed from FOLDED.
 */
size_t xj_grams(struct xj_str folded,
                void (*each)(void *ctx, struct xj_str gram), void *ctx);

#endif
