/*
 * check_xlsx.c - owns the user's own tables as a workbook with the doubtful cells
 * coloured and commented, behind a sheet that lists the findings.  The files are
 * read again; rows keep their numbers.  Nothing of it touches a disk.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "src/core/i18n.h"
#include "src/query/check_private.h"
#include "src/render/book.h"
#include "src/render/check_format.h"
#include "src/store/ingest_private.h"
#include "xianjin/importers.h"

/* A cell with something in it to say. */
struct mark {
	size_t part, finding;
	uint64_t row;
	unsigned column; /* what is said of a row stands at its first cell */
};

struct copy {
	const struct xj_check *c;
	struct xj_wb *wb;
	struct xj_ws *list;
	struct xj_ws **table;    /* of each part, NULL none */
	struct xj_wb_column column[16]; /* of the list, translated */
	struct mark *mark;       /* by part, row, column, order of the findings */
	size_t marks, at;        /* at: the next one */
	struct xj_buf text;
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("not enough memory"));
}

/* ---- marks ------------------------------ */

static int by_cell(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	const uint64_t key[][2] = {
		{ x->part, y->part }, { x->row, y->row }, { x->column, y->column },
		{ x->finding, y->finding },
	};

	for (size_t i = 0; i < XJ_COUNT(key); i++)
		if (key[i][0] != key[i][1])
			return key[i][0] < key[i][1] ? -1 : 1;
	return 0;
}

static void add_mark(struct copy *k, const struct xj_check_place *at, size_t finding)
{
	if (at->part < k->c->parts)
		k->mark[k->marks++] = (struct mark){ at->part, finding, at->row ? at->row : 1,
		                                     at->column ? at->column : 1 };
}

static enum xj_status list_marks(struct copy *k, struct xj_error *err)
{
	const struct xj_check *c = k->c;

	k->mark = calloc(c->findings + c->mores + 1, sizeof(*k->mark));
	if (!k->mark)
		return no_memory(err);
	for (size_t i = 0; i < c->findings; i++) {
		const struct xj_finding *f = &c->finding[i];

		add_mark(k, &f->at, i);
		for (size_t m = 0; m < f->mores; m++)
			add_mark(k, &c->more[f->more + m], i);
	}
	if (k->marks)
		qsort(k->mark, k->marks, sizeof(*k->mark), by_cell);
	return XJ_OK;
}

static enum xj_wb_style style_of(char severity)
{
	switch (severity) {
	case 'C':
	case 'A':
		return XJ_WB_ERROR;
	case 'F':
		return XJ_WB_WARNING;
	default:
		return XJ_WB_NOTE;
	}
}

/* ---- the list of findings ------------------------------ */

enum { C_SEVERITY, C_RULE, C_TITLE, C_FILE, C_ROW, C_COLUMN, C_CELL, C_WHY, C_ARTICLE,
       C_FROM, C_TO, C_MEND, C_EXAMPLE, COLUMNS };
_Static_assert(COLUMNS <= XJ_COUNT(((struct copy *)0)->column), "the list fits");
static const struct xj_wb_column list_columns[COLUMNS] = {
	[C_SEVERITY] = { N_("Severity"), 9 }, [C_RULE] = { N_("Rule"), 22 },
	[C_TITLE] = { N_("Title"), 32 }, [C_FILE] = { N_("Table"), 28 },
	[C_ROW] = { N_("Row"), 8 }, [C_COLUMN] = { N_("Column"), 16 },
	[C_CELL] = { N_("Cell"), 20 }, [C_WHY] = { N_("Why"), 60 },
	[C_ARTICLE] = { N_("Article"), 28 }, [C_FROM] = { N_("In force from"), 12 },
	[C_TO] = { N_("In force to"), 12 }, [C_MEND] = { N_("How to mend"), 60 },
	[C_EXAMPLE] = { N_("Valid example"), 20 },
};

static enum xj_status list_row(struct copy *k, const struct xj_finding *f,
                               struct xj_error *err)
{
	char number[32];
	struct xj_ws *table = f->at.part < k->c->parts ? k->table[f->at.part] : NULL;

	if (!f->at.row)
		return XJ_OK;
	/* a table that has gone on in another sheet is not linked to */
	if (!table || f->at.row > XJ_WB_ROWS)
		return xj_ws_int(k->list, C_ROW, (int64_t)f->at.row, XJ_WB_INT, err);
	snprintf(number, sizeof(number), "%llu", (unsigned long long)f->at.row);
	return xj_ws_link(k->list, C_ROW, xj_ws_name(table), (uint32_t)f->at.row - 1,
	                  f->at.column ? f->at.column - 1 : 0, xj_str_c(number), err);
}

static enum xj_status list_finding(struct copy *k, const struct xj_finding *f,
                                   struct xj_error *err)
{
	char severity[2] = { f->severity, '\0' }, room[XJ_ARTICLE_ROOM];
	const struct {
		size_t column;
		struct xj_str text;
	} texts[] = {
		{ C_RULE, f->code }, { C_TITLE, f->title }, { C_COLUMN, f->column },
		{ C_CELL, f->cell }, { C_WHY, f->why }, { C_ARTICLE, xj_article_name(f->article, room) },
		{ C_MEND, f->mend }, { C_EXAMPLE, f->example },
	};
	enum xj_status st = xj_ws_text(k->list, C_SEVERITY, xj_str_c(severity),
	                               style_of(f->severity), err);

	for (size_t i = 0; i < XJ_COUNT(texts) && !st; i++)
		st = xj_ws_text(k->list, texts[i].column, texts[i].text, XJ_WB_PLAIN, err);
	xj_buf_reset(&k->text);
	if (!st && xj_check_where(k->c, &f->at, &k->text))
		st = no_memory(err);
	if (!st)
		st = xj_ws_text(k->list, C_FILE, xj_buf_str(&k->text), XJ_WB_PLAIN, err);
	if (!st)
		st = list_row(k, f, err);
	if (!st)
		st = xj_ws_day(k->list, C_FROM, f->from, err);
	if (!st)
		st = xj_ws_day(k->list, C_TO, f->to, err);
	return st ? st : xj_ws_next(k->list, err);
}

static enum xj_status write_list(struct copy *k, struct xj_error *err)
{
	enum xj_status st = xj_ws_head(k->list, err);

	for (size_t i = 0; i < k->c->findings && !st; i++)
		st = list_finding(k, &k->c->finding[i], err);
	return st ? st : xj_ws_end(k->list, err);
}

/* ---- a table, cell by cell ------------------------------ */

static enum xj_status add_comment(struct copy *k, const struct xj_finding *f)
{
	struct xj_buf *b = &k->text;
	char room[XJ_ARTICLE_ROOM];
	struct xj_str article = xj_article_name(f->article, room);
	enum xj_status st = XJ_OK;

	if (b->n)
		st = xj_buf_add(b, "\n\n", 2);
	if (!st)
		st = xj_buf_addf(b, "%c %.*s: %.*s\n%.*s", f->severity, (int)f->code.n,
		                 f->code.p, (int)f->title.n, f->title.p, (int)f->why.n,
		                 f->why.p);
	if (!st && article.n)
		st = xj_buf_addf(b, "\n%.*s", (int)article.n, article.p);
	if (!st && f->mend.n)
		st = xj_buf_addf(b, "\n→ %.*s", (int)f->mend.n, f->mend.p);
	if (!st && f->example.n)
		st = xj_buf_addf(b, "\n✓ %.*s", (int)f->example.n, f->example.p);
	return st;
}

#define MOST_TEXT 4000u /* bytes of a comment; the list has all */

/* All marks of the cell that K stands at: the gravest colour, one comment. */
static enum xj_status mark_cell(struct copy *k, struct xj_ws *ws, struct xj_str cell,
                                unsigned column, struct xj_error *err)
{
	const struct mark *first = &k->mark[k->at];
	enum xj_wb_style style = XJ_WB_NOTE;
	enum xj_status st = XJ_OK;

	xj_buf_reset(&k->text);
	for (; k->at < k->marks && !st; k->at++) {
		const struct mark *m = &k->mark[k->at];
		const struct xj_finding *f = &k->c->finding[m->finding];

		if (m->part != first->part || m->row != first->row ||
		    m->column != first->column)
			break;
		if (style_of(f->severity) < style)
			style = style_of(f->severity);
		if (k->text.n < MOST_TEXT)
			st = add_comment(k, f);
	}
	if (st)
		return no_memory(err);
	st = xj_ws_text(ws, column, cell, style, err);
	return st ? st : xj_ws_comment(ws, column, xj_buf_str(&k->text), err);
}

static bool is_marked(const struct copy *k, size_t part, uint64_t row, unsigned column)
{
	const struct mark *m = &k->mark[k->at];

	return k->at < k->marks && m->part == part && m->row == row &&
	       m->column == column;
}

static enum xj_status copy_row(struct copy *k, size_t part, const struct xj_row *row,
                               struct xj_error *err)
{
	struct xj_ws *ws = k->table[part];
	enum xj_status st = xj_ws_seek(ws, row->row - 1, err);

	/* marks of rows that did not come again */
	while (k->at < k->marks && (k->mark[k->at].part < part ||
	       (k->mark[k->at].part == part && k->mark[k->at].row < row->row)))
		k->at++;
	for (size_t i = 0; i < (row->n ? row->n : 1) && !st; i++) {
		struct xj_str cell = i < row->n ? row->cell[i] : XJ_STR("");

		st = is_marked(k, part, row->row, (unsigned)i + 1)
		     ? mark_cell(k, ws, cell, (unsigned)i, err)
		     : xj_ws_text(ws, i, cell, XJ_WB_PLAIN, err);
	}
	return st;
}

/* ---- reading again ------------------------------ */

struct again {
	struct copy *k;
	const struct xj_reader *reader;
	void *reading;
	size_t file, next; /* next: the part to look from */
};

/* The part that T is, or SIZE_MAX. */
static size_t find_part(struct again *a, const struct xj_table *t)
{
	const struct xj_check *c = a->k->c;

	for (size_t i = a->next; i < c->parts; i++) {
		if (c->part[i].file != a->file || !xj_str_is(c->part[i].member, t->member) ||
		    !xj_str_is(c->part[i].sheet, t->sheet) ||
		    xj_str_is(c->part[i].layout, "skipped"))
			continue;
		a->next = i + 1;
		return i;
	}
	return SIZE_MAX;
}

static enum xj_status copy_tables(struct again *a, struct xj_error *err)
{
	struct xj_table t;
	struct xj_row row;
	enum xj_status st;

	while ((st = a->reader->next_table(a->reading, &t, err)) == XJ_OK) {
		size_t part = find_part(a, &t);

		if (part == SIZE_MAX || !a->k->table[part])
			continue;
		while ((st = a->reader->next_row(a->reading, &row, err)) == XJ_OK) {
			st = copy_row(a->k, part, &row, err);
			if (st)
				return st;
		}
		if (st != XJ_END)
			return st;
	}
	return st == XJ_END ? XJ_OK : st;
}

static enum xj_status copy_file(struct copy *k, size_t file, struct xj_error *err)
{
	struct again a = { .k = k, .file = file };
	struct xj_read_options options = { .encoding = k->c->encoding,
	                                   .deadline = k->c->deadline };
	const struct xj_check_file *f = &k->c->file[file];
	struct xj_bytes in;
	char sha256[65];
	enum xj_status st;

	if (!k->c->given && xj_str_is(f->path, "-") && lseek(STDIN_FILENO, 0, SEEK_SET) < 0)
		return xj_fail(err, XJ_IO, _("-: cannot be read again"));
	st = k->c->given ? xj_bytes_open_fd(k->c->fd, f->path.p, &in, sha256, err)
	                 : xj_bytes_open(f->path.p, &in, sha256, err);
	if (st)
		return st;
	if (strcmp(sha256, f->sha256) != 0)
		st = xj_fail(err, XJ_STALE, _("%s: changed while it was being checked; try "
		             "again when nobody is writing it"), f->path.p);
	if (!st)
		st = xj_find_reader(&in, options.encoding, &a.reader, err);
	if (!st)
		st = xj_open_reader(&a.reader, &in, &options, &a.reading, err);
	if (!st) {
		st = copy_tables(&a, err);
		a.reader->close(a.reading);
	}
	xj_bytes_close(&in);
	return st;
}

/* ---- the whole ------------------------------ */

static const char *table_name(const struct xj_check *c, const struct xj_check_part *p)
{
	const char *slash;

	if (p->sheet.n)
		return p->sheet.p;
	if (p->member.n)
		return p->member.p;
	slash = strrchr(c->file[p->file].path.p, '/');
	return slash ? slash + 1 : c->file[p->file].path.p;
}

static enum xj_status make_sheets(struct copy *k, struct xj_error *err)
{
	const struct xj_check *c = k->c;
	enum xj_status st = xj_wb_sheet(k->wb, _("Findings"), k->column, COLUMNS,
	                                &k->list, err);

	k->table = calloc(c->parts + 1, sizeof(struct xj_ws *));
	if (!k->table)
		return no_memory(err);
	for (size_t i = 0; i < c->parts && !st; i++)
		if (!xj_str_is(c->part[i].layout, "skipped") &&
		    !xj_str_is(c->part[i].layout, "manifest") &&
		    !xj_str_is(c->part[i].layout, "schema"))
			st = xj_wb_sheet(k->wb, table_name(c, &c->part[i]), NULL, 0,
			                 &k->table[i], err);
	return st;
}

static enum xj_status fill(struct copy *k, struct xj_error *err)
{
	enum xj_status st = list_marks(k, err);

	for (size_t i = 0; i < COLUMNS; i++)
		k->column[i] = (struct xj_wb_column){ _(list_columns[i].title),
		                                      list_columns[i].width };
	if (!st)
		st = make_sheets(k, err);
	if (!st)
		st = write_list(k, err);
	for (size_t i = 0; i < k->c->files && !st; i++)
		if (k->c->file[i].result == XJ_STORED)
			st = copy_file(k, i, err);
	return st;
}

static enum xj_status write_xlsx(const struct xj_check *c, FILE *out,
                                 struct xj_error *err)
{
	const struct xj_wb_options options = { .in_memory = true, .day = XJ_NO_DAY,
	                                       .title = "xianjin check" };
	struct copy k = { .c = c };
	enum xj_status st = xj_wb_new(&options, &k.wb, err);

	if (st)
		return st;
	xj_buf_init(&k.text, XJ_CHECK_LINE);
	st = fill(&k, err);
	if (!st)
		st = xj_wb_close(k.wb, out, err);
	else
		xj_wb_abandon(k.wb);
	xj_buf_clear(&k.text);
	free(k.table);
	free(k.mark);
	return st;
}

const struct xj_check_format xj_check_xlsx = { "xlsx", true, write_xlsx };
