/*
 * gen_xls.c - a grid of text as a workbook of Excel 97: BIFF8 records in an OLE2
 * container, both written here ([MS-XLS], [MS-CFB]).
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

enum { BOF = 0x0809, END = 0x000a, CODEPAGE = 0x0042, BOUNDSHEET = 0x0085, SST = 0x00fc,
       CONTINUE = 0x003c, LABELSST = 0x00fd, MERGEDCELLS = 0x00e5 };
#define MAX_RECORD 8224u
#define SECTOR 512u
#define FREE_SECT 0xffffffffu
#define END_OF_CHAIN 0xfffffffeu
#define FAT_SECT 0xfffffffdu

static void put16(struct gen_out *o, unsigned v)
{
	gen_putc(o, (char)v);
	gen_putc(o, (char)(v >> 8));
}

static void put32(struct gen_out *o, uint32_t v)
{
	put16(o, v & 0xffff);
	put16(o, v >> 16);
}

static void set16(struct gen_out *o, size_t at, unsigned v)
{
	o->p[at] = (char)v;
	o->p[at + 1] = (char)(v >> 8);
}

static void set32(struct gen_out *o, size_t at, uint32_t v)
{
	set16(o, at, v & 0xffff);
	set16(o, at + 2, v >> 16);
}

/* ---- records ------------------------------------------------------------------ */

static size_t begin(struct gen_out *o, unsigned type)
{
	put16(o, type);
	put16(o, 0);
	return o->n;
}

static void end(struct gen_out *o, size_t from)
{
	set16(o, from - 2, (unsigned)(o->n - from));
}

static void bof(struct gen_out *o, unsigned kind)
{
	size_t r = begin(o, BOF);

	put16(o, 0x0600);
	put16(o, kind);
	put16(o, 0x0dbb);
	put16(o, 0x07cc);
	put32(o, 0);
	put32(o, 0x0600);
	end(o, r);
}

/* UTF-16; returns the units. */
static unsigned put_utf16(struct gen_out *o, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned n = 0;

	while (*p) {
		uint32_t c = *p++;
		int more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

		if (more)
			c &= 0x3fu >> more;
		for (; more && *p; more--)
			c = c << 6 | (*p++ & 0x3fu);
		if (c > 0xffff) {
			put16(o, 0xd800 + ((c - 0x10000) >> 10));
			put16(o, 0xdc00 + (c & 0x3ff));
			n += 2;
		} else {
			put16(o, c);
			n++;
		}
	}
	return n;
}

/* The texts of all cells, a new record where one would pass the limit. */
static void put_texts(struct gen_out *o, const struct gen_grid *g, uint32_t used)
{
	size_t r = begin(o, SST);

	put32(o, used);
	put32(o, used);
	for (size_t row = 0; row < g->rows; row++) {
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			const char *text = gen_at(g, row, i);
			size_t at;

			if (!*text)
				continue;
			if (o->n - r + 3 + 2 * strlen(text) > MAX_RECORD) {
				end(o, r);
				r = begin(o, CONTINUE);
			}
			at = o->n;
			put16(o, 0);
			gen_putc(o, 1); /* two bytes a character */
			set16(o, at, put_utf16(o, text));
		}
	}
	end(o, r);
}

static uint32_t put_cells(struct gen_out *o, const struct gen_grid *g, bool count)
{
	uint32_t used = 0;

	for (size_t row = 0; row < g->rows; row++) {
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			size_t r;

			if (!*gen_at(g, row, i))
				continue;
			used++;
			if (count)
				continue;
			r = begin(o, LABELSST);
			put16(o, (unsigned)row);
			put16(o, (unsigned)i);
			put16(o, 0);
			put32(o, used - 1);
			end(o, r);
		}
	}
	return used;
}

static void put_merges(struct gen_out *o, const struct gen_grid *g)
{
	size_t r;

	if (!g->merges)
		return;
	r = begin(o, MERGEDCELLS);
	put16(o, (unsigned)g->merges);
	for (size_t i = 0; i < g->merges; i++) {
		const struct gen_merge *m = &g->merge[i];

		put16(o, m->row);
		put16(o, m->row + m->rows - 1);
		put16(o, m->column);
		put16(o, m->column + m->columns - 1);
	}
	end(o, r);
}

static void put_book(struct gen_out *o, const struct gen_grid *g)
{
	size_t r, sheet, at;

	bof(o, 0x0005);
	r = begin(o, CODEPAGE);
	put16(o, 1200);
	end(o, r);
	sheet = begin(o, BOUNDSHEET);
	put32(o, 0);
	put16(o, 0);
	at = o->n;
	gen_putc(o, 0);
	gen_putc(o, 1);
	o->p[at] = (char)put_utf16(o, "收支明細");
	end(o, sheet);
	put_texts(o, g, put_cells(o, g, true));
	end(o, begin(o, END));
	set32(o, sheet, (uint32_t)o->n);
	bof(o, 0x0010);
	put_cells(o, g, false);
	put_merges(o, g);
	end(o, begin(o, END));
}

/* ---- the container: header, the stream, its directory, the FAT --------------- */

static void put_entry(struct gen_out *o, const char *name, unsigned kind,
                      uint32_t child, uint32_t start, uint32_t size)
{
	size_t at = o->n;
	unsigned units = put_utf16(o, name);

	while (o->n < at + 64)
		gen_putc(o, 0);
	put16(o, kind ? 2 * (units + 1) : 0);
	gen_putc(o, (char)kind);
	gen_putc(o, 1); /* black */
	put32(o, FREE_SECT); /* no siblings */
	put32(o, FREE_SECT);
	put32(o, child);
	while (o->n < at + 116)
		gen_putc(o, 0);
	put32(o, start);
	put32(o, size);
	put32(o, 0);
}

static void put_chain(struct gen_out *o, uint32_t from, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		put32(o, i + 1 < n ? from + i + 1 : END_OF_CHAIN);
}

static void put_head(struct gen_out *o, uint32_t fats, uint32_t directory,
                     uint32_t first_fat)
{
	gen_put(o, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	for (int i = 0; i < 4; i++)
		put32(o, 0);
	put16(o, 0x3e);
	put16(o, 3);
	put16(o, 0xfffe);
	put16(o, 9); /* sectors of 512, small ones of 64 bytes */
	put16(o, 6);
	while (o->n < 44)
		gen_putc(o, 0);
	put32(o, fats);
	put32(o, directory);
	put32(o, 0);
	put32(o, 4096);
	put32(o, END_OF_CHAIN);
	put32(o, 0);
	put32(o, END_OF_CHAIN);
	put32(o, 0);
	for (uint32_t i = 0; i < 109; i++)
		put32(o, i < fats ? first_fat + i : FREE_SECT);
}

void gen_xls(const struct gen_grid *g, const char *path)
{
	struct gen_out book = { 0 }, o = { 0 };
	uint32_t stream, fats = 1;
	FILE *f = gen_create(path);

	put_book(&book, g);
	while (book.n % SECTOR || book.n < 4096) /* a smaller one lives elsewhere */
		gen_putc(&book, 0);
	stream = (uint32_t)(book.n / SECTOR);
	while (fats * (SECTOR / 4) < stream + 1 + fats)
		fats++;
	if (fats > 109)
		gen_die("%s: too large", path);
	put_head(&o, fats, stream, stream + 1);
	gen_put(&o, book.p, book.n);
	put_entry(&o, "Root Entry", 5, 1, END_OF_CHAIN, 0);
	put_entry(&o, "Workbook", 2, FREE_SECT, 0, (uint32_t)book.n);
	put_entry(&o, "", 0, FREE_SECT, 0, 0);
	put_entry(&o, "", 0, FREE_SECT, 0, 0);
	put_chain(&o, 0, stream);
	put_chain(&o, 0, 1);
	for (uint32_t i = 0; i < fats; i++)
		put32(&o, FAT_SECT);
	while (o.n % SECTOR)
		put32(&o, FREE_SECT);
	if (fwrite(o.p, 1, o.n, f) != o.n)
		gen_die("%s: cannot write", path);
	gen_close(f, path);
	gen_free(&book);
	gen_free(&o);
}
