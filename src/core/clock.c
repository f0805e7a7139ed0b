/* clock.c - owns the clock that only goes forward, and moments on it. */
#include <time.h>

#include "xianjin/core.h"

uint64_t xj_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t xj_clock_in(unsigned msec)
{
	return msec ? xj_clock() + (uint64_t)msec * 1000000u : 0;
}

bool xj_clock_past(uint64_t moment)
{
	return moment && xj_clock() > moment;
}

unsigned xj_clock_left(uint64_t moment)
{
	uint64_t now = xj_clock();

	return moment > now ? (unsigned)((moment - now) / 1000000u) + 1 : 0;
}
