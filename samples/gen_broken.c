/*
 * gen_broken.c - small files that are wrong in one way each.  The big ones are
 * made when a test asks for them: gen_hostile.c.
 */
#include "gen.h"

#include <string.h>

#define DAY(y, m, d) gen_day((y), (m), (d))

/* Ten good rows of a candidate who is nowhere else. */
static void good(struct gen_filing *f)
{
	struct gen_rng r = {404};

	memset(f, 0, sizeof(*f));
	f->recipient = "莫須有";
	f->election = "111年臺南市市長選舉";
	f->serial = "首次申報";
	for (int i = 0; i < 10; i++) {
		struct gen_entry *e = gen_say(f, 11, DAY(2022, 6, 1) + i,
		                              1000 * (i + 1), "", "");

		gen_plain_person(&r, &e->party);
		gen_copy(e->party.address, sizeof(e->party.address),
		         "臺南市東區裕****");
	}
}

/* The table of good rows as lines; LINE[0] is the header. */
static size_t lines(struct gen_out *o, const char **line, size_t max)
{
	struct gen_filing f;
	size_t n = 0;

	good(&f);
	gen_puts(o, "\xef\xbb\xbf");
	gen_details(o, &f, true, GEN_OFFICIAL, "\r\n");
	gen_putc(o, 0);
	gen_filing_free(&f);
	for (char *p = o->p; *p && n < max; n++) {
		char *end = strstr(p, "\r\n");

		*end = 0;
		line[n] = p;
		p = end + 2;
	}
	return n;
}

/* The good table with row AT changed: the first FROM in it becomes TO. */
static void changed(const char *dir, const char *name, size_t at,
                    const char *from, const char *to, size_t to_n)
{
	struct gen_out table = {0}, o = {0};
	const char *line[16];
	size_t n = lines(&table, line, 16);

	for (size_t i = 0; i < n; i++) {
		const char *hit = i == at ? strstr(line[i], from) : NULL;

		if (i == at && !hit)
			gen_die("%s: nothing to change", name);
		if (hit) {
			gen_put(&o, line[i], (size_t)(hit - line[i]));
			gen_put(&o, to, to_n);
			gen_puts(&o, hit + strlen(from));
		} else {
			gen_puts(&o, line[i]);
		}
		gen_puts(&o, "\r\n");
	}
	gen_save(&o, dir, name);
	gen_free(&o);
	gen_free(&table);
}

static void truncated(const char *dir, const char *name)
{
	struct gen_out table = {0};
	struct gen_filing f;
	struct gen_member m = {.name = "incomes.csv", .day = DAY(2023, 5, 4)};
	char path[1024], bytes[8192];
	size_t n;
	FILE *file;

	good(&f);
	gen_details(&table, &f, true, GEN_OFFICIAL, "\r\n");
	m.p = table.p;
	m.n = table.n;
	gen_path(path, sizeof(path), "%s/%s", dir, name);
	gen_zip(path, &m, 1);
	file = fopen(path, "rb");
	n = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
	if (!n)
		gen_die("%s: cannot be read back", path);
	fclose(file);
	table.n = 0;
	gen_put(&table, bytes, n * 2 / 3);
	gen_save(&table, dir, name);
	gen_free(&table);
	gen_filing_free(&f);
}

static void climbing(const char *dir, const char *name)
{
	struct gen_out table = {0};
	struct gen_filing f;
	struct gen_member m = {.name = "../incomes.csv", .day = DAY(2023, 5, 4)};
	char path[1024];

	good(&f);
	gen_details(&table, &f, true, GEN_OFFICIAL, "\r\n");
	m.p = table.p;
	m.n = table.n;
	gen_path(path, sizeof(path), "%s/%s", dir, name);
	gen_zip(path, &m, 1);
	gen_free(&table);
	gen_filing_free(&f);
}

void gen_broken(const char *dir)
{
	struct gen_out o = {0};
	char path[1024];

	gen_mkdir("%s/broken", dir);
	gen_path(path, sizeof(path), "%s/broken", dir);
	changed(path, "ragged-row.csv", 4, ",,,,,,,,", ",,", 2);
	changed(path, "two-amounts.csv", 5, ",0.00,", ",5000.00,", 9);
	changed(path, "nul-byte.csv", 6, "臺南市東區", "臺南市\0區", 13);
	changed(path, "invalid-utf8.csv", 7, "臺南市東區", "臺南市\xe6\x9d區\xff", 15);
	gen_puts(&o, "\xef\xbb\xbf" "品名,數量,單價\r\n口罩,10,5\r\n帽子,20,120\r\n");
	gen_save(&o, path, "unknown-layout.csv");
	truncated(path, "truncated.zip");
	climbing(path, "dotdot.zip");
	gen_free(&o);
}
