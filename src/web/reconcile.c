/*
 * reconcile.c - owns the Reconciliation Service API 0.2 at /api/reconcile, which OpenRefine
 * asks for whole columns of names: who of ours may be meant by each.
 */
#include <stdlib.h>

#include "src/core/library_yajl.h"
#include "src/web/pages.h"

enum { BATCH = 25, LIMIT = 10, MOST_LIMIT = 50, DEPTH = 16 };

static enum xj_status add(struct xj_buf *b, const char *text)
{
	return xj_buf_add(b, text, strlen(text));
}

/* A comma where something stands before. */
static enum xj_status add_comma(struct xj_buf *b)
{
	char last = b->n ? b->p[b->n - 1] : '{';

	return last == '{' || last == '[' ? XJ_OK : add(b, ",");
}

/* ---- JSON that was sent ------------------------------------------------------------ */

/* The tree is freed by recursion: what is deeper than any request is refused unread. */
static bool is_deep(const char *p)
{
	bool text = false;
	unsigned depth = 0;

	for (; *p; p++) {
		if (text && *p == '\\' && p[1])
			p++;
		else if (*p == '"')
			text = !text;
		else if (!text && (*p == '[' || *p == '{') && ++depth > DEPTH)
			return true;
		else if (!text && (*p == ']' || *p == '}') && depth)
			depth--;
	}
	return false;
}

static enum xj_status read_json(struct web_call *c, const struct web_param *p,
                                yajl_val *out, struct xj_error *err)
{
	enum xj_status st = xj_yajl_load(err);

	*out = NULL;
	if (st)
		return st;
	*out = is_deep(p->value.p) ? NULL : yajl_tree_parse(p->value.p, NULL, 0);
	if (*out && YAJL_IS_OBJECT(*out))
		return XJ_OK;
	yajl_tree_free(*out);
	*out = NULL;
	c->wrong = p->name.p;
	return xj_fail(err, XJ_USAGE, _("%s: a JSON object was expected"), p->name.p);
}

static yajl_val member(yajl_val v, const char *name)
{
	return yajl_tree_get(v, (const char *[]){ name, NULL }, yajl_t_any);
}

static struct xj_str text_of(yajl_val v)
{
	return YAJL_IS_STRING(v) ? xj_str_c(YAJL_GET_STRING(v))
	       : YAJL_IS_NUMBER(v) ? xj_str_c(YAJL_GET_NUMBER(v)) : XJ_STR("");
}

static size_t length_of(yajl_val v)
{
	return YAJL_IS_ARRAY(v) ? YAJL_GET_ARRAY(v)->len : 0;
}

/* ---- the manifest --------------------------------------------------------------------- */

static enum xj_status write_manifest(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body, base;
	enum xj_status st;

	xj_buf_init(&base, WEB_MAX_TARGET);
	st = web_link_base(c, &base, err);
	if (!st)
		st = add(b, "{\"versions\":[\"0.2\"],\"name\":\"Xianjin 獻金\",\"defaultTypes\":[");
	for (int t = 0; t < XJ_MATCH_TYPES && !st; t++)
		st = xj_buf_addf(b, "%s{\"id\":\"%s\",\"name\":\"%s\"}", t ? "," : "",
			xj_match_type_name((enum xj_match_type)t),
			xj_match_type_name((enum xj_match_type)t));
	if (!st)
		st = xj_buf_addf(b, "],\"identifierSpace\":\"%s/api/view/\",\"schemaSpace\":"
			"\"%s/api/reconcile#\",\"view\":{\"url\":\"%s/api/view/{{id}}\"},"
			"\"preview\":{\"url\":\"%s/api/preview/{{id}}\",\"width\":420,"
			"\"height\":220},\"suggest\":{\"entity\":{\"service_url\":\"%s\","
			"\"service_path\":\"/api/suggest/entity\"}},\"extend\":"
			"{\"propose_properties\":{\"service_url\":\"%s\",\"service_path\":"
			"\"/api/suggest/extend\"},\"property_settings\":[{\"name\":\"year\","
			"\"label\":\"Year\",\"type\":\"text\",\"default\":\"\",\"help_text\":"
			"\"only this year, AD or ROC\"}]},\"batchSize\":%d}\n",
			base.p, base.p, base.p, base.p, base.p, base.p, BATCH);
	xj_buf_clear(&base);
	return st;
}

/* ---- queries ------------------------------------------------------------------------------- */

static enum xj_status write_candidate(void *ctx, const struct xj_match *m)
{
	struct xj_buf *b = ctx;
	const char *type = xj_match_type_name(m->type);
	enum xj_status st = add_comma(b);

	if (!st)
		st = add(b, "{\"id\":");
	if (!st)
		st = xj_buf_add_json(b, m->id);
	if (!st)
		st = add(b, ",\"name\":");
	if (!st)
		st = xj_buf_add_json(b, m->name);
	return st ? st : xj_buf_addf(b, ",\"type\":[{\"id\":\"%s\",\"name\":\"%s\"}],\"score\":%d,"
	                             "\"match\":%s}", type, type, m->score,
	                             m->certain ? "true" : "false");
}

/* The type asked for; -1 where none of ours is. */
static int type_of(yajl_val v)
{
	struct xj_str name = text_of(length_of(v) ? YAJL_GET_ARRAY(v)->values[0] : v);

	for (int t = 0; t < XJ_MATCH_TYPES; t++)
		if (xj_str_is(name, xj_match_type_name((enum xj_match_type)t)))
			return t;
	return -1;
}

/* The value of the property tax_id, "" where it is not said. */
static struct xj_str tax_id_of(yajl_val properties)
{
	for (size_t i = 0; i < length_of(properties); i++) {
		yajl_val p = YAJL_GET_ARRAY(properties)->values[i], v = member(p, "v");

		if (xj_str_is(text_of(member(p, "pid")), "tax_id"))
			return text_of(length_of(v) ? YAJL_GET_ARRAY(v)->values[0] : v);
	}
	return XJ_STR("");
}

static size_t limit_of(yajl_val v)
{
	long long n = YAJL_IS_INTEGER(v) ? YAJL_GET_INTEGER(v) : LIMIT;

	return n < 1 ? 1 : n > MOST_LIMIT ? MOST_LIMIT : (size_t)n;
}

static enum xj_status answer_query(struct web_call *c, const char *key, yajl_val q,
                                   struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = add_comma(b);

	if (!st)
		st = xj_buf_add_json(b, xj_str_c(key));
	if (!st)
		st = add(b, ":{\"result\":[");
	if (!st)
		st = xj_match(c->data, text_of(member(q, "query")),
		              tax_id_of(member(q, "properties")), type_of(member(q, "type")),
		              limit_of(member(q, "limit")), write_candidate, b, err);
	return st ? st : add(b, "]}");
}

static enum xj_status too_many(struct web_call *c, size_t n, struct xj_error *err)
{
	c->refused = 413;
	return xj_fail(err, XJ_USAGE, _("%zu questions at once; %u are allowed"), n,
	               (unsigned)BATCH);
}

static enum xj_status answer_queries(struct web_call *c, const struct web_param *p,
                                     struct xj_error *err)
{
	yajl_val v;
	enum xj_status st = read_json(c, p, &v, err);
	size_t n = st ? 0 : YAJL_GET_OBJECT(v)->len;

	if (!st && n > BATCH)
		st = too_many(c, n, err);
	if (!st)
		st = web_data(c, err);
	if (!st)
		st = add(&c->response->body, "{");
	for (size_t i = 0; i < n && !st; i++)
		st = answer_query(c, YAJL_GET_OBJECT(v)->keys[i], YAJL_GET_OBJECT(v)->values[i],
		                  err);
	yajl_tree_free(v);
	return st ? st : add(&c->response->body, "}\n");
}

/* ---- one of ours by its id ---------------------------------------------------------------------- */

static bool is_recipient(struct xj_str id, struct xj_str *name)
{
	bool is = xj_str_starts(id, XJ_STR(XJ_MATCH_RECIPIENT_ID));
	size_t n = is ? strlen(XJ_MATCH_RECIPIENT_ID) : 0;

	*name = xj_str_of(id.p + n, id.n - n);
	return is;
}

/* The question for all rows of ID, in YEAR where it is not "". */
static enum xj_status query_of(struct xj_str id, struct xj_str year, struct xj_query **out,
                               struct xj_error *err)
{
	struct xj_str name;
	bool recipient = is_recipient(id, &name);
	char *exact = NULL, *when = web_copy(year);
	enum xj_status st = xj_query_new(out, err);

	if (!st && (!when || asprintf(&exact, recipient ? "=%.*s" : "%.*s", (int)name.n,
	                              name.p) < 0)) {
		exact = NULL;
		st = xj_fail(err, XJ_NOMEM, _("not enough memory"));
	}
	if (!st)
		st = xj_query_set(*out, recipient ? "recipient" : "donor", exact, err);
	if (!st && year.n)
		st = xj_query_set(*out, "year", when, err);
	free(exact);
	free(when);
	return st;
}

/* ---- extend: what is known of some of ours --------------------------------------------------------- */

static const struct {
	const char *id, *name;
	enum { COUNT, INCOME, EXPENSE, TAX_ID, PARTY } what;
} properties[] = {
	{ "count", "rows", COUNT }, { "sum_income", "income, NT$", INCOME },
	{ "sum_expense", "expense, NT$", EXPENSE }, { "tax_id", "統一編號", TAX_ID },
	{ "party", "party", PARTY },
};

static enum xj_status write_tax_id(struct xj_buf *b, struct xj_str id)
{
	if (id.n != 9 || id.p[0] != 'b')
		return add(b, "[]");
	return xj_buf_addf(b, "[{\"str\":\"%.8s\"}]", id.p + 1);
}

static enum xj_status write_text(void *ctx, struct xj_str text)
{
	struct xj_buf *b = ctx;
	enum xj_status st = add_comma(b);

	if (!st)
		st = add(b, "{\"str\":");
	if (!st)
		st = xj_buf_add_json(b, text);
	return st ? st : add(b, "}");
}

/* Of recipients: a donor has none that is filed. */
static enum xj_status write_parties(struct web_call *c, struct xj_str id, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	struct xj_str name;
	enum xj_status st = add(b, "[");

	if (!st && is_recipient(id, &name))
		st = xj_recipient_parties(c->data, name, write_text, b, err);
	return st ? st : add(b, "]");
}

static enum xj_status write_value(struct web_call *c, struct xj_str id, size_t which,
                                  struct xj_str year, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	struct xj_totals t = { 0 };
	struct xj_query *q = NULL;
	enum xj_status st;

	if (properties[which].what == TAX_ID)
		return write_tax_id(b, id);
	if (properties[which].what == PARTY)
		return write_parties(c, id, err);
	st = query_of(id, year, &q, err);
	if (!st)
		st = xj_totals_of(c->data, q, &t, err);
	xj_query_free(q);
	return st ? st : xj_buf_addf(b, "[{\"int\":%lld}]", properties[which].what == COUNT
		? (long long)t.count : properties[which].what == INCOME ? (long long)t.income
		: (long long)t.expense);
}

static enum xj_status extend_one(struct web_call *c, struct xj_str id, yajl_val wanted,
                                 struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = add_comma(b);

	if (!st)
		st = xj_buf_add_json(b, id);
	if (!st)
		st = add(b, ":{");
	for (size_t i = 0; i < length_of(wanted) && !st; i++) {
		yajl_val w = YAJL_GET_ARRAY(wanted)->values[i];

		for (size_t k = 0; k < XJ_COUNT(properties) && !st; k++) {
			if (!xj_str_is(text_of(member(w, "id")), properties[k].id))
				continue;
			st = add_comma(b);
			if (!st)
				st = xj_buf_addf(b, "\"%s\":", properties[k].id);
			if (!st)
				st = write_value(c, id, k, text_of(member(member(w, "settings"),
				                                          "year")), err);
		}
	}
	return st ? st : add(b, "}");
}

static enum xj_status write_meta(struct xj_buf *b, yajl_val wanted)
{
	enum xj_status st = add(b, "{\"meta\":[");

	for (size_t i = 0; i < length_of(wanted); i++)
		for (size_t k = 0; k < XJ_COUNT(properties) && !st; k++)
			if (xj_str_is(text_of(member(YAJL_GET_ARRAY(wanted)->values[i], "id")),
			              properties[k].id)) {
				st = add_comma(b);
				if (!st)
					st = xj_buf_addf(b, "{\"id\":\"%s\",\"name\":\"%s\"}",
					                 properties[k].id, properties[k].name);
			}
	return st ? st : add(b, "],\"rows\":{");
}

static enum xj_status answer_extend(struct web_call *c, const struct web_param *p,
                                    struct xj_error *err)
{
	yajl_val v, ids = NULL, wanted = NULL;
	enum xj_status st = read_json(c, p, &v, err);

	if (!st) {
		ids = member(v, "ids");
		wanted = member(v, "properties");
		if (length_of(ids) > BATCH || length_of(wanted) > XJ_COUNT(properties))
			st = too_many(c, length_of(ids), err);
	}
	if (!st)
		st = web_data(c, err);
	if (!st)
		st = write_meta(&c->response->body, wanted);
	for (size_t i = 0; i < length_of(ids) && !st; i++)
		st = extend_one(c, text_of(YAJL_GET_ARRAY(ids)->values[i]), wanted, err);
	yajl_tree_free(v);
	return st ? st : add(&c->response->body, "}}\n");
}

/* ---- the addresses ------------------------------------------------------------------------------------ */

static enum xj_status answer_params(struct web_call *c, const struct web_params *params,
                                    struct xj_error *err)
{
	const struct web_param *queries = web_param(params, "queries");
	const struct web_param *extend = web_param(params, "extend");

	return queries ? answer_queries(c, queries, err)
	       : extend ? answer_extend(c, extend, err) : write_manifest(c, err);
}

enum xj_status web_reconcile(struct web_call *c, struct xj_error *err)
{
	const char *type = web_request_header(c->request, "Content-Type");
	struct web_params form = { .n = 0 };
	enum xj_status st;

	if (strcmp(c->request->method, "POST") != 0) {
		st = answer_params(c, &c->query, err);
	} else if (!type || strncmp(type, "application/x-www-form-urlencoded", 33) != 0) {
		c->refused = 415;
		return xj_fail(err, XJ_USAGE, _("a form (application/x-www-form-urlencoded) was "
		               "expected"));
	} else {
		st = web_params_read(&form, c->request->body, err);
		if (!st)
			st = answer_params(c, &form, err);
		if (c->wrong) /* the form goes; its names are ours */
			c->wrong = web_param(&form, "queries") ? "queries" : "extend";
		web_params_clear(&form);
	}
	return st && !(err && err->text[0]) ? xj_fail(err, st, _("not enough memory")) : st;
}

enum xj_status web_suggest_entity(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = web_data(c, err);

	if (!st)
		st = add(b, "{\"result\":[");
	if (!st)
		st = xj_match(c->data, xj_str_c(web_value(&c->query, "prefix")), XJ_STR(""), -1,
		              LIMIT, write_candidate, b, err);
	return st ? st : add(b, "]}\n");
}

enum xj_status web_suggest_extend(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = add(b, "{\"properties\":[");

	for (size_t k = 0; k < XJ_COUNT(properties) && !st; k++)
		st = xj_buf_addf(b, "%s{\"id\":\"%s\",\"name\":\"%s\"}", k ? "," : "",
		                 properties[k].id, properties[k].name);
	if (!st)
		st = add(b, "]}\n");
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

static enum xj_status link_to(struct web_call *c, struct xj_buf *url)
{
	struct xj_str name;
	enum xj_status st = web_link(c, is_recipient(c->part, &name) ? "/recipient"
	                                                             : "/donor/", url);

	if (st)
		return st;
	return name.n != c->part.n ? web_link_add(url, "name", name) : xj_url_add(url, name);
}

/* /api/view/{id}: to the page, in the reader's language. */
enum xj_status web_view_entity(struct web_call *c, struct xj_error *err)
{
	struct xj_buf url;
	enum xj_status st;

	xj_buf_init(&url, WEB_MAX_TARGET * 3);
	st = link_to(c, &url);
	if (!st)
		st = web_redirect(c, 303, xj_buf_str(&url));
	xj_buf_clear(&url);
	return st ? xj_fail(err, st, _("the address is too long")) : XJ_OK;
}

static void write_preview(struct web_call *c, struct xj_html *h, struct xj_totals t)
{
	struct xj_str name;

	(void)is_recipient(c->part, &name);
	xj_h_raw(h, "<!DOCTYPE html>\n<html lang=\"");
	xj_h_say(h, xj_language() == XJ_CHINESE ? "zh-Hant-TW" : "en");
	xj_h_raw(h, "\"><head><meta charset=\"utf-8\"><title>");
	xj_h_text(h, name);
	xj_h_raw(h, "</title></head><body>\n<h1>");
	xj_h_text(h, name);
	xj_h_raw(h, "</h1>\n<p>");
	xj_h_sayf(h, _("%llu rows"), (unsigned long long)t.count);
	xj_h_raw(h, "</p>\n<p>");
	xj_h_say(h, _("Income"));
	xj_h_raw(h, " NT$");
	xj_h_grouped(h, t.income);
	xj_h_raw(h, "</p>\n<p>");
	xj_h_say(h, _("Expense"));
	xj_h_raw(h, " NT$");
	xj_h_grouped(h, t.expense);
	xj_h_raw(h, "</p>\n</body></html>\n");
}

/* /api/preview/{id}: a few lines for a frame in OpenRefine. */
enum xj_status web_preview_entity(struct web_call *c, struct xj_error *err)
{
	struct xj_html h = { &c->response->body, XJ_OK };
	struct xj_query *q = NULL;
	struct xj_totals t;
	enum xj_status st = web_data(c, err);

	if (!st)
		st = query_of(c->part, XJ_STR(""), &q, err);
	if (!st)
		st = xj_totals_of(c->data, q, &t, err);
	if (!st)
		write_preview(c, &h, t);
	xj_query_free(q);
	return st || !h.status ? st : xj_fail(err, h.status, _("the page is too large"));
}
