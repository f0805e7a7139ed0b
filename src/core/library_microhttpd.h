/*
 * library_microhttpd.h - what we use of libmicrohttpd: serving.
 */
#ifndef XIANJIN_LIBRARY_MICROHTTPD_H
#define XIANJIN_LIBRARY_MICROHTTPD_H

#include <microhttpd.h>

#include "src/core/library.h"

#define XJ_MICROHTTPD(F) \
	F(MHD_add_response_header) F(MHD_create_response_from_buffer) \
	F(MHD_create_response_from_callback) F(MHD_destroy_response) \
	F(MHD_get_connection_values) F(MHD_queue_response) F(MHD_quiesce_daemon) F(MHD_start_daemon) \
	F(MHD_stop_daemon)

XJ_LIBRARY(xj_microhttpd, XJ_MICROHTTPD);

#define MHD_add_response_header xj_microhttpd.MHD_add_response_header
#define MHD_create_response_from_buffer xj_microhttpd.MHD_create_response_from_buffer
#define MHD_create_response_from_callback xj_microhttpd.MHD_create_response_from_callback
#define MHD_destroy_response xj_microhttpd.MHD_destroy_response
#define MHD_get_connection_values xj_microhttpd.MHD_get_connection_values
#define MHD_queue_response xj_microhttpd.MHD_queue_response
#define MHD_quiesce_daemon xj_microhttpd.MHD_quiesce_daemon
#define MHD_start_daemon xj_microhttpd.MHD_start_daemon
#define MHD_stop_daemon xj_microhttpd.MHD_stop_daemon

#endif
