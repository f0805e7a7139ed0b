/*
 * json_state.c - owns what yajl's words mean: which object is a row, which only
 * wraps the rows, and what the row in hand holds.
 */
#include "importers/json_private.h"
#include "src/core/i18n.h"
#include "xianjin/limits.h"
#include "xianjin/text.h"

static const char cell_too_long[] = N_("a cell is longer than 64 KiB");
static const char too_long[] = N_("the row is longer than 1 MiB");
static const char too_many[] = N_("the row has more than 1,024 cells");
_Static_assert(XJ_MAX_CELL_BYTES == 64u << 10, "say so in cell_too_long");
_Static_assert(XJ_MAX_RECORD_BYTES == 1u << 20, "say so in too_long");
_Static_assert(XJ_MAX_COLUMNS == 1024u, "say so in too_many");

/* ---- refusing ------------------------------------------------------------ */

uint64_t xj_json_here(const struct xj_json_rows *r)
{
	size_t n = yajl_get_bytes_consumed(r->yajl);
	const char *p = r->piece, *end = p ? p + n : p;
	uint64_t line = r->line;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		line++;
		p++;
	}
	return line;
}

int xj_json_refuse(struct xj_json_rows *r, enum xj_status status, const char *why)
{
	r->status = xj_fail(&r->error, status, _("%s: line %llu: %s"), r->in->name,
	                    (unsigned long long)xj_json_here(r), why);
	return 0;
}

int xj_json_over(struct xj_json_rows *r, const char *code, const char *why)
{
	r->status = xj_over(&r->error, code, _("%s: line %llu: %s"), r->in->name,
	                    (unsigned long long)xj_json_here(r), why);
	return 0;
}

static int no_memory(struct xj_json_rows *r)
{
	r->status = xj_fail(&r->error, XJ_NOMEM, _("%s: out of memory"), r->in->name);
	return 0;
}

static int no_row(struct xj_json_rows *r)
{
	return xj_json_refuse(r, XJ_BAD_INPUT,
		_("an object {…} was expected here, one for each row of the table"));
}

static int rows_twice(struct xj_json_rows *r)
{
	return xj_json_refuse(r, XJ_BAD_INPUT,
		_("\"data\" stands twice in one object; fetch or save the file "
		  "again"));
}

/* ---- the row ------------------------------------------------------------- */

static void spoil(struct xj_json_rows *r, const char *why)
{
	if (!r->spoiled)
		r->spoiled = why;
}

static int begin_row(struct xj_json_rows *r)
{
	r->back = r->place;
	r->place = ROW;
	r->row_depth = r->depth;
	r->row_line = xj_json_here(r);
	r->pairs = 0;
	r->spoiled = NULL;
	r->rows_key = false;
	r->duplicate_rows = false;
	xj_buf_reset(&r->text);
	return 1;
}

/* As much of S as a cell may hold, cut between characters. */
static struct xj_str cut(struct xj_json_rows *r, struct xj_str s)
{
	if (s.n <= XJ_MAX_CELL_BYTES)
		return s;
	spoil(r, cell_too_long);
	s.n = XJ_MAX_CELL_BYTES;
	while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

/* Appends S, which yajl did not look at, as valid UTF-8; *FLAWS grows. */
static int add_text(struct xj_json_rows *r, struct xj_str s, unsigned *flaws)
{
	struct xj_decoded what;
	enum xj_status status;

	*flaws |= r->flaws;
	r->flaws = 0;
	s = cut(r, s);
	if (r->text.n + s.n > XJ_MAX_RECORD_BYTES) {
		spoil(r, too_long);
		return 1;
	}
	if (xj_utf8_valid(s) == s.n) {
		status = xj_buf_add(&r->text, s.p, s.n);
	} else {
		*flaws |= XJ_JSON_BYTES;
		status = xj_decode(r->decoder, s, &r->text, &what);
	}
	return status == XJ_OK ? 1 : no_memory(r);
}

static struct xj_json_raw_pair *last(struct xj_json_rows *r)
{
	return &r->pair[r->pairs - 1];
}

/* ---- nested values: kept as compact JSON ------------------------------------ */

static int add_raw(struct xj_json_rows *r, const char *p, size_t n)
{
	if (r->text.n + n > XJ_MAX_RECORD_BYTES) {
		spoil(r, too_long);
		return 1;
	}
	return xj_buf_add(&r->text, p, n) == XJ_OK ? 1 : no_memory(r);
}

/* What stands between the value before and this one. */
static int separate(struct xj_json_rows *r)
{
	bool due = r->more[r->depth];

	r->more[r->depth] = true;
	return due ? add_raw(r, ",", 1) : 1;
}

static int nested_text(struct xj_json_rows *r, struct xj_str s)
{
	last(r)->flaws |= r->flaws;
	r->flaws = 0;
	if (xj_utf8_valid(s) != s.n)
		last(r)->flaws |= XJ_JSON_BYTES;
	if (s.n > XJ_MAX_CELL_BYTES ||
	    r->text.n + s.n > XJ_MAX_RECORD_BYTES) {
		spoil(r, too_long);
		s = XJ_STR("");
	}
	return xj_buf_add_json(&r->text, s) == XJ_OK ? 1 : no_memory(r);
}

static int nested_open(struct xj_json_rows *r, const char *bracket)
{
	/* depth already counts this one; the comma belongs to the level outside */
	bool due = r->place == NESTED && r->more[r->depth - 1];

	if (r->place == ROW)
		last(r)->type = XJ_JSON_NESTED;
	else
		r->more[r->depth - 1] = true;
	r->place = NESTED;
	r->more[r->depth] = false;
	return (!due || add_raw(r, ",", 1)) && add_raw(r, bracket, 1);
}

static void end_value(struct xj_json_rows *r)
{
	struct xj_json_raw_pair *p = last(r);

	p->value_n = r->text.n - p->value;
	if (p->value_n > XJ_MAX_CELL_BYTES)
		spoil(r, cell_too_long);
}

static int nested_close(struct xj_json_rows *r, const char *bracket)
{
	if (!add_raw(r, bracket, 1))
		return 0;
	if (r->depth == r->row_depth) {
		r->place = ROW;
		end_value(r);
	}
	return 1;
}

/* ---- values -------------------------------------------------------------- */

static int heard(struct xj_json_rows *r)
{
	r->silence = 0;
	return r->status == XJ_OK;
}

static int scalar(struct xj_json_rows *r, enum xj_json_type type, struct xj_str s)
{
	struct xj_json_raw_pair *p;

	if (!heard(r))
		return 0;
	switch (r->place) {
	case ROOT:
	case ROWS:
		return no_row(r);
	case ROW:
		p = last(r);
		p->type = type;
		if (type <= XJ_JSON_NUMBER && !add_text(r, s, &p->flaws))
			return 0;
		end_value(r);
		return 1;
	case NESTED:
		if (!separate(r))
			return 0;
		return type == XJ_JSON_TEXT ? nested_text(r, s)
		                            : add_raw(r, s.p, s.n);
	default:
		r->flaws = 0;
		return 1;
	}
}

static int on_null(void *ctx)
{
	return scalar(ctx, XJ_JSON_NULL, XJ_STR("null"));
}

static int on_boolean(void *ctx, int value)
{
	return value ? scalar(ctx, XJ_JSON_TRUE, XJ_STR("true"))
	             : scalar(ctx, XJ_JSON_FALSE, XJ_STR("false"));
}

static int on_number(void *ctx, const char *p, size_t n)
{
	return scalar(ctx, XJ_JSON_NUMBER, xj_str_of(p, n));
}

static int on_string(void *ctx, const unsigned char *p, size_t n)
{
	return scalar(ctx, XJ_JSON_TEXT, xj_str_of((const char *)p, n));
}

/* ---- keys ---------------------------------------------------------------- */

static int row_key(struct xj_json_rows *r, struct xj_str key)
{
	struct xj_json_raw_pair *p;

	if (r->rows_key && (xj_str_is(key, "data") || xj_str_is(key, "rows")))
		r->duplicate_rows = true;
	r->rows_key = xj_str_is(key, "data") || xj_str_is(key, "rows");
	if (r->pairs == XJ_MAX_COLUMNS) {
		spoil(r, too_many); /* the last pair takes what is too much */
		r->text.n = last(r)->key;
	} else {
		r->pairs++;
	}
	p = last(r);
	*p = (struct xj_json_raw_pair){ .key = r->text.n };
	if (!add_text(r, key, &p->flaws))
		return 0;
	p->key_n = r->text.n - p->key;
	p->value = r->text.n;
	return 1;
}

static int on_key(void *ctx, const unsigned char *p, size_t n)
{
	struct xj_json_rows *r = ctx;
	struct xj_str key = xj_str_of((const char *)p, n);

	if (!heard(r))
		return 0;
	switch (r->place) {
	case ROW:
		return row_key(r, key);
	case NESTED:
		if (!separate(r) || !nested_text(r, key) || !add_raw(r, ":", 1))
			return 0;
		r->more[r->depth] = false; /* no comma before the value ... */
		return 1;
	case ENVELOPE:
		r->rows_key = xj_str_is(key, "data") || xj_str_is(key, "rows");
		break;
	default:
		break;
	}
	r->flaws = 0;
	return 1;
}

/* ---- objects and arrays ---------------------------------------------------- */

static int deeper(struct xj_json_rows *r)
{
	if (!heard(r))
		return 0;
	if (++r->depth > XJ_MAX_JSON_DEPTH)
		return xj_json_over(r, "json-depth",
			_("objects and arrays are nested deeper than 64, the most "
			  "that is read"));
	return 1;
}
_Static_assert(XJ_MAX_JSON_DEPTH == 64u, "say so in deeper()");

static int on_start_map(void *ctx)
{
	struct xj_json_rows *r = ctx;

	if (!deeper(r))
		return 0;
	switch (r->place) {
	case ROOT:
	case ROWS:
		return begin_row(r);
	case ROW:
	case NESTED:
		return nested_open(r, "{");
	default:
		r->place = SKIP;
		return 1;
	}
}

/* What was taken for a row is what wraps the rows. */
static int begin_envelope(struct xj_json_rows *r)
{
	if (r->duplicate_rows)
		return rows_twice(r);
	r->enveloped = true;
	r->envelope_depth = r->row_depth;
	r->envelope_back = r->back;
	r->place = ROWS;
	return 1;
}

static int on_start_array(void *ctx)
{
	struct xj_json_rows *r = ctx;

	if (!deeper(r))
		return 0;
	switch (r->place) {
	case ROOT:
		r->place = ROWS;
		return 1;
	case ROWS:
		return no_row(r);
	case ROW:
		if (r->rows_key && !r->enveloped)
			return begin_envelope(r);
		return nested_open(r, "[");
	case NESTED:
		return nested_open(r, "[");
	case ENVELOPE:
		if (r->rows_key)
			return rows_twice(r);
		break;
	default:
		break;
	}
	r->place = SKIP;
	return 1;
}

static int on_end_map(void *ctx)
{
	struct xj_json_rows *r = ctx;

	if (!heard(r))
		return 0;
	r->depth--;
	switch (r->place) {
	case ROW:
		r->ready = true;
		r->place = r->back;
		return 1;
	case NESTED:
		/* ... but one is due behind it */
		r->more[r->depth] = true;
		return nested_close(r, "}");
	case ENVELOPE:
		r->enveloped = false;
		r->place = r->envelope_back;
		return 1;
	default:
		if (r->depth == r->envelope_depth)
			r->place = ENVELOPE;
		return 1;
	}
}

static int on_end_array(void *ctx)
{
	struct xj_json_rows *r = ctx;

	if (!heard(r))
		return 0;
	r->depth--;
	switch (r->place) {
	case ROWS:
		r->place = r->enveloped ? ENVELOPE : ROOT;
		r->rows_key = false;
		return 1;
	case NESTED:
		r->more[r->depth] = true;
		return nested_close(r, "]");
	default:
		if (r->depth == r->envelope_depth)
			r->place = ENVELOPE;
		return 1;
	}
}

const yajl_callbacks xj_json_callbacks = {
	.yajl_null = on_null, .yajl_boolean = on_boolean,
	.yajl_number = on_number, .yajl_string = on_string,
	.yajl_start_map = on_start_map, .yajl_map_key = on_key,
	.yajl_end_map = on_end_map, .yajl_start_array = on_start_array,
	.yajl_end_array = on_end_array
};
