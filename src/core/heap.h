/*
 * heap.h - where a process that answers one question keeps what it allocates.
 */
#ifndef XIANJIN_CORE_HEAP_H
#define XIANJIN_CORE_HEAP_H

/* Lets what is allocated from here on come from one large page: the kernel then steps
 * in once instead of hundreds of times, which is a good part of so short a life.
 * Nothing changes where the system has no large pages. */
void xj_heap_of_large_page(void);

#endif
