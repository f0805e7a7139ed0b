/* forms.c - owns the fields of forms. */
#include "src/web/forms.h"

void web_form_begin(struct web_call *c, struct xj_html *h, const char *class_name,
                    const char *path)
{
	struct xj_buf url;

	xj_buf_init(&url, WEB_MAX_TARGET);
	if (!h->status)
		h->status = web_link(c, path, &url);
	xj_h_raw(h, "<form class=\"");
	xj_h_say(h, class_name);
	xj_h_raw(h, "\" action=\"");
	xj_h_attr(h, xj_buf_str(&url));
	xj_h_raw(h, "\"");
	xj_buf_clear(&url);
}

void web_form_value(struct web_call *c, struct xj_html *h, const char *name)
{
	xj_h_raw(h, " name=\"");
	xj_h_say(h, name);
	xj_h_raw(h, "\" value=\"");
	xj_h_attr(h, xj_str_c(web_value(&c->query, name)));
	xj_h_raw(h, "\"");
}

void web_form_input(struct web_call *c, struct xj_html *h, const char *name,
                    const char *label, const char *hint)
{
	xj_h_raw(h, "<label>");
	xj_h_say(h, label);
	xj_h_raw(h, " <input");
	web_form_value(c, h, name);
	if (hint) {
		xj_h_raw(h, " placeholder=\"");
		xj_h_say(h, hint);
		xj_h_raw(h, "\"");
	}
	xj_h_raw(h, "></label>\n");
}

void web_form_choice(struct web_call *c, struct xj_html *h, const char *name,
                     const char *label, const struct web_choice *choices)
{
	const char *now = web_value(&c->query, name);

	xj_h_raw(h, "<label>");
	xj_h_say(h, label);
	xj_h_raw(h, " <select name=\"");
	xj_h_say(h, name);
	xj_h_raw(h, "\">");
	for (; choices->value; choices++) {
		xj_h_raw(h, "<option value=\"");
		xj_h_attr(h, xj_str_c(choices->value));
		if (strcmp(choices->value, now) == 0)
			xj_h_raw(h, "\" selected>");
		else
			xj_h_raw(h, "\">");
		if (choices->text)
			xj_h_say(h, _(choices->text));
		else
			xj_h_text(h, xj_str_c(choices->value));
		xj_h_raw(h, "</option>");
	}
	xj_h_raw(h, "</select></label>\n");
}
