/*
 * library_zip.h - what we use of libzip: reading.
 */
#ifndef XIANJIN_LIBRARY_ZIP_H
#define XIANJIN_LIBRARY_ZIP_H

#include <zip.h>

#include "src/core/library.h"

#define XJ_LIBZIP(F) \
	F(zip_discard) F(zip_error_code_zip) F(zip_error_fini) \
	F(zip_error_init) F(zip_error_set) F(zip_error_strerror) \
	F(zip_error_to_data) F(zip_fclose) F(zip_file_get_error) F(zip_fopen) \
	F(zip_fopen_index) F(zip_fread) F(zip_get_name) F(zip_get_num_entries) \
	F(zip_libzip_version) F(zip_open) F(zip_open_from_source) \
	F(zip_source_free) F(zip_source_function_create) \
	F(zip_source_make_command_bitmap) F(zip_source_seek_compute_offset) \
	F(zip_stat_index) F(zip_stat_init) F(zip_strerror)

XJ_LIBRARY(xj_libzip, XJ_LIBZIP);

#define zip_discard xj_libzip.zip_discard
#define zip_error_code_zip xj_libzip.zip_error_code_zip
#define zip_error_fini xj_libzip.zip_error_fini
#define zip_error_init xj_libzip.zip_error_init
#define zip_error_set xj_libzip.zip_error_set
#define zip_error_strerror xj_libzip.zip_error_strerror
#define zip_error_to_data xj_libzip.zip_error_to_data
#define zip_fclose xj_libzip.zip_fclose
#define zip_file_get_error xj_libzip.zip_file_get_error
#define zip_fopen xj_libzip.zip_fopen
#define zip_fopen_index xj_libzip.zip_fopen_index
#define zip_fread xj_libzip.zip_fread
#define zip_get_name xj_libzip.zip_get_name
#define zip_get_num_entries xj_libzip.zip_get_num_entries
#define zip_libzip_version xj_libzip.zip_libzip_version
#define zip_open xj_libzip.zip_open
#define zip_open_from_source xj_libzip.zip_open_from_source
#define zip_source_free xj_libzip.zip_source_free
#define zip_source_function_create xj_libzip.zip_source_function_create
#define zip_source_make_command_bitmap xj_libzip.zip_source_make_command_bitmap
#define zip_source_seek_compute_offset xj_libzip.zip_source_seek_compute_offset
#define zip_stat_index xj_libzip.zip_stat_index
#define zip_stat_init xj_libzip.zip_stat_init
#define zip_strerror xj_libzip.zip_strerror

#endif
