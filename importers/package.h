/*
 * package.h - a document that is a ZIP with parts in it (XLSX, ODS): its parts
 * by name, each read as a stream of counted bytes.
 */
#ifndef XIANJIN_PACKAGE_H
#define XIANJIN_PACKAGE_H

#include "importers/sax.h"
#include "xianjin/importers.h"

#define XJ_NO_PART SIZE_MAX

struct xj_package;

/*
 * Opens the ZIP in IN, which may also be a stream without a descriptor (a
 * member of another ZIP): it is spooled to a file without a name then.
 * XJ_BAD_INPUT, XJ_LIMIT, XJ_IO, XJ_NOMEM; messages name the part, not IN.
 */
enum xj_status xj_package_open(struct xj_bytes *in,
                               const struct xj_read_options *options,
                               struct xj_package **out,
                               struct xj_error *err) XJ_MUST_USE;
void xj_package_close(struct xj_package *p);

/* The part of that name (capitals do not matter), or XJ_NO_PART. */
size_t xj_package_find(const struct xj_package *p, struct xj_str name);
const char *xj_package_name(const struct xj_package *p, size_t part);
uint64_t xj_package_size(const struct xj_package *p, size_t part); /* as claimed */

/* Opens a part; one is open at a time, the one before is left. */
enum xj_status xj_package_enter(struct xj_package *p, size_t part,
                                struct xj_error *err) XJ_MUST_USE;
/* Of the open part; has the shape of xj_bytes.read, PACKAGE a xj_package. */
enum xj_status xj_package_read(void *package, void *buf, size_t cap, size_t *got,
                               struct xj_error *err) XJ_MUST_USE;
void xj_package_leave(struct xj_package *p);

/* Reads a part from end to end as XML. */
enum xj_status xj_package_parse(struct xj_package *p, size_t part,
                                const struct xj_sax_events *events, void *ctx,
                                struct xj_error *err) XJ_MUST_USE;

/* The next member that begins in HEAD, the first bytes of a file, at *AT or
 * later: its name and what of its bytes is there.  False: there is none. */
bool xj_package_peek(struct xj_str head, size_t *at, struct xj_str *name,
                     struct xj_str *bytes);

#endif
