/* find.c - owns finding a row of an array by its id. */
#include "xianjin/core.h"

size_t xj_find_id(const void *rows, size_t n, size_t size, int64_t id)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int64_t at;

		memcpy(&at, (const char *)rows + mid * size, sizeof(at));
		if (at == id)
			return mid;
		if (at < id)
			low = mid + 1;
		else
			high = mid;
	}
	return SIZE_MAX;
}
