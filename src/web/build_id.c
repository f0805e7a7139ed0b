/*
 * build_id.c - owns which program this is: what it was linked as (the note that the
 * linker leaves), so that a browser forgets pages of an older one.
 */
#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>

#include "src/web/call.h"

static char id[24];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool read_note(const char *p, size_t n)
{
	while (n >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *h = (const void *)p;
		size_t name = (h->n_namesz + 3u) & ~3u, desc = (h->n_descsz + 3u) & ~3u;
		const unsigned char *bytes = (const void *)(p + sizeof(*h) + name);

		if (name + desc > n - sizeof(*h))
			return false;
		if (h->n_type == NT_GNU_BUILD_ID && h->n_descsz >= 8) {
			for (int i = 0; i < 8; i++)
				snprintf(id + 2 * i, 3, "%02x", bytes[i]);
			return true;
		}
		p += sizeof(*h) + name + desc;
		n -= sizeof(*h) + name + desc;
	}
	return false;
}

/* The first object is the program itself. */
static int look(struct dl_phdr_info *object, size_t size, void *data)
{
	(void)size, (void)data;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &object->dlpi_phdr[i];

		if (p->p_type == PT_NOTE &&
		    read_note((const char *)object->dlpi_addr + p->p_vaddr, p->p_memsz))
			break;
	}
	return 1;
}

static void find(void)
{
	snprintf(id, sizeof(id), "%s", VERSION_TEXT);
	dl_iterate_phdr(look, NULL);
}

const char *web_build_id(void)
{
	pthread_once(&once, find);
	return id;
}
