/*
 * election.c - owns the names of elections: reading their spellings, the
 * canonical one, and which row of the calendar a name means.  The calendar is
 * election_table.h.
 */
#include "xianjin/text.h"
#include "xianjin/values.h"
#include "src/core/election_table.h"
#include "src/core/narrow.h"
#include "src/core/pattern.h"

/* ---- names -------------------------------------------------------------- */

static const char *const offices[] = {
	[XJ_OFFICE_NONE] = "none",
	[XJ_OFFICE_PRESIDENT] = "president",
	[XJ_OFFICE_LEGISLATOR] = "legislator",
	[XJ_OFFICE_MAYOR] = "mayor",
	[XJ_OFFICE_MAGISTRATE] = "magistrate",
	[XJ_OFFICE_COUNCILLOR] = "councillor",
	[XJ_OFFICE_TOWNSHIP_HEAD] = "township-head",
	[XJ_OFFICE_INDIGENOUS_HEAD] = "indigenous-district-head",
	[XJ_OFFICE_REPRESENTATIVE] = "representative",
	[XJ_OFFICE_VILLAGE_CHIEF] = "village-chief",
};

const char *xj_office_name(enum xj_office office)
{
	return (unsigned)office < XJ_COUNT(offices) ? offices[office] : offices[0];
}

const struct xj_polling *xj_pollings(size_t *n)
{
	*n = XJ_COUNT(xj_polling_table);
	return xj_polling_table;
}

/* ---- reading ------------------------------------------------------------ */

#define DIGITS "[0-9一二三四五六七八九十百零〇]+"
#define NO_DISTRICT "(?<!選舉區|選區)"
#define DISTRICT "(?:第?" DIGITS "(?:選舉區|選區))"

/* Year of the Republic, year AD, term, what is elected, what kind of vote. */
static struct xj_pattern whole_form = {
	"^(?:中華)?(?:民國)?(?:(\\d{2,3})(?!\\d)(?:年度?)?|((?:19|20)\\d\\d)年)?"
	"(?:第(" DIGITS ")[屆任])?(.+?)"
	"((?:缺額|出缺)?補選(?:選舉)?|(?:選舉)?重行(?:選舉|投票)|重選"
	"|選舉(?:缺額)?(?:補選)?|)$", NULL };

/*
 * What is elected, whole.  Group "1" is the area where there is one and "2"
 * the kind of its last place (縣, 鎮 ...), which may be said twice: 草屯鎮鎮長.
 */
static struct office_form {
	struct xj_pattern pattern;
	enum xj_office office; /* NONE: by the kind of place */
} office_forms[] = {
	{ { "^(?:正副總統|總統(?:[、,及與和(]*副總統\\)?)?)$", NULL },
	  XJ_OFFICE_PRESIDENT },
	{ { "^(.{2}[縣市]" DISTRICT "?)?(?:選舉區|選區)?"
	    "(?:區域|(?:平地|山地)?原住民|區域及原住民|僑居國外國民|全國不分區)?"
	    "(?:立法委員|立委)$", NULL }, XJ_OFFICE_LEGISLATOR },
	{ { "^(?:區域)?(?:立法委員|立委)(.{2}[縣市]" DISTRICT "?)(?:選舉區|選區)?$",
	    NULL }, XJ_OFFICE_LEGISLATOR },
	{ { "^直轄市(?:市)?長$", NULL }, XJ_OFFICE_MAYOR },
	{ { "^(?:縣|縣\\(市\\)|縣市|縣、市)長$", NULL }, XJ_OFFICE_MAGISTRATE },
	{ { "^(?:直轄市|縣|縣\\(市\\)|縣市|縣、市)?[縣市]?議員$", NULL },
	  XJ_OFFICE_COUNCILLOR },
	{ { "^(?:鄉鎮市|鄉\\(鎮[、,]?市\\)|鄉、鎮、市|鄉|鎮)長$", NULL },
	  XJ_OFFICE_TOWNSHIP_HEAD },
	{ { "^(?:直轄市)?(?:山地)?(?:原住民)?區?區長$", NULL },
	  XJ_OFFICE_INDIGENOUS_HEAD },
	{ { "^(?:(?:鄉鎮市|鄉\\(鎮[、,]?市\\)|鄉、鎮、市|鄉|鎮)民"
	    "|(?:直轄市)?(?:山地)?(?:原住民)?區?區民)?代表(?:會代表)?$", NULL },
	  XJ_OFFICE_REPRESENTATIVE },
	{ { "^(?:村里|村\\(里\\)|村、里|村|里)長$", NULL },
	  XJ_OFFICE_VILLAGE_CHIEF },
	{ { "^(.+?([縣市])" DISTRICT "?)\\2?(?:議會)?議員$", NULL },
	  XJ_OFFICE_COUNCILLOR },
	{ { "^(.+?([鄉鎮市區])" NO_DISTRICT DISTRICT "?)\\2?民代表(?:會代表)?$", NULL },
	  XJ_OFFICE_REPRESENTATIVE },
	{ { "^(.+?([縣市鄉鎮區村里])" NO_DISTRICT ")\\2?長$", NULL },
	  XJ_OFFICE_NONE },
};

/* Was the city NAME a special municipality in the election of YEAR? */
static bool is_municipality(const char *name, int year)
{
	static const struct {
		const char *name;
		int since;
	} all[] = {
		{ "臺北市", 0 }, { "高雄市", 0 }, { "新北市", 99 }, { "臺中市", 99 },
		{ "臺南市", 99 }, { "桃園市", 103 },
	};
	size_t i;

	for (i = 0; i < XJ_COUNT(all); i++)
		if (strncmp(name, all[i].name, strlen(all[i].name)) == 0)
			return year == 0 || year >= all[i].since;
	return false;
}

/* The office of the head of AREA, whose last place is of the kind KIND. */
static enum xj_office head_of(struct xj_str area, struct xj_str kind, int year)
{
	const char *city;

	if (xj_str_is(kind, "縣"))
		return XJ_OFFICE_MAGISTRATE;
	if (xj_str_is(kind, "鄉") || xj_str_is(kind, "鎮"))
		return XJ_OFFICE_TOWNSHIP_HEAD;
	if (xj_str_is(kind, "區"))
		return XJ_OFFICE_INDIGENOUS_HEAD;
	if (!xj_str_is(kind, "市"))
		return XJ_OFFICE_VILLAGE_CHIEF;
	city = xj_place_name(xj_place_of(area));
	/* 南投縣南投市, or 南投市 alone, is a township */
	if (!city || area.n != strlen("臺中市") || strlen(city) != area.n)
		return XJ_OFFICE_TOWNSHIP_HEAD;
	return is_municipality(city, year) ? XJ_OFFICE_MAYOR : XJ_OFFICE_MAGISTRATE;
}

/* Does AREA begin with a county, or is it a district by itself? */
static bool is_known(struct xj_str area)
{
	return xj_place_of(area) || xj_place_find(area);
}

/* What BODY says is elected; AREA is a part of it. */
static enum xj_office read_office(struct xj_str body, int year, struct xj_str *area)
{
	struct xj_str g[3];
	size_t i;

	for (i = 0; i < XJ_COUNT(office_forms); i++) {
		struct office_form *form = &office_forms[i];

		if (!xj_pattern_match(&form->pattern, body, g, 3))
			continue;
		*area = g[1];
		if (!g[1].p)
			return form->office;
		if (!is_known(g[1]))
			return XJ_OFFICE_NONE;
		return form->office ? form->office : head_of(g[1], g[2], year);
	}
	return XJ_OFFICE_NONE;
}

/* ---- the calendar ------------------------------------------------------- */

/* A place and the number of a district in it. */
static struct xj_pattern numbered_form = {
	"^(.+?)(?:第?0*(" DIGITS ")(?:選舉區|選區))$", NULL };

/* Does TEXT begin with PLACE, 台 as good as 臺? */
static bool begins_with(struct xj_str text, const char *place)
{
	size_t i, n = strlen(place);

	if (text.n < n)
		return false;
	for (i = 0; i < n; i += 3)
		if (memcmp(text.p + i, place + i, 3) != 0 &&
		    (memcmp(text.p + i, "台", 3) != 0 ||
		     memcmp(place + i, "臺", 3) != 0))
			return false;
	return true;
}

/*
 * Appends AREA with the names of counties and districts spelled in full form,
 * so that 台中市 and 臺中市 are one election, and 第02選區 as 第2選舉區.
 */
static enum xj_status add_area(struct xj_str area, struct xj_buf *out)
{
	struct xj_str g[3], head;
	struct xj_narrow t;
	const char *place;
	enum xj_status st;
	int number = -1;
	size_t n;

	if (!xj_narrow(area, false, &t))
		return xj_buf_add(out, area.p, area.n);
	head = xj_narrow_str(&t);
	if (xj_pattern_match(&numbered_form, head, g, 3)) {
		number = xj_small_number(g[2]);
		if (number >= 0)
			head = g[1];
	}
	place = xj_place_name(xj_place_of(head));
	n = place && begins_with(head, place) ? strlen(place) : 0;
	st = n ? xj_buf_add(out, place, n) : XJ_OK;
	if (st)
		return st;
	st = xj_buf_add(out, head.p + n, head.n - n);
	return st || number < 0 ? st : xj_buf_addf(out, "第%d選舉區", number);
}

/* "臺北市第02選區" as the calendar writes it: "台北市第2選舉區". */
static bool area_key(struct xj_str area, struct xj_buf *out)
{
	struct xj_buf full;
	bool ok;

	xj_buf_init(&full, 4096);
	ok = !add_area(area, &full) && !xj_fold(xj_buf_str(&full), out);
	xj_buf_clear(&full);
	return ok;
}

static bool ends(struct xj_str s, struct xj_str tail)
{
	return s.n >= tail.n && memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0;
}

/* How well ROW fits a by-election in the area KEY: 1 if at all. */
static int fit_by_election(const struct xj_polling *row, struct xj_str key)
{
	struct xj_str area = xj_str_c(row->area);

	return key.n && (xj_str_eq(area, key) || ends(area, key));
}

/* How well ROW fits a general election: 3 its own area, 2 the special
 * municipalities, 1 all other places. */
static int fit_general(const struct xj_polling *row, struct xj_str key,
                       bool municipality)
{
	struct xj_str area = xj_str_c(row->area);
	bool split = row->roc_year < 103 && (row->office == XJ_OFFICE_COUNCILLOR ||
	                                     row->office == XJ_OFFICE_VILLAGE_CHIEF);

	if (xj_str_is(area, "直轄市"))
		return municipality || key.n == 0 ? 2 : 0;
	if (area.n)
		return key.n && xj_str_starts(key, area) ? 3 : 0;
	/* until 2010 the municipalities voted on days of their own */
	return split && municipality ? 0 : 1;
}

/* The row of the calendar that NAME means, or NULL: none, or not clear. */
static const struct xj_polling *find_polling(const struct xj_election_name *name,
                                             struct xj_str key)
{
	const char *place = xj_place_name(xj_place_of(key));
	bool municipality = place && is_municipality(place, name->roc_year);
	const struct xj_polling *best = NULL;
	int best_fit = 0, found = 0;
	bool tie = false;
	size_t i;

	for (i = 0; i < XJ_COUNT(xj_polling_table); i++) {
		const struct xj_polling *row = &xj_polling_table[i];
		int fit;

		if (row->office != name->office ||
		    row->by_election != name->by_election ||
		    (name->roc_year && name->roc_year != row->roc_year) ||
		    (name->term && name->term != row->term) ||
		    (!name->roc_year && !name->term))
			continue;
		fit = row->by_election ? fit_by_election(row, key)
		                       : fit_general(row, key, municipality);
		found += fit != 0;
		if (fit > best_fit) {
			best = row;
			best_fit = fit;
			tie = false;
		} else if (fit && fit == best_fit) {
			tie = true;
		}
	}
	/* without an area, two polling days of one year are not told apart */
	return tie || (found > 1 && key.n == 0) ? NULL : best;
}

/* Joins the calendar's row, and what it knows and the text did not say. */
static void join(struct xj_election_name *out)
{
	struct xj_buf key;

	xj_buf_init(&key, 4096);
	if (area_key(out->area, &key))
		out->polling = find_polling(out, xj_buf_str(&key));
	xj_buf_clear(&key);
	if (!out->polling)
		return;
	out->roc_year = out->polling->roc_year;
	out->term = out->polling->term;
}

/* The year of the Republic that the text says, 0 if none; -1 if it cannot be
 * one: the first local elections were in 39. */
static int read_year(struct xj_str roc, struct xj_str ad)
{
	int i, year = 0;

	if (!roc.p && !ad.p)
		return 0;
	for (i = 0; ad.p && i < 4; i++)
		year = year * 10 + (ad.p[i] - '0');
	year = ad.p ? year - 1911 : xj_small_number(roc);
	return year >= 39 && year < 200 ? year : -1;
}

bool xj_election_parse(struct xj_str text, struct xj_election_name *out)
{
	struct xj_str g[6], area = { NULL, 0 };
	struct xj_narrow t;

	*out = (struct xj_election_name){ .area = xj_str_of(text.p, 0) };
	if (!xj_narrow(text, false, &t) ||
	    !xj_pattern_match(&whole_form, xj_narrow_str(&t), g, 6))
		return false;
	/* an office alone, as in 立法委員, is no election */
	if (!g[1].p && !g[2].p && !g[3].p && g[5].n == 0)
		return false;
	out->roc_year = read_year(g[1], g[2]);
	out->term = g[3].p ? xj_small_number(g[3]) : 0;
	out->office = read_office(g[4], out->roc_year, &area);
	/* 選舉 alone is 1 of the words of the last group, any other a by-election */
	out->by_election = g[5].n && !xj_str_is(g[5], "選舉");
	if (!out->office || out->roc_year < 0 || out->term < 0) {
		*out = (struct xj_election_name){ .area = xj_str_of(text.p, 0) };
		return false;
	}
	out->area = xj_narrow_origin(&t, text, area);
	join(out);
	return true;
}

/* ---- spelling ----------------------------------------------------------- */

/* What stands behind the area, and what stands there without one. */
static const struct {
	const char *title, *alone;
} titles[] = {
	[XJ_OFFICE_NONE] = { "", "" },
	[XJ_OFFICE_PRESIDENT] = { "總統、副總統", "總統、副總統" },
	[XJ_OFFICE_LEGISLATOR] = { "立法委員", "立法委員" },
	[XJ_OFFICE_MAYOR] = { "市長", "直轄市市長" },
	[XJ_OFFICE_MAGISTRATE] = { "長", "縣(市)長" },
	[XJ_OFFICE_COUNCILLOR] = { "議員", "議員" },
	[XJ_OFFICE_TOWNSHIP_HEAD] = { "長", "鄉(鎮、市)長" },
	[XJ_OFFICE_INDIGENOUS_HEAD] = { "區長", "直轄市山地原住民區區長" },
	[XJ_OFFICE_REPRESENTATIVE] = { "民代表", "鄉(鎮、市)民代表" },
	[XJ_OFFICE_VILLAGE_CHIEF] = { "長", "村(里)長" },
};

static uint32_t last_point(struct xj_str s)
{
	size_t i = 0;
	uint32_t cp = 0;

	while (i < s.n)
		cp = xj_utf8_next(s, &i);
	return cp;
}

/* The kind of the last place of AREA, said again before its office: 鎮 of
 * 草屯鎮鎮長.  A district number behind it does not count. */
static enum xj_status add_kind(struct xj_str area, struct xj_buf *out)
{
	struct xj_str g[2];
	char utf8[4];

	if (xj_pattern_match(&numbered_form, area, g, 2))
		area = g[1];
	return xj_buf_add(out, utf8, xj_utf8_put(last_point(area), utf8));
}

static bool says_kind(enum xj_office office)
{
	return office == XJ_OFFICE_MAGISTRATE || office == XJ_OFFICE_TOWNSHIP_HEAD ||
	       office == XJ_OFFICE_REPRESENTATIVE ||
	       office == XJ_OFFICE_VILLAGE_CHIEF;
}

/* "113年" or "第11屆": legislators go by terms, all others by years. */
static enum xj_status add_when(const struct xj_election_name *name,
                               struct xj_buf *out)
{
	bool president = name->office == XJ_OFFICE_PRESIDENT;

	if (name->term && (name->office == XJ_OFFICE_LEGISLATOR || !name->roc_year))
		return xj_buf_addf(out, president ? "第%d任" : "第%d屆", name->term);
	return name->roc_year ? xj_buf_addf(out, "%d年", name->roc_year) : XJ_OK;
}

enum xj_status xj_election_spell(const struct xj_election_name *name,
                                 struct xj_buf *out)
{
	bool known = (unsigned)name->office < XJ_COUNT(titles);
	enum xj_office office = known ? name->office : XJ_OFFICE_NONE;
	bool area = name->area.n != 0;
	enum xj_status st = add_when(name, out);

	if (!st && area)
		st = add_area(name->area, out);
	if (!st && area && says_kind(office))
		st = add_kind(name->area, out);
	if (!st)
		st = xj_buf_addf(out, "%s%s",
		                 area ? titles[office].title : titles[office].alone,
		                 name->by_election ? "補選" : "選舉");
	return st;
}
