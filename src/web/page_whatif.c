/*
 * page_whatif.c - owns the page that asks what would change if the law said otherwise:
 * a slider for the anonymous limit, any other figure by name, and the comparison.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/web/forms.h"
#include "src/web/pages.h"
#include "xianjin/rules.h"

#define MAX_SETS    8u
#define MAX_FIGURES 256u
#define ANONYMOUS   "anonymous.max"
#define MSEC        (XJ_QUERY_MSEC - 150u) /* the rest is for what is around it */

struct asked {
	const char *set[MAX_SETS];
	size_t sets;
	struct xj_rules *now, *then;
	struct web_choice figure[MAX_FIGURES];
};

/* ---- one address for one question ----------------------------------------------------- */

/* What the forms send, as set=NAME=VALUE.  XJ_END: the response is a redirect. */
static enum xj_status make_canonical(struct web_call *c)
{
	const char *slid = web_value(&c->query, "anonymous");
	const char *name = *slid ? ANONYMOUS : web_value(&c->query, "name");
	const char *value = *slid ? slid : web_value(&c->query, "value");
	char text[128];
	struct xj_buf url;
	enum xj_status st;

	if (!*name || !*value)
		return XJ_OK;
	snprintf(text, sizeof(text), "%.60s=%.40s", name, value);
	xj_buf_init(&url, WEB_MAX_TARGET);
	st = web_link(c, "/whatif", &url);
	if (!st)
		st = web_link_add(&url, "set", xj_str_c(text));
	if (!st)
		st = web_redirect(c, 303, xj_buf_str(&url));
	xj_buf_clear(&url);
	return st ? st : XJ_END;
}

static enum xj_status read_sets(struct web_call *c, struct asked *a, struct xj_error *err)
{
	for (size_t i = 0; i < c->query.n; i++) {
		const struct web_param *p = &c->query.v[i];

		if (!xj_str_is(p->name, "set") || !p->value.n)
			continue;
		if (a->sets == MAX_SETS)
			return xj_fail(err, XJ_USAGE, _("set: more than %u of them"), MAX_SETS);
		a->set[a->sets++] = p->value.p;
	}
	return XJ_OK;
}

static enum xj_status load(struct asked *a, struct xj_error *err)
{
	const struct xj_rules_options now = { .folder = NULL };
	const struct xj_rules_options then = { .set = a->set, .sets = a->sets };
	enum xj_status st = xj_rules_load(&then, &a->then, NULL, NULL, err);

	return st ? st : xj_rules_load(&now, &a->now, NULL, NULL, err);
}

/* ---- the forms ---------------------------------------------------------------------------- */

/* The newest value of the figure NAME. */
static int64_t figure(const struct xj_rules *r, const char *name)
{
	const struct xj_law_row *l;
	int64_t value = 0;

	for (size_t i = 0, n = xj_law_rows(r, &l); i < n; i++)
		if (strcmp(l[i].name, name) == 0)
			value = l[i].value;
	return value;
}

static void write_slider(struct web_call *c, struct xj_html *h, const struct asked *a)
{
	int64_t now = figure(a->now, ANONYMOUS), then = figure(a->then, ANONYMOUS);
	char label[32];

	web_form_begin(c, h, "whatif", "/whatif");
	xj_h_raw(h, ">\n<label for=\"slider\">");
	xj_h_say(h, _("Largest anonymous gift"));
	xj_h_raw(h, "</label>\n<p class=\"slide\"><span>0</span> <input type=\"range\" id=\"slider\" "
	            "name=\"anonymous\" min=\"0\" step=\"500\" max=\"");
	xj_h_int(h, 2 * now);
	xj_h_raw(h, "\" value=\"");
	xj_h_int(h, then);
	xj_h_raw(h, "\" list=\"marks\"> <span>");
	xj_h_grouped(h, 2 * now);
	xj_h_raw(h, "</span> <button>");
	xj_h_say(h, _("Try"));
	xj_h_raw(h, "</button></p>\n<datalist id=\"marks\">");
	for (int i = 0; i <= 4; i++) {
		snprintf(label, sizeof(label), "%" PRId64, now * i / 2);
		xj_h_raw(h, "<option value=\"");
		xj_h_say(h, label);
		xj_h_raw(h, "\"></option>");
	}
	xj_h_raw(h, "</datalist>\n</form>\n");
}

/* Each name of the law once; the table has them together. */
static void list_figures(struct asked *a)
{
	const struct xj_law_row *l;
	size_t rows = xj_law_rows(a->now, &l), n = 0;

	for (size_t i = 0; i < rows && n + 1 < MAX_FIGURES; i++) {
		bool seen = false;

		for (size_t k = 0; k < n && !seen; k++)
			seen = strcmp(a->figure[k].value, l[i].name) == 0;
		if (!seen)
			a->figure[n++] = (struct web_choice){ l[i].name, NULL };
	}
	a->figure[n] = (struct web_choice){ NULL, NULL };
}

static void write_any(struct web_call *c, struct xj_html *h, struct asked *a)
{
	list_figures(a);
	web_form_begin(c, h, "whatif", "/whatif");
	xj_h_raw(h, ">\n<fieldset><legend>");
	xj_h_say(h, _("Any figure of the law"));
	xj_h_raw(h, "</legend>\n<div class=\"grid\">\n");
	web_form_choice(c, h, "name", _("Figure"), a->figure);
	xj_h_raw(h, "<label>");
	xj_h_say(h, _("New value"));
	xj_h_raw(h, " <input type=\"number\" name=\"value\" required value=\"");
	xj_h_int(h, figure(a->then, ANONYMOUS));
	xj_h_raw(h, "\"></label>\n</div>\n<button>");
	xj_h_say(h, _("Try"));
	xj_h_raw(h, "</button></fieldset>\n</form>\n");
}

static void before(struct web_call *c, struct xj_html *h, void *ctx)
{
	xj_h_raw(h, "<p class=\"lead\">");
	xj_h_say(h, _("Move one figure of the law: which flags and sums would change, by election "
	              "and recipient? Nothing is written."));
	xj_h_raw(h, "</p>\n");
	write_slider(c, h, ctx);
	write_any(c, h, ctx);
}

static void after(struct web_call *c, struct xj_html *h, void *ctx)
{
	const struct asked *a = ctx;

	(void)c;
	if (!a->sets)
		return;
	xj_h_raw(h, "<p class=\"command\">");
	xj_h_say(h, _("On the command line:"));
	xj_h_raw(h, " <code>xianjin whatif");
	for (size_t i = 0; i < a->sets; i++) {
		xj_h_raw(h, " --set ");
		web_shell_word(h, xj_str_c(a->set[i]));
	}
	xj_h_raw(h, "</code></p>\n");
}

/* ---- the answer ------------------------------------------------------------------------------ */

static enum xj_status view(struct web_call *c, struct xj_output *o, void *ctx,
                           struct xj_error *err)
{
	struct asked *a = ctx;

	return a->sets ? xj_view_whatif(c->data, a->now, a->then, MSEC, o, err) : XJ_OK;
}

/* What takes too long here, with the words to ask for it elsewhere; the names and numbers
 * of the law need no quotes. */
static enum xj_status say_where_else(const struct asked *a, enum xj_status st,
                                     struct xj_error *err)
{
	struct xj_buf verb;
	bool whole = true;

	xj_buf_init(&verb, 1024);
	whole = !xj_buf_addf(&verb, "whatif");
	for (size_t i = 0; i < a->sets && whole; i++)
		whole = !a->set[i][strspn(a->set[i], "abcdefghijklmnopqrstuvwxyz0123456789.=-")] &&
		        !xj_buf_addf(&verb, " --set %s", a->set[i]);
	st = web_on_command_line(st, whole ? verb.p : "whatif", err);
	xj_buf_clear(&verb);
	return st;
}

static enum xj_status answer(struct web_call *c, struct asked *a, struct xj_error *err)
{
	struct web_page page = { .title = xj_str_c(_("What if the law said otherwise")),
	                         .before = before, .after = after, .rank = 9,
	                         .file = "whatif" };
	enum xj_status st = read_sets(c, a, err);

	page.no_files = !a->sets;
	if (!st && !a->sets && c->format != WEB_HTML)
		st = xj_fail(err, XJ_USAGE, _("what if? set=NAME=VALUE is missing"));
	if (!st)
		st = load(a, err);
	if (!st)
		st = web_data(c, err);
	if (!st)
		st = web_show(c, &page, view, a, err);
	return say_where_else(a, st, err);
}

enum xj_status web_page_whatif(struct web_call *c, struct xj_error *err)
{
	struct asked *a;
	enum xj_status st = make_canonical(c);

	if (st)
		return st == XJ_END ? XJ_OK : xj_fail(err, st, _("the address is too long"));
	a = calloc(1, sizeof(*a));
	if (!a)
		return xj_fail(err, XJ_NOMEM, _("not enough memory"));
	st = answer(c, a, err);
	xj_rules_free(a->now);
	xj_rules_free(a->then);
	free(a);
	return st;
}
