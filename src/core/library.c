/*
 * library.c - owns the tables of the libraries that are loaded when they are
 * needed.  configure says by which name the system has them.
 */
#include <dlfcn.h>
#include <pthread.h>

#include "src/core/i18n.h"
#include "src/core/library_crypto.h"
#include "src/core/library_curl.h"
#include "src/core/library_gsf.h"
#include "src/core/library_microhttpd.h"
#include "src/core/library_xlsxwriter.h"
#include "src/core/library_zip.h"

struct library {
	const char *file;         /* as dlopen takes it */
	const char *const *names; /* NULL-ended */
	void *table;              /* a pointer for each name */
	bool loaded;
};

static enum xj_status load_functions(struct library *l, struct xj_error *err)
{
	void *handle = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return xj_fail(err, XJ_IO, _("a library that this needs cannot be "
		               "loaded: %s"), dlerror());
	for (size_t i = 0; l->names[i]; i++) {
		void *function = dlsym(handle, l->names[i]);

		if (!function)
			return xj_fail(err, XJ_IO, _("a library that this needs is of "
			               "another version: %s"), dlerror());
		memcpy((char *)l->table + i * sizeof(function), &function,
		       sizeof(function));
	}
	l->loaded = true;
	return XJ_OK;
}

static enum xj_status load(struct library *l, struct xj_error *err)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	enum xj_status st = XJ_OK;

	pthread_mutex_lock(&lock);
	if (!l->loaded)
		st = load_functions(l, err);
	pthread_mutex_unlock(&lock);
	return st;
}

#define NAME(function) #function,

#define LIBRARY(id, functions, so) \
	struct id id; \
	static const char *const id##_names[] = { functions(NAME) NULL }; \
	enum xj_status id##_load(struct xj_error *err) \
	{ \
		static struct library l = { so, id##_names, &id, false }; \
	\
		return load(&l, err); \
	}

LIBRARY(xj_crypto, XJ_CRYPTO, SO_CRYPTO)
LIBRARY(xj_curl, XJ_CURL, SO_CURL)
LIBRARY(xj_gsf, XJ_GSF, SO_GSF)
LIBRARY(xj_microhttpd, XJ_MICROHTTPD, SO_MICROHTTPD)
LIBRARY(xj_xlsxwriter, XJ_XLSXWRITER, SO_XLSXWRITER)
LIBRARY(xj_libzip, XJ_LIBZIP, SO_ZIP)

enum xj_status xj_libraries_for_answers(struct xj_error *err)
{
	enum xj_status st = xj_crypto_load(err);

	if (!st)
		st = xj_xlsxwriter_load(err);
	if (!st)
		st = xj_libzip_load(err);
	return st ? st : xj_gsf_load(err);
}
