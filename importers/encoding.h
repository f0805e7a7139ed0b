/*
 * encoding.h - the character sets that text files come in: how they are
 * called, how one is recognised, how a cell becomes UTF-8.
 */
#ifndef XIANJIN_ENCODING_H
#define XIANJIN_ENCODING_H

#include "xianjin/importers.h"

enum xj_charset {
	XJ_CHARSET_UTF8,
	XJ_CHARSET_UTF16LE,
	XJ_CHARSET_UTF16BE,
	XJ_CHARSET_CP950,
	XJ_CHARSET_HKSCS,
	XJ_CHARSET_GB18030
};

/* Bytes that xj_charset_guess should be shown, if there are so many. */
#define XJ_GUESS_BYTES (64u << 10)

struct xj_guess {
	enum xj_charset charset;
	enum xj_confidence confidence;
	size_t bom;   /* bytes of the byte order mark */
};

/* "utf-8", "big5", "cp950" ... whatever the case; false: unknown. */
bool xj_charset_find(const char *name, enum xj_charset *charset);
/* "UTF-8", "CP950" ... */
const char *xj_charset_name(enum xj_charset charset);
/* The names that xj_charset_find knows, for messages. */
#define XJ_CHARSET_NAMES \
	"utf-8, cp950, big5, big5-hkscs, utf-16le, utf-16be, gb18030"

/* What the text that begins with HEAD is written in.  WHOLE: it is all.  GB18030
 * is never guessed; Big5-HKSCS only from what Windows gives out last to
 * user-defined characters (encoding_guess.c). */
struct xj_guess xj_charset_guess(struct xj_str head, bool whole);

/* Bytes that the UTF-8 character beginning with LEAD has; 0 if none does. */
size_t xj_utf8_length(unsigned char lead);
/* How far the bytes at P, which begin no whole character, look like one: at
 * least 1.  They are replaced together. */
size_t xj_utf8_damage(const unsigned char *p, size_t n);

/* ICU's converter, which stops at what is not in its table; NULL: it has none. */
struct UConverter *xj_charset_converter(enum xj_charset charset);

/* ---- cells ------------------------------------------------------------- */

/* What is worth a note about a decoded cell. */
struct xj_decoded {
	size_t bad;          /* places that did not decode, each now U+FFFD */
	char hex[100];       /* their bytes, as many as fit: "A4 FF" */
	bool private_use;
};

struct xj_decoder;

enum xj_status xj_decoder_new(enum xj_charset charset, struct xj_decoder **out,
                              struct xj_error *err) XJ_MUST_USE;
void xj_decoder_free(struct xj_decoder *d);

/*
 * Appends RAW as valid UTF-8 to OUT, at most three bytes for each of RAW, and
 * says in WHAT (whose counts start at 0) what was odd.  Text in UTF-16 comes
 * here as xj_utf16_take left it.
 */
enum xj_status xj_decode(struct xj_decoder *d, struct xj_str raw,
                         struct xj_buf *out, struct xj_decoded *what) XJ_MUST_USE;

/* Whether valid UTF-8 holds a character for private use. */
bool xj_private_use(struct xj_str text);

/*
 * Turns the N bytes of UTF-16 at P into UTF-8 at OUT, which has room for ROOM
 * bytes; a surrogate without its partner becomes the three bytes that UTF-8
 * would give it and an odd byte at the end of the file becomes 0xFF, for
 * xj_decode to name.  Returns the bytes written; *TAKEN is what was used.
 */
size_t xj_utf16_take(bool big, const unsigned char *p, size_t n, bool eof,
                     char *out, size_t room, size_t *taken);

#endif
