/* heap.c - owns where malloc takes its memory from. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "src/core/heap.h"

#define LARGE ((uintptr_t)2 << 20)
#define SMALL ((uintptr_t)4096)
#define HEADER 64u /* of what malloc puts behind a block, and more */

/* What lies in front of the large page.  It is kept, so that nothing is put there. */
static void *front;

void xj_heap_of_large_page(void)
{
	uintptr_t start;

	if (front)
		return;
	mallopt(M_MMAP_THRESHOLD, 4 * LARGE);
	mallopt(M_TRIM_THRESHOLD, 8 * LARGE);
	front = malloc(2 * LARGE + SMALL);
	if (!front)
		return;
	start = ((uintptr_t)front + SMALL + LARGE - 1) & ~(LARGE - 1);
	madvise((void *)start, LARGE, MADV_HUGEPAGE); /* before it is touched */
	front = realloc(front, start - (uintptr_t)front - HEADER);
}
