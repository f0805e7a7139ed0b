/*
 * walls.h - what a front that only reads gives up before it opens the data: every file
 * but those of the data folder, writing, other programs, and where it needs none the
 * network.
 */
#ifndef XIANJIN_WEB_WALLS_H
#define XIANJIN_WEB_WALLS_H

enum web_walls {
	WEB_WALLS_CGI,   /* answers on descriptors it has, or a socket it was given */
	WEB_WALLS_SERVE  /* also accepts on a socket that is open already */
};

/* For good.  Where the kernel lacks a part the others still hold. */
void web_walls_enter(const char *data, enum web_walls kind);

#endif
