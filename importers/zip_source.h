/*
 * zip_source.h - a file as libzip asks for it: by pread, so that the descriptor
 * keeps its place for others.
 */
#ifndef XIANJIN_ZIP_SOURCE_H
#define XIANJIN_ZIP_SOURCE_H

#include <stdint.h>

#include "src/core/library_zip.h"

/* fd and size are set, error is zip_error_init'ed by whoever makes it. */
struct xj_zip_source {
	int fd;
	uint64_t size, at;
	zip_error_t error;
};

/* For zip_source_function_create; CTX is a struct xj_zip_source. */
zip_int64_t xj_zip_source_call(void *ctx, void *data, zip_uint64_t n,
                               zip_source_cmd_t cmd);

#endif
