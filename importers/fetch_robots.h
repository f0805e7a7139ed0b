/*
 * fetch_robots.h - what a server's robots.txt asks of us (RFC 9309).
 */
#ifndef XIANJIN_FETCH_ROBOTS_H
#define XIANJIN_FETCH_ROBOTS_H

#include "xianjin/core.h"

#define XJ_ROBOT_NAME "xianjin" /* what robots.txt calls us */

struct xj_robots {
	struct xj_buf rules; /* 'A' or 'D', the pattern, NUL; one after the other */
	unsigned delay;      /* seconds between two requests; 0: not said */
};

/* Reads TEXT: the groups that name us, or those for everybody.  Lines that are
 * none are passed over.  XJ_NOMEM, XJ_LIMIT. */
enum xj_status xj_robots_read(struct xj_robots *r, struct xj_str text) XJ_MUST_USE;
void xj_robots_clear(struct xj_robots *r);

/* Whether PATH ("/api/download?Version=1", percent-encoded) may be asked for: the
 * longest pattern that fits decides, of two equally long the allowing one. */
bool xj_robots_allow(const struct xj_robots *r, const char *path);

#endif
