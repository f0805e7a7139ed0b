/*
 * subject.c - owns the account subjects and kinds of counterparties, and which
 * subject a misspelled one means.
 */
#include "xianjin/text.h"
#include "xianjin/values.h"

#define IN XJ_INCOME
#define OUT XJ_EXPENSE
#define CANDIDATE XJ_ACCOUNT_CANDIDATE
#define PARTY XJ_ACCOUNT_PARTY
#define SURPLUS XJ_ACCOUNT_SURPLUS
#define NOBODY XJ_KIND_OTHER

#define ANONYMOUS_SUMMARY "匿名捐贈收入"
#define NOMINEES "捐贈其推薦之公職候選人競選費用支出"
#define DUTIES "支付當選後與其公務有關之費用"
#define OWN_PARTY "捐贈政治團體或所屬政黨支出"
#define CHARITY "捐贈教育、文化、公益、慈善機構或團體支出"
#define RUNNING "參加公職人員選舉使用支出"

/* Ordered by code, and so by account. */
#define SUBJECTS(X) \
	X(11, CANDIDATE, IN, XJ_KIND_INDIVIDUAL, "個人捐贈收入", "個人捐贈收入") \
	X(12, CANDIDATE, IN, XJ_KIND_BUSINESS, "營利事業捐贈收入", "營利事業捐贈收入") \
	X(13, CANDIDATE, IN, XJ_KIND_PARTY, "政黨捐贈收入", "政黨捐贈收入") \
	X(14, CANDIDATE, IN, XJ_KIND_GROUP, "人民團體捐贈收入", "人民團體捐贈收入") \
	X(15, CANDIDATE, IN, XJ_KIND_ANONYMOUS, "匿名捐贈", ANONYMOUS_SUMMARY) \
	X(16, CANDIDATE, IN, NOBODY, "其他收入", "其他收入") \
	X(20, CANDIDATE, OUT, NOBODY, "人事費用支出", "人事費用支出") \
	X(21, CANDIDATE, OUT, NOBODY, "宣傳支出", "宣傳支出") \
	X(22, CANDIDATE, OUT, NOBODY, "租用宣傳車輛支出", "租用宣傳車輛支出") \
	X(23, CANDIDATE, OUT, NOBODY, "租用競選辦事處支出", "租用競選辦事處支出") \
	X(24, CANDIDATE, OUT, NOBODY, "集會支出", "集會支出") \
	X(25, CANDIDATE, OUT, NOBODY, "交通旅運支出", "交通旅運支出") \
	X(26, CANDIDATE, OUT, NOBODY, "雜支支出", "雜支支出") \
	X(27, CANDIDATE, OUT, NOBODY, "繳庫支出", "繳庫支出") \
	X(28, CANDIDATE, OUT, NOBODY, "返還捐贈支出", "返還捐贈支出") \
	X(29, CANDIDATE, OUT, NOBODY, "公共關係費用支出", "公共關係費用支出") \
	X(31, PARTY, IN, XJ_KIND_INDIVIDUAL, "個人捐贈收入", "個人捐贈收入") \
	X(32, PARTY, IN, XJ_KIND_BUSINESS, "營利事業捐贈收入", "營利事業捐贈收入") \
	X(33, PARTY, IN, XJ_KIND_GROUP, "人民團體捐贈收入", "人民團體捐贈收入") \
	X(34, PARTY, IN, XJ_KIND_ANONYMOUS, ANONYMOUS_SUMMARY, ANONYMOUS_SUMMARY) \
	X(35, PARTY, IN, NOBODY, "其他收入", "其他收入") \
	X(41, PARTY, OUT, NOBODY, "人事費用支出", "人事費用支出") \
	X(42, PARTY, OUT, NOBODY, "業務費用支出", "業務費用支出") \
	X(43, PARTY, OUT, NOBODY, "公共關係費用支出", "公共關係費用支出") \
	X(44, PARTY, OUT, NOBODY, "選務費用支出", "選務費用支出") \
	X(46, PARTY, OUT, NOBODY, "雜支支出", "雜支支出") \
	X(47, PARTY, OUT, NOBODY, "繳庫支出", "繳庫支出") \
	X(48, PARTY, OUT, NOBODY, NOMINEES, NOMINEES) \
	X(49, PARTY, OUT, NOBODY, "返還捐贈支出", "返還捐贈支出") \
	X(51, SURPLUS, IN, NOBODY, "其他收入", "其他收入") \
	X(61, SURPLUS, OUT, NOBODY, DUTIES, DUTIES) \
	X(62, SURPLUS, OUT, NOBODY, OWN_PARTY, OWN_PARTY) \
	X(63, SURPLUS, OUT, NOBODY, CHARITY, CHARITY) \
	X(64, SURPLUS, OUT, NOBODY, RUNNING, RUNNING) \
	X(68, SURPLUS, OUT, NOBODY, "返還捐贈支出", "返還捐贈支出") \
	X(69, SURPLUS, OUT, NOBODY, "繳庫支出", "繳庫支出")

#define ROW(code, account, direction, kind, name, summary) \
	{ code, account, direction, kind, name, summary },
#define LENGTHS(code, account, direction, kind, name, summary) \
	{ sizeof(name) - 1, sizeof(summary) - 1 },

static const struct xj_subject subjects[] = { SUBJECTS(ROW) };

/* Bytes of the name and the summary name of each: most subjects are told apart
 * by them alone. */
static const uint8_t lengths[][2] = { SUBJECTS(LENGTHS) };

/* Of each account: the first subject and the one past the last. */
static const struct {
	uint8_t from, to;
} account_part[] = {
	[XJ_ACCOUNT_CANDIDATE] = { 0, 16 },
	[XJ_ACCOUNT_PARTY] = { 16, 29 },
	[XJ_ACCOUNT_SURPLUS] = { 29, 36 },
};

const struct xj_subject *xj_subjects(size_t *n)
{
	*n = XJ_COUNT(subjects);
	return subjects;
}

const struct xj_subject *xj_subject_by_code(unsigned code)
{
	size_t i;

	for (i = 0; i < XJ_COUNT(subjects); i++)
		if (subjects[i].code == code)
			return &subjects[i];
	return NULL;
}

/* ---- misspelled subjects ------------------------------------------------ */

#define MOST_POINTS 32 /* the longest name has 20 */
#define MOST_EDITS 2

struct letters {
	uint32_t v[MOST_POINTS];
	size_t n;
};

/* The code points of S but for blanks and zero-width characters. */
static bool letters_of(struct xj_str s, struct letters *out)
{
	size_t i = 0;

	out->n = 0;
	while (i < s.n) {
		uint32_t cp = xj_utf8_next(s, &i);

		if (cp <= 0x20 || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF ||
		    (cp >= 0x2000 && cp <= 0x200F))
			continue;
		if (out->n == MOST_POINTS)
			return false;
		out->v[out->n++] = cp;
	}
	return true;
}

/* ".pdf" of a pasted file name, in any case. */
static void strip_pdf(struct letters *a)
{
	size_t i;

	if (a->n < 4)
		return;
	for (i = 0; i < 4; i++) {
		uint32_t cp = a->v[a->n - 1 - i];

		if ((cp | (cp >= 'A' && cp <= 'Z' ? 0x20u : 0u)) !=
		    (unsigned char)"fdp."[i])
			return;
	}
	a->n -= 4;
}

/* XJ_INCOME, XJ_EXPENSE or 0, by the last two characters. */
static int ending_of(const struct letters *a)
{
	if (a->n < 2)
		return 0;
	if (a->v[a->n - 2] == 0x6536 && a->v[a->n - 1] == 0x5165) /* 收入 */
		return XJ_INCOME;
	if (a->v[a->n - 2] == 0x652F && a->v[a->n - 1] == 0x51FA) /* 支出 */
		return XJ_EXPENSE;
	return 0;
}

/* Insertions, deletions and replacements from A to B. */
static size_t edits(const struct letters *a, const struct letters *b)
{
	size_t row[MOST_POINTS + 1], i, j;

	for (j = 0; j <= b->n; j++)
		row[j] = j;
	for (i = 1; i <= a->n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (j = 1; j <= b->n; j++) {
			size_t best = corner + (a->v[i - 1] != b->v[j - 1]);

			corner = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b->n];
}

#define FAR 99

/* Edits from TEXT to NAME, whole or without its ending; FAR if too many: two,
 * or a third of the name. */
static size_t distance(const struct letters *text, const char *name)
{
	struct letters whole;
	size_t best = FAR, d;

	if (!letters_of(xj_str_c(name), &whole))
		return FAR;
	d = edits(text, &whole);
	if (d <= MOST_EDITS && d * 3 <= whole.n)
		best = d;
	if (ending_of(&whole) && !ending_of(text)) {
		whole.n -= 2;
		d = edits(text, &whole);
		if (d <= MOST_EDITS && d * 3 <= whole.n && d < best)
			best = d;
	}
	return best;
}

static bool is_number(const struct letters *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->v[i] >= 0x80 && !(a->v[i] >= 0xFF01 && a->v[i] <= 0xFF5E))
			return false;
	return true; /* and nothing at all */
}

/* Is TEXT right, only in the books of someone else? */
static bool belongs_elsewhere(const struct letters *text)
{
	struct letters name;
	size_t i;

	for (i = 0; i < XJ_COUNT(subjects); i++)
		if (letters_of(xj_str_c(subjects[i].name), &name) &&
		    name.n == text->n &&
		    memcmp(name.v, text->v, name.n * sizeof(name.v[0])) == 0)
			return true;
	return false;
}

/* The only subject of ACCOUNT nearest to TEXT. */
static const struct xj_subject *nearest(const struct letters *text,
                                        enum xj_account account, bool *itself)
{
	const struct xj_subject *best = NULL;
	size_t least = FAR, i;
	bool tie = false;

	for (i = account_part[account].from; i < account_part[account].to; i++) {
		size_t d = distance(text, subjects[i].name);
		size_t e = distance(text, subjects[i].summary_name);

		d = e < d ? e : d;
		if (d < least) {
			least = d;
			best = &subjects[i];
			tie = false;
		} else if (d == least && d != FAR) {
			tie = true;
		}
	}
	*itself = least == 0;
	return tie ? NULL : best;
}

/*
 * All subjects of the account compete, and only then must the winner have the
 * right direction and ending: else 個人捐贈支出 would come out as 返還捐贈支出
 * because 個人捐贈收入 was not asked.
 */
static const struct xj_subject *find_near(struct xj_str s, enum xj_account account,
                                          int direction)
{
	const struct xj_subject *best;
	struct letters text;
	bool itself;
	int ending;

	if (xj_utf8_valid(s) != s.n || !letters_of(s, &text))
		return NULL;
	strip_pdf(&text);
	if (is_number(&text))
		return NULL;
	best = nearest(&text, account, &itself);
	ending = ending_of(&text);
	if (!best || (direction && direction != (int)best->direction) ||
	    (ending && ending != (int)best->direction) ||
	    (!itself && belongs_elsewhere(&text)))
		return NULL;
	return best;
}

const struct xj_subject *xj_subject_find(struct xj_str text,
                                         enum xj_account account,
                                         int direction, bool *exact)
{
	size_t i;

	*exact = false;
	if ((unsigned)account >= XJ_COUNT(account_part) || text.n == 0)
		return NULL;
	for (i = account_part[account].from; i < account_part[account].to; i++) {
		const struct xj_subject *one = &subjects[i];

		if (((text.n == lengths[i][0] &&
		      memcmp(text.p, one->name, text.n) == 0) ||
		     (text.n == lengths[i][1] &&
		      memcmp(text.p, one->summary_name, text.n) == 0)) &&
		    (direction == 0 || direction == (int)one->direction)) {
			*exact = true;
			return one;
		}
	}
	return find_near(text, account, direction);
}

/* ---- kinds -------------------------------------------------------------- */

static const char *const kinds[] = {
	[XJ_KIND_OTHER] = "other",
	[XJ_KIND_INDIVIDUAL] = "individual",
	[XJ_KIND_BUSINESS] = "business",
	[XJ_KIND_PARTY] = "party",
	[XJ_KIND_GROUP] = "group",
	[XJ_KIND_ANONYMOUS] = "anonymous",
};

const char *xj_kind_name(enum xj_kind kind)
{
	return (unsigned)kind < XJ_COUNT(kinds) ? kinds[kind] : kinds[XJ_KIND_OTHER];
}

bool xj_kind_of_name(struct xj_str name, enum xj_kind *kind)
{
	size_t i;

	for (i = 0; i < XJ_COUNT(kinds); i++)
		if (xj_str_is(name, kinds[i])) {
			*kind = (enum xj_kind)i;
			return true;
		}
	return false;
}
