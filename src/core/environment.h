/* environment.h - what was set before the program was started. */
#ifndef XIANJIN_ENVIRONMENT_H
#define XIANJIN_ENVIRONMENT_H

#include <stdlib.h>

/* The value of NAME; NULL: it is not set, or empty. */
static inline const char *xj_environment(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

#endif
