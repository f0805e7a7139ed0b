/*
 * library_gsf.h - what we use of libgsf, and of GLib for it: the container of XLS.
 */
#ifndef XIANJIN_LIBRARY_GSF_H
#define XIANJIN_LIBRARY_GSF_H

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>

#include "src/core/library.h"

#define XJ_GSF(F) \
	F(g_log_set_handler) F(g_object_unref) F(gsf_infile_child_by_index) \
	F(gsf_infile_msole_new) F(gsf_infile_name_by_index) \
	F(gsf_infile_num_children) F(gsf_init) F(gsf_input_memory_new) \
	F(gsf_input_read) F(gsf_input_seek) F(gsf_input_size)

XJ_LIBRARY(xj_gsf, XJ_GSF);

#define g_log_set_handler xj_gsf.g_log_set_handler
#define g_object_unref xj_gsf.g_object_unref
#define gsf_infile_child_by_index xj_gsf.gsf_infile_child_by_index
#define gsf_infile_msole_new xj_gsf.gsf_infile_msole_new
#define gsf_infile_name_by_index xj_gsf.gsf_infile_name_by_index
#define gsf_infile_num_children xj_gsf.gsf_infile_num_children
#define gsf_init xj_gsf.gsf_init
#define gsf_input_memory_new xj_gsf.gsf_input_memory_new
#define gsf_input_read xj_gsf.gsf_input_read
#define gsf_input_seek xj_gsf.gsf_input_seek
#define gsf_input_size xj_gsf.gsf_input_size

#endif
