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
#include "src/core/library_icu.h"
#include "src/core/library_microhttpd.h"
#include "src/core/library_pcre2.h"
#include "src/core/library_xlsxwriter.h"
#include "src/core/library_xml2.h"
#include "src/core/library_yajl.h"
#include "src/core/library_zip.h"

struct library {
	const char *file;         /* as dlopen takes it */
	const char *const *names; /* NULL-ended */
	void *table;              /* a pointer for each name */
	bool loaded;
};

typedef enum xj_status load_fn(struct xj_error *err);

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
#if U_DISABLE_RENAMING
#define ICU_NAME(function) #function,
#else
#define ICU_NAME(function) #function "_" U_ICU_VERSION_SHORT,
#endif

#define LIBRARY(id, functions, name, so) \
	struct id id; \
	static const char *const id##_names[] = { functions(name) NULL }; \
	enum xj_status id##_load(struct xj_error *err) \
	{ \
		static struct library l = { so, id##_names, &id, false }; \
	\
		return load(&l, err); \
	}

LIBRARY(xj_crypto, XJ_CRYPTO, NAME, SO_CRYPTO)
LIBRARY(xj_curl, XJ_CURL, NAME, SO_CURL)
LIBRARY(xj_gsf, XJ_GSF, NAME, SO_GSF)
LIBRARY(xj_icu, XJ_ICU, ICU_NAME, SO_ICUUC)
LIBRARY(xj_microhttpd, XJ_MICROHTTPD, NAME, SO_MICROHTTPD)
LIBRARY(xj_pcre2, XJ_PCRE2, NAME, SO_PCRE2)
LIBRARY(xj_xlsxwriter, XJ_XLSXWRITER, NAME, SO_XLSXWRITER)
LIBRARY(xj_xml2, XJ_XML2, NAME, SO_XML2)
LIBRARY(xj_yajl, XJ_YAJL, NAME, SO_YAJL)
LIBRARY(xj_libzip, XJ_LIBZIP, NAME, SO_ZIP)

static enum xj_status load_all(load_fn *const *each, size_t n, struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < n && !st; i++)
		st = each[i](err);
	return st;
}

enum xj_status xj_libraries_to_read(struct xj_error *err)
{
	static load_fn *const each[] = {
		xj_gsf_load, xj_icu_load, xj_libzip_load, xj_pcre2_load, xj_xml2_load,
		xj_yajl_load,
	};

	return load_all(each, XJ_COUNT(each), err);
}

enum xj_status xj_libraries_for_answers(struct xj_error *err)
{
	static load_fn *const each[] = {
		xj_crypto_load, xj_libraries_to_read, xj_xlsxwriter_load
	};

	return load_all(each, XJ_COUNT(each), err);
}
