/*
 * id.c - owns the numbers that identify counterparties: tax ids, person and
 * resident numbers, masks, registration numbers (LAW 4.1-4.3).  Says what a
 * number is, never whose.
 */
#include "xianjin/values.h"
#include "src/core/narrow.h"
#include "src/core/pattern.h"

/* ---- tax ids ------------------------------------------------------------ */

/* Sum of the digits of d, 2d and 4d.  28 counts as 10, which is 0 by both
 * moduli; that it may also count as 1 is dealt with apart. */
static const uint8_t weigh[3][10] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
	{ 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 },
	{ 0, 4, 8, 3, 7, 2, 6, 10, 5, 9 },
};

/* P is eight digits. */
static enum xj_id_kind tax_kind(const char *p)
{
	static const uint8_t row[8] = { 0, 1, 0, 1, 0, 1, 2, 0 };
	unsigned sum = 0, digits = 0, i;

	for (i = 0; i < 8; i++) {
		unsigned d = (unsigned)(p[i] - '0');

		digits |= d;
		sum += weigh[row[i]][d];
	}
	if (!digits)
		return XJ_ID_TAX_WRONG; /* 00000000 passes both sums */
	if (sum % 10 == 0 || (p[6] == '7' && (sum + 1) % 10 == 0))
		return XJ_ID_TAX;
	if (sum % 5 == 0 || (p[6] == '7' && (sum + 1) % 5 == 0))
		return XJ_ID_TAX_RELAXED;
	return XJ_ID_TAX_WRONG;
}

static bool all_digits(const char *p, size_t n)
{
	unsigned bad = 0;
	size_t i;

	for (i = 0; i < n; i++)
		bad |= (unsigned char)p[i] - (unsigned)'0' > 9;
	return !bad;
}

/* A tax id that lost the zeros in front, as spreadsheets do. */
static bool tax_short(const char *p, size_t n, char offer[9])
{
	memset(offer, '0', 8);
	memcpy(offer + 8 - n, p, n);
	offer[8] = '\0';
	if (tax_kind(offer) == XJ_ID_TAX)
		return true;
	offer[0] = '\0';
	return false;
}

/* ---- person numbers ----------------------------------------------------- */

/* A to Z; I, O, W and Z came into use late and stand out of order. */
static const uint8_t letter_value[26] = {
	10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
	22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33,
};

static bool is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* P is ten characters; the kind if it is a letter, a letter or digit and
 * eight digits. */
static enum xj_id_kind person_kind(const char *p)
{
	unsigned second, sum, i;

	if (!is_letter(p[0]) || !all_digits(p + 2, 8))
		return XJ_ID_OTHER;
	if (p[1] >= 'A' && p[1] <= 'D')
		second = letter_value[p[1] - 'A'] % 10u;
	else if (p[1] == '1' || p[1] == '2' || p[1] == '8' || p[1] == '9')
		second = (unsigned)(p[1] - '0');
	else
		return XJ_ID_OTHER;
	sum = letter_value[p[0] - 'A'] / 10u + letter_value[p[0] - 'A'] % 10u * 9u +
	      second * 8u + (unsigned)(p[9] - '0');
	for (i = 2; i < 9; i++)
		sum += (unsigned)(p[i] - '0') * (9u - i);
	if (sum % 10 != 0)
		return XJ_ID_PERSON_WRONG;
	return p[1] == '1' || p[1] == '2' ? XJ_ID_PERSON : XJ_ID_RESIDENT;
}

/* ---- what is none of these ---------------------------------------------- */

#define TAX_OR_PERSON "(?:\\d{8}|[A-Z][0-9A-D](?:\\d{8}|\\d\\*{7}))"

static struct xj_pattern scientific = { "^-?\\d(?:\\.\\d+)?E\\+?\\d+$", NULL };
static struct xj_pattern masked = {
	"^[A-Z](?=[0-9A-D*]{2,9}$)[0-9A-D*]\\d*\\*{2,}\\d*$", NULL };
static struct xj_pattern crossed = {
	"^(?=.{5,10}$)[A-Z][0-9A-D]\\d{0,5}X{3,8}\\d{0,4}$", NULL };
static struct xj_pattern glued = {
	"^" TAX_OR_PERSON "(?:[-,、;/|()及和]{0,2}" TAX_OR_PERSON ")+\\)?$", NULL };
static struct xj_pattern party = { "^政黨(?:登記)?證?字第?\\d+號?$", NULL };
static struct xj_pattern group = { "字第?[0-9A-Z-]+號", NULL };

/* Upper case, and the marks people mask with as '*'. */
static void tidy(struct xj_narrow *t)
{
	static const char *const marks[] = { "○", "〇", "●", "◯" };
	size_t i = 0, o = 0, m;

	while (i < t->n) {
		char c = t->text[i];
		size_t k = 1;

		for (m = 0; m < XJ_COUNT(marks); m++) {
			k = strlen(marks[m]);
			if (t->n - i >= k && memcmp(t->text + i, marks[m], k) == 0)
				break;
			k = 1;
		}
		if (m < XJ_COUNT(marks))
			c = '*';
		else if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		t->text[o++] = c;
		i += k;
	}
	t->text[o] = '\0';
	t->n = o;
}

static enum xj_id_kind kind_of(struct xj_narrow *t, char offer[9])
{
	struct xj_str s = xj_narrow_str(t);
	enum xj_id_kind kind;
	struct xj_str g;

	if (s.n == 0)
		return XJ_ID_NONE;
	if (all_digits(s.p, s.n) && s.n <= 8) {
		if (s.n == 8)
			return tax_kind(s.p);
		return s.n >= 5 && tax_short(s.p, s.n, offer) ? XJ_ID_TAX_SHORT
		                                              : XJ_ID_OTHER;
	}
	kind = s.n == 10 ? person_kind(s.p) : XJ_ID_OTHER;
	if (kind != XJ_ID_OTHER)
		return kind;
	if (xj_pattern_match(&crossed, s, &g, 1)) {
		size_t i;

		for (i = 2; i < t->n; i++)
			if (t->text[i] == 'X')
				t->text[i] = '*';
		return XJ_ID_MASKED;
	}
	if (xj_pattern_match(&masked, s, &g, 1))
		return XJ_ID_MASKED;
	if (xj_pattern_match(&scientific, s, &g, 1))
		return XJ_ID_SCIENTIFIC;
	if (xj_pattern_match(&glued, s, &g, 1))
		return XJ_ID_GLUED;
	if (xj_pattern_match(&party, s, &g, 1))
		return XJ_ID_PARTY;
	return xj_pattern_match(&group, s, &g, 1) ? XJ_ID_GROUP : XJ_ID_OTHER;
}

static void id_text(struct xj_id *id, const char *p, size_t n)
{
	if (n >= sizeof(id->text))
		n = 0; /* a part of a number would be another number */
	memcpy(id->text, p, n);
	id->text[n] = '\0';
}

/* Eight digits, a whole number of ten, and A12*******. */
static bool parse_plain(struct xj_str s, struct xj_id *id)
{
	if (s.n == 8 && all_digits(s.p, 8)) {
		id->kind = tax_kind(s.p);
	} else if (s.n == 10 && is_letter(s.p[0])) {
		if (all_digits(s.p + 1, 2) && memcmp(s.p + 3, "*******", 7) == 0)
			id->kind = XJ_ID_MASKED;
		else
			id->kind = person_kind(s.p);
		if (id->kind == XJ_ID_OTHER)
			return false;
	} else {
		return false;
	}
	memcpy(id->text, s.p, s.n);
	return true;
}

struct xj_id xj_id_parse(struct xj_str text)
{
	struct xj_id id = { XJ_ID_NONE, "", "" };
	struct xj_narrow t;

	if (text.n == 0 || parse_plain(text, &id))
		return id;
	id.kind = XJ_ID_OTHER;
	if (!xj_narrow(text, false, &t))
		return id;
	tidy(&t);
	id.kind = kind_of(&t, id.offer);
	id_text(&id, t.text, t.n);
	return id;
}

const char *xj_id_kind_name(enum xj_id_kind kind)
{
	static const char *const names[] = {
		[XJ_ID_NONE] = "none",
		[XJ_ID_TAX] = "tax",
		[XJ_ID_TAX_RELAXED] = "tax-relaxed",
		[XJ_ID_TAX_WRONG] = "tax-wrong",
		[XJ_ID_TAX_SHORT] = "tax-short",
		[XJ_ID_PERSON] = "person",
		[XJ_ID_PERSON_WRONG] = "person-wrong",
		[XJ_ID_RESIDENT] = "resident",
		[XJ_ID_MASKED] = "masked",
		[XJ_ID_PARTY] = "party",
		[XJ_ID_GROUP] = "group",
		[XJ_ID_SCIENTIFIC] = "scientific",
		[XJ_ID_GLUED] = "glued",
		[XJ_ID_OTHER] = "other",
	};

	return (unsigned)kind < XJ_COUNT(names) ? names[kind] : "other";
}
