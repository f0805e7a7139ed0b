/*
 * reader_json.c - one table from the row objects of a JSON file.  Owns the
 * reader's face and its notes; json_rows.c finds the objects, json_columns.c
 * their columns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "importers/encoding.h"
#include "importers/json_columns.h"
#include "importers/readers.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"

struct json {
	struct xj_bytes *in;
	struct xj_read_options options;
	struct xj_json_rows *rows;
	struct xj_json_columns *columns;
	struct xj_json_object object;
	struct xj_json_place place[XJ_MAX_COLUMNS];
	bool table_given, first; /* FIRST: the object that gave the header waits */
	uint64_t row;
};

/* ---- whose file it is ------------------------------------------------ */

static struct xj_str pass_blanks(struct xj_str s)
{
	while (s.n > 0 && (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' ||
	                   *s.p == '\n')) {
		s.p++;
		s.n--;
	}
	return s;
}

static int json_bid(struct xj_str head, const char *name)
{
	struct xj_str s = head;
	char first;

	(void)name;
	if (xj_str_starts(s, XJ_STR("\xef\xbb\xbf"))) {
		s.p += 3;
		s.n -= 3;
	}
	s = pass_blanks(s);
	if (s.n == 0 || (*s.p != '{' && *s.p != '['))
		return 0;
	first = *s.p;
	s = pass_blanks(xj_str_of(s.p + 1, s.n - 1));
	/* what must follow; else it only looks a little like it */
	if (s.n > 0 && (first == '{' ? *s.p == '"' || *s.p == '}'
	                             : *s.p == '{' || *s.p == ']'))
		return 90;
	return 20;
}

/* ---- opening --------------------------------------------------------- */

static void json_close(void *self)
{
	struct json *j = self;

	if (!j)
		return;
	xj_json_rows_free(j->rows);
	xj_json_columns_free(j->columns);
	free(j);
}

static enum xj_status check_encoding(const char *name, struct xj_error *err)
{
	enum xj_charset charset;

	if (!name || (xj_charset_find(name, &charset) && charset == XJ_CHARSET_UTF8))
		return XJ_OK;
	return xj_fail(err, XJ_USAGE, _("JSON is always UTF-8; leave the encoding "
	               "\"%s\" out"), name);
}

static enum xj_status json_open(struct xj_bytes *in,
                                const struct xj_read_options *options,
                                void **self, struct xj_error *err)
{
	enum xj_status status = check_encoding(options ? options->encoding : NULL,
	                                       err);
	struct json *j;

	*self = NULL;
	if (status != XJ_OK)
		return status;
	j = calloc(1, sizeof(*j));
	if (!j)
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), in->name);
	j->in = in;
	if (options)
		j->options = *options;
	status = xj_json_rows_new(in, options, &j->rows, err);
	if (status != XJ_OK) {
		json_close(j);
		return status;
	}
	*self = j;
	return XJ_OK;
}

static enum xj_status json_next_table(void *self, struct xj_table *out,
                                      struct xj_error *err)
{
	struct json *j = self;

	(void)err;
	memset(out, 0, sizeof(*out));
	if (j->table_given)
		return XJ_END;
	j->table_given = true;
	out->member = "";
	out->sheet = "";
	out->encoding = "UTF-8";
	return XJ_OK;
}

/* ---- notes ----------------------------------------------------------- */

static void note(struct json *j, const char *code, size_t column,
                 struct xj_str text, const char *message)
{
	if (j->options.note)
		j->options.note(j->options.note_ctx, code, j->row, column, text,
		                message);
}

static const struct {
	unsigned flaw;
	const char *code, *message;
} flaws[] = {
	{ XJ_JSON_SURROGATE, "json-surrogate", N_("half of a character (\\ud800 to "
	  "\\udfff alone); it is shown as U+FFFD") },
	{ XJ_JSON_NUL, "json-nul", N_("\\u0000, which no text has; it is shown as "
	  "U+FFFD") },
	{ XJ_JSON_BYTES, "bad-bytes", N_("bytes that are not UTF-8; each is shown as "
	  "U+FFFD") },
};

static void note_flaws(struct json *j, const struct xj_json_pair *p, size_t column)
{
	for (size_t i = 0; i < XJ_COUNT(flaws); i++) {
		if (p->flaws & flaws[i].flaw)
			note(j, flaws[i].code, column, p->value, flaws[i].message);
	}
}

static void note_pairs(struct json *j)
{
	for (size_t i = 0; i < j->object.n; i++) {
		const struct xj_json_pair *p = &j->object.pair[i];
		const struct xj_json_place *place = &j->place[i];

		if (place->unknown)
			note(j, "json-key-new", 0, p->key,
			     N_("this key is not in the first object; its values "
			        "are not read, here and further down"));
		if (p->flaws)
			note_flaws(j, p, place->column);
		if (place->column && xj_private_use(p->value))
			note(j, "private-use", place->column, p->value,
			     N_("a character of the private use area: its shape "
			        "depends on the font of whoever wrote it"));
	}
}

/* ---- rows ------------------------------------------------------------ */

static enum xj_status give_header(struct json *j, struct xj_row *out,
                                  struct xj_error *err)
{
	enum xj_status status = xj_json_rows_next(j->rows, &j->object, err);

	if (status != XJ_OK)
		return status;
	if (j->object.n == 0)
		return xj_fail(err, XJ_BAD_INPUT, _("%s: line %llu: the first object has "
		               "no keys, so the table has no columns"), j->in->name,
		               (unsigned long long)j->object.line);
	status = xj_json_columns_new(&j->object, &j->columns, err);
	if (status != XJ_OK)
		return status;
	j->first = true;
	j->row = 1;
	out->cell = xj_json_columns_names(j->columns, &out->n);
	out->row = 1;
	out->line = j->object.line;
	return XJ_OK;
}

static enum xj_status json_next_row(void *self, struct xj_row *out,
                                    struct xj_error *err)
{
	struct json *j = self;
	enum xj_status status = XJ_OK;

	memset(out, 0, sizeof(*out));
	if (!j->columns)
		return give_header(j, out, err);
	if (!j->first)
		status = xj_json_rows_next(j->rows, &j->object, err);
	j->first = false;
	if (status != XJ_OK)
		return status;
	if (j->row >= XJ_MAX_ROWS)
		return xj_over(err, "rows",
			_("%s: has more than %u rows, the most a table may have"),
			j->in->name, XJ_MAX_ROWS);
	j->row++;
	status = xj_json_columns_fill(j->columns, &j->object, j->place, &out->cell,
	                              &out->spoiled, err);
	if (status != XJ_OK)
		return status;
	(void)xj_json_columns_names(j->columns, &out->n);
	out->row = j->row;
	out->line = j->object.line;
	if (!out->spoiled)
		note_pairs(j);
	return XJ_OK;
}

const struct xj_reader xj_reader_json = {
	.name = "json",
	.title = N_("JSON and JSON Lines"),
	.bid = json_bid,
	.open = json_open,
	.next_table = json_next_table,
	.next_row = json_next_row,
	.close = json_close,
};
