/*
 * context.c - owns what stands only in a file's name or folder: the election
 * and candidate of a transcription, serial and version of an archived bundle,
 * the term of a newspaper's summary.
 */
#include <stdio.h>

#include "layouts.h"
#include "src/core/library_pcre2.h"
#include "xianjin/limits.h"

/* A candidate behind the name of an election. */
#define CANDIDATE \
	"(?:選舉|立委|議員|[市縣鄉鎮區村里]長|代表|補選)[_\\-. ]+(?:擬參選人)?" \
	"(?<recipient>\\p{Han}[^/_\\-.()（）]*?)" \
	"(?:政治獻金專戶|收支明細|收入明細|支出明細)?[_\\-.()（）]"

/* Each pattern names what it finds; tried in order, each adds what is still
 * unknown.  LAYOUT NULL: for all. */
static const struct {
	const struct xj_layout *layout;
	const char *pattern;
	int version; /* what a match means, where no group tells it */
} patterns[] = {
	/* 王大明_4_v5.zip, 王大明_1.zip: candidate, serial, version */
	{ NULL, "(?:^|/)(?<recipient>[^/_]*\\p{Han}[^/_]*)_(?<serial>[0-9]{1,2})"
	        "(?:_v(?<version>[0-9]{1,3}))?\\.[A-Za-z0-9]+$", 0 },
	/* anything_v2.zip, anything_v2/incomes.csv */
	{ NULL, "_v(?<version>[0-9]{1,3})(?:\\.[A-Za-z0-9]+$|/)", 0 },
	/* account-112050403-1111801515.zip: the platform's, and no correction */
	{ NULL, "(?:account|political party)-[0-9]{9}-[0-9]{10}(?:_[0-9]{1,2})?(?:-all)?"
	        "(?:\\.[A-Za-z0-9]+$|/)", 1 },
	/* an election's name, wherever it stands */
	{ NULL, "(?<election>(?:[0-9]{2,3}年?|第[0-9]{1,2}屆)[^/_\\-. （(]*"
	        "(?:選舉|立委|議員|市長|縣長|鄉長|鎮長|代表|里長|村長|區長|補選))", 0 },
	/* ..._候選人[_...].csv of a paper form or its transcription */
	{ &xj_layout_crowd, CANDIDATE, 0 },
	{ &xj_layout_paper, CANDIDATE, 0 },
	/* basicall_7.csv: the term of the legislature */
	{ &xj_layout_newspaper_summary, "_(?<term>[0-9]{1,2})\\.[A-Za-z0-9]+$", 0 },
	/* 2016/basic_all.csv, legislators-2016-totals.csv: the year of polling */
	{ &xj_layout_newspaper_summary, "(?<![0-9])(?<year>20[0-9]{2})(?![0-9])", 0 },
};

struct match {
	pcre2_code *code;
	pcre2_match_data *data;
	const char *subject;
};

/* The text of group NAME into OUT (left as it is when absent or too long). */
static bool take(const struct match *m, const char *name, char *out, size_t room)
{
	PCRE2_UCHAR *text = NULL;
	PCRE2_SIZE n = 0;
	bool fits;

	if (pcre2_substring_get_byname(m->data, (PCRE2_SPTR)name, &text, &n))
		return false;
	fits = n > 0 && n < room;
	if (fits)
		memcpy(out, text, n + 1);
	pcre2_substring_free(text);
	return fits;
}

static void spell_legislators(struct xj_context *c, int term, int ad_year)
{
	if (term)
		snprintf(c->election, sizeof(c->election), "第%d屆立法委員選舉", term);
	else
		snprintf(c->election, sizeof(c->election), "%d年立法委員選舉",
		         ad_year - 1911);
}

/* A short decimal number; the pattern has seen to its digits. */
static int number(const char *digits)
{
	int n = 0;

	for (; *digits; digits++)
		n = n * 10 + (*digits - '0');
	return n;
}

static void take_all(const struct match *m, struct xj_context *c)
{
	char digits[8];

	if (!c->recipient[0])
		take(m, "recipient", c->recipient, sizeof(c->recipient));
	if (!c->election[0])
		take(m, "election", c->election, sizeof(c->election));
	if (!c->serial[0])
		take(m, "serial", c->serial, sizeof(c->serial));
	if (!c->version && take(m, "version", digits, sizeof(digits)))
		c->version = number(digits);
	if (!c->election[0] && take(m, "term", digits, sizeof(digits)))
		spell_legislators(c, number(digits), 0);
	if (!c->election[0] && take(m, "year", digits, sizeof(digits)))
		spell_legislators(c, 0, number(digits));
}

static void try_pattern(const char *pattern, int version, const char *subject,
                        struct xj_context *c)
{
	struct match m = { .subject = subject };
	PCRE2_SIZE where;
	int code;

	if (xj_pcre2_load(NULL))
		return;
	m.code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	                       PCRE2_UTF | PCRE2_UCP, &code, &where, NULL);
	m.data = m.code ? pcre2_match_data_create_from_pattern(m.code, NULL) : NULL;
	if (m.data && pcre2_match(m.code, (PCRE2_SPTR)subject, PCRE2_ZERO_TERMINATED,
	                          0, 0, m.data, NULL) > 0) {
		take_all(&m, c);
		if (!c->version)
			c->version = version;
	}
	pcre2_match_data_free(m.data);
	pcre2_code_free(m.code);
}

/* The last two parts of a path: folder and file. */
static const char *tail_of(const char *path)
{
	const char *tail = path;
	unsigned slashes = 0;

	for (const char *p = path + strlen(path); p > path; p--)
		if (p[-1] == '/' && ++slashes == 2) {
			tail = p;
			break;
		}
	return tail;
}

void xj_context_from_name(const char *path, const char *member,
                          const struct xj_layout *layout, struct xj_context *c)
{
	const char *names[2] = { member, tail_of(path) };

	for (size_t n = 0; n < 2; n++)
		for (size_t i = 0; i < XJ_COUNT(patterns) && names[n][0]; i++)
			if (!patterns[i].layout || patterns[i].layout == layout)
				try_pattern(patterns[i].pattern, patterns[i].version,
				            names[n], c);
}
