/*
 * walls.h - what a front that only reads gives up before it opens the data: every file
 * but those of the data folder, writing and making any, other programs, and all of the
 * network but the socket it was given.
 *
 * Threads are left, and children: a draft that somebody sends is read in one, behind
 * the narrower walls of importers/sandbox.h.
 */
#ifndef XIANJIN_WEB_WALLS_H
#define XIANJIN_WEB_WALLS_H

/*
 * For good, for this thread and what it starts.  DATA is the data folder.  NULL, or
 * what this kernel cannot guard, one line for the operator; the rest holds still.
 */
const char *web_walls_enter(const char *data);

#endif
