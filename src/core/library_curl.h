/*
 * library_curl.h - what we use of libcurl: fetching.
 */
#ifndef XIANJIN_LIBRARY_CURL_H
#define XIANJIN_LIBRARY_CURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
/* its macros only count the arguments */
#undef curl_easy_setopt
#undef curl_easy_getinfo

#include "src/core/library.h"

#define XJ_CURL(F) \
	F(curl_easy_cleanup) F(curl_easy_getinfo) F(curl_easy_header) \
	F(curl_easy_init) F(curl_easy_perform) F(curl_easy_reset) \
	F(curl_easy_setopt) F(curl_easy_strerror) F(curl_free) \
	F(curl_global_init) F(curl_slist_append) F(curl_slist_free_all) \
	F(curl_url) F(curl_url_cleanup) F(curl_url_get) F(curl_url_set) \
	F(curl_url_strerror)

XJ_LIBRARY(xj_curl, XJ_CURL);

#define curl_easy_cleanup xj_curl.curl_easy_cleanup
#define curl_easy_getinfo xj_curl.curl_easy_getinfo
#define curl_easy_header xj_curl.curl_easy_header
#define curl_easy_init xj_curl.curl_easy_init
#define curl_easy_perform xj_curl.curl_easy_perform
#define curl_easy_reset xj_curl.curl_easy_reset
#define curl_easy_setopt xj_curl.curl_easy_setopt
#define curl_easy_strerror xj_curl.curl_easy_strerror
#define curl_free xj_curl.curl_free
#define curl_global_init xj_curl.curl_global_init
#define curl_slist_append xj_curl.curl_slist_append
#define curl_slist_free_all xj_curl.curl_slist_free_all
#define curl_url xj_curl.curl_url
#define curl_url_cleanup xj_curl.curl_url_cleanup
#define curl_url_get xj_curl.curl_url_get
#define curl_url_set xj_curl.curl_url_set
#define curl_url_strerror xj_curl.curl_url_strerror

#endif
