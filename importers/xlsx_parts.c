/*
 * xlsx_parts.c - finds the parts of a workbook by its relations, whatever they
 * are called, and lists its sheets.  Reads no cell.
 */
#include <stdlib.h>

#include "importers/xlsx.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

#define MAX_RELATIONS 8192u
#define MAX_NAME 1024u

const struct xj_sax_space xj_xlsx_spaces[] = {
	{ "http://schemas.openxmlformats.org/spreadsheetml/2006/main", XJ_XLSX_MAIN },
	{ "http://purl.oclc.org/ooxml/spreadsheetml/main", XJ_XLSX_MAIN },
	{ "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
	  XJ_XLSX_RELATION },
	{ "http://purl.oclc.org/ooxml/officeDocument/relationships",
	  XJ_XLSX_RELATION },
	{ "http://schemas.openxmlformats.org/package/2006/relationships",
	  XJ_XLSX_PACKAGE },
	{ "http://www.w3.org/XML/1998/namespace", XJ_XLSX_XML },
	{ NULL, 0 }
};

static enum xj_status no_memory(struct xj_error *err)
{
	return xj_fail(err, XJ_NOMEM, _("out of memory"));
}

static enum xj_status no_text(void *ctx, const char *p, size_t n)
{
	(void)ctx, (void)p, (void)n;
	return XJ_OK;
}

static enum xj_status no_end(void *ctx, int space, const char *name, unsigned depth)
{
	(void)ctx, (void)space, (void)name, (void)depth;
	return XJ_OK;
}

/* ---- relations ----------------------------------------------------------- */

struct relation {
	char *id, *type, *target; /* target: name of a part; NULL if outside */
};

struct relations {
	struct relation *relation;
	size_t n, room;
	struct xj_str folder; /* of the part they belong to, with its '/' */
};

static void relations_clear(struct relations *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->relation[i].id);
		free(r->relation[i].type);
		free(r->relation[i].target);
	}
	free(r->relation);
	*r = (struct relations){ .relation = NULL };
}

/* Adds PATH to NAME, taking "." and ".." as steps. */
static bool walk_path(struct xj_buf *name, struct xj_str path)
{
	size_t i = 0;

	while (i < path.n) {
		const char *slash = memchr(path.p + i, '/', path.n - i);
		size_t end = slash ? (size_t)(slash - path.p) : path.n;
		struct xj_str step = xj_str_of(path.p + i, end - i);

		i = end + 1;
		if (step.n == 0 || xj_str_is(step, "."))
			continue;
		if (xj_str_is(step, "..")) {
			while (name->n > 0 && name->p[--name->n] != '/')
				;
			continue;
		}
		if ((name->n > 0 && xj_buf_add(name, "/", 1) != XJ_OK) ||
		    xj_buf_add(name, step.p, step.n) != XJ_OK)
			return false;
	}
	return true;
}

/* The part that TARGET means, seen from FOLDER; NULL if it cannot be one. */
static char *part_name(struct xj_str folder, struct xj_str target)
{
	struct xj_buf name;
	char *copy = NULL;

	xj_buf_init(&name, MAX_NAME);
	if ((target.n > 0 && target.p[0] == '/') || walk_path(&name, folder)) {
		if (walk_path(&name, target) && name.n > 0)
			copy = strndup(name.p, name.n);
	}
	xj_buf_clear(&name);
	return copy;
}

static enum xj_status add_relation(struct relations *r, const struct xj_tag *tag)
{
	struct xj_error *err = xj_sax_error(tag->sax);
	struct relation *x;
	struct xj_str id, type, target, mode;

	if (r->n == MAX_RELATIONS)
		return xj_over(err, "relations",
			_("has more than %u relations; save the workbook again"),
			MAX_RELATIONS);
	if (!xj_tag_find(tag, 0, "Id", &id) || !xj_tag_find(tag, 0, "Type", &type) ||
	    !xj_tag_find(tag, 0, "Target", &target))
		return XJ_OK;
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 32;

		x = realloc(r->relation, room * sizeof(*x));
		if (!x)
			return no_memory(err);
		r->relation = x;
		r->room = room;
	}
	x = &r->relation[r->n++];
	x->id = strndup(id.p, id.n);
	x->type = strndup(type.p, type.n);
	x->target = NULL;
	if (!xj_tag_find(tag, 0, "TargetMode", &mode) || !xj_str_is(mode, "External"))
		x->target = part_name(r->folder, target);
	return x->id && x->type ? XJ_OK : no_memory(err);
}

static enum xj_status on_relation(void *ctx, const struct xj_tag *tag)
{
	if (tag->space != XJ_XLSX_PACKAGE || strcmp(tag->name, "Relationship") != 0)
		return XJ_OK;
	return add_relation(ctx, tag);
}

/* The relations of PART ("": of the package); none is as good as an empty
 * list. */
static enum xj_status load_relations(struct xj_package *p, struct xj_str part,
                                     struct relations *out, struct xj_error *err)
{
	static const struct xj_sax_events events = {
		xj_xlsx_spaces, on_relation, no_end, no_text
	};
	size_t folder = part.n, found;
	struct xj_buf name;
	enum xj_status status;

	while (folder > 0 && part.p[folder - 1] != '/')
		folder--;
	*out = (struct relations){ .folder = xj_str_of(part.p, folder) };
	xj_buf_init(&name, 2 * MAX_NAME);
	status = xj_buf_addf(&name, "%.*s_rels/%.*s.rels", (int)folder, part.p,
	                     (int)(part.n - folder), part.p + folder);
	if (status != XJ_OK) {
		xj_buf_clear(&name);
		return no_memory(err);
	}
	found = xj_package_find(p, xj_buf_str(&name));
	xj_buf_clear(&name);
	if (found == XJ_NO_PART)
		return XJ_OK;
	status = xj_package_parse(p, found, &events, out, err);
	if (status != XJ_OK)
		relations_clear(out);
	return status;
}

/* The types differ between the two namespaces, but not in their last word. */
static bool is_type(const struct relation *r, const char *word)
{
	const char *slash = strrchr(r->type, '/');

	return slash && strcmp(slash + 1, word) == 0;
}

static const struct relation *by_type(const struct relations *r, const char *word)
{
	for (size_t i = 0; i < r->n; i++) {
		if (is_type(&r->relation[i], word))
			return &r->relation[i];
	}
	return NULL;
}

static const struct relation *by_id(const struct relations *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->relation[i].id, id) == 0)
			return &r->relation[i];
	}
	return NULL;
}

static size_t part_of(const struct xj_package *p, const struct relation *r)
{
	return r && r->target ? xj_package_find(p, xj_str_c(r->target)) : XJ_NO_PART;
}

/* ---- the workbook -------------------------------------------------------- */

struct listing {
	struct xj_workbook *book;
	char **id; /* of the relation of each sheet */
	size_t room;
};

static bool is_true(struct xj_str s)
{
	return xj_str_is(s, "1") || xj_str_is(s, "true");
}

static enum xj_status add_sheet(struct listing *l, const struct xj_tag *tag)
{
	struct xj_error *err = xj_sax_error(tag->sax);
	struct xj_workbook *w = l->book;
	struct xj_str name, id, state;

	if (w->sheets == XJ_MAX_SHEETS)
		return xj_over(err, "sheets",
			_("the workbook has more than %u sheets; divide it"),
			XJ_MAX_SHEETS);
	if (w->sheets == l->room) {
		size_t room = l->room ? 2 * l->room : 16;
		struct xj_xlsx_sheet *sheet = realloc(w->sheet, room * sizeof(*sheet));
		char **ids;

		if (!sheet)
			return no_memory(err);
		w->sheet = sheet;
		ids = realloc(l->id, room * sizeof(*ids));
		if (!ids)
			return no_memory(err);
		l->id = ids;
		l->room = room;
	}
	(void)xj_tag_find(tag, 0, "name", &name);
	(void)xj_tag_find(tag, XJ_XLSX_RELATION, "id", &id);
	(void)xj_tag_find(tag, 0, "state", &state);
	w->sheet[w->sheets] = (struct xj_xlsx_sheet){
		.name = strndup(name.p, name.n), .part = XJ_NO_PART,
		.hidden = state.n > 0 && !xj_str_is(state, "visible")
	};
	l->id[w->sheets] = strndup(id.p, id.n);
	w->sheets++;
	return w->sheet[w->sheets - 1].name && l->id[w->sheets - 1]
		? XJ_OK : no_memory(err);
}

static enum xj_status on_workbook(void *ctx, const struct xj_tag *tag)
{
	struct listing *l = ctx;
	struct xj_str value;

	if (tag->space != XJ_XLSX_MAIN)
		return XJ_OK;
	if (strcmp(tag->name, "workbookPr") == 0)
		l->book->from_1904 = xj_tag_find(tag, 0, "date1904", &value) &&
		                     is_true(value);
	if (strcmp(tag->name, "sheet") == 0 && tag->depth == 3)
		return add_sheet(l, tag);
	return XJ_OK;
}

static enum xj_status check_twice(const struct xj_workbook *w, size_t i,
                                  struct xj_error *err)
{
	for (size_t k = 0; k < i; k++) {
		if (w->sheet[k].part == w->sheet[i].part)
			return xj_fail(err, XJ_BAD_INPUT,
				_("the sheets \"%s\" and \"%s\" are one and the same "
				  "part; the workbook is damaged or forged"),
				w->sheet[k].name, w->sheet[i].name);
	}
	return XJ_OK;
}

/* Sheets of cells; charts and dialogues have no rows. */
static enum xj_status find_sheets(struct xj_package *p, struct xj_workbook *w,
                                  const struct relations *r, char *const *id,
                                  struct xj_error *err)
{
	for (size_t i = 0; i < w->sheets; i++) {
		const struct relation *x = by_id(r, id[i]);
		enum xj_status status;

		if (x && !is_type(x, "worksheet"))
			continue;
		w->sheet[i].part = part_of(p, x);
		if (w->sheet[i].part == XJ_NO_PART)
			return xj_fail(err, XJ_BAD_INPUT,
				_("the sheet \"%s\" is not in the file; the workbook is "
				  "damaged"), w->sheet[i].name);
		status = check_twice(w, i, err);
		if (status != XJ_OK)
			return status;
	}
	return XJ_OK;
}

static enum xj_status load_workbook(struct xj_package *p, size_t part,
                                    struct xj_workbook *w, struct xj_error *err)
{
	static const struct xj_sax_events events = {
		xj_xlsx_spaces, on_workbook, no_end, no_text
	};
	struct listing l = { .book = w };
	struct relations r;
	enum xj_status status = load_relations(p,
		xj_str_c(xj_package_name(p, part)), &r, err);

	if (status == XJ_OK)
		status = xj_package_parse(p, part, &events, &l, err);
	if (status == XJ_OK)
		status = find_sheets(p, w, &r, l.id, err);
	if (status == XJ_OK) {
		w->strings = part_of(p, by_type(&r, "sharedStrings"));
		w->styles = part_of(p, by_type(&r, "styles"));
	}
	relations_clear(&r);
	for (size_t i = 0; i < w->sheets && l.id; i++)
		free(l.id[i]);
	free(l.id);
	return status;
}

static bool ends_with(const char *name, const char *tail)
{
	size_t n = strlen(name), k = strlen(tail);

	return n >= k && strcmp(name + n - k, tail) == 0;
}

static enum xj_status find_workbook(struct xj_package *p, size_t *part,
                                    struct xj_error *err)
{
	struct relations r;
	enum xj_status status = load_relations(p, xj_str_of("", 0), &r, err);

	if (status != XJ_OK)
		return status;
	*part = part_of(p, by_type(&r, "officeDocument"));
	relations_clear(&r);
	if (*part == XJ_NO_PART)
		return xj_fail(err, XJ_BAD_INPUT,
			_("is no workbook: no relation leads to one; it is damaged or "
			  "another kind of document"));
	if (ends_with(xj_package_name(p, *part), ".bin"))
		return xj_fail(err, XJ_BAD_INPUT,
			_("is a binary workbook (.xlsb); open it and save it as a "
			  "workbook of the type .xlsx"));
	return XJ_OK;
}

enum xj_status xj_workbook_load(struct xj_package *p, struct xj_workbook *out,
                                struct xj_error *err)
{
	size_t part;
	enum xj_status status = find_workbook(p, &part, err);

	*out = (struct xj_workbook){ .strings = XJ_NO_PART, .styles = XJ_NO_PART };
	if (status == XJ_OK)
		status = load_workbook(p, part, out, err);
	if (status == XJ_OK && out->sheets == 0)
		status = xj_fail(err, XJ_BAD_INPUT,
			_("%s: lists no sheet; it is damaged or another kind of "
			  "document"), xj_package_name(p, part));
	return status;
}

void xj_workbook_clear(struct xj_workbook *w)
{
	for (size_t i = 0; i < w->sheets; i++)
		free(w->sheet[i].name);
	free(w->sheet);
	*w = (struct xj_workbook){ .strings = XJ_NO_PART, .styles = XJ_NO_PART };
}
