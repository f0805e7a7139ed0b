/*
 * library_pcre2.h - what we use of PCRE2: regular expressions over bytes.
 */
#ifndef XIANJIN_LIBRARY_PCRE2_H
#define XIANJIN_LIBRARY_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "src/core/library.h"

#define XJ_PCRE2(F) \
	F(pcre2_code_free_8) F(pcre2_compile_8) F(pcre2_compile_context_create_8) \
	F(pcre2_compile_context_free_8) F(pcre2_config_8) \
	F(pcre2_get_error_message_8) F(pcre2_get_ovector_pointer_8) \
	F(pcre2_jit_compile_8) F(pcre2_match_8) F(pcre2_match_context_create_8) \
	F(pcre2_match_context_free_8) F(pcre2_match_data_create_8) \
	F(pcre2_match_data_create_from_pattern_8) F(pcre2_match_data_free_8) \
	F(pcre2_set_depth_limit_8) F(pcre2_set_heap_limit_8) \
	F(pcre2_set_match_limit_8) F(pcre2_set_parens_nest_limit_8) \
	F(pcre2_substring_free_8) F(pcre2_substring_get_byname_8)

XJ_LIBRARY(xj_pcre2, XJ_PCRE2);

#define pcre2_code_free_8 xj_pcre2.pcre2_code_free_8
#define pcre2_compile_8 xj_pcre2.pcre2_compile_8
#define pcre2_compile_context_create_8 xj_pcre2.pcre2_compile_context_create_8
#define pcre2_compile_context_free_8 xj_pcre2.pcre2_compile_context_free_8
#define pcre2_config_8 xj_pcre2.pcre2_config_8
#define pcre2_get_error_message_8 xj_pcre2.pcre2_get_error_message_8
#define pcre2_get_ovector_pointer_8 xj_pcre2.pcre2_get_ovector_pointer_8
#define pcre2_jit_compile_8 xj_pcre2.pcre2_jit_compile_8
#define pcre2_match_8 xj_pcre2.pcre2_match_8
#define pcre2_match_context_create_8 xj_pcre2.pcre2_match_context_create_8
#define pcre2_match_context_free_8 xj_pcre2.pcre2_match_context_free_8
#define pcre2_match_data_create_8 xj_pcre2.pcre2_match_data_create_8
#define pcre2_match_data_create_from_pattern_8 xj_pcre2.pcre2_match_data_create_from_pattern_8
#define pcre2_match_data_free_8 xj_pcre2.pcre2_match_data_free_8
#define pcre2_set_depth_limit_8 xj_pcre2.pcre2_set_depth_limit_8
#define pcre2_set_heap_limit_8 xj_pcre2.pcre2_set_heap_limit_8
#define pcre2_set_match_limit_8 xj_pcre2.pcre2_set_match_limit_8
#define pcre2_set_parens_nest_limit_8 xj_pcre2.pcre2_set_parens_nest_limit_8
#define pcre2_substring_free_8 xj_pcre2.pcre2_substring_free_8
#define pcre2_substring_get_byname_8 xj_pcre2.pcre2_substring_get_byname_8

#endif
