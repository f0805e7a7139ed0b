/*
 * check_json.c - owns the findings as one JSON object, which a later run takes as
 * its baseline.
 */
#include <inttypes.h>

#include "src/core/i18n.h"
#include "src/render/check_format.h"
#include "xianjin/values.h"

/* ,"name":"text" */
static enum xj_status add_text(struct xj_buf *b, const char *name, struct xj_str text)
{
	enum xj_status st = xj_buf_addf(b, ",\"%s\":", name);

	return st ? st : xj_buf_add_json(b, text);
}

/* The same, null for an empty text. */
static enum xj_status add_maybe(struct xj_buf *b, const char *name, struct xj_str text)
{
	return text.n ? add_text(b, name, text) : xj_buf_addf(b, ",\"%s\":null", name);
}

static enum xj_status add_day(struct xj_buf *b, const char *name, int32_t day)
{
	char iso[16];

	xj_day_iso(day, iso);
	return add_maybe(b, name, xj_str_c(iso));
}

static enum xj_status add_number(struct xj_buf *b, const char *name, bool has, int64_t v)
{
	return has ? xj_buf_addf(b, ",\"%s\":%" PRId64, name, v)
	           : xj_buf_addf(b, ",\"%s\":null", name);
}

/* "file":...,"member":...,"sheet":...,"row":...,"line":...,"column": */
static enum xj_status add_place(const struct xj_check *c,
                                const struct xj_check_place *at, struct xj_buf *b)
{
	static const struct xj_check_part nowhere = { .member = { "", 0 },
	                                              .sheet = { "", 0 } };
	bool known = at->part < c->parts;
	const struct xj_check_part *p = known ? &c->part[at->part] : &nowhere;
	enum xj_status st = xj_buf_addf(b, "\"file\":");

	if (!st)
		st = known ? xj_buf_add_json(b, c->file[p->file].path)
		           : xj_buf_addf(b, "null");
	if (!st)
		st = add_text(b, "member", p->member);
	if (!st)
		st = add_text(b, "sheet", p->sheet);
	if (!st)
		st = add_number(b, "row", at->row, (int64_t)at->row);
	if (!st)
		st = add_number(b, "line", at->line, (int64_t)at->line);
	return st ? st : add_number(b, "column", at->column, at->column);
}

static enum xj_status add_others(const struct xj_check *c, const struct xj_finding *f,
                                 struct xj_buf *b)
{
	enum xj_status st = xj_buf_addf(b, ",\"also\":[");

	for (size_t i = 0; i < f->mores && !st; i++) {
		st = xj_buf_addf(b, "%s{", i ? "," : "");
		if (!st)
			st = add_place(c, &c->more[f->more + i], b);
		if (!st)
			st = xj_buf_add(b, "}", 1);
	}
	return st ? st : xj_buf_add(b, "]", 1);
}

static enum xj_status add_finding(const struct xj_check *c, const struct xj_finding *f,
                                  struct xj_buf *b)
{
	enum xj_status st = xj_buf_addf(b, "{\"fingerprint\":\"%s\",\"severity\":\"%c\","
	                                "\"order\":%d", f->fingerprint, f->severity,
	                                f->order);
	const struct {
		const char *name;
		struct xj_str text;
	} after[] = {
		{ "title", f->title }, { "message", f->why }, { "mend", f->mend },
		{ "example", f->example }, { "exempt", f->exempt },
	};

	if (!st)
		st = add_text(b, f->of_rule ? "rule" : "issue", f->code);
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_place(c, &f->at, b);
	if (!st)
		st = add_maybe(b, "column_name", f->column);
	if (!st)
		st = add_text(b, "cell", f->cell);
	if (!st)
		st = add_maybe(b, "article", f->article);
	if (!st)
		st = add_day(b, "from", f->from);
	if (!st)
		st = add_day(b, "to", f->to);
	if (!st)
		st = add_number(b, "value", f->has_value, f->value);
	if (!st)
		st = add_number(b, "limit", f->has_limit, f->limit);
	if (!st)
		st = add_maybe(b, "unit", f->unit);
	for (size_t i = 0; i < XJ_COUNT(after) && !st; i++)
		st = add_maybe(b, after[i].name, after[i].text);
	if (!st)
		st = add_others(c, f, b);
	return st ? st : xj_buf_add(b, "}", 1);
}

static enum xj_status add_files(const struct xj_check *c, struct xj_buf *b)
{
	static const char *const results[] = {
		[XJ_STORED] = "checked", [XJ_KNOWN] = "given twice",
		[XJ_SKIPPED] = "skipped", [XJ_REFUSED] = "refused",
	};
	enum xj_status st = xj_buf_addf(b, ",\n\"files\":[");

	for (size_t i = 0; i < c->files && !st; i++) {
		const struct xj_check_file *f = &c->file[i];

		st = xj_buf_addf(b, "%s\n{\"file\":", i ? "," : "");
		if (!st)
			st = xj_buf_add_json(b, f->path);
		if (!st)
			st = add_maybe(b, "sha256", xj_str_c(f->sha256));
		if (!st)
			st = add_text(b, "result", xj_str_c(results[f->result]));
		if (!st)
			st = add_maybe(b, "reason", f->why);
		if (!st)
			st = xj_buf_add(b, "}", 1);
	}
	return st ? st : xj_buf_addf(b, "\n]");
}

static enum xj_status add_rules(const struct xj_check *c, struct xj_buf *b)
{
	static const char *const states[] = {
		[XJ_RULE_RAN] = "tested", [XJ_RULE_NOT_TESTED] = "not tested",
		[XJ_RULE_BROKEN] = "broken",
	};
	enum xj_status st = xj_buf_addf(b, ",\n\"rules\":[");

	for (size_t i = 0; i < xj_rules_count(c->rules) && !st; i++) {
		st = xj_buf_addf(b, "%s\n{\"id\":", i ? "," : "");
		if (!st)
			st = xj_buf_add_json(b, xj_str_c(xj_rules_get(c->rules, i)->id));
		if (!st)
			st = add_text(b, "state", xj_str_c(states[c->rule[i].state]));
		if (!st)
			st = add_maybe(b, "reason", xj_str_c(c->rule[i].why));
		if (!st)
			st = xj_buf_add(b, "}", 1);
	}
	return st ? st : xj_buf_addf(b, "\n]");
}

static enum xj_status add_head(const struct xj_check *c, struct xj_buf *b)
{
	enum xj_status st = xj_buf_addf(b, "{\"version\":1,\"law_sha256\":\"%s\","
		"\"rows_read\":%" PRIu64 ",\"rows_tested\":%" PRIu64 ",\"rows_set_aside\":%"
		PRIu64 ",\"count\":%zu,\"known\":%" PRIu64, xj_rules_law_hash(c->rules),
		c->rows_read, c->rows_stored, c->rows_aside, c->findings, c->known);

	for (const char *s = "CAFSI"; *s && !st; s++)
		st = xj_buf_addf(b, "%s\"%c\":%" PRIu64, *s == 'C' ? ",\"severities\":{"
		                 : ",", *s, xj_check_count(c, *s));
	if (!st)
		st = xj_buf_add(b, "}", 1);
	if (!st)
		st = add_files(c, b);
	if (!st)
		st = add_rules(c, b);
	return st ? st : xj_buf_addf(b, ",\n\"findings\":[");
}

static enum xj_status write_json(const struct xj_check *c, FILE *out,
                                 struct xj_error *err)
{
	struct xj_buf b;
	enum xj_status st;

	xj_buf_init(&b, XJ_CHECK_LINE);
	st = add_head(c, &b);
	for (size_t i = 0; i < c->findings && !st; i++) {
		st = xj_buf_addf(&b, "%s\n", i ? "," : "");
		if (!st)
			st = add_finding(c, &c->finding[i], &b);
		if (!st && xj_check_put(&b, out, err)) {
			xj_buf_clear(&b);
			return XJ_IO;
		}
	}
	if (!st)
		st = xj_buf_addf(&b, "\n]}\n");
	st = st ? xj_fail(err, st, _("a finding is too long")) : xj_check_put(&b, out, err);
	xj_buf_clear(&b);
	return st;
}

const struct xj_check_format xj_check_json = { "json", false, write_json };
