/*
 * gen_sheet.c - one grid of cells in every container a filing comes in.  Each cell
 * is text, so that all of them hold the same.
 */
#include "gen.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#define SHEET "收支明細"

static void save(struct gen_out *o, const char *path)
{
	FILE *f = gen_create(path);

	if (o->n && fwrite(o->p, 1, o->n, f) != o->n)
		gen_die("%s: cannot write", path);
	gen_close(f, path);
	gen_free(o);
}

/* ---- text --------------------------------------------------------------- */

static struct gen_out csv_text(const struct gen_grid *g)
{
	struct gen_out o = { 0 };

	for (size_t row = 0; row < g->rows; row++) {
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			if (i)
				gen_putc(&o, ',');
			gen_cell(&o, gen_at(g, row, i));
		}
		gen_puts(&o, "\r\n");
	}
	return o;
}

static void as_csv(const struct gen_grid *g, const char *path)
{
	struct gen_out o = csv_text(g);

	save(&o, path);
}

static void as_big5(const struct gen_grid *g, const char *path)
{
	struct gen_out o = csv_text(g);

	gen_to_cp950(&o);
	save(&o, path);
}

/* ---- markup --------------------------------------------------------------- */

/* TEXT with LINE in the place of a line end. */
static void put_markup(struct gen_out *o, const char *text, const char *line)
{
	for (; *text; text++) {
		switch (*text) {
		case '<':
			gen_puts(o, "&lt;");
			break;
		case '>':
			gen_puts(o, "&gt;");
			break;
		case '&':
			gen_puts(o, "&amp;");
			break;
		case '"':
			gen_puts(o, "&quot;");
			break;
		case '\n':
			gen_puts(o, line);
			break;
		default:
			gen_putc(o, *text);
		}
	}
}

static void as_html(const struct gen_grid *g, const char *path)
{
	struct gen_out o = { 0 };

	gen_puts(&o, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
	             "<title>" SHEET "</title></head><body><table>\n");
	for (size_t row = 0; row < g->rows; row++) {
		const char *tag = row ? "td" : "th";

		gen_puts(&o, "<tr>");
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			gen_printf(&o, "<%s>", tag);
			put_markup(&o, gen_at(g, row, i), "<br>");
			gen_printf(&o, "</%s>", tag);
		}
		gen_puts(&o, "</tr>\n");
	}
	gen_puts(&o, "</table></body></html>\n");
	save(&o, path);
}

static void as_xml(const struct gen_grid *g, const char *path)
{
	struct gen_out o = { 0 };

	gen_puts(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filings "
	             "xmlns=\"urn:xianjin:filings:1\"><table kind=\"entries\" name=\""
	             SHEET "\">\n");
	for (size_t row = 0; row < g->rows; row++) {
		const char *tag = row ? "cell" : "column";

		gen_printf(&o, "<%s>", row ? "row" : "columns");
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			gen_printf(&o, "<%s>", tag);
			put_markup(&o, gen_at(g, row, i), "\n");
			gen_printf(&o, "</%s>", tag);
		}
		gen_printf(&o, "</%s>\n", row ? "row" : "columns");
	}
	gen_puts(&o, "</table></filings>\n");
	save(&o, path);
}

/* ---- JSON, as the platform answers a search --------------------------------- */

static void put_json(struct gen_out *o, const char *text)
{
	gen_putc(o, '"');
	for (; *text; text++) {
		if (*text == '\n')
			gen_puts(o, "\\n");
		else if (*text == '"' || *text == '\\')
			gen_printf(o, "\\%c", *text);
		else
			gen_putc(o, *text);
	}
	gen_putc(o, '"');
}

static void as_json(const struct gen_grid *g, const char *path)
{
	static const char *const key[GEN_AWKWARD_COLUMNS] = {
		"id", "name", "electionName", "yearOrSerial", "transactionDate",
		"typeCode", "donor", "donorIdentifier", "receivedAmount",
		"donationAmount", "payType", "saveAccountDate", "returnOrPaytrs",
		"donationUse", "isMoney", "donorAddress", "tel", "exposeRemark",
		"rpIntraName", "rpIntraTitle", "rpPartyName", "rpPartyTitle",
		"rpRelationStr", "diffVersionStr", "updateDatetimeB"
	};
	struct gen_out o = { 0 };

	gen_puts(&o, "{\"data\":[\n");
	for (size_t row = 1; row < g->rows; row++) {
		gen_puts(&o, row > 1 ? ",\n{" : "{");
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			gen_printf(&o, "%s\"%s\":", i ? "," : "", key[i]);
			put_json(&o, gen_at(g, row, i));
		}
		gen_putc(&o, '}');
	}
	gen_printf(&o, "\n],\"paging\":{\"pageCount\":1,\"recordCount\":%zu}}\n",
	           g->rows - 1);
	save(&o, path);
}

/* ---- workbooks ----------------------------------------------------------------- */

/* What looks like an escape of the format is escaped itself. */
static void escape_x(const char *text, char *out, size_t cap)
{
	size_t n = 0;

	for (; *text && n + 8 < cap; text++) {
		if (text[0] == '_' && text[1] == 'x') {
			memcpy(out + n, "_x005F", 6);
			n += 6;
		}
		out[n++] = *text;
	}
	out[n] = '\0';
}

static void as_xlsx(const struct gen_grid *g, const char *path)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = book ? workbook_add_worksheet(book, SHEET) : NULL;
	lxw_doc_properties properties = { 0 };
	char text[1024];

	if (!sheet)
		gen_die("%s: cannot be made", path);
	properties.created = 1669420800; /* the same bytes every time */
	workbook_set_properties(book, &properties);
	for (size_t row = 0; row < g->rows; row++) {
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++) {
			escape_x(gen_at(g, row, i), text, sizeof(text));
			if (*text && worksheet_write_string(sheet, (lxw_row_t)row,
			                                    (lxw_col_t)i, text, NULL))
				gen_die("%s: cell %zu of row %zu", path, i, row);
		}
	}
	for (size_t i = 0; i < g->merges; i++) {
		const struct gen_merge *m = &g->merge[i];

		if (worksheet_merge_range(sheet, m->row, (lxw_col_t)m->column,
		                          m->row + m->rows - 1,
		                          (lxw_col_t)(m->column + m->columns - 1),
		                          gen_at(g, m->row, m->column), NULL))
			gen_die("%s: merge %zu", path, i);
	}
	if (workbook_close(book))
		gen_die("%s: cannot be written", path);
}

static const struct gen_merge *merge_of(const struct gen_grid *g, size_t row,
                                        size_t column)
{
	for (size_t i = 0; i < g->merges; i++) {
		const struct gen_merge *m = &g->merge[i];

		if (row - m->row < m->rows && column - m->column < m->columns)
			return m;
	}
	return NULL;
}

static void put_ods_cell(struct gen_out *o, const struct gen_grid *g, size_t row,
                         size_t column)
{
	const char *text = gen_at(g, row, column);
	const struct gen_merge *m = merge_of(g, row, column);

	if (m && (m->row != row || m->column != column)) {
		gen_puts(o, "<table:covered-table-cell/>");
		return;
	}
	if (!*text) {
		gen_puts(o, "<table:table-cell/>");
		return;
	}
	gen_puts(o, "<table:table-cell office:value-type=\"string\"");
	if (m)
		gen_printf(o, " table:number-columns-spanned=\"%u\" "
		           "table:number-rows-spanned=\"%u\"", m->columns, m->rows);
	gen_puts(o, "><text:p>");
	put_markup(o, text, "</text:p><text:p>");
	gen_puts(o, "</text:p></table:table-cell>");
}

static void as_ods(const struct gen_grid *g, const char *path)
{
	static const char mimetype[] = "application/vnd.oasis.opendocument.spreadsheet";
	static const char manifest[] =
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest "
		"xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" "
		"manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" "
		"manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
		"<manifest:file-entry manifest:full-path=\"content.xml\" "
		"manifest:media-type=\"text/xml\"/></manifest:manifest>\n";
	struct gen_out o = { 0 };
	struct gen_member member[3] = {
		{ .name = "mimetype", .p = mimetype, .n = sizeof(mimetype) - 1 },
		{ .name = "META-INF/manifest.xml", .p = manifest,
		  .n = sizeof(manifest) - 1 },
		{ .name = "content.xml" }
	};

	gen_puts(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content"
	         " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
	         " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
	         " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
	         " office:version=\"1.2\"><office:body><office:spreadsheet>"
	         "<table:table table:name=\"" SHEET "\">\n");
	for (size_t row = 0; row < g->rows; row++) {
		gen_puts(&o, "<table:table-row>");
		for (size_t i = 0; i < GEN_AWKWARD_COLUMNS; i++)
			put_ods_cell(&o, g, row, i);
		gen_puts(&o, "</table:table-row>\n");
	}
	gen_puts(&o, "</table:table></office:spreadsheet></office:body>"
	         "</office:document-content>\n");
	member[2].p = o.p;
	member[2].n = o.n;
	for (size_t i = 0; i < 3; i++)
		member[i].day = gen_day(2022, 11, 26);
	gen_zip(path, member, 3);
	gen_free(&o);
}

/* ---- the table of containers ------------------------------------------------- */

static const struct {
	const char *name;
	void (*write)(const struct gen_grid *g, const char *path);
} containers[] = {
	{ "csv", as_csv }, { "big5", as_big5 }, { "xlsx", as_xlsx }, { "ods", as_ods },
	{ "xls", gen_xls }, { "html", as_html }, { "json", as_json }, { "xml", as_xml },
};

void gen_container(const char *name, struct gen_grid g, const char *path)
{
	for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++) {
		if (strcmp(containers[i].name, name) != 0)
			continue;
		containers[i].write(&g, path);
		gen_grid_free(&g);
		return;
	}
	fprintf(stderr, "xj-samples: %s: csv, big5, xlsx, ods, xls, html, json or xml is "
	        "expected\n", name);
	exit(2);
}
