/*
 * library_yajl.h - what we use of yajl: parsing JSON.
 */
#ifndef XIANJIN_LIBRARY_YAJL_H
#define XIANJIN_LIBRARY_YAJL_H

#include <yajl/yajl_parse.h>
#include <yajl/yajl_tree.h>

#include "src/core/library.h"

#define XJ_YAJL(F) \
	F(yajl_alloc) F(yajl_complete_parse) F(yajl_config) F(yajl_free) \
	F(yajl_free_error) F(yajl_get_bytes_consumed) F(yajl_get_error) \
	F(yajl_parse) F(yajl_tree_free) F(yajl_tree_get) F(yajl_tree_parse)

XJ_LIBRARY(xj_yajl, XJ_YAJL);

#define yajl_alloc xj_yajl.yajl_alloc
#define yajl_complete_parse xj_yajl.yajl_complete_parse
#define yajl_config xj_yajl.yajl_config
#define yajl_free xj_yajl.yajl_free
#define yajl_free_error xj_yajl.yajl_free_error
#define yajl_get_bytes_consumed xj_yajl.yajl_get_bytes_consumed
#define yajl_get_error xj_yajl.yajl_get_error
#define yajl_parse xj_yajl.yajl_parse
#define yajl_tree_free xj_yajl.yajl_tree_free
#define yajl_tree_get xj_yajl.yajl_tree_get
#define yajl_tree_parse xj_yajl.yajl_tree_parse

#endif
