/*
 * page_api.c - owns what the site says of itself to programs and their writers: the help
 * of the API, its OpenAPI document and the version, all from the table of routes.
 */
#include "src/web/pages.h"

#ifndef VERSION_TEXT
#define VERSION_TEXT "(unreleased)"
#endif

/* Every route understands these. */
static const struct web_param_help of_all[] = {
	{ "format", "FORMAT", N_("the format, instead of a suffix of the address") },
	{ NULL, NULL, NULL }
};

/* ---- parameters of a route -------------------------------------------------------- */

typedef enum xj_status each_param(void *ctx, const char *name, const char *argument,
                                  const char *help);

static enum xj_status for_each_param(const struct web_route *r, each_param *each, void *ctx)
{
	const struct web_param_help *lists[] = { r->params,
		r->no_language || !(r->formats & (r->formats - 1)) ? NULL : of_all };
	const struct xj_filter *f = r->filters ? xj_query_filters() : NULL;
	enum xj_status st = XJ_OK;

	for (size_t i = 0; i < XJ_COUNT(lists); i++)
		for (const struct web_param_help *p = lists[i]; p && p->name && !st; p++)
			st = each(ctx, p->name, p->argument, p->help);
	for (; f && f->name && !st; f++)
		st = each(ctx, f->name, f->argument, f->help);
	return st;
}

/* ---- /openapi.json ------------------------------------------------------------------ */

static enum xj_status add(struct xj_buf *b, const char *text)
{
	return xj_buf_add(b, text, strlen(text));
}

/* "name":"text" behind whatever there is. */
static enum xj_status add_text(struct xj_buf *b, const char *name, const char *text)
{
	char last = b->n ? b->p[b->n - 1] : '{';
	enum xj_status st = xj_buf_addf(b, "%s\"%s\":", last == '{' || last == '[' ? "" : ",",
	                                name);

	return st ? st : xj_buf_add_json(b, xj_str_c(text));
}

static enum xj_status add_param(struct xj_buf *b, const char *name, const char *where,
                                const char *help, const char *schema)
{
	char last = b->p[b->n - 1];
	enum xj_status st = add(b, last == '[' ? "{" : ",{");

	if (!st)
		st = add_text(b, "name", name);
	if (!st)
		st = add_text(b, "in", where);
	if (!st && help)
		st = add_text(b, "description", help);
	if (!st && strcmp(where, "path") == 0)
		st = add(b, ",\"required\":true");
	return st ? st : xj_buf_addf(b, ",\"schema\":%s}", schema);
}

static enum xj_status add_query_param(void *ctx, const char *name, const char *argument,
                                      const char *help)
{
	(void)argument;
	return add_param(ctx, name, "query", help, "{\"type\":\"string\"}");
}

static enum xj_status add_path_param(const struct web_route *r, struct xj_buf *b)
{
	const char *brace = strchr(r->path, '{');
	char name[32];

	if (!brace)
		return XJ_OK;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(brace + 1, "}"), brace + 1);
	return add_param(b, name, "path", NULL, "{\"type\":\"string\"}");
}

static enum xj_status add_responses(const struct web_route *r, struct xj_buf *b)
{
	enum xj_status st = add(b, ",\"responses\":{\"200\":{\"description\":\"the answer\","
	                           "\"content\":{");

	for (unsigned f = 0, n = 0; f < WEB_FORMATS && !st; f++)
		if (r->formats & WEB_BIT(f))
			st = xj_buf_addf(b, "%s\"%s\":{}", n++ ? "," : "", web_formats[f].mime);
	return st ? st : add(b, "}},\"304\":{\"description\":\"unchanged\"},\"default\":"
	                        "{\"$ref\":\"#/components/responses/Problem\"}}");
}

/* "get /donor/{key}" is getDonorKey. */
static enum xj_status add_operation_id(const struct web_route *r, const char *method,
                                       struct xj_buf *b)
{
	enum xj_status st = xj_buf_addf(b, "\"operationId\":\"%s", method);
	bool upper = true;

	for (const char *p = r->path; *p && !st; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
		char c = upper && *p >= 'a' ? (char)(*p - 'a' + 'A') : *p;

		if (letter)
			st = xj_buf_add(b, &c, 1);
		upper = !letter;
	}
	return st ? st : add(b, "\"");
}

static enum xj_status add_operation(const struct web_route *r, const char *method,
                                    struct xj_buf *b)
{
	bool posts = strcmp(method, "post") == 0;
	enum xj_status st = xj_buf_addf(b, "\"%s\":{", method);

	if (!st)
		st = add_operation_id(r, method, b);
	if (!st)
		st = add_text(b, "summary", r->title);
	if (!st)
		st = add_text(b, "description", r->help);
	if (!st)
		st = add(b, ",\"parameters\":[");
	if (!st && !r->no_language)
		st = add_param(b, "language", "path", NULL,
		               "{\"type\":\"string\",\"enum\":[\"zh\",\"en\"]}");
	if (!st)
		st = add_path_param(r, b);
	if (!st && !posts)
		st = for_each_param(r, add_query_param, b);
	if (!st)
		st = add(b, "]");
	if (!st && posts)
		st = xj_buf_addf(b, ",\"requestBody\":{\"content\":{\"%s\":{\"schema\":"
		                 "{\"type\":\"object\"}}}}", r->upload ? "multipart/form-data"
		                 : "application/x-www-form-urlencoded");
	if (!st)
		st = add_responses(r, b);
	return st ? st : add(b, "}");
}

static enum xj_status add_path(const struct web_route *r, bool first, struct xj_buf *b)
{
	enum xj_status st = xj_buf_addf(b, "%s\n\"%s%s\":{", first ? "" : ",",
	                                r->no_language ? "" : "/{language}", r->path);

	if (!st && r->methods & WEB_GET)
		st = add_operation(r, "get", b);
	if (!st && r->methods & WEB_POST) {
		st = r->methods & WEB_GET ? add(b, ",") : XJ_OK;
		if (!st)
			st = add_operation(r, "post", b);
	}
	return st ? st : add(b, "}");
}

/* The same whatever language is asked for: it is read by programs. */
enum xj_status web_openapi(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	enum xj_status st = xj_buf_addf(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Xianjin "
		"獻金\",\"summary\":\"Political donations in Taiwan, as filed with the Control "
		"Yuan\",\"version\":\"%s\",\"license\":{\"name\":\"GPL-3.0-or-later\","
		"\"identifier\":\"GPL-3.0-or-later\"}},\"servers\":[{\"url\":", VERSION_TEXT);
	const char *base = web_options(c->site)->base;

	if (!st)
		st = xj_buf_add_json(b, xj_str_c(base ? base : *c->request->mount
		                                 ? c->request->mount : "/"));
	if (!st)
		st = add(b, "}],\"paths\":{");
	for (const struct web_route *r = web_routes; r->path && !st; r++)
		st = add_path(r, r == web_routes, b);
	if (!st)
		st = add(b, "\n},\"components\":{\"responses\":{\"Problem\":{\"description\":\"what "
		            "went wrong (RFC 9457)\",\"content\":{\"application/problem+json\":"
		            "{\"schema\":{\"type\":\"object\",\"required\":[\"type\",\"title\","
		            "\"status\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":"
		            "{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":"
		            "{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},\"errors\":"
		            "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}}}}}}}\n");
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

/* ---- /version --------------------------------------------------------------------------- */

enum xj_status web_version(struct web_call *c, struct xj_error *err)
{
	struct xj_buf *b = &c->response->body;
	const char *stamp = web_data_stamp(c);
	enum xj_status st = add(b, "{");

	if (!st)
		st = add_text(b, "name", "xianjin");
	if (!st)
		st = add_text(b, "version", VERSION_TEXT);
	if (!st)
		st = add_text(b, "build", web_build_id());
	if (!st)
		st = *stamp ? add_text(b, "generation", stamp) : add(b, ",\"generation\":null");
	if (!st)
		st = add(b, "}\n");
	return st ? xj_fail(err, st, _("not enough memory")) : XJ_OK;
}

/* ---- /api: the same for people ------------------------------------------------------------ */

static const struct xj_column columns[] = {
	{ "address", N_("Address"), XJ_T_TEXT, 0, false },
	{ "what", N_("What"), XJ_T_TEXT, 0, false },
	{ "formats", N_("Formats"), XJ_T_TEXT, 0, false },
	{ "parameters", N_("Parameters"), XJ_T_TEXT, 0, false },
};
static const struct xj_column param_columns[] = {
	{ "parameter", N_("Parameter"), XJ_T_TEXT, 0, false },
	{ "value", N_("Value"), XJ_T_TEXT, 0, false },
	{ "what", N_("What"), XJ_T_TEXT, 0, false },
};

static enum xj_status list_name(void *ctx, const char *name, const char *argument,
                                const char *help)
{
	struct xj_buf *b = ctx;

	(void)argument, (void)help;
	return xj_buf_addf(b, "%s%s", b->n ? ", " : "", name);
}

static enum xj_status write_route(const struct web_route *r, struct xj_output *o)
{
	struct xj_buf address, formats, params;
	enum xj_status st;

	xj_buf_init(&address, WEB_MAX_TARGET);
	xj_buf_init(&formats, WEB_MAX_TARGET);
	xj_buf_init(&params, WEB_MAX_TARGET);
	st = xj_buf_addf(&address, "%s%s", r->no_language ? "" : xj_language() == XJ_CHINESE
	                 ? "/zh" : "/en", r->path);
	for (unsigned f = 0; f < WEB_FORMATS && !st; f++)
		if (r->formats & WEB_BIT(f))
			st = list_name(&formats, web_formats[f].suffix, NULL, NULL);
	/* the filters have a table of their own below */
	for (const struct web_param_help *p = r->params; p && p->name && !st; p++)
		st = list_name(&params, p->name, NULL, NULL);
	if (!st && r->filters)
		st = list_name(&params, _("and every filter below"), NULL, NULL);
	if (!st)
		st = xj_out_row(o, (struct xj_value[]){ { .s = xj_buf_str(&address) },
			{ .s = xj_str_c(_(r->help)) }, { .s = xj_buf_str(&formats) },
			{ .s = xj_buf_str(&params) } });
	xj_buf_clear(&address);
	xj_buf_clear(&formats);
	xj_buf_clear(&params);
	return st;
}

static enum xj_status write_param(void *o, const char *name, const char *argument,
                                  const char *help)
{
	return xj_out_row(o, (struct xj_value[]){ { .s = xj_str_c(name) },
		{ .s = xj_str_c(argument ? _(argument) : "") }, { .s = xj_str_c(_(help)) } });
}

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	static const struct xj_section addresses = { "addresses", N_("Addresses"), columns,
	                                             XJ_COUNT(columns), true };
	static const struct xj_section filters = { "filters", N_("Filters of a search"),
		param_columns, XJ_COUNT(param_columns), false };
	static const struct web_route search = { .path = "", .filters = true };
	enum xj_status st = xj_out_begin(o, &addresses);

	(void)c, (void)ctx;
	for (const struct web_route *r = web_routes; r->path && !st; r++)
		st = write_route(r, o);
	if (!st)
		st = xj_out_end(o);
	if (!st)
		st = xj_out_begin(o, &filters);
	if (!st)
		st = for_each_param(&search, write_param, o);
	if (!st)
		st = xj_out_end(o);
	return st ? xj_fail(err, st, _("the answer could not be written")) : XJ_OK;
}

static void write_paragraph(struct xj_html *h, const char *text)
{
	xj_h_raw(h, "<p>");
	xj_h_say(h, text);
	xj_h_raw(h, "</p>\n");
}

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	(void)ctx;
	write_paragraph(h, _("Every page is also data: write .json, .csv, .jsonl or .xlsx behind "
	                     "its address. No key is needed, and scripts of other sites may "
	                     "read."));
	write_paragraph(h, _("JSON of a search gives pages of at most 1000 rows, the next one by "
	                     "after= with its \"next\"; the other formats give every row as one "
	                     "snapshot, with the count and sums in the head (X-Row-Count, "
	                     "X-Sum-Income, X-Sum-Expense) and in the last line."));
	write_paragraph(h, _("Errors are application/problem+json (RFC 9457). Answers have an ETag "
	                     "that changes with the data; ask with If-None-Match."));
	xj_h_raw(h, "<p><a href=\"");
	xj_h_attr(h, xj_str_c(c->request->mount));
	xj_h_raw(h, "/openapi.json\">");
	xj_h_say(h, _("The same as an OpenAPI 3.1 document"));
	xj_h_raw(h, "</a></p>\n");
}

enum xj_status web_page_api(struct web_call *c, struct xj_error *err)
{
	const struct web_page page = { .title = xj_str_c(_("About the API")), .before = before,
	                               .rank = 4, .file = "api" };

	return web_show(c, &page, view, NULL, err);
}
