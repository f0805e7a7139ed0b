/* head_sound.h - whether the head of a response holds the lines that it should. */
#ifndef XIANJIN_TESTS_HEAD_SOUND_H
#define XIANJIN_TESTS_HEAD_SOUND_H

#include <stdbool.h>
#include <string.h>

/* Every line is "Name: value" in printable ASCII, ended by CR LF. */
static bool head_is_sound(const char *head)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";

	while (*head) {
		size_t n = strcspn(head, "\r"), name = strspn(head, letters);

		if (!name || strncmp(head + name, ": ", 2) || strncmp(head + n, "\r\n", 2))
			return false;
		for (size_t i = 0; i < n; i++)
			if (head[i] < 0x20 || head[i] >= 0x7f)
				return false;
		head += n + 2;
	}
	return true;
}

#endif
