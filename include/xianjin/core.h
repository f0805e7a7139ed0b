/*
 * core.h - what every room uses: statuses, errors, byte strings, bounded
 * buffers.  Nothing here knows of donations.
 *
 * Conventions of the whole library
 *   - A function that can fail returns enum xj_status, must be checked, and
 *     writes the human text into the struct xj_error its caller passed (which
 *     may be NULL).  Results come by out parameter, zeroed on failure.
 *   - Text is UTF-8 unless a comment says otherwise; struct xj_str is not
 *     NUL-terminated.
 *   - _new/_free for the heap, _init/_clear in place, _open/_close for things
 *     with a file behind them.  A "borrowed" pointer says how long it lives.
 */
#ifndef XIANJIN_CORE_H
#define XIANJIN_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XJ_MUST_USE __attribute__((warn_unused_result))
#define XJ_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define XJ_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each one is something a caller can act on. */
enum xj_status {
	XJ_OK = 0,
	XJ_END,       /* no more rows, tables, members: not an error */
	XJ_USAGE,     /* the question itself is wrong: say how to ask it */
	XJ_BAD_INPUT, /* a file or cell is not what it must be */
	XJ_LIMIT,     /* a limit of limits.h was reached */
	XJ_NOT_FOUND,
	XJ_BUSY,      /* someone else is writing: try later */
	XJ_STALE,     /* the data moved under us: open again */
	XJ_IO,        /* the system refused to read or write */
	XJ_CORRUPT,   /* our own files do not verify */
	XJ_NOMEM,
	XJ_INTERNAL   /* our bug */
};

struct xj_error {
	enum xj_status status;
	char text[640]; /* one line, UTF-8, no control characters */
};

/*
 * Records a failure and returns STATUS, so that callers can write
 *   return xj_fail(err, XJ_IO, _("%s: cannot open: %s"), path, strerror(errno));
 * The text says which file, row and cell, what was found, what was expected
 * and what to do.  Control characters are replaced.  ERR may be NULL.
 */
enum xj_status xj_fail(struct xj_error *err, enum xj_status status,
                       const char *fmt, ...) XJ_PRINTF(3, 4);

/* The same with the code of a limit (docs/limits.md), a constant of at most 32
 * letters, in brackets behind the text: "... [zip-ratio]". */
enum xj_status xj_fail_code(struct xj_error *err, enum xj_status status,
                            const char *code, const char *fmt, ...) XJ_PRINTF(4, 5);
#define xj_over(err, code, ...) xj_fail_code(err, XJ_LIMIT, code, __VA_ARGS__)

/* Puts "PREFIX: " before the text already in ERR; returns its status. */
enum xj_status xj_fail_in(struct xj_error *err, const char *prefix);

/* "bad-input", "limit", ...; stable, for logs and JSON. */
const char *xj_status_name(enum xj_status status);

/* The exit code of DESIGN 5 for a status: 0, 2, 3, 4 or 70. */
int xj_exit_code(enum xj_status status);

/* ---- byte strings ---------------------------------------------------- */

struct xj_str {
	const char *p;
	size_t n;
};

#ifndef __cplusplus
#define XJ_STR(literal) ((struct xj_str){ (literal), sizeof(literal) - 1 })
static inline struct xj_str xj_str_of(const char *p, size_t n)
{
	return (struct xj_str){ p, n };
}
static inline struct xj_str xj_str_c(const char *text)
{
	return (struct xj_str){ text, text ? strlen(text) : 0 };
}
static inline bool xj_str_eq(struct xj_str a, struct xj_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool xj_str_is(struct xj_str a, const char *text)
{
	return xj_str_eq(a, xj_str_c(text));
}
static inline bool xj_str_starts(struct xj_str a, struct xj_str head)
{
	return a.n >= head.n && (head.n == 0 || memcmp(a.p, head.p, head.n) == 0);
}
#endif

/* ---- bounded growable buffer ----------------------------------------- */

/*
 * A byte buffer with a cap given at init.  p is NUL-terminated whenever it is
 * not NULL.  Adding past the cap returns XJ_LIMIT and leaves the buffer as it
 * was.
 */
struct xj_buf {
	char *p;
	size_t n;
	size_t room; /* bytes allocated */
	size_t max;  /* bytes n may reach */
};

void xj_buf_init(struct xj_buf *b, size_t max);
void xj_buf_clear(struct xj_buf *b); /* frees; the buffer is empty and usable */
static inline void xj_buf_reset(struct xj_buf *b) /* keeps the memory */
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}
/* XJ_OK, XJ_LIMIT or XJ_NOMEM. */
enum xj_status xj_buf_reserve(struct xj_buf *b, size_t extra) XJ_MUST_USE;
enum xj_status xj_buf_add(struct xj_buf *b, const void *p, size_t n) XJ_MUST_USE;
enum xj_status xj_buf_addf(struct xj_buf *b, const char *fmt, ...)
	XJ_PRINTF(2, 3) XJ_MUST_USE;
#ifndef __cplusplus
static inline struct xj_str xj_buf_str(const struct xj_buf *b)
{
	return (struct xj_str){ b->p ? b->p : "", b->n };
}
#endif
/* Appends S as a JSON string with its quotes; bytes that are not UTF-8 become
 * U+FFFD; also escapes '<', U+2028 and U+2029 so that the text is safe in a
 * page. */
enum xj_status xj_buf_add_json(struct xj_buf *b, struct xj_str s) XJ_MUST_USE;

/* ---- deadlines -------------------------------------------------------- */

/* A clock that only goes forward, in nanoseconds. */
uint64_t xj_clock(void);
/* The moment MSEC from now; 0, which never comes, for 0. */
uint64_t xj_clock_in(unsigned msec);
bool xj_clock_past(uint64_t moment);
/* Milliseconds until then, 0 when it is past; of no meaning for the moment 0. */
unsigned xj_clock_left(uint64_t moment);

/* ---- small helpers ---------------------------------------------------- */

/* The place of ID among N rows of SIZE bytes, each of which begins with its id (an
 * int64_t), in ascending order; SIZE_MAX: it is not there. */
size_t xj_find_id(const void *rows, size_t n, size_t size, int64_t id);

/* 64-bit hash of bytes, stable across versions, machines and runs: it is part
 * of the donor key.  Not for hash tables fed by strangers. */
uint64_t xj_hash64(const void *p, size_t n);

/* SHA-256 of bytes already in memory or fed in pieces (OpenSSL). */
struct xj_sha256;
enum xj_status xj_sha256_new(struct xj_sha256 **out, struct xj_error *err)
	XJ_MUST_USE;
enum xj_status xj_sha256_add(struct xj_sha256 *h, const void *p, size_t n)
	XJ_MUST_USE;
/* Writes 64 lower-case hex digits and a NUL; frees H. */
enum xj_status xj_sha256_end(struct xj_sha256 *h, char hex[65]) XJ_MUST_USE;
void xj_sha256_free(struct xj_sha256 *h); /* to give up half-way; NULL is fine */

#ifdef __cplusplus
}
#endif
#endif
