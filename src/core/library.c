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

typedef enum xj_status load_fn(struct xj_error *err);

static enum xj_status load_functions(struct xj_library *l, struct xj_error *err)
{
	void *handle = NULL;

	for (size_t i = 0; l->files[i] && !handle; i++)
		handle = dlopen(l->files[i], RTLD_NOW | RTLD_LOCAL);
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

enum xj_status xj_library_load(struct xj_library *l, struct xj_error *err)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	enum xj_status st = XJ_OK;

	pthread_mutex_lock(&lock);
	if (!l->loaded)
		st = load_functions(l, err);
	pthread_mutex_unlock(&lock);
	return st;
}

#if U_DISABLE_RENAMING
#define ICU_NAME XJ_LIBRARY_NAME
#else
#define ICU_NAME(function) #function "_" U_ICU_VERSION_SHORT,
#endif

XJ_LIBRARY_ROW(xj_crypto, XJ_CRYPTO, XJ_LIBRARY_NAME, SO_CRYPTO)
XJ_LIBRARY_ROW(xj_curl, XJ_CURL, XJ_LIBRARY_NAME, SO_CURL)
XJ_LIBRARY_ROW(xj_gsf, XJ_GSF, XJ_LIBRARY_NAME, SO_GSF)
XJ_LIBRARY_ROW(xj_icu, XJ_ICU, ICU_NAME, SO_ICUUC)
XJ_LIBRARY_ROW(xj_microhttpd, XJ_MICROHTTPD, XJ_LIBRARY_NAME, SO_MICROHTTPD)
XJ_LIBRARY_ROW(xj_pcre2, XJ_PCRE2, XJ_LIBRARY_NAME, SO_PCRE2)
XJ_LIBRARY_ROW(xj_xlsxwriter, XJ_XLSXWRITER, XJ_LIBRARY_NAME, SO_XLSXWRITER)
XJ_LIBRARY_ROW(xj_xml2, XJ_XML2, XJ_LIBRARY_NAME, SO_XML2)
XJ_LIBRARY_ROW(xj_yajl, XJ_YAJL, XJ_LIBRARY_NAME, SO_YAJL)
XJ_LIBRARY_ROW(xj_libzip, XJ_LIBZIP, XJ_LIBRARY_NAME, SO_ZIP)

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
