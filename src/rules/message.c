/*
 * message.c - owns the sentence of a flag: the rule's message with what was
 * found, what the law says, and how many, each with its unit.
 */
#include "src/core/show.h"
#include "rules_private.h"

struct unit {
	const char *name, *before_en, *after_en, *one_en, *before_zh, *after_zh;
};

static const struct unit units[] = {
	{ "TWD", "NT$", "", "", "", " 元" },
	{ "days", "", " days", " day", "", " 日" },
	{ "percent", "", " %", " %", "", "%" },
	{ "rows", "", " rows", " row", "", " 筆" },
	{ "months", "", " months", " month", "", " 個月" },
	{ "years", "", " years", " year", "", " 年" },
	{ "names", "", " names", " name", "", " 個名稱" },
	{ "ids", "", " ids", " id", "", " 個證號" },
	{ "donors", "", " donors", " donor", "", " 位捐贈者" },
	{ "gifts", "", " gifts", " gift", "", " 筆捐贈" },
	{ "none", "", "", "", "", "" },
};

/* 3000 is 30 %, 3025 is 30.25 %. */
static enum xj_status add_share(int64_t bp, bool zh, struct xj_buf *out)
{
	uint64_t v = bp < 0 ? -(uint64_t)bp : (uint64_t)bp;
	unsigned rest = (unsigned)(v % 100);
	enum xj_status st = xj_buf_addf(out, "%s%llu", bp < 0 ? "-" : "",
	                                (unsigned long long)(v / 100));

	if (!st && rest)
		st = xj_buf_addf(out, rest % 10 ? ".%02u" : ".%u",
		                 rest % 10 ? rest : rest / 10);
	return st ? st : xj_buf_addf(out, zh ? "%%" : " %%");
}

static enum xj_status add_number(const char *name, bool zh, bool has, int64_t v,
                                 struct xj_buf *out)
{
	const struct unit *u = NULL;
	char digits[32];

	if (!has)
		return xj_buf_add(out, "?", 1);
	if (strcmp(name, "bp") == 0) /* hundredths of a percent */
		return add_share(v, zh, out);
	xj_show_grouped(v, digits);
	for (size_t i = 0; i < XJ_COUNT(units) && !u; i++)
		if (strcmp(units[i].name, name) == 0)
			u = &units[i];
	if (!u)
		return xj_buf_addf(out, "%s %s", digits, name);
	if (zh)
		return xj_buf_addf(out, "%s%s%s", u->before_zh, digits, u->after_zh);
	return xj_buf_addf(out, "%s%s%s", u->before_en, digits,
	                   v == 1 ? u->one_en : u->after_en);
}

/* Which of "English | 中文" the language wants, and of every "[English|中文]". */
static enum xj_status add_detail(struct xj_str s, bool zh, struct xj_buf *out)
{
	const char *bar, *end, *p;
	enum xj_status st = XJ_OK;

	if (!s.n)
		return XJ_OK;
	bar = memmem(s.p, s.n, " | ", 3);
	if (bar && zh)
		s = xj_str_of(bar + 3, s.n - 3 - (size_t)(bar - s.p));
	else if (bar)
		s.n = (size_t)(bar - s.p);
	for (p = s.p, end = p + s.n; p < end && !st;) {
		const char *open = memchr(p, '[', (size_t)(end - p));
		const char *close = open ? memchr(open, ']', (size_t)(end - open)) : NULL;

		bar = close ? memchr(open, '|', (size_t)(close - open)) : NULL;
		if (!bar)
			return xj_buf_add(out, p, (size_t)(end - p));
		st = xj_buf_add(out, p, (size_t)(open - p));
		if (!st && zh)
			st = xj_buf_add(out, bar + 1, (size_t)(close - bar) - 1);
		else if (!st)
			st = xj_buf_add(out, open + 1, (size_t)(bar - open) - 1);
		p = close + 1;
	}
	return st;
}

enum xj_status xj_flag_message(const struct xj_rule *rule, const char *language,
                               bool has_value, int64_t value, bool has_limit,
                               int64_t limit, struct xj_str detail,
                               uint64_t count, struct xj_buf *out)
{
	bool zh = strcmp(language, "zh") == 0;
	const char *p = zh ? rule->message_zh : rule->message_en;
	enum xj_status st = XJ_OK;

	while (*p && !st) {
		size_t n = strcspn(p, "{");

		st = xj_buf_add(out, p, n);
		p += n;
		if (st || !*p)
			break;
		n = strcspn(p, "}");
		n += p[n] == '}';
		if (n == 7 && strncmp(p, "{value}", n) == 0)
			st = add_number(rule->unit, zh, has_value, value, out);
		else if (n == 7 && strncmp(p, "{limit}", n) == 0)
			st = add_number(rule->unit, zh, has_limit, limit, out);
		else if (n == 7 && strncmp(p, "{count}", n) == 0)
			st = xj_buf_addf(out, "%llu", (unsigned long long)count);
		else if (n == 6 && strncmp(p, "{name}", n) == 0)
			st = add_detail(detail, zh, out);
		else
			st = xj_buf_add(out, p, n);
		p += n;
	}
	return st;
}
