/*
 * svg.h - figures drawn as SVG: 360 units wide, legible on a phone, in the
 * language of the thread (in Chinese with 萬 and 億 on the axes).  Nothing
 * but classes and presentation attributes, so that a page may forbid inline
 * styles; the colours of the classes are src/web/figures.css.  Integers only:
 * the same figure gives the same bytes.
 */
#ifndef XIANJIN_SVG_H
#define XIANJIN_SVG_H

#include "xianjin/figures.h"

#define XJ_SVG_WIDTH 360

struct xj_svg_options {
	const char *id;    /* prefix of the ids in it, unique in its page: "f1";
	                      letters, digits and - ; NULL: the figure's name */
	/* Appends the address that MARK leads to, unescaped; nothing: no link.
	 * NULL: no links at all. */
	enum xj_status (*href)(void *ctx, const struct xj_mark *mark,
	                       struct xj_buf *out);
	void *ctx;
};

/*
 * Appends F as one <svg> element to OUT, with <title> and <desc>; role img, or
 * group where it has links, which an img would hide from a screen reader.  A
 * figure without rows is a sentence.  XJ_LIMIT when OUT is full: OUT is then as
 * it was.
 */
enum xj_status xj_svg_figure(const struct xj_figure *f,
                             const struct xj_svg_options *options,
                             struct xj_buf *out) XJ_MUST_USE;

/*
 * Appends SVG, made by xj_svg_figure, as a file of its own: with its namespace
 * and its own <style> in which the colours are written out, since programs
 * that edit pictures know no custom properties.
 */
enum xj_status xj_svg_standalone(struct xj_str svg, bool dark,
                                 struct xj_buf *out) XJ_MUST_USE;

/* The stylesheet for pages that embed figures (src/web/figures.css). */
extern const char xj_figures_css[];
/* The value of the token NAME ("ink") of the stylesheet, light or dark; empty
 * if there is none. */
struct xj_str xj_svg_token(const char *name, bool dark);

/* Appends foreign text S, as character data or the value of an attribute: escaped,
 * without control and invisible characters, bytes that are not UTF-8 as U+FFFD, cut
 * after MOST code points with an ellipsis. */
enum xj_status xj_svg_text(struct xj_str s, size_t most, struct xj_buf *out) XJ_MUST_USE;

#endif
