/*
 * place.c - owns finding the county and district of an address, and places by
 * name.  The list is place_table.h.
 */
#include <pthread.h>

#include "xianjin/values.h"
#include "src/core/narrow.h"
#include "src/core/place_table.h"

#define COUNTY_CHARS 3
#define COUNTY_BYTES 9
#define NAME_CHARS 7 /* 屏東縣三地門鄉 */
#define SLOTS 2048

#define SEVERAL_BIT 0x8000u

/* Open addressing by hash of the name; 0 is empty. */
static uint16_t slots[SLOTS];
/* The same by the name without its county: SEVERAL_BIT where it is not alone. */
static uint16_t bare_slots[SLOTS];
static uint8_t lengths[XJ_COUNT(xj_places)];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

static inline uint32_t step(uint32_t hash, const char *p)
{
	uint32_t c = (uint32_t)(unsigned char)p[0] << 16 |
	             (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];

	return (hash ^ c) * 0x9E3779B1u;
}

static inline uint32_t slot_of(uint32_t hash)
{
	return hash >> 21; /* 11 bits: SLOTS */
}

/* Is the name of PLACE behind the first SKIP bytes the N bytes at P? */
static inline bool named(unsigned place, size_t skip, const char *p, size_t n)
{
	return lengths[place - 1] == n + skip &&
	       memcmp(xj_places[place - 1] + skip, p, n) == 0;
}

static void build_bare(unsigned place)
{
	const char *name = xj_places[place - 1] + COUNTY_BYTES;
	size_t n = lengths[place - 1] - (size_t)COUNTY_BYTES, at;
	uint32_t hash = 0, slot;

	for (at = 0; at < n; at += 3)
		hash = step(hash, name + at);
	slot = slot_of(hash);
	while (bare_slots[slot]) {
		unsigned other = bare_slots[slot] & (SEVERAL_BIT - 1);

		if (named(other, COUNTY_BYTES, name, n)) {
			bare_slots[slot] |= SEVERAL_BIT;
			return;
		}
		slot = (slot + 1) % SLOTS;
	}
	bare_slots[slot] = (uint16_t)place;
}

static void build(void)
{
	unsigned i, at;

	for (i = 0; i < XJ_COUNT(xj_places); i++) {
		uint32_t hash = 0, slot;

		lengths[i] = (uint8_t)strlen(xj_places[i]);
		for (at = 0; at < lengths[i]; at += 3)
			hash = step(hash, xj_places[i] + at);
		slot = slot_of(hash);
		while (slots[slot])
			slot = (slot + 1) % SLOTS;
		slots[slot] = (uint16_t)(i + 1);
		if (i >= XJ_COUNTIES)
			build_bare(i + 1);
	}
}

/* The place named by the N bytes at P, whose hash is HASH; 0 if none. */
static unsigned look_up(uint32_t hash, const char *p, size_t n)
{
	uint32_t slot = slot_of(hash);

	for (; slots[slot]; slot = (slot + 1) % SLOTS)
		if (named(slots[slot], 0, p, n))
			return slots[slot];
	return 0;
}

/* The same for a district without its county; 0 also if there are several. */
static unsigned look_up_bare(uint32_t hash, const char *p, size_t n)
{
	uint32_t slot = slot_of(hash);

	for (; bare_slots[slot]; slot = (slot + 1) % SLOTS) {
		unsigned place = bare_slots[slot] & (SEVERAL_BIT - 1);

		if (named(place, COUNTY_BYTES, p, n))
			return bare_slots[slot] & SEVERAL_BIT ? 0 : place;
	}
	return 0;
}

/*
 * Copies up to NAME_CHARS Han characters to OUT, 台 as 臺 and the look-alike 巿
 * (U+5DFF) as 市; how many.  A place has none but characters of three bytes.
 */
static size_t take(struct xj_str s, char out[3 * NAME_CHARS])
{
	size_t n = 0;

	while (n < NAME_CHARS && s.n - 3 * n >= 3) {
		const char *p = s.p + 3 * n;
		char *o = out + 3 * n;

		if (((unsigned char)p[0] & 0xF0) != 0xE0)
			break;
		memcpy(o, p, 3);
		if (memcmp(p, "台", 3) == 0)
			memcpy(o, "臺", 3);
		else if (memcmp(p, "\xE5\xB7\xBF", 3) == 0)
			memcpy(o, "市", 3);
		n++;
	}
	return n;
}

/* The place at the start of S. */
static unsigned place_at(struct xj_str s)
{
	char name[3 * NAME_CHARS];
	uint32_t hash[NAME_CHARS + 1];
	size_t n = take(s, name), i;
	unsigned county, place;

	if (n < COUNTY_CHARS)
		return 0;
	hash[0] = 0;
	for (i = 0; i < n; i++)
		hash[i + 1] = step(hash[i], name + 3 * i);
	county = look_up(hash[COUNTY_CHARS], name, COUNTY_BYTES);
	if (!county) /* 花蓮市中山路: of three characters, none shorter is sure */
		return look_up_bare(hash[3], name, 9);
	/* three characters are the most common, then two (中區), then four */
	if (n >= 6 && (place = look_up(hash[6], name, 18)))
		return place;
	if (n >= 5 && (place = look_up(hash[5], name, 15)))
		return place;
	if (n >= 7 && (place = look_up(hash[7], name, 21)))
		return place;
	return county;
}

static bool skip(struct xj_str *s, const char *head)
{
	struct xj_str h = xj_str_c(head);

	if (!xj_str_starts(*s, h))
		return false;
	s->p += h.n;
	s->n -= h.n;
	return true;
}

/* The post code, brackets and blanks, and the province in front. */
static struct xj_str skip_front(struct xj_str s)
{
	static const char *const heads[] = { "臺灣省", "台灣省", "福建省", "臺灣",
		                             "台灣", "\xE3\x80\x80", "\xC2\xA0",
		                             "\xE2\x80\x8B", "（", "）" };
	bool more = true;
	size_t i;

	while (more) {
		more = false;
		while (s.n && ((unsigned char)s.p[0] <= ' ' ||
		               (s.p[0] >= '0' && s.p[0] <= '9') ||
		               strchr("()[]-", s.p[0]))) {
			s.p++;
			s.n--;
		}
		for (i = 0; i < XJ_COUNT(heads) && !more; i++)
			more = skip(&s, heads[i]);
	}
	return s;
}

unsigned xj_place_of(struct xj_str address)
{
	struct xj_str rest;
	unsigned place;

	pthread_once(&slots_once, build);
	place = place_at(address);
	if (place || address.n == 0)
		return place;
	rest = skip_front(address);
	return rest.n != address.n ? place_at(rest) : 0;
}

const char *xj_place_name(unsigned place)
{
	return place >= 1 && place <= XJ_COUNT(xj_places) ? xj_places[place - 1] : NULL;
}

/* ---- places by name ----------------------------------------------------- */

/* Is NAME what PLACE is called: whole, without its county, or without the last
 * character (縣, 市, 區) as well? */
static bool called(size_t place, const char *name, size_t n)
{
	size_t skipped = place < XJ_COUNTIES ? 0 : COUNTY_BYTES;
	const char *own = xj_places[place] + skipped;
	size_t own_n = lengths[place] - skipped;

	return ((own_n == n || (own_n == n + 3 && n >= 6)) &&
	        memcmp(own, name, n) == 0);
}

/* The only place in FROM..TO that is called NAME; 0 if none or several. */
static unsigned only(size_t from, size_t to, const char *name, size_t n, bool *many)
{
	unsigned found = 0;
	size_t i;

	for (i = from; i < to && !*many; i++)
		if (called(i, name, n)) {
			*many = found != 0;
			found = (unsigned)i + 1;
		}
	return *many ? 0 : found;
}

unsigned xj_place_find(struct xj_str text)
{
	static const size_t part[][2] = {
		{ 0, XJ_COUNTIES_NOW },
		{ XJ_COUNTIES_NOW, XJ_COUNTIES },
		{ XJ_COUNTIES, XJ_COUNTIES + XJ_DISTRICTS_NOW },
		{ XJ_COUNTIES + XJ_DISTRICTS_NOW, XJ_COUNT(xj_places) },
	};
	char name[3 * NAME_CHARS];
	struct xj_narrow t;
	unsigned place;
	bool many = false;
	size_t n, i;

	pthread_once(&slots_once, build);
	if (!xj_narrow(text, false, &t))
		return 0;
	n = 3 * take(xj_narrow_str(&t), name);
	if (n == 0 || n != t.n)
		return 0;
	place = place_at(xj_narrow_str(&t));
	if (place && lengths[place - 1] == n)
		return place;
	for (i = 0; i < XJ_COUNT(part); i++) {
		place = only(part[i][0], part[i][1], name, n, &many);
		if (place || many)
			return place;
	}
	return 0;
}
