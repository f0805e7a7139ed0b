/*
 * book_value.h - the values in the cells of a workbook as text: numbers without
 * the traces of binary, dates in ISO form.  Text in, text out; no file here.
 */
#ifndef XIANJIN_BOOK_VALUE_H
#define XIANJIN_BOOK_VALUE_H

#include "xianjin/core.h"

#define XJ_VALUE_TEXT 64 /* room that any value needs */

/* What the number format of a cell makes of its number. */
enum xj_format {
	XJ_FORMAT_NUMBER = 0,
	XJ_FORMAT_DATE,   /* a day, perhaps with its time */
	XJ_FORMAT_TIME,   /* a time of the day */
	XJ_FORMAT_ELAPSED /* hours that may pass 24 */
};

/* The formats that have a number and no code; 27-36 and 50-58 are those of
 * Chinese versions. */
enum xj_format xj_format_built_in(uint32_t id);
/* A format code such as "yyyy/m/d", [$-404]e"年"m"月"d"日" or #,##0.00. */
enum xj_format xj_format_of(struct xj_str code);

/*
 * A number as XML spells it (162000, 1.62E5, 0.10000000000000001) into OUT as a
 * person would: whole ones without exponent or point, others with as few digits
 * as tell the number (162000, 0.1); very large or small ones keep an exponent.
 * Returns the length; 0 if IN is no number.
 */
size_t xj_number_text(struct xj_str in, char out[XJ_VALUE_TEXT]);

/*
 * The day or time that the number IN means in FORMAT into OUT: "2022-07-19",
 * "2022-07-19 13:05:00", "13:05:00".  Returns the length; 0 if it means none,
 * as when a person typed 1110719 into a cell meant for dates.
 */
size_t xj_serial_text(struct xj_str in, enum xj_format format, bool from_1904,
                      char out[XJ_VALUE_TEXT]);

/* 2022-07-19T00:00:00 into "2022-07-19", with a time that is not 0 behind a
 * blank; 0 if IN is no such text. */
size_t xj_iso_text(struct xj_str in, char out[XJ_VALUE_TEXT]);
/* PT13H05M00S into "13:05:00"; 0 if IN is no such text. */
size_t xj_duration_text(struct xj_str in, char out[XJ_VALUE_TEXT]);

/*
 * Replaces _xHHHH_ in the N bytes at P by the character it stands for (_x000D_,
 * _x005F_); surrogates only in pairs, U+0000 never.  Returns the new length.
 */
size_t xj_escapes_decode(char *p, size_t n);

#endif
