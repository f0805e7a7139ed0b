/*
 * report_xlsx.c - owns the workbook of a report: a cover, a sheet for each rule
 * that holds, the evidence, the amounts around the threshold, the sources.  All
 * sheets are open at once, so that links can name what comes later.
 */
#include <stdio.h>
#include <stdlib.h>

#include "src/query/advice.h"
#include "src/render/report_book.h"

#ifndef VERSION_TEXT
#define VERSION_TEXT "?"
#endif

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

const char *xj_rule_sheet_title(const struct xj_report_book *b,
                                const struct xj_rule_sheet *s)
{
	if (!s->rule)
		return s->count->rule;
	return strcmp(b->o->language, "zh") == 0 ? s->rule->title_zh : s->rule->title_en;
}

/* ---- what holds ------------------------------------------------------------------- */

static enum xj_status note_article(struct xj_rule_sheet *s,
                                   const struct xj_report_flag *f, struct xj_error *err)
{
	char from[16], to[16], room[XJ_ARTICLE_ROOM];
	struct xj_str article = xj_article_name(f->article, room);

	if (s->article.n || !article.n)
		return XJ_OK;
	xj_day_iso(f->from, from);
	xj_day_iso(f->to, to);
	if (xj_buf_addf(&s->article, "%.*s (%s – %s)", (int)article.n, article.p,
	                from, to))
		return no_memory(err);
	return XJ_OK;
}

static struct xj_rule_sheet *sheet_of(struct xj_report_book *b, struct xj_str rule)
{
	for (size_t i = 0; i < b->rules; i++)
		if (xj_str_is(rule, b->count[i].rule))
			return &b->rule[i];
	return NULL;
}

/* One pass over the flags before anything is written: links, counts, laws. */
static enum xj_status survey(struct xj_report_book *b, struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st = xj_report_counts(b->report, b->o->rules, &b->count,
	                                     &b->rules, err);

	if (st)
		return st;
	b->rule = calloc(b->rules + 1, sizeof(*b->rule));
	if (!b->rule)
		return no_memory(err);
	for (size_t i = 0; i < b->rules; i++) {
		b->rule[i].count = &b->count[i];
		b->rule[i].rule = xj_rules_find(b->o->rules, b->count[i].rule);
		xj_buf_init(&b->rule[i].article, 4096);
	}
	while ((st = xj_report_next(b->report, &f, err)) == XJ_OK) {
		struct xj_rule_sheet *s = sheet_of(b, f.rule);

		st = s ? note_article(s, &f, err) : XJ_OK;
		if (!st)
			st = xj_evidence_note(b, f.id, err);
		if (st)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}

/* ---- a sheet of a rule ----------------------------------------------- */

enum { C_SEVERITY, C_RECIPIENT, C_ELECTION, C_DONOR, C_VALUE, C_LIMIT, C_UNIT,
       C_ARTICLE, C_FROM, C_TO, C_ROWS, C_AMOUNT, C_EXEMPT, C_MESSAGE, C_EVIDENCE,
       COLUMNS };
static const struct xj_wb_column rule_columns[COLUMNS] = {
	[C_SEVERITY] = { N_("Severity"), 9 }, [C_RECIPIENT] = { N_("Recipient"), 16 },
	[C_ELECTION] = { N_("Election"), 24 }, [C_DONOR] = { N_("Donor key"), 18 },
	[C_VALUE] = { N_("Value"), 14 }, [C_LIMIT] = { N_("Limit"), 14 },
	[C_UNIT] = { N_("Unit"), 8 }, [C_ARTICLE] = { N_("Article"), 28 },
	[C_FROM] = { N_("In force from"), 12 }, [C_TO] = { N_("In force to"), 12 },
	[C_ROWS] = { N_("Rows"), 8 }, [C_AMOUNT] = { N_("Amount"), 14 },
	[C_EXEMPT] = { N_("Exempt"), 12 }, [C_MESSAGE] = { N_("Message"), 60 },
	[C_EVIDENCE] = { N_("Evidence"), 12 },
};

_Static_assert(COLUMNS <= XJ_COUNT(((struct xj_report_book *)0)->rule_column),
               "the columns of a rule fit");

static const char *severity_text(char severity)
{
	switch (severity) {
	case 'C':
		return _("C: the law names a punishment");
	case 'A':
		return _("A: the law names a fine");
	case 'F':
		return _("F: a matter of form");
	case 'S':
		return _("S: a signal, worth checking");
	default:
		return _("I: information");
	}
}

static enum xj_status write_line(struct xj_ws *ws, struct xj_str text,
                                 enum xj_wb_style style, struct xj_error *err)
{
	enum xj_status st = xj_ws_text(ws, 0, text, style, err);

	return st ? st : xj_ws_next(ws, err);
}

static enum xj_status write_lines(const struct xj_rule_sheet *s, struct xj_str text,
                                  struct xj_error *err)
{
	enum xj_status st = XJ_OK;

	while (text.n && !st) {
		const char *nl = memchr(text.p, '\n', text.n);
		size_t n = nl ? (size_t)(nl - text.p) : text.n;

		st = write_line(s->ws, xj_str_of(text.p, n), XJ_WB_REMARK, err);
		text.p += n + (nl ? 1 : 0);
		text.n -= n + (nl ? 1 : 0);
	}
	return st;
}

/* What the rule finds, and how to mend it. */
static enum xj_status write_explanation(struct xj_report_book *b,
                                        const struct xj_rule_sheet *s,
                                        struct xj_error *err)
{
	bool chinese = strcmp(b->o->language, "zh") == 0;
	enum xj_status st = write_lines(s, xj_rule_finds(s->rule, chinese), err);

	if (!st)
		st = write_lines(s, xj_rule_mends(s->rule, chinese), err);
	if (st)
		return st;
	xj_buf_reset(&b->text);
	if (xj_buf_addf(&b->text, _("A reason to look, never an accusation. Innocent "
	                "explanations: xianjin rules %s"), s->count->rule))
		return no_memory(err);
	return write_line(s->ws, xj_buf_str(&b->text), XJ_WB_REMARK, err);
}

static enum xj_status begin_rule(struct xj_report_book *b, struct xj_rule_sheet *s,
                                 struct xj_error *err)
{
	enum xj_status st = xj_wb_sheet(b->wb, s->count->rule, b->rule_column, COLUMNS,
	                                &s->ws, err);

	if (!st)
		st = write_line(s->ws, xj_str_c(xj_rule_sheet_title(b, s)), XJ_WB_TITLE, err);
	xj_buf_reset(&b->text);
	if (!st && xj_buf_addf(&b->text, "%s%s%s · %s", s->count->rule,
	                       s->rule ? " · " : "", s->rule ? s->rule->law : "",
	                       severity_text(s->count->severity[0])))
		st = no_memory(err);
	if (!st)
		st = write_line(s->ws, xj_buf_str(&b->text), XJ_WB_REMARK, err);
	if (!st && s->article.n)
		st = write_line(s->ws, xj_buf_str(&s->article), XJ_WB_REMARK, err);
	if (!st)
		st = write_explanation(b, s, err);
	if (!st)
		st = xj_ws_next(s->ws, err);
	return st ? st : xj_ws_head(s->ws, err);
}

static enum xj_status write_evidence(struct xj_report_book *b, struct xj_ws *ws,
                                     const struct xj_report_flag *f,
                                     struct xj_error *err)
{
	struct xj_report_entry e;
	char sheet[128], label[64];
	uint32_t row;
	enum xj_status st;

	xj_report_evidence(b->report, f->id);
	st = xj_report_next_entry(b->report, &e, err);
	if (st)
		return st == XJ_END ? XJ_OK : st;
	xj_evidence_place(b, e.id, sheet, &row);
	snprintf(label, sizeof(label), _("row %u"), row + 1);
	return xj_ws_link(ws, C_EVIDENCE, sheet, row, 0, xj_str_c(label), err);
}

static enum xj_status write_flag(struct xj_report_book *b, struct xj_rule_sheet *s,
                                 const struct xj_report_flag *f, struct xj_error *err)
{
	char donor[20], room[XJ_ARTICLE_ROOM];
	enum xj_status st = XJ_OK;

	xj_donor_spell(f->donor, donor);
	const struct {
		size_t column;
		struct xj_str text;
	} texts[] = {
		{ C_SEVERITY, f->severity }, { C_RECIPIENT, f->recipient },
		{ C_ELECTION, f->election }, { C_DONOR, xj_str_c(donor) },
		{ C_UNIT, f->unit }, { C_ARTICLE, xj_article_name(f->article, room) },
		{ C_EXEMPT, f->exempt },
	};

	for (size_t i = 0; i < XJ_COUNT(texts) && !st; i++)
		st = xj_ws_text(s->ws, texts[i].column, i == 3 ? xj_str_c(donor)
		                                               : texts[i].text,
		                XJ_WB_PLAIN, err);
	if (!st && f->has_value)
		st = xj_ws_int(s->ws, C_VALUE, f->value, XJ_WB_MONEY, err);
	if (!st && f->has_limit)
		st = xj_ws_int(s->ws, C_LIMIT, f->limit, XJ_WB_MONEY, err);
	if (!st)
		st = xj_ws_day(s->ws, C_FROM, f->from, err);
	if (!st)
		st = xj_ws_day(s->ws, C_TO, f->to, err);
	if (!st)
		st = xj_ws_int(s->ws, C_ROWS, (int64_t)f->entries, XJ_WB_INT, err);
	if (!st)
		st = xj_ws_int(s->ws, C_AMOUNT, f->amount, XJ_WB_MONEY, err);
	xj_buf_reset(&b->text);
	if (!st && xj_report_message(s->rule, b->o->language, f, &b->text))
		st = no_memory(err);
	if (!st)
		st = xj_ws_text(s->ws, C_MESSAGE, xj_buf_str(&b->text), XJ_WB_PLAIN, err);
	if (!st)
		st = write_evidence(b, s->ws, f, err);
	return st ? st : xj_ws_next(s->ws, err);
}

/* The next STEP of them; after the last each rule's sheet ends. */
static enum xj_status next_flags(struct xj_report_book *b, struct xj_error *err)
{
	struct xj_report_flag f;
	enum xj_status st = XJ_OK;

	for (unsigned i = 0; i < XJ_REPORT_BOOK_STEP && !st; i++) {
		struct xj_rule_sheet *s;

		st = xj_report_next(b->report, &f, err);
		s = st ? NULL : sheet_of(b, f.rule);
		if (s)
			st = write_flag(b, s, &f, err);
	}
	if (st != XJ_END)
		return st;
	b->flags_done = true;
	st = XJ_OK;
	for (size_t i = 0; i < b->rules && !st; i++)
		st = xj_ws_end(b->rule[i].ws, err);
	return st;
}

/* ---- sources -------------------------------------------------------- */

static enum xj_status write_sources(struct xj_report_book *b, struct xj_error *err)
{
	sqlite3_stmt *q;
	int rc = SQLITE_DONE;
	enum xj_status st = xj_ws_head(b->sources, err);

	if (!st)
		st = xj_sql(b->data, "SELECT s.name, s.sha256, s.bytes, (SELECT"
		            " coalesce(sum(p.rows_stored), 0) FROM part p WHERE p.source ="
		            " s.id) FROM source s ORDER BY s.id", &q, err);
	if (st)
		return st;
	while (!st && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (int i = 0; i < 4 && !st; i++)
			st = i < 2 ? xj_ws_text(b->sources, (size_t)i, xj_sql_text(q, i),
			                        XJ_WB_PLAIN, err)
			           : xj_ws_int(b->sources, (size_t)i,
			                       sqlite3_column_int64(q, i), XJ_WB_MONEY, err);
		if (!st)
			st = xj_ws_next(b->sources, err);
	}
	if (!st && rc != SQLITE_DONE)
		st = xj_sql_failed(b->data, err);
	sqlite3_finalize(q);
	return st ? st : xj_ws_end(b->sources, err);
}

/* ---- the cover ------------------------------------------------------- */

static enum xj_status write_pair(struct xj_report_book *b, const char *name,
                                 struct xj_str value, struct xj_error *err)
{
	enum xj_status st = xj_ws_text(b->cover, 0, xj_str_c(name), XJ_WB_PLAIN, err);

	if (!st)
		st = xj_ws_text(b->cover, 1, value, XJ_WB_PLAIN, err);
	return st ? st : xj_ws_next(b->cover, err);
}

static enum xj_status one_number(struct xj_report_book *b, const char *sql,
                                 int64_t *out, struct xj_error *err)
{
	sqlite3_stmt *q;
	enum xj_status st = xj_sql(b->data, sql, &q, err);

	*out = 0;
	if (st)
		return st;
	if (sqlite3_step(q) == SQLITE_ROW && sqlite3_column_type(q, 0) != SQLITE_NULL)
		*out = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return XJ_OK;
}

static enum xj_status write_filter(struct xj_report_book *b, struct xj_error *err)
{
	const struct xj_report_filter *f = b->o->filter;
	enum xj_status st = XJ_OK;

	xj_buf_reset(&b->text);
	for (size_t i = 0; i < f->rules && !st; i++)
		st = xj_buf_addf(&b->text, "%srule:%s", b->text.n ? " " : "", f->rule[i]);
	if (!st && f->severities)
		st = xj_buf_addf(&b->text, "%sseverity:%s", b->text.n ? " " : "",
		                 f->severities);
	if (!st && b->o->asked && b->o->asked[0])
		st = xj_buf_addf(&b->text, "%s%s", b->text.n ? " " : "", b->o->asked);
	if (st)
		return no_memory(err);
	return write_pair(b, _("Selection"), b->text.n ? xj_buf_str(&b->text)
	                                               : xj_str_c(_("everything")), err);
}

static enum xj_status write_facts(struct xj_report_book *b, int32_t as_of,
                                  struct xj_error *err)
{
	struct xj_report_law law;
	char iso[16], revision[40], sources[40];
	int64_t n = 0;
	enum xj_status st = xj_report_law(b->data, &law, err);

	if (!st)
		st = write_line(b->cover, xj_str_c(_("Flags in political donation filings")),
		                XJ_WB_TITLE, err);
	if (!st)
		st = write_line(b->cover, xj_str_c(_("A flag is a reason to look, never an "
		                "accusation.")), XJ_WB_REMARK, err);
	if (!st)
		st = write_filter(b, err);
	xj_day_iso(as_of, iso);
	if (!st)
		st = write_pair(b, _("Newest transaction in the data"), xj_str_c(iso), err);
	snprintf(revision, sizeof(revision), "%lld",
	         (long long)xj_store_revision(b->data->store));
	if (!st)
		st = write_pair(b, _("Revision of the store"), xj_str_c(revision), err);
	if (!st)
		st = one_number(b, "SELECT count(*) FROM source", &n, err);
	snprintf(sources, sizeof(sources), "%lld", (long long)n);
	if (!st)
		st = write_pair(b, _("Sources, listed on the last sheet"), xj_str_c(sources),
		                err);
	xj_day_iso(law.newest, iso);
	if (!st)
		st = write_pair(b, _("Law: newest rule in force from"), xj_str_c(iso), err);
	if (!st)
		st = write_pair(b, _("Law: SHA-256"), xj_str_c(law.sha256), err);
	if (!st)
		st = write_pair(b, _("Program"), XJ_STR("xianjin " VERSION_TEXT), err);
	return st ? st : xj_ws_next(b->cover, err);
}

enum { K_RULE, K_TITLE, K_SEVERITY, K_FLAGS, K_EXEMPT, K_ROWS, K_AMOUNT, COVER };

static enum xj_status write_heads(struct xj_report_book *b, struct xj_error *err)
{
	static const char *const heads[COVER] = {
		N_("Rule"), N_("Title"), N_("Severity"), N_("Flags"), N_("of them exempt"),
		N_("Rows"), N_("Amount")
	};
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < COVER && !st; i++)
		st = xj_ws_text(b->cover, i, xj_str_c(_(heads[i])), XJ_WB_HEAD, err);
	return st ? st : xj_ws_next(b->cover, err);
}

static enum xj_status write_counts(struct xj_report_book *b,
                                   const struct xj_report_count *c,
                                   struct xj_error *err)
{
	const int64_t numbers[] = { (int64_t)c->flags, (int64_t)c->exempt,
	                            (int64_t)c->entries, c->amount };
	enum xj_status st = xj_ws_text(b->cover, K_SEVERITY, xj_str_c(c->severity),
	                               XJ_WB_PLAIN, err);

	for (size_t i = 0; i < XJ_COUNT(numbers) && !st; i++)
		st = xj_ws_int(b->cover, K_FLAGS + i, numbers[i], XJ_WB_MONEY, err);
	return st ? st : xj_ws_next(b->cover, err);
}

static enum xj_status write_rules(struct xj_report_book *b, struct xj_error *err)
{
	enum xj_status st = write_heads(b, err);

	for (size_t i = 0; i < b->rules && !st; i++) {
		struct xj_rule_sheet *s = &b->rule[i];

		st = xj_ws_link(b->cover, K_RULE, xj_ws_name(s->ws), 0, 0,
		                xj_str_c(s->count->rule), err);
		if (!st)
			st = xj_ws_text(b->cover, K_TITLE,
			                xj_str_c(xj_rule_sheet_title(b, s)), XJ_WB_PLAIN, err);
		if (!st)
			st = write_counts(b, s->count, err);
	}
	return st;
}

/* Flags by severity: an exempt one counts as information. */
static enum xj_status write_severities(struct xj_report_book *b, struct xj_error *err)
{
	static const char letters[] = "CAFSI";
	enum xj_status st = xj_ws_next(b->cover, err);

	for (size_t i = 0; letters[i] && !st; i++) {
		struct xj_report_count sum = { .severity = { letters[i] } };

		for (size_t k = 0; k < b->rules; k++) {
			const struct xj_report_count *c = &b->count[k];

			if (c->severity[0] == letters[i])
				sum.flags += c->flags - (letters[i] == 'I' ? 0 : c->exempt);
			else if (letters[i] == 'I')
				sum.flags += c->exempt;
		}
		st = xj_ws_text(b->cover, K_RULE, xj_str_c(severity_text(letters[i])),
		                XJ_WB_PLAIN, err);
		if (!st)
			st = xj_ws_int(b->cover, K_FLAGS, (int64_t)sum.flags, XJ_WB_MONEY,
			               err);
		if (!st)
			st = xj_ws_next(b->cover, err);
	}
	return st;
}

/* ---- the whole ------------------------------------------------------- */

static void translate(const struct xj_wb_column *from, size_t n,
                      struct xj_wb_column *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (struct xj_wb_column){ _(from[i].title), from[i].width };
}

static enum xj_status make_sheets(struct xj_report_book *b, struct xj_error *err)
{
	static const struct xj_wb_column cover[COVER] = {
		{ "", 32 }, { "", 48 }, { "", 10 }, { "", 10 }, { "", 10 }, { "", 10 },
		{ "", 16 }
	};
	enum xj_status st = xj_wb_sheet(b->wb, _("Cover"), cover, COVER, &b->cover, err);

	for (size_t i = 0; i < b->rules && !st; i++)
		st = begin_rule(b, &b->rule[i], err);
	if (!st)
		st = xj_evidence_begin(b, err);
	if (!st)
		st = xj_amounts_begin(b, err);
	return st ? st : xj_wb_sheet(b->wb, _("Sources"), b->source_column, 4,
	                              &b->sources, err);
}

/* The sheets, and of each what stands above its rows. */
static enum xj_status begin_book(struct xj_report_book *b, int32_t as_of,
                                 struct xj_error *err)
{
	static const struct xj_wb_column source_columns[4] = {
		{ N_("File"), 40 }, { "SHA-256", 66 }, { N_("Bytes"), 14 }, { N_("Rows"), 10 }
	};
	enum xj_status st;

	translate(rule_columns, COLUMNS, b->rule_column);
	translate(source_columns, 4, b->source_column);
	st = make_sheets(b, err);
	if (!st)
		st = write_facts(b, as_of, err);
	if (!st)
		st = write_rules(b, err);
	return st ? st : write_severities(b, err);
}

static enum xj_status begin(struct xj_report_book *b, struct xj_error *err)
{
	struct xj_wb_options options = { .title = _("Flags in political donation filings"),
	                                 .day = XJ_NO_DAY, .seconds = b->seconds };
	int64_t newest = 0;
	enum xj_status st = one_number(b, "SELECT max(day) FROM entry", &newest, err);

	options.day = newest ? (int32_t)newest : XJ_NO_DAY;
	if (!st)
		st = survey(b, err);
	if (!st)
		st = xj_wb_new(&options, &b->wb, err);
	if (!st)
		st = begin_book(b, options.day, err);
	xj_report_rewind(b->report);
	return st;
}

enum xj_status xj_report_book_new(struct xj_data *d, const struct xj_report_options *o,
                                  int64_t seconds, struct xj_report_book **out,
                                  struct xj_error *err)
{
	struct xj_report_book *b = calloc(1, sizeof(*b));
	enum xj_status st;

	*out = NULL;
	if (!b)
		return no_memory(err);
	*b = (struct xj_report_book){ .data = d, .o = o, .seconds = seconds };
	xj_buf_init(&b->text, 1u << 20);
	st = xj_report_open(d, o->filter, &b->report, err);
	if (st)
		xj_report_book_free(b);
	else
		*out = b;
	return st;
}

enum xj_status xj_report_book_next(struct xj_report_book *b, struct xj_error *err)
{
	if (!b->wb)
		return begin(b, err);
	return b->flags_done ? xj_evidence_next(b, err) : next_flags(b, err);
}

enum xj_status xj_report_book_end(struct xj_report_book *b, FILE *out, struct xj_error *err)
{
	enum xj_status st = xj_amounts_write(b, err);

	if (!st)
		st = write_sources(b, err);
	if (!st) {
		st = xj_wb_close(b->wb, out, err);
		b->wb = NULL;
	}
	return st;
}

void xj_report_book_free(struct xj_report_book *b)
{
	if (!b)
		return;
	xj_wb_abandon(b->wb);
	xj_evidence_free(b->writing);
	for (size_t i = 0; i < b->columns; i++)
		free((char *)b->column[i].title);
	free(b->column);
	for (size_t i = 0; b->rule && i < b->rules; i++)
		xj_buf_clear(&b->rule[i].article);
	free(b->rule);
	free(b->count);
	free(b->id);
	xj_buf_clear(&b->text);
	xj_report_close(b->report);
	free(b);
}

enum xj_status xj_report_workbook(struct xj_data *d, const struct xj_report_options *o,
                                  int64_t seconds, FILE *out, struct xj_error *err)
{
	struct xj_report_book *b;
	enum xj_status st = xj_report_book_new(d, o, seconds, &b, err);

	while (!st)
		st = xj_report_book_next(b, err);
	if (st == XJ_END)
		st = xj_report_book_end(b, out, err);
	xj_report_book_free(b);
	return st;
}
