/*
 * check_sarif.c - owns the findings as SARIF 2.1.0, for tools that gather findings
 * of many checkers.  A line is a row of the table; a column is the number of the
 * cell in it, since a table has no other.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "src/core/i18n.h"
#include "src/query/advice.h"
#include "src/render/check_format.h"

#ifndef VERSION_TEXT
#define VERSION_TEXT "?"
#endif

/* 政治獻金法, in the database of laws of the Ministry of Justice. */
#define LAW_URI "https://law.moj.gov.tw/LawClass/LawAll.aspx?pcode=D0020049"

struct sarif {
	const struct xj_check *c;
	struct xj_buf b;
	const struct xj_finding **rule; /* the first finding of each code */
	size_t rules;
	size_t *artifact;               /* of each part */
};

static const char *level_of(char severity)
{
	switch (severity) {
	case 'C':
	case 'A':
		return "error";
	case 'F':
		return "warning";
	default:
		return "note";
	}
}

/* ,"name":{"text":"..."} */
static enum xj_status add_message(struct xj_buf *b, const char *name,
                                  struct xj_str text)
{
	enum xj_status st = xj_buf_addf(b, "\"%s\":{\"text\":", name);

	if (!st)
		st = xj_buf_add_json(b, text);
	return st ? st : xj_buf_add(b, "}", 1);
}

/* The path S as a URI in quotes, behind HEAD. */
static enum xj_status add_uri(struct xj_buf *b, const char *head, struct xj_str s)
{
	enum xj_status st = xj_buf_addf(b, "\"%s", head);

	for (size_t i = 0; i < s.n && !st; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9') || (c && strchr("/-._~", c));

		st = plain ? xj_buf_add(b, s.p + i, 1) : xj_buf_addf(b, "%%%02X", c);
	}
	return st ? st : xj_buf_add(b, "\"", 1);
}

static enum xj_status add_path(struct xj_buf *b, struct xj_str path)
{
	if (xj_str_is(path, "-"))
		return xj_buf_addf(b, "\"stdin\"");
	return add_uri(b, path.n && path.p[0] == '/' ? "file://" : "", path);
}

/* ---- the tool and its rules ------------------------------ */

static size_t rule_index(const struct sarif *s, const struct xj_finding *f)
{
	size_t i = 0;

	while (i < s->rules && !(xj_str_eq(s->rule[i]->code, f->code) &&
	                         s->rule[i]->of_rule == f->of_rule))
		i++;
	return i;
}

static enum xj_status list_rules(struct sarif *s)
{
	s->rule = calloc(s->c->findings + 1, sizeof(*s->rule));
	if (!s->rule)
		return XJ_NOMEM;
	for (size_t i = 0; i < s->c->findings; i++)
		if (rule_index(s, &s->c->finding[i]) == s->rules)
			s->rule[s->rules++] = &s->c->finding[i];
	return XJ_OK;
}

static enum xj_status add_rule(struct sarif *s, const struct xj_finding *f)
{
	const struct xj_rule *rule = f->of_rule ? xj_rules_find(s->c->rules, f->code.p)
	                                        : NULL;
	struct xj_str full = xj_rule_finds(rule, xj_language() == XJ_CHINESE);
	char severity = rule ? rule->severity[0] : f->severity;
	enum xj_status st = xj_buf_addf(&s->b, "{\"id\":");

	if (!st)
		st = xj_buf_add_json(&s->b, f->code);
	if (!st)
		st = xj_buf_add(&s->b, ",", 1);
	if (!st)
		st = add_message(&s->b, "shortDescription", f->title);
	if (!st)
		st = xj_buf_add(&s->b, ",", 1);
	if (!st)
		st = add_message(&s->b, "fullDescription", full.n ? full : f->title);
	if (!st && f->mend.n)
		st = xj_buf_add(&s->b, ",", 1);
	if (!st && f->mend.n)
		st = add_message(&s->b, "help", f->mend);
	return st ? st : xj_buf_addf(&s->b, ",\"helpUri\":\"" LAW_URI "\","
	                             "\"defaultConfiguration\":{\"level\":\"%s\"},"
	                             "\"properties\":{\"severity\":\"%c\",\"order\":%d}}",
	                             level_of(severity), severity, f->order);
}

static enum xj_status add_tool(struct sarif *s)
{
	enum xj_status st = xj_buf_addf(&s->b, "\"tool\":{\"driver\":{\"name\":\"xianjin\","
		"\"version\":\"" VERSION_TEXT "\",\"rules\":[");

	for (size_t i = 0; i < s->rules && !st; i++) {
		st = xj_buf_addf(&s->b, "%s\n", i ? "," : "");
		if (!st)
			st = add_rule(s, s->rule[i]);
	}
	return st ? st : xj_buf_addf(&s->b, "]}}");
}

/* ---- what was looked at ------------------------------ */

static enum xj_status add_notice(struct sarif *s, bool *any, const char *level,
                                 const char *text)
{
	enum xj_status st = xj_buf_addf(&s->b, "%s{\"level\":\"%s\",", *any ? "," : "",
	                                level);

	*any = true;
	if (!st)
		st = add_message(&s->b, "message", xj_str_c(text));
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

/* Files that were refused and rules that could not be tested: the list of
 * findings is not the whole truth then. */
static enum xj_status add_invocation(struct sarif *s)
{
	const struct xj_check *c = s->c;
	bool any = false;
	enum xj_status st = xj_buf_addf(&s->b, ",\n\"invocations\":[{"
		"\"executionSuccessful\":%s,\"toolExecutionNotifications\":[",
		c->refused ? "false" : "true");

	for (size_t i = 0; i < c->files && !st; i++)
		if (c->file[i].result == XJ_REFUSED || c->file[i].result == XJ_SKIPPED)
			st = add_notice(s, &any, c->file[i].result == XJ_REFUSED
			                ? "error" : "note", c->file[i].why.p);
	for (size_t i = 0; i < xj_rules_count(c->rules) && !st; i++)
		if (c->rule[i].state != XJ_RULE_RAN)
			st = add_notice(s, &any, c->rule[i].state == XJ_RULE_BROKEN
			                ? "error" : "note", c->rule[i].why);
	return st ? st : xj_buf_addf(&s->b, "]}]");
}

static enum xj_status add_file(struct sarif *s, const struct xj_check_file *f)
{
	enum xj_status st = xj_buf_addf(&s->b, "\n{\"location\":{\"uri\":");

	if (!st)
		st = add_path(&s->b, f->path);
	if (!st)
		st = xj_buf_addf(&s->b, "}");
	if (!st && f->sha256[0])
		st = xj_buf_addf(&s->b, ",\"hashes\":{\"sha-256\":\"%s\"}", f->sha256);
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

/* Files first, then the members of ZIPs inside them. */
static enum xj_status add_artifacts(struct sarif *s)
{
	const struct xj_check *c = s->c;
	size_t n = c->files;
	enum xj_status st = xj_buf_addf(&s->b, ",\n\"artifacts\":[");

	s->artifact = calloc(c->parts + 1, sizeof(*s->artifact));
	if (!s->artifact)
		return XJ_NOMEM;
	for (size_t i = 0; i < c->files && !st; i++) {
		st = xj_buf_addf(&s->b, "%s", i ? "," : "");
		if (!st)
			st = add_file(s, &c->file[i]);
	}
	for (size_t i = 0; i < c->parts && !st; i++) {
		const struct xj_check_part *p = &c->part[i];

		s->artifact[i] = p->file;
		if (!p->member.n)
			continue;
		s->artifact[i] = n++;
		st = xj_buf_addf(&s->b, ",\n{\"location\":{\"uri\":");
		if (!st)
			st = add_uri(&s->b, "/", p->member);
		if (!st)
			st = xj_buf_addf(&s->b, "},\"parentIndex\":%zu}", p->file);
	}
	return st ? st : xj_buf_add(&s->b, "]", 1);
}

/* ---- results ------------------------------ */

static enum xj_status add_region(struct sarif *s, const struct xj_check_place *at,
                                 struct xj_str cell)
{
	uint64_t line = at->line ? at->line : at->row;
	enum xj_status st;

	if (!line)
		return XJ_OK;
	st = xj_buf_addf(&s->b, ",\"region\":{\"startLine\":%" PRIu64, line);
	if (!st && at->column)
		st = xj_buf_addf(&s->b, ",\"startColumn\":%u", at->column);
	if (!st && cell.n)
		st = xj_buf_add(&s->b, ",", 1);
	if (!st && cell.n)
		st = add_message(&s->b, "snippet", cell);
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

static enum xj_status add_location(struct sarif *s, const struct xj_check_place *at,
                                   struct xj_str cell)
{
	const struct xj_check_part *p = &s->c->part[at->part];
	enum xj_status st = xj_buf_addf(&s->b, "{\"physicalLocation\":{"
	                                "\"artifactLocation\":{\"uri\":");

	if (!st)
		st = p->member.n ? add_uri(&s->b, "/", p->member)
		                 : add_path(&s->b, s->c->file[p->file].path);
	if (!st)
		st = xj_buf_addf(&s->b, ",\"index\":%zu}", s->artifact[at->part]);
	if (!st)
		st = add_region(s, at, cell);
	if (!st)
		st = xj_buf_add(&s->b, "}", 1);
	if (!st && p->sheet.n) {
		st = xj_buf_addf(&s->b, ",\"logicalLocations\":[{\"kind\":\"sheet\","
		                 "\"name\":");
		if (!st)
			st = xj_buf_add_json(&s->b, p->sheet);
		if (!st)
			st = xj_buf_addf(&s->b, "}]");
	}
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

static enum xj_status add_locations(struct sarif *s, const struct xj_finding *f)
{
	bool any = false;
	enum xj_status st = xj_buf_addf(&s->b, ",\"locations\":[");

	if (!st && f->at.part < s->c->parts)
		st = add_location(s, &f->at, f->cell);
	if (!st)
		st = xj_buf_addf(&s->b, "],\"relatedLocations\":[");
	for (size_t i = 0; i < f->mores && !st; i++) {
		const struct xj_check_place *at = &s->c->more[f->more + i];

		if (at->part >= s->c->parts)
			continue;
		st = xj_buf_addf(&s->b, "%s", any ? "," : "");
		any = true;
		if (!st)
			st = add_location(s, at, XJ_STR(""));
	}
	return st ? st : xj_buf_add(&s->b, "]", 1);
}

static enum xj_status add_properties(struct sarif *s, const struct xj_finding *f)
{
	const struct {
		const char *name;
		struct xj_str text;
	} texts[] = {
		{ "column", f->column }, { "article", f->article }, { "exempt", f->exempt },
		{ "mend", f->mend }, { "example", f->example },
	};
	enum xj_status st = xj_buf_addf(&s->b, ",\"properties\":{\"severity\":\"%c\","
	                                "\"order\":%d", f->severity, f->order);

	for (size_t i = 0; i < XJ_COUNT(texts) && !st; i++) {
		if (!texts[i].text.n)
			continue;
		st = xj_buf_addf(&s->b, ",\"%s\":", texts[i].name);
		if (!st)
			st = xj_buf_add_json(&s->b, texts[i].text);
	}
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

static enum xj_status add_result(struct sarif *s, const struct xj_finding *f)
{
	enum xj_status st = xj_buf_addf(&s->b, "{\"ruleId\":");

	if (!st)
		st = xj_buf_add_json(&s->b, f->code);
	if (!st)
		st = xj_buf_addf(&s->b, ",\"ruleIndex\":%zu,\"level\":\"%s\",",
		                 rule_index(s, f), level_of(f->severity));
	if (!st)
		st = add_message(&s->b, "message", f->why.n ? f->why : f->title);
	if (!st)
		st = add_locations(s, f);
	if (!st)
		st = xj_buf_addf(&s->b, ",\"partialFingerprints\":{\"xianjinRow/v1\":\"%s\"}",
		                 f->fingerprint);
	if (!st)
		st = add_properties(s, f);
	return st ? st : xj_buf_add(&s->b, "}", 1);
}

/* ---- the whole ------------------------------ */

static enum xj_status add_head(struct sarif *s)
{
	enum xj_status st = list_rules(s);

	if (!st)
		st = xj_buf_addf(&s->b, "{\"$schema\":\"https://json.schemastore.org/"
		                 "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\n");
	if (!st)
		st = add_tool(s);
	if (!st)
		st = add_invocation(s);
	if (!st)
		st = add_artifacts(s);
	return st ? st : xj_buf_addf(&s->b, ",\n\"columnKind\":\"unicodeCodePoints\","
	                             "\"results\":[");
}

static enum xj_status write_sarif(const struct xj_check *c, FILE *out,
                                  struct xj_error *err)
{
	struct sarif s = { .c = c };
	enum xj_status st, written = XJ_OK;

	xj_buf_init(&s.b, XJ_CHECK_LINE);
	st = add_head(&s);
	for (size_t i = 0; i < c->findings && !st && !written; i++) {
		st = xj_buf_addf(&s.b, "%s\n", i ? "," : "");
		if (!st)
			st = add_result(&s, &c->finding[i]);
		if (!st)
			written = xj_check_put(&s.b, out, err);
	}
	if (!st)
		st = xj_buf_addf(&s.b, "\n]}]}\n");
	if (st)
		(void)xj_fail(err, st, _("a finding is too long"));
	else if (!written)
		written = xj_check_put(&s.b, out, err);
	xj_buf_clear(&s.b);
	free(s.rule);
	free(s.artifact);
	return st ? st : written;
}

const struct xj_check_format xj_check_sarif = { "sarif", false, write_sarif };
