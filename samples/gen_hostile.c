/*
 * gen_hostile.c - files made to hurt a reader: ZIP bombs, a cell of 1 GiB,
 * too many members, members that share their bytes.  Never kept; tests make
 * them when they need them.
 */
#include "gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define GIB ((uint64_t)1 << 30)

static const char row_text[] =
	"1,莫須有,111年臺南市市長選舉,首次申報,1110601,匿名捐贈,匿名,,1000.00,0.00,"
	"現金,1110601,,,金錢,,,,,,,,,,\r\n";

/* An endless table: the official header, then rows until SIZE bytes.  With
 * NOISE the amounts differ, which keeps the ratio below a hundred. */
struct stream {
	struct gen_out chunk;
	struct gen_rng rng;
	size_t at;
	uint64_t size, done;
	bool noise;
};

static void refill(struct stream *s)
{
	s->chunk.n = s->at = 0;
	if (!s->done)
		gen_header(&s->chunk, GEN_OFFICIAL, "\r\n");
	while (s->chunk.n < 60000)
		if (s->noise && gen_one_in(&s->rng, 3))
			gen_printf(&s->chunk, "%llu,%.*s",
			           (unsigned long long)gen_next(&s->rng) % 1000,
			           (int)sizeof(row_text) - 3, row_text + 2);
		else
			gen_puts(&s->chunk, row_text);
}

static zip_int64_t stream_call(void *ctx, void *data, zip_uint64_t len,
                               zip_source_cmd_t cmd)
{
	struct stream *s = ctx;
	size_t n;

	switch (cmd) {
	case ZIP_SOURCE_OPEN:
		s->done = s->at = s->chunk.n = 0;
		s->rng.s = 42;
		return 0;
	case ZIP_SOURCE_READ:
		if (s->done >= s->size)
			return 0;
		if (s->at == s->chunk.n)
			refill(s);
		n = s->chunk.n - s->at;
		n = n < len ? n : (size_t)len;
		n = n < s->size - s->done ? n : (size_t)(s->size - s->done);
		memcpy(data, s->chunk.p + s->at, n);
		s->at += n;
		s->done += n;
		return (zip_int64_t)n;
	case ZIP_SOURCE_STAT: {
		zip_stat_t *st = data;

		zip_stat_init(st);
		st->size = s->size;
		st->valid = ZIP_STAT_SIZE;
		return sizeof(*st);
	}
	case ZIP_SOURCE_CLOSE:
		return 0;
	case ZIP_SOURCE_FREE:
		gen_free(&s->chunk);
		free(s);
		return 0;
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN,
			ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
			ZIP_SOURCE_FREE, -1);
	default:
		return -1;
	}
}

static zip_t *open_new(const char *path)
{
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	if (!z)
		gen_die("%s: cannot be created", path);
	return z;
}

static void add(zip_t *z, const char *name, zip_source_t *s)
{
	zip_int64_t at = s ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;

	if (at < 0 || zip_file_set_dostime(z, (zip_uint64_t)at, 0, 33, 0) != 0)
		gen_die("%s: %s", name, zip_strerror(z));
}

static void close_zip(zip_t *z, const char *path)
{
	if (zip_close(z) != 0)
		gen_die("%s: %s", path, zip_strerror(z));
}

static void streamed(const char *path, const char *name, uint64_t size,
                     bool noise)
{
	struct stream *s = gen_alloc(NULL, 1, sizeof(*s));
	zip_t *z = open_new(path);

	memset(s, 0, sizeof(*s));
	s->size = size;
	s->noise = noise;
	add(z, name, zip_source_function(z, stream_call, s));
	close_zip(z, path);
}

/* 512 MiB of equal rows: hundreds of bytes from each byte. */
static void bomb_ratio(const char *path)
{
	streamed(path, "incomes.csv", GIB / 2, false);
}

/* Twelve members of 1 GiB, packed once and copied: no ratio is suspicious. */
static void bomb_total(const char *path)
{
	char seed[1024], name[32];
	zip_t *from, *z;

	gen_path(seed, sizeof(seed), "%s.seed", path);
	streamed(seed, "incomes.csv", GIB, true);
	from = zip_open(seed, ZIP_RDONLY, NULL);
	if (!from)
		gen_die("%s: cannot be read back", seed);
	z = open_new(path);
	for (int i = 0; i < 12; i++) {
		snprintf(name, sizeof(name), "incomes%02d.csv", i);
		add(z, name, zip_source_zip(z, from, 0, ZIP_FL_COMPRESSED, 0, -1));
	}
	close_zip(z, path);
	zip_discard(from);
	unlink(seed);
}

/* The bytes of the file PATH. */
void gen_slurp(struct gen_out *o, const char *path)
{
	char buf[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		gen_die("%s: %s", path, strerror(errno));
	o->n = 0;
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		gen_put(o, buf, n);
	gen_close(f, path);
}

/* Five levels of eight archives each: 8^5 tables of 1 MiB. */
static void bomb_nested(const char *path)
{
	struct gen_out inner = {0};

	streamed(path, "incomes.csv", 1 << 20, false);
	for (int level = 0; level < 5; level++) {
		zip_t *z;

		gen_slurp(&inner, path);
		z = open_new(path);
		for (int i = 0; i < 8; i++) {
			char name[32];

			snprintf(name, sizeof(name), "%d.zip", i);
			add(z, name, zip_source_buffer(z, inner.p, inner.n, 0));
		}
		close_zip(z, path);
	}
	gen_free(&inner);
}

/* A table whose third row has a cell of 1 GiB: a hole in the file, which
 * reads as NUL bytes and takes no room on disk. */
static void huge_cell(const char *path)
{
	struct gen_out o = {.f = gen_create(path)};

	gen_puts(&o, "\xef\xbb\xbf");
	gen_header(&o, GEN_OFFICIAL, "\r\n");
	gen_puts(&o, row_text);
	gen_puts(&o, "2,莫須有,111年臺南市市長選舉,首次申報,1110601,匿名捐贈,");
	gen_flush(&o);
	if (fseeko(o.f, (off_t)GIB, SEEK_CUR) != 0)
		gen_die("%s: %s", path, strerror(errno));
	gen_puts(&o, ",,1000.00,0.00,現金,1110601,,,金錢,,,,,,,,,,\r\n");
	gen_puts(&o, row_text);
	gen_flush(&o);
	gen_close(o.f, path);
	gen_free(&o);
}

static void many_members(const char *path)
{
	struct gen_out o = {0};
	zip_t *z = open_new(path);

	gen_header(&o, GEN_OFFICIAL, "\r\n");
	gen_puts(&o, row_text);
	for (int i = 0; i < 5000; i++) {
		char name[32];

		snprintf(name, sizeof(name), "incomes%04d.csv", i);
		add(z, name, zip_source_buffer(z, o.p, o.n, 0));
	}
	close_zip(z, path);
	gen_free(&o);
}

static unsigned le(const char *p, int n)
{
	unsigned v = 0;

	while (n-- > 0)
		v = v << 8 | (unsigned char)p[n];
	return v;
}

static void put_le(char *p, int n, unsigned v)
{
	for (; n-- > 0; v >>= 8)
		*p++ = (char)(v & 255);
}

/* One member of 8 MiB, and a directory that lists it 500 times under other
 * names: each entry is modest, together they are 4 GiB from one stretch. */
static void overlap(const char *path)
{
	enum { TIMES = 500, END = 22 };
	struct gen_out o = {0}, to = {0};
	char *end, record[512];
	unsigned size, start;

	streamed(path, "incomes000.csv", 8 << 20, false);
	gen_slurp(&o, path);
	end = o.p + o.n - END; /* there is no comment */
	size = le(end + 12, 4);
	start = le(end + 16, 4);
	if (size > sizeof(record) || start + size + END != o.n)
		gen_die("%s: not laid out as expected", path);
	gen_put(&to, o.p, start);
	memcpy(record, o.p + start, size);
	for (unsigned i = 0; i < TIMES; i++) {
		char digits[8];

		snprintf(digits, sizeof(digits), "%03u", i);
		memcpy(record + 46 + 7, digits, 3); /* incomesNNN.csv */
		gen_put(&to, record, size);
	}
	put_le(end + 8, 2, TIMES);
	put_le(end + 10, 2, TIMES);
	put_le(end + 12, 4, size * TIMES);
	gen_put(&to, end, END);
	to.f = gen_create(path);
	gen_flush(&to);
	gen_close(to.f, path);
	gen_free(&to);
	gen_free(&o);
}

void gen_hostile(const char *kind, const char *path)
{
	static const struct {
		const char *kind;
		void (*make)(const char *path);
	} kinds[] = {
		{"bomb-ratio", bomb_ratio}, {"bomb-total", bomb_total},
		{"bomb-nested", bomb_nested}, {"huge-cell", huge_cell},
		{"many-members", many_members}, {"overlap", overlap},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i].kind) == 0) {
			kinds[i].make(path);
			return;
		}
	fprintf(stderr, "xj-samples: %s: no such kind; see --help\n", kind);
	exit(2);
}
