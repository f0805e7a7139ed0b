/*
 * fetch_robots.c - owns reading robots.txt and matching addresses with it.
 */
#include <stdio.h>
#include <strings.h>

#include "importers/fetch_robots.h"

#define MAX_RULES_BYTES (512u << 10)
#define MAX_DELAY 600u

struct line {
	struct xj_str key, value;
};

static struct xj_str trim(struct xj_str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' ||
	               s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

static struct xj_str until(struct xj_str s, char end)
{
	const char *at = s.n ? memchr(s.p, end, s.n) : NULL;

	return xj_str_of(s.p, at ? (size_t)(at - s.p) : s.n);
}

/* The next line "key: value # remark"; false at the end. */
static bool next_line(struct xj_str *text, struct line *out)
{
	struct xj_str all = until(*text, '\n'), said = until(all, '#');
	size_t step = all.n < text->n ? all.n + 1 : all.n;

	if (text->n == 0)
		return false;
	text->p += step;
	text->n -= step;
	out->key = until(said, ':');
	out->value = out->key.n < said.n
		? trim(xj_str_of(said.p + out->key.n + 1, said.n - out->key.n - 1))
		: xj_str_of("", 0);
	out->key = trim(out->key);
	return true;
}

static bool is(struct xj_str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* Appends S as addresses are compared: what is not ASCII percent-encoded, and the
 * hex digits in capitals. */
static enum xj_status add_encoded(struct xj_buf *b, struct xj_str s)
{
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < s.n && !st; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool hex = (i > 0 && s.p[i - 1] == '%') || (i > 1 && s.p[i - 2] == '%');

		if (c >= 0x80 || c <= ' ')
			st = xj_buf_addf(b, "%%%02X", c);
		else
			st = xj_buf_addf(b, "%c", hex && c >= 'a' && c <= 'f' ? c - 32 : c);
	}
	return st;
}

static enum xj_status add_rule(struct xj_robots *r, struct line l)
{
	bool allow = is(l.key, "allow");
	enum xj_status st;

	if ((!allow && !is(l.key, "disallow")) || l.value.n == 0)
		return XJ_OK;
	st = xj_buf_add(&r->rules, allow ? "A" : "D", 1);
	if (!st)
		st = add_encoded(&r->rules, l.value);
	return st ? st : xj_buf_add(&r->rules, "", 1);
}

static void take_delay(struct xj_robots *r, struct line l)
{
	unsigned n = 0;

	if (!is(l.key, "crawl-delay"))
		return;
	for (size_t i = 0; i < l.value.n && l.value.p[i] >= '0' && l.value.p[i] <= '9' &&
	     n < MAX_DELAY; i++)
		n = n * 10 + (unsigned)(l.value.p[i] - '0');
	r->delay = n < MAX_DELAY ? n : MAX_DELAY;
}

/* The groups for WHO; false when there is none. */
static enum xj_status read_groups(struct xj_robots *r, struct xj_str text,
                                  const char *who, bool *any)
{
	bool ours = false, naming = false;
	struct line l;
	enum xj_status st = XJ_OK;

	*any = false;
	while (!st && next_line(&text, &l)) {
		if (is(l.key, "user-agent")) {
			/* lines of names one after the other are one group's */
			ours = (naming && ours) || is(l.value, who);
			*any = *any || ours;
			naming = true;
			continue;
		}
		if (l.key.n)
			naming = false;
		if (ours)
			take_delay(r, l);
		if (ours)
			st = add_rule(r, l);
	}
	return st;
}

enum xj_status xj_robots_read(struct xj_robots *r, struct xj_str text)
{
	static const char mark[] = "\xef\xbb\xbf";
	bool any;
	enum xj_status st;

	*r = (struct xj_robots){ .delay = 0 };
	xj_buf_init(&r->rules, 3 * MAX_RULES_BYTES);
	if (text.n > MAX_RULES_BYTES)
		text.n = MAX_RULES_BYTES; /* as the rule for robots has it */
	if (xj_str_starts(text, xj_str_c(mark)))
		text = xj_str_of(text.p + 3, text.n - 3);
	st = read_groups(r, text, XJ_ROBOT_NAME, &any);
	return st || any ? st : read_groups(r, text, "*", &any);
}

void xj_robots_clear(struct xj_robots *r)
{
	xj_buf_clear(&r->rules);
}

/* Whether PATTERN, in which * is anything and a $ at its end is the end, fits the
 * beginning of PATH. */
static bool fits(const char *pattern, const char *path)
{
	const char *star = NULL, *from = NULL; /* where the last * may try again */

	for (;;) {
		if (*pattern == '\0' || (pattern[0] == '$' && !pattern[1] && !*path))
			return true;
		if (*pattern == '*') {
			star = ++pattern;
			from = path;
		} else if (*path && *pattern == *path) {
			pattern++;
			path++;
		} else if (star && *from) {
			pattern = star;
			path = ++from;
		} else {
			return false;
		}
	}
}

bool xj_robots_allow(const struct xj_robots *r, const char *path)
{
	size_t longest = 0, at = 0;
	bool allowed = true;
	struct xj_buf encoded;

	xj_buf_init(&encoded, 1u << 16);
	if (add_encoded(&encoded, xj_str_c(path))) {
		xj_buf_clear(&encoded);
		return false;
	}
	while (at < r->rules.n) {
		const char *rule = r->rules.p + at;
		size_t n = strlen(rule);

		if (n >= longest && fits(rule + 1, encoded.p ? encoded.p : "")) {
			allowed = (n == longest && allowed) || rule[0] == 'A';
			longest = n;
		}
		at += n + 1;
	}
	xj_buf_clear(&encoded);
	return allowed;
}
