/*
 * library_xlsxwriter.h - what we use of libxlsxwriter: writing workbooks.
 */
#ifndef XIANJIN_LIBRARY_XLSXWRITER_H
#define XIANJIN_LIBRARY_XLSXWRITER_H

#include <xlsxwriter.h>

#include "src/core/library.h"

#define XJ_XLSXWRITER(F) \
	F(chart_add_series) F(chart_axis_set_name) \
	F(chart_series_set_categories) F(chart_series_set_name) \
	F(chart_series_set_values) F(chart_title_set_name) F(format_set_align) \
	F(format_set_bg_color) F(format_set_bold) F(format_set_border) \
	F(format_set_border_color) F(format_set_bottom) \
	F(format_set_font_color) F(format_set_font_size) \
	F(format_set_num_format) F(format_set_text_wrap) \
	F(format_set_underline) F(lxw_rowcol_to_cell) F(lxw_strerror) \
	F(lxw_workbook_free) F(workbook_add_chart) F(workbook_add_format) \
	F(workbook_add_worksheet) F(workbook_close) F(workbook_new_opt) \
	F(workbook_set_properties) F(workbook_validate_sheet_name) \
	F(worksheet_activate) F(worksheet_autofilter) \
	F(worksheet_freeze_panes) F(worksheet_insert_chart_opt) \
	F(worksheet_set_column) F(worksheet_write_blank) \
	F(worksheet_write_comment_opt) F(worksheet_write_number) \
	F(worksheet_write_string) F(worksheet_write_url_opt)

XJ_LIBRARY(xj_xlsxwriter, XJ_XLSXWRITER);

#define chart_add_series xj_xlsxwriter.chart_add_series
#define chart_axis_set_name xj_xlsxwriter.chart_axis_set_name
#define chart_series_set_categories xj_xlsxwriter.chart_series_set_categories
#define chart_series_set_name xj_xlsxwriter.chart_series_set_name
#define chart_series_set_values xj_xlsxwriter.chart_series_set_values
#define chart_title_set_name xj_xlsxwriter.chart_title_set_name
#define format_set_align xj_xlsxwriter.format_set_align
#define format_set_bg_color xj_xlsxwriter.format_set_bg_color
#define format_set_bold xj_xlsxwriter.format_set_bold
#define format_set_border xj_xlsxwriter.format_set_border
#define format_set_border_color xj_xlsxwriter.format_set_border_color
#define format_set_bottom xj_xlsxwriter.format_set_bottom
#define format_set_font_color xj_xlsxwriter.format_set_font_color
#define format_set_font_size xj_xlsxwriter.format_set_font_size
#define format_set_num_format xj_xlsxwriter.format_set_num_format
#define format_set_text_wrap xj_xlsxwriter.format_set_text_wrap
#define format_set_underline xj_xlsxwriter.format_set_underline
#define lxw_rowcol_to_cell xj_xlsxwriter.lxw_rowcol_to_cell
#define lxw_strerror xj_xlsxwriter.lxw_strerror
#define lxw_workbook_free xj_xlsxwriter.lxw_workbook_free
#define workbook_add_chart xj_xlsxwriter.workbook_add_chart
#define workbook_add_format xj_xlsxwriter.workbook_add_format
#define workbook_add_worksheet xj_xlsxwriter.workbook_add_worksheet
#define workbook_close xj_xlsxwriter.workbook_close
#define workbook_new_opt xj_xlsxwriter.workbook_new_opt
#define workbook_set_properties xj_xlsxwriter.workbook_set_properties
#define workbook_validate_sheet_name xj_xlsxwriter.workbook_validate_sheet_name
#define worksheet_activate xj_xlsxwriter.worksheet_activate
#define worksheet_autofilter xj_xlsxwriter.worksheet_autofilter
#define worksheet_freeze_panes xj_xlsxwriter.worksheet_freeze_panes
#define worksheet_insert_chart_opt xj_xlsxwriter.worksheet_insert_chart_opt
#define worksheet_set_column xj_xlsxwriter.worksheet_set_column
#define worksheet_write_blank xj_xlsxwriter.worksheet_write_blank
#define worksheet_write_comment_opt xj_xlsxwriter.worksheet_write_comment_opt
#define worksheet_write_number xj_xlsxwriter.worksheet_write_number
#define worksheet_write_string xj_xlsxwriter.worksheet_write_string
#define worksheet_write_url_opt xj_xlsxwriter.worksheet_write_url_opt

#endif
