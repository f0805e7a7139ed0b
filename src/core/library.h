/*
 * library.h - libraries that only some work needs: each is loaded when that work
 * begins.  Binding them all at every start (OpenSSL, GLib with nine more, ICU, the
 * ZIP, workbook, XML and JSON libraries) would cost a question on the command line
 * more time than its answer.
 *
 * A header library_NAME.h lists the functions that are used and sends each call
 * through the table of them:
 *
 *   #define XJ_YAJL(F) F(yajl_alloc) F(yajl_free)
 *   XJ_LIBRARY(xj_yajl, XJ_YAJL);
 *   #define yajl_alloc xj_yajl.yajl_alloc
 *   #define yajl_free xj_yajl.yajl_free
 *
 * and library.c has a row for it (the room whose own library it is: index/xapian.c).
 * Whoever begins the work calls xj_yajl_load first; before that a call ends in a null
 * pointer.
 */
#ifndef XIANJIN_LIBRARY_H
#define XIANJIN_LIBRARY_H

#include "xianjin/core.h"

#define XJ_LIBRARY_MEMBER(function) __typeof__(function) *function;

/* Declares the table ID and ID_load, which fills it once: XJ_OK, or XJ_IO when
 * the library is not there.  Any thread may call it. */
#define XJ_LIBRARY(id, functions) \
	struct id { \
		functions(XJ_LIBRARY_MEMBER) \
	}; \
	extern struct id id; \
	enum xj_status id##_load(struct xj_error *err) XJ_MUST_USE

/* What the row of a library says. */
struct xj_library {
	const char *const *files; /* as dlopen takes them, tried in turn; NULL-ended */
	const char *const *names; /* NULL-ended */
	void *table;              /* a pointer for each name */
	bool loaded;
};
enum xj_status xj_library_load(struct xj_library *l, struct xj_error *err) XJ_MUST_USE;

#define XJ_LIBRARY_NAME(function) #function,

/* The row: the table ID and ID_load of XJ_LIBRARY, from the first of the files that is
 * there. */
#define XJ_LIBRARY_ROW(id, functions, name, ...) \
	struct id id; \
	static const char *const id##_files[] = { __VA_ARGS__, NULL }; \
	static const char *const id##_names[] = { functions(name) NULL }; \
	enum xj_status id##_load(struct xj_error *err) \
	{ \
		static struct xj_library l = { id##_files, id##_names, &id, false }; \
	\
		return xj_library_load(&l, err); \
	}

/* For whoever shuts the file system before the work: loads those that reading a file of
 * any format may take. */
enum xj_status xj_libraries_to_read(struct xj_error *err) XJ_MUST_USE;

/* Also those that an answer may take (a hash, a workbook, a draft in any format). */
enum xj_status xj_libraries_for_answers(struct xj_error *err) XJ_MUST_USE;

#endif
