/*
 * gen_core.c - what every family needs: failure, random numbers, output, days
 * and tax ids.  No clock, no locale: the same arguments give the same bytes.
 */
#include "gen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FLUSH_AT ((size_t)1 << 20)

void gen_die(const char *format, ...)
{
	va_list ap;

	fputs("xj-samples: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(3);
}

void *gen_alloc(void *old, size_t n, size_t size)
{
	void *p;

	if (size && n > SIZE_MAX / size)
		gen_die("too many items: %zu", n);
	p = realloc(old, n && size ? n * size : 1);
	if (!p)
		gen_die("no memory for %zu bytes", n * size);
	return p;
}

/* ---- random numbers ---------------------------------------------------- */

uint64_t gen_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ULL;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

uint64_t gen_next(struct gen_rng *r)
{
	r->s += 0x9e3779b97f4a7c15ULL;
	return gen_mix(r->s);
}

unsigned gen_below(struct gen_rng *r, unsigned n)
{
	return (unsigned)(((gen_next(r) >> 32) * n) >> 32);
}

bool gen_one_in(struct gen_rng *r, unsigned n)
{
	return gen_below(r, n) == 0;
}

/* ---- output ------------------------------------------------------------ */

void gen_flush(struct gen_out *o)
{
	if (o->f && o->n && fwrite(o->p, 1, o->n, o->f) != o->n)
		gen_die("cannot write: %s", strerror(errno));
	if (o->f)
		o->n = 0;
}

void gen_put(struct gen_out *o, const void *p, size_t n)
{
	if (n == 0) /* P may be NULL */
		return;
	if (o->n + n > o->cap) {
		o->cap = (o->cap + n) * 2;
		if (o->cap < FLUSH_AT + (1u << 16) && o->f)
			o->cap = FLUSH_AT + (1u << 16);
		o->p = gen_alloc(o->p, o->cap, 1);
	}
	memcpy(o->p + o->n, p, n);
	o->n += n;
	if (o->f && o->n >= FLUSH_AT)
		gen_flush(o);
}

void gen_puts(struct gen_out *o, const char *s)
{
	gen_put(o, s, strlen(s));
}

void gen_putc(struct gen_out *o, char c)
{
	gen_put(o, &c, 1);
}

void gen_putint(struct gen_out *o, int64_t v)
{
	char digit[24];
	size_t at = sizeof(digit);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		digit[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		digit[--at] = '-';
	gen_put(o, digit + at, sizeof(digit) - at);
}

void gen_cell(struct gen_out *o, const char *s)
{
	if (!strpbrk(s, ",\"\r\n")) {
		gen_puts(o, s);
		return;
	}
	gen_putc(o, '"');
	for (; *s; s++) {
		if (*s == '"')
			gen_putc(o, '"');
		gen_putc(o, *s);
	}
	gen_putc(o, '"');
}

void gen_printf(struct gen_out *o, const char *format, ...)
{
	char text[4096];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(text))
		gen_die("line too long");
	gen_put(o, text, (size_t)n);
}

void gen_free(struct gen_out *o)
{
	free(o->p);
	memset(o, 0, sizeof(*o));
}

/* ---- files ------------------------------------------------------------- */

void gen_path(char *out, size_t cap, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(out, cap, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= cap)
		gen_die("path too long");
}

void gen_mkdir(const char *format, ...)
{
	char path[1024];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(path))
		gen_die("path too long");
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		gen_die("%s: %s", path, strerror(errno));
}

FILE *gen_create(const char *path)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		gen_die("%s: %s", path, strerror(errno));
	return f;
}

void gen_close(FILE *f, const char *path)
{
	bool bad = ferror(f) != 0;

	if (fclose(f) != 0 || bad)
		gen_die("%s: %s", path, strerror(errno));
}

void gen_save(struct gen_out *o, const char *dir, const char *name)
{
	char path[1024];
	FILE *f;

	gen_path(path, sizeof(path), "%s/%s", dir, name);
	f = gen_create(path);
	if (fwrite(o->p, 1, o->n, f) != o->n)
		gen_die("%s: %s", path, strerror(errno));
	gen_close(f, path);
	o->n = 0;
}

/* ---- days -------------------------------------------------------------- */

/* The proleptic Gregorian calendar, counted in years that begin in March. */
int gen_day(int year, int month, int dom)
{
	int y = month <= 2 ? year - 1 : year;
	int era = y / 400, yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dom - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void gen_date(int day, int *year, int *month, int *dom)
{
	int z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*dom = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

void gen_roc7(int day, char out[16])
{
	int y, m, d;

	gen_date(day, &y, &m, &d);
	y -= 1911;
	out[0] = (char)('0' + y / 100 % 10);
	out[1] = (char)('0' + y / 10 % 10);
	out[2] = (char)('0' + y % 10);
	out[3] = (char)('0' + m / 10);
	out[4] = (char)('0' + m % 10);
	out[5] = (char)('0' + d / 10);
	out[6] = (char)('0' + d % 10);
	out[7] = 0;
}

void gen_dated(int day, bool roc, char sep, char out[24])
{
	int y, m, d;

	gen_date(day, &y, &m, &d);
	snprintf(out, 24, roc ? "%03d%c%02d%c%02d" : "%04d%c%02d%c%02d",
	         roc ? y - 1911 : y, sep, m, sep, d);
}

/* ---- ids --------------------------------------------------------------- */

/* Weights 1 2 1 2 1 2 4 1, the digits of each product added; the last digit
 * makes the sum a multiple of ten. */
void gen_taxid(uint32_t n, char out[9])
{
	static const int weight[7] = {1, 2, 1, 2, 1, 2, 4};
	/* 3,726,037 has no common divisor with 10^7: each n its own number */
	uint32_t seven = (uint32_t)((uint64_t)n * 3726037u % 10000000u);
	int sum = 0;

	if (!seven)
		seven = 1;
	for (int i = 6; i >= 0; i--) {
		int product = (int)(seven % 10) * weight[i];

		out[i] = (char)('0' + seven % 10);
		seven /= 10;
		sum += product / 10 + product % 10;
	}
	out[7] = (char)('0' + (10 - sum % 10) % 10);
	out[8] = 0;
}

void gen_copy(char *to, size_t cap, const char *s)
{
	size_t n = strlen(s);

	if (n >= cap)
		gen_die("text too long: %s", s);
	memcpy(to, s, n + 1);
}
