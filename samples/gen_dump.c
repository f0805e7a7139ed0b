/*
 * gen_dump.c - an official table as records for Omega's scriptindex: one
 * field=value a line, a blank line behind each record.  For the benchmark.
 */
#include "gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 25
#define CELL 1024

static const struct {
	const char *field;
	int column;
} fields[] = {
	{"seq", 0}, {"recipient", 1}, {"date", 4}, {"subject", 5}, {"name", 6},
	{"id", 7}, {"income", 8}, {"expense", 9}, {"purpose", 13},
};

struct record {
	char cell[COLUMNS][CELL];
	int n;
};

/* The next record of F; false at the end. */
static bool next(FILE *f, struct record *r)
{
	size_t at = 0;
	bool quoted = false;
	int c, column = 0;

	while ((c = getc_unlocked(f)) != EOF) {
		if (c == '"')
			quoted = !quoted;
		else if (c == '\n' && !quoted)
			break;
		else if (c == ',' && !quoted) {
			r->cell[column][at] = 0;
			at = 0;
			if (++column == COLUMNS)
				gen_die("more than %d columns", COLUMNS);
		} else if (c != '\r' && at + 1 < CELL) {
			r->cell[column][at++] = (char)(c == '\n' ? ' ' : c);
		}
	}
	r->cell[column][at] = 0;
	r->n = column + 1;
	return c != EOF || column > 0;
}

void gen_scriptindex(const char *csv, const char *dump)
{
	struct record *r = gen_alloc(NULL, 1, sizeof(*r));
	struct gen_out o = {.f = gen_create(dump)};
	FILE *f = fopen(csv, "rb");

	if (!f)
		gen_die("%s: %s", csv, strerror(errno));
	next(f, r); /* the header */
	while (next(f, r)) {
		if (r->n != COLUMNS)
			gen_die("%s: %d columns, 25 are expected", csv, r->n);
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
			const char *v = r->cell[fields[i].column];

			if (!*v || strcmp(v, "0.00") == 0)
				continue;
			gen_puts(&o, fields[i].column == 9 || fields[i].column == 8
			         ? "amount" : fields[i].field);
			gen_putc(&o, '=');
			gen_puts(&o, v);
			gen_putc(&o, '\n');
		}
		gen_putc(&o, '\n');
	}
	gen_flush(&o);
	gen_close(o.f, dump);
	gen_close(f, csv);
	gen_free(&o);
	free(r);
}
