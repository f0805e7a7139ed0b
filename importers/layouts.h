/* layouts.h - the layouts, each in its family's file; the table is in
 * layouts.c. */
#ifndef XIANJIN_LAYOUTS_H
#define XIANJIN_LAYOUTS_H

#include "xianjin/importers.h"

extern const struct xj_layout xj_layout_official, xj_layout_manifest,
	xj_layout_schema, xj_layout_paper, xj_layout_crowd,
	xj_layout_newspaper_2016, xj_layout_newspaper_2012,
	xj_layout_newspaper_2008, xj_layout_newspaper_summary,
	xj_layout_summary, xj_layout_surplus, xj_layout_party_summary;

#endif
