/*
 * proof.c - owns what an import says of each source: that nothing was lost, or
 * why nothing was taken.  It is printed once the source is durable.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/cli/cli.h"
#include "xianjin/importers.h"
#include "src/core/show.h"

static const char *const results[] = { /* in JSON */
	[XJ_STORED] = "stored",
	[XJ_KNOWN] = "known",
	[XJ_SKIPPED] = "skipped",
	[XJ_REFUSED] = "refused",
};

static int64_t signed_of(uint64_t n)
{
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

struct grouped {
	char text[32];
};

static struct grouped group(int64_t v)
{
	struct grouped g;

	xj_show_grouped(v, g.text);
	return g;
}

/* ---- counting ------------------------------------------- */

/* Only these rows are entries; a manifest's are counted but are none. */
static bool is_entries(const char *layout)
{
	const struct xj_layout *l = xj_layout_find(layout);

	return l && l->kind == XJ_LAYOUT_ENTRIES;
}

static void count(struct proof *p, const struct xj_ingest_report *r)
{
	uint64_t *const by_result[] = {
		[XJ_STORED] = &p->stored,
		[XJ_KNOWN] = &p->known,
		[XJ_SKIPPED] = &p->skipped,
		[XJ_REFUSED] = &p->refused,
	};

	++*by_result[r->result];
	for (size_t i = 0; i < r->parts && r->result == XJ_STORED; i++) {
		if (is_entries(r->part[i].layout))
			p->rows += r->part[i].counts.rows_stored;
		p->aside += r->part[i].counts.rows_aside;
		p->issues += r->part[i].counts.issues;
	}
	for (size_t i = 0; i < r->totals; i++)
		p->differ += r->total[i].rows != r->total[i].table;
}

/* ---- for people ------------------------------------------- */

/* One fact of the line under way, behind what is there. */
static enum xj_status add_pair(struct xj_buf *b, const char *name, int64_t v)
{
	return xj_buf_addf(b, "; %s %s", name, group(v).text);
}

static enum xj_status add_counts(struct xj_buf *b, const struct xj_part_counts *c)
{
	enum xj_status st = xj_buf_addf(b, _("%s rows read = %s stored + %s set aside"),
	                                group(signed_of(c->rows_read)).text,
	                                group(signed_of(c->rows_stored)).text,
	                                group(signed_of(c->rows_aside)).text);

	/* a table of neither income nor expense has nothing to add up */
	if (!st && (c->income || c->expense))
		st = add_pair(b, _("income"), c->income);
	if (!st && (c->income || c->expense))
		st = add_pair(b, _("expense"), c->expense);
	if (!st && c->rows_aside)
		st = add_pair(b, _("amount set aside"), c->aside_amount);
	if (!st && c->issues)
		st = add_pair(b, _("issues"), signed_of(c->issues));
	return st;
}

/* Which encoding was detected, unless there is no doubt. */
static enum xj_status add_encoding(struct xj_buf *b, const struct xj_ingest_part *part)
{
	if (strcmp(part->confidence, "sure") == 0)
		return XJ_OK;
	return xj_buf_addf(b, _("; encoding %s: %s"), part->encoding,
	                   _(part->confidence));
}

/* Lines of the sheet that are no rows. */
static enum xj_status add_lines(struct xj_buf *b, const struct xj_ingest_part *part)
{
	enum xj_status st = XJ_OK;

	if (part->titles)
		st = add_pair(b, _("title lines"), signed_of(part->titles));
	if (!st && part->totals)
		st = xj_buf_addf(b, _("; %s of %s totals lines agree"),
		                 group(signed_of(part->totals - part->totals_differ)).text,
		                 group(signed_of(part->totals)).text);
	return st;
}

/* "incomes.csv / Sheet1 [official]: ..."; a plain file needs no name again. */
static enum xj_status add_part(struct xj_buf *b, const struct xj_ingest_part *part)
{
	const char *member = part->member ? part->member : "";
	const char *sheet = part->sheet ? part->sheet : "";
	enum xj_status st = xj_buf_add(b, "  ", 2);

	if (!st)
		st = xj_show(xj_str_c(member), b);
	if (!st && *member && *sheet)
		st = xj_buf_add(b, " / ", 3);
	if (!st)
		st = xj_show(xj_str_c(sheet), b);
	if (!st && (*member || *sheet))
		st = xj_buf_add(b, " ", 1);
	if (!st)
		st = xj_buf_addf(b, "[%s]: ", part->layout ? part->layout : "?");
	if (!st)
		st = add_counts(b, &part->counts);
	if (!st)
		st = add_lines(b, part);
	if (!st)
		st = add_encoding(b, part);
	return st ? st : xj_buf_add(b, "\n", 1);
}

static enum xj_status add_difference(struct xj_buf *b, const struct xj_ingest_total *t)
{
	int64_t by;
	enum xj_status st = xj_buf_add(b, "    ", 4);

	if (!st)
		st = xj_show(xj_str_c(t->recipient ? t->recipient : ""), b);
	if (!st)
		st = xj_buf_add(b, " ", 1);
	if (!st)
		st = xj_show(xj_str_c(t->item), b);
	if (!st)
		st = xj_buf_addf(b, _(": rows %s, settlement table %s"),
		                 group(t->rows).text, group(t->table).text);
	if (!st && !__builtin_sub_overflow(t->rows, t->table, &by))
		st = xj_buf_addf(b, _(", difference %s%s"), by > 0 ? "+" : "",
		                 group(by).text);
	return st ? st : xj_buf_add(b, "\n", 1);
}

static enum xj_status add_totals(struct xj_buf *b, const struct xj_ingest_report *r)
{
	size_t agree = 0;
	enum xj_status st;

	if (!r->totals)
		return XJ_OK;
	for (size_t i = 0; i < r->totals; i++)
		agree += r->total[i].rows == r->total[i].table;
	st = xj_buf_addf(b, _("  settlement tables: %zu of %zu totals agree with the "
	                      "rows\n"), agree, r->totals);
	for (size_t i = 0; i < r->totals && !st; i++)
		if (r->total[i].rows != r->total[i].table)
			st = add_difference(b, &r->total[i]);
	return st;
}

/* The reason without the path, which stands at the front of the line already. */
static struct xj_str reason(const struct xj_ingest_report *r)
{
	struct xj_str s = xj_str_c(r->why.text), path = xj_str_c(r->path);

	if (s.n > path.n + 2 && xj_str_starts(s, path) &&
	    memcmp(s.p + path.n, ": ", 2) == 0)
		return xj_str_of(s.p + path.n + 2, s.n - path.n - 2);
	return s;
}

static enum xj_status add_text(struct xj_buf *b, const struct xj_ingest_report *r)
{
	static const char *const said[] = {
		[XJ_STORED] = N_("stored"),
		[XJ_KNOWN] = N_("already imported: nothing changed"),
		[XJ_SKIPPED] = N_("skipped"),
		[XJ_REFUSED] = N_("refused, nothing of it stored"),
	};
	bool unread = r->result == XJ_SKIPPED || r->result == XJ_REFUSED;
	enum xj_status st = xj_show(xj_str_c(r->path), b);

	if (!st && r->sha256[0])
		st = xj_buf_addf(b, " (sha256 %.12s)", r->sha256);
	if (!st)
		st = xj_buf_addf(b, ": %s", _(said[r->result]));
	if (!st && unread && r->why.text[0])
		st = xj_buf_add(b, ": ", 2);
	if (!st && unread)
		st = xj_show(reason(r), b);
	if (!st)
		st = xj_buf_add(b, "\n", 1);
	for (size_t i = 0; i < r->parts && !st && !unread; i++)
		st = add_part(b, &r->part[i]);
	return st ? st : unread ? XJ_OK : add_totals(b, r);
}

/* ---- for programs ------------------------------------------- */

static enum xj_status add_key(struct xj_buf *b, const char *key, const char *text)
{
	enum xj_status st = xj_buf_addf(b, "\"%s\":", key);

	return st ? st : text ? xj_buf_add_json(b, xj_str_c(text)) :
	       xj_buf_add(b, "null", 4);
}

static enum xj_status add_json_part(struct xj_buf *b, const struct xj_ingest_part *part)
{
	const struct xj_part_counts *c = &part->counts;
	enum xj_status st = xj_buf_add(b, "{", 1);

	if (!st)
		st = add_key(b, "member", part->member ? part->member : "");
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_key(b, "sheet", part->sheet ? part->sheet : "");
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_key(b, "layout", part->layout);
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_key(b, "encoding", part->encoding);
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_key(b, "confidence", part->confidence);
	return st ? st : xj_buf_addf(b,
		",\"rows_read\":%" PRIu64 ",\"rows_stored\":%" PRIu64
		",\"rows_aside\":%" PRIu64 ",\"issues\":%" PRIu64 ",\"income\":%" PRId64
		",\"expense\":%" PRId64 ",\"aside_amount\":%" PRId64 ",\"title_lines\":%"
		PRIu64 ",\"totals_lines\":%" PRIu64 ",\"totals_differ\":%" PRIu64 "}",
		c->rows_read, c->rows_stored, c->rows_aside, c->issues, c->income,
		c->expense, c->aside_amount, part->titles, part->totals,
		part->totals_differ);
}

static enum xj_status add_json_total(struct xj_buf *b, const struct xj_ingest_total *t)
{
	enum xj_status st = xj_buf_add(b, "{", 1);

	if (!st)
		st = add_key(b, "recipient", t->recipient);
	if (!st)
		st = xj_buf_add(b, ",", 1);
	if (!st)
		st = add_key(b, "item", t->item);
	return st ? st : xj_buf_addf(b, ",\"rows\":%" PRId64 ",\"table\":%" PRId64 "}",
	                             t->rows, t->table);
}

static enum xj_status add_json(struct xj_buf *b, const struct xj_ingest_report *r)
{
	enum xj_status st = xj_buf_add(b, "{", 1);

	if (!st)
		st = add_key(b, "path", r->path);
	if (!st)
		st = xj_buf_addf(b, ",\"sha256\":\"%s\",\"result\":\"%s\",\"source\":",
		                 r->sha256, results[r->result]);
	if (!st)
		st = r->source ? xj_buf_addf(b, "%" PRId64, r->source) :
		     xj_buf_add(b, "null", 4);
	if (!st)
		st = xj_buf_addf(b, ",\"parts\":[");
	for (size_t i = 0; i < r->parts && !st; i++) {
		st = i ? xj_buf_add(b, ",", 1) : XJ_OK;
		if (!st)
			st = add_json_part(b, &r->part[i]);
	}
	if (!st)
		st = xj_buf_addf(b, "],\"totals\":[");
	for (size_t i = 0; i < r->totals && !st; i++) {
		st = i ? xj_buf_add(b, ",", 1) : XJ_OK;
		if (!st)
			st = add_json_total(b, &r->total[i]);
	}
	if (!st)
		st = xj_buf_add(b, "],", 2);
	if (!st)
		st = add_key(b, "reason", r->why.text[0] ? r->why.text : NULL);
	return st ? st : xj_buf_add(b, "}\n", 2);
}

/* ---- what the verb calls ------------------------------------------- */

void proof_print(struct proof *p, const struct xj_ingest_report *r)
{
	enum xj_status st;

	count(p, r);
	xj_buf_reset(&p->line);
	st = p->json ? add_json(&p->line, r) : add_text(&p->line, r);
	if (st) { /* only for want of memory: the counts at least */
		cli_say("%s: %s", r->path, results[r->result]);
		return;
	}
	fwrite(p->line.p, 1, p->line.n, stdout);
	cli_flush(p->cli);
}

void proof_end(struct proof *p)
{
	uint64_t all = p->stored + p->known + p->skipped + p->refused;

	if (p->json || all < 2)
		return;
	printf(_("%s sources: %s stored, %s already here, %s skipped, %s refused; "
	         "%s rows stored, %s set aside, %s issues\n"),
	       group(signed_of(all)).text, group(signed_of(p->stored)).text,
	       group(signed_of(p->known)).text, group(signed_of(p->skipped)).text,
	       group(signed_of(p->refused)).text, group(signed_of(p->rows)).text,
	       group(signed_of(p->aside)).text, group(signed_of(p->issues)).text);
	cli_flush(p->cli);
}
